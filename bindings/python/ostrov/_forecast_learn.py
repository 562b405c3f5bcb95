"""Learns one PV plant from its history and from weather forecasts, with quantiles.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
import math
from typing import Any, Sequence

from . import _arrays, _time
from ._caller_memory import Kept, bounded
from ._constants import Status
from ._errors import must
from ._library import lib, structures
from ._values import record

LearnerConfig = record("ostrov_learner_config", "LearnerConfig", "ostrov_learner_defaults")
LearnerScore = record("ostrov_learner_score", "LearnerScore")

_POWER_FREE, _POWER_AT_LEAST = 1, 2
_WEATHER = [name for name, *_ in structures["ostrov_weather"]._fields_ if not name.endswith("_") and name != "struct_size"]


class Learner(Kept):
    """A learner of one plant: Learner(pv=PvConfig(…)). Settings: see LearnerConfig."""

    _name = "ostrov_learner"
    _config_class = LearnerConfig

    def weather(self, start: Any, *, model: int = 0, **columns: Any) -> Status:
        """Takes a weather forecast of step means from start on: columns by the names of the weather's
        members, such as ghi_w_per_m2=[…]; a column that is missing is not known."""
        unknown = [name for name in columns if name not in _WEATHER]
        if unknown:
            raise TypeError(f"{unknown[0]} is no member of the weather; there are {', '.join(_WEATHER)}")
        values = {name: list(column) for name, column in columns.items()}
        count = max((len(column) for column in values.values()), default=0)
        for name, column in values.items():
            if len(column) != count:
                raise ValueError(f"{name} has {len(column)} values, {count} are needed")
        row = structures["ostrov_weather"]
        rows = (row * count)()
        for i in range(count):
            rows[i].struct_size = ctypes.sizeof(row)
            for name in _WEATHER:
                setattr(rows[i], name, values[name][i] if name in values else math.nan)
        self.status = must(
            lib.ostrov_learner_weather(
                self._memory, model, _time.seconds(start), rows, count, ctypes.sizeof(row)
            ),
            where="ostrov_learner_weather",
        )
        return self.status

    def step(self, time: Any, measured_w: Any, at_least: bool = False) -> Status:
        """Learns one measured step mean. time: start of the step. measured_w: W, None or NaN = not
        measured. at_least: the plant was curtailed, the sun gave more."""
        measured = math.nan if measured_w is None else measured_w
        limit = _POWER_AT_LEAST if at_least else _POWER_FREE
        self.status = must(
            lib.ostrov_learner_step(self._memory, _time.seconds(time), measured, limit),
            where="ostrov_learner_step",
        )
        return self.status

    def train(self) -> Status:
        """Trains the forest anew from what is remembered; nightly is often enough. status is EMPTY
        with too little history."""
        size = lib.ostrov_learner_workspace(ctypes.byref(self.config._c))
        scratch = (ctypes.c_uint64 * ((size + 7) // 8))()
        self.status = must(
            lib.ostrov_learner_train(self._memory, scratch, ctypes.sizeof(scratch)),
            where="ostrov_learner_train",
        )
        return self.status

    def predict(self, start: Any, count: int, quantiles_ratio: Sequence[float] = (0.1, 0.5, 0.9)) -> Any:
        """The next count steps in W: a list of columns, one for each quantile, and the mean as the
        last. status is DEGRADED while there is no weather for a step or nothing was learned."""
        levels = _arrays.take(list(quantiles_ratio), "d", "quantiles_ratio")
        room = bounded(count, self.config.horizon)
        power = (ctypes.c_double * (room * levels.count))()
        target, mean = _arrays.new_column("d", room)
        self.status = must(
            lib.ostrov_learner_predict(
                self._memory,
                _time.seconds(start),
                count,
                levels.address,
                levels.count,
                power,
                target.address or None,
            ),
            where="ostrov_learner_predict",
        )
        columns = []
        for j in range(levels.count):
            to, column = _arrays.new_column("d", count)
            for i in range(count):
                column[i] = power[i * levels.count + j]
            columns.append(column)
        return columns + [mean]

    def score(self, index: int = 16) -> Any:
        """How good it has been: LearnerScore. index: 0 … 15 leads, shortest first; 16 the day ahead."""
        c = LearnerScore._c_class()
        self.status = must(
            lib.ostrov_learner_score_read(self._memory, index, ctypes.byref(c), ctypes.sizeof(c)),
            where="ostrov_learner_score_read",
        )
        return LearnerScore._around(c)
