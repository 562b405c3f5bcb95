/* Stages: threshold, delay, drop-off, integrating reset, six voltages, first cause, what is not
 * known.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "element_help.h"

static ostrov_elements_config c;
static ostrov_elements e;
static ostrov_elements_state x;
static ostrov_element_sample s;

static void fresh(void)
{
    ck_assert_int_eq(ostrov_elements_defaults(&c, sizeof c), OSTROV_OK);
    c.kind[0] = OSTROV_ELEMENT_OVERVOLTAGE;
    c.level[0] = 1.2;
    c.delay_s[0] = 0.16;
    s = calm(50.0);
}

static void start(void) { ck_assert_int_eq(ostrov_elements_init(&e, &c, NULL), OSTROV_OK); }

static void run(int steps, double dt_s)
{
    for (int i = 0; i < steps; i++) {
        ck_assert_int_ge(ostrov_elements_step(&e, &s, dt_s), OSTROV_OK);
    }
    ck_assert_int_eq(ostrov_elements_read(&e, &x, sizeof x), OSTROV_OK);
}

START_TEST(a_violation_is_strict_and_the_first_step_counts)
{
    start();
    set_pu(&s, 1.2);
    run(100, 0.01);
    ck_assert_int_eq(x.trip, 0);
    ck_assert_int_eq(x.picked, 0);
    set_pu(&s, 1.200001);
    run(15, 0.01);
    ck_assert_int_eq(x.trip, 0);
    ck_assert_double_eq_tol(x.left_s, 0.01, 1e-9);
    run(1, 0.01);
    ck_assert_int_eq(x.trip, 1);
    ck_assert_int_eq(x.first_stage, 0);
    ck_assert_int_eq(x.first_kind, OSTROV_ELEMENT_OVERVOLTAGE);
    ck_assert_double_eq_tol(x.first_s, 1.16, 1e-9);
    ck_assert_double_eq_tol(x.first_value, 1.200001, 1e-9);
    ck_assert_double_eq_tol(x.first_level, 1.2, 1e-9);
    c.edge_outside = 1;
    start();
    set_pu(&s, 1.2);
    run(16, 0.01);
    ck_assert_int_eq(x.trip, 1);
}
END_TEST

/* 1.25 for 140 ms of every 150 ms for 20 s: OpenDER never trips, as one good sample clears its
 * timer. With a drop-off delay, or integrating, the stage does. */
START_TEST(a_flickering_violation_trips_where_drop_off_is_delayed)
{
    const struct {
        double dropoff_s;
        int32_t integrating;
        int32_t trips;
    } rows[] = {{0.0, 0, 0}, {0.02, 0, 1}, {0.0, 1, 1}, {0.005, 0, 0}};
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        c.dropoff_s[0] = rows[r].dropoff_s;
        c.integrating[0] = rows[r].integrating;
        start();
        for (int i = 0; i < 133; i++) {
            set_pu(&s, 1.25);
            run(14, 0.01);
            set_pu(&s, 1.0);
            run(1, 0.01);
        }
        ck_assert_msg(x.trip == rows[r].trips, "row %zu", r);
    }
}
END_TEST

START_TEST(the_timer_stands_still_inside_the_drop_off_delay)
{
    c.dropoff_s[0] = 0.05;
    start();
    set_pu(&s, 1.25);
    run(10, 0.01);
    set_pu(&s, 1.0);
    run(4, 0.01);
    ck_assert_double_eq_tol(x.held_s[0], 0.10, 1e-9);
    run(1, 0.01);
    ck_assert_double_eq_tol(x.held_s[0], 0.0, 1e-9);
    c.integrating[0] = 1;
    start();
    set_pu(&s, 1.25);
    run(10, 0.01);
    set_pu(&s, 1.0);
    run(4, 0.01);
    ck_assert_double_eq_tol(x.held_s[0], 0.10, 1e-9);
    run(3, 0.01);
    ck_assert_double_eq_tol(x.held_s[0], 0.07, 1e-9);
}
END_TEST

