/* Value functions beyond one battery and one day: losses of the PCS, tiers, months with peak charges, the
 * open metering interval, scenarios. Against enumeration, the planner's own bound, and sums by hand.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include "plan/curve.h"
#include "plan_kit.h"

#include <math.h>

static kit k;
static kit_plan p;
static ostrov_plan_peak months[4];
static double scenario_battery_w[8 * KIT_SLOTS];
static double scenario_grid_w[8 * KIT_SLOTS];

/* Cost of a course of the battery when the grid gives the rest; infinite when a rule is broken. */
static double cost_of(const double *battery_w)
{
    ostrov_plan_verdict v;
    kit_plan_open(&p);
    p.plan.count = k.problem.count;
    p.plan.soc_ratio = NULL;
    p.plan.edges_s = NULL;
    for (int32_t t = 0; t < k.problem.count; t++) {
        p.plan.battery_w[t] = battery_w[t];
        p.plan.grid_w[t] = k.load[t] - battery_w[t] +
                           (battery_w[t] != 0.0 ? k.problem.battery_running_w : 0.0);
    }
    v = kit_judge(&k, &p);
    return v.feasible ? v.cost : INFINITY;
}

/* Least cost over a grid of powers in three slots. */
static double enumerated(double step_w, int32_t steps)
{
    double best = INFINITY;
    for (int32_t a = -steps; a <= steps; a++) {
        for (int32_t b = -steps; b <= steps; b++) {
            for (int32_t c = -steps; c <= steps; c++) {
                const double w[3] = {a * step_w, b * step_w, c * step_w};
                best = fmin(best, cost_of(w));
            }
        }
    }
    return best;
}

static void three_hours(void)
{
    static const double buy[3] = {0.05, 0.30, 0.12};
    kit_open(&k, 3, 3600);
    for (int32_t t = 0; t < 3; t++) {
        k.buy[t] = buy[t];
        k.sell[t] = buy[t] - 0.04;
    }
    k.battery.charge_limit_w = 60e3;
    k.battery.discharge_limit_w = 60e3;
    k.problem.wear_price_per_kwh = 0.01;
    k.problem.terminal_price_per_kwh = 0.10;
}

START_TEST(losses_of_the_pcs_are_exact)
{
    const ostrov_plan_efficiency rows[3] = {{6e3, 0.70, 0.72}, {30e3, 0.94, 0.95}, {60e3, 0.92, 0.93}};
    const double flat[3] = {0.30, 0.31, 0.33};
    for (int32_t running = 0; running < 2; running++) {
        for (int32_t part = 0; part < 2; part++) {
            double grid = 0.0;
            double found = 0.0;
            three_hours();
            k.problem.battery_running_w = running ? 900.0 : 0.0;
            if (part) {
                k.problem.efficiencies = rows;
                k.problem.efficiencies_count = 3;
                k.problem.efficiencies_stride = sizeof rows[0];
            }
            kit_solve(&k, &p);
            ck_assert_int_eq(p.plan.solver, OSTROV_SOLVER_VALUE);
            found = p.plan.cost;
            ck_assert_double_eq_tol(p.plan.bound, found, 1e-9);
            ck_assert_double_eq_tol(kit_judge(&k, &p).cost, found, 1e-9);
            grid = enumerated(3e3, 20);
            ck_assert_msg(found <= grid + 1e-9, "%g is dearer than %g on a grid", found, grid);
            ck_assert_msg(found >= grid - 0.05, "%g cannot be so far below %g", found, grid);
        }
    }
    /* where nothing is to be gained the PCS sleeps */
    three_hours();
    memcpy(k.buy, flat, sizeof flat);
    k.problem.terminal_price_per_kwh = 0.3;
    k.problem.battery_running_w = 900.0;
    kit_solve(&k, &p);
    for (int32_t t = 0; t < 3; t++) {
        ck_assert_double_eq(p.plan.battery_w[t], 0.0);
        ck_assert_double_eq_tol(p.plan.grid_w[t], 20e3, 1e-9);
    }
}
END_TEST

START_TEST(tiers_are_shed_before_the_rest)
{
    const ostrov_plan_tier tier = {0.5, 0.1};
    kit_open(&k, 2, 3600);
    k.problem.battery = NULL;
    k.problem.tiers = &tier;
    k.problem.tiers_count = 1;
    k.problem.tiers_stride = sizeof tier;
    kit_solve(&k, &p); /* dearer from the grid than not served */
    ck_assert_double_eq_tol(p.plan.shed_w[0], 6e3, 1e-9);
    ck_assert_double_eq_tol(p.plan.cost, 2.0 * (14.0 * 0.2 + 6.0 * 0.1), 1e-9);
}
END_TEST

