/* Field tables of the estimator of a string.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "battery_internal.h"

#include <ostrov/battery_soc.h>

#include "base/fields.h"

#define NONE OSTROV_I_NAN
#define OPTIONAL OSTROV_FIELD_OPTIONAL

#define S ostrov_soc_config
static const ostrov_field config_fields[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_RESERVED(S),
    OSTROV_I_F64(S, soc_start_ratio, "1", "SoC told at the start; not given: not known", OPTIONAL,
                 NONE, 0, 1),
    OSTROV_I_F64(S, soc_start_sigma_ratio, "1", "standard deviation of soc_start_ratio", 0, 0.03,
                 0.001, 0.5),
    OSTROV_I_F64(S, soc_start_trust_ratio, "1", "probability that it is right at all", 0, 0.6, 0.01,
                 0.9999),
    OSTROV_I_F64(S, offset_sigma_a, "A",
                 "standard deviation of the current sensor's offset; not given: 2.5 % of the "
                 "capacity per hour",
                 OPTIONAL, NONE, 0, 1e5),
    OSTROV_I_F64(S, gain_sigma_ratio, "1", "standard deviation of the current sensor's gain error",
                 0, 0.005, 0, 0.5),
    OSTROV_I_F64(S, noise_v, "V", "fast errors of voltage and model, one cell, one second", 0, 0.02,
                 1e-5, 1),
    OSTROV_I_F64(S, model_error_v, "V", "slow error of the model, one cell", 0, 0.003, 0, 1),
    OSTROV_I_F64(S, resistance_sigma_ratio, "1",
                 "standard deviation of the resistance against the model's", 0, 0.1, 0, 1),
    OSTROV_I_F64(S, standstill_s, "s",
                 "constant small current after which it is taken for zero; 0: never", 0, 60, 0,
                 86400),
    OSTROV_I_F64(S, soc_error_ratio, "1", "standard deviation that never goes away", 0, 0.005, 0,
                 0.5),
    OSTROV_I_F64(S, full_charge_sigma_ratio, "1",
                 "standard deviation of SoC from which a full charge is wanted", 0, 0.03, 0, 1),
};

#undef S
#define S ostrov_soc_sample
static const ostrov_field sample_fields[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_BOOL(S, full, "the charger has ended a full charge", 0, NONE),
    OSTROV_I_F64(S, current_a, "A", "current, positive = discharge", 0, NONE, -1e6, 1e6),
    OSTROV_I_F64(S, voltage_v, "V", "voltage of the string", 0, NONE, 0, 1e5),
    OSTROV_I_F64(S, temperature_c, "degC", "of the cells", 0, NONE, -60, 120),
};

#undef S
#define S ostrov_soc_state
static const ostrov_field state_fields[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_U32(S, notes, "", "bits of enum ostrov_soc_note", 0, 0, NONE, NONE),
    OSTROV_I_F64(S, soc_ratio, "1", "best estimate", 0, NONE, 0, 1),
    OSTROV_I_F64(S, soc_sigma_ratio, "1", "its standard deviation", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, soc_low_ratio, "1", "lower bound, three sigma", 0, NONE, 0, 1),
    OSTROV_I_F64(S, soc_high_ratio, "1", "upper bound, three sigma", 0, NONE, 0, 1),
    OSTROV_I_F64(S, offset_a, "A", "what the current sensor reads too much", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, offset_sigma_a, "A", "its standard deviation", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, hysteresis_ratio, "1", "-1 on the discharge branch, 1 on the charge branch", 0,
                 NONE, -1, 1),
    OSTROV_I_F64(S, resistance_ratio, "1", "resistance over the model's", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, innovation_v, "V", "voltage measured less expected", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, discharged_ah, "Ah", "out of the string since init, as measured", 0, NONE, 0,
                 NONE),
    OSTROV_I_F64(S, charged_ah, "Ah", "into the string since init, as measured", 0, NONE, 0, NONE),
    OSTROV_I_I64(S, resyncs, "1", "how often SoC moved to another hypothesis", 0, 0, 0, NONE),
    OSTROV_I_I32(S, hypotheses, "1", "how many are left", 0, 0, 0, NONE),
    OSTROV_I_RESERVED(S),
};

const ostrov_structure ostrov_i_soc_structures[] = {
    OSTROV_I_STRUCTURE(ostrov_soc_config, "what the estimator of a string assumes", config_fields,
                       OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_soc_sample, "what was measured of a string", sample_fields,
                       OSTROV_KIND_SAMPLE),
    OSTROV_I_STRUCTURE(ostrov_soc_state, "what is known of a string's charge", state_fields,
                       OSTROV_KIND_OUTPUT),
    OSTROV_I_OPAQUE(ostrov_soc, "the estimator of one string"),
    {0},
};
