/* ostrov_milp_solve_fleet: several stations behind one feeder as one program.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "base/fields.h"
#include "milp/milp_internal.h"

#define KILO 1000.0

/* A fleet at work. */
typedef struct joint {
    ostrov_fleet feeder; /* complete, whatever size the caller knows */
    milp_input *inputs;
    milp_job *jobs;
    ostrov_plan *full;
    uint32_t *crcs;
    int32_t solver; /* who is asked */
} joint;

ostrov_status ostrov_fleet_defaults(ostrov_fleet *fleet, size_t size)
{
    ostrov_fleet full = {.peaks_stride = (uint32_t)sizeof(ostrov_plan_peak)};
    if (fleet == NULL || size < sizeof(uint32_t)) {
        return OSTROV_E_ARGUMENT;
    }
    if (size > UINT32_MAX) {
        return OSTROV_E_SPACE;
    }
    full.struct_size = (uint32_t)size;
    memset(fleet, 0, size);
    memcpy(fleet, &full, size < sizeof full ? size : sizeof full);
    return OSTROV_OK;
}

static ostrov_plan_peak peak_at(const ostrov_fleet *f, int32_t index)
{
    ostrov_plan_peak row = {0};
    memcpy(&row, (const unsigned char *)f->peaks + (size_t)index * f->peaks_stride,
           f->peaks_stride < sizeof row ? f->peaks_stride : sizeof row);
    row.incurred_w = ostrov_i_max(row.incurred_w, row.reserved_w);
    return row;
}

static int32_t in_period(const ostrov_plan_peak *p, const int64_t *edges, int32_t t)
{
    return edges[t + 1] > p->from_s && edges[t] < p->until_s;
}

/* What flows through the feeder in a slot, as entries of a row. */
static int flow(const milp_model *models, int32_t count, int32_t t, double sign, int *index,
                double *value)
{
    int n = 0;
    for (int32_t i = 0; i < count; i++) {
        index[++n] = models[i].slots[t].import;
        value[n] = sign;
        index[++n] = models[i].slots[t].export;
        value[n] = -sign;
    }
    return n;
}

void milp_feeder_build(const ostrov_fleet *feeder, const milp_model *models,
                       const milp_input *first, int *index, double *value)
{
    glp_prob *lp = models[0].lp;
    const int64_t *edges = first->problem.edges_s;
    for (int32_t t = 0; t < first->problem.count; t++) {
        const int n = flow(models, feeder->count, t, 1.0, index, value);
        const int32_t in = feeder->import_limit_w != NULL;
        const int32_t out = feeder->export_limit_w != NULL;
        const double most = in ? feeder->import_limit_w[t] / KILO : 0.0;
        const double least = out ? -feeder->export_limit_w[t] / KILO : 0.0;
        const int fixed = in && out && most <= least;
        if (in || out) {
            const int row = glp_add_rows(lp, 1);
            glp_set_row_bnds(lp, row, fixed ? GLP_FX : (in ? (out ? GLP_DB : GLP_UP) : GLP_LO),
                             least, most);
            glp_set_mat_row(lp, row, n, index, value);
        }
    }
    for (int32_t k = 0; k < feeder->peaks_count; k++) {
        const ostrov_plan_peak p = peak_at(feeder, k);
        const int column = glp_add_cols(lp, 1);
        glp_set_col_bnds(lp, column, GLP_LO, p.incurred_w / KILO, 0.0);
        glp_set_obj_coef(lp, column, p.price_per_kw);
        glp_set_obj_coef(lp, 0, glp_get_obj_coef(lp, 0) - p.price_per_kw * p.incurred_w / KILO);
        for (int32_t t = 0; t < first->problem.count; t++) {
            if (in_period(&p, edges, t)) {
                const int row = glp_add_rows(lp, 1);
                int n = flow(models, feeder->count, t, -1.0, index, value);
                index[++n] = column;
                value[n] = 1.0;
                glp_set_row_bnds(lp, row, GLP_LO, 0.0, 0.0);
                glp_set_mat_row(lp, row, n, index, value);
            }
        }
    }
}

static ostrov_status refuse(ostrov_fault *why, ostrov_status status, const char *field,
                            int32_t index, double value, double min, double max)
{
    if (why != NULL) {
        *why = (ostrov_fault){"ostrov_fleet", field, index, -1, value, min, max};
    }
    return status;
}

