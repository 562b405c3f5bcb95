"""Wrong or missing input: a clear message or a declared repair, never a crash."""

import json

import pytest

import program

HEADER = "utc_start,local_date,local_start,price_eur_mwh\n"


def prices(path, change=None, first_day=15, days=2):
    """Two January days of quarter hours; change(i) gives the text of a price, None the usual."""
    lines = [HEADER]
    for i in range(96 * days):
        minute = i * 15 - 60  # Prague is an hour ahead in January
        day, rest = divmod(minute, 1440)
        local_day, local = divmod(i * 15, 1440)
        text = change(i) if change else None
        lines.append(
            f"2026-01-{first_day + day:02d}T{rest // 60:02d}:{rest % 60:02d}Z,"
            f"2026-01-{first_day + local_day:02d},{local // 60:02d}:{local % 60:02d},"
            f"{'%.2f' % (80 + i % 40) if text is None else text}\n"
        )
    path.write_text("".join(lines))
    return path


# Every odd text is read by tests/scenario/site/test_input_files.c; here some go the whole way.
@pytest.mark.parametrize("bad", ["NaN", "1e9", "inf", "abc"])
def test_a_price_that_is_none_is_repaired_and_said(bad, tmp_path):
    file = prices(tmp_path / "p.csv", lambda i: bad if i in (10, 11, 50) else None)
    done = program.run("simulate", "--twin", "--quiet", "--prices", file, "--out", tmp_path / "o")
    if done.returncode != 0:  # text that is no price at all may be refused, by name
        assert bad in ("abc", "inf")
        assert "p.csv:" in done.stderr and bad in done.stderr
        return
    report = (tmp_path / "o" / "report.html").read_text(encoding="utf-8")
    assert "repaired" in report
    values = [row["import_price_CZK_per_kwh"] for row in program.table(tmp_path / "o", "minutes")]
    assert all(0.0 < value < 10.0 for value in values)


@pytest.mark.parametrize(
    "content, words",
    [
        (b"", ["empty"]),
        (HEADER.encode(), ["no", "row"]),
        (b"\x00\x01\x02\xff" * 40, ["p.csv"]),
        (b"utc,price\n1,2\n", ["utc_start"]),
        (HEADER.encode() + b"2026-01-15T00:00Z,2026-01-15,01:00", ["p.csv"]),
    ],
)
def test_a_price_file_that_is_none_is_refused_by_name(content, words, tmp_path):
    file = tmp_path / "p.csv"
    file.write_bytes(content)
    done = program.run("simulate", "--twin", "--quiet", "--prices", file, "--out", tmp_path / "o")
    assert done.returncode == 2
    assert "p.csv" in done.stderr
    assert any(word in done.stderr for word in words), done.stderr
    assert not (tmp_path / "o" / "report.html").exists()


def test_missing_files_are_named(tmp_path):
    for option in ("--prices", "--pv", "--load", "--site"):
        done = program.run("simulate", "--twin", option, tmp_path / "nowhere")
        assert done.returncode == 2
        assert "nowhere" in done.stderr, (option, done.stderr)


def changed_site(tmp_path, change):
    site = json.loads(program.DEPOT.read_text(encoding="utf-8"))
    change(site)
    path = tmp_path / "site.json"
    path.write_text(json.dumps(site, indent=1, ensure_ascii=False), encoding="utf-8")
    return path


def put(*keys_and_value):
    *keys, last, value = keys_and_value

    def change(site):
        for key in keys:
            site = site[key]
        site[last] = value

    return change


@pytest.mark.parametrize(
    "change, words",
    [
        (put("battery", "capacity_kwh", 200), ["capacity_kwh", "did you mean", "capacity_wh"]),
        (put("battery", "capacity_wh", -3), ["capacity_wh", "-3"]),
        (put("battery", "capacity_wh", "much"), ["capacity_wh", "number"]),
        (put("station", "import_limit_w", None), ["import_limit_w"]),
        (put("battery", "chemistry", "lpf"), ["chemistry", "lpf", "lfp"]),
        (put("battery", "soc_start_ratio", 7), ["soc_start_ratio", "7", "1"]),
    ],
)
def test_a_wrong_site_names_file_key_value_and_limits(change, words, tmp_path):
    done = program.run("check", "--site", changed_site(tmp_path, change))
    assert done.returncode == 2
    assert "site.json:" in done.stderr
    for word in words:
        assert word in done.stderr, done.stderr


