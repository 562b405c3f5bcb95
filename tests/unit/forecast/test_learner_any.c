/* A learner with any step, weather, measurement and order of calls: it stays inside its memory,
 * answers within the plant's bounds, and goes on to the bit from kept bytes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "learner_help.h"

#include <ostrov/sun.h>

enum { RUNS = 12, CALLS = 150, MOST = 32, Q = 7, ROWS = 40 };

static ostrov_learner *open_at(uint64_t **memory, const ostrov_learner_config *c)
{
    ostrov_learner *l = NULL;
    const size_t bytes = ostrov_learner_size(c);
    *memory = malloc(bytes);
    memset(*memory, 0xa5, bytes);
    ck_assert_int_eq(ostrov_learner_init(*memory, bytes, c, &l, NULL), OSTROV_OK);
    return l;
}

/* Every step that divides the hour has its leads, sixteen at most, to four hours at most. */
START_TEST(any_step_has_its_leads)
{
    static const int32_t step_s[] = {300, 360, 400, 450, 600, 720, 900, 1200, 1800, 3600};
    const ostrov_pv_config pv = test_plant();
    for (size_t i = 0; i < sizeof step_s / sizeof step_s[0]; i++) {
        ostrov_learner_config c;
        ostrov_learner *back = NULL;
        ostrov_learner_score score;
        uint64_t *memory = NULL;
        ck_assert_int_eq(ostrov_learner_defaults(&c, sizeof c), OSTROV_OK);
        c.pv = &pv;
        c.step_s = step_s[i];
        c.rows = 256;
        c.trees = 1;
        ostrov_learner *l = open_at(&memory, &c);
        for (int32_t n = 0; n < 86400 / c.step_s; n++) {
            const int64_t t = test_start_s + (int64_t)n * c.step_s;
            ck_assert_int_eq(ostrov_learner_step(l, t, 0.6 * test_clear_w(&pv, t), 0), OSTROV_OK);
        }
        int32_t judged = 0;
        for (int32_t k = 0; k < OSTROV_LEARNER_SCORES - 1; k++) {
            if (ostrov_learner_score_read(l, k, &score, sizeof score) == OSTROV_OK) {
                judged++;
                ck_assert_int_ge(score.lead_s, 900);
                ck_assert_int_le(score.lead_s, 14400);
            }
        }
        ck_assert_msg(judged >= 4, "step %d: %d leads", (int)c.step_s, (int)judged);
        ck_assert_int_eq(ostrov_learner_save(l), OSTROV_OK);
        ck_assert_msg(ostrov_learner_load(memory, ostrov_learner_size(&c), &c, &back) == OSTROV_OK,
                      "step %d", (int)c.step_s);
        free(memory);
    }
}
END_TEST

static double any(uint64_t *seed, double least, double most)
{
    static const double odd[] = {OSTROV_I_NAN, 65535.0, 32768.0, -32768.0,
                                 1e308,        -1e308,  -0.0,    1e-320};
    if (test_random(seed) < 0.1) {
        return odd[(int)(test_random(seed) * 8.0)];
    }
    return test_random(seed) < 0.02 ? __builtin_inf() : least + test_random(seed) * (most - least);
}

static void any_weather(uint64_t *seed, ostrov_weather *w)
{
    ck_assert_int_eq(ostrov_weather_defaults(w, sizeof *w), OSTROV_OK);
    w->ghi_w_per_m2 = test_random(seed) < 0.7 ? any(seed, 0.0, 1000.0) : OSTROV_I_NAN;
    w->cloud_ratio = test_random(seed) < 0.5 ? any(seed, 0.0, 1.0) : OSTROV_I_NAN;
    w->dni_w_per_m2 = test_random(seed) < 0.3 ? any(seed, 0.0, 900.0) : OSTROV_I_NAN;
    w->dhi_w_per_m2 = any(seed, 0.0, 300.0);
    w->temperature_c = any(seed, -30.0, 45.0);
    w->wind_m_per_s = any(seed, 0.0, 30.0);
    w->humidity_ratio = any(seed, 0.0, 1.0);
}

