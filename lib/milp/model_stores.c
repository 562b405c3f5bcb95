/* The stores of a MILP beside the first battery, and what more is asked of that one: running power,
 * limits by SoC, wear by depth, a full charge, throughput.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/fields.h"
#include "milp/model.h"

#define KILO 1000.0

/* 1 when burning a kWh can plainly pay somewhere: then binaries forbid charging and discharging at
 * once. Where it pays for other reasons, such as a first battery above its window behind a dead
 * grid, the worker finds it in the answer, and forces binaries in the next model. */
static int32_t burning_can_pay(const milp_input *in)
{
    const ostrov_problem *p = &in->problem;
    for (int32_t t = 0; t < p->count; t++) {
        if (in->slots[t].import_price_per_kwh < 0.0 ||
            (in->slots[t].pv_w > 0.0 && p->curtail_price_per_kwh > 0.0)) {
            return 1;
        }
    }
    for (int32_t i = 0; i < p->batteries_count; i++) {
        if (in->batteries[i].terminal_price_per_kwh < 0.0 ||
            in->batteries[i].start_wh > in->batteries[i].max_wh) {
            return 1;
        }
    }
    return p->terminal_price_per_kwh < 0.0;
}

static void forbid_both(milp_model *m, int32_t charge, double charge_kw, int32_t discharge,
                        double discharge_kw)
{
    const int32_t on = milp_add_binary(m);
    milp_add_switch(m, charge, on, charge_kw, 0);
    milp_add_switch(m, discharge, on, discharge_kw, 1);
}

double milp_battery_keep(const milp_input *in, int32_t battery, int32_t t)
{
    const double rate = in->batteries[battery].self_discharge_per_s;
    return rate > 0.0 ? ostrov_exp(ostrov_log1p(-rate) * in->slots[t].duration_s) : 1.0;
}

static void add_battery(const milp_input *in, milp_model *m, int32_t i)
{
    const ostrov_plan_battery *b = &in->batteries[i];
    const int32_t count = in->problem.count;
    for (int32_t t = 0; t < count; t++) {
        const double hours = in->slots[t].duration_s / 3600.0;
        const double keep = milp_battery_keep(in, i, t);
        const int32_t charge = milp_add_column(m->lp, 0.0, b->charge_limit_w / KILO, 0.0);
        const int32_t discharge =
            milp_add_column(m->lp, 0.0, b->discharge_limit_w / KILO,
                            b->wear_price_per_kwh * hours / b->discharge_efficiency_ratio);
        const int32_t stored = milp_add_column(m->lp, 0.0, b->capacity_wh / KILO,
                                               t + 1 == count ? -b->terminal_price_per_kwh : 0.0);
        const int index[5] = {0, stored, charge, discharge, stored - 3};
        const double value[5] = {0.0, 1.0, -b->charge_efficiency_ratio * hours,
                                 hours / b->discharge_efficiency_ratio, -keep};
        const double begin = t == 0 ? keep * b->start_wh / KILO : 0.0;
        if (t == 0) {
            m->further_column[i] = charge;
        }
        (void)milp_add_row(m->lp, GLP_FX, begin, begin, t == 0 ? 3 : 4, index, value);
    }
    for (int32_t t = 0; t < count; t++) { /* apart, so that the columns above stand in a row */
        const double hours = in->slots[t].duration_s / 3600.0;
        const double penalty = in->problem.reserve_price_per_kwh_h * hours;
        const int32_t charge = m->further_column[i] + 3 * t;
        const double ones[3] = {0.0, 1.0, 1.0};
        const double minus[3] = {0.0, 1.0, -1.0};
        if (b->min_wh > 0.0) {
            const int index[3] = {0, charge + 2, milp_add_column(m->lp, 0.0, 1e300, penalty)};
            (void)milp_add_row(m->lp, GLP_LO, b->min_wh / KILO, 0.0, 2, index, ones);
        }
        if (b->max_wh < b->capacity_wh) {
            const int index[3] = {0, charge + 2, milp_add_column(m->lp, 0.0, 1e300, penalty)};
            (void)milp_add_row(m->lp, GLP_UP, 0.0, b->max_wh / KILO, 2, index, minus);
        }
        if (m->stores_exclusive || *milp_forced(in, m, 1 + i, t)) {
            forbid_both(m, charge, b->charge_limit_w / KILO, charge + 1,
                        b->discharge_limit_w / KILO);
        }
    }
}

