/* Least powers of vehicles: whatever small site is drawn, no quick plan charges with less.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include "plan_kit.h"

static kit k;
static kit_plan p;

enum { FEW = 12 };

static double least_of(uint64_t *seed, double limit_w)
{
    switch (kit_random(seed) % 8u) {
    case 0: return 0.0;                                   /* any power */
    case 1: return limit_w;                               /* all or nothing */
    case 2: return limit_w * kit_uniform(seed, 1.0, 1.5); /* cannot charge at all */
    default: return limit_w * kit_uniform(seed, 0.05, 0.7);
    }
}

static void draw_vehicles(uint64_t *seed)
{
    const int32_t slots = k.problem.count;
    const int count = 1 + (int)(kit_random(seed) % 5u);
    for (int i = 0; i < count; i++) {
        const int32_t from = (int32_t)(kit_random(seed) % (uint64_t)slots);
        const int32_t until = from + 1 + (int32_t)(kit_random(seed) % (uint64_t)(slots - from));
        const double limit = kit_uniform(seed, 2e3, 40e3);
        ostrov_plan_vehicle *v = &k.vehicles[i];
        kit_vehicle(&k, from, until, 0.0, limit);
        v->charge_min_w = least_of(seed, limit);
        v->group = (int32_t)(kit_random(seed) % (uint64_t)(k.problem.groups_count + 1)) - 1;
        v->charge_efficiency_ratio = kit_uniform(seed, 0.7, 1.0);
        v->depart_wh = v->arrive_wh + kit_uniform(seed, -1e3, kit_random(seed) % 2u ? 2e3 : 30e3);
        v->capacity_wh = v->arrive_wh + kit_uniform(seed, 0.0, kit_random(seed) % 2u ? 3e3 : 40e3);
        if (kit_random(seed) % 4u == 0) {
            v->short_price_per_kwh = kit_uniform(seed, 0.0, 20.0); /* also dearer than shed load */
        }
    }
}

/* Uneven slots, so that prices and limits are mixed; everything that can take power away is there at
 * times: no grid, groups, peaks, a reserve, no battery. */
static void draw(uint64_t *seed)
{
    const int32_t slots = 1 + (int32_t)(kit_random(seed) % FEW);
    const int away = kit_random(seed) % 4u == 0;
    const double import_w = kit_uniform(seed, 0.0, 80e3);
    const double export_w = kit_random(seed) % 4u == 0 ? 0.0 : kit_uniform(seed, 0.0, 80e3);
    kit_open(&k, slots, 1800);
    for (int32_t t = 0; t < slots; t++) {
        k.edges[t + 1] = k.edges[t] + 60 + (int64_t)(kit_random(seed) % 1741u);
        k.load[t] = kit_random(seed) % 4u == 0 ? 0.0 : kit_uniform(seed, 0.0, 40e3);
        k.critical[t] = k.load[t] * kit_uniform(seed, 0.0, 1.0);
        k.pv[t] = kit_random(seed) % 2u ? 0.0 : kit_uniform(seed, 0.0, 60e3);
        k.buy[t] = kit_uniform(seed, -0.3, 0.7);
        k.sell[t] = kit_uniform(seed, -0.3, 0.7);
        k.import_limit[t] = away || kit_random(seed) % 5u == 0 ? 0.0 : import_w;
        k.export_limit[t] = export_w;
    }
    k.battery.capacity_wh = kit_uniform(seed, 1e3, 50e3);
    k.battery.charge_limit_w = kit_uniform(seed, 0.0, 30e3);
    k.battery.discharge_limit_w = kit_uniform(seed, 0.0, 30e3);
    k.problem.battery_soc_ratio = kit_uniform(seed, 0.0, 1.0);
    if (kit_random(seed) % 3u == 0) {
        k.problem.battery = NULL;
    }
    k.problem.reserve_s = kit_random(seed) % 2u ? 0.0 : kit_uniform(seed, 0.0, 7200.0);
    k.problem.soc_end_min_ratio = kit_random(seed) % 2u ? kit_uniform(seed, 0.0, 1.0) : __builtin_nan("");
    for (uint64_t i = kit_random(seed) % 3u; i > 0; i--) {
        kit_group(&k, kit_uniform(seed, 0.0, 60e3));
    }
    for (uint64_t i = kit_random(seed) % 3u; i > 0; i--) {
        const int32_t from = (int32_t)(kit_random(seed) % (uint64_t)slots);
        const int32_t until = from + 1 + (int32_t)(kit_random(seed) % (uint64_t)(slots - from));
        kit_peak(&k, from, until, kit_uniform(seed, 0.0, 40e3), kit_uniform(seed, 0.0, 10.0));
    }
    draw_vehicles(seed);
}

