/* Contracts of the steps inside outputs.c: each answer as a function of the mode.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/*@ predicate forms(ostrov_i_turn *t) = t->set->verified != 0 &&
      (t->set->profile == OSTROV_PCS_PROFILE_A || t->set->profile == OSTROV_PCS_PROFILE_B ||
       t->set->profile == OSTROV_PCS_PROFILE_C);

    predicate connected_mode(integer m) = m == OSTROV_GRID_GRID || m == OSTROV_GRID_RIDE ||
      m == OSTROV_GRID_NULLING || m == OSTROV_GRID_RAMP;

    // Modes whose bus is made by FORM asked anew, behind forming().
    predicate making_mode(integer m) = m == OSTROV_GRID_FORMING || m == OSTROV_GRID_BLACK;

    // Modes in which a living bus goes on being formed.
    predicate going_on(ostrov_i_turn *t) = t->s->mode == OSTROV_GRID_ISLAND ||
      t->s->mode == OSTROV_GRID_OBSERVE ||
      (t->s->mode == OSTROV_GRID_SYNC && t->set->profile != OSTROV_PCS_PROFILE_A) ||
      (t->s->mode == OSTROV_GRID_CLOSING && t->s->dead_close == 0 &&
       t->s->contacts.seen != OSTROV_I_SEEN_CLOSED &&
       (t->s->pulse_spent == 0 || t->s->contacts.proven == 0)) ||
      (t->s->mode == OSTROV_GRID_OPENING && t->s->after != OSTROV_I_AFTER_PARTING &&
       t->s->from_island != 0 && t->s->backfeed == 0 &&
       (t->s->pulse_spent == 0 || t->s->contacts.proven == 0)) ||
      (t->s->mode == OSTROV_GRID_LOCKOUT && t->s->from_island != 0 &&
       t->s->contacts.proven == 0);

    predicate doubt(ostrov_i_turn *t) =
      t->s->contacts.trouble == OSTROV_I_TROUBLE_CONTRADICTION || t->s->bond.late != 0;
*/

/*@ requires turn((ostrov_i_turn *)t); assigns \nothing;
    ensures forms((ostrov_i_turn *)t) ==> \result == OSTROV_PCS_FORM;
    ensures !forms((ostrov_i_turn *)t) ==> \result == OSTROV_PCS_UNKNOWN; */
static int32_t form(const ostrov_i_turn *t);

/*@ requires turn((ostrov_i_turn *)t); assigns \nothing;
    ensures again: t->s->pulse_spent != 0 && t->s->contacts.proven != 0 ==>
      \result == OSTROV_PCS_FOLLOW;
    ensures form: \result == OSTROV_PCS_FORM <==> forms((ostrov_i_turn *)t) &&
      (t->s->pulse_spent == 0 || t->s->contacts.proven == 0);
    ensures some: \result == OSTROV_PCS_UNKNOWN || \result == OSTROV_PCS_FOLLOW ||
      \result == OSTROV_PCS_FORM; */
static int32_t form_again(const ostrov_i_turn *t);

/*@ requires turn((ostrov_i_turn *)t); assigns \nothing;
    ensures form: \result == OSTROV_PCS_FORM ==> forms((ostrov_i_turn *)t) &&
      t->s->after != OSTROV_I_AFTER_PARTING && t->s->from_island != 0 && t->s->backfeed == 0 &&
      (t->s->pulse_spent == 0 || t->s->contacts.proven == 0);
    ensures back: t->s->backfeed != 0 ==> \result == OSTROV_PCS_STOP;
    ensures some: \result == OSTROV_PCS_UNKNOWN || \result == OSTROV_PCS_STOP ||
      \result == OSTROV_PCS_FOLLOW || \result == OSTROV_PCS_FORM; */
static int32_t opening_pcs(const ostrov_i_turn *t);

