/* Scenarios together with vehicles and peak charges: against value functions, the plain problem,
 * sums by hand, and what must hold for any plan.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include "plan_kit.h"

#include <math.h>

enum { COURSES = 6, SLOTS = 20 };

static kit k;
static kit_plan p;
static double loads[COURSES][KIT_SLOTS], suns[COURSES][KIT_SLOTS];
static ostrov_plan_scenario rows[COURSES];
static double battery_w[COURSES * KIT_SLOTS], grid_w[COURSES * KIT_SLOTS];
static double vehicle_w[COURSES * KIT_VEHICLES * KIT_SLOTS];

static void open_plan(void)
{
    kit_plan_open(&p);
    p.plan.scenario_battery_w = battery_w;
    p.plan.scenario_grid_w = grid_w;
    p.plan.scenario_vehicle_w = vehicle_w;
    memset(vehicle_w, 0, sizeof vehicle_w);
}

static ostrov_status solve_by(int32_t solver, int64_t work_limit, ostrov_fault *why)
{
    ostrov_plan_options options;
    const size_t bytes = ostrov_plan_workspace_for(&k.problem, solver);
    void *memory = malloc(bytes + 8);
    ostrov_status status = OSTROV_E_SPACE;
    ck_assert_ptr_nonnull(memory);
    memset(memory, 0x5a, bytes);
    ck_assert_int_eq(ostrov_plan_options_defaults(&options, sizeof options), OSTROV_OK);
    options.solver = solver;
    options.work_limit = work_limit;
    open_plan();
    status = ostrov_plan_solve(&k.problem, &options, memory, bytes, &p.plan, why);
    free(memory);
    return status;
}

static double solved(int32_t solver)
{
    ostrov_fault why = {0};
    const ostrov_status status = solve_by(solver, (int64_t)4e9, &why);
    ostrov_plan_verdict v;
    ck_assert_msg(status == OSTROV_OK, "status %d, %s", (int)status, why.field ? why.field : "");
    v = kit_judge(&k, &p);
    ck_assert_msg(v.feasible, "%s by %g in slot %d, vehicle %d, course %d", v.worst_rule,
                  v.worst_value, (int)v.worst_slot, (int)v.worst_vehicle, (int)v.worst_row);
    ck_assert_double_eq_tol(v.cost, p.plan.cost, 1e-9 * fmax(1.0, fabs(v.cost)));
    return p.plan.cost;
}

/* Courses of load and sun for the site that stands in k. */
static void add_courses(uint64_t *s, int32_t count)
{
    memset(rows, 0, sizeof rows);
    for (int32_t i = 0; i < count; i++) {
        for (int32_t t = 0; t < k.problem.count; t++) {
            loads[i][t] = k.load[t] * kit_uniform(s, 0.5, 1.6);
            suns[i][t] = k.pv[t] * kit_uniform(s, 0.2, 1.3);
        }
        rows[i].probability_ratio = kit_uniform(s, 0.2, 1.0);
        rows[i].load_w = (ostrov_series){0, 900, k.problem.count, loads[i]};
        rows[i].pv_w = (ostrov_series){0, 900, k.problem.count, suns[i]};
    }
    k.problem.scenarios = rows;
    k.problem.scenarios_count = count;
    k.problem.scenarios_stride = sizeof rows[0];
    k.problem.cvar_level_ratio = kit_uniform(s, 0.3, 0.95);
    k.problem.cvar_weight_ratio = kit_random(s) % 3u ? kit_uniform(s, 0.0, 1.0) : 0.0;
}

static void draw(uint64_t *s, uint32_t kind)
{
    kit_draw(&k, s, SLOTS, kind);
    for (int32_t i = 0; i < k.problem.vehicles_count; i += 2) {
        k.vehicles[i].arrive_s = 0; /* connected now */
    }
    add_courses(s, 2 + (int32_t)(kit_random(s) % (COURSES - 1)));
}

