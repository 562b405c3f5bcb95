/* What lives behind ostrov_grid: shared by the calls of grid.h and of grid_explain.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_GRID_OBJECT_H
#define OSTROV_LIB_GRID_OBJECT_H

#include "grid/elements.h"
#include "grid/limit.h"
#include "grid/log.h"
#include "grid/monitor.h"
#include "grid/passage.h"
#include "grid/settings.h"
#include "grid/steer.h"
#include "grid/switch.h"
#include "grid/tiers.h"

#define OSTROV_I_GRID_MAGIC UINT64_C(0x31646972674f7276) /* ostrov_grid_init has been here */

/* It holds no pointer, so that it may be copied by assignment. */
typedef struct ostrov_i_grid {
    uint64_t magic;
    ostrov_grid_config config; /* for the steering, which works in doubles */
    ostrov_i_grid_settings settings;
    ostrov_i_monitor monitor;
    ostrov_i_elements elements;
    ostrov_i_switch machine;
    ostrov_i_steer steer;
    ostrov_i_limit limit;
    ostrov_i_tiers tiers;
    ostrov_i_passage passage;
    ostrov_i_switch_out out;
    ostrov_i_view view;    /* of the last step: what why_not starts from */
    ostrov_i_switch_in in; /* of the last step; its view is NULL */
    int64_t order_life_us; /* an order that waits for the next step */
    uint32_t order_number; /* 0 = none */
    int32_t order_action;
    int32_t order_stage;
    int32_t order_actor;
    ostrov_i_log log;
    uint32_t config_crc;
    uint32_t spare;
} __attribute__((may_alias)) ostrov_i_grid;

/* Nothing seen yet: monitor, elements, steering and outputs as after init. */
void ostrov_i_grid_look_anew(ostrov_i_grid *g);

/* A step without a sane time: dt_s is what was told. */
void ostrov_i_grid_without_time(ostrov_i_grid *g, const ostrov_grid_sample *sample, double dt_s);

/* Stops that were pressed while there was no time. */
uint32_t ostrov_i_grid_stops_missed(const ostrov_i_grid *g);

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
