/* Modes with the breaker open: FORMING, ISLAND, OBSERVE, DEAD, BLACK, SAFE_STOP, LOCKOUT.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/turn.h"

/* Somebody closed the breaker of a living island: with the grid there the PCS follows; without, it
 * would feed a line that must be dead, so it stops and the breaker opens. */
static void closed_outside(ostrov_i_turn *t)
{
    if (ostrov_i_grid_there(t)) {
        ostrov_i_move(t, OSTROV_GRID_RAMP, OSTROV_GRID_REASON_CLOSED_OUTSIDE);
        return;
    }
    t->s->from_island = 0;
    t->s->backfeed = 1;
    ostrov_i_start_opening(t, OSTROV_GRID_REASON_CLOSED_OUTSIDE, OSTROV_I_AFTER_PARTING, 0);
}

/* What ends any living island. Returns 1 when it did. */
static int32_t island_ends(ostrov_i_turn *t)
{
    if (t->s->contacts.proven == 1) {
        closed_outside(t);
        return 1;
    }
    if (t->view->bus_side == OSTROV_SIDE_ABNORMAL) {
        t->s->ill_us += t->view->dt_us;
    } else if (t->view->bus_side != OSTROV_SIDE_UNKNOWN) {
        t->s->ill_us = 0;
    }
    if (t->s->bond.late && t->s->bond.proven == 0) {
        /* Without its earth no fault in the island is cleared. A contact that is merely not read
         * proves nothing and only keeps us from switching. */
        ostrov_i_move(t, OSTROV_GRID_DEAD, OSTROV_GRID_REASON_BOND);
        return 1;
    }
    /* The bus gets the time in its band that the PCS has for forming it. */
    if (t->view->bus_side == OSTROV_SIDE_DEAD || t->s->ill_us >= t->set->forming_us) {
        /* Lifted and dark again at once: what it was lifted onto is still there. */
        t->s->black_fails +=
            t->s->in_mode_us < OSTROV_I_LASTS_US && t->s->black_fails < OSTROV_I_BLACK_ATTEMPTS;
        ostrov_i_move(t, OSTROV_GRID_DEAD, OSTROV_GRID_REASON_BUS_LOST);
        return 1;
    }
    if (ostrov_i_low_energy(t)) {
        ostrov_i_move(t, OSTROV_GRID_SAFE_STOP, OSTROV_GRID_REASON_ENERGY);
        return 1;
    }
    return 0;
}

/* What a bus that is being formed waits for. */
static int32_t missing(const ostrov_i_turn *t)
{
    if (!ostrov_i_bonded(t)) {
        return OSTROV_GRID_REASON_BOND;
    }
    return t->view->bus_side == OSTROV_SIDE_UNKNOWN ? OSTROV_GRID_REASON_BUS_UNKNOWN
                                                    : OSTROV_GRID_REASON_PCS;
}

void ostrov_i_mode_forming(ostrov_i_turn *t)
{
    if (t->s->contacts.proven == 1) {
        closed_outside(t);
    } else if (t->view->bus_side == OSTROV_SIDE_GOOD && t->s->forming) {
        ostrov_i_move(t, OSTROV_GRID_ISLAND, OSTROV_GRID_REASON_DONE);
    } else if (t->in->pcs_fault == 1) {
        ostrov_i_move(t, OSTROV_GRID_DEAD, OSTROV_GRID_REASON_PCS);
    } else if (t->s->bond.late) {
        ostrov_i_move(t, OSTROV_GRID_DEAD, OSTROV_GRID_REASON_BOND);
    } else if (ostrov_i_over(t)) {
        int32_t refused =
            t->in->pcs_mode == OSTROV_PCS_STOP || t->in->pcs_mode == OSTROV_PCS_FOLLOW;
        ostrov_i_move(t, OSTROV_GRID_DEAD,
                      refused ? OSTROV_GRID_REASON_PCS : OSTROV_GRID_REASON_TIMEOUT);
    } else {
        ostrov_i_block(t, missing(t), OSTROV_I_NONE, OSTROV_I_NONE);
    }
}

