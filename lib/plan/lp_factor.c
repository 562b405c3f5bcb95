/* Sparse LU of a basis: singletons first, what is left column by column with threshold pivoting
 * (Gilbert and Peierls, SIAM J. Sci. Stat. Comput. 9, 1988, 862-874), updates in product form.
 *
 * Bases of dispatch problems are nearly triangular: most columns fall out as singletons and cost
 * nothing.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/lp_factor.h"

#include <string.h>

#include "base/fields.h"

#define THRESHOLD 0.1   /* least pivot over the largest entry of its column */
#define GONE 1e-300     /* stands for a zero that is in the list already */
#define DEPENDENT 1e-10 /* below this a column adds nothing to the others */

/* Entries of a basis column. */
static void column_of(const ostrov_i_lp_matrix *a, int32_t column, int32_t *row, const double *one,
                      const int32_t **index, const double **value, int32_t *count)
{
    if (column >= a->cols) {
        *row = column - a->cols;
        *index = row;
        *value = one;
        *count = 1;
        return;
    }
    *index = a->index + a->start[column];
    *value = a->value + a->start[column];
    *count = a->start[column + 1] - a->start[column];
}

static int32_t put(ostrov_i_lp_runs *runs, int32_t index, double value)
{
    if (runs->size >= runs->room) {
        return 0;
    }
    runs->index[runs->size] = index;
    runs->value[runs->size] = value;
    runs->size++;
    return 1;
}

/* Slots by row, and the counts. Gives 0 when there is no room. */
static int32_t list_rows(ostrov_i_lu *lu, const ostrov_i_lp_matrix *a, const int32_t *basic)
{
    const int32_t m = lu->rows;
    int32_t total = 0;
    memset(lu->count_row, 0, (size_t)m * sizeof(int32_t));
    for (int32_t pass = 0; pass < 2; pass++) {
        for (int32_t s = 0; s < m; s++) {
            const int32_t *index = NULL;
            const double *value = NULL;
            int32_t row = 0;
            int32_t count = 0;
            const double one = 1.0;
            column_of(a, basic[s], &row, &one, &index, &value, &count);
            for (int32_t k = 0; k < count; k++) {
                if (pass == 0) {
                    lu->count_row[index[k]]++;
                } else {
                    lu->list[--lu->list_start[index[k] + 1]] = s;
                }
            }
            lu->count_slot[s] = count;
        }
        for (int32_t r = 0; r < m && pass == 0; r++) {
            total += lu->count_row[r];
            lu->list_start[r + 1] = total;
        }
        if (total > lu->list_room) {
            return 0;
        }
    }
    /* each start was moved to its begin while filling */
    for (int32_t r = 0; r < m; r++) {
        lu->list_start[r] = lu->list_start[r + 1];
    }
    lu->list_start[m] = total;
    lu->work += 2 * total + m;
    return 1;
}

static void begin_step(ostrov_i_lu *lu, int32_t step, int32_t slot, int32_t row, double pivot)
{
    lu->slot_of[step] = slot;
    lu->row_of[step] = row;
    lu->step_of[slot] = step;
    lu->step_row[row] = step;
    lu->pivot[step] = pivot;
}

/* Pivots a singleton: its entries in rows done go to the upper factor, those in open rows, which no
 * other open column meets, to the lower. */
static int32_t pivot_plain(ostrov_i_lu *lu, const int32_t *index, const double *value,
                           int32_t count, int32_t slot, int32_t row, int32_t step)
{
    double pivot = 0.0;
    int32_t good = 1;
    for (int32_t k = 0; k < count; k++) {
        pivot = index[k] == row ? value[k] : pivot;
    }
    begin_step(lu, step, slot, row, pivot);
    for (int32_t k = 0; k < count && good; k++) {
        const int32_t at = lu->step_row[index[k]];
        if (index[k] == row) {
            continue;
        }
        good = at >= 0 ? put(&lu->upper, index[k], value[k])
                       : put(&lu->lower, index[k], value[k] / pivot);
    }
    lu->lower.start[step + 1] = lu->lower.size;
    lu->upper.start[step + 1] = lu->upper.size;
    return good;
}

