/* What GLPK says beyond battery, vehicles, groups and peaks: equal in cost to the built-in solvers where they
 * cover it too, and not dearer than any plan of a grid, with a bound below all of them, where they do not.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include <ostrov/milp.h>

#include "../plan/plan_kit.h"

static kit k;
static kit_plan p, q;
static double batteries_w[2][2 * KIT_SLOTS];
static int32_t starts[2][2];
static ostrov_plan_battery battery;
static ostrov_plan_block block;
static ostrov_plan_tier tier;
static ostrov_plan_taper tapers[3];
static ostrov_plan_wear wears[3];

static double size_of(double x) { return x > 1.0 ? x : (x < -1.0 ? -x : 1.0); }

static ostrov_status by_glpk(void)
{
    ostrov_milp_options o;
    ck_assert_int_eq(ostrov_milp_defaults(&o, sizeof o), OSTROV_OK);
    o.gap_ratio = 1e-7;
    o.time_limit_s = 30.0;
    kit_plan_open(&p);
    p.plan.batteries_w = batteries_w[0];
    p.plan.block_start = starts[0];
    return ostrov_milp_solve(&k.problem, &o, &p.plan, NULL);
}

static ostrov_status built_in(void)
{
    static uint64_t memory[1 << 18];
    kit_plan_open(&q);
    q.plan.batteries_w = batteries_w[1];
    q.plan.block_start = starts[1];
    return ostrov_plan_solve(&k.problem, NULL, memory, sizeof memory, &q.plan, NULL);
}

static void draw_tapers(uint64_t *s)
{
    const double in_w = kit_uniform(s, 20e3, 200e3);
    const double out_w = kit_uniform(s, 10e3, 200e3);
    tapers[0] = (ostrov_plan_taper){0.0, in_w, kit_random(s) % 2u ? 0.0 : 0.5 * out_w};
    tapers[1] = (ostrov_plan_taper){kit_uniform(s, 0.3, 0.7), in_w, out_w};
    tapers[2] = (ostrov_plan_taper){1.0, kit_random(s) % 2u ? 0.0 : 0.5 * in_w, out_w};
    k.problem.tapers = tapers;
    k.problem.tapers_count = 3;
    k.problem.tapers_stride = sizeof tapers[0];
}

static void draw_battery(uint64_t *s)
{
    const double capacity = kit_uniform(s, 10e3, 100e3);
    battery = (ostrov_plan_battery){.capacity_wh = capacity,
                                    .start_wh = capacity * kit_uniform(s, 0.0, 1.0),
                                    .min_wh = 0.1 * capacity,
                                    .max_wh = 0.9 * capacity,
                                    .charge_limit_w = 20e3,
                                    .discharge_limit_w = 15e3,
                                    .charge_efficiency_ratio = 0.9,
                                    .discharge_efficiency_ratio = 0.95,
                                    .self_discharge_per_s = 1e-7,
                                    .wear_price_per_kwh = 0.01,
                                    .terminal_price_per_kwh = kit_uniform(s, 0.0, 0.2)};
    k.problem.batteries = &battery;
    k.problem.batteries_count = 1;
    k.problem.batteries_stride = sizeof battery;
}

/* Members by bits: 1 tapers, 2 a battery, 4 throughput, 8 V2G, 16 a block, 32 an open interval, 64 tiers,
 * 128 running power. */
static void draw(uint64_t *s, int32_t slots, uint32_t kind, uint32_t members)
{
    ostrov_problem *at = &k.problem;
    kit_draw(&k, s, slots, kind);
    if (members & 1u) {
        draw_tapers(s);
    }
    if (members & 2u) {
        draw_battery(s);
    }
    if (members & 4u) {
        at->throughput_wh = kit_uniform(s, 0.0, 100e3);
        at->throughput_price_per_kwh = 0.2;
    }
    for (int32_t i = 0; i < at->vehicles_count && (members & 8u) != 0; i += 2) {
        k.vehicles[i].discharge_limit_w = kit_uniform(s, 1e3, 20e3);
        k.vehicles[i].discharge_efficiency_ratio = 0.9;
        k.vehicles[i].least_wh = kit_uniform(s, 0.0, 60e3);
        k.vehicles[i].wear_price_per_kwh = 0.02;
    }
    if (members & 16u) {
        block = (ostrov_plan_block){kit_uniform(s, 1e3, 50e3), 1800, 0, k.edges[slots], 5.0};
        at->blocks = &block;
        at->blocks_count = 1;
        at->blocks_stride = sizeof block;
    }
    if (members & 32u) {
        at->open_elapsed_s = 300.0;
        at->open_import_wh = kit_uniform(s, 0.0, 9e3);
    }
    if (members & 64u) {
        tier = (ostrov_plan_tier){kit_uniform(s, 0.0, 0.6), kit_uniform(s, 0.0, 1.0)};
        at->tiers = &tier;
        at->tiers_count = 1;
        at->tiers_stride = sizeof tier;
    }
    if (members & 128u) {
        at->battery_running_w = kit_uniform(s, 0.0, 3e3);
    }
}

