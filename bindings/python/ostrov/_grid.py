"""The connection to the public grid: leave, live alone, synchronise, return, stop.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
from typing import Any

from ._constants import Status
from ._errors import must, new_fault
from ._grid_explain import Explained
from ._library import lib
from ._machine import Machine
from ._values import config_of, record

GridConfig = record("ostrov_grid_config", "GridConfig", "ostrov_grid_defaults")
GridSample = record("ostrov_grid_sample", "GridSample", "ostrov_grid_sample_defaults")
GridState = record("ostrov_grid_state", "GridState")
GridReport = record("ostrov_grid_report", "GridReport")
GridOrder = record("ostrov_grid_order", "GridOrder", "ostrov_grid_order_defaults")


class Grid(Explained, Machine):
    """One connection to the grid: Grid(pcs_profile="c", nominal_v=230, …). Starts in mode "boot",
    hands off. Settings: see GridConfig. The defaults are not a DSO's settings."""

    _name = "ostrov_grid"
    _config_class = GridConfig
    _sample_class = GridSample
    _state_class = GridState
    _lends = {"ostrov_grid_state": lambda self: self.state}

    def step(self, *, dt_s: float, **sample: Any) -> Status:
        """Moves on by dt_s (s, 0 < dt_s ≤ 1; ≤ 0.01 around transitions) with what was measured:
        grid_v, bus_v, breaker_closed, … (see GridSample)."""
        c = self._sampler.fill(sample)
        self.status = must(
            self._step(ctypes.byref(self._c), ctypes.byref(c), dt_s), where="ostrov_grid_step"
        )
        return self.status

    def command(self, order: Any = None, **fields: Any) -> None:
        """Hands an order over: command(number=1, action="island", stage="select", actor="local").
        The next step answers it in the state: order_accepted, order_reason (see GridOrder)."""
        c = config_of(GridOrder, order, fields)
        fault = new_fault()
        must(
            lib.ostrov_grid_command(ctypes.byref(self._c), ctypes.byref(c._c), ctypes.byref(fault)),
            fault,
            "ostrov_grid_command",
        )

    @property
    def report(self) -> Any:
        """What the last island showed, or the one going on; number 0 when there was none."""
        c = GridReport._c_class()
        must(
            lib.ostrov_grid_report_read(
                ctypes.byref(self._c), ctypes.byref(c), ctypes.sizeof(c)
            ),
            where="ostrov_grid_report_read",
        )
        return GridReport._around(c)
