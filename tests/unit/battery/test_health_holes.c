/* Health where current is missing now and then.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/battery_health.h>

#include "battery_help.h"

static const double unknown = __builtin_nan("");

static ostrov_health new_cell(void)
{
    ostrov_health h;
    ostrov_health_config c;
    ck_assert_int_eq(ostrov_health_defaults(&c, sizeof c), OSTROV_OK);
    c.capacity_ah = 100;
    c.full_v = 4.15;
    ck_assert_int_eq(ostrov_health_init(&h, &c, NULL), OSTROV_OK);
    return h;
}

/* soc: told with this sample; NaN = not. */
static void step(ostrov_health *h, double current_a, double soc, double dt_s)
{
    ostrov_health_sample s;
    ck_assert_int_eq(ostrov_health_sample_defaults(&s, sizeof s), OSTROV_OK);
    s.current_a = current_a;
    s.anchor_soc_ratio = soc;
    s.anchor_sigma_ratio = 0.01;
    ck_assert_int_ge(ostrov_health_step(h, &s, dt_s), OSTROV_OK);
}

static ostrov_health_state told(const ostrov_health *h)
{
    ostrov_health_state s;
    ck_assert_int_eq(ostrov_health_read(h, &s, sizeof s), OSTROV_OK);
    return s;
}

/* What flowed while current was not known lies between what was known before and after. */
START_TEST(currents_that_are_missing)
{
    ostrov_health whole = new_cell();
    ostrov_health holes = new_cell();
    for (int i = 0; i <= 120; i++) {
        const double a = -40 - 0.1 * i;
        const double soc = i == 0 ? 0.1 : i == 120 ? 0.9 : unknown;
        step(&whole, a, soc, i == 0 ? 0 : 60);
        step(&holes, i % 20 == 5 ? unknown : a, soc, i == 0 ? 0 : 60);
    }
    ck_assert_double_eq_tol(told(&holes).window_ah, told(&whole).window_ah, 1e-9);
    ck_assert(told(&holes).capacity_sigma_ah > 1.5 * told(&whole).capacity_sigma_ah);
}
END_TEST

/* A hole that ends in a pause: the current after the pause is of another time. */
START_TEST(a_hole_before_a_pause)
{
    ostrov_health h = new_cell();
    step(&h, -20, 0.1, 0);
    step(&h, -20, unknown, 3600);
    step(&h, unknown, unknown, 60);
    step(&h, -90, unknown, 0);
    step(&h, -90, unknown, 1200);
    step(&h, -90, 0.6, 60);
    ck_assert_int_eq(told(&h).windows, 1);
    ck_assert_double_eq_tol(told(&h).window_ah, (20 + 20 / 60.0 + 30 + 1.5) / 0.5, 1e-9);
}
END_TEST

/* 83 Ah into a cell from 10 %, then 8 Ah of taper, of which the samples from the tenth on lack
 * current, voltage or both. */
static ostrov_health_state charged(int samples, int no_a, int no_v)
{
    ostrov_health h = new_cell();
    ostrov_health_sample s;
    step(&h, 0, 0.1, 0);
    ck_assert_int_eq(ostrov_health_sample_defaults(&s, sizeof s), OSTROV_OK);
    for (int i = 1; i <= 600; i++) {
        const int hole = i >= 310 && i < 310 + samples;
        const int taper = i > 300;
        s.current_a = hole && no_a ? unknown : i == 600 ? 0 : taper ? -3 : -50;
        s.voltage_v = hole && no_v ? unknown : taper ? 4.2 : 4.0;
        ck_assert_int_ge(ostrov_health_step(&h, &s, taper ? 30 : 20), OSTROV_OK);
    }
    return told(&h);
}

/* Full is where the taper ends: a sample that lacks something ends none, minutes without do. */
START_TEST(a_hole_in_the_taper)
{
    const double whole_ah = charged(0, 0, 0).window_ah;
    ck_assert_double_eq_tol(whole_ah, 91 / 0.9, 1);
    ck_assert_double_eq_tol(charged(1, 1, 0).window_ah, whole_ah, 1e-9);
    ck_assert_double_eq_tol(charged(1, 0, 1).window_ah, whole_ah, 1e-9);
    ck_assert_double_eq_tol(charged(1, 1, 1).window_ah, whole_ah, 1e-9);
    ck_assert_int_eq(charged(20, 1, 1).windows, 1);
    ck_assert_double_eq_tol(charged(20, 0, 1).window_ah, whole_ah, 1e-9);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("battery/health_holes");
    TCase *t = tcase_create("holes");
    tcase_add_test(t, currents_that_are_missing);
    tcase_add_test(t, a_hole_before_a_pause);
    tcase_add_test(t, a_hole_in_the_taper);
    suite_add_tcase(suite, t);
    return unit_run(suite);
}
