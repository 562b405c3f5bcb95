/* The host's half of planning: see planner.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "planner.h"

#include "problem.h"

#ifdef STATION_WITH_MILP
#include <ostrov/milp.h>
#endif

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { QUARTER_S = 900, FULL_WITHIN_S = 86400 };

static double wall_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
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
    planner->work_limit = PLANNER_WORK;
    planner->no_scenarios = site->vehicles > 0;
    return outlook_begin(&planner->outlook, site, inputs, message, capacity);
}

int planner_choose(struct planner *planner, const char *uncertainty, char *message, size_t capacity)
{
    if (uncertainty == NULL) {
        return 0;
    }
    planner->no_scenarios = strcmp(uncertainty, "quantiles") == 0;
    if (!planner->no_scenarios && strcmp(uncertainty, "scenarios") != 0) {
        snprintf(message, capacity, "--uncertainty %s: scenarios or quantiles is wanted",
                 uncertainty);
        return -1;
    }
    return 0;
}

void planner_free(struct planner *planner)
{
    outlook_end(&planner->outlook);
    free(planner->workspace);
    planner->workspace = NULL;
}

/* Day-ahead prices of the next day are known from 13:00 local on; before that the same hour of the
 * day before stands in, as an operator would do it. */
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

/* Without scenarios plans count on the sun that nine days of ten bring: a cloud at the wrong moment
 * makes a quarter hour that the whole month pays for, too much sun is only stored or sold. The
 * reserve is for the critical load that nine quarter hours of ten stay below. With scenarios the
 * forecast is the middle, and they say the rest. */
static void fill_forecast(struct planner *planner, int32_t scenarios)
{
    const struct outlook *o = &planner->outlook;
    const double critical_ratio = planner->site->tier[0].share_ratio;
    for (int32_t i = 0; i < planner->problem.count; i++) {
        double need_w = o->load_w[i][scenarios ? OUTLOOK_P50 : OUTLOOK_P90] * critical_ratio;
        planner->pv_w[i] = o->pv_w[i][scenarios ? OUTLOOK_P50 : OUTLOOK_P10];
        planner->load_w[i] = o->load_w[i][OUTLOOK_P50];
        planner->critical_w[i] = need_w < planner->load_w[i] ? need_w : planner->load_w[i];
    }
}

/* The kept paths as courses that things may take. */
static void fill_scenarios(struct planner *planner)
{
    struct outlook *o = &planner->outlook;
    ostrov_problem *p = &planner->problem;
    for (int32_t k = 0; k < o->kept; k++) {
        double *load_w = &o->path_load_w[o->chosen[k] * o->count];
        double *critical_w = &planner->scenario_critical_w[k * PLANNER_SLOTS];
        for (int32_t i = 0; i < o->count; i++) {
            critical_w[i] = load_w[i] * planner->site->tier[0].share_ratio;
        }
        planner->scenario[k] = (ostrov_plan_scenario){
            .probability_ratio = o->chosen_ratio[k],
            .load_w = problem_quarters(o->start_s, o->count, load_w),
            .critical_w = problem_quarters(o->start_s, o->count, critical_w),
            .pv_w = problem_quarters(o->start_s, o->count, &o->path_pv_w[o->chosen[k] * o->count]),
        };
    }
    p->scenarios = planner->scenario;
    p->scenarios_count = o->kept;
    p->scenarios_stride = (uint32_t)sizeof planner->scenario[0];
    p->reserve_confidence_ratio = 0.85;
}

/* Forecasts and prices by slot. */
static int32_t fill_series(struct planner *planner, const struct planner_view *view)
{
    const struct site *site = planner->site;
    int32_t count = planner->problem.count;
    int64_t start_s = planner->edges_s[0] - planner->edges_s[0] % QUARTER_S;
    /* The running quarter is not learned yet: forecasts begin where learning ended. */
    if (outlook_predict(&planner->outlook, start_s, count, !planner->no_scenarios) != 0) {
        return -1;
    }
    for (int32_t i = 0; i < count; i++) {
        int64_t t = start_s + (int64_t)i * QUARTER_S;
        site_prices(site, t, known_price(planner->inputs, site, view->time_s, t),
                    &planner->import_price[i], &planner->export_price[i]);
        /* An outage of unknown end: two hours without the grid are planned for. */
        planner->import_limit_w[i] = view->islanded && i < 8 ? 0.0 : site->station.import_limit_w;
    }
    return 0;
}

