/* Orders, arming, emergency stop and the island drill on the plant of plant.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "scenario.h"

#include <ostrov/grid_explain.h>
#include <ostrov/grid_report.h>

enum {
    SELECT = OSTROV_GRID_STAGE_SELECT,
    EXECUTE = OSTROV_GRID_STAGE_EXECUTE,
    LOCAL = OSTROV_GRID_ACTOR_LOCAL,
    REMOTE = OSTROV_GRID_ACTOR_REMOTE,
    PLANNER = OSTROV_GRID_ACTOR_PLANNER,
    DSO = OSTROV_GRID_ACTOR_DSO
};

static void refused(int reason)
{
    ck_assert_int_eq(p.state.order_accepted, 0);
    ck_assert_str_eq(ostrov_grid_reason_text(p.state.order_reason),
                     ostrov_grid_reason_text(reason));
}

START_TEST(an_order_is_selected_executed_once_and_expires)
{
    plant_on_grid(&p, &c);
    ck_assert_int_eq(p.state.order_accepted, -1);
    /* Not selected. */
    ck_assert(!plant_stage(&p, OSTROV_GRID_ACTION_ISLAND, LOCAL, EXECUTE, 7));
    refused(OSTROV_GRID_REASON_ORDER_SELECT);
    /* Selected, but executed by another, as another thing, under another number. */
    ck_assert(plant_stage(&p, OSTROV_GRID_ACTION_ISLAND, REMOTE, SELECT, 7));
    ck_assert_double_eq_tol(p.state.order_left_s, 30.0, 1e-9);
    ck_assert(!plant_stage(&p, OSTROV_GRID_ACTION_ISLAND, LOCAL, EXECUTE, 7));
    ck_assert(!plant_stage(&p, OSTROV_GRID_ACTION_OPEN, REMOTE, EXECUTE, 7));
    ck_assert(!plant_stage(&p, OSTROV_GRID_ACTION_ISLAND, REMOTE, EXECUTE, 8));
    refused(OSTROV_GRID_REASON_ORDER_SELECT);
    /* Another may not select meanwhile; the person at the site may. */
    ck_assert(!plant_stage(&p, OSTROV_GRID_ACTION_DRILL, PLANNER, SELECT, 1));
    refused(OSTROV_GRID_REASON_ORDER_TAKEN);
    plant_run(&p, 30.0);
    ck_assert(isnan(p.state.order_left_s));
    ck_assert(!plant_stage(&p, OSTROV_GRID_ACTION_ISLAND, REMOTE, EXECUTE, 7));
    refused(OSTROV_GRID_REASON_ORDER_EXPIRED);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_GRID);
    /* An old number is no news, for this actor. */
    ck_assert(!plant_stage(&p, OSTROV_GRID_ACTION_ISLAND, REMOTE, SELECT, 7));
    refused(OSTROV_GRID_REASON_ORDER_NUMBER);
    ck_assert(plant_stage(&p, OSTROV_GRID_ACTION_ISLAND, REMOTE, SELECT, 8));
    ck_assert(plant_stage(&p, OSTROV_GRID_ACTION_ISLAND, REMOTE, EXECUTE, 8));
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_NULLING);
    ck_assert(!plant_stage(&p, OSTROV_GRID_ACTION_ISLAND, REMOTE, EXECUTE, 8)); /* once only */
    plant_until(&p, OSTROV_GRID_ISLAND, 2.0);
    plant_run(&p, 30.0);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_OBSERVE);
    ck_assert_int_eq(p.state.blocked, OSTROV_GRID_REASON_COMMAND);
    ck_assert(plant_stage(&p, OSTROV_GRID_ACTION_RETURN, REMOTE, SELECT, 9));
    ck_assert(plant_stage(&p, OSTROV_GRID_ACTION_RETURN, REMOTE, EXECUTE, 9));
    plant_until(&p, OSTROV_GRID_GRID, 60.0);
}
END_TEST

