"""Devices that are slow, silent or gone: they hold up nobody but themselves."""

import json
import os
import socket
import subprocess
import time

import pytest

import program
from modbus_wire import Listener
from test_live import change, now, port_of, site  # noqa: F401  (site is a fixture)


class Between(Listener):
    """Stands between the station and a device and passes bytes on, as slowly as it is told."""

    def __init__(self, port):
        self.to = port
        self.delay_s = 0.0
        self.byte_s = 0.0
        self.dead = False
        self.requests = 0
        super().__init__()

    def serve(self, one):
        try:
            with socket.create_connection(("127.0.0.1", self.to)) as other:
                while True:
                    request = one.recv(300)
                    if not request:
                        return
                    self.requests += 1
                    if self.dead:
                        continue
                    other.sendall(request)
                    answer = other.recv(300)
                    time.sleep(self.delay_s)
                    if self.byte_s > 0.0:
                        for byte in answer:
                            one.sendall(bytes([byte]))
                            time.sleep(self.byte_s)
                    else:
                        one.sendall(answer)
        except OSError:
            return


class Running:
    """An armed station whose steps and facts are watched as they come."""

    def __init__(self, file, state, *arguments):
        self.state = state
        self.told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.told.bind(str(state) + ".notify")
        self.told.settimeout(20)
        environment = dict(os.environ, NOTIFY_SOCKET=str(state) + ".notify")
        words = [program.PROGRAM, "run", "--site", file, "--state", state, *arguments]
        self.process = subprocess.Popen([*map(str, words)], env=environment, stderr=subprocess.DEVNULL)
        while self.told.recv(100) != b"READY=1":
            pass

    def steps(self, seconds):
        """Gaps between the steps of that time, and what held at each."""
        gaps, seen = [], []
        end, last = time.monotonic() + seconds, None
        while time.monotonic() < end:
            if self.told.recv(100) != b"WATCHDOG=1":
                continue
            at = time.monotonic()
            gaps += [at - last] if last is not None else []
            last = at
            time.sleep(0.1)  # its thread writes now.txt
            seen.append(now(self.state))
        return gaps, seen

    def end(self):
        self.process.terminate()
        try:
            return self.process.wait(10)
        finally:
            self.process.kill()


@pytest.fixture
def between(site):  # noqa: F811
    made = {}
    for device in ("pcs", "meter", "pv"):
        made[device] = Between(port_of(site, device))
    yield made
    for one in made.values():
        one.listener.close()


def test_a_slow_and_a_dead_device_leave_the_others_their_cadence(site, between, tmp_path):  # noqa: F811
    file = change(site, tmp_path / "s.json", **{f"devices__{d}_port": b.port for d, b in between.items()})
    between["pv"].dead = True  # takes every request and says nothing
    running = Running(file, tmp_path / "state", "--arm")
    running.steps(2)
    between["meter"].delay_s = 0.9  # just under the time-out of 1 s
    gaps, seen = running.steps(4)
    assert running.end() == 0
    assert max(gaps) < 1.3 and min(gaps) > 0.7, gaps
    assert all(float(s["battery_age_s"]) < 1.3 for s in seen), [s["battery_age_s"] for s in seen]
    assert all(float(s["grid_age_s"]) < 3.5 for s in seen), [s["grid_age_s"] for s in seen]
    assert {s["pv_w"] for s in seen} == {"-"}  # not known is not 0
    assert seen[-1]["battery_set_point"] in ("acknowledged", "observed")


def test_a_byte_a_second_is_no_answer_and_the_fallback_comes_in_its_time(site, between, tmp_path):  # noqa: F811
    stale_s = 2.0
    ports = {f"devices__{d}_port": b.port for d, b in between.items()}
    file = change(site, tmp_path / "s.json", station__stale_s=[stale_s] * 4, **ports)
    running = Running(file, tmp_path / "state", "--arm")
    _, before = running.steps(2)
    assert before[-1]["rung"] != "safe"
    for device in ("pcs", "meter"):
        between[device].byte_s = 1.0
    gaps, seen = running.steps(5)
    for device in ("pcs", "meter"):
        between[device].byte_s = 0.0
    _, after = running.steps(4)  # it is looked for again after 1, 2, 4 s
    assert running.end() == 0
    assert max(gaps) < 1.3, gaps
    ages = [min(float(s["grid_age_s"]), float(s["battery_age_s"])) for s in seen]
    assert ages == sorted(ages), ages  # nothing half read renews it
    # By the deadline that the site file declares, and not before: what is known is used until then. The
    # net load is held that long too, from the step it was last worked out in: up to two steps later.
    for age, what in zip(ages, seen):
        if age < stale_s - 1.0 or age > stale_s + 2.1:
            assert (what["rung"] == "safe") == (age > stale_s), (ages, [s["rung"] for s in seen])
    assert after[-1]["rung"] != "safe" and float(after[-1]["grid_age_s"]) < 1.3