/* Every third plan is broken off: at once, or somewhere on its way. */
static ostrov_plan_options hurry(uint64_t *seed, int n, const volatile int32_t *stop)
{
    ostrov_plan_options o;
    ck_assert_int_eq(ostrov_plan_options_defaults(&o, sizeof o), OSTROV_OK);
    if (n % 6 == 2) {
        o.stop = stop;
    } else if (n % 6 == 5) {
        o.work_limit = (int64_t)(kit_random(seed) % 20000u);
    }
    return o;
}

/* Counts the powers of vehicles that have a least power, none of which may be below it. */
static int count_powers(int n)
{
    int count = 0;
    for (int32_t i = 0; i < k.problem.vehicles_count; i++) {
        const double least = k.vehicles[i].charge_min_w;
        for (int32_t t = 0; t < k.problem.count; t++) {
            const double w = p.vehicle_w[i * KIT_SLOTS + t];
            /* worked out in kW: a few roundings of at most 60e3 W, far below 1e-9 W each */
            ck_assert_msg(w == 0.0 || w >= least - 1e-9, "problem %d: vehicle %d at %g W of %g in slot %d",
                          n, (int)i, w, least, (int)t);
            count += least > 0.0 && w > 0.0;
        }
    }
    return count;
}

START_TEST(no_vehicle_below_its_least_power)
{
    const volatile int32_t stop = 1;
    uint64_t seed = 11;
    int powers = 0;
    for (int n = 0; n < 6000; n++) {
        ostrov_plan_options o;
        ostrov_plan_verdict v;
        ostrov_fault why = {0};
        ostrov_status status = OSTROV_OK;
        double rounding = 0.0;
        draw(&seed);
        o = hurry(&seed, n, &stop);
        status = kit_solve_with(&k, &o, &p, &why);
        ck_assert_msg(status == OSTROV_OK || (status == OSTROV_LIMITED && n % 3 == 2),
                      "problem %d: status %d", n, (int)status);
        v = kit_judge(&k, &p);
        ck_assert_msg(v.feasible, "problem %d: %s by %g in slot %d", n, v.worst_rule, v.worst_value,
                      (int)v.worst_slot);
        powers += count_powers(n);
        rounding = 1e-9 * (1.0 + (v.cost < 0.0 ? -v.cost : v.cost)); /* sums of some hundred terms */
        ck_assert_double_eq_tol(v.cost, p.plan.cost, rounding);
        ck_assert_double_le(p.plan.bound, p.plan.cost + rounding);
    }
    ck_assert_int_gt(powers, 5000); /* it is not kept by charging nobody */
}
END_TEST

/* One slot of an hour, PV for nothing, a vehicle that wants a quarter of what its least power brings. */
static void one_hour(double room_wh)
{
    kit_open(&k, 1, 3600);
    k.problem.battery = NULL;
    k.load[0] = 0.0;
    k.critical[0] = 0.0;
    k.pv[0] = 20e3;
    k.sell[0] = 0.0;
    kit_vehicle(&k, 0, 1, 500.0, 10e3);
    k.vehicles[0].charge_efficiency_ratio = 1.0;
    k.vehicles[0].charge_min_w = 2e3;
    k.vehicles[0].capacity_wh = k.vehicles[0].arrive_wh + room_wh;
    kit_solve(&k, &p);
    ck_assert_int_eq(kit_judge(&k, &p).feasible, 1);
}

START_TEST(a_small_wish_takes_the_least_power_or_none)
{
    one_hour(10e3);
    ck_assert_double_eq_tol(p.vehicle_w[0], 2e3, 1e-9);
    ck_assert_double_eq(p.short_wh[0], 0.0);
    one_hour(1.9e3); /* it would not fit in */
    ck_assert_double_eq(p.vehicle_w[0], 0.0);
    ck_assert_double_eq_tol(p.short_wh[0], 500.0, 1e-9);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plan least powers");
    TCase *cases = tcase_create("least");
    tcase_set_timeout(cases, 120);
    tcase_add_test(cases, no_vehicle_below_its_least_power);
    tcase_add_test(cases, a_small_wish_takes_the_least_power_or_none);
    suite_add_tcase(suite, cases);
    return unit_run(suite);
}
