/* Between plans: what nobody foresaw is stored where the plan's worth of energy says so, and
 * nothing else is done on its word; and what a quarter hour may have when the billing period's
 * highest is told.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "site.h"

static ostrov_station station;
static ostrov_command command;
static paper plan;
static plant p;
static double value_per_kwh[OSTROV_STATION_SLOTS + 8];

/* A station that follows a plan of 30 kW of load less 10 kW of sun, all from the grid, with the
 * battery at rest. */
static void start(double value)
{
    site_start(&station, 0.6);
    plant_start(&p);
    (void)site_step(&station, &p, &command);
    paper_write(&plan, BEGIN_S, 8, 20e3, 0.0);
    for (int32_t i = 0; i < 8; i++) {
        value_per_kwh[i] = value;
    }
    plan.plan.value_per_kwh = value_per_kwh;
    ck_assert_int_eq(ostrov_station_follow(&station, &plan.plan), OSTROV_OK);
}

static double step(double import_price, double export_price)
{
    ostrov_measurement m;
    plant_measure(&p, &m);
    m.import_price_per_kwh = import_price;
    m.export_price_per_kwh = export_price;
    m.peak_w = 100e3; /* the quarter hour is not what is looked at here */
    (void)site_feed(&station, &m, &command);
    plant_obey(&p, &command);
    return command.battery_w;
}

START_TEST(test_surplus_is_stored_where_that_pays)
{
    start(4.0);
    ck_assert_double_eq(step(3.0, 1.0), 0.0); /* as planned */
    p.pv_w = 18e3;
    ck_assert_double_eq(step(3.0, 1.0), -8e3); /* 8 kW of sun that nobody foresaw; 4 · 0.95 > 3 */
    ck_assert_double_eq_tol(step(3.0, 1.0), -8e3, 1e-6); /* and no more in the next second */
    p.pv_w = 50e3;                                       /* 40 kW more: 20 would be exported */
    ck_assert_double_eq_tol(step(3.0, 1.0), -40e3, 1e-6);
}
END_TEST

START_TEST(test_only_what_would_be_exported_is_stored_between_the_two_prices)
{
    start(2.0); /* above what export earns, below what import costs */
    p.pv_w = 50e3;
    ck_assert_double_eq_tol(step(3.0, 1.0), -20e3, 1e-6);
}
END_TEST

START_TEST(test_nothing_is_stored_where_it_does_not_pay)
{
    start(0.5);
    p.pv_w = 50e3;
    ck_assert_double_eq(step(3.0, 1.0), 0.0);
}
END_TEST

START_TEST(test_a_shortage_is_not_taken_from_the_cells)
{
    start(0.1); /* next to nothing, says the slope of one more kWh; one less may be the reserve's */
    p.load_w = 60e3;
    ck_assert_double_eq(step(3.0, 1.0), 0.0);
}
END_TEST

START_TEST(test_without_prices_or_worth_the_plan_is_kept)
{
    start(4.0);
    p.pv_w = 18e3;
    ck_assert_double_eq(step(NAN, 1.0), 0.0);
    ck_assert_double_eq(step(3.0, NAN), 0.0);
    start(NAN);
    p.pv_w = 18e3;
    ck_assert_double_eq(step(3.0, 1.0), 0.0);
    value_per_kwh[3] = 1e9; /* such as an order of wishes makes */
    ck_assert_int_eq(ostrov_station_follow(&station, &plan.plan), OSTROV_OK);
    value_per_kwh[3] = 1e13;
    ck_assert_int_eq(ostrov_station_follow(&station, &plan.plan), OSTROV_E_RANGE);
    value_per_kwh[3] = INFINITY;
    ck_assert_int_eq(ostrov_station_follow(&station, &plan.plan), OSTROV_E_RANGE);
}
END_TEST

/* A vehicle that draws less than planned will want its energy yet. */
START_TEST(test_a_vehicle_that_draws_less_is_no_surplus)
{
    start(4.0);
    plant_fill(&p, 1, 30e3);
    paper_write(&plan, BEGIN_S, 8, 50e3, 0.0);
    for (int32_t i = 0; i < 8; i++) {
        plan.vehicle_w[i] = 30e3;
    }
    plan.plan.vehicle_count = 1;
    plan.plan.value_per_kwh = value_per_kwh;
    (void)step(3.0, 1.0);
    ck_assert_int_eq(ostrov_station_follow(&station, &plan.plan), OSTROV_OK);
    (void)step(3.0, 1.0);
    p.accepts_w[0] = 10e3;
    (void)step(3.0, 1.0);
    ck_assert_double_eq(step(3.0, 1.0), 0.0);
}
END_TEST

/* The reserve's share of the battery and the BMS's limit hold for what is stored too. */
START_TEST(test_the_limits_of_the_battery_hold)
{
    ostrov_measurement m;
    start(4.0);
    p.pv_w = 50e3;
    plant_measure(&p, &m);
    m.import_price_per_kwh = 3.0;
    m.export_price_per_kwh = 1.0;
    m.bms_charge_limit_w = 5e3;
    (void)site_feed(&station, &m, &command);
    ck_assert_double_eq(command.battery_w, -5e3);
}
END_TEST

START_TEST(test_the_billing_periods_highest_is_what_a_quarter_is_steered_to)
{
    ostrov_measurement m;
    start(NAN);
    plan.grid_w[5] = 90e3; /* a peak that the plan foresees for later */
    ck_assert_int_eq(ostrov_station_follow(&station, &plan.plan), OSTROV_OK);
    (void)site_step(&station, &p, &command);
    ck_assert_double_eq(site_read(&station).quarter_limit_w,
                        90e3); /* nothing told: the plan's highest */
    plant_measure(&p, &m);
    m.peak_w = 45e3;
    (void)site_feed(&station, &m, &command);
    p.time_s++;
    ck_assert_double_eq(site_read(&station).quarter_limit_w,
                        45e3); /* paid already: no reason for less */
    plant_measure(&p, &m);
    m.peak_w = 15e3;
    (void)site_feed(&station, &m, &command);
    ck_assert_double_eq(site_read(&station).quarter_limit_w, 20e3); /* what the plan asks for now */
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("station surplus");
    TCase *tc = tcase_create("surplus");
    tcase_add_test(tc, test_surplus_is_stored_where_that_pays);
    tcase_add_test(tc, test_only_what_would_be_exported_is_stored_between_the_two_prices);
    tcase_add_test(tc, test_nothing_is_stored_where_it_does_not_pay);
    tcase_add_test(tc, test_a_shortage_is_not_taken_from_the_cells);
    tcase_add_test(tc, test_without_prices_or_worth_the_plan_is_kept);
    tcase_add_test(tc, test_a_vehicle_that_draws_less_is_no_surplus);
    tcase_add_test(tc, test_the_limits_of_the_battery_hold);
    tcase_add_test(tc, test_the_billing_periods_highest_is_what_a_quarter_is_steered_to);
    suite_add_tcase(suite, tc);
    return unit_run(suite);
}
