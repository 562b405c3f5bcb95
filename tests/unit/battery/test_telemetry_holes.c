/* Plausibility where values are missing now and then: a hole is no fault, and none is made of it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/battery_telemetry.h>

#include "battery_help.h"

static const double ohm = 0.0064;

static ostrov_telemetry new_judge(void)
{
    ostrov_telemetry t;
    ostrov_telemetry_config c;
    ck_assert_int_eq(ostrov_telemetry_defaults(&c, sizeof c), OSTROV_OK);
    c.capacity_ah = 280;
    c.voltage_min_v = 16 * 2.6;
    c.voltage_max_v = 16 * 3.6;
    c.current_max_a = 400;
    c.resistance_ohm = ohm;
    c.balance_ratio = 0.006;
    ck_assert_int_eq(ostrov_telemetry_init(&t, &c, NULL), OSTROV_OK);
    return t;
}

static uint32_t reasons(ostrov_telemetry *t, double v, double a, double c, double soc, double dt_s)
{
    ostrov_telemetry_sample s;
    ostrov_telemetry_state told;
    test_must(ostrov_telemetry_sample_defaults(&s, sizeof s) == OSTROV_OK);
    s.voltage_v = v;
    s.current_a = a;
    s.temperature_c = c;
    s.bms_soc_ratio = soc;
    test_must(ostrov_telemetry_step(t, &s, dt_s) >= OSTROV_OK);
    test_must(ostrov_telemetry_read(t, &told, sizeof told) == OSTROV_OK);
    return told.reasons;
}

/* One value in five is not told, each by itself, while current jumps by up to 300 A. */
START_TEST(values_missing_one_by_one)
{
    for (uint64_t seed = 1; seed <= 4; seed++) {
        uint64_t draw = seed;
        ostrov_telemetry t = new_judge();
        double soc = 0.5;
        double a = 0;
        for (int i = 0; i < 5000; i++) {
            a = test_random(&draw) < 0.2 ? -150 + 300 * test_random(&draw) : a;
            soc -= a / 3600 / 280;
            double x[] = {52 + soc - ohm * a, a + 0.1 * test_random(&draw), 20, soc};
            for (int k = 0; k < 4; k++) {
                x[k] = test_random(&draw) < 0.2 ? __builtin_nan("") : x[k];
            }
            ck_assert_msg(reasons(&t, x[0], x[1], x[2], x[3], 1) == 0, "seed %llu sample %d",
                          (unsigned long long)seed, i);
        }
    }
}
END_TEST

/* Nobody saw what flowed in ten minutes; the charge before and after says nothing of them. */
START_TEST(nothing_told_for_a_while)
{
    ostrov_telemetry t = new_judge();
    double soc = 0.8;
    for (int i = 0; i < 1200; i++) {
        const double a = i % 60 < 30 ? 100 : 20;
        const double dt_s = i % 400 == 399 ? 600 : 1;
        soc -= (dt_s > 1 ? 60.0 : a) * dt_s / 3600 / 280;
        ck_assert_msg(reasons(&t, 52 + soc - ohm * a, a + 1e-3 * (i % 7), 20, soc, dt_s) == 0,
                      "sample %d", i);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("battery/telemetry_holes");
    TCase *t = tcase_create("holes");
    tcase_add_test(t, values_missing_one_by_one);
    tcase_add_test(t, nothing_told_for_a_while);
    suite_add_tcase(suite, t);
    return unit_run(suite);
}
