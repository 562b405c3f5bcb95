/* Position of the sun and its rise and set, against NREL's SPA and the ERFA ephemeris.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/sun.h>
#include <ostrov/sun_irradiance.h>

#include "base/fields.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#define RAD (0.017453292519943295)
#define DAY_US (INT64_C(86400000000))

static const ostrov_place pisek = {49.3088, 14.1475, 390};

/* Angle between two directions given by zenith and azimuth, degrees. */
static double separation_deg(double z1, double a1, double z2, double a2)
{
    double x =
        ostrov_sin(z1 * RAD) * ostrov_cos(a1 * RAD) - ostrov_sin(z2 * RAD) * ostrov_cos(a2 * RAD);
    double y =
        ostrov_sin(z1 * RAD) * ostrov_sin(a1 * RAD) - ostrov_sin(z2 * RAD) * ostrov_sin(a2 * RAD);
    double z = ostrov_cos(z1 * RAD) - ostrov_cos(z2 * RAD);
    return 2.0 * ostrov_asin(0.5 * __builtin_sqrt(x * x + y * y + z * z)) / RAD;
}

/* The known answer of the SPA report, NREL/TP-560-34302 app. A.5: 2003-10-17 19:30:30 UTC with
 * TT − UT1 of 67 s, 820 hPa and 11 °C. The report prints five to nine digits. */
START_TEST(known_answer_of_the_spa_report)
{
    const ostrov_place golden = {39.742476, -105.1786, 1830.14};
    const int64_t moment_us = INT64_C(1066419030000000);
    ostrov_sun_options o;
    ostrov_sun sun;
    ck_assert_int_eq(ostrov_sun_options_defaults(&o, sizeof o), OSTROV_OK);
    o.delta_t_s = 67.0;
    o.pressure_pa = 82000.0;
    o.temperature_c = 11.0;
    ck_assert_int_eq(ostrov_sun_position_with(moment_us, &golden, &o, &sun, NULL), OSTROV_OK);
    ck_assert_double_eq_tol(sun.apparent_zenith_deg, 50.11162, 5e-6);
    ck_assert_double_eq_tol(sun.azimuth_deg, 194.34024, 5.1e-6);
    ck_assert_double_eq_tol(sun.distance_au, 0.9965422974, 1e-10);
    ck_assert_double_eq_tol(sun.hour_angle_deg, 11.105902, 1e-6);
    ck_assert_double_eq_tol(sun.declination_deg, -9.31434, 5e-6);
    /* What the hour angle has beyond the mean sun's, but for the 67 s between UT1 and TT, in which
     * the mean longitude moves by 0.2 s. */
    const double mean_deg = 15.0 * (19.0 + 30.0 / 60.0 + 30.0 / 3600.0 - 12.0) - 105.1786;
    ck_assert_double_eq_tol(sun.equation_of_time_s, 240.0 * (sun.hour_angle_deg - mean_deg), 0.3);
    ck_assert_double_lt(sun.apparent_zenith_deg, sun.zenith_deg);
    /* The incidence on a plane of 30° turned 10° from south to east. */
    ostrov_plane plane;
    ostrov_plane_irradiance on;
    const ostrov_irradiance some = {500.0, 600.0, 100.0};
    ck_assert_int_eq(ostrov_plane_defaults(&plane, sizeof plane), OSTROV_OK);
    plane.tilt_deg = 30.0;
    plane.azimuth_deg = 170.0;
    ck_assert_int_eq(ostrov_irradiance_on_plane(&plane, &some, &sun, &on, NULL), OSTROV_OK);
    ck_assert_double_eq_tol(on.incidence_deg, 25.18700, 1e-5);
}
END_TEST

