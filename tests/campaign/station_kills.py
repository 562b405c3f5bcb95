#!/usr/bin/env python3
"""kill -9 of the whole station at any instant: nothing acknowledged is lost, it is back within a second,
and it keeps its hands off the devices until it knows what it wakes in.

    station_kills.py BIN SITE [--rounds 1000] [--seed 1] [--json FILE]

SIGTERM ends early and reports what was done. BIN is the folder of ostrov-station, ostrov-sim-site and ostrov-sim-device. Between station and devices
stands a wire-tap that reads every request: no write may come before the converter's state (model 701)
was read by that very process. Acknowledged is what now.txt says is on the disk. Last line: figures.

SPDX-License-Identifier: Apache-2.0
"""
import argparse
import json
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
            threading.Thread(target=self.requests, args=(client, device), daemon=True).start()
            threading.Thread(target=self.answers, args=(device, client), daemon=True).start()

    def requests(self, client, device):
        waiting = b""
        try:
            while chunk := client.recv(4096):
                waiting += chunk
                while len(waiting) >= 8 and len(waiting) >= 6 + int.from_bytes(waiting[4:6], "big"):
                    length = 6 + int.from_bytes(waiting[4:6], "big")
                    frame, waiting = waiting[:length], waiting[length:]
                    self.log.append((frame[7], int.from_bytes(frame[8:10], "big"), int.from_bytes(frame[10:12], "big")))
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

    def hands_off(self, state):
        """Whether every write came after a read of all the registers of the state."""
        for function, _, count in self.log:
            if function == 3 and count >= 100:
                state = True
            elif function in (6, 16, 23) and not state:
                return False
        return True


def simulated_site(binaries, site):
    process = subprocess.Popen(
        [binaries / "ostrov-sim-site", "--site", site, "--simulator", binaries / "ostrov-sim-device"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    taps = {}
    for line in process.stdout:
        if line.startswith("ready"):
            break
        name, port = line.split()
        taps[name] = Tap(int(port))
    return process, taps


def rows(state):
    with sqlite3.connect(state / "telemetry.db", timeout=20) as db:
        return sum(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("event", "minute"))


def acknowledged(state, process):
    """What the process last said is on the disk; 0 while now.txt is still another one's."""
    try:
        words = dict(line.split(" ", 1) for line in (state / "now.txt").read_text().splitlines())
        return int(words["telemetry_committed_total"]) if (state / "now.txt").stat().st_mtime > process.born else 0
    except (OSError, KeyError, ValueError):
        return 0


def start(arguments, told, environment):
    """The station, and the seconds until it says that it is ready."""
    born = time.time()
    began = time.monotonic()
    process = subprocess.Popen(arguments, stderr=subprocess.PIPE, env=environment)
    process.born = born
    while told.recv(100) != b"READY=1":
        pass
    return process, time.monotonic() - began


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("bin", type=pathlib.Path)
    parser.add_argument("site", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=pathlib.Path)
    wish = parser.parse_args()
    chance = random.Random(wish.seed)
    asked_to_end = []
    signal.signal(signal.SIGTERM, lambda *_: asked_to_end.append(1))
    broken, ready_s, all_acknowledged, lost, written, all_stepped = [], [], 0, 0, 0, 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        state = folder / "state"
        simulated, taps = simulated_site(wish.bin, wish.site)
        content = json.loads(wish.site.read_text(encoding="utf-8"))
        content["devices"] = {"cells_c_in_701": 1} | {
            key: value for device, tap in taps.items()
            for key, value in ((f"{device}_host", "127.0.0.1"), (f"{device}_port", tap.port))}
        content["site"]["settings_document"] = {"value": "the campaign's", "source": "documented", "note": "test"}
        (folder / "site.json").write_text(json.dumps(content), encoding="utf-8")
        told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        told.bind(str(folder / "notify"))
        told.settimeout(30)
        environment = dict(os.environ, NOTIFY_SOCKET=str(folder / "notify"))
        arguments = [wish.bin / "ostrov-station", "run", "--site", folder / "site.json", "--state", state, "--arm"]
        process, _ = start(arguments, told, environment)
        time.sleep(1.5)
        process.send_signal(signal.SIGTERM)  # the first leaves a snapshot: the others wake with a memory
        process.communicate(timeout=20)
        safe = rows(state)
        for count in range(wish.rounds):
            if asked_to_end:
                break
            for tap in taps.values():
                tap.log = []
            told.setblocking(False)
            try:
                while told.recv(100):
                    pass
            except BlockingIOError:
                told.settimeout(30)
            process, seconds = start(arguments, told, environment)
            ready_s.append(seconds)
            # It listens for another controller before its first word: each eighth lives long enough to write.
            time.sleep(chance.uniform(0.0, 3.0) if count % 8 else chance.uniform(6.0, 9.0))
            said = acknowledged(state, process)
            process.kill()
            words = process.communicate()[1].decode()
            there = rows(state)
            if there < safe + said:
                broken.append(f"round {count}: {there} records, acknowledged {safe} + {said}")
                lost += safe + said - there
            stepped = (state / "now.txt").stat().st_mtime > process.born
            if stepped and "restored" not in words:
                broken.append(f"round {count}: woke without its memory")
            if not taps["pcs"].hands_off(False):
                broken.append(f"round {count}: wrote to the converter before its state was read")
            all_stepped += stepped
            written += any(function in (6, 16, 23) for function, _, _ in taps["pcs"].log)
            all_acknowledged += said
            safe = there
        simulated.stdin.close()
        simulated.wait(10)
    ready_s.sort()
    figures = {"kills": len(ready_s), "acknowledged": all_acknowledged, "lost": lost,
               "rounds_that_stepped": all_stepped, "rounds_that_wrote": written,
               "ready_s_median": round(ready_s[len(ready_s) // 2], 3), "ready_s_max": round(ready_s[-1], 3)}
    slow = sum(one > 1.0 for one in ready_s)
    crowded = os.getloadavg()[0] > 2 * os.cpu_count()
    if slow and crowded:
        print(f"SKIP restart within 1 s: {slow} took longer, the longest {ready_s[-1]:.2f} s, on a machine with load "
              f"{os.getloadavg()[0]:.1f}")
    elif slow:
        broken.append(f"{slow} restarts took longer than 1 s, the longest {ready_s[-1]:.2f} s (load {os.getloadavg()[0]:.1f})")
    if written == 0 or all_acknowledged == 0:
        broken.append("nothing was written or acknowledged: these kills prove nothing")
    print("\n".join(f"BROKEN seed {wish.seed} {line}" for line in broken))
    print(" ".join(f"{key}={value}" for key, value in figures.items()))
    if wish.json:
        wish.json.write_text(json.dumps(figures | {"broken": broken}, indent=1) + "\n", encoding="utf-8")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
