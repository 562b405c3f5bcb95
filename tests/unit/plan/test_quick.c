/* The quick planner against enumeration on tiny sites, and what must hold on any site.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include "plan_kit.h"

static kit k;
static kit_plan p;
static kit_plan q;

static double maximum(double a, double b) { return a > b ? a : b; }
static double minimum(double a, double b) { return a < b ? a : b; }

/* Least money per hour for a demand in kW, by trying out every whole kW of export and import: knows
 * nothing of merit orders. Sites here have whole kW everywhere, so that corners are whole too. */
static double site_money(int32_t t, int demand)
{
    const int pv = (int)(k.pv[t] / 1000.0);
    const int load = (int)(k.load[t] / 1000.0);
    const int critical = (int)(k.critical[t] / 1000.0);
    double best = 1e300;
    for (int used = 0; used <= pv; used++) {
        for (int shed = 0; shed <= load; shed++) {
            const int grid = demand - used - shed;
            const int over = shed > load - critical ? shed - (load - critical) : 0;
            double money = 0.0;
            if (grid > k.import_limit[t] / 1000.0 || -grid > k.export_limit[t] / 1000.0) {
                continue;
            }
            money = grid > 0 ? grid * k.buy[t] : grid * k.sell[t];
            money += 3.0 * (shed - over) + 15.0 * over + (pv - used) * k.problem.curtail_price_per_kwh;
            best = minimum(best, money);
        }
    }
    return best;
}

static int vehicle_need_kwh; /* of one vehicle that is there all the time; 0 = none */
static double tables[4][16];

static double enumerate(int32_t t, int stored, int charged)
{
    double best = 1e300;
    if (t >= 4) {
        return -k.problem.terminal_price_per_kwh * stored +
               2.0 * (charged < vehicle_need_kwh ? vehicle_need_kwh - charged : 0);
    }
    for (int out = -2; out <= 2; out++) {
        if (stored - out < 0 || stored - out > 4) {
            continue;
        }
        for (int v = 0; v <= (vehicle_need_kwh > 0 ? 2 : 0) && charged + v <= vehicle_need_kwh + 1; v++) {
            const double now = tables[t][(int)(k.load[t] / 1000.0) + v - out + 2];
            const double wear = out > 0 ? out * k.problem.wear_price_per_kwh : 0.0;
            best = minimum(best, now + wear + enumerate(t + 1, stored - out, charged + v));
        }
    }
    return best;
}

static void tiny(uint64_t *seed, int negative)
{
    kit_open(&k, 4, 3600);
    for (int32_t t = 0; t < 4; t++) {
        k.load[t] = 1000.0 * (double)(kit_random(seed) % 5u);
        k.critical[t] = 1000.0 * (double)(kit_random(seed) % (uint64_t)(k.load[t] / 1000.0 + 1.0));
        k.pv[t] = 1000.0 * (double)(kit_random(seed) % 6u);
        k.buy[t] = kit_uniform(seed, negative ? -0.6 : 0.0, 0.5);
        k.sell[t] = k.buy[t] - kit_uniform(seed, negative ? -0.2 : 0.0, 0.3);
        k.import_limit[t] = 1000.0 * (double)(kit_random(seed) % 5u);
        k.export_limit[t] = 1000.0 * (double)(kit_random(seed) % 4u);
    }
    k.battery.capacity_wh = 4000.0;
    k.battery.soc_min_ratio = 0.0;
    k.battery.soc_max_ratio = 1.0;
    k.battery.charge_limit_w = 2000.0;
    k.battery.discharge_limit_w = 2000.0;
    k.battery.charge_efficiency_ratio = 1.0; /* lossless: whole kW are then enough (a network) */
    k.battery.discharge_efficiency_ratio = 1.0;
    k.problem.battery_soc_ratio = 0.25 * (double)(kit_random(seed) % 5u);
    k.problem.wear_price_per_kwh = kit_random(seed) % 2u ? 0.05 : 0.0;
    k.problem.terminal_price_per_kwh = 0.1;
    k.problem.curtail_price_per_kwh = negative ? 0.07 : 0.0;
}

static double oracle(void)
{
    for (int32_t t = 0; t < 4; t++) {
        for (int n = 0; n < 16; n++) {
            tables[t][n] = site_money(t, n - 2);
        }
    }
    return enumerate(0, (int)(k.problem.battery_soc_ratio * 4.0 + 0.5), 0);
}

