#!/usr/bin/env python3
"""Makes cell models from measured records: OCV branches, pulses and drive cycles to one JSON file.

    fit_cell.py DATA_DIR OUT_DIR [SET ...]

DATA_DIR is laid out as ../shared/data/battery; SET is a123_lfp, shi_lfp12 or pan_nca. For each set the
model of all records is written, and one for each drive cycle that leaves it out, by which the estimator is
judged on what it was not fitted to; what those leave of their records are the errors told beside the
tables. Needs numpy.

With the SoC that the laboratory counted, voltage is linear in every table once the time constants, the
rate of hysteresis and the exchange currents are chosen:

    v = OCV(z) + h·M(z) − R(z)·i − Rct(z)·2·I0·asinh(i / (2·I0)) − Σ Rk(z)·xk,   xk = i through a lag of τk

so one least-squares problem per temperature gives them all. Priors hold each table smooth and near what is
known (the measured branches), and the weight of a sample is that of an error that lasts for minutes,
because errors of a model do. Between the temperatures of the cycles, resistances are interpolated in their
logarithm (Arrhenius) and corrections linearly, onto the temperatures of the OCV records.

SPDX-License-Identifier: Apache-2.0
"""

import json
import pathlib
import sys

import numpy as np

from cell_record import Cell, errors, hysteresis, lag, left_v, size, table, with_errors

GRID = np.linspace(0.0, 1.0, 201)  # of the voltages
OHMS = np.linspace(0.0, 1.0, 11)  # of the resistances
SHIFTS = 51  # points of the correction to the measured OCV
MOST_ENTROPY_V_PER_C = 4e-4  # of LFP on graphite
ERROR_V, ERROR_S = 2e-3, 300.0  # an error of the model and how long it lasts


def hats(z, count, factor):
    """Columns of hat functions over an even grid, times a factor."""
    x = np.clip(z, 0.0, 1.0) * (count - 1)
    k = np.minimum(x.astype(int), count - 2)
    out = np.zeros((len(z), count))
    rows = np.arange(len(z))
    out[rows, k] = (1.0 - (x - k)) * factor
    out[rows, k + 1] = (x - k) * factor
    return out


class Tables:
    """Blocks of unknowns, each with its count, prior mean, its spread, and the spread of its bends."""

    def __init__(self, blocks):
        self.at, total = {}, 0
        for name, (count, *_) in blocks.items():
            self.at[name] = slice(total, total + count)
            total += count
        self.normal, self.right = np.zeros((total, total)), np.zeros(total)
        for name, (count, mean, spread, bend) in blocks.items():
            at, eye = self.at[name], np.eye(count) / spread**2
            bends = np.diff(np.eye(count), 2, axis=0) / bend
            self.normal[at, at] += eye + bends.T @ bends
            self.right[at] += eye @ np.full(count, mean)

    def solve(self, columns, volts):
        """Tables by name, and what is left of the voltage."""
        weight = 1.0 / (ERROR_V**2 * ERROR_S)
        x = np.linalg.solve(
            self.normal + weight * columns.T @ columns, self.right + weight * columns.T @ volts
        )
        return {name: x[at] for name, at in self.at.items()}, volts - columns @ x


class Run:
    """One record: current, voltage, SoC, and the hysteresis it begins with."""

    def __init__(self, data, start=0.0, shift=0.0, soc=None):
        self.i_a, self.v_v = data["i_A"], data["v_V"]
        self.soc = (data["soc_ref"] if soc is None else soc) + shift
        self.dt_s = np.diff(data["t_s"], prepend=data["t_s"][0] - 1.0)
        self.start = start
        self.temperature_c = data.get("temp_C")


