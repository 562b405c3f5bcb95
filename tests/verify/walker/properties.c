/* The properties of one step. Ids and sentences are in tests/verify/properties.txt.
 *
 * They know the settings, the inputs that were read, the command, the mode before and after, and
 * the ghost. The inside of the switch they do not look at, but for its age in the mode.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "walk.h"

#define STOPS ((uint32_t)(OSTROV_INHIBIT_FIRE_STOP | OSTROV_INHIBIT_E_STOP))
#define HELD(offset, value) must_be(x->c, offset, value)

static int32_t entered(const step *x, int32_t mode)
{
    return x->before->s.mode != mode && x->after->s.mode == mode;
}

int32_t hands_on(const step *x)
{
    return x->with->set.watches == OSTROV_GRID_REASON_NONE && HELD(IN(inhibits), 0) &&
           x->before->g.stops == 0;
}

static int32_t pressed(const step *x) { return person(x->c, &x->before->g); }

static int32_t islands(const step *x)
{
    const ostrov_i_grid_settings *set = &x->with->set;
    return set->verified && set->profile != OSTROV_PCS_PROFILE_D;
}

static int32_t opened(const step *x)
{
    return x->before->g.open_us >= 0 && open_now(x->with, x->c);
}

static int32_t permitted(const step *x)
{
    return HELD(IN(permit_return), 1) ||
           (HELD(IN(permit_return), -1) && x->with->set.return_by_itself);
}

static int32_t live(const step *x, size_t side)
{
    return HELD(side, OSTROV_SIDE_GOOD) || HELD(side, OSTROV_SIDE_OBSERVING);
}

/* The close begins: everything that makes it lawful, seen in this very step. */
static const char *begins_to_close(const step *x)
{
    const ghost *g = &x->before->g;
    int64_t window_us = g->window_us < 0 ? 0 : g->window_us + TICK_US;
    if (x->with->set.profile == OSTROV_PCS_PROFILE_A || !hands_on(x)) {
        return "CLOSE-ASKED";
    }
    if (x->with->set.phases == 3 &&
        (could_be(x->c, IN(grid_rotation), -1) || could_be(x->c, IN(bus_rotation), -1))) {
        return "CLOSE-ROTATION";
    }
    if (!permitted(x) || !HELD(IN(want_island), 0) || x->after->s.away != OSTROV_I_AWAY_NO ||
        !HELD(VIEW(grid_side), OSTROV_SIDE_GOOD)) {
        return "CLOSE-PERMIT";
    }
    if (!opened(x)) {
        return "CLOSE-OPEN";
    }
    if (g->rest_us > TICK_US) {
        return "CLOSE-PAUSE";
    }
    if (HELD(VIEW(bus_side), OSTROV_SIDE_DEAD)) {
        return x->with->set.dead_bus_close ? NULL : "CLOSE-DEAD-BUS";
    }
    if (!window_now(x->with, x->c) || window_us < x->with->set.dwell_us) {
        return "CLOSE-WINDOW";
    }
    return value_of(x->c, VIEW(dt_us)) <= OSTROV_I_LONGEST_CLOSE_STEP_US ? NULL : "CLOSE-STEP";
}

static const char *closes(const step *x)
{
    const ghost *g = &x->before->g;
    if (x->after->s.mode == OSTROV_GRID_CLOSING && HELD(IN(breaker_closed), 1) &&
        HELD(IN(breaker_open), 0) && x->out->pcs_request == OSTROV_PCS_FORM) {
        return "CLOSE-FOLLOW";
    }
    if (x->out->breaker_command != OSTROV_BREAKER_CLOSE) {
        return NULL;
    }
    if (entered(x, OSTROV_GRID_CLOSING)) {
        return begins_to_close(x);
    }
    if (g->withdrawn || g->command != OSTROV_BREAKER_CLOSE || !hands_on(x)) {
        return "CLOSE-ONCE";
    }
    return live(x, VIEW(grid_side)) && !(HELD(IN(breaker_closed), 1) && HELD(IN(breaker_open), 0))
               ? NULL
               : "CLOSE-WATCHED";
}

