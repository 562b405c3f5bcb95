/* Field tables of grid.h: what comes out.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/grid_choices.h"
#include "grid/grid_fields.h"

#include <ostrov/grid_report.h>

#include "base/fields.h"

#define OPTIONAL OSTROV_FIELD_OPTIONAL
#define NONE OSTROV_I_NAN

static const ostrov_choice breaker_commands[] = {
    {"hold", OSTROV_BREAKER_HOLD, 0},
    {"open", OSTROV_BREAKER_OPEN, 0},
    {"close", OSTROV_BREAKER_CLOSE, 0},
    {"trip_upstream", OSTROV_BREAKER_TRIP_UPSTREAM, 0},
};

static const ostrov_choice bond_commands[] = {
    {"hold", OSTROV_BOND_HOLD, 0},
    {"open", OSTROV_BOND_OPEN, 0},
    {"close", OSTROV_BOND_CLOSE, 0},
};

static const ostrov_choice pcs_modes[] = {
    {"unknown", OSTROV_PCS_UNKNOWN, 0},
    {"stop", OSTROV_PCS_STOP, 0},
    {"follow", OSTROV_PCS_FOLLOW, 0},
    {"form", OSTROV_PCS_FORM, 0},
};

static const ostrov_choice sides[] = {
    {"unknown", OSTROV_SIDE_UNKNOWN, 0},   {"dead", OSTROV_SIDE_DEAD, 0},
    {"abnormal", OSTROV_SIDE_ABNORMAL, 0}, {"observing", OSTROV_SIDE_OBSERVING, 0},
    {"good", OSTROV_SIDE_GOOD, 0},
};

const ostrov_field ostrov_i_grid_state_fields[OSTROV_I_GRID_STATE_FIELDS] = {
    OSTROV_I_STRUCT_SIZE(ostrov_grid_state),
    OSTROV_I_ENUM(ostrov_grid_state, mode, "mode of the connection", ostrov_i_grid_modes, 0, 0),
    OSTROV_I_ENUM(ostrov_grid_state, reason, "why the last move was made", ostrov_i_grid_reasons, 0,
                  0),
    OSTROV_I_ENUM(ostrov_grid_state, blocked, "what keeps the next move from being made",
                  ostrov_i_grid_reasons, 0, 0),
    OSTROV_I_ENUM(ostrov_grid_state, breaker_command, "asked of the PCC breaker", breaker_commands,
                  0, 0),
    OSTROV_I_ENUM(ostrov_grid_state, pcs_request, "asked of the PCS; unknown = hands off",
                  pcs_modes, 0, 0),
    OSTROV_I_ENUM(ostrov_grid_state, grid_side, "condition of the grid side", sides, 0, 0),
    OSTROV_I_ENUM(ostrov_grid_state, bus_side, "condition of the site bus side", sides, 0, 0),
    OSTROV_I_BOOL(ostrov_grid_state, breaker, "proven closed, proven open, or not known", 0, NONE),
    OSTROV_I_ENUM(ostrov_grid_state, expected_mode, "mode expected next", ostrov_i_grid_modes, 0,
                  0),
    OSTROV_I_BOOL(ostrov_grid_state, offer_open_transition, "a dark return is offered", 0, 0),
    OSTROV_I_U32(ostrov_grid_state, epoch, "1", "counts moves between connected and islanded", 0, 0,
                 0, NONE),
    OSTROV_I_F64(ostrov_grid_state, in_mode_s, "s", "time in this mode", OPTIONAL, NONE, 0, NONE),
    OSTROV_I_F64(ostrov_grid_state, left_s, "s",
                 "time until the mode's bound or the end of the return delay", OPTIONAL, NONE, 0,
                 NONE),
    OSTROV_I_F64(ostrov_grid_state, power_ratio, "1",
                 "share of import, export and set-points allowed now", OPTIONAL, NONE, 0, 1),
    OSTROV_I_F64(ostrov_grid_state, bus_target_v, "V",
                 "voltage the PCS should form, phase to neutral", OPTIONAL, NONE, 0, NONE),
    OSTROV_I_F64(ostrov_grid_state, bus_target_hz, "Hz", "frequency the PCS should form", OPTIONAL,
                 NONE, 0, NONE),
    OSTROV_I_F64(ostrov_grid_state, pcc_target_w, "W", "power wanted at the PCC, positive = import",
                 OPTIONAL, NONE, NONE, NONE),
    OSTROV_I_F64(ostrov_grid_state, learned_close_s, "s",
                 "time from close command to contact as learned", OPTIONAL, NONE, 0, NONE),
    OSTROV_I_F64(ostrov_grid_state, contact_angle_deg, "deg", "angle at the last closing contact",
                 OPTIONAL, NONE, -180, 180),
    OSTROV_I_F64(ostrov_grid_state, blocked_value, "",
                 "value behind blocked, in its reason's SI unit", OPTIONAL, NONE, NONE, NONE),
    OSTROV_I_F64(ostrov_grid_state, blocked_limit, "",
                 "limit behind blocked, in its reason's SI unit", OPTIONAL, NONE, NONE, NONE),
    OSTROV_I_I64(ostrov_grid_state, closes, "1", "close commands given since init", 0, 0, 0, NONE),
    OSTROV_I_I64(ostrov_grid_state, opens, "1", "open commands given since init", 0, 0, 0, NONE),
    OSTROV_I_BOOL(ostrov_grid_state, armed, "it switches; else it only watches", 0, 0),
    OSTROV_I_ENUM(ostrov_grid_state, bond_command, "asked of the neutral-earth bond", bond_commands,
                  0, 0),
    OSTROV_I_BOOL(ostrov_grid_state, bond, "neutral-earth bond proven closed, open, or not known",
                  0, NONE),
    OSTROV_I_U32(ostrov_grid_state, tiers_allowed, "", "load tiers that may be on: bit 0 = tier 1",
                 0, 0, 0, 15),
    OSTROV_I_ENUM(ostrov_grid_state, limit_reason, "why import and export are limited",
                  ostrov_i_grid_reasons, 0, 0),
    OSTROV_I_BOOL(ostrov_grid_state, drill, "an island drill is going on", 0, 0),
    OSTROV_I_U32(ostrov_grid_state, order_number, "1", "number of the order last answered", 0, 0, 0,
                 NONE),
    OSTROV_I_ENUM(ostrov_grid_state, order_actor, "who gave it", ostrov_i_grid_actors, 0, 0),
    OSTROV_I_ENUM(ostrov_grid_state, order_action, "what it asked for", ostrov_i_grid_actions, 0,
                  0),
    OSTROV_I_ENUM(ostrov_grid_state, order_stage, "select or execute", ostrov_i_grid_stages, 0, 0),
    OSTROV_I_BOOL(ostrov_grid_state, order_accepted, "accepted, refused, or none yet", 0, NONE),
    OSTROV_I_ENUM(ostrov_grid_state, order_reason, "why it was refused", ostrov_i_grid_reasons, 0,
                  0),
    OSTROV_I_F64(ostrov_grid_state, order_left_s, "s", "time a selection still waits for execution",
                 OPTIONAL, NONE, 0, NONE),
    OSTROV_I_F64(ostrov_grid_state, import_ratio, "1",
                 "share of the import limit that the connection allows now", OPTIONAL, NONE, 0, 1),
    OSTROV_I_F64(ostrov_grid_state, export_ratio, "1",
                 "share of the export limit that the connection allows now", OPTIONAL, NONE, 0, 1),
    OSTROV_I_F64(ostrov_grid_state, soc_floor_ratio, "1",
                 "SoC to keep for tier 1 and a black start", OPTIONAL, NONE, 0, 1),
    OSTROV_I_F64(ostrov_grid_state, autonomy_s, "s",
                 "time the allowed tiers can be fed apart from the grid; 1e9 = no end", OPTIONAL,
                 NONE, 0, 1e9),
    OSTROV_I_F64(ostrov_grid_state, drill_due_s, "s", "time until the next drill is due", OPTIONAL,
                 NONE, NONE, NONE),
};

const ostrov_field ostrov_i_grid_report_fields[OSTROV_I_GRID_REPORT_FIELDS] = {
    OSTROV_I_STRUCT_SIZE(ostrov_grid_report),
    OSTROV_I_U32(ostrov_grid_report, number, "1", "counts the passages since init; 0 = none", 0, 0,
                 0, NONE),
    OSTROV_I_BOOL(ostrov_grid_report, drill, "it was an ordered drill", 0, 0),
    OSTROV_I_ENUM(ostrov_grid_report, cause, "why the grid was left", ostrov_i_grid_reasons, 0, 0),
    OSTROV_I_BOOL(ostrov_grid_report, going_on, "not over yet", 0, 0),
    OSTROV_I_ENUM(ostrov_grid_report, result, "what it ended with", ostrov_i_grid_reasons, 0, 0),
    OSTROV_I_U32(ostrov_grid_report, tiers_shed, "", "load tiers shed at any time: bit 0 = tier 1",
                 0, 0, 0, 15),
    OSTROV_I_RESERVED(ostrov_grid_report),
    OSTROV_I_F64(ostrov_grid_report, pcc_w, "W", "power through the PCC when it was told to open",
                 OPTIONAL, NONE, NONE, NONE),
    OSTROV_I_F64(ostrov_grid_report, settle_s, "s", "time to a site bus inside its band, held",
                 OPTIONAL, NONE, 0, NONE),
    OSTROV_I_F64(ostrov_grid_report, outside_s, "s",
                 "time the site bus was outside its band or dead", OPTIONAL, NONE, 0, NONE),
    OSTROV_I_F64(ostrov_grid_report, min_v, "V", "least phase voltage of the site bus", OPTIONAL,
                 NONE, 0, NONE),
    OSTROV_I_F64(ostrov_grid_report, max_v, "V", "greatest phase voltage of the site bus", OPTIONAL,
                 NONE, 0, NONE),
    OSTROV_I_F64(ostrov_grid_report, min_hz, "Hz", "least frequency of the live site bus", OPTIONAL,
                 NONE, 0, NONE),
    OSTROV_I_F64(ostrov_grid_report, max_hz, "Hz", "greatest frequency of the live site bus",
                 OPTIONAL, NONE, 0, NONE),
    OSTROV_I_F64(ostrov_grid_report, island_s, "s",
                 "time from the open command to the contact that joined again", OPTIONAL, NONE, 0,
                 NONE),
    OSTROV_I_F64(ostrov_grid_report, resync_s, "s", "time spent synchronising", OPTIONAL, NONE, 0,
                 NONE),
    OSTROV_I_F64(ostrov_grid_report, contact_angle_deg, "deg", "angle when the contacts met",
                 OPTIONAL, NONE, -180, 180),
    OSTROV_I_F64(ostrov_grid_report, load_lost_wh, "Wh", "energy that loads did not get", OPTIONAL,
                 NONE, 0, NONE),
};
