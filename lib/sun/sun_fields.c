/* Field tables of the sun module.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/sun.h>

#include "base/fields.h"

#define NONE OSTROV_I_NAN

static const ostrov_field place_fields[] = {
    OSTROV_I_F64(ostrov_place, latitude_deg, "deg", "latitude, north positive", 0, NONE, -90, 90),
    OSTROV_I_F64(ostrov_place, longitude_deg, "deg", "longitude, east positive", 0, NONE, -180, 180),
    OSTROV_I_F64(ostrov_place, altitude_m, "m", "height above sea level", 0, 0, -500, 9000),
};

static const ostrov_field sun_fields[] = {
    OSTROV_I_F64(ostrov_sun, zenith_deg, "deg", "true zenith angle of the centre of the disc", 0,
                 NONE, 0, 180),
    OSTROV_I_F64(ostrov_sun, apparent_zenith_deg, "deg",
                 "zenith angle with refraction of a standard atmosphere at 12 °C", 0, NONE, 0, 180),
    OSTROV_I_F64(ostrov_sun, azimuth_deg, "deg", "azimuth clockwise from north", 0, NONE, 0, 360),
    OSTROV_I_F64(ostrov_sun, distance_au, "au", "distance of the sun", 0, NONE, 0.9, 1.1),
    OSTROV_I_F64(ostrov_sun, declination_deg, "deg", "declination seen from the Earth's centre", 0,
                 NONE, -24, 24),
    OSTROV_I_F64(ostrov_sun, hour_angle_deg, "deg",
                 "hour angle seen from the Earth's centre, positive after noon", 0, NONE, -180, 180),
};

static const ostrov_field irradiance_fields[] = {
    OSTROV_I_F64(ostrov_irradiance, ghi_w_per_m2, "W/m2", "global horizontal irradiance", 0, NONE,
                 0, 2000),
    OSTROV_I_F64(ostrov_irradiance, dni_w_per_m2, "W/m2", "direct normal irradiance", 0, NONE, 0,
                 2000),
    OSTROV_I_F64(ostrov_irradiance, dhi_w_per_m2, "W/m2", "diffuse horizontal irradiance", 0, NONE,
                 0, 2000),
};

extern const ostrov_structure ostrov_i_sun_structures[];
const ostrov_structure ostrov_i_sun_structures[] = {
    OSTROV_I_STRUCTURE(ostrov_place, "where the sun is looked at from", place_fields,
                       OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_sun, "position of the sun", sun_fields, OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_irradiance, "irradiance in its three parts", irradiance_fields,
                       OSTROV_KIND_FROZEN),
    {0},
};
