/* Quarter hours and the month's highest: gaps are gaps, and a clock that is wrong for a while
 * resets nothing.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include "live/metering.h"
#include "live/minute.h"

#include <math.h>
#include <string.h>

enum { HOUR = 3600, DAY = 86400 };

static const double not_known = (double)NAN;
static struct site site;
static struct metering m;
static struct metering_quarter ended;
static int64_t now_s;
static int quarters;

/* 31 October 2026, 20:00 in Prague; November begins at 23:00 UTC. */
static const int64_t evening_s = 1793473200;

static void begin(void)
{
    char message[400] = "";
    ck_assert_msg(site_load(SITES_DIR "/pisek.json", &site, message, sizeof message) == 0, "%s",
                  message);
    metering_begin(&m);
    now_s = evening_s;
    quarters = 0;
    memset(&ended, 0, sizeof ended);
}

/* Seconds go by at a load; the clock goes on with them. */
static void pass(int64_t seconds, double import_w)
{
    for (int64_t i = 0; i < seconds; i++) {
        now_s++;
        quarters += metering_step(&m, &site, now_s, 1.0, import_w, 0.0, import_w, &ended);
    }
}

START_TEST(a_month_begins_where_the_clock_walks_into_it)
{
    ostrov_civil local;
    ck_assert_int_eq(ostrov_zone_civil(&site.zone, evening_s, &local), OSTROV_OK);
    ck_assert_int_eq(local.month, 10);
    pass(2 * HOUR, 90e3);
    ck_assert_double_eq_tol(m.month.max_w, 90e3, 1e-6);
    pass(2 * HOUR - 1, 20e3);
    ck_assert_double_eq_tol(metering_peak_w(&m, &site, now_s), 90e3, 1e-6);
    pass(HOUR / 4, 20e3); /* November, 00:14:59: its first quarter owes nothing to October */
    ck_assert_int_eq(m.month.month, 11);
    ck_assert_double_eq(m.month.max_w, 0.0);
    pass(HOUR, 20e3);
    ck_assert_double_eq_tol(m.month.max_w, 20e3, 1e-6);
    ck_assert_double_eq_tol(m.before.max_w, 90e3, 1e-6);
}
END_TEST

/* A time server that is wrong for half an hour, by a month forward or back, resets nothing; what
 * was drawn meanwhile counts in the month that it was. */
START_TEST(a_clock_that_was_wrong_for_a_while_resets_nothing)
{
    static const int64_t wrong_s[] = {31 * DAY, -31 * DAY, 400 * DAY};
    for (size_t i = 0; i < sizeof wrong_s / sizeof wrong_s[0]; i++) {
        begin();
        pass(2 * HOUR, 90e3);
        now_s += wrong_s[i];
        pass(HOUR / 2, 30e3);
        ck_assert_double_eq_tol(m.month.max_w, 90e3, 1e-6);
        pass(HOUR / 4, 95e3);
        now_s -= wrong_s[i];
        pass(HOUR / 2, 20e3);
        ck_assert_int_eq(m.month.month, 10);
        ck_assert_double_eq_tol(m.month.max_w, 95e3, 1e-6);
    }
}
END_TEST

/* It stays: believed after an hour. It comes back after all: so does what was reached before. */
START_TEST(a_clock_that_stays_is_believed_and_may_come_back)
{
    pass(2 * HOUR, 90e3);
    now_s += 31 * DAY;
    pass(2 * HOUR, 30e3);
    ck_assert_int_eq(m.month.month, 12);
    ck_assert_double_eq_tol(m.month.max_w, 30e3, 1e-6);
    now_s -= 31 * DAY;
    pass(HOUR / 2, 20e3);
    ck_assert_int_eq(m.month.month, 12); /* not yet */
    now_s = evening_s;
    pass(2 * HOUR, 20e3);
    ck_assert_int_eq(m.month.month, 10);
    ck_assert_double_eq_tol(m.month.max_w, 90e3, 1e-6);
}
END_TEST

START_TEST(after_a_restart_the_clock_proves_itself_anew)
{
    pass(2 * HOUR, 90e3);
    const struct metering kept = m;
    metering_begin(&m);
    metering_recall(&m, &kept);
    now_s += 31 * DAY; /* a battery-less box that wakes with a wrong time */
    pass(HOUR / 2, 20e3);
    ck_assert_int_eq(m.month.month, 10);
    ck_assert_double_eq_tol(metering_peak_w(&m, &site, now_s), 90e3, 1e-6);
    pass(HOUR, 20e3); /* or after a month in a cupboard */
    ck_assert_int_eq(m.month.month, 12);
    ck_assert_double_eq_tol(m.month.max_w, 20e3, 1e-6);
}
END_TEST

