/* A forecaster in caller's memory: start, learn, predict, score.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "forecast_internal.h"

#include "base/fields.h"

#include <string.h>

#define SCORE (&ostrov_i_forecast_structures[OSTROV_I_FORECAST_SCORE])

/* The clear-sky index of a temperate year, before anything is known: its mean and quantiles (as the
 * spread of PVOD and GEFCom2014 stations has it, rounded). */
static const double index_mean = 0.65;
static const double index_at[OSTROV_I_LEVELS] = {0.10, 0.17, 0.40, 0.70, 0.93, 1.02, 1.06};
/* A load around its guess, as shares of it. */
static const double load_at[OSTROV_I_LEVELS] = {-0.5, -0.4, -0.2, 0.0, 0.25, 0.6, 0.9};

/* What is believed before anything is learned. */
static void first_guess(ostrov_forecast *f)
{
    const int32_t is_pv = f->set.of == OSTROV_FORECAST_PV;
    for (int32_t i = 0; i < OSTROV_I_AGES; i++) {
        for (int32_t k = 0; k < 2 * OSTROV_I_BINS; k++) {
            ostrov_i_band *band = &f->age[i].band[k / OSTROV_I_BINS][k % OSTROV_I_BINS];
            band->scale = is_pv ? 0.25 : 0.3 * f->set.typical_w;
            for (int32_t q = 0; q < OSTROV_I_LEVELS; q++) {
                band->offset[q] = is_pv ? index_at[q] - index_mean : load_at[q] * f->set.typical_w;
            }
        }
    }
    if (is_pv) {
        const double half_a_day = 0.5 * 3600.0 / (double)f->set.slot_s;
        for (int32_t s = 0; s < OSTROV_I_SLOTS; s++) {
            f->climate[0][s].mean = index_mean;
            f->climate[0][s].weight = half_a_day;
        }
    }
}

ostrov_status ostrov_forecast_init(void *memory, size_t bytes, const ostrov_forecast_config *config,
                                   ostrov_forecast **forecast, ostrov_fault *why)
{
    ostrov_i_forecast_set set;
    if (memory == NULL || forecast == NULL || (uintptr_t)memory % 8 != 0) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, NULL,
                              forecast == NULL ? "forecast" : "memory", -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    const ostrov_status status = ostrov_i_forecast_check(config, &set, why);
    if (status != OSTROV_OK) {
        return status;
    }
    const size_t needed = ostrov_i_forecast_bytes(&set);
    if (bytes < needed) {
        return ostrov_i_fault(why, OSTROV_E_SPACE, NULL, "bytes", -1, (double)bytes, (double)needed,
                              OSTROV_I_NAN);
    }
    ostrov_forecast *f = memory;
    memset(f, 0, needed);
    f->magic = OSTROV_I_FORECAST_MAGIC;
    f->set = set;
    f->last_s = INT64_MIN;
    f->fresh_s = INT64_MIN;
    ostrov_i_forecast_ages(f);
    for (int32_t i = 0; i < set.ring_count; i++) {
        f->ring[i] = OSTROV_I_NAN;
    }
    first_guess(f);
    *forecast = f;
    return OSTROV_OK;
}

ostrov_status ostrov_forecast_step(ostrov_forecast *forecast, int64_t time_s, double measured_w,
                                   double weather_w)
{
    ostrov_forecast *f = forecast;
    if (f == NULL || f->magic != OSTROV_I_FORECAST_MAGIC) {
        return OSTROV_E_ARGUMENT;
    }
    if (!ostrov_i_forecast_time_ok(time_s)) {
        return OSTROV_E_TIME;
    }
    if (f->last_s != INT64_MIN) {
        const int64_t since = time_s - f->last_s;
        if (since <= 0 || since % f->set.step_s != 0) {
            return OSTROV_E_TIME;
        }
        ostrov_i_forecast_skip(f, since / f->set.step_s - 1);
    }
    /* Meters of a plant that sleeps read a little below zero; what is far from possible is no
     * measurement. */
    const double least_w = f->set.of == OSTROV_FORECAST_PV ? -0.05 * f->set.plant.config.inverter_w
                                                           : -0.05 * f->set.typical_w;
    ostrov_status status = OSTROV_OK;
    double w = measured_w;
    if (!ostrov_i_nan(w) && (!ostrov_i_finite(w) || w < least_w || w > f->set.most_w)) {
        w = OSTROV_I_NAN;
        status = OSTROV_DEGRADED;
    }
    ostrov_i_forecast_learn(f, time_s, w < 0.0 ? 0.0 : w, weather_w);
    return status;
}

/* Where an age lies among the classes: the one at or below it, and the share of the next. */
static int32_t age_class(const ostrov_forecast *f, int64_t age, double *share)
{
    int32_t i = OSTROV_I_AGES - 1;
    while (i > 0 && (int64_t)f->age[i].steps * f->set.step_s > age) {
        i--;
    }
    *share = 0.0;
    if (i < OSTROV_I_AGES - 1) {
        const double low = (double)f->age[i].steps * (double)f->set.step_s;
        const double high = (double)f->age[i + 1].steps * (double)f->set.step_s;
        *share = ostrov_i_clamp(((double)age - low) / (high - low), 0.0, 1.0);
    }
    return i;
}

