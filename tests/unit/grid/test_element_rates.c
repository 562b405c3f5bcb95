/* Rate of change and vector shift: closed forms, gaps, blocking, and what a profile must ride
 * through.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "element_help.h"

static ostrov_rocof_config c;
static ostrov_rocof r;
static ostrov_rocof_state x;
static ostrov_vector_shift_config vc;
static ostrov_vector_shift v;
static ostrov_vector_shift_state vx;
static ostrov_element_sample s;

static void fresh(void)
{
    ck_assert_int_eq(ostrov_rocof_defaults(&c, sizeof c), OSTROV_OK);
    ck_assert_int_eq(ostrov_vector_shift_defaults(&vc, sizeof vc), OSTROV_OK);
    s = calm(50.0);
}

static void start(void)
{
    ck_assert_int_eq(ostrov_rocof_init(&r, &c, NULL), OSTROV_OK);
    ck_assert_int_eq(ostrov_vector_shift_init(&v, &vc, NULL), OSTROV_OK);
}

static void feed(double hz, double dt_s)
{
    s.hz = hz;
    ck_assert_int_ge(ostrov_rocof_step(&r, &s, dt_s), OSTROV_OK);
    ck_assert_int_eq(ostrov_rocof_read(&r, &x, sizeof x), OSTROV_OK);
}

/* The three phases turned by turned_deg, phase a by single_deg more. */
static void turn(double turned_deg, double single_deg, double dt_s)
{
    for (int i = 0; i < 3; i++) {
        double a = -120.0 * i + turned_deg + (i == 0 ? single_deg : 0.0);
        s.angle_deg[i] = a - 360.0 * floor((a + 180.0) / 360.0);
    }
    ck_assert_int_ge(ostrov_vector_shift_step(&v, &s, dt_s), OSTROV_OK);
    ck_assert_int_eq(ostrov_vector_shift_read(&v, &vx, sizeof vx), OSTROV_OK);
}

/* A ramp measures as its rate, by either method, at any step, also one that does not divide the
 * window, and also when the clock's low half turns over. */
START_TEST(a_ramp_measures_as_its_rate)
{
    const double steps[] = {0.0004, 0.001, 0.003, 0.0167, 0.07, 0.3};
    for (int method = OSTROV_ROCOF_TWO_POINT; method <= OSTROV_ROCOF_LEAST_SQUARES; method++) {
        c.method = method;
        for (size_t k = 0; k < sizeof steps / sizeof steps[0]; k++) {
            start();
            for (int i = 1; i * steps[k] < 2.0; i++) {
                feed(50.0 + 1.7 * i * steps[k], steps[k]);
            }
            ck_assert_msg(fabs(x.rocof_hz_per_s - 1.7) < 1e-3, "%d at %g: %g", method, steps[k],
                          x.rocof_hz_per_s);
        }
    }
    start();
    for (int i = 0; i < 5000; i++) { /* 5 000 s: past 2³² µs */
        feed(50.0, 1.0);
    }
    for (int i = 1; i < 100; i++) {
        feed(50.0 - 0.5 * i * 0.01, 0.01);
    }
    ck_assert_double_eq_tol(x.rocof_hz_per_s, -0.5, 1e-6);
}
END_TEST

/* A step A seen by n points dt apart: at most A·6k(n−k)/(n(n²−1)·dt), at k = n/2. A window of 0.5 s
 * holds 8 points 0.07 s apart; the ninth, 0.56 s old, lies outside. */
START_TEST(the_line_of_least_squares_takes_the_window_alone)
{
    double most = 0.0;
    c.method = OSTROV_ROCOF_LEAST_SQUARES;
    start();
    for (int i = 0; i < 60; i++) {
        feed(i < 30 ? 50.0 : 50.7, 0.07);
        most = fmax(most, fabs(x.rocof_hz_per_s));
    }
    ck_assert_double_eq_tol(most, 0.7 * 6.0 * 16.0 / (8.0 * 63.0 * 0.07), 1e-6);
}
END_TEST