static void is_feasible(uint64_t number)
{
    const ostrov_plan_verdict v = kit_judge(&k, &p);
    ck_assert_msg(v.feasible, "draw %d: %s by %g", (int)number, v.worst_rule, v.worst_value);
    ck_assert_double_eq_tol(v.cost, p.plan.cost, 1e-9 * size_of(v.cost));
    ck_assert_double_le(p.plan.bound, p.plan.cost);
}

START_TEST(the_same_cost_as_the_structured_solver)
{
    uint64_t seed = 81;
    for (int32_t round = 0; round < 60; round++) {
        const uint32_t members = (uint32_t)(kit_random(&seed) % 128u);
        /* prices below zero among them, peaks, outages, vehicles with and without least powers */
        draw(&seed, 10, (uint32_t)(kit_random(&seed) % 256u), members);
        ck_assert_int_eq(built_in(), OSTROV_OK);
        ck_assert_msg(by_glpk() == OSTROV_OK, "round %d, members %u", (int)round, members);
        is_feasible((uint64_t)round);
        ck_assert_msg(p.plan.cost - q.plan.cost <= 2e-6 * size_of(q.plan.cost) &&
                          q.plan.bound - p.plan.cost <= 2e-6 * size_of(q.plan.cost),
                      "round %d, members %u: GLPK %.9g, built in %.9g with bound %.9g", (int)round,
                      members, p.plan.cost, q.plan.cost, q.plan.bound);
    }
}
END_TEST

START_TEST(running_power_as_the_value_functions)
{
    uint64_t seed = 82;
    for (int32_t round = 0; round < 20; round++) {
        draw(&seed, 8, (uint32_t)(kit_random(&seed) % 256u) & ~(4u | 8u | 32u), 128u | 64u);
        ck_assert_int_eq(built_in(), OSTROV_OK);
        ck_assert_int_eq(by_glpk(), OSTROV_OK);
        is_feasible((uint64_t)round);
        ck_assert_double_eq_tol(p.plan.cost, q.plan.cost, 2e-6 * size_of(q.plan.cost));
    }
}
END_TEST

/* Where energy costs less than nothing a PCS that ran at no power would earn: the plan rests, and its bound
 * is still below every plan. */
START_TEST(running_power_below_zero_prices)
{
    kit_open(&k, 4, 900);
    for (int32_t t = 0; t < 4; t++) {
        k.buy[t] = -0.3;
        k.sell[t] = -0.4;
    }
    k.problem.battery_running_w = 2e3;
    k.problem.battery_soc_ratio = 0.9; /* full, and what it gave would only be bought no more */
    k.problem.battery_charge_limit_w = 0.0;
    ck_assert_int_eq(built_in(), OSTROV_OK);
    ck_assert_int_eq(by_glpk(), OSTROV_OK);
    is_feasible(0);
    ck_assert_double_le(p.plan.bound, q.plan.cost + 2e-6 * size_of(q.plan.cost));
    ck_assert_double_le(q.plan.bound, p.plan.cost + 2e-6 * size_of(q.plan.cost));
    ck_assert_double_le(p.plan.cost - q.plan.cost, 2e-6 * size_of(q.plan.cost));
}
END_TEST

/* What no built-in solver covers together. */
START_TEST(mixtures_that_are_refused_elsewhere)
{
    uint64_t seed = 83;
    int32_t refused = 0;
    for (int32_t round = 0; round < 200; round++) {
        const uint32_t kind = (uint32_t)(kit_random(&seed) % 256u); /* one by one: arguments have no order */
        const uint32_t members = 128u | (uint32_t)(kit_random(&seed) % 128u);
        draw(&seed, 8, kind, members);
        refused += built_in() == OSTROV_E_UNSUPPORTED;
        ck_assert_msg(by_glpk() == OSTROV_OK, "round %d, kind %u, members %u", (int)round, kind, members);
        is_feasible((uint64_t)round);
        ck_assert_double_le(p.plan.gap_ratio, 1e-5);
    }
    ck_assert_int_ge(refused, 100);
}
END_TEST

