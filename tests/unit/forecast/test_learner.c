/* The learner: faults, first day, learning, night, order, no look-ahead, missing weather, keeping
 * its bytes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "learner_help.h"

enum { LEVELS = 19 };

static const double levels[LEVELS] = {0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5,
                                      0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95};

static void predict(const bench *b, int day, double *power_w, double *mean_w)
{
    ck_assert_int_ge(ostrov_learner_predict(b->learner, test_start_s + day * 86400, TEST_STEPS,
                                            levels, LEVELS, power_w, mean_w),
                     OSTROV_OK);
}

/* Night is 0, nothing above the inverter, quantiles in order, the mean inside. */
static void sound(const bench *b, int day, const double *power_w, const double *mean_w)
{
    for (int i = 0; i < TEST_STEPS; i++) {
        const int64_t t = test_start_s + day * 86400 + i * 900;
        const double clear = test_clear_w(&b->pv, t);
        double below = 0.0;
        for (int j = 0; j < LEVELS; j++) {
            const double w = power_w[i * LEVELS + j];
            ck_assert(ostrov_i_finite(w) && w >= below && w <= b->pv.inverter_w);
            ck_assert(clear > 0.0 || w == 0.0);
            below = w;
        }
        ck_assert(mean_w[i] >= 0.0 && mean_w[i] <= b->pv.inverter_w);
    }
}

START_TEST(first_day_follows_the_data_sheet_and_the_weather)
{
    bench b;
    double power[TEST_STEPS * LEVELS];
    double mean[TEST_STEPS];
    bench_open(&b);
    ck_assert_int_eq(
        ostrov_learner_predict(b.learner, test_start_s, TEST_STEPS, levels, LEVELS, power, mean),
        OSTROV_DEGRADED); /* neither weather nor history */
    sound(&b, 0, power, mean);
    ostrov_weather clear[DAY];
    for (int i = 0; i < DAY; i++) {
        ck_assert_int_eq(ostrov_weather_defaults(&clear[i], sizeof clear[i]), OSTROV_OK);
        clear[i].cloud_ratio = 0.0;
    }
    ck_assert_int_eq(
        ostrov_learner_weather(b.learner, 0, test_start_s, clear, DAY, sizeof clear[0]), OSTROV_OK);
    predict(&b, 0, power, mean);
    const double noon = test_clear_w(&b.pv, test_start_s + 44 * 900);
    ck_assert_double_eq_tol(power[44 * LEVELS + 9], noon, 0.06 * noon); /* the median */
    ck_assert_double_lt(power[44 * LEVELS + 1], 0.95 * noon);           /* and doubt */
    bench_close(&b);
}
END_TEST

START_TEST(learns_the_plant_and_covers)
{
    bench b;
    double power[TEST_STEPS * LEVELS];
    double mean[TEST_STEPS];
    ostrov_learner_score s;
    bench_open(&b);
    bench_days(&b, 0, 60, 1);
    predict(&b, 60, power, mean);
    sound(&b, 60, power, mean);
    ck_assert_int_eq(ostrov_learner_score_read(b.learner, 16, &s, sizeof s), OSTROV_OK);
    ck_assert_double_gt(s.samples, 2000.0);
    ck_assert_double_lt(s.mae_w, 0.10 * b.pv.inverter_w);
    ck_assert(s.coverage_ratio > 0.74 && s.coverage_ratio < 0.86);
    ck_assert(s.crps_w > s.pinball_w &&
              s.crps_w < s.mae_w); /* CRPS is at most the MAE of the median */
    ck_assert_int_eq(s.lead_s, 0);
    ck_assert(ostrov_i_nan(s.skill_ratio));
    for (int i = 0; i < 16; i++) {
        ck_assert_int_eq(ostrov_learner_score_read(b.learner, i, &s, sizeof s), OSTROV_OK);
        ck_assert_int_eq(s.lead_s, (i + 1) * 900);
        ck_assert_double_gt(s.skill_ratio, i < 2 ? -0.02 : 0.1);
    }
    bench_close(&b);
}
END_TEST

