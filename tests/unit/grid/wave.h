/* Waveforms whose phasors are known: for the tests of the measurement.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_UNIT_GRID_WAVE_H
#define OSTROV_TESTS_UNIT_GRID_WAVE_H

#include <ostrov/grid_measure.h>

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "unit.h"

#define WAVE_PI 3.14159265358979323846

typedef struct wave {
    double fs, f0, hz, rate, v[3], deg, harmonic[8], dc, noise;
    double jump_s, jump_deg, jump_pu; /* from jump_s on */
    int32_t order;                    /* 1 = a b c, -1 = a c b */
    uint64_t seed;
} wave;

static inline wave wave_plain(void)
{
    wave w;
    memset(&w, 0, sizeof w);
    w.fs = 10000.0;
    w.f0 = w.hz = 50.0;
    w.v[0] = w.v[1] = w.v[2] = 230.0;
    w.deg = 30.0;
    w.jump_s = 1e9;
    w.order = 1;
    w.seed = 1;
    return w;
}

static inline double wave_uniform(uint64_t *seed) /* splitmix64 */
{
    uint64_t z = (*seed += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

/* Angle of phase a in radians. */
static inline double wave_angle(const wave *w, double s)
{
    double turns = w->hz * s + w->rate * s * s / 2.0;
    return 2.0 * WAVE_PI * turns +
           (w->deg + (s >= w->jump_s ? w->jump_deg : 0.0)) * WAVE_PI / 180.0;
}

static inline double wave_at(wave *w, int32_t phase, double s)
{
    double p = wave_angle(w, s) - w->order * phase * 2.0 * WAVE_PI / 3.0;
    double peak = sqrt(2.0) * w->v[phase] * (s >= w->jump_s ? 1.0 + w->jump_pu : 1.0);
    double v = cos(p) + w->dc;
    for (int32_t h = 2; h < 8; h++) {
        v += w->harmonic[h] * cos(h * p);
    }
    if (w->noise > 0.0) {
        double u = wave_uniform(&w->seed);
        v += w->noise * (wave_uniform(&w->seed) + u - 1.0);
    }
    return peak * v;
}

static inline ostrov_phasor_config wave_config(const wave *w)
{
    ostrov_phasor_config c;
    ck_assert_int_eq(ostrov_phasor_defaults(&c, sizeof c), OSTROV_OK);
    c.sampling_hz = w->fs;
    c.nominal_hz = w->f0;
    return c;
}

static inline void wave_start(const wave *w, ostrov_phasor *p)
{
    ostrov_phasor_config c = wave_config(w);
    ck_assert_int_eq(ostrov_phasor_init(p, &c, NULL), OSTROV_OK);
}

/* Feeds frames first … last-1. */
static inline void wave_feed(wave *w, ostrov_phasor *p, int64_t first, int64_t last)
{
    for (int64_t i = first; i < last; i++) {
        double v[3];
        for (int32_t phase = 0; phase < 3; phase++) {
            v[phase] = wave_at(w, phase, (double)i / w->fs);
        }
        ck_assert_int_ge(ostrov_phasor_step(p, v, 1), OSTROV_OK);
    }
}

static inline ostrov_phasor_state wave_read(const ostrov_phasor *p)
{
    ostrov_phasor_state s;
    ck_assert_int_ge(ostrov_phasor_read(p, &s, sizeof s), OSTROV_OK);
    return s;
}

/* Angle of phase a against the nominal frame, degrees. */
static inline double wave_frame_deg(const wave *w, double s)
{
    return remainder(wave_angle(w, s) * 180.0 / WAVE_PI - 360.0 * w->f0 * s, 360.0);
}

static inline double wave_apart_deg(double a, double b) { return fabs(remainder(a - b, 360.0)); }

#endif
