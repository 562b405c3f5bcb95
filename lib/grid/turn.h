/* One turn of the switch: what its files share.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_GRID_TURN_H
#define OSTROV_LIB_GRID_TURN_H

#include "grid/switch.h"

/* Bounds and pauses that are no setting; docs/explanation/grid-states.md lists them. */
#define OSTROV_I_BOOT_US 5000000       /* contradicting contacts at start: LOCKOUT after */
#define OSTROV_I_BACKUP_US 500000      /* upstream trip to LOCKOUT */
#define OSTROV_I_RIDE_CLEAR_US 1000000 /* quiet before RIDE is over */
#define OSTROV_I_NULL_HELD_US 100000   /* PCC null before the breaker opens */
#define OSTROV_I_ABORT_HOLD_US                                                                     \
    100000 /* added to the closing bound when a closing is broken off                              \
            */
#define OSTROV_I_SYNC_COOLDOWN_US 30000000
#define OSTROV_I_CLOSE_COOLDOWN_US 10000000
#define OSTROV_I_NULL_COOLDOWN_US 60000000
#define OSTROV_I_PROVE_US 2000000      /* more time for a contact that has just moved */
#define OSTROV_I_FOUND_US 10000000     /* a live bus in DEAD counts as an island after */
#define OSTROV_I_REST_US 2000000       /* dark for so long before a black start */
#define OSTROV_I_LAST_REST_US 60000000 /* and before the last of the attempts */
#define OSTROV_I_LASTS_US 300000000    /* an island that goes dark sooner was a failed attempt */
#define OSTROV_I_STOPS_US 10000000     /* a PCS that still says it forms a dead bus is waited for */
#define OSTROV_I_LONGEST_CLOSE_STEP_US 100000
#define OSTROV_I_STEADY_US 250000 /* steered for so long before what the slip does is believed */
#define OSTROV_I_CLOSE_ATTEMPTS 3
#define OSTROV_I_BLACK_ATTEMPTS 3

typedef struct ostrov_i_turn {
    const ostrov_i_grid_settings *set;
    ostrov_i_switch *s;
    const ostrov_i_switch_in *in;
    const ostrov_i_view *view;
    ostrov_i_switch_out *out;
    uint32_t heard; /* 0 = nobody says anything: no stop, no lock, no order, not only watching */
} ostrov_i_turn;

/* Says what keeps the next move from being made; the first to speak in a step is heard. Value and
 * limit in millionths of the reason's unit. */
static inline void ostrov_i_block(ostrov_i_turn *t, int32_t reason, int64_t value, int64_t limit)
{
    if (t->out->blocked == OSTROV_GRID_REASON_NONE) {
        t->out->blocked = reason;
        t->out->blocked_value = value;
        t->out->blocked_limit = limit;
    }
}

/* Asked or ordered to live alone. */
static inline int32_t ostrov_i_wants_away(const ostrov_i_turn *t)
{
    return t->in->want_island == 1 || t->s->away != OSTROV_I_AWAY_NO;
}

/* A side is known to turn the wrong way round. */
static inline int32_t ostrov_i_turns_wrong(const ostrov_i_turn *t)
{
    return t->set->phases == 3 && (t->in->grid_rotation == OSTROV_ROTATION_NEGATIVE ||
                                   t->in->bus_rotation == OSTROV_ROTATION_NEGATIVE);
}

/* The island's neutral is earthed, or needs not. */
static inline int32_t ostrov_i_bonded(const ostrov_i_turn *t)
{
    return !t->set->earth_bond || t->s->bond.proven == 1;
}

static inline int32_t ostrov_i_may_return(const ostrov_i_turn *t)
{
    int32_t permit = t->in->permit_return;
    return permit == 1 || (permit == -1 && t->set->return_by_itself);
}

/* Inside the trip thresholds. */
static inline int32_t ostrov_i_grid_there(const ostrov_i_turn *t)
{
    return t->view->grid_side == OSTROV_SIDE_OBSERVING || t->view->grid_side == OSTROV_SIDE_GOOD;
}

