"""The pictures of docs/explanation/sun-and-sky.md: the sun over Písek, a clear day measured, what a plane gets, where
Perez jumps, and what the middle of the hour costs.

    figure_sun.py docs/explanation/figures       (docs/figures.sh sets the library)

The measured day is of NREL's SERF East (PVDAQ system 50, CC-BY-4.0) from ../shared/data/pv; without that file its
picture is left as it is, and that is said.

SPDX-License-Identifier: Apache-2.0
"""

import csv
import gzip
import pathlib
import sys

import figure_style
from figure_style import BLACK, BLUE, GREEN, GREY, ORANGE

plt = figure_style.begin()

import numpy  # noqa: E402
import ostrov  # noqa: E402

OUT = pathlib.Path(sys.argv[1])
TOP = pathlib.Path(__file__).resolve().parents[2]
PISEK = dict(latitude_deg=49.3088, longitude_deg=14.1475, altitude_m=390.0)
GOLDEN = dict(latitude_deg=39.742, longitude_deg=-105.1727, altitude_m=1830.0)
SERF = TOP.parent / "shared" / "data" / "pv" / "serf_east_15min.csv.gz"


def day(text, step_s=60):
    """A UTC day as int64 seconds."""
    start = int(numpy.datetime64(text, "s").astype("int64"))
    return numpy.arange(start, start + 86400 + step_s, step_s, dtype=numpy.int64)


def paths():
    """The sun's path over Písek, month by month in the first half of the year."""
    figure, (sky, clock) = plt.subplots(1, 2, figsize=(7.6, 3.3), width_ratios=(2.2, 1))
    styles = [("2026-12-21", "21 Dec", BLUE, "-"), ("2026-02-19", "19 Feb", GREY, "--"),
              ("2026-03-20", "20 Mar", GREEN, "-"), ("2026-04-20", "20 Apr", GREY, ":"),
              ("2026-06-21", "21 Jun", ORANGE, "-")]
    for date, label, colour, line in styles:
        sun = ostrov.sun_position(day(date), **PISEK)
        up = 90 - sun.apparent_zenith_deg
        seen = up >= 0
        order = numpy.argsort(sun.azimuth_deg[seen])
        sky.plot(sun.azimuth_deg[seen][order], up[seen][order], line, color=colour, label=label)
    for hour in range(4, 21, 2):  # UTC hours through the year
        points = [ostrov.sun_position(int(day(d)[hour * 60]), **PISEK) for d, *_ in styles]
        points = [p for p in points if p.apparent_zenith_deg < 90]
        if len(points) > 1:
            sky.plot([p.azimuth_deg for p in points], [90 - p.apparent_zenith_deg for p in points],
                     color=BLACK, linewidth=0.5)
            top = max(points, key=lambda p: -p.apparent_zenith_deg)
            sky.text(top.azimuth_deg, 91.5 - top.apparent_zenith_deg, f"{hour}", fontsize=7, ha="center")
    sky.set_xlabel("azimuth, ° from north (thin lines: hours UTC)")
    sky.set_ylabel("elevation, °")
    sky.set_xticks(range(60, 301, 60))
    sky.set_ylim(0, 70)
    sky.legend(loc="upper left")
    noons = numpy.arange(int(day("2026-01-01")[0]) + 43200, int(day("2026-12-31")[0]) + 43200, 86400)
    year = ostrov.sun_position(noons, **PISEK)
    clock.plot(numpy.arange(1, len(noons) + 1), year.equation_of_time_s / 60, color=BLUE)
    clock.set_xlabel("day of 2026")
    clock.set_ylabel("equation of time, min")
    figure_style.save(figure, OUT / "sun-paths.svg")


