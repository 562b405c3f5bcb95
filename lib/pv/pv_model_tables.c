/* Field tables of the single models of pv.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "pv_internal.h"

#include <ostrov/pv_dc.h>
#include <ostrov/pv_diode.h>
#include <ostrov/pv_incidence.h>
#include <ostrov/pv_inverter.h>
#include <ostrov/pv_row.h>
#include <ostrov/pv_soiling.h>
#include <ostrov/pv_temperature.h>

#include "base/fields.h"

#define NONE OSTROV_I_NAN

static const ostrov_choice glass_models[] = {
    {"physical", OSTROV_PV_GLASS_PHYSICAL, 0},
    {"ashrae", OSTROV_PV_GLASS_ASHRAE, 0},
    {"martin_ruiz", OSTROV_PV_GLASS_MARTIN_RUIZ, 0},
    {"schlick", OSTROV_PV_GLASS_SCHLICK, 0},
    {"sapm", OSTROV_PV_GLASS_SAPM, 0},
};

static const ostrov_choice thermal_models[] = {
    {"faiman", OSTROV_PV_THERMAL_FAIMAN, 0},
    {"faiman_sky", OSTROV_PV_THERMAL_FAIMAN_SKY, 0},
    {"sapm_module", OSTROV_PV_THERMAL_SAPM_MODULE, 0},
    {"sapm_cell", OSTROV_PV_THERMAL_SAPM_CELL, 0},
    {"pvsyst", OSTROV_PV_THERMAL_PVSYST, 0},
    {"ross", OSTROV_PV_THERMAL_ROSS, 0},
    {"noct", OSTROV_PV_THERMAL_NOCT, 0},
    {"linear", OSTROV_PV_THERMAL_LINEAR, 0},
};

#define S ostrov_pv_glass
static const ostrov_field glass_fields[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_ENUM(S, model, "how the glass lets light through", glass_models, 0,
                  OSTROV_PV_GLASS_PHYSICAL),
    OSTROV_I_F64(S, index, "1", "refraction of the glass", 0, 1.526, 1.0, 4),
    OSTROV_I_F64(S, coating_index, "1", "refraction of the coating, 1 = none", 0, 1, 1, 4),
    OSTROV_I_F64(S, extinction_per_m, "1/m", "absorption in the glass", 0, 4, 0, 1000),
    OSTROV_I_F64(S, thickness_m, "m", "thickness of the glass", 0, 0.002, 0, 1),
    OSTROV_I_F64(S, ashrae_b, "1", "parameter of ASHRAE", 0, 0.05, 0, 1),
    OSTROV_I_F64(S, martin_ruiz_r, "1", "angular losses of Martin and Ruiz", 0, 0.16, 0.01, 10),
    OSTROV_I_F64(S, sapm, "",
                 "powers 0 to 5 of the angle in degrees (defaults: 1, -0.002438, "
                 "0.0003103, -1.246e-5, 2.11e-7, -1.36e-9)",
                 0, 0, -10, 10),
};
#undef S

#define S ostrov_pv_diffuse
static const ostrov_field diffuse_fields[] = {
    OSTROV_I_F64(S, sky_ratio, "1", "modifier for light from the sky", 0, NONE, 0, 1.5),
    OSTROV_I_F64(S, horizon_ratio, "1", "modifier for light from the horizon", 0, NONE, 0, 1.5),
    OSTROV_I_F64(S, ground_ratio, "1", "modifier for light from the ground", 0, NONE, 0, 1.5),
};
#undef S

#define S ostrov_pv_thermal
static const ostrov_field thermal_fields[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_ENUM(S, model, "how the cells get warm", thermal_models, 0,
                  OSTROV_PV_THERMAL_SAPM_CELL),
    OSTROV_I_F64(S, u0_w_per_m2_c, "W/(m2 K)", "heat given off in still air", 0, 25, 0.1, 1000),
    OSTROV_I_F64(S, u1_w_s_per_m3_c, "W s/(m3 K)", "heat given off more with wind", 0, 6.84, 0,
                 1000),
    OSTROV_I_F64(S, sky_view_ratio, "1", "share of the sky that is seen", 0, 1, 0, 1),
    OSTROV_I_F64(S, emissivity_ratio, "1", "emissivity in the infrared", 0, 0.88, 0, 1),
    OSTROV_I_F64(S, sapm_still, "1", "exponent in still air", 0, -3.56, -20, 0),
    OSTROV_I_F64(S, sapm_wind_s_per_m, "s/m", "exponent more with wind", 0, -0.075, -1, 0),
    OSTROV_I_F64(S, sapm_above_c, "degC", "cells above the back at 1000 W/m2", 0, 3, 0, 50),
    OSTROV_I_F64(S, absorptance_ratio, "1", "share of the light that is absorbed", 0, 0.9, 0.01, 1),
    OSTROV_I_F64(S, efficiency_ratio, "1", "share of the light that leaves as power", 0, 0.19, 0,
                 0.99),
    OSTROV_I_F64(S, noct_c, "degC", "nominal operating cell temperature", 0, 45, 20, 90),
    OSTROV_I_F64(S, standoff_m, "m", "distance of module and roof", 0, 0.1, 0, 100),
    OSTROV_I_I32(S, storeys, "1", "height of the array in storeys", 0, 1, 1, 2),
    OSTROV_I_RESERVED(S),
};
#undef S

#define S ostrov_pv_fuentes
static const ostrov_field fuentes_fields[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_RESERVED(S),
    OSTROV_I_F64(S, noct_c, "degC", "nominal operating cell temperature as installed", 0, NONE, 21,
                 90),
    OSTROV_I_F64(S, module_height_m, "m", "centre of the array above ground", 0, 5, 0.1, 100),
    OSTROV_I_F64(S, wind_height_m, "m", "height at which wind is measured", 0, 9.144, 0.1, 100),
    OSTROV_I_F64(S, emissivity_ratio, "1", "emissivity in the infrared", 0, 0.84, 0, 1),
    OSTROV_I_F64(S, absorptance_ratio, "1", "share of the light that is absorbed", 0, 0.83, 0.01,
                 1),
    OSTROV_I_F64(S, tilt_deg, "deg", "tilt of the modules", 0, 30, 0, 90),
    OSTROV_I_F64(S, module_width_m, "m", "width of a module", 0, 0.31579, 0.01, 100),
    OSTROV_I_F64(S, module_length_m, "m", "length of a module", 0, 1.2, 0.01, 100),
};
#undef S

#define S ostrov_pv_diode
static const ostrov_field diode_fields[] = {
    OSTROV_I_F64(S, photo_a, "A", "photocurrent", 0, NONE, 0, 1e6),
    OSTROV_I_F64(S, saturation_a, "A", "saturation current of the diode", 0, NONE, 1e-300, 1e3),
    OSTROV_I_F64(S, series_ohm, "ohm", "series resistance", 0, NONE, 0, 1e6),
    OSTROV_I_F64(S, shunt_ohm, "ohm", "shunt resistance, may be infinite", 0, NONE, 1e-6, NONE),
    OSTROV_I_F64(S, thermal_v, "V", "ideality times cells times k T / q", 0, NONE, 1e-6, 1e6),
};
#undef S

#define S ostrov_pv_points
static const ostrov_field points_fields[] = {
    OSTROV_I_F64(S, isc_a, "A", "current at 0 V", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, voc_v, "V", "voltage at 0 A", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, imp_a, "A", "current at the greatest power", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, vmp_v, "V", "voltage at the greatest power", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, pmp_w, "W", "the greatest power", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, ix_a, "A", "current at half of voc_v", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, ixx_a, "A", "current midway between vmp_v and voc_v", 0, NONE, 0, NONE),
};
#undef S

#define S ostrov_pv_module
static const ostrov_field module_fields[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_RESERVED(S),
    OSTROV_I_F64(S, photo_a, "A", "photocurrent at reference", 0, NONE, 1e-6, 1e4),
    OSTROV_I_F64(S, saturation_a, "A", "saturation current at reference", 0, NONE, 1e-30, 1),
    OSTROV_I_F64(S, series_ohm, "ohm", "series resistance", 0, NONE, 0, 1e3),
    OSTROV_I_F64(S, shunt_ohm, "ohm", "shunt resistance at reference", 0, NONE, 1e-2, 1e9),
    OSTROV_I_F64(S, thermal_v, "V", "ideality times cells times k T / q at reference", 0, NONE,
                 1e-3, 1e3),
    OSTROV_I_F64(S, short_a_per_c, "A/K", "change of the short-circuit current", 0, NONE, -1, 1),
    OSTROV_I_F64(S, adjust_ratio, "1", "CEC adjustment of short_a_per_c", 0, 0, -10, 10),
    OSTROV_I_F64(S, bandgap_ev, "eV", "band gap at reference", 0, 1.121, 0.1, 5),
    OSTROV_I_F64(S, bandgap_per_c, "1/K", "relative change of the band gap", 0, -0.0002677, -0.01,
                 0.01),
    OSTROV_I_F64(S, reference_w_per_m2, "W/m2", "reference irradiance", 0, 1000, 1, 5000),
    OSTROV_I_F64(S, reference_c, "degC", "reference temperature", 0, 25, -100, 200),
};
#undef S

#define S ostrov_pv_pvsyst_module
static const ostrov_field pvsyst_module_fields[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_I32(S, cells, "1", "cells in series", 0, 60, 1, 10000),
    OSTROV_I_F64(S, photo_a, "A", "photocurrent at reference", 0, NONE, 1e-6, 1e4),
    OSTROV_I_F64(S, saturation_a, "A", "saturation current at reference", 0, NONE, 1e-30, 1),
    OSTROV_I_F64(S, series_ohm, "ohm", "series resistance", 0, NONE, 0, 1e3),
    OSTROV_I_F64(S, shunt_ohm, "ohm", "shunt resistance at reference", 0, NONE, 1e-2, 1e9),
    OSTROV_I_F64(S, shunt_dark_ohm, "ohm", "shunt resistance in the dark", 0, NONE, 1e-2, 1e9),
    OSTROV_I_F64(S, shunt_exponent, "1", "how fast the shunt falls with light", 0, 5.5, 0.01, 100),
    OSTROV_I_F64(S, ideality, "1", "diode ideality at reference", 0, NONE, 0.1, 10),
    OSTROV_I_F64(S, ideality_per_c, "1/K", "change of the ideality", 0, 0, -0.1, 0.1),
    OSTROV_I_F64(S, short_a_per_c, "A/K", "change of the short-circuit current", 0, NONE, -1, 1),
    OSTROV_I_F64(S, bandgap_ev, "eV", "band gap", 0, 1.121, 0.1, 5),
    OSTROV_I_F64(S, reference_w_per_m2, "W/m2", "reference irradiance", 0, 1000, 1, 5000),
    OSTROV_I_F64(S, reference_c, "degC", "reference temperature", 0, 25, -100, 200),
};
#undef S

#define S ostrov_pv_adr
static const ostrov_field adr_fields[] = {
    OSTROV_I_F64(S, scale, "", "efficiency at 1000 W/m2 and 25 degC, in its own unit", 0, NONE,
                 NONE, NONE),
    OSTROV_I_F64(S, k_d, "1", "dark irradiance as a power of ten", 0, NONE, -30, 30),
    OSTROV_I_F64(S, tc_d, "1/K", "its change", 0, NONE, -1, 1),
    OSTROV_I_F64(S, k_rs, "1", "series resistance", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, k_rsh, "1", "shunt resistance", 0, NONE, NONE, NONE),
};
#undef S

#define S ostrov_pv_sapm_module
static const ostrov_field sapm_module_fields[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_I32(S, cells, "1", "cells in series", 0, 60, 1, 10000),
    OSTROV_I_F64(S, isc_a, "A", "short-circuit current at reference", 0, NONE, 1e-6, 1e4),
    OSTROV_I_F64(S, voc_v, "V", "open-circuit voltage at reference", 0, NONE, 1e-3, 1e4),
    OSTROV_I_F64(S, imp_a, "A", "current at the greatest power", 0, NONE, 1e-6, 1e4),
    OSTROV_I_F64(S, vmp_v, "V", "voltage at the greatest power", 0, NONE, 1e-3, 1e4),
    OSTROV_I_F64(S, ix_a, "A", "current at half of voc_v", 0, 0, 0, 1e4),
    OSTROV_I_F64(S, ixx_a, "A", "current midway between vmp_v and voc_v", 0, 0, 0, 1e4),
    OSTROV_I_F64(S, isc_per_c, "1/K", "change of isc_a", 0, 0, -0.1, 0.1),
    OSTROV_I_F64(S, imp_per_c, "1/K", "change of imp_a", 0, 0, -0.1, 0.1),
    OSTROV_I_F64(S, voc_v_per_c, "V/K", "change of voc_v", 0, 0, -10, 10),
    OSTROV_I_F64(S, voc_v_per_c_light, "V/K", "change of that with irradiance", 0, 0, -10, 10),
    OSTROV_I_F64(S, vmp_v_per_c, "V/K", "change of vmp_v", 0, 0, -10, 10),
    OSTROV_I_F64(S, vmp_v_per_c_light, "V/K", "change of that with irradiance", 0, 0, -10, 10),
    OSTROV_I_F64(S, ideality, "1", "diode ideality", 0, NONE, 0.1, 10),
    OSTROV_I_F64(S, c, "", "C0 to C7", 0, 0, -1000, 1000),
    OSTROV_I_F64(S, spectrum, "", "A0 to A4 (A0 defaults to 1)", 0, 0, -100, 100),
    OSTROV_I_F64(S, angle, "", "B0 to B5 (B0 defaults to 1)", 0, 0, -100, 100),
    OSTROV_I_F64(S, diffuse_ratio, "1", "share of the diffuse light that is used", 0, 1, 0, 1),
};
#undef S

#define S ostrov_pv_sapm_points
static const ostrov_field sapm_points_fields[] = {
    OSTROV_I_F64(S, isc_a, "A", "current at 0 V", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, imp_a, "A", "current at the greatest power", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, voc_v, "V", "voltage at 0 A", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, vmp_v, "V", "voltage at the greatest power", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, pmp_w, "W", "the greatest power", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, ix_a, "A", "current at half of voc_v", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, ixx_a, "A", "current midway between vmp_v and voc_v", 0, NONE, NONE, NONE),
};
#undef S

#define S ostrov_pv_sandia
static const ostrov_field sandia_fields[] = {
    OSTROV_I_F64(S, ac_w, "W", "AC rating, Paco", 0, NONE, 1e-3, 1e12),
    OSTROV_I_F64(S, dc_w, "W", "DC power at the rating, Pdco", 0, NONE, 1e-3, 1e12),
    OSTROV_I_F64(S, dc_v, "V", "DC voltage at the rating, Vdco", 0, NONE, 0, 1e5),
    OSTROV_I_F64(S, start_w, "W", "DC power at which it begins, Pso", 0, NONE, 0, 1e12),
    OSTROV_I_F64(S, c, "", "C0 to C3", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, night_w, "W", "drawn at night, Pnt", 0, NONE, 0, 1e9),
};
#undef S

#define S ostrov_pv_driesse
static const ostrov_field driesse_fields[] = {
    OSTROV_I_F64(S, nominal_w, "W", "nominal power, Pnom", 0, NONE, 1e-3, 1e12),
    OSTROV_I_F64(S, nominal_v, "V", "nominal voltage, Vnom", 0, NONE, 1e-3, 1e5),
    OSTROV_I_F64(S, ac_w, "W", "AC limit, Pacmax", 0, NONE, 1e-3, 1e12),
    OSTROV_I_F64(S, night_w, "W", "drawn at night, Pnt", 0, NONE, 0, 1e9),
    OSTROV_I_F64(S, min_v, "V", "least of the efficiency curves", 0, NONE, 0, 1e5),
    OSTROV_I_F64(S, max_v, "V", "greatest of the efficiency curves", 0, NONE, 0, 1e5),
    OSTROV_I_F64(S, dc_max_v, "V", "greatest the input bears", 0, NONE, 0, 1e5),
    OSTROV_I_F64(S, mppt_low_v, "V", "least of the tracker", 0, NONE, 0, 1e5),
    OSTROV_I_F64(S, mppt_high_v, "V", "greatest of the tracker", 0, NONE, 0, 1e5),
    OSTROV_I_F64(S, tolerance_ratio, "1", "share by which the window may be left", 0, NONE, 0, 1),
    OSTROV_I_F64(S, loss, "", "nine coefficients of loss", 0, NONE, NONE, NONE),
};
#undef S

#define S ostrov_pv_tracker
static const ostrov_field tracker_fields[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_BOOL(S, backtrack, "turns back before rows shade each other", 0, 1),
    OSTROV_I_F64(S, axis_tilt_deg, "deg", "tilt of the axis", 0, 0, 0, 90),
    OSTROV_I_F64(S, axis_azimuth_deg, "deg", "direction of the axis, clockwise from north", 0, 0, 0,
                 360),
    OSTROV_I_F64(S, max_angle_deg, "deg", "greatest rotation to either side", 0, 90, 0, 180),
    OSTROV_I_F64(S, cover_ratio, "1", "module width over distance of axes", 0, 2.0 / 7.0, 0.001, 1),
    OSTROV_I_F64(S, cross_axis_deg, "deg", "slope across the axes", 0, 0, -89, 89),
};
#undef S

#define S ostrov_pv_plane
static const ostrov_field plane_fields[] = {
    OSTROV_I_F64(S, rotation_deg, "deg", "rotation about the axis", 0, NONE, -180, 180),
    OSTROV_I_F64(S, incidence_deg, "deg", "angle between beam and normal", 0, NONE, 0, 180),
    OSTROV_I_F64(S, tilt_deg, "deg", "tilt of the plane", 0, NONE, 0, 180),
    OSTROV_I_F64(S, azimuth_deg, "deg", "direction of the plane, clockwise from north", 0, NONE, 0,
                 360),
};
#undef S

#define S ostrov_pv_sheds
static const ostrov_field sheds_fields[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_RESERVED(S),
    OSTROV_I_F64(S, tilt_deg, "deg", "tilt of the front", 0, 30, 0, 90),
    OSTROV_I_F64(S, azimuth_deg, "deg", "direction of the front, clockwise from north", 0, 180, 0,
                 360),
    OSTROV_I_F64(S, cover_ratio, "1", "module width over pitch", 0, 0.4, 0.001, 1),
    OSTROV_I_F64(S, height_m, "m", "centre of the modules above ground", 0, 1.5, 0.01, 100),
    OSTROV_I_F64(S, pitch_m, "m", "distance of the rows", 0, 5, 0.1, 1000),
    OSTROV_I_F64(S, albedo_ratio, "1", "reflection of the ground", 0, 0.2, 0, 1),
    OSTROV_I_F64(S, bifacial_ratio, "1", "efficiency of the back over that of the front", 0, 0.8, 0,
                 1),
    OSTROV_I_F64(S, shade_ratio, "1", "change of the back's light by the structure", 0, -0.02, -1,
                 0),
    OSTROV_I_F64(S, transmission_ratio, "1", "light through the modules", 0, 0, 0, 1),
};
#undef S

#define S ostrov_pv_two_sides
static const ostrov_field two_sides_fields[] = {
    OSTROV_I_F64(S, front_w_per_m2, "W/m2", "light on the front", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, back_w_per_m2, "W/m2", "light on the back", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, total_w_per_m2, "W/m2", "front and the worth of the back", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, front_shaded_ratio, "1", "share of the front in the shade", 0, NONE, 0, 1),
    OSTROV_I_F64(S, back_shaded_ratio, "1", "share of the back in the shade", 0, NONE, 0, 1),
};
#undef S

#define S ostrov_pv_snow
static const ostrov_field snow_fields[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_RESERVED(S),
    OSTROV_I_F64(S, tilt_deg, "deg", "tilt of the modules", 0, 35, 0, 90),
    OSTROV_I_F64(S, start_ratio, "1", "share covered before the first row", 0, 0, 0, 1),
    OSTROV_I_F64(S, fresh_cm_per_h, "cm/h", "snowfall that covers anew", 0, 1, 0, 100),
    OSTROV_I_F64(S, least_depth_cm, "cm", "less on the ground: none on the modules", 0, 1, 0, 100),
    OSTROV_I_F64(S, slide_w_per_m2_c, "W/(m2 K)", "slides when air > irradiance / this", 0, -80,
                 -10000, -0.1),
    OSTROV_I_F64(S, slide_per_h, "1/h", "share of the height it slides in an hour", 0, 0.197, 0,
                 100),
};
#undef S

#define S ostrov_pv_kimber
static const ostrov_field kimber_fields[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_RESERVED(S),
    OSTROV_I_F64(S, clean_mm, "mm", "rain that washes", 0, 6, 0, 1000),
    OSTROV_I_F64(S, loss_per_day, "1/d", "share lost more each day", 0, 0.0015, 0, 1),
    OSTROV_I_F64(S, grace_s, "s", "time after a rain without dust", 0, 14 * 86400.0, 0,
                 366 * 86400.0),
    OSTROV_I_F64(S, most_ratio, "1", "greatest loss", 0, 0.3, 0, 1),
    OSTROV_I_F64(S, start_ratio, "1", "loss before the first row", 0, 0, 0, 1),
    OSTROV_I_F64(S, rain_window_s, "s", "time over which rain is summed", 0, 86400, 60,
                 366 * 86400.0),
};
#undef S

#define S ostrov_pv_hsu
static const ostrov_field hsu_fields[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_RESERVED(S),
    OSTROV_I_F64(S, tilt_deg, "deg", "tilt of the modules", 0, 35, 0, 90),
    OSTROV_I_F64(S, clean_mm, "mm", "rain that washes", 0, 1, 0, 1000),
    OSTROV_I_F64(S, rain_window_s, "s", "time over which rain is summed", 0, 3600, 60,
                 366 * 86400.0),
    OSTROV_I_F64(S, fine_m_per_s, "m/s", "speed at which PM2.5 settles", 0, 0.0009, 0, 1),
    OSTROV_I_F64(S, coarse_m_per_s, "m/s", "speed at which the rest of PM10 settles", 0, 0.004, 0,
                 1),
};
#undef S

const ostrov_structure ostrov_i_pv_model_structures[] = {
    OSTROV_I_STRUCTURE(ostrov_pv_glass, "cover glass", glass_fields, OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_pv_diffuse, "incidence modifiers for diffuse light", diffuse_fields,
                       OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_pv_thermal, "how cells get warm", thermal_fields, OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_pv_fuentes, "how a module gets warm, with memory", fuentes_fields,
                       OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_pv_diode, "the five parameters of a single diode", diode_fields,
                       OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_pv_points, "points of the curve of a single diode", points_fields,
                       OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_pv_module, "a module by De Soto and the CEC", module_fields,
                       OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_pv_pvsyst_module, "a module by PVsyst", pvsyst_module_fields,
                       OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_pv_adr, "efficiency of a module by ADR", adr_fields,
                       OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_pv_sapm_module, "a module by Sandia", sapm_module_fields,
                       OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_pv_sapm_points, "points of a Sandia module", sapm_points_fields,
                       OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_pv_sandia, "an inverter by Sandia", sandia_fields,
                       OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_pv_driesse, "an inverter by Driesse", driesse_fields,
                       OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_pv_tracker, "a single-axis tracker", tracker_fields,
                       OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_pv_plane, "where a tracker looks", plane_fields, OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_pv_sheds, "long parallel rows", sheds_fields, OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_pv_two_sides, "light on both sides of rows", two_sides_fields,
                       OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_pv_snow, "snow on modules", snow_fields, OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_pv_kimber, "dust and rain", kimber_fields, OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_pv_hsu, "dust from particulate matter", hsu_fields,
                       OSTROV_KIND_CONFIG),
    {0},
};
