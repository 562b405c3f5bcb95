#!/usr/bin/env bash
# The station on real day-ahead prices: a winter day, a summer day with negative prices, and the two
# days on which the clock changes. Reads ../shared/data/dispatch; says so aloud when it is not there.
#   real_days.sh BUILD_FOLDER
#
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=$(cd "$1" && pwd)
prices=$top/../shared/data/dispatch/ote_cz_da_15min_2025-10_2026-05.csv.gz
out=$build/real-days
if [ ! -e "$prices" ]; then
    echo "SKIP real days: ../shared/data/dispatch is not here"
    echo "0 passed, 0 failed, 1 skipped"
    exit 0
fi
passed=0 failed=0
# day DATE QUARTERS WHAT: runs it, and holds its table of quarter hours against the length of the day
day() {
    local date=$1 quarters=$2 what=$3 rows
    if "$build/bin/ostrov-station" simulate --twin --quiet --prices "$prices" --date "$date" \
        --out "$out/$date" >"$out/$date.log" 2>&1; then
        rows=$(($(wc -l <"$out/$date/data/quarters.csv") - 1))
        if [ "$rows" -eq "$quarters" ]; then
            echo "PASS $date ($what): $rows quarter hours; $(sed -n '2p' <(grep . "$out/$date.log" |
                grep -E 'departures|Electricity' | sed 's/^ *//'))"
            passed=$((passed + 1))
            return
        fi
        echo "FAIL $date ($what): $rows quarter hours, $quarters wanted"
    else
        echo "FAIL $date ($what):"
        tail -5 "$out/$date.log"
    fi
    failed=$((failed + 1))
}
mkdir -p "$out"
day 2026-01-15 96 "a winter day"
day 2026-05-01 96 "a holiday with prices down to −500 EUR/MWh"
day 2026-03-29 92 "the short day"
day 2025-10-26 100 "the long day"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
