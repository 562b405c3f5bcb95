"""Wear, health and telemetry from Python.

SPDX-License-Identifier: Apache-2.0
"""

import pytest

import ostrov


def test_rainflow_of_the_standard():
    flow = ostrov.Rainflow()
    closed = [c for x in (-2, 1, -3, 5, -1, 3, -4, 4, -2) for c in flow.step(x)] + flow.finish()
    # ASTM E1049-85, figure 6
    assert sorted((c.range, c.count) for c in closed) == [
        (3, 0.5), (4, 0.5), (4, 1), (6, 0.5), (8, 0.5), (8, 0.5), (9, 0.5),
    ]  # fmt: skip
    assert flow.state.range_sum == 23


def test_ageing_steps_agree_and_snapshots_go_on():
    stress = dict(
        temperature_c=30, soc_ratio=0.6, depth_ratio=0.7, rate_per_h=0.3, cycles_per_day=0.9
    )
    day, month = ostrov.Ageing(law="lfp-sony"), ostrov.Ageing(law="lfp-sony")
    for _ in range(300):
        day.advance(duration_s=86400, **stress)
    month.advance(duration_s=300 * 86400, **stress)
    assert day.state.capacity_ratio == pytest.approx(month.state.capacity_ratio, abs=1e-9)
    other = ostrov.Ageing(law="lfp-sony")
    other.load(day.save())
    assert other.state.capacity_ratio == day.state.capacity_ratio
    with pytest.raises(ostrov.OstrovError):
        ostrov.Ageing(law="xu").load(day.save())


def test_prices_rise_with_depth():
    wear = ostrov.WearConfig(capacity_wh=200e3, replacement_price_per_kwh=150, law="nmc-kokam")
    prices = [s.price_per_kwh for s in ostrov.wear_segments(wear, count=10)]
    assert prices == sorted(prices) and prices[0] > 0
    assert ostrov.wear_calendar(0.9, 40, wear) > ostrov.wear_calendar(0.4, 15, wear) > 0
    with pytest.raises(ostrov.OstrovError):
        ostrov.wear_segments(capacity_wh=200e3)


def test_an_hour_costs_more_with_soc():
    wear = ostrov.WearConfig(capacity_wh=200e3, replacement_price_per_kwh=150, law="nmc-kokam")
    holds = ostrov.wear_holds(30, wear, count=10)
    prices = [h.price_per_kwh_h for h in holds]
    assert prices == sorted(prices) and holds[-1].soc_ratio == 1
    more = sum(h.price_per_kwh_h * h.energy_wh / 1000 for h in holds)
    full, empty = (ostrov.wear_calendar(soc, 30, wear) for soc in (1, 0))
    assert more == pytest.approx(full - empty, rel=1e-9)
    for count in (65, 0, -1, 2**31 - 1):  # refused, and not for want of memory
        with pytest.raises(ostrov.OstrovError):
            ostrov.wear_holds(30, wear, count=count)
        with pytest.raises(ostrov.OstrovError):
            ostrov.wear_segments(wear, count=count)


def test_health_finds_the_capacity_and_says_how_sure():
    health = ostrov.Health(capacity_ah=100)
    for _ in range(5):
        health.window(0.6, 0.02, 51, 0.3)
    assert health.state.capacity_ah == pytest.approx(85, rel=1e-6)
    assert 0 < health.state.capacity_sigma_ah < 3
    assert health.window(0.6, 0.02, -51, 0.3) == ostrov.Status.EMPTY
    assert health.state.reason == "opposite"
    other = ostrov.Health(capacity_ah=100)
    other.load(health.save())
    assert other.state.capacity_ah == health.state.capacity_ah


def test_telemetry_names_what_is_wrong():
    judge = ostrov.Telemetry(capacity_ah=280, voltage_min_v=42, voltage_max_v=58)
    told = dict(voltage_v=52.1, current_a=20.0, temperature_c=22, bms_soc_ratio=0.6)
    assert judge.step(dt_s=1, **told) == ostrov.Status.OK
    assert judge.step(dt_s=1, **dict(told, voltage_v=52100)) == ostrov.Status.DEGRADED
    assert judge.reasons == ["range", "unit"]
    assert judge.state.voltage_v != judge.state.voltage_v and judge.state.current_a == 20.0


def string():
    return ostrov.Cell(
        series=16,
        capacity_ah=280,
        soc_count=3,
        temperature_c=[25.0],
        ocv_v=[3.0, 3.3, 3.4],
        ohmic_ohm=[0.0004],
    )


def test_power_keeps_the_voltage():
    bounds = dict(voltage_min_v=48, voltage_max_v=56, discharge_a=1000, charge_a=500)
    ten = ostrov.power_window(string(), 0.5, 25, bounds, "discharge", 10)
    long = ostrov.power_window(string(), 0.5, 25, bounds, "discharge", 900)
    assert ten.power_w >= long.power_w > 0
    assert long.current_reason == "voltage"
    reach = ostrov.power_energy(string(), 0.5, 25, bounds, 2000)
    assert reach.energy_wh == pytest.approx(2000 * reach.duration_s / 3600)
    with pytest.raises(ValueError, match="direction"):
        ostrov.power_window(string(), 0.5, 25, bounds, "out", 10)


def test_strings_share_by_impedance():
    row = dict(capacity_ah=100, soc_ratio=0.5, energy_wh=5000, open_v=400, resistance_ohm=0.1,
               discharge_a=100, charge_a=50)  # fmt: skip
    strings = [row, dict(row, resistance_ohm=0.2, soc_ratio=0.8)]
    pack = ostrov.pack_join(strings)
    assert pack.soc_ratio == pytest.approx(0.65)
    assert pack.discharge_a == pytest.approx(150)
    assert ostrov.pack_share(strings, 150) == pytest.approx([100, 50])
    socs, weakest = ostrov.pack_cells(string(), 0.5, 25, [3.3, 3.29, 3.31])
    assert weakest == 1 and socs[1] < socs[0] < socs[2]
