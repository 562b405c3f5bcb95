/* Forecasts of a load, faults, gaps and garbage.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "forecast_help.h"

/* A bus station: quiet nights, a morning and an evening by local time, less at the weekend. */
static double station_load(int64_t time_s)
{
    ostrov_zone zone;
    ostrov_civil local;
    ck_assert_int_eq(ostrov_zone_read("Europe/Prague", &zone), OSTROV_OK);
    ck_assert_int_eq(ostrov_zone_civil(&zone, time_s, &local), OSTROV_OK);
    const double busy = local.weekday >= 6 ? 6e3 : 20e3;
    return 4e3 + (local.hour >= 5 && local.hour < 22 ? busy : 0) + (local.hour == 17 ? 9e3 : 0);
}

START_TEST(first_guess_is_the_typical_load)
{
    const ostrov_forecast_config c = test_config(OSTROV_FORECAST_LOAD, NULL);
    test_memory m;
    test_init(&m, &c);
    double w[96];
    ck_assert_int_eq(ostrov_forecast_predict(m.forecast, test_start_s, 96, NULL, 0.5, w),
                     OSTROV_DEGRADED);
    for (int i = 0; i < 96; i++) {
        ck_assert(w[i] == 20e3);
    }
}
END_TEST

START_TEST(day_and_weekend_are_learned_by_local_time)
{
    const ostrov_forecast_config c = test_config(OSTROV_FORECAST_LOAD, NULL);
    test_memory m;
    test_init(&m, &c);
    /* From October on, over the change to winter time on 25 October 2026 and two weeks beyond. */
    const int64_t start = 1791504000; /* 2026-10-09 00:00 UTC, a Friday */
    int64_t t = start;
    for (int i = 0; i < 31 * 96; i++, t += 900) {
        ck_assert_int_eq(ostrov_forecast_step(m.forecast, t, station_load(t), OSTROV_I_NAN),
                         OSTROV_OK);
    }
    double w[TEST_STEPS];
    double error = 0;
    double sum = 0;
    for (int day = 0; day < 7; day += 2) {
        ck_assert_int_eq(
            ostrov_forecast_predict(m.forecast, t + day * 86400, TEST_STEPS, NULL, 0.5, w),
            OSTROV_OK);
        for (int i = 0; i < TEST_STEPS; i++) {
            const double truth = station_load(t + day * 86400 + i * 900);
            error += ostrov_i_abs(w[i] - truth);
            sum += truth;
        }
    }
    /* A noiseless load: only the recursive quantiles' last moves are left. */
    ck_assert_double_lt(error, 0.03 * sum);
}
END_TEST

START_TEST(a_surplus_fades_with_time)
{
    const ostrov_forecast_config c = test_config(OSTROV_FORECAST_LOAD, NULL);
    test_memory m;
    test_init(&m, &c);
    uint64_t seed = 4;
    double state = 0;
    int64_t t = test_start_s;
    /* AR(1) of 0.9 a step; long enough for the mean of each quarter hour to be better than noise.
     */
    for (int i = 0; i < 120 * 96; i++, t += 900) {
        state = 0.9 * state + 2e3 * (test_random(&seed) - 0.5);
        ck_assert_int_eq(ostrov_forecast_step(m.forecast, t, 20e3 + state, OSTROV_I_NAN),
                         OSTROV_OK);
    }
    for (int i = 0; i < 8; i++, t += 900) { /* two hours far above */
        ck_assert_int_eq(ostrov_forecast_step(m.forecast, t, 26e3, OSTROV_I_NAN), OSTROV_OK);
    }
    double w[96];
    ck_assert_int_eq(ostrov_forecast_predict(m.forecast, t, 96, NULL, 0.5, w), OSTROV_OK);
    ck_assert(w[0] > 23.5e3 && w[0] > w[7] && w[7] > w[31]);
    ck_assert_double_eq_tol(w[95], 20e3, 1e3);
    ostrov_forecast_score score;
    ck_assert_int_eq(ostrov_forecast_score_read(m.forecast, &score, sizeof score), OSTROV_OK);
    ck_assert_double_gt(score.coverage_ratio, 0.74);
    ck_assert_double_lt(score.coverage_ratio, 0.86);
    ck_assert_double_lt(score.mae_w, score.persistence_mae_w);
}
END_TEST

/* 26 October, a Monday: the station runs as on a Sunday on 28 October, the Wednesday after, in CZ.
 */
