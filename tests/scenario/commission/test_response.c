/* The judge of a step, on answers made by formula: every verdict, and that noise makes no proof.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "response.h"
#include "unit.h"

#include <math.h>

enum { N = 200 };

static double time_s[N], value_w[3][N];
static const struct response_step step = {
    .before_s = 0.0, .begin_s = 5.0, .end_s = 15.0, .change_w = 9000.0};
static uint32_t seed = 7;

/* Uniform in −1 … 1. */
static double noise(void)
{
    seed = seed * 1664525u + 1013904223u;
    return (double)seed / 2147483648.0 - 1.0;
}

/* A first-order answer of time constant tau_s after a dead time, with noise of an amplitude. */
static void answer(double *to, double gain, double dead_s, double tau_s, double amplitude_w)
{
    for (int i = 0; i < N; i++) {
        double since_s = (time_s[i] = 0.1 * i) - step.begin_s - dead_s;
        to[i] = 500.0 + amplitude_w * noise() +
                (since_s > 0.0 ? gain * step.change_w * (1.0 - exp(-since_s / tau_s)) : 0.0);
    }
}

static struct response judged(double gain, double dead_s, double tau_s, double amplitude_w)
{
    struct response r;
    answer(value_w[0], gain, dead_s, tau_s, amplitude_w);
    response_judge(&step, time_s, value_w[0], N, 0.1, 2.0, &r);
    return r;
}

START_TEST(verdicts_of_one_channel)
{
    struct response r = judged(1.0, 0.3, 0.4, 100.0);
    ck_assert_int_eq(r.verdict, RESPONSE_PROVED);
    ck_assert_double_eq_tol(r.gain, 1.0, 0.02);
    ck_assert_double_eq_tol(r.delay_s, 0.7, 0.1); /* dead time and time constant, a sample apart */
    ck_assert_int_eq(judged(-1.0, 0.3, 0.4, 100.0).verdict, RESPONSE_SIGN);
    ck_assert_int_eq(judged(-10.0, 0.3, 0.4, 100.0).verdict, RESPONSE_SIGN);
    ck_assert_int_eq(judged(10.0, 0.3, 0.4, 100.0).verdict, RESPONSE_SCALE);
    ck_assert_int_eq(judged(0.85, 0.3, 0.4, 100.0).verdict, RESPONSE_SCALE);
    ck_assert_int_eq(judged(1.0 / 3.0, 0.3, 0.4, 100.0).verdict, RESPONSE_SCALE);
    ck_assert_int_eq(judged(0.0, 0.3, 0.4, 100.0).verdict, RESPONSE_NOT_SEEN);
    ck_assert_int_eq(judged(1.0, 2.5, 0.4, 100.0).verdict, RESPONSE_SLOW);
    ck_assert_int_eq(judged(1.0, 0.3, 0.4, 3000.0).verdict, RESPONSE_NOISE);
}
END_TEST

START_TEST(what_is_not_read_proves_nothing)
{
    struct response r;
    answer(value_w[0], 1.0, 0.3, 0.4, 0.0);
    for (int i = 0; i < N; i++) {
        value_w[0][i] = NAN;
    }
    response_judge(&step, time_s, value_w[0], N, 0.1, 2.0, &r);
    ck_assert_int_eq(r.verdict, RESPONSE_NOT_READ);
    response_judge(&step, time_s, value_w[0], 0, 0.1, 2.0, &r);
    ck_assert_int_eq(r.verdict, RESPONSE_NOT_READ);
    answer(value_w[0], 1.0, 0.3, 0.4, 0.0);
    for (int i = 0; i < N; i += 3) {
        value_w[0][i] = NAN; /* a third is lost: what is left is enough */
    }
    response_judge(&step, time_s, value_w[0], N, 0.1, 2.0, &r);
    ck_assert_int_eq(r.verdict, RESPONSE_PROVED);
}
END_TEST

static struct response phases(double a, double b, double c, double amplitude_w)
{
    struct response r;
    const double *const values[3] = {value_w[0], value_w[1], value_w[2]};
    answer(value_w[0], a / 3.0, 0.2, 0.3, amplitude_w);
    answer(value_w[1], b / 3.0, 0.2, 0.3, amplitude_w);
    answer(value_w[2], c / 3.0, 0.2, 0.3, amplitude_w);
    response_judge_phases(&step, time_s, values, N, &r);
    return r;
}

START_TEST(verdicts_of_three_phases)
{
    ck_assert_int_eq(phases(1, 1, 1, 50).verdict, RESPONSE_PROVED);
    for (int p = 0; p < 3; p++) {
        struct response r = phases(p == 0 ? -1 : 1, p == 1 ? -1 : 1, p == 2 ? -1 : 1, 50);
        ck_assert_int_eq(r.verdict, RESPONSE_REVERSED);
        ck_assert_int_eq(r.phase, p);
        r = phases(p == 0 ? 1 : -0.5, p == 1 ? 1 : -0.5, p == 2 ? 1 : -0.5, 50);
        ck_assert_int_eq(r.verdict, RESPONSE_EXCHANGED);
        ck_assert_int_eq(r.phase, p);
        r = phases(p == 0 ? 0 : 1, p == 1 ? 0 : 1, p == 2 ? 0 : 1, 50);
        ck_assert_int_eq(r.verdict, RESPONSE_PHASE_AWAY);
        ck_assert_int_eq(r.phase, p);
    }
    ck_assert_int_eq(phases(2, 2, 2, 50).verdict, RESPONSE_SCALE);
    ck_assert_int_eq(phases(-0.5, -0.5, -0.5, 50).verdict, RESPONSE_ROTATED);
    ck_assert_int_eq(phases(1, 1, 1, 1000).verdict, RESPONSE_NOISE);
}
END_TEST

START_TEST(every_verdict_has_its_words)
{
    for (int32_t v = RESPONSE_UNKNOWN; v <= RESPONSE_PHASE_AWAY; v++) {
        ck_assert_ptr_nonnull(response_text(v));
        for (int32_t w = RESPONSE_UNKNOWN; w < v; w++) {
            ck_assert_str_ne(response_text(v), response_text(w));
        }
    }
    ck_assert_str_eq(response_text(99), response_text(RESPONSE_UNKNOWN));
    ck_assert_str_eq(response_text(-1), response_text(RESPONSE_UNKNOWN));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("commissioning");
    TCase *tcase = tcase_create("all");
    tcase_add_test(tcase, verdicts_of_one_channel);
    tcase_add_test(tcase, what_is_not_read_proves_nothing);
    tcase_add_test(tcase, verdicts_of_three_phases);
    tcase_add_test(tcase, every_verdict_has_its_words);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
