"""The PV part of pvlib_check.py: modules, inverters, glass, warmth, trackers, rows and dust by pvlib itself.

SPDX-License-Identifier: Apache-2.0
"""

import numpy as np
import pandas as pd
from pvlib import iam, inverter, pvsystem, soiling, temperature, tracking
from pvlib.bifacial import infinite_sheds

import ostrov

ROWS = 400


def check_warmth(draw, judge):
    poa, air, wind = draw.uniform(0, 1300, ROWS), draw.uniform(-30, 45, ROWS), draw.uniform(0, 20, ROWS)
    for name, settings, theirs in (
        ("faiman", dict(u0_w_per_m2_c=24.0, u1_w_s_per_m3_c=5.0),
         temperature.faiman(poa, air, wind, 24.0, 5.0)),
        ("sapm_cell", dict(sapm_still=-2.98, sapm_wind_s_per_m=-0.0471, sapm_above_c=1.0),
         temperature.sapm_cell(poa, air, wind, -2.98, -0.0471, 1.0)),
        ("pvsyst", dict(u0_w_per_m2_c=29.0, u1_w_s_per_m3_c=1.2, efficiency_ratio=0.15, absorptance_ratio=0.88),
         temperature.pvsyst_cell(poa, air, wind, 29.0, 1.2, 0.15, 0.88)),
        ("ross", dict(noct_c=47.0), temperature.ross(poa, air, noct=47.0)),
        ("noct", dict(noct_c=47.0, efficiency_ratio=0.2), temperature.noct_sam(poa, air, wind, 47.0, 0.2)),
    ):
        judge(f"warmth.{name}", ostrov.pv_cell_temperature(poa, air, wind, model=name, **settings), theirs, 1e-12)


def check_glass(draw, judge):
    angle = draw.uniform(0, 89.5, ROWS)
    for name, settings, theirs in (
        ("physical", dict(index=1.3, extinction_per_m=10.0, thickness_m=0.004), iam.physical(angle, 1.3, 10.0, 0.004)),
        ("ashrae", dict(ashrae_b=0.07), iam.ashrae(angle, 0.07)),
        ("martin_ruiz", dict(martin_ruiz_r=0.2), iam.martin_ruiz(angle, 0.2)),
        ("schlick", dict(), iam.schlick(angle)),
    ):
        judge(f"glass.{name}", ostrov.pv_incidence(angle, model=name, **settings), theirs, 1e-11)


def check_inverters(draw, judge):
    dc, volt = draw.uniform(0, 9000, ROWS), draw.uniform(250, 550, ROWS)
    judge("inverter.pvwatts",
          [ostrov.pv_inverter_pvwatts(p, ac_rating_w=0.95 * 5200, efficiency_ratio=0.95) for p in dc],
          inverter.pvwatts(dc, 5200, 0.95), 1e-11)
    c = [-6e-6, 3e-5, 1.5e-3, 2e-4]
    names = dict(Paco=5000, Pdco=5190, Vdco=400, Pso=25, Pnt=1.5, C0=c[0], C1=c[1], C2=c[2], C3=c[3])
    ours = dict(ac_w=5000, dc_w=5190, dc_v=400, start_w=25, night_w=1.5, c=c)
    judge("inverter.sandia", [ostrov.pv_inverter_sandia(v, p, **ours) for v, p in zip(volt, dc)],
          inverter.sandia(volt, dc, names), 1e-11)


def check_modules(draw, judge):
    light, cell = draw.uniform(1, 1200, ROWS), draw.uniform(-20, 80, ROWS)
    sheet = dict(photo_a=9.2, saturation_a=2e-10, series_ohm=0.33, shunt_ohm=280, thermal_v=1.55,
                 short_a_per_c=0.004, adjust_ratio=0.08)
    ours = [ostrov.pv_module_diode(g, t, **sheet) for g, t in zip(light, cell)]
    theirs = pvsystem.calcparams_cec(light, cell, 0.004, 1.55, 9.2, 2e-10, 280, 0.33, 8.0)
    for name, column in zip(("photo_a", "saturation_a", "series_ohm", "shunt_ohm", "thermal_v"), theirs):
        judge(f"module.{name}", [getattr(d, name) for d in ours] / column, np.ones(ROWS), 1e-10)
    points = pvsystem.singlediode(*theirs, method="lambertw")
    found = [ostrov.pv_singlediode(d) for d in ours]
    for mine, name, limit in (("isc_a", "i_sc", 1e-10), ("voc_v", "v_oc", 1e-9), ("pmp_w", "p_mp", 1e-9)):
        judge(f"module.{mine}", [getattr(p, mine) for p in found], points[name], limit)


