/* The world that co-operates: see co_operate.h. It knows how things are put right, not when the
 * switch is content; that it finds out by asking.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/co_operate.h"

#include "grid/turn.h"

#define QUIET_US 20000 /* a contact or bond that has been as it is for one cycle is proven */

void ostrov_i_world_step(ostrov_i_world *w)
{
    w->in.view = &w->view;
    ostrov_i_switch_step(&w->set, &w->s, &w->in, &w->out);
    if (w->out.watch_anew && w->view.grid_side == OSTROV_SIDE_GOOD) {
        w->view.grid_side = OSTROV_SIDE_OBSERVING;
        w->view.return_left_us = w->set.return_us;
    }
}

static void contacts(ostrov_i_world *w, int32_t closed)
{
    w->in.breaker_closed = closed;
    w->in.breaker_open = !closed;
    w->s.contacts.seen = closed;
    w->s.contacts.held_us = QUIET_US;
    w->s.contacts.proven = closed;
    w->s.contacts.trouble = OSTROV_I_TROUBLE_NONE;
    w->s.contacts.unclear_us = 0;
    if (w->set.profile == OSTROV_PCS_PROFILE_A) { /* its word is the contact */
        w->in.pcs_mode = closed ? OSTROV_PCS_FOLLOW : OSTROV_PCS_FORM;
    }
}

static void bond(ostrov_i_world *w, int32_t closed)
{
    w->in.bond_closed = closed;
    w->s.bond.seen = closed;
    w->s.bond.proven = closed;
    w->s.bond.held_us = QUIET_US;
    w->s.bond.wrong_us = 0;
    w->s.bond.late = 0;
}

static void nominal(const ostrov_i_world *w, const ostrov_i_window *window, ostrov_i_quantities *q)
{
    q->min_mv = q->max_mv = w->set.nominal_mv;
    q->mhz = window->min_mhz + (window->max_mhz - window->min_mhz) / 2;
    q->known_phases = w->set.phases;
    q->known_hz = 1;
    q->single = 0;
    q->unbalance_ppm = q->zero_ppm = 0;
}

/* Where a side was not there nothing could be compared; where it was, somebody does not measure. */
static void compare(ostrov_i_world *w, int32_t side)
{
    if (side == OSTROV_SIDE_UNKNOWN || side == OSTROV_SIDE_DEAD) {
        w->view.sync_known = 1;
    }
}

static void grid_comes(ostrov_i_world *w)
{
    compare(w, w->view.grid_side);
    nominal(w, &w->set.enter, &w->view.grid);
    w->view.grid_side = OSTROV_SIDE_OBSERVING;
    w->view.return_left_us = w->set.return_us;
    w->in.trip = w->in.cause = OSTROV_GRID_REASON_NONE;
    w->in.picked = 0;
}

static void bus_lives(ostrov_i_world *w)
{
    compare(w, w->view.bus_side);
    nominal(w, &w->set.band, &w->view.bus);
    w->view.bus_side = OSTROV_SIDE_GOOD;
    w->s.ill_us = 0;
}

static void bus_dies(ostrov_i_world *w)
{
    w->view.bus.min_mv = w->view.bus.max_mv = 0;
    w->view.bus.known_phases = w->set.phases;
    w->view.bus_side = OSTROV_SIDE_DEAD;
}

static void in_step(ostrov_i_world *w)
{
    w->view.sync_known = 1;
    w->view.slip_mhz = w->view.angle_cdeg = w->view.apart_mv = 0;
    w->view.age_us = w->view.bend_mhz_s = 0;
    w->s.window_us = w->set.dwell_us;
    if (w->s.in_mode_us < OSTROV_I_STEADY_US) {
        w->s.in_mode_us = OSTROV_I_STEADY_US;
    }
}

static void pcs_obeys(ostrov_i_world *w)
{
    /* A bus that nobody measures stays unknown whatever the PCS does. */
    int32_t open = w->s.contacts.proven != 1 && w->view.bus_side != OSTROV_SIDE_UNKNOWN;
    w->in.pcs_fault = 0;
    if (w->out.pcs_request == OSTROV_PCS_UNKNOWN) {
        return;
    }
    w->in.pcs_mode = w->out.pcs_request;
    if (open && w->out.pcs_request == OSTROV_PCS_FORM) {
        bus_lives(w);
    } else if (open && w->out.pcs_request == OSTROV_PCS_STOP) {
        bus_dies(w);
    }
}

