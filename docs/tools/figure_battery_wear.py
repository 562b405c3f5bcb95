"""The pictures of docs/explanation/battery-wear.md: the power limit in the cold, the price of a cycle by depth.

    figure_battery_wear.py docs/explanation/figures       (docs/figures.sh sets the library)

SPDX-License-Identifier: Apache-2.0
"""

import pathlib
import sys

import figure_style
from figure_style import BLACK, BLUE, GREEN, ORANGE

plt = figure_style.begin()

import numpy  # noqa: E402
import ostrov  # noqa: E402

OUT = pathlib.Path(sys.argv[1])


def string():
    """Sixteen cells of 280 Ah whose charge transfer slows in the cold (made up, not a make)."""
    ocv = [2.9, 3.20, 3.23, 3.26, 3.28, 3.29, 3.30, 3.31, 3.33, 3.34, 3.45]
    return ostrov.Cell(
        series=16,
        capacity_ah=280,
        soc_count=11,
        temperature_count=4,
        rc_count=1,
        temperature_c=[-10.0, 0.0, 10.0, 25.0],
        ocv_v=4 * ocv,
        ohmic_ohm=[0.0005, 0.0004, 0.00035, 0.0003],
        transfer_ohm=[0.0053, 0.00214, 0.0009, 0.0003],
        exchange_a=[4.3, 11.0, 27.0, 85.0],
        rc_ohm=[0.0012, 0.0008, 0.0005, 0.0003],
        rc_s=4 * [60.0],
    )


def cold():
    cell = string()
    bounds = ostrov.PowerBounds(
        voltage_min_v=40.0, voltage_max_v=58.4, discharge_a=560, charge_a=280, charge_min_c=-20
    )
    figure, axis = plt.subplots(figsize=(7.2, 3.2))
    warm = numpy.linspace(-10, 25, 36)
    for window_s, colour, style in ((10, BLUE, "-"), (60, ORANGE, "--"), (900, GREEN, ":")):
        power = [
            ostrov.power_window(cell, 0.5, float(t), bounds, "discharge", window_s).power_w / 1e3
            for t in warm
        ]
        axis.plot(warm, power, style, color=colour, label=f"{window_s} s")
    axis.set_xlabel("temperature of the cells, °C")
    axis.set_ylabel("largest constant power out, kW")
    axis.set_ylim(0, None)
    axis.legend(title="bearable for")
    figure_style.save(figure, OUT / "battery-cold.svg")


def price():
    figure, axis = plt.subplots(figsize=(7.2, 3.2))
    laws = (("lfp-prismatic", BLUE, "-"), ("nmc-kokam", ORANGE, "--"), ("xu", BLACK, "-."))
    for law, colour, style in laws:
        pieces = ostrov.wear_segments(
            law=law, capacity_wh=200e3, replacement_price_per_kwh=150, count=20
        )
        depth = [0.0] + [100 * p.depth_ratio for p in pieces]
        prices = [p.price_per_kwh * 100 for p in pieces]
        axis.step(depth, [prices[0]] + prices, style, color=colour, label=law)
    axis.set_xlabel("depth of the cycle, % of the capacity")
    axis.set_ylabel("price of the next kWh out,\ncent at 150 € per kWh of battery")
    axis.set_ylim(0, None)
    axis.legend()
    figure_style.save(figure, OUT / "battery-price.svg")


cold()
price()
