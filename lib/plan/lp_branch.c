/* Branch and bound: down to a plan first, then back through what may still be better.
 *
 * Any basis is a start for any program of the tree, since every column has two bounds: nothing but
 * the bounds has to be put back on the way.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/lp_branch.h"

#include <string.h>

#include "base/fields.h"

enum { CUT_ROUNDS = 4, CUTS = 60 };

void ostrov_i_branch_lay_out(ostrov_i_arena *a, const ostrov_i_model *m, ostrov_i_branch *b)
{
    /* corners are parted up to four times */
    const int32_t times = m->site->problem.efficiencies_count > 0 ? 5 : 1;
    b->trail_room = 2 * m->cols_room + times * m->choices_room;
    b->depth_room = times * m->choices_room + 16 * m->site->problem.blocks_count;
    b->trail = ostrov_i_take(a, b->trail_room, sizeof(ostrov_i_trail));
    b->nodes = ostrov_i_take(a, b->depth_room, sizeof(ostrov_i_node));
    b->records = ostrov_i_take(a, m->choices_room, sizeof(ostrov_i_record));
    b->left = ostrov_i_take(a, m->cols_room + m->rows_room, sizeof(double));
    b->right = ostrov_i_take(a, m->cols_room + m->rows_room, sizeof(double));
    b->y = ostrov_i_take(a, m->rows_room, sizeof(double));
    b->best_y = ostrov_i_take(a, m->rows_room, sizeof(double));
    b->best_x = ostrov_i_take(a, m->cols_room, sizeof(double));
}

static double cutoff(const ostrov_i_branch *b)
{
    const double whole = b->best + b->model->constant; /* the gap is one of the whole cost */
    return b->best < 1e299 ? b->best - b->gap_ratio * ostrov_i_max(1.0, ostrov_i_abs(whole))
                           : __builtin_inf();
}

static void keep_best(ostrov_i_branch *b, double cost)
{
    const ostrov_i_lp *lp = &b->model->lp;
    b->best = cost;
    for (int32_t j = 0; j < lp->a.cols; j++) {
        b->best_x[j] = ostrov_i_lp_value(lp, j);
    }
    memcpy(b->best_y, b->y, (size_t)lp->a.rows * sizeof(double));
}

/* Least bound of all that is still open above the present node. */
static double open_bound(const ostrov_i_branch *b, double here)
{
    double least = ostrov_i_min(here, b->pruned);
    for (int32_t k = 0; k < b->depth; k++) {
        if (b->nodes[k].open) {
            least = ostrov_i_min(least, b->nodes[k].bound);
        }
    }
    return least;
}

/* Learns from what a side cost. */
static void learn(ostrov_i_branch *b, const ostrov_i_node *node, double bound)
{
    ostrov_i_record *r = &b->records[node->choice];
    r->gain[node->side] += ostrov_i_max(0.0, bound - node->bound) / ostrov_i_max(node->size, 1e-6);
    r->tries[node->side]++;
}

/* Solves where the bounds stand; gives the bound, inf = nothing here. */
static double solve_here(ostrov_i_branch *b, int32_t again, int32_t perturb)
{
    ostrov_i_lp *lp = &b->model->lp;
    enum ostrov_i_lp_result result = OSTROV_I_LP_TROUBLE;
    lp->cutoff = cutoff(b);
    result = again ? ostrov_i_lp_solve_again(lp) : ostrov_i_lp_solve(lp, perturb);
    b->programs++;
    if (result == OSTROV_I_LP_CUTOFF && ostrov_i_lp_bound(lp, b->y) < lp->cutoff) {
        lp->cutoff = __builtin_inf(); /* was the shifts' doing */
        result = ostrov_i_lp_solve_again(lp);
    }
    if (result == OSTROV_I_LP_INFEASIBLE) {
        return __builtin_inf();
    }
    if (result == OSTROV_I_LP_LIMIT || result == OSTROV_I_LP_TROUBLE) {
        b->limited = 1;
    }
    return ostrov_i_lp_bound(lp, b->y);
}

/* Goes back to the last node whose other side is open and may be better; gives 0 when there is
 * none. */
static int32_t step_back(ostrov_i_branch *b)
{
    while (b->depth > 0) {
        ostrov_i_node *node = &b->nodes[b->depth - 1];
        ostrov_i_branch_undo(b, node->mark);
        if (node->open && node->bound < cutoff(b)) {
            node->open = 0;
            node->side = 1 - node->side;
            node->size = node->other;
            ostrov_i_branch_take(b, node);
            return 1;
        }
        if (node->open) {
            b->pruned = ostrov_i_min(b->pruned, node->bound);
        }
        b->depth--;
    }
    return 0;
}

static void step_down(ostrov_i_branch *b, ostrov_i_node node, const double size[2], double bound)
{
    node.side = size[0] <= size[1] ? 0 : 1; /* the shorter way */
    node.size = size[node.side];
    node.other = size[1 - node.side];
    node.open = 1;
    node.mark = b->trail_count;
    node.bound = bound;
    b->nodes[b->depth++] = node;
    ostrov_i_branch_take(b, &node);
}

/* Rounds of cuts for as long as they bring something. */
static double cut(ostrov_i_branch *b, double bound)
{
    double first = 0.0;
    for (int32_t round = 0; round < CUT_ROUNDS && !b->limited && bound < cutoff(b); round++) {
        const double before = bound;
        if (ostrov_i_branch_cut(b, CUTS) == 0) {
            break;
        }
        bound = ostrov_i_max(before, solve_here(b, 0, 0));
        first = round == 0 ? bound - before : first;
        if (bound - before < 0.1 * first || bound - before < 1e-6 * ostrov_i_abs(bound)) {
            break;
        }
    }
    return bound;
}

int32_t ostrov_i_branch_run(ostrov_i_branch *b, int32_t warm)
{
    double bound = 0.0;
    int32_t found = 0;
    b->trail_count = 0;
    b->depth = 0;
    b->programs = 0;
    b->limited = 0;
    b->pruned = __builtin_inf();
    memset(b->records, 0, (size_t)b->model->choices_count * sizeof *b->records);
    bound = solve_here(b, 0, !warm);
    b->bound = bound;
    ostrov_i_branch_keep_root(b);
    bound = cut(b, bound);
    b->bound = bound;
    while (!b->limited) {
        ostrov_i_node node;
        double size[2];
        if (bound >= cutoff(b)) {
            b->pruned = ostrov_i_min(b->pruned, bound);
        } else if (ostrov_i_branch_choose(b, &node, size) < 0) {
            keep_best(b, ostrov_i_min(b->best, b->model->lp.objective));
            found = 1;
            b->pruned = ostrov_i_min(b->pruned, bound);
        } else if (b->depth >= b->depth_room) {
            b->limited = 1;
            break;
        } else {
            step_down(b, node, size, bound);
            bound = solve_here(b, 1, 0);
            if (!b->limited) {
                learn(b, &b->nodes[b->depth - 1], ostrov_i_min(bound, cutoff(b)));
            }
            continue;
        }
        if (!step_back(b)) {
            bound = b->pruned;
            break;
        }
        bound = solve_here(b, 1, 0);
        if (!b->limited) {
            learn(b, &b->nodes[b->depth - 1], ostrov_i_min(bound, cutoff(b)));
        }
    }
    b->bound = b->limited ? ostrov_i_max(b->bound, open_bound(b, bound))
                          : ostrov_i_min(b->pruned, b->best);
    ostrov_i_branch_undo(b, 0);
    return found;
}
