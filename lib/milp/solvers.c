/* One program solved: see solvers.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "milp/solvers.h"

#define AFTER_LIMIT_S                                                                              \
    0.5 /* for reading out the last LP after the time limit struck in the search */

ostrov_status milp_fail(milp_worker *w, ostrov_status status, int32_t who, double number)
{
    w->work->failure = (milp_failure){who, number};
    return status;
}

static ostrov_status out_of_time(milp_worker *w)
{
    return milp_fail(w, OSTROV_E_DEADLINE, MILP_WHO_TIME, w->work->options.time_limit_s);
}

double milp_left_s(const milp_worker *w)
{
    return w->work->options.time_limit_s - glp_difftime(glp_time(), w->begin);
}

static int milliseconds(double seconds)
{
    const double ms = seconds * 1000.0;
    return ms < 1.0 ? 1 : (ms > 2e9 ? 2000000000 : (int)ms);
}

/* Ways to an LP's optimum, each slower and surer than the one before. */
enum lp_way {
    FROM_BASIS, /* the one that stands */
    PRESOLVED,  /* GLPK's presolver, then the dual simplex */
    SCALED,     /* the program as it is, scaled, from an advanced basis */
    PLAIN,      /* unscaled, from the slack basis, by textbook pricing and ratio test */
    EXACT,      /* in rational arithmetic, from where the last one gave up */
    LP_WAYS
};

static int simplex(glp_prob *lp, enum lp_way way, double limit_s)
{
    glp_smcp parm;
    glp_init_smcp(&parm);
    parm.msg_lev = GLP_MSG_OFF;
    parm.presolve = way == PRESOLVED ? GLP_ON : GLP_OFF;
    parm.meth = way == PLAIN ? GLP_PRIMAL : GLP_DUALP;
    parm.tm_lim = milliseconds(limit_s);
    if (way == SCALED) {
        glp_scale_prob(lp, GLP_SF_AUTO);
        glp_adv_basis(lp, 0);
    } else if (way == PLAIN) {
        glp_unscale_prob(lp);
        glp_std_basis(lp);
        parm.pricing = GLP_PT_STD;
        parm.r_test = GLP_RT_STD;
    }
    return way == EXACT ? glp_exact(lp, &parm) : glp_simplex(lp, &parm);
}

ostrov_status milp_solve_lp(milp_worker *w, int32_t again)
{
    for (int way = again ? FROM_BASIS : PRESOLVED; way < LP_WAYS; way++) {
        const double left_s = milp_left_s(w);
        const int result =
            simplex(w->lp, (enum lp_way)way, left_s > AFTER_LIMIT_S ? left_s : AFTER_LIMIT_S);
        for (int32_t i = 0; i < w->work->count; i++) {
            w->work->jobs[i].work += glp_get_it_cnt(w->lp);
        }
        if (result == GLP_ETMLIM) {
            return out_of_time(w);
        }
        if (result != 0) {
            (void)milp_fail(w, OSTROV_E_SOLVER, MILP_WHO_SIMPLEX, (double)result);
        } else if (glp_get_status(w->lp) != GLP_OPT) {
            (void)milp_fail(w, OSTROV_E_SOLVER, MILP_WHO_LP, (double)glp_get_status(w->lp));
        } else {
            return OSTROV_OK;
        }
    }
    return OSTROV_E_SOLVER;
}

static void on_node(glp_tree *tree, void *info)
{
    milp_worker *w = info;
    const int node = glp_ios_best_node(tree);
    if (node != 0) {
        w->bound = glp_ios_node_bound(tree, node);
        w->has_bound = 1;
    }
}

/* With the binaries where they are the rest is an LP: exact, and with prices. */
static void fix_binaries(glp_prob *lp)
{
    for (int j = 1; j <= glp_get_num_cols(lp); j++) {
        if (glp_get_col_kind(lp, j) == GLP_BV) {
            const double x = glp_mip_col_val(lp, j) > 0.5 ? 1.0 : 0.0;
            glp_set_col_bnds(lp, j, GLP_FX, x, x);
        }
    }
}

