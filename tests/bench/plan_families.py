#!/usr/bin/env python3
"""Times of the built-in planner on the reference problems, by family, beside HiGHS.

    plan_families.py LIBRARY [DIR] [--peers | --sample]

LIBRARY is libostrov.so; DIR is ../shared/vectors/dispatch (fleets are left out: they are no single problem). A
line a problem and the geometric mean of each family, microseconds of processor time, least of many:

    cold     ostrov_plan_solve in a workspace that knows nothing
    moved    the same with `warm`, after every load moved by up to 1.5 %: what a controller does each quarter hour
    same     the same with `warm` and nothing moved

`cold / moved` is our own cold start over our own re-plan. With --peers, HiGHS on the model with binaries in
every slot (usual) and only where a least power or block needs one (tight), cold, relative gap 1e-6, at most
60 s each; their times over our cold, and over our re-plan. --sample takes the first problem of each family but
the year, and few repeats, without installing anything.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
import gzip
import json
import math
import pathlib
import sys
import time

import solvers_env

if len(sys.argv) < 2:
    sys.exit(__doc__)
LIBRARY = pathlib.Path(sys.argv[1]).resolve()
SAMPLE = "--sample" in sys.argv
if SAMPLE:
    solvers_env.here(LIBRARY)
else:
    solvers_env.enter("bench families", LIBRARY)
    import highspy

import numpy as np

import ostrov
from ostrov._errors import new_fault
from ostrov._library import lib
from ostrov._plan import Plan
from ostrov._plan_solve import PlanOptions
from plan_model import Model

WORDS = [a for a in sys.argv[2:] if not a.startswith("--")]
DIR = pathlib.Path(WORDS[0]) if WORDS else solvers_env.TOP.parent / "shared" / "vectors" / "dispatch"
PEERS = "--peers" in sys.argv


def problem_of(whole):
    """A file's station as ostrov.Problem; its loads may be moved in place."""
    s, step = whole["stations"][0], round(3600 * whole["dt_h"])
    b, reserve = s["battery"], s["reserve"] or dict(hours=0.0, pv_confidence=0.0, penalty_eur_kwh=0.5)
    group = {bus: g for g, row in enumerate(s["charger_groups"]) for bus in row["buses"]}
    kilo = lambda name: 1000.0 * np.array(s[name], float)
    loads = kilo("load_kw")
    problem = ostrov.Problem(
        edges_s=step * np.arange(whole["T"] + 1),
        battery=ostrov.BatteryConfig(
            capacity_wh=1e3 * b["e_max"], health_ratio=1.0, soc_min_ratio=b["e_min"] / b["e_max"], soc_max_ratio=1.0,
            charge_limit_w=1e3 * b["p_ch"], discharge_limit_w=1e3 * b["p_dis"], charge_efficiency_ratio=b["eta_c"],
            discharge_efficiency_ratio=b["eta_d"],
            self_discharge_per_s=-math.expm1(math.log1p(-b["self_discharge_per_h"]) / 3600.0)),
        battery_soc_ratio=b["e0"] / b["e_max"], soc_end_min_ratio=b["e_end_min"] / b["e_max"],
        wear_price_per_kwh=b["wear_eur_kwh"], terminal_price_per_kwh=b["terminal_eur_kwh"], load_w=loads,
        critical_w=kilo("critical_kw"), pv_w=kilo("pv_kw"), import_price_per_kwh=np.array(s["price_import"], float),
        export_price_per_kwh=np.array(s["price_export"], float), import_limit_w=kilo("import_max_kw"),
        export_limit_w=kilo("export_max_kw"), curtail_price_per_kwh=s["curtail_eur_kwh"],
        shed_price_per_kwh=s["shed_eur_kwh"], shed_critical_price_per_kwh=s["shed_critical_eur_kwh"],
        reserve_s=3600.0 * reserve["hours"], reserve_pv_ratio=reserve["pv_confidence"],
        reserve_price_per_kwh_h=reserve["penalty_eur_kwh"],
        groups=[ostrov.PlanGroup(limit_w=1e3 * row["p_max"]) for row in s["charger_groups"]],
        peaks=[ostrov.PlanPeak(from_s=step * p["from"], until_s=step * p["to"], incurred_w=1e3 * p["incurred_kw"],
                               price_per_kw=p["eur_per_kw"]) for p in s["peaks"]],
        vehicles=[ostrov.PlanVehicle(
            arrive_s=step * v["arr"], depart_s=step * v["dep"], charge_point=i % 16, group=group.get(i, -1),
            arrive_wh=1e3 * v["e_arr"], depart_wh=1e3 * v["e_req"], capacity_wh=1e3 * v["e_cap"],
            charge_limit_w=1e3 * v["p_max"], charge_min_w=1e3 * v["p_min"], charge_efficiency_ratio=v["eta"],
            short_price_per_kwh=v["short_eur_kwh"]) for i, v in enumerate(s["buses"])],
        blocks=[ostrov.PlanBlock(
            power_w=1e3 * f["power_kw"], length_s=step * f["len"], earliest_s=step * f["earliest"],
            latest_end_s=step * f["latest_end"], skip_price=1e4) for f in s["flex"]])
    return problem, loads


