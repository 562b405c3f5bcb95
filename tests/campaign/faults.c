/* Seeded faults: whatever breaks, lies, is late or silent, the invariants hold, the fault ends in
 * its declared state within its bound, and a healed station comes back.
 *
 * Every fifth run takes a row of the declared table; the others break one to three things at
 * random, from every mode, with the grid going and coming and people at the inhibits. Nothing gives
 * the station energy but its PV on a live bus and the grid: a walk that needs more does not get it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "declared.h"
#include "run.h"
#include "stations.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    KIND_STUCK,
    KIND_DEAF,
    KIND_SLOW,
    KIND_BOND,
    KIND_CONTACT_A,
    KIND_CONTACT_B,
    KIND_PCS_DEAF,
    KIND_PCS_BROKEN,
    KIND_PCS_SILENT,
    KIND_GRID_METER,
    KIND_BUS_METER,
    KIND_SOC,
    KIND_RECEIVER,
    KIND_PLANNER,
    KIND_CLOCK,
    KIND_STALL,
    KIND_RESTART,
    KINDS
};
static const char *const kind_text[KINDS] = {
    "breaker_stuck",   "breaker_deaf",   "breaker_slow", "bond_stuck", "contact_a", "contact_b",
    "pcs_deaf",        "pcs_broken",     "pcs_silent",   "grid_meter", "bus_meter", "soc_unknown",
    "receiver_silent", "planner_silent", "clock",        "stall",      "restart"};

enum {
    BROKEN_FROM = 0, /* a count for each invariant */
    NOT_BACK = BROKEN_KINDS,
    NEEDLESS,
    MOVING,
    LOCKOUTS,
    LOCKOUT_NO_PERSON,
    MISLED_BLOCKED,
    DECLARED,
    DECLARED_LATE,
    DECLARED_DARK,
    ISLANDS,
    BY_KIND,                  /* needless interruptions with this fault alone */
    BY_ROW = BY_KIND + KINDS, /* late rows of the declared table */
    RUNS_BY_KIND = BY_ROW + DECLARED_ROWS_MOST,
    NOT_BACK_BY_KIND = RUNS_BY_KIND + KINDS,
    COUNTS = NOT_BACK_BY_KIND + KINDS
};
_Static_assert((int)COUNTS <= (int)RUN_COUNTS, "counts do not fit");
enum { BACK, DECLARED_TOOK };
static const double widths[RUN_SPREADS] = {0.5, 0.05, 1};

enum { PROFILES = 2 };
static const int32_t profiles[PROFILES] = {OSTROV_PCS_PROFILE_C, OSTROV_PCS_PROFILE_B};
static world ready[PROFILES][STATIONS_MODES];
static int is_ready[PROFILES][STATIONS_MODES];

static void prepare(void)
{
    for (int k = 0; k < PROFILES; k++) {
        for (int32_t mode = OSTROV_GRID_BOOT; mode < STATIONS_MODES; mode++) {
            is_ready[k][mode] = stations_bring(&ready[k][mode], profiles[k], mode, (uint64_t)mode);
            if (!is_ready[k][mode] &&
                !(profiles[k] == OSTROV_PCS_PROFILE_B && mode == OSTROV_GRID_SYNC)) {
                printf("SKIP faults from %s: the station did not get there\n",
                       ostrov_grid_mode_text(mode));
            }
        }
    }
}

typedef struct episode {
    int kind;
    int how;
    double from_s;
    double until_s;
    int begun;
} episode;

/* What else happens: the grid comes and goes, a person turns a key. */
typedef struct story {
    episode fault[3];
    int faults;
    double grid_at_s;
    double grid_pu;
    double inhibit_at_s;
    double inhibit_until_s;
    uint32_t inhibit;
    double dark_s;
    double most_dark_s;
    int innocent; /* only faults of measuring, talking and thinking, and the grid stays as it is */
    int lit;      /* the load was supplied when the story began */
} story;

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

