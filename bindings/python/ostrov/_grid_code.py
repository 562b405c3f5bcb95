"""Grid codes as data: rows with source and certainty, settings made of them, changes a DSO asks for,
and the comparison with what devices read back. Nothing here says that a site complies with anything.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
from typing import Any, Dict, Iterable, List, Optional, Tuple

from ._constants import Status
from ._errors import must, new_fault
from ._grid import GridConfig
from ._library import lib, table
from ._values import as_record, record

GridSettings = record("ostrov_grid_settings", "GridSettings", "ostrov_grid_settings_defaults")
GridRule = record("ostrov_grid_rule", "GridRule")
GridCodeInfo = record("ostrov_grid_code_info", "GridCodeInfo")
GridOverride = record("ostrov_grid_override", "GridOverride")
GridChange = record("ostrov_grid_change", "GridChange")
GridPoint = record("ostrov_grid_point", "GridPoint")
GridFinding = record("ostrov_grid_finding", "GridFinding")


def _all(at: Any, cls: Any) -> Tuple[Any, ...]:
    """What a function gives one by one; the structures are constants of the library."""
    found: List[Any] = []
    while True:
        pointer = at(len(found))
        if not pointer:
            return tuple(found)
        found.append(cls._around(cls._c_class.from_buffer_copy(pointer.contents)))


def grid_codes() -> Tuple[Any, ...]:
    """The codes that settings can be made of: GridCodeInfo with name, title, counts."""
    return _all(lib.ostrov_grid_code_at, GridCodeInfo)


def grid_rules() -> Tuple[Any, ...]:
    """All rows of all codes: GridRule with the numbers, source, certainty and note."""
    return _all(lib.ostrov_grid_rule_at, GridRule)


def grid_code_rule(name: str, field: str, index: int = 0) -> Optional[Any]:
    """The row behind one number of a code's settings; None where the code is silent."""
    pointer = lib.ostrov_grid_code_rule(name.encode(), field.encode(), index)
    if not pointer:
        return None
    return GridRule._around(GridRule._c_class.from_buffer_copy(pointer.contents))


def _certainty(word: Any) -> int:
    if isinstance(word, int):
        return word
    field = next(f for f in table("ostrov_grid_rule").fields if f.name == "certainty")
    return dict(field.choices).get(word, 0)


def grid_certainty_text(certainty: Any) -> str:
    """A certainty in words. Takes its word or its number."""
    return lib.ostrov_grid_certainty_text(_certainty(certainty)).decode()


def grid_certainty_note(certainty: Any) -> str:
    """What has to be said beside a number of this certainty: "not verified against the standard's
    text", or "". Takes its word or its number."""
    return lib.ostrov_grid_certainty_note(_certainty(certainty)).decode()


def grid_code_settings(name: str) -> Any:
    """GridSettings of a code, such as grid_code_settings("cz-ppds-4")."""
    settings = GridSettings()
    c = settings._c
    must(
        lib.ostrov_grid_code_settings(name.encode(), ctypes.byref(c), ctypes.sizeof(c)),
        where=f"ostrov_grid_code_settings({name!r})",
    )
    return settings


def _settings(value: Any) -> Any:
    return as_record(value, "ostrov_grid_settings", "settings")


def grid_settings_check(settings: Any) -> Status:
    """OK, or an OstrovError that names the setting which contradicts another, and its limit."""
    fault = new_fault()
    c = _settings(settings)._c
    status = lib.ostrov_grid_settings_check(ctypes.byref(c), ctypes.byref(fault))
    return must(status, fault, "ostrov_grid_settings_check")


def grid_settings_config(settings: Any, config: Any = None) -> Any:
    """A GridConfig with the settings put in; the rest as in config, or by default."""
    made = GridConfig() if config is None else as_record(config, "ostrov_grid_config", "config")
    made = made.__copy__()
    fault = new_fault()
    must(
        lib.ostrov_grid_settings_config(
            ctypes.byref(_settings(settings)._c), ctypes.byref(made._c), ctypes.byref(fault)
        ),
        fault,
        "ostrov_grid_settings_config",
    )
    return made


def grid_code(name: str, config: Any = None) -> Any:
    """A GridConfig with what a code says; the rest as in config, or by default."""
    made = GridConfig() if config is None else as_record(config, "ostrov_grid_config", "config")
    made = made.__copy__()
    must(
        lib.ostrov_grid_code(name.encode(), ctypes.byref(made._c)),
        where=f"ostrov_grid_code({name!r})",
    )
    return made


