/* Definite-time stages: see elements.h for the rules.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/elements.h"

#include <string.h>

enum { RESET = 0, PICKED = 1, HOLD = -1 };

void ostrov_i_elements_reset(ostrov_i_elements *e)
{
    memset(e, 0, sizeof *e);
    e->picked = -1;
}

/* The cause in the words of the one who must repair it: a missing phase trips by the under-voltage
 * stages, but it is not a low voltage. */
static int32_t reason_of(const ostrov_i_quantities *q, int32_t stage)
{
    switch (stage) {
    case OSTROV_I_STAGE_OV:
    case OSTROV_I_STAGE_OV + 1:
        return OSTROV_GRID_REASON_OVERVOLTAGE;
    case OSTROV_I_STAGE_UV:
    case OSTROV_I_STAGE_UV + 1:
        return q->single ? OSTROV_GRID_REASON_SINGLE_PHASE : OSTROV_GRID_REASON_UNDERVOLTAGE;
    case OSTROV_I_STAGE_OF:
    case OSTROV_I_STAGE_OF + 1:
        return OSTROV_GRID_REASON_OVERFREQUENCY;
    case OSTROV_I_STAGE_UNBALANCE:
        return OSTROV_GRID_REASON_UNBALANCE;
    case OSTROV_I_STAGE_ZERO:
        return OSTROV_GRID_REASON_LOST_NEUTRAL;
    default:
        return OSTROV_GRID_REASON_UNDERFREQUENCY;
    }
}

/* Any phase decides. A phase that is not known can neither prove a violation nor its end. */
static int32_t voltage(const ostrov_i_grid_settings *set, const ostrov_i_quantities *q,
                       int32_t violated)
{
    if (q->known_phases > 0 && violated) {
        return PICKED;
    }
    return q->known_phases == set->phases ? RESET : HOLD;
}

/* Sequence components mean something on a live side only. */
static int32_t sequence(const ostrov_i_grid_settings *set, const ostrov_i_quantities *q,
                        int32_t ppm, int32_t level)
{
    if (ppm < 0 || q->known_phases == 0 || q->max_mv < set->dead_mv) {
        return HOLD;
    }
    return ppm > level ? PICKED : RESET;
}

/* Below the dead level no frequency can be measured: that is the voltage stages' matter. */
static int32_t frequency(const ostrov_i_grid_settings *set, const ostrov_i_quantities *q,
                         int32_t violated)
{
    if (!q->known_hz || q->known_phases == 0 || q->max_mv < set->dead_mv) {
        return HOLD;
    }
    return violated ? PICKED : RESET;
}

static int32_t judge(const ostrov_i_grid_settings *set, const ostrov_i_quantities *q, int32_t stage)
{
    int32_t level = set->stages[stage].level;
    if (set->stages[stage].off) {
        return RESET;
    }
    switch (stage) {
    case OSTROV_I_STAGE_OV:
    case OSTROV_I_STAGE_OV + 1:
        return voltage(set, q, q->max_mv > level);
    case OSTROV_I_STAGE_UV:
    case OSTROV_I_STAGE_UV + 1:
        return voltage(set, q, q->min_mv < level);
    case OSTROV_I_STAGE_OF:
    case OSTROV_I_STAGE_OF + 1:
        return frequency(set, q, q->mhz > level);
    case OSTROV_I_STAGE_UNBALANCE:
        return sequence(set, q, q->unbalance_ppm, level);
    case OSTROV_I_STAGE_ZERO:
        return sequence(set, q, q->zero_ppm, level);
    default: /* OSTROV_I_STAGE_UF, both */
        return frequency(set, q, q->mhz < level);
    }
}

void ostrov_i_elements_step(const ostrov_i_grid_settings *set, ostrov_i_elements *e,
                            const ostrov_i_quantities *q, int64_t dt_us)
{
    int64_t fastest_trip = INT64_MAX;
    int64_t fastest_pick = INT64_MAX;
    int32_t unknown = 0;
    e->trip = 0;
    e->cause = 0;
    for (int32_t i = 0; i < OSTROV_I_STAGES; i++) {
        int64_t delay_us = set->stages[i].delay_us;
        int32_t now = judge(set, q, i);
        if (now == RESET) {
            e->held_us[i] = 0;
            continue;
        }
        if (now == HOLD) {
            unknown = 1;
            continue;
        }
        e->held_us[i] += dt_us;
        if (e->held_us[i] > delay_us) {
            e->held_us[i] = delay_us; /* saturates: no overflow in a year-long outage */
        }
        if (delay_us < fastest_pick) {
            fastest_pick = delay_us;
            e->cause = reason_of(q, i);
        }
        if (e->held_us[i] >= delay_us && delay_us < fastest_trip) {
            fastest_trip = delay_us;
            e->trip = reason_of(q, i);
        }
    }
    e->picked = e->cause != 0 ? 1 : (unknown ? -1 : 0);
}
