"""The station on simulated devices in processes of their own, in real time: observing, armed, killed."""

import contextlib
import json
import mmap
import os
import pathlib
import shutil
import signal
import socket
import sqlite3
import struct
import subprocess
import time
import urllib.error
import urllib.request

import pytest

import program

BIN = pathlib.Path(program.PROGRAM).parent


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site file whose devices are those of a running simulated site."""
    folder = tmp_path_factory.mktemp("site")
    simulated = subprocess.Popen(
        [BIN / "ostrov-sim-site", "--site", program.BUILDING, "--simulator", BIN / "ostrov-sim-device"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )
    devices = {"cells_c_in_701": 1}
    for line in simulated.stdout:
        if line.startswith("ready"):
            break
        name, port = line.split()
        devices |= {f"{name}_host": "127.0.0.1", f"{name}_port": int(port)}
    content = json.loads(program.BUILDING.read_text(encoding="utf-8")) | {"devices": devices}
    content["site"]["settings_document"] = program.SETTINGS
    file = folder / "site.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    yield file
    simulated.stdin.close()
    assert simulated.wait(10) == 0


def change(site, to, **members):
    """A copy of the site file with other members: section__key = value, None takes it away."""
    content = json.loads(site.read_text(encoding="utf-8"))
    for name, value in members.items():
        section, _, key = name.partition("__")
        if value is None:
            (content[section] if key else content).pop(key or section)
        else:
            content[section][key] = value
    to.write_text(json.dumps(content), encoding="utf-8")
    return to


def port_of(site, device):
    return json.loads(site.read_text(encoding="utf-8"))["devices"][f"{device}_port"]


def point(site, device, model, name):
    """A point as ostrov-station scan shows it."""
    done = program.run("scan", "--host", "127.0.0.1", "--port", port_of(site, device))
    assert done.returncode == 0, done.stderr
    within = done.stdout.split(f"  model {model} at")[1].split("\n  model ")[0]
    return next(line.split()[1] for line in within.splitlines() if line.split()[:1] == [name])


def now(state):
    lines = (state / "now.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split(" ", 1) for line in lines)


def rows(state, table):
    with sqlite3.connect(state / "telemetry.db") as db:
        return db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_what_may_not_be_armed_says_so_while_it_observes(site, tmp_path):
    file = change(site, tmp_path / "s.json",
                  site__settings_document=program.SETTINGS | {"source": "illustrative"})
    done = program.run("run", "--site", file, "--state", tmp_path / "state", "--seconds", 2)
    assert done.returncode == 0 and "observing only; it may not be armed: --arm needs the DSO's" in done.stderr
    assert now(tmp_path / "state")["settings"] == "not the DSO's: may not be armed"
    checked = program.run("check", file)
    assert "site.settings_document: grid settings are not the DSO's settings protocol: run --arm is refused" \
        in checked.stdout


def test_a_dry_run_writes_nothing(site, tmp_path):
    state = tmp_path / "state"
    done = program.run("run", "--site", site, "--state", state, "--seconds", 3)
    assert done.returncode == 0, done.stderr
    assert "observing only" in done.stderr
    assert point(site, "pcs", 704, "WSetEna") == "0"
    seen = now(state)
    assert seen["authority"] == "observing" and seen["battery_set_point"] == "none"
    assert -200e3 < float(seen["grid_w"]) < 60e3  # it is the hour of day that it is
    assert float(seen["grid_age_s"]) < 1.0


def test_armed_killed_and_back(site, tmp_path):
    state = tmp_path / "state"
    arguments = ["run", "--site", site, "--state", state, "--arm"]
    running = subprocess.Popen([program.PROGRAM, *map(str, arguments)], stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        time.sleep(0.2)
        if (state / "now.txt").exists() and now(state)["battery_set_point"] == "observed":
            break
    assert now(state)["battery_set_point"] == "observed"
    assert point(site, "pcs", 704, "WSetEna") == "1"
    running.send_signal(signal.SIGTERM)  # leaves a snapshot
    assert running.wait(10) == 0
    events = rows(state, "event")
    assert events > 3

    running = subprocess.Popen([program.PROGRAM, *map(str, arguments)], stderr=subprocess.PIPE, text=True)
    time.sleep(2.5)
    running.kill()
    running.wait()
    again = program.run(*arguments, "--seconds", 5)  # listens first whether another one speaks
    assert again.returncode == 0, again.stderr
    assert "restored" in again.stderr, again.stderr
    assert rows(state, "event") > events  # nothing that was written is gone
    assert now(state)["battery_set_point"] in ("observed", "acknowledged")


def test_one_station_for_one_state_folder_whoever_reads_its_words(site, tmp_path):
    arguments = [program.PROGRAM, "run", "--site", site, "--state", tmp_path / "state"]
    running = subprocess.Popen([*map(str, arguments)], stderr=subprocess.PIPE, text=True)
    running.stderr.readline()
    running.stderr.close()  # whoever reads its words is gone: what it says next finds a broken pipe
    try:
        second = program.run(*arguments[1:], "--seconds", 1)
        assert second.returncode == 2 and "another station runs with it" in second.stderr, second.stderr
        time.sleep(4)
        assert running.poll() is None
    finally:
        running.send_signal(signal.SIGTERM)
        ended = running.wait(10)
    assert ended == 0
    assert program.run(*arguments[1:], "--seconds", 1).returncode == 0


def test_a_clock_that_was_wrong_for_a_moment_costs_no_plans(site, tmp_path):
    state, real = tmp_path / "state", time.time()
    page = bytearray(40)  # examples/station/common/clock.c
    (tmp_path / "clock").write_bytes(page)
    refused = program.run("run", "--site", site, "--state", state, "--clock", tmp_path / "clock", "--seconds", 1)
    assert refused.returncode == 2 and "there is no such clock" in refused.stderr, refused.stderr
    with open(tmp_path / "clock", "r+b") as file:
        page = mmap.mmap(file.fileno(), 40)
    from_us = 10**9

    def set_clock(utc):
        struct.pack_into("=IIqqqd", page, 0, 0, 0, began, from_us, int(utc * 1e6) - from_us, 1.0)

    began = int(time.monotonic() * 1e6)
    set_clock(real)
    arguments = ["run", "--site", site, "--state", state, "--clock", tmp_path / "clock"]
    running = subprocess.Popen([program.PROGRAM, *map(str, arguments)], stderr=subprocess.PIPE, text=True)
    for utc in (real, real + 300 * 86400, real):  # a time server that was wrong
        set_clock(utc)
        time.sleep(6)
    running.send_signal(signal.SIGTERM)
    said = running.communicate(timeout=10)[1]
    assert running.returncode == 0
    assert "no plan could be made" not in said and said.count("plan taken") == 3, said


def test_who_has_observed_is_armed_with_what_was_learned(site, tmp_path):
    state = tmp_path / "state"
    assert program.run("run", "--site", site, "--state", state, "--seconds", 2).returncode == 0
    armed = program.run("run", "--site", site, "--state", state, "--arm", "--seconds", 2)
    assert armed.returncode == 0 and "not of this site" not in armed.stderr, armed.stderr
    assert "restored" in armed.stderr, armed.stderr


def test_a_broker_that_swallows_connections_does_not_hold_up_the_end(site, tmp_path):
    with socket.socket() as broker:
        broker.bind(("127.0.0.1", 0))
        broker.listen(0)
        waiting = []
        for _ in range(4):  # its queue is full: whoever comes next gets no answer at all
            waiting.append(socket.socket())
            waiting[-1].setblocking(False)
            waiting[-1].connect_ex(broker.getsockname())
        content = json.loads(site.read_text(encoding="utf-8"))
        content["mqtt"] = {"host": "127.0.0.1", "port": broker.getsockname()[1]}
        file = tmp_path / "site.json"
        file.write_text(json.dumps(content), encoding="utf-8")
        running = subprocess.Popen(
            [program.PROGRAM, "run", "--site", file, "--state", tmp_path / "state"], stderr=subprocess.DEVNULL)
        time.sleep(3)
        running.send_signal(signal.SIGTERM)
        try:
            assert running.wait(10) == 0
        finally:
            running.kill()
            for one in waiting:
                one.close()
    assert (tmp_path / "state" / "snapshot.0").exists()


def files(pid):
    """How many files and sockets a process has open, and which of them a program that it starts would get."""
    flags = {}
    for one in pathlib.Path(f"/proc/{pid}/fdinfo").iterdir():
        with contextlib.suppress(FileNotFoundError):  # closed since it was listed
            flags[int(one.name)] = int(one.read_text().split("flags:")[1].split()[0], 8)
    return len(flags), [fd for fd, flag in flags.items() if fd > 2 and not flag & os.O_CLOEXEC]


def test_systemd_is_told_that_it_lives(site, tmp_path):
    told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    told.bind(str(tmp_path / "notify"))
    told.settimeout(10)
    environment = dict(os.environ, NOTIFY_SOCKET=str(tmp_path / "notify"))
    arguments = ["run", "--site", site, "--state", tmp_path / "state", "--seconds", 2]
    running = subprocess.Popen([program.PROGRAM, *map(str, arguments)], stderr=subprocess.DEVNULL, env=environment)
    heard = [told.recv(100).decode() for _ in range(2)]
    opened, handed_on = files(running.pid)
    assert opened > 6 and handed_on == []
    heard += [told.recv(100).decode() for _ in range(2)]
    assert heard == ["READY=1", "WATCHDOG=1", "WATCHDOG=1", "STOPPING=1"]
    assert running.wait(10) == 0


def test_a_device_that_is_away_leaves_the_others(site, tmp_path):
    file = change(site, tmp_path / "s.json", devices__pv_port=1)  # nobody listens there
    done = program.run("run", "--site", file, "--state", tmp_path / "state", "--seconds", 4)
    assert done.returncode == 0, done.stderr
    seen = now(tmp_path / "state")
    assert seen["pv_w"] == "-" and seen["pv_age_s"] == "-"  # not known is not 0
    assert float(seen["grid_age_s"]) < 1.0 and float(seen["battery_age_s"]) < 1.0


@pytest.mark.parametrize("members, words", [
    ({"devices": None}, "devices"),
    ({"devices__pcs_host": "not.a.number"}, "address"),
    ({"devices__pcs_prt": 5}, "did you mean \"pcs_port\""),
    ({"devices__unit": 300}, "247"),
    ({"devices__battery_sign": 0}, "battery_sign"),
    ({"site__settings_document": None}, "settings"),
    ({"site__settings_document": program.SETTINGS | {"source": "illustrative"}}, "site.settings_document"),
    ({"site__settings_document": program.SETTINGS | {"value": "none yet"}}, "begins with \"none\""),
])
def test_what_may_not_be_run_is_refused_by_name(site, tmp_path, members, words):
    file = change(site, tmp_path / "s.json", **members)
    done = program.run("run", "--site", file, "--state", tmp_path / "state", "--arm", "--seconds", 1)
    assert done.returncode == 2
    assert words in done.stderr, done.stderr


def test_charge_points_and_a_missing_folder_are_refused(site, tmp_path):
    content = json.loads(program.DEPOT.read_text(encoding="utf-8"))
    content["devices"] = json.loads(site.read_text(encoding="utf-8"))["devices"]
    depot = tmp_path / "depot.json"
    depot.write_text(json.dumps(content), encoding="utf-8")
    done = program.run("run", "--site", depot, "--state", tmp_path / "state", "--seconds", 1)
    assert done.returncode == 2 and "charge points" in done.stderr
    done = program.run("run", "--site", site, "--state", tmp_path / "a" / "b", "--seconds", 1)
    assert done.returncode == 2 and "--state" in done.stderr
    done = program.run("watch", "--state", tmp_path / "a")
    assert done.returncode == 2 and "does a station run" in done.stderr
    done = program.run("scan", "--host", "127.0.0.1", "--port", 1)
    assert done.returncode == 2 and "nobody answers" in done.stderr
    done = program.run("scan", "--host", "abc")
    assert done.returncode == 2 and "--host abc: an IPv4 number" in done.stderr


def test_watch_and_export_read_what_runs(site, tmp_path):
    state = tmp_path / "state"
    assert program.run("run", "--site", site, "--state", state, "--seconds", 2).returncode == 0
    shown = program.run("watch", "--state", state, "--seconds", 1)
    assert "grid_w" in shown.stdout and "\033" not in shown.stdout  # no terminal: no ANSI
    assert "no longer true" not in shown.stdout
    os.utime(state / "now.txt", (time.time() - 60, time.time() - 60))  # a station that ended a minute ago
    shown = program.run("watch", "--state", state, "--seconds", 1)
    assert shown.stdout.startswith("  no longer true: written 6"), shown.stdout
    csv = program.run("export", "--site", site, "--state", state)
    assert csv.returncode == 0 and csv.stdout.startswith("utc_start,grid_w,")
    refused = program.run("export", "--site", site, "--state", state, "--format", "xml")
    assert refused.returncode == 2 and "csv or influx" in refused.stderr


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def fetch(port, path="/metrics"):
    """Status and text; waits for the endpoint to be there."""
    deadline = time.monotonic() + 10
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.2)


def test_metrics_are_read_by_prometheus_own_parser(site, tmp_path):
    parser = pytest.importorskip("prometheus_client.parser", reason="SKIP python3-prometheus-client")
    port = free_port()
    file = change(site, tmp_path / "s.json", devices__pv_port=1)
    arguments = ["run", "--site", file, "--state", tmp_path / "state", "--metrics-port", port]
    running = subprocess.Popen([program.PROGRAM, *map(str, arguments)], stderr=subprocess.DEVNULL)
    try:
        assert fetch(port)[0] == 200
        idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(12)]
        time.sleep(6)  # more than are served at once, silent: each is dropped in its time
        status, text = fetch(port)
        for one in idle:
            one.close()
        assert fetch(port, "/etc/passwd")[0] == 404
        families = {f.name: f for f in parser.text_string_to_metric_families(text)}
    finally:
        running.send_signal(signal.SIGTERM)
        assert running.wait(10) == 0
    assert status == 200
    grid = families["ostrov_grid_w"].samples[0]
    assert grid.labels == {"site": "pisek"} and -200e3 < grid.value < 60e3
    assert families["ostrov_pcs_requests"].type == "counter"
    assert families["ostrov_mode_info"].samples[0].labels["value"] == "GRID"
    assert "ostrov_pv_w" not in families  # not known is a gap, not a zero
    assert abs(families["ostrov_time_seconds"].samples[0].value - time.time()) < 10


@pytest.fixture
def broker(tmp_path):
    if shutil.which("mosquitto") is None and not pathlib.Path("/usr/sbin/mosquitto").exists():
        pytest.skip("SKIP mosquitto is not installed")
    port = free_port()
    config = tmp_path / "broker.conf"
    secrets = tmp_path / "secrets"
    tool = shutil.which("mosquitto_passwd")
    subprocess.run([tool, "-c", "-b", secrets, "station", "s3cret"], check=True, capture_output=True)
    secrets.chmod(0o644)
    config.write_text(f"listener {port} 127.0.0.1\nallow_anonymous false\npassword_file {secrets}\nuser root\n")
    process = subprocess.Popen(["/usr/sbin/mosquitto", "-c", config], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 10
    while socket.socket().connect_ex(("127.0.0.1", port)) != 0:
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.1)
    yield port
    process.terminate()
    process.wait(10)


def test_mqtt_tells_home_assistant_what_holds(site, broker, tmp_path):
    (tmp_path / "password").write_text("s3cret\n")
    content = json.loads(site.read_text(encoding="utf-8"))
    content["mqtt"] = {"host": "127.0.0.1", "port": broker, "user": "station",
                       "password_file": str(tmp_path / "password"), "period_s": 0.5}
    content["devices"]["pv_port"] = 1
    file = tmp_path / "s.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    listener = subprocess.Popen(
        ["mosquitto_sub", "-h", "127.0.0.1", "-p", str(broker), "-u", "station", "-P", "s3cret", "-t", "#", "-v"],
        stdout=subprocess.PIPE, text=True,
    )
    time.sleep(0.5)
    arguments = ["run", "--site", file, "--state", tmp_path / "state", "--seconds", 4]
    running = subprocess.Popen([program.PROGRAM, *map(str, arguments)], stderr=subprocess.PIPE, text=True)
    time.sleep(2.5)
    opened, handed_on = files(running.pid)
    assert running.wait(10) == 0, running.stderr.read()
    assert opened > 9 and handed_on == []  # the broker's connection too
    time.sleep(0.5)
    listener.terminate()
    heard = [line.split(" ", 1) for line in listener.communicate()[0].splitlines() if " " in line]
    last = dict(heard)
    assert last["ostrov/pisek/availability"] == "offline"
    assert ["ostrov/pisek/availability", "online"] in heard
    state = json.loads(last["ostrov/pisek/state"])
    assert -200e3 < state["grid_w"] < 60e3
    assert state["pv_w"] is None and state["mode"] == "GRID"
    sensor = json.loads(last["homeassistant/sensor/ostrov_pisek/grid_w/config"])
    assert sensor["device_class"] == "power" and sensor["unit_of_measurement"] == "W"
    assert sensor["state_topic"] == "ostrov/pisek/state"
    configs = [topic for topic in last if topic.endswith("/config")]
    assert {topic.split("/")[3] for topic in configs} == set(state) - {"time_s"}


def test_a_broker_that_is_away_holds_up_nothing(site, tmp_path):
    content = json.loads(site.read_text(encoding="utf-8"))
    content["mqtt"] = {"host": "127.0.0.1", "port": free_port(), "period_s": 0.5}
    file = tmp_path / "s.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    done = program.run("run", "--site", file, "--state", tmp_path / "state", "--seconds", 3)
    assert done.returncode == 0, done.stderr
    content["mqtt"]["host"] = "broker.local"
    file.write_text(json.dumps(content), encoding="utf-8")
    done = program.run("check", "--site", file)
    assert done.returncode == 2 and "mqtt" in done.stderr or "IPv4" in done.stderr
