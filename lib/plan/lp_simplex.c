/* The bounded dual simplex method with steepest edge pricing (Forrest and Goldfarb, Math. Program.
 * 57, 1992, 341-374).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/lp.h"

#include <string.h>

#include "base/fields.h"
#include "plan/stop.h"

#define PRIMAL 1e-9 /* a basic column may be outside its bounds by this, relative to them */
#define NOISE 1e-13   /* a reduced cost this small is zero */
#define DISAGREE 1e-7 /* the same pivot from row and column, relative */
#define LEAST_WEIGHT 1e-4

/* The slot furthest outside, by its weight; −1 = all inside. excess and side say how far and where.
 */
static int32_t choose_slot(ostrov_i_lp *lp, double *excess, double *side)
{
    double best = 0.0;
    int32_t slot = -1;
    for (int32_t s = 0; s < lp->a.rows; s++) {
        const int32_t j = lp->basic[s];
        const double above = lp->x[s] - lp->upper[j];
        const double below = lp->lower[j] - lp->x[s];
        const double out = ostrov_i_max(above, below);
        if (out > PRIMAL && out * out > best * lp->weight[s] &&
            out > PRIMAL * ostrov_i_abs(above > below ? lp->upper[j] : lp->lower[j])) {
            best = out * out / lp->weight[s];
            slot = s;
            *excess = out;
            *side = above > below ? 1.0 : -1.0;
        }
    }
    lp->work += lp->a.rows;
    return slot;
}

/* Columns in flips change their bound; the basic ones follow. */
static void flip(ostrov_i_lp *lp)
{
    double *move = lp->by_row[1];
    double *follow = lp->by_slot[2];
    for (int32_t k = 0; k < lp->flip_count; k++) {
        const int32_t j = lp->flips[k];
        const double range = lp->upper[j] - lp->lower[j];
        const int32_t up = lp->where[j] == OSTROV_I_LP_AT_LOWER;
        ostrov_i_lp_add_column(lp, j, up ? range : -range, move);
        lp->where[j] = up ? OSTROV_I_LP_AT_UPPER : OSTROV_I_LP_AT_LOWER;
    }
    ostrov_i_lu_forward(&lp->lu, move, follow);
    for (int32_t s = 0; s < lp->a.rows; s++) {
        lp->x[s] -= follow[s];
    }
    lp->work += lp->a.rows;
}

/* Reduced costs after a dual step; what comes out on the wrong side by a hair is shifted right. */
static void step_dual(ostrov_i_lp *lp, int32_t entering, int32_t leaving, double side)
{
    double step = lp->d[entering] / lp->alpha[entering];
    if (side * step < 0.0) {
        lp->shift[entering] -= lp->d[entering];
        lp->shifted = 1;
        step = 0.0;
    }
    for (int32_t k = 0; k < lp->touched_count; k++) {
        const int32_t j = lp->touched[k];
        double d = 0.0;
        if (lp->where[j] >= 0 || j == entering) {
            continue;
        }
        d = lp->d[j] - step * lp->alpha[j];
        if (ostrov_i_abs(d) > NOISE && lp->upper[j] > lp->lower[j] &&
            (lp->where[j] == OSTROV_I_LP_AT_LOWER ? d < 0.0 : d > 0.0)) {
            lp->shift[j] -= d;
            lp->shifted = 1;
            d = 0.0;
        }
        lp->d[j] = d;
    }
    lp->d[entering] = 0.0;
    lp->d[leaving] = -step;
    lp->work += lp->touched_count;
}

/* Weights of dual steepest edge; tau is the forward solution of the pivot row's rho. */
static void step_weights(ostrov_i_lp *lp, const double *column, const double *tau, int32_t slot,
                         double own)
{
    const double pivot = column[slot];
    for (int32_t s = 0; s < lp->a.rows; s++) {
        if (column[s] != 0.0 && s != slot) {
            const double ratio = column[s] / pivot;
            lp->weight[s] =
                ostrov_i_max(lp->weight[s] + ratio * (ratio * own - 2.0 * tau[s]), LEAST_WEIGHT);
        }
    }
    lp->weight[slot] = ostrov_i_max(own / (pivot * pivot), LEAST_WEIGHT);
    lp->work += lp->a.rows;
}

static void swap(ostrov_i_lp *lp, int32_t slot, int32_t entering, double side, double value)
{
    const int32_t leaving = lp->basic[slot];
    lp->where[leaving] = side > 0.0 ? OSTROV_I_LP_AT_UPPER : OSTROV_I_LP_AT_LOWER;
    lp->where[entering] = slot;
    lp->basic[slot] = entering;
    lp->x[slot] = value;
}

