/* Shared by the forecast tests: a plant, a synthetic sky, forecasters.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_FORECAST_HELP_H
#define OSTROV_TESTS_FORECAST_HELP_H

#include <ostrov/forecast.h>

#include "base/fields.h"
#include "unit.h"

#include <string.h>

enum { TEST_STEPS = 192, TEST_BYTES = 96 * 1024 };

static const int64_t test_start_s = 1780272000; /* 2026-06-01 00:00 UTC, a Monday */

/* Memory for one forecaster. */
typedef struct test_memory {
    uint64_t words[TEST_BYTES / 8];
    ostrov_forecast *forecast;
} test_memory;

static inline ostrov_pv_config test_plant(void)
{
    ostrov_pv_config c;
    ck_assert_int_eq(ostrov_pv_defaults(&c, sizeof c), OSTROV_OK);
    c.latitude_deg = 49.3088;
    c.longitude_deg = 14.1475;
    c.altitude_m = 390;
    c.peak_w = 100e3;
    c.inverter_w = 80e3;
    return c;
}

static inline ostrov_forecast_config test_config(int32_t of, const ostrov_pv_config *pv)
{
    ostrov_forecast_config c;
    ck_assert_int_eq(ostrov_forecast_defaults(&c, sizeof c), OSTROV_OK);
    c.of = of;
    c.pv = pv;
    if (of == OSTROV_FORECAST_LOAD) {
        c.typical_w = 20e3;
        c.zone = "Europe/Prague";
    }
    return c;
}

static inline void test_init(test_memory *m, const ostrov_forecast_config *c)
{
    ostrov_fault why;
    memset(m, 0xa5, sizeof *m);
    ck_assert_uint_le(ostrov_forecast_size(c), sizeof m->words);
    ck_assert_int_eq(ostrov_forecast_init(m->words, sizeof m->words, c, &m->forecast, &why),
                     OSTROV_OK);
    ck_assert_ptr_eq(m->forecast, m->words);
}

static inline double test_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(*seed >> 11) / 9007199254740992.0;
}

static inline double test_clear_w(const ostrov_pv_config *pv, int64_t time_s)
{
    double w = -1;
    ck_assert_int_eq(ostrov_pv_clear(pv, time_s + 450, &w, NULL), OSTROV_OK);
    return w;
}

/* A clear-sky index that wanders as skies do: an AR(1) of two hours around 0.6, in 0.05 … 1.05. */
static inline double test_sky(double *state, uint64_t *seed)
{
    const double noise = test_random(seed) + test_random(seed) + test_random(seed) - 1.5;
    *state = 0.88 * *state + 0.25 * noise;
    return ostrov_i_clamp(0.6 + *state, 0.05, 1.05);
}

#endif
