/* The connection through outages and islands, asked for or not, on the plant of plant.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "scenario.h"

START_TEST(outage_and_return)
{
    double took_s;
    plant_on_grid(&p, &c);
    ck_assert_int_eq(p.state.pcs_request, OSTROV_PCS_FOLLOW);
    ck_assert_double_eq(p.state.power_ratio, 1.0);
    ck_assert_uint_eq(p.state.epoch, 0);

    p.grid_pu = 0.0;
    took_s = plant_until(&p, OSTROV_GRID_OPENING, 1.0);
    /* Fastest stage: 0.2 s, and one step of sampling. */
    ck_assert_double_le(took_s, 0.2 + 0.0101);
    ck_assert_int_eq(p.state.reason, OSTROV_GRID_REASON_UNDERVOLTAGE);
    ck_assert_int_eq(p.state.breaker_command, OSTROV_BREAKER_OPEN);
    took_s = plant_until(&p, OSTROV_GRID_FORMING, 1.0);
    ck_assert_double_le(took_s, 0.05 + 0.02 + 0.0201); /* breaker, proof, sampling */
    ck_assert_int_eq(p.state.pcs_request, OSTROV_PCS_FORM);
    plant_until(&p, OSTROV_GRID_ISLAND, 1.0);
    ck_assert_uint_eq(p.state.epoch, 1);
    plant_run(&p, 60.0);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_ISLAND);
    ck_assert_int_eq(p.state.blocked, OSTROV_GRID_REASON_GRID_LOST);

    p.grid_pu = 0.98;
    p.grid_hz = 49.95;
    plant_until(&p, OSTROV_GRID_OBSERVE, 0.1);
    ck_assert_double_eq_tol(p.state.left_s, 5.0, 0.011);
    took_s = plant_until(&p, OSTROV_GRID_SYNC, 6.0);
    ck_assert_double_ge(took_s, 5.0 - 0.0101); /* the whole delay since the first good sample */
    ck_assert(!isnan(p.state.bus_target_hz));
    plant_until(&p, OSTROV_GRID_RAMP, 60.0);
    ck_assert_int_eq(p.contacts_met, 1);
    ck_assert_double_le(p.worst_deg, 2.0); /* waits for 1° predicted; the rest is sampling */
    /* What is reported is reconstructed from the last sample before contact: half a step at the
     * slip window's edge is 0.18°. */
    ck_assert_double_eq_tol(p.state.contact_angle_deg, p.contact_deg, 0.2);
    ck_assert_double_le(p.state.power_ratio, 0.1);
    ck_assert_uint_eq(p.state.epoch, 2);
    took_s = plant_until(&p, OSTROV_GRID_GRID, 10.0);
    ck_assert_double_eq_tol(took_s, 4.0, 0.011);
    ck_assert_double_eq(p.state.power_ratio, 1.0);
    ck_assert_int_eq((int)p.state.closes, 1);
    ck_assert_int_eq((int)p.state.opens, 1);
    ck_assert_int_eq(p.onto_dead_grid, 0);
    ck_assert_int_eq(p.backfeed, 0);
}
END_TEST

START_TEST(bad_night_reserve_black_start_and_no_waiting_for_the_sun)
{
    plant_in_island(&p, &c);
    p.soc = 0.1;
    plant_until(&p, OSTROV_GRID_SAFE_STOP, 0.1);
    ck_assert_int_eq(p.state.reason, OSTROV_GRID_REASON_ENERGY);
    ck_assert_int_eq(p.state.pcs_request, OSTROV_PCS_STOP);
    plant_run(&p, 3600.0);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_SAFE_STOP);
    /* The grid is back: onto the dead bus after the delay, with an empty battery. */
    p.grid_pu = 1.0;
    ck_assert_double_ge(plant_until(&p, OSTROV_GRID_CLOSING, 6.0), 5.0);
    plant_until(&p, OSTROV_GRID_GRID, 10.0);
    ck_assert_double_gt(p.bus_pu, 0.9);
    /* Another night: charged by other means, it starts by itself. */
    p.soc = 0.5;
    p.grid_pu = 0.0;
    plant_until(&p, OSTROV_GRID_ISLAND, 5.0);
    p.soc = 0.05;
    plant_until(&p, OSTROV_GRID_SAFE_STOP, 0.1);
    plant_run(&p, 5.0);
    p.soc = 0.16;
    plant_until(&p, OSTROV_GRID_BLACK, 2.1);
    plant_until(&p, OSTROV_GRID_ISLAND, 5.0);
    ck_assert_int_eq(p.onto_dead_grid, 0);
}
END_TEST

