/* Scenarios as one program, the deterministic equivalent: each course a model of its own, the first
 * slot of all joined, and the risk of their costs (Rockafellar and Uryasev, J. Risk 2, 2000,
 * 21-41).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "milp/courses.h"

#include <stdlib.h>
#include <string.h>

#include "base/fields.h"

#define KILO 1000.0
#define FORECAST_SHARE 0.2 /* of the time, for the forecast after the courses */

static ostrov_plan_scenario row_at(const ostrov_problem *p, int32_t index)
{
    ostrov_plan_scenario row;
    memset(&row, 0, sizeof row);
    memcpy(&row, (const unsigned char *)p->scenarios + (size_t)index * p->scenarios_stride,
           p->scenarios_stride < sizeof row ? p->scenarios_stride : sizeof row);
    return row;
}

static ostrov_series given(ostrov_series own, ostrov_series usual)
{
    return own.count != 0 ? own : usual;
}

/* The slots of a course; the reserve's promise is that of the whole problem. */
static ostrov_status take_slots(const milp_input *in, int32_t index, milp_input *course,
                                double *share, ostrov_fault *why)
{
    const ostrov_plan_scenario row = row_at(&in->problem, index);
    ostrov_problem own = in->problem;
    ostrov_status status = OSTROV_OK;
    own.scenarios_count = 0;
    own.reserve_s = 0.0;
    own.load_w = given(row.load_w, own.load_w);
    own.critical_w = given(row.critical_w, own.critical_w);
    own.pv_w = given(row.pv_w, own.pv_w);
    own.import_price_per_kwh = given(row.import_price_per_kwh, own.import_price_per_kwh);
    own.export_price_per_kwh = given(row.export_price_per_kwh, own.export_price_per_kwh);
    *course = *in;
    *share = row.probability_ratio;
    course->slots = calloc((size_t)own.count, sizeof *course->slots);
    if (course->slots == NULL) {
        return milp_no_memory((size_t)own.count * sizeof *course->slots, why);
    }
    status = ostrov_problem_slots(&own, course->slots, sizeof *course->slots, own.count, NULL, why);
    for (int32_t t = 0; t < own.count && status == OSTROV_OK; t++) {
        course->slots[t].floor_wh = in->slots[t].floor_wh;
    }
    return status;
}

ostrov_status milp_courses_open(milp_courses *c, const milp_input *in, ostrov_fault *why)
{
    const size_t n = (size_t)in->problem.scenarios_count;
    double total = 0.0;
    ostrov_status status = OSTROV_OK;
    memset(c, 0, sizeof *c);
    c->inputs = calloc(n + 1u, sizeof *c->inputs);
    c->jobs = calloc(n + 1u, sizeof *c->jobs);
    c->share = calloc(n + 1u, sizeof *c->share);
    if (c->inputs == NULL || c->jobs == NULL || c->share == NULL) {
        return milp_no_memory((n + 1u) * (sizeof *c->inputs + sizeof *c->jobs + sizeof *c->share),
                              why);
    }
    while (c->count < (int32_t)n && status == OSTROV_OK) {
        const int32_t i = c->count++; /* closed whatever comes of it */
        status = take_slots(in, i, &c->inputs[i], &c->share[i], why);
        total += c->share[i];
        if (status == OSTROV_OK) {
            status = milp_open_job(&c->jobs[i], &c->inputs[i], why);
        }
    }
    for (int32_t i = 0; i < c->count && status == OSTROV_OK; i++) {
        c->share[i] /= total;
    }
    return status;
}

void milp_courses_close(milp_courses *c)
{
    for (int32_t i = 0; i < c->count; i++) {
        free(c->inputs[i].slots); /* the rest is the whole problem's */
        milp_close_job(&c->jobs[i]);
    }
    free(c->inputs);
    free(c->jobs);
    free(c->share);
}

