/* Breaker, PCS, earth bond and load contactors of the plant: see plant.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plant_parts.h"

#include "run.h"

#include <math.h>
#include <string.h>

#define TOO_LATE_S 0.02 /* before the contacts meet: nothing stops them any more */
#define UPSTREAM_S 0.06 /* trip of the breaker above */
#define TIER_S 0.1      /* a load contactor */
#define SETTLE_S 2.0    /* A: synchronises itself in this time */

static void follow_by_wire(plant *p)
{
    if (p->pcs == OSTROV_PCS_FORM) {
        p->pcs = p->asked = OSTROV_PCS_FOLLOW;
    }
    p->forming = 0;
}

/* The main contacts meet over_s before the end of the step: judged at that instant. */
static void contacts_meet(plant *p, double over_s)
{
    double slip_hz = p->bus_hz - p->grid_hz;
    int32_t bus = plant_bus_most(p) > LIVE_PU;
    int32_t grid = plant_grid_most(p) > LIVE_PU;
    p->last.both_live = bus && grid;
    p->last.deg = plant_wrap(p->bus_deg - 360.0 * slip_hz * over_s);
    p->last.slip_hz = slip_hz;
    p->last.apart_pu = 0.0;
    for (int i = 0; i < 3 && !p->upstream_open; i++) {
        p->last.apart_pu = fmax(p->last.apart_pu, fabs(p->bus_pu[i] - p->grid_pu[i]));
    }
    p->last.onto_dead_grid += bus && !grid;
    p->last.onto_dead_bus += !bus && grid;
    p->last.closings++;
    p->last.closed_at_s = p->t_s - over_s;
    p->closed = 1;
    p->moving = 0;
    p->aux_left_s = p->site.aux_s - over_s;
    if (!p->last.both_live && bus) {
        return; /* nobody to follow: a forming PCS stays what it is, and feeds the line */
    }
    follow_by_wire(p);
}

static void contacts_part(plant *p, double over_s)
{
    p->closed = 0;
    p->moving = 0;
    p->last.openings++;
    p->last.opened_at_s = p->t_s - over_s;
    p->aux_left_s = p->site.aux_s - over_s;
    p->bus_deg = 0.0;
}

void plant_breaker(plant *p, int32_t command, double dt_s)
{
    const plant_site *s = &p->site;
    double slow = p->faults.breaker_slow > 0.0 ? p->faults.breaker_slow : 1.0;
    p->upstream_s = command == OSTROV_BREAKER_TRIP_UPSTREAM ? p->upstream_s + dt_s : 0.0;
    if (p->upstream_s >= UPSTREAM_S) {
        p->upstream_open = 1;
    }
    if (p->faults.breaker_deaf || p->faults.breaker_stuck || s->profile == OSTROV_PCS_PROFILE_A) {
        command = OSTROV_BREAKER_HOLD; /* the transfer switch of A has no coil of its own */
    }
    /* An edge starts the spring; what has begun runs to its end, unless the other coil is told. */
    if (command == OSTROV_BREAKER_CLOSE && p->coil != command && !p->closed &&
        p->moving != OSTROV_BREAKER_CLOSE) {
        p->moving = OSTROV_BREAKER_CLOSE;
        p->moving_s =
            slow * s->close_s * (1.0 + s->close_scatter * run_between(&p->seed, -1.0, 1.0));
    } else if (command == OSTROV_BREAKER_OPEN && p->closed && p->moving != OSTROV_BREAKER_OPEN) {
        p->moving = OSTROV_BREAKER_OPEN;
        p->moving_s = slow * s->open_s;
    } else if (command == OSTROV_BREAKER_OPEN && p->moving == OSTROV_BREAKER_CLOSE &&
               p->moving_s > TOO_LATE_S) {
        p->moving =
            0; /* trip-free (IEC 62271-100): opening defeats a closing under way, if in time */
    }
    p->coil = command;
    p->moving = p->faults.breaker_stuck ? 0 : p->moving;
    if (p->moving != 0) {
        p->moving_s -= dt_s;
        if (p->moving_s <= 0.0 && p->moving == OSTROV_BREAKER_CLOSE) {
            contacts_meet(p, -p->moving_s);
        } else if (p->moving_s <= 0.0) {
            contacts_part(p, -p->moving_s);
        }
    }
    p->aux_left_s -= dt_s;
    if (p->aux_left_s <= 0.0) {
        p->aux_closed = p->closed;
    }
}

