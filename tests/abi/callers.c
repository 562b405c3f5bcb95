/* Callers compiled against another version of the headers: a newer one hands over longer structures.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/ostrov.h>

#include "unit.h"

#include <stdint.h>
#include <string.h>

/* A battery config as version 0.9 might know it. */
struct newer_battery_config {
    ostrov_battery_config known;
    double something_new;
    double more_of_it;
};

/* A sample and a state likewise. */
struct newer_sample {
    ostrov_battery_sample known;
    double something_new;
};
struct newer_state {
    ostrov_battery_state known;
    double something_new;
};

static struct newer_battery_config newer_config(void)
{
    struct newer_battery_config config;
    ck_assert_int_eq(ostrov_battery_defaults(&config.known, sizeof config), OSTROV_OK);
    config.known.chemistry = OSTROV_CHEMISTRY_LFP;
    config.known.capacity_wh = 1000.0;
    config.known.charge_limit_w = config.known.discharge_limit_w = 500.0;
    config.known.soc_start_ratio = 0.5;
    return config;
}

START_TEST(newer_config_that_asks_for_nothing_new_is_served)
{
    struct newer_battery_config config = newer_config();
    ostrov_battery battery;
    ck_assert_uint_eq(config.known.struct_size, sizeof config);
    ck_assert_double_eq(config.something_new, 0.0);
    ck_assert_int_eq(ostrov_battery_init(&battery, &config.known, NULL), OSTROV_OK);
}
END_TEST

START_TEST(newer_config_that_asks_for_more_is_refused_by_name)
{
    struct newer_battery_config config = newer_config();
    ostrov_battery battery;
    ostrov_fault why;
    memset(&battery, 0xA5, sizeof battery);
    ostrov_battery before = battery;
    config.more_of_it = 1.0;
    ck_assert_int_eq(ostrov_battery_init(&battery, &config.known, &why), OSTROV_E_UNSUPPORTED);
    ck_assert_str_eq(why.structure, "ostrov_battery_config");
    ck_assert_int_eq(memcmp(&battery, &before, sizeof battery), 0);
}
END_TEST

START_TEST(newer_sample_and_state_work)
{
    struct newer_battery_config config = newer_config();
    struct newer_sample sample;
    struct newer_state state;
    ostrov_battery battery;
    ck_assert_int_eq(ostrov_battery_init(&battery, &config.known, NULL), OSTROV_OK);
    ck_assert_int_eq(ostrov_battery_sample_defaults(&sample.known, sizeof sample), OSTROV_OK);
    sample.known.battery_w = 100.0;
    sample.known.temperature_c = 20.0;
    sample.known.age_s = 0.0;
    sample.something_new = 42.0; /* a measurement we do not know is not an error */
    ck_assert_int_ge(ostrov_battery_step(&battery, &sample.known, 1.0), OSTROV_OK);
    memset(&state, 0xA5, sizeof state);
    ck_assert_int_eq(ostrov_battery_read(&battery, &state.known, sizeof state), OSTROV_OK);
    ck_assert_double_eq(state.something_new, 0.0);
    ck_assert(state.known.soc_ratio < 0.5 && state.known.soc_ratio > 0.49);
}
END_TEST

START_TEST(structures_nobody_filled_are_refused)
{
    ostrov_battery_config config;
    ostrov_battery battery;
    memset(&config, 0, sizeof config);
    ck_assert_int_eq(ostrov_battery_init(&battery, &config, NULL), OSTROV_E_ARGUMENT);
    memset(&config, 0xFF, sizeof config);
    ck_assert_int_eq(ostrov_battery_init(&battery, &config, NULL), OSTROV_E_ARGUMENT);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("callers of another version");
    TCase *tests = tcase_create("callers");
    tcase_add_test(tests, newer_config_that_asks_for_nothing_new_is_served);
    tcase_add_test(tests, newer_config_that_asks_for_more_is_refused_by_name);
    tcase_add_test(tests, newer_sample_and_state_work);
    tcase_add_test(tests, structures_nobody_filled_are_refused);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
