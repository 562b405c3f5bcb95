/* Each allocation of a GLPK plan fails once, and each kind of call into GLPK ends in a failed assertion once: the
 * call comes back with a status that says so, the plan is untouched, no memory is lost, and the next call
 * plans as ever. A simplex method or a tree that gives up is asked again another way. The allocator of the
 * program is replaced for this, so not with sanitizers, which replace it too.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include <dlfcn.h>
#include <glpk.h>
#include <ostrov/milp.h>
#include <stdatomic.h>
#include <stdio.h>

#include "../plan/plan_kit.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__GLIBC__)
int main(void)
{
    printf("SKIP the allocator cannot be replaced in this build\n");
    return 0;
}
#else

/* GLPK must see them too, whatever the build hides */
#pragma GCC visibility push(default)

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void __libc_free(void *at);

static _Atomic long countdown = -1; /* the allocation that fails; -1 = none */
static _Atomic long live;

static int fails(void)
{
    return atomic_load(&countdown) >= 0 && atomic_fetch_sub(&countdown, 1) == 0;
}

void *malloc(size_t size)
{
    void *at = fails() ? NULL : __libc_malloc(size);
    live += at != NULL;
    return at;
}

void *calloc(size_t count, size_t size)
{
    void *at = fails() ? NULL : __libc_calloc(count, size);
    live += at != NULL;
    return at;
}

void *realloc(void *old, size_t size)
{
    void *at = fails() ? NULL : __libc_realloc(old, size);
    live += old == NULL && at != NULL;
    return at;
}

void free(void *at)
{
    live -= at != NULL;
    __libc_free(at);
}

/* ---- calls into GLPK, in its place ---- */

static _Atomic long calls = -1; /* the call that ends as a failed assertion of GLPK's own does; -1 = none */
static int injected_at;
static int simplex_fails; /* so many runs of the simplex method find a singular basis */
static int tree_fails;

/* The real function of that name, which comes next in the order of libraries. */
static void real(const char *name, void *to)
{
    void *at = dlsym(RTLD_NEXT, name);
    if (at == NULL) {
        _Exit(3);
    }
    memcpy(to, &at, sizeof at);
}

static void may_abort(void)
{
    if (atomic_load(&calls) >= 0 && atomic_fetch_sub(&calls, 1) == 0) {
        injected_at = __LINE__ + 1;
        glp_error("injected\n");
    }
}

void glp_set_mat_row(glp_prob *lp, int row, int length, const int index[], const double value[])
{
    void (*call)(glp_prob *, int, int, const int[], const double[]) = NULL;
    real("glp_set_mat_row", &call);
    may_abort();
    call(lp, row, length, index, value);
}

int glp_intopt(glp_prob *lp, const glp_iocp *parm)
{
    int (*call)(glp_prob *, const glp_iocp *) = NULL;
    real("glp_intopt", &call);
    may_abort();
    return tree_fails > 0 ? (tree_fails--, GLP_EFAIL) : call(lp, parm);
}

int glp_simplex(glp_prob *lp, const glp_smcp *parm)
{
    int (*call)(glp_prob *, const glp_smcp *) = NULL;
    real("glp_simplex", &call);
    may_abort();
    return simplex_fails > 0 ? (simplex_fails--, GLP_ESING) : call(lp, parm);
}

/* called back deep inside the tree */
int glp_ios_best_node(glp_tree *tree)
{
    int (*call)(glp_tree *) = NULL;
    real("glp_ios_best_node", &call);
    may_abort();
    return call(tree);
}

double glp_get_col_prim(glp_prob *lp, int column)
{
    double (*call)(glp_prob *, int) = NULL;
    real("glp_get_col_prim", &call);
    may_abort();
    return call(lp, column);
}

#pragma GCC visibility pop

static kit k;
static kit_plan p;
static ostrov_fault why;

static long lost; /* allocations of the last call that are not back */

/* With what is number `at` of a kind going wrong; -1 = nothing. */
static ostrov_status solve_with(_Atomic long *kind, long at)
{
    ostrov_status status = OSTROV_OK;
    long before = 0;
    kit_plan_open(&p);
    p.plan.cost = 12345.0;
    why = (ostrov_fault){NULL, NULL, -1, -1, 0.0, 0.0, 0.0};
    before = live; /* of this call alone: libcheck keeps things of its own */
    atomic_store(kind, at);
    status = ostrov_milp_solve(&k.problem, NULL, &p.plan, &why);
    lost = live - before;
    return status;
}

static ostrov_status solve(void) { return solve_with(&calls, -1); }

static double loads[2][KIT_SLOTS];
static ostrov_plan_scenario courses[2];

/* What threads keep for themselves is there after the first; gives the cost. */
static double open_problem(int32_t scenarios)
{
    uint64_t seed = 81;
    kit_draw(&k, &seed, 6, 44u);
    for (int32_t i = 0; i < scenarios; i++) {
        for (int32_t t = 0; t < 6; t++) {
            loads[i][t] = k.load[t] * kit_uniform(&seed, 1.0, 1.5);
        }
        courses[i].probability_ratio = 0.5;
        courses[i].load_w = (ostrov_series){0, 900, 6, loads[i]};
    }
    k.problem.scenarios = scenarios > 0 ? courses : NULL;
    k.problem.scenarios_count = scenarios;
    k.problem.scenarios_stride = scenarios > 0 ? sizeof courses[0] : 0;
    for (int n = 0; n < 3; n++) {
        ck_assert_int_eq(solve(), OSTROV_OK);
    }
    return p.plan.cost;
}