/* The open slot of a row that meets only one; −1 when it is too small to be stable. */
static int32_t lone_slot(const ostrov_i_lu *lu, const ostrov_i_lp_matrix *a, const int32_t *basic,
                         int32_t row)
{
    for (int32_t k = lu->list_start[row]; k < lu->list_start[row + 1]; k++) {
        const int32_t slot = lu->list[k];
        const int32_t *index = NULL;
        const double *value = NULL;
        int32_t unit = 0;
        int32_t count = 0;
        const double one = 1.0;
        double own = 0.0;
        double most = 0.0;
        if (lu->step_of[slot] >= 0) {
            continue;
        }
        column_of(a, basic[slot], &unit, &one, &index, &value, &count);
        for (int32_t i = 0; i < count; i++) {
            const double size = ostrov_i_abs(value[i]);
            if (lu->step_row[index[i]] < 0) {
                most = ostrov_i_max(most, size);
                own = index[i] == row ? size : own;
            }
        }
        return own >= THRESHOLD * most ? slot : -1;
    }
    return -1;
}

/* Singletons of columns (entries slot in the queue) and of rows (−1 − row), until there are no
 * more. */
static int32_t singletons(ostrov_i_lu *lu, const ostrov_i_lp_matrix *a, const int32_t *basic,
                          int32_t *step)
{
    const int32_t m = lu->rows;
    int32_t waiting = 0;
    for (int32_t pass = 0; pass < 2; pass++) { /* columns first: they need no multipliers */
        for (int32_t i = 0; i < m; i++) {
            if (pass == 0 && lu->count_slot[i] == 1) {
                lu->queue[waiting++] = i;
            } else if (pass == 1 && lu->step_row[i] < 0 && lu->count_row[i] == 1) {
                lu->queue[waiting++] = -1 - i;
            }
        }
        while (waiting > 0) {
            const int32_t next = lu->queue[--waiting];
            const int32_t slot = next >= 0 ? next : lone_slot(lu, a, basic, -1 - next);
            int32_t row = next >= 0 ? -1 : -1 - next;
            const int32_t *index = NULL;
            const double *value = NULL;
            int32_t unit = 0;
            int32_t count = 0;
            const double one = 1.0;
            if (slot < 0 || lu->step_of[slot] >= 0 || (row >= 0 && lu->step_row[row] >= 0)) {
                continue;
            }
            column_of(a, basic[slot], &unit, &one, &index, &value, &count);
            for (int32_t k = 0; k < count && row < 0; k++) {
                row = lu->step_row[index[k]] < 0 ? index[k] : -1;
            }
            if (row < 0 || !pivot_plain(lu, index, value, count, slot, row, *step)) {
                if (row < 0) {
                    continue;
                }
                return 0;
            }
            (*step)++;
            lu->work += count + 4;
            for (int32_t k = 0; k < count && pass == 1; k++) {
                if (lu->step_row[index[k]] < 0 && --lu->count_row[index[k]] == 1) {
                    lu->queue[waiting++] = -1 - index[k];
                }
            }
            for (int32_t k = lu->list_start[row]; k < lu->list_start[row + 1] && pass == 0; k++) {
                const int32_t other = lu->list[k];
                if (lu->step_of[other] < 0 && --lu->count_slot[other] == 1) {
                    lu->queue[waiting++] = other;
                }
            }
            for (int32_t k = 0; k < count && pass == 0; k++) {
                lu->count_row[index[k]]--;
            }
        }
    }
    return 1;
}

/* Open slots into the queue, those with few open entries first. */
static int32_t order_rest(ostrov_i_lu *lu)
{
    const int32_t m = lu->rows;
    int32_t count = 0;
    for (int32_t s = 0; s < m; s++) {
        if (lu->step_of[s] < 0) {
            int32_t k = count++;
            while (k > 0 && lu->count_slot[lu->queue[k - 1]] > lu->count_slot[s]) {
                lu->queue[k] = lu->queue[k - 1];
                k--;
            }
            lu->queue[k] = s;
        }
    }
    lu->work += m + count;
    return count;
}

/* The row to pivot on among the marked ones: large enough, and meeting few columns. */
static int32_t choose_row(const ostrov_i_lu *lu, int32_t marked)
{
    double most = 0.0;
    int32_t row = -1;
    for (int32_t k = 0; k < marked; k++) {
        if (lu->step_row[lu->marked[k]] < 0) {
            most = ostrov_i_max(most, ostrov_i_abs(lu->dense[lu->marked[k]]));
        }
    }
    for (int32_t k = 0; k < marked && most > DEPENDENT; k++) {
        const int32_t r = lu->marked[k];
        if (lu->step_row[r] < 0 && ostrov_i_abs(lu->dense[r]) >= THRESHOLD * most &&
            (row < 0 || lu->count_row[r] < lu->count_row[row] ||
             (lu->count_row[r] == lu->count_row[row] &&
              ostrov_i_abs(lu->dense[r]) > ostrov_i_abs(lu->dense[row])))) {
            row = r;
        }
    }
    return row;
}

