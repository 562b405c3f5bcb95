/* Drive cycles with a laboratory SoC: every file of the folder that has the columns, in each
 * scenario of its folder. A file the model was fitted on is also run with the model that leaves it
 * out.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "csv.h"
#include "soc.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_SCENARIOS = 8 };

typedef struct drives {
    const char *folder;
    double settle_s;
    const char *scenarios[MOST_SCENARIOS]; /* NULL ends them */
} drives;

static const drives kinds[] = {
    {"a123_lfp",
     3600.0,
     {"clean", "bias5", "bias50", "z0-30", "mid65+z0+25", "mid65+z0-25", "mid65+z0-25+bias50"}},
    {"shi_lfp12", 3600.0, {"clean", "bias5", "bias50", "z0=1.0", "z0=1.0+bias50+q5mV", "z0-25"}},
    {"pan_nca", 600.0, {"clean", "z0-30", "z0-30+bias50"}},
};

static int32_t read_record(soc_record *r, const char *path, const char *file)
{
    csv table;
    if (!csv_read(&table, path, file)) {
        return 0;
    }
    const int32_t time = csv_column(&table, "t_s");
    const int32_t current = csv_column(&table, "i_A");
    const int32_t voltage = csv_column(&table, "v_V");
    const int32_t warmth = csv_column(&table, "temp_C");
    const int32_t soc = csv_column(&table, "soc_ref");
    const size_t n = (size_t)table.rows;
    const int32_t good = time >= 0 && current >= 0 && voltage >= 0 && soc >= 0 && n > 1;
    if (good) {
        r->count = table.rows;
        r->dt_s = malloc(5 * n * sizeof *r->dt_s);
        if (r->dt_s == NULL) {
            abort();
        }
        r->current_a = r->dt_s + n;
        r->voltage_v = r->current_a + n;
        r->temperature_c = r->voltage_v + n;
        r->soc = r->temperature_c + n;
        for (int32_t k = 0; k < table.rows; k++) {
            const double step =
                k > 0 ? csv_number(&table, k, time) - csv_number(&table, k - 1, time) : 1.0;
            r->dt_s[k] = step > 0.0 ? step : 1.0;
            r->current_a[k] = csv_number(&table, k, current);
            r->voltage_v[k] = csv_number(&table, k, voltage);
            r->temperature_c[k] = csv_number(&table, k, warmth);
            r->soc[k] = csv_number(&table, k, soc);
        }
    }
    csv_free(&table);
    return good;
}

static void say(tally *t, const char *file, const soc_score *s, const char *quantity)
{
    report(t, REPORT_INFO, 1, file, quantity,
           "n=%d rmse=%.2f rmse_after=%.2f max_after=%.2f within_s=%.0f cover=%.2f width=%.2f "
           "offset_ma=%.1f resyncs=%d",
           (int)s->count, s->rmse, s->rmse_after, s->max_after, s->within_s, s->cover, s->width,
           1e3 * s->offset_a, (int)s->resyncs);
}

/* All scenarios of one file with one model; what no run may ever do goes into the worst of them. */
static void run_file(tally *t, const drives *d, const char *file, const soc_record *r,
                     const soc_cell *c, const char *suffix, soc_score *worst)
{
    for (int32_t i = 0; i < MOST_SCENARIOS && d->scenarios[i] != NULL; i++) {
        soc_scenario scenario;
        char quantity[96];
        if (!soc_scenario_read(&scenario, d->scenarios[i], r)) {
            continue;
        }
        const soc_score s = soc_run(r, &scenario, c, d->settle_s);
        (void)snprintf(quantity, sizeof quantity, "%s%s", d->scenarios[i], suffix);
        say(t, file, &s, quantity);
        worst->count += s.count;
        worst->broken += s.broken;
        worst->worst_step = fmax(worst->worst_step, s.worst_step);
    }
}

static void look(tally *t, const drives *d, const char *path, const char *file,
                 const soc_cell *cell)
{
    char stem[256];
    char left_out[600];
    soc_record r = {0};
    soc_cell other;
    soc_score worst = {0};
    if (!ends_with(file, ".csv.gz") && !ends_with(file, ".csv")) {
        return;
    }
    if (!read_record(&r, path, file)) {
        printf("passed over: %s/%s has no current, voltage and SoC\n", d->folder, file);
        return;
    }
    (void)snprintf(stem, sizeof stem, "%.*s", (int)strcspn(file, "."), file);
    run_file(t, d, file, &r, cell, "", &worst);
    (void)snprintf(left_out, sizeof left_out, "%s.without-%s", d->folder, stem);
    if (soc_cell_read(&other, left_out)) {
        run_file(t, d, file, &r, &other, "|left-out", &worst);
        soc_cell_free(&other);
    }
    /* 0.5 % a second and the rounding of a double */
    const int32_t good = worst.broken == 0 && worst.worst_step <= 0.5 + 1e-9;
    report(t, REPORT_JUDGE, good, file, "sound", "n=%d not_finite=%d max_step=%.3f limit=0.5",
           (int)worst.count, (int)worst.broken, worst.worst_step);
    free(r.dt_s);
}

void soc_drives(tally *t, const char *path, const char *folder)
{
    size_t count = 0;
    soc_cell cell;
    const drives *d = NULL;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        d = strcmp(kinds[i].folder, folder) == 0 ? &kinds[i] : d;
    }
    if (d == NULL || !soc_cell_read(&cell, folder)) {
        printf("passed over: no cell model for %s\n", folder);
        return;
    }
    char **names = list_folder(path, &count);
    for (size_t i = 0; i < count; i++) {
        look(t, d, path, names[i], &cell);
        free(names[i]);
    }
    free(names);
    soc_cell_free(&cell);
}
