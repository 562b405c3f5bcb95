/* The live run's day and minute when the clock is set back or a device falls silent.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "common/clock.h"
#include "live/live_parts.h"

#include "../store/folder.h"

enum { MESSAGE = 512 };

static const char clock_file[] = "test_day.clock"; /* in the folder of the build */

static const int64_t noon_s = 1795780800; /* 2026-11-27 12:00 UTC */
static struct live live;
static struct site site;

static ostrov_status no_plan(struct planner *planner, const struct planner_view *view,
                             const struct fleet *fleet, ostrov_fault *why)
{
    (void)planner, (void)view, (void)fleet, (void)why;
    return OSTROV_E_STATE;
}

static void begin(const struct live_options *options)
{
    char message[MESSAGE] = "";
    ck_assert_msg(site_load(SITES_DIR "/pisek.json", &site, message, sizeof message) == 0, "%s",
                  message);
    live.site = &site;
    live.options = options;
    ck_assert_int_eq(clock_lead(clock_file, noon_s), 0);
    ck_assert_msg(feeds_begin(&site, noon_s, &live.inputs, message, sizeof message) == 0, "%s",
                  message);
    live.feeds = feeds_open(&site, NULL, NULL, &live.inputs);
    ck_assert_ptr_nonnull(live.feeds);
    ck_assert_msg(planner_init(&live.planner, &site, &live.inputs, PLANNER_QUICK, message,
                               sizeof message) == 0,
                  "%s", message);
    live.planning = planning_open(&live.planner, no_plan, NULL);
    ck_assert_ptr_nonnull(live.planning);
}

static void end(void)
{
    feeds_close(live.feeds);
    planning_close(live.planning);
    planner_free(&live.planner);
    inputs_free(&live.inputs);
}

static int is_day_of(int64_t now_s)
{
    return live.inputs.start_s <= now_s && now_s < live.inputs.start_s + 86400;
}

/* The station's steps at that time, until the thread of the feeds has made its day. */
static void the_clock_says(int64_t now_s)
{
    const struct timespec pause = {0, 10000000};
    ck_assert_int_eq(clock_lead(clock_file, now_s), 0);
    for (int i = 0; i < 2000 && !feeds_settled(live.feeds, now_s); i++) {
        live_renew_inputs(&live);
        (void)nanosleep(&pause, NULL);
    }
    live_renew_inputs(&live);
}

/* A clock that was a year ahead and is set right: the prices are those of the day that is. */
START_TEST(the_day_follows_a_clock_that_is_set_back)
{
    const struct live_options options = {.state = "."};
    begin(&options);
    ck_assert(is_day_of(noon_s));
    the_clock_says(noon_s + 600);
    ck_assert(is_day_of(noon_s));
    the_clock_says(noon_s + 300 * 86400);
    ck_assert(is_day_of(noon_s + 300 * 86400));
    the_clock_says(noon_s);
    ck_assert_msg(is_day_of(noon_s), "the day begins at %lld", (long long)live.inputs.start_s);
    end();
}
END_TEST

/* A meter that fell silent has neither power nor voltage of now. */
START_TEST(a_silent_meter_has_no_voltage)
{
    struct minute minute;
    struct telemetry_minute row;
    ostrov_measurement m;
    ostrov_station_state state = {0};
    ostrov_command command = {0};
    ck_assert_int_eq(ostrov_measurement_defaults(&m, sizeof m), OSTROV_OK);
    minute_begin(&minute);
    m.dt_s = 1.0;
    m.grid_w = 5000.0;
    for (int32_t s = 1; s <= 121; s++) {
        m.time_s = noon_s + s;
        m.age_s[OSTROV_SOURCE_PCC] = s <= 60 ? 0.2 : (double)s - 60.0 + 5.0;
        int ended = minute_step(&minute, &m, &state, &command, s <= 60 ? 231.0 : 17.0, 50.0, &row);
        ck_assert_int_eq(ended, s == 61 || s == 121);
        if (s == 61) {
            ck_assert_double_eq_tol(row.voltage_v, 231.0, 1e-9);
            ck_assert_double_eq_tol(row.frequency_hz, 50.0, 1e-9);
        }
    }
    ck_assert_double_nan(row.grid_w);
    ck_assert_double_nan(row.voltage_v);
    ck_assert_double_nan(row.frequency_hz);
    ck_assert_double_eq_tol(row.recorded_s, 60.0, 1e-9);
    ck_assert_double_eq_tol(row.known_s, 0.0, 1e-9);
}
END_TEST

/* A quarter was learned in a year that is to come: there are forecasts again after a day, not after
 * that year. */
START_TEST(forecasts_begin_anew_when_the_clock_was_far_ahead)
{
    const struct live_options options = {.state = "."};
    begin(&options);
    struct outlook *o = &live.planner.outlook;
    struct outlook_quarter quarter = {.start_s = noon_s + 300 * 86400, .pv_w = 0.0, .load_w = 9e3};
    outlook_learn(o, &quarter);
    ck_assert_int_ne(outlook_predict(o, noon_s, 96, 0), 0);
    for (int32_t i = 0; i < 97; i++) {
        quarter.start_s = noon_s + i * 900;
        outlook_learn(o, &quarter);
    }
    ck_assert_int_eq(outlook_predict(o, noon_s + 97 * 900, 96, 0), 0);
    end();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("scenario.day");
    TCase *tc = tcase_create("day");
    tcase_set_timeout(tc, 30.0);
    tcase_add_test(tc, the_day_follows_a_clock_that_is_set_back);
    tcase_add_test(tc, a_silent_meter_has_no_voltage);
    tcase_add_test(tc, forecasts_begin_anew_when_the_clock_was_far_ahead);
    suite_add_tcase(suite, tc);
    return unit_run(suite);
}
