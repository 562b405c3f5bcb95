"""What a plant is really like, learned from its own power.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
import math
from typing import Any

from . import _arrays, _time
from ._caller_memory import InMemory
from ._constants import Status
from ._errors import must
from ._library import lib
from ._pv import Weather
from ._values import record

ForecastPlantConfig = record(
    "ostrov_forecast_plant_config", "ForecastPlantConfig", "ostrov_forecast_plant_defaults"
)
ForecastPlantState = record("ostrov_forecast_plant_state", "ForecastPlantState")

_DIRECTIONS = 72
_FREE, _AT_LEAST = 1, 2


class ForecastPlant(InMemory):
    """A plant that learns its gain, plane, clock and shade: ForecastPlant(pv=PvConfig(…)).
    Settings: see ForecastPlantConfig."""

    _name = "ostrov_forecast_plant"
    _config_class = ForecastPlantConfig

    def step(self, time: Any, measured_w: Any, at_least: bool = False, **weather: Any) -> Status:
        """Learns one measured step mean. time: start of the step. measured_w: W, None or NaN = not
        measured. at_least: the plant was held down, it would have given this or more. Weather by
        keyword as measured: ghi_w_per_m2, temperature_c, …; none = from power alone."""
        measured = math.nan if measured_w is None else measured_w
        self.status = must(
            lib.ostrov_forecast_plant_step(
                self._memory,
                _time.seconds(time),
                measured,
                _AT_LEAST if at_least else _FREE,
                ctypes.byref(Weather(**weather)._c),
            ),
            where="ostrov_forecast_plant_step",
        )
        return self.status

    def calibrate(self) -> Status:
        """Fits tilt, azimuth, clock and warmth to the clear ones of the moments kept. OK; EMPTY when too few are
        kept; DEGRADED when they do not tell it (both: unchanged)."""
        self.status = must(
            lib.ostrov_forecast_plant_calibrate(self._memory),
            where="ostrov_forecast_plant_calibrate",
        )
        return self.status

    def power(self, time: Any, **weather: Any) -> float:
        """AC power in W of the plant as it was learned; weather as in step, none = clear sky."""
        power = ctypes.c_double()
        self.status = must(
            lib.ostrov_forecast_plant_power(
                self._memory,
                _time.seconds(time),
                ctypes.byref(Weather(**weather)._c),
                ctypes.byref(power),
            ),
            where="ostrov_forecast_plant_power",
        )
        return power.value

    @property
    def state(self) -> Any:
        """What was learned: ForecastPlantState."""
        c = ForecastPlantState._c_class()
        must(
            lib.ostrov_forecast_plant_read(self._memory, ctypes.byref(c), ctypes.sizeof(c)),
            where="ostrov_forecast_plant_read",
        )
        return ForecastPlantState._around(c)

    @property
    def horizon_deg(self) -> Any:
        """What stands before the sun: elevations at 0, 5, … 355° clockwise from north, a column."""
        target, result = _arrays.new_column("d", _DIRECTIONS)
        must(
            lib.ostrov_forecast_plant_horizon(self._memory, target.address),
            where="ostrov_forecast_plant_horizon",
        )
        return result

    def open_ratio(self, azimuth_deg: float, elevation_deg: float) -> float:
        """Share of the clear sky's power that arrives with the sun there."""
        ratio = ctypes.c_double()
        must(
            lib.ostrov_forecast_plant_open(
                self._memory, azimuth_deg, elevation_deg, ctypes.byref(ratio)
            ),
            where="ostrov_forecast_plant_open",
        )
        return ratio.value
