/* The switch: order of one step, moves, bounds, hands-off tracking, fire stop.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/switch.h"

#include "grid/turn.h"

#include <string.h>

#define ENOUGH_US ((int64_t)1 << 50)

void ostrov_i_switch_reset(const ostrov_i_grid_settings *set, ostrov_i_switch *s)
{
    memset(s, 0, sizeof *s);
    ostrov_i_contacts_reset(&s->contacts);
    ostrov_i_closing_reset(set, &s->closing);
    s->mode = OSTROV_GRID_BOOT;
    s->reason = OSTROV_GRID_REASON_START;
    s->connected = -1;
    s->window_us = -1;
    s->last_reset = 1; /* a reset that is there from the start is no change */
    s->contact_cdeg = INT32_MIN;
    ostrov_i_bond_reset(&s->bond);
    s->orders.accepted = -1;
}

static int32_t is_island(int32_t mode)
{
    return mode == OSTROV_GRID_ISLAND || mode == OSTROV_GRID_OBSERVE || mode == OSTROV_GRID_SYNC;
}

static void note_move(ostrov_i_turn *t, int32_t mode, int32_t reason)
{
    if (t->out->moves < OSTROV_I_MOVES) {
        ostrov_i_moved *m = &t->out->moved[t->out->moves++];
        m->in_mode_us = t->s->in_mode_us;
        m->bound_us = ostrov_i_bound_us(t);
        m->from = t->s->mode;
        m->to = mode;
        m->reason = reason;
    }
}

void ostrov_i_move(ostrov_i_turn *t, int32_t mode, int32_t reason)
{
    ostrov_i_switch *s = t->s;
    note_move(t, mode, reason);
    if (!is_island(s->mode)) {
        s->ill_us = 0;
    }
    s->mode = mode;
    s->reason = reason;
    s->in_mode_us = 0;
    s->clean_us = 0;
    s->window_us = -1;
    if (mode == OSTROV_GRID_GRID || mode == OSTROV_GRID_RAMP) {
        s->sync_fails = s->close_fails = s->black_fails = 0;
        s->offer = 0;
    }
}

int64_t ostrov_i_bound_us(const ostrov_i_turn *t)
{
    const ostrov_i_grid_settings *set = t->set;
    const ostrov_i_switch *s = t->s;
    switch (s->mode) {
    case OSTROV_GRID_RIDE:
        return set->ride_us;
    case OSTROV_GRID_NULLING:
        return set->nulling_us;
    case OSTROV_GRID_OPENING:
        if (set->profile == OSTROV_PCS_PROFILE_A && s->after == OSTROV_I_AFTER_PARTING) {
            return set->forming_us; /* the PCS opens its own switch in its own time */
        }
        return s->hold_us + set->open_us;
    case OSTROV_GRID_BACKUP_OPEN:
        return OSTROV_I_BACKUP_US;
    case OSTROV_GRID_FORMING:
        return set->bond_us + set->forming_us;
    case OSTROV_GRID_SYNC:
        return set->sync_us;
    case OSTROV_GRID_CLOSING:
        return ostrov_i_closing_bound(set, &s->closing);
    case OSTROV_GRID_RAMP:
        return set->ramp_us;
    case OSTROV_GRID_BLACK:
        return set->bond_us + set->black_us;
    default: /* modes that wait for the world or for a person */
        return -1;
    }
}

int32_t ostrov_i_over(const ostrov_i_turn *t)
{
    int64_t bound_us = ostrov_i_bound_us(t);
    return bound_us >= 0 && t->s->in_mode_us >= bound_us;
}

int32_t ostrov_i_may_island(const ostrov_i_turn *t)
{
    if (t->set->profile != OSTROV_PCS_PROFILE_A && t->set->profile != OSTROV_PCS_PROFILE_B &&
        t->set->profile != OSTROV_PCS_PROFILE_C) {
        return OSTROV_GRID_REASON_PROFILE;
    }
    if (!t->set->verified) {
        return OSTROV_GRID_REASON_NOT_VERIFIED;
    }
    return t->in->pcs_fault == 1 ? OSTROV_GRID_REASON_PCS : OSTROV_GRID_REASON_NONE;
}

static void run_mode(ostrov_i_turn *t)
{
    switch (t->s->mode) {
    case OSTROV_GRID_RIDE:
        ostrov_i_mode_ride(t);
        break;
    case OSTROV_GRID_NULLING:
        ostrov_i_mode_nulling(t);
        break;
    case OSTROV_GRID_OPENING:
        ostrov_i_mode_opening(t);
        break;
    case OSTROV_GRID_BACKUP_OPEN:
        ostrov_i_mode_backup_open(t);
        break;
    case OSTROV_GRID_FORMING:
        ostrov_i_mode_forming(t);
        break;
    case OSTROV_GRID_ISLAND:
        ostrov_i_mode_island(t);
        break;
    case OSTROV_GRID_OBSERVE:
        ostrov_i_mode_observe(t);
        break;
    case OSTROV_GRID_SYNC:
        ostrov_i_mode_sync(t);
        break;
    case OSTROV_GRID_CLOSING:
        ostrov_i_mode_closing(t);
        break;
    case OSTROV_GRID_RAMP:
        ostrov_i_mode_ramp(t);
        break;
    case OSTROV_GRID_DEAD:
        ostrov_i_mode_dead(t);
        break;
    case OSTROV_GRID_BLACK:
        ostrov_i_mode_black(t);
        break;
    case OSTROV_GRID_SAFE_STOP:
        ostrov_i_mode_safe_stop(t);
        break;
    case OSTROV_GRID_LOCKOUT:
        ostrov_i_mode_lockout(t);
        break;
    default:
        ostrov_i_mode_boot(t);
        break; /* BOOT; anything else is repaired into it */
    }
}

