/* A forecaster in caller's memory: start, learn, predict, score.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "forecast_internal.h"

#include "base/fields.h"

#include <string.h>

#define CONFIG (&ostrov_i_forecast_structures[OSTROV_I_FORECAST_CONFIG])
#define SCORE (&ostrov_i_forecast_structures[OSTROV_I_FORECAST_SCORE])

static const int32_t age_s[OSTROV_I_AGES] = {900, 1800, 3600, 7200, 14400, 28800, 86400};

/* The clear-sky index of a temperate year, before anything is known: its mean and quantiles (as the
 * spread of PVOD and GEFCom2014 stations has it, rounded). */
static const double index_mean = 0.65;
static const double index_at[OSTROV_I_LEVELS] = {0.10, 0.17, 0.40, 0.70, 0.93, 1.02, 1.06};
/* A load around its guess, as shares of it. */
static const double load_at[OSTROV_I_LEVELS] = {-0.5, -0.4, -0.2, 0.0, 0.25, 0.6, 0.9};

/* No site of ours is larger. */
static const double largest_w = 1e9;

ostrov_status ostrov_forecast_defaults(ostrov_forecast_config *config, size_t size)
{
    return ostrov_i_defaults(CONFIG, config, size);
}

/* A config that has passed all rules, with what init makes of it. */
struct checked {
    ostrov_forecast_config config;
    ostrov_i_plant plant;
    ostrov_zone zone;
    size_t zone_length;
    int32_t ring_count;
};

static int32_t age_steps(const ostrov_forecast_config *c, int32_t age)
{
    return age_s[age] > c->step_s ? age_s[age] / c->step_s : 1;
}

