/* What the station is compared with: how a sensible operator charges without us, the same with a plain
 * battery, and perfect foresight.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_POLICIES_H
#define STATION_POLICIES_H

#include "planner.h"

/* Static charging limit with staggered start: the charge points share a fixed power, the next to leave
 * first. The limit is the lowest (in steps of 5 kW) with which nobody leaves short on this very day without
 * its outage, so the comparison is with a well-chosen setting, not with a straw man. with_battery adds a
 * battery that only stores surplus PV and serves the building. */
void policy_static(const struct site *site, const struct inputs *inputs, int64_t end_s,
                   int32_t with_battery, struct record_policy *policy);

/* Perfect foresight: one plan over a single day with everything known beforehand (weather, load,
 * prices, the outage, what each vehicle needs), so a cost that nobody can beat by more than the gap.
 * Returns −1 when the run is longer than a day or no plan was found. */
int policy_foresight(const struct site *site, const struct inputs *inputs, int64_t end_s,
                     int32_t solver, struct record_policy *policy);

#endif