START_TEST(drop_off_ratio_keeps_a_stage_picked_up)
{
    c.dropoff_ratio[0] = 0.95;
    start();
    set_pu(&s, 1.17);
    run(100, 0.01); /* between drop-off and threshold: never picked up */
    ck_assert_int_eq(x.picked, 0);
    set_pu(&s, 1.21);
    run(1, 0.01);
    set_pu(&s, 1.17);
    run(15, 0.01);
    ck_assert_int_eq(x.trip, 1);
    start();
    set_pu(&s, 1.21);
    run(15, 0.01);
    set_pu(&s, 1.14); /* exactly on the drop-off level: dropped */
    run(1, 0.01);
    ck_assert_int_eq(x.picked, 0);
    ck_assert_double_eq(x.held_s[0], 0.0);
}
END_TEST

/* One phase at 0.5 with the others at 1: line voltages √(0.25 + 1 + 0.5)/√3 = 0.7638; a phase
 * turned by 60° makes a line voltage of its own that no phase shows. */
START_TEST(six_voltages_decide)
{
    c.kind[0] = OSTROV_ELEMENT_UNDERVOLTAGE;
    c.level[0] = 0.9;
    c.delay_s[0] = 0.0;
    start();
    s.phase_pu[0] = 0.5;
    run(1, 0.01);
    ck_assert_int_eq(x.trip, 1);
    ck_assert_double_eq_tol(x.first_value, 0.5, 1e-9);
    start();
    s.phase_pu[0] = 1.0;
    s.angle_deg[0] = -30.0; /* a and b 90° apart: √2/√3 = 0.8165, c and a 150°: 1.1154 */
    run(1, 0.01);
    ck_assert_double_eq_tol(x.first_value, sqrt(2.0 / 3.0), 1e-6);
    c.kind[0] = OSTROV_ELEMENT_OVERVOLTAGE;
    c.level[0] = 1.1;
    start();
    run(1, 0.01);
    ck_assert_double_eq_tol(x.first_value, 2.0 * sin(75.0 * 3.14159265358979 / 180.0) / sqrt(3.0),
                            1e-6);
}
END_TEST

START_TEST(what_is_not_known_neither_proves_nor_ends_a_violation)
{
    start();
    set_pu(&s, 1.25);
    run(10, 0.01);
    s.phase_pu[1] = NAN; /* two phases still show it */
    run(1, 0.01);
    ck_assert_double_eq_tol(x.held_s[0], 0.11, 1e-9);
    set_pu(&s, NAN);
    run(50, 0.01);
    ck_assert_int_eq(x.trip, 0);
    ck_assert_int_eq(x.picked, -1);
    ck_assert_double_eq_tol(x.held_s[0], 0.11, 1e-9);
    set_pu(&s, 1.0);
    s.phase_pu[2] = NAN; /* two good phases do not end it */
    run(1, 0.01);
    ck_assert_double_eq_tol(x.held_s[0], 0.11, 1e-9);
    set_pu(&s, 1.25);
    run(5, 0.01);
    ck_assert_int_eq(x.trip, 1);
}
END_TEST

START_TEST(the_shortest_delay_is_the_first_cause_and_holds)
{
    ck_assert_int_eq(ostrov_elements_category(&c, OSTROV_CATEGORY_I, 50.0), OSTROV_OK);
    ck_assert_double_eq_tol(c.level[4], 52.0, 1e-12); /* moved from 62 Hz */
    start();
    set_pu(&s, 0.3); /* UV2 in 0.16 s, UV1 in 2 s */
    run(3, 1.0);
    ck_assert_int_eq(x.first_stage, 3);
    ck_assert_double_eq_tol(x.first_s, 1.0, 1e-9);
    s.hz = 53.0;
    run(3, 1.0);
    ck_assert_int_eq(x.first_stage, 3);
    ck_assert_int_eq(ostrov_elements_reset(&e), OSTROV_OK);
    s = calm(50.0);
    run(1, 1.0);
    ck_assert_int_eq(x.trip, 0);
    ck_assert_int_eq(x.first_stage, -1);
    ck_assert(isnan(x.first_s));
}
END_TEST

