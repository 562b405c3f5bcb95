/**
 * @file battery_telemetry.h
 * @brief Whether what a battery tells can be true: each value used or refused, with reason and age.
 *
 * It stands before the estimator: what it refuses comes out as "not measured", so garbage never moves an
 * estimate. It judges values against each other (voltage against current, charge against SoC, cells
 * against the string), against the past, and against what the battery can do.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_BATTERY_TELEMETRY_H
#define OSTROV_BATTERY_TELEMETRY_H

#include <ostrov/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Reasons: index into the arrays of ostrov_telemetry_state. Bit 1 << index in reasons and ever. */
enum ostrov_telemetry_reason {
    OSTROV_TELEMETRY_RANGE = 0,   /**< a value no such battery can have */
    OSTROV_TELEMETRY_RATE = 1,    /**< a change no such battery can make, given the current */
    OSTROV_TELEMETRY_FREEZE = 2,  /**< the same to the last digit while it must change */
    OSTROV_TELEMETRY_SIGN = 3,    /**< voltage rises when discharging begins: the current's sign is
                                       wrong */
    OSTROV_TELEMETRY_UNIT = 4,    /**< a tenth, a thousandth or the like of the value would fit */
    OSTROV_TELEMETRY_BALANCE = 5, /**< SoC and charge moved drift apart */
    OSTROV_TELEMETRY_SUM = 6,     /**< the cells do not add up to the string */
    OSTROV_TELEMETRY_SPREAD = 7,  /**< cells lie too far apart, or the highest below the lowest */
    OSTROV_TELEMETRY_TIME = 8,    /**< the device's clock jumped */
    OSTROV_TELEMETRY_MISSING = 9, /**< a value that had been told is not told any more */
    OSTROV_TELEMETRY_REASONS = 10 /**< how many there are */
};

/** What a battery can do. Growable: fill with ostrov_telemetry_defaults. */
typedef struct ostrov_telemetry_config {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    uint32_t reserved_; /**< 0 */
    double capacity_ah;           /**< Ah; must be given */
    double voltage_min_v;         /**< V, empty under load; must be given */
    double voltage_max_v;         /**< V, full under charge; must be given */
    double current_max_a;         /**< A, in either direction; NaN = five times the capacity in an
                                       hour */
    double temperature_min_c;     /**< °C */
    double temperature_max_c;     /**< °C */
    double resistance_ohm;        /**< Ω within a second of a step of current, warm; NaN = voltage
                                       is not held against current */
    double voltage_noise_ratio;   /**< noise and delay of voltage, as share of voltage_max_v */
    double temperature_minute_c;  /**< K, greatest true change in a minute, besides a step of its
                                       resolution */
    double temperature_step_c;    /**< K, resolution of temperature, twice over */
    double soc_step_ratio;        /**< largest true step of the SoC told from one sample to the
                                       next, besides the current's */
    double balance_ratio;         /**< share of the capacity by which SoC and charge moved may differ */
    double balance_s;             /**< s over which an older difference is forgotten */
    double freeze_s;              /**< s without any change that are too long under load */
    double missing_s;             /**< s a value may stay away; what flowed in a longer time between
                                       two samples is not known */
    double sum_ratio;             /**< share of the string's voltage by which its cells may differ
                                       from it */
    double spread_v;              /**< V from the lowest to the highest cell */
    double time_s;                /**< s by which the device's clock may differ from ours from
                                       sample to sample */
} ostrov_telemetry_config;

/** What was told. NaN = not told. */
typedef struct ostrov_telemetry_sample {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    uint32_t reserved_; /**< 0 */
    double voltage_v;      /**< V of the string */
    double current_a;      /**< A, positive = discharge */
    double temperature_c;  /**< °C */
    double bms_soc_ratio;  /**< SoC */
    double cells_sum_v;    /**< V, sum of all cells */
    double cell_min_v;     /**< V, lowest cell */
    double cell_max_v;     /**< V, highest cell */
    double device_s;       /**< s, time stamp by the device's own clock */
} ostrov_telemetry_sample;

/** What may be believed, and why the rest may not. */
typedef struct ostrov_telemetry_state {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    uint32_t reasons;      /**< bits of what was wrong with the last sample */
    uint32_t ever;         /**< bits of what was wrong since init */
    uint32_t reserved_; /**< 0 */
    double voltage_v;      /**< V; NaN = not told, or refused */
    double current_a;      /**< A; NaN = not told, or refused */
    double temperature_c;  /**< °C; NaN = not told, or refused */
    double bms_soc_ratio;  /**< NaN = not told, or refused */
    double balance_ah;     /**< Ah by which SoC and charge moved differ of late */
    double resistance_ohm; /**< Ω by the last steps of current; NaN = too few */
    double since_s[10];    /**< s since each reason last held, by enum ostrov_telemetry_reason; NaN
                                = never */
    int64_t count[10];     /**< samples in which each reason held */
} ostrov_telemetry_state;

/** The judge of one battery. Copyable by assignment, nothing to free. */
typedef struct ostrov_telemetry {
    uint64_t opaque_[128]; /**< private */
} ostrov_telemetry;

/** Fills a config with defaults; capacity and the two voltages are left to be given. @param config
 *  receives them @param size sizeof *config @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_telemetry_defaults(ostrov_telemetry_config *config, size_t size);

/** Fills a sample with "not told". @param sample receives NaN everywhere @param size sizeof *sample
 *  @return OK; E_ARGUMENT; E_SPACE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_telemetry_sample_defaults(ostrov_telemetry_sample *sample, size_t size);

/** Starts. @param telemetry receives the object @param config by ostrov_telemetry_defaults @param why
 *  receives the fault; may be NULL @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE; E_UNSUPPORTED @setup
 *  @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_telemetry_init(ostrov_telemetry *telemetry, const ostrov_telemetry_config *config,
                      ostrov_fault *why);

/** Judges a sample. @param telemetry the object @param sample as told, garbage and all @param dt_s s
 *  since the sample before by our own clock, 0 < dt_s ≤ 86 400 @return OK; DEGRADED when something is
 *  wrong; E_ARGUMENT; E_TIME @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_telemetry_step(ostrov_telemetry *telemetry, const ostrov_telemetry_sample *sample,
                      double dt_s);

/** What may be believed of the last sample. @param telemetry the object @param state receives it
 *  @param size sizeof *state @return OK; E_ARGUMENT @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_telemetry_read(const ostrov_telemetry *telemetry, ostrov_telemetry_state *state, size_t size);

/** Bytes of a snapshot. @return bytes @setup @since 0.1 */
OSTROV_API size_t ostrov_telemetry_save_size(void);

/** Writes a snapshot. @param telemetry the object @param bytes receives it @param capacity at bytes, ≥
 *  ostrov_telemetry_save_size() @param used receives its length; may be NULL @return OK; E_ARGUMENT;
 *  E_SPACE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_telemetry_save(const ostrov_telemetry *telemetry,
                                                                 void *bytes, size_t capacity,
                                                                 size_t *used);

/** Goes on from a snapshot, bit by bit. @param telemetry an object started with the same config
 *  @param bytes the snapshot @param count its length @return OK; E_ARGUMENT; E_CORRUPT; E_STATE for
 *  another config; E_UNSUPPORTED (object untouched) @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_telemetry_load(ostrov_telemetry *telemetry,
                                                                 const void *bytes, size_t count);

#ifdef __cplusplus
}
#endif

#endif
