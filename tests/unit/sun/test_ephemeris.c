/* The quick ephemeris against the series it stands for.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/sun.h>

#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RAD (0.017453292519943295)
#define DAY_US (INT64_C(86400000000))
#define FIRST_US (INT64_C(-631152000000000))
#define END_US (INT64_C(4133980800000000))

static const ostrov_place pisek = {49.3088, 14.1475, 390};

static uint64_t seed = 0x0123456789abcdefu;

static double uniform(void)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(seed >> 11) / 9007199254740992.0;
}

static double separation_deg(const ostrov_sun *a, const ostrov_sun *b)
{
    const double x = ostrov_sin(a->zenith_deg * RAD) * ostrov_cos(a->azimuth_deg * RAD) -
                     ostrov_sin(b->zenith_deg * RAD) * ostrov_cos(b->azimuth_deg * RAD);
    const double y = ostrov_sin(a->zenith_deg * RAD) * ostrov_sin(a->azimuth_deg * RAD) -
                     ostrov_sin(b->zenith_deg * RAD) * ostrov_sin(b->azimuth_deg * RAD);
    const double z = ostrov_cos(a->zenith_deg * RAD) - ostrov_cos(b->zenith_deg * RAD);
    return 2.0 * ostrov_asin(0.5 * __builtin_sqrt(x * x + y * y + z * z)) / RAD;
}

static double gap(double a, double b) { return a > b ? a - b : b - a; }

static double worst_of(double a, double b) { return a > b ? a : b; }

/* Random places and moments over all the promised years, both series: the promise is 1e-6°. */
START_TEST(equals_its_series)
{
    double worst = 0.0;
    double rest = 0.0;
    for (int i = 0; i < 4000; i++) {
        const ostrov_place place = {-90.0 + 180.0 * uniform(), -180.0 + 360.0 * uniform(),
                                    3000.0 * uniform()};
        const int64_t time_us = FIRST_US + (int64_t)(uniform() * (double)(END_US - FIRST_US - 1));
        ostrov_sun_options o;
        ostrov_sun_ephemeris e;
        ostrov_sun slow;
        ostrov_sun quick;
        ck_assert_int_eq(ostrov_sun_options_defaults(&o, sizeof o), OSTROV_OK);
        o.model = i % 2 == 0 ? OSTROV_SUN_SPA : OSTROV_SUN_PRECISE;
        ck_assert_int_eq(ostrov_sun_ephemeris_init(&e, &place, &o, NULL), OSTROV_OK);
        ck_assert_int_eq(ostrov_sun_ephemeris_position(&e, time_us, &quick), OSTROV_OK);
        ck_assert_int_eq(ostrov_sun_position_with(time_us, &place, &o, &slow, NULL), OSTROV_OK);
        worst = worst_of(worst, separation_deg(&slow, &quick));
        worst = worst_of(worst, gap(slow.declination_deg, quick.declination_deg));
        const double turned = gap(slow.hour_angle_deg, quick.hour_angle_deg);
        worst = worst_of(worst, turned > 180.0 ? 360.0 - turned : turned);
        rest = worst_of(rest, gap(slow.distance_au, quick.distance_au));
        rest = worst_of(rest, 1e-3 * gap(slow.equation_of_time_s, quick.equation_of_time_s));
    }
    printf("ephemeris against its series: worst %.2e deg, distance (au), equation (ks) %.2e\n",
           worst, rest);
    ck_assert_double_lt(worst, 1e-7); /* ten times better than promised */
    ck_assert_double_lt(rest, 1e-8);
}
END_TEST

/* Days forwards, backwards and at random give the same bits as an ephemeris of its own. */
START_TEST(remembers_nothing_it_should_not)
{
    ostrov_sun_ephemeris walking;
    ck_assert_int_eq(ostrov_sun_ephemeris_init(&walking, &pisek, NULL, NULL), OSTROV_OK);
    int64_t time_us = INT64_C(1782000000000000);
    for (int i = 0; i < 400; i++) {
        ostrov_sun_ephemeris fresh;
        ostrov_sun a;
        ostrov_sun b;
        time_us += (int64_t)((uniform() - 0.4) * 5.0 * (double)DAY_US);
        ck_assert_int_eq(ostrov_sun_ephemeris_init(&fresh, &pisek, NULL, NULL), OSTROV_OK);
        ck_assert_int_eq(ostrov_sun_ephemeris_position(&walking, time_us, &a), OSTROV_OK);
        ck_assert_int_eq(ostrov_sun_ephemeris_position(&fresh, time_us, &b), OSTROV_OK);
        ck_assert_mem_eq(&a, &b, sizeof a);
    }
    ostrov_sun_ephemeris copy = walking; /* copyable by assignment */
    ostrov_sun a;
    ostrov_sun b;
    ck_assert_int_eq(ostrov_sun_ephemeris_position(&copy, time_us + 1000, &a), OSTROV_OK);
    ck_assert_int_eq(ostrov_sun_ephemeris_position(&walking, time_us + 1000, &b), OSTROV_OK);
    ck_assert_mem_eq(&a, &b, sizeof a);
}
END_TEST

