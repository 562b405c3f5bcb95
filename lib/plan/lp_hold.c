/* The first slot goes on with what runs, as far as the money reaches.
 *
 * Without the choices (which charger is on, which way battery and grid go, when a block starts) the cost is
 * convex in the first slot's battery power but for part-load efficiencies, and each program gives its
 * slope. From what runs, where it costs too much, tangents lead to where the money is used up (Newton's
 * method on a convex function comes from that side, and to a corner in finitely many steps). There the
 * choices are taken one after the other, each the shorter way, and what comes out is held against the
 * money. So what is found never costs more; where choices cost something it may be farther off than it
 * could be.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/lp_branch.h"

#include "base/fields.h"

#define NEAR 5e-8   /* kW: so close is the same power */
#define ALIKE 1e-10 /* costs this close, relative, are the same */
#define FINE 1e-4   /* kW: no nearer is looked for */

enum { ROUNDS = 24 };

typedef struct search {
    ostrov_i_branch *b;
    const ostrov_i_lp_cell *cell; /* of the first battery in the first slot */
    double aim;                   /* what a plan may cost */
    double target;                /* the same with what rounding may be off */
} search;

/* A power as shares of the two corners around it, or of one and rest; step goes from small to large ones. */
static void put_corners(ostrov_i_branch *b, int32_t first, int32_t count, int32_t step, double kw)
{
    const ostrov_i_lp *lp = &b->model->lp;
    double before = 0.0;
    for (int32_t i = 0; i < count; i++) {
        const int32_t j = first + i * step;
        const double corner = lp->upper[j];
        if (kw <= corner || i + 1 == count) {
            const double share = ostrov_i_min(1.0, (kw - before) / (corner - before));
            ostrov_i_branch_set(b, j, share * corner, share * corner);
            if (i > 0) {
                ostrov_i_branch_set(b, j - step, (1.0 - share) * before, (1.0 - share) * before);
            }
            return;
        }
        before = corner;
    }
}

/* Fixes the power; bounds must stand as the model has them. */
static void put_power(ostrov_i_branch *b, const ostrov_i_lp_cell *c, double kw)
{
    const int32_t out = kw > 0.0 ? c->discharges : 0;
    const int32_t in = kw < 0.0 ? c->charges : 0;
    put_corners(b, c->discharge + c->discharges - 1, out, -1, kw);
    put_corners(b, c->charge, in, 1, -kw);
    for (int32_t j = c->discharge; j < c->discharge + c->discharges; j++) {
        if (b->model->lp.lower[j] < b->model->lp.upper[j]) {
            ostrov_i_branch_set(b, j, 0.0, 0.0);
        }
    }
    for (int32_t j = c->charge; j < c->charge + c->charges; j++) {
        if (b->model->lp.lower[j] < b->model->lp.upper[j]) {
            ostrov_i_branch_set(b, j, 0.0, 0.0);
        }
    }
}

/* Σ d x over the columns that make the power, as their bounds stand. */
static double priced(const ostrov_i_lp *lp, const ostrov_i_lp_cell *c)
{
    double sum = 0.0;
    for (int32_t j = c->discharge; j < c->discharge + c->discharges; j++) {
        sum += lp->d[j] * lp->lower[j];
    }
    for (int32_t j = c->charge; j < c->charge + c->charges; j++) {
        sum += lp->d[j] * lp->lower[j];
    }
    return sum;
}

/* Takes the choices that are not met, each the shorter way. Gives 1 when all are met within the money. */
static int32_t dive(const search *s)
{
    ostrov_i_branch *b = s->b;
    for (int32_t depth = 0; depth <= b->model->choices_count; depth++) {
        ostrov_i_node node = {0};
        double size[2];
        if (b->model->lp.objective > s->target) {
            return 0;
        }
        if (ostrov_i_branch_choose(b, &node, size) < 0) {
            return 1;
        }
        node.side = size[0] <= size[1] ? 0 : 1;
        ostrov_i_branch_take(b, &node);
        if (ostrov_i_lp_solve_again(&b->model->lp) != OSTROV_I_LP_OPTIMAL) {
            return 0;
        }
    }
    return 0;
}

/* Tries a power. Gives 1, and keeps the plan, when the money reaches. cost is a lower bound of what it costs,
 * inf = there is no such plan; slope by one kW more. */
