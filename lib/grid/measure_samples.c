/* Samples in: thinned out to 16 … 32 points a cycle.
 *
 * A triangle over two blocks (two boxcars in a row; E. Hogenauer 1981, "An economical class of
 * digital filters for decimation and interpolation", IEEE Trans. ASSP 29) costs two sums a sample,
 * has linear phase and a known gain, and turns what would fold onto the fundamental, harmonics 15
 * and up, down to 1/200 or less. The windows of measure_window.c do the rest.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/fields.h"
#include "grid/measure_internal.h"

#include <string.h>

#define MAGIC UINT64_C(0x726f736168707367) /* says that ostrov_phasor_init has been here */
#define MOST_FRAMES 1000000

_Static_assert(sizeof(ostrov_i_phasor) <= sizeof(ostrov_phasor) * 3 / 4,
               "a quarter stays as head room");
_Static_assert(_Alignof(ostrov_i_phasor) <= _Alignof(ostrov_phasor),
               "the opaque words align the private struct");

static ostrov_i_phasor *inside(ostrov_phasor *object)
{
    ostrov_i_phasor *e = (ostrov_i_phasor *)object;
    return e != NULL && e->magic == MAGIC ? e : NULL;
}

const ostrov_i_phasor *ostrov_i_phasor_inside(const ostrov_phasor *object)
{
    const ostrov_i_phasor *e = (const ostrov_i_phasor *)object;
    return e != NULL && e->magic == MAGIC ? e : NULL;
}

ostrov_status ostrov_phasor_defaults(ostrov_phasor_config *config, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_grid_measure_structures[OSTROV_I_PHASOR_CONFIG], config,
                             size);
}

ostrov_status ostrov_phasor_init(ostrov_phasor *object, const ostrov_phasor_config *config,
                                 ostrov_fault *why)
{
    ostrov_phasor_config full;
    ostrov_status status = OSTROV_OK;
    ostrov_i_phasor *e = NULL;
    if (object == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, "ostrov_phasor", NULL, -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    status = ostrov_i_take_config(&ostrov_i_grid_measure_structures[OSTROV_I_PHASOR_CONFIG], config,
                                  &full, why);
    if (status != OSTROV_OK) {
        return status;
    }
    if (full.sampling_hz < OSTROV_I_POINTS_A_CYCLE * full.nominal_hz) {
        return ostrov_i_fault(why, OSTROV_E_RANGE, "ostrov_phasor_config", "sampling_hz", -1,
                              full.sampling_hz, OSTROV_I_POINTS_A_CYCLE * full.nominal_hz,
                              OSTROV_I_NAN);
    }
    memset(object, 0, sizeof *object);
    e = (ostrov_i_phasor *)object;
    e->magic = MAGIC;
    e->config = full;
    e->decimate = (int32_t)(full.sampling_hz / (OSTROV_I_POINTS_A_CYCLE * full.nominal_hz));
    e->points_hz = full.sampling_hz / e->decimate;
    e->limit_v = full.sample_max_pu * full.nominal_v * __builtin_sqrt(2.0);
    for (int32_t phase = 0; phase < 3; phase++) {
        e->bad_before[phase] = 1; /* nothing was before the first frame */
    }
    return OSTROV_OK;
}

/* A block is full: with the one before it, it makes the point between them. */
static void close_block(ostrov_i_phasor *e)
{
    const double d = (double)e->decimate;
    const int32_t at = (int32_t)(e->points % OSTROV_I_RING);
    for (int32_t phase = 0; phase < 3; phase++) {
        int32_t whole = e->bad[phase] == 0 && e->bad_before[phase] == 0;
        double falling = d * e->sum[phase] - e->rising[phase];
        e->ring[phase][at] = whole ? (e->before[phase] + falling) / (d * d) : OSTROV_I_NAN;
        e->before[phase] = e->rising[phase];
        e->bad_before[phase] = e->bad[phase];
        e->rising[phase] = e->sum[phase] = 0.0;
        e->bad[phase] = 0;
    }
    e->points++;
    e->in_block = 0;
}

static int32_t add(ostrov_i_phasor *e, int32_t phase, double v, double j)
{
    int32_t ok = v >= -e->limit_v && v <= e->limit_v; /* false for NaN */
    double x = ok ? v : 0.0;
    e->sum[phase] += x;
    e->rising[phase] += j * x;
    e->bad[phase] += !ok;
    return !ok;
}

static void next_frame(ostrov_i_phasor *e)
{
    e->frames++;
    e->in_block++;
    if (e->in_block == e->decimate) {
        close_block(e);
    }
}

ostrov_status ostrov_phasor_step(ostrov_phasor *object, const double *v, int32_t frames)
{
    ostrov_i_phasor *e = inside(object);
    int32_t bad = 0;
    if (e == NULL || (v == NULL && frames > 0)) {
        return OSTROV_E_ARGUMENT;
    }
    if (frames < 0 || frames > MOST_FRAMES) {
        return OSTROV_E_RANGE;
    }
    for (int32_t i = 0; i < frames; i++) {
        double j = (double)e->in_block;
        bad |= add(e, 0, v[3 * (size_t)i], j);
        bad |= add(e, 1, v[3 * (size_t)i + 1], j);
        bad |= add(e, 2, v[3 * (size_t)i + 2], j);
        next_frame(e);
    }
    return bad ? OSTROV_DEGRADED : OSTROV_OK;
}

ostrov_status ostrov_phasor_step_counts(ostrov_phasor *object, const int32_t *counts,
                                        int32_t frames)
{
    ostrov_i_phasor *e = inside(object);
    int32_t bad = 0;
    if (e == NULL || (counts == NULL && frames > 0)) {
        return OSTROV_E_ARGUMENT;
    }
    if (frames < 0 || frames > MOST_FRAMES) {
        return OSTROV_E_RANGE;
    }
    for (int32_t i = 0; i < frames; i++) {
        double j = (double)e->in_block;
        for (int32_t phase = 0; phase < 3; phase++) {
            int32_t count = counts[3 * (size_t)i + (size_t)phase];
            double v = count == INT32_MIN ? OSTROV_I_NAN : (double)count * e->config.volt_per_count;
            bad |= add(e, phase, v, j);
        }
        next_frame(e);
    }
    return bad ? OSTROV_DEGRADED : OSTROV_OK;
}

ostrov_status ostrov_phasor_lost(ostrov_phasor *object, int64_t frames)
{
    ostrov_i_phasor *e = inside(object);
    if (e == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (frames < 0 || frames > INT64_MAX / 2 - e->frames) {
        return OSTROV_E_RANGE;
    }
    while (frames > 0) {
        int64_t rest = e->decimate - e->in_block;
        int64_t take = frames < rest ? frames : rest;
        int64_t blocks = frames / e->decimate;
        if (e->in_block == 0 && blocks > 2 * OSTROV_I_RING) {
            /* A ring full of nothing stays so: go by whole rings. */
            int64_t rings = (blocks - OSTROV_I_RING) / OSTROV_I_RING * OSTROV_I_RING;
            e->points += rings;
            e->frames += rings * e->decimate;
            frames -= rings * e->decimate;
            continue;
        }
        for (int32_t phase = 0; phase < 3; phase++) {
            e->bad[phase] = 1;
        }
        e->in_block += (int32_t)take;
        e->frames += take;
        frames -= take;
        if (e->in_block == e->decimate) {
            close_block(e);
        }
    }
    return OSTROV_OK;
}
