/* An hour of island, and how long the autonomy that is forecast then really lasts.
 *
 * One load tier, so that nothing is shed on the way. Loads and clouds wander; the host tells what a
 * host can know: the tier's usual power, and the sun it may count on, the mean of the usual day
 * until the battery would be at its reserve. Half of the runs are nights. The island ends by
 * itself, at the black-start reserve.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "run.h"
#include "world.h"
#include "year.h"

#include <math.h>
#include <stdio.h>

enum { ENDED, NOT_FORMED, NO_END, NO_WORD, WITHIN_NIGHT, WITHIN_DAY, NIGHTS, DAYS, BROKEN };
enum { NIGHT, DAY, HOURS };
static const double widths[RUN_SPREADS] = {0.1, 0.1, 0.01};

#define FORECAST_AFTER_S 3600.0
#define MOST_S (30.0 * 3600.0)
#define WITHIN_PERCENT 5.0

typedef struct day {
    double start_s; /* second of the year at which the grid was lost */
    double installed_w;
    double clearness; /* usual for this day */
    double cloud;     /* what the clouds do about it now */
    double swing;     /* what the load does about its usual power now */
} day;

static double sun_w(const day *d, double t_s, double cloud)
{
    return year_sun_w(d->start_s + t_s, d->installed_w, fmax(0.0, d->clearness + cloud));
}

/* Mean of the usual day from now until the battery would be empty at that mean. */
static double counted_on_w(const day *d, const plant *p, double reserve)
{
    double usable_wh = fmax(0.0, plant_gives_wh(p) * (plant_soc(p) - reserve) / plant_soc(p));
    double mean_w = 0.0;
    for (int i = 0; i < 8; i++) {
        double net_w = fmax(0.05 * p->site.tier_w[0], p->site.tier_w[0] - mean_w);
        double until_s = fmin(48.0 * 3600.0, 3600.0 * usable_wh / net_w);
        double sum_w = 0.0;
        for (int k = 0; k < 48; k++) {
            sum_w += sun_w(d, p->t_s + until_s * (k + 0.5) / 48.0, 0.0);
        }
        mean_w = 0.5 * (mean_w + sum_w / 48.0);
    }
    return mean_w;
}

/* Wander with a memory of time_s and a spread of sigma. */
static void wander(double *x, double sigma, double time_s, double dt_s, uint64_t *seed)
{
    *x += -*x * dt_s / time_s + sigma * sqrt(2.0 * dt_s / time_s) * run_normal(seed);
}

static void make(world *w, day *d, int night, uint64_t *seed)
{
    ostrov_grid_config c;
    plant_site site;
    world_config(&c, OSTROV_PCS_PROFILE_C);
    c.tier_count = 1;
    plant_site_defaults(&site, OSTROV_PCS_PROFILE_C);
    site.battery_wh = run_between(seed, 80e3, 250e3);
    site.tier_w[0] = run_between(seed, 8e3, 40e3);
    site.tier_w[1] = site.tier_w[2] = 0.0;
    world_start(w, &c, &site, run_bits(seed));
    w->plant.stored_wh = run_between(seed, 0.5, 1.0) * site.battery_wh;
    w->oracle.ledger_wh = w->plant.stored_wh;
    d->start_s = 86400.0 * floor(run_between(seed, 0.0, 365.0)) +
                 (night ? run_between(seed, 21.0, 23.0) : run_between(seed, 5.0, 16.0)) * 3600.0;
    d->installed_w = night ? 0.0 : run_between(seed, 5e3, 30e3);
    d->clearness = run_between(seed, 0.2, 0.9);
    d->cloud = d->swing = 0.0;
    world_run(w, 1.0);
    plant_grid_set(&w->plant, 0.0);
}

static void live(world *w, day *d, uint64_t *seed)
{
    plant *p = &w->plant;
    wander(&d->cloud, 0.15, 1200.0, w->dt_s, seed);
    wander(&d->swing, 0.08, 1800.0, w->dt_s, seed);
    p->load_scale = 1.0 + d->swing;
    p->sun_w = sun_w(d, p->t_s, d->cloud);
}

