/* Broken equipment on the plant of plant.h: breaker, contacts, PCS, meters, a reboot, other hands.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "scenario.h"

START_TEST(stuck_breaker_ends_in_lockout)
{
    double took_s;
    plant_on_grid(&p, &c);
    p.stuck = 1;
    p.grid_pu = 0.0;
    plant_until(&p, OSTROV_GRID_BACKUP_OPEN, 0.5);
    ck_assert_int_eq(p.state.breaker_command, OSTROV_BREAKER_TRIP_UPSTREAM);
    ck_assert_int_eq(p.state.pcs_request, OSTROV_PCS_STOP);
    took_s = plant_until(&p, OSTROV_GRID_LOCKOUT, 1.0);
    ck_assert_double_eq_tol(took_s, 0.5, 0.011);
    ck_assert_int_eq(p.state.reason, OSTROV_GRID_REASON_BREAKER_STUCK);
    p.grid_pu = 1.0;
    p.stuck = 0;
    plant_run(&p, 100.0);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_LOCKOUT); /* time does not heal it */
    ck_assert_int_eq(p.state.breaker_command, OSTROV_BREAKER_HOLD);
    p.sample.reset = 1;
    plant_until(&p, OSTROV_GRID_GRID, 0.2);
}
END_TEST

START_TEST(late_breaker_is_opened_by_the_backup)
{
    plant_on_grid(&p, &c);
    p.late = 1;
    p.grid_pu = 0.0;
    plant_until(&p, OSTROV_GRID_BACKUP_OPEN, 0.5);
    p.closed = 0;
    plant_until(&p, OSTROV_GRID_DEAD, 0.1); /* a breaker that failed carries no island at once */
}
END_TEST

START_TEST(breaker_that_does_not_close_keeps_the_island)
{
    plant_in_island(&p, &c);
    p.stuck = 1;
    p.grid_pu = 1.0;
    plant_until(&p, OSTROV_GRID_LOCKOUT, 200.0);
    ck_assert_int_eq((int)p.state.closes, 3);
    ck_assert_int_eq(p.state.pcs_request, OSTROV_PCS_FORM); /* the lights stay on */
    ck_assert_double_gt(p.bus_pu, 0.9);
    plant_run(&p, 100.0);
    ck_assert_int_eq((int)p.state.closes, 3);
    ck_assert_double_gt(p.bus_pu, 0.9);
    p.soc = 0.05;
    plant_step(&p);
    ck_assert_int_eq(p.state.pcs_request, OSTROV_PCS_STOP);
}
END_TEST

START_TEST(contradicting_contacts_block_and_leave_the_breaker_alone)
{
    for (int same = 0; same <= 1; same++) {
        plant_on_grid(&p, &c);
        p.force_a = p.force_b = same;
        plant_run(&p, 0.3);
        ck_assert_int_eq(p.state.mode, OSTROV_GRID_GRID);
        ck_assert_int_eq(p.state.blocked, OSTROV_GRID_REASON_CONTACTS);
        ck_assert_double_eq(p.state.power_ratio, 0.0);
        p.grid_pu = 0.0; /* not even a loss of the grid moves a breaker nobody knows */
        plant_run(&p, 100.0);
        ck_assert_int_eq((int)p.state.opens, 0);
        ck_assert_int_eq(p.state.mode, OSTROV_GRID_GRID);
        ck_assert_int_eq(p.state.pcs_request, OSTROV_PCS_FOLLOW);
        p.force_a = p.force_b = -2;
        plant_until(&p, OSTROV_GRID_ISLAND, 5.0);
    }
}
END_TEST

START_TEST(contradicting_contacts_at_start_lock_out)
{
    plant_start(&p, &c);
    p.force_a = p.force_b = 1;
    plant_run(&p, 4.9);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_BOOT);
    ck_assert_int_eq(p.state.pcs_request, OSTROV_PCS_UNKNOWN);
    plant_until(&p, OSTROV_GRID_LOCKOUT, 0.3);
    /* Unread is not contradicting: hands off and saying so, for ever. */
    plant_start(&p, &c);
    p.force_a = -1;
    plant_run(&p, 100.0);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_BOOT);
    ck_assert_int_eq(p.state.blocked, OSTROV_GRID_REASON_CONTACTS);
}
END_TEST

START_TEST(pcs_refuses_to_form)
{
    plant_on_grid(&p, &c);
    p.refuses = 1;
    p.grid_pu = 0.0;
    plant_until(&p, OSTROV_GRID_FORMING, 1.0);
    ck_assert_double_eq_tol(plant_until(&p, OSTROV_GRID_DEAD, 20.0), c.forming_s, 0.011);
    ck_assert_int_eq(p.state.reason, OSTROV_GRID_REASON_PCS);
    for (int i = 0; i < 3; i++) {
        double rest_s = i < 2 ? 2.0 : 60.0; /* longer before the last */
        ck_assert_double_ge(plant_until(&p, OSTROV_GRID_BLACK, rest_s + 0.1), rest_s - 0.02);
        plant_until(&p, OSTROV_GRID_DEAD, c.black_s + 1.0);
    }
    plant_run(&p, 10.0);
    ck_assert_int_eq(p.state.blocked, OSTROV_GRID_REASON_ATTEMPTS);
    p.refuses = 0;
    p.sample.reset = 1; /* a person looked */
    plant_until(&p, OSTROV_GRID_ISLAND, 5.0);
    ck_assert_double_gt(p.bus_pu, 0.9);
}
END_TEST

