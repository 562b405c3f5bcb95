/* Plant, object and oracle together: see world.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "world.h"

#include "plant_parts.h"

#include <ostrov/grid_explain.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SNAPSHOT_BYTES 16384
#define ANGLE_SLACK_DEG 0.5 /* noise and age of the last sample before the contact */
#define SLIP_SLACK_HZ 0.02
#define APART_SLACK_PU 0.01

static void must(int held, const char *what)
{
    if (!held) {
        fprintf(stderr, "campaign: %s\n", what);
        abort();
    }
}

void world_config(ostrov_grid_config *c, int32_t profile)
{
    must(ostrov_grid_defaults(c, sizeof *c) == OSTROV_OK, "no defaults");
    c->pcs_profile = profile;
    c->island_verified = 1;
    c->black_start = 1;
    c->settings_named = 1;
    c->tier_count = PLANT_TIERS;
    c->earth_bond = profile == OSTROV_PCS_PROFILE_B || profile == OSTROV_PCS_PROFILE_C;
    c->return_delay_s = 5.0;
    c->ramp_s = 4.0;
}

static void silence(ostrov_grid_state *wire)
{
    wire->breaker_command = OSTROV_BREAKER_HOLD;
    wire->pcs_request = OSTROV_PCS_UNKNOWN;
    wire->power_ratio = 0.0;
    wire->bond_command = OSTROV_BOND_HOLD;
    wire->mode = OSTROV_GRID_UNKNOWN; /* no word of any tier: the contactors stay */
    wire->pcc_target_w = NAN;
}

void world_start(world *w, const ostrov_grid_config *config, const plant_site *site, uint64_t seed)
{
    memset(w, 0, sizeof *w);
    w->config = *config;
    w->dt_s = 0.01;
    must(ostrov_grid_init(&w->grid, config, NULL) == OSTROV_OK, "settings refused");
    must(ostrov_grid_sample_defaults(&w->sample, sizeof w->sample) == OSTROV_OK, "sample");
    must(ostrov_grid_read(&w->grid, &w->state, sizeof w->state) == OSTROV_OK, "read");
    plant_start(&w->plant, site, seed);
    w->plant.kept = w->sample;
    w->wire = w->state;
    w->oracle.contradict_s = w->oracle.open_told_s = w->oracle.closed_told_s = -1.0;
    w->oracle.ledger_wh = w->plant.stored_wh;
    w->oracle.grid_good_s = 1e6; /* the grid was good before the story begins */
}

void world_restart(world *w, double down_s, int remembers)
{
    uint8_t snapshot[SNAPSHOT_BYTES];
    size_t used = 0;
    must(ostrov_grid_save_size() <= sizeof snapshot, "snapshot");
    must(!remembers || ostrov_grid_save(&w->grid, snapshot, sizeof snapshot, &used) == OSTROV_OK,
         "save");
    must(ostrov_grid_init(&w->grid, &w->config, NULL) == OSTROV_OK, "init");
    must(!remembers || ostrov_grid_load(&w->grid, snapshot, used) == OSTROV_OK, "load");
    w->down_s = down_s > 0.0 ? down_s : 1e-9;
    silence(&w->wire);
}

static void break_it(world *w, int kind, int broken) { w->oracle.broken[kind] += broken; }

static int in_window(const ostrov_grid_config *c, const plant *p)
{
    return plant_grid_least(p) >= c->return_min_pu && plant_grid_most(p) <= c->return_max_pu &&
           p->grid_hz >= c->return_min_hz && p->grid_hz <= c->return_max_hz;
}

/* What changes while the contacts fly cannot be helped: age of a sample, two steps, and the last 20
 * ms. */
static double reaction_s(const world *w)
{
    return w->plant.site.age_s + 0.02 + 2.0 * w->dt_s + w->stalled_s;
}

