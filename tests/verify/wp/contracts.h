/* Contracts of the switch's functions, for Frama-C's WP. Included before each source; the compiler
 * never sees it.
 *
 * Run-time errors are Eva's matter (../eva); here it is what the functions do, for every setting,
 * every state and every input, without the walker's cut-short times.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/turn.h"

/* WP's memory has no bytes: zeroing a structure is an assignment. */
#include <string.h>
#define memset(p, c, n) ((void)(*(p) = (__typeof__(*(p))){0}))

/* What a move and what a refusal write, member by member: WP then knows by itself what stays. */
#define MOVE_WRITES                                                                                \
    t->s->mode, t->s->reason, t->s->in_mode_us, t->s->clean_us, t->s->ill_us, t->s->window_us,     \
        t->s->sync_fails, t->s->close_fails, t->s->black_fails, t->s->offer, t->out->moves,        \
        t->out->moved[0].in_mode_us, t->out->moved[0].bound_us, t->out->moved[0].from,             \
        t->out->moved[0].to, t->out->moved[0].reason, t->out->moved[1].in_mode_us,                 \
        t->out->moved[1].bound_us, t->out->moved[1].from, t->out->moved[1].to,                     \
        t->out->moved[1].reason
#define LAST_WRITES t->s->last_angle_cdeg, t->s->last_slip_mhz, t->s->last_known
#define BLOCK_WRITES t->out->blocked, t->out->blocked_value, t->out->blocked_limit

/*@ predicate turn{L}(ostrov_i_turn *t) =
      0 <= t->out->moves <= OSTROV_I_MOVES && \valid(t) && \valid_read(t->set) && \valid(t->s) && \valid_read(t->in) &&
      \valid_read(t->view) && \valid(t->out) && t->view == t->in->view &&
      \separated(t, t->set, t->s, t->in, t->view, t->out);

    predicate armed(ostrov_i_turn *t) = t->set->watches == OSTROV_GRID_REASON_NONE;

    predicate there(ostrov_i_turn *t) =
      t->view->grid_side == OSTROV_SIDE_OBSERVING || t->view->grid_side == OSTROV_SIDE_GOOD;

    predicate permitted(ostrov_i_turn *t) = t->in->permit_return == 1 ||
      (t->in->permit_return == -1 && t->set->return_by_itself != 0);

    predicate away{L}(ostrov_i_turn *t) =
      t->in->want_island == 1 || t->s->away != OSTROV_I_AWAY_NO;

    predicate island_allowed(ostrov_i_turn *t) = t->set->verified != 0 && t->in->pcs_fault != 1 &&
      (t->set->profile == OSTROV_PCS_PROFILE_A || t->set->profile == OSTROV_PCS_PROFILE_B ||
       t->set->profile == OSTROV_PCS_PROFILE_C);

    // Both sides live and good, and slip and voltage inside the window, in this step.
    predicate both_live(ostrov_i_turn *t) =
      t->view->grid_side == OSTROV_SIDE_GOOD && t->view->bus_side == OSTROV_SIDE_GOOD &&
      t->view->sync_known != 0 && t->view->apart_mv <= t->set->sync_mv &&
      -t->set->sync_slip_mhz <= t->view->slip_mhz <= t->set->sync_slip_mhz &&
      -t->set->sync_cdeg <= t->view->angle_cdeg <= t->set->sync_cdeg;

    // What every closing shares.
    predicate may_close{L}(ostrov_i_turn *t) =
      t->s->contacts.proven == 0 && t->view->grid_side == OSTROV_SIDE_GOOD && permitted(t) &&
      !away{L}(t);

    // The dark return: bus dead, grid good, allowed by the site.
    predicate dark{L}(ostrov_i_turn *t) = may_close{L}(t) && t->set->dead_bus_close != 0 &&
      t->view->bus_side == OSTROV_SIDE_DEAD && t->set->profile != OSTROV_PCS_PROFILE_A;

    predicate black_allowed{L}(ostrov_i_turn *t) = t->s->contacts.proven == 0 &&
      t->view->bus_side == OSTROV_SIDE_DEAD && t->view->soc_ppm >= t->set->restart_ppm &&
      t->in->carries != 0 && t->s->black_fails < OSTROV_I_BLACK_ATTEMPTS;
*/

