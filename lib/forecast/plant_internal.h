/* What is inside an ostrov_forecast_plant.
 *
 *     power = chain(plane, clock, weather) · gain · open(sun)
 *
 * gain is a slow level and a quick deviation (Kalman), open a grid over the sun's position, and
 * plane, clock and warmth come from a fit to the moments kept in the ring.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_FORECAST_PLANT_INTERNAL_H
#define OSTROV_LIB_FORECAST_PLANT_INTERNAL_H

#include <ostrov/forecast_plant.h>

#include "pv/pv_internal.h"

extern const ostrov_structure ostrov_i_forecast_plant_structures[];
enum { OSTROV_I_FP_CONFIG = 0, OSTROV_I_FP_STATE = 1 };

enum {
    OSTROV_I_FP_AZIMUTHS = OSTROV_FORECAST_DIRECTIONS,
    OSTROV_I_FP_ELEVATIONS = 16, /* cells of 2.5°, up to 40° */
    OSTROV_I_FP_RECENT = 5,      /* steps a moment is judged by */
    OSTROV_I_FP_DAY = 96         /* moments of low sun of one day, no closer than 10 min */
};

/* A moment kept for calibration. */
typedef struct ostrov_i_moment {
    int64_t time_s; /* start of the step by the plant's clock */
    float power_w;
    float temperature_c, wind_m_per_s; /* NaN = not measured */
    int32_t clear; /* set by a calibration: as much as its hour gives on the best days around it */
} ostrov_i_moment;

/* A cell of the sky: which share of the power arrives with the sun there. */
typedef struct ostrov_i_cell {
    float ratio;
    float count;
} ostrov_i_cell;

/* A moment of low sun that waits for the evening, when it is known whether the day had a clear
 * hour. */
typedef struct ostrov_i_low {
    int16_t azimuth, elevation; /* of its cell */
    float ratio;
} ostrov_i_low;

/* Level and deviation of the gain, and their covariance. */
typedef struct ostrov_i_gain {
    double slow, quick;
    double p_ss, p_sq, p_qq;
} ostrov_i_gain;

struct ostrov_forecast_plant {
    uint32_t magic;
    int32_t step_s;
    double memory_s, clock_sigma_s, plane_sigma_deg;
    ostrov_i_plant sheet; /* as it was given */
    ostrov_i_plant plant; /* as calibrated */
    double full_w;
    double clock_s;
    double tilt_sigma_deg, azimuth_sigma_deg, clock_is_s, misfit_ratio;
    int32_t calibrations, samples;
    int64_t last_s;  /* INT64_MIN = none */
    double newest_w; /* measured last; NaN = not */
    int32_t equal;   /* steps that were equal to the one before, without a break */
    uint32_t held_reserved_;
    ostrov_i_gain gain;
    double clean;                               /* the best slow gain lately */
    ostrov_i_moment recent[OSTROV_I_FP_RECENT]; /* the newest last; power NaN = not usable */
    int64_t low_s;                              /* when the last moment of low sun was taken */
    double hour, best;       /* mean of the ratio over an hour, and the best of the day */
    int32_t low_count, told; /* told: the day's moments had a measured irradiance */
    ostrov_i_low low[OSTROV_I_FP_DAY];
    ostrov_i_cell cell[OSTROV_I_FP_AZIMUTHS][OSTROV_I_FP_ELEVATIONS];
    int32_t ring_count, ring_next, ring_held;
    uint32_t reserved_;
    ostrov_i_moment ring[];
};

#define OSTROV_I_FP_MAGIC (0x746e6c70u) /* "plnt" */

/* The chain without gain and shade, and where the sun is. */
typedef struct ostrov_i_seen {
    ostrov_sun sun;
    double chain_w;    /* 0 by night */
    double clear_w;    /* under a clear sky */
    double beam_ratio; /* beam's share of GHI over that of the clear sky, 0 … 1 */
    int32_t told;      /* weather had an irradiance */
    int32_t degraded;
} ostrov_i_seen;

void ostrov_i_fp_see(const ostrov_forecast_plant *p, int64_t time_s, const ostrov_weather *weather,
                     ostrov_i_seen *seen);
double ostrov_i_fp_open(const ostrov_forecast_plant *p, double azimuth_deg, double elevation_deg);

/* What shade takes of the power under the sky that is seen. */
double ostrov_i_fp_shade(const ostrov_forecast_plant *p, const ostrov_i_seen *seen);

void ostrov_i_fp_gain_start(ostrov_i_gain *gain);
void ostrov_i_fp_gain_time(ostrov_forecast_plant *p, double dt_s, int32_t light);
void ostrov_i_fp_gain_learn(ostrov_forecast_plant *p, double ratio, double sigma, int32_t at_least);
void ostrov_i_fp_shade_learn(ostrov_forecast_plant *p, int64_t time_s, const ostrov_i_seen *seen,
                             double measured_w);
void ostrov_i_fp_evening(ostrov_forecast_plant *p);

#endif
