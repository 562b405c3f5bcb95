#!/usr/bin/env python3
"""How calm plans are: reversals of the set-point under 2 % noise, beside a plain LP and the least there can be.

    plan_calm.py LIBRARY [DATA] [--days N] [--quick | --sample]

LIBRARY is libostrov.so; DATA is ../shared/data/dispatch. Six houses (EMHASS's study, CityLearn 1 to 5), planned
anew each slot for a day with 2 % noise on every value of load and PV, the first slot done, the rest thrown away.
A reversal is a change of the set-point against the change before, both beyond 1 % of the power. Beside ours:

    LP       the same problem by HiGHS's simplex, without memory, as most programs do it
    least    with all of the days known, the fewest reversals that any course can have for at most 0.1 % more
             than the LP paid: a MILP with a binary a slot for the direction, changes up to 1 % free. No
             planner can be calmer at that cost; its proven bound is printed where time ran out.

--sample is one house for half a day without installing anything: the LP by GLPK, and nothing proven.

SPDX-License-Identifier: Apache-2.0
"""

import csv
import gzip
import pathlib
import sys

import solvers_env

if len(sys.argv) < 2:
    sys.exit(__doc__)
LIBRARY = pathlib.Path(sys.argv[1]).resolve()
SAMPLE = "--sample" in sys.argv
if SAMPLE:
    solvers_env.here(LIBRARY)
else:
    solvers_env.enter("bench calm", LIBRARY)
    import highspy

import numpy as np

import ostrov

WORDS = [a for a in sys.argv[2:] if not a.startswith("--") and not a.isdigit()]
DATA = pathlib.Path(WORDS[0]) if WORDS else solvers_env.TOP.parent / "shared" / "data" / "dispatch"
DAYS = int(sys.argv[sys.argv.index("--days") + 1]) if "--days" in sys.argv else 3
QUICK = "--quick" in sys.argv
NOISE, BAND, MORE = 0.02, 0.01, 1.001


class House:
    def __init__(self, name, hours, load, pv, buy, sell, **battery):
        self.name, self.hours, self.load, self.pv, self.buy, self.sell = name, hours, load, pv, buy, sell
        self.__dict__.update(battery)
        self.horizon, self.slots = int(24 / hours), int(12 / hours if SAMPLE else 24 * DAYS / hours)
        self.worth = float(np.mean(buy[: self.horizon])) * self.each_way  # of a kWh left

    def pay(self, t, battery_w):
        """Money of a slot in which the battery does this and the grid the rest."""
        net = self.load[t] - self.pv[t] - battery_w
        return self.hours / 1e3 * net * (self.buy[t] if net > 0 else self.sell[t])


def table(name):
    with gzip.open(DATA / name, "rt") as text:
        return list(csv.DictReader(text))


def houses():
    rows = table("emhass_house_load_30min.csv.gz")[-14 * 48 - 2 : -2]
    load = np.array([float(row["load_w"]) for row in rows])
    hour = (np.arange(len(load)) * 0.5) % 24
    dear = ((hour >= 3) & (hour < 15.5)) | ((hour >= 17.5) & (hour < 20.5))
    yield House("EMHASS", 0.5, load, 0 * load, np.where(dear, 0.1907, 0.1419), 0 * load, capacity=5e3, charge=1e3,
                discharge=950.0, each_way=0.95, low=0.3, high=0.9, begin=0.6)
    rows = table("citylearn2022/buildings_01_05.csv.gz")[24 * 40 : 24 * 60]
    buy = np.array([float(row["price"]) for row in rows])
    for b in range(1, 6):
        load = 1e3 * np.array([float(row[f"b{b}_load_kwh"]) for row in rows])
        pv = 1e3 * np.array([float(row[f"b{b}_pv_kwh"]) for row in rows])
        yield House(f"CityLearn {b}", 1.0, load, pv, buy, 0.3 * buy, capacity=6.4e3, charge=5e3, discharge=5e3,
                    each_way=0.95, low=0.0, high=1.0, begin=0.3)


# ---- who plans --------------------------------------------------------------------------------------


def model(house, load, pv, buy, sell, stored_wh):
    """The LP, its columns and its cost: charge, discharge, import, export, stored by slot."""
    m = highspy.Highs()
    m.silent()
    m.setOptionValue("threads", 1)
    count, most = len(load), 1e6
    column = lambda high, low=0.0: [m.addVariable(low, high) for _ in range(count)]
    into, out, bought, sold = column(house.charge), column(house.discharge), column(most), column(most)
    stored = column(house.high * house.capacity, min(house.low * house.capacity, stored_wh))
    for t in range(count):
        m.addConstr(bought[t] - sold[t] + out[t] - into[t] == float(load[t] - pv[t]))
        moved = house.each_way * house.hours * into[t] - house.hours / house.each_way * out[t]
        m.addConstr(stored[t] - (stored[t - 1] if t else 0.0) - moved == (0.0 if t else float(stored_wh)))
    cost = sum(
        bought[t] * float(buy[t] * house.hours / 1e3) - sold[t] * float(sell[t] * house.hours / 1e3)
        for t in range(count))
    return m, into, out, cost - stored[-1] * (house.worth / 1e3)


class Plain:
    """Each time from nothing."""

    def first(self, house, t, load, pv, buy, sell, stored_wh):
        m, into, out, cost = model(house, load, pv, buy, sell, stored_wh)
        m.minimize(cost)
        x = m.getSolution().col_value
        return x[out[0].index] - x[into[0].index]


