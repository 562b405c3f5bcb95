"""Several stations behind one feeder.

SPDX-License-Identifier: Apache-2.0
"""

import math

import ostrov
import pytest
from ostrov import _library

SLOTS = 8


def station(load_w):
    return ostrov.Problem(
        edges_s=[3600 * t for t in range(SLOTS + 1)],
        load_w=[load_w] * SLOTS,
        import_price_per_kwh=[0.1, 0.3] * (SLOTS // 2),
        import_limit_fixed_w=100e3,
        vehicles=[
            dict(arrive_s=0, depart_s=3600 * SLOTS, arrive_wh=0, depart_wh=40e3, capacity_wh=60e3,
                 charge_limit_w=20e3, charge_efficiency_ratio=1.0)
        ],
    )  # fmt: skip


@pytest.mark.skipif(_library.milp() is None, reason="SKIP fleets: libostrov-milp is not there")
def test_a_feeder_is_shared():
    free = ostrov.solve_fleet([station(5e3), station(9e3)])
    alone = [ostrov.solve(station(w), "quick").cost for w in (5e3, 9e3)]
    assert free.cost == pytest.approx(sum(alone), rel=1e-6) and free.bound <= free.cost + 1e-6
    tight = ostrov.solve_fleet([station(5e3), station(9e3)], import_limit_w=[30e3] * SLOTS)
    through = [a + b for a, b in zip(tight.plans[0].grid_w, tight.plans[1].grid_w)]
    assert max(through) <= 30e3 + 1e-3 and tight.cost > free.cost
    # 80 kWh into eight hours beside 14 kW: 24 kW is the lowest peak there is
    peak = dict(from_s=0, until_s=3600 * SLOTS, incurred_w=0, price_per_kw=2)
    flat = ostrov.solve_fleet([station(5e3), station(9e3)], peaks=[peak])
    highest = max(a + b for a, b in zip(flat.plans[0].grid_w, flat.plans[1].grid_w))
    assert highest == pytest.approx(24e3, abs=1)


@pytest.mark.skipif(_library.milp() is None, reason="SKIP fleets: libostrov-milp is not there")
def test_faults_are_named():
    with pytest.raises(ValueError, match="there are 8 slots"):
        ostrov.solve_fleet([station(1e3)], import_limit_w=[1.0])
    with pytest.raises(ostrov.OstrovError) as caught:
        ostrov.solve_fleet([station(1e3)], import_limit_w=[math.nan] * SLOTS)
    assert caught.value.field == "import_limit_w"
    with pytest.raises(ValueError):
        ostrov.solve_fleet([])