/*@ requires turn((ostrov_i_turn *)t); assigns \nothing;
    ensures form: \result == OSTROV_PCS_FORM ==> forms((ostrov_i_turn *)t) &&
      (going_on((ostrov_i_turn *)t) || (making_mode(t->s->mode) && t->s->forming != 0));
    ensures follow: connected_mode(t->s->mode) ==> \result == OSTROV_PCS_FOLLOW;
    ensures stop: t->s->mode == OSTROV_GRID_SAFE_STOP || t->s->mode == OSTROV_GRID_BACKUP_OPEN ||
      (t->s->mode == OSTROV_GRID_DEAD && t->set->profile != OSTROV_PCS_PROFILE_A) ||
      (t->s->mode == OSTROV_GRID_CLOSING && t->s->dead_close != 0) ||
      (t->s->mode == OSTROV_GRID_OPENING && t->s->backfeed != 0) ||
      (t->s->mode == OSTROV_GRID_LOCKOUT && t->s->from_island == 0) ==>
        \result == OSTROV_PCS_STOP;
    ensures dead: t->s->mode == OSTROV_GRID_DEAD ==> \result != OSTROV_PCS_FOLLOW;
    ensures boot: t->s->mode == OSTROV_GRID_BOOT ==> \result == OSTROV_PCS_UNKNOWN;
    ensures some: \result == OSTROV_PCS_UNKNOWN || \result == OSTROV_PCS_STOP ||
      \result == OSTROV_PCS_FOLLOW || \result == OSTROV_PCS_FORM; */
static int32_t pcs_request(const ostrov_i_turn *t);

/*@ requires turn((ostrov_i_turn *)t); assigns \nothing;
    ensures \result != 0 <==> making_mode(t->s->mode) && (t->s->forming != 0 ||
      (t->s->contacts.proven == 0 && (t->set->earth_bond == 0 || t->s->bond.proven == 1))); */
static int32_t forming(const ostrov_i_turn *t);

/*@ requires turn((ostrov_i_turn *)t); assigns \nothing;
    ensures \result != 0 <==> t->s->stops != 0 && t->s->contacts.proven != 0 &&
      t->s->in_mode_us <= t->set->open_us + 2 * \max(t->s->closing.mean_us, t->set->close_us) +
        100000; */
static int32_t stop_opens(const ostrov_i_turn *t);

/*@ requires turn((ostrov_i_turn *)t); assigns \nothing;
    ensures close: \result == OSTROV_BREAKER_CLOSE <==>
      t->s->mode == OSTROV_GRID_CLOSING && t->s->pulse_spent == 0;
    ensures open: \result == OSTROV_BREAKER_OPEN ==>
      (t->s->mode == OSTROV_GRID_OPENING && t->set->profile != OSTROV_PCS_PROFILE_A) ||
      ((t->s->mode == OSTROV_GRID_SAFE_STOP || t->s->mode == OSTROV_GRID_LOCKOUT) &&
       t->s->stops != 0 && t->s->contacts.proven != 0);
    ensures opening: t->s->mode == OSTROV_GRID_OPENING &&
      t->set->profile != OSTROV_PCS_PROFILE_A ==> \result == OSTROV_BREAKER_OPEN;
    ensures stops: (t->s->mode == OSTROV_GRID_SAFE_STOP || t->s->mode == OSTROV_GRID_LOCKOUT) &&
      t->s->stops != 0 && t->s->contacts.proven != 0 && t->s->in_mode_us <= t->set->open_us +
        2 * \max(t->s->closing.mean_us, t->set->close_us) + 100000 ==>
        \result == OSTROV_BREAKER_OPEN;
    ensures upstream: \result == OSTROV_BREAKER_TRIP_UPSTREAM <==>
      t->s->mode == OSTROV_GRID_BACKUP_OPEN;
    ensures at_once: (t->s->mode == OSTROV_GRID_SAFE_STOP || t->s->mode == OSTROV_GRID_LOCKOUT) &&
      t->s->stops != 0 && t->s->contacts.proven != 0 && t->s->in_mode_us == 0 &&
      0 <= t->set->open_us && 0 <= t->set->close_us ==> \result == OSTROV_BREAKER_OPEN;
    ensures connected: connected_mode(t->s->mode) || t->s->mode == OSTROV_GRID_BOOT ==>
      \result == OSTROV_BREAKER_HOLD;
    ensures some: \result == OSTROV_BREAKER_HOLD || \result == OSTROV_BREAKER_OPEN ||
      \result == OSTROV_BREAKER_CLOSE || \result == OSTROV_BREAKER_TRIP_UPSTREAM; */