START_TEST(nothing_is_said_before_the_window_is_full)
{
    start();
    for (int i = 0; i < 50; i++) {
        feed(50.0 + 5.0 * i * 0.01, 0.01);
        ck_assert(isnan(x.rocof_hz_per_s));
        ck_assert_int_eq(x.picked, -1);
    }
    feed(52.5, 0.01);
    ck_assert_double_eq_tol(x.rocof_hz_per_s, 5.0, 1e-6);
    ck_assert_int_eq(x.picked, 1);
    for (int i = 0; i < 12; i++) { /* a short gap holds */
        feed(NAN, 0.01);
    }
    ck_assert_int_eq(x.picked, 1);
    feed(NAN, 0.01); /* beyond a quarter of the window it starts anew */
    ck_assert(isnan(x.rocof_hz_per_s));
    feed(65535.0, 0.01);
    ck_assert(isnan(x.rocof_hz_per_s));
}
END_TEST

START_TEST(the_excess_must_last)
{
    c.limit_hz_per_s = 1.0;
    c.delay_s = 0.2;
    start();
    for (int i = 0; i < 100; i++) {
        feed(50.0, 0.01);
    }
    for (int i = 1; i <= 60; i++) {
        feed(50.0 - 2.0 * 0.01 * i, 0.01);
    }
    ck_assert_int_eq(x.trip, 1);
    ck_assert_double_gt(x.trip_s, 1.2);
    ck_assert_double_lt(x.trip_s, 1.6);
}
END_TEST

START_TEST(closed_forms_of_the_shift)
{
    start();
    for (int i = 0; i < 100; i++) {
        turn(0.0, 0.0, 0.001);
    }
    ck_assert_double_eq_tol(vx.shift_deg, 0.0, 1e-9);
    turn(179.0, 0.0, 0.001); /* over the turn of the angle */
    ck_assert_double_eq_tol(vx.shift_deg, 179.0, 1e-3);
    ck_assert_int_eq(vx.trip, 1);
    ck_assert_double_eq_tol(vx.trip_s, 0.101, 1e-9);
    start();
    for (int i = 0; i < 100; i++) {
        turn(0.0, i < 60 ? 0.0 : 60.0, 0.001); /* one phase counts a third */
    }
    ck_assert_int_eq(vx.trip, 0);
    start();
    for (int i = 0; i < 200; i++) { /* 2 Hz/s: 360 · 2 · 0.02² */
        turn(180.0 * 2.0 * (i * 0.001) * (i * 0.001), 0.0, 0.001);
    }
    ck_assert_double_eq_tol(vx.shift_deg, 0.288, 2e-3);
}
END_TEST

START_TEST(a_dip_blocks_and_two_cycles_after_it)
{
    start();
    for (int i = 0; i < 100; i++) {
        turn(0.0, 0.0, 0.01);
    }
    s.phase_pu[2] = 0.79;
    turn(50.0, 0.0, 0.01);
    ck_assert_int_eq(vx.blocked, 1);
    s.phase_pu[2] = 1.0;
    turn(0.0, 0.0, 0.01);
    ck_assert_int_eq(vx.blocked, 0);
    ck_assert(isnan(vx.shift_deg));
    for (int i = 0; i < 4; i++) {
        turn(0.0, 0.0, 0.01);
    }
    ck_assert_double_eq_tol(vx.shift_deg, 0.0, 1e-9);
    s.angle_deg[1] = NAN;
    ck_assert_int_ge(ostrov_vector_shift_step(&v, &s, 0.01), OSTROV_OK);
    ck_assert_int_eq(ostrov_vector_shift_read(&v, &vx, sizeof vx), OSTROV_OK);
    ck_assert_int_eq(vx.blocked, 1);
    ck_assert_int_eq(vx.trip, 0);
    ck_assert_int_eq(ostrov_vector_shift_step(&v, &s, 0.041), OSTROV_E_TIME);
}
END_TEST

