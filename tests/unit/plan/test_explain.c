/* Why a plan does what it does, what would change it, and calm: the same input gives the same plan.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include "plan_kit.h"

#include <ostrov/plan_explain.h>

static kit k;
static kit_plan p;
static kit_plan q;
static ostrov_plan_reason rows[OSTROV_PLAN_REASONS * KIT_SLOTS];

static void explain(void)
{
    ostrov_fault why = {0};
    kit_solve(&k, &p);
    ck_assert_int_eq(ostrov_plan_explain(&k.problem, &p.plan, rows, sizeof rows[0],
                                         OSTROV_PLAN_REASONS * KIT_SLOTS, &why),
                     OSTROV_OK);
}

static const ostrov_plan_reason *reason(int32_t slot, int32_t because)
{
    for (int32_t i = 0; i < OSTROV_PLAN_REASONS; i++) {
        const ostrov_plan_reason *r = &rows[OSTROV_PLAN_REASONS * slot + i];
        ck_assert_int_eq(r->slot, slot);
        if (r->because == because) {
            return r;
        }
    }
    return NULL;
}

/* Cheap, middling, dear; then dear with sun, and an outage. */
static void five_hours(void)
{
    static const double buy[5] = {0.05, 0.20, 0.40, 0.40, 0.20};
    kit_open(&k, 5, 3600);
    for (int32_t t = 0; t < 5; t++) {
        k.buy[t] = buy[t];
        k.sell[t] = 0.02;
    }
    k.battery.charge_limit_w = 30e3;
    k.battery.discharge_limit_w = 30e3;
    k.problem.battery_soc_ratio = 0.10;
    k.pv[3] = 60e3;
    k.import_limit[4] = 0.0;
    k.export_limit[4] = 0.0;
}

START_TEST(each_slot_says_why)
{
    const ostrov_plan_reason *r = NULL;
    five_hours();
    explain();
    r = reason(0, OSTROV_BECAUSE_CHARGE_CHEAP);
    ck_assert_ptr_nonnull(r);
    ck_assert_double_eq(r->now, 0.05);
    ck_assert_double_gt(r->change_at, r->now);
    ck_assert_double_eq_tol(r->value_per_kwh, r->change_at - r->now, 1e-12);
    r = reason(2, OSTROV_BECAUSE_DISCHARGE_DEAR);
    ck_assert_ptr_nonnull(r);
    ck_assert_double_lt(r->change_at, r->now);
    r = reason(3, OSTROV_BECAUSE_CHARGE_SUN);
    ck_assert_ptr_nonnull(r);
    ck_assert_double_eq(r->now, 0.02);
    ck_assert_ptr_nonnull(reason(4, OSTROV_BECAUSE_OUTAGE));
}
END_TEST

/* What would change it, changes it: the price put beyond the point told gives another decision. */
START_TEST(the_point_of_change_is_where_it_changes)
{
    uint64_t seed = 11;
    int32_t tried = 0;
    for (int32_t round = 0; round < 60; round++) {
        kit_draw(&k, &seed, 24, round % 2 ? 16u : 0u);
        explain();
        {
            const int32_t t = (int32_t)(kit_random(&seed) % 24u);
            const ostrov_plan_reason *r = reason(t, OSTROV_BECAUSE_CHARGE_CHEAP);
            const double power = p.plan.battery_w[t];
            if (r == NULL) {
                continue;
            }
            tried++;
            k.buy[t] = r->change_at - 1e-4;
            k.sell[t] = k.buy[t] < k.sell[t] ? k.buy[t] : k.sell[t];
            kit_solve(&k, &q);
            ck_assert_msg(q.plan.battery_w[t] < 1.0, "round %d: it gave up below the point told",
                          (int)round);
            k.buy[t] = r->change_at + 5.0;
            kit_solve(&k, &q);
            ck_assert_msg(q.plan.battery_w[t] > power + 1.0, "round %d: it went on far beyond it",
                          (int)round);
        }
    }
    ck_assert_int_gt(tried, 5);
}
END_TEST

