/* Field tables of scenarios.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "scenarios_internal.h"

#include "base/fields.h"

#define NONE OSTROV_I_NAN

#define S ostrov_scenarios_config
static const ostrov_field config_fields[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_I32(S, step_s, "s", "length of a step, divides a day", 0, 900, 60, 3600),
    OSTROV_I_I32(S, days, "1", "days remembered: so many different paths", 0, 100, 10, 400),
    OSTROV_I_I32(S, midnight_s, "s", "after midnight UTC at which the day begins", 0, 0, 0, 86399),
};

#undef S
#define S ostrov_scenarios_state
static const ostrov_field state_fields[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_I32(S, days, "1", "days judged", 0, 0, 0, NONE),
    OSTROV_I_F64(S, coverage_ratio, "1",
                 "share of days whose energy fell between 10 and 90 % of the paths", 0, NONE, 0, 1),
    OSTROV_I_F64(S, spread_ratio, "1", "by how much errors are spread", 0, NONE, 0, NONE),
};

const ostrov_structure ostrov_i_scenarios_structures[] = {
    OSTROV_I_STRUCTURE(ostrov_scenarios_config, "memory of how forecasts erred", config_fields,
                       OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_scenarios_state, "how good paths have been", state_fields,
                       OSTROV_KIND_OUTPUT),
    {0},
};