/* Every plan of a grid over the battery's powers, judged. Gives the least cost; all lie above the bound. */
static double grid_of(int32_t slots, double step_w, int32_t steps)
{
    static kit_plan trial;
    int32_t at[4] = {0};
    double least = 1e300;
    kit_plan_open(&trial);
    for (;;) {
        ostrov_plan_verdict v;
        int32_t i = 0;
        trial.plan.count = slots;
        memcpy(trial.edges, k.edges, sizeof trial.edges);
        for (int32_t t = 0; t < slots; t++) {
            const double w = step_w * (double)(at[t] - steps);
            trial.columns[1][t] = w;
            trial.columns[2][t] = k.pv[t];
            trial.columns[0][t] = k.load[t] - k.pv[t] - w + (w != 0.0 ? k.problem.battery_running_w : 0.0);
        }
        trial.plan.soc_ratio = NULL;
        ck_assert_int_eq(ostrov_plan_check(&k.problem, &trial.plan, 1e-3, &v, sizeof v, NULL), OSTROV_OK);
        if (v.feasible && v.cost < least) {
            least = v.cost;
        }
        while (i < slots && ++at[i] > 2 * steps) {
            at[i++] = 0;
        }
        if (i == slots) {
            return least;
        }
    }
}

START_TEST(wear_by_depth_and_a_full_charge)
{
    uint64_t seed = 84;
    for (int32_t round = 0; round < 24; round++) {
        double grid = 0.0;
        kit_open(&k, 4, 3600);
        for (int32_t t = 0; t < 4; t++) {
            k.load[t] = 20e3;
            k.pv[t] = kit_uniform(&seed, 0.0, 20e3);
            k.buy[t] = kit_uniform(&seed, 0.05, 0.5);
            k.sell[t] = k.buy[t] - 0.05;
        }
        k.battery.charge_limit_w = 60e3;
        k.battery.discharge_limit_w = 60e3;
        k.battery.capacity_wh = 150e3;
        k.problem.battery_soc_ratio = 0.5;
        k.problem.terminal_price_per_kwh = kit_uniform(&seed, 0.0, 0.3);
        if (round % 3 != 1) {
            wears[0] = (ostrov_plan_wear){0.3, 0.01};
            wears[1] = (ostrov_plan_wear){0.3, kit_uniform(&seed, 0.01, 0.1)};
            wears[2] = (ostrov_plan_wear){0.4, 0.15};
            k.problem.wears = wears;
            k.problem.wears_count = 3;
            k.problem.wears_stride = sizeof wears[0];
        }
        if (round % 3 != 0) {
            k.problem.full_until_s = 3 * 3600;
            k.problem.full_soc_ratio = 0.9;
            k.problem.full_price_per_kwh = kit_uniform(&seed, 0.0, 0.5);
        }
        k.problem.battery_running_w = round % 2 ? 500.0 : 0.0;
        ck_assert_int_eq(built_in(), OSTROV_E_UNSUPPORTED);
        ck_assert_int_eq(by_glpk(), OSTROV_OK);
        is_feasible((uint64_t)round);
        grid = grid_of(4, 15e3, 4);
        ck_assert_msg(p.plan.cost <= grid + 1e-6, "round %d: %.9g, on a grid %.9g", (int)round, p.plan.cost,
                      grid);
        ck_assert_double_le(p.plan.bound, grid + 1e-6);
    }
}
END_TEST

START_TEST(what_is_not_covered_is_named)
{
    const ostrov_plan_efficiency row = {5e3, 0.9, 0.9};
    ostrov_milp_options o;
    ostrov_fault why = {0};
    kit_open(&k, 8, 900);
    k.problem.efficiencies = &row;
    k.problem.efficiencies_count = 1;
    k.problem.efficiencies_stride = sizeof row;
    ck_assert_int_eq(ostrov_milp_defaults(&o, sizeof o), OSTROV_OK);
    kit_plan_open(&p);
    ck_assert_int_eq(ostrov_milp_solve(&k.problem, &o, &p.plan, &why), OSTROV_E_UNSUPPORTED);
    ck_assert_str_eq(why.field, "efficiencies");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("milp members");
    TCase *cases = tcase_create("members");
    tcase_set_timeout(cases, 120);
    tcase_add_test(cases, the_same_cost_as_the_structured_solver);
    tcase_add_test(cases, running_power_as_the_value_functions);
    tcase_add_test(cases, running_power_below_zero_prices);
    tcase_add_test(cases, mixtures_that_are_refused_elsewhere);
    tcase_add_test(cases, wear_by_depth_and_a_full_charge);
    tcase_add_test(cases, what_is_not_covered_is_named);
    suite_add_tcase(suite, cases);
    return unit_run(suite);
}