static ostrov_status check_zone(struct checked *k, ostrov_fault *why)
{
    const char *text = k->config.zone != NULL ? k->config.zone : "UTC";
    size_t length = 0;
    while (length < OSTROV_I_ZONE_TEXT && text[length] != '\0') {
        length++;
    }
    k->zone_length = length;
    if (length == OSTROV_I_ZONE_TEXT || ostrov_zone_read(text, &k->zone) != OSTROV_OK) {
        return ostrov_i_fault(why, OSTROV_E_TEXT, CONFIG->name, "zone", -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    return OSTROV_OK;
}

static ostrov_status check_country(const char *country, ostrov_fault *why)
{
    ostrov_holidays holidays;
    if (country != NULL && ostrov_holidays_of(country, &holidays) != OSTROV_OK) {
        return ostrov_i_fault(why, OSTROV_E_TEXT, CONFIG->name, "country", -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    return OSTROV_OK;
}

static int32_t memories_of(int32_t of)
{
    return OSTROV_I_MEMORIES + (of == OSTROV_FORECAST_LOAD ? OSTROV_I_PAST : 0);
}

static ostrov_status check(const ostrov_forecast_config *config, struct checked *k,
                           ostrov_fault *why)
{
    memset(k, 0, sizeof *k);
    ostrov_status status = ostrov_i_take_config(CONFIG, config, &k->config, why);
    if (status != OSTROV_OK) {
        return status;
    }
    const ostrov_forecast_config *c = &k->config;
    if (3600 % c->step_s != 0) {
        return ostrov_i_fault(why, OSTROV_E_RANGE, CONFIG->name, "step_s", -1, (double)c->step_s,
                              60.0, 3600.0);
    }
    if (c->of == OSTROV_FORECAST_PV) {
        if (c->pv == NULL) {
            return ostrov_i_fault(why, OSTROV_E_ARGUMENT, CONFIG->name, "pv", -1, OSTROV_I_NAN,
                                  OSTROV_I_NAN, OSTROV_I_NAN);
        }
        status = ostrov_i_plant_set(c->pv, &k->plant, why);
    } else if (ostrov_i_nan(c->typical_w)) {
        status = ostrov_i_fault(why, OSTROV_E_NOT_FINITE, CONFIG->name, "typical_w", -1,
                                c->typical_w, 0.0, largest_w);
    }
    if (status == OSTROV_OK) {
        status = check_zone(k, why);
    }
    if (status == OSTROV_OK) {
        status = check_country(c->country, why);
    }
    for (int32_t i = 0; i < OSTROV_I_AGES; i++) {
        k->ring_count += age_steps(c, i) * memories_of(c->of);
    }
    return status;
}

static size_t bytes_of(const struct checked *k)
{
    return sizeof(ostrov_forecast) + (size_t)k->ring_count * sizeof(double);
}

size_t ostrov_forecast_size(const ostrov_forecast_config *config)
{
    struct checked k;
    return check(config, &k, NULL) == OSTROV_OK ? bytes_of(&k) : 0;
}

/* What is believed before anything is learned. */
static void first_guess(ostrov_forecast *f)
{
    const int32_t is_pv = f->of == OSTROV_FORECAST_PV;
    for (int32_t i = 0; i < OSTROV_I_AGES; i++) {
        for (int32_t k = 0; k < 2 * OSTROV_I_BINS; k++) {
            ostrov_i_band *band = &f->age[i].band[k / OSTROV_I_BINS][k % OSTROV_I_BINS];
            band->scale = is_pv ? 0.25 : 0.3 * f->typical_w;
            for (int32_t q = 0; q < OSTROV_I_LEVELS; q++) {
                band->offset[q] = is_pv ? index_at[q] - index_mean : load_at[q] * f->typical_w;
            }
        }
    }
    if (is_pv) {
        const double half_a_day = 0.5 * 3600.0 / (double)f->slot_s;
        for (int32_t s = 0; s < OSTROV_I_SLOTS; s++) {
            f->climate[0][s].mean = index_mean;
            f->climate[0][s].weight = half_a_day;
        }
    }
}

ostrov_status ostrov_forecast_init(void *bytes_at, size_t bytes,
                                   const ostrov_forecast_config *config, ostrov_forecast **forecast,
                                   ostrov_fault *why)
{
    struct checked k;
    if (bytes_at == NULL || forecast == NULL || (uintptr_t)bytes_at % 8 != 0) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, NULL,
                              forecast == NULL ? "forecast" : "memory", -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    const ostrov_status status = check(config, &k, why);
    if (status != OSTROV_OK) {
        return status;
    }
    if (bytes < bytes_of(&k)) {
        return ostrov_i_fault(why, OSTROV_E_SPACE, NULL, "bytes", -1, (double)bytes,
                              (double)bytes_of(&k), OSTROV_I_NAN);
    }
    ostrov_forecast *f = bytes_at;
    memset(f, 0, bytes_of(&k));
    f->magic = OSTROV_I_FORECAST_MAGIC;
    f->of = k.config.of;
    f->step_s = k.config.step_s;
    f->horizon = k.config.horizon;
    f->slot_s = k.config.step_s > 900 ? k.config.step_s : 900;
    f->ring_count = k.ring_count;
    f->memories = memories_of(f->of);
    if (k.config.country != NULL) {
        memcpy(f->country, k.config.country, 2);
    }
    f->memory_s = k.config.memory_s;
    f->typical_w = f->of == OSTROV_FORECAST_LOAD ? k.config.typical_w : 0.0;
    f->plant = k.plant;
    f->plant.config.struct_size = (uint32_t)sizeof f->plant.config;
    f->most_w = f->of == OSTROV_FORECAST_PV ? 1.2 * k.plant.config.inverter_w : largest_w;
    f->full_w = ostrov_i_min(k.plant.config.inverter_w, k.plant.config.peak_w);
    f->zone = k.zone;
    if (k.config.zone != NULL) {
        memcpy(f->zone_text, k.config.zone, k.zone_length);
    }
    f->last_s = INT64_MIN;
    f->fresh_s = INT64_MIN;
    int32_t first = 0;
    for (int32_t i = 0; i < OSTROV_I_AGES; i++) {
        f->age[i].steps = age_steps(&k.config, i);
        f->age[i].first = first;
        first += f->age[i].steps * f->memories;
    }
    for (int32_t i = 0; i < f->ring_count; i++) {
        f->ring[i] = OSTROV_I_NAN;
    }
    first_guess(f);
    *forecast = f;
    return OSTROV_OK;
}

/* Room for the horizon before the end of the time the sun is known for. */
static int32_t time_ok(int64_t time_s)
{
    return time_s >= OSTROV_I_SUN_FIRST_S && time_s < OSTROV_I_SUN_END_S - 40 * 86400;
}

ostrov_status ostrov_forecast_step(ostrov_forecast *forecast, int64_t time_s, double measured_w,
                                   double weather_w)
{
    ostrov_forecast *f = forecast;
    if (f == NULL || f->magic != OSTROV_I_FORECAST_MAGIC) {
        return OSTROV_E_ARGUMENT;
    }
    if (!time_ok(time_s)) {
        return OSTROV_E_TIME;
    }
    if (f->last_s != INT64_MIN) {
        const int64_t since = time_s - f->last_s;
        if (since <= 0 || since % f->step_s != 0) {
            return OSTROV_E_TIME;
        }
        ostrov_i_forecast_skip(f, since / f->step_s - 1);
    }
    /* Meters of a plant that sleeps read a little below zero; what is far from possible is no
     * measurement. */
    const double least_w =
        f->of == OSTROV_FORECAST_PV ? -0.05 * f->plant.config.inverter_w : -0.05 * f->typical_w;
    ostrov_status status = OSTROV_OK;
    double w = measured_w;
    if (!ostrov_i_nan(w) && (!ostrov_i_finite(w) || w < least_w || w > f->most_w)) {
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
    while (i > 0 && (int64_t)f->age[i].steps * f->step_s > age) {
        i--;
    }
    *share = 0.0;
    if (i < OSTROV_I_AGES - 1) {
        const double low = (double)f->age[i].steps * (double)f->step_s;
        const double high = (double)f->age[i + 1].steps * (double)f->step_s;
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
    if (f->of == OSTROV_FORECAST_PV) {
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
    return ostrov_i_min(w, f->of == OSTROV_FORECAST_PV ? f->plant.config.inverter_w : f->most_w);
}

ostrov_status ostrov_forecast_predict(const ostrov_forecast *forecast, int64_t start_s,
                                      int32_t count, const double *weather_w, double quantile_ratio,
                                      double *power_w)
{
    const ostrov_forecast *f = forecast;
    if (f == NULL || f->magic != OSTROV_I_FORECAST_MAGIC || power_w == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (count < 1 || count > f->horizon || !(quantile_ratio > 0.0 && quantile_ratio < 1.0)) {
        return OSTROV_E_RANGE;
    }
    if (!time_ok(start_s) || (f->last_s != INT64_MIN && start_s < f->last_s + f->step_s)) {
        return OSTROV_E_TIME;
    }
    for (int32_t i = 0; i < count; i++) {
        power_w[i] = predict_one(f, start_s + (int64_t)i * f->step_s,
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
