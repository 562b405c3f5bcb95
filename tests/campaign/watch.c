/* What is counted of a station: see watch.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "watch.h"

#include <math.h>
#include <stdio.h>

const char *const year_text[YEAR_KINDS] = {
    "outage",  "short",     "dip",         "frequency", "grid_meter", "bus_meter",
    "contact", "breaker",   "pcs_broken",  "pcs_deaf",  "pcs_silent", "receiver",
    "planner", "forbidden", "maintenance", "drill",     "restart",    "stall"};

enum { EXCUSE_ENERGY = 1, EXCUSE_DEVICE = 2, EXCUSE_PEOPLE = 4, EXCUSE_HARDWARE = 8 };

static int hardware(const plant_faults *f)
{
    return f->breaker_stuck || f->breaker_deaf || f->contact_a || f->contact_b;
}

static uint32_t excuses(const station *s)
{
    const plant *p = &s->w.plant;
    uint32_t bits = 0;
    bits |= plant_soc(p) <= s->w.config.black_restart_ratio + 0.001 ? EXCUSE_ENERGY : 0;
    bits |= p->faults.pcs_broken || p->faults.pcs_deaf || p->faults.pcs_silent ? EXCUSE_DEVICE : 0;
    /* A meter that breaks while the bus goes dark for the return: nobody can prove it dead then. */
    bits |= p->faults.bus_meter && s->w.state.mode == OSTROV_GRID_DEAD && !s->meter_at_move
                ? EXCUSE_DEVICE
                : 0;
    bits |= p->inhibits != 0 || s->locked ? EXCUSE_PEOPLE : 0;
    bits |= hardware(&p->faults) ? EXCUSE_HARDWARE : 0;
    return bits;
}

/* The load's supply: an episode of darkness ends with its cause. */
void watch_supply(station *s, run_tally *t)
{
    const plant *p = &s->w.plant;
    int dark = plant_bus_least(p) - (p->closed ? 0.0 : p->swing_pu) < 0.8;
    double transfer_s = p->site.profile == OSTROV_PCS_PROFILE_B ? p->site.restart_s + 2.0 : 1.0;
    if (dark && p->closed && plant_grid_least(p) >= 0.4 && plant_grid_least(p) < 0.9) {
        return; /* a dip that the grid makes and nobody can leave before it is over */
    }
    if (dark) {
        if (s->dark_s == 0.0) {
            s->dark_grid_good = s->grid_fit_s > 0.5;
            s->excuse = 0;
        }
        s->dark_s += s->w.dt_s;
        s->excuse |= excuses(s);
        return;
    }
    if (s->dark_s <= 0.0) {
        return;
    }
    run_value(t, GAP_S, fmin(s->dark_s, 1e6));
    run_count_many(t, DARK_S, (int64_t)(s->dark_s + 0.5));
    if (s->dark_s <= transfer_s) {
        run_count(t, TRANSFERS);
    } else if (s->excuse == 0) {
        run_count(t, NEEDLESS_DARK);
        run_count_many(t, NEEDLESS_S, (int64_t)(s->dark_s + 0.5));
        run_count(t, NEEDLESS_DARK_BY + s->last_kind);
        if (t->verbose) {
            printf("%.2f needless dark %.2f s after %s\n", p->t_s, s->dark_s,
                   year_text[s->last_kind]);
        }
    } else {
        run_count(t, s->excuse & EXCUSE_HARDWARE ? DARK_HARDWARE
                     : s->excuse & EXCUSE_DEVICE ? DARK_DEVICE
                     : s->excuse & EXCUSE_PEOPLE ? DARK_PEOPLE
                                                 : DARK_ENERGY);
    }
    s->dark_s = 0.0;
}

static int grid_fits(const station *s)
{
    const ostrov_grid_config *c = &s->w.config;
    const plant *p = &s->w.plant;
    return plant_grid_least(p) >= c->undervoltage_pu[0] &&
           plant_grid_most(p) <= c->overvoltage_pu[0] && p->grid_hz >= c->underfrequency_hz[0] &&
           p->grid_hz <= c->overfrequency_hz[0];
}

/* Leaving and returning: a needless leave is one from a grid that fits, unasked. */
void watch_connection(station *s, run_tally *t)
{
    const plant *p = &s->w.plant;
    int fits = grid_fits(s);
    int free_to_return = fits && p->permit_return == 1 && p->inhibits == 0 && p->want_island == 0 &&
                         !hardware(&p->faults) && !p->faults.pcs_deaf && !p->faults.pcs_silent &&
                         !p->faults.pcs_broken && p->faults.grid_meter == 0 &&
                         p->faults.bus_meter == 0 && s->w.down_s <= 0.0 && !p->upstream_open;
    double patience_s = s->w.config.return_delay_s + 240.0;
    if (p->last.openings > s->openings_known) {
        int needless = fits && s->grid_fit_s > 0.5 && p->want_island == 0;
        s->openings_known = p->last.openings;
        run_count_many(t, NEEDLESS_LEAVE, needless);
        run_count_many(t, NEEDLESS_LEAVE_BY + s->last_kind, needless);
        run_count_many(t, DIPS_LEFT, s->active[YEAR_DIP] > 0);
        if (t->verbose) {
            printf("%.2f opened (%s) after %s%s\n", p->t_s,
                   ostrov_grid_reason_text(s->w.state.reason), year_text[s->last_kind],
                   needless ? ", needlessly" : "");
        }
    }
    s->grid_fit_s = fits ? s->grid_fit_s + s->w.dt_s : 0.0;
    if (p->closed) {
        if (s->away_s > 0.0) {
            run_value(t, RETURN_S, s->away_s);
            run_count(t, RETURNS);
        }
        s->away_s = 0.0;
        s->away_told = 0;
        return;
    }
    s->away_s = free_to_return && !s->locked ? s->away_s + s->w.dt_s : 0.0;
    if (s->away_s > patience_s && !s->away_told) {
        s->away_told = 1;
        run_count(t, FAILED_RETURN);
        run_count(t, FAILED_BY + s->last_kind);
        if (t->verbose) {
            printf("%.2f not back: %s, blocked %s\n", p->t_s,
                   ostrov_grid_mode_text(s->w.state.mode),
                   ostrov_grid_reason_text(s->w.state.blocked));
        }
    }
}

/* A lock-out, or a station that waits for a person: somebody comes after 2 to 8 h, mends and
 * resets. */
void watch_people(station *s, run_tally *t)
{
    plant *p = &s->w.plant;
    int locked = s->w.state.mode == OSTROV_GRID_LOCKOUT;
    if (locked && !s->locked) {
        run_count(t, hardware(&p->faults) ? LOCKOUT_PERSON : LOCKOUT_OTHER);
        if (t->verbose) {
            printf("%.2f lock-out: %s\n", p->t_s, ostrov_grid_reason_text(s->w.state.reason));
        }
        s->person_s = p->t_s + run_between(&p->seed, 2 * 3600.0, 8 * 3600.0);
    }
    s->locked = locked;
    if (s->person_s > 0.0 && p->t_s >= s->person_s) {
        p->faults.breaker_stuck = p->faults.contact_a = p->faults.contact_b = 0;
        p->upstream_open = 0;
        p->reset = 1;
        s->busy_until_s = p->t_s + 10.0;
        if (p->t_s >= s->person_s + 5.0) {
            s->person_s = 0.0;
            p->reset = 0;
        }
    }
}
