/* All inputs of a run put together: the model first, files over it where they are given.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "parts.h"

#include "../feeds/weather_feed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAYS_MAX = 367 }; /* a year and the day its last plans look ahead to */

/* What a scenario stands for when the command line says nothing else. */
static const struct {
    const char *name;
    const char *date;
    const char *outage;
} scenarios[] = {
    [SCENARIO_DAY] = {"day", "2026-04-16", "18:00-20:00"},
    [SCENARIO_BAD_NIGHT] = {"bad-night", "2026-01-15", "02:00-05:00"},
    [SCENARIO_CALM] = {"calm", "2026-04-16", "none"},
};

/* What is being made, and from what. */
struct maker {
    const struct site *site;
    const struct inputs_request *request;
    struct inputs *inputs;
    struct weather_place place;
    struct span span;
    struct table prices, pv, load;
    struct weather_feed weather;
    char *message;
    size_t capacity;
};

static int refuse(struct maker *m, const char *what)
{
    (void)snprintf(m->message, m->capacity, "%s", what);
    return -1;
}

static int read_request(struct maker *m)
{
    const char *name = m->request->scenario != NULL ? m->request->scenario : "day";
    int32_t days = m->request->days == 0 ? 1 : m->request->days;
    int32_t found = -1;
    for (int32_t i = 0; i < (int32_t)(sizeof scenarios / sizeof scenarios[0]); i++) {
        found = strcmp(scenarios[i].name, name) == 0 ? i : found;
    }
    if (found < 0) {
        (void)snprintf(m->message, m->capacity, "--scenario %s: day, bad-night or calm is wanted",
                       name);
        return -1;
    }
    if (days < 1 || days > DAYS_MAX) {
        (void)snprintf(m->message, m->capacity, "days %d: outside its range, allowed 1 … 366",
                       (int)days);
        return -1;
    }
    m->inputs->days = days;
    m->inputs->step_s = MINUTE_S;
    m->inputs->seed = m->request->seed;
    (void)snprintf(m->inputs->scenario, sizeof m->inputs->scenario, "%s", name);
    m->place = (struct weather_place){.site = m->site, .seed = m->request->seed, .scenario = found};
    return 0;
}

static int read_files(struct maker *m)
{
    const struct inputs_request *r = m->request;
    const struct site *site = m->site;
    double pv_most = 1.5 * site->pv.peak_w;            /* no plant gives more for a minute */
    double load_most = 4.0 * site->station.load_max_w; /* beyond is a sentinel or another unit */
    double pv_least = -0.05 * site->pv.peak_w;         /* an inverter's own use at night */
    char path[2 * SITE_TEXT];
    const char *prices = r->prices != NULL  ? r->prices
                         : (r->without & INPUTS_PRICES) != 0 ? NULL
                                         : site_feed_path(site, site->feeds.prices, path, sizeof path);
    if (prices != NULL && table_read_prices(&m->prices, prices, site, PRICE_MOST, m->message,
                                            m->capacity) != 0) {
        return -1;
    }
    const char *weather = r->weather != NULL ? r->weather
                          : (r->without & INPUTS_WEATHER) != 0 ? NULL
                                          : site_feed_path(site, site->feeds.weather, path, sizeof path);
    if (weather != NULL && weather_file(weather, &m->weather, m->message, m->capacity) != 0) {
        return -1;
    }
    if (r->pv != NULL && table_read(&m->pv, r->pv, "pv_w", pv_least, pv_most, MINUTE_S, m->message,
                                    m->capacity) != 0) {
        return -1;
    }
    return r->load != NULL ? table_read(&m->load, r->load, "load_w", 0.0, load_most, MINUTE_S,
                                        m->message, m->capacity)
                           : 0;
}

/* The first local day: asked for, else the first full one of the first file, else the scenario's
 * own. */
