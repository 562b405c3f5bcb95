"""The pictures of docs/explanation/one-outage.md, from the table that campaign_outage prints.

    figure_outage.py docs/explanation/figures       (docs/figures.sh builds the program first)

SPDX-License-Identifier: Apache-2.0
"""

import csv
import math
import os
import pathlib
import subprocess
import sys

import figure_style
from figure_style import BLACK, BLUE, GREEN, GREY, ORANGE, SHADE

plt = figure_style.begin()


def read():
    program = pathlib.Path(os.environ["OSTROV_FIGURES_BUILD"]) / "tests/campaign/campaign_outage"
    told = subprocess.run([program], check=True, capture_output=True, text=True).stdout
    rows = list(csv.DictReader(told.splitlines()))
    table = {}
    for name in rows[0]:
        column = [row[name] for row in rows]
        if name not in ("mode", "reason", "blocked"):
            column = [float(x) if x else math.nan for x in column]
        table[name] = column
    return table


def modes(table):
    spans, began = [], 0
    t, mode = table["t_s"], table["mode"]
    for i in range(1, len(t) + 1):
        if i == len(t) or mode[i] != mode[began]:
            spans.append((t[began], t[i] if i < len(t) else t[-1], mode[began]))
            began = i
    return spans


def window(table, start, end, every=1):
    keep = [i for i, t in enumerate(table["t_s"]) if start <= t <= end][::every]
    return {name: [column[i] for i in keep] for name, column in table.items()}


def unwrapped(angle):
    """Breaks the line where the angle turns over, so that no vertical is drawn."""
    out = list(angle)
    for i in range(1, len(out)):
        if abs(angle[i] - angle[i - 1]) > 180:
            out[i] = math.nan
    return out


def panels(heights, size):
    figure, axes = plt.subplots(
        len(heights), 1, sharex=True, figsize=size, gridspec_kw={"height_ratios": heights}
    )
    for a in axes[1:]:
        a.tick_params(axis="x", length=3)
    return figure, axes


def band(axes, low, high, text, left=False):
    axes.axhspan(low, high, color=SHADE, zorder=0)
    axes.text(
        0.008 if left else 0.995, high, text, ha="left" if left else "right", va="top",
        fontsize=7, color="#505050", transform=axes.get_yaxis_transform(),
    )


def whole(table, path):
    figure, (strip, volt, hz, power, charge) = panels([0.55, 1.5, 1.2, 1.6, 1.3], (7.5, 7.6))
    w = window(table, -10, 300, every=5)
    t = w["t_s"]
    strip.set_xlim(-10, 300)
    figure_style.mode_strip(strip, modes(table), short=0.012)
    band(volt, 0.85, 1.10, "island band 0.85–1.10")
    volt.plot(t, w["grid_pu"], color=GREY, linestyle="--", label="public grid")
    volt.plot(t, w["bus_pu"], color=BLUE, label="site bus")
    volt.set(ylabel="voltage / nominal", ylim=(-0.05, 1.2))
    volt.legend(loc="lower right", ncol=2)
    hz.plot(t, w["grid_hz"], color=GREY, linestyle="--", label="public grid")
    hz.plot(t, w["bus_hz"], color=BLUE, label="site bus")
    hz.set(ylabel="frequency, Hz", ylim=(49.85, 50.12))
    hz.legend(loc="lower right", ncol=2)
    power.plot(t, w["load_kw"], color=BLACK, linewidth=1.8, label="load")
    power.plot(t, w["battery_kw"], color=BLUE, linestyle="-.", label="battery")
    power.plot(t, w["pv_kw"], color=ORANGE, linestyle=":", linewidth=2, label="sun")
    power.plot(t, w["pcc_kw"], color=GREY, linestyle="--", label="from the grid")
    power.set(ylabel="power, kW")
    power.legend(loc="upper right", ncol=4)
    low, high = power.get_ylim()
    power.set_ylim(low, high + 0.25 * (high - low))
    charge.plot(t, w["soc_percent"], color=BLUE)
    charge.set(ylabel="charge, %", xlabel="seconds after the grid was lost")
    tiers = charge.twinx()
    tiers.step(t, w["tiers"], where="post", color=ORANGE, linestyle="--")
    tiers.set(ylabel="load tiers on (dashed)", ylim=(-0.1, 3.4), yticks=[0, 1, 2, 3])
    tiers.grid(False)
    tiers.spines["right"].set_visible(True)
    figure_style.save(figure, path)


