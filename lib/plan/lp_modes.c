/* Rows that tighten the relaxation where it would pay to charge while discharging, or to import while
 * exporting.
 *
 * Of each pair one is zero, so a rule that the balance gives for one side holds for both once it is
 * weighed with the side: that of a pair a ≤ A, b ≤ B is at most 1 − a/A for b's side and at least b/B.
 * Without such rows the pair's net would be free energy or free money in every slot.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/lp_model.h"

#define KILO 1000.0

/* Price of a kWh at the node below which charging while discharging pays: the pair turns 1 − ηcηd of it
 * into heat and wears ηc of it. */
static double burn_price(const ostrov_i_site *site)
{
    const double lost = 1.0 - site->charge_ratio * site->discharge_ratio;
    return lost > 0.0 ? -site->problem.wear_price_per_kwh * site->charge_ratio / lost : -1e300;
}

/* 1 when a kWh in the cells can be a burden: room for it is worth more, or it stands above its window. */
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

static void entry(ostrov_i_model *m, int32_t row, int32_t column, double value)
{
    if (column >= 0) {
        ostrov_i_model_entry(m, row, column, value);
    }
}

static void entry_vehicles(ostrov_i_model *m, int32_t row, int32_t slot)
{
    for (int32_t i = 0; i < m->site->problem.vehicles_count; i++) {
        if (slot >= m->first[i] && slot < m->until[i]) {
            entry(m, row, m->vehicle_column[i] + slot - m->first[i], -1.0);
        }
    }
}

/* own ≤ others + extra on own's side, and own = 0 on the other's: gives the row, to which the others are
 * added by the caller with −1. The most of own and other are their upper bounds. */
static int32_t side_row(ostrov_i_model *m, int32_t own, int32_t other, double extra)
{
    const double *upper = m->lp.upper;
    int32_t row = 0;
    if (extra >= 0.0) { /* the side's weight is at most 1 − other/most */
        row = ostrov_i_model_row(m, extra, 1e7);
        entry(m, row, own, 1.0);
        entry(m, row, other, extra / upper[other]);
    } else { /* at least own/most */
        row = ostrov_i_model_row(m, 0.0, 1e7);
        entry(m, row, own, 1.0 - extra / upper[own]);
    }
    return row;
}

static void hull(ostrov_i_model *m, int32_t first, int32_t second)
{
    const int32_t row = ostrov_i_model_row(m, 1.0, 1.0);
    entry(m, row, first, 1.0 / m->lp.upper[first]);
    entry(m, row, second, 1.0 / m->lp.upper[second]);
}

void ostrov_i_model_modes(ostrov_i_model *m)
{
    const int32_t burden = m->site->has_battery && cells_can_burden(m);
    for (int32_t t = 0; t < m->site->problem.count; t++) {
        const ostrov_plan_slot *s = &m->slots[t];
        const ostrov_i_slot_columns *c = &m->columns[t];
        const double lack = (s->load_w - s->pv_w) / KILO;
        /* with the grid both ways at once the battery would go both ways too */
        const int32_t trades = s->export_price_per_kwh > s->import_price_per_kwh;
        if (c->charge >= 0 && c->discharge >= 0 && (trades || burns(m, t, burden))) {
            int32_t row = side_row(m, c->discharge, c->charge, lack);
            entry(m, row, c->export, -1.0);
            entry(m, row, c->curtail, -1.0);
            entry_vehicles(m, row, t);
            row = side_row(m, c->charge, c->discharge, -lack);
            entry(m, row, c->import, -1.0);
            entry(m, row, c->shed, -1.0);
            entry(m, row, c->shed_critical, -1.0);
            hull(m, c->charge, c->discharge);
        }
        if (c->import >= 0 && c->export >= 0 && trades) {
            int32_t row = side_row(m, c->import, c->export, lack);
            entry(m, row, c->charge, -1.0);
            entry(m, row, c->curtail, -1.0);
            entry_vehicles(m, row, t);
            row = side_row(m, c->export, c->import, -lack);
            entry(m, row, c->discharge, -1.0);
            entry(m, row, c->shed, -1.0);
            entry(m, row, c->shed_critical, -1.0);
            hull(m, c->import, c->export);
        }
    }
}
