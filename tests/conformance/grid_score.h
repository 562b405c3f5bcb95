/* What the checks of support functions share: time steps, the worst of a line, pairs of numbers.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CONFORMANCE_GRID_SCORE_H
#define OSTROV_TESTS_CONFORMANCE_GRID_SCORE_H

#include "grid.h"

#define SCORE_STEPS 4
extern const double score_steps_s[SCORE_STEPS];

/* Worst of what a line tells about. */
typedef struct worst {
    int32_t n;
    int32_t bad;
    double max_abs;
    double limit; /* the file's, of the worst row */
} worst;

void score(worst *w, double value, double expected, double limit);
void score_tell(tally *t, const char *file, const char *quantity, const worst *w);

/* Pairs "x:y" separated by sep, at most max. Returns how many. */
int32_t score_pairs(const char *text, char sep, double *x, double *y, int32_t max);

#endif
