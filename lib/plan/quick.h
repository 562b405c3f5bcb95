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
    double price; /* money per kW */
    double cap_kw; /* import is held to this in the period */
} ostrov_i_peak;

/* A corner of a curve takes the time of so many entries of a linear program: work is told in these. */
enum { OSTROV_I_CORNER_WORK = 6 };

typedef struct ostrov_i_quick {
    ostrov_i_dispatch d;
    ostrov_i_fleet fleet;
    ostrov_i_peak *peaks;
    int32_t peak_count;
    double unavoidable; /* money for what the open interval has made of the peaks already */
    double calm_price;
    double *wanted_w; /* by slot: the battery in the plan followed so far */
    int32_t passes;
    int64_t work_limit;
    const volatile int32_t *stop;
    int32_t brief;        /* 1 = no vehicle charges: a plan for one way through the value functions */
    int32_t limited;      /* stopped before it was done */
    double *best_powers;  /* of the fleet, at least cost so far */
    double *kept_powers;  /* of the fleet, at the best cap so far */
    double *average;      /* powers of the fleet, averaged over rounds of bids */
    double *target;       /* room for the longest stay */
    int32_t *bid_count;   /* by slot: for the bound */
    double *relief;       /* by slot: what the caps for peak charges add to the import price */
    double *relief_high;  /* the same at a cap that is too high */
    double *relief_now;   /* and at the one tried last */
    ostrov_i_point *cuts; /* by peak, OSTROV_I_CURVE_LIMIT each; when periods follow one another */
    int32_t *cut_counts;
    ostrov_i_point *cut_fresh;
    ostrov_i_point *cut_room;
    ostrov_plan_slot *course_slots;  /* of the scenario in work */
    ostrov_plan_slot *course_firsts; /* first slot of each */
    ostrov_i_cost *course_costs;     /* and its cost */
    ostrov_i_point *course_values;   /* value functions at its end, OSTROV_I_CURVE_LIMIT each */
    int32_t *course_sizes;
    int32_t sound;
    double first_move; /* kWh into the cells in the first slot, in all scenarios */
    double period_bound; /* what the periods proved; −inf when they did not */
    int32_t settled;     /* d holds a calmer plan: period_bound is all that is proven */
    int64_t power_count;
    double best_cost;
    double best_cap_kw;
} ostrov_i_quick;

void ostrov_i_quick_lay_out(const ostrov_i_site *site, ostrov_i_arena *a, ostrov_i_quick *q);

/* What this planner covers, bits of enum ostrov_problem_feature: an open interval only where no vehicle
 * shares the cap, scenarios only for the battery. */
uint32_t ostrov_i_quick_covers(const ostrov_i_site *site);

/* Plans into columns of site's slots, all of which must be there. Vehicles only charge; what it does not
 * cover it leaves out. q must be zero but for its layout. */
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

/* 1 when there are several periods and none overlaps another. */
int32_t ostrov_i_quick_follow_on(const ostrov_i_quick *q);

/* Plans such periods and leaves the outcomes in d. Gives a lower bound of the cost. */
double ostrov_i_quick_periods(ostrov_i_quick *q);

/* The best cap of a peak for slots begin … end − 1, which hold its period, what is stored at their begin
 * given and what comes after put into the pool. Leaves outcomes, and in relief its dual prices. Gives the
 * cost of these slots and all after. A cap_kw ≥ 0 is where the search begins. */
double ostrov_i_quick_find_cap(ostrov_i_quick *q, ostrov_i_peak *peak, int32_t begin, int32_t end,
                               double stored_kwh);

/* The best first move over all scenarios, into first_move. Gives its risk, and a lower bound. */
double ostrov_i_quick_courses(ostrov_i_quick *q, double *bound);

/* Leaves in d the outcomes of one scenario after first_move; −1 = of the forecast. */
void ostrov_i_quick_course(ostrov_i_quick *q, int32_t scenario);

/* Holds the import in a peak's period to cap_kw, as other peaks hold it too. */
void ostrov_i_quick_set_cap(ostrov_i_quick *q, ostrov_i_peak *peak, double cap_kw);

/* Import at which the meter of peak charges shows kw; and what it shows for an import. */
double ostrov_i_quick_unmetered_kw(const ostrov_i_quick *q, int32_t slot, double kw);
/* Hours by which a price of import in a slot weighs for the charge: more than the slot's own where it closes
 * an open interval. */
double ostrov_i_quick_weight_hours(const ostrov_i_quick *q, int32_t slot);
double ostrov_i_quick_metered_kw(const ostrov_i_quick *q, int32_t slot, double kw);

/* What one kW more under the cap of a peak would save, in money, by the node prices; by slot, in money
 * per kWh, into relief (may be NULL); and the highest import in the period. */
double ostrov_i_quick_relief(const ostrov_i_quick *q, const ostrov_i_peak *peak, double *relief,
                             double *highest_kw);

/* A proven lower bound from the prices of the search; overwrites d. −inf when there is none. */
double ostrov_i_quick_bound(ostrov_i_quick *q);

int32_t ostrov_i_quick_must_stop(ostrov_i_quick *q);

#endif
