"""One simulated day from Python: a building with PV and a battery, planned and stepped each minute.

Every figure here is illustrative. The plan knows the usual load and the usual sky, not the clouds.

SPDX-License-Identifier: Apache-2.0
"""

import math
import random
from typing import Any, Dict, List, NamedTuple

import ostrov

STEP_S, QUARTER_S, DAY_S = 60, 900, 86_400
ZONE = ostrov.Zone("Europe/Prague")
START_S = ZONE.utc(2026, 6, 19)
IMPORT_LIMIT_W, EXPORT_LIMIT_W = 30_000.0, 60_000.0
USUAL_SKY = 0.7  # mean of what the clouds leave

PLANT = dict(latitude_deg=49.31, longitude_deg=14.15, altitude_m=378, tilt_deg=15, azimuth_deg=180,
             peak_w=60_000, inverter_w=55_000)
BATTERY = dict(chemistry="lfp", capacity_wh=100_000, charge_limit_w=50_000, discharge_limit_w=50_000,
               soc_start_ratio=0.5, replacement_price_per_kwh=250, cycle_life=6000)
# Money per kWh by local hour, all that an imported kWh costs; an exported one earns 0.08 less.
PRICES = [0.14, 0.13, 0.12, 0.12, 0.13, 0.16, 0.21, 0.24, 0.22, 0.17, 0.13, 0.10,
          0.08, 0.08, 0.09, 0.12, 0.17, 0.23, 0.29, 0.31, 0.27, 0.21, 0.18, 0.16]
EXPORT_FEE = 0.08


def price(time_s: int) -> float:
    return PRICES[ZONE.civil(time_s).hour]


def usual_load(time_s: int) -> float:
    """W: 12 kW by night, 22 kW about noon and in the evening."""
    hour = (time_s - START_S) / 3600 % 24
    return 12e3 + 10e3 * math.exp(-((hour - 12) / 3) ** 2) + 10e3 * math.exp(-((hour - 19) / 2) ** 2)


class World:
    """What is really there: clouds, a load that wavers, a battery a little worse than it says."""

    def __init__(self) -> None:
        self.random = random.Random(7)
        self.stored_wh, self.sky, self.battery_w = 50_000.0, USUAL_SKY, 0.0
        self.cost = self.no_battery_cost = self.highest_import_w = 0.0

    def measure(self, time_s: int) -> Dict[str, float]:
        if time_s % 600 == 0:
            self.sky = min(1.0, max(0.2, USUAL_SKY + self.random.gauss(0.0, 0.2)))
        self.load_w = usual_load(time_s) * self.random.uniform(0.93, 1.07)
        self.pv_w = ostrov.pv_clear(time_s, PLANT_CONFIG) * self.sky
        return dict(grid_w=self.load_w - self.pv_w - self.battery_w, pv_w=self.pv_w,
                    battery_w=self.battery_w, bms_soc_ratio=round(self.stored_wh / 1e5, 3),
                    battery_c=22.0)

    def live(self, time_s: int, command: Any) -> None:
        """Until the next step the devices do what they were told, as far as they can."""
        hours = STEP_S / 3600
        told = command.battery_w if command.write else 0.0
        most, least = self.stored_wh * 0.94 / hours, (self.stored_wh - 1e5) / 0.94 / hours
        self.battery_w = min(max(told, least, -50e3), most, 50e3)
        self.stored_wh -= self.battery_w * hours * (1 / 0.94 if self.battery_w > 0 else 0.94)
        pv_w = min(self.pv_w, command.pv_limit_w)
        grid_w = self.load_w - pv_w - self.battery_w
        bare_w = self.load_w - self.pv_w
        self.highest_import_w = max(self.highest_import_w, grid_w)
        self.cost += money(grid_w * hours / 1e3, price(time_s))
        self.no_battery_cost += money(bare_w * hours / 1e3, price(time_s))
        self.grid_w = grid_w


def money(kwh: float, price_per_kwh: float) -> float:
    return kwh * (price_per_kwh if kwh > 0 else price_per_kwh - EXPORT_FEE)


PLANT_CONFIG = ostrov.PvConfig(**PLANT)
BATTERY_CONFIG = ostrov.BatteryConfig(**BATTERY)