START_TEST(exact_on_tiny_sites)
{
    uint64_t seed = 1;
    vehicle_need_kwh = 0;
    for (int n = 0; n < 1500; n++) {
        tiny(&seed, n % 2);
        kit_solve(&k, &p);
        ck_assert_int_eq(kit_judge(&k, &p).feasible, 1);
        /* sums of some twenty terms below 100: 1e-9 leaves room for rounding only */
        ck_assert_double_eq_tol(p.plan.cost, oracle(), 1e-9);
        ck_assert_double_eq_tol(p.plan.bound, p.plan.cost, 1e-9);
    }
}
END_TEST

START_TEST(between_bound_and_oracle_with_a_vehicle)
{
    uint64_t seed = 2;
    double lost = 0.0;
    for (int n = 0; n < 300; n++) {
        double best = 0.0;
        tiny(&seed, n % 2);
        vehicle_need_kwh = 1 + (int)(kit_random(&seed) % 5u);
        kit_vehicle(&k, 0, 4, 1000.0 * vehicle_need_kwh, 2000.0);
        k.vehicles[0].charge_efficiency_ratio = 1.0;
        k.vehicles[0].capacity_wh = k.vehicles[0].depart_wh + 1000.0;
        kit_solve(&k, &p);
        best = oracle();
        ck_assert_int_eq(kit_judge(&k, &p).feasible, 1);
        ck_assert_double_ge(p.plan.cost, best - 1e-9);
        ck_assert_double_le(p.plan.bound, best + 1e-9);
        lost += p.plan.cost - best;
    }
    /* a heuristic: on these cramped sites a tenth of a unit of money in the mean, shedding costs 3 */
    ck_assert_double_le(lost / 300.0, 0.1);
}
END_TEST

/* Whatever the site, a plan comes that keeps every hard rule. */
START_TEST(any_site_gets_a_feasible_plan)
{
    uint64_t seed = 3;
    for (uint32_t kind = 0; kind < 256; kind++) {
        ostrov_plan_verdict v;
        kit_draw(&k, &seed, 96, kind);
        kit_solve(&k, &p);
        v = kit_judge(&k, &p);
        ck_assert_msg(v.feasible, "kind %u: %s by %g in slot %d", kind, v.worst_rule, v.worst_value,
                      (int)v.worst_slot);
        ck_assert_double_eq_tol(v.cost, p.plan.cost, 1e-9 * maximum(1.0, v.cost));
        ck_assert(p.plan.bound <= p.plan.cost);
        ck_assert(p.plan.gap_ratio >= 0.0);
        for (int32_t t = 0; t < 96; t++) {
            ck_assert(p.columns[6][t] - p.columns[6][t] == 0.0);
        }
    }
}
END_TEST

START_TEST(same_input_same_bits)
{
    uint64_t seed = 4;
    for (uint32_t kind = 0; kind < 64; kind += 5) {
        kit_draw(&k, &seed, 96, kind);
        kit_solve(&k, &p);
        kit_solve(&k, &q);
        ck_assert_mem_eq(p.columns, q.columns, sizeof p.columns);
        ck_assert_mem_eq(p.vehicle_w, q.vehicle_w, sizeof p.vehicle_w);
        ck_assert_mem_eq(&p.plan.cost, &q.plan.cost, sizeof p.plan.cost);
        ck_assert_int_eq(p.plan.work, q.plan.work);
    }
}
END_TEST

START_TEST(twice_the_prices_twice_the_cost)
{
    uint64_t seed = 5;
    for (int n = 0; n < 20; n++) {
        kit_draw(&k, &seed, 96, n % 2 ? 16u : 1u);
        k.problem.wear_price_per_kwh = 0.02;
        kit_solve(&k, &p);
        for (int32_t t = 0; t < 96; t++) {
            k.buy[t] *= 2.0;
            k.sell[t] *= 2.0;
        }
        k.problem.wear_price_per_kwh *= 2.0;
        k.problem.shed_price_per_kwh *= 2.0;
        k.problem.shed_critical_price_per_kwh *= 2.0;
        k.problem.reserve_price_per_kwh_h *= 2.0;
        kit_solve(&k, &q);
        ck_assert_double_eq_tol(q.plan.cost, 2.0 * p.plan.cost,
                                1e-9 * maximum(1.0, maximum(p.plan.cost, -p.plan.cost)));
    }
}
END_TEST

START_TEST(value_column_is_the_slope_of_the_cost)
{
    /* a little more energy at the start saves what the slope at the end of slot 0 says, as long as the
     * battery rests or works in its interior there: compared on the first slot's own slope */
    kit_open(&k, 96, 900);
    for (int32_t t = 0; t < 96; t++) {
        k.buy[t] = 0.2 + 0.002 * t;
        k.sell[t] = 0.0;
        k.load[t] = 5e3 + 100.0 * t;
    }
    k.problem.battery_soc_ratio = 0.5;
    kit_solve(&k, &p);
    k.problem.battery_soc_ratio = 0.5 + 100.0 / 400e3;
    kit_solve(&k, &q);
    ck_assert_double_eq_tol((p.plan.cost - q.plan.cost) / 0.1, p.columns[6][0], 1e-6);
}
END_TEST

