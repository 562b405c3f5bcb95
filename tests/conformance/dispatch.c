/* What the runs of suite dispatch share: see dispatch.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "dispatch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int32_t planner_open(planner *p, int32_t capacity, int32_t step_s)
{
    const size_t n = (size_t)capacity;
    memset(p, 0, sizeof *p);
    p->capacity = capacity;
    p->step_s = step_s;
    p->edges = malloc((n + 1) * sizeof *p->edges);
    p->memory = calloc(n * (PLANNER_SERIES_COUNT + 7), sizeof *p->memory);
    if (p->edges == NULL || p->memory == NULL ||
        ostrov_problem_defaults(&p->problem, sizeof p->problem) != OSTROV_OK ||
        ostrov_battery_defaults(&p->battery, sizeof p->battery) != OSTROV_OK ||
        ostrov_plan_defaults(&p->plan, sizeof p->plan) != OSTROV_OK) {
        return 0;
    }
    for (size_t i = 0; i < PLANNER_SERIES_COUNT; i++) {
        p->series[i] = p->memory + i * n;
    }
    p->problem.battery = &p->battery;
    p->plan.capacity = capacity;
    p->plan.grid_w = p->memory + PLANNER_SERIES_COUNT * n;
    p->plan.battery_w = p->plan.grid_w + n;
    p->plan.pv_w = p->plan.grid_w + 2 * n;
    p->plan.shed_w = p->plan.grid_w + 3 * n;
    p->plan.shed_critical_w = p->plan.grid_w + 4 * n;
    p->plan.soc_ratio = p->plan.grid_w + 5 * n;
    p->plan.value_per_kwh = p->plan.grid_w + 6 * n;
    return 1;
}

void planner_close(planner *p)
{
    free(p->edges);
    free(p->memory);
    free(p->workspace);
    memset(p, 0, sizeof *p);
}

static ostrov_series as_series(const planner *p, int32_t which, int32_t count)
{
    return (ostrov_series){p->edges[0], p->step_s, count, p->series[which]};
}

int32_t planner_solve(planner *p, int64_t start_s, int32_t count)
{
    ostrov_fault why = {0};
    ostrov_status status = OSTROV_OK;
    size_t bytes = 0;
    char text[240];
    for (int32_t i = 0; i <= count; i++) {
        p->edges[i] = start_s + (int64_t)i * p->step_s;
    }
    p->problem.count = count;
    p->problem.edges_s = p->edges;
    p->problem.load_w = as_series(p, PLANNER_LOAD, count);
    p->problem.critical_w = as_series(p, PLANNER_CRITICAL, count);
    p->problem.pv_w = as_series(p, PLANNER_PV, count);
    p->problem.import_price_per_kwh = as_series(p, PLANNER_IMPORT_PRICE, count);
    p->problem.export_price_per_kwh = as_series(p, PLANNER_EXPORT_PRICE, count);
    p->problem.import_limit_w = as_series(p, PLANNER_IMPORT_LIMIT, count);
    p->problem.export_limit_w = as_series(p, PLANNER_EXPORT_LIMIT, count);
    bytes = ostrov_plan_workspace(&p->problem);
    if (bytes > p->bytes) {
        free(p->workspace);
        p->workspace = malloc(bytes);
        p->bytes = p->workspace != NULL ? bytes : 0;
    }
    status = ostrov_plan_solve(&p->problem, NULL, p->workspace, p->bytes, &p->plan, &why);
    if (status == OSTROV_OK || status == OSTROV_LIMITED) {
        return 1;
    }
    if (ostrov_fault_text(&why, status, text, sizeof text) > 0) {
        fprintf(stderr, "no plan: %s\n", text);
    }
    return 0;
}

int32_t learner_open(learner *l, const char *zone, int32_t step_s, int32_t horizon, double memory_s,
                     double typical_w)
{
    ostrov_forecast_config config;
    size_t bytes = 0;
    memset(l, 0, sizeof *l);
    if (ostrov_forecast_defaults(&config, sizeof config) != OSTROV_OK) {
        return 0;
    }
    config.of = OSTROV_FORECAST_LOAD;
    config.zone = zone;
    config.step_s = step_s;
    config.horizon = horizon;
    config.memory_s = memory_s;
    config.typical_w = typical_w;
    bytes = ostrov_forecast_size(&config);
    l->memory = bytes > 0 ? malloc(bytes) : NULL;
    return l->memory != NULL &&
           ostrov_forecast_init(l->memory, bytes, &config, &l->forecast, NULL) == OSTROV_OK;
}

void learner_close(learner *l)
{
    free(l->memory);
    memset(l, 0, sizeof *l);
}
