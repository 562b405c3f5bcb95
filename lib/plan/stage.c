/* One slot of a site: see stage.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/stage.h"

#include <string.h>

#define KILO 0.001 /* kW in a W */

void ostrov_i_cells_open(const ostrov_i_site *site, ostrov_i_cells *cells)
{
    const int32_t n = site->problem.efficiencies_count;
    int32_t count = 0;
    for (int32_t i = n; i >= -n; i--) { /* from the deepest discharge up */
        const ostrov_plan_efficiency *e = i == 0 ? NULL : &site->efficiencies[(i > 0 ? i : -i) - 1];
        const double kw = e == NULL ? 0.0 : (i > 0 ? -e->power_w : e->power_w) * KILO;
        cells->bus_kw[count + 1] = kw;
        cells->cells_kw[count + 1] = ostrov_i_site_cells_w(site, -kw / KILO) * KILO;
        cells->zero = i == 0 ? count + 1 : cells->zero;
        count++;
    }
    /* beyond the last row its ratios hold: a corner farther out than any limit */
    for (int32_t end = 0; end < 2; end++) {
        const int32_t at = end == 0 ? 0 : count + 1;
        cells->bus_kw[at] = end == 0 ? -2e6 : 2e6;
        cells->cells_kw[at] = ostrov_i_site_cells_w(site, -cells->bus_kw[at] / KILO) * KILO;
    }
    cells->count = count + 2;
    for (int32_t i = 0; i + 1 < cells->count; i++) {
        cells->bus_per_cells[i] = (cells->bus_kw[i + 1] - cells->bus_kw[i]) /
                                  (cells->cells_kw[i + 1] - cells->cells_kw[i]);
    }
    if (n == 0) { /* two straight lines: to the last bit what the efficiencies say */
        cells->bus_per_cells[0] = site->discharge_ratio;
        cells->bus_per_cells[1] = 1.0 / site->charge_ratio;
    }
    for (int32_t i = 0; i + 1 < cells->count; i++) {
        cells->cells_per_bus[i] = 1.0 / cells->bus_per_cells[i];
    }
}

double ostrov_i_cells_bus_kw(const ostrov_i_stage *stage, double kw)
{
    const ostrov_i_cells *c = stage->cells;
    int32_t i = c->zero;
    double bus = 0.0;
    if (kw == 0.0) {
        return 0.0;
    }
    while (kw < 0.0 && i > 0 && c->cells_kw[i] > kw) {
        i--;
    }
    while (kw > 0.0 && i + 2 < c->count && c->cells_kw[i + 1] < kw) {
        i++;
    }
    if (i == c->zero || i + 1 == c->zero) {
        bus = kw * c->bus_per_cells[i];
    } else {
        bus = c->bus_kw[i] + (kw - c->cells_kw[i]) * c->bus_per_cells[i];
    }
    return ostrov_i_clamp(-bus, -stage->charge_kw, stage->discharge_kw);
}

void ostrov_i_stage_open(const ostrov_i_site *site, const ostrov_i_cells *cells,
                         const ostrov_plan_slot *slot, ostrov_i_stage *stage)
{
    const ostrov_problem *p = &site->problem;
    const double ordinary_kw = (slot->load_w - slot->critical_w) * KILO;
    stage->hours = slot->duration_s * (1.0 / 3600.0);
    stage->demand_kw = slot->load_w * KILO;
    stage->running_kw = p->battery_running_w * KILO;
    stage->price[OSTROV_I_NO_EXPORT] = slot->export_price_per_kwh;
    stage->price[OSTROV_I_IMPORT] = slot->import_price_per_kwh;
    stage->price[OSTROV_I_PV] = -p->curtail_price_per_kwh;
    stage->price[OSTROV_I_SHED] = site->tiers[0].price_per_kwh;
    stage->price[OSTROV_I_SHED_CRITICAL] = p->shed_critical_price_per_kwh;
    stage->price[OSTROV_I_CUT] = 0.0;
    stage->kw[OSTROV_I_NO_EXPORT] = slot->export_limit_w * KILO;
    stage->kw[OSTROV_I_IMPORT] = slot->import_limit_w * KILO;
    stage->kw[OSTROV_I_PV] = slot->pv_w * KILO;
    stage->kw[OSTROV_I_SHED] = ordinary_kw * site->tiers[0].share_ratio;
    stage->kw[OSTROV_I_SHED_CRITICAL] = slot->critical_w * KILO;
    stage->kw[OSTROV_I_CUT] = 0.0;
    stage->bids = NULL;
    stage->bid_count = 0;
    stage->tier_count = p->tiers_count;
    for (int32_t i = 0; i < p->tiers_count; i++) {
        stage->tiers[i] = (ostrov_i_bid){site->tiers[i + 1].price_per_kwh,
                                         ordinary_kw * site->tiers[i + 1].share_ratio};
    }
    stage->charge_kw = slot->charge_limit_w * KILO;
    stage->discharge_kw = slot->discharge_limit_w * KILO;
    stage->wear_price = p->wear_price_per_kwh;
    stage->wanted_kwh = 0.0;
    stage->calm_price = 0.0;
    stage->cells = cells;
}

