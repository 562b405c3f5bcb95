/* Field tables of the battery module.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "battery_internal.h"

#include "base/fields.h"

#define NONE OSTROV_I_NAN
#define OPTIONAL OSTROV_FIELD_OPTIONAL

const ostrov_choice ostrov_i_chemistries[OSTROV_I_CHEMISTRIES] = {
    {"lfp", OSTROV_CHEMISTRY_LFP, 0}, {"nmc", OSTROV_CHEMISTRY_NMC, 0},
    {"nca", OSTROV_CHEMISTRY_NCA, 0}, {"lmo", OSTROV_CHEMISTRY_LMO, 0},
    {"lto", OSTROV_CHEMISTRY_LTO, 0},
};

#define S ostrov_battery_config
/* Capacity and power end where a day at 1.5 times full power still fits an int64 of nWh. */
static const ostrov_field config_fields[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_ENUM(S, chemistry, "cell chemistry", ostrov_i_chemistries, 0,
                  OSTROV_CHEMISTRY_LFP),
    OSTROV_I_F64(S, capacity_wh, "Wh", "energy in the cells from empty to full, when new", 0, NONE,
                 1, 1e8),
    OSTROV_I_F64(S, health_ratio, "1", "capacity left, 1 = as new", 0, 1, 0.1, 1.1),
    OSTROV_I_F64(S, charge_limit_w, "W", "largest charging power at the AC side", 0, NONE, 0, 1e8),
    OSTROV_I_F64(S, discharge_limit_w, "W", "largest discharging power at the AC side", 0, NONE, 0,
                 1e8),
    OSTROV_I_F64(S, charge_efficiency_ratio, "1",
                 "energy into the cells over energy from the site bus", 0, 0.95, 0.5, 1),
    OSTROV_I_F64(S, discharge_efficiency_ratio, "1",
                 "energy to the site bus over energy out of the cells", 0, 0.95, 0.5, 1),
    OSTROV_I_F64(S, self_discharge_per_s, "1/s", "share of the stored energy lost each second", 0,
                 1e-8, 0, 1e-4),
    OSTROV_I_F64(S, soc_min_ratio, "1", "least SoC used in daily life", 0, 0.1, 0, 1),
    OSTROV_I_F64(S, soc_max_ratio, "1", "greatest SoC used", 0, 0.95, 0, 1),
    OSTROV_I_F64(S, soc_start_ratio, "1", "SoC at init; not given: taken from the BMS", OPTIONAL,
                 NONE, 0, 1),
    OSTROV_I_F64(S, soc_start_sigma_ratio, "1", "standard deviation of soc_start_ratio", 0, 0.05, 0,
                 0.5),
    OSTROV_I_F64(S, meter_error_ratio, "1", "standard deviation of the power meter's gain error", 0,
                 0.01, 0, 0.5),
    OSTROV_I_F64(S, bms_soc_sigma_ratio, "1", "standard deviation of the SoC that the BMS tells", 0,
                 0.02, 0.001, 0.5),
    OSTROV_I_F64(S, rest_w, "W",
                 "power below which the battery rests; not given: 1 % of the greater power limit",
                 OPTIONAL, NONE, 0, 1e8),
    OSTROV_I_F64(S, rest_s, "s", "rest after which the BMS SoC corrects the count", 0, 600, 0,
                 604800),
    OSTROV_I_F64(S, temperature_min_c, "degC", "no charging below", 0, 0, -60, 60),
    OSTROV_I_F64(S, temperature_derate_c, "degC", "full charging power from here up", 0, 10, -60,
                 80),
    OSTROV_I_F64(S, temperature_max_c, "degC", "no power above; derating begins 10 °C below", 0, 55,
                 0, 100),
    OSTROV_I_F64(S, stale_s, "s", "a sample older than this is not used", 0, 10, 0, 86400),
    OSTROV_I_F64(S, replacement_price_per_kwh, "1/kWh",
                 "money per kWh of capacity of a new battery; not given: wear is not known", OPTIONAL,
                 NONE, 0, 1e9),
    OSTROV_I_F64(S, cycle_life, "1", "full equivalent cycles to the end of life", 0, 6000, 1, 1e7),
    OSTROV_I_F64(S, bms_soc_drift_per_s, "1/s",
                 "growth of bms_soc_sigma_ratio since the BMS told a full battery", 0, 0, 0, 1e-4),
};

