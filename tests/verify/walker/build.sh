#!/usr/bin/env bash
# Builds the walker: build.sh LIB OUT [FILE…]
#   LIB   a lib/ folder (the project's, or a copy with an edit)
#   OUT   folder for objects and the program OUT/walk
#   FILE  sources of lib/grid to compile anew, the walker's own objects being in OUT; none = everything
#
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../../.." && pwd)
lib=$1 out=$2
shift 2
mkdir -p "$out"
. "$here/sources.sh"
flags=(-std=c11 "-I$top/include" "-I$lib" -ffp-contract=off)
if [ $# -eq 0 ]; then
    for file in "$here"/*.c "$lib"/grid/words_{modes,reasons}.c; do
        gcc -O2 -Wall -Wextra -Werror "${flags[@]}" "-I$here" -c "$file" -o "$out/own_$(basename "$file" .c).o"
    done
    set -- "${switch_sources[@]}"
fi
# Once with a hook before each load, once as it is shipped.
for file in "$@"; do
    name=$(basename "$file" .c)
    clang-19 -O1 "${flags[@]}" -include "$here/short_times.h" \
        -fsanitize-coverage=bb,trace-loads,no-prune -c "$lib/grid/$file" -o "$out/traced_$name.o"
    gcc -O2 "${flags[@]}" -include "$here/short_times.h" -c "$lib/grid/$file" -o "$out/plain_$name.o"
done
ld -r -o "$out/plain.all" "$out"/plain_*.o
objcopy --prefix-symbols=plain_ "$out/plain.all"
objcopy --redefine-sym plain_memset=memset --redefine-sym plain_memcpy=memcpy "$out/plain.all"
gcc "$out"/own_*.o "$out"/traced_*.o "$out/plain.all" -o "$out/walk"
