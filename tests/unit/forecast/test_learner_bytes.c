/* A learner's kept bytes, damaged and signed again: none may lead out of the memory, into a
 * division by zero or round for ever.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "learner_help.h"

#include "forecast/learn_internal.h"

#define AT(member, value)                                                                          \
    {                                                                                              \
        offsetof(ostrov_learner, member), sizeof(((ostrov_learner *)0)->member), value             \
    }

/* Bits of doubles that are no numbers. */
#define NOT_KNOWN INT64_C(0x7ff8000000000000)
#define INFINITE INT64_C(0x7ff0000000000000)

static const struct {
    size_t at, size;
    int64_t value;
} members[] = {AT(slots, INT32_MAX),
               AT(slots, 0),
               AT(lead_steps, 1000),
               AT(leads, OSTROV_I_LEADS + 1),
               AT(leads, -1),
               AT(pending_count, 1000000),
               AT(uses_recent, 2),
               AT(pool_bytes, UINT32_MAX),
               AT(trees, 13),
               AT(trees, -1),
               AT(tree_values, 4001),
               AT(tree_values, UINT32_MAX),
               AT(row_count, -1),
               AT(row_count, INT64_MAX),
               AT(newest, INT64_MAX),
               AT(newest, INT64_MIN + 1),
               AT(chain[50], 65534),
               AT(full_w, 0),
               AT(plant.place.altitude_m, 0),
               AT(days.power, NOT_KNOWN),
               AT(days.week_clear, INFINITE),
               AT(days.yesterday, INFINITE),
               AT(k_last[6], INFINITE),
               AT(shape[1][40], INFINITE),
               AT(blend[4].regret[3], NOT_KNOWN),
               AT(table[8][22], NOT_KNOWN),
               AT(table_count[0], NOT_KNOWN),
               AT(ridge[46], NOT_KNOWN),
               AT(level[22], NOT_KNOWN),
               AT(level_missed[0], INFINITE),
               AT(level_count, NOT_KNOWN),
               AT(ahead[2].mean, NOT_KNOWN),
               AT(ahead[3].clear, INFINITE),
               AT(ahead[4].k_told, INFINITE),
               AT(ahead[5].q[22], NOT_KNOWN),
               AT(lead[3].theta[2][41], NOT_KNOWN),
               AT(lead[3].p[700], INFINITE),
               AT(lead[0].spread[0], NOT_KNOWN),
               AT(lead[0].offset[1][22], NOT_KNOWN),
               AT(lead[15].blend.range, NOT_KNOWN)};

enum { MEMBERS = sizeof members / sizeof members[0] };

/* The first node of the last tree. */
static ostrov_i_node *last_tree(const ostrov_learner *l)
{
    const uint32_t start = ostrov_i_learn_starts(l)[l->trees - 1];
    return (ostrov_i_node *)(void *)(ostrov_i_learn_pool(l) + start + (l->tree_values + 3) / 4 * 4);
}

static ostrov_i_node *first_leaf(const ostrov_learner *l)
{
    ostrov_i_node *node = last_tree(l);
    while (node->feature != 255) {
        node++;
    }
    return node;
}

static void damage_tree(const ostrov_learner *l, int which)
{
    ostrov_i_node *node = which < 4 ? last_tree(l) : first_leaf(l);
    switch (which) {
    case 0:
        node->feature = OSTROV_I_FEATURES;
        break;
    case 1:
        node->right = 0; /* back to itself */
        break;
    case 2:
        node->right = 65535;
        break;
    case 3:
        node->feature = 255; /* a leaf that begins beyond the values */
        node->cut = 255;
        node->right = 65500;
        break;
    case 4:
        node->cut = 0;
        break;
    case 5:
        node->right = 65535;
        break;
    default:
        memset(node, 0, /* a tree that does not end */
               (size_t)(ostrov_i_learn_pool(l) + l->pool_bytes - (uint8_t *)node));
        break;
    }
}

/* A forecast that waits for its measurement: the shortest of the last step. */
static ostrov_i_pending *waiting(const ostrov_learner *l)
{
    ostrov_i_pending *p = ostrov_i_learn_pending_at(l, 0, l->newest);
    ck_assert(!ostrov_i_nan((double)p->x[0]));
    return p;
}

static void damage_part(const ostrov_learner *l, int which)
{
    switch (which) {
    case 0:
        ostrov_i_learn_next(l)[0] = 65534;
        break;
    case 1:
        ostrov_i_learn_starts(l)[0] = l->pool_bytes;
        break;
    case 2:
        ostrov_i_learn_starts(l)[0] = UINT32_MAX - 3;
        break;
    case 3:
        ostrov_i_learn_starts(l)[1] += 2;
        break;
    case 4:
        ostrov_i_learn_slots(l)[7].clear = OSTROV_I_NAN;
        break;
    case 5:
        ostrov_i_learn_rows(l)[3].weight = 0;
        break;
    case 6:
        waiting(l)->x[41] = __builtin_inff();
        break;
    case 7:
        waiting(l)->mean = OSTROV_I_NAN;
        break;
    case 8:
        waiting(l)->said[1][22] = __builtin_nanf("");
        break;
    case 9:
        waiting(l)->blended[0] = __builtin_inff();
        break;
    default:
        ostrov_i_learn_slots(l)[7].models = 1u << OSTROV_LEARNER_MODELS;
        break;
    }
}

enum { TREES = 7, PARTS = 11, ALL = MEMBERS + TREES + PARTS };