/* The columns of all courses side by side. */
static void gather(const milp_courses *c, milp_columns *to, milp_work *work)
{
    const size_t n = c->count > 0 ? (size_t)c->inputs[0].problem.count : 0u;
    const size_t vehicles = c->count > 0 ? (size_t)c->inputs[0].problem.vehicles_count : 0u;
    const size_t courses = (size_t)c->count;
    const size_t values = courses * n * (2u + vehicles) + 1u;
    to->battery_w = calloc(values, sizeof *to->battery_w);
    if (to->battery_w == NULL) {
        work->status = OSTROV_E_SPACE;
        work->failure = (milp_failure){MILP_WHO_MEMORY, (double)(values * sizeof *to->battery_w)};
        return;
    }
    to->grid_w = to->battery_w + courses * n;
    to->vehicle_w = to->grid_w + courses * n;
    for (size_t i = 0; i < courses; i++) {
        memcpy(to->battery_w + i * n, c->jobs[i].battery_w, n * sizeof(double));
        memcpy(to->grid_w + i * n, c->jobs[i].grid_w, n * sizeof(double));
        memcpy(to->vehicle_w + i * vehicles * n, c->jobs[i].vehicle_w,
               vehicles * n * sizeof(double));
    }
}

void milp_courses_run(milp_courses *c, milp_work *work, milp_columns *columns)
{
    milp_work all = *work;
    milp_work forecast = *work;
    all.jobs = c->jobs;
    all.count = c->count;
    all.share = c->share;
    all.forecast = work->jobs[0].in->slots;
    all.options.time_limit_s *= 1.0 - FORECAST_SHARE;
    milp_run(&all);
    work->status = all.status;
    work->objective = all.objective;
    work->bound = all.bound;
    work->failure = all.failure;
    if (all.status < 0) {
        return;
    }
    work->jobs[0].follows = &c->jobs[0];
    forecast.options.time_limit_s *= FORECAST_SHARE;
    milp_run(&forecast);
    work->jobs[0].work += c->jobs[0].work;
    work->failure = forecast.failure;
    work->status = forecast.status == OSTROV_OK ? all.status : forecast.status;
    if (work->status >= 0) {
        gather(c, columns, work);
    }
}

size_t milp_courses_columns(const milp_input *in)
{
    const ostrov_problem *p = &in->problem;
    const size_t by_slot = 24u + 4u * (size_t)p->vehicles_count + 8u * (size_t)p->batteries_count +
                           4u * (size_t)p->wears_count + (size_t)p->tiers_count;
    return 64u + (size_t)p->count * by_slot + 2u * (size_t)p->vehicles_count +
           (size_t)p->peaks_count + (size_t)in->block_starts;
}

/* One row: what a column is here it is in the first course too. */
static void join(glp_prob *lp, int32_t here, int32_t first)
{
    const int index[3] = {0, here, first};
    const double value[3] = {0.0, 1.0, -1.0};
    if (here != 0 && first != 0) {
        (void)milp_add_row(lp, GLP_FX, 0.0, 0.0, 2, index, value);
    }
}

/* Battery and vehicles in the first slot; further batteries and blocks at any time. */
static void join_course(const milp_input *in, const milp_model *m, const milp_model *first)
{
    const ostrov_problem *p = &in->problem;
    join(m->lp, m->slots[0].charge, first->slots[0].charge);
    join(m->lp, m->slots[0].discharge, first->slots[0].discharge);
    for (int32_t i = 0; i < p->vehicles_count; i++) {
        if (in->first[i] == 0 && in->until[i] > 0) {
            join(m->lp, m->vehicle_column[i], first->vehicle_column[i]);
            join(m->lp, m->back_column[i], first->back_column[i]);
        }
    }
    for (int32_t i = 0; i < p->batteries_count; i++) {
        for (int32_t t = 0; t < p->count; t++) {
            join(m->lp, m->further_column[i] + 3 * t, first->further_column[i] + 3 * t);
            join(m->lp, m->further_column[i] + 3 * t + 1, first->further_column[i] + 3 * t + 1);
        }
    }
    for (int32_t i = 0; i < p->blocks_count; i++) {
        for (int32_t k = 0; k <= in->block_last[i] - in->block_first[i] + 1; k++) {
            join(m->lp, m->block_column[i] + k, first->block_column[i] + k);
        }
    }
}

/* What all courses do in the first slot the forecast can do too, whose load and PV are others: at
 * most all of its load served and none of its PV used, or the other way round. */
