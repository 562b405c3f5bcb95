"""Position of the sun, rise and set, clear sky: for one moment or for a column of them.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
from typing import Any, NamedTuple, Optional

from . import _arrays, _time
from ._columns import columns
from ._constants import Status, Value
from ._errors import must, new_fault
from ._library import lib
from ._values import config_of, record

Place = record("ostrov_place", "Place")
Sun = record("ostrov_sun", "Sun")
SunOptions = record("ostrov_sun_options", "SunOptions", "ostrov_sun_options_defaults")
Irradiance = record("ostrov_irradiance", "Irradiance")
Atmosphere = record("ostrov_atmosphere", "Atmosphere", "ostrov_atmosphere_defaults")
YearDay = record("ostrov_yearday", "YearDay")
_Day = record("ostrov_sun_day", "SunDay")
_Horizon = record("ostrov_horizon", "Horizon")

AIR_MASS_MODELS = (
    "kasten_young_1989",
    "kasten_1966",
    "secant",
    "pickering_2002",
    "young_irvine_1967",
    "young_1994",
    "gueymard_1993",
    "gueymard_2003",
)
EXTRA_MODELS = ("spencer_1971", "asce", "spa")


def place_of(latitude_deg: float, longitude_deg: float, altitude_m: float) -> Any:
    return Place(latitude_deg=latitude_deg, longitude_deg=longitude_deg, altitude_m=altitude_m)


def number_of(word: str, words: Any, what: str) -> int:
    """The enumerator of a word in a list that begins with 1."""
    if word not in words:
        raise ValueError(f"{what} = {word!r} is none of {', '.join(words)}")
    return int(words.index(word)) + 1


class Ephemeris:
    """The sun over one place, quick for moments of one day after the other, within 1e-6° of its series.

    options: a SunOptions, dict or keywords: model ("spa" or "precise"), delta_t_s, pressure_pa,
    temperature_c, horizon_refraction_deg."""

    def __init__(
        self,
        *,
        latitude_deg: float,
        longitude_deg: float,
        altitude_m: float = 0.0,
        options: Any = None,
        **fields: Any,
    ) -> None:
        from ._library import structures

        place = place_of(latitude_deg, longitude_deg, altitude_m)
        chosen = config_of(SunOptions, options, fields)
        self._c = structures["ostrov_sun_ephemeris"]()
        fault = new_fault()
        must(
            lib.ostrov_sun_ephemeris_init(
                ctypes.byref(self._c),
                ctypes.byref(place._c),
                ctypes.byref(chosen._c),
                ctypes.byref(fault),
            ),
            fault,
            "ostrov_sun_ephemeris_init",
        )

    def position(self, time: Any) -> Any:
        """A Sun for one moment, Columns with status for a column of them."""
        if not _arrays.is_many(time):
            sun = Sun._c_class()
            must(
                lib.ostrov_sun_ephemeris_position(
                    ctypes.byref(self._c), _time.microseconds(time), ctypes.byref(sun)
                ),
                where="ostrov_sun_ephemeris_position",
            )
            return Sun._around(sun)
        moments = _time.moments_us(time)
        rows = (Sun._c_class * moments.count)()
        status, values = _arrays.new_column("B", moments.count)
        if moments.count:
            must(
                lib.ostrov_sun_ephemeris_position_n(
                    ctypes.byref(self._c), moments.address, moments.count, rows, status.address
                ),
                where="ostrov_sun_ephemeris_position_n",
            )
        return columns(rows, Sun._table, status=values)


def sun_position(
    time: Any,
    *,
    latitude_deg: float,
    longitude_deg: float,
    altitude_m: float = 0.0,
    options: Any = None,
) -> Any:
    """Position of the sun by NREL's SPA, 1950–2100.

    time: a datetime with its zone, UTC seconds or a numpy datetime64 gives a Sun; a column of them
    gives Columns with the same names and status (Value.OK, or RANGE with NaN outside the years).
    latitude_deg: −90 … 90, north positive. longitude_deg: −180 … 180, east positive.
    altitude_m: −500 … 9000. options: a SunOptions or dict for other series, air or TT − UT1."""
    place = place_of(latitude_deg, longitude_deg, altitude_m)
    if _arrays.is_many(time):
        if options is not None:
            return Ephemeris(
                latitude_deg=latitude_deg,
                longitude_deg=longitude_deg,
                altitude_m=altitude_m,
                options=options,
            ).position(time)
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
        return columns(rows, Sun._table, status=values)
    sun, fault = Sun._c_class(), new_fault()
    chosen = config_of(SunOptions, options, {})
    must(
        lib.ostrov_sun_position_with(
            _time.microseconds(time),
            ctypes.byref(place._c),
            ctypes.byref(chosen._c),
            ctypes.byref(sun),
            ctypes.byref(fault),
        ),
        fault,
        "ostrov_sun_position_with",
    )
    return Sun._around(sun)


def sun_delta_t(time: Any) -> float:
    """TT − UT1 in seconds by the polynomials of Espenak and Meeus."""
    value = ctypes.c_double()
    must(
        lib.ostrov_sun_delta_t(_time.microseconds(time), ctypes.byref(value)),
        where="ostrov_sun_delta_t",
    )
    return value.value


class SunEvents(NamedTuple):
    """Rise, transit and set as UTC seconds with their fraction; rise and set are None where daylight
    is "always" (polar day) or "never" (polar night, or behind the horizon all day)."""

    rise_s: Optional[float]
    transit_s: float
    set_s: Optional[float]
    sunlit_s: float
    daylight: str


def sun_events(
    time: Any,
    *,
    latitude_deg: float,
    longitude_deg: float,
    altitude_m: float = 0.0,
    horizon_deg: Any = None,
    rule: str = "crossing",
) -> SunEvents:
    """The transit within the UTC day that holds a moment, the rise before and the set after it.

    horizon_deg: elevations of a horizon of one's own, evenly spaced clockwise from north; None = the
    standard one, −0.8333° from the Earth's centre. rule: "crossing", or "spa" for what pvlib gives."""
    place = place_of(latitude_deg, longitude_deg, altitude_m)
    day = _Day._c_class()
    horizon = None
    if horizon_deg is not None:
        horizon = _Horizon(elevation_deg=horizon_deg)
        horizon._c.count = len(horizon_deg)
    must(
        lib.ostrov_sun_events(
            _time.microseconds(time),
            ctypes.byref(place._c),
            ctypes.byref(horizon._c) if horizon is not None else None,
            number_of(rule, ("crossing", "spa"), "rule"),
            ctypes.byref(day),
        ),
        where="ostrov_sun_events",
    )
    daylight = _Day._around(day).daylight
    there = daylight == "day"
    return SunEvents(
        day.rise_us / 1e6 if there else None,
        day.transit_us / 1e6,
        day.set_us / 1e6 if there else None,
        day.sunlit_us / 1e6,
        daylight,
    )