START_TEST(soc_unknown_never_starts_black_but_keeps_an_island)
{
    plant_in_island(&p, &c);
    p.soc = NAN;
    plant_run(&p, 10.0);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_ISLAND);
    p.refuses = 1;
    p.pcs = OSTROV_PCS_STOP;
    plant_until(&p, OSTROV_GRID_DEAD, 10.0);
    plant_run(&p, 10.0);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_DEAD);
    ck_assert_int_eq(p.state.blocked, OSTROV_GRID_REASON_ENERGY);
}
END_TEST

START_TEST(planned_island_and_back)
{
    plant_on_grid(&p, &c);
    p.pcc_w = 40000.0;
    p.sample.want_island = 1;
    plant_step(&p);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_NULLING);
    ck_assert_double_eq(p.state.pcc_target_w, 0.0);
    plant_run(&p, 5.0);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_NULLING);
    p.pcc_w = -1500.0;
    plant_until(&p, OSTROV_GRID_ISLAND, 2.0);
    plant_run(&p, 30.0); /* the grid is good all the time: stays away because asked */
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_OBSERVE);
    ck_assert_int_eq(p.state.blocked, OSTROV_GRID_REASON_COMMAND);
    p.sample.want_island = 0;
    plant_until(&p, OSTROV_GRID_GRID, 60.0);
    ck_assert_double_le(p.worst_deg, 2.0);
    /* Cannot null in time. */
    p.pcc_w = 40000.0;
    p.sample.want_island = 1;
    plant_until(&p, OSTROV_GRID_NULLING, 0.1);
    ck_assert_double_eq_tol(plant_until(&p, OSTROV_GRID_GRID, 40.0), c.nulling_s, 0.011);
    ck_assert_int_eq(p.state.reason, OSTROV_GRID_REASON_TIMEOUT);
    plant_run(&p, 10.0);
    ck_assert_int_eq(p.state.blocked, OSTROV_GRID_REASON_COOLDOWN);
}
END_TEST

START_TEST(planned_island_is_refused_with_its_reason)
{
    plant_on_grid(&p, &c);
    p.soc = 0.1;
    p.sample.want_island = 1;
    plant_run(&p, 1.0);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_GRID);
    ck_assert_int_eq(p.state.blocked, OSTROV_GRID_REASON_ENERGY);
    ck_assert_double_eq(p.state.blocked_value, 0.1);
    ck_assert_double_eq(p.state.blocked_limit, 0.1);
    c.island_verified = 0;
    plant_on_grid(&p, &c);
    p.sample.want_island = 1;
    plant_run(&p, 1.0);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_GRID);
    ck_assert_int_eq(p.state.blocked, OSTROV_GRID_REASON_NOT_VERIFIED);
}
END_TEST

START_TEST(unverified_site_opens_and_waits_in_the_dark)
{
    c.island_verified = 0;
    plant_on_grid(&p, &c);
    p.grid_pu = 0.0;
    plant_until(&p, OSTROV_GRID_DEAD, 1.0);
    ck_assert_int_eq(p.closed, 0);
    ck_assert_int_eq(p.state.reason, OSTROV_GRID_REASON_NOT_VERIFIED);
    plant_run(&p, 60.0);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_DEAD);
    ck_assert_int_ne(p.state.pcs_request, OSTROV_PCS_FORM);
    p.grid_pu = 1.0;
    plant_until(&p, OSTROV_GRID_GRID, 12.0);
}
END_TEST

START_TEST(profile_d_never_asks_the_breaker)
{
    c.pcs_profile = OSTROV_PCS_PROFILE_D;
    plant_on_grid(&p, &c);
    p.grid_pu = 0.0;
    plant_until(&p, OSTROV_GRID_DEAD, 0.3);
    ck_assert_int_eq(p.state.pcs_request, OSTROV_PCS_STOP);
    plant_run(&p, 60.0);
    p.grid_pu = 1.0;
    ck_assert_double_ge(plant_until(&p, OSTROV_GRID_RAMP, 6.0), 5.0);
    plant_until(&p, OSTROV_GRID_GRID, 5.0);
    ck_assert_int_eq((int)p.state.opens, 0);
    ck_assert_int_eq((int)p.state.closes, 0);
}
END_TEST

START_TEST(profile_b_returns_in_the_dark)
{
    c.pcs_profile = OSTROV_PCS_PROFILE_B;
    plant_in_island(&p, &c);
    p.grid_pu = 1.0;
    plant_until(&p, OSTROV_GRID_DEAD, 6.0);
    plant_until(&p, OSTROV_GRID_CLOSING, 2.0);
    ck_assert_double_le(p.bus_pu, 0.2);
    plant_until(&p, OSTROV_GRID_GRID, 10.0);
    ck_assert_int_eq(p.contacts_met, 0); /* no live close ever */
}
END_TEST

