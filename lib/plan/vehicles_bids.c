/* Vehicles that bid for their energy: see vehicles.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/vehicles.h"

#include <string.h>

/* Puts a bid among those of a slot, dearest first; when there are too many the two cheapest are
 * joined at the lower price, which can only lower a bound. */
static void put_bid(ostrov_i_bid *bids, int32_t *count, double price, double kw)
{
    int32_t k = *count;
    if (k == OSTROV_I_BIDS) {
        k--;
        bids[k].kw += kw;
        bids[k].price = ostrov_i_min(bids[k].price, price);
        return;
    }
    while (k > 0 && bids[k - 1].price < price) {
        bids[k] = bids[k - 1];
        k--;
    }
    bids[k] = (ostrov_i_bid){price, kw};
    (*count)++;
}

double ostrov_i_fleet_bid(ostrov_i_fleet *f, ostrov_i_dispatch *d, int32_t *bid_count)
{
    double constant = 0.0;
    memset(bid_count, 0, (size_t)d->count * sizeof *bid_count);
    memset(d->vehicle_kw, 0, (size_t)d->count * sizeof(double));
    memset(f->group_used, 0, (size_t)f->groups * (size_t)d->count * sizeof(double));
    for (int32_t i = 0; i < f->count; i++) { /* the dearest bids first into the groups */
        int32_t k = i;
        while (k > 0 && f->stays[f->ranks[k - 1]].bid < f->stays[i].bid) {
            f->ranks[k] = f->ranks[k - 1];
            k--;
        }
        f->ranks[k] = i;
    }
    for (int32_t i = 0; i < f->count; i++) {
        const ostrov_i_stay *s = &f->stays[f->ranks[i]];
        constant += s->bid * (s->bid > 0.0 ? s->need_kwh : s->room_kwh);
        for (int32_t t = s->first; t < s->until; t++) {
            const double kw = ostrov_i_fleet_headroom(f, d, s, t);
            f->powers[s->begin + t - s->first] = kw;
            if (!(kw > 0.0)) {
                continue;
            }
            put_bid(&d->bids[(int64_t)t * OSTROV_I_BIDS], &bid_count[t], s->bid, kw);
            d->vehicle_kw[t] += kw;
            if (s->group >= 0) {
                f->group_used[(int64_t)s->group * d->count + t] += kw;
            }
        }
    }
    for (int32_t t = 0; t < d->count; t++) {
        for (int32_t k = 0; k < bid_count[t]; k++) {
            const ostrov_i_bid *b = &d->bids[(int64_t)t * OSTROV_I_BIDS + k];
            constant -= b->price * b->kw * d->slots[t].duration_s / 3600.0;
        }
    }
    return constant;
}

void ostrov_i_fleet_served(ostrov_i_fleet *f, ostrov_i_dispatch *d)
{
    for (int32_t t = 0; t < d->count; t++) {
        double left = d->outcomes[t].used[OSTROV_I_CUT];
        for (int32_t i = f->count - 1; i >= 0 && left > 0.0;
             i--) { /* the cheapest bid is cut first */
            const ostrov_i_stay *s = &f->stays[f->ranks[i]];
            if (t >= s->first && t < s->until) {
                double *kw = &f->powers[s->begin + t - s->first];
                const double cut = ostrov_i_min(left, *kw);
                *kw -= cut;
                left -= cut;
            }
        }
    }
}
