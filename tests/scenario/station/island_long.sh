#!/bin/sh
# What the live run does in real time, whole: outage, island on request, a kill in each mode, a foreign
# writer; some four at a time. Prints a line for each kill.
#
#   tests/scenario/station/island_long.sh [BUILD]      BUILD: folder of the programs, build/gcc/bin
#
# SPDX-License-Identifier: Apache-2.0
set -eu
top=$(cd "$(dirname "$0")/../../.." && pwd)
export OSTROV_TOP="$top" OSTROV_STATION="${1:-$top/build/gcc/bin}/ostrov-station"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
run() {
    name=test_$(echo "$1" | tr -c 'A-Za-z\n' _)
    case $1 in *::*) node=$1 ;; *) node=island_long.py::$1 ;; esac
    if python3 -m pytest -q -s -p no:cacheprovider "$top/tests/scenario/station/$node" \
        > "$out/$name" 2>&1; then echo ok > "$out/$name.ok"; fi
}
for together in \
    "test_an_outage_is_ridden_and_returned_from test_an_island_on_request_and_back test_killed_in_each_mode[GRID] test_killed_in_each_mode[lost]" \
    "test_killed_in_each_mode[OPENING] test_killed_in_each_mode[FORMING] test_killed_in_each_mode[ISLAND] test_killed_in_each_mode[OBSERVE]" \
    "test_killed_in_each_mode[SYNC] test_killed_in_each_mode[CLOSING] test_killed_in_each_mode[RAMP] test_lease.py::test_a_foreign_writer_is_found_and_not_fought"; do
    for one in $together; do run "$one" & done
    wait
done
passed=0 failed=0
for file in "$out"/test_*; do
    case $file in *.ok) continue ;; esac
    grep -h '^killed in' "$file" || true
    if [ -e "$file.ok" ]; then passed=$((passed + 1)); else failed=$((failed + 1)); tail -n 30 "$file"; fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
