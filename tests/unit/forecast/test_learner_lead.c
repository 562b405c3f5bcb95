/* What the next hours are learned by: filters and ferns.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "learner_help.h"

#include "forecast/learn_internal.h"

#include <math.h>

enum { SEED = 20, SAMPLES = 300, FIRST = OSTROV_I_TERMS_FIRST };

static double uniform(uint64_t *random)
{
    *random = *random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(*random >> 40) / 16777216.0;
}

/* a·t = b by Gauss's elimination with pivots. */
static void solve(double a[FIRST][FIRST], double *b, double *t)
{
    for (int k = 0; k < FIRST; k++) {
        int best = k;
        for (int i = k + 1; i < FIRST; i++) {
            best = fabs(a[i][k]) > fabs(a[best][k]) ? i : best;
        }
        for (int j = 0; j < FIRST; j++) {
            const double swap = a[k][j];
            a[k][j] = a[best][j];
            a[best][j] = swap;
        }
        const double swap = b[k];
        b[k] = b[best];
        b[best] = swap;
        for (int i = k + 1; i < FIRST; i++) {
            const double factor = a[i][k] / a[k][k];
            for (int j = k; j < FIRST; j++) {
                a[i][j] -= factor * a[k][j];
            }
            b[i] -= factor * b[k];
        }
    }
    for (int k = FIRST - 1; k >= 0; k--) {
        t[k] = b[k];
        for (int j = k + 1; j < FIRST; j++) {
            t[k] -= a[k][j] * t[j];
        }
        t[k] /= a[k][k];
    }
}

/* The recursion gives what least squares over all samples give at once: sample i of n weighs
 * w·0.9998^(n − i), the first guess 0.9998^n. */
START_TEST(the_filter_is_least_squares)
{
    static ostrov_i_lead lead; /* too large for a stack */
    double a[FIRST][FIRST] = {{0.0}};
    double b[FIRST] = {0.0};
    double t[FIRST];
    uint64_t random = SEED;
    memset(&lead, 0, sizeof lead);
    ostrov_i_filters_start(&lead, 0.7);
    for (int i = 0; i < FIRST; i++) {
        a[i][i] = 1.0;
        b[i] = i == 1 ? 0.7 : (i == 6 ? 0.3 : 0.0);
    }
    for (int n = 0; n < SAMPLES; n++) {
        double x[OSTROV_I_TERMS];
        for (int i = 0; i < OSTROV_I_TERMS; i++) {
            x[i] = i == 0 ? 1.0 : uniform(&random) - 0.3;
        }
        const double k = 0.4 + 0.5 * x[1] - 0.2 * x[4] + 0.1 * uniform(&random);
        const double weight = 0.05 + uniform(&random);
        ostrov_i_filters_learn(&lead, x, k, weight);
        for (int i = 0; i < FIRST; i++) {
            for (int j = 0; j < FIRST; j++) {
                a[i][j] = 0.9998 * a[i][j] + weight * x[i] * x[j];
            }
            b[i] = 0.9998 * b[i] + weight * x[i] * k;
        }
    }
    solve(a, b, t);
    for (int i = 0; i < FIRST; i++) {
        ck_assert_double_eq_tol(lead.theta[0][i], t[i], 1e-9); /* 300 updates' rounding */
    }
}
END_TEST

/* A situation by chance, and the error that goes with it: one way in the middle of k and the other
 * at its ends, of which no straight line sees anything. */
static double situation(uint64_t *random, ostrov_i_pending *p)
{
    memset(p, 0, sizeof *p);
    for (int i = 0; i < OSTROV_I_TERMS; i++) {
        p->x[i] = (float)uniform(random);
    }
    p->x[2] -= 0.5F;
    p->x[3] -= 0.5F;
    p->x[4] = p->x[1];
    return fabsf(p->x[1] - 0.5F) < 0.25F ? 0.1 : -0.1;
}

