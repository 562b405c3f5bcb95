/* Contracts of the steps inside inhibit.c.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/*@ requires turn((ostrov_i_turn *)t); assigns \nothing;
    ensures closed: t->s->contacts.proven == 1 ==> \result == OSTROV_GRID_GRID;
    ensures dead: t->s->contacts.proven == 0 && t->view->bus_side == OSTROV_SIDE_DEAD ==>
      \result == OSTROV_GRID_DEAD;
    ensures some: \result == OSTROV_GRID_GRID || \result == OSTROV_GRID_DEAD ||
      \result == OSTROV_GRID_ISLAND || \result == OSTROV_GRID_OBSERVE ||
      \result == OSTROV_GRID_BOOT; */
static int32_t shown(const ostrov_i_turn *t);