START_TEST(the_future_does_not_change_a_forecast)
{
    bench a;
    bench b;
    double ahead[2][TEST_STEPS * LEVELS];
    double mean[2][TEST_STEPS];
    bench_open(&a);
    bench_open(&b);
    bench_days(&a, 0, 20, 1);
    bench_days(&b, 0, 20, 1);
    predict(&a, 20, ahead[0], mean[0]);
    predict(&b, 20, ahead[1], mean[1]);
    ck_assert_mem_eq(ahead[0], ahead[1],
                     sizeof ahead[0]); /* and the same history gives the same bits */
    b.seed = 99;                       /* from here on another sky and plant */
    bench_day(&a, test_start_s + 20 * 86400, 1, 1.0);
    double again[TEST_STEPS * LEVELS];
    bench c;
    bench_open(&c);
    bench_days(&c, 0, 20, 1);
    bench_day(&b, test_start_s + 20 * 86400, 1, 0.3);
    predict(&c, 20, again, mean[0]);
    ck_assert_mem_eq(ahead[0], again, sizeof again);
    predict(&a, 21, ahead[0], mean[0]);
    predict(&b, 21, ahead[1], mean[1]);
    ck_assert_mem_ne(ahead[0], ahead[1], sizeof ahead[0]); /* but it is learned afterwards */
    bench_close(&a);
    bench_close(&b);
    bench_close(&c);
}
END_TEST

START_TEST(bytes_are_kept_and_taken_back)
{
    bench b;
    double power[2][TEST_STEPS * LEVELS];
    double mean[2][TEST_STEPS];
    ostrov_learner *back = NULL;
    bench_open(&b);
    bench_days(&b, 0, 9, 1);
    ck_assert_int_eq(ostrov_learner_save(b.learner), OSTROV_OK);
    uint64_t *copy = malloc(b.bytes);
    memcpy(copy, b.memory, b.bytes);
    ck_assert_int_eq(ostrov_learner_load(copy, b.bytes, &b.config, &back), OSTROV_OK);
    predict(&b, 9, power[0], mean[0]);
    ck_assert_int_eq(ostrov_learner_predict(back, test_start_s + 9 * 86400, TEST_STEPS, levels,
                                            LEVELS, power[1], mean[1]),
                     OSTROV_DEGRADED); /* no weather for tomorrow */
    ck_assert_mem_eq(power[0], power[1], sizeof power[0]);
    ck_assert_int_eq(ostrov_learner_load(copy, b.bytes - 8, &b.config, &back), OSTROV_E_SPACE);
    ((uint8_t *)copy)[b.bytes / 2] ^= 1;
    ck_assert_int_eq(ostrov_learner_load(copy, b.bytes, &b.config, &back), OSTROV_E_CORRUPT);
    ((uint8_t *)copy)[b.bytes / 2] ^= 1;
    b.pv.tilt_deg += 1.0;
    ck_assert_int_eq(ostrov_learner_load(copy, b.bytes, &b.config, &back), OSTROV_E_UNSUPPORTED);
    memset(copy, 0, 8);
    b.pv.tilt_deg -= 1.0;
    ck_assert_int_eq(ostrov_learner_load(copy, b.bytes, &b.config, &back), OSTROV_E_CORRUPT);
    free(copy);
    bench_close(&b);
}
END_TEST

START_TEST(weather_is_taken_whole_or_not_at_all)
{
    bench b;
    double power[2][TEST_STEPS * LEVELS];
    double mean[2][TEST_STEPS];
    ostrov_weather weather[DAY];
    bench_open(&b);
    bench_days(&b, 0, 5, 1);
    predict(&b, 5, power[0], mean[0]);
    for (int i = 0; i < DAY; i++) {
        ck_assert_int_eq(ostrov_weather_defaults(&weather[i], sizeof weather[i]), OSTROV_OK);
        weather[i].cloud_ratio = 1.0;
    }
    weather[DAY - 1].struct_size = 1;
    ck_assert_int_lt(ostrov_learner_weather(b.learner, 0, test_start_s + 5 * 86400, weather, DAY,
                                            sizeof weather[0]),
                     OSTROV_OK);
    predict(&b, 5, power[1], mean[1]);
    ck_assert_mem_eq(power[0], power[1], sizeof power[0]);
    bench_close(&b);
}
END_TEST

START_TEST(held_power_and_nonsense_teach_nothing)
{
    bench b;
    double power[TEST_STEPS * LEVELS];
    double mean[TEST_STEPS];
    bench_open(&b);
    bench_days(&b, 0, 12, 1);
    ostrov_learner_score before;
    ostrov_learner_score after;
    ck_assert_int_eq(ostrov_learner_score_read(b.learner, 16, &before, sizeof before), OSTROV_OK);
    for (int i = 0; i < DAY; i++) {
        const int64_t t = test_start_s + 12 * 86400 + i * 900;
        const double nonsense[4] = {OSTROV_I_NAN, 65535e3, -32768e3, __builtin_inf()};
        ck_assert_int_ge(
            ostrov_learner_step(b.learner, t, i % 2 == 0 ? 0.0 : nonsense[i / 2 % 4],
                                i % 2 == 0 ? OSTROV_POWER_AT_LEAST : OSTROV_POWER_FREE),
            OSTROV_OK);
    }
    ck_assert_int_eq(ostrov_learner_score_read(b.learner, 16, &after, sizeof after), OSTROV_OK);
    ck_assert_double_eq(before.samples, after.samples);
    predict(&b, 13, power, mean);
    sound(&b, 13, power, mean);
    ck_assert_double_gt(power[44 * LEVELS + 9], 0.2 * test_clear_w(&b.pv, test_start_s + 44 * 900));
    bench_close(&b);
}
END_TEST

