/* Position of the sun and its rise and set, against NREL's SPA and the ERFA ephemeris.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/sun.h>

#include "base/fields.h"
#include "sun/sun_internal.h"
#include "sun/vectors.h"
#include "unit.h"

#define RAD (0.017453292519943295)

static const ostrov_place pisek = {49.3088, 14.1475, 390};

/* Angle between two directions given by zenith and azimuth, degrees. */
static double separation_deg(double z1, double a1, double z2, double a2)
{
    double x = ostrov_sin(z1 * RAD) * ostrov_cos(a1 * RAD) -
               ostrov_sin(z2 * RAD) * ostrov_cos(a2 * RAD);
    double y = ostrov_sin(z1 * RAD) * ostrov_sin(a1 * RAD) -
               ostrov_sin(z2 * RAD) * ostrov_sin(a2 * RAD);
    double z = ostrov_cos(z1 * RAD) - ostrov_cos(z2 * RAD);
    return 2.0 * ostrov_asin(0.5 * __builtin_sqrt(x * x + y * y + z * z)) / RAD;
}

/* The known answer of the SPA report, NREL/TP-560-34302 app. A.5: 2003-10-17 19:30:30 UTC.
 * Its zenith holds refraction at 820 hPa and 11 °C, 0.0163° at this elevation. */
START_TEST(known_answer_of_the_spa_report)
{
    const ostrov_place golden = {39.742476, -105.1786, 1830.14};
    ostrov_sun sun;
    ck_assert_int_eq(ostrov_sun_position(INT64_C(1066419030000000), &golden, &sun), OSTROV_OK);
    double apparent =
        sun.zenith_deg - ostrov_i_sun_refraction(90.0 - sun.zenith_deg, 82000.0, 11.0);
    /* 2e-4°: what the cut series leave. */
    ck_assert_double_eq_tol(apparent, 50.11162, 2e-4);
    ck_assert_double_eq_tol(sun.azimuth_deg, 194.34024, 2e-4);
    ck_assert_double_eq_tol(sun.distance_au, 0.9965422974, 2e-6);
    ck_assert_double_eq_tol(sun.hour_angle_deg, 11.105900, 2e-4);
    ck_assert_double_eq_tol(sun.declination_deg, -9.31434, 2e-4);
    ck_assert_double_lt(sun.apparent_zenith_deg, sun.zenith_deg);
}
END_TEST

START_TEST(matches_spa_vectors)
{
    struct vectors v;
    if (!vectors_open(&v, __FILE__, "solpos.csv")) {
        return;
    }
    double worst = 0;
    double worst_refraction = 0;
    double worst_au = 0;
    int rows = 0;
    while (vectors_next(&v)) {
        const ostrov_place place = {vectors_get(&v, "lat"), vectors_get(&v, "lon"),
                                    vectors_get(&v, "alt_m")};
        const int64_t time_us = (int64_t)(vectors_get(&v, "unix_s") * 1e6);
        ostrov_sun sun;
        ck_assert_int_eq(ostrov_sun_position(time_us, &place, &sun), OSTROV_OK);
        double error = separation_deg(sun.zenith_deg, sun.azimuth_deg, vectors_get(&v, "zenith"),
                                      vectors_get(&v, "azimuth"));
        worst = ostrov_i_max(worst, error);
        worst_au = ostrov_i_max(worst_au, ostrov_i_abs(sun.distance_au -
                                                       vectors_get(&v, "earthsun_au")));
        double lift = ostrov_i_sun_refraction(vectors_get(&v, "elevation"),
                                              vectors_get(&v, "pressure_pa"),
                                              vectors_get(&v, "temp_c"));
        error = ostrov_i_abs(vectors_get(&v, "elevation") + lift -
                             vectors_get(&v, "apparent_elevation"));
        worst_refraction = ostrov_i_max(worst_refraction, error);
        rows++;
    }
    printf("solpos.csv: %d rows, worst %.2e deg, distance %.1e au, refraction %.1e deg\n", rows,
           worst, worst_au, worst_refraction);
    ck_assert_int_gt(rows, 100);
    ck_assert_double_lt(worst, 5e-4); /* the promise is 0.01°; the cut series leave 2e-4° */
    ck_assert_double_lt(worst_au, 1e-5); /* likewise; it is 2e-5 of the irradiance */
    ck_assert_double_lt(worst_refraction, 2e-8); /* the same formula; vectors carry 10 digits */
}
END_TEST

