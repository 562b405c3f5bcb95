"""State of health, and whether what a battery tells can be true.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
from typing import Any

from ._battery_wear import Keeper
from ._constants import Status
from ._errors import must
from ._machine import Machine
from ._values import record

HealthConfig = record("ostrov_health_config", "HealthConfig", "ostrov_health_defaults")
HealthSample = record("ostrov_health_sample", "HealthSample", "ostrov_health_sample_defaults")
HealthState = record("ostrov_health_state", "HealthState")
TelemetryConfig = record("ostrov_telemetry_config", "TelemetryConfig", "ostrov_telemetry_defaults")
TelemetrySample = record(
    "ostrov_telemetry_sample", "TelemetrySample", "ostrov_telemetry_sample_defaults"
)
TelemetryState = record("ostrov_telemetry_state", "TelemetryState")

#: Names of the bits of TelemetryState.reasons, in order.
TELEMETRY_REASONS = (
    "range", "rate", "freeze", "sign", "unit", "balance", "sum", "spread", "time", "missing",
)  # fmt: skip


class _Judge(Machine, Keeper):
    """What both share: a step of one sample."""

    def step(self, *, dt_s: float, **sample: Any) -> Status:
        """Takes what was measured dt_s (s) after the sample before; what is left out, None or NaN is
        not measured."""
        c = self._sampler.fill(sample)
        self.status = must(
            self._step(ctypes.byref(self._c), ctypes.byref(c), dt_s), where=self._name + "_step"
        )
        return self.status


class Health(_Judge):
    """Capacity with its error and resistance of one cell or string: Health(capacity_ah=100,
    full_v=4.15, empty_v=3.0). Settings: see HealthConfig; samples: HealthSample."""

    _name = "ostrov_health"
    _config_class = HealthConfig
    _sample_class = HealthSample
    _state_class = HealthState

    def window(
        self, soc_change: float, soc_sigma: float, charged_ah: float, charged_sigma_ah: float
    ) -> Status:
        """Takes a window found elsewhere: EMPTY when it was refused (see state.reason)."""
        return self._ask("window", soc_change, soc_sigma, charged_ah, charged_sigma_ah)


class Telemetry(_Judge):
    """The judge of one battery's telemetry: Telemetry(capacity_ah=280, voltage_min_v=42,
    voltage_max_v=58). After step, state says what may be believed and why the rest may not."""

    _name = "ostrov_telemetry"
    _config_class = TelemetryConfig
    _sample_class = TelemetrySample
    _state_class = TelemetryState

    @property
    def reasons(self) -> Any:
        """Words of what was wrong with the last sample."""
        bits = self.state.reasons
        return [word for k, word in enumerate(TELEMETRY_REASONS) if bits >> k & 1]