def fit(runs, mean_v, half_v, spec, ohm, at_c=None, fall=0.0):
    """Tables of one temperature from its runs; ohm: resistance to expect. Where the runs are warmer or
    colder than at_c, resistances differ by exp(fall · (at_c − T))."""
    blocks = {"shift": (SHIFTS, 0.0, 8e-3, 2e-3), "width": (len(OHMS), 1.0, 0.4, 0.15)}
    blocks["ohmic"] = (len(OHMS), ohm, ohm, 0.2 * ohm)
    if spec.get("exchange_a"):
        blocks["transfer"] = (len(OHMS), 0.3 * ohm, ohm, 0.2 * ohm)
    for k in range(len(spec["rc_s"])):
        blocks[f"rc{k}"] = (len(OHMS), 0.7 * ohm, 1.5 * ohm, 0.3 * ohm)
    tables = Tables(blocks)
    columns, volts = [], []
    for run in runs:
        h = hysteresis(run.i_a, run.dt_s, spec["capacity_ah"], spec["rate"], run.start)
        n = len(OHMS)
        part = [hats(run.soc, SHIFTS, 1.0), hats(run.soc, n, h * np.interp(run.soc, GRID, half_v))]
        warm = 1.0 if at_c is None else np.exp(fall * (at_c - run.temperature_c))
        part.append(hats(run.soc, n, -run.i_a * warm))
        if spec.get("exchange_a"):
            bend = 2.0 * spec["exchange_a"]
            part.append(hats(run.soc, n, -bend * np.arcsinh(run.i_a / bend) * warm))
        part += [hats(run.soc, n, -lag(run.i_a, tau, run.dt_s) * warm) for tau in spec["rc_s"]]
        columns.append(np.hstack(part))
        volts.append(run.v_v - np.interp(run.soc, GRID, mean_v))
    found, left = tables.solve(np.vstack(columns), np.hstack(volts))
    return found, left


def parabola(x, rows, at):
    """Through three points, by Lagrange."""
    a, b, c = x
    return (
        rows[0] * ((at - b) * (at - c)) / ((a - b) * (a - c))
        + rows[1] * ((at - a) * (at - c)) / ((b - a) * (b - c))
        + rows[2] * ((at - a) * (at - b)) / ((c - a) * (c - b))
    )


def bent(temperatures, rows, at_c, k):
    """Between rows k and k + 1 by the mean of the parabolas through one more row to either side, as far as
    there are any, and never outside the two rows: the logarithm of a resistance is bent over temperature,
    and a chord over 20 °C is 8 % off in its middle."""
    starts = [i for i in (k - 1, k) if 0 <= i and i + 3 <= len(rows)]
    low, high = np.minimum(rows[k], rows[k + 1]), np.maximum(rows[k], rows[k + 1])
    if not starts:
        w = (at_c - temperatures[k]) / (temperatures[k + 1] - temperatures[k])
        return (1 - w) * rows[k] + w * rows[k + 1]
    found = [parabola(temperatures[i : i + 3], rows[i : i + 3], at_c) for i in starts]
    return np.clip(np.mean(found, axis=0), low, high)


def beyond(temperatures, fits, at_c, end_c):
    """Tables of the end, all resistances times one factor: their sum's logarithm is a line over 1/T."""
    ends = (0, 1) if at_c < end_c else (-1, -2)
    totals = [np.log(sum(f[n].mean() for n in f if n not in ("shift", "width"))) for f in (fits[k] for k in ends)]
    inverse = lambda t: 1.0 / (t + 273.15)  # noqa: E731
    near, far = (inverse(temperatures[k]) for k in ends)
    grow = np.exp((totals[0] - totals[1]) / (near - far) * (inverse(at_c) - near))
    return {n: v if n in ("shift", "width") else v * grow for n, v in fits[ends[0]].items()}


def between(temperatures, fits, at_c):
    """Tables at a temperature from those of the nearest fitted ones; beyond them the last, with resistances
    that go on as Arrhenius says."""
    if len(temperatures) == 1:
        return fits[0]
    inside_c = float(np.clip(at_c, temperatures[0], temperatures[-1]))
    if inside_c != at_c:
        return beyond(temperatures, fits, at_c, inside_c)
    k = int(np.clip(np.searchsorted(temperatures, at_c) - 1, 0, len(temperatures) - 2))
    w = (at_c - temperatures[k]) / (temperatures[k + 1] - temperatures[k])
    out = {}
    for name in fits[k]:
        if name in ("shift", "width"):
            out[name] = (1 - w) * fits[k][name] + w * fits[k + 1][name]
        else:
            rows = [np.log(np.maximum(f[name], 1e-5)) for f in fits]
            out[name] = np.exp(bent(temperatures, rows, at_c, k))
    return out


