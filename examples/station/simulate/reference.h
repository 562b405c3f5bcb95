/* Charging as a sensible operator without a planner does it: a fixed power for all charge points
 * together, the next vehicle to leave first.
 *
 * It is what the station is compared with, and what the planner leans on: its trajectory shows what each
 * vehicle can hold at each departure without any peak in charging.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_REFERENCE_H
#define STATION_REFERENCE_H

#include "vehicles.h"

/* Shares budget_w among the plugged-in vehicles, the next to leave first. */
void reference_share(const struct fleet *fleet, double budget_w, double ambient_c, double *limit_w);

/* What a vehicle would hold at each departure from now on. Of the records only departures are used. */
struct reference {
    struct record needed; /* with the lowest power (in steps of 5 kW) with which nobody leaves short */
    struct record frugal; /* with no more than frugal_w, though somebody may leave short */
    double budget_w;      /* that lowest power */
};

/* From what the depot believes at now_s until until_s. frugal_w: power that makes no new peak. */
void reference_run(struct reference *reference, const struct fleet *fleet, int64_t now_s,
                   int64_t until_s, double frugal_w);

/* Wh that a vehicle holds when it leaves at depart_s; NaN when that is beyond the run. */
double reference_holds_wh(const struct record *departures, int32_t vehicle, int64_t depart_s);

#endif
