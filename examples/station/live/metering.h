/* Means of what is measured: the minute for telemetry, the clock-aligned quarter hour for the bill
 * and for what the forecasts learn, and the highest quarter of the local month.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_LIVE_METERING_H
#define STATION_LIVE_METERING_H

#include "../site/site.h"

/* A mean over the time in which the value was known. */
struct metering_mean {
    double sum;     /* value times seconds */
    double known_s; /* seconds in which it was known */
};

struct metering_quarter {
    int64_t start_s; /* UTC */
    struct metering_mean import_w, pv_w, load_w;
};

/* A local month and its highest quarter. */
struct metering_month {
    int32_t year, month; /* 1 … 12; 0 = none */
    double max_w;
};

/* Plain numbers, kept across a restart as they are. */
struct metering {
    struct metering_quarter quarter;
    struct metering_month month;    /* the one that counts */
    struct metering_month before;   /* which it took the place of: a clock may come back */
    struct metering_month doubtful; /* one the clock has jumped into, not believed yet */
    int64_t seen_s;  /* UTC of the last step; INT64_MIN = none since the start, or no clock */
    double steady_s; /* s for which the clock has gone on as the monotonic one has */
};

/* s that one sample speaks for, at most: a longer step is a gap of which its end alone is known. */
#define METERING_SAMPLE_S 5.0

/* s the clock must have gone on without a jump before another month is believed: longer than a
 * time server that is wrong goes unnoticed. */
#define METERING_STEADY_S 3600.0

void metering_mean_add(struct metering_mean *mean, double value, double dt_s);

/* NaN when the value was known for less than half of over_s. */
double metering_mean_value(const struct metering_mean *mean, double over_s);

void metering_begin(struct metering *metering);

/* After a restart: what was kept goes on, and the clock has to prove itself anew. */
void metering_recall(struct metering *metering, const struct metering *kept);

/* dt_s that ended at time_s. Returns 1 when a quarter ended; it is then in *ended. A time that
 * jumps begins a new quarter: what was measured of the old one is given out with what was known of
 * it. The month's highest begins anew when the clock walks into a month, or has stayed there for
 * METERING_STEADY_S after a jump. */
int metering_step(struct metering *metering, const struct site *site, int64_t time_s, double dt_s,
                  double grid_w, double pv_w, double load_w, struct metering_quarter *ended);

/* Likewise of a recorded mean that ended at time_s, of which known_s were measured. The record's
 * clock is believed. */
int metering_recorded(struct metering *metering, const struct site *site, int64_t time_s,
                      double known_s, double grid_w, double pv_w, double load_w,
                      struct metering_quarter *ended);

/* W of the highest quarter that counts at time_s: of its month so far, or what the site file says
 * was reached. A clock not proven yet forgets no month. */
double metering_peak_w(const struct metering *metering, const struct site *site, int64_t time_s);

#endif
