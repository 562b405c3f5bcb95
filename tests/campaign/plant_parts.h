/* What the files of the plant share.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CAMPAIGN_PLANT_PARTS_H
#define OSTROV_TESTS_CAMPAIGN_PLANT_PARTS_H

#include "plant.h"

#define LIVE_PU 0.1      /* a side above this is live */
#define EMPTY_RATIO 0.02 /* BMS opens: nothing comes out any more */

void plant_breaker(plant *p, int32_t command, double dt_s);
void plant_pcs(plant *p, int32_t request, double dt_s);
void plant_bond(plant *p, int32_t command, double dt_s);
void plant_tiers(plant *p, uint32_t allowed, double dt_s);

#endif
