/* ostrov_plan_check finds each single broken rule, and adds the cost up by itself.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include "plan_kit.h"

static kit k;
static kit_plan p;

/* A site with all there is, and its plan. */
static void good(void)
{
    kit_open(&k, 96, 900);
    for (int32_t t = 0; t < 96; t++) {
        k.pv[t] = t > 30 && t < 60 ? 50e3 : 0.0;
        k.buy[t] = t < 20 || t > 80 ? 0.1 : 0.4;
    }
    k.problem.wear_price_per_kwh = 0.01;
    kit_group(&k, 60e3);
    kit_vehicle(&k, 10, 60, 80e3, 44e3);
    kit_vehicle(&k, 12, 70, 80e3, 44e3);
    k.vehicles[0].group = 0;
    k.vehicles[1].group = 0;
    k.vehicles[0].charge_min_w = 4e3;
    kit_peak(&k, 0, 96, 30e3, 0.1);
    kit_solve(&k, &p);
    ck_assert_int_eq(kit_judge(&k, &p).feasible, 1);
}

static void expect(const char *rule, int32_t slot, int32_t vehicle)
{
    const ostrov_plan_verdict v = kit_judge(&k, &p);
    ck_assert_int_eq(v.feasible, 0);
    ck_assert_ptr_nonnull(v.worst_rule);
    ck_assert_str_eq(v.worst_rule, rule);
    ck_assert_int_eq(v.worst_slot, slot);
    ck_assert_int_eq(v.worst_vehicle, vehicle);
}

START_TEST(each_broken_rule_is_found)
{
    good();
    p.columns[0][7] += 10.0;
    expect("balance", 7, -1);
    good(); /* from here on the balance is kept and another rule broken harder */
    p.columns[2][7] += 5.0;
    p.columns[0][7] -= 5.0;
    expect("pv", 7, -1);
    good();
    p.columns[3][7] = 12e3 + 9.0;
    p.columns[0][7] -= 12e3 + 9.0;
    expect("shed", 7, -1);
    good();
    p.columns[4][7] = -4.0;
    p.columns[0][7] += 4.0;
    expect("shed_critical", 7, -1);
    good();
    k.import_limit[5] = 1e3;
    p.columns[0][5] = 1e3;
    expect("balance", 5, -1);
    good();
    p.vehicle_w[0 * KIT_SLOTS + 90] = 7.0;
    p.columns[0][90] += 7.0;
    expect("vehicle_present", 90, 0);
    good();
    p.short_wh[1] += 3.0;
    expect("short_told", -1, 1);
    good();
    p.columns[5][9] += 1.0 / 400e3;
    expect("soc_told", 9, -1);
}
END_TEST

START_TEST(limits_of_grid_and_battery)
{
    good();
    k.problem.import_limit_fixed_w = p.columns[0][0] - 2.0;
    {
        const ostrov_plan_verdict v = kit_judge(&k, &p);
        ck_assert_int_eq(v.feasible, 0);
        ck_assert_str_eq(v.worst_rule, "import_limit");
    }
    good();
    k.problem.battery_charge_limit_w = 1.0;
    ck_assert_str_eq(kit_judge(&k, &p).worst_rule, "charge_limit");
    good();
    k.problem.battery_discharge_limit_w = 1.0;
    ck_assert_str_eq(kit_judge(&k, &p).worst_rule, "discharge_limit");
    good();
    p.plan.soc_ratio = NULL;
    k.problem.battery_soc_ratio = 0.1; /* the same powers now take it below its window */
    ck_assert_str_eq(kit_judge(&k, &p).worst_rule, "stored_min");
    good();
    p.plan.soc_ratio = NULL;
    k.problem.battery_soc_ratio = 0.9;
    k.battery.soc_min_ratio = 0.0;
    for (int32_t t = 0; t < 4; t++) {
        p.columns[0][t] += -p.columns[1][t] * 0.0 + 150e3 + p.columns[1][t];
        p.columns[1][t] = -150e3;
    }
    ck_assert_str_eq(kit_judge(&k, &p).worst_rule, "stored_max");
}
END_TEST

START_TEST(limits_of_vehicles)
{
    int32_t t = 12;
    good();
    while (p.vehicle_w[t] < 4e3 && t < 59) {
        t++;
    }
    ck_assert_int_lt(t, 59);
    p.columns[0][t] += 44e3 + 1e3 - p.vehicle_w[t];
    p.vehicle_w[t] = 44e3 + 1e3;
    p.plan.short_wh = NULL;
    k.groups[0].limit_w = 1e6;
    k.vehicles[0].capacity_wh = 1e6;
    expect("vehicle_limit", t, 0);
    p.columns[0][t] += 2e3 - p.vehicle_w[t];
    p.vehicle_w[t] = 2e3;
    expect("vehicle_least", t, 0);
    good();
    k.groups[0].limit_w = 1e3;
    ck_assert_str_eq(kit_judge(&k, &p).worst_rule, "group");
    good();
    p.plan.short_wh = NULL;
    k.vehicles[1].capacity_wh = 51e3;
    ck_assert_str_eq(kit_judge(&k, &p).worst_rule, "vehicle_full");
}
END_TEST

