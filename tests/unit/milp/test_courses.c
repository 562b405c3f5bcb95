/* Scenarios as one program: against the built-in solvers, and with what only this library covers.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include "../plan/plan_kit.h"

#include <math.h>
#include <ostrov/milp.h>

enum { COURSES = 3, SLOTS = 10 };

static kit k;
static kit_plan p;
static double loads[COURSES][KIT_SLOTS], suns[COURSES][KIT_SLOTS];
static ostrov_plan_scenario rows[COURSES];
static double battery_w[COURSES * KIT_SLOTS], grid_w[COURSES * KIT_SLOTS];
static double vehicle_w[COURSES * KIT_VEHICLES * KIT_SLOTS], batteries_w[KIT_SLOTS];
static int32_t block_start[1];

static void open_plan(void)
{
    kit_plan_open(&p);
    p.plan.scenario_battery_w = battery_w;
    p.plan.scenario_grid_w = grid_w;
    p.plan.scenario_vehicle_w = vehicle_w;
    p.plan.batteries_w = batteries_w;
    p.plan.block_start = block_start;
}

static void is_feasible(int seed)
{
    ostrov_plan_verdict v;
    ck_assert_int_eq(ostrov_plan_check(&k.problem, &p.plan, 1e-2, &v, sizeof v, NULL), OSTROV_OK);
    ck_assert_msg(v.feasible, "seed %d: %s by %g in course %d", seed, v.worst_rule, v.worst_value,
                  (int)v.worst_row);
    ck_assert_double_eq_tol(v.cost, p.plan.cost, 1e-6 * fmax(1.0, fabs(v.cost)));
}

static double by_milp(int seed)
{
    ostrov_milp_options options;
    ck_assert_int_eq(ostrov_milp_defaults(&options, sizeof options), OSTROV_OK);
    options.time_limit_s = 60.0;
    options.gap_ratio = 1e-7;
    open_plan();
    ck_assert_int_eq(ostrov_milp_solve(&k.problem, &options, &p.plan, NULL), OSTROV_OK);
    is_feasible(seed);
    ck_assert_double_le(p.plan.bound, p.plan.cost);
    return p.plan.cost;
}

static double built_in(int seed)
{
    const size_t bytes = ostrov_plan_workspace(&k.problem);
    void *memory = malloc(bytes + 8);
    ck_assert_ptr_nonnull(memory);
    open_plan();
    ck_assert_int_eq(ostrov_plan_solve(&k.problem, NULL, memory, bytes, &p.plan, NULL), OSTROV_OK);
    free(memory);
    is_feasible(seed);
    return p.plan.cost;
}

static void draw(uint64_t *s, uint32_t kind)
{
    kit_draw(&k, s, SLOTS, kind);
    memset(rows, 0, sizeof rows);
    for (int32_t i = 0; i < COURSES; i++) {
        for (int32_t t = 0; t < SLOTS; t++) {
            loads[i][t] = k.load[t] * kit_uniform(s, 0.5, 1.6);
        }
        rows[i].probability_ratio = kit_uniform(s, 0.2, 1.0);
        rows[i].load_w = (ostrov_series){0, 900, SLOTS, loads[i]};
    }
    for (int32_t i = 0; i < k.problem.vehicles_count; i += 2) {
        k.vehicles[i].arrive_s = 0;
    }
    k.problem.scenarios = rows;
    k.problem.scenarios_count = COURSES;
    k.problem.scenarios_stride = sizeof rows[0];
    k.problem.cvar_level_ratio = 0.7;
    k.problem.cvar_weight_ratio = 0.5 * (double)(kit_random(s) % 3u);
}

START_TEST(agrees_with_the_built_in_solver)
{
    for (int seed = 1; seed <= 16; seed++) {
        uint64_t s = (uint64_t)seed;
        double own = 0.0;
        draw(&s, (uint32_t)(kit_random(&s) % 256u) & ~(1u | 32u));
        if (seed % 3 == 0 && k.problem.vehicles_count > 0) {
            k.vehicles[0].discharge_limit_w = 15e3;
            k.vehicles[0].discharge_efficiency_ratio = 0.9;
        }
        own = built_in(seed);
        ck_assert_msg(fabs(by_milp(seed) - own) <= 1e-6 * fmax(1.0, fabs(own)),
                      "seed %d: %.9g, built in %.9g", seed, p.plan.cost, own);
    }
}
END_TEST

/* Least powers and prices that make the program one of choices: never better than what is proven here, and the
 * built-in plan no dearer than its own gap. */
