/* Members of a problem beside battery, vehicles and peaks: each is judged, each is refused by a
 * planner that does not cover it, and none is left out.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include "plan_kit.h"

#include <math.h>

/* Two slots of an hour, everything from the grid: 20 kW of load, 0.2 a kWh. */
typedef struct rig {
    kit k;
    kit_plan p;
    double batteries_w[2 * KIT_SLOTS];
    double scenario_battery_w[2 * KIT_SLOTS];
    double scenario_grid_w[2 * KIT_SLOTS];
    int32_t block_start[2];
} rig;

static rig r;

static void setup(void)
{
    memset(&r, 0, sizeof r);
    kit_open(&r.k, 2, 3600);
    kit_plan_open(&r.p);
    r.p.plan.capacity = KIT_SLOTS;
    r.p.plan.count = 2;
    r.p.plan.soc_ratio = NULL;
    r.p.plan.edges_s = NULL;
    r.p.plan.batteries_w = r.batteries_w;
    r.p.plan.scenario_battery_w = r.scenario_battery_w;
    r.p.plan.scenario_grid_w = r.scenario_grid_w;
    r.p.plan.block_start = r.block_start;
    r.p.plan.grid_w[0] = 20e3;
    r.p.plan.grid_w[1] = 20e3;
    r.p.plan.vehicle_w = NULL;
    r.p.plan.short_wh = NULL;
}

/* The battery gives w in a slot instead of the grid. */
static void give(int32_t t, double w)
{
    r.p.plan.battery_w[t] += w;
    r.p.plan.grid_w[t] -= w;
}

static ostrov_plan_verdict judged(void)
{
    const ostrov_plan_verdict v = kit_judge(&r.k, &r.p);
    if (v.worst_rule != NULL) {
        ck_assert_msg(v.feasible, "%s in slot %d by %g", v.worst_rule, (int)v.worst_slot,
                      v.worst_value);
    }
    return v;
}

static void broken(const char *rule, double by)
{
    const ostrov_plan_verdict v = kit_judge(&r.k, &r.p);
    ck_assert_int_eq(v.feasible, 0);
    ck_assert_str_eq(v.worst_rule, rule);
    ck_assert_double_eq_tol(v.worst_value, by, 1e-6);
}

static uint32_t features(void)
{
    uint32_t found = 0;
    ostrov_fault why = {0};
    ck_assert_int_eq(ostrov_problem_features(&r.k.problem, UINT32_MAX, &found, &why), OSTROV_OK);
    return found;
}

/* A planner that covers nothing refuses and names the member. */
static void refused(uint32_t feature, const char *member)
{
    ostrov_fault why = {0};
    ck_assert_uint_eq(features(), feature);
    ck_assert_int_eq(ostrov_problem_features(&r.k.problem, 0, NULL, &why), OSTROV_E_UNSUPPORTED);
    ck_assert_str_eq(why.field, member);
}

START_TEST(plain_problem_asks_nothing)
{
    ck_assert_uint_eq(features(), 0);
    ck_assert_double_eq_tol(judged().cost, 8.0, 1e-9);
}
END_TEST

START_TEST(standby_is_critical_load)
{
    ostrov_plan_slot slots[2];
    r.k.problem.battery_standby_w = 500.0;
    ck_assert_uint_eq(features(), 0);
    ck_assert_int_eq(ostrov_problem_slots(&r.k.problem, slots, sizeof slots[0], 2, NULL, NULL),
                     OSTROV_OK);
    ck_assert_double_eq(slots[0].load_w, 20.5e3);
    ck_assert_double_eq(slots[0].critical_w, 8.5e3);
    broken("balance", 500.0);
}
END_TEST

START_TEST(running_costs_power_only_while_it_works)
{
    r.k.problem.battery_running_w = 300.0;
    refused(OSTROV_FEATURE_RUNNING, "battery_running_w");
    (void)judged();
    give(0, 5e3);
    broken("balance", 300.0);
    r.p.plan.grid_w[0] += 300.0;
    (void)judged();
}
END_TEST

