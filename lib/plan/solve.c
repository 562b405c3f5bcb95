/* ostrov_plan_solve: takes a problem and memory, lets the fitting solver plan, judges, gives out.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "plan/again.h"
#include "plan/judge.h"
#include "plan/lp_courses.h"
#include "plan/picture.h"
#include "plan/plan_tables.h"
#include "plan/quick.h"

/* Work kept for a plan without vehicles, by slot: one way through the value functions. */
#define STAND_IN_WORK 2000
/* Placing vehicles has been seen to take some hundred times that. */
#define VEHICLES_WORK 1000

typedef struct solver {
    int32_t kind; /* enum ostrov_solver: QUICK or SIMPLEX */
    ostrov_i_again again;
    ostrov_i_site site;
    ostrov_plan_slot *slots;
    ostrov_plan columns;        /* in the workspace; given out only when all of it is there */
    const uint64_t *columns_at; /* all of them */
    size_t columns_words;
    ostrov_i_quick quick;
    ostrov_i_lp_plan lp;
    ostrov_i_lp_courses courses; /* with scenarios */
} solver;

/* Names what keeps the solver asked for from a site that choose() found none for. */
static ostrov_status refuse(const ostrov_i_site *site, int32_t asked, ostrov_fault *why)
{
    const uint32_t covered = asked == OSTROV_SOLVER_SIMPLEX ? ostrov_i_lp_plan_features(site)
                                                            : ostrov_i_quick_covers(site);
    const ostrov_status status = ostrov_i_site_covers(site, covered, why);
    return status != OSTROV_OK
               ? status
               : ostrov_i_fault(why, OSTROV_E_UNSUPPORTED, "ostrov_problem", "count", -1,
                                (double)site->problem.count, 1.0, (double)OSTROV_I_LP_SLOTS);
}

/* The solver for a site; UNKNOWN when none says all of it. */
static int32_t choose(const ostrov_i_site *site, int32_t asked)
{
    const int32_t simplex = ostrov_i_lp_plan_covers(site);
    const int32_t plain = (site->features & ~ostrov_i_quick_covers(site)) == 0;
    if (asked == OSTROV_SOLVER_SIMPLEX) {
        return simplex ? OSTROV_SOLVER_SIMPLEX : OSTROV_SOLVER_UNKNOWN;
    }
    if (asked == OSTROV_SOLVER_QUICK) {
        return plain ? OSTROV_SOLVER_QUICK : OSTROV_SOLVER_UNKNOWN;
    }
    if (simplex && (!plain || site->problem.vehicles_count > 0)) {
        return OSTROV_SOLVER_SIMPLEX;
    }
    return plain ? OSTROV_SOLVER_QUICK : OSTROV_SOLVER_UNKNOWN;
}

/* The kept plan and the program first: what they leave is found there by the next call. */
static void lay_out(solver *s, const ostrov_problem *problem, ostrov_i_arena *a)
{
    /* the end of the pool is only used while planning: the picture lies there, and beyond */
    const size_t spare = OSTROV_I_CURVE_ROOM * sizeof(ostrov_i_point);
    s->again.kept = ostrov_i_take(a, 1, sizeof *s->again.kept);
    if (s->kind == OSTROV_SOLVER_SIMPLEX) {
        ostrov_i_lp_plan_lay_out(&s->site, a, &s->lp);
        if (s->site.problem.scenarios_count > 0) {
            ostrov_i_lp_courses_lay_out(&s->site, a, &s->lp, &s->courses);
        }
    }
    s->slots = ostrov_i_take(a, s->site.problem.count, sizeof(ostrov_plan_slot));
    s->columns_at = ostrov_i_take(a, 0, 1);
    s->columns_words = a->used;
    ostrov_i_columns_lay_out(&s->site.problem, a, &s->columns);
    s->columns_words = (a->used - s->columns_words) / sizeof(uint64_t);
    ostrov_i_quick_lay_out(&s->site, a, &s->quick);
    s->again.picture_bytes = ostrov_i_picture_bytes(problem);
    s->again.picture = a->memory != NULL ? a->memory + a->used - spare : NULL;
    if (s->again.picture_bytes > spare) {
        (void)ostrov_i_take(a, (int64_t)(s->again.picture_bytes - spare), 1);
    }
}

