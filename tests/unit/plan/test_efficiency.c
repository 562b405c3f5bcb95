/* Part-load efficiencies in the structured solver: as the value functions plan them, which are exact, and with
 * vehicles as if their power were load where they have no choice.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include "plan_kit.h"

#include <math.h>

enum { SLOTS = 24 };

static uint64_t memory[1 << 18];
static kit k;
static kit_plan p, q;
static ostrov_plan_efficiency rows[4];

/* Poor at small powers, as a PCS is; or best there, as cells alone are: no mix is better than that line. */
static void draw_efficiencies(uint64_t *s, int32_t concave)
{
    double power = 0.0;
    double in = concave ? 0.99 : kit_uniform(s, 0.5, 0.8);
    double out = concave ? 0.99 : kit_uniform(s, 0.5, 0.8);
    const int32_t count = 1 + (int32_t)(kit_random(s) % 4u);
    for (int32_t i = 0; i < count; i++) {
        const double next = power + kit_uniform(s, 5e3, 60e3);
        if (i > 0) { /* more at the bus is more out of the cells */
            out += concave ? -kit_uniform(s, 0.005, 0.03) : kit_uniform(s, 0.02, 0.5) * (0.97 - out);
            in += concave ? -kit_uniform(s, 0.005, 0.03) : kit_uniform(s, 0.02, 0.5) * (0.97 - in);
            out = fmin(out, 0.95 * next / power * rows[i - 1].discharge_ratio);
        }
        power = next;
        rows[i] = (ostrov_plan_efficiency){power, in, out};
    }
    k.problem.efficiencies = rows;
    k.problem.efficiencies_count = count;
    k.problem.efficiencies_stride = sizeof rows[0];
}

static ostrov_status solve(int32_t solver, kit_plan *to)
{
    ostrov_plan_options o;
    ck_assert_int_eq(ostrov_plan_options_defaults(&o, sizeof o), OSTROV_OK);
    o.solver = solver;
    o.gap_ratio = 1e-9;
    kit_plan_open(to);
    return ostrov_plan_solve(&k.problem, &o, memory, sizeof memory, &to->plan, NULL);
}

static void assert_close(const kit_plan *a, const kit_plan *b, int n)
{
    ck_assert_msg(fabs(a->plan.cost - b->plan.cost) <= 1e-6 * (1.0 + fabs(a->plan.cost)),
                  "draw %d: %.9g and %.9g", n, a->plan.cost, b->plan.cost);
}

/* Battery, PV and the grid at prices of any sign, outages, SoC outside its window, a reserve. */
START_TEST(meets_the_value_functions)
{
    static const uint32_t kinds[] = {0u, 1u, 2u, 16u, 64u, 128u};
    uint64_t seed = 81;
    for (int n = 0; n < 60; n++) {
        ostrov_plan_verdict v;
        kit_draw(&k, &seed, SLOTS, kinds[n % 6]);
        draw_efficiencies(&seed, n % 5 == 4);
        ck_assert_int_eq(solve(OSTROV_SOLVER_QUICK, &p), OSTROV_OK);
        ck_assert_int_eq(p.plan.solver, OSTROV_SOLVER_VALUE);
        ck_assert_int_eq(solve(OSTROV_SOLVER_SIMPLEX, &q), OSTROV_OK);
        v = kit_judge(&k, &q);
        ck_assert_msg(v.feasible, "draw %d: %s by %g", n, v.worst_rule, v.worst_value);
        assert_close(&p, &q, n);
        ck_assert_double_le(q.plan.bound, p.plan.cost + 1e-6 * (1.0 + fabs(p.plan.cost)));
        ck_assert_double_le(q.plan.gap_ratio, 1e-6);
    }
}
END_TEST

/* A vehicle that needs its full power in each slot of its stay is load. */
START_TEST(vehicles_without_a_choice)
{
    uint64_t seed = 82;
    for (int n = 0; n < 30; n++) {
        kit_draw(&k, &seed, SLOTS, 0u);
        draw_efficiencies(&seed, n % 3 == 2);
        for (int32_t i = 0; i < 3; i++) {
            const int32_t a = (int32_t)(kit_random(&seed) % 12u);
            const int32_t b = a + 1 + (int32_t)(kit_random(&seed) % 8u);
            kit_vehicle(&k, a, b, 0.93 * 22e3 * 0.25 * (b - a), 22e3);
            k.vehicles[i].short_price_per_kwh = 50.0;
            k.vehicles[i].capacity_wh = k.vehicles[i].depart_wh;
        }
        ck_assert_int_eq(solve(OSTROV_SOLVER_UNKNOWN, &q), OSTROV_OK);
        ck_assert_int_eq(q.plan.solver, OSTROV_SOLVER_SIMPLEX);
        ck_assert(kit_judge(&k, &q).feasible);
        for (int32_t i = 0; i < 3; i++) {
            for (int32_t t = 0; t < SLOTS; t++) {
                const int32_t here = k.vehicles[i].arrive_s <= k.edges[t] &&
                                     k.vehicles[i].depart_s > k.edges[t];
                k.load[t] += here ? 22e3 : 0.0;
                k.critical[t] += here ? 22e3 : 0.0;
            }
        }
        k.problem.vehicles_count = 0;
        k.problem.shed_critical_price_per_kwh = 50.0;
        k.problem.shed_price_per_kwh = 50.0;
        ck_assert_int_eq(solve(OSTROV_SOLVER_QUICK, &p), OSTROV_OK);
        if (p.plan.shed_critical_total_wh + p.plan.shed_total_wh < 1.0) {
            assert_close(&p, &q, n);
        }
    }
}
END_TEST

/* Rows that say what the battery says change nothing, with vehicles and a peak. */
START_TEST(flat_rows_change_nothing)
{
    uint64_t seed = 83;
    for (int n = 0; n < 20; n++) {
        kit_draw(&k, &seed, SLOTS, n % 2 ? 12u : 44u);
        ck_assert_int_eq(solve(OSTROV_SOLVER_UNKNOWN, &p), OSTROV_OK);
        rows[0] = (ostrov_plan_efficiency){30e3, 0.95, 0.95};
        rows[1] = (ostrov_plan_efficiency){90e3, 0.95, 0.95};
        k.problem.efficiencies = rows;
        k.problem.efficiencies_count = 2;
        k.problem.efficiencies_stride = sizeof rows[0];
        ck_assert_int_eq(solve(OSTROV_SOLVER_UNKNOWN, &q), OSTROV_OK);
        ck_assert(kit_judge(&k, &q).feasible);
        assert_close(&p, &q, n);
    }
}
END_TEST

int main(void)
{
    Suite *s = suite_create("plan efficiency");
    TCase *c = tcase_create("efficiency");
    tcase_set_timeout(c, 120);
    tcase_add_test(c, meets_the_value_functions);
    tcase_add_test(c, vehicles_without_a_choice);
    tcase_add_test(c, flat_rows_change_nothing);
    suite_add_tcase(s, c);
    return unit_run(s);
}
