"""Python objects around the library's structures: one attribute for each member, made from the
field tables.

Going in, a number, word, sequence or moment becomes what the member holds; what it cannot be is a
TypeError that names it. Coming out, a word stands for an enum, a tuple for an array, True, False
or None (not known) for a bool, None for a time that is not known, NaN for a number that is not.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
import math
import operator
from typing import TYPE_CHECKING, Any, Callable, Dict, Iterator, Optional, Tuple, Type

from . import _arrays, _time
from ._constants import NO_TIME
from ._errors import did_you_mean, must
from ._layout import Field, Table
from ._library import lib, structures, table

_BOUNDS = {
    "i32": (-(2**31), 2**31 - 1),
    "u32": (0, 2**32 - 1),
    "i64": (-(2**63), 2**63 - 1),
    "u64": (0, 2**64 - 1),
    "u16": (0, 2**16 - 1),
}
_COLUMN_CODES = {"column_f64": "d", "column_i64": "q", "column_i32": "i"}

#: Public class of each structure's objects, by C name.
record_classes: Dict[str, Type["Record"]] = {}


class Series:
    """Evenly spaced values: values[i] holds from start to the next, step_s later. A float64 buffer
    is borrowed, not copied."""

    def __init__(self, start: Any, step_s: int, values: Any) -> None:
        self.start_s = _time.seconds(start)
        self.step_s = operator.index(step_s)
        self.values = values
        self._column = _arrays.take(values, "d", "values")

    def __len__(self) -> int:
        return self._column.count

    def __repr__(self) -> str:
        return f"Series(start={self.start_s}, step_s={self.step_s}, {len(self)} values)"

    def mean(self, from_s: Any, until_s: Any) -> float:
        """Mean from one moment to another, each value weighted by the time it holds."""
        mean = ctypes.c_double()
        c = structures["ostrov_series"]()
        self._write(c)
        must(
            lib.ostrov_series_mean(
                ctypes.byref(c), _time.seconds(from_s), _time.seconds(until_s), ctypes.byref(mean)
            ),
            where="ostrov_series_mean",
        )
        return mean.value

    def _write(self, c: Any) -> None:
        c.start_s, c.step_s, c.count = self.start_s, self.step_s, self._column.count
        c.values = self._column.address


def _is_time(field: Field) -> bool:
    return field.type == "i64" and field.unit == "s"


def _whole(value: Any, field: Field, where: str) -> int:
    """A whole number within the bounds of its C type."""
    if _is_time(field):
        number = NO_TIME if value is None else _time.seconds(value)
    else:
        try:
            number = operator.index(value)
        except TypeError:
            raise TypeError(f"{where} must be a whole number, not {value!r}") from None
    low, high = _BOUNDS[field.type]
    if not low <= number <= high:
        raise OverflowError(f"{where} = {number} does not fit its type ({field.type})")
    return number


def _word(value: Any, field: Field, where: str) -> int:
    if value is None:
        return 0
    if isinstance(value, str):
        words = dict(field.choices)
        if value in words:
            return words[value]
        if value == "unknown":
            return 0
        raise ValueError(
            f"{where} = {value!r} is none of {', '.join(words)}{did_you_mean(value, words)}"
        )
    try:
        return operator.index(value)
    except TypeError:
        raise TypeError(f"{where} must be one of its words or a number, not {value!r}") from None


def _one(value: Any, field: Field, where: str) -> Any:
    """One element as its ctypes field takes it."""
    if field.type == "f64":
        if value is None:
            return math.nan
        if isinstance(value, (str, bytes)):
            raise TypeError(f"{where} must be a number, not {value!r}")
        try:
            return float(value)
        except (TypeError, ValueError):
            raise TypeError(f"{where} must be a number, not {value!r}") from None
    if field.type == "bool":
        if value is None:
            return -1
        if value in (True, False, -1):
            return int(value)
        raise TypeError(f"{where} must be True, False or None, not {value!r}")
    if field.type == "enum":
        return _word(value, field, where)
    return _whole(value, field, where)


def _many(c: Any, value: Any, field: Field, where: str) -> None:
    """Some or all elements of an array member, from its first on."""
    if not _arrays.is_many(value):
        raise TypeError(f"{where} takes a sequence of up to {field.count} values, not {value!r}")
    values = list(value)
    if len(values) > field.count:
        raise ValueError(f"{where} takes at most {field.count} values, not {len(values)}")
    checked = [_one(v, field, f"{where}[{i}]") for i, v in enumerate(values)]
    getattr(c, field.name)[: len(checked)] = checked


class Record:
    """One structure of the library: attributes as in C."""

    _table: Table
    _by_name: Dict[str, Field]
    _c_class: Type[ctypes.Structure]
    _defaults: Optional[Callable[[Any, int], int]] = None
    _writable = True

    __slots__ = ("_c", "_keep")

    if TYPE_CHECKING:  # the attributes come from the field tables

        def __getattr__(self, name: str) -> Any: ...

    def __init__(self, **fields: Any) -> None:
        object.__setattr__(self, "_c", self._new())
        object.__setattr__(self, "_keep", {})
        self.set(**fields)

    @classmethod
    def _new(cls) -> ctypes.Structure:
        """A structure with the library's defaults."""
        c = cls._c_class()
        if cls._defaults is not None:
            must(cls._defaults(ctypes.byref(c), ctypes.sizeof(c)), where=cls._table.name)
        else:
            _standard(c, cls._table)
        return c

    @classmethod
    def _around(cls, c: ctypes.Structure) -> Any:
        """The object around a structure that the library has filled."""
        record = cls.__new__(cls)
        object.__setattr__(record, "_c", c)
        object.__setattr__(record, "_keep", {})
        return record

    @classmethod
    def _field(cls, name: str) -> Field:
        field = cls._by_name.get(name)
        if field is None or field.reserved or field.derived:
            known = [f.name for f in cls._by_name.values() if not (f.reserved or f.derived)]
            raise TypeError(f"{cls.__name__} has no field {name!r}{did_you_mean(name, known)}")
        return field

    def set(self, **fields: Any) -> None:
        """Sets members by name; None leaves a setting at its default and makes a measured value
        "not measured"."""
        if not self._writable and fields:
            raise TypeError(f"{type(self).__name__} is a result and cannot be changed")
        for name, value in fields.items():
            field = self._field(name)
            if value is None and self._table.kind in ("config", "row"):
                continue
            self._put(field, value)

    def _put(self, field: Field, value: Any) -> None:
        if field.type == "f64" and field.count == 1 and type(value) is float:
            setattr(self._c, field.name, value)  # by far the most frequent
            return
        where = f"{self._table.name}.{field.name}"
        if field.type == "series":
            self._put_series(field, value, where)
        elif field.type == "reference":
            self._put_reference(field, value, where)
        elif field.type == "rows":
            self._put_rows(field, value, where)
        elif field.type in _COLUMN_CODES:
            self._put_column(field, value, where)
        elif field.type == "text":
            if value is not None and not isinstance(value, str):
                raise TypeError(f"{where} must be text, not {value!r}")
            self._keep[field.name] = None if value is None else value.encode("utf-8")
            setattr(self._c, field.name, self._keep[field.name])
        elif field.count > 1:
            _many(self._c, [None] * field.count if value is None else value, field, where)
        else:
            setattr(self._c, field.name, _one(value, field, where))

    def _put_series(self, field: Field, value: Any, where: str) -> None:
        if value is None:
            value = Series(0, 1, [])
        if not isinstance(value, Series):
            raise TypeError(f"{where} takes an ostrov.Series(start, step_s, values), not {value!r}")
        value._write(getattr(self._c, field.name))
        self._keep[field.name] = value

    def _put_reference(self, field: Field, value: Any, where: str) -> None:
        if value is None:
            setattr(self._c, field.name, None)
            self._keep.pop(field.name, None)
            return
        if field.refers == "int64_t":
            column = _time.moments_s(value, where)
            self._keep[field.name] = (value, column)
            setattr(self._c, field.name, column.address)
            return
        if field.refers == "int32_t":
            if not isinstance(value, ctypes.c_int32):
                raise TypeError(f"{where} takes a ctypes.c_int32, not {value!r}")
            record: Any = value
            target: Any = value
        else:
            record = as_record(value, str(field.refers), where)
            target = record._c
        self._keep[field.name] = record
        setattr(self._c, field.name, ctypes.addressof(target))

    def _put_rows(self, field: Field, value: Any, where: str) -> None:
        name = str(field.refers)
        records = [as_record(v, name, f"{where}[{i}]") for i, v in enumerate(value or ())]
        rows = (structures[name] * len(records))(*[record._c for record in records])
        self._keep[field.name] = rows
        self._keep[field.name + "_records"] = records  # what the rows themselves may refer to
        setattr(self._c, field.name, ctypes.addressof(rows) if records else None)
        setattr(self._c, field.name + "_count", len(records))
        setattr(self._c, field.name + "_stride", ctypes.sizeof(structures[name]))

    def _put_column(self, field: Field, value: Any, where: str) -> None:
        if value is None:
            setattr(self._c, field.name, None)
            self._keep.pop(field.name, None)
            return
        column = _arrays.take(value, _COLUMN_CODES[field.type], where)
        self._keep[field.name] = (value, column)
        setattr(self._c, field.name, column.address if column.count else None)

    def _get(self, field: Field) -> Any:
        if field.type in ("series", "reference"):
            kept = self._keep.get(field.name)
            return kept[0] if isinstance(kept, tuple) else kept
        if field.type == "rows":
            cls = record_classes[str(field.refers)]
            rows = self._keep.get(field.name)
            return tuple(cls._around(_copy(row)) for row in rows) if rows is not None else ()
        if field.type in _COLUMN_CODES:
            kept = self._keep.get(field.name)
            return kept[0] if kept is not None else None
        value = getattr(self._c, field.name)
        if field.count > 1:
            return tuple(_out(v, field) for v in value)
        return _out(value, field)

    def __setattr__(self, name: str, value: Any) -> None:
        if not self._writable:
            raise AttributeError(f"{type(self).__name__} is a result and cannot be changed")
        try:
            field = self._field(name)
        except TypeError as error:
            raise AttributeError(str(error)) from None
        if value is None and self._table.kind in ("config", "row"):
            if not field.optional:
                raise TypeError(f"{self._table.name}.{name} must have a value")
        self._put(field, value)

    def items(self) -> Iterator[Tuple[str, Any]]:
        """Names and values of all members, in the order of the header."""
        for field in self._table.fields:
            if not (field.reserved or field.derived):
                yield field.name, self._get(field)

    def asdict(self) -> Dict[str, Any]:
        """All members by name."""
        return dict(self.items())

    def __repr__(self) -> str:
        inside = ", ".join(f"{name}={value!r}" for name, value in self.items())
        return f"{type(self).__name__}({inside})"

    def __eq__(self, other: Any) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(_same(a, b) for (_, a), (_, b) in zip(self.items(), other.items()))

    __hash__ = None  # type: ignore[assignment]

    def __copy__(self) -> Any:
        other = type(self)._around(_copy(self._c))
        other._keep.update(self._keep)
        return other

    def __deepcopy__(self, memo: Any) -> Any:
        return self.__copy__()


