/* Where a linear program's search stands: basis, prices, values, bound.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/lp.h"

#include <string.h>

#include "base/fields.h"

#define DUAL 1e-9 /* a reduced cost this small fits either bound */

double ostrov_i_lp_value(const ostrov_i_lp *lp, int32_t column)
{
    const int32_t at = lp->where[column];
    return at >= 0 ? lp->x[at]
                   : (at == OSTROV_I_LP_AT_UPPER ? lp->upper[column] : lp->lower[column]);
}

/* Room for a row and a column, zero where it must be between uses. */
static void clear(ostrov_i_lp *lp, int32_t row)
{
    lp->by_row[0][row] = 0.0;
    lp->by_row[1][row] = 0.0;
    lp->lu.dense[row] = 0.0;
    for (int32_t k = 0; k < 3; k++) {
        lp->by_slot[k][row] = 0.0;
    }
}

void ostrov_i_lp_resume(ostrov_i_lp *lp)
{
    const size_t all = (size_t)(lp->a.cols + lp->a.rows);
    memset(lp->shift, 0, all * sizeof(double));
    memset(lp->alpha, 0, all * sizeof(double));
    for (int32_t r = 0; r < lp->a.rows; r++) {
        clear(lp, r);
    }
    lp->touched_count = 0;
    lp->shifted = 0;
    lp->iterations = 0;
}

void ostrov_i_lp_add_row(ostrov_i_lp *lp, int32_t row)
{
    const int32_t j = lp->a.cols + row;
    lp->where[j] = row;
    lp->basic[row] = j;
    lp->weight[row] = 1.0;
    lp->shift[j] = 0.0;
    lp->alpha[j] = 0.0;
    clear(lp, row);
}

void ostrov_i_lp_open(ostrov_i_lp *lp)
{
    for (int32_t j = 0; j < lp->a.cols; j++) {
        lp->where[j] = OSTROV_I_LP_AT_LOWER;
    }
    ostrov_i_lp_resume(lp);
    for (int32_t r = 0; r < lp->a.rows; r++) {
        ostrov_i_lp_add_row(lp, r);
    }
}

/* Adds by times a column to a vector by row. */
void ostrov_i_lp_add_column(ostrov_i_lp *lp, int32_t column, double by, double *to)
{
    if (column >= lp->a.cols) {
        to[column - lp->a.cols] += by;
        return;
    }
    for (int32_t k = lp->a.start[column]; k < lp->a.start[column + 1]; k++) {
        to[lp->a.index[k]] += by * lp->a.value[k];
    }
    lp->work += lp->a.start[column + 1] - lp->a.start[column];
}

/* Basic columns from the others. */
void ostrov_i_lp_find_x(ostrov_i_lp *lp)
{
    const int32_t all = lp->a.cols + lp->a.rows;
    double *right = lp->by_row[0];
    memcpy(right, lp->right, (size_t)lp->a.rows * sizeof(double));
    for (int32_t j = 0; j < all; j++) {
        if (lp->where[j] < 0) {
            const double v = ostrov_i_lp_value(lp, j);
            if (v != 0.0) {
                ostrov_i_lp_add_column(lp, j, -v, right);
            }
        }
    }
    lp->work += all;
    ostrov_i_lu_forward(&lp->lu, right, lp->x);
}

/* Row prices of cost + shift, or of cost alone. */
static void find_prices(ostrov_i_lp *lp, int32_t with_shift, double *y)
{
    double *c = lp->by_slot[0];
    for (int32_t s = 0; s < lp->a.rows; s++) {
        const int32_t j = lp->basic[s];
        c[s] = lp->cost[j] + (with_shift ? lp->shift[j] : 0.0);
    }
    ostrov_i_lu_backward(&lp->lu, c, y);
}

static double reduced(const ostrov_i_lp *lp, const double *y, int32_t j)
{
    double d = lp->cost[j];
    if (j >= lp->a.cols) {
        return d - y[j - lp->a.cols];
    }
    for (int32_t k = lp->a.start[j]; k < lp->a.start[j + 1]; k++) {
        d -= y[lp->a.index[k]] * lp->a.value[k];
    }
    return d;
}

void ostrov_i_lp_price(ostrov_i_lp *lp)
{
    const int32_t all = lp->a.cols + lp->a.rows;
    double *y = lp->by_row[1];
    find_prices(lp, 1, y);
    for (int32_t j = 0; j < all; j++) {
        if (lp->where[j] >= 0) {
            lp->d[j] = 0.0;
            continue;
        }
        lp->d[j] = reduced(lp, y, j) + lp->shift[j];
        if (lp->d[j] > DUAL) {
            lp->where[j] = OSTROV_I_LP_AT_LOWER;
        } else if (lp->d[j] < -DUAL) {
            lp->where[j] = OSTROV_I_LP_AT_UPPER;
        }
    }
    memset(y, 0, (size_t)lp->a.rows * sizeof(double));
    lp->work += all + lp->a.start[lp->a.cols];
    ostrov_i_lp_find_x(lp);
}

double ostrov_i_lp_bound(ostrov_i_lp *lp, double *y)
{
    const int32_t all = lp->a.cols + lp->a.rows;
    double bound = 0.0;
    find_prices(lp, 0, y);
    for (int32_t r = 0; r < lp->a.rows; r++) {
        bound += y[r] * lp->right[r];
    }
    for (int32_t j = 0; j < all; j++) {
        const double d = reduced(lp, y, j);
        bound += d * (d > 0.0 ? lp->lower[j] : lp->upper[j]);
    }
    lp->work += all + lp->a.start[lp->a.cols];
    return bound;
}

int32_t ostrov_i_lp_refresh(ostrov_i_lp *lp)
{
    const int32_t all = lp->a.cols + lp->a.rows;
    const int32_t repairs = ostrov_i_lu_factor(&lp->lu, &lp->a, lp->basic);
    if (repairs < 0) {
        return 0;
    }
    if (repairs > 0) {
        for (int32_t j = 0; j < all; j++) {
            lp->where[j] = lp->where[j] >= 0 ? OSTROV_I_LP_AT_LOWER : lp->where[j];
        }
        for (int32_t s = 0; s < lp->a.rows; s++) {
            lp->where[lp->basic[s]] = s;
            lp->weight[s] = 1.0;
        }
    }
    ostrov_i_lp_price(lp);
    return 1;
}