/* Rows close together come from the ephemeris, lonely ones from the series; bad ones stand alone.
 */
START_TEST(arrays_take_the_quick_way_where_it_pays)
{
    enum { ROWS = 3 * 1440 };
    int64_t *time_us = malloc(ROWS * sizeof *time_us);
    ostrov_sun *sun = malloc(ROWS * sizeof *sun);
    ostrov_sun *again = malloc(ROWS * sizeof *again);
    uint8_t status[ROWS];
    ostrov_sun_ephemeris e;
    double worst = 0.0;
    ck_assert(time_us != NULL && sun != NULL && again != NULL);
    for (int i = 0; i < ROWS; i++) {
        time_us[i] = INT64_C(1782000000000000) + i * INT64_C(60000000);
    }
    time_us[700] = INT64_MAX;
    ck_assert_int_eq(ostrov_sun_position_n(time_us, ROWS, &pisek, sun, status), OSTROV_OK);
    ck_assert_int_eq(ostrov_sun_ephemeris_init(&e, &pisek, NULL, NULL), OSTROV_OK);
    ck_assert_int_eq(ostrov_sun_ephemeris_position_n(&e, time_us, ROWS, again, NULL), OSTROV_OK);
    for (int i = 0; i < ROWS; i++) {
        ostrov_sun slow;
        ck_assert_uint_eq(status[i], i == 700 ? OSTROV_VALUE_RANGE : OSTROV_VALUE_OK);
        if (i != 700) {
            ck_assert_int_eq(ostrov_sun_position(time_us[i], &pisek, &slow), OSTROV_OK);
            worst = worst_of(worst, separation_deg(&slow, &sun[i]));
        }
    }
    ck_assert(sun[700].zenith_deg != sun[700].zenith_deg);
    ck_assert_double_lt(worst, 1e-7);
    ck_assert_mem_eq(&sun[100], &again[100], sizeof sun[100]);
    for (int i = 0; i < 100; i++) {
        time_us[i] = INT64_C(1782000000000000) + i * 7 * DAY_US;
    }
    ck_assert_int_eq(ostrov_sun_position_n(time_us, 100, &pisek, sun, status), OSTROV_OK);
    for (int i = 0; i < 100; i++) {
        ostrov_sun slow;
        ck_assert_int_eq(ostrov_sun_position(time_us[i], &pisek, &slow), OSTROV_OK);
        ck_assert_mem_eq(&slow, &sun[i], sizeof slow);
    }
    free(time_us);
    free(sun);
    free(again);
}
END_TEST

START_TEST(refuses_what_it_cannot_do)
{
    ostrov_sun_ephemeris e;
    ostrov_sun sun = {1, 2, 3, 4, 5, 6, 7};
    const ostrov_sun before = sun;
    memset(&e, 0, sizeof e);
    ck_assert_int_eq(ostrov_sun_ephemeris_position(&e, 0, &sun), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_sun_ephemeris_position(NULL, 0, &sun), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_sun_ephemeris_init(NULL, &pisek, NULL, NULL), OSTROV_E_ARGUMENT);
    const ostrov_place nowhere = {0, 181, 0};
    ck_assert_int_eq(ostrov_sun_ephemeris_init(&e, &nowhere, NULL, NULL), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_sun_ephemeris_init(&e, &pisek, NULL, NULL), OSTROV_OK);
    ck_assert_int_eq(ostrov_sun_ephemeris_position(&e, END_US, &sun), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_sun_ephemeris_position(&e, FIRST_US - 1, &sun), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_sun_ephemeris_position_n(&e, NULL, 1, &sun, NULL), OSTROV_E_ARGUMENT);
    ck_assert_mem_eq(&sun, &before, sizeof sun);
    ck_assert_int_eq(ostrov_sun_ephemeris_position(&e, FIRST_US, &sun), OSTROV_OK);
    ck_assert_int_eq(ostrov_sun_ephemeris_position(&e, END_US - 1, &sun), OSTROV_OK);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sun.ephemeris");
    TCase *tests = tcase_create("all");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, equals_its_series);
    tcase_add_test(tests, remembers_nothing_it_should_not);
    tcase_add_test(tests, arrays_take_the_quick_way_where_it_pays);
    tcase_add_test(tests, refuses_what_it_cannot_do);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