/*@ requires turn(t);
    assigns MOVE_WRITES;
    ensures into: t->s->mode == mode && t->s->reason == reason && t->s->in_mode_us == 0;
    ensures clocks: t->s->window_us == -1 && t->s->clean_us == 0;
    ensures fails: mode != OSTROV_GRID_GRID && mode != OSTROV_GRID_RAMP ==>
      t->s->black_fails == \old(t->s->black_fails) && t->s->sync_fails == \old(t->s->sync_fails) &&
      t->s->close_fails == \old(t->s->close_fails);
    ensures log: \old(t->out->moves) <= t->out->moves <= OSTROV_I_MOVES;
*/
void ostrov_i_move(ostrov_i_turn *t, int32_t mode, int32_t reason);

/*@ requires turn(t);
    assigns BLOCK_WRITES;
    ensures told: reason != 0 ==> t->out->blocked != 0;
    ensures stays: turn(t) && t->s->mode == \old(t->s->mode);
*/
static inline void ostrov_i_block(ostrov_i_turn *t, int32_t reason, int64_t value, int64_t limit);

/*@ requires turn((ostrov_i_turn *)t); assigns \nothing; */
int64_t ostrov_i_bound_us(const ostrov_i_turn *t);

/*@ requires turn((ostrov_i_turn *)t); assigns \nothing; */
int32_t ostrov_i_over(const ostrov_i_turn *t);

/*@ requires turn((ostrov_i_turn *)t); assigns \nothing;
    ensures \result == OSTROV_GRID_REASON_NONE <==> island_allowed((ostrov_i_turn *)t); */
int32_t ostrov_i_may_island(const ostrov_i_turn *t);

/*@ requires turn((ostrov_i_turn *)t); assigns \nothing;
    ensures \result != 0 <==> permitted((ostrov_i_turn *)t); */
static inline int32_t ostrov_i_may_return(const ostrov_i_turn *t);

/*@ requires turn((ostrov_i_turn *)t); assigns \nothing;
    ensures \result != 0 <==> away((ostrov_i_turn *)t); */
static inline int32_t ostrov_i_wants_away(const ostrov_i_turn *t);

/*@ requires turn((ostrov_i_turn *)t); assigns \nothing; */
static inline int32_t ostrov_i_turns_wrong(const ostrov_i_turn *t);

/*@ requires turn((ostrov_i_turn *)t); assigns \nothing;
    ensures \result != 0 <==> (t->set->earth_bond == 0 || t->s->bond.proven == 1); */
static inline int32_t ostrov_i_bonded(const ostrov_i_turn *t);

/*@ requires turn((ostrov_i_turn *)t); assigns \nothing;
    ensures \result != 0 <==> there((ostrov_i_turn *)t); */
static inline int32_t ostrov_i_grid_there(const ostrov_i_turn *t);

/*@ requires turn((ostrov_i_turn *)t); assigns \nothing;
    ensures \result != 0 <==> 0 <= t->view->soc_ppm <= t->set->reserve_ppm; */
static inline int32_t ostrov_i_low_energy(const ostrov_i_turn *t);

/* Contacts: proven open takes both contacts (or the word of a PCS with its own switch), held. */
/*@ requires \valid_read(set) && \valid(c) && \separated(set, c);
    requires 0 <= dt_us <= 2000000 && 0 <= c->held_us <= 0x4000000200000;
    requires 0 <= c->unclear_us <= 0x4000000200000 && -1 <= a <= 1 && -1 <= b <= 1;
    assigns *c;
    ensures opened: c->proven == 0 ==> ((a == 0 && b > 0) ||
      (set->profile == OSTROV_PCS_PROFILE_A && pcs_mode == OSTROV_PCS_FORM));
    ensures closed: c->proven == 1 ==> ((a == 1 && b >= 0 && b != 1) ||
      (set->profile == OSTROV_PCS_PROFILE_A && pcs_mode == OSTROV_PCS_FOLLOW));
    ensures held: c->proven >= 0 ==> c->held_us >= 20000 && \old(c->seen) == c->proven;
    ensures age: 0 <= c->held_us && 0 <= c->unclear_us;
    ensures trouble: c->seen >= 0 ==> c->trouble == OSTROV_I_TROUBLE_NONE;
*/
void ostrov_i_contacts_step(const ostrov_i_grid_settings *set, ostrov_i_contacts *c, int32_t a,
                            int32_t b, int32_t pcs_mode, int64_t dt_us);

