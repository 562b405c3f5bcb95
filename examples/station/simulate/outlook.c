/* What is expected: see outlook.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "outlook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { QUARTER_S = 900, DAY_S = 86400, WARM_DAYS = 14, ROWS = 6000 };

const double outlook_levels[OUTLOOK_LEVELS] = {0.05, 0.1, 0.2, 0.3, 0.4, 0.5,
                                               0.6,  0.7, 0.8, 0.9, 0.95};
static const double nan_value = __builtin_nan("");

static int take(struct outlook_block *block, size_t count)
{
    block->count = count;
    block->bytes = count > 0 ? aligned_alloc(8, count) : NULL;
    if (block->bytes == NULL) {
        return -1;
    }
    memset(block->bytes, 0, count);
    return 0;
}

static int begin_pv(struct outlook *o)
{
    ostrov_learner_config *config = &o->learner_config;
    if (ostrov_learner_defaults(config, sizeof *config) != OSTROV_OK) {
        return -1;
    }
    config->pv = &o->site->pv;
    config->step_s = QUARTER_S;
    config->horizon = OUTLOOK_STEPS;
    config->rows = ROWS; /* three to six months of daylight: a season, in half a megabyte */
    if (take(&o->pv_block, ostrov_learner_size(config)) != 0 ||
        take(&o->scratch, ostrov_learner_workspace(config)) != 0) {
        return -1;
    }
    return ostrov_learner_init(o->pv_block.bytes, o->pv_block.count, config, &o->pv, NULL) ==
                   OSTROV_OK
               ? 0
               : -1;
}

static int begin_load(struct outlook *o)
{
    ostrov_forecast_config *config = &o->load_config;
    if (ostrov_forecast_defaults(config, sizeof *config) != OSTROV_OK) {
        return -1;
    }
    config->of = OSTROV_FORECAST_LOAD;
    config->zone = o->site->zone_text;
    config->step_s = QUARTER_S;
    config->horizon = OUTLOOK_STEPS;
    config->typical_w = o->site->load_typical_w;
    config->country = o->site->country[0] != '\0' ? o->site->country : NULL;
    if (take(&o->load_block, ostrov_forecast_size(config)) != 0) {
        return -1;
    }
    return ostrov_forecast_init(o->load_block.bytes, o->load_block.count, config, &o->load,
                                NULL) == OSTROV_OK
               ? 0
               : -1;
}

static int begin_errors(struct outlook *o, struct outlook_block *block, ostrov_scenarios **errors)
{
    ostrov_scenarios_config *config = &o->errors_config;
    if (ostrov_scenarios_defaults(config, sizeof *config) != OSTROV_OK) {
        return -1;
    }
    config->step_s = QUARTER_S;
    config->days = OUTLOOK_PATHS;
    if (take(block, ostrov_scenarios_size(config)) != 0) {
        return -1;
    }
    return ostrov_scenarios_init(block->bytes, block->count, config, errors, NULL) == OSTROV_OK
               ? 0
               : -1;
}

int outlook_begin(struct outlook *o, const struct site *site, const struct inputs *inputs,
                  char *message, size_t capacity)
{
    memset(o, 0, sizeof *o);
    o->site = site;
    o->inputs = inputs;
    o->learned_s = INT64_MIN;
    o->pv_day.start_s = o->load_day.start_s = INT64_MIN;
    o->last_pv_w = o->last_load_w = nan_value;
    if (begin_pv(o) != 0 || begin_load(o) != 0 ||
        begin_errors(o, &o->pv_errors_block, &o->pv_errors) != 0 ||
        begin_errors(o, &o->load_errors_block, &o->load_errors) != 0) {
        snprintf(message, capacity,
                 "the forecasts cannot start: site's plant or zone is refused, or no memory");
        outlook_end(o);
        return -1;
    }
    return 0;
}

static void release(struct outlook_block *block)
{
    free(block->bytes);
    *block = (struct outlook_block){0};
}

