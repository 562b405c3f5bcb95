/* Battery and site over all slots for given vehicles and caps: dynamic programming with value functions.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_PLAN_DISPATCH_H
#define OSTROV_LIB_PLAN_DISPATCH_H

#include "plan/curve.h"
#include "plan/site.h"
#include "plan/stage.h"

/* A value function with more corners than this is thinned. What is in work needs OSTROV_I_CURVE_ROOM
 * points at the end of the pool: two curves and what their lower envelope may come to. */
enum { OSTROV_I_CURVE_LIMIT = 128, OSTROV_I_CURVE_MERGED = 172, OSTROV_I_CURVE_ROOM = 904 };

/* What one slot came to. Powers kW. */
typedef struct ostrov_i_outcome {
    double battery_kw;
    double used[OSTROV_I_SOURCES];
    double grid_kw;
    double stored_kwh;   /* at the end of the slot */
    double cell_price;   /* worth of one more kWh in the cells at the end */
    double node_price;   /* worth of one kWh at the site bus in the slot */
} ostrov_i_outcome;

/* The cost of a slot, put by in the pool; count 0 = not. */
typedef struct ostrov_i_kept {
    int64_t begin;
    int32_t count;
    int32_t mode;
} ostrov_i_kept;

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
    int64_t pool_size; /* OSTROV_I_CURVE_ROOM more than value functions may take */
    int64_t *begins; /* first point of each slot's function in the pool */
    int32_t *sizes;  /* negative = not convex */
    ostrov_i_kept *kept; /* by slot: costs that a pass has put by, of the slots between these two */
    int32_t kept_from;
    int32_t kept_until;  /* 0 = none are kept */
    int64_t kept_begin;  /* lowest of them in the pool */
    int64_t touched;     /* and above what value functions in work may have overwritten */
    int32_t last;    /* slot whose value function begins the pool */
    ostrov_i_cells cells;
    const double *wanted_w;  /* in: the battery's power in W that is kept where nothing is lost by it; NULL = rest */
    double calm_price;       /* in: money per kWh of a move away from it */
    int32_t holds;           /* in: the first slot stays near hold_w as far as hold_money goes */
    double hold_w;
    double hold_money;
    double value;   /* out: cost by the value functions, without peaks and missing departures */
    int32_t sound;  /* out: 1 = value is exact or a lower bound */
    int64_t work;   /* corners handled */
} ostrov_i_dispatch;

/* Money per kWh below the reserve or outside the window, at the end of a slot. */
static inline double ostrov_i_dispatch_penalty(const ostrov_i_dispatch *d, int32_t slot)
{
    return d->site->problem.reserve_price_per_kwh_h * d->slots[slot].duration_s * (1.0 / 3600.0);
}

/* The cost of a slot: the one put by, or made anew. cost must not outlive the pass. */
void ostrov_i_dispatch_cost(const ostrov_i_dispatch *d, int32_t slot, const ostrov_i_stage *stage,
                            ostrov_i_cost *cost);

/* Stage of a slot with the vehicles, cap and surcharge that stand in d. */
void ostrov_i_dispatch_stage(const ostrov_i_dispatch *d, int32_t slot, ostrov_i_stage *stage);

/* Puts curve as the least cost from the end of slot on (its penalty comes on top), at the begin of the pool:
 * the value functions of what lies before it follow. */
void ostrov_i_dispatch_put(ostrov_i_dispatch *d, int32_t slot, const ostrov_i_point *curve,
                           int32_t count);

/* Value functions of the slots first … until − 1; that of slot until − 1's end must be there already
 * unless until is count. */
void ostrov_i_dispatch_back(ostrov_i_dispatch *d, int32_t first, int32_t until);

/* Best path from the begin of slot first with stored_kwh to the end of slot until − 1, through value
 * functions that must be there: fills the outcomes and value, the cost from first to the last edge. */
void ostrov_i_dispatch_forth(ostrov_i_dispatch *d, int32_t first, int32_t until, double stored_kwh);

/* Both, back and forth, each slot's cost made once. */
void ostrov_i_dispatch_pass(ostrov_i_dispatch *d, int32_t first, int32_t until, double stored_kwh);

/* The value function at the end of a slot. */
const ostrov_i_point *ostrov_i_dispatch_value(const ostrov_i_dispatch *d, int32_t slot, int32_t *count);

/* The least cost from the begin of a slot on, as a function of the stored energy then in lo … hi, from the
 * value function at its end, which must be there. out holds room points. Gives the number of points. */
int32_t ostrov_i_dispatch_begin(ostrov_i_dispatch *d, int32_t slot, double lo, double hi,
                                ostrov_i_point *out, int32_t room);

/* The outcome of the first slot when x goes into the cells. */
void ostrov_i_dispatch_first(ostrov_i_dispatch *d, double x);

/* All of it. */
void ostrov_i_dispatch_run(ostrov_i_dispatch *d);

#endif
