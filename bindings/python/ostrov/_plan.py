"""The dispatch problem, the plan as data, the planners, and the check of any plan.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
import os
from typing import Any, Dict, List, Optional, Tuple

from . import _arrays, _time
from ._columns import Columns, columns
from ._constants import Repair
from ._errors import OstrovError, Status, did_you_mean, must, new_fault
from ._layout import Field
from ._library import lib, milp, structures, table
from ._grid_explain import _language as language_number
from ._values import Record, Series, _copy as copied_structure, _out, record

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
PlanReason = record("ostrov_plan_reason", "PlanReason")
WishMissed = record("ostrov_wish_missed", "WishMissed")
ProblemMended = record("ostrov_problem_mended", "ProblemMended")
PlanOptions = record("ostrov_plan_options", "PlanOptions", "ostrov_plan_options_defaults")
PlanVerdict = record("ostrov_plan_verdict", "PlanVerdict")

#: What GLPK may end with while the built-in plan stands.
_STANDS = (Status.E_SOLVER, Status.E_DEADLINE, Status.E_SPACE, Status.E_UNSUPPORTED)
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


def solve(
    problem: Any,
    solver: str = "auto",
    *,
    epoch: int = 0,
    worker: Any = None,
    highs_library: Any = None,
    **options: Any,
) -> Plan:
    """Plans a problem.

    solver: "quick" is what is built in, exact where gap_ratio says so; "glpk" needs
    libostrov-milp, and so does "highs", which besides loads HiGHS's library; "auto" takes the built-in one where it is proven within the gap_ratio of GLPK's
    options, else the better of both, the built-in one alone where the other is not there or
    fails, and GLPK where the built-in one does not cover what is asked.
    epoch: grid epoch that the plan is made in (GridState.epoch).
    worker: file of ostrov-milp-worker: GLPK or HiGHS works in a process of its own, which may be killed
    or hang; memory_limit_mib among the options bounds it.
    highs_library: file of HiGHS's shared library; None = by its usual names.
    options: of the built-in planner (passes, work_limit, stop, previous, calm_price_per_kwh; previous
    is the Plan followed so far) or of GLPK (time_limit_s, gap_ratio,
    full_binaries). A plan that stopped at its budget is feasible and carries its gap_ratio."""
    words = ("auto", "quick", "glpk", "highs")
    if solver not in words:
        raise ValueError(f"solver = {solver!r} is none of {words}{did_you_mean(solver, words)}")
    quick_names = {f.name for f in table("ostrov_plan_options").fields if not f.reserved}
    library = milp() if solver != "quick" else None
    if solver in ("glpk", "highs") and library is None:
        raise ImportError(
            "libostrov-milp was not found: set OSTROV_MILP_LIBRARY to its file, or take the quick "
            "solver"
        )
    milp_names = set()
    if library is not None:
        milp_names = {f.name for f in table("ostrov_milp_options").fields if not f.reserved}
        milp_names -= {"solver", "highs_library"}  # words of their own here
    usable = (quick_names if solver not in ("glpk", "highs") else set()) | milp_names
    for name in options:
        if name not in usable:
            raise TypeError(f"solver {solver!r} has no option {name!r}{did_you_mean(name, usable)}")
    if isinstance(problem, dict):
        problem = Problem(**problem)
    quick_options = {n: v for n, v in options.items() if n in quick_names}
    milp_options = {n: v for n, v in options.items() if n in milp_names}
    if solver == "quick" or library is None:
        return _quick(problem, quick_options, epoch)
    if solver == "highs":
        milp_options["solver"] = "highs"
    outside = (worker, highs_library)
    if solver in ("glpk", "highs"):
        return _glpk(library, problem, milp_options, epoch, *outside)
    try:
        quick = _quick(problem, quick_options, epoch)
    except OstrovError as error:
        if error.status != Status.E_UNSUPPORTED:
            raise
        return _glpk(library, problem, milp_options, epoch, *outside)  # which covers more, slower
    if quick.gap_ratio <= _milp_options(library)(**milp_options).gap_ratio:
        return quick  # nothing that GLPK would go on for
    try:
        exact = _glpk(library, problem, milp_options, epoch, *outside)
    except OstrovError as error:
        # The ladder: what another planner cannot do, the built-in plan has done already.
        if error.status not in _STANDS:
            raise
        return quick
    return exact if exact.cost <= quick.cost else quick


def _quick(problem: Any, options: Dict[str, Any], epoch: int) -> Plan:
    asked = int(options.get("solver", 0))
    needed = lib.ostrov_plan_workspace_for(ctypes.byref(problem._c), asked)
    if needed == 0:
        problem.check()
        needed = lib.ostrov_plan_workspace(ctypes.byref(problem._c))  # solve says what is wrong
    workspace = (ctypes.c_uint64 * ((needed + 7) // 8))()
    plan = Plan._empty(problem, epoch)
    previous = options.pop("previous", None)
    settings, fault = PlanOptions(**options), new_fault()
    if previous is not None:
        settings._c.previous = ctypes.addressof(previous._c)
    must(
        lib.ostrov_plan_solve(
            ctypes.byref(problem._c),
            ctypes.byref(settings._c),
            workspace,
            ctypes.sizeof(workspace),
            ctypes.byref(plan._c),
            ctypes.byref(fault),
        ),
        fault,
        "ostrov_plan_solve",
    )
    return plan._finish(problem)


def _milp_options(library: Any) -> Any:
    """The class of the options, once libostrov-milp is there to tell its table."""
    from ._values import record_classes

    if "ostrov_milp_options" not in record_classes:
        cls = record("ostrov_milp_options", "MilpOptions")
        cls._defaults = staticmethod(library.ostrov_milp_defaults)
    return record_classes["ostrov_milp_options"]


def _glpk(
    library: Any, problem: Any, options: Dict[str, Any], epoch: int, worker: Any, highs_library: Any
) -> Plan:
    problem.check()  # before memory is made for a count that may be wrong
    plan = Plan._empty(problem, epoch)
    settings, fault = _milp_options(library)(**options), new_fault()
    if highs_library is not None:
        settings._c.highs_library = os.fsencode(highs_library)
    before = [ctypes.byref(problem._c), ctypes.byref(settings._c)]
    after = [ctypes.byref(plan._c), ctypes.byref(fault)]
    if worker is None:
        must(library.ostrov_milp_solve(*before, *after), fault, "ostrov_milp_solve")
    else:
        program = os.fsencode(worker)
        status = library.ostrov_milp_solve_apart(*before, program, *after)
        must(status, fault, "ostrov_milp_solve_apart")
    return plan._finish(problem)


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
