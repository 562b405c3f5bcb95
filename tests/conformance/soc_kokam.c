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

static double rmse_of(const csv *table, int32_t first, int32_t end, int32_t law, double *worst)
{
    ostrov_ageing a;
    ostrov_ageing_config c;
    ostrov_ageing_state s;
    const double new_ah = as_new(table, first, end);
    double square = 0.0;
    if (ostrov_ageing_defaults(&c, sizeof c) != OSTROV_OK) {
        abort();
    }
    c.law = law;
    if (ostrov_ageing_init(&a, &c, NULL) != OSTROV_OK) {
        abort();
    }
    *worst = 0.0;
    for (int32_t i = first + 1; i < end; i++) {
        const double depth = csv_value(table, i, "dod");
        const double days = csv_value(table, i, "day") - csv_value(table, i - 1, "day");
        const double cycles = csv_value(table, i, "cycles") - csv_value(table, i - 1, "cycles");
        const ostrov_ageing_stress stress = {
            csv_value(table, i, "temp_C"), csv_value(table, i, "soc_avg"), depth,
            fmin(cycles * depth / days / 12.0, 20.0), cycles * depth / days};
        if (ostrov_ageing_advance(&a, &stress, days * 86400.0) != OSTROV_OK ||
            ostrov_ageing_read(&a, &s, sizeof s) != OSTROV_OK) {
            return (double)INFINITY;
        }
        const double off = s.capacity_ratio - csv_value(table, i, "cap_Ah") / new_ah;
        square += off * off;
        *worst = fmax(*worst, fabs(off));
    }
    return sqrt(square / fmax(end - first - 1, 1));
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
        double worst[2];
        char quantity[64];
        while (end < table.rows &&
               strcmp(csv_text(&table, end, cell), csv_text(&table, first, cell)) == 0) {
            end++;
        }
        const double fitted = rmse_of(&table, first, end, OSTROV_AGEING_NMC_SMITH, &worst[0]);
        const double published = rmse_of(&table, first, end, OSTROV_AGEING_NMC_KOKAM, &worst[1]);
        (void)snprintf(quantity, sizeof quantity, "cell_%s", csv_text(&table, first, cell));
        report(t, REPORT_JUDGE, 100.0 * fitted <= 3.0, file, quantity,
               "n=%d rmse=%.2f max_abs=%.2f limit=3.00 (points of capacity; published law %.2f)",
               (int)(end - first - 1), 100.0 * fitted, 100.0 * worst[0], 100.0 * published);
        sum[0] += fitted;
        sum[1] += published;
        cells++;
    }
    const double mean = cells > 0 ? 100.0 * sum[0] / cells : (double)INFINITY;
    report(t, REPORT_JUDGE, mean <= 1.5, file, "mean",
           "n=%d rmse=%.2f limit=1.50 (published law %.2f)", (int)cells, mean,
           100.0 * sum[1] / fmax(cells, 1));
    csv_free(&table);
}
