/* The program's stores: battery, batteries beside it, vehicles that give back.
 *
 * Stored energy is a sum of segments between the points where its worth changes (window, reserve
 * floor, wish for the last edge): what it costs to be below or above is convex, so the segments
 * fill in order and need no row of their own.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/lp_model.h"

#define KILO 1000.0

/* Points of a cell, rising, and what one kWh more costs just above each. */
typedef struct shape {
    int32_t count;
    double point[OSTROV_I_LP_SEGMENTS + 1];
    double slope[OSTROV_I_LP_SEGMENTS + 1];
    double base; /* cost at the first point */
} shape;

double ostrov_i_model_keep(const ostrov_i_model *m, const ostrov_i_lp_store *s, int32_t slot)
{
    if (s == m->stores && m->site->has_battery) {
        return m->slots[slot].keep_ratio;
    }
    return s->log_keep_per_s < 0.0 ? ostrov_exp(s->log_keep_per_s * m->slots[slot].duration_s)
                                   : 1.0;
}

static int32_t is_first(const ostrov_i_model *m, const ostrov_i_lp_store *s)
{
    return s == m->stores && m->site->has_battery;
}

/* The reserve rests on several batteries: rows of their own say so. */
static int32_t shares_reserve(const ostrov_i_model *m)
{
    return m->site->problem.batteries_count > 0;
}

/* price · max(0, point − e) or, above, price · max(0, e − point). */
static void add_kink(shape *k, double point, double price, int32_t above)
{
    const double low = k->point[0];
    const double high = k->point[k->count - 1];
    int32_t at = 0;
    if (price == 0.0) {
        return;
    }
    k->base += price * (above ? ostrov_i_max(0.0, low - point) : ostrov_i_max(0.0, point - low));
    if (point > low && point < high) {
        at = k->count - 1;
        while (k->point[at - 1] > point) {
            at--;
        }
        for (int32_t i = k->count; i > at; i--) {
            k->point[i] = k->point[i - 1];
            k->slope[i] = k->slope[i - 1];
        }
        k->point[at] = point;
        k->slope[at] = k->slope[at - 1];
        k->count++;
    }
    for (int32_t i = 0; i < k->count; i++) {
        k->slope[i] +=
            above ? (k->point[i] >= point ? price : 0.0) : (k->point[i] < point ? -price : 0.0);
    }
}

static shape shape_of(const ostrov_i_model *m, const ostrov_i_lp_store *s, int32_t slot)
{
    const ostrov_plan_slot *at = &m->slots[slot];
    const double penalty = m->site->problem.reserve_price_per_kwh_h * at->duration_s / 3600.0;
    const int32_t own = is_first(m, s);
    shape k = {.count = 2};
    k.point[0] = own ? at->stored_min_wh / KILO : s->low_kwh;
    k.point[1] = ostrov_i_max(k.point[0], own ? at->stored_max_wh / KILO : s->high_kwh);
    if (own && !shares_reserve(m)) {
        add_kink(&k, at->floor_wh / KILO, penalty, 0);
    } else if (!own && s->vehicle < 0) {
        add_kink(&k, s->window_low_kwh, penalty, 0);
    }
    if (s->vehicle < 0) {
        add_kink(&k, s->window_high_kwh, penalty, 1);
    }
    if (slot + 1 == s->until) {
        add_kink(&k, s->want_kwh, s->want_price, 0);
        k.base -= s->terminal_price * k.point[0];
        for (int32_t i = 0; i < k.count; i++) {
            k.slope[i] -= s->terminal_price;
        }
    }
    return k;
}

static void open_store(ostrov_i_model *m, ostrov_i_lp_store store)
{
    store.cell = m->cells_count;
    m->stores[m->stores_count++] = store;
    for (int32_t t = store.first; t < store.until; t++) {
        m->cells[m->cells_count++] = (ostrov_i_lp_cell){-1, -1, 0, 0, -1, 0, -1, 0.0};
    }
}

