"""pvlib from PyPI, the peer our figures are held against.

SPDX-License-Identifier: Apache-2.0
"""

import pathlib
import sys

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS / "tools"))
import peers


def enter(what, library):
    """Runs the program again where pvlib is, or ends it with a SKIP line. library: libostrov.so to compare."""
    peers.enter(what, "pvlib==0.16.0", "scipy", missing=0, OSTROV_LIBRARY=str(library))
    sys.path.insert(0, str(TESTS.parent / "bindings" / "python"))