START_TEST(rights)
{
    plant_on_grid(&p, &c);
    p.stuck = 1;
    p.grid_pu = 0.0;
    plant_until(&p, OSTROV_GRID_LOCKOUT, 2.0);
    p.stuck = 0;
    for (int actor = OSTROV_GRID_ACTOR_UNKNOWN; actor <= DSO; actor++) {
        if (actor != LOCAL) {
            ck_assert(!plant_order(&p, OSTROV_GRID_ACTION_RESET, actor));
            refused(OSTROV_GRID_REASON_ORDER_ACTOR);
        }
    }
    ck_assert(!plant_order(&p, OSTROV_GRID_ACTION_OPEN, PLANNER));
    refused(OSTROV_GRID_REASON_ORDER_ACTOR);
    ck_assert(!plant_order(&p, OSTROV_GRID_ACTION_ISLAND, LOCAL));
    refused(OSTROV_GRID_REASON_ORDER_MODE);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_LOCKOUT);
    ck_assert(plant_order(&p, OSTROV_GRID_ACTION_RESET, LOCAL));
    plant_until(&p, OSTROV_GRID_ISLAND, 5.0);
}
END_TEST

/* What a grid operator opened is not closed by a plan, not even by way of an ISLAND order. */
START_TEST(an_open_by_the_dso_stands)
{
    plant_on_grid(&p, &c);
    ck_assert(plant_order(&p, OSTROV_GRID_ACTION_OPEN, DSO));
    plant_until(&p, OSTROV_GRID_ISLAND, 2.0);
    ck_assert(plant_order(&p, OSTROV_GRID_ACTION_ISLAND, PLANNER));
    ck_assert(!plant_order(&p, OSTROV_GRID_ACTION_RETURN, PLANNER));
    refused(OSTROV_GRID_REASON_ORDER_ACTOR);
    p.soc = 0.01; /* in the dark as well */
    plant_run(&p, 60.0);
    ck_assert_int_eq((int)p.state.closes, 0);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_SAFE_STOP);
    ck_assert(!plant_order(&p, OSTROV_GRID_ACTION_RETURN, REMOTE));
    refused(OSTROV_GRID_REASON_ORDER_ACTOR);
    ck_assert(plant_order(&p, OSTROV_GRID_ACTION_RETURN, DSO));
    plant_until(&p, OSTROV_GRID_GRID, 20.0);
    for (int both = 0; both < 2; both++) { /* two who opened must both take it back */
        ck_assert(plant_order(&p, OSTROV_GRID_ACTION_OPEN, DSO));
        p.soc = 0.8;
        plant_until(&p, OSTROV_GRID_ISLAND, 2.0);
        ck_assert(plant_order(&p, OSTROV_GRID_ACTION_OPEN, LOCAL));
        ck_assert(plant_order(&p, OSTROV_GRID_ACTION_RETURN, DSO));
        plant_run(&p, 30.0);
        ck_assert_int_eq(p.state.blocked, OSTROV_GRID_REASON_COMMAND);
        ck_assert(plant_order(&p, OSTROV_GRID_ACTION_RETURN, LOCAL));
        plant_until(&p, OSTROV_GRID_GRID, 60.0);
    }
}
END_TEST

START_TEST(cancel_takes_back)
{
    plant_on_grid(&p, &c);
    p.pcc_w = 40000.0;
    ck_assert(plant_order(&p, OSTROV_GRID_ACTION_ISLAND, REMOTE));
    ck_assert(plant_stage(&p, OSTROV_GRID_ACTION_CANCEL, LOCAL, EXECUTE, 100));
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_GRID);
    ck_assert(plant_stage(&p, OSTROV_GRID_ACTION_ISLAND, LOCAL, SELECT, 101));
    ck_assert(plant_stage(&p, OSTROV_GRID_ACTION_CANCEL, LOCAL, SELECT, 102));
    ck_assert(!plant_stage(&p, OSTROV_GRID_ACTION_ISLAND, LOCAL, EXECUTE, 101));
    refused(OSTROV_GRID_REASON_ORDER_SELECT);
    /* A leave that cannot null is over with its order: it does not come back by itself. */
    ck_assert(plant_order(&p, OSTROV_GRID_ACTION_ISLAND, REMOTE));
    plant_until(&p, OSTROV_GRID_GRID, 40.0);
    ck_assert_int_eq(p.state.reason, OSTROV_GRID_REASON_TIMEOUT);
    p.pcc_w = 0.0;
    plant_run(&p, 100.0);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_GRID);
}
END_TEST

