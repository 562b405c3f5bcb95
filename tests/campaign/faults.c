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
#include "story.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

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
    BY_KIND,                        /* needless interruptions with this fault alone */
    BY_ROW = BY_KIND + STORY_KINDS, /* late rows of the declared table */
    RUNS_BY_KIND = BY_ROW + DECLARED_ROWS_MOST,
    NOT_BACK_BY_KIND = RUNS_BY_KIND + STORY_KINDS,
    COUNTS = NOT_BACK_BY_KIND + STORY_KINDS
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

static void count_supply(run_tally *t, const story *s, int moving)
{
    if (s->faults == 1) {
        run_count(t, RUNS_BY_KIND + s->fault[0].kind);
    }
    if (s->innocent && s->lit && s->most_dark_s > 0.3 && moving) {
        run_count(t, MOVING);
    } else if (s->innocent && s->lit && s->most_dark_s > 0.3) {
        run_count(t, NEEDLESS);
        run_count_many(t, BY_KIND + s->fault[0].kind, s->faults == 1);
    }
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
    story_write(&s, &w, &seed);
    until_s = story_ends_s(&s, w.plant.t_s);
    for (int i = 0; i < s.faults && t->verbose; i++) {
        printf("# %s how %d from %.3f to %.3f\n", story_text[s.fault[i].kind], s.fault[i].how,
               s.fault[i].from_s, s.fault[i].until_s);
    }
    while (w.plant.t_s < until_s) {
        story_act(&w, &s);
        world_step(&w);
        trace(t, &w);
        moving |= moves_blind(&w);
        if (w.state.mode == OSTROV_GRID_LOCKOUT && !locked) {
            locked = 1;
            run_count(t, LOCKOUTS);
            run_count_many(t, LOCKOUT_NO_PERSON, !needs_person(&s));
        }
    }
    count_supply(t, &s, moving);
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
    for (int i = 0; i < STORY_KINDS; i++) {
        if (t->count[BY_KIND + i] + t->count[NOT_BACK_BY_KIND + i] > 0) {
            snprintf(name, sizeof name, "faults.needless.%s", story_text[i]);
            run_figure_count(r, t, BY_KIND + i, name, RUN_AT_MOST, 0,
                             "of these, with this fault alone");
            snprintf(name, sizeof name, "faults.not_back.%s", story_text[i]);
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
