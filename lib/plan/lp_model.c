/* The program of a dispatch problem: its slots, peaks, and how columns and rows are put together.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/lp_model.h"

#include <string.h>

#define KILO 1000.0

void ostrov_i_model_place(ostrov_i_model *m, enum ostrov_i_part part, int32_t thing, int64_t time_s)
{
    m->place = (uint64_t)part << 60 | ((uint64_t)(uint32_t)thing & 0xfffu) << 48 |
               ((uint64_t)time_s & 0xffffffffffu) << 8;
    m->columns_here = 0;
    m->rows_here = 0;
}

void ostrov_i_model_place_slot(ostrov_i_model *m, enum ostrov_i_part part, int32_t thing,
                               int32_t slot)
{
    ostrov_i_model_place(m, part, thing, m->site->problem.edges_s[slot + 1]);
}

void ostrov_i_model_skip(ostrov_i_model *m) { m->columns_here++; }

int32_t ostrov_i_model_row(ostrov_i_model *m, double right, double slack)
{
    const int32_t row = m->lp.a.rows;
    if (row >= m->rows_room) {
        m->overflow = 1;
        return 0;
    }
    m->lp.a.rows++;
    m->lp.right[row] = right;
    m->slack[row] = slack;
    m->row_name[row] = m->place | ((uint64_t)(uint32_t)m->rows_here & 0xffu);
    m->rows_here++;
    return row;
}

int32_t ostrov_i_model_column(ostrov_i_model *m, double upper, double cost)
{
    const int32_t j = m->lp.a.cols;
    if (j >= m->cols_room) {
        m->overflow = 1;
        return -1;
    }
    m->lp.a.cols++;
    m->lp.lower[j] = 0.0;
    m->lp.upper[j] = ostrov_i_max(0.0, upper);
    m->lp.cost[j] = cost;
    m->column_name[j] = m->place | ((uint64_t)(uint32_t)m->columns_here & 0xffu);
    m->columns_here++;
    return j;
}

void ostrov_i_model_entry(ostrov_i_model *m, int32_t row, int32_t column, double value)
{
    if (column < 0 || value == 0.0) {
        return;
    }
    if (m->entries >= m->entries_room) {
        m->overflow = 1;
        return;
    }
    m->entry_row[m->entries] = row;
    m->entry_column[m->entries] = column;
    m->entry_value[m->entries] = value;
    m->entries++;
}

void ostrov_i_model_close(ostrov_i_model *m, int32_t row, int32_t first)
{
    double least = 0.0;
    for (int32_t k = first; k < m->entries; k++) {
        if (m->entry_row[k] == row && m->entry_value[k] < 0.0) {
            least += m->entry_value[k] * m->lp.upper[m->entry_column[k]];
        }
    }
    m->slack[row] = ostrov_i_max(0.0, m->lp.right[row] - least);
}

void ostrov_i_model_choice(ostrov_i_model *m, int32_t kind, int32_t first, int32_t second,
                           double least)
{
    if (m->choices_count >= m->choices_room) {
        m->overflow = 1;
        return;
    }
    m->choices[m->choices_count++] = (ostrov_i_choice){kind, first, second, least, -1, 0};
}

void ostrov_i_model_entries(ostrov_i_model *m, int32_t row, int32_t first, int32_t count,
                            double value)
{
    for (int32_t j = first; j < first + count && first >= 0; j++) {
        ostrov_i_model_entry(m, row, j, value);
    }
}

/* Column with one entry in a balance row; none when it can only be zero. */
static int32_t add_source(ostrov_i_model *m, int32_t slot, double upper, double cost, double sign)
{
    int32_t j = -1;
    if (upper > 0.0) {
        j = ostrov_i_model_column(m, upper, cost);
        ostrov_i_model_entry(m, slot, j, sign);
    } else {
        ostrov_i_model_skip(m);
    }
    return j;
}

