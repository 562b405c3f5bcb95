"""An array of the library's structures as columns.

SPDX-License-Identifier: Apache-2.0
"""

import types
from typing import Any

from . import _arrays
from ._layout import Table


class Columns(types.SimpleNamespace):
    """Columns of one length by name: numpy views of the library's own rows, or array.array."""

    def __len__(self) -> int:
        return len(next(iter(vars(self).values())))


def columns(rows: Any, described: Table, **more: Any) -> Columns:
    """An array of structures of doubles as columns."""
    if len(rows) == 0:
        found = {f.name: _arrays.new("d", 0) for f in described.fields}
    else:
        found = {f.name: _arrays.strided(rows, f.offset, "d") for f in described.fields}
    return Columns(**found, **more)
