"""Wear of a battery: cycles by rainflow, laws of ageing, the price of a cycle by its depth.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
from typing import Any, List

from ._caller_memory import bounded
from ._constants import Status
from ._errors import must, new_fault
from ._library import lib, structures
from ._values import config_of, record

RainflowCycle = record("ostrov_rainflow_cycle", "RainflowCycle")
RainflowState = record("ostrov_rainflow_state", "RainflowState")
AgeingConfig = record("ostrov_ageing_config", "AgeingConfig", "ostrov_ageing_defaults")
AgeingStress = record("ostrov_ageing_stress", "AgeingStress")
AgeingState = record("ostrov_ageing_state", "AgeingState")
WearConfig = record("ostrov_wear_config", "WearConfig", "ostrov_wear_defaults")
WearSegment = record("ostrov_wear_segment", "WearSegment")
WearHold = record("ostrov_wear_hold", "WearHold")

_DEPTH = 128
_PIECES = 64


class Keeper:
    """What objects with a snapshot share."""

    _name: str
    _c: Any

    def _new(self) -> None:
        self._c = structures[self._name]()

    def _ask(self, verb: str, *given: Any) -> Status:
        name = f"{self._name}_{verb}"
        return must(getattr(lib, name)(ctypes.byref(self._c), *given), where=name)

    def _told(self, cls: Any) -> Any:
        c = cls._c_class()
        self._ask("read", ctypes.byref(c), ctypes.sizeof(c))
        return cls._around(c)

    def save(self) -> bytes:
        """A snapshot, for load of an object made with the same settings."""
        size = getattr(lib, self._name + "_save_size")()
        room = ctypes.create_string_buffer(size)
        self._ask("save", ctypes.addressof(room), size, None)
        return room.raw

    def load(self, snapshot: bytes) -> None:
        """Goes on from a snapshot, bit by bit."""
        room = ctypes.create_string_buffer(snapshot, len(snapshot))
        self._ask("load", ctypes.addressof(room), len(snapshot))


class Rainflow(Keeper):
    """Cycles of a series, counted as it comes (ASTM E1049): for soc in series: flow.step(soc).
    exponent: of the damage sum, 1 … 10."""

    _name = "ostrov_rainflow"

    def __init__(self, exponent: float = 2.0) -> None:
        self._new()
        self._ask("init", exponent)
        self._room = (RainflowCycle._c_class * _DEPTH)()

    def _cycles(self, verb: str, *given: Any) -> List[Any]:
        count = ctypes.c_int32()
        self._ask(verb, *given, self._room, _DEPTH, ctypes.byref(count))
        copies = (RainflowCycle._c_class.from_buffer_copy(self._room[i]) for i in range(count.value))
        return [RainflowCycle._around(c) for c in copies]

    def step(self, value: float) -> List[Any]:
        """Takes one sample; gives the cycles that closed by it."""
        return self._cycles("step", value)

    def finish(self) -> List[Any]:
        """Ends the series; what is open counts as half cycles, which it gives."""
        return self._cycles("finish")

    @property
    def state(self) -> Any:
        """What was counted so far: a RainflowState."""
        return self._told(RainflowState)


class Ageing(Keeper):
    """A battery that ages by a law: Ageing(law="lfp-prismatic"). Settings: see AgeingConfig."""

    _name = "ostrov_ageing"

    def __init__(self, config: Any = None, **fields: Any) -> None:
        self.config = config_of(AgeingConfig, config, fields).__copy__()
        self._new()
        fault = new_fault()
        status = lib.ostrov_ageing_init(
            ctypes.byref(self._c), ctypes.byref(self.config._c), ctypes.byref(fault)
        )
        must(status, fault, "ostrov_ageing_init")

    def advance(self, stress: Any = None, *, duration_s: float, **fields: Any) -> None:
        """Ages by a stress (AgeingStress, or its members by keyword) that held for duration_s."""
        c = config_of(AgeingStress, stress, fields)
        self._ask("advance", ctypes.byref(c._c), duration_s)

    def step(self, soc_ratio: float, temperature_c: float, *, dt_s: float) -> Status:
        """Takes a sample of its life; dt_s since the one before, 0 after a break."""
        return self._ask("step", soc_ratio, temperature_c, dt_s)

    def close(self) -> Status:
        """Applies what was gathered before its window is full."""
        return self._ask("close")

    @property
    def state(self) -> Any:
        """How far it has aged: an AgeingState."""
        return self._told(AgeingState)


def wear_segments(config: Any = None, *, count: int = 8, **fields: Any) -> List[Any]:
    """Price of a discharge by depth in count pieces of equal depth: WearSegment of depth_ratio,
    energy_wh and price_per_kwh, never falling. Takes a WearConfig or its members by keyword."""
    c = config_of(WearConfig, config, fields)
    out = (WearSegment._c_class * bounded(count, _PIECES))()
    fault = new_fault()
    status = lib.ostrov_wear_segments(ctypes.byref(c._c), out, count, ctypes.byref(fault))
    must(status, fault, "ostrov_wear_segments")
    return [WearSegment._around(WearSegment._c_class.from_buffer_copy(s)) for s in out]


def wear_calendar(
    soc_ratio: float, temperature_c: float, config: Any = None, **fields: Any
) -> float:
    """Money an hour at rest costs at this SoC and temperature."""
    c = config_of(WearConfig, config, fields)
    out = ctypes.c_double()
    fault = new_fault()
    status = lib.ostrov_wear_calendar(
        ctypes.byref(c._c), soc_ratio, temperature_c, ctypes.byref(out), ctypes.byref(fault)
    )
    must(status, fault, "ostrov_wear_calendar")
    return out.value


def wear_holds(
    temperature_c: float, config: Any = None, *, count: int = 8, **fields: Any
) -> List[Any]:
    """What an hour costs by SoC, in count pieces of equal energy: WearHold of soc_ratio, energy_wh and
    price_per_kwh_h, never falling. Takes a WearConfig or its members by keyword."""
    c = config_of(WearConfig, config, fields)
    out = (WearHold._c_class * bounded(count, _PIECES))()
    fault = new_fault()
    status = lib.ostrov_wear_holds(
        ctypes.byref(c._c), temperature_c, out, count, ctypes.byref(fault)
    )
    must(status, fault, "ostrov_wear_holds")
    return [WearHold._around(WearHold._c_class.from_buffer_copy(h)) for h in out]