size_t ostrov_plan_workspace_for(const ostrov_problem *problem, int32_t asked)
{
    solver s;
    ostrov_i_arena a = {NULL, 0};
    if (ostrov_i_site_open(problem, &s.site, NULL) != OSTROV_OK) {
        return 0;
    }
    s.kind = choose(&s.site, asked);
    lay_out(&s, problem, &a);
    return s.kind != OSTROV_SOLVER_UNKNOWN || asked == OSTROV_SOLVER_UNKNOWN ? a.used : 0;
}

size_t ostrov_plan_workspace(const ostrov_problem *problem)
{
    return ostrov_plan_workspace_for(problem, OSTROV_SOLVER_UNKNOWN);
}

static ostrov_status check_space(solver *s, const ostrov_problem *problem, const ostrov_plan *plan,
                                 size_t bytes, const void *workspace, ostrov_fault *why)
{
    const ostrov_problem *p = &s->site.problem;
    const ostrov_structure *table = &ostrov_i_plan_structures[PLAN_PLAN];
    ostrov_i_arena a = {NULL, 0};
    if (plan->capacity < p->count) {
        return ostrov_i_fault(why, OSTROV_E_SPACE, table->name, "capacity", -1,
                              (double)plan->capacity, (double)p->count, OSTROV_I_NAN);
    }
    if (plan->vehicle_capacity < p->vehicles_count &&
        (plan->vehicle_w != NULL || plan->short_wh != NULL || plan->charge_point != NULL)) {
        return ostrov_i_fault(why, OSTROV_E_SPACE, table->name, "vehicle_capacity", -1,
                              (double)plan->vehicle_capacity, (double)p->vehicles_count,
                              OSTROV_I_NAN);
    }
    lay_out(s, problem, &a);
    if (workspace == NULL || ((uintptr_t)workspace & 7u) != 0) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, NULL, "workspace", -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    if (bytes < a.used) {
        return ostrov_i_fault(why, OSTROV_E_SPACE, NULL, "workspace", -1, (double)bytes,
                              (double)a.used, OSTROV_I_NAN);
    }
    return OSTROV_OK;
}

/* The slots as the problem says them. */
static ostrov_status read_slots(solver *s, uint64_t *fold, ostrov_fault *why)
{
    ostrov_i_reader reader;
    ostrov_status status = OSTROV_OK;
    ostrov_i_reader_open(&reader, &s->site);
    *fold = 0;
    for (int32_t t = 0; t < s->site.problem.count && status == OSTROV_OK; t++) {
        status = ostrov_i_reader_next(&reader, &s->slots[t], why);
        *fold = ostrov_i_slot_fold(*fold, &s->slots[t]);
    }
    return status;
}

/* Linear programs with branching; where they come to no plan, the quick planner's base pass on what
 * it can say, with the rest left out. */
