/* Learning one step: first the forecasts made for it are judged, then it is taken in.
 *
 * A forecast of age n steps is remembered when made, and meets its measurement n steps later;
 * nothing of the future enters it. Weather is taken as known before, whatever the age.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "forecast_internal.h"

#include "base/fields.h"

#include <string.h>

static double *memory(ostrov_forecast *f, int32_t age, int64_t step)
{
    const ostrov_i_age *a = &f->age[age];
    return &f->ring[a->first + (int32_t)(step % a->steps) * f->set.memories];
}

/* How much of what was learned stays after one step. */
static double keep(const ostrov_forecast *f)
{
    return ostrov_exp(-(double)f->set.step_s / f->set.memory_s);
}

static void slope_learn(ostrov_i_slope *s, double x, double y, double weight, double kept)
{
    s->xy = kept * s->xy + weight * x * y;
    s->xx = kept * s->xx + weight * x * x;
    s->count = kept * s->count + weight;
}

/* Recursive quantiles (Robbins & Monro 1951): each offset moves up by level and down by 1 − level
 * times a gain that falls with the count and is measured in mean errors. The best gain is one over
 * the density of errors at the quantile, which thins out as level·(1 − level) does. */
static void band_learn(ostrov_i_band *band, double error, double weight)
{
    const double gain_least = 0.012;
    band->count += weight;
    const double forget = ostrov_i_max(weight / (band->count + 2.0), 0.01 * weight);
    band->scale += forget * (ostrov_i_abs(error) - band->scale);
    const double gain = ostrov_i_max(4.0 / (band->count + 20.0), gain_least);
    const double most = 5.0 * band->scale;
    double below = -most;
    for (int32_t i = 0; i < OSTROV_I_LEVELS; i++) {
        const double level = ostrov_i_levels[i];
        const double thin = 0.25 / (level * (1.0 - level));
        const double move = thin * (level - (error < band->offset[i] ? 1.0 : 0.0));
        const double offset = band->offset[i] + weight * gain * band->scale * move;
        /* In order, and within what errors of this size can need: a first guess of the wrong size
         * goes at once. */
        below = ostrov_i_clamp(offset, below, ostrov_i_max(below, most));
        band->offset[i] = below;
    }
}

/* The mean of a slot with memory: its weight is capped at what a life of memory_s collects. */
static void mean_learn(ostrov_i_mean *m, double y, double weight, double most)
{
    if (weight > 0.0) {
        m->weight = ostrov_i_min(m->weight + weight, most);
        m->mean += ostrov_i_min(weight / m->weight, 1.0) * (y - m->mean);
    }
}

static void climate_learn(ostrov_forecast *f, const ostrov_i_target *t, double y, double weight)
{
    const double days = ostrov_i_max(f->set.memory_s / 86400.0, 1.0);
    if (f->set.of == OSTROV_FORECAST_LOAD) {
        const double per_day = (double)f->set.slot_s / (double)f->set.step_s; /* steps in a slot */
        mean_learn(&f->climate[t->day][t->slot], y, 1.0, days * per_day);
        mean_learn(&f->level, y, 1.0, days * 86400.0 / (double)f->set.step_s);
        return;
    }
    /* The sky an hour before and after is much the same: a tent of weights learns slots together.
     */
    const int32_t reach = 3600 / f->set.slot_s;
    const int32_t slots = 86400 / f->set.slot_s;
    const double per_step = (double)f->set.step_s / (double)f->set.slot_s;
    for (int32_t d = -reach; d <= reach; d++) {
        const int32_t slot = (t->slot + d + slots) % slots;
        const double tent = 1.0 - (double)(d < 0 ? -d : d) / (double)(reach + 1);
        mean_learn(&f->climate[0][slot], y, weight * tent * per_step, days * (double)(reach + 1));
    }
}

/* Power in W at an offset from a forecast, as predict gives it. */
static double at_offset(const ostrov_forecast *f, double y, double offset, double scale_w)
{
    const double w = ostrov_i_forecast_bound(f, y + offset) * scale_w;
    return ostrov_i_min(w, f->set.of == OSTROV_FORECAST_PV ? f->set.plant.config.inverter_w
                                                           : f->set.most_w);
}

static void score(ostrov_forecast *f, const ostrov_i_band *band, double y, double y_issued,
                  double scale_w, double measured_w)
{
    const double median = at_offset(f, y, band->offset[3], scale_w);
    const double low = at_offset(f, y, band->offset[1], scale_w);
    const double high = at_offset(f, y, band->offset[5], scale_w);
    const double last = at_offset(f, y_issued, 0.0, scale_w);
    f->score_n += 1.0;
    f->score_error_w += ostrov_i_abs(measured_w - median);
    f->score_persistence_w += ostrov_i_abs(measured_w - last);
    f->score_inside += measured_w >= low && measured_w <= high ? 1.0 : 0.0;
}

