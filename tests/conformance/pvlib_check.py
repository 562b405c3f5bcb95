#!/usr/bin/env python3
"""Holds the library against pvlib itself on freshly drawn inputs.

    pvlib_check.py LIBRARY [SEED]

LIBRARY is libostrov.so. Without SEED one is drawn; it is printed, and the same seed draws the same
inputs. One PASS or FAIL line a quantity, as ostrov-conformance prints them, then the count.

SPDX-License-Identifier: Apache-2.0
"""

import datetime
import pathlib
import random
import sys
import warnings

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import pvlib_env

if len(sys.argv) < 2:
    sys.exit(__doc__)
pvlib_env.enter("conformance pvlib", pathlib.Path(sys.argv[1]).resolve())

import numpy as np
import pandas as pd
import pvlib
from pvlib import atmosphere, clearsky, irradiance, solarposition, spa

import ostrov
import pvlib_pv

warnings.simplefilter("ignore")  # what pvlib will drop is compared as long as it is there
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(10**9)
ROWS = 600
SOLAR_CONSTANT = 1366.1
counts = {True: 0, False: 0}


def judge(quantity, ours, theirs, limit, absolute=False):
    """Relative above 1 and absolute below, or absolute throughout; NaN must meet NaN (None is ours)."""
    ours = np.array([np.nan if x is None else x for x in np.ravel(ours)], dtype=float)
    theirs = np.ravel(np.asarray(theirs, dtype=float))
    both = np.isnan(ours) & np.isnan(theirs)
    scale = 1.0 if absolute else np.maximum(1.0, np.abs(theirs))
    error = np.where(both, 0.0, np.abs(ours - theirs) / scale)
    wrong = int(np.count_nonzero(~(error <= limit)))
    good = wrong == 0 and len(error) > 0
    counts[good] += 1
    word, metric = ("PASS" if good else "FAIL"), ("max_abs" if absolute else "max_rel")
    print(f"{word} pvlib {quantity} n={len(error)} {metric}={np.max(error):.3g} limit={limit:.3g} wrong={wrong}")


def sun(zenith, azimuth=180.0, extra=SOLAR_CONSTANT):
    return ostrov.Sun(
        zenith_deg=zenith,
        apparent_zenith_deg=zenith,
        azimuth_deg=azimuth,
        distance_au=float(np.sqrt(SOLAR_CONSTANT / extra)),
        declination_deg=0.0,
        hour_angle_deg=0.0,
        equation_of_time_s=0.0,
    )


def unit(zenith, azimuth):
    z, a = np.radians(zenith), np.radians(azimuth)
    return np.array([np.sin(z) * np.cos(a), np.sin(z) * np.sin(a), np.cos(z)])


def moments(draw, n, first=1950, last=2100):
    low = datetime.datetime(first, 1, 1, tzinfo=datetime.timezone.utc).timestamp()
    high = datetime.datetime(last, 12, 31, tzinfo=datetime.timezone.utc).timestamp()
    return np.floor(draw.uniform(low, high, n))


def check_position(draw):
    n = ROWS
    time_s = moments(draw, n)
    lat, lon = draw.uniform(-89.9, 89.9, n), draw.uniform(-180, 180, n)
    alt, pressure = draw.uniform(0, 4000, n), draw.uniform(60000, 105000, n)
    temp, delta_t = draw.uniform(-30, 45, n), draw.uniform(30, 100, n)
    rows = []
    for i in range(n):  # one moment and place each
        out = spa.solar_position(
            time_s[i : i + 1], lat[i], lon[i], alt[i], pressure[i] / 100, temp[i], delta_t[i], 0.5667
        )
        rows.append([float(np.ravel(x)[0]) for x in out])
    app_zenith, zenith, _, _, azimuth, eot = np.array(rows).T
    ours = [
        ostrov.sun_position(
            int(time_s[i]),
            latitude_deg=lat[i],
            longitude_deg=lon[i],
            altitude_m=alt[i],
            options=dict(delta_t_s=delta_t[i], pressure_pa=pressure[i], temperature_c=temp[i]),
        )
        for i in range(n)
    ]
    directions = unit([s.zenith_deg for s in ours], [s.azimuth_deg for s in ours])
    apart = np.degrees(np.linalg.norm(directions - unit(zenith, azimuth), axis=0))
    judge("sun.direction", apart, np.zeros(n), 1e-6, absolute=True)
    judge("sun.apparent_zenith", [s.apparent_zenith_deg for s in ours], app_zenith, 1e-6, absolute=True)
    judge("sun.equation_of_time_min", [s.equation_of_time_s / 60 for s in ours], eot, 1e-5, absolute=True)


