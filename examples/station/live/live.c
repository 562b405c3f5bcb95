/* The station on real devices: see live.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "live_parts.h"

#include "alive.h"
#include "common/clock.h"
#include "common/json_memory.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t asked_to_end;

static void ask_to_end(int signal_number)
{
    (void)signal_number;
    asked_to_end = 1;
}

/* ---- what is said ------------------------------------------------------------------------------
 */

/* A reader of stderr that has stopped reading (a stopped terminal, a log service that hangs) must not stop us:
 * what it does not take is in the telemetry. */
static int may_speak(void)
{
    struct pollfd out = {STDERR_FILENO, POLLOUT, 0};
    return poll(&out, 1, 0) != 0;
}

void live_note(struct live *live, int32_t code, int32_t subject, const char *text)
{
    struct telemetry_event event = {.time_s = clock_utc_s(), .code = code, .subject = subject};
    snprintf(event.text, sizeof event.text, "%s", text);
    telemetry_note(live->telemetry, &event);
    if (may_speak()) {
        fprintf(stderr, "ostrov-station: %s\n", event.text);
    }
}

static void take_events(struct live *live)
{
    ostrov_event event;
    char text[TELEMETRY_TEXT];
    while (ostrov_station_event(&live->station, &event) == OSTROV_OK) {
        (void)ostrov_event_text(&event, text, sizeof text);
        live_note(live, event.code, event.subject, text);
    }
}

/* ---- a step ------------------------------------------------------------------------------------
 */

static void learn(struct live *live, const struct metering_quarter *ended)
{
    const struct outlook_quarter quarter = {.start_s = ended->start_s,
                                            .pv_w = metering_mean_value(&ended->pv_w, 900.0),
                                            .load_w = metering_mean_value(&ended->load_w, 900.0),
                                            .held = live->quarter_held};
    live->quarter_held = 0;
    /* Nothing known teaches nothing but the time, and that may be of a clock that was wrong for a
     * moment. */
    if (quarter.pv_w == quarter.pv_w || quarter.load_w == quarter.load_w) {
        planning_learn(live->planning, &quarter);
    }
}

static void record(struct live *live, int64_t now_s, double dt_s)
{
    struct telemetry_minute row;
    struct metering_quarter ended;
    const struct meter_reading *pcc = &live->hardware.meter.reading;
    const ostrov_measurement *m = &live->measurement;
    if (metering_step(&live->metering, live->site, now_s, dt_s,
                      minute_fresh(m, OSTROV_SOURCE_PCC, m->grid_w),
                      minute_fresh(m, OSTROV_SOURCE_PV, m->pv_w), live->state.load_w, &ended)) {
        learn(live, &ended);
    }
    live->quarter_held |= outlook_held(&live->state, &live->command, m->pv_w);
    if (minute_step(&live->minute, m, &live->state, &live->command, pcc->phase_v[0], pcc->hz,
                    &row)) {
        double spot = planner_spot_eur_per_mwh(&live->planner, row.time_s);
        site_prices(live->site, row.time_s, spot, &row.import_price_per_kwh,
                    &row.export_price_per_kwh);
        telemetry_add(live->telemetry, &row);
    }
}

/* Whoever looks on: the file, the metrics, the broker. */
static void tell(struct live *live)
{
    facts_gather(&live->facts, live->site, live->options->armed, &live->measurement, &live->state,
                 &live->command, live->telemetry, &live->hardware,
                 live->chargers != NULL ? live->site->charge_points : 0);
    struct outlook_score score = planning_score(live->planning);
    facts_add_score(&live->facts, &score);
    live_tell_connection(live);
    live_tell_dso(live);
    disk_tell(live->disk, &live->facts);
    metrics_publish(live->metrics, &live->facts);
    mqtt_publish(live->mqtt, &live->facts, clock_monotonic_us());
}

/* What was forecast, into the telemetry. */
static void record_forecasts(struct live *live)
{
    struct telemetry_forecast row[16];
    int32_t count = planning_foretold(live->planning, row, 16);
    for (int32_t i = 0; i < count; i++) {
        telemetry_foresee(live->telemetry, &row[i]);
    }
}

