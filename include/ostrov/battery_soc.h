/**
 * @file battery_soc.h
 * @brief State of charge of a string from current, voltage and temperature, with an error bar one can trust.
 *
 * Several six-state Kalman filters (SoC, hysteresis, current offset, slow error of the model, resistance, what
 * the slowest RC pair held at the start) run
 * side by side from different starts, each with a weight by Bayes' rule: one filter alone can stay wrong for
 * hours on the flat part of an LFP curve. How much a voltage tells is judged by the model's own error, so that
 * the plateau, where it tells nearly nothing, moves nearly nothing. See docs/explanation/battery-state.md.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_BATTERY_SOC_H
#define OSTROV_BATTERY_SOC_H

#include <ostrov/battery_cell.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Bits of ostrov_soc_state.notes. */
enum ostrov_soc_note {
    OSTROV_SOC_RESYNC = 1 << 0,      /**< this step moved SoC to another hypothesis: a jump is allowed */
    OSTROV_SOC_AMBIGUOUS = 1 << 1,   /**< a start elsewhere is still nearly as likely */
    OSTROV_SOC_NO_VOLTAGE = 1 << 2,  /**< no voltage was measured: counted only */
    OSTROV_SOC_NO_CURRENT = 1 << 3,  /**< no current was measured: SoC stands and its error grows */
    OSTROV_SOC_NO_TEMPERATURE = 1 << 4, /**< temperature never known: 25 °C assumed */
    OSTROV_SOC_STANDSTILL = 1 << 5,  /**< current taken for zero, its reading for the sensor's offset */
    OSTROV_SOC_FULL_CHARGE_WANTED = 1 << 6, /**< a full charge would make SoC much better known */
    OSTROV_SOC_CONTRADICTED = 1 << 7, /**< voltage fitted no hypothesis: all starts were opened again */
    OSTROV_SOC_REFUSED = 1 << 8      /**< a value of the sample was impossible and was not used */
};

/** What the estimator assumes. Growable: fill with ostrov_soc_defaults. */
typedef struct ostrov_soc_config {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    uint32_t reserved_; /**< 0 */
    double soc_start_ratio;       /**< SoC told at the start; NaN = not known */
    double soc_start_sigma_ratio; /**< standard deviation of soc_start_ratio */
    double soc_start_trust_ratio; /**< probability that soc_start_ratio is right at all */
    double offset_sigma_a;        /**< A, standard deviation of the current sensor's offset; NaN = 2.5 % of
                                       the capacity per hour */
    double gain_sigma_ratio;      /**< standard deviation of the current sensor's gain error */
    double noise_v;               /**< V of one cell: fast errors of voltage and model */
    double model_error_v;         /**< V of one cell: slow error of the model */
    double resistance_sigma_ratio; /**< standard deviation of the resistance against the model's */
    double standstill_s;          /**< s of constant current, small as an offset may be, after which it is
                                       taken for zero; 0 = never (where a small constant load exists) */
    double soc_error_ratio;       /**< standard deviation that never goes away: capacity, tables */
    double full_charge_sigma_ratio; /**< soc_sigma_ratio above which a full charge is wanted */
} ostrov_soc_config;

/** What was measured of the string. NaN = not measured. */
typedef struct ostrov_soc_sample {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t full;          /**< 1 = the charger has ended a full charge, 0 = not, -1 = not known */
    double current_a;      /**< A, positive discharges, mean over the step */
    double voltage_v;      /**< V at the end of the step */
    double temperature_c;  /**< °C of the cells */
} ostrov_soc_sample;

/** What is known. */
typedef struct ostrov_soc_state {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    uint32_t notes;            /**< enum ostrov_soc_note bits of the last step */
    double soc_ratio;          /**< best estimate; moves at most 0.5 % a second unless RESYNC is noted */
    double soc_sigma_ratio;    /**< standard deviation, over all hypotheses */
    double soc_low_ratio;      /**< lower bound, three sigma, never below 0 */
    double soc_high_ratio;     /**< upper bound, three sigma, never above 1 */
    double offset_a;           /**< A the current sensor reads too much */
    double offset_sigma_a;     /**< its standard deviation */
    double hysteresis_ratio;   /**< −1 on the discharge branch … 1 on the charge branch */
    double resistance_ratio;   /**< resistance over the model's */
    double innovation_v;       /**< V measured less V expected, last step; NaN = no voltage */
    double discharged_ah;      /**< Ah out of the string since init, as measured */
    double charged_ah;         /**< Ah into the string since init, as measured */
    int64_t resyncs;           /**< how often SoC moved to another hypothesis */
    int32_t hypotheses;        /**< how many are left */
    uint32_t reserved_; /**< 0 */
} ostrov_soc_state;

/** The estimator of one string. Copyable by assignment; it borrows the tables of its cell. */
typedef struct ostrov_soc {
    uint64_t opaque_[2000]; /**< private */
} ostrov_soc;

/** Fills a config with defaults. @param config receives them @param size sizeof *config
 *  @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_soc_defaults(ostrov_soc_config *config, size_t size);

/** Fills a sample with "not measured". @param sample receives it @param size sizeof *sample
 *  @return OK; E_ARGUMENT; E_SPACE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_soc_sample_defaults(ostrov_soc_sample *sample,
                                                                      size_t size);

/** Starts an estimator. @param soc receives the object @param cell the string's cells; its tables must
 *  live as long @param config by ostrov_soc_defaults @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE; E_UNSUPPORTED (soc untouched) @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_soc_init(ostrov_soc *soc, const ostrov_cell *cell,
                                                           const ostrov_soc_config *config,
                                                           ostrov_fault *why);

/** Moves the estimate on by dt_s with what was measured. @param soc the object @param sample measured, NaN
 *  where not @param dt_s s, 0 < dt_s ≤ 86 400; small against the cell's time constants for the best result
 *  @return OK; DEGRADED when something was not measured; E_ARGUMENT; E_TIME @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_soc_step(ostrov_soc *soc,
                                                           const ostrov_soc_sample *sample,
                                                           double dt_s);

/** What is known now. @param soc the object @param state receives it @param size sizeof *state
 *  @return OK; E_ARGUMENT @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_soc_read(const ostrov_soc *soc,
                                                           ostrov_soc_state *state, size_t size);

/** Bytes of a snapshot. @return bytes @setup @since 0.1 */
OSTROV_API size_t ostrov_soc_save_size(void);

/** Writes a snapshot: magic, version, length, CRC of the config, CRC of the cell and its tables, the
 *  estimator's numbers, CRC-32. @param soc the object @param bytes receives it @param capacity at bytes, ≥
 *  ostrov_soc_save_size() @param used receives its length; may be NULL @return OK; E_ARGUMENT;
 *  E_SPACE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_soc_save(const ostrov_soc *soc, void *bytes,
                                                           size_t capacity, size_t *used);

/** Goes on from a snapshot, bit by bit. @param soc an estimator started with the same cell and config
 *  @param bytes the snapshot @param count its length @return OK; E_ARGUMENT; E_CORRUPT when damaged;
 *  E_STATE for another config, another cell or other tables; E_UNSUPPORTED for another version (object
 *  untouched) @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_soc_load(ostrov_soc *soc, const void *bytes,
                                                           size_t count);

#ifdef __cplusplus
}
#endif

#endif
