/* Linear programs with bounded columns: a dual simplex that starts from any basis.
 *
 *     minimise cost·x   with   A x + s = right,   lower ≤ (x, s) ≤ upper,   all bounds finite.
 *
 * Column cols + r is the slack s of row r. As every column is boxed, any basis can be made dual
 * feasible by putting the other columns at the right bound, and any row prices y give a lower
 * bound.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_PLAN_LP_H
#define OSTROV_LIB_PLAN_LP_H

#include "plan/lp_factor.h"

enum { OSTROV_I_LP_AT_LOWER = -1, OSTROV_I_LP_AT_UPPER = -2 }; /* else the slot in the basis */

enum ostrov_i_lp_result {
    OSTROV_I_LP_OPTIMAL = 1,
    OSTROV_I_LP_INFEASIBLE = 2,
    OSTROV_I_LP_CUTOFF = 3, /* the bound passed the cutoff */
    OSTROV_I_LP_LIMIT = 4,  /* the work limit, or asked to stop */
    OSTROV_I_LP_TROUBLE = 5 /* numbers did not hold */
};

/* What may follow a basic column into the nonbasic ones, by the ratio of the dual step. */
typedef struct ostrov_i_lp_break {
    double ratio;
    int32_t column;
} ostrov_i_lp_break;

typedef struct ostrov_i_lp {
    /* the program */
    ostrov_i_lp_matrix a;
    int32_t *row_start; /* A by rows */
    int32_t *row_column;
    double *row_value;
    double *right;
    double *lower; /* cols + rows of these */
    double *upper;
    double *cost;
    /* where the search stands */
    ostrov_i_lu lu;
    int32_t *where; /* OSTROV_I_LP_AT_…, or the slot in the basis */
    int32_t *basic; /* by slot */
    double *x;      /* basic columns, by slot */
    double *weight; /* of dual steepest edge, by slot */
    double *shift;  /* added to cost against ties */
    double *d;      /* reduced costs of cost + shift */
    /* room to work in */
    double *by_row[2];
    double *by_slot[3];
    double *alpha;
    int32_t *touched;
    int32_t touched_count;
    ostrov_i_lp_break *breaks;
    int32_t *flips;
    int32_t flip_count;
    /* limits and counts */
    double cutoff;    /* stops when the least cost is seen to be above; inf = never */
    double objective; /* out: cost of the basic solution */
    int64_t work;     /* counted: entries handled */
    int64_t work_limit;
    const volatile int32_t *stop;
    int64_t iterations;
    int32_t shifted; /* 1 = shift is not zero everywhere */
} ostrov_i_lp;

/* All columns at a bound, all slacks basic. */
void ostrov_i_lp_open(ostrov_i_lp *lp);

/* The same for the basis that stands in lp. */
void ostrov_i_lp_resume(ostrov_i_lp *lp);

/* A row came to the program after it was opened: its slack is basic. */
void ostrov_i_lp_add_row(ostrov_i_lp *lp, int32_t row);

/* Dual simplex from the basis that stands in lp. perturb 1 = break ties by small shifts of the
 * costs, for a start from far away; they are taken out again. */
enum ostrov_i_lp_result ostrov_i_lp_solve(ostrov_i_lp *lp, int32_t perturb);

/* The same from factors that are there, after bounds have changed. */
enum ostrov_i_lp_result ostrov_i_lp_solve_again(ostrov_i_lp *lp);

/* A lower bound on the cost that holds for any row prices: those of the basis, into y (by row). */
double ostrov_i_lp_bound(ostrov_i_lp *lp, double *y);

/* Value of a column in the basic solution. */
double ostrov_i_lp_value(const ostrov_i_lp *lp, int32_t column);

/* 1 when the work limit is reached or somebody asks to stop. */
int32_t ostrov_i_lp_must_stop(const ostrov_i_lp *lp);

/* ---- parts ---------------------------------------------------------------------------------- */

/* Factors the basis anew and works out x and d. Gives 0 when that cannot be done. */
int32_t ostrov_i_lp_refresh(ostrov_i_lp *lp);

/* Reduced costs for cost + shift, nonbasic columns to the bounds that fit, then x. */
void ostrov_i_lp_price(ostrov_i_lp *lp);

/* Row of the tableau for rho (by row) into alpha; touched lists its nonbasic columns. */
void ostrov_i_lp_row(ostrov_i_lp *lp, const double *rho);

/* Bound flipping ratio test: the column to enter, −1 = none; excess is how far the leaving column
 * stands outside, side 1 above its upper bound, −1 below its lower. flips lists columns to change
 * bounds. */
int32_t ostrov_i_lp_ratio(ostrov_i_lp *lp, double excess, double side);

#endif
