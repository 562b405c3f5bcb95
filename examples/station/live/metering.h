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

/* Plain numbers, kept across a restart as they are. */
struct metering {
    struct metering_quarter quarter;
    double month_max_w; /* highest quarter of the local month */
    int32_t month;      /* local, 1 … 12; 0 = none yet */
    int32_t year;       /* local, of that month */
};

void metering_mean_add(struct metering_mean *mean, double value, double dt_s);

/* NaN when the value was known for less than half of over_s. */
double metering_mean_value(const struct metering_mean *mean, double over_s);

void metering_begin(struct metering *metering);

/* dt_s that ended at time_s. Returns 1 when a quarter ended; it is then in *ended. A time that
 * jumps begins a new quarter: what was measured of the old one is given out with what was known of
 * it. */
int metering_step(struct metering *metering, const struct site *site, int64_t time_s, double dt_s,
                  double grid_w, double pv_w, double load_w, struct metering_quarter *ended);

/* W of the highest quarter that counts at time_s: of its month so far, or what the site file says
 * was reached. */
double metering_peak_w(const struct metering *metering, const struct site *site, int64_t time_s);

#endif