static int32_t breaker_command(const ostrov_i_turn *t);

/*@ requires turn((ostrov_i_turn *)t); assigns \nothing;
    ensures none: t->set->earth_bond == 0 || t->s->mode == OSTROV_GRID_BOOT ==>
      \result == OSTROV_BOND_HOLD;
    ensures close: \result == OSTROV_BOND_CLOSE ==> t->s->contacts.proven == 0 &&
      t->set->earth_bond != 0 && (making_mode(t->s->mode) || t->s->mode == OSTROV_GRID_ISLAND ||
        t->s->mode == OSTROV_GRID_OBSERVE || t->s->mode == OSTROV_GRID_SYNC);
    ensures open: \result == OSTROV_BOND_OPEN ==>
      (connected_mode(t->s->mode) && t->s->contacts.proven == 1) ||
      ((t->s->mode == OSTROV_GRID_DEAD || t->s->mode == OSTROV_GRID_SAFE_STOP) &&
       t->view->bus_side == OSTROV_SIDE_DEAD);
    ensures some: \result == OSTROV_BOND_HOLD || \result == OSTROV_BOND_OPEN ||
      \result == OSTROV_BOND_CLOSE; */
static int32_t bond_command(const ostrov_i_turn *t);

/*@ requires \valid_read(s); assigns \nothing;
    ensures \result != 0 <==>
      s->contacts.trouble == OSTROV_I_TROUBLE_CONTRADICTION || s->bond.late != 0; */
static int32_t in_doubt(const ostrov_i_switch *s);

/*@ requires turn((ostrov_i_turn *)t); assigns \nothing;
    ensures none: t->s->mode == OSTROV_GRID_BOOT || t->s->mode == OSTROV_GRID_OPENING ||
      t->s->mode == OSTROV_GRID_BACKUP_OPEN || t->s->mode == OSTROV_GRID_DEAD ||
      t->s->mode == OSTROV_GRID_SAFE_STOP || making_mode(t->s->mode) ||
      (t->s->mode == OSTROV_GRID_LOCKOUT && t->s->from_island == 0) ||
      (t->s->mode == OSTROV_GRID_CLOSING && t->s->dead_close != 0) ||
      (t->s->mode == OSTROV_GRID_RIDE && t->in->cease != 0) ==> \result == 0;
    ensures doubted: (t->s->mode == OSTROV_GRID_GRID || t->s->mode == OSTROV_GRID_RAMP) &&
      doubt((ostrov_i_turn *)t) ==> \result == 0;
    ensures ramp: t->s->mode == OSTROV_GRID_RAMP && t->s->in_mode_us == 0 ==> \result == 0; */
static int32_t power_ppm(const ostrov_i_turn *t);

/*@ requires turn((ostrov_i_turn *)t); assigns \nothing; */
static int32_t power_reason(const ostrov_i_turn *t);

/*@ requires turn((ostrov_i_turn *)t); assigns \nothing; */
static int32_t returning(const ostrov_i_turn *t);

/*@ requires turn((ostrov_i_turn *)t); assigns \nothing; */
static int32_t expected(const ostrov_i_turn *t);

/*@ requires turn((ostrov_i_turn *)t); assigns \nothing; */
static int64_t left_us(const ostrov_i_turn *t);