static void block_by_grid(ostrov_i_turn *t)
{
    ostrov_i_block(t,
                   t->view->grid_side == OSTROV_SIDE_UNKNOWN ? OSTROV_GRID_REASON_GRID_UNKNOWN
                                                             : OSTROV_GRID_REASON_GRID_LOST,
                   OSTROV_I_NONE, OSTROV_I_NONE);
}

void ostrov_i_mode_island(ostrov_i_turn *t)
{
    if (island_ends(t)) {
        return;
    }
    if (ostrov_i_grid_there(t)) {
        ostrov_i_move(t, OSTROV_GRID_OBSERVE, OSTROV_GRID_REASON_GRID_GOOD);
        return;
    }
    block_by_grid(t);
}

/* The grid may have us back: allowed, and good for the whole delay. */
static int32_t grid_ready(ostrov_i_turn *t)
{
    if (!ostrov_i_may_return(t)) {
        ostrov_i_block(t, OSTROV_GRID_REASON_DSO, OSTROV_I_NONE, OSTROV_I_NONE);
    } else if (ostrov_i_turns_wrong(t)) {
        ostrov_i_block(t, OSTROV_GRID_REASON_ROTATION, OSTROV_I_NONE, OSTROV_I_NONE);
    } else if (!ostrov_i_grid_there(t)) {
        block_by_grid(t);
    } else if (t->view->grid_side != OSTROV_SIDE_GOOD && t->view->return_left_us < 0) {
        ostrov_i_block(t, OSTROV_GRID_REASON_ENTER_WINDOW, OSTROV_I_NONE, OSTROV_I_NONE);
    } else if (t->view->grid_side != OSTROV_SIDE_GOOD) {
        ostrov_i_block(t, OSTROV_GRID_REASON_RETURN_DELAY,
                       t->set->return_us - t->view->return_left_us, t->set->return_us);
    } else {
        return 1;
    }
    return 0;
}

/* Conditions that every closing shares, living or dark. Returns 1 when all hold. */
static int32_t ready_to_return(ostrov_i_turn *t)
{
    if (ostrov_i_wants_away(t)) {
        ostrov_i_block(t,
                       t->s->away == OSTROV_I_AWAY_DRILL ? OSTROV_GRID_REASON_DRILL
                                                         : OSTROV_GRID_REASON_COMMAND,
                       OSTROV_I_NONE, OSTROV_I_NONE);
    } else if (!grid_ready(t)) {
        return 0;
    } else if (t->s->contacts.proven != 0) {
        ostrov_i_block(t, OSTROV_GRID_REASON_CONTACTS, OSTROV_I_NONE, OSTROV_I_NONE);
    } else if (t->set->earth_bond && t->s->bond.proven < 0) {
        ostrov_i_block(t, OSTROV_GRID_REASON_BOND, OSTROV_I_NONE, OSTROV_I_NONE);
    } else if (t->s->cooldown_us > 0) {
        ostrov_i_block(t, OSTROV_GRID_REASON_COOLDOWN, t->s->cooldown_us, 0);
    } else {
        return 1;
    }
    return 0;
}

