/* Stations brought into every mode: see stations.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "stations.h"

#include <string.h>

static int on_grid(world *w)
{
    int there = world_until(w, OSTROV_GRID_GRID, 5.0);
    world_run(w, 0.5);
    return there;
}

static int islanded(world *w)
{
    int there = on_grid(w);
    plant_grid_set(&w->plant, 0.0);
    return there && world_until(w, OSTROV_GRID_ISLAND, 15.0);
}

static int observing(world *w)
{
    int there = islanded(w);
    world_run(w, 0.5);
    plant_grid_set(&w->plant, 1.0);
    return there && world_until(w, OSTROV_GRID_OBSERVE, 5.0);
}

/* A PCS that breaks in the island leaves a dead site bus; it comes back whole. */
static int dead(world *w)
{
    int there = islanded(w);
    w->plant.faults.pcs_broken = 1;
    there = there && world_until(w, OSTROV_GRID_DEAD, 20.0);
    w->plant.faults.pcs_broken = 0;
    return there;
}

static int stuck(world *w, int32_t mode)
{
    int there = on_grid(w);
    plant_grid_set(&w->plant, 0.0);
    w->plant.faults.breaker_stuck = 1;
    there = there && world_until(w, mode, 20.0);
    w->plant.faults.breaker_stuck = 0;
    return there;
}

static int leaving(world *w, int32_t mode)
{
    int there = on_grid(w);
    w->plant.wished_w = -30e3; /* power at the PCC that has to be nulled first */
    world_run(w, 2.0);
    w->plant.want_island = 1;
    return there && world_until(w, mode, 20.0);
}

static int disturbed(world *w)
{
    int there = on_grid(w);
    plant_grid_set(&w->plant, 0.8);
    there = there && world_until(w, OSTROV_GRID_RIDE, 1.0);
    plant_grid_set(&w->plant, 1.0);
    return there;
}

/* The load drains the battery down to the reserve. */
static int drained(world *w)
{
    int there = islanded(w);
    w->plant.stored_wh = (w->config.black_reserve_ratio + 1e-4) * w->plant.site.battery_wh;
    w->oracle.ledger_wh = w->plant.stored_wh;
    return there && world_until(w, OSTROV_GRID_SAFE_STOP, 60.0);
}

int stations_bring(world *w, int32_t profile, int32_t mode, uint64_t seed)
{
    ostrov_grid_config c;
    plant_site site;
    world_config(&c, profile);
    plant_site_defaults(&site, profile);
    site.interlock = 1; /* contacts will lie */
    world_start(w, &c, &site, seed);
    w->plant.sun_w = 20e3;
    switch (mode) {
    case OSTROV_GRID_BOOT:
        return 1;
    case OSTROV_GRID_GRID:
        return on_grid(w);
    case OSTROV_GRID_RIDE:
        return disturbed(w);
    case OSTROV_GRID_NULLING:
        return leaving(w, mode);
    case OSTROV_GRID_OPENING:
    case OSTROV_GRID_FORMING:
        (void)on_grid(w);
        plant_grid_set(&w->plant, 0.0);
        return world_until(w, mode, 5.0);
    case OSTROV_GRID_BACKUP_OPEN:
    case OSTROV_GRID_LOCKOUT:
        return stuck(w, mode);
    case OSTROV_GRID_ISLAND:
        return islanded(w);
    case OSTROV_GRID_OBSERVE:
        return observing(w);
    case OSTROV_GRID_DEAD:
        return dead(w);
    case OSTROV_GRID_BLACK:
        return dead(w) && world_until(w, mode, 10.0);
    case OSTROV_GRID_SAFE_STOP:
        return drained(w);
    default: /* SYNC (C only), CLOSING, RAMP: on the way back */
        return observing(w) && world_until(w, mode, 60.0);
    }
}
