/* A learned forecast with the courses that things may take instead: what it missed on former days
 * at the same hour is added to what it says now.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CONFORMANCE_DISPATCH_LEARN_H
#define OSTROV_TESTS_CONFORMANCE_DISPATCH_LEARN_H

#include <ostrov/forecast.h>

typedef struct learner {
    ostrov_forecast *forecast;
    void *memory;
    int32_t step_s;
    int32_t horizon;
    int32_t per_day; /* steps a day */
    int32_t count;   /* steps learned */
    double *past;    /* measured, by step modulo kept */
    double *told;    /* forecast made after each step, [step modulo kept][lead − 1] */
    int32_t kept;
} learner;

/* Learns anything with a daily course, W ≥ 0. zone NULL = UTC; days of misses are kept, 0 = none. 1
 * = there is memory. */
int32_t learner_open(learner *l, const char *zone, int32_t step_s, int32_t horizon, double memory_s,
                     double typical_w, int32_t days);
void learner_close(learner *l);

/* Learns the step that begins at time_s and forecasts the next ones. NaN = gap. 1 = done. */
int32_t learner_step(learner *l, int64_t time_s, double measured_w);

/* The newest forecast, lead 1 … horizon at [0 …]. */
const double *learner_told(const learner *l);

/* The newest forecast with what was missed so many days ago at this hour; 0 = that is not known. */
int32_t learner_course(const learner *l, int32_t days_ago, double *power_w);

#endif
