/* ostrov_milp_solve: takes the problem in, has it solved, checks the answer, gives it out.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "base/fields.h"
#include "milp/apart.h"
#include "milp/courses.h"
#include "milp/highs.h"
#include "milp/milp_internal.h"

const char *ostrov_milp_solver_version(void) { return glp_version(); }

ostrov_status ostrov_milp_highs_version(const char *library, char *text, size_t size)
{
    milp_highs *h = NULL;
    ostrov_status status = OSTROV_OK;
    if (text == NULL || size == 0) {
        return OSTROV_E_ARGUMENT;
    }
    h = milp_highs_open(library);
    if (h == NULL) {
        return OSTROV_E_UNSUPPORTED;
    }
    if (strlen(milp_highs_version(h)) < size) {
        strcpy(text, milp_highs_version(h));
    } else {
        status = OSTROV_E_SPACE;
    }
    milp_highs_close(h);
    return status;
}

ostrov_status ostrov_milp_defaults(ostrov_milp_options *options, size_t size)
{
    const ostrov_structure *s = &ostrov_i_milp_structures[0];
    ostrov_milp_options full;
    if (options == NULL || size < sizeof(uint32_t)) {
        return OSTROV_E_ARGUMENT;
    }
    if (size > UINT32_MAX) {
        return OSTROV_E_SPACE;
    }
    memset(&full, 0, sizeof full);
    full.full_binaries = (int32_t)s->fields[1].standard;
    full.time_limit_s = s->fields[2].standard;
    full.gap_ratio = s->fields[3].standard;
    full.struct_size = (uint32_t)size;
    memset(options, 0, size);
    memcpy(options, &full, size < sizeof full ? size : sizeof full);
    return OSTROV_OK;
}

static ostrov_status refuse(ostrov_fault *why, ostrov_status status, const char *structure,
                            const char *field, double value, double min, double max)
{
    if (why != NULL) {
        *why = (ostrov_fault){structure, field, -1, -1, value, min, max};
    }
    return status;
}

int32_t milp_solver_of(const ostrov_milp_options *options)
{
    return options->solver == OSTROV_SOLVER_HIGHS ? OSTROV_SOLVER_HIGHS : OSTROV_SOLVER_GLPK;
}

ostrov_status milp_take_options(const ostrov_milp_options *from, ostrov_milp_options *full,
                                ostrov_fault *why)
{
    const ostrov_structure *s = &ostrov_i_milp_structures[0];
    const unsigned char *bytes = (const unsigned char *)from;
    ostrov_status status = ostrov_milp_defaults(full, sizeof *full);
    double values[5] = {0.0};
    if (status != OSTROV_OK || from == NULL) {
        return status;
    }
    if (from->struct_size < s->first_size || from->struct_size > s->struct_size + 4096u) {
        return refuse(why, OSTROV_E_ARGUMENT, s->name, "struct_size", (double)from->struct_size,
                      (double)s->first_size, (double)s->struct_size + 4096.0);
    }
    for (size_t i = sizeof *full; i < from->struct_size; i++) {
        if (bytes[i] != 0) {
            return refuse(why, OSTROV_E_UNSUPPORTED, s->name, "struct_size",
                          (double)from->struct_size, (double)s->first_size, (double)s->struct_size);
        }
    }
    memcpy(full, from, from->struct_size < sizeof *full ? from->struct_size : sizeof *full);
    full->struct_size = (uint32_t)sizeof *full;
    values[0] = (double)full->full_binaries;
    values[1] = full->time_limit_s;
    values[2] = full->gap_ratio;
    values[3] = (double)full->solver;
    values[4] = (double)full->memory_limit_mib;
    for (int i = 0; i < 5; i++) {
        const ostrov_field *f = &s->fields[i + 1];
        const int32_t known = i != 3 || full->solver == OSTROV_SOLVER_UNKNOWN ||
                              full->solver == OSTROV_SOLVER_GLPK ||
                              full->solver == OSTROV_SOLVER_HIGHS;
        if (!ostrov_i_finite(values[i]) || values[i] < f->min || values[i] > f->max || !known) {
            return refuse(why, ostrov_i_finite(values[i]) ? OSTROV_E_RANGE : OSTROV_E_NOT_FINITE,
                          s->name, f->name, values[i], f->min, f->max);
        }
    }
    return OSTROV_OK;
}

ostrov_status milp_open_job(milp_job *job, const milp_input *in, ostrov_fault *why)
{
    const size_t n = (size_t)in->problem.count;
    const size_t vehicles = (size_t)in->problem.vehicles_count;
    const size_t values = (7u + vehicles + (size_t)in->problem.batteries_count) * n;
    const size_t blocks = (size_t)in->problem.blocks_count + 1u;
    double *columns = calloc(values, sizeof *columns);
    job->in = in;
    job->grid_w = columns;
    job->block_start = calloc(blocks, sizeof *job->block_start);
    if (columns == NULL || job->block_start == NULL) {
        return milp_no_memory(values * sizeof *columns + blocks * sizeof *job->block_start, why);
    }
    job->battery_w = columns + n;
    job->pv_w = columns + 2 * n;
    job->shed_w = columns + 3 * n;
    job->shed_critical_w = columns + 4 * n;
    job->soc_ratio = columns + 5 * n;
    job->value_per_kwh = columns + 6 * n;
    job->vehicle_w = columns + 7 * n;
    job->batteries_w = columns + (7 + vehicles) * n;
    return OSTROV_OK;
}

void milp_close_job(milp_job *job)
{
    free(job->grid_w);
    free(job->block_start);
}

/* The answer judged by arithmetic that knows nothing of GLPK. */
ostrov_status milp_check(const ostrov_problem *problem, const milp_job *job,
                         const milp_columns *courses, ostrov_plan *full, ostrov_fault *why)
{
    const milp_input *in = job->in;
    ostrov_plan told;
    ostrov_plan_verdict verdict;
    ostrov_status status = ostrov_plan_defaults(&told, sizeof told);
    double tolerance = 1e-3;
    if (status != OSTROV_OK) {
        return status;
    }
    told.capacity = in->problem.count;
    told.vehicle_capacity = in->problem.vehicles_count;
    told.count = in->problem.count;
    told.vehicle_count = in->problem.vehicles_count;
    told.grid_w = job->grid_w;
    told.battery_w = job->battery_w;
    told.pv_w = job->pv_w;
    told.shed_w = job->shed_w;
    told.shed_critical_w = job->shed_critical_w;
    told.soc_ratio = job->soc_ratio;
    told.block_start = job->block_start;
    told.vehicle_w = in->problem.vehicles_count > 0 ? job->vehicle_w : NULL;
    told.batteries_w = in->problem.batteries_count > 0 ? job->batteries_w : NULL;
    if (courses != NULL) {
        told.scenario_battery_w = courses->battery_w;
        told.scenario_grid_w = courses->grid_w;
        told.scenario_vehicle_w = courses->vehicle_w;
    }
    for (int32_t t = 0; t < in->problem.count; t++) { /* the solver's own tolerance is relative */
        const ostrov_plan_slot *s = &in->slots[t];
        tolerance = ostrov_i_max(tolerance, 1e-7 * (s->load_w + s->pv_w + s->stored_max_wh));
    }
    status = ostrov_plan_check(problem, &told, tolerance, &verdict, sizeof verdict, why);
    if (status != OSTROV_OK) {
        return OSTROV_E_SOLVER;
    }
    if (!verdict.feasible) {
        const int32_t row = verdict.worst_vehicle >= 0 ? verdict.worst_vehicle : verdict.worst_row;
        if (why != NULL) { /* the rule, by how much, and what would have passed */
            *why = (ostrov_fault){
                "ostrov_plan_check", verdict.worst_rule, row,      verdict.worst_slot,
                verdict.worst_value, OSTROV_I_NAN,       tolerance};
        }
        return OSTROV_E_SOLVER;
    }
    full->cost = verdict.cost;
    return OSTROV_OK;
}

