#!/usr/bin/env bash
# Instructions of one step of the SoC estimator, by callgrind on the bench's own kernels: a short run of a
# kernel and a longer one, and their difference over the steps between.
#   tests/bench/instructions.sh [BUILD]
#
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail
build=${1:-build/gcc}
command -v valgrind >/dev/null || {
    echo "SKIP instructions: valgrind is not installed"
    exit 0
}
count() { # kernel, calls
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$build/tests/bench/ostrov-bench" \
        --count "$1" "$2" 2>&1 | sed -nE 's/.*Collected : ([0-9]+).*/\1/p'
}
for kernel in soc_step soc_step_all_hypotheses; do
    short=$(count "$kernel" 80)
    long=$(count "$kernel" 880)
    echo "$kernel $(((long - short) / 800)) instructions a step"
done
