/* Battery and site over all slots for given vehicles: see dispatch.h.
 *
 * With V the least cost from the end of slot t on, as a function of the stored energy y then, the least
 * cost from its begin is min over x of C(x) + V(keep·e + x), x the energy put into the cells and C the
 * slot's cost (Bellman, Dynamic Programming, 1957). C is convex where exporting while importing and
 * charging while discharging cannot pay; then the minimum is a merge of slopes. Elsewhere V is cut into
 * convex runs and C into convex pieces, and the lowest of all their merges is taken: still exact.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/dispatch.h"

#include <string.h>

#define KWH 0.001 /* kWh in a Wh */

void ostrov_i_dispatch_stage(const ostrov_i_dispatch *d, int32_t slot, ostrov_i_stage *stage)
{
    ostrov_i_stage_open(d->site, &d->slots[slot], stage);
    stage->kw[OSTROV_I_IMPORT] = ostrov_i_min(stage->kw[OSTROV_I_IMPORT], d->cap_kw[slot]);
    stage->price[OSTROV_I_IMPORT] += d->surcharge[slot];
    stage->demand_kw += d->vehicle_kw[slot];
    stage->kw[OSTROV_I_CUT] = d->vehicle_kw[slot];
    stage->price[OSTROV_I_CUT] = d->cut_price[slot];
    if (d->bid_count != NULL) {
        stage->bids = &d->bids[(int64_t)slot * OSTROV_I_BIDS];
        stage->bid_count = d->bid_count[slot];
        stage->kw[OSTROV_I_CUT] = 0.0;
    }
}

static double penalty_price(const ostrov_i_dispatch *d, int32_t slot)
{
    return d->site->problem.reserve_price_per_kwh_h * d->slots[slot].duration_s / 3600.0;
}

/* Stores the value function at the end of a slot, its penalty added. curve has room for count + 2. */
static void store(ostrov_i_dispatch *d, int32_t slot, const ostrov_i_point *curve, int32_t count,
                  ostrov_i_point *spare)
{
    const int64_t begin =
        slot + 1 < d->count ? d->begins[slot + 1] + d->sizes[slot + 1] : 0;
    const int64_t share = (d->pool_size - begin) / (slot + 1);
    int32_t limit = OSTROV_I_CURVE_LIMIT;
    int32_t n = ostrov_i_curve_penalty(curve, count, d->slots[slot].floor_wh * KWH,
                                       d->site->max_wh * KWH, penalty_price(d, slot), spare);
    if (n > share * 8 || n > d->pool_size - begin - 8 * (int64_t)slot) {
        /* the pool runs short: what is left is shared out */
        limit = share < OSTROV_I_CURVE_LIMIT ? (int32_t)share : OSTROV_I_CURVE_LIMIT;
        limit = limit < 4 ? 4 : limit;
    }
    if (n > limit) {
        n = ostrov_i_curve_thin(spare, n, limit, &d->sound);
    }
    d->begins[slot] = begin;
    d->sizes[slot] = n;
    memcpy(&d->pool[begin], spare, (size_t)n * sizeof *spare);
    d->work += n;
}

/* Cost after the last slot: the wish for the last edge, the worth of what is left. */
static void store_last(ostrov_i_dispatch *d)
{
    const ostrov_problem *p = &d->site->problem;
    const ostrov_plan_slot *s = &d->slots[d->count - 1];
    ostrov_i_point line[2];
    ostrov_i_point wished[4];
    int32_t n = 1;
    line[0].x = s->stored_min_wh * KWH;
    line[0].v = -p->terminal_price_per_kwh * line[0].x;
    line[0].s = -p->terminal_price_per_kwh;
    line[1].x = s->stored_max_wh * KWH;
    line[1].v = -p->terminal_price_per_kwh * line[1].x;
    line[1].s = line[0].s;
    n = line[1].x > line[0].x ? 2 : 1;
    n = ostrov_i_curve_penalty(line, n, d->site->end_wh * KWH, 1e300, p->shed_price_per_kwh, wished);
    store(d, d->count - 1, wished, n, d->scratch[0]);
}

/* Least of C(x) + V(z + x) for z in lo … hi when either is not convex. */
static int32_t merge_pieces(ostrov_i_dispatch *d, const ostrov_i_point *v, int32_t v_count,
                            const ostrov_i_piece *pieces, int32_t piece_count, double lo, double hi,
                            int32_t *result)
{
    int32_t current = 1;
    int32_t count = 0;
    int32_t from = 0;
    do {
        const int32_t to = ostrov_i_curve_run(v, v_count, from);
        for (int32_t k = 0; k < piece_count; k++) {
            const double begin = v[from].x - pieces[k].points[pieces[k].count - 1].x;
            const double end = v[to].x - pieces[k].points[0].x;
            int32_t n = 0;
            if (begin > hi || end < lo) {
                continue;
            }
            n = ostrov_i_curve_merge(&v[from], to - from + 1, pieces[k].points, pieces[k].count, lo, hi,
                                     d->scratch[0]);
            d->work += n;
            if (count == 0) {
                memcpy(d->scratch[current], d->scratch[0], (size_t)n * sizeof *v);
                count = n;
            } else {
                count = ostrov_i_curve_lower(d->scratch[current], count, d->scratch[0], n,
                                             d->scratch[3 - current]);
                current = 3 - current;
                d->work += count;
                if (count > OSTROV_I_CURVE_LIMIT) {
                    count = ostrov_i_curve_thin(d->scratch[current], count, OSTROV_I_CURVE_LIMIT,
                                                &d->sound);
                }
            }
        }
        from = to;
    } while (from + 1 < v_count);
    *result = current;
    return count;
}

