"""Days as they may come: paths through a forecast, and few that stand for many.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
import math
from typing import Any, List, Tuple

from . import _arrays, _time
from ._caller_memory import Kept, bounded
from ._constants import Status
from ._errors import must
from ._library import lib
from ._values import record

ScenariosConfig = record("ostrov_scenarios_config", "ScenariosConfig", "ostrov_scenarios_defaults")
ScenariosState = record("ostrov_scenarios_state", "ScenariosState")


class Scenarios(Kept):
    """Remembers how forecasts erred and errs so again: Scenarios(days=100). Settings: see
    ScenariosConfig."""

    _name = "ostrov_scenarios"
    _config_class = ScenariosConfig

    def step(self, time: Any, quantiles_ratio: Any, forecast_w: Any, measured_w: Any) -> Status:
        """Learns where in its forecast a measured step fell. forecast_w: its value at each quantile."""
        levels = _arrays.take(quantiles_ratio, "d", "quantiles_ratio")
        row = _arrays.take(forecast_w, "d", "forecast_w")
        if row.count != levels.count:
            raise ValueError(f"forecast_w has {row.count} values, {levels.count} are needed")
        measured = math.nan if measured_w is None else measured_w
        self.status = must(
            lib.ostrov_scenarios_step(
                self._memory,
                _time.seconds(time),
                levels.address,
                levels.count,
                row.address,
                measured,
            ),
            where="ostrov_scenarios_step",
        )
        return self.status

    def paths(
        self,
        start: Any,
        quantiles_ratio: Any,
        forecast_w: Any,
        paths: int,
        *,
        least_w: float = 0.0,
        most_w: float = math.inf,
    ) -> Any:
        """Paths through a forecast, one after the other in a column. forecast_w: the quantiles of a
        step side by side, step by step."""
        levels = _arrays.take(quantiles_ratio, "d", "quantiles_ratio")
        forecast = _arrays.take(forecast_w, "d", "forecast_w")
        if levels.count == 0 or forecast.count % levels.count != 0:
            raise ValueError(f"forecast_w has {forecast.count} values for {levels.count} quantiles")
        steps = forecast.count // levels.count
        target, result = _arrays.new_column("d", bounded(paths, 1000) * bounded(steps, 2016))
        self.status = must(
            lib.ostrov_scenarios_paths(
                self._memory,
                _time.seconds(start),
                steps,
                levels.address,
                levels.count,
                forecast.address,
                least_w,
                most_w,
                paths,
                target.address,
            ),
            where="ostrov_scenarios_paths",
        )
        return result

    @property
    def state(self) -> Any:
        """How good the paths have been: ScenariosState."""
        c = ScenariosState._c_class()
        must(
            lib.ostrov_scenarios_read(self._memory, ctypes.byref(c), ctypes.sizeof(c)),
            where="ostrov_scenarios_read",
        )
        return ScenariosState._around(c)


def reduce_paths(path_w: Any, paths: int, keep: int, *, probability_ratio: Any = None) -> Tuple[List[int], List[float]]:
    """Few paths that stand for many, by forward selection: their indices and their probabilities.
    path_w: the paths one after the other in a column."""
    column = _arrays.take(path_w, "d", "path_w")
    if paths < 1 or column.count % paths != 0:
        raise ValueError(f"path_w has {column.count} values for {paths} paths")
    weight = None
    if probability_ratio is not None:
        weight = _arrays.take(probability_ratio, "d", "probability_ratio")
        if weight.count != paths:
            raise ValueError(f"probability_ratio has {weight.count} values, {paths} are needed")
    room = max(1, keep)
    scratch = (ctypes.c_double * (2 * paths))()
    chosen, share = (ctypes.c_int32 * room)(), (ctypes.c_double * room)()
    must(
        lib.ostrov_scenarios_reduce(
            column.address,
            paths,
            column.count // paths,
            weight.address if weight else None,
            keep,
            ctypes.addressof(scratch),
            ctypes.addressof(chosen),
            ctypes.addressof(share),
        ),
        where="ostrov_scenarios_reduce",
    )
    return list(chosen), list(share)