static void open_first(ostrov_i_model *m)
{
    const ostrov_i_site *site = m->site;
    const ostrov_problem *p = &site->problem;
    open_store(m, (ostrov_i_lp_store){.until = p->count,
                                      .vehicle = -1,
                                      .charge_kw = site->charge_w / KILO,
                                      .discharge_kw = site->discharge_w / KILO,
                                      .charge_ratio = site->charge_ratio,
                                      .discharge_ratio = site->discharge_ratio,
                                      .start_kwh = site->start_wh / KILO,
                                      .window_high_kwh = site->max_wh / KILO,
                                      .want_kwh = site->end_wh / KILO,
                                      .want_price = p->shed_price_per_kwh,
                                      .terminal_price = p->terminal_price_per_kwh,
                                      .wear_price = p->wear_price_per_kwh});
}

static void open_further(ostrov_i_model *m, int32_t index)
{
    ostrov_plan_battery b;
    ostrov_i_site_battery(m->site, index, &b);
    open_store(m, (ostrov_i_lp_store){.until = m->site->problem.count,
                                      .vehicle = -1,
                                      .charge_kw = b.charge_limit_w / KILO,
                                      .discharge_kw = b.discharge_limit_w / KILO,
                                      .charge_ratio = b.charge_efficiency_ratio,
                                      .discharge_ratio = b.discharge_efficiency_ratio,
                                      .log_keep_per_s = b.self_discharge_per_s > 0.0
                                                            ? ostrov_log1p(-b.self_discharge_per_s)
                                                            : 0.0,
                                      .start_kwh = b.start_wh / KILO,
                                      .high_kwh = b.capacity_wh / KILO,
                                      .window_low_kwh = b.min_wh / KILO,
                                      .window_high_kwh = b.max_wh / KILO,
                                      .terminal_price = b.terminal_price_per_kwh,
                                      .wear_price = b.wear_price_per_kwh});
}

static void open_vehicle(ostrov_i_model *m, int32_t index)
{
    const ostrov_plan_vehicle *v = &m->vehicles[index];
    open_store(
        m, (ostrov_i_lp_store){
               .first = m->first[index],
               .until = m->until[index],
               .vehicle = index,
               .charge_kw = (v->charge_min_w > v->charge_limit_w ? 0.0 : v->charge_limit_w) / KILO,
               .discharge_kw = v->discharge_limit_w / KILO,
               .charge_ratio = v->charge_efficiency_ratio,
               .discharge_ratio = v->discharge_efficiency_ratio,
               .start_kwh = v->arrive_wh / KILO,
               .low_kwh = ostrov_i_min(v->least_wh, v->arrive_wh) / KILO,
               .high_kwh = ostrov_i_max(v->capacity_wh, v->arrive_wh) / KILO,
               .want_kwh = v->depart_wh / KILO,
               .want_price = v->short_price_per_kwh,
               .wear_price = v->wear_price_per_kwh});
}

void ostrov_i_model_stores_open(ostrov_i_model *m)
{
    const ostrov_problem *p = &m->site->problem;
    m->stores_count = 0;
    m->cells_count = 0;
    if (m->site->has_battery) {
        open_first(m);
    }
    for (int32_t i = 0; i < p->batteries_count; i++) {
        open_further(m, i);
    }
    for (int32_t i = 0; i < p->vehicles_count; i++) {
        if (m->vehicles[i].discharge_limit_w > 0.0 && m->until[i] > m->first[i]) {
            open_vehicle(m, i);
        }
    }
}

/* Charging or discharging falls with the SoC at the slot's begin: a row for each line of the taper. */
static void add_taper(ostrov_i_model *m, const ostrov_i_lp_cell *before, int32_t column,
                      int32_t count, int32_t out)
{
    const ostrov_i_site *site = m->site;
    for (int32_t i = 1; i < site->problem.tapers_count && column >= 0; i++) {
        const ostrov_plan_taper *a = &site->tapers[i - 1];
        const ostrov_plan_taper *b = &site->tapers[i];
        const double begin = out ? a->discharge_limit_w : a->charge_limit_w;
        const double end = out ? b->discharge_limit_w : b->charge_limit_w;
        const double slope = (end - begin) / (b->soc_ratio - a->soc_ratio) / site->capacity_wh;
        const double base = (begin - slope * a->soc_ratio * site->capacity_wh) / KILO;
        const int32_t first = m->entries;
        const int32_t row = ostrov_i_model_row(m, base + slope * before->low_kwh, 0.0);
        ostrov_i_model_entries(m, row, column, count, 1.0);
        for (int32_t k = 0; k < before->segments; k++) {
            ostrov_i_model_entry(m, row, before->stored + k, -slope);
        }
        ostrov_i_model_close(m, row, first);
    }
}

