/* What is inside an ostrov_forecast.
 *
 * Everything is learned on y, the measured power over a scale: clear-sky power for PV, so that y is
 * the clear-sky index of the plant, and 1 W for a load. A forecast is
 *
 *     A = climatology(slot of the target) + a · deviation(now)
 *     y = A + b · (gain · weather − A)
 *     quantile = y + offset(quantile)
 *
 * A load knows more of the past than its newest deviation: what the same time of the day before and
 * of the week before deviated, the mean of the last day, and warmth and cold (forecast_load.c); a ·
 * deviation is then the sum over all of them.
 *
 * Here a and b depend on the age of the newest measurement and are learned by least squares, and
 * the offsets are recursive quantile estimates (Robbins & Monro 1951) of the error at that age.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_FORECAST_INTERNAL_H
#define OSTROV_LIB_FORECAST_INTERNAL_H

#include <ostrov/forecast.h>
#include <ostrov/holiday.h>

#include "pv/pv_internal.h"

extern const ostrov_structure ostrov_i_forecast_structures[];
enum { OSTROV_I_FORECAST_CONFIG = 0, OSTROV_I_FORECAST_SCORE = 1 };

enum {
    OSTROV_I_AGES = 7,   /* classes of age: quarter, half and whole hour, 2, 4, 8, 24 h */
    OSTROV_I_HOUR = 2,   /* the class of one hour */
    OSTROV_I_LEVELS = 7, /* quantiles learned: 5, 10, 25, 50, 75, 90, 95 % */
    OSTROV_I_BINS = 3,   /* errors of low, middle and high forecasts apart */
    OSTROV_I_SLOTS = 96, /* quarter hours of a day */
    OSTROV_I_DAYS = 2,   /* working day, other day (load); one kind for PV */
    OSTROV_I_ZONE_TEXT = 64,
    OSTROV_I_MEMORIES =
        3,                /* numbers of one remembered forecast; of a load those of its past more */
    OSTROV_I_PAST = 3,    /* of a load: day before, week before, mean of the last day */
    OSTROV_I_FEATURES = 6 /* of a load: newest deviation, those of the past, cold, warmth */
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

/* Least squares for a load with forgetting: the lower triangle row by row. */
typedef struct ostrov_i_fit {
    double xx[OSTROV_I_FEATURES * (OSTROV_I_FEATURES + 1) / 2];
    double xy[OSTROV_I_FEATURES];
} ostrov_i_fit;

/* What a load has been like, apart from its climatology. */
typedef struct ostrov_i_habit {
    double last[OSTROV_I_SLOTS];    /* newest deviation of each time of day */
    double week[8][OSTROV_I_SLOTS]; /* by weekday, 1 = Monday */
    double day;                     /* mean over the last day */
    double square;                  /* mean square of deviations */
    ostrov_i_mean cold[OSTROV_I_SLOTS],
        warm[OSTROV_I_SLOTS]; /* usual degrees of each time of day */
} ostrov_i_habit;

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
    ostrov_i_fit fit;
    ostrov_i_band band[2][OSTROV_I_BINS]; /* without and with weather */
} ostrov_i_age;

/* What the config says, and what follows from it. */
typedef struct ostrov_i_forecast_set {
    int32_t of;
    int32_t step_s;
    int32_t horizon;
    int32_t slot_s;
    int32_t ring_count;
    int32_t memories; /* numbers of one remembered forecast */
    char country[4];
    int32_t reserved_;
    double memory_s;
    double typical_w;
    double most_w; /* no measurement is above */
    double full_w; /* PV: the least of peak and inverter */
    ostrov_i_plant plant;
    ostrov_zone zone;
    char zone_text[OSTROV_I_ZONE_TEXT];
} ostrov_i_forecast_set;

struct ostrov_forecast {
    uint32_t magic;
    uint32_t crc;
    ostrov_i_forecast_set set;

    int64_t last_s;  /* start of the step learned last; INT64_MIN = none */
    int64_t fresh_s; /* start of the step measured last; INT64_MIN = none */
    int64_t steps;   /* counted since the first, also those left out */
    int64_t samples;
    double deviation; /* of y from climatology, recent */
    double y_last;
    ostrov_i_mean level; /* LOAD: mean over all */
    ostrov_i_mean climate[OSTROV_I_DAYS][OSTROV_I_SLOTS];
    ostrov_i_habit habit;
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
    int32_t weekday; /* 1 = Monday, for a load */
    double scale_w;  /* W per y; 0 = night */
} ostrov_i_target;

/* The config read and judged; set is complete on OK alone. */
ostrov_status ostrov_i_forecast_check(const ostrov_forecast_config *config,
                                      ostrov_i_forecast_set *set, ostrov_fault *why);
size_t ostrov_i_forecast_bytes(const ostrov_i_forecast_set *set);
int32_t ostrov_i_forecast_time_ok(int64_t time_s);
/* Where each age's memory lies. */
void ostrov_i_forecast_ages(ostrov_forecast *f);

void ostrov_i_forecast_target(const ostrov_forecast *f, int64_t time_s, ostrov_i_target *target);
double ostrov_i_forecast_climate(const ostrov_forecast *f, const ostrov_i_target *target);

/* A least-squares slope, drawn to its prior while it stands on little, in 0 … most. */
double ostrov_i_forecast_slope(const ostrov_i_slope *slope, double prior, double most);
double ostrov_i_forecast_a(const ostrov_forecast *f, int32_t age);
double ostrov_i_forecast_b(const ostrov_forecast *f, int32_t age);
double ostrov_i_forecast_gain(const ostrov_forecast *f);

/* Features of a load: those of the past as they stand, then those of the temperature. */
void ostrov_i_load_past(const ostrov_forecast *f, const ostrov_i_target *target, double *past);
void ostrov_i_load_degrees(const ostrov_forecast *f, const ostrov_i_target *target,
                           double temperature_c, double *degrees);
double ostrov_i_load_sum(const ostrov_forecast *f, int32_t age, const double *features);
void ostrov_i_load_fit(ostrov_i_fit *fit, const double *features, double error, double kept);
void ostrov_i_load_learn(ostrov_forecast *f, const ostrov_i_target *target, double deviation,
                         double temperature_c);

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
