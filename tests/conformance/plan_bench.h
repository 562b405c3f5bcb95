/* A reference dispatch problem as ostrov_problem, with a plan to be filled.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CONFORMANCE_PLAN_BENCH_H
#define OSTROV_TESTS_CONFORMANCE_PLAN_BENCH_H

#include "plan_file.h"

/* A problem and a plan with all that they point to. */
typedef struct plan_bench {
    ostrov_problem problem;
    ostrov_battery_config battery;
    int64_t *edges;
    double *series; /* seven series in W or money per kWh */
    ostrov_plan_vehicle *vehicles;
    ostrov_plan_group *groups;
    ostrov_plan_peak *peaks;
    ostrov_plan_block *blocks;
    ostrov_plan plan;
    double *columns;
    double *vehicle_w;
    int32_t *block_start;
} plan_bench;

/* Gives 0 when there is no memory. Close in either case. */
int32_t plan_bench_open(plan_bench *w, const file_problem *p);
void plan_bench_close(plan_bench *w);

#endif
