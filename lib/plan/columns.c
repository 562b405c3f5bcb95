/* A plan's columns in the workspace, and how they come into the caller's.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/columns.h"

#include <string.h>

enum { BY_SLOT = 8 };

/* The columns by slot: where they stand in a plan. */
static const size_t by_slot[BY_SLOT] = {offsetof(ostrov_plan, grid_w),
                                        offsetof(ostrov_plan, battery_w),
                                        offsetof(ostrov_plan, pv_w),
                                        offsetof(ostrov_plan, shed_w),
                                        offsetof(ostrov_plan, shed_critical_w),
                                        offsetof(ostrov_plan, soc_ratio),
                                        offsetof(ostrov_plan, value_per_kwh),
                                        offsetof(ostrov_plan, node_price_per_kwh)};

static double *column(const ostrov_plan *plan, int32_t index)
{
    double *at = NULL;
    memcpy(&at, (const char *)plan + by_slot[index], sizeof at);
    return at;
}

void ostrov_i_columns_lay_out(const ostrov_problem *p, ostrov_i_arena *a, ostrov_plan *columns)
{
    const int64_t n = p->count;
    memset(columns, 0, sizeof *columns);
    columns->capacity = p->count;
    columns->vehicle_capacity = p->vehicles_count;
    columns->count = p->count;
    columns->vehicle_count = p->vehicles_count;
    for (int32_t i = 0; i < BY_SLOT; i++) {
        double *at = ostrov_i_take(a, n, sizeof(double));
        memcpy((char *)columns + by_slot[i], &at, sizeof at);
    }
    columns->vehicle_w = ostrov_i_take(a, n * p->vehicles_count, sizeof(double));
    columns->short_wh = ostrov_i_take(a, p->vehicles_count, sizeof(double));
    columns->batteries_w = ostrov_i_take(a, n * p->batteries_count, sizeof(double));
    columns->scenario_battery_w = ostrov_i_take(a, n * p->scenarios_count, sizeof(double));
    columns->scenario_grid_w = ostrov_i_take(a, n * p->scenarios_count, sizeof(double));
    columns->scenario_vehicle_w =
        ostrov_i_take(a, n * p->scenarios_count * p->vehicles_count, sizeof(double));
    columns->block_start = ostrov_i_take(a, p->blocks_count, sizeof(int32_t));
}

void ostrov_i_columns_clear(const ostrov_problem *p, const ostrov_plan *columns)
{
    const size_t bytes = (size_t)p->count * sizeof(double);
    for (int32_t i = 0; i < BY_SLOT; i++) {
        memset(column(columns, i), 0, bytes);
    }
    memset(columns->vehicle_w, 0, bytes * (size_t)p->vehicles_count);
    memset(columns->batteries_w, 0, bytes * (size_t)p->batteries_count);
    memset(columns->scenario_vehicle_w, 0,
           bytes * (size_t)p->scenarios_count * (size_t)p->vehicles_count);
    for (int32_t i = 0; i < p->blocks_count; i++) {
        columns->block_start[i] = -1;
    }
}

static void give(double *to, const double *from, int64_t count)
{
    if (to != NULL) {
        memcpy(to, from, (size_t)count * sizeof(double));
    }
}

static void give_rows(double *to, int32_t capacity, const double *from, int32_t rows, int32_t count)
{
    for (int32_t i = 0; i < rows && to != NULL; i++) {
        give(to + (size_t)i * (size_t)capacity, from + (size_t)i * (size_t)count, count);
    }
}

void ostrov_i_columns_give(const ostrov_problem *p, const ostrov_plan *columns,
                           const ostrov_plan *to)
{
    for (int32_t i = 0; i < BY_SLOT; i++) {
        give(column(to, i), column(columns, i), p->count);
    }
    give(to->short_wh, columns->short_wh, p->vehicles_count);
    give_rows(to->vehicle_w, to->capacity, columns->vehicle_w, p->vehicles_count, p->count);
    give_rows(to->batteries_w, to->capacity, columns->batteries_w, p->batteries_count, p->count);
    give_rows(to->scenario_battery_w, to->capacity, columns->scenario_battery_w, p->scenarios_count,
              p->count);
    give_rows(to->scenario_grid_w, to->capacity, columns->scenario_grid_w, p->scenarios_count,
              p->count);
    give_rows(to->scenario_vehicle_w, to->capacity, columns->scenario_vehicle_w,
              p->scenarios_count * p->vehicles_count, p->count);
    if (to->edges_s != NULL) {
        memcpy(to->edges_s, p->edges_s, ((size_t)p->count + 1u) * sizeof(int64_t));
    }
    if (to->block_start != NULL) {
        memcpy(to->block_start, columns->block_start, (size_t)p->blocks_count * sizeof(int32_t));
    }
    for (int32_t i = 0; i < p->vehicles_count && to->charge_point != NULL; i++) {
        const char *row = (const char *)p->vehicles + (size_t)i * p->vehicles_stride;
        memcpy(&to->charge_point[i], row + offsetof(ostrov_plan_vehicle, charge_point),
               sizeof(int32_t));
    }
}
