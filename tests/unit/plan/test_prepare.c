/* The repair of whole problems, and prices from an order of wishes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include <ostrov/plan_prepare.h>
#include <string.h>

#include "plan_kit.h"

static kit k;
static kit_plan p;
static uint64_t memory[1 << 16];
static ostrov_problem_mended rows[64];

static ostrov_status mend(ostrov_problem *mended, int32_t *count, ostrov_fault *why)
{
    return ostrov_problem_mend(&k.problem, mended, sizeof *mended, memory, sizeof memory, rows,
                               sizeof rows[0], 64, count, why);
}

START_TEST(a_good_problem_stays_as_it_is)
{
    ostrov_problem mended;
    int32_t count = 7;
    uint32_t crc[2] = {0, 1};
    uint64_t seed = 3;
    kit_draw(&k, &seed, 48, 4u | 8u | 16u);
    ck_assert_int_eq(mend(&mended, &count, NULL), OSTROV_OK);
    ck_assert_int_eq(count, 0);
    ck_assert_int_eq(ostrov_problem_slots(&k.problem, NULL, 0, 0, &crc[0], NULL), OSTROV_OK);
    ck_assert_int_eq(ostrov_problem_slots(&mended, NULL, 0, 0, &crc[1], NULL), OSTROV_OK);
    ck_assert_uint_eq(crc[0], crc[1]);
}
END_TEST

START_TEST(each_kind_of_damage_by_its_rule)
{
    ostrov_problem mended;
    int32_t count = 0;
    uint64_t seed = 3;
    kit_draw(&k, &seed, 96, 4u | 8u | 16u);
    k.load[0] = __builtin_nan("");
    k.load[5] = __builtin_inf();
    k.pv[7] = -65535.0;
    k.problem.pv_w.count = 90; /* the forecast ends early */
    k.problem.battery_soc_ratio = __builtin_nan("");
    k.problem.reserve_price_per_kwh_h = -1.0;
    k.problem.shed_critical_price_per_kwh = 1.0;
    k.vehicles[1].arrive_wh = __builtin_nan("");
    k.vehicles[2].charge_efficiency_ratio = 32768.0;
    ck_assert_int_eq(ostrov_problem_check(&k.problem, NULL), OSTROV_E_RANGE);
    ck_assert_int_eq(mend(&mended, &count, NULL), OSTROV_DEGRADED);
    ck_assert_int_eq(count, 14);
    ck_assert_double_eq(mended.load_w.values[0], k.load[1]);
    ck_assert_double_eq(mended.load_w.values[5], k.load[4]);
    ck_assert_double_eq(mended.pv_w.values[7], 0.0);
    ck_assert_int_eq(mended.pv_w.count, 96);
    ck_assert_double_eq(mended.pv_w.values[95], k.pv[89]);
    ck_assert_double_eq(mended.battery_soc_ratio, 0.1);
    ck_assert_double_eq(mended.reserve_price_per_kwh_h, 0.0);
    ck_assert_double_eq(mended.shed_critical_price_per_kwh, 3.0);
    for (int32_t i = 0; i < count; i++) {
        ck_assert_ptr_nonnull(rows[i].field);
        ck_assert_int_ne(rows[i].kind, OSTROV_REPAIR_NONE);
        if (strcmp(rows[i].field, "arrive_wh") == 0) {
            ck_assert_int_eq(rows[i].index, 1);
            ck_assert_double_eq(rows[i].now, 0.0);
        }
    }
    ck_assert(k.load[5] > 1e300); /* the problem itself is as it was */
    k.problem = mended;
    kit_solve(&k, &p);
    ck_assert(kit_judge(&k, &p).feasible);
}
END_TEST

