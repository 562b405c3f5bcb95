/* Hand-over of the grid layer: which supply the modes mean, and what they allow.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "internal.h"

#include <string.h>

/* The grid layer's state as it was in its first version; a longer one is cut, a shorter one is
 * none. */
#define FIRST_SIZE (offsetof(ostrov_grid_state, opens) + sizeof(int64_t))

static int32_t supply_of(const ostrov_grid_state *grid)
{
    switch (grid->mode) {
    case OSTROV_GRID_GRID:
    case OSTROV_GRID_RIDE:
    case OSTROV_GRID_NULLING:
    case OSTROV_GRID_RAMP:
        return OSTROV_I_SUPPLY_GRID;
    case OSTROV_GRID_OPENING:
    case OSTROV_GRID_FORMING:
    case OSTROV_GRID_ISLAND:
    case OSTROV_GRID_OBSERVE:
    case OSTROV_GRID_SYNC:
    case OSTROV_GRID_CLOSING:
        return OSTROV_I_SUPPLY_ISLAND;
    case OSTROV_GRID_BACKUP_OPEN:
    case OSTROV_GRID_LOCKOUT:
        /* The site may still live on the grid: do not darken it because the breaker is stuck. */
        return grid->breaker == 0 ? OSTROV_I_SUPPLY_NONE : OSTROV_I_SUPPLY_HELD;
    case OSTROV_GRID_DEAD:
    case OSTROV_GRID_BLACK:
    case OSTROV_GRID_SAFE_STOP:
        return OSTROV_I_SUPPLY_NONE;
    default: /* boot, unknown, garbage */
        return OSTROV_I_SUPPLY_UNKNOWN;
    }
}

static void take_state(ostrov_i_scene *scene, const ostrov_grid_state *grid)
{
    scene->supply = supply_of(grid);
    scene->mode = grid->mode > OSTROV_GRID_UNKNOWN && grid->mode <= OSTROV_GRID_LOCKOUT
                      ? grid->mode
                      : OSTROV_GRID_UNKNOWN;
    scene->reason = grid->reason;
    scene->pcs_request =
        grid->pcs_request >= OSTROV_PCS_STOP && grid->pcs_request <= OSTROV_PCS_FORM
            ? grid->pcs_request
            : OSTROV_PCS_UNKNOWN;
    /* A ratio that is not a ratio allows nothing: a fault never widens a limit. */
    scene->power_ratio =
        ostrov_i_finite(grid->power_ratio) ? ostrov_i_clamp(grid->power_ratio, 0.0, 1.0) : 0.0;
    scene->pcc_target_w = ostrov_i_finite(grid->pcc_target_w) ? grid->pcc_target_w : OSTROV_I_NAN;
}

void ostrov_i_station_grid(ostrov_i_station *self, ostrov_i_scene *scene)
{
    ostrov_grid_state grid;
    uint32_t epoch = 0;
    memset(&grid, 0, sizeof grid);
    scene->power_ratio = 1.0;
    scene->pcc_target_w = OSTROV_I_NAN;
    if (scene->m.grid == NULL) {
        scene->supply = OSTROV_I_SUPPLY_GRID;
        scene->mode = OSTROV_GRID_GRID;
        scene->pcs_request = self->has_battery ? OSTROV_PCS_FOLLOW : OSTROV_PCS_UNKNOWN;
    } else if (scene->m.grid->struct_size < FIRST_SIZE) {
        scene->supply = OSTROV_I_SUPPLY_UNKNOWN;
        scene->power_ratio = 0.0;
        scene->degraded = 1;
        epoch = self->epoch;
    } else {
        const size_t size =
            scene->m.grid->struct_size < sizeof grid ? scene->m.grid->struct_size : sizeof grid;
        memcpy(&grid, scene->m.grid, size);
        take_state(scene, &grid);
        epoch = grid.epoch;
    }
    scene->m.grid = NULL; /* read; nothing below may follow the caller's pointer */
    if (self->grid_seen && epoch != self->epoch) {
        ostrov_i_station_want(self, OSTROV_PLAN_WANTED_GRID);
    }
    self->grid_seen = 1;
    self->epoch = epoch;
    if (scene->mode != self->state.mode) {
        self->state.mode = scene->mode;
        ostrov_i_station_event(self, OSTROV_EVENT_GRID_MODE, scene->mode, (double)scene->reason,
                               OSTROV_I_NAN);
    }
}