static ostrov_status by_simplex(solver *s, const ostrov_plan_options *options, ostrov_plan *full)
{
    const int64_t courses = 1 + (int64_t)s->site.problem.scenarios_count;
    const int64_t reserve = courses * s->site.problem.count * STAND_IN_WORK;
    ostrov_plan_options first = *options;
    ostrov_i_lp_outcome outcome;
    first.work_limit = options->work_limit > reserve ? options->work_limit - reserve : 0;
    if (s->site.problem.scenarios_count > 0) {
        ostrov_i_lp_courses_run(&s->courses, s->slots, &first, &s->columns, &outcome);
    } else {
        ostrov_i_lp_plan_run(&s->lp, s->slots, &first, &s->columns, &outcome);
    }
    full->solver = OSTROV_SOLVER_SIMPLEX;
    full->work = outcome.work;
    full->bound = outcome.bound;
    if (!outcome.found) { /* a plan there always is: "none" is rounding, and proves nothing */
        ostrov_plan_options base = *options;
        uint64_t unused = 0;
        base.work_limit -= base.work_limit < outcome.work ? base.work_limit : outcome.work;
        outcome.limited = 1;
        full->bound = outcome.bound < 1e299 ? outcome.bound : -__builtin_inf();
        s->quick.brief = base.work_limit < VEHICLES_WORK * reserve;
        ostrov_i_columns_clear(&s->site.problem, &s->columns);
        ostrov_i_slots_narrow(&s->site, s->slots);
        ostrov_i_quick_run(&s->quick, &s->site, s->slots, &base, &s->columns);
        (void)read_slots(s, &unused, NULL); /* judged before */
        full->solver = OSTROV_SOLVER_QUICK;
        full->work += s->quick.d.work * OSTROV_I_CORNER_WORK;
    }
    return outcome.limited ? OSTROV_LIMITED : OSTROV_OK;
}

static ostrov_status by_quick(solver *s, const ostrov_plan_options *options, ostrov_plan *full)
{
    ostrov_i_quick_run(&s->quick, &s->site, s->slots, options, &s->columns);
    full->bound = ostrov_i_quick_proof(&s->quick, &s->site);
    full->solver = s->quick.fleet.count > 0 ? OSTROV_SOLVER_QUICK : OSTROV_SOLVER_VALUE;
    full->work = s->quick.d.work * OSTROV_I_CORNER_WORK;
    return s->quick.limited ? OSTROV_LIMITED : OSTROV_OK;
}

/* Totals of the finished plan by the same arithmetic as ostrov_plan_check. */
static ostrov_status judge(const solver *s, ostrov_plan *full)
{
    ostrov_i_judgement j;
    const ostrov_status status = ostrov_i_judge(&s->site, s->slots, &s->columns, 1.0, &j, NULL);
    if (status != OSTROV_OK) {
        return status;
    }
    if (!j.verdict.feasible) {
        return OSTROV_E_SOLVER;
    }
    full->cost = j.verdict.cost;
    full->short_total_wh = j.short_wh;
    full->shed_total_wh = j.shed_wh;
    full->shed_critical_total_wh = j.shed_critical_wh;
    full->reserve_short_wh_h = j.reserve_short_wh_h;
    full->bound = ostrov_i_min(full->bound, full->cost);
    /* below this it is no sum of prices: there is none */
    full->bound = full->bound > -1e200 ? full->bound : -__builtin_inf();
    full->gap_ratio = (full->cost - full->bound) / ostrov_i_max(1.0, ostrov_i_abs(full->cost));
    return OSTROV_OK;
}

static ostrov_status plan_anew(solver *s, const ostrov_plan_options *options, ostrov_plan *full)
{
    ostrov_i_again_forget(&s->again);
    ostrov_i_columns_clear(&s->site.problem, &s->columns);
    return s->kind == OSTROV_SOLVER_SIMPLEX ? by_simplex(s, options, full)
                                            : by_quick(s, options, full);
}

static ostrov_status solve(solver *s, const ostrov_problem *problem,
                           const ostrov_plan_options *options, void *workspace, ostrov_plan *full,
                           ostrov_fault *why)
{
    const ostrov_problem *p = &s->site.problem;
    ostrov_i_arena a = {workspace, 0};
    uint64_t fold = 0;
    ostrov_status status = OSTROV_OK;
    ostrov_status judged = OSTROV_OK;
    memset(&s->quick, 0, sizeof s->quick);
    lay_out(s, problem, &a);
    status = read_slots(s, &fold, why);
    if (status != OSTROV_OK) {
        return status;
    }
    full->source_crc = ostrov_i_site_crc(&s->site, fold);
    status = plan_anew(s, options, full);
    judged = judge(s, full);
    full->count = p->count;
    full->vehicle_count = p->vehicles_count;
    full->expires_s = p->edges_s[full->count];
    if (status == OSTROV_OK && judged == OSTROV_OK && options->warm) {
        ostrov_i_again_keep(&s->again, problem, options, full, workspace, a.used, s->columns_at,
                            s->columns_words);
    }
    return judged != OSTROV_OK ? judged : status;
}

