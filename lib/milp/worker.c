/* The short-lived thread in which GLPK lives: it creates, solves and deletes there, and nothing of
 * GLPK outlasts it.
 *
 * GLPK aborts the process on a failed assertion, a wrong index or a lack of memory. Its error hook
 * jumps back here instead, and glp_free_env then returns all its memory; hook and environment
 * belong to the thread, so both are set anew each time. A stack of our own size keeps GLPK off the
 * host's.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "milp/courses.h"
#include "milp/extract.h"
#include "milp/solvers.h"

#define STACK_BYTES (16u << 20)
#define PAIR_KW 1e-6 /* charging and discharging above this at once is no noise */

static void on_error(void *info)
{
    milp_worker *w = info;
    longjmp(w->back, 1);
}

/* Nothing of GLPK's talk comes out. Before its error hook it says why and at which line of its
 * source. */
static int on_text(void *info, const char *text)
{
    milp_worker *w = info;
    const char *line = strstr(text, " at line ");
    if (strstr(text, "no memory available") != NULL) {
        w->no_memory = 1;
    }
    if (line != NULL) {
        w->failed_at_line = (int32_t)strtol(line + 9, NULL, 10);
    }
    return 1;
}

/* 1 when the answer charges and discharges a store at once in a slot where nothing forbids it. With
 * fix set the smaller of the two is forbidden there; a binary is asked for in the next model. */
static int32_t find_pair(milp_worker *w, int32_t charge, int32_t discharge, int32_t *forced,
                         int32_t fix)
{
    const double in = charge != 0 ? glp_get_col_prim(w->lp, charge) : 0.0;
    const double out = charge != 0 ? glp_get_col_prim(w->lp, discharge) : 0.0;
    if (in <= PAIR_KW || out <= PAIR_KW) {
        return 0;
    }
    *forced = 1;
    if (fix) {
        glp_set_col_bnds(w->lp, in < out ? charge : discharge, GLP_FX, 0.0, 0.0);
    }
    return 1;
}

static int32_t find_pairs(milp_worker *w, int32_t station, int32_t fix)
{
    milp_model *m = &w->models[station];
    const milp_input *in = w->work->jobs[station].in;
    const ostrov_problem *p = &in->problem;
    int32_t found = 0;
    for (int32_t t = 0; t < p->count; t++) {
        const milp_slot_columns *c = &m->slots[t];
        if (c->exclusive_battery == 0) {
            found += find_pair(w, c->charge, c->discharge, milp_forced(in, m, 0, t), fix);
        }
        for (int32_t i = 0; i < p->batteries_count && !m->stores_exclusive; i++) {
            const int32_t charge = m->further_column[i] + 3 * t;
            found += find_pair(w, charge, charge + 1, milp_forced(in, m, 1 + i, t), fix);
        }
    }
    for (int32_t i = 0; i < p->vehicles_count && !m->stores_exclusive; i++) {
        const int32_t gives = in->vehicles[i].discharge_limit_w > 0.0 && m->on_column[i] == 0;
        for (int32_t t = in->first[i]; t < in->until[i] && gives; t++) {
            const int32_t k = t - in->first[i];
            found += find_pair(w, m->vehicle_column[i] + k, m->back_column[i] + 2 * k,
                               milp_forced(in, m, 1 + p->batteries_count + i, t), fix);
        }
    }
    return found;
}

static int32_t find_all_pairs(milp_worker *w, int32_t fix)
{
    int32_t found = 0;
    for (int32_t i = 0; i < w->work->count; i++) {
        found += find_pairs(w, i, fix);
    }
    return found;
}

static void force_all(milp_worker *w, int32_t station)
{
    const milp_input *in = w->work->jobs[station].in;
    const size_t count = milp_stores(in) * (size_t)in->problem.count;
    for (size_t i = 0; i < count; i++) {
        w->models[station].forced[i] = 1;
    }
}

