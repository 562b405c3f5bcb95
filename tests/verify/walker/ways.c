/* A co-operative world: a breaker that obeys, a PCS that does what it is asked, a person who
 * presses reset, and a grid that is good, dead, or irrelevant because of fire. From every state
 * that the walker found, whatever broke before, GRID, ISLAND and SAFE must be reached. No state
 * without an exit.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "walk.h"

#include <string.h>

#define MOST_TICKS 400
#define BREAKER_TICKS 1 /* from command to contact */

typedef struct place {
    const setup *with;
    ostrov_i_switch s;
    ostrov_i_switch_in in;
    ostrov_i_switch_out out;
    ostrov_i_view view;
    int32_t grid_live;
    int32_t closed;
    int32_t moving; /* ticks that the command has been there */
    int32_t pcs;
    int32_t bonded;
    int32_t bus_ticks; /* live (positive) or dead (negative) for so long */
    int32_t grid_ticks;
} place;

static int32_t own_switch(const place *p) { return p->with->set.profile == OSTROV_PCS_PROFILE_A; }

static void breaker(place *p)
{
    int32_t command = p->out.breaker_command;
    int32_t wanted =
        command == OSTROV_BREAKER_CLOSE ? 1 : (command == OSTROV_BREAKER_HOLD ? -1 : 0);
    p->moving = wanted >= 0 && wanted != p->closed ? p->moving + 1 : 0;
    if (p->moving > BREAKER_TICKS) {
        p->closed = wanted;
        p->moving = 0;
    }
    /* Nothing lives behind it: closed by another hand onto a dead grid it is that hand's to open,
     * and where the site forbids closing onto a dead bus, a hand closes it. */
    if (p->grid_ticks > 20 && p->s.stops == 0 &&
        (p->s.mode == OSTROV_GRID_DEAD || p->s.mode == OSTROV_GRID_SAFE_STOP)) {
        p->closed = !p->grid_live ? 0 : (p->with->set.dead_bus_close ? p->closed : 1);
    }
    if (own_switch(p)) { /* its own protection and its own synchroniser */
        if (!p->grid_live) {
            p->closed = 0;
        } else if (p->pcs == OSTROV_PCS_FOLLOW) {
            p->closed = 1;
        }
    }
}

static void converter(place *p)
{
    int32_t asked = p->out.pcs_request;
    if (asked != OSTROV_PCS_UNKNOWN) {
        p->pcs = asked;
    } else if (own_switch(p)) {
        p->pcs = p->grid_live ? OSTROV_PCS_FOLLOW : OSTROV_PCS_FORM;
    }
    if (p->pcs == OSTROV_PCS_FORM && p->closed) {
        p->pcs = OSTROV_PCS_FOLLOW; /* by wire from the auxiliary contact */
    }
}

static void look(place *p)
{
    int32_t live = (p->closed && p->grid_live) || (!p->closed && p->pcs == OSTROV_PCS_FORM);
    p->bus_ticks = live ? (p->bus_ticks > 0 ? p->bus_ticks + 1 : 1)
                        : (p->bus_ticks < 0 ? p->bus_ticks - 1 : -1);
    p->grid_ticks = p->out.watch_anew ? 0 : p->grid_ticks + 1;
    p->view.bus_side = live ? (p->bus_ticks > 1 ? OSTROV_SIDE_GOOD : OSTROV_SIDE_OBSERVING)
                            : (p->bus_ticks < -1 ? OSTROV_SIDE_DEAD : OSTROV_SIDE_ABNORMAL);
    if (p->grid_live) {
        p->view.grid_side = p->grid_ticks > 2 ? OSTROV_SIDE_GOOD : OSTROV_SIDE_OBSERVING;
        p->in.trip = p->in.cause = 0;
        p->in.picked = 0;
    } else {
        p->view.grid_side = p->grid_ticks > 1 ? OSTROV_SIDE_DEAD : OSTROV_SIDE_ABNORMAL;
        p->in.trip = p->in.cause = OSTROV_GRID_REASON_UNDERVOLTAGE;
        p->in.picked = 1;
    }
    p->view.sync_known = p->grid_live && live;
    p->view.pcc_null = !p->grid_live;
    p->in.breaker_closed = p->closed;
    p->in.breaker_open = !p->closed;
    p->in.pcs_mode = p->pcs;
    if (p->out.bond_command != OSTROV_BOND_HOLD) {
        p->bonded = p->out.bond_command == OSTROV_BOND_CLOSE;
    }
    p->in.bond_closed = p->bonded;
}