START_TEST(peaks_reserves_and_missing_load_are_told)
{
    kit_open(&k, 8, 3600);
    k.load[4] = 150e3;
    kit_peak(&k, 0, 8, 20e3, 50.0);
    k.problem.reserve_s = 14400.0;
    explain();
    ck_assert_ptr_nonnull(reason(4, OSTROV_BECAUSE_PEAK));
    ck_assert_double_gt(reason(4, OSTROV_BECAUSE_PEAK)->value_per_kwh, 0.0);
    kit_open(&k, 4, 3600);
    k.problem.battery = NULL;
    k.import_limit[1] = 10e3;
    explain();
    ck_assert_ptr_nonnull(reason(1, OSTROV_BECAUSE_SHED));
    ck_assert_ptr_nonnull(reason(1, OSTROV_BECAUSE_IMPORT_LIMIT));
    {
        const ostrov_plan_verdict v = kit_judge(&k, &p);
        ostrov_wish_missed missed[8];
        int32_t count = 0;
        ck_assert_int_eq(ostrov_plan_missed(&v, missed, &count), OSTROV_OK);
        ck_assert_int_eq(count, 1);
        ck_assert_int_eq(missed[0].wish, OSTROV_WISH_LOAD);
        ck_assert_double_eq_tol(missed[0].cost, 10.0 * 3.0, 1e-9);
    }
}
END_TEST

START_TEST(words_in_three_languages)
{
    const ostrov_plan_reason r = {0, OSTROV_BECAUSE_CHARGE_CHEAP, 0.0668, 0.0512, 0.118, 0.0};
    char text[400];
    char small[30];
    size_t length = ostrov_plan_reason_text(&r, 1, text, sizeof text);
    ck_assert_str_eq(text, "charges from the grid: a kWh costs 0.0512 now and is worth 0.1180 on its way "
                           "into the battery; stops when the price rises above 0.1180");
    ck_assert_uint_eq(length, strlen(text));
    ck_assert_uint_eq(ostrov_plan_reason_text(&r, 1, small, sizeof small), length);
    (void)ostrov_plan_reason_text(&r, 2, text, sizeof text);
    ck_assert_ptr_nonnull(strstr(text, "nabíjí ze sítě"));
    (void)ostrov_plan_reason_text(&r, 3, text, sizeof text);
    ck_assert_ptr_nonnull(strstr(text, "由電網充電"));
    for (int32_t because = 0; because <= OSTROV_BECAUSE_OUTAGE + 1; because++) {
        for (int32_t language = 1; language <= 3; language++) {
            const ostrov_plan_reason any = {0, because, 0.1, 0.2, 0.3, 0.4};
            ck_assert_uint_gt(ostrov_plan_reason_text(&any, language, text, sizeof text), 5);
            ck_assert_ptr_null(strchr(text, '{'));
        }
    }
    ck_assert_uint_eq(ostrov_plan_reason_text(NULL, 1, text, sizeof text), 0);
}
END_TEST

START_TEST(what_is_missing_is_named)
{
    ostrov_fault why = {0};
    five_hours();
    explain();
    p.plan.value_per_kwh = NULL;
    ck_assert_int_eq(ostrov_plan_explain(&k.problem, &p.plan, rows, sizeof rows[0], 1000, &why),
                     OSTROV_E_ARGUMENT);
    ck_assert_str_eq(why.field, "value_per_kwh");
    p.plan.value_per_kwh = p.columns[6];
    ck_assert_int_eq(ostrov_plan_explain(&k.problem, &p.plan, rows, sizeof rows[0], 14, &why),
                     OSTROV_E_SPACE);
    ck_assert_int_eq(ostrov_plan_explain(&k.problem, NULL, rows, sizeof rows[0], 1000, NULL),
                     OSTROV_E_ARGUMENT);
}
END_TEST

static ostrov_plan_options calm(const kit_plan *previous, double price)
{
    ostrov_plan_options o;
    ck_assert_int_eq(ostrov_plan_options_defaults(&o, sizeof o), OSTROV_OK);
    o.previous = previous != NULL ? &previous->plan : NULL;
    o.calm_price_per_kwh = price;
    return o;
}

