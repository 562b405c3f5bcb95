/* The structured solver: a dispatch problem by linear programs and branching, and its answer as a
 * plan.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_PLAN_LP_PLAN_H
#define OSTROV_LIB_PLAN_LP_PLAN_H

#include "plan/lp_branch.h"

/* The simplex method goes over all rows in each of its steps, so its time grows with the square of
 * the horizon: with more slots the quick planner is the better use of the same work. */
enum { OSTROV_I_LP_SLOTS = 1500 };

typedef struct ostrov_i_lp_plan {
    ostrov_i_model model;
    ostrov_i_branch branch;
    double *stored_kwh; /* of each store while reading out */
    double hold_kw;     /* what the battery gives now; NaN = not known */
} ostrov_i_lp_plan;

/* How it came out. */
typedef struct ostrov_i_lp_outcome {
    int32_t found;   /* the columns hold a plan */
    int32_t limited; /* it stopped before it was done */
    double bound;
    int64_t work;
} ostrov_i_lp_outcome;

/* What this solver covers, bits of enum ostrov_problem_feature: with scenarios neither blocks nor
 * further batteries, which would be the same in all of them at any time, nor efficiencies, which
 * are branched on. */
uint32_t ostrov_i_lp_plan_features(const ostrov_i_site *site);

/* 1 when this solver says all of the problem and it is not too long for it. */
int32_t ostrov_i_lp_plan_covers(const ostrov_i_site *site);

void ostrov_i_lp_plan_lay_out(const ostrov_i_site *site, ostrov_i_arena *a, ostrov_i_lp_plan *s);

/* Plans into columns of plan->capacity slots, all of which must be there. warm 1 = begin where the
 * last call in the same memory ended, if that fits. */
void ostrov_i_lp_plan_run(ostrov_i_lp_plan *s, const ostrov_plan_slot *slots,
                          const ostrov_plan_options *options, const ostrov_plan *plan,
                          ostrov_i_lp_outcome *out);

/* From branch.best_x and best_y into the columns. */
void ostrov_i_lp_plan_read(ostrov_i_lp_plan *s, const ostrov_plan *plan);

#endif