/*@ requires turn(t);
    assigns t->out->pcs_request, t->out->power_ppm, t->out->power_reason, t->out->breaker_command,
            t->out->bond_command, t->out->null_pcc, t->out->steer;
    ensures nothing: armed(t) && t->s->hands_off == 0 ==>
      t->out->pcs_request == \old(t->out->pcs_request) &&
      t->out->power_ppm == \old(t->out->power_ppm) &&
      t->out->breaker_command == \old(t->out->breaker_command) &&
      t->out->bond_command == \old(t->out->bond_command);
    ensures quiet: !armed(t) || t->s->hands_off != 0 ==>
      t->out->breaker_command == OSTROV_BREAKER_HOLD &&
      t->out->bond_command == OSTROV_BOND_HOLD && t->out->null_pcc == 0 && t->out->steer == 0;
    ensures watching: !armed(t) ==> t->out->pcs_request == OSTROV_PCS_UNKNOWN &&
      t->out->power_ppm == \old(t->out->power_ppm);
    ensures off: armed(t) && t->s->hands_off != 0 ==> t->out->power_ppm == 0 &&
      t->out->pcs_request == (t->s->stops != 0 ? OSTROV_PCS_STOP : OSTROV_PCS_UNKNOWN); */
static void silence(ostrov_i_turn *t);