/* Takes pairs apart that cost just nothing: the same money without them, or they are no ties. */
static int32_t take_ties_apart(milp_worker *w)
{
    const double objective = glp_get_obj_val(w->lp);
    const double size = objective < -1.0 ? -objective : (objective > 1.0 ? objective : 1.0);
    for (int round = 0; round < 8; round++) {
        const int32_t pairs = find_all_pairs(w, 1);
        if (pairs == 0) {
            return 1;
        }
        (void)milp_fail(w, OSTROV_E_SOLVER, MILP_WHO_PAIRS, (double)pairs);
        if (milp_solve_lp(w, 1) != OSTROV_OK || glp_get_obj_val(w->lp) > objective + 1e-9 * size) {
            return 0;
        }
    }
    return 0;
}

/* All stations, or courses of one, into one program, then what joins them. Gives how many binaries
 * it has. */
static int32_t build(milp_worker *w)
{
    int32_t integers = 0;
    for (int32_t i = 0; i < w->work->count; i++) {
        milp_model *m = &w->models[i];
        const milp_input *in = w->work->jobs[i].in;
        memset(m->slots, 0, (size_t)in->problem.count * sizeof *m->slots);
        m->lp = w->lp;
        m->integers = 0;
        milp_model_build(in, m, w->index, w->value);
        if (w->work->jobs[i].follows != NULL) {
            milp_courses_follow(in, m, w->work->jobs[i].follows);
        }
        integers += m->integers;
    }
    if (w->work->feeder != NULL) {
        milp_feeder_build(w->work->feeder, w->models, w->work->jobs[0].in, w->index, w->value);
    }
    if (w->work->share != NULL) {
        milp_courses_build(w->work, w->models, w->index, w->value);
    }
    return integers;
}

static void work(milp_worker *w)
{
    milp_work *all = w->work;
    double bound = -__builtin_inf();
    w->begin = glp_time();
    w->lp = glp_create_prob();
    for (int round = 0; round < 4; round++) {
        int32_t integers = 0;
        w->has_bound = 0;
        if (milp_left_s(w) <= 0.0) {
            all->status = milp_fail(w, OSTROV_E_DEADLINE, MILP_WHO_TIME, all->options.time_limit_s);
            break;
        }
        integers = build(w);
        if (w->highs != NULL) {
            all->status = milp_solve_by_highs(w);
        } else {
            all->status = integers > 0 ? milp_solve_mip(w) : milp_solve_lp(w, 0);
        }
        if (all->status < 0) {
            break;
        }
        if (integers == 0) {
            w->bound = glp_get_obj_val(w->lp);
            w->has_bound = 1;
        }
        if (w->has_bound && w->bound > bound) { /* each model is a relaxation of the next */
            bound = w->bound;
        }
        if (take_ties_apart(w)) {
            all->objective = glp_get_obj_val(w->lp);
            all->bound = bound;
            for (int32_t i = 0; i < all->count; i++) {
                milp_extract(&w->models[i], &all->jobs[i]);
            }
            break;
        }
        all->status = OSTROV_E_SOLVER; /* unless the next model, with binaries there, does it */
        for (int32_t i = 0; i < all->count && round == 1; i++) { /* enough of looking for them */
            force_all(w, i);
        }
        glp_erase_prob(w->lp);
    }
    glp_delete_prob(w->lp);
}

static void *run(void *argument)
{
    milp_worker *w = argument;
    if (glp_init_env() == 2) { /* no memory */
        w->work->status = milp_fail(w, OSTROV_E_SOLVER, MILP_WHO_GLPK_MEMORY, 0.0);
        return NULL;
    }
    (void)glp_term_out(GLP_OFF);
    glp_term_hook(on_text, w);
    if (setjmp(w->back) == 0) {
        glp_error_hook(on_error, w);
        work(w);
    } else {
        w->work->status =
            milp_fail(w, OSTROV_E_SOLVER, w->no_memory ? MILP_WHO_GLPK_MEMORY : MILP_WHO_ABORT,
                      (double)w->failed_at_line);
    }
    (void)glp_free_env();
    return NULL;
}

/* What open_model asks for. */
static size_t model_bytes(const milp_input *in)
{
    const ostrov_problem *p = &in->problem;
    return (size_t)p->count * (sizeof(milp_slot_columns) + milp_stores(in) * sizeof(int32_t)) +
           (4u * ((size_t)p->vehicles_count + 1u) + (size_t)p->peaks_count + 1u +
            (size_t)p->batteries_count + 1u + (size_t)p->blocks_count + 1u) *
               sizeof(int32_t);
}

