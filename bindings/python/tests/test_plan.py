"""Problems, planners, plans and their check through Python.

SPDX-License-Identifier: Apache-2.0
"""

import array
import copy
import math
import os

import pytest

import ostrov
from ostrov import _library, _plan_solve

START = 1781906400
SLOTS = 24
BATTERY = dict(capacity_wh=50e3, charge_limit_w=25e3, discharge_limit_w=25e3)
PRICES = [2.1, 2.0, 1.9, 1.9, 2.0, 2.4, 3.1, 3.9, 3.8, 3.0, 2.2, 1.6,
          1.2, 1.1, 1.4, 1.9, 2.6, 3.8, 4.9, 5.2, 4.4, 3.4, 2.8, 2.4]  # fmt: skip
BUS = dict(arrive_s=START, depart_s=START + 5 * 3600, arrive_wh=40e3, depart_wh=120e3,
           capacity_wh=154.8e3, charge_limit_w=29e3)  # fmt: skip

SOLVERS = ["quick"] + (["glpk", "auto"] if _library.milp() is not None else ["auto"])


def problem(**changed):
    fields = dict(
        edges_s=ostrov.edges(START, 3600, SLOTS),
        battery=BATTERY,
        battery_soc_ratio=0.5,
        terminal_price_per_kwh=2.0,
        import_limit_fixed_w=40e3,
        load_w=12e3,
        pv_w=[4e3 * max(0, 6 - abs(12 - i)) for i in range(SLOTS)],
        import_price_per_kwh=PRICES,
        export_price_per_kwh=[p - 0.6 for p in PRICES],
        shed_price_per_kwh=100,
        shed_critical_price_per_kwh=500,
        vehicles=[BUS],
    )
    fields.update(changed)
    return ostrov.Problem(**{k: v for k, v in fields.items() if v is not None})


@pytest.mark.parametrize("solver", SOLVERS)
def test_a_plan_keeps_every_hard_rule(solver):
    p = problem()
    plan = ostrov.solve(p, solver)
    assert plan.count == SLOTS and plan.vehicle_count == 1
    assert plan.solver in ("simplex", "glpk")
    verdict = plan.check()
    assert verdict.feasible is True and verdict.worst_value < 1e-3
    assert verdict.cost == pytest.approx(plan.cost, abs=1e-6)
    assert plan.bound <= plan.cost + 1e-6
    soc = 0.5
    for i in range(SLOTS):
        load = 12e3 - plan.shed_w[i] - plan.shed_critical_w[i]
        made = plan.grid_w[i] + plan.pv_w[i] + plan.battery_w[i]
        assert made == pytest.approx(load + plan.vehicle_w[0][i], abs=1e-3)
        assert plan.grid_w[i] <= 40e3 + 1e-3
        moved = plan.battery_w[i] / 0.95 if plan.battery_w[i] > 0 else plan.battery_w[i] * 0.95
        soc = (soc * math.exp(-1e-8 * 3600)) - moved / 50e3
        # Self-discharge within the hour is the one thing this sum does to first order only.
        assert plan.soc_ratio[i] == pytest.approx(soc, abs=1e-4)
    charged_wh = sum(plan.vehicle_w[0][i] for i in range(5)) * 0.93
    assert charged_wh + plan.short_wh[0] == pytest.approx(80e3, abs=1)
    assert all(plan.vehicle_w[0][i] == 0 for i in range(5, SLOTS))


def test_planners_agree_within_their_bounds():
    p = problem()
    costs = {solver: ostrov.solve(p, solver) for solver in SOLVERS}
    for plan in costs.values():
        for other in costs.values():
            assert plan.cost >= other.bound - 1e-6
    # "auto" ends where the built-in plan is within the relative gap at which GLPK stops.
    assert costs["auto"].cost == pytest.approx(min(plan.cost for plan in costs.values()), rel=1e-4)


class Made:
    def __init__(self, cost, gap_ratio=1.0):
        self.cost = cost
        self.gap_ratio = gap_ratio


