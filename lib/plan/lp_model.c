/* The program of a dispatch problem: columns, rows, choices.
 *
 * Energy in the cells is a sum of segments between the points where its worth changes (reserve floor, wish
 * for the last edge, top of the window): what it costs to be below or above is convex, so the segments
 * fill in order and need no row of their own. The same holds for vehicles: short, then wanted, then spare.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/lp_model.h"

#include <string.h>

#define KILO 1000.0

/* Rows by what they say; group and peak rows only where they can bind. */
typedef struct rows {
    int32_t balance; /* + slot */
    int32_t store;   /* + slot */
    int32_t vehicle; /* + vehicle */
} rows;

static rows rows_of(const ostrov_i_model *m)
{
    const int32_t n = m->site->problem.count;
    const int32_t stores = m->site->has_battery ? n : 0;
    return (rows){0, n, n + stores};
}

int32_t ostrov_i_model_row(ostrov_i_model *m, double right, double slack)
{
    ostrov_i_lp *lp = &m->lp;
    const int32_t row = lp->a.rows;
    if (row >= m->rows_room) {
        m->overflow = 1;
        return 0;
    }
    lp->a.rows++;
    lp->right[row] = right;
    m->slack[row] = slack;
    return row;
}

static int32_t add_column(ostrov_i_model *m, double upper, double cost)
{
    ostrov_i_lp *lp = &m->lp;
    const int32_t j = lp->a.cols;
    if (j >= m->cols_room) {
        m->overflow = 1;
        return -1;
    }
    lp->lower[j] = 0.0;
    lp->upper[j] = ostrov_i_max(0.0, upper);
    lp->cost[j] = cost;
    lp->a.cols++;
    return j;
}

void ostrov_i_model_entry(ostrov_i_model *m, int32_t row, int32_t column, double value)
{
    if (m->entries >= m->entries_room) {
        m->overflow = 1;
        return;
    }
    m->entry_row[m->entries] = row;
    m->entry_column[m->entries] = column;
    m->entry_value[m->entries] = value;
    m->entries++;
}

static void add_choice(ostrov_i_model *m, int32_t kind, int32_t first, int32_t second, double least)
{
    if (m->choices_count >= m->choices_room) {
        m->overflow = 1;
        return;
    }
    m->choices[m->choices_count++] = (ostrov_i_choice){kind, first, second, least};
}

/* Column with one entry in a balance row; none when it can only be zero. */
static int32_t add_source(ostrov_i_model *m, int32_t slot, double upper, double cost, double sign)
{
    int32_t j = -1;
    if (upper > 0.0) {
        j = add_column(m, upper, cost);
        ostrov_i_model_entry(m, slot, j, sign);
    }
    return j;
}

/* Most that vehicles can take in a slot, kW. */
static double vehicles_kw(const ostrov_i_model *m, int32_t slot)
{
    double sum = 0.0;
    for (int32_t i = 0; i < m->site->problem.vehicles_count; i++) {
        if (slot >= m->first[i] && slot < m->until[i]) {
            sum += m->vehicles[i].charge_limit_w / KILO;
        }
    }
    return sum;
}

/* Points between which the worth of stored energy is straight, rising, from the least to the most. */
static int32_t store_points(const ostrov_i_model *m, int32_t slot, double *points)
{
    const ostrov_i_site *site = m->site;
    const ostrov_plan_slot *s = &m->slots[slot];
    const double low = s->stored_min_wh;
    const double high = ostrov_i_max(s->stored_max_wh, low);
    double inner[3] = {s->floor_wh, site->max_wh, 0.0};
    int32_t count = 2;
    int32_t n = 0;
    if (slot + 1 == site->problem.count) {
        inner[count++] = site->end_wh;
    }
    points[n++] = low;
    for (int32_t round = 0; round < count; round++) {
        double next = high;
        for (int32_t k = 0; k < count; k++) {
            next = inner[k] > points[n - 1] ? ostrov_i_min(next, inner[k]) : next;
        }
        if (next < high) {
            points[n++] = next;
        }
    }
    points[n++] = high;
    return n;
}