def model(spec, temperatures, fits, branches):
    """The JSON of a cell: members as in ostrov_cell, tables as lists. branches: {°C: (mean, half)}."""
    cell = {k: spec[k] for k in ("chemistry", "source", "capacity_ah", "charge_efficiency_ratio")}
    cell["hysteresis_rate"] = spec["rate"]
    if "far_error_v" in spec:
        cell["far_error_v"] = spec["far_error_v"]
    rows = {k: [] for k in ("temperature_c", "ocv_v", "hysteresis_v", "ohmic_ohm", "rc_ohm", "rc_s")}
    if spec.get("exchange"):
        rows.update(transfer_ohm=[], exchange_a=[])
    for at_c in sorted(branches):
        mean_v, half_v = branches[at_c]
        found = between(temperatures, fits, at_c)
        ocv = mean_v + np.interp(GRID, np.linspace(0, 1, SHIFTS), found["shift"])
        half = half_v * np.maximum(np.interp(GRID, OHMS, found["width"]), 0.0)
        rows["temperature_c"].append(float(at_c))
        rows["ocv_v"] += np.round(np.maximum.accumulate(ocv), 5).tolist()
        rows["hysteresis_v"] += np.round(half, 5).tolist()
        rows["ohmic_ohm"] += np.round(np.maximum(found["ohmic"], 1e-5), 6).tolist()
        if spec.get("exchange"):
            rows["transfer_ohm"] += np.round(np.maximum(found["transfer"], 0.0), 6).tolist()
            rows["exchange_a"].append(round(float(spec["exchange"](at_c)), 4))
        for k, tau in enumerate(spec["rc_s"]):
            rows["rc_ohm"] += np.round(np.maximum(found[f"rc{k}"], 0.0), 6).tolist()
            rows["rc_s"].append(tau)
    cell.update(rows)
    return cell


def write(cell, out):
    lines = [f"  {json.dumps(k)}: {json.dumps(v, separators=(',', ':'))}" for k, v in cell.items()]
    out.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(f"{out.name}: {out.stat().st_size} bytes")


# ---- the sets ---------------------------------------------------------------------------------


def celsius(name):
    """-5 of dyn_N05, 25 of dyn_P25, 10 of dyn_10C_cycle1."""
    word = name.split("_")[1]
    return float(word[1:]) * (-1 if word[0] == "N" else 1) if word[0] in "NP" else float(
        word.rstrip("C").replace("n", "-")
    )


def a123_branches(folder):
    """Mean and half width of both C/30 branches at each temperature. In the cold most of the width is
    resistance, so the width of 25 °C is the most that is believed."""
    meta = json.loads((folder / "meta.json").read_text())
    eta, out = meta["eta25"], {}
    for word, total in meta["ocv_totals"].items():
        moved = [total[s]["dis"] - eta * total[s]["chg"] for s in ("1", "2")]
        capacity = sum(moved)
        down, up = (table(folder / f"ocv_{word}_{s}.csv.gz") for s in ("s1", "s3"))
        v_down = np.interp(GRID, (1 - down["dis_Ah"] / capacity)[::-1], down["v_V"][::-1])
        z_up = eta * up["chg_Ah"] / capacity
        width = np.clip(np.interp(GRID, z_up, up["v_V"]) - v_down, 0.006, 0.2)
        end = z_up.max()
        mean = v_down + np.where(GRID < end - 0.01, width, np.interp(end - 0.02, GRID, width)) / 2
        out[celsius("ocv_" + word)] = (np.maximum.accumulate(mean), width / 2)
    most = np.clip(out[25.0][1], 0.003, 0.035)
    return {t: (mean, np.minimum(half, most)) for t, (mean, half) in out.items()}


def a123_fits(folder, leave_out=None):
    """Its spec, its branches, and the fitted tables by temperature."""
    spec = {
        "chemistry": "lfp",
        "source": "A123 26650, Plett group (UCCS) by github batterysim/esctoolbox-python; non-commercial data",
        "capacity_ah": 2.05,
        "charge_efficiency_ratio": 0.995,
        "rate": 20.0,
        "rc_s": [3.0, 60.0, 1500.0],
    }
    branches, fits = a123_branches(folder), {}
    for path in sorted(folder.glob("dyn_*.csv.gz")):
        name = path.name.split(".")[0]
        at_c = celsius(name)
        if name == leave_out:
            continue
        near = min(branches, key=lambda t: abs(t - at_c))
        ohm = 0.02 * np.exp(max(25.0 - at_c, 0.0) / 25.0)
        found, left = fit([Run(table(path))], *branches[near], spec, ohm)
        print(f"  {name}: {1e3 * left.std():.2f} mV left")
        fits[at_c] = found
    return spec, branches, fits


