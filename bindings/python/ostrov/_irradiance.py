"""Irradiance split into its parts, put on a plane and taken back, and means over intervals.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
from typing import Any, Optional

from . import _arrays, _time
from ._columns import columns, rows_of
from ._errors import must, new_fault
from ._library import lib
from ._sun import Atmosphere, Irradiance, Sun, number_of, place_of
from ._values import config_of, record

Plane = record("ostrov_plane", "Plane", "ostrov_plane_defaults")
PlaneIrradiance = record("ostrov_plane_irradiance", "PlaneIrradiance")
SunMean = record("ostrov_sun_mean", "SunMean")
_Means = record("ostrov_mean_columns", "MeanColumns")

SPLIT_MODELS = ("erbs", "erbs_driesse", "disc", "boland", "orgill_hollands", "louche")
_NAN = float("nan")


def _suns(sun: Any) -> Any:
    return rows_of(sun, Sun._table, Sun._c_class, "sun")


def _same_count(name: str, count: int, wanted: int) -> None:
    if count != wanted:
        raise ValueError(f"{name} has {count} values, {wanted} are needed")


def irradiance_clearness(ghi_w_per_m2: float, sun: Any) -> float:
    """Clearness index 0 … 1 of a global irradiance under a Sun."""
    value = ctypes.c_double()
    must(
        lib.ostrov_irradiance_clearness(ghi_w_per_m2, ctypes.byref(sun._c), ctypes.byref(value)),
        where="ostrov_irradiance_clearness",
    )
    return value.value


def irradiance_split(
    ghi_w_per_m2: Any, sun: Any, model: str = "erbs_driesse", pressure_pa: Optional[float] = None
) -> Any:
    """Direct and diffuse part of global irradiance: an Irradiance for a number under a Sun, Columns
    with status for a column under the Columns of sun_position.

    model: one of SPLIT_MODELS. pressure_pa: of the air, for "disc"."""
    number = number_of(model, SPLIT_MODELS, "model")
    pressure = _NAN if pressure_pa is None else pressure_pa
    if not _arrays.is_many(ghi_w_per_m2):
        one = Irradiance._c_class()
        must(
            lib.ostrov_irradiance_split(
                number, ghi_w_per_m2, ctypes.byref(sun._c), pressure, ctypes.byref(one)
            ),
            where="ostrov_irradiance_split",
        )
        return Irradiance._around(one)
    ghi = _arrays.take(ghi_w_per_m2, "d", "ghi_w_per_m2")
    suns = _suns(sun)
    _same_count("ghi_w_per_m2", ghi.count, len(suns))
    rows = (Irradiance._c_class * ghi.count)()
    status, values = _arrays.new_column("B", ghi.count)
    must(
        lib.ostrov_irradiance_split_n(
            number, ghi.address, suns, ghi.count, pressure, rows, status.address
        ),
        where="ostrov_irradiance_split_n",
    )
    return columns(rows, Irradiance._table, status=values)


def irradiance_engerer2(
    ghi_w_per_m2: Any, clear_w_per_m2: Any, sun: Any, period_s: int = 60
) -> Any:
    """Direct and diffuse part by Engerer2, made for data of minutes: knows the clear sky's GHI. An
    Irradiance for numbers under a Sun, Columns with status for columns under Columns.
    period_s: of the averages, 60, 300, 600, 900, 1800, 3600 or 86400."""
    if not _arrays.is_many(ghi_w_per_m2):
        split = Irradiance._c_class()
        must(
            lib.ostrov_irradiance_engerer2(
                ghi_w_per_m2, clear_w_per_m2, ctypes.byref(sun._c), period_s, ctypes.byref(split)
            ),
            where="ostrov_irradiance_engerer2",
        )
        return Irradiance._around(split)
    ghi = _arrays.take(ghi_w_per_m2, "d", "ghi_w_per_m2")
    clear = _arrays.take(clear_w_per_m2, "d", "clear_w_per_m2")
    suns = _suns(sun)
    _same_count("ghi_w_per_m2", ghi.count, len(suns))
    _same_count("clear_w_per_m2", clear.count, len(suns))
    rows = (Irradiance._c_class * ghi.count)()
    status, values = _arrays.new_column("B", ghi.count)
    must(
        lib.ostrov_irradiance_engerer2_n(
            ghi.address, clear.address, suns, ghi.count, period_s, rows, status.address
        ),
        where="ostrov_irradiance_engerer2_n",
    )
    return columns(rows, Irradiance._table, status=values)


def irradiance_dirint(
    ghi_w_per_m2: Any,
    sun: Any,
    *,
    pressure_pa: float = 101325.0,
    dew_point_c: Any = None,
    use_neighbours: bool = True,
) -> Any:
    """DNI of a series by DIRINT, which looks at the rows before and after: Columns with dni_w_per_m2
    and status."""
    ghi = _arrays.take(ghi_w_per_m2, "d", "ghi_w_per_m2")
    suns = _suns(sun)
    _same_count("ghi_w_per_m2", ghi.count, len(suns))
    dew = None
    if dew_point_c is not None:
        dew = _arrays.take(dew_point_c, "d", "dew_point_c")
        _same_count("dew_point_c", dew.count, ghi.count)
    target, dni = _arrays.new_column("d", ghi.count)
    status, values = _arrays.new_column("B", ghi.count)
    must(
        lib.ostrov_irradiance_dirint_n(
            ghi.address,
            suns,
            ghi.count,
            pressure_pa,
            dew.address if dew is not None else None,
            int(use_neighbours),
            target.address,
            status.address,
        ),
        where="ostrov_irradiance_dirint_n",
    )
    return columns_of(dni_w_per_m2=dni, status=values)


def columns_of(**named: Any) -> Any:
    from ._columns import Columns

    return Columns(**named)


def irradiance_on_plane(irradiance: Any, sun: Any, plane: Any = None, **fields: Any) -> Any:
    """W/m² on a tilted plane in its parts: a PlaneIrradiance for an Irradiance under a Sun, Columns
    with status for Columns of both.

    plane: a Plane or dict, or its settings by keyword: tilt_deg, azimuth_deg, albedo_ratio, sky
    ("perez_driesse", "perez", "hay_davies", "reindl", "klucher", "king", "isotropic")."""
    chosen = config_of(Plane, plane, fields)
    fault = new_fault()
    if isinstance(sun, Sun):
        one = PlaneIrradiance._c_class()
        must(
            lib.ostrov_irradiance_on_plane(
                ctypes.byref(chosen._c),
                ctypes.byref(irradiance._c),
                ctypes.byref(sun._c),
                ctypes.byref(one),
                ctypes.byref(fault),
            ),
            fault,
            "ostrov_irradiance_on_plane",
        )
        return PlaneIrradiance._around(one)
    suns = _suns(sun)
    light = rows_of(irradiance, Irradiance._table, Irradiance._c_class, "irradiance")
    _same_count("irradiance", len(light), len(suns))
    rows = (PlaneIrradiance._c_class * len(suns))()
    status, values = _arrays.new_column("B", len(suns))
    must(
        lib.ostrov_irradiance_on_plane_n(
            ctypes.byref(chosen._c), light, suns, len(suns), rows, status.address, ctypes.byref(fault)
        ),
        fault,
        "ostrov_irradiance_on_plane_n",
    )
    return columns(rows, PlaneIrradiance._table, status=values)


def irradiance_from_plane(poa_w_per_m2: Any, sun: Any, plane: Any = None, **fields: Any) -> Any:
    """The horizontal Irradiance that gives this on the plane; None when no sky of the model does, or
    the sun is down. For a column under Columns: Columns with status (NIGHT with 0; RANGE with NaN
    where no sky gives so much)."""
    chosen = config_of(Plane, plane, fields)
    fault = new_fault()
    if not _arrays.is_many(poa_w_per_m2):
        found = Irradiance._c_class()
        done = must(
            lib.ostrov_irradiance_from_plane(
                ctypes.byref(chosen._c),
                poa_w_per_m2,
                ctypes.byref(sun._c),
                ctypes.byref(found),
                ctypes.byref(fault),
            ),
            fault,
            "ostrov_irradiance_from_plane",
        )
        return Irradiance._around(found) if done == 0 else None
    poa = _arrays.take(poa_w_per_m2, "d", "poa_w_per_m2")
    suns = _suns(sun)
    _same_count("poa_w_per_m2", poa.count, len(suns))
    rows = (Irradiance._c_class * poa.count)()
    status, values = _arrays.new_column("B", poa.count)
    must(
        lib.ostrov_irradiance_from_plane_n(
            ctypes.byref(chosen._c),
            poa.address,
            suns,
            poa.count,
            rows,
            status.address,
            ctypes.byref(fault),
        ),
        fault,
        "ostrov_irradiance_from_plane_n",
    )
    return columns(rows, Irradiance._table, status=values)


def sun_interval(
    start: Any,
    step_s: float,
    *,
    latitude_deg: float,
    longitude_deg: float,
    altitude_m: float = 0.0,
    atmosphere: Any = None,
) -> Any:
    """The sun and its clear sky over an interval: a SunMean."""
    place = place_of(latitude_deg, longitude_deg, altitude_m)
    chosen = config_of(Atmosphere, atmosphere, {})
    mean, fault = SunMean._c_class(), new_fault()
    must(
        lib.ostrov_sun_interval(
            ctypes.byref(chosen._c),
            ctypes.byref(place._c),
            _time.microseconds(start),
            round(step_s * 1e6),
            ctypes.byref(mean),
            ctypes.byref(fault),
        ),
        fault,
        "ostrov_sun_interval",
    )
    return SunMean._around(mean)


def irradiance_mean_on_plane(
    start: Any,
    step_s: float,
    ghi_w_per_m2: Any,
    *,
    latitude_deg: float,
    longitude_deg: float,
    altitude_m: float = 0.0,
    dni_w_per_m2: Any = None,
    dhi_w_per_m2: Any = None,
    split: str = "erbs_driesse",
    atmosphere: Any = None,
    plane: Any = None,
    **fields: Any,
) -> Any:
    """Mean W/m² on a plane over intervals from horizontal means, the sun integrated over the sunlit part
    of each: Columns with status.

    start: a column of moments at which intervals of step_s begin."""
    place = place_of(latitude_deg, longitude_deg, altitude_m)
    air = config_of(Atmosphere, atmosphere, {})
    chosen = config_of(Plane, plane, fields)
    moments = _time.moments_us(start)
    given = {"ghi_w_per_m2": ghi_w_per_m2, "dni_w_per_m2": dni_w_per_m2, "dhi_w_per_m2": dhi_w_per_m2}
    taken = {
        name: _arrays.take(value, "d", name) for name, value in given.items() if value is not None
    }
    for name, column in taken.items():
        _same_count(name, column.count, moments.count)
    means = _Means._c_class()
    means.start_us = moments.address
    for name, column in taken.items():
        setattr(means, name, column.address)
    means.count, means.step_us = moments.count, round(step_s * 1e6)
    rows = (PlaneIrradiance._c_class * moments.count)()
    status, values = _arrays.new_column("B", moments.count)
    fault = new_fault()
    if moments.count:
        must(
            lib.ostrov_irradiance_mean_on_plane_n(
                ctypes.byref(chosen._c),
                ctypes.byref(air._c),
                ctypes.byref(place._c),
                ctypes.byref(means),
                number_of(split, SPLIT_MODELS, "split"),
                rows,
                status.address,
                ctypes.byref(fault),
            ),
            fault,
            "ostrov_irradiance_mean_on_plane_n",
        )
    return columns(rows, PlaneIrradiance._table, status=values)


def irradiance_refine(
    start: Any,
    step_s: float,
    mean: Any,
    *,
    latitude_deg: float,
    longitude_deg: float,
    altitude_m: float = 0.0,
    parts: int = 4,
    atmosphere: Any = None,
) -> Any:
    """Means over intervals spread over equal parts of each in the shape of the clear sky: a column
    parts times as long whose means are those given. NaN where a mean is not known."""
    place = place_of(latitude_deg, longitude_deg, altitude_m)
    air = config_of(Atmosphere, atmosphere, {})
    moments = _time.moments_us(start)
    coarse = _arrays.take(mean, "d", "mean")
    _same_count("mean", coarse.count, moments.count)
    target, fine = _arrays.new_column("d", moments.count * parts)
    fault = new_fault()
    if moments.count:
        must(
            lib.ostrov_irradiance_refine_n(
                ctypes.byref(air._c),
                ctypes.byref(place._c),
                moments.address,
                round(step_s * 1e6),
                moments.count,
                parts,
                coarse.address,
                target.address,
                None,
                ctypes.byref(fault),
            ),
            fault,
            "ostrov_irradiance_refine_n",
        )
    return fine
