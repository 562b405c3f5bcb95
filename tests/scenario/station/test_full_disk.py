"""The disk is full, then read-only, then well again: control goes on each second, and nothing that was recorded is lost.

The disk is a small tmpfs in a mount namespace of its own: this file runs itself there.
"""

import os
import pathlib
import sqlite3
import subprocess
import sys
import time

import pytest

import program
from test_live import fetch, free_port, site  # noqa: F401  (site is a fixture)

APART = ["unshare", "--map-root-user", "--mount"]


def facts(port):
    lines = fetch(port)[1].splitlines()
    return {line.split("{")[0]: float(line.split()[-1]) for line in lines if line and line[0] != "#"}


def goes_on(port, what):
    """Control steps on while the disk is what it is. Returns the facts of then."""
    before = facts(port)
    time.sleep(3)
    after = facts(port)
    assert after["ostrov_time_seconds"] >= before["ostrov_time_seconds"] + 2, what
    assert after["ostrov_pcs_requests_total"] > before["ostrov_pcs_requests_total"], what
    return after


def play(site, disk, port):  # noqa: F811
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], check=True)
    state, filler = disk / "state", disk / "filler"
    words = [program.PROGRAM, "run", "--site", site, "--state", state, "--metrics-port", str(port)]
    running = subprocess.Popen([*map(str, words)], stderr=subprocess.PIPE, text=True)
    try:
        said = spoil(running, disk, filler, port)
    finally:
        running.kill()
    with sqlite3.connect(state / "telemetry.db") as db:
        kept = [row[0] for row in db.execute("SELECT text FROM event")]
    heard = [line.split(": ", 1)[1] for line in said.splitlines() if line.startswith("ostrov-station: ")]
    assert [line for line in heard if line not in kept] == []
    assert (state / "snapshot.0").exists() and (state / "now.txt").stat().st_size > 100


def spoil(running, disk, filler, port):
    """What happens to the disk. Returns what the station said of it."""
    deadline = time.monotonic() + 20
    while facts(port).get("ostrov_telemetry_committed_total", 0) < 3:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    with open(filler, "wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)) > 0:
                pass
        except OSError:
            pass
    goes_on(port, "full")
    os.truncate(filler, 0)
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    goes_on(port, "read-only")
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    goes_on(port, "well again")
    running.terminate()
    said = running.communicate(timeout=30)[1]
    assert running.returncode == 0, said
    return said


def test_a_disk_that_is_full_or_read_only_holds_up_nothing(site, tmp_path):  # noqa: F811
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run([*APART, "mount", "-t", "tmpfs", "tmpfs", disk], stderr=subprocess.DEVNULL).returncode != 0:
        pytest.skip("SKIP a disk of its own needs user and mount namespaces")
    done = subprocess.run([*APART, sys.executable, __file__, site, disk, str(free_port())], capture_output=True, text=True,
                          timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


if __name__ == "__main__":
    play(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3]))