class Ours:
    """ostrov_plan_solve in memory prepared beforehand."""

    def __init__(self, problem):
        size = lib.ostrov_plan_workspace(ctypes.byref(problem._c))
        self.work, self.plan, fault = (ctypes.c_uint64 * (size // 8 + 1))(), Plan._empty(problem, 0), new_fault()
        self.options = PlanOptions()
        self.kept = (problem, fault)
        self.idle_us = 0.0
        self.call = (ctypes.byref(problem._c), ctypes.byref(self.options._c), self.work, ctypes.sizeof(self.work))
        self.tail = (ctypes.byref(self.plan._c), ctypes.byref(fault))

        self.idle_us = min(self._call((None, self.tail[1]))[0] for _ in range(200))  # refused at once: Python's own

    def _call(self, tail):
        begin = time.process_time_ns()
        status = lib.ostrov_plan_solve(*self.call, *tail)
        return (time.process_time_ns() - begin) / 1e3, status

    def time(self, warm):
        self.options._c.warm = warm
        took, status = self._call(self.tail)
        if status < 0:
            sys.exit(f"a plan failed with status {status}")
        return took - self.idle_us


def ours(problem, loads):
    """Least microseconds cold, moved and same."""
    side, rng, before = Ours(problem), np.random.default_rng(3), loads.copy()
    repeats = 2 if SAMPLE else 30 if problem._c.count < 1000 else 3
    least = [float("inf")] * 3
    for _ in range(repeats):
        np.copyto(loads, before)
        least[0] = min(least[0], side.time(0))
        cost = side.plan._c.cost
        side.time(1)
        least[2] = min(least[2], side.time(1))
        loads *= 1.0 + 0.015 * rng.uniform(-1, 1, len(loads))
        least[1] = min(least[1], side.time(1))
    np.copyto(loads, before)
    return least, cost


def peer(model):
    """Least microseconds of HiGHS, and its cost."""
    h = highspy.Highs()
    h.silent()
    for option, value in (("threads", 1), ("mip_rel_gap", 1e-6), ("time_limit", 60.0)):
        h.setOptionValue(option, value)
    h.passModel(model.highs())
    least = float("inf")
    for _ in range(3):
        h.clearSolver()
        begin = time.process_time_ns()
        h.run()
        took = (time.process_time_ns() - begin) / 1e3
        least = min(least, took)
        if took > 2e6:
            break
    return least, h.getInfo().objective_function_value


def mean(values):
    return math.exp(sum(math.log(v) for v in values) / len(values))


def main():
    families = {}
    if not DIR.is_dir():
        print(f"SKIP bench families: {DIR} is not there")
        return 0
    for path in sorted(DIR.glob("*.json.gz")):
        with gzip.open(path, "rt") as text:
            whole = json.load(text)
        if len(whole["stations"]) > 1 or SAMPLE and (whole["T"] > 1000 or whole["id"][0] in families):
            continue
        problem, loads = problem_of(whole)
        times, cost = ours(problem, loads)
        words = f"{path.name[:12]:13} cold {times[0]:9.1f} moved {times[1]:9.1f} same {times[2]:8.1f}  cost {cost:.6f}"
        if PEERS and whole["T"] < 1000:
            for usual in (True, False):
                took, found = peer(Model(problem, usual=usual))
                times.append(took)
                words += f"  {'usual' if usual else 'tight'} {took / 1e3:8.1f} ms"
                if abs(found - cost) > 1e-5 * max(1.0, abs(cost)):
                    words += f" (cost {found:.6f})"
        print(words, flush=True)
        families.setdefault(whole["id"][0], []).append(times)
    for family, rows in families.items():
        columns = [mean(column) for column in zip(*rows)]
        words = f"family {family}: cold {columns[0]:.1f} us, cold / moved {columns[0] / columns[1]:.1f}, cold / same {columns[0] / columns[2]:.1f}"
        if len(columns) > 3:
            words += (f"; HiGHS usual {columns[3] / columns[0]:.0f} and tight {columns[4] / columns[0]:.0f} times our cold, "
                      f"{columns[3] / columns[1]:.0f} and {columns[4] / columns[1]:.0f} times our re-plan")
        print(words)
    return 0


if __name__ == "__main__":
    sys.exit(main())
