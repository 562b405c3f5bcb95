/* What each mode asks of breaker and PCS, and what it tells the station.
 *
 * The command is a function of the mode alone, so that no path through the guards can give another.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/turn.h"

/* FORM is only asked where the site allows an island; else the one who forms is left alone. */
static int32_t form(const ostrov_i_turn *t)
{
    int32_t able = t->set->profile == OSTROV_PCS_PROFILE_A ||
                   t->set->profile == OSTROV_PCS_PROFILE_B ||
                   t->set->profile == OSTROV_PCS_PROFILE_C;
    return able && t->set->verified ? OSTROV_PCS_FORM : OSTROV_PCS_UNKNOWN;
}

/* While a closing is under way or broken off. Once the contact was seen closed FOLLOW was asked;
 * one that bounces open again proves nothing: no forming on its word. */
static int32_t form_again(const ostrov_i_turn *t)
{
    return t->s->pulse_spent && t->s->contacts.proven != 0 ? OSTROV_PCS_FOLLOW : form(t);
}

static int32_t opening_pcs(const ostrov_i_turn *t)
{
    const ostrov_i_switch *s = t->s;
    if (s->backfeed) {
        return OSTROV_PCS_STOP;
    }
    if (s->after == OSTROV_I_AFTER_PARTING) {
        return t->set->profile == OSTROV_PCS_PROFILE_A ? OSTROV_PCS_UNKNOWN : OSTROV_PCS_FOLLOW;
    }
    if (!s->from_island) {
        return OSTROV_PCS_STOP;
    }
    return form_again(t); /* the breaker never left its place: the island goes on */
}

static inline int32_t pcs_request(const ostrov_i_turn *t)
{
    int32_t by_itself = t->set->profile == OSTROV_PCS_PROFILE_A;
    switch (t->s->mode) {
    case OSTROV_GRID_GRID:
    case OSTROV_GRID_RIDE:
    case OSTROV_GRID_NULLING:
    case OSTROV_GRID_RAMP:
        return OSTROV_PCS_FOLLOW;
    case OSTROV_GRID_OPENING:
        return opening_pcs(t);
    case OSTROV_GRID_FORMING:
        return t->s->forming ? form(t) : OSTROV_PCS_FOLLOW;
    case OSTROV_GRID_BLACK:
        return t->s->forming ? form(t) : OSTROV_PCS_STOP;
    case OSTROV_GRID_ISLAND:
    case OSTROV_GRID_OBSERVE:
        return form(t);
    case OSTROV_GRID_SYNC:
        return by_itself ? OSTROV_PCS_FOLLOW : form(t); /* A synchronises when told to follow */
    case OSTROV_GRID_CLOSING:
        if (t->s->dead_close) {
            return OSTROV_PCS_STOP;
        }
        return t->s->contacts.seen == OSTROV_I_SEEN_CLOSED ? OSTROV_PCS_FOLLOW : form_again(t);
    case OSTROV_GRID_DEAD:
        return by_itself ? OSTROV_PCS_UNKNOWN : OSTROV_PCS_STOP;
    case OSTROV_GRID_BACKUP_OPEN:
    case OSTROV_GRID_SAFE_STOP:
        return OSTROV_PCS_STOP;
    case OSTROV_GRID_LOCKOUT:
        if (!t->s->from_island) {
            return OSTROV_PCS_STOP;
        }
        /* Without proof of the open breaker the PCS is left as it is, not told to form. */
        return t->s->contacts.proven == 0 ? form(t) : OSTROV_PCS_UNKNOWN;
    default: /* BOOT: hands off */
        return OSTROV_PCS_UNKNOWN;
    }
}

/* FORM begins in a step in which the breaker is proven open and the neutral earthed; contacts that
 * flicker afterwards do not take the voltage away again. */
static int32_t forming(const ostrov_i_turn *t)
{
    if (t->s->mode != OSTROV_GRID_FORMING && t->s->mode != OSTROV_GRID_BLACK) {
        return 0;
    }
    return t->s->forming || (t->s->contacts.proven == 0 && ostrov_i_bonded(t));
}

/* A stop opens, once, long enough to catch a closing that was under way when it came. */
static int32_t stop_opens(const ostrov_i_turn *t)
{
    const ostrov_i_switch *s = t->s;
    return s->stops != 0 && s->contacts.proven != 0 &&
           s->in_mode_us <= t->set->open_us + ostrov_i_closing_bound(t->set, &s->closing);
}

