/* Field tables of the pv module.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "pv_internal.h"

#include "base/fields.h"

#define S ostrov_pv_config
#define NONE OSTROV_I_NAN

static const ostrov_field config_fields[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_ENUM(S, sky, "how a tilted plane sees the sky", ostrov_i_sky_choices, 0,
                  OSTROV_SKY_PEREZ_DRIESSE),
    OSTROV_I_F64(S, latitude_deg, "deg", "latitude, north positive", 0, NONE, -90, 90),
    OSTROV_I_F64(S, longitude_deg, "deg", "longitude, east positive", 0, NONE, -180, 180),
    OSTROV_I_F64(S, altitude_m, "m", "height above sea level", 0, 0, -500, 9000),
    OSTROV_I_F64(S, tilt_deg, "deg", "tilt of the modules, 0 = flat", 0, 35, 0, 90),
    OSTROV_I_F64(S, azimuth_deg, "deg", "direction the modules face, clockwise from north", 0, 180,
                 0, 360),
    OSTROV_I_F64(S, peak_w, "W", "DC power of the modules at 1000 W/m2 and 25 °C", 0, NONE, 0, 1e9),
    OSTROV_I_F64(S, inverter_w, "W", "AC limit of the inverter", 0, NONE, 1e-3, 1e9),
    OSTROV_I_F64(S, inverter_efficiency_ratio, "1", "efficiency of the inverter at rated power", 0,
                 0.96, 0.5, 1),
    OSTROV_I_F64(S, losses_ratio, "1",
                 "share lost between modules and inverter: soiling, mismatch, wiring", 0, 0.14, 0,
                 0.99),
    OSTROV_I_F64(S, power_coefficient_per_c, "1/K", "change of module power per degree", 0, -0.0037,
                 -0.02, 0),
    OSTROV_I_F64(S, noct_c, "degC", "nominal operating cell temperature", 0, 45, 20, 90),
    OSTROV_I_F64(S, albedo_ratio, "1", "reflection of the ground", 0, 0.2, 0, 1),
    OSTROV_I_F64(S, linke, "1", "Linke turbidity for the clear sky", 0, 3.2, 1, 10),
};

#undef S
#define S ostrov_weather

/* Radiometers read to −20 W/m² on clear nights; the edge of a cloud gives up to 2000. */
static const ostrov_field weather_fields[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_RESERVED(S),
    OSTROV_I_F64(S, ghi_w_per_m2, "W/m2", "global horizontal irradiance", 0, NONE, -20, 2000),
    OSTROV_I_F64(S, dni_w_per_m2, "W/m2", "direct normal irradiance", 0, NONE, -20, 1500),
    OSTROV_I_F64(S, dhi_w_per_m2, "W/m2", "diffuse horizontal irradiance", 0, NONE, -20, 1500),
    OSTROV_I_F64(S, cloud_ratio, "1", "share of the sky covered, 0 clear to 1 overcast", 0, NONE, 0,
                 1),
    OSTROV_I_F64(S, temperature_c, "degC", "temperature of the air", 0, NONE, -90, 70),
    OSTROV_I_F64(S, wind_m_per_s, "m/s", "wind at 10 m", 0, NONE, 0, 120),
    OSTROV_I_F64(S, soiled_ratio, "1", "share of the light that dirt takes", 0, NONE, 0, 1),
    OSTROV_I_F64(S, snow_ratio, "1", "share of the DC power that snow takes", 0, NONE, 0, 1),
    OSTROV_I_F64(S, humidity_ratio, "1", "relative humidity of the air", 0, NONE, 0, 1),
    OSTROV_I_F64(S, cloud_water_kg_per_m2, "kg/m2", "water in the clouds above", 0, NONE, 0, 100),
    OSTROV_I_F64(S, cloud_ice_kg_per_m2, "kg/m2", "ice in the clouds above", 0, NONE, 0, 100),
    OSTROV_I_F64(S, precipitation_kg_per_m2, "kg/m2", "rain and snow of an hour as water", 0, NONE, 0, 500),
};

const ostrov_structure ostrov_i_pv_structures[] = {
    OSTROV_I_STRUCTURE(ostrov_pv_config, "a PV plant of one plane and one inverter", config_fields,
                       OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_weather, "weather at one moment or the mean of one interval",
                       weather_fields, OSTROV_KIND_SAMPLE),
    {0},
};