START_TEST(apparent_power_and_temperature_limit_the_slots)
{
    const double reactive[2] = {60e3, 120e3};
    const double temperature[2] = {-5.0, 20.0};
    ostrov_plan_slot slots[2];
    r.k.problem.battery_apparent_va = 100e3;
    r.k.problem.battery_reactive_var = (ostrov_series){0, 3600, 2, reactive};
    ck_assert_int_eq(ostrov_problem_slots(&r.k.problem, slots, sizeof slots[0], 2, NULL, NULL),
                     OSTROV_OK);
    ck_assert_double_eq_tol(slots[0].discharge_limit_w, 80e3, 1e-9); /* 3, 4, 5 */
    ck_assert_double_eq(slots[1].charge_limit_w, 0.0);
    r.k.problem.battery_temperature_c = (ostrov_series){0, 3600, 2, temperature};
    r.k.battery.temperature_min_c = -10.0;
    r.k.battery.temperature_derate_c = 10.0;
    r.k.problem.battery_apparent_va = (double)NAN;
    ck_assert_int_eq(ostrov_problem_slots(&r.k.problem, slots, sizeof slots[0], 2, NULL, NULL),
                     OSTROV_OK);
    ck_assert_double_eq_tol(slots[0].charge_limit_w, 50e3, 1e-9); /* a quarter of the way */
    ck_assert_double_eq_tol(slots[0].discharge_limit_w, 200e3, 1e-9);
    ck_assert_double_eq_tol(slots[1].charge_limit_w, 200e3, 1e-9);
    give(0, -60e3);
    broken("charge_limit", 10e3);
}
END_TEST

START_TEST(efficiency_by_power_moves_the_energy)
{
    const ostrov_plan_efficiency rows[2] = {{10e3, 0.8, 0.8}, {100e3, 0.95, 0.95}};
    double soc[2] = {0};
    r.k.problem.efficiencies = rows;
    r.k.problem.efficiencies_count = 2;
    r.k.problem.efficiencies_stride = sizeof rows[0];
    refused(OSTROV_FEATURE_EFFICIENCY, "efficiencies");
    give(0, -5e3); /* half of 8 kW into the cells */
    give(1, 55e3); /* between 12.5 and 105.263 kW out of them, half way */
    r.p.plan.soc_ratio = soc;
    soc[0] = (200e3 + 4e3) / 400e3;
    soc[1] = (200e3 + 4e3 - 0.5 * (12.5e3 + 100e3 / 0.95)) / 400e3;
    (void)judged();
}
END_TEST

START_TEST(taper_limits_by_soc_at_the_begin)
{
    const ostrov_plan_taper rows[3] = {{0.0, 200e3, 40e3}, {0.5, 200e3, 200e3}, {1.0, 0.0, 200e3}};
    r.k.problem.tapers = rows;
    r.k.problem.tapers_count = 3;
    r.k.problem.tapers_stride = sizeof rows[0];
    refused(OSTROV_FEATURE_TAPER, "tapers");
    r.k.problem.battery_soc_ratio = 0.75;
    r.k.battery.soc_max_ratio = 1.0;
    give(0, -90e3);
    give(1, 90e3);
    (void)judged(); /* 100 kW allowed at 75 % */
    give(0, -20e3);
    broken("taper", 10e3);
}
END_TEST

