/* Shared by the tests of a learned plant: its memory, true powers, days of which it is told the
 * power alone.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_PLANT_HELP_H
#define OSTROV_TESTS_PLANT_HELP_H

#include "forecast_help.h"

#include <ostrov/forecast_plant.h>

enum { PLANT_BYTES = 256 * 1024 };

typedef struct learner {
    uint64_t words[PLANT_BYTES / 8];
    ostrov_forecast_plant *plant;
} learner;

static inline ostrov_forecast_plant_config sheet_of(const ostrov_pv_config *pv)
{
    ostrov_forecast_plant_config c;
    ck_assert_int_eq(ostrov_forecast_plant_defaults(&c, sizeof c), OSTROV_OK);
    c.pv = pv;
    return c;
}

static inline void begin(learner *l, const ostrov_forecast_plant_config *c)
{
    ostrov_fault why;
    memset(l, 0xa5, sizeof *l);
    ck_assert_uint_gt(ostrov_forecast_plant_size(c), 0);
    ck_assert_uint_le(ostrov_forecast_plant_size(c), sizeof l->words);
    ck_assert_int_eq(ostrov_forecast_plant_init(l->words, sizeof l->words, c, &l->plant, &why),
                     OSTROV_OK);
}

static inline ostrov_forecast_plant_state read_of(const learner *l)
{
    ostrov_forecast_plant_state s;
    ck_assert_int_eq(ostrov_forecast_plant_read(l->plant, &s, sizeof s), OSTROV_OK);
    return s;
}

static inline ostrov_weather sunny(double ghi)
{
    ostrov_weather w;
    ck_assert_int_eq(ostrov_weather_defaults(&w, sizeof w), OSTROV_OK);
    w.ghi_w_per_m2 = ghi;
    return w;
}

static inline double truth_w(const ostrov_pv_config *pv, int64_t time_s, const ostrov_weather *w)
{
    double power = -1.0;
    const ostrov_weather clear = sunny(OSTROV_I_NAN);
    ck_assert_int_ge(ostrov_pv_power(pv, time_s, w != NULL ? w : &clear, &power, NULL), OSTROV_OK);
    return power;
}

/* Clear, changing and overcast days, warm and cold ones, of a plant that looks elsewhere than its
 * sheet says; shade in the east when asked for. Of all this the plant is told its power alone. */
static inline void own_power(learner *l, const ostrov_pv_config *true_pv, double clock_s, int days,
                             int shaded, uint64_t *seed)
{
    const ostrov_place place = {true_pv->latitude_deg, true_pv->longitude_deg, true_pv->altitude_m};
    for (int d = 0; d < days; d++) {
        const double kind = test_random(seed);
        const double mean_c = 5.0 + 20.0 * test_random(seed);
        const double swing_c = 4.0 + 6.0 * test_random(seed);
        for (int i = 0; i < 96; i++) {
            const int64_t t = test_start_s + (d * 96 + i) * 900;
            const int64_t truly_s = t + 450 + (int64_t)clock_s;
            ostrov_sun sun;
            ck_assert_int_eq(ostrov_sun_position(truly_s * 1000000, &place, &sun), OSTROV_OK);
            ostrov_weather air = sunny(OSTROV_I_NAN);
            air.temperature_c =
                mean_c + swing_c * ostrov_cos((double)(truly_s % 86400 - 14 * 3600) / 13751.0);
            double power = 0.9 * truth_w(true_pv, truly_s, &air);
            if (shaded && sun.azimuth_deg < 97.5 && sun.zenith_deg > 75.0) {
                power *= 0.25;
            }
            const double cloud = kind < 0.5   ? 1.0
                                 : kind < 0.8 ? 0.2 + 0.85 * test_random(seed)
                                              : 0.25 + 0.05 * test_random(seed);
            power *= cloud * (1.0 + 0.01 * (test_random(seed) - 0.5));
            ck_assert_int_eq(ostrov_forecast_plant_step(l->plant, t, power, 0, NULL), OSTROV_OK);
        }
    }
}

#endif
