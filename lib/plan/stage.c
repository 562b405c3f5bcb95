/* One slot of a site: see stage.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/stage.h"

#include <string.h>

void ostrov_i_stage_open(const ostrov_i_site *site, const ostrov_plan_slot *slot,
                         ostrov_i_stage *stage)
{
    const ostrov_problem *p = &site->problem;
    stage->hours = slot->duration_s / 3600.0;
    stage->demand_kw = slot->load_w / 1000.0;
    stage->price[OSTROV_I_NO_EXPORT] = slot->export_price_per_kwh;
    stage->price[OSTROV_I_IMPORT] = slot->import_price_per_kwh;
    stage->price[OSTROV_I_PV] = -p->curtail_price_per_kwh;
    stage->price[OSTROV_I_SHED] = p->shed_price_per_kwh;
    stage->price[OSTROV_I_SHED_CRITICAL] = p->shed_critical_price_per_kwh;
    stage->price[OSTROV_I_CUT] = 0.0;
    stage->kw[OSTROV_I_NO_EXPORT] = slot->export_limit_w / 1000.0;
    stage->kw[OSTROV_I_IMPORT] = slot->import_limit_w / 1000.0;
    stage->kw[OSTROV_I_PV] = slot->pv_w / 1000.0;
    stage->kw[OSTROV_I_SHED] = (slot->load_w - slot->critical_w) / 1000.0;
    stage->kw[OSTROV_I_SHED_CRITICAL] = slot->critical_w / 1000.0;
    stage->kw[OSTROV_I_CUT] = 0.0;
    stage->bids = NULL;
    stage->bid_count = 0;
    stage->charge_kw = slot->charge_limit_w / 1000.0;
    stage->discharge_kw = slot->discharge_limit_w / 1000.0;
    stage->charge_ratio = site->charge_ratio;
    stage->discharge_ratio = site->discharge_ratio;
    stage->wear_price = p->wear_price_per_kwh;
}

void ostrov_i_stage_supply(const ostrov_i_stage *stage, int32_t mode, ostrov_i_supply *supply)
{
    int32_t n = 0;
    supply->begin_kw = 0.0;
    supply->begin_price = -stage->price[OSTROV_I_PV] * stage->kw[OSTROV_I_PV];
    if (mode != 1) {
        supply->begin_kw -= stage->kw[OSTROV_I_NO_EXPORT];
        supply->begin_price -= stage->price[OSTROV_I_NO_EXPORT] * stage->kw[OSTROV_I_NO_EXPORT];
    }
    supply->end_kw = supply->begin_kw;
    for (int32_t i = 0; i < OSTROV_I_SOURCES + stage->bid_count; i++) {
        const int32_t bid = i - OSTROV_I_SOURCES;
        const double price = bid < 0 ? stage->price[i] : stage->bids[bid].price;
        const double kw = bid < 0 ? stage->kw[i] : stage->bids[bid].kw;
        int32_t k = n;
        if (!(kw > 0.0) || (mode == 1 && i == OSTROV_I_NO_EXPORT) ||
            (mode == 2 && i == OSTROV_I_IMPORT)) {
            continue;
        }
        while (k > 0 && supply->price[k - 1] > price) {
            supply->price[k] = supply->price[k - 1];
            supply->kw[k] = supply->kw[k - 1];
            supply->source[k] = supply->source[k - 1];
            k--;
        }
        supply->price[k] = price;
        supply->kw[k] = kw;
        supply->source[k] = bid < 0 ? i : OSTROV_I_CUT;
        supply->end_kw += kw;
        n++;
    }
    supply->count = n;
}

/* Writes the cost by energy into the cells for one supply. Gives the index of the point x = 0. */
static int32_t write_curve(const ostrov_i_stage *g, const ostrov_i_supply *supply,
                           ostrov_i_piece *piece)
{
    const double zero = g->demand_kw;
    const double lo = ostrov_i_max(supply->begin_kw, zero - g->discharge_kw);
    const double hi = ostrov_i_min(supply->end_kw, zero + g->charge_kw);
    const double out_kwh = g->hours / g->discharge_ratio; /* out of the cells for a kW at the bus */
    const double in_kwh = g->hours * g->charge_ratio;
    double kw = supply->begin_kw;
    double money = supply->begin_price;
    int32_t n = 0;
    int32_t middle = 0;
    int32_t begun = 0;
    for (int32_t i = 0; i < supply->count && kw < hi; i++) {
        const double end = kw + supply->kw[i];
        const double corners[3] = {ostrov_i_max(kw, lo), zero, ostrov_i_min(end, hi)};
        for (int32_t k = 0; k < 2;
             k++) { /* the part below zero battery power, then the part above */
            const double a = k == 0 ? corners[0] : ostrov_i_max(corners[0], zero);
            const double b = k == 0 ? ostrov_i_min(corners[2], zero) : corners[2];
            const double scale = k == 0 ? out_kwh : in_kwh;
            ostrov_i_point *p = &piece->points[n];
            if (!(b > a)) {
                continue;
            }
            if (!begun) {
                p->x = (a - zero) * scale;
                p->v = (money + supply->price[i] * (a - kw)) * g->hours;
                p->v -= k == 0 ? p->x * g->wear_price : 0.0;
                begun = 1;
            }
            p->s = k == 0 ? supply->price[i] * g->discharge_ratio - g->wear_price
                          : supply->price[i] / g->charge_ratio;
            p[1].x = (b - zero) * scale;
            p[1].v = p->v + p->s * (p[1].x - p->x);
            p[1].s = p->s;
            n++;
            middle = b <= zero ? n : middle;
        }
        money += supply->price[i] * supply->kw[i];
        kw = end;
    }
    if (!begun) { /* no battery, or nothing it could do */
        double v = supply->begin_price;
        double left = zero - supply->begin_kw;
        for (int32_t i = 0; i < supply->count && left > 0.0; i++) {
            v += ostrov_i_min(left, supply->kw[i]) * supply->price[i];
            left -= supply->kw[i];
        }
        piece->points[0].x = 0.0;
        piece->points[0].v = v * g->hours;
        piece->points[0].s = 0.0;
    }
    piece->count = n + 1;
    return middle;
}

