/* What every campaign shares: seeds, workers, tallies, figures with their goals, one JSON.
 *
 * A campaign is a number of independent runs. The seed of a run comes from the campaign's seed and
 * the run's number alone, and tallies are added up in whole numbers: the result does not depend on
 * the number of workers, and any run can be repeated by itself with --only N.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CAMPAIGN_RUN_H
#define OSTROV_TESTS_CAMPAIGN_RUN_H

#include <stdint.h>
#include <stdio.h>

enum { RUN_COUNTS = 192, RUN_EXTREMES = 24, RUN_SPREADS = 24, RUN_BINS = 2001 };

/* A spread of values: bins of equal width from 0; the last holds what lies above. */
typedef struct run_spread {
    int64_t n;
    int64_t bin[RUN_BINS];
    int64_t sum_millionths;
    double most;
    int64_t most_at; /* number of the run */
} run_spread;

/* What a worker found. Adding two gives the same in any order. */
typedef struct run_tally {
    int64_t count[RUN_COUNTS];
    int64_t first[RUN_COUNTS]; /* least number of a run that counted here, plus 1; 0 = none */
    run_spread spread[RUN_SPREADS];
    double width[RUN_SPREADS]; /* of a bin */
    int64_t run;               /* the run under way */
    int64_t done;              /* runs ended */
    int verbose;
} run_tally;

void run_count(run_tally *t, int which);
void run_count_many(run_tally *t, int which, int64_t n);
void run_value(run_tally *t, int which, double value);

double run_mean(const run_tally *t, int which);
double run_percentile(const run_tally *t, int which, double percent);

/* splitmix64 (public domain constants). */
uint64_t run_bits(uint64_t *seed);
double run_uniform(uint64_t *seed);                           /* 0 … 1 */
double run_between(uint64_t *seed, double lo, double hi);     /* uniform */
double run_log_between(uint64_t *seed, double lo, double hi); /* log-uniform */
double run_normal(uint64_t *seed);                            /* sum of four uniforms, sigma 1 */
int run_one_of(uint64_t *seed, int n);                        /* 0 … n-1 */

enum run_goal { RUN_INFO, RUN_AT_MOST, RUN_AT_LEAST };

typedef struct run_report {
    FILE *json;
    int figures;
    int failed;
} run_report;

/* One line and one JSON member: "PASS sync.outside 0 (goal <= 0): contacts outside …". */
void run_figure(run_report *r, const char *name, double value, const char *unit, enum run_goal goal,
                double limit, const char *what);
void run_figure_count(run_report *r, const run_tally *t, int which, const char *name,
                      enum run_goal goal, double limit, const char *what);

/* The greatest value of a spread, and the run that gave it. */
void run_figure_most(run_report *r, const run_tally *t, int which, const char *name,
                     const char *unit, double limit, const char *what);

typedef struct run_campaign {
    const char *name;
    int64_t runs; /* when --runs is not given */
    void (*prepare)(void);
    void (*one)(run_tally *t, uint64_t seed);
    void (*report)(run_report *r, const run_tally *t, int64_t runs);
    const double *widths; /* of the bins of the spreads, RUN_SPREADS of them */
} run_campaign;

/* --runs N --seed S --workers W --json FILE --only N. Status 0 when every goal was met. */
int run_main(int argc, char **argv, const run_campaign *c);

#endif
