"""Feeds as the station's user meets them: named in the site file, read for a plan, read again when they change."""

import datetime
import json
import pathlib
import subprocess
import time

import pytest

import program

BIN = pathlib.Path(program.PROGRAM).parent
UTC = datetime.timezone.utc


def entsoe(path, start, prices):
    """Quarter hours from start on, as ENTSO-E publishes them: curve A03."""
    end = start + datetime.timedelta(minutes=15 * len(prices))
    points = "".join(f"<Point><position>{i + 1}</position><price.amount>{p}</price.amount></Point>\n"
                     for i, p in enumerate(prices) if i == 0 or p != prices[i - 1])
    path.write_text(
        f"""<Publication_MarketDocument xmlns="urn:x"><type>A44</type><TimeSeries>
<in_Domain.mRID>10YCZ-CEPS-----N</in_Domain.mRID><currency_Unit.name>EUR</currency_Unit.name>
<price_Measure_Unit.name>MWH</price_Measure_Unit.name><curveType>A03</curveType>
<Period><timeInterval><start>{start:%Y-%m-%dT%H:%MZ}</start><end>{end:%Y-%m-%dT%H:%MZ}</end></timeInterval>
<resolution>PT15M</resolution>
{points}</Period></TimeSeries></Publication_MarketDocument>
""")
    return path


def open_meteo(path, date, hours, **series):
    names = ("shortwave_radiation", "temperature_2m")
    start = datetime.datetime.fromisoformat(date)
    path.write_text(json.dumps({
        "utc_offset_seconds": 7200,
        "hourly_units": {"shortwave_radiation": "W/m²", "temperature_2m": "°C"},
        "hourly": {"time": [f"{start + datetime.timedelta(hours=i):%Y-%m-%dT%H:%M}" for i in range(hours)],
                   **{name: series[name] for name in names}}}, ensure_ascii=False))
    return path


def site_with(tmp_path, **members):
    path = tmp_path / "site.json"
    path.write_text(json.dumps(json.loads(program.BUILDING.read_text()) | members))
    return path


