/* The way forward through the value functions, from where the battery stands: see dispatch.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/dispatch.h"

#include <string.h>

#define KWH 0.001 /* kWh in a Wh */

/* The best move from stored energy e in a slot. */
typedef struct move {
    double x; /* into the cells */
    double v; /* cost from here on */
    int32_t piece;
    int32_t at_v; /* segments of the value function and of the piece there, or near it */
    int32_t at_c;
    int32_t held; /* 1 = it is what runs now */
    double left;  /* slopes of the value function there that also fit the slot's own cost */
    double right;
} move;

/* Tries all corners of one piece and of the value function that lie in reach; a piecewise-linear
 * function has its least value at one of them. Of equal ones the one next to what is wanted. */
static void try_piece(const ostrov_i_point *v, int32_t v_count, double z, const ostrov_i_cost *cost,
                      int32_t number, double wanted, move *best)
{
    const ostrov_i_piece *piece = &cost->pieces[number];
    const ostrov_i_point *c = piece->points;
    const double x_lo = ostrov_i_max(c[0].x, v[0].x - z);
    const double x_hi = ostrov_i_min(c[piece->count - 1].x, v[v_count - 1].x - z);
    int32_t i = ostrov_i_curve_find(v, v_count, z + x_lo);
    int32_t k = 0; /* segment of c */
    double x = x_lo;
    if (x_lo > x_hi + 1e-9) {
        return;
    }
    for (;;) {
        double next = x_hi;
        double total = 0.0;
        double slack = 0.0;
        while (k + 1 < piece->count && c[k + 1].x <= x) {
            k++;
        }
        while (i + 1 < v_count && v[i + 1].x - z <= x) {
            i++;
        }
        total = c[k].v + (k + 1 < piece->count ? c[k].s * (x - c[k].x) : 0.0) + v[i].v +
                (i + 1 < v_count ? v[i].s * (z + x - v[i].x) : 0.0);
        slack = 1e-12 * (1.0 + ostrov_i_abs(total));
        if (total < best->v - slack ||
            (total <= best->v + slack &&
             ostrov_i_abs(x - wanted) < ostrov_i_abs(best->x - wanted))) {
            best->x = x;
            best->v = total;
            best->piece = number;
        }
        if (x >= x_hi) {
            break;
        }
        if (k + 1 < piece->count) {
            next = ostrov_i_min(next, c[k + 1].x);
        }
        if (i + 1 < v_count) {
            next = ostrov_i_min(next, v[i + 1].x - z);
        }
        if (wanted > x && wanted < next) {
            next = wanted;
        }
        x = next > x ? next : x_hi;
    }
}

/* Both convex: from what is wanted downhill, as far as it falls. */
static void walk_down(const ostrov_i_point *v, int32_t v_count, double z,
                      const ostrov_i_piece *piece, double wanted, move *best)
{
    const ostrov_i_point *c = piece->points;
    const int32_t c_count = piece->count;
    const double x_lo = ostrov_i_max(c[0].x, v[0].x - z);
    const double x_hi = ostrov_i_min(c[c_count - 1].x, v[v_count - 1].x - z);
    double x = ostrov_i_clamp(wanted, x_lo, ostrov_i_max(x_lo, x_hi));
    int32_t k = ostrov_i_curve_near(c, c_count, x, 0);
    int32_t i = ostrov_i_curve_near(v, v_count, z + x, best->at_v);
    double slope = 0.0;
    while (x < x_hi) { /* rightwards */
        double next = x_hi;
        slope = c[k].s + v[i].s;
        if (!(slope < -1e-12 * (ostrov_i_abs(c[k].s) + ostrov_i_abs(v[i].s)))) {
            break;
        }
        next = ostrov_i_min(next, ostrov_i_min(c[k + 1].x, v[i + 1].x - z));
        x = next > x ? next : x;
        k += k + 2 < c_count && c[k + 1].x <= x;
        i += i + 2 < v_count && v[i + 1].x - z <= x;
        if (next >= x_hi) {
            break;
        }
    }
    while (x > x_lo) { /* leftwards */
        double next = x_lo;
        while (k > 0 && c[k].x >= x) {
            k--;
        }
        while (i > 0 && v[i].x - z >= x) {
            i--;
        }
        slope = c[k].s + v[i].s;
        if (!(slope > 1e-12 * (ostrov_i_abs(c[k].s) + ostrov_i_abs(v[i].s)))) {
            break;
        }
        next = ostrov_i_max(next, ostrov_i_max(c[k].x, v[i].x - z));
        x = next < x ? next : x_lo;
    }
    best->x = x;
    best->v = 0.0; /* told where it is asked for: see ostrov_i_dispatch_forth */
    best->piece = 0;
    best->at_v = i;
    best->at_c = k;
}