/* Another controller is an alarm, once for each time it is found. */
static void note_foreign(struct live *live)
{
    int64_t pcs = live->hardware.pcs.counters.foreign, pv = live->hardware.pv.counters.foreign;
    if (pcs > live->foreign) {
        live_note(live, 0, 0,
                  "another controller commands the storage converter: hands off for a minute");
    }
    if (pv > live->foreign_limits) {
        live_note(live, 0, 0, "another controller limits the PV inverter: hands off for a minute");
    }
    live->foreign = pcs;
    live->foreign_limits = pv;
}

static int step(struct live *live, double dt_s)
{
    ostrov_measurement *m = &live->measurement;
    int64_t now_s = clock_utc_s();
    char trouble[TELEMETRY_TEXT];
    if (ostrov_measurement_defaults(m, sizeof *m) != OSTROV_OK) {
        return -1;
    }
    (void)hardware_measure(&live->hardware, m); /* what did not answer is old or not measured */
    if (live->chargers != NULL) {
        live_measure_vehicles(live, now_s, dt_s);
    }
    live_measure_connection(live);
    live_measure_dso(live);
    m->time_s = now_s;
    m->dt_s = dt_s;
    if (now_s != INT64_MIN) {
        live_tell_money(live, now_s);
    }
    live_judge_battery(live);
    /* The command is complete and bounded also on error; the events say why. */
    (void)!ostrov_station_step(&live->station, m, &live->command, sizeof live->command);
    if (ostrov_station_read(&live->station, &live->state, sizeof live->state) != OSTROV_OK) {
        return -1;
    }
    /* Refusals stand in the drivers' counters and set-points. */
    (void)hardware_actuate(&live->hardware, &live->command);
    if (live->chargers != NULL) {
        chargers_command(live->chargers, &live->command);
    }
    live_renew_inputs(live);
    record(live, now_s, dt_s);
    record_forecasts(live);
    live_plan_if_wanted(live, now_s);
    note_foreign(live);
    live_note_connection(live);
    take_events(live);
    if (disk_trouble(live->disk, trouble, sizeof trouble)) {
        live_note(live, 0, 0, trouble);
    }
    if (planning_trouble(live->planning, trouble, sizeof trouble)) {
        live_note(live, 0, 0, trouble);
    }
    live->steps++;
    if (live->steps - live->saved_s >= LIVE_SAVE_EACH_S) {
        live_save(live);
    }
    tell(live);
    alive_tell("WATCHDOG=1");
    return 0;
}

/* ---- the loop ----------------------------------------------------------------------------------
 */

/* Seconds by the monotonic clock. A step that came late is not made up for: the next one is told
 * how long it was. */
static int loop(struct live *live)
{
    const struct live_options *options = live->options;
    int64_t next_us = clock_monotonic_us(), last_us = next_us - 1000000, began_us = next_us;
    int result = 0;
    while (!asked_to_end && result == 0 &&
           (options->seconds == 0 || next_us - began_us < options->seconds * 1000000)) {
        int64_t now_us = clock_monotonic_us();
        if (now_us < next_us) {
            struct timespec until = clock_moment(next_us);
            (void)clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
            continue;
        }
        double dt_s = (double)(now_us - last_us) * 1e-6;
        result = step(live, dt_s < 3600.0 ? dt_s : 3600.0);
        last_us = now_us;
        next_us += 1000000 * (1 + (now_us - next_us) / 1000000);
    }
    return result;
}

int live_run(const struct site *site, const struct live_options *options, char *message,
             size_t capacity)
{
    struct live *live;
    int result = -1;
    if (!live_may_begin(site, options, message, capacity)) {
        return -1;
    }
    live = calloc(1, sizeof *live);
    if (live == NULL) {
        snprintf(message, capacity, "out of memory");
        return -1;
    }
    json_memory_begin();
    live->folder = -1;
    live->site = site;
    live->options = options;
    struct sigaction action = {.sa_handler = ask_to_end};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    struct sigaction ignored = {.sa_handler = SIG_IGN};
    sigaction(SIGPIPE, &ignored, NULL); /* whoever read our words is gone: no reason to end */
    if (live_begin(live, message, capacity) == 0) {
        live_note_authority(live);
        alive_tell("READY=1");
        result = loop(live);
        alive_tell("STOPPING=1");
        live_save(live);
        live_note(live, 0, 0, "ended; devices fall back by themselves");
        if (result != 0) {
            snprintf(message, capacity, "the run stopped: a call of the library was refused");
            result = 1;
        }
    }
    live_end(live);
    free(live);
    return result;
}
