/* The ladder: each rung is reached by cutting the one above; plans are taken, spliced and refused;
 * a plan is wanted when it should be.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "site.h"

static ostrov_station station;
static ostrov_command command;
static paper plan;
static plant p;

static void start(void)
{
    site_start(&station, 0.6);
    plant_start(&p);
    (void)site_step(&station, &p, &command);
}

static void take(int32_t solver, double grid_w, double battery_w)
{
    paper_write(&plan, BEGIN_S, 8, grid_w, battery_w);
    plan.plan.solver = solver;
    ck_assert_int_eq(ostrov_station_follow(&station, &plan.plan), OSTROV_OK);
}

START_TEST(test_each_rung_by_cutting_the_one_above)
{
    ostrov_measurement m;
    start();
    ck_assert_int_eq(command.rung, OSTROV_RUNG_RULES);
    take(OSTROV_SOLVER_GLPK, 50e3, 7e3);
    ck_assert_int_eq(site_step(&station, &p, &command), OSTROV_OK);
    ck_assert_int_eq(command.rung, OSTROV_RUNG_PLAN);
    ck_assert_double_eq(command.battery_w, 7e3);
    take(OSTROV_SOLVER_QUICK, 50e3, 7e3);
    (void)site_step(&station, &p, &command);
    ck_assert_int_eq(command.rung, OSTROV_RUNG_QUICK);
    /* No clock: no plan, but rules. */
    plant_measure(&p, &m);
    m.time_s = INT64_MIN;
    ck_assert_int_eq(site_feed(&station, &m, &command), OSTROV_DEGRADED);
    ck_assert_int_eq(command.rung, OSTROV_RUNG_RULES);
    ck_assert(command.time_s == INT64_MIN);
    /* Clock back: plan. */
    (void)site_step(&station, &p, &command);
    ck_assert_int_eq(command.rung, OSTROV_RUNG_QUICK);
    /* Neither PCC nor battery for longer than stale_s: the safe command. */
    for (int32_t t = 0; t < 12; t++) {
        plant_measure(&p, &m);
        m.grid_w = NAN;
        m.pv_w = NAN;
        m.battery_w = NAN;
        (void)site_feed(&station, &m, &command);
        p.time_s++;
        ck_assert_int_eq(command.rung, t < 10 ? OSTROV_RUNG_QUICK : OSTROV_RUNG_SAFE);
    }
    ck_assert_double_eq(command.battery_w, 0.0);
    ck_assert_int_eq(command.write, 1);
    for (int32_t i = 0; i < POINTS; i++) {
        ck_assert_double_eq(command.vehicle_limit_w[i], 11e3);
    }
    (void)site_step(&station, &p, &command);
    ck_assert_int_eq(command.rung, OSTROV_RUNG_QUICK);
    /* Plan runs out. */
    p.time_s = BEGIN_S + 8 * 900;
    (void)site_step(&station, &p, &command);
    ck_assert_int_eq(command.rung, OSTROV_RUNG_RULES);
}
END_TEST

START_TEST(test_plan_ages_out)
{
    ostrov_measurement m;
    start();
    paper_write(&plan, BEGIN_S, 100, 50e3, 7e3);
    ck_assert_int_eq(ostrov_station_follow(&station, &plan.plan), OSTROV_OK);
    for (int32_t t = 1; t <= 3000; t += 10) {
        plant_measure(&p, &m);
        m.dt_s = 10.0;
        (void)site_feed(&station, &m, &command);
        p.time_s += 10;
        ck_assert_int_eq(command.rung, t <= 2700 ? OSTROV_RUNG_PLAN : OSTROV_RUNG_RULES);
    }
}
END_TEST

START_TEST(test_plan_of_another_epoch_is_not_used)
{
    ostrov_measurement m;
    ostrov_grid_state grid = site_grid(OSTROV_GRID_GRID, 4);
    start();
    take(OSTROV_SOLVER_GLPK, 50e3, 7e3); /* epoch 0, as long as the site is always connected */
    plant_measure(&p, &m);
    m.grid = &grid;
    (void)site_feed(&station, &m, &command);
    ck_assert_int_eq(command.rung, OSTROV_RUNG_RULES);
    ck_assert_int_eq(site_read(&station).plan_wanted, OSTROV_PLAN_WANTED_GRID);
    ck_assert_int_eq(ostrov_station_follow(&station, &plan.plan), OSTROV_E_STATE);
    plan.plan.epoch = 4;
    ck_assert_int_eq(ostrov_station_follow(&station, &plan.plan), OSTROV_OK);
    (void)site_feed(&station, &m, &command);
    ck_assert_int_eq(command.rung, OSTROV_RUNG_PLAN);
}
END_TEST

