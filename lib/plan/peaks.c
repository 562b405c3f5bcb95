/* Caps on import for peak charges.
 *
 * The cost of a period under a cap is convex and piecewise linear in the cap (where the dispatch itself
 * is convex). Two tangents, one falling and one rising, meet at the next cap to try (Kelley, J. SIAM 8,
 * 1960, 703-712), which ends after finitely many steps at a corner.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/quick.h"

#include <string.h>

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

double ostrov_i_quick_relief(const ostrov_i_quick *q, const ostrov_i_peak *peak, double *relief,
                             double *highest_kw)
{
    double saved = 0.0;
    *highest_kw = 0.0;
    for (int32_t t = peak->first; t < peak->until; t++) {
        const ostrov_plan_slot *s = &q->d.slots[t];
        const ostrov_i_outcome *o = &q->d.outcomes[t];
        double above = 0.0;
        *highest_kw = ostrov_i_max(*highest_kw, o->grid_kw);
        if (o->grid_kw >= peak->cap_kw - 1e-9 && o->grid_kw < s->import_limit_w * KWH) {
            above = ostrov_i_max(0.0, o->node_price - s->import_price_per_kwh);
        }
        saved += above * s->duration_s / 3600.0;
        if (relief != NULL) {
            relief[t] = above;
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
                      double *slope, double *relief, double *highest_kw)
{
    set_cap(q, peak, cap_kw);
    ostrov_i_dispatch_back(&q->d, peak->first, peak->until);
    ostrov_i_dispatch_forth(&q->d, peak->first, peak->until, stored_kwh);
    *slope = peak->price - ostrov_i_quick_relief(q, peak, relief, highest_kw);
    return q->d.value + peak->price * ostrov_i_max(0.0, cap_kw - peak->incurred_kw);
}

/* What a tangent told: the cost at a cap, its slope there. */
typedef struct tangent {
    double cap_kw;
    double cost;
    double slope;
} tangent;

/* The best cap of one period, what is stored at its begin given. */
static void find_cap(ostrov_i_quick *q, ostrov_i_peak *peak, double stored_kwh)
{
    const size_t bytes = (size_t)(peak->until - peak->first) * sizeof(double);
    double *relief = &q->relief[peak->first];
    double highest = 0.0;
    tangent low = {peak->incurred_kw, 0.0, 0.0};
    tangent high = {0.0, 0.0, peak->price};
    double best = low.cap_kw;
    double best_cost = 0.0;
    low.cost = try_cap(q, peak, low.cap_kw, stored_kwh, &low.slope, q->relief, &highest);
    best_cost = low.cost;
    if (low.slope >= 0.0) {
        return; /* what is incurred is enough */
    }
    memset(&q->relief_high[peak->first], 0, bytes);
    (void)try_cap(q, peak, NO_CAP, stored_kwh, &high.slope, NULL, &highest);
    high = (tangent){highest, q->d.value + peak->price * (highest - peak->incurred_kw), peak->price};
    if (high.cost < best_cost) {
        best = high.cap_kw;
        best_cost = high.cost;
    }
    for (int32_t round = 0; round < 30 && high.cap_kw - low.cap_kw > 1e-7 &&
                            !ostrov_i_quick_must_stop(q);
         round++) {
        tangent now = {(high.cost - low.cost + low.slope * low.cap_kw - high.slope * high.cap_kw) /
                           (low.slope - high.slope),
                       0.0, 0.0};
        if (!(now.cap_kw > low.cap_kw && now.cap_kw < high.cap_kw) || round % 4 == 3) {
            now.cap_kw = 0.5 * (low.cap_kw + high.cap_kw);
        }
        now.cost = try_cap(q, peak, now.cap_kw, stored_kwh, &now.slope, q->d.surcharge, &highest);
        if (now.cost < best_cost) {
            best = now.cap_kw;
            best_cost = now.cost;
        }
        if (now.slope < 0.0) {
            low = now;
            memcpy(relief, &q->d.surcharge[peak->first], bytes);
        } else {
            high = now;
            memcpy(&q->relief_high[peak->first], &q->d.surcharge[peak->first], bytes);
        }
        memset(&q->d.surcharge[peak->first], 0, bytes);
    }
    for (int32_t t = peak->first; t < peak->until; t++) { /* the mix whose slope is zero */
        const double share = high.slope / (high.slope - low.slope);
        q->relief[t] = share * q->relief[t] + (1.0 - share) * q->relief_high[t];
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
    if (q->peak_count == 0) {
        return;
    }
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
        if (ostrov_i_quick_must_stop(q) ||
            total >= before - 1e-9 * (1.0 + ostrov_i_abs(total))) {
            break;
        }
        before = total;
    }
}
