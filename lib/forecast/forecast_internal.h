/* What is inside an ostrov_forecast.
 *
 * Everything is learned on y, the measured power over a scale: clear-sky power for PV, so that y is
 * the clear-sky index of the plant, and 1 W for a load. A forecast is
 *
 *     A = climatology(slot of the target) + a · deviation(now)
 *     y = A + b · (gain · weather − A)
 *     quantile = y + offset(quantile)
 *
 * where a and b depend on the age of the newest measurement and are learned by least squares, and the
 * offsets are recursive quantile estimates (Robbins & Monro 1951) of the error at that age.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_FORECAST_INTERNAL_H
#define OSTROV_LIB_FORECAST_INTERNAL_H

#include <ostrov/forecast.h>

#include "pv/pv_internal.h"

extern const ostrov_structure ostrov_i_forecast_structures[];
enum { OSTROV_I_FORECAST_CONFIG = 0, OSTROV_I_FORECAST_SCORE = 1 };

enum {
    OSTROV_I_AGES = 7,    /* classes of age: quarter, half and whole hour, 2, 4, 8, 24 h */
    OSTROV_I_HOUR = 2,    /* the class of one hour */
    OSTROV_I_LEVELS = 7,  /* quantiles learned: 5, 10, 25, 50, 75, 90, 95 % */
    OSTROV_I_BINS = 3,    /* errors of low, middle and high forecasts apart */
    OSTROV_I_SLOTS = 96,  /* quarter hours of a day */
    OSTROV_I_DAYS = 2,    /* working day, other day (load); one kind for PV */
    OSTROV_I_ZONE_TEXT = 64,
    OSTROV_I_MEMORIES = 3 /* numbers of one remembered forecast */
};

/* A mean with the weight it stands on. */
typedef struct ostrov_i_mean {
    double mean;
    double weight;
} ostrov_i_mean;

/* Least squares through the origin with forgetting. */
typedef struct ostrov_i_slope {
    double xy, xx, count;
} ostrov_i_slope;

/* Offsets of the quantiles from a forecast. */
typedef struct ostrov_i_band {
    double scale; /* mean absolute error */
    double count;
    double offset[OSTROV_I_LEVELS];
} ostrov_i_band;

/* What is learned about forecasts of one age. */
typedef struct ostrov_i_age {
    int32_t steps; /* age in steps, ≥ 1; length of its memory */
    int32_t first; /* of its memory, in ring */
    ostrov_i_slope deviation, weather;
    ostrov_i_band band[2][OSTROV_I_BINS]; /* without and with weather */
} ostrov_i_age;

struct ostrov_forecast {
    uint32_t magic;
    int32_t of;
    int32_t step_s;
    int32_t horizon;
    int32_t slot_s;
    int32_t ring_count;
    double memory_s;
    double typical_w;
    double most_w; /* no measurement is above */
    double full_w; /* PV: the least of peak and inverter */
    ostrov_i_plant plant;
    ostrov_zone zone;
    char zone_text[OSTROV_I_ZONE_TEXT];

    int64_t last_s;  /* start of the step learned last; INT64_MIN = none */
    int64_t fresh_s; /* start of the step measured last; INT64_MIN = none */
    int64_t steps;   /* counted since the first, also those left out */
    int64_t samples;
    double deviation; /* of y from climatology, recent */
    double y_last;
    ostrov_i_mean level; /* LOAD: mean over all */
    ostrov_i_mean climate[OSTROV_I_DAYS][OSTROV_I_SLOTS];
    ostrov_i_slope gain; /* of the weather's power */
    ostrov_i_age age[OSTROV_I_AGES];
    double score_n, score_error_w, score_persistence_w, score_inside;
    double ring[]; /* for each age: deviation, climatology of the target, y at the time of issue */
};

#define OSTROV_I_FORECAST_MAGIC (0x74736366u) /* "fcst" */

extern const double ostrov_i_levels[OSTROV_I_LEVELS];

/* What one step is compared with. */
typedef struct ostrov_i_target {
    int32_t day;
    int32_t slot;
    double scale_w; /* W per y; 0 = night */
} ostrov_i_target;

void ostrov_i_forecast_target(const ostrov_forecast *f, int64_t time_s, ostrov_i_target *target);
double ostrov_i_forecast_climate(const ostrov_forecast *f, const ostrov_i_target *target);

/* A least-squares slope, drawn to its prior while it stands on little, in 0 … most. */
double ostrov_i_forecast_slope(const ostrov_i_slope *slope, double prior, double most);
double ostrov_i_forecast_a(const ostrov_forecast *f, int32_t age);
double ostrov_i_forecast_b(const ostrov_forecast *f, int32_t age);
double ostrov_i_forecast_gain(const ostrov_forecast *f);

/* y of a weather forecast in W; NaN when there is none or it cannot be true. */
double ostrov_i_forecast_weather(const ostrov_forecast *f, double weather_w, double scale_w);

double ostrov_i_forecast_bound(const ostrov_forecast *f, double y);
int32_t ostrov_i_forecast_bin(const ostrov_forecast *f, double y);

/* Offset at a quantile between and beyond the learned ones. */
double ostrov_i_forecast_offset(const ostrov_i_band *band, double quantile_ratio);

void ostrov_i_forecast_learn(ostrov_forecast *f, int64_t time_s, double measured_w,
                             double weather_w);
void ostrov_i_forecast_skip(ostrov_forecast *f, int64_t steps);

#endif