static ostrov_status solve_built_in(struct planner *planner, ostrov_fault *why)
{
    ostrov_plan_options options;
    ostrov_status status = ostrov_plan_options_defaults(&options, sizeof options);
    if (status != OSTROV_OK) {
        return status;
    }
    options.work_limit = planner->work_limit;
    options.stop = &planner->stop;
    return ostrov_plan_solve(&planner->problem, &options, planner->workspace,
                             planner->workspace_bytes, &planner->plan, why);
}

ostrov_status planner_solve(struct planner *planner, int32_t quick, ostrov_fault *why)
{
    ostrov_status status = OSTROV_E_SOLVER;
    double began = wall_ms();
#ifdef STATION_WITH_MILP
    if (!quick && planner->problem.scenarios_count == 0 &&
        (planner->solver == PLANNER_AUTO || planner->solver == PLANNER_GLPK)) {
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
        status = solve_built_in(planner,
                                why); /* one that it does not cover needs no bytes, and is named */
    }
    planner->plan_ms = wall_ms() - began;
    return status;
}

/* With scenarios where a planner covers them together with what the site has, else with the
 * cautious forecast. A site does not change: what was refused once is not asked for again. */
static ostrov_status solve(struct planner *planner, const struct planner_view *view,
                           ostrov_fault *why)
{
    ostrov_problem *p = &planner->problem;
    if (planner->outlook.kept > 0) {
        fill_forecast(planner, 1);
        fill_scenarios(planner);
        ostrov_status status = planner_solve(planner, view->quick, why);
        if (status != OSTROV_E_UNSUPPORTED) {
            return status;
        }
        planner->no_scenarios = 1;
        p->scenarios = NULL;
        p->scenarios_count = 0;
        p->reserve_confidence_ratio = __builtin_nan("");
    }
    fill_forecast(planner, 0);
    return planner_solve(planner, view->quick, why);
}

/* A full charge within a day, by which the SoC is known again. The plan then ends with it; the day
 * is kept from plan to plan, or it would be put off for ever. */
static void plan_full_charge(struct planner *planner, const struct planner_view *view)
{
    ostrov_problem *p = &planner->problem;
    /* One that is further away was set by a clock that was wrong. */
    if (!view->full || view->time_s >= planner->full_until_s ||
        planner->full_until_s - view->time_s > FULL_WITHIN_S) {
        planner->full_until_s = view->full ? view->time_s + FULL_WITHIN_S : 0;
    }
    if (planner->full_until_s == 0) {
        return;
    }
    while (p->count > 1 && planner->edges_s[p->count] > planner->full_until_s) {
        p->count--;
    }
    p->soc_end_min_ratio = planner->site->battery.soc_max_ratio;
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
    plan_full_charge(planner, view);
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
    p->peaks_count = site->tariff.peak_price_per_kw > 0.0;
    p->peaks_stride = (uint32_t)sizeof planner->peak;
    p->vehicles = planner->stay;
    p->vehicles_stride = (uint32_t)sizeof planner->stay[0];
    reference_run(&planner->reference, fleet, view->time_s, planner->edges_s[p->count],
                  problem_frugal_w(site, view->peak_w));
    p->vehicles_count = problem_stays(fleet, &planner->reference, PROBLEM_ROBUST, view->time_s,
                                      planner->edges_s[p->count], planner->stay, PLANNER_STAYS);
    status = problem_columns(planner);
    if (status != OSTROV_OK) {
        return status;
    }
    status = solve(planner, view, why);
    if (status < OSTROV_OK) {
        return status;
    }
    /* No plan reaches the station unchecked, whoever made it. */
    ostrov_status checked =
        ostrov_plan_check(p, &planner->plan, 1e-2, &planner->verdict, sizeof planner->verdict, why);
    if (checked < OSTROV_OK || !planner->verdict.feasible) {
        return checked < OSTROV_OK ? checked : OSTROV_E_SOLVER;
    }
    planner->plan.epoch = view->epoch;
    return status;
}