static inline int32_t breaker_command(const ostrov_i_turn *t)
{
    const ostrov_i_switch *s = t->s;
    switch (s->mode) {
    case OSTROV_GRID_OPENING:
        return t->set->profile == OSTROV_PCS_PROFILE_A ? OSTROV_BREAKER_HOLD : OSTROV_BREAKER_OPEN;
    case OSTROV_GRID_BACKUP_OPEN:
        return OSTROV_BREAKER_TRIP_UPSTREAM;
    case OSTROV_GRID_CLOSING:
        return s->pulse_spent ? OSTROV_BREAKER_HOLD : OSTROV_BREAKER_CLOSE;
    case OSTROV_GRID_SAFE_STOP:
    case OSTROV_GRID_LOCKOUT:
        return stop_opens(t) ? OSTROV_BREAKER_OPEN : OSTROV_BREAKER_HOLD;
    default:
        return OSTROV_BREAKER_HOLD;
    }
}

/* The bond is closed only behind a breaker proven open, and opened only where the grid earths the
 * neutral or nothing is alive. Everywhere else it stays as it is. */
static inline int32_t bond_command(const ostrov_i_turn *t)
{
    int32_t proven = t->s->contacts.proven;
    if (!t->set->earth_bond) {
        return OSTROV_BOND_HOLD;
    }
    switch (t->s->mode) {
    case OSTROV_GRID_GRID:
    case OSTROV_GRID_RIDE:
    case OSTROV_GRID_NULLING:
    case OSTROV_GRID_RAMP:
        return proven == 1 ? OSTROV_BOND_OPEN : OSTROV_BOND_HOLD;
    case OSTROV_GRID_FORMING:
    case OSTROV_GRID_ISLAND:
    case OSTROV_GRID_OBSERVE:
    case OSTROV_GRID_SYNC:
    case OSTROV_GRID_BLACK:
        return proven == 0 ? OSTROV_BOND_CLOSE : OSTROV_BOND_HOLD;
    case OSTROV_GRID_DEAD:
    case OSTROV_GRID_SAFE_STOP:
        return t->view->bus_side == OSTROV_SIDE_DEAD ? OSTROV_BOND_OPEN : OSTROV_BOND_HOLD;
    default: /* on the way between, or hands off */
        return OSTROV_BOND_HOLD;
    }
}

/* On the grid a contact that contradicts itself, or a bond that does not open, takes the power. */
static int32_t in_doubt(const ostrov_i_switch *s)
{
    return s->contacts.trouble == OSTROV_I_TROUBLE_CONTRADICTION || s->bond.late;
}

static inline int32_t power_ppm(const ostrov_i_turn *t)
{
    const ostrov_i_switch *s = t->s;
    switch (s->mode) {
    case OSTROV_GRID_GRID:
        return in_doubt(s) ? 0 : 1000000;
    case OSTROV_GRID_RIDE:
        return t->in->cease ? 0 : 1000000;
    case OSTROV_GRID_NULLING:
    case OSTROV_GRID_ISLAND:
    case OSTROV_GRID_OBSERVE:
    case OSTROV_GRID_SYNC:
        return 1000000;
    case OSTROV_GRID_CLOSING:
        return s->dead_close ? 0 : 1000000;
    case OSTROV_GRID_LOCKOUT:
        return s->from_island ? 1000000 : 0;
    case OSTROV_GRID_RAMP:
        if (in_doubt(s) || t->set->ramp_us <= 0) {
            return 0;
        }
        return (int32_t)(s->in_mode_us >= t->set->ramp_us
                             ? 1000000
                             : s->in_mode_us * 1000000 / t->set->ramp_us);
    default:
        return 0;
    }
}

/* Why the connection does not let all power through. */
static inline int32_t power_reason(const ostrov_i_turn *t)
{
    const ostrov_i_switch *s = t->s;
    switch (s->mode) {
    case OSTROV_GRID_GRID:
    case OSTROV_GRID_RAMP:
        if (s->contacts.trouble == OSTROV_I_TROUBLE_CONTRADICTION) {
            return OSTROV_GRID_REASON_CONTACTS;
        }
        if (s->bond.late) {
            return OSTROV_GRID_REASON_BOND;
        }
        return s->mode == OSTROV_GRID_RAMP ? OSTROV_GRID_REASON_RAMP : OSTROV_GRID_REASON_NONE;
    case OSTROV_GRID_RIDE:
        return t->in->cease ? OSTROV_GRID_REASON_CEASE : OSTROV_GRID_REASON_NONE;
    case OSTROV_GRID_NULLING:
        return OSTROV_GRID_REASON_NONE;
    default:
        return OSTROV_GRID_REASON_APART;
    }
}

static int32_t returning(const ostrov_i_turn *t)
{
    return !ostrov_i_wants_away(t) && ostrov_i_may_return(t);
}

