/* Random synchronisations: where do the contacts meet, and is the first usable window taken?
 *
 * A run starts from a prepared copy of a world, just before SYNC, with an angle, slip, voltage
 * difference, meter noise, age, step and breaker of its own. The truth is the plant's.
 *
 * Usable, by the physics with the spread known: an instant is usable when the true slip, angle and
 * voltage difference have been inside the window for the dwell, with three sigmas of the meter's
 * noise to spare, and a close commanded now would meet within 2° for every closing time that the
 * breaker may have, at the slip of now and its rate of change. A window is a run of usable instants
 * of at least two steps and 20 ms. It is taken when the close is commanded before it ends.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "run.h"
#include "world.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define FINE_DEG 2.0
#define MOST_S 180.0

enum { KINDS = 16, COPIES = 4, BANK = KINDS * COPIES };

enum {
    OUTSIDE,
    FINE_MISSED,
    NONE,
    CLOSED,
    UNSTEERED,
    UNSTEERED_CLOSED,
    UNSTEERED_FINE_MISSED,
    WINDOW_SEEN,
    WINDOW_LOST,
    FREE_SEEN,
    FREE_LOST,
    STEPS,
    BROKEN,
    UNSTEERED_NONE
};
enum { ANGLE, ANGLE_FREE, TOOK, TOOK_FREE, SLIP };
static const double widths[RUN_SPREADS] = {0.01, 0.01, 0.1, 0.1, 0.0001};

static world bank[BANK]; /* just before SYNC */
static world
    settled[BANK]; /* in SYNC, the PCS's offset learned, the angle held away from the window */

static void characters(plant_site *s, uint64_t *seed)
{
    s->follow_s = run_between(seed, 0.05, 0.5);
    s->offset_hz = run_between(seed, -0.05, 0.05);
    /* Noise ends at 3.5 sigma: up to what IEEE C37.118.1 allows class P, 1 % TVE and 5 mHz. */
    s->noise_deg = run_between(seed, 0.0, 0.16);
    s->noise_hz = run_between(seed, 0.0, 0.0014);
    s->noise_pu = run_between(seed, 0.0, 0.0028);
    s->age_s = run_between(seed, 0.0, 0.02);
}

/* Islanded with the grid back, some closings behind it, and 50 ms before SYNC. */
static void prepare_one(world *w, int which)
{
    static const double close_s[4] = {0.04, 0.06, 0.08, 0.12};
    static const int learned[4] = {0, 1, 4, 12};
    ostrov_grid_config c;
    plant_site site;
    uint64_t seed = (uint64_t)which;
    world_config(&c, OSTROV_PCS_PROFILE_C);
    plant_site_defaults(&site, OSTROV_PCS_PROFILE_C);
    c.tier_count = 0; /* loads stay as the run sets them */
    c.return_delay_s = 1.0;
    c.ramp_s = 0.5;
    site.close_s = c.breaker_close_s = close_s[which % 4];
    c.sync_dwell_s = which % KINDS < 8 ? 0.1 : 0.3;
    characters(&site, &seed);
    world_start(w, &c, &site, seed);
    for (int i = 0; i <= learned[which / 4 % 4]; i++) {
        if (!world_until(w, OSTROV_GRID_GRID, 60.0)) {
            fprintf(stderr, "sync: not prepared\n");
        }
        world_run(w, 1.0);
        plant_grid_set(&w->plant, 0.0);
        (void)world_until(w, OSTROV_GRID_ISLAND, 5.0);
        world_run(w, 1.0);
        plant_grid_set(&w->plant, 1.0);
        (void)world_until(w, OSTROV_GRID_OBSERVE, 5.0);
    }
    w->dt_s = 0.001;
    while (w->state.mode == OSTROV_GRID_OBSERVE && !(w->state.left_s <= 0.05)) {
        world_step(w);
    }
}

static void settle(world *w)
{
    double began_s = w->plant.t_s;
    w->dt_s = 0.01;
    while (w->plant.t_s - began_s < 15.0) {
        w->plant.bus_deg = 40.0;
        world_step(w);
    }
}

static void prepare(void)
{
    for (int i = 0; i < BANK; i++) {
        prepare_one(&bank[i], i);
        settled[i] = bank[i];
        settle(&settled[i]);
    }
}

typedef struct usable {
    double held_s;   /* the true window has held */
    double slip_hz;  /* of the last step */
    double usable_s; /* usable instants in a row */
    int steps;
    int seen; /* a usable window has been */
    int lost; /* and has gone by without a command */
} usable;

