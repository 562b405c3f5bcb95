"""What a plant does for the grid, and for itself when it is short of energy: curves of voltage and
frequency, response in time, the remote limit of a DSO, load shedding, autonomy.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
from typing import Any, NamedTuple, Optional, Sequence, Tuple

from . import _arrays
from ._constants import Status
from ._errors import must, new_fault
from ._library import lib, structures
from ._machine import Sampler
from ._values import as_record, record

GridCurve = record("ostrov_grid_curve", "GridCurve")
GridDroop = record("ostrov_grid_droop", "GridDroop")
GridIslandDroop = record("ostrov_grid_island_droop", "GridIslandDroop")
GridShedConfig = record("ostrov_grid_shed_config", "GridShedConfig")
GridStore = record("ostrov_grid_store", "GridStore")
GridSupportSample = record(
    "ostrov_grid_support_sample", "GridSupportSample", "ostrov_grid_support_sample_defaults"
)
GridSupportState = record("ostrov_grid_support_state", "GridSupportState")
GridLimitState = record("ostrov_grid_limit_state", "GridLimitState")


def _curve(curve: Any) -> Any:
    """A GridCurve, from one or from pairs (x, y)."""
    if isinstance(curve, GridCurve) or isinstance(curve, dict):
        return as_record(curve, "ostrov_grid_curve", "curve")
    pairs = list(curve)
    return GridCurve(count=len(pairs), x=[x for x, _ in pairs], y=[y for _, y in pairs])


def _map(name: str, values: Any, call: Any) -> Any:
    """A function of one value for a column of them."""
    column = _arrays.take(values, "d", name)
    out, result = _arrays.new_column("d", column.count)
    must(call(column.address, column.count, out.address), where=name)
    return result


def grid_curve_value(curve: Any, x: Any) -> Any:
    """Value of a piecewise-linear curve at x, a number or a column (NaN gives NaN).
    curve: a GridCurve or pairs (x, y)."""
    c = _curve(curve)._c
    fault = new_fault()
    must(lib.ostrov_grid_curve_check(ctypes.byref(c), ctypes.byref(fault)), fault, "curve")
    if _arrays.is_many(x):
        where = "ostrov_grid_curve_value_n"
        return _map(where, x, lambda a, n, y: getattr(lib, where)(ctypes.byref(c), a, n, y))
    y = ctypes.c_double()
    must(
        lib.ostrov_grid_curve_value(ctypes.byref(c), x, ctypes.byref(y)),
        where="ostrov_grid_curve_value",
    )
    return y.value


def _from_settings(where: str, settings: Any) -> Optional[Any]:
    curve = GridCurve()
    c = as_record(settings, "ostrov_grid_settings", "settings")._c
    status = must(getattr(lib, where)(ctypes.byref(c), ctypes.byref(curve._c)), where=where)
    return None if status == Status.EMPTY else curve


def grid_volt_var_curve(settings: Any) -> Optional[Any]:
    """Volt-var curve of GridSettings; None when they have none."""
    return _from_settings("ostrov_grid_volt_var_curve", settings)


def grid_volt_watt_curve(settings: Any) -> Optional[Any]:
    """Volt-watt curve of GridSettings; None when they have none."""
    return _from_settings("ostrov_grid_volt_watt_curve", settings)


def grid_settings_droop(settings: Any, *, min_ratio: float, max_ratio: float = 1.0) -> Optional[Any]:
    """Frequency droop of GridSettings; None when they have none. min_ratio: −1 storage, 0 PV."""
    droop = GridDroop()
    c = as_record(settings, "ostrov_grid_settings", "settings")._c
    status = must(
        lib.ostrov_grid_settings_droop(
            ctypes.byref(c), min_ratio, max_ratio, ctypes.byref(droop._c)
        ),
        where="ostrov_grid_settings_droop",
    )
    return None if status == Status.EMPTY else droop


def grid_droop_power(droop: Any, hz: Any, *, before_ratio: float) -> Any:
    """Power that a droop asks for at a frequency, a number or a column (NaN gives NaN).
    before_ratio: power when the threshold was passed, share of rating."""
    c = as_record(droop, "ostrov_grid_droop", "droop")._c
    if _arrays.is_many(hz):
        where = "ostrov_grid_droop_power_n"
        return _map(
            where, hz, lambda a, n, y: getattr(lib, where)(ctypes.byref(c), a, n, before_ratio, y)
        )
    power = ctypes.c_double()
    must(
        lib.ostrov_grid_droop_power(ctypes.byref(c), hz, before_ratio, ctypes.byref(power)),
        where="ostrov_grid_droop_power",
    )
    return power.value


def grid_island_hz(droop: Any, power_ratio: float) -> float:
    """Frequency that a forming plant gives at a power. droop: a GridIslandDroop or a dict."""
    hz = ctypes.c_double()
    c = as_record(droop, "ostrov_grid_island_droop", "droop")._c
    must(
        lib.ostrov_grid_island_hz(ctypes.byref(c), power_ratio, ctypes.byref(hz)),
        where="ostrov_grid_island_hz",
    )
    return hz.value


class GridResponse:
    """A value that follows its target as a first-order lag: 90 % of a step after response_s."""

    def __init__(self, *, response_s: float, value: float = 0.0) -> None:
        self._c = structures["ostrov_grid_response"]()
        must(
            lib.ostrov_grid_response_init(ctypes.byref(self._c), response_s, value),
            where="ostrov_grid_response_init",
        )
        self.value = value

    def step(self, target: float, *, dt_s: float) -> float:
        """Moves on by dt_s and gives the value; a target of NaN holds it."""
        value = ctypes.c_double()
        must(
            lib.ostrov_grid_response_step(
                ctypes.byref(self._c), target, dt_s, ctypes.byref(value)
            ),
            where="ostrov_grid_response_step",
        )
        self.value = value.value
        return self.value


class GridSupport:
    """The support functions of one plant: volt-var, volt-watt, frequency droop, the ramp after
    entering service, and limits. settings: GridSettings. min_ratio: −1 storage, 0 PV."""

    def __init__(self, settings: Any, *, min_ratio: float = 0.0) -> None:
        self._c = structures["ostrov_grid_support"]()
        self._sampler = Sampler(GridSupportSample)
        fault = new_fault()
        c = as_record(settings, "ostrov_grid_settings", "settings")._c
        self.status = must(
            lib.ostrov_grid_support_init(
                ctypes.byref(self._c), ctypes.byref(c), min_ratio, ctypes.byref(fault)
            ),
            fault,
            "ostrov_grid_support_init",
        )

    def step(self, *, dt_s: float, **sample: Any) -> Status:
        """Moves on by dt_s (s, ≤ 60) with in_service, voltage_pu, frequency_hz, wanted_ratio,
        available_ratio, limit_ratio (see GridSupportSample)."""
        c = self._sampler.fill(sample)
        self.status = must(
            lib.ostrov_grid_support_step(ctypes.byref(self._c), ctypes.byref(c), dt_s),
            where="ostrov_grid_support_step",
        )
        return self.status

    @property
    def state(self) -> Any:
        """What the plant does now."""
        c = GridSupportState._c_class()
        must(
            lib.ostrov_grid_support_read(
                ctypes.byref(self._c), ctypes.byref(c), ctypes.sizeof(c)
            ),
            where="ostrov_grid_support_read",
        )
        return GridSupportState._around(c)


class GridLimit:
    """The receiver of a DSO's remote limits. settings: GridSettings with limit_steps_ratio."""

    def __init__(self, settings: Any) -> None:
        self._c = structures["ostrov_grid_limit"]()
        fault = new_fault()
        c = as_record(settings, "ostrov_grid_settings", "settings")._c
        self.status = must(
            lib.ostrov_grid_limit_init(ctypes.byref(self._c), ctypes.byref(c), ctypes.byref(fault)),
            fault,
            "ostrov_grid_limit_init",
        )

    def step(self, contacts: int, *, dt_s: float, link: bool = True) -> Status:
        """Moves on by dt_s. contacts: bit k = contact of limit_steps_ratio[k]. link: whether the
        contacts are read and fresh. Status.DEGRADED while the link is lost."""
        self.status = must(
            lib.ostrov_grid_limit_step(ctypes.byref(self._c), contacts, 1 if link else 0, dt_s),
            where="ostrov_grid_limit_step",
        )
        return self.status

    @property
    def state(self) -> Any:
        """The limit now."""
        c = GridLimitState._c_class()
        must(
            lib.ostrov_grid_limit_read(ctypes.byref(self._c), ctypes.byref(c), ctypes.sizeof(c)),
            where="ostrov_grid_limit_read",
        )
        return GridLimitState._around(c)


