/* Weather that arrives late: what the newest measurement moves is told against it at once.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "learner_help.h"

enum { LEARNED = 24, LAST = 32, LONGEST = 16 };

/* A dark day after others, forecast as dark; measured to step LAST, 8 h UTC. The weather of the
 * hours past until is told with the rest, or after the last measurement. */
static void dark_day(bench *b, int32_t until, double *power_w)
{
    static const double median = 0.5;
    const int64_t start_s = test_start_s + LEARNED * 86400;
    ostrov_weather dark[DAY];
    bench_open(b);
    bench_days(b, 0, LEARNED, 1);
    for (int i = 0; i < DAY; i++) {
        ck_assert_int_eq(ostrov_weather_defaults(&dark[i], sizeof dark[i]), OSTROV_OK);
        dark[i].cloud_ratio = 0.95;
    }
    ck_assert_int_eq(ostrov_learner_weather(b->learner, 0, start_s, dark, until, sizeof dark[0]),
                     OSTROV_OK);
    for (int i = 0; i <= LAST; i++) {
        const int64_t t = start_s + i * 900;
        ck_assert_int_eq(
            ostrov_learner_step(b->learner, t, 0.12 * test_clear_w(&b->pv, t), OSTROV_POWER_FREE),
            OSTROV_OK);
    }
    if (until < DAY) {
        ck_assert_int_eq(ostrov_learner_weather(b->learner, 0, start_s + until * 900, &dark[until],
                                                DAY - until, sizeof dark[0]),
                         OSTROV_OK);
    }
    ck_assert_int_eq(ostrov_learner_predict(b->learner, start_s + (LAST + 1) * 900, LONGEST,
                                            &median, 1, power_w, NULL),
                     OSTROV_OK);
    bench_close(b);
}

START_TEST(late_weather_counts_at_once)
{
    bench b;
    double in_time[LONGEST];
    double late[LONGEST];
    dark_day(&b, DAY, in_time);
    dark_day(&b, LAST + 9, late); /* two hours past the newest step were known */
    for (int i = 0; i < LONGEST; i++) {
        ck_assert_double_gt(in_time[i], 0.04 * b.pv.inverter_w);
        ck_assert_double_eq_tol(late[i], in_time[i], 0.005 * b.pv.inverter_w);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("forecast.learner_late");
    TCase *tc = tcase_create("late weather");
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, late_weather_counts_at_once);
    suite_add_tcase(suite, tc);
    return unit_run(suite);
}
