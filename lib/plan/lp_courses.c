/* Scenarios in the structured solver: see lp_courses.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/lp_courses.h"

#include <string.h>

#include "base/fields.h"
#include "plan/judge.h"

/* Sweeps over all courses, which are done in less than a dozen; and how many of them may bring
 * nothing where the best of the relaxed program is no plan. */
enum { SWEEPS = 100, IDLE = 4 };

void ostrov_i_lp_courses_lay_out(const ostrov_i_site *site, ostrov_i_arena *a,
                                 ostrov_i_lp_plan *one, ostrov_i_lp_courses *c)
{
    const ostrov_problem *p = &site->problem;
    const int64_t n = p->scenarios_count;
    const int64_t moves = 2 * (site->has_battery != 0) + 2 * (int64_t)p->vehicles_count;
    const int64_t all = (int64_t)one->model.cols_room + one->model.rows_room;
    c->one = one;
    c->marks = ostrov_i_take(a, n + 1, sizeof(ostrov_i_lp_mark));
    c->where = ostrov_i_take(a, (n + 1) * all, sizeof(int32_t));
    c->weight = ostrov_i_take(a, (n + 1) * one->model.rows_room, sizeof(double));
    c->slots = ostrov_i_take(a, n * p->count, sizeof(ostrov_plan_slot));
    c->moves = ostrov_i_take(a, moves, sizeof(ostrov_i_move));
    c->moved = ostrov_i_take(a, 1 + p->vehicles_count, sizeof(ostrov_i_moved));
    c->x = ostrov_i_take(a, moves, sizeof(double));
    c->best_x = ostrov_i_take(a, moves, sizeof(double));
    c->slope = ostrov_i_take(a, moves, sizeof(double));
    c->cost = ostrov_i_take(a, n, sizeof(double));
    c->most = ostrov_i_take(a, n, sizeof(double));
    ostrov_i_master_lay_out(site, a, &c->master);
}

static int64_t spent(const ostrov_i_lp_courses *c)
{
    const ostrov_i_lp *a = &c->one->model.lp;
    const ostrov_i_lp *b = &c->master.program.lp;
    return a->work + a->lu.work + b->work + b->lu.work;
}

/* What is left, to whichever program works next. */
static void limit(ostrov_i_lp_courses *c, int64_t until)
{
    ostrov_i_lp *a = &c->one->model.lp;
    ostrov_i_lp *b = &c->master.program.lp;
    a->work_limit = until - b->work - b->lu.work;
    b->work_limit = until - a->work - a->lu.work;
}

/* The courses as they are: their slots with the promise of the whole problem, their weights. */
static void read_courses(ostrov_i_lp_courses *c)
{
    const ostrov_i_site *site = c->one->model.site;
    const int32_t n = site->problem.scenarios_count;
    double total = 0.0;
    for (int32_t s = 0; s < n; s++) {
        ostrov_plan_slot *slots = &c->slots[(int64_t)s * site->problem.count];
        ostrov_i_site course;
        ostrov_i_reader reader;
        ostrov_i_site_scenario(site, s, &course, &c->master.share[s]);
        ostrov_i_reader_open(&reader, &course);
        for (int32_t t = 0; t < site->problem.count; t++) {
            (void)ostrov_i_reader_next(&reader, &slots[t], NULL); /* judged before */
            slots[t].floor_wh = c->promised[t].floor_wh;
        }
        total += c->master.share[s];
    }
    for (int32_t s = 0; s < n; s++) {
        c->master.share[s] /= total;
    }
}

/* Puts the program of a course up; the last is the forecast. Gives 0 when there is no room. */
static int32_t put_up(ostrov_i_lp_courses *c, int32_t course, int32_t widen)
{
    ostrov_i_model *m = &c->one->model;
    const ostrov_problem *p = &m->site->problem;
    m->slots = course < p->scenarios_count ? &c->slots[(int64_t)course * p->count] : c->promised;
    if (!ostrov_i_model_build(m)) {
        return 0;
    }
    ostrov_i_first_find(c, widen);
    return 1;
}

/* Takes a basis that was put by, if it is one of this program: every slot a column of its own.
 * Nothing in the memory is believed. Gives 0 when it is not taken. */
