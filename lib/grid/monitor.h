/* The monitor: measurements in doubles come in, whole numbers with their quality go out.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_GRID_MONITOR_H
#define OSTROV_LIB_GRID_MONITOR_H

#include "grid/elements.h"
#include "grid/settings.h"

/* One side: how long what has been true without a break; -1 = it is not true now. A permission may
 * rest on these, so the first sample counts 0: one sample proves an instant, two an interval. */
typedef struct ostrov_i_side {
    int64_t dead_us;
    int64_t window_us;
} ostrov_i_side;

typedef struct ostrov_i_monitor {
    ostrov_i_side grid;
    ostrov_i_side bus;
    double carry_us; /* what rounding dt_s to microseconds left over, ±0.5 */
    double slip_hz;  /* smoothed, behind the slip by what it changes in 50 ms; NaN = none */
} ostrov_i_monitor;

/* What the other layers see. */
typedef struct ostrov_i_view {
    int64_t dt_us;
    int64_t age_us;         /* the older of both sides */
    int64_t return_left_us; /* until the grid side is GOOD; -1 = not counting */
    ostrov_i_quantities grid;
    ostrov_i_quantities bus;
    int32_t grid_side; /* enum ostrov_side */
    int32_t bus_side;
    int32_t sync_known; /* 1 = slip, angle and voltage difference are fresh measurements */
    int32_t slip_mhz;   /* bus minus grid */
    int32_t angle_cdeg; /* bus minus grid, -18000 … 18000 */
    int32_t apart_mv;   /* greatest voltage difference of a phase */
    int32_t pcc_null;   /* 1 power at the PCC counts as null, 0 not, -1 not known */
    int32_t soc_ppm;    /* -1 = not known */
    int32_t limit_ppm;  /* told by the DSO; -1 = silence */
    int32_t bend_mhz_s; /* what the slip changes in a second, smoothed over 50 ms */
    int64_t pcc_w;      /* INT64_MIN = not known */
    int64_t energy_wh;  /* -1 = not known, as with all that follow */
    int64_t headroom_w;
    int64_t tier_w[4];
    int64_t pv_w; /* 0 = none, or not known */
} ostrov_i_view;

void ostrov_i_monitor_reset(ostrov_i_monitor *m);

/* dt_s in microseconds; what rounding leaves over is carried into the next step. */
int64_t ostrov_i_monitor_time(ostrov_i_monitor *m, double dt_s);

void ostrov_i_monitor_step(const ostrov_i_grid_settings *set, ostrov_i_monitor *m,
                           const ostrov_grid_sample *sample, int64_t dt_us, ostrov_i_view *view);

/* The return delay starts again, as after each parting from the grid. */
void ostrov_i_monitor_watch_anew(ostrov_i_monitor *m);

#endif
