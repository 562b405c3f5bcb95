/* Suite soc, folder kokam_ageing: the law of ageing against measured check-ups, cell by cell.
 *
 * A row tells a cell's temperature, depth, mean SoC, day, cycles and capacity; what the cell did
 * between two rows is one stress. Capacity counts from the greatest of its first five check-ups
 * (these cells gain a percent in their first days).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "soc_ageing.h"

#include <ostrov/ostrov.h>

#include "csv.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double as_new(const csv *table, int32_t first, int32_t end)
{
    double most = 0.0;
    for (int32_t i = first; i < end && i < first + 5; i++) {
        most = fmax(most, csv_value(table, i, "cap_Ah"));
    }
    return most;
}

typedef struct misses {
    double rmse, worst;
    int32_t n;
} misses;

/* What the cell did since the row before; 0 = no time has passed, or the row does not tell. */
static int32_t lived(const csv *table, int32_t row, ostrov_ageing_stress *stress, double *days)
{
    const double depth = csv_value(table, row, "dod");
    const double cycles = csv_value(table, row, "cycles") - csv_value(table, row - 1, "cycles");
    *days = csv_value(table, row, "day") - csv_value(table, row - 1, "day");
    *stress = (ostrov_ageing_stress){
        csv_value(table, row, "temp_C"), csv_value(table, row, "soc_avg"), depth,
        fmin(cycles * depth / *days / 12.0, 20.0), cycles * depth / *days};
    return *days > 0.0;
}

static misses misses_of(const csv *table, int32_t first, int32_t end, int32_t law)
{
    ostrov_ageing a;
    ostrov_ageing_config c;
    ostrov_ageing_state s;
    const double new_ah = as_new(table, first, end);
    double square = 0.0;
    misses m = {0};
    if (ostrov_ageing_defaults(&c, sizeof c) != OSTROV_OK) {
        abort();
    }
    c.law = law;
    if (ostrov_ageing_init(&a, &c, NULL) != OSTROV_OK) {
        abort();
    }
    for (int32_t i = first + 1; i < end; i++) {
        ostrov_ageing_stress stress;
        double days = 0.0;
        if ((lived(table, i, &stress, &days) &&
             ostrov_ageing_advance(&a, &stress, days * 86400.0) != OSTROV_OK) ||
            ostrov_ageing_read(&a, &s, sizeof s) != OSTROV_OK) {
            m.rmse = (double)INFINITY;
            return m;
        }
        const double off = s.capacity_ratio - csv_value(table, i, "cap_Ah") / new_ah;
        if (isnan(off)) {
            continue;
        }
        square += off * off;
        m.worst = fmax(m.worst, fabs(off));
        m.n++;
    }
    m.rmse = sqrt(square / fmax(m.n, 1));
    return m;
}

void soc_kokam(tally *t, const char *path, const char *file)
{
    csv table;
    double sum[2] = {0};
    int32_t cells = 0;
    if (!csv_read(&table, path, file)) {
        report(t, REPORT_JUDGE, 0, file, "read", "cannot be read");
        return;
    }
    const int32_t cell = csv_column(&table, "cell");
    for (int32_t first = 0, end = 0; first < table.rows; first = end) {
        char quantity[64];
        while (end < table.rows &&
               strcmp(csv_text(&table, end, cell), csv_text(&table, first, cell)) == 0) {
            end++;
        }
        const misses fitted = misses_of(&table, first, end, OSTROV_AGEING_NMC_SMITH);
        const misses published = misses_of(&table, first, end, OSTROV_AGEING_NMC_KOKAM);
        (void)snprintf(quantity, sizeof quantity, "cell_%s", csv_text(&table, first, cell));
        if (fitted.n == 0 && isfinite(fitted.rmse)) {
            report(t, REPORT_INFO, 1, file, quantity, "n=0 no check-up after the first");
            continue;
        }
        report(t, REPORT_JUDGE, 100.0 * fitted.rmse <= 3.0, file, quantity,
               "n=%d rmse=%.2f max_abs=%.2f limit=3.00 (points of capacity; published law %.2f)",
               (int)fitted.n, 100.0 * fitted.rmse, 100.0 * fitted.worst, 100.0 * published.rmse);
        sum[0] += fitted.rmse;
        sum[1] += published.rmse;
        cells++;
    }
    const double mean = 100.0 * sum[0] / fmax(cells, 1);
    report(t, REPORT_JUDGE, cells > 0 && mean <= 1.5, file, "mean",
           "n=%d rmse=%.2f limit=1.50 (published law %.2f)", (int)cells, mean,
           100.0 * sum[1] / fmax(cells, 1));
    csv_free(&table);
}
