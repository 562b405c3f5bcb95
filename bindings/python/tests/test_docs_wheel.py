"""What the pages show runs, and the wheel holds what it should.

SPDX-License-Identifier: Apache-2.0
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import zipfile

import headers
import pytest

PACKAGE = pathlib.Path(__file__).parents[1]
PAGES = [
    PACKAGE / "README.md",
    headers.TOP / "README.md",
    headers.TOP / "docs" / "how-to" / "use-from-python.md",
]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: f"{p.parent.name}-{p.name}")
def test_code_on_the_page_runs(page, capsys):
    code = "\n".join(re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.S))
    assert "import ostrov" in code
    if "import numpy" in code:
        pytest.importorskip("numpy", reason="SKIP the page's numpy: it is not here")
    exec(compile(code, str(page), "exec"), {})
    assert capsys.readouterr().out.strip()


@pytest.mark.parametrize("library", [True, False])
def test_a_wheel(library, tmp_path):
    pytest.importorskip("wheel", reason="SKIP wheels: Python's wheel is not installed")
    pytest.importorskip("setuptools", reason="SKIP wheels: setuptools is not installed")
    path = os.environ.get("OSTROV_LIBRARY", "")
    if library and not os.path.isfile(path):
        pytest.skip("SKIP a wheel with its library: OSTROV_LIBRARY names no file")
    source = tmp_path / "source"
    shutil.copytree(PACKAGE, source, ignore=shutil.ignore_patterns("build", "tests", "*.egg-info"))
    plain = {k: v for k, v in os.environ.items() if k not in ("LD_PRELOAD", "OSTROV_LIBRARY")}
    command = [sys.executable, "setup.py", "-q", "bdist_wheel", "-d", str(tmp_path)]
    subprocess.run(
        command,
        cwd=source,
        env={**plain, "OSTROV_LIBRARY": path} if library else plain,
        check=True,
        capture_output=True,
        timeout=120,
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    inside = {n for n in names if n.endswith((".so", ".dylib", ".dll"))}
    assert {"ostrov/py.typed", "ostrov/__init__.py", "ostrov/demo.py"} <= names
    assert wheel.name.startswith("ostrov-0.1.0-py3-none-")
    assert bool(inside) == library and wheel.name.endswith("-any.whl") != library
    if library:
        zipfile.ZipFile(wheel).extractall(tmp_path / "site")
        told = subprocess.run(
            [sys.executable, "-m", "ostrov", "about"],
            cwd=tmp_path,
            env={**plain, "PYTHONPATH": str(tmp_path / "site"), **preloaded()},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        assert str(tmp_path / "site") in told


def preloaded():
    """The sanitizer, where the library needs one to be there before it."""
    return {k: os.environ[k] for k in ("LD_PRELOAD",) if k in os.environ}