START_TEST(wear_by_depth_is_cheap_first)
{
    const ostrov_plan_wear rows[2] = {{0.125, 0.01}, {0.875, 0.10}}; /* 50 kWh, the rest */
    r.k.battery.charge_efficiency_ratio = 1.0;
    r.k.battery.discharge_efficiency_ratio = 1.0;
    r.k.problem.wears = rows;
    r.k.problem.wears_count = 2;
    r.k.problem.wears_stride = sizeof rows[0];
    refused(OSTROV_FEATURE_WEAR, "wears");
    give(0, 60e3);
    ck_assert_double_eq_tol(judged().wear_cost, 50.0 * 0.01 + 10.0 * 0.10, 1e-9);
    give(1, -20e3); /* goes to the cheap part */
    ck_assert_double_eq_tol(judged().wear_cost, 50.0 * 0.01 + 10.0 * 0.10, 1e-9);
    give(0, -80e3); /* now charged first by 20: into the dear part, for the cheap one is full */
    give(1, 80e3);
    ck_assert_double_eq_tol(judged().wear_cost, 50.0 * 0.01 + 10.0 * 0.10, 1e-9);
}
END_TEST

START_TEST(throughput_and_full_charge_cost)
{
    r.k.battery.discharge_efficiency_ratio = 1.0;
    r.k.problem.throughput_wh = 10e3;
    r.k.problem.throughput_price_per_kwh = 0.5;
    refused(OSTROV_FEATURE_THROUGHPUT, "throughput_wh");
    give(0, 15e3);
    ck_assert_double_eq_tol(judged().throughput_cost, 2.5, 1e-9);
    r.k.problem.throughput_wh = (double)NAN;
    r.k.problem.full_until_s = 3600;
    r.k.problem.full_soc_ratio = 1.0; /* at most the window's 0.9 */
    r.k.problem.full_price_per_kwh = 0.1;
    refused(OSTROV_FEATURE_FULL, "full_until_s");
    ck_assert_double_eq_tol(judged().full_cost, 0.1 * (360.0 - 185.0), 1e-9);
    r.k.problem.full_until_s = 1800; /* no edge until then */
    ck_assert_uint_eq(features(), 0);
}
END_TEST

START_TEST(further_batteries_have_their_own_books)
{
    ostrov_plan_battery row = {.capacity_wh = 100e3,
                               .start_wh = 50e3,
                               .min_wh = 10e3,
                               .max_wh = 90e3,
                               .charge_limit_w = 30e3,
                               .discharge_limit_w = 30e3,
                               .charge_efficiency_ratio = 0.9,
                               .discharge_efficiency_ratio = 0.9,
                               .wear_price_per_kwh = 0.05,
                               .terminal_price_per_kwh = 0.1};
    r.k.problem.batteries = &row;
    r.k.problem.batteries_count = 1;
    r.k.problem.batteries_stride = sizeof row;
    refused(OSTROV_FEATURE_BATTERIES, "batteries");
    r.batteries_w[0] = 18e3;
    r.p.plan.grid_w[0] -= 18e3;
    {
        const ostrov_plan_verdict v = judged();
        ck_assert_double_eq_tol(v.wear_cost, 1.0, 1e-9);
        ck_assert_double_eq_tol(v.terminal_value, 3.0, 1e-9);
    }
    r.batteries_w[0] = 31e3;
    r.p.plan.grid_w[0] -= 13e3;
    broken("battery_limit", 1e3);
    r.k.problem.battery = NULL;
    ck_assert_int_eq(ostrov_problem_check(&r.k.problem, NULL), OSTROV_E_ARGUMENT);
}
END_TEST

START_TEST(further_batteries_hold_part_of_the_reserve)
{
    ostrov_plan_battery row = {.capacity_wh = 100e3,
                               .start_wh = 50e3,
                               .max_wh = 100e3,
                               .charge_limit_w = 30e3,
                               .discharge_limit_w = 30e3,
                               .charge_efficiency_ratio = 1.0,
                               .discharge_efficiency_ratio = 0.95};
    r.k.problem.reserve_s = 7200.0;
    r.k.problem.battery_soc_ratio = 0.1; /* its low end */
    ck_assert_double_gt(judged().reserve_cost, 0.0);
    r.k.problem.batteries = &row;
    r.k.problem.batteries_count = 1;
    r.k.problem.batteries_stride = sizeof row;
    ck_assert_double_eq_tol(judged().reserve_cost, 0.0, 1e-9); /* 2 h of 8 kW are in the other */
}
END_TEST

