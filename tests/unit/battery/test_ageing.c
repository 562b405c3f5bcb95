/* Laws of ageing: against closed forms, step sizes, any input, snapshots.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "battery_help.h"

#include <stdio.h>

static ostrov_ageing new_battery(int32_t law)
{
    ostrov_ageing a;
    ostrov_ageing_config c;
    ck_assert_int_eq(ostrov_ageing_defaults(&c, sizeof c), OSTROV_OK);
    c.law = law;
    ck_assert_int_eq(ostrov_ageing_init(&a, &c, NULL), OSTROV_OK);
    return a;
}

static ostrov_ageing_state told(const ostrov_ageing *a)
{
    ostrov_ageing_state s;
    test_must(ostrov_ageing_read(a, &s, sizeof s) == OSTROV_OK);
    return s;
}

static void advance(ostrov_ageing *a, ostrov_ageing_stress s, double duration_s)
{
    test_must(ostrov_ageing_advance(a, &s, duration_s) == OSTROV_OK);
}

START_TEST(closed_forms)
{
    const ostrov_ageing_stress rest = {25, 0.5, 0, 0, 0};
    const ostrov_ageing_stress cycling = {25, 0.5, 0.6, 0.5, 1};
    /* Naumann (2018): 1.2571e-5 · 0.60225 · sqrt(t in s) at 25 °C and 50 %. */
    ostrov_ageing a = new_battery(OSTROV_AGEING_LFP_NAUMANN);
    advance(&a, rest, 1e8);
    ck_assert_double_eq_tol(told(&a).calendar_loss_ratio, 1.2571e-5 * 0.60225 * 1e4, 1e-12);
    /* Naumann (2020): (0.0630 C + 0.0971) · 1.0923 · sqrt(FEC) % at a depth of 0.6. */
    a = new_battery(OSTROV_AGEING_LFP_NAUMANN);
    advance(&a, cycling, 900 * 86400.0);
    ck_assert_double_eq_tol(told(&a).cycle_loss_ratio, (0.0315 + 0.0971) * 1.0923 * 0.3, 1e-12);
    ck_assert_double_eq_tol(told(&a).cycles, 900, 1e-9);
    /* Schmalstieg (2014) at 50 °C and 3.70 V: (7.543 V − 23.75) 1e6 exp(−6976/T) t^0.75. */
    a = new_battery(OSTROV_AGEING_NMC_SANYO);
    advance(&a, (ostrov_ageing_stress){50, 0.5, 0, 0, 0}, 256 * 86400.0);
    ck_assert_double_eq_tol(told(&a).calendar_loss_ratio,
                            (7.543 * 3.70 - 23.75) * 1e6 * ostrov_exp(-6976 / 323.15) * 64, 1e-12);
    ck_assert_double_eq_tol(told(&a).resistance_ratio,
                            1 + (5.270 * 3.70 - 16.32) * 1e5 * ostrov_exp(-5986 / 323.15) * 64,
                            1e-12);
    /* Xu (2018): ten years at the reference point are a stress of 4.14e-10 · t. */
    a = new_battery(OSTROV_AGEING_XU);
    advance(&a, rest, 315360000);
    const double f = 4.14e-10 * 315360000;
    ck_assert_double_eq_tol(told(&a).capacity_ratio,
                            0.0575 * ostrov_exp(-121 * f) + 0.9425 * ostrov_exp(-f), 1e-12);
    /* The same with 1000 cycles of depth 0.8: each 1/(1.4e5 · 0.8^−0.501 − 1.23e5) more. */
    a = new_battery(OSTROV_AGEING_XU);
    advance(&a, (ostrov_ageing_stress){25, 0.5, 0.8, 0.2, 0.8}, 1000 * 86400.0);
    const double g = 4.14e-10 * 86400e3 + 1000 / (1.4e5 * ostrov_pow(0.8, -0.501) - 1.23e5);
    ck_assert_double_eq_tol(told(&a).capacity_ratio,
                            0.0575 * ostrov_exp(-121 * g) + 0.9425 * ostrov_exp(-g), 1e-12);
}
END_TEST

/* Every law says that a warm cell kept full loses more by time than one kept at 60 %: how much more
 * differs, but none of it is lost whatever the SoC. */
