/* Synchronising: the window, the angle at which the contacts will meet, the close itself.
 *
 * A breaker needs its closing time T, in which the angle moves on by 360°·slip·T. A check of the
 * window alone therefore closes outside its own window (at the 0.3 Hz of IEEE 1547-2018 table 5
 * and 80 ms it moves on 8.6°). So the close is commanded when the angle predicted for the contact
 * fits.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/turn.h"

#define FINE_CDEG 100        /* as good as zero when the slip is small */
#define LEAVING_CDEG 150     /* just behind it, with what the spread of the closing time turns */
#define SURE_CDEG 170        /* predicted; what the meter is off by still keeps it within 2° */
#define STILL_US 1000000     /* no slip for so long: the angle will not get better by itself */
#define PATIENCE_US 30000000 /* in SYNC for so long: any angle inside is taken */

static int64_t magnitude(int64_t x) { return x < 0 ? -x : x; }

/* Degrees that a slip turns in a time: 1 mHz is 36 centi-degrees a second. Nearest whole. */
static int64_t turned(int64_t slip_mhz, int64_t us)
{
    int64_t x = slip_mhz * us * 36;
    return (x < 0 ? x - 500000 : x + 500000) / 1000000;
}

/* What a change of the slip adds in that time: 1 mHz/s is 18 centi-degrees in the first second. */
static int64_t bent(int64_t mhz_s, int64_t us)
{
    int64_t ms = us / 1000;
    return 18 * mhz_s * ms * ms / 1000000;
}

static int64_t wrapped(int64_t cdeg)
{
    int64_t x = cdeg % 36000;
    return x > 18000 ? x - 36000 : (x < -18000 ? x + 36000 : x);
}

/* Angle in ahead_us from now; the sample itself is age_us old. */
static int64_t predicted(const ostrov_i_view *v, int64_t ahead_us)
{
    return wrapped(v->angle_cdeg + turned(v->slip_mhz, ahead_us + v->age_us));
}

/* Which difference is outside, spoken through ostrov_i_block. Returns 1 when all fit. */
static int32_t fits(ostrov_i_turn *t, int64_t angle_cdeg)
{
    const ostrov_i_view *v = t->view;
    if (!v->sync_known) {
        ostrov_i_block(t,
                       v->bus.known_phases < t->set->phases ? OSTROV_GRID_REASON_BUS_UNKNOWN
                                                            : OSTROV_GRID_REASON_SYNC_ANGLE,
                       OSTROV_I_NONE, OSTROV_I_NONE);
    } else if (magnitude(v->slip_mhz) > t->set->sync_slip_mhz) {
        ostrov_i_block(t, OSTROV_GRID_REASON_SYNC_SLIP, INT64_C(1000) * v->slip_mhz,
                       INT64_C(1000) * t->set->sync_slip_mhz);
    } else if (v->apart_mv > t->set->sync_mv) {
        ostrov_i_block(t, OSTROV_GRID_REASON_SYNC_VOLTAGE, INT64_C(1000) * v->apart_mv,
                       INT64_C(1000) * t->set->sync_mv);
    } else if (magnitude(angle_cdeg) > t->set->sync_cdeg) {
        ostrov_i_block(t, OSTROV_GRID_REASON_SYNC_ANGLE, 10000 * angle_cdeg,
                       INT64_C(10000) * t->set->sync_cdeg);
    } else {
        return 1;
    }
    return 0;
}

void ostrov_i_sync_window(ostrov_i_turn *t)
{
    const ostrov_i_view *v = t->view;
    int32_t good = v->grid_side == OSTROV_SIDE_GOOD && v->bus_side == OSTROV_SIDE_GOOD;
    if (!good) {
        ostrov_i_block(t,
                       v->bus_side == OSTROV_SIDE_GOOD ? OSTROV_GRID_REASON_GRID_LOST
                                                       : OSTROV_GRID_REASON_BUS_LOST,
                       OSTROV_I_NONE, OSTROV_I_NONE);
    }
    t->s->clean_us = v->sync_known && v->slip_mhz == 0 ? t->s->clean_us + v->dt_us : 0;
    if (!good || !fits(t, v->angle_cdeg)) {
        t->s->window_us = -1;
    } else {
        /* The first sample counts 0: one sample proves an instant, no interval. */
        t->s->window_us = t->s->window_us < 0 ? 0 : t->s->window_us + v->dt_us;
    }
}

/* Whether even the latest contact is within SURE_CDEG, should the slip stay as it is and should it
 * go on changing as it does: a PCS that is just being steered may change it by 1 Hz in a second. */
