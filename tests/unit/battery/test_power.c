/* State of power and of energy: held against fine simulations of the same cell.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/battery_power.h>

#include "battery_help.h"

enum { GRID = 101, WARM = 2 };

typedef struct string {
    ostrov_cell cell;
    double temperature_c[WARM], ocv_v[WARM * GRID], ohmic_ohm[WARM], transfer_ohm[WARM];
    double exchange_a[WARM], rc_ohm[WARM * 2], rc_s[WARM * 2];
} string;

/* Sixteen cells of 100 Ah in series, whose charge transfer bends in the cold. */
static void build(string *s)
{
    memset(s, 0, sizeof *s);
    ck_assert_int_eq(ostrov_cell_defaults(&s->cell, sizeof s->cell), OSTROV_OK);
    for (int t = 0; t < WARM; t++) {
        const double cold = t == 0 ? 1 : 0;
        s->temperature_c[t] = t == 0 ? -10 : 25;
        s->ohmic_ohm[t] = 0.0006 + 0.0004 * cold;
        s->transfer_ohm[t] = 0.0004 + 0.004 * cold;
        s->exchange_a[t] = 60 - 50 * cold;
        for (int k = 0; k < 2; k++) {
            s->rc_ohm[2 * t + k] = (0.0004 + 0.0003 * k) * (1 + cold);
            s->rc_s[2 * t + k] = k == 0 ? 20 : 300;
        }
        for (int i = 0; i < GRID; i++) {
            const double z = (double)i / (GRID - 1);
            s->ocv_v[t * GRID + i] =
                3.2 + 0.2 * z - 0.5 * ostrov_exp(-25 * z) + 0.15 * ostrov_exp(-40 * (1 - z));
        }
    }
    s->cell.series = 16;
    s->cell.capacity_ah = 100;
    s->cell.temperature_count = WARM;
    s->cell.rc_count = 2;
    s->cell.temperature_c = s->temperature_c;
    s->cell.ocv_v = s->ocv_v;
    s->cell.ohmic_ohm = s->ohmic_ohm;
    s->cell.transfer_ohm = s->transfer_ohm;
    s->cell.exchange_a = s->exchange_a;
    s->cell.rc_ohm = s->rc_ohm;
    s->cell.rc_s = s->rc_s;
    ck_assert_int_eq(ostrov_cell_check(&s->cell, NULL), OSTROV_OK);
}

static ostrov_power_bounds test_bounds(void)
{
    ostrov_power_bounds b;
    ck_assert_int_eq(ostrov_power_defaults(&b, sizeof b), OSTROV_OK);
    b.voltage_min_v = 16 * 2.8;
    b.voltage_max_v = 16 * 3.6;
    b.discharge_a = 600;
    b.charge_a = 300;
    b.charge_min_c = -20;
    return b;
}

static ostrov_cell_state random_state(uint64_t *seed)
{
    ostrov_cell_state s;
    ck_assert_int_eq(
        ostrov_cell_rest(&s, 0.1 + 0.8 * test_random(seed), -10 + 40 * test_random(seed)),
        OSTROV_OK);
    for (int k = 0; k < 2; k++) {
        s.rc_v[k] = 16 * 0.02 * (2 * test_random(seed) - 1);
    }
    return s;
}

static ostrov_power_capability window(const string *s, const ostrov_cell_state *x,
                                      const ostrov_power_bounds *b, int32_t way, double window_s)
{
    ostrov_power_capability c;
    ostrov_fault why;
    ck_assert_int_eq(ostrov_power_window(&s->cell, x, b, way, window_s, &c, &why), OSTROV_OK);
    return c;
}

