/* See grid_score.h. SPDX-License-Identifier: Apache-2.0 */
#include "grid_score.h"

#include <math.h>
#include <stdlib.h>

const double score_steps_s[SCORE_STEPS] = {0.001, 0.01, 0.02, 0.1};

void score(worst *w, double value, double expected, double limit)
{
    double error = fabs(value - expected);
    w->n++;
    w->bad += !(error <= limit);
    if (!(error <= w->max_abs)) {
        w->max_abs = error;
    }
    w->limit = fmax(w->limit, limit);
}

void score_tell(tally *t, const char *file, const char *quantity, const worst *w)
{
    report(t, REPORT_JUDGE, w->n > 0 && w->bad == 0, file, quantity,
           "n=%d bad=%d max_abs=%.6g limit=%.6g", (int)w->n, (int)w->bad, w->max_abs, w->limit);
}

int32_t score_pairs(const char *text, char sep, double *x, double *y, int32_t max)
{
    int32_t count = 0;
    while (*text != '\0' && count < max) {
        char *end = NULL;
        x[count] = strtod(text, &end);
        y[count] = strtod(end + 1, &end);
        count++;
        text = *end == sep ? end + 1 : "";
    }
    return count;
}