/* Two solvers that share no line say the same where both cover the problem. */
START_TEST(agrees_with_value_functions)
{
    for (uint64_t seed = 1; seed <= 30; seed++) {
        uint64_t s = seed;
        double curves = 0.0;
        draw(&s, (uint32_t)(kit_random(&s) % 256u) & ~(1u | 4u | 8u | 32u));
        curves = solved(OSTROV_SOLVER_QUICK);
        ck_assert_msg(fabs(solved(OSTROV_SOLVER_SIMPLEX) - curves) <=
                          1e-6 * fmax(1.0, fabs(curves)),
                      "seed %d: %.9g, by value functions %.9g", (int)seed, p.plan.cost, curves);
        ck_assert_double_le(p.plan.gap_ratio, 1e-6);
    }
}
END_TEST

/* One scenario that is the forecast is no uncertainty. */
START_TEST(one_course_is_the_plain_problem)
{
    for (uint64_t seed = 1; seed <= 20; seed++) {
        uint64_t s = seed;
        double plain = 0.0;
        draw(&s, ((uint32_t)(kit_random(&s) % 256u) & ~(1u | 32u)) | 12u);
        k.problem.scenarios_count = 0;
        plain = solved(OSTROV_SOLVER_SIMPLEX);
        memset(&rows[0], 0, sizeof rows[0]);
        rows[0].probability_ratio = 1.0;
        k.problem.scenarios_count = 1;
        ck_assert_msg(fabs(solved(OSTROV_SOLVER_UNKNOWN) - plain) <= 1e-6 * fmax(1.0, fabs(plain)),
                      "seed %d: %.9g, plain %.9g", (int)seed, p.plan.cost, plain);
    }
}
END_TEST

/* No course for itself costs more than after a first slot that suits all. */
START_TEST(knowing_is_never_dearer)
{
    for (uint64_t seed = 1; seed <= 12; seed++) {
        uint64_t s = seed;
        double known = 0.0;
        double total = 0.0;
        double shared = 0.0;
        kit one;
        int32_t n = 0;
        draw(&s, ((uint32_t)(kit_random(&s) % 256u) & ~(1u | 16u | 32u)) | 12u);
        k.problem.cvar_weight_ratio = 0.0;
        shared = solved(OSTROV_SOLVER_UNKNOWN);
        ck_assert_double_le(p.plan.gap_ratio, 1e-6);
        one = k;
        n = k.problem.scenarios_count;
        for (int32_t i = 0; i < n; i++) {
            k.problem.scenarios_count = 0;
            k.problem.load_w.values = loads[i];
            k.problem.pv_w.values = suns[i];
            known += rows[i].probability_ratio * solved(OSTROV_SOLVER_UNKNOWN);
            total += rows[i].probability_ratio;
            k = one;
        }
        ck_assert_msg(shared >= known / total - 1e-6 * fmax(1.0, fabs(shared)), "seed %d: %g < %g",
                      (int)seed, shared, known / total);
    }
}
END_TEST

/* Whatever is asked: a plan that holds in every course, a bound below it, the same plan again. */
START_TEST(always_a_plan)
{
    static kit_plan before;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        uint64_t s = seed;
        const int32_t part = (int32_t)(seed % 3u);
        draw(&s, (uint32_t)(kit_random(&s) % 256u) | (part == 0 ? 4u : 8u));
        if (seed % 2u) {
            for (int32_t i = 0; i < k.problem.vehicles_count; i += 2) {
                k.vehicles[i].discharge_limit_w = 15e3;
                k.vehicles[i].discharge_efficiency_ratio = 0.9;
            }
        }
        if (seed % 5u == 0) {
            k.problem.battery = NULL;
        }
        k.problem.open_elapsed_s = seed % 4u == 0 ? 300.0 : 0.0;
        k.problem.open_import_wh = seed % 4u == 0 ? 2e3 : 0.0;
        (void)solved(OSTROV_SOLVER_UNKNOWN);
        ck_assert_msg(p.plan.solver == OSTROV_SOLVER_SIMPLEX, "seed %d: stood in", (int)seed);
        ck_assert_double_le(p.plan.bound, p.plan.cost);
        ck_assert_msg(p.plan.bound > -1e12, "seed %d: no bound", (int)seed);
        before = p;
        (void)solved(OSTROV_SOLVER_UNKNOWN);
        ck_assert_int_eq(memcmp(before.columns, p.columns, sizeof p.columns), 0);
        ck_assert_double_eq(before.plan.bound, p.plan.bound);
    }
}
END_TEST

