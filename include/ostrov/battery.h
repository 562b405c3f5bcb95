/**
 * @file battery.h
 * @brief Battery state: charge with its error, power limits, wear, from what a BMS tells.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_BATTERY_H
#define OSTROV_BATTERY_H

#include <ostrov/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Cell chemistry. */
enum ostrov_chemistry {
    OSTROV_CHEMISTRY_UNKNOWN = 0, /**< not known, or not set */
    OSTROV_CHEMISTRY_LFP = 1, /**< lithium iron phosphate */
    OSTROV_CHEMISTRY_NMC = 2, /**< nickel manganese cobalt */
    OSTROV_CHEMISTRY_NCA = 3, /**< nickel cobalt aluminium */
    OSTROV_CHEMISTRY_LMO = 4, /**< manganese spinel */
    OSTROV_CHEMISTRY_LTO = 5  /**< titanate */
};

/** Windows for which power limits are told: index into the limit arrays. */
enum ostrov_limit_window {
    OSTROV_LIMIT_10_S = 0,  /**< bearable for 10 s */
    OSTROV_LIMIT_60_S = 1,  /**< bearable for a minute */
    OSTROV_LIMIT_900_S = 2, /**< bearable for a quarter hour */
    OSTROV_LIMIT_WINDOWS = 3 /**< how many there are */
};

/** Bits of ostrov_battery_state.warnings. */
enum ostrov_battery_warning {
    OSTROV_BATTERY_NO_POWER = 1 << 0,      /**< neither power nor current was measured */
    OSTROV_BATTERY_NO_BMS_SOC = 1 << 1,    /**< no SoC from the BMS for a minute */
    OSTROV_BATTERY_SOC_DISAGREES = 1 << 2, /**< counted and told SoC differ by more than three sigma */
    OSTROV_BATTERY_SOC_UNKNOWN = 1 << 3,   /**< SoC was never known; the error bar says how wide */
    OSTROV_BATTERY_STALE = 1 << 4,         /**< sample older than stale_s */
    OSTROV_BATTERY_COLD = 1 << 5,          /**< charging limited or stopped by cold */
    OSTROV_BATTERY_HOT = 1 << 6,           /**< power limited or stopped by heat */
    OSTROV_BATTERY_NO_TEMPERATURE = 1 << 7, /**< temperature never known, or not for 15 min: half the charging
                                                 power, as halfway into the cold */
    OSTROV_BATTERY_EMPTY = 1 << 8,          /**< at or below soc_min_ratio */
    OSTROV_BATTERY_FULL = 1 << 9,           /**< at or above soc_max_ratio */
    OSTROV_BATTERY_REFUSED = 1 << 10,       /**< a value of the sample was impossible and was not used */
    OSTROV_BATTERY_FULL_CHARGE_WANTED = 1 << 11 /**< the count has drifted until it says little (three sigma
                                                     above 30 % of SoC): a full charge, by which a BMS finds
                                                     its own SoC again, is worth having */
};

/** A battery with its PCS as one storage. Growable: fill with ostrov_battery_defaults. */
typedef struct ostrov_battery_config {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t chemistry;                 /**< enum ostrov_chemistry */
    double capacity_wh;                /**< Wh in the cells from empty to full, when new; must be
                                            given, as the two limits must */
    double health_ratio;               /**< capacity left, 1 = as new */
    double charge_limit_w;             /**< W, largest charging power at the AC side, ≥ 0 */
    double discharge_limit_w;          /**< W, largest discharging power at the AC side, ≥ 0 */
    double charge_efficiency_ratio;    /**< energy into the cells over energy from the site bus */
    double discharge_efficiency_ratio; /**< energy to the site bus over energy out of the cells */
    double self_discharge_per_s;       /**< 1/s, share of the stored energy lost each second */
    double soc_min_ratio;              /**< least SoC used in daily life */
    double soc_max_ratio;              /**< greatest SoC used */
    double soc_start_ratio;            /**< SoC at init; NaN = not known, take it from the BMS */
    double soc_start_sigma_ratio;      /**< standard deviation of soc_start_ratio */
    double meter_error_ratio;          /**< standard deviation of the power meter's gain error */
    double bms_soc_sigma_ratio;        /**< standard deviation of the SoC that the BMS tells */
    double rest_w;                     /**< W, power below which the battery rests; NaN = 1 % of the
                                            greater of the two limits */
    double rest_s;                     /**< s of rest after which the BMS SoC corrects the count */
    double temperature_min_c;          /**< °C, no charging below */
    double temperature_derate_c;       /**< °C, full charging power from here up */
    double temperature_max_c;          /**< °C, no power above; derating begins 10 °C below */
    double stale_s;                    /**< s, a sample older than this is not used */
    double replacement_price_per_kwh;  /**< money per kWh of capacity, for wear; NaN = not known */
    double cycle_life;                 /**< full equivalent cycles to the end of life */
    double bms_soc_drift_per_s;        /**< 1/s by which the standard deviation of the SoC that the BMS
                                            tells grows since it last told a full battery; 0 = never */
} ostrov_battery_config;

