#!/usr/bin/env bash
# Builds everything and runs every test. Last line: N passed, N failed, N skipped.
#   tests/run.sh             the preset gcc
#   tests/run.sh sanitize    another preset of CMakePresets.json; what follows goes to ctest
#
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
preset=${1:-gcc}
shift $(($# > 0 ? 1 : 0))
cd "$top" || exit 1
echo "ostrov: building and testing (preset $preset)"
. cmake/packages.sh
need_packages "${build_packages[@]}" "${station_packages[@]}" "${test_packages[@]}"
[ "$preset" = clang ] && need_packages clang
if ! locale -a 2>/dev/null | grep -qi '^cs_CZ.utf-\?8$' && [ "$(id -u)" -eq 0 ]; then
    localedef -i cs_CZ -f UTF-8 cs_CZ.UTF-8 # a decimal comma: numbers must not care
fi

mkdir -p "build/$preset"
log="build/$preset/build.log"
if ! { cmake --preset "$preset" -DPython3_EXECUTABLE=/usr/bin/python3 && cmake --build --preset "$preset"; } >"$log" 2>&1; then
    tail -60 "$log"
    echo "The build failed; the whole log is $top/$log"
    echo "0 passed, 1 failed"
    exit 1
fi

# One more than there are cores: many tests of the station wait for real time.
ctest --preset "$preset" -j "$(($(nproc) + 1))" "$@" --output-junit "$top/build/$preset/tests.xml"
status=$?

# One line for each thing that could not be tested here, then the count.
results="build/$preset/tests.xml"
grep -hoE '\bSKIP .*' "build/$preset/Testing/Temporary/LastTest.log" 2>/dev/null | sort -u
python3 - "$results" "build/$preset/Testing/Temporary/LastTest.log" <<'PYTHON'
import re
import sys
import xml.etree.ElementTree as tree

cases = tree.parse(sys.argv[1]).getroot().findall("testcase")
failed = sum(1 for case in cases if case.get("status") == "fail")
not_run = sum(1 for case in cases if case.get("status") in ("notrun", "disabled"))
log = open(sys.argv[2], encoding="utf-8", errors="replace").read()
said = len(set(re.findall(r"\bSKIP .*$", log, re.M)))
print(f"{len(cases) - failed - not_run} passed, {failed} failed, {not_run + said} skipped")
sys.exit(1 if failed else 0)
PYTHON
counted=$?
[ "$status" -eq 0 ] && [ "$counted" -eq 0 ]
