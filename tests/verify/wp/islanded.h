/* Contracts of the steps inside islanded.c.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/*@ requires turn(t);
    assigns MOVE_WRITES, t->s->after, t->s->hold_us, t->s->from_island, t->s->backfeed;
    ensures there(t) ==> t->s->mode == OSTROV_GRID_RAMP;
    ensures !there(t) ==> t->s->mode == OSTROV_GRID_OPENING ||
      (t->s->mode == OSTROV_GRID_DEAD && t->set->profile == OSTROV_PCS_PROFILE_D);
    ensures log: \old(t->out->moves) <= t->out->moves <= OSTROV_I_MOVES;
*/
static void closed_outside(ostrov_i_turn *t);

/*@ requires turn(t);
    assigns MOVE_WRITES, t->s->after, t->s->hold_us, t->s->from_island, t->s->backfeed;
    ensures stays: \result == 0 ==> t->s->mode == \old(t->s->mode) &&
      \old(t->s->contacts.proven) != 1 && t->view->bus_side != OSTROV_SIDE_DEAD &&
      !(0 <= t->view->soc_ppm <= t->set->reserve_ppm);
    ensures log: turn(t);
    ensures ends: \result != 0 ==> t->s->mode == OSTROV_GRID_RAMP ||
      t->s->mode == OSTROV_GRID_OPENING || t->s->mode == OSTROV_GRID_DEAD ||
      t->s->mode == OSTROV_GRID_SAFE_STOP;
    ensures dead: \old(t->s->contacts.proven) != 1 && t->view->bus_side == OSTROV_SIDE_DEAD ==>
      \result != 0 && t->s->mode == OSTROV_GRID_DEAD;
*/
static int32_t island_ends(ostrov_i_turn *t);

/*@ requires \valid_read(s);
    assigns \nothing;
    ensures last: s->black_fails >= OSTROV_I_BLACK_ATTEMPTS - 1 ==>
      \result == OSTROV_I_LAST_REST_US;
    ensures least: \result >= OSTROV_I_REST_US;
*/
int64_t ostrov_i_rest_us(const ostrov_i_switch *s);

/*@ requires turn((ostrov_i_turn *)t); assigns \nothing; */
static int32_t missing(const ostrov_i_turn *t);

/*@ requires turn(t);
    assigns BLOCK_WRITES; */
static void block_by_grid(ostrov_i_turn *t);

/*@ requires turn(t);
    assigns BLOCK_WRITES;
    ensures \result != 0 ==> permitted(t) && t->view->grid_side == OSTROV_SIDE_GOOD; */
static int32_t grid_ready(ostrov_i_turn *t);

/*@ requires turn(t);
    assigns BLOCK_WRITES;
    ensures \result != 0 ==> may_close(t) && t->s->cooldown_us <= 0;
    ensures stays: turn(t) && t->s->mode == \old(t->s->mode); */
static int32_t ready_to_return(ostrov_i_turn *t);

/*@ requires turn(t);
    assigns MOVE_WRITES, BLOCK_WRITES, t->s->dead_close, t->s->pulse_spent, t->s->from_island, LAST_WRITES,
            t->s->backfeed;
    ensures moved: t->s->mode == \old(t->s->mode) || (t->s->mode == OSTROV_GRID_CLOSING &&
      dark(t) && t->s->dead_close == 1); */
static void close_onto_dead_bus(ostrov_i_turn *t);

/*@ requires turn((ostrov_i_turn *)t); assigns \nothing; */
static int32_t return_is_near(const ostrov_i_turn *t);
