#!/usr/bin/env bash
# A sample of suite dispatch that is short enough for every build: evcc's requests, EMHASS's house and two of
# the microgrids. The whole is: ostrov-conformance dispatch ../shared/data/dispatch
#   run_dispatch.sh RUNNER FOLDER
#
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail
if [ ! -d "$2" ]; then
    echo "SKIP conformance dispatch: ${2##*/..} is not here"
    exit 0
fi
data=$(realpath "$2")
sample=$(mktemp -d)
trap 'rm -rf "$sample"' EXIT
for known in "$data"/evcc_cases "$data"/emhass_*; do
    [ ! -e "$known" ] || ln -s "$known" "$sample/"
done
python3 - "$data/pymgrid25" "$sample/pymgrid25" <<'EOF'
import json, pathlib, sys
whole, part = map(pathlib.Path, sys.argv[1:])
if (whole / "parameters.json").exists():
    sites = json.loads((whole / "parameters.json").read_text())
    weak = [n for n, s in sites.items() if s["grid"] and s["genset"]]
    chosen = {n: sites[n] for n in weak[:1] + [n for n in sites if not sites[n]["grid"]][:1]}
    part.mkdir()
    (part / "parameters.json").write_text(json.dumps(chosen))
    for name in chosen:
        (part / f"{name}.csv.gz").symlink_to(whole / f"{name}.csv.gz")
EOF
"$1" dispatch "$sample"