static int unlike(const world *w)
{
    const plant *p = &w->plant;
    double apart_pu = 0.0;
    for (int i = 0; i < 3; i++) {
        apart_pu = fmax(apart_pu, fabs(p->bus_pu[i] - p->grid_pu[i]));
    }
    return fabs(p->bus_hz - p->grid_hz) > w->config.sync_slip_hz + SLIP_SLACK_HZ ||
           apart_pu > w->config.sync_voltage_pu + APART_SLACK_PU;
}

static void judge_closing(world *w)
{
    world_oracle *o = &w->oracle;
    const plant_instant *at = &w->plant.last;
    int outside =
        fabs(at->deg) > w->config.sync_angle_deg + ANGLE_SLACK_DEG || o->unlike_s > reaction_s(w);
    memmove(&o->closed_at_s[1], &o->closed_at_s[0], 3 * sizeof o->closed_at_s[0]);
    o->closed_at_s[0] = at->closed_at_s;
    o->closings++;
    break_it(w, BROKEN_PUMPING, o->closings >= 4 && o->closed_at_s[0] - o->closed_at_s[3] < 10.0);
    if (at->both_live && w->config.pcs_profile != OSTROV_PCS_PROFILE_A) {
        o->worst_deg = fmax(o->worst_deg, fabs(at->deg));
        break_it(w, BROKEN_CONTACT, outside);
    }
}

/* One earth at a time, and never none: the bond's own time, a step to see it, one to answer. */
static void judge_earth(world *w)
{
    world_oracle *o = &w->oracle;
    const plant *p = &w->plant;
    double allowed_s = w->config.bond_s + p->site.bond_s + 0.1 + 2.0 * w->dt_s;
    int healthy = w->config.earth_bond && !p->faults.bond_stuck && !o->two_lied;
    o->two_lied |=
        p->faults.contact_a && p->faults.contact_b; /* two that lie alike prove anything */
    if (w->stall_s > 0.0 || w->down_s > 0.0 || p->inhibits != 0) {
        return; /* nobody there to answer, or hands are off: counts on afterwards */
    }
    o->earthed_twice_s = healthy && p->closed && p->bond ? o->earthed_twice_s + w->dt_s : 0.0;
    o->unearthed_s = healthy && !p->faults.pcs_deaf && !p->faults.pcs_silent && !p->closed &&
                             p->forming && !p->bond
                         ? o->unearthed_s + w->dt_s
                         : 0.0;
    break_it(w, BROKEN_EARTHED_TWICE, o->earthed_twice_s > allowed_s);
    break_it(w, BROKEN_UNEARTHED, o->unearthed_s > allowed_s);
}

/* From the physics alone. */
static void judge_physics(world *w, const plant_instant *before, int before_closed)
{
    world_oracle *o = &w->oracle;
    const plant *p = &w->plant;
    double gained_wh = 0.0;
    o->grid_good_s = in_window(&w->config, p) ? o->grid_good_s + w->dt_s : 0.0;
    if (!before_closed) {
        o->unlike_s = p->last.closings > before->closings
                          ? o->unlike_s
                          : (unlike(w) ? o->unlike_s + w->dt_s : 0.0);
    }
    if (p->last.closings > before->closings) {
        judge_closing(w);
    }
    o->grid_dead_s = plant_grid_most(p) < LIVE_PU ? o->grid_dead_s + w->dt_s : 0.0;
    o->backfeed_s = p->closed && p->forming ? o->backfeed_s + w->dt_s : 0.0;
    break_it(w, BROKEN_DEAD_GRID,
             p->last.onto_dead_grid > before->onto_dead_grid && o->grid_dead_s > reaction_s(w));
    break_it(w, BROKEN_BACKFEED, o->backfeed_s > p->site.obey_s + 0.1);
    judge_earth(w);
    gained_wh = p->stored_wh - o->ledger_wh;
    break_it(w, BROKEN_ENERGY,
             gained_wh > 1e-9 &&
                 gained_wh * 3600.0 / w->dt_s > p->pv_w + fmax(0.0, p->pcc_w) + 1.0);
    o->ledger_wh = p->stored_wh;
}

