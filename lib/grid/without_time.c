/* Steps whose time makes no sense: not positive, too long, not a number.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/fields.h"
#include "grid/grid_fields.h"
#include "grid/object.h"
#include "grid/turn.h"

#define INFINITY_S 1e12 /* what lies beyond is no time */

/* A selection grows older by what is known of the time; where nothing is known it is over. */
static void age_orders(ostrov_i_orders *o, double dt_s)
{
    int32_t known = dt_s >= 0.0 && dt_s < INFINITY_S;
    if (o->waits) {
        o->life_us = known ? o->life_us - ostrov_i_whole(dt_s, 1e6, INT64_C(1) << 50) : 0;
        o->waits = o->life_us > 0;
    }
}

/* A stop that has just come opens at once: the step after may never come. */
static void open_without_time(ostrov_i_grid *g)
{
    if (g->machine.contacts.proven != 0) {
        g->machine.opens += g->machine.command != OSTROV_BREAKER_OPEN;
        g->out.breaker_command = g->machine.command = OSTROV_BREAKER_OPEN;
    }
}

/* A step without a sane time moves nothing on. A close must not outlive a sane clock, and what
 * people and their switches forbid is obeyed all the same: a host whose clock stays broken still
 * has them. A stop waits for the next step, which latches it though the button is released. */
void ostrov_i_grid_without_time(ostrov_i_grid *g, const ostrov_grid_sample *sample, double dt_s)
{
    ostrov_grid_sample s;
    uint32_t stops = 0;
    int32_t refused = 0;
    age_orders(&g->machine.orders, dt_s);
    if (g->out.breaker_command == OSTROV_BREAKER_CLOSE) {
        g->out.breaker_command = OSTROV_BREAKER_HOLD;
        g->machine.command = OSTROV_BREAKER_HOLD;
        g->machine.pulse_spent = 1;
    }
    if (g->settings.watches != OSTROV_GRID_REASON_NONE ||
        ostrov_i_take_sample(&ostrov_i_grid_structures[OSTROV_I_GRID_SAMPLE], sample, &s, &refused,
                             NULL) != OSTROV_OK ||
        s.inhibits == 0) {
        return;
    }
    g->in.inhibits |= s.inhibits & OSTROV_I_STOP_BITS;
    stops = g->machine.stops | (g->in.inhibits & OSTROV_I_STOP_BITS);
    g->out.pcs_request = stops != 0 ? OSTROV_PCS_STOP : OSTROV_PCS_UNKNOWN;
    g->out.power_ppm = 0;
    g->out.null_pcc = 0;
    g->out.power_reason = OSTROV_GRID_REASON_INHIBIT;
    g->out.blocked = stops != 0 ? ostrov_i_stop_reason(stops) : OSTROV_GRID_REASON_INHIBIT;
    g->out.blocked_value = g->out.blocked_limit = OSTROV_I_NONE;
    if (ostrov_i_hands_off(s.inhibits)) {
        g->out.breaker_command = g->machine.command = OSTROV_BREAKER_HOLD;
        g->out.bond_command = g->machine.bond.command = OSTROV_BOND_HOLD;
    } else if ((stops & ~g->machine.stops) != 0) {
        open_without_time(g);
    }
}

/* Every other stop was latched as it came. */
uint32_t ostrov_i_grid_stops_missed(const ostrov_i_grid *g)
{
    return g->settings.watches == OSTROV_GRID_REASON_NONE
               ? g->in.inhibits & OSTROV_I_STOP_BITS & ~g->machine.stops
               : 0;
}