static int32_t take_marked(ostrov_i_model *m, const ostrov_i_lp_mark *mark, const int32_t *where,
                           const double *weight)
{
    ostrov_i_lp *lp = &m->lp;
    const int32_t all = lp->a.cols + lp->a.rows;
    int32_t basic = 0;
    if (mark->magic != OSTROV_I_LP_MAGIC || mark->rows != lp->a.rows || mark->cols != lp->a.cols ||
        mark->entries != m->entries) {
        return 0;
    }
    for (int32_t r = 0; r < lp->a.rows; r++) {
        lp->basic[r] = -1;
        lp->weight[r] = weight[r] > 1e-6 && weight[r] < 1e12 ? weight[r] : 1.0;
    }
    for (int32_t j = 0; j < all; j++) {
        const int32_t at = where[j];
        if (at >= lp->a.rows || at < OSTROV_I_LP_AT_UPPER || (at >= 0 && lp->basic[at] >= 0)) {
            return 0;
        }
        lp->where[j] = at;
        if (at >= 0) {
            lp->basic[at] = j;
            basic++;
        }
    }
    return basic == lp->a.rows;
}

static int32_t take_basis_of(ostrov_i_lp_courses *c, int32_t course)
{
    ostrov_i_model *m = &c->one->model;
    const int64_t all = (int64_t)m->cols_room + m->rows_room;
    return take_marked(m, &c->marks[course], &c->where[course * all],
                       &c->weight[(int64_t)course * m->rows_room]);
}

/* Begins where the course stood last, else where the one before it did, which is much like it, else
 * from the start: gives 0 for that. */
static int32_t take_basis(ostrov_i_lp_courses *c, int32_t course)
{
    ostrov_i_model *m = &c->one->model;
    const int32_t warm = take_basis_of(c, course) || (course > 0 && take_basis_of(c, course - 1));
    if (warm) {
        ostrov_i_lp_resume(&m->lp);
    } else {
        ostrov_i_model_begin(m);
    }
    return warm;
}

static void keep_basis(ostrov_i_lp_courses *c, int32_t course)
{
    const ostrov_i_model *m = &c->one->model;
    const int64_t all = (int64_t)m->cols_room + m->rows_room;
    memcpy(&c->where[course * all], m->lp.where,
           (size_t)(m->lp.a.cols + m->lp.a.rows) * sizeof(int32_t));
    memcpy(&c->weight[(int64_t)course * m->rows_room], m->lp.weight,
           (size_t)m->lp.a.rows * sizeof(double));
    c->marks[course] =
        (ostrov_i_lp_mark){OSTROV_I_LP_MAGIC, m->lp.a.rows, m->lp.a.cols, m->entries, 0};
}

/* Solves the relaxed program of a course as it stands. Gives 0 when it came to no end; *value is a
 * lower bound of its cost in any case. */
static int32_t solve_course(ostrov_i_lp_courses *c, int32_t course, double *value)
{
    ostrov_i_lp *lp = &c->one->model.lp;
    const int32_t warm = take_basis(c, course);
    enum ostrov_i_lp_result result = OSTROV_I_LP_TROUBLE;
    lp->cutoff = __builtin_inf();
    result = ostrov_i_lp_solve(lp, !warm);
    *value = ostrov_i_lp_bound(lp, c->one->branch.y) + c->one->model.constant;
    if (result == OSTROV_I_LP_OPTIMAL) {
        keep_basis(c, course);
    }
    return result == OSTROV_I_LP_OPTIMAL;
}

/* What a little more of each move would cost, by the row prices in branch.y. */
static void find_slopes(ostrov_i_lp_courses *c)
{
    const ostrov_i_lp *lp = &c->one->model.lp;
    for (int32_t k = 0; k < c->moves_count; k++) {
        const int32_t j = c->moves[k].column;
        c->slope[k] = lp->cost[j];
        for (int32_t e = lp->a.start[j]; e < lp->a.start[j + 1]; e++) {
            c->slope[k] -= c->one->branch.y[lp->a.index[e]] * lp->a.value[e];
        }
    }
}