/*@ requires \valid_read(set) && \valid(b) && \separated(set, b);
    requires 0 <= dt_us <= 2000000 && 0 <= b->held_us && 0 <= b->wrong_us && 0 <= set->bond_us;
    assigns *b;
    ensures proof: b->proven >= 0 ==> b->proven == closed && \old(b->seen) == closed;
    ensures late: b->late != 0 ==> b->command != OSTROV_BOND_HOLD;
    ensures kept: b->command == \old(b->command);
*/
void ostrov_i_bond_step(const ostrov_i_grid_settings *set, ostrov_i_bond *b, int32_t closed,
                        int64_t dt_us);

/*@ requires \valid_read(set) && \valid(c) && \separated(set, c);
    requires 4 <= set->close_us <= 10000000 && -0x4000000000000 <= seen_us <= 0x4000000000000;
    requires set->close_us / 4 <= c->mean_us <= set->close_us * 4;
    requires 0 <= c->spread_us <= set->close_us;
    assigns *c;
    ensures set->close_us / 4 <= c->mean_us <= set->close_us * 4;
    ensures 0 <= c->spread_us <= set->close_us;
*/
void ostrov_i_closing_learn(const ostrov_i_grid_settings *set, ostrov_i_closing *c, int64_t seen_us);

/*@ requires \valid_read(set) && \valid_read(c); assigns \nothing;
    ensures \result == 2 * \max(c->mean_us, set->close_us) + 100000; */
int64_t ostrov_i_closing_bound(const ostrov_i_grid_settings *set, const ostrov_i_closing *c);

/* The observer: window_us counts only while both sides are live and inside; else it is gone. So
 * "window_us >= dwell_us" says that every sample for so long was inside. */
/*@ requires turn(t);
    assigns t->s->window_us, t->s->clean_us, t->out->blocked, t->out->blocked_value,
            t->out->blocked_limit;
    ensures seen: t->s->window_us >= 0 ==> both_live(t) || t->view->dt_us < 0;
    ensures first: \old(t->s->window_us) < 0 ==> t->s->window_us <= 0;
    ensures counts: \old(t->s->window_us) >= 0 ==>
      t->s->window_us == -1 || t->s->window_us == \old(t->s->window_us) + t->view->dt_us;
*/
void ostrov_i_sync_window(ostrov_i_turn *t);

/*@ requires turn(t);
    assigns BLOCK_WRITES;
    ensures \result != 0 ==> t->s->window_us >= 0 && t->s->window_us >= t->set->dwell_us &&
      t->view->dt_us <= OSTROV_I_LONGEST_CLOSE_STEP_US;
*/
int32_t ostrov_i_sync_fire(ostrov_i_turn *t);

/*@ requires turn(t);
    assigns BLOCK_WRITES;
    ensures \result != 0 ==> there(t) && t->view->sync_known != 0;
*/
int32_t ostrov_i_sync_intact(ostrov_i_turn *t);

/*@ requires turn(t);
    assigns MOVE_WRITES, t->s->dead_close, t->s->pulse_spent, t->s->from_island, t->s->backfeed,
            LAST_WRITES;
    ensures into: t->s->mode == OSTROV_GRID_CLOSING && t->s->dead_close == dead_close;
    ensures anew: t->s->pulse_spent == 0 && t->s->in_mode_us == 0;
    ensures log: \old(t->out->moves) <= t->out->moves <= OSTROV_I_MOVES;
*/
void ostrov_i_start_closing(ostrov_i_turn *t, int32_t reason, int32_t dead_close);