/* What a vehicle gives back, and what it holds at the end of each slot; its row of energy comes
 * with its charging. */
static void add_back(const milp_input *in, milp_model *m, int32_t i)
{
    const ostrov_plan_vehicle *v = &in->vehicles[i];
    const double low = v->least_wh < v->arrive_wh ? v->least_wh : v->arrive_wh;
    const double high = v->capacity_wh > v->arrive_wh ? v->capacity_wh : v->arrive_wh;
    for (int32_t k = 0; k < in->until[i] - in->first[i]; k++) {
        const double hours = in->slots[in->first[i] + k].duration_s / 3600.0;
        const int32_t j =
            milp_add_column(m->lp, 0.0, v->discharge_limit_w / KILO,
                            v->wear_price_per_kwh * hours / v->discharge_efficiency_ratio);
        (void)milp_add_column(m->lp, low / KILO, high / KILO, 0.0);
        if (k == 0) {
            m->back_column[i] = j;
        }
    }
}

void milp_stores_columns(const milp_input *in, milp_model *m)
{
    const ostrov_problem *p = &in->problem;
    m->stores_exclusive = in->full_binaries || burning_can_pay(in);
    for (int32_t i = 0; i < p->batteries_count; i++) {
        add_battery(in, m, i);
    }
    for (int32_t i = 0; i < p->vehicles_count; i++) {
        if (in->vehicles[i].discharge_limit_w > 0.0) {
            add_back(in, m, i);
        }
    }
    for (int32_t t = 0; t < p->count && p->battery_running_w > 0.0 && in->has_battery; t++) {
        milp_slot_columns *c = &m->slots[t];
        c->running = milp_add_binary(m);
        milp_add_switch(m, c->charge, c->running, in->slots[t].charge_limit_w / KILO, 0);
        milp_add_switch(m, c->discharge, c->running, in->slots[t].discharge_limit_w / KILO, 0);
    }
}

double milp_stores_give_w(const milp_input *in, int32_t t)
{
    double sum = 0.0;
    for (int32_t i = 0; i < in->problem.batteries_count; i++) {
        sum += in->batteries[i].discharge_limit_w;
    }
    for (int32_t i = 0; i < in->problem.vehicles_count; i++) {
        sum += t >= in->first[i] && t < in->until[i] ? in->vehicles[i].discharge_limit_w : 0.0;
    }
    return sum;
}

double milp_stores_take_w(const milp_input *in)
{
    double sum = 0.0;
    for (int32_t i = 0; i < in->problem.batteries_count; i++) {
        sum += in->batteries[i].charge_limit_w;
    }
    return sum;
}

int32_t milp_stores_balance(const milp_input *in, const milp_model *m, int32_t t, int count,
                            int *index, double *value)
{
    const ostrov_problem *p = &in->problem;
    const milp_slot_columns *c = &m->slots[t];
    for (int32_t i = 0; i < p->batteries_count; i++) {
        index[++count] = m->further_column[i] + 3 * t;
        value[count] = -1.0;
        index[++count] = m->further_column[i] + 3 * t + 1;
        value[count] = 1.0;
    }
    for (int32_t i = 0; i < p->vehicles_count; i++) {
        if (in->vehicles[i].discharge_limit_w > 0.0 && t >= in->first[i] && t < in->until[i]) {
            index[++count] = m->back_column[i] + 2 * (t - in->first[i]);
            value[count] = 1.0;
        }
    }
    if (c->running != 0) {
        index[++count] = c->running;
        value[count] = -p->battery_running_w / KILO;
    }
    return count;
}

