/* The program's loads that can move: vehicles, their groups, blocks.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/lp_model.h"

#define KILO 1000.0

/* Rows of the groups in slots where their vehicles could take more. */
static void open_groups(ostrov_i_model *m)
{
    const ostrov_problem *p = &m->site->problem;
    for (int32_t g = 0; g < p->groups_count; g++) {
        const double limit = ostrov_i_site_group_w(m->site, g) / KILO;
        for (int32_t t = 0; t < p->count; t++) {
            double sum = 0.0;
            double back = 0.0;
            for (int32_t i = 0; i < p->vehicles_count; i++) {
                if (m->vehicles[i].group == g && t >= m->first[i] && t < m->until[i]) {
                    sum += m->vehicles[i].charge_limit_w / KILO;
                    back += ostrov_i_max(0.0, m->vehicles[i].discharge_limit_w) / KILO;
                }
            }
            ostrov_i_model_place_slot(m, OSTROV_I_PART_GROUP, g, t);
            m->group_row[(int64_t)g * p->count + t] =
                sum > limit ? ostrov_i_model_row(m, limit, limit + back) : -1;
        }
    }
}

void ostrov_i_model_vehicles_open(ostrov_i_model *m)
{
    const ostrov_problem *p = &m->site->problem;
    for (int32_t i = 0; i < p->vehicles_count; i++) {
        ostrov_plan_vehicle *v = &m->vehicles[i];
        ostrov_i_site_vehicle(m->site, i, v);
        ostrov_i_site_stay(m->site, v, &m->first[i], &m->until[i]);
        m->until[i] = m->until[i] > m->first[i] ? m->until[i] : m->first[i];
        m->vehicle_column[i] = -1;
    }
    open_groups(m);
}

/* Vehicles come and go, and with them their numbers: a stay is known by its end and its place. */
int32_t ostrov_i_model_stay_name(const ostrov_i_model *m, int32_t vehicle)
{
    const ostrov_plan_vehicle *v = &m->vehicles[vehicle];
    return (int32_t)((uint64_t)v->depart_s / 60u * 31u + (uint64_t)(uint32_t)v->charge_point);
}

static void add_to_group(ostrov_i_model *m, int32_t vehicle, int32_t slot, int32_t column,
                         double sign)
{
    const int32_t group = m->vehicles[vehicle].group;
    if (group >= 0) {
        const int32_t row = m->group_row[(int64_t)group * m->site->problem.count + slot];
        if (row >= 0) {
            ostrov_i_model_entry(m, row, column, sign);
        }
    }
}

/* A stay that only charges: short of what is wanted, its powers, and what is charged beyond. */
static void add_stay(ostrov_i_model *m, int32_t i)
{
    const ostrov_plan_vehicle *v = &m->vehicles[i];
    const double room = ostrov_i_max(0.0, v->capacity_wh - v->arrive_wh) / KILO;
    const double want = (v->depart_wh - v->arrive_wh) / KILO;
    const double need = ostrov_i_min(ostrov_i_max(0.0, want), room);
    const double limit = v->charge_min_w > v->charge_limit_w ? 0.0 : v->charge_limit_w / KILO;
    const int32_t name = ostrov_i_model_stay_name(m, i);
    int32_t row = 0;
    ostrov_i_model_place(m, OSTROV_I_PART_VEHICLE, name, 0);
    row = ostrov_i_model_row(m, need, 0.0);
    /* a wish above what it can hold stays short in any plan */
    m->constant += ostrov_i_max(0.0, want - room) * v->short_price_per_kwh;
    m->vehicle_row[i] = row;
    m->vehicle_short[i] = ostrov_i_model_column(m, need, v->short_price_per_kwh);
    ostrov_i_model_entry(m, row, m->vehicle_short[i], 1.0);
    m->vehicle_column[i] = m->lp.a.cols;
    for (int32_t t = m->first[i]; t < m->until[i]; t++) {
        int32_t j = -1;
        ostrov_i_model_place_slot(m, OSTROV_I_PART_VEHICLE, name, t);
        j = ostrov_i_model_column(m, limit, 0.0);
        ostrov_i_model_entry(m, t, j, -1.0);
        ostrov_i_model_entry(m, row, j,
                             v->charge_efficiency_ratio * m->slots[t].duration_s / 3600.0);
        add_to_group(m, i, t, j, 1.0);
        if (v->charge_min_w > 0.0 && limit > 0.0) {
            ostrov_i_model_choice(m, OSTROV_I_CHOICE_OFF_OR_LEAST, j, -1, v->charge_min_w / KILO);
        }
    }
    if (room > need) {
        ostrov_i_model_place(m, OSTROV_I_PART_VEHICLE, name, 1);
        ostrov_i_model_entry(m, row, ostrov_i_model_column(m, room - need, 0.0), -1.0);
    }
}

void ostrov_i_model_vehicles(ostrov_i_model *m)
{
    for (int32_t i = 0; i < m->site->problem.vehicles_count && !m->overflow; i++) {
        if (m->vehicles[i].discharge_limit_w > 0.0 && m->until[i] > m->first[i]) {
            continue;
        }
        add_stay(m, i);
    }
    for (int32_t k = 0; k < m->stores_count; k++) { /* those that give back are stores already */
        const ostrov_i_lp_store *s = &m->stores[k];
        for (int32_t t = s->first; s->vehicle >= 0 && t < s->until; t++) {
            const ostrov_i_lp_cell *c = &m->cells[s->cell + t - s->first];
            add_to_group(m, s->vehicle, t, c->charge, 1.0);
            add_to_group(m, s->vehicle, t, c->discharge, -1.0);
            if (m->vehicles[s->vehicle].charge_min_w > 0.0 && c->charge >= 0) {
                ostrov_i_model_choice(m, OSTROV_I_CHOICE_OFF_OR_LEAST, c->charge, -1,
                                      m->vehicles[s->vehicle].charge_min_w / KILO);
            }
        }
    }
}

void ostrov_i_model_blocks(ostrov_i_model *m)
{
    const ostrov_problem *p = &m->site->problem;
    for (int32_t i = 0; i < p->blocks_count && !m->overflow; i++) {
        ostrov_i_lp_block *b = &m->blocks[i];
        ostrov_plan_block own;
        int32_t row = 0;
        int32_t skip = -1;
        ostrov_i_model_place(m, OSTROV_I_PART_BLOCK, i, 0);
        row = ostrov_i_model_row(m, 1.0, 0.0);
        ostrov_i_site_block(m->site, i, &own);
        ostrov_i_site_starts(m->site, &own, &b->first, &b->last);
        b->start = m->lp.a.cols;
        for (int32_t start = b->first; start <= b->last; start++) {
            int32_t j = -1;
            ostrov_i_model_place_slot(m, OSTROV_I_PART_BLOCK, i, start);
            j = ostrov_i_model_column(m, 1.0, 0.0);
            ostrov_i_model_entry(m, row, j, 1.0);
            for (int32_t t = start; t < p->count; t++) {
                const double w = ostrov_i_site_block_w(m->site, &own, start, t);
                if (w <= 0.0) {
                    break;
                }
                ostrov_i_model_entry(m, t, j, -w / KILO);
            }
        }
        ostrov_i_model_place(m, OSTROV_I_PART_BLOCK, i, 0);
        skip = ostrov_i_model_column(m, 1.0, own.skip_price);
        ostrov_i_model_entry(m, row, skip, 1.0);
        ostrov_i_model_choice(m, OSTROV_I_CHOICE_ONE_OF, b->start, skip + 1, 0.0);
    }
}
