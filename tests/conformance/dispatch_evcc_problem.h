/* Requests to evcc's optimizer as problems of the library: memory and rows.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CONFORMANCE_DISPATCH_EVCC_PROBLEM_H
#define OSTROV_TESTS_CONFORMANCE_DISPATCH_EVCC_PROBLEM_H

#include "dispatch_evcc.h"

enum { EVCC_ROWS = 2 * EVCC_STORES };

typedef struct evcc_bench {
    const evcc_request *r;
    planner p;
    ostrov_plan_vehicle vehicles[EVCC_ROWS];
    int32_t vehicle_store[EVCC_ROWS];
    ostrov_plan_group groups[EVCC_STORES];
    ostrov_plan_battery batteries[EVCC_STORES];
    int32_t battery_store[EVCC_STORES];
    int32_t main_store; /* -1 = none */
    ostrov_plan_peak
        *peaks; /* by step: what exceeds the import limit is dear, but not impossible */
    double *vehicle_w;
    double *batteries_w;
    double *forced_wh; /* by store and step: charged because it is demanded */
    double *limits_w;  /* import, then export, by step */
    double factor;  /* times are stretched so that the shortest step is a minute; powers shrink */
    double penalty; /* money a kWh no wish is worth more than */
} evcc_bench;

/* 1 = there is memory, and the steps can be said in whole seconds. */
int32_t evcc_bench_open(evcc_bench *w, const evcc_request *r);
void evcc_bench_close(evcc_bench *w);

/* Seconds of a step in the problem, and W in the problem for Wh in a step of the request. */
int64_t evcc_bench_step_s(const evcc_bench *w, int32_t t);
double evcc_bench_w(const evcc_bench *w, int32_t t, double wh);

/* Lays batteries, vehicles and peaks; the demand of one store (-1 = of none) holds for so many
 * steps. */
void evcc_bench_rows(evcc_bench *w, int32_t demanding, int32_t until);

/* Lays loads, prices and the limits that stand in limits_w. */
void evcc_bench_series(evcc_bench *w);

#endif
