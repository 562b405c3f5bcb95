"""Measurement for the connection through Python."""

import array
import copy
import math

import pytest

import ostrov

SAMPLING_HZ = 6400


def frames(count, hz=50.0, volt=230.0, deg=0.0, order=1):
    """Rows of three phases."""
    peak = volt * math.sqrt(2)
    return [
        [
            peak * math.cos(2 * math.pi * (hz * i / SAMPLING_HZ - order * k / 3 + deg / 360))
            for k in range(3)
        ]
        for i in range(count)
    ]


def measured(**wave):
    phasor = ostrov.Phasor(sampling_hz=SAMPLING_HZ)
    assert phasor.step(frames(1600, **wave)) == ostrov.Status.OK
    return phasor


def test_a_phasor():
    state = measured(hz=50.2, deg=30).state
    assert state.frequency_hz == pytest.approx(50.2, abs=1e-4)
    assert state.magnitude_v == pytest.approx((230, 230, 230), abs=0.01)
    assert state.quality == ("good", "good", "good")
    assert (state.frequency_quality, state.rotation) == ("good", "positive")
    expected = 30 + 360 * 0.2 * state.time_s
    assert math.remainder(state.angle_deg[0] - expected, 360) == pytest.approx(0, abs=0.01)


def test_a_reporting_instant_and_a_copy():
    phasor = measured(hz=49.9)
    other = copy.copy(phasor)
    assert phasor.at(0.16).time_s == pytest.approx(0.16, abs=1e-12)
    other.lost(10_000)
    assert math.isnan(other.state.frequency_hz)
    assert phasor.state.frequency_hz == pytest.approx(49.9, abs=1e-4)
    with pytest.raises(ostrov.OstrovError):
        phasor.at(0.24)


def test_any_column_will_do():
    rows = frames(1600)
    flat = array.array("d", [v for row in rows for v in row])
    counts = array.array("i", [round(v * 1000) for row in rows for v in row])
    one, two, three = (ostrov.Phasor(sampling_hz=SAMPLING_HZ) for _ in range(3))
    one.step(rows)
    two.step(flat)
    three.step_counts(counts)
    assert one.state == two.state
    assert three.state.magnitude_v == pytest.approx((230, 230, 230), abs=0.01)


def test_wrong_calls():
    with pytest.raises(ostrov.OstrovError, match="sampling_hz"):
        ostrov.Phasor(sampling_hz=790)
    with pytest.raises(ostrov.OstrovError, match="sampling_hz"):
        ostrov.Phasor()
    phasor = ostrov.Phasor(sampling_hz=SAMPLING_HZ)
    with pytest.raises(ValueError):
        phasor.step([1.0, 2.0])
    with pytest.raises(ValueError):
        phasor.step([[1.0, 2.0], [1.0, 2.0], [3.0, 4.0]])
    assert phasor.step([[math.nan, None, 1.0]]) == ostrov.Status.DEGRADED


def test_sequence_components():
    q = ostrov.sequence_components((0, 230, 230), (0, -120, 120), dead_v=20)
    assert q.unbalance_ratio == pytest.approx(0.5)
    assert (q.lost_phases, q.rotation) == (1, "positive")
    assert q.line_v == pytest.approx((230 / math.sqrt(3), 230, 230 / math.sqrt(3)))
    with pytest.raises(ValueError):
        ostrov.sequence_components((1, 2), (0, 0, 0))


def test_ten_minutes():
    mean = ostrov.VoltageMean(over_v=253)
    for _ in range(20):
        mean.step((240, 240, 240), dt_s=60)
    assert mean.state.over is False
    seconds = 0
    while not mean.state.over:
        mean.step((240, 260, None), dt_s=1)
        seconds += 1
    assert seconds == 387  # 129 updates of 3 s: x·260² + (1-x)·240² > 253² from x = 0.641 on
    assert mean.state.mean_v[1] > 253 > mean.state.mean_v[0]


def test_a_synchro_check():
    check = ostrov.SyncCheck(dwell_s=0.1)
    live = dict(grid_v=[230] * 3, bus_v=[231] * 3, grid_rotation="positive", bus_rotation="positive", age_s=0)
    state = check.state
    assert ostrov.SyncBlock(state.blocked) == ostrov.SyncBlock.UNKNOWN
    for _ in range(11):
        check.step(dt_s=0.01, grid_hz=50, bus_hz=50, angle_deg=2, **live)
    assert check.state.permit is True and check.state.close is True
    check.step(dt_s=0.01, grid_hz=50, bus_hz=51, angle_deg=2, **live)
    assert ostrov.SyncBlock(check.state.blocked) == ostrov.SyncBlock.SLIP


def test_both_sides_make_a_grid_sample():
    grid, bus = measured(hz=50.0).state, measured(hz=50.1, deg=20, volt=228).state
    sample = ostrov.grid_sample_from_phasors(grid, bus, breaker_closed=False)
    assert sample.breaker_closed is False
    assert sample.bus_v == pytest.approx((228, 228, 228), abs=0.01)
    now = sample.angle_deg + 360 * (sample.bus_hz - sample.grid_hz) * sample.bus_age_s
    assert now == pytest.approx(20 + 360 * 0.1 * 1599 / SAMPLING_HZ, abs=0.02)
    blind = ostrov.grid_sample_from_phasors(None, bus)
    assert math.isnan(blind.angle_deg) and math.isnan(blind.grid_hz)
