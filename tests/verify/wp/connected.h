/* Contracts of the steps inside connected.c.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/*@ requires turn(t) && t->s->mode == OSTROV_GRID_BOOT;
    assigns MOVE_WRITES, BLOCK_WRITES, t->s->from_island;
    ensures to: t->s->mode == OSTROV_GRID_BOOT || t->s->mode == OSTROV_GRID_LOCKOUT ||
      t->s->mode == OSTROV_GRID_GRID || t->s->mode == OSTROV_GRID_ISLAND ||
      t->s->mode == OSTROV_GRID_DEAD;
    ensures log: turn(t);
*/
static void look(ostrov_i_turn *t);

/*@ requires turn(t);
    assigns MOVE_WRITES, t->s->from_island, t->s->locked;
    ensures to: t->s->mode == \old(t->s->mode) || t->s->mode == OSTROV_GRID_LOCKOUT;
*/
static void lock_again(ostrov_i_turn *t);

/*@ requires turn(t);
    assigns MOVE_WRITES;
    ensures to: t->s->mode == OSTROV_GRID_DEAD || t->s->mode == OSTROV_GRID_SAFE_STOP ||
      t->s->mode == OSTROV_GRID_FORMING;
    ensures form: t->s->mode == OSTROV_GRID_FORMING ==> island_allowed(t);
    ensures log: turn(t);
*/
static void part(ostrov_i_turn *t, int32_t reason);

/*@ requires turn(t);
    assigns MOVE_WRITES, BLOCK_WRITES, t->s->after, t->s->hold_us, t->s->from_island,
            t->s->backfeed;
    ensures stays: \result == 0 ==> t->s->mode == \old(t->s->mode);
    ensures lost: \result == 0 ==> t->s->contacts.trouble != OSTROV_I_TROUBLE_NONE ||
      (t->s->contacts.proven != 0 && t->in->trip == 0 && t->view->grid_side != OSTROV_SIDE_DEAD);
    ensures to: \result != 0 ==> t->s->mode == OSTROV_GRID_DEAD ||
      t->s->mode == OSTROV_GRID_SAFE_STOP || t->s->mode == OSTROV_GRID_FORMING ||
      t->s->mode == OSTROV_GRID_OPENING;
    ensures form: \result != 0 && t->s->mode == OSTROV_GRID_FORMING ==>
      t->s->contacts.proven == 0 && island_allowed(t);
    ensures trip: \result != 0 && t->s->contacts.proven != 0 ==>
      t->s->mode == OSTROV_GRID_OPENING ||
      (t->s->mode == OSTROV_GRID_DEAD && t->set->profile == OSTROV_PCS_PROFILE_D);
    ensures alone: t->s->contacts.trouble != OSTROV_I_TROUBLE_NONE ==> \result == 0;
    ensures log: turn(t);
*/
static int32_t leave_if_lost(ostrov_i_turn *t);
