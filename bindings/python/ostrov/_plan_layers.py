"""What stands around a plan: the answer to prices, and the layer between two plans.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
from typing import Any, Tuple

from . import _arrays
from ._errors import OstrovError, Status, must, new_fault
from ._library import lib, structures
from ._values import config_of, record

SteerConfig = record("ostrov_steer_config", "SteerConfig", "ostrov_steer_defaults")
SteerSample = record("ostrov_steer_sample", "SteerSample", "ostrov_steer_sample_defaults")
SteerState = record("ostrov_steer_state", "SteerState")


class Responder:
    """A station as plain bytes that answers prices: Responder(problem).respond(prices). data is what
    another process needs: Responder.from_bytes(data)."""

    def __init__(self, problem: Any) -> None:
        size = lib.ostrov_responder_size(ctypes.byref(problem._c))
        if size == 0:
            problem.check()
            raise OstrovError(Status.E_SPACE, None, "ostrov_responder_size")
        self._state = (ctypes.c_uint64 * (size // 8))()
        fault = new_fault()
        must(
            lib.ostrov_responder_init(
                ctypes.byref(problem._c), self._state, size, ctypes.byref(fault)
            ),
            fault,
            "ostrov_responder_init",
        )
        self._count = problem._c.count

    @classmethod
    def from_bytes(cls, data: bytes) -> "Responder":
        """The same station from its bytes."""
        self = cls.__new__(cls)
        self._state = (ctypes.c_uint64 * ((len(data) + 7) // 8))()
        ctypes.memmove(self._state, data, len(data))
        self._count = ctypes.c_int32.from_buffer(self._state, 4).value
        if lib.ostrov_responder_workspace(self._state) == 0:
            raise OstrovError(Status.E_ARGUMENT, None, "Responder.from_bytes")
        return self

    @property
    def data(self) -> bytes:
        """Plain bytes that point nowhere."""
        return bytes(self._state)

    def respond(self, price_per_kwh: Any) -> Tuple[Any, float, float]:
        """The cheapest profile when each kWh from the grid costs price_per_kwh more (a column by slot):
        grid_w, its cost without the added prices, and with them."""
        prices = _arrays.take(price_per_kwh, "d", "price_per_kwh")
        needed = lib.ostrov_responder_workspace(self._state)
        workspace = (ctypes.c_uint64 * (needed // 8))()
        column, grid_w = _arrays.new_column("d", self._count)
        own, value = ctypes.c_double(), ctypes.c_double()
        must(
            lib.ostrov_plan_respond(
                self._state,
                prices.address,
                prices.count,
                workspace,
                needed,
                column.address,
                ctypes.byref(own),
                ctypes.byref(value),
            ),
            where="ostrov_plan_respond",
        )
        return grid_w, own.value, value.value


class Steer:
    """The layer between two plans: step() each second with what is measured and planned."""

    def __init__(self, config: Any = None, **fields: Any) -> None:
        self._c = structures["ostrov_steer"]()
        settings, fault = config_of(SteerConfig, config, fields), new_fault()
        must(
            lib.ostrov_steer_init(
                ctypes.byref(self._c), ctypes.byref(settings._c), ctypes.byref(fault)
            ),
            fault,
            "ostrov_steer_init",
        )

    def step(self, *, dt_s: float, sample: Any = None, **fields: Any) -> Any:
        """The next set-point: SteerState with battery_w and what decided it."""
        given = config_of(SteerSample, sample, fields)
        must(
            lib.ostrov_steer_step(ctypes.byref(self._c), ctypes.byref(given._c), dt_s),
            where="ostrov_steer_step",
        )
        return self.read()

    def read(self) -> Any:
        """What the last step decided."""
        state = SteerState._c_class()
        must(
            lib.ostrov_steer_read(ctypes.byref(self._c), ctypes.byref(state), ctypes.sizeof(state)),
            where="ostrov_steer_read",
        )
        return SteerState._around(state)
