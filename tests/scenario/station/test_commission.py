"""Commissioning against simulated processes: what is right is proved, and each mistake of an installer, put in
between, is found by its name."""

import json
import pathlib
import random
import re
import socket
import subprocess
import threading

import pytest

import fake_points
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


# Charge points by name: what is wrong with them, and what is said of each.
POINTS = {
    "right": ({}, "proved", "3 of 3 take part: proved"),
    "half": ({"scale": 0.5}, "THE WRONG SCALE", None),
    "deaf": ({"obeys": False}, "NOTHING MOVED", None),
    "one phase": ({"takes_a": (16.0,)}, "proved", "1 of 3 take part: not proved"),
    "hardly": ({"takes_a": (6.5, 6.5, 6.5)}, "not proved: the vehicle takes too little for a step", None),
    "silent": ({"tells": False}, "NO VALUE", None),
    "empty": ({"takes_a": ()}, "not proved: no vehicle", None),
    "nobody": ({"starts": False}, "not proved: a vehicle, and no transaction", None),
    "away": (None, "not proved: it has not connected", None),
}


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Site(threading.Thread):
    """A simulated site of its own, and the protocol that commissioning prints of it. With charge points where they
    are asked for."""

    def __init__(self, name, folder, points=()):
        super().__init__()
        self.change, self.members, *_ = CASES[name]
        self.file = folder / f"{name}{len(points)}.json"
        self.points, self.port = [fake_points.FakePoint(n, **POINTS[n][0]) for n in points if POINTS[n][0] is not None], free_port()
        self.names = list(points)
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
        content = json.loads(program.BUILDING.read_text()) | {"devices": devices}
        if self.names:
            content["charge_points"] = [{"name": name, "limit_w": 22000, "min_w": 4140} for name in self.names]
            content["chargers"] = {"address": "127.0.0.1", "port": self.port}
            content["station"]["import_limit_w"] = 150000
        self.file.write_text(json.dumps(content))
        fakes = fake_points.FakePoints(self.points, self.port) if self.points else None
        self.done = program.run("commission", self.file, "--arm", "--seconds", 1)
        if fakes:
            fakes.end()
        if proxy:
            proxy.close()
        simulated.stdin.close()
        simulated.wait(10)


@pytest.fixture(scope="module")
def protocols(tmp_path_factory):
    folder = tmp_path_factory.mktemp("commission")
    sites = {name: Site(name, folder) for name in CASES}
    sites["points"] = Site("right", folder, list(POINTS)[:5])
    sites["others"] = Site("right", folder, list(POINTS)[5:])
    for site in sites.values():
        site.join()
    return sites


@pytest.mark.parametrize("name", CASES)
def test_each_mistake_is_found_and_nothing_else(protocols, name):
    done = protocols[name].done
    *_, status, (channel, *said) = CASES[name]
    assert done.returncode == status, done.stdout + done.stderr
    if name == "right":
        assert channel in done.stdout, done.stdout
        return
    rows = [line for line in done.stdout.splitlines() if line.startswith(f"  {channel}")]
    assert len(rows) == 3 and all(said[0] in row for row in rows), done.stdout
    converter = [line for line in done.stdout.splitlines() if line.startswith("  converter (701)")]
    assert len(converter) == 3 and all(row.endswith("proved") for row in converter), done.stdout


@pytest.mark.parametrize("name", POINTS)
def test_a_charge_point_is_stepped_where_a_vehicle_is(protocols, name):
    site = protocols["points" if name in protocols["points"].names else "others"]
    _, verdict, phases = POINTS[name]
    lines = site.done.stdout.splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith(f"  {name:<26} "))
    moved = verdict in ("proved", "THE WRONG SCALE", "NOTHING MOVED")
    assert verdict in lines[at] and (not moved or verdict in lines[at + 1]), site.done.stdout
    if verdict == "proved":
        step, before, after = (float(x) for x in re.findall(r"-?\d+\.\d+", lines[at])[:3])
        taken = sum(POINTS[name][0].get("takes_a", (16.0,) * 3)) * 230 / 1000
        assert abs(before - taken) < 0.02 and abs(after - 0.7 * taken) < 0.1 and abs(step - (after - before)) < 0.1
        fake = next(point for point in site.points if point.name == name)
        assert 11.2 <= fake.lowest_a <= 11.3, fake.lowest_a
    if phases:
        assert phases in lines[at + 2], site.done.stdout
    assert site.done.returncode == (1 if any(word in site.done.stdout for word in ("WRONG", "NOTHING", "NO VALUE")) else 0)


def test_the_length_of_a_step_has_a_limit(tmp_path):
    done = program.run("commission", program.BUILDING, "--arm", "--seconds", 61)
    assert done.returncode == 2 and "--seconds 61: a step is held for at most 60 s" in done.stderr


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
