/* Counting: efficiencies, exact books, splitting of steps, drift over a year.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "battery_help.h"

/* The books close to rounding of the last digit shown: 1 nWh of 1e8 Wh in a double. */
static void check_books(const ostrov_battery_state *s, double start_wh)
{
    const double should =
        start_wh + s->charged_wh - s->discharged_wh - s->lost_wh + s->corrected_wh;
    ck_assert_double_eq_tol(s->stored_wh, should, 1e-9 * (1 + s->charged_wh + s->discharged_wh));
}

START_TEST(efficiency_acts_once_each_way)
{
    ostrov_battery_config c = test_config();
    c.self_discharge_per_s = 0;
    ostrov_battery b = test_battery(&c);
    ostrov_battery_sample s = test_sample(-50e3);
    test_step(&b, &s, 3600);
    ostrov_battery_state now = test_read(&b);
    ck_assert_double_eq_tol(now.stored_wh, 100e3 + 50e3 * 0.95, 1e-6); /* µWh */
    ck_assert_double_eq_tol(now.charged_wh, 50e3, 1e-6);
    ck_assert_double_eq_tol(now.lost_wh, 2500, 1e-6);
    s.battery_w = 47.5e3 * 0.95;
    test_step(&b, &s, 3600);
    now = test_read(&b);
    ck_assert_double_eq_tol(now.stored_wh, 100e3, 1e-6);
    ck_assert_double_eq_tol(now.discharged_wh, 45125, 1e-6);
    ck_assert_double_eq_tol(now.cycles, (47.5e3 + 47.5e3) / (2 * 200e3), 1e-12);
    check_books(&now, 100e3);
}
END_TEST

START_TEST(health_shrinks_the_capacity)
{
    ostrov_battery_config c = test_config();
    c.health_ratio = 0.8;
    c.self_discharge_per_s = 0;
    ostrov_battery b = test_battery(&c);
    ostrov_battery_sample s = test_sample(16e3 * 0.95);
    test_step(&b, &s, 3600);
    ck_assert_double_eq_tol(test_read(&b).soc_ratio, 0.4, 1e-12);
}
END_TEST

START_TEST(current_and_voltage_stand_in_for_power)
{
    ostrov_battery_config c = test_config();
    c.self_discharge_per_s = 0;
    ostrov_battery b = test_battery(&c);
    ostrov_battery_sample s = test_sample(OSTROV_I_NAN);
    s.current_a = -50;
    s.voltage_v = 800;
    ck_assert_int_eq(ostrov_battery_step(&b, &s, 3600), OSTROV_OK);
    ck_assert_double_eq_tol(test_read(&b).stored_wh, 140e3, 1e-6); /* 40 kWh into the cells */
    s.current_a = 50;
    ck_assert_int_eq(ostrov_battery_step(&b, &s, 3600), OSTROV_OK);
    ck_assert_double_eq_tol(test_read(&b).stored_wh, 100e3, 1e-6);
    ck_assert_double_eq_tol(test_read(&b).discharged_wh, 38e3, 1e-6);
}
END_TEST

/* Any step cut in any two parts ends at the same SoC. */
START_TEST(splitting_a_step_changes_nothing)
{
    const ostrov_battery_config c = test_config();
    uint64_t seed = 1;
    for (int i = 0; i < 2000; i++) {
        ostrov_battery one = test_battery(&c);
        ostrov_battery two = one;
        const double power = i % 5 == 4 ? OSTROV_I_NAN : 40e3 * (test_random(&seed) - 0.5);
        const double dt = 1e-3 + 3600 * test_random(&seed);
        const double part = dt * (0.001 + 0.998 * test_random(&seed));
        ostrov_battery_sample s = test_sample(7e3);
        test_step(&one, &s, 30);
        test_step(&two, &s, 30);
        s.battery_w = power;
        test_step(&one, &s, dt);
        test_step(&two, &s, part);
        test_step(&two, &s, dt - part);
        const ostrov_battery_state a = test_read(&one);
        const ostrov_battery_state b = test_read(&two);
        ck_assert_double_eq_tol(a.soc_ratio, b.soc_ratio, 1e-11); /* two roundings to 1 nWh */
        ck_assert_double_eq_tol(a.soc_sigma_ratio, b.soc_sigma_ratio, 1e-9);
        check_books(&b, 100e3);
    }
}
END_TEST

/* A year in steps of a minute, of 1 s for a while, of a quarter hour: power back and forth that comes
 * to nothing ends where it began. */