static inline int32_t expected(const ostrov_i_turn *t)
{
    switch (t->s->mode) {
    case OSTROV_GRID_RIDE:
    case OSTROV_GRID_RAMP:
        return OSTROV_GRID_GRID;
    case OSTROV_GRID_NULLING:
        return OSTROV_GRID_OPENING;
    case OSTROV_GRID_OPENING:
        return t->s->after == OSTROV_I_AFTER_PARTING && ostrov_i_may_island(t) == 0
                   ? OSTROV_GRID_FORMING
                   : OSTROV_GRID_DEAD;
    case OSTROV_GRID_BACKUP_OPEN:
        return OSTROV_GRID_LOCKOUT;
    case OSTROV_GRID_FORMING:
    case OSTROV_GRID_BLACK:
        return OSTROV_GRID_ISLAND;
    case OSTROV_GRID_ISLAND:
        return OSTROV_GRID_OBSERVE;
    case OSTROV_GRID_OBSERVE:
        return returning(t) ? OSTROV_GRID_SYNC : OSTROV_GRID_OBSERVE;
    case OSTROV_GRID_SYNC:
        return OSTROV_GRID_CLOSING;
    case OSTROV_GRID_CLOSING:
        return OSTROV_GRID_RAMP;
    case OSTROV_GRID_DEAD:
        return returning(t) ? OSTROV_GRID_CLOSING : OSTROV_GRID_BLACK;
    case OSTROV_GRID_SAFE_STOP:
        return OSTROV_GRID_DEAD;
    case OSTROV_GRID_LOCKOUT:
        return OSTROV_GRID_BOOT;
    default:
        return t->s->mode; /* BOOT and GRID wait */
    }
}

static inline int64_t left_us(const ostrov_i_turn *t)
{
    int64_t bound_us = 0;
    switch (t->s->mode) {
    case OSTROV_GRID_BOOT:
    case OSTROV_GRID_GRID:
    case OSTROV_GRID_LOCKOUT:
        return -1;
    case OSTROV_GRID_ISLAND:
    case OSTROV_GRID_OBSERVE:
    case OSTROV_GRID_DEAD:
    case OSTROV_GRID_SAFE_STOP:
        return t->view->return_left_us;
    default: /* modes with a bound */
        bound_us = ostrov_i_bound_us(t);
        return bound_us > t->s->in_mode_us ? bound_us - t->s->in_mode_us : 0;
    }
}

/* Hands off: nothing is asked of any device. */
static void silence(ostrov_i_turn *t)
{
    ostrov_i_switch_out *out = t->out;
    if (t->set->watches != OSTROV_GRID_REASON_NONE) {
        out->pcs_request = OSTROV_PCS_UNKNOWN; /* the plan may still advise: power stays as shown */
    } else if (t->s->hands_off) {
        out->pcs_request = t->s->stops != 0 ? OSTROV_PCS_STOP : OSTROV_PCS_UNKNOWN;
        out->power_ppm = 0;
        out->power_reason = OSTROV_GRID_REASON_INHIBIT;
    } else {
        return;
    }
    out->breaker_command = OSTROV_BREAKER_HOLD;
    out->bond_command = OSTROV_BOND_HOLD;
    out->null_pcc = 0;
    out->steer = 0;
}

/* All is read before anything is written: the compiler then looks at the mode once. */
static inline __attribute__((always_inline)) void outputs(ostrov_i_turn *t)
{
    ostrov_i_switch *s = t->s;
    ostrov_i_switch_out *out = t->out;
    int32_t breaker = breaker_command(t);
    int32_t bond = bond_command(t);
    int32_t ppm = power_ppm(t);
    int32_t reason = power_reason(t);
    int32_t next = expected(t);
    int64_t left = left_us(t);
    int32_t null_pcc = s->mode == OSTROV_GRID_NULLING;
    int32_t steer =
        (s->mode == OSTROV_GRID_SYNC || (s->mode == OSTROV_GRID_CLOSING && !s->dead_close)) &&
        t->set->profile != OSTROV_PCS_PROFILE_A;
    s->forming = forming(t);
    out->pcs_request = pcs_request(t);
    out->breaker_command = breaker;
    out->bond_command = bond;
    out->power_ppm = ppm;
    out->power_reason = reason;
    out->expected_mode = next;
    out->left_us = left;
    out->null_pcc = null_pcc;
    out->steer = steer;
    if (t->heard != 0) {
        if (s->stops != 0) {
            out->pcs_request = OSTROV_PCS_STOP;
            out->power_ppm = 0;
        }
        silence(t);
    }
    if (out->breaker_command != s->command) {
        s->closes += out->breaker_command == OSTROV_BREAKER_CLOSE;
        s->opens += out->breaker_command == OSTROV_BREAKER_OPEN;
    }
    s->command = out->breaker_command;
    s->bond.command = out->bond_command;
}

/* Kept out of the way of the mode in which nearly all steps are made. */
static __attribute__((noinline)) void outputs_away_from_grid(ostrov_i_turn *t) { outputs(t); }

/* The same rules on both ways; on the first the compiler knows the mode. */
void ostrov_i_outputs(ostrov_i_turn *t)
{
    if (t->s->mode == OSTROV_GRID_GRID) {
        outputs(t);
    } else {
        outputs_away_from_grid(t);
    }
}