def measured():
    """The clearest day of the file: day by day the one whose GHI lies nearest to its own clear sky."""
    with gzip.open(SERF, "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    time = numpy.array([int(r["unix_s"]) for r in rows], dtype=numpy.int64)
    ac, ghi, clear = (numpy.array([float(r[k] or "nan") for r in rows]) for k in ("ac_power", "ghi", "ghi_clear"))
    local = (time - 7 * 3600) // 86400  # Golden's own day
    scores = {}
    for d in numpy.unique(local):
        pick = (local == d) & (clear > 20)
        if numpy.count_nonzero(pick) > 40 and numpy.all(numpy.isfinite(ac[pick])):
            rough = numpy.abs(numpy.diff(ac[pick], 2)).mean() / ac[pick].max()
            scores[d] = numpy.abs(ghi[pick] - clear[pick]).mean() / clear[pick].mean() + rough
    best = min(scores, key=scores.get)
    pick = local == best
    return time[pick], ac[pick], ghi[pick]


def clear_day():
    if not SERF.exists():
        print(f"SKIP sun-clear-day.svg: {SERF.name} is not there; the picture stays as it is")
        return
    time, ac, ghi = measured()
    hours = (time - 7 * 3600) % 86400 / 3600
    figure, (above, below) = plt.subplots(1, 2, figsize=(7.6, 3.2))
    above.plot(hours, ghi, ".", color=BLACK, markersize=4, label="satellite (NSRDB)")
    air = dict(linke=[3.4] * 12, water_kg_per_m2=15, aod_700nm=0.05, aod_500nm=0.07, aod_380nm=0.1)
    for model, colour, line in (("ineichen", BLUE, "-"), ("solis", ORANGE, "--"), ("bird", GREEN, "-."),
                                ("haurwitz", GREY, ":")):
        sky = ostrov.clearsky(time, **GOLDEN, model=model, **air)
        above.plot(hours, sky.ghi_w_per_m2, line, color=colour, label=model)
    above.set_ylabel("global horizontal, W/m²")
    sun = ostrov.sun_position(time, **GOLDEN)
    sky = ostrov.clearsky(time, **GOLDEN, **air)
    plane = ostrov.irradiance_on_plane(sky, sun, tilt_deg=45, azimuth_deg=158)
    gain = ac.max() / plane.total_w_per_m2.max()
    below.plot(hours, ac / 1e3, ".", color=BLACK, markersize=4, label="AC power, measured")
    below.plot(hours, gain * plane.total_w_per_m2 / 1e3, color=BLUE, label="clear sky on 45°/158°, one gain")
    below.plot(hours, gain * sky.ghi_w_per_m2 / 1e3, ":", color=GREY, label="clear sky on the level, same gain")
    below.set_ylabel("AC power, kW")
    for axis in (above, below):
        axis.set_xlim(4, 20)
        axis.set_xlabel("hour, UTC−7")
        axis.legend(loc="upper left" if axis is above else "lower center", fontsize=7)
    above.set_ylim(0, 1350)
    date = numpy.datetime64(int(time[len(time) // 2]), "s").astype("datetime64[D]")
    figure.suptitle(f"Golden, Colorado, {date}", fontsize=9)
    figure_style.save(figure, OUT / "sun-clear-day.svg")


def plane_parts():
    """What a plane of 35° at Písek gets on a clear day, part by part, and the sky models beside each other."""
    time = day("2026-03-20", 300)
    hours = (time - time[0]) / 3600
    sun = ostrov.sun_position(time, **PISEK)
    sky = ostrov.clearsky(time, **PISEK, linke=[3.2] * 12)
    figure, (parts, models) = plt.subplots(1, 2, figsize=(7.6, 3.2))
    on = ostrov.irradiance_on_plane(sky, sun, tilt_deg=35, azimuth_deg=175)
    even = on.sky_w_per_m2 - on.circumsolar_w_per_m2 - on.horizon_w_per_m2
    parts.stackplot(hours, on.beam_w_per_m2, on.circumsolar_w_per_m2, even + on.horizon_w_per_m2,
                    on.ground_w_per_m2, colors=[ORANGE, "#E69F00", BLUE, GREEN],
                    labels=["beam", "around the sun", "sky and horizon", "ground"])
    parts.plot(hours, sky.ghi_w_per_m2, "--", color=BLACK, label="on the level")
    parts.set_ylabel("W/m² on 35° south")
    parts.set_ylim(0, 1350)
    parts.legend(loc="upper left", fontsize=7, ncol=2)
    for model, colour, line in (("isotropic", GREY, ":"), ("klucher", GREEN, "--"), ("hay_davies", BLUE, "-."),
                                ("reindl", BLACK, ":"), ("perez", ORANGE, "-"), ("perez_driesse", BLACK, "-")):
        other = ostrov.irradiance_on_plane(sky, sun, tilt_deg=35, azimuth_deg=175, sky=model)
        models.plot(hours, other.sky_w_per_m2, line, color=colour, label=model.replace("_", "–"))
    models.set_ylabel("sky's part, W/m²")
    models.legend(loc="lower center", fontsize=7)
    for axis in (parts, models):
        axis.set_xlim(5, 17.5)
        axis.set_xlabel("hour UTC, 20 March 2026")
    figure_style.save(figure, OUT / "sun-plane.svg")


def perez_jumps():
    """The sky of Perez while the beam grows: eight bins against splines."""
    figure, axis = plt.subplots(figsize=(4.6, 2.9))
    sun = ostrov.Sun(zenith_deg=60, apparent_zenith_deg=60, azimuth_deg=150, distance_au=1, declination_deg=0,
                     hour_angle_deg=0, equation_of_time_s=0)
    dni = numpy.linspace(0, 900, 1801)
    for model, colour, line, label in (("perez", ORANGE, "-", "Perez 1990"),
                                       ("perez_driesse", BLUE, "--", "Perez–Driesse 2024")):
        got = [
            ostrov.irradiance_on_plane(
                ostrov.Irradiance(ghi_w_per_m2=100 + 0.5 * b, dni_w_per_m2=b, dhi_w_per_m2=100), sun,
                tilt_deg=60, azimuth_deg=180, sky=model,
            ).sky_w_per_m2
            for b in dni
        ]
        axis.plot(dni, got, line, color=colour, label=label)
    axis.set_xlabel("DNI, W/m² (DHI 100, zenith 60°)")
    axis.set_ylabel("sky on 60° south, W/m²")
    axis.legend()
    figure_style.save(figure, OUT / "sun-perez.svg")


def interval():
    """A clear day of hourly means: the middle of the hour against the integral over it."""
    minutes = day("2026-01-15")[:-1]
    sun = ostrov.sun_position(minutes + 30, **PISEK)
    sky = ostrov.clearsky(minutes + 30, **PISEK, linke=[3.2] * 12)
    settings = dict(tilt_deg=35, azimuth_deg=175)
    fine = ostrov.irradiance_on_plane(sky, sun, **settings).total_w_per_m2
    truth = fine.reshape(24, 60).mean(axis=1)
    hours = minutes[::60]
    means = {k: getattr(sky, k).reshape(24, 60).mean(axis=1) for k in ("ghi_w_per_m2", "dni_w_per_m2", "dhi_w_per_m2")}
    middle = ostrov.irradiance_on_plane(means, ostrov.sun_position(hours + 1800, **PISEK), **settings).total_w_per_m2
    whole = ostrov.irradiance_mean_on_plane(
        hours, 3600, means["ghi_w_per_m2"], dni_w_per_m2=means["dni_w_per_m2"], dhi_w_per_m2=means["dhi_w_per_m2"],
        atmosphere=dict(linke=[3.2] * 12), **PISEK, **settings,
    ).total_w_per_m2
    quarters = ostrov.irradiance_refine(hours, 3600, means["ghi_w_per_m2"], **PISEK)
    figure, (error, shape) = plt.subplots(1, 2, figsize=(7.6, 3.0))
    at = numpy.arange(24)
    error.bar(at - 0.2, middle - truth, 0.4, color=ORANGE, label="sun of the middle of the hour")
    error.bar(at + 0.2, whole - truth, 0.4, color=BLUE, label="integrated over the sunlit part")
    error.set_ylabel("error on 35° south, W/m²")
    error.legend(fontsize=7)
    shape.step(at, means["ghi_w_per_m2"], where="post", color=GREY, label="hourly means")
    shape.step(numpy.arange(96) / 4, quarters, where="post", color=BLUE, label="quarter hours made of them")
    shape.plot((minutes - minutes[0]) / 3600, sky.ghi_w_per_m2, ":", color=BLACK, label="minutes")
    shape.set_ylabel("global horizontal, W/m²")
    shape.legend(fontsize=7, loc="upper left")
    shape.set_ylim(0, 480)
    for axis in (error, shape):
        axis.set_xlim(6, 17)
        axis.set_xlabel("hour UTC, 15 January 2026, clear")
    figure_style.save(figure, OUT / "sun-interval.svg")


if __name__ == "__main__":
    paths()
    clear_day()
    plane_parts()
    perez_jumps()
    interval()
