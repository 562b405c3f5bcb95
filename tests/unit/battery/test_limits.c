/* Power limits, wear, faults of config and sample, garbage.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "battery_help.h"

START_TEST(limit_is_the_least_of_all)
{
    const ostrov_battery_config c = test_config();
    ostrov_battery b = test_battery(&c);
    ostrov_battery_sample s = test_sample(0);
    test_step(&b, &s, 1);
    ostrov_battery_state now = test_read(&b);
    ck_assert(now.charge_limit_w[0] == 100e3 && now.discharge_limit_w[0] == 120e3);
    s.bms_charge_limit_w = 70e3;
    s.bms_discharge_limit_w = 300e3; /* telling more than the config widens nothing */
    s.pcs_discharge_limit_w = 90e3;
    test_step(&b, &s, 1);
    now = test_read(&b);
    ck_assert(now.charge_limit_w[0] == 70e3 && now.discharge_limit_w[0] == 90e3);
    /* Silence and garbage leave the last word in force. */
    s = test_sample(0);
    s.bms_charge_limit_w = -1e30;
    s.pcs_discharge_limit_w = __builtin_inf();
    test_step(&b, &s, 1);
    now = test_read(&b);
    ck_assert(now.charge_limit_w[0] == 70e3 && now.discharge_limit_w[0] == 90e3);
    ck_assert(now.warnings & OSTROV_BATTERY_REFUSED);
    s = test_sample(0);
    s.bms_charge_limit_w = 0;
    test_step(&b, &s, 1);
    ck_assert(test_read(&b).charge_limit_w[0] == 0);
}
END_TEST

START_TEST(energy_limits_the_long_windows_first)
{
    ostrov_battery_config c = test_config();
    c.soc_start_ratio = 0.15;
    ostrov_battery b = test_battery(&c);
    const ostrov_battery_sample s = test_sample(0);
    test_step(&b, &s, 1);
    const ostrov_battery_state now = test_read(&b);
    /* 5 % of 200 kWh at 95 %: 9.5 kWh, which is 38 kW for a quarter of an hour. */
    ck_assert_double_eq_tol(now.energy_wh, 9500, 0.1);
    ck_assert_double_eq_tol(now.discharge_limit_w[OSTROV_LIMIT_900_S], 38e3, 1.0);
    ck_assert(now.discharge_limit_w[OSTROV_LIMIT_60_S] == 120e3);
    ck_assert(now.charge_limit_w[OSTROV_LIMIT_900_S] == 100e3);
    ck_assert_double_eq_tol(now.room_wh, 0.8 * 200e3 / 0.95, 0.1);
}
END_TEST

START_TEST(empty_and_full_stop)
{
    ostrov_battery_config c = test_config();
    c.soc_start_ratio = 0.05;
    ostrov_battery b = test_battery(&c);
    ostrov_battery_state now = test_read(&b);
    ck_assert(now.warnings & OSTROV_BATTERY_EMPTY);
    ck_assert(now.discharge_limit_w[0] == 0 && now.energy_wh == 0);
    c.soc_start_ratio = 0.97;
    b = test_battery(&c);
    now = test_read(&b);
    ck_assert(now.warnings & OSTROV_BATTERY_FULL);
    ck_assert(now.charge_limit_w[0] == 0 && now.room_wh == 0);
}
END_TEST

START_TEST(temperature_derates)
{
    const ostrov_battery_config c = test_config(); /* 0, 10, 55 °C */
    const double at[] = {-5, 0, 5, 10, 30, 45, 50, 55, 70};
    const double charge[] = {0, 0, 0.5, 1, 1, 1, 0.5, 0, 0};
    const double discharge[] = {1, 1, 1, 1, 1, 1, 0.5, 0, 0};
    for (int i = 0; i < 9; i++) {
        ostrov_battery b = test_battery(&c);
        ostrov_battery_sample s = test_sample(0);
        s.temperature_c = at[i];
        test_step(&b, &s, 1);
        const ostrov_battery_state now = test_read(&b);
        ck_assert_double_eq_tol(now.charge_limit_w[0], charge[i] * 100e3, 1e-6);
        ck_assert_double_eq_tol(now.discharge_limit_w[0], discharge[i] * 120e3, 1e-6);
        ck_assert(!(now.warnings & OSTROV_BATTERY_COLD) == !(at[i] < 10));
        ck_assert(!(now.warnings & OSTROV_BATTERY_HOT) == !(at[i] > 45));
    }
}
END_TEST

