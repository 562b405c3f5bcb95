"""Key figures of recorded days against a reckoning of their own: SQL over the same database, local days by zoneinfo."""

import datetime
import json
import random
import re
import sqlite3
import zoneinfo

import pytest

import program

PRAGUE = zoneinfo.ZoneInfo("Europe/Prague")
COLUMNS = re.findall(r'{"(\w+)", offsetof',
                     (program.TOP / "examples/station/store/telemetry_columns.c").read_text().split("forecast_columns")[0])
SITE = json.loads(program.BUILDING.read_text())


def setting(section, key):
    value = SITE[section][key]
    return value["value"] if isinstance(value, dict) else value


RESERVE_S = setting("wishes", "reserve_s")
EFFICIENCY = setting("battery", "discharge_efficiency_ratio")
WEAR = setting("battery", "replacement_price_per_kwh") / setting("battery", "cycle_life")


def local(text):
    return int(datetime.datetime.fromisoformat(text).replace(tzinfo=PRAGUE).timestamp())


def enum(header, name):
    text = (program.TOP / "include/ostrov" / header).read_text()
    return int(re.search(rf"\b{name} *= *(\d+)", text).group(1))


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    """Minutes from the day before the short day to the day after it, with holes of every kind; events, some of no time."""
    folder = tmp_path_factory.mktemp("state")
    rng = random.Random(20260329)
    modes = [enum("grid.h", "OSTROV_GRID_GRID")] * 9 + [enum("grid.h", "OSTROV_GRID_ISLAND")]
    with sqlite3.connect(folder / "telemetry.db") as db:
        db.execute(f"CREATE TABLE minute (number INTEGER PRIMARY KEY, time_s INTEGER, {', '.join(c + ' REAL' for c in COLUMNS)})")
        db.execute("CREATE TABLE event (number INTEGER PRIMARY KEY AUTOINCREMENT, time_s INTEGER, code INTEGER, "
                   "subject INTEGER, text TEXT)")
        for time_s in range(local("2026-03-28"), local("2026-03-31"), 60):
            row = {"time_s": time_s, "grid_w": rng.uniform(-30e3, 60e3), "pv_w": rng.uniform(-100, 40e3),
                   "battery_w": rng.uniform(-50e3, 50e3), "load_w": rng.uniform(0, 50e3), "vehicles_w": rng.uniform(0, 80e3),
                   "autonomy_s": rng.uniform(0, 2) * RESERVE_S,
                   "import_price_per_kwh": rng.uniform(-1, 6), "export_price_per_kwh": rng.uniform(-2, 3),
                   "mode": rng.choice(modes), "rung": rng.choice([1, 2, 3, 4]), "recorded_s": 60.0, "known_s": 60.0}
            if rng.random() < 0.05:  # killed, started again, a device that was silent for a part of it
                row["recorded_s"] = rng.uniform(1, 60)
                row["known_s"] = rng.uniform(0, row["recorded_s"])
            if rng.random() < 0.02:  # a row of an older program
                row["recorded_s"] = row["known_s"] = None
            for name in ("grid_w", "pv_w", "battery_w", "load_w", "vehicles_w", "autonomy_s", "import_price_per_kwh"):
                if rng.random() < 0.04:
                    row[name] = None
            if rng.random() < 0.01:
                continue  # not there at all
            db.execute(f"INSERT INTO minute ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values()))
        times = [local("2026-03-28") - 1, *[rng.randrange(local("2026-03-28"), local("2026-03-31")) for _ in range(60)],
                 *[None] * 7]
        rng.shuffle(times)
        db.executemany("INSERT INTO event (time_s, code, subject, text) VALUES (?, 1, 0, 'x')", [(t,) for t in times])
    return folder


# Each figure as SQL: W and seconds to kWh, prices a kWh, NULL is no part of it. (r: s recorded, k: s known)
SQL = """
WITH m AS (SELECT *, coalesce(recorded_s, 60) AS r, coalesce(known_s, 60) AS k FROM minute
           WHERE time_s >= :begin AND time_s < :end),
     e AS (SELECT * FROM m WHERE grid_w IS NOT NULL AND pv_w IS NOT NULL AND load_w IS NOT NULL),
     q AS (SELECT time_s / 900 AS q, sum(max(grid_w, 0) * r) / sum(r) AS w FROM m WHERE grid_w IS NOT NULL
           GROUP BY q HAVING sum(r) >= 600)
SELECT (SELECT sum(r) / 3600 FROM m) AS recorded_h,
       (SELECT sum(k) / 3600 FROM e) AS known_h,
       (SELECT sum(max(load_w, 0) * k) / 3.6e6 FROM e) AS load,
       (SELECT sum(max(coalesce(vehicles_w, 0), 0) * k) / 3.6e6 FROM e) AS vehicles,
       (SELECT sum(max(pv_w, 0) * k) / 3.6e6 FROM e) AS pv,
       (SELECT sum(max(grid_w, 0) * k) / 3.6e6 FROM e) AS import,
       (SELECT sum(max(-grid_w, 0) * k) / 3.6e6 FROM e) AS export,
       (SELECT sum(max(battery_w, 0) * r) / 3.6e6 FROM m) AS discharged,
       (SELECT sum(max(-battery_w, 0) * r) / 3.6e6 FROM m) AS charged,
       (SELECT sum((max(grid_w, 0) * import_price_per_kwh - max(-grid_w, 0) * export_price_per_kwh) * k) / 3.6e6
          FROM e) AS cost,
       (SELECT sum(k) / 3600 FROM e WHERE import_price_per_kwh + export_price_per_kwh IS NOT NULL) AS priced_h,
       (SELECT max(w) / 1000 FROM q) AS peak,
       (SELECT q * 900 FROM q ORDER BY w DESC LIMIT 1) AS peak_s,
       (SELECT sum(r) / 3600 FROM m WHERE autonomy_s >= :reserve) AS ready_h,
       (SELECT sum(r) / 3600 FROM m WHERE autonomy_s IS NOT NULL) AS autonomy_h,
       (SELECT sum(r) / 3600 FROM m WHERE mode = :island) AS island_h,
       (SELECT sum(r) / 3600 FROM m WHERE rung IN (:plan, :quick)) AS planned_h,
       (SELECT count(*) FROM event WHERE time_s >= :begin AND time_s < :end) AS events,
       (SELECT count(*) FROM event WHERE time_s IS NULL) AS undated
"""


def wanted(record, begin, end, reserve_s):
    with sqlite3.connect(record / "telemetry.db") as db:
        db.row_factory = sqlite3.Row
        values = {"begin": begin, "end": end, "reserve": reserve_s, "island": enum("grid.h", "OSTROV_GRID_ISLAND"),
                  "plan": enum("station.h", "OSTROV_RUNG_PLAN"), "quick": enum("station.h", "OSTROV_RUNG_QUICK")}
        return dict(db.execute(SQL, values).fetchone())


def lines(text):
    """name: numbers behind it, of a report in English."""
    return {line[2:40].strip(): [float(x) for x in re.findall(r"(?<![\d:-])-?\d+\.?\d*(?![\d:-])", line[40:])]
            for line in text.splitlines() if line.startswith("  ") and len(line) > 40}


@pytest.mark.parametrize("date,days,hours", [("2026-03-28", 1, 24), ("2026-03-29", 1, 23), ("2026-03-28", 3, 71)])
def test_each_figure_is_what_the_record_says(record, date, days, hours):
    begin = local(date)
    end = local(str(datetime.date.fromisoformat(date) + datetime.timedelta(days)))
    assert end - begin == hours * 3600
    done = program.run("report", program.BUILDING, "--state", record, "--date", date, "--days", days)
    assert done.returncode == 0, done.stderr
    w, said = wanted(record, begin, end, RESERVE_S), lines(done.stdout)
    used = w["load"] + w["vehicles"]
    figures = {
        "recorded, of which known": [w["recorded_h"], 100 * w["known_h"] / w["recorded_h"]],
        "used by the building": [w["load"]], "charged into vehicles": [w["vehicles"]], "made by the sun": [w["pv"]],
        "from the grid": [w["import"]], "to the grid": [w["export"]],
        "battery charged / discharged": [w["charged"], w["discharged"]],
        "self-sufficiency": [100 * max(used - w["import"], 0) / used],
        "own use of the sun": [100 * max(w["pv"] - w["export"], 0) / w["pv"]],
        "energy cost": [w["cost"], 100 * w["priced_h"] / w["known_h"]],
        "wear of the battery": [w["discharged"] / EFFICIENCY * WEAR],
        "reserve for an outage was there": [w["ready_h"], 100 * w["ready_h"] / w["autonomy_h"]],
        "in island": [w["island_h"]], "followed a plan": [100 * w["planned_h"] / w["recorded_h"]],
        "events": [w["events"]], "without a clock, in the whole record": [w["undated"]],
    }
    for name, values in figures.items():
        assert name in said, done.stdout
        for value, printed in zip(values, said[name]):
            assert abs(value - printed) <= 0.0501, (name, value, printed)
        assert len(said[name]) == len(values), (name, said[name], values)
    factor = setting("tariff", "co2_g_per_kwh")
    assert abs(said["CO2 of net import"][0] - (w["import"] - w["export"]) * factor / 1000) <= 0.0501
    at = datetime.datetime.fromtimestamp(w["peak_s"], PRAGUE)
    assert f"{w['peak']:.1f} kW, {at:%Y-%m-%d %H:%M}" in done.stdout


def test_events_of_no_time_are_told_apart_in_three_languages(record):
    for language, said in (("en", "without a clock, in the whole record  7"), ("cs", "bez hodin, v celém záznamu            7"),
                           ("zh-Hant", "時鐘未知，全部記錄合計")):
        done = program.run("report", program.BUILDING, "--state", record, "--date", "2026-03-30", "--language", language)
        assert said in done.stdout, done.stdout
