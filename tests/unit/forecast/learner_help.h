/* Shared by the learner's tests: a plant, its learner and the sky over it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_LEARNER_HELP_H
#define OSTROV_TESTS_LEARNER_HELP_H

#include <ostrov/forecast_learn.h>

#include "forecast_help.h"

enum { DAY = 96 };

/* A plant, its learner and the sky over it. */
typedef struct bench {
    ostrov_pv_config pv;
    ostrov_learner_config config;
    ostrov_learner *learner;
    uint64_t *memory, *scratch;
    size_t bytes, scratch_bytes;
    uint64_t seed;
    double sky;
} bench;

static inline void bench_open(bench *b)
{
    memset(b, 0, sizeof *b);
    b->pv = test_plant();
    b->seed = 7;
    ck_assert_int_eq(ostrov_learner_defaults(&b->config, sizeof b->config), OSTROV_OK);
    b->config.pv = &b->pv;
    b->config.trees = 12;
    b->config.rows = 4000;
    b->bytes = ostrov_learner_size(&b->config);
    b->scratch_bytes = ostrov_learner_workspace(&b->config);
    ck_assert_uint_gt(b->bytes, 0);
    b->memory = malloc(b->bytes);
    b->scratch = malloc(b->scratch_bytes);
    memset(b->memory, 0xa5, b->bytes);
    ck_assert_int_eq(ostrov_learner_init(b->memory, b->bytes, &b->config, &b->learner, NULL),
                     OSTROV_OK);
}

static inline void bench_close(bench *b)
{
    free(b->memory);
    free(b->scratch);
}

/* One day: the weather forecast sees the sky through noise. told = 0: there is none. */
static inline void bench_day(bench *b, int64_t start_s, int32_t told, double power_scale)
{
    ostrov_weather weather[DAY];
    double power[DAY];
    for (int i = 0; i < DAY; i++) {
        const int64_t t = start_s + i * 900;
        const double k = test_sky(&b->sky, &b->seed);
        ck_assert_int_eq(ostrov_weather_defaults(&weather[i], sizeof weather[i]), OSTROV_OK);
        weather[i].cloud_ratio =
            ostrov_i_clamp(1.05 - k + 0.2 * (test_random(&b->seed) - 0.5), 0.0, 1.0);
        power[i] = power_scale * k * test_clear_w(&b->pv, t);
    }
    if (told) {
        ck_assert_int_eq(
            ostrov_learner_weather(b->learner, 0, start_s, weather, DAY, sizeof weather[0]),
            OSTROV_OK);
    }
    for (int i = 0; i < DAY; i++) {
        ck_assert_int_eq(
            ostrov_learner_step(b->learner, start_s + i * 900, power[i], OSTROV_POWER_FREE),
            OSTROV_OK);
    }
}

static inline void bench_days(bench *b, int from, int days, int32_t told)
{
    for (int d = from; d < from + days; d++) {
        bench_day(b, test_start_s + d * 86400, told, 1.0);
        if (d % 4 == 3) {
            const ostrov_status s = ostrov_learner_train(b->learner, b->scratch, b->scratch_bytes);
            ck_assert(s == OSTROV_OK || (!told && s == OSTROV_EMPTY));
        }
    }
}

#endif
