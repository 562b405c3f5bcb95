"""An environment of its own for a referee whose packages come from PyPI.

SPDX-License-Identifier: Apache-2.0
"""
import os
import pathlib
import subprocess
import sys


def enter(venv, name, *packages):
    """Goes on in an environment that has the packages; exit 77, said aloud, when there is none to be had."""
    python = venv / "bin" / "python"
    if pathlib.Path(sys.prefix) == venv:
        return
    if not python.exists():
        try:
            subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True, capture_output=True)
            subprocess.run([python, "-m", "pip", "install", "-q", *packages], check=True,
                           capture_output=True, timeout=180)
        except (subprocess.SubprocessError, OSError) as error:
            subprocess.run(["rm", "-rf", str(venv)], check=False)
            print(f"SKIP {name} referee: {', '.join(packages)} are not to be had ({error})")
            sys.exit(77)
    os.execv(python, [str(python), *sys.argv])
