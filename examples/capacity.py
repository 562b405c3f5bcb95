#!/usr/bin/env python3
"""Which grid capacity to book: site-years of PV × battery × booked capacity, with bands over the weather.

    python3 examples/capacity.py                    # 10 000 site-years on all cores, one table
    python3 examples/capacity.py --years 200        # a taste
    python3 examples/capacity.py --csv years.csv    # every site-year as a row

Each site-year is planned by the library over 8 784 hours at once: the battery trades on the day-ahead price and
keeps import below what is booked as far as it can. What exceeds is not cut but billed, by its highest hour
of each month. Weather, load and prices of a year are drawn; all sites see the same years, so that sites
differ by their sizes alone. An hour's mean hides what its quarter hours do: --quarter adds to each month's
highest hour what the highest quarter of an hour is above it.

The numbers are an illustration. Put your tariff, load and prices here before you book anything.

SPDX-License-Identifier: Apache-2.0
"""

import argparse
import csv
import functools
import itertools
import multiprocessing
import sys
import time

import numpy as np

import ostrov

HOURS = 8784
PV_KW = (0, 50, 100, 150, 200)
BATTERY_KWH = (0, 100, 200, 400)
BOOKED_KW = (40, 60, 80, 100, 120, 150, 180, 220, 260, 300)
BOOKING_PER_KW_MONTH = 5.0  # what a booked kW costs
EXCEED_PER_KW_MONTH = 20.0  # what a kW above it costs in a month in which it is
MONTHS = np.minimum(11, np.arange(HOURS) // 732)
EDGES = 3600 * np.arange(HOURS + 1, dtype=np.int64)


@functools.lru_cache(maxsize=2)  # the sites of a year come one after the other
def draw(year):
    """load and sun (a kW of PV) in W, price a kWh: hour by hour, of one year."""
    rng = np.random.default_rng(year)
    hour, day = np.arange(HOURS) % 24, np.arange(HOURS) // 24

    def days(low, high, memory):
        x = np.empty(366)
        x[0] = 0.5
        for i in range(1, 366):
            x[i] = memory * x[i - 1] + (1 - memory) * rng.random()
        x = (x - x.min()) / (x.max() - x.min())
        return (low + (high - low) * x)[day]

    def hump(around, width):
        return 1 / (1 + (((hour - around + 12) % 24 - 12) / width) ** 4)

    season = np.cos(2 * np.pi * (day - 15) / 366)
    working = (day % 7 < 5) * 1.0
    load = 1000 * (25 + 10 * season + (35 + 10 * working) * hump(7, 2) + (30 + 15 * working) * hump(17, 3) + 60 * hump(1, 2.5))
    load *= days(0.8, 1.2, 0.5) * (1 + 0.08 * rng.standard_normal(HOURS))
    length = 6.0 - 2.0 * season
    sun = np.maximum(0, np.cos(np.pi * (hour - 12) / (2 * length))) * (np.abs(hour - 12) < length)
    sun = 1000 * sun * (0.75 - 0.3 * season) * days(0.1, 1.0, 0.3)
    price = days(0.03, 0.14, 0.7) * (0.7 + 0.5 * hump(8, 2) + 0.9 * hump(19, 2)) - 0.08 * sun / 1000
    return np.maximum(load, 0), sun, price


def site_year(task):
    """Costs of a year: energy, booking, exceeding; and the highest hour, kW."""
    year, pv_kw, battery_kwh, booked_kw, quarter = task
    load, sun, price = draw(year)
    own = max(battery_kwh, 1e-3)  # a watt-hour of battery is none
    problem = ostrov.Problem(
        edges_s=EDGES, load_w=load, pv_w=pv_kw * sun, import_price_per_kwh=price + 0.06, export_price_per_kwh=price,
        battery=ostrov.BatteryConfig(capacity_wh=1000 * own, charge_limit_w=500 * own, discharge_limit_w=500 * own),
        battery_soc_ratio=0.5, wear_price_per_kwh=0.02, terminal_price_per_kwh=0.08,
        import_limit_fixed_w=1000.0 * booked_kw, export_limit_fixed_w=1000.0 * max(PV_KW), shed_price_per_kwh=1.0)
    plan = ostrov.solve(problem, "quick")
    above = np.asarray(plan.shed_w)  # what the limit leaves unserved is what exceeds it
    energy = plan.cost - above.sum() / 1000 * 1.0 + (above * (price + 0.06)).sum() / 1000
    most = np.zeros(12)
    np.maximum.at(most, MONTHS, above + (np.asarray(plan.grid_w) + above) * quarter * (above > 0))
    return (energy, 12 * booked_kw * BOOKING_PER_KW_MONTH, most.sum() / 1000 * EXCEED_PER_KW_MONTH,
            (np.asarray(plan.grid_w) + above).max() / 1000)


def main():
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--years", type=int, default=10_000, help="site-years in all")
    ask.add_argument("--workers", type=int, default=multiprocessing.cpu_count())
    ask.add_argument("--quarter", type=float, default=0.1, help="highest quarter of an hour above its mean")
    ask.add_argument("--csv", help="file for every site-year")
    told = ask.parse_args()
    sites = list(itertools.product(PV_KW, BATTERY_KWH, BOOKED_KW))
    years = max(3, told.years // len(sites))
    tasks = [(y, *s, told.quarter) for y in range(years) for s in sites]
    begin = time.perf_counter()
    with multiprocessing.Pool(told.workers) as pool:
        found = np.array(pool.map(site_year, tasks, chunksize=25))
    seconds = time.perf_counter() - begin
    if told.csv:
        with open(told.csv, "w", newline="") as file:
            rows = csv.writer(file)
            rows.writerow("year pv_kw battery_kwh booked_kw energy booking exceeding highest_kw".split())
            rows.writerows([*t[:4], *np.round(f, 3)] for t, f in zip(tasks, found))
    total = found[:, :3].sum(axis=1).reshape(years, len(PV_KW), len(BATTERY_KWH), len(BOOKED_KW))
    print("money a year: 10th, 50th and 90th percentile of the years at the capacity whose median is least")
    print("  PV kW  battery kWh  book kW      p10      p50      p90   10 kW less   10 kW more")
    for (i, pv), (j, battery) in itertools.product(enumerate(PV_KW), enumerate(BATTERY_KWH)):
        middle = np.median(total[:, i, j], axis=0)
        best = int(middle.argmin())
        low, mid, high = np.percentile(total[:, i, j, best], (10, 50, 90))

        def change(step):
            k = best + step
            if not 0 <= k < len(BOOKED_KW):
                return "        none"
            return f"{(middle[k] - mid) / abs(BOOKED_KW[k] - BOOKED_KW[best]) * 10:12.0f}"

        print(f"{pv:7} {battery:12} {BOOKED_KW[best]:8} {low:8.0f} {mid:8.0f} {high:8.0f} {change(-1)} {change(1)}")
    print(f"{len(tasks)} site-years of {HOURS} hours in {seconds:.1f} s on {told.workers} workers", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