class GridShed:
    """Under-frequency shedding of load tiers, the least important first."""

    def __init__(self, *, below_hz: Sequence[float], delay_s: Sequence[float]) -> None:
        self._c = structures["ostrov_grid_shed"]()
        config = GridShedConfig(count=len(below_hz), below_hz=below_hz, delay_s=delay_s)
        fault = new_fault()
        must(
            lib.ostrov_grid_shed_init(
                ctypes.byref(self._c), ctypes.byref(config._c), ctypes.byref(fault)
            ),
            fault,
            "ostrov_grid_shed_init",
        )

    def step(self, hz: float, *, dt_s: float) -> int:
        """Moves on by dt_s and gives a bit for each tier that is shed; a NaN frequency holds."""
        tiers = ctypes.c_uint32()
        must(
            lib.ostrov_grid_shed_step(ctypes.byref(self._c), hz, dt_s, ctypes.byref(tiers)),
            where="ostrov_grid_shed_step",
        )
        return tiers.value


class Autonomy(NamedTuple):
    """How long an island holds."""

    for_ever: bool  #: the sun counted on carries the load
    hold_s: Optional[float]  #: s until the least charge; None for ever


def grid_autonomy(store: Any, load_w: float) -> Autonomy:
    """Autonomy at a constant load. store: a GridStore or a dict of its members."""
    holds = ctypes.c_int32()
    hold_s = ctypes.c_double()
    c = as_record(store, "ostrov_grid_store", "store")._c
    must(
        lib.ostrov_grid_autonomy(
            ctypes.byref(c), load_w, ctypes.byref(holds), ctypes.byref(hold_s)
        ),
        where="ostrov_grid_autonomy",
    )
    return Autonomy(True, None) if holds.value == 2 else Autonomy(False, hold_s.value)