START_TEST(a_right_checksum_is_not_believed)
{
    bench b;
    bench_open(&b);
    bench_days(&b, 0, 9, 1);
    ck_assert_int_eq(ostrov_learner_step(b.learner, test_start_s + 9 * 86400 + 44 * 900, 20e3,
                                         OSTROV_POWER_FREE),
                     OSTROV_OK);
    uint64_t *copy = malloc(b.bytes);
    for (int i = 0; i <= ALL; i++) { /* the last one is whole */
        ostrov_learner *l = (ostrov_learner *)(void *)copy;
        ostrov_learner *back = NULL;
        memcpy(copy, b.memory, b.bytes);
        if (i < MEMBERS) {
            memcpy((uint8_t *)copy + members[i].at, &members[i].value, members[i].size);
        } else if (i < MEMBERS + TREES) {
            damage_tree(l, i - MEMBERS);
        } else if (i < ALL) {
            damage_part(l, i - MEMBERS - TREES);
        }
        ck_assert_int_eq(ostrov_learner_save(l), OSTROV_OK);
        const ostrov_status status = ostrov_learner_load(copy, b.bytes, &b.config, &back);
        ck_assert_msg(status == (i < ALL ? OSTROV_E_CORRUPT : OSTROV_OK), "damage %d: %d", i,
                      status);
        ck_assert((back == NULL) == (i < ALL)); /* untouched when refused */
    }
    free(copy);
    bench_close(&b);
}
END_TEST

/* Any byte: what is taken can be stepped and asked, and answers within the plant's bounds. */
START_TEST(what_is_taken_back_stays_inside)
{
    bench b;
    const size_t from = offsetof(ostrov_learner, newest);
    uint64_t seed = 11;
    int taken = 0;
    bench_open(&b);
    bench_days(&b, 0, 9, 1);
    uint64_t *copy = malloc(b.bytes);
    for (int i = 0; i < 60; i++) {
        static double power_w[TEST_STEPS];
        const double median = 0.5;
        ostrov_learner *l = (ostrov_learner *)(void *)copy;
        ostrov_learner *back = NULL;
        memcpy(copy, b.memory, b.bytes);
        for (int n = 0; n < 8; n++) {
            const size_t where = from + (size_t)(test_random(&seed) * (double)(b.bytes - from));
            ((uint8_t *)copy)[where] = (uint8_t)(test_random(&seed) * 256.0);
        }
        ck_assert_int_eq(ostrov_learner_save(l), OSTROV_OK);
        const ostrov_status status = ostrov_learner_load(copy, b.bytes, &b.config, &back);
        ck_assert_msg(status == OSTROV_OK || status == OSTROV_E_CORRUPT, "seed 11, %d: %d", i,
                      status);
        if (status == OSTROV_OK) {
            taken++;
            for (int step = 0; step < 3; step++) {
                ck_assert_int_ge(ostrov_learner_step(back,
                                                     test_start_s + 9 * 86400 + (40 + step) * 900,
                                                     20e3, OSTROV_POWER_FREE),
                                 OSTROV_OK);
            }
            ck_assert_int_ge(ostrov_learner_predict(back, test_start_s + 9 * 86400 + 43 * 900,
                                                    TEST_STEPS, &median, 1, power_w, NULL),
                             OSTROV_OK);
            for (int j = 0; j < TEST_STEPS; j++) {
                ck_assert_msg(power_w[j] >= 0.0 && power_w[j] <= b.pv.inverter_w,
                              "seed 11, %d: %g W", i, power_w[j]);
            }
        }
    }
    ck_assert_int_gt(taken, 5);
    free(copy);
    bench_close(&b);
}
END_TEST

/* Numbers so large that their sums are none. */
START_TEST(what_overflows_stays_inside)
{
    static double power_w[TEST_STEPS], mean_w[TEST_STEPS];
    const double median = 0.5;
    const int64_t noon_s = test_start_s + 9 * 86400 + 44 * 900;
    ostrov_learner *l = NULL;
    bench b;
    bench_open(&b);
    bench_days(&b, 0, 9, 1);
    for (int i = 0; i < OSTROV_I_LEADS; i++) {
        for (int f = 0; f < OSTROV_I_FILTERS; f++) {
            for (int j = 0; j < OSTROV_I_TERMS; j++) {
                b.learner->lead[i].theta[f][j] = j % 2 == 0 ? 1e308 : -1e308;
            }
        }
    }
    ck_assert_int_eq(ostrov_learner_save(b.learner), OSTROV_OK);
    ck_assert_int_eq(ostrov_learner_load(b.memory, b.bytes, &b.config, &l), OSTROV_OK);
    for (int step = 0; step < 3; step++) {
        ck_assert_int_ge(
            ostrov_learner_step(l, noon_s + step * 900, 20e3 + 5e3 * step, OSTROV_POWER_FREE),
            OSTROV_OK);
        ck_assert_int_ge(ostrov_learner_predict(l, noon_s + (step + 1) * 900, TEST_STEPS, &median,
                                                1, power_w, mean_w),
                         OSTROV_OK);
        for (int j = 0; j < TEST_STEPS; j++) {
            ck_assert_msg(power_w[j] >= 0.0 && power_w[j] <= b.pv.inverter_w, "%g W", power_w[j]);
            ck_assert_msg(mean_w[j] >= 0.0 && mean_w[j] <= b.pv.inverter_w, "%g W", mean_w[j]);
        }
    }
    bench_close(&b);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("forecast.learner_bytes");
    TCase *tc = tcase_create("bytes");
    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, a_right_checksum_is_not_believed);
    tcase_add_test(tc, what_is_taken_back_stays_inside);
    tcase_add_test(tc, what_overflows_stays_inside);
    suite_add_tcase(suite, tc);
    return unit_run(suite);
}
