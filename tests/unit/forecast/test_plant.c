/* A learned plant: gain, what was held down, shade, faults.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plant_help.h"

/* Some GHI by the time of day, as a meter beside the plant would read. */
static double some_ghi(int64_t time_s, uint64_t *seed)
{
    const double hour = (double)(time_s % 86400) / 3600.0;
    return ostrov_i_max(0.0, 700.0 - 25.0 * (hour - 11.0) * (hour - 11.0)) *
           (0.6 + 0.4 * test_random(seed));
}

/* A plant that gives share of its sheet under a measured sky, from day to day. */
static void live(learner *l, const ostrov_pv_config *pv, int from, int to, double share,
                 int32_t limit, uint64_t *seed)
{
    for (int i = from * 96; i < to * 96; i++) {
        const int64_t t = test_start_s + i * 900;
        const ostrov_weather w = sunny(some_ghi(t, seed));
        const double power = share * truth_w(pv, t + 450, &w);
        ck_assert_int_eq(ostrov_forecast_plant_step(l->plant, t, power, limit, &w), OSTROV_OK);
    }
}

START_TEST(day_one_is_the_data_sheet)
{
    const ostrov_pv_config pv = test_plant();
    const ostrov_forecast_plant_config c = sheet_of(&pv);
    learner l;
    begin(&l, &c);
    for (int i = 0; i < 96; i++) {
        const int64_t t = test_start_s + i * 900;
        double power = -1.0;
        const ostrov_status status = ostrov_forecast_plant_power(l.plant, t, NULL, &power);
        ck_assert(status == OSTROV_DEGRADED || (status == OSTROV_OK && power == 0.0));
        ck_assert_double_eq_tol(power, truth_w(&pv, t + 450, NULL), 1e-6);
    }
    const ostrov_forecast_plant_state s = read_of(&l);
    ck_assert(s.gain_ratio == 1.0 && s.samples == 0 && s.tilt_deg == 35.0);
    ck_assert(ostrov_i_nan(s.tilt_sigma_deg) && ostrov_i_nan(s.misfit_ratio));
    ck_assert_int_eq(ostrov_forecast_plant_calibrate(l.plant), OSTROV_EMPTY);
}
END_TEST

START_TEST(gain_follows_dirt_and_rain)
{
    const ostrov_pv_config pv = test_plant();
    const ostrov_forecast_plant_config c = sheet_of(&pv);
    learner l;
    uint64_t seed = 3;
    begin(&l, &c);
    live(&l, &pv, 0, 20, 0.9, OSTROV_POWER_FREE, &seed);
    ck_assert_double_eq_tol(read_of(&l).gain_slow_ratio, 0.9, 0.01);
    live(&l, &pv, 20, 45, 0.8, OSTROV_POWER_FREE, &seed);
    ostrov_forecast_plant_state s = read_of(&l);
    ck_assert_double_eq_tol(s.gain_slow_ratio, 0.8, 0.01);
    ck_assert(s.soiled_ratio > 0.06 &&
              s.soiled_ratio < 0.13); /* a ninth, fading over half a year */
    live(&l, &pv, 45, 70, 0.9, OSTROV_POWER_FREE, &seed);
    ck_assert_double_lt(read_of(&l).soiled_ratio, 0.01);
}
END_TEST

START_TEST(held_down_is_at_least)
{
    const ostrov_pv_config pv = test_plant();
    const ostrov_forecast_plant_config c = sheet_of(&pv);
    learner l;
    uint64_t seed = 4;
    begin(&l, &c);
    live(&l, &pv, 0, 20, 0.9, OSTROV_POWER_FREE, &seed);
    const double before = read_of(&l).gain_slow_ratio;
    live(&l, &pv, 20, 40, 0.3, OSTROV_POWER_AT_LEAST, &seed);
    ck_assert_double_eq_tol(read_of(&l).gain_slow_ratio, before, 1e-9);
    for (int a = 0; a < 360; a += 5) {
        double open = -1.0;
        ck_assert_int_eq(ostrov_forecast_plant_open(l.plant, a, 12.0, &open), OSTROV_OK);
        ck_assert_double_eq(open, 1.0); /* and is no shade */
    }
    /* More than was thought possible is learned whatever the flag. */
    live(&l, &pv, 40, 60, 1.0, OSTROV_POWER_AT_LEAST, &seed);
    ck_assert_double_eq_tol(read_of(&l).gain_slow_ratio, 1.0, 0.01);
}
END_TEST