/* The sun is down from the beginning to the end of a step. */
static int32_t is_night(const ostrov_pv_config *pv, int64_t from_s, int32_t step_s)
{
    const ostrov_place place = {pv->latitude_deg, pv->longitude_deg, pv->altitude_m};
    int32_t down = 1;
    for (int32_t i = 0; i <= 4; i++) {
        ostrov_sun sun;
        ck_assert_int_eq(
            ostrov_sun_position((from_s + (int64_t)step_s * i / 4) * 1000000, &place, &sun),
            OSTROV_OK);
        down &= sun.apparent_zenith_deg > 91.0;
    }
    return down;
}

static void sane(const ostrov_pv_config *pv, int32_t step_s, int64_t from_s, int32_t count,
                 const double *power, const double *mean, uint64_t seed)
{
    for (int32_t i = 0; i < count; i++) {
        const double *q = &power[i * Q];
        const int32_t dark = is_night(pv, from_s + (int64_t)i * step_s, step_s);
        for (int32_t j = 0; j < Q; j++) {
            ck_assert_msg(q[j] >= 0.0 && q[j] <= pv->inverter_w && (j == 0 || q[j] >= q[j - 1]) &&
                              (!dark || q[j] == 0.0),
                          "seed %llu step %d quantile %d: %g", (unsigned long long)seed, (int)i,
                          (int)j, q[j]);
        }
        ck_assert_msg(mean[i] >= 0.0 && mean[i] <= pv->inverter_w && (!dark || mean[i] == 0.0),
                      "seed %llu step %d mean %g", (unsigned long long)seed, (int)i, mean[i]);
    }
}

/* What is called: a learner and, after its bytes were taken back, its twin. */
typedef struct pair {
    ostrov_learner *l, *twin;
    uint64_t *memory, *copy, *scratch;
    size_t bytes, scratch_bytes;
    ostrov_pv_config pv;
    ostrov_learner_config c;
    int64_t newest_s;
    uint64_t seed, run;
} pair;

static void told(pair *p)
{
    ostrov_weather w[ROWS];
    const int32_t count = 1 + (int32_t)(test_random(&p->seed) * (ROWS - 1));
    const int32_t model = (int32_t)(test_random(&p->seed) * 3.0);
    const int64_t from_s =
        p->newest_s + p->c.step_s * (int64_t)(test_random(&p->seed) * 40.0 - 20.0);
    for (int32_t i = 0; i < count; i++) {
        any_weather(&p->seed, &w[i]);
    }
    const ostrov_status a = ostrov_learner_weather(p->l, model, from_s, w, count, sizeof w[0]);
    ck_assert_int_ge(a, OSTROV_OK);
    ck_assert(p->twin == NULL ||
              ostrov_learner_weather(p->twin, model, from_s, w, count, sizeof w[0]) == a);
}

static void measured(pair *p)
{
    const double w = any(&p->seed, -0.1 * p->pv.inverter_w, 1.3 * p->pv.inverter_w);
    const double far = test_random(&p->seed);
    const int64_t steps = far < 0.05 ? (int64_t)(far * 40000.0) : (far < 0.1 ? -3 : 1);
    const int32_t limit = (int32_t)(test_random(&p->seed) * 2.1);
    const int64_t t = p->newest_s + steps * p->c.step_s;
    const ostrov_status a = ostrov_learner_step(p->l, t, w, limit);
    ck_assert((a == OSTROV_E_TIME) == (steps <= 0));
    ck_assert(p->twin == NULL || ostrov_learner_step(p->twin, t, w, limit) == a);
    p->newest_s = a >= OSTROV_OK ? t : p->newest_s;
}

static void asked(pair *p)
{
    static double power[2][MOST * Q], mean[2][MOST];
    double level[Q];
    level[0] = 1e-9 + 0.1 * test_random(&p->seed);
    for (int32_t j = 1; j < Q; j++) {
        level[j] = level[j - 1] + 1e-9 + 0.14 * test_random(&p->seed);
    }
    const int32_t count = 1 + (int32_t)(test_random(&p->seed) * (p->c.horizon - 1));
    const int64_t from_s =
        p->newest_s +
        p->c.step_s * (1 + (int64_t)(test_random(&p->seed) * test_random(&p->seed) * 90.0));
    ck_assert_int_ge(ostrov_learner_predict(p->l, from_s, count, level, Q, power[0], mean[0]),
                     OSTROV_OK);
    sane(&p->pv, p->c.step_s, from_s, count, power[0], mean[0], p->run);
    if (p->twin != NULL) {
        ck_assert_int_ge(
            ostrov_learner_predict(p->twin, from_s, count, level, Q, power[1], mean[1]), OSTROV_OK);
        ck_assert_mem_eq(power[0], power[1], (size_t)(count * Q) * sizeof(double));
        ck_assert_mem_eq(mean[0], mean[1], (size_t)count * sizeof(double));
    }
}

