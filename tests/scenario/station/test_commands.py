"""The subcommands beside the runs: plan, explain, schema, and what each refuses."""

import csv
import datetime
import io
import json
import re
import subprocess

import pytest

import program

COMMANDS = [
    line.split()[1]
    for line in program.run("--help").stdout.splitlines()
    if line.startswith("  ostrov-station ")
]
SITES = sorted((program.TOP / "examples/station/sites").glob("*.json"))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_tells_what_it_takes(command):
    done = program.run(command, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith(f"ostrov-station {command}: ")
    wrong = program.run(command, "--no-such-thing")
    if command != "about":
        assert wrong.returncode == 2 and "--no-such-thing" in wrong.stderr
    assert all(len(line) <= 110 for line in done.stdout.splitlines())


def test_slips_of_the_pen_are_answered():
    for words, said in (
        (["chek"], "did you mean check"),
        (["check", "--siet", "x"], "did you mean --site"),
        (["check", "--arm"], "--arm is not an option of check"),
        (["check", "--site"], "its value is missing"),
        (["plan", "a.json", "b.json"], "b.json is not understood"),
        (["check", "-xy"], "-x is not an option"),
    ):
        done = program.run(*words)
        assert done.returncode == 2 and said in done.stderr, (words, done.stderr)


@pytest.mark.parametrize("words", [["about"], ["--help"], ["plan", "--help"], ["schema"], ["check", program.DEPOT],
                                   ["plan", program.BUILDING, "--planner", "quick"]], ids=str)
def test_what_was_not_written_is_no_success(words):
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run([program.PROGRAM, *map(str, words)], stdout=full, stderr=subprocess.PIPE, text=True,
                              check=False, timeout=60)
    assert done.returncode == 1 and "standard output cannot be written" in done.stderr


# ---- plan and explain ------------------------------------------------------------------------------


def test_a_plan_as_table_csv_and_json_is_one_plan():
    words = ["plan", program.DEPOT, "--planner", "quick", "--at", "06:10"]
    table = program.run(*words)
    rows = list(csv.DictReader(io.StringIO(program.run(*words, "--format", "csv").stdout)))
    plan = json.loads(program.run(*words, "--format", "json").stdout)
    assert table.returncode == 0, table.stderr
    lines = [line for line in table.stdout.splitlines() if re.match(r"\d\d:\d\d ", line)]
    assert len(rows) == len(plan["slots"]) == len(lines)
    assert lines[0].startswith("06:10") and lines[1].startswith("06:15")
    assert sum(float(row["duration_s"]) for row in rows) >= 23 * 3600
    for row, slot, line in zip(rows, plan["slots"], lines):
        for name in ("grid_w", "battery_w", "soc_ratio", "import_price_per_kwh"):
            assert float(row[name]) == slot[name]
        # the balance of the site bus, to the rounding of the columns
        balance = slot["grid_w"] + slot["pv_w"] + slot["battery_w"] - slot["load_w"] - slot["vehicles_w"]
        assert abs(balance + slot["shed_w"]) < 0.5
        assert abs(float(line.split()[6]) - slot["grid_w"] / 1e3) <= 0.051
        assert slot["why"], line
    cost = sum(
        slot["duration_s"] / 3.6e6 * (
            slot["grid_w"] * (slot["import_price_per_kwh"] if slot["grid_w"] > 0 else slot["export_price_per_kwh"]))
        for slot in plan["slots"])
    assert plan["bound"] <= plan["cost"] + 1e-6 and cost > 0


def test_a_plan_goes_by_what_is_given():
    low = json.loads(program.run("plan", program.BUILDING, "--soc", "0.35", "--format", "json").stdout)
    high = json.loads(program.run("plan", program.BUILDING, "--soc", "0.9", "--format", "json").stdout)
    assert low["slots"][0]["soc_ratio"] < 0.5 < high["slots"][0]["soc_ratio"]
    assert high["cost"] < low["cost"] + 1e-6  # what is in the battery need not be bought; ends count alike


@pytest.mark.parametrize("language,why,other", [("en", "Why not otherwise", "would cost"),
                                                ("cs", "Proč ne jinak", "stálo by"),
                                                ("zh-Hant", "為何不採取其他作法", "將多花")])
def test_a_slot_is_explained(language, why, other):
    done = program.run("explain", program.DEPOT, "--slot", "06:30", "--language", language,
                       "--planner", "quick")
    assert done.returncode == 0, done.stderr
    assert why in done.stdout and other in done.stdout and "CZK" in done.stdout


def prices(path, euros, changed=None, to=None):
    """Two days of quarter hours from 2026-01-15 local; quarter `changed` costs `to`."""
    start = datetime.datetime(2026, 1, 14, 23, tzinfo=datetime.timezone.utc)
    with open(path, "w", encoding="utf-8") as file:
        file.write("utc_start,price_eur_mwh\n")
        for i in range(192):
            value = to if i == changed else euros(i % 96)
            file.write(f"{start + datetime.timedelta(minutes=15 * i):%Y-%m-%dT%H:%MZ},{value:.6f}\n")
    return path


def test_what_would_change_it_changes_it(tmp_path):
    """The price that is named as the point of change is one: above it the slot no longer charges."""
    night = 12  # 03:00, among the cheap hours and not the cheapest of them

    def euros(quarter):
        return 20 + quarter / 10 if 8 <= quarter < 20 else 150

    def slot(to=None):
        path = prices(tmp_path / "p.csv", euros, night, euros(night) if to is None else to)
        done = program.run("plan", program.BUILDING, "--planner", "quick", "--prices", path,
                           "--date", "2026-01-15", "--format", "json", "--soc", "0.35")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)["slots"][night]

    first = slot()
    point = re.search(r"stops when the price rises above ([0-9.]+)", " ".join(first["why"]))
    assert first["battery_w"] < -1000 and point, first
    above_supply = first["import_price_per_kwh"] - euros(night) * 25 / 1000
    for step, charges in ((-0.05, True), (+0.05, False)):
        price = (float(point.group(1)) + step - above_supply) * 1000 / 25
        assert (slot(price)["battery_w"] < -1000) == charges, (step, price)


