"""The station: one measurement in, one complete command out.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
from typing import Any, List, NamedTuple, Optional, Tuple

from ._constants import Status
from ._errors import OstrovError, as_status, must, new_fault
from ._library import lib, structures
from ._machine import Machine
from ._values import _out, config_of, record

StationConfig = record("ostrov_station_config", "StationConfig", "ostrov_station_defaults")
Measurement = record("ostrov_measurement", "Measurement", "ostrov_measurement_defaults")
Command = record("ostrov_command", "Command")
StationState = record("ostrov_station_state", "StationState")
_CEvent = record("ostrov_event", "CEvent")


class _Told(NamedTuple):
    time_s: Optional[int]
    code: str
    text: str


class Event(_Told):
    """One event: (time_s, code, text), with sequence, subject, value and limit as attributes."""

    sequence: int
    subject: int
    value: float
    limit: float

    @classmethod
    def _from(cls, c: Any) -> "Event":
        needed = lib.ostrov_event_text(ctypes.byref(c), None, 0)
        text = ctypes.create_string_buffer(needed + 1)
        lib.ostrov_event_text(ctypes.byref(c), text, needed + 1)
        time_s = _out(c.time_s, _CEvent._by_name["time_s"])
        code = _out(c.code, _CEvent._by_name["code"])
        event = cls(time_s, code, text.value.decode("utf-8"))
        event.sequence, event.subject = c.sequence, c.subject
        event.value, event.limit = c.value, c.limit
        return event


class Station(Machine):
    """One station: Station(battery=BatteryConfig(…), import_limit_w=100_000, export_limit_w=50_000,
    load_max_w=40_000). Settings: see StationConfig."""

    _name = "ostrov_station"
    _config_class = StationConfig
    _sample_class = Measurement
    _state_class = StationState

    def step(self, **measurement: Any) -> Any:
        """One measurement in, one complete Command out: time_s, dt_s, grid_w, battery_w, pv_w, …
        (see Measurement); grid takes a Grid or a GridState. What is left out, None or NaN is not
        measured. An OstrovError carries the safe command as .command: write it all the same."""
        c = self._sampler.fill(measurement)
        command = Command._c_class()
        status = self._step(
            ctypes.byref(self._c), ctypes.byref(c), ctypes.byref(command), ctypes.sizeof(command)
        )
        self.status = as_status(status)
        result = Command._around(command)
        if status < 0:
            error = OstrovError(status, None, "ostrov_station_step")
            error.command = result
            raise error
        return result

    def follow(self, plan: Any) -> Status:
        """Takes a plan, which is copied. One that is refused is an OstrovError, and the plan before
        goes on."""
        self.status = must(
            lib.ostrov_station_follow(ctypes.byref(self._c), ctypes.byref(plan._c)),
            where="ostrov_station_follow",
        )
        return self.status

    def events(self) -> List[Event]:
        """Takes all waiting events out, oldest first."""
        found = []
        c = structures["ostrov_event"]()
        while must(lib.ostrov_station_event(ctypes.byref(self._c), ctypes.byref(c))) == Status.OK:
            found.append(Event._from(c))
        return found

    def save(self) -> bytes:
        """A snapshot, which load of a station with the same settings takes."""
        room = (ctypes.c_char * lib.ostrov_station_save_size())()
        used = ctypes.c_size_t()
        must(
            lib.ostrov_station_save(
                ctypes.byref(self._c), room, ctypes.sizeof(room), ctypes.byref(used)
            ),
            where="ostrov_station_save",
        )
        return room.raw[: used.value]

    def load(self, snapshot: bytes) -> Status:
        """Restores a snapshot. One that is damaged or of other settings is an OstrovError, and the
        station stays as it was."""
        snapshot = bytes(snapshot)
        self.status = must(
            lib.ostrov_station_load(ctypes.byref(self._c), snapshot, len(snapshot)),
            where="ostrov_station_load",
        )
        return self.status


def station_fallback(config: Any = None, *, pv_peak_w: float = 0.0, **fields: Any) -> Tuple[float, float]:
    """Worst import and worst export in W when all devices fall back without us. Raises OstrovError
    (E_INFEASIBLE) when that breaks a limit of the site."""
    settings = config_of(StationConfig, config, fields)
    worst_import, worst_export, fault = ctypes.c_double(), ctypes.c_double(), new_fault()
    must(
        lib.ostrov_station_fallback(
            ctypes.byref(settings._c),
            pv_peak_w,
            ctypes.byref(worst_import),
            ctypes.byref(worst_export),
            ctypes.byref(fault),
        ),
        fault,
        "ostrov_station_fallback",
    )
    return worst_import.value, worst_export.value