def loss(table, path):
    figure, (strip, volt, steps) = panels([0.5, 1.7, 1.6], (7.5, 4.9))
    w = window(table, -0.1, 0.6)
    t = [1000 * x for x in w["t_s"]]
    strip.set_xlim(-100, 600)
    figure_style.mode_strip(strip, [(1000 * a, 1000 * b, m) for a, b, m in modes(table)])
    dark = [x for x, v in zip(t, w["bus_pu"]) if v < 0.85]
    band(volt, 0.85, 1.10, "island band")
    volt.axvspan(dark[0] - 10, dark[-1], facecolor="none", edgecolor=GREY, hatch="//", linewidth=0)
    volt.text(
        (dark[0] + dark[-1]) / 2, 0.42, f"the load is dark\n{dark[-1] - dark[0] + 10:.0f} ms",
        ha="center", va="center", fontsize=9,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 2},
    )
    volt.plot(t, w["grid_pu"], color=GREY, linestyle="--", label="public grid")
    volt.plot(t, w["bus_pu"], color=BLUE, label="site bus")
    volt.set(ylabel="voltage / nominal", ylim=(-0.05, 1.25))
    volt.legend(loc="lower right", ncol=2)
    lanes = [
        ("open command", [c == 1 for c in w["command"]]),
        ("breaker closed", [c == 1 for c in w["closed"]]),
        ("earth bond closed", [b == 1 for b in w["bond"]]),
        ("PCS told to form, and forms", [p == 3 for p in w["pcs"]]),
    ]
    for i, (name, on) in enumerate(lanes):
        level = len(lanes) - 1 - i
        steps.fill_between(
            t, level + 0.12, [level + 0.78 if x else level + 0.12 for x in on], step="post",
            color=BLUE if i != 1 else BLACK, alpha=0.85, linewidth=0,
        )
        steps.axhline(level + 0.12, color="#b0b0b0", linewidth=0.6)
    steps.set(
        yticks=[len(lanes) - 1 - i + 0.45 for i in range(len(lanes))], ylim=(0, len(lanes)),
        xlabel="milliseconds after the grid was lost",
    )
    steps.set_yticklabels([name for name, _ in lanes])
    steps.grid(False, axis="y")
    figure_style.save(figure, path)


def back(table, path):
    close_s = next(a for a, _, mode in modes(table) if mode == "CLOSING")
    start, end = close_s - 12.0, close_s + 1.5
    figure, (strip, angle, slip, near) = panels([0.55, 1.5, 1.3, 0.01], (7.5, 5.2))
    near.remove()
    w = window(table, start, end)
    t = w["t_s"]
    strip.set_xlim(start, end)
    figure_style.mode_strip(strip, modes(table), short=0.012)
    band(angle, -10, 10, "window ±10°", left=True)
    angle.plot(t, unwrapped(w["angle_deg"]), color=BLUE)
    angle.axvline(close_s, color=BLACK, linestyle=":", linewidth=1)
    met_s = next(x for x, c in zip(t, w["closed"]) if x > close_s and c == 1)
    at = w["angle_deg"][t.index(met_s) - 1]
    angle.annotate(
        f"contacts meet at {at:+.1f}°\n".replace("-", "−") + f"{1000 * (met_s - close_s):.0f} ms after the command",
        xy=(met_s, at), xytext=(close_s - 4.6, 28), fontsize=8,
        arrowprops={"arrowstyle": "->", "linewidth": 0.8},
    )
    angle.set(ylabel="angle, degrees\nsite bus − grid", ylim=(-46, 46), yticks=[-45, -30, -15, 0, 15, 30, 45])
    difference = [a - b for a, b in zip(w["bus_hz"], w["grid_hz"])]
    band(slip, -0.1, 0.1, "window ±0.1 Hz", left=True)
    slip.plot(t, difference, color=GREEN)
    slip.axvline(close_s, color=BLACK, linestyle=":", linewidth=1)
    slip.set(
        ylabel="slip, Hz\nsite bus − grid", ylim=(-0.16, 0.16),
        xlabel="seconds after the grid was lost",
    )
    slip.tick_params(labelbottom=True)
    figure_style.save(figure, path)


def main():
    table = read()
    out = pathlib.Path(sys.argv[1])
    whole(table, out / "outage-whole.svg")
    loss(table, out / "outage-loss.svg")
    back(table, out / "outage-return.svg")


if __name__ == "__main__":
    main()
