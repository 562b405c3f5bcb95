#!/usr/bin/env python3
"""Scenarios with vehicles and peak charges beside HiGHS on the same program written out at once.

    plan_uncertain.py LIBRARY [--draws N] [--seed N] [--speed]

LIBRARY is libostrov.so. Draws sites: up to 60 slots, 3 to 12 scenarios, up to four vehicles with a group, up to two
peaks that overlap, any weight of the CVaR; --speed instead a day of 96 quarter hours with 8, 20 and 50 scenarios. A draw fails where
the plan is not feasible, its cost or its bound is further than 1e-6 from HiGHS's optimum, or its own gap is wider. Exit status 1
when any did.

SPDX-License-Identifier: Apache-2.0
"""

import argparse
import pathlib
import sys
import time

import solvers_env

options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
options.add_argument("library", type=pathlib.Path)
options.add_argument("--draws", type=int, default=200)
options.add_argument("--seed", type=int, default=1)
options.add_argument("--speed", action="store_true")
asked = options.parse_args()
solvers_env.enter("uncertain plans", asked.library.resolve())

import highspy
import numpy as np

import ostrov
from plan_model import Model


def vehicle(rng, count, grouped):
    arrive = int(rng.integers(0, count // 2)) if rng.random() < 0.5 else 0
    depart = int(rng.integers(arrive + 2, count + 5))
    capacity, limit = rng.uniform(40e3, 120e3), rng.uniform(7e3, 44e3)
    holds = capacity * rng.uniform(0, 0.7)
    wanted = rng.uniform(0.2, 1.1) * limit * (min(depart, count) - arrive) / 4 * 0.93
    return ostrov.PlanVehicle(
        arrive_s=900 * arrive, depart_s=900 * depart, group=0 if grouped and rng.random() < 0.7 else -1,
        arrive_wh=holds, depart_wh=min(1.05 * capacity, holds + wanted), capacity_wh=capacity,
        charge_limit_w=limit, short_price_per_kwh=rng.uniform(0.5, 3))


def peaks_of(rng, count, number):
    rows = []
    for i in range(number):
        begin = int(rng.integers(0, count // 2)) if i else 0
        end = int(rng.integers(begin + 1, count + 1)) if i else count
        rows.append(ostrov.PlanPeak(
            from_s=900 * begin, until_s=900 * end, incurred_w=rng.uniform(0, 25e3) * (rng.random() < 0.7),
            price_per_kw=rng.uniform(0.05, 6)))
    return rows


def courses_of(rng, count, number, load, pv):
    def walk(spread, low, high):
        return np.clip(1 + spread * np.repeat(rng.normal(0, 1, count // 8 + 1), 8)[:count], low, high)

    draws = []
    for _ in range(number):
        own = load * walk(0.2, 0.3, 2.0)
        draws.append(dict(load_w=own, critical_w=0.3 * own, pv_w=pv * walk(0.4, 0.0, 1.6)))
    rows = [
        ostrov.PlanScenario(probability_ratio=rng.uniform(0.2, 1),
                            **{name: ostrov.Series(0, 900, values) for name, values in draw.items()})
        for draw in draws]
    return rows, draws


def draw(seed, count=None, number=None, vehicles=None, peaks=None):
    """A problem and the changed slots of its scenarios."""
    rng = np.random.default_rng(seed)
    count = count or int(rng.integers(8, 60))
    number = number or int(rng.integers(3, 13))
    vehicles = int(rng.integers(0, 5)) if vehicles is None else vehicles
    peaks = int(rng.integers(0 if vehicles else 1, 3)) if peaks is None else peaks
    hour = (rng.uniform(0, 24) + np.arange(count) / 4) % 24
    load = 5e3 + 20e3 * rng.random() * np.exp(-(((hour - 12) / 5) ** 2)) + 4e3 * rng.random(count)
    pv = 40e3 * rng.random() * np.maximum(0, np.cos((hour - 12) / 12 * np.pi * 1.2))
    spot = 0.05 + 0.1 * rng.random(count) + 0.1 * np.exp(-(((hour - 19) / 2) ** 2))
    grouped = rng.random() < 0.5
    rows, draws = courses_of(rng, count, number, load, pv)
    battery = ostrov.BatteryConfig(
        capacity_wh=rng.uniform(20e3, 200e3), charge_limit_w=rng.uniform(10e3, 80e3),
        discharge_limit_w=rng.uniform(10e3, 80e3))
    problem = ostrov.Problem(
        edges_s=900 * np.arange(count + 1), battery=battery, battery_soc_ratio=rng.uniform(0.15, 0.9),
        wear_price_per_kwh=0.02, terminal_price_per_kwh=0.1, load_w=load, critical_w=0.3 * load, pv_w=pv,
        import_price_per_kwh=spot + 0.05, export_price_per_kwh=spot * rng.uniform(0.3, 1),
        import_limit_fixed_w=rng.uniform(60e3, 150e3), export_limit_fixed_w=rng.uniform(0, 60e3),
        reserve_s=float(rng.choice([0, 3600, 7200])), reserve_pv_ratio=0.5,
        vehicles=[vehicle(rng, count, grouped) for _ in range(vehicles)],
        groups=[ostrov.PlanGroup(limit_w=rng.uniform(20e3, 60e3))] if grouped else [],
        peaks=peaks_of(rng, count, peaks), scenarios=rows, cvar_level_ratio=float(rng.choice([0.5, 0.8, 0.9])),
        cvar_weight_ratio=float(rng.choice([0, 0.3, 0.5, 1.0])))
    return problem, draws


def by_highs(problem, draws):
    """Least cost and processor time."""
    model = Model(problem, draws=draws)
    model.offset = -sum(p.price_per_kw * p.incurred_w / 1000.0 for p in problem.peaks or [])
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("primal_feasibility_tolerance", 1e-9)
    solver.setOptionValue("dual_feasibility_tolerance", 1e-9)
    solver.setOptionValue("threads", 1)
    solver.passModel(model.highs())
    begin = time.process_time()
    solver.run()
    took = time.process_time() - begin
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        sys.exit(f"HiGHS: {solver.modelStatusToString(solver.getModelStatus())}")
    return solver.getInfo().objective_function_value, took


def compare(problem, draws):
    """How far cost and bound are off, and both times."""
    begin = time.process_time()
    plan = ostrov.solve(problem, "quick")
    took = time.process_time() - begin
    best, peer = by_highs(problem, draws)
    size = max(1.0, abs(best))
    off, below = (plan.cost - best) / size, (best - plan.bound) / size
    good = plan.check(tolerance_w=1e-3).feasible and abs(off) <= 1e-6 and -1e-7 <= below <= 1e-6
    return good and plan.gap_ratio <= 1e-6, off, below, took, peer


def main():
    if asked.speed:
        for number in (8, 20, 50):
            for vehicles, peaks in ((0, 1), (7, 0), (7, 1)):
                good, off, _, took, peer = compare(*draw(7, 96, number, vehicles, peaks))
                print(f"{number} scenarios, {vehicles} vehicles, {peaks} peaks: {1e3 * took:.0f} ms, "
                      f"HiGHS {1e3 * peer:.0f} ms, {peer / took:.1f} x, off {off:.1e}, {'ok' if good else 'FAIL'}", flush=True)
        return 0
    failed, worst, ours, theirs = 0, 0.0, 0.0, 0.0
    for seed in range(asked.seed, asked.seed + asked.draws):
        good, off, below, took, peer = compare(*draw(seed))
        worst, ours, theirs = max(worst, abs(off), abs(below)), ours + took, theirs + peer
        if not good:
            failed += 1
            print(f"FAIL seed {seed}: cost off by {off:.2e}, bound by {below:.2e}", flush=True)
    print(f"{asked.draws - failed} of {asked.draws} within 1e-6 of HiGHS, worst {worst:.1e}; "
          f"HiGHS takes {theirs / ours:.1f} times the processor time")
    return 1 if failed else 0


sys.exit(main())
