/* The quick planner's search: vehicles against battery, under caps on import.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "plan/quick.h"
#include "plan/stop.h"

int32_t ostrov_i_quick_must_stop(ostrov_i_quick *q)
{
    if (q->d.work > q->work_limit || ostrov_i_stopped(q->stop)) {
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
        ostrov_i_fleet_place(&q->fleet, &q->d, q->fleet.order[i], blend, 0);
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
 * the way to where they would be cheapest at the present node prices, less and less far. A few rounds give
 * bids to begin with. */
static void approach(ostrov_i_quick *q, int32_t rounds)
{
    for (int32_t round = 0; round < rounds && !ostrov_i_quick_must_stop(q); round++) {
        ostrov_i_fleet_approach(&q->fleet, &q->d, 2.0 / (double)(round + 2), q->target);
        ostrov_i_fleet_sum(&q->fleet, &q->d);
        ostrov_i_dispatch_run(&q->d);
    }
}

/* Moves the average reliefs of the caps by share towards those of the last dispatch. */
static void average_relief(ostrov_i_quick *q, double share)
{
    for (int32_t i = 0; i < q->peak_count; i++) {
        const ostrov_i_peak *peak = &q->peaks[i];
        double highest = 0.0;
        (void)ostrov_i_quick_relief(q, peak, q->relief_high, &highest);
        for (int32_t t = peak->first; t < peak->until; t++) {
            q->relief[t] += share * (q->relief_high[t] - q->relief[t]);
        }
    }
}

/* Volume algorithm (Barahona and Anbil, Math. Program. 87, 2000, 385-399): vehicles bid for their energy
 * while battery, caps and groups are dispatched exactly; bids rise where the averaged service falls
 * short. The averages go towards an optimum, the bids towards its prices. Gives the best bound met, which
 * holds for the caps and surcharges that stand in d. */
static double bid_rounds(ostrov_i_quick *q, int32_t rounds)
{
    ostrov_i_dispatch *d = &q->d;
    ostrov_i_fleet *f = &q->fleet;
    double pace = 1.0;
    double best = -1e300;
    memcpy(q->average, f->powers, (size_t)q->power_count * sizeof(double));
    for (int32_t i = 0; i < f->count; i++) {
        f->stays[i].best_bid = f->stays[i].bid;
    }
    for (int32_t round = 0; round < rounds && !ostrov_i_quick_must_stop(q); round++) {
        const double share = round == 0 ? 0.5 : ostrov_i_max(0.1, 1.0 / (double)(round + 2));
        double bound = ostrov_i_fleet_bid(f, d, q->bid_count);
        double length = 0.0;
        double step = 0.0;
        d->bid_count = q->bid_count;
        ostrov_i_dispatch_run(d);
        d->bid_count = NULL;
        bound += d->value;
        ostrov_i_fleet_served(f, d);
        average_relief(q, round == 0 ? 1.0 : share);
        if (!d->sound) {
            bound = -1e300;
        }
        if (bound > best + 1e-9) {
            best = bound;
            for (int32_t i = 0; i < f->count; i++) {
                f->stays[i].best_bid = f->stays[i].bid;
            }
            pace = ostrov_i_min(pace * 1.1, 2.0);
        } else {
            pace *= 0.7;
        }
        for (int64_t i = 0; i < q->power_count; i++) {
            q->average[i] += share * (f->powers[i] - q->average[i]);
        }
        memcpy(f->powers, q->average, (size_t)q->power_count * sizeof(double));
        for (int32_t i = 0; i < f->count; i++) {
            const double lack = f->stays[i].need_kwh - ostrov_i_fleet_energy(f, d, i);
            length += lack * lack;
        }
        /* Polyak's step towards the best plan known, which is a little too good to be reached */
        step = pace * ostrov_i_max(1e-3, q->best_cost - best) / ostrov_i_max(length, 1e-9);
        for (int32_t i = 0; i < f->count; i++) {
            ostrov_i_stay *s = &f->stays[i];
            const double kwh = ostrov_i_fleet_energy(f, d, i);
            const double lack = kwh > s->room_kwh ? s->room_kwh - kwh
                                : (kwh > s->need_kwh && s->best_bid <= 0.0 ? 0.0 : s->need_kwh - kwh);
            s->bid = ostrov_i_min(s->best_bid + step * lack, s->short_price);
        }
    }
    for (int32_t i = 0; i < f->count; i++) {
        f->stays[i].bid = f->stays[i].best_bid;
    }
    return best;
}

/* From where the vehicles are on their way: energy made right, least powers kept, what finds no supply
 * cut, what fits refilled, the best kept. */
static void finish(ostrov_i_quick *q, int32_t rounds)
{
    ostrov_i_fleet *f = &q->fleet;
    for (int32_t i = 0; i < f->count; i++) {
        const ostrov_i_stay *s = &f->stays[i];
        const double kwh = ostrov_i_fleet_energy(f, &q->d, i);
        const double most = s->bid > 0.0 ? s->need_kwh : s->room_kwh;
        for (int32_t t = 0; kwh > most && t < s->until - s->first; t++) {
            f->powers[s->begin + t] *= most / kwh;
        }
    }
    settle(q);
    for (int32_t blend = 1; blend >= 0; blend--) {
        for (int32_t i = 0; i < f->count; i++) {
            const int32_t n = f->order[i];
            ostrov_i_fleet_place(f, &q->d, n, blend, !(f->stays[n].least_kw > 0.0));
        }
        settle(q);
        (void)keep_if_better(q);
    }
    alternate(q, rounds);
}

