/* A dispatch problem as a MILP: the tight model, binaries only where they can matter.
 *
 * Charging while discharging turns energy into heat. Replacing the pair by its net frees energy at
 * the node, so it pays only where a kWh at the node is worth less than −wear·ηc/(1 − ηcηd);
 * exporting while importing pays only where export is paid above import. Elsewhere the relaxation
 * is exact by exchange. A node is worth that little only if import costs less than that, or if PV
 * is at hand and curtailing it costs more, or if the cells themselves must be emptied (for paid
 * import later, or from above their window) and export cannot take it all.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "milp/model.h"

#define KILO 1000.0

static double most(double a, double b) { return a > b ? a : b; }
static double least(double a, double b) { return a < b ? a : b; }

/* Price of a kWh at the node below which charging while discharging pays. */
static double burn_price(const milp_input *in)
{
    const double round_trip =
        in->battery.charge_efficiency_ratio * in->battery.discharge_efficiency_ratio;
    if (round_trip < 1.0) {
        return -in->problem.wear_price_per_kwh * in->battery.charge_efficiency_ratio /
               (1.0 - round_trip);
    }
    return -1e300; /* nothing is lost: the pair is its net */
}

/* 1 when a kWh in the cells can be a burden: room for it is worth more, or it stands above its
 * window. */
static int32_t cells_can_burden(const milp_input *in)
{
    const ostrov_battery_config *b = &in->battery;
    const double top = b->soc_max_ratio * b->capacity_wh * b->health_ratio;
    const double limit = burn_price(in);
    for (int32_t t = 0; t < in->problem.count; t++) {
        if (in->slots[t].import_price_per_kwh < limit ||
            in->slots[t].stored_max_wh > top * (1.0 + 1e-12)) {
            return 1;
        }
    }
    return in->problem.terminal_price_per_kwh < 0.0;
}

static int32_t battery_matters(const milp_input *in, const milp_model *m, const ostrov_plan_slot *s)
{
    const ostrov_problem *p = &in->problem;
    const double limit = burn_price(in);
    /* where the cells are a burden, the node becomes one too as soon as export cannot take it all
     */
    const double outlet = s->export_price_per_kwh < limit ? 0.0 : s->export_limit_w;
    /* what this rule misses, ties above all, the worker finds in the answer */
    return s->import_price_per_kwh < limit ||
           (s->pv_w > 0.0 && -p->curtail_price_per_kwh < limit) ||
           (m->burden && s->discharge_limit_w - s->load_w > outlet);
}

static void add_store(const milp_input *in, milp_model *m, int32_t t, double hours)
{
    const ostrov_plan_slot *s = &in->slots[t];
    const ostrov_problem *p = &in->problem;
    const ostrov_battery_config *b = &in->battery;
    milp_slot_columns *c = &m->slots[t];
    const double keep = s->keep_ratio;
    const double start = p->battery_soc_ratio * b->capacity_wh * b->health_ratio / KILO;
    const double top = b->soc_max_ratio * b->capacity_wh * b->health_ratio;
    const double penalty = p->reserve_price_per_kwh_h * hours;
    const int32_t last = t + 1 == p->count;
    int index[5] = {0};
    double value[5] = {0.0};
    int n = 0;
    c->stored = milp_add_column(m->lp, s->stored_min_wh / KILO, s->stored_max_wh / KILO,
                                last ? -p->terminal_price_per_kwh : 0.0);
    index[++n] = c->stored;
    value[n] = 1.0;
    index[++n] = c->charge;
    value[n] = -b->charge_efficiency_ratio * hours;
    index[++n] = c->discharge;
    value[n] = hours / b->discharge_efficiency_ratio;
    if (t > 0) {
        index[++n] = m->slots[t - 1].stored;
        value[n] = -keep;
    }
    c->store_row = milp_add_row(m->lp, GLP_FX, t > 0 ? 0.0 : keep * start,
                                t > 0 ? 0.0 : keep * start, n, index, value);
    if (s->floor_wh > s->stored_min_wh || p->batteries_count > 0) {
        /* with further batteries the window's low end here; the floor is for all of them */
        const double floor = p->batteries_count > 0
                                 ? b->soc_min_ratio * b->capacity_wh * b->health_ratio
                                 : s->floor_wh;
        const double two[3] = {0.0, 1.0, 1.0};
        c->under = milp_add_column(m->lp, 0.0, 1e300, penalty);
        index[1] = c->stored;
        index[2] = c->under;
        (void)milp_add_row(m->lp, GLP_LO, floor / KILO, 0.0, 2, index, two);
    }
    if (s->stored_max_wh > top * (1.0 + 1e-12)) {
        const double two[3] = {0.0, 1.0, -1.0};
        c->over = milp_add_column(m->lp, 0.0, 1e300, penalty);
        index[1] = c->stored;
        index[2] = c->over;
        (void)milp_add_row(m->lp, GLP_UP, 0.0, top / KILO, 2, index, two);
    }
    if (last && p->soc_end_min_ratio > 0.0) { /* false for NaN */
        const double wish =
            least(p->soc_end_min_ratio, b->soc_max_ratio) * b->capacity_wh * b->health_ratio / KILO;
        const double two[3] = {0.0, 1.0, 1.0};
        index[1] = c->stored;
        index[2] = milp_add_column(m->lp, 0.0, 1e300, p->shed_price_per_kwh);
        (void)milp_add_row(m->lp, GLP_LO, wish, 0.0, 2, index, two);
    }
}

