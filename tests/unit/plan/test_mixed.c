/* Members of a problem mixed at random: whatever is asked, a plan comes that the check passes, or
 * the member that is not covered is named.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include "plan_kit.h"

#include <math.h>

enum { ROUNDS = 400 };

/* Rows of all kinds for one site, and columns for its plan. */
typedef struct mix {
    kit k;
    ostrov_plan_battery batteries[2];
    ostrov_plan_block blocks[2];
    ostrov_plan_tier tiers[2];
    ostrov_plan_taper tapers[3];
    ostrov_plan_efficiency efficiencies[2];
    ostrov_plan_scenario scenarios[2];
    double courses[2][KIT_SLOTS];
} mix;

typedef struct mixed_plan {
    kit_plan p;
    double batteries_w[2 * KIT_SLOTS];
    double scenario_battery_w[2 * KIT_SLOTS];
    double scenario_grid_w[2 * KIT_SLOTS];
    int32_t block_start[2];
} mixed_plan;

static mix m;
static mixed_plan first;
static mixed_plan second;

/* What the value functions say beside the plain site. */
static void draw_curve_members(uint64_t *s)
{
    ostrov_problem *p = &m.k.problem;
    if (kit_random(s) % 2u) {
        p->battery_running_w = kit_uniform(s, 0.0, 3e3);
    }
    if (kit_random(s) % 2u) {
        m.efficiencies[0] = (ostrov_plan_efficiency){kit_uniform(s, 5e3, 20e3), 0.8, 0.85};
        m.efficiencies[1] = (ostrov_plan_efficiency){100e3, 0.95, 0.95};
        p->efficiencies = m.efficiencies;
        p->efficiencies_count = 2;
        p->efficiencies_stride = sizeof m.efficiencies[0];
    }
    for (int32_t i = 0; i < 2; i++) {
        for (int32_t t = 0; t < p->count; t++) {
            m.courses[i][t] = m.k.load[t] * kit_uniform(s, 0.5, 1.6);
        }
        m.scenarios[i] = (ostrov_plan_scenario){.probability_ratio = 1.0 + i,
                                                .load_w = {0, 900, p->count, m.courses[i]}};
    }
    if (p->vehicles_count + p->peaks_count == 0) {
        p->scenarios = m.scenarios;
        p->scenarios_count = 1 + (int32_t)(kit_random(s) % 2u);
        p->scenarios_stride = sizeof m.scenarios[0];
    }
}

static void draw_tapers(uint64_t *s)
{
    const double in_w = kit_uniform(s, 20e3, 200e3);
    const double out_w = kit_uniform(s, 10e3, 200e3);
    m.tapers[0] = (ostrov_plan_taper){0.0, in_w, kit_random(s) % 2u ? 0.0 : 0.5 * out_w};
    m.tapers[1] = (ostrov_plan_taper){kit_uniform(s, 0.3, 0.7), in_w, out_w};
    m.tapers[2] = (ostrov_plan_taper){1.0, kit_random(s) % 2u ? 0.0 : 0.5 * in_w, out_w};
    m.k.problem.tapers = m.tapers;
    m.k.problem.tapers_count = 3;
    m.k.problem.tapers_stride = sizeof m.tapers[0];
}

static void draw_batteries(uint64_t *s)
{
    const double capacity = kit_uniform(s, 10e3, 100e3);
    m.batteries[0] = (ostrov_plan_battery){.capacity_wh = capacity,
                                           .start_wh = capacity * kit_uniform(s, 0.0, 1.0),
                                           .min_wh = 0.1 * capacity,
                                           .max_wh = 0.9 * capacity,
                                           .charge_limit_w = 20e3,
                                           .discharge_limit_w = kit_random(s) % 4u ? 20e3 : 0.0,
                                           .charge_efficiency_ratio = 0.9,
                                           .discharge_efficiency_ratio = 0.95,
                                           .self_discharge_per_s = 1e-7};
    m.k.problem.batteries = m.batteries;
    m.k.problem.batteries_count = 1;
    m.k.problem.batteries_stride = sizeof m.batteries[0];
}

