/* The short-lived thread in which GLPK lives: it creates, solves and deletes there, and nothing of GLPK
 * outlasts it.
 *
 * GLPK aborts the process on a failed assertion, a wrong index or a lack of memory. Its error hook jumps
 * back here instead, and glp_free_env then returns all its memory; hook and environment belong to the
 * thread, so both are set anew each time. A stack of our own size keeps GLPK off the host's.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "milp/extract.h"

#define STACK_BYTES (16u << 20)
#define PAIR_KW 1e-6 /* charging and discharging above this at once is no noise */
#define AFTER_LIMIT_S 0.5 /* for reading out the last LP after the time limit struck in the search */

typedef struct worker {
    milp_job *job;
    milp_model model;
    int *index;
    double *value;
    double bound; /* best proven so far */
    int32_t has_bound;
    double left_s; /* of the time limit */
    jmp_buf back;
} worker;

static void on_error(void *info)
{
    worker *w = info;
    longjmp(w->back, 1);
}

static void on_node(glp_tree *tree, void *info)
{
    worker *w = info;
    const int node = glp_ios_best_node(tree);
    if (node != 0) {
        w->bound = glp_ios_node_bound(tree, node);
        w->has_bound = 1;
    }
}

static int milliseconds(double seconds)
{
    const double ms = seconds * 1000.0;
    return ms < 1.0 ? 1 : (ms > 2e9 ? 2000000000 : (int)ms);
}

/* One LP, first with GLPK's presolver, then without if that fails. */
static ostrov_status solve_lp(worker *w, double limit_s)
{
    for (int round = 0; round < 2; round++) {
        glp_smcp parm;
        int result = 0;
        glp_init_smcp(&parm);
        parm.msg_lev = GLP_MSG_OFF;
        parm.presolve = round == 0 ? GLP_ON : GLP_OFF;
        parm.meth = GLP_DUALP;
        parm.tm_lim = milliseconds(limit_s);
        if (round == 1) {
            glp_scale_prob(w->model.lp, GLP_SF_AUTO);
            glp_adv_basis(w->model.lp, 0);
        }
        result = glp_simplex(w->model.lp, &parm);
        w->job->work += glp_get_it_cnt(w->model.lp);
        if (result == 0 && glp_get_status(w->model.lp) == GLP_OPT) {
            return OSTROV_OK;
        }
        if (result == GLP_ETMLIM) {
            return OSTROV_E_DEADLINE;
        }
    }
    return OSTROV_E_SOLVER;
}

static ostrov_status solve_mip(worker *w)
{
    glp_prob *lp = w->model.lp;
    glp_iocp parm;
    int result = 0;
    int status = 0;
    glp_init_iocp(&parm);
    parm.msg_lev = GLP_MSG_OFF;
    parm.presolve = GLP_ON;
    parm.mir_cuts = GLP_ON;
    parm.gmi_cuts = GLP_ON;
    parm.cov_cuts = GLP_ON;
    parm.br_tech = GLP_BR_PCH;
    parm.bt_tech = GLP_BT_BLB;
    parm.mip_gap = w->job->options.gap_ratio;
    parm.tm_lim = milliseconds(w->left_s);
    parm.cb_func = on_node;
    parm.cb_info = w;
    result = glp_intopt(lp, &parm);
    status = glp_mip_status(lp);
    if (status != GLP_OPT && status != GLP_FEAS) {
        return result == GLP_ETMLIM ? OSTROV_E_DEADLINE : OSTROV_E_SOLVER;
    }
    if (result == 0 && status == GLP_OPT) {
        w->bound = glp_mip_obj_val(lp);
        w->has_bound = 1;
    }
    /* with the binaries where they are the rest is an LP: exact, and with prices */
    for (int j = 1; j <= glp_get_num_cols(lp); j++) {
        if (glp_get_col_kind(lp, j) == GLP_BV) {
            const double x = glp_mip_col_val(lp, j) > 0.5 ? 1.0 : 0.0;
            glp_set_col_kind(lp, j, GLP_CV);
            glp_set_col_bnds(lp, j, GLP_FX, x, x);
        }
    }
    if (solve_lp(w, AFTER_LIMIT_S) != OSTROV_OK) {
        return OSTROV_E_SOLVER;
    }
    return result == GLP_ETMLIM ? OSTROV_LIMITED : OSTROV_OK;
}

/* Slots where the answer charges and discharges at once and nothing forbids it. With fix set the smaller
 * of the two is forbidden there, else a binary asked for in the next model. */