/* Most that can be used and made in a slot, kW. */
static void reach(const ostrov_i_model *m, int32_t slot, double *used, double *made)
{
    const ostrov_problem *p = &m->site->problem;
    *used = m->slots[slot].load_w / KILO;
    *made = m->slots[slot].pv_w / KILO;
    for (int32_t i = 0; i < p->vehicles_count; i++) {
        if (slot >= m->first[i] && slot < m->until[i]) {
            *used += m->vehicles[i].charge_limit_w / KILO;
            *made += ostrov_i_max(0.0, m->vehicles[i].discharge_limit_w) / KILO;
        }
    }
    for (int32_t k = 0; k < m->stores_count && m->stores[k].vehicle < 0; k++) {
        *used += m->stores[k].charge_kw;
        *made += m->stores[k].discharge_kw;
    }
    for (int32_t i = 0; i < p->blocks_count; i++) {
        ostrov_plan_block row;
        ostrov_i_site_block(m->site, i, &row);
        *used += row.power_w / KILO;
    }
}

/* A peak's row in a slot: peak − metered import ≥ −free. */
static void add_metered(ostrov_i_model *m, ostrov_i_lp_peak *peak, int32_t slot, int32_t import,
                        double most)
{
    const double base = ostrov_i_site_metered_w(m->site, slot, 0.0) / KILO;
    const double one = ostrov_i_site_metered_w(m->site, slot, KILO) / KILO - base;
    const double metered = base + one * most;
    if (metered > peak->free_kw) {
        const int32_t row = ostrov_i_model_row(m, peak->free_kw - base, 0.0);
        m->peak_row[peak->begin + slot - peak->first] = row;
        ostrov_i_model_entry(m, row, import, one);
        peak->most_kw = ostrov_i_max(peak->most_kw, metered);
    }
}

/* No more can be imported than is used, nor exported than is made, since both at once is no plan:
 * tighter than the limits. */
static void add_slot(ostrov_i_model *m, int32_t slot)
{
    const ostrov_i_site *site = m->site;
    const ostrov_problem *p = &site->problem;
    const ostrov_plan_slot *s = &m->slots[slot];
    ostrov_i_slot_columns *c = &m->columns[slot];
    const double hours = s->duration_s / 3600.0;
    double used = 0.0;
    double made = 0.0;
    double most = 0.0;
    reach(m, slot, &used, &made);
    ostrov_i_model_place_slot(m, OSTROV_I_PART_SLOT, 0, slot);
    most = ostrov_i_min(s->import_limit_w / KILO, used);
    c->import = add_source(m, slot, most, s->import_price_per_kwh * hours, 1.0);
    c->export = add_source(m, slot, ostrov_i_min(s->export_limit_w / KILO, made),
                           -s->export_price_per_kwh * hours, -1.0);
    if (c->import >= 0 && c->export >= 0) {
        ostrov_i_model_choice(m, OSTROV_I_CHOICE_EITHER, c->import, c->export, 0.0);
    }
    c->curtail = add_source(m, slot, s->pv_w / KILO, p->curtail_price_per_kwh * hours, -1.0);
    for (int32_t k = 0; k < OSTROV_I_LP_TIERS; k++) {
        c->shed[k] = -1;
        if (k <= p->tiers_count) {
            c->shed[k] =
                add_source(m, slot, site->tiers[k].share_ratio * (s->load_w - s->critical_w) / KILO,
                           site->tiers[k].price_per_kwh * hours, 1.0);
        }
    }
    c->shed_critical =
        add_source(m, slot, s->critical_w / KILO, p->shed_critical_price_per_kwh * hours, 1.0);
    for (int32_t i = 0; i < p->peaks_count; i++) {
        if (slot >= m->peaks[i].first && slot < m->peaks[i].until) {
            ostrov_i_model_place_slot(m, OSTROV_I_PART_PEAK, i, slot);
            add_metered(m, &m->peaks[i], slot, c->import, most);
        }
    }
}

static void add_peaks(ostrov_i_model *m)
{
    for (int32_t i = 0; i < m->site->problem.peaks_count; i++) {
        const ostrov_i_lp_peak *peak = &m->peaks[i];
        int32_t j = -1;
        if (peak->most_kw > peak->free_kw) {
            ostrov_i_model_place(m, OSTROV_I_PART_PEAK, i, 0);
            j = ostrov_i_model_column(m, peak->most_kw - peak->free_kw, peak->price);
        }
        for (int32_t t = peak->first; t < peak->until; t++) {
            const int32_t row = m->peak_row[peak->begin + t - peak->first];
            if (row >= 0) {
                m->slack[row] = m->lp.right[row] + peak->most_kw - peak->free_kw;
                ostrov_i_model_entry(m, row, j, -1.0);
            }
        }
    }
}

