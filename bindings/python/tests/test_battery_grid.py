"""Battery and grid through Python.

SPDX-License-Identifier: Apache-2.0
"""

import copy
import math
import random

import pytest

import ostrov

SETTINGS = dict(chemistry="lfp", capacity_wh=10_000, charge_limit_w=5_000, discharge_limit_w=5_000,
                soc_start_ratio=0.8)  # fmt: skip


def test_the_readmes_battery():
    battery = ostrov.Battery(**SETTINGS)
    for _ in range(3600):
        assert battery.step(battery_w=3600, dt_s=1) in (ostrov.Status.OK, ostrov.Status.DEGRADED)
    # 3600 Wh at the AC side are 3600/0.95 Wh out of 10 kWh of cells; the rest is self-discharge,
    # 1e-8 a second of at most 8 kWh for an hour: below 0.3 Wh, 3e-5 of the capacity.
    assert battery.state.soc_ratio == pytest.approx(0.8 - 0.36 / 0.95, abs=3e-5)


@pytest.mark.parametrize("seed", range(5))
def test_books_close_for_any_powers(seed):
    rng = random.Random(seed)
    battery = ostrov.Battery(**SETTINGS)
    start = battery.state.stored_wh
    moved_wh = 0.0
    for _ in range(500):
        power, dt = rng.uniform(-2000, 2000), rng.choice([0.1, 1, 7.5, 60])
        battery.step(battery_w=power, dt_s=dt, temperature_c=20, bms_soc_ratio=None)
        moved_wh += power * dt / 3600
        s = battery.state
        books = start + s.charged_wh - s.discharged_wh - s.lost_wh + s.corrected_wh
        # The library counts in whole nano-watt-hours: 500 roundings in doubles stay below 1e-6 Wh.
        assert s.stored_wh == pytest.approx(books, abs=1e-6)
    assert s.discharged_wh - s.charged_wh == pytest.approx(moved_wh, abs=1e-6)


def test_not_measured_is_not_zero():
    battery = ostrov.Battery(**SETTINGS)
    battery.step(battery_w=1000, dt_s=1)
    sigma = battery.state.soc_sigma_ratio
    for missing in ({}, {"battery_w": None}, {"battery_w": math.nan}):
        assert battery.step(dt_s=5, **missing) == ostrov.Status.DEGRADED
    state = battery.state
    assert ostrov.BatteryWarning(state.warnings) & ostrov.BatteryWarning.NO_POWER
    assert state.soc_sigma_ratio > sigma and math.isfinite(state.soc_ratio)


def test_a_step_forgets_the_sample_before():
    one, two = ostrov.Battery(**SETTINGS), ostrov.Battery(**SETTINGS)
    one.step(battery_w=1000, dt_s=1, temperature_c=-20)
    two.step(battery_w=1000, dt_s=1, temperature_c=-20)
    one.step(battery_w=1000, dt_s=1)
    two.step(battery_w=1000, dt_s=1, temperature_c=math.nan)
    assert one.state == two.state


def test_copies_go_their_own_ways():
    one = ostrov.Battery(**SETTINGS)
    one.step(battery_w=1000, dt_s=60)
    for two in (copy.copy(one), copy.deepcopy(one)):
        before = one.state
        assert two.state == before
        two.step(battery_w=5000, dt_s=600)
        assert one.state == before and two.state.soc_ratio < before.soc_ratio


@pytest.mark.parametrize("dt_s", [0, -1, math.nan, math.inf, 86_401])
def test_a_step_in_no_time_is_refused_and_changes_nothing(dt_s):
    battery = ostrov.Battery(**SETTINGS)
    before = battery.state
    with pytest.raises(ostrov.OstrovError, match="ostrov_battery_step: time") as caught:
        battery.step(battery_w=1000, dt_s=dt_s)
    assert caught.value.status == ostrov.Status.E_TIME
    assert battery.state == before


def test_settings_whole_or_by_keyword():
    config = ostrov.BatteryConfig(**SETTINGS)
    battery = ostrov.Battery(config, soc_start_ratio=0.3)
    assert battery.state.soc_ratio == 0.3 and config.soc_start_ratio == 0.8
    config.capacity_wh = 1
    assert battery.config.capacity_wh == 10_000
    assert ostrov.Battery(SETTINGS).state.soc_ratio == 0.8
    with pytest.raises(TypeError, match="takes an ostrov.BatteryConfig or a dict"):
        ostrov.Battery(3)


def test_wear():
    price = ostrov.battery_wear(SETTINGS, replacement_price_per_kwh=300, cycle_life=6000)
    assert price == pytest.approx(300 / 6000)  # a full cycle takes each kWh out once
    with pytest.raises(ostrov.OstrovError):
        ostrov.battery_wear(SETTINGS)


def grid_sample(**more):
    return dict(breaker_closed=1, breaker_open=0, pcs_mode="follow", pcs_fault=False,
                permit_return=True, grid_v=(230,) * 3, bus_v=(230,) * 3, grid_hz=50, bus_hz=50,
                angle_deg=0, grid_age_s=0, bus_age_s=0, pcc_w=1000, soc_ratio=0.6,
                **more)  # fmt: skip


def test_grid_wakes_up_connected():
    grid = ostrov.Grid(pcs_profile="c", island_verified=True, settings_named=True)
    assert grid.state.mode == "boot"
    for _ in range(500):
        grid.step(dt_s=0.01, **grid_sample())
    state = grid.state
    assert state.mode == "grid" and state.breaker is True
    assert ostrov.grid_mode_text(state.mode) == "GRID"
    assert ostrov.grid_reason_text("undervoltage") != ostrov.grid_reason_text("window")


def test_orders_are_selected_first_and_answered():
    grid = ostrov.Grid(pcs_profile="c", island_verified=True, settings_named=True)
    for _ in range(100):
        grid.step(dt_s=0.01, **grid_sample())
    grid.command(number=1, action="island", stage="execute", actor="remote")
    grid.step(dt_s=0.01, **grid_sample())
    assert grid.state.order_accepted is False and grid.state.order_reason == "order_select"
    for stage in ("select", "execute"):
        grid.command(number=1, action="island", stage=stage, actor="remote")
        grid.step(dt_s=0.01, **grid_sample())
        assert grid.state.order_accepted is True
    assert grid.state.mode == "nulling"
    with pytest.raises(ostrov.OstrovError, match="number"):
        grid.command(number=0)
    assert grid.report.number == 0
    for _ in range(50):  # the PCC is null, the breaker is told to open
        grid.step(dt_s=0.01, **{**grid_sample(), "pcc_w": 120})
    assert grid.report.number == 1 and grid.report.pcc_w == 120 and grid.report.cause == "command"


def test_a_grid_that_sees_nothing_closes_nothing():
    grid = ostrov.Grid(pcs_profile="c")
    for _ in range(500):
        grid.step(dt_s=0.01)
    state = grid.state
    assert state.mode == "boot" and state.breaker is None
    assert state.breaker_command == "hold" and state.closes == 0


def test_grid_faults_name_the_field():
    with pytest.raises(ostrov.OstrovError) as caught:
        ostrov.Grid(overvoltage_pu=[1.1, math.nan])
    assert (caught.value.field, caught.value.index) == ("overvoltage_pu", 1)
