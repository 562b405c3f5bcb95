#!/usr/bin/env python3
"""Runs the commands of a page again and writes what they print into it: for a release, since the figures of
a simulated day move when the planner does.

A line <!-- printed by: COMMAND --> stands before each such block. Commands run from the top of the tree, in
the order of the page. $OSTROV_PRICES is a file of day-ahead prices of your own.

    OSTROV_PRICES=prices.csv.gz docs/tools/refresh_outputs.py docs/tutorial/first-day.md

SPDX-License-Identifier: Apache-2.0
"""

import pathlib
import re
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"(<!-- printed by: (?P<command>.*?) -->\n```text\n).*?^(```)$", re.M | re.S)


def printed(match):
    command = match["command"]
    print(command, flush=True)
    done = subprocess.run(
        ["bash", "-c", command], cwd=TOP, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        sys.exit(f"ended with {done.returncode}\n{done.stdout}{done.stderr}")
    text = done.stdout.replace(str(TOP), "~/ostrov").strip("\n")
    return f"{match[1]}{text}\n{match[3]}"


for name in sys.argv[1:]:
    path = pathlib.Path(name)
    path.write_text(BLOCK.sub(printed, path.read_text(encoding="utf-8")), encoding="utf-8")
