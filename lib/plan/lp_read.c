/* Reads the program's answer into columns that keep every rule exactly: small noise of the solver
 * is taken out here, and the grid takes what is left over.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "plan/lp_plan.h"

#define KILO 1000.0

static double primal(const ostrov_i_lp_plan *s, int32_t column)
{
    const double x = column >= 0 ? s->branch.best_x[column] : 0.0;
    return x > 1e-9 ? x : 0.0; /* kW or kWh: below a millionth of a watt it is the solver's noise */
}

static double *row_of(double *rows, const ostrov_plan *plan, int32_t row)
{
    return rows + (size_t)row * (size_t)plan->capacity;
}

/* W at the site bus, positive = out of the store, from the energies, so that noise in the powers
 * does not add up over slots. */
static double store_w(ostrov_i_lp_plan *s, int32_t index, int32_t slot)
{
    const ostrov_i_model *m = &s->model;
    const ostrov_i_lp_store *store = &m->stores[index];
    const ostrov_i_lp_cell *c = &m->cells[store->cell + slot - store->first];
    const double hours = m->slots[slot].duration_s / 3600.0;
    const double rest = s->stored_kwh[index] * ostrov_i_model_keep(m, store, slot);
    const int32_t corners = index == 0 && m->site->problem.efficiencies_count > 0;
    const double in = c->charge >= 0 ? m->lp.upper[c->charge + c->charges - 1] : 0.0;
    const double out = c->discharge >= 0 ? m->lp.upper[c->discharge] : 0.0; /* the deepest first */
    double goal = c->low_kwh;
    double kw = 0.0;
    for (int32_t k = 0; k < c->segments; k++) {
        goal += s->branch.best_x[c->stored + k];
    }
    kw = goal < rest ? (rest - goal) * store->discharge_ratio / hours
                     : (rest - goal) / store->charge_ratio / hours;
    kw = corners ? ostrov_i_site_bus_w(m->site, KILO * (goal - rest) / hours) / KILO : kw;
    kw = ostrov_i_clamp(kw, -in, out);
    if (ostrov_i_abs(kw) < 1e-8 && rest >= c->low_kwh) {
        kw = 0.0;
    }
    if (index == 0 && slot == 0 && ostrov_i_abs(kw - s->hold_kw) < 1e-7) {
        kw = s->hold_kw; /* to the last bit what it was */
    }
    if (corners) {
        s->stored_kwh[index] = rest + ostrov_i_site_cells_w(m->site, KILO * kw) / KILO * hours;
        return kw * KILO;
    }
    s->stored_kwh[index] =
        rest - (kw > 0.0 ? kw / store->discharge_ratio : kw * store->charge_ratio) * hours;
    return kw * KILO;
}

static double least_or_off(double w, double least, double limit)
{
    const double x = ostrov_i_min(w, limit);
    return x < 0.5 * least ? 0.0 : (x > 0.0 ? ostrov_i_max(x, least) : 0.0);
}

static void read_vehicles(ostrov_i_lp_plan *s, const ostrov_plan *plan)
{
    const ostrov_i_model *m = &s->model;
    for (int32_t i = 0; i < m->site->problem.vehicles_count; i++) {
        double *w = row_of(plan->vehicle_w, plan, i);
        memset(w, 0, (size_t)m->site->problem.count * sizeof(double));
        for (int32_t t = m->first[i]; t < m->until[i] && m->vehicle_column[i] >= 0; t++) {
            w[t] = least_or_off(KILO * primal(s, m->vehicle_column[i] + t - m->first[i]),
                                m->vehicles[i].charge_min_w, m->vehicles[i].charge_limit_w);
        }
    }
}

static void read_stores(ostrov_i_lp_plan *s, const ostrov_plan *plan)
{
    const ostrov_i_model *m = &s->model;
    const int32_t n = m->site->problem.count;
    memset(plan->battery_w, 0, (size_t)n * sizeof(double));
    memset(plan->soc_ratio, 0, (size_t)n * sizeof(double));
    for (int32_t k = 0; k < m->stores_count; k++) {
        const ostrov_i_lp_store *store = &m->stores[k];
        s->stored_kwh[k] = store->start_kwh;
        for (int32_t t = store->first; t < store->until; t++) {
            const double w = store_w(s, k, t);
            if (store->vehicle >= 0) {
                row_of(plan->vehicle_w, plan, store->vehicle)[t] = -w;
            } else if (k == 0) {
                plan->battery_w[t] = w;
                plan->soc_ratio[t] = s->stored_kwh[0] * KILO / m->site->capacity_wh;
            } else {
                row_of(plan->batteries_w, plan, k - 1)[t] = w;
            }
        }
    }
}

