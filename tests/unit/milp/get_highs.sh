#!/usr/bin/env bash
# HiGHS's shared library from PyPI (highsbox), as FOLDER/libhighs.so, for the tests of libostrov-milp of
# every build: what is there already stays.
#   tests/unit/milp/get_highs.sh FOLDER
#
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
mkdir -p "$1"
folder=$(cd "$1" && pwd)
[ -e "$folder/libhighs.so" ] && exit 0
fresh=$(mktemp -d "$folder/env.XXXXXX") # two builds may want it at once
if ! { python3 -m venv "$fresh" &&
    "$fresh/bin/python" -m pip install -q --disable-pip-version-check --retries 1 --timeout 20 --no-deps highsbox; } \
    >"$fresh.log" 2>&1; then
    echo "SKIP HiGHS: highsbox cannot be installed from PyPI: $(tail -c 200 "$fresh.log")"
    exit 0
fi
found=$(find "$fresh" -name 'libhighs.so*' -type f | head -n 1)
[ -n "$found" ] || { echo "SKIP HiGHS: highsbox brings no libhighs.so"; exit 0; }
ln -s "$found" "$fresh.so"
mv -f "$fresh.so" "$folder/libhighs.so"