/*@ requires turn(t);
    assigns MOVE_WRITES, t->s->after, t->s->hold_us;
    ensures into: t->s->mode == OSTROV_GRID_OPENING || (t->s->mode == OSTROV_GRID_DEAD &&
      t->set->profile == OSTROV_PCS_PROFILE_D && after == OSTROV_I_AFTER_PARTING);
    ensures why: t->s->mode == OSTROV_GRID_OPENING ==>
      t->s->after == after && t->s->hold_us == hold_us;
    ensures anew: t->s->in_mode_us == 0;
    ensures log: \old(t->out->moves) <= t->out->moves <= OSTROV_I_MOVES;
*/
void ostrov_i_start_opening(ostrov_i_turn *t, int32_t reason, int32_t after, int64_t hold_us);

/*@ requires turn(t);
    assigns BLOCK_WRITES;
    ensures \result != 0 ==> island_allowed(t) && t->set->profile != OSTROV_PCS_PROFILE_A &&
      t->view->soc_ppm > t->set->reserve_ppm && t->s->contacts.proven == 1;
*/
int32_t ostrov_i_may_leave(ostrov_i_turn *t);

/*@ requires turn(t);
    assigns BLOCK_WRITES;
    ensures \result != 0 ==> black_allowed(t);
*/
int32_t ostrov_i_may_black(ostrov_i_turn *t);

/* The modes. Closing begins from SYNC (both live, window held) or in the dark (bus dead, grid good),
 * and nowhere else; forming begins behind a breaker proven open, and nowhere else. */
/*@ requires turn(t) && t->s->mode == OSTROV_GRID_SYNC;
    assigns MOVE_WRITES, BLOCK_WRITES, t->s->after, t->s->hold_us, t->s->from_island,
            t->s->backfeed, t->s->dead_close, t->s->pulse_spent, t->s->cooldown_us, LAST_WRITES;
    ensures allowed: t->s->mode == OSTROV_GRID_CLOSING ==> may_close(t);
    ensures live: t->s->mode == OSTROV_GRID_CLOSING ==> both_live(t) || t->view->dt_us < 0;
    ensures kind: t->s->mode == OSTROV_GRID_CLOSING ==> t->s->dead_close == 0;
    ensures step: t->s->mode == OSTROV_GRID_CLOSING ==>
      t->view->dt_us <= OSTROV_I_LONGEST_CLOSE_STEP_US;
    ensures held: t->s->mode == OSTROV_GRID_CLOSING ==>
      (\old(t->s->window_us) < 0 ? t->set->dwell_us <= 0
                                 : \old(t->s->window_us) + t->view->dt_us >= t->set->dwell_us);
    ensures form: t->s->mode != OSTROV_GRID_FORMING && t->s->mode != OSTROV_GRID_BLACK;
*/
void ostrov_i_mode_sync(ostrov_i_turn *t);

/*@ requires turn(t) && t->s->mode == OSTROV_GRID_DEAD;
    assigns MOVE_WRITES, BLOCK_WRITES, t->s->from_island, t->s->backfeed, t->s->dead_close,
            t->s->pulse_spent, LAST_WRITES;
    ensures close: t->s->mode == OSTROV_GRID_CLOSING ==> dark(t) && t->s->dead_close == 1;
    ensures black: t->s->mode == OSTROV_GRID_BLACK ==> black_allowed(t);
    ensures black_site: t->s->mode == OSTROV_GRID_BLACK ==> island_allowed(t) &&
      t->set->black_start != 0;
    ensures form: t->s->mode != OSTROV_GRID_FORMING && t->s->mode != OSTROV_GRID_OPENING;
*/
void ostrov_i_mode_dead(ostrov_i_turn *t);

/*@ requires turn(t) && t->s->mode == OSTROV_GRID_OBSERVE;
    assigns MOVE_WRITES, BLOCK_WRITES, t->s->after, t->s->hold_us, t->s->from_island,
            t->s->backfeed;
    ensures none: t->s->mode != OSTROV_GRID_CLOSING && t->s->mode != OSTROV_GRID_FORMING &&
      t->s->mode != OSTROV_GRID_BLACK;
    ensures sync_open: t->s->mode == OSTROV_GRID_SYNC ==> t->s->contacts.proven == 0;
    ensures sync_grid: t->s->mode == OSTROV_GRID_SYNC ==> t->view->grid_side == OSTROV_SIDE_GOOD;
    ensures sync_permit: t->s->mode == OSTROV_GRID_SYNC ==> permitted(t);
    ensures sync_asked: t->s->mode == OSTROV_GRID_SYNC ==> !away(t);
*/
void ostrov_i_mode_observe(ostrov_i_turn *t);

