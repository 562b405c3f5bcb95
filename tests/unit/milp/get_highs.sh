#!/usr/bin/env bash
# HiGHS's shared library from PyPI (highsbox), as BUILD/highs/libhighs.so, for the tests of libostrov-milp.
#   tests/unit/milp/get_highs.sh BUILD
#
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
folder=$1/highs
[ -e "$folder/libhighs.so" ] && exit 0
mkdir -p "$folder"
if ! { python3 -m venv "$folder/env" &&
    "$folder/env/bin/python" -m pip install -q --disable-pip-version-check --retries 1 --timeout 20 --no-deps highsbox; } \
    >"$folder/log" 2>&1; then
    echo "SKIP HiGHS: highsbox cannot be installed from PyPI: $(tail -c 200 "$folder/log")"
    exit 0
fi
found=$(find "$folder/env" -name 'libhighs.so*' -type f | head -n 1)
[ -n "$found" ] || { echo "SKIP HiGHS: highsbox brings no libhighs.so"; exit 0; }
ln -sf "$found" "$folder/libhighs.so"