/* Slopes left and right of y; corners closer than rounding are one, however many. */
static void slopes_at(const ostrov_i_point *v, int32_t count, double y, int32_t guess, double *left,
                      double *right)
{
    const double near = 1e-9; /* kWh */
    int32_t low = ostrov_i_curve_near(v, count, y, guess);
    int32_t high = low;
    while (low >= 0 && (count == 1 || y <= v[low].x + near)) {
        low--;
    }
    while (high + 1 < count && y >= v[high + 1].x - near) {
        high++;
    }
    *left = low >= 0 ? v[low].s : -1e300;
    *right = high + 1 < count ? v[high].s : 1e300;
}

/* A piece of one point is that point: what rounding leaves beside rest would run the PCS. */
static double onto_piece(const ostrov_i_cost *cost, const move *m)
{
    const ostrov_i_piece *piece = &cost->pieces[m->piece];
    return piece->count == 1 ? piece->points[0].x : m->x;
}

static void find_move(const ostrov_i_dispatch *d, int32_t slot, const ostrov_i_stage *stage,
                      const ostrov_i_cost *cost, double stored_kwh, move *best)
{
    int32_t v_count = 0;
    const ostrov_i_point *v = ostrov_i_dispatch_value(d, slot, &v_count);
    const double z = stored_kwh * d->slots[slot].keep_ratio;
    const double wanted = stage->wanted_kwh;
    double less = 0.0;
    double more = 0.0;
    best->x = 1e300;
    best->v = 1e300;
    best->piece = 0;
    if (cost->count == 1 && d->sizes[slot] > 0) {
        walk_down(v, v_count, z, &cost->pieces[0], wanted, best);
    } else {
        for (int32_t k = 0; k < cost->count; k++) {
            try_piece(v, v_count, z, cost, k, wanted, best);
        }
    }
    if (best->v >= 1e300) { /* out of reach by rounding only: rest */
        best->x = ostrov_i_clamp(0.0, v[0].x - z, v[v_count - 1].x - z);
        best->v = v[0].v;
    }
    if (ostrov_i_abs(best->x - wanted) < 1e-9) {
        best->x = wanted; /* but for rounding it is what was wanted */
    }
    best->x = onto_piece(cost, best);
    slopes_at(v, v_count, z + best->x, best->at_v, &best->left, &best->right);
    slopes_at(cost->pieces[best->piece].points, cost->pieces[best->piece].count, best->x,
              best->at_c, &less, &more);
    best->left = ostrov_i_max(best->left, -more);
    best->right = ostrov_i_max(best->left, ostrov_i_min(best->right, -less));
}

/* Price of a kWh at the site bus that agrees with the price in the cells and with the sources. */
static double node_price(const ostrov_i_stage *stage, double battery_kw, double cell_price,
                         double less, double more)
{
    const ostrov_i_cells *c = stage->cells;
    int32_t out_at = c->zero - 1;
    int32_t in_at = c->zero;
    double out = 0.0;
    double in = 0.0;
    while (battery_kw > 0.0 && out_at > 0 && c->bus_kw[out_at] > -battery_kw) {
        out_at--;
    }
    while (battery_kw < 0.0 && in_at + 2 < c->count && c->bus_kw[in_at + 1] < -battery_kw) {
        in_at++;
    }
    out = (cell_price + stage->wear_price) / c->bus_per_cells[out_at];
    in = cell_price / c->bus_per_cells[in_at];
    if (battery_kw > 0.0) {
        return ostrov_i_clamp(out, less, more);
    }
    if (battery_kw < 0.0) {
        return ostrov_i_clamp(in, less, more);
    }
    if (ostrov_i_max(in, less) <= ostrov_i_min(out, more)) {
        return 0.5 * (ostrov_i_max(in, less) + ostrov_i_min(out, more));
    }
    return ostrov_i_clamp(in, less, more);
}