START_TEST(ferns_learn_what_bends)
{
    bench b;
    ostrov_i_pending p;
    uint64_t random = SEED;
    double square = 0.0;
    double all = 0.0;
    bench_open(&b);
    ostrov_learner *l = b.learner;
    (void)situation(&random, &p);
    ostrov_i_fern_find(l, &p, 0.5);
    ck_assert_double_eq(ostrov_i_fern_says(l, 0, &p), 0.0);
    for (int n = 0; n < 4000; n++) {
        const double error = situation(&random, &p);
        ostrov_i_fern_find(l, &p, (double)p.x[1]);
        const double left = error - ostrov_i_fern_says(l, 0, &p);
        ostrov_i_fern_learn(l, 0, &p, error, 0.3);
        if (n >= 2000) {
            square += left * left;
            all += error * error;
        }
    }
    ck_assert_msg(square < 0.7 * all, "%g of %g is left, seed %d", square, all, SEED);
    ck_assert_double_eq(ostrov_i_fern_says(l, 1, &p), 0.0); /* each lead for itself */
    bench_close(&b);
}
END_TEST

/* No number and what no index can miss by teach nothing; a leaf that is full turns. */
START_TEST(leaves_stay_in_bounds)
{
    bench b;
    ostrov_i_pending p;
    uint64_t random = SEED;
    bench_open(&b);
    ostrov_learner *l = b.learner;
    (void)situation(&random, &p);
    ostrov_i_fern_find(l, &p, 0.5);
    ostrov_i_fern_learn(l, 0, &p, OSTROV_I_NAN, 0.5);
    ostrov_i_fern_learn(l, 0, &p, 1e300, 0.5);
    ostrov_i_fern_learn(l, 0, &p, -INFINITY, 0.5);
    ck_assert_double_eq(ostrov_i_fern_says(l, 0, &p), 0.0);
    for (int n = 0; n < 2000; n++) {
        ostrov_i_fern_learn(l, 0, &p, 1.6, 1.0);
    }
    ck_assert_double_eq_tol(ostrov_i_fern_says(l, 0, &p), 1.5 * 1.6, 0.02);
    for (int n = 0; n < 1000; n++) {
        ostrov_i_fern_learn(l, 0, &p, -1.6, 1.0);
    }
    /* 1.6·(2·exp(−1000/256) − 1) */
    ck_assert_double_eq_tol(ostrov_i_fern_says(l, 0, &p), 1.5 * -1.535, 0.02);
    memset(p.leaf, 255, sizeof p.leaf); /* kept bytes say anything */
    ck_assert_double_eq(ostrov_i_fern_says(l, 3, &p), 0.0);
    bench_close(&b);
}
END_TEST

/* Four leads of a quarter hour, one of an hour. */
START_TEST(ferns_are_for_the_next_hour)
{
    bench b;
    bench_open(&b);
    for (int i = 0; i < OSTROV_I_LEADS; i++) {
        ck_assert_int_eq(ostrov_i_fern_has(b.learner, i), i < 4);
    }
    b.learner->step_s = 3600;
    for (int i = 0; i < 4; i++) {
        ck_assert_int_eq(ostrov_i_fern_has(b.learner, i), i < 1);
    }
    b.learner->step_s = 900;
    bench_close(&b);
}
END_TEST

/* Times before 1970 are negative; the hour of the day is what it is. */
START_TEST(ferns_know_the_hour_before_1970)
{
    bench b;
    bench_open(&b);
    for (int64_t step = 0; step < DAY; step++) {
        ostrov_i_pending after = {.step = 1000 * DAY + step};
        ostrov_i_pending before = {.step = step - 1000 * DAY};
        ostrov_i_fern_find(b.learner, &after, 0.4);
        ostrov_i_fern_find(b.learner, &before, 0.4);
        ck_assert_mem_eq(after.leaf, before.leaf, sizeof after.leaf);
    }
    bench_close(&b);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("forecast.learner_lead");
    TCase *tc = tcase_create("next hours");
    tcase_add_test(tc, the_filter_is_least_squares);
    tcase_add_test(tc, ferns_learn_what_bends);
    tcase_add_test(tc, leaves_stay_in_bounds);
    tcase_add_test(tc, ferns_are_for_the_next_hour);
    tcase_add_test(tc, ferns_know_the_hour_before_1970);
    suite_add_tcase(suite, tc);
    return unit_run(suite);
}