/* Least slack (V or SoC) over the window, with the current or the power held, in steps of 0.1 s. */
static double slack(const string *s, const ostrov_cell_state *from, const ostrov_power_bounds *b,
                    double sign, double amount, int power, double window_s)
{
    ostrov_cell_state x = *from;
    double least = 1e9;
    double v = 0;
    double a = power ? 0 : amount;
    for (int i = 0; i <= (int)(window_s * 10 + 0.5); i++) {
        if (i > 0) {
            test_must(ostrov_cell_step(&s->cell, &x, sign * a, __builtin_nan(""), 0.1) ==
                      OSTROV_OK);
        }
        if (power) { /* halving between 0 and the largest current */
            double low = 0;
            double high = sign > 0 ? b->discharge_a : b->charge_a;
            for (int k = 0; k < 36; k++) {
                a = 0.5 * (low + high);
                test_must(ostrov_cell_voltage(&s->cell, &x, sign * a, &v) == OSTROV_OK);
                *(v * a < amount ? &low : &high) = a;
            }
            if (amount - v * a > 1e-6 * amount) {
                return -1;
            }
        }
        test_must(ostrov_cell_voltage(&s->cell, &x, sign * a, &v) == OSTROV_OK);
        const double volts = sign > 0 ? v - b->voltage_min_v : b->voltage_max_v - v;
        const double soc =
            sign > 0 ? x.soc_ratio - b->soc_min_ratio : b->soc_max_ratio - x.soc_ratio;
        least = volts < least ? volts : least;
        least = soc < least ? soc : least;
    }
    return least;
}

START_TEST(limits_hold_at_every_instant_and_no_more_would)
{
    static const double windows[] = {10, 60, 900};
    string s;
    const ostrov_power_bounds b = test_bounds();
    build(&s);
    for (uint64_t seed = 1; seed <= 6; seed++) {
        uint64_t draw = seed;
        const ostrov_cell_state x = random_state(&draw);
        for (int i = 0; i < 6; i++) {
            const double sign = i < 3 ? 1 : -1;
            const double w = seed % 6 == 0 ? windows[i % 3] : windows[i % 2];
            const ostrov_power_capability c =
                window(&s, &x, &b, sign > 0 ? OSTROV_POWER_DISCHARGE : OSTROV_POWER_CHARGE, w);
            ck_assert_msg(slack(&s, &x, &b, sign, 0.9995 * c.current_a, 0, w) >= 0,
                          "seed %llu window %g current %g", (unsigned long long)seed, w,
                          c.current_a);
            ck_assert_msg(slack(&s, &x, &b, sign, 0.998 * c.power_w, 1, w) >= 0,
                          "seed %llu window %g power %g", (unsigned long long)seed, w, c.power_w);
            if (c.current_reason != OSTROV_POWER_BY_CURRENT) {
                ck_assert(slack(&s, &x, &b, sign, 1.002 * c.current_a + 0.01, 0, w) < 0);
            }
            if (c.power_reason != OSTROV_POWER_BY_CURRENT) {
                ck_assert(slack(&s, &x, &b, sign, 1.003 * c.power_w + 1, 1, w) < 0);
            }
        }
    }
}
END_TEST

/* A fast pair that lets go and a slow one that follows: the voltage is highest in between, where no
 * instant of a coarse grid need be. */
START_TEST(the_highest_voltage_lies_between)
{
    string s;
    ostrov_power_bounds b = test_bounds();
    ostrov_cell_state x;
    build(&s);
    for (int k = 0; k < 2 * WARM; k++) {
        s.rc_s[k] *= 4;
    }
    for (int k = 0; k < 6; k++) {
        ck_assert_int_eq(ostrov_cell_rest(&x, 0.5, 25), OSTROV_OK);
        x.rc_v[0] = 16 * (0.02 + 0.01 * k);
        x.rc_v[1] = -16 * 0.05;
        b.voltage_max_v = 16 * 3.0;
        /* A bound that is just not reached without current. */
        b.voltage_max_v -= slack(&s, &x, &b, -1, 0, 0, 900) - 0.001;
        const ostrov_power_capability c = window(&s, &x, &b, OSTROV_POWER_CHARGE, 900);
        ck_assert(c.current_a > 0);
        ck_assert_double_ge(slack(&s, &x, &b, -1, 0.9995 * c.current_a, 0, 900), 0);
        ck_assert_double_lt(slack(&s, &x, &b, -1, 1.002 * c.current_a + 1e-3, 0, 900), 0);
        /* Likewise where the current is a bound too, and nearer at each instant. */
        for (int i = 1; i <= 20; i++) {
            ostrov_power_bounds both = b;
            both.charge_a = (1 + 0.02 * i) * c.current_a;
            const double a = window(&s, &x, &both, OSTROV_POWER_CHARGE, 900).current_a;
            ck_assert_double_ge(slack(&s, &x, &b, -1, a, 0, 900), -1e-6);
        }
    }
}
END_TEST