static void add_straight(ostrov_i_model *m, const ostrov_i_lp_store *s, int32_t slot, double in,
                         double out)
{
    ostrov_i_lp_cell *c = &m->cells[s->cell + slot - s->first];
    const double hours = m->slots[slot].duration_s / 3600.0;
    if (in > 0.0) {
        c->charges = 1;
        c->charge = ostrov_i_model_column(m, in, 0.0);
        ostrov_i_model_entry(m, slot, c->charge, -1.0);
        ostrov_i_model_entry(m, c->row, c->charge, -s->charge_ratio * hours);
    } else {
        ostrov_i_model_skip(m);
    }
    if (out > 0.0) {
        c->discharges = 1;
        c->discharge = ostrov_i_model_column(m, out, s->wear_price * hours / s->discharge_ratio);
        ostrov_i_model_entry(m, slot, c->discharge, 1.0);
        ostrov_i_model_entry(m, c->row, c->discharge, hours / s->discharge_ratio);
    } else {
        ostrov_i_model_skip(m);
    }
    if (c->charge >= 0 && c->discharge >= 0) {
        ostrov_i_model_choice(m, OSTROV_I_CHOICE_EITHER, c->charge, c->discharge, 0.0);
    }
}

static void add_powers(ostrov_i_model *m, const ostrov_i_lp_store *s, int32_t slot)
{
    const ostrov_i_lp_cell *c = &m->cells[s->cell + slot - s->first];
    double in = s->charge_kw;
    double out = s->discharge_kw;
    if (!is_first(m, s)) {
        add_straight(m, s, slot, in, out);
        return;
    }
    in = m->slots[slot].charge_limit_w / KILO;
    out = m->slots[slot].discharge_limit_w / KILO;
    if (slot == 0) { /* the SoC is known */
        double charge_w = 0.0;
        double discharge_w = 0.0;
        ostrov_i_site_taper(m->site, KILO * s->start_kwh / m->site->capacity_wh, &charge_w,
                            &discharge_w);
        in = ostrov_i_min(in, charge_w / KILO);
        out = ostrov_i_min(out, discharge_w / KILO);
    }
    if (m->site->problem.efficiencies_count > 0) {
        ostrov_i_model_corners(m, s, slot, in, out);
    } else {
        add_straight(m, s, slot, in, out);
    }
    if (slot > 0) {
        add_taper(m, c - 1, c->charge, c->charges, 0);
        add_taper(m, c - 1, c->discharge, c->discharges, 1);
    }
}

/* A vehicle that gives back is known by its stay, a battery by its number. */
static void place(ostrov_i_model *m, const ostrov_i_lp_store *s, int32_t slot)
{
    if (s->vehicle < 0) {
        ostrov_i_model_place_slot(m, OSTROV_I_PART_STORE, (int32_t)(s - m->stores), slot);
    } else {
        ostrov_i_model_place_slot(m, OSTROV_I_PART_VEHICLE,
                                  ostrov_i_model_stay_name(m, s->vehicle), slot);
    }
}

static void add_cell(ostrov_i_model *m, const ostrov_i_lp_store *s, int32_t slot)
{
    ostrov_i_lp_cell *c = &m->cells[s->cell + slot - s->first];
    const shape k = shape_of(m, s, slot);
    const int32_t last = slot + 1 == s->until;
    const double kept = last ? 0.0 : ostrov_i_model_keep(m, s, slot + 1);
    place(m, s, slot);
    m->rows_here = 1; /* its first row is there */
    add_powers(m, s, slot);
    c->low_kwh = k.point[0];
    m->constant += k.base;
    m->lp.right[c->row] -= c->low_kwh;
    if (!last) {
        m->lp.right[c[1].row] += kept * c->low_kwh;
    }
    for (int32_t i = 0; i + 1 < k.count; i++) {
        const int32_t j = ostrov_i_model_column(m, k.point[i + 1] - k.point[i], k.slope[i]);
        c->stored = i == 0 ? j : c->stored;
        c->segments = i + 1;
        ostrov_i_model_entry(m, c->row, j, 1.0);
        if (!last) {
            ostrov_i_model_entry(m, c[1].row, j, -kept);
        }
    }
}

