/* Rainflow as a stream: against a batch count, beyond its depth, snapshots, garbage.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/battery_wear.h>

#include "battery_help.h"

#include <stdio.h>

enum { LONGEST = 4000 };

static ostrov_rainflow new_count(double exponent)
{
    ostrov_rainflow r;
    ck_assert_int_eq(ostrov_rainflow_init(&r, exponent), OSTROV_OK);
    return r;
}

static ostrov_rainflow_state told(const ostrov_rainflow *r)
{
    ostrov_rainflow_state s;
    ck_assert_int_eq(ostrov_rainflow_read(r, &s, sizeof s), OSTROV_OK);
    return s;
}

static void take(ostrov_rainflow *r, double value)
{
    test_must(ostrov_rainflow_step(r, value, NULL, 0, NULL) == OSTROV_OK);
}

/* Batch count with a stack as long as the series: sum of count · range^k. ASTM E1049 5.4.4, written
 * from its flow chart. */
static double batch_damage(const double *x, int n, double k, int *deepest)
{
    static double point[LONGEST];
    int depth = 0;
    double damage = 0;
    *deepest = 0;
    for (int i = 0; i < n; i++) {
        int before = i - 1;
        while (before > 0 && x[before] == x[i]) {
            before--;
        }
        /* Neither an end nor a turn; a plateau turns at its last sample. */
        if (i > 0 && i + 1 < n && (x[i] - x[before]) * (x[i + 1] - x[i]) >= 0) {
            continue;
        }
        point[depth++] = x[i];
        while (depth >= 3) {
            const double a = ostrov_i_abs(point[depth - 1] - point[depth - 2]);
            const double b = ostrov_i_abs(point[depth - 2] - point[depth - 3]);
            if (a < b) {
                break;
            }
            if (depth == 3) {
                damage += 0.5 * ostrov_pow(b, k);
                point[0] = point[1];
                point[1] = point[2];
                depth = 2;
            } else {
                damage += ostrov_pow(b, k);
                point[depth - 3] = point[depth - 1];
                depth -= 2;
            }
        }
        *deepest = depth > *deepest ? depth : *deepest; /* what stays open */
    }
    for (int i = 0; i + 1 < depth; i++) {
        damage += 0.5 * ostrov_pow(ostrov_i_abs(point[i + 1] - point[i]), k);
    }
    return damage;
}

static ostrov_rainflow_state stream(const double *x, int n, double k)
{
    ostrov_rainflow r = new_count(k);
    for (int i = 0; i < n; i++) {
        take(&r, x[i]);
    }
    const ostrov_rainflow_state open = told(&r);
    ck_assert_int_eq(ostrov_rainflow_finish(&r, NULL, 0, NULL), OSTROV_OK);
    const ostrov_rainflow_state s = told(&r);
    /* What was called open is what the end counted. */
    ck_assert_double_eq_tol(open.damage + open.open_damage, s.damage, 1e-9 * (1 + s.damage));
    ck_assert_double_eq_tol(open.range_sum + open.open_range_sum, s.range_sum,
                            1e-9 * (1 + s.range_sum));
    return s;
}

START_TEST(stream_equals_batch)
{
    static double x[LONGEST];
    for (uint64_t trial = 1; trial <= 150; trial++) {
        uint64_t seed = trial;
        const int n = 2 + (int)(test_random(&seed) * 400);
        const int coarse = trial % 3 == 0;
        for (int i = 0; i < n; i++) {
            x[i] = test_random(&seed);
            x[i] = coarse ? (double)(int)(x[i] * 8) / 8 : x[i];
        }
        int deepest = 0;
        const double want = batch_damage(x, n, 2.03, &deepest);
        const ostrov_rainflow_state s = stream(x, n, 2.03);
        ck_assert_int_le(deepest, OSTROV_RAINFLOW_DEPTH);
        ck_assert_msg(ostrov_i_abs(s.damage - want) <= 1e-9 * (1 + want),
                      "seed %llu: %.12g, batch %.12g", (unsigned long long)trial, s.damage, want);
        ck_assert_int_eq(s.merged, 0);
    }
}
END_TEST

/* Swings that shrink, of different shape, then one that opens all of them. */
static int shrinking(double *x, int swings, int shape, uint64_t *seed)
{
    int n = 0;
    double size = 1;
    for (int i = 0; i < swings; i++) {
        const double share = (double)i / swings;
        size = shape == 0   ? 1 - share
               : shape == 1 ? size * (0.97 + 0.02 * test_random(seed))
                            : size - test_random(seed) / swings * size;
        x[n++] = i % 2 ? 0.5 - 0.5 * size : 0.5 + 0.5 * size;
    }
    if (shape != 0 || swings % 3 == 0) {
        x[n++] = swings % 2 ? -0.2 : 1.2;
    }
    return n;
}