void ostrov_i_world_from(ostrov_i_world *w, const ostrov_i_grid *g)
{
    w->closed_if_unread = 0;
    w->live_if_unread = 1;
    w->set = g->settings;
    w->s = g->machine;
    w->in = g->in;
    w->view = g->view;
    w->out = g->out;
    w->view.dt_us = 0;
    w->in.order_number = 0;
    if (w->s.stops != 0 && w->s.contacts.seen >= 0 &&
        w->out.breaker_command == OSTROV_BREAKER_OPEN) {
        contacts(w, 0); /* the stop opens before anybody can reset it */
        w->view.bus_side =
            w->view.bus_side == OSTROV_SIDE_UNKNOWN ? OSTROV_SIDE_UNKNOWN : OSTROV_SIDE_ABNORMAL;
    }
}

static void breaker_obeys(ostrov_i_world *w)
{
    int32_t by_itself = w->set.profile == OSTROV_PCS_PROFILE_A;
    switch (w->s.mode) {
    case OSTROV_GRID_OPENING:
        w->s.in_mode_us = w->s.hold_us;
        if (by_itself || w->out.breaker_command == OSTROV_BREAKER_OPEN) {
            contacts(w, 0);
        }
        break;
    case OSTROV_GRID_BACKUP_OPEN:
        contacts(w, 0);
        break;
    case OSTROV_GRID_SYNC:
        if (by_itself) {
            contacts(w, 1);
        }
        break;
    case OSTROV_GRID_CLOSING:
        contacts(w, 1);
        break;
    default: /* nothing is asked of it */
        break;
    }
}

/* A mode that only waits has waited. */
static void time_passes(ostrov_i_world *w)
{
    switch (w->s.mode) {
    case OSTROV_GRID_RIDE:
        w->s.clean_us = OSTROV_I_RIDE_CLEAR_US;
        break;
    case OSTROV_GRID_NULLING:
        w->view.pcc_null = 1;
        w->s.clean_us = OSTROV_I_NULL_HELD_US;
        break;
    case OSTROV_GRID_SYNC:
        if (w->view.sync_known) { /* an angle that nobody measures does not come by waiting */
            in_step(w);
        }
        break;
    case OSTROV_GRID_RAMP:
        w->s.in_mode_us = w->set.ramp_us;
        break;
    default: /* the others wait for something that can be named */
        break;
    }
}

void ostrov_i_world_obey(ostrov_i_world *w)
{
    if (w->out.bond_command != OSTROV_BOND_HOLD && w->in.bond_closed >= 0 && !w->s.bond.late) {
        bond(w, w->out.bond_command == OSTROV_BOND_CLOSE);
    }
    if (w->in.pcs_fault != 1) {
        pcs_obeys(w);
    }
    if (w->s.contacts.seen >= 0) {
        breaker_obeys(w);
    }
    time_passes(w);
}

void ostrov_i_world_reset(ostrov_i_world *w)
{
    w->in.inhibits = 0;
    w->in.reset = 1;
    w->s.last_reset = 0;
}

/* Execution of a selection that was made. The number is of no weight in a copy. */
void ostrov_i_world_order_black(ostrov_i_world *w)
{
    ostrov_i_orders *o = &w->s.orders;
    w->in.order_number = o->last[OSTROV_GRID_ACTOR_LOCAL] + 1;
    w->in.order_number += w->in.order_number == 0;
    w->in.order_action = o->action = OSTROV_GRID_ACTION_BLACK_START;
    w->in.order_stage = OSTROV_GRID_STAGE_EXECUTE;
    w->in.order_actor = o->actor = OSTROV_GRID_ACTOR_LOCAL;
    o->selected = w->in.order_number;
    o->life_us = 1;
    o->waits = 1;
}

