/* Battery and site over all slots for given vehicles and caps: dynamic programming with value functions.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_PLAN_DISPATCH_H
#define OSTROV_LIB_PLAN_DISPATCH_H

#include "plan/curve.h"
#include "plan/site.h"
#include "plan/stage.h"

/* Room in which stage curves are worked out; more corners than this are thinned. */
enum { OSTROV_I_CURVE_LIMIT = 256, OSTROV_I_CURVE_ROOM = 1100 };

/* What one slot came to. Powers kW. */
typedef struct ostrov_i_outcome {
    double battery_kw;
    double used[OSTROV_I_SOURCES];
    double grid_kw;
    double stored_kwh;   /* at the end of the slot */
    double cell_price;   /* worth of one more kWh in the cells at the end */
    double node_price;   /* worth of one kWh at the site bus in the slot */
} ostrov_i_outcome;

typedef struct ostrov_i_dispatch {
    const ostrov_i_site *site;
    const ostrov_plan_slot *slots;
    int32_t count;
    double *vehicle_kw;  /* in: sum of the vehicles, by slot */
    double *cut_price;   /* in: money per kWh of cutting them */
    double *cap_kw;      /* in: further limit on import */
    double *surcharge;   /* in: added to the import price */
    ostrov_i_bid *bids;  /* in: OSTROV_I_BIDS a slot, used when bid_count is not NULL */
    int32_t *bid_count;
    ostrov_i_outcome *outcomes; /* out, by slot */
    ostrov_i_point *pool;  /* value functions at the end of each slot, from the last slot to the first */
    int64_t pool_size;
    int64_t *begins; /* first point of each slot's function in the pool */
    int32_t *sizes;
    ostrov_i_point *scratch[4]; /* OSTROV_I_CURVE_ROOM each */
    double value;   /* out: cost by the value functions, without peaks and missing departures */
    int32_t sound;  /* out: 1 = value is exact or a lower bound */
    int64_t work;   /* corners handled */
} ostrov_i_dispatch;

/* Stage of a slot with the vehicles, cap and surcharge that stand in d. */
void ostrov_i_dispatch_stage(const ostrov_i_dispatch *d, int32_t slot, ostrov_i_stage *stage);

/* Value functions of the slots first … until − 1; that of slot until − 1's end must be there already
 * unless until is count. */
void ostrov_i_dispatch_back(ostrov_i_dispatch *d, int32_t first, int32_t until);

/* Best path from the begin of slot first with stored_kwh to the end of slot until − 1, through value
 * functions that must be there: fills the outcomes and value, the cost from first to the last edge. */
void ostrov_i_dispatch_forth(ostrov_i_dispatch *d, int32_t first, int32_t until, double stored_kwh);

/* All of it. */
void ostrov_i_dispatch_run(ostrov_i_dispatch *d);

#endif
