/* What a correction of forecasts would be worth to somebody who knew the outcome: least squares on
 * the steps that are scored, by halves of the days. It bounds what learning could have gained from
 * the same inputs.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CONFORMANCE_FORECAST_HINDSIGHT_H
#define OSTROV_TESTS_CONFORMANCE_FORECAST_HINDSIGHT_H

#include <stdint.h>

#include "forecast_station.h"

enum { HINDSIGHT_TERMS = 16 };

/* Sums over even and odd days: products of the terms, with the truth, its squares. */
typedef struct hindsight {
    double xx[2][HINDSIGHT_TERMS][HINDSIGHT_TERMS];
    double xy[2][HINDSIGHT_TERMS];
    double yy[2];
} hindsight;

/* A forecast of step at, made after step now was measured: mean in shares of capacity. */
void hindsight_add(hindsight *h, const station *s, int32_t now, int32_t at, double mean);

/* Sum of squared errors when the correction is fitted to the same days, and when to the others. */
double hindsight_same(const hindsight *h);
double hindsight_others(const hindsight *h);

#endif