void ostrov_i_mode_observe(ostrov_i_turn *t)
{
    /* Where the dark return is not allowed an accepted offer must not end the tries to synchronise.
     */
    int32_t dark = t->set->profile == OSTROV_PCS_PROFILE_B ||
                   (t->s->offer && t->in->open_transition == 1 && t->set->dead_bus_close &&
                    t->set->profile != OSTROV_PCS_PROFILE_A);
    if (island_ends(t)) {
        return;
    }
    if (!ostrov_i_grid_there(t)) {
        ostrov_i_move(t, OSTROV_GRID_ISLAND,
                      t->view->grid_side == OSTROV_SIDE_UNKNOWN ? OSTROV_GRID_REASON_GRID_UNKNOWN
                                                                : OSTROV_GRID_REASON_GRID_LOST);
        return;
    }
    if (!ready_to_return(t)) {
        return;
    }
    if (dark && t->view->bus_side == OSTROV_SIDE_UNKNOWN) {
        /* A bus that cannot be measured would never be proven dead: the site would stay dark. */
        ostrov_i_block(t, OSTROV_GRID_REASON_BUS_UNKNOWN, OSTROV_I_NONE, OSTROV_I_NONE);
    } else if (dark) {
        /* Break before make: stop the PCS, then close onto the bus once it is proven dead. */
        if (t->set->dead_bus_close) {
            ostrov_i_move(t, OSTROV_GRID_DEAD, OSTROV_GRID_REASON_GRID_GOOD);
        } else {
            ostrov_i_block(t, OSTROV_GRID_REASON_DEAD_BUS_CLOSE, OSTROV_I_NONE, OSTROV_I_NONE);
        }
    } else if (t->view->bus_side != OSTROV_SIDE_GOOD) {
        ostrov_i_block(t,
                       t->view->bus_side == OSTROV_SIDE_UNKNOWN ? OSTROV_GRID_REASON_BUS_UNKNOWN
                                                                : OSTROV_GRID_REASON_BUS_LOST,
                       OSTROV_I_NONE, OSTROV_I_NONE);
    } else {
        ostrov_i_move(t, OSTROV_GRID_SYNC, OSTROV_GRID_REASON_GRID_GOOD);
    }
}

void ostrov_i_mode_sync(ostrov_i_turn *t)
{
    int32_t by_itself = t->set->profile == OSTROV_PCS_PROFILE_A;
    if (by_itself && t->s->contacts.proven == 1 && ostrov_i_grid_there(t)) {
        ostrov_i_move(t, OSTROV_GRID_RAMP, OSTROV_GRID_REASON_DONE);
        return;
    }
    if (island_ends(t)) {
        return;
    }
    if (by_itself && t->s->contacts.seen == OSTROV_I_SEEN_CLOSED && !ostrov_i_over(t)) {
        /* Its switch has just closed and the proof is on its way: no FORM in between. */
        ostrov_i_block(t, OSTROV_GRID_REASON_CONTACTS, OSTROV_I_NONE, OSTROV_I_NONE);
        return;
    }
    if (!ready_to_return(t)) {
        /* OBSERVE tells the rest; the reason of the move is what stopped us. */
        ostrov_i_move(t, OSTROV_GRID_OBSERVE, t->out->blocked);
        return;
    }
    if (by_itself) {
        ostrov_i_block(t, OSTROV_GRID_REASON_PCS, OSTROV_I_NONE, OSTROV_I_NONE);
    } else {
        ostrov_i_sync_window(t);
        if (ostrov_i_sync_fire(t)) {
            ostrov_i_start_closing(t, OSTROV_GRID_REASON_WINDOW, 0);
            return;
        }
    }
    if (ostrov_i_over(t)) {
        t->s->sync_fails++;
        t->s->offer = t->s->sync_fails >= t->set->sync_attempts;
        t->s->cooldown_us = OSTROV_I_SYNC_COOLDOWN_US;
        ostrov_i_move(t, OSTROV_GRID_OBSERVE, OSTROV_GRID_REASON_TIMEOUT);
    }
}

