/* Reads GLPK's answer into columns that keep every rule exactly: small noise of the solver is taken
 * out here, and the grid takes what is left over.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "milp/extract.h"

static double most(double a, double b) { return a > b ? a : b; }
static double least(double a, double b) { return a < b ? a : b; }
static double within(double x, double lo, double hi) { return x < lo ? lo : (x > hi ? hi : x); }

static double primal(const milp_model *m, int32_t column)
{
    const double x = column != 0 ? glp_get_col_prim(m->lp, column) : 0.0;
    return x > 1e-9 ? x : 0.0; /* kW or kWh: below a millionth of a watt it is the solver's noise */
}

/* Power of a store from its energies, so that the solver's noise in it does not add up over slots.
 */
static double power_between(double rest_wh, double goal_wh, double hours, double in_ratio,
                            double out_ratio)
{
    return goal_wh < rest_wh ? (rest_wh - goal_wh) * out_ratio / hours
                             : (rest_wh - goal_wh) / in_ratio / hours;
}

/* A vehicle that gives back: as a battery, the other way round. */
static void extract_back(const milp_model *m, milp_job *job, int32_t i)
{
    const milp_input *in = job->in;
    const ostrov_plan_vehicle *v = &in->vehicles[i];
    double *w = job->vehicle_w + (size_t)i * (size_t)in->problem.count;
    double stored_wh = v->arrive_wh;
    for (int32_t t = in->first[i]; t < in->until[i]; t++) {
        const double hours = in->slots[t].duration_s / 3600.0;
        const double goal =
            1000.0 * glp_get_col_prim(m->lp, m->back_column[i] + 2 * (t - in->first[i]) + 1);
        double x = -power_between(stored_wh, goal, hours, v->charge_efficiency_ratio,
                                  v->discharge_efficiency_ratio);
        x = within(x, -v->discharge_limit_w, v->charge_limit_w);
        if (x > 0.0) {
            x = x < 0.5 * v->charge_min_w || x < 1e-5 ? 0.0 : most(x, v->charge_min_w);
        } else if (x > -1e-5) {
            x = 0.0;
        }
        stored_wh +=
            (x > 0.0 ? x * v->charge_efficiency_ratio : x / v->discharge_efficiency_ratio) * hours;
        w[t] = x;
    }
}

static void extract_batteries(const milp_model *m, milp_job *job)
{
    const milp_input *in = job->in;
    for (int32_t i = 0; i < in->problem.batteries_count; i++) {
        const ostrov_plan_battery *b = &in->batteries[i];
        double *column = job->batteries_w + (size_t)i * (size_t)in->problem.count;
        double stored_wh = b->start_wh;
        for (int32_t t = 0; t < in->problem.count; t++) {
            const double hours = in->slots[t].duration_s / 3600.0;
            const double rest = stored_wh * milp_battery_keep(in, i, t);
            const double goal =
                within(1000.0 * glp_get_col_prim(m->lp, m->further_column[i] + 3 * t + 2), 0.0,
                       b->capacity_wh);
            double w = within(power_between(rest, goal, hours, b->charge_efficiency_ratio,
                                            b->discharge_efficiency_ratio),
                              -b->charge_limit_w, b->discharge_limit_w);
            if (w < 1e-5 && w > -1e-5) {
                w = 0.0;
            }
            stored_wh = rest - (w > 0.0 ? w / b->discharge_efficiency_ratio
                                        : w * b->charge_efficiency_ratio) *
                                   hours;
            column[t] = w;
        }
    }
}

static void extract_vehicles(const milp_model *m, milp_job *job)
{
    const milp_input *in = job->in;
    for (int32_t i = 0; i < in->problem.vehicles_count; i++) {
        double *w = job->vehicle_w + (size_t)i * (size_t)in->problem.count;
        const double low = in->vehicles[i].charge_min_w;
        if (in->vehicles[i].discharge_limit_w > 0.0) {
            extract_back(m, job, i);
            continue;
        }
        for (int32_t t = 0; t < in->problem.count; t++) {
            double x = 0.0;
            if (t >= in->first[i] && t < in->until[i]) {
                x = least(1000.0 * primal(m, m->vehicle_column[i] + t - in->first[i]),
                          in->vehicles[i].charge_limit_w);
                x = x < 0.5 * low ? 0.0 : (x > 0.0 ? most(x, low) : 0.0);
            }
            w[t] = x;
        }
    }
}

/* Where a price below zero or a full export makes running_w welcome the model runs at no power at
 * all; the least that counts as running stands for it. */