/* More than the program in work can cost. */
static double most_of(const ostrov_i_model *m)
{
    double sum = m->constant + 1.0;
    for (int32_t j = 0; j < m->lp.a.cols; j++) {
        sum += ostrov_i_max(0.0, m->lp.cost[j] * m->lp.upper[j]);
    }
    return sum;
}

/* Each course for itself: the least that it can cost, and the mean of what it would do first. */
static int32_t foresee(ostrov_i_lp_courses *c)
{
    const int32_t n = c->one->model.site->problem.scenarios_count;
    int32_t done = put_up(c, n, 1);
    memset(c->x, 0, (size_t)c->moves_count * sizeof *c->x);
    for (int32_t s = 0; s < n && done; s++) {
        done = put_up(c, s, 0) && solve_course(c, s, &c->master.base[s]);
        c->cost[s] = c->master.base[s];
        c->most[s] = most_of(&c->one->model);
        for (int32_t k = 0; k < c->moves_count && done; k++) {
            c->x[k] +=
                c->master.share[s] * ostrov_i_lp_value(&c->one->model.lp, c->moves[k].column);
        }
    }
    return done;
}

static double risk_of(const ostrov_i_lp_courses *c)
{
    const ostrov_problem *p = &c->one->model.site->problem;
    double mean = 0.0;
    double cvar = 0.0;
    return ostrov_i_risk(p, c->cost, c->master.share, p->scenarios_count, &mean, &cvar);
}

/* All courses after x: their costs, and planes where they cost more than was thought. Gives how
 * many planes came; −1 when it was not done. */
static int32_t sweep(ostrov_i_lp_courses *c, int32_t first)
{
    const int32_t n = c->one->model.site->problem.scenarios_count;
    int32_t planes = 0;
    for (int32_t s = 0; s < n; s++) {
        const double thought = first ? -1e300 : c->master.theta[s];
        if (!put_up(c, s, 0)) {
            return -1;
        }
        ostrov_i_first_fix(c, c->x);
        if (!solve_course(c, s, &c->cost[s])) {
            return -1;
        }
        if (c->cost[s] > thought + 1e-11 * (1.0 + ostrov_i_abs(thought))) {
            find_slopes(c);
            if (!ostrov_i_master_cut(c, s, c->cost[s])) {
                return -1;
            }
            planes++;
        }
    }
    return planes;
}

/* 1 when x is not what the program over it came to, since that is no plan. */
static int32_t is_settled(const ostrov_i_lp_courses *c)
{
    double apart = 0.0;
    for (int32_t k = 0; k < c->moves_count; k++) {
        apart = ostrov_i_max(apart, ostrov_i_abs(c->x[k] - c->master.x[k]));
    }
    return apart > 1e-6;
}

/* Closes in on the best first slot, from x. Gives 0 when it had to stop before it was done. */
static int32_t close_in(ostrov_i_lp_courses *c, double gap_ratio)
{
    const size_t bytes = (size_t)c->moves_count * sizeof *c->x;
    int64_t took = 0;
    int32_t idle = 0;
    for (int32_t round = 0; round < SWEEPS && idle < IDLE; round++) {
        const int64_t before = spent(c);
        int32_t planes = 0;
        double risk = 0.0;
        if (before + 2 * took > c->work_limit) { /* as much again is kept for reading out */
            return 0;
        }
        planes = sweep(c, round == 0);
        if (planes < 0) {
            return 0;
        }
        took = spent(c) - before;
        risk = risk_of(c);
        idle = round > 0 && is_settled(c) && risk >= c->best ? idle + 1 : 0;
        if (risk < c->best) {
            c->best = risk;
            memcpy(c->best_x, c->x, bytes);
        }
        limit(c, c->work_limit);
        if (planes == 0 || c->moves_count == 0 || !ostrov_i_master_solve(c)) {
            return planes == 0 || c->moves_count == 0;
        }
        limit(c, c->work_limit);
        if (c->best - c->master.bound <=
            0.3 * gap_ratio * ostrov_i_max(1.0, ostrov_i_abs(c->best))) {
            return 1;
        }
        memcpy(c->x, c->master.x, bytes);
        ostrov_i_first_settle(c, 0, c->x);
    }
    return idle == IDLE;
}

/* Vehicles with a least power charge at once or not: the rest of the first slot once more, with
 * that held. */
