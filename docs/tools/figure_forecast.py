"""The picture of docs/explanation/forecast.md: a week of a real plant, forecast each midnight, and how often each
quantile was right.

    figure_forecast.py docs/explanation/figures       (docs/figures.sh sets the library)

Power of NREL's SERF East (PVDAQ system 50, CC-BY-4.0) from ../shared/data/pv; without that file the picture is left
as it is, and that is said. There is no weather forecast with it: the satellite's clearness, as means over blocks of six
hours, stands in for one.

SPDX-License-Identifier: Apache-2.0
"""

import csv
import gzip
import pathlib
import sys

import figure_style
from figure_style import BLACK, BLUE, GREY, ORANGE

plt = figure_style.begin()

import numpy  # noqa: E402
import ostrov  # noqa: E402

OUT = pathlib.Path(sys.argv[1])
TOP = pathlib.Path(__file__).resolve().parents[2]
SERF = TOP.parent / "shared" / "data" / "pv" / "serf_east_15min.csv.gz"
GOLDEN = dict(latitude_deg=39.742, longitude_deg=-105.1727, altitude_m=1830.0, tilt_deg=45.0, azimuth_deg=158.0)
LEVELS = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95]
MIDNIGHT_S = 7 * 3600  # UTC
DAY = 96
BLOCK = 24


def read():
    with gzip.open(SERF, "rt") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    column = {name: numpy.array([float(row[name] or "nan") for row in rows]) for name in rows[0]}
    time = column.pop("unix_s").astype(numpy.int64)
    start = time[0] + (MIDNIGHT_S - time[0]) % 86400
    count = int((time[-1] - start) // 900 // DAY * DAY)
    grid = {name: numpy.full(count, numpy.nan) for name in column}
    at = (time - start) // 900
    ok = (at >= 0) & (at < count)
    for name in column:
        grid[name][at[ok]] = column[name][ok]
    return start, grid


def told(grid):
    """GHI with the clearness of each block of hours."""
    ghi, clear = (numpy.nan_to_num(grid[name]).reshape(-1, BLOCK) for name in ("ghi", "ghi_clear"))
    ratio = ghi.sum(axis=1) / numpy.maximum(clear.sum(axis=1), 1.0)
    return (ratio[:, None] * clear).ravel()


def run():
    start, grid = read()
    weather, power = told(grid), grid["ac_power"]
    peak = float(numpy.nanmax(power)) * 1.2
    learner = ostrov.Learner(pv=ostrov.PvConfig(peak_w=peak, inverter_w=peak, **GOLDEN), trees=40)
    quantiles = numpy.zeros((len(power), len(LEVELS)))
    for day in range(0, len(power), DAY):
        time = int(start) + day * 900
        learner.weather(time, ghi_w_per_m2=weather[day : day + DAY], temperature_c=grid["temp_air"][day : day + DAY])
        learner.train()
        columns = learner.predict(time, DAY, LEVELS)
        quantiles[day : day + DAY] = numpy.array([list(column) for column in columns[:-1]]).T
        for i in range(DAY):
            learner.step(time + i * 900, power[day + i])
    return power, quantiles


def draw(power, quantiles):
    figure, (week, right) = plt.subplots(1, 2, figsize=(7.6, 3.2), width_ratios=(2.6, 1))
    first = 70 * DAY
    show = slice(first, first + 7 * DAY)
    days = numpy.arange(7 * DAY) / DAY
    week.fill_between(days, quantiles[show, 1] / 1e3, quantiles[show, 9] / 1e3, color=BLUE, alpha=0.25, linewidth=0,
                      label="10 to 90 %, told at midnight")
    week.plot(days, quantiles[show, 5] / 1e3, "--", color=BLUE, linewidth=1.0, label="its median")
    week.plot(days, numpy.maximum(power[show], 0) / 1e3, color=BLACK, linewidth=1.0, label="measured")
    week.set(xlabel="day", ylabel="AC power, kW", ylim=(0, None), xlim=(0, 7))
    week.legend(loc="upper right", ncols=3, bbox_to_anchor=(1.0, 1.14))
    later = numpy.arange(len(power)) >= 30 * DAY
    bright = later & numpy.isfinite(power) & (quantiles[:, 9] > 0.02 * quantiles.max())
    share = [float(numpy.mean(power[bright] <= quantiles[bright, j])) for j in range(len(LEVELS))]
    right.plot([0, 1], [0, 1], color=GREY, linewidth=0.8)
    right.plot(LEVELS, share, "o-", color=ORANGE, markersize=3)
    right.set(xlabel="quantile", ylabel="share of values below it", xlim=(0, 1), ylim=(0, 1))
    figure_style.save(figure, OUT / "forecast-week.svg")


if SERF.exists():
    draw(*run())
else:
    print(f"SKIP forecast-week.svg: {SERF.name} is not here")
