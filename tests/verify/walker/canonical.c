/* Which states count as one: members that no guard reads in a mode, counts beyond every limit.
 *
 * The claim is tested while walking: a member of the class is stepped beside the representative,
 * and both must give the same command and the same class.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "walk.h"

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

/* Up to here a mode looks at its own age; -1 = it never does. */
static int64_t age_limit(const setup *with, const ostrov_i_switch *s)
{
    switch (s->mode) {
    case OSTROV_GRID_GRID:
        return 0;
    case OSTROV_GRID_ISLAND:
    case OSTROV_GRID_OBSERVE:
        return OSTROV_I_LASTS_US;
    case OSTROV_GRID_BOOT:
        return OSTROV_I_BOOT_US;
    case OSTROV_GRID_DEAD:
        return OSTROV_I_LAST_REST_US; /* the longest of those it looks for */
    case OSTROV_GRID_SAFE_STOP:
    case OSTROV_GRID_LOCKOUT:
        return s->stops != 0
                   ? with->set.open_us + ostrov_i_closing_bound(&with->set, &s->closing) + TICK_US
                   : 0;
    default: /* bounded by itself */
        return INT64_MAX;
    }
}

static int32_t living(int32_t mode)
{
    return mode == OSTROV_GRID_ISLAND || mode == OSTROV_GRID_OBSERVE || mode == OSTROV_GRID_SYNC;
}

/* Modes that ask whether an island lives behind the breaker. */
static int32_t origin_matters(int32_t mode)
{
    return mode == OSTROV_GRID_CLOSING || mode == OSTROV_GRID_OPENING ||
           mode == OSTROV_GRID_LOCKOUT;
}

/* Whether the contact of a closing was seen: asked while closing and while breaking it off. */
static int32_t pulse_matters(const ostrov_i_switch *s)
{
    return s->mode == OSTROV_GRID_CLOSING ||
           (s->mode == OSTROV_GRID_OPENING && s->after != OSTROV_I_AFTER_PARTING);
}

/* An actor can always find a newer number, so only the selection that waits is kept: the last
 * answer is told and never asked for. */
static void orders(ostrov_i_orders *o)
{
    ostrov_i_orders kept = {0};
    if (o->waits) {
        kept.life_us = o->life_us;
        kept.selected = o->selected;
        kept.action = o->action;
        kept.actor = o->actor;
        kept.waits = 1;
    }
    *o = kept;
}

void canonical(const setup *with, node *n)
{
    ostrov_i_switch *s = &n->s;
    s->in_mode_us = least(s->in_mode_us, age_limit(with, s));
    s->contacts.held_us = least(s->contacts.held_us, TICK_US); /* one tick proves */
    s->contacts.unclear_us = least(s->contacts.unclear_us, with->set.contact_us + TICK_US);
    s->window_us = s->mode == OSTROV_GRID_SYNC ? least(s->window_us, with->set.dwell_us) : -1;
    s->clean_us = s->mode == OSTROV_GRID_SYNC ? least(s->clean_us, 1000000) : s->clean_us;
    s->ill_us = living(s->mode) ? s->ill_us : 0;
    s->sync_fails =
        s->sync_fails < with->set.sync_attempts ? s->sync_fails : with->set.sync_attempts;
    s->close_fails = (int32_t)least(s->close_fails, OSTROV_I_CLOSE_ATTEMPTS);
    s->black_fails = (int32_t)least(s->black_fails, OSTROV_I_BLACK_ATTEMPTS);
    if (s->mode != OSTROV_GRID_OPENING) {
        s->hold_us = 0;
        s->after = 0;
    }
    if (s->mode != OSTROV_GRID_OPENING && s->mode != OSTROV_GRID_CLOSING) {
        s->backfeed = 0;
    }
    if (!origin_matters(s->mode)) {
        s->from_island = 0;
    }
    if (s->mode != OSTROV_GRID_CLOSING) {
        s->dead_close = 0;
        n->g.withdrawn = 0;
    }
    if (!pulse_matters(s)) {
        s->pulse_spent = 0;
    }
    if (s->mode != OSTROV_GRID_LOCKOUT) {
        s->reason = OSTROV_GRID_REASON_START; /* LOCKOUT repeats it */
    }
    s->closes = s->opens = 0;
    s->since_drill_us = 0;
    s->drill_us = s->away == OSTROV_I_AWAY_DRILL ? s->drill_us : 0;
    s->bond.held_us = least(s->bond.held_us, TICK_US);
    s->bond.wrong_us = least(s->bond.wrong_us, with->set.bond_us + TICK_US);
    orders(&s->orders);
    s->epoch = 0;
    s->last_angle_cdeg = s->last_slip_mhz = s->last_known = 0;
    s->contact_cdeg = INT32_MIN;
    /* What closing taught is held: setups begin with other learned times instead. */
    s->closing.mean_us = with->set.close_us;
    s->closing.spread_us = with->set.close_us / 16;
}