START_TEST(a_day_before_comes_before_the_last_value)
{
    ostrov_problem mended;
    double load[192];
    int64_t edges[193];
    int32_t count = 0;
    kit_open(&k, 96, 900);
    for (int32_t t = 0; t <= 192; t++) {
        edges[t] = 900 * (int64_t)t;
        load[t < 192 ? t : 191] = 1000.0 + t;
    }
    load[100] = __builtin_nan("");
    k.problem.count = 192;
    k.problem.edges_s = edges;
    k.problem.load_w = (ostrov_series){0, 900, 192, load};
    ck_assert_int_eq(mend(&mended, &count, NULL), OSTROV_DEGRADED);
    ck_assert_double_eq(mended.load_w.values[100], load[4]);
    /* prices of one day, given a quarter hour late, for two: the first value before, the day again after */
    k.problem.import_price_per_kwh.start_s = 900;
    k.problem.import_price_per_kwh.count = 95;
    k.buy[0] = 0.7;
    k.buy[4] = 0.9;
    ck_assert_int_eq(mend(&mended, &count, NULL), OSTROV_DEGRADED);
    ck_assert_int_eq(mended.import_price_per_kwh.start_s, 0);
    ck_assert_double_eq(mended.import_price_per_kwh.values[0], 0.7);
    ck_assert_double_eq(mended.import_price_per_kwh.values[5], 0.9);
    ck_assert_double_eq(mended.import_price_per_kwh.values[101], 0.9);
    ck_assert_int_eq(ostrov_problem_check(&mended, NULL), OSTROV_OK);
}
END_TEST

START_TEST(what_nobody_knows_is_refused)
{
    ostrov_problem mended;
    ostrov_fault why = {0};
    int32_t count = 99;
    memset(&mended, 77, sizeof mended);
    kit_open(&k, 24, 900);
    for (int32_t t = 0; t < 24; t++) {
        k.load[t] = __builtin_nan("");
    }
    ck_assert_int_eq(mend(&mended, &count, &why), OSTROV_E_NOT_FINITE);
    ck_assert_str_eq(why.field, "load_w");
    ck_assert_int_eq(count, 99);
    ck_assert_uint_eq(mended.struct_size, 0x4d4d4d4du);
    kit_open(&k, 24, 900);
    for (int32_t t = 0; t < 24; t++) { /* PV that nobody knows is none, and that is told */
        k.pv[t] = __builtin_nan("");
    }
    ck_assert_int_eq(mend(&mended, &count, &why), OSTROV_DEGRADED);
    ck_assert_int_eq(count, 1);
    ck_assert_str_eq(rows[0].field, "pv_w");
    ck_assert_int_eq(mended.pv_w.count, 0);
    kit_open(&k, 24, 900);
    k.edges[3] = k.edges[2];
    ck_assert_int_eq(mend(&mended, &count, &why), OSTROV_E_TIME);
    ck_assert_uint_eq(ostrov_problem_mend_size(&k.problem), 0);
    kit_open(&k, 24, 900);
    k.load[3] = -1.0;
    ck_assert_int_eq(ostrov_problem_mend(&k.problem, &mended, sizeof mended, memory, 8, NULL, 0, 0, NULL, &why),
                     OSTROV_E_SPACE);
    ck_assert_double_eq(why.min, (double)ostrov_problem_mend_size(&k.problem));
    ck_assert_int_eq(ostrov_problem_mend(NULL, &mended, sizeof mended, memory, sizeof memory, NULL, 0, 0,
                                         NULL, NULL),
                     OSTROV_E_ARGUMENT);
}
END_TEST