/* The whole command is a function of the mode and of what was proven; outputs.h has its parts. */
/*@ requires turn(t);
    requires heard: t->heard == 0 ==> t->s->stops == 0 && t->s->hands_off == 0 && armed(t);
    assigns t->s->forming, t->s->command, t->s->closes, t->s->opens, t->s->bond.command,
            t->out->breaker_command, t->out->bond_command, t->out->pcs_request, t->out->power_ppm,
            t->out->power_reason, t->out->expected_mode, t->out->left_us, t->out->null_pcc,
            t->out->steer;
    ensures close: t->out->breaker_command == OSTROV_BREAKER_CLOSE ==>
      t->s->mode == OSTROV_GRID_CLOSING && t->s->pulse_spent == 0 && armed(t) &&
      t->s->hands_off == 0;
    ensures open: t->out->breaker_command == OSTROV_BREAKER_OPEN ==>
      t->s->mode == OSTROV_GRID_OPENING ||
      ((t->s->mode == OSTROV_GRID_SAFE_STOP || t->s->mode == OSTROV_GRID_LOCKOUT) &&
       t->s->stops != 0 && t->s->contacts.proven != 0);
    ensures opening: t->s->mode == OSTROV_GRID_OPENING && armed(t) && t->s->hands_off == 0 &&
      t->set->profile != OSTROV_PCS_PROFILE_A ==> t->out->breaker_command == OSTROV_BREAKER_OPEN;
    ensures stop_opens: armed(t) && t->s->hands_off == 0 && t->s->stops != 0 &&
      (t->s->mode == OSTROV_GRID_SAFE_STOP || t->s->mode == OSTROV_GRID_LOCKOUT) &&
      t->s->contacts.proven != 0 && t->s->in_mode_us == 0 && 0 <= t->set->open_us &&
      0 <= t->set->close_us ==> t->out->breaker_command == OSTROV_BREAKER_OPEN;
    ensures upstream: t->out->breaker_command == OSTROV_BREAKER_TRIP_UPSTREAM ==>
      t->s->mode == OSTROV_GRID_BACKUP_OPEN;
    ensures backup: t->s->mode == OSTROV_GRID_BACKUP_OPEN && armed(t) && t->s->hands_off == 0 ==>
      t->out->breaker_command == OSTROV_BREAKER_TRIP_UPSTREAM &&
      t->out->pcs_request == OSTROV_PCS_STOP && t->out->power_ppm == 0;
    ensures form: t->out->pcs_request == OSTROV_PCS_FORM ==> armed(t) &&
      t->s->hands_off == 0 && t->s->stops == 0 && t->set->verified != 0 &&
      (t->set->profile == OSTROV_PCS_PROFILE_A || t->set->profile == OSTROV_PCS_PROFILE_B ||
        t->set->profile == OSTROV_PCS_PROFILE_C);
    ensures begins: t->out->pcs_request == OSTROV_PCS_FORM && \old(t->s->forming) == 0 &&
      (t->s->mode == OSTROV_GRID_FORMING || t->s->mode == OSTROV_GRID_BLACK) ==>
        t->s->contacts.proven == 0 && (t->set->earth_bond == 0 || t->s->bond.proven == 1);
    ensures goes_on: t->out->pcs_request == OSTROV_PCS_FORM &&
      t->s->mode != OSTROV_GRID_FORMING && t->s->mode != OSTROV_GRID_BLACK ==>
        t->s->mode == OSTROV_GRID_ISLAND || t->s->mode == OSTROV_GRID_OBSERVE ||
        (t->s->mode == OSTROV_GRID_SYNC && t->set->profile != OSTROV_PCS_PROFILE_A) ||
        (t->s->mode == OSTROV_GRID_CLOSING && t->s->dead_close == 0 &&
         t->s->contacts.seen != OSTROV_I_SEEN_CLOSED) ||
        (t->s->mode == OSTROV_GRID_OPENING && t->s->after != OSTROV_I_AFTER_PARTING &&
         t->s->from_island != 0 && t->s->backfeed == 0) ||
        (t->s->mode == OSTROV_GRID_LOCKOUT && t->s->from_island != 0 &&
         t->s->contacts.proven == 0);
    ensures again: t->out->pcs_request == OSTROV_PCS_FORM && t->s->pulse_spent != 0 &&
      (t->s->mode == OSTROV_GRID_CLOSING || t->s->mode == OSTROV_GRID_OPENING) ==>
        t->s->contacts.proven == 0;
    ensures doubt: (t->s->mode == OSTROV_GRID_GRID || t->s->mode == OSTROV_GRID_RAMP) &&
      (t->s->contacts.trouble == OSTROV_I_TROUBLE_CONTRADICTION || t->s->bond.late != 0) ==>
        t->out->power_ppm == 0;
    ensures connected: t->s->mode == OSTROV_GRID_GRID || t->s->mode == OSTROV_GRID_RIDE ||
      t->s->mode == OSTROV_GRID_NULLING || t->s->mode == OSTROV_GRID_RAMP ==>
        t->out->breaker_command == OSTROV_BREAKER_HOLD &&
        t->out->pcs_request != OSTROV_PCS_FORM;
    ensures cease: t->s->mode == OSTROV_GRID_RIDE && t->in->cease != 0 ==>
      t->out->power_ppm == 0;
    ensures dead: t->s->mode == OSTROV_GRID_DEAD || t->s->mode == OSTROV_GRID_SAFE_STOP ||
      (t->s->mode == OSTROV_GRID_CLOSING && t->s->dead_close != 0) ==>
        t->out->power_ppm == 0 && t->out->pcs_request != OSTROV_PCS_FORM &&
        t->out->pcs_request != OSTROV_PCS_FOLLOW;
    ensures ramp: t->s->mode == OSTROV_GRID_RAMP && t->s->in_mode_us == 0 ==>
      t->out->power_ppm == 0;
    ensures boot: t->s->mode == OSTROV_GRID_BOOT && t->s->stops == 0 ==>
      t->out->breaker_command == OSTROV_BREAKER_HOLD && t->out->bond_command == OSTROV_BOND_HOLD &&
      t->out->pcs_request == OSTROV_PCS_UNKNOWN && t->out->power_ppm == 0;
    ensures stop: t->s->stops != 0 && armed(t) ==> t->out->pcs_request == OSTROV_PCS_STOP &&
      t->out->power_ppm == 0;
    ensures hands_off: t->s->hands_off != 0 && armed(t) ==>
      t->out->breaker_command == OSTROV_BREAKER_HOLD && t->out->power_ppm == 0 &&
      t->out->bond_command == OSTROV_BOND_HOLD && (t->out->pcs_request == OSTROV_PCS_UNKNOWN ||
        t->out->pcs_request == OSTROV_PCS_STOP);
    ensures silent: !armed(t) ==> t->out->breaker_command == OSTROV_BREAKER_HOLD &&
      t->out->pcs_request == OSTROV_PCS_UNKNOWN && t->out->bond_command == OSTROV_BOND_HOLD;
    ensures bond: t->out->bond_command == OSTROV_BOND_CLOSE ==> t->s->contacts.proven == 0 &&
      t->set->earth_bond != 0;
    ensures told: t->s->command == t->out->breaker_command;
*/
static inline void outputs(ostrov_i_turn *t);