static int finite_in(double x, double lo, double hi) { return x >= lo && x <= hi; }

static void judge_ranges(world *w)
{
    const ostrov_grid_config *c = &w->config;
    const ostrov_grid_state *s = &w->state;
    int held =
        finite_in(s->power_ratio, 0.0, 1.0) && s->breaker_command >= OSTROV_BREAKER_HOLD &&
        s->breaker_command <= OSTROV_BREAKER_TRIP_UPSTREAM &&
        s->pcs_request >= OSTROV_PCS_UNKNOWN && s->pcs_request <= OSTROV_PCS_FORM &&
        s->mode > OSTROV_GRID_UNKNOWN && s->mode <= OSTROV_GRID_LOCKOUT &&
        (isnan(s->bus_target_hz) || finite_in(s->bus_target_hz, c->band_min_hz, c->band_max_hz)) &&
        (isnan(s->bus_target_v) || finite_in(s->bus_target_v, c->band_min_pu * c->nominal_v - 1e-6,
                                             c->band_max_pu * c->nominal_v + 1e-6));
    break_it(w, BROKEN_BOUNDS, !held);
}

/* True without a break for so long: the first sample proves an instant, no interval. */
static void held(double *s, int now, double told_s)
{
    *s = !now ? -1.0 : (*s < 0.0 ? 0.0 : *s + told_s);
}

/* From the wires: what was told, and what is asked for in answer. */
static void judge_wires(world *w, double told_s)
{
    world_oracle *o = &w->oracle;
    const ostrov_grid_state *s = &w->state;
    const ostrov_grid_sample *told = &w->sample;
    const uint32_t hands =
        OSTROV_INHIBIT_LOCAL | OSTROV_INHIBIT_MANUAL | OSTROV_INHIBIT_MAINTENANCE;
    int fire = (told->inhibits & (OSTROV_INHIBIT_FIRE_STOP | OSTROV_INHIBIT_E_STOP)) != 0;
    int off = (told->inhibits & hands) != 0;
    int a = told->breaker_closed, b = told->breaker_open;
    int switches = s->breaker_command != OSTROV_BREAKER_HOLD;
    held(&o->contradict_s, a >= 0 && b >= 0 && a == b, told_s);
    held(&o->open_told_s, a == 0 && b == 1, told_s);
    held(&o->closed_told_s, a == 1 && b == 0, told_s);
    o->fire_s = fire ? o->fire_s + told_s : 0.0;
    if (s->breaker_command == OSTROV_BREAKER_CLOSE && o->command != OSTROV_BREAKER_CLOSE) {
        break_it(w, BROKEN_EARLY,
                 !o->misled &&
                     o->grid_good_s < w->config.return_delay_s - w->plant.site.age_s - 2 * w->dt_s);
    }
    break_it(w, BROKEN_CONTRADICTION,
             switches && o->command == OSTROV_BREAKER_HOLD && !fire &&
                 o->contradict_s > w->config.contact_fault_s + 0.05);
    break_it(w, BROKEN_FORM_CLOSED, s->pcs_request == OSTROV_PCS_FORM && o->closed_told_s > 0.05);
    break_it(w, BROKEN_UNPROVEN,
             s->pcs_request == OSTROV_PCS_FORM && o->request != OSTROV_PCS_FORM &&
                 w->config.pcs_profile != OSTROV_PCS_PROFILE_A && o->open_told_s < 0.0199);
    break_it(w, BROKEN_INHIBIT,
             off && (switches || (s->pcs_request != OSTROV_PCS_UNKNOWN && !fire) ||
                     s->power_ratio > 0.0));
    break_it(w, BROKEN_FIRE,
             fire && (s->pcs_request != OSTROV_PCS_STOP ||
                      s->breaker_command == OSTROV_BREAKER_CLOSE || s->power_ratio > 0.0));
    o->request = s->pcs_request;
    o->command = s->breaker_command;
    judge_ranges(w);
}

