"""The pictures of docs/explanation/battery-state.md: why a plateau tells little, a wrong start found out, the
error bar, an offset learned. All on simulated strings of presets, so that the truth is known.

    figure_soc.py docs/explanation/figures       (docs/figures.sh sets the library)

SPDX-License-Identifier: Apache-2.0
"""

import math
import pathlib
import sys

import figure_style
from figure_style import BLACK, BLUE, GREEN, ORANGE, SHADE

plt = figure_style.begin()

import ostrov  # noqa: E402

OUT = pathlib.Path(sys.argv[1])
OFFSET_A = 3.0


def open_circuit():
    figure, axes = plt.subplots(1, 2, figsize=(7.2, 3.0))
    soc = [k / 200 for k in range(201)]
    for name, colour, style in (("lfp", BLUE, "-"), ("nmc", ORANGE, "--")):
        cell = ostrov.cell_preset(name, 1)
        points = [ostrov.cell_at(cell, z, 25) for z in soc]
        axes[0].plot([100 * z for z in soc], [p.ocv_v for p in points], style, color=colour, label=name.upper())
        slope = [max(p.ocv_v_per_soc * 10, 1e-2) for p in points]  # mV for 1 % of SoC
        axes[1].semilogy([100 * z for z in soc], slope, style, color=colour, label=name.upper())
    axes[0].set_ylabel("open-circuit voltage, V")
    axes[1].set_ylabel("mV for 1 % of SoC")
    axes[1].axhspan(1e-2, 3, color=SHADE, zorder=0)
    axes[1].text(50, 0.013, "less than a model's error of 3 mV", ha="center", fontsize=8)
    for axis in axes:
        axis.set_xlabel("SoC, %")
    axes[0].legend()
    figure_style.save(figure, OUT / "soc-plateau.svg")


def simulate(hours=24):
    """Three hours out, three in, with ripples; told 95 % where 60 % is, and a sensor that reads too much."""
    cell = ostrov.cell_preset("lfp", 280, series=16)
    truth = ostrov.CellModel(cell, soc_ratio=0.6)
    soc = ostrov.Soc(cell, soc_start_ratio=0.95, standstill_s=0)
    rows, counted = [], 0.95
    for second in range(1, hours * 3600 + 1):
        current = (45.0 if second // 10800 % 2 == 0 else -45.0) + 20.0 * math.sin(second * 0.05)
        truth.step(current, 1)
        voltage = truth.voltage_v(current)
        soc.step(dt_s=1, current_a=current + OFFSET_A, voltage_v=voltage, temperature_c=25)
        counted -= (current + OFFSET_A) / 280 / 3600
        if second % 60 == 0 or second < 60:
            s = soc.state
            rows.append((second / 3600, truth.state.soc_ratio, s.soc_ratio, s.soc_low_ratio, s.soc_high_ratio,
                         counted, s.offset_a, s.offset_sigma_a))
    return list(zip(*rows))


def wrong_start(rows):
    hours, truth, best, low, high, counted, _, _ = rows
    figure, axis = plt.subplots(figsize=(7.2, 3.2))
    percent = lambda values: [100 * v for v in values]  # noqa: E731
    axis.fill_between(hours, percent(low), percent(high), color=BLUE, alpha=0.2, linewidth=0, label="three sigma")
    axis.plot(hours, percent(counted), ":", color=ORANGE, label="counting alone")
    axis.plot(hours, percent(best), "-", color=BLUE, label="estimate")
    axis.plot(hours, percent(truth), "--", color=BLACK, linewidth=1, label="truth")
    axis.set_xlabel("hours")
    axis.set_ylabel("SoC, %")
    axis.legend(ncol=4, loc="upper center", bbox_to_anchor=(0.5, 1.15))
    figure_style.save(figure, OUT / "soc-wrong-start.svg")


def offset(rows):
    hours, _, _, _, _, _, value, sigma = rows
    figure, axis = plt.subplots(figsize=(7.2, 2.6))
    low = [v - 3 * s for v, s in zip(value, sigma)]
    high = [v + 3 * s for v, s in zip(value, sigma)]
    axis.fill_between(hours, low, high, color=GREEN, alpha=0.2, linewidth=0, label="three sigma")
    axis.plot(hours, value, "-", color=GREEN, label="offset learned")
    axis.axhline(OFFSET_A, linestyle="--", color=BLACK, linewidth=1, label="offset of the sensor")
    axis.set_xlabel("hours")
    axis.set_ylabel("offset of the current, A")
    axis.legend(ncol=3, loc="upper right")
    figure_style.save(figure, OUT / "soc-offset.svg")


def error_bar(rows):
    hours, truth, best, low, high, *_ = rows
    figure, axis = plt.subplots(figsize=(7.2, 2.6))
    off = lambda values: [100 * (v - t) for v, t in zip(values, truth)]  # noqa: E731
    axis.fill_between(hours, off(low), off(high), color=BLUE, alpha=0.2, linewidth=0, label="three sigma")
    axis.plot(hours, off(best), "-", color=BLUE, label="estimate less truth")
    axis.axhline(0, linestyle="--", color=BLACK, linewidth=1)
    axis.set_ylim(-15, 15)
    axis.set_xlabel("hours")
    axis.set_ylabel("error, % of SoC")
    axis.legend(ncol=2, loc="upper right")
    figure_style.save(figure, OUT / "soc-error-bar.svg")


open_circuit()
RUN = simulate()
wrong_start(RUN)
error_bar(RUN)
offset(RUN)
