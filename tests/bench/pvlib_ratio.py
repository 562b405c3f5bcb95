#!/usr/bin/env python3
"""Speeds of sun and irradiance beside pvlib's, alternated in one run.

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
from pvlib import atmosphere, clearsky, irradiance, spa

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
            "times_as_fast": round(peer / mine, 2),
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