def test_auto_takes_the_better_and_falls_back(monkeypatch):
    """The ladder, with planners whose answers are known."""
    made = {}

    def glpk(*_):
        if isinstance(made["glpk"], ostrov.Status):
            raise ostrov.OstrovError(made["glpk"])
        return Made(made["glpk"])

    monkeypatch.setattr(_plan_solve, "milp", lambda: object())
    monkeypatch.setattr(_plan_solve, "_quick", lambda *_: Made(5.0))
    monkeypatch.setattr(_plan_solve, "_glpk", glpk)
    monkeypatch.setattr(_plan_solve, "table", lambda name: _library.table("ostrov_plan_options"))
    monkeypatch.setattr(_plan_solve, "_milp_options", lambda _: lambda **__: Made(0, gap_ratio=1e-4))
    for made["glpk"], cost in ((4.0, 4.0), (6.0, 5.0), (ostrov.Status.E_SOLVER, 5.0),
                               (ostrov.Status.E_DEADLINE, 5.0),
                               (ostrov.Status.E_UNSUPPORTED, 5.0)):  # fmt: skip
        assert ostrov.solve(problem(), "auto").cost == cost
    made["glpk"] = ostrov.Status.E_RANGE
    with pytest.raises(ostrov.OstrovError):
        ostrov.solve(problem(), "auto")
    monkeypatch.setattr(_plan_solve, "milp", lambda: None)
    assert ostrov.solve(problem(), "auto").cost == 5.0
    with pytest.raises(ImportError, match="OSTROV_MILP_LIBRARY"):
        ostrov.solve(problem(), "glpk")


@pytest.mark.skipif(_library.milp() is None, reason="libostrov-milp is not there")
def test_auto_leaves_glpk_alone_where_the_built_in_plan_is_proven(monkeypatch):
    asked = []
    made = _plan_solve._glpk
    monkeypatch.setattr(_plan_solve, "_glpk", lambda *given: asked.append(1) or made(*given))
    p = problem()
    plan = ostrov.solve(p, "auto")
    assert plan.solver == "simplex" and plan.gap_ratio <= 1e-4 and not asked
    p.tiers = [dict(share_ratio=0.5, price_per_kwh=50)]  # GLPK does not cover them
    assert ostrov.solve(p, "auto", work_limit=0).count == SLOTS
    p.tiers = []
    ostrov.solve(p, "auto", work_limit=0)  # a stand-in without a bound: GLPK is worth its time
    assert asked


def test_the_check_finds_a_plan_that_breaks_a_rule():
    p = problem()
    plan = ostrov.solve(p, "quick")
    plan.battery_w[3] += 1e3
    verdict = plan.check()
    assert verdict.feasible is False and verdict.worst_slot >= 0 and verdict.worst_rule
    assert verdict.balance_w == pytest.approx(1e3, rel=1e-6)


def test_a_plan_of_ones_own_is_borrowed_and_judged():
    p = problem(vehicles=None, pv_w=None, battery=None)
    zeros = array.array("d", bytes(8 * SLOTS))
    grid = array.array("d", [12e3] * SLOTS)
    plan = ostrov.Plan(edges_s=ostrov.edges(START, 3600, SLOTS), grid_w=grid, battery_w=zeros,
                       pv_w=zeros, shed_w=zeros, shed_critical_w=zeros)  # fmt: skip
    assert plan.solver == "other"
    verdict = plan.check(p)
    assert verdict.feasible is True
    assert verdict.import_cost == pytest.approx(12 * sum(PRICES))
    grid[7] = 11e3  # borrowed: the plan sees it
    assert plan.check(p).feasible is False
    with pytest.raises(ValueError, match="pv_w has 3 values, there are 24 slots"):
        ostrov.Plan(edges_s=ostrov.edges(START, 3600, SLOTS), pv_w=[1.0, 2.0, 3.0])
    with pytest.raises(TypeError, match="did you mean 'battery_w'"):
        ostrov.Plan(edges_s=[0, 900], batery_w=[0.0])
    with pytest.raises(TypeError, match="needs the problem"):
        plan.check()


def test_plans_by_vehicle_of_ones_own():
    p = problem()
    made = ostrov.solve(p, "quick")
    rows = [list(made.vehicle_w[0])]
    names = ("grid_w", "battery_w", "pv_w", "shed_w", "shed_critical_w", "short_wh", "charge_point")
    plan = ostrov.Plan(edges_s=list(made.edges_s), vehicle_w=rows,
                       **{name: list(getattr(made, name)) for name in names})  # fmt: skip
    assert plan.check(p).cost == pytest.approx(made.cost, abs=1e-6)