/* Dearer than the solver says: then it solved something else. */
ostrov_status milp_check_cost(const milp_work *work, double cost, ostrov_fault *why)
{
    if (cost <= work->objective + 1e-4 * ostrov_i_max(1.0, ostrov_i_abs(work->objective))) {
        return OSTROV_OK;
    }
    milp_failure_tell(&(milp_failure){MILP_WHO_CHEAPER, work->objective}, why);
    if (why != NULL) {
        why->min = cost; /* of the plan */
    }
    return OSTROV_E_SOLVER;
}

static void copy_column(double *to, const double *from, int32_t count)
{
    if (to != NULL) {
        memcpy(to, from, (size_t)count * sizeof *to);
    }
}

static void give_courses(const milp_job *job, const milp_columns *courses, ostrov_plan *full)
{
    const ostrov_problem *p = &job->in->problem;
    const int32_t rows[3] = {p->scenarios_count, p->scenarios_count,
                             p->scenarios_count * p->vehicles_count};
    double *const to[3] = {full->scenario_battery_w, full->scenario_grid_w,
                           full->scenario_vehicle_w};
    const double *const from[3] = {courses->battery_w, courses->grid_w, courses->vehicle_w};
    for (int32_t k = 0; k < 3; k++) {
        for (int32_t i = 0; i < rows[k] && to[k] != NULL; i++) {
            copy_column(to[k] + (size_t)i * (size_t)full->capacity,
                        from[k] + (size_t)i * (size_t)p->count, p->count);
        }
    }
}

