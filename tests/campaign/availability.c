/* Station-years of outages and faults: what a careful controller costs in supply.
 *
 * A refusing controller is safe and useless: beside the violations stand needless interruptions,
 * failed returns, lock-outs and breaker operations. One run is one station-year. Steps are 10 ms
 * around transitions and events, 1 s in steady modes (0.1 s in DEAD); a station that has been in
 * GRID for 15 min with nothing broken is skipped to the next event, since equal samples change
 * nothing there but its clock.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "run.h"
#include "watch.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double widths[RUN_SPREADS] = {1.0, 0.01};
static void grid_as_told(station *s)
{
    plant *p = &s->w.plant;
    if (s->active[YEAR_OUTAGE] > 0 || s->active[YEAR_SHORT] > 0) {
        plant_grid_set(p, 0.0);
    } else if (s->active[YEAR_DIP] == 0) {
        plant_grid_set(p, 1.0);
    }
    if (s->active[YEAR_FREQUENCY] == 0) {
        p->grid_hz = p->site.nominal_hz;
    }
}

static void begin_fault(station *s, const year_event *e)
{
    plant_faults *f = &s->w.plant.faults;
    int on = s->active[e->kind] > 0;
    switch (e->kind) {
    case YEAR_GRID_METER:
        f->grid_meter = on ? 1 + e->which % 3 : 0;
        break;
    case YEAR_BUS_METER:
        f->bus_meter = on ? 1 + e->which % 3 : 0;
        break;
    case YEAR_CONTACT:
        f->contact_a = on && e->which % 2 ? 1 + e->which / 2 % 4 : 0;
        f->contact_b = on && e->which % 2 == 0 ? 1 + e->which / 2 % 4 : 0;
        break;
    case YEAR_BREAKER:
        f->breaker_stuck = on;
        break;
    case YEAR_PCS_BROKEN:
        f->pcs_broken = on;
        break;
    case YEAR_PCS_DEAF:
        f->pcs_deaf = on;
        break;
    case YEAR_PCS_SILENT:
        f->pcs_silent = on;
        break;
    case YEAR_RECEIVER:
        f->receiver_silent = on;
        break;
    case YEAR_PLANNER:
        f->planner_silent = on;
        break;
    default:
        break;
    }
}

static void happen(station *s, run_tally *t, const year_event *e)
{
    plant *p = &s->w.plant;
    s->active[e->kind] += e->on ? 1 : -1;
    switch (e->kind) {
    case YEAR_DIP:
        if (e->on && plant_grid_least(p) > 0.9) {
            if (e->which % 3 == 0) {
                plant_grid_set(p, e->a);
            } else {
                p->grid_pu[e->which % 3] = e->a;
            }
            run_count(t, DIPS);
        }
        break;
    case YEAR_FREQUENCY:
        p->grid_hz = e->on ? e->a : p->grid_hz;
        break;
    case YEAR_FORBIDDEN:
        p->permit_return = s->active[e->kind] == 0;
        break;
    case YEAR_MAINTENANCE:
        p->inhibits = s->active[e->kind] > 0 ? (uint32_t)OSTROV_INHIBIT_MAINTENANCE : 0;
        break;
    case YEAR_DRILL:
        p->want_island = s->active[e->kind] > 0;
        break;
    case YEAR_RESTART:
        world_restart(&s->w, e->a, e->which % 2);
        break;
    case YEAR_STALL:
        s->w.stall_s = e->a;
        break;
    default:
        begin_fault(s, e);
        break;
    }
    if (e->kind == YEAR_RESTART || e->kind == YEAR_STALL) {
        s->active[e->kind] = 0;
    }
    s->last_kind = e->on ? e->kind : s->last_kind;
    grid_as_told(s);
    run_count_many(t, OUTAGES, e->on && (e->kind == YEAR_OUTAGE || e->kind == YEAR_SHORT));
    s->busy_until_s = p->t_s + 3.0;
    s->quiet_s = 0.0;
}

static int steady(int32_t mode)
{
    return mode == OSTROV_GRID_GRID || mode == OSTROV_GRID_ISLAND || mode == OSTROV_GRID_OBSERVE ||
           mode == OSTROV_GRID_DEAD || mode == OSTROV_GRID_SAFE_STOP ||
           mode == OSTROV_GRID_LOCKOUT || mode == OSTROV_GRID_RAMP || mode == OSTROV_GRID_BOOT;
}

/* Something is about to happen by itself: return delay over, charge at its limit. */
static int about_to_move(const station *s)
{
    int waits =
        s->w.plant.want_island || s->w.plant.permit_return == 0; /* for people: an event ends it */
    return s->w.state.left_s < 2.0 && !(s->w.state.mode == OSTROV_GRID_OBSERVE && waits);
}