START_TEST(import_below_base_load_sheds_in_order)
{
    kit_open(&k, 4, 900);
    k.problem.battery = NULL;
    for (int32_t t = 0; t < 4; t++) {
        k.import_limit[t] = t < 2 ? 15e3 : 5e3;
    }
    kit_solve(&k, &p);
    ck_assert_int_eq(kit_judge(&k, &p).feasible, 1);
    ck_assert_double_eq_tol(p.columns[3][0], 5e3, 1e-6);
    ck_assert_double_eq_tol(p.columns[4][0], 0.0, 1e-6);
    ck_assert_double_eq_tol(p.columns[3][3], 12e3, 1e-6); /* all ordinary load, then critical */
    ck_assert_double_eq_tol(p.columns[4][3], 3e3, 1e-6);
}
END_TEST

START_TEST(soc_below_its_window_comes_back_softly)
{
    kit_open(&k, 96, 900);
    k.problem.battery_soc_ratio = 0.02;
    k.problem.reserve_price_per_kwh_h = 1.0;
    kit_solve(&k, &p);
    ck_assert_int_eq(kit_judge(&k, &p).feasible, 1);
    ck_assert_double_ge(p.columns[5][4], 0.1 - 1e-9);
    ck_assert_double_eq(p.plan.shed_total_wh, 0.0);
    for (int32_t t = 0; t < 96; t++) { /* no grid at all: it stays where it is and nothing breaks */
        k.import_limit[t] = 0.0;
    }
    kit_solve(&k, &p);
    ck_assert_int_eq(kit_judge(&k, &p).feasible, 1);
    ck_assert_double_ge(p.columns[5][95], 0.02 - 1e-12);
    k.problem.battery_soc_ratio = 1.0;
    kit_solve(&k, &p);
    ck_assert_int_eq(kit_judge(&k, &p).feasible, 1);
}
END_TEST

START_TEST(a_bus_that_cannot_be_charged_is_short)
{
    kit_open(&k, 96, 900);
    kit_vehicle(&k, 10, 14, 100e3, 44e3); /* an hour of 44 kW at 0.93 */
    kit_vehicle(&k, 20, 20, 30e3, 44e3);  /* leaves at once */
    kit_vehicle(&k, 30, 60, 50e3, 44e3);
    k.vehicles[2].charge_min_w = 60e3; /* least above most: cannot charge */
    kit_vehicle(&k, 30, 60, 50e3, 44e3);
    k.vehicles[3].capacity_wh = 70e3; /* wants more than it can hold */
    kit_solve(&k, &p);
    ck_assert_int_eq(kit_judge(&k, &p).feasible, 1);
    ck_assert_double_eq_tol(p.short_wh[0], 100e3 - 44e3 * 0.93, 1e-6);
    ck_assert_double_eq_tol(p.short_wh[1], 30e3, 1e-9);
    ck_assert_double_eq_tol(p.short_wh[2], 50e3, 1e-9);
    ck_assert_double_eq_tol(p.short_wh[3], 30e3, 1e-6);
    ck_assert_double_le(p.plan.bound, p.plan.cost);
    ck_assert_int_eq(p.point[0], 0);
}
END_TEST

START_TEST(only_whole_slots_are_charged)
{
    kit_open(&k, 8, 900);
    kit_vehicle(&k, 1, 5, 1000e3, 44e3);
    k.vehicles[0].arrive_s += 1;
    k.vehicles[0].depart_s -= 1;
    kit_solve(&k, &p);
    ck_assert_double_eq(p.vehicle_w[1], 0.0);
    ck_assert_double_eq_tol(p.vehicle_w[2], 44e3, 1e-6);
    ck_assert_double_eq_tol(p.vehicle_w[3], 44e3, 1e-6);
    ck_assert_double_eq(p.vehicle_w[4], 0.0);
}
END_TEST

START_TEST(absurd_prices)
{
    uint64_t seed = 6;
    for (int n = 0; n < 8; n++) {
        kit_draw(&k, &seed, 96, 4u | 8u | 32u);
        for (int32_t t = 0; t < 96; t += 3) {
            k.buy[t] = n % 2 ? 1e9 : -1e9;
            k.sell[t] = n % 4 < 2 ? 1e9 : -1e9;
        }
        kit_solve(&k, &p);
        ck_assert_int_eq(kit_judge(&k, &p).feasible, 1);
    }
}
END_TEST

