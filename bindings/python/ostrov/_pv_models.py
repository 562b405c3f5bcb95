"""The single models between light and AC power: glass, warmth, modules, inverters, rows, snow and dust.

Each takes numbers; those that say so take a column as well and give one back, with NaN where a row is
not known or outside its range.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
from typing import Any, Optional, Tuple

from . import _arrays
from ._columns import columns
from ._errors import must, new_fault
from ._library import lib
from ._values import config_of, record

PvGlass = record("ostrov_pv_glass", "PvGlass", "ostrov_pv_glass_defaults")
PvDiffuse = record("ostrov_pv_diffuse", "PvDiffuse")
PvThermal = record("ostrov_pv_thermal", "PvThermal", "ostrov_pv_thermal_defaults")
PvFuentes = record("ostrov_pv_fuentes", "PvFuentes", "ostrov_pv_fuentes_defaults")
PvDiode = record("ostrov_pv_diode", "PvDiode")
PvPoints = record("ostrov_pv_points", "PvPoints")
PvModule = record("ostrov_pv_module", "PvModule", "ostrov_pv_module_defaults")
PvPvsystModule = record(
    "ostrov_pv_pvsyst_module", "PvPvsystModule", "ostrov_pv_pvsyst_module_defaults"
)
PvAdr = record("ostrov_pv_adr", "PvAdr")
PvSapmModule = record("ostrov_pv_sapm_module", "PvSapmModule", "ostrov_pv_sapm_module_defaults")
PvSapmPoints = record("ostrov_pv_sapm_points", "PvSapmPoints")
PvSandia = record("ostrov_pv_sandia", "PvSandia")
PvDriesse = record("ostrov_pv_driesse", "PvDriesse")
PvTracker = record("ostrov_pv_tracker", "PvTracker", "ostrov_pv_tracker_defaults")
PvPlane = record("ostrov_pv_plane", "PvPlane")
PvSheds = record("ostrov_pv_sheds", "PvSheds", "ostrov_pv_sheds_defaults")
PvTwoSides = record("ostrov_pv_two_sides", "PvTwoSides")
PvSnow = record("ostrov_pv_snow", "PvSnow", "ostrov_pv_snow_defaults")
PvKimber = record("ostrov_pv_kimber", "PvKimber", "ostrov_pv_kimber_defaults")
PvHsu = record("ostrov_pv_hsu", "PvHsu", "ostrov_pv_hsu_defaults")


def _ask(name: str, *given: Any) -> Any:
    """Calls a function whose last argument is the fault; gives its status."""
    fault = new_fault()
    return must(getattr(lib, name)(*given, ctypes.byref(fault)), fault, name)


def _number(name: str, *given: Any) -> float:
    """The same for a function that gives one number before the fault."""
    out = ctypes.c_double()
    _ask(name, *given, ctypes.byref(out))
    return out.value


def _inputs(**named: Any) -> Tuple[int, dict]:
    """Columns of one length; one number stands for all rows, None stays None."""
    count = max(len(v) for v in named.values() if v is not None and _arrays.is_many(v))
    taken = {}
    for name, value in named.items():
        if value is None:
            taken[name] = None
            continue
        if not _arrays.is_many(value):
            value = _arrays.filled("d", count, float(value))
        taken[name] = _arrays.take(value, "d", name)
        if taken[name].count != count:
            raise ValueError(f"{name} has {taken[name].count} values, others have {count}")
    return count, taken


def _addresses(taken: dict) -> list:
    return [column.address if column is not None else None for column in taken.values()]


def pv_incidence(incidence_deg: Any, glass: Any = None, **settings: Any) -> Any:
    """Share of the beam that passes the glass at an angle of incidence (° 0 … 180): a number, or a
    column for a column. glass: a PvGlass or dict; or its settings by keyword (model="schlick", …)."""
    c = ctypes.byref(config_of(PvGlass, glass, settings)._c)
    if not _arrays.is_many(incidence_deg):
        return _number("ostrov_pv_incidence", c, incidence_deg)
    angles = _arrays.take(incidence_deg, "d", "incidence_deg")
    target, values = _arrays.new_column("d", angles.count)
    if angles.count:
        _ask("ostrov_pv_incidence_n", c, angles.address, angles.count, target.address, None)
    return values


def pv_incidence_diffuse(tilt_deg: float, glass: Any = None, **settings: Any) -> Any:
    """Modifiers for light from sky, horizon and ground on a plane: a PvDiffuse."""
    out = PvDiffuse()
    c = ctypes.byref(config_of(PvGlass, glass, settings)._c)
    _ask("ostrov_pv_incidence_diffuse", c, tilt_deg, ctypes.byref(out._c))
    return out


def pv_cell_temperature(
    poa_w_per_m2: Any,
    air_c: Any,
    wind_m_per_s: Any = 1.0,
    sky_w_per_m2: Any = None,
    thermal: Any = None,
    **settings: Any,
) -> Any:
    """Temperature of the cells in °C: a number, or a column when any of the four is one.
    thermal: a PvThermal or dict; or its settings by keyword (model="faiman", …)."""
    c = ctypes.byref(config_of(PvThermal, thermal, settings)._c)
    named = {
        "poa_w_per_m2": poa_w_per_m2,
        "air_c": air_c,
        "wind_m_per_s": wind_m_per_s,
        "sky_w_per_m2": sky_w_per_m2,
    }
    if not any(_arrays.is_many(v) for v in named.values() if v is not None):
        sky = float("nan") if sky_w_per_m2 is None else sky_w_per_m2
        return _number("ostrov_pv_cell_temperature", c, poa_w_per_m2, air_c, wind_m_per_s, sky)
    count, taken = _inputs(**named)
    target, values = _arrays.new_column("d", count)
    if count:
        _ask("ostrov_pv_cell_temperature_n", c, *_addresses(taken), count, target.address, None)
    return values


def pv_fuentes(
    poa_w_per_m2: Any,
    air_c: Any,
    wind_m_per_s: Any,
    *,
    step_s: float,
    fuentes: Any = None,
    **settings: Any,
) -> Any:
    """Temperature of a module with memory (Fuentes 1987), °C, from columns of equal steps."""
    c = ctypes.byref(config_of(PvFuentes, fuentes, settings)._c)
    count, taken = _inputs(poa_w_per_m2=poa_w_per_m2, air_c=air_c, wind_m_per_s=wind_m_per_s)
    target, values = _arrays.new_column("d", count)
    if count:
        _ask("ostrov_pv_fuentes_n", c, step_s, *_addresses(taken), count, target.address, None)
    return values


def pv_prilliman(
    steady_c: Any, wind_m_per_s: Any, *, step_s: float, unit_mass_kg_per_m2: float = 11.1
) -> Any:
    """Cell temperatures smoothed by the module's thermal mass (Prilliman 2020), °C."""
    count, taken = _inputs(steady_c=steady_c, wind_m_per_s=wind_m_per_s)
    target, values = _arrays.new_column("d", count)
    if count:
        _ask(
            "ostrov_pv_prilliman_n",
            step_s,
            unit_mass_kg_per_m2,
            *_addresses(taken),
            count,
            target.address,
            None,
        )
    return values


