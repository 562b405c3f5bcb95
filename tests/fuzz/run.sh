#!/usr/bin/env bash
# Builds the fuzzers with clang and runs each for a number of executions under the address and
# undefined-behaviour sanitizers, from the corpus kept in tests/fuzz/corpus, one entry a core.
#   tests/fuzz/run.sh                 100 000 executions each
#   tests/fuzz/run.sh 1000000 NAME    more, and one entry alone
#   tests/fuzz/run.sh 5s              five seconds each, as CI does
# Last line: N passed, N failed.
#
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
runs=${1:-100000}
only=${2:-}
build="$top/build/fuzz"
. "$top/cmake/packages.sh"
need_packages "${build_packages[@]}" "${station_packages[@]}" clang check libmpfr-dev
case $runs in
*s) limit=(-max_total_time="${runs%s}") ;;
*) limit=(-runs="$runs") ;;
esac
if ! echo 'int main(void){return 0;}' | clang -x c -fsanitize=address - -o "${TMPDIR:-/tmp}/ostrov-asan.$$" 2>/dev/null; then
    # The sanitizers' libraries are a package of their own, by the version of clang.
    need_packages "libclang-rt-$(clang -dumpversion | cut -d. -f1)-dev"
fi
rm -f "${TMPDIR:-/tmp}/ostrov-asan.$$"
mkdir -p "$build"
if ! { cmake -S "$top" -B "$build" -G Ninja -DCMAKE_C_COMPILER=clang -DCMAKE_BUILD_TYPE=Release \
        -DOSTROV_FUZZ=ON && ninja -C "$build" $(ninja -C "$build" -t targets all |
        sed -nE 's/^(fuzz_[a-z_]+): phony$/\1/p' | sort -u); } >"$build/build.log" 2>&1; then
    tail -40 "$build/build.log"
    echo "0 passed, 1 failed"
    exit 1
fi
# one PROGRAM: runs it, and says PASS or FAIL.
one() {
    local program=$1 name=${1##*/fuzz_} found kept
    found="$build/found/$name"
    kept="$top/tests/fuzz/corpus/$name"
    mkdir -p "$found"
    if "$program" "${limit[@]}" -max_len=8192 -rss_limit_mb=2048 -artifact_prefix="$found/" \
        "$found" $([ -d "$kept" ] && echo "$kept") >"$build/$name.log" 2>&1; then
        echo "PASS $name $(grep -oE 'Done [0-9]+ runs in [0-9]+ second' "$build/$name.log")" \
            "$(grep -oE 'cov: [0-9]+' "$build/$name.log" | tail -1)"
    else
        tail -30 "$build/$name.log"
        echo "FAIL $name (see $build/$name.log)"
    fi
}

while read -r program; do
    name=${program##*/fuzz_}
    [ -n "$only" ] && [ "$name" != "$only" ] && continue
    while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do
        wait -n
    done
    one "$program" &
done < <(find "$build/tests/fuzz" -maxdepth 1 -type f -name 'fuzz_*' -perm -u+x | sort) >"$build/verdicts"
wait
cat "$build/verdicts"
passed=$(grep -c '^PASS' "$build/verdicts")
failed=$(grep -c '^FAIL' "$build/verdicts")
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
