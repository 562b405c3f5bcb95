/* Fuzz entry on the kept bytes of what forecasts: bytes changed in a good memory, with their
 * checksum as it was or made right, so that the fuzzer gets behind it. What was taken back must
 * step on, and answer within its bounds.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fuzz.h"

#include <ostrov/forecast.h>
#include <ostrov/forecast_learn.h>
#include <ostrov/forecast_scenarios.h>

enum { BYTES = 320 * 1024, STEPS = 24, LEVELS = 5, LEARNED = 80 };

static const int64_t start_s = 1780272000; /* 2026-06-01 00:00 UTC */
static const double level[LEVELS] = {0.1, 0.3, 0.5, 0.7, 0.9};

static uint64_t bent[BYTES / 8];

/* Groups of place (three bytes) and value over the good memory. What comes before from is its
 * layout, by which its own save would read: it stays. */
static void bend(feed *f, const uint64_t *good, size_t from, size_t bytes)
{
    fuzz_must(bytes > from && bytes <= sizeof bent);
    memcpy(bent, good, bytes);
    while (f->count >= 4) {
        const size_t at =
            (size_t)feed_byte(f) | (size_t)feed_byte(f) << 8 | (size_t)feed_byte(f) << 16;
        ((unsigned char *)bent)[from + at % (bytes - from)] = feed_byte(f);
    }
}

static void plant(ostrov_pv_config *pv)
{
    fuzz_must(ostrov_pv_defaults(pv, sizeof *pv) == OSTROV_OK);
    pv->latitude_deg = 49.3;
    pv->longitude_deg = 14.1;
    pv->peak_w = 100e3;
    pv->inverter_w = 80e3;
}

/* Midday gives power, midnight none. */
static double sun_w(int32_t hour) { return hour % 24 > 5 && hour % 24 < 18 ? 4e4 : 0.0; }

static void of_forecast(feed *f, uint8_t how)
{
    static uint64_t good[BYTES / 8];
    ostrov_pv_config pv;
    ostrov_forecast_config c;
    ostrov_forecast *o = NULL;
    double power_w[STEPS];
    plant(&pv);
    fuzz_must(ostrov_forecast_defaults(&c, sizeof c) == OSTROV_OK);
    c.of = how % 2 ? OSTROV_FORECAST_PV : OSTROV_FORECAST_LOAD;
    c.pv = how % 2 ? &pv : NULL;
    c.typical_w = 20e3;
    c.step_s = 3600;
    const size_t bytes = ostrov_forecast_size(&c);
    fuzz_must(ostrov_forecast_init(good, sizeof good, &c, &o, NULL) == OSTROV_OK);
    for (int32_t i = 0; i < 30; i++) {
        fuzz_must(ostrov_forecast_step(o, start_s + i * 3600, sun_w(i), 3e4) == OSTROV_OK);
    }
    fuzz_must(ostrov_forecast_save(o) == OSTROV_OK);
    bend(f, good, 2048, bytes);
    if (how & 4) {
        fuzz_must(ostrov_forecast_save((ostrov_forecast *)(void *)bent) == OSTROV_OK);
    }
    o = NULL;
    if (ostrov_forecast_load(bent, bytes, &c, &o) != OSTROV_OK) {
        fuzz_must(o == NULL);
        return;
    }
    (void)!ostrov_forecast_step(o, start_s + 30 * 3600, 1e4, 1e4);
    if (ostrov_forecast_predict(o, start_s + 40 * 3600, STEPS, NULL, 0.9, power_w) >= OSTROV_OK) {
        for (int32_t i = 0; i < STEPS; i++) {
            fuzz_must(isfinite(power_w[i]) && power_w[i] >= 0.0);
        }
    }
}

static uint64_t scratch[4096];

static void learn(uint64_t *good, size_t bytes, const ostrov_learner_config *c)
{
    ostrov_learner *o = NULL;
    fuzz_must(ostrov_learner_init(good, bytes, c, &o, NULL) == OSTROV_OK);
    for (int32_t i = 0; i < 6 * 24; i++) {
        ostrov_weather w;
        fuzz_must(ostrov_weather_defaults(&w, sizeof w) == OSTROV_OK);
        w.cloud_ratio = 0.1 * (i % 9);
        fuzz_must(ostrov_learner_weather(o, i % 3, start_s + i * 3600, &w, 1, sizeof w) ==
                  OSTROV_OK);
        fuzz_must(ostrov_learner_step(o, start_s + i * 3600, sun_w(i), 0) == OSTROV_OK);
    }
    (void)!ostrov_learner_train(o, scratch, sizeof scratch);
    fuzz_must(ostrov_learner_save(o) == OSTROV_OK);
}

