/* Mean of a series: by hand, against a brute-force sum second by second, and at the edges.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include <ostrov/base.h>

#include <float.h>
#include <math.h>

static const double four[4] = {1.0, 2.0, 4.0, 8.0};
static const ostrov_series hours = {7200, 3600, 4, four};

static void means(const ostrov_series *series, int64_t from_s, int64_t until_s, double expected)
{
    double mean = NAN;
    ck_assert_int_eq(ostrov_series_mean(series, from_s, until_s, &mean), OSTROV_OK);
    ck_assert_double_eq(mean, expected);
}

static void refuses(const ostrov_series *series, int64_t from_s, int64_t until_s,
                    ostrov_status expected)
{
    double mean = 42.0;
    ck_assert_int_eq(ostrov_series_mean(series, from_s, until_s, &mean), expected);
    ck_assert_double_eq(mean, 42.0);
}

START_TEST(weights_by_overlap)
{
    means(&hours, 7200, 10800, 1.0);  /* just one value */
    means(&hours, 7200, 21600, 3.75); /* all */
    means(&hours, 9000, 12600, 1.5);  /* half and half */
    means(&hours, 10799, 10801, 1.5); /* a second of each */
    means(&hours, 10800, 18000, 3.0); /* on the edges: neighbours do not count */
    means(&hours, 9900, 18900, (900.0 + 7200.0 + 14400.0 + 7200.0) / 9000.0);
    means(&hours, 21599, 21600, 8.0); /* the last second */
    means(&hours, 12000, 12001, 2.0);
}
END_TEST

START_TEST(covers_or_refuses)
{
    refuses(&hours, 7199, 10800, OSTROV_E_TIME);
    refuses(&hours, 21599, 21601, OSTROV_E_TIME);
    refuses(&hours, 0, 7200, OSTROV_E_TIME);
    refuses(&hours, 21600, 21601, OSTROV_E_TIME);
    refuses(&hours, 10800, 10800, OSTROV_E_TIME);
    refuses(&hours, 10800, 7200, OSTROV_E_TIME);
    refuses(&hours, INT64_MIN, INT64_MAX, OSTROV_E_TIME);
    refuses(&hours, INT64_MAX, INT64_MIN, OSTROV_E_TIME);
    const ostrov_series none = {0, 900, 0, NULL};
    refuses(&none, 0, 900, OSTROV_E_TIME);
}
END_TEST

START_TEST(refuses_what_is_no_series)
{
    double mean = 42.0;
    ck_assert_int_eq(ostrov_series_mean(NULL, 0, 1, &mean), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_series_mean(&hours, 7200, 7201, NULL), OSTROV_E_ARGUMENT);
    ostrov_series series = hours;
    series.values = NULL;
    refuses(&series, 7200, 10800, OSTROV_E_ARGUMENT);
    series = hours;
    series.step_s = 0;
    refuses(&series, 7200, 10800, OSTROV_E_RANGE);
    series.step_s = -3600;
    refuses(&series, 7200, 10800, OSTROV_E_RANGE);
    series = hours;
    series.count = -1;
    refuses(&series, 7200, 10800, OSTROV_E_RANGE);
    series.count = INT32_MIN;
    refuses(&series, 7200, 10800, OSTROV_E_RANGE);
}
END_TEST

START_TEST(not_known_inside_is_refused_outside_is_not)
{
    static const double bad[4] = {1.0, NAN, INFINITY, 8.0};
    const ostrov_series series = {0, 10, 4, bad};
    means(&series, 0, 10, 1.0);
    means(&series, 30, 40, 8.0);
    refuses(&series, 0, 11, OSTROV_E_NOT_FINITE);
    refuses(&series, 12, 13, OSTROV_E_NOT_FINITE);
    refuses(&series, 25, 26, OSTROV_E_NOT_FINITE);
    refuses(&series, 29, 40, OSTROV_E_NOT_FINITE);
}
END_TEST

START_TEST(far_times_do_not_overflow)
{
    means(&(ostrov_series){INT64_MAX - 14400, 3600, 4, four}, INT64_MAX - 3600, INT64_MAX, 8.0);
    means(&(ostrov_series){INT64_MIN, 3600, 4, four}, INT64_MIN, INT64_MIN + 7200, 1.5);
    /* ends beyond the last int64 second: what is asked for is inside all the same */
    means(&(ostrov_series){INT64_MAX - 5000, INT32_MAX, 4, four}, INT64_MAX - 10, INT64_MAX, 1.0);
    means(&(ostrov_series){-9, 6, 4, four}, -6, 0, 1.5);
    refuses(&(ostrov_series){INT64_MIN, 3600, 4, four}, INT64_MIN, INT64_MAX, OSTROV_E_TIME);
    refuses(&(ostrov_series){INT64_MIN, 1, INT32_MAX, four}, INT64_MAX - 1, INT64_MAX,
            OSTROV_E_TIME);
}
END_TEST

START_TEST(a_mean_lies_between_its_values)
{
    static double values[1000];
    for (int i = 0; i < 1000; i++) {
        values[i] = 0.1;
    }
    const ostrov_series series = {0, 7, 1000, values};
    means(&series, 3, 6999, 0.1); /* the mean of equal values is that value, to the last bit */
    means(&(ostrov_series){0, 2, 2, values}, 1, 4, 0.1); /* (0.1·1 + 0.1·2)/3 rounds up */
    for (int i = 0; i < 1000; i++) {
        values[i] = DBL_MAX;
    }
    means(&series, 3, 6999, DBL_MAX);
    for (int i = 0; i < 1000; i += 2) {
        values[i] = -DBL_MAX;
    }
    means(&series, 0, 7000, 0.0);
}
END_TEST

/* Compensation keeps what a plain sum loses: 1e16 and -1e16 cancel, the ones between stay. */
START_TEST(a_long_sum_loses_nothing)
{
    static const double values[4] = {1e16, 1.0, 1.0, -1e16};
    means(&(ostrov_series){0, 1, 4, values}, 0, 4, 0.5);
}
END_TEST

START_TEST(agrees_with_a_sum_by_seconds)
{
    static double values[64];
    uint32_t random = 2024;
    for (int round = 0; round < 300; round++) {
        const int32_t count = 1 + round % 64;
        const int32_t step = 1 + round % 13;
        for (int i = 0; i < count; i++) {
            random = random * 1664525u + 1013904223u;
            values[i] = (double)(random >> 12); /* whole numbers below 2^20: the sum is exact */
        }
        const ostrov_series series = {1000, step, count, values};
        const int64_t total = (int64_t)step * count;
        random = random * 1664525u + 1013904223u;
        const int64_t from = (int64_t)(random >> 8) % total;
        random = random * 1664525u + 1013904223u;
        const int64_t until = from + 1 + (int64_t)(random >> 8) % (total - from);
        double sum = 0.0;
        for (int64_t t = from; t < until; t++) {
            sum += values[t / step];
        }
        means(&series, 1000 + from, 1000 + until, sum / (double)(until - from));
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base/series");
    TCase *tcase = tcase_create("mean");
    tcase_add_test(tcase, weights_by_overlap);
    tcase_add_test(tcase, covers_or_refuses);
    tcase_add_test(tcase, refuses_what_is_no_series);
    tcase_add_test(tcase, not_known_inside_is_refused_outside_is_not);
    tcase_add_test(tcase, far_times_do_not_overflow);
    tcase_add_test(tcase, a_mean_lies_between_its_values);
    tcase_add_test(tcase, a_long_sum_loses_nothing);
    tcase_add_test(tcase, agrees_with_a_sum_by_seconds);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
