#!/usr/bin/env python3
"""Every allocation and every call of the system in a run of the station fails once: an error that says
why, or an event and control goes on; never a crash, never memory that is lost.

    station_failures.py BIN SITE SHIM [--what memory|call …] [--every N | --sample N]
                        [--errno E …] [--workers W] [--json FILE]

BIN is the folder of ostrov-station, ostrov-sim-site and ostrov-sim-device, SHIM the library made of
fail_once.c. Run number i of a kind fails its i-th call; --every 97 takes each 97th, --sample 16 sixteen spread evenly. Each run lives
three seconds against a simulated site of its own worker. Last line: figures.

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
import subprocess
import sys
import tempfile

SECONDS = 3


class Worker:
    """A simulated site and the station's file for it."""

    def __init__(self, binaries, site, folder):
        self.folder = folder
        folder.mkdir()
        self.simulated = subprocess.Popen(
            [binaries / "ostrov-sim-site", "--site", site, "--simulator", binaries / "ostrov-sim-device"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        content = json.loads(site.read_text(encoding="utf-8"))
        content["devices"] = {"cells_c_in_701": 1}
        for line in self.simulated.stdout:
            if line.startswith("ready"):
                break
            name, port = line.split()
            content["devices"] |= {f"{name}_host": "127.0.0.1", f"{name}_port": int(port)}
        content["site"]["settings_document"] = {"value": "the campaign's", "source": "documented", "note": "test"}
        (folder / "site.json").write_text(json.dumps(content), encoding="utf-8")

    def end(self):
        self.simulated.stdin.close()
        self.simulated.wait(10)


def run(worker, wish, what, at, number):
    """One run. Returns status, what it said, the shim's report, the last now.txt."""
    state, report = worker.folder / "state", worker.folder / "report"
    shutil.rmtree(state, ignore_errors=True)
    report.unlink(missing_ok=True)
    environment = dict(os.environ, LD_PRELOAD=str(wish.shim), FAIL_WHAT=what, FAIL_AT=str(at),
                       FAIL_ERRNO=str(number), FAIL_REPORT=str(report))
    done = subprocess.run(
        [wish.bin / "ostrov-station", "run", "--site", worker.folder / "site.json", "--state", state, "--arm",
         "--seconds", str(SECONDS)], env=environment, capture_output=True, timeout=120)
    words = report.read_text().split() if report.exists() else []
    now = (state / "now.txt").read_text() if (state / "now.txt").exists() else ""
    return done.returncode, done.stderr.decode(errors="replace"), dict(zip(words[::2], map(int, words[1::2]))), now


def judge(status, said, report, now, in_use):
    """What is wrong with the outcome of a failure; None when nothing is."""
    if status < 0:
        return f"ended by signal {-status}"
    if not report:
        return "ended without an end: its memory was not given back"
    if status != 0:
        return None if said.strip() else f"status {status} and not a word"
    if "battery_set_point" not in now:
        return "went on, and said nothing of now"
    lost = report["in-use"] - in_use
    return f"{lost} bytes are lost" if lost > 512 else None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("bin", type=pathlib.Path)
    parser.add_argument("site", type=pathlib.Path)
    parser.add_argument("shim", type=pathlib.Path)
    parser.add_argument("--what", choices=("memory", "call"), nargs="*", default=("memory", "call"))
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--sample", type=int, help="runs of both kinds together")
    parser.add_argument("--errno", nargs="*", default=("EIO", "ENOSPC", "EINTR", "ECONNRESET", "EMFILE"))
    parser.add_argument("--workers", type=int, default=8)
    parser.add_argument("--json", type=pathlib.Path)
    wish = parser.parse_args()
    broken, figures = [], {}
    with tempfile.TemporaryDirectory() as name:
        free = queue.Queue()
        workers = [Worker(wish.bin, wish.site, pathlib.Path(name) / str(i)) for i in range(wish.workers)]
        for worker in workers:
            free.put(worker)

        def one(job):
            worker = free.get()
            try:
                return job, run(worker, wish, *job)
            finally:
                free.put(worker)

        with concurrent.futures.ThreadPoolExecutor(wish.workers) as pool:
            plain = list(pool.map(one, [("memory", 0, 0)] * min(3, wish.workers)))
            for _, (status, said, report, _) in plain:
                if status != 0 or not report:
                    print(f"the run without a failure does not go well: {said}")
                    return 2
            in_use = max(report["in-use"] for _, (_, _, report, _) in plain)
            jobs = []
            for what in wish.what:
                most = max(report[what] for _, (_, _, report, _) in plain)
                figures[f"{what}_calls"] = most
                every = max(1, most * len(wish.what) // wish.sample) if wish.sample else wish.every
                for count, at in enumerate(range(1 + every // 2 if wish.sample else 1, most + 1, every)):
                    number = getattr(errno, wish.errno[count % len(wish.errno)])
                    jobs.append((what, at, number))
            ended = went_on = 0
            for job, (status, said, report, now) in pool.map(one, jobs):
                wrong = judge(status, said, report, now, in_use)
                ended += status > 0
                went_on += status == 0
                if wrong:
                    broken.append(f"{job[0]} {job[1]} errno {job[2]}: {wrong}; it said: {said[-300:]!r}")
        for worker in workers:
            worker.end()
    figures |= {"runs": len(jobs), "went_on": went_on, "ended_with_words": ended, "broken": len(broken)}
    print("\n".join(f"BROKEN {line}" for line in broken))
    print(" ".join(f"{key}={value}" for key, value in figures.items()))
    if wish.json:
        wish.json.write_text(json.dumps(figures | {"lines": broken}, indent=1) + "\n", encoding="utf-8")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