def plan(*words):
    done = program.run("plan", *words, "--planner", "quick", "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_check_tells_which_files_are_not_there(tmp_path):
    site = site_with(tmp_path, feeds={"prices": "prices.csv", "weather": "/nowhere/weather.json"},
                     chargers={"address": "127.0.0.1", "password_file": "/nowhere/secret"})
    done = program.run("check", site)
    assert done.returncode == 1
    assert f"error: {site}: chargers.password_file: /nowhere/secret cannot be read: " in done.stdout, done.stdout
    for path in (tmp_path / "prices.csv", "/nowhere/weather.json"):
        assert f"warning: feeds: {path}: " in done.stdout, done.stdout
    assert "1 errors" in done.stdout


def test_a_site_names_its_feeds(tmp_path):
    start = datetime.datetime(2026, 6, 9, 22, tzinfo=UTC)  # local midnight
    entsoe(tmp_path / "prices.xml", start, [100.0] * 60 + [40.0] * 132)
    light = [0] * 6 + [300] * 14 + [0] * 4
    open_meteo(tmp_path / "weather.json", "2026-06-10", 48, shortwave_radiation=light * 2, temperature_2m=[20] * 48)
    site = site_with(tmp_path, feeds={"prices": "prices.xml", "weather": "weather.json"})
    made = plan(site, "--date", "2026-06-10", "--at", "10:00")
    assert "prices.xml" in made["prices"] and "weather feed" in made["weather"]
    # 100 and 40 EUR/MWh at 25 CZK/EUR, with 0.1 of distribution and 0.7 of supply
    first, evening = made["slots"][0], made["slots"][40]  # 20:00; tomorrow is not known before 13:00
    assert abs(first["import_price_per_kwh"] - 3.3) < 1e-9
    assert abs(evening["import_price_per_kwh"] - 1.8) < 1e-9
    # brighter skies: more sun to plan with
    open_meteo(tmp_path / "weather.json", "2026-06-10", 48, shortwave_radiation=[3 * x for x in light] * 2,
               temperature_2m=[20] * 48)
    brighter = plan(site, "--date", "2026-06-10", "--at", "10:00")
    assert brighter["cost"] < made["cost"] - 10
    # an option goes before the site's own feed
    other = entsoe(tmp_path / "other.xml", start, [200.0] * 192)
    assert abs(plan(site, "--date", "2026-06-10", "--prices", other)["slots"][0]["import_price_per_kwh"] - 5.8) < 1e-9


def test_a_wrong_feed_is_told_by_line_and_nothing_is_planned(tmp_path):
    start = datetime.datetime(2026, 6, 9, 22, tzinfo=UTC)
    feed = entsoe(tmp_path / "prices.xml", start, [100.0, 50.0])
    site = site_with(tmp_path, feeds={"prices": "prices.xml"})
    for wrong, said in (("<position>2<", "<position>9<"), (">50.0<", ">5O<"), ("PT15M", "PT5M"), (">EUR<", ">HUF<")):
        feed.write_text(entsoe(feed, start, [100.0, 50.0]).read_text().replace(wrong, said))
        done = program.run("plan", site)
        assert done.returncode == 2 and "prices.xml:" in done.stderr, done.stderr
    (tmp_path / "weather.json").write_text('{"utc_offset_seconds": 0}')
    done = program.run("plan", site_with(tmp_path, feeds={"weather": "weather.json"}))
    assert done.returncode == 2 and "weather.json:1:" in done.stderr


def events(process, wanted, seconds=15):
    """Lines of the program until one holds the wanted words."""
    deadline = time.time() + seconds
    seen = []
    for line in process.stderr:
        seen.append(line)
        if wanted in line or time.time() > deadline:
            break
    return seen


@pytest.fixture
def devices():
    """Addresses of a running simulated site's devices."""
    sim = subprocess.Popen([BIN / "ostrov-sim-site", "--site", program.BUILDING, "--simulator", BIN / "ostrov-sim-device"],
                           stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    found = {"cells_c_in_701": 1}
    for line in sim.stdout:
        if line.startswith("ready"):
            break
        name, port = line.split()
        if name in ("pcs", "meter", "pv"):
            found |= {f"{name}_host": "127.0.0.1", f"{name}_port": int(port)}
    yield found
    sim.stdin.close()
    sim.wait(10)


def start(site, state):
    return subprocess.Popen([program.PROGRAM, "run", site, "--state", state], stderr=subprocess.PIPE, text=True)


def midnight():
    return datetime.datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - datetime.timedelta(days=1)


def test_a_run_reads_its_feeds_again(tmp_path, devices):
    feed = entsoe(tmp_path / "prices.xml", midnight(), [100.0] * 384)
    site = site_with(tmp_path, feeds={"prices": "prices.xml"}, devices=devices)
    run = start(site, tmp_path / "state")
    try:
        time.sleep(1.5)
        broken = tmp_path / "broken"
        broken.write_text(feed.read_text()[:-40])  # as caught in the middle of a copy
        broken.replace(feed)
        assert any("prices.xml:" in line for line in events(run, "prices.xml:"))
        fresh = entsoe(tmp_path / "fresh", midnight(), [70.0] * 384)
        fresh.replace(feed)
        assert any("read again" in line for line in events(run, "read again"))
    finally:
        run.terminate()
        assert run.wait(20) == 0


def test_a_wrong_feed_at_the_start_is_told_and_control_goes_on(tmp_path, devices):
    feed = entsoe(tmp_path / "prices.xml", midnight(), [100.0] * 384)
    feed.write_text(feed.read_text().replace(">100.0<", ">1OO<"))
    site = site_with(tmp_path, feeds={"prices": "prices.xml", "weather": "weather.json"}, devices=devices)
    done = program.run("check", site)  # the weather is not there: it may come later
    assert done.returncode == 1 and "error: " in done.stdout and "prices.xml:" in done.stdout, done.stdout
    assert "warning: feeds:" in done.stdout and "weather.json" in done.stdout and "1 errors" in done.stdout, done.stdout
    run = start(site, tmp_path / "state")
    try:
        said = events(run, "following the plan")
        assert any("following the plan" in line for line in said), said
        assert any("prices.xml:" in line and "plans go on without" in line for line in said), said
        assert any("weather.json" in line for line in said), said
        entsoe(tmp_path / "mended", midnight(), [70.0] * 384).replace(feed)
        open_meteo(tmp_path / "weather.json", f"{midnight():%Y-%m-%d}", 96, shortwave_radiation=[0] * 96, temperature_2m=[5] * 96)
        said = events(run, "read again")
        assert any("read again" in line for line in said), said
    finally:
        run.terminate()
        assert run.wait(20) == 0
    assert program.run("check", site).returncode == 0
