/* The grid operator's limit (ripple receiver, RTU): its last word, its silence, its fallback.
 *
 * Silence never raises a limit: the last word is kept for dso_hold_s, after that the lower of last
 * word and fallback holds. Whole numbers only.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_GRID_LIMIT_H
#define OSTROV_LIB_GRID_LIMIT_H

#include "grid/settings.h"

typedef struct ostrov_i_limit {
    int64_t silent_us; /* since the last word */
    int64_t carry;     /* what the ramp's division left over */
    int32_t last_ppm;  /* -1 = never told */
    int32_t now_ppm;   /* in force */
    int32_t reason;    /* enum ostrov_grid_reason; NONE = not limited */
    int32_t spare;
} ostrov_i_limit;

void ostrov_i_limit_reset(const ostrov_i_grid_settings *set, ostrov_i_limit *l);

/* told_ppm: what is told in this step; -1 = silence. */
void ostrov_i_limit_step(const ostrov_i_grid_settings *set, ostrov_i_limit *l, int32_t told_ppm,
                         int64_t dt_us);

#endif
