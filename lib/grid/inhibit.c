/* Hands off and stops: what people and their switches forbid, obeyed before any mode.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/turn.h"

/* As an observer: the mode that the contacts and the sides show. What they do not show stays. */
static int32_t shown(const ostrov_i_turn *t)
{
    int32_t mode = t->s->mode;
    int32_t steady = mode == OSTROV_GRID_GRID || mode == OSTROV_GRID_ISLAND ||
                     mode == OSTROV_GRID_OBSERVE || mode == OSTROV_GRID_DEAD;
    int32_t proven = t->s->contacts.proven;
    if (proven == 1) {
        return OSTROV_GRID_GRID;
    }
    if (proven == 0 && t->view->bus_side == OSTROV_SIDE_DEAD) {
        return OSTROV_GRID_DEAD;
    }
    if (proven == 0 && t->view->bus_side != OSTROV_SIDE_UNKNOWN) {
        return ostrov_i_grid_there(t) ? OSTROV_GRID_OBSERVE : OSTROV_GRID_ISLAND;
    }
    return steady ? mode : OSTROV_GRID_BOOT;
}

void ostrov_i_track(ostrov_i_turn *t, int32_t reason)
{
    int32_t mode = shown(t);
    if (t->s->mode != OSTROV_GRID_LOCKOUT && t->s->mode != mode) {
        ostrov_i_move(t, mode, reason);
    }
    ostrov_i_block(t, reason, OSTROV_I_NONE, OSTROV_I_NONE);
}

int32_t ostrov_i_stop_reason(uint32_t stops)
{
    if ((stops & (uint32_t)OSTROV_INHIBIT_E_STOP) != 0) {
        return OSTROV_GRID_REASON_E_STOP;
    }
    return stops != 0 ? OSTROV_GRID_REASON_INHIBIT : OSTROV_GRID_REASON_NONE;
}

/* Both stops are latched: the PCS stays off until they are released and a person has reset. The
 * emergency stop is LOCKOUT from whatever mode; the fire stop leaves an older LOCKOUT as it is. */
int32_t ostrov_i_stopped(ostrov_i_turn *t, int32_t reset)
{
    ostrov_i_switch *s = t->s;
    uint32_t pressed = t->in->inhibits & OSTROV_I_STOP_BITS;
    uint32_t news = pressed & ~s->stops;
    s->stops |= pressed;
    if ((news & (uint32_t)OSTROV_INHIBIT_E_STOP) != 0) {
        s->from_island = 0;
        ostrov_i_move(t, OSTROV_GRID_LOCKOUT, OSTROV_GRID_REASON_E_STOP);
    } else if (news != 0) {
        s->from_island = 0;
        if (s->mode != OSTROV_GRID_LOCKOUT) {
            ostrov_i_move(t, OSTROV_GRID_SAFE_STOP, OSTROV_GRID_REASON_INHIBIT);
        } else {
            s->in_mode_us = 0; /* times the opening, as in SAFE_STOP */
        }
    } else if (pressed == 0 && reset) {
        s->stops = 0;
        ostrov_i_move(t, OSTROV_GRID_BOOT, OSTROV_GRID_REASON_RESET);
    }
    if (s->stops != 0) {
        ostrov_i_block(t, ostrov_i_stop_reason(s->stops), OSTROV_I_NONE, OSTROV_I_NONE);
    }
    return s->stops != 0;
}
