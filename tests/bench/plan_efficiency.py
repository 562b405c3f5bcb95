#!/usr/bin/env python3
"""Part-load efficiencies with vehicles and a peak charge: the structured solver judged by GLPK.

    plan_efficiency.py LIBRARY [COUNT]

LIBRARY is libostrov.so. COUNT (8) days of 24 quarter hours are drawn, with three vehicles, a group, a peak charge and a PCS
that is poor at small powers; GLPK gets them as weights of corners with a binary for each piece, relative gap 1e-6, at most 120 s.
A line each: both costs, both times. Exit status 1 when a cost is off by more than 1e-5 of it.

SPDX-License-Identifier: Apache-2.0
"""

import pathlib
import sys
import time

import solvers_env

if len(sys.argv) < 2:
    sys.exit(__doc__)
LIBRARY = pathlib.Path(sys.argv[1]).resolve()
solvers_env.enter("bench efficiency", LIBRARY)

import numpy as np
import swiglpk as glpk

import ostrov
from plan_model import Model

COUNT = int(sys.argv[2]) if len(sys.argv) > 2 else 8
SLOTS = 24


def draw(seed):
    rng = np.random.default_rng(seed)
    load = rng.uniform(5e3, 60e3, SLOTS)
    buy = rng.uniform(0.05, 0.5, SLOTS)
    powers = np.cumsum(rng.uniform(10e3, 40e3, 3))
    rows, ratio = [], 0.6
    for power in powers:
        ratio += rng.uniform(0.2, 0.6) * (0.97 - ratio)
        rows.append(ostrov.PlanEfficiency(power_w=power, charge_ratio=ratio, discharge_ratio=ratio))
    stays = [(int(a), int(a + b)) for a, b in zip(rng.integers(0, 10, 3), rng.integers(6, 14, 3))]
    return ostrov.Problem(
        edges_s=900 * np.arange(SLOTS + 1), load_w=load, critical_w=0.3 * load, pv_w=rng.uniform(0, 60e3, SLOTS),
        battery=ostrov.BatteryConfig(
            capacity_wh=200e3, charge_limit_w=80e3, discharge_limit_w=80e3, self_discharge_per_s=0, health_ratio=1),
        battery_soc_ratio=0.5, import_price_per_kwh=buy, export_price_per_kwh=buy - rng.uniform(0, 0.1, SLOTS),
        import_limit_fixed_w=250e3, export_limit_fixed_w=100e3, wear_price_per_kwh=0.02, terminal_price_per_kwh=0.2,
        reserve_s=0.0, efficiencies=rows, groups=[ostrov.PlanGroup(limit_w=60e3)],
        peaks=[ostrov.PlanPeak(from_s=0, until_s=900 * SLOTS, incurred_w=40e3, price_per_kw=5.0)],
        vehicles=[
            ostrov.PlanVehicle(
                arrive_s=900 * a, depart_s=900 * d, charge_point=i, group=0, arrive_wh=50e3,
                depart_wh=50e3 + rng.uniform(5e3, 60e3), capacity_wh=200e3, charge_limit_w=44e3)
            for i, (a, d) in enumerate(stays)])


def judge(problem):
    """GLPK's cost, with the switches measured best."""
    glpk.glp_term_out(0)
    model = Model(problem)
    p, o = model.glpk(glpk), glpk.glp_iocp()
    glpk.glp_init_iocp(o)
    o.presolve = o.mir_cuts = o.gmi_cuts = o.cov_cuts = glpk.GLP_ON
    o.br_tech, o.mip_gap, o.tm_lim = glpk.GLP_BR_PCH, 1e-6, 120_000
    glpk.glp_intopt(p, o)
    return glpk.glp_mip_obj_val(p), glpk.glp_mip_status(p) == glpk.GLP_OPT


def main():
    bad = 0
    for seed in range(COUNT):
        problem = draw(seed)
        begin = time.process_time()
        plan = ostrov.solve(problem, "quick")
        ours = time.process_time() - begin
        begin = time.process_time()
        cost, proven = judge(problem)
        took = time.process_time() - begin
        apart = (plan.cost - cost) / max(1.0, abs(cost))
        bad += proven and abs(apart) > 1e-5
        print(f"seed {seed}: ours {plan.cost:.6f} in {1e3 * ours:.1f} ms, GLPK {cost:.6f} in {1e3 * took:.0f} ms, "
              f"apart {apart:.1e}{'' if proven else ' (time ran out)'}", flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