/* Numbers broken at random: after repair there is a plan, or a name for what is missing. */
START_TEST(whatever_is_broken)
{
    uint64_t seed = 11;
    int32_t planned = 0;
    for (int32_t round = 0; round < 200; round++) {
        static const double bad[] = {-1e300, 65535e9, -32768.0, 0.0};
        ostrov_problem mended;
        ostrov_status status = OSTROV_OK;
        kit_draw(&k, &seed, 24, (uint32_t)(kit_random(&seed) % 256u));
        for (int32_t i = 0; i < 12; i++) {
            double *columns[] = {k.load, k.critical, k.pv, k.buy, k.sell, k.import_limit};
            double value = bad[kit_random(&seed) % 4u];
            value = kit_random(&seed) % 2u ? __builtin_nan("") : value;
            columns[kit_random(&seed) % 6u][kit_random(&seed) % 24u] = value;
            ((double *)&k.vehicles[kit_random(&seed) % 5u])[3 + kit_random(&seed) % 8u] = value;
            *(kit_random(&seed) % 2u ? &k.problem.wear_price_per_kwh : &k.problem.battery_soc_ratio) = value;
        }
        status = mend(&mended, NULL, NULL);
        if (status < 0) {
            continue;
        }
        k.problem = mended;
        ck_assert_int_ge(kit_solve_with(&k, NULL, &p, NULL), OSTROV_OK);
        ck_assert(kit_judge(&k, &p).feasible);
        planned++;
    }
    ck_assert_int_ge(planned, 195);
}
END_TEST

/* ---- the order of wishes ----------------------------------------------------------------------- */

static void missed(double found[4])
{
    kit_solve(&k, &p);
    ck_assert_double_le(p.plan.gap_ratio, 1e-6);
    found[OSTROV_WISH_CRITICAL - 1] = p.plan.shed_critical_total_wh;
    found[1] = p.plan.shed_total_wh;
    found[2] = p.plan.short_total_wh;
    found[3] = p.plan.reserve_short_wh_h;
}

static int32_t place_of(int32_t wish)
{
    return wish == OSTROV_WISH_RESERVE ? 3 : wish - 1;
}

static void a_tight_site(uint64_t *seed)
{
    kit_draw(&k, seed, 24, 2u | 4u | 16u); /* no self-discharge: exact then */
    k.problem.soc_end_min_ratio = __builtin_nan("");
    k.problem.import_limit_fixed_w = kit_uniform(seed, 5e3, 60e3);
    kit_peak(&k, 0, 24, 10e3, 4.0);
}

/* Each wish is met as far as it can be with those before it met as far as they can: as far as in the plan
 * of a problem in which nothing behind it counts. */
START_TEST(the_order_is_kept)
{
    static const int32_t orders[3][4] = {
        {OSTROV_WISH_CRITICAL, OSTROV_WISH_DEPARTURE, OSTROV_WISH_RESERVE, OSTROV_WISH_LOAD},
        {OSTROV_WISH_DEPARTURE, OSTROV_WISH_CRITICAL, OSTROV_WISH_LOAD, OSTROV_WISH_RESERVE},
        {OSTROV_WISH_CRITICAL, OSTROV_WISH_LOAD, OSTROV_WISH_RESERVE, OSTROV_WISH_DEPARTURE}};
    uint64_t seed = 71;
    int32_t in_conflict = 0;
    for (int32_t round = 0; round < 45; round++) {
        const int32_t *order = orders[round % 3];
        double found[4];
        double alone[4];
        a_tight_site(&seed);
        ck_assert_int_eq(ostrov_problem_order(&k.problem, k.vehicles, sizeof k.vehicles[0], order, 4, NULL),
                         OSTROV_OK);
        missed(found);
        for (int32_t level = 0; level < 4; level++) {
            for (int32_t i = level + 1; i < 4; i++) { /* what stands behind counts for nothing */
                k.problem.shed_price_per_kwh = order[i] == OSTROV_WISH_LOAD ? 0.0 : k.problem.shed_price_per_kwh;
                k.problem.reserve_price_per_kwh_h =
                    order[i] == OSTROV_WISH_RESERVE ? 0.0 : k.problem.reserve_price_per_kwh_h;
                for (int32_t v = 0; v < 5 && order[i] == OSTROV_WISH_DEPARTURE; v++) {
                    k.vehicles[v].short_price_per_kwh = 0.0;
                }
                if (order[i] == OSTROV_WISH_CRITICAL) { /* then load is behind it too */
                    k.problem.shed_critical_price_per_kwh = 0.0;
                    k.problem.shed_price_per_kwh = 0.0;
                }
            }
            missed(alone);
            ck_assert_msg(found[place_of(order[level])] <= alone[place_of(order[level])] + 1.0,
                          "round %d, wish %d: %g Wh missed, could be %g", (int)round, (int)order[level],
                          found[place_of(order[level])], alone[place_of(order[level])]);
            ck_assert_int_eq(ostrov_problem_order(&k.problem, k.vehicles, sizeof k.vehicles[0], order, 4,
                                                  NULL),
                             OSTROV_OK);
        }
        in_conflict += found[0] + found[1] > 1.0 && found[2] > 1.0;
    }
    ck_assert_int_ge(in_conflict, 10); /* else nothing was tested */
}
END_TEST