/*@ requires turn(t) && t->s->mode == OSTROV_GRID_ISLAND;
    assigns *t->s, *t->out;
    ensures t->s->mode != OSTROV_GRID_CLOSING && t->s->mode != OSTROV_GRID_FORMING &&
      t->s->mode != OSTROV_GRID_BLACK && t->s->mode != OSTROV_GRID_SYNC;
    ensures dead: \old(t->s->contacts.proven) != 1 && t->view->bus_side == OSTROV_SIDE_DEAD ==>
      t->s->mode == OSTROV_GRID_DEAD;
*/
void ostrov_i_mode_island(ostrov_i_turn *t);

/*@ requires turn(t) && t->s->mode == OSTROV_GRID_SAFE_STOP;
    assigns *t->s, *t->out;
    ensures t->s->mode == OSTROV_GRID_SAFE_STOP || t->s->mode == OSTROV_GRID_DEAD;
*/
void ostrov_i_mode_safe_stop(ostrov_i_turn *t);

/*@ requires turn(t) && t->s->mode == OSTROV_GRID_LOCKOUT;
    assigns *t->s, *t->out;
    ensures t->s->mode == OSTROV_GRID_LOCKOUT;
*/
void ostrov_i_mode_lockout(ostrov_i_turn *t);

/*@ requires turn(t) && t->s->mode == OSTROV_GRID_FORMING;
    assigns *t->s, *t->out;
    ensures t->s->mode != OSTROV_GRID_CLOSING && t->s->mode != OSTROV_GRID_BLACK;
*/
void ostrov_i_mode_forming(ostrov_i_turn *t);

/*@ requires turn(t) && t->s->mode == OSTROV_GRID_BLACK;
    assigns *t->s, *t->out;
    ensures t->s->mode != OSTROV_GRID_CLOSING && t->s->mode != OSTROV_GRID_FORMING;
*/
void ostrov_i_mode_black(ostrov_i_turn *t);

/* Connected: a trip is answered in the same step, contacts in trouble leave the breaker alone. */
/*@ requires turn(t) && t->s->mode == OSTROV_GRID_GRID;
    assigns MOVE_WRITES, BLOCK_WRITES, t->s->after, t->s->hold_us, t->s->from_island,
            t->s->backfeed, t->s->cooldown_us;
    ensures form: t->s->mode == OSTROV_GRID_FORMING ==> t->s->contacts.proven == 0 &&
      island_allowed(t);
    ensures trip: t->s->contacts.trouble == OSTROV_I_TROUBLE_NONE &&
      t->s->contacts.proven != 0 &&
      (t->in->trip != 0 || t->view->grid_side == OSTROV_SIDE_DEAD) ==>
        t->s->mode == OSTROV_GRID_OPENING ||
        (t->s->mode == OSTROV_GRID_DEAD && t->set->profile == OSTROV_PCS_PROFILE_D);
    ensures alone: t->s->contacts.trouble != OSTROV_I_TROUBLE_NONE ==>
      t->s->mode == OSTROV_GRID_GRID;
    ensures close: t->s->mode != OSTROV_GRID_CLOSING && t->s->mode != OSTROV_GRID_BLACK;
*/
void ostrov_i_mode_grid(ostrov_i_turn *t);

