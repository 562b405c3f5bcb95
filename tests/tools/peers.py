"""Peers from PyPI that ours is held against, in one virtual environment for all of them, build/peers.

SPDX-License-Identifier: Apache-2.0
"""

import fcntl
import os
import pathlib
import subprocess
import sys

ENV = pathlib.Path(__file__).resolve().parents[2] / "build" / "peers"
PYTHON = ENV / "bin" / "python"


def _once(name, command):
    """Runs the command unless it has once gone well."""
    stamp = ENV / "made" / name
    if not stamp.exists():
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=600)
        stamp.parent.mkdir(exist_ok=True)
        stamp.touch()


def enter(what, *packages, missing=77, **variables):
    """Runs the program again in the environment, which is given the packages (as pip is told them) where
    it lacks them, and the variables. Where they are not to be had: a SKIP line and exit status missing."""
    if pathlib.Path(sys.prefix) == ENV:
        return
    ENV.parent.mkdir(exist_ok=True)
    try:
        with open(ENV.with_suffix(".lock"), "w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # tests beside each other want it
            _once("environment", [sys.executable, "-m", "venv", "--clear", str(ENV)])
            # Most modules are never imported: those that are, Python compiles.
            install = [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-compile"]
            for package in packages:
                _once(package, [*install, package])
    except (subprocess.SubprocessError, OSError) as error:
        told = (getattr(error, "stderr", None) or str(error)).strip()[-200:]
        print(f"SKIP {what}: {', '.join(packages)} cannot be installed ({told!r})")
        sys.exit(missing)
    environment = dict(os.environ, PYTHONPYCACHEPREFIX=str(ENV / "compiled"), **variables)
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    os.execve(PYTHON, [str(PYTHON), *sys.argv], environment)
