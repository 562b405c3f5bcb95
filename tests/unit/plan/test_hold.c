/* The first slot goes on with what runs, where vehicles and peaks are planned: never dearer than the money
 * allows, never farther from it than before, all the way where it is free; and as the value functions do it
 * where both plan.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include "plan_kit.h"

#include <math.h>

enum { SLOTS = 16 };

static uint64_t memory[1 << 18];
static kit k;
static kit_plan p, q, r;
static ostrov_plan_efficiency rows[2] = {{20e3, 0.8, 0.82}, {90e3, 0.95, 0.95}};

static void solve(int32_t solver, double hold_w, double money, kit_plan *to)
{
    ostrov_plan_options o;
    ck_assert_int_eq(ostrov_plan_options_defaults(&o, sizeof o), OSTROV_OK);
    o.solver = solver;
    o.hold_w = hold_w;
    o.hold_money = money;
    kit_plan_open(to);
    ck_assert_int_eq(
        ostrov_plan_solve(&k.problem, &o, memory, sizeof memory, &to->plan, NULL), OSTROV_OK);
    ck_assert(kit_judge(&k, to).feasible);
}

static double off(const kit_plan *a, double hold_w) { return fabs(a->columns[1][0] - hold_w); }

START_TEST(as_near_as_the_money_goes)
{
    static const uint32_t kinds[] = {12u, 44u, 8u, 13u, 0xd4u};
    uint64_t seed = 91;
    int nearer = 0;
    for (int n = 0; n < 40; n++) {
        const double money = n % 3 == 0 ? 0.0 : kit_uniform(&seed, 0.0, 1.0);
        double hold = 0.0;
        double room = 0.0;
        kit_draw(&k, &seed, SLOTS, kinds[n % 5]);
        if (n % 4 == 3) {
            k.problem.efficiencies = rows;
            k.problem.efficiencies_count = 2;
            k.problem.efficiencies_stride = sizeof rows[0];
        }
        hold = kit_uniform(&seed, -200e3, 200e3);
        solve(OSTROV_SOLVER_SIMPLEX, NAN, 0.0, &p);
        room = 1e-9 * (1.0 + fabs(p.plan.cost));
        solve(OSTROV_SOLVER_SIMPLEX, hold, money, &q);
        ck_assert_msg(q.plan.cost <= p.plan.cost + money + room, "draw %d: %.12g for %.12g + %g", n,
                      q.plan.cost, p.plan.cost, money);
        ck_assert_double_le(off(&q, hold), off(&p, hold) + 1e-3);
        ck_assert_double_le(q.plan.bound, p.plan.cost + room);
        nearer += off(&q, hold) < off(&p, hold) - 1.0;
        /* what runs already goes on to the last bit, for nothing */
        solve(OSTROV_SOLVER_SIMPLEX, p.columns[1][0], 0.0, &r);
        ck_assert_double_eq(r.columns[1][0], p.columns[1][0]);
        ck_assert_double_le(r.plan.cost, p.plan.cost + room);
        /* all the money in the world */
        solve(OSTROV_SOLVER_SIMPLEX, q.columns[1][0], 1e6, &r);
        ck_assert_double_eq(r.columns[1][0], q.columns[1][0]);
    }
    ck_assert_int_ge(nearer, 12); /* else nothing was tried */
}
END_TEST

START_TEST(as_the_value_functions_do)
{
    uint64_t seed = 92;
    for (int n = 0; n < 60; n++) {
        const double money = n % 3 == 0 ? 0.0 : kit_uniform(&seed, 0.0, 1.0);
        const double hold = kit_uniform(&seed, -200e3, 200e3);
        kit_draw(&k, &seed, SLOTS, n % 2 ? 16u : 0u);
        solve(OSTROV_SOLVER_QUICK, hold, money, &p);
        solve(OSTROV_SOLVER_SIMPLEX, hold, money, &q);
        ck_assert_msg(fabs(off(&p, hold) - off(&q, hold)) <= 10.0,
                      "draw %d: hold %.6g for %g: %.9g and %.9g", n, hold, money, p.columns[1][0],
                      q.columns[1][0]);
    }
}
END_TEST

int main(void)
{
    Suite *s = suite_create("plan hold");
    TCase *c = tcase_create("hold");
    tcase_set_timeout(c, 120);
    tcase_add_test(c, as_near_as_the_money_goes);
    tcase_add_test(c, as_the_value_functions_do);
    suite_add_tcase(s, c);
    return unit_run(s);
}
