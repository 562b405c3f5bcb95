/* Modes with the breaker closed, and the way out: BOOT, GRID, RIDE, NULLING, RAMP, OPENING,
 * BACKUP_OPEN.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/turn.h"

/* BOOT keeps its hands off: a controller that restarts may not black out a healthy island. */
static void look(ostrov_i_turn *t)
{
    const ostrov_i_contacts *c = &t->s->contacts;
    if (c->proven < 0) {
        if (c->trouble == OSTROV_I_TROUBLE_CONTRADICTION && t->s->in_mode_us >= OSTROV_I_BOOT_US) {
            t->s->from_island = 0;
            ostrov_i_move(t, OSTROV_GRID_LOCKOUT, OSTROV_GRID_REASON_CONTACTS);
        } else {
            ostrov_i_block(t, OSTROV_GRID_REASON_CONTACTS, OSTROV_I_NONE, OSTROV_I_NONE);
        }
        return;
    }
    if (c->proven == 1) {
        if (t->view->grid_side == OSTROV_SIDE_UNKNOWN) {
            ostrov_i_block(t, OSTROV_GRID_REASON_GRID_UNKNOWN, OSTROV_I_NONE, OSTROV_I_NONE);
        } else {
            ostrov_i_move(t, OSTROV_GRID_GRID, OSTROV_GRID_REASON_START);
        }
        return;
    }
    switch (t->view->bus_side) {
    case OSTROV_SIDE_GOOD:
        ostrov_i_move(t, OSTROV_GRID_ISLAND, OSTROV_GRID_REASON_FOUND_ISLAND);
        break;
    case OSTROV_SIDE_DEAD:
        ostrov_i_move(t, OSTROV_GRID_DEAD, OSTROV_GRID_REASON_START);
        break;
    case OSTROV_SIDE_UNKNOWN:
        ostrov_i_block(t, OSTROV_GRID_REASON_BUS_UNKNOWN, OSTROV_I_NONE, OSTROV_I_NONE);
        break;
    default: /* live but not healthy, or not yet proven dead: somebody else's for now */
        ostrov_i_block(t, OSTROV_GRID_REASON_BUS_LOST, OSTROV_I_NONE, OSTROV_I_NONE);
        break;
    }
}

/* A lock-out from before a restart comes back as soon as BOOT knows where it is. A healthy island
 * behind a breaker that failed to close goes on, as in any LOCKOUT. */
static void lock_again(ostrov_i_turn *t)
{
    ostrov_i_switch *s = t->s;
    if (s->locked != OSTROV_GRID_REASON_NONE && s->mode != OSTROV_GRID_BOOT) {
        int32_t reason = s->locked;
        s->locked = OSTROV_GRID_REASON_NONE;
        s->from_island = s->mode == OSTROV_GRID_ISLAND;
        ostrov_i_move(t, OSTROV_GRID_LOCKOUT, reason);
    }
}

void ostrov_i_mode_boot(ostrov_i_turn *t)
{
    look(t);
    lock_again(t);
}

void ostrov_i_start_opening(ostrov_i_turn *t, int32_t reason, int32_t after, int64_t hold_us)
{
    if (t->set->profile == OSTROV_PCS_PROFILE_D && after == OSTROV_I_AFTER_PARTING) {
        ostrov_i_move(t, OSTROV_GRID_DEAD, reason); /* no island to win: the breaker stays */
        return;
    }
    t->s->after = after;
    t->s->hold_us = hold_us;
    ostrov_i_move(t, OSTROV_GRID_OPENING, reason);
}

/* Apart from the grid: into the island if the site allows one. */
static void part(ostrov_i_turn *t, int32_t reason)
{
    int32_t why_not = ostrov_i_may_island(t);
    if (why_not != OSTROV_GRID_REASON_NONE) {
        ostrov_i_move(t, OSTROV_GRID_DEAD, why_not);
    } else if (ostrov_i_low_energy(t)) {
        ostrov_i_move(t, OSTROV_GRID_SAFE_STOP, OSTROV_GRID_REASON_ENERGY);
    } else {
        ostrov_i_move(t, OSTROV_GRID_FORMING, reason);
    }
}

/* What takes any connected mode away from the grid. Returns 1 when it did. */
static int32_t leave_if_lost(ostrov_i_turn *t)
{
    t->s->from_island = 0;
    t->s->backfeed = 0;
    if (t->s->contacts.trouble != OSTROV_I_TROUBLE_NONE) {
        /* One contradicting contact blocks switching and leaves the breaker alone. */
        ostrov_i_block(t, OSTROV_GRID_REASON_CONTACTS, OSTROV_I_NONE, OSTROV_I_NONE);
        return 0;
    }
    if (t->s->contacts.proven == 0) {
        part(t, OSTROV_GRID_REASON_OPENED_OUTSIDE);
        return 1;
    }
    if (t->in->trip != OSTROV_GRID_REASON_NONE) {
        ostrov_i_start_opening(t, t->in->trip, OSTROV_I_AFTER_PARTING, 0);
        return 1;
    }
    if (t->view->grid_side == OSTROV_SIDE_DEAD) {
        ostrov_i_start_opening(t, OSTROV_GRID_REASON_UNDERVOLTAGE, OSTROV_I_AFTER_PARTING, 0);
        return 1;
    }
    return 0;
}