START_TEST(any_budget_gives_a_whole_plan)
{
    int32_t stopped = 0;
    for (uint64_t seed = 1; seed <= 30; seed++) {
        uint64_t s = seed;
        ostrov_fault why = {0};
        ostrov_plan_verdict v;
        double best = 0.0;
        double bound = 0.0;
        draw(&s, ((uint32_t)(kit_random(&s) % 256u) & ~1u) | 12u);
        best = solved(OSTROV_SOLVER_UNKNOWN);
        ck_assert_int_ge(
            solve_by(OSTROV_SOLVER_UNKNOWN, p.plan.work * (int64_t)(seed % 12u) / 10, &why),
            OSTROV_OK);
        v = kit_judge(&k, &p);
        bound = p.plan.bound;
        stopped += p.plan.cost > best + 1e-6 || p.plan.solver == OSTROV_SOLVER_QUICK;
        ck_assert_msg(v.feasible, "seed %d: %s by %g", (int)seed, v.worst_rule, v.worst_value);
        ck_assert_msg(bound <= best + 1e-6 * fmax(1.0, fabs(best)), "seed %d: bound %g above %g",
                      (int)seed, bound, best);
    }
    ck_assert_int_gt(stopped, 5);
}
END_TEST

/* A re-plan in the same workspace begins with the bases of all courses: the same plan for less
 * work. */
START_TEST(a_replan_is_the_same_for_less)
{
    for (uint64_t seed = 1; seed <= 10; seed++) {
        uint64_t s = seed;
        ostrov_plan_options options;
        size_t bytes = 0;
        void *memory = NULL;
        int64_t work = 0;
        double cost = 0.0;
        draw(&s, 12u);
        bytes = ostrov_plan_workspace(&k.problem);
        memory = calloc(1, bytes);
        ck_assert_ptr_nonnull(memory);
        ck_assert_int_eq(ostrov_plan_options_defaults(&options, sizeof options), OSTROV_OK);
        options.warm = 1;
        open_plan();
        ck_assert_int_eq(ostrov_plan_solve(&k.problem, &options, memory, bytes, &p.plan, NULL),
                         OSTROV_OK);
        k.pv[3] += 500.0; /* of the forecast */
        loads[0][SLOTS - 1] *= 1.01;
        cost = solved(OSTROV_SOLVER_UNKNOWN);
        work = p.plan.work;
        open_plan();
        ck_assert_int_eq(ostrov_plan_solve(&k.problem, &options, memory, bytes, &p.plan, NULL),
                         OSTROV_OK);
        ck_assert_double_eq_tol(p.plan.cost, cost, 1e-6 * fmax(1.0, fabs(cost)));
        ck_assert_int_lt(p.plan.work, work);
        free(memory);
    }
}
END_TEST

START_TEST(caution_never_raises_the_tail)
{
    uint64_t s = 5;
    double before = INFINITY;
    draw(&s, 12u);
    k.problem.cvar_level_ratio = 0.8;
    for (int32_t i = 0; i <= 4; i++) {
        double tail = 0.0;
        k.problem.cvar_weight_ratio = 0.25 * i;
        (void)solved(OSTROV_SOLVER_UNKNOWN);
        tail = kit_judge(&k, &p).cvar_cost;
        ck_assert_double_le(tail, before + 1e-6);
        before = tail;
    }
}
END_TEST

/* Two slots, a vehicle of 10 kWh that leaves after both, sun in the second with one chance in two.
 */