START_TEST(beyond_its_depth_the_bound_holds)
{
    static double x[LONGEST];
    int deeper = 0;
    for (uint64_t trial = 1; trial <= 60; trial++) {
        uint64_t seed = trial * 977;
        const int n = shrinking(x, 100 + (int)(trial * 7 % 700), (int)(trial % 3), &seed);
        for (int k = 1; k <= 3; k++) {
            int deepest = 0;
            const double want = batch_damage(x, n, k, &deepest);
            const ostrov_rainflow_state s = stream(x, n, k);
            const double missed = want - s.damage;
            ck_assert_int_eq(s.merged > 0, deepest > OSTROV_RAINFLOW_DEPTH);
            deeper += s.merged > 0;
            ck_assert_msg(missed >= -1e-9 * want && missed <= s.missed_damage + 1e-9 * want,
                          "seed %llu k %d: missed %g, bound %g", (unsigned long long)trial, k,
                          missed, s.missed_damage);
            if (k == 1) { /* the range sum is exact */
                ck_assert_double_eq_tol(s.damage, want, 1e-9 * want);
            }
            ck_assert_msg(s.missed_damage <= 0.02 * want, "bound %g of %g", s.missed_damage, want);
        }
    }
    ck_assert_int_gt(deeper, 50);
}
END_TEST

START_TEST(random_series_deep_inside_swings_keep_the_bound)
{
    static double x[LONGEST];
    for (uint64_t trial = 1; trial <= 30; trial++) {
        uint64_t seed = trial * 31;
        int n = shrinking(x, 127, 2, &seed);
        const double middle = x[n - 2];
        n--; /* stay inside */
        while (n < 1500) {
            x[n++] = middle + (x[125] - middle) * test_random(&seed);
        }
        x[n++] = 1.3;
        int deepest = 0;
        const double want = batch_damage(x, n, 2.0, &deepest);
        const ostrov_rainflow_state s = stream(x, n, 2.0);
        const double missed = want - s.damage;
        ck_assert_msg(missed >= -1e-9 * want && missed <= s.missed_damage + 1e-9 * want,
                      "seed %llu: missed %g, bound %g", (unsigned long long)trial, missed,
                      s.missed_damage);
    }
}
END_TEST

START_TEST(snapshot_goes_on_bit_by_bit)
{
    unsigned char bytes[4096];
    size_t used = 0;
    uint64_t seed = 7;
    ostrov_rainflow a = new_count(2);
    for (int i = 0; i < 700; i++) {
        take(&a, test_random(&seed));
    }
    ck_assert_int_eq(ostrov_rainflow_save(&a, bytes, sizeof bytes, &used), OSTROV_OK);
    ck_assert_uint_eq(used, ostrov_rainflow_save_size());
    ck_assert_int_eq(ostrov_rainflow_save(&a, bytes, used - 1, NULL), OSTROV_E_SPACE);
    ostrov_rainflow b = new_count(2);
    ck_assert_int_eq(ostrov_rainflow_load(&b, bytes, used), OSTROV_OK);
    for (int i = 0; i < 700; i++) {
        const double v = test_random(&seed);
        take(&a, v);
        take(&b, v);
    }
    const ostrov_rainflow_state x = told(&a);
    const ostrov_rainflow_state y = told(&b);
    ck_assert(memcmp(&x, &y, sizeof x) == 0);
    for (size_t i = 0; i < used; i += 13) { /* damage anywhere is found and changes nothing */
        ostrov_rainflow c = new_count(2);
        const ostrov_rainflow before = c;
        bytes[i] ^= 0x10;
        ck_assert_int_lt(ostrov_rainflow_load(&c, bytes, used), 0);
        ck_assert(memcmp(&c, &before, sizeof c) == 0);
        bytes[i] ^= 0x10;
    }
    ostrov_rainflow other = new_count(1.5);
    ck_assert_int_eq(ostrov_rainflow_load(&other, bytes, used), OSTROV_E_STATE);
    ck_assert_int_eq(ostrov_rainflow_load(&b, bytes, used - 1), OSTROV_E_CORRUPT);
}
END_TEST

