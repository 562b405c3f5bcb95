/* Field tables of grid_ride.h. Ranges are what a model can be asked, not what a code allows.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/element_fields.h"

#include <ostrov/grid_ride.h>

#include "base/fields.h"

#define OPTIONAL OSTROV_FIELD_OPTIONAL
#define NONE OSTROV_I_NAN

static const ostrov_choice sides[] = {
    {"unknown", OSTROV_RIDE_SIDE_UNKNOWN, 0},
    {"low_voltage", OSTROV_RIDE_LOW_VOLTAGE, 0},
    {"high_voltage", OSTROV_RIDE_HIGH_VOLTAGE, 0},
    {"low_frequency", OSTROV_RIDE_LOW_FREQUENCY, 0},
    {"high_frequency", OSTROV_RIDE_HIGH_FREQUENCY, 0},
};

static const ostrov_choice statuses[] = {
    {"unknown", OSTROV_RIDE_UNKNOWN, 0},   {"cont", OSTROV_RIDE_CONT, 0},
    {"mand", OSTROV_RIDE_MAND, 0},         {"perm", OSTROV_RIDE_PERM, 0},
    {"may_trip", OSTROV_RIDE_MAY_TRIP, 0}, {"mces", OSTROV_RIDE_MCES, 0},
    {"cte", OSTROV_RIDE_CTE, 0},           {"trip", OSTROV_RIDE_TRIP, 0},
};

static const ostrov_choice releases[] = {
    {"none", OSTROV_RIDE_RELEASE_NONE, 0},       {"time", OSTROV_RIDE_RELEASE_TIME, 0},
    {"region", OSTROV_RIDE_RELEASE_REGION, 0},   {"sets", OSTROV_RIDE_RELEASE_SETS, 0},
    {"rocof", OSTROV_RIDE_RELEASE_ROCOF, 0},     {"phase_jump", OSTROV_RIDE_RELEASE_PHASE_JUMP, 0},
    {"tripped", OSTROV_RIDE_RELEASE_TRIPPED, 0},
};

static const ostrov_choice blocks[] = {
    {"in_service", OSTROV_ENTER_IN_SERVICE, 0},
    {"tripped", OSTROV_ENTER_TRIPPED, 0},
    {"permit", OSTROV_ENTER_PERMIT, 0},
    {"not_measured", OSTROV_ENTER_NOT_MEASURED, 0},
    {"undervoltage", OSTROV_ENTER_UNDERVOLTAGE, 0},
    {"overvoltage", OSTROV_ENTER_OVERVOLTAGE, 0},
    {"underfrequency", OSTROV_ENTER_UNDERFREQUENCY, 0},
    {"overfrequency", OSTROV_ENTER_OVERFREQUENCY, 0},
    {"delay", OSTROV_ENTER_DELAY, 0},
};

static const ostrov_field ride_config_fields[] = {
    OSTROV_I_STRUCT_SIZE(ostrov_ride_config),
    OSTROV_I_BOOL(ostrov_ride_config, momentary_cessation,
                  "regions of momentary cessation are not operated as mandatory", 0, 1),
    OSTROV_I_BOOL(ostrov_ride_config, edge_outside,
                  "a value on the edge of continuous operation is outside it", 0, 0),
    OSTROV_I_I32(ostrov_ride_config, disturbance_sets, "1",
                 "consecutive sets that must be ridden through; 0 = no count", 0, 0, 0, 8),
    OSTROV_I_ENUM(ostrov_ride_config, region_side, "side a region lies on; unknown = not used",
                  sides, 0, 0),
    OSTROV_I_ENUM(ostrov_ride_config, region_status, "performance asked for in a region", statuses,
                  0, 0),
    OSTROV_I_F64(ostrov_ride_config, region_from, "", "lower edge, share of nominal or Hz",
                 OPTIONAL, NONE, 0, 400),
    OSTROV_I_F64(ostrov_ride_config, region_to, "", "upper edge, share of nominal or Hz", OPTIONAL,
                 NONE, 0, 400),
    OSTROV_I_F64(ostrov_ride_config, region_s, "s",
                 "must be ridden through at the lower edge; not given = no time asked", OPTIONAL,
                 NONE, 0, 1e6),
    OSTROV_I_F64(ostrov_ride_config, region_slope_s, "s",
                 "more for each pu or Hz above the lower edge", 0, 0, -1e6, 1e6),
    OSTROV_I_F64(ostrov_ride_config, cessation_low_pu, "1",
                 "ceases at or below; not given = by region", OPTIONAL, NONE, 0, 10),
    OSTROV_I_F64(ostrov_ride_config, cessation_high_pu, "1",
                 "ceases at or above; not given = by region", OPTIONAL, NONE, 0, 10),
    OSTROV_I_F64(ostrov_ride_config, cessation_response_s, "s",
                 "to stop current in momentary cessation", 0, 0.083, 0, 1e3),
    OSTROV_I_F64(ostrov_ride_config, cease_response_s, "s",
                 "to stop current when asked to cease to energise", 0, 0.16, 0, 1e3),
    OSTROV_I_F64(ostrov_ride_config, return_delay_s, "s",
                 "after cessation before current comes back", 0, 0, 0, 1e3),
    OSTROV_I_F64(ostrov_ride_config, return_ramp_s, "s", "for current from 0 to rated; 0 = at once",
                 0, 0.4, 0, 1e3),
    OSTROV_I_F64(ostrov_ride_config, current_limit_pu, "1", "greatest current, share of rated", 0,
                 1.2, 0.1, 10),
    OSTROV_I_F64(ostrov_ride_config, set_gap_s, "s",
                 "of continuous voltage that end a set of disturbances", 0, 20, 0, 1e6),
    OSTROV_I_F64(ostrov_ride_config, set_window_s, "s", "a set is counted for, from its start", 0,
                 3600, 0, 1e6),
    OSTROV_I_F64(ostrov_ride_config, rocof_hz_per_s, "Hz/s",
                 "must be ridden through; not given = any", OPTIONAL, NONE, 0, 1000),
    OSTROV_I_F64(ostrov_ride_config, phase_jump_deg, "deg",
                 "positive-sequence jump that must be ridden through; not given = any", OPTIONAL,
                 NONE, 0, 180),
    OSTROV_I_F64(ostrov_ride_config, phase_jump_single_deg, "deg",
                 "jump of one phase that must be ridden through; not given = any", OPTIONAL, NONE,
                 0, 180),
    OSTROV_I_F64(ostrov_ride_config, blind_pu, "1",
                 "below this largest voltage no frequency is judged", 0, 0.1, 0, 1),
};

static const ostrov_field ride_state_fields[] = {
    OSTROV_I_STRUCT_SIZE(ostrov_ride_state),
    OSTROV_I_ENUM(ostrov_ride_state, status, "performance asked for now", statuses, 0, 0),
    OSTROV_I_BOOL(ostrov_ride_state, must_ride, "must stay connected, may trip, or not known", 0,
                  NONE),
    OSTROV_I_ENUM(ostrov_ride_state, release, "what frees it from having to ride through", releases,
                  0, 0),
    OSTROV_I_BOOL(ostrov_ride_state, ceased, "no current is exchanged", 0, 0),
    OSTROV_I_I32(ostrov_ride_state, sets, "1", "sets of voltage disturbances in the window", 0, 0,
                 0, NONE),
    OSTROV_I_F64(ostrov_ride_state, in_status_s, "s", "time in this status", 0, 0, 0, NONE),
    OSTROV_I_F64(ostrov_ride_state, disturbed_s, "s", "outside continuous operation, longest side",
                 0, 0, 0, NONE),
    OSTROV_I_F64(ostrov_ride_state, left_s, "s", "until the least time is over if it stays so",
                 OPTIONAL, NONE, 0, NONE),
    OSTROV_I_F64(ostrov_ride_state, power_limit_pu, "1",
                 "greatest active power now, share of rated", 0, 0, 0, 1),
};

static const ostrov_field enter_config_fields[] = {
    OSTROV_I_STRUCT_SIZE(ostrov_enter_config),
    OSTROV_I_U32(ostrov_enter_config, seed, "1", "of the random delay", 0, 1, 0, NONE),
    OSTROV_I_F64(ostrov_enter_config, min_pu, "1", "window: least voltage", 0, 0.917, 0, 10),
    OSTROV_I_F64(ostrov_enter_config, max_pu, "1", "window: greatest voltage", 0, 1.05, 0, 10),
    OSTROV_I_F64(ostrov_enter_config, min_hz, "Hz", "window: least frequency", 0, 59.5, 10, 400),
    OSTROV_I_F64(ostrov_enter_config, max_hz, "Hz", "window: greatest frequency", 0, 60.1, 10, 400),
    OSTROV_I_F64(ostrov_enter_config, delay_s, "s", "the window must hold without a break", 0, 300,
                 0, 1e6),
    OSTROV_I_F64(ostrov_enter_config, extra_delay_s, "s", "more, fixed", 0, 0, 0, 1e6),
    OSTROV_I_F64(ostrov_enter_config, random_delay_s, "s",
                 "more, drawn anew for each connection, at most this", 0, 0, 0, 1e6),
    OSTROV_I_F64(ostrov_enter_config, ramp_s, "s", "from connection to full power; 0 = at once", 0,
                 300, 0, 1e6),
};

static const ostrov_field enter_state_fields[] = {
    OSTROV_I_STRUCT_SIZE(ostrov_enter_state),
    OSTROV_I_BOOL(ostrov_enter_state, in_service, "connected", 0, 0),
    OSTROV_I_ENUM(ostrov_enter_state, blocked, "what keeps it out of service", blocks, 0, 0),
    OSTROV_I_I32(ostrov_enter_state, connections, "1", "connections since init", 0, 0, 0, NONE),
    OSTROV_I_F64(ostrov_enter_state, left_s, "s", "until connection, or until full power", OPTIONAL,
                 NONE, 0, NONE),
    OSTROV_I_F64(ostrov_enter_state, random_s, "s", "drawn for this connection", 0, 0, 0, NONE),
    OSTROV_I_F64(ostrov_enter_state, power_limit_pu, "1", "greatest active power now", 0, 0, 0, 1),
};

/* The order is that of the positions in element_fields.h. */
const ostrov_structure ostrov_i_ride_structures[] = {
    OSTROV_I_STRUCTURE(ostrov_ride_config, "ride-through as a grid code asks for it",
                       ride_config_fields, OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_ride_state, "what is asked of a unit riding through",
                       ride_state_fields, OSTROV_KIND_OUTPUT),
    OSTROV_I_OPAQUE(ostrov_ride, "one unit riding through"),
    OSTROV_I_STRUCTURE(ostrov_enter_config, "settings of enter service", enter_config_fields,
                       OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_enter_state, "whether a unit is in service", enter_state_fields,
                       OSTROV_KIND_OUTPUT),
    OSTROV_I_OPAQUE(ostrov_enter, "one unit entering service"),
    {0},
};
