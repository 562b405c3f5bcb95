/* Definite-time protection stages with first cause (IEC 60255-127, -181 sense: pick-up, delay).
 *
 * A violation is strict: a value on the threshold does not count. The first violating step counts
 * its whole dt, as the sample stands for it. One good sample resets a stage; an unknown one holds
 * it, so that a meter that flickers neither trips nor saves by itself.
 *
 * These stages model and tighten; they never replace the certified interface protection.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_GRID_ELEMENTS_H
#define OSTROV_LIB_GRID_ELEMENTS_H

#include "grid/settings.h"

/* What the stages look at: extremes of the known phases, and how they lie to each other. */
typedef struct ostrov_i_quantities {
    int32_t min_mv;
    int32_t max_mv;
    int32_t mhz;
    int32_t known_phases; /* 0 … 3 */
    int32_t known_hz;     /* 1 = mhz is a measurement */
    int32_t single; /* 1 = one phase is missing and the others are there; 0 not, or not known */
    int32_t unbalance_ppm; /* negative over positive sequence; -1 = not known */
    int32_t zero_ppm;      /* zero over positive sequence; -1 = not known */
    int32_t spare;
} ostrov_i_quantities;

typedef struct ostrov_i_elements {
    int64_t held_us[OSTROV_I_STAGES];
    int32_t trip;   /* enum ostrov_grid_reason of the stage that is over its delay; 0 = none */
    int32_t picked; /* 1 a stage is picked up, 0 none and all known, -1 not known */
    int32_t cause;  /* enum ostrov_grid_reason of the fastest stage picked up; 0 = none */
    int32_t spare;
} ostrov_i_elements;

void ostrov_i_elements_reset(ostrov_i_elements *e);
void ostrov_i_elements_step(const ostrov_i_grid_settings *set, ostrov_i_elements *e,
                            const ostrov_i_quantities *q, int64_t dt_us);

#endif
