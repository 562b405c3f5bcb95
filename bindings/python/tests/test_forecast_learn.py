"""The learner from Python: a few weeks of a noisy sky, quantiles, score, keeping its bytes.

SPDX-License-Identifier: Apache-2.0
"""

import copy
import random

import pytest

import ostrov

START = 1780272000  # 2026-06-01 00:00 UTC
PLANT = dict(latitude_deg=49.3, longitude_deg=14.1, peak_w=100e3, inverter_w=80e3)


def learned(days):
    learner = ostrov.Learner(pv=ostrov.PvConfig(**PLANT), trees=8, rows=2000)
    rng = random.Random(5)
    for day in range(days):
        start = START + day * 86400
        sky = [min(1.0, max(0.1, 0.6 + 0.35 * rng.gauss(0, 1)))] * 96
        learner.weather(start, cloud_ratio=[max(0.0, min(1.0, 1.05 - k)) for k in sky])
        for i, k in enumerate(sky):
            time = start + i * 900
            clear = ostrov.pv_clear(time + 450, learner.config.pv)
            learner.step(time, k * clear * rng.uniform(0.9, 1.1))
        learner.train()
    return learner


def test_learns_and_tells_its_score():
    learner = learned(20)
    end = START + 20 * 86400
    low, middle, high, mean = learner.predict(end, 96)
    assert len(low) == len(mean) == 96
    assert all(a <= b <= c for a, b, c in zip(low, middle, high))
    assert low[0] == high[0] == 0.0 and high[44] > 0
    assert learner.status == ostrov.Status.DEGRADED  # no weather for tomorrow
    score = learner.score()
    assert score.samples > 500 and 0.5 < score.coverage_ratio < 1
    assert learner.score(0).lead_s == 900


def test_bytes_go_on_to_the_bit():
    learner = learned(5)
    back = ostrov.Learner.load(learner.save(), learner.config)
    time = START + 5 * 86400
    assert list(back.predict(time, 96)[1]) == list(learner.predict(time, 96)[1])
    twin = copy.copy(learner)
    twin.step(time, 0.0)
    learner.step(time, 0.0)
    damaged = bytearray(learner.save())
    damaged[-9] ^= 1
    with pytest.raises(ostrov.OstrovError):
        ostrov.Learner.load(bytes(damaged), learner.config)


def test_faults_are_told():
    with pytest.raises(ostrov.OstrovError, match="step_s"):
        ostrov.Learner(pv=ostrov.PvConfig(**PLANT), step_s=700)
    learner = ostrov.Learner(pv=ostrov.PvConfig(**PLANT), trees=8, rows=2000)
    with pytest.raises(TypeError, match="ghi"):
        learner.weather(START, ghi=[1.0])
    with pytest.raises(ValueError, match="cloud_ratio"):
        learner.weather(START, ghi_w_per_m2=[0.0, 1.0], cloud_ratio=[0.0])
    assert learner.train() == ostrov.Status.EMPTY
