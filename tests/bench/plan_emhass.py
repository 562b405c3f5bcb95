"""EMHASS itself, as its package, planning one house: a peer of plan_peers.py in an environment of its own.

It and what its optimiser imports come from PyPI into build/emhass, some 650 MB; where that fails a line says so.
Started as a program it is the other side: one JSON line with the house in, then for each line in one line out
with nanoseconds of processor time and cost of a plan.

SPDX-License-Identifier: Apache-2.0
"""

import json
import logging
import os
import pathlib
import subprocess
import sys
import time

# what emhass.optimization and emhass.utils import; its server, its forecasters and their libraries are left out
NEEDS = ("cvxpy<1.8", "highspy", "numpy<2.3", "pandas", "pytz", "aiofiles", "aiohttp", "orjson", "plotly",
         "pyyaml", "scikit-learn")


class Emhass:
    """As the other sides of plan_peers.py; its time is that of its own process."""

    name = "EMHASS"

    def __init__(self, python, problem, battery):
        self.child = subprocess.Popen(
            [str(python), __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            stderr=subprocess.DEVNULL)
        series = {n: list(getattr(problem, n).values) for n in (
            "load_w", "pv_w", "import_price_per_kwh", "export_price_per_kwh")}
        house = dict(
            series, battery=battery, soc_ratio=problem.battery_soc_ratio, import_limit_w=problem.import_limit_fixed_w,
            export_limit_w=problem.export_limit_fixed_w,
            loads=[[b.power_w, b.length_s / 3600] for b in problem.blocks])
        self.version = self._ask(house)["version"]
        self.ns = None
        self.solve()  # the first builds the program, which later plans keep

    def _ask(self, line):
        self.child.stdin.write(json.dumps(line) + "\n")
        self.child.stdin.flush()
        answer = self.child.stdout.readline()
        if not answer:
            raise RuntimeError(f"EMHASS has ended with {self.child.wait()}")
        return json.loads(answer)

    def solve(self):
        told = self._ask({})
        self.ns = told["ns"]
        return told["cost"]

    def close(self):
        self.child.stdin.close()
        self.child.wait()


def environment(folder):
    """Its interpreter, made when it is not there; None and a line when that fails."""
    python = folder / "bin" / "python"
    test = [str(python), "-c", "from emhass.optimization import Optimization"]
    if python.exists() and subprocess.run(test, capture_output=True, check=False).returncode == 0:
        return python
    pip = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    for step in ([sys.executable, "-m", "venv", "--clear", str(folder)], [*pip, "--no-deps", "emhass"],
                 [*pip, *NEEDS], test):
        done = subprocess.run(step, capture_output=True, text=True, check=False, timeout=900)
        if done.returncode != 0:
            print(f"SKIP EMHASS: {' '.join(step[1:4])}: {done.stderr.strip()[-200:]!r}", file=sys.stderr)
            return None
    return python


# ---- the other side -----------------------------------------------------------------------------------


def _settings(house, defaults, pandas):
    """Its configuration: the defaults it ships, and this house. Its battery limits hold inside the cells."""
    battery, powers, hours = house["battery"], *zip(*house["loads"])
    count = len(powers)
    return dict(
        defaults, optimization_time_step=pandas.Timedelta(minutes=15), time_zone="UTC",
        delta_forecast_daily=pandas.Timedelta(days=1), num_threads=1, lp_solver_mip_rel_gap=1e-6,
        lp_solver_timeout=600, set_use_pv=True, set_use_battery=True, set_nodischarge_to_grid=False,
        maximum_power_from_grid=house["import_limit_w"], maximum_power_to_grid=house["export_limit_w"],
        battery_nominal_energy_capacity=battery["capacity_wh"],
        battery_charge_power_max=battery["charge_limit_w"] * battery["each_way"],
        battery_discharge_power_max=battery["discharge_limit_w"] / battery["each_way"],
        battery_charge_efficiency=battery["each_way"], battery_discharge_efficiency=battery["each_way"],
        battery_minimum_state_of_charge=battery["soc_min_ratio"],
        battery_maximum_state_of_charge=battery["soc_max_ratio"],
        battery_target_state_of_charge=house["soc_ratio"], number_of_deferrable_loads=count,
        nominal_power_of_deferrable_loads=list(powers), operating_hours_of_each_deferrable_load=list(hours),
        set_deferrable_load_single_constant=[True] * count, treat_deferrable_load_as_semi_cont=[True] * count)


def _main():
    import importlib.metadata

    import emhass
    import numpy as np
    import pandas
    from emhass.optimization import Optimization

    told = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # HiGHS talks there, whatever Python thinks of it
    root = pathlib.Path(emhass.__file__).parent
    house = json.loads(sys.stdin.readline())
    conf = _settings(house, json.loads((root / "data" / "config_defaults.json").read_text()), pandas)
    log = logging.getLogger("emhass")
    log.setLevel(logging.CRITICAL)
    log.addHandler(logging.NullHandler())
    when = pandas.date_range("2025-06-01", periods=len(house["load_w"]), freq="15min", tz="UTC")
    column = lambda name: pandas.Series(house[name], when)
    data = pandas.DataFrame({"buy": column("import_price_per_kwh"), "sell": column("export_price_per_kwh")})
    planner = Optimization(conf, conf, conf, "buy", "sell", "profit", {"data_path": root, "root_path": root}, log)
    print(json.dumps({"version": importlib.metadata.version("emhass")}), file=told, flush=True)
    for _ in sys.stdin:
        begin = time.process_time_ns()
        plan = planner.perform_dayahead_forecast_optim(
            data, column("pv_w"), column("load_w"), soc_init=house["soc_ratio"], soc_final=house["soc_ratio"])
        ns = time.process_time_ns() - begin
        money = np.maximum(plan.P_grid, 0) * data.buy + np.minimum(plan.P_grid, 0) * data.sell
        cost = float(money.sum()) * 0.25e-3 if planner.optim_status == "Optimal" else None
        print(json.dumps({"ns": ns, "cost": cost}), file=told, flush=True)


if __name__ == "__main__":
    _main()