void outlook_end(struct outlook *o)
{
    release(&o->pv_block);
    release(&o->load_block);
    release(&o->pv_errors_block);
    release(&o->load_errors_block);
    release(&o->scratch);
    o->pv = NULL; /* who asks after this is refused */
    o->load = NULL;
    o->pv_errors = o->load_errors = NULL;
}

/* ---- learning
 * ------------------------------------------------------------------------------------------ */

/* Index of a quarter hour in the inputs; -1 = outside. */
static int32_t quarter_of(const struct inputs *inputs, int64_t time_s)
{
    int64_t i = (time_s - inputs->start_s) / QUARTER_S;
    return time_s >= inputs->start_s && i < inputs->quarters ? (int32_t)i : -1;
}

/* What the weather forecast says of the air. */
static double air_c(const struct inputs *inputs, int64_t time_s)
{
    int32_t i = quarter_of(inputs, time_s);
    return i >= 0 ? inputs->weather_forecast[i].temperature_c : nan_value;
}

/* The weather forecast for the coming day and a half, as far as the inputs reach. */
static void tell_weather(struct outlook *o, int64_t from_s)
{
    ostrov_weather weather[OUTLOOK_STEPS + 8];
    int32_t count = 0;
    for (int32_t i = 0; i < OUTLOOK_STEPS + 8; i++) {
        int32_t q = quarter_of(o->inputs, from_s + (int64_t)i * QUARTER_S);
        if (q < 0) {
            break;
        }
        weather[i] = o->inputs->weather_forecast[q];
        count = i + 1;
    }
    if (count > 0) { /* a forecast that is refused is none: the learner goes on without */
        (void)!ostrov_learner_weather(o->pv, 0, from_s, weather, count,
                                      (uint32_t)sizeof weather[0]);
    }
}

static int predict_load(struct outlook *o, int64_t start_s, int32_t count,
                        double (*into)[OUTLOOK_LEVELS])
{
    double air[OUTLOOK_STEPS], power[OUTLOOK_STEPS];
    for (int32_t i = 0; i < count; i++) {
        air[i] = air_c(o->inputs, start_s + (int64_t)i * QUARTER_S);
    }
    for (int32_t k = 0; k < OUTLOOK_LEVELS; k++) {
        if (ostrov_forecast_predict(o->load, start_s, count, air, outlook_levels[k], power) <
            OSTROV_OK) {
            return -1;
        }
        for (int32_t i = 0; i < count; i++) {
            into[i][k] = power[i];
        }
    }
    return 0;
}

static void train(struct outlook *o)
{
    /* Too little history is no fault: the table by weather and the data sheet answer. */
    (void)!ostrov_learner_train(o->pv, o->scratch.bytes, o->scratch.count);
}

/* A new day UTC: the forest anew, and the day's forecast kept to be judged by. */
static void begin_day(struct outlook *o, int64_t start_s)
{
    tell_weather(o, start_s);
    train(o);
    o->pv_day.start_s = o->load_day.start_s = INT64_MIN;
    if (ostrov_learner_predict(o->pv, start_s, OUTLOOK_DAY, outlook_levels, OUTLOOK_LEVELS,
                               &o->pv_day.w[0][0], NULL) >= OSTROV_OK) {
        o->pv_day.start_s = start_s;
    }
    if (predict_load(o, start_s, OUTLOOK_DAY, o->load_day.w) == 0) {
        o->load_day.start_s = start_s;
    }
}

static void judge(const struct outlook_row *row, ostrov_scenarios *errors, int64_t time_s,
                  double measured_w)
{
    int64_t i = (time_s - row->start_s) / QUARTER_S;
    if (row->start_s != INT64_MIN && time_s >= row->start_s &&
        i < OUTLOOK_DAY) { /* a row that is refused teaches nothing */
        (void)!ostrov_scenarios_step(errors, time_s, outlook_levels, OUTLOOK_LEVELS, row->w[i],
                                     measured_w);
    }
}

