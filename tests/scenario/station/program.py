"""Runs ostrov-station and reads what it leaves behind."""

import csv
import os
import pathlib
import subprocess

TOP = pathlib.Path(os.environ.get("OSTROV_TOP", pathlib.Path(__file__).parents[3]))
PROGRAM = os.environ.get("OSTROV_STATION", str(TOP / "build/gcc/bin/ostrov-station"))
DEPOT = TOP / "examples/station/sites/pisek-depot.json"
BUILDING = TOP / "examples/station/sites/pisek.json"


# What --arm needs of a site file: the shipped ones are illustrations.
SETTINGS = {"value": "the test's, of today", "source": "documented", "note": "test"}


def run(*arguments, timeout=300):
    """The finished process; output as text."""
    return subprocess.run(
        [PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=timeout
    )


def simulate(out, *arguments, transport="--twin"):
    """One quiet run into the folder out; it must succeed."""
    words = ["simulate", "--quiet", "--out", out, *arguments]
    done = run(*(words + ([transport] if transport else [])))
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def table(out, name):
    """Rows of one of the run's CSV files, numbers as float."""
    with open(pathlib.Path(out) / "data" / f"{name}.csv", newline="", encoding="utf-8") as file:
        return [{key: number(text) for key, text in row.items()} for row in csv.DictReader(file)]


def number(text):
    try:
        return float(text)
    except (TypeError, ValueError):
        return text


def bytes_of(out, name, leave_out=()):
    """A CSV's rows without the columns that tell wall time."""
    rows = table(out, name)
    return [tuple(v for k, v in row.items() if k not in leave_out) for row in rows]