START_TEST(matches_ephemeris_truth)
{
    struct vectors v;
    if (!vectors_open(&v, __FILE__, "solpos_truth.csv")) {
        return;
    }
    double worst = 0;
    while (vectors_next(&v)) {
        const ostrov_place place = {vectors_get(&v, "lat"), vectors_get(&v, "lon"),
                                    vectors_get(&v, "alt_m")};
        ostrov_sun sun;
        ck_assert_int_eq(
            ostrov_sun_position((int64_t)(vectors_get(&v, "unix_s") * 1e6), &place, &sun),
            OSTROV_OK);
        double error =
            separation_deg(sun.zenith_deg, sun.azimuth_deg,
                           90.0 - vectors_get(&v, "elevation_true"), vectors_get(&v, "azimuth_true"));
        worst = ostrov_i_max(worst, error);
    }
    printf("solpos_truth.csv: worst %.2e deg\n", worst);
    ck_assert_double_lt(worst, 5e-4);
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

/* The vectors' rises and sets were interpolated by SPA within the UTC day and then moved by a whole
 * day where they belong to the neighbouring one, which puts the sun up to 0.3° from the horizon.
 * Those rows say nothing about the true event and are only counted. */
static int on_the_horizon(double time_s, const ostrov_place *place)
{
    ostrov_sun sun;
    return ostrov_sun_position((int64_t)(time_s * 1e6), place, &sun) == OSTROV_OK &&
           ostrov_i_abs(90.0 - sun.zenith_deg + 0.8357) < 0.002;
}

START_TEST(events_match_vectors)
{
    struct vectors v;
    if (!vectors_open(&v, __FILE__, "sunrise.csv")) {
        return;
    }
    double worst = 0;
    int polar = 0;
    int compared = 0;
    int elsewhere = 0;
    while (vectors_next(&v)) {
        const ostrov_place place = {vectors_get(&v, "lat"), vectors_get(&v, "lon"), 0};
        int64_t event[3] = {0};
        const double reference[3] = {vectors_get(&v, "sunrise_unix_s"),
                                     vectors_get(&v, "transit_unix_s"),
                                     vectors_get(&v, "sunset_unix_s")};
        ostrov_status status = ostrov_sun_events(
            (int64_t)vectors_get(&v, "day_unix_s") * INT64_C(1000000) + 40000000000, &place,
            &event[0], &event[1], &event[2]);
        ck_assert_int_ge(status, OSTROV_OK);
        ck_assert_int_eq(status == OSTROV_EMPTY, reference[0] != reference[0]);
        if (status == OSTROV_EMPTY) {
            polar++;
            continue;
        }
        for (int i = 0; i < 3; i++) {
            if (i != 1 && !on_the_horizon(reference[i], &place)) {
                elsewhere++;
                continue;
            }
            worst = ostrov_i_max(worst, ostrov_i_abs((double)event[i] - reference[i]));
            compared++;
        }
    }
    printf("sunrise.csv: worst %.2f s of %d, %d polar, %d not on the horizon\n", worst, compared,
           polar, elsewhere);
    ck_assert_int_gt(polar, 0);
    ck_assert_int_gt(compared, 500);
    /* Half a second of rounding, and 0.002° near a polar night, where the sun needs seconds for it. */
    ck_assert_double_lt(worst, 4.0);
}
END_TEST

START_TEST(events_are_where_the_sun_crosses)
{
    int64_t rise;
    int64_t transit;
    int64_t set;
    const int64_t day = INT64_C(1782000000000000);
    ck_assert_int_eq(ostrov_sun_events(day, &pisek, &rise, &transit, &set), OSTROV_OK);
    ck_assert(rise < transit && transit < set);
    ck_assert_int_eq(transit / 86400, day / INT64_C(86400000000));
    const int64_t at[2] = {rise, set};
    for (int i = 0; i < 2; i++) {
        ostrov_sun sun;
        ck_assert_int_eq(ostrov_sun_position(at[i] * 1000000, &pisek, &sun), OSTROV_OK);
        /* −0.8333° seen from the Earth's centre, parallax 0.0024° more from here; the rounding to a
         * second moves the sun by up to 0.002°. */
        ck_assert_double_eq_tol(90.0 - sun.zenith_deg, -0.8357, 0.0025);
    }
    /* Polar day on Svalbard in June, polar night in December: transit alone. */
    const ostrov_place svalbard = {78.2, 15.6, 0};
    rise = 7;
    set = 7;
    ck_assert_int_eq(ostrov_sun_events(day, &svalbard, &rise, &transit, &set), OSTROV_EMPTY);
    ck_assert(rise == 7 && set == 7);
    ck_assert_int_eq(ostrov_sun_events(day + INT64_C(15724800000000), &svalbard, &rise, NULL, NULL),
                     OSTROV_EMPTY);
    ck_assert_int_eq(ostrov_sun_events(day, NULL, &rise, &transit, &set), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_sun_events(INT64_MIN, &pisek, &rise, &transit, &set), OSTROV_E_TIME);
}
END_TEST

/* Every longitude and day has a transit within its own UTC day or a second beside it. */
START_TEST(transit_belongs_to_the_day)
{
    for (int lon = -180; lon <= 180; lon += 15) {
        const ostrov_place place = {10, lon, 0};
        for (int64_t day = 20000; day < 20365; day += 7) {
            int64_t transit;
            ck_assert_int_eq(ostrov_sun_events(day * INT64_C(86400000000) + 5, &place, NULL,
                                               &transit, NULL),
                             OSTROV_OK);
            ck_assert_int_ge(transit, day * 86400 - 31);
            ck_assert_int_le(transit, day * 86400 + 86431);
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sun.position");
    TCase *tests = tcase_create("all");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, known_answer_of_the_spa_report);
    tcase_add_test(tests, matches_spa_vectors);
    tcase_add_test(tests, matches_ephemeris_truth);
    tcase_add_test(tests, stays_within_its_bounds);
    tcase_add_test(tests, poles_and_zenith_are_finite);
    tcase_add_test(tests, refuses_what_is_no_place_or_time);
    tcase_add_test(tests, array_is_the_single_one_by_row);
    tcase_add_test(tests, events_match_vectors);
    tcase_add_test(tests, events_are_where_the_sun_crosses);
    tcase_add_test(tests, transit_belongs_to_the_day);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
