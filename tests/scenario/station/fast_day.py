"""The demo day over real protocols: the station program against simulated devices in processes of their own, sixty
times as fast as life, beside the same day in one process.

    tests/scenario/station/fast_day.py [--speed 60] [--from 2026-04-16T00:00] [--hours 24] [--soc 0.6] [--build build/gcc/bin]

Storage converter, meter and PV inverter speak SunSpec Modbus TCP, breaker and synchroniser Modbus TCP, seven charge
points OCPP 1.6J; the clock goes at 1 around the outage. Prints what both days decided, quarter by quarter, and ends
with 1 when a vehicle left short, the lights went out for longer than the change-over, or the breaker closed wrongly.
The whole day takes about half an hour.
"""

import argparse
import datetime
import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

TOP = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import charge_points  # noqa: E402
import shared_clock  # noqa: E402


def site_file(folder, ports, shared):
    content = json.loads((TOP / "examples/station/sites/pisek-depot.json").read_text(encoding="utf-8"))
    local = {"host": "127.0.0.1"}
    content["site"]["island_verified_by"] = {"value": "the test", "source": "measured", "note": "simulated"}
    content["site"]["settings_document"] = {"value": "the test's, of today", "source": "documented", "note": "test"}
    content["grid"] |= shared
    content["devices"] = {"cells_c_in_701": 1, "reversion_s": 60, "timeout_s": 0.5}
    for name in ("pcs", "meter", "pv"):
        content["devices"] |= {f"{name}_host": local["host"], f"{name}_port": ports[name]}
    content["chargers"] = {"address": local["host"], "port": ports["chargers"]}
    content["connection"] = {"io_host": local["host"], "io_port": ports["wires"], "io_inputs": list(range(14)),
                             "io_outputs": list(range(5)), "shed_outputs": [5, 6, 7], "sync_host": local["host"], "sync_port": ports["wires"],
                             "calm_s": 0.1, "timeout_s": 2}  # sixty times as fast an answer is soon old
    file = folder / "site.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    return file, content


