/* What learning and predicting share: slots, climatology, weights, quantile offsets.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "forecast_internal.h"

#include "base/fields.h"

const double ostrov_i_levels[OSTROV_I_LEVELS] = {0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95};

/* Clear-sky index above 1 is real (cloud edges, cold modules), but not for a quarter of an hour. */
static const double index_most = 1.25;

static int64_t floor_divide(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

/* Mean clear-sky power of a step, from the middle of each quarter hour in it. */
static double clear_w(const ostrov_forecast *f, int64_t time_s)
{
    const int32_t parts = f->set.step_s > 900 ? (f->set.step_s + 899) / 900 : 1;
    double sum = 0.0;
    for (int32_t i = 0; i < parts; i++) {
        const int64_t middle_us =
            time_s * 1000000 + (int64_t)f->set.step_s * 1000000 * (2 * i + 1) / (2 * parts);
        sum += ostrov_i_plant_clear_w(&f->set.plant, middle_us);
    }
    return sum / (double)parts;
}

static int32_t is_holiday(const ostrov_forecast *f, const ostrov_civil *local)
{
    ostrov_holidays holidays;
    int32_t found = 0;
    if (f->set.country[0] == '\0' || ostrov_holidays_of(f->set.country, &holidays) != OSTROV_OK ||
        ostrov_holiday_is(&holidays, local->year, local->month, local->day, &found) != OSTROV_OK) {
        return 0;
    }
    return found;
}

void ostrov_i_forecast_target(const ostrov_forecast *f, int64_t time_s, ostrov_i_target *target)
{
    if (f->set.of == OSTROV_FORECAST_PV) {
        const int64_t second = time_s - floor_divide(time_s, 86400) * 86400;
        target->day = 0;
        target->weekday = 1;
        target->slot = (int32_t)(second / f->set.slot_s);
        target->scale_w = clear_w(f, time_s);
        return;
    }
    ostrov_civil local;
    target->day = 0;
    target->slot = 0;
    target->weekday = 1;
    target->scale_w = 1.0;
    if (ostrov_zone_civil(&f->set.zone, time_s, &local) == OSTROV_OK) {
        const int32_t second = local.hour * 3600 + local.minute * 60 + local.second;
        target->slot = second / f->set.slot_s;
        target->weekday = local.weekday;
        target->day = local.weekday >= 6 || is_holiday(f, &local) ? 1 : 0;
    }
}

double ostrov_i_forecast_climate(const ostrov_forecast *f, const ostrov_i_target *target)
{
    const ostrov_i_mean *own = &f->climate[target->day][target->slot];
    if (own->weight > 0.0) {
        return own->mean;
    }
    const ostrov_i_mean *other = &f->climate[1 - target->day][target->slot];
    if (other->weight > 0.0) { /* the first Saturday knows the working days at least */
        return other->mean;
    }
    return f->level.weight > 0.0 ? f->level.mean : f->set.typical_w;
}

double ostrov_i_forecast_slope(const ostrov_i_slope *slope, double prior, double most)
{
    const double trust = 20.0; /* values that the prior weighs */
    if (!(slope->xx > 0.0) || !(slope->count > 0.0)) {
        return prior;
    }
    const double all = slope->count + trust;
    const double learned = slope->xy / slope->xx;
    return ostrov_i_clamp((learned * slope->count + prior * trust) / all, 0.0, most);
}

/* Before anything is learned, what was measured fades by half in an hour and a half. */
double ostrov_i_forecast_a(const ostrov_forecast *f, int32_t age)
{
    const double s = (double)f->age[age].steps * (double)f->set.step_s;
    return ostrov_i_forecast_slope(&f->age[age].deviation, ostrov_exp(-s / 7800.0), 1.0);
}

/* … and a weather forecast takes over in the first hours. */
double ostrov_i_forecast_b(const ostrov_forecast *f, int32_t age)
{
    const double s = (double)f->age[age].steps * (double)f->set.step_s;
    return ostrov_i_forecast_slope(&f->age[age].weather, 0.8 * (1.0 - ostrov_exp(-s / 5400.0)),
                                   1.0);
}

double ostrov_i_forecast_gain(const ostrov_forecast *f)
{
    return ostrov_i_forecast_slope(&f->gain, 1.0, 2.0);
}

double ostrov_i_forecast_weather(const ostrov_forecast *f, double weather_w, double scale_w)
{
    if (f->set.of != OSTROV_FORECAST_PV || !ostrov_i_finite(weather_w) || !(scale_w > 0.0) ||
        weather_w < 0.0 || weather_w > f->set.most_w) {
        return OSTROV_I_NAN;
    }
    return ostrov_i_min(ostrov_i_forecast_gain(f) * weather_w / scale_w, index_most);
}

double ostrov_i_forecast_bound(const ostrov_forecast *f, double y)
{
    return ostrov_i_clamp(y, 0.0, f->set.of == OSTROV_FORECAST_PV ? index_most : f->set.most_w);
}

int32_t ostrov_i_forecast_bin(const ostrov_forecast *f, double y)
{
    if (f->set.of == OSTROV_FORECAST_PV) {
        return y < 0.4 ? 0 : (y < 0.75 ? 1 : 2);
    }
    const double level = f->level.weight > 0.0 ? f->level.mean : f->set.typical_w;
    return y < 0.7 * level ? 0 : (y < 1.3 * level ? 1 : 2);
}

double ostrov_i_forecast_offset(const ostrov_i_band *band, double quantile_ratio)
{
    const double q = quantile_ratio;
    const double *at = ostrov_i_levels;
    const double *o = band->offset;
    const int32_t end = OSTROV_I_LEVELS - 1;
    /* Beyond the outermost levels the distance to the median doubles by the time q is 0 or 1. */
    if (q < at[0]) {
        return o[0] - (o[end / 2] - o[0]) * (1.0 - q / at[0]);
    }
    if (q > at[end]) {
        return o[end] + (o[end] - o[end / 2]) * (q - at[end]) / (1.0 - at[end]);
    }
    int32_t i = 0;
    while (i < end - 1 && q > at[i + 1]) {
        i++;
    }
    const double offset = o[i] + (o[i + 1] - o[i]) * ((q - at[i]) / (at[i + 1] - at[i]));
    return ostrov_i_min(offset, o[i + 1]); /* no rounding may pass the next level */
}