START_TEST(refusals_name_what_is_in_the_way)
{
    plant_on_grid(&p, &c);
    p.soc = 0.1;
    ck_assert(!plant_order(&p, OSTROV_GRID_ACTION_ISLAND, REMOTE));
    refused(OSTROV_GRID_REASON_ENERGY);
    ck_assert(!plant_order(&p, OSTROV_GRID_ACTION_BLACK_START, LOCAL));
    refused(OSTROV_GRID_REASON_ORDER_MODE);
    p.soc = 0.8;
    p.sample.inhibits = OSTROV_INHIBIT_MAINTENANCE;
    ck_assert(!plant_order(&p, OSTROV_GRID_ACTION_ISLAND, LOCAL));
    refused(OSTROV_GRID_REASON_INHIBIT);
    p.sample.inhibits = 0;
    plant_run(&p, 0.2);
    p.measured = 2; /* the site bus alone */
    plant_run(&p, 0.1);
    ck_assert(!plant_order(&p, OSTROV_GRID_ACTION_ISLAND, LOCAL));
    refused(OSTROV_GRID_REASON_GRID_UNKNOWN);
    ck_assert(!plant_order(&p, OSTROV_GRID_ACTION_DRILL, LOCAL));
    refused(OSTROV_GRID_REASON_GRID_UNKNOWN);
    /* A black start by order only. */
    c.black_start = 0;
    plant_in_island(&p, &c);
    p.refuses = 1;
    p.pcs = OSTROV_PCS_STOP;
    plant_until(&p, OSTROV_GRID_DEAD, 10.0);
    plant_run(&p, 30.0);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_DEAD);
    p.force_a = -1;
    plant_step(&p);
    ck_assert(!plant_order(&p, OSTROV_GRID_ACTION_BLACK_START, REMOTE));
    refused(OSTROV_GRID_REASON_CONTACTS);
    p.force_a = -2;
    p.refuses = 0;
    plant_run(&p, 0.1);
    ck_assert(plant_order(&p, OSTROV_GRID_ACTION_BLACK_START, REMOTE));
    plant_until(&p, OSTROV_GRID_ISLAND, 5.0);
}
END_TEST

START_TEST(a_site_without_its_settings_protocol_only_watches)
{
    c.settings_named = 0;
    plant_start(&p, &c);
    plant_run(&p, 1.0);
    ck_assert_int_eq(p.state.armed, 0);
    ck_assert_int_eq(p.state.blocked, OSTROV_GRID_REASON_NOT_ARMED);
    p.grid_pu = 0.0;
    plant_run(&p, 30.0);
    ck_assert_int_eq((int)p.state.opens, 0);
    ck_assert_int_eq(p.state.pcs_request, OSTROV_PCS_UNKNOWN);
    ck_assert(!plant_order(&p, OSTROV_GRID_ACTION_OPEN, LOCAL));
    refused(OSTROV_GRID_REASON_NOT_ARMED);
    c.authority = OSTROV_AUTHORITY_DIRECT; /* a laboratory has no DSO */
    plant_in_island(&p, &c);
    ck_assert_int_eq(p.state.armed, 1);
}
END_TEST