/* The dark return. A dead bus with a good grid must never wait for the sun. */
static void close_onto_dead_bus(ostrov_i_turn *t)
{
    if (!ready_to_return(t)) {
        return;
    }
    if (t->set->profile == OSTROV_PCS_PROFILE_A) {
        ostrov_i_block(t, OSTROV_GRID_REASON_PROFILE, OSTROV_I_NONE, OSTROV_I_NONE);
    } else if (!t->set->dead_bus_close) {
        ostrov_i_block(t, OSTROV_GRID_REASON_DEAD_BUS_CLOSE, OSTROV_I_NONE, OSTROV_I_NONE);
    } else if (t->view->bus_side != OSTROV_SIDE_DEAD) {
        ostrov_i_block(t, OSTROV_GRID_REASON_BUS_LIVE, OSTROV_I_NONE, OSTROV_I_NONE);
    } else if (t->s->bond.proven == 1) { /* open first: the grid brings its own earth */
        ostrov_i_block(t, OSTROV_GRID_REASON_BOND, t->s->bond.wrong_us, t->set->bond_us);
    } else {
        ostrov_i_start_closing(t, OSTROV_GRID_REASON_GRID_GOOD, 1);
    }
}

/* The grid is there and the dark return is only a matter of time: no black start meanwhile. */
static int32_t return_is_near(const ostrov_i_turn *t)
{
    return t->set->dead_bus_close && t->set->profile != OSTROV_PCS_PROFILE_A &&
           ostrov_i_may_return(t) && !ostrov_i_wants_away(t) && ostrov_i_grid_there(t);
}

/* Dark for so long before a black start: what made the others fail gets time to go by itself. */
int64_t ostrov_i_rest_us(const ostrov_i_switch *s)
{
    return s->black_fails >= OSTROV_I_BLACK_ATTEMPTS - 1 ? OSTROV_I_LAST_REST_US : OSTROV_I_REST_US;
}

/* What went dark must let go before it is lifted again: the PCS that tripped leaves its latched
 * fault by a STOP that has reached it, contactors drop, and the station takes the vehicles and all
 * load but the critical one away. A black start onto them would only trip again. */
int32_t ostrov_i_may_black(ostrov_i_turn *t)
{
    if (t->s->contacts.proven != 0) {
        ostrov_i_block(t, OSTROV_GRID_REASON_CONTACTS, OSTROV_I_NONE, OSTROV_I_NONE);
    } else if (t->view->bus_side != OSTROV_SIDE_DEAD) {
        ostrov_i_block(t, OSTROV_GRID_REASON_BUS_LIVE, OSTROV_I_NONE, OSTROV_I_NONE);
    } else if (t->view->soc_ppm < t->set->restart_ppm) { /* not known is -1: not enough */
        ostrov_i_block(t, OSTROV_GRID_REASON_ENERGY,
                       t->view->soc_ppm < 0 ? OSTROV_I_NONE : t->view->soc_ppm,
                       t->set->restart_ppm);
    } else if (ostrov_i_low_energy(t)) { /* restart and reserve may be the same */
        ostrov_i_block(t, OSTROV_GRID_REASON_ENERGY, t->view->soc_ppm, t->set->reserve_ppm);
    } else if (!t->in->carries) {
        ostrov_i_block(t, OSTROV_GRID_REASON_HEADROOM, OSTROV_I_NONE, OSTROV_I_NONE);
    } else if (t->s->black_fails >= OSTROV_I_BLACK_ATTEMPTS) {
        ostrov_i_block(t, OSTROV_GRID_REASON_ATTEMPTS, OSTROV_I_NONE, OSTROV_I_NONE);
    } else if (t->s->in_mode_us < ostrov_i_rest_us(t->s)) {
        ostrov_i_block(t, OSTROV_GRID_REASON_COOLDOWN, ostrov_i_rest_us(t->s) - t->s->in_mode_us,
                       0);
    } else if (t->in->pcs_mode == OSTROV_PCS_FORM && t->s->in_mode_us < OSTROV_I_STOPS_US) {
        ostrov_i_block(t, OSTROV_GRID_REASON_PCS, OSTROV_I_NONE, OSTROV_I_NONE);
    } else {
        return 1;
    }
    return 0;
}

