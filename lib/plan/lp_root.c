/* The basis of a root for the next call, whose problem may have other slots, vehicles and rows: any set of
 * columns will do to begin with, as factoring takes slacks for those that depend on others and every
 * column has two bounds to be put at.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/lp_branch.h"

/* How many names are looked at in search of one that is not where it is expected, by column. */
enum { LOOKS = 24 };

void ostrov_i_branch_keep_root(ostrov_i_branch *b)
{
    const ostrov_i_model *m = b->model;
    const ostrov_i_lp *lp = &m->lp;
    const int32_t all = lp->a.cols + lp->a.rows;
    for (int32_t j = 0; j < all; j++) {
        ostrov_i_lp_stand *s = &b->root->stands[j];
        const int32_t at = lp->where[j];
        s->name = j < lp->a.cols ? m->column_name[j] : ~m->row_name[j - lp->a.cols];
        s->where = at < 0 ? at : 0;
        s->weight = at < 0 ? 0.0f : (float)lp->weight[at];
    }
    b->root->magic = OSTROV_I_LP_MAGIC;
    b->root->count = all;
}

static void make_basic(ostrov_i_lp *lp, int32_t column, int32_t slot, double weight)
{
    lp->where[column] = slot;
    lp->basic[slot] = column;
    lp->weight[slot] = weight > 1e-4 && weight < 1e12 ? weight : 1.0;
}

/* Slacks for the slots that are left, those of rows that are new before others. */
static void fill(ostrov_i_lp *lp, int32_t basics, const int32_t *is_new)
{
    for (int32_t old = 0; old < 2; old++) {
        for (int32_t r = 0; r < lp->a.rows && basics < lp->a.rows; r++) {
            if (lp->where[lp->a.cols + r] < 0 && is_new[r] != old) {
                make_basic(lp, lp->a.cols + r, basics++, 1.0);
            }
        }
    }
}

int32_t ostrov_i_branch_take_root(ostrov_i_branch *b)
{
    const ostrov_i_model *m = b->model;
    ostrov_i_lp *lp = &b->model->lp;
    const int32_t all = lp->a.cols + lp->a.rows;
    const int64_t count = b->root->count;
    int32_t *is_new = lp->flips; /* by row */
    int64_t looks = (int64_t)LOOKS * all;
    int64_t next = 0; /* where the name is expected: they come in the same order */
    int32_t basics = 0;
    if (b->root->magic != OSTROV_I_LP_MAGIC || count < 1 || count > b->root_room) {
        return 0;
    }
    for (int32_t j = 0; j < all; j++) {
        const uint64_t name = j < lp->a.cols ? m->column_name[j] : ~m->row_name[j - lp->a.cols];
        int64_t at = next < count ? next : 0;
        int64_t looked = 1;
        while (b->root->stands[at].name != name && looked < count && looks > 0) {
            at = at + 1 < count ? at + 1 : 0;
            looked++;
            looks--;
        }
        lp->where[j] = OSTROV_I_LP_AT_LOWER;
        if (j >= lp->a.cols) {
            is_new[j - lp->a.cols] = b->root->stands[at].name != name;
        }
        if (b->root->stands[at].name != name) {
            continue;
        }
        next = at + 1;
        if (b->root->stands[at].where == OSTROV_I_LP_AT_UPPER) {
            lp->where[j] = OSTROV_I_LP_AT_UPPER;
        } else if (b->root->stands[at].where == 0 && basics < lp->a.rows) {
            make_basic(lp, j, basics++, (double)b->root->stands[at].weight);
        }
    }
    lp->work += (int64_t)LOOKS * all - looks + all;
    fill(lp, basics, is_new);
    return 1;
}