START_TEST(a_cell_kept_full_loses_more)
{
    for (int32_t law = OSTROV_AGEING_LFP_PRISMATIC; law <= OSTROV_AGEING_NMC_SMITH; law++) {
        ostrov_ageing full = new_battery(law);
        ostrov_ageing less = new_battery(law);
        advance(&full, (ostrov_ageing_stress){45, 1, 0, 0, 0}, 180 * 86400.0);
        advance(&less, (ostrov_ageing_stress){45, 0.6, 0, 0, 0}, 180 * 86400.0);
        ck_assert_msg(1 - told(&less).capacity_ratio < 0.9 * (1 - told(&full).capacity_ratio),
                      "law %d: %g and %g", law, told(&less).capacity_ratio,
                      told(&full).capacity_ratio);
    }
}
END_TEST

START_TEST(steps_of_any_size_agree)
{
    const ostrov_ageing_stress stress = {30, 0.6, 0.7, 0.3, 0.9};
    const double steps[] = {3600, 86400, 30 * 86400.0};
    for (int32_t law = OSTROV_AGEING_LFP_PRISMATIC; law <= OSTROV_AGEING_NMC_SMITH; law++) {
        double q[3];
        double r[3];
        for (int i = 0; i < 3; i++) {
            ostrov_ageing a = new_battery(law);
            for (double t = 0; t < 360 * 86400.0; t += steps[i]) {
                advance(&a, stress, steps[i]);
            }
            q[i] = told(&a).capacity_ratio;
            r[i] = told(&a).resistance_ratio;
        }
        ck_assert_msg(ostrov_i_abs(q[0] - q[2]) < 1e-9 && ostrov_i_abs(q[1] - q[2]) < 1e-9,
                      "law %d: %.12f %.12f %.12f", law, q[0], q[1], q[2]);
        ck_assert(ostrov_i_nan(r[0]) || ostrov_i_abs(r[0] - r[2]) < 1e-9);
        ck_assert(q[2] < 0.999 && q[2] > 0.7);
    }
}
END_TEST

/* The slopes told are those of the curve. */
START_TEST(slopes)
{
    const ostrov_ageing_stress rest = {30, 0.6, 0, 0, 0};
    const ostrov_ageing_stress cycling = {30, 0.6, 0.7, 0.3, 1};
    for (int32_t law = OSTROV_AGEING_LFP_PRISMATIC; law <= OSTROV_AGEING_NMC_SMITH; law++) {
        ostrov_ageing a = new_battery(law);
        advance(&a, rest, 400 * 86400.0);
        const ostrov_ageing_state s = told(&a);
        advance(&a, rest, 86400);
        ck_assert_double_eq_tol(
            (s.capacity_ratio - told(&a).capacity_ratio) / s.calendar_loss_per_day, 1, 0.01);
        if (law == OSTROV_AGEING_XU) {
            continue; /* its two losses grow together */
        }
        a = new_battery(law);
        advance(&a, cycling, 400 * 86400.0);
        const ostrov_ageing_state c = told(&a);
        advance(&a, cycling, 86400);
        ck_assert_double_eq_tol(
            (told(&a).cycle_loss_ratio - c.cycle_loss_ratio) / c.cycle_loss_per_cycle, 1, 0.01);
    }
}
END_TEST