def check_ephemeris(draw):
    """A year of minutes somewhere, a sample of it by pvlib."""
    year, place = int(draw.integers(1951, 2099)), (draw.uniform(-66, 66), draw.uniform(-180, 180))
    start = int(datetime.datetime(year, 1, 1, tzinfo=datetime.timezone.utc).timestamp())
    time_s = np.arange(start, start + 365 * 86400, 60, dtype=np.int64)
    options = dict(delta_t_s=67.0, pressure_pa=101325.0)
    ours = ostrov.sun_position(time_s, latitude_deg=place[0], longitude_deg=place[1], options=options)
    pick = np.sort(draw.choice(len(time_s), 5000, replace=False))
    index = pd.DatetimeIndex(pd.to_datetime(time_s[pick], unit="s", utc=True))
    theirs = solarposition.spa_python(index, place[0], place[1], 0, 101325, 12, delta_t=67.0)
    apart = unit(ours.zenith_deg[pick], ours.azimuth_deg[pick]) - unit(theirs.zenith, theirs.azimuth)
    judge("sun.ephemeris", np.degrees(np.linalg.norm(apart, axis=0)), np.zeros(5000), 1e-6, absolute=True)


def check_events(draw):
    n = 120
    time_s = moments(draw, n, 1971, 2069)
    lat, lon = draw.uniform(-72, 72, n), draw.uniform(-179, 179, n)
    ours, theirs = [], []
    for i in range(n):
        day = pd.DatetimeIndex(pd.to_datetime([time_s[i]], unit="s", utc=True)).normalize()
        want = solarposition.sun_rise_set_transit_spa(day, lat[i], lon[i], how="numpy", delta_t=None)
        got = ostrov.sun_events(int(time_s[i]), latitude_deg=lat[i], longitude_deg=lon[i], rule="spa")
        ours.append([got.rise_s, got.set_s, got.transit_s])
        columns = [want[name].iloc[0] for name in ("sunrise", "sunset", "transit")]
        theirs.append([np.nan if pd.isna(x) else x.timestamp() for x in columns])
    judge("sun.events_s", ours, theirs, 1.0, absolute=True)


def check_air(draw):
    zenith = np.append(draw.uniform(0, 90, ROWS), [0.0, 90.0, 90.5, 120.0])
    names = dict(zip(ostrov.AIR_MASS_MODELS, "kastenyoung1989 kasten1966 simple pickering2002 "
                     "youngirvine1967 young1994 gueymard1993 gueymard2003".split()))
    for name, theirs in names.items():
        ours = [ostrov.air_mass(z, name) for z in zenith]
        judge(f"air_mass.{name}", ours, atmosphere.get_relative_airmass(zenith, theirs), 1e-12)
    altitude = draw.uniform(-400, 8000, ROWS)
    judge("air_pressure", [ostrov.air_pressure(a) for a in altitude], atmosphere.alt2pres(altitude), 1e-12)
    pressure = draw.uniform(35000, 109000, ROWS)
    # Metres: near sea level an altitude is the difference of two numbers of 44 km.
    judge("air_altitude_m", [ostrov.air_altitude(p) for p in pressure], atmosphere.pres2alt(pressure), 1e-9, absolute=True)
    time_s = moments(draw, ROWS)
    index = pd.DatetimeIndex(pd.to_datetime(time_s, unit="s", utc=True))
    for name, theirs in (("spencer_1971", "spencer"), ("asce", "asce")):
        want = irradiance.get_extra_radiation(index, method=theirs)
        judge(f"extra.{name}", [ostrov.extra_irradiance(int(t), name) for t in time_s], want, 1e-12)
    linke = draw.uniform(2, 6, 12)
    want = clearsky._interpolate_turbidity(linke, index)
    ours = [ostrov.atmosphere_linke(int(t), linke=list(linke)) for t in time_s]
    judge("atmosphere.linke", ours, want, 1e-12)


