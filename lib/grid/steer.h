/* Steering the island towards the grid while it synchronises: frequency and voltage the PCS is
 * asked to form. The one controller of the module; its targets never open or close anything.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_GRID_STEER_H
#define OSTROV_LIB_GRID_STEER_H

#include <ostrov/grid.h>

typedef struct ostrov_i_steer {
    double trim_hz; /* what the PCS is off by, learned */
    double trim_v;
    double target_hz; /* NaN = the PCS's own */
    double target_v;
} ostrov_i_steer;

void ostrov_i_steer_reset(ostrov_i_steer *steer);
void ostrov_i_steer_step(const ostrov_grid_config *config, ostrov_i_steer *steer,
                         const ostrov_grid_sample *sample, int32_t fresh, double dt_s);

#endif
