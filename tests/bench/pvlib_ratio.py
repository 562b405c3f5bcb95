#!/usr/bin/env python3
"""Speeds of sun, irradiance and PV beside pvlib's, alternated in one run.

    pvlib_ratio.py LIBRARY [JSON]

LIBRARY is libostrov.so; JSON, such as build/bench.json, is read if it is there and written back with the
list "pvlib". Both sides work on the same arrays of a year of minutes at Písek and are called through
Python once an array, so what is timed is the arrays. Least of several repeats, nanoseconds a row. With
valgrind there, instructions a row of ours are counted by callgrind as well.

SPDX-License-Identifier: Apache-2.0
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests" / "conformance"))
import pvlib_env

if len(sys.argv) < 2:
    sys.exit(__doc__)
LIBRARY = pathlib.Path(sys.argv[1]).resolve()
pvlib_env.enter("bench pvlib", LIBRARY)

import warnings

import numpy as np
import pandas as pd
import pvlib
from pvlib import atmosphere, clearsky, irradiance, location, modelchain, pvsystem, spa

import ostrov

warnings.simplefilter("ignore")
PLACE = dict(latitude_deg=49.3088, longitude_deg=14.1475, altitude_m=390.0)
MINUTES = 525_600
REPEATS = 5


def data():
    """A year of minutes, positions and a clear sky for both sides."""
    seconds = np.arange(1_735_689_600, 1_735_689_600 + 60 * MINUTES, 60, dtype=np.int64)
    times = seconds.astype("datetime64[s]").astype("datetime64[us]")
    suns = ostrov.sun_position(times, **PLACE)
    sky = ostrov.clearsky(times, **PLACE)
    index = pd.DatetimeIndex(pd.to_datetime(seconds, unit="s", utc=True))
    return seconds, times, suns, sky, index


def pairs():
    """name, ours, pvlib's, rows."""
    seconds, times, suns, sky, index = data()
    unix = seconds.astype(float)
    zenith, azimuth = np.array(suns.apparent_zenith_deg), np.array(suns.azimuth_deg)
    true_zenith = np.array(suns.zenith_deg)
    ghi, dni, dhi = (np.array(getattr(sky, f"{x}_w_per_m2")) for x in ("ghi", "dni", "dhi"))
    extra = irradiance.get_extra_radiation(index).values
    day = index.dayofyear.values
    relative = atmosphere.get_relative_airmass(zenith)
    absolute = atmosphere.get_absolute_airmass(relative, 96_730.0)  # not timed: ours does these itself

    def spa_year():
        return spa.solar_position(unix, 49.3088, 14.1475, 390.0, 967.3, 12.0, 67.0, 0.5667)

    def plane(model):
        return lambda: ostrov.irradiance_on_plane(sky, suns, tilt_deg=35, azimuth_deg=175, sky=model)

    yield "sun_position_n", lambda: ostrov.sun_position(times, **PLACE), spa_year
    yield (
        "clearsky_ineichen_with_position",
        lambda: ostrov.clearsky(times, **PLACE),
        lambda: (spa_year(), clearsky.ineichen(zenith, absolute, 3.0, 390.0, extra)),
    )
    for name, model, theirs in (
        ("split_erbs", "erbs", lambda: irradiance.erbs(ghi, true_zenith, day)),
        ("split_disc", "disc", lambda: irradiance.disc(ghi, true_zenith, day, 96_730.0)),
    ):
        yield name, lambda m=model: ostrov.irradiance_split(ghi, suns, m, 96_730.0), theirs
    series = pd.Series(ghi, index), pd.Series(true_zenith, index)
    yield (
        "dirint",
        lambda: ostrov.irradiance_dirint(ghi, suns, pressure_pa=96_730.0),
        lambda: irradiance.dirint(*series, index, 96_730.0),
    )
    at = (35.0, 175.0)

    def total(model):
        def both():
            irradiance.get_total_irradiance(
                *at, zenith, azimuth, dni, ghi, dhi, extra, relative, albedo=0.2, model=model)
            irradiance.aoi(*at, zenith, azimuth)
        return both

    for name, model, theirs in (
        ("plane_hay_davies", "hay_davies", "haydavies"),
        ("plane_perez", "perez", "perez"),
        ("plane_perez_driesse", "perez_driesse", "perez-driesse"),
    ):
        yield name, plane(model), total(theirs)
    yield from pv_pairs(times, sky, index, ghi, dni, dhi)