/* Judges the forecasts of each age that were made for this step, and learns from them. */
static void judge(ostrov_forecast *f, const ostrov_i_target *t, double y, double weight,
                  double weather, double measured_w)
{
    const double kept = keep(f);
    const double weather_y = ostrov_i_forecast_weather(f, weather, t->scale_w);
    for (int32_t i = 0; i < OSTROV_I_AGES; i++) {
        const double *m = memory(f, i, f->steps);
        ostrov_i_age *age = &f->age[i];
        if (ostrov_i_nan(m[0])) {
            continue;
        }
        double features[OSTROV_I_FEATURES];
        double goes = 0.0;
        if (f->set.of == OSTROV_FORECAST_LOAD) {
            features[0] = m[0];
            memcpy(&features[1], &m[OSTROV_I_MEMORIES], OSTROV_I_PAST * sizeof features[0]);
            ostrov_i_load_degrees(f, t, weather, &features[1 + OSTROV_I_PAST]);
            goes = ostrov_i_load_sum(f, i, features);
            ostrov_i_load_fit(&age->fit, features, y - m[1], kept);
        } else {
            goes = ostrov_i_forecast_a(f, i) * m[0];
        }
        const double own = ostrov_i_forecast_bound(f, m[1] + goes);
        const int32_t told = !ostrov_i_nan(weather_y);
        const double best =
            told ? ostrov_i_forecast_bound(f, own + ostrov_i_forecast_b(f, i) * (weather_y - own))
                 : own;
        ostrov_i_band *band = &age->band[told][ostrov_i_forecast_bin(f, best)];
        if (i == OSTROV_I_HOUR) {
            score(f, band, best, m[2], t->scale_w, measured_w);
        }
        band_learn(band, y - best, weight);
        slope_learn(&age->deviation, m[0], y - m[1], weight, kept);
        if (told) {
            band_learn(&age->band[0][ostrov_i_forecast_bin(f, own)], y - own, weight);
            slope_learn(&age->weather, weather_y - own, y - own, weight, kept);
        }
    }
}

/* Remembers the forecasts that can be made now, or that none can. */
static void remember(ostrov_forecast *f, int64_t time_s, int32_t fresh)
{
    for (int32_t i = 0; i < OSTROV_I_AGES; i++) {
        double *m = memory(f, i, f->steps);
        m[0] = OSTROV_I_NAN;
        if (fresh) {
            ostrov_i_target target;
            const int64_t at_s = time_s + (int64_t)f->age[i].steps * f->set.step_s;
            if (f->set.of == OSTROV_FORECAST_PV) { /* its slot alone, without the sun */
                const int64_t second = ((at_s % 86400) + 86400) % 86400;
                target.day = 0;
                target.slot = (int32_t)(second / f->set.slot_s);
                target.scale_w = 1.0;
            } else {
                ostrov_i_forecast_target(f, at_s, &target);
                ostrov_i_load_past(f, &target, &m[OSTROV_I_MEMORIES]);
            }
            m[0] = f->deviation;
            m[1] = ostrov_i_forecast_climate(f, &target);
            m[2] = f->y_last;
        }
    }
}

void ostrov_i_forecast_skip(ostrov_forecast *f, int64_t steps)
{
    for (int32_t i = 0; i < OSTROV_I_AGES; i++) {
        const int64_t length = f->age[i].steps;
        const int64_t count = steps < length ? steps : length;
        for (int64_t k = 0; k < count; k++) {
            memory(f, i, f->steps + k)[0] = OSTROV_I_NAN;
        }
    }
    f->steps += steps;
}

/* How far the present is from its climatology: the newest value counts most, a value after a long
 * silence alone, a value of a low sun less. */
static void deviate(ostrov_forecast *f, int64_t time_s, double deviation, double weight)
{
    const int32_t silent =
        f->fresh_s == INT64_MIN || time_s - f->fresh_s > 4 * (int64_t)f->set.step_s + 3600;
    const double share = silent ? 1.0 : 1.0 - ostrov_exp(-(double)f->set.step_s / 400.0);
    f->deviation += share * ostrov_i_min(5.0 * weight, 1.0) * (deviation - f->deviation);
}

void ostrov_i_forecast_learn(ostrov_forecast *f, int64_t time_s, double measured_w,
                             double weather_w)
{
    ostrov_i_target t;
    ostrov_i_forecast_target(f, time_s, &t);
    /* Under 2 % of full power the clear-sky index is noise over noise. */
    const int32_t dark = f->set.of == OSTROV_FORECAST_PV && t.scale_w <= 0.02 * f->set.full_w;
    const int32_t fresh = !ostrov_i_nan(measured_w) && !dark;
    if (!ostrov_i_nan(measured_w)) {
        f->samples++;
    }
    if (fresh) {
        const double y = f->set.of == OSTROV_FORECAST_PV ? ostrov_i_min(measured_w / t.scale_w, 1.5)
                                                         : measured_w;
        const double weight =
            f->set.of == OSTROV_FORECAST_PV ? ostrov_i_min(t.scale_w / f->set.full_w, 1.0) : 1.0;
        const double weather_y = ostrov_i_forecast_weather(f, weather_w, t.scale_w);
        const double climate = ostrov_i_forecast_climate(f, &t);
        judge(f, &t, y, weight, weather_w, measured_w);
        if (!ostrov_i_nan(weather_y)) {
            slope_learn(&f->gain, weather_w / t.scale_w, y, weight, keep(f));
        }
        deviate(f, time_s, y - climate, weight);
        if (f->set.of == OSTROV_FORECAST_LOAD) {
            ostrov_i_load_learn(f, &t, y - climate, weather_w);
        }
        climate_learn(f, &t, y, weight);
        f->y_last = y;
        f->fresh_s = time_s;
    }
    remember(f, time_s, fresh);
    f->steps++;
    f->last_s = time_s;
}