/* Importing while exporting, where a binary has to forbid it. */
static void add_grid_switch(const milp_input *in, milp_model *m, int32_t t)
{
    const ostrov_plan_slot *s = &in->slots[t];
    const ostrov_problem *p = &in->problem;
    milp_slot_columns *c = &m->slots[t];
    const double charge = in->has_battery ? s->charge_limit_w / KILO : 0.0;
    const double discharge = in->has_battery ? s->discharge_limit_w / KILO : 0.0;
    if ((in->full_binaries || s->import_price_per_kwh < s->export_price_per_kwh) &&
        s->import_limit_w > 0.0 && s->export_limit_w > 0.0) {
        double vehicles = 0.0;
        c->exclusive_grid = milp_add_binary(m);
        for (int32_t i = 0; i < p->vehicles_count; i++) {
            vehicles +=
                t >= in->first[i] && t < in->until[i] ? in->vehicles[i].charge_limit_w : 0.0;
        }
        for (int32_t i = 0; i < p->blocks_count; i++) {
            vehicles += in->blocks[i].power_w;
        }
        /* no more can be imported than is used, nor exported than is made: tighter than the limits
         */
        milp_add_switch(m, c->import, c->exclusive_grid,
                        least(s->import_limit_w, s->load_w + vehicles + charge * KILO +
                                                     milp_stores_take_w(in) +
                                                     p->battery_running_w) /
                            KILO,
                        0);
        milp_add_switch(
            m, c->export, c->exclusive_grid,
            least(s->export_limit_w, s->pv_w + discharge * KILO + milp_stores_give_w(in, t)) / KILO,
            1);
    }
}

static void add_slot(const milp_input *in, milp_model *m, int32_t t)
{
    const ostrov_plan_slot *s = &in->slots[t];
    const ostrov_problem *p = &in->problem;
    milp_slot_columns *c = &m->slots[t];
    const double hours = s->duration_s / 3600.0;
    double charge = 0.0;
    double discharge = 0.0;
    c->import =
        milp_add_column(m->lp, 0.0, s->import_limit_w / KILO, s->import_price_per_kwh * hours);
    c->export =
        milp_add_column(m->lp, 0.0, s->export_limit_w / KILO, -s->export_price_per_kwh * hours);
    c->curtail = milp_add_column(m->lp, 0.0, s->pv_w / KILO, p->curtail_price_per_kwh * hours);
    c->shed = milp_add_column(m->lp, 0.0, in->rest_share * (s->load_w - s->critical_w) / KILO,
                              p->shed_price_per_kwh * hours);
    for (int32_t i = 0; i < p->tiers_count; i++) {
        c->tier[i] = milp_add_column(m->lp, 0.0,
                                     in->tiers[i].share_ratio * (s->load_w - s->critical_w) / KILO,
                                     in->tiers[i].price_per_kwh * hours);
    }
    c->shed_critical =
        milp_add_column(m->lp, 0.0, s->critical_w / KILO, p->shed_critical_price_per_kwh * hours);
    if (in->has_battery) {
        const ostrov_battery_config *b = &in->battery;
        charge = s->charge_limit_w / KILO;
        discharge = s->discharge_limit_w / KILO;
        c->charge = milp_add_column(m->lp, 0.0, charge, 0.0);
        c->discharge = milp_add_column(m->lp, 0.0, discharge,
                                       p->wears_count > 0 ? 0.0
                                                          : p->wear_price_per_kwh * hours /
                                                                b->discharge_efficiency_ratio);
        add_store(in, m, t, hours);
        if ((in->full_binaries || *milp_forced(in, m, 0, t) || battery_matters(in, m, s)) &&
            charge > 0.0 && discharge > 0.0) {
            c->exclusive_battery = milp_add_binary(m);
            milp_add_switch(m, c->charge, c->exclusive_battery, charge, 0);
            milp_add_switch(m, c->discharge, c->exclusive_battery, discharge, 1);
        }
    }
    add_grid_switch(in, m, t);
}

