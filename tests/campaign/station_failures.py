#!/usr/bin/env python3
"""Every allocation and every call of the system in a run of the station fails once: an error that says
why, or an event and control goes on; never a crash, never memory that is lost.

    station_failures.py BIN SITE SHIM [--what memory|call …] [--all | --sample N] [--only PLACE:N | --only N]
                        [--errno E …] [--workers W] [--json FILE]

BIN is the folder of ostrov-station and its simulators, SITE one with charge points, SHIM the library made of fail_once.c. In each run the
station lives through ten seconds, five times as fast as life, with everything it can have: converter, meter, PV inverter, breaker and
synchroniser, charge points, a control centre, a broker, metrics, prices and weather. From each place in the program (a stack of return
addresses) that asks for memory, or calls the system, the first, the middle and the last request fail, one in each run. --all: run number i
fails the i-th request whoever asks; --sample 16: sixteen spread evenly; --only: one of them, told in full. Workers stand beside each
other, mostly asleep. SIGTERM ends early and reports what was done. Last line: figures.

SPDX-License-Identifier: Apache-2.0
"""
import argparse
import concurrent.futures
import errno
import json
import os
import pathlib
import queue
import shutil
import signal
import subprocess
import sys
import tempfile

from simulated_site import Site, take_precedence
from station_around import Around, Ports

SECONDS, SPEED = 10, 5  # above 4 the simulated site lets the clock wait when it is late itself
# What a station that goes on has seen at its end, and how old that may be: a lost connection is opened again. Charge points tell
# what they draw each ten seconds of their own.
SEEN = {"grid_age_s": 6.0, "battery_age_s": 6.0, "pv_age_s": 6.0, "connection_age_s": 6.0, "synchroniser_age_s": 6.0,
        "vehicles_age_s": SECONDS}


class Worker:
    """A simulated site, all that stands around a station, and the station's file for it."""

    def __init__(self, wish, folder, ports):
        self.folder = folder
        folder.mkdir()
        self.site = Site(wish.bin, wish.site, "--clock", folder / "clock", "--speed", str(SPEED), wires=True)
        self.around = Around(wish.bin, folder, ports, [point["name"] for point in self.site.content["charge_points"]])
        self.site.write_file(folder / "site.json", **self.around.sections)
        self.words = [wish.bin / "ostrov-station", "run", "--site", folder / "site.json", "--state", folder / "state", "--arm",
                      "--clock", folder / "clock", "--metrics-port", str(self.around.metrics), "--seconds", str(SECONDS)]

    def run(self, wish, what, place, at, number):
        """One run. Returns status, what it said, the shim's report, the last now.txt."""
        state, report = self.folder / "state", self.folder / "report"
        shutil.rmtree(state, ignore_errors=True)
        report.unlink(missing_ok=True)
        environment = dict(os.environ, LD_PRELOAD=str(wish.shim), FAIL_WHAT=what, FAIL_AT=str(at), FAIL_ERRNO=str(number),
                           FAIL_REPORT=str(report))
        if wish.only:
            environment["FAIL_STACK"] = str(self.folder / "stack")
        if place is not None:
            environment |= {"FAIL_PLACES" if place == "" else "FAIL_PLACE": place or str(self.folder / "places")}
        try:
            done = subprocess.run(self.words, env=environment, capture_output=True, timeout=60, preexec_fn=take_precedence)
        except subprocess.TimeoutExpired as hung:
            return "hangs", (hung.stderr or b"").decode(errors="replace"), {}, ""
        words = report.read_text().split() if report.exists() else []
        now = (state / "now.txt").read_text() if (state / "now.txt").exists() else ""
        return done.returncode, done.stderr.decode(errors="replace"), dict(zip(words[::2], map(int, words[1::2]))), now

    def end(self):
        self.around.end()
        self.site.end()


def judge(status, said, report, now, in_use):
    """What is wrong with the outcome of a failure; None when nothing is."""
    if status == "hangs":
        return "does not end"
    if status < 0:
        return f"ended by signal {-status}"
    if not report:
        return "ended without an end: its memory was not given back"
    if status != 0:
        return None if said.strip() else f"status {status} and not a word"
    if "ended; devices fall back" not in said or "battery_set_point" not in now:
        return "went on, and said nothing of now"
    words = dict(line.split(" ", 1) for line in now.splitlines())
    blind = [name for name, most_s in SEEN.items() if words[name] == "-" or float(words[name]) > most_s]
    if blind:
        return f"went on blindly: {' '.join(f'{name} {words[name]}' for name in blind)}"
    lost = report["in-use"] - in_use
    return f"{lost} bytes are lost" if lost > 512 else None


