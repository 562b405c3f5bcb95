/* Vehicles: who comes and goes, sharing, urgency, catching up, lateness.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "site.h"

static ostrov_station station;
static ostrov_command command;
static ostrov_measurement m;
static ostrov_event event;
static paper plan;
static plant p;

static void start(void)
{
    site_start(&station, 0.15); /* the battery stays out of it */
    plant_start(&p);
    p.soc_ratio = 0.15;
    p.pv_w = 0.0;
}

static void run(int32_t seconds)
{
    for (int32_t t = 0; t < seconds; t++) {
        p.soc_ratio = 0.15;
        (void)site_step(&station, &p, &command);
    }
}

/* One vehicle in the plan with this power in all of 8 slots. */
static void take(int32_t point, double w)
{
    paper_write(&plan, BEGIN_S, 8, 150e3, 0.0);
    plan.plan.vehicle_count = 1;
    plan.charge_point[0] = point;
    for (int32_t i = 0; i < 8; i++) {
        plan.vehicle_w[i] = w;
    }
    ck_assert_int_eq(ostrov_station_follow(&station, &plan.plan), OSTROV_OK);
}

START_TEST(test_arrival_and_leaving_are_told)
{
    start();
    run(2);
    (void)site_events(&station, 0, NULL);
    p.connected[3] = 1;
    p.needs_wh[3] = 40e3;
    run(5);
    ck_assert_int_eq(site_events(&station, OSTROV_EVENT_VEHICLE_ARRIVED, &event), 1);
    ck_assert_int_eq(event.subject, 3);
    p.accepts_w[3] = 36e3;
    run(1000);
    p.connected[3] = 0;
    p.vehicle_w[3] = 0.0;
    run(5);
    ck_assert_int_eq(site_events(&station, OSTROV_EVENT_VEHICLE_LEFT, &event), 1);
    ck_assert_int_eq(event.subject, 3);
    ck_assert_double_eq_tol(event.value, 30e3, 100.0); /* 36 kW for 1000 s took 10 kWh */
}
END_TEST

START_TEST(test_needs_are_counted_down_when_not_told_again)
{
    start();
    p.connected[0] = 1;
    p.needs_wh[0] = 20e3;
    p.accepts_w[0] = 36e3;
    run(1);
    for (int32_t t = 0; t < 1000; t++) {
        plant_measure(&p, &m);
        m.vehicle_needs_wh[0] = NAN; /* told on arrival only, as usual without ISO 15118 */
        (void)site_feed(&station, &m, &command);
        plant_obey(&p, &command);
    }
    (void)site_events(&station, 0, NULL);
    p.connected[0] = 0;
    p.vehicle_w[0] = 0.0;
    p.needs_wh[0] = NAN;
    run(1);
    ck_assert_int_eq(site_events(&station, OSTROV_EVENT_VEHICLE_LEFT, &event), 1);
    ck_assert_double_eq_tol(event.value, 10e3, 100.0);
}
END_TEST

START_TEST(test_rules_share_equally_and_serve_urgency_first)
{
    start();
    plant_fill(&p, 4, 70e3);
    run(10);
    /* 220 kW over four alike: 55 kW each. */
    for (int32_t i = 0; i < 4; i++) {
        ck_assert_double_eq_tol(command.vehicle_limit_w[i], 55e3, 1.0);
    }
    p.depart_s[2] = p.time_s + 2 * 3600 + 600; /* 150 kWh in 2.17 h: 69 kW */
    p.load_w = 200e3;
    run(60);
    /* All that is left, less what the load's jump took over the limit for a second: 180 kW·s, made good
     * within the quarter hour. */
    ck_assert_double_le(command.vehicle_limit_w[2], 50e3);
    ck_assert_double_ge(command.vehicle_limit_w[2], 50e3 - 180e3 / 840.0 - 1.0);
    ck_assert_double_eq(command.vehicle_limit_w[0], 0.0);
}
END_TEST

START_TEST(test_no_power_between_zero_and_least)
{
    start();
    plant_fill(&p, POINTS, 70e3);
    p.load_w = 240e3; /* 10 kW of room: not 1.25 for each of eight */
    run(120);
    int32_t charging = 0;
    for (int32_t i = 0; i < POINTS; i++) {
        charging += command.vehicle_limit_w[i] > 0.0;
        ck_assert(command.vehicle_limit_w[i] == 0.0 || command.vehicle_limit_w[i] >= 4e3);
    }
    ck_assert_int_ge(charging, 1);
    ck_assert_double_ge(plant_vehicles(&p), 9.9e3);
}
END_TEST

START_TEST(test_paused_vehicles_are_not_toggled)
{
    int32_t pauses = 0;
    double before = 0.0;
    start();
    plant_fill(&p, 1, 70e3);
    for (int32_t t = 0; t < 600; t++) {
        p.load_w = t % 4 < 2 ? 100e3 : 248e3; /* room comes and goes every two seconds */
        run(1);
        pauses += before > 0.0 && command.vehicle_limit_w[0] <= 0.0;
        before = command.vehicle_limit_w[0];
    }
    ck_assert_int_le(pauses, 600 / 30 + 1);
    ck_assert_int_ge(pauses, 10);
}
END_TEST