/* What people say comes before what the mode would do. Returns 1 when that may still run. */
static int32_t judge(ostrov_i_turn *t, int32_t reset)
{
    ostrov_i_switch *s = t->s;
    int32_t was_off = s->hands_off;
    int32_t began_in = s->mode;
    s->hands_off = ostrov_i_hands_off(t->in->inhibits);
    if (t->set->watches != OSTROV_GRID_REASON_NONE) {
        ostrov_i_track(t, t->set->watches);
        return 0;
    }
    if ((s->stops | (t->in->inhibits & OSTROV_I_STOP_BITS)) != 0 && ostrov_i_stopped(t, reset)) {
        return 0;
    }
    if (s->hands_off) {
        if (s->mode == OSTROV_GRID_LOCKOUT && reset) {
            ostrov_i_move(t, OSTROV_GRID_BOOT, OSTROV_GRID_REASON_RESET);
        }
        ostrov_i_track(t, OSTROV_GRID_REASON_INHIBIT);
        return 0;
    }
    if (was_off && s->mode != OSTROV_GRID_LOCKOUT && s->mode != OSTROV_GRID_BOOT) {
        ostrov_i_move(t, OSTROV_GRID_BOOT, OSTROV_GRID_REASON_INHIBIT); /* look before acting */
    }
    if (reset) {
        s->sync_fails = s->close_fails = s->black_fails = 0;
        s->offer = 0;
        if (s->mode == OSTROV_GRID_LOCKOUT) {
            ostrov_i_move(t, OSTROV_GRID_BOOT, OSTROV_GRID_REASON_RESET);
        }
    }
    /* BOOT, when just entered, is hands off for a step at least. */
    return s->mode != OSTROV_GRID_BOOT || s->mode == began_in;
}

/* Connected or apart, for the epoch; modes on the way between keep what was. */
static int32_t connection(int32_t mode, int32_t before)
{
    switch (mode) {
    case OSTROV_GRID_GRID:
    case OSTROV_GRID_RIDE:
    case OSTROV_GRID_NULLING:
    case OSTROV_GRID_RAMP:
        return 1;
    case OSTROV_GRID_FORMING:
    case OSTROV_GRID_ISLAND:
    case OSTROV_GRID_OBSERVE:
    case OSTROV_GRID_SYNC:
    case OSTROV_GRID_DEAD:
    case OSTROV_GRID_BLACK:
    case OSTROV_GRID_SAFE_STOP:
        return 0;
    default:
        return before;
    }
}

static void count_epoch(ostrov_i_turn *t)
{
    ostrov_i_switch *s = t->s;
    int32_t now = connection(s->mode, s->connected);
    if (now != s->connected && s->connected >= 0) {
        s->epoch++;
        t->out->watch_anew = now == 0;
    }
    s->connected = now;
}

/* Not 0 when people have a word in this step: a key, a stop, a lock, an order, or a site that only
 * watches. One question for all of them, because in nearly all steps nobody has. */
static uint32_t spoken(const ostrov_i_grid_settings *set, const ostrov_i_switch *s,
                       const ostrov_i_switch_in *in)
{
    return in->inhibits | in->order_number | s->stops | (uint32_t)(in->reset ^ s->last_reset) |
           (uint32_t)s->hands_off | (uint32_t)s->orders.waits | (uint32_t)s->away |
           (uint32_t)set->watches;
}

/* Returns 1 when the mode may still run. */
static int32_t hear(ostrov_i_turn *t)
{
    ostrov_i_switch *s = t->s;
    int32_t button = t->in->reset == 1 && s->last_reset == 0; /* a stuck button never resets */
    if (t->in->reset >= 0) {
        s->last_reset = t->in->reset;
    }
    return judge(t, ostrov_i_orders_step(t) || button);
}

void ostrov_i_switch_step(const ostrov_i_grid_settings *set, ostrov_i_switch *s,
                          const ostrov_i_switch_in *in, ostrov_i_switch_out *out)
{
    ostrov_i_turn t = {set, s, in, in->view, out, spoken(set, s, in)};
    int64_t dt_us = in->view->dt_us;
    out->blocked = OSTROV_GRID_REASON_NONE;
    out->watch_anew = out->moves = out->spare = 0;
    out->blocked_value = OSTROV_I_NONE;
    out->blocked_limit = OSTROV_I_NONE;
    ostrov_i_contacts_step(set, &s->contacts, in->breaker_closed, in->breaker_open, in->pcs_mode,
                           dt_us);
    if (set->earth_bond) {
        ostrov_i_bond_step(set, &s->bond, in->bond_closed, dt_us);
    }
    if (s->in_mode_us < ENOUGH_US) {
        s->in_mode_us += dt_us;
    }
    if (s->cooldown_us > 0) {
        s->cooldown_us = s->cooldown_us > dt_us ? s->cooldown_us - dt_us : 0;
    }
    if (s->since_drill_us < set->drill_period_us) {
        s->since_drill_us += dt_us;
    }
    if (t.heard != 0 && !hear(&t)) {
        /* People have decided this step. */
    } else if (s->mode == OSTROV_GRID_GRID) { /* nearly always */
        ostrov_i_mode_grid(&t);
    } else {
        run_mode(&t);
    }
    if ((s->away | out->moves) != 0) {
        ostrov_i_orders_end(&t);
        count_epoch(&t);
    }
    ostrov_i_outputs(&t);
}