/* Limits by the SoC at the begin of a slot: concave, so each straight line is a row. */
static void add_tapers(const milp_input *in, milp_model *m)
{
    const double capacity = in->battery.capacity_wh * in->battery.health_ratio / KILO;
    for (int32_t t = 0; t < in->problem.count; t++) {
        for (int32_t i = 0; i + 1 < in->problem.tapers_count; i++) {
            const ostrov_plan_taper *a = &in->tapers[i];
            const ostrov_plan_taper *b = &in->tapers[i + 1];
            const double width = b->soc_ratio - a->soc_ratio;
            for (int32_t side = 0; side < 2; side++) {
                const double low = side == 0 ? a->charge_limit_w : a->discharge_limit_w;
                const double high = side == 0 ? b->charge_limit_w : b->discharge_limit_w;
                const double slope = (high - low) / width / KILO; /* kW a unit of SoC */
                const double at_zero = low / KILO - slope * a->soc_ratio;
                const int index[3] = {0, side == 0 ? m->slots[t].charge : m->slots[t].discharge,
                                      t > 0 ? m->slots[t - 1].stored : 0};
                const double value[3] = {0.0, 1.0, -slope / capacity};
                const double begin = t == 0 ? slope * in->problem.battery_soc_ratio : 0.0;
                (void)milp_add_row(m->lp, GLP_UP, 0.0, at_zero + begin, t == 0 ? 1 : 2, index,
                                   value);
            }
        }
    }
}

/* Wear by depth: each part of the capacity is a store of its own (Xu, Zhao, Zheng, Litvinov,
 * Kirschen, IEEE Trans. Power Syst. 33, 2018, 2248-2259); their powers add up to the battery's. */
static void add_wears(const milp_input *in, milp_model *m)
{
    const ostrov_problem *p = &in->problem;
    const ostrov_battery_config *b = &in->battery;
    const double capacity = b->capacity_wh * b->health_ratio / KILO;
    int32_t before = 0; /* first column of the slot before */
    for (int32_t t = 0; t < p->count; t++) {
        const double hours = in->slots[t].duration_s / 3600.0;
        const double keep = in->slots[t].keep_ratio;
        double start = p->battery_soc_ratio * capacity;
        int charges[10] = {0, m->slots[t].charge};
        int discharges[10] = {0, m->slots[t].discharge};
        double ones[10] = {0.0, -1.0};
        int32_t first = 0;
        for (int32_t i = 0; i < p->wears_count; i++) {
            const int32_t last = i + 1 == p->wears_count;
            const double room = last ? 1e300 : in->wears[i].depth_ratio * capacity;
            const double own = last || start < room ? start : room;
            const int32_t charge = milp_add_column(m->lp, 0.0, 1e300, 0.0);
            const int32_t discharge =
                milp_add_column(m->lp, 0.0, 1e300,
                                in->wears[i].price_per_kwh * hours / b->discharge_efficiency_ratio);
            const int32_t stored = milp_add_column(m->lp, 0.0, room, 0.0);
            const int index[5] = {0, stored, charge, discharge, before + 3 * i + 2};
            const double value[5] = {0.0, 1.0, -b->charge_efficiency_ratio * hours,
                                     hours / b->discharge_efficiency_ratio, -keep};
            const double begin = t == 0 ? keep * own : 0.0;
            (void)milp_add_row(m->lp, GLP_FX, begin, begin, t == 0 ? 3 : 4, index, value);
            first = i == 0 ? charge : first;
            start -= own;
            charges[i + 2] = charge;
            discharges[i + 2] = discharge;
            ones[i + 2] = 1.0;
        }
        before = first;
        (void)milp_add_row(m->lp, GLP_FX, 0.0, 0.0, p->wears_count + 1, charges, ones);
        (void)milp_add_row(m->lp, GLP_FX, 0.0, 0.0, p->wears_count + 1, discharges, ones);
    }
}

static void add_throughput(const milp_input *in, milp_model *m, int *index, double *value)
{
    int n = 1;
    index[1] = milp_add_column(m->lp, 0.0, 1e300, in->problem.throughput_price_per_kwh);
    value[1] = -1.0;
    for (int32_t t = 0; t < in->problem.count; t++) {
        index[++n] = m->slots[t].discharge;
        value[n] = in->slots[t].duration_s / 3600.0 / in->battery.discharge_efficiency_ratio;
    }
    (void)milp_add_row(m->lp, GLP_UP, 0.0, in->problem.throughput_wh / KILO, n, index, value);
}

