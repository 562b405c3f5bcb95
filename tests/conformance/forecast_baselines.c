/* Baselines of a day-ahead forecast: see forecast_baselines.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "forecast_baselines.h"

#include <math.h>

enum { DAY = STATION_DAY, CLIMATE_DAYS = 60, GAIN_DAYS = 7 };

void baselines_climate(const station *s, int32_t i, int32_t k, double *quantiles)
{
    double index[CLIMATE_DAYS];
    int32_t count = 0;
    for (int32_t d = 1; d <= CLIMATE_DAYS; d++) {
        const int32_t at = i + k - d * DAY;
        if (at >= 0 && !isnan(s->power[at]) && s->clear[at] > 0.02) {
            double x = fmin(s->power[at] / s->clear[at], 1.5);
            int32_t j = count++;
            for (; j > 0 && index[j - 1] > x; j--) {
                index[j] = index[j - 1];
            }
            index[j] = x;
        }
    }
    for (int32_t q = 0; q < FORECAST_LEVELS; q++) {
        const double x =
            count > 0 ? index[(int32_t)((double)count * (q + 1) / (FORECAST_LEVELS + 1))] : 0.6;
        quantiles[q] = fmin(x * s->clear[i + k], 1.0);
    }
}

/* Power over what the weather made of it, the seven days before row i. */
static double gain_before(const station *s, int32_t i)
{
    double power = 0.0;
    double told = 0.0;
    for (int32_t at = i - GAIN_DAYS * DAY > 0 ? i - GAIN_DAYS * DAY : 0; at < i; at++) {
        if (!isnan(s->power[at] + s->told[at])) {
            power += s->power[at];
            told += s->told[at];
        }
    }
    return told > 0.0 ? power / told : 1.0;
}

static void point(scores *to, double said, double truth)
{
    if (!isnan(said)) {
        to->n += 1.0;
        to->error += fabs(truth - said);
        to->square += (truth - said) * (truth - said);
    }
}

void baselines_day(baselines *b, const station *s, int32_t i, int32_t count)
{
    const double gain = gain_before(s, i);
    for (int32_t k = 0; k < count; k++) {
        const double truth = s->power[i + k];
        double usual[FORECAST_LEVELS];
        if (isnan(truth)) {
            continue;
        }
        point(&b->day_before, i + k >= DAY ? s->power[i + k - DAY] : NAN, truth);
        point(&b->weather, forecast_at_most(gain * s->told[i + k], 1.0), truth);
        baselines_climate(s, i, k, usual);
        scores_add(&b->climate, usual, usual[FORECAST_LEVELS / 2], truth, s->clear[i + k] > 0.02);
    }
}
