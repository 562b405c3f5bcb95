/* The GLPK planner: right against the quick planner and a full model, never aborting, never infeasible.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include <ostrov/milp.h>

#include "../plan/plan_kit.h"

static kit k;
static kit_plan p;
static kit_plan q;

static ostrov_milp_options options_with(double gap, int32_t full)
{
    ostrov_milp_options o;
    ck_assert_int_eq(ostrov_milp_defaults(&o, sizeof o), OSTROV_OK);
    o.gap_ratio = gap;
    o.full_binaries = full;
    o.time_limit_s = 20.0;
    return o;
}

static double size_of(double x) { return x > 1.0 ? x : (x < -1.0 ? -x : 1.0); }

START_TEST(not_dearer_than_quick_and_above_its_bound)
{
    uint64_t seed = 21;
    for (uint32_t kind = 0; kind < 256; kind += 3) {
        const ostrov_milp_options o = options_with(1e-6, 0);
        ostrov_plan_verdict v;
        kit_draw(&k, &seed, 24, kind);
        kit_solve(&k, &q);
        kit_plan_open(&p);
        ck_assert_int_eq(ostrov_milp_solve(&k.problem, &o, &p.plan, NULL), OSTROV_OK);
        v = kit_judge(&k, &p);
        ck_assert_msg(v.feasible, "kind %u: %s by %g", kind, v.worst_rule, v.worst_value);
        /* the gap asked for and GLPK's own tolerance of 1e-7 on each of some hundred rows */
        ck_assert_msg(p.plan.cost <= q.plan.cost + 2e-6 * size_of(q.plan.cost), "kind %u: %.9g > %.9g",
                      kind, p.plan.cost, q.plan.cost);
        ck_assert_msg(q.plan.bound <= p.plan.cost + 1e-6 * size_of(p.plan.cost),
                      "kind %u: bound %.9g > %.9g", kind, q.plan.bound, p.plan.cost);
        ck_assert_double_le(p.plan.bound, p.plan.cost);
        ck_assert_uint_eq(p.plan.source_crc, q.plan.source_crc);
        if ((kind & 12u) == 0) { /* no vehicles, no peak: the quick planner is exact */
            ck_assert_double_eq_tol(p.plan.cost, q.plan.cost, 2e-6 * size_of(q.plan.cost));
        }
    }
}
END_TEST

START_TEST(binaries_only_where_they_matter_lose_nothing)
{
    uint64_t seed = 22;
    for (int n = 0; n < 12; n++) {
        const ostrov_milp_options tight = options_with(1e-7, 0);
        const ostrov_milp_options full = options_with(1e-7, 1);
        kit_draw(&k, &seed, 16, n % 2 ? 1u : 5u);
        kit_plan_open(&p);
        kit_plan_open(&q);
        ck_assert_int_eq(ostrov_milp_solve(&k.problem, &tight, &p.plan, NULL), OSTROV_OK);
        ck_assert_int_eq(ostrov_milp_solve(&k.problem, &full, &q.plan, NULL), OSTROV_OK);
        ck_assert_double_eq_tol(p.plan.cost, q.plan.cost, 1e-6 * size_of(q.plan.cost));
    }
}
END_TEST

START_TEST(values_agree_with_the_quick_planner)
{
    /* strictly rising prices: the slopes are unique */
    kit_open(&k, 24, 900);
    for (int32_t t = 0; t < 24; t++) {
        k.buy[t] = 0.2 + 0.003 * t;
        k.sell[t] = 0.0;
        k.load[t] = 90e3 + 137.0 * t;
    }
    kit_solve(&k, &q);
    kit_plan_open(&p);
    ck_assert_int_eq(ostrov_milp_solve(&k.problem, NULL, &p.plan, NULL), OSTROV_OK);
    for (int32_t t = 0; t < 12; t++) {
        ck_assert_double_eq_tol(p.columns[6][t], q.columns[6][t], 1e-6);
    }
}
END_TEST

