/* Scenarios in the structured solver: all share the powers of the first slot, then each takes its
 * course.
 *
 * With f_s(x) the least cost of scenario s after the powers x of the first slot, the best x has the
 * least risk (1 − w)·mean + w·CVaR of all f_s(x). Each program of a scenario, solved at some x,
 * gives by its row prices a plane below f_s everywhere; a small program over x and one cost a
 * scenario, above all planes so far, gives the next x and a lower bound (Van Slyke and Wets, SIAM
 * J. Appl. Math. 17, 1969, 638-663; a plane a scenario: Birge and Louveaux, Eur. J. Oper. Res. 34,
 * 1988, 384-392).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_PLAN_LP_COURSES_H
#define OSTROV_LIB_PLAN_LP_COURSES_H

#include "plan/lp_plan.h"

/* What a call leaves in the workspace for the next one. */
typedef struct ostrov_i_lp_mark {
    uint64_t magic;
    int32_t rows; /* of the program without cuts */
    int32_t cols;
    int32_t entries;
    int32_t unused;
} ostrov_i_lp_mark;

/* A power of the first slot, kW: columns of the programs that all scenarios share. */
typedef struct ostrov_i_move {
    int32_t column; /* in the program in work */
    int32_t store;  /* which holds it, −1 = a vehicle that only charges */
    double bus;     /* 1 = it takes from the site bus, −1 = it gives */
    double upper;
    double least; /* off or at least this; 0 = any */
} ostrov_i_move;

/* A store that the first slot moves. */
typedef struct ostrov_i_moved {
    int32_t charge; /* moves, −1 = none */
    int32_t discharge;
    double in; /* kWh into it by kW of charge */
    double out;
    double low; /* kWh that its content may change by */
    double high;
} ostrov_i_moved;

/* The program over the first slot's powers. */
typedef struct ostrov_i_master {
    ostrov_i_model program; /* only its rows, columns and entries */
    int32_t base_rows;      /* of the first slot and the risk; planes follow */
    int32_t fresh;          /* rows from here on came after the last solution */
    double *y;
    double *x;     /* the powers it came to */
    double *theta; /* by scenario: its cost there */
    double *base;  /* by scenario: least that it can cost */
    double *share; /* by scenario: probability */
    double constant;
    int32_t first_theta; /* column */
    double bound;        /* proven */
} ostrov_i_master;

typedef struct ostrov_i_lp_courses {
    ostrov_i_lp_plan *one;            /* the program of the course in work */
    const ostrov_plan_slot *promised; /* of the forecast */
    ostrov_plan_slot *slots;          /* by scenario */
    ostrov_i_lp_mark *marks;          /* by scenario, the forecast last: its basis */
    int32_t *where;
    double *weight;
    ostrov_i_move *moves;
    int32_t moves_count;
    ostrov_i_moved *moved; /* by store of the program that holds something in the first slot */
    int32_t moved_count;
    double take_kw; /* most that the moves may take together, in any course */
    double give_kw;
    ostrov_i_master master;
    double *x;      /* powers in work */
    double *best_x; /* the best so far */
    double *slope;  /* by move */
    double *cost;   /* by scenario, at x */
    double *most;   /* by scenario: more than it can cost */
    double best;    /* risk at best_x by the relaxed programs */
    int64_t work;
    int64_t work_limit;
} ostrov_i_lp_courses;

void ostrov_i_lp_courses_lay_out(const ostrov_i_site *site, ostrov_i_arena *a,
                                 ostrov_i_lp_plan *one, ostrov_i_lp_courses *c);

/* Plans into columns, all of which must be there, those by scenario too. */
void ostrov_i_lp_courses_run(ostrov_i_lp_courses *c, const ostrov_plan_slot *slots,
                             const ostrov_plan_options *options, const ostrov_plan *plan,
                             ostrov_i_lp_outcome *out);

/* ---- the first slot (lp_first.c) ------------------------------------------------------------ */

/* Moves of the program that stands in one; with widen 0 limits become no wider than they are. */
void ostrov_i_first_find(ostrov_i_lp_courses *c, int32_t widen);

/* Holds the moves at x. */
void ostrov_i_first_fix(ostrov_i_lp_courses *c, const double *x);

/* Powers that all courses can make: each store either charges or discharges; with whole 1 least
 * powers are kept too, as in a plan. */
void ostrov_i_first_settle(const ostrov_i_lp_courses *c, int32_t whole, double *x);

/* ---- the program over it (lp_master.c) ------------------------------------------------------ */

void ostrov_i_master_lay_out(const ostrov_i_site *site, ostrov_i_arena *a, ostrov_i_master *m);

/* Rows of the first slot and of the risk, once the least and most of all courses are known. */
void ostrov_i_master_build(ostrov_i_lp_courses *c);

/* A plane: the course costs at least value + slope·(x − at). Gives 0 when there is no room. */
int32_t ostrov_i_master_cut(ostrov_i_lp_courses *c, int32_t course, double value);

/* The next x, and what is proven. Gives 0 when it came to none. */
int32_t ostrov_i_master_solve(ostrov_i_lp_courses *c);

#endif
