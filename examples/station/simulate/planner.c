/* The host's half of planning: see planner.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "planner.h"

#include "problem.h"

#include "../store/memory.h"

#ifdef STATION_WITH_MILP
#include <ostrov/milp.h>
#endif

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { QUARTER_S = 900 };

static double wall_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static ostrov_forecast *make_forecast(int32_t of, const struct site *site, void **memory,
                                      size_t *count)
{
    ostrov_forecast_config config;
    ostrov_forecast *forecast = NULL;
    if (ostrov_forecast_defaults(&config, sizeof config) != OSTROV_OK) {
        return NULL;
    }
    config.of = of;
    config.pv = of == OSTROV_FORECAST_PV ? &site->pv : NULL;
    config.zone = site->zone_text;
    config.step_s = QUARTER_S;
    config.horizon = PLANNER_SLOTS;
    config.typical_w = site->load_typical_w;
    config.country =
        of == OSTROV_FORECAST_LOAD && site->country[0] != '\0' ? site->country : NULL;
    size_t bytes = ostrov_forecast_size(&config);
    *count = bytes;
    *memory = bytes > 0 ? aligned_alloc(8, bytes) : NULL;
    if (*memory == NULL ||
        ostrov_forecast_init(*memory, bytes, &config, &forecast, NULL) != OSTROV_OK) {
        return NULL;
    }
    return forecast;
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

/* A fortnight before the run, from the same illustrative model with other seeds: without it the first
 * day would be planned blind, which no station that has run for two weeks does. */
static int warm_up(struct planner *planner, char *message, size_t capacity)
{
    int64_t day_s = planner->inputs->start_s - (int64_t)PLANNER_WARM_DAYS * 86400;
    for (int32_t d = 0; d < PLANNER_WARM_DAYS; d++, day_s += 86400) {
        ostrov_civil civil;
        char date[16];
        struct inputs past;
        struct inputs_request request = {.scenario = "calm", .outage = "none", .days = 1};
        if (ostrov_zone_civil(&planner->site->zone, day_s + 43200, &civil) != OSTROV_OK) {
            return -1;
        }
        snprintf(date, sizeof date, "%04d-%02d-%02d", (int)civil.year, (int)civil.month,
                 (int)civil.day);
        request.date = date;
        request.seed = planner->inputs->seed + 1000u + (uint64_t)d;
        if (inputs_make(planner->site, &request, &past, message, capacity) != 0) {
            return -1;
        }
        for (int64_t t = past.start_s; t < past.end_s && t < planner->inputs->start_s;
             t += QUARTER_S) {
            planner_learn(planner, t, quarter_mean(&past, past.pv_w, t),
                          quarter_mean(&past, past.load_w, t));
        }
        inputs_free(&past);
    }
    return 0;
}

int planner_init(struct planner *planner, const struct site *site, const struct inputs *inputs,
                 int32_t solver, char *message, size_t capacity)
{
    memset(planner, 0, sizeof *planner);
    planner->site = site;
    planner->inputs = inputs;
    planner->solver = solver;
    planner->time_limit_s = 2.0;
    planner->gap_ratio = 1e-3;
    planner->learned_s = INT64_MIN;
    planner->pv = make_forecast(OSTROV_FORECAST_PV, site, &planner->pv_memory,
                                &planner->pv_bytes);
    planner->load = make_forecast(OSTROV_FORECAST_LOAD, site, &planner->load_memory,
                                  &planner->load_bytes);
    if (planner->pv == NULL || planner->load == NULL) {
        snprintf(message, capacity, "the forecasts cannot start: site's plant or zone is refused");
        planner_free(planner);
        return -1;
    }
    if (warm_up(planner, message, capacity) != 0) {
        planner_free(planner);
        return -1;
    }
    return 0;
}

void planner_free(struct planner *planner)
{
    free(planner->pv_memory);
    free(planner->load_memory);
    free(planner->workspace);
    planner->pv_memory = planner->load_memory = planner->workspace = NULL;
}

/* A forecaster holds no pointers: its bytes go on where they are put, in the same version. Before them
 * stands a checksum of version and site. */
static uint32_t origin(const struct planner *planner)
{
    const char *version = ostrov_version_text();
    return ostrov_crc32(planner->site->crc, version, strlen(version));
}

static void save_one(struct memory *memory, uint32_t tag, uint64_t head, const void *bytes,
                     size_t count)
{
    void *joined = malloc(count + sizeof head);
    if (joined != NULL) {
        memcpy(joined, &head, sizeof head);
        memcpy((char *)joined + sizeof head, bytes, count);
        memory_put(memory, tag, joined, count + sizeof head);
        free(joined);
    }
}