static void free_binaries(glp_prob *lp)
{
    for (int j = 1; j <= glp_get_num_cols(lp); j++) {
        if (glp_get_col_kind(lp, j) != GLP_CV) {
            glp_set_col_kind(lp, j, GLP_BV);
        }
    }
}

/* The tree; plain = the program as it is, without presolver and cuts, whose tolerances may have
 * spoilt it. */
static ostrov_status search(milp_worker *w, int32_t plain)
{
    glp_iocp parm;
    int result = 0;
    int status = 0;
    glp_init_iocp(&parm);
    parm.msg_lev = GLP_MSG_OFF;
    parm.presolve = plain ? GLP_OFF : GLP_ON;
    parm.mir_cuts = parm.presolve;
    parm.gmi_cuts = parm.presolve;
    parm.cov_cuts = parm.presolve;
    parm.br_tech = GLP_BR_PCH;
    parm.bt_tech = GLP_BT_BLB;
    parm.mip_gap = w->work->options.gap_ratio;
    parm.tm_lim = milliseconds(milp_left_s(w));
    parm.cb_func = on_node;
    parm.cb_info = w;
    result = glp_intopt(w->lp, &parm);
    status = glp_mip_status(w->lp);
    if (status != GLP_OPT && status != GLP_FEAS) {
        if (result == GLP_ETMLIM) {
            return out_of_time(w);
        }
        return result != 0 ? milp_fail(w, OSTROV_E_SOLVER, MILP_WHO_INTOPT, (double)result)
                           : milp_fail(w, OSTROV_E_SOLVER, MILP_WHO_MIP, (double)status);
    }
    if (result == 0 && status == GLP_OPT) {
        w->bound = glp_mip_obj_val(w->lp);
        w->has_bound = 1;
    }
    return result == GLP_ETMLIM ? OSTROV_LIMITED : OSTROV_OK;
}

/* The tree, then the LP that is left. */
static ostrov_status solve_mip(milp_worker *w, int32_t plain)
{
    ostrov_status status =
        plain ? milp_solve_lp(w, 0) : OSTROV_OK; /* the root, which the presolver brings else */
    w->has_bound = 0;
    if (status == OSTROV_OK) {
        status = search(w, plain);
    }
    if (status >= 0) {
        ostrov_status left = OSTROV_OK;
        fix_binaries(w->lp);
        left = milp_solve_lp(w, 0);
        if (left < 0) {
            free_binaries(w->lp);
            status = left;
        }
    }
    return status;
}

ostrov_status milp_solve_mip(milp_worker *w)
{
    const ostrov_status status = solve_mip(w, 0);
    return status == OSTROV_E_SOLVER ? solve_mip(w, 1) : status;
}

/* GLPK finds the basis optimal that it left, and tells values and duals as ever. */
ostrov_status milp_solve_by_highs(milp_worker *w)
{
    double bound = 0.0;
    int32_t told = 0;
    const double left_s = milp_left_s(w); /* building the program may have taken it all */
    const ostrov_status status = milp_highs_solve(w->highs, w->lp, w->work->options.gap_ratio,
                                                  left_s > 0.001 ? left_s : 0.001, &bound, &told);
    if (status == OSTROV_E_DEADLINE) {
        return out_of_time(w);
    }
    if (status < 0) {
        return milp_fail(w, status, told >= 0 ? MILP_WHO_HIGHS : MILP_WHO_HIGHS_CALL, (double)told);
    }
    w->has_bound = bound > -1e200;
    w->bound = bound;
    if (milp_solve_lp(w, 1) < 0) {
        return w->work->failure.who == MILP_WHO_TIME ? OSTROV_E_DEADLINE : OSTROV_E_SOLVER;
    }
    return status;
}