static const char *forms(const step *x)
{
    const ghost *g = &x->before->g;
    int32_t own = x->with->set.profile == OSTROV_PCS_PROFILE_A;
    int32_t starts = entered(x, OSTROV_GRID_FORMING) || entered(x, OSTROV_GRID_BLACK);
    if (starts && (!opened(x) || !islands(x) || !hands_on(x))) {
        return "FORM-OPEN";
    }
    if (x->out->pcs_request != OSTROV_PCS_FORM) {
        return NULL;
    }
    if (!islands(x) || !hands_on(x)) {
        return "FORM-ALLOWED";
    }
    if (g->pcs != OSTROV_PCS_FORM && !opened(x) &&
        !(own && x->before->s.mode == OSTROV_GRID_SYNC)) {
        return "FORM-OPEN";
    }
    if (HELD(IN(breaker_closed), 1) && HELD(IN(breaker_open), 0) && x->before->g.open_us < 0 &&
        x->before->s.contacts.proven == 1 && !(own && HELD(IN(pcs_mode), OSTROV_PCS_FORM))) {
        return "FORM-CLOSED";
    }
    return NULL;
}

static const char *black(const step *x)
{
    if (!entered(x, OSTROV_GRID_BLACK)) {
        return NULL;
    }
    if ((!x->with->set.black_start && !executed(x->c, OSTROV_GRID_ACTION_BLACK_START)) ||
        !HELD(IN(carries), 1) || !HELD(VIEW(bus_side), OSTROV_SIDE_DEAD) ||
        could_be(x->c, IN(pcs_fault), 1)) {
        return "BLACK-DEAD";
    }
    if (!was_read(x->c, VIEW(soc_ppm)) ||
        value_of(x->c, VIEW(soc_ppm)) < x->with->set.restart_ppm ||
        value_of(x->c, VIEW(soc_ppm)) <= x->with->set.reserve_ppm) {
        return "BLACK-ENERGY";
    }
    if (x->before->s.mode != OSTROV_GRID_DEAD ||
        x->before->s.in_mode_us + TICK_US <
            (x->before->g.blacks >= OSTROV_I_BLACK_ATTEMPTS - 1 && !pressed(x)
                 ? OSTROV_I_LAST_REST_US
                 : OSTROV_I_REST_US)) {
        return "BLACK-REST";
    }
    return x->before->g.blacks < OSTROV_I_BLACK_ATTEMPTS || pressed(x) ? NULL : "BLACK-ATTEMPTS";
}

static const char *stopped(const step *x, int64_t bits)
{
    const ostrov_i_switch_out *out = x->out;
    int32_t mode = x->after->s.mode;
    uint32_t fresh = (uint32_t)bits & STOPS & ~x->before->g.stops;
    if ((bits & STOPS) == 0 && (x->before->g.stops == 0 || pressed(x))) {
        return NULL;
    }
    if (out->pcs_request != OSTROV_PCS_STOP || out->power_ppm != 0 ||
        (out->breaker_command != OSTROV_BREAKER_HOLD &&
         out->breaker_command != OSTROV_BREAKER_OPEN) ||
        (mode != OSTROV_GRID_SAFE_STOP && mode != OSTROV_GRID_LOCKOUT)) {
        return "STOP-NOW";
    }
    if ((fresh & OSTROV_INHIBIT_E_STOP) != 0 && mode != OSTROV_GRID_LOCKOUT) {
        return "STOP-NOW";
    }
    /* Contacts that do not prove the breaker open: it is told to, in the same step. */
    return fresh != 0 && (bits & ~(int64_t)STOPS) == 0 && !opened(x) &&
                   out->breaker_command != OSTROV_BREAKER_OPEN
               ? "STOP-OPENS"
               : NULL;
}