START_TEST(emergency_stop)
{
    plant_on_grid(&p, &c);
    p.sample.inhibits = OSTROV_INHIBIT_E_STOP;
    plant_step(&p);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_LOCKOUT);
    ck_assert_int_eq(p.state.breaker_command, OSTROV_BREAKER_OPEN);
    ck_assert_int_eq(p.state.pcs_request, OSTROV_PCS_STOP);
    plant_run(&p, 1.0);
    ck_assert_int_eq(p.closed, 0);
    ck_assert_int_eq(p.state.breaker_command, OSTROV_BREAKER_HOLD);
    ck_assert(!plant_order(&p, OSTROV_GRID_ACTION_RESET, LOCAL)); /* still pressed */
    refused(OSTROV_GRID_REASON_E_STOP);
    p.sample.inhibits = 0;
    plant_run(&p, 60.0);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_LOCKOUT);
    ck_assert(!plant_order(&p, OSTROV_GRID_ACTION_RESET, REMOTE));
    ck_assert(plant_order(&p, OSTROV_GRID_ACTION_RESET, LOCAL));
    plant_until(&p, OSTROV_GRID_GRID, 20.0);
    /* A breaker under way to closed when it comes is opened again. */
    plant_in_island(&p, &c);
    p.grid_pu = 1.0;
    plant_until(&p, OSTROV_GRID_CLOSING, 100.0);
    p.sample.inhibits = OSTROV_INHIBIT_E_STOP;
    plant_run(&p, 1.0);
    ck_assert_int_eq(p.closed, 0);
    /* With maintenance as well, the breaker is left alone. */
    plant_on_grid(&p, &c);
    p.sample.inhibits = OSTROV_INHIBIT_E_STOP | OSTROV_INHIBIT_MAINTENANCE;
    plant_run(&p, 1.0);
    ck_assert_int_eq(p.closed, 1);
    ck_assert_int_eq(p.state.pcs_request, OSTROV_PCS_STOP);
}
END_TEST

START_TEST(the_drill_and_its_report)
{
    ostrov_grid_report r;
    c.drill_period_s = 2592000.0;
    c.drill_s = 60.0;
    c.tier_count = 2;
    plant_on_grid(&p, &c);
    p.pcc_w = 900.0;
    p.sample.energy_wh = 50000.0;
    p.sample.headroom_w = 50000.0;
    p.sample.tier_w[0] = 3000.0;
    p.sample.tier_w[1] = 3600.0;
    ck_assert_int_eq(ostrov_grid_report_read(&p.grid, &r, sizeof r), OSTROV_EMPTY);
    ck_assert_double_le(p.state.drill_due_s, 2592000.0);
    ck_assert(plant_order(&p, OSTROV_GRID_ACTION_DRILL, PLANNER));
    ck_assert_int_eq(p.state.drill, 1);
    plant_until(&p, OSTROV_GRID_ISLAND, 2.0);
    plant_run(&p, 59.0);
    ck_assert_int_eq(p.state.blocked, OSTROV_GRID_REASON_DRILL);
    plant_until(&p, OSTROV_GRID_SYNC, 2.0);
    ck_assert_int_eq(p.state.drill, 0);
    plant_until(&p, OSTROV_GRID_GRID, 60.0);
    ck_assert_double_ge(p.state.drill_due_s, 2592000.0 - 120.0); /* the month begins again */
    ck_assert_int_eq(ostrov_grid_report_read(&p.grid, &r, sizeof r), OSTROV_OK);
    ck_assert_uint_eq(r.number, 1);
    ck_assert_int_eq(r.drill, 1);
    ck_assert_int_eq(r.going_on, 0);
    ck_assert_int_eq(r.result, OSTROV_GRID_REASON_DONE);
    ck_assert_double_eq(r.pcc_w, 900.0);
    ck_assert_uint_eq(r.tiers_shed, 2);
    /* Breaker 0.05, proof 0.02, PCS obeys 0.05, forms 0.2, held 0.04, and sampling. */
    ck_assert_double_eq_tol(r.settle_s, 0.36, 0.06);
    ck_assert_double_lt(r.outside_s, r.settle_s + 1e-9);
    ck_assert_double_gt(r.outside_s, 0.15);
    ck_assert_double_eq_tol(r.max_v, 230.0, 3.0);
    ck_assert_double_lt(r.min_v, 10.0);
    ck_assert_double_ge(r.island_s, 60.0);
    ck_assert_double_ge(r.resync_s, 0.3);
    ck_assert_double_le(fabs(r.contact_angle_deg), 2.0);
    /* Tier 2 waits 5 s; the dead bus adds both tiers for a fraction of a second. */
    ck_assert_double_eq_tol(r.load_lost_wh, 3600.0 * 5.3 / 3600.0, 0.6);
}
END_TEST

