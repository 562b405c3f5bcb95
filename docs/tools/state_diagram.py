#!/usr/bin/env python3
"""Draws the state diagram of the grid connection from what the compiled switch does.

The walker in tests/verify walks every state of the switch and writes the moves it met, one pair of modes
a line: from, to, and the reasons, parted by tabs. This draws them with graphviz.

    tests/verify/walker/build.sh lib OUT && OUT/walk --no-ways --moves moves.tsv
    docs/tools/state_diagram.py moves.tsv docs/explanation/figures/grid-states.svg

Lines carry numbers; below the picture stands what they mean. A mode that many modes enter for one and the
same reason (a stop, hands off) would cover the picture with lines: such moves are told in words.

SPDX-License-Identifier: Apache-2.0
"""

import argparse
import collections
import pathlib
import re
import subprocess
import sys

EVERYWHERE = 4  # from so many modes: told in words

# What the colours say; a mode without one is white.
GROUPS = {
    "on the grid": ("#e3f0e3", ("GRID", "RIDE", "NULLING", "RAMP")),
    "switching": ("#f3f3f3", ("OPENING", "BACKUP_OPEN", "CLOSING")),
    "living alone": ("#e3ebf6", ("FORMING", "ISLAND", "OBSERVE", "SYNC", "BLACK")),
    "nothing formed": ("#f6ead9", ("DEAD", "SAFE_STOP", "LOCKOUT")),
}


def read(path):
    """{(from, to): [reasons]} of a file of moves."""
    moves = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        parts = line.split("\t")
        if len(parts) != 3 or not all(re.fullmatch(r"[A-Z_]+", mode) for mode in parts[:2]):
            sys.exit(f"{path}:{number}: not a move: {line!r}")
        moves[parts[0], parts[1]] = parts[2].split("; ")
    if not moves:
        sys.exit(f"{path}: no moves")
    return moves


def part_common(moves):
    """Moves without those that nearly every mode makes, and these as {(reason, to): [from]}."""
    sources = collections.defaultdict(list)
    for (start, end), reasons in moves.items():
        for reason in reasons:
            sources[reason, end].append(start)
    common = {key: froms for key, froms in sources.items() if len(froms) >= EVERYWHERE}
    rest = {}
    for (start, end), reasons in moves.items():
        own = [reason for reason in reasons if (reason, end) not in common]
        if own:
            rest[start, end] = own
    return rest, common


def escaped(text):
    return text.replace("\\", "\\\\").replace('"', '\\"')


def left(lines):
    """Lines of a label, flush left."""
    return "".join(escaped(line) + "\\l" for line in lines)


def legend(numbers, common, moves):
    """What stands below the picture."""
    words = [f"{number:2}  {reason}" for reason, number in numbers.items()]
    half = (len(words) + 1) // 2
    width = max(len(word) for word in words[:half]) + 4
    columns = [
        word.ljust(width) + (words[half + i] if half + i < len(words) else "")
        for i, word in enumerate(words[:half])
    ]
    told = []
    for reason in sorted({reason for reason, _ in common}):
        told.append(f"{reason}:")
        told += [
            f"· to {end} from {', '.join(sorted(froms))}"
            for (other, end), froms in sorted(common.items())
            if other == reason
        ]
    count = len({mode for pair in moves for mode in pair})
    head = f"{count} modes, {len(moves)} pairs of modes with a move between them. Not drawn as lines:"
    return [*columns, "", head, *told]


def graph(moves):
    rest, common = part_common(moves)
    modes = sorted({mode for pair in moves for mode in pair})
    numbers = {}
    for reasons in rest.values():
        for reason in reasons:
            numbers.setdefault(reason, len(numbers) + 1)
    below = left(legend(numbers, common, moves))
    lines = [
        "digraph grid {",
        '  rankdir=TB; nodesep=0.55; ranksep=0.55; fontname="monospace"; fontsize=10;',
        f'  labeljust=l; label="{below}";',
        '  node [shape=box style="rounded,filled" fillcolor=white fontname="sans-serif" fontsize=12];',
        '  edge [fontname="sans-serif" fontsize=9 color="#555555" fontcolor="#222222" arrowsize=0.7];',
    ]
    for mode in modes:
        colour = next((c for c, members in GROUPS.values() if mode in members), "white")
        lines.append(f'  "{mode}" [fillcolor="{colour}"];')
    for (start, end), reasons in sorted(rest.items()):
        text = " ".join(str(numbers[reason]) for reason in reasons)
        tip = escaped("; ".join(reasons))
        lines.append(f'  "{start}" -> "{end}" [label=" {text} " tooltip="{tip}"];')
    return "\n".join([*lines, "}"]) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("moves", type=pathlib.Path, help="what the walker wrote with --moves")
    parser.add_argument("svg", type=pathlib.Path, help="the picture to write")
    arguments = parser.parse_args()
    drawn = subprocess.run(
        ["dot", "-Tsvg"], input=graph(read(arguments.moves)), capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if drawn.returncode != 0:
        sys.exit(f"dot: {drawn.stderr}")
    # The version of graphviz would make every machine's picture another one.
    picture = re.sub(r"<!-- Generated by graphviz.*?-->\n", "", drawn.stdout, flags=re.S)
    arguments.svg.parent.mkdir(parents=True, exist_ok=True)
    arguments.svg.write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
