"""Measured records of cells, and how wrong a cell model is on one: what of the voltage its tables leave.

SPDX-License-Identifier: Apache-2.0
"""

import gzip

import numpy as np

NOISE_S, SLOW_S = 300, 1000  # means that show fast errors by how they differ, slow ones by their size


def table(path):
    """Columns of a gzip CSV by name; an empty cell is NaN."""
    with gzip.open(path, "rt") as f:
        names = f.readline().strip().split(",")
        rows = [[float(c) if c else np.nan for c in line.rstrip("\n").split(",")] for line in f]
    return dict(zip(names, np.array(rows).T))


def lag(x, tau_s, dt_s):
    """A first-order lag driven by the mean over each step."""
    out, y = np.empty_like(x), 0.0
    for k, (value, dt) in enumerate(zip(x, dt_s)):
        keep = np.exp(-dt / tau_s)
        y = keep * y + (1.0 - keep) * value
        out[k] = y
    return out


def hysteresis(i_a, dt_s, capacity_ah, rate, start):
    """One-state hysteresis, −1 discharging … 1 charging."""
    out, h = np.empty_like(i_a), start
    for k, (i, dt) in enumerate(zip(i_a, dt_s)):
        if abs(i) > 2e-3 * capacity_ah:
            keep = np.exp(-abs(i) * dt * rate / (3600.0 * capacity_ah))
            h = keep * h + (1.0 - keep) * (-1.0 if i > 0 else 1.0)
        out[k] = h
    return out


class Cell:
    """The tables of one model, at any SoC and temperature."""

    def __init__(self, data):
        self.data = data
        self.warm = np.array(data["temperature_c"])
        self.rc = len(data["rc_s"]) // len(self.warm)
        self.rc_s = data["rc_s"][: self.rc]

    def rows(self, name):
        return np.array(self.data[name]).reshape(len(self.warm), -1)

    def at(self, rows, soc, temperature_c):
        n = rows.shape[1]
        x = np.clip(soc, 0.0, 1.0) * (n - 1)
        j = np.minimum(x.astype(int), n - 2)
        low = np.clip(np.searchsorted(self.warm, temperature_c) - 1, 0, max(len(self.warm) - 2, 0))
        high = np.minimum(low + 1, len(self.warm) - 1)
        gap = np.maximum(self.warm[high] - self.warm[low], 1e-9)
        w = np.clip((temperature_c - self.warm[low]) / gap, 0.0, 1.0) * (high > low)
        pick = lambda k: rows[k, j] + (x - j) * (rows[k, j + 1] - rows[k, j])  # noqa: E731
        return pick(low) * (1 - w) + pick(high) * w

    def lost(self, soc, i_a, lags, temperature_c):
        """V that the resistances take, and the slowest pair's resistance."""
        out = self.at(self.rows("ohmic_ohm"), soc, temperature_c) * i_a
        if "transfer_ohm" in self.data:
            bend = 2.0 * np.interp(temperature_c, self.warm, self.data["exchange_a"])
            ohm = self.at(self.rows("transfer_ohm"), soc, temperature_c)
            out += ohm * bend * np.arcsinh(i_a / bend)
        ohms = self.rows("rc_ohm").reshape(len(self.warm), self.rc, -1)
        slow = np.zeros_like(out)
        for k in range(self.rc):
            slow = self.at(ohms[:, k], soc, temperature_c)
            out += slow * lags[k]
        return out, slow


def left_v(cell, data):
    """What a model leaves of a record told its SoC, with the branch it may have begun on that leaves least."""
    i_a, soc = data["i_A"], data["soc_ref"]
    dt_s = np.diff(data["t_s"], prepend=data["t_s"][0] - 1.0)
    warm = data.get("temp_C", np.full(len(i_a), 25.0))
    q, rate = cell.data["capacity_ah"], cell.data["hysteresis_rate"]
    lost, _ = cell.lost(soc, i_a, [lag(i_a, tau, dt_s) for tau in cell.rc_s], warm)
    flat = data["v_V"] - cell.at(cell.rows("ocv_v"), soc, warm) + lost
    half = cell.at(cell.rows("hysteresis_v"), soc, warm)
    begun = [flat - hysteresis(i_a, dt_s, q, rate, h) * half for h in (-1.0, 0.0, 1.0)]
    return min(begun, key=robust)


def robust(x):
    """Standard deviation about zero that a few odd values do not move."""
    return float(np.median(np.abs(x)) / 0.6745)


def size(left_v):
    """Of what a model leaves of a record at 1 s: fast errors as white noise of one second that would make
    the means over NOISE_S differ as much, and the slow error."""
    means = lambda n: left_v[: len(left_v) // n * n].reshape(-1, n).mean(axis=1)  # noqa: E731
    differ = robust(np.diff(means(NOISE_S))) / np.sqrt(2.0)
    return differ * np.sqrt(NOISE_S), robust(means(SLOW_S))


def errors(cells, records):
    """noise_v and model_error_v by one rule for all sets, from what each model leaves of the record that it
    was not fitted to: noise as it is, of the slow error the half, since the model of all records is nowhere
    as far from one as a model that lacks it. Middle of all records."""
    sizes = np.array([size(left_v(Cell(c), r)) for c, r in zip(cells, records)])
    noise_v, slow_v = np.median(sizes, axis=0)
    return {"noise_v": round(float(noise_v), 4), "model_error_v": round(0.5 * float(slow_v), 5)}


def with_errors(cell, found):
    """Beside them, at each temperature, the error of one that no record of the cell is near to."""
    cell = {**cell, **found}
    far_v = cell.pop("far_error_v", None)
    if far_v:
        cell["model_error_v"] = np.round(np.hypot(found["model_error_v"], far_v), 5).tolist()
    return cell
