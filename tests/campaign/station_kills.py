#!/usr/bin/env python3
"""kill -9 of the whole station at any instant: nothing acknowledged is lost, it is back within a second,
and it keeps its hands off the devices until it knows what it wakes in.

    station_kills.py BIN SITE [--rounds 1000] [--workers 24] [--seed 1] [--json FILE]

SIGTERM ends early and reports what was done. BIN is the folder of ostrov-station, ostrov-sim-site and ostrov-sim-device. Workers
stand beside each other, mostly asleep, each with simulated devices and a state folder of its own: one connected to the grid, one the
same twenty times as fast, so that snapshots are written all the time, one in an island. Between station and devices stands a wire-tap
that reads every request: no write may come before what the writer must know was read by that very process. Acknowledged is what
now.txt says is on the disk. Last line: figures.

SPDX-License-Identifier: Apache-2.0
"""
import argparse
import json
import multiprocessing
import os
import pathlib
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import zlib

from simulated_site import Site, take_precedence

KINDS = ("grid", "fast", "island")
WRITES = {5: "bits", 15: "bits", 6: "words", 16: "words", 23: "words"}
READS = {1: "bits", 2: "bits", 3: "words", 4: "words"}


class Tap(threading.Thread):
    """Passes bytes on between the station and one device, and notes reads and writes in their order."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.device = port
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.log = []
        self.start()

    def run(self):
        while True:
            client, _ = self.listener.accept()
            device = socket.create_connection(("127.0.0.1", self.device))
            for one in (client, device):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self.requests, args=(client, device, self.log), daemon=True).start()
            threading.Thread(target=self.answers, args=(device, client), daemon=True).start()

    @staticmethod
    def requests(client, device, log):
        waiting = b""
        try:
            while chunk := client.recv(4096):
                waiting += chunk
                while len(waiting) >= 8 and len(waiting) >= 6 + int.from_bytes(waiting[4:6], "big"):
                    length = 6 + int.from_bytes(waiting[4:6], "big")
                    frame, waiting = waiting[:length], waiting[length:]
                    log.append((frame[7], int.from_bytes(frame[10:12], "big")))
                    device.sendall(frame)
        except OSError:
            pass
        for one in (client, device):
            one.close()

    @staticmethod
    def answers(device, client):
        try:
            while chunk := device.recv(4096):
                client.sendall(chunk)
        except OSError:
            pass

    def wrote(self):
        return any(function in WRITES for function, _ in self.log)

    def hands_off(self, least):
        """Whether each write came after a read of its kind, of so many registers, by the same process."""
        known = set()
        for function, count in self.log:
            if function in READS and (READS[function] == "bits" or count >= least):
                known.add(READS[function])
            elif function in WRITES and WRITES[function] not in known:
                return False
        return True


def rows(state):
    """Minutes and events on the disk; the file is whole."""
    with sqlite3.connect(state / "telemetry.db", timeout=20) as db:
        if db.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            return -1
        return sum(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("event", "minute"))


def copies(state, name):
    """Sequence of each copy of a snapshot (examples/station/store/snapshot.c); None = torn; absent ones are left out."""
    found = []
    for path in (state / f"{name}.0", state / f"{name}.1"):
        if path.exists():
            data = path.read_bytes()
            count, crc = int.from_bytes(data[12:20], "little"), int.from_bytes(data[20:24], "little")
            whole = data[:4] == b"OSN1" and len(data) >= 24 + count and zlib.crc32(data[24:24 + count], zlib.crc32(data[:20])) == crc
            found.append(int.from_bytes(data[4:12], "little") if whole else None)
    return found


class Station:
    """One worker's site, and its station, which is killed and comes back."""

    def __init__(self, wish, kind, folder):
        words = {"fast": ["--clock", folder / "clock", "--speed", "20"], "island": ["--outage", "5-900000"]}
        self.kind, self.state = kind, folder / "state"
        self.site = Site(wish.bin, wish.site, *words.get(kind, []), wires=kind == "island")
        self.taps = {name: Tap(self.site.ports[name]) for name in ("pcs", "wires") if name in self.site.ports}
        self.site.ports |= {name: tap.port for name, tap in self.taps.items()}
        self.site.write_file(folder / "site.json")
        self.told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.told.bind(str(folder / "notify"))
        self.environment = dict(os.environ, NOTIFY_SOCKET=str(folder / "notify"))
        self.words = [wish.bin / "ostrov-station", "run", "--site", folder / "site.json", "--state", self.state, "--arm",
                      *(["--clock", folder / "clock"] if kind == "fast" else [])]
        self.start()
        self.wait_ready()
        time.sleep(8.0 if kind == "island" else 1.5)
        self.process.send_signal(signal.SIGTERM)  # the first leaves a snapshot: the others wake with a memory
        self.process.communicate(timeout=30)
        self.safe = rows(self.state)
        self.newest = {}

    def start(self):
        self.told.setblocking(False)
        try:
            while self.told.recv(100):
                pass
        except BlockingIOError:
            self.told.settimeout(30)
        for tap in self.taps.values():
            tap.log = []
        self.born, self.began = time.time(), time.monotonic()
        self.process = subprocess.Popen(self.words, stderr=subprocess.PIPE, env=self.environment, preexec_fn=take_precedence)

    def wait_ready(self):
        """Seconds until it says that it is ready, and those of a processor that it took."""
        while self.told.recv(100) != b"READY=1":
            pass
        seconds = time.monotonic() - self.began
        ticks = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return seconds, (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK")

    def is_own(self, name):
        """Whether this very process has written the file."""
        try:
            return (self.state / name).stat().st_mtime > self.born
        except OSError:
            return False

    def acknowledged(self):
        """What the process last said is on the disk: minutes and events, of which each is a row of its own."""
        try:
            words = dict(line.split(" ", 1) for line in (self.state / "now.txt").read_text().splitlines())
            said = int(words["telemetry_committed_total"]) - int(words["telemetry_forecasts_total"])
            return said if self.is_own("now.txt") else 0
        except (OSError, KeyError, ValueError):
            return 0

    def round(self, chance):
        """One life. Returns its figures, and what is wrong with it."""
        figures, broken = {"ready": None}, []
        self.start()
        if chance.random() < 0.25:  # before it is ready
            time.sleep(chance.uniform(0.0, 0.3))
        else:
            figures["ready"] = self.wait_ready()
            # It listens for another controller before its first word: some live long enough to write.
            time.sleep(chance.uniform(0.0, 3.0) if chance.random() < 0.85 else chance.uniform(6.0, 9.0))
        said = self.acknowledged()
        self.process.kill()
        words = self.process.communicate()[1].decode()
        there = rows(self.state)
        if there < self.safe + said:
            broken.append(f"{there} records, acknowledged {self.safe} + {said}")
        stepped = self.is_own("now.txt")
        if stepped and "restored" not in words:
            broken.append("woke without its memory")
        for name, least in (("pcs", 100), ("wires", 1)):
            if name in self.taps and not self.taps[name].hands_off(least):
                broken.append(f"wrote to {name} before it had read what that stands in")
        torn = saved = 0
        for name in ("snapshot", "learned"):
            found = copies(self.state, name)
            newest = max((one for one in found if one is not None), default=0)
            if newest < self.newest.get(name, 0) or (found and newest == 0):
                broken.append(f"{name}: copies {found}, and copy {self.newest.get(name)} was whole")
            torn += None in found
            saved += newest - self.newest.get(name, newest)
            self.newest[name] = newest
        figures |= {"acknowledged": said, "lost": max(0, self.safe + said - there), "stepped": stepped, "torn": torn,
                    "saved": saved, "wrote": any(tap.wrote() for tap in self.taps.values())}
        self.safe = there
        return figures, broken


def work(wish, index, folder, ended, results):
    """A worker: its share of the rounds."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    kind = KINDS[index % len(KINDS)]
    folder.mkdir()
    try:
        station = Station(wish, kind, folder)
        for count in range(index, wish.rounds, wish.workers):
            if ended.is_set():
                break
            figures, broken = station.round(random.Random(f"{wish.seed} {count}"))
            results.put((figures, [f"round {count} ({kind}): {line}" for line in broken]))
        if station.site.wrong_closes() > 0:
            results.put((None, [f"worker {index} ({kind}): the breaker closed wrongly {station.site.wrong_closes()} times"]))
        station.site.end()
    except Exception as error:  # a worker that fails is told, not waited for
        results.put((None, [f"worker {index} ({kind}) could not go on: {error!r}"]))
    results.put(None)


def run(wish):
    """All rounds; their figures, and what is broken."""
    ended, results = multiprocessing.Event(), multiprocessing.Queue()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    lives, broken = [], []
    with tempfile.TemporaryDirectory() as name:
        workers = [multiprocessing.Process(target=work, args=(wish, i, pathlib.Path(name) / str(i), ended, results))
                   for i in range(wish.workers)]
        for worker in workers:
            worker.start()
        running = len(workers)
        while running > 0:
            result = results.get()
            if result is None:
                running -= 1
                continue
            lives += [result[0]] if result[0] else []
            broken += result[1]
            for line in result[1]:
                print(f"BROKEN seed {wish.seed} {line}", flush=True)
        for worker in workers:
            worker.join()
    return lives, broken


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("bin", type=pathlib.Path)
    parser.add_argument("site", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=24)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=pathlib.Path)
    wish = parser.parse_args()
    wish.workers = min(wish.workers, wish.rounds)
    lives, broken = run(wish)
    total = {key: sum(life[key] for life in lives) for key in ("acknowledged", "lost", "stepped", "wrote", "saved", "torn")}
    ready = sorted(life["ready"][0] for life in lives if life["ready"])
    figures = {"kills": len(lives), "before_ready": sum(life["ready"] is None for life in lives),
               "acknowledged": total["acknowledged"], "lost": total["lost"],
               "lives_that_stepped": total["stepped"], "lives_that_wrote": total["wrote"],
               "snapshots_saved": total["saved"], "killed_in_a_snapshot": total["torn"]}
    if ready:
        slow, load = sum(one > 1.0 for one in ready), os.getloadavg()[0]
        figures |= {"ready_s_median": round(ready[len(ready) // 2], 3), "ready_s_max": round(ready[-1], 3),
                    "ready_processor_s_max": max(life["ready"][1] for life in lives if life["ready"]), "above_1_s": slow}
        late = f"{slow} restarts took longer than 1 s, the longest {ready[-1]:.2f} s (load {load:.1f})"
        if slow and load > 2 * os.cpu_count():
            print(f"SKIP restart within 1 s: {late}")
        elif slow:
            broken.append(late)
            print(f"BROKEN seed {wish.seed} {late}")
    if total["wrote"] == 0 or total["acknowledged"] == 0:
        broken.append("nothing was written or acknowledged: these kills prove nothing")
        print(f"BROKEN seed {wish.seed} {broken[-1]}")
    print(" ".join(f"{key}={value}" for key, value in figures.items()))
    if wish.json:
        wish.json.write_text(json.dumps(figures | {"broken": broken}, indent=1) + "\n", encoding="utf-8")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
