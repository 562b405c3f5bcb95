/* Orders: select before operate (IEC 61850-7-2, clause on the control model), numbers, lifetimes,
 * rights. A refusal is an answer, and is kept with its reason until the next one.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/turn.h"

/* Serial numbers: newer is less than half a round ahead; 0 is no number. */
static int32_t newer(uint32_t number, uint32_t last)
{
    return last == 0 || (number != last && number - last < UINT32_C(0x80000000));
}

static int32_t may_give(int32_t actor, int32_t action)
{
    switch (actor) {
    case OSTROV_GRID_ACTOR_LOCAL:
        return action != OSTROV_GRID_ACTION_UNKNOWN;
    case OSTROV_GRID_ACTOR_REMOTE: /* whoever resets must stand before it */
        return action != OSTROV_GRID_ACTION_UNKNOWN && action != OSTROV_GRID_ACTION_RESET;
    case OSTROV_GRID_ACTOR_PLANNER:
        return action == OSTROV_GRID_ACTION_ISLAND || action == OSTROV_GRID_ACTION_RETURN ||
               action == OSTROV_GRID_ACTION_DRILL || action == OSTROV_GRID_ACTION_CANCEL;
    case OSTROV_GRID_ACTOR_DSO:
        return action == OSTROV_GRID_ACTION_OPEN || action == OSTROV_GRID_ACTION_RETURN ||
               action == OSTROV_GRID_ACTION_CANCEL;
    default:
        return 0;
    }
}

/* Number and selection. */
static int32_t out_of_order(const ostrov_i_orders *o, const ostrov_i_switch_in *in)
{
    /* A plan keeps no person and no grid operator waiting, and a person far away not the grid
     * operator's OPEN: a line that others work on may hang on it. */
    int32_t yields =
        o->actor == OSTROV_GRID_ACTOR_PLANNER ||
        (o->actor == OSTROV_GRID_ACTOR_REMOTE && in->order_actor == OSTROV_GRID_ACTOR_DSO &&
         in->order_action == OSTROV_GRID_ACTION_OPEN);
    int32_t other = o->waits && o->actor != in->order_actor && !yields;
    if (in->order_action == OSTROV_GRID_ACTION_CANCEL ||
        in->order_stage == OSTROV_GRID_STAGE_SELECT) {
        if (!newer(in->order_number, o->last[in->order_actor])) {
            return OSTROV_GRID_REASON_ORDER_NUMBER;
        }
        /* The person at the site may take over from anybody. */
        return in->order_stage == OSTROV_GRID_STAGE_SELECT && other &&
                       in->order_actor != OSTROV_GRID_ACTOR_LOCAL
                   ? OSTROV_GRID_REASON_ORDER_TAKEN
                   : OSTROV_GRID_REASON_NONE;
    }
    if (in->order_stage != OSTROV_GRID_STAGE_EXECUTE || o->selected != in->order_number ||
        o->action != in->order_action || o->actor != in->order_actor) {
        return OSTROV_GRID_REASON_ORDER_SELECT;
    }
    return o->waits ? OSTROV_GRID_REASON_NONE : OSTROV_GRID_REASON_ORDER_EXPIRED;
}

/* What forbids every order that would move something. */
static int32_t forbidden(const ostrov_i_turn *t)
{
    uint32_t stops = t->s->stops | (t->in->inhibits & OSTROV_I_STOP_BITS);
    if (t->set->watches != OSTROV_GRID_REASON_NONE) {
        return t->set->watches;
    }
    if (t->in->order_action == OSTROV_GRID_ACTION_RESET) {
        return ostrov_i_stop_reason(t->in->inhibits & OSTROV_I_STOP_BITS);
    }
    if (stops != 0) {
        return ostrov_i_stop_reason(stops);
    }
    /* In the step that lifts an inhibit BOOT looks first: an order for the mode that an observer
     * saw would be accepted and lost. */
    return ostrov_i_hands_off(t->in->inhibits) || t->s->hands_off ? OSTROV_GRID_REASON_INHIBIT
                                                                  : OSTROV_GRID_REASON_NONE;
}

static int32_t living(int32_t mode)
{
    return mode == OSTROV_GRID_FORMING || mode == OSTROV_GRID_ISLAND ||
           mode == OSTROV_GRID_OBSERVE || mode == OSTROV_GRID_SYNC;
}

