/* Stations brought into every mode by the physics alone: where the fault campaign starts from.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CAMPAIGN_STATIONS_H
#define OSTROV_TESTS_CAMPAIGN_STATIONS_H

#include "world.h"

enum { STATIONS_MODES = OSTROV_GRID_LOCKOUT + 1 };

/* A station of profile B or C just arrived in the mode: no member of the object is touched, the
 * grid, the battery, a breaker or a wish brings it there. Returns 1 when it got there. */
int stations_bring(world *w, int32_t profile, int32_t mode, uint64_t seed);

#endif
