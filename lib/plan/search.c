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
        (void)ostrov_i_quick_relief(q, &q->peaks[i], NULL, &highest);
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

/* Conditional gradient (Frank and Wolfe, Nav. Res. Logist. Q. 3, 1956, 95-110): the vehicles go part of
 * the way to where they would be cheapest at the present node prices, less and less far, so that prices
 * and vehicles settle on each other. Demand that finds no supply on the way is cut at the price of
 * missing it, for the reckoning only. */
static void approach(ostrov_i_quick *q, int32_t begin, int32_t end)
{
    for (int32_t round = begin; round < end && !ostrov_i_quick_must_stop(q); round++) {
        const double share = 2.0 / (double)(round + 2);
        for (int32_t i = 0; i < q->peak_count; i++) {
            const ostrov_i_peak *peak = &q->peaks[i];
            double highest = 0.0;
            (void)ostrov_i_quick_relief(q, peak, q->relief_high, &highest);
            for (int32_t t = peak->first; t < peak->until; t++) {
                q->relief[t] += share * (q->relief_high[t] - q->relief[t]);
            }
        }
        ostrov_i_fleet_approach(&q->fleet, &q->d, share, q->target);
        ostrov_i_fleet_sum(&q->fleet, &q->d);
        ostrov_i_dispatch_run(&q->d);
    }
}

/* From where the vehicles are on their way: those with a least power made whole, cut what finds no supply,
 * refill what fits, keep what is best. */
static void finish(ostrov_i_quick *q, int32_t rounds)
{
    for (int32_t i = 0; i < q->fleet.count; i++) {
        if (q->fleet.stays[q->fleet.order[i]].least_kw > 0.0) {
            ostrov_i_fleet_place(&q->fleet, &q->d, q->fleet.order[i], 1);
        }
    }
    settle(q);
    (void)keep_if_better(q);
    alternate(q, rounds);
}

static double cap_all(ostrov_i_quick *q, ostrov_i_peak *peak, double cap_kw, int32_t rounds)
{
    const double before = q->best_cost;
    double found = 0.0;
    peak->cap_kw = cap_kw;
    ostrov_i_quick_caps(q);
    take_best(q);
    settle(q);
    approach(q, rounds / 3, rounds);
    q->best_cost = 1e300; /* of this cap alone */
    finish(q, 1);
    found = q->best_cost;
    q->best_cost = ostrov_i_min(before, found);
    return found;
}

/* Raises the cap of a peak where holding to what is incurred costs more than the charge. The cost is
 * convex in the cap but for the vehicles' least powers: steps that double, then halve. */
static void raise_cap(ostrov_i_quick *q, ostrov_i_peak *peak, int32_t rounds)
{
    double best_cap = peak->cap_kw;
    double best_cost = q->best_cost;
    double span = 0.0;
    double step = 0.0;
    for (int32_t t = peak->first; t < peak->until; t++) {
        span = ostrov_i_max(span, ostrov_i_min(q->d.slots[t].import_limit_w * 0.001,
                                               q->d.slots[t].load_w * 0.001 + q->d.vehicle_kw[t]) -
                                      peak->incurred_kw);
    }
    memcpy(q->kept_powers, q->best_powers, (size_t)q->power_count * sizeof(double));
    for (int32_t round = 0; round < 9 && span > 0.0 && !ostrov_i_quick_must_stop(q); round++) {
        double cap = peak->incurred_kw + span * (double)(1 << (round < 5 ? round : 0)) / 16.0;
        double cost = 0.0;
        if (round >= 5) { /* between the best and its neighbours */
            step = round == 5 ? (best_cap - peak->incurred_kw) / 4.0 : step / (round % 2 ? 2.0 : 1.0);
            cap = ostrov_i_max(peak->incurred_kw, best_cap + (round % 2 ? -step : step));
        }
        cost = cap_all(q, peak, cap, rounds);
        if (cost < best_cost) {
            best_cost = cost;
            best_cap = cap;
            memcpy(q->kept_powers, q->best_powers, (size_t)q->power_count * sizeof(double));
        } else if (round < 4 && round > 1 && best_cap > peak->incurred_kw) {
            round = 4;
        }
    }
    memcpy(q->best_powers, q->kept_powers, (size_t)q->power_count * sizeof(double));
    q->best_cost = best_cost;
    peak->cap_kw = best_cap;
    ostrov_i_quick_caps(q);
}

void ostrov_i_quick_search(ostrov_i_quick *q)
{
    const int32_t rounds = 6 * q->passes;
    q->best_cost = 1e300;
    if (q->fleet.count == 0) {
        ostrov_i_quick_peaks(q);
        return;
    }
    for (int32_t i = 0; i < q->peak_count; i++) {
        q->peaks[i].cap_kw = q->peaks[i].incurred_kw;
    }
    ostrov_i_quick_caps(q);
    settle(q);
    (void)keep_if_better(q); /* no vehicle at all */
    approach(q, 0, rounds);
    finish(q, q->passes);
    for (int32_t i = 0; i < q->peak_count; i++) {
        double sum = 0.0;
        for (int32_t t = q->peaks[i].first; t < q->peaks[i].until; t++) {
            sum += q->relief[t] * q->d.slots[t].duration_s / 3600.0;
        }
        if (sum > q->peaks[i].price) {
            raise_cap(q, &q->peaks[i], rounds);
        }
    }
    take_best(q);
    settle(q);
}

/* Spreads each peak charge over the slots that make it, as far as it goes. Gives the part of the bound
 * that belongs to what was incurred before. */
static double spread_peaks(ostrov_i_quick *q)
{
    double bound = 0.0;
    for (int32_t i = 0; i < q->peak_count; i++) {
        ostrov_i_peak *peak = &q->peaks[i];
        double sum = 0.0;
        double share = 1.0;
        for (int32_t t = peak->first; t < peak->until; t++) {
            sum += q->relief[t] * q->d.slots[t].duration_s / 3600.0;
        }
        share = sum > peak->price ? peak->price / sum : 1.0;
        for (int32_t t = peak->first; t < peak->until; t++) {
            const double above = share * q->relief[t];
            q->d.surcharge[t] += above;
            q->relief[t] = 0.0; /* in periods that overlap each slot counts once */
            bound -= above * q->d.slots[t].duration_s / 3600.0 * peak->incurred_kw;
        }
        peak->cap_kw = 1e300;
    }
    ostrov_i_quick_caps(q);
    return bound;
}

/* Lagrangian relaxation: each vehicle bids one price for its energy and is served wherever that pays,
 * and the peak charge is spread over the slots that make it. By weak duality any bids and any spread give
 * a lower bound. */
double ostrov_i_quick_bound(ostrov_i_quick *q)
{
    ostrov_i_dispatch *d = &q->d;
    ostrov_i_fleet *f = &q->fleet;
    double bound = spread_peaks(q);
    if (f->count > 0) {
        bound += ostrov_i_fleet_bid(f, d, q->bid_count);
        d->bid_count = q->bid_count;
    }
    ostrov_i_dispatch_run(d);
    return d->sound ? bound + d->value : -__builtin_inf();
}