START_TEST(lost_grid_meter_does_not_blind_the_protection)
{
    plant_on_grid(&p, &c);
    p.measured = 6;
    plant_run(&p, 10.0);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_GRID);
    ck_assert_int_eq(p.state.blocked, OSTROV_GRID_REASON_GRID_UNKNOWN);
    p.grid_pu = 0.0; /* the bus side, one node with it, shows the loss */
    plant_until(&p, OSTROV_GRID_OPENING, 0.3);
    ck_assert_int_eq(p.state.reason, OSTROV_GRID_REASON_UNDERVOLTAGE);
}
END_TEST

START_TEST(reboot_in_an_island_is_hands_off)
{
    plant_in_island(&p, &c);
    ck_assert_int_eq(ostrov_grid_init(&p.grid, &c, NULL), OSTROV_OK);
    plant_step(&p);
    ck_assert_int_eq(p.state.pcs_request, OSTROV_PCS_UNKNOWN);
    ck_assert_int_eq(p.state.breaker_command, OSTROV_BREAKER_HOLD);
    plant_until(&p, OSTROV_GRID_ISLAND, 0.2);
    ck_assert_int_eq(p.state.reason, OSTROV_GRID_REASON_FOUND_ISLAND);
    plant_run(&p, 10.0);
    ck_assert_double_gt(p.bus_pu, 0.9);
    /* An island in bad health is left to whoever runs it. */
    ck_assert_int_eq(ostrov_grid_init(&p.grid, &c, NULL), OSTROV_OK);
    p.state.bus_target_v = 180.0;
    for (int i = 0; i < 3000; i++) {
        plant_breaker(&p);
        p.bus_pu = 0.8;
        plant_measure(&p);
        ck_assert_int_eq(ostrov_grid_step(&p.grid, &p.sample, 0.01), OSTROV_OK);
        ck_assert_int_eq(ostrov_grid_read(&p.grid, &p.state, sizeof p.state), OSTROV_OK);
        ck_assert_int_eq(p.state.mode, OSTROV_GRID_BOOT);
        ck_assert_int_eq(p.state.pcs_request, OSTROV_PCS_UNKNOWN);
    }
    ck_assert_int_eq(p.state.blocked, OSTROV_GRID_REASON_BUS_LOST);
}
END_TEST

/* Overload trips a PCS for good: it takes a STOP, and a moment, to leave that. */
START_TEST(a_tripped_pcs_is_stopped_before_it_is_asked_again)
{
    double stopped_s = 0.0;
    plant_in_island(&p, &c);
    plant_run(&p, 310.0);    /* it has lasted: its end is no failed attempt */
    p.pcs = OSTROV_PCS_STOP; /* tripped: its mode is what it does, its latch is told by nothing */
    p.refuses = 1;
    plant_until(&p, OSTROV_GRID_DEAD, 20.0);
    while (p.state.mode == OSTROV_GRID_DEAD && stopped_s < 30.0) {
        ck_assert_int_eq(p.state.pcs_request, OSTROV_PCS_STOP);
        stopped_s += p.dt_s;
        plant_step(&p);
    }
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_BLACK);
    ck_assert_double_eq_tol(stopped_s, 2.0, 0.03);
    /* One that goes on saying that it forms a dead bus is waited for, but not for ever. */
    plant_until(&p, OSTROV_GRID_DEAD, c.black_s + 1.0);
    p.pcs = OSTROV_PCS_FORM;
    p.obey_s = 1e9;
    p.forms_s = -1e9; /* no voltage comes */
    plant_run(&p, 5.0);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_DEAD);
    ck_assert_int_eq(p.state.blocked, OSTROV_GRID_REASON_PCS);
    plant_until(&p, OSTROV_GRID_BLACK, 6.0);
}
END_TEST

