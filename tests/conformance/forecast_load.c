/* Loads of houses, a day ahead, issued at midnight UTC: against the same time of the day and of the
 * week before. The EMHASS house (France, half hours) and the buildings of CityLearn (California,
 * hours, with the temperature of the weather file beside them, which counts as forecast).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "forecast.h"

#include <ostrov/forecast.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PER_DAY = 96, WEEK = 7 };

typedef struct series {
    int64_t start_s;
    int32_t step_s, count;
    const char *zone;
    double *load_w;
    double *air_c; /* NULL = none */
} series;

typedef struct sums {
    double n, error, day, week, inside;
} sums;

/* The day that begins at row i: forecast, and what it is held against. */
static int32_t a_day(const ostrov_forecast *f, const series *s, int32_t i, sums *k)
{
    double q[3][MOST_PER_DAY];
    const double level[3] = {0.1, 0.5, 0.9};
    const int32_t per_day = 86400 / s->step_s;
    for (int32_t j = 0; j < 3; j++) {
        if (ostrov_forecast_predict(f, s->start_s + (int64_t)i * s->step_s, per_day,
                                    s->air_c != NULL ? &s->air_c[i] : NULL, level[j],
                                    q[j]) < OSTROV_OK) {
            return 0;
        }
    }
    for (int32_t h = 0; h < per_day; h++) {
        const double truth = s->load_w[i + h];
        const double day = s->load_w[i + h - per_day];
        const double week = s->load_w[i + h - WEEK * per_day];
        if (!isnan(truth + day + week)) {
            k->n += 1.0;
            k->error += fabs(q[1][h] - truth);
            k->day += fabs(day - truth);
            k->week += fabs(week - truth);
            k->inside += truth >= q[0][h] && truth <= q[2][h] ? 1.0 : 0.0;
        }
    }
    return 1;
}

/* From four weeks of history on. */
static int32_t a_house(const series *s, sums *k)
{
    ostrov_forecast_config c;
    ostrov_forecast *f = NULL;
    const int32_t per_day = 86400 / s->step_s;
    int32_t good = ostrov_forecast_defaults(&c, sizeof c) == OSTROV_OK;
    c.of = OSTROV_FORECAST_LOAD;
    c.zone = s->zone;
    c.step_s = s->step_s;
    c.typical_w = 1000.0; /* a house */
    const size_t bytes = ostrov_forecast_size(&c);
    void *memory = malloc(bytes + 8);
    memset(k, 0, sizeof *k);
    good = good && memory != NULL && ostrov_forecast_init(memory, bytes, &c, &f, NULL) == OSTROV_OK;
    for (int32_t i = 0; good && i < s->count; i++) {
        const int64_t time_s = s->start_s + (int64_t)i * s->step_s;
        if (time_s % 86400 == 0 && i >= 28 * per_day && i + per_day <= s->count) {
            good = a_day(f, s, i, k);
        }
        good = good && ostrov_forecast_step(f, time_s, s->load_w[i],
                                            s->air_c != NULL ? s->air_c[i] : NAN) >= OSTROV_OK;
    }
    free(memory);
    return good && k->n > 0.0;
}

static void tell(tally *t, const char *file, const char *quantity, const series *s)
{
    sums k;
    if (!a_house(s, &k)) {
        report(t, REPORT_JUDGE, 0, file, quantity, "n=0 no forecast");
        return;
    }
    const double least = fmin(k.day, k.week);
    report(t, REPORT_JUDGE, k.error <= least, file, quantity,
           "n=%.0f mae_w=%.1f day_before_w=%.1f week_before_w=%.1f skill=%.1f%% coverage=%.3f "
           "limit=%.1f",
           k.n, k.error / k.n, k.day / k.n, k.week / k.n, 100.0 * (1.0 - k.error / least),
           k.inside / k.n, least / k.n);
}

/* 2024-02-28T21:00Z */
static int64_t utc_of(const char *text)
{
    ostrov_civil c = {0};
    int64_t time_s = 0;
    if (sscanf(text, "%d-%d-%dT%d:%dZ", &c.year, &c.month, &c.day, &c.hour, &c.minute) != 5 ||
        ostrov_utc_from_civil(&c, &time_s) != OSTROV_OK) {
        return INT64_MIN;
    }
    return time_s;
}

void forecast_load_house(tally *t, const char *folder, const char *file)
{
    csv table;
    if (!csv_read(&table, folder, file)) {
        report(t, REPORT_JUDGE, 0, file, "load", "n=0 unreadable");
        return;
    }
    series s = {.step_s = 1800, .zone = "CET-1CEST,M3.5.0,M10.5.0/3"};
    const int64_t last_s =
        table.rows > 0 ? utc_of(csv_word(&table, table.rows - 1, "utc_start")) : 0;
    s.start_s = table.rows > 0 ? utc_of(csv_word(&table, 0, "utc_start")) : INT64_MIN;
    s.count =
        s.start_s != INT64_MIN && last_s >= s.start_s && last_s - s.start_s < 20 * INT64_C(31622400)
            ? (int32_t)((last_s - s.start_s) / s.step_s) + 1
            : 0;
    s.load_w = s.count > 0 ? malloc((size_t)s.count * sizeof *s.load_w) : NULL;
    for (int32_t i = 0; s.load_w != NULL && i < s.count; i++) {
        s.load_w[i] = NAN;
    }
    for (int32_t row = 0; s.load_w != NULL && row < table.rows; row++) {
        const int64_t time_s = utc_of(csv_word(&table, row, "utc_start"));
        if (time_s >= s.start_s && time_s <= last_s) {
            s.load_w[(time_s - s.start_s) / s.step_s] = forecast_cell(&table, row, "load_w");
        }
    }
    tell(t, file, "load", &s);
    free(s.load_w);
    csv_free(&table);
}

void forecast_load_buildings(tally *t, const char *folder, const char *file)
{
    csv table, weather;
    if (!csv_read(&table, folder, file)) {
        report(t, REPORT_JUDGE, 0, file, "load", "n=0 unreadable");
        return;
    }
    /* The file has a local year of hours without its date; it begins on a Sunday at midnight. */
    series s = {.start_s = 1469923200, .step_s = 3600, .count = table.rows, .zone = "UTC"};
    s.load_w = malloc((size_t)s.count * sizeof *s.load_w);
    s.air_c = malloc((size_t)s.count * sizeof *s.air_c);
    if (s.load_w != NULL && s.air_c != NULL && csv_read(&weather, folder, "weather.csv.gz")) {
        for (int32_t i = 0; i < s.count; i++) {
            s.air_c[i] = i < weather.rows
                             ? forecast_cell(&weather, i, "outdoor_dry_bulb_temperature")
                             : (double)NAN;
        }
        for (int32_t b = 1; b < 100; b++) {
            char name[32];
            (void)snprintf(name, sizeof name, "b%d_load_kwh", (int)b);
            if (csv_column(&table, name) >= 0) {
                for (int32_t i = 0; i < s.count; i++) {
                    s.load_w[i] = 1000.0 * forecast_cell(&table, i, name);
                }
                tell(t, file, name, &s);
            }
        }
        csv_free(&weather);
    } else {
        fprintf(stderr, "SKIP %s: weather.csv.gz is not beside it\n", file);
    }
    free(s.load_w);
    free(s.air_c);
    csv_free(&table);
}
