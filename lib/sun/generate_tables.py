#!/usr/bin/env python3
"""Makes spa_tables.c and precise_tables.c from the published series in series.txt.

    generate_tables.py            writes both
    generate_tables.py --check    status 1 when one of them differs from what it would write

Phases and rates become turns, since a fraction of a turn is found by one rounding; a series becomes
three columns, filled up to a multiple of four with terms of amplitude 0, so that a compiler can take
several terms at once.

SPDX-License-Identifier: Apache-2.0
"""

import pathlib
import re
import sys

HERE = pathlib.Path(__file__).parent
LANES = 4


def turns(digits):
    """A decimal number of radians in turns, correctly rounded: Python's integers are exact."""
    from fractions import Fraction

    two_pi = Fraction(62831853071795864769252867665590057683943387987502116419, 10**55)
    return float(Fraction(digits) / two_pi)


def read():
    sections, name = {}, None
    for line in (HERE / "series.txt").read_text(encoding="utf-8").split("\n"):
        heading = re.match(r"\[(.+)\]$", line)
        if heading:
            name = heading[1]
            sections[name] = []
        elif line and not line.startswith("#"):
            sections[name] += [part.split() for part in line.split(";") if part.strip()]
    return sections


def column(ctype, name, values):
    lines, line = [], "   "
    for value in values:
        text = f" {value},"
        if len(line) + len(text) > 100:
            lines.append(line)
            line = "   "
        line += text
    lines.append(line)
    return f"static const {ctype} {name}[] = {{\n" + "\n".join(lines) + "\n};\n"


def series(theory, sections, prefix):
    """C text of all series of a theory: columns a, b, c and where each series lies in them."""
    rows, places = [], []
    for letter in "LBR":
        for power in range(6):
            terms = sections.get(f"{theory} {letter}{power}", [])
            # the largest last, so that the sum loses least
            terms = sorted(terms, key=lambda t: abs(float(t[0])))
            padded = [["0", "0", "0"]] * (-len(terms) % LANES) + terms
            places.append((len(rows), len(padded)))
            rows += padded
    text = column("double", f"{prefix}_amplitude", [t[0] for t in rows])
    text += column("double", f"{prefix}_phase", [repr(turns(t[1])) for t in rows])
    text += column("double", f"{prefix}_rate", [repr(turns(t[2])) for t in rows])
    text += f"\nconst ostrov_i_theory ostrov_i_{prefix} = {{\n"
    text += f"    {prefix}_amplitude, {prefix}_phase, {prefix}_rate,\n    {{\n"
    for i in range(0, 18, 6):
        text += "        {" + ", ".join(f"{{{a}, {n}}}" for a, n in places[i : i + 6]) + "},\n"
    return text + "    },\n};\n", sum(n for _, n in places)


def nutation(sections):
    terms = sections["nutation"]
    # the largest last
    terms = sorted(terms, key=lambda t: abs(float(t[5])))
    terms = [["0"] * 9] * (-len(terms) % LANES) + terms
    names = ("elongation", "sun", "moon", "latitude", "node", "psi", "psi_t", "epsilon", "epsilon_t")
    text = "const ostrov_i_nutation ostrov_i_iau1980 = {\n"
    for i, name in enumerate(names):
        body = column("double", "x", [t[i] for t in terms]).split("\n", 1)[1].rsplit("\n", 2)[0]
        text += f"    .{name} = {{\n" + re.sub("(?m)^ {4}", " " * 8, body) + "\n    },\n"
    return text + "};\n", len(terms)


HEAD = """/* {what}
 * Made by generate_tables.py from series.txt; change those.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "series.h"

/* clang-format off */
"""


def main():
    sections = read()
    spa, _ = series("spa", sections, "spa")
    precise, _ = series("vsop87d", sections, "vsop87d")
    iau, count = nutation(sections)
    if f"OSTROV_I_NUTATION_TERMS = {count}" not in (HERE / "series.h").read_text(encoding="utf-8"):
        raise SystemExit(f"series.h must say OSTROV_I_NUTATION_TERMS = {count}")
    made = {
        "spa_tables.c": HEAD.format(
            what="Series of NREL's SPA (Reda & Andreas 2004) and the nutation of IAU 1980."
        )
        + spa + "\n" + iau,
        "precise_tables.c": HEAD.format(
            what="Series of VSOP87D (Bretagnon & Francou 1988) down to 1e-8 of a radian."
        )
        + precise,
    }
    status = 0
    for name, text in made.items():
        path = HERE / name
        if "--check" in sys.argv:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                print(f"{name} is not what generate_tables.py makes")
                status = 1
        else:
            path.write_text(text, encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main())