static int32_t may_open(const ostrov_i_turn *t)
{
    if (living(t->s->mode)) {
        return OSTROV_GRID_REASON_NONE; /* is open: stays so */
    }
    if (t->set->profile == OSTROV_PCS_PROFILE_A || t->set->profile == OSTROV_PCS_PROFILE_D) {
        return OSTROV_GRID_REASON_PROFILE; /* there is no breaker of ours */
    }
    if (!ostrov_i_connected(t->s->mode)) {
        return t->s->mode == OSTROV_GRID_DEAD ? OSTROV_GRID_REASON_NONE
                                              : OSTROV_GRID_REASON_ORDER_MODE;
    }
    return t->s->contacts.proven == 1 ? OSTROV_GRID_REASON_NONE : OSTROV_GRID_REASON_CONTACTS;
}

/* An OPEN is taken back by each who gave it, or by the person at the site for all; an ordered
 * island by anybody but the grid operator, whose matter it is not. */
static int32_t may_take_back(const ostrov_i_turn *t)
{
    int32_t actor = t->in->order_actor;
    int32_t may = actor == OSTROV_GRID_ACTOR_LOCAL;
    if (!may) {
        may = t->s->away == OSTROV_I_AWAY_OPEN ? (t->s->opened_by >> actor & 1)
                                               : actor != OSTROV_GRID_ACTOR_DSO;
    }
    return may ? OSTROV_GRID_REASON_NONE : OSTROV_GRID_REASON_ORDER_ACTOR;
}

static void take_back(ostrov_i_switch *s, int32_t actor)
{
    s->opened_by = actor == OSTROV_GRID_ACTOR_LOCAL ? 0 : s->opened_by & ~(1 << actor);
    if (s->opened_by == 0) {
        s->away = OSTROV_I_AWAY_NO;
    }
}

/* Whether the order can be carried out now. */
static int32_t impossible(ostrov_i_turn *t)
{
    int32_t mode = t->s->mode;
    switch (t->in->order_action) {
    case OSTROV_GRID_ACTION_ISLAND:
        if (living(mode)) {
            return OSTROV_GRID_REASON_NONE; /* stays away */
        }
        break;
    case OSTROV_GRID_ACTION_DRILL:
        break;
    case OSTROV_GRID_ACTION_BLACK_START:
        if (mode != OSTROV_GRID_DEAD) {
            return OSTROV_GRID_REASON_ORDER_MODE;
        }
        if (ostrov_i_may_island(t) != OSTROV_GRID_REASON_NONE) {
            return ostrov_i_may_island(t);
        }
        return ostrov_i_may_black(t) ? OSTROV_GRID_REASON_NONE : t->out->blocked;
    case OSTROV_GRID_ACTION_OPEN:
        return may_open(t);
    case OSTROV_GRID_ACTION_RETURN:
        return may_take_back(t);
    default: /* CANCEL and RESET are always possible */
        return OSTROV_GRID_REASON_NONE;
    }
    if (mode != OSTROV_GRID_GRID || t->in->picked == 1) {
        return OSTROV_GRID_REASON_ORDER_MODE;
    }
    if (t->view->grid_side == OSTROV_SIDE_UNKNOWN) { /* GRID would wait, and the order be lost */
        return OSTROV_GRID_REASON_GRID_UNKNOWN;
    }
    return ostrov_i_may_leave(t) ? OSTROV_GRID_REASON_NONE : t->out->blocked;
}

static void open_now(ostrov_i_turn *t)
{
    t->s->from_island = 0;
    t->s->backfeed = 0;
    ostrov_i_start_opening(t, OSTROV_GRID_REASON_COMMAND, OSTROV_I_AFTER_PARTING, 0);
}

static void carry_out(ostrov_i_turn *t)
{
    ostrov_i_switch *s = t->s;
    switch (t->in->order_action) {
    case OSTROV_GRID_ACTION_ISLAND:
        if (s->away != OSTROV_I_AWAY_OPEN) { /* an OPEN is not softened by a plan */
            s->away = OSTROV_I_AWAY_ISLAND;
        }
        break;
    case OSTROV_GRID_ACTION_DRILL:
        s->away = OSTROV_I_AWAY_DRILL;
        s->drill_us = 0;
        break;
    case OSTROV_GRID_ACTION_OPEN:
        s->away = OSTROV_I_AWAY_OPEN;
        s->opened_by |= 1 << t->in->order_actor;
        if (ostrov_i_connected(s->mode)) {
            open_now(t);
        }
        break;
    case OSTROV_GRID_ACTION_BLACK_START:
        ostrov_i_move(t, OSTROV_GRID_BLACK, OSTROV_GRID_REASON_COMMAND);
        break;
    case OSTROV_GRID_ACTION_RETURN:
        take_back(s, t->in->order_actor);
        break;
    case OSTROV_GRID_ACTION_CANCEL:
        if (s->away == OSTROV_I_AWAY_DRILL || s->mode == OSTROV_GRID_NULLING) {
            s->away = OSTROV_I_AWAY_NO;
        }
        break;
    default: /* RESET is told to the caller */
        break;
    }
}