/* A short circuit that is still there trips the PCS as often as it lifts the bus. */
START_TEST(an_island_that_collapses_at_once_is_not_lifted_for_ever)
{
    int lifted = 0, lasted = 0;
    plant_in_island(&p, &c);
    plant_run(&p, 310.0); /* a long one that ends says nothing against the next */
    p.pcs = OSTROV_PCS_STOP;
    plant_until(&p, OSTROV_GRID_DEAD, 20.0);
    for (int i = 0; i < 40000; i++) { /* 400 s: enough for 80 of them */
        int before = p.state.mode;
        plant_step(&p);
        lasted = p.state.mode == OSTROV_GRID_ISLAND ? lasted + 1 : 0;
        lifted += before == OSTROV_GRID_BLACK && p.state.mode == OSTROV_GRID_ISLAND;
        p.pcs = lasted > 50 ? OSTROV_PCS_STOP : p.pcs; /* trips half a second later */
    }
    ck_assert_int_eq(lifted, 3);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_DEAD);
    ck_assert_int_eq(p.state.blocked, OSTROV_GRID_REASON_ATTEMPTS);
    p.sample.reset = 1; /* a person has looked, and the island lasts */
    plant_until(&p, OSTROV_GRID_ISLAND, 5.0);
    plant_run(&p, 310.0);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_ISLAND);
}
END_TEST

START_TEST(reboot_on_the_grid_and_in_the_dark)
{
    plant_start(&p, &c);
    p.grid_pu = 0.0; /* closed onto a dead grid: leaves as from any loss */
    plant_until(&p, OSTROV_GRID_ISLAND, 5.0);
    plant_start(&p, &c);
    p.closed = 0;
    p.grid_pu = 0.0;
    p.pcs = OSTROV_PCS_STOP;
    plant_until(&p, OSTROV_GRID_DEAD, 0.5);
    plant_until(&p, OSTROV_GRID_ISLAND, 5.0); /* by black start */
}
END_TEST

START_TEST(somebody_closes_or_opens_the_breaker)
{
    plant_in_island(&p, &c);
    p.closed = 1; /* onto the dead grid: never feed it */
    plant_run(&p, 0.03);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_OPENING);
    ck_assert_int_eq(p.state.reason, OSTROV_GRID_REASON_CLOSED_OUTSIDE);
    ck_assert_int_eq(p.state.pcs_request, OSTROV_PCS_STOP);
    plant_until(&p, OSTROV_GRID_ISLAND, 5.0);
    p.grid_pu = 1.0;
    plant_run(&p, 1.0);
    p.closed = 1;
    p.pcs = OSTROV_PCS_FOLLOW;
    plant_until(&p, OSTROV_GRID_RAMP, 0.1);
    plant_until(&p, OSTROV_GRID_GRID, 5.0);
    p.closed = 0; /* the interface protection was faster than we */
    plant_until(&p, OSTROV_GRID_ISLAND, 2.0);
    ck_assert_double_eq_tol(p.state.left_s, 5.0, 1.0); /* and the return delay runs again */
}
END_TEST

START_TEST(a_glitch_of_the_contacts_proves_nothing)
{
    plant_on_grid(&p, &c);
    p.force_a = 0;
    p.force_b = 1;
    plant_step(&p);
    p.force_a = p.force_b = -2;
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_GRID);
    plant_run(&p, 1.0);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_GRID);
    ck_assert_uint_eq(p.state.epoch, 0);
}
END_TEST

START_TEST(one_known_phase_is_enough_to_trip_but_not_to_be_good)
{
    plant_on_grid(&p, &c);
    for (int i = 0; i < 30 && p.state.mode != OSTROV_GRID_OPENING; i++) {
        p.sample.grid_v[0] = NAN;
        p.sample.grid_v[1] = NAN;
        p.sample.grid_v[2] = 0.4 * 230.0;
        ck_assert_int_eq(ostrov_grid_step(&p.grid, &p.sample, 0.01), OSTROV_OK);
        ck_assert_int_eq(ostrov_grid_read(&p.grid, &p.state, sizeof p.state), OSTROV_OK);
        ck_assert_int_eq(p.state.grid_side, OSTROV_SIDE_UNKNOWN);
    }
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_OPENING);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("grid scenarios: broken equipment");
    TCase *tests = tcase_create("scenarios");
    tcase_add_checked_fixture(tests, fresh, NULL);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, stuck_breaker_ends_in_lockout);
    tcase_add_test(tests, late_breaker_is_opened_by_the_backup);
    tcase_add_test(tests, breaker_that_does_not_close_keeps_the_island);
    tcase_add_test(tests, contradicting_contacts_block_and_leave_the_breaker_alone);
    tcase_add_test(tests, contradicting_contacts_at_start_lock_out);
    tcase_add_test(tests, pcs_refuses_to_form);
    tcase_add_test(tests, lost_grid_meter_does_not_blind_the_protection);
    tcase_add_test(tests, reboot_in_an_island_is_hands_off);
    tcase_add_test(tests, a_tripped_pcs_is_stopped_before_it_is_asked_again);
    tcase_add_test(tests, an_island_that_collapses_at_once_is_not_lifted_for_ever);
    tcase_add_test(tests, reboot_on_the_grid_and_in_the_dark);
    tcase_add_test(tests, somebody_closes_or_opens_the_breaker);
    tcase_add_test(tests, a_glitch_of_the_contacts_proves_nothing);
    tcase_add_test(tests, one_known_phase_is_enough_to_trip_but_not_to_be_good);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