START_TEST(any_input_stays_finite_and_never_heals)
{
    const long tries = getenv("OSTROV_FUZZ") != NULL ? atol(getenv("OSTROV_FUZZ")) : 20000;
    uint64_t seed = 20251126;
    ostrov_ageing a = new_battery(OSTROV_AGEING_LFP_SONY);
    double before = 1.01;
    for (long i = 0; i < tries; i++) {
        const double u = test_random(&seed);
        if (u < 0.01) {
            a = new_battery(1 + (int32_t)(test_random(&seed) * 8));
            before = 1.01;
        }
        if (u < 0.5) {
            const ostrov_ageing_stress s = {-70 + 180 * test_random(&seed),
                                            1.02 * test_random(&seed), 1.02 * test_random(&seed),
                                            ostrov_pow(10, -3 + 4.4 * test_random(&seed)) *
                                                (test_random(&seed) < 0.9),
                                            ostrov_pow(10, -2 + 4.8 * test_random(&seed))};
            const double dt = ostrov_pow(10, -3 + 13.2 * test_random(&seed));
            const ostrov_ageing untouched = a;
            if (ostrov_ageing_advance(&a, &s, u < 0.02 ? __builtin_nan("") : dt) != OSTROV_OK) {
                ck_assert(memcmp(&a, &untouched, sizeof a) == 0);
            }
        } else {
            static const double odd[] = {0, 1, -1, 65535, -327.68, 1e308, 5e-324};
            double v[3];
            for (int k = 0; k < 3; k++) {
                const double w = test_random(&seed);
                v[k] = w < 0.02   ? __builtin_nan("")
                       : w < 0.03 ? __builtin_inf()
                       : w < 0.08 ? odd[(int)(7 * test_random(&seed))]
                       : k == 0   ? test_random(&seed)
                       : k == 1   ? -40 + 110 * test_random(&seed)
                                  : ostrov_pow(10, 8.1 * test_random(&seed));
            }
            (void)!ostrov_ageing_step(&a, v[0], v[1], v[2]);
        }
        const ostrov_ageing_state s = told(&a);
        ck_assert_msg(
            s.capacity_ratio >= 0 && s.capacity_ratio <= before + 1e-12 &&
                (ostrov_i_nan(s.resistance_ratio) ||
                 (s.resistance_ratio >= 1 && s.resistance_ratio < 1e4)) &&
                ostrov_i_finite(s.days) && ostrov_i_finite(s.cycles) &&
                ostrov_i_finite(s.calendar_loss_per_day) && ostrov_i_finite(s.cycle_loss_per_cycle),
            "try %ld of seed 20251126: q %g after %g, r %g, slopes %g %g", i, s.capacity_ratio,
            before, s.resistance_ratio, s.calendar_loss_per_day, s.cycle_loss_per_cycle);
        before = s.capacity_ratio;
    }
}
END_TEST

/* Samples each second, minute or hour of the same days. */
START_TEST(samples_gather_to_the_same)
{
    double q[3];
    const int steps[] = {10, 60, 1800};
    for (int i = 0; i < 3; i++) {
        ostrov_ageing a = new_battery(OSTROV_AGEING_LFP_SONY);
        for (int t = 0; t <= 20 * 86400; t += steps[i]) {
            const double hour = (t % 86400) / 3600.0;
            const double soc = 0.2 + 0.6 * (hour < 8 ? hour / 8 : (24 - hour) / 16);
            ck_assert_int_eq(ostrov_ageing_step(&a, soc, 20 + 0.3 * hour, t > 0 ? steps[i] : 0),
                             OSTROV_OK);
        }
        q[i] = told(&a).capacity_ratio;
        ck_assert_double_eq_tol(told(&a).cycles, 20 * 0.6, 0.2);
        ck_assert_double_eq_tol(told(&a).days, 20, 1e-9);
    }
    ck_assert_double_eq_tol(q[0], q[1], 1e-6);
    ck_assert_double_eq_tol(q[0], q[2], 1e-4);
}
END_TEST

START_TEST(snapshot_goes_on_bit_by_bit)
{
    unsigned char bytes[1024];
    size_t used = 0;
    uint64_t seed = 3;
    ostrov_ageing a = new_battery(OSTROV_AGEING_NMC_KOKAM);
    for (int i = 0; i < 500; i++) {
        ck_assert_int_eq(ostrov_ageing_step(&a, test_random(&seed), 25, 600), OSTROV_OK);
    }
    ck_assert_int_eq(ostrov_ageing_save(&a, bytes, sizeof bytes, &used), OSTROV_OK);
    ostrov_ageing b = new_battery(OSTROV_AGEING_NMC_KOKAM);
    ck_assert_int_eq(ostrov_ageing_load(&b, bytes, used), OSTROV_OK);
    for (int i = 0; i < 500; i++) {
        const double soc = test_random(&seed);
        ck_assert_int_eq(ostrov_ageing_step(&a, soc, 25, 600), OSTROV_OK);
        ck_assert_int_eq(ostrov_ageing_step(&b, soc, 25, 600), OSTROV_OK);
    }
    ck_assert(memcmp(&a, &b, sizeof a) == 0);
    ostrov_ageing other = new_battery(OSTROV_AGEING_XU);
    ck_assert_int_eq(ostrov_ageing_load(&other, bytes, used), OSTROV_E_STATE);
    bytes[30] ^= 1;
    ck_assert_int_eq(ostrov_ageing_load(&b, bytes, used), OSTROV_E_CORRUPT);
    ck_assert(memcmp(&a, &b, sizeof a) == 0);
}
END_TEST

