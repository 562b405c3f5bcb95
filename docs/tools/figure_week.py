#!/usr/bin/env python3
"""A week at the Písek station on real day-ahead prices: what battery, peak and reserve are worth.

    figure_week.py OUT [--prices FILE] [--from 2026-04-27]

Writes OUT/week.svg and prints the table of docs/explanation/week.md. Prices are read from
../shared/data/dispatch, which is not part of the project; without them nothing is written, and a line says so.
Site and tariff are those of examples/station/sites/pisek-depot.json without its vehicles; load and clouds are
drawn with a seed.

SPDX-License-Identifier: Apache-2.0
"""

import argparse
import csv
import datetime
import gzip
import json
import pathlib
import sys

import numpy as np

import ostrov
from figure_style import BLACK, BLUE, GREEN, GREY, ORANGE, begin, save

TOP = pathlib.Path(__file__).resolve().parents[2]
PRICES = TOP.parent / "shared" / "data" / "dispatch" / "ote_cz_da_15min_2025-10_2026-05.csv.gz"
SLOTS = 7 * 96


def plain(x):
    """A site file's value without its source and note."""
    if isinstance(x, dict):
        return plain(x["value"]) if "value" in x else {k: plain(v) for k, v in x.items()}
    return x


def read_week(path, first):
    """UTC seconds of the first slot, and EUR/MWh of 672 quarter hours from local midnight of the day on."""
    with gzip.open(path, "rt") as file:
        rows = list(csv.DictReader(file))
    at = next((i for i, r in enumerate(rows) if r["local_date"] == first), None)
    if at is None or at + SLOTS > len(rows):
        sys.exit(f"figure_week: {path.name} has no whole week from {first} on")
    begin_s = datetime.datetime.strptime(rows[at]["utc_start"], "%Y-%m-%dT%H:%MZ")
    seconds = int(begin_s.replace(tzinfo=datetime.timezone.utc).timestamp())
    return seconds, np.array([float(r["price_eur_mwh"]) for r in rows[at : at + SLOTS]])


