/* What is inside an ostrov_scenarios: for each remembered step, where in its forecast the
 * measurement fell, as logit of the rank. A path is a stretch of them, one or more days ago.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_FORECAST_SCENARIOS_INTERNAL_H
#define OSTROV_LIB_FORECAST_SCENARIOS_INTERNAL_H

#include <ostrov/forecast_scenarios.h>

extern const ostrov_structure ostrov_i_scenarios_structures[];
enum { OSTROV_I_SCENARIOS_CONFIG = 0, OSTROV_I_SCENARIOS_STATE = 1 };

enum { OSTROV_I_QUANTILES_MOST = 99 };
#define OSTROV_I_SCENARIOS_TIME_MOST_S (INT64_C(253402300799)) /* 9999-12-31 */

struct ostrov_scenarios {
    uint32_t magic;
    int32_t step_s;
    int32_t days, per_day;
    int32_t midnight_s;
    int32_t judged;
    int64_t first, last; /* steps since 1970 that were learned; last INT64_MIN = none */
    double inside;
    double spread;
    double measured_w; /* sum over the day so far */
    int32_t day_steps;
    uint32_t crc;    /* of kept bytes */
    double memory[]; /* days sums over the day so far, of each path; then days · per_day logits as
                        floats */
};

#define OSTROV_I_SCENARIOS_MAGIC (0x6e656373u) /* "scen" */

/* A caller's config checked, and the bytes it needs. */
ostrov_status ostrov_i_scenarios_check(const ostrov_scenarios_config *config,
                                       ostrov_scenarios_config *full, ostrov_fault *why);
size_t ostrov_i_scenarios_bytes(int32_t days, int32_t step_s);

/* Value of a forecast at a rank, and rank of a value; tails as long as half the outermost gap. */
double ostrov_i_rank_value(const double *levels, const double *row, int32_t count, double rank);
double ostrov_i_value_rank(const double *levels, const double *row, int32_t count, double value);

/* Levels ascending inside 0 … 1. */
int32_t ostrov_i_levels_good(const double *levels, int32_t count);
int32_t ostrov_i_row_good(const double *row, int32_t count);

#endif
