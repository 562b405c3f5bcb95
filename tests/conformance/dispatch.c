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

int32_t planner_solve(planner *p, int64_t start_s, int32_t count)
{
    for (int32_t i = 0; i <= count; i++) {
        p->edges[i] = start_s + (int64_t)i * p->step_s;
    }
    return planner_solve_edges(p, start_s, count);
}

int32_t planner_solve_edges(planner *p, int64_t series_s, int32_t count)
{
    ostrov_series *const series[PLANNER_SERIES_COUNT] = {&p->problem.load_w,
                                                         &p->problem.critical_w,
                                                         &p->problem.pv_w,
                                                         &p->problem.import_price_per_kwh,
                                                         &p->problem.export_price_per_kwh,
                                                         &p->problem.import_limit_w,
                                                         &p->problem.export_limit_w};
    ostrov_fault why = {0};
    ostrov_status status = OSTROV_OK;
    size_t bytes = 0;
    char text[240];
    p->problem.count = count;
    p->problem.edges_s = p->edges;
    for (int32_t i = 0; i < PLANNER_SERIES_COUNT; i++) {
        *series[i] = (ostrov_series){
            series_s, p->step_s, (int32_t)((p->edges[count] - series_s) / p->step_s), p->series[i]};
    }
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