/** What was measured. NaN = not measured; a value that cannot be true counts as not measured. Positive
 *  power and current discharge. A limit told stays in force until a newer one is told. Power is taken
 *  from battery_w, else from current and voltage. */
typedef struct ostrov_battery_sample {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    uint32_t reserved_; /**< 0 */
    double battery_w;              /**< W at the AC side, positive = discharge */
    double current_a;              /**< A at the cells, positive = discharge */
    double voltage_v;              /**< V at the cells */
    double temperature_c;          /**< °C, coldest cell told */
    double bms_soc_ratio;          /**< SoC told by the BMS */
    double bms_charge_limit_w;     /**< W, ≥ 0, told by the BMS */
    double bms_discharge_limit_w;  /**< W, ≥ 0, told by the BMS */
    double pcs_charge_limit_w;     /**< W, ≥ 0, told by the PCS */
    double pcs_discharge_limit_w;  /**< W, ≥ 0, told by the PCS */
    double age_s;                  /**< s since the values were read at the source */
} ostrov_battery_sample;

/** What is known of the battery. Its books close: stored_wh = stored at init + charged_wh −
 *  discharged_wh − lost_wh + corrected_wh. While SoC or power is in doubt (unknown, stale, not measured,
 *  contradicted by the BMS), energy, room and limits use the bounds of the error. */
typedef struct ostrov_battery_state {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    uint32_t warnings;             /**< enum ostrov_battery_warning bits */
    double soc_ratio;              /**< best estimate of stored over present capacity */
    double soc_sigma_ratio;        /**< its standard deviation */
    double soc_low_ratio;          /**< lower bound (3 sigma) used for islanding */
    double stored_wh;              /**< Wh in the cells */
    double energy_wh;              /**< Wh deliverable to the site bus down to soc_min_ratio */
    double room_wh;                /**< Wh that can be taken from the site bus up to soc_max_ratio */
    double health_ratio;           /**< capacity left */
    double resistance_ratio;       /**< resistance over that of a new battery; NaN = not estimated */
    double temperature_c;          /**< last temperature known; NaN = never */
    double charge_limit_w[3];      /**< W, ≥ 0, by enum ostrov_limit_window */
    double discharge_limit_w[3];   /**< W, ≥ 0, by enum ostrov_limit_window */
    double charged_wh;             /**< Wh taken from the site bus since init */
    double discharged_wh;          /**< Wh given to the site bus since init */
    double lost_wh;                /**< Wh turned to heat since init */
    double cycles;                 /**< full equivalent cycles since init */
    double since_anchor_s;         /**< s since the count was last corrected */
    int64_t resyncs;               /**< how often the count was corrected from the BMS: the only jumps
                                        of SoC */
    double corrected_wh;           /**< Wh added to the count by corrections, and by holding it within
                                        the cells, since init */
} ostrov_battery_state;

/** One battery. Copyable by assignment, nothing to free. */
typedef struct ostrov_battery {
    uint64_t opaque_[96]; /**< private */
} ostrov_battery;

/** Fills a config with defaults; capacity and limits are left to be given.
 *  @param config receives the defaults @param size sizeof *config @return OK; E_ARGUMENT; E_SPACE
 *  @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_battery_defaults(ostrov_battery_config *config,
                                                                   size_t size);

/** Fills a sample with "not measured". @param sample receives NaN everywhere @param size sizeof *sample
 *  @return OK; E_ARGUMENT; E_SPACE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_battery_sample_defaults(ostrov_battery_sample *sample, size_t size);

/** Starts a battery. @param battery receives the object @param config by ostrov_battery_defaults
 *  @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE; E_UNSUPPORTED (battery untouched) @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_battery_init(ostrov_battery *battery,
                                                               const ostrov_battery_config *config,
                                                               ostrov_fault *why);

/** Moves the battery on by dt_s with what was measured over that time. Energy is counted in whole
 *  nano-watt-hours, so cutting a step in two changes nothing; without power the last one goes on for
 *  stale_s and the error grows. The BMS SoC corrects the count (weighed by both errors) when SoC was
 *  never known and after a rest of rest_s.
 *  @param battery the object @param sample measured, NaN where not @param dt_s s, 0 < dt_s ≤ 86 400
 *  @return OK; DEGRADED when the model stood in for a measurement; E_ARGUMENT; E_TIME @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_battery_step(ostrov_battery *battery, const ostrov_battery_sample *sample, double dt_s);

/** What is known now. @param battery the object @param state receives it @param size sizeof *state
 *  @return OK; E_ARGUMENT @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_battery_read(const ostrov_battery *battery,
                                                               ostrov_battery_state *state,
                                                               size_t size);

/** Wear of one kWh taken out of the cells: replacement price over energy throughput in a lifetime.
 *  @param config by ostrov_battery_defaults @param price_per_kwh receives money per kWh, ≥ 0
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE also when the price is not given @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_battery_wear(const ostrov_battery_config *config,
                                                               double *price_per_kwh);

#ifdef __cplusplus
}
#endif

#endif