START_TEST(what_stands_still_is_held)
{
    const ostrov_pv_config pv = test_plant();
    const ostrov_forecast_plant_config c = sheet_of(&pv);
    learner l;
    uint64_t seed = 14;
    begin(&l, &c);
    live(&l, &pv, 0, 20, 0.9, OSTROV_POWER_FREE, &seed);
    ck_assert_int_eq(read_of(&l).held, 0);
    const double before = read_of(&l).gain_slow_ratio;
    for (int i = 0; i < 24; i++) { /* six hours at a limit that nobody told of */
        const int64_t t = test_start_s + 20 * 86400 + 8 * 3600 + i * 900;
        const ostrov_weather w = sunny(700.0);
        ck_assert_int_eq(ostrov_forecast_plant_step(l.plant, t, 20e3, 0, &w), OSTROV_OK);
        ck_assert_int_eq(read_of(&l).held, i >= 2);
    }
    ck_assert_double_eq_tol(read_of(&l).gain_slow_ratio, before, 0.03); /* two were learned */
}
END_TEST

START_TEST(outliers_move_little)
{
    const ostrov_pv_config pv = test_plant();
    const ostrov_forecast_plant_config c = sheet_of(&pv);
    learner l;
    uint64_t seed = 5;
    begin(&l, &c);
    for (int i = 0; i < 40 * 96; i++) {
        const int64_t t = test_start_s + i * 900;
        const ostrov_weather w = sunny(some_ghi(t, &seed));
        double power = 0.9 * truth_w(&pv, t + 450, &w);
        const double luck = test_random(&seed);
        power = luck < 0.05 ? 0.0 : (luck < 0.1 ? 79e3 : power);
        ck_assert_int_eq(ostrov_forecast_plant_step(l.plant, t, power, 0, &w), OSTROV_OK);
    }
    ck_assert_double_eq_tol(read_of(&l).gain_slow_ratio, 0.9, 0.05);
}
END_TEST

START_TEST(shade_lies_where_it_is)
{
    const ostrov_pv_config pv = test_plant();
    ostrov_forecast_plant_config c = sheet_of(&pv);
    learner l;
    uint64_t seed = 9;
    begin(&l, &c);
    own_power(&l, &pv, 0.0, 90, 1, &seed);
    double horizon[OSTROV_FORECAST_DIRECTIONS];
    ck_assert_int_eq(ostrov_forecast_plant_horizon(l.plant, horizon), OSTROV_OK);
    for (int a = 80; a <= 85; a += 5) { /* where the sun passes 15° in these months */
        ck_assert_double_eq_tol(horizon[a / 5], 15.0, 2.6);
    }
    for (int a = 105; a <= 300; a += 5) {
        ck_assert_double_eq(horizon[a / 5], 0.0);
    }
    /* The forecast of a clear morning has the shade in it. */
    double open = -1.0;
    ck_assert_int_eq(ostrov_forecast_plant_open(l.plant, 80.0, 11.0, &open), OSTROV_OK);
    ck_assert(open > 0.15 && open < 0.45);
}
END_TEST

START_TEST(bytes_go_on_alike)
{
    const ostrov_pv_config pv = test_plant();
    const ostrov_forecast_plant_config c = sheet_of(&pv);
    static learner a, b;
    uint64_t seed = 6;
    begin(&a, &c);
    live(&a, &pv, 0, 5, 0.9, OSTROV_POWER_FREE, &seed);
    memcpy(b.words, a.words, sizeof a.words);
    b.plant = (ostrov_forecast_plant *)b.words;
    uint64_t again = seed;
    live(&a, &pv, 5, 10, 0.8, OSTROV_POWER_FREE, &seed);
    live(&b, &pv, 5, 10, 0.8, OSTROV_POWER_FREE, &again);
    ck_assert_mem_eq(a.words, b.words, ostrov_forecast_plant_size(&c));
}
END_TEST