def pv_dc_pvwatts(
    irradiance_w_per_m2: float,
    cell_c: float,
    *,
    peak_w: float,
    coefficient_per_c: float = -0.0037,
    low_light: float = 0.0,
) -> float:
    """DC power by PVWatts, W."""
    return _number(
        "ostrov_pv_dc_pvwatts", irradiance_w_per_m2, cell_c, peak_w, coefficient_per_c, low_light
    )


_CELLS = {"csi": 1, "cis": 2, "cdte": 3}


def pv_dc_huld(
    irradiance_w_per_m2: float, module_c: float, *, peak_w: float, cell: str = "csi"
) -> float:
    """DC power by Huld (2011) with the coefficients of PVGIS 5, W. cell: csi, cis or cdte."""
    if cell not in _CELLS:
        raise ValueError(f"cell is one of {', '.join(_CELLS)}, not {cell!r}")
    return _number("ostrov_pv_dc_huld", _CELLS[cell], irradiance_w_per_m2, module_c, peak_w)


def pv_efficiency_adr(irradiance_w_per_m2: float, cell_c: float, adr: Any = None, **k: Any) -> float:
    """Efficiency by the ADR model in the unit of scale."""
    c = ctypes.byref(config_of(PvAdr, adr, k)._c)
    return _number("ostrov_pv_efficiency_adr", c, irradiance_w_per_m2, cell_c)


def pv_sapm(irradiance_w_per_m2: float, cell_c: float, module: Any = None, **settings: Any) -> Any:
    """Points of a Sandia module: PvSapmPoints."""
    out = PvSapmPoints()
    c = ctypes.byref(config_of(PvSapmModule, module, settings)._c)
    _ask("ostrov_pv_sapm", c, irradiance_w_per_m2, cell_c, ctypes.byref(out._c))
    return out


def pv_sapm_irradiance(
    beam_w_per_m2: float,
    diffuse_w_per_m2: float,
    *,
    air_mass: float,
    incidence_deg: float,
    module: Any = None,
    **settings: Any,
) -> float:
    """Irradiance that counts for a Sandia module, W/m²."""
    c = ctypes.byref(config_of(PvSapmModule, module, settings)._c)
    return _number(
        "ostrov_pv_sapm_irradiance", c, beam_w_per_m2, diffuse_w_per_m2, air_mass, incidence_deg
    )


