"""What the live run does at the connection to the grid, whole: an outage, an island on request, a kill in each mode.

    tests/scenario/station/island_long.sh     the command that runs it, about three minutes
"""

import json
import pathlib
import socket
import struct
import time

import pytest

from test_island import Site, mode, moves, start, wait_for
from test_live import now


def test_an_outage_is_ridden_and_returned_from(tmp_path):
    site, state = Site(tmp_path, "6-14"), tmp_path / "state"
    running = start(site, state, "--arm")
    try:
        wait_for(lambda: mode(state) == "GRID", 6)
        wait_for(lambda: mode(state) == "ISLAND", 8, lambda: site.lines)
        wait_for(lambda: site.last()["breaker"] == "1" and mode(state) == "GRID", 30, lambda: (site.lines, now(state)))
    finally:
        running.terminate()
        assert running.wait(10) == 0
        log = pathlib.Path(str(state) + ".log").read_text()
        print(log)
        print("\n".join(site.lines))
        site.end()
    end = site.last()
    assert end["wrong"] == 0 and end["bus"] == "1" and end["pcs"] == "2"
    assert end["dark"] < 1.0  # from the loss until the bus is formed, and never again
    assert abs(end["angle"]) < 10.0  # closed in synchronism
    assert any("ISLAND → OBSERVE" in m for m in moves(state)) and any("SYNC → CLOSING" in m for m in moves(state))


def test_an_island_on_request_and_back(tmp_path):
    site, state = Site(tmp_path, nulling_s=20, nulling_w=3000), tmp_path / "state"
    running = start(site, state, "--arm")
    try:
        wait_for(lambda: mode(state) == "GRID" and now(state)["battery_set_point"] == "observed", 15)
        (state / "island").touch()
        wait_for(lambda: mode(state) in ("ISLAND", "OBSERVE"), 25, lambda: (site.lines, now(state)))
        (state / "island").unlink()
        wait_for(lambda: site.last()["breaker"] == "1" and mode(state) == "GRID", 40, lambda: (site.lines, now(state)))
    finally:
        running.terminate()
        assert running.wait(10) == 0
        print(pathlib.Path(str(state) + ".log").read_text(), "\n".join(site.lines))
        site.end()
    end = site.last()
    assert end["wrong"] == 0 and abs(end["angle"]) < 10.0
    assert end["dark"] < 0.5  # the PCC was null: the bus is out only while the PCS takes over


class Coils:
    """Reads the coils of the site's I/O module as fast as they come: 0 open, 1 close."""

    def __init__(self, site):
        port = json.loads(site.file.read_text())["connection"]["io_port"]
        self.link = socket.create_connection(("127.0.0.1", port))

    def read(self):
        self.link.sendall(struct.pack(">HHHBBHH", 1, 0, 6, 1, 1, 0, 2))
        return self.link.recv(64)[9]


def seen(site, **what):
    return any(all(row[k] == v for k, v in what.items()) for row in site.seen())


# The instant of the kill, by what can be seen from outside, and whether the lights may go out longer than
# the outage itself needs: only where the breaker has opened and nobody has yet told the converter to form.
KILLS = {
    "GRID": (lambda site, coils, state: time.monotonic() - site.began > 5, False),
    "lost": (lambda site, coils, state: seen(site, bus="0"), True),
    "OPENING": (lambda site, coils, state: coils.read() & 1, True),
    "FORMING": (lambda site, coils, state: seen(site, breaker="0"), True),
    "ISLAND": (lambda site, coils, state: seen(site, breaker="0", bus="1", pcs="3"), False),
    "OBSERVE": (lambda site, coils, state: mode(state) == "OBSERVE", False),
    "SYNC": (lambda site, coils, state: mode(state) == "SYNC", False),
    "CLOSING": (lambda site, coils, state: coils.read() & 2, False),
    "RAMP": (lambda site, coils, state: mode(state) == "RAMP", False),
}


@pytest.mark.parametrize("where", KILLS)
def test_killed_in_each_mode(where, tmp_path):
    kill_now, dark_longer = KILLS[where]
    site, state = Site(tmp_path, None if where == "GRID" else "6-12"), tmp_path / "state"
    coils = Coils(site)
    running = start(site, state, "--arm")
    try:
        wait_for(lambda: mode(state) == "GRID", 6)
        deadline = time.monotonic() + 60
        while not kill_now(site, coils, state):
            assert time.monotonic() < deadline
            time.sleep(0.002)
        running.kill()
        running.wait()
        time.sleep(1.0)  # as systemd waits
        running = start(site, state, "--arm")
        time.sleep(4.0 if where == "GRID" else 0.0)
        wait_for(lambda: site.process.poll() is None and time.monotonic() - site.began > 13
                 and site.last()["breaker"] == "1" and mode(state) == "GRID", 60, lambda: (site.lines, now(state)))
    finally:
        running.terminate()
        assert running.wait(10) == 0
        log = pathlib.Path(str(state) + ".log").read_text()
        end = site.last()
        print(log, "\n".join(site.lines))
        print(f"killed in {where}: dark {end['dark']:.2f} s, wrong closings {end['wrong']}, contact {end.get('angle')} deg")
        site.end()
    assert end["wrong"] == 0 and end["bus"] == "1"
    assert end["dark"] < (6.0 if dark_longer else 0.6), site.lines
