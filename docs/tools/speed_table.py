"""Writes the README's table of speeds from the JSON of tests/bench/run.sh, between its two marks.

    speed_table.py build/bench.json README.md

SPDX-License-Identifier: Apache-2.0
"""

import json
import pathlib
import sys

SHOWN = (
    ("sun_position_n", "sun's position, a year of minutes"),
    ("clearsky_ineichen_with_position", "clear sky with position"),
    ("plane_perez_driesse", "light on a plane, Perez–Driesse"),
    ("chain_pvwatts", "light to AC power, PVWatts"),
    ("chain_cec_sandia", "light to AC power, single diode and Sandia"),
)
BEGIN, END = "<!-- speeds: docs/tools/speed_table.py -->\n", "<!-- end of speeds -->\n"


def main(source, target):
    found = json.loads(pathlib.Path(source).read_text())["pvlib"]
    rows = {row["name"]: row for row in found["rows"]}
    version = next(iter(rows.values()))["peer_version"]
    lines = [
        f"| a row of | ostrov | pvlib {version} | times |",
        "|---|---|---|---|",
    ]
    for name, words in SHOWN:
        row = rows[name]
        mine, peer = row["ns_min"], row["peer_ns_min"]
        lines.append(f"| {words} | {mine:.0f} ns | {peer:.0f} ns | {peer / mine:.0f} |")
    path = pathlib.Path(target)
    text = path.read_text(encoding="utf-8")
    head, rest = text.split(BEGIN)
    tail = rest.split(END)[1]
    path.write_text(head + BEGIN + "\n" + "\n".join(lines) + "\n\n" + END + tail, encoding="utf-8")


main(*sys.argv[1:])
