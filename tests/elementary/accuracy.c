/* Compares the elementary functions with MPFR and fails above the published bounds.
 *
 *     accuracy [--seed N] [--count N] [--only name]
 *
 * A line per function, then "N passed, N failed"; status 1 on any failure, 2 on wrong usage.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "samples.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <mpfr.h>

typedef int (*one_place)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);
typedef int (*two_places)(mpfr_ptr, mpfr_srcptr, mpfr_srcptr, mpfr_rnd_t);

struct reference {
    one_place one;
    two_places two;
    double limit; /* ulp; the bounds of docs/reference/elementary-functions.md */
};

static const struct reference references[FUNCTIONS] = {
    [SIN] = {mpfr_sin, NULL, 0.55},     [COS] = {mpfr_cos, NULL, 0.55},
    [TAN] = {mpfr_tan, NULL, 0.55},     [ASIN] = {mpfr_asin, NULL, 0.8},
    [ACOS] = {mpfr_acos, NULL, 0.8},    [ATAN] = {mpfr_atan, NULL, 0.55},
    [ATAN2] = {NULL, mpfr_atan2, 0.55}, [EXP] = {mpfr_exp, NULL, 0.55},
    [EXPM1] = {mpfr_expm1, NULL, 0.8},  [LOG] = {mpfr_log, NULL, 0.55},
    [LOG1P] = {mpfr_log1p, NULL, 0.55}, [POW] = {NULL, mpfr_pow, 0.55},
    [TANH] = {mpfr_tanh, NULL, 0.8},
};

/* Distance of got from the true value in units of the last place of the true value: of its
 * binade, and 2^-1074 where it is subnormal. A wrong kind of result counts as 2^60. */
static double ulps(double got, mpfr_srcptr truth, mpfr_ptr work)
{
    double wrong = 0x1p60;
    if (mpfr_nan_p(truth))
        return got != got ? 0.0 : wrong;
    if (got != got)
        return wrong;
    double nearest = mpfr_get_d(truth, MPFR_RNDN);
    if (nearest - nearest != 0.0 || got - got != 0.0)
        return got == nearest ? 0.0 : wrong;
    if (mpfr_zero_p(truth) || got == 0.0) {
        int same_sign = (mpfr_signbit(truth) != 0) == ((bits_from(got) >> 63) != 0);
        if (mpfr_zero_p(truth))
            return got == 0.0 && same_sign ? 0.0 : wrong;
        if (!same_sign)
            return wrong;
    }
    long last = (long)mpfr_get_exp(truth) - 53;
    if (last < -1074)
        last = -1074;
    mpfr_sub_d(work, truth, got, MPFR_RNDN);
    mpfr_mul_2si(work, work, -last, MPFR_RNDN);
    double distance = mpfr_get_d(work, MPFR_RNDA);
    return distance < 0.0 ? -distance : distance;
}

static int measure(enum function f, uint64_t seed, uint32_t count)
{
    mpfr_t x;
    mpfr_t y;
    mpfr_t truth;
    mpfr_t work;
    mpfr_init2(x, 53);
    mpfr_init2(y, 53);
    mpfr_init2(truth, 128);
    mpfr_init2(work, 192);

    double most[DISTRIBUTIONS] = {0.0};
    double largest = -1.0;
    struct arguments where = {0.0, 0.0};
    uint64_t state = seed ^ ((uint64_t)f << 56);
    for (uint32_t i = 0; i < count; i++) {
        struct arguments a = arguments_for(&state, f, i);
        mpfr_set_d(x, a.x, MPFR_RNDN);
        mpfr_set_d(y, a.y, MPFR_RNDN);
        if (references[f].one != NULL)
            references[f].one(truth, x, MPFR_RNDN);
        else
            references[f].two(truth, x, y, MPFR_RNDN);
        double error = ulps(evaluate(f, a), truth, work);
        if (error > most[i % DISTRIBUTIONS])
            most[i % DISTRIBUTIONS] = error;
        if (error > largest) {
            largest = error;
            where = a;
        }
    }
    mpfr_clears(x, y, truth, work, (mpfr_ptr)NULL);

    int passed = largest <= references[f].limit;
    printf("%s %s n=%" PRIu32 " max_ulp=%.4f limit=%.2f at=%a", passed ? "PASS" : "FAIL",
           function_names[f], count, largest, references[f].limit, where.x);
    if (references[f].two != NULL)
        printf(",%a", where.y);
    printf(" by_distribution=");
    for (int i = 0; i < DISTRIBUTIONS; i++)
        printf("%s%.3f", i == 0 ? "" : "/", most[i]);
    printf("\n");
    return passed;
}

int main(int argc, char **argv)
{
    uint64_t seed = 20240601;
    uint32_t count = 1000000;
    const char *only = NULL;
    for (int i = 1; i < argc; i += 2) {
        if (i + 1 < argc && strcmp(argv[i], "--seed") == 0) {
            seed = strtoull(argv[i + 1], NULL, 0);
        } else if (i + 1 < argc && strcmp(argv[i], "--count") == 0) {
            count = (uint32_t)strtoul(argv[i + 1], NULL, 0);
        } else if (i + 1 < argc && strcmp(argv[i], "--only") == 0) {
            only = argv[i + 1];
        } else {
            fprintf(stderr, "usage: %s [--seed N] [--count N] [--only name]\n", argv[0]);
            return 2;
        }
    }
    printf("seed=%" PRIu64 "\n", seed);
    int passed = 0;
    int failed = 0;
    for (int f = 0; f < FUNCTIONS; f++) {
        if (only != NULL && strcmp(only, function_names[f]) != 0)
            continue;
        if (measure((enum function)f, seed, count))
            passed++;
        else
            failed++;
        fflush(stdout);
    }
    printf("%d passed, %d failed\n", passed, failed);
    mpfr_free_cache();
    if (passed + failed == 0)
        return 2;
    return failed == 0 ? 0 : 1;
}
