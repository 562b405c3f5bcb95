/* The structured solver: exact on tiny blocks by enumeration, plans that hold whatever the site asks, warm
 * starts that change nothing but the work.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include "plan_kit.h"

static kit k;
static kit_plan p;
static kit_plan q;
static double batteries_w[2 * KIT_SLOTS];
static int32_t block_start[4];
static ostrov_plan_battery further[2];
static ostrov_plan_block blocks[4];
static const ostrov_plan_tier tier = {0.4, 0.9};
static const ostrov_plan_taper tapers[3] = {
    {0.0, 200e3, 20e3}, {0.8, 150e3, 200e3}, {1.0, 10e3, 200e3}};
static uint64_t memory[1 << 19];

static ostrov_plan_options options_with(int32_t warm)
{
    ostrov_plan_options o;
    ck_assert_int_eq(ostrov_plan_options_defaults(&o, sizeof o), OSTROV_OK);
    o.solver = OSTROV_SOLVER_SIMPLEX;
    o.warm = warm;
    return o;
}

static ostrov_status solve(const ostrov_plan_options *o, kit_plan *to, ostrov_fault *why)
{
    kit_plan_open(to);
    to->plan.batteries_w = batteries_w;
    to->plan.block_start = block_start;
    return ostrov_plan_solve(&k.problem, o, memory, sizeof memory, &to->plan, why);
}

static void add_rows(uint64_t *seed)
{
    const int64_t end = k.edges[k.problem.count];
    for (int i = 0; i < 2; i++) {
        further[i] = (ostrov_plan_battery){60e3, kit_uniform(seed, 0.0, 60e3), 5e3,  55e3, 30e3,
                                           25e3, 0.95, 0.93, 1e-8, 0.02, 0.1};
        blocks[i] = (ostrov_plan_block){kit_uniform(seed, 1e3, 30e3),
                                        900 + (int64_t)(kit_random(seed) % 4000u), k.edges[1], end,
                                        kit_uniform(seed, 0.0, 5.0)};
    }
    k.problem.batteries = further;
    k.problem.batteries_count = 2;
    k.problem.batteries_stride = sizeof further[0];
    k.problem.blocks = blocks;
    k.problem.blocks_count = 2;
    k.problem.blocks_stride = sizeof blocks[0];
    k.problem.tiers = &tier;
    k.problem.tiers_count = 1;
    k.problem.tiers_stride = sizeof tier;
    k.problem.tapers = tapers;
    k.problem.tapers_count = 3;
    k.problem.tapers_stride = sizeof tapers[0];
    k.problem.throughput_wh = kit_uniform(seed, 0.0, 300e3);
    k.problem.throughput_price_per_kwh = 0.1;
    k.problem.open_elapsed_s = 300.0;
    k.problem.open_import_wh = kit_uniform(seed, 0.0, 20e3);
    for (int32_t i = 0; i < k.problem.vehicles_count; i += 2) {
        k.vehicles[i].discharge_limit_w = 20e3;
        k.vehicles[i].discharge_efficiency_ratio = 0.9;
        k.vehicles[i].wear_price_per_kwh = 0.03;
        k.vehicles[i].least_wh = 30e3;
    }
}

/* Every kind of site with every row there is: judged by arithmetic, bounded, and the bound met. */
START_TEST(whatever_the_site_asks)
{
    uint64_t seed = 51;
    for (uint32_t kind = 0; kind < 256; kind += 5) {
        const ostrov_plan_options o = options_with(0);
        ostrov_fault why = {0};
        ostrov_plan_verdict v;
        ostrov_status status = OSTROV_OK;
        kit_draw(&k, &seed, 24, kind);
        add_rows(&seed);
        status = solve(&o, &p, &why);
        ck_assert_msg(status == OSTROV_OK, "kind %u: status %d %s", kind, (int)status,
                      why.field != NULL ? why.field : "");
        v = kit_judge(&k, &p);
        ck_assert_msg(v.feasible, "kind %u: %s by %g in slot %d", kind, v.worst_rule, v.worst_value,
                      (int)v.worst_slot);
        ck_assert_double_eq_tol(v.cost, p.plan.cost, 1e-9 * (1.0 + (v.cost < 0.0 ? -v.cost : v.cost)));
        /* the gap asked for, and rounding of what choices count as met */
        ck_assert_msg(p.plan.gap_ratio < 2e-6, "kind %u: gap %g", kind, p.plan.gap_ratio);
        ck_assert_int_eq(p.plan.solver, OSTROV_SOLVER_SIMPLEX);
    }
}
END_TEST

