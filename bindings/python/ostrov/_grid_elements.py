"""Models of protection: trip stages, rate of change, vector shift, ride-through, enter service, and
what passive stages cannot see of an island.

For simulation, for auditing the settings of certified devices, for tightening: they trip nothing that
a relay must trip.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
import math
from typing import Any, List, Tuple

from ._constants import Category, Status
from ._errors import must, new_fault
from ._library import lib
from ._machine import Machine
from ._values import config_of, record

ElementSample = record("ostrov_element_sample", "ElementSample", "ostrov_element_sample_defaults")
ElementsConfig = record("ostrov_elements_config", "ElementsConfig", "ostrov_elements_defaults")
ElementsState = record("ostrov_elements_state", "ElementsState")
RocofConfig = record("ostrov_rocof_config", "RocofConfig", "ostrov_rocof_defaults")
RocofState = record("ostrov_rocof_state", "RocofState")
VectorShiftConfig = record(
    "ostrov_vector_shift_config", "VectorShiftConfig", "ostrov_vector_shift_defaults"
)
VectorShiftState = record("ostrov_vector_shift_state", "VectorShiftState")
RideConfig = record("ostrov_ride_config", "RideConfig", "ostrov_ride_defaults")
RideState = record("ostrov_ride_state", "RideState")
EnterConfig = record("ostrov_enter_config", "EnterConfig", "ostrov_enter_defaults")
EnterState = record("ostrov_enter_state", "EnterState")
IslandLoad = record("ostrov_island_load", "IslandLoad")
IslandRest = record("ostrov_island_rest", "IslandRest")
Ndz = record("ostrov_ndz", "Ndz")


class _Model(Machine):
    """A model that is shown an ElementSample each step."""

    _sample_class = ElementSample

    def step(self, *, dt_s: float, **sample: Any) -> Status:
        """Moves on by dt_s (s, 0 < dt_s ≤ 1; a vector shift at most two cycles) with what was
        measured: phase_pu, hz, … (see ElementSample); what is left out is not measured. Gives OK,
        or DEGRADED when a value was refused."""
        c = self._sampler.fill(sample)
        self.status = must(
            self._step(ctypes.byref(self._c), ctypes.byref(c), dt_s), where=self._name + "_step"
        )
        return self.status


class Elements(_Model):
    """Up to eight stages: Elements(elements_category("iii", nominal_hz=60)) or
    Elements(kind=["overvoltage"] + ["unknown"] * 7, level=[1.2] + [None] * 7, …)."""

    _name = "ostrov_elements"
    _config_class = ElementsConfig
    _state_class = ElementsState

    def reset(self) -> None:
        """Takes back trip, first cause and timers."""
        must(lib.ostrov_elements_reset(ctypes.byref(self._c)), where="ostrov_elements_reset")


class Rocof(_Model):
    """A rate-of-change element: Rocof(method="two_point", window_s=0.5, limit_hz_per_s=2)."""

    _name = "ostrov_rocof"
    _config_class = RocofConfig
    _state_class = RocofState


class VectorShift(_Model):
    """A comparator of cycles: VectorShift(nominal_hz=50, limit_deg=25)."""

    _name = "ostrov_vector_shift"
    _config_class = VectorShiftConfig
    _state_class = VectorShiftState


class Ride(_Model):
    """One unit riding through: Ride(ride_category("iii", nominal_hz=60))."""

    _name = "ostrov_ride"
    _config_class = RideConfig
    _state_class = RideState


class Enter(_Model):
    """One unit entering service: Enter(delay_s=60, ramp_s=600, min_hz=49.5, max_hz=50.1, …)."""

    _name = "ostrov_enter"
    _config_class = EnterConfig
    _state_class = EnterState


def _category(category: Any) -> Category:
    return Category[category.upper()] if isinstance(category, str) else Category(category)


def elements_category(category: Any, *, nominal_hz: float) -> Any:
    """Default trip stages of a category of IEEE 1547-2018 ("i", "ii", "iii" or a Category), as an
    ElementsConfig. nominal_hz: 45 … 65; frequencies are moved by nominal_hz − 60."""
    config = ElementsConfig()
    must(
        lib.ostrov_elements_category(ctypes.byref(config._c), _category(category), nominal_hz),
        where="ostrov_elements_category",
    )
    return config


def ride_category(category: Any, *, nominal_hz: float) -> Any:
    """Ride-through regions of a category of IEEE 1547-2018 ("i", "ii", "iii" or a Category), as a
    RideConfig. nominal_hz: 45 … 65; frequencies are moved by nominal_hz − 60."""
    config = RideConfig()
    must(
        lib.ostrov_ride_category(ctypes.byref(config._c), _category(category), nominal_hz),
        where="ostrov_ride_category",
    )
    return config


def ride_status_text(status: Any) -> str:
    """Name of a status as test reports write it, such as "MCES". Takes its word or its number."""
    if isinstance(status, str):
        field = next(f for f in RideState._table.fields if f.name == "status")
        status = dict(field.choices).get(status, 0)
    return lib.ostrov_ride_status_text(status).decode()


def ndz_island(elements: Any, load: Any = None, *, limit_s: float = math.inf, **fields: Any) -> Any:
    """Where an island comes to rest and whether the stages see it within limit_s, as an IslandRest.
    Takes an ElementsConfig, and an IslandLoad or its fields: nominal_hz, quality, power_ratio,
    reactive_ratio."""
    settings, island = config_of(ElementsConfig, elements, {}), config_of(IslandLoad, load, fields)
    rest, fault = IslandRest._c_class(), new_fault()
    status = lib.ostrov_ndz_island(
        ctypes.byref(settings._c),
        ctypes.byref(island._c),
        limit_s,
        ctypes.byref(rest),
        ctypes.byref(fault),
    )
    must(status, fault, "ostrov_ndz_island")
    return IslandRest._around(rest)


def ndz_zone(
    elements: Any, *, nominal_hz: float, quality: float = 1.0, limit_s: float = math.inf
) -> Any:
    """The non-detection zone of the stages for a load of that quality factor, as an Ndz."""
    settings = config_of(ElementsConfig, elements, {})
    zone, fault = Ndz._c_class(), new_fault()
    status = lib.ostrov_ndz_zone(
        ctypes.byref(settings._c),
        nominal_hz,
        quality,
        limit_s,
        ctypes.byref(zone),
        ctypes.byref(fault),
    )
    must(status, fault, "ostrov_ndz_zone")
    return Ndz._around(zone)


def ndz_boundary(zone: Any, count: int = 81) -> Tuple[List[float], List[float]]:
    """Points of a zone's boundary for a chart: power_ratio and reactive_ratio, count = 4·n + 1 each;
    two empty lists for an empty zone."""
    power, reactive = (ctypes.c_double * count)(), (ctypes.c_double * count)()
    status = must(
        lib.ostrov_ndz_boundary(
            ctypes.byref(zone._c), count, ctypes.addressof(power), ctypes.addressof(reactive)
        ),
        where="ostrov_ndz_boundary",
    )
    return ([], []) if status == Status.EMPTY else (list(power), list(reactive))