START_TEST(a_drill_is_broken_off)
{
    c.drill_s = 600.0;
    plant_on_grid(&p, &c);
    ck_assert(plant_order(&p, OSTROV_GRID_ACTION_DRILL, REMOTE));
    plant_until(&p, OSTROV_GRID_OBSERVE, 2.0);
    plant_run(&p, 20.0);
    ck_assert(plant_stage(&p, OSTROV_GRID_ACTION_CANCEL, PLANNER, EXECUTE, 50));
    plant_until(&p, OSTROV_GRID_GRID, 60.0);
    /* An empty battery ends it too, and the site comes back by itself. */
    ck_assert(plant_order(&p, OSTROV_GRID_ACTION_DRILL, REMOTE));
    plant_until(&p, OSTROV_GRID_OBSERVE, 2.0);
    p.soc = 0.05;
    plant_until(&p, OSTROV_GRID_GRID, 60.0);
    /* A site that may not be an island does not drill. */
    p.soc = 0.8;
    c.island_verified = 0;
    plant_on_grid(&p, &c);
    ck_assert(!plant_order(&p, OSTROV_GRID_ACTION_DRILL, LOCAL));
    refused(OSTROV_GRID_REASON_NOT_VERIFIED);
}
END_TEST

/* What is accepted is done: the step that lifts an inhibit looks first, and says so. */
START_TEST(an_order_in_the_step_that_lifts_an_inhibit_is_refused)
{
    plant_on_grid(&p, &c);
    ck_assert(plant_stage(&p, OSTROV_GRID_ACTION_OPEN, DSO, SELECT, 1));
    p.sample.inhibits = OSTROV_INHIBIT_MAINTENANCE;
    plant_run(&p, 0.1);
    p.sample.inhibits = 0;
    ck_assert(!plant_stage(&p, OSTROV_GRID_ACTION_OPEN, DSO, EXECUTE, 1));
    refused(OSTROV_GRID_REASON_INHIBIT);
    plant_until(&p, OSTROV_GRID_GRID, 1.0);
    ck_assert(plant_stage(&p, OSTROV_GRID_ACTION_OPEN, DSO, SELECT, 2));
    ck_assert(plant_stage(&p, OSTROV_GRID_ACTION_OPEN, DSO, EXECUTE, 2));
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_OPENING);
}
END_TEST

/* Selected orders of a person or of the grid operator are safe from the plan. */
START_TEST(a_plan_keeps_nobody_waiting)
{
    plant_on_grid(&p, &c);
    ck_assert(plant_stage(&p, OSTROV_GRID_ACTION_ISLAND, PLANNER, SELECT, 1));
    ck_assert(plant_stage(&p, OSTROV_GRID_ACTION_OPEN, DSO, SELECT, 1));
    ck_assert(!plant_stage(&p, OSTROV_GRID_ACTION_ISLAND, PLANNER, EXECUTE, 1));
    refused(OSTROV_GRID_REASON_ORDER_SELECT);
    ck_assert(!plant_stage(&p, OSTROV_GRID_ACTION_ISLAND, PLANNER, SELECT, 2));
    refused(OSTROV_GRID_REASON_ORDER_TAKEN);
    ck_assert(plant_stage(&p, OSTROV_GRID_ACTION_CANCEL, PLANNER, EXECUTE, 3)); /* of its own */
    ck_assert(plant_stage(&p, OSTROV_GRID_ACTION_OPEN, DSO, EXECUTE, 1));
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_OPENING);
}
END_TEST

