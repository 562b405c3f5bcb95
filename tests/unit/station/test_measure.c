/* What comes in: refused values, ages, clock, books of energy.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "site.h"

static ostrov_station station;
static ostrov_command command;
static ostrov_measurement m;
static ostrov_event event;
static plant p;

static void start(void)
{
    site_start(&station, 0.6);
    plant_start(&p);
    (void)site_step(&station, &p, &command);
    (void)site_events(&station, 0, NULL);
}

START_TEST(test_sentinels_are_refused_and_named)
{
    start();
    plant_measure(&p, &m);
    m.grid_w = 4294967295.0; /* 0xFFFFFFFF as read from a register */
    ck_assert_int_eq(site_feed(&station, &m, &command), OSTROV_DEGRADED);
    m.time_s++;
    ck_assert_int_eq(site_feed(&station, &m, &command), OSTROV_DEGRADED);
    ck_assert_int_eq(site_read(&station).refused, 2);
    ck_assert_int_eq(site_events(&station, OSTROV_EVENT_REFUSED_VALUE, &event), 1);
    ck_assert_double_eq(event.value, 4294967295.0);
    char text[100];
    (void)ostrov_event_text(&event, text, sizeof text);
    ck_assert_str_eq(text, "impossible measurement not used: grid_w = 4294967295");
    /* The value before stands in for a few seconds. */
    ck_assert_double_eq_tol(site_read(&station).load_w, 30e3, 1e-6);
    m.grid_w = 20e3;
    m.bms_soc_ratio = 65.54;
    m.time_s++;
    (void)site_feed(&station, &m, &command);
    ck_assert_double_le(site_read(&station).soc_ratio, 1.0);
    m.bms_soc_ratio = 0.6;
    m.inhibits = 0;
    m.vehicle_connected[2] = 7;
    m.time_s++;
    (void)site_feed(&station, &m, &command);
    ck_assert_int_eq(site_events(&station, OSTROV_EVENT_REFUSED_VALUE, &event), 2);
}
END_TEST

/* A PCC that misses some polls while the battery follows: with the old grid power and the new
 * battery power the battery would chase itself to its limit. */
START_TEST(test_missed_polls_do_not_run_away)
{
    start();
    for (int32_t t = 0; t < 400; t++) {
        p.load_w = 30e3 + 20e3 * (double)(t / 3 % 2); /* net 20 … 40 kW */
        plant_measure(&p, &m);
        if (t % 5 > 1) {
            m.grid_w = NAN;
        }
        if (t % 4 == 1) {
            m.battery_w = NAN;
        }
        (void)site_feed(&station, &m, &command);
        plant_obey(&p, &command);
        ck_assert_double_le(command.battery_w, 40e3 + 1e-6);
        ck_assert_double_ge(command.battery_w, 20e3 - 1e-6);
    }
}
END_TEST

/* A host may tell the last value again with its age: the battery does not chase its own doing while
 * the meter is silent. */
START_TEST(test_an_old_value_told_again_is_not_of_now)
{
    start();
    p.battery_w = 0.0;
    for (int32_t t = 0; t < 20; t++) {
        (void)site_step(&station, &p, &command);
    }
    plant_measure(&p, &m);
    const double old_w = m.grid_w, told_w = command.battery_w;
    p.load_w += 15e3; /* the battery must not be seen to carry this */
    for (int32_t t = 0; t < 9; t++) {
        plant_measure(&p, &m);
        m.grid_w = old_w;
        m.age_s[OSTROV_SOURCE_PCC] = 2.0 + t;
        m.battery_w = p.battery_w + 500.0 * t; /* something else moves it */
        (void)site_feed(&station, &m, &command);
        p.time_s++;
        ck_assert_double_eq_tol(command.battery_w, told_w, 1.0);
    }
}
END_TEST

