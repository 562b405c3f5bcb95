/* Suite forecast: measured plants, each kind of data set in a file of its own.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CONFORMANCE_FORECAST_H
#define OSTROV_TESTS_CONFORMANCE_FORECAST_H

#include <ostrov/forecast_learn.h>

#include "csv.h"
#include "forecast_station.h"
#include "runner.h"

enum { FORECAST_LEVELS = 99 };

/* A learner with its memory. */
typedef struct workshop {
    ostrov_learner *learner;
    void *memory;
    void *scratch;
    size_t bytes, scratch_bytes;
    double trained_s; /* longest training, CPU */
    int32_t trainings;
} workshop;

int32_t workshop_open(workshop *w, const ostrov_learner_config *config);
void workshop_close(workshop *w);
void workshop_train(workshop *w);

/* Sums of errors in shares of capacity. */
typedef struct scores {
    double n, error, square, pinball;
    double day, inside; /* steps of daylight, of them between 10 and 90 % */
} scores;

/* 0.01 … 0.99. */
void forecast_levels(double *levels);
/* One step: quantiles at those levels and mean, in shares; by_day counts it for coverage. */
void scores_add(scores *s, const double *quantiles, double mean, double truth, int32_t by_day);
double scores_mae(const scores *s);
double scores_rmse(const scores *s);
double scores_pinball(const scores *s);
double scores_coverage(const scores *s);

/* A small sample instead of the whole: OSTROV_FORECAST_SAMPLE is set. */
int32_t forecast_is_sample(void);

/* A cell's number, NaN for one that is not finite. */
double forecast_cell(const csv *table, int32_t row, const char *column);
/* The lesser; NaN stays NaN, which fmin would make most. */
double forecast_at_most(double x, double most);

/* The number after a name in a file's header lines; NaN when it is not there. */
double forecast_header_number(const char *text, const char *name);

/* Each looks at all stations of the folder at once. */
void forecast_pvod(tally *t, const stations *all);
void forecast_chain(tally *t, const stations *all);
void forecast_scenarios(tally *t, const stations *all);
void forecast_robust(tally *t, const stations *all);

/* All its files of the folder at once. */
void forecast_gefcom(tally *t, const char *folder);

/* Each looks at one file. */
void forecast_serf(tally *t, const char *folder, const char *file);
void forecast_load_house(tally *t, const char *folder, const char *file);
void forecast_load_buildings(tally *t, const char *folder, const char *file);

#endif
