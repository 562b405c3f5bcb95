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

#include "milp/courses.h"
#include "milp/extract.h"
#include "milp/highs.h"

#define STACK_BYTES (16u << 20)
#define PAIR_KW 1e-6 /* charging and discharging above this at once is no noise */
#define AFTER_LIMIT_S 0.5 /* for reading out the last LP after the time limit struck in the search */

typedef struct worker {
    milp_work *work;
    glp_prob *lp;       /* of all stations */
    milp_model *models; /* one a station */
    int *index;
    double *value;
    double bound; /* best proven so far */
    int32_t has_bound;
    milp_highs *highs; /* NULL = GLPK alone */
    double left_s; /* of the time limit */
    jmp_buf back;
} worker;

static void on_error(void *info)
{
    worker *w = info;
    longjmp(w->back, 1);
}

/* Nothing of GLPK's talk comes out, of its errors neither. */
static int on_text(void *info, const char *text)
{
    (void)info;
    (void)text;
    return 1;
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

/* One LP: again = from the basis that stands; else first with GLPK's presolver, then without if that
 * fails. */
static ostrov_status solve_lp(worker *w, double limit_s, int again)
{
    for (int round = again ? -1 : 0; round < 2; round++) {
        glp_smcp parm;
        int result = 0;
        glp_init_smcp(&parm);
        parm.msg_lev = GLP_MSG_OFF;
        parm.presolve = round == 0 ? GLP_ON : GLP_OFF;
        parm.meth = GLP_DUALP;
        parm.tm_lim = milliseconds(limit_s);
        if (round == 1) {
            glp_scale_prob(w->lp, GLP_SF_AUTO);
            glp_adv_basis(w->lp, 0);
        }
        result = glp_simplex(w->lp, &parm);
        for (int32_t i = 0; i < w->work->count; i++) {
            w->work->jobs[i].work += glp_get_it_cnt(w->lp);
        }
        if (result == 0 && glp_get_status(w->lp) == GLP_OPT) {
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
    glp_prob *lp = w->lp;
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
    parm.mip_gap = w->work->options.gap_ratio;
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
    if (solve_lp(w, AFTER_LIMIT_S, 0) != OSTROV_OK) {
        return OSTROV_E_SOLVER;
    }
    return result == GLP_ETMLIM ? OSTROV_LIMITED : OSTROV_OK;
}

/* By HiGHS; GLPK finds the basis optimal that it left, and tells values and duals as ever. */
static ostrov_status solve_by_highs(worker *w)
{
    double bound = 0.0;
    const ostrov_status status =
        milp_highs_solve(w->highs, w->lp, w->work->options.gap_ratio, w->left_s, &bound);
    if (status >= 0 && solve_lp(w, AFTER_LIMIT_S, 1) != OSTROV_OK) {
        return OSTROV_E_SOLVER;
    }
    w->has_bound = status >= 0 && bound > -1e200;
    w->bound = bound;
    return status;
}

/* Slots where the answer charges and discharges at once and nothing forbids it. With fix set the smaller
 * of the two is forbidden there, else a binary asked for in the next model. */
static int32_t find_pairs(worker *w, int32_t station, int32_t fix)
{
    milp_model *m = &w->models[station];
    int32_t found = 0;
    for (int32_t t = 0; t < w->work->jobs[station].in->problem.count; t++) {
        const milp_slot_columns *c = &m->slots[t];
        if (c->charge == 0 || c->exclusive_battery != 0) {
            continue;
        }
        {
            const double in = glp_get_col_prim(w->lp, c->charge);
            const double out = glp_get_col_prim(w->lp, c->discharge);
            if (in > PAIR_KW && out > PAIR_KW) {
                found++;
                m->forced[t] = 1;
                if (fix) {
                    glp_set_col_bnds(w->lp, in < out ? c->charge : c->discharge, GLP_FX, 0.0, 0.0);
                }
            }
        }
    }
    return found;
}

static int32_t find_all_pairs(worker *w, int32_t fix)
{
    int32_t found = 0;
    for (int32_t i = 0; i < w->work->count; i++) {
        found += find_pairs(w, i, fix);
    }
    return found;
}

/* Takes pairs apart that cost just nothing: the same money without them, or they are no ties. */
static int32_t take_ties_apart(worker *w)
{
    const double objective = glp_get_obj_val(w->lp);
    const double size = objective < -1.0 ? -objective : (objective > 1.0 ? objective : 1.0);
    for (int round = 0; round < 8; round++) {
        if (find_all_pairs(w, 1) == 0) {
            return 1;
        }
        if (solve_lp(w, AFTER_LIMIT_S, 1) != OSTROV_OK ||
            glp_get_obj_val(w->lp) > objective + 1e-9 * size) {
            return 0;
        }
    }
    return 0;
}

/* All stations, or courses of one, into one program, then what joins them. Gives how many binaries it has. */
static int32_t build(worker *w)
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

static void work(worker *w)
{
    milp_work *all = w->work;
    const double begin = glp_time();
    double bound = -__builtin_inf();
    w->lp = glp_create_prob();
    for (int round = 0; round < 4; round++) {
        int32_t integers = 0;
        w->has_bound = 0;
        w->left_s = all->options.time_limit_s - glp_difftime(glp_time(), begin);
        if (w->left_s <= 0.0) {
            all->status = OSTROV_E_DEADLINE;
            break;
        }
        integers = build(w);
        if (w->highs != NULL) {
            all->status = solve_by_highs(w);
        } else {
            all->status = integers > 0 ? solve_mip(w) : solve_lp(w, w->left_s, 0);
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
        glp_erase_prob(w->lp);
    }
    glp_delete_prob(w->lp);
}

static void *run(void *argument)
{
    worker *w = argument;
    if (glp_init_env() == 2) { /* no memory */
        w->work->status = OSTROV_E_SOLVER;
        return NULL;
    }
    (void)glp_term_out(GLP_OFF);
    glp_term_hook(on_text, NULL);
    if (setjmp(w->back) == 0) {
        glp_error_hook(on_error, w);
        work(w);
    } else {
        w->work->status = OSTROV_E_SOLVER;
    }
    (void)glp_free_env();
    return NULL;
}

static int32_t open_model(milp_model *m, const milp_input *in)
{
    const ostrov_problem *p = &in->problem;
    const size_t vehicles = (size_t)p->vehicles_count + 1u;
    m->slots = calloc((size_t)p->count, sizeof *m->slots);
    m->forced = calloc((size_t)p->count, sizeof *m->forced);
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
static int32_t open_worker(worker *w)
{
    size_t longest = 66u + 2u * (size_t)w->work->count;
    int32_t good = 1;
    w->models = calloc((size_t)(uint32_t)w->work->count, sizeof *w->models);
    for (int32_t i = 0; w->models != NULL && i < w->work->count; i++) {
        const milp_input *in = w->work->jobs[i].in;
        const size_t slots = (size_t)in->problem.count;
        const size_t own = 128u + 4u * (size_t)in->problem.vehicles_count + 2u * slots +
                           (size_t)in->block_starts +
                           (w->work->share != NULL ? milp_courses_columns(in) : 0u);
        longest = own > longest ? own : longest;
        good = open_model(&w->models[i], in) && good;
    }
    w->index = calloc(longest, sizeof *w->index);
    w->value = calloc(longest, sizeof *w->value);
    return good && w->models != NULL && w->index != NULL && w->value != NULL;
}

void milp_run(milp_work *all)
{
    worker *w = calloc(1, sizeof *w);
    pthread_t thread;
    pthread_attr_t attributes;
    all->status = OSTROV_E_SOLVER;
    if (w == NULL) {
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
    if (open_worker(w) && pthread_attr_init(&attributes) == 0) {
        if (pthread_attr_setstacksize(&attributes, STACK_BYTES) == 0 &&
            pthread_create(&thread, &attributes, run, w) == 0) {
            (void)pthread_join(thread, NULL);
        }
        (void)pthread_attr_destroy(&attributes);
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
