/* The log: a ring of fixed-size records, written once a step from what the switch did.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_GRID_LOG_H
#define OSTROV_LIB_GRID_LOG_H

#include "grid/switch.h"

#include <ostrov/grid_explain.h>

/* An outage with its return writes about twenty; a host that reads each second misses none. */
#define OSTROV_I_LOG_RECORDS 24

/* Numbers in millionths of their unit, OSTROV_I_NONE = no number. */
typedef struct ostrov_i_record {
    int64_t time_us;
    int64_t value;
    int64_t limit;
    int64_t held_us; /* -1 = not counted */
    uint32_t number;
    uint16_t suppressed;
    uint8_t kind;
    uint8_t from;
    uint8_t to;
    uint8_t reason;
    uint8_t blocked;
    uint8_t unit;
    uint8_t actor;
    uint8_t action;
    uint8_t stage;
    uint8_t accepted;
} ostrov_i_record;

typedef struct ostrov_i_log_book {
    int64_t now_us;   /* stepped time since init */
    int64_t sequence; /* of the newest record */
    int64_t quiet_us; /* since a change of what blocks was last given leave */
    int64_t last_move_sequence;
    int32_t leave;      /* changes of what blocks that may still be written */
    int32_t told;       /* enum ostrov_grid_reason last written, or left out, as blocking */
    int32_t suppressed; /* changes left out since the last record */
    int32_t spare;
} ostrov_i_log_book;

/* The ring, and behind it the last move, which outlives it. */
enum { OSTROV_I_LAST_MOVE = OSTROV_I_LOG_RECORDS };

typedef struct ostrov_i_log {
    ostrov_i_log_book book;
    ostrov_i_record records[OSTROV_I_LOG_RECORDS + 1];
} ostrov_i_log;

struct ostrov_i_grid;

/* What a reason rests on, as it is now. */
typedef struct ostrov_i_evidence {
    int64_t value; /* millionths of unit; OSTROV_I_NONE */
    int64_t limit;
    int64_t held_us; /* -1 = not counted */
    int32_t unit;    /* enum ostrov_grid_unit */
    int32_t spare;
} ostrov_i_evidence;

void ostrov_i_evidence_of(const struct ostrov_i_grid *g, int32_t reason, ostrov_i_evidence *e);

void ostrov_i_log_start(struct ostrov_i_grid *g, int32_t kind);

/* After each step of the switch: every move and order, and what blocks when that changed. */
void ostrov_i_log_step(struct ostrov_i_grid *g);

#endif
