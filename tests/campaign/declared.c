/* The declared end of each fault: see declared.h. Bounds are sums of settings (README.md), not measurements.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "declared.h"

#include <math.h>

#define M(mode) (UINT32_C(1) << OSTROV_GRID_##mode)
#define STAYS NAN

/* Bounds. dead_s 0.1; open_s 0.2, doubled plus 2 s when the contact has just moved; backup 0.5; forming 10. */
#define LOST_S 0.3
#define STUCK_S (LOST_S + 0.2 + 0.5 + 0.1)
#define NO_PCS_S (LOST_S + 0.5 + 10.0 + 0.5)

const declared declared_table[] = {
    {"breaker stuck, grid lost: lock-out", OSTROV_GRID_GRID, 0, {.breaker_stuck = 1}, 0.0, 0, 0, 0,
     M(LOCKOUT), STUCK_S, 0},
    {"open command lost, grid lost: lock-out", OSTROV_GRID_GRID, 0, {.breaker_deaf = 1}, 0.0, 0, 0, 0,
     M(LOCKOUT), STUCK_S, 0},
    {"52a stuck closed, grid lost: no island on one evidence", OSTROV_GRID_GRID, 0, {.contact_a = 1}, 0.0,
     0, 0, 0, M(LOCKOUT) | M(GRID) | M(RIDE), STUCK_S + 3.0, 0},
    {"52b says open on the grid: breaker left alone", OSTROV_GRID_GRID, 0, {.contact_b = 1}, STAYS, 0, 0, 0,
     M(GRID), 0.0, 1},
    {"52a says not closed on the grid: breaker left alone", OSTROV_GRID_GRID, 0, {.contact_a = 2}, STAYS, 0,
     0, 0, M(GRID), 0.0, 1},
    {"52a flickers on the grid: stays", OSTROV_GRID_GRID, 0, {.contact_a = 4}, STAYS, 0, 0, 0, M(GRID), 0.0, 1},
    {"52a not read on the grid: stays", OSTROV_GRID_GRID, 0, {.contact_a = 3}, STAYS, 0, 0, 0, M(GRID), 0.0, 1},
    {"52a contradicts in the island: island goes on", OSTROV_GRID_ISLAND, 0, {.contact_a = 1}, STAYS, 0, 0, 0,
     M(ISLAND) | M(OBSERVE), 0.0, 1},
    {"52a contradicts while observing: no return", OSTROV_GRID_OBSERVE, 0, {.contact_a = 1}, STAYS, 0, 0, 0,
     M(OBSERVE), 8.0, 1},
    {"grid meter gone on the grid: stays", OSTROV_GRID_GRID, 0, {.grid_meter = PLANT_METER_NAN}, STAYS, 0, 0, 0,
     M(GRID), 0.0, 1},
    {"grid meter stale on the grid: stays", OSTROV_GRID_GRID, 0, {.grid_meter = PLANT_METER_STALE}, STAYS, 0,
     0, 0, M(GRID), 0.0, 1},
    {"one phase of the grid meter gone: stays", OSTROV_GRID_GRID, 0, {.grid_meter = PLANT_METER_ONE_PHASE},
     STAYS, 0, 0, 0, M(GRID), 0.0, 1},
    {"grid meter says 65535: stays", OSTROV_GRID_GRID, 0, {.grid_meter = PLANT_METER_SENTINEL}, STAYS, 0, 0, 0,
     M(GRID), 0.0, 1},
    {"grid meter frozen on the grid: stays", OSTROV_GRID_GRID, 0, {.grid_meter = PLANT_METER_FROZEN}, STAYS, 0,
     0, 0, M(GRID), 0.0, 1},
    {"grid meter gone and grid lost: the bus side stands in", OSTROV_GRID_GRID, 0,
     {.grid_meter = PLANT_METER_NAN}, 0.0, 0, 0, 0, M(ISLAND), 3.0, 0},
    {"bus meter gone in the island: island goes on", OSTROV_GRID_ISLAND, 0, {.bus_meter = PLANT_METER_NAN},
     STAYS, 0, 0, 0, M(ISLAND) | M(OBSERVE), 0.0, 1},
    {"bus meter stale in the island: island goes on", OSTROV_GRID_ISLAND, 0, {.bus_meter = PLANT_METER_STALE},
     STAYS, 0, 0, 0, M(ISLAND) | M(OBSERVE), 0.0, 1},
    {"bus meter says 65535 in the island: island goes on", OSTROV_GRID_ISLAND, 0,
     {.bus_meter = PLANT_METER_SENTINEL}, STAYS, 0, 0, 0, M(ISLAND) | M(OBSERVE), 0.0, 1},
    {"grid meter gone while observing: no return", OSTROV_GRID_OBSERVE, 0, {.grid_meter = PLANT_METER_NAN},
     STAYS, 0, 0, 0, M(ISLAND), 0.1, 1},
    {"charge unknown in the island: island goes on", OSTROV_GRID_ISLAND, 0, {.soc_unknown = 1}, STAYS, 0, 0, 0,
     M(ISLAND), 0.0, 1},
    {"PCS does not answer, grid lost: dead, no island claimed", OSTROV_GRID_GRID, 0, {.pcs_deaf = 1}, 0.0, 0, 0,
     0, M(DEAD) | M(BLACK), NO_PCS_S, 0},
    {"PCS broken, grid lost: dead", OSTROV_GRID_GRID, 0, {.pcs_broken = 1}, 0.0, 0, 0, 0, M(DEAD), 1.0, 0},
    {"PCS breaks in the island: dead", OSTROV_GRID_ISLAND, 0, {.pcs_broken = 1}, STAYS, 0, 0, 0, M(DEAD), 0.5,
     0},
    {"PCS breaks on the grid: stays", OSTROV_GRID_GRID, 0, {.pcs_broken = 1}, STAYS, 0, 0, 0, M(GRID), 0.0, 1},
    {"PCS silent in the island: island goes on", OSTROV_GRID_ISLAND, 0, {.pcs_silent = 1}, STAYS, 0, 0, 0,
     M(ISLAND), 0.0, 1},
    {"DSO receiver silent while observing: the configured fallback returns", OSTROV_GRID_OBSERVE, 0,
     {.receiver_silent = 1}, STAYS, 0, 0, 0, M(GRID) | M(RAMP) | M(CLOSING), 60.0, 1},
    {"planner silent on the grid: stays", OSTROV_GRID_GRID, 0, {.planner_silent = 1}, STAYS, 0, 0, 0, M(GRID),
     0.0, 1},
    {"planner silent while nulling: stays or goes back", OSTROV_GRID_NULLING, 0, {.planner_silent = 1}, STAYS,
     0, 0, 0, M(GRID), 0.1, 1},
    {"controller restarts on the grid", OSTROV_GRID_GRID, 0, {0}, STAYS, 0.3, 0, 0, M(GRID), 0.5, 1},
    {"controller restarts in the island", OSTROV_GRID_ISLAND, 0, {0}, STAYS, 0.3, 0, 0, M(ISLAND), 0.5, 1},
    {"controller restarts while observing", OSTROV_GRID_OBSERVE, 0, {0}, STAYS, 0.3, 0, 0,
     M(OBSERVE), 0.5, 1},
    {"controller restarts while synchronising", OSTROV_GRID_SYNC, 0, {0}, STAYS, 0.3, 0, 0,
     M(OBSERVE) | M(SYNC) | M(CLOSING), 0.5, 1},
    {"controller restarts in the ramp", OSTROV_GRID_RAMP, 0, {0}, STAYS, 0.3, 0, 0, M(GRID), 0.5, 1},
    {"controller restarts on a dead bus", OSTROV_GRID_DEAD, 0, {0}, STAYS, 0.3, 0, 0, M(ISLAND), 5.0, 0},
    {"controller restarts in the safe stop: no exit without grid or charge", OSTROV_GRID_SAFE_STOP, 0, {0},
     STAYS, 0.3, 0, 0, M(DEAD) | M(SAFE_STOP), 0.5, 0},
    {"safe stop, grid back: returns though no sun can charge", OSTROV_GRID_SAFE_STOP, 0, {0}, 1.0, 0, 0, 0,
     M(GRID) | M(RAMP), 15.0, 0},
    {"dead, grid back, battery kept: returns", OSTROV_GRID_DEAD, 0, {.pcs_broken = 1}, 1.0, 0, 0, 0,
     M(GRID) | M(RAMP), 15.0, 0},
    {"clock steps back on the grid", OSTROV_GRID_GRID, 0, {0}, STAYS, 0, -3600.0, 0, M(GRID), 0.0, 1},
    {"clock jumps an hour in the island", OSTROV_GRID_ISLAND, 0, {0}, STAYS, 0, 3600.0, 0, M(ISLAND), 0.0, 1},
    {"a second lost in the ramp", OSTROV_GRID_RAMP, 0, {0}, STAYS, 0, 1.0, 0, M(GRID), 4.1, 1},
    {"fire stop on the grid", OSTROV_GRID_GRID, 0, {0}, STAYS, 0, 0, OSTROV_INHIBIT_FIRE_STOP, M(SAFE_STOP), 0.1,
     0},
    {"fire stop in the island", OSTROV_GRID_ISLAND, 0, {0}, STAYS, 0, 0, OSTROV_INHIBIT_FIRE_STOP, M(SAFE_STOP),
     0.1, 0},
    {"key on local in the island: island goes on", OSTROV_GRID_ISLAND, 0, {0}, STAYS, 0, 0, OSTROV_INHIBIT_LOCAL,
     M(ISLAND), 0.0, 1},
    {"line crew cuts with the maintenance lock on: no island", OSTROV_GRID_GRID, 0, {0}, 0.0, 0, 0,
     OSTROV_INHIBIT_MAINTENANCE, M(GRID), 0.0, 0},
    {"profile B: grid lost, restarts as source", OSTROV_GRID_GRID, 1, {0}, 0.0, 0, 0, 0, M(ISLAND), 5.0, 0},
    {"profile B: returns over a dead bus", OSTROV_GRID_OBSERVE, 1, {0}, STAYS, 0, 0, 0, M(GRID) | M(RAMP), 15.0,
     0},
};

const int declared_rows = (int)(sizeof declared_table / sizeof declared_table[0]);
_Static_assert(sizeof declared_table / sizeof declared_table[0] <= DECLARED_ROWS_MOST, "rows");

void declared_begin(const declared *d, world *w)
{
    w->plant.faults = d->faults;
    if (!isnan(d->grid_pu)) {
        plant_grid_set(&w->plant, d->grid_pu);
    }
    if (d->restart_s > 0.0) {
        world_restart(w, d->restart_s);
    }
    w->clock_s = d->clock_s;
    w->plant.inhibits = d->inhibits;
    if (d->faults.grid_meter == PLANT_METER_FROZEN) {
        w->oracle.misled = w->relay25 = 1;
    }
}