static int choose_days(struct maker *m)
{
    const struct table *tables[] = {&m->prices, &m->pv, &m->load};
    struct inputs *inputs = m->inputs;
    int64_t day_s = 0;
    const char *date = m->request->date;
    const struct table *file = NULL;
    for (int i = 2; i >= 0; i--) {
        file = tables[i]->count > 0 ? tables[i] : file;
    }
    if (date == NULL && file != NULL) {
        if (table_first_day(file, m->site, &day_s, m->message, m->capacity) != 0) {
            return -1;
        }
    } else if (date_read(date != NULL ? date : scenarios[m->place.scenario].date, m->site, &day_s,
                         m->message, m->capacity) != 0) {
        return -1;
    }
    m->place.own_date = date == NULL && file == NULL;
    int64_t start_s = 0;
    int64_t end_s = day_s;
    for (int32_t i = 0; i < inputs->days; i++) {
        if (ostrov_zone_day(&m->site->zone, end_s, &start_s, &end_s) != OSTROV_OK) {
            return refuse(m, "the days asked for lie outside the calendar");
        }
        if (i == 0) {
            inputs->start_s = start_s;
            m->span.first_end_s = end_s;
        }
    }
    inputs->end_s = end_s;
    inputs->count = (int32_t)((end_s - inputs->start_s) / MINUTE_S);
    inputs->quarters = (int32_t)((end_s - inputs->start_s) / QUARTER_S);
    m->place.first_s = m->span.start_s = inputs->start_s;
    m->place.first_end_s = m->span.first_end_s;
    m->span.end_s = end_s;
    return 0;
}

static int allocate(struct maker *m)
{
    struct inputs *inputs = m->inputs;
    size_t minutes = (size_t)inputs->count;
    size_t quarters = (size_t)inputs->quarters;
    inputs->pv_w = calloc(minutes, sizeof(double));
    inputs->load_w = calloc(minutes, sizeof(double));
    inputs->temperature_c = calloc(minutes, sizeof(double));
    inputs->spot_eur_per_mwh = calloc(quarters, sizeof(double));
    inputs->spot_flags = calloc(quarters, 1);
    inputs->weather_forecast = calloc(quarters, sizeof *inputs->weather_forecast);
    inputs->temperature_forecast_c = calloc(quarters, sizeof(double));
    if (inputs->pv_w == NULL || inputs->load_w == NULL || inputs->temperature_c == NULL ||
        inputs->spot_eur_per_mwh == NULL || inputs->spot_flags == NULL ||
        inputs->weather_forecast == NULL || inputs->temperature_forecast_c == NULL) {
        return refuse(m, "no memory for the inputs");
    }
    return 0;
}

/* Everything by the model; files overwrite what they bring. A forecast is made by the model at the
 * middle of its quarter hour. */
static int make_model(struct maker *m)
{
    struct inputs *inputs = m->inputs;
    for (int32_t i = 0; i < inputs->count; i++) {
        int64_t time_s = inputs->start_s + (int64_t)i * MINUTE_S;
        inputs->temperature_c[i] = weather_temperature_c(&m->place, time_s);
        inputs->load_w[i] = weather_load_w(&m->place, time_s);
        if (m->pv.count == 0 && weather_pv_w(&m->place, time_s, &inputs->pv_w[i]) != 0) {
            return refuse(m, "the PV plant of the site is refused");
        }
    }
    for (int32_t q = 0; q < inputs->quarters; q++) {
        int64_t time_s = inputs->start_s + (int64_t)q * QUARTER_S;
        ostrov_weather *weather = &inputs->weather_forecast[q];
        if (ostrov_weather_defaults(weather, sizeof *weather) != OSTROV_OK) {
            return refuse(m, "the weather of this library is another");
        }
        weather->cloud_ratio = weather_cloud_forecast_ratio(&m->place, time_s + QUARTER_S / 2);
        weather->temperature_c = inputs->temperature_forecast_c[q] =
            weather_temperature_forecast_c(&m->place, time_s + QUARTER_S / 2);
        inputs->spot_eur_per_mwh[q] = market_price(&m->place, time_s);
    }
    return 0;
}

static void describe_model(struct maker *m)
{
    struct inputs *inputs = m->inputs;
    inputs->pv_provenance = inputs->load_provenance = inputs->spot_provenance =
        inputs->forecast_provenance = SITE_ILLUSTRATIVE;
    (void)snprintf(inputs->forecast_source, SITE_TEXT,
                   "illustrative: what the model says the evening before, seed %llu",
                   (unsigned long long)inputs->seed);
    (void)snprintf(inputs->pv_source, SITE_TEXT,
                   "illustrative: ostrov_pv_power under modelled clouds, scenario %s, seed %llu",
                   inputs->scenario, (unsigned long long)inputs->seed);
    (void)snprintf(inputs->load_source, SITE_TEXT,
                   "illustrative: the site file's hourly profile with modelled noise, seed %llu",
                   (unsigned long long)inputs->seed);
    (void)snprintf(
        inputs->spot_source, SITE_TEXT,
        "illustrative: a formula shaped like a Czech day-ahead day, no published price, seed %llu",
        (unsigned long long)inputs->seed);
}