START_TEST(cost_parts_by_hand)
{
    ostrov_plan_verdict v;
    kit_open(&k, 2, 3600);
    k.problem.battery_soc_ratio = 0.5; /* 200 kWh */
    k.problem.wear_price_per_kwh = 0.5;
    k.problem.terminal_price_per_kwh = 0.25;
    k.problem.curtail_price_per_kwh = 0.125;
    k.problem.soc_end_min_ratio = 0.9;
    k.battery.discharge_efficiency_ratio = 0.5;
    k.pv[0] = 10e3;
    kit_peak(&k, 1, 2, 5e3, 2.0);
    kit_vehicle(&k, 0, 2, 10e3, 44e3);
    kit_plan_open(&p);
    p.plan.count = 2;
    p.plan.vehicle_count = 1;
    p.plan.edges_s = NULL;
    p.plan.soc_ratio = NULL;
    p.plan.short_wh = NULL;
    p.columns[1][0] = 10e3; /* 20 kWh out of the cells */
    p.columns[2][0] = 4e3;  /* 6 kWh curtailed */
    p.columns[3][0] = 1e3;
    p.columns[4][0] = 2e3;
    p.columns[0][0] = 3e3;
    p.columns[0][1] = 20e3;
    v = kit_judge(&k, &p);
    ck_assert_int_eq(v.feasible, 1);
    ck_assert_double_eq_tol(v.import_cost, 0.2 * 23.0, 1e-12);
    ck_assert_double_eq_tol(v.wear_cost, 0.5 * 20.0, 1e-12);
    ck_assert_double_eq_tol(v.curtail_cost, 0.125 * 6.0, 1e-12);
    ck_assert_double_eq_tol(v.shed_cost, 3.0 * 1.0 + 15.0 * 2.0, 1e-12);
    ck_assert_double_eq_tol(v.terminal_value, 0.25 * 180.0, 1e-12);
    ck_assert_double_eq_tol(v.end_cost, 3.0 * 180.0, 1e-9);
    ck_assert_double_eq_tol(v.peak_cost, 2.0 * 15.0, 1e-12);
    ck_assert_double_eq_tol(v.short_cost, 2.0 * 10.0, 1e-12);
    ck_assert_double_eq_tol(v.cost, 4.6 + 10.0 + 0.75 + 33.0 - 45.0 + 540.0 + 30.0 + 20.0, 1e-9);
    ck_assert_double_eq_tol(v.peak_w, 20e3, 1e-9);
}
END_TEST

START_TEST(what_cannot_be_read_is_refused)
{
    ostrov_plan_verdict v;
    ostrov_fault why = {0};
    good();
    p.columns[1][3] = __builtin_nan("");
    ck_assert_int_eq(ostrov_plan_check(&k.problem, &p.plan, 1.0, &v, sizeof v, &why),
                     OSTROV_E_NOT_FINITE);
    ck_assert_str_eq(why.field, "battery_w");
    ck_assert_int_eq(why.slot, 3);
    good();
    p.edges[4]++;
    ck_assert_int_eq(ostrov_plan_check(&k.problem, &p.plan, 1.0, &v, sizeof v, &why), OSTROV_E_TIME);
    good();
    p.plan.count = 95;
    ck_assert_int_eq(ostrov_plan_check(&k.problem, &p.plan, 1.0, &v, sizeof v, &why), OSTROV_E_RANGE);
    good();
    ck_assert_int_eq(ostrov_plan_check(&k.problem, &p.plan, 0.0, &v, sizeof v, &why), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_plan_check(&k.problem, NULL, 1.0, &v, sizeof v, &why), OSTROV_E_ARGUMENT);
    p.plan.grid_w = NULL;
    ck_assert_int_eq(ostrov_plan_check(&k.problem, &p.plan, 1.0, &v, sizeof v, &why),
                     OSTROV_E_ARGUMENT);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plan check");
    TCase *cases = tcase_create("check");
    tcase_add_test(cases, each_broken_rule_is_found);
    tcase_add_test(cases, limits_of_grid_and_battery);
    tcase_add_test(cases, limits_of_vehicles);
    tcase_add_test(cases, cost_parts_by_hand);
    tcase_add_test(cases, what_cannot_be_read_is_refused);
    suite_add_tcase(suite, cases);
    return unit_run(suite);
}
