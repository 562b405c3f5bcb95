/* Battery and site over all slots for given vehicles: see dispatch.h.
 *
 * With V the least cost from the end of slot t on, as a function of the stored energy y then, the
 * least cost from its begin is min over x of C(x) + V(keep·e + x), x the energy put into the cells
 * and C the slot's cost (Bellman, Dynamic Programming, 1957). C is convex where exporting while
 * importing and charging while discharging cannot pay; then the minimum is a merge of slopes.
 * Elsewhere V is cut into convex runs and C into convex pieces, and the lowest of all their merges
 * is taken: still exact.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/dispatch.h"

#include <string.h>

#define KWH 0.001 /* kWh in a Wh */

void ostrov_i_dispatch_stage(const ostrov_i_dispatch *d, int32_t slot, ostrov_i_stage *stage)
{
    ostrov_i_stage_open(d->site, &d->cells, &d->slots[slot], stage);
    stage->kw[OSTROV_I_IMPORT] = ostrov_i_min(stage->kw[OSTROV_I_IMPORT], d->cap_kw[slot]);
    stage->price[OSTROV_I_IMPORT] += d->surcharge[slot];
    stage->demand_kw += d->vehicle_kw[slot];
    stage->calm_price = d->calm_price;
    if (d->wanted_w != NULL) {
        stage->wanted_kwh = ostrov_i_site_cells_w(d->site, d->wanted_w[slot]) * KWH * stage->hours;
    }
    stage->kw[OSTROV_I_CUT] = d->vehicle_kw[slot];
    stage->price[OSTROV_I_CUT] = d->cut_price[slot];
    if (d->bid_count != NULL) {
        stage->bids = &d->bids[(int64_t)slot * OSTROV_I_BIDS];
        stage->bid_count = d->bid_count[slot];
        stage->kw[OSTROV_I_CUT] = 0.0;
    }
}

const ostrov_i_point *ostrov_i_dispatch_value(const ostrov_i_dispatch *d, int32_t slot,
                                              int32_t *count)
{
    *count = d->sizes[slot] < 0 ? -d->sizes[slot] : d->sizes[slot];
    return &d->pool[d->begins[slot]];
}

static int64_t pool_end(const ostrov_i_dispatch *d, int32_t slot)
{
    int32_t n = 0;
    if (slot >= d->last) {
        return 0;
    }
    (void)ostrov_i_dispatch_value(d, slot + 1, &n);
    return d->begins[slot + 1] + n;
}

/* Completes the value function at the end of a slot, which stands at the end of the pool: penalty,
 * thinning, book-keeping. */
static void store(ostrov_i_dispatch *d, int32_t slot, int32_t count, int32_t convex)
{
    const int64_t begin = pool_end(d, slot);
    const int64_t left = d->pool_size - OSTROV_I_CURVE_ROOM - begin;
    const int64_t share = left / (slot + 1);
    ostrov_i_point *p = &d->pool[begin];
    int32_t limit = OSTROV_I_CURVE_LIMIT;
    int32_t n = ostrov_i_curve_penalty(p, count, d->slots[slot].floor_wh * KWH,
                                       d->site->max_wh * KWH, ostrov_i_dispatch_penalty(d, slot));
    if (n > share * 8 || n > left - 8 * (int64_t)slot) {
        /* the pool runs short: what is left is shared out */
        limit = share < OSTROV_I_CURVE_LIMIT ? (int32_t)share : OSTROV_I_CURVE_LIMIT;
        limit = limit < 4 ? 4 : limit;
    }
    if (n > limit) {
        n = ostrov_i_curve_thin(p, n, limit, &d->sound);
    }
    d->begins[slot] = begin;
    d->sizes[slot] = convex || ostrov_i_curve_run(p, n, 0) == n - 1 ? n : -n;
    d->work += n;
}