int32_t ostrov_i_stage_pieces(const ostrov_i_stage *stage, ostrov_i_piece *pieces)
{
    const int32_t split = stage->price[OSTROV_I_IMPORT] < stage->price[OSTROV_I_NO_EXPORT] &&
                          stage->kw[OSTROV_I_IMPORT] > 0.0 && stage->kw[OSTROV_I_NO_EXPORT] > 0.0;
    int32_t n = 0;
    for (int32_t mode = split; mode <= 2 * split; mode++) {
        ostrov_i_supply supply;
        ostrov_i_piece *piece = &pieces[n];
        int32_t middle = 0;
        ostrov_i_stage_supply(stage, mode, &supply);
        piece->mode = mode;
        middle = write_curve(stage, &supply, piece);
        n++;
        if (middle > 0 && middle + 1 < piece->count &&
            piece->points[middle].s < piece->points[middle - 1].s) {
            /* charging while discharging would pay: two pieces that meet at rest */
            ostrov_i_piece *second = &pieces[n];
            second->mode = mode;
            second->count = piece->count - middle;
            memcpy(second->points, &piece->points[middle],
                   (size_t)second->count * sizeof second->points[0]);
            piece->count = middle + 1;
            n++;
        }
    }
    return n;
}

void ostrov_i_supply_at(const ostrov_i_supply *supply, double kw, double used[OSTROV_I_SOURCES],
                        double *less, double *more)
{
    double left = kw - supply->begin_kw;
    memset(used, 0, OSTROV_I_SOURCES * sizeof used[0]);
    *less = supply->count > 0 ? supply->price[0] : 0.0;
    *more = supply->count > 0 ? supply->price[supply->count - 1] : 0.0;
    if (left <= 0.0) {
        *more = *less;
        return;
    }
    for (int32_t i = 0; i < supply->count; i++) {
        const double take = ostrov_i_min(left, supply->kw[i]);
        used[supply->source[i]] += take;
        left -= take;
        *less = supply->price[i];
        if (left <= 0.0) {
            *more = take < supply->kw[i] || i + 1 == supply->count ? supply->price[i]
                                                                   : supply->price[i + 1];
            return;
        }
    }
}
