/* A copy of the switch in a world that co-operates: for asking it what it waits for.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_GRID_CO_OPERATE_H
#define OSTROV_LIB_GRID_CO_OPERATE_H

#include "grid/object.h"

typedef struct ostrov_i_world {
    ostrov_i_grid_settings set;
    ostrov_i_switch s;
    ostrov_i_switch_in in;
    ostrov_i_view view;
    ostrov_i_switch_out out;
    int32_t closed_if_unread; /* where contacts that cannot be read are taken to be */
    int32_t live_if_unread;   /* and a bus that BOOT finds not measured, or ill */
} ostrov_i_world;

/* As the object stands after its last step; no time passes any more. */
void ostrov_i_world_from(ostrov_i_world *w, const ostrov_i_grid *g);

void ostrov_i_world_step(ostrov_i_world *w);

/* Breaker, PCS and bond do what the last step asked, at once; what only takes time has taken it. */
void ostrov_i_world_obey(ostrov_i_world *w);

/* Puts right one thing that blocks. One it does not know it leaves. */
void ostrov_i_world_mend(ostrov_i_world *w, int32_t reason);

void ostrov_i_world_reset(ostrov_i_world *w);       /* a person resets */
void ostrov_i_world_order_black(ostrov_i_world *w); /* a person orders the black start */

#endif