/* One column of the rest: what the steps since first leave of it. Gives rows marked in dense. */
static int32_t reduce(ostrov_i_lu *lu, const int32_t *index, const double *value, int32_t count,
                      int32_t first, int32_t step)
{
    int32_t marked = 0;
    for (int32_t k = 0; k < count; k++) {
        lu->dense[index[k]] = value[k];
        lu->marked[marked++] = index[k];
    }
    for (int32_t k = first; k < step; k++) {
        const double x = lu->dense[lu->row_of[k]];
        if (x == 0.0) {
            continue;
        }
        for (int32_t i = lu->lower.start[k]; i < lu->lower.start[k + 1]; i++) {
            const int32_t r = lu->lower.index[i];
            if (lu->dense[r] == 0.0) {
                lu->marked[marked++] = r;
            }
            lu->dense[r] -= lu->lower.value[i] * x;
            lu->dense[r] = lu->dense[r] == 0.0 ? GONE : lu->dense[r];
        }
        lu->work += lu->lower.start[k + 1] - lu->lower.start[k];
    }
    lu->work += count + step - first;
    return marked;
}

static int32_t pivot_rest(ostrov_i_lu *lu, int32_t slot, int32_t marked, int32_t row, int32_t step)
{
    int32_t good = 1;
    if (row >= 0) {
        begin_step(lu, step, slot, row, lu->dense[row]);
    }
    for (int32_t k = 0; k < marked; k++) {
        const int32_t r = lu->marked[k];
        const double x = lu->dense[r];
        lu->dense[r] = 0.0;
        if (row < 0 || r == row || ostrov_i_abs(x) < 1e-14) {
            continue;
        }
        good = good && (lu->step_row[r] >= 0 ? put(&lu->upper, r, x)
                                             : put(&lu->lower, r, x / lu->pivot[step]));
    }
    if (row >= 0) {
        lu->lower.start[step + 1] = lu->lower.size;
        lu->upper.start[step + 1] = lu->upper.size;
    }
    return good;
}

/* Slacks of the rows left for the slots left. */
static int32_t repair(ostrov_i_lu *lu, const ostrov_i_lp_matrix *a, int32_t *basic, int32_t step)
{
    int32_t repairs = 0;
    int32_t row = 0;
    for (int32_t s = 0; s < lu->rows; s++) {
        if (lu->step_of[s] >= 0) {
            continue;
        }
        while (lu->step_row[row] >= 0) {
            row++;
        }
        basic[s] = a->cols + row;
        begin_step(lu, step, s, row, 1.0);
        step++;
        lu->lower.start[step] = lu->lower.size;
        lu->upper.start[step] = lu->upper.size;
        repairs++;
    }
    return repairs;
}

int32_t ostrov_i_lu_factor(ostrov_i_lu *lu, const ostrov_i_lp_matrix *a, int32_t *basic)
{
    const int32_t m = lu->rows;
    int32_t step = 0;
    int32_t first = 0;
    int32_t rest = 0;
    lu->eta_count = 0;
    lu->eta.size = 0;
    lu->lower.size = 0;
    lu->upper.size = 0;
    lu->lower.start[0] = 0;
    lu->upper.start[0] = 0;
    for (int32_t i = 0; i < m; i++) {
        lu->step_of[i] = -1;
        lu->step_row[i] = -1;
    }
    if (!list_rows(lu, a, basic) || !singletons(lu, a, basic, &step)) {
        return -1;
    }
    first = step;
    rest = order_rest(lu);
    for (int32_t k = 0; k < rest; k++) {
        const int32_t slot = lu->queue[k];
        const int32_t *index = NULL;
        const double *value = NULL;
        int32_t unit = 0;
        int32_t count = 0;
        int32_t marked = 0;
        int32_t row = 0;
        const double one = 1.0;
        column_of(a, basic[slot], &unit, &one, &index, &value, &count);
        marked = reduce(lu, index, value, count, first, step);
        row = choose_row(lu, marked);
        if (!pivot_rest(lu, slot, marked, row, step)) {
            return -1;
        }
        step += row >= 0 ? 1 : 0;
    }
    return step < m ? repair(lu, a, basic, step) : 0;
}