/* Money per kWh that one more kWh saves or costs just above a point. */
static double store_slope(const ostrov_i_model *m, int32_t slot, double point)
{
    const ostrov_i_site *site = m->site;
    const ostrov_problem *p = &site->problem;
    const ostrov_plan_slot *s = &m->slots[slot];
    const double penalty = p->reserve_price_per_kwh_h * s->duration_s / 3600.0;
    double slope = 0.0;
    slope -= point < s->floor_wh ? penalty : 0.0;
    slope += point >= site->max_wh ? penalty : 0.0;
    if (slot + 1 == p->count) {
        slope -= p->terminal_price_per_kwh;
        slope -= point < site->end_wh ? p->shed_price_per_kwh : 0.0;
    }
    return slope;
}

/* What it costs to stand at a point, without the slope above it. */
static double store_cost(const ostrov_i_model *m, int32_t slot, double point)
{
    const ostrov_i_site *site = m->site;
    const ostrov_problem *p = &site->problem;
    const ostrov_plan_slot *s = &m->slots[slot];
    const double penalty = p->reserve_price_per_kwh_h * s->duration_s / 3600.0;
    double cost = penalty * (ostrov_i_max(0.0, s->floor_wh - point) +
                             ostrov_i_max(0.0, point - site->max_wh));
    if (slot + 1 == p->count) {
        cost += p->shed_price_per_kwh * ostrov_i_max(0.0, site->end_wh - point) -
                p->terminal_price_per_kwh * point;
    }
    return cost / KILO;
}

/* The battery in a slot. Rows of its store exist already. */
static void add_battery(ostrov_i_model *m, int32_t slot)
{
    const ostrov_i_site *site = m->site;
    const ostrov_plan_slot *s = &m->slots[slot];
    ostrov_i_slot_columns *c = &m->columns[slot];
    const int32_t row = rows_of(m).store + slot;
    const double hours = s->duration_s / 3600.0;
    double points[OSTROV_I_SEGMENTS + 1];
    int32_t count = 0;
    if (site->charge_w > 0.0) {
        c->charge = add_column(m, site->charge_w / KILO, 0.0);
        ostrov_i_model_entry(m, slot, c->charge, -1.0);
        ostrov_i_model_entry(m, row, c->charge, -site->charge_ratio * hours);
    }
    if (site->discharge_w > 0.0) {
        c->discharge = add_column(m, site->discharge_w / KILO,
                                  site->problem.wear_price_per_kwh * hours / site->discharge_ratio);
        ostrov_i_model_entry(m, slot, c->discharge, 1.0);
        ostrov_i_model_entry(m, row, c->discharge, hours / site->discharge_ratio);
    }
    if (c->charge >= 0 && c->discharge >= 0) {
        add_choice(m, OSTROV_I_CHOICE_EITHER, c->charge, c->discharge, 0.0);
    }
    count = store_points(m, slot, points);
    c->stored_min_kwh = points[0] / KILO;
    m->constant += store_cost(m, slot, points[0]);
    m->lp.right[row] -= c->stored_min_kwh;
    if (slot + 1 < site->problem.count) {
        m->lp.right[row + 1] += m->slots[slot + 1].keep_ratio * c->stored_min_kwh;
    }
    for (int32_t k = 0; k + 1 < count; k++) {
        const int32_t j = add_column(m, (points[k + 1] - points[k]) / KILO,
                                     store_slope(m, slot, points[k]));
        c->stored = k == 0 ? j : c->stored;
        c->segments = k + 1;
        ostrov_i_model_entry(m, row, j, 1.0);
        if (slot + 1 < site->problem.count) {
            ostrov_i_model_entry(m, row + 1, j, -m->slots[slot + 1].keep_ratio);
        }
    }
}

/* Import with the peaks it counts for; no more can be imported than is used, nor exported than is made,
 * since both at once is no plan: tighter than the limits. */