def places_of(workers):
    """{(kind, place): times} of the runs without a failure; the least of them where they differ."""
    seen = {}
    for worker in workers:
        for line in (worker.folder / "places").read_text().splitlines():
            what, place, times = line.split()
            seen[what, place] = min(int(times), seen.get((what, place), int(times)))
    return seen


def list_jobs(wish, plain, seen):
    """What is to fail: (kind, place, number, errno), and how many there are of each kind."""
    jobs, figures = [], {}
    for what in wish.what:
        most = max(report[what] for _, _, report, _ in plain)
        known = {place: times for (kind, place), times in seen.items() if kind == what}
        figures |= {f"{what}_requests": most, f"{what}_places": len(known)}
        if wish.only:
            place, _, at = wish.only.rpartition(":")
            jobs.append((what, place or None, int(at)))
        elif wish.all:
            jobs += [(what, None, at) for at in range(1, most + 1)]
        else:
            jobs += [(what, place, at) for place, times in sorted(known.items()) for at in sorted({1, (times + 1) // 2, times})]
    every = max(1, len(jobs) // wish.sample) if wish.sample else 1
    jobs = jobs[every // 2::every]
    return [(*job, getattr(errno, wish.errno[i % len(wish.errno)])) for i, job in enumerate(jobs)], figures


def campaign(wish, folder):
    """Runs them all; figures and what is broken, None when the run without a failure does not go well."""
    ports, free, asked_to_end = Ports(), queue.Queue(), []
    signal.signal(signal.SIGTERM, lambda *_: asked_to_end.append(1))
    workers = [Worker(wish, folder / str(i), ports) for i in range(wish.workers)]
    for worker in workers:
        free.put(worker)

    def one(job):
        if asked_to_end:
            return job, None
        worker = free.get()
        try:
            outcome = worker.run(wish, *job)
            for _ in range(3):  # on a machine that others load the simulated devices are late too: four times is no accident
                if job[2] == 0 or not (judge(*outcome, in_use) or "").startswith("went on blindly"):
                    break
                done["repeated"] += 1
                outcome = worker.run(wish, *job)
            return job, outcome
        finally:
            free.put(worker)

    in_use, broken, done = 0, [], {"runs": 0, "repeated": 0, "failed": 0, "went_on": 0, "ended_with_words": 0}
    with concurrent.futures.ThreadPoolExecutor(wish.workers) as pool:
        plain = [outcome for _, outcome in pool.map(one, [("memory", "", 0, 0)] * min(3, wish.workers))]
        wrong = [judge(*outcome, 1 << 40) or outcome[0] and f"status {outcome[0]}" for outcome in plain]
        if any(wrong):
            print(f"the run without a failure does not go well: {wrong} {plain[0][1]}")
            return None, []
        in_use = max(report["in-use"] for _, _, report, _ in plain)
        jobs, figures = list_jobs(wish, plain, places_of([one for one in workers if (one.folder / "places").exists()]))
        for job, outcome in pool.map(one, jobs):
            if outcome is None:
                continue
            done["runs"] += 1
            done["failed"] += outcome[2].get("failed", 1)
            done["ended_with_words"] += outcome[0] not in (0, "hangs") and outcome[0] > 0
            done["went_on"] += outcome[0] == 0
            wrong = judge(*outcome, in_use)
            if wrong:
                broken.append(f"{job[0]} {job[1]}:{job[2]} errno {job[3]}: {wrong}; it said: {outcome[1][-300:]!r}")
                print(f"BROKEN {broken[-1]}", flush=True)
            if wish.only:
                stack = workers[0].folder / "stack"
                print(*outcome, stack.read_text() if stack.exists() else "it did not come to that", sep="\n")
    for worker in workers:
        worker.end()
    return figures | done | {"broken": len(broken)}, broken


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("bin", type=pathlib.Path)
    parser.add_argument("site", type=pathlib.Path)
    parser.add_argument("shim", type=pathlib.Path)
    parser.add_argument("--what", choices=("memory", "call"), nargs="*", default=("memory", "call"))
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--only")
    parser.add_argument("--sample", type=int, help="runs of both kinds together")
    parser.add_argument("--errno", nargs="*", default=("EIO", "ENOSPC", "EINTR", "ECONNRESET", "EMFILE"))
    parser.add_argument("--workers", type=int, default=32)
    parser.add_argument("--json", type=pathlib.Path)
    wish = parser.parse_args()
    wish.workers = 1 if wish.only else wish.workers
    with tempfile.TemporaryDirectory() as name:
        figures, broken = campaign(wish, pathlib.Path(name))
    if figures is None:
        return 2
    print(" ".join(f"{key}={value}" for key, value in figures.items()))
    if wish.json:
        wish.json.write_text(json.dumps(figures | {"lines": broken}, indent=1) + "\n", encoding="utf-8")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
