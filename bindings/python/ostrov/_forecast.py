"""Learns a plant's or a load's next hours from its own history, with an error band.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
import math
from typing import Any

from . import _arrays, _time
from ._caller_memory import Kept, bounded
from ._constants import Status
from ._errors import must
from ._library import lib
from ._values import record

ForecastConfig = record("ostrov_forecast_config", "ForecastConfig", "ostrov_forecast_defaults")
ForecastScore = record("ostrov_forecast_score", "ForecastScore")


class Forecast(Kept):
    """A forecaster: Forecast(of="load", zone="Europe/Prague", typical_w=15_000) or
    Forecast(of="pv", pv=PvConfig(…)). Settings: see ForecastConfig."""

    _name = "ostrov_forecast"
    _config_class = ForecastConfig

    def step(self, time: Any, measured_w: Any, weather_w: float = math.nan) -> Status:
        """Learns one measured step mean. time: start of the step. measured_w: W, None or NaN = not
        measured. weather_w: what a weather forecast said for this step, through pv_power."""
        measured = math.nan if measured_w is None else measured_w
        self.status = must(
            lib.ostrov_forecast_step(self._memory, _time.seconds(time), measured, weather_w),
            where="ostrov_forecast_step",
        )
        return self.status

    def predict(
        self,
        start: Any,
        count: int,
        *,
        quantile_ratio: float = 0.5,
        weather_w: Any = None,
        out: Any = None,
    ) -> Any:
        """The next count steps in W at one quantile (0 < quantile_ratio < 1), as a column.
        weather_w: W by step from a weather forecast. status is DEGRADED while nothing was learned."""
        if out is None:
            target, result = _arrays.new_column("d", bounded(count, self.config.horizon))
        else:
            target, result = _arrays.take_out(out, "d", count, "out"), out
        weather = None
        if weather_w is not None:
            weather = _arrays.take(weather_w, "d", "weather_w")
            if weather.count != count:
                raise ValueError(f"weather_w has {weather.count} values, {count} are needed")
        self.status = must(
            lib.ostrov_forecast_predict(
                self._memory,
                _time.seconds(start),
                count,
                weather.address if weather else None,
                quantile_ratio,
                target.address or None,
            ),
            where="ostrov_forecast_predict",
        )
        return result

    @property
    def score(self) -> Any:
        """How good it has been, one hour ahead: ForecastScore."""
        c = ForecastScore._c_class()
        must(
            lib.ostrov_forecast_score_read(self._memory, ctypes.byref(c), ctypes.sizeof(c)),
            where="ostrov_forecast_score_read",
        )
        return ForecastScore._around(c)
