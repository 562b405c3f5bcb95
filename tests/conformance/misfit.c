/* How far a column of answers is from the reference: see misfit.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "misfit.h"

#include <math.h>

misfit misfit_of(const char *column, double limit, double floor)
{
    misfit m = {column, limit, floor, 0.0, 0, 0, 0, 0};
    return m;
}

void misfit_add_value(misfit *m, int32_t row, double got, double want)
{
    double scale = fabs(want) > m->floor ? fabs(want) : m->floor;
    double error = fabs(got - want) / scale;
    if (isnan(got) && isnan(want)) {
        m->undefined++;
        return;
    }
    m->n++;
    if (isinf(want) && got == want) {
        return;
    }
    if (!(error <= m->limit)) { /* also where only one is defined */
        m->wrong++;
        m->row = m->wrong == 1 ? row + 1 : m->row;
    }
    if (error > m->worst) {
        m->worst = error;
        m->row = m->wrong == 0 ? row + 1 : m->row;
    }
}

void misfit_add(misfit *m, const csv *table, int32_t row, double got)
{
    misfit_add_value(m, row, got, csv_value(table, row, m->column));
}

void misfit_report(const misfit *m, int32_t count, tally *t, const char *file)
{
    for (int32_t i = 0; i < count; i++) {
        report(t, REPORT_JUDGE, m[i].wrong == 0 && m[i].n > 0, file, m[i].column,
               "n=%d max_rel=%.3g limit=%.3g undefined=%d wrong=%d row=%d", (int)m[i].n, m[i].worst,
               m[i].limit, (int)m[i].undefined, (int)m[i].wrong, (int)m[i].row);
    }
}
