"""ctypes structures, built from the library's own field tables and checked against them.

Only the three structures that make up a field table are written by hand, for a table cannot be read
before its own layout is known. They too are checked, by the tables that describe them.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
from typing import Dict, List, NamedTuple, Optional, Tuple, Type

from . import _constants as k


class LayoutError(ImportError):
    """The library's structures are not what this package, or this machine, makes of them."""


class CChoice(ctypes.Structure):
    _fields_ = [
        ("word", ctypes.c_char_p),
        ("value", ctypes.c_int32),
        ("reserved_", ctypes.c_int32),
    ]


class CField(ctypes.Structure):
    _fields_ = [
        ("name", ctypes.c_char_p),
        ("unit", ctypes.c_char_p),
        ("brief", ctypes.c_char_p),
        ("refers", ctypes.c_char_p),
        ("choices", ctypes.POINTER(CChoice)),
        ("choice_count", ctypes.c_uint32),
        ("offset", ctypes.c_uint32),
        ("count", ctypes.c_uint32),
        ("type", ctypes.c_uint16),
        ("since", ctypes.c_uint16),
        ("flags", ctypes.c_uint32),
        ("reserved_", ctypes.c_uint32),
        ("standard", ctypes.c_double),
        ("min", ctypes.c_double),
        ("max", ctypes.c_double),
    ]


class CStructure(ctypes.Structure):
    _fields_ = [
        ("name", ctypes.c_char_p),
        ("brief", ctypes.c_char_p),
        ("fields", ctypes.POINTER(CField)),
        ("field_count", ctypes.c_uint32),
        ("struct_size", ctypes.c_uint32),
        ("first_size", ctypes.c_uint32),
        ("kind", ctypes.c_uint32),
    ]


BY_HAND: Dict[str, Type[ctypes.Structure]] = {
    "ostrov_choice": CChoice,
    "ostrov_field": CField,
    "ostrov_structure": CStructure,
}


class Field(NamedTuple):
    """One member of a structure, as its field table has it."""

    name: str
    unit: str
    brief: str
    type: str  #: "f64", "i32", "enum", "series", …
    count: int  #: elements of an array; 1 otherwise
    offset: int  #: bytes from the start of the structure
    since: int  #: minor version of 0.x that brought it
    default: float  #: NaN = must be given, or not measured
    min: float  #: NaN = no bound
    max: float  #: NaN = no bound
    choices: Tuple[Tuple[str, int], ...]  #: words of an enum, with their values
    refers: Optional[str]  #: structure that a reference, rows or a series point to
    optional: bool  #: may be left out: NaN, None
    reserved: bool  #: not for users
    derived: bool  #: filled from another member


class Table(NamedTuple):
    """One structure and its members."""

    name: str
    brief: str
    kind: str  #: "config", "sample", "output", "row", "frozen", "opaque"
    size: int
    fields: Tuple[Field, ...]


_POINTER = ctypes.c_void_p
_SCALARS = {
    "f64": ctypes.c_double,
    "i32": ctypes.c_int32,
    "u32": ctypes.c_uint32,
    "i64": ctypes.c_int64,
    "u64": ctypes.c_uint64,
    "u16": ctypes.c_uint16,
    "enum": ctypes.c_int32,
    "bool": ctypes.c_int32,
    "reference": _POINTER,
    "rows": _POINTER,
    "column_f64": _POINTER,
    "column_i64": _POINTER,
    "column_i32": _POINTER,
    "text": ctypes.c_char_p,
}


def _text(value: Optional[bytes]) -> str:
    return value.decode("utf-8") if value is not None else ""


def read_table(structure: CStructure) -> Table:
    """One structure's table as Python values."""
    name = _text(structure.name)
    fields: List[Field] = []
    for i in range(structure.field_count if structure.fields else 0):
        f = structure.fields[i]
        member = _text(f.name)
        if f.type not in k.TYPE_WORDS:
            raise LayoutError(
                f"{name}.{member} has type {f.type}, which this package does not know: "
                "libostrov is newer than the Python package"
            )
        choices = tuple((_text(f.choices[c].word), f.choices[c].value) for c in range(f.choice_count))
        fields.append(
            Field(
                name=member,
                unit=_text(f.unit),
                brief=_text(f.brief),
                type=k.TYPE_WORDS[f.type],
                count=f.count,
                offset=f.offset,
                since=f.since,
                default=f.standard,
                min=f.min,
                max=f.max,
                choices=choices,
                refers=_text(f.refers) if f.refers is not None else None,
                optional=bool(f.flags & k.FIELD_OPTIONAL),
                reserved=bool(f.flags & k.FIELD_RESERVED),
                derived=bool(f.flags & k.FIELD_DERIVED),
            )
        )
    kind = k.KIND_WORDS.get(structure.kind)
    if kind is None:
        raise LayoutError(f"{name} is of kind {structure.kind}, which this package does not know")
    return Table(name, _text(structure.brief), kind, structure.struct_size, tuple(fields))


def element_type(field: Field, known: Dict[str, Type[ctypes.Structure]]) -> type:
    """ctypes type of one element of a member."""
    if field.type == "series":
        if "ostrov_series" not in known:
            raise LayoutError("ostrov_series must come before the structures that hold one")
        return known["ostrov_series"]
    return _SCALARS[field.type]


def build(table: Table, known: Dict[str, Type[ctypes.Structure]]) -> Type[ctypes.Structure]:
    """ctypes class of a table, or the one by hand; its layout is checked."""
    if table.name in BY_HAND:
        cls = BY_HAND[table.name]
    elif table.kind == "opaque":
        if table.size % 8:
            raise LayoutError(f"{table.name} has {table.size} bytes, not a multiple of 8")
        members = [("opaque_", ctypes.c_uint64 * (table.size // 8))]
        cls = type(table.name, (ctypes.Structure,), {"_fields_": members})
    else:
        members = []
        for field in table.fields:
            one = element_type(field, known)
            members.append((field.name, one * field.count if field.count > 1 else one))
        cls = type(table.name, (ctypes.Structure,), {"_fields_": members})
    check(table, cls, known)
    return cls


def check(
    table: Table, cls: Type[ctypes.Structure], known: Dict[str, Type[ctypes.Structure]]
) -> None:
    """Raises LayoutError unless every offset and size is the library's own."""
    if ctypes.sizeof(cls) != table.size:
        raise LayoutError(
            f"{table.name} has {table.size} bytes in libostrov and {ctypes.sizeof(cls)} here"
        )
    if table.kind == "opaque":
        return
    if len(cls._fields_) != len(table.fields):
        raise LayoutError(
            f"{table.name} has {len(table.fields)} members in libostrov and "
            f"{len(cls._fields_)} here"
        )
    for field in table.fields:
        here = getattr(cls, field.name, None)
        size = ctypes.sizeof(element_type(field, known)) * field.count
        if here is None:
            raise LayoutError(f"{table.name}.{field.name} is in libostrov and not here")
        if (here.offset, here.size) != (field.offset, size):
            raise LayoutError(
                f"{table.name}.{field.name} is {size} bytes at {field.offset} in libostrov and "
                f"{here.size} at {here.offset} here"
            )