/* Writes the outcome of a move. slope is that of the value function, in and out: one that is
 * consistent from slot to slot. */
static void take_move(ostrov_i_dispatch *d, int32_t t, const ostrov_i_stage *stage,
                      const ostrov_i_cost *cost, const move *best, double *stored, double *slope)
{
    const ostrov_plan_slot *slot = &d->slots[t];
    const double price =
        ostrov_i_dispatch_penalty(d, t); /* its own slope ends here; the rest goes on */
    const double near = 1e-9;
    const int32_t mode = cost->pieces[best->piece].mode;
    ostrov_i_outcome *o = &d->outcomes[t];
    ostrov_i_supply made;
    const ostrov_i_supply *supply = &cost->supply;
    double less = 0.0;
    double more = 0.0;
    double left = best->left;
    double right = best->right;
    *slope = ostrov_i_clamp(*slope / slot->keep_ratio, left, right);
    o->battery_kw = ostrov_i_cells_bus_kw(stage, best->x / stage->hours);
    if (d->wanted_w != NULL && best->x == stage->wanted_kwh) {
        o->battery_kw =
            ostrov_i_clamp(d->wanted_w[t] * KWH, -stage->charge_kw, stage->discharge_kw);
    }
    if (best->held) {
        o->battery_kw = ostrov_i_clamp(d->hold_w * KWH, -stage->charge_kw, stage->discharge_kw);
    }
    *stored = ostrov_i_clamp(*stored * slot->keep_ratio + best->x, slot->stored_min_wh * KWH,
                             slot->stored_max_wh * KWH);
    o->stored_kwh = *stored;
    o->cell_price = -*slope;
    if (cost->supply_mode != mode) {
        ostrov_i_stage_supply(stage, mode, &made);
        supply = &made;
    }
    ostrov_i_supply_at(
        supply, stage->demand_kw - o->battery_kw + (o->battery_kw != 0.0 ? stage->running_kw : 0.0),
        o->used, &less, &more);
    o->grid_kw = o->used[OSTROV_I_IMPORT];
    if (mode != 1) {
        o->grid_kw -= stage->kw[OSTROV_I_NO_EXPORT] - o->used[OSTROV_I_NO_EXPORT];
    }
    o->node_price = node_price(stage, o->battery_kw, o->cell_price, less, more);
    left += *stored <= slot->floor_wh * KWH + near ? price : 0.0;
    left -= *stored > d->site->max_wh * KWH + near ? price : 0.0;
    right += *stored < slot->floor_wh * KWH - near ? price : 0.0;
    right -= *stored >= d->site->max_wh * KWH - near ? price : 0.0;
    *slope = ostrov_i_clamp(*slope, ostrov_i_min(left, right), ostrov_i_max(left, right));
}

static double middle(const move *best)
{
    if (best->left <= -1e299) {
        return ostrov_i_min(best->right, 0.0);
    }
    return best->right < 1e299 ? 0.5 * (best->left + best->right) : best->left;
}

/* What x into the cells in a slot costs, with all that comes after, and the cheapest piece for it.
 */
static double cost_of(const ostrov_i_dispatch *d, int32_t slot, const ostrov_i_cost *cost, double z,
                      double x, int32_t *piece)
{
    int32_t n = 0;
    const ostrov_i_point *v = ostrov_i_dispatch_value(d, slot, &n);
    double least = 1e300;
    for (int32_t k = 0; k < cost->count; k++) {
        const ostrov_i_piece *p = &cost->pieces[k];
        const double value = ostrov_i_curve_value(p->points, p->count, x);
        if (x >= p->points[0].x - 1e-9 && x <= p->points[p->count - 1].x + 1e-9 && value < least) {
            least = value;
            *piece = k;
        }
    }
    if (z + x < v[0].x - 1e-9 || z + x > v[n - 1].x + 1e-9) {
        return 1e300;
    }
    return least + ostrov_i_curve_value(v, n, z + x);
}

