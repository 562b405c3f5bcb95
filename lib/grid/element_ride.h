/* Riding through in whole numbers: what a region asks, for how long, and what of it has been
 * served.
 *
 * The state machine of the connection may run this on its own quantities (mV of nominal as ppm,
 * mHz as µHz); ostrov_ride_* run it on samples.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_GRID_ELEMENT_RIDE_H
#define OSTROV_LIB_GRID_ELEMENT_RIDE_H

#include <ostrov/grid_ride.h>

#include "grid/element_signal.h"

enum { OSTROV_I_RIDE_SIDES = 5, OSTROV_I_RIDE_SETS = 9 };

#define OSTROV_I_RIDE_NO_TIME (-1)        /* no least time */
#define OSTROV_I_RIDE_ANY INT32_MAX       /* no limit */
#define OSTROV_I_RIDE_BY_REGION INT32_MIN /* cessation by region, not by threshold */

typedef struct ostrov_i_ride_region {
    int64_t time_us;  /* at from; OSTROV_I_RIDE_NO_TIME = none */
    int64_t slope_us; /* per pu or Hz, that is per million of ppm or µHz */
    int32_t side;
    int32_t status;
    int32_t from; /* ppm or µHz */
    int32_t to;
} ostrov_i_ride_region;

typedef struct ostrov_i_ride_settings {
    ostrov_i_ride_region regions[OSTROV_RIDE_REGIONS];
    int64_t mces_us;
    int64_t cease_us;
    int64_t delay_us;
    int64_t ramp_us;
    int64_t gap_us;
    int64_t window_us;
    int32_t cessation;
    int32_t edge_outside;
    int32_t sets;
    int32_t cessation_low_ppm;
    int32_t cessation_high_ppm;
    int32_t current_ppm;
    int32_t rocof_uhz_per_s;
    int32_t jump_mdeg;
    int32_t jump_single_mdeg;
    int32_t blind_ppm;
} ostrov_i_ride_settings;

/* What one step is shown. Limits on rate and angle hold where the value is not known (0). */
typedef struct ostrov_i_ride_input {
    ostrov_i_element_signal signal;
    int32_t tripped;
    int32_t rocof_uhz_per_s; /* amounts, ≥ 0 */
    int32_t jump_mdeg;
    int32_t jump_single_mdeg;
} ostrov_i_ride_input;

typedef struct ostrov_i_ride {
    int64_t now_us;
    int64_t side_us[OSTROV_I_RIDE_SIDES]; /* outside continuous operation, by side */
    int64_t in_status_us;
    int64_t asked_us;    /* cessation has been asked for so long */
    int64_t returned_us; /* since current may come back */
    int64_t calm_us;     /* voltage continuous for so long */
    int64_t left_us;     /* of the least time; OSTROV_I_RIDE_NO_TIME = none runs */
    int64_t set_start_us[OSTROV_I_RIDE_SETS];
    int32_t set_count; /* sets in the window */
    int32_t in_set;    /* 1 = a disturbance has been and its gap is not over */
    int32_t status;
    int32_t side_status[OSTROV_I_RIDE_SIDES];
    int32_t release;
    int32_t known; /* every side could be judged on this step */
    int32_t ceased;
    int32_t limit_ppm;    /* power */
    int32_t positive_ppm; /* last known */
    int32_t spare;
} ostrov_i_ride;

/* A config inside its ranges as whole numbers. */
void ostrov_i_ride_settings_from(const ostrov_ride_config *config, ostrov_i_ride_settings *to);

/* In service, nothing seen yet. */
void ostrov_i_ride_reset(const ostrov_i_ride_settings *set, ostrov_i_ride *ride);

void ostrov_i_ride_step(const ostrov_i_ride_settings *set, ostrov_i_ride *ride,
                        const ostrov_i_ride_input *in, int64_t dt_us);

#endif
