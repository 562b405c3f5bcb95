/**
 * @file plan_respond.h
 * @brief What a station does at given prices: one pure function for whoever coordinates many of them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_PLAN_RESPOND_H
#define OSTROV_PLAN_RESPOND_H

#include <ostrov/plan.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Bytes of a responder. @param problem the problem @return bytes, a multiple of 8; 0 for a problem that
 *  is refused @setup @since 0.1 */
OSTROV_API size_t ostrov_responder_size(const ostrov_problem *problem);

/** Packs a problem into plain bytes that point nowhere: to be copied, sent to another process or stored,
 *  for a machine of the same byte order. A battery with all that ostrov_plan_solve does for it exactly;
 *  vehicles, peaks and scenarios are refused.
 *  @param problem the problem @param responder receives them, aligned to 8 @param bytes at responder
 *  @param why receives the fault; may be NULL
 *  @return OK; E_SPACE; E_UNSUPPORTED naming the member; and what ostrov_problem_check gives
 *  @slow @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_responder_init(const ostrov_problem *problem,
                                                                 void *responder, size_t bytes,
                                                                 ostrov_fault *why);

/** Bytes of workspace that a responder needs. @param responder by ostrov_responder_init
 *  @return bytes, a multiple of 8; 0 for bytes that are none @rt @since 0.1 */
OSTROV_API size_t ostrov_responder_workspace(const void *responder);

/** The plan that is cheapest for the station when each kWh taken from the grid costs price_per_kwh more, and
 *  each given earns that much more: the dual answer of one station to the price of a shared limit. Pure: the
 *  same bytes and prices give the same answer, and nothing else changes.
 *  @param responder by ostrov_responder_init @param price_per_kwh count prices to be added
 *  @param count slots, those of the problem @param workspace aligned to 8 @param bytes at workspace
 *  @param grid_w receives count W, positive = import @param own_cost receives money without the added
 *  prices @param value receives money with them, exactly the least there is; may be NULL
 *  @return OK; E_ARGUMENT for bytes that are no responder; E_RANGE for another count or a price beyond
 *  ±1e9; E_NOT_FINITE; E_SPACE (outputs untouched) @slow @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_plan_respond(const void *responder, const double *price_per_kwh, int32_t count,
                    void *workspace, size_t bytes, double *grid_w, double *own_cost, double *value);

#ifdef __cplusplus
}
#endif

#endif