/* Prices that repeat make many plans equally good: whichever was chosen first stays. */
START_TEST(equal_plans_do_not_change)
{
    uint64_t seed = 4;
    for (int32_t round = 0; round < 100; round++) {
        ostrov_plan_options o;
        kit_draw(&k, &seed, 48, round % 4 == 3 ? 1u : 0u);
        for (int32_t t = 0; t < 48; t++) {
            k.buy[t] = t % 16 < 8 ? 0.1 : 0.3;
            k.sell[t] = 0.05;
        }
        o = calm(NULL, 0.0);
        ck_assert_int_eq(kit_solve_with(&k, &o, &p, NULL), OSTROV_OK);
        for (int32_t again = 0; again < 2; again++) {
            const kit_plan before = p;
            kit_plan held = before;
            held.plan.edges_s = held.edges;
            held.plan.battery_w = held.columns[1];
            if (again == 1) { /* another plan of the same cost, if there is one: its way is kept too */
                held.columns[1][0] *= 0.999;
            }
            o = calm(&held, 0.0);
            ck_assert_int_eq(kit_solve_with(&k, &o, &p, NULL), OSTROV_OK);
            ck_assert_double_eq_tol(p.plan.cost, before.plan.cost, 1e-9);
            if (again == 0) {
                ck_assert_mem_eq(p.columns[1], before.columns[1], sizeof p.columns[1]);
            }
        }
    }
}
END_TEST

/* What a warm call finds is not the plan that followed another, where none is to be followed. */
START_TEST(a_kept_plan_that_followed_another)
{
    static uint64_t memory[1 << 16];
    ostrov_plan_options o = calm(NULL, 0.0);
    kit_open(&k, 8, 900);
    kit_plan_open(&p);
    kit_solve(&k, &p);
    for (int32_t t = 0; t < 8; t++) {
        p.columns[1][t] = t < 4 ? -10e3 : 10e3;
    }
    o = calm(&p, 10.0); /* dear to leave it */
    o.warm = 1;
    memset(memory, 0, sizeof memory);
    kit_plan_open(&q);
    ck_assert_int_eq(ostrov_plan_solve(&k.problem, &o, memory, sizeof memory, &q.plan, NULL), OSTROV_OK);
    ck_assert_double_eq(q.columns[1][0], -10e3);
    o.previous = NULL;
    ck_assert_int_eq(ostrov_plan_solve(&k.problem, &o, memory, sizeof memory, &q.plan, NULL), OSTROV_OK);
    ck_assert_double_eq(q.columns[1][0], 0.0); /* at rest, as without warm */
    ck_assert_int_eq(ostrov_plan_solve(&k.problem, &o, memory, sizeof memory, &q.plan, NULL), OSTROV_OK);
    ck_assert_int_eq(q.plan.work, 0); /* and that one is kept */
}
END_TEST

START_TEST(calm_costs_at_most_its_price)
{
    uint64_t seed = 5;
    for (int32_t round = 0; round < 40; round++) {
        ostrov_plan_options o;
        double moved = 0.0;
        double unmoved = 0.0;
        kit_draw(&k, &seed, 48, 0u);
        kit_solve(&k, &p);
        for (int32_t t = 0; t < 48; t++) {
            k.load[t] *= kit_uniform(&seed, 0.9, 1.1);
        }
        kit_solve(&k, &q);
        for (int32_t t = 0; t < 48; t++) {
            const double change = q.plan.battery_w[t] - p.plan.battery_w[t];
            moved += (change < 0.0 ? -change : change) * 0.25 / 1000.0;
        }
        {
            const kit_plan best = q;
            p.plan.edges_s = p.edges;
            o = calm(&p, 0.01);
            ck_assert_int_eq(kit_solve_with(&k, &o, &q, NULL), OSTROV_OK);
            ck_assert_double_le(q.plan.bound, best.plan.cost + 1e-9);
            ck_assert_double_ge(q.plan.cost, best.plan.cost - 1e-9);
            for (int32_t t = 0; t < 48; t++) {
                const double change = q.plan.battery_w[t] - p.plan.battery_w[t];
                unmoved += (change < 0.0 ? -change : change) * 0.25 / 1000.0;
            }
            ck_assert_double_le(q.plan.cost - best.plan.cost, 0.01 / 0.95 * moved + 1e-9);
            ck_assert_double_le(unmoved, moved / 0.95 / 0.95 + 1e-9);
        }
    }
}
END_TEST