static double relief_sum(const ostrov_i_quick *q, const ostrov_i_peak *peak)
{
    double sum = 0.0;
    for (int32_t t = peak->first; t < peak->until; t++) {
        sum += q->relief[t] * q->d.slots[t].duration_s / 3600.0;
    }
    return sum;
}

/* Cost of the best plan found when the import of a peak's period is held to a cap. */
static double cost_at(ostrov_i_quick *q, ostrov_i_peak *peak, double cap_kw, int32_t rounds)
{
    const double before = q->best_cost;
    double found = 0.0;
    peak->cap_kw = cap_kw;
    ostrov_i_quick_caps(q);
    (void)bid_rounds(q, rounds);
    q->best_cost = 1e300;
    finish(q, 0);
    found = q->best_cost;
    q->best_cost = before;
    if (found < before) {
        q->best_cost = found;
        q->best_cap_kw = cap_kw;
        memcpy(q->kept_powers, q->best_powers, (size_t)q->power_count * sizeof(double));
    }
    return found;
}

/* Raises the cap of a peak where holding to what is incurred costs more than the charge. But for
 * least powers the cost is convex in the cap: golden section (Kiefer, Proc. AMS 4, 1953, 502-506). */
static void raise_cap(ostrov_i_quick *q, ostrov_i_peak *peak, int32_t rounds)
{
    const double golden = 0.6180339887498949;
    double low = peak->incurred_kw;
    double high = low;
    double left = 0.0;
    double right = 0.0;
    double left_cost = 0.0;
    double right_cost = 0.0;
    for (int32_t t = peak->first; t < peak->until; t++) {
        high = ostrov_i_max(high, ostrov_i_min(q->d.slots[t].import_limit_w * 0.001,
                                               q->d.slots[t].load_w * 0.001 + q->d.vehicle_kw[t]));
    }
    memcpy(q->kept_powers, q->best_powers, (size_t)q->power_count * sizeof(double));
    q->best_cap_kw = peak->cap_kw;
    right = low + golden * (high - low);
    left = high - golden * (high - low);
    right_cost = cost_at(q, peak, right, rounds);
    left_cost = cost_at(q, peak, left, rounds);
    for (int32_t round = 0; round < 6 && !ostrov_i_quick_must_stop(q); round++) {
        if (left_cost <= right_cost) {
            high = right;
            right = left;
            right_cost = left_cost;
            left = high - golden * (high - low);
            left_cost = cost_at(q, peak, left, rounds);
        } else {
            low = left;
            left = right;
            left_cost = right_cost;
            right = low + golden * (high - low);
            right_cost = cost_at(q, peak, right, rounds);
        }
    }
    peak->cap_kw = q->best_cap_kw;
    memcpy(q->best_powers, q->kept_powers, (size_t)q->power_count * sizeof(double));
    ostrov_i_quick_caps(q);
}

void ostrov_i_quick_search(ostrov_i_quick *q)
{
    const int32_t rounds = 6 * q->passes;
    q->best_cost = 1e300;
    if (q->brief) {
        for (int32_t i = 0; i < q->peak_count; i++) {
            q->peaks[i].cap_kw = 1e300;
        }
        ostrov_i_quick_caps(q);
        settle(q);
        return;
    }
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
    approach(q, 4);
    ostrov_i_fleet_least(&q->fleet, &q->d); /* what lies between two profiles may be below */
    settle(q);
    (void)keep_if_better(q);
    (void)bid_rounds(q, rounds);
    finish(q, q->passes);
    for (int32_t i = 0; i < q->peak_count; i++) {
        if (relief_sum(q, &q->peaks[i]) > q->peaks[i].price) {
            raise_cap(q, &q->peaks[i], rounds / 4);
            (void)bid_rounds(q, rounds / 2); /* also for the prices there, of which the bound is made */
            finish(q, q->passes);
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
            sum += q->relief[t] * ostrov_i_quick_weight_hours(q, t);
        }
        if (sum > peak->price || (sum > 0.0 && peak->cap_kw > peak->incurred_kw + 1e-6)) {
            share = peak->price / sum; /* above what was incurred each kW costs its full price */
        }
        for (int32_t t = peak->first; t < peak->until; t++) {
            const double above = share * q->relief[t];
            q->d.surcharge[t] += above;
            q->relief[t] = 0.0; /* in periods that overlap each slot counts once */
            bound -= above * q->d.slots[t].duration_s / 3600.0 *
                     ostrov_i_quick_unmetered_kw(q, t, peak->incurred_kw);
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
    const double bound = spread_peaks(q);
    if (q->fleet.count > 0) {
        double best = 0.0;
        q->best_cost -= bound; /* what the rest costs: the goal of the steps */
        best = bid_rounds(q, q->peak_count > 0 ? 2 * q->passes : 1);
        return best > -1e299 ? bound + best : -__builtin_inf();
    }
    ostrov_i_dispatch_run(&q->d);
    return q->d.sound ? bound + q->d.value : -__builtin_inf();
}
