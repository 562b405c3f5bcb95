/* Cuts at the root: what both sides of a choice that is not met have in common.
 *
 * In the tableau one side says Σ α t ≥ a, the other Σ β t ≥ b, for the distances t ≥ 0 of the
 * nonbasic columns from their bounds. Then Σ max(α/a, β/b) t ≥ 1 holds for both (Balas, Oper. Res.
 * 19, 1971, 19-39), and the present solution, where all t are zero, does not.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/lp_branch.h"

#include <string.h>

#include "base/fields.h"

#define SMALL 1e-9
#define STEEPNESS 1e5 /* largest over smallest coefficient of a cut that is trusted */

/* Adds by times the tableau row of a column (by how much it falls as each t grows) to out. */
static void add_side(ostrov_i_branch *b, int32_t column, double by, double *out)
{
    ostrov_i_lp *lp = &b->model->lp;
    const int32_t slot = lp->where[column];
    const int32_t all = lp->a.cols + lp->a.rows;
    if (slot < 0) {
        out[column] +=
            slot == OSTROV_I_LP_AT_UPPER ? by : -by; /* it falls, or rises, with its own t */
        return;
    }
    lp->by_slot[1][slot] = 1.0;
    ostrov_i_lu_backward(&lp->lu, lp->by_slot[1], lp->by_row[0]);
    ostrov_i_lp_row(lp, lp->by_row[0]);
    memset(lp->by_row[0], 0, (size_t)lp->a.rows * sizeof(double));
    for (int32_t k = 0; k < lp->touched_count; k++) {
        const int32_t j = lp->touched[k];
        if (lp->where[j] < 0 && lp->upper[j] > lp->lower[j]) {
            out[j] += lp->where[j] == OSTROV_I_LP_AT_UPPER ? -by * lp->alpha[j] : by * lp->alpha[j];
        }
    }
    lp->work += all;
}

/* The two sides of a choice as falls of t ≥ 1; gives 0 when it is met. */
static int32_t sides(ostrov_i_branch *b, int32_t choice)
{
    const ostrov_i_lp *lp = &b->model->lp;
    const ostrov_i_choice *c = &b->model->choices[choice];
    const size_t bytes = (size_t)(lp->a.cols + lp->a.rows) * sizeof(double);
    double size[2];
    int32_t split = -1;
    if (c->kind == OSTROV_I_CHOICE_NEIGHBOURS || !ostrov_i_branch_lengths(b, c, &split, size)) {
        return 0;
    }
    memset(b->left, 0, bytes);
    memset(b->right, 0, bytes);
    if (c->kind == OSTROV_I_CHOICE_OFF_OR_LEAST) {
        add_side(b, c->first, 1.0 / ostrov_i_lp_value(lp, c->first), b->left);
        add_side(b, c->first, -1.0 / (c->least - ostrov_i_lp_value(lp, c->first)), b->right);
    } else if (c->kind == OSTROV_I_CHOICE_EITHER) {
        add_side(b, c->first, 1.0 / ostrov_i_lp_value(lp, c->first), b->left);
        add_side(b, c->second, 1.0 / ostrov_i_lp_value(lp, c->second), b->right);
    } else {
        for (int32_t j = c->first; j < c->second; j++) {
            if (lp->upper[j] > 0.0) {
                add_side(b, j, 1.0 / size[j > split ? 0 : 1], j > split ? b->left : b->right);
            }
        }
    }
    return 1;
}

/* Slack columns put back as what they stand for; gives the right side. pi by column. */
static double in_columns(const ostrov_i_lp *lp, double *pi)
{
    double right = 1.0;
    for (int32_t j = 0; j < lp->a.cols + lp->a.rows; j++) {
        if (lp->where[j] == OSTROV_I_LP_AT_UPPER) {
            right -= pi[j] * lp->upper[j];
            pi[j] = -pi[j];
        } else {
            right += pi[j] * lp->lower[j];
        }
    }
    for (int32_t r = 0; r < lp->a.rows; r++) {
        const double g = pi[lp->a.cols + r];
        if (g != 0.0) {
            right -= g * lp->right[r];
            for (int32_t k = lp->row_start[r]; k < lp->row_start[r + 1]; k++) {
                pi[lp->row_column[k]] -= g * lp->row_value[k];
            }
        }
    }
    return right;
}

/* Σ pi x ≥ right as a row of the model; gives 0 when it is not to be trusted. */
static int32_t put(ostrov_i_branch *b, const double *pi, double right)
{
    ostrov_i_model *m = b->model;
    const ostrov_i_lp *lp = &m->lp;
    double most = 0.0;
    double highest = 0.0;
    int32_t row = 0;
    int32_t count = 0;
    for (int32_t j = 0; j < lp->a.cols; j++) {
        most = ostrov_i_max(most, ostrov_i_abs(pi[j]));
    }
    for (int32_t j = 0; j < lp->a.cols; j++) {
        if (ostrov_i_abs(pi[j]) > most / STEEPNESS) {
            count++;
            highest += pi[j] * (pi[j] > 0.0 ? lp->upper[j] : lp->lower[j]);
        } else { /* as if it helped all it can */
            right -= pi[j] * (pi[j] > 0.0 ? lp->upper[j] : lp->lower[j]);
        }
    }
    if (most < SMALL || highest <= right || m->lp.a.rows >= m->rows_room ||
        m->entries + count > m->entries_room) {
        return 0;
    }
    row = ostrov_i_model_row(m, -right / most, (highest - right) / most);
    for (int32_t j = 0; j < lp->a.cols; j++) {
        if (ostrov_i_abs(pi[j]) > most / STEEPNESS) {
            ostrov_i_model_entry(m, row, j, -pi[j] / most);
        }
    }
    return 1;
}

int32_t ostrov_i_branch_cut(ostrov_i_branch *b, int32_t limit)
{
    ostrov_i_model *m = b->model;
    const int32_t all = m->lp.a.cols + m->lp.a.rows;
    const int32_t rows = m->lp.a.rows;
    int32_t cuts = 0;
    for (int32_t i = 0;
         i < m->choices_count && cuts < limit && !ostrov_i_lp_must_stop(&m->lp); i++) {
        double *left = b->left;
        const double *right = b->right;
        if (!sides(b, i)) {
            continue;
        }
        for (int32_t j = 0; j < all; j++) {
            left[j] = ostrov_i_max(left[j], right[j]);
        }
        m->lp.a.rows = rows; /* rows added here are no part of the tableau */
        {
            const double side = in_columns(&m->lp, left);
            m->lp.a.rows = rows + cuts;
            cuts += put(b, left, side);
            m->lp.work += 8 * all;
            m->lp.a.rows = rows;
        }
    }
    m->lp.a.rows = rows + cuts;
    if (cuts > 0) {
        ostrov_i_model_extend(m, rows);
    }
    return cuts;
}
