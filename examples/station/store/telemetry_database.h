/* The SQLite file behind the telemetry: opening, writing rows together, keeping it small.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_STORE_TELEMETRY_DATABASE_H
#define STATION_STORE_TELEMETRY_DATABASE_H

#include "telemetry.h"

#include <sqlite3.h>

/* A table of rows that begin with time_s, followed by doubles. */
struct telemetry_table {
    const char *name;
    const struct telemetry_column *column;
    int32_t count;
    int32_t once; /* 1 = one row for each time_s: of each column the value that came first stays */
};
extern const struct telemetry_table telemetry_minutes, telemetry_forecasts;

enum telemetry_kind { TELEMETRY_MINUTE = 0, TELEMETRY_EVENT = 1, TELEMETRY_FORECAST = 2 };

/* A row on its way. */
struct telemetry_item {
    int32_t kind; /* enum telemetry_kind */
    union {
        struct telemetry_forecast forecast;
        struct telemetry_minute minute;
        struct telemetry_event event;
    } of;
};

struct telemetry_database {
    char path[512];
    const struct telemetry_setup *setup;
    sqlite3 *handle; /* NULL = not open now */
    sqlite3_stmt *minute, *event, *forecast;
    int32_t broken; /* 1 = writing found pages that are none: set aside when opened next */
};

/* Opens or makes the file. A file that is no database any more is set aside as path.broken-N, so
 * that nothing is lost and recording goes on. Returns 0; -1 with a message. */
int telemetry_database_open(struct telemetry_database *database, char *message, size_t capacity);

/* Writes items in one transaction: all or none. Returns 0; -1 with a message. */
int telemetry_database_write(struct telemetry_database *database, const struct telemetry_item *item,
                             int32_t count, char *message, size_t capacity);

/* Removes the oldest rows beyond what the setup keeps, and more while the file is nearly full. By
 * the order they came in, not by their time: the clock may have been wrong. Returns 0; -1 with a
 * message. */
int telemetry_database_prune(struct telemetry_database *database, char *message, size_t capacity);

void telemetry_database_close(struct telemetry_database *database);

/* Writes "SELECT|INSERT …" texts from the list of columns. Returns -1 when capacity is too small.
 */
int telemetry_insert_text(const struct telemetry_table *table, char *text, size_t capacity);
int telemetry_select_text(const struct telemetry_table *table, char *text, size_t capacity);

#endif
