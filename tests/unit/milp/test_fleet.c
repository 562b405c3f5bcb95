/* Several stations behind one feeder: the sum without it, its limits and its peak with it, faults named.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include <ostrov/milp.h>

#include "../plan/plan_kit.h"

static kit k[2];
static kit_plan p[2];
static kit_plan alone[2];
static double limit_w[KIT_SLOTS];
static const ostrov_problem *problems[2] = {&k[0].problem, &k[1].problem};
static ostrov_plan *plans[2] = {&p[0].plan, &p[1].plan};

static ostrov_fleet open_fleet(uint64_t *seed)
{
    ostrov_fleet f;
    ck_assert_int_eq(ostrov_fleet_defaults(&f, sizeof f), OSTROV_OK);
    for (int i = 0; i < 2; i++) {
        kit_draw(&k[i], seed, 24, 4u);
        kit_solve(&k[i], &alone[i]);
        kit_plan_open(&p[i]);
    }
    f.count = 2;
    f.problems = problems;
    return f;
}

static ostrov_milp_options exactly(void)
{
    ostrov_milp_options o;
    ck_assert_int_eq(ostrov_milp_defaults(&o, sizeof o), OSTROV_OK);
    o.gap_ratio = 1e-9;
    o.time_limit_s = 20.0;
    return o;
}

static double highest_w(void)
{
    double most = 0.0;
    for (int32_t t = 0; t < 24; t++) {
        const double w = p[0].plan.grid_w[t] + p[1].plan.grid_w[t];
        most = w > most ? w : most;
    }
    return most;
}

START_TEST(without_a_feeder_the_sum)
{
    uint64_t seed = 71;
    const ostrov_milp_options o = exactly();
    for (int n = 0; n < 5; n++) {
        const ostrov_fleet f = open_fleet(&seed);
        const double sum = alone[0].plan.cost + alone[1].plan.cost;
        double cost = 0.0;
        double bound = 0.0;
        ck_assert_int_eq(ostrov_milp_solve_fleet(&f, &o, plans, &cost, &bound, NULL), OSTROV_OK);
        ck_assert_double_eq_tol(cost, sum, 1e-6 * (1.0 + sum));
        ck_assert_double_le(bound, cost);
    }
}
END_TEST

/* A tighter feeder costs more, a peak charge no more than what the highest slot pays; both are kept. */
START_TEST(a_feeder_binds)
{
    uint64_t seed = 72;
    const ostrov_milp_options o = exactly();
    for (int n = 0; n < 5; n++) {
        ostrov_fleet f = open_fleet(&seed);
        ostrov_plan_peak peak = {k[0].edges[0], k[0].edges[24], 20e3, 2.0, 0.0};
        double free_cost = 0.0;
        double tight_cost = 0.0;
        double peak_cost = 0.0;
        double free_w = 0.0;
        ck_assert_int_eq(ostrov_milp_solve_fleet(&f, &o, plans, &free_cost, NULL, NULL), OSTROV_OK);
        free_w = highest_w();
        for (int32_t t = 0; t < 24; t++) {
            limit_w[t] = 0.6 * free_w;
        }
        f.import_limit_w = limit_w;
        ck_assert_int_eq(ostrov_milp_solve_fleet(&f, &o, plans, &tight_cost, NULL, NULL), OSTROV_OK);
        ck_assert_double_le(highest_w(), 0.6 * free_w + 0.1);
        ck_assert_double_gt(tight_cost, free_cost);
        f.import_limit_w = NULL;
        f.peaks = &peak;
        f.peaks_count = 1;
        ck_assert_int_eq(ostrov_milp_solve_fleet(&f, &o, plans, &peak_cost, NULL, NULL), OSTROV_OK);
        ck_assert_double_le(peak_cost, free_cost + 2.0 * (free_w - 20e3) / 1000.0 + 1e-6);
        ck_assert_double_le(highest_w(), free_w + 0.1);
        ck_assert_double_ge(peak_cost, free_cost - 1e-6);
    }
}
END_TEST

START_TEST(faults_are_named)
{
    uint64_t seed = 73;
    const ostrov_milp_options o = exactly();
    ostrov_fleet f = open_fleet(&seed);
    ostrov_fault why = {0};
    limit_w[3] = __builtin_nan("");
    f.import_limit_w = limit_w;
    ck_assert_int_eq(ostrov_milp_solve_fleet(&f, &o, plans, NULL, NULL, &why), OSTROV_E_NOT_FINITE);
    ck_assert_str_eq(why.field, "import_limit_w");
    ck_assert_int_eq(why.index, 3);
    f.import_limit_w = NULL;
    k[1].edges[5] += 60;
    ck_assert_int_eq(ostrov_milp_solve_fleet(&f, &o, plans, NULL, NULL, &why), OSTROV_E_TIME);
    k[1].edges[5] -= 60;
    k[1].load[2] = __builtin_inf();
    ck_assert_int_eq(ostrov_milp_solve_fleet(&f, &o, plans, NULL, NULL, &why), OSTROV_E_NOT_FINITE);
    ck_assert_str_eq(why.field, "load_w");
    f.count = 0;
    ck_assert_int_eq(ostrov_milp_solve_fleet(&f, &o, plans, NULL, NULL, &why), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_milp_solve_fleet(NULL, &o, plans, NULL, NULL, &why), OSTROV_E_ARGUMENT);
    f.count = 2;
    f.struct_size = 4;
    ck_assert_int_eq(ostrov_milp_solve_fleet(&f, &o, plans, NULL, NULL, &why), OSTROV_E_ARGUMENT);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("milp fleet");
    TCase *cases = tcase_create("fleet");
    tcase_set_timeout(cases, 120);
    tcase_add_test(cases, without_a_feeder_the_sum);
    tcase_add_test(cases, a_feeder_binds);
    tcase_add_test(cases, faults_are_named);
    suite_add_tcase(suite, cases);
    return unit_run(suite);
}
