/* The grid operator's limit: see limit.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/limit.h"

#define WHOLE_PPM 1000000
#define ENOUGH_US ((int64_t)1 << 50)

void ostrov_i_limit_reset(const ostrov_i_grid_settings *set, ostrov_i_limit *l)
{
    l->silent_us = 0;
    l->carry = 0;
    l->last_ppm = -1;
    l->now_ppm = set->dso_receiver ? set->dso_fallback_ppm : WHOLE_PPM;
    l->reason = set->dso_receiver ? OSTROV_GRID_REASON_DSO_FALLBACK : OSTROV_GRID_REASON_NONE;
    l->spare = 0;
}

/* What holds now, before the ramp; sets the reason. */
static int32_t wanted(const ostrov_i_grid_settings *set, ostrov_i_limit *l)
{
    if (l->last_ppm >= 0 && l->silent_us == 0) {
        l->reason =
            l->last_ppm < WHOLE_PPM ? OSTROV_GRID_REASON_DSO_LIMIT : OSTROV_GRID_REASON_NONE;
        return l->last_ppm;
    }
    if (l->last_ppm >= 0 && l->silent_us <= set->dso_hold_us) {
        l->reason = OSTROV_GRID_REASON_DSO_SILENT;
        return l->last_ppm;
    }
    if (l->last_ppm >= 0 || set->dso_receiver) { /* who has spoken once is a receiver */
        l->reason = OSTROV_GRID_REASON_DSO_FALLBACK;
        return l->last_ppm >= 0 && l->last_ppm < set->dso_fallback_ppm ? l->last_ppm
                                                                       : set->dso_fallback_ppm;
    }
    l->reason = OSTROV_GRID_REASON_NONE;
    return WHOLE_PPM;
}

void ostrov_i_limit_step(const ostrov_i_grid_settings *set, ostrov_i_limit *l, int32_t told_ppm,
                         int64_t dt_us)
{
    int32_t to_ppm = 0;
    if (told_ppm >= 0) {
        l->last_ppm = told_ppm;
        l->silent_us = 0;
    } else if (l->silent_us < ENOUGH_US) {
        l->silent_us += dt_us;
    }
    to_ppm = wanted(set, l);
    if (to_ppm <= l->now_ppm || set->dso_ramp_us <= 0) {
        l->now_ppm = to_ppm;
        l->carry = 0;
        return;
    }
    l->carry += dt_us * WHOLE_PPM;
    if (l->carry / set->dso_ramp_us >= to_ppm - l->now_ppm) {
        l->now_ppm = to_ppm;
        l->carry = 0;
        return;
    }
    l->now_ppm += (int32_t)(l->carry / set->dso_ramp_us);
    l->carry %= set->dso_ramp_us;
    l->reason = OSTROV_GRID_REASON_RAMP;
}
