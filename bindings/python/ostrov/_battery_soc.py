"""Cells as data, and the state of charge of a string with its error bar.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
import json
from typing import Any, Optional

from ._battery_power import Cell, CellState
from ._battery_wear import Keeper
from ._constants import SocNote, Status
from ._errors import must, new_fault
from ._library import lib, structures
from ._machine import Machine
from ._values import as_record, config_of, record

CellPoint = record("ostrov_cell_point", "CellPoint")
SocConfig = record("ostrov_soc_config", "SocConfig", "ostrov_soc_defaults")
SocSample = record("ostrov_soc_sample", "SocSample", "ostrov_soc_sample_defaults")
SocState = record("ostrov_soc_state", "SocState")


def cell_preset(chemistry: str, capacity_ah: float, *, series: int = 1) -> Any:
    """A Cell typical of its chemistry ("lfp", "nmc", "nca", "lmo", "lto") and of a capacity in Ah."""
    words = dict(Cell._by_name["chemistry"].choices)
    if chemistry not in words:
        raise ValueError(f"chemistry is one of {', '.join(words)}, not {chemistry!r}")
    cell = Cell()
    c = cell._c
    status = lib.ostrov_cell_preset(
        words[chemistry], capacity_ah, ctypes.byref(c), ctypes.sizeof(c)
    )
    must(status, where="ostrov_cell_preset")
    c.series = series
    return cell


def cell_read(path: Any, *, series: int = 1, parallel: float = 1.0) -> Any:
    """A Cell from a file of tests/tools/fit_cell.py, whose members are those of ostrov_cell."""
    with open(path, encoding="utf-8") as file:
        told = json.load(file)
    warm = len(told["temperature_c"])
    known = {name: value for name, value in told.items() if name in Cell._by_name}
    return Cell(
        series=series,
        parallel=parallel,
        soc_count=len(told["ocv_v"]) // warm,
        resistance_count=len(told["ohmic_ohm"]) // warm,
        temperature_count=warm,
        rc_count=len(told.get("rc_s", ())) // warm,
        **known,
    )


def cell_at(cell: Any, soc_ratio: float, temperature_c: float) -> Any:
    """A Cell's tables at one SoC and temperature, for the whole string: a CellPoint."""
    c = CellPoint._c_class()
    status = lib.ostrov_cell_at(
        ctypes.byref(cell._c), soc_ratio, temperature_c, ctypes.byref(c)
    )
    must(status, where="ostrov_cell_at")
    return CellPoint._around(c)


class CellModel:
    """A string of cells as its equations have it: CellModel(cell, soc_ratio=0.5), then
    voltage_v(current_a) and step(current_a, dt_s). What a simulation or a test needs."""

    def __init__(self, cell: Any, *, soc_ratio: float, temperature_c: float = 25.0) -> None:
        self.cell = as_record(cell, "ostrov_cell", "cell")
        fault = new_fault()
        must(
            lib.ostrov_cell_check(ctypes.byref(self.cell._c), ctypes.byref(fault)),
            fault,
            "ostrov_cell_check",
        )
        self.state = CellState()
        status = lib.ostrov_cell_rest(ctypes.byref(self.state._c), soc_ratio, temperature_c)
        must(status, where="ostrov_cell_rest")

    def voltage_v(self, current_a: float) -> float:
        """V at the terminals the moment a current flows, A, positive discharges."""
        out = ctypes.c_double()
        status = lib.ostrov_cell_voltage(
            ctypes.byref(self.cell._c), ctypes.byref(self.state._c), current_a, ctypes.byref(out)
        )
        must(status, where="ostrov_cell_voltage")
        return out.value

    def step(self, current_a: float, dt_s: float, ambient_c: Optional[float] = None) -> None:
        """Moves on by dt_s of constant current; ambient_c None keeps the temperature."""
        status = lib.ostrov_cell_step(
            ctypes.byref(self.cell._c),
            ctypes.byref(self.state._c),
            current_a,
            float("nan") if ambient_c is None else ambient_c,
            dt_s,
        )
        must(status, where="ostrov_cell_step")


class Soc(Machine, Keeper):
    """State of charge of a string: Soc(cell, soc_start_ratio=0.5). Settings: see SocConfig. save gives
    a snapshot; load goes on from it in an object of the same cell and settings."""

    _name = "ostrov_soc"
    _config_class = SocConfig
    _sample_class = SocSample
    _state_class = SocState

    def __init__(self, cell: Any, config: Any = None, **fields: Any) -> None:
        self.cell = as_record(cell, "ostrov_cell", "cell").__copy__()  # its tables must live on
        self.config = config_of(SocConfig, config, fields).__copy__()
        self._c = structures[self._name]()
        fault = new_fault()
        self.status = must(
            lib.ostrov_soc_init(
                ctypes.byref(self._c),
                ctypes.byref(self.cell._c),
                ctypes.byref(self.config._c),
                ctypes.byref(fault),
            ),
            fault,
            "ostrov_soc_init",
        )
        self._begin()

    def step(self, *, dt_s: float, **sample: Any) -> Status:
        """Moves on by dt_s (s, 0 < dt_s ≤ 86 400) with what was measured over that time: current_a
        (positive = discharge), voltage_v, temperature_c, full; what is left out is not measured."""
        c = self._sampler.fill(sample)
        self.status = must(
            self._step(ctypes.byref(self._c), ctypes.byref(c), dt_s), where="ostrov_soc_step"
        )
        return self.status

    @property
    def notes(self) -> SocNote:
        """What the last step had to say."""
        return SocNote(self.state.notes)