START_TEST(unknown_temperature_counts_as_cold)
{
    const ostrov_battery_config c = test_config();
    ostrov_battery b = test_battery(&c);
    ostrov_battery_sample s = test_sample(0);
    s.temperature_c = OSTROV_I_NAN;
    test_step(&b, &s, 1);
    ck_assert(test_read(&b).warnings & OSTROV_BATTERY_NO_TEMPERATURE);
    ck_assert(test_read(&b).charge_limit_w[0] == 50e3);
    s.temperature_c = 25;
    test_step(&b, &s, 1);
    ck_assert(test_read(&b).charge_limit_w[0] == 100e3);
    s.temperature_c = -1e30;
    for (int i = 0; i < 900; i++) {
        test_step(&b, &s, 1);
    }
    ck_assert(test_read(&b).charge_limit_w[0] == 100e3); /* held for a quarter of an hour */
    test_step(&b, &s, 1);
    ck_assert(test_read(&b).charge_limit_w[0] == 50e3);
    ck_assert(test_read(&b).temperature_c == 25);
}
END_TEST

START_TEST(wear_is_price_over_lifetime)
{
    ostrov_battery_config c = test_config();
    double price = -1;
    ck_assert_int_eq(ostrov_battery_wear(&c, &price), OSTROV_E_NOT_FINITE);
    ck_assert(price == -1);
    c.replacement_price_per_kwh = 150;
    c.cycle_life = 6000;
    ck_assert_int_eq(ostrov_battery_wear(&c, &price), OSTROV_OK);
    ck_assert_double_eq_tol(price, 0.025, 1e-15);
    c.cycle_life = 0;
    ck_assert_int_eq(ostrov_battery_wear(&c, &price), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_battery_wear(NULL, &price), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_battery_wear(&c, NULL), OSTROV_E_ARGUMENT);
}
END_TEST