START_TEST(a_holiday_is_no_working_day)
{
    const int64_t start = 1790380800; /* 2026-09-26 00:00 UTC */
    double w[2][96];
    for (int k = 0; k < 2; k++) {
        ostrov_forecast_config c = test_config(OSTROV_FORECAST_LOAD, NULL);
        c.country = k == 0 ? NULL : "CZ";
        test_memory m;
        test_init(&m, &c);
        int64_t t = start;
        for (int i = 0; i < 32 * 96; i++, t += 900) { /* to 28 October, 00:00 UTC */
            /* 28 September is a holiday too: a Monday without work. */
            const double load =
                t >= 1790546400 && t < 1790632800 ? station_load(t - 86400) : station_load(t);
            ck_assert_int_eq(ostrov_forecast_step(m.forecast, t, load, OSTROV_I_NAN), OSTROV_OK);
        }
        ck_assert_int_eq(ostrov_forecast_predict(m.forecast, t, 96, NULL, 0.5, w[k]), OSTROV_OK);
    }
    ck_assert_double_gt(w[0][48], 20e3); /* noon, for who knows of no holiday */
    ck_assert_double_lt(w[1][48], 13e3); /* 10 kW on such days */
}
END_TEST

/* Every day is as yesterday, a little more or less than usual: yesterday tells. Cold tells too. */
START_TEST(yesterday_and_the_cold_tell)
{
    const ostrov_forecast_config c = test_config(OSTROV_FORECAST_LOAD, NULL);
    test_memory m;
    test_init(&m, &c);
    uint64_t seed = 12;
    double level = 0;
    double w[96], air[96], error = 0, usual = 0;
    int64_t t = test_start_s;
    for (int day = 0; day < 90; day++) {
        level = 0.9 * level + 4e3 * (test_random(&seed) - 0.5);
        const double temperature = -5.0 + 15.0 * test_random(&seed);
        for (int i = 0; i < 96; i++) {
            air[i] = temperature;
        }
        if (day >= 60) {
            ck_assert_int_eq(ostrov_forecast_predict(m.forecast, t, 96, air, 0.5, w), OSTROV_OK);
        }
        for (int i = 0; i < 96; i++, t += 900) {
            const double load = 20e3 + level + 400.0 * (16.0 - temperature);
            if (day >= 60) {
                error += ostrov_i_abs(w[i] - load);
                usual += ostrov_i_abs(20e3 + 400.0 * 13.5 - load);
            }
            ck_assert_int_eq(ostrov_forecast_step(m.forecast, t, load, temperature), OSTROV_OK);
        }
    }
    ck_assert_double_lt(
        error, 0.7 * usual); /* half is the best that can be: the level moves anew each day */
}
END_TEST

/* A first guess a hundred times too large is gone within days. */
START_TEST(wrong_guess_does_not_stay)
{
    ostrov_forecast_config c = test_config(OSTROV_FORECAST_LOAD, NULL);
    c.typical_w = 2e6;
    test_memory m;
    test_init(&m, &c);
    uint64_t seed = 6;
    int64_t t = test_start_s;
    for (int i = 0; i < 14 * 96; i++, t += 900) {
        const double w = 20e3 + 2e3 * (test_random(&seed) - 0.5);
        ck_assert_int_eq(ostrov_forecast_step(m.forecast, t, w, OSTROV_I_NAN), OSTROV_OK);
    }
    double low[96];
    double high[96];
    ck_assert_int_eq(ostrov_forecast_predict(m.forecast, t, 96, NULL, 0.05, low), OSTROV_OK);
    ck_assert_int_eq(ostrov_forecast_predict(m.forecast, t, 96, NULL, 0.95, high), OSTROV_OK);
    for (int i = 0; i < 96; i++) {
        ck_assert(low[i] > 10e3 && high[i] < 30e3);
    }
}
END_TEST