/* Moves the first move towards what runs now, as far as the money goes: by halving, as the cost
 * rises on the way where it is convex, and elsewhere what is found is held against the money all
 * the same. */
static void hold(const ostrov_i_dispatch *d, const ostrov_i_stage *stage, const ostrov_i_cost *cost,
                 double stored_kwh, move *best)
{
    const double z = stored_kwh * d->slots[0].keep_ratio;
    const double wanted = ostrov_i_site_cells_w(d->site, d->hold_w) * KWH * stage->hours;
    int32_t piece = best->piece;
    const double most = cost_of(d, 0, cost, z, best->x, &piece) + d->hold_money +
                        1e-12 * (1.0 + ostrov_i_abs(d->value));
    double near = best->x;
    double far = wanted;
    int32_t n = 0;
    const ostrov_i_point *v = ostrov_i_dispatch_value(d, 0, &n);
    const ostrov_i_piece *p = NULL;
    double less = 0.0;
    double more = 0.0;
    for (int32_t round = 0; round < 50 && far != near; round++) {
        const double x = round == 0 ? wanted : 0.5 * (near + far);
        if (cost_of(d, 0, cost, z, x, &piece) <= most) {
            near = x;
            best->piece = piece;
        } else {
            far = x;
        }
    }
    best->x = near;
    best->x = onto_piece(cost, best);
    best->held = best->x == wanted;
    p = &cost->pieces[best->piece];
    slopes_at(v, n, z + best->x, 0, &best->left, &best->right);
    slopes_at(p->points, p->count, best->x, 0, &less, &more);
    best->left = ostrov_i_max(best->left, -more);
    best->right = ostrov_i_max(best->left, ostrov_i_min(best->right, -less));
}

void ostrov_i_dispatch_first(ostrov_i_dispatch *d, double x)
{
    const double z = d->site->start_wh * KWH * d->slots[0].keep_ratio;
    double stored = d->site->start_wh * KWH;
    double slope = 0.0;
    int32_t n = 0;
    const ostrov_i_point *v = ostrov_i_dispatch_value(d, 0, &n);
    ostrov_i_stage stage;
    ostrov_i_cost cost;
    move best = {x, 1e300, 0, 0, 0, 0, 0.0, 0.0};
    ostrov_i_dispatch_stage(d, 0, &stage);
    ostrov_i_stage_cost(&stage, &cost);
    d->value = cost_of(d, 0, &cost, z, x, &best.piece);
    slopes_at(v, n, z + x, 0, &best.left, &best.right);
    slope = middle(&best) * d->slots[0].keep_ratio;
    take_move(d, 0, &stage, &cost, &best, &stored, &slope);
}

void ostrov_i_dispatch_forth(ostrov_i_dispatch *d, int32_t first, int32_t until, double stored_kwh)
{
    double stored = stored_kwh;
    double slope = 0.0;
    move best = {0.0, 0.0, 0, 0, 0, 0, 0.0, 0.0};
    for (int32_t t = first; t < until; t++) {
        ostrov_i_stage stage;
        ostrov_i_cost cost;
        ostrov_i_dispatch_stage(d, t, &stage);
        ostrov_i_dispatch_cost(d, t, &stage, &cost);
        find_move(d, t, &stage, &cost, stored, &best);
        if (t == first) {
            const ostrov_i_piece *piece = &cost.pieces[best.piece];
            int32_t n = 0;
            const ostrov_i_point *v = ostrov_i_dispatch_value(d, t, &n);
            d->value = ostrov_i_curve_value(piece->points, piece->count, best.x) +
                       ostrov_i_curve_value(v, n, stored * d->slots[t].keep_ratio + best.x);
            if (t == 0 && d->holds) {
                hold(d, &stage, &cost, stored, &best);
            }
            slope = middle(&best) * d->slots[t].keep_ratio;
        }
        take_move(d, t, &stage, &cost, &best, &stored, &slope);
        best.held = 0;
    }
}