/* Each law, each number: nothing absurd is taken in, nor a window of samples that cannot have been.
 */
START_TEST(forged_numbers_are_refused)
{
    unsigned char bytes[1024];
    size_t used = 0;
    for (int32_t law = OSTROV_AGEING_LFP_PRISMATIC; law <= OSTROV_AGEING_NMC_SMITH; law++) {
        ostrov_ageing a = new_battery(law);
        for (int i = 0; i < 200; i++) {
            const double warm = i % 2 == 0 ? -60 : 100; /* all that a sample may be */
            ck_assert_int_eq(ostrov_ageing_step(&a, i % 3 / 2.0, warm, 600), OSTROV_OK);
        }
        const ostrov_ageing before = a;
        ck_assert_int_eq(ostrov_ageing_save(&a, bytes, sizeof bytes, &used), OSTROV_OK);
        ck_assert_int_eq(ostrov_ageing_load(&a, bytes, used), OSTROV_OK);
        for (size_t at = 24 + 4; at < used - 4; at += 8) {
            for (size_t k = 0; k <= sizeof test_absurd / sizeof test_absurd[0]; k++) {
                ck_assert_int_eq(ostrov_ageing_save(&a, bytes, sizeof bytes, &used), OSTROV_OK);
                test_forge(bytes, used, at, k == 0 ? test_nan : test_absurd[k - 1]);
                ck_assert_int_eq(ostrov_ageing_load(&a, bytes, used), OSTROV_E_CORRUPT);
                ck_assert(memcmp(&a, &before, sizeof a) == 0);
            }
        }
        ck_assert_int_eq(ostrov_ageing_save(&a, bytes, sizeof bytes, &used), OSTROV_OK);
        test_forge(bytes, used, 24 + 4 + 8 * 13, 0); /* no time gathered, yet sums */
        ck_assert_int_eq(ostrov_ageing_load(&a, bytes, used), OSTROV_E_CORRUPT);
    }
}
END_TEST

START_TEST(prices_are_convex_and_pay_for_the_battery)
{
    for (int32_t law = OSTROV_AGEING_LFP_PRISMATIC; law <= OSTROV_AGEING_NMC_SMITH; law++) {
        const ostrov_wear_config c = test_wear(law);
        ostrov_wear_segment s[16];
        double cost = 0;
        ck_assert_int_eq(ostrov_wear_segments(&c, s, 16, NULL), OSTROV_OK);
        for (int i = 0; i < 16; i++) {
            ck_assert(s[i].price_per_kwh >= 0 && ostrov_i_finite(s[i].price_per_kwh));
            ck_assert(i == 0 || s[i].price_per_kwh >= s[i - 1].price_per_kwh);
            ck_assert_double_eq_tol(s[i].energy_wh, 12500, 1e-9);
            cost += s[i].price_per_kwh * s[i].energy_wh / 1000;
        }
        ck_assert(s[15].depth_ratio == 1);
        if (law == OSTROV_AGEING_NMC_SMITH) {
            /* Cycles hasten what time does: a day with 1.2 cycles costs that much more than one of
             * rest. */
            double days[2];
            for (int k = 0; k < 2; k++) {
                ostrov_ageing a = new_battery(law);
                for (days[k] = 0; told(&a).capacity_ratio > 0.7; days[k] += k == 0 ? 1 : 30) {
                    advance(&a, (ostrov_ageing_stress){25, 0.5, k == 0, 0.1, k == 0 ? 1.2 : 0},
                            k == 0 ? 86400 : 30 * 86400.0);
                }
            }
            ck_assert_double_eq_tol(cost / (30000 * (1 / days[0] - 1 / days[1]) / 1.2), 1, 0.01);
            continue;
        }
        /* Full cycles until the end of life cost the battery. */
        ostrov_ageing a = new_battery(law);
        double full = 0;
        while (told(&a).cycle_loss_ratio < 0.3) {
            advance(&a, (ostrov_ageing_stress){25, 0.5, 1, 0.1, 20}, 86400);
            full += 20;
            if (told(&a).capacity_ratio + told(&a).calendar_loss_ratio <
                0.7) { /* active material */
                break;
            }
        }
        ck_assert_msg(ostrov_i_abs(cost * full / 30000 - 1) < 0.02, "law %d: %g cycles of %g", law,
                      full, cost);
    }
}
END_TEST