def test_copies_of_plans_go_their_own_ways():
    plan = ostrov.solve(problem(), "quick")
    other = copy.copy(plan)
    other.battery_w[0] += 5e3
    assert plan.check().feasible is True and other.check().feasible is False
    assert other.cost == plan.cost and other.vehicle_count == 1


def test_plans_are_read_only_but_for_their_epoch():
    plan = ostrov.solve(problem(), "quick", epoch=3)
    assert plan.epoch == 3
    plan.epoch = 4
    assert plan.epoch == 4
    with pytest.raises(AttributeError):
        plan.cost = 0
    with pytest.raises(AttributeError):
        plan.profit
    columns = plan.columns()
    assert list(columns)[0] == "start_s" and {len(c) for c in columns.values()} == {SLOTS}
    assert "vehicle_w" not in columns and "grid_w" in columns


def test_numbers_columns_and_series_mean_the_same():
    ways = [
        problem(load_w=12e3),
        problem(load_w=[12e3] * SLOTS),
        problem(load_w=ostrov.Series(START - 1800, 1800, [12e3] * (2 * SLOTS + 1))),
    ]
    costs = {ostrov.solve(p, "quick").cost for p in ways}
    assert len(costs) == 1


def test_slots_as_every_planner_sees_them():
    slots = problem().slots()
    assert list(slots.duration_s) == [3600.0] * SLOTS
    assert list(slots.import_price_per_kwh) == PRICES
    assert slots.import_limit_w[0] == 40e3


def test_unequal_slots_need_a_series():
    edges = [START, START + 900, START + 3600]
    p = ostrov.Problem(edges_s=edges, load_w=1e3, import_price_per_kwh=1.0)
    assert ostrov.solve(p, "quick").cost == pytest.approx(1.0)
    with pytest.raises(TypeError, match="load_w takes an ostrov.Series: the slots differ"):
        ostrov.Problem(edges_s=edges, load_w=[1.0, 2.0])
    with pytest.raises(TypeError, match="where edges_s is not given"):
        ostrov.Problem(load_w=[1.0, 2.0])
    with pytest.raises(ValueError, match="load_w has 2 values, there are 24 slots"):
        problem(load_w=[1.0, 2.0])
    with pytest.raises(TypeError, match="count follows from edges_s"):
        problem(count=3)


@pytest.mark.parametrize("solver", SOLVERS)
def test_refused_problems_name_row_and_slot(solver):
    load = [12e3] * SLOTS
    load[7] = math.nan
    with pytest.raises(ostrov.OstrovError) as caught:
        ostrov.solve(problem(load_w=load), solver)
    assert (caught.value.field, caught.value.status) == ("load_w", ostrov.Status.E_NOT_FINITE)
    assert 7 in (caught.value.slot, caught.value.index)
    with pytest.raises(ostrov.OstrovError) as caught:
        ostrov.solve(problem(vehicles=[BUS, {**BUS, "capacity_wh": -1}]), solver)
    assert (caught.value.field, caught.value.index) == ("capacity_wh", 1)
    with pytest.raises(ostrov.OstrovError) as caught:
        ostrov.solve(problem(edges_s=[START], load_w=None, pv_w=None, import_price_per_kwh=None,
                             export_price_per_kwh=None), solver)  # fmt: skip
    assert caught.value.field == "count"
    with pytest.raises(ostrov.OstrovError):
        problem(load_w=None).check()


def test_options_and_solvers_by_name():
    with pytest.raises(ValueError, match="did you mean 'quick'"):
        ostrov.solve(problem(), "qick")
    with pytest.raises(TypeError, match="no option 'pases', did you mean 'passes'"):
        ostrov.solve(problem(), "quick", pases=3)
    with pytest.raises(TypeError, match="solver 'quick' has no option 'time_limit_s'"):
        ostrov.solve(problem(), "quick", time_limit_s=3)
    with pytest.raises(ostrov.OstrovError) as caught:
        ostrov.solve(problem(), "quick", passes=1000)
    assert caught.value.field == "passes"


