/* Rows that tighten the relaxation where it would pay to charge while discharging, or to import
 * while exporting.
 *
 * Of each pair one is zero, so a rule that the balance gives for one side holds for both once it is
 * weighed with the side: that of a pair a ≤ A, b ≤ B is at most 1 − a/A for b's side and at least
 * b/B. Without such rows the pair's net would be free energy or free money in every slot.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/lp_model.h"

#define KILO 1000.0

/* Price of a kWh at the node below which charging while discharging pays: the pair turns 1 − ηcηd
 * of it into heat and wears ηc of it. */
static double burn_price(const ostrov_i_site *site)
{
    const double lost = 1.0 - site->charge_ratio * site->discharge_ratio;
    return lost > 0.0 ? -site->problem.wear_price_per_kwh * site->charge_ratio / lost : -1e300;
}

/* 1 when a kWh in the cells can be a burden: room for it is worth more, or it stands above its
 * window. */
static int32_t cells_can_burden(const ostrov_i_model *m)
{
    const ostrov_i_site *site = m->site;
    const double limit = burn_price(site);
    for (int32_t t = 0; t < site->problem.count; t++) {
        if (m->slots[t].import_price_per_kwh < limit ||
            m->slots[t].stored_max_wh > site->max_wh * (1.0 + 1e-12)) {
            return 1;
        }
    }
    return site->problem.terminal_price_per_kwh < 0.0;
}

/* 1 when a kWh at the node can be worth so little that the battery would burn it. */
static int32_t burns(const ostrov_i_model *m, int32_t slot, int32_t burden)
{
    const ostrov_i_site *site = m->site;
    const ostrov_plan_slot *s = &m->slots[slot];
    const double limit = burn_price(site);
    const double outlet = s->export_price_per_kwh < limit ? 0.0 : s->export_limit_w;
    return s->import_price_per_kwh < limit ||
           (s->pv_w > 0.0 && -site->problem.curtail_price_per_kwh < limit) ||
           (burden && site->discharge_w - s->load_w > outlet);
}

/* What uses energy beside load, export and curtailing, but for column own. */
static void entry_uses(ostrov_i_model *m, int32_t row, int32_t slot, int32_t own)
{
    for (int32_t i = 0; i < m->site->problem.vehicles_count; i++) {
        if (m->vehicle_column[i] >= 0 && slot >= m->first[i] && slot < m->until[i]) {
            ostrov_i_model_entry(m, row, m->vehicle_column[i] + slot - m->first[i], -1.0);
        }
    }
    for (int32_t k = 0; k < m->stores_count; k++) {
        const ostrov_i_lp_store *s = &m->stores[k];
        if (slot >= s->first && slot < s->until) {
            const ostrov_i_lp_cell *c = &m->cells[s->cell + slot - s->first];
            ostrov_i_model_entries(m, row, c->charge == own ? -1 : c->charge, c->charges, -1.0);
        }
    }
    for (int32_t i = 0; i < m->site->problem.blocks_count; i++) {
        const ostrov_i_lp_block *b = &m->blocks[i];
        ostrov_plan_block block;
        ostrov_i_site_block(m->site, i, &block);
        for (int32_t start = b->first; start <= b->last && start <= slot; start++) {
            const double w = ostrov_i_site_block_w(m->site, &block, start, slot);
            if (w > 0.0) {
                ostrov_i_model_entry(m, row, b->start + start - b->first, -w / KILO);
            }
        }
    }
}

/* What gives energy beside PV and import, but for column own. */
static void entry_gives(ostrov_i_model *m, int32_t row, int32_t slot, int32_t own)
{
    const ostrov_i_slot_columns *c = &m->columns[slot];
    for (int32_t k = 0; k < m->stores_count; k++) {
        const ostrov_i_lp_store *s = &m->stores[k];
        if (slot >= s->first && slot < s->until) {
            const ostrov_i_lp_cell *cell = &m->cells[s->cell + slot - s->first];
            ostrov_i_model_entries(m, row, cell->discharge == own ? -1 : cell->discharge,
                                   cell->discharges, -1.0);
        }
    }
    for (int32_t k = 0; k < OSTROV_I_LP_TIERS; k++) {
        ostrov_i_model_entry(m, row, c->shed[k], -1.0);
    }
    ostrov_i_model_entry(m, row, c->shed_critical, -1.0);
}

