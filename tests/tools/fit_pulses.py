#!/usr/bin/env python3
"""Makes a cell model for power limits from pulses: what each ten-second pulse pulled the voltage down.

    fit_pulses.py DATA_DIR CELLS_DIR

DATA_DIR is laid out as ../shared/data/battery; CELLS_DIR holds pan_nca.json by fit_cell.py, whose
open-circuit voltage at 25 °C is used for all temperatures, and receives pan_nca.pulses.json. At each temperature and SoC

    U_rest − U_end = a(z) · (ρ·I + (1 − ρ)·2·I0·asinh(I / (2·I0))) − ΔOCV

with ρ and I0 by temperature such that the worst pulse is told best, and a(z) the greatest that any pulse
there asks for: a power limit must not promise what the cell does not give. Needs numpy.

SPDX-License-Identifier: Apache-2.0
"""

import json
import pathlib
import sys

import numpy as np

from fit_cell import table, write

GRID = np.linspace(0.0, 1.0, 201)
FILES = ("hppc_n10C", "hppc_0C", "hppc_10C", "hppc_25C")  # the cold first


def pulses(path):
    """Current, rest voltage, end voltage, length, charge gone and temperature of each pulse of about
    ten seconds after a rest."""
    t = table(path)
    time, amps, volts, out, warm = (
        np.asarray(t[k]) for k in ("t_s", "i_A", "v_V", "ah_dis", "temp_C")
    )
    found = []
    k = 1
    while k < len(time) - 1:
        if amps[k] <= 0.5 or abs(amps[k - 1]) > 0.05:
            k += 1
            continue
        j = k
        while j + 1 < len(time) and abs(amps[j + 1] - amps[k]) < 0.05 * amps[k] + 0.02:
            j += 1
        if 8 < time[j] - time[k - 1] < 13:
            found.append(
                (amps[j], volts[k - 1], volts[j], time[j] - time[k - 1], out[k - 1], warm[k - 1])
            )
        k = j + 1
    return np.array(found)


def bent(amps, share, exchange):
    return share * amps + (1 - share) * 2 * exchange * np.arcsinh(amps / (2 * exchange))


def fit(found, ocv, grid, capacity_ah):
    amps, rest, end, seconds, gone, _ = found.T
    soc = np.interp(rest, ocv, grid) - amps * seconds / 3600 / capacity_ah  # at the end, where it counts
    fall = rest - np.interp(soc, grid, ocv)
    near = np.abs(gone[:, None] - gone[None, :]) < 0.06 * capacity_ah / 2.9  # pulses of one stop
    best = None
    for share in np.linspace(0, 1, 11):
        for exchange in (0.3, 0.5, 0.8, 1.2, 2.0, 3.0, 5.0):
            asked = (rest - end - fall) / bent(amps, share, exchange)
            most = np.where(near, asked[None, :], 0).max(axis=1)
            off = ((most - asked) * bent(amps, share, exchange) / end).max()
            if best is None or off < best[0]:
                best = (off, share, exchange, soc, most)
    _, share, exchange, soc, most = best
    order = np.argsort(soc)
    ohm = np.interp(GRID, soc[order], most[order])
    for _ in range(200):  # between the points of the grid nothing may be promised either
        drop = np.interp(soc, GRID, ohm) * bent(amps, share, exchange)
        short = (rest - end - fall - drop) / end > -0.001
        if not short.any():
            break
        for z in soc[short]:
            ohm[np.abs(GRID - z) < 0.0051] *= 1.002
    return ohm, share, exchange


def main():
    data, cells = pathlib.Path(sys.argv[1]) / "pan_nca", pathlib.Path(sys.argv[2])
    known = json.loads((cells / "pan_nca.json").read_text())
    rows = {t: i for i, t in enumerate(known["temperature_c"])}
    curves = np.array(known["ocv_v"]).reshape(len(rows), -1)
    grid = np.linspace(0.0, 1.0, curves.shape[1])
    ocv = np.maximum.accumulate(curves[rows[25.0]])
    out = {
        "chemistry": "nca",
        "source": known["source"] + "; ten-second pulses",
        "capacity_ah": known["capacity_ah"],
        "charge_efficiency_ratio": known["charge_efficiency_ratio"],
        "temperature_c": [],
        "ocv_v": [],
        "ohmic_ohm": [],
        "transfer_ohm": [],
        "exchange_a": [],
    }
    for name in FILES:
        found = pulses(data / f"{name}.csv.gz")
        ohm, share, exchange = fit(found, ocv, grid, known["capacity_ah"])
        out["temperature_c"].append(round(float(found[:, 5].mean()), 2))
        out["ocv_v"] += [round(float(v), 5) for v in ocv]
        out["ohmic_ohm"] += [round(float(v) * share, 6) for v in ohm]
        out["transfer_ohm"] += [round(float(v) * (1 - share), 6) for v in ohm]
        out["exchange_a"].append(float(exchange))
    write(out, cells / "pan_nca.pulses.json")


if __name__ == "__main__":
    main()
