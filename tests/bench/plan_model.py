"""Problems of the bench and their models for other solvers, by docs/explanation/plan-model.md.

SPDX-License-Identifier: Apache-2.0
"""

import numpy as np

import ostrov

INF = float("inf")


# ---- problems: seeded, with the two humps of a day-ahead market --------------------------------------


def _hump(hour, around, width):
    x = (hour - around + 12.0) % 24.0 - 12.0
    return 1.0 / (1.0 + (x / width) ** 4)


def _series(count, seed, dip=0.13):
    """load, critical, pv in W; import and export price a kWh, which at noon dip below zero."""
    rng = np.random.default_rng(seed)
    hour = (18.0 + np.arange(count) / 4.0) % 24.0
    season = 1.0 - np.cos(2 * np.pi * np.arange(count) / 35_136)
    day = np.repeat(rng.uniform(0.4, 1.3, count // 96 + 1), 96)[:count]
    load = 15e3 + 25e3 * _hump(hour, 13, 6) + 4e3 * rng.random(count)
    bright = np.maximum(0.0, 1.05 * _hump(hour, 12, 3) - 0.05) * 90e3
    pv = bright * (0.5 + 0.5 * rng.random(count)) * (0.3 + 0.5 * season if count > 96 else 1.0)
    spot = day * (0.05 + 0.08 * _hump(hour, 7.5, 1.5) + 0.11 * _hump(hour, 19, 1.5)) - dip * _hump(hour, 13, 2)
    spot += 0.01 * rng.random(count)
    return load, 0.3 * load, pv, spot + 0.05, spot


SITE = dict(capacity_wh=200e3, charge_limit_w=100e3, discharge_limit_w=100e3)


def _site(series, **more):
    load, critical, pv, buy, sell = series
    count = len(load)
    fields = dict(
        edges_s=900 * np.arange(count + 1),
        battery=ostrov.BatteryConfig(**SITE), battery_soc_ratio=0.6, wear_price_per_kwh=0.02,
        terminal_price_per_kwh=0.1, load_w=load, critical_w=critical, pv_w=pv, import_price_per_kwh=buy,
        export_price_per_kwh=sell, import_limit_fixed_w=250e3, export_limit_fixed_w=100e3,
        reserve_s=3600.0, reserve_pv_ratio=0.5)
    return ostrov.Problem(**{**fields, **more})


def day_problem(vehicles=False, dip=0.0):
    """96 quarter hours. Gives the problem, and its numbers as bytes for a program in C."""
    series = _series(96, 4, dip)
    numbers = np.array([200e3, 100e3, 0.6, 0.02, 0.1, 250e3, 100e3, 3600.0, 0.5])
    data = numbers.tobytes() + np.concatenate([*series, np.zeros(96)]).tobytes()
    if not vehicles:
        return _site(series), data
    stays = [(0, 40), (0, 42), (2, 44), (5, 46), (9, 48), (0, 4), (70, 74)]
    rows = [
        ostrov.PlanVehicle(
            arrive_s=900 * a, depart_s=900 * d, charge_point=min(i, 5), group=0 if i < 5 else -1,
            arrive_wh=60e3, depart_wh=180e3 + 20e3 * i if i < 5 else 160e3, capacity_wh=350e3,
            charge_limit_w=44e3 if i < 5 else 150e3, charge_min_w=4.2e3)
        for i, (a, d) in enumerate(stays)]
    peak = ostrov.PlanPeak(from_s=0, until_s=900 * 96, incurred_w=60e3, price_per_kw=5.0)
    return _site(series, vehicles=rows, groups=[ostrov.PlanGroup(limit_w=120e3)], peaks=[peak]), data


def house_problem():
    """EMHASS's usual house, larger: battery, PV, and two loads that run once, four and three hours."""
    problem, _ = day_problem()
    problem.blocks = [
        ostrov.PlanBlock(power_w=30e3, length_s=4 * 3600, earliest_s=0, latest_end_s=86400, skip_price=1e4),
        ostrov.PlanBlock(power_w=15e3, length_s=3 * 3600, earliest_s=0, latest_end_s=86400, skip_price=1e4)]
    return problem


EMHASS_BATTERY = dict(SITE, each_way=0.95, soc_min_ratio=0.1, soc_max_ratio=0.9)


def emhass_problem():
    """The house with what EMHASS itself knows and no more: no reserve, no wear, no self-discharge, and as much
    in the battery at the end as at the begin."""
    rest = {k: v for k, v in EMHASS_BATTERY.items() if k != "each_way"}
    battery = ostrov.BatteryConfig(
        charge_efficiency_ratio=0.95, discharge_efficiency_ratio=0.95, self_discharge_per_s=0.0, health_ratio=1.0, **rest)
    problem = _site(_series(96, 4, 0.0), battery=battery, wear_price_per_kwh=0.0, terminal_price_per_kwh=0.0,
                    reserve_s=0.0, soc_end_min_ratio=0.6)
    problem.blocks = house_problem().blocks
    return problem


def year_problem():
    """35 136 quarter hours with a peak charge a month."""
    count, months = 35_136, np.linspace(0, 366, 13).astype(int) * 86_400
    peaks = [
        ostrov.PlanPeak(from_s=int(a), until_s=int(b), incurred_w=0.0, price_per_kw=5.0)
        for a, b in zip(months[:-1], months[1:])]
    return _site(_series(count, 7), peaks=peaks, reserve_s=0.0)


def scenario_problem(count):
    """The day, with so many courses of load and PV that share the first slot; CVaR 90 % weighs a half. Gives
    the problem and the courses."""
    load, critical, pv, buy, sell = _series(96, 4)
    rng = np.random.default_rng(5)
    rows, draws = [], []
    for _ in range(count):
        dim = np.clip(1.0 + 0.4 * np.repeat(rng.standard_normal(8), 12), 0.0, 1.6)
        more = np.clip(1.0 + 0.15 * np.repeat(rng.standard_normal(8), 12), 0.5, 1.5)
        drawn = dict(load_w=load * more, critical_w=critical * more, pv_w=pv * dim)
        draws.append(drawn)
        rows.append(ostrov.PlanScenario(
            probability_ratio=1.0 / count, **{n: ostrov.Series(0, 900, v) for n, v in drawn.items()}))
    return _site((load, critical, pv, buy, sell), scenarios=rows, cvar_level_ratio=0.9, cvar_weight_ratio=0.5,
                 reserve_s=0.0), draws


# ---- their models -----------------------------------------------------------------------------------


class Model:
    """A problem in kW and kWh as columns and rows. usual = binaries in every slot; emhass = that, and loads that
    run once as EMHASS writes them: power, on and started in each slot, energy and starts summed."""

    def __init__(self, problem, usual=False, draws=None, emhass=False):
        self.lower, self.upper, self.cost, self.integer = [], [], [], []
        self.row_lower, self.row_upper, self.starts, self.index, self.value = [], [], [0], [], []
        self.offset = 0.0
        self.first = []  # of the vehicles, in the first slot
        self.problem, self.usual, self.emhass = problem, usual or emhass, emhass
        if draws is not None:
            self._scenarios(draws)
        else:
            self._site(self._slots({}), None, 1.0, True)

    # -- building

    def _column(self, lower, upper, cost=0.0, integer=0):
        self.lower.append(lower)
        self.upper.append(upper)
        self.cost.append(cost)
        self.integer.append(integer)
        return len(self.lower) - 1

    def _row(self, lower, upper, *terms):
        self.row_lower.append(lower)
        self.row_upper.append(upper)
        for column, value in terms:
            self.index.append(column)
            self.value.append(value)
        self.starts.append(len(self.index))

    def _slots(self, changed):
        slots = {n: np.array(v, float) for n, v in self._columns(self.problem.slots())}
        slots.update(changed)
        return slots

    @staticmethod
    def _columns(slots):
        names = ("duration_s", "load_w", "critical_w", "pv_w", "import_price_per_kwh", "export_price_per_kwh",
                 "import_limit_w", "export_limit_w", "keep_ratio", "stored_min_wh", "stored_max_wh", "floor_wh")
        return [(n, getattr(slots, n)) for n in names]

    def _site(self, s, shared, share, fleet):
        """One course of the site. Gives its battery columns of the first slot and its costs by column."""
        p, b = self.problem, self.problem.battery
        h = s["duration_s"] / 3600.0
        kw = {n: s[f"{n}_w"] / 1000.0 for n in ("load", "critical", "pv", "import_limit", "export_limit")}
        count, begin = len(h), len(self.cost)
        eta_c, eta_d = b.charge_efficiency_ratio, b.discharge_efficiency_ratio
        most_c, most_d = b.charge_limit_w / 1000.0, b.discharge_limit_w / 1000.0
        before, first, grid, balance = None, None, [], []
        for t in range(count):
            g = self._column(0, kw["import_limit"][t], h[t] * s["import_price_per_kwh"][t])
            x = self._column(0, kw["export_limit"][t], -h[t] * s["export_price_per_kwh"][t])
            u = self._column(0, kw["pv"][t], h[t] * p.curtail_price_per_kwh)
            c = self._column(0, most_c)
            d = self._column(0, most_d, h[t] * p.wear_price_per_kwh / eta_d)
            q = self._column(0, kw["load"][t] - kw["critical"][t], h[t] * p.shed_price_per_kwh)
            k = self._column(0, kw["critical"][t], h[t] * p.shed_critical_price_per_kwh)
            last = t == count - 1
            e = self._column(s["stored_min_wh"][t] / 1000.0, s["stored_max_wh"][t] / 1000.0,
                             -p.terminal_price_per_kwh if last else 0.0)
            short = self._column(0, INF, h[t] * p.reserve_price_per_kwh_h)
            self._row(s["floor_wh"][t] / 1000.0, INF, (e, 1.0), (short, 1.0))
            if last and p.soc_end_min_ratio > 0.0:  # false for NaN
                wish = min(p.soc_end_min_ratio, b.soc_max_ratio) * b.capacity_wh * b.health_ratio / 1000.0
                self._row(wish, INF, (e, 1.0), (self._column(0, INF, p.shed_price_per_kwh), 1.0))
            keep = s["keep_ratio"][t]
            if p.efficiencies:
                terms = [(e, 1.0), *self._corners(c, d, h[t])]
            else:
                terms = [(e, 1.0), (c, -eta_c * h[t]), (d, h[t] / eta_d)]
            start = 0.0
            if before is None:
                start = keep * p.battery_soc_ratio * b.capacity_wh * b.health_ratio / 1000.0
                first = (c, d)
            else:
                terms.append((before, -keep))
            self._row(start, start, *terms)
            balance.append([(g, 1.0), (x, -1.0), (u, -1.0), (c, -1.0), (d, 1.0), (q, 1.0), (k, 1.0)])
            grid.append(g)
            before = e
            if self.usual:
                z, y = self._column(0, 1, 0, 1), self._column(0, 1, 0, 1)
                self._row(-INF, 0, (c, 1.0), (z, -most_c))
                self._row(-INF, most_d, (d, 1.0), (z, most_d))
                self._row(-INF, 0, (g, 1.0), (y, -kw["import_limit"][t]))
                self._row(-INF, kw["export_limit"][t], (x, 1.0), (y, kw["export_limit"][t]))
        if fleet:
            self._vehicles(h, balance)
            self._blocks(balance)
            self._peaks(h, grid)
        for t in range(count):
            net = kw["load"][t] - kw["pv"][t]
            self._row(net, net, *balance[t])
        if shared is not None:
            for mine, other in zip(first, shared):
                self._row(0, 0, (mine, 1.0), (other, -1.0))
        costs = [(i, self.cost[i]) for i in range(begin, len(self.cost)) if self.cost[i] != 0.0]
        for i, cost in costs:
            self.cost[i] = cost * share
        return first, costs

    def _corners(self, c, d, hours):
        """Charging c and discharging d at part-load efficiencies: weights of the corners of the line, two neighbours
        above 0, a binary for each piece. Gives the terms of what leaves the cells."""
        p, b = self.problem, self.problem.battery

        def points(limit, ratio):
            powers = [r.power_w / 1000.0 for r in p.efficiencies]
            cells = [w * ratio(r) for w, r in zip(powers, p.efficiencies)]
            inner = [(w, e) for w, e in zip(powers, cells) if w < limit]
            end = np.interp(limit, [0.0, *powers], [0.0, *cells])
            return [*inner, (limit, end if limit <= powers[-1] else cells[-1] / powers[-1] * limit)]

        out = [(w, e) for w, e in points(b.discharge_limit_w / 1000.0, lambda r: 1.0 / r.discharge_ratio)]
        into = [(-w, -e) for w, e in points(b.charge_limit_w / 1000.0, lambda r: r.charge_ratio)]
        line = [*reversed(out), (0.0, 0.0), *into]
        wear = hours * p.wear_price_per_kwh
        self.cost[d] = 0.0  # by corner instead
        weights = [self._column(0, 1, wear * max(0.0, e)) for _, e in line]
        pieces = [self._column(0, 1, 0, 1) for _ in line[1:]]
        self._row(1, 1, *[(k, 1.0) for k in weights])
        self._row(1, 1, *[(k, 1.0) for k in pieces])
        for i, k in enumerate(weights):
            self._row(-INF, 0, (k, 1.0), *[(y, -1.0) for y in pieces[max(0, i - 1) : i + 1]])
        self._row(0, 0, (d, 1.0), (c, -1.0), *[(k, -w) for k, (w, _) in zip(weights, line)])
        return [(k, e * hours) for k, (_, e) in zip(weights, line)]

    def _vehicles(self, h, balance):
        p = self.problem
        groups = list(p.groups or [])
        sums = {}
        for v in p.vehicles or []:
            energy = []
            for t in range(max(0, -(-v.arrive_s // 900)), min(len(h), v.depart_s // 900)):
                w = self._column(0, v.charge_limit_w / 1000.0)
                if t == 0:
                    self.first.append(w)
                if v.charge_min_w > 0:
                    z = self._column(0, 1, 0, 1)
                    self._row(0, INF, (w, 1.0), (z, -v.charge_min_w / 1000.0))
                    self._row(-INF, 0, (w, 1.0), (z, -v.charge_limit_w / 1000.0))
                energy.append((w, h[t] * v.charge_efficiency_ratio))
                balance[t].append((w, -1.0))
                if v.group >= 0:
                    sums.setdefault((v.group, t), []).append((w, 1.0))
            short = self._column(0, INF, v.short_price_per_kwh)
            self._row((v.depart_wh - v.arrive_wh) / 1000.0, INF, (short, 1.0), *energy)
            self._row(-INF, max(0.0, v.capacity_wh - v.arrive_wh) / 1000.0, *energy)
        for (group, _), terms in sums.items():
            self._row(-INF, groups[group].limit_w / 1000.0, *terms)

    def _blocks(self, balance):
        """Whole slots of a quarter hour."""
        for block in self.problem.blocks or []:
            length, first = block.length_s // 900, block.earliest_s // 900
            if self.emhass:
                self._load_once(block, length, first, balance)
                continue
            starts = []
            for start in range(first, block.latest_end_s // 900 - length + 1):
                z = self._column(0, 1, 0, 1)
                starts.append((z, 1.0))
                for t in range(start, start + length):
                    balance[t].append((z, -block.power_w / 1000.0))
            self._row(1, 1, (self._column(0, 1, block.skip_price, 1), 1.0), *starts)

    def _load_once(self, block, length, first, balance):
        """EMHASS's deferrable load with set_deferrable_load_single_constant: nominal power or none."""
        most, before, energy, starts = block.power_w / 1000.0, None, [], []
        for t in range(first, block.latest_end_s // 900):
            power, on, started = self._column(0, most), self._column(0, 1, 0, 1), self._column(0, 1, 0, 1)
            self._row(0, 0, (power, 1.0), (on, -most))
            self._row(-INF, 0, (on, 1.0), (started, -1.0), *([(before, -1.0)] if before is not None else []))
            balance[t].append((power, -1.0))
            energy.append((power, 1.0))
            starts.append((started, 1.0))
            before = on
        self._row(most * length, most * length, *energy)
        self._row(1, 1, *starts)

    def _peaks(self, h, grid):
        edges = np.concatenate([[0.0], np.cumsum(h * 3600.0)])
        for peak in self.problem.peaks or []:
            w = self._column(peak.incurred_w / 1000.0, INF, peak.price_per_kw)
            self.offset -= peak.price_per_kw * peak.incurred_w / 1000.0
            for t in np.flatnonzero((edges[:-1] >= peak.from_s) & (edges[:-1] < peak.until_s)):
                self._row(0, INF, (w, 1.0), (grid[t], -1.0))

    def _scenarios(self, scenarios):
        p = self.problem
        level, weight = p.cvar_level_ratio, p.cvar_weight_ratio
        at_risk = self._column(-INF, INF, weight)
        shared, vehicles = None, None
        total = sum(row.probability_ratio for row in p.scenarios)
        for row, changed in zip(p.scenarios, scenarios):
            share = row.probability_ratio / total
            self.first, self.offset = [], 0.0  # what is incurred is free of charge in each
            first, costs = self._site(self._slots(changed), shared, (1.0 - weight) * share, True)
            shared, vehicles = shared or first, vehicles or self.first
            for mine, other in zip(self.first, vehicles):
                if mine != other:
                    self._row(0, 0, (mine, 1.0), (other, -1.0))
            above = self._column(0, INF, weight * share / (1.0 - level))
            self._row(0, INF, (above, 1.0), (at_risk, 1.0), *[(i, -c) for i, c in costs])

    # -- handing over

    def integers(self):
        return any(self.integer)

    def highs(self):
        import highspy

        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.lower), len(self.row_lower)
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = (
            np.array(x, float) for x in (self.cost, self.lower, self.upper))
        lp.row_lower_, lp.row_upper_ = np.array(self.row_lower, float), np.array(self.row_upper, float)
        lp.offset_ = self.offset
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.array(self.starts, np.int32)
        lp.a_matrix_.index_ = np.array(self.index, np.int32)
        lp.a_matrix_.value_ = np.array(self.value, float)
        if self.integers():
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            lp.integrality_ = [kinds[i] for i in self.integer]
        return lp

    def glpk(self, glpk):
        p = glpk.glp_create_prob()
        glpk.glp_add_cols(p, len(self.lower))
        glpk.glp_add_rows(p, len(self.row_lower))
        glpk.glp_set_obj_coef(p, 0, self.offset)

        def kind(low, high):
            if low == high:
                return glpk.GLP_FX
            if low > -INF:
                return glpk.GLP_DB if high < INF else glpk.GLP_LO
            return glpk.GLP_UP if high < INF else glpk.GLP_FR

        def finite(x):
            return x if abs(x) < INF else 0.0

        for j, (low, high) in enumerate(zip(self.lower, self.upper)):
            glpk.glp_set_col_bnds(p, j + 1, kind(low, high), finite(low), finite(high))
            glpk.glp_set_obj_coef(p, j + 1, self.cost[j])
            if self.integer[j]:
                glpk.glp_set_col_kind(p, j + 1, glpk.GLP_BV)
        for i, (low, high) in enumerate(zip(self.row_lower, self.row_upper)):
            glpk.glp_set_row_bnds(p, i + 1, kind(low, high), finite(low), finite(high))
            a, b = self.starts[i], self.starts[i + 1]
            index, value = glpk.intArray(b - a + 1), glpk.doubleArray(b - a + 1)
            for k in range(a, b):
                index[k - a + 1], value[k - a + 1] = self.index[k] + 1, self.value[k]
            glpk.glp_set_mat_row(p, i + 1, b - a, index, value)
        return p