START_TEST(of_two_in_one_step_the_shorter_delay_is_the_cause)
{
    c.delay_s[0] = 0.5;
    c.kind[1] = OSTROV_ELEMENT_OVERVOLTAGE;
    c.level[1] = 1.1;
    c.delay_s[1] = 0.3;
    start();
    set_pu(&s, 1.3);
    run(1, 1.0);
    ck_assert_int_eq(x.first_stage, 1);
    c.delay_s[1] = 0.7;
    start();
    run(1, 1.0);
    ck_assert_int_eq(x.first_stage, 0);
}
END_TEST

START_TEST(no_frequency_is_judged_on_a_dead_line)
{
    c.kind[0] = OSTROV_ELEMENT_UNDERFREQUENCY;
    c.level[0] = 47.5;
    start();
    set_pu(&s, 0.05);
    s.hz = 20.0;
    run(100, 0.01);
    ck_assert_int_eq(x.trip, 0);
    ck_assert_int_eq(x.picked, -1);
    set_pu(&s, NAN); /* voltage not told: the frequency stands for itself */
    run(20, 0.01);
    ck_assert_int_eq(x.trip, 1);
}
END_TEST

/* Whatever comes, a trip holds, timers stay inside 0 … delay, and equal input gives equal bytes. */
START_TEST(any_input_keeps_timers_bounded)
{
    uint64_t seed = 20261125;
    for (int round = 0; round < 200; round++) {
        ostrov_elements twin;
        int tripped = 0;
        for (int i = 0; i < 8; i++) {
            c.kind[i] = (int32_t)draw(&seed, 0.0, 4.999);
            c.level[i] = c.kind[i] > 2 ? draw(&seed, 45, 55) : draw(&seed, 0.3, 1.4);
            c.delay_s[i] = draw(&seed, 0.0, 1.0);
            c.dropoff_s[i] = draw(&seed, 0.0, 0.2);
            c.integrating[i] = draw(&seed, 0, 1) < 0.5;
        }
        start();
        twin = e;
        for (int k = 0; k < 300; k++) {
            const double odd[] = {NAN, INFINITY, -1.0, 65535.0, 32768.0, 0.0};
            double dt_s = draw(&seed, 1e-6, 0.2);
            for (int i = 0; i < 3; i++) {
                s.phase_pu[i] = draw(&seed, 0, 1) < 0.1 ? odd[(int)draw(&seed, 0, 5.999)]
                                                        : draw(&seed, 0.2, 1.5);
            }
            s.hz = draw(&seed, 0, 1) < 0.1 ? odd[(int)draw(&seed, 0, 5.999)] : draw(&seed, 44, 56);
            ck_assert_int_ge(ostrov_elements_step(&e, &s, dt_s), OSTROV_OK);
            ck_assert_int_ge(ostrov_elements_step(&twin, &s, dt_s), OSTROV_OK);
            ck_assert_int_eq(ostrov_elements_read(&e, &x, sizeof x), OSTROV_OK);
            ck_assert_msg(x.trip >= tripped, "a trip went by itself: seed 20261125 round %d",
                          round);
            tripped = x.trip;
            for (int i = 0; i < 8; i++) {
                ck_assert_msg(x.held_s[i] >= 0.0 && x.held_s[i] <= c.delay_s[i] + 1e-6,
                              "stage %d: seed 20261125 round %d", i, round);
            }
        }
        ck_assert_int_eq(memcmp(&e, &twin, sizeof e), 0);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("grid element stages");
    TCase *t = tcase_create("stages");
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, fresh, NULL);
    tcase_add_test(t, a_violation_is_strict_and_the_first_step_counts);
    tcase_add_test(t, a_flickering_violation_trips_where_drop_off_is_delayed);
    tcase_add_test(t, the_timer_stands_still_inside_the_drop_off_delay);
    tcase_add_test(t, drop_off_ratio_keeps_a_stage_picked_up);
    tcase_add_test(t, six_voltages_decide);
    tcase_add_test(t, what_is_not_known_neither_proves_nor_ends_a_violation);
    tcase_add_test(t, the_shortest_delay_is_the_first_cause_and_holds);
    tcase_add_test(t, of_two_in_one_step_the_shorter_delay_is_the_cause);
    tcase_add_test(t, no_frequency_is_judged_on_a_dead_line);
    tcase_add_test(t, any_input_keeps_timers_bounded);
    suite_add_tcase(suite, t);
    return unit_run(suite);
}
