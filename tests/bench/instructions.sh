#!/usr/bin/env bash
# Instructions of one step of the SoC estimator, of one step and forecast of the learner, and of its training on a
# year, by callgrind on the bench's own kernels: a short run of a kernel and a longer one, and their difference over
# the operations between. The learner's year of history is learned in each run: some minutes.
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
each() { # kernel, short run, long run, what an operation is
    local short long
    short=$(count "$1" "$2")
    long=$(count "$1" "$3")
    echo "$1 $(((long - short) / ($3 - $2))) instructions a $4"
}
each soc_step 80 880 step
each soc_step_all_hypotheses 80 880 step
each learner_step_predict_192_19 1 17 step
each learner_train_year 1 2 training
