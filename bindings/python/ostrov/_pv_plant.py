"""A whole plant: arrays of different tilt on one or more inverters, and what each step of the chain takes.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
from typing import Any

from . import _arrays, _time
from ._columns import columns
from ._errors import must, new_fault
from ._library import lib, structures
from ._pv import Weather
from ._values import config_of, record

PvArray = record("ostrov_pv_array", "PvArray", "ostrov_pv_array_defaults")
PvInverter = record("ostrov_pv_inverter", "PvInverter", "ostrov_pv_inverter_defaults")
PvPlantConfig = record("ostrov_pv_plant_config", "PvPlantConfig", "ostrov_pv_plant_defaults")
PvSteps = record("ostrov_pv_steps", "PvSteps")

_WEATHER = (
    "ghi_w_per_m2",
    "dni_w_per_m2",
    "dhi_w_per_m2",
    "cloud_ratio",
    "temperature_c",
    "wind_m_per_s",
    "soiled_ratio",
    "snow_ratio",
)


class PvPlant:
    """A plant that is ready to be asked.

    plant = ostrov.PvPlant(latitude_deg=49.3, longitude_deg=14.1,
                           arrays=[dict(peak_w=60e3, azimuth_deg=110), dict(peak_w=40e3, azimuth_deg=250)],
                           inverters=[dict(ac_w=90e3)])
    steps = plant.power(time, ghi_w_per_m2=…)

    Settings by keyword or as a PvPlantConfig; arrays are PvArray or dicts, inverters PvInverter or
    dicts; glass, thermal, module and tracker of an array and sandia of an inverter likewise."""

    def __init__(self, config: Any = None, **settings: Any) -> None:
        self._config = config_of(PvPlantConfig, config, settings)
        self._c = structures["ostrov_pv_plant"]()
        fault = new_fault()
        must(
            lib.ostrov_pv_plant_init(
                ctypes.byref(self._c), ctypes.byref(self._config._c), ctypes.byref(fault)
            ),
            fault,
            "ostrov_pv_plant_init",
        )

    def power(self, time: Any, **weather: Any) -> Any:
        """AC power and what each step took, in W: PvSteps for one moment, Columns with status for a
        column of them. Weather by keyword, one number or as long as time; nothing known = clear sky."""
        for name in weather:
            if name not in _WEATHER:
                raise TypeError(f"power takes {', '.join(_WEATHER)}, not {name}")
        known = {name: value for name, value in weather.items() if value is not None}
        if _arrays.is_many(time):
            return self._columns(_time.moments_us(time), known)
        steps, fault = PvSteps(), new_fault()
        must(
            lib.ostrov_pv_plant_power(
                ctypes.byref(self._c),
                _time.microseconds(time),
                ctypes.byref(Weather(**known)._c),
                ctypes.byref(steps._c),
                ctypes.byref(fault),
            ),
            fault,
            "ostrov_pv_plant_power",
        )
        return steps

    def _columns(self, moments: Any, weather: Any) -> Any:
        given = structures["ostrov_weather_columns"]()
        given.time_us = moments.address
        given.count = moments.count
        if not any(name in weather for name in _WEATHER[:4]):
            weather = {**weather, "cloud_ratio": 0.0}
        held = []
        for name, value in weather.items():
            if not _arrays.is_many(value):
                value = _arrays.filled("d", moments.count, float(value))
            column = _arrays.take(value, "d", name)
            if column.count != moments.count:
                raise ValueError(f"{name} has {column.count} values, time has {moments.count}")
            held.append(column)
            setattr(given, name, column.address)
        rows = (PvSteps._c_class * moments.count)()
        ac, _ = _arrays.new_column("d", moments.count)
        status, flags = _arrays.new_column("B", moments.count)
        fault = new_fault()
        if moments.count:
            must(
                lib.ostrov_pv_plant_power_n(
                    ctypes.byref(self._c),
                    ctypes.byref(given),
                    ac.address,
                    rows,
                    status.address,
                    ctypes.byref(fault),
                ),
                fault,
                "ostrov_pv_plant_power_n",
            )
        return columns(rows, PvSteps._table, status=flags)