/* Puts a source into its place. */
static void add_source(ostrov_i_supply *supply, int32_t source, double price, double kw)
{
    int32_t k = supply->count;
    if (!(kw > 0.0)) {
        return;
    }
    for (; k > 0 && supply->price[k - 1] > price; k--) {
        supply->price[k] = supply->price[k - 1];
        supply->kw[k] = supply->kw[k - 1];
        supply->source[k] = supply->source[k - 1];
    }
    supply->price[k] = price;
    supply->kw[k] = kw;
    supply->source[k] = source;
    supply->end_kw += kw;
    supply->count++;
}

void ostrov_i_stage_supply(const ostrov_i_stage *stage, int32_t mode, ostrov_i_supply *supply)
{
    const double *price = stage->price;
    const double *kw = stage->kw;
    supply->count = 0;
    supply->begin_kw = mode == 1 ? 0.0 : -kw[OSTROV_I_NO_EXPORT];
    supply->begin_price = -price[OSTROV_I_PV] * kw[OSTROV_I_PV];
    supply->begin_price -= mode == 1 ? 0.0 : price[OSTROV_I_NO_EXPORT] * kw[OSTROV_I_NO_EXPORT];
    supply->end_kw = supply->begin_kw;
    add_source(supply, OSTROV_I_PV, price[OSTROV_I_PV], kw[OSTROV_I_PV]);
    if (mode != 1) {
        add_source(supply, OSTROV_I_NO_EXPORT, price[OSTROV_I_NO_EXPORT], kw[OSTROV_I_NO_EXPORT]);
    }
    if (mode != 2) {
        add_source(supply, OSTROV_I_IMPORT, price[OSTROV_I_IMPORT], kw[OSTROV_I_IMPORT]);
    }
    for (int32_t i = OSTROV_I_SHED; i < OSTROV_I_SOURCES; i++) {
        add_source(supply, i, price[i], kw[i]);
    }
    for (int32_t i = 0; i < stage->tier_count; i++) {
        add_source(supply, OSTROV_I_SHED, stage->tiers[i].price, stage->tiers[i].kw);
    }
    for (int32_t i = 0; i < stage->bid_count; i++) {
        add_source(supply, OSTROV_I_CUT, stage->bids[i].price, stage->bids[i].kw);
    }
}

/* Money an hour when the site gives kw. */
static double supply_money(const ostrov_i_supply *supply, double kw)
{
    double money = supply->begin_price;
    double left = kw - supply->begin_kw;
    for (int32_t i = 0; i < supply->count && left > 0.0; i++) {
        money += ostrov_i_min(left, supply->kw[i]) * supply->price[i];
        left -= supply->kw[i];
    }
    return money;
}

/* Writes the cost by energy into the cells for charging powers c_lo … c_hi at the bus, as far as the supply
 * reaches. Gives the number of points, 0 when it reaches nothing of it. */
static int32_t write_curve(const ostrov_i_stage *g, const ostrov_i_supply *supply, double extra_kw,
                           double c_lo, double c_hi, ostrov_i_point *p)
{
    const ostrov_i_cells *cells = g->cells;
    const double demand = g->demand_kw + extra_kw;
    const double lo = ostrov_i_max(c_lo, supply->begin_kw - demand);
    const double reach = ostrov_i_min(c_hi, supply->end_kw - demand);
    const double hi = reach < lo && reach > lo - 1e-9 ? lo : reach; /* rounding is no lack of supply */
    double c = lo;
    double end = supply->begin_kw - demand; /* of source i, as charging power */
    double money = supply->begin_price;
    int32_t i = -1;
    int32_t k = 0;
    int32_t n = 0;
    if (lo > hi) {
        return 0;
    }
    while (k + 2 < cells->count && cells->bus_kw[k + 1] <= lo) {
        k++;
    }
    while (i + 1 < supply->count && (i < 0 || end <= lo)) {
        i++;
        end += supply->kw[i];
        money += supply->price[i] * supply->kw[i];
    }
    p[0].x = cells->bus_kw[k + 1] == 0.0 || k == cells->zero
                 ? lo * cells->cells_per_bus[k] * g->hours
                 : (cells->cells_kw[k] + (lo - cells->bus_kw[k]) * cells->cells_per_bus[k]) * g->hours;
    p[0].v = (i < 0 ? money : money - supply->price[i] * (end - lo)) * g->hours;
    p[0].v -= p[0].x < 0.0 ? p[0].x * g->wear_price : 0.0;
    p[0].s = 0.0;
    while (c < hi && i >= 0) {
        const double next = ostrov_i_min(hi, ostrov_i_min(end, cells->bus_kw[k + 1]));
        if (next > c) {
            p[n].s = supply->price[i] * cells->bus_per_cells[k];
            p[n].s -= k < cells->zero ? g->wear_price : 0.0;
            p[n + 1].x = p[n].x + (next - c) * cells->cells_per_bus[k] * g->hours;
            if (next == 0.0) {
                p[n + 1].x = 0.0;
            }
            p[n + 1].v = p[n].v + p[n].s * (p[n + 1].x - p[n].x);
            p[n + 1].s = p[n].s;
            n++;
            c = next;
        }
        if (c >= end && i + 1 < supply->count) {
            i++;
            end += supply->kw[i];
        } else if (c >= end) {
            break;
        }
        if (c >= cells->bus_kw[k + 1] && k + 2 < cells->count) {
            k++;
        }
    }
    return n + 1;
}