/* Rules of the fleet itself; the stations are judged one by one after. */
static ostrov_status take_feeder(const ostrov_fleet *from, ostrov_fleet *full, ostrov_fault *why)
{
    if (from == NULL || from->struct_size < ostrov_i_milp_structures[1].first_size) {
        return refuse(why, OSTROV_E_ARGUMENT, "struct_size", -1, OSTROV_I_NAN,
                      (double)ostrov_i_milp_structures[1].first_size, OSTROV_I_NAN);
    }
    for (size_t i = sizeof *full; i < from->struct_size; i++) {
        if (((const unsigned char *)from)[i] != 0) {
            return refuse(why, OSTROV_E_UNSUPPORTED, "struct_size", -1, (double)from->struct_size,
                          0.0, (double)sizeof *full);
        }
    }
    memcpy(full, from, sizeof *full);
    if (full->count < 1 || full->count > 256) {
        return refuse(why, OSTROV_E_RANGE, "count", -1, (double)full->count, 1.0, 256.0);
    }
    if (full->problems == NULL || (full->peaks_count > 0 && full->peaks == NULL)) {
        return refuse(why, OSTROV_E_ARGUMENT, full->problems == NULL ? "problems" : "peaks", -1,
                      OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN);
    }
    if (full->peaks_count < 0 || full->peaks_count > 1000) {
        return refuse(why, OSTROV_E_RANGE, "peaks_count", -1, (double)full->peaks_count, 0.0,
                      1000.0);
    }
    for (int32_t k = 0; k < full->peaks_count; k++) {
        const ostrov_plan_peak p = peak_at(full, k);
        if (!(p.incurred_w >= 0.0 && p.incurred_w <= 1e9 && p.price_per_kw >= 0.0 &&
              p.price_per_kw <= 1e9)) {
            return refuse(why, OSTROV_E_RANGE, "peaks", k, p.incurred_w, 0.0, 1e9);
        }
    }
    return OSTROV_OK;
}

static ostrov_status check_limits(const double *limit, const char *field, int32_t count,
                                  ostrov_fault *why)
{
    for (int32_t t = 0; limit != NULL && t < count; t++) {
        if (!(limit[t] >= 0.0 && limit[t] <= 1e9)) {
            return refuse(why, ostrov_i_finite(limit[t]) ? OSTROV_E_RANGE : OSTROV_E_NOT_FINITE,
                          field, t, limit[t], 0.0, 1e9);
        }
    }
    return OSTROV_OK;
}

static ostrov_status open_stations(joint *f, ostrov_plan *const *plans, ostrov_fault *why)
{
    ostrov_status status = OSTROV_OK;
    for (int32_t i = 0; i < f->feeder.count && status == OSTROV_OK; i++) {
        milp_input *in = &f->inputs[i];
        status =
            milp_take_input(f->feeder.problems[i], (uint32_t)MILP_COVERS, in, &f->crcs[i], why);
        if (status == OSTROV_OK) {
            status = milp_take_plan(plans[i], &in->problem, &f->full[i], why);
        }
        if (status == OSTROV_OK &&
            (in->problem.count != f->inputs[0].problem.count ||
             memcmp(in->problem.edges_s, f->inputs[0].problem.edges_s,
                    ((size_t)in->problem.count + 1u) * sizeof *in->problem.edges_s) != 0)) {
            status = refuse(why, OSTROV_E_TIME, "problems", i, (double)in->problem.count,
                            (double)f->inputs[0].problem.count, (double)f->inputs[0].problem.count);
        }
        if (status == OSTROV_OK) {
            status = milp_open_job(&f->jobs[i], in, why);
        }
        f->jobs[i].want_values = f->full[i].value_per_kwh != NULL;
        if (status < 0 && why != NULL && why->index < 0) {
            why->index = i;
        }
    }
    if (status == OSTROV_OK) {
        status = check_limits(f->feeder.import_limit_w, "import_limit_w",
                              f->inputs[0].problem.count, why);
    }
    if (status == OSTROV_OK) {
        status = check_limits(f->feeder.export_limit_w, "export_limit_w",
                              f->inputs[0].problem.count, why);
    }
    return status;
}

/* The stations' plans and the feeder's rules by arithmetic; the cost of all. */
static ostrov_status check(const joint *f, double *cost, ostrov_fault *why)
{
    const milp_input *first = &f->inputs[0];
    double sum = 0.0;
    for (int32_t i = 0; i < f->feeder.count; i++) {
        if (milp_check(f->feeder.problems[i], &f->jobs[i], NULL, &f->full[i], why) != OSTROV_OK) {
            if (why != NULL) {
                why->index = i;
            }
            return OSTROV_E_SOLVER;
        }
        sum += f->full[i].cost;
    }
    for (int32_t k = -1; k < f->feeder.peaks_count; k++) {
        ostrov_plan_peak p = {0};
        double highest = 0.0;
        if (k >= 0) {
            p = peak_at(&f->feeder, k);
            highest = p.incurred_w;
        }
        for (int32_t t = 0; t < first->problem.count; t++) {
            double through = 0.0;
            for (int32_t i = 0; i < f->feeder.count; i++) {
                through += f->jobs[i].grid_w[t];
            }
            if (k >= 0 && in_period(&p, first->problem.edges_s, t)) {
                highest = ostrov_i_max(highest, through);
            }
            const double most = f->feeder.import_limit_w != NULL
                                    ? f->feeder.import_limit_w[t] * (1.0 + 1e-7) + 1e-3
                                    : __builtin_inf();
            const double least = f->feeder.export_limit_w != NULL
                                     ? -f->feeder.export_limit_w[t] * (1.0 + 1e-7) - 1e-3
                                     : -__builtin_inf();
            if (through > most || through < least) {
                if (why != NULL) {
                    *why = (ostrov_fault){"ostrov_fleet", "limits", -1, t, through, least, most};
                }
                return OSTROV_E_SOLVER;
            }
        }
        sum += k >= 0 ? (highest - p.incurred_w) / KILO * p.price_per_kw : 0.0;
    }
    *cost = sum;
    return OSTROV_OK;
}

