/* A reference dispatch problem as ostrov_problem, with a plan to be filled.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan_bench.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NOT_RUN 1e4 /* the files' blocks must run: dear enough */

static ostrov_series series(plan_bench *w, const file_problem *p, int32_t number, const double *from,
                            double scale)
{
    double *values = w->series + (size_t)number * (size_t)p->steps;
    for (int32_t t = 0; t < p->steps; t++) {
        values[t] = from[t] * scale;
    }
    return (ostrov_series){0, (int32_t)lround(p->dt_h * 3600.0), p->steps, values};
}

static void set_battery(plan_bench *w, const file_problem *p)
{
    w->battery.capacity_wh = p->e_max * 1000.0;
    w->battery.health_ratio = 1.0;
    w->battery.soc_min_ratio = p->e_min / p->e_max;
    w->battery.soc_max_ratio = 1.0;
    w->battery.charge_limit_w = p->p_ch * 1000.0;
    w->battery.discharge_limit_w = p->p_dis * 1000.0;
    w->battery.charge_efficiency_ratio = p->eta_c;
    w->battery.discharge_efficiency_ratio = p->eta_d;
    w->battery.self_discharge_per_s = -expm1(log1p(-p->self_discharge) / 3600.0);
    w->problem.battery = &w->battery;
    w->problem.battery_soc_ratio = p->e0 / p->e_max;
    w->problem.wear_price_per_kwh = p->wear;
    w->problem.terminal_price_per_kwh = p->terminal;
    w->problem.soc_end_min_ratio = p->e_end_min / p->e_max;
}

static void set_rows(plan_bench *w, const file_problem *p)
{
    for (int32_t i = 0; i < p->buses_count; i++) {
        const file_bus *b = &p->buses[i];
        w->vehicles[i] = (ostrov_plan_vehicle){
            w->edges[b->arr], w->edges[b->dep], i % 16, b->group, b->e_arr * 1000.0, b->e_req * 1000.0,
            b->e_cap * 1000.0, b->p_max * 1000.0, b->p_min * 1000.0, b->eta, b->short_price,
            0.0, 0.0, 0.0, 0.0};
    }
    for (int32_t i = 0; i < p->groups_count; i++) {
        w->groups[i].limit_w = p->groups[i] * 1000.0;
    }
    for (int32_t i = 0; i < p->peaks_count; i++) {
        w->peaks[i] = (ostrov_plan_peak){w->edges[p->peaks[i].from], w->edges[p->peaks[i].to],
                                         p->peaks[i].incurred_kw * 1000.0, p->peaks[i].price, 0.0};
    }
    for (int32_t i = 0; i < p->blocks_count; i++) {
        const file_block *b = &p->blocks[i];
        w->blocks[i] = (ostrov_plan_block){
            b->power_kw * 1000.0, w->edges[b->length] - w->edges[0], w->edges[b->earliest],
            w->edges[b->latest_end], NOT_RUN};
    }
    w->problem.blocks = w->blocks;
    w->problem.blocks_count = p->blocks_count;
    w->problem.blocks_stride = sizeof *w->blocks;
    w->problem.vehicles = w->vehicles;
    w->problem.vehicles_count = p->buses_count;
    w->problem.vehicles_stride = sizeof *w->vehicles;
    w->problem.groups = w->groups;
    w->problem.groups_count = p->groups_count;
    w->problem.groups_stride = sizeof *w->groups;
    w->problem.peaks = w->peaks;
    w->problem.peaks_count = p->peaks_count;
    w->problem.peaks_stride = sizeof *w->peaks;
}

static void set_plan(plan_bench *w, int32_t n, int32_t vehicles)
{
    w->plan.capacity = n;
    w->plan.vehicle_capacity = vehicles;
    w->plan.grid_w = w->columns;
    w->plan.battery_w = w->columns + n;
    w->plan.pv_w = w->columns + 2 * n;
    w->plan.shed_w = w->columns + 3 * n;
    w->plan.shed_critical_w = w->columns + 4 * n;
    w->plan.soc_ratio = w->columns + 5 * n;
    w->plan.value_per_kwh = w->columns + 6 * n;
    w->plan.vehicle_w = w->vehicle_w;
    w->plan.block_start = w->block_start;
}

int32_t plan_bench_open(plan_bench *w, const file_problem *p)
{
    const size_t n = (size_t)p->steps;
    memset(w, 0, sizeof *w);
    w->edges = malloc((n + 1) * sizeof *w->edges);
    w->series = malloc(7 * n * sizeof *w->series);
    w->vehicles = calloc((size_t)p->buses_count + 1, sizeof *w->vehicles);
    w->groups = calloc((size_t)p->groups_count + 1, sizeof *w->groups);
    w->peaks = calloc((size_t)p->peaks_count + 1, sizeof *w->peaks);
    w->blocks = calloc((size_t)p->blocks_count + 1, sizeof *w->blocks);
    w->block_start = calloc((size_t)p->blocks_count + 1, sizeof *w->block_start);
    w->columns = calloc(7 * n, sizeof *w->columns);
    w->vehicle_w = calloc(((size_t)p->buses_count + 1) * n, sizeof *w->vehicle_w);
    if (w->edges == NULL || w->series == NULL || w->vehicles == NULL || w->groups == NULL ||
        w->peaks == NULL || w->blocks == NULL || w->block_start == NULL || w->columns == NULL || w->vehicle_w == NULL ||
        ostrov_problem_defaults(&w->problem, sizeof w->problem) != OSTROV_OK ||
        ostrov_battery_defaults(&w->battery, sizeof w->battery) != OSTROV_OK ||
        ostrov_plan_defaults(&w->plan, sizeof w->plan) != OSTROV_OK) {
        return 0;
    }
    for (size_t t = 0; t <= n; t++) {
        w->edges[t] = (int64_t)llround((double)t * p->dt_h * 3600.0);
    }
    w->problem.count = p->steps;
    w->problem.edges_s = w->edges;
    w->problem.load_w = series(w, p, 0, p->load, 1000.0);
    w->problem.critical_w = series(w, p, 1, p->critical, 1000.0);
    w->problem.pv_w = series(w, p, 2, p->pv, 1000.0);
    w->problem.import_price_per_kwh = series(w, p, 3, p->import_price, 1.0);
    w->problem.export_price_per_kwh = series(w, p, 4, p->export_price, 1.0);
    w->problem.import_limit_w = series(w, p, 5, p->import_max, 1000.0);
    w->problem.export_limit_w = series(w, p, 6, p->export_max, 1000.0);
    w->problem.curtail_price_per_kwh = p->curtail;
    w->problem.shed_price_per_kwh = p->shed;
    w->problem.shed_critical_price_per_kwh = p->shed_critical;
    if (p->has_battery) {
        set_battery(w, p);
    }
    if (p->has_reserve) {
        w->problem.reserve_s = p->reserve_hours * 3600.0;
        w->problem.reserve_pv_ratio = p->reserve_pv;
        w->problem.reserve_price_per_kwh_h = p->reserve_price;
    }
    set_rows(w, p);
    set_plan(w, p->steps, p->buses_count);
    return 1;
}

void plan_bench_close(plan_bench *w)
{
    free(w->edges);
    free(w->series);
    free(w->vehicles);
    free(w->groups);
    free(w->peaks);
    free(w->blocks);
    free(w->block_start);
    free(w->columns);
    free(w->vehicle_w);
}
