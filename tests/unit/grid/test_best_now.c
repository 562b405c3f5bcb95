/* When a close inside the window is given and when a smaller angle is worth waiting for, case by
 * case.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include "grid/turn.h"

#include <string.h>

typedef struct scene {
    ostrov_i_grid_settings set;
    ostrov_i_switch s;
    ostrov_i_view view;
    ostrov_i_switch_in in;
    ostrov_i_switch_out out;
    ostrov_i_turn turn;
} scene;

/* In SYNC, the window held, a breaker of 80 ms: 10 mHz turn it on by 29 centi-degrees. */
static scene *begin(scene *c, int32_t angle_cdeg, int32_t slip_mhz)
{
    memset(c, 0, sizeof *c);
    c->set.sync_cdeg = 1000;
    c->set.sync_us = 120000000;
    c->s.mode = OSTROV_GRID_SYNC;
    c->s.in_mode_us = OSTROV_I_STEADY_US;
    c->s.closing.mean_us = 80000;
    c->s.closing.spread_us = 5000;
    c->view.dt_us = 10000;
    c->view.sync_known = 1;
    c->view.angle_cdeg = angle_cdeg;
    c->view.slip_mhz = slip_mhz;
    c->turn.set = &c->set;
    c->turn.s = &c->s;
    c->turn.view = &c->view;
    c->turn.in = &c->in;
    c->turn.out = &c->out;
    return c;
}

static int32_t fires(int32_t angle_cdeg, int32_t slip_mhz)
{
    scene c;
    return ostrov_i_sync_fire(&begin(&c, angle_cdeg, slip_mhz)->turn);
}

START_TEST(a_fine_angle_that_stands_nearly_still_is_taken)
{
    ck_assert_int_eq(fires(83, -1),
                     1); /* meets at 0.80°, 0.36° a second: it will not get better soon */
    ck_assert_int_eq(fires(-83, 1), 1); /* the same from below */
    ck_assert_int_eq(fires(83, -3),
                     0); /* 1.08° a second: the crossing is less than a second away */
    ck_assert_int_eq(fires(153, -1), 0); /* meets at 1.50°: not fine */
    ck_assert_int_eq(fires(-153, 1), 0);
}
END_TEST

START_TEST(at_the_crossing_and_just_behind_it)
{
    ck_assert_int_eq(fires(288, -100), 1); /* meets at 0° */
    ck_assert_int_eq(fires(500, -100), 0); /* before it: waits */
    ck_assert_int_eq(fires(60, 1), 1);     /* behind it by 0.63° */
    ck_assert_int_eq(fires(140, 1), 0);    /* behind it by too much: waits for the next */
}
END_TEST

START_TEST(nothing_better_will_come)
{
    scene c;
    begin(&c, 700, 0);
    ck_assert_int_eq(ostrov_i_sync_fire(&c.turn), 0);
    begin(&c, 700, 0);
    c.s.clean_us = 1000000; /* a second without any slip */
    ck_assert_int_eq(ostrov_i_sync_fire(&c.turn), 1);
    begin(&c, 700, 1);
    c.s.in_mode_us = 30000000; /* half a minute of trying, and it only grows */
    ck_assert_int_eq(ostrov_i_sync_fire(&c.turn), 1);
    begin(&c, 700, -1);
    c.s.in_mode_us = 30000000; /* but the crossing is 19 s away */
    ck_assert_int_eq(ostrov_i_sync_fire(&c.turn), 0);
    begin(&c, 1050, 1);
    c.s.in_mode_us = 30000000; /* but never outside the window */
    ck_assert_int_eq(ostrov_i_sync_fire(&c.turn), 0);
}
END_TEST

/* Behind the crossing by 0.8°, and 0.36° or 0.8° more at the latest: 1.5° is the limit. */
START_TEST(behind_the_crossing_the_latest_contact_counts)
{
    ck_assert_int_eq(fires(80 - 144, 50), 1);
    ck_assert_int_eq(fires(80 - 317, 110), 0);
}
END_TEST

/* 70 mHz are a turn in 14 s: the next window's first moment is better than the rest of this one. */
START_TEST(what_comes_round_soon_is_taken_when_the_window_opens)
{
    scene c;
    begin(&c, 250, 70);
    c.s.in_mode_us = 30000000;
    c.set.dwell_us = 100000;
    c.s.window_us = 100000;
    ck_assert_int_eq(ostrov_i_sync_fire(&c.turn), 1);
    c.s.window_us = 200000;
    ck_assert_int_eq(ostrov_i_sync_fire(&c.turn), 0);
}
END_TEST

/* -100 mHz against 2.88 degrees: the contacts meet at zero if the slip stays. 0.8 Hz/s more turn it
 * by 1.44° in 100 ms, and 1.5 times that is more than what is sure. */
START_TEST(a_slip_that_changes_is_waited_for)
{
    scene c;
    begin(&c, 288, -100);
    c.view.bend_mhz_s = -800;
    ck_assert_int_eq(ostrov_i_sync_fire(&c.turn), 0);
    begin(&c, 288, -100);
    c.view.bend_mhz_s = 800;
    ck_assert_int_eq(ostrov_i_sync_fire(&c.turn), 0);
    begin(&c, 288, -100);
    c.view.bend_mhz_s = 100;
    ck_assert_int_eq(ostrov_i_sync_fire(&c.turn), 1);
    begin(&c, 288, -100);
    c.view.bend_mhz_s = -800;
    c.s.in_mode_us = 30000000; /* after half a minute the crossing is taken all the same */
    ck_assert_int_eq(ostrov_i_sync_fire(&c.turn), 1);
}
END_TEST

START_TEST(what_the_slip_does_is_believed_after_a_while)
{
    scene c;
    begin(&c, 288, -100);
    c.s.in_mode_us = 240000;
    ck_assert_int_eq(ostrov_i_sync_fire(&c.turn), 0);
    ck_assert_int_eq(c.out.blocked, OSTROV_GRID_REASON_SYNC_DWELL);
    ck_assert_int_eq(c.out.blocked_limit, 250000);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("grid best now");
    TCase *tests = tcase_create("close");
    tcase_add_test(tests, a_fine_angle_that_stands_nearly_still_is_taken);
    tcase_add_test(tests, at_the_crossing_and_just_behind_it);
    tcase_add_test(tests, nothing_better_will_come);
    tcase_add_test(tests, behind_the_crossing_the_latest_contact_counts);
    tcase_add_test(tests, what_comes_round_soon_is_taken_when_the_window_opens);
    tcase_add_test(tests, a_slip_that_changes_is_waited_for);
    tcase_add_test(tests, what_the_slip_does_is_believed_after_a_while);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