START_TEST(gaps_count_as_not_measured)
{
    const ostrov_pv_config pv = test_plant();
    for (int of = OSTROV_FORECAST_PV; of <= OSTROV_FORECAST_LOAD; of++) {
        const ostrov_forecast_config c = test_config(of, &pv);
        static test_memory left_out;
        static test_memory told;
        test_init(&left_out, &c);
        test_init(&told, &c);
        uint64_t seed = 9;
        for (int i = 0; i < 600; i++) {
            const int64_t t = test_start_s + i * 900;
            const int gap = (i > 40 && i < 55) || (i > 100 && i < 250);
            const double w = gap ? OSTROV_I_NAN : 5e3 * test_random(&seed);
            ck_assert_int_eq(ostrov_forecast_step(told.forecast, t, w, OSTROV_I_NAN), OSTROV_OK);
            if (!gap) {
                ck_assert_int_eq(ostrov_forecast_step(left_out.forecast, t, w, OSTROV_I_NAN),
                                 OSTROV_OK);
            }
        }
        double a[96];
        double b[96];
        const int64_t t = test_start_s + 600 * 900;
        ck_assert_int_eq(ostrov_forecast_predict(told.forecast, t, 96, NULL, 0.8, a), OSTROV_OK);
        ck_assert_int_eq(ostrov_forecast_predict(left_out.forecast, t, 96, NULL, 0.8, b),
                         OSTROV_OK);
        ck_assert_mem_eq(a, b, sizeof a);
    }
}
END_TEST