static const char *inhibited(const step *x)
{
    const ostrov_i_switch_out *out = x->out;
    int32_t mode = x->after->s.mode;
    int64_t bits = was_read(x->c, IN(inhibits)) ? value_of(x->c, IN(inhibits)) : -1;
    const char *broken = NULL;
    if (x->with->set.watches != OSTROV_GRID_REASON_NONE) {
        return out->breaker_command == OSTROV_BREAKER_HOLD &&
                       out->pcs_request == OSTROV_PCS_UNKNOWN &&
                       out->bond_command == OSTROV_BOND_HOLD
                   ? NULL
                   : "OBSERVE-SILENT";
    }
    broken = stopped(x, bits);
    if (broken != NULL) {
        return broken;
    }
    if ((bits & ~(int64_t)STOPS) != 0 &&
        (out->breaker_command != OSTROV_BREAKER_HOLD || out->bond_command != OSTROV_BOND_HOLD ||
         (out->pcs_request != OSTROV_PCS_UNKNOWN && out->pcs_request != OSTROV_PCS_STOP) ||
         out->power_ppm != 0)) {
        return "HANDS-OFF";
    }
    if (bits != 0 &&
        (mode == OSTROV_GRID_FORMING || mode == OSTROV_GRID_BLACK || mode == OSTROV_GRID_CLOSING)) {
        return "INHIBIT-ISLAND";
    }
    return NULL;
}

/* The neutral-earth bond: closed behind an open breaker only; no forming without it. */
static const char *earths(const step *x)
{
    const ostrov_i_switch_out *out = x->out;
    if (!x->with->set.earth_bond) {
        return out->bond_command == OSTROV_BOND_HOLD ? NULL : "BOND-OPEN";
    }
    if (out->bond_command == OSTROV_BOND_CLOSE && !opened(x)) {
        return "BOND-OPEN";
    }
    if (out->bond_command == OSTROV_BOND_OPEN && out->pcs_request == OSTROV_PCS_FORM) {
        return "BOND-KEPT";
    }
    if ((x->after->s.mode == OSTROV_GRID_FORMING || x->after->s.mode == OSTROV_GRID_BLACK) &&
        out->pcs_request == OSTROV_PCS_FORM && x->before->g.pcs != OSTROV_PCS_FORM &&
        !(x->before->g.bond_us >= 0 && HELD(IN(bond_closed), 1))) {
        return "BOND-FORM";
    }
    return out->breaker_command == OSTROV_BREAKER_CLOSE && entered(x, OSTROV_GRID_CLOSING) &&
                   HELD(VIEW(bus_side), OSTROV_SIDE_DEAD) && HELD(IN(bond_closed), 1) &&
                   x->before->g.bond_us >= 0
               ? "BOND-CLOSE"
               : NULL;
}

/* A fault in a connected mode: the declared answer in the same step. */
static const char *trips(const step *x)
{
    const ostrov_i_grid_settings *set = &x->with->set;
    const ostrov_i_switch_out *out = x->out;
    int32_t mode = x->after->s.mode;
    int32_t plain =
        HELD(IN(breaker_closed), 1) && HELD(IN(breaker_open), 0) &&
        !(set->profile == OSTROV_PCS_PROFILE_A && could_be(x->c, IN(pcs_mode), OSTROV_PCS_FORM));
    int32_t lost = !HELD(IN(trip), 0) || could_be(x->c, VIEW(grid_side), OSTROV_SIDE_DEAD);
    if (!connected(x->before->s.mode) || !hands_on(x)) {
        return NULL;
    }
    if (x->before->g.off) {
        return NULL; /* after an inhibit BOOT looks before anything is asked */
    }
    if (unclear_now(x->with, x->c) && x->before->g.unclear_us + TICK_US > set->contact_us) {
        return out->breaker_command == OSTROV_BREAKER_HOLD && connected(mode) &&
                       (mode != OSTROV_GRID_GRID || out->power_ppm == 0 ||
                        !HELD(IN(breaker_closed), 1))
                   ? NULL
                   : "CONTACTS-ALONE";
    }
    if (!plain || !lost) {
        return NULL;
    }
    if (set->profile == OSTROV_PCS_PROFILE_D) {
        return mode == OSTROV_GRID_DEAD && out->pcs_request == OSTROV_PCS_STOP ? NULL : "TRIP-NOW";
    }
    if (mode != OSTROV_GRID_OPENING || out->power_ppm != 0) {
        return "TRIP-NOW";
    }
    return out->breaker_command == (set->profile == OSTROV_PCS_PROFILE_A ? OSTROV_BREAKER_HOLD
                                                                         : OSTROV_BREAKER_OPEN)
               ? NULL
               : "TRIP-NOW";
}