static int32_t close_in_held(ostrov_i_lp_courses *c, double gap_ratio)
{
    ostrov_i_lp *lp = &c->master.program.lp;
    int32_t held = 0;
    for (int32_t k = 0; k < c->moves_count; k++) {
        held += c->moves[k].least > 0.0 && c->best_x[k] > 1e-7 &&
                c->best_x[k] < c->moves[k].least - 1e-7;
    }
    if (held == 0) {
        return 1;
    }
    memcpy(c->x, c->best_x, (size_t)c->moves_count * sizeof *c->x);
    ostrov_i_first_settle(c, 1, c->x);
    for (int32_t k = 0; k < c->moves_count; k++) {
        if (c->moves[k].least > 0.0) {
            lp->lower[k] = c->x[k] > 0.0 ? c->moves[k].least : 0.0;
            lp->upper[k] = c->x[k] > 0.0 ? c->moves[k].upper : 0.0;
        }
    }
    c->best = __builtin_inf();
    memcpy(c->best_x, c->x, (size_t)c->moves_count * sizeof *c->x);
    return close_in(c, gap_ratio);
}

/* A course's plan after the best first slot, by branch and bound, into its columns. */
static int32_t read_out(ostrov_i_lp_courses *c, int32_t course, const ostrov_plan_options *options,
                        const ostrov_plan *plan, ostrov_i_lp_outcome *out)
{
    const ostrov_problem *p = &c->one->model.site->problem;
    ostrov_i_branch *b = &c->one->branch;
    ostrov_plan view = *plan;
    const size_t slots = (size_t)plan->capacity;
    if (course < p->scenarios_count) {
        view.battery_w = plan->scenario_battery_w + (size_t)course * slots;
        view.grid_w = plan->scenario_grid_w + (size_t)course * slots;
        view.vehicle_w =
            plan->scenario_vehicle_w + (size_t)course * (size_t)p->vehicles_count * slots;
    }
    if (!put_up(c, course, 0)) {
        return 0;
    }
    ostrov_i_first_fix(c, c->best_x);
    b->model = &c->one->model;
    b->best = __builtin_inf();
    b->gap_ratio = options->gap_ratio;
    if (!ostrov_i_branch_run(b, take_basis(c, course))) {
        return 0;
    }
    out->limited = out->limited || b->limited;
    ostrov_i_lp_plan_read(c->one, &view);
    return 1;
}

void ostrov_i_lp_courses_run(ostrov_i_lp_courses *c, const ostrov_plan_slot *slots,
                             const ostrov_plan_options *options, const ostrov_plan *plan,
                             ostrov_i_lp_outcome *out)
{
    const int32_t n = c->one->model.site->problem.scenarios_count;
    ostrov_i_lp *const programs[2] = {&c->one->model.lp, &c->master.program.lp};
    memset(out, 0, sizeof *out);
    for (int32_t k = 0; k < 2; k++) {
        programs[k]->work = 0;
        programs[k]->lu.work = 0;
        programs[k]->stop = options->stop;
    }
    out->bound = -__builtin_inf();
    c->one->hold_kw = OSTROV_I_NAN; /* the first slot is the courses', not what runs now */
    c->promised = slots;
    c->work_limit = options->work_limit;
    c->best = __builtin_inf();
    if (!options->warm) {
        memset(c->marks, 0, (size_t)(n + 1) * sizeof *c->marks);
    }
    limit(c, c->work_limit);
    read_courses(c);
    out->limited = 1;
    if (foresee(c)) {
        out->bound = risk_of(c);
        ostrov_i_master_build(c);
        ostrov_i_first_settle(c, 0, c->x);
        out->limited = !close_in(c, options->gap_ratio);
        out->bound = ostrov_i_max(out->bound, c->master.bound);
        out->found = c->best < __builtin_inf();
        out->limited = !close_in_held(c, options->gap_ratio) || out->limited;
        ostrov_i_first_settle(c, 1, c->best_x);
    }
    for (int32_t s = 0; s <= n && out->found; s++) { /* the forecast last: its columns stay */
        limit(c, spent(c) + (c->work_limit - spent(c)) / (n + 1 - s));
        out->found = read_out(c, s, options, plan, out);
    }
    out->work = spent(c);
}