int outlook_held(const ostrov_station_state *state, const ostrov_command *command, double pv_w)
{
    int32_t dead = state->mode == OSTROV_GRID_DEAD || state->mode == OSTROV_GRID_BLACK ||
                   state->mode == OSTROV_GRID_SAFE_STOP || state->mode == OSTROV_GRID_LOCKOUT;
    return dead || (command->write == 1 && pv_w >= 0.95 * command->pv_limit_w);
}

/* A quarter before what was learned: the clock was set back. Who learned in a time to come, while the
 * clock was wrong, has no forecast until then: after a day of it everything begins anew. */
static void come_late(struct outlook *o)
{
    char message[160];
    if (++o->behind >= OUTLOOK_DAY) {
        outlook_end(o);
        (void)outlook_begin(o, o->site, o->inputs, message, sizeof message); /* no memory: no plans */
    }
}

void outlook_learn(struct outlook *o, const struct outlook_quarter *quarter)
{
    const int64_t start_s = quarter->start_s;
    const double pv_w = quarter->pv_w, load_w = quarter->load_w;
    if (start_s < o->learned_s) {
        come_late(o);
        return;
    }
    if (o->learned_s == INT64_MIN || start_s / DAY_S != (o->learned_s - QUARTER_S) / DAY_S) {
        begin_day(o, start_s);
    }
    judge(&o->pv_day, o->pv_errors, start_s, quarter->held ? nan_value : pv_w);
    judge(&o->load_day, o->load_errors, start_s, load_w);
    ostrov_status pv = ostrov_learner_step(
        o->pv, start_s, pv_w, quarter->held ? OSTROV_POWER_AT_LEAST : OSTROV_POWER_FREE);
    ostrov_status load = ostrov_forecast_step(o->load, start_s, load_w, air_c(o->inputs, start_s));
    if (pv >= OSTROV_OK && load >= OSTROV_OK) {
        o->learned_s = start_s + QUARTER_S;
        o->last_pv_w = quarter->held ? nan_value : pv_w;
        o->last_load_w = load_w;
        o->behind = 0;
    } else if (pv == OSTROV_E_TIME || load == OSTROV_E_TIME) {
        come_late(o);
    }
}

static double quarter_mean(const struct inputs *inputs, const double *values, int64_t start_s)
{
    int64_t first = (start_s - inputs->start_s) / inputs->step_s;
    int64_t n = QUARTER_S / inputs->step_s;
    double sum = 0.0;
    for (int64_t i = first; i < first + n; i++) {
        sum += values[i < inputs->count ? i : inputs->count - 1];
    }
    return sum / (double)n;
}

static int warm_day(struct outlook *o, const struct inputs *run, int32_t day, char *message,
                    size_t capacity)
{
    int64_t noon_s = run->start_s - (int64_t)(WARM_DAYS - day) * DAY_S + DAY_S / 2;
    int64_t before_s = run->start_s - DAY_S; /* from here on the file of measured PV knows */
    ostrov_civil civil;
    char date[16];
    struct inputs past;
    struct inputs_request request = {.scenario = "calm", .outage = "none", .days = 2, .without = INPUTS_FEEDS};
    if (ostrov_zone_civil(&o->site->zone, noon_s, &civil) != OSTROV_OK) {
        return -1;
    }
    snprintf(date, sizeof date, "%04d-%02d-%02d", (int)civil.year, (int)civil.month,
             (int)civil.day);
    request.date = date;
    request.seed = run->seed + 1000u + (uint64_t)day;
    if (inputs_make(o->site, &request, &past, message, capacity) != 0) {
        return -1;
    }
    o->inputs = &past;
    int64_t until_s = past.start_s + DAY_S < run->start_s ? past.start_s + DAY_S : run->start_s;
    for (int64_t t = past.start_s; t < until_s; t += QUARTER_S) {
        double pv_w = quarter_mean(&past, past.pv_w, t);
        if (run->pv_provenance != SITE_ILLUSTRATIVE) {
            pv_w = t >= before_s ? run->pv_before_w[(t - before_s) / QUARTER_S] : nan_value;
        }
        outlook_learn(o, &(struct outlook_quarter){.start_s = t,
                                                   .pv_w = pv_w,
                                                   .load_w = quarter_mean(&past, past.load_w, t)});
    }
    o->inputs = run;
    inputs_free(&past);
    return 0;
}