def check_clear_skies(draw):
    n = ROWS
    zenith = draw.uniform(0, 89.5, n)
    linke, altitude = draw.uniform(1.5, 8, n), draw.uniform(0, 3500, n)
    extra, pressure = draw.uniform(1321, 1413, n), draw.uniform(65000, 104000, n)
    aod, water = draw.uniform(0.01, 0.45, (3, n)), draw.uniform(0.2, 6, n)
    relative = atmosphere.get_relative_airmass(zenith)
    absolute = atmosphere.get_absolute_airmass(relative, pressure)
    want = {
        "ineichen": clearsky.ineichen(zenith, absolute, linke, altitude, extra),
        "ineichen_perez": clearsky.ineichen(zenith, absolute, linke, altitude, extra, perez_enhancement=True),
        "solis": clearsky.simplified_solis(90 - zenith, aod[0], water, pressure, extra),
        "haurwitz": {"ghi": clearsky.haurwitz(pd.Series(zenith)).ghi.values},
        "bird": clearsky.bird(zenith, relative, aod[2], aod[1], water, 0.3, pressure, extra),
    }
    for model, columns in want.items():
        ours = [
            ostrov.clearsky_under(
                0, sun(zenith[i]), model=model, altitude_m=altitude[i], pressure_pa=pressure[i],
                linke=[linke[i]] * 12, aod_700nm=aod[0][i], aod_500nm=aod[1][i], aod_380nm=aod[2][i],
                water_kg_per_m2=10 * water[i], extra_w_per_m2=extra[i], air_mass_ratio=relative[i],
                air_mass_absolute_ratio=absolute[i],
            )
            for i in range(n)
        ]
        for name in columns:
            if name != "direct_horizontal":
                got = [getattr(c, f"{name}_w_per_m2") for c in ours]
                theirs = np.asarray(columns[name])
                if name == "dhi" and model.startswith("ineichen"):
                    theirs = np.maximum(theirs, 0.0)  # ours is never negative, by rounding or else
                judge(f"clearsky.{model}.{name}", got, theirs, 1e-11)


def check_splits(draw):
    n = ROWS
    day = draw.integers(1, 366, n)
    ghi, zenith = draw.uniform(0, 1300, n), draw.uniform(0, 95, n)
    pressure = draw.uniform(70000, 104000, n)
    extra = irradiance.get_extra_radiation(day)
    suns = [sun(zenith[i], extra=extra[i]) for i in range(n)]
    theirs = {
        "erbs": irradiance.erbs(ghi, zenith, day),
        "erbs_driesse": irradiance.erbs_driesse(ghi, zenith, day),
        "boland": irradiance.boland(ghi, zenith, day),
        "orgill_hollands": irradiance.orgill_hollands(ghi, zenith, day),
        "louche": irradiance.louche(ghi, zenith, day),
        "disc": irradiance.disc(ghi, zenith, day, pressure),
    }
    for model, want in theirs.items():
        ours = [ostrov.irradiance_split(ghi[i], suns[i], model, pressure[i]) for i in range(n)]
        judge(f"split.{model}.dni", [s.dni_w_per_m2 for s in ours], want["dni"], 1e-10)
        if "dhi" in want:
            judge(f"split.{model}.dhi", [s.dhi_w_per_m2 for s in ours], want["dhi"], 1e-10)


def check_dirint(draw):
    start = pd.Timestamp("2026-01-01", tz="UTC") + pd.Timedelta(days=int(draw.integers(0, 300)))
    index = pd.date_range(start, periods=5 * 48, freq="30min")
    place = dict(latitude_deg=draw.uniform(-60, 60), longitude_deg=draw.uniform(-180, 180))
    positions = ostrov.sun_position(index.values.astype("datetime64[us]"), **place)
    zenith = pd.Series(np.array(positions.zenith_deg), index)
    extra = irradiance.get_extra_radiation(index).values
    ghi = np.maximum(0, np.cos(np.radians(zenith))) * 1000 * draw.uniform(0.05, 1.0, len(index))
    dew = draw.uniform(-10, 22, len(index))
    sky = dict(
        zenith_deg=zenith.values, apparent_zenith_deg=zenith.values,
        azimuth_deg=np.array(positions.azimuth_deg), distance_au=np.sqrt(SOLAR_CONSTANT / extra),
        declination_deg=np.zeros(len(index)), hour_angle_deg=np.zeros(len(index)),
        equation_of_time_s=np.zeros(len(index)),
    )
    for name, ours, theirs in (
        ("plain", dict(), dict()),
        ("dew", dict(dew_point_c=dew), dict(temp_dew=pd.Series(dew, index))),
        ("rows_alone", dict(use_neighbours=False), dict(use_delta_kt_prime=False)),
    ):
        got = ostrov.irradiance_dirint(ghi.values, sky, pressure_pa=97000.0, **ours)
        dni = np.where(np.array(got.status) == ostrov.Value.OK, got.dni_w_per_m2, np.nan)
        judge(f"dirint.{name}", dni, irradiance.dirint(ghi, zenith, index, 97000.0, **theirs), 1e-9)


