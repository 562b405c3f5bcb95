/* Load tiers while connected: when they are shed, and when they return.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "site.h"

/* What is only assumed sheds no load, however bad the assumption. */
START_TEST(test_no_shedding_for_an_assumption)
{
    ostrov_station station;
    ostrov_station_config config;
    ostrov_battery_config battery;
    ostrov_measurement m;
    ostrov_command command;
    ostrov_fault why;
    plant p;
    site_config(&config, &battery);
    config.load_max_w = 400e3;
    ck_assert_int_eq(ostrov_station_init(&station, &config, &why), OSTROV_OK);
    plant_start(&p);
    for (int32_t t = 0; t < 60; t++) {
        plant_measure(&p, &m);
        m.grid_w = NAN;
        (void)site_feed(&station, &m, &command);
        p.time_s++;
    }
    ck_assert_uint_eq(command.tiers_on, 7);
}
END_TEST

/* Contactors and meters need their seconds: one tier is shed for one excess, not all of them. */
START_TEST(test_shedding_waits_for_its_effect)
{
    ostrov_station station;
    ostrov_command command;
    plant p;
    uint32_t on[3] = {7, 7, 7};
    site_start(&station, 0.1);
    plant_start(&p);
    p.soc_ratio = 0.1;
    p.pv_w = 0.0;
    for (int32_t t = 0; t < 60; t++) {
        const uint32_t seen = on[t % 3]; /* as it was told three steps ago */
        p.load_w = 90e3 * (double)((seen & 1u) + ((seen >> 1) & 1u) + ((seen >> 2) & 1u));
        (void)site_step(&station, &p, &command);
        on[t % 3] = command.tiers_on;
    }
    ck_assert_uint_eq(command.tiers_on, 3);
}
END_TEST

/* Load beyond the connection with an empty battery: tiers go from the top, one at a time, return
 * slowly. */
START_TEST(test_tiers_are_shed_last_and_return_without_flapping)
{
    ostrov_station station;
    ostrov_command command;
    plant p;
    int32_t changes = 0;
    uint32_t last = 7;
    site_start(&station, 0.1);
    plant_start(&p);
    p.pv_w = 0.0;
    for (int32_t t = 0; t < 1800; t++) {
        p.soc_ratio = 0.1;
        /* Three tiers of 90 kW: 270 kW are too much, 180 kW fit. */
        const uint32_t on = t == 0 ? 7 : command.tiers_on;
        p.load_w = 90e3 * (double)((on & 1u) + ((on >> 1) & 1u) + ((on >> 2) & 1u));
        (void)site_step(&station, &p, &command);
        changes += command.tiers_on != last;
        last = command.tiers_on;
    }
    ck_assert_uint_eq(last, 3);
    ck_assert_int_eq(changes, 1); /* 250 − 180 = 70 kW of room never fit the learned 90 kW */
    ck_assert_int_eq(site_events(&station, OSTROV_EVENT_SHED, NULL), 1);
    /* It has been off for half an hour: it may return as soon as there is room. */
    for (int32_t t = 0; t < 600; t++) {
        p.soc_ratio = 0.1;
        const uint32_t on = command.tiers_on;
        p.load_w = 40e3 * (double)((on & 1u) + ((on >> 1) & 1u) + ((on >> 2) & 1u));
        (void)site_step(&station, &p, &command);
    }
    ck_assert_uint_eq(command.tiers_on, 7);
    ck_assert_int_eq(site_events(&station, OSTROV_EVENT_RESTORED, NULL), 1);
    /* Another time there is room at once: still it stays off for five minutes. */
    int32_t off_s = 0;
    p.load_w = 300e3;
    (void)site_step(&station, &p, &command);
    ck_assert_uint_eq(command.tiers_on, 3);
    p.load_w = 50e3;
    while (command.tiers_on != 7 && off_s < 900) {
        (void)site_step(&station, &p, &command);
        off_s++;
    }
    ck_assert_int_ge(off_s, 299);
    ck_assert_int_le(off_s, 301);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("station shedding");
    TCase *tcase = tcase_create("shedding");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, test_no_shedding_for_an_assumption);
    tcase_add_test(tcase, test_shedding_waits_for_its_effect);
    tcase_add_test(tcase, test_tiers_are_shed_last_and_return_without_flapping);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