/* Tiers keep their prices and count as money: no departure is given up for one. */
START_TEST(tiers_count_as_money)
{
    static const int32_t order[2] = {OSTROV_WISH_CRITICAL, OSTROV_WISH_DEPARTURE};
    const ostrov_plan_tier tier = {0.5, 500.0};
    kit_open(&k, 8, 900);
    kit_vehicle(&k, 0, 8, 20e3, 10e3);
    k.problem.tiers = &tier;
    k.problem.tiers_count = 1;
    k.problem.tiers_stride = sizeof tier;
    k.problem.shed_critical_price_per_kwh = 500.0;
    ck_assert_int_eq(ostrov_problem_order(&k.problem, k.vehicles, sizeof k.vehicles[0], order, 2, NULL),
                     OSTROV_OK);
    ck_assert_double_ge(k.vehicles[0].short_price_per_kwh, 1.25 * 500.0);
}
END_TEST

START_TEST(orders_that_are_none)
{
    const int32_t twice[2] = {OSTROV_WISH_CRITICAL, OSTROV_WISH_CRITICAL};
    const int32_t wrong_way[2] = {OSTROV_WISH_LOAD, OSTROV_WISH_CRITICAL};
    const int32_t unknown[1] = {OSTROV_WISH_FULL};
    const int32_t departures[1] = {OSTROV_WISH_DEPARTURE};
    ostrov_fault why = {0};
    ostrov_problem before;
    kit_open(&k, 8, 900);
    kit_vehicle(&k, 0, 8, 20e3, 10e3);
    before = k.problem;
    ck_assert_int_eq(ostrov_problem_order(&k.problem, NULL, 0, twice, 2, &why), OSTROV_E_RANGE);
    ck_assert_int_eq(why.index, 1);
    ck_assert_int_eq(ostrov_problem_order(&k.problem, NULL, 0, wrong_way, 2, &why), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_problem_order(&k.problem, NULL, 0, unknown, 1, &why), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_problem_order(&k.problem, NULL, 0, NULL, 1, &why), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_problem_order(&k.problem, NULL, 0, twice, 0, &why), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_problem_order(&k.problem, NULL, 0, departures, 1, &why), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_problem_order(&k.problem, k.vehicles, 16, departures, 1, &why), OSTROV_E_ARGUMENT);
    ck_assert_str_eq(why.field, "vehicles_stride");
    k.buy[2] = 1e9; /* nothing can be worth twice that */
    ck_assert_int_eq(ostrov_problem_order(&k.problem, k.vehicles, sizeof k.vehicles[0], departures, 1, &why),
                     OSTROV_E_RANGE);
    ck_assert_mem_eq(&before, &k.problem, sizeof before);
    ck_assert_double_eq(k.vehicles[0].short_price_per_kwh, 2.0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plan prepare");
    TCase *cases = tcase_create("prepare");
    tcase_set_timeout(cases, 120);
    tcase_add_test(cases, a_good_problem_stays_as_it_is);
    tcase_add_test(cases, each_kind_of_damage_by_its_rule);
    tcase_add_test(cases, a_day_before_comes_before_the_last_value);
    tcase_add_test(cases, what_nobody_knows_is_refused);
    tcase_add_test(cases, whatever_is_broken);
    tcase_add_test(cases, the_order_is_kept);
    tcase_add_test(cases, tiers_count_as_money);
    tcase_add_test(cases, orders_that_are_none);
    suite_add_tcase(suite, cases);
    return unit_run(suite);
}
