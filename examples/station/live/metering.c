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
    metering->seen_s = INT64_MIN;
}

void metering_recall(struct metering *metering, const struct metering *kept)
{
    *metering = *kept;
    metering->seen_s = INT64_MIN;
    metering->steady_s = 0.0;
}

/* Does the clock go on as the monotonic one does? Whole seconds and a slewed clock are no jump. */
static void watch_clock(struct metering *m, int64_t time_s, double dt_s)
{
    double off_s = m->seen_s != INT64_MIN ? (double)(time_s - m->seen_s) - dt_s : 1e9;
    double most_s = 2.0 + 1e-3 * dt_s;
    m->steady_s = off_s <= most_s && off_s >= -most_s ? m->steady_s + dt_s : 0.0;
    m->seen_s = time_s;
}

static int is_month(const struct metering_month *month, const ostrov_civil *local)
{
    return month->month == local->month && month->year == local->year;
}

static void take_highest(struct metering_month *month, double import_w)
{
    if (import_w > month->max_w) { /* false for NaN */
        month->max_w = import_w;
    }
}

/* The month that a moment lies in, or the doubtful one where the clock has jumped into another. */
static struct metering_month *month_at(struct metering *m, const struct site *site, int64_t time_s)
{
    ostrov_civil local;
    if (ostrov_zone_civil(&site->zone, time_s, &local) != OSTROV_OK) {
        return &m->doubtful;
    }
    if (is_month(&m->month, &local)) {
        take_highest(&m->month,
                     m->doubtful.max_w); /* drawn all the same, whatever the clock said */
        m->doubtful = (struct metering_month){0, 0, 0.0};
        return &m->month;
    }
    if (m->month.month != 0 && m->steady_s < METERING_STEADY_S) {
        m->doubtful.year = local.year;
        m->doubtful.month = local.month;
        return &m->doubtful;
    }
    struct metering_month now = {local.year, local.month, 0.0};
    if (is_month(&m->before, &local)) {
        now = m->before; /* the clock had been wrong for long */
    }
    if (is_month(&m->doubtful, &local)) {
        take_highest(&now, m->doubtful.max_w);
    }
    m->before = m->month;
    m->month = now;
    m->doubtful = (struct metering_month){0, 0, 0.0};
    return &m->month;
}

/* Of what ended at time_s known_s were measured. */
static int add(struct metering *m, const struct site *site, int64_t time_s, double known_s,
               double grid_w, double pv_w, double load_w, struct metering_quarter *ended)
{
    int finished = 0;
    /* It belongs to the quarter it began in. */
    int64_t start_s = time_s - 1 - (time_s - 1) % QUARTER_S;
    if (start_s != m->quarter.start_s) {
        if (m->quarter.start_s != INT64_MIN) {
            *ended = m->quarter;
            take_highest(month_at(m, site, ended->start_s),
                         metering_mean_value(&ended->import_w, QUARTER_S));
            finished = 1;
        }
        memset(&m->quarter, 0, sizeof m->quarter);
        m->quarter.start_s = start_s;
        (void)month_at(m, site, start_s); /* a new month owes nothing yet */
    }
    double within_s = (double)(time_s - start_s);
    known_s = known_s < within_s ? known_s : within_s;
    /* The DSO's meter counts import in a register of its own: export does not offset it. */
    metering_mean_add(&m->quarter.import_w, grid_w < 0.0 ? 0.0 : grid_w, known_s);
    metering_mean_add(&m->quarter.pv_w, pv_w, known_s);
    metering_mean_add(&m->quarter.load_w, load_w, known_s);
    return finished;
}

int metering_step(struct metering *m, const struct site *site, int64_t time_s, double dt_s,
                  double grid_w, double pv_w, double load_w, struct metering_quarter *ended)
{
    if (time_s == INT64_MIN) {
        m->seen_s = INT64_MIN;
        return 0; /* without a clock there are no quarter hours */
    }
    watch_clock(m, time_s, dt_s);
    /* One sample says nothing of the hour that a late step took, nor of the quarter before. */
    double known_s = dt_s < METERING_SAMPLE_S ? dt_s : METERING_SAMPLE_S;
    return add(m, site, time_s, known_s, grid_w, pv_w, load_w, ended);
}

int metering_recorded(struct metering *m, const struct site *site, int64_t time_s, double known_s,
                      double grid_w, double pv_w, double load_w, struct metering_quarter *ended)
{
    m->steady_s = METERING_STEADY_S;
    return add(m, site, time_s, known_s, grid_w, pv_w, load_w, ended);
}

double metering_peak_w(const struct metering *m, const struct site *site, int64_t time_s)
{
    ostrov_civil local;
    int another = ostrov_zone_civil(&site->zone, time_s, &local) == OSTROV_OK &&
                  !is_month(&m->month, &local) && m->steady_s >= METERING_STEADY_S;
    double reached_w = another ? 0.0 : m->month.max_w;
    return reached_w > site->tariff.peak_incurred_w ? reached_w : site->tariff.peak_incurred_w;
}
