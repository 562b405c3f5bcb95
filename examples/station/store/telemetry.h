/* What the station measured, did and expected, kept in SQLite: a row a minute, every event, and the
 * forecast of every quarter hour.
 *
 * Control never waits for the disk. A row is put into a queue in memory; a thread of its own writes
 * it. When the disk is full, read-only or failing, rows wait in the queue, the oldest give way and
 * are counted, and writing goes on by itself once the disk takes it again.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_STORE_TELEMETRY_H
#define STATION_STORE_TELEMETRY_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* One minute: means over it, except where the column says "end". Positive = power into the site
 * bus, load and vehicles as drawn. NaN = not known; it is stored as NULL, never as 0. */
struct telemetry_minute {
    int64_t time_s; /* UTC, start of the minute */
    double grid_w, pv_w, battery_w, load_w, vehicles_w;
    double battery_set_w, pv_limit_w;  /* end: what was commanded */
    double soc_ratio, soc_sigma_ratio; /* end */
    double voltage_v, frequency_hz;    /* of the site bus */
    double autonomy_s;                 /* end */
    double import_price_per_kwh, export_price_per_kwh;
    double balance_w;            /* greatest residual in the minute */
    double mode, rung, tiers_on; /* end: whole numbers */
    double recorded_s; /* s of the minute that were recorded, 0 … 60; NaN = told by no one: 60 */
    double known_s;    /* of these, with grid, PV and load measured at once; NaN likewise */
};

/* What was expected of a quarter hour. The day ahead: made when the day UTC began, or in it where
 * the station was started late, before any of the quarter was measured. An hour ahead: when the
 * quarter hour five before it had ended. NaN = not made. Of a quarter that is told twice each value
 * that came first stays. */
struct telemetry_forecast {
    int64_t time_s;                            /* UTC, start of the quarter hour */
    double pv_p10_w, pv_p50_w, pv_p90_w;       /* the day ahead */
    double load_p10_w, load_p50_w, load_p90_w; /* the day ahead */
    double pv_hour_w, load_hour_w;             /* medians an hour ahead */
    double pv_persistence_w; /* an hour ahead, if the sky had stayed as it was */
};

enum { TELEMETRY_TEXT = 176 };

struct telemetry_event {
    int64_t time_s; /* UTC; INT64_MIN = the clock was not known */
    int32_t code, subject;
    char text[TELEMETRY_TEXT];
};

struct telemetry_setup {
    int64_t most_bytes; /* of the database file; the oldest rows give way */
    int32_t keep_rows;  /* minutes, events, and quarters of forecasts beyond this many are removed,
                           the oldest first */
    int32_t queue;      /* rows that may wait in memory, 16 … 100 000 */
    double commit_s;    /* rows are written together this often */
    double retry_s;     /* after a failure */
};

struct telemetry_health {
    int64_t queued;    /* rows and events handed over since the start */
    int64_t committed; /* of these, on the disk */
    int64_t foreseen;  /* of these, quarters of forecasts: a later one renews the row that stands */
    int64_t dropped;   /* of these, given up because the queue was full */
    int64_t failures;  /* attempts to write that failed */
    int32_t waiting;   /* in the queue now */
    int32_t failing;   /* 1 = the last attempt failed */
    char error[128];   /* of the last failure; empty = none yet */
};

struct telemetry;

void telemetry_defaults(struct telemetry_setup *setup);

/* Opens or makes the database and starts the writer. Returns NULL with a message for a setup that
 * makes no sense or when there is no memory for the queue. A database that cannot be opened is no
 * failure here: the writer goes on trying, and the health says so. */
struct telemetry *telemetry_open(const char *path, const struct telemetry_setup *setup,
                                 char *message, size_t capacity);

/* Hands a row over; never blocks on the disk. */
void telemetry_add(struct telemetry *telemetry, const struct telemetry_minute *minute);
void telemetry_note(struct telemetry *telemetry, const struct telemetry_event *event);
void telemetry_foresee(struct telemetry *telemetry, const struct telemetry_forecast *forecast);

void telemetry_read_health(struct telemetry *telemetry, struct telemetry_health *health);

/* Writes what waits, for at most patience_s, and ends the writer. NULL is allowed. */
void telemetry_close(struct telemetry *telemetry, double patience_s);

/* ---- reading and export ------------------------------------------------------------------------
 */

/* Calls row for each stored minute from from_s to before until_s, in order, until it returns not 0.
 * Returns rows given; -1 with a message. */
typedef int (*telemetry_row)(void *context, const struct telemetry_minute *minute);
int64_t telemetry_each(const char *path, int64_t from_s, int64_t until_s, telemetry_row row,
                       void *context, char *message, size_t capacity);

/* Events of that time, and those told while the clock was not known, which are of no time. */
typedef int (*telemetry_occurrence)(void *context, const struct telemetry_event *event);
int64_t telemetry_each_event(const char *path, int64_t from_s, int64_t until_s,
                             telemetry_occurrence row, void *context, char *message,
                             size_t capacity);

int64_t telemetry_each_undated(const char *path, telemetry_occurrence row, void *context,
                               char *message, size_t capacity);

/* As telemetry_each; a file of an older program, which kept none, gives none. */
typedef int (*telemetry_foreseen)(void *context, const struct telemetry_forecast *forecast);
int64_t telemetry_each_forecast(const char *path, int64_t from_s, int64_t until_s,
                                telemetry_foreseen row, void *context, char *message,
                                size_t capacity);

/* Writes minutes, or forecasts, as CSV (header line, UTC, empty = not known); both as InfluxDB line
 * protocol (measurements "station" and "forecast", tag site). Return rows written, or -1 with a
 * message. */
int64_t telemetry_export_csv(const char *path, int64_t from_s, int64_t until_s, FILE *out,
                             char *message, size_t capacity);
int64_t telemetry_export_forecast_csv(const char *path, int64_t from_s, int64_t until_s, FILE *out,
                                      char *message, size_t capacity);
int64_t telemetry_export_influx(const char *path, const char *site, int64_t from_s, int64_t until_s,
                                FILE *out, char *message, size_t capacity);

/* ---- the columns, one list for schema, writing, reading and export -----------------------------
 */

struct telemetry_column {
    const char *name;
    size_t offset; /* of a double in struct telemetry_minute, or telemetry_forecast */
    int32_t whole; /* 1 = a whole number */
};
extern const struct telemetry_column telemetry_columns[];
extern const int32_t telemetry_column_count;
extern const struct telemetry_column telemetry_forecast_columns[];
extern const int32_t telemetry_forecast_column_count;

#endif