static void judge(run_tally *t, int night, double told_s, double lasted_s)
{
    double percent = 100.0 * fabs(told_s - lasted_s) / lasted_s;
    run_count(t, ENDED);
    run_count(t, night ? NIGHTS : DAYS);
    run_value(t, night ? NIGHT : DAY, percent);
    run_value(t, HOURS, lasted_s / 3600.0);
    if (percent <= WITHIN_PERCENT) {
        run_count(t, night ? WITHIN_NIGHT : WITHIN_DAY);
    }
    if (t->verbose) {
        printf("told %.0f s, lasted %.0f s: %.2f %%\n", told_s, lasted_s, percent);
    }
}

static void one(run_tally *t, uint64_t seed)
{
    world w;
    day d;
    int night = (int)(t->run % 2);
    double lost_s = 0.0, told_s = NAN, told_at_s = 0.0;
    make(&w, &d, night, &seed);
    lost_s = w.plant.t_s;
    if (!world_until(&w, OSTROV_GRID_ISLAND, 5.0)) {
        run_count(t, NOT_FORMED);
        return;
    }
    world_run(&w, 2.0);
    w.dt_s = 1.0;
    while (w.state.mode == OSTROV_GRID_ISLAND && w.plant.t_s - lost_s < MOST_S) {
        live(&w, &d, &seed);
        if (isnan(told_s) && w.plant.t_s - lost_s >= FORECAST_AFTER_S) {
            w.plant.pv_told_w = counted_on_w(&d, &w.plant, w.config.black_reserve_ratio);
            world_step(&w);
            told_s = w.state.autonomy_s;
            told_at_s = w.plant.t_s;
            continue;
        }
        world_step(&w);
    }
    run_count_many(t, BROKEN, world_broken_sum(&w));
    if (w.state.mode != OSTROV_GRID_SAFE_STOP || told_s >= 24.0 * 3600.0) {
        run_count(t, NO_END); /* the sun feeds it for ever, or nearly */
    } else if (isnan(told_s) || w.plant.t_s - told_at_s < 1800.0) {
        run_count(t, NO_WORD); /* too short to be asked */
    } else {
        judge(t, night, told_s, w.plant.t_s - told_at_s);
    }
}

static void report(run_report *r, const run_tally *t, int64_t runs)
{
    (void)runs;
    run_figure_count(r, t, BROKEN, "drill.violations", RUN_AT_MOST, 0, "invariants broken");
    run_figure_count(r, t, NOT_FORMED, "drill.not_formed", RUN_AT_MOST, 0,
                     "losses without an island");
    run_figure(r, "drill.night.median", run_percentile(t, NIGHT, 50), "%", RUN_AT_MOST,
               WITHIN_PERCENT, "error of the autonomy told after an hour, night, median");
    run_figure(r, "drill.night.p95", run_percentile(t, NIGHT, 95), "%", RUN_INFO, 0,
               "95th percentile of it");
    run_figure(r, "drill.night.within",
               100.0 * (double)t->count[WITHIN_NIGHT] / fmax(1.0, (double)t->count[NIGHTS]), "%",
               RUN_INFO, 0, "nights within 5 %");
    run_figure(r, "drill.day.median", run_percentile(t, DAY, 50), "%", RUN_AT_MOST, WITHIN_PERCENT,
               "the same with sun and wandering clouds, median");
    run_figure(r, "drill.day.p95", run_percentile(t, DAY, 95), "%", RUN_INFO, 0,
               "95th percentile of it");
    run_figure(r, "drill.day.within",
               100.0 * (double)t->count[WITHIN_DAY] / fmax(1.0, (double)t->count[DAYS]), "%",
               RUN_INFO, 0, "days within 5 %");
    run_figure(r, "drill.hours", run_mean(t, HOURS), "h", RUN_INFO, 0,
               "how long they lasted after the hour, mean");
    run_figure(r, "drill.no_end", (double)t->count[NO_END], "", RUN_INFO, 0,
               "islands that the sun feeds for a day or more: not judged");
    run_figure(r, "drill.too_short", (double)t->count[NO_WORD], "", RUN_INFO, 0,
               "islands with less than half an hour left after the hour: not judged");
}

int main(int argc, char **argv)
{
    const run_campaign c = {"drill", 2000, NULL, one, report, widths};
    return run_main(argc, argv, &c);
}
