/* Solving with the factors of a basis, and their update in product form.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/lp_factor.h"

#include "base/fields.h"

void ostrov_i_lu_forward(ostrov_i_lu *lu, double *x, double *out)
{
    const int32_t m = lu->rows;
    int64_t work = 2 * m;
    for (int32_t k = 0; k < m; k++) {
        const int32_t begin = lu->lower.start[k];
        const int32_t end = lu->lower.start[k + 1];
        const double v = begin < end ? x[lu->row_of[k]] : 0.0;
        if (v != 0.0) {
            for (int32_t i = begin; i < end; i++) {
                x[lu->lower.index[i]] -= lu->lower.value[i] * v;
            }
            work += end - begin;
        }
    }
    for (int32_t k = m - 1; k >= 0; k--) {
        const int32_t row = lu->row_of[k];
        double v = x[row];
        x[row] = 0.0;
        if (v != 0.0) {
            v /= lu->pivot[k];
            for (int32_t i = lu->upper.start[k]; i < lu->upper.start[k + 1]; i++) {
                x[lu->upper.index[i]] -= lu->upper.value[i] * v;
            }
            work += lu->upper.start[k + 1] - lu->upper.start[k];
        }
        out[lu->slot_of[k]] = v;
    }
    for (int32_t e = 0; e < lu->eta_count; e++) {
        const double v = out[lu->eta_slot[e]] / lu->eta_pivot[e];
        out[lu->eta_slot[e]] = v;
        if (v != 0.0) {
            for (int32_t i = lu->eta.start[e]; i < lu->eta.start[e + 1]; i++) {
                out[lu->eta.index[i]] -= lu->eta.value[i] * v;
            }
            work += lu->eta.start[e + 1] - lu->eta.start[e];
        }
    }
    lu->work += work;
}

void ostrov_i_lu_backward(ostrov_i_lu *lu, double *y, double *out)
{
    const int32_t m = lu->rows;
    int64_t work = 2 * m + lu->eta.size + lu->upper.size + lu->lower.size;
    for (int32_t e = lu->eta_count - 1; e >= 0; e--) {
        double sum = y[lu->eta_slot[e]];
        for (int32_t i = lu->eta.start[e]; i < lu->eta.start[e + 1]; i++) {
            sum -= lu->eta.value[i] * y[lu->eta.index[i]];
        }
        y[lu->eta_slot[e]] = sum / lu->eta_pivot[e];
    }
    for (int32_t k = 0; k < m; k++) {
        const int32_t slot = lu->slot_of[k];
        double sum = y[slot];
        y[slot] = 0.0;
        for (int32_t i = lu->upper.start[k]; i < lu->upper.start[k + 1]; i++) {
            sum -= lu->upper.value[i] * out[lu->upper.index[i]];
        }
        out[lu->row_of[k]] = sum / lu->pivot[k];
    }
    for (int32_t k = m - 1; k >= 0; k--) {
        const int32_t row = lu->row_of[k];
        double sum = 0.0;
        for (int32_t i = lu->lower.start[k]; i < lu->lower.start[k + 1]; i++) {
            sum += lu->lower.value[i] * out[lu->lower.index[i]];
        }
        out[row] -= sum;
    }
    lu->work += work;
}

int32_t ostrov_i_lu_update(ostrov_i_lu *lu, int32_t slot, const double *column)
{
    const int32_t begin = lu->eta.size;
    if (lu->eta_count >= lu->eta_room || begin + lu->rows > lu->eta.room) {
        return 0;
    }
    for (int32_t i = 0; i < lu->rows; i++) {
        if (i != slot && ostrov_i_abs(column[i]) > 1e-14) {
            lu->eta.index[lu->eta.size] = i;
            lu->eta.value[lu->eta.size] = column[i];
            lu->eta.size++;
        }
    }
    lu->eta_slot[lu->eta_count] = slot;
    lu->eta_pivot[lu->eta_count] = column[slot];
    lu->eta.start[lu->eta_count] = begin;
    lu->eta_count++;
    lu->eta.start[lu->eta_count] = lu->eta.size;
    lu->work += lu->rows;
    return 1;
}
