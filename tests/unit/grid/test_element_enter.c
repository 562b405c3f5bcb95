/* Enter service: window, delay, drawn delay, ramp, permit, what is not known.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "element_help.h"

static ostrov_enter_config c;
static ostrov_enter e;
static ostrov_enter_state x;
static ostrov_element_sample s;

static void fresh(void)
{
    ck_assert_int_eq(ostrov_enter_defaults(&c, sizeof c), OSTROV_OK);
    c.delay_s = 10.0;
    c.ramp_s = 20.0;
    s = calm(60.0);
}

static void start(void) { ck_assert_int_eq(ostrov_enter_init(&e, &c, NULL), OSTROV_OK); }

static void run(int steps, double dt_s)
{
    for (int i = 0; i < steps; i++) {
        ck_assert_int_ge(ostrov_enter_step(&e, &s, dt_s), OSTROV_OK);
    }
    ck_assert_int_eq(ostrov_enter_read(&e, &x, sizeof x), OSTROV_OK);
}

/* OpenDER skips the delay when the grid is good on the very first tick. */
START_TEST(a_grid_good_from_the_first_step_waits_the_whole_delay)
{
    start();
    run(99, 0.1);
    ck_assert_int_eq(x.in_service, 0);
    ck_assert_int_eq(x.blocked, OSTROV_ENTER_DELAY);
    ck_assert_double_eq_tol(x.left_s, 0.1, 1e-9);
    run(1, 0.1);
    ck_assert_int_eq(x.in_service, 1);
    ck_assert_int_eq(x.connections, 1);
    ck_assert_double_eq(x.power_limit_pu, 0.0);
    run(100, 0.1);
    ck_assert_double_eq_tol(x.power_limit_pu, 0.5, 1e-9);
    ck_assert_double_eq_tol(x.left_s, 10.0, 1e-9);
    run(100, 0.1);
    ck_assert_double_eq(x.power_limit_pu, 1.0);
    ck_assert(isnan(x.left_s));
}
END_TEST

START_TEST(one_bad_step_starts_the_delay_again_and_is_named)
{
    const struct {
        double pu;
        double hz;
        int32_t permit;
        int32_t tripped;
        int32_t blocked;
    } rows[] = {
        {0.916, 60.0, 1, 0, OSTROV_ENTER_UNDERVOLTAGE},
        {1.051, 60.0, 1, 0, OSTROV_ENTER_OVERVOLTAGE},
        {1.0, 59.49, 1, 0, OSTROV_ENTER_UNDERFREQUENCY},
        {1.0, 60.11, 1, 0, OSTROV_ENTER_OVERFREQUENCY},
        {1.0, 60.0, 0, 0, OSTROV_ENTER_PERMIT},
        {1.0, 60.0, -1, 0, OSTROV_ENTER_PERMIT},
        {1.0, 60.0, 1, 1, OSTROV_ENTER_TRIPPED},
        {NAN, 60.0, 1, 0, OSTROV_ENTER_NOT_MEASURED},
        {1.0, NAN, 1, 0, OSTROV_ENTER_NOT_MEASURED},
        {1.0, 65535.0, 1, 0, OSTROV_ENTER_NOT_MEASURED},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        s = calm(60.0);
        start();
        run(99, 0.1);
        set_pu(&s, rows[i].pu);
        s.hz = rows[i].hz;
        s.permit = rows[i].permit;
        s.tripped = rows[i].tripped;
        run(1, 0.1);
        ck_assert_msg(x.blocked == rows[i].blocked, "row %zu: %d", i, (int)x.blocked);
        s = calm(60.0);
        run(99, 0.1);
        ck_assert_int_eq(x.in_service, 0);
        run(1, 0.1);
        ck_assert_int_eq(x.in_service, 1);
    }
}
END_TEST

START_TEST(the_window_includes_its_limits)
{
    start();
    set_pu(&s, 0.917);
    s.hz = 59.5;
    run(100, 0.1);
    ck_assert_int_eq(x.in_service, 1);
    start();
    set_pu(&s, 1.05);
    s.hz = 60.1;
    run(100, 0.1);
    ck_assert_int_eq(x.in_service, 1);
}
END_TEST

START_TEST(only_a_trip_or_a_withdrawn_permit_ends_service)
{
    start();
    run(200, 0.1);
    set_pu(&s, 0.5);
    s.hz = NAN;
    s.permit = -1;
    run(10, 0.1);
    ck_assert_int_eq(x.in_service, 1);
    s = calm(60.0);
    s.permit = 0;
    run(1, 0.1);
    ck_assert_int_eq(x.in_service, 0);
    ck_assert_double_eq(x.power_limit_pu, 0.0);
    s.permit = 1;
    run(100, 0.1);
    ck_assert_int_eq(x.in_service, 1);
    ck_assert_int_eq(x.connections, 2);
    ck_assert_double_eq(x.power_limit_pu, 0.0); /* the ramp starts anew */
    s.tripped = 1;
    run(1, 0.1);
    ck_assert_int_eq(x.in_service, 0);
    ck_assert_int_eq(x.blocked, OSTROV_ENTER_TRIPPED);
}
END_TEST