def test_rows_come_back_as_given():
    p = problem(vehicles=[BUS, {**BUS, "charge_point": 3}], groups=[dict(limit_w=40e3)],
                peaks=[dict(from_s=START, until_s=START + 86400, price_per_kw=5.0)])  # fmt: skip
    assert [v.charge_point for v in p.vehicles] == [0, 3]
    assert p.vehicles[1].charge_efficiency_ratio == 0.93  # the row's default
    assert p.groups[0].limit_w == 40e3 and p.peaks[0].incurred_w == 0
    with pytest.raises(TypeError, match=r"vehicles\[1\] takes an ostrov.PlanVehicle"):
        problem(vehicles=[BUS, 3])
    p.vehicles = []
    assert p.vehicles == () and ostrov.solve(p, "quick").vehicle_count == 0


def test_glpk_is_said_to_be_missing():
    if _library.milp() is not None:
        assert ostrov.milp_version()
    else:
        assert ostrov.milp_version() == ""
        with pytest.raises(ImportError, match="OSTROV_MILP_LIBRARY"):
            ostrov.solve(problem(), "glpk")


def test_a_plan_says_why_in_three_languages():
    plan = ostrov.solve(problem(vehicles=None), "quick")
    for language, word in (("en", "battery"), ("cs", "baterie"), ("zh-tw", "電")):
        told = plan.explain(language)
        assert len(told) == SLOTS and all(1 <= len(slot) <= 3 for slot in told)
        assert any(word in text for slot in told for _, text in slot)
    reason, text = plan.explain()[0][0]
    assert reason.slot == 0 and reason.because in text.replace(" ", "_") or reason.now == 2.1
    with pytest.raises(ValueError, match="no such language"):
        plan.explain("la")


def test_what_a_plan_leaves_unmet_is_ranked():
    plan = ostrov.solve(problem(vehicles=None, battery=None, import_limit_fixed_w=5e3), "quick")
    missed = plan.missed()
    assert [m.wish for m in missed] == ["load"] and missed[0].cost > 0


def test_a_plan_stays_where_nothing_is_lost():
    p = problem(vehicles=None)
    first = ostrov.solve(p, "quick")
    again = ostrov.solve(p, "quick", previous=first, calm_price_per_kwh=0.01)
    assert list(again.battery_w) == list(first.battery_w)


def test_scenarios_share_their_first_slot():
    rows = [
        ostrov.PlanScenario(probability_ratio=w, load_w=ostrov.Series(START, 3600, [load] * SLOTS))
        for w, load in ((0.8, 10e3), (0.2, 20e3))
    ]
    p = problem(vehicles=None, scenarios=rows, cvar_weight_ratio=0.5)
    plan = ostrov.solve(p, "quick")
    assert len(plan.scenario_battery_w) == 2
    assert {row[0] for row in plan.scenario_battery_w} == {plan.battery_w[0]}
    verdict = plan.check()
    assert verdict.feasible and verdict.cvar_cost >= verdict.mean_cost
    assert plan.bound == pytest.approx(plan.cost, rel=1e-5)


def test_vehicles_and_peaks_follow_the_scenarios():
    quiet, busy = [8e3] * SLOTS, [8e3, 30e3, 30e3] + [8e3] * (SLOTS - 3)
    rows = [
        ostrov.PlanScenario(probability_ratio=0.5, load_w=ostrov.Series(START, 3600, load))
        for load in (quiet, busy)]
    peak = ostrov.PlanPeak(
        from_s=START, until_s=START + 3600 * SLOTS, incurred_w=5e3, price_per_kw=10)
    bus = dict(BUS, short_price_per_kwh=20)
    p = problem(vehicles=[bus], scenarios=rows, peaks=[peak], cvar_weight_ratio=0.5)
    plan = ostrov.solve(p, "quick")
    assert plan.check().feasible and plan.gap_ratio < 1e-6
    assert len(plan.scenario_vehicle_w) == 2  # one vehicle in each of two scenarios
    assert {round(row[0], 6) for row in plan.scenario_vehicle_w} == {round(plan.vehicle_w[0][0], 6)}
    assert list(plan.scenario_vehicle_w[0]) != list(plan.scenario_vehicle_w[1])
    again = ostrov.Plan(
        edges_s=plan.edges_s, grid_w=plan.grid_w, battery_w=plan.battery_w, pv_w=plan.pv_w,
        shed_w=plan.shed_w, shed_critical_w=plan.shed_critical_w, vehicle_w=plan.vehicle_w,
        scenario_battery_w=plan.scenario_battery_w, scenario_grid_w=plan.scenario_grid_w,
        scenario_vehicle_w=plan.scenario_vehicle_w)
    assert again.check(p).cost == pytest.approx(plan.cost)


