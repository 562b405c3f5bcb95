"""The pictures of docs/explanation/pv-chain.md: what each link of the chain takes in a year, curves of a module.

    figure_pv.py docs/explanation/figures       (docs/figures.sh sets the library)

SPDX-License-Identifier: Apache-2.0
"""

import pathlib
import sys

import figure_style
from figure_style import BLACK, BLUE, GREEN, GREY, ORANGE

plt = figure_style.begin()

import numpy  # noqa: E402
import ostrov  # noqa: E402

OUT = pathlib.Path(sys.argv[1])
LINKS = (
    ("glass_w", "glass"),
    ("module_w", "warmth and\nlow light"),
    ("wiring_w", "wiring,\nmismatch"),
    ("inverter_w", "inverter"),
    ("clipped_w", "its limit"),
)


def steps():
    plant = ostrov.PvPlant(
        latitude_deg=49.309,
        longitude_deg=14.147,
        altitude_m=380,
        arrays=[{"peak_w": 100e3, "tilt_deg": 35, "azimuth_deg": 180}],
        inverters=[{"ac_w": 70e3}],
    )
    time = numpy.arange(1735689600, 1735689600 + 365 * 86400, 300, dtype=numpy.int64)
    year = (time - time[0]) / (365 * 86400)
    # A mild air that follows the season and the day; the sky is clear.
    air = 9 - 10 * numpy.cos(2 * numpy.pi * (year - 0.05)) - 4 * numpy.cos(
        2 * numpy.pi * ((time % 86400) / 86400 - 0.1)
    )
    got = plant.power(time, temperature_c=air, wind_m_per_s=2.0)
    energy = {name: float(numpy.nansum(getattr(got, name))) / 12 / 1e6 for name in vars(got) if name.endswith("_w")}
    figure, axis = plt.subplots(figsize=(7.2, 3.4))
    names = ["on the level", "on the plane"] + [label for _, label in LINKS] + ["AC"]
    bottoms, heights, colours = [0, 0], [energy["level_w"], energy["plane_w"]], [GREY, ORANGE]
    left = energy["plane_w"]
    for name, _ in LINKS:
        left -= energy[name]
        bottoms.append(left)
        heights.append(energy[name])
        colours.append(BLUE)
    bottoms.append(0)
    heights.append(energy["ac_w"])
    colours.append(GREEN)
    axis.bar(range(len(names)), heights, bottom=bottoms, color=colours, width=0.7, edgecolor=BLACK, linewidth=0.5)
    for i, (height, bottom) in enumerate(zip(heights, bottoms)):
        sign = "" if i in (0, 1, len(names) - 1) else "−"
        axis.text(i, bottom + height + 1.5, f"{sign}{abs(height):.1f}", ha="center", fontsize=8)
    axis.set_xticks(range(len(names)), names, fontsize=8)
    axis.set_ylabel("MWh in a clear year")
    axis.set_ylim(0, 1.12 * max(b + h for b, h in zip(bottoms, heights)))
    figure_style.save(figure, OUT / "pv-steps.svg")


def curves():
    module = dict(
        short_a_per_c=0.004539, thermal_v=2.6373, photo_a=5.114, saturation_a=8.196e-10,
        shunt_ohm=381.68, series_ohm=1.065, adjust_ratio=0.087,
    )
    figure, axis = plt.subplots(figsize=(7.2, 3.2))
    for light, cell, colour, style in (
        (1000, 25, BLACK, "-"), (1000, 60, ORANGE, "-"), (500, 40, BLUE, "--"), (100, 15, GREEN, ":"),
    ):
        diode = ostrov.pv_module_diode(light, cell, module)
        points = ostrov.pv_singlediode(diode)
        volts = numpy.linspace(-5, points.voc_v, 200)
        axis.plot(volts, [ostrov.pv_current(float(v), diode) for v in volts], style, color=colour,
                  label=f"{light} W/m², {cell} °C: {points.pmp_w:.0f} W")
        axis.plot([points.vmp_v], [points.imp_a], "o", color=colour, markersize=5)
    axis.axvline(0, color=GREY, linewidth=0.6)
    axis.set_xlabel("voltage, V (below 0: reverse bias)")
    axis.set_ylabel("current, A")
    axis.set_ylim(0, 6)
    axis.legend(loc="center left", bbox_to_anchor=(0.05, 0.62), fontsize=8)
    figure_style.save(figure, OUT / "pv-curve.svg")


steps()
curves()