/*@ requires turn(t) && t->s->mode == OSTROV_GRID_RIDE;
    assigns MOVE_WRITES, BLOCK_WRITES, t->s->after, t->s->hold_us, t->s->from_island,
            t->s->backfeed, t->s->cooldown_us;
    ensures form: t->s->mode == OSTROV_GRID_FORMING ==> t->s->contacts.proven == 0 &&
      island_allowed(t);
    ensures trip: t->s->contacts.trouble == OSTROV_I_TROUBLE_NONE &&
      t->s->contacts.proven != 0 &&
      (t->in->trip != 0 || t->view->grid_side == OSTROV_SIDE_DEAD) ==>
        t->s->mode == OSTROV_GRID_OPENING ||
        (t->s->mode == OSTROV_GRID_DEAD && t->set->profile == OSTROV_PCS_PROFILE_D);
    ensures alone: t->s->contacts.trouble != OSTROV_I_TROUBLE_NONE ==>
      t->s->mode == OSTROV_GRID_GRID;
    ensures close: t->s->mode != OSTROV_GRID_CLOSING && t->s->mode != OSTROV_GRID_BLACK;
*/
void ostrov_i_mode_ride(ostrov_i_turn *t);

/*@ requires turn(t) && t->s->mode == OSTROV_GRID_NULLING;
    assigns MOVE_WRITES, BLOCK_WRITES, t->s->after, t->s->hold_us, t->s->from_island,
            t->s->backfeed, t->s->cooldown_us;
    ensures form: t->s->mode == OSTROV_GRID_FORMING ==> t->s->contacts.proven == 0 &&
      island_allowed(t);
    ensures trip: t->s->contacts.trouble == OSTROV_I_TROUBLE_NONE &&
      t->s->contacts.proven != 0 &&
      (t->in->trip != 0 || t->view->grid_side == OSTROV_SIDE_DEAD) ==>
        t->s->mode == OSTROV_GRID_OPENING ||
        (t->s->mode == OSTROV_GRID_DEAD && t->set->profile == OSTROV_PCS_PROFILE_D);
    ensures alone: t->s->contacts.trouble != OSTROV_I_TROUBLE_NONE ==>
      t->s->mode == OSTROV_GRID_GRID || t->s->mode == OSTROV_GRID_RIDE;
    ensures close: t->s->mode != OSTROV_GRID_CLOSING && t->s->mode != OSTROV_GRID_BLACK;
*/
void ostrov_i_mode_nulling(ostrov_i_turn *t);

/*@ requires turn(t) && t->s->mode == OSTROV_GRID_RAMP;
    assigns MOVE_WRITES, BLOCK_WRITES, t->s->after, t->s->hold_us, t->s->from_island,
            t->s->backfeed, t->s->cooldown_us;
    ensures form: t->s->mode == OSTROV_GRID_FORMING ==> t->s->contacts.proven == 0 &&
      island_allowed(t);
    ensures trip: t->s->contacts.trouble == OSTROV_I_TROUBLE_NONE &&
      t->s->contacts.proven != 0 &&
      (t->in->trip != 0 || t->view->grid_side == OSTROV_SIDE_DEAD) ==>
        t->s->mode == OSTROV_GRID_OPENING ||
        (t->s->mode == OSTROV_GRID_DEAD && t->set->profile == OSTROV_PCS_PROFILE_D);
    ensures close: t->s->mode != OSTROV_GRID_CLOSING && t->s->mode != OSTROV_GRID_BLACK;
*/
void ostrov_i_mode_ramp(ostrov_i_turn *t);

/*@ requires turn(t) && t->s->mode == OSTROV_GRID_OPENING;
    requires t->s->contacts.proven == 0;
    assigns MOVE_WRITES, BLOCK_WRITES, t->s->after, t->s->hold_us, t->s->from_island,
            t->s->backfeed, t->s->cooldown_us;
    ensures form: t->s->mode == OSTROV_GRID_FORMING ==> island_allowed(t);
    ensures close: t->s->mode != OSTROV_GRID_CLOSING && t->s->mode != OSTROV_GRID_BLACK;
*/
void ostrov_i_opened(ostrov_i_turn *t);

/*@ requires turn(t) && t->s->mode == OSTROV_GRID_OPENING;
    assigns MOVE_WRITES, BLOCK_WRITES, t->s->after, t->s->hold_us, t->s->from_island,
            t->s->backfeed, t->s->cooldown_us;
    ensures form: t->s->mode == OSTROV_GRID_FORMING ==> t->s->contacts.proven == 0 &&
      island_allowed(t);
    ensures close: t->s->mode != OSTROV_GRID_CLOSING && t->s->mode != OSTROV_GRID_BLACK;
*/
void ostrov_i_mode_opening(ostrov_i_turn *t);

