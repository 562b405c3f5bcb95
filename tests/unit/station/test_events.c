/* Events: the ring, its overflow, and every code in words.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "site.h"

static ostrov_station station;
static ostrov_command command;
static plant p;

static const char *words(int32_t code, int32_t subject, double value, double limit)
{
    static char text[300];
    ostrov_event event = {0, 1, code, subject, value, limit};
    const size_t length = ostrov_event_text(&event, text, sizeof text);
    ck_assert_uint_eq(length, strlen(text));
    return text;
}

START_TEST(test_words)
{
    ck_assert_str_eq(words(OSTROV_EVENT_IMPORT_LIMIT, 0, 12.3e3, 250e3),
                     "charging cut to keep the site limit: 12.3 kW over 250.0 kW");
    ck_assert_str_eq(words(OSTROV_EVENT_QUARTER_LIMIT, 0, 5e3, 120e3),
                     "charging cut to keep the quarter-hour maximum: 5.0 kW too much for a mean of "
                     "120.0 kW");
    ck_assert_str_eq(words(OSTROV_EVENT_SHED, 3, 20e3, 250e3),
                     "load shed: 20.0 kW over 250.0 kW; load tiers on: 0, 1");
    ck_assert_str_eq(words(OSTROV_EVENT_SHED, 1, NAN, NAN), "load shed; load tiers on: 0");
    ck_assert_str_eq(words(OSTROV_EVENT_RESTORED, 0, NAN, NAN),
                     "load restored; load tiers on: none");
    ck_assert_str_eq(words(OSTROV_EVENT_STALE, OSTROV_SOURCE_PCC, 10.4, 10.0),
                     "PCC meter not known for 10 s");
    ck_assert_str_eq(words(OSTROV_EVENT_FRESH, OSTROV_SOURCE_CHARGERS, NAN, NAN),
                     "charge points measured again");
    ck_assert_str_eq(words(OSTROV_EVENT_RUNG, OSTROV_RUNG_RULES, 2701.0, NAN),
                     "following rules without a plan, plan age 2701 s");
    ck_assert_str_eq(words(OSTROV_EVENT_RUNG, OSTROV_RUNG_SAFE, NAN, NAN),
                     "giving the safe command");
    ck_assert_str_eq(words(OSTROV_EVENT_PLAN_TAKEN, OSTROV_SOLVER_GLPK, 41.5, NAN),
                     "plan taken from GLPK, cost 41.50");
    ck_assert_str_eq(words(OSTROV_EVENT_PLAN_REFUSED, OSTROV_E_STATE, NAN, NAN),
                     "plan refused: not possible in the present state");
    ck_assert_str_eq(
        words(OSTROV_EVENT_GRID_MODE, OSTROV_GRID_ISLAND, OSTROV_GRID_REASON_DONE, NAN),
        "grid mode ISLAND: the mode reached what it was for");
    ck_assert_str_eq(words(OSTROV_EVENT_GRID_MODE, OSTROV_GRID_GRID, 0.0, NAN), "grid mode GRID");
    ck_assert_str_eq(words(OSTROV_EVENT_INHIBIT, 12, NAN, NAN),
                     "inhibited by maintenance lock, fire stop: everything off");
    ck_assert_str_eq(words(OSTROV_EVENT_INHIBIT, 1, NAN, NAN),
                     "inhibited by local switch: advice only, nothing is written");
    ck_assert_str_eq(words(OSTROV_EVENT_INHIBIT, 32, NAN, NAN),
                     "inhibited by a switch that is not read: advice only, nothing is written");
    ck_assert_str_eq(words(OSTROV_EVENT_INHIBIT, 0, NAN, NAN), "inhibits ended");
    ck_assert_str_eq(words(OSTROV_EVENT_VEHICLE_LEFT, 3, 12e3, NAN),
                     "charge point 3: vehicle left with 12.0 kWh missing");
    ck_assert_str_eq(words(OSTROV_EVENT_VEHICLE_LEFT, 3, 12.0, NAN), /* not nothing */
                     "charge point 3: vehicle left with less than 0.1 kWh missing");
    ck_assert_str_eq(words(OSTROV_EVENT_VEHICLE_LATE, 0, 30e3, NAN),
                     "charge point 0: vehicle cannot be charged in time, 30.0 kWh short");
    ck_assert_str_eq(words(OSTROV_EVENT_SET_POINT_IGNORED, -1, 0.0, 50e3),
                     "battery ignores its set-point: 0.0 kW measured, told 50.0 kW");
    ck_assert_str_eq(words(OSTROV_EVENT_SOC_LOW, 0, 0.2, 0.2),
                     "battery low: 20 %, of which 20 % are kept");
    ck_assert_str_eq(
        words(OSTROV_EVENT_BATTERY_WARNING, OSTROV_BATTERY_COLD | OSTROV_BATTERY_EMPTY, NAN, NAN),
        "battery: cold, empty");
    ck_assert_str_eq(words(OSTROV_EVENT_DSO_LIMIT, 0, 0.3, 75e3),
                     "DSO allows 30 %, that is 75.0 kW");
    ck_assert_str_eq(words(OSTROV_EVENT_LIMIT_VIOLATED, 0, 260e3, 250e3),
                     "import over the site limit: 260.0 kW measured, limit 250.0 kW");
    ck_assert_str_eq(words(OSTROV_EVENT_TIME_JUMP, 0, -3600.0, NAN),
                     "wall clock jumped by -3600 s");
    ck_assert_str_eq(words(OSTROV_EVENT_LOST_EVENTS, 0, 7.0, NAN), "7 events were lost");
    ck_assert_str_eq(words(9999, 0, 0.0, 0.0), "unknown event");
}
END_TEST

