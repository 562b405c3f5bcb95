/**
 * @file plan_prepare.h
 * @brief Getting a problem ready: the repair of a whole one, and prices from an order of wishes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_PLAN_PREPARE_H
#define OSTROV_PLAN_PREPARE_H

#include <ostrov/plan.h>
#include <ostrov/plan_explain.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One thing that was repaired. A row: grows by stride. */
typedef struct ostrov_problem_mended {
    const char *structure; /**< such as "ostrov_problem"; static */
    const char *field;     /**< such as "load_w"; static */
    int32_t index;         /**< which row, −1 = no row */
    int32_t value_index;   /**< which value of a series, −1 = no series */
    int32_t kind;          /**< enum ostrov_repair */
    uint32_t reserved_;    /**< 0 */
    double was;            /**< what stood there; NaN also where nothing did */
    double now;            /**< what stands there now */
} ostrov_problem_mended;

/** Bytes that the repair of a problem needs: copies of its series and rows.
 *  @param problem the problem, broken or not
 *  @return bytes, a multiple of 8; 0 for one that cannot be repaired @setup @since 0.1 */
OSTROV_API size_t ostrov_problem_mend_size(const ostrov_problem *problem);

/** Repairs a whole problem for hosts that need a plan anyway, into a copy; the problem stays as it is. By
 *  declared rules, each use of which is told: a value of a series that is not finite takes that of the same
 *  time a day before, else the last one, before the first known one that; a series that does not reach as
 *  far as the slots is lengthened so; what is outside its range is cut to it; a member that is not finite
 *  takes its default, or the least of its range where there is none, so that an unknown vehicle counts as
 *  empty; an unknown SoC counts as the low end of the window; optional members that are infinite count as
 *  not given. A series of which nothing is known is left out where it may be, else the problem is refused:
 *  nobody can guess load and import prices. Edges and the battery's config are not repaired.
 *  @param problem the problem @param mended receives the copy; it points into the workspace and, for edges
 *  and battery, where problem pointed @param size sizeof *mended @param workspace aligned to 8, stays with
 *  mended @param bytes at workspace @param rows receives what was done, in order; may be NULL
 *  @param stride bytes from row to row, sizeof(ostrov_problem_mended) as the caller knows it
 *  @param capacity rows there @param count receives how many things were repaired, also those that found
 *  no row; may be NULL @param why receives what cannot be repaired; may be NULL
 *  @return OK; DEGRADED when something was repaired; E_ARGUMENT; E_SPACE; E_RANGE; E_NOT_FINITE; E_TIME;
 *  E_UNSUPPORTED (mended untouched) @slow @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_problem_mend(const ostrov_problem *problem, ostrov_problem *mended, size_t size, void *workspace,
                    size_t bytes, ostrov_problem_mended *rows, uint32_t stride, int32_t capacity,
                    int32_t *count, ostrov_fault *why);

/** Turns an order of wishes into prices: of two wishes the one named first is not given up for any amount
 *  of the other that it could cost, nor for money. What is not named keeps its price and counts as money, and
 *  so do tiers; only critical load is made at least as dear as LOAD where that is named and it is not.
 *  Exact where all is continuous, but for what self-discharge takes over the horizon; least powers and
 *  blocks come in lumps and may tip a kWh at their edge.
 *  @param problem has shed_critical_price_per_kwh, shed_price_per_kwh and reserve_price_per_kwh_h set
 *  where their wish is named @param vehicles its vehicles' rows, whose short_price_per_kwh is set where
 *  departures are named, the same memory as problem->vehicles; NULL without vehicles
 *  @param vehicles_stride bytes from row to row, at least those of a row of the first version
 *  @param order CRITICAL, LOAD, DEPARTURE, RESERVE of enum ostrov_wish, most important first, each at most
 *  once, CRITICAL before LOAD @param order_count 1 … 4 @param why receives the fault; may be NULL
 *  @return OK; E_ARGUMENT; E_RANGE, also when prices would pass 10⁹; and what ostrov_problem_check gives
 *  (all untouched) @slow @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_problem_order(ostrov_problem *problem,
                                                                ostrov_plan_vehicle *vehicles,
                                                                uint32_t vehicles_stride,
                                                                const int32_t *order,
                                                                int32_t order_count, ostrov_fault *why);

#ifdef __cplusplus
}
#endif

#endif
