/* From the loss of the grid to a formed island, by PCS profile: what the machine adds, what the
 * load sees.
 *
 * Profiles come in turn: A (transfer switch of its own), B (restarts as a source), C (forming PCS
 * with a breaker), C with a planned leave, C with an earth bond. Losses: dead at once, a sag, one
 * phase gone, a step of frequency.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "run.h"
#include "world.h"

#include <math.h>
#include <stdio.h>

enum { KIND_A, KIND_B, KIND_C, KIND_PLANNED, KIND_C4, KINDS };
static const char *const kind_text[KINDS] = {"a", "b", "c", "c_planned", "c_bond"};
enum { LOW_V, HIGH_V, LOW_HZ, HIGH_HZ, NOT_FORMED, BROKEN };
/* Spreads: for each kind, KINDS of them in a row. */
enum { GAP = 0, DETECT = KINDS, FORMED = 2 * KINDS, TO_ISLAND = 3 * KINDS };
static const double widths[RUN_SPREADS] = {
    0.001, 0.01, 0.001, 0.001, 0.001, 0.001, 0.001, 0.001, 0.001, 0.001, /* GAP, DETECT */
    0.001, 0.01, 0.001, 0.001, 0.001, 0.001, 0.001, 0.001, 0.001, 0.001, /* FORMED, TO_ISLAND */
    1,     1,    1,     1};

typedef struct story {
    double lost_s;   /* the grid went */
    double open_s;   /* open commanded; A: the transfer switch moved */
    double formed_s; /* the site bus is back in its band, held by the PCS */
    double island_s; /* mode ISLAND */
    double dark_s;   /* the load without its band */
    double least_pu, most_pu, least_hz, most_hz; /* from ISLAND on */
} story;

static double bus_pu(const plant *p)
{
    return p->closed ? plant_bus_least(p) : plant_bus_least(p) - p->swing_pu;
}

static void lose(world *w, int kind, uint64_t *seed)
{
    plant *p = &w->plant;
    if (kind == KIND_PLANNED) {
        p->want_island = 1;
        return;
    }
    switch (run_one_of(seed, 5)) {
    case 0:
        plant_grid_set(p, run_between(seed, 0.25, 0.45));
        break;
    case 1:
        p->grid_pu[run_one_of(seed, 3)] = 0.0;
        break;
    default:
        plant_grid_set(p, 0.0);
        break;
    }
}

static void watch(story *s, const world *w)
{
    const plant *p = &w->plant;
    double pu = bus_pu(p);
    int in = pu >= 0.85 && plant_bus_most(p) <= 1.1;
    if (s->open_s < 0.0 && (w->state.breaker_command == OSTROV_BREAKER_OPEN || !p->closed)) {
        s->open_s = p->closed ? p->t_s : p->last.opened_at_s;
    }
    if (s->island_s < 0.0) {
        s->dark_s += in ? 0.0 : w->dt_s;
    }
    if (s->formed_s < 0.0 && p->forming && !p->closed && in) {
        s->formed_s = p->t_s;
    }
    if (s->island_s < 0.0 && w->state.mode == OSTROV_GRID_ISLAND) {
        s->island_s = p->t_s;
    }
    if (s->island_s >= 0.0) {
        s->least_pu = fmin(s->least_pu, pu);
        s->most_pu = fmax(s->most_pu, plant_bus_most(p) - p->swing_pu);
        s->least_hz = fmin(s->least_hz, p->bus_hz);
        s->most_hz = fmax(s->most_hz, p->bus_hz);
    }
}

static void make(world *w, int kind, uint64_t *seed)
{
    static const double steps_s[4] = {0.001, 0.002, 0.005, 0.01};
    static const int32_t profiles[KINDS] = {OSTROV_PCS_PROFILE_A, OSTROV_PCS_PROFILE_B,
                                            OSTROV_PCS_PROFILE_C, OSTROV_PCS_PROFILE_C,
                                            OSTROV_PCS_PROFILE_C};
    ostrov_grid_config c;
    plant_site site;
    world_config(&c, profiles[kind]);
    c.earth_bond = kind == KIND_C4;
    plant_site_defaults(&site, profiles[kind]);
    site.open_s = run_between(seed, 0.02, 0.08);
    if (kind == KIND_A) {
        site.restart_s = run_between(seed, 0.004, 0.012); /* research: 5–20 ms in all */
        site.rise_s = 0.002;
    } else if (kind == KIND_B) {
        site.restart_s = run_log_between(seed, 0.5, 8.0); /* research: 0.5–60 s */
    } else {
        site.obey_s = run_between(seed, 0.005, 0.025); /* by wire */
    }
    world_start(w, &c, &site, run_bits(seed));
    w->dt_s = steps_s[run_one_of(seed, kind == KIND_A ? 2 : 4)]; /* A: its own switch is faster */
    w->plant.sun_w = run_between(seed, 0.0, 60e3);
    w->plant.wished_w = run_between(seed, -40e3, 40e3);
    w->plant.tier_on[2] = run_one_of(seed, 2);
    world_run(w, run_between(seed, 1.0, 1.1));
}