/* A: transfer switch, loss detection and synchroniser are all inside the PCS. */
static void own_switch(plant *p, double dt_s)
{
    int32_t grid_bad = plant_grid_least(p) < 0.7 || plant_grid_most(p) > 1.25 ||
                       fabs(p->grid_hz - p->site.nominal_hz) > 2.5;
    int32_t able = !p->faults.pcs_broken && p->pcs != OSTROV_PCS_STOP && plant_soc(p) > EMPTY_RATIO;
    p->lost_s = grid_bad ? p->lost_s + dt_s : 0.0;
    if (p->closed && able && p->lost_s >= p->site.restart_s) {
        contacts_part(p, 0.0);
        p->pcs = OSTROV_PCS_FORM;
        p->forms_s = p->site.restart_s;
    }
    if (!p->closed && p->pcs == OSTROV_PCS_FORM && p->asked == OSTROV_PCS_FOLLOW && !grid_bad) {
        p->sync_s += dt_s;
        if (p->sync_s >= SETTLE_S) { /* certified synchroniser of the device: meets at zero */
            p->bus_deg = 0.0;
            p->bus_hz = p->grid_hz;
            memcpy(p->bus_pu, p->grid_pu, sizeof p->bus_pu);
            contacts_meet(p, 0.0);
        }
    } else {
        p->sync_s = 0.0;
    }
    if (!p->closed && p->pcs != OSTROV_PCS_FORM && !grid_bad && able) {
        contacts_meet(p, 0.0); /* rests on the grid's side */
    }
}

void plant_pcs(plant *p, int32_t request, double dt_s)
{
    const plant_site *s = &p->site;
    int32_t was = p->pcs;
    if (p->faults.pcs_deaf || p->faults.pcs_silent) {
        request = OSTROV_PCS_UNKNOWN;
    }
    if (request != OSTROV_PCS_UNKNOWN && request != p->asked) {
        p->asked = request;
        p->asked_s = 0.0;
    }
    p->asked_s += dt_s;
    if (s->profile == OSTROV_PCS_PROFILE_A) {
        if (p->asked == OSTROV_PCS_STOP && p->asked_s >= s->obey_s) {
            p->pcs = OSTROV_PCS_STOP;
        } else if (p->pcs == OSTROV_PCS_STOP && p->asked != OSTROV_PCS_STOP &&
                   p->asked_s >= s->obey_s) {
            p->pcs = p->asked;
        }
        own_switch(p, dt_s);
    } else if (p->asked_s >= s->obey_s && p->pcs != p->asked) {
        p->pcs = p->asked;
    }
    if (s->profile == OSTROV_PCS_PROFILE_D && p->pcs == OSTROV_PCS_FORM) {
        p->pcs = OSTROV_PCS_STOP;
    }
    if (p->faults.pcs_broken || plant_soc(p) <= EMPTY_RATIO) {
        p->pcs = p->pcs == OSTROV_PCS_FORM ? OSTROV_PCS_STOP : p->pcs;
        p->forming = 0;
    }
    if (p->pcs != was && p->pcs == OSTROV_PCS_FORM) {
        p->forms_s = s->profile == OSTROV_PCS_PROFILE_A ? s->restart_s : 0.0;
        p->drift_hz = 0.0;
    }
    p->forms_s += p->pcs == OSTROV_PCS_FORM ? dt_s : 0.0;
    p->forming =
        p->pcs == OSTROV_PCS_FORM && p->forms_s >= s->restart_s && !(s->interlock && p->closed);
    if (s->interlock && p->closed) {
        p->forms_s = 0.0;
    }
}

/* The coil keeps its last level while nothing new is said. */
void plant_bond(plant *p, int32_t command, double dt_s)
{
    int32_t level = command == OSTROV_BOND_HOLD ? p->bond_told : command;
    p->bond_told_s = level == p->bond_told ? p->bond_told_s + dt_s : 0.0;
    p->bond_told = level;
    if (level != OSTROV_BOND_HOLD && p->bond_told_s >= p->site.bond_s && !p->faults.bond_stuck) {
        p->bond = level == OSTROV_BOND_CLOSE;
    }
}

/* Load tiers hang on contactors that take 0.1 s, once the library has begun to let them on. */
void plant_tiers(plant *p, uint32_t allowed, double dt_s)
{
    if (allowed == UINT32_MAX) {
        return; /* nobody commands: contactors stay */
    }
    p->tiers_obeyed |= allowed != 0;
    for (int i = 0; i < PLANT_TIERS && p->tiers_obeyed; i++) {
        int32_t on = (int32_t)(allowed >> i & 1);
        p->tier_wait_s[i] = on == p->tier_on[i] ? 0.0 : p->tier_wait_s[i] + dt_s;
        p->tier_on[i] = p->tier_wait_s[i] >= TIER_S ? on : p->tier_on[i];
    }
}