/* One of the edges is the fullest: what is missing there costs. */
static void add_full(const milp_input *in, milp_model *m, int *index, double *value)
{
    const double full = in->full_wh / KILO;
    const int32_t missing = milp_add_column(m->lp, 0.0, 1e300, in->problem.full_price_per_kwh);
    int n = 0;
    for (int32_t t = 0; t < in->full_until; t++) {
        const int32_t fullest = milp_add_binary(m);
        const int three[4] = {0, m->slots[t].stored, missing, fullest};
        const double values[4] = {0.0, 1.0, 1.0, -full};
        (void)milp_add_row(m->lp, GLP_LO, 0.0, 0.0, 3, three, values);
        index[++n] = fullest;
        value[n] = 1.0;
    }
    (void)milp_add_row(m->lp, GLP_FX, 1.0, 1.0, n, index, value);
}

/* What further batteries hold above their low end counts for the reserve floor. */
static void add_reserve(const milp_input *in, milp_model *m, int32_t t, int *index, double *value)
{
    double least = in->slots[t].floor_wh / KILO;
    int n = 2;
    index[1] = m->slots[t].stored;
    value[1] = 1.0;
    index[2] = m->slots[t].under;
    value[2] = 1.0;
    for (int32_t i = 0; i < in->problem.batteries_count; i++) {
        const ostrov_plan_battery *b = &in->batteries[i];
        const double worth = b->discharge_efficiency_ratio / in->battery.discharge_efficiency_ratio;
        index[++n] = m->further_column[i] + 3 * t + 2;
        value[n] = worth;
        least += worth * b->min_wh / KILO;
    }
    (void)milp_add_row(m->lp, GLP_LO, least, 0.0, n, index, value);
}

static void add_back_rows(const milp_input *in, milp_model *m, int32_t i)
{
    const ostrov_plan_vehicle *v = &in->vehicles[i];
    const int32_t store = 1 + in->problem.batteries_count + i;
    for (int32_t k = 0; k < in->until[i] - in->first[i]; k++) {
        const double hours = in->slots[in->first[i] + k].duration_s / 3600.0;
        const int32_t charge = m->vehicle_column[i] + k;
        const int32_t give = m->back_column[i] + 2 * k;
        const int index[5] = {0, give + 1, charge, give, give - 1};
        const double value[5] = {0.0, 1.0, -v->charge_efficiency_ratio * hours,
                                 hours / v->discharge_efficiency_ratio, -1.0};
        const double begin = k == 0 ? v->arrive_wh / KILO : 0.0;
        (void)milp_add_row(m->lp, GLP_FX, begin, begin, k == 0 ? 3 : 4, index, value);
        if (m->on_column[i] != 0) {
            milp_add_switch(m, give, m->on_column[i] + k, v->discharge_limit_w / KILO, 1);
        } else if (m->stores_exclusive || *milp_forced(in, m, store, in->first[i] + k)) {
            forbid_both(m, charge, v->charge_limit_w / KILO, give, v->discharge_limit_w / KILO);
        }
    }
}

void milp_stores_rows(const milp_input *in, milp_model *m, int *index, double *value)
{
    const ostrov_problem *p = &in->problem;
    for (int32_t i = 0; i < p->vehicles_count; i++) {
        if (in->vehicles[i].discharge_limit_w > 0.0) {
            add_back_rows(in, m, i);
        }
    }
    if (!in->has_battery) {
        return;
    }
    add_tapers(in, m);
    if (p->wears_count > 0) {
        add_wears(in, m);
    }
    if (!ostrov_i_nan(p->throughput_wh)) {
        add_throughput(in, m, index, value);
    }
    if (in->full_until > 0) {
        add_full(in, m, index, value);
    }
    for (int32_t t = 0; t < p->count && p->batteries_count > 0; t++) {
        add_reserve(in, m, t, index, value);
    }
}