START_TEST(vehicles_follow_their_course)
{
    kit_open(&k, 2, 3600);
    k.problem.battery = NULL;
    kit_vehicle(&k, 0, 2, 10e3, 20e3);
    k.vehicles[0].charge_efficiency_ratio = 1.0;
    k.vehicles[0].short_price_per_kwh = 1.0;
    k.buy[0] = 0.3;
    k.buy[1] = 0.4;
    k.sell[0] = k.sell[1] = 0.0;
    memset(rows, 0, sizeof rows);
    suns[0][0] = suns[1][0] = suns[1][1] = 0.0;
    suns[0][1] = 40e3;
    for (int32_t i = 0; i < 2; i++) {
        rows[i].probability_ratio = 0.5;
        rows[i].pv_w = (ostrov_series){0, 3600, 2, suns[i]};
    }
    k.problem.scenarios = rows;
    k.problem.scenarios_count = 2;
    k.problem.scenarios_stride = sizeof rows[0];
    k.problem.cvar_weight_ratio = 0.0;
    /* waiting costs 0 or 0.4 a kWh, 0.2 in the mean, charging at once 0.3: load 20 · 0.3, then 4 +
     * 8 */
    ck_assert_double_eq_tol(solved(OSTROV_SOLVER_UNKNOWN), 6.0 + 0.5 * (4.0 + 8.0), 1e-9);
    ck_assert_double_eq_tol(vehicle_w[0], 0.0, 1e-6);
    ck_assert_double_eq_tol(vehicle_w[KIT_SLOTS + 1], 10e3, 1e-6);
    /* who minds the worst half only charges at once */
    k.problem.cvar_level_ratio = 0.5;
    k.problem.cvar_weight_ratio = 1.0;
    ck_assert_double_eq_tol(solved(OSTROV_SOLVER_UNKNOWN), 9.0 + 8.0, 1e-9);
    ck_assert_double_eq_tol(vehicle_w[0], 10e3, 1e-6);
    /* the check sees a first slot that is not shared, and a vehicle that is overfull in one course
     */
    vehicle_w[KIT_SLOTS] -= 100.0;
    grid_w[KIT_SLOTS] -= 100.0;
    ck_assert_str_eq(kit_judge(&k, &p).worst_rule, "scenario_shared");
    ck_assert_int_eq(kit_judge(&k, &p).worst_row, 1);
    vehicle_w[KIT_SLOTS] += 100.0;
    grid_w[KIT_SLOTS] += 100.0;
    vehicle_w[1] = 12e3; /* from the sun: 50 + 10 + 12 of 70 kWh */
    ck_assert_str_eq(kit_judge(&k, &p).worst_rule, "vehicle_full");
    p.plan.scenario_vehicle_w = NULL; /* then they do as the plan for the forecast says */
    ck_assert_int_eq(kit_judge(&k, &p).feasible, 1);
}
END_TEST

START_TEST(what_is_not_covered_is_named)
{
    const ostrov_plan_block block = {1e3, 900, 0, 3600, 1.0};
    ostrov_fault why = {0};
    uint64_t s = 3;
    draw(&s, 12u);
    k.problem.blocks = &block;
    k.problem.blocks_count = 1;
    k.problem.blocks_stride = sizeof block;
    ck_assert_uint_eq(ostrov_plan_workspace_for(&k.problem, OSTROV_SOLVER_SIMPLEX), 0);
    ck_assert_int_eq(solve_by(OSTROV_SOLVER_SIMPLEX, (int64_t)4e9, &why), OSTROV_E_UNSUPPORTED);
    ck_assert_str_eq(why.field, "blocks");
    k.problem.blocks_count = 0;
    k.problem.battery_running_w = 100.0;
    ck_assert_int_eq(solve_by(OSTROV_SOLVER_SIMPLEX, (int64_t)4e9, &why), OSTROV_E_UNSUPPORTED);
    ck_assert_str_eq(why.field, "battery_running_w");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plan courses");
    TCase *cases = tcase_create("courses");
    tcase_set_timeout(cases, 120);
    tcase_add_test(cases, agrees_with_value_functions);
    tcase_add_test(cases, one_course_is_the_plain_problem);
    tcase_add_test(cases, knowing_is_never_dearer);
    tcase_add_test(cases, always_a_plan);
    tcase_add_test(cases, any_budget_gives_a_whole_plan);
    tcase_add_test(cases, a_replan_is_the_same_for_less);
    tcase_add_test(cases, caution_never_raises_the_tail);
    tcase_add_test(cases, vehicles_follow_their_course);
    tcase_add_test(cases, what_is_not_covered_is_named);
    suite_add_tcase(suite, cases);
    return unit_run(suite);
}