START_TEST(test_bad_plans_are_refused_and_the_one_before_goes_on)
{
    start();
    take(OSTROV_SOLVER_GLPK, 50e3, 7e3);
    (void)site_events(&station, 0, NULL);
    paper bad = plan;
    bad.plan.battery_w = bad.battery_w;
    bad.plan.grid_w = bad.grid_w;
    bad.plan.edges_s = bad.edges_s;
    bad.plan.vehicle_w = bad.vehicle_w;
    bad.plan.charge_point = bad.charge_point;

    bad.battery_w[3] = NAN;
    ck_assert_int_eq(ostrov_station_follow(&station, &bad.plan), OSTROV_E_NOT_FINITE);
    bad.battery_w[3] = 2e9;
    ck_assert_int_eq(ostrov_station_follow(&station, &bad.plan), OSTROV_E_RANGE);
    bad.battery_w[3] = 7e3;
    bad.grid_w[7] = INFINITY;
    ck_assert_int_eq(ostrov_station_follow(&station, &bad.plan), OSTROV_E_NOT_FINITE);
    bad.grid_w[7] = 0.0;
    bad.edges_s[4] = bad.edges_s[5];
    ck_assert_int_eq(ostrov_station_follow(&station, &bad.plan), OSTROV_E_TIME);
    bad.edges_s[4] = INT64_MIN;
    ck_assert_int_eq(ostrov_station_follow(&station, &bad.plan), OSTROV_E_TIME);
    bad.edges_s[4] = plan.edges_s[4];
    bad.plan.vehicle_count = 1;
    bad.charge_point[0] = 16;
    ck_assert_int_eq(ostrov_station_follow(&station, &bad.plan), OSTROV_E_RANGE);
    bad.charge_point[0] = 0;
    bad.vehicle_w[0] = NAN;
    ck_assert_int_eq(ostrov_station_follow(&station, &bad.plan), OSTROV_E_NOT_FINITE);
    bad.vehicle_w[0] = -20.0;
    ck_assert_int_eq(ostrov_station_follow(&station, &bad.plan), OSTROV_E_RANGE);
    bad.vehicle_w[0] = 0.0;
    bad.plan.vehicle_w = NULL;
    ck_assert_int_eq(ostrov_station_follow(&station, &bad.plan), OSTROV_E_ARGUMENT);
    bad.plan.vehicle_count = 0;
    bad.plan.count = 0;
    ck_assert_int_eq(ostrov_station_follow(&station, &bad.plan), OSTROV_E_RANGE);
    bad.plan.count = 8;
    bad.plan.grid_w = NULL;
    ck_assert_int_eq(ostrov_station_follow(&station, &bad.plan), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_station_follow(&station, NULL), OSTROV_E_ARGUMENT);
    paper_write(&bad, BEGIN_S - 8 * 900, 8, 0.0, 0.0); /* its last edge is now */
    ck_assert_int_eq(ostrov_station_follow(&station, &bad.plan), OSTROV_E_TIME);
    ck_assert_int_eq(site_events(&station, OSTROV_EVENT_PLAN_REFUSED, NULL), 13);

    (void)site_step(&station, &p, &command);
    ck_assert_int_eq(command.rung, OSTROV_RUNG_PLAN);
    ck_assert_double_eq(command.battery_w, 7e3);
}
END_TEST

/* A host that solves ahead hands over a plan that begins at the next quarter hour. */
START_TEST(test_plan_that_begins_later_leaves_no_hole)
{
    start();
    take(OSTROV_SOLVER_GLPK, 50e3, 7e3);
    for (int32_t t = 0; t < 800; t++) {
        (void)site_step(&station, &p, &command);
    }
    paper_write(&plan, BEGIN_S + 900, 200, 50e3, 20e3); /* also longer than the station keeps */
    ck_assert_int_eq(ostrov_station_follow(&station, &plan.plan), OSTROV_OK);
    for (int32_t t = 801; t < 1000; t++) {
        const double expected = p.time_s < BEGIN_S + 900 ? 7e3 : 20e3;
        (void)site_step(&station, &p, &command);
        ck_assert_int_eq(command.rung, OSTROV_RUNG_PLAN);
        ck_assert_double_eq(command.battery_w, expected);
    }
}
END_TEST

START_TEST(test_wants_first_then_each_quarter_hour)
{
    start();
    ostrov_station_state state = site_read(&station);
    ck_assert_int_eq(state.plan_wanted, OSTROV_PLAN_WANTED_FIRST);
    ck_assert_int_eq(state.plan_deadline_s, BEGIN_S + 60);
    take(OSTROV_SOLVER_GLPK, 20e3, 0.0);
    ck_assert_int_eq(site_read(&station).plan_wanted, OSTROV_PLAN_NOT_WANTED);
    for (int32_t t = 1; t < 900; t++) {
        (void)site_step(&station, &p, &command);
        ck_assert_int_eq(site_read(&station).plan_wanted, OSTROV_PLAN_NOT_WANTED);
    }
    (void)site_step(&station, &p, &command);
    state = site_read(&station);
    ck_assert_int_eq(state.plan_wanted, OSTROV_PLAN_WANTED_PERIOD);
    ck_assert_int_eq(state.plan_deadline_s, BEGIN_S + 960);
}
END_TEST

