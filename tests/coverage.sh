#!/usr/bin/env bash
# Line coverage of lib/ by the unit tests; fails below 95 %.
#
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$top"
. cmake/packages.sh
need_packages "${build_packages[@]}" "${station_packages[@]}" check libmpfr-dev gcovr
cmake --preset coverage -DPython3_EXECUTABLE=/usr/bin/python3 >/dev/null
cmake --build --preset coverage --target unit_tests >build/coverage/build.log 2>&1 ||
    { tail -40 build/coverage/build.log; exit 1; }
find build/coverage -name '*.gcda' -delete
# Without those that step for long: a third of the time, for forty lines that no other test reaches.
tests=(--preset coverage -L coverage -E 'unit.grid.(random|vectors)|unit.station.property')
ctest "${tests[@]}" -j "$(nproc)" -Q || { ctest "${tests[@]}" --rerun-failed --output-on-failure; exit 1; }
# Lines that only a broken library could reach are marked in the source: gcovr's own marker.
gcovr --root "$top" --filter 'lib/' --object-directory build/coverage \
    --exclude-unreachable-branches --print-summary --fail-under-line 95 \
    --txt build/coverage/coverage.txt
cat build/coverage/coverage.txt
