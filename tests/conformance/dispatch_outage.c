/* What a site has learned of its outages: see dispatch_outage.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "dispatch_outage.h"

void outage_learn(outage_history *o, int32_t up)
{
    if (up && o->lasting > 0) {
        o->ended[o->lasting < OUTAGE_LONGEST ? o->lasting : OUTAGE_LONGEST] += 1.0;
    }
    o->hours_up += up ? 1.0 : 0.0;
    o->begun += !up && o->lasting == 0 ? 1.0 : 0.0;
    o->lasting = up ? 0 : o->lasting + 1;
}

double outage_rate(const outage_history *o)
{
    return o->begun > 0.0 ? o->begun / (o->hours_up + 1.0) : 0.0;
}

double outage_mean(const outage_history *o, int32_t lasting)
{
    double weight = 0.0;
    double sum = 0.0;
    for (int32_t i = lasting > 0 ? lasting : 1; i <= OUTAGE_LONGEST; i++) {
        weight += o->ended[i];
        sum += o->ended[i] * (double)i;
    }
    return weight > 0.0 ? sum / weight : (double)lasting + 1.0;
}