/* What was subtracted from the site's power while it was known must not be missing from it after. */
START_TEST(test_vehicles_lost_with_the_meter_leave_no_hole)
{
    start();
    for (int32_t i = 0; i < 6; i++) {
        p.connected[i] = 1;
        p.accepts_w[i] = 30e3;
        p.needs_wh[i] = 50e3;
        p.depart_s[i] = BEGIN_S + 7200;
    }
    for (int32_t t = 0; t < 120; t++) {
        (void)site_step(&station, &p, &command);
    }
    ck_assert_double_gt(plant_vehicles(&p), 150e3);
    plant_measure(&p, &m);
    m.grid_w = 15e3; /* a meter that lies */
    (void)site_feed(&station, &m, &command);
    p.time_s++;
    for (int32_t t = 1; t < 9; t++) {
        plant_measure(&p, &m);
        m.grid_w = 15e3;
        m.age_s[OSTROV_SOURCE_PCC] = 2.0 + t;
        m.age_s[OSTROV_SOURCE_CHARGERS] = 60.0;
        (void)site_feed(&station, &m, &command);
        p.time_s++;
        ck_assert_double_ge(command.battery_w, 0.0); /* no export is made up and charged away */
    }
}
END_TEST

START_TEST(test_stale_and_fresh_are_told_once_per_source)
{
    start();
    for (int32_t t = 0; t < 60; t++) {
        plant_measure(&p, &m);
        m.age_s[OSTROV_SOURCE_PCC] =
            0.5 + t; /* a gateway that serves an old value with its true age */
        (void)site_feed(&station, &m, &command);
        p.time_s++;
    }
    ck_assert(isnan(site_read(&station).load_w));
    ck_assert_int_eq(site_events(&station, OSTROV_EVENT_STALE, &event), 1);
    ck_assert_int_eq(event.subject, OSTROV_SOURCE_PCC);
    ck_assert_double_eq_tol(event.value, 10.5, 1e-9);
    (void)site_step(&station, &p, &command);
    ck_assert_int_eq(site_events(&station, OSTROV_EVENT_FRESH, &event), 1);
    ck_assert_int_eq(event.subject, OSTROV_SOURCE_PCC);
    ck_assert(!isnan(site_read(&station).load_w));
}
END_TEST

START_TEST(test_impossible_age_is_not_fresh)
{
    start();
    plant_measure(&p, &m);
    m.grid_w = 99e3;
    m.age_s[OSTROV_SOURCE_PCC] = INFINITY; /* "never read" */
    for (int32_t t = 0; t < 12; t++) {
        ostrov_station_state state;
        (void)site_feed(&station, &m, &command);
        state = site_read(&station);
        /* What the balance was a moment ago stands for stale_s; the new value is never used. */
        ck_assert(t < 10 ? state.load_w == 30e3 : isnan(state.load_w) != 0);
        m.age_s[OSTROV_SOURCE_PCC] = t % 2 == 0 ? -1.0 : INFINITY;
        m.time_s++;
    }
}
END_TEST

START_TEST(test_time_must_move_forward)
{
    static const double bad[] = {0.0, -1.0, -0.0, NAN, INFINITY, -INFINITY, 3600.1, 1e300};
    start();
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        plant_measure(&p, &m);
        m.dt_s = bad[i];
        memset(&command, 0xff, sizeof command);
        ck_assert_int_eq(ostrov_station_step(&station, &m, &command, sizeof command),
                         OSTROV_E_TIME);
        ck_assert_int_eq(command.rung, OSTROV_RUNG_SAFE);
        ck_assert_double_eq(command.battery_w, 0.0);
        ck_assert_double_eq(command.vehicle_limit_w[0], 11e3);
        ck_assert_uint_eq(command.tiers_on, 7);
        ck_assert_int_eq(command.write, 1);
    }
    ck_assert_int_eq(site_events(&station, OSTROV_EVENT_RUNG, NULL), 1);
}
END_TEST