/* A planned leave asks for more than an unplanned one: nothing forces it. */
int32_t ostrov_i_may_leave(ostrov_i_turn *t)
{
    int32_t why_not = ostrov_i_may_island(t);
    if (why_not == OSTROV_GRID_REASON_NONE && t->set->profile == OSTROV_PCS_PROFILE_A) {
        why_not = OSTROV_GRID_REASON_PROFILE; /* this PCS leaves by its own decision only */
    }
    if (why_not != OSTROV_GRID_REASON_NONE) {
        ostrov_i_block(t, why_not, OSTROV_I_NONE, OSTROV_I_NONE);
        return 0;
    }
    if (t->view->soc_ppm <= t->set->reserve_ppm) { /* not known is -1: not enough */
        ostrov_i_block(t, OSTROV_GRID_REASON_ENERGY,
                       t->view->soc_ppm < 0 ? OSTROV_I_NONE : t->view->soc_ppm,
                       t->set->reserve_ppm);
        return 0;
    }
    if (t->s->contacts.proven != 1) {
        ostrov_i_block(t, OSTROV_GRID_REASON_CONTACTS, OSTROV_I_NONE, OSTROV_I_NONE);
        return 0;
    }
    if (t->s->bond.late) {
        ostrov_i_block(t, OSTROV_GRID_REASON_BOND, t->s->bond.wrong_us, t->set->bond_us);
        return 0;
    }
    if (t->s->cooldown_us > 0) {
        ostrov_i_block(t, OSTROV_GRID_REASON_COOLDOWN, t->s->cooldown_us, 0);
        return 0;
    }
    return 1;
}

void ostrov_i_mode_grid(ostrov_i_turn *t)
{
    if (leave_if_lost(t) || t->s->contacts.trouble != OSTROV_I_TROUBLE_NONE) {
        return;
    }
    if (t->in->picked == 1) {
        ostrov_i_move(t, OSTROV_GRID_RIDE, t->in->cause);
        return;
    }
    if (t->view->grid_side == OSTROV_SIDE_UNKNOWN) {
        ostrov_i_block(t, OSTROV_GRID_REASON_GRID_UNKNOWN, OSTROV_I_NONE, OSTROV_I_NONE);
        return;
    }
    if (ostrov_i_wants_away(t) && ostrov_i_may_leave(t)) {
        ostrov_i_move(t, OSTROV_GRID_NULLING,
                      t->s->away == OSTROV_I_AWAY_DRILL ? OSTROV_GRID_REASON_DRILL
                                                        : OSTROV_GRID_REASON_COMMAND);
    } else if (t->s->bond.late) {
        ostrov_i_block(t, OSTROV_GRID_REASON_BOND, t->s->bond.wrong_us, t->set->bond_us);
    }
}

void ostrov_i_mode_ride(ostrov_i_turn *t)
{
    if (leave_if_lost(t)) {
        return;
    }
    if (t->s->contacts.trouble != OSTROV_I_TROUBLE_NONE) {
        ostrov_i_move(t, OSTROV_GRID_GRID, OSTROV_GRID_REASON_CONTACTS);
        return;
    }
    t->s->clean_us = t->in->picked == 0 ? t->s->clean_us + t->view->dt_us : 0;
    if (t->s->clean_us >= OSTROV_I_RIDE_CLEAR_US) {
        ostrov_i_move(t, OSTROV_GRID_GRID, OSTROV_GRID_REASON_DONE);
    } else if (ostrov_i_over(t)) {
        if (t->in->picked == 0) {
            ostrov_i_move(t, OSTROV_GRID_GRID, OSTROV_GRID_REASON_DONE);
        } else {
            ostrov_i_start_opening(t, OSTROV_GRID_REASON_TIMEOUT, OSTROV_I_AFTER_PARTING, 0);
        }
    } else if (t->in->picked == 0) {
        ostrov_i_block(t, OSTROV_GRID_REASON_RETURN_DELAY, t->s->clean_us, OSTROV_I_RIDE_CLEAR_US);
    } else {
        ostrov_i_block(t, t->in->picked == 1 ? t->in->cause : OSTROV_GRID_REASON_GRID_UNKNOWN,
                       OSTROV_I_NONE, OSTROV_I_NONE);
    }
}

