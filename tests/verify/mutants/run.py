#!/usr/bin/env python3
"""Applies each seeded fault to a copy of lib/ and looks whether somebody notices.

    run.py OUT WALKER_OBJECTS [--only ID…] [--sample N] [--jobs N]

OUT is a work folder, WALKER_OBJECTS a folder in which walker/build.sh has built the unchanged switch.
A line per fault, then "N passed, N failed". A fault that survives names a property that is missing.
"""

import argparse
import concurrent.futures
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parents[2]
WALK_SECONDS = 120
UNIT_SECONDS = 120


def mutants():
    found = []
    for block in re.split(r"\n\s*\n", (HERE / "mutants.txt").read_text(encoding="utf-8")):
        lines = [line for line in block.split("\n") if line and not line.startswith("#")]
        if not lines:
            continue
        rows = {line.split(" ", 1)[0]: line.split(" ", 1)[1] for line in lines[1:]}
        name, words = lines[0].split(" ", 1)
        found.append(
            dict(
                id=name,
                words=words,
                file=rows["file"],
                old=rows["-"].replace("\\n", "\n"),
                new=rows["+"].replace("\\n", "\n"),
                by=rows["by"].split(),
            )
        )
    return found


def run(command, seconds):
    """Exit status and output; a program that hangs counts as one that noticed."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=seconds, errors="replace", check=False
        )
        return done.returncode, done.stdout + done.stderr
    except subprocess.TimeoutExpired:
        return -1, "does not end"


def walker_notices(mutant, setups, lib, out, objects):
    switch = (HERE.parent / "walker" / "sources.sh").read_text(encoding="utf-8")
    name = pathlib.Path(mutant["file"]).name
    if name not in switch:
        return None
    for item in objects.glob("*.o"):
        shutil.copy(item, out)
    status, text = run([HERE.parent / "walker" / "build.sh", lib, out, name], 100)
    if status:
        return "does not compile: " + text[-500:]
    for setup in setups:
        status, text = run([out / "walk", "--setup", setup], WALK_SECONDS)
        if status:
            what = re.search(r"^FAIL \S+ ([A-Z-]+)", text, re.M)
            return f"walk {setup} {what[1] if what else text[-80:]}"
    return None


def unit_notices(mutant, tests, lib, out):
    flags = subprocess.run(
        ["pkg-config", "--cflags", "--libs", "check"], capture_output=True, text=True, check=True
    ).stdout.split()
    for test in tests:
        program = out / "unit"
        status, text = run(
            ["gcc", "-std=gnu11", "-O2", "-ffp-contract=off", f"-I{TOP}/include", f"-I{lib}",
             f"-I{TOP}/tests/unit", f'-DOSTROV_SHARED="{TOP}/../shared"',
             str(TOP / "tests/unit" / test), str(lib / mutant["file"]),
             str(TOP / "build/gcc/lib/libostrov.a"), "-o", str(program), *flags, "-lm"], 100)
        if status:
            return "does not compile: " + text[-500:]
        status, _ = run([program], UNIT_SECONDS)
        if status:
            return "unit " + pathlib.Path(test).stem
    return None


def judge(mutant, work, objects):
    out = work / mutant["id"]
    lib = out / "lib"
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(TOP / "lib", lib)
    path = lib / mutant["file"]
    text = path.read_text(encoding="utf-8")
    if text.count(mutant["old"]) != 1:
        return False, f"its text is {text.count(mutant['old'])} times in {mutant['file']}"
    path.write_text(text.replace(mutant["old"], mutant["new"]), encoding="utf-8")
    by = mutant["by"]
    walk = [w for w in by[: by.index("unit") if "unit" in by else len(by)] if w != "walk"]
    unit = by[by.index("unit") + 1 :] if "unit" in by else []
    caught = walker_notices(mutant, walk, lib, out, objects) if walk else None
    caught = caught or unit_notices(mutant, unit, lib, out)
    shutil.rmtree(out)
    if caught is None or caught.startswith("does not compile"):
        return False, caught or "SURVIVES"
    return True, caught


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("objects", type=pathlib.Path)
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    chosen = [m for m in mutants() if not given.only or m["id"] in given.only]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(given.jobs) as pool:
        results = pool.map(lambda m: judge(m, given.out, given.objects), chosen)
        for mutant, (good, how) in zip(chosen, results):
            print(f"{'PASS' if good else 'FAIL'} {mutant['id']} {mutant['words']}: {how}", flush=True)
            failed += not good
    print(f"{len(chosen) - failed} passed, {failed} failed")
    return 1 if failed or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