START_TEST(config_faults_are_named)
{
    ostrov_battery b;
    ostrov_battery_config c;
    ostrov_fault why;
    memset(&b, 0x5a, sizeof b);
    const ostrov_battery before = b;
    ck_assert_int_eq(ostrov_battery_defaults(&c, sizeof c), OSTROV_OK);
    ck_assert_int_eq(ostrov_battery_init(&b, &c, &why), OSTROV_E_NOT_FINITE);
    ck_assert_str_eq(why.field, "capacity_wh");
    c = test_config();
    c.charge_efficiency_ratio = 1.01;
    ck_assert_int_eq(ostrov_battery_init(&b, &c, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "charge_efficiency_ratio");
    c = test_config();
    c.soc_min_ratio = 0.95;
    ck_assert_int_eq(ostrov_battery_init(&b, &c, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "soc_max_ratio");
    c = test_config();
    c.temperature_max_c = 9;
    ck_assert_int_eq(ostrov_battery_init(&b, &c, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "temperature_max_c");
    c = test_config();
    c.chemistry = 0;
    ck_assert_int_eq(ostrov_battery_init(&b, &c, &why), OSTROV_E_RANGE);
    c = test_config();
    c.struct_size = 8;
    ck_assert_int_eq(ostrov_battery_init(&b, &c, NULL), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_battery_init(&b, NULL, &why), OSTROV_E_ARGUMENT);
    c = test_config();
    ck_assert_int_eq(ostrov_battery_init(NULL, &c, &why), OSTROV_E_ARGUMENT);
    ck_assert_mem_eq(&b, &before, sizeof b);
}
END_TEST

START_TEST(calls_are_guarded)
{
    const ostrov_battery_config c = test_config();
    ostrov_battery b = test_battery(&c);
    const ostrov_battery_sample s = test_sample(1);
    const ostrov_battery before = b;
    const double bad_dt[] = {0, -1, 86400.5, OSTROV_I_NAN, __builtin_inf()};
    for (int i = 0; i < 5; i++) {
        ck_assert_int_eq(ostrov_battery_step(&b, &s, bad_dt[i]), OSTROV_E_TIME);
    }
    ck_assert_int_eq(ostrov_battery_step(&b, NULL, 1), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_battery_step(NULL, &s, 1), OSTROV_E_ARGUMENT);
    ck_assert_mem_eq(&b, &before, sizeof b);
    ostrov_battery never;
    memset(&never, 0, sizeof never);
    ostrov_battery_state state;
    ck_assert_int_eq(ostrov_battery_step(&never, &s, 1), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_battery_read(&never, &state, sizeof state), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_battery_read(&b, &state, 4), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_battery_read(&b, NULL, sizeof state), OSTROV_E_ARGUMENT);
}
END_TEST

/* Garbage counts as not measured: the estimate goes where it goes without it. */
START_TEST(garbage_never_moves_the_estimate)
{
    static const double garbage[] = {65535e3, -1e30, 1e308, -1e9, 2e5 + 1};
    const ostrov_battery_config c = test_config();
    for (int i = 0; i < 7; i++) {
        const double g = i < 5 ? garbage[i] : (i == 5 ? __builtin_inf() : -__builtin_inf());
        ostrov_battery b = test_battery(&c);
        ostrov_battery silent = b;
        ostrov_battery_sample s = test_sample(30e3);
        test_step(&b, &s, 1);
        test_step(&silent, &s, 1);
        s = test_sample(g);
        s.bms_soc_ratio = g;
        s.temperature_c = g;
        ostrov_battery_sample none = test_sample(OSTROV_I_NAN);
        none.temperature_c = OSTROV_I_NAN;
        for (int k = 0; k < 100; k++) {
            ck_assert_int_eq(ostrov_battery_step(&b, &s, 1), OSTROV_DEGRADED);
            ck_assert_int_eq(ostrov_battery_step(&silent, &none, 1), OSTROV_DEGRADED);
        }
        ostrov_battery_state with = test_read(&b);
        const ostrov_battery_state without = test_read(&silent);
        ck_assert(with.warnings & OSTROV_BATTERY_REFUSED);
        with.warnings &= ~(uint32_t)OSTROV_BATTERY_REFUSED;
        ck_assert_mem_eq(&with, &without, sizeof with);
    }
}
END_TEST

/* Any input: finite outputs in their ranges, limits within the config's, and no jump of SoC beyond
 * what the power can do except at a counted correction. */
START_TEST(any_sample_leaves_a_sane_state)
{
    static const double odd[] = {0, 1, -1, 0.5, 65535, -1e30, 1e30, 1e-300, 25, 100e3, -100e3, 180e3};
    const ostrov_battery_config c = test_config();
    ostrov_battery b = test_battery(&c);
    ostrov_battery_state last = test_read(&b);
    uint64_t seed = 2026;
    for (int i = 0; i < 200000; i++) {
        ostrov_battery_sample s = test_sample(0);
        double *const m = &s.battery_w;
        for (int k = 0; k < 10; k++) {
            const int pick = (int)(test_random(&seed) * 16);
            m[k] = pick < 12    ? odd[pick]
                   : pick == 12 ? OSTROV_I_NAN
                   : pick == 13 ? __builtin_inf()
                   : pick == 14 ? -__builtin_inf()
                                : test_random(&seed);
        }
        const double dt = test_random(&seed) < 0.01 ? 900 : 0.1 + test_random(&seed);
        test_step(&b, &s, dt);
        const ostrov_battery_state now = test_read(&b);
        ck_assert(now.soc_ratio >= 0 && now.soc_ratio <= 1);
        ck_assert(now.soc_sigma_ratio >= 0 && now.soc_sigma_ratio <= 0.289);
        ck_assert(now.soc_low_ratio >= 0 && now.soc_low_ratio <= now.soc_ratio);
        ck_assert(now.energy_wh >= 0 && now.energy_wh <= 180e3 && now.room_wh >= 0);
        for (int k = 0; k < 3; k++) {
            ck_assert(now.charge_limit_w[k] >= 0 && now.charge_limit_w[k] <= 100e3);
            ck_assert(now.discharge_limit_w[k] >= 0 && now.discharge_limit_w[k] <= 120e3);
        }
        ck_assert(ostrov_i_finite(now.stored_wh + now.charged_wh + now.discharged_wh + now.lost_wh +
                                  now.cycles + now.corrected_wh));
        const double most = 181.2e3 / 0.95 * dt / 3600 / 200e3 + 1e-6;
        ck_assert(now.resyncs > last.resyncs ||
                  ostrov_i_abs(now.soc_ratio - last.soc_ratio) <= most);
        last = now;
    }
    ck_assert_double_eq_tol(last.stored_wh,
                            100e3 + last.charged_wh - last.discharged_wh - last.lost_wh +
                                last.corrected_wh,
                            1e-3); /* sums of 1e6 Wh */
}
END_TEST

/* An older caller knows a shorter state; a newer one a longer. */
START_TEST(state_is_given_by_size)
{
    const ostrov_battery_config c = test_config();
    const ostrov_battery b = test_battery(&c);
    struct {
        ostrov_battery_state s;
        double more;
    } longer;
    memset(&longer, 0x77, sizeof longer);
    ck_assert_int_eq(ostrov_battery_read(&b, &longer.s, sizeof longer), OSTROV_OK);
    ck_assert_uint_eq(longer.s.struct_size, sizeof longer);
    ck_assert(longer.more == 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("battery.limits");
    TCase *tests = tcase_create("all");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, limit_is_the_least_of_all);
    tcase_add_test(tests, energy_limits_the_long_windows_first);
    tcase_add_test(tests, empty_and_full_stop);
    tcase_add_test(tests, temperature_derates);
    tcase_add_test(tests, unknown_temperature_counts_as_cold);
    tcase_add_test(tests, wear_is_price_over_lifetime);
    tcase_add_test(tests, config_faults_are_named);
    tcase_add_test(tests, calls_are_guarded);
    tcase_add_test(tests, garbage_never_moves_the_estimate);
    tcase_add_test(tests, any_sample_leaves_a_sane_state);
    tcase_add_test(tests, state_is_given_by_size);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