START_TEST(absurd_problems_never_abort)
{
    uint64_t seed = 23;
    for (int n = 0; n < 40; n++) {
        ostrov_status status = OSTROV_OK;
        ostrov_milp_options o = options_with(1e-4, n % 3 == 0);
        o.time_limit_s = 0.5;
        kit_draw(&k, &seed, 24, (uint32_t)kit_random(&seed) & 255u);
        switch (n % 5) {
        case 0:
            k.buy[3] = 1e9;
            k.sell[4] = -1e9;
            break;
        case 1:
            k.load[3] = 1e9;
            k.battery.charge_limit_w = 0.0;
            break;
        case 2:
            k.problem.import_limit_fixed_w = 0.0;
            k.problem.export_limit_fixed_w = 0.0;
            break;
        case 3:
            k.battery.soc_min_ratio = k.battery.soc_max_ratio;
            break;
        default:
            k.pv[2] = 1e9;
            break;
        }
        kit_plan_open(&p);
        q = p;
        status = ostrov_milp_solve(&k.problem, &o, &p.plan, NULL);
        if (status >= 0) {
            ostrov_plan_verdict v;
            /* GLPK keeps rows to 1e-7 of their size */
            ck_assert_int_eq(ostrov_plan_check(&k.problem, &p.plan, 1e3, &v, sizeof v, NULL), OSTROV_OK);
            ck_assert_int_eq(v.feasible, 1);
        } else {
            ck_assert(status == OSTROV_E_SOLVER || status == OSTROV_E_DEADLINE);
            ck_assert_mem_eq(&p, &q, sizeof p);
        }
    }
}
END_TEST

START_TEST(refused_and_untouched)
{
    ostrov_fault why = {0};
    ostrov_milp_options o = options_with(1e-4, 0);
    kit_open(&k, 24, 900);
    kit_plan_open(&p);
    q = p;
    k.sell[7] = __builtin_nan("");
    ck_assert_int_eq(ostrov_milp_solve(&k.problem, NULL, &p.plan, &why), OSTROV_E_NOT_FINITE);
    ck_assert_str_eq(why.field, "export_price_per_kwh");
    ck_assert_int_eq(why.slot, 7);
    k.sell[7] = 0.0;
    o.gap_ratio = __builtin_nan("");
    ck_assert_int_eq(ostrov_milp_solve(&k.problem, &o, &p.plan, &why), OSTROV_E_NOT_FINITE);
    o = options_with(1e-4, 0);
    o.time_limit_s = 0.0;
    ck_assert_int_eq(ostrov_milp_solve(&k.problem, &o, &p.plan, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "time_limit_s");
    o.struct_size = 0;
    ck_assert_int_eq(ostrov_milp_solve(&k.problem, &o, &p.plan, &why), OSTROV_E_ARGUMENT);
    p.plan.capacity = 23;
    ck_assert_int_eq(ostrov_milp_solve(&k.problem, NULL, &p.plan, &why), OSTROV_E_SPACE);
    p.plan.capacity = KIT_SLOTS;
    p.plan.grid_w = NULL;
    ck_assert_int_eq(ostrov_milp_solve(&k.problem, NULL, &p.plan, &why), OSTROV_E_ARGUMENT);
    p.plan.grid_w = p.columns[0];
    ck_assert_int_eq(ostrov_milp_solve(&k.problem, NULL, NULL, &why), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_milp_solve(NULL, NULL, &p.plan, &why), OSTROV_E_ARGUMENT);
    p.plan.grid_w = p.columns[0];
    ck_assert_mem_eq(p.columns, q.columns, sizeof p.columns);
}
END_TEST

START_TEST(a_deadline_leaves_the_plan_alone)
{
    uint64_t seed = 24;
    ostrov_milp_options o = options_with(0.0, 1);
    ostrov_status status = OSTROV_OK;
    o.time_limit_s = 0.001;
    kit_draw(&k, &seed, 96, 1u | 4u | 8u | 32u);
    kit_plan_open(&p);
    q = p;
    status = ostrov_milp_solve(&k.problem, &o, &p.plan, NULL);
    if (status < 0) {
        ck_assert_int_eq(status, OSTROV_E_DEADLINE);
        ck_assert_mem_eq(&p, &q, sizeof p);
    } else {
        ck_assert_int_eq(kit_judge(&k, &p).feasible, 1);
    }
}
END_TEST

START_TEST(table_and_version)
{
    ck_assert_ptr_nonnull(ostrov_milp_structure_at(0));
    ck_assert_str_eq(ostrov_milp_structure_at(0)->name, "ostrov_milp_options");
    ck_assert_uint_eq(ostrov_milp_structure_at(0)->struct_size, sizeof(ostrov_milp_options));
    ck_assert_ptr_null(ostrov_milp_structure_at(1));
    ck_assert_ptr_nonnull(ostrov_milp_solver_version());
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("milp solve");
    TCase *cases = tcase_create("solve");
    tcase_set_timeout(cases, 240);
    tcase_add_test(cases, not_dearer_than_quick_and_above_its_bound);
    tcase_add_test(cases, binaries_only_where_they_matter_lose_nothing);
    tcase_add_test(cases, values_agree_with_the_quick_planner);
    tcase_add_test(cases, absurd_problems_never_abort);
    tcase_add_test(cases, refused_and_untouched);
    tcase_add_test(cases, a_deadline_leaves_the_plan_alone);
    tcase_add_test(cases, table_and_version);
    suite_add_tcase(suite, cases);
    return unit_run(suite);
}
