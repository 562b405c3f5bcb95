"""Several stations behind one feeder, planned together by libostrov-milp.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
from typing import Any, List, NamedTuple

from . import _arrays
from ._errors import must, new_fault
from ._library import milp, structures
from ._plan import Plan
from ._plan_problem import PlanPeak, Problem
from ._plan_solve import _milp_options


class FleetPlan(NamedTuple):
    """Plans of all stations, the money of all with the feeder's charges, and a proven lower bound."""

    plans: List[Plan]
    cost: float
    bound: float


def _limit(values: Any, count: int, name: str) -> Any:
    column = _arrays.take(values, "d", name)
    if column.count != count:
        raise ValueError(f"{name} has {column.count} values, there are {count} slots")
    return column


def solve_fleet(
    problems: Any,
    *,
    import_limit_w: Any = None,
    export_limit_w: Any = None,
    peaks: Any = (),
    epoch: int = 0,
    **options: Any,
) -> FleetPlan:
    """Plans several stations together.

    problems: one a station, all with the same edges.
    import_limit_w, export_limit_w: W through the feeder and back by slot; None = no limit.
    peaks: PlanPeak rows, charges on the highest mean of the feeder.
    options: of GLPK (time_limit_s, gap_ratio, full_binaries)."""
    library = milp()
    if library is None:
        raise ImportError("libostrov-milp was not found: set OSTROV_MILP_LIBRARY to its file")
    problems = [Problem(**p) if isinstance(p, dict) else p for p in problems]
    if not problems:
        raise ValueError("a fleet has at least one station")
    for problem in problems:
        problem.check()
    count = problems[0].count
    plans = [Plan._empty(problem, epoch) for problem in problems]
    sources = (ctypes.c_void_p * len(problems))(*[ctypes.addressof(p._c) for p in problems])
    targets = (ctypes.c_void_p * len(plans))(*[ctypes.addressof(p._c) for p in plans])
    rows = [PlanPeak(**p) if isinstance(p, dict) else p for p in peaks]
    peak_rows = (structures["ostrov_plan_peak"] * len(rows))(*[row._c for row in rows])
    limits = [
        None if values is None else _limit(values, count, name)
        for name, values in (("import_limit_w", import_limit_w), ("export_limit_w", export_limit_w))
    ]
    fleet = structures["ostrov_fleet"]()
    must(library.ostrov_fleet_defaults(ctypes.byref(fleet), ctypes.sizeof(fleet)), None,
         "ostrov_fleet_defaults")  # fmt: skip
    fleet.count = len(problems)
    fleet.problems = ctypes.addressof(sources)
    fleet.import_limit_w = limits[0].address if limits[0] is not None else None
    fleet.export_limit_w = limits[1].address if limits[1] is not None else None
    fleet.peaks = ctypes.addressof(peak_rows) if rows else None
    fleet.peaks_count = len(rows)
    settings, fault = _milp_options(library)(**options), new_fault()
    cost, bound = ctypes.c_double(), ctypes.c_double()
    must(
        library.ostrov_milp_solve_fleet(
            ctypes.byref(fleet),
            ctypes.byref(settings._c),
            ctypes.addressof(targets),
            ctypes.addressof(cost),
            ctypes.addressof(bound),
            ctypes.byref(fault),
        ),
        fault,
        "ostrov_milp_solve_fleet",
    )
    done = [plan._finish(problem) for plan, problem in zip(plans, problems)]
    return FleetPlan(done, cost.value, bound.value)
