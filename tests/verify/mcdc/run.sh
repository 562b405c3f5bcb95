#!/usr/bin/env bash
# MC/DC of the switch from the walk and the unit tests of the module: run.sh OUT BUILD WALKER
#   BUILD  a build folder with lib/libostrov.a
#   WALKER a folder where walker/build.sh has built
# A line per source; FAIL for a condition that nothing shows to matter, unless justified.txt names it.
#
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../../.." && pwd)
build=$(cd "$2" && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
. "$here/../walker/sources.sh"
walker=$here/../walker
flags=(-std=c11 "-I$top/include" "-I$top/lib" -ffp-contract=off)
counted=(-O1 -fprofile-instr-generate -fcoverage-mapping -fcoverage-mcdc)
rm -f "$out"/*.profraw "$out"/*.o

cp "$3"/plain.all "$out/plain.all.o"
for file in "${switch_sources[@]}"; do
    name=${file%.c}
    clang-19 "${counted[@]}" "${flags[@]}" -include "$walker/short_times.h" \
        -fsanitize-coverage=bb,trace-loads,no-prune -c "$top/lib/grid/$file" -o "$out/walk_$name.o"
    clang-19 "${counted[@]}" "${flags[@]}" -c "$top/lib/grid/$file" -o "$out/unit_$name.o"
done
clang-19 -fprofile-instr-generate "$3"/own_*.o "$out"/walk_*.o "$out/plain.all.o" -o "$out/walk" || exit 1
for setup in ${SETUPS:-C-plain D A B-thin C-bond}; do
    LLVM_PROFILE_FILE="$out/walk-$setup.profraw" "$out/walk" --setup "$setup" --no-ways >/dev/null &
    while [ "$(jobs -r | wc -l)" -ge 2 ]; do wait -n; done
done
wait
# cover TEST: builds and runs one unit test with the counted sources in front of the library's.
cover() {
    local name
    name=$(basename "$1" .c)
    clang-19 -std=gnu11 -O1 -w "${flags[@]:1}" "-I$top/tests/unit" "-DOSTROV_SHARED=\"$top/../shared\"" \
        -c "$1" -o "$out/$name.test.o" || return
    clang-19 -fprofile-instr-generate "$out/$name.test.o" "$out"/unit_*.o "$build/lib/libostrov.a" \
        $(pkg-config --libs check) -lm -o "$out/$name" || return
    CK_FORK=no LLVM_PROFILE_FILE="$out/$name.profraw" timeout 600 "$out/$name" >/dev/null
}
objects=("$out/walk")
for test in "$top"/tests/unit/grid/test_*.c; do
    name=$(basename "$test" .c)
    grep -qlE 'ostrov_grid_(step|init)|scenario.h|plant.h|grid/(switch|turn|contacts).h|trouble.h' "$test" || continue
    rm -f "$out/$name"
    cover "$test" &
    objects+=(-object "$out/$name")
    while [ "$(jobs -r | wc -l)" -ge 2 ]; do wait -n; done
done
wait
llvm-profdata-19 merge -o "$out/all.profdata" "$out"/*.profraw
llvm-cov-19 export -format=text -instr-profile "$out/all.profdata" "${objects[@]}" \
    $(printf "$top/lib/grid/%s " "${switch_sources[@]}") >"$out/mcdc.json" 2>"$out/export.log"
python3 "$here/report.py" "$out/mcdc.json" "$here/justified.txt"