void inputs_forget_weather(struct inputs *inputs)
{
    for (int32_t q = 0; q < inputs->quarters; q++) {
        inputs->weather_forecast[q].cloud_ratio = inputs->weather_forecast[q].temperature_c =
            __builtin_nan("");
    }
}

/* Measured PV: what the file holds of the day before is history, and the model's clouds are not those of
 * the file. */
static void before_from_file(struct maker *m, const double *minutes)
{
    struct inputs *inputs = m->inputs;
    for (int32_t q = 0; q < QUARTERS_A_DAY; q++) {
        double sum = 0.0;
        for (int32_t i = 0; i < QUARTER_S / MINUTE_S; i++) {
            sum += minutes[q * (QUARTER_S / MINUTE_S) + i]; /* minutes begin a day before the run */
        }
        inputs->pv_before_w[q] = sum / (QUARTER_S / MINUTE_S);
    }
    inputs_forget_weather(inputs);
}

static int take_measured(struct maker *m, const struct table *table, const char *what, double most,
                         double fallback, double *into, int32_t *provenance, char *source)
{
    struct inputs *inputs = m->inputs;
    size_t before = DAY_S / MINUTE_S;
    int32_t repaired = 0;
    if (table->count == 0) {
        return 0;
    }
    double *minutes = malloc((before + (size_t)inputs->count) * sizeof *minutes);
    if (minutes == NULL) {
        return refuse(m, "no memory for the inputs");
    }
    int result =
        file_minutes(table, &m->span, most, fallback, minutes, &repaired, m->message, m->capacity);
    if (result == 0) {
        memcpy(into, minutes + before, (size_t)inputs->count * sizeof *into);
        if (into == inputs->pv_w) {
            before_from_file(m, minutes);
        }
        *provenance = SITE_MEASURED;
        file_source(table, what, repaired, inputs->count, "minutes", source, SITE_TEXT);
    }
    free(minutes);
    return result;
}

static int take_files(struct maker *m)
{
    struct inputs *inputs = m->inputs;
    if (m->prices.count > 0) {
        if (file_prices(&m->prices, &m->span, inputs, m->message, m->capacity) != 0) {
            return -1;
        }
        inputs->spot_provenance = SITE_DOCUMENTED;
        file_source(&m->prices, "day-ahead prices", inputs->spot_repaired, inputs->quarters,
                    "quarter hours", inputs->spot_source, SITE_TEXT);
    }
    if (take_measured(m, &m->pv, "PV power", 1.5 * m->site->pv.peak_w, 0.0, inputs->pv_w,
                      &inputs->pv_provenance, inputs->pv_source) != 0) {
        return -1;
    }
    return take_measured(m, &m->load, "load", 4.0 * m->site->station.load_max_w,
                         m->site->load_typical_w, inputs->load_w, &inputs->load_provenance,
                         inputs->load_source);
}

static int make(struct maker *m)
{
    const char *outage = m->request->outage;
    if (read_request(m) != 0 || read_files(m) != 0 || choose_days(m) != 0 ||
        outage_read(outage != NULL ? outage : scenarios[m->place.scenario].outage, m->site,
                    m->inputs, m->message, m->capacity) != 0 ||
        allocate(m) != 0 || make_model(m) != 0) {
        return -1;
    }
    for (int32_t q = 0; q < QUARTERS_A_DAY; q++) {
        m->inputs->pv_before_w[q] = __builtin_nan("");
    }
    describe_model(m);
    if (take_files(m) != 0) {
        return -1;
    }
    if (m->weather.count > 0 && weather_forecast(&m->weather, m->site, m->inputs) != 0) {
        return refuse(m, "the PV plant of the site is refused");
    }
    return 0;
}

int inputs_make(const struct site *site, const struct inputs_request *request,
                struct inputs *inputs, char *message, size_t capacity)
{
    struct inputs fresh = {0};
    struct maker m = {.site = site,
                      .request = request,
                      .inputs = &fresh,
                      .message = message,
                      .capacity = capacity};
    int result = make(&m);
    table_free(&m.prices);
    table_free(&m.pv);
    table_free(&m.load);
    weather_feed_free(&m.weather);
    if (result != 0) {
        inputs_free(&fresh);
        return -1;
    }
    *inputs = fresh;
    return 0;
}

void inputs_free(struct inputs *inputs)
{
    free(inputs->pv_w);
    free(inputs->load_w);
    free(inputs->temperature_c);
    free(inputs->spot_eur_per_mwh);
    free(inputs->spot_flags);
    free(inputs->weather_forecast);
    free(inputs->temperature_forecast_c);
    *inputs = (struct inputs){0};
}
