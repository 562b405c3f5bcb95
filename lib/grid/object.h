/* What lives behind ostrov_grid: shared by the calls of grid.h and of grid_explain.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_GRID_OBJECT_H
#define OSTROV_LIB_GRID_OBJECT_H

#include "grid/elements.h"
#include "grid/log.h"
#include "grid/monitor.h"
#include "grid/settings.h"
#include "grid/steer.h"
#include "grid/switch.h"

#define OSTROV_I_GRID_MAGIC UINT64_C(0x31646972674f7276) /* ostrov_grid_init has been here */

/* An order that was handed over. */
typedef struct ostrov_i_order {
    int64_t life_us;
    uint32_t number; /* 0 = none */
    int32_t action;
    int32_t stage;
    int32_t actor;
} ostrov_i_order;

/* It holds no pointer, so that it may be copied by assignment. */
typedef struct ostrov_i_grid {
    uint64_t magic;
    ostrov_grid_config config; /* for the steering, which works in doubles */
    ostrov_i_grid_settings settings;
    ostrov_i_monitor monitor;
    ostrov_i_elements elements;
    ostrov_i_switch machine;
    ostrov_i_steer steer;
    ostrov_i_switch_out out;
    ostrov_i_view view;    /* of the last step: what why_not starts from */
    ostrov_i_switch_in in; /* of the last step; its view is NULL */
    ostrov_i_order order;  /* waits for the next step */
    ostrov_i_log log;
    uint32_t config_crc;
    uint32_t spare;
} __attribute__((may_alias)) ostrov_i_grid;

/* NULL unless ostrov_grid_init has been here. */
static inline ostrov_i_grid *ostrov_i_grid_self(ostrov_grid *object)
{
    ostrov_i_grid *g = (ostrov_i_grid *)object;
    return g != NULL && g->magic == OSTROV_I_GRID_MAGIC ? g : NULL;
}

static inline const ostrov_i_grid *ostrov_i_grid_const(const ostrov_grid *object)
{
    const ostrov_i_grid *g = (const ostrov_i_grid *)object;
    return g != NULL && g->magic == OSTROV_I_GRID_MAGIC ? g : NULL;
}

#endif