static void answer(ostrov_i_turn *t, int32_t reason)
{
    ostrov_i_orders *o = &t->s->orders;
    const ostrov_i_switch_in *in = t->in;
    o->answered = in->order_number;
    o->answered_actor = in->order_actor;
    o->answered_action = in->order_action;
    o->answered_stage = in->order_stage;
    o->accepted = reason == OSTROV_GRID_REASON_NONE;
    o->reason = reason;
}

int32_t ostrov_i_orders_step(ostrov_i_turn *t)
{
    ostrov_i_orders *o = &t->s->orders;
    const ostrov_i_switch_in *in = t->in;
    int32_t reason = OSTROV_GRID_REASON_NONE;
    int32_t cancels = 0;
    int32_t selects = 0;
    if (o->waits) {
        o->life_us -= t->view->dt_us;
        o->waits = o->life_us > 0;
    }
    if (in->order_number == 0) {
        return 0;
    }
    cancels = in->order_action == OSTROV_GRID_ACTION_CANCEL;
    selects = in->order_stage == OSTROV_GRID_STAGE_SELECT;
    reason = may_give(in->order_actor, in->order_action) ? out_of_order(o, in)
                                                         : OSTROV_GRID_REASON_ORDER_ACTOR;
    if (reason == OSTROV_GRID_REASON_NONE && !cancels) {
        reason = forbidden(t);
    }
    if (reason == OSTROV_GRID_REASON_NONE && (cancels || !selects)) {
        reason = impossible(t);
        if (in->order_actor == o->actor || in->order_actor == OSTROV_GRID_ACTOR_LOCAL) {
            o->waits = 0; /* a number operates once, whatever came of it */
            o->selected = 0;
        }
    }
    answer(t, reason);
    if (reason != OSTROV_GRID_REASON_NONE) {
        return 0;
    }
    o->last[in->order_actor] = in->order_number;
    if (selects && !cancels) {
        o->selected = in->order_number;
        o->action = in->order_action;
        o->actor = in->order_actor;
        o->life_us = in->order_life_us;
        o->waits = 1;
        return 0;
    }
    carry_out(t);
    return in->order_action == OSTROV_GRID_ACTION_RESET;
}

/* An order dies with what it was for: the island that came to its end, the leave that failed. Only
 * OPEN stands, in the dark as well, until RETURN by all who gave it. */
static int32_t outlived(const ostrov_i_turn *t)
{
    switch (t->s->mode) {
    case OSTROV_GRID_GRID:
    case OSTROV_GRID_RIDE:
    case OSTROV_GRID_RAMP:
        return 1;
    case OSTROV_GRID_DEAD:
    case OSTROV_GRID_SAFE_STOP:
    case OSTROV_GRID_BACKUP_OPEN:
    case OSTROV_GRID_LOCKOUT:
        return t->s->away != OSTROV_I_AWAY_OPEN;
    default:
        return 0;
    }
}

/* BOOT found the breaker closed though an OPEN stands: a restart or a lock-out cut it short. It is
 * carried out in the step after, whatever GRID made of that one. RAMP is another matter: somebody
 * closed the breaker. */
static int32_t cut_short(const ostrov_i_turn *t)
{
    const ostrov_i_switch *s = t->s;
    return s->away == OSTROV_I_AWAY_OPEN && ostrov_i_connected(s->mode) &&
           s->mode != OSTROV_GRID_RAMP && !s->hands_off && may_open(t) == OSTROV_GRID_REASON_NONE;
}

void ostrov_i_orders_end(ostrov_i_turn *t)
{
    ostrov_i_switch *s = t->s;
    if (s->away == OSTROV_I_AWAY_NO) {
        return;
    }
    if (cut_short(t)) {
        if (s->mode != OSTROV_GRID_GRID || t->out->moves == 0) {
            open_now(t);
        }
    } else if (outlived(t)) {
        s->away = OSTROV_I_AWAY_NO;
        s->opened_by = 0;
    }
    if (s->away != OSTROV_I_AWAY_DRILL ||
        (s->mode != OSTROV_GRID_ISLAND && s->mode != OSTROV_GRID_OBSERVE)) {
        return;
    }
    s->drill_us += t->view->dt_us;
    if (s->drill_us >= t->set->drill_us) {
        s->away = OSTROV_I_AWAY_NO;
        s->since_drill_us = 0;
    }
}