static const char *leaves(const step *x)
{
    if (entered(x, OSTROV_GRID_NULLING) &&
        !((HELD(IN(want_island), 1) || x->after->s.away != OSTROV_I_AWAY_NO) && islands(x) &&
          x->with->set.profile != OSTROV_PCS_PROFILE_A && was_read(x->c, VIEW(soc_ppm)) &&
          value_of(x->c, VIEW(soc_ppm)) > x->with->set.reserve_ppm &&
          !could_be(x->c, IN(pcs_fault), 1) && HELD(IN(picked), 0) + HELD(IN(picked), -1) == 1)) {
        return "LEAVE-ASKED";
    }
    if (x->before->s.mode == OSTROV_GRID_NULLING && entered(x, OSTROV_GRID_OPENING) &&
        x->after->s.reason == OSTROV_GRID_REASON_COMMAND &&
        !(HELD(VIEW(pcc_null), 1) &&
          (HELD(IN(want_island), 1) || x->after->s.away != OSTROV_I_AWAY_NO) &&
          x->before->g.null_us + TICK_US >= OSTROV_I_NULL_HELD_US) &&
        !executed(x->c, OSTROV_GRID_ACTION_OPEN)) {
        return "LEAVE-NULL";
    }
    if (entered(x, OSTROV_GRID_SYNC) &&
        (!permitted(x) || !HELD(VIEW(grid_side), OSTROV_SIDE_GOOD))) {
        return "SYNC-PERMIT";
    }
    return NULL;
}

static const char *lives(const step *x)
{
    int32_t was = x->before->s.mode;
    int32_t mode = x->after->s.mode;
    int32_t island =
        was == OSTROV_GRID_ISLAND || was == OSTROV_GRID_OBSERVE || was == OSTROV_GRID_SYNC;
    if (island && mode == was && hands_on(x) &&
        (could_be(x->c, VIEW(bus_side), OSTROV_SIDE_DEAD) ||
         could_be(x->c, VIEW(soc_ppm), x->with->set.reserve_ppm))) {
        return "ISLAND-ENDS";
    }
    if ((mode == OSTROV_GRID_FORMING || mode == OSTROV_GRID_BLACK) && mode == was &&
        could_be(x->c, IN(pcs_fault), 1)) {
        return "FORM-FAULT";
    }
    /* An island is broken off by a cause only. */
    if (island && hands_on(x) && mode != was && mode == OSTROV_GRID_SAFE_STOP &&
        !HELD(VIEW(soc_ppm), x->with->set.reserve_ppm)) {
        return "ISLAND-STAYS";
    }
    if (was == OSTROV_GRID_LOCKOUT && mode != was &&
        !(pressed(x) && (mode == OSTROV_GRID_BOOT || !HELD(IN(inhibits), 0)))) {
        return "LOCKOUT-PERSON";
    }
    return NULL;
}

const char *properties_judge(const step *x)
{
    static const char *(*const all[])(const step *) = {
        inhibited,           closes,         forms, black, trips, earths, leaves, lives,
        properties_commands, properties_sane};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        const char *broken = all[i](x);
        if (broken != NULL) {
            return broken;
        }
    }
    return NULL;
}