static void one(run_tally *t, uint64_t seed)
{
    world w;
    int kind = (int)(t->run % KINDS);
    story s = {-1.0, -1.0, -1.0, -1.0, 0.0, 9.0, 0.0, 99.0, 0.0};
    double until_s = 0.0;
    make(&w, kind, &seed);
    lose(&w, kind, &seed);
    s.lost_s = w.plant.t_s;
    until_s = s.lost_s + (kind == KIND_PLANNED ? 60.0 : 20.0);
    while (w.plant.t_s < until_s) {
        world_step(&w);
        watch(&s, &w);
        if (s.island_s >= 0.0 && until_s > s.island_s + 10.0) {
            until_s = s.island_s + 5.0;
        }
        if (s.island_s >= 0.0 && w.plant.t_s > s.island_s + 2.0) {
            w.plant.tier_on[2] = 1; /* a load step in the island: 30 kW of 100 */
        }
        if (t->verbose) {
            printf("%.3f %s %s bus %.3f %.3f Hz\n", w.plant.t_s - s.lost_s,
                   ostrov_grid_mode_text(w.state.mode), ostrov_grid_reason_text(w.state.reason),
                   bus_pu(&w.plant), w.plant.bus_hz);
        }
    }
    run_count_many(t, BROKEN, world_broken_sum(&w));
    if (s.island_s < 0.0 || s.formed_s < 0.0) {
        run_count(t, NOT_FORMED);
        return;
    }
    run_value(t, GAP + kind, s.dark_s);
    run_value(t, DETECT + kind, s.open_s - s.lost_s);
    run_value(t, FORMED + kind,
              s.formed_s - (kind == KIND_A ? s.lost_s : w.plant.last.opened_at_s));
    run_value(t, TO_ISLAND + kind, s.island_s - s.formed_s);
    run_count_many(t, LOW_V, s.least_pu < 0.85);
    run_count_many(t, HIGH_V, s.most_pu > 1.10);
    run_count_many(t, LOW_HZ, s.least_hz < 47.5);
    run_count_many(t, HIGH_HZ, s.most_hz > 51.5);
}

static void report_kind(run_report *r, const run_tally *t, int kind)
{
    static const double goals_s[KINDS] = {0.020, NAN, 0.100, 0.100, 0.150};
    static const char *const what[KINDS] = {
        "grid lost to site bus in its band, by the PCS's own transfer switch",
        "contacts open to site bus in its band, as the device allows (0.5 to 8 s assumed)",
        "contacts open to site bus in its band (so open command plus breaker is added)",
        "contacts open to site bus in its band, planned leave",
        "the same with an earth bond that closes first: 100 ms and the bond's own 50 ms"};
    char name[64];
    snprintf(name, sizeof name, "transfer.%s.formed_most", kind_text[kind]);
    run_figure(r, name, t->spread[FORMED + kind].most, "s",
               isnan(goals_s[kind]) ? RUN_INFO : RUN_AT_MOST,
               isnan(goals_s[kind]) ? 0.0 : goals_s[kind] + 1e-9, what[kind]);
    snprintf(name, sizeof name, "transfer.%s.detect_p50", kind_text[kind]);
    run_figure(r, name, run_percentile(t, DETECT + kind, 50), "s", RUN_INFO, 0,
               kind == KIND_PLANNED ? "wish to open command, median"
                                    : "grid lost to open command, median");
    snprintf(name, sizeof name, "transfer.%s.gap_p50", kind_text[kind]);
    run_figure(r, name, run_percentile(t, GAP + kind, 50), "s", RUN_INFO, 0,
               "gap the load sees (voltage outside 0.85 to 1.10), median");
    snprintf(name, sizeof name, "transfer.%s.gap_most", kind_text[kind]);
    run_figure(r, name, t->spread[GAP + kind].most, "s", RUN_INFO, 0, "greatest gap");
    snprintf(name, sizeof name, "transfer.%s.to_island_most", kind_text[kind]);
    run_figure(r, name, t->spread[TO_ISLAND + kind].most, "s", RUN_INFO, 0,
               "site bus in its band to mode ISLAND, greatest");
}

static void report(run_report *r, const run_tally *t, int64_t runs)
{
    (void)runs;
    for (int kind = 0; kind < KINDS; kind++) {
        report_kind(r, t, kind);
    }
    run_figure_count(r, t, NOT_FORMED, "transfer.not_formed", RUN_AT_MOST, 0,
                     "losses without an island");
    run_figure_count(r, t, LOW_V, "transfer.voltage_low", RUN_AT_MOST, 0,
                     "runs below 0.85 pu once in ISLAND, a load step of 30 % included");
    run_figure_count(r, t, HIGH_V, "transfer.voltage_high", RUN_AT_MOST, 0, "runs above 1.10 pu");
    run_figure_count(r, t, LOW_HZ, "transfer.frequency_low", RUN_AT_MOST, 0, "runs below 47.5 Hz");
    run_figure_count(r, t, HIGH_HZ, "transfer.frequency_high", RUN_AT_MOST, 0,
                     "runs above 51.5 Hz");
    run_figure_count(r, t, BROKEN, "transfer.violations", RUN_AT_MOST, 0, "invariants broken");
}

int main(int argc, char **argv)
{
    const run_campaign c = {"transfer", 20000, NULL, one, report, widths};
    return run_main(argc, argv, &c);
}