def check_planes(draw):
    n = ROWS
    tilt, facing = draw.uniform(0, 180, n), draw.uniform(0, 360, n)
    zenith, azimuth = draw.uniform(0, 92, n), draw.uniform(0, 360, n)
    dni, dhi = draw.uniform(0, 1000, n), draw.uniform(0.1, 450, n)
    # No less than its parts: beyond, pvlib's Klucher falls below 0 and its Reindl rises without bound,
    # in which the library does not follow them.
    ghi = dhi + dni * np.maximum(np.cos(np.radians(zenith)), 0.0) + draw.uniform(0, 30, n)
    extra, albedo = draw.uniform(1321, 1413, n), draw.uniform(0, 0.9, n)
    relative = atmosphere.get_relative_airmass(zenith)
    where = (tilt, facing)
    at = (zenith, azimuth)
    theirs = {
        "isotropic": irradiance.isotropic(tilt, dhi),
        "klucher": irradiance.klucher(*where, dhi, ghi, *at),
        "hay_davies": irradiance.haydavies(*where, dhi, dni, extra, *at),
        "reindl": irradiance.reindl(*where, dhi, dni, ghi, extra, *at),
        "king": irradiance.king(tilt, dhi, ghi, zenith),
        "perez": irradiance.perez(*where, dhi, dni, extra, *at, relative),
        "perez_driesse": irradiance.perez_driesse(*where, dhi, dni, extra, *at, relative),
    }
    for model, want in theirs.items():
        ours = [
            ostrov.irradiance_on_plane(
                ostrov.Irradiance(ghi_w_per_m2=ghi[i], dni_w_per_m2=dni[i], dhi_w_per_m2=dhi[i]),
                sun(zenith[i], azimuth[i]), sky=model, tilt_deg=tilt[i], azimuth_deg=facing[i],
                albedo_ratio=albedo[i], extra_w_per_m2=extra[i],
                air_mass_ratio=None if np.isnan(relative[i]) else relative[i],
            )
            for i in range(n)
        ]
        judge(f"plane.{model}", [p.sky_w_per_m2 for p in ours], want, 1e-10)
    judge("plane.beam", [p.beam_w_per_m2 for p in ours], irradiance.beam_component(*where, *at, dni), 1e-10)
    judge("plane.ground", [p.ground_w_per_m2 for p in ours],
          irradiance.get_ground_diffuse(tilt, ghi, albedo), 1e-10)
    judge("plane.incidence", [p.incidence_deg for p in ours], irradiance.aoi(*where, *at), 1e-9)


def check_reverse(draw):
    ours, theirs = [], []
    for _ in range(40):
        tilt, facing = draw.uniform(0, 50), draw.uniform(90, 270)
        at = (draw.uniform(0, 70), draw.uniform(120, 240))
        poa, extra = draw.uniform(20, 900), draw.uniform(1321, 1413)
        relative = float(atmosphere.get_relative_airmass(at[0]))
        theirs.append(float(irradiance.ghi_from_poa_driesse_2024(
            tilt, facing, *at, poa, extra, relative, albedo=0.25, xtol=1e-6)))
        found = ostrov.irradiance_from_plane(
            poa, sun(*at, extra), tilt_deg=tilt, azimuth_deg=facing, albedo_ratio=0.25,
            extra_w_per_m2=extra, air_mass_ratio=relative)
        ours.append(None if found is None else found.ghi_w_per_m2)
    judge("plane.reverse_ghi", ours, theirs, 1e-4)


CHECKS = (
    check_position, check_ephemeris, check_events, check_air, check_clear_skies, check_splits,
    check_dirint, check_planes, check_reverse,
)


def main():
    print(f"pvlib {pvlib.__version__}, ostrov {ostrov.version()}, seed {SEED}")
    for number, check in enumerate(CHECKS):
        check(np.random.default_rng([SEED, number]))
    for number, check in enumerate(pvlib_pv.CHECKS, len(CHECKS)):
        check(np.random.default_rng([SEED, number]), judge)
    print(f"{counts[True]} passed, {counts[False]} failed")
    return 1 if counts[False] else 0


if __name__ == "__main__":
    sys.exit(main())