void ostrov_i_mode_dead(ostrov_i_turn *t)
{
    int32_t own = t->set->profile == OSTROV_PCS_PROFILE_A && t->in->pcs_mode == OSTROV_PCS_FORM;
    if (t->s->contacts.proven == 1) {
        /* Closed by others, or profile D that never opened: power comes back after the delay. */
        if (grid_ready(t)) {
            ostrov_i_move(t, OSTROV_GRID_RAMP, OSTROV_GRID_REASON_GRID_GOOD);
        }
        return;
    }
    if (t->s->contacts.proven == 0 && t->view->bus_side == OSTROV_SIDE_GOOD &&
        (own || t->s->in_mode_us >= OSTROV_I_FOUND_US)) {
        ostrov_i_move(t, OSTROV_GRID_ISLAND, OSTROV_GRID_REASON_FOUND_ISLAND);
        return;
    }
    if (return_is_near(t)) {
        close_onto_dead_bus(t);
    } else if (ostrov_i_may_island(t) == OSTROV_GRID_REASON_NONE && t->set->black_start) {
        if (ostrov_i_may_black(t)) {
            ostrov_i_move(t, OSTROV_GRID_BLACK, OSTROV_GRID_REASON_DONE);
        }
    } else {
        /* Nothing but the grid helps: say what it lacks. */
        close_onto_dead_bus(t);
    }
}

void ostrov_i_mode_black(ostrov_i_turn *t)
{
    if (t->s->contacts.proven == 1) {
        closed_outside(t);
    } else if (t->view->bus_side == OSTROV_SIDE_GOOD && t->s->forming) {
        ostrov_i_move(t, OSTROV_GRID_ISLAND, OSTROV_GRID_REASON_DONE);
    } else if (t->in->pcs_fault == 1) {
        t->s->black_fails++;
        ostrov_i_move(t, OSTROV_GRID_DEAD, OSTROV_GRID_REASON_PCS);
    } else if (t->s->bond.late) {
        t->s->black_fails++;
        ostrov_i_move(t, OSTROV_GRID_DEAD, OSTROV_GRID_REASON_BOND);
    } else if (ostrov_i_over(t)) {
        t->s->black_fails++;
        ostrov_i_move(t, OSTROV_GRID_DEAD, OSTROV_GRID_REASON_TIMEOUT);
    } else {
        ostrov_i_block(t, missing(t), OSTROV_I_NONE, OSTROV_I_NONE);
    }
}

/* The last energy is kept for the controller and the breaker. The way out is the grid (through
 * DEAD), or a battery that was charged by other means. */
void ostrov_i_mode_safe_stop(ostrov_i_turn *t)
{
    if (t->s->contacts.proven == 1) {
        ostrov_i_move(t, OSTROV_GRID_DEAD, OSTROV_GRID_REASON_CLOSED_OUTSIDE);
    } else if (return_is_near(t) && t->view->grid_side == OSTROV_SIDE_GOOD) {
        ostrov_i_move(t, OSTROV_GRID_DEAD, OSTROV_GRID_REASON_GRID_GOOD);
    } else if (t->view->soc_ppm >= t->set->restart_ppm && !ostrov_i_low_energy(t)) {
        ostrov_i_move(t, OSTROV_GRID_DEAD, OSTROV_GRID_REASON_DONE);
    } else {
        if (return_is_near(t)) {
            (void)ready_to_return(t); /* the delay that still runs is the nearer exit */
        }
        ostrov_i_block(t, OSTROV_GRID_REASON_ENERGY,
                       t->view->soc_ppm < 0 ? OSTROV_I_NONE : t->view->soc_ppm,
                       t->set->restart_ppm);
    }
}

/* A breaker that does not close is no reason to black out the island behind it. */
void ostrov_i_mode_lockout(ostrov_i_turn *t)
{
    if (t->s->contacts.proven == 1 || t->view->bus_side == OSTROV_SIDE_DEAD ||
        ostrov_i_low_energy(t)) {
        t->s->from_island = 0;
    }
    ostrov_i_block(t, t->s->reason, OSTROV_I_NONE, OSTROV_I_NONE);
}
