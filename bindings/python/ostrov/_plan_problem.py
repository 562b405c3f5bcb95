"""The dispatch problem: its members, its check, its repair.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
from typing import Any, List, Tuple

from . import _arrays, _time
from ._columns import Columns, columns
from ._constants import Repair
from ._errors import did_you_mean, must, new_fault
from ._layout import Field
from ._library import lib, structures, table
from ._values import Record, Series, _copy as copied_structure, record

PlanVehicle = record("ostrov_plan_vehicle", "PlanVehicle", "ostrov_plan_vehicle_defaults")
PlanGroup = record("ostrov_plan_group", "PlanGroup")
PlanPeak = record("ostrov_plan_peak", "PlanPeak")
PlanBattery = record("ostrov_plan_battery", "PlanBattery")
PlanEfficiency = record("ostrov_plan_efficiency", "PlanEfficiency")
PlanTaper = record("ostrov_plan_taper", "PlanTaper")
PlanWear = record("ostrov_plan_wear", "PlanWear")
PlanBlock = record("ostrov_plan_block", "PlanBlock")
PlanTier = record("ostrov_plan_tier", "PlanTier")
PlanScenario = record("ostrov_plan_scenario", "PlanScenario")
ProblemMended = record("ostrov_problem_mended", "ProblemMended")


def edges(start: Any, step_s: int, count: int) -> Any:
    """Edges of count slots of step_s seconds each, as a column of count + 1 UTC seconds."""
    column = _arrays.new("q", count + 1)
    first = _time.seconds(start)
    for i in range(count + 1):
        column[i] = first + i * step_s
    return column


class _Problem(Record):
    """What a problem adds to its members: plain numbers and columns for series."""

    __slots__ = ()

    def __init__(self, **fields: Any) -> None:
        if "edges_s" in fields:  # the series below are laid on them
            fields = {"edges_s": fields["edges_s"], **fields}
        super().__init__(**fields)

    @classmethod
    def _field(cls, name: str) -> Field:
        if name == "count":
            raise TypeError("count follows from edges_s")
        return super()._field(name)

    def _put_reference(self, field: Field, value: Any, where: str) -> None:
        super()._put_reference(field, value, where)
        if field.name == "edges_s":
            column = self._keep["edges_s"][1] if value is not None else None
            self._c.count = max(0, column.count - 1) if column else 0

    def _put_series(self, field: Field, value: Any, where: str) -> None:
        if value is not None and not isinstance(value, Series):
            value = self._on_slots(value, where)
        super()._put_series(field, value, where)

    def _on_slots(self, value: Any, where: str) -> Series:
        """A number for all slots, or a column of one value a slot."""
        if "edges_s" not in self._keep or self._c.count < 1:
            raise TypeError(f"{where} takes an ostrov.Series where edges_s is not given")
        count = self._c.count
        at = (ctypes.c_int64 * (count + 1)).from_address(self._keep["edges_s"][1].address)
        if not _arrays.is_many(value):
            return Series(at[0], at[count] - at[0], _arrays.filled("d", 1, float(value)))
        step = at[1] - at[0]
        if any(at[i + 1] - at[i] != step for i in range(count)):
            raise TypeError(f"{where} takes an ostrov.Series: the slots differ in length")
        series = Series(at[0], step, value)
        if len(series) != count:
            raise ValueError(f"{where} has {len(series)} values, there are {count} slots")
        return series

    def check(self) -> None:
        """Raises OstrovError unless every number is finite and in its range, and every slot is
        covered."""
        fault = new_fault()
        must(lib.ostrov_problem_check(ctypes.byref(self._c), ctypes.byref(fault)), fault)

    def mended(self) -> Tuple[Any, List[Any]]:
        """A repaired copy for who needs a plan anyway, and what was repaired: (Problem, [ProblemMended]).
        The copy borrows edges and battery from this problem. Raises OstrovError for what nobody can
        guess."""
        needed = lib.ostrov_problem_mend_size(ctypes.byref(self._c))
        workspace = (ctypes.c_uint64 * ((needed + 7) // 8 or 1))()
        copy, count, row = type(self)._c_class(), ctypes.c_int32(), structures["ostrov_problem_mended"]

        def mend(rows: Any, capacity: int) -> None:
            fault = new_fault()
            must(
                lib.ostrov_problem_mend(
                    ctypes.byref(self._c),
                    ctypes.byref(copy),
                    ctypes.sizeof(copy),
                    workspace,
                    ctypes.sizeof(workspace),
                    rows,
                    ctypes.sizeof(row),
                    capacity,
                    ctypes.byref(count),
                    ctypes.byref(fault),
                ),
                fault,
                "ostrov_problem_mend",
            )

        mend(None, 0)
        rows = (row * max(1, count.value))()
        mend(rows, count.value)
        made = type(self)._around(copy)
        made._keep.update(self._keep, workspace=workspace)
        told = [ProblemMended._around(copied_structure(rows[i])) for i in range(count.value)]
        return made, told

    def order(self, *wishes: str) -> None:
        """Sets the prices of wishes from their order alone, most important first, such as
        order("critical", "departure", "reserve"). "load" may be among them, after "critical"."""
        words = dict(next(f for f in table("ostrov_wish_missed").fields if f.name == "wish").choices)
        for wish in wishes:
            if wish not in words:
                raise ValueError(f"{wish!r} is no wish{did_you_mean(wish, words)}")
        order = (ctypes.c_int32 * max(1, len(wishes)))(*[words[wish] for wish in wishes])
        fault = new_fault()
        vehicles = ctypes.cast(self._c.vehicles, ctypes.POINTER(structures["ostrov_plan_vehicle"]))
        must(
            lib.ostrov_problem_order(
                ctypes.byref(self._c),
                vehicles,
                self._c.vehicles_stride,
                order,
                len(wishes),
                ctypes.byref(fault),
            ),
            fault,
            "ostrov_problem_order",
        )

    def slots(self) -> Columns:
        """The problem slot by slot, as every planner must see it."""
        rows = (structures["ostrov_plan_slot"] * max(0, self._c.count))()
        fault = new_fault()
        must(
            lib.ostrov_problem_slots(
                ctypes.byref(self._c),
                rows if len(rows) else None,
                ctypes.sizeof(structures["ostrov_plan_slot"]),
                len(rows),
                None,
                ctypes.byref(fault),
            ),
            fault,
        )
        return columns(rows, table("ostrov_plan_slot"))


Problem = record("ostrov_problem", "Problem", "ostrov_problem_defaults", base=_Problem)


def problem_repair(
    values: Any, *, per_day: int = 0, min: float, max: float, fallback: float
) -> List[Repair]:
    """Repairs a float64 buffer in place, for who needs a plan anyway: what is not finite takes the
    value a day before, else the last value, else fallback; what is outside min … max is cut. Gives
    what was done to each value."""
    count = len(values)
    column = _arrays.take_out(values, "d", count, "values")
    flags = (ctypes.c_uint8 * count)()
    repaired = ctypes.c_int32()
    must(
        lib.ostrov_problem_repair(
            column.address or None,
            count,
            per_day,
            min,
            max,
            fallback,
            flags,
            ctypes.byref(repaired),
        ),
        where="ostrov_problem_repair",
    )
    return [Repair(flag) for flag in flags]