/* The precise series stay within what SPA may be off, and no air moves only the apparent zenith. */
START_TEST(options_do_what_they_say)
{
    ostrov_sun_options o;
    ostrov_sun spa;
    ostrov_sun sun;
    const int64_t noon_us = INT64_C(1782039600000000);
    ck_assert_int_eq(ostrov_sun_options_defaults(&o, sizeof o), OSTROV_OK);
    ck_assert_int_eq(ostrov_sun_position(noon_us, &pisek, &spa), OSTROV_OK);
    ck_assert_int_eq(ostrov_sun_position_with(noon_us, &pisek, &o, &sun, NULL), OSTROV_OK);
    ck_assert_mem_eq(&spa, &sun, sizeof sun);
    o.model = OSTROV_SUN_PRECISE;
    ck_assert_int_eq(ostrov_sun_position_with(noon_us, &pisek, &o, &sun, NULL), OSTROV_OK);
    const double off =
        separation_deg(spa.zenith_deg, spa.azimuth_deg, sun.zenith_deg, sun.azimuth_deg);
    ck_assert(off > 1e-7 && off < 1.6e-4);
    o.model = OSTROV_SUN_SPA;
    o.pressure_pa = 0.0;
    ck_assert_int_eq(ostrov_sun_position_with(noon_us, &pisek, &o, &sun, NULL), OSTROV_OK);
    ck_assert_double_eq(sun.apparent_zenith_deg, sun.zenith_deg);
    ck_assert_double_eq(sun.azimuth_deg, spa.azimuth_deg);
    /* A minute more of TT − UT1 moves the sun by 1.1e-5° a second along the ecliptic. */
    double delta_t_s = 0.0;
    ck_assert_int_eq(ostrov_sun_delta_t(noon_us, &delta_t_s), OSTROV_OK);
    ck_assert(delta_t_s > 60.0 && delta_t_s < 80.0);
    o.delta_t_s = delta_t_s + 60.0;
    ck_assert_int_eq(ostrov_sun_position_with(noon_us, &pisek, &o, &sun, NULL), OSTROV_OK);
    const double moved =
        separation_deg(spa.zenith_deg, spa.azimuth_deg, sun.zenith_deg, sun.azimuth_deg);
    ck_assert(moved > 60 * 1.0e-5 && moved < 60 * 1.3e-5);
}
END_TEST

