/* Field tables of the sun module.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "sun_internal.h"

#include "base/fields.h"

#include <string.h>

#define NONE OSTROV_I_NAN

static const ostrov_field place_fields[] = {
    OSTROV_I_F64(ostrov_place, latitude_deg, "deg", "latitude, north positive", 0, NONE, -90, 90),
    OSTROV_I_F64(ostrov_place, longitude_deg, "deg", "longitude, east positive", 0, NONE, -180,
                 180),
    OSTROV_I_F64(ostrov_place, altitude_m, "m", "height above sea level", 0, 0, -500, 9000),
};

static const ostrov_field sun_fields[] = {
    OSTROV_I_F64(ostrov_sun, zenith_deg, "deg", "true zenith angle of the centre of the disc", 0,
                 NONE, 0, 180),
    OSTROV_I_F64(ostrov_sun, apparent_zenith_deg, "deg",
                 "zenith angle with the refraction of the air", 0, NONE, 0, 180),
    OSTROV_I_F64(ostrov_sun, azimuth_deg, "deg", "azimuth clockwise from north", 0, NONE, 0, 360),
    OSTROV_I_F64(ostrov_sun, distance_au, "au", "distance of the sun", 0, NONE, 0.9, 1.1),
    OSTROV_I_F64(ostrov_sun, declination_deg, "deg", "declination seen from the Earth's centre", 0,
                 NONE, -24, 24),
    OSTROV_I_F64(ostrov_sun, hour_angle_deg, "deg",
                 "hour angle seen from the Earth's centre, positive after noon", 0, NONE, -180,
                 180),
    OSTROV_I_F64(ostrov_sun, equation_of_time_s, "s", "apparent minus mean solar time", 0, NONE,
                 -1000, 1000),
};

static const ostrov_choice series[] = {
    {"spa", OSTROV_SUN_SPA, 0},
    {"precise", OSTROV_SUN_PRECISE, 0},
};

static const ostrov_field options_fields[] = {
    OSTROV_I_STRUCT_SIZE(ostrov_sun_options),
    OSTROV_I_ENUM(ostrov_sun_options, model, "series the position is computed with", series, 0,
                  OSTROV_SUN_SPA),
    OSTROV_I_F64(ostrov_sun_options, delta_t_s, "s", "TT − UT1; not given: polynomials",
                 OSTROV_FIELD_OPTIONAL, NONE, -8000, 8000),
    OSTROV_I_F64(ostrov_sun_options, pressure_pa, "Pa",
                 "of the air; not given: standard atmosphere at the altitude",
                 OSTROV_FIELD_OPTIONAL, NONE, 0, 120000),
    OSTROV_I_F64(ostrov_sun_options, temperature_c, "degC", "of the air", 0, 12, -90, 60),
    OSTROV_I_F64(ostrov_sun_options, horizon_refraction_deg, "deg",
                 "refraction at the horizon: how far below it the sun is still lifted", 0, 0.5667,
                 0, 2),
};

static const ostrov_field horizon_fields[] = {
    OSTROV_I_COLUMN(ostrov_horizon, elevation_deg, "deg", OSTROV_TYPE_COLUMN_F64,
                    "elevations all around, clockwise from north"),
    OSTROV_I_I32(ostrov_horizon, count, "1", "elevations", 0, NONE, 1, 3600),
    OSTROV_I_I32(ostrov_horizon, reserved_, "", "keeps the alignment; zero", OSTROV_FIELD_RESERVED,
                 0, NONE, NONE),
};

static const ostrov_choice daylights[] = {
    {"day", OSTROV_DAYLIGHT_DAY, 0},
    {"always", OSTROV_DAYLIGHT_ALWAYS, 0},
    {"never", OSTROV_DAYLIGHT_NEVER, 0},
};

static const ostrov_field day_fields[] = {
    OSTROV_I_I64(ostrov_sun_day, rise_us, "us", "UTC microseconds of the rise", 0, NONE, NONE,
                 NONE),
    OSTROV_I_I64(ostrov_sun_day, transit_us, "us", "UTC microseconds of the highest sun", 0, NONE,
                 NONE, NONE),
    OSTROV_I_I64(ostrov_sun_day, set_us, "us", "UTC microseconds of the set", 0, NONE, NONE, NONE),
    OSTROV_I_I64(ostrov_sun_day, sunlit_us, "us", "microseconds above the horizon", 0, NONE, NONE,
                 NONE),
    OSTROV_I_ENUM(ostrov_sun_day, daylight, "what the day is like", daylights, 0, 0),
    OSTROV_I_I32(ostrov_sun_day, reserved_, "", "keeps the alignment; zero", OSTROV_FIELD_RESERVED,
                 0, NONE, NONE),
};

static const ostrov_field irradiance_fields[] = {
    OSTROV_I_F64(ostrov_irradiance, ghi_w_per_m2, "W/m2", "global horizontal irradiance", 0, NONE,
                 0, 2000),
    OSTROV_I_F64(ostrov_irradiance, dni_w_per_m2, "W/m2", "direct normal irradiance", 0, NONE, 0,
                 2000),
    OSTROV_I_F64(ostrov_irradiance, dhi_w_per_m2, "W/m2", "diffuse horizontal irradiance", 0, NONE,
                 0, 2000),
};

static const ostrov_field yearday_fields[] = {
    OSTROV_I_F64(ostrov_yearday, equation_of_time_spencer_s, "s", "by Spencer (1971)", 0, NONE,
                 -1000, 1000),
    OSTROV_I_F64(ostrov_yearday, equation_of_time_pvcdrom_s, "s", "by PVCDROM", 0, NONE, -1000,
                 1000),
    OSTROV_I_F64(ostrov_yearday, declination_spencer_deg, "deg", "by Spencer (1971)", 0, NONE, -24,
                 24),
    OSTROV_I_F64(ostrov_yearday, declination_cooper_deg, "deg", "by Cooper (1969)", 0, NONE, -24,
                 24),
};

static const ostrov_choice skies[] = {
    {"ineichen", OSTROV_CLEARSKY_INEICHEN, 0},
    {"ineichen_perez", OSTROV_CLEARSKY_INEICHEN_PEREZ, 0},
    {"solis", OSTROV_CLEARSKY_SOLIS, 0},
    {"haurwitz", OSTROV_CLEARSKY_HAURWITZ, 0},
    {"bird", OSTROV_CLEARSKY_BIRD, 0},
};

#define A ostrov_atmosphere
static const ostrov_field atmosphere_fields[] = {
    OSTROV_I_STRUCT_SIZE(A),
    OSTROV_I_ENUM(A, model, "model of the clear sky", skies, 0, OSTROV_CLEARSKY_INEICHEN),
    OSTROV_I_F64(A, altitude_m, "m", "height above sea level; not given: that of the place",
                 OSTROV_FIELD_OPTIONAL, NONE, -500, 9000),
    OSTROV_I_F64(A, pressure_pa, "Pa", "of the air; not given: standard atmosphere at the altitude",
                 OSTROV_FIELD_OPTIONAL, NONE, 30000, 110000),
    OSTROV_I_F64(A, linke, "1", "Linke turbidity in the middle of each month", 0, 3, 1, 20),
    OSTROV_I_F64(A, aod_700nm, "1", "aerosol optical depth at 700 nm", 0, 0.1, 0, 0.6),
    OSTROV_I_F64(A, aod_500nm, "1", "aerosol optical depth at 500 nm", 0, 0.15, 0, 10),
    OSTROV_I_F64(A, aod_380nm, "1", "aerosol optical depth at 380 nm", 0, 0.2, 0, 10),
    OSTROV_I_F64(A, water_kg_per_m2, "kg/m2", "precipitable water, 10 = 1 cm", 0, 10, 0, 100),
    OSTROV_I_F64(A, ozone_dobson, "DU", "ozone, 300 = 0.3 cm", 0, 300, 0, 1000),
    OSTROV_I_F64(A, asymmetry_ratio, "1", "forward share of what aerosols scatter", 0, 0.85, 0, 1),
    OSTROV_I_F64(A, albedo_ratio, "1", "reflection of the ground", 0, 0.2, 0, 1),
    OSTROV_I_F64(A, air_mass_ratio, "1", "relative air mass; not given: Kasten & Young (1989)",
                 OSTROV_FIELD_OPTIONAL, NONE, 0.9, 50),
    OSTROV_I_F64(A, air_mass_absolute_ratio, "1",
                 "absolute air mass; not given: relative times pressure", OSTROV_FIELD_OPTIONAL,
                 NONE, 0.2, 60),
    OSTROV_I_F64(A, extra_w_per_m2, "W/m2",
                 "above the atmosphere; not given: by the distance of the sun",
                 OSTROV_FIELD_OPTIONAL, NONE, 1000, 2000),
};
#undef A

const ostrov_choice ostrov_i_sky_choices[OSTROV_I_SKY_CHOICES] = {
    {"isotropic", OSTROV_SKY_ISOTROPIC, 0},
    {"klucher", OSTROV_SKY_KLUCHER, 0},
    {"hay_davies", OSTROV_SKY_HAY_DAVIES, 0},
    {"reindl", OSTROV_SKY_REINDL, 0},
    {"king", OSTROV_SKY_KING, 0},
    {"perez", OSTROV_SKY_PEREZ, 0},
    {"perez_driesse", OSTROV_SKY_PEREZ_DRIESSE, 0},
};

#define P ostrov_plane
static const ostrov_field plane_fields[] = {
    OSTROV_I_STRUCT_SIZE(P),
    OSTROV_I_ENUM(P, sky, "model of the sky", ostrov_i_sky_choices, 0, OSTROV_SKY_PEREZ_DRIESSE),
    OSTROV_I_F64(P, tilt_deg, "deg", "0 = flat, 90 = upright", 0, 0, 0, 180),
    OSTROV_I_F64(P, azimuth_deg, "deg", "clockwise from north, 180 = south", 0, 180, -360, 360),
    OSTROV_I_F64(P, albedo_ratio, "1", "reflection of the ground", 0, 0.2, 0, 1),
    OSTROV_I_F64(P, extra_w_per_m2, "W/m2",
                 "above the atmosphere; not given: by the distance of the sun",
                 OSTROV_FIELD_OPTIONAL, NONE, 1000, 2000),
    OSTROV_I_F64(P, air_mass_ratio, "1", "relative air mass; not given: Kasten & Young (1989)",
                 OSTROV_FIELD_OPTIONAL, NONE, 0.9, 50),
};
#undef P

#define O ostrov_plane_irradiance
static const ostrov_field on_plane_fields[] = {
    OSTROV_I_F64(O, total_w_per_m2, "W/m2", "beam, sky and ground", 0, NONE, 0, 6000),
    OSTROV_I_F64(O, beam_w_per_m2, "W/m2", "straight from the sun", 0, NONE, 0, 2000),
    OSTROV_I_F64(O, sky_w_per_m2, "W/m2", "from the sky", 0, NONE, 0, 6000),
    OSTROV_I_F64(O, circumsolar_w_per_m2, "W/m2", "of it, from around the sun", 0, NONE, 0, 6000),
    OSTROV_I_F64(O, horizon_w_per_m2, "W/m2", "of it, from the horizon's band", 0, NONE, -2000,
                 2000),
    OSTROV_I_F64(O, ground_w_per_m2, "W/m2", "thrown back by the ground", 0, NONE, 0, 2000),
    OSTROV_I_F64(O, incidence_deg, "deg", "between the sun and the plane's normal", 0, NONE, 0,
                 180),
};
#undef O

#define M ostrov_sun_mean
static const ostrov_field mean_fields[] = {
    OSTROV_I_F64(M, sunlit_s, "s", "time with the sun up", 0, NONE, 0, 86400),
    OSTROV_I_F64(M, cos_zenith_ratio, "1", "mean cosine of the zenith while it is up", 0, NONE, 0,
                 1),
    OSTROV_I_F64(M, extra_w_per_m2, "W/m2", "level above the atmosphere", 0, NONE, 0, 2000),
    OSTROV_I_F64(M, clear_ghi_w_per_m2, "W/m2", "clear sky, global", 0, NONE, 0, 2000),
    OSTROV_I_F64(M, clear_dni_w_per_m2, "W/m2", "clear sky, direct normal", 0, NONE, 0, 2000),
    OSTROV_I_F64(M, clear_dhi_w_per_m2, "W/m2", "clear sky, diffuse", 0, NONE, 0, 2000),
};
#undef M

#define C ostrov_mean_columns
static const ostrov_field columns_fields[] = {
    OSTROV_I_COLUMN(C, start_us, "us", OSTROV_TYPE_COLUMN_I64, "beginnings, UTC microseconds"),
    OSTROV_I_COLUMN(C, ghi_w_per_m2, "W/m2", OSTROV_TYPE_COLUMN_F64, "global horizontal means"),
    OSTROV_I_COLUMN(C, dni_w_per_m2, "W/m2", OSTROV_TYPE_COLUMN_F64, "direct normal means"),
    OSTROV_I_COLUMN(C, dhi_w_per_m2, "W/m2", OSTROV_TYPE_COLUMN_F64, "diffuse means"),
    OSTROV_I_I64(C, count, "1", "intervals", 0, NONE, 0, NONE),
    OSTROV_I_I64(C, step_us, "us", "length of each interval", 0, NONE, 1e6, 86400e6),
};
#undef C

const ostrov_structure ostrov_i_sun_structures[] = {
    OSTROV_I_STRUCTURE(ostrov_sun_options, "what a position is computed with", options_fields,
                       OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_atmosphere, "the air over a place and the model of its clear sky",
                       atmosphere_fields, OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_plane, "a plane and how its sky is modelled", plane_fields,
                       OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_place, "where the sun is looked at from", place_fields,
                       OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_sun, "position of the sun", sun_fields, OSTROV_KIND_FROZEN),
    OSTROV_I_OPAQUE(ostrov_sun_ephemeris,
                    "the sun over one place, quick for one day after the other"),
    OSTROV_I_STRUCTURE(ostrov_horizon, "a horizon of one's own", horizon_fields,
                       OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_sun_day, "rise, transit and set", day_fields, OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_irradiance, "irradiance in its three parts", irradiance_fields,
                       OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_yearday, "the old formulas by day of the year", yearday_fields,
                       OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_plane_irradiance, "irradiance on a plane in its parts",
                       on_plane_fields, OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_sun_mean, "the sun and its clear sky over an interval", mean_fields,
                       OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_mean_columns, "columns of means over intervals", columns_fields,
                       OSTROV_KIND_FROZEN),
    {0},
};

ostrov_status ostrov_i_named(ostrov_status status, int32_t structure, const void *object,
                             ostrov_fault *why)
{
    const ostrov_structure *s = &ostrov_i_sun_structures[structure];
    for (uint32_t i = 0; i < s->field_count; i++) {
        const ostrov_field *f = &s->fields[i];
        double value = 0.0;
        memcpy(&value, (const unsigned char *)object + f->offset, sizeof value);
        const int32_t hit = status == OSTROV_E_NOT_FINITE ? !ostrov_i_finite(value)
                                                          : (value < f->min || value > f->max);
        if ((status == OSTROV_E_NOT_FINITE || status == OSTROV_E_RANGE) && hit) {
            return ostrov_i_fault(why, status, s->name, f->name, -1, value, f->min, f->max);
        }
    }
    return status;
}

ostrov_status ostrov_i_bad_time(int64_t time_us, const char *name, ostrov_fault *why)
{
    return ostrov_i_fault(why, OSTROV_E_TIME, NULL, name, -1, (double)time_us,
                          OSTROV_I_SUN_FIRST_S * 1e6, OSTROV_I_SUN_END_S * 1e6 - 1.0);
}

ostrov_status ostrov_sun_options_defaults(ostrov_sun_options *options, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_sun_structures[OSTROV_I_SUN_OPTIONS], options, size);
}

ostrov_status ostrov_atmosphere_defaults(ostrov_atmosphere *atmosphere, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_sun_structures[OSTROV_I_ATMOSPHERE], atmosphere, size);
}

ostrov_status ostrov_plane_defaults(ostrov_plane *plane, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_sun_structures[OSTROV_I_PLANE], plane, size);
}