static void give_all(joint *f, ostrov_plan *const *plans)
{
    for (int32_t i = 0; i < f->feeder.count; i++) {
        f->full[i].bound = -__builtin_inf(); /* there is one for all of them only */
        f->full[i].gap_ratio = __builtin_inf();
        f->full[i].source_crc = f->crcs[i];
        f->full[i].solver = f->solver;
        milp_give(&f->jobs[i], NULL, &f->full[i], plans[i]);
    }
}

static void close_fleet(joint *f)
{
    for (int32_t i = 0; i < f->feeder.count; i++) {
        if (f->jobs != NULL) {
            milp_close_job(&f->jobs[i]);
        }
        if (f->inputs != NULL) {
            milp_free_input(&f->inputs[i]);
        }
    }
    free(f->inputs);
    free(f->jobs);
    free(f->full);
    free(f->crcs);
}

static ostrov_status solve(joint *f, milp_work *work, ostrov_plan *const *plans, double *sum,
                           ostrov_fault *why)
{
    ostrov_status status = open_stations(f, plans, why);
    if (status != OSTROV_OK) {
        return status;
    }
    for (int32_t i = 0; i < f->feeder.count; i++) {
        f->inputs[i].full_binaries = work->options.full_binaries;
    }
    f->solver = milp_solver_of(&work->options);
    work->jobs = f->jobs;
    work->count = f->feeder.count;
    work->feeder = &f->feeder;
    milp_run(work);
    status = work->status;
    if (status < 0) {
        milp_failure_tell(&work->failure, why);
    }
    if (status == OSTROV_E_UNSUPPORTED && why != NULL) {
        *why = (ostrov_fault){ostrov_i_milp_structures[0].name,
                              "highs_library",
                              -1,
                              -1,
                              OSTROV_I_NAN,
                              OSTROV_I_NAN,
                              OSTROV_I_NAN};
    }
    if (status >= 0 &&
        (check(f, sum, why) != OSTROV_OK || milp_check_cost(work, *sum, why) != OSTROV_OK)) {
        status = OSTROV_E_SOLVER;
    }
    return status;
}

ostrov_status ostrov_milp_solve_fleet(const ostrov_fleet *from, const ostrov_milp_options *options,
                                      ostrov_plan *const *plans, double *cost, double *bound,
                                      ostrov_fault *why)
{
    joint f = {.inputs = NULL};
    size_t stations = 0;
    milp_work work = {.count = 0};
    double sum = 0.0;
    ostrov_status status = take_feeder(from, &f.feeder, why);
    if (status == OSTROV_OK) {
        status = milp_take_options(options, &work.options, why);
    }
    for (int32_t i = 0; status == OSTROV_OK && i < f.feeder.count; i++) {
        if (plans == NULL || plans[i] == NULL || f.feeder.problems[i] == NULL) {
            status = refuse(why, OSTROV_E_ARGUMENT, "problems", i, OSTROV_I_NAN, OSTROV_I_NAN,
                            OSTROV_I_NAN);
        }
    }
    if (status != OSTROV_OK) {
        return status;
    }
    stations = (size_t)(uint32_t)f.feeder.count;
    f.inputs = calloc(stations, sizeof *f.inputs);
    f.jobs = calloc(stations, sizeof *f.jobs);
    f.full = calloc(stations, sizeof *f.full);
    f.crcs = calloc(stations, sizeof *f.crcs);
    status = f.inputs != NULL && f.jobs != NULL && f.full != NULL && f.crcs != NULL
                 ? solve(&f, &work, plans, &sum, why)
                 : milp_no_memory(stations * (sizeof *f.inputs + sizeof *f.jobs + sizeof *f.full +
                                              sizeof *f.crcs),
                                  why);
    if (status >= 0) {
        give_all(&f, plans);
        if (cost != NULL) {
            *cost = sum;
        }
        if (bound != NULL) {
            *bound = ostrov_i_min(work.bound, sum);
        }
    }
    close_fleet(&f);
    return status;
}