MODULE = dict(alpha_sc=0.004539, a_ref=2.6373, I_L_ref=5.114, I_o_ref=8.196e-10, R_sh_ref=381.68, R_s=1.065, Adjust=8.7)
SANDIA = dict(Paco=50e3, Pdco=51.8e3, Vdco=800.0, Pso=120.0, C0=-8e-8, C1=1e-5, C2=1e-3, C3=2e-4, Pnt=10.0)
WARMTH = dict(a=-3.56, b=-0.075, deltaT=3)


def chain(cec):
    """pvlib's ModelChain of one south roof, and our plant of the same parts."""
    mount = pvsystem.FixedMount(surface_tilt=35, surface_azimuth=175)
    if cec:
        array = pvsystem.Array(mount, module_parameters=MODULE, temperature_model_parameters=WARMTH,
                               modules_per_string=20, strings=12)
        system = pvsystem.PVSystem([array], inverter_parameters=SANDIA)
        models = dict(dc_model="cec", ac_model="sandia")
    else:
        array = pvsystem.Array(mount, module_parameters=dict(pdc0=100e3, gamma_pdc=-0.0037),
                               temperature_model_parameters=WARMTH)
        system = pvsystem.PVSystem([array], inverter_parameters=dict(pdc0=90e3 / 0.96))
        models = dict(dc_model="pvwatts", ac_model="pvwatts")
    theirs = modelchain.ModelChain(
        system, location.Location(49.3088, 14.1475, altitude=390.0), aoi_model="physical", spectral_model="no_loss",
        temperature_model="sapm", losses_model="no_loss", transposition_model="perez", **models)
    roof = dict(tilt_deg=35, azimuth_deg=175, losses_ratio=0.0)
    if cec:
        roof.update(series=20, parallel=12, module=dict(
            photo_a=5.114, saturation_a=8.196e-10, series_ohm=1.065, shunt_ohm=381.68, thermal_v=2.6373,
            short_a_per_c=0.004539, adjust_ratio=0.087))
        box = dict(sandia=dict(ac_w=50e3, dc_w=51.8e3, dc_v=800.0, start_w=120.0, c=(-8e-8, 1e-5, 1e-3, 2e-4), night_w=10.0))
    else:
        roof.update(peak_w=100e3)
        box = dict(ac_w=90e3)
    ours = ostrov.PvPlant(latitude_deg=49.3088, longitude_deg=14.1475, altitude_m=390, sky="perez", arrays=[roof], inverters=[box])
    return ours, theirs


def pv_pairs(times, sky, index, ghi, dni, dhi):
    """The chain from GHI, DNI and DHI to AC power, and the points of a single diode."""
    air, wind = np.full(MINUTES, 15.0), np.full(MINUTES, 2.0)
    weather = pd.DataFrame(dict(ghi=ghi, dni=dni, dhi=dhi, temp_air=air, wind_speed=wind), index)
    light = dict(ghi_w_per_m2=ghi, dni_w_per_m2=dni, dhi_w_per_m2=dhi, temperature_c=air, wind_m_per_s=wind)
    for name, cec in (("chain_pvwatts", False), ("chain_cec_sandia", True)):
        ours, theirs = chain(cec)
        yield name, lambda p=ours: p.power(times, **light), lambda m=theirs: m.run_model(weather)
    lit = np.maximum(ghi, 1.0)
    five = pvsystem.calcparams_cec(lit, np.full(MINUTES, 40.0), **MODULE)
    ours = dict(zip(("photo_a", "saturation_a", "series_ohm", "shunt_ohm", "thermal_v"), five))
    yield (
        "singlediode_seven_points",
        lambda: ostrov.pv_singlediode(**ours),
        lambda: pvsystem.singlediode(*five, method="newton"),
    )