/* Snow on the modules, or the inverter off: no sky is learned from a week of nothing by daylight,
 * yet the next hours follow it. */
START_TEST(a_week_of_nothing_is_no_sky)
{
    bench b;
    static double before[TEST_STEPS * LEVELS];
    static double after[TEST_STEPS * LEVELS];
    double mean[TEST_STEPS];
    ostrov_learner_score scores[2];
    bench_open(&b);
    bench_days(&b, 0, 16, 1);
    predict(&b, 16, before, mean);
    ck_assert_int_eq(ostrov_learner_score_read(b.learner, 16, &scores[0], sizeof scores[0]),
                     OSTROV_OK);
    for (int d = 16; d < 23; d++) {
        bench_day(&b, test_start_s + d * 86400, 1, 0.0);
    }
    ck_assert_int_eq(ostrov_learner_train(b.learner, b.scratch, b.scratch_bytes), OSTROV_OK);
    ck_assert_int_eq(ostrov_learner_score_read(b.learner, 16, &scores[1], sizeof scores[1]),
                     OSTROV_OK);
    /* but for its first hour, while it may be fog */
    ck_assert_double_eq_tol(scores[0].samples, scores[1].samples, 8.0);
    predict(&b, 23, after, mean);
    for (int j = 0; j < LEVELS; j++) { /* no weather in either: what the sky has been */
        ck_assert_double_eq_tol(after[44 * LEVELS + j], before[44 * LEVELS + j], 1e3);
    }
    const int64_t morning_s = test_start_s + 23 * 86400;
    for (int i = 0; i < 44; i++) {
        ck_assert_int_eq(ostrov_learner_step(b.learner, morning_s + i * 900, 0.0, 0), OSTROV_OK);
    }
    double next[LEVELS];
    ck_assert_int_ge(
        ostrov_learner_predict(b.learner, morning_s + 44 * 900, 1, levels, LEVELS, next, NULL),
        OSTROV_OK);
    ck_assert_double_lt(next[LEVELS / 2], 0.5 * after[44 * LEVELS + LEVELS / 2]);
    bench_close(&b);
}
END_TEST

START_TEST(without_weather_it_is_a_climatology)
{
    bench b;
    double power[TEST_STEPS * LEVELS];
    double mean[TEST_STEPS];
    bench_open(&b);
    bench_days(&b, 0, 30, 0);
    ck_assert_int_eq(ostrov_learner_predict(b.learner, test_start_s + 30 * 86400, TEST_STEPS,
                                            levels, LEVELS, power, mean),
                     OSTROV_DEGRADED);
    sound(&b, 30, power, mean);
    const double noon = test_clear_w(&b.pv, test_start_s + 30 * 86400 + 44 * 900);
    ck_assert_double_eq_tol(power[44 * LEVELS + 9] / noon, 0.6, 0.1); /* what the sky is around */
    bench_close(&b);
}
END_TEST

/* Leaves of one step would need more nodes than the memory of one tree has: it ends in fuller
 * leaves, and every training gives a forest. One refused leaves what was there. */
START_TEST(a_forest_fits_any_memory)
{
    bench b;
    bench_open(&b);
    ostrov_learner_config c = b.config;
    c.trees = 1;
    c.leaf = 1;
    c.rows = 1000;
    const size_t bytes = ostrov_learner_size(&c);
    const size_t scratch = ostrov_learner_workspace(&c);
    ck_assert_uint_le(bytes, b.bytes);
    b.scratch = realloc(b.scratch, scratch);
    b.scratch_bytes = scratch;
    ck_assert_int_eq(ostrov_learner_init(b.memory, bytes, &c, &b.learner, NULL), OSTROV_OK);
    bench_days(&b, 0, 20, 1);
    double power[2][DAY], mean[DAY];
    const double level = 0.3;
    const int64_t t = test_start_s + 20 * 86400;
    ck_assert_int_ge(ostrov_learner_predict(b.learner, t, DAY, &level, 1, power[0], mean),
                     OSTROV_OK);
    ck_assert_int_eq(ostrov_learner_train(b.learner, b.scratch, scratch - 8), OSTROV_E_SPACE);
    ck_assert_int_ge(ostrov_learner_predict(b.learner, t, DAY, &level, 1, power[1], mean),
                     OSTROV_OK);
    ck_assert_mem_eq(power[0], power[1], sizeof power[0]);
    ostrov_learner *back = NULL;
    ck_assert_int_eq(ostrov_learner_save(b.learner), OSTROV_OK);
    ck_assert_int_eq(ostrov_learner_load(b.memory, bytes, &c, &back), OSTROV_OK); /* sound trees */
    bench_close(&b);
}
END_TEST