START_TEST(calendar_price)
{
    const ostrov_wear_config c = test_wear(OSTROV_AGEING_LFP_NAUMANN);
    double cool = 0;
    double hot = 0;
    ck_assert_int_eq(ostrov_wear_calendar(&c, 0.5, 25, &cool, NULL), OSTROV_OK);
    ck_assert_int_eq(ostrov_wear_calendar(&c, 0.9, 40, &hot, NULL), OSTROV_OK);
    const double hours = ostrov_pow(0.3 / (1.2571e-5 * 0.60225), 2) / 3600;
    ck_assert_double_eq_tol(cool, 30000 / hours, 1e-9);
    ck_assert(hot > 1.2 * cool);
}
END_TEST

START_TEST(faults_are_named)
{
    ostrov_fault why;
    ostrov_wear_config c = test_wear(OSTROV_AGEING_XU);
    ostrov_wear_segment s[4];
    double price = -1;
    c.replacement_price_per_kwh = __builtin_nan("");
    ck_assert_int_eq(ostrov_wear_segments(&c, s, 4, &why), OSTROV_E_NOT_FINITE);
    ck_assert_str_eq(why.field, "replacement_price_per_kwh");
    ck_assert_int_eq(ostrov_wear_calendar(&c, 0.5, 20, &price, &why), OSTROV_E_NOT_FINITE);
    c = test_wear(OSTROV_AGEING_XU);
    ck_assert_int_eq(ostrov_wear_segments(&c, s, 0, &why), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_wear_segments(&c, s, 65, &why), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_wear_segments(&c, NULL, 4, &why), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_wear_calendar(&c, 1.5, 20, &price, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "soc_ratio");
    ck_assert(price == -1);
    ostrov_ageing a = new_battery(OSTROV_AGEING_XU);
    ostrov_ageing_config k;
    ck_assert_int_eq(ostrov_ageing_defaults(&k, sizeof k), OSTROV_OK);
    k.law = 99;
    ck_assert_int_lt(ostrov_ageing_init(&a, &k, &why), 0);
    ck_assert_str_eq(why.field, "law");
    ck_assert_int_eq(ostrov_ageing_close(&a), OSTROV_EMPTY);
    ck_assert_int_eq(ostrov_ageing_step(&a, 0.5, 20, -1), OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_ageing_step(&a, 0.5, __builtin_nan(""), 1), OSTROV_DEGRADED);
    ck_assert_int_eq(ostrov_ageing_step(NULL, 0.5, 20, 1), OSTROV_E_ARGUMENT);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("battery/ageing");
    TCase *t = tcase_create("ageing");
    tcase_set_timeout(t, 120);
    tcase_add_test(t, closed_forms);
    tcase_add_test(t, a_cell_kept_full_loses_more);
    tcase_add_test(t, steps_of_any_size_agree);
    tcase_add_test(t, slopes);
    tcase_add_test(t, any_input_stays_finite_and_never_heals);
    tcase_add_test(t, samples_gather_to_the_same);
    tcase_add_test(t, snapshot_goes_on_bit_by_bit);
    tcase_add_test(t, forged_numbers_are_refused);
    tcase_add_test(t, prices_are_convex_and_pay_for_the_battery);
    tcase_add_test(t, calendar_price);
    tcase_add_test(t, faults_are_named);
    suite_add_tcase(suite, t);
    return unit_run(suite);
}