def problem_of(house, t, load, pv, buy, sell, stored_wh):
    edges = (t + np.arange(len(load) + 1)) * int(3600 * house.hours)
    battery = ostrov.BatteryConfig(
        capacity_wh=house.capacity, charge_limit_w=house.charge, discharge_limit_w=house.discharge,
        charge_efficiency_ratio=house.each_way, discharge_efficiency_ratio=house.each_way,
        soc_min_ratio=house.low, soc_max_ratio=house.high, self_discharge_per_s=0, health_ratio=1)
    return ostrov.Problem(
        edges_s=edges, battery=battery, battery_soc_ratio=min(max(stored_wh / house.capacity, 0), 1),
        load_w=load, pv_w=pv, import_price_per_kwh=buy, export_price_per_kwh=sell,
        terminal_price_per_kwh=house.worth)


class PlainByGlpk:
    """The same without HiGHS: GLPK's simplex method on what is an LP here."""

    def first(self, *asked):
        return float(ostrov.solve(problem_of(*asked), "glpk").battery_w[0])


class Ours:
    """With the plan before, and the power that runs."""

    def __init__(self, hold):
        self.options, self.hold = {}, hold

    def first(self, *asked):
        plan = ostrov.solve(problem_of(*asked), "quick", **self.options)
        power = float(plan.battery_w[0])
        self.options = dict(previous=plan, **(dict(hold_w=power) if self.hold else {}))
        return power


def live(house, planner, seed):
    """Money and set-points of the days."""
    rng = np.random.default_rng(seed)
    stored, money, powers = house.begin * house.capacity, 0.0, []
    for t in range(house.slots):
        ahead = slice(t, t + house.horizon)
        told = [np.maximum(0.0, x[ahead] * (1 + NOISE * rng.standard_normal(house.horizon)))
                for x in (house.load, house.pv)]
        power = planner.first(house, t, *told, house.buy[ahead], house.sell[ahead], stored)
        room = (house.high * house.capacity - stored) / house.each_way / house.hours
        there = max(0.0, stored - house.low * house.capacity) * house.each_way / house.hours
        power = min(max(power, -house.charge, -room), house.discharge, there)
        stored -= house.hours * (power / house.each_way if power > 0 else power * house.each_way)
        money += house.pay(t, power)
        powers.append(power)
    return money - stored / 1e3 * house.worth, powers


def reversals(powers, band):
    count, way, mark = 0, 0, powers[0]
    for power in powers[1:]:
        if abs(power - mark) > band:
            now = 1 if power > mark else -1
            count += way == -now
            way, mark = now, power
    return count


def least(house, money, limit_s):
    """Fewest reversals for at most 0.1 % more than this money: what was found, and what is proven."""
    days = slice(0, house.slots)
    m, into, out, cost = model(
        house, house.load[days], house.pv[days], house.buy[days], house.sell[days], house.begin * house.capacity)
    m.addConstr(cost <= money + (MORE - 1.0) * abs(money))
    band, whole = BAND * house.discharge, house.charge + house.discharge
    up = [m.addBinary() for _ in range(house.slots)]
    turned = [m.addVariable(0, 1) for _ in range(house.slots)]
    for t in range(1, house.slots):
        change = out[t] - into[t] - out[t - 1] + into[t - 1]
        m.addConstr(change - whole * up[t] <= band)
        m.addConstr(change - whole * up[t] >= -whole - band)
        if t > 1:
            m.addConstr(turned[t] - up[t] + up[t - 1] >= 0)
            m.addConstr(turned[t] + up[t] - up[t - 1] >= 0)
    m.setOptionValue("time_limit", float(limit_s))
    m.setOptionValue("mip_abs_gap", 0.99)  # they are whole numbers
    m.minimize(sum(turned[2:], start=0.0 * turned[1]))
    info = m.getInfo()
    return round(info.objective_function_value), int(np.ceil(info.mip_dual_bound - 1e-6))


def main():
    names = ("LP", "plan before", "and what runs")
    total = {name: np.zeros(2) for name in names}
    proven = 0
    if not DATA.is_dir():
        print(f"SKIP bench calm: {DATA} is not there")
        return 0
    for house in houses():
        if (QUICK and house.name not in ("EMHASS", "CityLearn 1")) or (SAMPLE and house.name != "CityLearn 1"):
            continue
        words = []
        for name, planner in zip(names, (PlainByGlpk() if SAMPLE else Plain(), Ours(False), Ours(True))):
            money, powers = live(house, planner, 7)
            found = reversals(powers, BAND * house.discharge)
            total[name] += money, found
            words.append(f"{name} {money:.4f} {found}")
            if name == "LP":
                paid = money
        if SAMPLE:
            print(f"{house.name:12} half a day: {', '.join(words)}")
            continue
        most, bound = least(house, paid, 10 if QUICK else 120)
        proven += bound
        print(f"{house.name:12} {DAYS} days: {', '.join(words)}, least {bound}"
              f"{'' if most == bound else f' (found {most})'}", flush=True)
    base = total["LP"]
    for name in names[1:]:
        print(f"{name}: {total[name][1] / base[1]:.2f} of the LP's {base[1]:.0f} reversals, "
              f"cost {100 * (total[name][0] - base[0]) / abs(base[0]):+.2f} %")
    if not SAMPLE:
        print(f"least at 0.1 % with all known: {proven / base[1]:.2f} of them; a fifth would be {base[1] / 5:.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