/*@ requires turn(t) && t->s->mode == OSTROV_GRID_BACKUP_OPEN;
    assigns MOVE_WRITES, BLOCK_WRITES, t->s->after, t->s->hold_us, t->s->from_island,
            t->s->backfeed, t->s->cooldown_us;
    ensures t->s->mode == OSTROV_GRID_BACKUP_OPEN || t->s->mode == OSTROV_GRID_DEAD ||
      t->s->mode == OSTROV_GRID_LOCKOUT;
    ensures dead: t->s->mode == OSTROV_GRID_DEAD ==> t->s->contacts.proven == 0;
*/
void ostrov_i_mode_backup_open(ostrov_i_turn *t);

/*@ requires turn(t) && t->s->mode == OSTROV_GRID_BOOT;
    assigns MOVE_WRITES, BLOCK_WRITES, t->s->from_island, t->s->locked;
    ensures t->s->mode != OSTROV_GRID_CLOSING && t->s->mode != OSTROV_GRID_FORMING &&
      t->s->mode != OSTROV_GRID_BLACK && t->s->mode != OSTROV_GRID_OPENING;
*/
void ostrov_i_mode_boot(ostrov_i_turn *t);

/* The stops: latched, and the declared mode in the same step; no mode that forms or closes. */
/*@ assigns \nothing;
    ensures \result == OSTROV_GRID_REASON_NONE <==> stops == 0; */
int32_t ostrov_i_stop_reason(uint32_t stops);

/*@ assigns \nothing;
    ensures \result != 0 <==> (inhibits & ~OSTROV_I_STOP_BITS) != 0; */
static inline int32_t ostrov_i_hands_off(uint32_t inhibits);

/*@ requires turn(t);
    assigns MOVE_WRITES, BLOCK_WRITES, t->s->stops, t->s->from_island;
    ensures told: \result != 0 <==> t->s->stops != 0;
    ensures latched: (t->in->inhibits & OSTROV_I_STOP_BITS) != 0 ==> t->s->stops != 0;
    ensures kept: \old(t->s->stops) != 0 && reset == 0 ==> t->s->stops != 0;
    ensures into: \old(t->s->stops) == 0 && t->s->stops != 0 ==> t->s->in_mode_us == 0 &&
      t->s->from_island == 0 &&
      (t->s->mode == OSTROV_GRID_SAFE_STOP || t->s->mode == OSTROV_GRID_LOCKOUT);
    ensures stays: t->s->mode == \old(t->s->mode) || t->s->mode == OSTROV_GRID_SAFE_STOP ||
      t->s->mode == OSTROV_GRID_LOCKOUT || t->s->mode == OSTROV_GRID_BOOT;
    ensures booted: t->s->mode == \old(t->s->mode) || t->s->mode != OSTROV_GRID_BOOT ||
      t->s->stops == 0;
    ensures log: \old(t->out->moves) <= t->out->moves <= OSTROV_I_MOVES;
*/
int32_t ostrov_i_stopped(ostrov_i_turn *t, int32_t reset);

/*@ requires turn(t);
    assigns MOVE_WRITES, BLOCK_WRITES;
    ensures to: t->s->mode == OSTROV_GRID_LOCKOUT || t->s->mode == OSTROV_GRID_GRID ||
      t->s->mode == OSTROV_GRID_DEAD || t->s->mode == OSTROV_GRID_ISLAND ||
      t->s->mode == OSTROV_GRID_OBSERVE || t->s->mode == OSTROV_GRID_BOOT;
    ensures locked: t->s->mode == OSTROV_GRID_LOCKOUT <==>
      \old(t->s->mode) == OSTROV_GRID_LOCKOUT;
    ensures closed: t->s->contacts.proven == 1 && t->s->mode != OSTROV_GRID_LOCKOUT ==>
      t->s->mode == OSTROV_GRID_GRID;
    ensures log: \old(t->out->moves) <= t->out->moves <= OSTROV_I_MOVES;
*/
void ostrov_i_track(ostrov_i_turn *t, int32_t reason);

