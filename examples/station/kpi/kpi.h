/* Key figures of a span of recorded minutes: what partner cities compare.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_KPI_H
#define STATION_KPI_H

#include "../site/site.h"
#include "../store/telemetry.h"

/* Sums over the minutes in which what they need was known. NaN = nothing known of it. */
struct kpi {
    int64_t from_s, until_s; /* UTC */
    double minutes;          /* recorded; a part of a minute counts as that part */
    double known;            /* of these, with grid, PV and load known */
    double priced;           /* of these, with prices: what the cost is told of */
    double load_wh, vehicles_wh;
    double import_wh, export_wh, pv_wh;
    double charged_wh, discharged_wh;
    double self_sufficiency_ratio; /* share of what was used that did not come from the grid */
    double self_consumption_ratio; /* share of the PV that was not exported */
    double energy_cost;            /* import less export, at the prices recorded */
    double wear_cost;              /* of what the battery gave */
    double co2_kg;                 /* of net import, by the site file's factor */
    double quarter_max_w;          /* highest clock-aligned quarter-hour mean of import */
    int64_t quarter_max_s;         /* when it began */
    double ready_ratio;            /* share of the time in which the reserve wished for was there */
    double ready_hours;
    double island_hours;
    double plan_ratio; /* share of the time that a plan was followed */
    int64_t events;    /* told in that time */
    int64_t undated; /* of the whole record: told while the clock was not known, so of no period */
};

/* Reads the database at path. Returns 0; -1 with a message, also when nothing is recorded there. */
int kpi_read(const char *path, const struct site *site, int64_t from_s, int64_t until_s,
             struct kpi *kpi, char *message, size_t capacity);

enum kpi_language { KPI_ENGLISH = 0, KPI_CZECH = 1, KPI_CHINESE = 2, KPI_LANGUAGES = 3 };

/* A key figure in words: its name in that language, and its value with its unit. */
enum { KPI_ROWS = 24 };
struct kpi_row {
    const char *name;
    char value[320];
};

/* The first row is the heading with the site's title. Returns how many there are. */
int32_t kpi_rows(const struct kpi *kpi, const struct site *site, int32_t language,
                 struct kpi_row row[KPI_ROWS]);

/* Writes the key figures as text, local time and the site's money. Returns its length, cut at
 * capacity. */
size_t kpi_text(const struct kpi *kpi, const struct site *site, int32_t language, char *text,
                size_t capacity);

#endif