def a123(folder, leave_out=None):
    spec, branches, fits = a123_fits(folder, leave_out)
    temperatures = sorted(fits)
    return model(spec, temperatures, [fits[t] for t in temperatures], branches)


def as_warm_as(found, kin, at_c, known_c):
    """Tables of known_c brought to at_c: resistances change as those of a kindred cell do, whose fits by
    temperature are kin."""
    temperatures = sorted(kin)
    fits = [kin[t] for t in temperatures]
    there, here = (between(temperatures, fits, t) for t in (at_c, known_c))
    total = [sum(f[n].mean() for n in f if n not in ("shift", "width")) for f in (there, here)]
    return {n: v if n in ("shift", "width") else v * total[0] / total[1] for n, v in found.items()}


def from_one(spec, found, shape, kin, branches):
    """The cell of tables that are known at 25 °C alone, by how its kin changes over temperature."""
    temperatures, moved = sorted(branches), {}
    for t in temperatures:
        most = MOST_ENTROPY_V_PER_C * abs(t - 25.0)  # at the ends the slow records show resistance too
        moved[t] = shape[0] + np.clip(branches[t][0] - branches[25.0][0], -most, most), shape[1]
    return model(spec, temperatures, [as_warm_as(found, kin, t, 25.0) for t in temperatures], moved)


def shi(folder, leave_out=None):
    """The two records count SoC from different starts: the first is shifted by what makes both fit best.
    Both are of 25 °C; at other temperatures resistances are as many times larger as those of the other LFP
    cell, and OCV differs as much as its measured one, for the entropy is that of the same electrodes."""
    spec = {
        "chemistry": "lfp",
        "source": "LFP 1.2 Ah, Shi et al. (arXiv 2507.01173), github FIF repository, MIT",
        "capacity_ah": 1.2,
        "charge_efficiency_ratio": 1.0,
        "rate": 12.0,
        "rc_s": [5.0, 50.0, 500.0],
    }
    ocv = table(folder / "ocv.csv.gz")
    down, up = (np.interp(GRID, ocv["soc"], ocv[c]) for c in ("ocv_dis_V", "ocv_chg_V"))
    shape = (up + down) / 2, (up - down) / 2
    slow, flat = (table(folder / f"{n}.csv.gz") for n in ("cc_25C", "flat_25C_part1"))
    best = None
    for shift in (0.0, 0.01, 0.02, 0.03, 0.04):
        runs = [Run(slow, 1.0, shift), Run(flat, -1.0)]
        _, left = fit(runs, *shape, spec, 0.02)
        if best is None or left.std() < best[0]:
            best = left.std(), shift
    print(f"  cc_25C shifted by {best[1]}: {1e3 * best[0]:.2f} mV left")
    runs = [Run(slow, 1.0, best[1])] + ([] if leave_out else [Run(flat, -1.0)])
    found, _ = fit(runs, *shape, spec, 0.02)
    other = folder.parent / "a123_lfp"
    kin_spec, branches, kin = a123_fits(other)
    # the same from 25 °C for the other cell, whose records at other temperatures say how wrong that is
    proxy = Cell(from_one(kin_spec, kin[25.0], branches[25.0], kin, branches))
    paths = sorted(other.glob("dyn_*.csv.gz"), key=lambda p: celsius(p.name.split(".")[0]))
    far_v = [size(left_v(proxy, table(p)))[1] for p in paths]
    known = [celsius(p.name.split(".")[0]) for p in paths]
    far_v = [0.0 if t == 25.0 else v for t, v in zip(known, far_v)]
    spec["far_error_v"] = np.interp(sorted(branches), known, far_v).tolist()
    return from_one(spec, found, shape, kin, branches)