/* Of a plain problem, then of one with scenarios, which is two programs. */
START_TEST(every_allocation_fails_once)
{
    const double cost = open_problem(2 * _i);
    long failed = 0;
    long told = 0;
    long short_of = 0;
    long glpk = 0;
    for (long at = 0; at < 100000; at++) {
        const ostrov_status status = solve_with(&countdown, at);
        if (atomic_exchange(&countdown, -1) >= 0) { /* fewer allocations than that: all have failed once */
            ck_assert_int_eq(status, OSTROV_OK);
            break;
        }
        failed++;
        if (status < 0) {
            told++;
            ck_assert(status == OSTROV_E_SOLVER || status == OSTROV_E_SPACE);
            ck_assert_double_eq(p.plan.cost, 12345.0);
            ck_assert_msg(why.structure != NULL && why.field != NULL, "allocation %ld: without a word", at);
            if (status == OSTROV_E_SPACE) { /* of ours: how much it was */
                short_of++;
                ck_assert_str_eq(why.field, "memory_bytes");
                ck_assert_double_eq(why.value, 0.0);
                ck_assert_double_gt(why.min, 16.0);
            } else {
                glpk += strcmp(why.structure, "glpk") == 0 && strcmp(why.field, "memory") == 0;
            }
        } else { /* it was one that GLPK or libc can do without */
            ck_assert_double_eq_tol(p.plan.cost, cost, 1e-3 * (1.0 + cost));
        }
        ck_assert_msg(lost == 0, "allocation %ld: %ld lost", at, lost);
    }
    printf("%ld allocations failed once: %ld plans all the same, %ld refused: %ld for memory of ours, %ld of "
           "GLPK's\n",
           failed, failed - told, told, short_of, glpk);
    ck_assert_int_gt(failed, 50);
    ck_assert_int_lt(failed, 100000);
    ck_assert_int_gt(short_of, 10);
    ck_assert_int_gt(glpk, 10);
    ck_assert_int_eq(solve(), OSTROV_OK);
    ck_assert_double_eq_tol(p.plan.cost, cost, 1e-9 * (1.0 + cost));
}
END_TEST

START_TEST(every_call_aborts_once)
{
    const double cost = open_problem(2 * _i);
    long aborted = 0;
    for (long at = 0; at < 100000; at++) {
        const ostrov_status status = solve_with(&calls, at);
        if (atomic_exchange(&calls, -1) >= 0) {
            ck_assert_int_eq(status, OSTROV_OK);
            break;
        }
        aborted++;
        ck_assert_int_eq(status, OSTROV_E_SOLVER);
        ck_assert_str_eq(why.structure, "glpk");
        ck_assert_str_eq(why.field, "failed_at_line");
        ck_assert_double_eq(why.value, (double)injected_at);
        ck_assert_double_eq(p.plan.cost, 12345.0);
        ck_assert_msg(lost == 0, "call %ld: %ld lost", at, lost);
    }
    printf("%ld calls into GLPK aborted once\n", aborted);
    ck_assert_int_gt(aborted, 50);
    ck_assert_int_lt(aborted, 100000);
    ck_assert_int_eq(solve(), OSTROV_OK);
    ck_assert_double_eq_tol(p.plan.cost, cost, 1e-9 * (1.0 + cost));
}
END_TEST

START_TEST(what_gives_up_is_asked_another_way)
{
    const double cost = open_problem(0);
    for (int trees = 0; trees < 2; trees++) {
        for (int runs = 0; runs < 4; runs++) { /* after three the exact method is left */
            simplex_fails = runs;
            tree_fails = trees;
            ck_assert_msg(solve() == OSTROV_OK, "%d trees and %d runs failing: %s.%s = %g", trees, runs,
                          why.structure, why.field, why.value);
            ck_assert_int_eq(simplex_fails + tree_fails, 0);
            ck_assert_double_eq_tol(p.plan.cost, cost, 1e-4 * (1.0 + cost));
        }
    }
    tree_fails = 2;
    ck_assert_int_eq(solve(), OSTROV_E_SOLVER);
    ck_assert_str_eq(why.structure, "glp_intopt");
    ck_assert_str_eq(why.field, "GLP_EFAIL");
    ck_assert_double_eq(why.value, GLP_EFAIL);
    ck_assert_double_eq(p.plan.cost, 12345.0);
    tree_fails = 0;
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("milp memory");
    TCase *cases = tcase_create("memory");
    tcase_set_timeout(cases, 200);
    tcase_add_loop_test(cases, every_allocation_fails_once, 0, 2);
    tcase_add_loop_test(cases, every_call_aborts_once, 0, 2);
    tcase_add_test(cases, what_gives_up_is_asked_another_way);
    suite_add_tcase(suite, cases);
    return unit_run(suite);
}
#endif