def plan_ahead(time_s: int, soc_ratio: float) -> Any:
    """The next 24 hours in quarter hours, from what is usual."""
    first = time_s - time_s % QUARTER_S
    times = [first + i * QUARTER_S for i in range(DAY_S // QUARTER_S)]
    middle = [t + QUARTER_S // 2 for t in times]
    prices = [price(t) for t in times]
    problem = ostrov.Problem(
        edges_s=ostrov.edges(first, QUARTER_S, len(times)),
        battery=BATTERY_CONFIG,
        battery_soc_ratio=soc_ratio,
        wear_price_per_kwh=ostrov.battery_wear(BATTERY_CONFIG),
        terminal_price_per_kwh=sum(PRICES) / 24 * 0.9,
        load_w=[usual_load(t) for t in middle],
        pv_w=[USUAL_SKY * w for w in ostrov.pv_clear(middle, PLANT_CONFIG)],
        import_price_per_kwh=prices,
        export_price_per_kwh=[p - EXPORT_FEE for p in prices],
        import_limit_fixed_w=IMPORT_LIMIT_W,
        export_limit_fixed_w=EXPORT_LIMIT_W,
    )
    return ostrov.solve(problem, "quick")


class Day(NamedTuple):
    """What a day was like."""

    cost: float  #: money, less the worth of what the battery holds more than at the start
    no_battery_cost: float  #: money the same load and sun would have cost without a battery
    highest_import_w: float
    soc_gap_ratio: float  #: SoC estimated less SoC true, at the end
    plans: int
    events: List[Any]
    hours: List[Any]  #: rows of (time_s, price, load_w, pv_w, battery_w, grid_w, soc_ratio, rung)


def simulate(planned: bool) -> Day:
    """One day, with plans or by rules alone."""
    world = World()
    station = ostrov.Station(battery=BATTERY_CONFIG, import_limit_w=IMPORT_LIMIT_W,
                             export_limit_w=EXPORT_LIMIT_W, load_max_w=25_000, hold_s=2 * STEP_S)
    plans, hours = 0, []
    for time_s in range(START_S, START_S + DAY_S, STEP_S):
        command = station.step(time_s=time_s, dt_s=STEP_S, **world.measure(time_s))
        world.live(time_s, command)
        state = station.state
        if planned and state.plan_wanted != "none":
            station.follow(plan_ahead(time_s, state.soc_ratio))
            plans += 1
        if (time_s - START_S) % 3600 == 0:
            hours.append((time_s, price(time_s), world.load_w, world.pv_w, world.battery_w,
                          world.grid_w, world.stored_wh / 1e5, command.rung))
    worth = (world.stored_wh - 5e4) / 1e3 * sum(PRICES) / 24 * 0.9
    return Day(world.cost - worth, world.no_battery_cost, world.highest_import_w,
               station.state.soc_ratio - world.stored_wh / 1e5, plans, station.events(), hours)


def main() -> int:
    date = ZONE.civil(START_S)
    print(f"ostrov {ostrov.version()}: a building in Písek, {date.year}-{date.month:02}-{date.day:02}")
    print("all figures illustrative; kW, positive = into the building")
    print("hour  price   load     PV  battery   grid   SoC  by")
    planned = simulate(planned=True)
    for time_s, cost, load_w, pv_w, battery_w, grid_w, soc_ratio, rung in planned.hours[::3]:
        print(f"{ZONE.civil(time_s).hour:4d} {cost:6.2f} {load_w / 1e3:6.1f} {pv_w / 1e3:6.1f}"
              f" {battery_w / 1e3:8.1f} {grid_w / 1e3:6.1f} {soc_ratio:5.0%}  {rung}")
    rules = simulate(planned=False)
    print(f"cost: {planned.no_battery_cost:.2f} without a battery, {rules.cost:.2f} by rules, "
          f"{planned.cost:.2f} with {planned.plans} plans")
    print(f"highest import {planned.highest_import_w / 1e3:.1f} kW of {IMPORT_LIMIT_W / 1e3:.0f} kW; "
          f"{len(planned.events)} events; SoC known to {abs(planned.soc_gap_ratio):.1%}")
    return 0
