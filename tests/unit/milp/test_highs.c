/* HiGHS loaded at run time on the same model as GLPK: the same money, and a refusal by name where it is not
 * there. OSTROV_TEST_HIGHS names its library; without it only the refusals are tested.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include <ostrov/milp.h>
#include <stdio.h>

#include "../plan/plan_kit.h"

static kit k, other;
static kit_plan p;
static kit_plan q;

static ostrov_milp_options options_of(int32_t solver)
{
    ostrov_milp_options o;
    ck_assert_int_eq(ostrov_milp_defaults(&o, sizeof o), OSTROV_OK);
    ck_assert_int_eq(o.solver, OSTROV_SOLVER_UNKNOWN);
    o.gap_ratio = 1e-6;
    o.time_limit_s = 30.0;
    o.solver = solver;
    o.highs_library = getenv("OSTROV_TEST_HIGHS");
    return o;
}

static double size_of(double x) { return x > 1.0 ? x : (x < -1.0 ? -x : 1.0); }

START_TEST(not_there_is_said)
{
    ostrov_milp_options o = options_of(OSTROV_SOLVER_HIGHS);
    ostrov_fault why = {0};
    char text[32];
    kit_open(&k, 8, 900);
    kit_plan_open(&p);
    o.highs_library = "/nowhere/libhighs.so";
    p.plan.cost = 12.0;
    ck_assert_int_eq(ostrov_milp_solve(&k.problem, &o, &p.plan, &why), OSTROV_E_UNSUPPORTED);
    ck_assert_str_eq(why.field, "highs_library");
    ck_assert_double_eq(p.plan.cost, 12.0);
    ck_assert_int_eq(ostrov_milp_highs_version(o.highs_library, text, sizeof text),
                     OSTROV_E_UNSUPPORTED);
    ck_assert_int_eq(ostrov_milp_highs_version(NULL, NULL, 0), OSTROV_E_ARGUMENT);
    o.highs_library = "libc.so.6"; /* a library, but not that one */
    ck_assert_int_eq(ostrov_milp_solve(&k.problem, &o, &p.plan, &why), OSTROV_E_UNSUPPORTED);
    o.solver = OSTROV_SOLVER_SIMPLEX;
    ck_assert_int_eq(ostrov_milp_solve(&k.problem, &o, &p.plan, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "solver");
    o.solver = OSTROV_SOLVER_GLPK;
    ck_assert_int_eq(ostrov_milp_solve(&k.problem, &o, &p.plan, &why), OSTROV_OK);
    ck_assert_int_eq(p.plan.solver, OSTROV_SOLVER_GLPK);
}
END_TEST

START_TEST(the_same_money_as_glpk)
{
    const ostrov_milp_options highs = options_of(OSTROV_SOLVER_HIGHS);
    const ostrov_milp_options glpk = options_of(OSTROV_SOLVER_GLPK);
    uint64_t seed = 41;
    for (uint32_t kind = 0; kind < 256; kind += 7) {
        ostrov_plan_verdict v;
        kit_draw(&k, &seed, 16, kind);
        kit_plan_open(&p);
        kit_plan_open(&q);
        ck_assert_int_eq(ostrov_milp_solve(&k.problem, &highs, &p.plan, NULL), OSTROV_OK);
        ck_assert_int_eq(ostrov_milp_solve(&k.problem, &glpk, &q.plan, NULL), OSTROV_OK);
        v = kit_judge(&k, &p);
        ck_assert_msg(v.feasible, "kind %u: %s by %g", kind, v.worst_rule, v.worst_value);
        ck_assert_int_eq(p.plan.solver, OSTROV_SOLVER_HIGHS);
        ck_assert_uint_eq(p.plan.source_crc, q.plan.source_crc);
        /* both end within their gap of the same optimum */
        ck_assert_msg(p.plan.cost - q.plan.cost <= 3e-6 * size_of(q.plan.cost) &&
                          q.plan.cost - p.plan.cost <= 3e-6 * size_of(q.plan.cost),
                      "kind %u: HiGHS %.9g, GLPK %.9g", kind, p.plan.cost, q.plan.cost);
        ck_assert_double_le(p.plan.bound, q.plan.cost + 1e-6 * size_of(q.plan.cost));
        ck_assert_double_le(q.plan.bound, p.plan.cost + 1e-6 * size_of(p.plan.cost));
    }
}
END_TEST

START_TEST(a_fleet_too)
{
    const ostrov_problem *problems[2] = {&k.problem, &other.problem};
    ostrov_plan *plans[2] = {&p.plan, &q.plan};
    ostrov_milp_options o = options_of(OSTROV_SOLVER_HIGHS);
    double limit[8];
    double cost[2] = {0.0, 0.0};
    double bound = 0.0;
    ostrov_fleet fleet;
    ck_assert_int_eq(ostrov_fleet_defaults(&fleet, sizeof fleet), OSTROV_OK);
    kit_open(&k, 8, 900);
    kit_open(&other, 8, 900);
    for (int32_t t = 0; t < 8; t++) {
        limit[t] = 30e3;
        k.buy[t] = t < 4 ? 0.1 : 0.4;
    }
    fleet.count = 2;
    fleet.problems = problems;
    fleet.import_limit_w = limit;
    for (int32_t i = 0; i < 2; i++) {
        kit_plan_open(&p);
        kit_plan_open(&q);
        ck_assert_int_eq(ostrov_milp_solve_fleet(&fleet, &o, plans, &cost[i], &bound, NULL), OSTROV_OK);
        ck_assert_int_eq(p.plan.solver, i == 0 ? OSTROV_SOLVER_HIGHS : OSTROV_SOLVER_GLPK);
        o.solver = OSTROV_SOLVER_GLPK;
    }
    ck_assert_double_eq_tol(cost[0], cost[1], 1e-6 * size_of(cost[1]));
}
END_TEST

START_TEST(a_deadline_leaves_the_plan_alone)
{
    ostrov_milp_options o = options_of(OSTROV_SOLVER_HIGHS);
    uint64_t seed = 3;
    ostrov_status status = OSTROV_OK;
    kit_draw(&k, &seed, 96, 63u);
    kit_plan_open(&p);
    p.plan.cost = 12.0;
    o.time_limit_s = 0.001;
    o.full_binaries = 1;
    status = ostrov_milp_solve(&k.problem, &o, &p.plan, NULL);
    ck_assert_msg(status == OSTROV_E_DEADLINE || status == OSTROV_LIMITED, "status %d", (int)status);
    ck_assert(status == OSTROV_LIMITED || p.plan.cost == 12.0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("milp highs");
    TCase *cases = tcase_create("highs");
    char version[32] = "";
    tcase_set_timeout(cases, 120);
    tcase_add_test(cases, not_there_is_said);
    if (ostrov_milp_highs_version(getenv("OSTROV_TEST_HIGHS"), version, sizeof version) == OSTROV_OK) {
        printf("HiGHS %s\n", version);
        tcase_add_test(cases, the_same_money_as_glpk);
        tcase_add_test(cases, a_fleet_too);
        tcase_add_test(cases, a_deadline_leaves_the_plan_alone);
    } else {
        printf("SKIP plans by HiGHS: its library is not there (OSTROV_TEST_HIGHS)\n");
    }
    suite_add_tcase(suite, cases);
    return unit_run(suite);
}