/* SoC known and at the reserve. */
static inline int32_t ostrov_i_low_energy(const ostrov_i_turn *t)
{
    return t->view->soc_ppm >= 0 && t->view->soc_ppm <= t->set->reserve_ppm;
}

/* Into a mode, for a reason; its clock starts at 0. */
void ostrov_i_move(ostrov_i_turn *t, int32_t mode, int32_t reason);

/* Time bound of the present mode; -1 = none. */
int64_t ostrov_i_bound_us(const ostrov_i_turn *t);
int32_t ostrov_i_over(const ostrov_i_turn *t); /* 1 = the bound has run out */

int32_t ostrov_i_may_island(const ostrov_i_turn *t); /* OSTROV_GRID_REASON_NONE, or why not */

/* What a planned leave and a black start ask for; speaks through ostrov_i_block when it gives 0. */
int32_t ostrov_i_may_leave(ostrov_i_turn *t);
int32_t ostrov_i_may_black(ostrov_i_turn *t);
int64_t ostrov_i_rest_us(const ostrov_i_switch *s);

/* Hands off and stops (inhibit.c). */
#define OSTROV_I_STOP_BITS ((uint32_t)(OSTROV_INHIBIT_FIRE_STOP | OSTROV_INHIBIT_E_STOP))
/* Any inhibit but the stops; a bit without a name counts too. */
static inline int32_t ostrov_i_hands_off(uint32_t inhibits)
{
    return (inhibits & ~OSTROV_I_STOP_BITS) != 0;
}

int32_t ostrov_i_stop_reason(uint32_t stops);
int32_t ostrov_i_stopped(ostrov_i_turn *t, int32_t reset); /* 1 = a stop is latched */
void ostrov_i_track(ostrov_i_turn *t, int32_t reason);     /* follow what contacts and sides show */

/* Orders (orders.c): answered before the modes, ended after them. */
int32_t ostrov_i_orders_step(ostrov_i_turn *t); /* 1 = a reset was ordered */
void ostrov_i_orders_end(ostrov_i_turn *t);

/* The breaker is proven open and nothing more has to be waited for. */
void ostrov_i_opened(ostrov_i_turn *t);
void ostrov_i_start_opening(ostrov_i_turn *t, int32_t reason, int32_t after, int64_t hold_us);
void ostrov_i_start_closing(ostrov_i_turn *t, int32_t reason, int32_t dead_close);

/* The modes, by file. */
void ostrov_i_mode_boot(ostrov_i_turn *t);
void ostrov_i_mode_grid(ostrov_i_turn *t);
void ostrov_i_mode_ride(ostrov_i_turn *t);
void ostrov_i_mode_nulling(ostrov_i_turn *t);
void ostrov_i_mode_ramp(ostrov_i_turn *t);
void ostrov_i_mode_opening(ostrov_i_turn *t);
void ostrov_i_mode_backup_open(ostrov_i_turn *t);
void ostrov_i_mode_forming(ostrov_i_turn *t);
void ostrov_i_mode_island(ostrov_i_turn *t);
void ostrov_i_mode_observe(ostrov_i_turn *t);
void ostrov_i_mode_sync(ostrov_i_turn *t);
void ostrov_i_mode_closing(ostrov_i_turn *t);
void ostrov_i_mode_dead(ostrov_i_turn *t);
void ostrov_i_mode_black(ostrov_i_turn *t);
void ostrov_i_mode_safe_stop(ostrov_i_turn *t);
void ostrov_i_mode_lockout(ostrov_i_turn *t);

/* Synchronising window and predicted contact (sync.c). */
void ostrov_i_sync_window(ostrov_i_turn *t);
int32_t ostrov_i_sync_fire(ostrov_i_turn *t);   /* 1 = command the close now */
int32_t ostrov_i_sync_intact(ostrov_i_turn *t); /* 1 = the close under way may go on */

/* Commands that go with the mode after the move (outputs.c). */
void ostrov_i_outputs(ostrov_i_turn *t);

#endif
