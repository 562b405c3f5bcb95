/* Field tables of grid_explain.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/explain_fields.h"

#include "base/fields.h"
#include "grid/grid_choices.h"

#include <ostrov/grid_explain.h>

#define OPTIONAL OSTROV_FIELD_OPTIONAL
#define NONE OSTROV_I_NAN

static const ostrov_choice kinds[] = {
    {"unknown", OSTROV_GRID_RECORD_UNKNOWN, 0}, {"start", OSTROV_GRID_RECORD_START, 0},
    {"move", OSTROV_GRID_RECORD_MOVE, 0},       {"block", OSTROV_GRID_RECORD_BLOCK, 0},
    {"command", OSTROV_GRID_RECORD_COMMAND, 0}, {"load", OSTROV_GRID_RECORD_LOAD, 0},
};

static const ostrov_choice units[] = {
    {"none", OSTROV_GRID_UNIT_NONE, 0}, {"v", OSTROV_GRID_UNIT_V, 0},
    {"hz", OSTROV_GRID_UNIT_HZ, 0},     {"s", OSTROV_GRID_UNIT_S, 0},
    {"deg", OSTROV_GRID_UNIT_DEG, 0},   {"ratio", OSTROV_GRID_UNIT_RATIO, 0},
    {"w", OSTROV_GRID_UNIT_W, 0},       {"count", OSTROV_GRID_UNIT_COUNT, 0},
};

static const ostrov_field record_fields[] = {
    OSTROV_I_STRUCT_SIZE(ostrov_grid_record),
    OSTROV_I_ENUM(ostrov_grid_record, kind, "what the record tells of", kinds, 0, 0),
    OSTROV_I_ENUM(ostrov_grid_record, from_mode, "mode before", ostrov_i_grid_modes, 0, 0),
    OSTROV_I_ENUM(ostrov_grid_record, to_mode, "mode after", ostrov_i_grid_modes, 0, 0),
    OSTROV_I_ENUM(ostrov_grid_record, reason, "of the move, the block or the refusal",
                  ostrov_i_grid_reasons, 0, 0),
    OSTROV_I_ENUM(ostrov_grid_record, blocked, "what blocked when this was written",
                  ostrov_i_grid_reasons, 0, 0),
    OSTROV_I_ENUM(ostrov_grid_record, unit, "unit of value and limit", units, 0, 0),
    OSTROV_I_ENUM(ostrov_grid_record, actor, "who gave the order", ostrov_i_grid_actors, 0, 0),
    OSTROV_I_ENUM(ostrov_grid_record, action, "what the order asked for", ostrov_i_grid_actions, 0,
                  0),
    OSTROV_I_ENUM(ostrov_grid_record, stage, "select or execute", ostrov_i_grid_stages, 0, 0),
    OSTROV_I_BOOL(ostrov_grid_record, accepted, "accepted, refused, or no order", 0, NONE),
    OSTROV_I_U32(ostrov_grid_record, number, "1", "number of the order", 0, 0, 0, NONE),
    OSTROV_I_U32(ostrov_grid_record, config_crc, "", "CRC-32 of the settings in force", 0, 0, 0,
                 NONE),
    OSTROV_I_U32(ostrov_grid_record, suppressed, "1",
                 "changes of what blocks that were left out before this", 0, 0, 0, NONE),
    OSTROV_I_I64(ostrov_grid_record, sequence, "1", "place in the log, from 1", 0, 0, 0, NONE),
    OSTROV_I_I64(ostrov_grid_record, lost, "1", "records before this that the ring no longer has",
                 0, 0, 0, NONE),
    OSTROV_I_I64(ostrov_grid_record, time_us, "us", "stepped time since init", 0, 0, 0, NONE),
    OSTROV_I_F64(ostrov_grid_record, value, "", "what was measured, in its unit", OPTIONAL, NONE,
                 NONE, NONE),
    OSTROV_I_F64(ostrov_grid_record, limit, "", "what it was held against", OPTIONAL, NONE, NONE,
                 NONE),
    OSTROV_I_F64(ostrov_grid_record, held_s, "s", "time the condition had held", OPTIONAL, NONE, 0,
                 NONE),
};

static const ostrov_field blocker_fields[] = {
    OSTROV_I_ENUM(ostrov_grid_blocker, reason, "what is in the way", ostrov_i_grid_reasons, 0, 0),
    OSTROV_I_ENUM(ostrov_grid_blocker, unit, "unit of value and limit", units, 0, 0),
    OSTROV_I_F64(ostrov_grid_blocker, value, "", "as it is", OPTIONAL, NONE, NONE, NONE),
    OSTROV_I_F64(ostrov_grid_blocker, limit, "", "as it must be", OPTIONAL, NONE, NONE, NONE),
    OSTROV_I_F64(ostrov_grid_blocker, left_s, "s", "time until it is over by itself", OPTIONAL,
                 NONE, 0, NONE),
};

const ostrov_structure ostrov_i_grid_explain_structures[] = {
    OSTROV_I_STRUCTURE(ostrov_grid_record, "one record of the connection's log", record_fields,
                       OSTROV_KIND_OUTPUT),
    OSTROV_I_STRUCTURE(ostrov_grid_blocker, "one condition in the way of a mode", blocker_fields,
                       OSTROV_KIND_FROZEN),
    {0},
};