static void add_grid(ostrov_i_model *m, int32_t slot)
{
    const ostrov_i_site *site = m->site;
    const ostrov_plan_slot *s = &m->slots[slot];
    ostrov_i_slot_columns *c = &m->columns[slot];
    const double hours = s->duration_s / 3600.0;
    const double used = (s->load_w + (site->has_battery ? site->charge_w : 0.0)) / KILO +
                        vehicles_kw(m, slot);
    const double made = (s->pv_w + (site->has_battery ? site->discharge_w : 0.0)) / KILO;
    const double most = ostrov_i_min(s->import_limit_w / KILO, used);
    const double give = ostrov_i_min(s->export_limit_w / KILO, made);
    c->import = add_source(m, slot, most, s->import_price_per_kwh * hours, 1.0);
    for (int32_t i = 0; i < site->problem.peaks_count && c->import >= 0; i++) {
        const ostrov_i_model_peak *peak = &m->peaks[i];
        if (slot >= peak->first && slot < peak->until && most > peak->incurred_kw) {
            m->peak_row[peak->begin + slot - peak->first] =
                ostrov_i_model_row(m, peak->incurred_kw, 2.0 * most + peak->incurred_kw);
            ostrov_i_model_entry(m, m->peak_row[peak->begin + slot - peak->first], c->import, 1.0);
            m->peaks[i].most_kw = ostrov_i_max(peak->most_kw, most);
        }
    }
    c->export = add_source(m, slot, give, -s->export_price_per_kwh * hours, -1.0);
    if (c->import >= 0 && c->export >= 0) {
        add_choice(m, OSTROV_I_CHOICE_EITHER, c->import, c->export, 0.0);
    }
}

static void add_slot(ostrov_i_model *m, int32_t slot)
{
    const ostrov_problem *p = &m->site->problem;
    const ostrov_plan_slot *s = &m->slots[slot];
    ostrov_i_slot_columns *c = &m->columns[slot];
    const double hours = s->duration_s / 3600.0;
    *c = (ostrov_i_slot_columns){-1, -1, -1, -1, -1, -1, -1, -1, 0, 0.0};
    add_grid(m, slot);
    c->curtail = add_source(m, slot, s->pv_w / KILO, p->curtail_price_per_kwh * hours, -1.0);
    c->shed = add_source(m, slot, (s->load_w - s->critical_w) / KILO, p->shed_price_per_kwh * hours,
                         1.0);
    c->shed_critical = add_source(m, slot, s->critical_w / KILO,
                                  p->shed_critical_price_per_kwh * hours, 1.0);
    if (m->site->has_battery) {
        add_battery(m, slot);
    }
}

/* A stay: short of what is wanted, its powers, and what is charged beyond. */
static void add_vehicle(ostrov_i_model *m, int32_t i)
{
    const ostrov_plan_vehicle *v = &m->vehicles[i];
    const int32_t row = rows_of(m).vehicle + i;
    const double room = ostrov_i_max(0.0, v->capacity_wh - v->arrive_wh) / KILO;
    const double want = (v->depart_wh - v->arrive_wh) / KILO;
    const double need = ostrov_i_min(ostrov_i_max(0.0, want), room);
    const double limit = v->charge_min_w > v->charge_limit_w ? 0.0 : v->charge_limit_w / KILO;
    /* a wish above what it can hold stays short in any plan */
    m->constant += ostrov_i_max(0.0, want - room) * v->short_price_per_kwh;
    m->lp.right[row] = need;
    m->short_column[i] = add_column(m, need, v->short_price_per_kwh);
    ostrov_i_model_entry(m, row, m->short_column[i], 1.0);
    m->vehicle_column[i] = m->lp.a.cols;
    for (int32_t t = m->first[i]; t < m->until[i]; t++) {
        const int32_t j = add_column(m, limit, 0.0);
        ostrov_i_model_entry(m, t, j, -1.0);
        ostrov_i_model_entry(m, row, j, v->charge_efficiency_ratio * m->slots[t].duration_s / 3600.0);
        if (v->group >= 0 && m->group_row[(int64_t)v->group * m->site->problem.count + t] >= 0) {
            ostrov_i_model_entry(m, m->group_row[(int64_t)v->group * m->site->problem.count + t], j, 1.0);
        }
        if (v->charge_min_w > 0.0 && limit > 0.0) {
            add_choice(m, OSTROV_I_CHOICE_OFF_OR_LEAST, j, -1, v->charge_min_w / KILO);
        }
    }
    if (room > need) {
        ostrov_i_model_entry(m, row, add_column(m, room - need, 0.0), -1.0);
    }
}