def check_trackers(draw, judge):
    turned, angle, theirs_turned, theirs_angle = [], [], [], []
    for _ in range(ROWS):
        tilt, facing, most = draw.uniform(0, 60), draw.uniform(0, 360), draw.uniform(5, 120)
        cover, slope, back = draw.uniform(0.05, 0.95), draw.uniform(-30, 30), bool(draw.integers(2))
        at = draw.uniform(0, 89.9), draw.uniform(0, 360)
        mine = ostrov.pv_track(*at, backtrack=back, axis_tilt_deg=tilt, axis_azimuth_deg=facing,
                               max_angle_deg=most, cover_ratio=cover, cross_axis_deg=slope)
        other = tracking.singleaxis(*at, tilt, facing, most, back, cover, slope)
        turned.append(mine.rotation_deg)
        angle.append(mine.incidence_deg)
        theirs_turned.append(float(np.squeeze(other["tracker_theta"])))
        theirs_angle.append(float(np.squeeze(other["aoi"])))
    judge("tracker.rotation", turned, theirs_turned, 1e-9)
    judge("tracker.incidence", angle, theirs_angle, 1e-6)


def check_sheds(draw, judge):
    front, back, theirs_front, theirs_back = [], [], [], []
    while len(front) < 30:
        tilt, cover, height, pitch = draw.uniform(0, 90), draw.uniform(0.1, 0.9), draw.uniform(1, 4), draw.uniform(2, 8)
        if 0.5 * cover * pitch * np.sin(np.radians(tilt)) > height - 0.1:
            continue  # modules in the ground
        zenith, azimuth, facing = draw.uniform(0, 84), draw.uniform(0, 360), draw.uniform(0, 360)
        dhi, dni, albedo = draw.uniform(10, 300), draw.uniform(0, 900), draw.uniform()
        ghi = dhi + dni * np.cos(np.radians(zenith))
        other = infinite_sheds.get_irradiance(
            tilt, facing, zenith, azimuth, cover, height, pitch, ghi, dhi, dni, albedo, model="isotropic", npoints=200)
        mine = ostrov.pv_sheds_irradiance(
            zenith, azimuth, ghi_w_per_m2=ghi, dhi_w_per_m2=dhi, dni_w_per_m2=dni, tilt_deg=tilt, azimuth_deg=facing,
            cover_ratio=cover, height_m=height, pitch_m=pitch, albedo_ratio=albedo)
        front.append(mine.front_w_per_m2)
        back.append(mine.back_w_per_m2)
        theirs_front.append(float(np.squeeze(other["poa_front"])))
        theirs_back.append(float(np.squeeze(other["poa_back"])))
    # pvlib sums numerically
    judge("sheds.front", front, theirs_front, 1e-3)
    judge("sheds.back", back, theirs_back, 3e-3)


def check_dust(draw, judge):
    hours = 60 * 24
    rain = np.where(draw.uniform(size=hours) < 0.03, draw.exponential(3.0, hours), 0.0)
    grace = int(draw.integers(1, 20))
    theirs = soiling.kimber(pd.Series(rain, index=pd.date_range("2024-01-01", periods=hours, freq="h")),
                            cleaning_threshold=4.0, soiling_loss_rate=0.003, grace_period=grace, max_soiling=0.06)
    judge("dust.kimber_hours", ostrov.pv_kimber(rain, step_s=3600, clean_mm=4.0, loss_per_day=0.003,
                                                grace_s=grace * 86400, most_ratio=0.06), theirs, 1e-12)


CHECKS = (
    check_warmth, check_glass, check_inverters, check_modules, check_trackers, check_sheds, check_dust,
)
