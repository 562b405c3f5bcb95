/* Each passage into an island and back: see passage.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/passage.h"

#include <string.h>

static void clear(ostrov_i_passage *p)
{
    p->pcc_w = OSTROV_I_NONE;
    p->since_us = p->outside_us = p->resync_us = p->lost_wms = 0;
    p->settle_us = -1;
    p->shed = 0;
    p->min_mv = p->min_mhz = INT32_MAX;
    p->max_mv = p->max_mhz = -1;
    p->contact_cdeg = INT32_MIN;
    p->drill = p->going_on = 0;
    p->cause = p->result = OSTROV_GRID_REASON_NONE;
}

void ostrov_i_passage_reset(ostrov_i_passage *p)
{
    memset(p, 0, sizeof *p);
    clear(p);
}

static void begin(ostrov_i_passage *p, const ostrov_i_switch *s, const ostrov_i_view *view)
{
    clear(p);
    p->number++;
    p->going_on = 1;
    p->drill = s->away == OSTROV_I_AWAY_DRILL;
    p->cause = s->reason;
    p->pcc_w = view->pcc_w;
}

static void extremes(ostrov_i_passage *p, const ostrov_i_grid_settings *set,
                     const ostrov_i_quantities *bus)
{
    if (bus->known_phases != set->phases) {
        return;
    }
    p->min_mv = bus->min_mv < p->min_mv ? bus->min_mv : p->min_mv;
    p->max_mv = bus->max_mv > p->max_mv ? bus->max_mv : p->max_mv;
    if (bus->known_hz && bus->max_mv >= set->dead_mv) {
        p->min_mhz = bus->mhz < p->min_mhz ? bus->mhz : p->min_mhz;
        p->max_mhz = bus->mhz > p->max_mhz ? bus->mhz : p->max_mhz;
    }
}

/* What loads do not get: shed tiers, and every tier of a bus without voltage. */
static void losses(ostrov_i_passage *p, const ostrov_i_grid_settings *set,
                   const ostrov_i_view *view, uint32_t tiers)
{
    uint32_t on = view->bus.known_phases > 0 && view->bus.max_mv < set->dead_mv ? 0 : tiers;
    for (int32_t i = 0; i < set->tier_count; i++) {
        uint32_t bit = UINT32_C(1) << i;
        p->shed |= bit & ~tiers;
        if ((on & bit) == 0 && view->tier_w[i] > 0) {
            p->lost_wms += view->tier_w[i] * view->dt_us / 1000;
        }
    }
}

static void watch(ostrov_i_passage *p, const ostrov_i_grid_settings *set, const ostrov_i_switch *s,
                  const ostrov_i_view *view, uint32_t tiers)
{
    int32_t inside = view->bus_side == OSTROV_SIDE_GOOD || view->bus_side == OSTROV_SIDE_OBSERVING;
    p->since_us += view->dt_us;
    p->outside_us += inside ? 0 : view->dt_us;
    p->resync_us += s->mode == OSTROV_GRID_SYNC ? view->dt_us : 0;
    if (p->settle_us < 0 && s->mode == OSTROV_GRID_ISLAND) {
        p->settle_us = p->since_us;
    }
    extremes(p, set, &view->bus);
    losses(p, set, view, tiers);
}

void ostrov_i_passage_step(const ostrov_i_grid_settings *set, ostrov_i_passage *p,
                           const ostrov_i_switch *s, const ostrov_i_view *view, uint32_t tiers)
{
    int32_t was = p->last_mode;
    p->last_mode = s->mode;
    if (!p->going_on) {
        if (ostrov_i_connected(was) &&
            (s->mode == OSTROV_GRID_OPENING || s->mode == OSTROV_GRID_FORMING)) {
            begin(p, s, view);
        }
        return;
    }
    switch (s->mode) {
    case OSTROV_GRID_GRID:
    case OSTROV_GRID_RAMP:
        p->going_on = 0;
        p->result = OSTROV_GRID_REASON_DONE;
        p->contact_cdeg =
            was == OSTROV_GRID_CLOSING && !s->dead_close ? s->contact_cdeg : INT32_MIN;
        break;
    case OSTROV_GRID_BOOT:
    case OSTROV_GRID_DEAD:
    case OSTROV_GRID_SAFE_STOP:
    case OSTROV_GRID_LOCKOUT:
        p->going_on = 0;
        p->result = s->reason;
        break;
    default:
        break;
    }
    watch(p, set, s, view, tiers);
}