static void look(usable *u, const world *w)
{
    const plant *p = &w->plant;
    const plant_site *s = &p->site;
    double slip_hz = p->bus_hz - p->grid_hz;
    double apart_pu = fabs(p->bus_pu[0] - p->swing_pu - p->grid_pu[0]);
    double rate_hz_s = u->held_s > 0.0 ? (slip_hz - u->slip_hz) / w->dt_s : 0.0;
    double soon_s = s->close_s * (1.0 - s->close_scatter);
    double late_s = s->close_s * (1.0 + s->close_scatter);
    double lo = p->bus_deg + 360.0 * (slip_hz + rate_hz_s * soon_s / 2.0) * soon_s;
    double hi = p->bus_deg + 360.0 * (slip_hz + rate_hz_s * late_s / 2.0) * late_s;
    int in = fabs(slip_hz) <= w->config.sync_slip_hz - 3.0 * 1.5 * s->noise_hz &&
             fabs(p->bus_deg) <= w->config.sync_angle_deg - 3.0 * s->noise_deg &&
             apart_pu <= w->config.sync_voltage_pu - 3.0 * 1.5 * s->noise_pu;
    int now = 0;
    u->held_s = in ? u->held_s + w->dt_s : 0.0;
    u->slip_hz = slip_hz;
    now = u->held_s >= w->config.sync_dwell_s + s->age_s + 2.0 * w->dt_s && fabs(lo) <= FINE_DEG &&
          fabs(hi) <= FINE_DEG;
    if (now) {
        u->usable_s += w->dt_s;
        u->steps++;
        u->seen |= u->steps >= 2 && u->usable_s >= 0.02;
    } else {
        u->lost |= u->seen;
        u->usable_s = 0.0;
        u->steps = 0;
    }
}

/* From the prepared copy with another grid, slip, voltage and angle; the steering starts from
 * nothing. */
static void scatter(world *w, uint64_t *seed)
{
    plant *p = &w->plant;
    characters(&p->site, seed);
    p->tier_on[2] = run_one_of(seed, 2);
    p->grid_hz = run_between(seed, 49.6, 50.05);
    plant_grid_set(p, run_between(seed, 0.93, 1.06));
    p->bus_hz = p->grid_hz + run_between(seed, -0.1, 0.1);
    p->bus_pu[0] = p->bus_pu[1] = p->bus_pu[2] = p->grid_pu[0] + run_between(seed, -0.04, 0.04);
    p->bus_deg = run_one_of(seed, 4) == 0 ? run_between(seed, -180.0, 180.0)
                                          : run_between(seed, -25.0, 25.0);
}

/* From the settled copy: the angle comes inside the window, with what slip the steering may leave.
 */
static void bring_near(world *w, uint64_t *seed)
{
    plant *p = &w->plant;
    p->bus_deg = run_between(seed, 2.0, 8.0) * (run_one_of(seed, 2) ? 1.0 : -1.0);
    p->bus_hz += run_between(seed, -0.05, 0.05);
}

/* A PCS that keeps its own frequency: the angle sweeps through the window by itself. */
static void let_go(world *w, uint64_t *seed)
{
    plant *p = &w->plant;
    plant_site *s = &p->site;
    double slip_hz = run_between(seed, 0.01, 0.09) * (run_one_of(seed, 2) ? 1.0 : -1.0);
    double load_w =
        p->site.tier_w[0] + p->site.tier_w[1] + (p->tier_on[2] ? p->site.tier_w[2] : 0.0);
    double enter_s = run_between(seed, 0.2, 1.5);
    s->obeys_targets = 0;
    s->wander_hz = 0.0;
    s->offset_hz = p->grid_hz + slip_hz - s->nominal_hz + s->droop_hz * load_w / s->rated_w;
    plant_grid_set(p, run_between(seed, 0.97, 1.03));
    p->bus_pu[0] = p->bus_pu[1] = p->bus_pu[2] = 1.0;
    p->drift_hz = 0.0;
    p->bus_hz = p->grid_hz + slip_hz;
    p->bus_deg = plant_wrap(-(slip_hz > 0.0 ? 1.0 : -1.0) *
                            (w->config.sync_angle_deg + 360.0 * fabs(slip_hz) * enter_s));
}

/* Nothing is decided far from the zero crossing: coarse steps are enough there. */
static double step_for(const world *w, double fine_s)
{
    double far_deg = w->plant.site.obeys_targets ? 4.0 : w->config.sync_angle_deg + 3.0;
    return w->state.mode == OSTROV_GRID_SYNC && fabs(w->plant.bus_deg) > far_deg ? 0.02 : fine_s;
}

static void count(run_tally *t, const world *w, const usable *u, int unsteered, double took_s)
{
    double deg = fabs(w->plant.last.deg);
    run_count(t, unsteered ? UNSTEERED_CLOSED : CLOSED);
    run_value(t, unsteered ? ANGLE_FREE : ANGLE, deg);
    run_value(t, unsteered ? TOOK_FREE : TOOK, took_s);
    run_value(t, SLIP, fabs(w->plant.last.slip_hz));
    if (deg > FINE_DEG) {
        run_count(t, unsteered ? UNSTEERED_FINE_MISSED : FINE_MISSED);
    }
    if (u->seen) {
        run_count(t, unsteered ? FREE_SEEN : WINDOW_SEEN);
        run_count_many(t, unsteered ? FREE_LOST : WINDOW_LOST, u->lost);
    }
}

