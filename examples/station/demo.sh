#!/usr/bin/env bash
# Builds the station program, runs the Písek depot over one day and its bad night in simulated
# hardware, and writes build/demo/report/report.html. Further arguments go to the program:
#   examples/station/demo.sh --prices FILE --pv FILE --load FILE --date 2026-01-15
#
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
echo "ostrov: one day at the Písek station. Building ($top/build/demo), a minute or two …"
. "$top/cmake/packages.sh"
need_packages "${build_packages[@]}" "${station_packages[@]}"

log="$top/build/demo/build.log"
mkdir -p "$top/build/demo"
if ! { cmake -S "$top" -B "$top/build/demo" -G Ninja -DCMAKE_BUILD_TYPE=Release \
        -DOSTROV_TESTS=OFF -DOSTROV_WERROR="${OSTROV_WERROR:-OFF}" && cmake --build \
        "$top/build/demo" --target ostrov-station ostrov-sim-device; } >"$log" 2>&1; then
    tail -40 "$log"
    echo "The build failed; the whole log is $log"
    exit 1
fi
exec "$top/build/demo/bin/ostrov-station" demo --out "$top/build/demo/report" "$@"