def test_shipped_sites_check_clean():
    for site in (program.DEPOT, program.BUILDING):
        done = program.run("check", "--site", site)
        assert done.returncode == 0, done.stdout
        assert "0 errors" in done.stdout


def test_soc_below_its_floor_is_planned_from(tmp_path):
    site = changed_site(tmp_path, put("battery", "soc_start_ratio", 0.03))
    program.simulate(tmp_path / "o", "--site", site)
    minutes = program.table(tmp_path / "o", "minutes")
    assert minutes[0]["soc_percent"] < 10.0
    assert minutes[-1]["soc_percent"] >= 10.0
    assert any(row["rung"] == 1 for row in minutes[60:])


def test_without_a_starting_soc_all_ways_begin_alike(tmp_path):
    site = json.loads(program.DEPOT.read_text(encoding="utf-8"))
    del site["battery"]["soc_start_ratio"]
    file = tmp_path / "site.json"
    file.write_text(json.dumps(site), encoding="utf-8")
    program.simulate(tmp_path / "o", "--site", file, "--planner", "quick")
    policies = program.table(tmp_path / "o", "policies")
    assert len(policies) == 4
    assert all(isinstance(row["total_CZK"], float) for row in policies), policies


def test_an_impossible_site_limit_is_kept_by_shedding(tmp_path):
    site = changed_site(tmp_path, put("station", "import_limit_w", 8000))
    checked = program.run("check", "--site", site)
    assert checked.returncode == 1  # says so beforehand …
    assert "import_limit_w" in checked.stdout
    program.simulate(tmp_path / "o", "--site", site, "--outage", "none")
    minutes = program.table(tmp_path / "o", "minutes")
    # … and keeps it all the same, in every metered quarter hour. A minute may be over it while a fast
    # charger takes its seconds to obey: 130 kW for 5 s (IEC 61851-1) are 11 kW of a minute's mean.
    quarters = program.table(tmp_path / "o", "quarters")
    assert max(row["grid_mean_kw"] for row in quarters) <= 8.05
    assert max(row["grid_kw"] for row in minutes[1:]) <= 8.0 + 11.0
    assert sum(row["shed_kw"] for row in minutes) > 0.0
    assert any(row["wishes_broken_bits"] > 0 for row in quarters)


def test_a_vehicle_that_cannot_be_charged_is_named(tmp_path):
    def change(site):
        for duty in site["duties"]:
            duty["energy_wh"] = 150000

    site = changed_site(tmp_path, change)
    checked = program.run("check", "--site", site)
    assert checked.returncode == 1
    program.simulate(tmp_path / "o", "--site", site, "--outage", "none")
    events = [row["text"] for row in program.table(tmp_path / "o", "events")]
    assert any("cannot be charged in time" in text for text in events)
    assert any(row["on_time"] == 0 for row in program.table(tmp_path / "o", "departures"))
    assert "solver" in program.table(tmp_path / "o", "quarters")[0]


def test_options_are_judged(tmp_path):
    for words, said in (
        (["--days", "0"], "1 to 366"),
        (["--step", "7"], "divide a minute"),
        (["--planner", "oracle"], "auto, glpk, quick or none"),
        (["--date", "2026-02-30"], "2026-02-30"),
        (["--outage", "25:00-26:00"], "25:00"),
        (["--outage", "17:00-18:00,17:30-19:00"], "overlap"),
        (["--scenario", "holiday"], "holiday"),
        (["--wrong"], "--wrong"),
        (["stray"], "stray"),
    ):
        done = program.run("simulate", "--twin", "--out", tmp_path, *words)
        assert done.returncode == 2, words
        assert said in done.stderr, (words, done.stderr)
    assert program.run("dance").returncode == 2


def test_a_folder_that_cannot_be_made_is_said_before_anything_is_run():
    done = program.run("simulate", "--twin", "--quiet", "--out", "/dev/full/report")
    assert done.returncode == 2
    assert "--out /dev/full/report: " in done.stderr and "Electricity" not in done.stdout


def test_a_full_disk_is_said_and_leaves_no_half_report(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/minutes.csv.part").symlink_to("/dev/full")
    done = program.run("simulate", "--twin", "--quiet", "--planner", "none", "--out", tmp_path)
    assert done.returncode == 1
    assert "minutes.csv" in done.stderr and not (tmp_path / "report.html").exists()