/* What a constant power draws grows as the voltage sinks; a bound holds to a tenth of a millivolt.
 */
START_TEST(constant_power_keeps_the_voltage)
{
    string s;
    const ostrov_power_bounds b = test_bounds();
    ostrov_cell_state x;
    build(&s);
    ck_assert_int_eq(ostrov_cell_rest(&x, 0.35, -10), OSTROV_OK);
    const ostrov_power_capability c = window(&s, &x, &b, OSTROV_POWER_DISCHARGE, 900);
    ck_assert_double_ge(slack(&s, &x, &b, 1, c.power_w, 1, 900), -16 * 1e-4);
}
END_TEST

/* Where SoC is the bound, the answer is a division. */
START_TEST(all_of_the_charge_and_no_more)
{
    string s;
    ostrov_power_bounds b = test_bounds();
    build(&s);
    b.voltage_min_v = 16;
    b.discharge_a = 560;
    s.cell.capacity_ah = 280;
    for (int k = 0; k < 40; k++) {
        ostrov_cell_state x;
        const double soc = 0.1 + 0.02 * k;
        ck_assert_int_eq(ostrov_cell_rest(&x, soc, 25), OSTROV_OK);
        const ostrov_power_capability c = window(&s, &x, &b, OSTROV_POWER_DISCHARGE, 900);
        ck_assert_double_eq_tol(c.current_a, ostrov_i_min((soc - 0.05) * 1120, 560), 2e-3);
    }
}
END_TEST

START_TEST(longer_windows_bear_less_and_cold_bears_less)
{
    string s;
    const ostrov_power_bounds b = test_bounds();
    build(&s);
    for (int way = 1; way <= 2; way++) {
        double before = 1e9;
        for (int warm = 0; warm < 2; warm++) {
            ostrov_cell_state x;
            ck_assert_int_eq(ostrov_cell_rest(&x, 0.5, warm ? 25 : -10), OSTROV_OK);
            const double p10 = window(&s, &x, &b, way, 10).power_w;
            const double p60 = window(&s, &x, &b, way, 60).power_w;
            const double p900 = window(&s, &x, &b, way, 900).power_w;
            ck_assert(p10 >= p60 && p60 >= p900 && p900 > 0);
            ck_assert(warm == 0 || p60 > before);
            before = p60;
        }
    }
}
END_TEST

START_TEST(a_bound_already_broken_bears_nothing)
{
    string s;
    const ostrov_power_bounds b = test_bounds();
    ostrov_cell_state x;
    build(&s);
    ck_assert_int_eq(ostrov_cell_rest(&x, 0.03, 25), OSTROV_OK);
    ostrov_power_capability c = window(&s, &x, &b, OSTROV_POWER_DISCHARGE, 10);
    ck_assert(c.current_a == 0 && c.power_w == 0 && c.current_w == 0);
    ck_assert_int_eq(c.current_reason, OSTROV_POWER_BY_SOC);
    ck_assert(window(&s, &x, &b, OSTROV_POWER_CHARGE, 10).power_w > 0);
    x.soc_ratio = 0.5;
    x.temperature_c = -25;
    c = window(&s, &x, &b, OSTROV_POWER_CHARGE, 10);
    ck_assert(c.power_w == 0);
    ck_assert_int_eq(c.power_reason, OSTROV_POWER_BY_TEMPERATURE);
    x.temperature_c = 56;
    ck_assert(window(&s, &x, &b, OSTROV_POWER_DISCHARGE, 10).power_w == 0);
}
END_TEST