static void write_story(story *s, const world *w, uint64_t *seed)
{
    memset(s, 0, sizeof *s);
    s->faults = run_one_of(seed, 3) == 0 ? 2 + run_one_of(seed, 2) : 1;
    s->innocent = 1;
    for (int i = 0; i < s->faults; i++) {
        episode *e = &s->fault[i];
        e->kind = run_one_of(seed, KINDS);
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

static void act(world *w, story *s)
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

static double ends_s(const story *s, double from_s)
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

static void trace(const run_tally *t, const world *w)
{
    if (t->verbose) {
        printf("%.3f %s (%s) blocked %s cmd %d pcs %d/%d a%d b%d closed %d bond %d/%d bus %.2f "
               "grid %.2f deg %.1f soc %.3f broken %lld\n",
               w->plant.t_s, ostrov_grid_mode_text(w->state.mode),
               ostrov_grid_reason_text(w->state.reason), ostrov_grid_reason_text(w->state.blocked),
               w->wire.breaker_command, w->wire.pcs_request, w->plant.pcs, w->sample.breaker_closed,
               w->sample.breaker_open, w->plant.closed, w->plant.bond, w->wire.bond_command,
               plant_bus_least(&w->plant), plant_grid_least(&w->plant), w->plant.bus_deg,
               plant_soc(&w->plant), (long long)world_broken_sum(w));
    }
}

/* Healed: hardware repaired, grid good, keys back, nothing wished. A person resets what waits for
 * one. */
static int comes_back(run_tally *t, world *w, int lockout_reset)
{
    plant *p = &w->plant;
    double from_s = p->t_s, locked_s = 0.0;
    memset(&p->faults, 0, sizeof p->faults);
    plant_grid_set(p, 1.0);
    p->grid_hz = 50.0;
    p->inhibits = 0;
    p->want_island = 0;
    p->permit_return = 1;
    while (p->t_s - from_s < 400.0 && w->state.mode != OSTROV_GRID_GRID) {
        world_step(w);
        trace(t, w);
        if (p->t_s - from_s > 10.0 && w->wire.breaker_command != OSTROV_BREAKER_TRIP_UPSTREAM) {
            p->upstream_open = 0; /* somebody closes the breaker above */
        }
        locked_s = w->state.mode == OSTROV_GRID_LOCKOUT || w->state.mode == OSTROV_GRID_SAFE_STOP ||
                           w->state.mode == OSTROV_GRID_DEAD || w->state.mode == OSTROV_GRID_BOOT
                       ? locked_s + w->dt_s
                       : 0.0;
        p->reset = lockout_reset && locked_s > 15.0 && fmod(locked_s, 2.0) < 0.2;
    }
    p->reset = 0;
    run_value(t, BACK, p->t_s - from_s);
    return w->state.mode == OSTROV_GRID_GRID && p->closed;
}

static int needs_person(const story *s)
{
    for (int i = 0; i < s->faults; i++) {
        if (s->fault[i].kind <= KIND_CONTACT_B) {
            return 1;
        }
    }
    return s->inhibit == OSTROV_INHIBIT_E_STOP;
}

static void add_up(run_tally *t, const world *w)
{
    for (int i = 0; i < BROKEN_KINDS; i++) {
        run_count_many(t, BROKEN_FROM + i, w->oracle.broken[i]);
    }
    run_count_many(t, MISLED_BLOCKED, w->oracle.relay_blocked);
}

/* A contact broke while the breaker moved: that cannot be told from a breaker that hangs, which
 * opens. */
static int moves_blind(const world *w)
{
    int32_t mode = w->state.mode;
    return (w->plant.faults.contact_a || w->plant.faults.contact_b) &&
           (mode == OSTROV_GRID_CLOSING || mode == OSTROV_GRID_OPENING);
}

static void at_random(run_tally *t, uint64_t seed)
{
    static const double steps_s[4] = {0.005, 0.01, 0.01, 0.02};
    int k = run_one_of(&seed, PROFILES);
    int32_t mode = OSTROV_GRID_BOOT + run_one_of(&seed, STATIONS_MODES - OSTROV_GRID_BOOT);
    world w;
    story s;
    double until_s = 0.0;
    int locked = 0, back = 0, moving = 0;
    if (!is_ready[k][mode]) {
        mode = OSTROV_GRID_GRID;
    }
    w = ready[k][mode];
    locked = mode == OSTROV_GRID_LOCKOUT || mode == OSTROV_GRID_BACKUP_OPEN;
    w.plant.seed = run_bits(&seed);
    w.dt_s = steps_s[run_one_of(&seed, 4)];
    write_story(&s, &w, &seed);
    until_s = ends_s(&s, w.plant.t_s);
    for (int i = 0; i < s.faults && t->verbose; i++) {
        printf("# %s how %d from %.3f to %.3f\n", kind_text[s.fault[i].kind], s.fault[i].how,
               s.fault[i].from_s, s.fault[i].until_s);
    }
    while (w.plant.t_s < until_s) {
        act(&w, &s);
        world_step(&w);
        trace(t, &w);
        moving |= moves_blind(&w);
        if (w.state.mode == OSTROV_GRID_LOCKOUT && !locked) {
            locked = 1;
            run_count(t, LOCKOUTS);
            run_count_many(t, LOCKOUT_NO_PERSON, !needs_person(&s));
        }
    }
    if (s.faults == 1) {
        run_count(t, RUNS_BY_KIND + s.fault[0].kind);
    }
    if (s.innocent && s.lit && s.most_dark_s > 0.3 && moving) {
        run_count(t, MOVING);
    } else if (s.innocent && s.lit && s.most_dark_s > 0.3) {
        run_count(t, NEEDLESS);
        run_count_many(t, BY_KIND + s.fault[0].kind, s.faults == 1);
    }
    back = comes_back(t, &w, 1);
    run_count_many(t, NOT_BACK, !back);
    run_count_many(t, NOT_BACK_BY_KIND + s.fault[0].kind, !back && s.faults == 1);
    add_up(t, &w);
}

/* A row of the declared table: the mode it ends in, within its bound, and whether the load keeps
 * its light. */
static void as_declared(run_tally *t, uint64_t seed)
{
    int row = run_one_of(&seed, declared_rows);
    const declared *d = &declared_table[row];
    world w = ready[d->profile_b][d->from];
    double from_s = 0.0, dark_s = 0.0, took_s = -1.0;
    if (!is_ready[d->profile_b][d->from]) {
        run_count(t, BY_ROW + row);
        return;
    }
    w.plant.seed = run_bits(&seed);
    w.dt_s = run_one_of(&seed, 2) ? 0.01 : 0.005;
    world_run(&w, d->from == OSTROV_GRID_GRID || d->from == OSTROV_GRID_ISLAND
                      ? run_between(&seed, 0.0, 0.5)
                      : 0.0);
    declared_begin(d, &w);
    from_s = w.plant.t_s;
    run_count(t, DECLARED);
    while (w.plant.t_s - from_s < (d->bound_s > 0.0 ? d->bound_s + 3.0 : 15.0)) { /* and stays */
        int there = 0;
        world_step(&w);
        trace(t, &w);
        dark_s += plant_bus_least(&w.plant) < 0.5 ? w.dt_s : 0.0;
        there = (d->ends_in >> w.state.mode) & 1;
        took_s = there ? (took_s < 0.0 ? w.plant.t_s - from_s : took_s) : -1.0;
    }
    if (took_s < 0.0 || took_s > d->bound_s + 2.0 * w.dt_s) {
        run_count(t, DECLARED_LATE);
        run_count(t, BY_ROW + row);
    } else {
        run_value(t, DECLARED_TOOK, took_s);
    }
    run_count_many(t, DECLARED_DARK, d->lit && dark_s > 0.0);
    if (d->lit && dark_s > 0.0) {
        run_count(t, BY_ROW + row);
    }
    run_count_many(t, NOT_BACK, !comes_back(t, &w, 1));
    add_up(t, &w);
}

static void one(run_tally *t, uint64_t seed)
{
    if (t->run % 5 == 0) {
        as_declared(t, seed);
    } else {
        at_random(t, seed);
    }
}

static void report_kinds(run_report *r, const run_tally *t)
{
    char name[64];
    for (int i = 0; i < KINDS; i++) {
        if (t->count[BY_KIND + i] + t->count[NOT_BACK_BY_KIND + i] > 0) {
            snprintf(name, sizeof name, "faults.needless.%s", kind_text[i]);
            run_figure_count(r, t, BY_KIND + i, name, RUN_AT_MOST, 0,
                             "of these, with this fault alone");
            snprintf(name, sizeof name, "faults.not_back.%s", kind_text[i]);
            run_figure_count(r, t, NOT_BACK_BY_KIND + i, name, RUN_AT_MOST, 0,
                             "not back, with this fault alone");
        }
    }
    for (int i = 0; i < declared_rows; i++) {
        if (t->count[BY_ROW + i] > 0) {
            snprintf(name, sizeof name, "faults.declared.row%d", i);
            run_figure_count(r, t, BY_ROW + i, name, RUN_AT_MOST, 0, declared_table[i].name);
        }
    }
}

static void report(run_report *r, const run_tally *t, int64_t runs)
{
    char name[64];
    (void)runs;
    for (int i = 0; i < BROKEN_KINDS; i++) {
        snprintf(name, sizeof name, "faults.invariant%02d", i + 1);
        run_figure_count(r, t, BROKEN_FROM + i, name, RUN_AT_MOST, 0, world_broken_text(i));
    }
    run_figure(r, "faults.declared_runs", (double)t->count[DECLARED], "", RUN_INFO, 0,
               "runs by the declared table");
    run_figure_count(
        r, t, DECLARED_LATE, "faults.declared_late", RUN_AT_MOST, 0,
        "faults that did not end in their declared state within their bound, and stay there");
    run_figure_count(r, t, DECLARED_DARK, "faults.declared_dark", RUN_AT_MOST, 0,
                     "faults that took the load's supply though declared not to");
    run_figure_count(r, t, NEEDLESS, "faults.needless", RUN_AT_MOST, 0,
                     "supply lost by a fault of measuring, talking or thinking alone");
    run_figure_count(r, t, MOVING, "faults.needless_moving", RUN_INFO, 0,
                     "supply lost because a contact broke while the breaker moved");
    run_figure_count(r, t, LOCKOUT_NO_PERSON, "faults.lockout_without_cause", RUN_AT_MOST, 0,
                     "lock-outs without a fault of breaker or contacts");
    run_figure(r, "faults.lockouts", (double)t->count[LOCKOUTS], "", RUN_INFO, 0,
               "lock-outs, all causes");
    run_figure_count(r, t, NOT_BACK, "faults.not_back", RUN_AT_MOST, 0,
                     "healed stations not on the grid again within 400 s");
    run_figure(r, "faults.back_p50", run_percentile(t, BACK, 50), "s", RUN_INFO, 0,
               "healed to GRID, median");
    run_figure(r, "faults.back_p99", run_percentile(t, BACK, 99), "s", RUN_INFO, 0,
               "99th percentile of it");
    run_figure(r, "faults.relay_blocked", (double)t->count[MISLED_BLOCKED], "", RUN_INFO, 0,
               "closes asked for on a frozen meter that the synchro-check relay refused");
    report_kinds(r, t);
}

int main(int argc, char **argv)
{
    const run_campaign c = {"faults", 100000, prepare, one, report, widths};
    return run_main(argc, argv, &c);
}
