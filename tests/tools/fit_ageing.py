#!/usr/bin/env python3
"""Fits the constants of the law OSTROV_AGEING_NMC_SMITH (lib/battery/ageing_laws.c) to check-ups of cells.

    fit_ageing.py DATA_DIR

DATA_DIR is laid out as ../shared/data/battery. Prints each constant, how far each cell is from the law, and how far it
is when left out of the fit. What a cell did between two check-ups is one stress. The form is that of Smith et al. (ACC
2017): the lesser of lithium, lost by time (hastened by the depth of cycles), early on and by cycles, and of active
material, lost by cycles in the cold. Early loss depends on SoC as in the published law, exp(-5.21 Ua / 0.123 V), since
no cell with an early loss was kept at less than full. Needs numpy.

SPDX-License-Identifier: Apache-2.0
"""

import csv
import gzip
import pathlib
import sys

import numpy as np

GAS, FARADAY, COOL = 8.3144, 96485.0, 298.15
#        constant        begins at  may lie off by
START = (
    ("time", -8.0, 3.0),  # logarithm, per day^power
    ("time_j", 35e3, 24e3),
    ("time_soc", -1.1, 0.9),
    ("time_power", 0.6, 0.2),
    ("early", -5.5, 3.0),  # logarithm
    ("early_j", 130e3, 60e3),
    ("early_days", 3.7, 3.0),  # logarithm
    ("early_depth", 1.5, 1.2),
    ("depth", 4.2, 3.0),
    ("depth_power", 2.157, 0.3),  # as published
    ("cycle", -11.5, 3.0),  # logarithm
    ("cycle_j", -7e3, 45e3),
    ("spent", -9.65, 1.5),  # logarithm
    ("spent_j", -48260.0, 24e3),  # as published
    ("spent_power", 4.54, 0.9),  # as published
    ("material", 1.15, 0.15),
)
NAMES = [name for name, _, _ in START]


def anode_v(soc):
    """Safari & Delacourt 2011, J. Electrochem. Soc. 158:A562."""
    x = 8.5e-3 + soc * (0.78 - 8.5e-3)
    return (
        0.6379 + 0.5416 * np.exp(-305.5309 * x) + 0.044 * np.tanh(-(x - 0.1958) / 0.1088)
        - 0.1978 * np.tanh((x - 1.0571) / 0.0854) - 0.6875 * np.tanh((x + 0.0117) / 0.0529)
        - 0.0175 * np.tanh((x - 0.5692) / 0.0875)
    )  # fmt: skip


def read(folder):
    cells = {}
    for path in sorted(pathlib.Path(folder, "kokam_ageing").glob("*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                columns = ("temp_C", "dod", "soc_avg", "day", "cycles", "cap_Ah")
                cells.setdefault(row["cell"], []).append([float(row[c]) for c in columns])
    return {name: np.array(rows) for name, rows in cells.items()}


def law(theta, cell):
    c = dict(zip(NAMES, theta))
    warm, depth, soc = cell[1:, 0] + 273.15, cell[1:, 1], cell[1:, 2]
    days, cycles = cell[1:, 3] - cell[0, 3], cell[1:, 4] - cell[0, 4]

    def faster(joule):
        return np.exp(-joule / GAS * (1 / warm - 1 / COOL))

    cycles = cycles * depth / np.maximum(depth, 0.05)
    tafel = np.exp(c["time_soc"] * FARADAY / GAS * (anode_v(soc) / warm - 0.08 / COOL))
    by_time = np.exp(c["time"]) * faster(c["time_j"]) * tafel * days ** c["time_power"]
    by_time *= np.exp(c["depth"] * depth ** c["depth_power"])
    early = np.exp(c["early"]) * faster(c["early_j"]) * (1 + c["early_depth"] * depth)
    early *= np.exp(-5.21 * (anode_v(soc) - anode_v(1.0)) / 0.123)
    early *= 1 - np.exp(-days / np.exp(c["early_days"]))
    lithium = 1 - by_time - early - np.exp(c["cycle"]) * faster(c["cycle_j"]) * cycles
    spent = np.exp(c["spent"]) * faster(c["spent_j"]) * depth ** c["spent_power"] * cycles
    left = c["material"] ** 2 - 2 * c["material"] * spent
    return np.minimum(lithium, np.sqrt(np.maximum(left, 1e-6)))


def misses(theta, cell):
    """Capacity counts from the greatest of the first five check-ups."""
    return 100 * (law(theta, cell) - cell[1:, 5] / cell[:5, 5].max())


def fit(cells):
    """Levenberg and Marquardt; each cell weighs the same, and each constant is drawn to where it begins."""
    begin = np.array([value for _, value, _ in START])
    width = np.array([value for _, _, value in START])

    def residuals(x):
        parts = [misses(begin + x * width, c) / np.sqrt(len(c) - 1) for c in cells]
        return np.concatenate([*parts, x])

    x, damping = np.zeros(len(START)), 1.0
    now = residuals(x)
    for _ in range(200):
        slopes = np.array([(residuals(x + d) - now) / 1e-6 for d in 1e-6 * np.eye(len(x))])
        step = np.linalg.solve(slopes @ slopes.T + damping * np.eye(len(x)), -slopes @ now)
        then = residuals(x + step)
        if then @ then < now @ now:
            x, now, damping = x + step, then, damping / 3
        else:
            damping = min(4 * damping, 1e9)
    return begin + x * width


def rmse(theta, cell):
    return np.sqrt(np.mean(misses(theta, cell) ** 2))


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    cells = read(sys.argv[1])
    theta = fit(list(cells.values()))
    for name, value in zip(NAMES, theta):
        told = np.exp(value) if name in ("time", "early", "early_days", "cycle", "spent") else value
        print(f"{name:12s} {told:12.5g}")
    known, apart = [], []
    for name, cell in cells.items():
        without = fit([c for other, c in cells.items() if other != name])
        known.append(rmse(theta, cell))
        apart.append(rmse(without, cell))
        print(f"cell {name}: rmse {known[-1]:.2f}, left out {apart[-1]:.2f} points of capacity")
    print(f"mean: rmse {np.mean(known):.2f}, left out {np.mean(apart):.2f}")


if __name__ == "__main__":
    main()