def test_what_a_planner_does_not_cover_it_refuses():
    p = problem(wears=[dict(depth_ratio=0.5, price_per_kwh=0.1), dict(depth_ratio=0.5, price_per_kwh=0.2)])
    with pytest.raises(ostrov.OstrovError, match="wears"):
        ostrov.solve(p, "quick")


def test_a_station_answers_prices_from_its_bytes():
    p = problem(vehicles=None)
    own = ostrov.solve(p, "quick")
    station = ostrov.Responder.from_bytes(ostrov.Responder(p).data)
    grid_w, cost, value = station.respond([0.0] * SLOTS)
    assert cost == pytest.approx(own.cost) and value == pytest.approx(own.cost)
    dearer, cost, value = station.respond([5.0 if 17 <= i <= 20 else 0.0 for i in range(SLOTS)])
    assert sum(list(dearer)[17:21]) <= sum(list(grid_w)[17:21])
    with pytest.raises(ostrov.OstrovError):
        ostrov.Responder.from_bytes(bytes(64))


def test_between_plans_hard_limits_hold():
    steer = ostrov.Steer(import_limit_w=40e3)
    state = steer.step(
        dt_s=1, net_w=60e3, grid_w=60e3, charge_limit_w=50e3, discharge_limit_w=50e3,
        planned_battery_w=0.0, planned_grid_w=20e3, value_per_kwh=0.2,
        import_price_per_kwh=0.2, export_price_per_kwh=0.1,
    )  # fmt: skip
    assert state.battery_w == 20e3 and state.cause == "limit"


@pytest.mark.skipif(_library.milp() is None, reason="libostrov-milp is not there")
def test_glpk_in_a_process_of_its_own_and_highs():
    worker = os.environ.get("OSTROV_TEST_WORKER")
    if worker is None:
        pytest.skip("OSTROV_TEST_WORKER does not name ostrov-milp-worker")
    here = ostrov.solve(problem(), "glpk")
    # A limit of address space and the address sanitizer exclude each other.
    limit = {} if "asan" in os.environ.get("LD_PRELOAD", "") else {"memory_limit_mib": 500}
    apart = ostrov.solve(problem(), "glpk", worker=worker, **limit)
    assert (apart.solver, apart.cost) == ("glpk", here.cost)
    with pytest.raises(ostrov.OstrovError) as refused:
        ostrov.solve(problem(), "glpk", worker="/bin/true")
    assert refused.value.status == ostrov.Status.E_SOLVER
    assert ostrov.solve(problem(), worker="/bin/true").cost >= here.cost - 1e-6
    with pytest.raises(ostrov.OstrovError, match="highs_library"):
        ostrov.solve(problem(), "highs", highs_library="/nowhere/libhighs.so")


def test_a_broken_problem_is_repaired_and_told():
    load = [10e3] * SLOTS
    load[3] = math.nan
    broken = problem(load_w=load, wear_price_per_kwh=-1.0)
    mended, told = broken.mended()
    assert [(m.field, m.value_index, m.kind, m.now) for m in told] == [
        ("wear_price_per_kwh", -1, "clamped", 0.0), ("load_w", 3, "held", 10e3)]
    assert ostrov.solve(mended, "quick").check(mended).feasible
    assert problem().mended()[1] == []
    with pytest.raises(ostrov.OstrovError, match="load_w"):
        problem(load_w=[math.nan] * SLOTS).mended()


@pytest.mark.skipif(_library.milp() is None, reason="libostrov-milp is not there")
def test_auto_goes_to_glpk_for_what_is_not_built_in():
    p = problem(wears=[dict(depth_ratio=0.5, price_per_kwh=0.1), dict(depth_ratio=0.5, price_per_kwh=0.3)])
    with pytest.raises(ostrov.OstrovError, match="wears"):
        ostrov.solve(p, "quick")
    plan = ostrov.solve(p, "auto")
    assert plan.solver == "glpk" and plan.check().feasible


def test_wishes_in_order():
    p = problem()
    p.order("critical", "departure", "reserve")
    assert p.shed_critical_price_per_kwh > p._c.reserve_price_per_kwh_h
    assert p.vehicles[0].short_price_per_kwh > p.shed_price_per_kwh
    with pytest.raises(ValueError, match="critical"):
        p.order("critcal")