static void add_vehicle(const milp_input *in, milp_model *m, int32_t i, int *index, double *value)
{
    const ostrov_plan_vehicle *v = &in->vehicles[i];
    const int32_t count = in->until[i] - in->first[i];
    const double room = most(0.0, v->capacity_wh - v->arrive_wh) / KILO;
    const double limit = v->charge_min_w > v->charge_limit_w ? 0.0 : v->charge_limit_w / KILO;
    int n = 0;
    m->short_column[i] = milp_add_column(m->lp, 0.0, 1e300, v->short_price_per_kwh);
    for (int32_t k = 0; k < count; k++) {
        const double hours = in->slots[in->first[i] + k].duration_s / 3600.0;
        const int32_t j = milp_add_column(m->lp, 0.0, limit, 0.0);
        if (k == 0) {
            m->vehicle_column[i] = j;
        }
        index[++n] = j;
        value[n] = v->charge_efficiency_ratio * hours;
    }
    if (n > 0 && v->discharge_limit_w <= 0.0) {
        (void)milp_add_row(m->lp, GLP_UP, 0.0, room, n, index, value);
    }
    for (int32_t k = 0; k < count && v->discharge_limit_w > 0.0; k++) {
        index[++n] = m->back_column[i] + 2 * k;
        value[n] = -in->slots[in->first[i] + k].duration_s / 3600.0 / v->discharge_efficiency_ratio;
    }
    index[++n] = m->short_column[i];
    value[n] = 1.0;
    (void)milp_add_row(m->lp, GLP_LO, (v->depart_wh - v->arrive_wh) / KILO, 0.0, n, index, value);
    for (int32_t k = 0; k < count && v->charge_min_w > 0.0 && limit > 0.0; k++) {
        const int32_t on = milp_add_binary(m);
        const int pair[3] = {0, m->vehicle_column[i] + k, on};
        const double low[3] = {0.0, 1.0, -v->charge_min_w / KILO};
        if (k == 0) {
            m->on_column[i] = on;
        }
        milp_add_switch(m, m->vehicle_column[i] + k, on, limit, 0);
        (void)milp_add_row(m->lp, GLP_LO, 0.0, 0.0, 2, pair, low);
    }
}

static void add_groups(const milp_input *in, milp_model *m, int *index, double *value)
{
    const ostrov_problem *p = &in->problem;
    for (int32_t g = 0; g < p->groups_count; g++) {
        for (int32_t t = 0; t < p->count; t++) {
            double sum = 0.0;
            int n = 0;
            for (int32_t i = 0; i < p->vehicles_count; i++) {
                if (in->vehicles[i].group == g && t >= in->first[i] && t < in->until[i]) {
                    index[++n] = m->vehicle_column[i] + t - in->first[i];
                    value[n] = 1.0;
                    sum += in->vehicles[i].charge_limit_w;
                    if (in->vehicles[i].discharge_limit_w > 0.0) {
                        index[++n] = m->back_column[i] + 2 * (t - in->first[i]);
                        value[n] = -1.0;
                    }
                }
            }
            if (sum > in->groups[g].limit_w) {
                (void)milp_add_row(m->lp, GLP_UP, 0.0, in->groups[g].limit_w / KILO, n, index,
                                   value);
            }
        }
    }
}

double milp_model_block_w(const milp_input *in, int32_t block, int32_t start, int32_t t)
{
    const int64_t *edges = in->problem.edges_s;
    int64_t until = 0;
    if (start < 0 || t < start) {
        return 0.0;
    }
    until = edges[start] + in->blocks[block].length_s;
    until = until < edges[t + 1] ? until : edges[t + 1];
    return until > edges[t] ? in->blocks[block].power_w * (double)(until - edges[t]) /
                                  (double)(edges[t + 1] - edges[t])
                            : 0.0;
}

/* A block starts once or does not run. */
static void add_block(const milp_input *in, milp_model *m, int32_t i, int *index, double *value)
{
    int n = 0;
    for (int32_t start = in->block_first[i]; start <= in->block_last[i] + 1; start++) {
        const int32_t j = milp_add_binary(m);
        if (n == 0) {
            m->block_column[i] = j;
        }
        index[++n] = j;
        value[n] = 1.0;
    }
    glp_set_obj_coef(m->lp, index[n], in->blocks[i].skip_price);
    (void)milp_add_row(m->lp, GLP_FX, 1.0, 1.0, n, index, value);
}