static void choose_step(station *s, double next_s)
{
    double t_s = s->w.plant.t_s;
    int coarse = t_s >= s->busy_until_s && steady(s->w.state.mode) &&
                 s->w.state.blocked != OSTROV_GRID_REASON_COOLDOWN && !about_to_move(s) &&
                 s->w.plant.moving == 0 && s->w.down_s <= 0.0;
    double coarse_s = s->w.state.mode == OSTROV_GRID_DEAD ? 0.1 : 1.0;
    s->w.dt_s = coarse && next_s - t_s > coarse_s ? coarse_s : 0.01;
}

/* On a quiet grid nothing changes: on to the next event, the battery charging meanwhile. */
static int skip(station *s, double next_s)
{
    plant *p = &s->w.plant;
    double hours = (next_s - p->t_s) / 3600.0;
    double room_wh = 0.8 * p->site.battery_wh - p->stored_wh;
    if (s->quiet_s < 900.0 || next_s - p->t_s < 60.0) {
        return 0;
    }
    if (room_wh > 0.0) {
        p->stored_wh += fmin(room_wh, 20e3 * 0.95 * hours);
    }
    p->t_s = next_s;
    s->w.oracle.ledger_wh = p->stored_wh;
    s->quiet_s = 0.0;
    return 1;
}

static void tiers(station *s)
{
    plant *p = &s->w.plant;
    double soc = plant_soc(p);
    p->tier_on[2] = p->closed || soc > 0.5;
    p->tier_on[1] = p->closed || soc > 0.3;
    p->sun_w = year_sun_w(p->t_s, 60e3, s->clearness);
    p->wished_w = soc < 0.8 ? -20e3 : 0.0;
}

static void station_start(station *s, int64_t run, uint64_t *seed)
{
    static const int32_t profile[10] = {3, 3, 3, 3, 3, 3, 2, 2, 2, 1};
    int32_t k = profile[run % 10];
    ostrov_grid_config c;
    plant_site site;
    memset(s, 0, sizeof *s);
    world_config(&c, k);
    c.return_delay_s = 60.0;
    c.ramp_s = 600.0;
    plant_site_defaults(&site, k);
    site.restart_s = k == OSTROV_PCS_PROFILE_B ? run_log_between(seed, 0.5, 8.0) : site.restart_s;
    site.battery_wh = run_between(seed, 100e3, 300e3);
    site.offset_hz = run_between(seed, -0.05, 0.05);
    site.interlock = 1; /* contacts will lie */
    world_start(&s->w, &c, &site, run_bits(seed));
    s->clearness = 0.5;
    year_make(&s->y, seed);
    s->busy_until_s = 10.0;
}

static void one(run_tally *t, uint64_t seed)
{
    station s;
    int64_t steps = 0;
    station_start(&s, t->run, &seed);
    while (s.w.plant.t_s < YEAR_S) {
        double next_s = s.next < s.y.events ? s.y.event[s.next].t_s : YEAR_S;
        if (s.w.plant.t_s >= next_s && s.next < s.y.events) {
            s.clearness = run_between(&seed, 0.1, 1.0);
            happen(&s, t, &s.y.event[s.next++]);
            continue;
        }
        if (skip(&s, next_s)) {
            continue;
        }
        choose_step(&s, next_s);
        tiers(&s);
        world_step(&s.w);
        steps++;
        if (s.w.state.in_mode_s == 0.0) {
            s.meter_at_move = s.w.plant.faults.bus_meter;
            s.busy_until_s = fmax(s.busy_until_s, s.w.plant.t_s + 3.0);
        }
        watch_supply(&s, t);
        watch_connection(&s, t);
        watch_people(&s, t);
        s.quiet_s =
            s.w.state.mode == OSTROV_GRID_GRID && s.w.plant.closed ? s.quiet_s + s.w.dt_s : 0.0;
        run_count_many(t, ISLANDS,
                       s.w.state.mode == OSTROV_GRID_ISLAND && s.w.state.in_mode_s == 0.0);
    }
    run_count_many(t, STEPS, steps);
    run_count_many(t, OPERATIONS, s.w.plant.last.closings + s.w.plant.last.openings);
    run_count_many(t, BROKEN, world_broken_sum(&s.w));
    if (t->verbose) {
        for (int i = 0; i < BROKEN_KINDS; i++) {
            if (s.w.oracle.broken[i]) {
                printf("broken %lld: %s\n", (long long)s.w.oracle.broken[i], world_broken_text(i));
            }
        }
    }
}