START_TEST(months_in_a_row_are_exact)
{
    uint64_t seed = 20260901;
    for (int32_t round = 0; round < 30; round++) {
        ostrov_plan_verdict v;
        kit_draw(&k, &seed, 96, round % 3 == 0 ? 16u : 0u);
        for (int32_t i = 0; i < 4; i++) {
            months[i] = (ostrov_plan_peak){k.edges[24 * i + (i > 0)], k.edges[24 * i + 24], 15e3,
                                           kit_uniform(&seed, 0.5, 8.0), i == 2 ? 20e3 : 0.0};
        }
        k.problem.peaks = months;
        k.problem.peaks_count = 4;
        k.problem.peaks_stride = sizeof months[0];
        if (round % 2 == 1) {
            k.problem.open_elapsed_s = 600.0;
            k.problem.open_import_wh = kit_uniform(&seed, 0.0, 12e3);
        }
        kit_solve(&k, &p);
        v = kit_judge(&k, &p);
        ck_assert_msg(v.feasible, "round %d: %s by %g", (int)round, v.worst_rule, v.worst_value);
        ck_assert_double_eq_tol(v.cost, p.plan.cost, 1e-9);
        ck_assert_msg(p.plan.gap_ratio <= 1e-7, "round %d: cost %g, bound %g", (int)round, p.plan.cost,
                      p.plan.bound);
    }
}
END_TEST

START_TEST(open_interval_lowers_the_first_slot)
{
    kit_open(&k, 4, 900);
    kit_peak(&k, 0, 4, 20e3, 100.0);
    k.problem.open_elapsed_s = 900.0;
    k.problem.open_import_wh = 7e3; /* at 20 kW for half an hour in all 3 kWh are left: 12 kW */
    kit_solve(&k, &p);
    ck_assert_double_le(p.plan.grid_w[0], 12e3 + 1e-6);
    ck_assert_double_eq_tol(kit_judge(&k, &p).peak_cost, 0.0, 1e-9);
}
END_TEST

static void solve_scenarios(void)
{
    const size_t bytes = ostrov_plan_workspace(&k.problem);
    void *memory = malloc(bytes + 8);
    kit_plan_open(&p);
    p.plan.scenario_battery_w = scenario_battery_w;
    p.plan.scenario_grid_w = scenario_grid_w;
    ck_assert_ptr_nonnull(memory);
    ck_assert_int_eq(ostrov_plan_solve(&k.problem, NULL, memory, bytes, &p.plan, NULL), OSTROV_OK);
    free(memory);
}

START_TEST(scenarios_are_exact_and_shared)
{
    static double loads[8][24], suns[8][24];
    ostrov_plan_scenario rows[8];
    uint64_t seed = 7;
    for (int32_t round = 0; round < 20; round++) {
        double clairvoyant = 0.0;
        memset(rows, 0, sizeof rows);
        kit_draw(&k, &seed, 24, round % 2 ? 16u : 0u);
        for (int32_t s = 0; s < 8; s++) {
            kit one = k;
            for (int32_t t = 0; t < 24; t++) {
                loads[s][t] = k.load[t] * kit_uniform(&seed, 0.6, 1.5);
                suns[s][t] = k.pv[t] * kit_uniform(&seed, 0.3, 1.2);
            }
            rows[s].probability_ratio = 1.0 + s;
            rows[s].load_w = (ostrov_series){0, 900, 24, loads[s]};
            rows[s].pv_w = (ostrov_series){0, 900, 24, suns[s]};
            one.problem.edges_s = k.edges; /* each scenario for itself cannot be dearer */
            one.problem.load_w.values = loads[s];
            one.problem.pv_w.values = suns[s];
            kit_solve(&one, &p);
            clairvoyant += p.plan.cost * rows[s].probability_ratio / 36.0;
        }
        k.problem.scenarios = rows;
        k.problem.scenarios_count = 8;
        k.problem.scenarios_stride = sizeof rows[0];
        k.problem.cvar_level_ratio = 0.8;
        k.problem.cvar_weight_ratio = round % 3 * 0.5;
        solve_scenarios();
        {
            const ostrov_plan_verdict v = kit_judge(&k, &p);
            ck_assert_msg(v.feasible, "round %d: %s by %g", (int)round, v.worst_rule, v.worst_value);
            ck_assert_double_eq_tol(v.cost, p.plan.cost, 1e-9);
            ck_assert_msg(p.plan.gap_ratio <= 1e-5, "round %d: gap %g", (int)round, p.plan.gap_ratio);
            if (round % 2 == 0) { /* the promise made is that of the forecast: elsewhere it differs */
                ck_assert_double_ge(v.mean_cost, clairvoyant - 1e-9);
            }
            ck_assert_double_ge(v.cvar_cost, v.mean_cost - 1e-12);
        }
    }
}
END_TEST