void planner_save(const struct planner *planner, struct memory *memory)
{
    save_one(memory, MEMORY_FORECAST_PV, origin(planner), planner->pv_memory, planner->pv_bytes);
    save_one(memory, MEMORY_FORECAST_LOAD, origin(planner), planner->load_memory,
             planner->load_bytes);
}

static void recall_one(const struct memory *memory, uint32_t tag, uint64_t head, void *to,
                       size_t bytes)
{
    size_t count = 0;
    const char *from = memory_find(memory, tag, &count);
    if (from != NULL && count == bytes + sizeof head && memcmp(from, &head, sizeof head) == 0) {
        memcpy(to, from + sizeof head, bytes);
    }
}

void planner_recall(struct planner *planner, const struct memory *memory)
{
    recall_one(memory, MEMORY_FORECAST_PV, origin(planner), planner->pv_memory, planner->pv_bytes);
    recall_one(memory, MEMORY_FORECAST_LOAD, origin(planner), planner->load_memory,
               planner->load_bytes);
}

/* What the weather forecast says for a quarter, or NaN outside the inputs. */
static double weather_w(const struct inputs *inputs, int64_t time_s)
{
    int64_t i = (time_s - inputs->start_s) / QUARTER_S;
    return time_s >= inputs->start_s && i < inputs->quarters ? inputs->pv_forecast_w[i]
                                                             : __builtin_nan("");
}

void planner_learn(struct planner *planner, int64_t start_s, double pv_w, double load_w)
{
    if (start_s < planner->learned_s) {
        return;
    }
    ostrov_status pv = ostrov_forecast_step(planner->pv, start_s, pv_w,
                                            weather_w(planner->inputs, start_s));
    ostrov_status load = ostrov_forecast_step(planner->load, start_s, load_w, __builtin_nan(""));
    if (pv >= OSTROV_OK && load >= OSTROV_OK) {
        planner->learned_s = start_s + QUARTER_S;
    }
}

/* Day-ahead prices of the next day are known from 13:00 local on; before that the same hour of the day
 * before stands in, as an operator would do it. */
static double known_price(const struct inputs *inputs, const struct site *site, int64_t now_s,
                          int64_t time_s)
{
    int64_t day_s = 0, end_s = 0, next_s = 0, next_end_s = 0;
    ostrov_civil civil;
    int64_t known_s = inputs->end_s;
    int64_t at_s = time_s;
    if (ostrov_zone_day(&site->zone, now_s, &day_s, &end_s) == OSTROV_OK &&
        ostrov_zone_day(&site->zone, end_s, &next_s, &next_end_s) == OSTROV_OK &&
        ostrov_zone_civil(&site->zone, now_s, &civil) == OSTROV_OK) {
        known_s = civil.hour >= 13 ? next_end_s : end_s;
    }
    known_s = known_s < inputs->end_s ? known_s : inputs->end_s;
    while (at_s >= known_s) {
        at_s -= 86400;
    }
    at_s = at_s < inputs->start_s ? inputs->start_s : at_s;
    return inputs->spot_eur_per_mwh[(at_s - inputs->start_s) / QUARTER_S];
}

double planner_spot_eur_per_mwh(const struct planner *planner, int64_t time_s)
{
    return known_price(planner->inputs, planner->site, time_s, time_s);
}

/* Plans count on the sun of one day in five being worse: a cloud at the wrong moment makes a quarter hour
 * that the whole month pays for, too much sun is only stored or sold. */
static const double cautious = 0.2;

/* Forecasts and prices by slot. */
static int32_t fill_series(struct planner *planner, const struct planner_view *view)
{
    double weather[PLANNER_SLOTS];
    const struct site *site = planner->site;
    int32_t count = planner->problem.count;
    int64_t start_s = planner->edges_s[0] - planner->edges_s[0] % QUARTER_S;
    ostrov_status status[5];
    for (int32_t i = 0; i < count; i++) {
        weather[i] = weather_w(planner->inputs, start_s + (int64_t)i * QUARTER_S);
    }
    /* The running quarter is not learned yet: forecasts begin where learning ended. */
    status[0] = ostrov_forecast_predict(planner->pv, start_s, count, weather, cautious, planner->pv_w);
    status[1] = ostrov_forecast_predict(planner->pv, start_s, count, weather, 0.1, planner->pv_p10_w);
    status[2] = ostrov_forecast_predict(planner->pv, start_s, count, weather, 0.9, planner->pv_p90_w);
    status[4] = ostrov_forecast_predict(planner->pv, start_s, count, weather, 0.5, planner->pv_p50_w);
    status[3] = ostrov_forecast_predict(planner->load, start_s, count, NULL, 0.5, planner->load_w);
    for (int k = 0; k < 5; k++) {
        if (status[k] < OSTROV_OK) {
            return -1;
        }
    }
    for (int32_t i = 0; i < count; i++) {
        int64_t t = start_s + (int64_t)i * QUARTER_S;
        planner->critical_w[i] = planner->load_w[i] * site->tier[0].share_ratio;
        site_prices(site, t, known_price(planner->inputs, site, view->time_s, t),
                    &planner->import_price[i], &planner->export_price[i]);
        /* An outage of unknown end: two hours without the grid are planned for. */
        planner->import_limit_w[i] =
            view->islanded && i < 8 ? 0.0 : site->station.import_limit_w;
    }
    return 0;
}

