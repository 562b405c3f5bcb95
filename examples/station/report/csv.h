/* The numbers behind the plots, as CSV (RFC 4180): point as decimal sign, units in the headers, an
 * empty field for what is not known.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_REPORT_CSV_H
#define STATION_REPORT_CSV_H

#include "page.h"

/* Fields. An empty one for NaN. Text is quoted always: names may hold commas, quotes and line ends;
 * a leading = + - @ is kept from being a formula in a spreadsheet. Time is UTC seconds and local
 * ISO 8601, both empty for INT64_MIN, which is not known. */
void csv_put_number(struct html *out, double value, int32_t decimals);
void csv_put_whole(struct html *out, int64_t value);
void csv_put_text(struct html *out, const char *text);
void csv_put_time(struct html *out, const struct view *view, int64_t time_s);

/* A column of doubles in a row of the record. '$' in the name is the currency. */
struct column {
    const char *name;
    size_t offset;
    double scale;
    int32_t decimals;
};
void csv_put_names(struct html *out, const struct view *view, const struct column *column,
                   size_t columns);
/* row = NULL: nothing is known, the fields stay empty. */
void csv_put_row(struct html *out, const void *row, const struct column *column, size_t columns);

/* The files. */
void csv_minutes(struct html *out, const struct view *view);
void csv_quarters(struct html *out, const struct view *view);
void csv_departures(struct html *out, const struct view *view);
void csv_events(struct html *out, const struct view *view);
void csv_transitions(struct html *out, const struct view *view);
void csv_policies(struct html *out, const struct view *view);

/* Of recorded days. */
struct recorded;
void csv_recorded(struct html *out, const struct recorded *recorded);

#endif