static int32_t sure(const ostrov_i_turn *t, int64_t at_contact, int64_t scatter_us)
{
    const ostrov_i_view *v = t->view;
    int64_t margin = magnitude(turned(v->slip_mhz, scatter_us));
    int64_t bend = bent(v->bend_mhz_s, t->s->closing.mean_us + scatter_us + v->age_us) * 3 / 2;
    return magnitude(at_contact) + margin <= SURE_CDEG &&
           magnitude(at_contact + bend) + margin <= SURE_CDEG;
}

/* After long patience any angle inside is taken, but not when the zero crossing, or a whole turn
 * further the first moment of another window, is near. */
static int32_t better_is_near(const ostrov_i_turn *t, int64_t angle, int32_t leaving,
                              int64_t patience_us)
{
    int64_t soon_cdeg = magnitude(turned(t->view->slip_mhz, patience_us));
    if (leaving) {
        return soon_cdeg >= 36000 && t->s->window_us > t->set->dwell_us + t->view->dt_us;
    }
    return soon_cdeg >= angle;
}

/* Inside the window: is it worth waiting for a smaller angle? Not at the zero crossing, nor just
 * after it, nor when the angle is fine and stands nearly still, nor when no slip at all will change
 * it, nor after long patience. */
static int32_t best_now(const ostrov_i_turn *t, int64_t at_contact, int64_t scatter_us)
{
    int64_t slip_mhz = t->view->slip_mhz;
    int64_t angle = magnitude(at_contact);
    int64_t half_step = magnitude(turned(slip_mhz, t->view->dt_us)) / 2 + 1;
    int64_t patience_us = t->set->sync_us / 4 < PATIENCE_US ? t->set->sync_us / 4 : PATIENCE_US;
    int32_t leaving = (at_contact > 0 && slip_mhz > 0) || (at_contact < 0 && slip_mhz < 0);
    if (t->s->clean_us >= STILL_US) {
        return 1;
    }
    if (sure(t, at_contact, scatter_us)) {
        int64_t latest = angle + magnitude(turned(slip_mhz, scatter_us));
        int32_t worth =
            leaving ? latest <= LEAVING_CDEG : magnitude(turned(slip_mhz, 1000000)) < angle;
        if (angle <= half_step || (angle <= FINE_CDEG && worth)) {
            return 1;
        }
    }
    return t->s->in_mode_us >= patience_us &&
           (angle <= half_step || !better_is_near(t, angle, leaving, patience_us));
}

int32_t ostrov_i_sync_fire(ostrov_i_turn *t)
{
    const ostrov_i_view *v = t->view;
    const ostrov_i_closing *c = &t->s->closing;
    int64_t limit_cdeg = t->set->sync_cdeg;
    int64_t at_contact = predicted(v, c->mean_us);
    int64_t scatter_us = 3 * c->spread_us > c->mean_us / 4 ? 3 * c->spread_us : c->mean_us / 4;
    int64_t margin_cdeg = magnitude(turned(v->slip_mhz, scatter_us));
    if (t->s->window_us < 0) {
        return 0;
    }
    if (t->s->window_us < t->set->dwell_us) {
        ostrov_i_block(t, OSTROV_GRID_REASON_SYNC_DWELL, t->s->window_us, t->set->dwell_us);
        return 0;
    }
    if (t->s->in_mode_us < OSTROV_I_STEADY_US) {
        ostrov_i_block(t, OSTROV_GRID_REASON_SYNC_DWELL, t->s->in_mode_us, OSTROV_I_STEADY_US);
        return 0;
    }
    if (v->dt_us > OSTROV_I_LONGEST_CLOSE_STEP_US) {
        ostrov_i_block(t, OSTROV_GRID_REASON_STEP_TOO_LONG, v->dt_us,
                       OSTROV_I_LONGEST_CLOSE_STEP_US);
        return 0;
    }
    if (magnitude(at_contact) + margin_cdeg > limit_cdeg) {
        ostrov_i_block(t, OSTROV_GRID_REASON_SYNC_ANGLE, 10000 * at_contact, 10000 * limit_cdeg);
        return 0;
    }
    if (best_now(t, at_contact, scatter_us)) {
        return 1;
    }
    ostrov_i_block(t, OSTROV_GRID_REASON_SYNC_ANGLE, 10000 * at_contact, 10000 * FINE_CDEG);
    return 0;
}