def grid_settings_override(
    settings: Any,
    overrides: Iterable[Dict[str, Any]],
    *,
    log: List[Any],
    code: Optional[str] = None,
) -> Status:
    """Applies what a DSO asks for to settings, all or nothing, and appends GridChange rows to log.

    overrides: dicts (or GridOverride) with field, value, document, who, when_s, and index for an
    array. code: whose adjustable ranges are looked at. Status.DEGRADED: done, but a value is
    outside the range that the code gives."""
    asked = [as_record(o, "ostrov_grid_override", "override") for o in overrides]
    rows = (GridOverride._c_class * len(asked))(*[o._c for o in asked])
    made = (GridChange._c_class * max(1, len(asked)))()
    count = ctypes.c_size_t(0)
    fault = new_fault()
    status = must(
        lib.ostrov_grid_settings_override(
            ctypes.byref(_settings(settings)._c),
            code.encode() if code is not None else None,
            rows,
            len(asked),
            made,
            len(asked),
            ctypes.byref(count),
            ctypes.byref(fault),
        ),
        fault,
        "ostrov_grid_settings_override",
    )
    for i in range(count.value):
        change = GridChange._around(GridChange._c_class.from_buffer_copy(made[i]))
        change._keep["asked"] = asked[i]  # whose texts the row borrows
        log.append(change)
    return status


def grid_settings_points(settings: Any) -> Tuple[Any, ...]:
    """Settings as points of SunSpec models 703 and 705 to 711: GridPoint rows."""
    c = _settings(settings)._c
    count = ctypes.c_size_t()
    status = lib.ostrov_grid_settings_points(ctypes.byref(c), None, 0, ctypes.byref(count))
    if status != Status.E_SPACE:
        must(status, where="ostrov_grid_settings_points")
    rows = (GridPoint._c_class * count.value)()
    must(
        lib.ostrov_grid_settings_points(ctypes.byref(c), rows, count.value, ctypes.byref(count)),
        where="ostrov_grid_settings_points",
    )
    return tuple(GridPoint._around(GridPoint._c_class.from_buffer_copy(row)) for row in rows)


def _points(points: Iterable[Any]) -> Tuple[Any, int, Any]:
    """Rows of a device's points: array, count, and who owns the texts."""
    records = [as_record(p, "ostrov_grid_point", "point") for p in points]
    return (GridPoint._c_class * max(1, len(records)))(*[r._c for r in records]), len(records), records


def grid_settings_read_points(points: Iterable[Any], settings: Any = None) -> Any:
    """GridSettings as a device reads back; members no point speaks of are NaN. points: GridPoint
    rows or dicts with model, name, index (-1 = does not repeat), value, step."""
    rows, count, _keep = _points(points)
    made = GridSettings() if settings is None else _settings(settings).__copy__()
    must(
        lib.ostrov_grid_settings_read_points(rows, count, ctypes.byref(made._c)),
        where="ostrov_grid_settings_read_points",
    )
    return made


def grid_audit(settings: Any, points: Iterable[Any]) -> Tuple[Any, ...]:
    """Compares a DSO's settings with the points a device reads back: GridFinding rows, each with
    its result ("pass", "coarse", "differs", "off", "not_read", "no_point", "extra")."""
    rows, count, _keep = _points(points)
    c = _settings(settings)._c
    found = ctypes.c_size_t()
    status = lib.ostrov_grid_audit(ctypes.byref(c), rows, count, None, 0, ctypes.byref(found))
    if status != Status.E_SPACE:
        must(status, where="ostrov_grid_audit")
    made = (GridFinding._c_class * max(1, found.value))()
    must(
        lib.ostrov_grid_audit(ctypes.byref(c), rows, count, made, found.value, ctypes.byref(found)),
        where="ostrov_grid_audit",
    )
    cls = GridFinding
    return tuple(cls._around(cls._c_class.from_buffer_copy(made[i])) for i in range(found.value))


def grid_audit_text(result: Any) -> str:
    """A result of an audit as the page writes it. Takes its word or its number."""
    if not isinstance(result, int):
        field = next(f for f in table("ostrov_grid_finding").fields if f.name == "result")
        result = dict(field.choices).get(result, 0)
    return lib.ostrov_grid_audit_text(result).decode()


def grid_audit_page(findings: Iterable[Any], document: Optional[str] = None) -> str:
    """The audit as a page of text. document: the DSO's document and its date."""
    records = [as_record(f, "ostrov_grid_finding", "finding") for f in findings]
    rows = (GridFinding._c_class * max(1, len(records)))(*[r._c for r in records])
    told = document.encode("utf-8") if document is not None else None
    needed = lib.ostrov_grid_audit_page(rows, len(records), told, None, 0)
    text = ctypes.create_string_buffer(needed + 1)
    lib.ostrov_grid_audit_page(rows, len(records), told, text, needed + 1)
    return text.value.decode("utf-8")