def _copy(c: Any) -> Any:
    other = type(c)()
    ctypes.pointer(other)[0] = c
    return other


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(_same(x, y) for x, y in zip(a, b))
    if isinstance(a, float) and isinstance(b, float) and a != a and b != b:
        return True
    return bool(a is b or a == b)


def _out(value: Any, field: Field) -> Any:
    if field.type == "enum":
        for word, number in field.choices:
            if number == value:
                return word
        return "unknown" if value == 0 else value
    if field.type == "bool":
        return None if value < 0 else bool(value)
    if field.type == "text":
        return None if value is None else value.decode("utf-8")
    if _is_time(field) and value == NO_TIME:
        return None
    return value


def _standard(c: Any, described: Table) -> None:
    """Defaults by the table, for a row that has no function of its own for them."""
    for field in described.fields:
        if field.count > 1 or field.type not in ("f64", "i32", "u32", "i64", "enum", "bool"):
            continue
        known = not math.isnan(field.default)
        if field.type == "f64":
            setattr(c, field.name, field.default)
        elif known:
            setattr(c, field.name, int(field.default))
        else:
            setattr(c, field.name, {"i64": NO_TIME, "bool": -1}.get(field.type, 0))


def as_record(value: Any, name: str, where: str) -> Record:
    """An object of a structure, from one, from a dict, or from an object that has one to lend."""
    cls = record_classes[name]
    if isinstance(value, cls):
        return value
    if isinstance(value, dict):
        return cls(**value)
    lent = getattr(value, "_lends", {}).get(name)
    if lent is not None:
        return as_record(lent(value), name, where)
    raise TypeError(f"{where} takes an ostrov.{cls.__name__} or a dict, not {value!r}")


