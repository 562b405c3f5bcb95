"""Measurement for the connection: phasors from waveforms, sequence components, ten-minute mean,
synchro-check.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
from typing import Any, Optional

from . import _arrays
from ._constants import Status
from ._errors import must
from ._grid import GridSample
from ._library import lib
from ._machine import Machine
from ._values import Record, record

PhasorConfig = record("ostrov_phasor_config", "PhasorConfig", "ostrov_phasor_defaults")
PhasorState = record("ostrov_phasor_state", "PhasorState", "ostrov_phasor_state_defaults")
Sequence = record("ostrov_sequence", "Sequence")
VoltageMeanConfig = record(
    "ostrov_voltage_mean_config", "VoltageMeanConfig", "ostrov_voltage_mean_defaults"
)
VoltageMeanState = record("ostrov_voltage_mean_state", "VoltageMeanState")
SyncCheckConfig = record(
    "ostrov_sync_check_config", "SyncCheckConfig", "ostrov_sync_check_defaults"
)
SyncCheckSample = record(
    "ostrov_sync_check_sample", "SyncCheckSample", "ostrov_sync_check_sample_defaults"
)
SyncCheckState = record("ostrov_sync_check_state", "SyncCheckState")


def _three(values: Any, name: str) -> Any:
    column = _arrays.take(values, "d", name)
    if column.count != 3:
        raise ValueError(f"{name} takes three values, one a phase, not {column.count}")
    return column


def _frames(values: Any, code: str, name: str) -> Any:
    """Frames of three phases, flat or as rows, as one column."""
    if not _arrays.is_numpy(values) and isinstance(values, (list, tuple)):
        if values and _arrays.is_many(values[0]):
            if any(len(row) != 3 for row in values):
                raise ValueError(f"{name} takes three values a frame")
            values = [v for row in values for v in row]
    column = _arrays.take(values, code, name)
    if column.count % 3:
        raise ValueError(f"{name} takes three values a frame, {column.count} are not whole frames")
    return column


class Phasor(Machine):
    """Three phases of one side under measurement: Phasor(sampling_hz=10_000, nominal_hz=50,
    nominal_v=230). Settings: see PhasorConfig."""

    _name = "ostrov_phasor"
    _config_class = PhasorConfig
    _state_class = PhasorState

    def _begin(self) -> None:
        self._read = lib.ostrov_phasor_read

    def step(self, v: Any) -> Status:
        """Takes frames of three phases, V, equally spaced in time: rows of three, or a flat column.
        NaN is not measured. A contiguous float64 buffer is not copied."""
        column = _frames(v, "d", "v")
        self.status = must(
            lib.ostrov_phasor_step(ctypes.byref(self._c), column.address, column.count // 3),
            where="ostrov_phasor_step",
        )
        return self.status

    def step_counts(self, counts: Any) -> Status:
        """The same from whole numbers of a converter (int32), volt_per_count each."""
        column = _frames(counts, "i", "counts")
        self.status = must(
            lib.ostrov_phasor_step_counts(ctypes.byref(self._c), column.address, column.count // 3),
            where="ostrov_phasor_step_counts",
        )
        return self.status

    def lost(self, frames: int) -> None:
        """Says that frames were lost, so that time goes on over the gap."""
        must(lib.ostrov_phasor_lost(ctypes.byref(self._c), frames), where="ostrov_phasor_lost")

    def at(self, time_s: float) -> Any:
        """The estimate at a reporting instant, s since the first frame: a PhasorState."""
        c = PhasorState._c_class()
        must(
            lib.ostrov_phasor_at(
                ctypes.byref(self._c), time_s, ctypes.byref(c), ctypes.sizeof(c)
            ),
            where="ostrov_phasor_at",
        )
        return PhasorState._around(c)


class VoltageMean(Machine):
    """Sliding r.m.s. mean of three phases and its over-voltage stage: VoltageMean(over_v=253).
    Settings: see VoltageMeanConfig."""

    _name = "ostrov_voltage_mean"
    _config_class = VoltageMeanConfig
    _state_class = VoltageMeanState

    def _begin(self) -> None:
        self._read = lib.ostrov_voltage_mean_read

    def step(self, v: Any, *, dt_s: float) -> Status:
        """Moves on by dt_s (s, 0 < dt_s ≤ 60), in which the voltages were v: V r.m.s., three
        phases, NaN or None = not measured."""
        column = _three(v, "v")
        self.status = must(
            lib.ostrov_voltage_mean_step(ctypes.byref(self._c), column.address, dt_s),
            where="ostrov_voltage_mean_step",
        )
        return self.status


class SyncCheck(Machine):
    """A synchro-check: SyncCheck(nominal_v=230, slip_max_hz=0.1, …). A model: it closes nothing.
    Settings: see SyncCheckConfig."""

    _name = "ostrov_sync_check"
    _config_class = SyncCheckConfig
    _sample_class = SyncCheckSample
    _state_class = SyncCheckState

    def step(self, *, dt_s: float, **sample: Any) -> Status:
        """Moves on by dt_s (s, 0 < dt_s ≤ 1) with what was measured: grid_v, bus_v, grid_hz,
        bus_hz, angle_deg, grid_rotation, bus_rotation, age_s (see SyncCheckSample)."""
        c = self._sampler.fill(sample)
        self.status = must(
            self._step(ctypes.byref(self._c), ctypes.byref(c), dt_s), where="ostrov_sync_check_step"
        )
        return self.status


def sequence_components(magnitude_v: Any, angle_deg: Any, *, dead_v: float = 0.0) -> Any:
    """Symmetrical components, unbalance, the six applicable voltages and the order of three
    phasors: a Sequence. dead_v: V, below it a phase is not live."""
    magnitudes = _three(magnitude_v, "magnitude_v")
    angles = _three(angle_deg, "angle_deg")
    c = Sequence._c_class()
    must(
        lib.ostrov_sequence_components(
            magnitudes.address, angles.address, dead_v, ctypes.byref(c)
        ),
        where="ostrov_sequence_components",
    )
    return Sequence._around(c)


def grid_sample_from_phasors(
    grid: Optional[Record], bus: Optional[Record], *, delay_s: float = 0.0, **others: Any
) -> Any:
    """A GridSample with the voltages, frequencies, ages and the angle of both sides, each a
    PhasorState or None (not measured); others are its remaining fields. delay_s: s from the newest
    frame to now."""
    sample = GridSample(**others)
    must(
        lib.ostrov_grid_sample_from_phasors(
            ctypes.byref(grid._c) if grid is not None else None,
            ctypes.byref(bus._c) if bus is not None else None,
            delay_s,
            ctypes.byref(sample._c),
        ),
        where="ostrov_grid_sample_from_phasors",
    )
    return sample