def site_week(site, start, eur):
    """The problem's members that all cases share."""
    rng = np.random.default_rng(7)
    slot = np.arange(SLOTS)
    pv, tariff, load = site["pv"], site["tariff"], site["load"]
    times = (start + 900 * slot).astype("datetime64[s]").astype("datetime64[us]")
    place = {k: pv[k] for k in ("latitude_deg", "longitude_deg", "altitude_m")}
    ghi = np.array(ostrov.clearsky(times, **place).ghi_w_per_m2)
    cloud = np.repeat(rng.uniform(0.25, 1.0, 7), 96) * np.clip(1 + 0.15 * rng.standard_normal(SLOTS), 0, 1.2)
    spot = eur / 1000 * tariff["exchange_per_eur"]
    profile = np.array(load["profile_ratio"])[(slot // 4) % 24]
    load_w = load["typical_w"] * profile * (1 + 0.08 * rng.standard_normal(SLOTS))
    return dict(
        edges_s=start + 900 * np.arange(SLOTS + 1),
        load_w=load_w, critical_w=0.4 * load_w,
        pv_w=np.minimum(pv["inverter_w"], pv["peak_w"] * 0.85 * ghi / 1000 * cloud),
        import_price_per_kwh=spot + tariff["distribution_high_per_kwh"] + tariff["supply_per_kwh"],
        export_price_per_kwh=spot - tariff["export_fee_per_kwh"],
        import_limit_fixed_w=site["station"]["import_limit_w"],
        export_limit_fixed_w=site["station"]["export_limit_w"],
        shed_price_per_kwh=site["wishes"]["shed_price_per_kwh"],
        shed_critical_price_per_kwh=site["wishes"]["shed_critical_price_per_kwh"])


def cases(site, start, eur):
    """name and plan: without and with battery, peak charge and reserve, added one after the other."""
    common = site_week(site, start, eur)
    own = {k: v for k, v in site["battery"].items() if k not in ("source", "note", "chemistry", "soc_start_ratio")}
    life = dict(
        battery=ostrov.BatteryConfig(**own), battery_soc_ratio=site["battery"]["soc_start_ratio"],
        soc_end_min_ratio=site["battery"]["soc_start_ratio"],
        wear_price_per_kwh=own["replacement_price_per_kwh"] / own["cycle_life"])
    peak = dict(peaks=[ostrov.PlanPeak(
        from_s=start, until_s=start + 900 * SLOTS, incurred_w=0.0,
        price_per_kw=site["tariff"]["peak_price_per_kw"])])
    reserve = dict(reserve_s=site["wishes"]["reserve_s"], reserve_pv_ratio=0.5,
                   reserve_price_per_kwh_h=site["wishes"]["reserve_price_per_kwh_h"])
    for name, more in (("no battery", peak), ("battery, trading only", life), ("and the peak", {**life, **peak}),
                       ("and the reserve", {**life, **peak, **reserve})):
        yield name, ostrov.solve(ostrov.Problem(**{**common, **more}), "quick"), common


def unserved(plan, common, hours=3):
    """kWh of critical load that stay unserved when the grid goes away for hours, mean over its beginnings."""
    usable = 200.0 * 0.95  # kWh of a full battery, to the site bus
    soc = np.asarray(plan.soc_ratio)
    need = common["critical_w"] - 0.5 * common["pv_w"]
    missing = []
    for t in range(SLOTS - 4 * hours):
        kwh = np.maximum(0.0, need[t : t + 4 * hours]).sum() / 4000
        missing.append(max(0.0, kwh - usable * max(0.0, soc[t] - 0.1)))
    return float(np.mean(missing))


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("out", type=pathlib.Path)
    ask.add_argument("--prices", type=pathlib.Path, default=PRICES)
    ask.add_argument("--from", dest="first", default="2026-04-27")
    told = ask.parse_args()
    if not told.prices.exists():
        print(f"SKIP figure_week: {told.prices.name} is not here; the prices are not part of the project")
        return 0
    site = plain(json.loads((TOP / "examples/station/sites/pisek-depot.json").read_text()))
    start, eur = read_week(told.prices, told.first)
    found = list(cases(site, start, eur))
    print("| case | energy | wear | peak charge | all | highest quarter hour | critical kWh unserved in a 3 h outage |")
    print("|---|---|---|---|---|---|---|")
    price = site["tariff"]["peak_price_per_kw"]
    for name, plan, common in found:
        v = plan.check()
        highest = max(0.0, float(np.max(plan.grid_w))) / 1000
        energy = v.import_cost - v.export_income
        charge = highest * price
        missing = unserved(plan, common) if name != "no battery" else float(
            np.mean(np.convolve(np.maximum(0, common["critical_w"] - 0.5 * common["pv_w"]), np.ones(12), "valid")) / 4000)
        print(f"| {name} | {energy:.0f} | {v.wear_cost:.0f} | {charge:.0f} | {energy + v.wear_cost + charge:.0f} "
              f"| {highest:.1f} kW | {missing:.2f} |")
    draw(told.out / "week.svg", found)
    return 0


def draw(path, found):
    plt = begin()
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(7.2, 4.6), sharex=True)
    day = np.arange(SLOTS) / 96
    styles = {"no battery": (GREY, "-"), "battery, trading only": (ORANGE, "--"), "and the peak": (BLUE, "-."),
              "and the reserve": (GREEN, "-")}
    for name, plan, _ in found:
        colour, dash = styles[name]
        if name != "no battery":
            top.plot(day, 100 * np.asarray(plan.soc_ratio), color=colour, linestyle=dash, label=name, linewidth=1.1)
        bottom.plot(day, np.asarray(plan.grid_w) / 1000, color=colour, linestyle=dash, label=name, linewidth=0.9)
    top.set_ylabel("SoC, %")
    bottom.set_ylabel("grid, kW (import positive)")
    bottom.set_xlabel("day of the week")
    bottom.axhline(0, color=BLACK, linewidth=0.6)
    top.legend(*bottom.get_legend_handles_labels(), loc="lower center", ncols=4, bbox_to_anchor=(0.5, 1))
    save(figure, path)


if __name__ == "__main__":
    sys.exit(main())
