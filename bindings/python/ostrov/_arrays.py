"""Columns of numbers: borrowed without a copy where that is possible, numpy where it is there.

SPDX-License-Identifier: Apache-2.0
"""

import array
import ctypes
import math
from typing import Any, NamedTuple, Optional, Tuple

try:
    import numpy
except ImportError:  # everything works without; results are then array.array
    numpy = None  # type: ignore[assignment]

_DTYPES = {"d": "float64", "q": "int64", "i": "int32", "B": "uint8"}
_SIZES = {"d": 8, "q": 8, "i": 4, "B": 1}
# A buffer says "l" where int64_t is long; both are eight bytes there.
_SAME = {"q": ("q", "l"), "d": ("d",), "i": ("i", "l"), "B": ("B",)}


class Column(NamedTuple):
    """A column the library may read or write for as long as this object lives."""

    address: int
    count: int
    owner: Any  #: who owns the memory


def is_numpy(value: Any) -> bool:
    return numpy is not None and isinstance(value, numpy.ndarray)


def is_many(value: Any) -> bool:
    """Whether a value is a column rather than one number, moment or text."""
    if isinstance(value, (str, bytes)):
        return False
    if numpy is not None and isinstance(value, numpy.generic):
        return False
    if is_numpy(value):
        return value.ndim > 0
    return hasattr(value, "__len__") or hasattr(value, "__iter__") or _has_buffer(value)


def _has_buffer(value: Any) -> bool:
    try:
        memoryview(value)
    except TypeError:
        return False
    return True


def _borrow(values: Any, code: str, writable: bool) -> Optional[Tuple[int, int, Any]]:
    """Address, count and owner of memory that already is what the library wants; None otherwise."""
    if is_numpy(values):
        fits = values.dtype == numpy.dtype(_DTYPES[code]) and values.dtype.isnative
        if fits and values.flags.c_contiguous and (values.flags.writeable or not writable):
            return values.ctypes.data, values.size, values
        return None
    try:
        view = memoryview(values)
    except TypeError:
        return None
    fits = view.format.lstrip("@") in _SAME[code] and view.itemsize == _SIZES[code]
    if not fits or not view.c_contiguous:
        return None
    if not view.readonly:
        # from_buffer holds the buffer: an array.array cannot be resized under the library.
        held = (ctypes.c_char * view.nbytes).from_buffer(view) if view.nbytes else view
        return (ctypes.addressof(held) if view.nbytes else 0), view.nbytes // view.itemsize, held
    if writable or numpy is None:
        return None
    owner = numpy.frombuffer(view, dtype=_DTYPES[code])
    return owner.ctypes.data, owner.size, owner


def _number(value: Any, code: str) -> Any:
    if value is None and code == "d":
        return math.nan
    return float(value) if code == "d" else value


def take(values: Any, code: str, name: str) -> Column:
    """A column to read: float64 ("d"), int64 ("q") or int32 ("i"). Any buffer of that type that is
    contiguous is borrowed; anything else is copied."""
    borrowed = _borrow(values, code, writable=False)
    if borrowed is not None:
        return Column(*borrowed)
    try:
        if isinstance(values, (str, bytes)):
            raise TypeError("text is no column")
        if numpy is not None and (is_numpy(values) or hasattr(values, "__array__")):
            listed = numpy.asarray(values)
            safe = "same_kind" if code == "d" else "safe"
            if listed.dtype == object:
                listed = numpy.array([_number(v, code) for v in listed], dtype=_DTYPES[code])
            if listed.size and not numpy.can_cast(listed.dtype, _DTYPES[code], safe):
                raise TypeError(f"{listed.dtype} is not {_DTYPES[code]}")
            copied: Any = numpy.ascontiguousarray(listed, dtype=_DTYPES[code])
        else:
            copied = array.array(code, (_number(v, code) for v in values))
    except (TypeError, ValueError, OverflowError) as error:
        raise TypeError(f"{name} must be numbers ({_DTYPES[code]}): {error}") from None
    address, count, owner = _borrow(copied, code, writable=False)  # type: ignore[misc]
    return Column(address, count, owner)


def take_out(values: Any, code: str, count: int, name: str) -> Column:
    """A column to write into: never copied, so it must already be right."""
    borrowed = _borrow(values, code, writable=True)
    if borrowed is None:
        raise TypeError(f"{name} must be a writable contiguous buffer of {_DTYPES[code]}")
    if borrowed[1] != count:
        raise ValueError(f"{name} holds {borrowed[1]} values, {count} are needed")
    return Column(*borrowed)


def new(code: str, count: int) -> Any:
    """An empty column of our own: numpy array, or array.array without numpy."""
    if numpy is not None:
        return numpy.zeros(count, dtype=_DTYPES[code])
    return array.array(code, bytes(_SIZES[code] * count))


def new_column(code: str, count: int) -> Tuple[Column, Any]:
    """An empty column for the library to write, and the values to hand out."""
    values = new(code, count)
    return take_out(values, code, count, "a new column"), values


def filled(code: str, count: int, value: float) -> Any:
    """A column of one value."""
    if numpy is not None:
        return numpy.full(count, value, dtype=_DTYPES[code])
    return array.array(code, [value]) * count


def strided(rows: Any, offset: int, code: str) -> Any:
    """One member of an array of structures as a column: a numpy view, or a copy without numpy."""
    size = ctypes.sizeof(rows._type_)
    count = len(rows)
    if numpy is not None:
        dtype = numpy.dtype(_DTYPES[code])
        return numpy.ndarray((count,), dtype, buffer=rows, offset=offset, strides=(size,))
    raw = memoryview(rows).cast("B")
    width = _SIZES[code]
    column = array.array(code)
    for i in range(count):
        column.frombytes(raw[i * size + offset : i * size + offset + width])
    return column


def put_strided(rows: Any, offset: int, column: Column) -> None:
    """Writes a column of float64 into one member of an array of structures."""
    size = ctypes.sizeof(rows._type_)
    values = (ctypes.c_double * column.count).from_address(column.address) if column.count else ()
    if numpy is not None and column.count:
        view = numpy.ndarray(
            (column.count,), numpy.dtype("float64"), buffer=rows, offset=offset, strides=(size,)
        )
        view[:] = values
        return
    base = ctypes.addressof(rows)
    for i, value in enumerate(values):
        ctypes.c_double.from_address(base + i * size + offset).value = value


def copied(values: Any) -> Any:
    """A copy that owns its memory."""
    return values.copy() if is_numpy(values) else values[:]