/* Rows of the groups in slots where their vehicles could take more. */
static void add_groups(ostrov_i_model *m)
{
    const ostrov_problem *p = &m->site->problem;
    for (int32_t g = 0; g < p->groups_count; g++) {
        const double limit = ostrov_i_site_group_w(m->site, g) / KILO;
        for (int32_t t = 0; t < p->count; t++) {
            double sum = 0.0;
            for (int32_t i = 0; i < p->vehicles_count; i++) {
                if (m->vehicles[i].group == g && t >= m->first[i] && t < m->until[i]) {
                    sum += m->vehicles[i].charge_limit_w / KILO;
                }
            }
            m->group_row[(int64_t)g * p->count + t] = sum > limit ? ostrov_i_model_row(m, limit, limit) : -1;
        }
    }
}

static void add_peaks(ostrov_i_model *m)
{
    for (int32_t i = 0; i < m->site->problem.peaks_count; i++) {
        const ostrov_i_model_peak *peak = &m->peaks[i];
        if (peak->most_kw <= peak->incurred_kw) {
            continue;
        }
        {
        const int32_t j = add_column(m, peak->most_kw - peak->incurred_kw, peak->price);
        for (int32_t t = peak->first; t < peak->until; t++) {
            if (m->peak_row[peak->begin + t - peak->first] >= 0) {
                ostrov_i_model_entry(m, m->peak_row[peak->begin + t - peak->first], j, -1.0);
            }
        }
        }
    }
}

/* The entries in order by one of their numbers: a counting sort. */
static void sort_entries(const ostrov_i_model *m, const int32_t *by, const int32_t *other,
                         int32_t count, int32_t *start, int32_t *index, double *value)
{
    memset(start, 0, ((size_t)count + 1u) * sizeof(int32_t));
    for (int32_t k = 0; k < m->entries; k++) {
        start[by[k] + 1]++;
    }
    for (int32_t i = 0; i < count; i++) {
        start[i + 1] += start[i];
    }
    for (int32_t k = 0; k < m->entries; k++) {
        const int32_t at = start[by[k]]++;
        index[at] = other[k];
        value[at] = m->entry_value[k];
    }
    for (int32_t i = count; i > 0; i--) {
        start[i] = start[i - 1];
    }
    start[0] = 0;
}

/* A by columns and by rows, and the slacks' bounds behind those of the columns. */
static void finish(ostrov_i_model *m)
{
    ostrov_i_lp *lp = &m->lp;
    sort_entries(m, m->entry_column, m->entry_row, lp->a.cols, lp->a.start, lp->a.index, lp->a.value);
    sort_entries(m, m->entry_row, m->entry_column, lp->a.rows, lp->row_start, lp->row_column,
                 lp->row_value);
    for (int32_t r = 0; r < lp->a.rows; r++) {
        lp->lower[lp->a.cols + r] = 0.0;
        lp->upper[lp->a.cols + r] = m->slack[r];
        lp->cost[lp->a.cols + r] = 0.0;
    }
    lp->lu.rows = lp->a.rows;
}