/* The plan followed so far, as its caller knows it. */
static ostrov_status take_previous(ostrov_plan_options *options, ostrov_plan *full,
                                   ostrov_fault *why)
{
    const ostrov_plan *given = options->previous;
    const ostrov_structure *table = &ostrov_i_plan_structures[PLAN_PLAN];
    if (given == NULL) {
        return OSTROV_OK;
    }
    memset(full, 0, sizeof *full);
    if (given->struct_size >= table->first_size) {
        memcpy(full, given, given->struct_size < sizeof *full ? given->struct_size : sizeof *full);
    }
    if (full->edges_s == NULL || full->battery_w == NULL || full->count < 0) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, "ostrov_plan_options", "previous", -1,
                              OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN);
    }
    options->previous = full;
    return OSTROV_OK;
}

static ostrov_status give(const solver *s, const ostrov_plan *full, ostrov_plan *plan)
{
    const ostrov_status status =
        ostrov_i_give(&ostrov_i_plan_structures[PLAN_PLAN], full, plan, plan->struct_size);
    if (status == OSTROV_OK) {
        ostrov_i_columns_give(&s->site.problem, &s->columns, full);
    }
    return status;
}

ostrov_status ostrov_plan_solve(const ostrov_problem *problem, const ostrov_plan_options *options,
                                void *workspace, size_t bytes, ostrov_plan *plan, ostrov_fault *why)
{
    const ostrov_structure *table = &ostrov_i_plan_structures[PLAN_PLAN];
    solver s;
    ostrov_plan full;
    ostrov_plan_options chosen;
    ostrov_plan previous;
    ostrov_status status = OSTROV_OK;
    if (plan == NULL || plan->struct_size < table->first_size) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, table->name, "struct_size", -1, OSTROV_I_NAN,
                              (double)table->first_size, OSTROV_I_NAN);
    }
    if (options == NULL) {
        status = ostrov_plan_options_defaults(&chosen, sizeof chosen);
    } else {
        status =
            ostrov_i_take_config(&ostrov_i_plan_structures[PLAN_OPTIONS], options, &chosen, why);
    }
    memset(&full, 0, sizeof full);
    memcpy(&full, plan, plan->struct_size < sizeof full ? plan->struct_size : sizeof full);
    if (status == OSTROV_OK) {
        status = take_previous(&chosen, &previous, why);
    }
    if (status == OSTROV_OK && chosen.warm &&
        ostrov_i_again_find(problem, &chosen, workspace, bytes, &s.site.problem, &s.columns,
                            &full)) {
        return give(&s, &full, plan);
    }
    if (status == OSTROV_OK) {
        status = ostrov_i_site_open(problem, &s.site, why);
    }
    if (status == OSTROV_OK) {
        status = ostrov_i_scenarios_judge(&s.site, why);
    }
    if (status != OSTROV_OK) {
        return status;
    }
    s.kind = choose(&s.site, chosen.solver);
    if (s.kind == OSTROV_SOLVER_UNKNOWN) {
        return refuse(&s.site, chosen.solver, why);
    }
    status = check_space(&s, problem, &full, bytes, workspace, why);
    if (status == OSTROV_OK) {
        status = solve(&s, problem, &chosen, workspace, &full, why);
    }
    if (status == OSTROV_OK || status == OSTROV_LIMITED) {
        const ostrov_status given = give(&s, &full, plan);
        return given != OSTROV_OK ? given : status;
    }
    return status;
}