static const double trickle_w = 1e-4;

/* The battery's. */
static double extract_battery(const milp_model *m, const milp_job *job, int32_t t,
                              double *stored_wh)
{
    const milp_input *in = job->in;
    const ostrov_battery_config *b = &in->battery;
    const ostrov_plan_slot *s = &in->slots[t];
    const double hours = s->duration_s / 3600.0;
    const double rest = *stored_wh * s->keep_ratio;
    const double goal = within(1000.0 * glp_get_col_prim(m->lp, m->slots[t].stored),
                               s->stored_min_wh, s->stored_max_wh);
    double w =
        power_between(rest, goal, hours, b->charge_efficiency_ratio, b->discharge_efficiency_ratio);
    w = within(w, -s->charge_limit_w, s->discharge_limit_w);
    const int32_t inside = rest >= s->stored_min_wh && rest <= s->stored_max_wh;
    if (m->slots[t].running == 0) {
        w = inside && w < 1e-5 && w > -1e-5 ? 0.0 : w;
    } else if (glp_get_col_prim(m->lp, m->slots[t].running) < 0.5) {
        w = inside && w < 1.0 && w > -1.0
                ? 0.0
                : w; /* what earlier slots were rounded by is made up later */
    } else if (w < trickle_w && w > -trickle_w) {
        w = rest > s->stored_min_wh + trickle_w ? trickle_w : -trickle_w;
    }
    *stored_wh =
        rest -
        (w > 0.0 ? w / b->discharge_efficiency_ratio : w * b->charge_efficiency_ratio) * hours;
    return w;
}

static void extract_blocks(const milp_model *m, milp_job *job)
{
    const milp_input *in = job->in;
    for (int32_t i = 0; i < in->problem.blocks_count; i++) {
        job->block_start[i] = -1;
        for (int32_t start = in->block_first[i]; start <= in->block_last[i]; start++) {
            if (glp_get_col_prim(m->lp, m->block_column[i] + start - in->block_first[i]) > 0.5) {
                job->block_start[i] = start;
            }
        }
    }
}

void milp_extract(const milp_model *m, milp_job *job)
{
    const milp_input *in = job->in;
    const ostrov_problem *p = &in->problem;
    const double capacity =
        in->has_battery ? in->battery.capacity_wh * in->battery.health_ratio : 0.0;
    double stored = in->has_battery ? p->battery_soc_ratio * capacity : 0.0;
    extract_vehicles(m, job);
    extract_blocks(m, job);
    extract_batteries(m, job);
    for (int32_t t = 0; t < p->count; t++) {
        const ostrov_plan_slot *s = &in->slots[t];
        const milp_slot_columns *c = &m->slots[t];
        const double used = s->pv_w - least(1000.0 * primal(m, c->curtail), s->pv_w);
        double demand = s->load_w;
        double grid = 0.0;
        job->battery_w[t] = in->has_battery ? extract_battery(m, job, t, &stored) : 0.0;
        job->soc_ratio[t] = in->has_battery ? stored / capacity : 0.0;
        job->shed_w[t] = 1000.0 * primal(m, c->shed);
        for (int32_t i = 0; i < p->tiers_count; i++) {
            job->shed_w[t] += 1000.0 * primal(m, c->tier[i]);
        }
        job->shed_w[t] = least(job->shed_w[t], s->load_w - s->critical_w);
        job->shed_critical_w[t] = least(1000.0 * primal(m, c->shed_critical), s->critical_w);
        for (int32_t i = 0; i < p->vehicles_count; i++) {
            demand += job->vehicle_w[(size_t)i * (size_t)p->count + (size_t)t];
        }
        for (int32_t i = 0; i < p->blocks_count; i++) {
            demand += milp_model_block_w(in, i, job->block_start[i], t);
        }
        for (int32_t i = 0; i < p->batteries_count; i++) {
            demand -= job->batteries_w[(size_t)i * (size_t)p->count + (size_t)t];
        }
        if (job->battery_w[t] > 1e-6 || job->battery_w[t] < -1e-6) {
            demand += p->battery_running_w;
        }
        demand -= job->shed_w[t] + job->shed_critical_w[t] + job->battery_w[t];
        grid = demand - used;
        job->pv_w[t] = used;
        job->grid_w[t] = grid < 1e-6 && grid > -1e-6 ? 0.0 : grid;
        if (job->want_values) {
            job->value_per_kwh[t] =
                c->store_row != 0 ? -glp_get_row_dual(m->lp, c->store_row) : 0.0;
        }
    }
}