static void open_peaks(ostrov_i_model *m)
{
    int32_t at = 0;
    for (int32_t i = 0; i < m->site->problem.peaks_count; i++) {
        ostrov_plan_peak row;
        ostrov_i_lp_peak *peak = &m->peaks[i];
        ostrov_i_site_peak(m->site, i, &row);
        ostrov_i_site_period(m->site, &row, &peak->first, &peak->until);
        peak->free_kw = row.incurred_w / KILO;
        peak->price = row.price_per_kw;
        peak->most_kw = 0.0;
        peak->begin = at;
        for (int32_t t = peak->first; t < peak->until; t++) {
            m->peak_row[at++] = -1;
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

void ostrov_i_model_finish(ostrov_i_model *m)
{
    ostrov_i_lp *lp = &m->lp;
    sort_entries(m, m->entry_column, m->entry_row, lp->a.cols, lp->a.start, lp->a.index,
                 lp->a.value);
    sort_entries(m, m->entry_row, m->entry_column, lp->a.rows, lp->row_start, lp->row_column,
                 lp->row_value);
    for (int32_t r = 0; r < lp->a.rows; r++) {
        lp->lower[lp->a.cols + r] = 0.0;
        lp->upper[lp->a.cols + r] = m->slack[r];
        lp->cost[lp->a.cols + r] = 0.0;
    }
    lp->lu.rows = lp->a.rows;
    lp->work += 8 * (int64_t)m->entries;
}

void ostrov_i_model_extend(ostrov_i_model *m, int32_t rows)
{
    ostrov_i_model_finish(m);
    for (int32_t r = rows; r < m->lp.a.rows; r++) {
        ostrov_i_lp_add_row(&m->lp, r);
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

/* The grid balances, cells keep, vehicles miss. */
void ostrov_i_model_begin(ostrov_i_model *m)
{
    ostrov_i_lp_open(&m->lp);
    for (int32_t t = 0; t < m->site->problem.count; t++) {
        const ostrov_i_slot_columns *c = &m->columns[t];
        const int32_t surplus = m->slots[t].pv_w > m->slots[t].load_w;
        const int32_t best = surplus ? c->export : c->import;
        enter(&m->lp, t, best >= 0 ? best : (surplus ? c->curtail : c->shed_critical));
    }
    for (int32_t k = 0; k < m->cells_count; k++) {
        enter(&m->lp, m->cells[k].row, m->cells[k].stored);
    }
    for (int32_t i = 0; i < m->site->problem.vehicles_count; i++) {
        if (m->vehicle_column[i] >= 0) {
            enter(&m->lp, m->vehicle_row[i], m->vehicle_short[i]);
        }
    }
}

int32_t ostrov_i_model_build(ostrov_i_model *m)
{
    const int32_t n = m->site->problem.count;
    m->entries = 0;
    m->overflow = 0;
    m->choices_count = 0;
    m->constant = 0.0;
    m->lp.a.rows = 0;
    m->lp.a.cols = 0;
    for (int32_t t = 0; t < n; t++) {
        ostrov_i_model_place_slot(m, OSTROV_I_PART_BALANCE, 0, t);
        (void)ostrov_i_model_row(m, (m->slots[t].load_w - m->slots[t].pv_w) / KILO, 0.0);
    }
    ostrov_i_model_vehicles_open(m);
    ostrov_i_model_stores_open(m);
    open_peaks(m);
    for (int32_t t = 0; t < n && !m->overflow; t++) {
        add_slot(m, t);
    }
    if (!m->overflow) {
        ostrov_i_model_stores(m);
        ostrov_i_model_vehicles(m);
        ostrov_i_model_blocks(m);
        add_peaks(m);
        ostrov_i_model_modes(m);
    }
    if (m->overflow) {
        return 0;
    }
    ostrov_i_model_finish(m);
    return 1;
}