static void of_learner(feed *f, uint8_t how)
{
    static uint64_t good[BYTES / 8]; /* learned once: it takes longer than all the rest */
    static int32_t made;
    ostrov_pv_config pv;
    ostrov_learner_config c;
    ostrov_learner *o = NULL;
    ostrov_learner_score score;
    double power_w[STEPS * LEVELS], mean_w[STEPS];
    plant(&pv);
    fuzz_must(ostrov_learner_defaults(&c, sizeof c) == OSTROV_OK);
    c.pv = &pv;
    c.step_s = 3600;
    c.horizon = STEPS;
    c.rows = 100;
    c.trees = 3;
    const size_t bytes = ostrov_learner_size(&c);
    if (!made) {
        learn(good, sizeof good, &c);
        made = 1;
    }
    bend(f, good, 16, bytes);
    if (how & 4) {
        (void)!ostrov_learner_save((ostrov_learner *)(void *)bent);
    }
    o = NULL;
    if (ostrov_learner_load(bent, bytes, &c, &o) != OSTROV_OK) {
        fuzz_must(o == NULL);
        return;
    }
    (void)!ostrov_learner_step(o, start_s + 151 * 3600, 1e4, 0);
    (void)!ostrov_learner_train(o, scratch, sizeof scratch);
    (void)!ostrov_learner_score_read(o, 3, &score, sizeof score);
    if (ostrov_learner_predict(o, start_s + 160 * 3600, STEPS, level, LEVELS, power_w, mean_w) >=
        OSTROV_OK) {
        for (int32_t i = 0; i < STEPS * LEVELS; i++) {
            fuzz_must(power_w[i] >= 0.0 && power_w[i] <= pv.inverter_w);
            fuzz_must(mean_w[i / LEVELS] >= 0.0 && mean_w[i / LEVELS] <= pv.inverter_w);
        }
    }
}

static void of_scenarios(feed *f, uint8_t how)
{
    static uint64_t good[BYTES / 8];
    ostrov_scenarios_config c;
    ostrov_scenarios_state state;
    ostrov_scenarios *o = NULL;
    double row[STEPS * LEVELS], path_w[6 * STEPS];
    fuzz_must(ostrov_scenarios_defaults(&c, sizeof c) == OSTROV_OK);
    c.step_s = 3600;
    c.days = 10;
    for (int32_t i = 0; i < STEPS * LEVELS; i++) {
        row[i] = 100.0 * level[i % LEVELS];
    }
    const size_t bytes = ostrov_scenarios_size(&c);
    fuzz_must(ostrov_scenarios_init(good, sizeof good, &c, &o, NULL) == OSTROV_OK);
    for (int32_t i = 0; i < LEARNED; i++) {
        fuzz_must(ostrov_scenarios_step(o, start_s + i * 3600, level, LEVELS, row,
                                        (double)(i * 37 % 110)) == OSTROV_OK);
    }
    fuzz_must(ostrov_scenarios_save(o) == OSTROV_OK);
    bend(f, good, 16, bytes);
    if (how & 4) {
        fuzz_must(ostrov_scenarios_save((ostrov_scenarios *)(void *)bent) == OSTROV_OK);
    }
    o = NULL;
    if (ostrov_scenarios_load(bent, bytes, &c, &o) != OSTROV_OK) {
        fuzz_must(o == NULL);
        return;
    }
    (void)!ostrov_scenarios_step(o, start_s + LEARNED * 3600, level, LEVELS, row, 50.0);
    (void)!ostrov_scenarios_read(o, &state, sizeof state);
    fuzz_must(ostrov_scenarios_paths(o, start_s + LEARNED * 3600, STEPS, level, LEVELS, row, 0.0,
                                     110.0, 6, path_w) >= OSTROV_OK);
    for (int32_t i = 0; i < 6 * STEPS; i++) {
        fuzz_must(path_w[i] >= 0.0 && path_w[i] <= 110.0);
    }
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t count)
{
    feed f = {bytes, count};
    const uint8_t how = feed_byte(&f);
    switch (how >> 5) {
    case 0: /* the largest by far */
        of_learner(&f, how);
        break;
    case 1:
    case 2:
    case 3:
        of_forecast(&f, how);
        break;
    default:
        of_scenarios(&f, how);
        break;
    }
    return 0;
}