void ostrov_i_model_extend(ostrov_i_model *m, int32_t rows)
{
    ostrov_i_lp *lp = &m->lp;
    finish(m);
    for (int32_t r = rows; r < lp->a.rows; r++) {
        lp->where[lp->a.cols + r] = r;
        lp->basic[r] = lp->a.cols + r;
        lp->weight[r] = 1.0;
        lp->shift[lp->a.cols + r] = 0.0;
        lp->alpha[lp->a.cols + r] = 0.0;
        lp->by_row[0][r] = 0.0;
        lp->by_row[1][r] = 0.0;
        lp->lu.dense[r] = 0.0;
        for (int32_t k = 0; k < 3; k++) {
            lp->by_slot[k][r] = 0.0;
        }
    }
}

static void enter(ostrov_i_lp *lp, int32_t row, int32_t column)
{
    if (column >= 0) {
        lp->where[lp->basic[row]] = OSTROV_I_LP_AT_LOWER;
        lp->basic[row] = column;
        lp->where[column] = row;
    }
}

/* A triangular basis to begin with: the grid balances, cells keep, vehicles miss. */
static void begin(ostrov_i_model *m)
{
    const rows at = rows_of(m);
    ostrov_i_lp_open(&m->lp);
    for (int32_t t = 0; t < m->site->problem.count; t++) {
        const ostrov_i_slot_columns *c = &m->columns[t];
        const int32_t surplus = m->slots[t].pv_w > m->slots[t].load_w;
        const int32_t best = surplus ? c->export : c->import;
        enter(&m->lp, at.balance + t, best >= 0 ? best : (surplus ? c->curtail : c->shed));
        if (m->site->has_battery) {
            enter(&m->lp, at.store + t, c->stored);
        }
    }
    for (int32_t i = 0; i < m->site->problem.vehicles_count; i++) {
        enter(&m->lp, at.vehicle + i, m->short_column[i]);
    }
}

static void open_rows(ostrov_i_model *m)
{
    const ostrov_i_site *site = m->site;
    const int32_t n = site->problem.count;
    int64_t at = 0;
    for (int32_t t = 0; t < n; t++) {
        (void)ostrov_i_model_row(m, (m->slots[t].load_w - m->slots[t].pv_w) / KILO, 0.0);
    }
    for (int32_t t = 0; t < n && site->has_battery; t++) {
        (void)ostrov_i_model_row(m, t == 0 ? m->slots[0].keep_ratio * site->start_wh / KILO : 0.0, 0.0);
    }
    for (int32_t i = 0; i < site->problem.vehicles_count; i++) {
        ostrov_i_site_vehicle(site, i, &m->vehicles[i]);
        ostrov_i_site_stay(site, &m->vehicles[i], &m->first[i], &m->until[i]);
        (void)ostrov_i_model_row(m, 0.0, 0.0);
    }
    for (int32_t i = 0; i < site->problem.peaks_count; i++) {
        ostrov_plan_peak row;
        ostrov_i_model_peak *peak = &m->peaks[i];
        ostrov_i_site_peak(site, i, &row);
        ostrov_i_site_period(site, &row, &peak->first, &peak->until);
        peak->incurred_kw = row.incurred_w / KILO;
        peak->price = row.price_per_kw;
        peak->most_kw = 0.0;
        peak->begin = at;
        for (int32_t t = peak->first; t < peak->until; t++) {
            m->peak_row[at++] = -1;
        }
    }
    add_groups(m);
}

int32_t ostrov_i_model_build(ostrov_i_model *m)
{
    m->entries = 0;
    m->overflow = 0;
    m->choices_count = 0;
    m->constant = 0.0;
    m->lp.a.rows = 0;
    m->lp.a.cols = 0;
    open_rows(m);
    for (int32_t t = 0; t < m->site->problem.count && !m->overflow; t++) {
        add_slot(m, t);
    }
    for (int32_t i = 0; i < m->site->problem.vehicles_count && !m->overflow; i++) {
        add_vehicle(m, i);
    }
    if (!m->overflow) {
        add_peaks(m);
        ostrov_i_model_modes(m);
    }
    if (m->overflow) {
        return 0;
    }
    finish(m);
    begin(m);
    return 1;
}
