/* The moment a plan is asked for: see occasion.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "occasion.h"

#include "live/metering.h"
#include "simulate/problem.h"
#include "store/memory.h"
#include "store/telemetry.h"

#include <stdio.h>
#include <string.h>

enum { MINUTE_S = 60, QUARTER_S = 900, DAY_S = 86400 };

static int say(char *message, size_t capacity, const char *what, const char *value)
{
    (void)snprintf(message, capacity, "%s%s", what, value);
    return -1;
}

const char *occasion_clock(const struct site *site, int64_t time_s, char text[8])
{
    ostrov_civil c = {0};
    if (ostrov_zone_civil(&site->zone, time_s, &c) != OSTROV_OK) {
        c = (ostrov_civil){0};
    }
    (void)snprintf(text, 8, "%02d:%02d", (int)(c.hour % 24), (int)(c.minute % 60));
    return text;
}

const char *occasion_date(const struct site *site, int64_t time_s, char text[24])
{
    ostrov_civil c = {0};
    if (ostrov_zone_civil(&site->zone, time_s, &c) != OSTROV_OK) {
        c = (ostrov_civil){0};
    }
    (void)snprintf(text, 24, "%04d-%02d-%02d %02d:%02d", (int)(c.year % 10000),
                   (int)(c.month % 100), (int)(c.day % 100), (int)(c.hour % 100),
                   (int)(c.minute % 100));
    return text;
}

int occasion_time(const struct site *site, const char *text, int64_t day_s, int64_t *time_s)
{
    ostrov_civil c = {0};
    int used = 0;
    if (sscanf(text, "%4d-%2d-%2d%*1[T ]%2d:%2d%n", &c.year, &c.month, &c.day, &c.hour, &c.minute,
               &used) != 5 ||
        text[used] != '\0') {
        if (ostrov_zone_civil(&site->zone, day_s, &c) != OSTROV_OK ||
            sscanf(text, "%2d:%2d%n", &c.hour, &c.minute, &used) != 2 || text[used] != '\0') {
            return -1;
        }
        c.second = 0;
    }
    /* DEGRADED is an hour that the clock skips */
    return ostrov_zone_utc(&site->zone, &c, OSTROV_FOLD_FIRST, time_s) == OSTROV_OK ? 0 : -1;
}

/* --soc; leaves soc_ratio alone where it is not given. */
static int read_soc(const struct call *call, double *soc_ratio, char *message, size_t capacity)
{
    const char *text = call->options.soc;
    double value = 0.0;
    if (text == NULL) {
        return 0;
    }
    if (ostrov_number_read(text, strlen(text), &value, NULL) != OSTROV_OK ||
        !(value >= 0.0 && value <= 1.0)) {
        (void)snprintf(message, capacity, "--soc %s: a ratio from 0 to 1 is wanted", text);
        return -1;
    }
    *soc_ratio = value;
    return 0;
}

/* ---- a day of the inputs ---- */

/* Since midnight the vehicles were charged with the least power that lets all leave in time. */
static void charge_since_midnight(struct occasion *o, const struct site *site, int64_t now_s)
{
    static struct reference reference;
    double limit_w[OSTROV_CHARGE_POINTS] = {0.0};
    for (int64_t t = o->inputs.start_s; t < now_s; t += MINUTE_S) {
        double ambient_c = inputs_temperature_c(&o->inputs, t);
        if ((t - o->inputs.start_s) % 3600 == 0) {
            reference_run(&reference, &o->fleet, t, t + DAY_S,
                          problem_frugal_w(site, site->tariff.peak_incurred_w));
        }
        reference_share(&o->fleet, reference.budget_w, ambient_c, limit_w);
        (void)fleet_step(&o->fleet, t + MINUTE_S, MINUTE_S, ambient_c, limit_w, 1, NULL);
    }
}

/* The quarter hours since midnight are known by then. */
static void learn_since_midnight(struct occasion *o, int64_t now_s)
{
    for (int64_t t = o->inputs.start_s; t + QUARTER_S <= now_s; t += QUARTER_S) {
        struct outlook_quarter quarter = {.start_s = t};
        for (int64_t minute_s = t; minute_s < t + QUARTER_S; minute_s += MINUTE_S) {
            quarter.pv_w += inputs_pv_w(&o->inputs, minute_s) * MINUTE_S / QUARTER_S;
            quarter.load_w += inputs_load_w(&o->inputs, minute_s) * MINUTE_S / QUARTER_S;
        }
        outlook_learn(&o->planner.outlook, &quarter);
    }
}