/* Settings, permissions, energy, pauses. Returns 1 when it was one of them. */
static int32_t mend_site(ostrov_i_world *w, int32_t reason)
{
    switch (reason) {
    case OSTROV_GRID_REASON_OBSERVE_ONLY:
    case OSTROV_GRID_REASON_NOT_ARMED:
        w->set.watches = OSTROV_GRID_REASON_NONE;
        return 1;
    case OSTROV_GRID_REASON_INHIBIT:
    case OSTROV_GRID_REASON_E_STOP:
        w->in.inhibits = 0;
        return 1;
    case OSTROV_GRID_REASON_PROFILE:
        w->set.profile = OSTROV_PCS_PROFILE_C;
        return 1;
    case OSTROV_GRID_REASON_NOT_VERIFIED:
        w->set.verified = 1;
        return 1;
    case OSTROV_GRID_REASON_DEAD_BUS_CLOSE:
        w->set.dead_bus_close = 1;
        return 1;
    case OSTROV_GRID_REASON_DSO:
        w->in.permit_return = 1;
        return 1;
    case OSTROV_GRID_REASON_COMMAND:
    case OSTROV_GRID_REASON_DRILL:
        w->in.want_island = 0;
        w->s.away = OSTROV_I_AWAY_NO;
        return 1;
    case OSTROV_GRID_REASON_ENERGY:
        w->view.soc_ppm = 1000000;
        return 1;
    case OSTROV_GRID_REASON_HEADROOM:
        w->in.carries = 1;
        return 1;
    case OSTROV_GRID_REASON_COOLDOWN:
        w->s.cooldown_us = 0;
        if (w->s.mode == OSTROV_GRID_DEAD && w->s.in_mode_us < ostrov_i_rest_us(&w->s)) {
            w->s.in_mode_us = ostrov_i_rest_us(&w->s);
        }
        return 1;
    case OSTROV_GRID_REASON_ATTEMPTS:
        w->s.sync_fails = w->s.close_fails = w->s.black_fails = 0;
        return 1;
    default:
        return 0;
    }
}

/* What is measured and told. */
void ostrov_i_world_mend(ostrov_i_world *w, int32_t reason)
{
    if (mend_site(w, reason)) {
        return;
    }
    switch (reason) {
    case OSTROV_GRID_REASON_CONTACTS: /* readable first; then where they are told to be */
        if (w->s.contacts.seen < 0) {
            contacts(w, w->closed_if_unread);
        } else {
            contacts(w, w->s.contacts.seen);
            breaker_obeys(w);
        }
        break;
    case OSTROV_GRID_REASON_BREAKER_STUCK:
        breaker_obeys(w);
        break;
    case OSTROV_GRID_REASON_PCS:
        pcs_obeys(w);
        breaker_obeys(w);
        break;
    case OSTROV_GRID_REASON_BOND:
        bond(w, w->out.bond_command == OSTROV_BOND_CLOSE);
        break;
    case OSTROV_GRID_REASON_ROTATION:
        w->in.grid_rotation = w->in.bus_rotation = OSTROV_ROTATION_POSITIVE;
        break;
    case OSTROV_GRID_REASON_BUS_LIVE:
        bus_dies(w);
        break;
    case OSTROV_GRID_REASON_BUS_UNKNOWN:
    case OSTROV_GRID_REASON_BUS_LOST:
        if (w->live_if_unread || w->s.mode != OSTROV_GRID_BOOT) { /* else an island is formed */
            bus_lives(w);
        } else {
            bus_dies(w);
        }
        break;
    case OSTROV_GRID_REASON_RETURN_DELAY:
        w->view.grid_side = OSTROV_SIDE_GOOD;
        w->view.return_left_us = 0;
        time_passes(w);
        break;
    case OSTROV_GRID_REASON_SYNC_SLIP:
    case OSTROV_GRID_REASON_SYNC_VOLTAGE:
    case OSTROV_GRID_REASON_SYNC_ANGLE:
    case OSTROV_GRID_REASON_SYNC_DWELL:
        in_step(w);
        break;
    case OSTROV_GRID_REASON_PCC_POWER:
    case OSTROV_GRID_REASON_RAMP:
        time_passes(w);
        break;
    case OSTROV_GRID_REASON_GRID_UNKNOWN:
    case OSTROV_GRID_REASON_GRID_LOST:
    case OSTROV_GRID_REASON_ENTER_WINDOW:
    case OSTROV_GRID_REASON_UNDERVOLTAGE:
    case OSTROV_GRID_REASON_OVERVOLTAGE:
    case OSTROV_GRID_REASON_UNDERFREQUENCY:
    case OSTROV_GRID_REASON_OVERFREQUENCY:
    case OSTROV_GRID_REASON_UNBALANCE:
    case OSTROV_GRID_REASON_SINGLE_PHASE:
    case OSTROV_GRID_REASON_LOST_NEUTRAL:
        grid_comes(w);
        break;
    default: /* beyond mending: the walk ends with it */
        break;
    }
}
