"""Battery: charge with its error, power limits, wear.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
from typing import Any

from ._constants import Status
from ._errors import must
from ._library import lib
from ._machine import Machine
from ._values import config_of, record

BatteryConfig = record("ostrov_battery_config", "BatteryConfig", "ostrov_battery_defaults")
BatterySample = record("ostrov_battery_sample", "BatterySample", "ostrov_battery_sample_defaults")
BatteryState = record("ostrov_battery_state", "BatteryState")


class Battery(Machine):
    """A battery with its PCS as one storage: Battery(capacity_wh=10_000, charge_limit_w=5_000,
    discharge_limit_w=5_000, chemistry="lfp", soc_start_ratio=0.8). Settings: see BatteryConfig."""

    _name = "ostrov_battery"
    _config_class = BatteryConfig
    _sample_class = BatterySample
    _state_class = BatteryState
    _lends = {"ostrov_battery_config": lambda self: self.config}

    def step(self, *, dt_s: float, **sample: Any) -> Status:
        """Moves on by dt_s (s, 0 < dt_s ≤ 86 400) with what was measured over that time: battery_w
        (positive = discharge), bms_soc_ratio, temperature_c, … (see BatterySample); what is left
        out, None or NaN is not measured. Gives OK, or DEGRADED when the model stood in for it."""
        c = self._sampler.fill(sample)
        self.status = must(
            self._step(ctypes.byref(self._c), ctypes.byref(c), dt_s), where="ostrov_battery_step"
        )
        return self.status


def battery_wear(config: Any = None, **fields: Any) -> float:
    """Money per kWh taken out of the cells: replacement price over energy throughput in a
    lifetime. Takes a BatteryConfig, a Battery or the settings by keyword."""
    settings = config_of(BatteryConfig, config, fields)
    price = ctypes.c_double()
    status = lib.ostrov_battery_wear(ctypes.byref(settings._c), ctypes.byref(price))
    must(status, where="ostrov_battery_wear")
    return price.value