/* What the linear programs say beside the plain site. */
static void draw_linear_members(uint64_t *s)
{
    ostrov_problem *p = &m.k.problem;
    if (kit_random(s) % 2u) {
        draw_tapers(s);
    }
    if (kit_random(s) % 2u) {
        draw_batteries(s);
    }
    if (kit_random(s) % 2u) {
        p->throughput_wh = kit_uniform(s, 0.0, 100e3);
        p->throughput_price_per_kwh = 0.2;
    }
    for (int32_t i = 0; i < p->vehicles_count; i += 2) {
        m.k.vehicles[i].discharge_limit_w = kit_uniform(s, 0.0, 20e3);
        m.k.vehicles[i].discharge_efficiency_ratio = 0.9;
        m.k.vehicles[i].least_wh = kit_uniform(s, 0.0, 60e3);
    }
    if (kit_random(s) % 2u) {
        const int64_t from = m.k.edges[kit_random(s) % (uint64_t)p->count];
        m.blocks[0] = (ostrov_plan_block){kit_uniform(s, 0.0, 50e3), 1800, from, from + 9000, 5.0};
        m.blocks[1] = (ostrov_plan_block){9e3, 86400, from, from + 9000, 5.0}; /* fits nowhere */
        p->blocks = m.blocks;
        p->blocks_count = 2;
        p->blocks_stride = sizeof m.blocks[0];
    }
}

static void draw(uint64_t *s, int curve, int linear)
{
    ostrov_problem *p = &m.k.problem;
    uint32_t kind = (uint32_t)(kit_random(s) % 256u);
    kind &= curve && kit_random(s) % 2u ? ~12u : ~0u;
    memset(&m, 0, sizeof m);
    kit_draw(&m.k, s, 4 + (int32_t)(kit_random(s) % 14u), kind);
    for (int32_t t = 0; t < p->count; t++) {
        m.k.export_limit[t] = kind & 1u ? m.k.export_limit[t] : 0.0;
    }
    if (kit_random(s) % 4u == 0) {
        m.k.battery.discharge_limit_w = 0.0;
    }
    m.tiers[0] = (ostrov_plan_tier){kit_uniform(s, 0.0, 0.5), kit_uniform(s, 0.0, 5.0)};
    m.tiers[1] = (ostrov_plan_tier){kit_uniform(s, 0.0, 0.5), kit_uniform(s, 0.0, 5.0)};
    p->tiers = m.tiers;
    p->tiers_count = (int32_t)(kit_random(s) % 3u);
    p->tiers_stride = sizeof m.tiers[0];
    if (curve) {
        draw_curve_members(s);
    }
    if (linear) {
        draw_linear_members(s);
    }
}

static ostrov_status solved(const ostrov_plan_options *options, mixed_plan *to, ostrov_fault *why)
{
    const size_t bytes = ostrov_plan_workspace(&m.k.problem);
    void *memory = malloc(bytes + 8);
    ostrov_status status = OSTROV_E_SPACE;
    ck_assert_ptr_nonnull(memory);
    memset(memory, 0xa5, bytes);
    memset(to, 0, sizeof *to);
    kit_plan_open(&to->p);
    to->p.plan.batteries_w = to->batteries_w;
    to->p.plan.scenario_battery_w = to->scenario_battery_w;
    to->p.plan.scenario_grid_w = to->scenario_grid_w;
    to->p.plan.block_start = to->block_start;
    status = ostrov_plan_solve(&m.k.problem, options, memory, bytes, &to->p.plan, why);
    free(memory);
    return status;
}

