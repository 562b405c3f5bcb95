/* What changes between two plans: the next problem made from the last one and its plan.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_BENCH_REPLAN_MOVES_H
#define OSTROV_TESTS_BENCH_REPLAN_MOVES_H

#include "../../conformance/plan_bench.h"

enum move {
    MOVE_SAME = 0,   /* nothing */
    MOVE_MINUTE = 1, /* a minute of the first slot is over, load and PV of the first four slots are new */
    MOVE_SLOT = 2,   /* the first slot is over, load and PV of the next four are new */
    MOVE_LOADS = 3,  /* every load by up to 1.5 % */
    MOVES = 4
};

extern const char *const move_names[MOVES];

/* Room for the changed parts of a problem. */
typedef struct moved {
    ostrov_problem problem;
    ostrov_plan_vehicle *vehicles;
    ostrov_plan_peak *peaks;
    int64_t *edges;
    double *load, *critical, *pv;
} moved;

/* Gives 0 when there is no memory. Close in either case. */
int32_t moved_open(moved *m, const plan_bench *from);
void moved_close(moved *m);

/* The problem after a move when the plan was followed. seed draws the new forecast. */
void moved_make(moved *m, const plan_bench *from, enum move move, uint64_t seed);

#endif
