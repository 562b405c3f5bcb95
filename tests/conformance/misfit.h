/* How far a column of answers is from the reference: counted, judged, reported as one line.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CONFORMANCE_MISFIT_H
#define OSTROV_TESTS_CONFORMANCE_MISFIT_H

#include "csv.h"
#include "runner.h"

typedef struct misfit {
    const char *column;
    double limit; /* relative above 1, absolute below: |got − want| ≤ limit·max(1, |want|)… */
    double floor; /* … where floor takes the place of 1 */
    double worst; /* greatest |got − want| / max(floor, |want|) */
    int32_t n;
    int32_t undefined; /* rows the reference leaves undefined and so do we */
    int32_t wrong;     /* rows outside the limit, or defined by one side only */
    int32_t row;       /* of the worst or the first wrong one, counted from 1 */
} misfit;

/* Starts a column: relative error, absolute where |want| is below floor. */
misfit misfit_of(const char *column, double limit, double floor);

/* Adds what we say (NaN = undefined) against what the file says in this row. */
void misfit_add(misfit *m, const csv *table, int32_t row, double got);
void misfit_add_value(misfit *m, int32_t row, double got, double want);

/* One PASS or FAIL line for each. */
void misfit_report(const misfit *m, int32_t count, tally *t, const char *file);

#endif
