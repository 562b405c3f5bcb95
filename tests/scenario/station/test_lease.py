"""Two controllers on one storage converter: no fight, and it is said."""

import pathlib
import socket
import sqlite3
import struct
import subprocess
import threading
import time

import program
from test_live import now, point, port_of, site  # noqa: F401  (site is a fixture)


def exchange(link, pdu):
    link.sendall(struct.pack(">HHHB", 1, 0, len(pdu) + 1, 1) + pdu)
    head = link.recv(7, socket.MSG_WAITALL)
    return link.recv(struct.unpack(">H", head[4:6])[0] - 1, socket.MSG_WAITALL)


class Writer(threading.Thread):
    """Another controller: writes a set-point of its own each half second, and counts ours in between."""

    def __init__(self, port, at, watts):
        super().__init__(daemon=True)
        self.link = socket.create_connection(("127.0.0.1", port))
        self.at, self.watts, self.overwritten, self.ending = at, watts, 0, False

    def run(self):
        first = True
        while not self.ending:
            there = exchange(self.link, struct.pack(">BHH", 3, self.at, 2))[2:6]
            ours = struct.pack(">i", self.watts)
            self.overwritten += there != ours and not first
            first = False
            exchange(self.link, struct.pack(">BHHB", 16, self.at, 2, 4) + ours)
            time.sleep(0.5)


def start(site, state, *arguments):  # noqa: F811
    words = [program.PROGRAM, "run", "--site", site, "--state", state, "--arm", *arguments]
    return subprocess.Popen([*map(str, words)], stderr=open(str(state) + ".log", "w"))


def wait_for(state, seconds, **facts):
    """Until now.txt shows these words."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            seen = now(state)
            if all(words in seen[name] for name, words in facts.items()):
                return seen
        except (OSError, KeyError):
            seen = "nothing"
        assert time.monotonic() < deadline, seen
        time.sleep(0.2)


def said(state):
    return pathlib.Path(str(state) + ".log").read_text().count("another controller commands")


def wset_address(site):  # noqa: F811
    done = program.run("scan", "--host", "127.0.0.1", "--port", port_of(site, "pcs"))
    line = next(line for line in done.stdout.splitlines() if line.startswith("  model 704 at"))
    return int(line.split()[3].rstrip(",")) + 24  # WSet of model 704


def test_a_foreign_writer_is_found_and_not_fought(site, tmp_path):  # noqa: F811
    state = tmp_path / "state"
    running = start(site, state)
    wait_for(state, 20, battery_set_point="observed")
    mine = point(site, "pcs", 704, "WSet")
    writer = Writer(port_of(site, "pcs"), wset_address(site), -5000)
    writer.start()
    seen = wait_for(state, 10, foreign_commands_total="1")
    time.sleep(1.5)
    beat = point(site, "pcs", 715, "ControllerHb")
    time.sleep(2.5)
    still = point(site, "pcs", 715, "ControllerHb")
    writer.ending = True
    running.terminate()
    assert running.wait(10) == 0
    assert mine != point(site, "pcs", 704, "WSet")
    assert seen["foreign_commands_total"] == "1" and said(state) == 1
    assert "another controller" in seen["battery_set_point"]
    assert beat == still  # not a heartbeat either: the device falls back when the other one ends
    assert writer.overwritten <= 1, writer.overwritten  # at most the word that met it


def test_a_foreign_limit_of_the_pv_inverter_is_told(site, tmp_path):  # noqa: F811
    state = tmp_path / "state"
    running = start(site, state)
    wait_for(state, 20, battery_set_point="observed")
    done = program.run("scan", "--host", "127.0.0.1", "--port", port_of(site, "pv"))
    line = next(line for line in done.stdout.splitlines() if line.startswith("  model 123 at"))
    at = int(line.split()[3].rstrip(","))
    link = socket.create_connection(("127.0.0.1", port_of(site, "pv")))
    exchange(link, struct.pack(">BHHBHHHHH", 16, at + 5, 5, 10, 5000, 0, 600, 0, 1))  # WMaxLimPct … WMaxLim_Ena
    seen = wait_for(state, 10, foreign_limits_total="1", pv_set_point="another controller")
    running.terminate()
    assert running.wait(10) == 0
    assert seen["foreign_commands_total"] == "0"  # the battery stays ours
    assert pathlib.Path(str(state) + ".log").read_text().count("another controller limits the PV inverter") == 1
    assert point(site, "pv", 123, "WMaxLim_Ena") == "1"  # not lifted


def test_of_two_stations_one_gives_way(site, tmp_path):  # noqa: F811
    states = [tmp_path / "a", tmp_path / "b"]
    first = start(site, states[0])
    wait_for(states[0], 20, battery_set_point="observed")
    second = start(site, states[1])
    wait_for(states[1], 20, battery_set_point="another controller")
    time.sleep(1.5)
    seen = [now(state) for state in states]
    for one in (first, second):
        one.terminate()
        assert one.wait(10) == 0
    assert seen[0]["battery_set_point"] == "observed" and said(states[0]) == 0
    assert "another controller" in seen[1]["battery_set_point"] and said(states[1]) == 1