def pv_module_diode(
    irradiance_w_per_m2: float, cell_c: float, module: Any = None, **settings: Any
) -> Any:
    """The five parameters by De Soto, or by the CEC when adjust_ratio is not 0: a PvDiode."""
    out = PvDiode()
    c = ctypes.byref(config_of(PvModule, module, settings)._c)
    _ask("ostrov_pv_module_diode", c, irradiance_w_per_m2, cell_c, ctypes.byref(out._c))
    return out


def pv_pvsyst_diode(
    irradiance_w_per_m2: float, cell_c: float, module: Any = None, **settings: Any
) -> Any:
    """The five parameters by PVsyst: a PvDiode."""
    out = PvDiode()
    c = ctypes.byref(config_of(PvPvsystModule, module, settings)._c)
    _ask("ostrov_pv_pvsyst_diode", c, irradiance_w_per_m2, cell_c, ctypes.byref(out._c))
    return out


def pv_singlediode(diode: Any = None, **parameters: Any) -> Any:
    """Seven points of the curve: PvPoints for a PvDiode (or its parameters by keyword), Columns for a
    list of PvDiode or for columns of parameters."""
    many = [v for v in parameters.values() if _arrays.is_many(v)]
    if not many and not isinstance(diode, (list, tuple)):
        out = PvPoints()
        c = config_of(PvDiode, diode, parameters)
        must(
            lib.ostrov_pv_singlediode(ctypes.byref(c._c), ctypes.byref(out._c)),
            where="ostrov_pv_singlediode",
        )
        return out
    if many:
        names = [f.name for f in PvDiode._table.fields]
        count, taken = _inputs(**{name: parameters[name] for name in names})
        given = (PvDiode._c_class * count)()
        for name, field in zip(names, PvDiode._table.fields):
            _arrays.put_strided(given, field.offset, taken[name])
    else:
        given = (PvDiode._c_class * len(diode))(*[d._c for d in diode])
    points = (PvPoints._c_class * len(given))()
    status, flags = _arrays.new_column("B", len(given))
    if len(given):
        must(
            lib.ostrov_pv_singlediode_n(given, len(given), points, status.address),
            where="ostrov_pv_singlediode_n",
        )
    return columns(points, PvPoints._table, status=flags)


def pv_maximum(diode: Any = None, **parameters: Any) -> Tuple[float, float]:
    """Voltage and current at the greatest power."""
    v, i = ctypes.c_double(), ctypes.c_double()
    c = config_of(PvDiode, diode, parameters)
    must(
        lib.ostrov_pv_maximum(ctypes.byref(c._c), ctypes.byref(v), ctypes.byref(i)),
        where="ostrov_pv_maximum",
    )
    return v.value, i.value


def pv_current(voltage_v: float, diode: Any = None, **parameters: Any) -> float:
    """Current at any voltage, A."""
    out = ctypes.c_double()
    c = config_of(PvDiode, diode, parameters)
    must(
        lib.ostrov_pv_current(ctypes.byref(c._c), voltage_v, ctypes.byref(out)),
        where="ostrov_pv_current",
    )
    return out.value


def pv_voltage(current_a: float, diode: Any = None, **parameters: Any) -> float:
    """Voltage at any current, V."""
    out = ctypes.c_double()
    c = config_of(PvDiode, diode, parameters)
    must(
        lib.ostrov_pv_voltage(ctypes.byref(c._c), current_a, ctypes.byref(out)),
        where="ostrov_pv_voltage",
    )
    return out.value


def pv_inverter_pvwatts(dc_w: float, *, ac_rating_w: float, efficiency_ratio: float = 0.96) -> float:
    """AC power of a PVWatts inverter, W."""
    return _number("ostrov_pv_inverter_pvwatts", dc_w, ac_rating_w, efficiency_ratio)


def pv_inverter_sandia(
    dc_v: float, dc_w: float, /, inverter: Any = None, **settings: Any
) -> float:
    """AC power of a Sandia inverter, W."""
    c = ctypes.byref(config_of(PvSandia, inverter, settings)._c)
    return _number("ostrov_pv_inverter_sandia", c, dc_v, dc_w)


def pv_inverter_adr(dc_v: float, dc_w: float, inverter: Any = None, **settings: Any) -> float:
    """AC power of a Driesse inverter, W; what it draws outside its window of voltage."""
    c = ctypes.byref(config_of(PvDriesse, inverter, settings)._c)
    return _number("ostrov_pv_inverter_adr", c, dc_v, dc_w)