/* A step of an hour brings one sample: it says nothing of that hour. */
START_TEST(a_long_step_is_a_gap)
{
    pass(HOUR, 10e3);
    int before = quarters;
    now_s += HOUR;
    quarters += metering_step(&m, &site, now_s, 3600.0, 99e3, 5e3, 99e3, &ended);
    ck_assert_int_eq(quarters, before + 1);
    ck_assert_double_le(m.quarter.import_w.known_s, 5.0);
    pass(300, 10e3); /* 300 of 900 s known: too little to be a quarter's mean */
    now_s += 600;
    quarters += metering_step(&m, &site, now_s, 600.0, 99e3, 5e3, 99e3, &ended);
    ck_assert_double_le(ended.import_w.known_s, 310.0);
    ck_assert_double_nan(metering_mean_value(&ended.import_w, 900.0));
    ck_assert_double_eq_tol(m.month.max_w, 10e3,
                            1e-6); /* nobody has measured 99 kW for a quarter */
    pass(HOUR, not_known);
    ck_assert_double_eq(ended.import_w.known_s, 0.0);
    ck_assert_double_nan(metering_mean_value(&ended.load_w, 0.0));
}
END_TEST

/* Without a clock nothing is counted, and a clock that comes must prove itself. */
START_TEST(no_clock_no_quarters)
{
    pass(2 * HOUR, 90e3);
    for (int i = 0; i < HOUR; i++) {
        ck_assert_int_eq(metering_step(&m, &site, INT64_MIN, 1.0, 99e3, 0.0, 99e3, &ended), 0);
    }
    now_s += 31 * DAY;
    pass(HOUR / 2, 20e3);
    ck_assert_int_eq(m.month.month, 10);
    ck_assert_double_eq_tol(m.month.max_w, 90e3, 1e-6);
}
END_TEST

/* A minute of which one sample is known says so: recorded_s and known_s are what was watched. */
START_TEST(a_minute_with_a_gap_says_so)
{
    struct minute minute;
    struct telemetry_minute row;
    ostrov_measurement sample;
    ostrov_station_state state;
    ostrov_command command;
    memset(&state, 0, sizeof state);
    memset(&command, 0, sizeof command);
    ck_assert_int_eq(ostrov_measurement_defaults(&sample, sizeof sample), OSTROV_OK);
    sample.grid_w = sample.pv_w = sample.battery_w = 1000.0;
    state.load_w = 3000.0;
    for (int i = 0; i < OSTROV_SOURCES; i++) {
        sample.age_s[i] = 0.0;
    }
    minute_begin(&minute);
    sample.time_s = 1793473210;
    sample.dt_s = 3600.0; /* a suspended host */
    ck_assert_int_eq(minute_step(&minute, &sample, &state, &command, 230.0, 50.0, &row), 0);
    sample.time_s = 1793473259;
    sample.dt_s = 49.0;
    ck_assert_int_eq(minute_step(&minute, &sample, &state, &command, 230.0, 50.0, &row), 0);
    sample.time_s = 1793473261;
    sample.dt_s = 2.0;
    ck_assert_int_eq(minute_step(&minute, &sample, &state, &command, 230.0, 50.0, &row), 1);
    ck_assert_double_eq_tol(row.recorded_s, 10.0, 1e-9);
    ck_assert_double_eq_tol(row.known_s, 10.0, 1e-9);
    ck_assert_double_eq_tol(row.grid_w, 1000.0, 1e-9);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("metering");
    TCase *one = tcase_create("metering");
    tcase_add_checked_fixture(one, begin, NULL);
    tcase_add_test(one, a_month_begins_where_the_clock_walks_into_it);
    tcase_add_test(one, a_clock_that_was_wrong_for_a_while_resets_nothing);
    tcase_add_test(one, a_clock_that_stays_is_believed_and_may_come_back);
    tcase_add_test(one, after_a_restart_the_clock_proves_itself_anew);
    tcase_add_test(one, a_long_step_is_a_gap);
    tcase_add_test(one, no_clock_no_quarters);
    tcase_add_test(one, a_minute_with_a_gap_says_so);
    suite_add_tcase(suite, one);
    return unit_run(suite);
}