/* own ≤ others + extra on own's side, and own = 0 on the other's: gives the row, to which the
 * others are added by the caller with −1. */
static int32_t side_row(ostrov_i_model *m, int32_t own, int32_t other, double extra)
{
    const double *upper = m->lp.upper;
    int32_t row = 0;
    if (extra >= 0.0) { /* the side's weight is at most 1 − other/most */
        row = ostrov_i_model_row(m, extra, 0.0);
        ostrov_i_model_entry(m, row, own, 1.0);
        ostrov_i_model_entry(m, row, other, extra / upper[other]);
    } else { /* at least own/most */
        row = ostrov_i_model_row(m, 0.0, 0.0);
        ostrov_i_model_entry(m, row, own, 1.0 - extra / upper[own]);
    }
    return row;
}

static void hull(ostrov_i_model *m, int32_t first, int32_t second)
{
    const int32_t row = ostrov_i_model_row(m, 1.0, 1.0);
    ostrov_i_model_entry(m, row, first, 1.0 / m->lp.upper[first]);
    ostrov_i_model_entry(m, row, second, 1.0 / m->lp.upper[second]);
}

/* Rows for a pair of which one brings energy and the other takes it. */
static void add_pair(ostrov_i_model *m, int32_t slot, int32_t brings, int32_t takes)
{
    const ostrov_plan_slot *s = &m->slots[slot];
    const ostrov_i_slot_columns *c = &m->columns[slot];
    const double lack = (s->load_w - s->pv_w) / KILO;
    const int32_t others =
        m->site->problem.vehicles_count + m->stores_count + OSTROV_I_LP_TIERS + 16;
    int32_t first = m->entries;
    int32_t row = 0;
    ostrov_i_model_place_slot(m, OSTROV_I_PART_MODE, brings == c->import, slot);
    if (!(m->lp.upper[brings] > 0.0 && m->lp.upper[takes] > 0.0) ||
        m->lp.a.rows + 3 > m->rows_room - m->cuts_room ||
        m->entries + 3 * others + m->block_starts > m->entries_room - m->cut_entries_room) {
        return; /* they only help: what room is left is for cuts */
    }
    row = side_row(m, brings, takes, lack);
    ostrov_i_model_entry(m, row, c->curtail, -1.0);
    ostrov_i_model_entry(m, row, takes == c->export ? -1 : c->export, -1.0);
    entry_uses(m, row, slot, takes);
    ostrov_i_model_close(m, row, first);
    first = m->entries;
    row = side_row(m, takes, brings, -lack);
    ostrov_i_model_entry(m, row, brings == c->import ? -1 : c->import, -1.0);
    entry_gives(m, row, slot, brings);
    ostrov_i_model_close(m, row, first);
    hull(m, brings, takes);
}

void ostrov_i_model_modes(ostrov_i_model *m)
{
    const int32_t burden = m->site->has_battery && cells_can_burden(m);
    for (int32_t t = 0; t < m->site->problem.count; t++) {
        const ostrov_plan_slot *s = &m->slots[t];
        const ostrov_i_slot_columns *c = &m->columns[t];
        /* with the grid both ways at once the battery would go both ways too */
        const int32_t trades = s->export_price_per_kwh > s->import_price_per_kwh;
        if (m->site->has_battery && (trades || burns(m, t, burden))) {
            const ostrov_i_lp_cell *cell = &m->cells[m->stores[0].cell + t];
            /* corners have a row that says as much already */
            if (cell->charge >= 0 && cell->discharge >= 0 &&
                m->site->problem.efficiencies_count == 0) {
                add_pair(m, t, cell->discharge, cell->charge);
            }
        }
        if (c->import >= 0 && c->export >= 0 && trades) {
            add_pair(m, t, c->import, c->export);
        }
    }
}