START_TEST(test_clock_jumps_are_told)
{
    start();
    p.time_s += 3600; /* one hour ahead with one second of dt */
    (void)site_step(&station, &p, &command);
    ck_assert_int_eq(site_events(&station, OSTROV_EVENT_TIME_JUMP, &event), 1);
    /* At 1.0 s: the clock was known in whole seconds, within its second. */
    ck_assert_double_eq_tol(event.value, 3600.0, 1.0);
    ck_assert(event.time_s == BEGIN_S + 3601);
    p.time_s -= 86400;
    (void)site_step(&station, &p, &command);
    ck_assert_int_eq(site_events(&station, OSTROV_EVENT_TIME_JUMP, &event), 1);
    ck_assert_double_eq_tol(event.value, -86400.0, 1.0);
    /* A clock read in whole seconds at 100 ms steps does not jump. */
    for (int32_t i = 0; i < 100; i++) {
        plant_measure(&p, &m);
        m.dt_s = 0.1;
        m.time_s = p.time_s + i / 10;
        (void)site_feed(&station, &m, &command);
    }
    ck_assert_int_eq(site_events(&station, OSTROV_EVENT_TIME_JUMP, NULL), 0);
}
END_TEST

START_TEST(test_clock_unknown_is_told_once)
{
    static const int64_t unknown[] = {INT64_MIN, INT64_MAX, -20000000000, 300000000000};
    start();
    for (int32_t i = 0; i < 40; i++) {
        plant_measure(&p, &m);
        m.time_s = unknown[i % 4];
        ck_assert_int_eq(site_feed(&station, &m, &command), OSTROV_DEGRADED);
        ck_assert(command.time_s == INT64_MIN);
        ck_assert_int_eq(site_read(&station).plan_wanted, OSTROV_PLAN_NOT_WANTED);
    }
    ck_assert_int_eq(site_events(&station, OSTROV_EVENT_CLOCK_UNKNOWN, &event), 1);
    ck_assert(event.time_s == INT64_MIN);
}
END_TEST

START_TEST(test_books_split_at_the_quarter_hour)
{
    start(); /* BEGIN_S is measured with dt 1 s: it closes second 0 of the day before */
    for (int32_t t = 0; t < 896; t += 7) {
        p.time_s = BEGIN_S + t + 7;
        plant_measure(&p, &m);
        m.dt_s = 7.0;
        m.grid_w = 50e3;
        (void)site_feed(&station, &m, &command);
    }
    ostrov_station_state state = site_read(&station);
    ck_assert_double_eq_tol(state.quarter_left_s, 4.0, 1e-9);
    ck_assert_double_eq_tol(state.quarter_mean_w, 50e3, 1e-6);
    ck_assert(isnan(state.quarter_max_w));
    /* 4 s of 120 kW belong to the first quarter hour, 3 s to the second. */
    p.time_s = BEGIN_S + 903;
    plant_measure(&p, &m);
    m.dt_s = 7.0;
    m.grid_w = 120e3;
    (void)site_feed(&station, &m, &command);
    state = site_read(&station);
    ck_assert_double_eq_tol(state.quarter_max_w, (896.0 * 50e3 + 4.0 * 120e3) / 900.0, 1e-6);
    ck_assert_double_eq_tol(state.quarter_mean_w, 120e3, 1e-6);
    ck_assert_double_eq_tol(state.quarter_left_s, 897.0, 1e-9);
    const double first_wh = 20e3 / 3600.0; /* the step of start */
    ck_assert_double_eq_tol(state.import_wh, first_wh + (896.0 * 50e3 + 7.0 * 120e3) / 3600.0,
                            1e-6);
    ck_assert_double_eq(state.export_wh, 0.0);
    /* Export neither offsets the import of the quarter nor counts as import. */
    p.time_s += 3;
    plant_measure(&p, &m);
    m.dt_s = 3.0;
    m.grid_w = -120e3;
    (void)site_feed(&station, &m, &command);
    state = site_read(&station);
    ck_assert_double_eq_tol(state.quarter_mean_w, 60e3, 1e-6);
    ck_assert_double_eq_tol(state.export_wh, 100.0, 1e-9);
}
END_TEST

