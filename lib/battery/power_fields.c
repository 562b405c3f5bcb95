/* Field tables of power.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "power_internal.h"

#include "base/fields.h"

#define NONE OSTROV_I_NAN

#define S ostrov_power_bounds
static const ostrov_field bounds_fields[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_RESERVED(S),
    OSTROV_I_F64(S, voltage_min_v, "V", "of the string while it discharges", 0, NONE, 0, 1e5),
    OSTROV_I_F64(S, voltage_max_v, "V", "of the string while it charges", 0, NONE, 0, 1e5),
    OSTROV_I_F64(S, discharge_a, "A", "largest discharging current", 0, NONE, 0, 1e6),
    OSTROV_I_F64(S, charge_a, "A", "largest charging current", 0, NONE, 0, 1e6),
    OSTROV_I_F64(S, soc_min_ratio, "1", "least SoC", 0, 0.05, 0, 1),
    OSTROV_I_F64(S, soc_max_ratio, "1", "greatest SoC", 0, 0.97, 0, 1),
    OSTROV_I_F64(S, charge_min_c, "degC", "no charging below", 0, 0, -60, 60),
    OSTROV_I_F64(S, temperature_max_c, "degC", "no power above", 0, 55, 0, 120),
    OSTROV_I_F64(S, ambient_c, "degC", "around the cells; not given: their temperature stays",
                 OSTROV_FIELD_OPTIONAL, NONE, -60, 100),
};

#undef S
#define S ostrov_power_capability
static const ostrov_choice reasons[] = {
    {"current", OSTROV_POWER_BY_CURRENT, 0}, {"voltage", OSTROV_POWER_BY_VOLTAGE, 0},
    {"soc", OSTROV_POWER_BY_SOC, 0},         {"temperature", OSTROV_POWER_BY_TEMPERATURE, 0},
    {"time", OSTROV_POWER_BY_TIME, 0},
};
static const ostrov_field limit_fields[] = {
    OSTROV_I_F64(S, current_a, "A", "largest constant current", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, current_w, "W", "least power while that current flows", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, power_w, "W", "largest constant power", 0, NONE, 0, NONE),
    OSTROV_I_ENUM(S, current_reason, "what bounds the current", reasons, 0, 0),
    OSTROV_I_ENUM(S, power_reason, "what bounds the power", reasons, 0, 0),
};

#undef S
#define S ostrov_power_reach
static const ostrov_field reach_fields[] = {
    OSTROV_I_F64(S, energy_wh, "Wh", "at the terminals until a bound is met", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, duration_s, "s", "until then", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, soc_ratio, "1", "SoC then", 0, NONE, NONE, NONE),
    OSTROV_I_ENUM(S, reason, "which bound", reasons, 0, 0),
    OSTROV_I_I32(S, reserved_, "", "keeps the alignment; zero", OSTROV_FIELD_RESERVED, 0, NONE,
                 NONE),
};

const ostrov_structure ostrov_i_power_structures[] = {
    OSTROV_I_STRUCTURE(ostrov_power_bounds, "what a string must keep at every instant",
                       bounds_fields, OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_power_capability, "what a string can bear for a window", limit_fields,
                       OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_power_reach, "how much a string can give or take", reach_fields,
                       OSTROV_KIND_FROZEN),
    {0},
};
