/* Field tables of a plant.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "pv/plant.h"

#include "base/fields.h"

#define NONE OSTROV_I_NAN
#define OPTIONAL OSTROV_FIELD_OPTIONAL
#define DERIVED OSTROV_FIELD_DERIVED

static const ostrov_choice splits[] = {
    {"erbs", OSTROV_SPLIT_ERBS, 0},
    {"erbs_driesse", OSTROV_SPLIT_ERBS_DRIESSE, 0},
    {"disc", OSTROV_SPLIT_DISC, 0},
    {"boland", OSTROV_SPLIT_BOLAND, 0},
    {"orgill_hollands", OSTROV_SPLIT_ORGILL_HOLLANDS, 0},
    {"louche", OSTROV_SPLIT_LOUCHE, 0},
};

static const ostrov_choice extras[] = {
    {"spencer_1971", OSTROV_EXTRA_SPENCER_1971, 0},
    {"asce", OSTROV_EXTRA_ASCE, 0},
    {"spa", OSTROV_EXTRA_SPA, 0},
};

#define S ostrov_pv_plant_config
static const ostrov_field plant_fields[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_ENUM(S, split, "split of a global irradiance that alone is known", splits, 0,
                  OSTROV_SPLIT_ERBS),
    OSTROV_I_ENUM(S, sky, "how a tilted plane sees the sky", ostrov_i_sky_choices, 0,
                  OSTROV_SKY_PEREZ_DRIESSE),
    OSTROV_I_ENUM(S, extra, "irradiance above the atmosphere", extras, 0, OSTROV_EXTRA_SPA),
    OSTROV_I_F64(S, latitude_deg, "deg", "latitude, north positive", 0, NONE, -90, 90),
    OSTROV_I_F64(S, longitude_deg, "deg", "longitude, east positive", 0, NONE, -180, 180),
    OSTROV_I_F64(S, altitude_m, "m", "height above sea level", 0, 0, -500, 9000),
    OSTROV_I_F64(S, delta_t_s, "s", "TT - UT1; none = by the year", OPTIONAL, NONE, -1000, 1000),
    OSTROV_I_F64(S, albedo_ratio, "1", "reflection of the ground", 0, 0.2, 0, 1),
    OSTROV_I_F64(S, linke, "1", "Linke turbidity for the clear sky", 0, 3.2, 1, 10),
    OSTROV_I_REFERENCE(S, horizon, "ostrov_horizon", "what stands before the sun", OPTIONAL),
    OSTROV_I_ROWS(S, arrays, "ostrov_pv_array", "modules that look one way", 0),
    OSTROV_I_I32(S, arrays_count, "", "rows of arrays", DERIVED, 0, 0, OSTROV_PV_MOST),
    OSTROV_I_U32(S, arrays_stride, "B", "bytes from row to row", DERIVED, 0, NONE, NONE),
    OSTROV_I_ROWS(S, inverters, "ostrov_pv_inverter", "inverters", 0),
    OSTROV_I_I32(S, inverters_count, "", "rows of inverters", DERIVED, 0, 0, OSTROV_PV_MOST),
    OSTROV_I_U32(S, inverters_stride, "B", "bytes from row to row", DERIVED, 0, NONE, NONE),
};
#undef S

#define S ostrov_pv_array
static const ostrov_field array_fields[] = {
    OSTROV_I_F64(S, tilt_deg, "deg", "tilt of the modules, 0 = flat", 0, 35, 0, 90),
    OSTROV_I_F64(S, azimuth_deg, "deg", "direction the modules face, clockwise from north", 0, 180,
                 0, 360),
    OSTROV_I_F64(S, peak_w, "W", "power at 1000 W/m2 and 25 °C; none = by the module", OPTIONAL,
                 NONE, 0, 1e9),
    OSTROV_I_F64(S, power_coefficient_per_c, "1/K", "change of module power per degree", 0, -0.0037,
                 -0.02, 0),
    OSTROV_I_F64(S, losses_ratio, "1", "share lost in wiring, mismatch and so on", 0, 0.14, 0,
                 0.99),
    OSTROV_I_F64(S, cover_ratio, "1", "rows: module width over pitch; 0 = none", 0, 0, 0, 0.99),
    OSTROV_I_F64(S, series, "1", "modules in series", 0, 1, 1, 1e4),
    OSTROV_I_F64(S, parallel, "1", "strings in parallel", 0, 1, 1, 1e6),
    OSTROV_I_I32(S, inverter, "1", "index of its inverter", 0, 0, 0, OSTROV_PV_MOST - 1),
    OSTROV_I_BOOL(S, diffuse_glass, "the glass also takes from diffuse light", 0, 0),
    OSTROV_I_REFERENCE(S, glass, "ostrov_pv_glass", "cover glass; none = defaults", OPTIONAL),
    OSTROV_I_REFERENCE(S, thermal, "ostrov_pv_thermal", "how cells get warm; none = defaults",
                       OPTIONAL),
    OSTROV_I_REFERENCE(S, module, "ostrov_pv_module", "single diode; none = PVWatts", OPTIONAL),
    OSTROV_I_REFERENCE(S, tracker, "ostrov_pv_tracker", "single-axis tracker; none = fixed",
                       OPTIONAL),
};
#undef S

#define S ostrov_pv_inverter
static const ostrov_field inverter_fields[] = {
    OSTROV_I_F64(S, ac_w, "W", "AC limit; none = by sandia", OPTIONAL, NONE, 1e-3, 1e9),
    OSTROV_I_F64(S, efficiency_ratio, "1", "efficiency at rated power", 0, 0.96, 0.5, 1),
    OSTROV_I_REFERENCE(S, sandia, "ostrov_pv_sandia", "inverter by Sandia; none = PVWatts",
                       OPTIONAL),
};
#undef S

#define S ostrov_pv_steps
static const ostrov_field steps_fields[] = {
    OSTROV_I_F64(S, level_w, "W", "what the light on the level would give", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, plane_w, "W", "what the light on the planes would give", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, shade_w, "W", "taken by horizon and rows", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, glass_w, "W", "taken by the glass", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, dirt_w, "W", "taken by dirt", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, module_w, "W", "taken by warmth and low light", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, snow_w, "W", "taken by snow", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, wiring_w, "W", "taken by wiring and so on", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, inverter_w, "W", "taken by the inverters", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, clipped_w, "W", "cut at the inverters' limit", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, ac_w, "W", "what is left", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, cell_c, "degC", "cells, the mean by peak power", 0, NONE, NONE, NONE),
};
#undef S

#define S ostrov_weather_columns
static const ostrov_field column_fields[] = {
    OSTROV_I_COLUMN(S, time_us, "us", OSTROV_TYPE_COLUMN_I64, "UTC"),
    OSTROV_I_COLUMN(S, ghi_w_per_m2, "W/m2", OSTROV_TYPE_COLUMN_F64, "global horizontal"),
    OSTROV_I_COLUMN(S, dni_w_per_m2, "W/m2", OSTROV_TYPE_COLUMN_F64, "direct normal"),
    OSTROV_I_COLUMN(S, dhi_w_per_m2, "W/m2", OSTROV_TYPE_COLUMN_F64, "diffuse horizontal"),
    OSTROV_I_COLUMN(S, cloud_ratio, "1", OSTROV_TYPE_COLUMN_F64, "share of the sky covered"),
    OSTROV_I_COLUMN(S, temperature_c, "degC", OSTROV_TYPE_COLUMN_F64, "air"),
    OSTROV_I_COLUMN(S, wind_m_per_s, "m/s", OSTROV_TYPE_COLUMN_F64, "wind"),
    OSTROV_I_COLUMN(S, soiled_ratio, "1", OSTROV_TYPE_COLUMN_F64, "light that dirt takes"),
    OSTROV_I_COLUMN(S, snow_ratio, "1", OSTROV_TYPE_COLUMN_F64, "power that snow takes"),
    OSTROV_I_I64(S, count, "", "rows", 0, 0, 0, NONE),
};
#undef S

const ostrov_structure ostrov_i_pv_plant_structures[] = {
    OSTROV_I_STRUCTURE(ostrov_pv_plant_config, "a plant of arrays and inverters", plant_fields,
                       OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_pv_array, "modules that look one way", array_fields, OSTROV_KIND_ROW),
    OSTROV_I_STRUCTURE(ostrov_pv_inverter, "an inverter of a plant", inverter_fields,
                       OSTROV_KIND_ROW),
    OSTROV_I_STRUCTURE(ostrov_pv_steps, "what becomes of the light, step by step", steps_fields,
                       OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_weather_columns, "columns of weather", column_fields,
                       OSTROV_KIND_FROZEN),
    OSTROV_I_OPAQUE(ostrov_pv_plant, "a plant that is ready to be asked"),
    {0},
};
