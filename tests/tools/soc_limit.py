#!/usr/bin/env python3
"""How well a start can be known at all: the best fit of a whole record, for the rows that the estimator misses.

    soc_limit.py DATA_DIR CELLS_DIR

DATA_DIR is laid out as ../shared/data/battery, CELLS_DIR as tests/conformance/cells. Needs numpy.

The fit is told what the estimator is not: the true charge that moved (no offset, no gain error), and all
voltages up to a horizon at once. It seeks the one SoC at the start, with what hysteresis, relaxation and
resistance fit best beside it, over all SoC: no filter that sees the same voltages through the same model can
be expected to do better. For each row it prints by how many % SoC that is wrong, with the model fitted on
this very record (own) and with the one that was fitted without it (left out). Where own is right and left out
is wrong, it is the model that is missing; where own is wrong too, the voltage does not tell.

SPDX-License-Identifier: Apache-2.0
"""

import json
import pathlib
import sys

import numpy as np

from cell_record import Cell, hysteresis, lag, table

HORIZONS_S = (60, 300, 900, 3600, 10800, 36000)
EVERY_S = 10  # one sample in so many: the others tell nothing new
ERROR_V, ERROR_S = 3e-3, 300.0  # an error of the model and how long it lasts
SPREADS = (0.7, 1.0, 0.1)  # of hysteresis, of the slowest pair in 0.3 C, of resistance
STARTS = np.linspace(0.0, 1.0, 201)

# Set, record, where the run begins. The rows of docs/explanation/battery-state.md.
ROWS = (
    ("a123_lfp", "dyn_N15", 0.65),
    ("a123_lfp", "dyn_P05", 0.65),
    ("a123_lfp", "dyn_P25", 0.65),
    ("a123_lfp", "dyn_P45", 0.65),
    ("pan_nca", "dyn_0C_cycle1", 1.0),
    ("pan_nca", "dyn_25C_nn", 1.0),
    ("shi_lfp12", "flat_25C_part1", 1.0),
    ("shi_lfp12", "cc_25C", 1.0),
)


class Record:
    """What a run has seen: everything before first is unknown to it."""

    def __init__(self, data, cell, start):
        soc = data["soc_ref"]
        first = int(np.argmax(soc <= start + 1e-9))
        part = {k: v[first:] for k, v in data.items()}
        self.i_a, self.v_v, self.soc = part["i_A"], part["v_V"], part["soc_ref"]
        self.dt_s = np.diff(part["t_s"], prepend=part["t_s"][0] - 1.0)
        self.t_s = np.cumsum(self.dt_s)
        self.warm = part.get("temp_C", np.full(len(self.i_a), 25.0))
        q = cell.data["capacity_ah"]
        rate = cell.data["hysteresis_rate"]
        self.lags = [lag(self.i_a, tau, self.dt_s) for tau in cell.rc_s]
        self.h = hysteresis(self.i_a, self.dt_s, q, rate, 0.0)
        self.h_start = hysteresis(self.i_a, self.dt_s, q, rate, 1.0) - self.h
        self.typical_a = 0.3 * q


def cost(cell, r, start, count):
    """Misfit of a start SoC over the first count samples, the rest of the start fitted beside it."""
    k = slice(0, count, EVERY_S)
    soc, warm, i_a = start + r.soc[k] - r.soc[0], r.warm[k], r.i_a[k]
    half = cell.at(cell.rows("hysteresis_v"), soc, warm)
    lost, slow = cell.lost(soc, i_a, [x[k] for x in r.lags], warm)
    left = r.v_v[k] - cell.at(cell.rows("ocv_v"), soc, warm) - r.h[k] * half + lost
    fade = np.exp(-r.t_s[k] / cell.rc_s[-1])
    columns = np.column_stack([r.h_start[k] * half, -fade * slow * r.typical_a, -lost])
    weight = EVERY_S / ERROR_S / ERROR_V**2
    normal = weight * columns.T @ columns + np.diag(1.0 / np.square(SPREADS))
    x = np.linalg.solve(normal, weight * columns.T @ left)
    rest = left - columns @ x
    outside = np.clip(np.maximum(-soc, soc - 1.0), 0.0, None).max()  # a charge that no cell has
    return weight * rest @ rest + x @ (x / np.square(SPREADS)) + (outside / 0.01) ** 2


def errors(cell, data, start):
    """% SoC by which the best start is wrong, for each horizon that the record reaches."""
    r = Record(data, cell, start)
    out = []
    for horizon in HORIZONS_S:
        count = int(np.searchsorted(r.t_s, horizon))
        if count >= len(r.t_s):
            break
        best = min(STARTS, key=lambda z: cost(cell, r, z, count))
        out.append(100.0 * (best - r.soc[0]))
    return out


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    data_dir, cells = map(pathlib.Path, sys.argv[1:])
    print("error of the start in % SoC after " + ", ".join(f"{h}" for h in HORIZONS_S) + " s")
    for folder, name, start in ROWS:
        data = table(data_dir / folder / f"{name}.csv.gz")
        for kind, stem in (("own", folder), ("left out", f"{folder}.without-{name}")):
            path = cells / f"{stem}.json"
            if path.exists():
                found = errors(Cell(json.loads(path.read_text(encoding="utf-8"))), data, start)
                words = " ".join(f"{e:+6.1f}" for e in found)
                print(f"{name:15s} from {100 * start:3.0f} %  {kind:8s} {words}", flush=True)


if __name__ == "__main__":
    main()
