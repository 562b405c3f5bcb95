/* The events of a station-year: see year.h. Where a rate comes from is said beside it; the rest is
 * assumed, and README.md repeats the table.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "year.h"

#include "run.h"

#include <math.h>
#include <stdlib.h>

#define PI 3.14159265358979323846

typedef struct habit {
    double a_year;  /* Poisson rate */
    double least_s; /* length, log-uniform … */
    double most_s;
} habit;

/* Long outages: 2 a year with a log-normal length of median 30 min and mean 55 min make 110 min a
 * year, inside what the regulators report for Czechia (100 to 125 min, unplanned, 2011 to 2014:
 * CEER, 6th Benchmarking Report, annex A, table A.1). The split into number and length, and every
 * other row, is an assumption. */
static const habit habits[YEAR_KINDS] = {
    [YEAR_OUTAGE] = {2.0, 0, 0},
    [YEAR_SHORT] = {4.0, 0.3, 60},
    [YEAR_DIP] = {20.0, 0.05, 1.0},
    [YEAR_FREQUENCY] = {0.2, 1.0, 60.0},
    [YEAR_GRID_METER] = {2.0, 0.1, 600.0},
    [YEAR_BUS_METER] = {2.0, 0.1, 600.0},
    [YEAR_CONTACT] = {0.2, 600.0, 48 * 3600.0},
    [YEAR_BREAKER] = {0.05, 3600.0, 48 * 3600.0},
    [YEAR_PCS_BROKEN] = {0.5, 600.0, 24 * 3600.0},
    [YEAR_PCS_DEAF] = {4.0, 1.0, 600.0},
    [YEAR_PCS_SILENT] = {4.0, 1.0, 600.0},
    [YEAR_RECEIVER] = {4.0, 60.0, 86400.0},
    [YEAR_PLANNER] = {6.0, 60.0, 86400.0},
    [YEAR_FORBIDDEN] = {0.3, 3600.0, 6 * 3600.0},
    [YEAR_MAINTENANCE] = {2.0, 3600.0, 4 * 3600.0},
    [YEAR_DRILL] = {12.0, 900.0, 900.0},
    [YEAR_RESTART] = {6.0, 1.0, 30.0},
    [YEAR_STALL] = {12.0, 0.1, 0.9},
};

static void add(year *y, double t_s, int32_t kind, int32_t on, double a, int32_t which)
{
    if (y->events < YEAR_EVENTS && t_s < YEAR_S) {
        year_event e = {t_s, kind, on, y->events, a, which};
        y->event[y->events++] = e;
    }
}

static double length_s(int kind, uint64_t *seed)
{
    if (kind == YEAR_OUTAGE) {
        return 1800.0 * exp(1.1 * run_normal(seed)); /* mean = median · exp(1.1²/2) = 55 min */
    }
    return run_log_between(seed, habits[kind].least_s, habits[kind].most_s);
}

static void add_pair(year *y, int kind, double t_s, uint64_t *seed)
{
    double long_s = length_s(kind, seed);
    double a = 0.0;
    int32_t which = run_one_of(seed, 1000);
    switch (kind) {
    case YEAR_DIP:
        a = run_between(seed, 0.4, 0.9);
        break;
    case YEAR_FREQUENCY:
        a = run_one_of(seed, 2) ? 47.0 : 52.2;
        break;
    case YEAR_RESTART:
    case YEAR_STALL:
        add(y, t_s, kind, 1, long_s, which);
        return;
    default:
        break;
    }
    add(y, t_s, kind, 1, a, which);
    add(y, t_s + long_s, kind, 0, a, which);
    if (kind == YEAR_OUTAGE &&
        run_one_of(seed, 5) == 0) { /* comes back and goes again: assumed 1 in 5 */
        double again_s = t_s + long_s + run_between(seed, 2.0, 120.0);
        add(y, again_s, YEAR_SHORT, 1, 0.0, 0);
        add(y, again_s + run_log_between(seed, 5.0, 300.0), YEAR_SHORT, 0, 0.0, 0);
    }
}

static int earlier(const void *a, const void *b)
{
    const year_event *x = a, *y = b;
    if (x->t_s != y->t_s) {
        return x->t_s < y->t_s ? -1 : 1;
    }
    return x->order - y->order;
}

void year_make(year *y, uint64_t *seed)
{
    y->events = 0;
    for (int kind = 0; kind < YEAR_KINDS; kind++) {
        double t_s = 0.0;
        for (;;) {
            t_s -= log(1.0 - run_uniform(seed)) * YEAR_S / habits[kind].a_year;
            if (t_s >= YEAR_S) {
                break;
            }
            add_pair(y, kind, t_s + 60.0, seed);
        }
    }
    qsort(y->event, (size_t)y->events, sizeof y->event[0], earlier);
}

/* A coarse day at 49° north: half-sine between sunrise and sunset, higher and longer in summer. */
double year_sun_w(double t_s, double installed_w, double clearness)
{
    double season = -cos(2.0 * PI * (t_s / YEAR_S + 10.0 / 365.0)); /* −1 in December, 1 in June */
    double half_h = 6.0 + 2.1 * season;
    double hour = fmod(t_s / 3600.0, 24.0) - 12.0;
    if (fabs(hour) >= half_h) {
        return 0.0;
    }
    return installed_w * clearness * (0.6 + 0.25 * season) * cos(0.5 * PI * hour / half_h);
}