static void add_forecast(const milp_work *work, const milp_model *m, int *index, double *value)
{
    const ostrov_plan_slot *s = work->forecast;
    const double least = -(s->import_limit_w + s->pv_w) / KILO;
    const double most = (s->export_limit_w + s->load_w) / KILO;
    const int32_t n = milp_model_moves(work->jobs[0].in, m, 0, index, value);
    (void)milp_add_row(m->lp, most > least ? GLP_DB : GLP_FX, least, most, n, index, value);
}

void milp_courses_build(const milp_work *work, const milp_model *models, int *index, double *value)
{
    glp_prob *lp = models[0].lp;
    const ostrov_problem *p = &work->jobs[0].in->problem;
    const double weight = p->cvar_weight_ratio;
    double constant = 0.0;
    int at_risk = 0;
    add_forecast(work, &models[0], index, value);
    if (weight > 0.0) {
        at_risk = glp_add_cols(lp, 1);
        glp_set_col_bnds(lp, at_risk, GLP_FR, 0.0, 0.0);
        glp_set_obj_coef(lp, at_risk, weight);
    }
    for (int32_t i = 0; i < work->count; i++) {
        const milp_model *m = &models[i];
        const double share = work->share[i];
        int n = 0;
        if (i > 0) {
            join_course(work->jobs[i].in, m, &models[0]);
        }
        for (int j = m->begin; j < m->end; j++) {
            const double cost = glp_get_obj_coef(lp, j);
            if (cost != 0.0) {
                index[++n] = j;
                value[n] = -cost;
                glp_set_obj_coef(lp, j, (1.0 - weight) * share * cost);
            }
        }
        constant += (1.0 - weight) * share * m->constant;
        if (weight > 0.0) {
            index[++n] = at_risk;
            value[n] = 1.0;
            index[++n] =
                milp_add_column(lp, 0.0, 1e300, weight * share / (1.0 - p->cvar_level_ratio));
            value[n] = 1.0;
            (void)milp_add_row(lp, GLP_LO, m->constant, 0.0, n, index, value);
        }
    }
    glp_set_obj_coef(lp, 0, constant);
}

static void hold(glp_prob *lp, int32_t column, double kw)
{
    if (column != 0) {
        const int type = glp_get_col_type(lp, column);
        const double least = glp_get_col_lb(lp, column);
        const double most = type == GLP_FX ? least : glp_get_col_ub(lp, column);
        const double x = ostrov_i_clamp(kw, least, most);
        glp_set_col_bnds(lp, column, GLP_FX, x, x);
    }
}

void milp_courses_follow(const milp_input *in, const milp_model *m, const milp_job *first)
{
    const ostrov_problem *p = &in->problem;
    const size_t n = (size_t)p->count;
    hold(m->lp, m->slots[0].charge, ostrov_i_max(0.0, -first->battery_w[0]) / KILO);
    hold(m->lp, m->slots[0].discharge, ostrov_i_max(0.0, first->battery_w[0]) / KILO);
    for (int32_t i = 0; i < p->vehicles_count; i++) {
        const double w = first->vehicle_w[(size_t)i * n];
        if (in->first[i] == 0 && in->until[i] > 0) {
            hold(m->lp, m->vehicle_column[i], ostrov_i_max(0.0, w) / KILO);
            hold(m->lp, m->back_column[i], ostrov_i_max(0.0, -w) / KILO);
        }
    }
    for (int32_t i = 0; i < p->batteries_count; i++) {
        for (int32_t t = 0; t < p->count; t++) {
            const double w = first->batteries_w[(size_t)i * n + (size_t)t];
            hold(m->lp, m->further_column[i] + 3 * t, ostrov_i_max(0.0, -w) / KILO);
            hold(m->lp, m->further_column[i] + 3 * t + 1, ostrov_i_max(0.0, w) / KILO);
        }
    }
    for (int32_t i = 0; i < p->blocks_count; i++) {
        const int32_t last = in->block_last[i] - in->block_first[i] + 1;
        const int32_t run =
            first->block_start[i] < 0 ? last : first->block_start[i] - in->block_first[i];
        for (int32_t k = 0; k <= last; k++) {
            const double on = k == run ? 1.0 : 0.0;
            glp_set_col_bnds(m->lp, m->block_column[i] + k, GLP_FX, on, on);
        }
    }
}
