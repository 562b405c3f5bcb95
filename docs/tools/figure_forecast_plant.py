"""The pictures of docs/explanation/forecast-plant.md: what a plant learns of its horizon, and days as they may come.

    figure_forecast_plant.py docs/explanation/figures       (docs/figures.sh sets the library)

SPDX-License-Identifier: Apache-2.0
"""

import pathlib
import sys

import figure_style
from figure_style import BLACK, BLUE, GREY, ORANGE

plt = figure_style.begin()

import numpy  # noqa: E402
import ostrov  # noqa: E402

OUT = pathlib.Path(sys.argv[1])
FIRST = 1767225600  # 2026-01-01 00:00 UTC
PLACE = {"latitude_deg": 49.309, "longitude_deg": 14.147}


def horizon_deg(azimuth):
    """What stands around the plant of the picture: a hall in the east, trees in the south-west."""
    east = numpy.where((azimuth > 75) & (azimuth < 125), 16.0, 0.0)
    return east + numpy.where((azimuth > 215) & (azimuth < 250), 11.0, 0.0)


def shade():
    sheet = ostrov.PvConfig(**PLACE, peak_w=100e3, inverter_w=90e3)
    plant = ostrov.ForecastPlant(pv=sheet)
    random = numpy.random.default_rng(7)
    time = FIRST + 900 * numpy.arange(365 * 96)
    power = numpy.asarray(ostrov.pv_clear(time + 450, sheet))
    sun = ostrov.sun_position(time + 450, **PLACE)
    elevation = 90 - numpy.asarray(sun.apparent_zenith_deg)
    power = power * numpy.where(elevation < horizon_deg(numpy.asarray(sun.azimuth_deg)), 0.25, 1.0)
    days = random.random(365)
    clouds = numpy.where(
        days[:, None] < 0.4, 1.0, numpy.clip(0.55 + 0.3 * random.standard_normal((365, 96)), 0.1, 1.0)
    ).ravel()
    for moment, watt in zip(time.tolist(), (power * clouds).tolist()):
        plant.step(moment, watt)
    azimuth = numpy.arange(0, 360, 5)
    figure, axis = plt.subplots(figsize=(7.2, 3.2))
    fine = numpy.arange(0, 360, 0.5)
    axis.fill_between(fine, horizon_deg(fine), color=GREY, alpha=0.45, linewidth=0, label="what stands there")
    axis.step(azimuth, numpy.asarray(plant.horizon_deg), where="mid", color=ORANGE, label="learned from a year of power")
    for day, name in ((355, "the sun in December, March and June"), (80, None), (172, None)):
        rows = slice(96 * day, 96 * day + 96)
        up = elevation[rows] > 0
        axis.plot(
            numpy.asarray(sun.azimuth_deg)[rows][up], elevation[rows][up], color=BLUE, linewidth=0.8, linestyle=":",
            label=name,
        )
    axis.set(xlim=(45, 315), ylim=(0, 40), xlabel="azimuth, ° from north", ylabel="elevation, °")
    axis.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncol=3, frameon=False)
    figure_style.save(figure, OUT / "forecast-shade.svg")


def fan():
    levels = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95]
    hour = numpy.arange(96) / 4
    bell = numpy.clip(numpy.sin(numpy.pi * (hour - 5) / 14), 0, None) * ((hour > 5) & (hour < 19))
    spread = numpy.array([0.15, 0.25, 0.5, 0.7, 0.85, 0.95, 1.0])
    forecast = 60e3 * bell[:, None] * spread[None, :]
    memory = ostrov.Scenarios(days=60)
    random = numpy.random.default_rng(3)
    state = 0.0
    for i in range(60 * 96):
        state = 0.97 * state + 0.243 * random.standard_normal()
        rank = 1 / (1 + numpy.exp(-1.702 * state))
        row = forecast[i % 96]
        measured = float(numpy.interp(rank, levels, row))
        memory.step(FIRST + 900 * i, levels, row.tolist(), measured)
    paths = memory.paths(FIRST + 86400 * 60, levels, forecast.ravel().tolist(), 60, most_w=80e3)
    chosen, share = ostrov.reduce_paths(paths, 60, 4)
    kw = numpy.asarray(paths).reshape(60, 96) / 1e3
    figure, axis = plt.subplots(figsize=(7.2, 3.4))
    axis.fill_between(hour, forecast[:, 1] / 1e3, forecast[:, 5] / 1e3, color=BLUE, alpha=0.18, linewidth=0, label="forecast, 10 to 90 %")
    for path in kw:
        axis.plot(hour, path, color=GREY, linewidth=0.35)
    for k, (index, part) in enumerate(zip(chosen, share)):
        axis.plot(hour, kw[index], color=(ORANGE, BLACK, BLUE, "#7a3b69")[k], linewidth=1.5, label=f"stands for {100 * part:.0f} %")
    axis.set(xlim=(4, 20), ylim=(0, None), xlabel="hour", ylabel="PV power, kW")
    axis.legend(loc="upper left", frameon=False)
    figure_style.save(figure, OUT / "forecast-scenarios.svg")


shade()
fan()
