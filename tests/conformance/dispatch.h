/* What the runs of suite dispatch share: a problem with memory of its own, and learned forecasts.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CONFORMANCE_DISPATCH_H
#define OSTROV_TESTS_CONFORMANCE_DISPATCH_H

#include <ostrov/ostrov.h>

#include "csv.h"
#include "runner.h"

/* Series of a planner, in the problem's units. */
enum planner_series {
    PLANNER_LOAD = 0,
    PLANNER_CRITICAL,
    PLANNER_PV,
    PLANNER_IMPORT_PRICE,
    PLANNER_EXPORT_PRICE,
    PLANNER_IMPORT_LIMIT,
    PLANNER_EXPORT_LIMIT,
    PLANNER_SERIES_COUNT
};

/* A problem that is solved again and again: all memory of one kind of site. */
typedef struct planner {
    ostrov_problem problem;
    ostrov_battery_config battery;
    ostrov_plan plan;
    int32_t capacity; /* slots there is room for */
    int32_t step_s;
    int64_t *edges;
    double *series[PLANNER_SERIES_COUNT];
    double *memory;
    void *workspace;
    size_t bytes;
} planner;

/* Room for capacity slots of step_s seconds; every series is 0. 1 = there is memory. */
int32_t planner_open(planner *p, int32_t capacity, int32_t step_s);
void planner_close(planner *p);

/* Lays count slots from start_s on and solves. 1 = there is a plan; else the fault is on stderr. */
int32_t planner_solve(planner *p, int64_t start_s, int32_t count);

/* The same where the caller has laid the edges; series have a value for each step_s from series_s
 * on. */
int32_t planner_solve_edges(planner *p, int64_t series_s, int32_t count);

/* The data sets. Each gives 1 when the file was one of its own. */
int32_t dispatch_evcc(tally *t, const char *file, const char *text);
int32_t dispatch_house(tally *t, const char *file, const csv *table);
int32_t dispatch_microgrids(tally *t, const char *folder, const char *file, const char *text);
int32_t dispatch_district(tally *t, const char *file, const csv *table);

#endif
