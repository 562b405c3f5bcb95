/**
 * @file plan_steer.h
 * @brief Between two plans: the battery second by second, by the worth of its energy, the budget of the metering
 * interval, the limits of the connection, and its ramp.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_PLAN_STEER_H
#define OSTROV_PLAN_STEER_H

#include <ostrov/plan.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What decided a set-point. */
enum ostrov_steer_cause {
    OSTROV_STEER_UNKNOWN = 0, /**< not known, or not set */
    OSTROV_STEER_PLAN = 1,    /**< the plan's own power: the grid takes what was not foreseen */
    OSTROV_STEER_VALUE = 2,   /**< the battery takes what was not foreseen: it is worth more so */
    OSTROV_STEER_BUDGET = 3,  /**< the budget of the metering interval */
    OSTROV_STEER_LIMIT = 4,   /**< a limit of the connection */
    OSTROV_STEER_BATTERY = 5, /**< a limit of the battery */
    OSTROV_STEER_RAMP = 6     /**< the ramp */
};

/** Settings. Growable: fill with ostrov_steer_defaults. */
typedef struct ostrov_steer_config {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t interval_s;                /**< s of a metering interval, aligned with the clock; 900 = quarter hour */
    double import_limit_w;             /**< W, hard: transformer, connection */
    double export_limit_w;             /**< W, hard */
    double ramp_w_per_s;               /**< W/s, most by which the set-point moves; hard limits go before it */
    double charge_efficiency_ratio;    /**< energy into the cells over energy from the site bus */
    double discharge_efficiency_ratio; /**< energy to the site bus over energy out of the cells */
    double wear_price_per_kwh;         /**< money per kWh taken out of the cells */
} ostrov_steer_config;

/** What is measured, and what the plan says for the slot that holds this moment. NaN = not known. */
typedef struct ostrov_steer_sample {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    uint32_t reserved_;   /**< 0 */
    int64_t time_s;              /**< UTC seconds, for the metering interval; INT64_MIN = not known: no budget */
    double net_w;                /**< W, load less PV at the site bus, battery left out */
    double grid_w;               /**< W measured at the meter since the last step, positive = import */
    double charge_limit_w;       /**< W, what the battery may take now, ≥ 0 */
    double discharge_limit_w;    /**< W, what it may give now, ≥ 0 */
    double planned_battery_w;    /**< W, battery_w of the plan */
    double planned_grid_w;       /**< W, grid_w of the plan */
    double value_per_kwh;        /**< worth of a kWh in the cells: value_per_kwh of the plan */
    double import_price_per_kwh; /**< what a kWh imported costs */
    double export_price_per_kwh; /**< what a kWh exported earns */
    double peak_w;               /**< W, mean import of a metering interval not to be exceeded; NaN = none */
} ostrov_steer_sample;

/** What came of it. */
typedef struct ostrov_steer_state {
    uint32_t struct_size; /**< sizeof, as the caller knows it */
    int32_t cause;        /**< enum ostrov_steer_cause of the set-point */
    double battery_w;     /**< W at the site bus, positive = discharge */
    double budget_w;      /**< W, mean import that the rest of the metering interval may have; NaN = none */
    double imported_wh;   /**< Wh imported in the metering interval so far */
    double missing_w;     /**< W by which a limit or the budget cannot be kept with the battery; 0 = all kept */
} ostrov_steer_state;

/** The layer between plans. Copyable by assignment. */
typedef struct ostrov_steer {
    uint64_t opaque_[32]; /**< private */
} ostrov_steer;

/** Fills settings. @param config receives the defaults @param size sizeof *config
 *  @return OK; E_ARGUMENT; E_SPACE @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_steer_defaults(ostrov_steer_config *config,
                                                                 size_t size);

/** Fills a sample with "not known". @param sample receives it @param size sizeof *sample
 *  @return OK; E_ARGUMENT; E_SPACE @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_steer_sample_defaults(ostrov_steer_sample *sample,
                                                                        size_t size);

/** Starts it. @param steer receives the object @param config by ostrov_steer_defaults
 *  @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE; E_UNSUPPORTED (steer untouched) @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_steer_init(ostrov_steer *steer,
                                                             const ostrov_steer_config *config,
                                                             ostrov_fault *why);

/** The next set-point. Of the plan's own power, the plan's power with what was not foreseen added, and the
 *  power at which the grid rests, the cheapest by the worth of the stored energy; then as much more
 *  discharging as the budget and the limits ask; held to the battery's limits and the ramp. Without a net
 *  power it is the plan's power, without a plan rest, both within the limits.
 *  @param steer the object @param sample measured and planned @param dt_s s since the last step,
 *  0 < dt_s ≤ 3600
 *  @return OK; DEGRADED when net power or plan were not known; LIMITED when missing_w > 0; E_ARGUMENT;
 *  E_TIME @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_steer_step(ostrov_steer *steer,
                                                             const ostrov_steer_sample *sample,
                                                             double dt_s);

/** What the last step decided. @param steer the object @param state receives it @param size sizeof *state
 *  @return OK; E_ARGUMENT @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_steer_read(const ostrov_steer *steer,
                                                             ostrov_steer_state *state, size_t size);

#ifdef __cplusplus
}
#endif

#endif