def air_mass(zenith_deg: float, model: str = "kasten_young_1989") -> Optional[float]:
    """Relative optical air mass; None below the horizon. model: one of AIR_MASS_MODELS."""
    value = ctypes.c_double()
    number = number_of(model, AIR_MASS_MODELS, "model")
    status = must(
        lib.ostrov_air_mass(number, zenith_deg, ctypes.byref(value)), where="ostrov_air_mass"
    )
    return value.value if status == 0 else None


def air_pressure(altitude_m: float) -> float:
    """Pa of the standard atmosphere at a height."""
    value = ctypes.c_double()
    must(lib.ostrov_air_pressure(altitude_m, ctypes.byref(value)), where="ostrov_air_pressure")
    return value.value


def air_altitude(pressure_pa: float) -> float:
    """Height in m at which the standard atmosphere has a pressure."""
    value = ctypes.c_double()
    must(lib.ostrov_air_altitude(pressure_pa, ctypes.byref(value)), where="ostrov_air_altitude")
    return value.value


def linke_kasten(
    air_mass_absolute_ratio: float, water_kg_per_m2: float, aod_380nm: float, aod_500nm: float
) -> float:
    """Linke turbidity by Kasten (1996) from water and aerosols."""
    value = ctypes.c_double()
    must(
        lib.ostrov_linke_kasten(
            air_mass_absolute_ratio, water_kg_per_m2, aod_380nm, aod_500nm, ctypes.byref(value)
        ),
        where="ostrov_linke_kasten",
    )
    return value.value


