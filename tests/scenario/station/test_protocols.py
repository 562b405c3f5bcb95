"""The station run against a DSO's control centre, and on devices that are described by register maps alone."""

import json
import pathlib
import socket
import subprocess
import time

import pytest

import program

BIN = pathlib.Path(program.PROGRAM).parent
MAPS = pathlib.Path(program.TOP) / "examples" / "station" / "sites" / "maps"


def served(*arguments):
    """A simulator as a process; what it says where it is."""
    process = subprocess.Popen([str(a) for a in arguments] + ["--until_eof"], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, text=True)
    kind, where = process.stdout.readline().split()
    return process, int(where) if kind == "port" else where


def ended(process):
    process.stdin.close()
    assert process.wait(10) == 0


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture
def site(tmp_path):
    """A converter on a serial line, a meter on TCP, both by map; a control centre is listened for."""
    pcs, line = served(BIN / "ostrov-sim-modbus", "map", MAPS / "example-pcs.json", "--line", "--unit", 9,
                       "--cells_v", 700, "--bus_v_l1", 230, "--bms_charge_limit_w", 40e3,
                       "--bms_discharge_limit_w", 40e3, "--cells_c", 20)
    meter, port = served(BIN / "ostrov-sim-modbus", "map", MAPS / "example-meter.json", "--port", 0,
                         "--grid_w", 12000, "--phase_v_l1", 231, "--grid_hz", 50.01)
    for name in ("example-pcs", "example-meter"):
        (tmp_path / f"{name}.json").write_bytes((MAPS / f"{name}.json").read_bytes())
    content = json.loads(program.BUILDING.read_text(encoding="utf-8")) | {
        "devices": {"pcs_host": line, "pcs_unit": 9, "pcs_map": "example-pcs.json", "serial_baud": 115200,
                    "meter_host": "127.0.0.1", "meter_port": port, "meter_map": "example-meter.json"},
        "dso": {"address": "127.0.0.1", "allow": "127.0.0.1", "port": free_port(), "common_address": 7,
                "lifetime_s": 2, "fallback_export_ratio": 0.6}}
    content["site"]["settings_document"] = program.SETTINGS
    file = tmp_path / "site.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    yield file
    ended(pcs)
    ended(meter)


def now(state):
    path = state / "now.txt"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return dict(line.split(" ", 1) for line in lines)


