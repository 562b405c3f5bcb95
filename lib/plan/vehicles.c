/* Vehicles of a quick plan: a vehicle's energy is moved onto the cheapest slots of its stay, one vehicle
 * after the other, everything else standing (block coordinate descent).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/vehicles.h"

#include <string.h>

static int32_t before(const ostrov_i_offer *a, const ostrov_i_offer *b)
{
    if (a->price != b->price) {
        return a->price < b->price;
    }
    if (a->tie != b->tie) {
        return a->tie < b->tie;
    }
    if (a->slot != b->slot) {
        return a->slot < b->slot; /* the sooner, the surer */
    }
    return a->order < b->order;
}

/* Merge sort from the bottom up; stable and without recursion. Gives where the result stands. */
static ostrov_i_offer *sort_offers(ostrov_i_offer *from, ostrov_i_offer *to, int32_t count)
{
    for (int32_t width = 1; width < count; width *= 2) {
        for (int32_t begin = 0; begin < count; begin += 2 * width) {
            const int32_t middle = begin + width < count ? begin + width : count;
            const int32_t end = begin + 2 * width < count ? begin + 2 * width : count;
            int32_t i = begin;
            int32_t k = middle;
            for (int32_t n = begin; n < end; n++) {
                if (i < middle && (k >= end || !before(&from[k], &from[i]))) {
                    to[n] = from[i++];
                } else {
                    to[n] = from[k++];
                }
            }
        }
        {
            ostrov_i_offer *swap = from;
            from = to;
            to = swap;
        }
    }
    return from;
}

void ostrov_i_fleet_sum(ostrov_i_fleet *f, ostrov_i_dispatch *d)
{
    memset(d->vehicle_kw, 0, (size_t)d->count * sizeof(double));
    memset(f->group_used, 0, (size_t)f->groups * (size_t)d->count * sizeof(double));
    for (int32_t t = 0; t < d->count; t++) {
        d->cut_price[t] = 1e9;
    }
    for (int32_t i = 0; i < f->count; i++) {
        const ostrov_i_stay *s = &f->stays[i];
        for (int32_t t = s->first; t < s->until; t++) {
            const double kw = f->powers[s->begin + t - s->first];
            d->vehicle_kw[t] += kw;
            if (s->group >= 0) {
                f->group_used[(int64_t)s->group * d->count + t] += kw;
            }
            if (kw > 0.0) {
                d->cut_price[t] = ostrov_i_min(d->cut_price[t], s->short_price);
            }
        }
    }
}

double ostrov_i_fleet_headroom(const ostrov_i_fleet *f, const ostrov_i_dispatch *d, const ostrov_i_stay *s,
                               int32_t t)
{
    if (s->group < 0) {
        return s->limit_kw;
    }
    return ostrov_i_max(0.0, ostrov_i_min(s->limit_kw, f->group_kw[s->group] -
                                                           f->group_used[(int64_t)s->group * d->count +
                                                                         t]));
}

/* Offers of one slot: the site's sources from where it stands upwards, the battery beside them. */
static int32_t offer_slot(ostrov_i_fleet *f, const ostrov_i_dispatch *d, const ostrov_i_stay *s,
                          int32_t t, int32_t blend, double has_kw, int32_t n)
{
    const ostrov_i_outcome *o = &d->outcomes[t];
    ostrov_i_stage stage;
    ostrov_i_supply supply;
    double left = ostrov_i_min(ostrov_i_fleet_headroom(f, d, s, t), s->limit_kw - has_kw);
    double kw = 0.0;
    double at = 0.0;
    int32_t mode = 0;
    int32_t order = 0;
    double spare = 0.0;
    double spare_price = 0.0;
    ostrov_i_dispatch_stage(d, t, &stage);
    if (stage.price[OSTROV_I_IMPORT] < stage.price[OSTROV_I_NO_EXPORT] &&
        stage.kw[OSTROV_I_IMPORT] > 0.0) {
        mode = o->grid_kw < 0.0 ? 2 : 1; /* one of both; the next dispatch may turn it round */
    }
    stage.kw[OSTROV_I_CUT] = 0.0; /* no vehicle is cut for another */
    stage.kw[OSTROV_I_SHED] = 0.0;
    stage.kw[OSTROV_I_SHED_CRITICAL] = 0.0;
    ostrov_i_stage_supply(&stage, mode, &supply);
    at = stage.demand_kw - o->battery_kw;
    kw = supply.begin_kw;
    if (blend && o->battery_kw >= 0.0) {
        spare = stage.discharge_kw - o->battery_kw;
        spare_price = (o->cell_price + stage.wear_price) / d->site->discharge_ratio;
    } else if (blend) {
        spare = -o->battery_kw;
        spare_price = o->cell_price * d->site->charge_ratio;
    }
    for (int32_t i = 0; i < supply.count && left > 1e-9; i++) {
        const double end = kw + supply.kw[i];
        double take = ostrov_i_min(end - ostrov_i_max(kw, at), left);
        kw = end;
        if (!(take > 1e-9)) {
            continue;
        }
        if (spare > 1e-9 && spare_price < supply.price[i]) {
            const double some = ostrov_i_min(spare, left);
            f->offers[n] = (ostrov_i_offer){spare_price, o->node_price, some, t, order++};
            n++;
            left -= some;
            spare = 0.0;
            take = ostrov_i_min(take, left);
            if (!(take > 1e-9)) {
                continue;
            }
        }
        f->offers[n] = (ostrov_i_offer){supply.price[i], o->node_price, take, t, order++};
        n++;
        left -= take;
    }
    return n;
}