def free_port():
    import socket
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Day:
    """The live run of that day, as far as it is let."""

    def __init__(self, folder, build, speed, begin, shared, outage=None, soc=None):
        self.folder, self.state = folder, folder / "state"
        depot = TOP / "examples/station/sites/pisek-depot.json"
        self.clock_file = folder / "clock"
        self.simulated = subprocess.Popen(
            [build / "ostrov-sim-site", "--site", depot, "--simulator", build / "ostrov-sim-device", "--wires", "--clock",
             self.clock_file, "--from", begin, "--speed", str(speed), *(["--outage", outage] if outage else ["--scenario", "day"]), *(["--soc", str(soc)] if soc else [])],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        ports = {"chargers": free_port()}
        for line in self.simulated.stdout:
            if line.startswith("ready"):
                break
            name, port = line.split()
            ports[name] = int(port)
        self.lines = []
        threading.Thread(target=lambda: self.lines.extend(self.simulated.stdout), daemon=True).start()
        self.clock = shared_clock.Clock(self.clock_file)
        file, content = site_file(folder, ports, shared)
        self.station = subprocess.Popen(
            [build / "ostrov-station", "run", "--site", file, "--state", self.state, "--clock", self.clock_file, "--arm"],
            stderr=open(folder / "station.log", "w"))
        time.sleep(0.5)
        self.points = charge_points.ChargePoints(content, ports["chargers"], ports["wires"], self.clock)
        self.points.start()

    def alive(self):
        return self.station.poll() is None and self.simulated.poll() is None and self.points.failure is None

    def end(self):
        self.points.end()
        self.station.terminate()
        status = self.station.wait(20)
        self.simulated.stdin.close()
        self.simulated.wait(20)
        return status

    def departures(self):
        words = [line.split() for line in self.lines if "departure" in line]  # … of vehicle N needs X Wh has Y Wh
        return [(float(w[6]), float(w[9])) for w in words]

    def witness(self):
        words = [line.split() for line in self.lines if "breaker" in line]
        return [{"time": float(w[0]), "breaker": w[2], "bus": w[4], "wrong": int(w[10]), "dark": float(w[12])} for w in words]

    def minutes(self):
        with sqlite3.connect(self.state / "telemetry.db") as db:
            rows = db.execute("SELECT time_s, grid_w, battery_w, vehicles_w, pv_w, load_w, mode FROM minute ORDER BY time_s")
            return {row[0]: dict(zip(("grid", "battery", "vehicles", "pv", "load", "mode"), row[1:])) for row in rows}


def in_one_process(folder, build, shared, date):
    import csv
    content = json.loads((TOP / "examples/station/sites/pisek-depot.json").read_text(encoding="utf-8"))
    content["grid"] |= shared
    file = folder / "twin.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    out = folder / "twin"
    subprocess.run([build / "ostrov-station", "simulate", "--site", file, "--twin", "--quiet", "--planner", "quick",
                    "--scenario", "day", "--date", date, "--out", out], check=True, stdout=subprocess.DEVNULL)
    minutes = {}
    with open(out / "data/minutes.csv", newline="", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            minutes[int(row["time_utc_s"])] = {key: 1000.0 * float(row[f"{key}_kw"])
                                               for key in ("grid", "battery", "vehicles", "pv", "load")}
    with open(out / "data/departures.csv", newline="", encoding="utf-8") as rows:
        short = sum(row["on_time"] != "1" for row in csv.DictReader(rows))
    return minutes, short


def mean(values):
    known = [v for v in values if v is not None]
    return sum(known) / len(known) if known else None


def compare(live, twin):
    """Quarter-hour means of both: rows of (time, key: (live, twin))."""
    rows = []
    for start in sorted({t - t % 900 for t in live}):
        inside = [t for t in range(start, start + 900, 60) if t in live and t in twin]
        if len(inside) >= 10:
            rows.append((start, {key: (mean(live[t][key] for t in inside), mean(twin[t][key] for t in inside))
                                 for key in ("grid", "battery", "vehicles", "pv", "load")}))
    return rows


def show(rows):
    print("quarter (UTC)      grid kW        battery kW     vehicles kW    PV kW          load kW      live / in one process")
    for start, row in rows:
        moment = datetime.datetime.fromtimestamp(start, datetime.timezone.utc).strftime("%m-%d %H:%M")
        cells = ["   -   /   -  " if None in pair else f"{pair[0] / 1e3:6.1f} /{pair[1] / 1e3:6.1f}" for pair in row.values()]
        print(moment, *cells, sep="   ")
    for key in ("grid", "battery", "vehicles", "pv", "load"):
        pairs = [row[key] for _, row in rows if None not in row[key]]
        if pairs:
            away = mean(abs(a - b) for a, b in pairs)
            print(f"{key}: energy {sum(a for a, _ in pairs) / 4e3:.1f} / {sum(b for _, b in pairs) / 4e3:.1f} kWh, "
                  f"quarters differ by {away / 1e3:.2f} kW on average, {max(abs(a - b) for a, b in pairs) / 1e3:.1f} kW at most")


def run(speed, begin, hours, build, folder, shared, outage=None, soc=None):
    day = Day(folder, build, speed, begin, shared, outage, soc)
    from_utc = day.clock.utc()
    began = time.monotonic()
    while day.alive() and day.clock.utc() < from_utc + hours * 3600.0:
        time.sleep(0.2)
    alive, took = day.alive(), time.monotonic() - began
    status = day.end()
    return day, alive and status == 0, took


def judge(day, alive, most_dark_s=1.0):
    """What is wrong with a day; nothing = all well."""
    witness = day.witness()
    wrong = [] if alive else [f"it ended early: charge points {day.points.failure}, log:",
                              (day.folder / "station.log").read_text()[-2000:]]
    wrong += [f"left short: needs {needs} Wh, has {has} Wh" for needs, has in day.departures() if has < needs - 1.0]
    if witness and (witness[-1]["dark"] > most_dark_s or witness[-1]["wrong"] > 0):
        wrong.append(f"lights or closings: {witness[-1]}")
    return wrong


def main():
    words = argparse.ArgumentParser()
    words.add_argument("--speed", type=float, default=60.0)
    words.add_argument("--from", dest="begin", default="2026-04-16T00:00")
    words.add_argument("--hours", type=float, default=24.0)
    words.add_argument("--build", type=pathlib.Path, default=pathlib.Path(
        os.environ.get("OSTROV_STATION", TOP / "build/gcc/bin/ostrov-station")).parent)
    words.add_argument("--soc", type=float, help="of the battery at the start; otherwise the site file's")
    wish = words.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        day, alive, took = run(wish.speed, wish.begin, wish.hours, wish.build.resolve(), folder, {}, soc=wish.soc)
        twin, short = in_one_process(folder, wish.build.resolve(), {}, wish.begin[:10])
        rows = compare(day.minutes(), twin)
        show(rows)
        departures = day.departures()
        witness = day.witness()
        print(f"departures {len(departures)}, short {sum(has < needs - 1 for needs, has in departures)}; "
              f"in one process short {short}")
        print(f"outage: lights out {witness[-1]['dark'] if witness else 0:.2f} s, breaker closed wrongly "
              f"{witness[-1]['wrong'] if witness else 0} times")
        print(f"{wish.hours} h in {took:.0f} s")
        wrong = judge(day, alive)
        print(*wrong, sep="\n")
        log = (folder / "station.log").read_text()
        print(*[line for line in log.splitlines() if "→" in line or "late" in line or "no plan" in line][:60], sep="\n")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