/* A person far away holds off neither the grid operator's OPEN nor any other order of the site. */
START_TEST(a_remote_selection_does_not_hold_off_the_open_of_the_dso)
{
    plant_on_grid(&p, &c);
    ck_assert(plant_stage(&p, OSTROV_GRID_ACTION_ISLAND, REMOTE, SELECT, 1));
    ck_assert(!plant_stage(&p, OSTROV_GRID_ACTION_RETURN, DSO, SELECT, 1)); /* OPEN only */
    refused(OSTROV_GRID_REASON_ORDER_TAKEN);
    ck_assert(plant_stage(&p, OSTROV_GRID_ACTION_OPEN, DSO, SELECT, 1));
    ck_assert(!plant_stage(&p, OSTROV_GRID_ACTION_ISLAND, REMOTE, SELECT, 2));
    refused(OSTROV_GRID_REASON_ORDER_TAKEN);
    ck_assert(!plant_stage(&p, OSTROV_GRID_ACTION_ISLAND, REMOTE, EXECUTE, 1));
    refused(OSTROV_GRID_REASON_ORDER_SELECT);
    ck_assert(plant_stage(&p, OSTROV_GRID_ACTION_OPEN, DSO, EXECUTE, 1));
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_OPENING);
    /* The person at the site comes first. */
    plant_on_grid(&p, &c);
    ck_assert(plant_stage(&p, OSTROV_GRID_ACTION_ISLAND, LOCAL, SELECT, 1));
    ck_assert(!plant_stage(&p, OSTROV_GRID_ACTION_OPEN, DSO, SELECT, 1));
    refused(OSTROV_GRID_REASON_ORDER_TAKEN);
}
END_TEST

/* Steps without a sane time: what is known of it counts, what is not ends the selection. */
START_TEST(a_selection_ages_though_the_clock_is_broken)
{
    static const double no_time[4] = {NAN, -1.0, INFINITY, 1e300};
    plant_on_grid(&p, &c);
    ck_assert(plant_stage(&p, OSTROV_GRID_ACTION_ISLAND, LOCAL, SELECT, 1));
    ck_assert_int_eq(ostrov_grid_step(&p.grid, &p.sample, 0.0), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_grid_step(&p.grid, &p.sample, 20.0), OSTROV_E_TIME);
    plant_step(&p);
    ck_assert_double_eq_tol(p.state.order_left_s, 10.0 - p.dt_s, 1e-6);
    ck_assert_int_eq(ostrov_grid_step(&p.grid, &p.sample, 20.0), OSTROV_E_TIME);
    ck_assert(!plant_stage(&p, OSTROV_GRID_ACTION_ISLAND, LOCAL, EXECUTE, 1));
    refused(OSTROV_GRID_REASON_ORDER_EXPIRED);
    for (uint32_t i = 0; i < 4; i++) {
        ck_assert(plant_stage(&p, OSTROV_GRID_ACTION_ISLAND, LOCAL, SELECT, 2 + i));
        ck_assert_int_eq(ostrov_grid_step(&p.grid, &p.sample, no_time[i]), OSTROV_E_TIME);
        ck_assert(!plant_stage(&p, OSTROV_GRID_ACTION_ISLAND, LOCAL, EXECUTE, 2 + i));
        refused(OSTROV_GRID_REASON_ORDER_EXPIRED);
    }
}
END_TEST