/* Relay 25: lets the close coil through when its own measurement of both sides agrees. */
static int relay_refuses(const world *w)
{
    const plant *p = &w->plant;
    int live_bus = plant_bus_most(p) > LIVE_PU, live_grid = plant_grid_most(p) > LIVE_PU;
    double ahead_deg = 360.0 * (p->bus_hz - p->grid_hz) * p->site.close_s;
    if (!live_bus) {
        return !live_grid;
    }
    return !live_grid || fabs(plant_wrap(p->bus_deg + ahead_deg)) > w->config.sync_angle_deg ||
           fabs(p->bus_hz - p->grid_hz) > w->config.sync_slip_hz ||
           fabs(p->bus_pu[0] - p->grid_pu[0]) > w->config.sync_voltage_pu;
}

static void control(world *w)
{
    double dt_s = w->clock_s == 0.0 ? w->dt_s + w->stalled_s : w->clock_s;
    ostrov_status status = ostrov_grid_step(&w->grid, &w->sample, dt_s);
    break_it(w, BROKEN_REFUSED,
             w->clock_s == 0.0 && dt_s <= 1.0 && status != OSTROV_OK && status != OSTROV_DEGRADED);
    must(ostrov_grid_read(&w->grid, &w->state, sizeof w->state) == OSTROV_OK, "read");
    judge_wires(w, w->dt_s + w->stalled_s);
    w->clock_s = w->stalled_s = 0.0;
    w->wire = w->state;
}

void world_step(world *w)
{
    plant_instant before = w->plant.last;
    int before_closed = w->plant.closed;
    if (w->relay25 && w->wire.breaker_command == OSTROV_BREAKER_CLOSE &&
        w->plant.coil != OSTROV_BREAKER_CLOSE && relay_refuses(w)) {
        w->wire.breaker_command = OSTROV_BREAKER_HOLD;
        w->oracle.relay_blocked++;
    }
    plant_step(&w->plant, &w->wire, w->dt_s);
    judge_physics(w, &before, before_closed);
    if (w->stall_s > 0.0) {
        w->stall_s -= w->dt_s;
        w->stalled_s += w->dt_s;
        return;
    }
    if (w->down_s > 0.0) {
        w->down_s -= w->dt_s;
        w->oracle.command = OSTROV_BREAKER_HOLD;
        w->oracle.request = OSTROV_PCS_UNKNOWN;
        return;
    }
    plant_measure(&w->plant, &w->sample);
    control(w);
}

void world_run(world *w, double s)
{
    double until_s = w->plant.t_s + s - w->dt_s / 2;
    while (w->plant.t_s < until_s) {
        world_step(w);
    }
}

int world_until(world *w, int32_t mode, double most_s)
{
    double until_s = w->plant.t_s + most_s;
    while (w->state.mode != mode && w->plant.t_s < until_s) {
        world_step(w);
    }
    return w->state.mode == mode;
}

const char *world_broken_text(int kind)
{
    static const char *const text[BROKEN_KINDS] = {
        "two live sides joined outside the window",
        "a live site bus joined to a dead grid",
        "the PCS forming behind closed main contacts",
        "forming asked for though both contacts say closed",
        "a close commanded before the grid was good for its delay",
        "the neutral earthed twice: bond and breaker closed",
        "an island held without its earth bond",
        "forming asked for without two contacts saying open",
        "the breaker switched while its contacts contradicted each other",
        "something asked of a device while hands had to be off",
        "fire or emergency stop: the PCS asked to run or the breaker to close",
        "a command outside its range",
        "more than three closings within 10 s",
        "the battery gained more than PV and grid gave",
        "an error for a sane step",
    };
    return kind >= 0 && kind < BROKEN_KINDS ? text[kind] : "unknown";
}

int64_t world_broken_sum(const world *w)
{
    int64_t sum = 0;
    for (int i = 0; i < BROKEN_KINDS; i++) {
        sum += w->oracle.broken[i];
    }
    return sum;
}