static void is_a_plan(uint64_t seed, const ostrov_plan_options *options, int unlimited)
{
    ostrov_fault why = {0};
    const ostrov_status status = solved(options, &first, &why);
    const ostrov_plan *a = &first.p.plan;
    const ostrov_plan *b = &second.p.plan;
    ostrov_plan_verdict v;
    ck_assert_msg(status == OSTROV_OK || (status == OSTROV_LIMITED && !unlimited),
                  "seed %llu: status %d", (unsigned long long)seed, (int)status);
    v = kit_judge(&m.k, &first.p); /* to 1e-3 W, a thousandth of what the planner asks of itself */
    ck_assert_msg(v.feasible, "seed %llu: %s by %g", (unsigned long long)seed, v.worst_rule,
                  v.worst_value);
    ck_assert_msg(a->bound <= a->cost && (a->bound > -1e12 || isinf(a->bound)),
                  "seed %llu: bound %g of %g", (unsigned long long)seed, a->bound, a->cost);
    ck_assert_int_eq(solved(options, &second, &why), status);
    ck_assert_msg(memcmp(first.p.columns, second.p.columns, sizeof first.p.columns) == 0 &&
                      memcmp(first.batteries_w, second.batteries_w, sizeof first.batteries_w) ==
                          0 &&
                      a->cost == b->cost && a->bound == b->bound,
                  "seed %llu: another plan the second time", (unsigned long long)seed);
}

START_TEST(curve_members_always_have_a_plan)
{
    for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
        uint64_t state = seed;
        draw(&state, 1, 0);
        is_a_plan(seed, NULL, 1);
    }
}
END_TEST

START_TEST(linear_members_always_have_a_plan)
{
    for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
        uint64_t state = seed;
        draw(&state, 0, 1);
        is_a_plan(seed, NULL, 1);
        /* no stand-in: rounding must not make a program infeasible */
        ck_assert_msg(first.p.plan.solver != OSTROV_SOLVER_QUICK, "seed %llu: stood in",
                      (unsigned long long)seed);
    }
}
END_TEST

/* The stand-in of a program that had no work left knows no tapers, but keeps them; its bound holds
 * for the best plan too. */
START_TEST(a_stand_in_is_a_whole_plan)
{
    int32_t stood_in = 0;
    for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
        uint64_t state = seed;
        ostrov_plan_options options;
        ostrov_fault why = {0};
        double bound = 0.0;
        ck_assert_int_eq(ostrov_plan_options_defaults(&options, sizeof options), OSTROV_OK);
        options.work_limit = (int64_t)(seed % 5u) * 20000;
        draw(&state, 0, 1);
        is_a_plan(seed, &options, 0);
        bound = first.p.plan.bound;
        stood_in += m.k.problem.tapers_count > 0 && first.p.plan.solver == OSTROV_SOLVER_QUICK;
        ck_assert_int_eq(solved(NULL, &second, &why), OSTROV_OK);
        ck_assert_double_le(bound, second.p.plan.cost + 1e-6 * fmax(1.0, fabs(second.p.plan.cost)));
    }
    ck_assert_int_gt(stood_in, 0);
}
END_TEST

START_TEST(what_is_not_covered_is_named)
{
    static const int32_t solvers[3] = {OSTROV_SOLVER_UNKNOWN, OSTROV_SOLVER_QUICK,
                                       OSTROV_SOLVER_SIMPLEX};
    ostrov_plan_options options;
    ck_assert_int_eq(ostrov_plan_options_defaults(&options, sizeof options), OSTROV_OK);
    for (int32_t i = 0; i < 3; i++) {
        ostrov_fault why = {0};
        uint64_t state = 1;
        options.solver = solvers[i];
        draw(&state, 0, 0);
        draw_batteries(&state);
        m.k.problem.battery_running_w = 100.0;
        ck_assert_int_eq(solved(&options, &first, &why), OSTROV_E_UNSUPPORTED);
        ck_assert_str_eq(why.field, i == 2 ? "battery_running_w" : "batteries");
        m.k.problem.batteries_count = 0; /* the value functions say the rest */
        why = (ostrov_fault){0};
        ck_assert_int_eq(solved(&options, &first, &why), i == 2 ? OSTROV_E_UNSUPPORTED : OSTROV_OK);
        ck_assert_int_eq(why.field != NULL, i == 2);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plan mixed");
    TCase *c = tcase_create("mixed");
    tcase_set_timeout(c, 120);
    tcase_add_test(c, curve_members_always_have_a_plan);
    tcase_add_test(c, linear_members_always_have_a_plan);
    tcase_add_test(c, a_stand_in_is_a_whole_plan);
    tcase_add_test(c, what_is_not_covered_is_named);
    suite_add_tcase(suite, c);
    return unit_run(suite);
}