/* A battery alone: value functions and linear programs share nothing but the problem. */
START_TEST(meets_the_value_function)
{
    uint64_t seed = 52;
    for (uint32_t kind = 0; kind < 256; kind++) {
        const ostrov_plan_options o = options_with(0);
        if ((kind & 12u) != 0) {
            continue;
        }
        kit_draw(&k, &seed, 24, kind);
        kit_solve(&k, &q);
        ck_assert_int_eq(solve(&o, &p, NULL), OSTROV_OK);
        ck_assert_msg(p.plan.cost - q.plan.cost < 1e-6 * (1.0 + (q.plan.cost < 0 ? -q.plan.cost : q.plan.cost)) &&
                          q.plan.cost - p.plan.cost < 1e-6 * (1.0 + (q.plan.cost < 0 ? -q.plan.cost : q.plan.cost)),
                      "kind %u: %.12g and %.12g", kind, p.plan.cost, q.plan.cost);
    }
}
END_TEST

/* A block put into the load by hand at each of its starts, planned exactly: the least of all is its plan. */
START_TEST(blocks_by_enumeration)
{
    uint64_t seed = 53;
    for (int n = 0; n < 20; n++) {
        const ostrov_plan_options o = options_with(0);
        double best = 1e300;
        const int32_t length = 1 + (int32_t)(kit_random(&seed) % 4u);
        const double power = kit_uniform(&seed, 5e3, 60e3);
        kit_draw(&k, &seed, 12, n % 2 ? 1u : 0u);
        for (int32_t start = -1; start + length <= 12; start++) {
            for (int32_t t = start < 0 ? 12 : start; t < start + length; t++) {
                k.load[t] += power;
                k.critical[t] += power; /* what runs is not shed */
            }
            k.problem.shed_price_per_kwh = 50.0;
            k.problem.shed_critical_price_per_kwh = 50.0;
            kit_solve(&k, &q);
            best = q.plan.cost + (start < 0 ? 3.0 : 0.0) < best ? q.plan.cost + (start < 0 ? 3.0 : 0.0) : best;
            for (int32_t t = start < 0 ? 12 : start; t < start + length; t++) {
                k.load[t] -= power;
                k.critical[t] -= power;
            }
        }
        blocks[0] = (ostrov_plan_block){power, 900 * length, 0, k.edges[12], 3.0};
        k.problem.blocks = blocks;
        k.problem.blocks_count = 1;
        k.problem.blocks_stride = sizeof blocks[0];
        ck_assert_int_eq(solve(&o, &p, NULL), OSTROV_OK);
        ck_assert_double_eq_tol(p.plan.cost, best, 1e-6 * (1.0 + (best < 0.0 ? -best : best)));
    }
}
END_TEST

/* The same again gives the same plan for less work; changed numbers give what a cold start gives. */
START_TEST(warm_changes_only_the_work)
{
    uint64_t seed = 54;
    for (int n = 0; n < 30; n++) {
        const ostrov_plan_options cold = options_with(0);
        const ostrov_plan_options warm = options_with(1);
        int64_t work = 0;
        kit_draw(&k, &seed, 24, n % 2 ? 12u : 44u);
        ck_assert_int_eq(solve(&cold, &p, NULL), OSTROV_OK);
        work = p.plan.work;
        ck_assert_int_eq(solve(&warm, &q, NULL), OSTROV_OK);
        ck_assert_double_eq_tol(q.plan.cost, p.plan.cost, 1e-7 * (1.0 + p.plan.cost));
        ck_assert_int_lt(q.plan.work, work);
        for (int32_t t = 0; t < 24; t++) {
            k.load[t] *= 1.0 + 0.015 * (kit_uniform(&seed, -1.0, 1.0));
        }
        ck_assert_int_eq(solve(&warm, &q, NULL), OSTROV_OK);
        ck_assert_int_eq(solve(&cold, &p, NULL), OSTROV_OK);
        ck_assert_double_eq_tol(q.plan.cost, p.plan.cost, 1e-6 * (1.0 + p.plan.cost));
    }
}
END_TEST