/* One change of basis at slot. OPTIMAL stands for "go on" here. */
static enum ostrov_i_lp_result change(ostrov_i_lp *lp, int32_t slot, double excess, double side)
{
    double *rho = lp->by_row[0];
    double *column = lp->by_slot[0];
    double *tau = lp->by_slot[2];
    const int32_t leaving = lp->basic[slot];
    int32_t entering = 0;
    double own = 0.0;
    double move = 0.0;
    lp->by_slot[1][slot] = 1.0;
    ostrov_i_lu_backward(&lp->lu, lp->by_slot[1], rho);
    ostrov_i_lp_row(lp, rho);
    entering = ostrov_i_lp_ratio(lp, excess, side);
    if (entering < 0) {
        memset(rho, 0, (size_t)lp->a.rows * sizeof(double));
        return OSTROV_I_LP_INFEASIBLE;
    }
    ostrov_i_lp_add_column(lp, entering, 1.0, lp->by_row[1]);
    ostrov_i_lu_forward(&lp->lu, lp->by_row[1], column);
    if (ostrov_i_abs(column[slot] - lp->alpha[entering]) >
        DISAGREE * (1.0 + ostrov_i_abs(column[slot]))) {
        memset(rho, 0, (size_t)lp->a.rows * sizeof(double));
        return OSTROV_I_LP_TROUBLE;
    }
    for (int32_t r = 0; r < lp->a.rows; r++) {
        own += rho[r] * rho[r];
    }
    if (lp->flip_count > 0) {
        flip(lp);
    }
    ostrov_i_lu_forward(&lp->lu, rho, tau);
    move = (lp->x[slot] - (side > 0.0 ? lp->upper[leaving] : lp->lower[leaving])) / column[slot];
    for (int32_t s = 0; s < lp->a.rows; s++) {
        lp->x[s] -= move * column[s];
    }
    step_weights(lp, column, tau, slot, own);
    step_dual(lp, entering, leaving, side);
    move += ostrov_i_lp_value(lp, entering);
    swap(lp, slot, entering, side, move);
    lp->iterations++;
    lp->work += 2 * lp->a.rows;
    if (!ostrov_i_lu_update(&lp->lu, slot, column)) {
        return ostrov_i_lp_refresh(lp) ? OSTROV_I_LP_OPTIMAL : OSTROV_I_LP_TROUBLE;
    }
    return OSTROV_I_LP_OPTIMAL;
}

static double cost_of(ostrov_i_lp *lp, int32_t with_shift)
{
    const int32_t all = lp->a.cols + lp->a.rows;
    double sum = 0.0;
    for (int32_t j = 0; j < all; j++) {
        sum += (lp->cost[j] + (with_shift ? lp->shift[j] : 0.0)) * ostrov_i_lp_value(lp, j);
    }
    lp->work += all;
    return sum;
}

int32_t ostrov_i_lp_must_stop(const ostrov_i_lp *lp)
{
    return lp->work + lp->lu.work > lp->work_limit || ostrov_i_stopped(lp->stop);
}

/* Until every basic column is inside its bounds. */
static enum ostrov_i_lp_result iterate(ostrov_i_lp *lp)
{
    const int64_t most = lp->iterations + 50 * (int64_t)lp->a.rows + 1000;
    int32_t troubles = 0;
    while (lp->iterations < most && troubles < 8) {
        double excess = 0.0;
        double side = 0.0;
        const int32_t slot = choose_slot(lp, &excess, &side);
        enum ostrov_i_lp_result result = OSTROV_I_LP_OPTIMAL;
        if (slot < 0) {
            if (lp->lu.eta_count == 0) {
                return OSTROV_I_LP_OPTIMAL;
            }
            ostrov_i_lp_find_x(lp); /* fresh from the factors: what was summed up may be off */
            if (choose_slot(lp, &excess, &side) < 0) {
                return OSTROV_I_LP_OPTIMAL;
            }
            continue;
        }
        if (ostrov_i_lp_must_stop(lp)) {
            return OSTROV_I_LP_LIMIT;
        }
        result = change(lp, slot, excess, side);
        if (result == OSTROV_I_LP_OPTIMAL) {
            if (lp->iterations % 8 == 0 && lp->cutoff < 1e299 && cost_of(lp, 1) > lp->cutoff) {
                return OSTROV_I_LP_CUTOFF;
            }
            continue;
        }
        if (lp->lu.eta_count == 0) {
            if (result == OSTROV_I_LP_INFEASIBLE) {
                return result;
            }
            lp->weight[slot] *= 1e6; /* another row first */
        }
        troubles++;
        if (!ostrov_i_lp_refresh(lp)) {
            return OSTROV_I_LP_TROUBLE;
        }
    }
    return OSTROV_I_LP_TROUBLE;
}

/* Small amounts that make equal costs differ: from a fixed sequence, the same each time. */
static void perturb_costs(ostrov_i_lp *lp)
{
    uint32_t state = 2463534242u; /* xorshift (Marsaglia, J. Stat. Softw. 8(14), 2003) */
    for (int32_t j = 0; j < lp->a.cols; j++) {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        if (lp->upper[j] > lp->lower[j]) {
            lp->shift[j] =
                (0.5 + (double)state / 4294967296.0) * 1e-6 * (1.0 + ostrov_i_abs(lp->cost[j]));
        }
    }
    lp->shifted = 1;
    lp->work += lp->a.cols;
}

/* Iterates, then takes the shifts out and iterates again. */
static enum ostrov_i_lp_result finish(ostrov_i_lp *lp)
{
    enum ostrov_i_lp_result result = OSTROV_I_LP_TROUBLE;
    for (int32_t round = 0; round < 4; round++) {
        result = iterate(lp);
        if (!lp->shifted) {
            break;
        }
        memset(lp->shift, 0, (size_t)(lp->a.cols + lp->a.rows) * sizeof(double));
        lp->shifted = 0;
        ostrov_i_lp_price(lp);
        if (result != OSTROV_I_LP_OPTIMAL) {
            break;
        }
    }
    lp->objective = cost_of(lp, 0);
    return result;
}

enum ostrov_i_lp_result ostrov_i_lp_solve(ostrov_i_lp *lp, int32_t perturb)
{
    if (perturb) {
        perturb_costs(lp);
    }
    return ostrov_i_lp_refresh(lp) ? finish(lp) : OSTROV_I_LP_TROUBLE;
}

enum ostrov_i_lp_result ostrov_i_lp_solve_again(ostrov_i_lp *lp)
{
    ostrov_i_lp_price(lp);
    return finish(lp);
}
