/* Each allocation of a GLPK plan fails once: the call comes back with a status, the plan is untouched, no
 * memory is lost, and the next call plans as ever. The allocator of the program is replaced for this, so
 * not with sanitizers, which replace it too.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

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

#pragma GCC visibility pop

static kit k;
static kit_plan p;

START_TEST(every_allocation_fails_once)
{
    uint64_t seed = 81;
    long failed = 0;
    long before = 0;
    long lost = 0;
    double cost = 0.0;
    kit_draw(&k, &seed, 6, 44u);
    for (int n = 0; n < 3; n++) { /* what threads keep for themselves is there after the first */
        kit_plan_open(&p);
        ck_assert_int_eq(ostrov_milp_solve(&k.problem, NULL, &p.plan, NULL), OSTROV_OK);
    }
    cost = p.plan.cost;
    for (long at = 0; at < 100000; at++) {
        ostrov_status status = OSTROV_OK;
        kit_plan_open(&p);
        p.plan.cost = 12345.0;
        before = live; /* of this call alone: libcheck keeps things of its own */
        atomic_store(&countdown, at);
        status = ostrov_milp_solve(&k.problem, NULL, &p.plan, NULL);
        lost = live - before;
        if (atomic_exchange(&countdown, -1) >= 0) { /* fewer allocations than that: all have failed once */
            ck_assert_int_eq(status, OSTROV_OK);
            break;
        }
        failed++;
        if (status < 0) {
            ck_assert(status == OSTROV_E_SOLVER || status == OSTROV_E_SPACE);
            ck_assert_double_eq(p.plan.cost, 12345.0);
        } else { /* it was one that GLPK or libc can do without */
            ck_assert_double_eq_tol(p.plan.cost, cost, 1e-3 * (1.0 + cost));
        }
        ck_assert_msg(lost == 0, "allocation %ld: %ld lost", at, lost);
    }
    ck_assert_int_gt(failed, 50);
    ck_assert_int_lt(failed, 100000);
    kit_plan_open(&p);
    ck_assert_int_eq(ostrov_milp_solve(&k.problem, NULL, &p.plan, NULL), OSTROV_OK);
    ck_assert_double_eq_tol(p.plan.cost, cost, 1e-9 * (1.0 + cost));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("milp memory");
    TCase *cases = tcase_create("memory");
    tcase_set_timeout(cases, 200);
    tcase_add_test(cases, every_allocation_fails_once);
    suite_add_tcase(suite, cases);
    return unit_run(suite);
}
#endif