int outlook_warm_up(struct outlook *o, char *message, size_t capacity)
{
    const struct inputs *run = o->inputs;
    int result = 0;
    for (int32_t day = 0; day < WARM_DAYS && result == 0; day++) {
        result = warm_day(o, run, day, message, capacity);
    }
    tell_weather(o, run->start_s);
    return result;
}

/* ---- forecasts
 * ----------------------------------------------------------------------------------------- */

/* The days as they may come: PV and load err by themselves, and what the battery sees is the
 * difference. */
static int make_paths(struct outlook *o)
{
    double scratch[2 * OUTLOOK_PATHS];
    ostrov_status pv = ostrov_scenarios_paths(o->pv_errors, o->start_s, o->count, outlook_levels,
                                              OUTLOOK_LEVELS, &o->pv_w[0][0], 0.0,
                                              o->site->pv.inverter_w, OUTLOOK_PATHS, o->path_pv_w);
    ostrov_status load = ostrov_scenarios_paths(
        o->load_errors, o->start_s, o->count, outlook_levels, OUTLOOK_LEVELS, &o->load_w[0][0], 0.0,
        o->site->station.load_max_w, OUTLOOK_PATHS, o->path_load_w);
    if (pv < OSTROV_OK || load < OSTROV_OK) {
        return -1;
    }
    for (int32_t i = 0; i < OUTLOOK_PATHS * o->count; i++) {
        o->path_net_w[i] = o->path_load_w[i] - o->path_pv_w[i];
    }
    if (ostrov_scenarios_reduce(o->path_net_w, OUTLOOK_PATHS, o->count, NULL, OUTLOOK_KEEP, scratch,
                                o->chosen, o->chosen_ratio) != OSTROV_OK) {
        return -1;
    }
    o->kept = OUTLOOK_KEEP;
    return 0;
}

int outlook_predict(struct outlook *o, int64_t start_s, int32_t count, int32_t paths)
{
    o->start_s = start_s;
    o->count = count;
    o->kept = 0;
    tell_weather(o, start_s);
    if (ostrov_learner_predict(o->pv, start_s, count, outlook_levels, OUTLOOK_LEVELS,
                               &o->pv_w[0][0], o->pv_mean_w) < OSTROV_OK ||
        predict_load(o, start_s, count, o->load_w) != 0) {
        return -1;
    }
    return paths ? make_paths(o) : 0;
}

double outlook_same_sky_w(const struct site *site, int64_t measured_s, double measured_w,
                          int64_t time_s)
{
    double then_w = 0.0, ahead_w = 0.0;
    const double most_w = site->pv.inverter_w;
    if (measured_w != measured_w ||
        ostrov_pv_clear(&site->pv, measured_s + QUARTER_S / 2, &then_w, NULL) < OSTROV_OK ||
        ostrov_pv_clear(&site->pv, time_s + QUARTER_S / 2, &ahead_w, NULL) < OSTROV_OK ||
        then_w < 0.02 * most_w) {
        return nan_value;
    }
    double said_w = measured_w / then_w * ahead_w;
    return said_w < most_w ? said_w : most_w;
}

double outlook_persistence_w(const struct outlook *o, int64_t time_s)
{
    return o->learned_s == INT64_MIN
               ? nan_value
               : outlook_same_sky_w(o->site, o->learned_s - QUARTER_S, o->last_pv_w, time_s);
}
