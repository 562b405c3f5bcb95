"""From weather to the AC power of a PV plant.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
from typing import Any, Dict, Optional, Tuple

from . import _arrays, _time
from ._constants import Status, Value
from ._errors import OstrovError, must, new_fault
from ._library import lib
from ._values import config_of, record

PvConfig = record("ostrov_pv_config", "PvConfig", "ostrov_pv_defaults")
Weather = record("ostrov_weather", "Weather", "ostrov_weather_defaults")

# What ostrov_pv_power_n takes as columns.
_COLUMNS = ("ghi_w_per_m2", "temperature_c", "wind_m_per_s")
_ROW_ERRORS = (Status.E_TIME, Status.E_RANGE, Status.E_NOT_FINITE)


def _weather_names() -> Tuple[str, ...]:
    return tuple(f.name for f in Weather._table.fields if not f.reserved)


def pv_power(time: Any, plant: Any = None, *, out: Any = None, status: Any = None, **fields: Any) -> Any:
    """AC power of a plant in W: a number for one moment, a column for a column of moments.

    time: a datetime with its zone, UTC seconds or datetime64, or a column of them.
    plant: a PvConfig or dict; or its settings by keyword (latitude_deg, peak_w, tilt_deg, …).
    Weather by keyword, one number or as long as time: ghi_w_per_m2, dni_w_per_m2, dhi_w_per_m2,
    cloud_ratio, temperature_c, wind_m_per_s. Nothing known = clear sky.
    out: float64 buffer to write into. status: uint8 buffer that receives Value of each row; a row
    whose weather is missing is UNKNOWN and NaN. Where the clear sky or a part of it stands in for
    the global irradiance, rows are only OK or RANGE."""
    known = _weather_names()
    weather = {name: fields.pop(name) for name in known if name in fields}
    weather = {name: value for name, value in weather.items() if value is not None}
    settings = config_of(PvConfig, plant, fields)
    if not _arrays.is_many(time):
        if out is not None or status is not None:
            raise TypeError("out and status are for a column of moments")
        return _one(settings, _time.seconds(time), weather)
    moments = _time.moments_us(time)
    if out is None:
        target, result = _arrays.new_column("d", moments.count)
    else:
        target, result = _arrays.take_out(out, "d", moments.count, "out"), out
    flags = None if status is None else _arrays.take_out(status, "B", moments.count, "status")
    if moments.count == 0:
        return result
    if "ghi_w_per_m2" in weather and all(name in _COLUMNS for name in weather):
        _by_columns(settings, moments, weather, target, flags)
    else:
        _row_by_row(settings, moments, weather, target, flags)
    return result


def pv_clear(time: Any, plant: Any = None, **fields: Any) -> Any:
    """Clear-sky AC power in W (15 °C, wind 1 m/s), by which forecasts are normalised."""
    for name in _weather_names():
        if name in fields:
            raise TypeError(f"pv_clear takes no weather: {name}")
    return pv_power(time, plant, **fields)


def _one(settings: Any, time_s: int, weather: Dict[str, Any]) -> float:
    power, fault = ctypes.c_double(), new_fault()
    must(
        lib.ostrov_pv_power(
            ctypes.byref(settings._c),
            time_s,
            ctypes.byref(Weather(**weather)._c),
            ctypes.byref(power),
            ctypes.byref(fault),
        ),
        fault,
        "ostrov_pv_power",
    )
    return power.value


def _column(weather: Dict[str, Any], name: str, count: int) -> Optional[_arrays.Column]:
    """A column of the weather; one number stands for all rows."""
    if name not in weather:
        return None
    value = weather[name]
    if not _arrays.is_many(value):
        value = _arrays.filled("d", count, float(value))
    column = _arrays.take(value, "d", name)
    if column.count != count:
        raise ValueError(f"{name} has {column.count} values, time has {count}")
    return column


def _by_columns(settings: Any, moments: Any, weather: Dict[str, Any], target: Any, flags: Any) -> None:
    columns = [_column(weather, name, moments.count) for name in _COLUMNS]
    fault = new_fault()
    must(
        lib.ostrov_pv_power_n(
            ctypes.byref(settings._c),
            moments.address,
            moments.count,
            *[column.address if column else None for column in columns],
            target.address,
            flags.address if flags else None,
            ctypes.byref(fault),
        ),
        fault,
        "ostrov_pv_power_n",
    )


def _row_by_row(settings: Any, moments: Any, weather: Dict[str, Any], target: Any, flags: Any) -> None:
    count = moments.count
    columns = {name: _column(weather, name, count) for name in weather}
    views = {
        name: (ctypes.c_double * count).from_address(column.address)
        for name, column in columns.items()
        if column is not None
    }
    times = (ctypes.c_int64 * count).from_address(moments.address)
    powers = (ctypes.c_double * count).from_address(target.address)
    marks = (ctypes.c_uint8 * count).from_address(flags.address) if flags else None
    weather_c = Weather()._c
    fault, power = new_fault(), ctypes.c_double()
    arguments = [ctypes.byref(x) for x in (settings._c, weather_c, power, fault)]
    for i in range(count):
        for name, view in views.items():
            setattr(weather_c, name, view[i])
        result = lib.ostrov_pv_power(
            arguments[0], times[i] // 1_000_000, arguments[1], arguments[2], arguments[3]
        )
        plant_at_fault = fault.structure == b"ostrov_pv_config" and fault.field is not None
        if result < 0 and (result not in _ROW_ERRORS or plant_at_fault):
            raise OstrovError(result, fault, "ostrov_pv_power")
        powers[i] = power.value if result >= 0 else float("nan")
        if marks is not None:
            marks[i] = Value.OK if result >= 0 else Value.RANGE