START_TEST(caution_never_raises_the_tail)
{
    static double loads[8][24];
    ostrov_plan_scenario rows[8];
    uint64_t seed = 99;
    double before = INFINITY;
    memset(rows, 0, sizeof rows);
    kit_draw(&k, &seed, 24, 0u);
    for (int32_t s = 0; s < 8; s++) {
        for (int32_t t = 0; t < 24; t++) {
            loads[s][t] = k.load[t] * kit_uniform(&seed, 0.2, 2.5);
        }
        rows[s].probability_ratio = 1.0;
        rows[s].load_w = (ostrov_series){0, 900, 24, loads[s]};
    }
    k.problem.scenarios = rows;
    k.problem.scenarios_count = 8;
    k.problem.scenarios_stride = sizeof rows[0];
    for (int32_t i = 0; i <= 4; i++) {
        k.problem.cvar_weight_ratio = 0.25 * i;
        solve_scenarios();
        {
            const double tail = kit_judge(&k, &p).cvar_cost;
            ck_assert_double_le(tail, before + 1e-9);
            before = tail;
        }
    }
}
END_TEST

/* What it costs to run a PCS at all makes value functions jump. No bound may lie above a plan that another
 * call found, the calm one neither; and there is one, also where curves had to be thinned. */
START_TEST(no_bound_is_above_a_plan)
{
    uint64_t seed = 20261126;
    for (int32_t round = 0; round < 60; round++) {
        const uint32_t kind = (uint32_t)(kit_random(&seed) % 256u) & ~(4u | 32u | 8u);
        ostrov_plan_options o;
        double least = 0.0;
        double bound[2] = {0.0, 0.0};
        kit_draw(&k, &seed, 8 + (int32_t)(kit_random(&seed) % 89u), kind);
        k.problem.battery_running_w = kit_random(&seed) % 4u ? kit_uniform(&seed, 0.0, 2e3) : 0.0;
        ck_assert_int_eq(ostrov_plan_options_defaults(&o, sizeof o), OSTROV_OK);
        for (int32_t i = 0; i < 2; i++) {
            o.calm_price_per_kwh = i == 0 ? 0.0 : kit_uniform(&seed, 0.0, 0.05);
            ck_assert_int_eq(kit_solve_with(&k, &o, &p, NULL), OSTROV_OK);
            least = i == 0 || p.plan.cost < least ? p.plan.cost : least;
            bound[i] = p.plan.bound;
        }
        for (int32_t i = 0; i < 2; i++) { /* 1e-9: rounding of 96 sums */
            ck_assert_msg(bound[i] <= least + 1e-9 * (1.0 + (least < 0.0 ? -least : least)),
                          "round %d: bound %.12g above a plan of %.12g", (int)round, bound[i], least);
            ck_assert_msg(bound[i] > least - 0.2 * (1.0 + (least < 0.0 ? -least : least)),
                          "round %d: bound %g tells nothing of %g", (int)round, bound[i], least);
        }
    }
}
END_TEST

START_TEST(a_day_fits_in_128_kib)
{
    kit_open(&k, 96, 900);
    k.problem.reserve_s = 7200.0;
    ck_assert_uint_le(ostrov_plan_workspace(&k.problem), 131072);
}
END_TEST

/* Two curves that begin a rounding apart and cross there: the lower one is the lower one, and not the value
 * function higher than any plan. */
START_TEST(the_lower_of_two_that_cross_where_they_begin)
{
    const double v = -23.0261848708;
    const ostrov_i_point a[2] = {{317.523925795, v, 0.204320663}, {340.5, v + 0.204320663 * 22.976074205, 0.0}};
    const ostrov_i_point b[2] = {{317.523925795, nextafter(v, -100.0), 0.380748006},
                                 {340.5, v + 0.380748006 * 22.976074205, 0.0}};
    ostrov_i_point out[8];
    for (int32_t turn = 0; turn < 2; turn++) {
        const int32_t n = ostrov_i_curve_lower(turn ? b : a, 2, turn ? a : b, 2, out);
        ck_assert_double_eq_tol(ostrov_i_curve_value(out, n, 330.0), v + 0.204320663 * (330.0 - 317.523925795),
                                1e-9);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plan value");
    TCase *cases = tcase_create("value");
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, losses_of_the_pcs_are_exact);
    tcase_add_test(cases, tiers_are_shed_before_the_rest);
    tcase_add_test(cases, months_in_a_row_are_exact);
    tcase_add_test(cases, open_interval_lowers_the_first_slot);
    tcase_add_test(cases, scenarios_are_exact_and_shared);
    tcase_add_test(cases, caution_never_raises_the_tail);
    tcase_add_test(cases, no_bound_is_above_a_plan);
    tcase_add_test(cases, the_lower_of_two_that_cross_where_they_begin);
    tcase_add_test(cases, a_day_fits_in_128_kib);
    suite_add_tcase(suite, cases);
    return unit_run(suite);
}
