/* The pieces of a dispatch problem, made from the site and the fleet.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_PROBLEM_H
#define STATION_PROBLEM_H

#include "planner.h"

/* Edges from now on: a short first slot up to the next clock-aligned quarter hour, then quarters.
 * edges_s holds most + 1. Returns the number of slots. */
int32_t problem_edges(int64_t now_s, int32_t most, int64_t *edges_s);

/* Values by quarter hour as a series. */
ostrov_series problem_quarters(int64_t start_s, int32_t count, const double *values);

/* Hangs the planner's arrays into the problem as series. */
void problem_series(ostrov_problem *problem, const struct planner *planner);

/* Limits, prices and wishes of the site. */
void problem_site(ostrov_problem *problem, const struct site *site);

/* While connected the station never goes below its reserve_ratio: the plan must know that floor, and asks
 * for what the reserve wished for is above it. battery is written and hung into the problem. */
void problem_reserve(ostrov_problem *problem, const struct site *site,
                     ostrov_battery_config *battery);

/* Worth of a kWh left in the cells at the end: the mean import price, less losses and wear. */
double problem_terminal_price(const ostrov_problem *problem, const double *import_price);

/* How much an early stay does for the later ones. */
enum problem_care {
    PROBLEM_ROBUST = 0, /* as the reference, and an outage may take a stay */
    PROBLEM_KNOWING = 1, /* as the reference */
    PROBLEM_LAZY = 2    /* only what the later ones could not add at full power */
};

/* W of charging that makes no quarter hour higher than peak_w: the building takes its part. */
double problem_frugal_w(const struct site *site, double peak_w);

/* Every stay at a charge point until until_s, as the depot believes it: the present one and those of
 * the duties to come. Returns how many. */
int32_t problem_stays(const struct fleet *fleet, const struct reference *reference, int32_t care,
                      int64_t now_s, int64_t until_s, ostrov_plan_vehicle *stay, int32_t most);

/* Wh the battery of a plugged-in vehicle should hold when it leaves. */
double problem_wanted_wh(const struct fleet *fleet, const struct reference *reference,
                         int32_t vehicle, int64_t now_s, int64_t until_s);

/* Points the plan's columns at the planner's arrays. */
ostrov_status problem_columns(struct planner *planner);

#endif
