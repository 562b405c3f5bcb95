/**
 * @file battery_health.h
 * @brief State of health: capacity with its error from charge moved between two known SoC, resistance
 *        from steps of current, brought to 25 °C.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_BATTERY_HEALTH_H
#define OSTROV_BATTERY_HEALTH_H

#include <ostrov/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Why a window was not used. */
enum ostrov_health_reason {
    OSTROV_HEALTH_UNKNOWN = 0,   /**< no window has closed yet */
    OSTROV_HEALTH_USED = 1,      /**< it was used */
    OSTROV_HEALTH_SMALL = 2,     /**< SoC changed by less than least_change_ratio */
    OSTROV_HEALTH_UNSURE = 3,    /**< its own error is more than a tenth of it */
    OSTROV_HEALTH_OPPOSITE = 4,  /**< SoC rose while charge flowed out, or the other way round */
    OSTROV_HEALTH_OUTSIDE = 5,   /**< it says less than 0.3 or more than 1.2 of the nominal capacity */
    OSTROV_HEALTH_UNLIKE = 6     /**< it differs from what is known by more than both errors allow */
};

/** What health is judged by. Growable: fill with ostrov_health_defaults. */
typedef struct ostrov_health_config {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    uint32_t reserved_; /**< 0 */
    double capacity_ah;            /**< Ah when new; must be given */
    double full_v;                 /**< V at or above which a charging current below taper_a means
                                        full; NaN = such an anchor is not used */
    double taper_a;                /**< A, ≥ 0; NaN = a twentieth of the capacity in an hour */
    double empty_v;                /**< V at or below which a discharge means empty; NaN = such an
                                        anchor is not used */
    double anchor_sigma_ratio;     /**< standard deviation of the SoC at full and at empty */
    double current_error_ratio;    /**< standard deviation of the ammeter's gain error */
    double current_offset_a;       /**< A, standard deviation of its offset */
    double least_change_ratio;     /**< least change of SoC in a window */
    double memory_windows;         /**< windows after which one weighs 1/e less: small follows fast,
                                        large is calm; few say that capacity wanders, which widens its
                                        error */
    double resistance_ohm;         /**< Ω at 25 °C when new; NaN = the first steps tell */
    double resistance_s;           /**< s after a step of current at which resistance is read; 0 =
                                        the next sample */
    double step_a;                 /**< A, least step of current; NaN = a fifth of the capacity in
                                        an hour */
    double activation_j_per_mol;   /**< J/mol, resistance follows temperature by Arrhenius; 0 = not
                                        at all */
} ostrov_health_config;

/** What was measured, for one cell or the whole string alike. NaN = not measured. */
typedef struct ostrov_health_sample {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    uint32_t reserved_; /**< 0 */
    double current_a;          /**< A, positive = discharge */
    double voltage_v;          /**< V */
    double temperature_c;      /**< °C */
    double anchor_soc_ratio;   /**< SoC now known by other means, such as open-circuit voltage after
                                    a rest */
    double anchor_sigma_ratio; /**< its standard deviation; without it the anchor is not used */
} ostrov_health_sample;

/** What is known of health. */
typedef struct ostrov_health_state {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t reason;               /**< enum ostrov_health_reason of the last window */
    double capacity_ah;           /**< Ah; NaN = no window yet */
    double capacity_sigma_ah;     /**< its standard deviation */
    double health_ratio;          /**< capacity over that of new */
    double window_ah;             /**< Ah per unit of SoC by the last window alone, used or not */
    double resistance_ohm;        /**< Ω at 25 °C; NaN = no step yet */
    double resistance_sigma_ohm;  /**< its standard deviation */
    double resistance_ratio;      /**< resistance over that of new; NaN = not known */
    int64_t windows;              /**< windows used */
    int64_t refused;              /**< windows refused */
    int64_t steps;                /**< steps of current used */
} ostrov_health_state;

/** Health of one cell or string. Copyable by assignment, nothing to free. */
typedef struct ostrov_health {
    uint64_t opaque_[80]; /**< private */
} ostrov_health;

/** Fills a config with defaults; the capacity is left to be given. @param config receives them
 *  @param size sizeof *config @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_health_defaults(ostrov_health_config *config,
                                                                  size_t size);

/** Fills a sample with "not measured". @param sample receives NaN everywhere @param size sizeof *sample
 *  @return OK; E_ARGUMENT; E_SPACE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_health_sample_defaults(ostrov_health_sample *sample,
                                                                         size_t size);

/** Starts. @param health receives the object @param config by ostrov_health_defaults @param why receives
 *  the fault; may be NULL @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE; E_UNSUPPORTED @setup @since 0.1
 *  */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_health_init(ostrov_health *health,
                                                              const ostrov_health_config *config,
                                                              ostrov_fault *why);

/** Takes a sample. Charge is summed by trapezoids from one anchor (full, empty, or told) to the next;
 *  there a window closes and is used or refused. Full is where the taper of a charge ends; empty is where the
 *  voltage passes empty_v on the line between two samples, or would have before the next if the load had
 *  not been cut off. A current not known is taken to lie between those before and after, and widens the
 *  window's error as one of a whole capacity in an hour would. @param health the object @param sample measured
 *  @param dt_s s since the sample before, 0 … 1e6; 0 = the first after a pause without current
 *  @return OK; DEGRADED when the current is not known; E_ARGUMENT; E_TIME @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_health_step(ostrov_health *health,
                                                              const ostrov_health_sample *sample,
                                                              double dt_s);

/** Takes a window found elsewhere: capacity is fitted to all windows by total least squares, since both
 *  sides are uncertain, with fading memory and six sums (approximate weighted total least squares,
 *  Plett, J. Power Sources 196 (2011) 2319). @param health the object @param soc_change SoC at its end
 *  less that at its start, −2 … 2 @param soc_sigma standard deviation of that, > 0 @param charged_ah Ah into the
 *  cells, negative when discharged @param charged_sigma_ah standard deviation of that, > 0 @return OK;
 *  EMPTY when it was refused, whose reason ostrov_health_read tells; E_ARGUMENT; E_NOT_FINITE; E_RANGE
 *  for a standard deviation that is not > 0 or a change beyond its range @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_health_window(ostrov_health *health,
                                                                double soc_change, double soc_sigma,
                                                                double charged_ah,
                                                                double charged_sigma_ah);

/** What is known. @param health the object @param state receives it @param size sizeof *state
 *  @return OK; E_ARGUMENT @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_health_read(const ostrov_health *health,
                                                              ostrov_health_state *state,
                                                              size_t size);

/** Bytes of a snapshot. @return bytes @setup @since 0.1 */
OSTROV_API size_t ostrov_health_save_size(void);

/** Writes a snapshot. @param health the object @param bytes receives it @param capacity at bytes, ≥
 *  ostrov_health_save_size() @param used receives its length; may be NULL @return OK; E_ARGUMENT;
 *  E_SPACE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_health_save(const ostrov_health *health,
                                                              void *bytes, size_t capacity,
                                                              size_t *used);

/** Goes on from a snapshot, bit by bit. @param health an object started with the same config
 *  @param bytes the snapshot @param count its length @return OK; E_ARGUMENT; E_CORRUPT; E_STATE for
 *  another config; E_UNSUPPORTED (object untouched) @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_health_load(ostrov_health *health,
                                                              const void *bytes, size_t count);

#ifdef __cplusplus
}
#endif

#endif