START_TEST(vehicles_give_back)
{
    double vehicle_w[KIT_SLOTS] = {0};
    r.p.plan.vehicle_w = vehicle_w;
    r.p.plan.vehicle_count = 1;
    kit_vehicle(&r.k, 0, 2, 0.0, 44e3); /* 50 kWh on arrival, as many wanted */
    r.k.vehicles[0].discharge_limit_w = 20e3;
    r.k.vehicles[0].discharge_efficiency_ratio = 0.5;
    r.k.vehicles[0].wear_price_per_kwh = 0.1;
    r.k.vehicles[0].least_wh = 20e3;
    refused(OSTROV_FEATURE_V2G, "vehicles");
    vehicle_w[0] = -10e3;
    r.p.plan.grid_w[0] -= 10e3;
    {
        const ostrov_plan_verdict v = judged();
        ck_assert_double_eq_tol(v.wear_cost, 2.0, 1e-9);
        ck_assert_double_eq_tol(v.short_cost, 20.0 * r.k.vehicles[0].short_price_per_kwh, 1e-9);
    }
    vehicle_w[0] = -16e3;
    r.p.plan.grid_w[0] -= 6e3;
    broken("vehicle_empty", 2e3);
}
END_TEST

START_TEST(blocks_run_once_within_their_window)
{
    const ostrov_plan_block rows[2] = {{6e3, 1800, 0, 7200, 50.0}, {9e3, 7200, 0, 3600, 70.0}};
    r.k.problem.blocks = rows;
    r.k.problem.blocks_count = 2;
    r.k.problem.blocks_stride = sizeof rows[0];
    refused(OSTROV_FEATURE_BLOCKS, "blocks");
    r.block_start[0] = 1;
    r.block_start[1] = -1;     /* fits nowhere */
    r.p.plan.grid_w[1] += 3e3; /* half an hour of an hour's slot */
    ck_assert_double_eq_tol(judged().block_cost, 70.0, 1e-9);
    r.block_start[1] = 0;
    r.p.plan.grid_w[0] += 9e3;
    r.p.plan.grid_w[1] += 9e3;
    broken("block_window", 9e3);
    r.block_start[1] = 2;
    ck_assert_int_eq(ostrov_plan_check(&r.k.problem, &r.p.plan, 1.0, &(ostrov_plan_verdict){0},
                                       sizeof(ostrov_plan_verdict), NULL),
                     OSTROV_E_RANGE);
}
END_TEST

START_TEST(open_interval_and_reserved_capacity_move_the_peak)
{
    kit_peak(&r.k, 0, 2, 0.0, 10.0);
    ck_assert_double_eq_tol(judged().peak_cost, 200.0, 1e-9);
    r.k.peaks[0].reserved_w = 15e3;
    refused(OSTROV_FEATURE_RESERVED, "peaks");
    ck_assert_double_eq_tol(judged().peak_cost, 50.0, 1e-9);
    r.k.peaks[0].reserved_w = 0.0;
    r.k.problem.open_elapsed_s = 3600.0;
    r.k.problem.open_import_wh = 40e3;
    refused(OSTROV_FEATURE_OPEN, "open_elapsed_s");
    ck_assert_double_eq_tol(judged().peak_cost, 300.0, 1e-9); /* (40 + 20) kWh in 2 h */
}
END_TEST

START_TEST(tiers_are_shed_cheapest_first)
{
    const ostrov_plan_tier rows[2] = {{0.25, 1.0}, {0.25, 0.5}}; /* of 12 kW; the rest costs 3 */
    r.k.problem.tiers = rows;
    r.k.problem.tiers_count = 2;
    r.k.problem.tiers_stride = sizeof rows[0];
    refused(OSTROV_FEATURE_TIERS, "tiers");
    r.p.plan.shed_w[0] = 7e3;
    r.p.plan.grid_w[0] -= 7e3;
    ck_assert_double_eq_tol(judged().shed_cost, 3.0 * 0.5 + 3.0 * 1.0 + 1.0 * 3.0, 1e-9);
}
END_TEST

