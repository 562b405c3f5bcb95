#!/usr/bin/env bash
# The layouts of this build against the committed ones. A line that changed or went breaks callers; a
# member appended at the end is allowed and has to be added to the baseline.
#   test_layout.sh PROGRAM BASELINE WITH_MILP
#
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail
program=$1 baseline=$2 milp=$3
now=$(mktemp)
trap 'rm -f "$now"' EXIT
"$program" | sort >"$now"
expected=$(sort "$baseline")
if [ "$milp" != ON ]; then
    expected=$(grep -vE '^ostrov_(milp|fleet)' <<<"$expected")
fi
if ! difference=$(diff <(echo "$expected") "$now"); then
    echo "The ABI differs from $baseline ('<' was promised, '>' is there now):"
    echo "$difference"
    exit 1
fi
echo "$(wc -l <"$now") layout lines equal the baseline"
