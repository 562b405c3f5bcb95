/* Caps on import for peak charges.
 *
 * The cost of a period under a cap is convex and piecewise linear in the cap (where the dispatch itself
 * is convex). Two tangents, one falling and one rising, meet at the next cap to try (Kelley, J. SIAM 8,
 * 1960, 703-712), which ends after finitely many steps at a corner.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/quick.h"

#define NO_CAP 1e300
#define KWH 0.001

void ostrov_i_quick_caps(ostrov_i_quick *q)
{
    for (int32_t t = 0; t < q->d.count; t++) {
        q->d.cap_kw[t] = NO_CAP;
    }
    for (int32_t i = 0; i < q->peak_count; i++) {
        for (int32_t t = q->peaks[i].first; t < q->peaks[i].until; t++) {
            q->d.cap_kw[t] = ostrov_i_min(q->d.cap_kw[t], q->peaks[i].cap_kw);
        }
    }
}

double ostrov_i_quick_relief(const ostrov_i_quick *q, const ostrov_i_peak *peak, double *highest_kw)
{
    double saved = 0.0;
    *highest_kw = 0.0;
    for (int32_t t = peak->first; t < peak->until; t++) {
        const ostrov_plan_slot *s = &q->d.slots[t];
        const ostrov_i_outcome *o = &q->d.outcomes[t];
        *highest_kw = ostrov_i_max(*highest_kw, o->grid_kw);
        if (o->grid_kw >= peak->cap_kw - 1e-9 && o->grid_kw < s->import_limit_w * KWH) {
            saved += ostrov_i_max(0.0, o->node_price - s->import_price_per_kwh) * s->duration_s / 3600.0;
        }
    }
    return saved;
}

static void set_cap(ostrov_i_quick *q, ostrov_i_peak *peak, double cap_kw)
{
    peak->cap_kw = cap_kw;
    for (int32_t t = peak->first; t < peak->until; t++) {
        q->d.cap_kw[t] = NO_CAP;
        for (int32_t i = 0; i < q->peak_count; i++) {
            if (t >= q->peaks[i].first && t < q->peaks[i].until) {
                q->d.cap_kw[t] = ostrov_i_min(q->d.cap_kw[t], q->peaks[i].cap_kw);
            }
        }
    }
}

/* Cost and its slope at a cap, of the period and all after it. */
static double try_cap(ostrov_i_quick *q, ostrov_i_peak *peak, double cap_kw, double stored_kwh,
                      double *slope, double *highest_kw)
{
    set_cap(q, peak, cap_kw);
    ostrov_i_dispatch_back(&q->d, peak->first, peak->until);
    ostrov_i_dispatch_forth(&q->d, peak->first, peak->until, stored_kwh);
    *slope = peak->price - ostrov_i_quick_relief(q, peak, highest_kw);
    return q->d.value + peak->price * ostrov_i_max(0.0, cap_kw - peak->incurred_kw);
}

/* The best cap of one period, what is stored at its begin given. */
static void find_cap(ostrov_i_quick *q, ostrov_i_peak *peak, double stored_kwh)
{
    double highest = 0.0;
    double low_slope = 0.0;
    double high_slope = peak->price;
    double low = peak->incurred_kw;
    double low_cost = try_cap(q, peak, low, stored_kwh, &low_slope, &highest);
    double high = 0.0;
    double high_cost = try_cap(q, peak, NO_CAP, stored_kwh, &high_slope, &highest);
    double best = low;
    double best_cost = low_cost;
    if (highest <= low) {
        set_cap(q, peak, low);
        return;
    }
    high = highest;
    high_cost = q->d.value + peak->price * (highest - peak->incurred_kw);
    high_slope = peak->price;
    if (high_cost < best_cost) {
        best = high;
        best_cost = high_cost;
    }
    for (int32_t round = 0; round < 30 && low_slope < 0.0 && !ostrov_i_quick_must_stop(q); round++) {
        double slope = 0.0;
        double cost = 0.0;
        double cap = (high_cost - low_cost + low_slope * low - high_slope * high) /
                     (low_slope - high_slope);
        if (!(cap > low && cap < high) || round % 4 == 3) {
            cap = 0.5 * (low + high);
        }
        if (high - low < 1e-7) {
            break;
        }
        cost = try_cap(q, peak, cap, stored_kwh, &slope, &highest);
        if (cost < best_cost) {
            best = cap;
            best_cost = cost;
        }
        if (slope < 0.0) {
            low = cap;
            low_cost = cost;
            low_slope = slope;
        } else {
            high = cap;
            high_cost = cost;
            high_slope = slope;
        }
    }
    set_cap(q, peak, best);
}

void ostrov_i_quick_peaks(ostrov_i_quick *q)
{
    ostrov_i_dispatch *d = &q->d;
    double before = 1e300;
    for (int32_t i = 0; i < q->peak_count; i++) {
        q->peaks[i].cap_kw = ostrov_i_max(q->peaks[i].incurred_kw, 0.0);
    }
    ostrov_i_quick_caps(q);
    ostrov_i_dispatch_run(d);
    for (int32_t sweep = 0; sweep < 8; sweep++) {
        double total = 0.0;
        int32_t known = d->count; /* value functions from here on are up to date */
        ostrov_i_dispatch_back(d, d->count - 1, d->count);
        for (int32_t i = q->peak_count - 1; i >= 0; i--) { /* sorted by their ends */
            ostrov_i_peak *peak = &q->peaks[i];
            const double stored =
                peak->first > 0 ? d->outcomes[peak->first - 1].stored_kwh : d->site->start_wh * KWH;
            if (peak->until <= peak->first || ostrov_i_quick_must_stop(q)) {
                continue;
            }
            if (peak->until < known) {
                ostrov_i_dispatch_back(d, peak->until - 1, known);
            }
            find_cap(q, peak, stored);
            ostrov_i_dispatch_back(d, peak->first, peak->until);
            known = peak->first + 1;
        }
        ostrov_i_dispatch_run(d);
        total = d->value;
        for (int32_t i = 0; i < q->peak_count; i++) {
            total += q->peaks[i].price *
                     ostrov_i_max(0.0, q->peaks[i].cap_kw - q->peaks[i].incurred_kw);
        }
        if (q->peak_count == 0 || ostrov_i_quick_must_stop(q) ||
            total >= before - 1e-9 * (1.0 + ostrov_i_abs(total))) {
            break;
        }
        before = total;
    }
}