START_TEST(faults)
{
    bench b;
    double power[LEVELS];
    ostrov_fault why;
    ostrov_learner *l = NULL;
    bench_open(&b);
    ostrov_learner_config c = b.config;
    c.step_s = 700;
    ck_assert_int_eq(ostrov_learner_init(b.memory, b.bytes, &c, &l, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "step_s");
    c = b.config;
    c.pv = NULL;
    ck_assert_int_eq(ostrov_learner_init(b.memory, b.bytes, &c, &l, &why), OSTROV_E_ARGUMENT);
    ck_assert_str_eq(why.field, "pv");
    c = b.config;
    c.leaf = 0;
    ck_assert_uint_eq(ostrov_learner_size(&c), 0);
    ck_assert_int_eq(ostrov_learner_init(b.memory, b.bytes - 8, &b.config, &l, &why),
                     OSTROV_E_SPACE);
    ck_assert_int_eq(ostrov_learner_init(NULL, b.bytes, &b.config, &l, &why), OSTROV_E_ARGUMENT);
    l = b.learner;
    ck_assert_int_eq(ostrov_learner_step(l, test_start_s + 1, 0.0, 0), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_learner_step(l, INT64_MAX / 900 * 900, 0.0, 0), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_learner_step(l, test_start_s, 0.0, 0), OSTROV_OK);
    ck_assert_int_eq(ostrov_learner_step(l, test_start_s, 0.0, 0), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_learner_step(NULL, test_start_s, 0.0, 0), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_learner_step(l, test_start_s + 900, 0.0, -1), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_learner_step(l, test_start_s + 900, 0.0, 3), OSTROV_E_ARGUMENT);
    const double crossed[2] = {0.5, 0.4};
    ck_assert_int_eq(ostrov_learner_predict(l, test_start_s + 900, 1, crossed, 2, power, NULL),
                     OSTROV_E_RANGE);
    const double none = OSTROV_I_NAN;
    ck_assert_int_eq(ostrov_learner_predict(l, test_start_s + 900, 1, &none, 1, power, NULL),
                     OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_learner_predict(l, test_start_s, 1, levels, 1, power, NULL),
                     OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_learner_predict(l, test_start_s + 900, 193, levels, 1, power, NULL),
                     OSTROV_E_RANGE);
    ostrov_weather w;
    ck_assert_int_eq(ostrov_weather_defaults(&w, sizeof w), OSTROV_OK);
    ck_assert_int_eq(ostrov_learner_weather(l, 3, test_start_s, &w, 1, sizeof w), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_learner_weather(l, 0, test_start_s + 5 * 86400, &w, 1, sizeof w),
                     OSTROV_DEGRADED); /* beyond what is remembered */
    ck_assert_int_eq(ostrov_learner_train(l, b.scratch, b.scratch_bytes), OSTROV_EMPTY);
    ck_assert_int_eq(ostrov_learner_train(l, b.scratch, b.scratch_bytes - 8), OSTROV_E_SPACE);
    ostrov_learner_score s;
    ck_assert_int_eq(ostrov_learner_score_read(l, 16, &s, sizeof s), OSTROV_EMPTY);
    ck_assert(ostrov_i_nan(s.mae_w));
    ck_assert_int_eq(ostrov_learner_score_read(l, 17, &s, sizeof s), OSTROV_E_RANGE);
    /* years of silence, and on it goes */
    ck_assert_int_eq(ostrov_learner_step(l, test_start_s + INT64_C(86400) * 3000, 0.0, 0),
                     OSTROV_OK);
    bench_close(&b);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("forecast.learner");
    TCase *tc = tcase_create("learner");
    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, first_day_follows_the_data_sheet_and_the_weather);
    tcase_add_test(tc, learns_the_plant_and_covers);
    tcase_add_test(tc, the_future_does_not_change_a_forecast);
    tcase_add_test(tc, bytes_are_kept_and_taken_back);
    tcase_add_test(tc, weather_is_taken_whole_or_not_at_all);
    tcase_add_test(tc, held_power_and_nonsense_teach_nothing);
    tcase_add_test(tc, a_week_of_nothing_is_no_sky);
    tcase_add_test(tc, without_weather_it_is_a_climatology);
    tcase_add_test(tc, a_forest_fits_any_memory);
    tcase_add_test(tc, faults);
    suite_add_tcase(suite, tc);
    return unit_run(suite);
}