/* What is short of a reserve that rests on all batteries, as energy in the first one's cells. */
static void add_reserve(ostrov_i_model *m, int32_t slot)
{
    const ostrov_i_site *site = m->site;
    const ostrov_plan_slot *s = &m->slots[slot];
    const double penalty = site->problem.reserve_price_per_kwh_h * s->duration_s / 3600.0;
    const double span = site->floor_max_wh / KILO;
    const int32_t first = m->entries;
    int32_t reserve = 0;
    int32_t window = 0;
    int32_t lack = 0;
    ostrov_i_model_place_slot(m, OSTROV_I_PART_RESERVE, 0, slot);
    reserve = ostrov_i_model_row(m, -s->floor_wh / KILO, 0.0);
    window = ostrov_i_model_row(m, -site->min_wh / KILO, 0.0);
    lack = ostrov_i_model_column(m, 4.0 * span, penalty);
    ostrov_i_model_entry(m, reserve, lack, -1.0);
    ostrov_i_model_entry(m, window, lack, -1.0);
    for (int32_t k = 0; k <= site->problem.batteries_count; k++) {
        const ostrov_i_lp_cell *c = &m->cells[m->stores[k].cell + slot];
        const double worth = k == 0 ? 1.0 : m->stores[k].discharge_ratio / site->discharge_ratio;
        const double low = k == 0 ? c->low_kwh : c->low_kwh - m->stores[k].window_low_kwh;
        m->lp.right[reserve] += worth * low;
        m->lp.right[window] += k == 0 ? low : 0.0;
        for (int32_t i = 0; i < c->segments; i++) {
            ostrov_i_model_entry(m, reserve, c->stored + i, -worth);
            if (k == 0) {
                ostrov_i_model_entry(m, window, c->stored + i, -1.0);
            }
        }
    }
    ostrov_i_model_close(m, reserve, first);
    ostrov_i_model_close(m, window, first);
}

/* Energy out of the cells beyond what the warranty leaves. */
static void add_throughput(ostrov_i_model *m)
{
    const ostrov_problem *p = &m->site->problem;
    const double most = 1e-3 * p->throughput_wh;
    double sum = 0.0;
    int32_t row = 0;
    if ((m->site->features & OSTROV_FEATURE_THROUGHPUT) == 0) {
        return;
    }
    for (int32_t t = 0; t < p->count; t++) {
        const double w = ostrov_i_site_cells_w(m->site, KILO * m->stores[0].discharge_kw);
        sum -= w / KILO * m->slots[t].duration_s / 3600.0;
    }
    ostrov_i_model_place(m, OSTROV_I_PART_THROUGHPUT, 0, 0);
    row = ostrov_i_model_row(m, most, most + sum);
    ostrov_i_model_entry(m, row, ostrov_i_model_column(m, sum, p->throughput_price_per_kwh), -1.0);
    for (int32_t t = 0; t < p->count; t++) {
        const ostrov_i_lp_cell *c = &m->cells[m->stores[0].cell + t];
        const double hours = m->slots[t].duration_s / 3600.0;
        for (int32_t j = c->discharge; j < c->discharge + c->discharges; j++) {
            const double kw = m->lp.upper[j]; /* a corner, or the only one */
            ostrov_i_model_entry(m, row, j,
                                 -ostrov_i_site_cells_w(m->site, KILO * kw) / KILO / kw * hours);
        }
    }
}

void ostrov_i_model_stores(ostrov_i_model *m)
{
    for (int32_t k = 0; k < m->stores_count; k++) {
        const ostrov_i_lp_store *s = &m->stores[k];
        for (int32_t t = s->first; t < s->until; t++) {
            ostrov_i_lp_cell *c = &m->cells[s->cell + t - s->first];
            const double start = t == s->first ? ostrov_i_model_keep(m, s, t) * s->start_kwh : 0.0;
            place(m, s, t);
            c->row = ostrov_i_model_row(m, start, 0.0);
        }
        for (int32_t t = s->first; t < s->until && !m->overflow; t++) {
            add_cell(m, s, t);
        }
    }
    for (int32_t t = 0; t < m->site->problem.count && m->site->has_battery; t++) {
        if (shares_reserve(m)) {
            add_reserve(m, t);
        }
    }
    add_throughput(m);
}