START_TEST(test_wants_for_vehicles_limits_and_deviation)
{
    ostrov_measurement m;
    start();
    take(OSTROV_SOLVER_GLPK, 20e3, 0.0);
    plant_fill(&p, 1, 10e3);
    (void)site_step(&station, &p, &command);
    ck_assert_int_eq(site_read(&station).plan_wanted, OSTROV_PLAN_WANTED_VEHICLE);
    take(OSTROV_SOLVER_GLPK, 20e3, 0.0);
    (void)site_step(&station, &p, &command);
    ck_assert_int_eq(site_read(&station).plan_wanted, OSTROV_PLAN_NOT_WANTED);
    p.needs_wh[0] *= 1.04;
    (void)site_step(&station, &p, &command);
    ck_assert_int_eq(site_read(&station).plan_wanted, OSTROV_PLAN_NOT_WANTED);
    p.needs_wh[0] *= 1.04;
    (void)site_step(&station, &p, &command);
    ck_assert_int_eq(site_read(&station).plan_wanted, OSTROV_PLAN_WANTED_VEHICLE);
    take(OSTROV_SOLVER_GLPK, 20e3, 0.0);
    plant_measure(&p, &m);
    m.dso_export_ratio = 0.6;
    (void)site_feed(&station, &m, &command);
    ck_assert_int_eq(site_read(&station).plan_wanted, OSTROV_PLAN_WANTED_LIMIT);
    take(OSTROV_SOLVER_GLPK, 20e3, 0.0);
    p.connected[0] = 0;
    p.vehicle_w[0] = 0.0;
    (void)site_step(&station, &p, &command);
    ck_assert_int_eq(site_read(&station).plan_wanted, OSTROV_PLAN_WANTED_VEHICLE);
    take(OSTROV_SOLVER_GLPK, 20e3, 0.0);
    /* 60 kW more load than planned: 5 % of 200 kWh are gone after ten minutes. */
    p.load_w = 90e3;
    int32_t after = 0;
    while (site_read(&station).plan_wanted == OSTROV_PLAN_NOT_WANTED && after < 900) {
        (void)site_step(&station, &p, &command);
        after++;
    }
    ck_assert_int_eq(site_read(&station).plan_wanted, OSTROV_PLAN_WANTED_DEVIATION);
    ck_assert_int_ge(after, 595);
    ck_assert_int_le(after, 605);
}
END_TEST

START_TEST(test_self_consumption_slot_follows_the_net_load)
{
    start();
    take(OSTROV_SOLVER_GLPK, 0.0, 5e3); /* the plan foresaw 5 kW, there are 20 */
    for (int32_t t = 0; t < 5; t++) {
        (void)site_step(&station, &p, &command);
    }
    ck_assert_double_eq_tol(plant_grid(&p), 0.0, 1e-6);
    p.pv_w = 70e3;
    (void)site_step(&station, &p, &command);
    (void)site_step(&station, &p, &command);
    ck_assert_double_eq_tol(plant_grid(&p), 0.0, 1e-6);
    ck_assert_double_eq_tol(command.battery_w, -40e3, 1e-6);
}
END_TEST

START_TEST(test_reserve_is_left_while_connected)
{
    site_start(&station, 0.21);
    plant_start(&p);
    p.soc_ratio = 0.21;
    p.load_w = 90e3;
    for (int32_t t = 0; t < 1200; t++) {
        (void)site_step(&station, &p, &command);
    }
    /* Rules discharge into the load until the reserve of 20 %, and stop there. */
    ck_assert_double_ge(p.soc_ratio, 0.2);
    ck_assert_double_le(p.soc_ratio, 0.205);
    ck_assert_double_lt(command.battery_w, 5e3);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("station ladder");
    TCase *tcase = tcase_create("ladder");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, test_each_rung_by_cutting_the_one_above);
    tcase_add_test(tcase, test_plan_ages_out);
    tcase_add_test(tcase, test_plan_of_another_epoch_is_not_used);
    tcase_add_test(tcase, test_bad_plans_are_refused_and_the_one_before_goes_on);
    tcase_add_test(tcase, test_plan_that_begins_later_leaves_no_hole);
    tcase_add_test(tcase, test_wants_first_then_each_quarter_hour);
    tcase_add_test(tcase, test_wants_for_vehicles_limits_and_deviation);
    tcase_add_test(tcase, test_self_consumption_slot_follows_the_net_load);
    tcase_add_test(tcase, test_reserve_is_left_while_connected);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