static void give_batteries(const milp_job *job, ostrov_plan *full)
{
    const milp_input *in = job->in;
    const int32_t n = in->problem.count;
    for (int32_t i = 0; i < in->problem.batteries_count && full->batteries_w != NULL; i++) {
        copy_column(full->batteries_w + (size_t)i * (size_t)full->capacity,
                    job->batteries_w + (size_t)i * (size_t)n, n);
    }
}

/* Totals, vehicles and columns into the caller's plan. */
void milp_give(const milp_job *job, const milp_columns *courses, ostrov_plan *full,
               ostrov_plan *plan)
{
    const milp_input *in = job->in;
    const int32_t n = in->problem.count;
    full->short_total_wh = 0.0;
    full->shed_total_wh = 0.0;
    full->shed_critical_total_wh = 0.0;
    full->reserve_short_wh_h = 0.0;
    for (int32_t t = 0; t < n; t++) {
        const ostrov_plan_slot *s = &in->slots[t];
        const double hours = s->duration_s / 3600.0;
        const double capacity = in->battery.capacity_wh * in->battery.health_ratio;
        const double stored = job->soc_ratio[t] * capacity;
        full->shed_total_wh += job->shed_w[t] * hours;
        full->shed_critical_total_wh += job->shed_critical_w[t] * hours;
        full->reserve_short_wh_h +=
            hours * (ostrov_i_max(0.0, s->floor_wh - stored) +
                     ostrov_i_max(0.0, stored - in->battery.soc_max_ratio * capacity));
    }
    for (int32_t i = 0; i < in->problem.vehicles_count; i++) {
        const ostrov_plan_vehicle *v = &in->vehicles[i];
        const double *w = job->vehicle_w + (size_t)i * (size_t)n;
        double stored = v->arrive_wh;
        for (int32_t t = 0; t < n; t++) {
            stored += (w[t] < 0.0 ? w[t] / v->discharge_efficiency_ratio
                                  : w[t] * v->charge_efficiency_ratio) *
                      in->slots[t].duration_s / 3600.0;
        }
        stored = ostrov_i_max(0.0, v->depart_wh - stored);
        full->short_total_wh += stored;
        if (full->short_wh != NULL) {
            full->short_wh[i] = stored;
        }
        if (full->charge_point != NULL) {
            full->charge_point[i] = v->charge_point;
        }
        copy_column(full->vehicle_w + (size_t)i * (size_t)full->capacity, w, n);
    }
    give_batteries(job, full);
    if (courses != NULL) {
        give_courses(job, courses, full);
    }
    copy_column(full->grid_w, job->grid_w, n);
    copy_column(full->battery_w, job->battery_w, n);
    copy_column(full->pv_w, job->pv_w, n);
    copy_column(full->shed_w, job->shed_w, n);
    copy_column(full->shed_critical_w, job->shed_critical_w, n);
    copy_column(full->soc_ratio, job->soc_ratio, n);
    copy_column(full->value_per_kwh, job->value_per_kwh, n);
    if (full->edges_s != NULL) {
        memcpy(full->edges_s, in->problem.edges_s, ((size_t)n + 1u) * sizeof *full->edges_s);
    }
    full->count = n;
    full->vehicle_count = in->problem.vehicles_count;
    full->expires_s = in->problem.edges_s[n];
    full->work = job->work;
    if (full->block_start != NULL) {
        memcpy(full->block_start, job->block_start,
               (size_t)in->problem.blocks_count * sizeof *full->block_start);
    }
    full->struct_size = plan->struct_size;
    memcpy(plan, full, plan->struct_size < sizeof *full ? plan->struct_size : sizeof *full);
}