void ostrov_i_mode_nulling(ostrov_i_turn *t)
{
    if (leave_if_lost(t)) {
        return;
    }
    if (!ostrov_i_wants_away(t)) {
        ostrov_i_move(t, OSTROV_GRID_GRID, OSTROV_GRID_REASON_COMMAND);
        return;
    }
    if (t->in->picked == 1) {
        ostrov_i_move(t, OSTROV_GRID_RIDE, t->in->cause);
        return;
    }
    if (t->s->contacts.trouble != OSTROV_I_TROUBLE_NONE || !ostrov_i_may_leave(t)) {
        ostrov_i_move(t, OSTROV_GRID_GRID, t->out->blocked);
        return;
    }
    t->s->clean_us = t->view->pcc_null == 1 ? t->s->clean_us + t->view->dt_us : 0;
    if (t->s->clean_us >= OSTROV_I_NULL_HELD_US) {
        ostrov_i_start_opening(t, OSTROV_GRID_REASON_COMMAND, OSTROV_I_AFTER_PARTING, 0);
    } else if (ostrov_i_over(t)) {
        t->s->cooldown_us = OSTROV_I_NULL_COOLDOWN_US;
        ostrov_i_move(t, OSTROV_GRID_GRID, OSTROV_GRID_REASON_TIMEOUT);
    } else {
        ostrov_i_block(t, OSTROV_GRID_REASON_PCC_POWER, OSTROV_I_NONE, OSTROV_I_NONE);
    }
}

void ostrov_i_mode_ramp(ostrov_i_turn *t)
{
    if (leave_if_lost(t)) {
        return;
    }
    if (ostrov_i_over(t)) {
        ostrov_i_move(t, OSTROV_GRID_GRID, OSTROV_GRID_REASON_DONE);
    } else {
        ostrov_i_block(t, OSTROV_GRID_REASON_RAMP, t->s->in_mode_us, t->set->ramp_us);
    }
}

/* Proven open: where to depends on what the opening was for. */
void ostrov_i_opened(ostrov_i_turn *t)
{
    if (t->s->after == OSTROV_I_AFTER_LOCKOUT) {
        ostrov_i_move(t, OSTROV_GRID_LOCKOUT, OSTROV_GRID_REASON_BREAKER_STUCK);
    } else if (t->s->after == OSTROV_I_AFTER_PARTING) {
        part(t, OSTROV_GRID_REASON_DONE);
    } else if (t->s->from_island && t->view->bus_side != OSTROV_SIDE_DEAD) {
        ostrov_i_move(t, OSTROV_GRID_ISLAND, OSTROV_GRID_REASON_DONE);
    } else {
        ostrov_i_move(t, OSTROV_GRID_DEAD, OSTROV_GRID_REASON_DONE);
    }
}

/* The bound of a proof: a contact that has just moved gets the time to prove itself, but contacts
 * that flicker for ever do not. */
static int32_t waited_enough(const ostrov_i_turn *t, int32_t seen)
{
    int64_t bound_us = ostrov_i_bound_us(t);
    if (t->s->contacts.seen == seen) {
        bound_us = 2 * bound_us + OSTROV_I_PROVE_US;
    }
    return t->s->in_mode_us >= bound_us;
}

void ostrov_i_mode_opening(ostrov_i_turn *t)
{
    int32_t by_itself =
        t->set->profile == OSTROV_PCS_PROFILE_A && t->s->after == OSTROV_I_AFTER_PARTING;
    if (t->s->contacts.proven == 0 && t->s->in_mode_us >= t->s->hold_us) {
        ostrov_i_opened(t);
        return;
    }
    if (t->s->contacts.seen == OSTROV_I_SEEN_CLOSED && t->s->after != OSTROV_I_AFTER_PARTING) {
        /* The closing that was broken off came through: the PCS follows by wire, the island is over
         * and this opening is a parting like any other. */
        t->s->from_island = 0;
        t->s->after = t->s->after == OSTROV_I_AFTER_ABORT ? OSTROV_I_AFTER_PARTING : t->s->after;
    }
    ostrov_i_block(t, by_itself ? OSTROV_GRID_REASON_PCS : OSTROV_GRID_REASON_CONTACTS,
                   OSTROV_I_NONE, OSTROV_I_NONE);
    if (!waited_enough(t, OSTROV_I_SEEN_OPEN)) {
        return;
    }
    if (!by_itself) {
        ostrov_i_move(t, OSTROV_GRID_BACKUP_OPEN, OSTROV_GRID_REASON_BREAKER_STUCK);
    } else if (t->s->contacts.proven == 1 && ostrov_i_grid_there(t)) {
        ostrov_i_move(t, OSTROV_GRID_GRID, OSTROV_GRID_REASON_PCS);
    } else {
        ostrov_i_move(t, OSTROV_GRID_DEAD, OSTROV_GRID_REASON_PCS);
    }
}

void ostrov_i_mode_backup_open(ostrov_i_turn *t)
{
    if (t->s->contacts.proven == 0) {
        ostrov_i_move(t, OSTROV_GRID_DEAD, OSTROV_GRID_REASON_DONE);
    } else if (ostrov_i_over(t)) {
        t->s->from_island = 0;
        ostrov_i_move(t, OSTROV_GRID_LOCKOUT, OSTROV_GRID_REASON_BREAKER_STUCK);
    } else {
        ostrov_i_block(t,
                       t->s->contacts.seen < 0 ? OSTROV_GRID_REASON_CONTACTS
                                               : OSTROV_GRID_REASON_BREAKER_STUCK,
                       OSTROV_I_NONE, OSTROV_I_NONE);
    }
}