def grid_autonomy_n(store: Any, load_w: Any) -> Tuple[Any, Any]:
    """Autonomy at many loads: columns of how it holds (0 load not usable, 1 for hold_s, 2 for ever)
    and of hold_s."""
    column = _arrays.take(load_w, "d", "load_w")
    holds, hold_values = _arrays.new_column("i", column.count)
    hold_s, second_values = _arrays.new_column("d", column.count)
    c = as_record(store, "ostrov_grid_store", "store")._c
    must(
        lib.ostrov_grid_autonomy_n(
            ctypes.byref(c), column.address, column.count, holds.address, hold_s.address
        ),
        where="ostrov_grid_autonomy_n",
    )
    return hold_values, second_values


class Tiers(NamedTuple):
    """What a target time leaves on."""

    kept: int  #: tiers that stay on, the most important first; at least the first
    met: bool  #: whether these hold for the target


def grid_tiers(store: Any, tier_w: Sequence[float], target_s: float) -> Tiers:
    """How many tiers of load a target time leaves on. tier_w: loads by tier, most important first."""
    column = _arrays.take(tier_w, "d", "tier_w")
    kept, met = ctypes.c_int32(), ctypes.c_int32()
    c = as_record(store, "ostrov_grid_store", "store")._c
    must(
        lib.ostrov_grid_tiers(
            ctypes.byref(c),
            column.address,
            column.count,
            target_s,
            ctypes.byref(kept),
            ctypes.byref(met),
        ),
        where="ostrov_grid_tiers",
    )
    return Tiers(kept.value, bool(met.value))