START_TEST(a_peak_charge_is_weighed)
{
    kit_open(&k, 96, 900);
    for (int32_t t = 0; t < 96; t++) {
        k.load[t] = t >= 40 && t < 44 ? 120e3 : 20e3;
    }
    kit_solve(&k, &p);
    ck_assert_double_eq_tol(kit_judge(&k, &p).peak_w, 120e3, 1.0); /* flat price: no reason to act */
    kit_peak(&k, 0, 96, 30e3, 10.0);
    kit_solve(&k, &q);
    ck_assert_double_le(kit_judge(&k, &q).peak_w, 31e3);
    ck_assert_double_eq_tol(q.plan.bound, q.plan.cost, 1e-6);
}
END_TEST

START_TEST(stopped_in_time_with_a_plan)
{
    ostrov_plan_options o;
    ostrov_fault why;
    volatile int32_t stop = 1;
    uint64_t seed = 7;
    ck_assert_int_eq(ostrov_plan_options_defaults(&o, sizeof o), OSTROV_OK);
    kit_draw(&k, &seed, 96, 4u | 8u);
    o.work_limit = 1;
    ck_assert_int_eq(kit_solve_with(&k, &o, &p, &why), OSTROV_LIMITED);
    ck_assert_int_eq(kit_judge(&k, &p).feasible, 1);
    ck_assert_int_eq(ostrov_plan_options_defaults(&o, sizeof o), OSTROV_OK);
    o.stop = &stop;
    ck_assert_int_eq(kit_solve_with(&k, &o, &p, &why), OSTROV_LIMITED);
    ck_assert_int_eq(kit_judge(&k, &p).feasible, 1);
    o.passes = 0;
    ck_assert_int_eq(kit_solve_with(&k, &o, &p, &why), OSTROV_E_RANGE);
}
END_TEST

START_TEST(untouched_on_error)
{
    static uint64_t small[64];
    ostrov_fault why = {0};
    kit_open(&k, 96, 900);
    k.buy[12] = __builtin_nan("");
    kit_plan_open(&p);
    p.columns[0][0] = 77.0;
    q = p;
    ck_assert_int_eq(ostrov_plan_solve(&k.problem, NULL, small, sizeof small, &p.plan, &why),
                     OSTROV_E_SPACE);
    {
        const size_t bytes = ostrov_plan_workspace(&k.problem);
        void *memory = malloc(bytes);
        ck_assert_int_eq(ostrov_plan_solve(&k.problem, NULL, memory, bytes, &p.plan, &why),
                         OSTROV_E_NOT_FINITE);
        ck_assert_int_eq(why.slot, 12);
        k.buy[12] = 0.1;
        p.plan.capacity = 95;
        ck_assert_int_eq(ostrov_plan_solve(&k.problem, NULL, memory, bytes, &p.plan, &why),
                         OSTROV_E_SPACE);
        p.plan.capacity = KIT_SLOTS;
        ck_assert_int_eq(ostrov_plan_solve(&k.problem, NULL, memory, bytes - 8, &p.plan, &why),
                         OSTROV_E_SPACE);
        ck_assert_int_eq(ostrov_plan_solve(&k.problem, NULL, memory, bytes, NULL, &why),
                         OSTROV_E_ARGUMENT);
        ck_assert_mem_eq(&p, &q, sizeof p);
        /* all columns unwanted: still a cost */
        ck_assert_int_eq(ostrov_plan_defaults(&p.plan, sizeof p.plan), OSTROV_OK);
        p.plan.capacity = 96;
        ck_assert_int_eq(ostrov_plan_solve(&k.problem, NULL, memory, bytes, &p.plan, &why), OSTROV_OK);
        free(memory);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plan quick");
    TCase *cases = tcase_create("quick");
    tcase_set_timeout(cases, 120);
    tcase_add_test(cases, exact_on_tiny_sites);
    tcase_add_test(cases, between_bound_and_oracle_with_a_vehicle);
    tcase_add_test(cases, any_site_gets_a_feasible_plan);
    tcase_add_test(cases, same_input_same_bits);
    tcase_add_test(cases, twice_the_prices_twice_the_cost);
    tcase_add_test(cases, value_column_is_the_slope_of_the_cost);
    tcase_add_test(cases, import_below_base_load_sheds_in_order);
    tcase_add_test(cases, soc_below_its_window_comes_back_softly);
    tcase_add_test(cases, a_bus_that_cannot_be_charged_is_short);
    tcase_add_test(cases, only_whole_slots_are_charged);
    tcase_add_test(cases, absurd_prices);
    tcase_add_test(cases, a_peak_charge_is_weighed);
    tcase_add_test(cases, stopped_in_time_with_a_plan);
    tcase_add_test(cases, untouched_on_error);
    suite_add_tcase(suite, cases);
    return unit_run(suite);
}
