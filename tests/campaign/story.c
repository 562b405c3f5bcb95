/* Random stories of the fault campaign: see story.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "story.h"

#include "run.h"

#include <math.h>
#include <string.h>

const char *const story_text[STORY_KINDS] = {
    "breaker_stuck",   "breaker_deaf",   "breaker_slow", "bond_stuck", "contact_a", "contact_b",
    "pcs_deaf",        "pcs_broken",     "pcs_silent",   "grid_meter", "bus_meter", "soc_unknown",
    "receiver_silent", "planner_silent", "clock",        "stall",      "restart"};

static int is_innocent(int kind)
{
    return kind >= KIND_CONTACT_A && kind != KIND_PCS_BROKEN && kind != KIND_PCS_DEAF;
}

/* The load is supplied, and nothing under way will interrupt it by design: no planned leave, no
 * safe stop, no dark return of profile B. */
static int is_lit(const world *w)
{
    switch (w->state.mode) {
    case OSTROV_GRID_GRID:
    case OSTROV_GRID_RIDE:
    case OSTROV_GRID_RAMP:
        return plant_grid_least(&w->plant) > 0.85;
    case OSTROV_GRID_ISLAND:
    case OSTROV_GRID_OBSERVE:
    case OSTROV_GRID_SYNC:
    case OSTROV_GRID_CLOSING:
        return plant_bus_least(&w->plant) > 0.85 && w->config.pcs_profile == OSTROV_PCS_PROFILE_C;
    default:
        return 0;
    }
}

void story_write(story *s, const world *w, uint64_t *seed)
{
    memset(s, 0, sizeof *s);
    s->faults = run_one_of(seed, 3) == 0 ? 2 + run_one_of(seed, 2) : 1;
    s->innocent = 1;
    for (int i = 0; i < s->faults; i++) {
        episode *e = &s->fault[i];
        e->kind = run_one_of(seed, STORY_KINDS);
        e->how = run_one_of(seed, 100);
        e->from_s = w->plant.t_s + run_between(seed, 0.0, 2.0);
        e->until_s = e->from_s + run_log_between(seed, 0.02, 20.0);
        s->innocent &= is_innocent(e->kind);
    }
    s->grid_at_s = s->inhibit_at_s = INFINITY;
    if (run_one_of(seed, 3) == 0) {
        s->grid_at_s = w->plant.t_s + run_between(seed, 0.0, 4.0);
        s->grid_pu = plant_grid_least(&w->plant) > 0.5 ? (run_one_of(seed, 3) ? 0.0 : 0.6) : 1.0;
        s->innocent = 0;
    }
    if (run_one_of(seed, 6) == 0) {
        static const uint32_t bits[5] = {OSTROV_INHIBIT_LOCAL, OSTROV_INHIBIT_MANUAL,
                                         OSTROV_INHIBIT_MAINTENANCE, OSTROV_INHIBIT_FIRE_STOP,
                                         OSTROV_INHIBIT_E_STOP};
        s->inhibit = bits[run_one_of(seed, 5)];
        s->inhibit_at_s = w->plant.t_s + run_between(seed, 0.0, 4.0);
        s->inhibit_until_s = s->inhibit_at_s + run_log_between(seed, 0.05, 10.0);
        s->innocent = 0;
    }
    s->lit = is_lit(w);
}

static void apply(world *w, const episode *e, int on)
{
    plant_faults *f = &w->plant.faults;
    switch (e->kind) {
    case KIND_STUCK:
        f->breaker_stuck = on;
        break;
    case KIND_DEAF:
        f->breaker_deaf = on;
        break;
    case KIND_SLOW:
        f->breaker_slow = on ? 1.5 + e->how / 10.0 : 0.0;
        break;
    case KIND_BOND:
        f->bond_stuck = on;
        break;
    case KIND_CONTACT_A:
        f->contact_a = on ? 1 + e->how % 4 : 0;
        break;
    case KIND_CONTACT_B:
        f->contact_b = on ? 1 + e->how % 4 : 0;
        break;
    case KIND_PCS_DEAF:
        f->pcs_deaf = on;
        break;
    case KIND_PCS_BROKEN:
        f->pcs_broken = on;
        break;
    case KIND_PCS_SILENT:
        f->pcs_silent = on;
        break;
    case KIND_GRID_METER:
        f->grid_meter = on ? 1 + e->how % 5 : 0;
        break;
    case KIND_BUS_METER:
        f->bus_meter = on ? 1 + e->how % 5 : 0;
        break;
    case KIND_SOC:
        f->soc_unknown = on;
        break;
    case KIND_RECEIVER:
        f->receiver_silent = on;
        break;
    case KIND_PLANNER:
        f->planner_silent = on;
        break;
    default:
        break;
    }
    if (on && (f->grid_meter == PLANT_METER_FROZEN || f->bus_meter == PLANT_METER_FROZEN)) {
        w->oracle.misled = w->relay25 = 1;
    }
}

/* Clock and restart act once, at the beginning. */
static void begin(world *w, const episode *e)
{
    static const double jumps_s[6] = {-3600.0, -0.01, 1e-300, 2.0, 3600.0, NAN};
    if (e->kind == KIND_CLOCK) {
        w->clock_s = jumps_s[e->how % 6];
    } else if (e->kind == KIND_STALL) {
        w->stall_s = 0.009 * (1 + e->how);
    } else if (e->kind == KIND_RESTART) {
        world_restart(w, 0.01 * (1 + e->how), e->how % 2);
    } else {
        apply(w, e, 1);
    }
}

void story_act(world *w, story *s)
{
    double t_s = w->plant.t_s;
    for (int i = 0; i < s->faults; i++) {
        episode *e = &s->fault[i];
        if (!e->begun && t_s >= e->from_s) {
            begin(w, e);
            e->begun = 1;
        } else if (e->begun == 1 && t_s >= e->until_s) {
            apply(w, e, 0);
            e->begun = 2;
        }
    }
    if (t_s >= s->grid_at_s) {
        plant_grid_set(&w->plant, s->grid_pu);
        s->grid_at_s = INFINITY;
    }
    w->plant.inhibits = t_s >= s->inhibit_at_s && t_s < s->inhibit_until_s ? s->inhibit : 0;
    s->dark_s = plant_bus_least(&w->plant) < 0.5 ? s->dark_s + w->dt_s : 0.0;
    s->most_dark_s = fmax(s->most_dark_s, s->dark_s);
}

double story_ends_s(const story *s, double from_s)
{
    double last_s = from_s + 3.0;
    for (int i = 0; i < s->faults; i++) {
        last_s = fmax(last_s, s->fault[i].until_s + 0.5);
    }
    if (s->inhibit != 0) {
        last_s = fmax(last_s, s->inhibit_until_s + 0.5);
    }
    return last_s;
}