START_TEST(config_faults_are_named)
{
    ostrov_pv_config pv = test_plant();
    ostrov_forecast_config c;
    ostrov_fault why;
    test_memory m;
    ostrov_forecast *f = NULL;
    ck_assert_int_eq(ostrov_forecast_defaults(&c, sizeof c), OSTROV_OK);
    ck_assert_uint_eq(ostrov_forecast_size(&c), 0);
    ck_assert_int_eq(ostrov_forecast_init(m.words, sizeof m.words, &c, &f, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "of");
    c = test_config(OSTROV_FORECAST_PV, NULL);
    ck_assert_int_eq(ostrov_forecast_init(m.words, sizeof m.words, &c, &f, &why),
                     OSTROV_E_ARGUMENT);
    ck_assert_str_eq(why.field, "pv");
    pv.tilt_deg = 91;
    c = test_config(OSTROV_FORECAST_PV, &pv);
    ck_assert_int_eq(ostrov_forecast_init(m.words, sizeof m.words, &c, &f, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "tilt_deg");
    ck_assert_str_eq(why.structure, "ostrov_pv_config");
    c = test_config(OSTROV_FORECAST_LOAD, NULL);
    c.zone = "Nowhere/Land";
    ck_assert_int_eq(ostrov_forecast_init(m.words, sizeof m.words, &c, &f, &why), OSTROV_E_TEXT);
    c.zone = "CET-1CEST,M3.5.0,M10.5.0/3                                             ";
    ck_assert_int_eq(ostrov_forecast_init(m.words, sizeof m.words, &c, &f, &why), OSTROV_E_TEXT);
    c = test_config(OSTROV_FORECAST_LOAD, NULL);
    c.typical_w = OSTROV_I_NAN;
    ck_assert_int_eq(ostrov_forecast_init(m.words, sizeof m.words, &c, &f, &why),
                     OSTROV_E_NOT_FINITE);
    c = test_config(OSTROV_FORECAST_LOAD, NULL);
    c.step_s = 700;
    ck_assert_int_eq(ostrov_forecast_init(m.words, sizeof m.words, &c, &f, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "step_s");
    c = test_config(OSTROV_FORECAST_LOAD, NULL);
    const size_t bytes = ostrov_forecast_size(&c);
    ck_assert(bytes > 0 && bytes % 8 == 0);
    ck_assert_int_eq(ostrov_forecast_init(m.words, bytes - 1, &c, &f, &why), OSTROV_E_SPACE);
    ck_assert_int_eq(ostrov_forecast_init((char *)m.words + 4, bytes, &c, &f, &why),
                     OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_forecast_init(NULL, bytes, &c, &f, &why), OSTROV_E_ARGUMENT);
    ck_assert_ptr_null(f);
    ck_assert_int_eq(ostrov_forecast_init(m.words, bytes, &c, &f, NULL), OSTROV_OK);
    c = test_config(OSTROV_FORECAST_LOAD, NULL);
    c.country = "ZZ";
    ck_assert_uint_eq(ostrov_forecast_size(&c), 0);
}
END_TEST

START_TEST(calls_are_guarded)
{
    const ostrov_forecast_config c = test_config(OSTROV_FORECAST_LOAD, NULL);
    test_memory m;
    double w[800] = {-7};
    test_init(&m, &c);
    const int64_t t = test_start_s;
    ck_assert_int_eq(ostrov_forecast_step(m.forecast, t, 1, 1), OSTROV_OK);
    ck_assert_int_eq(ostrov_forecast_step(m.forecast, t, 1, 1), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_forecast_step(m.forecast, t - 900, 1, 1), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_forecast_step(m.forecast, t + 1000, 1, 1), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_forecast_step(m.forecast, INT64_MAX, 1, 1), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_forecast_step(m.forecast, INT64_MIN, 1, 1), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_forecast_step(NULL, t, 1, 1), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_forecast_predict(m.forecast, t, 1, NULL, 0.5, w), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_forecast_predict(m.forecast, t + 900, 193, NULL, 0.5, w),
                     OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_forecast_predict(m.forecast, t + 900, 0, NULL, 0.5, w), OSTROV_E_RANGE);
    const double bad[] = {0, 1, -0.1, 1.5, OSTROV_I_NAN};
    for (int i = 0; i < 5; i++) {
        ck_assert_int_eq(ostrov_forecast_predict(m.forecast, t + 900, 1, NULL, bad[i], w),
                         OSTROV_E_RANGE);
    }
    ck_assert_int_eq(ostrov_forecast_predict(m.forecast, INT64_MAX, 1, NULL, 0.5, w),
                     OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_forecast_predict(m.forecast, t + 900, 1, NULL, 0.5, NULL),
                     OSTROV_E_ARGUMENT);
    ck_assert(w[0] == -7);
    memset(m.words, 0, 64);
    ck_assert_int_eq(ostrov_forecast_step(m.forecast, t + 900, 1, 1), OSTROV_E_ARGUMENT);
    ostrov_forecast_score s;
    ck_assert_int_eq(ostrov_forecast_score_read(m.forecast, &s, sizeof s), OSTROV_E_ARGUMENT);
}
END_TEST

/* Any input: finite, ordered, bounded forecasts. */
START_TEST(any_measurement_leaves_a_sane_forecast)
{
    static const double odd[] = {0, 65535, -1e30, 1e30, 1e-300, 79999, 95e3, 97e3, -100, 1e9, 5};
    const ostrov_pv_config pv = test_plant();
    for (int of = OSTROV_FORECAST_PV; of <= OSTROV_FORECAST_LOAD; of++) {
        const ostrov_forecast_config c = test_config(of, &pv);
        test_memory m;
        test_init(&m, &c);
        uint64_t seed = 77;
        int64_t t = test_start_s;
        for (int i = 0; i < 4000; i++) {
            double in[2];
            for (int k = 0; k < 2; k++) {
                const int pick = (int)(test_random(&seed) * 16);
                in[k] = pick < 11    ? odd[pick]
                        : pick == 11 ? OSTROV_I_NAN
                        : pick == 12 ? __builtin_inf()
                        : pick == 13 ? -__builtin_inf()
                                     : 80e3 * test_random(&seed);
            }
            t += 900 * (test_random(&seed) < 0.02 ? 1 + (int)(150 * test_random(&seed)) : 1);
            ck_assert_int_ge(ostrov_forecast_step(m.forecast, t, in[0], in[1]), OSTROV_OK);
            double before[24] = {0};
            for (int q = 1; q < 20 && i % 20 == 0; q++) {
                double w[24];
                ck_assert_int_ge(
                    ostrov_forecast_predict(m.forecast, t + 900, 24, NULL, q * 0.05, w), OSTROV_OK);
                for (int s = 0; s < 24; s++) {
                    ck_assert(ostrov_i_finite(w[s]) && w[s] >= before[s]);
                    ck_assert(w[s] <= (of == OSTROV_FORECAST_PV ? 80e3 : 1e9));
                }
                memcpy(before, w, sizeof before);
            }
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("forecast.load");
    TCase *tests = tcase_create("all");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, first_guess_is_the_typical_load);
    tcase_add_test(tests, day_and_weekend_are_learned_by_local_time);
    tcase_add_test(tests, a_surplus_fades_with_time);
    tcase_add_test(tests, a_holiday_is_no_working_day);
    tcase_add_test(tests, yesterday_and_the_cold_tell);
    tcase_add_test(tests, wrong_guess_does_not_stay);
    tcase_add_test(tests, gaps_count_as_not_measured);
    tcase_add_test(tests, config_faults_are_named);
    tcase_add_test(tests, calls_are_guarded);
    tcase_add_test(tests, any_measurement_leaves_a_sane_forecast);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