START_TEST(choices_stay_between_the_bounds)
{
    for (int seed = 1; seed <= 6; seed++) {
        uint64_t s = (uint64_t)seed;
        double own = 0.0;
        double bound = 0.0;
        draw(&s, seed % 2 ? 4u | 8u | 32u : 1u | 8u);
        own = built_in(seed);
        bound = p.plan.bound;
        ck_assert_double_ge(own, by_milp(seed) - 1e-5 * fmax(1.0, fabs(own)));
        ck_assert_double_le(bound, p.plan.cost + 1e-5 * fmax(1.0, fabs(own)));
    }
}
END_TEST

/* Blocks and further batteries, which are the same in every course. One course that is the forecast costs what the
 * plain problem does. */
START_TEST(what_is_the_same_at_all_times)
{
    const ostrov_plan_block block = {20e3, 1800, 0, 900 * SLOTS, 8.0};
    ostrov_plan_battery further = {50e3, 20e3, 5e3, 45e3, 20e3, 20e3, 0.9, 0.9, 0.0, 0.01, 0.1};
    uint64_t s = 11;
    double plain = 0.0;
    draw(&s, 12u);
    k.problem.blocks = &block;
    k.problem.blocks_count = 1;
    k.problem.blocks_stride = sizeof block;
    k.problem.batteries = &further;
    k.problem.batteries_count = 1;
    k.problem.batteries_stride = sizeof further;
    (void)by_milp(11);
    k.problem.scenarios_count = 0;
    plain = by_milp(11);
    memset(&rows[0].load_w, 0, sizeof rows[0].load_w);
    k.problem.scenarios_count = 1;
    ck_assert_double_eq_tol(by_milp(11), plain, 1e-6 * fmax(1.0, fabs(plain)));
}
END_TEST

/* All courses would give more from the battery at first than the forecast has a use for, which cannot export:
 * what they share is held to what the forecast can do. The other way round its PV limits what they take. */
START_TEST(the_forecast_can_do_it_too)
{
    for (int seed = 1; seed <= 2; seed++) {
        uint64_t s = (uint64_t)seed;
        double own = 0.0;
        draw(&s, 0u);
        for (int32_t t = 0; t < SLOTS; t++) {
            k.load[t] = 20e3;
            k.critical[t] = 8e3;
            k.pv[t] = seed == 1 ? 0.0 : 10e3;
            k.buy[t] = t == 0 ? 0.9 : 0.1;
            k.export_limit[t] = 0.0;
            k.import_limit[t] = seed == 1 ? 300e3 : 0.0;
            for (int32_t i = 0; i < COURSES; i++) {
                loads[i][t] = seed == 1 ? 40e3 : 5e3;
                suns[i][t] = seed == 1 ? 0.0 : 90e3;
            }
        }
        for (int32_t i = 0; i < COURSES; i++) {
            rows[i].pv_w = (ostrov_series){0, 900, SLOTS, suns[i]};
        }
        k.problem.battery_soc_ratio = seed == 1 ? 0.8 : 0.2;
        own = built_in(seed);
        ck_assert_double_eq_tol(p.plan.battery_w[0], seed == 1 ? 20e3 : -10e3, 1e-3);
        ck_assert_double_eq_tol(by_milp(seed), own, 1e-6 * fmax(1.0, fabs(own)));
    }
}
END_TEST

START_TEST(where_they_are_not_covered_they_are_named)
{
    ostrov_milp_options options;
    ostrov_fault why = {0};
    uint64_t s = 2;
    ck_assert_int_eq(ostrov_milp_defaults(&options, sizeof options), OSTROV_OK);
    draw(&s, 8u);
    open_plan();
    ck_assert_int_eq(ostrov_milp_solve_apart(&k.problem, &options, "/nowhere", &p.plan, &why),
                     OSTROV_E_UNSUPPORTED);
    ck_assert_str_eq(why.field, "scenarios");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("milp courses");
    TCase *cases = tcase_create("courses");
    tcase_set_timeout(cases, 120);
    tcase_add_test(cases, agrees_with_the_built_in_solver);
    tcase_add_test(cases, choices_stay_between_the_bounds);
    tcase_add_test(cases, what_is_the_same_at_all_times);
    tcase_add_test(cases, the_forecast_can_do_it_too);
    tcase_add_test(cases, where_they_are_not_covered_they_are_named);
    suite_add_tcase(suite, cases);
    return unit_run(suite);
}