START_TEST(test_long_step_spans_several_quarters)
{
    start();
    p.time_s = BEGIN_S + 3600;
    plant_measure(&p, &m);
    m.dt_s = 3600.0;
    m.grid_w = 36e3;
    (void)site_feed(&station, &m, &command);
    ostrov_station_state state = site_read(&station);
    ck_assert_double_eq_tol(state.quarter_max_w, 36e3, 1e-6);
    ck_assert_double_eq_tol(state.quarter_left_s, 900.0, 1e-9);
    ck_assert(isnan(state.quarter_mean_w));
    ck_assert_double_eq_tol(state.import_wh, 36e3 + 20e3 / 3600.0, 1e-6);
}
END_TEST

START_TEST(test_unknown_import_is_not_zero_import)
{
    start();
    for (int32_t t = 1; t <= 300; t++) {
        p.time_s = BEGIN_S + t;
        plant_measure(&p, &m);
        m.grid_w = t <= 100 ? 90e3 : NAN;
        (void)site_feed(&station, &m, &command);
    }
    /* Ten seconds the last value stands, then nothing is known: the mean does not fall. */
    ck_assert_double_eq_tol(site_read(&station).quarter_mean_w, 90e3, 1e-6);
    ck_assert_double_eq_tol(site_read(&station).import_wh, (110 * 90e3 + 20e3) / 3600.0, 1e-6);
}
END_TEST

START_TEST(test_balance_residual)
{
    start();
    plant_measure(&p, &m);
    m.load_w = 28e3; /* the balance says 30 */
    (void)site_feed(&station, &m, &command);
    ck_assert_double_eq_tol(site_read(&station).balance_w, 2e3, 1e-6);
    m.load_w = NAN;
    m.age_s[OSTROV_SOURCE_PCC] = 100.0;
    m.time_s++;
    (void)site_feed(&station, &m, &command);
    ck_assert(isnan(site_read(&station).balance_w));
}
END_TEST

