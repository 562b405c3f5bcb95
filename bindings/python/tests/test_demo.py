"""A day simulated from Python, and the two commands.

SPDX-License-Identifier: Apache-2.0
"""

import re
import subprocess
import sys

import pytest

import ostrov
from ostrov import __main__ as command_line
from ostrov import demo


@pytest.fixture(scope="module")
def days():
    return demo.simulate(planned=True), demo.simulate(planned=False)


def test_a_day_keeps_the_limits(days):
    for day in days:
        assert day.highest_import_w <= demo.IMPORT_LIMIT_W + 1e-6
        assert len(day.hours) == 24
        for *_, battery_w, _grid_w, soc_ratio, _rung in day.hours:
            assert -50e3 <= battery_w <= 50e3 and 0 <= soc_ratio <= 1


def test_power_balances_each_hour(days):
    for day in days:
        for _time_s, _price, load_w, pv_w, battery_w, grid_w, _soc, _rung in day.hours:
            assert grid_w + pv_w + battery_w == pytest.approx(load_w, abs=1e-6)


def test_plans_pay(days):
    planned, rules = days
    assert planned.cost < rules.cost < planned.no_battery_cost
    assert planned.plans >= 96 and rules.plans == 0
    assert {hour[-1] for hour in planned.hours[1:]} <= {"plan", "quick"}
    assert {hour[-1] for hour in rules.hours} == {"rules"}


def test_the_estimate_stays_near_the_truth(days):
    for day in days:
        # The world's battery is 0.94 efficient each way and the model believes 0.95: one point in a
        # hundred of the energy moved, about one full cycle here.
        assert abs(day.soc_gap_ratio) < 0.03


def test_the_station_counts_the_energy_of_the_world():
    world = demo.World()
    station = ostrov.Station(battery=demo.BATTERY_CONFIG, import_limit_w=30e3, export_limit_w=60e3,
                             load_max_w=25e3, hold_s=120)  # fmt: skip
    import_wh = export_wh = 0.0
    for time_s in range(demo.START_S, demo.START_S + 6 * 3600, 60):
        told = world.measure(time_s)
        import_wh += max(told["grid_w"], 0) / 60
        export_wh += max(-told["grid_w"], 0) / 60
        world.live(time_s, station.step(time_s=time_s, dt_s=60, **told))
    assert station.state.import_wh == pytest.approx(import_wh, rel=1e-9)
    assert station.state.export_wh == pytest.approx(export_wh, rel=1e-9)


def test_the_demo_prints_a_dozen_lines(capsys):
    assert command_line.main(["demo"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert 10 <= len(lines) <= 15
    assert re.match(r"cost: [\d.]+ without a battery, [\d.]+ by rules, [\d.]+ with \d+ plans", lines[-2])


def test_about_says_what_is_in_use(capsys):
    assert command_line.main(["about"]) == 0
    text = capsys.readouterr().out
    assert f"libostrov {ostrov.version()}, Apache-2.0: " in text
    assert ("GPL-3.0-or-later" in text) == bool(ostrov.milp_version())


def test_other_words_are_answered_with_usage(capsys):
    assert command_line.main([]) == 2
    assert "usage" in capsys.readouterr().err


def test_the_module_runs():
    done = subprocess.run(
        [sys.executable, "-m", "ostrov", "about"], capture_output=True, text=True,
        cwd=str(demo.__file__).rsplit("/", 2)[0], timeout=60,
    )  # fmt: skip
    assert done.returncode == 0 and done.stdout.startswith("ostrov ")