#undef S
#define S ostrov_battery_sample
static const ostrov_field sample_fields[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_RESERVED(S),
    OSTROV_I_F64(S, battery_w, "W", "power at the AC side, positive = discharge", 0, NONE, -2e8,
                 2e8),
    OSTROV_I_F64(S, current_a, "A", "current at the cells, positive = discharge", 0, NONE, -1e6,
                 1e6),
    OSTROV_I_F64(S, voltage_v, "V", "voltage at the cells", 0, NONE, 0, 1e5),
    OSTROV_I_F64(S, temperature_c, "degC", "coldest cell told", 0, NONE, -60, 120),
    OSTROV_I_F64(S, bms_soc_ratio, "1", "SoC told by the BMS", 0, NONE, 0, 1),
    OSTROV_I_F64(S, bms_charge_limit_w, "W", "charging limit told by the BMS", 0, NONE, 0, 1e9),
    OSTROV_I_F64(S, bms_discharge_limit_w, "W", "discharging limit told by the BMS", 0, NONE, 0,
                 1e9),
    OSTROV_I_F64(S, pcs_charge_limit_w, "W", "charging limit told by the PCS", 0, NONE, 0, 1e9),
    OSTROV_I_F64(S, pcs_discharge_limit_w, "W", "discharging limit told by the PCS", 0, NONE, 0,
                 1e9),
    OSTROV_I_F64(S, age_s, "s", "time since the values were read at the source; not known: 0", 0,
                 NONE, 0, 1e12),
};

#undef S
#define S ostrov_battery_state
static const ostrov_field state_fields[] = {
    OSTROV_I_STRUCT_SIZE(S),
    OSTROV_I_U32(S, warnings, "", "bits of enum ostrov_battery_warning", 0, 0, NONE, NONE),
    OSTROV_I_F64(S, soc_ratio, "1", "best estimate of stored over present capacity", 0, NONE, 0, 1),
    OSTROV_I_F64(S, soc_sigma_ratio, "1", "standard deviation of soc_ratio", 0, NONE, 0, 0.5),
    OSTROV_I_F64(S, soc_low_ratio, "1", "lower bound (3 sigma) used for islanding", 0, NONE, 0, 1),
    OSTROV_I_F64(S, stored_wh, "Wh", "energy in the cells", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, energy_wh, "Wh", "deliverable to the site bus down to soc_min_ratio", 0, NONE, 0,
                 NONE),
    OSTROV_I_F64(S, room_wh, "Wh", "can be taken from the site bus up to soc_max_ratio", 0, NONE, 0,
                 NONE),
    OSTROV_I_F64(S, health_ratio, "1", "capacity left", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, resistance_ratio, "1", "resistance over that of a new battery", 0, NONE, 0,
                 NONE),
    OSTROV_I_F64(S, temperature_c, "degC", "last temperature known", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, charge_limit_w, "W", "charging limit for 10 s, 60 s and 15 min", 0, NONE, 0,
                 NONE),
    OSTROV_I_F64(S, discharge_limit_w, "W", "discharging limit for 10 s, 60 s and 15 min", 0, NONE,
                 0, NONE),
    OSTROV_I_F64(S, charged_wh, "Wh", "taken from the site bus since init", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, discharged_wh, "Wh", "given to the site bus since init", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, lost_wh, "Wh", "turned to heat since init", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, cycles, "1", "full equivalent cycles since init", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, since_anchor_s, "s", "time since the count was last corrected", 0, NONE, 0,
                 NONE),
    OSTROV_I_I64(S, resyncs, "1", "how often the count was corrected", 0, 0, 0, NONE),
    OSTROV_I_F64(S, corrected_wh, "Wh", "added to the count by corrections since init", 0, NONE,
                 NONE, NONE),
};

const ostrov_structure ostrov_i_battery_structures[] = {
    OSTROV_I_STRUCTURE(ostrov_battery_config, "a battery with its PCS as one storage", config_fields,
                       OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_battery_sample, "what was measured of a battery", sample_fields,
                       OSTROV_KIND_SAMPLE),
    OSTROV_I_STRUCTURE(ostrov_battery_state, "what is known of a battery", state_fields,
                       OSTROV_KIND_OUTPUT),
    OSTROV_I_OPAQUE(ostrov_battery, "one battery"),
    {0},
};
