#!/usr/bin/env python3
"""Plans beside HiGHS, CBC and GLPK on the same problems, alternated in one run.

    plan_peers.py LIBRARY [JSON] [--quick]

LIBRARY is libostrov.so; JSON, such as build/bench.json, is read if it is there and written back with the
list "plans". The peers get the model of docs/explanation/plan-model.md ready made, so that only their
solving is timed: "usual" with binaries in every slot against charging while discharging and importing
while exporting, as EMHASS and evcc write it; "tight" with binaries only where they can matter. Ours is
timed from problem to checked plan. Least of several repeats; costs are compared, since speed says nothing
without them. --quick leaves out the year, and EMHASS's own package.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
import json
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time

import solvers_env

if len(sys.argv) < 2:
    sys.exit(__doc__)
LIBRARY = pathlib.Path(sys.argv[1]).resolve()
QUICK = "--quick" in sys.argv
solvers_env.enter("bench plans", LIBRARY)

import highspy
import numpy as np
import swiglpk as glpk

import ostrov
from ostrov._errors import Status, new_fault
from ostrov._library import lib
from ostrov._plan import Plan
from ostrov._plan_solve import PlanOptions
from plan_emhass import Emhass, environment
from plan_model import EMHASS_BATTERY, Model, day_problem, emhass_problem, house_problem, scenario_problem, year_problem

LIMIT_S = 600.0


# ---- who solves -----------------------------------------------------------------------------------


class Ours:
    """ostrov_plan_solve in memory prepared beforehand."""

    name = "ostrov"

    def __init__(self, problem):
        self.problem, self.fault = problem, new_fault()
        self.bytes = lib.ostrov_plan_workspace(ctypes.byref(problem._c))
        self.work = (ctypes.c_uint64 * (self.bytes // 8 + 1))()
        self.plan = Plan._empty(problem, 0)
        self.options = PlanOptions()
        self.call = (
            ctypes.byref(problem._c), ctypes.byref(self.options._c), self.work,
            ctypes.sizeof(self.work), ctypes.byref(self.plan._c), ctypes.byref(self.fault))

    def solve(self):
        status = lib.ostrov_plan_solve(*self.call)
        return self.plan._c.cost if status >= 0 else None

    def refused(self):
        """The same call without a plan to write to: what Python itself takes."""
        status = lib.ostrov_plan_solve(*self.call[:4], None, self.call[5])
        return self.plan._c.cost if status >= 0 else None

    def status(self):
        return lib.ostrov_plan_solve(*self.call)


class Highs:
    name = "HiGHS"

    def __init__(self, model):
        self.h = highspy.Highs()
        self.h.silent()
        for option, value in (("threads", 1), ("mip_rel_gap", 1e-6), ("time_limit", LIMIT_S)):
            self.h.setOptionValue(option, value)
        self.h.passModel(model.highs())

    def solve(self):
        self.h.clearSolver()
        self.h.run()
        solved = self.h.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return self.h.getInfo().objective_function_value if solved else None

    def write(self, path):
        self.h.writeModel(str(path))


class Glpk:
    """With the switches measured best: presolve, MIR, Gomory, cover cuts, pseudocost branching."""

    name = "GLPK"

    def __init__(self, model):
        glpk.glp_term_out(0)
        self.model = model
        self.p = model.glpk(glpk)

    def solve(self):
        glpk.glp_std_basis(self.p)
        if self.model.integers():
            o = glpk.glp_iocp()
            glpk.glp_init_iocp(o)
            o.presolve = o.mir_cuts = o.gmi_cuts = o.cov_cuts = glpk.GLP_ON
            o.br_tech, o.mip_gap, o.tm_lim = glpk.GLP_BR_PCH, 1e-6, int(1000 * LIMIT_S)
            glpk.glp_intopt(self.p, o)
            return glpk.glp_mip_obj_val(self.p)
        o = glpk.glp_smcp()
        glpk.glp_init_smcp(o)
        o.presolve, o.tm_lim = glpk.GLP_ON, int(1000 * LIMIT_S)
        glpk.glp_simplex(self.p, o)
        return glpk.glp_get_obj_val(self.p)


class Cbc:
    """The command, as it has no package of its own for Python; its time less that of an empty model."""

    name = "CBC"

    def __init__(self, highs, folder):
        self.path = pathlib.Path(folder) / f"{id(highs)}.mps"
        highs.write(self.path)
        empty = pathlib.Path(folder) / "empty.lp"
        empty.write_text("Minimize\n obj: x\nSubject To\n c: x >= 1\nEnd\n")
        self.idle_ns = min(self._run(empty)[0] for _ in range(5))
        self.ns = None

    @staticmethod
    def _run(path):
        begin = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        done = subprocess.run(
            ["cbc", str(path), "-ratioGap", "1e-6", "-sec", str(int(LIMIT_S)), "-solve"],
            capture_output=True, text=True, check=True).stdout
        return round(1e9 * (resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - begin)), done

    def solve(self):
        ns, done = self._run(self.path)
        self.ns = ns - self.idle_ns if ns - self.idle_ns > self.idle_ns / 2 else float("inf")  # else not told apart
        found = re.findall(r"(?:Objective value:|Optimal objective|objective)\s+([-\d.e+]+)", done)
        return float(found[-1]) if found else None


# ---- timing ---------------------------------------------------------------------------------------


def alternate(sides, repeats):
    """Least nanoseconds and the cost of each side; so that a busy machine troubles all alike."""
    least, cost = [float("inf")] * len(sides), [None] * len(sides)
    for _ in range(repeats):
        for i, side in enumerate(sides):
            begin = time.process_time_ns()  # of this process alone: a busy machine troubles it less
            cost[i] = side.solve()
            ns = time.process_time_ns() - begin
            if isinstance(side, (Cbc, Emhass)):
                ns = side.ns
            elif isinstance(side, Ours):  # beside the others each time: the machine's pace changes within a run
                ns = least_in_a_row(side.solve, ns)
            least[i] = min(least[i], ns)
    return least, cost


def least_in_a_row(solve, ns):
    """Least of many, as many in a row as fill half a millisecond: the clock takes a microsecond itself."""
    row = max(1, int(5e5 / ns))
    least = float("inf")
    for _ in range(200 if ns < 1e7 else 3):
        begin = time.process_time_ns()
        for _ in range(row):
            solve()
        least = min(least, (time.process_time_ns() - begin) / row)
    return least


def measure(name, problem, models, repeats, relaxed=False, more=()):
    """One row a peer and model; more = further sides, each with the name of its model."""
    ours = Ours(problem)
    if ours.status() == Status.E_UNSUPPORTED:
        print(f"SKIP {name}: this library's planner does not cover it", file=sys.stderr)
        return []
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        sides, kinds = [ours], [""]
        for kind, model in models:
            highs = Highs(model)
            sides.append(highs)
            kinds.append(kind)
            if not relaxed:
                sides.append(Glpk(model))
                kinds.append(kind)
            if not relaxed and shutil.which("cbc") is None:
                print(f"SKIP {name} by CBC: Debian's coinor-cbc is not installed", file=sys.stderr)
            elif not relaxed:
                sides.append(Cbc(highs, folder))
                kinds.append(kind)
        for kind, side in more:
            sides.append(side)
            kinds.append(kind)
        least, cost = alternate(sides, repeats)
        least[0] -= least_in_a_row(ours.refused, 1e4)
    for i in range(1, len(sides)):
        if least[i] == float("inf"):
            print(f"SKIP {name} {kinds[i]} by {sides[i].name}: too short to be told from its start", file=sys.stderr)
            continue
        rows.append({
            "name": name, "slots": problem._c.count, "workspace_bytes": ours.bytes,
            "ns_min": round(least[0]), "cost": cost[0], "gap_ratio": ours.plan._c.gap_ratio,
            "peer": sides[i].name, "model": kinds[i], "peer_ns_min": round(least[i]), "peer_cost": cost[i],
            "times_faster": round(least[i] / least[0], 1)})
        print(f"{name:24} ours {least[0] / 1e6:10.4f} ms cost {cost[0]:12.6f}   {sides[i].name:5} {kinds[i]:6} "
              f"{least[i] / 1e6:10.2f} ms cost {cost[i] if cost[i] is not None else float('nan'):12.6f}   "
              f"{least[i] / least[0]:9.1f} times",
              file=sys.stderr)
    return rows


COUNTED = """
#include <ostrov/ostrov.h>
#include <stdio.h>
#include <stdlib.h>
static double x[6][96], columns[7][96];
static int64_t edges[97];
static uint64_t work[1 << 15];
int main(int argc, char **argv)
{
    ostrov_problem p;
    ostrov_battery_config b;
    ostrov_plan plan;
    FILE *f = fopen(argv[2], "rb");
    const int times = atoi(argv[1]);
    double site[9];
    if (argc < 3 || f == NULL || fread(site, sizeof site, 1, f) != 1 || fread(x, sizeof x, 1, f) != 1 ||
        ostrov_problem_defaults(&p, sizeof p) || ostrov_battery_defaults(&b, sizeof b) ||
        ostrov_plan_defaults(&plan, sizeof plan))
        return 1;
    for (int i = 0; i <= 96; i++)
        edges[i] = 900 * (int64_t)i;
    p.count = 96; p.edges_s = edges; p.battery = &b;
    b.capacity_wh = site[0]; b.charge_limit_w = b.discharge_limit_w = site[1];
    p.battery_soc_ratio = site[2]; p.wear_price_per_kwh = site[3]; p.terminal_price_per_kwh = site[4];
    p.import_limit_fixed_w = site[5]; p.export_limit_fixed_w = site[6]; p.reserve_s = site[7];
    p.reserve_pv_ratio = site[8];
    p.load_w = (ostrov_series){0, 900, 96, x[0]}; p.critical_w = (ostrov_series){0, 900, 96, x[1]};
    p.pv_w = (ostrov_series){0, 900, 96, x[2]}; p.import_price_per_kwh = (ostrov_series){0, 900, 96, x[3]};
    p.export_price_per_kwh = (ostrov_series){0, 900, 96, x[4]};
    plan.capacity = 96; plan.grid_w = columns[0]; plan.battery_w = columns[1]; plan.pv_w = columns[2];
    plan.shed_w = columns[3]; plan.shed_critical_w = columns[4]; plan.soc_ratio = columns[5];
    plan.value_per_kwh = columns[6];
    for (int i = 0; i < times; i++)
        if (ostrov_plan_solve(&p, NULL, work, sizeof work, &plan, NULL) != OSTROV_OK)
            return 1;
    return 0;
}
"""


def instructions(numbers):
    """Instructions of one plan of the 96-slot site; None without valgrind or a compiler."""
    valgrind, compiler = shutil.which("valgrind"), shutil.which("cc") or shutil.which("gcc")
    if valgrind is None or compiler is None:
        print("SKIP instruction counts: valgrind or a C compiler is not installed", file=sys.stderr)
        return None
    with tempfile.TemporaryDirectory() as folder:
        program, data = pathlib.Path(folder) / "count", pathlib.Path(folder) / "data"
        source = program.with_suffix(".c")
        source.write_text(COUNTED)
        data.write_bytes(numbers)
        subprocess.run(
            [compiler, "-O2", "-I", str(solvers_env.TOP / "include"), str(source), "-o", str(program),
             str(LIBRARY), f"-Wl,-rpath,{LIBRARY.parent}"], check=True)

        def count(times):
            run = [valgrind, "--tool=callgrind", f"--callgrind-out-file={folder}/out", str(program),
                   str(times), str(data)]
            done = subprocess.run(run, capture_output=True, text=True, check=True)
            return int(re.search(r"Collected : (\d+)", done.stderr)[1])

        return (count(11) - count(1)) // 10


def main():
    site, numbers = day_problem()
    rows = measure("site_96", site, [("usual", Model(site, usual=True)), ("tight", Model(site))], 15)
    below, _ = day_problem(dip=0.13)
    rows += measure("site_96_below_zero", below, [("usual", Model(below, usual=True)), ("tight", Model(below))], 7)
    fleet, _ = day_problem(vehicles=True)
    rows += measure(
        "vehicles_7_peak_96", fleet, [("usual", Model(fleet, usual=True)), ("tight", Model(fleet))], 3)
    house = house_problem()
    rows += measure("house_two_loads_96", house, [("EMHASS", Model(house, emhass=True)), ("tight", Model(house))], 3)
    python = None if QUICK else environment(solvers_env.TOP / "build" / "emhass")
    if python is not None:
        plain = emhass_problem()
        package = Emhass(python, plain, EMHASS_BATTERY)
        rows += measure("house_emhass_96", plain, [("EMHASS", Model(plain, emhass=True))], 3,
                        more=[(package.version, package)])
        package.close()
    uncertain, draws = scenario_problem(50)
    rows += measure("scenarios_50_cvar", uncertain, [("LP", Model(uncertain, draws=draws))], 2, relaxed=True)
    if not QUICK:
        year = year_problem()
        rows += measure("year_35136_peaks_12", year, [("LP", Model(year))], 1, relaxed=True)
    counted = instructions(numbers)
    print(f"site_96 {counted} instructions", file=sys.stderr)
    found = {
        "rows": rows, "instructions_site_96": counted, "highs": highspy.Highs().version(),
        "glpk": glpk.glp_version(), "library": ostrov.__version__}
    path = next((pathlib.Path(a) for a in sys.argv[2:] if not a.startswith("--")), None)
    if path is not None:
        whole = json.loads(path.read_text()) if path.exists() else {}
        whole["plans"] = found
        path.write_text(json.dumps(whole, indent=1, allow_nan=False) + "\n")
    else:
        print(json.dumps(found, indent=1, allow_nan=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