static void by_kind(run_report *r, const run_tally *t, int from, const char *what)
{
    char name[64];
    for (int i = 0; i < YEAR_KINDS; i++) {
        if (t->count[from + i] > 0) {
            snprintf(name, sizeof name, "availability.%s.%s", what, year_text[i]);
            run_figure(r, name, (double)t->count[from + i], "", RUN_INFO, 0,
                       "of these, after this event");
        }
    }
}

static void report_refusing(run_report *r, const run_tally *t)
{
    run_figure_count(r, t, BROKEN, "availability.violations", RUN_AT_MOST, 0, "invariants broken");
    run_figure_count(r, t, NEEDLESS_LEAVE, "availability.needless_leaves", RUN_AT_MOST, 0,
                     "openings on a grid inside the trip thresholds, unasked");
    by_kind(r, t, NEEDLESS_LEAVE_BY, "needless_leaves");
    run_figure_count(
        r, t, NEEDLESS_DARK, "availability.needless_interruptions", RUN_AT_MOST, 0,
        "supply lost for longer than a transfer though energy, devices and people allowed it");
    by_kind(r, t, NEEDLESS_DARK_BY, "needless_interruptions");
    run_figure_count(r, t, FAILED_RETURN, "availability.failed_returns", RUN_AT_MOST, 0,
                     "not back 240 s after the return delay though nothing stood in the way");
    by_kind(r, t, FAILED_BY, "failed_returns");
    run_figure_count(r, t, LOCKOUT_OTHER, "availability.lockouts_without_cause", RUN_AT_MOST, 0,
                     "lock-outs without a broken breaker or contact");
    run_figure(r, "availability.lockouts", (double)t->count[LOCKOUT_PERSON], "", RUN_INFO, 0,
               "lock-outs that need a person: broken breaker or contact");
}

static void report_supply(run_report *r, const run_tally *t, double years)
{
    run_figure(r, "availability.outages_a_year", (double)t->count[OUTAGES] / years, "", RUN_INFO, 0,
               "long and short interruptions of the grid, a station and year");
    run_figure(r, "availability.transfers_a_year", (double)t->count[TRANSFERS] / years, "",
               RUN_INFO, 0, "gaps no longer than a transfer");
    run_figure(r, "availability.dark_energy", (double)t->count[DARK_ENERGY], "", RUN_INFO, 0,
               "supply lost: battery at its reserve");
    run_figure(
        r, "availability.dark_device", (double)t->count[DARK_DEVICE], "", RUN_INFO, 0,
        "supply lost: PCS broken or not reached, or a meter that broke during a dark return");
    run_figure(r, "availability.dark_people", (double)t->count[DARK_PEOPLE], "", RUN_INFO, 0,
               "supply lost: key on maintenance, or waiting for a person");
    run_figure(r, "availability.dark_hardware", (double)t->count[DARK_HARDWARE], "", RUN_INFO, 0,
               "supply lost: breaker or contacts broken");
    run_figure(r, "availability.dark_min_a_year", (double)t->count[DARK_S] / 60.0 / years, "min",
               RUN_INFO, 0, "load without supply, a station and year");
}

static void report(run_report *r, const run_tally *t, int64_t runs)
{
    double years = (double)runs;
    report_refusing(r, t);
    report_supply(r, t, years);
    run_figure(r, "availability.dips_ridden",
               100.0 * (1.0 - (double)t->count[DIPS_LEFT] / fmax(1.0, (double)t->count[DIPS])), "%",
               RUN_INFO, 0, "dips ridden through (the others lasted longer than their stage)");
    run_figure(r, "availability.operations_a_year", (double)t->count[OPERATIONS] / years, "",
               RUN_INFO, 0,
               "breaker operations, opening and closing, a station and year, 12 drills included");
    run_figure(
        r, "availability.return_p50", run_percentile(t, RETURN_S, 50), "s", RUN_INFO, 0,
        "grid fit and nothing in the way, to connected (60 s of it the return delay), median");
    run_figure(r, "availability.return_p99", run_percentile(t, RETURN_S, 99), "s", RUN_INFO, 0,
               "99th percentile of it");
    run_figure(r, "availability.steps", (double)t->count[STEPS], "", RUN_INFO, 0,
               "steps of the machine");
}

int main(int argc, char **argv)
{
    const run_campaign c = {"availability", 1000, NULL, one, report, widths};
    return run_main(argc, argv, &c);
}