START_TEST(test_plan_power_is_followed_and_raised_to_the_least)
{
    start();
    plant_fill(&p, 2, 70e3);
    p.depart_s[0] = BEGIN_S + 2 * 3600;
    p.needs_wh[0] = 40e3;
    p.depart_s[1] = INT64_MIN;
    p.needs_wh[1] = NAN;
    run(1);
    take(0, 21e3); /* 42 kWh until then: enough */
    run(10);
    ck_assert_int_eq(command.rung, OSTROV_RUNG_PLAN);
    ck_assert_double_eq(command.vehicle_limit_w[0], 21e3);
    ck_assert_double_eq(command.vehicle_limit_w[1], 11e3); /* not in the plan, nothing known */
    take(0, 1e3);
    p.needs_wh[0] = 1e3;
    run(1);
    ck_assert_double_eq(command.vehicle_limit_w[0], 4e3);
}
END_TEST

START_TEST(test_falling_behind_is_caught_up)
{
    start();
    plant_fill(&p, 1, 70e3);
    p.depart_s[0] = BEGIN_S + 2 * 3600;
    p.needs_wh[0] = 50e3;
    run(1);
    take(0, 21e3);
    run(2);
    /* 8 kWh behind: 32 kW more for a quarter hour. */
    ck_assert_double_eq_tol(command.vehicle_limit_w[0], 53e3, 300.0);
    for (int32_t t = 0; t < 7200 && p.needs_wh[0] > 0.0; t++) {
        run(1);
    }
    ck_assert(p.time_s < BEGIN_S + 7200);
    ck_assert_double_eq(p.needs_wh[0], 0.0);
    ck_assert_int_eq(site_events(&station, OSTROV_EVENT_VEHICLE_LATE, NULL), 0);
}
END_TEST

START_TEST(test_urgent_vehicle_gets_all_it_can_take)
{
    start();
    plant_fill(&p, 2, 70e3);
    p.needs_wh[0] = 30e3;
    p.depart_s[0] = BEGIN_S + 2000; /* needs 1543 s at 70 kW */
    p.depart_s[1] = BEGIN_S + 40000;
    p.load_w = 170e3;
    run(1);
    take(1, 70e3);
    run(5);
    ck_assert_double_eq(command.vehicle_limit_w[0], 70e3);
    ck_assert_double_le(command.vehicle_limit_w[1], 10e3 + 1.0);
    run(1700);
    ck_assert_double_eq(p.needs_wh[0], 0.0);
}
END_TEST

START_TEST(test_late_vehicle_is_told_once)
{
    start();
    plant_fill(&p, 1, 50e3);
    p.needs_wh[0] = 100e3;
    p.depart_s[0] = BEGIN_S + 3600;
    run(600);
    ck_assert_int_eq(site_events(&station, OSTROV_EVENT_VEHICLE_LATE, &event), 1);
    ck_assert_int_eq(event.subject, 0);
    ck_assert_double_eq_tol(event.value, 30e3, 100.0); /* 100 − 70 kW for an hour */
}
END_TEST

/* A vehicle that tapers leaves what it does not take to the others. */
START_TEST(test_unused_power_goes_to_others)
{
    start();
    plant_fill(&p, 4, 70e3);
    p.accepts_w[0] = 5e3;
    run(300);
    ck_assert_double_le(command.vehicle_limit_w[0], 6.1e3);
    ck_assert_double_ge(command.vehicle_limit_w[1], 69e3);
    for (int32_t t = 0; t < 4;
         t++) { /* a vehicle that pauses for half a minute is not a weak one */
        p.accepts_w[1] = t % 2 == 0 ? 5e3 : 70e3;
        run(t % 2 == 0 ? 40 : 5);
        ck_assert_double_ge(command.vehicle_limit_w[1], 69e3);
    }
    p.accepts_w[0] = 70e3; /* and takes it back when it can: within minutes all are alike again */
    run(300);
    ck_assert_double_ge(command.vehicle_limit_w[0], 50e3);
}
END_TEST

START_TEST(test_charge_points_not_read_get_their_fallback)
{
    start();
    for (int32_t t = 0; t < 20; t++) {
        plant_measure(&p, &m);
        for (int32_t i = 0; i < POINTS; i++) {
            m.vehicle_connected[i] = -1;
            m.vehicle_w[i] = NAN;
        }
        ck_assert_int_eq(site_feed(&station, &m, &command), OSTROV_DEGRADED);
        p.time_s++;
    }
    for (int32_t i = 0; i < POINTS; i++) {
        ck_assert_double_eq(command.vehicle_limit_w[i], 11e3);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("station vehicles");
    TCase *tcase = tcase_create("vehicles");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, test_arrival_and_leaving_are_told);
    tcase_add_test(tcase, test_needs_are_counted_down_when_not_told_again);
    tcase_add_test(tcase, test_rules_share_equally_and_serve_urgency_first);
    tcase_add_test(tcase, test_no_power_between_zero_and_least);
    tcase_add_test(tcase, test_paused_vehicles_are_not_toggled);
    tcase_add_test(tcase, test_plan_power_is_followed_and_raised_to_the_least);
    tcase_add_test(tcase, test_falling_behind_is_caught_up);
    tcase_add_test(tcase, test_urgent_vehicle_gets_all_it_can_take);
    tcase_add_test(tcase, test_late_vehicle_is_told_once);
    tcase_add_test(tcase, test_unused_power_goes_to_others);
    tcase_add_test(tcase, test_charge_points_not_read_get_their_fallback);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
