/**
 * @file plan_explain.h
 * @brief Why a plan does what it does, slot by slot, and what would change it; the wishes it leaves unmet.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_PLAN_EXPLAIN_H
#define OSTROV_PLAN_EXPLAIN_H

#include <ostrov/plan.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Why a slot looks as it does. */
enum ostrov_plan_because {
    OSTROV_BECAUSE_UNKNOWN = 0,        /**< not known, or not set: nothing more to say */
    OSTROV_BECAUSE_CHARGE_CHEAP = 1,   /**< charges from the grid: cheaper now than its worth later */
    OSTROV_BECAUSE_CHARGE_SUN = 2,     /**< charges from the sun: exporting it would earn less */
    OSTROV_BECAUSE_DISCHARGE_DEAR = 3, /**< discharges instead of importing: dearer now than later */
    OSTROV_BECAUSE_DISCHARGE_SELL = 4, /**< discharges into the grid: it pays more than later */
    OSTROV_BECAUSE_HOLD = 5,           /**< rests: neither charging nor discharging pays */
    OSTROV_BECAUSE_PEAK = 6,           /**< import is held to the peak of its period */
    OSTROV_BECAUSE_RESERVE = 7,        /**< the battery is held at its reserve */
    OSTROV_BECAUSE_FULL = 8,           /**< the battery is at the high end of its window */
    OSTROV_BECAUSE_EMPTY = 9,          /**< the battery is at the low end of its window */
    OSTROV_BECAUSE_CHARGE_LIMIT = 10,  /**< charges as fast as it may */
    OSTROV_BECAUSE_DISCHARGE_LIMIT = 11, /**< discharges as fast as it may */
    OSTROV_BECAUSE_IMPORT_LIMIT = 12,  /**< import is at its limit */
    OSTROV_BECAUSE_EXPORT_LIMIT = 13,  /**< export is at its limit */
    OSTROV_BECAUSE_CURTAIL = 14,       /**< PV is left unused: nobody pays for it, or there is no room */
    OSTROV_BECAUSE_SHED = 15,          /**< ordinary load is not served */
    OSTROV_BECAUSE_SHED_CRITICAL = 16, /**< critical load is not served */
    OSTROV_BECAUSE_OUTAGE = 17         /**< the grid is known to be away */
};

/** One reason. A row: grows by stride. */
typedef struct ostrov_plan_reason {
    int32_t slot;         /**< which slot */
    int32_t because;      /**< enum ostrov_plan_because */
    double value_per_kwh; /**< money that one kWh more or less of it would bring; ≥ 0; NaN = not known */
    double now;           /**< what is: price in money per kWh, power in W, SoC as a ratio; NaN = no number */
    double change_at;     /**< where the decision changes, in the same unit; NaN = no price or limit changes
                               it by itself */
    double change_also;   /**< a second such point, above the first: that of rest; NaN = none */
} ostrov_plan_reason;

/** Most reasons of one slot. */
#define OSTROV_PLAN_REASONS 3

/** What a plan leaves unmet, in the order in which it is given up last: what people asked for first. */
enum ostrov_wish {
    OSTROV_WISH_UNKNOWN = 0,   /**< not known, or not set */
    OSTROV_WISH_CRITICAL = 1,  /**< critical load */
    OSTROV_WISH_LOAD = 2,      /**< ordinary load */
    OSTROV_WISH_DEPARTURE = 3, /**< energy of vehicles at departure */
    OSTROV_WISH_BLOCK = 4,     /**< blocks that were to run */
    OSTROV_WISH_RESERVE = 5,   /**< reserve and SoC window */
    OSTROV_WISH_END = 6,       /**< energy at the last edge */
    OSTROV_WISH_FULL = 7,      /**< full charge */
    OSTROV_WISH_THROUGHPUT = 8 /**< warranty throughput */
};

/** A wish that is not met. Frozen. */
typedef struct ostrov_wish_missed {
    int32_t wish;      /**< enum ostrov_wish */
    int32_t reserved_; /**< 0 */
    double cost;       /**< money it counts for; > 0 */
} ostrov_wish_missed;

/** Reasons of every slot, most telling first: OSTROV_PLAN_REASONS rows a slot, [slot · 3 + i]; a slot with
 *  fewer has rows of OSTROV_BECAUSE_UNKNOWN. What the battery does is always among them.
 *  @param problem what the plan is for @param plan with battery_w, grid_w, pv_w, shed_w, shed_critical_w,
 *  soc_ratio and value_per_kwh, as the planners give them @param rows receives them
 *  @param stride bytes from row to row, sizeof(ostrov_plan_reason) as the caller knows it
 *  @param capacity rows there, ≥ 3 · problem->count @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT for a missing column; E_SPACE; and what ostrov_plan_check gives
 *  @slow @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_plan_explain(const ostrov_problem *problem,
                                                               const ostrov_plan *plan,
                                                               ostrov_plan_reason *rows,
                                                               uint32_t stride, int32_t capacity,
                                                               ostrov_fault *why);

/** A reason in words with its numbers, and what would change it, such as "charges from the grid: 0.0512
 *  now, worth 0.1180 in the battery. Stops when the price rises above 0.1180."
 *  @param reason the row @param language 1 = English, 2 = Czech, 3 = Traditional Chinese (enum
 *  ostrov_language); English when there is no such language @param text receives UTF-8, NUL-terminated
 *  when capacity > 0, never cut inside a character @param capacity bytes at text
 *  @return length of the full text without NUL, as snprintf would @slow @since 0.1 */
OSTROV_API size_t ostrov_plan_reason_text(const ostrov_plan_reason *reason, int32_t language,
                                          char *text, size_t capacity);

/** The wishes that a plan leaves unmet by its verdict, in the order of enum ostrov_wish.
 *  @param verdict by ostrov_plan_check @param missed receives up to 8 rows @param count receives how many
 *  @return OK; E_ARGUMENT @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_plan_missed(const ostrov_plan_verdict *verdict,
                                                              ostrov_wish_missed *missed,
                                                              int32_t *count);

#ifdef __cplusplus
}
#endif

#endif
