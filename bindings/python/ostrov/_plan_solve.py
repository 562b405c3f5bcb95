"""The planners: what is built in, GLPK and HiGHS.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
import os
from typing import Any, Dict

from ._errors import OstrovError, Status, did_you_mean, must, new_fault
from ._library import lib, milp, table
from ._plan import Plan
from ._plan_problem import Problem
from ._values import record

PlanOptions = record("ostrov_plan_options", "PlanOptions", "ostrov_plan_options_defaults")

#: What GLPK may end with while the built-in plan stands.
_STANDS = (Status.E_SOLVER, Status.E_DEADLINE, Status.E_SPACE, Status.E_UNSUPPORTED)


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
    libostrov-milp, and so does "highs", which besides loads HiGHS's library; "auto" takes the
    built-in one where it is proven within the gap_ratio of GLPK's options, else the better of both,
    the built-in one alone where the other is not there or fails, and GLPK where the built-in one
    does not cover what is asked.
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
