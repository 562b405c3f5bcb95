/* The quick planner's search: what its steps share.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_PLAN_QUICK_H
#define OSTROV_LIB_PLAN_QUICK_H

#include "plan/arena.h"
#include "plan/vehicles.h"

/* A peak charge in slots and kW. */
typedef struct ostrov_i_peak {
    int32_t first;
    int32_t until;
    double incurred_kw;
    double price;  /* money per kW */
    double cap_kw; /* import is held to this in the period */
} ostrov_i_peak;

typedef struct ostrov_i_quick {
    ostrov_i_dispatch d;
    ostrov_i_fleet fleet;
    ostrov_i_peak *peaks;
    int32_t peak_count;
    int32_t passes;
    int64_t work_limit;
    const volatile int32_t *stop;
    int32_t limited;     /* stopped before it was done */
    double *best_powers; /* of the fleet, at least cost so far */
    double *kept_powers; /* of the fleet, at the best cap so far */
    double *average;     /* powers of the fleet, averaged over rounds of bids */
    double *target;      /* room for the longest stay */
    int32_t *bid_count;  /* by slot: for the bound */
    double *relief;      /* by slot: what the caps for peak charges add to the import price */
    double *relief_high; /* the same at a cap that is too high */
    int64_t power_count;
    double best_cost;
    double best_cap_kw;
} ostrov_i_quick;

void ostrov_i_quick_lay_out(const ostrov_i_site *site, ostrov_i_arena *a, ostrov_i_quick *q);

/* Plans into columns of site's slots, all of which must be there. Vehicles only charge. */
void ostrov_i_quick_run(ostrov_i_quick *q, const ostrov_i_site *site, const ostrov_plan_slot *slots,
                        const ostrov_plan_options *options, const ostrov_plan *plan);

/* A proven lower bound on the cost of any plan; −inf when there is none. Overwrites the search. */
double ostrov_i_quick_proof(ostrov_i_quick *q, const ostrov_i_site *site);

/* Finds vehicles, caps and the battery's path; leaves the best in d and fleet. */
void ostrov_i_quick_search(ostrov_i_quick *q);

/* Caps of all peaks onto the slots. */
void ostrov_i_quick_caps(ostrov_i_quick *q);

/* Finds the caps when there are no vehicles. */
void ostrov_i_quick_peaks(ostrov_i_quick *q);

/* What one kW more under the cap of a peak would save, in money, by the node prices; by slot, in
 * money per kWh, into relief (may be NULL); and the highest import in the period. */
double ostrov_i_quick_relief(const ostrov_i_quick *q, const ostrov_i_peak *peak, double *relief,
                             double *highest_kw);

/* A proven lower bound from the prices of the search; overwrites d. −inf when there is none. */
double ostrov_i_quick_bound(ostrov_i_quick *q);

int32_t ostrov_i_quick_must_stop(ostrov_i_quick *q);

#endif
