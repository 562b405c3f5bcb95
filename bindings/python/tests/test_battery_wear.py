"""Wear from Python: rainflow, ageing, prices.

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