static int of_a_day(const struct call *call, struct occasion *o, char *message, size_t capacity)
{
    const struct site *site = call->site;
    const char *at = call->options.at != NULL ? call->options.at : "00:00";
    struct inputs_request request = call->options.inputs;
    request.days = 2;
    request.outage = "none";
    if (inputs_make(site, &request, &o->inputs, message, capacity) != 0) {
        return -1;
    }
    o->made = 1;
    o->view.soc_ratio = site_start_soc(site);
    o->view.peak_w = site->tariff.peak_incurred_w;
    int64_t day_s = 0, end_s = 0; /* a day of 23, 24 or 25 hours */
    if (ostrov_zone_day(&site->zone, o->inputs.start_s, &day_s, &end_s) != OSTROV_OK ||
        occasion_time(site, at, day_s, &o->view.time_s) != 0 || o->view.time_s < day_s ||
        o->view.time_s >= end_s) {
        (void)snprintf(message, capacity,
                       "--at %s: a local time that the day has is wanted, such as 17:30", at);
        return -1;
    }
    fleet_init(&o->fleet, site, &o->inputs);
    charge_since_midnight(o, site, o->view.time_s);
    if (planner_init(&o->planner, site, &o->inputs, call->options.solver, message, capacity) != 0) {
        return -1;
    }
    o->planned = 1;
    if (outlook_warm_up(&o->planner.outlook, message, capacity) != 0) {
        return -1;
    }
    learn_since_midnight(o, o->view.time_s);
    (void)snprintf(o->basis, sizeof o->basis,
                   "battery %s, vehicles charged since midnight as a sensible operator does it",
                   call->options.soc != NULL ? "as asked" : "where the site's simulation begins");
    return 0;
}

/* ---- a recorded moment ---- */

struct latest {
    struct telemetry_minute row;
    int64_t count;
};

static int keep(void *context, const struct telemetry_minute *row)
{
    struct latest *latest = context;
    if (row->soc_ratio == row->soc_ratio) {
        latest->row = *row;
        latest->count++;
    }
    return 0;
}

/* Whether the record goes on behind a row. */
static int another(void *context, const struct telemetry_minute *row)
{
    *(int32_t *)context |= row->soc_ratio == row->soc_ratio;
    return *(int32_t *)context;
}

/* A snapshot of the run; memory->used is 0 where there is none. */
static void load(const char *folder, const char *name, struct memory *memory)
{
    struct snapshot snapshot;
    char what[200];
    int64_t n = snapshot_begin(&snapshot, folder, name) == 0
                    ? snapshot_load(&snapshot, memory->bytes, SNAPSHOT_MOST_BYTES, what, sizeof what)
                    : -1;
    memory->used = n > 0 ? (size_t)n : 0;
}

/* The month's highest quarter and the vehicles. */
static void recall_run(struct occasion *o, const struct site *site, const struct memory *memory)
{
    size_t count = 0;
    uint32_t crc = 0;
    const void *bytes = memory_find(memory, MEMORY_METERING, &count);
    if (bytes != NULL && count == sizeof(struct metering)) {
        struct metering metering;
        memcpy(&metering, bytes, sizeof metering);
        o->view.peak_w = metering_peak_w(&metering, site, o->view.time_s);
    }
    bytes = memory_find(memory, MEMORY_VEHICLES, &count);
    if (bytes != NULL && count == 2 * sizeof crc + sizeof o->fleet.vehicle) {
        memcpy(&crc, bytes, sizeof crc); /* another site file is another depot */
        if (crc == site->crc) {
            memcpy(o->fleet.vehicle, (const char *)bytes + 2 * sizeof crc, sizeof o->fleet.vehicle);
        }
    }
}

/* What the snapshots know besides. Returns 1; 0 where one of them is not there. */
static int recall(struct occasion *o, const struct site *site, const char *folder)
{
    struct memory memory;
    int known = 0;
    if (memory_begin(&memory) != 0) {
        return 0;
    }
    load(folder, "snapshot", &memory);
    if (memory.used > 0) {
        recall_run(o, site, &memory);
        load(folder, OUTLOOK_MEMORY, &memory);
        known = memory.used > 0;
        outlook_recall(&o->planner.outlook, &memory);
    }
    memory_end(&memory);
    return known;
}

static int live_inputs(const struct call *call, struct occasion *o, char *message, size_t capacity)
{
    char date[24];
    struct inputs_request request = {.scenario = "calm",
                                     .outage = "none",
                                     .days = 2,
                                     .seed = 1,
                                     .prices = call->options.inputs.prices,
                                     .weather = call->options.inputs.weather};
    (void)occasion_date(call->site, o->view.time_s, date);
    date[10] = '\0'; /* the day alone */
    request.date = date;
    if (inputs_make(call->site, &request, &o->inputs, message, capacity) != 0) {
        return -1;
    }
    o->made = 1;
    if (o->inputs.forecast_provenance != SITE_DOCUMENTED) { /* the model's weather is no forecast */
        inputs_forget_weather(&o->inputs);
    }
    return 0;
}