static int32_t try_power(const search *s, double kw, double *cost, double *slope)
{
    ostrov_i_branch *b = s->b;
    ostrov_i_lp *lp = &b->model->lp;
    const double step = kw > 0.0 ? -1e-3 : 1e-3; /* towards rest: on the same line but at a corner */
    ostrov_i_branch_undo(b, 0);
    put_power(b, s->cell, kw);
    *slope = 0.0;
    *cost = __builtin_inf();
    if (ostrov_i_lp_solve_again(lp) != OSTROV_I_LP_OPTIMAL) {
        return 0;
    }
    *cost = lp->objective;
    *slope = -priced(lp, s->cell);
    ostrov_i_branch_undo(b, 0);
    put_power(b, s->cell, kw + step);
    *slope = (*slope + priced(lp, s->cell)) / step;
    ostrov_i_branch_undo(b, 0);
    put_power(b, s->cell, kw);
    if (!dive(s)) {
        return 0;
    }
    for (int32_t j = 0; j < lp->a.cols; j++) {
        b->best_x[j] = ostrov_i_lp_value(lp, j);
    }
    return 1;
}

/* From near, which is cheap enough, towards far, as far as the money reaches. */
static void go(const search *s, double near, double far)
{
    double cost = 0.0;
    double slope = 0.0;
    double next = far;
    int32_t tangent = 0;
    for (int32_t round = 0;
         round < ROUNDS && ostrov_i_abs(far - near) > (round == 0 ? NEAR : FINE); round++) {
        if (try_power(s, next, &cost, &slope)) {
            near = next;
            if (tangent) {
                return; /* just there the money is used up */
            }
            tangent = 0;
        } else {
            far = next;
            next = cost < 1e299 && slope != 0.0 ? far - (cost - s->aim) / slope : far;
            tangent = (next - near) * (next - far) < 0.0;
        }
        next = tangent ? next : 0.5 * (near + far);
    }
}

static double power_of(const ostrov_i_branch *b, const ostrov_i_lp_cell *c)
{
    double kw = 0.0;
    for (int32_t j = c->discharge; j < c->discharge + c->discharges; j++) {
        kw += b->best_x[j];
    }
    for (int32_t j = c->charge; j < c->charge + c->charges; j++) {
        kw -= b->best_x[j];
    }
    return kw;
}

/* Within what the first slot can do: its limits, and what is stored. */
static double within(const ostrov_i_model *m, const ostrov_i_lp_cell *c, double kw)
{
    const ostrov_plan_slot *slot = &m->slots[0];
    const double rest_wh = 1000.0 * m->stores[0].start_kwh * slot->keep_ratio;
    const double hours = slot->duration_s / 3600.0;
    const double most = ostrov_i_site_bus_w(m->site, (slot->stored_min_wh - rest_wh) / hours);
    const double least = ostrov_i_site_bus_w(m->site, (slot->stored_max_wh - rest_wh) / hours);
    const double out = c->discharges > 0 ? m->lp.upper[c->discharge] : 0.0;
    const double in = c->charges > 0 ? m->lp.upper[c->charge + c->charges - 1] : 0.0;
    return ostrov_i_clamp(kw, ostrov_i_max(-in, least / 1000.0), ostrov_i_min(out, most / 1000.0));
}

void ostrov_i_branch_hold(ostrov_i_branch *b, double hold_kw, double money)
{
    const ostrov_i_model *m = b->model;
    const ostrov_i_lp_cell *c = &m->cells[m->stores[0].cell];
    const double wanted = within(m, c, hold_kw);
    const double from = power_of(b, c);
    search s = {b, c, b->best + money, 0.0};
    double cost = 0.0;
    double slope = 0.0;
    s.target = s.aim + ALIKE * (1.0 + ostrov_i_abs(b->best));
    b->model->lp.cutoff = __builtin_inf();
    if (from * wanted < 0.0) { /* rest first, then the other way */
        if (try_power(&s, 0.0, &cost, &slope)) {
            go(&s, 0.0, wanted);
        } else {
            go(&s, from, 0.0);
        }
    } else {
        go(&s, from, wanted);
    }
    ostrov_i_branch_undo(b, 0);
}