static void one(run_tally *t, uint64_t seed)
{
    int kind = run_one_of(&seed, 100);
    int which = run_one_of(&seed, BANK);
    int unsteered = kind == 0;
    world w = kind < 2 ? bank[which] : settled[which];
    double fine_s = run_between(&seed, 0.001, 0.02);
    int32_t closings = w.plant.last.closings;
    double began_s = w.plant.t_s;
    int64_t steps = 0;
    int commanded = 0;
    usable u;
    memset(&u, 0, sizeof u);
    w.plant.seed = run_bits(&seed);
    w.plant.site.wander_hz = run_between(&seed, 0.0, 0.01);
    if (kind < 2) {
        scatter(&w, &seed);
    } else {
        bring_near(&w, &seed);
    }
    if (unsteered) {
        let_go(&w, &seed);
    }
    run_count_many(t, UNSTEERED, unsteered);
    while (w.plant.last.closings == closings && w.plant.t_s - began_s < MOST_S) {
        w.dt_s = step_for(&w, fine_s);
        world_step(&w);
        steps++;
        commanded |= w.state.breaker_command == OSTROV_BREAKER_CLOSE;
        if (!commanded) {
            look(&u, &w);
        }
        if (t->verbose) {
            printf("%.4f %s deg %.3f slip %.4f apart %.4f blocked %s usable %.3f\n",
                   w.plant.t_s - began_s, ostrov_grid_mode_text(w.state.mode), w.plant.bus_deg,
                   w.plant.bus_hz - w.plant.grid_hz, w.plant.bus_pu[0] - w.plant.grid_pu[0],
                   ostrov_grid_reason_text(w.state.blocked), u.usable_s);
        }
    }
    run_count_many(t, STEPS, steps);
    run_count_many(t, BROKEN, world_broken_sum(&w));
    run_count_many(t, OUTSIDE, w.oracle.broken[BROKEN_CONTACT]);
    if (w.plant.last.closings == closings) {
        run_count(t, unsteered ? UNSTEERED_NONE : NONE);
        return;
    }
    count(t, &w, &u, unsteered, w.plant.t_s - began_s);
}

static double share(const run_tally *t, int of, int in)
{
    return t->count[in] == 0 ? NAN : 100.0 * (double)t->count[of] / (double)t->count[in];
}

static void report(run_report *r, const run_tally *t, int64_t runs)
{
    (void)runs;
    run_figure_count(r, t, OUTSIDE, "sync.outside", RUN_AT_MOST, 0,
                     "contacts of two live sides outside the window (10°, 0.1 Hz, 5 %)");
    run_figure_count(r, t, BROKEN, "sync.violations", RUN_AT_MOST, 0,
                     "invariants broken, all kinds");
    run_figure_most(r, t, ANGLE, "sync.angle_most", "deg", FINE_DEG,
                    "greatest angle at contact, island steered, slip within 0.1 Hz");
    run_figure(r, "sync.beyond_2deg", (double)t->count[FINE_MISSED], "", RUN_INFO, 0,
               "contacts beyond 2°, island steered");
    run_figure(r, "sync.angle_p99", run_percentile(t, ANGLE, 99.0), "deg", RUN_INFO, 0,
               "99th percentile of it");
    run_figure(r, "sync.first_window", 100.0 - share(t, WINDOW_LOST, WINDOW_SEEN), "%",
               RUN_AT_LEAST, 99.0, "first usable window taken, island steered");
    run_figure_count(r, t, NONE, "sync.none", RUN_AT_MOST, 0,
                     "runs without a closing in 180 s, island steered");
    run_figure(r, "sync.took_p50", run_percentile(t, TOOK, 50.0), "s", RUN_INFO, 0,
               "start to contact, median");
    run_figure(r, "sync.took_p99", run_percentile(t, TOOK, 99.0), "s", RUN_INFO, 0,
               "99th percentile of it");
    run_figure_most(
        r, t, ANGLE_FREE, "sync.unsteered.angle_most", "deg", 10.0,
        "greatest angle at contact, PCS that keeps its own frequency (0.01 to 0.09 Hz)");
    run_figure(r, "sync.unsteered.within_2deg",
               100.0 - share(t, UNSTEERED_FINE_MISSED, UNSTEERED_CLOSED), "%", RUN_INFO, 0,
               "of these, contacts within 2°");
    run_figure(r, "sync.unsteered.first_window", 100.0 - share(t, FREE_LOST, FREE_SEEN), "%",
               RUN_AT_LEAST, 99.0, "of these, first usable window taken");
    run_figure(r, "sync.unsteered.none",
               100.0 * (double)t->count[UNSTEERED_NONE] / fmax(1.0, (double)t->count[UNSTEERED]),
               "%", RUN_INFO, 0,
               "of these, no closing in 180 s: the window is through before the dwell");
    run_figure(r, "sync.unsteered.took_p99", run_percentile(t, TOOK_FREE, 99.0), "s", RUN_INFO, 0,
               "start to contact, 99th percentile");
    run_figure(r, "sync.steps", (double)t->count[STEPS], "", RUN_INFO, 0, "steps of the machine");
}

int main(int argc, char **argv)
{
    const run_campaign c = {"sync", 10000000, prepare, one, report, widths};
    return run_main(argc, argv, &c);
}
