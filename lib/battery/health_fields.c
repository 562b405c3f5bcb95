/* Field tables of health.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "health_internal.h"

#include "base/fields.h"

#define NONE OSTROV_I_NAN
#define OPTIONAL OSTROV_FIELD_OPTIONAL

#define S ostrov_health_config
static const ostrov_field config_fields[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_RESERVED(S),
    OSTROV_I_F64(S, capacity_ah, "Ah", "capacity when new", 0, NONE, 1e-3, 1e6),
    OSTROV_I_F64(S, full_v, "V", "voltage from which a small charging current means full", OPTIONAL,
                 NONE, 0, 1e5),
    OSTROV_I_F64(S, taper_a, "A", "that current; not given: a twentieth of the capacity in an hour",
                 OPTIONAL, NONE, 0, 1e6),
    OSTROV_I_F64(S, empty_v, "V", "voltage at which a discharge means empty", OPTIONAL, NONE, 0,
                 1e5),
    OSTROV_I_F64(S, anchor_sigma_ratio, "1", "standard deviation of the SoC at full and at empty",
                 0, 0.01, 1e-4, 0.2),
    OSTROV_I_F64(S, current_error_ratio, "1", "standard deviation of the ammeter's gain error", 0,
                 0.005, 1e-5, 0.2),
    OSTROV_I_F64(S, current_offset_a, "A", "standard deviation of its offset", 0, 0, 0, 1e4),
    OSTROV_I_F64(S, least_change_ratio, "1", "least change of SoC in a window", 0, 0.3, 0.02, 1),
    OSTROV_I_F64(S, memory_windows, "1", "windows after which one weighs 1/e less", 0, 10, 0.2,
                 1e6),
    OSTROV_I_F64(S, resistance_ohm, "ohm",
                 "resistance at 25 °C when new; not given: first steps tell", OPTIONAL, NONE, 1e-9,
                 1e6),
    OSTROV_I_F64(S, resistance_s, "s", "time after a step of current at which resistance is read",
                 0, 10, 0, 3600),
    OSTROV_I_F64(S, step_a, "A", "least step; not given: a fifth of the capacity in an hour",
                 OPTIONAL, NONE, 1e-6, 1e6),
    OSTROV_I_F64(S, activation_j_per_mol, "J/mol", "resistance follows temperature by Arrhenius", 0,
                 25000, 0, 2e5),
};

#undef S
#define S ostrov_health_sample
static const ostrov_field sample_fields[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_RESERVED(S),
    OSTROV_I_F64(S, current_a, "A", "positive = discharge", 0, NONE, -1e6, 1e6),
    OSTROV_I_F64(S, voltage_v, "V", "at the terminals", 0, NONE, 0, 1e5),
    OSTROV_I_F64(S, temperature_c, "degC", "of the cells", 0, NONE, -60, 120),
    OSTROV_I_F64(S, anchor_soc_ratio, "1", "SoC known by other means", 0, NONE, 0, 1),
    OSTROV_I_F64(S, anchor_sigma_ratio, "1", "its standard deviation", 0, NONE, 1e-5, 1),
};

#undef S
#define S ostrov_health_state
static const ostrov_choice reasons[] = {
    {"used", OSTROV_HEALTH_USED, 0},       {"small", OSTROV_HEALTH_SMALL, 0},
    {"unsure", OSTROV_HEALTH_UNSURE, 0},   {"opposite", OSTROV_HEALTH_OPPOSITE, 0},
    {"outside", OSTROV_HEALTH_OUTSIDE, 0}, {"unlike", OSTROV_HEALTH_UNLIKE, 0},
};
static const ostrov_field state_fields[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_ENUM(S, reason, "why the last window was not used", reasons, 0, 0),
    OSTROV_I_F64(S, capacity_ah, "Ah", "capacity", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, capacity_sigma_ah, "Ah", "its standard deviation", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, health_ratio, "1", "capacity over that of new", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, window_ah, "Ah", "per unit of SoC by the last window alone", 0, NONE, NONE,
                 NONE),
    OSTROV_I_F64(S, resistance_ohm, "ohm", "at 25 °C", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, resistance_sigma_ohm, "ohm", "its standard deviation", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, resistance_ratio, "1", "over that of new", 0, NONE, 0, NONE),
    OSTROV_I_I64(S, windows, "1", "windows used", 0, 0, 0, NONE),
    OSTROV_I_I64(S, refused, "1", "windows refused", 0, 0, 0, NONE),
    OSTROV_I_I64(S, steps, "1", "steps of current used", 0, 0, 0, NONE),
};

const ostrov_structure ostrov_i_health_structures[] = {
    OSTROV_I_STRUCTURE(ostrov_health_config, "what health is judged by", config_fields,
                       OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_health_sample, "what was measured for health", sample_fields,
                       OSTROV_KIND_SAMPLE),
    OSTROV_I_STRUCTURE(ostrov_health_state, "what is known of health", state_fields,
                       OSTROV_KIND_OUTPUT),
    OSTROV_I_OPAQUE(ostrov_health, "health of one cell or string"),
    {0},
};
