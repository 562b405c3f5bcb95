/* Suite soc, folder leaf_lmo: the weakest cell of a string of six from their voltages.
 *
 * The curve is the mean cell's own over the record's discharge. The weakest cell shows itself at
 * the end, where it is empty long before the others; judged is from when on the library named it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "soc_ageing.h"

#include <ostrov/ostrov.h>

#include "csv.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { CELLS = 6, GRID = 101 };

typedef struct record {
    csv table;
    int32_t cell[CELLS];
    double *soc; /* owned; by charge, 1 at the start, 0 at the end */
} record;

static double volts(const record *r, int32_t row, double *cell_v)
{
    double sum = 0.0;
    for (int k = 0; k < CELLS; k++) {
        const double v = csv_number(&r->table, row, r->cell[k]);
        sum += v;
        if (cell_v != NULL) {
            cell_v[k] = v;
        }
    }
    return sum / CELLS;
}

/* 1 = the record has six cells and a discharge. */
static int32_t read_record(record *r, const char *path, const char *file)
{
    r->soc = NULL;
    if (!csv_read(&r->table, path, file)) {
        return 0;
    }
    const int32_t n = r->table.rows;
    int32_t good = n > 10;
    for (int k = 0; k < CELLS; k++) {
        char name[8];
        (void)snprintf(name, sizeof name, "v%d_V", k + 1);
        r->cell[k] = csv_column(&r->table, name);
        good = good && r->cell[k] >= 0;
    }
    r->soc = calloc((size_t)n + 1, sizeof *r->soc);
    for (int32_t i = 1; i < n && r->soc != NULL; i++) {
        const double dt_s = csv_value(&r->table, i, "t_s") - csv_value(&r->table, i - 1, "t_s");
        r->soc[i] = r->soc[i - 1] - csv_value(&r->table, i, "i_A") * dt_s;
    }
    const double whole = r->soc != NULL && n > 0 ? -r->soc[n - 1] : 0.0;
    for (int32_t i = 0; i < n && whole > 0.0; i++) {
        r->soc[i] = 1.0 + r->soc[i] / whole;
    }
    return good && whole > 0.0;
}

/* Mean cell voltage over even SoC; made to rise. */
static void curve(const record *r, double *ocv_v)
{
    int32_t row = r->table.rows - 1;
    for (int i = 0; i < GRID; i++) {
        const double at = (double)i / (GRID - 1);
        while (row > 0 && r->soc[row] < at) {
            row--;
        }
        ocv_v[i] = volts(r, row, NULL);
        if (i > 0) {
            ocv_v[i] = fmax(ocv_v[i], ocv_v[i - 1]);
        }
    }
}

void soc_leaf(tally *t, const char *path, const char *file)
{
    static const double warm_c = 25.0;
    static const double ohm = 0.001;
    record r;
    ostrov_cell c;
    double ocv_v[GRID];
    if (!read_record(&r, path, file) || ostrov_cell_defaults(&c, sizeof c) != OSTROV_OK) {
        report(t, REPORT_INFO, 0, file, "weakest_cell", "no six cells in a discharge");
        free(r.soc);
        csv_free(&r.table);
        return;
    }
    curve(&r, ocv_v);
    c.capacity_ah = 65.0;
    c.series = CELLS;
    c.temperature_c = &warm_c;
    c.ocv_v = ocv_v;
    c.ohmic_ohm = &ohm;
    double v[CELLS];
    double soc[CELLS];
    double gap = 0.0;
    int32_t weakest = -1;
    int32_t last = 0;
    int32_t agree = 0;
    (void)volts(&r, r.table.rows - 1, v);
    for (int k = 1; k < CELLS; k++) {
        last = v[k] < v[last] ? k : last;
    }
    for (int32_t i = 0; i < r.table.rows; i++) {
        const double mean = fmin(fmax(r.soc[i], 0.0), 1.0);
        (void)volts(&r, i, v);
        if (ostrov_pack_cells(&c, mean, warm_c, v, CELLS, soc, &weakest) != OSTROV_OK) {
            continue; /* no voltage, or none that a cell can have: it does not agree */
        }
        agree += weakest == last;
        gap = r.soc[i] >= 0.5 ? mean - soc[weakest] : gap;
    }
    report(
        t, REPORT_JUDGE, agree == r.table.rows, file, "weakest_cell",
        "n=%d agree=%.1f limit=100.0 (%% of samples; cell %d, %.1f points below the mean at half)",
        (int)r.table.rows, 100.0 * agree / r.table.rows, (int)last + 1, 100.0 * gap);
    free(r.soc);
    csv_free(&r.table);
}
