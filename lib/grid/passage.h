/* Measures each passage into an island and back. It watches the switch and moves nothing. Whole
 * numbers only.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_GRID_PASSAGE_H
#define OSTROV_LIB_GRID_PASSAGE_H

#include "grid/switch.h"

typedef struct ostrov_i_passage {
    int64_t pcc_w; /* OSTROV_I_NONE = not measured */
    int64_t since_us;
    int64_t settle_us; /* -1 = not come to that */
    int64_t outside_us;
    int64_t resync_us;
    int64_t lost_wms; /* W·ms */
    uint32_t number;
    uint32_t shed;
    int32_t min_mv; /* INT32_MAX and -1: nothing seen yet */
    int32_t max_mv;
    int32_t min_mhz;
    int32_t max_mhz;
    int32_t contact_cdeg; /* INT32_MIN = none */
    int32_t drill;
    int32_t cause;
    int32_t going_on;
    int32_t result;
    int32_t last_mode;
} ostrov_i_passage;

void ostrov_i_passage_reset(ostrov_i_passage *p);
void ostrov_i_passage_step(const ostrov_i_grid_settings *set, ostrov_i_passage *p,
                           const ostrov_i_switch *s, const ostrov_i_view *view, uint32_t tiers);

#endif