def pv_track(
    apparent_zenith_deg: float, azimuth_deg: float, tracker: Any = None, **settings: Any
) -> Any:
    """Where a single-axis tracker looks: a PvPlane, stowed below the horizon."""
    out = PvPlane()
    c = ctypes.byref(config_of(PvTracker, tracker, settings)._c)
    _ask("ostrov_pv_track", c, apparent_zenith_deg, azimuth_deg, ctypes.byref(out._c))
    return out


def pv_masking_angle(tilt_deg: float, cover_ratio: float) -> float:
    """Mean angle below which the row in front hides the sky, °."""
    return _number("ostrov_pv_masking_angle", tilt_deg, cover_ratio)


def pv_masked_sky(angle_deg: float) -> float:
    """Share of the diffuse sky that a masking angle takes away."""
    return _number("ostrov_pv_masked_sky", angle_deg)


def pv_shaded_rows(
    zenith_deg: float,
    azimuth_deg: float,
    *,
    axis_azimuth_deg: float,
    rotation_deg: float,
    width_m: float,
    pitch_m: float,
    axis_tilt_deg: float = 0.0,
    cross_axis_deg: float = 0.0,
) -> float:
    """Share of a row's width in the shade of the next."""
    return _number(
        "ostrov_pv_shaded_rows",
        zenith_deg,
        azimuth_deg,
        axis_azimuth_deg,
        axis_tilt_deg,
        rotation_deg,
        width_m,
        pitch_m,
        cross_axis_deg,
    )


def pv_sheds_irradiance(
    zenith_deg: float,
    azimuth_deg: float,
    /,
    *,
    ghi_w_per_m2: float,
    dhi_w_per_m2: float,
    dni_w_per_m2: float,
    front_modifier: float = 1.0,
    back_modifier: float = 1.0,
    sheds: Any = None,
    **settings: Any,
) -> Any:
    """Light on both sides of long rows: a PvTwoSides."""
    out = PvTwoSides()
    c = ctypes.byref(config_of(PvSheds, sheds, settings)._c)
    _ask(
        "ostrov_pv_sheds_irradiance",
        c,
        zenith_deg,
        azimuth_deg,
        ghi_w_per_m2,
        dhi_w_per_m2,
        dni_w_per_m2,
        front_modifier,
        back_modifier,
        ctypes.byref(out._c),
    )
    return out


def pv_snow(
    snowfall_cm: Any,
    poa_w_per_m2: Any,
    air_c: Any,
    *,
    step_s: float,
    depth_cm: Optional[Any] = None,
    snow: Any = None,
    **settings: Any,
) -> Any:
    """Share of the modules under snow, row by row (Marion 2013)."""
    c = ctypes.byref(config_of(PvSnow, snow, settings)._c)
    count, taken = _inputs(
        snowfall_cm=snowfall_cm, depth_cm=depth_cm, poa_w_per_m2=poa_w_per_m2, air_c=air_c
    )
    target, values = _arrays.new_column("d", count)
    if count:
        _ask("ostrov_pv_snow_n", c, step_s, *_addresses(taken), count, target.address, None)
    return values


def pv_snow_loss(covered_ratio: float, strings: int) -> float:
    """Share of the DC power that covered modules lose, whole strings at a time."""
    return _number("ostrov_pv_snow_loss", covered_ratio, strings)


def pv_kimber(rain_mm: Any, *, step_s: float, kimber: Any = None, **settings: Any) -> Any:
    """Loss by dust that rain washes off, row by row (Kimber 2006)."""
    c = ctypes.byref(config_of(PvKimber, kimber, settings)._c)
    count, taken = _inputs(rain_mm=rain_mm)
    target, values = _arrays.new_column("d", count)
    if count:
        _ask("ostrov_pv_kimber_n", c, step_s, *_addresses(taken), count, target.address, None)
    return values


def pv_hsu(
    rain_mm: Any,
    pm2_5_g_per_m3: Any,
    pm10_g_per_m3: Any,
    *,
    step_s: float,
    hsu: Any = None,
    **settings: Any,
) -> Any:
    """Share of the light that passes the dust, row by row (Coello and Boyle 2019)."""
    c = ctypes.byref(config_of(PvHsu, hsu, settings)._c)
    count, taken = _inputs(
        rain_mm=rain_mm, pm2_5_g_per_m3=pm2_5_g_per_m3, pm10_g_per_m3=pm10_g_per_m3
    )
    target, values = _arrays.new_column("d", count)
    if count:
        _ask("ostrov_pv_hsu_n", c, step_s, *_addresses(taken), count, target.address, None)
    return values
