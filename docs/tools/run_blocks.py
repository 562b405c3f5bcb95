#!/usr/bin/env python3
"""Compiles and runs the programs in Markdown pages, and holds what they print against the pages.

A block ```c with a main is one program. The blocks ```python of a page are one program together, each
going on from the one before. Where a line <!-- output --> stands before a block, that block is what the
program above it prints. Shell blocks are not run.

    run_blocks.py --library libostrov.a [--shared libostrov.so] PAGE…

SPDX-License-Identifier: Apache-2.0
"""

import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^(?P<mark><!-- output -->\n)?```(?P<language>\w*)\n(?P<text>.*?)^```$", re.M | re.S)
SECONDS = 60


def programs(page):
    """(language, source, expected output or None) of each program of a page."""
    found, python = [], None
    for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
        text = block["text"]
        if block["mark"]:
            found[-1][2] = (found[-1][2] or "") + text
        elif block["language"] == "c" and "int main(" in text:
            found.append(["c", text, None])
        elif block["language"] == "python":
            if python is None:
                python = ["python", "", None]
            else:
                found.remove(python)
            python[1] += text
            found.append(python)
    return found


def run(command, **more):
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=SECONDS, check=False, **more
    )
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} ended with {done.returncode}\n{done.stderr}{done.stdout}")
    return done.stdout


def run_c(source, arguments, folder):
    path = folder / "main.c"
    path.write_text(source, encoding="utf-8")
    run([os.environ.get("CC", "cc"), "-std=c11", "-Wall", "-Wextra", "-Werror", "-O1",
         f"-I{TOP}/include", str(path), str(arguments.library), "-o", str(folder / "main")])
    return run([str(folder / "main")])


def run_python(source, arguments, folder):
    path = folder / "main.py"
    path.write_text(source, encoding="utf-8")
    environment = dict(os.environ, PYTHONPATH=str(TOP / "bindings" / "python"),
                       PYTHONDONTWRITEBYTECODE="1", OSTROV_LIBRARY=str(arguments.shared))
    return run([sys.executable, str(path)], env=environment, cwd=folder)


def judge(page, language, source, expected, arguments):
    """What is wrong, or None."""
    with tempfile.TemporaryDirectory() as name:
        try:
            runner = run_c if language == "c" else run_python
            seen = runner(source, arguments, pathlib.Path(name))
        except (RuntimeError, subprocess.TimeoutExpired) as fault:
            return f"{page}: the {language} program does not run: {fault}"
    if expected is not None and seen != expected:
        return f"{page}: the {language} program prints\n{seen}and the page says\n{expected}"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", type=pathlib.Path, required=True)
    parser.add_argument("--shared", type=pathlib.Path)
    parser.add_argument("pages", nargs="+", type=pathlib.Path)
    arguments = parser.parse_args()
    ran, faults = 0, []
    for page in arguments.pages:
        for language, source, expected in programs(page):
            if language == "python" and arguments.shared is None:
                print(f"SKIP {page}: Python is not there yet")
                continue
            ran += 1
            faults.append(judge(page, language, source, expected, arguments))
    faults = [fault for fault in faults if fault]
    print("\n".join(faults) if faults else f"{ran} programs of the pages run as written")
    return 1 if faults or ran == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
