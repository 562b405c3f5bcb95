"""The live run leaves the grid, lives alone and comes back: simulated site in processes of its own."""

import json
import pathlib
import queue
import sqlite3
import subprocess
import threading
import time

import program
from test_live import now

BIN = pathlib.Path(program.PROGRAM).parent


class Site:
    """A simulated site with an outage, and the words of a witness who stands beside it."""

    def __init__(self, folder, outage=None, **grid):
        words = [BIN / "ostrov-sim-site", "--site", program.BUILDING, "--simulator", BIN / "ostrov-sim-device",
                 "--wires"]
        words += ["--outage", outage] if outage else []
        self.process = subprocess.Popen([*map(str, words)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.began = None
        devices, connection = {"cells_c_in_701": 1, "reversion_s": 5}, {}
        for line in self.process.stdout:
            if line.startswith("ready"):
                self.began = time.monotonic()
                break
            name, port = line.split()
            if name == "wires":
                connection = {"io_host": "127.0.0.1", "io_port": int(port), "io_inputs": list(range(14)),
                              "io_outputs": list(range(5)), "sync_host": "127.0.0.1", "sync_port": int(port)}
            else:
                devices |= {f"{name}_host": "127.0.0.1", f"{name}_port": int(port)}
        content = json.loads(program.BUILDING.read_text(encoding="utf-8"))
        content["site"]["island_verified_by"] = {"value": "the test", "source": "measured", "note": "simulated"}
        content["site"]["settings_document"] = program.SETTINGS
        content["grid"] |= {"return_delay_s": 2, "ramp_s": 2, "sync_dwell_s": 0.3, "sync_timeout_s": 60} | grid
        self.file = folder / "site.json"
        self.file.write_text(json.dumps(content | {"devices": devices, "connection": connection}), encoding="utf-8")
        self.heard = queue.Queue()
        self.lines = []
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        for line in self.process.stdout:
            self.heard.put(line.strip())

    def seen(self):
        """What the witness said so far: breaker, bus, pcs, seconds of darkness, wrong closings."""
        while not self.heard.empty():
            self.lines.append(self.heard.get())
        for line in self.lines:
            w = line.split()
            yield {"time": float(w[0]), "breaker": w[2], "bus": w[4], "pcs": w[6], "angle": float(w[8]),
                   "wrong": int(w[10]), "dark": float(w[12])}

    def last(self):
        rows = list(self.seen())
        return rows[-1] if rows else {"time": 0.0, "breaker": "1", "bus": "1", "pcs": "2", "wrong": 0, "dark": 0.0}

    def end(self):
        self.process.stdin.close()
        assert self.process.wait(10) == 0


def start(site, state, *arguments):
    words = [program.PROGRAM, "run", "--site", site.file, "--state", state, *arguments]
    return subprocess.Popen([*map(str, words)], stderr=open(str(state) + ".log", "a"))


def wait_for(what, seconds, why=""):
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, why() if callable(why) else why
        time.sleep(0.1)


def mode(state):
    try:
        return now(state)["mode"]
    except (OSError, KeyError):
        return ""


def moves(state):
    with sqlite3.connect(state / "telemetry.db") as db:
        return [row[0] for row in db.execute("SELECT text FROM event WHERE text LIKE '%→%'")]


def test_a_restart_in_the_middle_of_an_island_leaves_the_lights_on(tmp_path):
    site, state = Site(tmp_path, "4-12"), tmp_path / "state"
    running = start(site, state, "--arm")
    try:
        wait_for(lambda: mode(state) == "ISLAND", 12, lambda: site.lines)
        dark = site.last()["dark"]
        running.kill()
        running.wait()
        time.sleep(2)  # as long as systemd leaves between
        running = start(site, state, "--arm")
        wait_for(lambda: site.last()["breaker"] == "1" and mode(state) == "GRID", 30, lambda: (site.lines, now(state)))
    finally:
        running.terminate()
        assert running.wait(10) == 0
        print(pathlib.Path(str(state) + ".log").read_text(), "\n".join(site.lines))
        site.end()
    end = site.last()
    assert end["dark"] == dark < 1.0 and end["wrong"] == 0 and abs(end["angle"]) < 10.0
    assert any("BOOT → ISLAND" in m for m in moves(state))  # it looked first


def test_who_only_observes_switches_nothing(tmp_path):
    site, state = Site(tmp_path, "3-60"), tmp_path / "state"
    running = start(site, state)
    time.sleep(7)
    running.terminate()
    assert running.wait(10) == 0
    end = site.last()
    site.end()
    assert end["breaker"] == "1" and end["pcs"] == "2"  # nobody told it to form, nobody opened
