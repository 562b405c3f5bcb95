"""Commissioning against simulated processes: what is right is proved, and each mistake of an installer, put in
between, is found by its name."""

import json
import pathlib
import random
import subprocess
import threading

import pytest

import modbus_proxy
import program

BIN = pathlib.Path(program.PROGRAM).parent
SPEED = 4  # of the simulated site: its delays shrink, the station's steps stay
POINTS_203 = {"W": 18, "WphA": 19, "WphB": 20, "WphC": 21, "W_SF": 22}  # registers from the ID of model 203


def signed(value):
    return value - 0x10000 if value & 0x8000 else value


class Meter:
    """Changes model 203, wherever it stands, in what the meter answers."""

    def __init__(self, change):
        self.change = change
        self.base = None

    def __call__(self, address, values):
        for i in range(len(values) - 1):
            if values[i] == 203 and values[i + 1] == 105:
                self.base = address + i
        at = {name: self.base + offset - address for name, offset in POINTS_203.items()} if self.base else {}
        if at and all(0 <= i < len(values) for i in at.values()):
            self.change(values, at)


def scaled(values, at):
    for name in ("W", "WphA", "WphB", "WphC"):
        values[at[name]] = int(0.6 * signed(values[at[name]]))  # current transformers of another ratio


def reversed_phase(phase):
    def change(values, at):
        name = f"Wph{'ABC'[phase]}"
        values[at["W"]] = signed(values[at["W"]]) - 2 * signed(values[at[name]])
        values[at[name]] = -signed(values[at[name]])
    return change


def exchanged(right):
    """Two currents on each other's voltage: cos(120°) of each; the third stays."""
    def change(values, at):
        sum_w = 0
        for phase, name in enumerate(("WphA", "WphB", "WphC")):
            if phase != right:
                values[at[name]] = -signed(values[at[name]]) // 2
            sum_w += signed(values[at[name]] & 0xFFFF)
        values[at["W"]] = sum_w
    return change


RNG = random.Random(20260504)
PHASE = RNG.randrange(3)
CASES = {
    "right": (None, {}, 0, ("12 proved, 0 wrong",)),
    "meter_sign": (None, {"meter_sign": -1}, 1, ("meter at the PCC (203)", "THE WRONG SIGN")),
    "battery_sign": (None, {"battery_sign": -1}, 1, ("battery, DC (802)", "THE WRONG SIGN")),
    "scale": (scaled, {}, 1, ("meter at the PCC (203)", "THE WRONG SCALE")),
    "reversed": (reversed_phase(PHASE), {}, 1, ("meter, phases (203)", f"TURNED ROUND, phase {'ABC'[PHASE]}")),
    "exchanged": (exchanged(PHASE), {}, 1, ("meter, phases (203)", f"EXCHANGED, phase {'ABC'[PHASE]} is right")),
}


class Site(threading.Thread):
    """A simulated site of its own, and the protocol that commissioning prints of it."""

    def __init__(self, name, folder):
        super().__init__()
        self.change, self.members, *_ = CASES[name]
        self.file = folder / f"{name}.json"
        self.start()

    def run(self):
        simulated = subprocess.Popen(
            [BIN / "ostrov-sim-site", "--site", program.BUILDING, "--simulator", BIN / "ostrov-sim-device",
             "--speed", str(SPEED)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        ports = {}
        for line in simulated.stdout:
            if line.startswith("ready"):
                break
            name, port = line.split()
            ports[name] = int(port)
        proxy = modbus_proxy.Proxy(ports["meter"], Meter(self.change)) if self.change else None
        devices = {"pcs_host": "127.0.0.1", "pcs_port": ports["pcs"], "meter_host": "127.0.0.1",
                   "meter_port": proxy.port if proxy else ports["meter"], "cells_c_in_701": 1, **self.members}
        self.file.write_text(json.dumps(json.loads(program.BUILDING.read_text()) | {"devices": devices}))
        self.done = program.run("commission", self.file, "--arm", "--seconds", 1)
        if proxy:
            proxy.close()
        simulated.stdin.close()
        simulated.wait(10)


@pytest.fixture(scope="module")
def protocols(tmp_path_factory):
    folder = tmp_path_factory.mktemp("commission")
    sites = {name: Site(name, folder) for name in CASES}
    for site in sites.values():
        site.join()
    return {name: site.done for name, site in sites.items()}


@pytest.mark.parametrize("name", CASES)
def test_each_mistake_is_found_and_nothing_else(protocols, name):
    done = protocols[name]
    *_, status, (channel, *said) = CASES[name]
    assert done.returncode == status, done.stdout + done.stderr
    if name == "right":
        assert channel in done.stdout, done.stdout
        return
    rows = [line for line in done.stdout.splitlines() if line.startswith(f"  {channel}")]
    assert len(rows) == 3 and all(said[0] in row for row in rows), done.stdout
    converter = [line for line in done.stdout.splitlines() if line.startswith("  converter (701)")]
    assert len(converter) == 3 and all(row.endswith("proved") for row in converter), done.stdout


def test_it_does_not_begin_by_itself(tmp_path):
    done = program.run("commission", program.BUILDING, "--arm")
    assert done.returncode == 2 and 'no section "devices"' in done.stderr
    site = json.loads(program.BUILDING.read_text())
    site["devices"] = {"pcs_host": "127.0.0.1", "pcs_port": 1, "meter_host": "127.0.0.1", "meter_port": 1}
    path = tmp_path / "s.json"
    path.write_text(json.dumps(site))
    done = program.run("commission", path)
    assert done.returncode == 2 and "say so by --arm" in done.stderr
    done = program.run("commission", path, "--arm", "--seconds", 1)
    assert done.returncode == 2 and "does not answer" in done.stderr
    site["station"]["authority"] = "observe"
    path.write_text(json.dumps(site))
    done = program.run("commission", path, "--arm")
    assert done.returncode == 2 and "authority" in done.stderr