def test_wrong_input_of_plan_and_explain(tmp_path):
    for words, said in (
        (["plan", program.DEPOT, "--format", "xml"], "table, csv or json"),
        (["plan", program.DEPOT, "--planner", "none"], "auto, glpk or quick is wanted"),
        (["report", program.DEPOT, "--date", "2026-02-30"], "--date 2026-02-30"),
        (["plan", program.DEPOT, "--language", "de"], "en, cs or zh-Hant"),
        (["plan", program.DEPOT, "--soc", "60"], "a ratio from 0 to 1"),
        (["plan", program.DEPOT, "--soc", "nan"], "a ratio from 0 to 1"),
        (["plan", program.DEPOT, "--at", "25:00"], "a local time"),
        (["plan", program.DEPOT, "--at", "noon"], "a local time"),
        (["explain", program.DEPOT, "--slot", "x"], "a local time"),
        (["explain", program.DEPOT, "--at", "12:00", "--slot", "2027-01-01T00:00"], "does not reach"),
        (["explain", program.DEPOT, "--state", tmp_path], "telemetry"),
        (["plan", program.DEPOT, "--prices", tmp_path / "no.xml"], "no.xml"),
        (["plan", program.DEPOT, "--prices", tmp_path], f"{tmp_path}: cannot be read: "),
        (["plan", program.DEPOT, "--date", "2026-03-29", "--at", "02:30"], "--at 02:30: a local time that the day has"),
        (["plan", program.DEPOT, "--state", tmp_path, "--at", "17:30"], "a local date and time"),
    ):
        done = program.run(*words)
        assert done.returncode == 2 and said in done.stderr, (words, done.stderr)


@pytest.mark.parametrize("date,slot", [("2026-03-28", "04:00"), ("2026-10-24", "04:00"), ("2026-06-10", "04:00")])
def test_a_slot_after_midnight_is_by_the_clock_that_changes_then(date, slot):
    done = program.run("explain", program.BUILDING, "--planner", "quick", "--date", date, "--at", "16:00", "--slot", slot)
    assert re.search(rf"^Slot \S+ {slot} –", done.stdout, re.M), done.stdout + done.stderr


def test_explain_says_whose_state_of_charge_it_is():
    words = ["explain", program.BUILDING, "--planner", "quick"]
    assert "the battery where the simulation begins" in program.run(*words).stdout
    asked = program.run(*words, "--soc", "0.4").stdout
    assert "battery as asked" in asked and "simulation begins" not in asked


def test_an_export_of_nothing_is_no_table(tmp_path):
    done = program.run("export", program.BUILDING, "--state", tmp_path / "none")
    assert done.returncode == 2 and done.stdout == "" and "telemetry.db" in done.stderr


# ---- schema ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def validator():
    jsonschema = pytest.importorskip("jsonschema", reason="SKIP schema: python3-jsonschema is not here")
    schema = json.loads(program.run("schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("path", SITES, ids=lambda path: path.stem)
def test_the_schema_takes_the_shipped_sites(validator, path):
    assert [error.message for error in validator.iter_errors(json.loads(path.read_text()))] == []


def test_the_schema_and_check_refuse_the_same(validator, tmp_path):
    def refused(change):
        site = json.loads(program.DEPOT.read_text())
        change(site)
        path = tmp_path / "site.json"
        path.write_text(json.dumps(site))
        by_check = program.run("check", path).returncode == 2
        by_schema = next(validator.iter_errors(site), None) is not None
        assert by_check and by_schema, (by_check, by_schema)

    refused(lambda s: s.pop("battery"))
    refused(lambda s: s["battery"].pop("capacity_wh"))
    refused(lambda s: s["battery"].update(capacity_wh="200 kWh"))
    refused(lambda s: s["battery"].update(capacity_wh=-1))
    refused(lambda s: s["battery"].update(capacity_kwh=200))
    refused(lambda s: s["battery"].update(chemistry="lead"))
    refused(lambda s: s.update(batery={}))
    refused(lambda s: s["duties"][0].update(depart_local="4.30"))
    refused(lambda s: s["duties"][0].update(depart_local="24:30"))
    refused(lambda s: s["tariff"].update(low_band_hours=[0] * 23))
    refused(lambda s: s["tariff"].update(exchange_per_eur={"value": 25, "source": "heard"}))
    refused(lambda s: s["site"].update(name="x" * 100))
    refused(lambda s: s["pv"].update(latitude_deg=149))
    refused(lambda s: s.update(bands=[{"name": "a", "energy_per_kwh": 1, "from_day": "13-01"}]))
    refused(lambda s: s.update(bands=[{"name": "a", "energy_per_kwh": 1, "days": "sometimes"}]))
    refused(lambda s: s.update(duties=s["duties"] * 5))