static int32_t open_model(milp_model *m, const milp_input *in)
{
    const ostrov_problem *p = &in->problem;
    const size_t vehicles = (size_t)p->vehicles_count + 1u;
    m->slots = calloc((size_t)p->count, sizeof *m->slots);
    m->forced = calloc(milp_stores(in) * (size_t)p->count, sizeof *m->forced);
    m->vehicle_column = calloc(vehicles, sizeof *m->vehicle_column);
    m->on_column = calloc(vehicles, sizeof *m->on_column);
    m->short_column = calloc(vehicles, sizeof *m->short_column);
    m->peak_column = calloc((size_t)p->peaks_count + 1u, sizeof *m->peak_column);
    m->further_column = calloc((size_t)p->batteries_count + 1u, sizeof *m->further_column);
    m->back_column = calloc(vehicles, sizeof *m->back_column);
    m->block_column = calloc((size_t)p->blocks_count + 1u, sizeof *m->block_column);
    return m->slots != NULL && m->forced != NULL && m->vehicle_column != NULL &&
           m->on_column != NULL && m->short_column != NULL && m->peak_column != NULL &&
           m->block_column != NULL && m->further_column != NULL && m->back_column != NULL;
}

static void close_model(milp_model *m)
{
    free(m->slots);
    free(m->forced);
    free(m->vehicle_column);
    free(m->on_column);
    free(m->short_column);
    free(m->peak_column);
    free(m->block_column);
    free(m->further_column);
    free(m->back_column);
}

/* Gives 1 when there was memory for all of it. */
static int32_t open_worker(milp_worker *w)
{
    const size_t stations = (size_t)(uint32_t)w->work->count;
    size_t longest = 66u + 2u * stations;
    size_t bytes = stations * sizeof *w->models;
    int32_t good = 1;
    w->models = calloc(stations, sizeof *w->models);
    for (int32_t i = 0; w->models != NULL && i < w->work->count; i++) {
        const milp_input *in = w->work->jobs[i].in;
        const size_t slots = (size_t)in->problem.count;
        const size_t own = 128u + 4u * (size_t)in->problem.vehicles_count + 2u * slots +
                           (size_t)in->block_starts +
                           (w->work->share != NULL ? milp_courses_columns(in) : 0u);
        longest = own > longest ? own : longest;
        bytes += model_bytes(in);
        good = open_model(&w->models[i], in) && good;
    }
    bytes += longest * (sizeof *w->index + sizeof *w->value);
    w->index = calloc(longest, sizeof *w->index);
    w->value = calloc(longest, sizeof *w->value);
    good = good && w->models != NULL && w->index != NULL && w->value != NULL;
    if (!good) {
        w->work->status = milp_fail(w, OSTROV_E_SPACE, MILP_WHO_MEMORY, (double)bytes);
    }
    return good;
}

static void run_in_thread(milp_worker *w)
{
    pthread_t thread;
    pthread_attr_t attributes;
    w->work->status = milp_fail(w, OSTROV_E_SOLVER, MILP_WHO_THREAD, 0.0);
    if (pthread_attr_init(&attributes) == 0) {
        if (pthread_attr_setstacksize(&attributes, STACK_BYTES) == 0 &&
            pthread_create(&thread, &attributes, run, w) == 0) {
            (void)pthread_join(thread, NULL);
        }
        (void)pthread_attr_destroy(&attributes);
    }
}

void milp_run(milp_work *all)
{
    milp_worker *w = calloc(1, sizeof *w);
    if (w == NULL) {
        all->status = OSTROV_E_SPACE;
        all->failure = (milp_failure){MILP_WHO_MEMORY, (double)sizeof *w};
        return;
    }
    w->work = all;
    if (milp_solver_of(&all->options) == OSTROV_SOLVER_HIGHS) {
        w->highs = milp_highs_open(all->options.highs_library);
        if (w->highs == NULL) {
            all->status = OSTROV_E_UNSUPPORTED;
            free(w);
            return;
        }
    }
    if (open_worker(w)) {
        run_in_thread(w);
    }
    for (int32_t i = 0; w->models != NULL && i < all->count; i++) {
        close_model(&w->models[i]);
    }
    milp_highs_close(w->highs);
    free(w->models);
    free(w->index);
    free(w->value);
    free(w);
}