static void begin(place *p, const setup *with, const ostrov_i_switch *from, int32_t closed,
                  int32_t grid_live)
{
    memset(p, 0, sizeof *p);
    p->with = with;
    p->s = *from;
    p->closed = closed;
    p->pcs = OSTROV_PCS_STOP;
    p->grid_live = grid_live;
    p->out.breaker_command = from->command;
    p->in.view = &p->view;
    p->in.permit_return = 1;
    p->in.open_transition = 1;
    p->in.carries = 1;
    p->in.grid_rotation = p->in.bus_rotation = OSTROV_ROTATION_POSITIVE;
    p->view.dt_us = TICK_US;
    p->view.bus.known_phases = 3;
    p->view.soc_ppm = 900000;
}

static void tick(place *p, int32_t i, int32_t person)
{
    breaker(p);
    converter(p);
    look(p);
    p->in.reset = person && i % 8 > 5; /* pressed and let go, again and again */
    /* Whoever ordered the site away takes it back: selected, executed, with a new number each time.
     */
    p->in.order_number = i % 4 < 2 ? 100u + (uint32_t)(i / 4) : 0;
    p->in.order_stage = i % 4 == 0 ? OSTROV_GRID_STAGE_SELECT : OSTROV_GRID_STAGE_EXECUTE;
    p->in.order_action = OSTROV_GRID_ACTION_RETURN;
    p->in.order_actor = OSTROV_GRID_ACTOR_LOCAL;
    p->in.order_life_us = 5 * TICK_US;
    ostrov_i_switch_step(&p->with->set, &p->s, &p->in, &p->out);
}

static int32_t needs_person(const place *p)
{
    return p->s.mode == OSTROV_GRID_LOCKOUT || p->s.stops != 0 ||
           p->s.black_fails >= OSTROV_I_BLACK_ATTEMPTS;
}

static int32_t reaches(place *p, int32_t goal, int64_t *longest)
{
    uint32_t before = p->s.stops;
    for (int32_t i = 0; i < MOST_TICKS; i++) {
        tick(p, i, goal == OSTROV_GRID_SAFE_STOP ? 0 : needs_person(p));
        int32_t there =
            p->s.mode == goal || (goal == OSTROV_GRID_ISLAND && p->s.mode == OSTROV_GRID_OBSERVE);
        if (goal == OSTROV_GRID_SAFE_STOP) {
            /* Pressed before, the breaker was told then, for its time. */
            there = (p->s.mode == goal || p->s.mode == OSTROV_GRID_LOCKOUT) &&
                    (!p->closed || before != 0) && p->out.breaker_command == OSTROV_BREAKER_HOLD &&
                    p->out.pcs_request == OSTROV_PCS_STOP;
        }
        if (there) {
            *longest = i + 1 > *longest ? i + 1 : *longest;
            return 1;
        }
    }
    return 0;
}

/* Which goals a site can have at all. */
static int32_t can_island(const setup *with)
{
    return with->set.verified && with->set.profile != OSTROV_PCS_PROFILE_D &&
           (with->set.black_start || own_switch(&(place){.with = with}));
}

const char *ways_judge(const setup *with, const ostrov_i_switch *from, int64_t *longest)
{
    place p;
    if (with->set.watches != OSTROV_GRID_REASON_NONE) {
        return NULL; /* moves nothing: nothing to reach */
    }
    for (int32_t closed = 0; closed < 2; closed++) {
        begin(&p, with, from, closed, 1);
        if (!reaches(&p, OSTROV_GRID_GRID, &longest[0])) {
            return closed ? "WAY-GRID (breaker closed)" : "WAY-GRID (breaker open)";
        }
        begin(&p, with, from, closed, 0);
        if (can_island(with) && !reaches(&p, OSTROV_GRID_ISLAND, &longest[1])) {
            return closed ? "WAY-ISLAND (breaker closed)" : "WAY-ISLAND (breaker open)";
        }
        begin(&p, with, from, closed, 1);
        p.in.inhibits = OSTROV_INHIBIT_FIRE_STOP;
        if (!reaches(&p, OSTROV_GRID_SAFE_STOP, &longest[2])) {
            return closed ? "WAY-SAFE (breaker closed)" : "WAY-SAFE (breaker open)";
        }
    }
    return NULL;
}