void ostrov_i_dispatch_back(ostrov_i_dispatch *d, int32_t first, int32_t until)
{
    if (until == d->count) {
        d->sound = 1;
        store_last(d);
    }
    for (int32_t t = until - 1; t > first; t--) {
        const ostrov_i_point *v = &d->pool[d->begins[t]];
        const ostrov_plan_slot *before = &d->slots[t - 1];
        const double keep = d->slots[t].keep_ratio;
        const double lo = before->stored_min_wh * KWH * keep;
        const double hi = before->stored_max_wh * KWH * keep;
        const int32_t v_count = d->sizes[t];
        ostrov_i_piece pieces[OSTROV_I_PIECES];
        ostrov_i_stage stage;
        int32_t piece_count = 0;
        int32_t n = 0;
        int32_t at = 1;
        ostrov_i_dispatch_stage(d, t, &stage);
        piece_count = ostrov_i_stage_pieces(&stage, pieces);
        if (piece_count == 1 && ostrov_i_curve_run(v, v_count, 0) == v_count - 1) {
            n = ostrov_i_curve_merge(v, v_count, pieces[0].points, pieces[0].count, lo, hi,
                                     d->scratch[1]);
        } else {
            n = merge_pieces(d, v, v_count, pieces, piece_count, lo, hi, &at);
        }
        if (keep != 1.0) {
            for (int32_t i = 0; i < n; i++) {
                d->scratch[at][i].x /= keep;
                d->scratch[at][i].s *= keep;
            }
        }
        store(d, t - 1, d->scratch[at], n, d->scratch[3]);
    }
}

/* The best move from stored energy e in a slot. */
typedef struct move {
    double x; /* into the cells */
    double v; /* cost from here on */
    int32_t mode;
    double left; /* slopes of the value function there that also fit the slot's own cost */
    double right;
} move;

/* Tries all corners of one piece and of the value function that lie in reach; a piecewise-linear
 * function has its least value at one of them. Of equal ones the smallest move: a calm battery. */
static void try_piece(const ostrov_i_point *v, int32_t v_count, double z, const ostrov_i_piece *piece,
                      move *best)
{
    const ostrov_i_point *c = piece->points;
    const double x_lo = ostrov_i_max(c[0].x, v[0].x - z);
    const double x_hi = ostrov_i_min(c[piece->count - 1].x, v[v_count - 1].x - z);
    int32_t i = 0; /* segment of v */
    int32_t k = 0; /* segment of c */
    int32_t low = 0;
    int32_t high = v_count - 1;
    double x = x_lo;
    if (x_lo > x_hi + 1e-9) {
        return;
    }
    while (high - low > 1) { /* last corner at or left of z + x_lo */
        const int32_t middle = (low + high) / 2;
        if (v[middle].x <= z + x_lo) {
            low = middle;
        } else {
            high = middle;
        }
    }
    i = low;
    for (;;) {
        double total = 0.0;
        double slack = 0.0;
        while (k + 1 < piece->count && c[k + 1].x <= x) {
            k++;
        }
        while (i + 1 < v_count && v[i + 1].x - z <= x) {
            i++;
        }
        total = c[k].v + c[k].s * (k + 1 < piece->count ? x - c[k].x : 0.0) + v[i].v +
                (i + 1 < v_count ? v[i].s * (z + x - v[i].x) : 0.0);
        slack = 1e-12 * (1.0 + ostrov_i_abs(total));
        if (total < best->v - slack ||
            (total <= best->v + slack && ostrov_i_abs(x) < ostrov_i_abs(best->x))) {
            best->x = x;
            best->v = total;
            best->mode = piece->mode;
        }
        if (x >= x_hi) {
            break;
        }
        {
            double next = x_hi;
            if (k + 1 < piece->count) {
                next = ostrov_i_min(next, c[k + 1].x);
            }
            if (i + 1 < v_count) {
                next = ostrov_i_min(next, v[i + 1].x - z);
            }
            x = next > x ? next : x_hi;
        }
    }
}

static void slopes_at(const ostrov_i_point *v, int32_t count, double y, double *left, double *right)
{
    const double near = 1e-9; /* kWh: energies closer than this are the same corner */
    int32_t low = 0;
    int32_t high = count - 1;
    if (count == 1) {
        *left = -1e300;
        *right = 1e300;
        return;
    }
    while (high - low > 1) {
        const int32_t middle = (low + high) / 2;
        if (v[middle].x <= y) {
            low = middle;
        } else {
            high = middle;
        }
    }
    *left = v[low].s;
    *right = v[low].s;
    if (y <= v[low].x + near) {
        *left = low > 0 ? v[low - 1].s : -1e300;
    }
    if (y >= v[low + 1].x - near) {
        *right = low + 2 < count ? v[low + 1].s : 1e300;
    }
}