static int32_t find_pairs(worker *w, int32_t fix)
{
    glp_prob *lp = w->model.lp;
    int32_t found = 0;
    for (int32_t t = 0; t < w->job->in->problem.count; t++) {
        const milp_slot_columns *c = &w->model.slots[t];
        if (c->charge == 0 || c->exclusive_battery != 0) {
            continue;
        }
        {
            const double in = glp_get_col_prim(lp, c->charge);
            const double out = glp_get_col_prim(lp, c->discharge);
            if (in > PAIR_KW && out > PAIR_KW) {
                found++;
                w->model.forced[t] = 1;
                if (fix) {
                    glp_set_col_bnds(lp, in < out ? c->charge : c->discharge, GLP_FX, 0.0, 0.0);
                }
            }
        }
    }
    return found;
}

/* Takes pairs apart that cost just nothing: the same money without them, or they are no ties. */
static int32_t take_ties_apart(worker *w)
{
    const double objective = glp_get_obj_val(w->model.lp);
    const double size = objective < -1.0 ? -objective : (objective > 1.0 ? objective : 1.0);
    for (int round = 0; round < 8; round++) {
        if (find_pairs(w, 1) == 0) {
            return 1;
        }
        if (solve_lp(w, AFTER_LIMIT_S) != OSTROV_OK ||
            glp_get_obj_val(w->model.lp) > objective + 1e-9 * size) {
            return 0;
        }
    }
    return 0;
}

static void work(worker *w)
{
    milp_job *job = w->job;
    const double begin = glp_time();
    double bound = -__builtin_inf();
    w->model.lp = glp_create_prob();
    for (int round = 0; round < 4; round++) {
        w->has_bound = 0;
        w->model.integers = 0;
        w->left_s = job->options.time_limit_s - glp_difftime(glp_time(), begin);
        if (w->left_s <= 0.0) {
            job->status = OSTROV_E_DEADLINE;
            break;
        }
        milp_model_build(job->in, &w->model, w->index, w->value);
        job->status = w->model.integers > 0 ? solve_mip(w) : solve_lp(w, w->left_s);
        if (job->status < 0) {
            break;
        }
        if (w->model.integers == 0) {
            w->bound = glp_get_obj_val(w->model.lp);
            w->has_bound = 1;
        }
        if (w->has_bound && w->bound > bound) { /* each model is a relaxation of the next */
            bound = w->bound;
        }
        if (take_ties_apart(w)) {
            job->objective = glp_get_obj_val(w->model.lp);
            job->bound = bound;
            milp_extract(&w->model, job);
            break;
        }
        job->status = OSTROV_E_SOLVER; /* unless the next model, with binaries there, does it */
        glp_erase_prob(w->model.lp);
        memset(w->model.slots, 0, (size_t)job->in->problem.count * sizeof *w->model.slots);
    }
    glp_delete_prob(w->model.lp);
}

static void *run(void *argument)
{
    worker *w = argument;
    if (glp_init_env() == 2) { /* no memory */
        w->job->status = OSTROV_E_SOLVER;
        return NULL;
    }
    (void)glp_term_out(GLP_OFF);
    if (setjmp(w->back) == 0) {
        glp_error_hook(on_error, w);
        work(w);
    } else {
        w->job->status = OSTROV_E_SOLVER;
    }
    (void)glp_free_env();
    return NULL;
}

void milp_run(milp_job *job)
{
    const ostrov_problem *p = &job->in->problem;
    const size_t vehicles = (size_t)p->vehicles_count + 1u;
    const size_t longest = 64u + 2u * vehicles + (size_t)p->count;
    worker *w = calloc(1, sizeof *w);
    pthread_t thread;
    pthread_attr_t attributes;
    job->status = OSTROV_E_SOLVER;
    if (w == NULL) {
        return;
    }
    w->job = job;
    w->index = calloc(longest, sizeof *w->index);
    w->value = calloc(longest, sizeof *w->value);
    w->model.slots = calloc((size_t)p->count, sizeof *w->model.slots);
    w->model.vehicle_column = calloc(vehicles, sizeof *w->model.vehicle_column);
    w->model.on_column = calloc(vehicles, sizeof *w->model.on_column);
    w->model.short_column = calloc(vehicles, sizeof *w->model.short_column);
    w->model.forced = calloc((size_t)p->count, sizeof *w->model.forced);
    w->model.peak_column = calloc((size_t)p->peaks_count + 1u, sizeof *w->model.peak_column);
    if (w->index != NULL && w->value != NULL && w->model.slots != NULL &&
        w->model.vehicle_column != NULL && w->model.on_column != NULL &&
        w->model.short_column != NULL && w->model.peak_column != NULL && w->model.forced != NULL &&
        pthread_attr_init(&attributes) == 0) {
        if (pthread_attr_setstacksize(&attributes, STACK_BYTES) == 0 &&
            pthread_create(&thread, &attributes, run, w) == 0) {
            (void)pthread_join(thread, NULL);
        }
        (void)pthread_attr_destroy(&attributes);
    }
    free(w->index);
    free(w->value);
    free(w->model.slots);
    free(w->model.vehicle_column);
    free(w->model.on_column);
    free(w->model.short_column);
    free(w->model.peak_column);
    free(w->model.forced);
    free(w);
}
