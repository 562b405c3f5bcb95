/* Forecasts of PV: first day, learning, quantiles, night, weather, no look-ahead.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "forecast_help.h"

static const double quantiles[] = {0.001, 0.05, 0.1, 0.3, 0.5, 0.77, 0.9, 0.95, 0.999};
enum { QUANTILES = 9 };

/* Learns days of the wandering sky; returns the state of the sky. */
static double learn(test_memory *m, const ostrov_pv_config *pv, int days, uint64_t *seed)
{
    double state = 0;
    for (int i = 0; i < days * 96; i++) {
        const int64_t t = test_start_s + i * 900;
        const double w = test_sky(&state, seed) * test_clear_w(pv, t);
        ck_assert_int_eq(ostrov_forecast_step(m->forecast, t, w, OSTROV_I_NAN), OSTROV_OK);
    }
    return state;
}

START_TEST(first_day_is_a_band_under_the_clear_sky)
{
    const ostrov_pv_config pv = test_plant();
    const ostrov_forecast_config c = test_config(OSTROV_FORECAST_PV, &pv);
    test_memory m;
    test_init(&m, &c);
    double low[96];
    double middle[96];
    double high[96];
    ck_assert_int_eq(ostrov_forecast_predict(m.forecast, test_start_s, 96, NULL, 0.1, low),
                     OSTROV_DEGRADED);
    ck_assert_int_eq(ostrov_forecast_predict(m.forecast, test_start_s, 96, NULL, 0.5, middle),
                     OSTROV_DEGRADED);
    ck_assert_int_eq(ostrov_forecast_predict(m.forecast, test_start_s, 96, NULL, 0.9, high),
                     OSTROV_DEGRADED);
    for (int i = 0; i < 96; i++) {
        const double clear = test_clear_w(&pv, test_start_s + i * 900);
        ck_assert_double_eq_tol(low[i], 0.17 * clear, 1e-6); /* the typical index, W */
        ck_assert_double_eq_tol(middle[i], 0.70 * clear, 1e-6);
        ck_assert_double_eq_tol(high[i], ostrov_i_min(1.02 * clear, 80e3), 1e-6);
    }
    ostrov_forecast_score score;
    ck_assert_int_eq(ostrov_forecast_score_read(m.forecast, &score, sizeof score), OSTROV_EMPTY);
    ck_assert(score.samples == 0 && ostrov_i_nan(score.mae_w));
}
END_TEST

START_TEST(beats_persistence_and_covers)
{
    const ostrov_pv_config pv = test_plant();
    const ostrov_forecast_config c = test_config(OSTROV_FORECAST_PV, &pv);
    test_memory m;
    test_init(&m, &c);
    uint64_t seed = 11;
    (void)learn(&m, &pv, 60, &seed);
    ostrov_forecast_score score;
    ck_assert_int_eq(ostrov_forecast_score_read(m.forecast, &score, sizeof score), OSTROV_OK);
    ck_assert_int_eq(score.samples, 60 * 96);
    /* An AR(1) of 0.88 a step: an hour ahead the best forecast keeps 0.6 of the deviation. */
    ck_assert_double_lt(score.mae_w, 0.97 * score.persistence_mae_w);
    /* 80 % is right; learning from the first guess on costs some. */
    ck_assert(score.coverage_ratio > 0.74 && score.coverage_ratio < 0.88);
}
END_TEST