/* In this form each rounding keeps the order of a and of b, so quantiles stay ordered to the bit.
 */
static double between(double a, double b, double share) { return (1.0 - share) * a + share * b; }

/* How far a forecast of an age class goes from its climatology. */
static double moved(const ostrov_forecast *f, int32_t age, const ostrov_i_target *t, double weather)
{
    double features[OSTROV_I_FEATURES];
    if (f->set.of == OSTROV_FORECAST_PV) {
        return ostrov_i_forecast_a(f, age) * f->deviation;
    }
    features[0] = f->deviation;
    ostrov_i_load_past(f, t, &features[1]);
    ostrov_i_load_degrees(f, t, weather, &features[1 + OSTROV_I_PAST]);
    return ostrov_i_load_sum(f, age, features);
}

/* Weights by age, the same for all quantiles of a step. */
static double predict_one(const ostrov_forecast *f, int64_t time_s, double weather_w,
                          double quantile_ratio)
{
    ostrov_i_target t;
    ostrov_i_forecast_target(f, time_s, &t);
    if (!(t.scale_w > 0.0)) {
        return 0.0;
    }
    double share = 0.0;
    int32_t i = OSTROV_I_AGES - 1; /* never measured: as old as it gets */
    if (f->fresh_s != INT64_MIN) {
        i = age_class(f, time_s - f->fresh_s, &share);
    }
    const int32_t next = i < OSTROV_I_AGES - 1 ? i + 1 : i;
    double y = ostrov_i_forecast_bound(
        f, ostrov_i_forecast_climate(f, &t) +
               between(moved(f, i, &t, weather_w), moved(f, next, &t, weather_w), share));
    const double told = ostrov_i_forecast_weather(f, weather_w, t.scale_w);
    const int32_t with = !ostrov_i_nan(told);
    if (with) {
        const double b = between(ostrov_i_forecast_b(f, i), ostrov_i_forecast_b(f, next), share);
        y = ostrov_i_forecast_bound(f, y + b * (told - y));
    }
    const int32_t bin = ostrov_i_forecast_bin(f, y);
    const double offset =
        between(ostrov_i_forecast_offset(&f->age[i].band[with][bin], quantile_ratio),
                ostrov_i_forecast_offset(&f->age[next].band[with][bin], quantile_ratio), share);
    const double w = ostrov_i_forecast_bound(f, y + offset) * t.scale_w;
    return ostrov_i_min(w, f->set.of == OSTROV_FORECAST_PV ? f->set.plant.config.inverter_w
                                                           : f->set.most_w);
}

ostrov_status ostrov_forecast_predict(const ostrov_forecast *forecast, int64_t start_s,
                                      int32_t count, const double *weather_w, double quantile_ratio,
                                      double *power_w)
{
    const ostrov_forecast *f = forecast;
    if (f == NULL || f->magic != OSTROV_I_FORECAST_MAGIC || power_w == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (count < 1 || count > f->set.horizon || !(quantile_ratio > 0.0 && quantile_ratio < 1.0)) {
        return OSTROV_E_RANGE;
    }
    if (!ostrov_i_forecast_time_ok(start_s) ||
        (f->last_s != INT64_MIN && start_s < f->last_s + f->set.step_s)) {
        return OSTROV_E_TIME;
    }
    for (int32_t i = 0; i < count; i++) {
        power_w[i] = predict_one(f, start_s + (int64_t)i * f->set.step_s,
                                 weather_w != NULL ? weather_w[i] : OSTROV_I_NAN, quantile_ratio);
    }
    return f->samples > 0 ? OSTROV_OK : OSTROV_DEGRADED;
}

ostrov_status ostrov_forecast_score_read(const ostrov_forecast *forecast,
                                         ostrov_forecast_score *score, size_t size)
{
    const ostrov_forecast *f = forecast;
    ostrov_forecast_score s;
    if (f == NULL || f->magic != OSTROV_I_FORECAST_MAGIC || score == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    memset(&s, 0, sizeof s);
    s.samples = f->samples < INT32_MAX ? (int32_t)f->samples : INT32_MAX;
    const int32_t some = f->score_n > 0.0;
    s.mae_w = some ? f->score_error_w / f->score_n : OSTROV_I_NAN;
    s.persistence_mae_w = some ? f->score_persistence_w / f->score_n : OSTROV_I_NAN;
    s.coverage_ratio = some ? f->score_inside / f->score_n : OSTROV_I_NAN;
    const ostrov_status status = ostrov_i_give(SCORE, &s, score, size);
    return status == OSTROV_OK && !some ? OSTROV_EMPTY : status;
}