START_TEST(energy_until_a_bound)
{
    string s;
    const ostrov_power_bounds b = test_bounds();
    build(&s);
    for (int way = 0; way < 2; way++) {
        const double power_w = way == 0 ? 3000 : -2500;
        ostrov_power_reach r;
        ostrov_cell_state x;
        ck_assert_int_eq(ostrov_cell_rest(&x, 0.6, 25), OSTROV_OK);
        ck_assert_int_eq(ostrov_power_energy(&s.cell, &x, &b, power_w, &r, NULL), OSTROV_OK);
        ck_assert_double_eq_tol(r.energy_wh, r.duration_s * ostrov_i_abs(power_w) / 3600, 1e-6);
        /* Held to the end, and half a minute more would break a bound. */
        const double w = way == 0 ? 1 : -1;
        const double p = ostrov_i_abs(power_w);
        ck_assert(slack(&s, &x, &b, w, p, 1, r.duration_s * 0.998) >= 0);
        ck_assert(slack(&s, &x, &b, w, p, 1, r.duration_s * 1.002 + 30) < 0);
        /* Twice the power reaches less far. */
        ostrov_power_reach fast;
        ck_assert_int_eq(ostrov_power_energy(&s.cell, &x, &b, 4 * power_w, &fast, NULL), OSTROV_OK);
        ck_assert(fast.energy_wh < r.energy_wh && fast.energy_wh > 0);
    }
}
END_TEST

START_TEST(faults_are_named)
{
    string s;
    ostrov_power_bounds b = test_bounds();
    ostrov_power_capability c;
    ostrov_power_reach r;
    ostrov_cell_state x;
    ostrov_fault why;
    build(&s);
    ck_assert_int_eq(ostrov_cell_rest(&x, 0.5, 25), OSTROV_OK);
    ck_assert_int_eq(ostrov_power_window(&s.cell, &x, &b, 0, 10, &c, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "direction");
    ck_assert_int_eq(ostrov_power_window(&s.cell, &x, &b, 1, 0, &c, &why), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_power_window(&s.cell, &x, &b, 1, __builtin_nan(""), &c, &why),
                     OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_power_window(NULL, &x, &b, 1, 10, &c, &why), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_power_energy(&s.cell, &x, &b, 0, &r, &why), OSTROV_E_RANGE);
    x.rc_v[1] = __builtin_nan("");
    ck_assert_int_eq(ostrov_power_window(&s.cell, &x, &b, 1, 10, &c, &why), OSTROV_E_NOT_FINITE);
    x.rc_v[1] = 0;
    b.charge_a = __builtin_nan("");
    ck_assert_int_eq(ostrov_power_window(&s.cell, &x, &b, 1, 10, &c, &why), OSTROV_E_NOT_FINITE);
    ck_assert_str_eq(why.field, "charge_a");
    b = test_bounds();
    b.voltage_min_v = b.voltage_max_v;
    ck_assert_int_eq(ostrov_power_window(&s.cell, &x, &b, 1, 10, &c, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "voltage_min_v");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("battery/power");
    TCase *t = tcase_create("power");
    tcase_set_timeout(t, 120);
    tcase_add_test(t, limits_hold_at_every_instant_and_no_more_would);
    tcase_add_test(t, the_highest_voltage_lies_between);
    tcase_add_test(t, constant_power_keeps_the_voltage);
    tcase_add_test(t, all_of_the_charge_and_no_more);
    tcase_add_test(t, longer_windows_bear_less_and_cold_bears_less);
    tcase_add_test(t, a_bound_already_broken_bears_nothing);
    tcase_add_test(t, energy_until_a_bound);
    tcase_add_test(t, faults_are_named);
    suite_add_tcase(suite, t);
    return unit_run(suite);
}