ostrov_status planner_solve(struct planner *planner, int32_t quick, ostrov_fault *why)
{
    ostrov_status status = OSTROV_E_SOLVER;
    double began = wall_ms();
#ifdef STATION_WITH_MILP
    if (!quick && (planner->solver == PLANNER_AUTO || planner->solver == PLANNER_GLPK)) {
        ostrov_milp_options options;
        status = ostrov_milp_defaults(&options, sizeof options);
        if (status == OSTROV_OK) {
            options.time_limit_s = planner->time_limit_s;
            options.gap_ratio = planner->gap_ratio;
            status = ostrov_milp_solve(&planner->problem, &options, &planner->plan, why);
        }
    }
#else
    (void)quick;
#endif
    if (status < OSTROV_OK) { /* the ladder: the built-in planner stands behind */
        size_t bytes = ostrov_plan_workspace(&planner->problem);
        if (bytes > planner->workspace_bytes) {
            free(planner->workspace);
            planner->workspace = aligned_alloc(8, (bytes + 7) / 8 * 8);
            planner->workspace_bytes = planner->workspace != NULL ? bytes : 0;
        }
        if (planner->workspace != NULL) {
            status = ostrov_plan_solve(&planner->problem, NULL, planner->workspace,
                                       planner->workspace_bytes, &planner->plan, why);
        }
    }
    planner->plan_ms = wall_ms() - began;
    return status;
}

ostrov_status planner_make(struct planner *planner, const struct planner_view *view,
                           const struct fleet *fleet, ostrov_fault *why)
{
    const struct site *site = planner->site;
    ostrov_problem *p = &planner->problem;
    ostrov_status status = ostrov_problem_defaults(p, sizeof *p);
    if (status != OSTROV_OK) {
        return status;
    }
    p->count = problem_edges(view->time_s, PLANNER_SLOTS - 4, planner->edges_s);
    p->edges_s = planner->edges_s;
    if (fill_series(planner, view) != 0) {
        return OSTROV_E_STATE;
    }
    problem_series(p, planner);
    problem_site(p, site);
    if (!view->islanded) {
        problem_reserve(p, site, &planner->battery);
    }
    p->battery_soc_ratio = view->soc_ratio;
    p->battery_charge_limit_w = view->charge_limit_w;
    p->battery_discharge_limit_w = view->discharge_limit_w;
    p->terminal_price_per_kwh = problem_terminal_price(p, planner->import_price);
    planner->peak = (ostrov_plan_peak){.from_s = planner->edges_s[0],
                                       .until_s = planner->edges_s[p->count],
                                       .incurred_w = view->peak_w,
                                       .price_per_kw = site->tariff.peak_price_per_kw};
    p->peaks = &planner->peak;
    p->peaks_count = 1;
    p->peaks_stride = (uint32_t)sizeof planner->peak;
    p->vehicles = planner->stay;
    p->vehicles_stride = (uint32_t)sizeof planner->stay[0];
    reference_run(&planner->reference, fleet, view->time_s, planner->edges_s[p->count],
                  problem_frugal_w(site, view->peak_w));
    p->vehicles_count =
        problem_stays(fleet, &planner->reference, PROBLEM_ROBUST, view->time_s,
                      planner->edges_s[p->count], planner->stay, PLANNER_STAYS);
    status = problem_columns(planner);
    if (status != OSTROV_OK) {
        return status;
    }
    status = planner_solve(planner, view->quick, why);
    if (status < OSTROV_OK) {
        return status;
    }
    /* No plan reaches the station unchecked, whoever made it. */
    ostrov_status checked = ostrov_plan_check(p, &planner->plan, 1e-2, &planner->verdict,
                                              sizeof planner->verdict, why);
    if (checked < OSTROV_OK || !planner->verdict.feasible) {
        return checked < OSTROV_OK ? checked : OSTROV_E_SOLVER;
    }
    planner->plan.epoch = view->epoch;
    return status;
}