/* In this process, or by a program, which knows no scenarios. */
static ostrov_status run(const milp_input *in, const char *program, milp_work *work,
                         milp_courses *courses, milp_columns *columns, ostrov_fault *why)
{
    ostrov_status status = OSTROV_OK;
    if (in->problem.scenarios_count > 0) {
        status = milp_courses_open(courses, in, why);
        if (status == OSTROV_OK) {
            milp_courses_run(courses, work, columns);
            status = work->status;
        }
    } else {
        if (program != NULL) {
            milp_run_apart(program, &in->problem, work);
        } else {
            milp_run(work);
        }
        status = work->status;
    }
    if (work->status < 0) {
        milp_failure_tell(&work->failure, why);
    }
    if (work->status == OSTROV_E_UNSUPPORTED) {
        status = refuse(why, status, ostrov_i_milp_structures[0].name,
                        work->not_started ? "program" : "highs_library", OSTROV_I_NAN, OSTROV_I_NAN,
                        OSTROV_I_NAN);
    }
    return status;
}

static ostrov_status solve(const ostrov_problem *problem, const ostrov_milp_options *options,
                           const char *program, ostrov_plan *plan, ostrov_fault *why)
{
    const uint32_t covered =
        (uint32_t)MILP_COVERS | (program == NULL ? OSTROV_FEATURE_SCENARIOS : 0u);
    milp_input in;
    milp_job job;
    milp_work work = {.jobs = &job, .count = 1};
    milp_courses courses = {NULL, NULL, NULL, 0};
    milp_columns columns = {NULL, NULL, NULL};
    ostrov_plan full;
    uint32_t crc = 0;
    ostrov_status status = OSTROV_OK;
    memset(&job, 0, sizeof job);
    memset(&full, 0, sizeof full);
    memset(&in, 0, sizeof in);
    status = milp_take_options(options, &work.options, why);
    if (status == OSTROV_OK) {
        status = milp_take_input(problem, covered, &in, &crc, why);
    }
    if (status == OSTROV_OK) {
        status = milp_take_plan(plan, &in.problem, &full, why);
    }
    if (status == OSTROV_OK) {
        status = milp_open_job(&job, &in, why);
    }
    if (status == OSTROV_OK) {
        in.full_binaries = work.options.full_binaries;
        job.want_values = full.value_per_kwh != NULL;
        status = run(&in, program, &work, &courses, &columns, why);
    }
    if (status >= 0) {
        ostrov_status checked =
            milp_check(problem, &job, columns.battery_w != NULL ? &columns : NULL, &full, why);
        if (checked == OSTROV_OK) {
            checked = milp_check_cost(&work, full.cost, why);
        }
        status = checked == OSTROV_OK ? status : checked;
    }
    if (status >= 0) {
        full.bound = ostrov_i_min(work.bound, full.cost);
        full.gap_ratio = (full.cost - full.bound) / ostrov_i_max(1.0, ostrov_i_abs(full.cost));
        full.source_crc = crc;
        full.solver = milp_solver_of(&work.options);
        milp_give(&job, columns.battery_w != NULL ? &columns : NULL, &full, plan);
    }
    milp_courses_close(&courses);
    free(columns.battery_w);
    milp_close_job(&job);
    milp_free_input(&in);
    return status;
}

ostrov_status ostrov_milp_solve(const ostrov_problem *problem, const ostrov_milp_options *options,
                                ostrov_plan *plan, ostrov_fault *why)
{
    return solve(problem, options, NULL, plan, why);
}

ostrov_status ostrov_milp_solve_apart(const ostrov_problem *problem,
                                      const ostrov_milp_options *options, const char *program,
                                      ostrov_plan *plan, ostrov_fault *why)
{
    return program != NULL ? solve(problem, options, program, plan, why)
                           : refuse(why, OSTROV_E_ARGUMENT, ostrov_i_milp_structures[0].name,
                                    "program", OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN);
}