START_TEST(quantiles_are_ordered_bounded_and_dark_by_night)
{
    const ostrov_pv_config pv = test_plant();
    ostrov_forecast_config c = test_config(OSTROV_FORECAST_PV, &pv);
    const int32_t steps[] = {60, 300, 900, 1800, 3600};
    uint64_t seed = 5;
    for (int k = 0; k < 5; k++) {
        test_memory m;
        c.step_s = steps[k];
        test_init(&m, &c);
        double state = 0;
        for (int i = 0; i < 500; i++) {
            const int64_t t = test_start_s + (int64_t)i * c.step_s;
            const double w = test_sky(&state, &seed) * test_clear_w(&pv, t + c.step_s / 2 - 450);
            ck_assert_int_eq(ostrov_forecast_step(m.forecast, t, w, OSTROV_I_NAN), OSTROV_OK);
            if (i % 50 != 49) {
                continue;
            }
            double before[TEST_STEPS] = {0};
            double now[TEST_STEPS];
            for (int q = 0; q < QUANTILES; q++) {
                ck_assert_int_eq(ostrov_forecast_predict(m.forecast, t + c.step_s, TEST_STEPS, NULL,
                                                         quantiles[q], now),
                                 OSTROV_OK);
                for (int s = 0; s < TEST_STEPS; s++) {
                    ck_assert(now[s] >= before[s] && now[s] <= pv.inverter_w);
                }
                memcpy(before, now, sizeof before);
            }
            for (int s = 0; s < TEST_STEPS; s++) {
                const int64_t at = t + (int64_t)(s + 1) * c.step_s;
                ostrov_sun sun;
                const ostrov_place place = {pv.latitude_deg, pv.longitude_deg, pv.altitude_m};
                ck_assert_int_eq(ostrov_sun_position((at + c.step_s / 2) * 1000000, &place, &sun),
                                 OSTROV_OK);
                ck_assert(sun.zenith_deg < 100 || now[s] == 0); /* 10° down: dark the whole hour */
            }
        }
    }
}
END_TEST

/* A plant that gives 60 % of its data sheet under a good weather forecast: the gain is learned. */
START_TEST(gain_of_the_weather_is_learned)
{
    const ostrov_pv_config pv = test_plant();
    const ostrov_forecast_config c = test_config(OSTROV_FORECAST_PV, &pv);
    test_memory m;
    test_init(&m, &c);
    uint64_t seed = 3;
    double state = 0;
    double told[96];
    int64_t t = test_start_s;
    for (int i = 0; i < 20 * 96; i++, t += 900) {
        const double weather = test_sky(&state, &seed) * test_clear_w(&pv, t);
        ck_assert_int_eq(ostrov_forecast_step(m.forecast, t, 0.6 * weather, weather), OSTROV_OK);
    }
    double error = 0;
    double blind = 0;
    double sum = 0;
    double with[96];
    double without[96];
    for (int i = 0; i < 96; i++) {
        told[i] = test_sky(&state, &seed) * test_clear_w(&pv, t + i * 900);
    }
    ck_assert_int_eq(ostrov_forecast_predict(m.forecast, t, 96, told, 0.5, with), OSTROV_OK);
    ck_assert_int_eq(ostrov_forecast_predict(m.forecast, t, 96, NULL, 0.5, without), OSTROV_OK);
    for (int i = 0; i < 96; i++) {
        error += ostrov_i_abs(with[i] - 0.6 * told[i]);
        blind += ostrov_i_abs(without[i] - 0.6 * told[i]);
        sum += 0.6 * told[i];
    }
    ck_assert_double_lt(error, 0.10 * sum); /* a perfect forecast but for its gain */
    ck_assert_double_lt(error, 0.5 * blind);
    /* Garbage in the weather is no weather. */
    const double garbage[] = {OSTROV_I_NAN, -1e30, 1e30, 65535e3, __builtin_inf(), -5};
    for (int i = 0; i < 96; i++) {
        told[i] = garbage[i % 6];
    }
    ck_assert_int_eq(ostrov_forecast_predict(m.forecast, t, 96, told, 0.5, with), OSTROV_OK);
    ck_assert_mem_eq(with, without, sizeof with);
}
END_TEST