/* What a meter that counts a cycle says while the angle moves: f0 + Δθ/(360°·T). */
static double measured_hz(const double *turned, int at)
{
    return 50.0 + (turned[at] - turned[at >= 20 ? at - 20 : 0]) / 360.0 / 0.02;
}

/* Load steps as a swing towards a new frequency with at most the rate that the category rides
 * through, and jumps of up to 20° of all phases or 60° of one: neither element may trip. */
START_TEST(what_the_profile_rides_through_trips_nothing)
{
    static double turned[3000];
    const double limits[3] = {0.5, 2.0, 3.0}; /* table 21 */
    uint64_t seed = 20261125;
    for (int round = 0; round < 36; round++) {
        const double limit = limits[round % 3];
        const double rate = draw(&seed, -1.0, 1.0) * limit;
        const double fades_s = draw(&seed, 0.05, 1.0);
        const double jump = round % 2 ? draw(&seed, -20.0, 20.0) : 0.0;
        const double single = round % 2 ? 0.0 : draw(&seed, -60.0, 60.0);
        double angle = 0.0;
        c.method = 1 + round / 2 % 2;
        c.limit_hz_per_s = limit * 1.001;
        c.delay_s = 0.5;
        vc.limit_deg = 20.1;
        start();
        for (int k = 0; k < 3000; k++) {
            const double t = (k - 1000) * 0.001;
            const double off_hz = t < 0 ? 0.0 : rate * fades_s * (1.0 - exp(-t / fades_s));
            angle += 360.0 * off_hz * 0.001;
            /* A metered mean of three phases sees a third of one phase's jump. */
            turned[k] = angle + (k >= 1500 ? jump + single / 3.0 : 0.0);
            feed(measured_hz(turned, k), 0.001);
            turn(angle + (k >= 1500 ? jump : 0.0), k >= 1500 ? single : 0.0, 0.001);
        }
        ck_assert_msg(!x.trip && !vx.trip,
                      "seed 20261125 round %d: rate %g, jump %g, single %g: rocof %d shift %d",
                      round, rate, jump, single, (int)x.trip, (int)vx.trip);
    }
}
END_TEST

/* And what lies clearly beyond does trip them, so that the property above is not empty. */
START_TEST(what_lies_beyond_trips)
{
    uint64_t seed = 7;
    for (int round = 0; round < 40; round++) {
        const double rate = draw(&seed, 1.2, 3.0) * (round % 2 ? 2.0 : -2.0);
        c.method = 1 + round / 2 % 2;
        start();
        for (int k = 0; k < 2500; k++) {
            const double t = k < 1000 ? 0.0 : (k - 1000) * 0.001;
            feed(50.0 + rate * t, 0.001);
            turn(k < 1000 ? 0.0 : (round % 2 ? 30.0 : -30.0), 0.0, 0.001);
        }
        ck_assert_int_eq(x.trip, 1);
        ck_assert_int_eq(vx.trip, 1);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("grid element rates");
    TCase *t = tcase_create("rates");
    tcase_set_timeout(t, 120);
    tcase_add_checked_fixture(t, fresh, NULL);
    tcase_add_test(t, a_ramp_measures_as_its_rate);
    tcase_add_test(t, the_line_of_least_squares_takes_the_window_alone);
    tcase_add_test(t, nothing_is_said_before_the_window_is_full);
    tcase_add_test(t, the_excess_must_last);
    tcase_add_test(t, closed_forms_of_the_shift);
    tcase_add_test(t, a_dip_blocks_and_two_cycles_after_it);
    tcase_add_test(t, what_the_profile_rides_through_trips_nothing);
    tcase_add_test(t, what_lies_beyond_trips);
    suite_add_tcase(suite, t);
    return unit_run(suite);
}
