/* The sliding ten-minute mean and its stage.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "wave.h"

static ostrov_voltage_mean m;

static void start(int32_t phases)
{
    ostrov_voltage_mean_config c;
    ck_assert_int_eq(ostrov_voltage_mean_defaults(&c, sizeof c), OSTROV_OK);
    c.over_v = 253.0;
    c.phases = phases;
    ck_assert_int_eq(ostrov_voltage_mean_init(&m, &c, NULL), OSTROV_OK);
}

static void fresh(void) { start(3); }

static void hold(double a, double b, double c, double s, double dt_s)
{
    const double v[3] = {a, b, c};
    for (int64_t n = 0; n < (int64_t)(s / dt_s + 0.5); n++) {
        ck_assert_int_eq(ostrov_voltage_mean_step(&m, v, dt_s), OSTROV_OK);
    }
}

static ostrov_voltage_mean_state now(void)
{
    ostrov_voltage_mean_state s;
    ck_assert_int_eq(ostrov_voltage_mean_read(&m, &s, sizeof s), OSTROV_OK);
    return s;
}

START_TEST(nothing_is_judged_before_it_is_known)
{
    ck_assert_int_eq(now().over, -1);
    ck_assert_double_nan(now().mean_v[0]);
    hold(300.0, 300.0, 300.0, 500.0, 0.1);
    ck_assert_int_eq(now().over, -1);
    ck_assert_double_eq_tol(now().mean_v[0], 300.0, 1e-9);
    ck_assert_double_eq_tol(now().known_ratio[0], 166.0 / 200.0, 1e-12);
    hold(300.0, 300.0, 300.0, 50.0, 0.1);
    ck_assert_int_eq(now().over, 1);
}
END_TEST

/* A step from 240 to 260 V is over when x·260² + (1-x)·240² exceeds 253², x = 0.6409: after 129
 * updates. */
START_TEST(a_step_is_over_when_its_square_is)
{
    static const double steps_s[] = {0.001, 0.02, 0.7, 3.0, 60.0};
    for (int i = 0; i < 5; i++) {
        double at_s = 0.0;
        fresh();
        hold(240.0, 240.0, 240.0, 1200.0, 60.0);
        while (now().over == 0) {
            hold(240.0, 260.0, 240.0, steps_s[i], steps_s[i]);
            at_s += steps_s[i];
        }
        ck_assert_int_eq(now().over, 1);
        ck_assert_double_ge(at_s, 129.0 * 3.0 - 1e-6);
        ck_assert_double_lt(at_s, 129.0 * 3.0 + steps_s[i] + 1e-6);
        ck_assert_double_lt(now().mean_v[0], 253.0);
        ck_assert_double_gt(now().mean_v[1], 253.0);
    }
}
END_TEST

START_TEST(a_short_swell_is_forgotten)
{
    hold(230.0, 230.0, 230.0, 700.0, 1.0);
    hold(400.0, 230.0, 230.0, 30.0, 1.0);
    ck_assert_int_eq(now().over, 0);
    hold(230.0, 230.0, 230.0, 603.0, 1.0); /* one slot holds both */
    ck_assert_double_eq_tol(now().mean_v[0], 230.0, 1e-9);
}
END_TEST

/* What was not measured is not zero: the mean is over the rest, and too little is not known. */
START_TEST(gaps)
{
    hold(260.0, 240.0, 240.0, 700.0, 1.0);
    ck_assert_int_eq(now().over, 1);
    hold(NAN, 240.0, 240.0, 30.0, 1.0);
    ck_assert_double_eq_tol(now().mean_v[0], 260.0, 1e-9);
    ck_assert_int_eq(now().over, 1);
    hold(NAN, 240.0, 240.0, 60.0, 1.0);
    ck_assert_int_eq(now().over, -1);
    hold(240.0, 240.0, 240.0, 700.0, 1.0);
    ck_assert_int_eq(now().over, 0);
}
END_TEST