START_TEST(garbage)
{
    ostrov_rainflow r = new_count(2);
    ostrov_rainflow zero;
    ostrov_rainflow_cycle c[OSTROV_RAINFLOW_DEPTH];
    ostrov_rainflow_state s;
    int32_t n = 0;
    memset(&zero, 0, sizeof zero);
    ck_assert_int_eq(ostrov_rainflow_init(NULL, 2), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_rainflow_init(&zero, __builtin_nan("")), OSTROV_E_NOT_FINITE);
    ck_assert_int_eq(ostrov_rainflow_init(&zero, 0.5), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_rainflow_step(&zero, 1, NULL, 0, NULL), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_rainflow_step(&r, 1, c, OSTROV_RAINFLOW_DEPTH - 1, &n), OSTROV_E_SPACE);
    ck_assert_int_eq(ostrov_rainflow_step(&r, 1, c, OSTROV_RAINFLOW_DEPTH, NULL),
                     OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_rainflow_step(&r, __builtin_nan(""), NULL, 0, NULL), OSTROV_EMPTY);
    ck_assert_int_eq(ostrov_rainflow_step(&r, __builtin_inf(), NULL, 0, NULL), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_rainflow_read(&r, NULL, sizeof s), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(told(&r).samples, 0);
    ck_assert_int_eq(ostrov_rainflow_finish(&r, c, OSTROV_RAINFLOW_DEPTH, &n), OSTROV_OK);
    ck_assert_int_eq(n, 0);
    /* Two series do not touch each other. */
    take(&r, 0);
    take(&r, 1);
    ck_assert_int_eq(ostrov_rainflow_finish(&r, c, OSTROV_RAINFLOW_DEPTH, &n), OSTROV_OK);
    ck_assert_int_eq(n, 1);
    take(&r, 0);
    take(&r, 1);
    ck_assert_int_eq(ostrov_rainflow_finish(&r, c, OSTROV_RAINFLOW_DEPTH, &n), OSTROV_OK);
    ck_assert(n == 1 && c[0].count == 0.5 && c[0].start == 2 && c[0].end == 3);
    ck_assert(told(&r).range_sum == 1.0);
}
END_TEST

/* A series that has begun has a reversal; one forged without would be read before its stack. */
START_TEST(forged_counters_are_refused)
{
    static const struct {
        size_t at, size;
        uint64_t value;
    } lies[] = {{24, 4, 0}, {28, 8, INT64_MAX}, {36, 8, INT64_MAX}};
    unsigned char bytes[8192];
    size_t used = 0;
    ostrov_rainflow a = new_count(2);
    take(&a, 0.3);
    take(&a, 0.4);
    for (size_t k = 0; k < sizeof lies / sizeof lies[0]; k++) {
        ck_assert_int_eq(ostrov_rainflow_save(&a, bytes, sizeof bytes, &used), OSTROV_OK);
        for (size_t i = 0; i < lies[k].size; i++) {
            bytes[lies[k].at + i] = (unsigned char)(lies[k].value >> (8 * i));
        }
        const uint32_t crc = ostrov_crc32(0, bytes, used - 4);
        for (size_t i = 0; i < 4; i++) {
            bytes[used - 4 + i] = (unsigned char)(crc >> (8 * i));
        }
        const ostrov_rainflow before = a;
        ck_assert_int_eq(ostrov_rainflow_load(&a, bytes, used), OSTROV_E_CORRUPT);
        ck_assert(memcmp(&a, &before, sizeof a) == 0);
    }
}
END_TEST

START_TEST(forged_numbers_are_refused)
{
    unsigned char bytes[8192];
    size_t used = 0;
    ostrov_rainflow a = new_count(2);
    for (int i = 0; i < 6; i++) {
        take(&a, i % 2 == 0 ? 0.1 * i : 1.0 - 0.1 * i); /* ranges that shrink stay open */
    }
    const ostrov_rainflow before = a;
    const size_t sums =
        24 + 4 + 16; /* behind head, depth and two counters: four, and the last value */
    const size_t stack = sums + 40 + 16;
    for (size_t at = sums; at <= stack; at += at == sums + 32 ? stack - at : 8) {
        for (size_t k = 0; k <= sizeof test_absurd / sizeof test_absurd[0]; k++) {
            const uint64_t value = k == 0 ? test_nan : test_absurd[k - 1];
            if (at < sums + 32 && value == test_absurd[2]) {
                continue; /* a sum of powers may be as large */
            }
            ck_assert_int_eq(ostrov_rainflow_save(&a, bytes, sizeof bytes, &used), OSTROV_OK);
            test_forge(bytes, used, at, value);
            ck_assert_int_eq(ostrov_rainflow_load(&a, bytes, used), OSTROV_E_CORRUPT);
            ck_assert(memcmp(&a, &before, sizeof a) == 0);
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("battery/rainflow");
    TCase *t = tcase_create("rainflow");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, stream_equals_batch);
    tcase_add_test(t, beyond_its_depth_the_bound_holds);
    tcase_add_test(t, random_series_deep_inside_swings_keep_the_bound);
    tcase_add_test(t, snapshot_goes_on_bit_by_bit);
    tcase_add_test(t, garbage);
    tcase_add_test(t, forged_counters_are_refused);
    tcase_add_test(t, forged_numbers_are_refused);
    suite_add_tcase(suite, t);
    return unit_run(suite);
}
