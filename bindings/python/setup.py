"""Puts libostrov inside the wheel when OSTROV_LIBRARY names it; everything else is in pyproject.toml.

Without OSTROV_LIBRARY the wheel is pure Python and takes the system's libostrov.

SPDX-License-Identifier: Apache-2.0
"""

import os
import pathlib
import shutil
import sys

from setuptools import Distribution, setup
from setuptools.command.build_py import build_py
from wheel.bdist_wheel import bdist_wheel

LIBRARY = os.environ.get("OSTROV_LIBRARY", "")
INSIDE = {"darwin": "libostrov.dylib", "win32": "ostrov.dll"}.get(sys.platform, "libostrov.so")


class WithLibrary(Distribution):
    def has_ext_modules(self):  # a wheel with a library is of one platform
        return bool(LIBRARY)


class BuildWithLibrary(build_py):
    def run(self):
        super().run()
        inside = pathlib.Path(self.build_lib) / "ostrov" / INSIDE
        if LIBRARY:
            if not pathlib.Path(LIBRARY).is_file():
                raise SystemExit(f"OSTROV_LIBRARY = {LIBRARY} is no file")
            shutil.copyfile(LIBRARY, inside)
        elif inside.exists():  # left by an earlier build with a library
            inside.unlink()


class EveryPython3(bdist_wheel):
    """ctypes needs no ABI of the interpreter: one wheel serves every Python 3."""

    def get_tag(self):
        _python, _abi, platform = super().get_tag()
        return "py3", "none", platform


setup(
    distclass=WithLibrary,
    cmdclass={"build_py": BuildWithLibrary, "bdist_wheel": EveryPython3},
)
