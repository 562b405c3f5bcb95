/* Load tiers by energy: which may be on, the SoC to keep, the time that is left. Whole numbers
 * only.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_GRID_TIERS_H
#define OSTROV_LIB_GRID_TIERS_H

#include "grid/monitor.h"

#define OSTROV_I_AUTONOMY_MOST_S 1000000000 /* stands for no end */

typedef struct ostrov_i_tiers {
    int64_t pause_us;   /* before the next tier may be let on */
    int64_t shed_us;    /* since the last shed */
    int64_t autonomy_s; /* -1 = not known */
    uint32_t mask;      /* allowed: bit 0 = tier 1 */
    int32_t floor_ppm;  /* SoC to keep; -1 = not known */
} ostrov_i_tiers;

void ostrov_i_tiers_reset(const ostrov_i_grid_settings *set, ostrov_i_tiers *tiers);
void ostrov_i_tiers_step(const ostrov_i_grid_settings *set, ostrov_i_tiers *tiers,
                         const ostrov_i_view *view, int32_t mode);

/* 1 = the PCS is known to carry tier 1 of a dead bus, or there are no tiers. */
int32_t ostrov_i_tiers_carried(const ostrov_i_grid_settings *set, const ostrov_i_view *view);

#endif
