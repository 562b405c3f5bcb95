#!/usr/bin/env bash
# Builds the bench, runs it, prints its JSON and keeps it as build/bench.json. README.md says how to read it.
#   tests/bench/run.sh             in build/gcc
#   tests/bench/run.sh BUILD       in another build folder, which is set up if it is not there
#
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=$(realpath -m "${1:-$top/build/gcc}")
cd "$top"
mkdir -p build
{
    . cmake/packages.sh
    need_packages "${build_packages[@]}" check libcjson-dev zlib1g-dev coinor-cbc
    if [ ! -f "$build/CMakeCache.txt" ]; then
        cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release \
            -DOSTROV_EXAMPLES=OFF -DOSTROV_STATION=OFF
    fi
    cmake --build "$build" --target ostrov-bench ostrov
} >build/bench.log 2>&1 || {
    cat build/bench.log >&2
    exit 1
}
if ! grep -q '^CMAKE_BUILD_TYPE:[A-Z]*=Release$' "$build/CMakeCache.txt"; then
    echo "run.sh: $build is no Release build; its figures are not the library's speed" >&2
fi
commit=$(git describe --always --dirty --abbrev=40 --exclude '*' 2>/dev/null || echo unknown)
"$build/tests/bench/ostrov-bench" --commit "$commit" >build/bench.json.new
# Beside pvlib from PyPI, where it can be installed: the list "pvlib" of the same JSON.
python3 tests/bench/pvlib_ratio.py "$build/lib/libostrov.so" build/bench.json.new >&2
# Beside HiGHS, CBC and GLPK: the list "plans".
python3 tests/bench/plan_peers.py "$build/lib/libostrov.so" build/bench.json.new >&2
mv build/bench.json.new build/bench.json
cat build/bench.json