START_TEST(a_year_does_not_drift)
{
    ostrov_battery_config c = test_config();
    c.self_discharge_per_s = 0;
    c.charge_efficiency_ratio = 0.96;
    c.discharge_efficiency_ratio = 1.0;
    ostrov_battery b = test_battery(&c);
    const ostrov_battery_sample in = test_sample(-12345.678 / 0.96);
    const ostrov_battery_sample out = test_sample(12345.678);
    const double dt[] = {60.0, 1.0, 900.0, 1.0 / 3.0};
    const int steps[] = {262800, 100000, 17520, 100000};
    for (int k = 0; k < 4; k++) {
        for (int i = 0; i < steps[k]; i++) {
            test_step(&b, &in, dt[k]);
            test_step(&b, &out, dt[k]);
        }
        const ostrov_battery_state s = test_read(&b);
        ck_assert_double_eq_tol(s.soc_ratio, 0.5, 1e-10); /* carries of half a nWh, power rounding */
        check_books(&s, 100e3);
    }
}
END_TEST

/* A milliwatt in steps of a millisecond is 0.28 nWh a step: what is less than one count is carried. */
START_TEST(less_than_a_count_is_carried)
{
    ostrov_battery_config c = test_config();
    c.self_discharge_per_s = 0;
    ostrov_battery b = test_battery(&c);
    const ostrov_battery_sample s = test_sample(-1e-3);
    for (int i = 0; i < 360000; i++) {
        test_step(&b, &s, 1e-3);
    }
    const ostrov_battery_state now = test_read(&b);
    ck_assert_double_eq_tol(now.charged_wh, 1e-4, 1.1e-9); /* half a count, and the last digit */
    ck_assert_double_eq_tol(now.stored_wh - 100e3, 0.95e-4, 1.1e-9);
}
END_TEST

START_TEST(self_discharge_decays_exactly)
{
    ostrov_battery_config c = test_config();
    c.self_discharge_per_s = 1e-6;
    ostrov_battery b = test_battery(&c);
    const ostrov_battery_sample s = test_sample(0);
    for (int i = 0; i < 30; i++) {
        test_step(&b, &s, 86400);
    }
    const ostrov_battery_state now = test_read(&b);
    ck_assert_double_eq_tol(now.soc_ratio, 0.5 * 0.07486, 1e-5); /* e^−2.592 = 0.074870 */
    ck_assert_double_eq_tol(now.soc_ratio, 0.5 * ostrov_exp(-2.592), 1e-12);
    check_books(&now, 100e3);
}
END_TEST

START_TEST(count_stays_within_the_cells)
{
    const ostrov_battery_config c = test_config();
    ostrov_battery b = test_battery(&c);
    ostrov_battery_sample s = test_sample(120e3);
    for (int i = 0; i < 20; i++) {
        test_step(&b, &s, 900);
        const ostrov_battery_state now = test_read(&b);
        ck_assert(now.soc_ratio >= 0 && now.soc_ratio <= 1);
        check_books(&now, 100e3);
    }
    ck_assert(test_read(&b).soc_ratio == 0.0);
    /* More came out than was there: the error admits it. */
    ck_assert_double_gt(test_read(&b).soc_sigma_ratio, 0.1);
    s.battery_w = -100e3;
    for (int i = 0; i < 40; i++) {
        test_step(&b, &s, 900);
    }
    ck_assert(test_read(&b).soc_ratio == 1.0);
    const ostrov_battery_state end = test_read(&b);
    check_books(&end, 100e3);
}
END_TEST

/* Ten years at full power every day still count each nWh. */
START_TEST(books_outlive_the_int64)
{
    ostrov_battery_config c = test_config();
    c.capacity_wh = 1e8;
    c.charge_limit_w = 1e8;
    c.discharge_limit_w = 1e8;
    c.self_discharge_per_s = 0;
    c.charge_efficiency_ratio = 1;
    c.discharge_efficiency_ratio = 1;
    ostrov_battery b = test_battery(&c);
    const ostrov_battery_sample in = test_sample(-4e7);
    const ostrov_battery_sample out = test_sample(4e7);
    for (int i = 0; i < 43800; i++) {
        test_step(&b, &in, 3600);
        test_step(&b, &out, 3600);
    }
    const ostrov_battery_state s = test_read(&b);
    ck_assert_double_eq_tol(s.charged_wh, 43800 * 4e7, 1e-3); /* 1.752e12 in a double */
    ck_assert(s.soc_ratio == 0.5);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("battery.count");
    TCase *tests = tcase_create("all");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, efficiency_acts_once_each_way);
    tcase_add_test(tests, health_shrinks_the_capacity);
    tcase_add_test(tests, current_and_voltage_stand_in_for_power);
    tcase_add_test(tests, splitting_a_step_changes_nothing);
    tcase_add_test(tests, a_year_does_not_drift);
    tcase_add_test(tests, less_than_a_count_is_carried);
    tcase_add_test(tests, self_discharge_decays_exactly);
    tcase_add_test(tests, count_stays_within_the_cells);
    tcase_add_test(tests, books_outlive_the_int64);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