def extra_irradiance(time: Any, model: str = "spencer_1971") -> float:
    """W/m² above the atmosphere on a plane that faces the sun. model: one of EXTRA_MODELS."""
    value = ctypes.c_double()
    number = number_of(model, EXTRA_MODELS, "model")
    must(
        lib.ostrov_extra_irradiance(number, _time.microseconds(time), ctypes.byref(value)),
        where="ostrov_extra_irradiance",
    )
    return value.value


def sun_yearday(day: int) -> Any:
    """The old formulas by day of the year, 1 … 366: a YearDay."""
    values = YearDay._c_class()
    must(lib.ostrov_sun_yearday(day, ctypes.byref(values)), where="ostrov_sun_yearday")
    return YearDay._around(values)


def atmosphere_linke(time: Any, atmosphere: Any = None, **fields: Any) -> float:
    """Linke turbidity of a day from an Atmosphere's twelve monthly values."""
    value = ctypes.c_double()
    chosen = config_of(Atmosphere, atmosphere, fields)
    must(
        lib.ostrov_atmosphere_linke(
            ctypes.byref(chosen._c), _time.microseconds(time), ctypes.byref(value)
        ),
        where="ostrov_atmosphere_linke",
    )
    return value.value


def clearsky(
    time: Any,
    *,
    latitude_deg: float,
    longitude_deg: float,
    altitude_m: float = 0.0,
    atmosphere: Any = None,
    **fields: Any,
) -> Any:
    """Clear-sky irradiance: an Irradiance for one moment, Columns with ghi_w_per_m2, dni_w_per_m2,
    dhi_w_per_m2 and status for a column of moments.

    atmosphere: an Atmosphere or dict, or its settings by keyword: model ("ineichen",
    "ineichen_perez", "solis", "haurwitz", "bird"), linke (twelve monthly values), aod_700nm, …"""
    place = place_of(latitude_deg, longitude_deg, altitude_m)
    chosen = config_of(Atmosphere, atmosphere, fields)
    many = _arrays.is_many(time)
    moments = _time.moments_us(time if many else [time])
    rows = (Irradiance._c_class * moments.count)()
    status, values = _arrays.new_column("B", moments.count)
    fault = new_fault()
    if moments.count:
        must(
            lib.ostrov_clearsky_n(
                ctypes.byref(chosen._c),
                ctypes.byref(place._c),
                moments.address,
                moments.count,
                rows,
                status.address,
                ctypes.byref(fault),
            ),
            fault,
            "ostrov_clearsky_n",
        )
    if many:
        return columns(rows, Irradiance._table, status=values)
    if values[0] == Value.RANGE:  # the only one: the time
        must(Status.E_TIME, where="ostrov_clearsky_n")
    return Irradiance._around(rows[0])


def clearsky_under(time: Any, sun: Any, atmosphere: Any = None, **fields: Any) -> Any:
    """Clear-sky irradiance under a Sun: all 0 below the horizon. time picks the month."""
    chosen = config_of(Atmosphere, atmosphere, fields)
    clear, fault = Irradiance._c_class(), new_fault()
    must(
        lib.ostrov_clearsky(
            ctypes.byref(chosen._c),
            _time.microseconds(time),
            ctypes.byref(sun._c),
            ctypes.byref(clear),
            ctypes.byref(fault),
        ),
        fault,
        "ostrov_clearsky",
    )
    return Irradiance._around(clear)
