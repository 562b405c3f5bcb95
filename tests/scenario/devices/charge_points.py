#!/usr/bin/env python3
"""Seven simulated charge points with vehicles, in a process of their own, under our central system: they
obey, share what they are given, fall back when we are gone, and are strangers without the password.

    charge_points.py RIG SIMULATOR

SPDX-License-Identifier: Apache-2.0
"""
import os
import subprocess
import sys
import threading
import time

NAMES = ["AC 1", "AC 2", "AC 3", "AC 4", "AC 5", "Fast 1", "Fast 2"]
failures = 0


def check(what, good, seen=""):
    global failures
    failures += not good
    print(f"{'PASS' if good else 'FAIL'} {what} {'' if good else seen}", flush=True)


class Talker:
    """A process whose lines "NAME words …" are kept, the last of each name."""

    def __init__(self, arguments, password=None):
        environment = dict(os.environ) | ({"RIG_PASSWORD": password, "PASSWORD": password} if password else {})
        self.process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        stderr=subprocess.DEVNULL, env=environment)
        self.seen = {}
        self.port = 0
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            if line.startswith("port "):
                self.port = int(line.split()[1])
                continue
            name = next((name for name in NAMES if line.startswith(name + " ")), None)
            if name:
                self.seen[name] = line[len(name):].split()

    def say(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def end(self):
        self.process.stdin.close()
        return self.process.wait(10)


def until(condition, seconds=20.0):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if condition():
                return True
        except (KeyError, IndexError):
            pass
        time.sleep(0.05)
    return False


def drawn(chargers, name):
    return float(chargers.seen[name][2])


def main():
    rig_program, simulator = sys.argv[1:3]
    # The rig reads "NAME watts" with a name of one word.
    names = [name.replace(" ", "-") for name in NAMES]
    NAMES[:] = names
    rig = Talker([rig_program, *names], password="s3cret")
    until(lambda: rig.port > 0)
    chargers = Talker([simulator, "--port", str(rig.port), "--wants_wh", "60000", *names], password="s3cret")
    for name in names:
        rig.say(f"{name} 11040")
    all_there = until(lambda: all(rig.seen[name][4] != "0" and drawn(chargers, name) > 10e3 for name in names))
    check("seven charge points come, start a transaction and draw what they may", all_there, chargers.seen)
    check("none draws more", all(drawn(chargers, name) <= 11040 for name in names), chargers.seen)
    check("that they keep it is observed", until(lambda: all(rig.seen[name][2] == "observed" for name in names)), rig.seen)
    rig.say(f"{names[0]} 0")
    rig.say(f"{names[1]} 20000")
    check("one pauses", until(lambda: drawn(chargers, names[0]) == 0.0), chargers.seen)
    check("another takes more, to a tenth of an ampere", until(lambda: 19.9e3 < drawn(chargers, names[1]) <= 20e3), chargers.seen)
    chargers.say(f"{names[2]} 0")
    check("a vehicle that leaves is seen to leave", until(lambda: rig.seen[names[2]][0] == "0"), rig.seen)
    check("and its transaction with it", until(lambda: rig.seen[names[2]][4] == "0"), rig.seen)
    check("the rig ends", rig.end() == 0)
    check("without us they fall back to their default profile: 0 W here",
          until(lambda: all(drawn(chargers, name) == 0.0 for name in names), 20.0), chargers.seen)
    check("the charge points end", chargers.end() == 0)
    rig = Talker([rig_program, *names], password="s3cret")
    until(lambda: rig.port > 0)
    strangers = Talker([simulator, "--port", str(rig.port), *names], password="wrong")
    until(lambda: len(strangers.seen) == len(names), 5.0)
    time.sleep(1.0)
    check("without the password nobody comes in", all(strangers.seen[name][0] == "0" for name in names), strangers.seen)
    strangers.end()
    rig.end()
    print(f"{failures} failures")
    return failures > 0


if __name__ == "__main__":
    sys.exit(main())
