/* Suite soc, folder nasa_ageing: state of health as a cell lives.
 *
 * The estimator sees current, voltage and temperature of all records in their order and finds its
 * windows itself. What it says of a cycle is taken when that cycle's discharge begins, so before
 * the capacity that is then measured can be known.
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

typedef struct judged {
    double square, worst;
    int32_t n, covered, without;
} judged;

/* What a user who knows the data sheet of these cells writes: 2 Ah, charged to 4.2 V, empty at 2.7
 * V. */
static ostrov_health new_cell(void)
{
    ostrov_health h;
    ostrov_health_config c;
    if (ostrov_health_defaults(&c, sizeof c) != OSTROV_OK) {
        abort();
    }
    c.capacity_ah = 2.0;
    c.full_v = 4.15;
    c.empty_v = 2.7;
    c.taper_a = 0.2;
    c.memory_windows = 1.0; /* these cells recover by percents from one cycle to the next */
    c.current_offset_a = 0.005;
    if (ostrov_health_init(&h, &c, NULL) != OSTROV_OK) {
        abort();
    }
    return h;
}

static void compare(judged *j, const ostrov_health *h, double measured_ah)
{
    ostrov_health_state s;
    if (!(measured_ah > 0.0)) {
        return;
    }
    if (ostrov_health_read(h, &s, sizeof s) != OSTROV_OK) {
        abort();
    }
    if (isnan(s.capacity_ah)) {
        j->without++;
        return;
    }
    const double off = s.capacity_ah / measured_ah - 1.0;
    j->square += off * off;
    j->worst = fmax(j->worst, fabs(off));
    j->covered += fabs(s.capacity_ah - measured_ah) <= 2.0 * s.capacity_sigma_ah;
    j->n++;
}

static double capacity_of(const csv *capacities, double cycle)
{
    for (int32_t i = 0; i < capacities->rows; i++) {
        if (csv_value(capacities, i, "cycle") == cycle) {
            return csv_value(capacities, i, "capacity_Ah");
        }
    }
    return (double)NAN;
}

static judged live(const csv *table, const csv *capacities, ostrov_health *h)
{
    const int32_t at[] = {csv_column(table, "cycle"), csv_column(table, "is_dis"),
                          csv_column(table, "t_s"),   csv_column(table, "i_A"),
                          csv_column(table, "v_V"),   csv_column(table, "temp_C")};
    judged j = {0};
    double before[3] = {-1.0, -1.0, 0.0};
    for (int32_t i = 0; i < table->rows; i++) {
        double x[6];
        ostrov_health_sample s;
        for (int k = 0; k < 6; k++) {
            x[k] = csv_number(table, i, at[k]);
        }
        if (isnan(x[2])) {
            continue; /* nobody knows when that was */
        }
        const int anew = x[0] != before[0] || x[1] != before[1] || x[2] < before[2];
        if (anew && x[1] == 1.0 && before[1] != 1.0) {
            compare(&j, h, capacity_of(capacities, x[0]));
        }
        if (ostrov_health_sample_defaults(&s, sizeof s) != OSTROV_OK) {
            abort();
        }
        s.current_a = x[3];
        s.voltage_v = x[4];
        s.temperature_c = x[5];
        const double dt_s = x[2] - before[2];
        const int paused = anew || !(dt_s <= 1e6); /* or nobody knows for how long */
        if (ostrov_health_step(h, &s, paused ? 0.0 : dt_s) < OSTROV_OK) {
            abort();
        }
        before[0] = x[0];
        before[1] = x[1];
        before[2] = x[2];
    }
    return j;
}

static void say(tally *t, const char *file, const judged *j, const ostrov_health_state *s)
{
    const double rmse = 100.0 * sqrt(j->square / fmax(j->n, 1));
    const double covered = 100.0 * j->covered / fmax(j->n, 1);
    if (j->n == 0) {
        report(t, REPORT_JUDGE, 0, file, "capacity",
               "n=0 nothing was known before any of %d discharges", (int)j->without);
    } else {
        report(t, REPORT_JUDGE, rmse <= 2.0, file, "capacity",
               "n=%d rmse=%.2f max_abs=%.2f limit=2.00 (%% of capacity)", (int)j->n, rmse,
               100.0 * j->worst);
        report(t, REPORT_JUDGE, covered >= 95.0, file, "capacity_bar",
               "n=%d covered=%.1f limit=95.0 (%% within two sigma)", (int)j->n, covered);
    }
    report(t, REPORT_INFO, 1, file, "windows",
           "used=%d refused=%d cycles_before_the_first=%d resistance=%.4f of_new=%.2f steps=%d",
           (int)s->windows, (int)s->refused, (int)j->without, s->resistance_ohm,
           s->resistance_ratio, (int)s->steps);
}

void soc_nasa(tally *t, const char *path, const char *file)
{
    char name[256];
    csv table;
    csv capacities;
    ostrov_health h = new_cell();
    ostrov_health_state s;
    if (strstr(file, "_capacity") != NULL) {
        return; /* read with its cell */
    }
    (void)snprintf(name, sizeof name, "%.*s_capacity.csv.gz",
                   (int)(strlen(file) - strlen(".csv.gz")), file);
    if (!csv_read(&table, path, file)) {
        report(t, REPORT_JUDGE, 0, file, "read", "cannot be read");
        return;
    }
    if (!csv_read(&capacities, path, name)) {
        report(t, REPORT_INFO, 0, file, "capacity", "no %s to judge by", name);
        csv_free(&table);
        return;
    }
    const judged j = live(&table, &capacities, &h);
    if (ostrov_health_read(&h, &s, sizeof s) != OSTROV_OK) {
        abort();
    }
    say(t, file, &j, &s);
    csv_free(&capacities);
    csv_free(&table);
}
