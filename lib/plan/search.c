/* The quick planner's search: vehicles against battery, under caps on import.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "plan/quick.h"

int32_t ostrov_i_quick_must_stop(ostrov_i_quick *q)
{
    if (q->d.work > q->work_limit || (q->stop != NULL && *q->stop != 0)) {
        q->limited = 1;
    }
    return q->limited;
}

static double total_cost(const ostrov_i_quick *q)
{
    double cost = q->d.value + ostrov_i_fleet_short(&q->fleet, &q->d);
    for (int32_t i = 0; i < q->peak_count; i++) {
        double highest = 0.0;
        (void)ostrov_i_quick_relief(q, &q->peaks[i], &highest);
        cost += q->peaks[i].price * ostrov_i_max(0.0, highest - q->peaks[i].incurred_kw);
    }
    return cost;
}

/* Dispatch for the vehicles as they are; where not all of them can be served they are cut, and again. */
static void settle(ostrov_i_quick *q)
{
    ostrov_i_fleet_sum(&q->fleet, &q->d);
    for (int32_t round = 0; round < 100; round++) {
        ostrov_i_dispatch_run(&q->d);
        if (!ostrov_i_fleet_cut(&q->fleet, &q->d)) {
            return;
        }
        if (round > 90) { /* cannot happen but by rounding: no vehicle then */
            memset(q->fleet.powers, 0, (size_t)q->power_count * sizeof(double));
        }
        ostrov_i_fleet_sum(&q->fleet, &q->d);
    }
}

static int32_t keep_if_better(ostrov_i_quick *q)
{
    const double cost = total_cost(q);
    if (cost < q->best_cost - 1e-12 * (1.0 + ostrov_i_abs(cost))) {
        q->best_cost = cost;
        memcpy(q->best_powers, q->fleet.powers, (size_t)q->power_count * sizeof(double));
        return 1;
    }
    return 0;
}

static void take_best(ostrov_i_quick *q)
{
    memcpy(q->fleet.powers, q->best_powers, (size_t)q->power_count * sizeof(double));
}

static void place_all(ostrov_i_quick *q, int32_t blend)
{
    for (int32_t i = 0; i < q->fleet.count; i++) {
        ostrov_i_fleet_place(&q->fleet, &q->d, q->fleet.order[i], blend);
    }
    settle(q);
}

/* Rounds of vehicles against battery until nothing gets better. */
static void alternate(ostrov_i_quick *q, int32_t rounds)
{
    int32_t idle = 0;
    for (int32_t round = 0; round < rounds && idle < 2 && !ostrov_i_quick_must_stop(q); round++) {
        place_all(q, round % 2 == 0);
        if (keep_if_better(q)) {
            idle = 0;
        } else {
            idle++;
            take_best(q);
            settle(q);
        }
    }
}

/* With vehicles a cap is tried by placing them anew under it. */
static void search_cap(ostrov_i_quick *q, ostrov_i_peak *peak)
{
    double low = peak->incurred_kw;
    double high = 0.0;
    double best = peak->cap_kw;
    (void)ostrov_i_quick_relief(q, peak, &high);
    for (int32_t round = 0; round < 12 && high - low > 1e-3 && !ostrov_i_quick_must_stop(q); round++) {
        double highest = 0.0;
        double relief = 0.0;
        peak->cap_kw = 0.5 * (low + high);
        ostrov_i_quick_caps(q);
        place_all(q, 0);
        relief = ostrov_i_quick_relief(q, peak, &highest);
        if (keep_if_better(q)) {
            best = peak->cap_kw;
        }
        if (relief > peak->price) {
            low = peak->cap_kw;
        } else {
            high = ostrov_i_min(highest, peak->cap_kw);
        }
    }
    peak->cap_kw = best;
    ostrov_i_quick_caps(q);
    take_best(q);
    settle(q);
}

void ostrov_i_quick_search(ostrov_i_quick *q)
{
    q->best_cost = 1e300;
    if (q->fleet.count == 0) {
        ostrov_i_quick_peaks(q);
        return;
    }
    for (int32_t i = 0; i < q->peak_count; i++) {
        q->peaks[i].cap_kw = 1e300;
    }
    ostrov_i_quick_caps(q);
    settle(q);
    (void)keep_if_better(q); /* no vehicle at all */
    place_all(q, 1);
    (void)keep_if_better(q);
    take_best(q);
    settle(q);
    alternate(q, q->passes);
    for (int32_t i = 0; i < q->peak_count; i++) {
        search_cap(q, &q->peaks[i]);
    }
    if (q->peak_count > 0) {
        alternate(q, q->passes);
    }
    take_best(q);
    settle(q);
}

/* Lagrangian relaxation: vehicles buy at the node prices from a site that may sell them anything, and
 * the peak charge is spread over the slots that make it. By weak duality any prices give a lower bound. */
double ostrov_i_quick_bound(ostrov_i_quick *q)
{
    ostrov_i_dispatch *d = &q->d;
    ostrov_i_fleet *f = &q->fleet;
    double bound = 0.0;
    for (int32_t i = 0; i < q->peak_count; i++) {
        ostrov_i_peak *peak = &q->peaks[i];
        double highest = 0.0;
        const double relief = ostrov_i_quick_relief(q, peak, &highest);
        const double share = relief > peak->price ? peak->price / relief : 1.0;
        for (int32_t t = peak->first; t < peak->until; t++) {
            const ostrov_plan_slot *s = &d->slots[t];
            const ostrov_i_outcome *o = &d->outcomes[t];
            const double above = share * (o->node_price - s->import_price_per_kwh);
            if (d->surcharge[t] == 0.0 && above > 0.0 && o->grid_kw >= peak->cap_kw - 1e-9 &&
                o->grid_kw < s->import_limit_w * 0.001) {
                d->surcharge[t] = above;
                bound -= above * s->duration_s / 3600.0 * peak->incurred_kw;
            }
        }
        peak->cap_kw = 1e300;
    }
    ostrov_i_quick_caps(q);
    if (f->count > 0) {
        bound += ostrov_i_fleet_least(f, d);
        for (int32_t i = 0; i < f->count; i++) { /* each at its most, bought back at the node price */
            for (int32_t t = 0; t < f->stays[i].until - f->stays[i].first; t++) {
                f->powers[f->stays[i].begin + t] = f->stays[i].limit_kw;
            }
        }
        ostrov_i_fleet_sum(f, d);
        for (int32_t t = 0; t < d->count; t++) {
            const double hours = d->slots[t].duration_s / 3600.0;
            for (int32_t g = 0; g < f->groups; g++) {
                const double over = f->group_used[(int64_t)g * d->count + t] - f->group_kw[g];
                d->vehicle_kw[t] -= ostrov_i_max(0.0, over);
            }
            d->cut_price[t] = d->outcomes[t].node_price;
            bound -= d->cut_price[t] * d->vehicle_kw[t] * hours;
        }
    }
    ostrov_i_dispatch_run(d);
    return d->sound ? bound + d->value : -__builtin_inf();
}
