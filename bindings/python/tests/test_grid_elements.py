"""Models of protection through Python.

SPDX-License-Identifier: Apache-2.0
"""

import math

import pytest

import ostrov

CALM = dict(phase_pu=[1, 1, 1], hz=60, permit=True, tripped=False)


def test_a_dip_trips_category_1_after_two_seconds():
    elements = ostrov.Elements(ostrov.elements_category("i", nominal_hz=60))
    for _ in range(199):
        elements.step(dt_s=0.01, phase_pu=[0.69] * 3, hz=60)
    assert not elements.state.trip and elements.state.picked
    elements.step(dt_s=0.01, phase_pu=[0.69] * 3, hz=60)
    state = elements.state
    assert state.trip and state.first_kind == "undervoltage" and state.first_stage == 2
    assert state.first_s == pytest.approx(2.0, abs=1e-9)  # whole microseconds
    elements.reset()
    assert not elements.state.trip


def test_not_measured_is_not_a_violation():
    elements = ostrov.Elements(ostrov.elements_category("i", nominal_hz=60))
    for _ in range(1000):
        elements.step(dt_s=0.1)
    assert not elements.state.trip and elements.state.picked is None


def test_rides_through_by_category():
    ride = ostrov.Ride(ostrov.ride_category("iii", nominal_hz=60))
    ride.step(dt_s=0.01, **CALM)
    assert ride.state.status == "cont" and ride.state.must_ride
    ride.step(dt_s=0.1, **{**CALM, "phase_pu": [0.3] * 3})
    state = ride.state
    assert state.status == "mces" and state.ceased and state.power_limit_pu == 0
    assert state.left_s == pytest.approx(0.9, abs=1e-9)
    assert ostrov.ride_status_text(state.status) == "MCES"


def test_regions_are_data():
    ride = ostrov.Ride(
        region_side=["low_voltage"] + ["unknown"] * 15,
        region_status=["mand"] + ["unknown"] * 15,
        region_from=[0.5] + [None] * 15,
        region_to=[0.9] + [None] * 15,
        region_s=[1.0] + [None] * 15,
        region_slope_s=[5.0] + [0.0] * 15,
    )
    ride.step(dt_s=0.1, **{**CALM, "phase_pu": [0.7] * 3})
    assert ride.state.status == "mand"
    assert ride.state.left_s == pytest.approx(1.0 + 5.0 * 0.2 - 0.1, abs=1e-5)


def test_enters_service_and_ramps():
    enter = ostrov.Enter(delay_s=1, ramp_s=2, random_delay_s=0)
    for _ in range(9):
        enter.step(dt_s=0.1, **CALM)
    assert not enter.state.in_service and enter.state.blocked == "delay"
    for _ in range(11):
        enter.step(dt_s=0.1, **CALM)
    assert enter.state.in_service
    assert enter.state.power_limit_pu == pytest.approx(0.5, abs=1e-9)


def test_rates():
    rocof = ostrov.Rocof(method="two_point", window_s=0.1, limit_hz_per_s=1, delay_s=0.1)
    shift = ostrov.VectorShift(nominal_hz=50, limit_deg=12)
    for k in range(100):
        rocof.step(dt_s=0.01, hz=50 - 0.02 * k)
        turned = 15 if k >= 50 else 0
        angles = [turned, turned - 120, turned + 120]
        shift.step(dt_s=0.01, phase_pu=[1, 1, 1], angle_deg=angles)
    assert rocof.state.rocof_hz_per_s == pytest.approx(-2, abs=1e-5) and rocof.state.trip
    assert shift.state.trip and shift.state.trip_s == pytest.approx(0.51, abs=1e-9)


def test_the_zone_and_its_boundary():
    stages = ostrov.elements_category("i", nominal_hz=60)
    zone = ostrov.ndz_zone(stages, nominal_hz=60, quality=1.0, limit_s=2.0)
    assert zone.power_max_ratio == pytest.approx(1.1**2)
    power, reactive = ostrov.ndz_boundary(zone, 41)
    assert len(power) == len(reactive) == 41 and power[0] == power[-1]
    load = dict(nominal_hz=60, quality=1.0, reactive_ratio=0.0)
    assert ostrov.ndz_island(stages, power_ratio=1.0, limit_s=2, **load).inside
    rest = ostrov.ndz_island(stages, power_ratio=1.5, limit_s=2, **load)
    assert not rest.inside and rest.voltage_pu == pytest.approx(math.sqrt(1.5))
    with pytest.raises(ostrov.OstrovError, match="quality"):
        ostrov.ndz_island(stages, nominal_hz=60, quality=-1, power_ratio=1, reactive_ratio=0)


def test_bad_settings_are_named():
    with pytest.raises(ostrov.OstrovError, match="level"):
        ostrov.Elements(kind=["overvoltage"] + ["unknown"] * 7)
    with pytest.raises(KeyError):
        ostrov.ride_category("iv", nominal_hz=60)
    with pytest.raises(ostrov.OstrovError, match="min_hz"):
        ostrov.Enter(min_hz=61)