START_TEST(bad_options_are_named)
{
    ostrov_sun_options o;
    ostrov_fault why;
    ostrov_sun sun = {1, 2, 3, 4, 5, 6, 7};
    const ostrov_sun before = sun;
    ck_assert_int_eq(ostrov_sun_options_defaults(&o, sizeof o), OSTROV_OK);
    o.model = 3;
    ck_assert_int_eq(ostrov_sun_position_with(0, &pisek, &o, &sun, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "model");
    o.model = OSTROV_SUN_SPA;
    o.temperature_c = OSTROV_I_NAN;
    ck_assert_int_eq(ostrov_sun_position_with(0, &pisek, &o, &sun, &why), OSTROV_E_NOT_FINITE);
    ck_assert_str_eq(why.field, "temperature_c");
    o.temperature_c = 12;
    o.pressure_pa = 1e6;
    ck_assert_int_eq(ostrov_sun_position_with(0, &pisek, &o, &sun, &why), OSTROV_E_RANGE);
    o.pressure_pa = 1e5;
    o.struct_size = 4;
    ck_assert_int_lt(ostrov_sun_position_with(0, &pisek, &o, &sun, &why), OSTROV_OK);
    ck_assert_int_eq(ostrov_sun_position_with(0, &pisek, NULL, &sun, &why), OSTROV_E_ARGUMENT);
    ck_assert_mem_eq(&sun, &before, sizeof sun);
}
END_TEST

/* Without vectors: what any sun must do, over the whole promised time. */
START_TEST(stays_within_its_bounds)
{
    uint64_t seed = 0x9e3779b97f4a7c15u;
    for (int i = 0; i < 3000; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        const double u = (double)(seed >> 11) / 9007199254740992.0;
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        const double w = (double)(seed >> 11) / 9007199254740992.0;
        const int64_t time_us = (int64_t)((-631152000.0 + u * 4765132799.0) * 1e6);
        const ostrov_place place = {-90.0 + 180.0 * w, -180.0 + 360.0 * u, 0};
        ostrov_sun sun;
        ck_assert_int_eq(ostrov_sun_position(time_us, &place, &sun), OSTROV_OK);
        ck_assert(sun.zenith_deg >= 0 && sun.zenith_deg <= 180);
        ck_assert(sun.apparent_zenith_deg >= 0 && sun.apparent_zenith_deg <= sun.zenith_deg);
        ck_assert(sun.azimuth_deg >= 0 && sun.azimuth_deg < 360);
        ck_assert(ostrov_i_abs(sun.declination_deg) < 23.46);
        ck_assert(sun.distance_au > 0.983 && sun.distance_au < 1.017);
        ck_assert(sun.hour_angle_deg >= -180 && sun.hour_angle_deg <= 180);
    }
}
END_TEST

/* At both poles, at the zenith and with the sun due south the geometry has no cliff. */
START_TEST(poles_and_zenith_are_finite)
{
    const ostrov_place poles[] = {{90, 0, 0}, {-90, 0, 0}};
    const int64_t june = INT64_C(1782000000000000);
    ostrov_sun sun;
    ck_assert_int_eq(ostrov_sun_position(june, &poles[0], &sun), OSTROV_OK);
    /* At the pole the elevation is the declination, but for a parallax of 0.0024°. */
    ck_assert_double_eq_tol(90.0 - sun.zenith_deg, sun.declination_deg, 0.0025);
    ck_assert_int_eq(ostrov_sun_position(june, &poles[1], &sun), OSTROV_OK);
    ck_assert_double_eq_tol(90.0 - sun.zenith_deg, -sun.declination_deg, 0.0025);
}
END_TEST

START_TEST(refuses_what_is_no_place_or_time)
{
    ostrov_sun sun;
    ostrov_place bad = pisek;
    memset(&sun, 0x55, sizeof sun);
    const ostrov_sun before = sun;
    ck_assert_int_eq(ostrov_sun_position(0, NULL, &sun), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_sun_position(0, &pisek, NULL), OSTROV_E_ARGUMENT);
    bad.latitude_deg = 90.001;
    ck_assert_int_eq(ostrov_sun_position(0, &bad, &sun), OSTROV_E_RANGE);
    bad = pisek;
    bad.longitude_deg = OSTROV_I_NAN;
    ck_assert_int_eq(ostrov_sun_position(0, &bad, &sun), OSTROV_E_NOT_FINITE);
    bad = pisek;
    bad.altitude_m = __builtin_inf();
    ck_assert_int_eq(ostrov_sun_position(0, &bad, &sun), OSTROV_E_NOT_FINITE);
    ck_assert_int_eq(ostrov_sun_position(INT64_MIN, &pisek, &sun), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_sun_position(INT64_MAX, &pisek, &sun), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_sun_position(INT64_C(4133980800000000), &pisek, &sun), OSTROV_E_TIME);
    ck_assert_mem_eq(&sun, &before, sizeof sun);
}
END_TEST

START_TEST(array_is_the_single_one_by_row)
{
    const int64_t time_us[3] = {INT64_C(1782000000000000), INT64_MAX, INT64_C(947573809000000)};
    ostrov_sun sun[3];
    ostrov_sun one;
    uint8_t status[3];
    ck_assert_int_eq(ostrov_sun_position_n(time_us, 3, &pisek, sun, status), OSTROV_OK);
    for (int i = 0; i < 3; i += 2) {
        ck_assert_int_eq(ostrov_sun_position(time_us[i], &pisek, &one), OSTROV_OK);
        ck_assert_mem_eq(&one, &sun[i], sizeof one);
        ck_assert_uint_eq(status[i], OSTROV_VALUE_OK);
    }
    ck_assert_uint_eq(status[1], OSTROV_VALUE_RANGE);
    ck_assert(sun[1].zenith_deg != sun[1].zenith_deg);
    ck_assert_int_eq(ostrov_sun_position_n(NULL, 1, &pisek, sun, NULL), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_sun_position_n(NULL, 0, &pisek, NULL, NULL), OSTROV_OK);
}
END_TEST

/* Both rules agree to a second in the middle latitudes, where the event lies on the same UTC day.
 */
START_TEST(rules_agree_in_the_middle_latitudes)
{
    for (int64_t day = 20000; day < 20365; day += 13) {
        ostrov_sun_day a;
        ostrov_sun_day b;
        ck_assert_int_eq(
            ostrov_sun_events(day * DAY_US + 5, &pisek, NULL, OSTROV_SUN_RULE_CROSSING, &a),
            OSTROV_OK);
        ck_assert_int_eq(ostrov_sun_events(day * DAY_US, &pisek, NULL, OSTROV_SUN_RULE_SPA, &b),
                         OSTROV_OK);
        ck_assert(a.daylight == OSTROV_DAYLIGHT_DAY && b.daylight == OSTROV_DAYLIGHT_DAY);
        ck_assert_int_le(llabs(a.rise_us - b.rise_us), 1000000);
        ck_assert_int_le(llabs(a.transit_us - b.transit_us), 1000000);
        ck_assert_int_le(llabs(a.set_us - b.set_us), 1000000);
        ck_assert_int_eq(a.sunlit_us, a.set_us - a.rise_us);
    }
}
END_TEST

START_TEST(events_are_where_the_sun_crosses)
{
    ostrov_sun_day d;
    const int64_t day = INT64_C(1782000000000000);
    ck_assert_int_eq(ostrov_sun_events(day, &pisek, NULL, OSTROV_SUN_RULE_CROSSING, &d), OSTROV_OK);
    ck_assert(d.rise_us < d.transit_us && d.transit_us < d.set_us);
    ck_assert_int_eq(d.transit_us / DAY_US, day / DAY_US);
    const int64_t at[2] = {d.rise_us, d.set_us};
    for (int i = 0; i < 2; i++) {
        ostrov_sun sun;
        ck_assert_int_eq(ostrov_sun_position(at[i], &pisek, &sun), OSTROV_OK);
        /* −0.8333° seen from the Earth's centre, parallax 0.00244° at most more from here. */
        ck_assert_double_eq_tol(90.0 - sun.zenith_deg, -0.8357, 1e-4);
    }
    /* Polar day on Svalbard in June, polar night in December, told apart. */
    const ostrov_place svalbard = {78.2, 15.6, 0};
    for (int32_t rule = OSTROV_SUN_RULE_CROSSING; rule <= OSTROV_SUN_RULE_SPA; rule++) {
        ck_assert_int_eq(ostrov_sun_events(day, &svalbard, NULL, rule, &d), OSTROV_OK);
        ck_assert_int_eq(d.daylight, OSTROV_DAYLIGHT_ALWAYS);
        ck_assert_int_eq(d.sunlit_us, DAY_US);
        ck_assert_int_eq(
            ostrov_sun_events(day + INT64_C(15724800000000), &svalbard, NULL, rule, &d), OSTROV_OK);
        ck_assert_int_eq(d.daylight, OSTROV_DAYLIGHT_NEVER);
        ck_assert(d.sunlit_us == 0 && d.rise_us == d.transit_us && d.set_us == d.transit_us);
    }
    const ostrov_sun_day before = d;
    ck_assert_int_eq(ostrov_sun_events(day, NULL, NULL, OSTROV_SUN_RULE_CROSSING, &d),
                     OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_sun_events(day, &pisek, NULL, 0, &d), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_sun_events(INT64_MIN, &pisek, NULL, OSTROV_SUN_RULE_CROSSING, &d),
                     OSTROV_E_TIME);
    ck_assert_mem_eq(&d, &before, sizeof d);
}
END_TEST

/* A flat horizon at 0° gives the day of the apparent sun; a wall in the east takes the morning; a
 * tower in the south takes its share of noon; a horizon of 70° all around leaves nothing at Písek.
 */
START_TEST(a_horizon_hides_what_it_should)
{
    const int64_t day = INT64_C(1782000000000000);
    double elevations[36] = {0};
    ostrov_horizon horizon = {elevations, 36, 0};
    ostrov_sun_day flat;
    ostrov_sun_day d;
    ostrov_sun sun;
    ck_assert_int_eq(ostrov_sun_events(day, &pisek, &horizon, OSTROV_SUN_RULE_CROSSING, &flat),
                     OSTROV_OK);
    ck_assert_int_eq(ostrov_sun_position(flat.rise_us, &pisek, &sun), OSTROV_OK);
    ck_assert_double_eq_tol(sun.apparent_zenith_deg, 90.0, 1e-4);
    for (int i = 0; i < 18; i++) {
        elevations[i] = 20.0; /* north over east up to 170° */
    }
    ck_assert_int_eq(ostrov_sun_events(day, &pisek, &horizon, OSTROV_SUN_RULE_CROSSING, &d),
                     OSTROV_OK);
    ck_assert_int_eq(ostrov_sun_position(d.rise_us, &pisek, &sun), OSTROV_OK);
    ck_assert_double_eq_tol(sun.apparent_zenith_deg, 70.0, 1e-4);
    ck_assert(d.rise_us > flat.rise_us && d.transit_us == flat.transit_us);
    elevations[18] = 89.0;
    ck_assert_int_eq(ostrov_sun_events(day, &pisek, &horizon, OSTROV_SUN_RULE_CROSSING, &d),
                     OSTROV_OK);
    ck_assert_int_lt(d.sunlit_us, d.set_us - d.rise_us - INT64_C(600000000));
    for (int i = 0; i < 36; i++) {
        elevations[i] = 70.0;
    }
    ck_assert_int_eq(ostrov_sun_events(day, &pisek, &horizon, OSTROV_SUN_RULE_CROSSING, &d),
                     OSTROV_OK);
    ck_assert_int_eq(d.daylight, OSTROV_DAYLIGHT_NEVER);
    double e = 0.0;
    elevations[0] = 10.0;
    elevations[35] = 20.0;
    ck_assert_int_eq(ostrov_horizon_elevation(&horizon, -5.0, &e), OSTROV_OK);
    ck_assert_double_eq_tol(e, 15.0, 1e-12); /* halfway between 350° and 0° */
    elevations[3] = OSTROV_I_NAN;
    ck_assert_int_eq(ostrov_sun_events(day, &pisek, &horizon, OSTROV_SUN_RULE_CROSSING, &d),
                     OSTROV_E_NOT_FINITE);
    elevations[3] = 91.0;
    ck_assert_int_eq(ostrov_horizon_elevation(&horizon, 0.0, &e), OSTROV_E_RANGE);
    horizon.count = 0;
    ck_assert_int_eq(ostrov_horizon_elevation(&horizon, 0.0, &e), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_sun_events(day, &pisek, &horizon, OSTROV_SUN_RULE_SPA, &d),
                     OSTROV_E_RANGE);
}
END_TEST

/* Every longitude and day has a transit within its own UTC day or half a minute beside it. */
START_TEST(transit_belongs_to_the_day)
{
    for (int lon = -180; lon <= 180; lon += 15) {
        const ostrov_place place = {10, lon, 0};
        for (int64_t day = 20000; day < 20365; day += 7) {
            ostrov_sun_day d;
            ck_assert_int_eq(
                ostrov_sun_events(day * DAY_US + 5, &place, NULL, OSTROV_SUN_RULE_CROSSING, &d),
                OSTROV_OK);
            ck_assert_int_ge(d.transit_us, day * DAY_US - 31000000);
            ck_assert_int_le(d.transit_us, (day + 1) * DAY_US + 31000000);
        }
    }
}
END_TEST

/* Where the recipe divides by the cosine of 90° it says day or night and nothing else. */
START_TEST(spa_rule_at_the_poles)
{
    for (int32_t k = 0; k < 24; k++) {
        const ostrov_place pole = {k % 2 == 0 ? 90.0 : -90.0, 0.0, 0.0};
        ostrov_sun_day d;
        ck_assert_int_eq(
            ostrov_sun_events((20000 + 15 * k) * DAY_US, &pole, NULL, OSTROV_SUN_RULE_SPA, &d),
            OSTROV_OK);
        ck_assert(d.daylight == OSTROV_DAYLIGHT_ALWAYS || d.daylight == OSTROV_DAYLIGHT_NEVER);
        ck_assert_int_eq(d.set_us - d.rise_us, d.sunlit_us);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sun.position");
    TCase *tests = tcase_create("all");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, known_answer_of_the_spa_report);
    tcase_add_test(tests, options_do_what_they_say);
    tcase_add_test(tests, bad_options_are_named);
    tcase_add_test(tests, stays_within_its_bounds);
    tcase_add_test(tests, poles_and_zenith_are_finite);
    tcase_add_test(tests, refuses_what_is_no_place_or_time);
    tcase_add_test(tests, array_is_the_single_one_by_row);
    tcase_add_test(tests, rules_agree_in_the_middle_latitudes);
    tcase_add_test(tests, events_are_where_the_sun_crosses);
    tcase_add_test(tests, a_horizon_hides_what_it_should);
    tcase_add_test(tests, transit_belongs_to_the_day);
    tcase_add_test(tests, spa_rule_at_the_poles);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
