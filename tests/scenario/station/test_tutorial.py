"""The tutorial "your own site": every command as it is printed, and what it prints, digits aside."""

import os
import pathlib
import re
import subprocess

import pytest

import program

PAGE = program.TOP / "docs/tutorial/your-own-site.md"
BLOCK = re.compile(r"^## (\d)\.[^\n]*$|^```(sh|text)\n(.*?)^```$", re.M | re.S)


def steps():
    """(step, command, lines that it shows) for each sh block of the page."""
    found, step = [], 0
    for match in BLOCK.finditer(PAGE.read_text(encoding="utf-8")):
        if match.group(1):
            step = int(match.group(1))
        elif match.group(2) == "sh":
            found.append([step, match.group(3), []])
        else:
            found[-1][2] += match.group(3).splitlines()
    return found


STEPS = steps()


def shape(line):
    return line.replace("\u00a0", " ").strip()


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """A folder that looks like the clone after step 1: its program is the one under test."""
    top = tmp_path_factory.mktemp("clone")
    (top / "examples").symlink_to(program.TOP / "examples")
    (top / "build/demo").mkdir(parents=True)
    (top / "build/demo/bin").symlink_to(pathlib.Path(program.PROGRAM).parent)
    return top


def test_there_are_six_steps_and_the_first_is_the_demo():
    assert sorted({step for step, *_ in STEPS}) == [1, 2, 3, 4, 5, 6]
    assert STEPS[0][1].strip() in (program.TOP / ".ci/run").read_text(), "step 1 is run by nobody"


@pytest.mark.parametrize("number", range(1, len(STEPS)))
def test_a_command_does_what_the_page_says(clone, number):
    """In order: each goes on from what the ones before it left."""
    step, command, shown = STEPS[number]
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", command], cwd=clone, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ, "LC_ALL": "C.UTF-8"}, timeout=300)
    assert done.returncode == 0, (step, command, done.stdout)
    printed = [shape(line) for line in done.stdout.splitlines()]
    at = 0
    for line in filter(None, map(shape, shown)):
        assert line in printed[at:], (step, line, printed)
        at = printed.index(line, at) + 1
