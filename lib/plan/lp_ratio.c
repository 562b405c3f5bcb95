/* The dual simplex method's row of the tableau and its bound flipping ratio test: as the dual step
 * grows, boxed columns change their bound one after the other for as long as the leaving column
 * stays outside its own (Maros, Comput. Optim. Appl. 26, 2003, 149-165; Koberstein, PhD thesis,
 * Paderborn 2005).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/lp.h"

#include "base/fields.h"

#define SMALL 1e-9  /* entries below this never block */
#define STABLE 1e-5 /* a pivot should be above */
#define GONE 1e-300 /* stands for a zero that is in the list already */
#define LEFT 1e-9   /* outside by less, relative, is inside: rounding makes nothing infeasible */
#define TIE 1e-9    /* reduced costs may be wrong by this for the sake of a larger pivot */

void ostrov_i_lp_row(ostrov_i_lp *lp, const double *rho)
{
    const int32_t m = lp->a.rows;
    int32_t count = 0;
    int64_t work = m;
    for (int32_t k = 0; k < lp->touched_count; k++) {
        lp->alpha[lp->touched[k]] = 0.0;
    }
    for (int32_t r = 0; r < m; r++) {
        const double v = rho[r];
        if (ostrov_i_abs(v) < 1e-14) {
            continue;
        }
        lp->alpha[lp->a.cols + r] = v;
        lp->touched[count++] = lp->a.cols + r;
        for (int32_t k = lp->row_start[r]; k < lp->row_start[r + 1]; k++) {
            const int32_t j = lp->row_column[k];
            if (lp->where[j] < 0) {
                if (lp->alpha[j] == 0.0) {
                    lp->touched[count++] = j;
                }
                lp->alpha[j] += lp->row_value[k] * v;
                lp->alpha[j] = lp->alpha[j] == 0.0 ? GONE : lp->alpha[j];
            }
        }
        work += lp->row_start[r + 1] - lp->row_start[r];
    }
    lp->touched_count = count;
    lp->work += work;
}

static int32_t later(const ostrov_i_lp_break *a, const ostrov_i_lp_break *b)
{
    return a->ratio > b->ratio || (a->ratio == b->ratio && a->column > b->column);
}

static void sift_down(ostrov_i_lp_break *heap, int32_t count, int32_t at)
{
    const ostrov_i_lp_break moved = heap[at];
    for (int32_t child = 2 * at + 1; child < count; child = 2 * at + 1) {
        if (child + 1 < count && later(&heap[child], &heap[child + 1])) {
            child++;
        }
        if (!later(&moved, &heap[child])) {
            break;
        }
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = moved;
}

/* The first of a heap, which shrinks; it is kept behind the others. */
static ostrov_i_lp_break pop(ostrov_i_lp_break *heap, int32_t *count)
{
    const ostrov_i_lp_break first = heap[0];
    (*count)--;
    heap[0] = heap[*count];
    heap[*count] = first;
    sift_down(heap, *count, 0);
    return first;
}

static int32_t gather(ostrov_i_lp *lp, double side)
{
    int32_t count = 0;
    for (int32_t k = 0; k < lp->touched_count; k++) {
        const int32_t j = lp->touched[k];
        const double a = side * lp->alpha[j];
        if (lp->where[j] >= 0 || lp->upper[j] <= lp->lower[j]) {
            continue;
        }
        if ((lp->where[j] == OSTROV_I_LP_AT_LOWER && a > SMALL) ||
            (lp->where[j] == OSTROV_I_LP_AT_UPPER && a < -SMALL)) {
            lp->breaks[count].ratio = ostrov_i_max(0.0, lp->d[j] / a);
            lp->breaks[count].column = j;
            count++;
        }
    }
    for (int32_t k = count / 2 - 1; k >= 0; k--) {
        sift_down(lp->breaks, count, k);
    }
    lp->work += lp->touched_count + 2 * count;
    return count;
}

/* Among columns that block within a hair of the first one, that with the largest entry. */
static int32_t largest_near(ostrov_i_lp *lp, int32_t first, int32_t *count)
{
    int32_t chosen = first;
    double limit = (ostrov_i_abs(lp->d[first]) + TIE) / ostrov_i_abs(lp->alpha[first]);
    while (*count > 0 && lp->breaks[0].ratio <= limit) {
        const ostrov_i_lp_break next = pop(lp->breaks, count);
        const double size = ostrov_i_abs(lp->alpha[next.column]);
        limit = ostrov_i_min(limit, (ostrov_i_abs(lp->d[next.column]) + TIE) / size);
        if (size > ostrov_i_abs(lp->alpha[chosen])) {
            chosen = next.column;
        }
        lp->work += 8;
    }
    return chosen;
}

int32_t ostrov_i_lp_ratio(ostrov_i_lp *lp, double excess, double side)
{
    int32_t count = gather(lp, side);
    const double left = LEFT * ostrov_i_max(1.0, excess);
    double slope = excess;
    int32_t chosen = -1;
    lp->flip_count = 0;
    while (count > 0 && chosen < 0) {
        const ostrov_i_lp_break next = pop(lp->breaks, &count);
        const int32_t j = next.column;
        const double rest = slope - ostrov_i_abs(lp->alpha[j]) * (lp->upper[j] - lp->lower[j]);
        lp->work += 8;
        if (rest > left) {
            lp->flips[lp->flip_count++] = j;
            slope = rest;
        } else {
            chosen = largest_near(lp, j, &count);
        }
    }
    /* a pivot too small to trust: a shorter step with a larger one instead, if there is any */
    if (chosen >= 0 && ostrov_i_abs(lp->alpha[chosen]) < STABLE) {
        for (int32_t k = lp->flip_count - 1; k >= 0; k--) {
            if (ostrov_i_abs(lp->alpha[lp->flips[k]]) >= STABLE) {
                chosen = lp->flips[k];
                lp->flip_count = k;
                break;
            }
        }
    }
    return chosen;
}
