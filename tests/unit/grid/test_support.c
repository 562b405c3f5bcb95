/* Support functions: curves, response, and all of a plant together.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include <ostrov/grid_support.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#define NONE ((double)NAN)

static ostrov_grid_settings of(const char *name)
{
    ostrov_grid_settings s;
    ck_assert_int_eq(ostrov_grid_code_settings(name, &s, sizeof s), OSTROV_OK);
    return s;
}

static uint32_t next(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

static double uniform(uint32_t *state, double lo, double hi)
{
    return lo + (hi - lo) * (double)next(state) / 16777215.0;
}

/* ---- curves and droop ---------------------------------------------------------------------------
 */

START_TEST(curve_and_its_faults)
{
    ostrov_grid_curve c = {4, 0, {0.92, 0.98, 1.02, 1.08}, {0.44, 0.0, 0.0, -0.44}};
    const double x[] = {0.5, 0.95, NONE, 2.0};
    double y[4] = {9, 9, 9, 9};
    ostrov_fault why;
    ck_assert_int_eq(ostrov_grid_curve_value_n(&c, x, 4, y), OSTROV_DEGRADED);
    ck_assert_double_eq(y[0], 0.44);
    ck_assert_double_eq_tol(y[1], 0.22, 1e-15);
    ck_assert(isnan(y[2]));
    ck_assert_double_eq(y[3], -0.44);
    ck_assert_int_eq(ostrov_grid_curve_value_n(&c, x, 2, y), OSTROV_OK);
    ck_assert_int_eq(ostrov_grid_curve_value(&c, (double)INFINITY, y), OSTROV_E_NOT_FINITE);
    ck_assert_int_eq(ostrov_grid_curve_value(&c, 1.0, NULL), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_grid_curve_value_n(&c, NULL, 1, y), OSTROV_E_ARGUMENT);
    c.x[2] = 0.97;
    ck_assert_int_eq(ostrov_grid_curve_check(&c, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "x");
    ck_assert_int_eq(why.index, 2);
    c.x[2] = 0.98; /* no jump: equal corners with equal values */
    ck_assert_int_eq(ostrov_grid_curve_check(&c, &why), OSTROV_OK);
    c.y[2] = -0.1;
    ck_assert_int_eq(ostrov_grid_curve_check(&c, &why), OSTROV_E_RANGE);
    c.y[2] = NONE;
    ck_assert_int_eq(ostrov_grid_curve_check(&c, &why), OSTROV_E_NOT_FINITE);
    c.count = 9;
    ck_assert_int_eq(ostrov_grid_curve_check(&c, &why), OSTROV_E_RANGE);
    c.count = 0;
    ck_assert_int_eq(ostrov_grid_curve_check(&c, &why), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_grid_curve_check(NULL, &why), OSTROV_E_ARGUMENT);
}
END_TEST

START_TEST(curves_of_settings)
{
    ostrov_grid_settings s = of("ieee1547-cat-i");
    ostrov_grid_curve c;
    double y = 0.0;
    memset(&c, 7, sizeof c);
    ck_assert_int_eq(ostrov_grid_volt_watt_curve(&s, &c), OSTROV_EMPTY);
    ck_assert_int_eq(c.count, 0x07070707); /* untouched */
    ck_assert_int_eq(ostrov_grid_volt_var_curve(&s, &c), OSTROV_OK);
    ck_assert_int_eq(ostrov_grid_curve_value(&c, 1.05, &y), OSTROV_OK);
    ck_assert_double_eq_tol(y, -0.125, 1e-12);
    s.volt_var_pu[1] = 0.1;
    ck_assert_int_eq(ostrov_grid_volt_var_curve(&s, &c), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_grid_volt_var_curve(NULL, &c), OSTROV_E_ARGUMENT);
}
END_TEST

START_TEST(droop_and_its_faults)
{
    ostrov_grid_settings s = of("cz-ppds-4");
    ostrov_grid_droop d;
    double p = 0.0;
    ck_assert_int_eq(ostrov_grid_settings_droop(&s, -1.0, 1.0, &d), OSTROV_OK);
    ck_assert_int_eq(ostrov_grid_droop_power(&d, 50.2, 0.4, &p), OSTROV_OK);
    ck_assert_double_eq(p, 0.4); /* on the threshold nothing is asked */
    ck_assert_int_eq(ostrov_grid_droop_power(&d, 51.2, 0.4, &p), OSTROV_OK);
    ck_assert_double_eq_tol(p, 0.0, 1e-12); /* 40 %/Hz */
    ck_assert_int_eq(ostrov_grid_droop_power(&d, 48.8, 0.4, &p), OSTROV_OK);
    ck_assert_double_eq_tol(p, 0.8, 1e-12);
    d.under_hz = NONE; /* PV gives no more */
    ck_assert_int_eq(ostrov_grid_droop_power(&d, 48.8, 0.4, &p), OSTROV_OK);
    ck_assert_double_eq(p, 0.4);
    d.reference = OSTROV_GRID_DROOP_BEFORE;
    ck_assert_int_eq(ostrov_grid_droop_power(&d, 51.2, 0.4, &p), OSTROV_OK);
    ck_assert_double_eq_tol(p, 0.24, 1e-12);
    ck_assert_int_eq(ostrov_grid_droop_power(&d, NONE, 0.4, &p), OSTROV_E_NOT_FINITE);
    ck_assert_int_eq(ostrov_grid_droop_power(&d, 50.0, NONE, &p), OSTROV_E_NOT_FINITE);
    const double hz[] = {50.0, NONE, 51.2};
    double many[3];
    ck_assert_int_eq(ostrov_grid_droop_power_n(&d, hz, 3, 0.4, many), OSTROV_DEGRADED);
    ck_assert(isnan(many[1]) && many[0] == 0.4 && many[2] == p);
    d.reference = OSTROV_GRID_DROOP_UNKNOWN;
    ck_assert_int_lt(ostrov_grid_droop_power(&d, 50.0, 0.4, &p), OSTROV_OK);
    d.reference = OSTROV_GRID_DROOP_RATED;
    d.over_ratio = 0.0;
    ck_assert_int_eq(ostrov_grid_droop_power(&d, 50.0, 0.4, &p), OSTROV_E_RANGE);
    d.over_ratio = NONE;
    ck_assert_int_eq(ostrov_grid_droop_power(&d, 50.0, 0.4, &p), OSTROV_E_NOT_FINITE);
    ck_assert_int_eq(ostrov_grid_settings_droop(&s, 0.5, 0.2, &d), OSTROV_E_RANGE);
}
END_TEST

START_TEST(island_droop)
{
    ostrov_grid_island_droop d = {50.0, 0.0, 0.02, 47.5, 51.5};
    double hz = 0.0;
    ck_assert_int_eq(ostrov_grid_island_hz(&d, 0.5, &hz), OSTROV_OK);
    ck_assert_double_eq_tol(hz, 49.5, 1e-12);
    ck_assert_int_eq(ostrov_grid_island_hz(&d, -5.0, &hz), OSTROV_OK);
    ck_assert_double_eq(hz, 51.5); /* an island that ran away to 70 Hz was somebody else's */
    ck_assert_int_eq(ostrov_grid_island_hz(&d, NONE, &hz), OSTROV_E_NOT_FINITE);
    d.min_hz = 60.0;
    ck_assert_int_eq(ostrov_grid_island_hz(&d, 0.0, &hz), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_grid_island_hz(NULL, 0.0, &hz), OSTROV_E_ARGUMENT);
}
END_TEST

START_TEST(response_whatever_the_step)
{
    const double dt[] = {0.001, 0.01, 0.25, 5.0};
    for (int i = 0; i < 4; i++) {
        ostrov_grid_response r;
        double y = 0.0;
        ck_assert_int_eq(ostrov_grid_response_init(&r, 5.0, 0.0), OSTROV_OK);
        for (int k = 0; k < (int)(5.0 / dt[i] + 0.5); k++) {
            ck_assert_int_eq(ostrov_grid_response_step(&r, 1.0, dt[i], &y), OSTROV_OK);
        }
        ck_assert_double_eq_tol(y, 0.9, 1e-12); /* rounding of 5000 steps */
        ck_assert_int_eq(ostrov_grid_response_step(&r, NONE, 1.0, &y), OSTROV_DEGRADED);
        ck_assert_double_eq_tol(y, 0.9, 1e-12);
        ck_assert_int_eq(ostrov_grid_response_step(&r, 0.0, -1.0, &y), OSTROV_E_TIME);
        ck_assert_int_eq(ostrov_grid_response_step(&r, 0.0, (double)INFINITY, &y), OSTROV_E_TIME);
        ck_assert_int_eq(ostrov_grid_response_step(&r, 0.0, NONE, &y), OSTROV_E_TIME);
        ck_assert_double_eq_tol(y, 0.9, 1e-12);
    }
    ostrov_grid_response r;
    double y = 0.0;
    memset(&r, 0, sizeof r);
    ck_assert_int_eq(ostrov_grid_response_step(&r, 1.0, 1.0, &y), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_grid_response_init(&r, -1.0, 0.0), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_grid_response_init(&r, NONE, 0.0), OSTROV_E_NOT_FINITE);
    ck_assert_int_eq(ostrov_grid_response_init(&r, 0.0, 0.0), OSTROV_OK);
    ck_assert_int_eq(ostrov_grid_response_step(&r, 1.0, 1.0, &y), OSTROV_OK);
    ck_assert_double_eq(y, 1.0); /* no response time: at once */
}
END_TEST

/* ---- all together -------------------------------------------------------------------------------
 */

static ostrov_grid_support plant;
static ostrov_grid_support_sample sample;

static ostrov_grid_support_state now(void)
{
    ostrov_grid_support_state s;
    ck_assert_int_eq(ostrov_grid_support_read(&plant, &s, sizeof s), OSTROV_OK);
    return s;
}

static void start(const ostrov_grid_settings *s, double min_ratio)
{
    ck_assert_int_eq(ostrov_grid_support_init(&plant, s, min_ratio, NULL), OSTROV_OK);
    ck_assert_int_eq(ostrov_grid_support_sample_defaults(&sample, sizeof sample), OSTROV_OK);
    sample.in_service = 1;
    sample.voltage_pu = 1.0;
    sample.frequency_hz = s->nominal_hz;
    sample.wanted_ratio = 1.0;
    sample.available_ratio = 1.0;
    sample.limit_ratio = 1.0;
}

static void go(double seconds, double dt_s)
{
    for (int k = 0; k < (int)(seconds / dt_s + 0.5); k++) {
        ck_assert_int_ge(ostrov_grid_support_step(&plant, &sample, dt_s), OSTROV_OK);
    }
}

/* A limit of active power and volt-watt at the same time must not skip the ramp: the defect that
 * was found in another model, where power went from 0 to 1 in a step. */
START_TEST(ramp_stays_with_other_limits)
{
    ostrov_grid_settings s = of("ieee1547-cat-ii");
    start(&s, 0.0);
    sample.limit_ratio = 0.9;
    sample.voltage_pu = 1.07;
    go(1.0, 0.02);
    ck_assert_double_eq_tol(now().power_ratio, 1.0 / 300.0, 1e-9);
    ck_assert_int_eq(now().limited_by, OSTROV_GRID_LIMITED_BY_RAMP);
    go(149.0, 0.02);
    ck_assert_double_eq_tol(now().power_ratio, 0.5, 1e-9);
    go(200.0, 0.1);
    ck_assert_double_eq_tol(now().power_ratio, 0.75, 1e-6); /* 1.07 on 1.06 … 1.10 */
    ck_assert_int_eq(now().limited_by, OSTROV_GRID_LIMITED_BY_VOLTAGE);
    sample.in_service = 0;
    go(0.1, 0.1);
    ck_assert_double_eq(now().power_ratio, 0.0);
    sample.in_service = 1; /* and again from the start */
    go(3.0, 0.1);
    ck_assert_double_eq_tol(now().power_ratio, 0.01, 1e-9);
}
END_TEST

START_TEST(frequency_in_and_out)
{
    ostrov_grid_settings s = of("cz-ppds-4");
    s.enter_ramp_s = 0.0;
    s.droop_s = 2.0;
    start(&s, -1.0);
    sample.wanted_ratio = 0.6;
    go(1.0, 0.1);
    sample.frequency_hz = 51.2; /* -40 % at once would be 0.2 */
    go(2.0, 0.01);
    ck_assert_double_eq_tol(now().power_ratio, 0.6 - 0.9 * 0.4, 1e-6);
    ck_assert_int_eq(now().limited_by, OSTROV_GRID_LIMITED_BY_FREQUENCY);
    sample.wanted_ratio = 1.0; /* a new wish waits while frequency is outside */
    go(20.0, 0.1);
    ck_assert_double_eq_tol(now().power_ratio, 0.2, 1e-6);
    sample.frequency_hz = NONE; /* not known: as it was */
    ck_assert_int_eq(ostrov_grid_support_step(&plant, &sample, 0.1), OSTROV_DEGRADED);
    ck_assert_double_eq_tol(now().power_ratio, 0.2, 1e-6);
    sample.frequency_hz = 50.0;
    go(2.0, 0.01);
    ck_assert_double_eq_tol(now().power_ratio, 1.0 - 0.1 * 0.4, 1e-6);
}
END_TEST

/* What frequency takes away is taken from the power that was given, not from the one that was
 * wished. */
START_TEST(frequency_begins_at_the_power_that_was_there)
{
    ostrov_grid_settings s = of("cz-ppds-4");
    s.enter_ramp_s = 0.0;
    start(&s, -1.0);
    sample.limit_ratio = 0.3;
    go(1.0, 0.1);
    sample.frequency_hz = 50.45; /* 0.25 Hz at 40 % a Hz */
    go(1.0, 0.1);
    ck_assert_double_eq_tol(now().power_ratio, 0.2, 1e-9);
}
END_TEST

START_TEST(unknown_values_hold_what_they_limit)
{
    ostrov_grid_settings s = of("ieee1547-cat-ii");
    s.enter_ramp_s = 0.0;
    start(&s, 0.0);
    sample.limit_ratio = NONE; /* before the first limit: the fallback, which is 0 */
    go(1.0, 0.1);
    ck_assert_double_eq(now().power_ratio, 0.0);
    sample.limit_ratio = 0.3;
    sample.voltage_pu = 1.05;
    go(30.0, 0.1);
    const ostrov_grid_support_state before = now();
    ck_assert_double_eq(before.power_ratio, 0.3);
    sample.limit_ratio = NONE;
    sample.voltage_pu = NONE;
    ck_assert_int_eq(ostrov_grid_support_step(&plant, &sample, 1.0), OSTROV_DEGRADED);
    ck_assert_double_eq(now().power_ratio, 0.3);
    ck_assert_double_eq(now().var_ratio, before.var_ratio);
    sample.limit_ratio = 655.35; /* a sentinel is refused, not obeyed */
    ck_assert_int_eq(ostrov_grid_support_step(&plant, &sample, 1.0), OSTROV_DEGRADED);
    ck_assert_double_eq(now().power_ratio, 0.3);
    ck_assert_int_eq(ostrov_grid_support_step(&plant, &sample, -1.0), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_grid_support_step(&plant, &sample, 1e9), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_grid_support_step(&plant, &sample, NONE), OSTROV_E_TIME);
    sample.struct_size = 0;
    ck_assert_int_eq(ostrov_grid_support_step(&plant, &sample, 1.0), OSTROV_E_ARGUMENT);
    memset(&plant, 0, sizeof plant);
    ck_assert_int_eq(ostrov_grid_support_step(&plant, &sample, 1.0), OSTROV_E_ARGUMENT);
    s.enter_delay_s = NONE;
    ck_assert_int_eq(ostrov_grid_support_init(&plant, &s, 0.0, NULL), OSTROV_E_NOT_FINITE);
    s.enter_delay_s = 300.0;
    ck_assert_int_eq(ostrov_grid_support_init(&plant, &s, 0.5, NULL), OSTROV_E_RANGE);
}
END_TEST

START_TEST(no_walk_passes_a_limit)
{
    uint32_t state = 4711u;
    ostrov_grid_settings s = of("cz-ppds-4");
    s.enter_ramp_s = 60.0;
    for (int run = 0; run < 60; run++) {
        const uint32_t seed = state;
        double last = 0.0;
        start(&s, run % 2 ? -1.0 : 0.0);
        for (int k = 0; k < 500; k++) {
            sample.in_service = next(&state) % 50 ? 1 : 0;
            sample.voltage_pu = next(&state) % 9 ? uniform(&state, 0.8, 1.2) : NONE;
            sample.frequency_hz = next(&state) % 9 ? uniform(&state, 47.0, 52.5) : NONE;
            sample.wanted_ratio = next(&state) % 9 ? uniform(&state, -1.0, 1.0) : NONE;
            sample.available_ratio = uniform(&state, 0.0, 1.0);
            sample.limit_ratio = next(&state) % 3 ? uniform(&state, 0.0, 1.0) : NONE;
            ck_assert_int_ge(ostrov_grid_support_step(&plant, &sample, 0.5), OSTROV_OK);
            const ostrov_grid_support_state n = now();
            const double ceiling = sample.in_service ? fmin(1.0, last + 0.5 / 60.0) : 0.0;
            ck_assert_msg(n.power_ratio <= sample.available_ratio + 1e-12, "seed %u", seed);
            ck_assert_msg(isnan(sample.limit_ratio) || n.power_ratio <= sample.limit_ratio + 1e-12,
                          "seed %u", seed);
            ck_assert_msg(fabs(n.power_ratio) <= ceiling + 1e-9, "seed %u", seed);
            ck_assert_msg(n.power_ratio >= (run % 2 ? -1.0 : 0.0), "seed %u", seed);
            ck_assert_msg(fabs(n.var_ratio) <= 0.44 + 1e-12, "seed %u", seed);
            last = n.ramp_ratio;
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("grid support");
    TCase *curves = tcase_create("curves");
    TCase *together = tcase_create("together");
    tcase_add_test(curves, curve_and_its_faults);
    tcase_add_test(curves, curves_of_settings);
    tcase_add_test(curves, droop_and_its_faults);
    tcase_add_test(curves, island_droop);
    tcase_add_test(curves, response_whatever_the_step);
    tcase_add_test(together, ramp_stays_with_other_limits);
    tcase_add_test(together, frequency_in_and_out);
    tcase_add_test(together, frequency_begins_at_the_power_that_was_there);
    tcase_add_test(together, unknown_values_hold_what_they_limit);
    tcase_add_test(together, no_walk_passes_a_limit);
    suite_add_tcase(suite, curves);
    suite_add_tcase(suite, together);
    return unit_run(suite);
}