/* Slots charged with less than the least power: brought up to it at the expense of the dearest slot
 * that can spare it, else if there is room, else switched off. */
static void keep_least(ostrov_i_fleet *f, const ostrov_i_dispatch *d, const ostrov_i_stay *s,
                       double taken_kwh)
{
    double *powers = &f->powers[s->begin];
    for (int32_t t = s->first; t < s->until; t++) {
        double *kw = &powers[t - s->first];
        const double lack = s->least_kw - *kw;
        const double hours = d->slots[t].duration_s / 3600.0;
        double worst = -1e300;
        int32_t giver = -1;
        if (!(*kw > 0.0) || lack <= 0.0) {
            continue;
        }
        if (ostrov_i_fleet_headroom(f, d, s, t) < s->least_kw) {
            taken_kwh -= *kw * hours;
            *kw = 0.0;
            continue;
        }
        for (int32_t u = s->first; u < s->until; u++) {
            const double give = lack * hours / (d->slots[u].duration_s / 3600.0);
            if (u != t && powers[u - s->first] - give >= s->least_kw &&
                d->outcomes[u].node_price > worst) {
                worst = d->outcomes[u].node_price;
                giver = u;
            }
        }
        if (giver >= 0) {
            powers[giver - s->first] -= lack * hours / (d->slots[giver].duration_s / 3600.0);
            *kw = s->least_kw;
        } else if (taken_kwh + lack * hours <= s->room_kwh) {
            taken_kwh += lack * hours;
            *kw = s->least_kw;
        } else {
            taken_kwh -= *kw * hours;
            *kw = 0.0;
        }
    }
}

double ostrov_i_fleet_energy(const ostrov_i_fleet *f, const ostrov_i_dispatch *d, int32_t index)
{
    const ostrov_i_stay *s = &f->stays[index];
    double kwh = 0.0;
    for (int32_t t = s->first; t < s->until; t++) {
        kwh += f->powers[s->begin + t - s->first] * d->slots[t].duration_s / 3600.0;
    }
    return kwh;
}

/* Puts a stay into the sums (sign 1) or takes it out of them (sign -1). */
static void count_stay(ostrov_i_fleet *f, ostrov_i_dispatch *d, const ostrov_i_stay *s, double sign)
{
    for (int32_t t = s->first; t < s->until; t++) {
        const double kw = sign * f->powers[s->begin + t - s->first];
        d->vehicle_kw[t] += kw;
        if (s->group >= 0) {
            f->group_used[(int64_t)s->group * d->count + t] += kw;
        }
    }
}

void ostrov_i_fleet_least(ostrov_i_fleet *f, ostrov_i_dispatch *d)
{
    ostrov_i_fleet_sum(f, d);
    for (int32_t i = 0; i < f->count; i++) {
        const ostrov_i_stay *s = &f->stays[f->order[i]];
        if (s->least_kw > 0.0) {
            count_stay(f, d, s, -1.0);
            keep_least(f, d, s, ostrov_i_fleet_energy(f, d, f->order[i]));
            count_stay(f, d, s, 1.0);
            d->work += s->until - s->first;
        }
    }
}

void ostrov_i_fleet_place(ostrov_i_fleet *f, ostrov_i_dispatch *d, int32_t index, int32_t blend,
                          int32_t keep)
{
    const ostrov_i_stay *s = &f->stays[index];
    double *powers = &f->powers[s->begin];
    ostrov_i_offer *sorted = NULL;
    double taken = keep ? ostrov_i_fleet_energy(f, d, index) : 0.0;
    int32_t n = 0;
    for (int32_t t = s->first; t < s->until; t++) {
        double *kw = &powers[t - s->first];
        if (!keep) {
            d->vehicle_kw[t] -= *kw;
            if (s->group >= 0) {
                f->group_used[(int64_t)s->group * d->count + t] -= *kw;
            }
            *kw = 0.0;
        }
        n = offer_slot(f, d, s, t, blend, *kw, n);
        if (keep) { /* out of the sums until its powers stand */
            d->vehicle_kw[t] -= *kw;
            if (s->group >= 0) {
                f->group_used[(int64_t)s->group * d->count + t] -= *kw;
            }
        }
    }
    d->work += n;
    sorted = sort_offers(f->offers, f->spare, n);
    for (int32_t i = 0; i < n; i++) {
        const double hours = d->slots[sorted[i].slot].duration_s / 3600.0;
        const double want = (sorted[i].price < 0.0 ? s->room_kwh : s->need_kwh) - taken;
        const double kwh = ostrov_i_min(sorted[i].kw * hours, want);
        if (sorted[i].price >= s->short_price) {
            break;
        }
        if (kwh > 0.0) {
            powers[sorted[i].slot - s->first] += kwh / hours;
            taken += kwh;
        }
    }
    if (s->least_kw > 0.0) {
        keep_least(f, d, s, taken);
    }
    for (int32_t t = s->first; t < s->until; t++) {
        powers[t - s->first] = ostrov_i_min(powers[t - s->first], s->limit_kw);
    }
    count_stay(f, d, s, 1.0);
}