START_TEST(faults_are_named)
{
    ostrov_pv_config pv = test_plant();
    ostrov_forecast_plant_config c = sheet_of(&pv);
    ostrov_fault why;
    learner l;
    begin(&l, &c);
    ck_assert_int_eq(ostrov_forecast_plant_init(l.words, 64, &c, &l.plant, &why), OSTROV_E_SPACE);
    ck_assert_int_eq(ostrov_forecast_plant_init(NULL, 64, &c, &l.plant, &why), OSTROV_E_ARGUMENT);
    c.memory_s = OSTROV_I_NAN;
    ck_assert_int_eq(ostrov_forecast_plant_init(l.words, sizeof l.words, &c, &l.plant, &why),
                     OSTROV_E_NOT_FINITE);
    ck_assert_str_eq(why.field, "memory_s");
    c = sheet_of(&pv);
    c.samples = 10;
    ck_assert_uint_eq(ostrov_forecast_plant_size(&c), 0);
    c = sheet_of(NULL);
    ck_assert_int_eq(ostrov_forecast_plant_init(l.words, sizeof l.words, &c, &l.plant, &why),
                     OSTROV_E_ARGUMENT);
    c = sheet_of(&pv);
    c.struct_size = 8; /* nobody's */
    ck_assert_int_eq(ostrov_forecast_plant_init(l.words, sizeof l.words, &c, &l.plant, &why),
                     OSTROV_E_ARGUMENT);
    ck_assert_str_eq(why.field, "struct_size");

    const double bad[] = {65535e3, -30e3, 1.0 / 0.0, -1.0 / 0.0};
    for (int i = 0; i < 4; i++) {
        ck_assert_int_eq(
            ostrov_forecast_plant_step(l.plant, test_start_s + 43200 + i * 900, bad[i], 0, NULL),
            OSTROV_DEGRADED);
    }
    ck_assert_int_eq(ostrov_forecast_plant_step(l.plant, test_start_s + 43200, 1.0, 0, NULL),
                     OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_forecast_plant_step(l.plant, INT64_MAX, 1.0, 0, NULL), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_forecast_plant_step(l.plant, INT64_MIN, 1.0, 0, NULL), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_forecast_plant_step(l.plant, test_start_s + 90000, 1.0, 7, NULL),
                     OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_forecast_plant_step(NULL, test_start_s, 1.0, 0, NULL),
                     OSTROV_E_ARGUMENT);
    ostrov_weather w = sunny(65535.0); /* refused: as if there were no irradiance */
    ck_assert_int_eq(ostrov_forecast_plant_step(l.plant, test_start_s + 90000, OSTROV_I_NAN, 0, &w),
                     OSTROV_OK);
    ck_assert_int_eq(read_of(&l).samples, 0);
    double open = -1.0;
    ck_assert_int_eq(ostrov_forecast_plant_open(l.plant, OSTROV_I_NAN, 3.0, &open),
                     OSTROV_E_NOT_FINITE);
    ck_assert_int_eq(ostrov_forecast_plant_open(l.plant, 400.0, 3.0, &open), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_forecast_plant_open(l.plant, -360.0, -90.0, &open), OSTROV_OK);
    ck_assert_int_eq(ostrov_forecast_plant_open(l.plant, 360.0, 90.0, &open), OSTROV_OK);
    ck_assert_int_eq(ostrov_forecast_plant_calibrate(NULL), OSTROV_E_ARGUMENT);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("forecast plant");
    TCase *tc = tcase_create("plant");
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, day_one_is_the_data_sheet);
    tcase_add_test(tc, gain_follows_dirt_and_rain);
    tcase_add_test(tc, held_down_is_at_least);
    tcase_add_test(tc, what_stands_still_is_held);
    tcase_add_test(tc, outliers_move_little);
    tcase_add_test(tc, shade_lies_where_it_is);
    tcase_add_test(tc, bytes_go_on_alike);
    tcase_add_test(tc, faults_are_named);
    suite_add_tcase(suite, tc);
    return unit_run(suite);
}
