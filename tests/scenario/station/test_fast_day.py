"""Nine minutes of a day over real protocols, sixty times as fast as life, with an outage in them: the whole day is
fast_day.py."""

import pathlib

import fast_day
import program


def test_minutes_of_a_day(tmp_path):
    shared = {"return_delay_s": 2, "ramp_s": 2, "sync_dwell_s": 0.3}
    build = pathlib.Path(program.PROGRAM).resolve().parent
    day, alive, _ = fast_day.run(60.0, "2026-04-16T04:52", 0.15, build, tmp_path, shared, "60-150")
    print((tmp_path / "station.log").read_text(), *day.lines)
    assert fast_day.judge(day, alive) == []
    assert len(day.departures()) == 1  # at 05:00
    witness = day.witness()
    assert witness[-1]["breaker"] == "1" and 0.0 < witness[-1]["dark"] < 1.0  # ridden, and returned
    minutes = list(day.minutes().values())
    charged = [m["vehicles"] for m in minutes if m["vehicles"] is not None]
    assert len(charged) >= len(minutes) - 2 and max(charged) > 1000.0  # limits arrive, meter values come back
    assert any(m["mode"] == 8 for m in minutes)  # OSTROV_GRID_ISLAND
    # a quarter hour ended: what is expected of the day from it on, and of the quarter hour an hour ahead
    told = program.run("export", "--state", day.state, "--format", "forecast").stdout.splitlines()
    assert told[1].startswith("2026-04-16T02:45:00Z,") and len(told) > 40, told[:3]
    assert all(told[1].split(",")[1:7])
    said = program.run("report", "--site", program.DEPOT, "--state", day.state, "--date", "2026-04-16", "--out", tmp_path / "page")
    assert said.returncode == 0 and "load forecast, day ahead" in said.stdout, said.stderr
    assert "Forecast and fact" in (tmp_path / "page/report.html").read_text()
