#!/usr/bin/env python3
"""Writes docs/explanation/safety-case.md from properties.txt and the figures of the last run.

    safety_case.py [--check]

--check looks only whether every property names a way it is shown that exists.
"""

import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parents[1]
RUN = TOP / "build" / "verify"


def properties():
    text = "\n".join(
        line for line in (HERE / "properties.txt").read_text(encoding="utf-8").split("\n")
        if not line.startswith("#")
    )
    for block in re.split(r"\n\s*\n", text.strip()):
        yield dict(line.split(" ", 1) for line in block.split("\n"))


def missing(rows):
    """Names in "shown" that no source has."""
    walker = "".join(p.read_text(encoding="utf-8") for p in (HERE / "walker").glob("*.c"))
    faults = (HERE / "mutants" / "mutants.txt").read_text(encoding="utf-8")
    bad = []
    for row in rows:
        names = re.findall(r"\b[A-Z]+(?:-[A-Z]+)+\b|\bWHY\b|\bTOTAL\b|\bEPOCH\b", row["shown"])
        bad += [f"{row['id']}: {n} is no property of the walker" for n in names if f'"{n}' not in walker]
        for fault in re.findall(r"\bM\d\d\b", row["shown"]):
            if not re.search(rf"^{fault} ", faults, re.M):
                bad.append(f"{row['id']}: {fault} is no seeded fault")
    return bad


def last(part, pattern):
    path = RUN / f"{part}.txt"
    return re.findall(pattern, path.read_text(encoding="utf-8"), re.M) if path.exists() else []


def figures():
    states = sum(int(s) for s in last("walker", r"^PASS \S+ +(\d+) states"))
    steps = sum(int(s) for s in last("walker", r"states, (\d+) transitions"))
    goals = [(int(a), int(b)) for a, b in last("wp", r"(\d+) of (\d+) goals")]
    faults = len(last("mutants", r"^PASS (M\d\d)"))
    conditions = [(int(a), int(b)) for a, b in last("mcdc", r"mcdc \S+: (\d+) of (\d+)")]
    yield "walker", f"{states:,} states, {steps:,} transitions" if states else "not run"
    justified = "".join(last("mcdc", r"^(\d+) justified"))
    counts = last("spin", r"count: (.*)")
    yield "Spin", counts[0] if counts else "not run"
    yield "WP", f"{sum(a for a, _ in goals)} of {sum(b for _, b in goals)} goals" if goals else "not run"
    yield "Eva", "; ".join(last("eva", r"^(?:PASS|FAIL) eva (.*)")) or "not run"
    yield "seeded faults", f"{faults} caught, {len(last('mutants', r'^FAIL (M..)'))} not" if faults else "not run"
    yield "MC/DC", (
        f"{sum(a for a, _ in conditions)} of {sum(b for _, b in conditions)} conditions, of these "
        f"{justified} justified in tests/verify/mcdc/justified.txt"
        if conditions else "not run"
    )
    yield "cost", "; ".join(last("cost", r"^PASS cost (.*)")) or "not run"


def page(rows):
    yield "# Why the switch may be trusted, and how far\n"
    yield (
        "This page is made by `tests/verify/safety_case.py` from `tests/verify/properties.txt` and the figures of\n"
        "the last `tests/verify/run.sh`. It argues about the switch of `lib/grid`: the layer of whole numbers that\n"
        "asks breaker, PCS and bond. It is no certificate: certified protection, PCS firmware and hard-wired\n"
        "interlocks keep the last word ([the connection to the grid](grid-states.md)).\n"
    )
    yield "## The last run\n\n| what | figure |\n|---|---|"
    yield from (f"| {name} | {figure} |" for name, figure in figures())
    yield "\n## Properties\n\n| property | enforced in | shown by | limit of the argument |\n|---|---|---|---|"
    yield from (
        f"| **{r['id']}** {r['says']} | {r['where']} | {r['shown']} | {r['limit']} |" for r in rows
    )
    yield (
        "\n## How the argument hangs together\n\n"
        "The *walker* takes the compiled code through every state that it can reach, under every input that it can\n"
        "tell apart, with its times cut to a few ticks; so a property holds for these times. *WP* shows the central\n"
        "ones for all times and settings, function by function. *Spin* repeats the walk by another program and lets\n"
        "a second party fight for the breaker. *Seeded faults* show that the properties bite, *MC/DC* that no\n"
        "condition of the code is beyond them. What each tool cannot say is on the page of the\n"
        "[decision](../decisions/proof.md)."
    )


def main():
    rows = list(properties())
    bad = missing(rows)
    if bad:
        print("\n".join(bad))
        return 1
    if "--check" not in sys.argv:
        target = TOP / "docs" / "explanation" / "safety-case.md"
        target.write_text("\n".join(page(rows)) + "\n", encoding="utf-8")
        print(f"{target.relative_to(TOP)}: {len(rows)} properties")
    return 0


if __name__ == "__main__":
    sys.exit(main())