int32_t ostrov_i_sync_intact(ostrov_i_turn *t)
{
    const ostrov_i_view *v = t->view;
    int64_t left_us = t->s->closing.mean_us - t->s->in_mode_us;
    if (!ostrov_i_grid_there(t)) {
        ostrov_i_block(t, OSTROV_GRID_REASON_GRID_LOST, OSTROV_I_NONE, OSTROV_I_NONE);
        return 0;
    }
    if (v->bus_side != OSTROV_SIDE_GOOD && v->bus_side != OSTROV_SIDE_OBSERVING) {
        ostrov_i_block(t, OSTROV_GRID_REASON_BUS_LOST, OSTROV_I_NONE, OSTROV_I_NONE);
        return 0;
    }
    return fits(t, predicted(v, left_us > 0 ? left_us : 0));
}

/* What the contact will be judged by. */
static void remember(ostrov_i_turn *t)
{
    t->s->last_angle_cdeg = t->view->angle_cdeg;
    t->s->last_slip_mhz = t->view->slip_mhz;
    t->s->last_known = t->view->sync_known;
}

void ostrov_i_start_closing(ostrov_i_turn *t, int32_t reason, int32_t dead_close)
{
    t->s->dead_close = dead_close;
    t->s->pulse_spent = 0;
    t->s->from_island = !dead_close;
    t->s->backfeed = 0;
    remember(t);
    ostrov_i_move(t, OSTROV_GRID_CLOSING, reason);
}

/* The contact has just been seen: between the last step and this one it met. */
static void learn(ostrov_i_turn *t)
{
    ostrov_i_switch *s = t->s;
    int64_t half_us = t->view->dt_us / 2;
    if (!s->dead_close && s->last_known) {
        s->contact_cdeg = (int32_t)wrapped(s->last_angle_cdeg + turned(s->last_slip_mhz, half_us));
    }
    ostrov_i_closing_learn(t->set, &s->closing, s->in_mode_us - half_us);
}

static void break_off(ostrov_i_turn *t, int32_t reason, int32_t after)
{
    int64_t hold_us = ostrov_i_closing_bound(t->set, &t->s->closing) + OSTROV_I_ABORT_HOLD_US;
    t->s->cooldown_us = OSTROV_I_CLOSE_COOLDOWN_US;
    ostrov_i_start_opening(t, reason, after, hold_us);
}

static int32_t dead_intact(ostrov_i_turn *t)
{
    if (t->view->grid_side != OSTROV_SIDE_GOOD) {
        ostrov_i_block(t, OSTROV_GRID_REASON_GRID_LOST, OSTROV_I_NONE, OSTROV_I_NONE);
        return 0;
    }
    return 1;
}

/* A close under way cannot be taken back, but it can be opened again at once. */
void ostrov_i_mode_closing(ostrov_i_turn *t)
{
    ostrov_i_switch *s = t->s;
    int32_t seen = s->contacts.seen;
    int64_t bound_us = ostrov_i_bound_us(t);
    if (seen == OSTROV_I_SEEN_CLOSED) {
        if (s->contacts.held_us == 0) {
            learn(t);
        }
        bound_us = 2 * bound_us + OSTROV_I_PROVE_US; /* time to prove itself, as in OPENING */
    }
    remember(t);
    /* Once the contact is seen, or the bus has come alive by it, the pulse has done its work. */
    if (seen == OSTROV_I_SEEN_CLOSED || (s->dead_close && t->view->bus_side != OSTROV_SIDE_DEAD)) {
        s->pulse_spent = 1;
    }
    if (s->contacts.proven == 1) {
        ostrov_i_move(t, OSTROV_GRID_RAMP, OSTROV_GRID_REASON_DONE);
        return;
    }
    if (seen != OSTROV_I_SEEN_CLOSED) {
        int32_t intact = s->dead_close ? dead_intact(t) : ostrov_i_sync_intact(t);
        if (!intact) {
            break_off(t, t->out->blocked, OSTROV_I_AFTER_ABORT);
            return;
        }
    }
    if (s->in_mode_us >= bound_us) {
        s->close_fails++;
        break_off(t, OSTROV_GRID_REASON_BREAKER_STUCK,
                  s->close_fails >= OSTROV_I_CLOSE_ATTEMPTS ? OSTROV_I_AFTER_LOCKOUT
                                                            : OSTROV_I_AFTER_ABORT);
    } else {
        ostrov_i_block(t, OSTROV_GRID_REASON_CONTACTS, OSTROV_I_NONE, OSTROV_I_NONE);
    }
}
