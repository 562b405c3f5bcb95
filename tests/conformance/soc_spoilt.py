#!/usr/bin/env python3
"""Spoilt records before the suite soc: cells not measured, clocks that jump, check-ups on the same day, records
cut in pieces, tables without a row. The runner must come to its end and print no figure that is none.
    soc_spoilt.py RUNNER

SPDX-License-Identifier: Apache-2.0
"""

import csv
import gzip
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

NAN = float("nan")


def write(path, header, rows):
    path.parent.mkdir(exist_ok=True)
    with gzip.open(path, "wt", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows([["" if x != x else x for x in row] for row in rows])


def cycles(count, cut_off_v=2.7, sign=1):
    """Charges and discharges of a cell of 2 Ah that fades by half a percent a cycle."""
    rows, capacities = [], []
    low, high = 0.0, 1.0  # where in a discharge 2.7 V are passed
    for _ in range(50):
        share = (low + high) / 2
        low, high = (share, high) if 1.4 - share - (3.1 - cut_off_v) * share**12 > 0 else (low, share)
    for cycle in range(1, count + 1):
        ah = 2.0 * (1 - 0.005 * cycle)
        for k in range(60):  # in with 1.5 A, then the taper
            share = k / 59
            amps = -1.5 if share < 0.8 else -1.5 * (1 - share) / 0.2
            rows.append([cycle, 0, k * ah / 1.35 * 3600 / 59, sign * amps, min(3.4 + share, 4.2), 24])
        for k in range(120):  # a knee at the end
            share = k / 119
            volts = 4.1 - share - (3.1 - cut_off_v) * share**12
            rows.append([cycle, 1, share * ah * 1800, sign * 2.0, volts, 25 + 5 * share])
        rows.append([cycle, 1, ah * 1800 + 15, 0.0, 3.2, 30])
        capacities.append([cycle, ah * high, 0])
    return rows, capacities


def ageing(folder, name, rows, capacities):
    write(folder / f"{name}.csv.gz", ["cycle", "is_dis", "t_s", "i_A", "v_V", "temp_C"], rows)
    write(folder / f"{name}_capacity.csv.gz", ["cycle", "capacity_Ah", "t_end_s"], capacities)


def nasa(folder, rng):
    for cut_off_v in (2.2, 2.5, 2.7):
        ageing(folder, f"cut{cut_off_v}", *cycles(20, cut_off_v))
    rows, capacities = cycles(20)
    holes = [[*r[:2], *(NAN if rng.random() < 0.02 else x for x in r[2:])] for r in rows]
    ageing(folder, "holes", holes, capacities)
    gaps = [[*r[:2], r[2] + (3e6 if i % 180 > 50 else 0), *r[3:]] for i, r in enumerate(rows)]
    ageing(folder, "gaps", gaps, capacities)
    ageing(folder, "missing", [r for r in rows if (7 * r[0] + r[1]) % 5], capacities)
    impedance = [[r[0], 2, r[2], rng.gauss(0, 0.3), NAN, NAN] if r[0] % 4 == 0 else r for r in rows]
    ageing(folder, "impedance", impedance, capacities)
    ageing(folder, "turned", *cycles(20, sign=-1))
    ageing(folder, "empty", [], [])
    ageing(folder, "unjudged", rows, [])


def kokam(folder):
    head = ["cell", "temp_C", "dod", "soc_avg", "day", "cycles", "cap_Ah"]
    rows = [["a", 23, 0.8, 0.5, d, 2 * d, 75 - 0.01 * d] for d in (0, 0, 30, 30, 60)]
    rows += [["alone", 45, 0, 0.65, 0, 0, 75]]
    rows += [["holes", 45, 0, 0.65, d, 0, NAN if d == 30 else 75 - 0.02 * d] for d in (0, 30, 60)]
    write(folder / "rpt.csv.gz", head, rows)
    write(folder / "empty.csv.gz", head, [])


def bmw(folder, rng):
    head = ["t_s", "v_V", "i_A", "temp_C", "soc_bms_pct", "soc_disp_pct", "amb_C"]
    rows, soc = [], 80.0
    for t in range(600):
        amps = rng.uniform(-50, 100)
        soc -= amps / 3600 / 61.7 * 100
        rows.append([t, 370 - 0.07 * amps, amps, 20, round(soc, 2), 80, 15])
    write(folder / "TripA.csv.gz", head, rows)
    write(folder / "TripB.csv.gz", head, [[r[0] + (1e6 if r[0] > 300 else 0), *r[1:]] for r in rows])
    write(folder / "TripC.csv.gz", head, [[NAN if rng.random() < 0.1 else x for x in r] for r in rows])
    write(folder / "TripD.csv.gz", head, [])


def leaf(folder, rng):
    head = ["t_s", "i_A", *(f"v{k}_V" for k in range(1, 7))]
    rows = [[t, 20, *(4.1 - t / 600 - 0.01 * k for k in range(6))] for t in range(0, 600, 10)]
    write(folder / "module_a.csv.gz", head, rows)
    holes = [[*r[:2], *(NAN if rng.random() < 0.3 else x for x in r[2:])] for r in rows]
    write(folder / "module_b.csv.gz", head, holes)
    write(folder / "module_c.csv.gz", head, [[*r[:2], *[NAN] * 6] for r in rows])
    write(folder / "module_d.csv.gz", head, [])


def main():
    rng = random.Random(2)
    with tempfile.TemporaryDirectory() as name:
        top = Path(name)
        nasa(top / "nasa_ageing", rng)
        kokam(top / "kokam_ageing")
        bmw(top / "bmw_i3", rng)
        leaf(top / "leaf_lmo", rng)
        run = subprocess.run([sys.argv[1], "soc", name], capture_output=True, text=True, check=False)
    print(run.stdout, run.stderr, sep="")
    assert run.returncode in (0, 1), f"ended with {run.returncode}"
    figures = re.compile(r"(rmse|max_abs|covered|agree)=-?(nan|inf)")
    broken = [line for line in run.stdout.splitlines() if figures.search(line)]
    assert not broken, broken
    for cell in ("cut2.2", "cut2.5", "cut2.7", "missing", "holes", "impedance"):
        assert f"PASS {cell}.csv.gz capacity " in run.stdout, cell
    assert "INFO TripA.csv.gz flags n=600 flagged=0" in run.stdout


main()