START_TEST(test_arguments)
{
    ostrov_station never;
    ostrov_station_state state;
    memset(&never, 0, sizeof never);
    start();
    plant_measure(&p, &m);
    ck_assert_int_eq(ostrov_station_step(NULL, &m, &command, sizeof command), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(command.write, 0);
    ck_assert_int_eq(ostrov_station_step(&never, &m, &command, sizeof command), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(command.write, 0);
    ck_assert_int_eq(command.rung, OSTROV_RUNG_SAFE);
    ck_assert_int_eq(ostrov_station_step(&station, NULL, &command, sizeof command),
                     OSTROV_E_ARGUMENT);
    ck_assert_int_eq(command.rung, OSTROV_RUNG_SAFE);
    ck_assert_int_eq(ostrov_station_step(&station, &m, NULL, sizeof command), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_station_step(&station, &m, &command, 4), OSTROV_E_ARGUMENT);
    m.struct_size = 3;
    ck_assert_int_eq(ostrov_station_step(&station, &m, &command, sizeof command),
                     OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_station_read(&never, &state, sizeof state), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_station_read(&station, NULL, sizeof state), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_station_event(&never, &event), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_station_event(&station, NULL), OSTROV_E_ARGUMENT);
}
END_TEST

START_TEST(test_newer_callers_structures)
{
    struct {
        ostrov_measurement m;
        uint64_t more[4];
    } newer;
    struct {
        ostrov_command c;
        uint64_t more[4];
    } wide;
    start();
    memset(&newer, 0x5a, sizeof newer);
    plant_measure(&p, &newer.m);
    newer.m.struct_size = (uint32_t)sizeof newer; /* unknown tail of a sample is ignored */
    memset(&wide, 0x5a, sizeof wide);
    ck_assert_int_ge(ostrov_station_step(&station, &newer.m, &wide.c, sizeof wide), OSTROV_OK);
    ck_assert_uint_eq(wide.c.struct_size, sizeof wide);
    ck_assert_uint_eq(wide.more[3], 0); /* unknown tail of an output is zero */
}
END_TEST

/* Bounds of the host's estimator: where they meet the count's both hold, where they exclude it the worse of both, and
 * the island sheds by the lower one. */
START_TEST(test_bounds_of_the_hosts_estimator)
{
    site_start(&station, 0.6);
    plant_start(&p);
    plant_measure(&p, &m);
    (void)site_feed(&station, &m, &command);
    p.time_s++;
    const ostrov_station_state alone = site_read(&station);
    ck_assert_double_le(alone.soc_low_ratio, 0.6);
    ck_assert_double_ge(alone.soc_high_ratio, 0.6);
    plant_measure(&p, &m);
    m.soc_low_ratio = alone.soc_low_ratio + 0.01; /* knows more, and agrees */
    m.soc_high_ratio = 0.99;
    (void)site_feed(&station, &m, &command);
    p.time_s++;
    ck_assert_double_eq_tol(site_read(&station).soc_low_ratio, m.soc_low_ratio, 1e-12);
    ck_assert_double_le(site_read(&station).soc_high_ratio, alone.soc_high_ratio + 1e-3);
    (void)site_events(&station, OSTROV_EVENT_SOC_DOUBT, NULL);
    for (int32_t i = 0; i < 20; i++) {
        plant_measure(&p, &m);
        m.soc_low_ratio = 0.1; /* excludes what was counted */
        m.soc_high_ratio = 0.2;
        (void)site_feed(&station, &m, &command);
        p.time_s++;
    }
    ck_assert_double_eq(site_read(&station).soc_low_ratio, 0.1);
    ck_assert_double_eq(site_read(&station).soc_ratio, 0.1);
    ck_assert_double_ge(site_read(&station).soc_high_ratio, 0.6);
    ck_assert_int_eq(site_events(&station, OSTROV_EVENT_SOC_DOUBT, &event), 1);
    ck_assert_double_eq(event.value, 0.1);
    plant_measure(&p, &m);
    m.soc_low_ratio = 0.9; /* turned round: no bound at all is widened by it */
    m.soc_high_ratio = 0.3;
    (void)site_feed(&station, &m, &command);
    ck_assert_double_le(site_read(&station).soc_low_ratio, 0.3);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("station measure");
    TCase *tcase = tcase_create("measure");
    tcase_add_test(tcase, test_sentinels_are_refused_and_named);
    tcase_add_test(tcase, test_missed_polls_do_not_run_away);
    tcase_add_test(tcase, test_an_old_value_told_again_is_not_of_now);
    tcase_add_test(tcase, test_vehicles_lost_with_the_meter_leave_no_hole);
    tcase_add_test(tcase, test_stale_and_fresh_are_told_once_per_source);
    tcase_add_test(tcase, test_impossible_age_is_not_fresh);
    tcase_add_test(tcase, test_time_must_move_forward);
    tcase_add_test(tcase, test_clock_jumps_are_told);
    tcase_add_test(tcase, test_clock_unknown_is_told_once);
    tcase_add_test(tcase, test_books_split_at_the_quarter_hour);
    tcase_add_test(tcase, test_long_step_spans_several_quarters);
    tcase_add_test(tcase, test_unknown_import_is_not_zero_import);
    tcase_add_test(tcase, test_balance_residual);
    tcase_add_test(tcase, test_arguments);
    tcase_add_test(tcase, test_newer_callers_structures);
    tcase_add_test(tcase, test_bounds_of_the_hosts_estimator);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
