#!/usr/bin/env bash
# Builds the fuzzers with clang and runs each for a number of executions under the address and
# undefined-behaviour sanitizers, from the corpus kept in tests/fuzz/corpus.
#   tests/fuzz/run.sh                 100 000 executions each
#   tests/fuzz/run.sh 1000000 NAME    more, and one entry alone
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
mkdir -p "$build"
if ! { cmake -S "$top" -B "$build" -G Ninja -DCMAKE_C_COMPILER=clang -DCMAKE_BUILD_TYPE=Release \
        -DOSTROV_FUZZ=ON && ninja -C "$build" $(ninja -C "$build" -t targets all |
        sed -nE 's/^(fuzz_[a-z_]+): phony$/\1/p' | sort -u); } >"$build/build.log" 2>&1; then
    tail -40 "$build/build.log"
    echo "0 passed, 1 failed"
    exit 1
fi
passed=0 failed=0
for program in $(find "$build/tests/fuzz" -maxdepth 1 -type f -name 'fuzz_*' -perm -u+x | sort); do
    name=${program##*/fuzz_}
    [ -n "$only" ] && [ "$name" != "$only" ] && continue
    found="$build/found/$name"
    mkdir -p "$found"
    kept="$top/tests/fuzz/corpus/$name"
    if "$program" -runs="$runs" -max_len=8192 -rss_limit_mb=2048 -artifact_prefix="$found/" \
            "$found" $([ -d "$kept" ] && echo "$kept") >"$build/$name.log" 2>&1; then
        echo "PASS $name $(grep -oE 'Done [0-9]+ runs in [0-9]+ second' "$build/$name.log")" \
            "$(grep -oE 'cov: [0-9]+' "$build/$name.log" | tail -1)"
        passed=$((passed + 1))
    else
        tail -30 "$build/$name.log"
        echo "FAIL $name (see $build/$name.log)"
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
