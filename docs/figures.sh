#!/usr/bin/env bash
# Makes the pictures of the documentation anew, in docs/explanation/figures: builds the programs whose tables
# they show, and runs every docs/tools/figure_*.py. The same sources give the same files, byte for byte, with the
# same version of matplotlib.
#
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=${OSTROV_FIGURES_BUILD:-$top/build/gcc}
out=$top/docs/explanation/figures
python=/usr/bin/python3
. "$top/cmake/packages.sh"
need_packages "${build_packages[@]}" check python3-matplotlib
mkdir -p "$build" "$out"

log=$build/figures.log
if ! { cmake -S "$top" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DPython3_EXECUTABLE=$python \
        && cmake --build "$build" --target campaign_outage ostrov; } >"$log" 2>&1; then
    tail -40 "$log"
    echo "The programs could not be built; the whole log is $log"
    exit 1
fi
export OSTROV_FIGURES_BUILD=$build OSTROV_LIBRARY=$build/lib/libostrov.so
export PYTHONPATH=$top/bindings/python${PYTHONPATH:+:$PYTHONPATH} MPLCONFIGDIR=$build/matplotlib
for tool in "$top"/docs/tools/figure_*.py; do
    [ "${tool##*/}" = figure_style.py ] && continue
    "$python" "$tool" "$out"
done
