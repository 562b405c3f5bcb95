"""The station through Python.

SPDX-License-Identifier: Apache-2.0
"""

import copy
import math
import random

import pytest

import ostrov

START = 1781906400
BATTERY = dict(capacity_wh=20e3, charge_limit_w=10e3, discharge_limit_w=10e3, soc_start_ratio=0.6)
SETTINGS = dict(battery=BATTERY, import_limit_w=25e3, export_limit_w=25e3, load_max_w=20e3)


def measured(second, **more):
    values = dict(time_s=START + second, dt_s=1, grid_w=8e3, pv_w=0.0, battery_w=0.0,
                  bms_soc_ratio=0.6, battery_c=20.0)  # fmt: skip
    values.update(more)
    return values


def plan_from(start, battery_w):
    edges = ostrov.edges(start, 900, 4)
    return ostrov.Plan(edges_s=edges, battery_w=[battery_w] * 4, grid_w=[8e3 - battery_w] * 4)


def test_a_step_gives_a_whole_command():
    station = ostrov.Station(**SETTINGS)
    command = station.step(**measured(1))
    assert command.rung == "rules" and command.write is True and command.pcs_request == "follow"
    assert -10e3 <= command.battery_w <= 10e3 and command.time_s == START + 1
    assert len(command.vehicle_limit_w) == 16 and command.hold_s > 0
    assert station.state.plan_wanted == "first"


def test_it_follows_a_plan():
    station = ostrov.Station(**SETTINGS)
    station.step(**measured(1))
    station.follow(plan_from(START, 3e3))
    for second in range(2, 10):
        command = station.step(**measured(second, grid_w=5e3, battery_w=3e3))
    assert command.rung == "plan"
    assert command.battery_w == pytest.approx(3e3, rel=0.05)
    assert station.state.plan_age_s == pytest.approx(9, abs=1)


def test_a_plan_that_is_refused_leaves_the_one_before():
    station = ostrov.Station(**SETTINGS)
    station.step(**measured(1))
    station.follow(plan_from(START, 3e3))
    for bad, status in (
        (plan_from(START, math.nan), ostrov.Status.E_NOT_FINITE),
        (plan_from(START - 86400, 3e3), ostrov.Status.E_TIME),
    ):
        with pytest.raises(ostrov.OstrovError) as caught:
            station.follow(bad)
        assert caught.value.status == status
    station.step(**measured(2))
    assert station.step(**measured(3)).rung == "plan"


def test_events_are_time_code_and_text():
    station = ostrov.Station(**SETTINGS)
    station.step(**measured(1))
    assert station.state.events == len(events := station.events())
    time_s, code, text = events[0]
    assert (time_s, code) == (None, "start") and text
    assert [e.sequence for e in events] == list(range(1, len(events) + 1))
    assert events[1].time_s == START + 1
    assert station.events() == []


def test_nothing_measured_goes_down_the_ladder_and_stays_bounded():
    station = ostrov.Station(**SETTINGS, battery_default_w=0)
    station.step(**measured(1))
    for second in range(2, 120):
        command = station.step(time_s=START + second, dt_s=1)
    assert command.rung == "safe" and math.isfinite(command.battery_w)
    assert station.status == ostrov.Status.DEGRADED
    assert any(e.code == "stale" for e in station.events())


def test_an_error_carries_the_safe_command():
    station = ostrov.Station(**SETTINGS)
    station.step(**measured(1))
    with pytest.raises(ostrov.OstrovError, match="ostrov_station_step") as caught:
        station.step(**measured(2, dt_s=-1))
    assert caught.value.status == ostrov.Status.E_TIME
    assert caught.value.command.rung == "safe" and caught.value.command.hold_s > 0


@pytest.mark.parametrize("seed", range(3))
def test_any_measurement_gives_a_bounded_command(seed):
    rng = random.Random(seed)
    odd = [math.nan, math.inf, -math.inf, 0.0, -1.0, 1e300, 65535.0, -32768.0, None]
    names = [f.name for f in ostrov.fields("ostrov_measurement")
             if f.type == "f64" and f.count == 1 and f.name != "dt_s"]  # fmt: skip
    station = ostrov.Station(**SETTINGS, charge_points=2, charge_point_limit_w=[11e3, 22e3])
    for second in range(300):
        values = {name: rng.choice(odd + [rng.uniform(-3e4, 3e4)]) for name in names}
        values["vehicle_connected"] = [rng.choice([True, False, None]) for _ in range(16)]
        values["vehicle_w"] = [rng.choice(odd) for _ in range(16)]
        command = station.step(time_s=START + second, dt_s=1, **values)
        assert -10e3 <= command.battery_w <= 10e3
        assert 0 <= command.vehicle_limit_w[0] <= 11e3 and 0 <= command.vehicle_limit_w[1] <= 22e3
        assert not math.isnan(command.pv_limit_w) and command.pv_limit_w >= 0


def test_the_island_comes_by_the_grid():
    grid = ostrov.Grid(pcs_profile="c", island_verified=True, settings_named=True)
    station = ostrov.Station(**SETTINGS)
    station.step(**measured(1), grid=grid)
    assert station.state.mode == "boot"
    station.step(**measured(2), grid=grid.state)
    station.step(**measured(3))
    assert station.state.mode == "grid"
    with pytest.raises(TypeError, match="grid takes an ostrov.GridState"):
        station.step(**measured(4), grid=3)


def test_a_snapshot_goes_on_where_it_was():
    station = ostrov.Station(**SETTINGS)
    for second in range(1, 60):
        station.step(**measured(second))
    snapshot = station.save()
    other = ostrov.Station(**SETTINGS)
    other.load(snapshot)
    assert other.step(**measured(60)) == station.step(**measured(60))
    assert other.state.import_wh == station.state.import_wh
    damaged = bytearray(snapshot)
    damaged[len(damaged) // 2] ^= 1
    before = other.state
    with pytest.raises(ostrov.OstrovError) as caught:
        other.load(damaged)
    assert caught.value.status == ostrov.Status.E_CORRUPT and other.state == before
    with pytest.raises(ostrov.OstrovError) as caught:
        ostrov.Station(**{**SETTINGS, "import_limit_w": 30e3}).load(snapshot)
    assert caught.value.status == ostrov.Status.E_STATE


def test_copies_go_their_own_ways():
    one = ostrov.Station(**SETTINGS)
    one.step(**measured(1))
    two = copy.copy(one)
    before = one.state
    for second in range(2, 30):
        two.step(**measured(second))
    assert one.state == before and two.state.steps == 29
    assert len(two.events()) >= len(one.events()) > 0


def test_fallbacks_against_the_limits():
    worst = ostrov.station_fallback(SETTINGS, pv_peak_w=20e3, charge_points=1, charger_default_w=3e3)
    assert worst == (23e3, 20e3)
    with pytest.raises(ostrov.OstrovError) as caught:
        ostrov.station_fallback(SETTINGS, pv_peak_w=30e3)
    assert caught.value.status == ostrov.Status.E_INFEASIBLE
    assert (caught.value.field, caught.value.value) == ("export_limit_w", 30e3)


def test_faults_inside_the_battery_are_named():
    with pytest.raises(ostrov.OstrovError) as caught:
        ostrov.Station(**{**SETTINGS, "battery": {**BATTERY, "health_ratio": 7}})
    assert (caught.value.structure, caught.value.field) == ("ostrov_battery_config", "health_ratio")
    with pytest.raises(ostrov.OstrovError) as caught:
        ostrov.Station(battery=BATTERY, import_limit_w=1e3, export_limit_w=1e3)
    assert caught.value.field == "load_max_w"