/* Cost after the last slot: the wish for the last edge, the worth of what is left. */
static void store_last(ostrov_i_dispatch *d)
{
    const ostrov_problem *p = &d->site->problem;
    const ostrov_plan_slot *s = &d->slots[d->count - 1];
    ostrov_i_point *line = d->pool;
    int32_t n = 1;
    line[0].x = s->stored_min_wh * KWH;
    line[0].v = -p->terminal_price_per_kwh * line[0].x;
    line[0].s = -p->terminal_price_per_kwh;
    line[1].x = s->stored_max_wh * KWH;
    line[1].v = -p->terminal_price_per_kwh * line[1].x;
    line[1].s = line[0].s;
    n = line[1].x > line[0].x ? 2 : 1;
    n = ostrov_i_curve_penalty(line, n, d->site->end_wh * KWH, 1e300, p->shed_price_per_kwh);
    d->last = d->count - 1;
    store(d, d->count - 1, n, 1);
}

void ostrov_i_dispatch_put(ostrov_i_dispatch *d, int32_t slot, const ostrov_i_point *curve,
                           int32_t count)
{
    memcpy(d->pool, curve, (size_t)count * sizeof *curve);
    d->last = slot;
    store(d, slot, count, 0);
}

/* Least of C(x) + V(z + x) for z in lo … hi when either is not convex. room: two parts in turn, and
 * a third for what is merged. */
static int32_t merge_pieces(ostrov_i_dispatch *d, const ostrov_i_point *v, int32_t v_count,
                            const ostrov_i_cost *cost, double lo, double hi, ostrov_i_point *out)
{
    ostrov_i_point *merged = out + OSTROV_I_CURVE_ROOM - OSTROV_I_CURVE_MERGED;
    ostrov_i_point *lower = out + OSTROV_I_CURVE_LIMIT + 2;
    int32_t count = 0;
    int32_t from = 0;
    do {
        const int32_t to = ostrov_i_curve_run(v, v_count, from);
        for (int32_t k = 0; k < cost->count; k++) {
            const ostrov_i_piece *c = &cost->pieces[k];
            const double begin = v[from].x - c->points[c->count - 1].x;
            const double end = v[to].x - c->points[0].x;
            int32_t n = 0;
            if (begin > hi || end < lo) {
                continue;
            }
            n = ostrov_i_curve_merge(&v[from], to - from + 1, c->points, c->count, lo, hi,
                                     count == 0 ? out : merged);
            d->work += n;
            if (count == 0) {
                count = n;
                continue;
            }
            count = ostrov_i_curve_lower(out, count, merged, n, lower);
            d->work += count;
            if (count > OSTROV_I_CURVE_LIMIT) {
                count = ostrov_i_curve_thin(lower, count, OSTROV_I_CURVE_LIMIT, &d->sound);
            }
            memcpy(out, lower, (size_t)count * sizeof *out);
        }
        from = to;
    } while (from + 1 < v_count);
    return count;
}

/* Puts a slot's cost by for the way forward, from the far end of the pool: what lies above the
 * highest point that value functions in work may touch. */
static void keep_cost(ostrov_i_dispatch *d, int32_t slot, const ostrov_i_cost *cost)
{
    const int64_t top = pool_end(d, slot - 1) + OSTROV_I_CURVE_ROOM;
    const int32_t n = cost->pieces[0].count;
    d->touched = top > d->touched ? top : d->touched;
    d->kept[slot] = (ostrov_i_kept){0, 0, 0};
    if (cost->count == 1 && d->kept_begin - n >= d->touched) {
        d->kept_begin -= n;
        d->kept[slot] = (ostrov_i_kept){d->kept_begin, n, cost->pieces[0].mode};
        memcpy(&d->pool[d->kept_begin], cost->pieces[0].points, (size_t)n * sizeof *cost->points);
    }
}

