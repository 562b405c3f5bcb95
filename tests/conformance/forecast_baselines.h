/* What a day-ahead forecast is held against: the baselines of ../shared/data/pv, run beside it on
 * the same days. Their known figures are of other months; how far a forecast is ahead of them
 * carries over.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CONFORMANCE_FORECAST_BASELINES_H
#define OSTROV_TESTS_CONFORMANCE_FORECAST_BASELINES_H

#include "forecast.h"

/* Sums of errors in shares of capacity, each over the steps that it can say something of. */
typedef struct baselines {
    scores day_before; /* the same time of the day before, as point */
    scores
        weather; /* the weather through the chain times the gain of the last seven days, as point */
    scores climate; /* clear-sky index by time of day over the last sixty days */
} baselines;

/* Quantiles of the clear-sky index by time of day over the sixty days before row i, for row i + k:
 * what needs no weather. */
void baselines_climate(const station *s, int32_t i, int32_t k, double *quantiles);

/* The day of count steps that begins at row i, from what was known before it. */
void baselines_day(baselines *b, const station *s, int32_t i, int32_t count);

#endif