def least(repeats):
    return min(repeats) / MINUTES


def measure(ours, theirs):
    """Alternates, so that a busy machine troubles both alike."""
    mine, peer = [], []
    for _ in range(REPEATS):
        for side, into in ((ours, mine), (theirs, peer)):
            begin = time.perf_counter_ns()
            side()
            into.append(time.perf_counter_ns() - begin)
    return least(mine), least(peer)


COUNTED = """
#include <ostrov/ostrov.h>
#include <stdlib.h>
int main(int argc, char **argv)
{
    static int64_t t[14400];
    static ostrov_sun s[14400];
    const ostrov_place p = {49.3088, 14.1475, 390};
    const int what = atoi(argv[1]);
    (void)argc;
    for (int i = 0; i < 14400; i++)
        t[i] = INT64_C(1750000000000000) + i * INT64_C(60000000);
    if (what == 1)
        return ostrov_sun_position_n(t, 14400, &p, s, NULL);
    for (int i = 0; what == 2 && i < 1000; i++)
        if (ostrov_sun_position(t[i], &p, &s[i]) != OSTROV_OK)
            return 1;
    return 0;
}
"""


def instructions():
    """Instructions of a row of sun_position_n and of one full SPA; None without valgrind or a compiler."""
    valgrind, compiler = shutil.which("valgrind"), shutil.which("cc") or shutil.which("gcc")
    if valgrind is None or compiler is None:
        print("SKIP instruction counts: valgrind or a C compiler is not installed", file=sys.stderr)
        return None
    with tempfile.TemporaryDirectory() as folder:
        program = pathlib.Path(folder) / "count"
        source = program.with_suffix(".c")
        source.write_text(COUNTED)
        subprocess.run(
            [compiler, "-O2", "-I", str(TOP / "include"), str(source), "-o", str(program), str(LIBRARY),
             f"-Wl,-rpath,{LIBRARY.parent}"], check=True)

        def count(what):
            run = [valgrind, "--tool=callgrind", f"--callgrind-out-file={folder}/out", str(program), str(what)]
            done = subprocess.run(run, capture_output=True, text=True, check=True)
            return int(re.search(r"Collected : (\d+)", done.stderr)[1])

        base = count(0)
        return {
            "sun_position_n_row": round((count(1) - base) / 14400, 1),
            "sun_position": round((count(2) - base) / 1000, 1),
        }


def main():
    rows = []
    for name, ours, theirs in pairs():
        mine, peer = measure(ours, theirs)
        rows.append({
            "name": name, "rows": MINUTES, "repeats": REPEATS, "ns_min": round(mine, 2),
            "peer": "pvlib", "peer_version": pvlib.__version__, "peer_ns_min": round(peer, 2),
            "ratio_to_peer": round(mine / peer, 4),
        })
        print(f"{name:34} {mine:8.1f} ns   pvlib {peer:8.1f} ns   {peer / mine:6.1f} times", file=sys.stderr)
    counted = instructions()
    if counted is not None:
        for name, value in counted.items():
            print(f"{name:34} {value:8.1f} instructions", file=sys.stderr)
    found = {"rows": rows, "instructions": counted}
    if len(sys.argv) > 2:
        path = pathlib.Path(sys.argv[2])
        whole = json.loads(path.read_text()) if path.exists() else {}
        whole["pvlib"] = found
        path.write_text(json.dumps(whole, indent=1, allow_nan=False) + "\n")
    else:
        print(json.dumps(found, indent=1, allow_nan=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
