/* What the parts of libostrov-milp share.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_MILP_INTERNAL_H
#define OSTROV_LIB_MILP_INTERNAL_H

#include <ostrov/milp.h>

#include "milp/failure.h"
#include "milp/model.h"

extern const ostrov_structure ostrov_i_milp_structures[];

/* What comes back of one station: numbers only, no GLPK object. */
typedef struct milp_job {
    const milp_input *in;
    int32_t want_values;
    const struct milp_job *follows; /* whose first slot it shares; NULL = none */
    /* out */
    int64_t work;
    double *grid_w;
    double *battery_w;
    double *pv_w;
    double *shed_w;
    double *shed_critical_w;
    double *soc_ratio;
    double *value_per_kwh;
    double *vehicle_w;   /* [vehicle · count + slot] */
    double *batteries_w; /* [battery · count + slot] */
    int32_t *block_start;
} milp_job;

/* Work handed to the short-lived thread: one station, several behind a feeder, or one in several
 * courses. */
typedef struct milp_work {
    milp_job *jobs;
    int32_t count;
    const ostrov_fleet *feeder; /* NULL = none */
    const double *share;        /* probabilities of the courses; NULL = there are none */
    const ostrov_plan_slot *forecast; /* of courses: the first slot of what is planned after them */
    ostrov_milp_options options;
    /* out */
    ostrov_status status; /* OK, LIMITED, E_DEADLINE or E_SOLVER */
    double objective;
    double bound;         /* −inf = none */
    int32_t not_started;  /* 1 = E_UNSUPPORTED is about the program, not about HiGHS */
    milp_failure failure; /* where the status is an error */
} milp_work;

/* ---- one station, taken in and given out (milp.c) ---- */

ostrov_status milp_take_options(const ostrov_milp_options *from, ostrov_milp_options *full,
                                ostrov_fault *why);
/* enum ostrov_solver: who is asked. */
int32_t milp_solver_of(const ostrov_milp_options *options);
ostrov_status milp_take_input(const ostrov_problem *problem, uint32_t covered, milp_input *in,
                              uint32_t *crc, ostrov_fault *why);
ostrov_status milp_take_plan(const ostrov_plan *plan, const ostrov_problem *p, ostrov_plan *full,
                             ostrov_fault *why);
void milp_free_input(milp_input *in);
ostrov_status milp_open_job(milp_job *job, const milp_input *in, ostrov_fault *why);
void milp_close_job(milp_job *job);
struct milp_columns;

/* The answer judged by arithmetic that knows nothing of GLPK; full->cost from it. courses: by
 * scenario, NULL = there are none. */
ostrov_status milp_check(const ostrov_problem *problem, const milp_job *job,
                         const struct milp_columns *courses, ostrov_plan *full, ostrov_fault *why);
ostrov_status milp_check_cost(const milp_work *work, double cost, ostrov_fault *why);
/* Totals, vehicles and columns into the caller's plan. */
void milp_give(const milp_job *job, const struct milp_columns *courses, ostrov_plan *full,
               ostrov_plan *plan);

/* Runs in the caller's thread: starts the other, waits for it. Nothing of GLPK crosses over. */
void milp_run(milp_work *work);

/* The rules of the feeder over models that are built. Scratch holds 2·count + 2 entries from
 * index 1. */
void milp_feeder_build(const ostrov_fleet *feeder, const milp_model *models,
                       const milp_input *first, int *index, double *value);

#endif