/* What runs now goes on where that costs no more than it may, to the last bit; the bound stays that of the
 * best plan. */
START_TEST(what_runs_is_held)
{
    uint64_t seed = 6;
    int32_t held = 0;
    for (int32_t round = 0; round < 200; round++) {
        const uint32_t kind = (uint32_t)(kit_random(&seed) % 256u) & ~(4u | 32u);
        ostrov_plan_options o;
        double best = 0.0;
        double bound = 0.0;
        kit_draw(&k, &seed, 24, kind);
        kit_solve(&k, &p);
        best = p.plan.cost;
        bound = p.plan.bound;
        o = calm(NULL, 0.0);
        o.hold_w = kit_uniform(&seed, -40e3, 40e3);
        o.hold_money = round % 4 == 0 ? 0.0 : kit_uniform(&seed, 0.0, 4.0);
        ck_assert_int_eq(kit_solve_with(&k, &o, &q, NULL), OSTROV_OK);
        ck_assert(kit_judge(&k, &q).feasible);
        /* with prices below zero and peaks caps are searched: the plan without may not be the best */
        ck_assert_double_le(q.plan.bound, best + 1e-9 * (1.0 + (best < 0.0 ? -best : best)));
        if ((kind & 9u) == 0) {
            ck_assert_double_ge(q.plan.bound, bound - 1e-9 * (1.0 + (best < 0.0 ? -best : best)));
            ck_assert_double_le(q.plan.cost, best + o.hold_money + 1e-8);
        }
        held += q.columns[1][0] == o.hold_w;
        if (q.columns[1][0] == o.hold_w && o.hold_money > 0.0 && (kind & 9u) == 0) { /* and no further */
            o.hold_money = 0.5 * (q.plan.cost - best);
            ck_assert_int_eq(kit_solve_with(&k, &o, &q, NULL), OSTROV_OK);
            ck_assert_double_le(q.plan.cost, best + o.hold_money + 1e-8);
        }
    }
    ck_assert_int_ge(held, 20);
}
END_TEST

/* A step beside rest that rounding leaves would run the PCS: the money is kept, and a plan there is. */
START_TEST(holding_where_running_costs)
{
    uint64_t seed = 9;
    for (int32_t round = 0; round < 300; round++) {
        const uint32_t kind = (uint32_t)(kit_random(&seed) % 256u) & ~(1u | 4u | 8u | 32u);
        ostrov_plan_options o = calm(NULL, 0.0);
        double best = 0.0;
        kit_draw(&k, &seed, 8, kind);
        k.problem.battery_running_w = kit_uniform(&seed, 0.0, 3e3);
        for (int32_t t = 0; t < 8 && round % 2 == 0; t++) {
            k.import_limit[t] = kit_uniform(&seed, 0.0, 60e3);
        }
        kit_solve(&k, &p);
        best = p.plan.cost;
        o.hold_w = kit_uniform(&seed, -50e3, 50e3);
        o.hold_money = round % 3 == 0 ? 0.0 : kit_uniform(&seed, 0.0, 3.0);
        ck_assert_msg(kit_solve_with(&k, &o, &q, NULL) == OSTROV_OK, "round %d", (int)round);
        ck_assert(kit_judge(&k, &q).feasible);
        ck_assert_msg(q.plan.cost <= best + o.hold_money + 1e-8 * (1.0 + (best < 0.0 ? -best : best)),
                      "round %d: %g over %g",
                      (int)round, q.plan.cost - best, o.hold_money);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plan explain");
    TCase *cases = tcase_create("explain");
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, each_slot_says_why);
    tcase_add_test(cases, the_point_of_change_is_where_it_changes);
    tcase_add_test(cases, peaks_reserves_and_missing_load_are_told);
    tcase_add_test(cases, words_in_three_languages);
    tcase_add_test(cases, what_is_missing_is_named);
    tcase_add_test(cases, equal_plans_do_not_change);
    tcase_add_test(cases, a_kept_plan_that_followed_another);
    tcase_add_test(cases, calm_costs_at_most_its_price);
    tcase_add_test(cases, what_runs_is_held);
    tcase_add_test(cases, holding_where_running_costs);
    suite_add_tcase(suite, cases);
    return unit_run(suite);
}