/* The row of telemetry to go by. Returns 1 when the record goes on behind it, else 0; −1 with a
 * message. */
static int find_row(const struct call *call, const char *path, struct telemetry_minute *row,
                    char *message, size_t capacity)
{
    const char *at = call->options.at;
    struct latest latest = {.count = 0};
    int64_t until_s = INT64_MAX;
    int32_t more = 0;
    if (at != NULL && (strlen(at) <= 5 || occasion_time(call->site, at, 0, &until_s) != 0)) {
        return say(message, capacity,
                   "a local date and time are wanted, such as 2026-11-26T17:30: --at ", at);
    }
    int64_t from_s = at == NULL ? 0 : until_s - QUARTER_S;
    if (telemetry_each(path, from_s, until_s, keep, &latest, message, capacity) < 0 ||
        telemetry_each(path, until_s, INT64_MAX, another, &more, message, capacity) < 0) {
        return -1;
    }
    if (latest.count == 0) {
        return say(
            message, capacity, path,
            at == NULL
                ? ": no minute with a known state of charge"
                : ": no minute with a known state of charge in the quarter hour before --at");
    }
    *row = latest.row;
    return more;
}

static int of_a_record(const struct call *call, struct occasion *o, char *message, size_t capacity)
{
    const struct site *site = call->site;
    char path[COMMAND_PATH], date[24];
    struct telemetry_minute row;
    (void)snprintf(path, sizeof path, "%s/telemetry.db", call->options.state);
    int past = find_row(call, path, &row, message, capacity);
    if (past < 0) {
        return -1;
    }
    o->recorded_s = row.time_s;
    o->view.time_s = row.time_s + MINUTE_S;
    o->view.soc_ratio = row.soc_ratio;
    o->view.peak_w = site->tariff.peak_incurred_w;
    if (live_inputs(call, o, message, capacity) != 0) {
        return -1;
    }
    fleet_init_at(&o->fleet, site, &o->inputs, o->view.time_s);
    if (planner_init(&o->planner, site, &o->inputs, call->options.solver, message, capacity) != 0) {
        return -1;
    }
    o->planned = 1;
    int remembered = !past && recall(o, site, call->options.state);
    if (!remembered && occasion_rebuild(o, site, path, message, capacity) != 0) {
        return -1;
    }
    (void)snprintf(o->basis, sizeof o->basis, "recorded in %s at %s%s; %s", call->options.state,
                   occasion_date(site, row.time_s, date),
                   call->options.soc != NULL ? ", battery as asked" : "",
                   remembered
                       ? "vehicles and learned forecasts as the snapshot has them"
                       : "forecasts and the month's peak from the record before it, vehicles "
                         "by their timetable");
    return 0;
}

/* ---- the plan ---- */

int occasion_make(const struct call *call, struct occasion *o, char *message, size_t capacity)
{
    ostrov_fault why = {0};
    char text[400];
    double soc_ratio = 0.0;
    memset(o, 0, sizeof *o);
    o->recorded_s = INT64_MIN;
    o->rebuilt_s = INT64_MAX;
    o->view.charge_limit_w = call->site->battery.charge_limit_w;
    o->view.discharge_limit_w = call->site->battery.discharge_limit_w;
    o->view.quick = call->options.solver == PLANNER_QUICK;
    if (call->options.solver == PLANNER_NONE) {
        (void)say(message, capacity, "--planner none: a plan is asked for, ",
                  "so auto, glpk or quick is wanted");
        return COMMAND_WRONG;
    }
    if (read_soc(call, &soc_ratio, message, capacity) != 0 ||
        (call->options.state_given ? of_a_record : of_a_day)(call, o, message, capacity) != 0) {
        return COMMAND_WRONG;
    }
    if (call->options.soc != NULL) {
        o->view.soc_ratio = soc_ratio;
    }
    ostrov_status status = planner_make(&o->planner, &o->view, &o->fleet, &why);
    if (status < OSTROV_OK) {
        (void)ostrov_fault_text(&why, status, text, sizeof text);
        (void)say(message, capacity, "no plan could be made: ", text);
        return COMMAND_NO;
    }
    return COMMAND_DONE;
}

void occasion_end(struct occasion *o)
{
    if (o->planned) {
        planner_free(&o->planner);
    }
    if (o->made) {
        inputs_free(&o->inputs);
    }
}