/* Any event, however damaged, gives text that fits and is counted as snprintf would. */
START_TEST(test_text_fits_whatever_comes)
{
    static const double special[] = {0.0, NAN, INFINITY, -INFINITY, 1e300, -1e300, 5e-324};
    for (int32_t code = -2; code < 40; code++) {
        for (int32_t subject = -3; subject < 40; subject += 7) {
            for (size_t i = 0; i < 7; i++) {
                ostrov_event event = {INT64_MIN, 0, code, subject, special[i], special[6 - i]};
                char text[900];
                char small[12];
                const size_t length = ostrov_event_text(&event, text, sizeof text);
                ck_assert_uint_gt(length, 0);
                ck_assert_uint_eq(ostrov_event_text(&event, small, sizeof small), length);
                ck_assert_uint_le(strlen(small), sizeof small - 1);
                ck_assert_int_eq(strncmp(small, text, strlen(small)), 0);
                ck_assert_uint_eq(ostrov_event_text(&event, NULL, 0), length);
            }
        }
    }
    ck_assert_uint_gt(ostrov_event_text(NULL, NULL, 0), 0);
}
END_TEST

START_TEST(test_ring_keeps_the_newest_and_counts_the_lost)
{
    ostrov_event event;
    int64_t sequence = 0;
    int32_t count = 0;
    site_start(&station, 0.6);
    plant_start(&p);
    for (int32_t t = 0; t < 400; t++) { /* a plug that is pulled and set each second */
        p.connected[0] = t % 2;
        (void)site_step(&station, &p, &command);
    }
    ck_assert_int_eq(site_read(&station).events, 257);
    ck_assert_int_eq(ostrov_station_event(&station, &event), OSTROV_OK);
    ck_assert_int_eq(event.code, OSTROV_EVENT_LOST_EVENTS);
    /* START, GRID_MODE, RUNG and 399 of the plug: 402 less 256. */
    ck_assert_double_eq(event.value, 402.0 - 256.0);
    ck_assert_int_eq(event.sequence, 402 - 256);
    sequence = event.sequence;
    while (ostrov_station_event(&station, &event) == OSTROV_OK) {
        ck_assert_int_eq(event.sequence, sequence + 1);
        sequence = event.sequence;
        count++;
    }
    ck_assert_int_eq(count, 256);
    ck_assert_int_eq(sequence, 402);
    ck_assert_int_eq(site_read(&station).events, 0);
    const ostrov_event before = event;
    ck_assert_int_eq(ostrov_station_event(&station, &event), OSTROV_EMPTY);
    ck_assert_int_eq(memcmp(&before, &event, sizeof event), 0);
}
END_TEST

/* An hour of a plain day tells nothing but what happened. */
START_TEST(test_a_quiet_hour_is_quiet)
{
    ostrov_event event;
    int32_t count = 0;
    site_start(&station, 0.6);
    plant_start(&p);
    for (int32_t t = 0; t < 3600; t++) {
        p.load_w = 30e3 + 1e3 * (double)(t % 7);
        p.pv_w = 10e3 + 3e3 * (double)(t % 5);
        (void)site_step(&station, &p, &command);
    }
    while (ostrov_station_event(&station, &event) == OSTROV_OK) {
        count++;
        ck_assert(event.code == OSTROV_EVENT_START || event.code == OSTROV_EVENT_GRID_MODE ||
                  event.code == OSTROV_EVENT_RUNG || event.code == OSTROV_EVENT_BATTERY_WARNING);
    }
    ck_assert_int_le(count, 5);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("station events");
    TCase *tcase = tcase_create("events");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, test_words);
    tcase_add_test(tcase, test_text_fits_whatever_comes);
    tcase_add_test(tcase, test_ring_keeps_the_newest_and_counts_the_lost);
    tcase_add_test(tcase, test_a_quiet_hour_is_quiet);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