void ostrov_i_dispatch_cost(const ostrov_i_dispatch *d, int32_t slot, const ostrov_i_stage *stage,
                            ostrov_i_cost *cost)
{
    const ostrov_i_kept *kept = &d->kept[slot];
    if (slot > d->kept_from && slot < d->kept_until && kept->count > 0 &&
        kept->begin >= d->touched) {
        cost->count = 1;
        cost->pieces[0] = (ostrov_i_piece){kept->mode, kept->count, &d->pool[kept->begin]};
        cost->supply_mode = -1;
        return;
    }
    ostrov_i_stage_cost(stage, cost);
}

/* Where a curve ends but for rounding at a bound it ends there: no slivers. */
static double snap(double x, double bound) { return ostrov_i_abs(x - bound) < 1e-11 ? bound : x; }

/* The least cost from the begin of a slot on, as a function of the stored energy then in lo … hi.
 */
static int32_t step_back(ostrov_i_dispatch *d, int32_t slot, double lo, double hi,
                         ostrov_i_point *out, int32_t *convex)
{
    int32_t v_count = 0;
    const ostrov_i_point *v = ostrov_i_dispatch_value(d, slot, &v_count);
    const double keep = d->slots[slot].keep_ratio;
    ostrov_i_cost cost;
    ostrov_i_stage stage;
    int32_t n = 0;
    ostrov_i_dispatch_stage(d, slot, &stage);
    ostrov_i_stage_cost(&stage, &cost);
    if (d->kept_until > 0) {
        keep_cost(d, slot, &cost);
    }
    *convex = cost.count == 1 && d->sizes[slot] > 0;
    if (*convex) {
        n = ostrov_i_curve_merge(v, v_count, cost.pieces[0].points, cost.pieces[0].count, lo * keep,
                                 hi * keep, out);
    } else {
        n = merge_pieces(d, v, v_count, &cost, lo * keep, hi * keep, out);
    }
    if (keep != 1.0) {
        const double grow = 1.0 / keep;
        for (int32_t i = 0; i < n; i++) {
            out[i].x *= grow;
            out[i].s *= keep;
        }
    }
    out[0].x = snap(out[0].x, lo);
    out[n - 1].x = snap(out[n - 1].x, hi);
    return n;
}

int32_t ostrov_i_dispatch_begin(ostrov_i_dispatch *d, int32_t slot, double lo, double hi,
                                ostrov_i_point *out, int32_t room)
{
    ostrov_i_point *at = &d->pool[pool_end(d, slot - 1)];
    int32_t convex = 0;
    int32_t n = step_back(d, slot, lo, hi, at, &convex);
    if (n > room) {
        n = ostrov_i_curve_thin(at, n, room, &d->sound);
    }
    memcpy(out, at, (size_t)n * sizeof *out);
    return n;
}

void ostrov_i_dispatch_back(ostrov_i_dispatch *d, int32_t first, int32_t until)
{
    if (until == d->count) {
        d->sound = 1;
        store_last(d);
    }
    for (int32_t t = until - 1; t > first; t--) {
        const ostrov_plan_slot *before = &d->slots[t - 1];
        int32_t convex = 0;
        const int32_t n = step_back(d, t, before->stored_min_wh * KWH, before->stored_max_wh * KWH,
                                    &d->pool[pool_end(d, t - 1)], &convex);
        store(d, t - 1, n, convex);
    }
}

void ostrov_i_dispatch_pass(ostrov_i_dispatch *d, int32_t first, int32_t until, double stored_kwh)
{
    d->kept_from = first;
    d->kept_until = until;
    d->kept_begin = d->pool_size;
    d->touched = 0;
    ostrov_i_dispatch_back(d, first, until);
    ostrov_i_dispatch_forth(d, first, until, stored_kwh);
    d->kept_until = 0;
}

void ostrov_i_dispatch_run(ostrov_i_dispatch *d)
{
    ostrov_i_dispatch_pass(d, 0, d->count, d->site->start_wh * KWH);
}
