"""HiGHS and GLPK from PyPI in a virtual environment of their own, build/solvers: the planners' peers.

SPDX-License-Identifier: Apache-2.0
"""

import os
import pathlib
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
WANTED = ("highspy", "swiglpk", "numpy")
ENV = TOP / "build" / "solvers"


def _is_made(python):
    test = [str(python), "-c", "import highspy, swiglpk, numpy"]
    return python.exists() and subprocess.run(test, capture_output=True, check=False).returncode == 0


def here(library):
    """For a sample without peers: the interpreter as it is, whose numpy is enough."""
    os.environ["OSTROV_LIBRARY"] = str(library)
    sys.path.insert(0, str(TOP / "bindings" / "python"))


def enter(what, library):
    """Runs the program again inside the environment, which is made when it is not there; ends the
    program with a SKIP line when that fails. library: libostrov.so to compare."""
    if os.environ.get("OSTROV_SOLVERS_ENV"):
        sys.path.insert(0, str(TOP / "bindings" / "python"))
        return
    python = ENV / "bin" / "python"
    if not _is_made(python):
        ENV.parent.mkdir(exist_ok=True)
        for step in (
            [sys.executable, "-m", "venv", "--clear", str(ENV)],
            [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", *WANTED],
        ):
            done = subprocess.run(step, capture_output=True, text=True, check=False, timeout=500)
            if done.returncode != 0:
                print(f"SKIP {what}: {' '.join(WANTED)} cannot be installed: {done.stderr.strip()[-200:]!r}")
                sys.exit(0)
    environment = dict(os.environ, OSTROV_SOLVERS_ENV="1", OSTROV_LIBRARY=str(library))
    os.execve(str(python), [str(python), *sys.argv], environment)