int32_t milp_model_moves(const milp_input *in, const milp_model *m, int32_t t, int *index,
                         double *value)
{
    const milp_slot_columns *c = &m->slots[t];
    int32_t n = 0;
    if (c->charge != 0) {
        index[++n] = c->charge;
        value[n] = -1.0;
        index[++n] = c->discharge;
        value[n] = 1.0;
    }
    for (int32_t i = 0; i < in->problem.vehicles_count; i++) {
        if (t >= in->first[i] && t < in->until[i]) {
            index[++n] = m->vehicle_column[i] + t - in->first[i];
            value[n] = -1.0;
        }
    }
    for (int32_t i = 0; i < in->problem.blocks_count; i++) {
        for (int32_t start = in->block_first[i]; start <= in->block_last[i] && start <= t;
             start++) {
            const double w = milp_model_block_w(in, i, start, t);
            if (w > 0.0) {
                index[++n] = m->block_column[i] + start - in->block_first[i];
                value[n] = -w / KILO;
            }
        }
    }
    return milp_stores_balance(in, m, t, n, index, value);
}

static void add_balance(const milp_input *in, milp_model *m, int32_t t, int *index, double *value)
{
    const milp_slot_columns *c = &m->slots[t];
    const ostrov_plan_slot *s = &in->slots[t];
    const int32_t columns[5] = {c->import, c->export, c->curtail, c->shed, c->shed_critical};
    static const double signs[5] = {1.0, -1.0, -1.0, 1.0, 1.0};
    const double demand = (s->load_w - s->pv_w) / KILO;
    int32_t n = milp_model_moves(in, m, t, index, value);
    for (int32_t k = 0; k < 5; k++) {
        if (columns[k] != 0) {
            index[++n] = columns[k];
            value[n] = signs[k];
        }
    }
    for (int32_t i = 0; i < in->problem.tiers_count; i++) {
        index[++n] = c->tier[i];
        value[n] = 1.0;
    }
    (void)milp_add_row(m->lp, GLP_FX, demand, demand, n, index, value);
}

static void add_peak(const milp_input *in, milp_model *m, int32_t i)
{
    const ostrov_plan_peak *p = &in->peaks[i];
    const int64_t *edges = in->problem.edges_s;
    m->peak_column[i] = milp_add_column(m->lp, p->incurred_w / KILO, 1e300, p->price_per_kw);
    for (int32_t t = 0; t < in->problem.count; t++) {
        const int32_t open =
            t == 0 && in->is_open; /* closes an interval that has imported already */
        if (edges[t + 1] > p->from_s && edges[t] < p->until_s &&
            (open || in->slots[t].import_limit_w > p->incurred_w)) {
            const int index[3] = {0, m->peak_column[i], m->slots[t].import};
            const double whole_s =
                in->slots[t].duration_s + (open ? in->problem.open_elapsed_s : 0.0);
            const double value[3] = {0.0, 1.0, -in->slots[t].duration_s / whole_s};
            const double before = open ? in->problem.open_import_wh * 3600.0 / whole_s / KILO : 0.0;
            (void)milp_add_row(m->lp, GLP_LO, before, 0.0, 2, index, value);
        }
    }
}

void milp_model_build(const milp_input *in, milp_model *model, int *index, double *value)
{
    glp_set_obj_dir(model->lp, GLP_MIN);
    model->begin = glp_get_num_cols(model->lp) + 1;
    model->constant = -glp_get_obj_coef(model->lp, 0);
    model->burden = in->has_battery && cells_can_burden(in);
    for (int32_t t = 0; t < in->problem.count; t++) {
        add_slot(in, model, t);
    }
    milp_stores_columns(in, model);
    for (int32_t i = 0; i < in->problem.vehicles_count; i++) {
        add_vehicle(in, model, i, index, value);
    }
    for (int32_t i = 0; i < in->problem.blocks_count; i++) {
        add_block(in, model, i, index, value);
    }
    for (int32_t t = 0; t < in->problem.count; t++) {
        add_balance(in, model, t, index, value);
    }
    add_groups(in, model, index, value);
    milp_stores_rows(in, model, index, value);
    for (int32_t i = 0; i < in->problem.peaks_count; i++) {
        add_peak(in, model, i);
    }
    glp_set_obj_coef(model->lp, 0, glp_get_obj_coef(model->lp, 0) + milp_model_constant(in));
    model->constant += glp_get_obj_coef(model->lp, 0);
    model->end = glp_get_num_cols(model->lp) + 1;
}

double milp_model_constant(const milp_input *in)
{
    double sum = 0.0;
    for (int32_t i = 0; i < in->problem.peaks_count; i++) {
        sum -= in->peaks[i].price_per_kw * in->peaks[i].incurred_w / KILO;
    }
    return sum;
}