def warm_fits(parts, shape, spec):
    """Tables of each temperature of (°C, runs), twice: the second time with how resistance falls within a
    run that warms up, as it falls from temperature to temperature."""
    at_c = np.array([t for t, _ in parts])
    fall = np.zeros(len(parts))
    for _ in range(2):
        fits = {}
        for k, (t, runs) in enumerate(parts):
            local = dict(spec, exchange_a=spec["exchange"](t))
            fits[t], left = fit(runs, *shape, local, 0.03 * np.exp((25.0 - t) / 30.0), t, fall[k])
            print(f"  {t:.1f} °C: {1e3 * left.std():.2f} mV left")
        names = ["ohmic", "transfer", *(f"rc{k}" for k in range(len(spec["rc_s"])))]
        middle = slice(len(OHMS) * 3 // 10, -1)  # near empty, pulses and cycles tell little
        total = [sum(fits[t][n][middle].mean() for n in names) for t in at_c]
        fall = -np.gradient(np.log(total), at_c)
    return fits


def panasonic(folder, leave_out=None):
    """OCV from C/20; each temperature from its pulses and cycles. Exchange currents from the pulses: what
    lies between 0.1 s and 1 s shrinks with current as asinh(x)/x says."""
    exchange_c, exchange_a = [-10.0, 0.0, 10.0, 25.0], [0.8, 1.4, 3.0, 5.0]
    spec = {
        "chemistry": "nca",
        "source": "Panasonic NCR18650PF, P. Kollmeyer, doi:10.17632/wykht8y7tg.1, CC BY 4.0",
        "capacity_ah": 2.9973,
        "charge_efficiency_ratio": 0.999,
        "rate": 30.0,
        "rc_s": [3.0, 40.0, 2000.0],
        "exchange": lambda t: np.exp(np.interp(t, exchange_c, np.log(exchange_a))),
    }
    slow = table(folder / "c20_25C.csv.gz")
    soc, i_a = 1.0 - slow["ah_dis"] / spec["capacity_ah"], slow["i_A"]
    down = (i_a > 0.05) & (slow["v_V"] > 2.4)
    up = (i_a < -0.05) & (i_a > -0.2)
    v_down = np.interp(GRID, soc[down][::-1], slow["v_V"][down][::-1])
    order = np.argsort(soc[up])
    v_up = np.interp(GRID, soc[up][order], slow["v_V"][up][order])
    ohm = 0.06 * 0.145  # what C/20 itself loses each way
    half = np.clip((v_up - v_down) / 2 - ohm, 0.001, 0.03)
    shape = np.maximum.accumulate((v_up + v_down) / 2), half
    parts = []
    for at_c, word in ((-10.0, "n10"), (0.0, "0"), (10.0, "10"), (25.0, "25")):
        pulses = table(folder / f"hppc_{word}C.csv.gz")
        runs = [Run(pulses, 0.0, soc=1.0 - pulses["ah_dis"] / spec["capacity_ah"])]
        runs += [
            Run(table(p))
            for p in sorted(folder.glob(f"dyn_{word}C_*.csv.gz"))
            if p.name.split(".")[0] != leave_out
        ]
        # cells warm up: the tables are those of the temperature that was measured, not of the chamber
        warm = [r.temperature_c for r in runs]
        parts.append((float(np.mean(np.hstack(warm))), runs))
    fits = warm_fits(parts, shape, spec)
    temperatures = sorted(fits)
    branches = {t: shape for t in (-10.0, -5.0, 0.0, 5.0, 10.0, 17.5, 25.0)}
    return model(spec, temperatures, [fits[t] for t in temperatures], branches)


SETS = {"a123_lfp": a123, "shi_lfp12": shi, "pan_nca": panasonic}


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    data, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    for name in sys.argv[3:] or SETS:
        print(name)
        pattern = "flat_*.csv.gz" if name == "shi_lfp12" else "dyn_*.csv.gz"
        paths = sorted((data / name).glob(pattern))
        stems = [path.name.split(".")[0] for path in paths]
        cells = [SETS[name](data / name, stem) for stem in stems]
        found = errors(cells, [table(path) for path in paths])
        print(f"  {found}")
        cells.append(SETS[name](data / name))
        for cell, end in zip(cells, [*(f".without-{stem}" for stem in stems), ""]):
            write(with_errors(cell, found), out / f"{name}{end}.json")


if __name__ == "__main__":
    main()