START_TEST(scenarios_share_the_first_slot)
{
    const double loads[2][2] = {{20e3, 10e3}, {20e3, 50e3}};
    ostrov_plan_scenario rows[2] = {{.probability_ratio = 3.0, .load_w = {0, 3600, 2, loads[0]}},
                                    {.probability_ratio = 1.0, .load_w = {0, 3600, 2, loads[1]}}};
    r.k.problem.scenarios = rows;
    r.k.problem.scenarios_count = 2;
    r.k.problem.scenarios_stride = sizeof rows[0];
    r.k.problem.cvar_level_ratio = 0.5;
    r.k.problem.cvar_weight_ratio = 0.5;
    refused(OSTROV_FEATURE_SCENARIOS, "scenarios");
    for (int32_t s = 0; s < 2; s++) {
        for (int32_t t = 0; t < 2; t++) {
            r.scenario_grid_w[s * KIT_SLOTS + t] = loads[s][t];
        }
    }
    {
        const ostrov_plan_verdict v = judged();
        ck_assert_double_eq_tol(v.forecast_cost, 8.0, 1e-9);
        ck_assert_double_eq_tol(v.mean_cost, 0.75 * 6.0 + 0.25 * 14.0, 1e-9);
        ck_assert_double_eq_tol(v.cvar_cost, 0.5 * 14.0 + 0.5 * 6.0, 1e-9);
        ck_assert_double_eq_tol(v.cost, 0.5 * (v.mean_cost + v.cvar_cost), 1e-12);
    }
    r.scenario_battery_w[0] = 1e3;
    r.scenario_grid_w[0] -= 1e3;
    broken("scenario_shared", 1e3);
    r.scenario_battery_w[0] = 0.0;
    r.scenario_grid_w[0] -= 30e3; /* 10 kW out, with no source for them */
    r.scenario_grid_w[0] += 1e3;
    broken("scenario_balance", 10e3);
}
END_TEST

START_TEST(reserve_holds_the_summed_need)
{
    const double calm[2] = {8e3, 8e3};
    const double odd[2][2] = {{16e3, 8e3}, {8e3, 16e3}};
    ostrov_plan_scenario rows[3] = {{.probability_ratio = 1.0, .critical_w = {0, 3600, 2, calm}},
                                    {.probability_ratio = 1.0, .critical_w = {0, 3600, 2, odd[0]}},
                                    {.probability_ratio = 1.0, .critical_w = {0, 3600, 2, odd[1]}}};
    ostrov_plan_slot slots[2];
    r.k.problem.reserve_s = 7200.0;
    r.k.problem.scenarios = rows;
    r.k.problem.scenarios_count = 3;
    r.k.problem.scenarios_stride = sizeof rows[0];
    r.k.problem.reserve_confidence_ratio = 1.0;
    ck_assert_int_eq(ostrov_problem_slots(&r.k.problem, slots, sizeof slots[0], 2, NULL, NULL),
                     OSTROV_OK);
    /* past the end the horizon repeats: any two hours hold 24 kWh in the odd ones. Slot by slot it
     * would be 32. */
    ck_assert_double_eq_tol(slots[0].floor_wh, 40e3 + 24e3 / 0.95, 1e-6);
    r.k.problem.reserve_confidence_ratio = 0.25; /* the first of three stands for a quarter */
    ck_assert_int_eq(ostrov_problem_slots(&r.k.problem, slots, sizeof slots[0], 2, NULL, NULL),
                     OSTROV_OK);
    ck_assert_double_eq_tol(slots[0].floor_wh, 40e3 + 16e3 / 0.95, 1e-6);
}
END_TEST

