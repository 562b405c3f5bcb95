#!/usr/bin/env python3
"""Writes the tables of docs/explanation/grid-figures.md anew from the campaigns' JSON.

    tests/campaign/table.py build/campaign

SPDX-License-Identifier: Apache-2.0
"""

import json
import pathlib
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
PAGE = TOP / "docs" / "explanation" / "grid-figures.md"
ORDER = ["sync", "transfer", "availability", "faults", "drill"]


def value(figure):
    x = figure["value"]
    if x is None:
        return "none"
    digits = f"{x:.4g}" if abs(x) < 1e4 else f"{x:,.0f}".replace(",", " ")
    return f"{digits} {figure['unit']}".strip()


def goal(figure):
    for key, sign in (("at_most", "≤"), ("at_least", "≥")):
        if key in figure:
            return f"{sign} {figure[key]:.4g}"
    return ""


def table(campaign):
    runs, seed, name = campaign["runs"], campaign["seed"], campaign["campaign"]
    many = f"{runs:,}".replace(",", " ")
    lines = [
        "",
        f"{many} runs: `campaign_{name} --runs {runs} --seed {seed}`",
        "",
        "| figure | value | goal | | what |",
        "|---|---|---|---|---|",
    ]
    for f in campaign["figures"]:
        said = {"PASS": "met", "FAIL": "**missed**"}.get(f["verdict"], "")
        short = f["name"].split(".", 1)[1]
        lines.append(f"| {short} | {value(f)} | {goal(f)} | {said} | {f['what']} |")
    return lines + [""]


def main():
    folder = pathlib.Path(sys.argv[1])
    text = PAGE.read_text(encoding="utf-8")
    for name in ORDER:
        source = folder / f"{name}.json"
        begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
        if not source.exists() or source.stat().st_size == 0:
            print(f"SKIP {name}: no {source}")
            continue
        campaign = json.loads(source.read_text(encoding="utf-8"))
        head, rest = text.split(begin, 1)
        text = head + begin + "\n".join(table(campaign)) + "\n" + end + rest.split(end, 1)[1]
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