def until(condition, seconds=20.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end and not condition():
        time.sleep(0.1)
    return condition()


def test_devices_by_map_and_a_control_centre(site, tmp_path):
    state = tmp_path / "state"
    port = json.loads(site.read_text(encoding="utf-8"))["dso"]["port"]
    running = subprocess.Popen([program.PROGRAM, "run", "--site", site, "--state", state, "--arm"],
                               stderr=subprocess.PIPE, text=True)
    try:
        assert until(lambda: now(state).get("battery_set_point") == "observed"), now(state)
        seen = now(state)
        assert float(seen["grid_w"]) == 12000.0
        assert float(seen["grid_age_s"]) < 3.0 and float(seen["battery_age_s"]) < 3.0
        assert seen["dso_centre"] == "gone, fallback holds"  # nobody came within its lifetime

        centre = subprocess.Popen([BIN / "ostrov-sim-dso", "127.0.0.1", str(port), "7"],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert until(lambda: now(state)["dso_centre"] == "connected"), now(state)
        centre.stdin.write("set 6001 30\nset 6001 130\nclock\ngi\n")
        centre.stdin.flush()
        assert until(lambda: now(state)["dso_export_ratio"] == "0.300"), now(state)
        heard = []
        while not any("type 100 cause 10 " in line for line in heard):
            heard.append(centre.stdout.readline())
        assert any("type 50 cause 7 address 6001 value 30" in line for line in heard)
        assert any("type 50 cause 7 negative address 6001 value 130" in line for line in heard)
        assert any("address 1001 value 12 quality 0" in line for line in heard)  # kW
        assert any("type 3 cause 20 address 2001 value 3 quality 128" in line for line in heard)  # no contacts read
        assert until(lambda: now(state)["dso_refused_total"] == "1")
        centre.stdin.write("end\n")
        centre.stdin.flush()
        assert centre.wait(10) == 0
        assert until(lambda: now(state)["dso_centre"] == "gone, fallback holds"), now(state)
        assert now(state)["dso_export_ratio"] == "0.600"
    finally:
        running.terminate()
        said = running.communicate(timeout=20)[1]
    assert running.returncode == 0, said
    assert "the DSO's control centre is connected" in said
    assert "the declared fallback holds" in said
    assert "sets the clock" in said


def test_the_dsos_orders_outlive_a_kill_and_stay_at_their_site(site, tmp_path):
    state, content = tmp_path / "state", json.loads(site.read_text(encoding="utf-8"))
    content["dso"] |= {"lifetime_s": 6}
    site.write_text(json.dumps(content), encoding="utf-8")
    arguments = [program.PROGRAM, "run", "--site", site, "--state", state]
    running = subprocess.Popen(arguments, stderr=subprocess.DEVNULL)
    try:
        assert until(lambda: "dso_centre" in now(state)), now(state)
        centre = subprocess.Popen([BIN / "ostrov-sim-dso", "127.0.0.1", str(content["dso"]["port"]), "7"],
                                  stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        centre.stdin.write("set 6001 30\n")
        centre.stdin.flush()
        assert until(lambda: now(state)["dso_export_ratio"] == "0.300"), now(state)
        time.sleep(1.5)  # kept at the end of the step that heard it
    finally:
        running.kill()
        running.wait()
    centre.communicate("end\n")
    (state / "now.txt").unlink()
    running = subprocess.Popen(arguments, stderr=subprocess.DEVNULL)
    try:
        assert until(lambda: "dso_export_ratio" in now(state)), now(state)
        assert now(state)["dso_export_ratio"] == "0.300"  # nobody has told it anew
        assert until(lambda: now(state)["dso_centre"] == "gone, fallback holds"), now(state)
        assert now(state)["dso_export_ratio"] == "0.600"
    finally:
        running.terminate()
        assert running.wait(20) == 0
    content["site"]["name"] = "elsewhere"
    site.write_text(json.dumps(content), encoding="utf-8")
    done = program.run(*arguments[1:], "--seconds", 2)
    assert "the snapshot is of another site (pisek): nothing of it is taken over" in done.stderr, done.stderr
    assert "restored" not in done.stderr and now(state)["dso_export_ratio"] == "-"
    assert (state / "snapshot.0.other").exists()


@pytest.mark.parametrize("change, words, by_check", [  # 2 = no site file, 1 = a map that does not fit it
    ({"pcs_map": "nowhere.json"}, "nowhere.json: cannot be opened: ", 1),
    ({"pcs_map": "example-meter.json"}, "devices.pcs_map: it has no points.battery_w", 1),
    ({"meter_map": "example-pcs.json"}, "devices.meter_map: it has no points.grid_w", 1),
    ({"serial_parity": "X"}, "N, E or O", 2),
    ({"bms_host": "192.0.2.1"}, "bms_map", 2),
])
def test_wrong_maps_are_refused_by_check_and_run(site, tmp_path, change, words, by_check):
    content = json.loads(site.read_text(encoding="utf-8"))
    content["devices"] |= change
    file = tmp_path / "wrong.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    for arguments in (["check", "--site", file],
                      ["run", "--site", file, "--state", tmp_path / "s", "--seconds", 1]):
        done = program.run(*arguments)
        assert done.returncode == (by_check if arguments[0] == "check" else 2) and words in done.stdout + done.stderr, done.stdout + done.stderr


def test_a_control_centre_needs_a_list(site, tmp_path):
    content = json.loads(site.read_text(encoding="utf-8"))
    content["dso"]["allow"] = "anybody"
    file = tmp_path / "wrong.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    done = program.run("run", "--site", file, "--state", tmp_path / "s", "--seconds", 1)
    assert done.returncode == 2 and "1 … 8 IPv4 addresses" in done.stderr