/* Whatever stands in the workspace: a warm start believes nothing of it. */
START_TEST(a_workspace_of_garbage)
{
    uint64_t seed = 55;
    double cost = 0.0;
    kit_draw(&k, &seed, 24, 44u);
    for (int n = 0; n < 40; n++) {
        const ostrov_plan_options warm = options_with(1);
        if (n > 20) { /* a good one, damaged here and there */
            for (int i = 0; i < 200; i++) {
                memory[4 + kit_random(&seed) % 40000u] = kit_random(&seed);
            }
        } else {
            for (size_t i = 0; i < sizeof memory / sizeof memory[0]; i++) {
                memory[i] = n == 0 ? 0 : (n == 1 ? UINT64_MAX : kit_random(&seed));
            }
        }
        ck_assert_int_eq(solve(&warm, &p, NULL), OSTROV_OK);
        cost = n == 0 ? p.plan.cost : cost;
        ck_assert_double_eq_tol(p.plan.cost, cost, 1e-6 * (1.0 + cost));
    }
}
END_TEST

/* Stopped anywhere on its way: a whole plan, and a bound that holds. */
START_TEST(stopped_anywhere)
{
    uint64_t seed = 56;
    for (int n = 0; n < 60; n++) {
        ostrov_plan_options o = options_with(0);
        ostrov_status status = OSTROV_OK;
        ostrov_plan_verdict v;
        kit_draw(&k, &seed, 24, n % 2 ? 13u : 45u);
        ck_assert_int_eq(solve(&o, &q, NULL), OSTROV_OK);
        o.work_limit = (int64_t)(kit_random(&seed) % (uint64_t)q.plan.work);
        status = solve(&o, &p, NULL);
        ck_assert(status == OSTROV_OK || status == OSTROV_LIMITED);
        v = kit_judge(&k, &p);
        ck_assert_msg(v.feasible, "draw %d: %s by %g", n, v.worst_rule, v.worst_value);
        ck_assert_double_le(p.plan.bound, q.plan.cost + 1e-6 * (1.0 + q.plan.cost));
        ck_assert_double_ge(p.plan.cost, q.plan.bound - 1e-6 * (1.0 + q.plan.cost));
    }
}
END_TEST

START_TEST(too_little_memory_says_how_much)
{
    const ostrov_plan_options o = options_with(0);
    ostrov_fault why = {0};
    kit_open(&k, 24, 900);
    kit_plan_open(&p);
    ck_assert_int_eq(ostrov_plan_solve(&k.problem, &o, memory, 1000, &p.plan, &why), OSTROV_E_SPACE);
    ck_assert_double_gt(why.min, 1000.0);
    ck_assert_int_eq(ostrov_plan_solve(&k.problem, &o, memory, (size_t)why.min, &p.plan, &why),
                     OSTROV_OK);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("plan simplex");
    TCase *c = tcase_create("simplex");
    tcase_set_timeout(c, 120);
    tcase_add_test(c, whatever_the_site_asks);
    tcase_add_test(c, meets_the_value_function);
    tcase_add_test(c, blocks_by_enumeration);
    tcase_add_test(c, warm_changes_only_the_work);
    tcase_add_test(c, a_workspace_of_garbage);
    tcase_add_test(c, stopped_anywhere);
    tcase_add_test(c, too_little_memory_says_how_much);
    suite_add_tcase(s, c);
    return unit_run(s);
}
