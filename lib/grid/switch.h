/* The switch: the state machine of the connection, whole numbers only.
 *
 * ostrov_i_switch_step is a pure function of settings, state and input: no clock, no float, no
 * memory but the state. That is what makes it walkable and provable.
 * docs/explanation/grid-states.md is its table.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_GRID_SWITCH_H
#define OSTROV_LIB_GRID_SWITCH_H

#include "grid/contacts.h"
#include "grid/monitor.h"
#include "grid/settings.h"

#include <ostrov/grid_order.h>

#define OSTROV_I_NONE INT64_MIN /* no value */

/* What opening is for. */
enum ostrov_i_after {
    OSTROV_I_AFTER_PARTING = 0, /* go island if that is allowed */
    OSTROV_I_AFTER_ABORT = 1,   /* a closing was broken off: go on as before it */
    OSTROV_I_AFTER_LOCKOUT = 2  /* a closing failed too often */
};

/* Why the site stays away though nothing forces it. */
enum ostrov_i_away {
    OSTROV_I_AWAY_NO = 0,
    OSTROV_I_AWAY_ISLAND = 1, /* ordered; ends with the island */
    OSTROV_I_AWAY_DRILL = 2,  /* the same, and ends by time */
    OSTROV_I_AWAY_OPEN = 3    /* ordered open: stands until RETURN */
};

typedef struct ostrov_i_switch_in {
    const ostrov_i_view *view;
    int32_t trip;   /* enum ostrov_grid_reason; 0 = none */
    int32_t picked; /* 1, 0, -1 */
    int32_t cause;  /* enum ostrov_grid_reason of the pick-up */
    int32_t breaker_closed;
    int32_t breaker_open;
    int32_t pcs_mode;
    int32_t pcs_fault;
    uint32_t inhibits;
    int32_t want_island;
    int32_t permit_return;
    int32_t reset;
    int32_t open_transition;
    int32_t grid_rotation; /* enum ostrov_rotation */
    int32_t bus_rotation;
    int32_t bond_closed; /* 1, 0, -1 */
    int32_t cease;       /* 1 = ceases to energise while riding through */
    int32_t spare;
    int32_t carries; /* 1 = the PCS carries tier 1, or there are no tiers; 0 = not, not known */
    int64_t order_life_us;
    uint32_t order_number; /* 0 = no order in this step */
    int32_t order_action;  /* enum ostrov_grid_action */
    int32_t order_stage;   /* enum ostrov_grid_stage */
    int32_t order_actor;   /* enum ostrov_grid_actor */
} ostrov_i_switch_in;

/* One move of a step; two at most, a reset and what an observer sees. */
typedef struct ostrov_i_moved {
    int64_t in_mode_us; /* spent in from */
    int64_t bound_us;   /* of from; -1 = none */
    int32_t from;
    int32_t to;
    int32_t reason;
    int32_t spare;
} ostrov_i_moved;

#define OSTROV_I_MOVES 2

typedef struct ostrov_i_switch_out {
    int64_t blocked_value; /* millionths of the unit: µs, µV, µHz, µ°, ppm; OSTROV_I_NONE */
    int64_t blocked_limit;
    int64_t left_us; /* -1 = none */
    int32_t blocked;
    int32_t breaker_command;
    int32_t pcs_request;
    int32_t expected_mode;
    int32_t power_ppm;
    int32_t null_pcc;     /* 1 = the PCC shall go to zero */
    int32_t steer;        /* 1 = steer the island towards the grid */
    int32_t watch_anew;   /* 1 = the return delay starts again */
    int32_t bond_command; /* enum ostrov_bond_command */
    int32_t power_reason; /* enum ostrov_grid_reason why power_ppm is less than all */
    int32_t moves;        /* how many of moved were made; the others are older */
    int32_t spare;
    ostrov_i_moved moved[OSTROV_I_MOVES];
} ostrov_i_switch_out;

/* Select-before-operate: the selection that waits, and the last answer. */
typedef struct ostrov_i_orders {
    int64_t life_us;                          /* left to the selection */
    uint32_t last[OSTROV_GRID_ACTOR_DSO + 1]; /* newest number used, by actor; 0 = none */
    uint32_t selected; /* number that is selected, or was when it expired; 0 = none */
    int32_t action;
    int32_t actor;
    int32_t waits;     /* 1 = the selection may be executed */
    uint32_t answered; /* number of the order last answered */
    int32_t answered_actor;
    int32_t answered_action;
    int32_t answered_stage;
    int32_t accepted; /* 1, 0, -1 = none yet */
    int32_t reason;   /* enum ostrov_grid_reason of the refusal */
    int32_t spare;
} ostrov_i_orders;

typedef struct ostrov_i_switch {
    int64_t in_mode_us;
    int64_t window_us;   /* synchronising window held; -1 = not held */
    int64_t clean_us;    /* RIDE: no pick-up, NULLING: null, SYNC: no slip, for so long */
    int64_t ill_us;      /* island outside its band for so long */
    int64_t cooldown_us; /* left before the next attempt to return or to leave */
    int64_t hold_us;     /* OPENING: least time the command is held */
    int64_t closes;
    int64_t opens;
    ostrov_i_contacts contacts;
    ostrov_i_closing closing;
    int32_t mode;
    int32_t reason;
    int32_t command;   /* given in the last step */
    int32_t connected; /* 1, 0, -1 not known yet: for the epoch */
    uint32_t epoch;
    int32_t after;       /* enum ostrov_i_after */
    int32_t from_island; /* 1 = OPENING or CLOSING or LOCKOUT began in a living island */
    int32_t backfeed;    /* 1 = OPENING because the forming PCS met a grid that is not live */
    int32_t dead_close;  /* 1 = CLOSING goes onto the proven dead bus */
    int32_t sync_fails;
    int32_t close_fails;
    int32_t black_fails;
    int32_t offer;
    uint32_t stops;    /* fire stop and emergency stop: bits until reset and gone */
    int32_t hands_off; /* 1 = was hands off in the last step */
    int32_t last_reset;
    int32_t last_angle_cdeg;
    int32_t last_slip_mhz;
    int32_t last_known;
    int32_t contact_cdeg; /* INT32_MIN = never */
    int32_t pulse_spent;  /* 1 = CLOSING: the close command was withdrawn and stays so */
    int32_t away;         /* enum ostrov_i_away */
    int32_t forming;      /* 1 = FORMING or BLACK has had its proofs: FORM is asked */
    int32_t opened_by;    /* bit 1 << actor of each who ordered OPEN and has not taken it back */
    int32_t spare;
    int32_t locked; /* enum ostrov_grid_reason of a lock-out that comes back behind BOOT; 0 = no */
    ostrov_i_bond bond;
    ostrov_i_orders orders;
    int64_t drill_us;       /* the drill has been an island for so long */
    int64_t since_drill_us; /* since the last whole drill, or since the start */
} ostrov_i_switch;

/* Modes in which the site hangs on the grid. */
static inline int32_t ostrov_i_connected(int32_t mode)
{
    return mode == OSTROV_GRID_GRID || mode == OSTROV_GRID_RIDE || mode == OSTROV_GRID_NULLING ||
           mode == OSTROV_GRID_RAMP;
}

void ostrov_i_switch_reset(const ostrov_i_grid_settings *set, ostrov_i_switch *s);
void ostrov_i_switch_step(const ostrov_i_grid_settings *set, ostrov_i_switch *s,
                          const ostrov_i_switch_in *in, ostrov_i_switch_out *out);

#endif
