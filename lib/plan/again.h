/* What a call leaves in the workspace so that the very same problem need not be planned again: a picture of
 * the problem, the options that matter, and its plan.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_PLAN_AGAIN_H
#define OSTROV_LIB_PLAN_AGAIN_H

#include "plan/columns.h"

enum { OSTROV_I_MATTERS = 7 };

/* The workspace begins with it. Nothing of it is believed before the seal fits. */
typedef struct ostrov_i_kept_plan {
    uint64_t seal; /* of all that follows here, and of the columns */
    uint64_t used; /* bytes of the workspace */
    uint64_t columns_at;
    uint64_t columns_words;
    uint64_t picture_at;
    uint64_t picture_bytes; /* 0 = nothing is kept */
    double matters[OSTROV_I_MATTERS]; /* of the options */
    uint64_t follows; /* 1 = among equal plans it is the one that followed another */
    ostrov_plan plan; /* as it was given out, without columns */
} ostrov_i_kept_plan;

typedef struct ostrov_i_again {
    ostrov_i_kept_plan *kept;
    unsigned char *picture;
    size_t picture_bytes;
} ostrov_i_again;

/* Takes back what is kept. */
void ostrov_i_again_forget(ostrov_i_again *a);

/* Keeps a whole plan that has been judged; columns is where they stand in the workspace. */
void ostrov_i_again_keep(ostrov_i_again *a, const ostrov_problem *problem,
                         const ostrov_plan_options *options, const ostrov_plan *plan,
                         const unsigned char *workspace, size_t used, const uint64_t *columns,
                         size_t words);

/* 1 when the workspace holds the plan for just this problem and these options: columns then says where, and
 * plan is filled but for its columns. The plan followed so far may only be that one: of plans that cost the
 * same it would be chosen again. Without one the battery rests where it can, which a plan that followed
 * another need not do. Any doubt gives 0, and nothing is touched. */
int32_t ostrov_i_again_find(const ostrov_problem *problem, const ostrov_plan_options *options,
                            unsigned char *workspace, size_t bytes, ostrov_problem *complete,
                            ostrov_plan *columns, ostrov_plan *plan);

#endif