/* What comes later does not change what was forecast before, and a copy of the bytes goes on the same. */
START_TEST(no_look_ahead_and_bytes_are_all)
{
    const ostrov_pv_config pv = test_plant();
    const ostrov_forecast_config c = test_config(OSTROV_FORECAST_PV, &pv);
    test_memory one;
    static test_memory two;
    test_init(&one, &c);
    uint64_t seed = 8;
    (void)learn(&one, &pv, 5, &seed);
    const size_t bytes = ostrov_forecast_size(&c);
    memcpy(two.words, one.words, bytes);
    two.forecast = (ostrov_forecast *)(void *)two.words;
    int64_t t = test_start_s + 5 * 86400;
    double a[TEST_STEPS];
    double b[TEST_STEPS];
    for (int i = 0; i < 200; i++, t += 900) {
        const double w = 0.5 * test_clear_w(&pv, t);
        ck_assert_int_eq(ostrov_forecast_predict(one.forecast, t, TEST_STEPS, NULL, 0.3, a),
                         OSTROV_OK);
        ck_assert_int_eq(ostrov_forecast_predict(two.forecast, t, TEST_STEPS, NULL, 0.3, b),
                         OSTROV_OK);
        ck_assert_mem_eq(a, b, sizeof a);
        ck_assert_int_eq(ostrov_forecast_step(one.forecast, t, w, OSTROV_I_NAN), OSTROV_OK);
        ck_assert_int_eq(ostrov_forecast_step(two.forecast, t, w, OSTROV_I_NAN), OSTROV_OK);
    }
    ck_assert_mem_eq(one.words, two.words, bytes);
    /* Learning one step touches only what is forecast after it: the same past with another last step
     * differs only from there on. */
    ck_assert_int_eq(ostrov_forecast_step(one.forecast, t, 100, OSTROV_I_NAN), OSTROV_OK);
    ck_assert_int_eq(ostrov_forecast_predict(one.forecast, t, 1, NULL, 0.5, a), OSTROV_E_TIME);
}
END_TEST

/* The remembered forecasts are those of their own time: over a change of the sky the error of an hour
 * ahead shows the change, which it would not if it knew. */
START_TEST(score_is_of_forecasts_made_before)
{
    const ostrov_pv_config pv = test_plant();
    const ostrov_forecast_config c = test_config(OSTROV_FORECAST_PV, &pv);
    test_memory m;
    test_init(&m, &c);
    double persistence = 0;
    int n = 0;
    double index[20 * 96];
    double clear[20 * 96];
    for (int i = 0; i < 20 * 96; i++) {
        const int64_t t = test_start_s + i * 900;
        index[i] = i / 6 % 2 ? 0.9 : 0.3; /* changes each one and a half hour */
        clear[i] = test_clear_w(&pv, t);
        ck_assert_int_eq(
            ostrov_forecast_step(m.forecast, t, index[i] * clear[i], OSTROV_I_NAN), OSTROV_OK);
        /* 2 % of the inverter's power: below, the index is not learned. */
        if (i >= 4 && clear[i] > 0.02 * 80e3 && clear[i - 4] > 0.02 * 80e3) {
            persistence += ostrov_i_abs(index[i - 4] - index[i]) * clear[i];
            n++;
        }
    }
    ostrov_forecast_score score;
    ck_assert_int_eq(ostrov_forecast_score_read(m.forecast, &score, sizeof score), OSTROV_OK);
    ck_assert_double_eq_tol(score.persistence_mae_w, persistence / n, 1e-6 * persistence / n);
    ck_assert_double_gt(score.mae_w, 0.1 * score.persistence_mae_w);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("forecast.pv");
    TCase *tests = tcase_create("all");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, first_day_is_a_band_under_the_clear_sky);
    tcase_add_test(tests, beats_persistence_and_covers);
    tcase_add_test(tests, quantiles_are_ordered_bounded_and_dark_by_night);
    tcase_add_test(tests, gain_of_the_weather_is_learned);
    tcase_add_test(tests, no_look_ahead_and_bytes_are_all);
    tcase_add_test(tests, score_is_of_forecasts_made_before);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
