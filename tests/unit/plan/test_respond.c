/* A station that answers prices: pure, plain bytes, and its answers bound the joint optimum.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include "plan_kit.h"

#include <ostrov/plan_respond.h>

#include <math.h>

static kit k;
static kit_plan p;

typedef struct answer {
    double grid_w[KIT_SLOTS];
    double own;
    double value;
} answer;

static void *pack(size_t *bytes)
{
    void *memory = NULL;
    *bytes = ostrov_responder_size(&k.problem);
    ck_assert_uint_gt(*bytes, 0);
    memory = malloc(*bytes);
    ck_assert_ptr_nonnull(memory);
    ck_assert_int_eq(ostrov_responder_init(&k.problem, memory, *bytes, NULL), OSTROV_OK);
    return memory;
}

static answer ask(const void *responder, const double *prices)
{
    answer a = {{0}, 0.0, 0.0};
    const size_t bytes = ostrov_responder_workspace(responder);
    void *memory = malloc(bytes);
    ck_assert_ptr_nonnull(memory);
    ck_assert_int_eq(ostrov_plan_respond(responder, prices, k.problem.count, memory, bytes, a.grid_w,
                                         &a.own, &a.value),
                     OSTROV_OK);
    free(memory);
    return a;
}

START_TEST(without_a_price_it_is_the_plan)
{
    uint64_t seed = 3;
    for (int32_t round = 0; round < 20; round++) {
        const double none[KIT_SLOTS] = {0};
        size_t bytes = 0;
        void *responder = NULL;
        answer a;
        kit_draw(&k, &seed, 48, round % 2 ? 1u : 16u);
        kit_solve(&k, &p);
        responder = pack(&bytes);
        a = ask(responder, none);
        ck_assert_double_eq_tol(a.own, p.plan.cost, 1e-9);
        ck_assert_double_eq_tol(a.value, p.plan.cost, 1e-9);
        for (int32_t t = 0; t < 48; t++) {
            ck_assert_double_eq_tol(a.grid_w[t], p.plan.grid_w[t], 1e-5);
        }
        free(responder);
    }
}
END_TEST

START_TEST(bytes_are_plain_and_the_answer_pure)
{
    uint64_t seed = 8;
    double prices[KIT_SLOTS];
    size_t bytes = 0;
    void *first = NULL;
    void *second = NULL;
    void *moved = NULL;
    answer a;
    answer b;
    kit_draw(&k, &seed, 48, 16u);
    for (int32_t t = 0; t < 48; t++) {
        prices[t] = kit_uniform(&seed, -0.1, 0.2);
    }
    first = pack(&bytes);
    { /* the same problem at other addresses, with pointers to rows that are none, gives the same bytes */
        static kit other;
        other = k;
        other.problem.load_w.values = other.load;
        other.problem.import_price_per_kwh.values = other.buy;
        other.problem.battery = &other.battery;
        other.problem.peaks = other.peaks;
        other.problem.vehicles = other.vehicles;
        second = malloc(bytes);
        ck_assert_ptr_nonnull(second);
        ck_assert_int_eq(ostrov_responder_init(&other.problem, second, bytes, NULL), OSTROV_OK);
    }
    ck_assert_mem_eq(first, second, bytes);
    moved = malloc(bytes);
    ck_assert_ptr_nonnull(moved);
    memcpy(moved, first, bytes);
    a = ask(first, prices);
    memset(first, 0xA5, bytes); /* what it was made from may be gone */
    free(first);
    memset(k.load, 0, sizeof k.load);
    b = ask(moved, prices);
    ck_assert_mem_eq(&a, &b, sizeof a);
    ck_assert_mem_eq(moved, second, bytes);
    free(second);
    free(moved);
}
END_TEST

/* Weak duality: whatever the price, the answers' values less the price of the limit stay below a joint
 * plan's cost; and the least over a station is concave in the price. */
START_TEST(values_are_least_and_concave)
{
    uint64_t seed = 21;
    for (int32_t round = 0; round < 20; round++) {
        double one[KIT_SLOTS];
        double two[KIT_SLOTS];
        double half[KIT_SLOTS];
        double priced = 0.0;
        size_t bytes = 0;
        void *responder = NULL;
        answer a;
        answer b;
        answer c;
        kit_draw(&k, &seed, 24, 0u);
        for (int32_t t = 0; t < 24; t++) {
            one[t] = kit_uniform(&seed, 0.0, 0.3);
            two[t] = kit_uniform(&seed, 0.0, 0.3);
            half[t] = 0.5 * (one[t] + two[t]);
        }
        responder = pack(&bytes);
        a = ask(responder, one);
        b = ask(responder, two);
        c = ask(responder, half);
        ck_assert_double_ge(c.value, 0.5 * (a.value + b.value) - 1e-9);
        for (int32_t t = 0; t < 24; t++) { /* the plan for other prices cannot be cheaper at these */
            priced += one[t] * b.grid_w[t] * 0.25 / 1000.0;
        }
        ck_assert_double_ge(b.own + priced, a.value - 1e-9);
        free(responder);
    }
}
END_TEST

START_TEST(what_it_cannot_it_refuses)
{
    double prices[KIT_SLOTS] = {0};
    double grid_w[KIT_SLOTS];
    double cost = 0.0;
    uint64_t memory[4000];
    uint64_t work[40000];
    ostrov_fault why = {0};
    kit_open(&k, 24, 900);
    kit_peak(&k, 0, 24, 0.0, 5.0);
    ck_assert_int_eq(ostrov_responder_init(&k.problem, memory, sizeof memory, &why),
                     OSTROV_E_UNSUPPORTED);
    ck_assert_str_eq(why.field, "peaks");
    k.problem.peaks_count = 0;
    ck_assert_int_eq(ostrov_responder_init(&k.problem, memory, 64, &why), OSTROV_E_SPACE);
    memset(memory, 0, sizeof memory);
    ck_assert_int_eq(ostrov_plan_respond(memory, prices, 24, work, sizeof work, grid_w, &cost, NULL),
                     OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_responder_init(&k.problem, memory, sizeof memory, &why), OSTROV_OK);
    ck_assert_int_eq(ostrov_plan_respond(memory, prices, 23, work, sizeof work, grid_w, &cost, NULL),
                     OSTROV_E_RANGE);
    prices[7] = (double)NAN;
    ck_assert_int_eq(ostrov_plan_respond(memory, prices, 24, work, sizeof work, grid_w, &cost, NULL),
                     OSTROV_E_NOT_FINITE);
    prices[7] = 0.0;
    ck_assert_int_eq(ostrov_plan_respond(memory, prices, 24, work, 64, grid_w, &cost, NULL),
                     OSTROV_E_SPACE);
    ck_assert_int_eq(ostrov_plan_respond(memory, prices, 24, work, sizeof work, grid_w, &cost, NULL),
                     OSTROV_OK);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plan respond");
    TCase *cases = tcase_create("respond");
    tcase_add_test(cases, without_a_price_it_is_the_plan);
    tcase_add_test(cases, bytes_are_plain_and_the_answer_pure);
    tcase_add_test(cases, values_are_least_and_concave);
    tcase_add_test(cases, what_it_cannot_it_refuses);
    suite_add_tcase(suite, cases);
    return unit_run(suite);
}
