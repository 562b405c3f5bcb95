/* The learner with its default settings: one quarter hour learned and two days told, and the
 * night's training on a year.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bench.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DAY = 96, AHEAD = 192, LEVELS = 19, ROOM = 8, STEP_S = 900, NOW = 40 };

static const char *const learns = "a learner learns its days";

static ostrov_pv_config pv;
static ostrov_learner *begin, *memory;
static void *scratch;
static size_t bytes, scratch_bytes;
static int64_t now_s; /* next step to be learned: 10:00 UTC */
static double clear_w;

static void prepare(void) { memcpy(memory, begin, bytes); }

static void step_and_predict(int32_t calls)
{
    double levels[LEVELS];
    static double power_w[AHEAD * LEVELS], mean_w[AHEAD];
    for (int32_t i = 0; i < LEVELS; i++) {
        levels[i] = 0.05 * (double)(i + 1);
    }
    for (int32_t c = 0; c < calls; c++) {
        const int64_t time_s = now_s + (int64_t)c * STEP_S;
        bench_must(ostrov_learner_step(memory, time_s, 0.6 * clear_w, OSTROV_POWER_FREE) ==
                           OSTROV_OK &&
                       ostrov_learner_predict(memory, time_s + STEP_S, AHEAD, levels, LEVELS,
                                              power_w, mean_w) >= OSTROV_OK,
                   "a learner learns and tells");
    }
    bench_keep(power_w[LEVELS * DAY]);
}

static void train(int32_t calls)
{
    for (int32_t c = 0; c < calls; c++) {
        bench_must(ostrov_learner_train(memory, scratch, scratch_bytes) == OSTROV_OK,
                   "a forest grows");
    }
}

/* One day's weather, two days and two hours ahead of each midnight, and its daylight. */
static void learn_day(int64_t midnight_s, uint64_t *seed)
{
    ostrov_weather weather[AHEAD + ROOM];
    const double sky = bench_uniform(seed);
    for (int32_t i = 0; i < AHEAD + ROOM; i++) {
        bench_must(ostrov_weather_defaults(&weather[i], sizeof weather[i]) == OSTROV_OK, learns);
        weather[i].cloud_ratio = fmin(fmax(sky + 0.3 * (bench_uniform(seed) - 0.5), 0.0), 1.0);
        weather[i].temperature_c = 5.0 + 15.0 * bench_uniform(seed);
    }
    bench_must(ostrov_learner_weather(begin, 0, midnight_s, weather, AHEAD + ROOM,
                                      sizeof weather[0]) == OSTROV_OK,
               learns);
    for (int32_t i = 0; i < DAY && midnight_s + i * STEP_S < now_s; i++) {
        const int64_t time_s = midnight_s + i * STEP_S;
        bench_must(ostrov_pv_clear(&pv, time_s + STEP_S / 2, &clear_w, NULL) == OSTROV_OK, learns);
        /* a night that is not told counts as not measured; its end is where the next weather begins
         */
        if (clear_w > 0.0 || i == DAY - 1) {
            const double k = fmin(fmax(1.0 - 0.8 * sky + 0.4 * (bench_uniform(seed) - 0.5), 0), 1);
            bench_must(ostrov_learner_step(begin, time_s, k * clear_w, OSTROV_POWER_FREE) ==
                           OSTROV_OK,
                       learns);
        }
    }
}

int32_t kernels_learner(kernel *kernels, int32_t count, int32_t days)
{
    ostrov_learner_config c;
    uint64_t seed = 8;
    bench_must(ostrov_pv_defaults(&pv, sizeof pv) == OSTROV_OK &&
                   ostrov_learner_defaults(&c, sizeof c) == OSTROV_OK,
               "a learner's defaults");
    pv.latitude_deg = 49.309; /* Písek */
    pv.longitude_deg = 14.147;
    pv.peak_w = 100e3;
    pv.inverter_w = 80e3;
    c.pv = &pv;
    bytes = ostrov_learner_size(&c);
    scratch_bytes = ostrov_learner_workspace(&c);
    begin = malloc(bytes);
    memory = malloc(bytes);
    scratch = malloc(scratch_bytes);
    bench_must(bytes > 0 && begin != NULL && memory != NULL && scratch != NULL &&
                   ostrov_learner_init(begin, bytes, &c, &begin, NULL) == OSTROV_OK,
               "a learner starts");
    const int64_t first_s = INT64_C(1780272000); /* 2026-06-01 00:00 UTC */
    now_s = first_s + (int64_t)days * 86400 + NOW * STEP_S;
    for (int32_t d = 0; d <= days; d++) {
        learn_day(first_s + (int64_t)d * 86400, &seed);
        if (d == days - 1) {
            bench_must(ostrov_learner_train(begin, scratch, scratch_bytes) == OSTROV_OK, learns);
        }
    }
    kernels[count++] = (kernel){.name = "learner_step_predict_192_19",
                                .unit = 1,
                                .prepare = prepare,
                                .ours = step_and_predict,
                                .bytes = bytes};
    kernels[count++] = (kernel){.name = "learner_train_year",
                                .unit = 1,
                                .prepare = prepare,
                                .ours = train,
                                .bytes = scratch_bytes};
    return count;
}