/* A bus that cannot be measured would never be proven dead: no step into the dark for it. */
START_TEST(no_dark_return_without_a_bus_meter)
{
    c.pcs_profile = OSTROV_PCS_PROFILE_B;
    plant_in_island(&p, &c);
    p.grid_pu = 1.0;
    p.measured = 1;
    plant_run(&p, 20.0);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_OBSERVE);
    ck_assert_int_eq(p.state.blocked, OSTROV_GRID_REASON_BUS_UNKNOWN);
    ck_assert_double_ge(p.bus_pu, 0.9);
    p.measured = 7;
    plant_until(&p, OSTROV_GRID_GRID, 15.0);
}
END_TEST

/* The PCS of profile A moves its own switch; the library never commands one. */
START_TEST(profile_a_watches_its_pcs)
{
    c.pcs_profile = OSTROV_PCS_PROFILE_A;
    plant_on_grid(&p, &c);
    p.obey_s = 1e9; /* this plant's PCS listens to nobody */
    p.grid_pu = 0.0;
    plant_run(&p, 0.02);
    p.closed = 0;
    p.pcs = OSTROV_PCS_FORM;
    p.forms_s = 1.0;
    plant_until(&p, OSTROV_GRID_ISLAND, 0.5);
    ck_assert_int_eq(p.state.pcs_request, OSTROV_PCS_FORM);
    p.grid_pu = 1.0;
    plant_until(&p, OSTROV_GRID_SYNC, 6.0);
    ck_assert_int_eq(p.state.pcs_request, OSTROV_PCS_FOLLOW);
    plant_run(&p, 3.0);
    plant_contact(&p, 0.0); /* it has synchronised by itself */
    plant_until(&p, OSTROV_GRID_GRID, 5.0);
    ck_assert_int_eq((int)p.state.opens, 0);
    ck_assert_int_eq((int)p.state.closes, 0);
}
END_TEST

START_TEST(short_dip_is_ridden_through)
{
    plant_on_grid(&p, &c);
    p.grid_pu = 0.6;
    plant_run(&p, 1.0); /* stage 1: 1.5 s */
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_RIDE);
    ck_assert_double_eq(p.state.power_ratio, 1.0);
    p.grid_pu = 1.0;
    ck_assert_double_eq_tol(plant_until(&p, OSTROV_GRID_GRID, 2.0), 1.0, 0.011);
    ck_assert_int_eq((int)p.state.opens, 0);
    /* A disturbance that flickers faster than any stage still ends at ride_s. */
    c.ride_s = 10.0;
    plant_on_grid(&p, &c);
    for (int i = 0; i < 70 && p.state.mode != OSTROV_GRID_OPENING; i++) {
        p.grid_pu = 0.6;
        plant_run(&p, 0.14);
        p.grid_pu = 1.0;
        plant_step(&p);
    }
    p.grid_pu = 0.6;
    plant_until(&p, OSTROV_GRID_OPENING, 0.2);
    ck_assert_int_eq(p.state.reason, OSTROV_GRID_REASON_TIMEOUT);
}
END_TEST

/* A live bus outside its band gets the time the PCS has for forming, not for ever. */
START_TEST(an_island_that_stays_ill_is_given_up)
{
    double ill_s = 0.0;
    plant_in_island(&p, &c);
    while (p.state.mode == OSTROV_GRID_ISLAND && ill_s < 60.0) {
        for (int i = 0; i < 3; i++) {
            p.sample.bus_v[i] = 0.8 * 230.0;
        }
        ck_assert_int_eq(ostrov_grid_step(&p.grid, &p.sample, 0.01), OSTROV_OK);
        ck_assert_int_eq(ostrov_grid_read(&p.grid, &p.state, sizeof p.state), OSTROV_OK);
        ill_s += 0.01;
    }
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_DEAD);
    ck_assert_int_eq(p.state.reason, OSTROV_GRID_REASON_BUS_LOST);
    ck_assert_double_eq_tol(ill_s, c.forming_s, 0.011);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("grid scenarios");
    TCase *tests = tcase_create("scenarios");
    tcase_add_checked_fixture(tests, fresh, NULL);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, outage_and_return);
    tcase_add_test(tests, bad_night_reserve_black_start_and_no_waiting_for_the_sun);
    tcase_add_test(tests, soc_unknown_never_starts_black_but_keeps_an_island);
    tcase_add_test(tests, planned_island_and_back);
    tcase_add_test(tests, planned_island_is_refused_with_its_reason);
    tcase_add_test(tests, unverified_site_opens_and_waits_in_the_dark);
    tcase_add_test(tests, profile_d_never_asks_the_breaker);
    tcase_add_test(tests, profile_b_returns_in_the_dark);
    tcase_add_test(tests, no_dark_return_without_a_bus_meter);
    tcase_add_test(tests, profile_a_watches_its_pcs);
    tcase_add_test(tests, short_dip_is_ridden_through);
    tcase_add_test(tests, an_island_that_stays_ill_is_given_up);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