def config_of(cls: Type[Record], config: Any, fields: Dict[str, Any]) -> Record:
    """The settings of an object: given whole, as a dict or by keyword."""
    if config is None:
        return cls(**fields)
    if fields:
        config = as_record(config, cls._table.name, cls.__name__).__copy__()
        config.set(**fields)
        return config
    return as_record(config, cls._table.name, cls.__name__)


def _doc_line(field: Field) -> str:
    words = [field.brief]
    if field.choices:
        words.append("one of " + ", ".join(word for word, _ in field.choices))
    if field.unit not in ("", "1"):
        words.append(field.unit)
    low, high = not math.isnan(field.min), not math.isnan(field.max)
    if field.type in ("f64", "i32", "u32", "i64", "series") and (low or high):
        low_text = f"{field.min:g}" if low else "-∞"
        high_text = f"{field.max:g}" if high else "∞"
        words.append(f"{low_text} … {high_text}")
    if field.count > 1:
        words.append(f"{field.count} values")
    if field.type in ("f64", "i32", "u32") and not math.isnan(field.default):
        words.append(f"default {field.default:g}")
    return "; ".join(words)


def record(name: str, public: str, defaults: Optional[str] = None, base: type = Record) -> Any:
    """Makes the public class of a structure's objects."""
    described = table(name)
    users = [f for f in described.fields if not (f.reserved or f.derived)]
    writable = described.kind != "output"
    lines = [f"{described.brief[:1].upper()}{described.brief[1:].rstrip('.')}.", ""]
    lines += [f"{f.name}: {_doc_line(f)}" for f in users]
    members: Dict[str, Any] = {
        "__slots__": (),
        "__doc__": "\n".join(lines),
        "__module__": "ostrov",
        "_table": described,
        "_by_name": {f.name: f for f in described.fields},
        "_c_class": structures[name],
        "_writable": writable,
    }
    for field in users:
        members[field.name] = _property(field)
    cls = type(public, (base,), members)
    if defaults is not None:
        cls._defaults = staticmethod(getattr(lib, defaults))
    record_classes[name] = cls
    return cls


def _property(field: Field) -> property:
    def read(self: Record) -> Any:
        return self._get(field)

    def write(self: Record, value: Any) -> None:  # reached through Record.__setattr__ only
        self._put(field, value)

    return property(read, write, None, _doc_line(field))