/* Cuts a curve of count points into convex pieces that meet at their ends. Gives where the next may begin. */
static ostrov_i_point *add_pieces(const ostrov_i_stage *stage, ostrov_i_cost *cost, int32_t mode,
                                  ostrov_i_point *p, int32_t count)
{
    int32_t from = 0;
    if (count == 0) {
        return p;
    }
    if (stage->calm_price > 0.0) {
        count = ostrov_i_curve_penalty(p, count, stage->wanted_kwh, stage->wanted_kwh, stage->calm_price);
    }
    do {
        int32_t to = count > 1 ? from + 1 : 0;
        while (to + 1 < count && p[to].s >= p[to - 1].s) { /* it does not jump */
            to++;
        }
        cost->pieces[cost->count] = (ostrov_i_piece){mode, to - from + 1, &p[from]};
        cost->count++;
        from = to;
    } while (from + 1 < count && cost->count < OSTROV_I_PIECES);
    return p + count;
}

void ostrov_i_stage_cost(const ostrov_i_stage *stage, ostrov_i_cost *cost)
{
    const int32_t split = stage->price[OSTROV_I_IMPORT] < stage->price[OSTROV_I_NO_EXPORT] &&
                          stage->kw[OSTROV_I_IMPORT] > 0.0 && stage->kw[OSTROV_I_NO_EXPORT] > 0.0;
    ostrov_i_supply *supply = &cost->supply;
    ostrov_i_point *p = cost->points;
    cost->count = 0;
    for (int32_t mode = split; mode <= 2 * split; mode++) {
        int32_t n = 0;
        ostrov_i_stage_supply(stage, mode, supply);
        cost->supply_mode = mode;
        if (stage->running_kw > 0.0) {
            n = write_curve(stage, supply, stage->running_kw, -stage->discharge_kw, 0.0, p);
            p = add_pieces(stage, cost, mode, p, n);
            n = write_curve(stage, supply, stage->running_kw, 0.0, stage->charge_kw, p);
            p = add_pieces(stage, cost, mode, p, n);
            n = write_curve(stage, supply, 0.0, 0.0, 0.0, p);
        } else {
            n = write_curve(stage, supply, 0.0, -stage->discharge_kw, stage->charge_kw, p);
        }
        p = add_pieces(stage, cost, mode, p, n);
    }
    if (cost->count == 0) { /* the site stands at the end of its supply but for rounding: rest */
        ostrov_i_stage_supply(stage, split, supply);
        cost->supply_mode = split;
        p[0] = (ostrov_i_point){0.0, supply_money(supply, stage->demand_kw) * stage->hours, 0.0};
        (void)add_pieces(stage, cost, split, p, 1);
    }
}

void ostrov_i_supply_at(const ostrov_i_supply *supply, double kw, double used[OSTROV_I_SOURCES],
                        double *less, double *more)
{
    const double near = 1e-9; /* kW: powers closer than this are the same corner, whatever the rounding */
    double left = kw - supply->begin_kw;
    memset(used, 0, OSTROV_I_SOURCES * sizeof used[0]);
    *less = supply->count > 0 ? supply->price[0] : 0.0;
    *more = *less;
    for (int32_t i = 0; i < supply->count && left > 0.0; i++) {
        const double take = ostrov_i_min(left, supply->kw[i]);
        used[supply->source[i]] += take;
        left -= take;
        if (left <= near) {
            *less = supply->price[i > 0 && take <= near ? i - 1 : i];
            *more = supply->price[i + 1 < supply->count && supply->kw[i] - take <= near ? i + 1 : i];
            if (i + 1 == supply->count || left <= 0.0) {
                return;
            }
        }
    }
}
