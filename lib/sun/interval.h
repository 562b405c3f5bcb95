/* Inside sun, and what pv uses of it: the moments by which an interval is integrated.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_SUN_INTERVAL_H
#define OSTROV_LIB_SUN_INTERVAL_H

#include "plane.h"

enum { OSTROV_I_MOMENTS = 72 };

typedef struct ostrov_i_moment {
    double weight; /* share of the interval it stands for */
    double cos_zenith;
    ostrov_sun sun;
    ostrov_irradiance clear;
} ostrov_i_moment;

/* An interval of one place: its sunlit moments. */
typedef struct ostrov_i_interval {
    int32_t count;
    int32_t reserved_;
    double sunlit_ratio;
    ostrov_irradiance clear; /* means over the interval */
    double clear_beam;       /* mean of clear DNI on the level */
    double clear_beam2;      /* mean of clear DNI times the squared cosine */
    double cos_least, cos_most;
    ostrov_i_moment moment[OSTROV_I_MOMENTS];
} ostrov_i_interval;

/* The atmosphere is complete and not Haurwitz; the interval lies in 1950 … 2100. */
void ostrov_i_interval_set(ostrov_i_ephemeris *e, const ostrov_atmosphere *a, int64_t start_us,
                           int64_t step_us, ostrov_i_interval *interval);

/* The means of an interval made ready to be spread: all three known, or DNI NaN where GHI alone is.
 */
typedef struct ostrov_i_spread {
    ostrov_irradiance mean;
    double
        lean; /* how much more than the clear sky the beam favours a high sun, per unit of cosine */
    double cos_mean;
} ostrov_i_spread;

/* From means of which DNI, DHI or both may be NaN. */
void ostrov_i_interval_spread(const ostrov_i_interval *interval, const ostrov_irradiance *mean,
                              ostrov_i_spread *spread);

/* Irradiance at one of its moments. */
void ostrov_i_interval_light(const ostrov_i_interval *interval, int32_t index,
                             const ostrov_i_spread *spread, int32_t split, double pressure_pa,
                             ostrov_irradiance *light);

/* Whether an interval can be integrated. */
ostrov_status ostrov_i_interval_check(int64_t start_us, int64_t step_us);

#endif