static double connects_after(void)
{
    int steps = 0;
    start();
    do {
        run(1, 0.1);
        steps++;
    } while (!x.in_service);
    return steps * 0.1;
}

START_TEST(the_drawn_delay_is_the_seeds_and_spreads)
{
    double least = 1e9;
    double most = 0.0;
    double sum = 0.0;
    c.random_delay_s = 100.0;
    for (uint32_t seed = 0; seed < 200; seed++) {
        double first;
        c.seed = seed;
        first = connects_after();
        ck_assert_double_eq(first, connects_after());
        ck_assert_double_ge(first, 10.0);
        ck_assert_double_le(first, 110.1);
        ck_assert_double_eq_tol(first, 10.0 + x.random_s, 0.1 + 1e-9);
        least = fmin(least, first);
        most = fmax(most, first);
        sum += first;
    }
    /* Mean of 200 uniform draws on 0 … 100: 50 ± 4 · 100/√12/√200 = ± 8.2. */
    ck_assert_double_eq_tol(sum / 200.0 - 10.0, 50.0, 8.2);
    ck_assert_double_lt(least, 15.0);
    ck_assert_double_gt(most, 105.0);
}
END_TEST

START_TEST(each_connection_draws_anew)
{
    double first = 0.0;
    c.random_delay_s = 100.0;
    start();
    run(1200, 0.1);
    ck_assert_int_eq(x.in_service, 1);
    first = x.random_s;
    s.tripped = 1;
    run(1, 0.1);
    s.tripped = 0;
    run(1200, 0.1);
    ck_assert_int_eq(x.connections, 2);
    ck_assert_double_ne(x.random_s, first);
}
END_TEST

START_TEST(a_window_upside_down_is_refused)
{
    ostrov_fault why;
    c.min_pu = 1.06;
    ck_assert_int_eq(ostrov_enter_init(&e, &c, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "min_pu");
    c.min_pu = 0.9;
    c.min_hz = 60.1;
    ck_assert_int_eq(ostrov_enter_init(&e, &c, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "min_hz");
}
END_TEST

/* Whatever comes: power never rises faster than the ramp (a step is whole microseconds), and is 0
 * out of service. */
START_TEST(power_never_outruns_the_ramp)
{
    uint64_t seed = 20261125;
    for (int round = 0; round < 100; round++) {
        double before = 0.0;
        c.delay_s = draw(&seed, 0.0, 5.0);
        c.ramp_s = draw(&seed, 0.1, 10.0);
        c.random_delay_s = draw(&seed, 0.0, 5.0);
        c.seed = (uint32_t)round;
        start();
        for (int k = 0; k < 500; k++) {
            double dt_s = draw(&seed, 1e-6, 0.5);
            s = calm(60.0);
            if (draw(&seed, 0, 1) < 0.02) {
                s.hz = draw(&seed, 0, 1) < 0.5 ? NAN : 50.0;
                s.permit = (int32_t)draw(&seed, -1.999, 1.999);
                s.tripped = draw(&seed, 0, 1) < 0.2;
            }
            run(1, dt_s);
            ck_assert_msg(x.power_limit_pu <= before + (dt_s + 1e-6) / c.ramp_s + 1e-9,
                          "seed 20261125 round %d step %d", round, k);
            ck_assert(x.in_service || x.power_limit_pu == 0.0);
            ck_assert(x.in_service == (x.blocked == OSTROV_ENTER_IN_SERVICE));
            before = x.power_limit_pu;
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("grid enter service");
    TCase *t = tcase_create("enter");
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, fresh, NULL);
    tcase_add_test(t, a_grid_good_from_the_first_step_waits_the_whole_delay);
    tcase_add_test(t, one_bad_step_starts_the_delay_again_and_is_named);
    tcase_add_test(t, the_window_includes_its_limits);
    tcase_add_test(t, only_a_trip_or_a_withdrawn_permit_ends_service);
    tcase_add_test(t, the_drawn_delay_is_the_seeds_and_spreads);
    tcase_add_test(t, each_connection_draws_anew);
    tcase_add_test(t, a_window_upside_down_is_refused);
    tcase_add_test(t, power_never_outruns_the_ramp);
    suite_add_tcase(suite, t);
    return unit_run(suite);
}
