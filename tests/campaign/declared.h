/* The declared end of each fault: from which mode, into which modes, within which time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CAMPAIGN_DECLARED_H
#define OSTROV_TESTS_CAMPAIGN_DECLARED_H

#include "world.h"

enum { DECLARED_ROWS_MOST = 64 };

enum declared_grid { DECLARED_AS_IT_WAS = 0, DECLARED_LOST = 1, DECLARED_BACK = 2 };

typedef struct declared {
    const char *name;
    int32_t from;      /* enum ostrov_grid_mode */
    int32_t profile_b; /* 0 = profile C, 1 = profile B */
    plant_faults faults;
    int32_t grid;      /* enum declared_grid */
    double restart_s;  /* > 0: the controller is without power for so long */
    int32_t remembers; /* 1 = it starts with the snapshot of its last step */
    double clock_s;    /* ≠ 0: one step is told this dt */
    uint32_t inhibits;
    uint32_t ends_in; /* bits of modes */
    double bound_s;
    int32_t lit;    /* 1 = the load never loses its supply by it */
    double stall_s; /* > 0: the control loop hangs for so long */
} declared;

extern const declared declared_table[];
extern const int declared_rows;

void declared_begin(const declared *d, world *w);

#endif
