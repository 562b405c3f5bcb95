/* Suite plan: reference dispatch problems with proven optima.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "plan_bench.h"
#include "runner.h"
#include "suites.h"

#ifdef OSTROV_WITH_MILP
#include <ostrov/milp.h>
#endif

#define COST_LIMIT 1e-6     /* relative: what the references are proven to, with room for rounding */
#define BROKEN_LIMIT 1e-7   /* relative to the limit: the README's advice for costs compared at 1e-6 */

static double now_ms(void)
{
    struct timespec t;
    (void)timespec_get(&t, TIME_UTC);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* Judges a finished plan twice and reports it. */
static void judge(tally *t, const plan_bench *w, const file_problem *p, const char *file,
                  const char *who, int32_t kind, ostrov_status status, double ms)
{
    ostrov_plan_verdict verdict;
    ostrov_fault why = {0};
    char quantity[64];
    double broken = INFINITY;
    double cost = INFINITY;
    double gap = INFINITY;
    ostrov_status checked = OSTROV_OK;
    if (status != OSTROV_OK && status != OSTROV_LIMITED) {
        (void)snprintf(quantity, sizeof quantity, "%s_status", who);
        report(t, REPORT_JUDGE, 0, file, quantity, "n=%d value=%d limit=0 (%s)", (int)p->steps,
               (int)status, ostrov_status_text(status));
        return;
    }
    checked = ostrov_plan_check(&w->problem, &w->plan, 1e-3, &verdict, sizeof verdict, &why);
    file_problem_judge(p, &w->plan, &broken, &cost);
    gap = (cost - p->objective) / fmax(1.0, fabs(p->objective));
    (void)snprintf(quantity, sizeof quantity, "%s_feasible", who);
    report(t, REPORT_JUDGE, checked == OSTROV_OK && verdict.feasible && broken <= BROKEN_LIMIT, file,
           quantity, "n=%d max_rel=%.3g limit=%g check=%d rule=%s max_abs=%.3g", (int)p->steps, broken,
           BROKEN_LIMIT, (int)checked,
           checked == OSTROV_OK && verdict.worst_rule != NULL ? verdict.worst_rule : "none",
           checked == OSTROV_OK ? verdict.worst_value : NAN);
    (void)snprintf(quantity, sizeof quantity, "%s_cost_told", who);
    report(t, REPORT_JUDGE, fabs(cost - w->plan.cost) <= 1e-9 * fmax(1.0, fabs(cost)), file, quantity,
           "n=1 max_rel=%.3g limit=1e-09", fabs(cost - w->plan.cost) / fmax(1.0, fabs(cost)));
    (void)snprintf(quantity, sizeof quantity, "%s_bound", who);
    report(t, REPORT_JUDGE, w->plan.bound <= p->objective + 1e-6 * fmax(1.0, fabs(p->objective)), file,
           quantity, "n=1 score=%.3g limit=1e-06 told_gap=%.3g",
           (w->plan.bound - p->objective) / fmax(1.0, fabs(p->objective)), w->plan.gap_ratio);
    (void)snprintf(quantity, sizeof quantity, "%s_cost", who);
    report(t, kind, fabs(gap) <= COST_LIMIT, file, quantity,
           "n=%d score=%.3g cost=%.9g optimum=%.9g ms=%.3f limit=%g", (int)p->steps, gap, cost,
           p->objective, ms, COST_LIMIT);
}

static void try_built_in(tally *t, plan_bench *w, const file_problem *p, const char *file)
{
    const size_t bytes = ostrov_plan_workspace(&w->problem);
    void *memory = malloc(bytes + 8);
    ostrov_fault why = {0};
    /* a peak without vehicles is the quick planner's, whose bound is not tight with many of them */
    const int32_t exact = p->buses_count > 0 || p->peaks_count == 0;
    double best = INFINITY;
    ostrov_status status = OSTROV_E_SPACE;
    for (int32_t i = 0; i < 5 && memory != NULL; i++) {
        const double begin = now_ms();
        status = ostrov_plan_solve(&w->problem, NULL, memory, bytes, &w->plan, &why);
        best = fmin(best, now_ms() - begin);
    }
    if (status < 0) {
        char text[200];
        (void)ostrov_fault_text(&why, status, text, sizeof text);
        printf("%s\n", text);
    }
    judge(t, w, p, file, "built_in", exact ? REPORT_JUDGE : REPORT_INFO, status, best);
    free(memory);
}

#ifdef OSTROV_WITH_MILP
static void try_glpk(tally *t, plan_bench *w, const file_problem *p, const char *file)
{
    ostrov_milp_options options;
    ostrov_fault why = {0};
    ostrov_status status = ostrov_milp_defaults(&options, sizeof options);
    double begin = 0.0;
    options.gap_ratio = 1e-9;
    options.time_limit_s = 60.0;
    begin = now_ms();
    if (status == OSTROV_OK) {
        status = ostrov_milp_solve(&w->problem, &options, &w->plan, &why);
    }
    judge(t, w, p, file, "glpk", REPORT_JUDGE, status, now_ms() - begin);
}
#endif

/* Everything of a problem with several stations. */
typedef struct fleet_bench {
    int32_t count;
    file_problem *files;
    plan_bench *benches;
    const ostrov_problem **problems;
    ostrov_plan **plans;
    file_feeder feeder;
} fleet_bench;

static int32_t open_fleet(fleet_bench *f, const char *text, int32_t count)
{
    int32_t good = 1;
    memset(f, 0, sizeof *f);
    f->files = calloc((size_t)count, sizeof *f->files);
    f->benches = calloc((size_t)count, sizeof *f->benches);
    f->problems = calloc((size_t)count, sizeof *f->problems);
    f->plans = calloc((size_t)count, sizeof *f->plans);
    if (f->files == NULL || f->benches == NULL || f->problems == NULL || f->plans == NULL) {
        return 0;
    }
    for (int32_t i = 0; i < count && good; i++) {
        good = file_problem_read(text, i, &f->files[i]) &&
               plan_bench_open(&f->benches[i], &f->files[i]);
        f->problems[i] = &f->benches[i].problem;
        f->plans[i] = &f->benches[i].plan;
        f->count = i + 1;
    }
    return good && file_feeder_read(text, f->files[0].steps, &f->feeder) &&
           f->feeder.import_max != NULL && f->feeder.export_max != NULL;
}

static void close_fleet(fleet_bench *f)
{
    for (int32_t i = 0; i < f->count; i++) {
        plan_bench_close(&f->benches[i]);
        file_problem_free(&f->files[i]);
    }
    free(f->files);
    free(f->benches);
    free(f->problems);
    free(f->plans);
    file_feeder_free(&f->feeder);
}

#ifdef OSTROV_WITH_MILP
/* Stations by the files' rules, then the feeder's: worst violation and cost. */
static void judge_fleet(const fleet_bench *f, double *worst, double *cost)
{
    double highest = f->feeder.peak.incurred_kw;
    *worst = 0.0;
    *cost = 0.0;
    for (int32_t i = 0; i < f->count; i++) {
        double own_worst = 0.0;
        double own_cost = 0.0;
        file_problem_judge(&f->files[i], f->plans[i], &own_worst, &own_cost);
        *worst = fmax(*worst, own_worst);
        *cost += own_cost;
    }
    for (int32_t t = 0; t < f->files[0].steps; t++) {
        double through = 0.0;
        for (int32_t i = 0; i < f->count; i++) {
            through += f->plans[i]->grid_w[t] / 1000.0;
        }
        highest = fmax(highest, through);
        *worst = fmax(*worst, (through - f->feeder.import_max[t]) / fmax(1.0, f->feeder.import_max[t]));
        *worst = fmax(*worst, (-through - f->feeder.export_max[t]) / fmax(1.0, f->feeder.export_max[t]));
    }
    *cost += f->feeder.peak.price * (highest - f->feeder.peak.incurred_kw);
}

static void try_fleet(tally *t, const fleet_bench *f, const char *file)
{
    const file_problem *p = &f->files[0];
    ostrov_milp_options options;
    ostrov_fleet fleet;
    ostrov_fault why = {0};
    ostrov_plan_peak peak = {f->benches[0].edges[0], f->benches[0].edges[p->steps],
                             f->feeder.peak.incurred_kw * 1000.0, f->feeder.peak.price, 0.0};
    double worst = 0.0;
    double cost = 0.0;
    double told = 0.0;
    double bound = 0.0;
    double begin = 0.0;
    ostrov_status status = ostrov_milp_defaults(&options, sizeof options);
    if (status == OSTROV_OK) {
        status = ostrov_fleet_defaults(&fleet, sizeof fleet);
    }
    for (int32_t i = 0; i < p->steps; i++) {
        f->feeder.import_max[i] *= 1000.0;
        f->feeder.export_max[i] *= 1000.0;
    }
    fleet.count = f->count;
    fleet.problems = f->problems;
    fleet.import_limit_w = f->feeder.import_max;
    fleet.export_limit_w = f->feeder.export_max;
    fleet.peaks = &peak;
    fleet.peaks_count = f->feeder.peak.price > 0.0;
    options.gap_ratio = 1e-9;
    options.time_limit_s = 120.0;
    begin = now_ms();
    if (status == OSTROV_OK) {
        status = ostrov_milp_solve_fleet(&fleet, &options, f->plans, &told, &bound, &why);
    }
    begin = now_ms() - begin;
    for (int32_t i = 0; i < p->steps; i++) {
        f->feeder.import_max[i] /= 1000.0;
        f->feeder.export_max[i] /= 1000.0;
    }
    if (status < 0) {
        report(t, REPORT_JUDGE, 0, file, "glpk_fleet_status", "n=%d value=%d limit=0 (%s)",
               (int)f->count, (int)status, ostrov_status_text(status));
        return;
    }
    judge_fleet(f, &worst, &cost);
    report(t, REPORT_JUDGE, worst <= BROKEN_LIMIT, file, "glpk_fleet_feasible",
           "n=%d max_rel=%.3g limit=%g", (int)f->count, worst, BROKEN_LIMIT);
    report(t, REPORT_JUDGE, fabs(told - cost) <= 1e-9 * fmax(1.0, fabs(cost)), file,
           "glpk_fleet_cost_told", "n=1 max_rel=%.3g limit=1e-09",
           fabs(told - cost) / fmax(1.0, fabs(cost)));
    report(t, REPORT_JUDGE, bound <= p->objective + COST_LIMIT * fmax(1.0, fabs(p->objective)), file,
           "glpk_fleet_bound", "n=1 score=%.3g limit=1e-06 told_gap=%.3g",
           (bound - p->objective) / fmax(1.0, fabs(p->objective)), (told - bound) / fmax(1.0, fabs(told)));
    report(t, REPORT_JUDGE, fabs(cost - p->objective) <= COST_LIMIT * fmax(1.0, fabs(p->objective)), file,
           "glpk_fleet_cost", "n=%d score=%.3g cost=%.9g optimum=%.9g ms=%.3f limit=%g", (int)p->steps,
           (cost - p->objective) / fmax(1.0, fabs(p->objective)), cost, p->objective, begin, COST_LIMIT);
}
#endif

static void plan_fleet(tally *t, const char *text, const char *file, int32_t stations)
{
    fleet_bench f;
    if (open_fleet(&f, text, stations)) {
#ifdef OSTROV_WITH_MILP
        try_fleet(t, &f, file);
#else
        (void)t;
        printf("SKIP %s: several stations need libostrov-milp, which is not built\n", file);
#endif
    }
    close_fleet(&f);
}

int32_t suite_plan(tally *t, const char *folder, const char *file)
{
    size_t length = 0;
    char *text = NULL;
    int32_t stations = 0;
    file_problem p;
    plan_bench w;
    if (!ends_with(file, ".json.gz") && !ends_with(file, ".json")) {
        return 0;
    }
    text = read_text(folder, file, &length);
    stations = text != NULL ? file_problem_stations(text) : 0;
    if (stations > 1) {
        plan_fleet(t, text, file, stations);
        free(text);
        return 1;
    }
    if (stations != 1 || !file_problem_read(text, 0, &p)) {
        free(text);
        return 0;
    }
    free(text);
    if (plan_bench_open(&w, &p)) {
#ifdef OSTROV_WITH_MILP
        if (p.steps <= 1000) {
            try_glpk(t, &w, &p, file);
        } else {
            printf("passed over: %s is too long for GLPK\n", file);
        }
#else
        printf("passed over: %s by GLPK, which is not built\n", file);
#endif
        try_built_in(t, &w, &p, file);
    }
    plan_bench_close(&w);
    file_problem_free(&p);
    return 1;
}