static int64_t pick(uint64_t *seed, int64_t n)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int64_t)((*seed >> 33) % (uint64_t)n);
}

void uncanonical(const setup *with, node *n, uint64_t *seed)
{
    ostrov_i_switch *s = &n->s;
    if (s->in_mode_us == age_limit(with, s)) {
        s->in_mode_us += pick(seed, 100) * TICK_US;
    }
    s->contacts.held_us += s->contacts.held_us == TICK_US ? pick(seed, 100) * TICK_US : 0;
    s->contacts.unclear_us +=
        s->contacts.unclear_us > with->set.contact_us ? pick(seed, 100) * TICK_US : 0;
    if (s->mode == OSTROV_GRID_SYNC) {
        s->window_us += s->window_us >= with->set.dwell_us ? pick(seed, 100) * TICK_US : 0;
        s->clean_us += s->clean_us >= 1000000 ? pick(seed, 100) * TICK_US : 0;
    } else {
        s->window_us = pick(seed, 100) * TICK_US;
    }
    s->ill_us = living(s->mode) ? s->ill_us : pick(seed, 100) * TICK_US;
    s->sync_fails += s->sync_fails >= with->set.sync_attempts ? (int32_t)pick(seed, 100) : 0;
    s->close_fails += s->close_fails >= OSTROV_I_CLOSE_ATTEMPTS ? (int32_t)pick(seed, 100) : 0;
    s->black_fails += s->black_fails >= OSTROV_I_BLACK_ATTEMPTS ? (int32_t)pick(seed, 100) : 0;
    if (s->mode != OSTROV_GRID_OPENING) {
        s->hold_us = pick(seed, 100) * TICK_US;
        s->after = (int32_t)pick(seed, 3);
    }
    if (s->mode != OSTROV_GRID_OPENING && s->mode != OSTROV_GRID_CLOSING) {
        s->backfeed = (int32_t)pick(seed, 2);
    }
    if (!origin_matters(s->mode)) {
        s->from_island = (int32_t)pick(seed, 2);
    }
    if (s->mode != OSTROV_GRID_CLOSING) {
        s->dead_close = (int32_t)pick(seed, 2);
    }
    if (!pulse_matters(s)) {
        s->pulse_spent = (int32_t)pick(seed, 2);
    }
    if (s->mode != OSTROV_GRID_LOCKOUT) {
        s->reason = 1 + (int32_t)pick(seed, OSTROV_GRID_REASON_DRILL);
    }
    s->closes = pick(seed, 1000);
    s->opens = pick(seed, 1000);
    s->bond.held_us += s->bond.held_us == TICK_US ? pick(seed, 100) * TICK_US : 0;
    s->bond.wrong_us += s->bond.wrong_us > with->set.bond_us ? pick(seed, 100) * TICK_US : 0;
    s->since_drill_us = pick(seed, 100) * TICK_US;
    s->orders.last[OSTROV_GRID_ACTOR_DSO] = (uint32_t)-1 - (uint32_t)pick(seed, 100);
    s->orders.answered = (uint32_t)pick(seed, 100);
    s->orders.accepted = (int32_t)pick(seed, 3) - 1;
    s->epoch = (uint32_t)pick(seed, 1 << 30) * 4u;
    s->last_angle_cdeg = (int32_t)pick(seed, 36000) - 18000;
    s->last_slip_mhz = (int32_t)pick(seed, 2000) - 1000;
    s->last_known = (int32_t)pick(seed, 2);
    s->contact_cdeg = (int32_t)pick(seed, 36000) - 18000;
}