/* Of a slot less than half of which was measured nothing is said. */
START_TEST(half_a_slot)
{
    hold(240.0, 240.0, 240.0, 1.5, 0.5);
    hold(NAN, 240.0, 240.0, 1.5, 0.5);
    ck_assert_double_eq(now().known_ratio[0], 0.005);
    hold(240.0, 240.0, 240.0, 1.0, 0.5);
    hold(NAN, 240.0, 240.0, 2.0, 0.5);
    ck_assert_double_eq(now().known_ratio[0], 0.005);
    ck_assert_double_eq(now().known_ratio[1], 0.01);
}
END_TEST

START_TEST(the_threshold_itself_is_not_over)
{
    hold(253.0, 253.0, 253.0, 700.0, 1.0);
    ck_assert_double_eq(now().mean_v[0], 253.0);
    ck_assert_int_eq(now().over, 0);
}
END_TEST

/* Steps that are no whole microseconds add up to whole seconds. */
START_TEST(odd_steps_lose_no_time)
{
    hold(240.0, 240.0, 240.0, 30.001, 1.0 / 3000.0);
    ck_assert_int_eq(now().updates, 10);
    ck_assert_double_eq_tol(now().since_s, 0.001, 3e-6);
}
END_TEST

START_TEST(one_phase_alone)
{
    start(1);
    hold(240.0, NAN, NAN, 700.0, 1.0);
    ck_assert_int_eq(now().over, 0);
    ck_assert_double_nan(now().mean_v[1]);
    fresh();
    hold(240.0, NAN, NAN, 700.0, 1.0);
    ck_assert_int_eq(now().over, -1);
}
END_TEST

START_TEST(nonsense)
{
    static const double wrong_s[] = {0.0, -1.0, 60.1, NAN, INFINITY};
    const double v[3] = {230.0, 230.0, 230.0};
    const double odd[3] = {INFINITY, -5.0, 1e9};
    ostrov_voltage_mean before = m;
    ostrov_voltage_mean never;
    ostrov_voltage_mean_state s;
    ostrov_voltage_mean_config c;
    ostrov_fault why;
    memset(&never, 0, sizeof never);
    for (int i = 0; i < 5; i++) {
        ck_assert_int_eq(ostrov_voltage_mean_step(&m, v, wrong_s[i]), OSTROV_E_TIME);
    }
    ck_assert_int_eq(ostrov_voltage_mean_step(&m, NULL, 1.0), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_voltage_mean_step(&never, v, 1.0), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_voltage_mean_read(&never, &s, sizeof s), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(memcmp(&m, &before, sizeof m), 0);
    ck_assert_int_eq(ostrov_voltage_mean_step(&m, odd, 60.0), OSTROV_DEGRADED);
    ck_assert_double_eq(now().known_ratio[0] + now().known_ratio[1] + now().known_ratio[2], 0.0);
    ck_assert_int_eq(ostrov_voltage_mean_defaults(&c, sizeof c), OSTROV_OK);
    ck_assert_int_eq(ostrov_voltage_mean_init(&m, &c, &why), OSTROV_E_NOT_FINITE);
    ck_assert_str_eq(why.field, "over_v");
    c.over_v = 253.0;
    c.update_s = 1.0; /* 600 slots */
    ck_assert_int_eq(ostrov_voltage_mean_init(&m, &c, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "window_s");
    ck_assert_double_eq(why.max, 200.0);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("grid.voltage_mean");
    TCase *t = tcase_create("voltage_mean");
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, fresh, NULL);
    tcase_add_test(t, nothing_is_judged_before_it_is_known);
    tcase_add_test(t, a_step_is_over_when_its_square_is);
    tcase_add_test(t, a_short_swell_is_forgotten);
    tcase_add_test(t, gaps);
    tcase_add_test(t, half_a_slot);
    tcase_add_test(t, the_threshold_itself_is_not_over);
    tcase_add_test(t, odd_steps_lose_no_time);
    tcase_add_test(t, one_phase_alone);
    tcase_add_test(t, nonsense);
    suite_add_tcase(s, t);
    return s;
}

int main(void) { return unit_run(suite()); }
