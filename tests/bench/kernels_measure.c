/* The measurement: one cycle of three phases at 10 kHz, with its estimate.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bench.h"

#include <math.h>

enum { FRAMES = 200, CYCLES_HELD = 10 };

static ostrov_phasor phasor_begin, phasor;
static double cycle_v[FRAMES * 3];

static void phasor_prepare(void) { phasor = phasor_begin; }

/* A cycle of samples in, and what they say: 50.4 Hz, so that the frequency has to be found. */
static void phasor_ours(int32_t calls)
{
    int32_t status = OSTROV_OK;
    for (int32_t c = 0; c < calls; c++) {
        ostrov_phasor_state state;
        status |= ostrov_phasor_step(&phasor, cycle_v, FRAMES);
        status |= ostrov_phasor_read(&phasor, &state, sizeof state);
        bench_keep(state.frequency_hz);
    }
    bench_must(status == OSTROV_OK, "the phasor estimator takes its samples");
}

int32_t kernels_measure(kernel *kernels, int32_t count)
{
    const double turn = 6.283185307179586;
    ostrov_phasor_config c;
    ostrov_phasor_state state = {0};
    bench_must(ostrov_phasor_defaults(&c, sizeof c) == OSTROV_OK, "a phasor has defaults");
    /* The same samples each cycle are one sine whatever the sampling rate is called. */
    c.sampling_hz = 50.4 * FRAMES;
    bench_must(ostrov_phasor_init(&phasor_begin, &c, NULL) == OSTROV_OK, "a phasor starts");
    for (int32_t i = 0; i < FRAMES; i++) {
        for (int32_t phase = 0; phase < 3; phase++) {
            double angle = turn * ((double)i / FRAMES - (double)phase / 3.0);
            cycle_v[3 * i + phase] = 325.27 * (cos(angle) + 0.04 * cos(5.0 * angle));
        }
    }
    for (int32_t i = 0; i < CYCLES_HELD; i++) {
        bench_must(ostrov_phasor_step(&phasor_begin, cycle_v, FRAMES) == OSTROV_OK,
                   "a phasor takes its samples");
    }
    bench_must(ostrov_phasor_read(&phasor_begin, &state, sizeof state) == OSTROV_OK &&
                   fabs(state.frequency_hz - 50.4) < 1e-4 &&
                   fabs(state.magnitude_v[0] - 230.0) < 0.1,
               "the phasor is that of the samples");
    kernels[count++] = (kernel){.name = "phasor_cycle_200",
                                .unit = 1,
                                .prepare = phasor_prepare,
                                .ours = phasor_ours,
                                .bytes = sizeof phasor};
    return count;
}