START_TEST(wrong_rows_are_named)
{
    ostrov_fault why = {0};
    ostrov_plan_tier tiers[2] = {{0.7, 1.0}, {0.4, 1.0}};
    ostrov_plan_wear wears[2] = {{0.5, 0.2}, {0.5, 0.1}};
    ostrov_plan_taper tapers[2] = {{0.0, 1e3, 1e3}, {0.9, 1e3, 1e3}};
    ostrov_plan_efficiency efficiencies[2] = {{10e3, 0.9, 0.9}, {5e3, 0.95, 0.95}};
    double bad[2] = {1e3, (double)NAN};
    ostrov_plan_scenario scenario = {.probability_ratio = 1.0, .load_w = {0, 3600, 2, bad}};
    r.k.problem.tiers = tiers;
    r.k.problem.tiers_count = 2;
    r.k.problem.tiers_stride = sizeof tiers[0];
    ck_assert_int_eq(ostrov_problem_check(&r.k.problem, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.structure, "ostrov_plan_tier");
    ck_assert_int_eq(why.index, 1);
    r.k.problem.tiers_count = 0;
    r.k.problem.wears = wears;
    r.k.problem.wears_count = 2;
    r.k.problem.wears_stride = sizeof wears[0];
    ck_assert_int_eq(ostrov_problem_check(&r.k.problem, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "price_per_kwh");
    r.k.problem.wears_count = 0;
    r.k.problem.tapers = tapers;
    r.k.problem.tapers_count = 2;
    r.k.problem.tapers_stride = sizeof tapers[0];
    ck_assert_int_eq(ostrov_problem_check(&r.k.problem, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "soc_ratio");
    r.k.problem.tapers_count = 0;
    r.k.problem.efficiencies = efficiencies;
    r.k.problem.efficiencies_count = 2;
    r.k.problem.efficiencies_stride = sizeof efficiencies[0];
    ck_assert_int_eq(ostrov_problem_check(&r.k.problem, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "power_w");
    r.k.problem.efficiencies_count = 0;
    r.k.problem.scenarios = &scenario;
    r.k.problem.scenarios_count = 1;
    r.k.problem.scenarios_stride = sizeof scenario;
    ck_assert_int_eq(ostrov_problem_check(&r.k.problem, &why), OSTROV_E_NOT_FINITE);
    ck_assert_str_eq(why.structure, "ostrov_plan_scenario");
    ck_assert_int_eq(why.slot, 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plan members");
    TCase *cases = tcase_create("members");
    tcase_add_checked_fixture(cases, setup, NULL);
    tcase_add_test(cases, plain_problem_asks_nothing);
    tcase_add_test(cases, standby_is_critical_load);
    tcase_add_test(cases, running_costs_power_only_while_it_works);
    tcase_add_test(cases, apparent_power_and_temperature_limit_the_slots);
    tcase_add_test(cases, efficiency_by_power_moves_the_energy);
    tcase_add_test(cases, taper_limits_by_soc_at_the_begin);
    tcase_add_test(cases, wear_by_depth_is_cheap_first);
    tcase_add_test(cases, throughput_and_full_charge_cost);
    tcase_add_test(cases, further_batteries_have_their_own_books);
    tcase_add_test(cases, further_batteries_hold_part_of_the_reserve);
    tcase_add_test(cases, vehicles_give_back);
    tcase_add_test(cases, blocks_run_once_within_their_window);
    tcase_add_test(cases, open_interval_and_reserved_capacity_move_the_peak);
    tcase_add_test(cases, tiers_are_shed_cheapest_first);
    tcase_add_test(cases, scenarios_share_the_first_slot);
    tcase_add_test(cases, reserve_holds_the_summed_need);
    tcase_add_test(cases, wrong_rows_are_named);
    suite_add_tcase(suite, cases);
    return unit_run(suite);
}
