/* One program solved by GLPK, or by HiGHS and read out by GLPK.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_MILP_SOLVERS_H
#define OSTROV_LIB_MILP_SOLVERS_H

#include <setjmp.h>

#include "milp/highs.h"
#include "milp/milp_internal.h"

/* What the short-lived thread holds. */
typedef struct milp_worker {
    milp_work *work;
    glp_prob *lp;       /* of all stations */
    milp_model *models; /* one a station */
    int *index;
    double *value;
    double bound; /* best proven so far */
    int32_t has_bound;
    milp_highs *highs;      /* NULL = GLPK alone */
    double begin;           /* of GLPK's clock */
    int32_t failed_at_line; /* of GLPK's own source, as it says before its error hook */
    int32_t no_memory;
    jmp_buf back;
} milp_worker;

/* Notes who gave up and why; gives the status. */
ostrov_status milp_fail(milp_worker *w, ostrov_status status, int32_t who, double number);

/* What is left of the time limit, s. */
double milp_left_s(const milp_worker *w);

/* The linear program in w->lp: again = from the basis that stands. */
ostrov_status milp_solve_lp(milp_worker *w, int32_t again);

/* The program in w->lp with its binaries: afterwards these are fixed, and the LP that is left is
 * solved. */
ostrov_status milp_solve_mip(milp_worker *w);

/* Either by HiGHS; GLPK reads out what it found. */
ostrov_status milp_solve_by_highs(milp_worker *w);

#endif