/* The power goes while the breaker is opening by order: the restart goes on with it. */
START_TEST(an_open_cut_short_by_a_restart_is_carried_out)
{
    static unsigned char bytes[8192];
    size_t used = 0;
    plant_on_grid(&p, &c);
    p.stuck = 1;
    ck_assert(plant_stage(&p, OSTROV_GRID_ACTION_OPEN, DSO, SELECT, 1));
    ck_assert(plant_stage(&p, OSTROV_GRID_ACTION_OPEN, DSO, EXECUTE, 1));
    ck_assert_int_eq(ostrov_grid_save(&p.grid, bytes, sizeof bytes, &used), OSTROV_OK);
    ck_assert_int_eq(ostrov_grid_init(&p.grid, &c, NULL), OSTROV_OK);
    ck_assert_int_eq(ostrov_grid_load(&p.grid, bytes, used), OSTROV_OK);
    p.moving = 0;
    p.stuck = 0;
    plant_until(&p, OSTROV_GRID_OPENING, 0.1);
    plant_until(&p, OSTROV_GRID_OBSERVE, 2.0);
    plant_run(&p, 30.0);
    ck_assert_int_eq(p.state.mode, OSTROV_GRID_OBSERVE);
    ck_assert_int_eq(p.state.blocked, OSTROV_GRID_REASON_COMMAND);
    ck_assert(plant_stage(&p, OSTROV_GRID_ACTION_RETURN, DSO, SELECT, 2));
    ck_assert(plant_stage(&p, OSTROV_GRID_ACTION_RETURN, DSO, EXECUTE, 2));
    plant_until(&p, OSTROV_GRID_GRID, 60.0);
}
END_TEST

static void must_load(void)
{
    static unsigned char bytes[8192];
    static ostrov_grid other;
    size_t used = 0;
    ck_assert_int_eq(ostrov_grid_save(&p.grid, bytes, sizeof bytes, &used), OSTROV_OK);
    ck_assert_int_eq(ostrov_grid_init(&other, &c, NULL), OSTROV_OK);
    ck_assert_int_eq(ostrov_grid_rewind(&other, bytes, used), OSTROV_OK);
    ck_assert_int_eq(memcmp(&other, &p.grid, sizeof other), 0);
}

/* Each order there is, executed or left to expire between two steps, leaves a snapshot that is
 * taken back. */
START_TEST(a_snapshot_is_whole_after_each_order)
{
    for (int action = OSTROV_GRID_ACTION_ISLAND; action <= OSTROV_GRID_ACTION_RESET; action++) {
        ostrov_grid_order o;
        plant_on_grid(&p, &c);
        plant_order(&p, action, LOCAL);
        must_load();
        ck_assert_int_eq(ostrov_grid_order_defaults(&o, sizeof o), OSTROV_OK);
        o.number = 50;
        o.action = action;
        o.actor = LOCAL;
        o.stage = SELECT;
        o.life_s = 0.1234;
        ck_assert_int_eq(ostrov_grid_command(&p.grid, &o, NULL), OSTROV_OK);
        plant_run(&p, 0.05);
        must_load();
        plant_run(&p, 1.0);
        must_load();
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("grid orders");
    TCase *tests = tcase_create("orders");
    tcase_add_checked_fixture(tests, fresh, NULL);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, an_order_is_selected_executed_once_and_expires);
    tcase_add_test(tests, rights);
    tcase_add_test(tests, an_open_by_the_dso_stands);
    tcase_add_test(tests, cancel_takes_back);
    tcase_add_test(tests, refusals_name_what_is_in_the_way);
    tcase_add_test(tests, a_site_without_its_settings_protocol_only_watches);
    tcase_add_test(tests, emergency_stop);
    tcase_add_test(tests, the_drill_and_its_report);
    tcase_add_test(tests, a_drill_is_broken_off);
    tcase_add_test(tests, an_order_in_the_step_that_lifts_an_inhibit_is_refused);
    tcase_add_test(tests, a_plan_keeps_nobody_waiting);
    tcase_add_test(tests, a_remote_selection_does_not_hold_off_the_open_of_the_dso);
    tcase_add_test(tests, a_selection_ages_though_the_clock_is_broken);
    tcase_add_test(tests, an_open_cut_short_by_a_restart_is_carried_out);
    tcase_add_test(tests, a_snapshot_is_whole_after_each_order);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
