"""Position of the sun, clear sky, irradiance on a plane: for one moment or for a column of them.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
from typing import Any, NamedTuple, Optional

from . import _arrays, _time
from ._columns import columns
from ._constants import Status, Value
from ._errors import must
from ._library import lib
from ._values import record

Place = record("ostrov_place", "Place")
Sun = record("ostrov_sun", "Sun")
Irradiance = record("ostrov_irradiance", "Irradiance")


def _place(latitude_deg: float, longitude_deg: float, altitude_m: float) -> Any:
    return Place(latitude_deg=latitude_deg, longitude_deg=longitude_deg, altitude_m=altitude_m)


def _rows(time: Any, place: Any) -> Any:
    """Positions for many moments as an array of structures, and the status of each."""
    moments = _time.moments_us(time)
    rows = (Sun._c_class * moments.count)()
    status, values = _arrays.new_column("B", moments.count)
    if moments.count:
        must(
            lib.ostrov_sun_position_n(
                moments.address, moments.count, ctypes.byref(place._c), rows, status.address
            ),
            where="ostrov_sun_position_n",
        )
    return rows, values


def sun_position(
    time: Any, *, latitude_deg: float, longitude_deg: float, altitude_m: float = 0.0
) -> Any:
    """Position of the sun, good to 0.01° for 1950–2100.

    time: a datetime with its zone, UTC seconds or a numpy datetime64 gives a Sun; a column of them
    gives Columns with the same names and status (Value.OK, or RANGE with NaN outside the years).
    latitude_deg: −90 … 90, north positive. longitude_deg: −180 … 180, east positive.
    altitude_m: −500 … 9000."""
    place = _place(latitude_deg, longitude_deg, altitude_m)
    if _arrays.is_many(time):
        rows, status = _rows(time, place)
        return columns(rows, Sun._table, status=status)
    sun = Sun._c_class()
    us = _time.microseconds(time)
    must(
        lib.ostrov_sun_position(us, ctypes.byref(place._c), ctypes.byref(sun)),
        where="ostrov_sun_position",
    )
    return Sun._around(sun)


class SunEvents(NamedTuple):
    """Rise, transit and set as UTC seconds; rise and set are None in polar day or night."""

    rise_s: Optional[int]
    transit_s: int
    set_s: Optional[int]


def sun_events(
    time: Any, *, latitude_deg: float, longitude_deg: float, altitude_m: float = 0.0
) -> SunEvents:
    """The transit within the UTC day that holds a moment, the rise before and the set after it."""
    place = _place(latitude_deg, longitude_deg, altitude_m)
    rise, transit, down = ctypes.c_int64(), ctypes.c_int64(), ctypes.c_int64()
    status = must(
        lib.ostrov_sun_events(
            _time.microseconds(time),
            ctypes.byref(place._c),
            ctypes.byref(rise),
            ctypes.byref(transit),
            ctypes.byref(down),
        ),
        where="ostrov_sun_events",
    )
    if status == Status.EMPTY:
        return SunEvents(None, transit.value, None)
    return SunEvents(rise.value, transit.value, down.value)


def clearsky(
    time: Any,
    *,
    latitude_deg: float,
    longitude_deg: float,
    altitude_m: float = 0.0,
    linke: float = 3.0,
) -> Any:
    """Clear-sky irradiance (Ineichen and Perez 2002): an Irradiance for one moment, Columns with
    ghi_w_per_m2, dni_w_per_m2, dhi_w_per_m2 and status for a column of moments.
    linke: Linke turbidity, 1 … 10; 3 is a middling temperate sky."""
    if not _arrays.is_many(time):
        sun = sun_position(
            time, latitude_deg=latitude_deg, longitude_deg=longitude_deg, altitude_m=altitude_m
        )
        return clearsky_ineichen(sun, altitude_m=altitude_m, linke=linke)
    suns, status = _rows(time, _place(latitude_deg, longitude_deg, altitude_m))
    clear = (Irradiance._c_class * len(suns))()
    one = lib.ostrov_clearsky_ineichen
    nan = float("nan")
    for i in range(len(suns)):
        if status[i] != Value.OK:
            clear[i].ghi_w_per_m2 = clear[i].dni_w_per_m2 = clear[i].dhi_w_per_m2 = nan
            continue
        must(
            one(ctypes.byref(suns[i]), altitude_m, linke, ctypes.byref(clear[i])),
            where="ostrov_clearsky_ineichen",
        )
    return columns(clear, Irradiance._table, status=status)


def clearsky_ineichen(sun: Any, *, altitude_m: float = 0.0, linke: float = 3.0) -> Any:
    """Clear-sky irradiance under a Sun: all 0 below the horizon."""
    clear = Irradiance()
    must(
        lib.ostrov_clearsky_ineichen(
            ctypes.byref(sun._c), altitude_m, linke, ctypes.byref(clear._c)
        ),
        where="ostrov_clearsky_ineichen",
    )
    return clear


def irradiance_erbs(ghi_w_per_m2: float, sun: Any) -> Any:
    """Direct and diffuse part of a global irradiance (Erbs, Klein and Duffie 1982)."""
    split = Irradiance()
    must(
        lib.ostrov_irradiance_erbs(ghi_w_per_m2, ctypes.byref(sun._c), ctypes.byref(split._c)),
        where="ostrov_irradiance_erbs",
    )
    return split


def irradiance_haydavies(
    irradiance: Any,
    sun: Any,
    *,
    tilt_deg: float,
    azimuth_deg: float = 180.0,
    albedo_ratio: float = 0.2,
) -> float:
    """W/m² on a tilted plane (Hay and Davies 1980) with ground reflection.
    tilt_deg: 0 = flat … 180. azimuth_deg: clockwise from north."""
    poa = ctypes.c_double()
    must(
        lib.ostrov_irradiance_haydavies(
            ctypes.byref(irradiance._c),
            ctypes.byref(sun._c),
            tilt_deg,
            azimuth_deg,
            albedo_ratio,
            ctypes.byref(poa),
        ),
        where="ostrov_irradiance_haydavies",
    )
    return poa.value
