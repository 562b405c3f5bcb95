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

    def __repr__(self) -> str:
        named = ", ".join(f"{k}={v!r}" for k, v in vars(self).items() if not k.startswith("_"))
        return f"Columns({named})"


def columns(rows: Any, described: Table, **more: Any) -> Columns:
    """An array of structures of doubles as columns."""
    if len(rows) == 0:
        found = {f.name: _arrays.new("d", 0) for f in described.fields}
    else:
        found = {f.name: _arrays.strided(rows, f.offset, "d") for f in described.fields}
    made = Columns(**found, **more)
    object.__setattr__(made, "_rows", rows)  # what the views look at: functions take it as it is
    return made


def rows_of(value: Any, described: Table, c_class: Any, what: str) -> Any:
    """The array of structures behind Columns, or one made from an object's columns by name."""
    rows = getattr(value, "_rows", None)
    if rows is not None and rows._type_ is c_class:
        return rows
    names = [f.name for f in described.fields if not f.reserved]
    given = {name: getattr(value, name) for name in names if hasattr(value, name)}
    if isinstance(value, dict):
        given = {name: value[name] for name in names if name in value}
    missing = [name for name in names if name not in given]
    if missing:
        raise TypeError(f"{what} lacks {', '.join(missing)}")
    taken = {name: _arrays.take(column, "d", name) for name, column in given.items()}
    counts = {column.count for column in taken.values()}
    if len(counts) != 1:
        raise ValueError(f"{what}: columns of {', '.join(map(str, sorted(counts)))} values")
    rows = (c_class * counts.pop())()
    for name, column in taken.items():
        offset = next(f.offset for f in described.fields if f.name == name)
        _arrays.put_strided(rows, offset, column)
    return rows