static void read_blocks(const ostrov_i_lp_plan *s, const ostrov_plan *plan)
{
    const ostrov_i_model *m = &s->model;
    for (int32_t i = 0; i < m->site->problem.blocks_count; i++) {
        const ostrov_i_lp_block *b = &m->blocks[i];
        plan->block_start[i] = -1;
        for (int32_t start = b->first; start <= b->last; start++) {
            if (s->branch.best_x[b->start + start - b->first] > 0.5) {
                plan->block_start[i] = start;
            }
        }
    }
}

/* W that moveable loads and further batteries take. */
static double moved_w(const ostrov_i_lp_plan *s, const ostrov_plan *plan, int32_t slot)
{
    const ostrov_problem *p = &s->model.site->problem;
    double sum = 0.0;
    for (int32_t i = 0; i < p->vehicles_count; i++) {
        sum += row_of(plan->vehicle_w, plan, i)[slot];
    }
    for (int32_t i = 0; i < p->batteries_count; i++) {
        sum -= row_of(plan->batteries_w, plan, i)[slot];
    }
    for (int32_t i = 0; i < p->blocks_count; i++) {
        ostrov_plan_block row;
        ostrov_i_site_block(s->model.site, i, &row);
        sum += ostrov_i_site_block_w(s->model.site, &row, plan->block_start[i], slot);
    }
    return sum;
}

static void read_slot(const ostrov_i_lp_plan *s, const ostrov_plan *plan, int32_t t)
{
    const ostrov_i_model *m = &s->model;
    const ostrov_plan_slot *slot = &m->slots[t];
    const ostrov_i_slot_columns *c = &m->columns[t];
    double shed = 0.0;
    for (int32_t k = 0; k < OSTROV_I_LP_TIERS; k++) {
        shed += KILO * primal(s, c->shed[k]);
    }
    plan->pv_w[t] = slot->pv_w - ostrov_i_min(KILO * primal(s, c->curtail), slot->pv_w);
    plan->shed_w[t] = ostrov_i_min(shed, slot->load_w - slot->critical_w);
    plan->shed_critical_w[t] = ostrov_i_min(KILO * primal(s, c->shed_critical), slot->critical_w);
    plan->grid_w[t] = slot->load_w + moved_w(s, plan, t) - plan->shed_w[t] -
                      plan->shed_critical_w[t] - plan->battery_w[t] - plan->pv_w[t];
    if (ostrov_i_abs(plan->grid_w[t]) < 1e-6) {
        plan->grid_w[t] = 0.0;
    }
    plan->node_price_per_kwh[t] = s->branch.best_y[t] / (slot->duration_s / 3600.0);
    plan->value_per_kwh[t] =
        m->site->has_battery ? -s->branch.best_y[m->cells[m->stores[0].cell + t].row] : 0.0;
}

/* Wh missing at departure. */
static void read_short(const ostrov_i_lp_plan *s, const ostrov_plan *plan)
{
    const ostrov_i_model *m = &s->model;
    for (int32_t i = 0; i < m->site->problem.vehicles_count; i++) {
        const ostrov_plan_vehicle *v = &m->vehicles[i];
        double stored = v->arrive_wh;
        for (int32_t t = m->first[i]; t < m->until[i]; t++) {
            const double w = row_of(plan->vehicle_w, plan, i)[t];
            const double hours = m->slots[t].duration_s / 3600.0;
            stored += w < 0.0 ? w * hours / v->discharge_efficiency_ratio
                              : w * hours * v->charge_efficiency_ratio;
        }
        plan->short_wh[i] = ostrov_i_max(0.0, v->depart_wh - stored);
    }
}

void ostrov_i_lp_plan_read(ostrov_i_lp_plan *s, const ostrov_plan *plan)
{
    read_vehicles(s, plan);
    read_stores(s, plan);
    read_blocks(s, plan);
    for (int32_t t = 0; t < s->model.site->problem.count; t++) {
        read_slot(s, plan, t);
    }
    read_short(s, plan);
}
