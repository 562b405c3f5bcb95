/* Field tables of telemetry.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "telemetry_internal.h"

#include "base/fields.h"

#define NONE OSTROV_I_NAN
#define OPTIONAL OSTROV_FIELD_OPTIONAL

#define S ostrov_telemetry_config
static const ostrov_field config_fields[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_RESERVED(S),
    OSTROV_I_F64(S, capacity_ah, "Ah", "capacity", 0, NONE, 1e-3, 1e6),
    OSTROV_I_F64(S, voltage_min_v, "V", "empty under load", 0, NONE, 0, 1e5),
    OSTROV_I_F64(S, voltage_max_v, "V", "full under charge", 0, NONE, 1e-3, 1e5),
    OSTROV_I_F64(S, current_max_a, "A",
                 "in either direction; not given: five times the capacity in an hour", OPTIONAL,
                 NONE, 1e-3, 1e6),
    OSTROV_I_F64(S, temperature_min_c, "degC", "coldest", 0, -40, -60, 60),
    OSTROV_I_F64(S, temperature_max_c, "degC", "hottest", 0, 75, 0, 150),
    OSTROV_I_F64(S, resistance_ohm, "ohm",
                 "within a second of a step, warm; not given: voltage is not held against current",
                 OPTIONAL, NONE, 1e-9, 1e6),
    OSTROV_I_F64(S, voltage_noise_ratio, "1", "noise and delay as share of voltage_max_v", 0, 0.003,
                 1e-6, 0.1),
    OSTROV_I_F64(S, temperature_minute_c, "degC", "greatest true change in a minute", 0, 3, 0, 100),
    OSTROV_I_F64(S, temperature_step_c, "degC", "twice its resolution", 0, 2, 0, 50),
    OSTROV_I_F64(S, soc_step_ratio, "1", "largest true step of the SoC besides the current's", 0,
                 0.015, 0, 1),
    OSTROV_I_F64(S, balance_ratio, "1", "share by which SoC and charge moved may differ", 0, 0.02,
                 1e-4, 1),
    OSTROV_I_F64(S, balance_s, "s", "over which an older difference is forgotten", 0, 7200, 60,
                 1e7),
    OSTROV_I_F64(S, freeze_s, "s", "without any change that are too long under load", 0, 60, 1,
                 86400),
    OSTROV_I_F64(S, missing_s, "s", "a value may stay away", 0, 60, 0, 86400),
    OSTROV_I_F64(S, sum_ratio, "1", "by which the cells may differ from the string", 0, 0.01, 1e-6,
                 1),
    OSTROV_I_F64(S, spread_v, "V", "from the lowest to the highest cell", 0, 0.3, 0, 10),
    OSTROV_I_F64(S, time_s, "s", "by which the device's clock may differ from sample to sample", 0,
                 5, 0, 86400),
};

#undef S
#define S ostrov_telemetry_sample
static const ostrov_field sample_fields[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_RESERVED(S),
    OSTROV_I_F64(S, voltage_v, "V", "of the string", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, current_a, "A", "positive = discharge", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, temperature_c, "degC", "of the cells", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, bms_soc_ratio, "1", "SoC", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, cells_sum_v, "V", "sum of all cells", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, cell_min_v, "V", "lowest cell", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, cell_max_v, "V", "highest cell", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, device_s, "s", "time stamp by the device's own clock", 0, NONE, NONE, NONE),
};

#undef S
#define S ostrov_telemetry_state
static const ostrov_field state_fields[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_U32(S, reasons, "", "bits of what was wrong with the last sample", 0, 0, NONE, NONE),
    OSTROV_I_U32(S, ever, "", "bits of what was wrong since init", 0, 0, NONE, NONE),
    OSTROV_I_RESERVED(S),
    OSTROV_I_F64(S, voltage_v, "V", "believed", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, current_a, "A", "believed", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, temperature_c, "degC", "believed", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, bms_soc_ratio, "1", "believed", 0, NONE, 0, 1),
    OSTROV_I_F64(S, balance_ah, "Ah", "by which SoC and charge moved differ of late", 0, NONE, NONE,
                 NONE),
    OSTROV_I_F64(S, resistance_ohm, "ohm", "by the last steps of current", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, since_s, "s", "since each reason last held", 0, NONE, 0, NONE),
    OSTROV_I_I64(S, count, "1", "samples in which each reason held", 0, 0, 0, NONE),
};

const ostrov_structure ostrov_i_telemetry_structures[] = {
    OSTROV_I_STRUCTURE(ostrov_telemetry_config, "what a battery can do", config_fields,
                       OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_telemetry_sample, "what a battery told", sample_fields,
                       OSTROV_KIND_SAMPLE),
    OSTROV_I_STRUCTURE(ostrov_telemetry_state, "what may be believed of it", state_fields,
                       OSTROV_KIND_OUTPUT),
    OSTROV_I_OPAQUE(ostrov_telemetry, "the judge of one battery's telemetry"),
    {0},
};
