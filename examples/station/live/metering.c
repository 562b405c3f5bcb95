/* Means of what is measured: see metering.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "metering.h"

#include <string.h>

enum { QUARTER_S = 900 };

void metering_mean_add(struct metering_mean *mean, double value, double dt_s)
{
    if (value - value == 0.0) { /* finite */
        mean->sum += value * dt_s;
        mean->known_s += dt_s;
    }
}

double metering_mean_value(const struct metering_mean *mean, double over_s)
{
    return mean->known_s > 0.0 && mean->known_s >= 0.5 * over_s ? mean->sum / mean->known_s
                                                                : __builtin_nan("");
}

void metering_begin(struct metering *metering)
{
    memset(metering, 0, sizeof *metering);
    metering->quarter.start_s = INT64_MIN;
}

/* The month's highest begins anew with the local month. */
static void count_month(struct metering *m, const struct site *site,
                        const struct metering_quarter *ended)
{
    ostrov_civil local;
    double import_w = metering_mean_value(&ended->import_w, QUARTER_S);
    if (ostrov_zone_civil(&site->zone, ended->start_s, &local) != OSTROV_OK) {
        return;
    }
    if (local.month != m->month || local.year != m->year) {
        m->month = local.month;
        m->year = local.year;
        m->month_max_w = 0.0;
    }
    if (import_w > m->month_max_w) { /* false for NaN */
        m->month_max_w = import_w;
    }
}

int metering_step(struct metering *m, const struct site *site, int64_t time_s, double dt_s,
                  double grid_w, double pv_w, double load_w, struct metering_quarter *ended)
{
    int finished = 0;
    if (time_s == INT64_MIN) {
        return 0; /* without a clock there are no quarter hours */
    }
    /* The step ended at time_s: it belongs to the quarter it began in. */
    int64_t start_s = time_s - 1 - (time_s - 1) % QUARTER_S;
    if (start_s != m->quarter.start_s) {
        if (m->quarter.start_s != INT64_MIN) {
            *ended = m->quarter;
            count_month(m, site, ended);
            finished = 1;
        }
        memset(&m->quarter, 0, sizeof m->quarter);
        m->quarter.start_s = start_s;
    }
    /* The DSO's meter counts import in a register of its own: export does not offset it. */
    metering_mean_add(&m->quarter.import_w, grid_w < 0.0 ? 0.0 : grid_w, dt_s);
    metering_mean_add(&m->quarter.pv_w, pv_w, dt_s);
    metering_mean_add(&m->quarter.load_w, load_w, dt_s);
    return finished;
}

double metering_peak_w(const struct metering *m, const struct site *site, int64_t time_s)
{
    ostrov_civil local;
    int same = ostrov_zone_civil(&site->zone, time_s, &local) == OSTROV_OK &&
               local.month == m->month && local.year == m->year;
    /* Until the first quarter of a month has ended, nothing of it is reached. */
    return same && m->month_max_w > site->tariff.peak_incurred_w ? m->month_max_w
                                                                 : site->tariff.peak_incurred_w;
}