static void trained(pair *p)
{
    const ostrov_status a = ostrov_learner_train(p->l, p->scratch, p->scratch_bytes);
    ck_assert_int_eq(ostrov_learner_train(p->l, p->scratch, p->scratch_bytes - 1), OSTROV_E_SPACE);
    ck_assert(p->twin == NULL || ostrov_learner_train(p->twin, p->scratch, p->scratch_bytes) == a);
}

static void kept(pair *p)
{
    ck_assert_int_eq(ostrov_learner_save(p->l), OSTROV_OK);
    memcpy(p->copy, p->memory, p->bytes);
    ck_assert_int_eq(ostrov_learner_load(p->copy, p->bytes - 1, &p->c, &p->twin), OSTROV_E_SPACE);
    ck_assert_msg(ostrov_learner_load(p->copy, p->bytes, &p->c, &p->twin) == OSTROV_OK, "seed %llu",
                  (unsigned long long)p->run);
}

static void one_run(uint64_t run)
{
    static const int32_t step_s[] = {300, 600, 900, 3600};
    static const double latitude_deg[] = {0.0, 49.0, -35.0, 68.0};
    pair p = {.run = run, .seed = run};
    p.pv = test_plant();
    p.pv.latitude_deg = latitude_deg[(int)(test_random(&p.seed) * 4.0)];
    p.pv.inverter_w = p.pv.peak_w * (0.5 + test_random(&p.seed));
    ck_assert_int_eq(ostrov_learner_defaults(&p.c, sizeof p.c), OSTROV_OK);
    p.c.pv = &p.pv;
    p.c.step_s = step_s[(int)(test_random(&p.seed) * 4.0)];
    p.c.horizon = MOST;
    p.c.rows = 64 + (int32_t)(test_random(&p.seed) * 400.0);
    p.c.trees = 3;
    p.c.leaf = 1 + (int32_t)(test_random(&p.seed) * 9.0);
    p.l = open_at(&p.memory, &p.c);
    p.bytes = ostrov_learner_size(&p.c);
    p.scratch_bytes = ostrov_learner_workspace(&p.c);
    p.scratch = malloc(p.scratch_bytes);
    p.copy = malloc(p.bytes);
    p.newest_s = test_start_s;
    ck_assert_int_eq(ostrov_learner_init(p.copy, p.bytes - 1, &p.c, &p.twin, NULL), OSTROV_E_SPACE);
    ck_assert_int_ge(ostrov_learner_step(p.l, p.newest_s, 0.0, 0), OSTROV_OK);
    for (int32_t i = 0; i < CALLS; i++) {
        const double what = test_random(&p.seed);
        if (what < 0.12) {
            told(&p);
        } else if (what < 0.85) {
            measured(&p);
        } else if (what < 0.87) {
            trained(&p);
        } else if (what < 0.88) {
            kept(&p);
        } else {
            asked(&p);
        }
    }
    ck_assert_int_eq(ostrov_learner_save(p.l), OSTROV_OK);
    if (p.twin != NULL) {
        ck_assert_int_eq(ostrov_learner_save(p.twin), OSTROV_OK);
        ck_assert_mem_eq(p.memory, p.copy, p.bytes);
    }
    free(p.memory);
    free(p.copy);
    free(p.scratch);
}

START_TEST(any_input_leaves_a_sane_forecast)
{
    for (uint64_t run = 1; run <= RUNS; run++) {
        one_run(run);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("forecast.learner_any");
    TCase *tc = tcase_create("any");
    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, any_step_has_its_leads);
    tcase_add_test(tc, any_input_leaves_a_sane_forecast);
    suite_add_tcase(suite, tc);
    return unit_run(suite);
}
