"""The plan as data: columns by slot, the check of any plan, its reasons.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
from typing import Any, Dict, List, Optional, Tuple

from . import _arrays, _time
from ._errors import did_you_mean, must, new_fault
from ._grid_explain import _language as language_number
from ._library import lib, structures, table
from ._values import _copy as copied_structure, _out, record

PlanReason = record("ostrov_plan_reason", "PlanReason")
WishMissed = record("ostrov_wish_missed", "WishMissed")
PlanVerdict = record("ostrov_plan_verdict", "PlanVerdict")

_CODES = {"column_f64": "d", "column_i64": "q", "column_i32": "i"}
#: Columns with a value for each row of a kind, and for each row and slot.
_BY_ROW = {"short_wh": "vehicles", "charge_point": "vehicles", "block_start": "blocks"}
_BY_ROW_AND_SLOT = {
    "vehicle_w": "vehicles",
    "batteries_w": "batteries",
    "scenario_battery_w": "scenarios",
    "scenario_grid_w": "scenarios",
    "scenario_vehicle_w": "vehicles of scenarios",
}


class Plan:
    """A plan: columns by slot, and what they cost. Comes from solve, or from a planner of your own:
    Plan(edges_s=…, battery_w=…, grid_w=…, pv_w=…) borrows its columns and can be checked and
    followed as any other. vehicle_w is a column by vehicle and slot, [vehicle][slot]; so are
    batteries_w, scenario_battery_w and scenario_grid_w by their rows, and scenario_vehicle_w by the
    vehicles of the first scenario, then of the next."""

    problem: Optional[Any]  #: what it was made from, where that is known

    def __init__(self, *, edges_s: Any, epoch: int = 0, solver: str = "other", **given: Any) -> None:
        self._start()
        fields = {f.name: f for f in table("ostrov_plan").fields}
        for name in given:
            if name not in fields or fields[name].type not in _CODES:
                known = [n for n, f in fields.items() if f.type in _CODES]
                raise TypeError(f"Plan has no column {name!r}{did_you_mean(name, known)}")
        held = _time.moments_s(edges_s, "edges_s")
        count = held.count - 1
        if count < 1:
            raise ValueError("edges_s needs at least two moments")
        self._hold("edges_s", edges_s, held)
        rows: Dict[str, int] = {}
        for name, values in given.items():
            if values is None:
                continue
            if name in _BY_ROW_AND_SLOT:
                values = _flat(name, values, count)
            column = _arrays.take(values, _CODES[fields[name].type], name)
            if name in _BY_ROW_AND_SLOT or name in _BY_ROW:
                per = count if name in _BY_ROW_AND_SLOT else 1
                kind = _BY_ROW_AND_SLOT.get(name) or _BY_ROW[name]
                if kind in rows and column.count != rows[kind] * per:
                    raise ValueError(f"{name} is not of {rows[kind]} {kind}")
                rows[kind] = column.count // per
            elif column.count != count:
                raise ValueError(f"{name} has {column.count} values, there are {count} slots")
            self._hold(name, values, column)
        self._c.capacity = self._c.count = count
        self._c.vehicle_capacity = self._c.vehicle_count = rows.get("vehicles", 0)
        self._c.epoch = epoch
        self._c.solver = dict(fields["solver"].choices)[solver]

    def _start(self) -> None:
        self._c = structures["ostrov_plan"]()
        self._values: Dict[str, Any] = {}
        self._held: List[Any] = []
        self.problem = None
        must(lib.ostrov_plan_defaults(ctypes.byref(self._c), ctypes.sizeof(self._c)))

    def _hold(self, name: str, values: Any, column: Any) -> None:
        self._values[name] = values
        self._held.append((values, column))
        setattr(self._c, name, column.address or None)

    @classmethod
    def _empty(cls, problem: Any, epoch: int) -> "Plan":
        """Memory for a planner to write into."""
        plan = cls.__new__(cls)
        plan._start()
        count = problem._c.count
        kinds = ("vehicles", "batteries", "blocks", "scenarios")
        rows = {kind: getattr(problem._c, kind + "_count") for kind in kinds}
        rows["vehicles of scenarios"] = rows["vehicles"] * rows["scenarios"]
        plan._c.capacity, plan._c.vehicle_capacity = count, rows["vehicles"]
        plan._c.epoch = epoch
        for field in table("ostrov_plan").fields:
            if field.type in _CODES:
                length = count + (field.name == "edges_s")
                if field.name in _BY_ROW_AND_SLOT:
                    length = count * rows[_BY_ROW_AND_SLOT[field.name]]
                elif field.name in _BY_ROW:
                    length = rows[_BY_ROW[field.name]]
                column, values = _arrays.new_column(_CODES[field.type], length)
                plan._hold(field.name, values, column)
        return plan

    def _finish(self, problem: Any) -> "Plan":
        self.problem = problem
        return self

    def _by_row(self, name: str) -> Any:
        """A column by row and slot as [row][slot]: views of the one column."""
        values, slots = self._values.get(name), self._c.capacity
        if values is None:
            return None
        rows = len(values) // slots if not _arrays.is_numpy(values) else values.size // slots
        if _arrays.is_numpy(values):
            return values.reshape((rows, slots))
        whole = values if isinstance(values, list) else memoryview(values)
        return tuple(whole[v * slots : (v + 1) * slots] for v in range(rows))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        for field in table("ostrov_plan").fields:
            if field.name == name and not field.reserved:
                if name in _BY_ROW_AND_SLOT:
                    return self._by_row(name)
                if field.type in _CODES:
                    return self._values.get(name)
                return _out(getattr(self._c, name), field)
        raise AttributeError(f"Plan has no attribute {name!r}")

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "epoch":
            self._c.epoch = value
        elif name.startswith("_") or name == "problem":
            object.__setattr__(self, name, value)
        else:
            raise AttributeError(f"Plan.{name} cannot be set")

    def __dir__(self) -> List[str]:
        names = [f.name for f in table("ostrov_plan").fields if not f.reserved]
        return sorted(set(super().__dir__()) | set(names))

    def columns(self) -> Dict[str, Any]:
        """The columns by slot, with start_s: pandas.DataFrame(plan.columns())."""
        found = {"start_s": self._values["edges_s"][:-1]}
        for field in table("ostrov_plan").fields:
            values = self._values.get(field.name)
            by_row = field.name in _BY_ROW or field.name in _BY_ROW_AND_SLOT
            by_slot = field.name != "edges_s" and not by_row
            if field.type in _CODES and by_slot and values is not None:
                found[field.name] = values
        return found

    def check(self, problem: Any = None, *, tolerance_w: float = 1e-3) -> Any:
        """Judges the plan by arithmetic alone: PlanVerdict with feasible, worst_rule, cost and its
        parts. tolerance_w: W, and Wh for energies."""
        problem = problem if problem is not None else self.problem
        if problem is None:
            raise TypeError("check needs the problem that the plan is for")
        verdict, fault = PlanVerdict._c_class(), new_fault()
        must(
            lib.ostrov_plan_check(
                ctypes.byref(problem._c),
                ctypes.byref(self._c),
                tolerance_w,
                ctypes.byref(verdict),
                ctypes.sizeof(verdict),
                ctypes.byref(fault),
            ),
            fault,
            "ostrov_plan_check",
        )
        return PlanVerdict._around(verdict)

    def explain(self, language: str = "en", problem: Any = None) -> List[List[Tuple[Any, str]]]:
        """Why each slot looks as it does: up to three (PlanReason, words) a slot, most telling first,
        each with what would change it. language: "en", "cs" or "zh-tw"."""
        problem = problem if problem is not None else self.problem
        if problem is None:
            raise TypeError("explain needs the problem that the plan is for")
        number = language_number(language)
        count, row = problem._c.count, structures["ostrov_plan_reason"]
        rows, fault = (row * (3 * count))(), new_fault()
        must(
            lib.ostrov_plan_explain(
                ctypes.byref(problem._c),
                ctypes.byref(self._c),
                rows,
                ctypes.sizeof(row),
                3 * count,
                ctypes.byref(fault),
            ),
            fault,
            "ostrov_plan_explain",
        )
        told: List[List[Tuple[Any, str]]] = []
        text = ctypes.create_string_buffer(1024)
        for slot in range(count):
            told.append([])
            for i in range(3):
                reason = PlanReason._around(copied_structure(rows[3 * slot + i]))
                if reason.because != "unknown":
                    lib.ostrov_plan_reason_text(
                        ctypes.byref(reason._c), number, ctypes.addressof(text), len(text)
                    )
                    told[slot].append((reason, text.value.decode("utf-8")))
        return told

    def missed(self, problem: Any = None) -> List[Any]:
        """The wishes that the plan leaves unmet, most important first, each with its cost."""
        verdict = self.check(problem)
        rows, count = (structures["ostrov_wish_missed"] * 8)(), ctypes.c_int32()
        must(lib.ostrov_plan_missed(ctypes.byref(verdict._c), rows, ctypes.byref(count)))
        return [WishMissed._around(copied_structure(rows[i])) for i in range(count.value)]

    def __copy__(self) -> "Plan":
        """Another plan with columns of its own."""
        other = type(self).__new__(type(self))
        other._start()
        ctypes.pointer(other._c)[0] = self._c
        other.problem = self.problem
        for field in table("ostrov_plan").fields:
            values = self._values.get(field.name)
            if field.type not in _CODES or values is None:
                continue
            values = _arrays.copied(values) if hasattr(values, "__getitem__") else values
            if field.name == "edges_s":
                column = _time.moments_s(values, "edges_s")
            else:
                column = _arrays.take(values, _CODES[field.type], field.name)
            other._hold(field.name, values, column)
        return other

    def __deepcopy__(self, memo: Any) -> "Plan":
        return self.__copy__()

    def __repr__(self) -> str:
        return (
            f"<ostrov.Plan by {self.solver}: {self.count} slots, {self.vehicle_count} vehicles, "
            f"cost {self.cost:g}, bound {self.bound:g}>"
        )


def _flat(name: str, values: Any, count: int) -> Any:
    """Rows as one column, [row·count + slot]."""
    if _arrays.is_numpy(values):
        if values.shape[-1] != count and values.size % count:
            raise ValueError(f"{name} has rows of {values.shape[-1]}, there are {count} slots")
        return values
    rows = list(values)
    if rows and _arrays.is_many(rows[0]):
        if any(len(row) != count for row in rows):
            raise ValueError(f"{name} needs {count} values for each row")
        return [value for row in rows for value in row]
    return rows
