/* The basis of a linear program as sparse triangular factors, with a product-form update.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_PLAN_LP_FACTOR_H
#define OSTROV_LIB_PLAN_LP_FACTOR_H

#include <stdint.h>

/* A by columns; column cols + r is the unit column of row r. */
typedef struct ostrov_i_lp_matrix {
    int32_t rows;
    int32_t cols;
    int32_t *start; /* cols + 1 */
    int32_t *index;
    double *value;
} ostrov_i_lp_matrix;

/* Entries of one factor, in runs. */
typedef struct ostrov_i_lp_runs {
    int32_t *start;
    int32_t *index;
    double *value;
    int32_t size;
    int32_t room;
} ostrov_i_lp_runs;

typedef struct ostrov_i_lu {
    int32_t rows;
    int32_t *slot_of;       /* step → slot in the basis */
    int32_t *row_of;        /* step → pivot row */
    int32_t *step_of;       /* slot → step; while factoring −1 = open */
    int32_t *step_row;      /* row → step; while factoring −1 = open */
    double *pivot;          /* by step */
    ostrov_i_lp_runs lower; /* multipliers of each step, by row */
    ostrov_i_lp_runs upper; /* entries above the pivot of each step, by row */
    ostrov_i_lp_runs eta;   /* updates: the entering column, by slot, without its pivot */
    int32_t eta_count;
    int32_t eta_room;
    int32_t *eta_slot;
    double *eta_pivot;
    /* room to factor in */
    int32_t *count_row;
    int32_t *count_slot;
    int32_t *list_start; /* slots by row */
    int32_t *list;
    int32_t list_room;
    int32_t *queue;
    double *dense;   /* by row, zero between uses */
    int32_t *marked; /* rows touched in dense */
    int64_t work;
} ostrov_i_lu;

/* Factors the columns in basic. A dependent column is replaced by a slack, in basic too; gives how
 * many were, −1 when there was no room. */
int32_t ostrov_i_lu_factor(ostrov_i_lu *lu, const ostrov_i_lp_matrix *a, int32_t *basic);

/* x by row → out by slot: basis · out = x. Destroys x (leaves it zero). */
void ostrov_i_lu_forward(ostrov_i_lu *lu, double *x, double *out);

/* y by slot → out by row: out · basis = y. Destroys y (leaves it zero). */
void ostrov_i_lu_backward(ostrov_i_lu *lu, double *y, double *out);

/* The column in slot is replaced by the one whose forward solution is column. Gives 0 when there is
 * no room: factor anew. */
int32_t ostrov_i_lu_update(ostrov_i_lu *lu, int32_t slot, const double *column);

#endif
