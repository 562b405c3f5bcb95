"""The committed table of grid codes is what the generator makes of its source, and the generator refuses
what it cannot read.

SPDX-License-Identifier: Apache-2.0
"""

import pathlib
import subprocess
import sys

import headers
import pytest

FOLDER = headers.TOP / "lib" / "grid" / "codes"
TABLE = headers.TOP / "lib" / "grid" / "code_table.c"


def generate(source, target):
    return subprocess.run(
        [sys.executable, str(FOLDER / "generate.py"), str(source), str(target)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_table_is_as_generated(tmp_path):
    assert generate(FOLDER / "codes.txt", tmp_path / "table.c").returncode == 0
    assert (tmp_path / "table.c").read_text(encoding="utf-8") == TABLE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "old, new, words",
    [
        ("trip_ov OV2 | 1.20 pu", "trip_ov OV2 | 1.2O pu", "codes.txt:"),
        ("| agree2 | OpenDER, UL1741SB | not adjustable", "| sure | me |", "cannot read"),
        ("lfsm_u f1 | 49.8", "lfsm_u f1 | 49.8", None),
        ("trip_uf f< | 47.5 Hz", "enter_f low | 48 Hz |  |  |  | memory | -\ntrip_uf f< | 47.5 Hz",
         "two rows for"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(tmp_path, old, new, words):
    text = (FOLDER / "codes.txt").read_text(encoding="utf-8")
    assert old in text
    source = pathlib.Path(tmp_path) / "codes.txt"
    source.write_text(text.replace(old, new), encoding="utf-8")
    done = generate(source, tmp_path / "table.c")
    if words is None:
        assert done.returncode == 0
    else:
        assert done.returncode != 0 and words in done.stderr
