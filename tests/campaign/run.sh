#!/usr/bin/env bash
# The full campaigns. JSON and the printed lines stay in build/campaign. Last line: N passed, N failed.
#   tests/campaign/run.sh                 all of them (hours of processor time: sync alone is 10 million runs)
#   tests/campaign/run.sh faults sync     some
#   RUNS=1000 tests/campaign/run.sh       fewer runs of each
#
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$top" || exit 1
. cmake/packages.sh
need_packages "${build_packages[@]}" check
build=build/gcc
out=build/campaign
mkdir -p "$out" "$build"
names=("$@")
[ $# -eq 0 ] && names=(transfer availability faults drill quarter sync)
targets=("${names[@]/#/campaign_}")
if ! { cmake --preset gcc -DPython3_EXECUTABLE=/usr/bin/python3 && ninja -C $build "${targets[@]}"; } \
    >"$out/build.log" 2>&1; then
    tail -40 "$out/build.log"
    exit 1
fi
failed=0
for name in "${names[@]}"; do
    echo "=== $name"
    "$build/tests/campaign/campaign_$name" ${RUNS:+--runs "$RUNS"} --workers "$(nproc)" \
        --json "$out/$name.json" | tee "$out/$name.txt"
    [ "${PIPESTATUS[0]}" -eq 0 ] || failed=$((failed + 1))
done
echo "$((${#names[@]} - failed)) passed, $failed failed"
[ "$failed" -eq 0 ]