static void find_move(const ostrov_i_dispatch *d, int32_t slot, const ostrov_i_stage *stage,
                      double stored_kwh, move *best)
{
    const ostrov_i_point *v = &d->pool[d->begins[slot]];
    const double z = stored_kwh * d->slots[slot].keep_ratio;
    ostrov_i_piece pieces[OSTROV_I_PIECES];
    const int32_t n = ostrov_i_stage_pieces(stage, pieces);
    best->x = 1e300;
    best->v = 1e300;
    best->mode = pieces[0].mode;
    for (int32_t k = 0; k < n; k++) {
        try_piece(v, d->sizes[slot], z, &pieces[k], best);
    }
    if (best->v >= 1e300) { /* out of reach by rounding only: rest */
        best->x = ostrov_i_clamp(0.0, v[0].x - z, v[d->sizes[slot] - 1].x - z);
        best->v = v[0].v;
    }
    slopes_at(v, d->sizes[slot], z + best->x, &best->left, &best->right);
    {
        double less = 0.0;
        double more = 0.0;
        int32_t chosen = 0;
        for (int32_t k = 0; k < n; k++) {
            if (pieces[k].mode == best->mode && best->x >= pieces[k].points[0].x - 1e-9) {
                chosen = k;
            }
        }
        slopes_at(pieces[chosen].points, pieces[chosen].count, best->x, &less, &more);
        best->left = ostrov_i_max(best->left, -more);
        best->right = ostrov_i_max(best->left, ostrov_i_min(best->right, -less));
    }
}

/* Price of a kWh at the site bus that agrees with the price in the cells and with the sources. */
static double node_price(const ostrov_i_stage *stage, double battery_kw, double cell_price,
                         double less, double more)
{
    const double out = (cell_price + stage->wear_price) / stage->discharge_ratio;
    const double in = cell_price * stage->charge_ratio;
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

void ostrov_i_dispatch_forth(ostrov_i_dispatch *d, int32_t first, int32_t until, double stored_kwh)
{
    double stored = stored_kwh;
    double slope = 0.0; /* of the value function, one that is consistent from slot to slot */
    for (int32_t t = first; t < until; t++) {
        const ostrov_plan_slot *slot = &d->slots[t];
        ostrov_i_outcome *o = &d->outcomes[t];
        ostrov_i_stage stage;
        ostrov_i_supply supply;
        double less = 0.0;
        double more = 0.0;
        move best;
        ostrov_i_dispatch_stage(d, t, &stage);
        find_move(d, t, &stage, stored, &best);
        if (t == first) {
            d->value = best.v;
            slope = best.left > -1e299 ? best.left : ostrov_i_min(best.right, 0.0);
            slope = best.left > -1e299 && best.right < 1e299 ? 0.5 * (best.left + best.right) : slope;
        }
        slope = ostrov_i_clamp(slope / slot->keep_ratio, best.left, best.right);
        o->battery_kw = best.x > 0.0 ? -best.x / (stage.hours * stage.charge_ratio)
                                     : -best.x * stage.discharge_ratio / stage.hours;
        o->battery_kw = ostrov_i_clamp(o->battery_kw, -stage.charge_kw, stage.discharge_kw);
        stored = ostrov_i_clamp(stored * slot->keep_ratio + best.x, slot->stored_min_wh * KWH,
                                slot->stored_max_wh * KWH);
        o->stored_kwh = stored;
        o->cell_price = -slope;
        ostrov_i_stage_supply(&stage, best.mode, &supply);
        ostrov_i_supply_at(&supply, stage.demand_kw - o->battery_kw, o->used, &less, &more);
        o->grid_kw = o->used[OSTROV_I_IMPORT];
        if (best.mode != 1) {
            o->grid_kw -= stage.kw[OSTROV_I_NO_EXPORT] - o->used[OSTROV_I_NO_EXPORT];
        }
        o->node_price = node_price(&stage, o->battery_kw, o->cell_price, less, more);
        { /* the penalty's own slope ends here; the rest goes on to the next slot */
            const double price = penalty_price(d, t);
            const double near = 1e-9;
            const double left = best.left - (stored <= slot->floor_wh * KWH + near ? -price : 0.0) -
                                (stored > d->site->max_wh * KWH + near ? price : 0.0);
            const double right = best.right - (stored < slot->floor_wh * KWH - near ? -price : 0.0) -
                                 (stored >= d->site->max_wh * KWH - near ? price : 0.0);
            slope = ostrov_i_clamp(slope, ostrov_i_min(left, right), ostrov_i_max(left, right));
        }
    }
}

void ostrov_i_dispatch_run(ostrov_i_dispatch *d)
{
    ostrov_i_dispatch_back(d, 0, d->count);
    ostrov_i_dispatch_forth(d, 0, d->count, d->site->start_wh * KWH);
}