/* The cheapest profile of one stay at the node prices, within what is left of its group. Gives the worth
 * of its last kWh. */
static double aim(ostrov_i_fleet *f, const ostrov_i_dispatch *d, const ostrov_i_stay *s,
                  double *target)
{
    double worth = s->short_price; /* of the last kWh, when some stay missing */
    ostrov_i_offer *sorted = NULL;
    double taken = 0.0;
    int32_t n = 0;
    memset(target, 0, (size_t)(s->until - s->first) * sizeof *target);
    for (int32_t t = s->first; t < s->until; t++) {
        f->offers[n] = (ostrov_i_offer){d->outcomes[t].node_price, 0.0, ostrov_i_fleet_headroom(f, d, s, t), t, 0};
        n++;
    }
    sorted = sort_offers(f->offers, f->spare, n);
    for (int32_t k = 0; k < n; k++) {
        const double hours = d->slots[sorted[k].slot].duration_s / 3600.0;
        const double price = sorted[k].price;
        const double goal = price < 0.0 ? s->room_kwh : (price < s->short_price ? s->need_kwh : 0.0);
        const double kwh = ostrov_i_min(sorted[k].kw * hours, goal - taken);
        if (!(kwh > 0.0)) {
            continue;
        }
        if (taken + kwh >= s->need_kwh - 1e-9) {
            /* with the room filled as well a vehicle is paid to charge, else the need has its price */
            worth = taken + kwh >= s->room_kwh - 1e-9 ? ostrov_i_min(price, worth) : price;
            worth = price < 0.0 && taken + kwh < s->room_kwh - 1e-9 ? 0.0 : worth;
        }
        target[sorted[k].slot - s->first] = kwh / hours;
        taken += kwh;
        if (s->group >= 0) {
            f->group_used[(int64_t)s->group * d->count + sorted[k].slot] += kwh / hours;
        }
    }
    return ostrov_i_min(worth, s->short_price);
}

void ostrov_i_fleet_approach(ostrov_i_fleet *f, ostrov_i_dispatch *d, double share, double *target)
{
    memset(f->group_used, 0, (size_t)f->groups * (size_t)d->count * sizeof(double));
    for (int32_t i = 0; i < f->count; i++) {
        ostrov_i_stay *s = &f->stays[f->order[i]];
        double *powers = &f->powers[s->begin];
        s->bid += share * (aim(f, d, s, target) - s->bid);
        d->work += s->until - s->first;
        for (int32_t t = 0; t < s->until - s->first; t++) {
            powers[t] += share * (target[t] - powers[t]);
        }
    }
}

int32_t ostrov_i_fleet_cut(ostrov_i_fleet *f, ostrov_i_dispatch *d)
{
    int32_t any = 0;
    for (int32_t t = 0; t < d->count; t++) {
        double left = d->outcomes[t].used[OSTROV_I_CUT];
        while (left > 1e-9) {
            int32_t worst = -1;
            for (int32_t i = 0; i < f->count; i++) {
                const ostrov_i_stay *s = &f->stays[i];
                if (t >= s->first && t < s->until && f->powers[s->begin + t - s->first] > 0.0 &&
                    (worst < 0 || s->short_price < f->stays[worst].short_price ||
                     (s->short_price == f->stays[worst].short_price &&
                      s->until > f->stays[worst].until))) {
                    worst = i;
                }
            }
            if (worst < 0) {
                break;
            }
            {
                const ostrov_i_stay *s = &f->stays[worst];
                double *kw = &f->powers[s->begin + t - s->first];
                const double was = *kw;
                *kw = ostrov_i_max(0.0, *kw - left);
                if (*kw < s->least_kw) {
                    *kw = 0.0;
                }
                left -= was - *kw;
                any = 1;
            }
        }
    }
    return any;
}

double ostrov_i_fleet_short(const ostrov_i_fleet *f, const ostrov_i_dispatch *d)
{
    double money = 0.0;
    for (int32_t i = 0; i < f->count; i++) {
        const ostrov_i_stay *s = &f->stays[i];
        money += ostrov_i_max(0.0, s->need_kwh - ostrov_i_fleet_energy(f, d, i)) * s->short_price;
    }
    return money;
}
