#!/usr/bin/env bash
# Instructions, time and size of a step of the switch: run.sh OUT BUILD
#
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../../.." && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
archive=$(cd "$2" && pwd)/lib/libostrov.a
gcc -O2 -std=c11 -ffp-contract=off "-I$top/include" "-I$top/lib" "$here/step.c" "$archive" -o "$out/step" ||
    { echo "0 passed, 1 failed"; exit 1; }
# count OPTION: instructions of ostrov_i_switch_step and what it calls, a step.
count() {
    valgrind --tool=callgrind --callgrind-out-file="$out/callgrind" --collect-atstart=no \
        --toggle-collect=ostrov_i_switch_step "$out/step" "$1" >"$out/counted" 2>&1
    echo $(($(sed -nE 's/^(summary|totals): ([0-9]+).*/\2/p' "$out/callgrind" | head -1) / 20000))
}
typical=$(count --steady)
mean=$(count --wander)
read -r _ steps _ modes _ state _ object _ worst < <("$out/step" --time)
passed=0 failed=0
hold() { # NAME VALUE LIMIT UNIT
    if [ "$2" -gt 0 ] && [ "$2" -le "$3" ]; then
        echo "PASS cost $1: $2 $4 (limit $3)"
        passed=$((passed + 1))
    else
        echo "FAIL cost $1: $2 $4 (limit $3)"
        failed=$((failed + 1))
    fi
}
echo "INFO cost: $mean instructions in the mean of $steps wild steps through $modes modes; the whole object is $object bytes"
hold "typical step, on the grid" "$typical" 200 instructions
hold "slowest step, least of 25 repeats, clock included" "$worst" 2000 ns
hold "state of the switch" "$state" 4096 bytes
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
