/* Branch and bound over the choices of a model, by bounds alone.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_PLAN_LP_BRANCH_H
#define OSTROV_LIB_PLAN_LP_BRANCH_H

#include "plan/lp_model.h"

/* A bound as it was before. */
typedef struct ostrov_i_trail {
    int32_t column;
    double lower;
    double upper;
} ostrov_i_trail;

/* A choice taken on the way down. */
typedef struct ostrov_i_node {
    int32_t choice;
    int32_t split; /* ONE_OF: the last column of the first part */
    int32_t side;  /* the side taken, 0 or 1 */
    int32_t open;  /* 1 = the other side is still to be tried */
    int32_t mark;  /* trail before it */
    double bound;  /* of the program it was taken in */
    double size;   /* how far the choice was from being met on this side */
    double other;  /* and on the other */
} ostrov_i_node;

/* What a choice has cost so far, per unit, by side. */
typedef struct ostrov_i_record {
    double gain[2];
    int32_t tries[2];
} ostrov_i_record;

#define OSTROV_I_LP_MAGIC UINT64_C(0x6f7374726f766c71)

/* Where a column or slack stood in the basis of a root, by what it stands for. */
typedef struct ostrov_i_lp_stand {
    uint64_t name;
    int32_t where; /* OSTROV_I_LP_AT_…, 0 = in the basis */
    float weight;  /* of dual steepest edge, when it is */
} ostrov_i_lp_stand;

/* Stands in the same place in every workspace, and reads the same there whatever the problem's size. */
typedef struct ostrov_i_lp_root {
    uint64_t magic;
    int64_t count; /* columns, then slacks */
    ostrov_i_lp_stand stands[];
} ostrov_i_lp_root;

typedef struct ostrov_i_branch {
    ostrov_i_model *model;
    ostrov_i_trail *trail;
    int32_t trail_count;
    int32_t trail_room;
    ostrov_i_node *nodes;
    int32_t depth;
    int32_t depth_room;
    ostrov_i_record *records; /* by choice */
    double *left;             /* room for cuts: cols + rows each */
    double *right;
    ostrov_i_lp_root *root; /* the basis of the root before cuts, for the next call */
    int32_t root_room;
    double *y;      /* row prices */
    double *best_x; /* columns of the best plan */
    double *best_y; /* its row prices */
    double best;    /* its cost; inf = none yet */
    double gap_ratio;
    double bound;     /* proven */
    double pruned;    /* least bound of what was cut off */
    int64_t programs; /* solved */
    int32_t limited;  /* stopped before it was done */
} ostrov_i_branch;

void ostrov_i_branch_lay_out(ostrov_i_arena *a, const ostrov_i_model *m, ostrov_i_branch *b);

/* Solves the model. best is taken as cost of a plan at hand (inf = none); best_x is filled when a
 * better one is found. warm 1 = the basis in the program is that of a similar one. Gives 1 when
 * best_x was filled. Bounds and costs come without the model's constant. */
int32_t ostrov_i_branch_run(ostrov_i_branch *b, int32_t warm);

/* Leaves the root's basis for the next call. */
void ostrov_i_branch_keep_root(ostrov_i_branch *b);

/* Begins from the root of the last call in the same memory: what stands for the same in both programs stands
 * where it did. Nothing in the memory is believed; gives 0 when there is no root. */
int32_t ostrov_i_branch_take_root(ostrov_i_branch *b);

/* How far a choice is from being met by each of its sides; gives 0 when it is met. */
int32_t ostrov_i_branch_lengths(const ostrov_i_branch *b, const ostrov_i_choice *c, int32_t *split,
                                double size[2]);

/* The choice to branch on, −1 = all are met; split and the lengths of its two sides. */
int32_t ostrov_i_branch_choose(ostrov_i_branch *b, ostrov_i_node *node, double size[2]);

/* Sets the bounds of one side of a choice. */
void ostrov_i_branch_take(ostrov_i_branch *b, const ostrov_i_node *node);

/* Bounds of a column from here on; undone with the rest of the trail. */
void ostrov_i_branch_set(ostrov_i_branch *b, int32_t column, double lower, double upper);

/* Column of a place among corners: rest is the slack of their row. */
int32_t ostrov_i_branch_corner(const ostrov_i_branch *b, const ostrov_i_choice *c, int32_t place);

/* After a run that found a plan and was not limited: the first slot's battery goes on with hold_kw (positive =
 * discharge) as far as money reaches, everything chosen elsewhere left as it is. Changes best_x. */
void ostrov_i_branch_hold(ostrov_i_branch *b, double hold_kw, double money);

/* Cuts off the present solution of the root by up to limit rows; gives how many. */
int32_t ostrov_i_branch_cut(ostrov_i_branch *b, int32_t limit);

/* Undoes bounds back to a mark. */
void ostrov_i_branch_undo(ostrov_i_branch *b, int32_t mark);

#endif
