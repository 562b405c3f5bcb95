"""The pictures of docs/explanation/plan-model.md: a planned day, and the least cost as a function of the charge.

    figure_plan.py docs/explanation/figures       (docs/figures.sh builds the library first)

SPDX-License-Identifier: Apache-2.0
"""

import math
import pathlib
import sys

import figure_style
from figure_style import BLACK, BLUE, GREEN, GREY, ORANGE, SHADE

import ostrov

plt = figure_style.begin()
SLOTS = 96


def day(soc=0.5):
    """A made-up summer day of a bus station: two price peaks, sun at noon, two hours of reserve."""
    hours = [i / 4 for i in range(SLOTS)]
    buy = [
        0.14
        + 0.10 * math.exp(-(((h - 8) / 1.8) ** 2))
        + 0.16 * math.exp(-(((h - 19.5) / 2.0) ** 2))
        - 0.16 * math.exp(-(((h - 13) / 2.5) ** 2))
        for h in hours
    ]
    return hours, ostrov.Problem(
        edges_s=ostrov.edges(1781906400, 900, SLOTS),
        battery=dict(capacity_wh=400e3, charge_limit_w=80e3, discharge_limit_w=80e3),
        battery_soc_ratio=soc,
        wear_price_per_kwh=0.02,
        terminal_price_per_kwh=0.12,
        load_w=[30e3 + 12e3 * math.exp(-(((h - 18) / 3) ** 2)) for h in hours],
        critical_w=12e3,
        pv_w=[110e3 * max(0.0, math.sin(math.pi * (h - 5) / 15)) ** 1.5 if 5 < h < 20 else 0.0 for h in hours],
        import_price_per_kwh=buy,
        export_price_per_kwh=[p - 0.06 for p in buy],
        reserve_s=2 * 3600,
    )


def draw_day(out):
    hours, problem = day()
    plan = ostrov.solve(problem, "quick")
    slots = problem.slots()
    eta = 0.95
    worth_in = [v * eta for v in plan.value_per_kwh]
    worth_out = [(v + 0.02) / eta for v in plan.value_per_kwh]
    figure, axes = plt.subplots(3, 1, sharex=True, figsize=(7.2, 6.2))
    axes[0].fill_between(hours, worth_in, worth_out, step="post", color=SHADE, label="between: the battery rests")
    axes[0].step(hours, slots.import_price_per_kwh, where="post", color=BLUE, label="import")
    axes[0].step(hours, slots.export_price_per_kwh, where="post", color=GREEN, ls="--", label="export")
    axes[0].set_ylabel("money per kWh")
    axes[0].legend(ncol=3, loc="lower left", bbox_to_anchor=(0, 1))
    axes[1].step(hours, [w / 1e3 for w in plan.battery_w], where="post", color=ORANGE, label="battery")
    axes[1].step(hours, [w / 1e3 for w in plan.grid_w], where="post", color=BLUE, ls="--", label="grid")
    axes[1].step(hours, [w / 1e3 for w in plan.pv_w], where="post", color=GREEN, ls=":", label="PV")
    axes[1].set_ylabel("power into the site bus, kW")
    axes[1].legend(ncol=3, loc="lower left", bbox_to_anchor=(0, 1))
    axes[2].plot(hours, [100 * s for s in plan.soc_ratio], color=BLACK, label="SoC")
    axes[2].plot(hours, [f / 4e3 for f in slots.floor_wh], color=GREY, ls="--", label="reserve floor")
    axes[2].set_ylabel("SoC, %")
    axes[2].set_xlabel("local hour")
    axes[2].legend(ncol=2, loc="lower left", bbox_to_anchor=(0, 1))
    figure_style.save(figure, out / "plan-day.svg")


def draw_value(out):
    socs = [0.10 + 0.008 * i for i in range(101)]
    plans = [ostrov.solve(day(soc)[1], "quick") for soc in socs]
    cost = [p.cost for p in plans]
    slope = [(cost[i] - cost[i + 1]) / (0.008 * 400) for i in range(100)]
    figure, axes = plt.subplots(1, 2, figsize=(7.2, 2.8))
    axes[0].plot([100 * s for s in socs], cost, color=BLUE)
    axes[0].set_xlabel("SoC at midnight, %")
    axes[0].set_ylabel("least cost of the day, money")
    axes[1].step([100 * s for s in socs[:-1]], slope, where="post", color=ORANGE)
    axes[1].set_xlabel("SoC at midnight, %")
    axes[1].set_ylabel("worth of a kWh in the cells, money")
    figure_style.save(figure, out / "plan-value.svg")


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    draw_day(folder)
    draw_value(folder)
