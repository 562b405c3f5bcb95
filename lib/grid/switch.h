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

#define OSTROV_I_NONE INT64_MIN /* no value */

/* What opening is for. */
enum ostrov_i_after {
    OSTROV_I_AFTER_PARTING = 0, /* go island if that is allowed */
    OSTROV_I_AFTER_ABORT = 1,   /* a closing was broken off: go on as before it */
    OSTROV_I_AFTER_LOCKOUT = 2  /* a closing failed too often */
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
    int32_t null_pcc;   /* 1 = the PCC shall go to zero */
    int32_t steer;      /* 1 = steer the island towards the grid */
    int32_t watch_anew; /* 1 = the return delay starts again */
    int32_t moves;      /* how many of moved, for the log */
    int32_t spare_moves;
    ostrov_i_moved moved[OSTROV_I_MOVES];
} ostrov_i_switch_out;

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
    int32_t fire;      /* 1 = fire stop until reset and gone */
    int32_t hands_off; /* 1 = was hands off in the last step */
    int32_t last_reset;
    int32_t last_angle_cdeg;
    int32_t last_slip_mhz;
    int32_t last_known;
    int32_t contact_cdeg; /* INT32_MIN = never */
    int32_t pulse_spent; /* 1 = CLOSING: the close command was withdrawn and stays so */
} ostrov_i_switch;

void ostrov_i_switch_reset(const ostrov_i_grid_settings *set, ostrov_i_switch *s);
void ostrov_i_switch_step(const ostrov_i_grid_settings *set, ostrov_i_switch *s,
                          const ostrov_i_switch_in *in, ostrov_i_switch_out *out);

#endif
