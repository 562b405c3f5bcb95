/* The SQLite file behind the telemetry: see telemetry_database.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "telemetry_database.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { TEXT = 2048, PAGE = 4096, SCHEMA = 2 };

static int say(struct telemetry_database *d, char *message, size_t capacity)
{
    snprintf(message, capacity, "%s: %s", d->path,
             d->handle != NULL ? sqlite3_errmsg(d->handle) : "not open");
    return -1;
}

static int run(struct telemetry_database *d, const char *text)
{
    return sqlite3_exec(d->handle, text, NULL, NULL, NULL) == SQLITE_OK ? 0 : -1;
}

/* Appends each for each column, '@' in it being the column's name. */
static int list_columns(const struct telemetry_table *table, char *text, size_t capacity, int used,
                        const char *each)
{
    for (int32_t i = 0; i < table->count; i++) {
        for (const char *c = each; *c != '\0' && used >= 0; c++) {
            int n = *c == '@' ? snprintf(text + used, capacity - (size_t)used, "%s",
                                         table->column[i].name)
                              : snprintf(text + used, capacity - (size_t)used, "%c", *c);
            used = n < 0 || (size_t)used + (size_t)n >= capacity ? -1 : used + n;
        }
    }
    return used;
}

static int close_text(char *text, size_t capacity, int used, const char *end)
{
    if (used < 0 || (size_t)used + strlen(end) >= capacity) {
        return -1;
    }
    memcpy(text + used, end, strlen(end) + 1);
    return used + (int)strlen(end);
}

int telemetry_insert_text(const struct telemetry_table *table, char *text, size_t capacity)
{
    int used = snprintf(text, capacity, "INSERT INTO %s (time_s", table->name);
    used = list_columns(table, text, capacity, used, ", @");
    used = close_text(text, capacity, used, ") VALUES (?");
    used = list_columns(table, text, capacity, used, ", ?");
    used = close_text(text, capacity, used, ")");
    if (table->once) {
        used = close_text(text, capacity, used,
                          " ON CONFLICT (time_s) DO UPDATE SET time_s = excluded.time_s");
        used = list_columns(table, text, capacity, used, ", @ = coalesce(@, excluded.@)");
    }
    return used < 0 ? -1 : 0;
}

int telemetry_select_text(const struct telemetry_table *table, char *text, size_t capacity)
{
    char end[96];
    int used = snprintf(text, capacity, "SELECT time_s");
    used = list_columns(table, text, capacity, used, ", @");
    snprintf(end, sizeof end, " FROM %s WHERE time_s >= ? AND time_s < ? ORDER BY time_s, number",
             table->name);
    return close_text(text, capacity, used, end) < 0 ? -1 : 0;
}

/* A table by its list; a column that a later version added is added to the file. */
static int make_table(struct telemetry_database *d, const struct telemetry_table *table)
{
    char text[256];
    /* A clock that was set back gives a minute twice: both are kept, in the order they came. */
    snprintf(text, sizeof text,
             "CREATE TABLE IF NOT EXISTS %s (number INTEGER PRIMARY KEY, time_s INTEGER)",
             table->name);
    if (run(d, text)) {
        return -1;
    }
    snprintf(text, sizeof text, "CREATE %s INDEX IF NOT EXISTS %s_time ON %s (time_s)",
             table->once ? "UNIQUE" : "", table->name, table->name);
    if (run(d, text)) {
        return -1;
    }
    for (int32_t i = 0; i < table->count; i++) {
        const struct telemetry_column *column = &table->column[i];
        if (sqlite3_table_column_metadata(d->handle, NULL, table->name, column->name, NULL, NULL,
                                          NULL, NULL, NULL) == SQLITE_OK) {
            continue;
        }
        snprintf(text, sizeof text, "ALTER TABLE %s ADD COLUMN %s %s", table->name, column->name,
                 column->whole ? "INTEGER" : "REAL");
        if (run(d, text)) {
            return -1;
        }
    }
    return 0;
}

static int make_schema(struct telemetry_database *d)
{
    char text[64];
    if (make_table(d, &telemetry_minutes) || make_table(d, &telemetry_forecasts) ||
        run(d, "CREATE TABLE IF NOT EXISTS event (number INTEGER PRIMARY KEY AUTOINCREMENT, "
               "time_s INTEGER, code INTEGER, subject INTEGER, text TEXT)") ||
        run(d, "CREATE INDEX IF NOT EXISTS event_time ON event (time_s)")) {
        return -1;
    }
    snprintf(text, sizeof text, "PRAGMA user_version = %d", SCHEMA);
    return run(d, text);
}

static int prepare(struct telemetry_database *d, const struct telemetry_table *table,
                   sqlite3_stmt **statement)
{
    char insert[TEXT];
    return telemetry_insert_text(table, insert, sizeof insert) == 0 &&
                   sqlite3_prepare_v2(d->handle, insert, -1, statement, NULL) == SQLITE_OK
               ? 0
               : -1;
}

/* WAL: a kill in a transaction loses that transaction and nothing before it; FULL: a power cut too.
 */
static int set_up(struct telemetry_database *d)
{
    char text[96];
    snprintf(text, sizeof text, "PRAGMA max_page_count = %lld",
             (long long)(d->setup->most_bytes / PAGE));
    if (run(d, "PRAGMA page_size = 4096") || run(d, "PRAGMA journal_mode = WAL") ||
        run(d, "PRAGMA synchronous = FULL") || run(d, "PRAGMA journal_size_limit = 1048576") ||
        run(d, text) || make_schema(d) || prepare(d, &telemetry_minutes, &d->minute) ||
        prepare(d, &telemetry_forecasts, &d->forecast)) {
        return -1;
    }
    return sqlite3_prepare_v2(d->handle,
                              "INSERT INTO event (time_s, code, subject, text) "
                              "VALUES (?, ?, ?, ?)",
                              -1, &d->event, NULL) == SQLITE_OK
               ? 0
               : -1;
}

/* Moves a file that is no database out of the way under a name that is free. */
static int set_aside(const struct telemetry_database *d)
{
    char to[560], side[560];
    for (int i = 1; i < 1000; i++) {
        snprintf(to, sizeof to, "%s.broken-%d", d->path, i);
        if (access(to, F_OK) != 0) {
            snprintf(side, sizeof side, "%s-wal", d->path);
            (void)unlink(side); /* belongs to the broken file alone */
            snprintf(side, sizeof side, "%s-shm", d->path);
            (void)unlink(side);
            return rename(d->path, to);
        }
    }
    return -1;
}

int telemetry_database_open(struct telemetry_database *d, char *message, size_t capacity)
{
    if (d->broken && set_aside(d) == 0) {
        d->broken = 0;
    }
    for (int attempt = 0; attempt < 2; attempt++) {
        int code =
            sqlite3_open_v2(d->path, &d->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
        if (code == SQLITE_OK) {
            (void)sqlite3_busy_timeout(d->handle, 500);
            if (set_up(d) == 0) {
                return 0;
            }
            code = sqlite3_errcode(d->handle);
        }
        say(d, message, capacity);
        telemetry_database_close(d);
        if ((code != SQLITE_NOTADB && code != SQLITE_CORRUPT) || set_aside(d) != 0) {
            return -1;
        }
    }
    return -1;
}

static int put_number(sqlite3_stmt *s, int at, double value, int32_t whole)
{
    if (!(value - value == 0.0)) { /* NaN or infinite: not known */
        return sqlite3_bind_null(s, at);
    }
    return whole ? sqlite3_bind_int64(s, at, (sqlite3_int64)value)
                 : sqlite3_bind_double(s, at, value);
}

/* row: as the table's list describes it. */
static int put_row(sqlite3_stmt *s, const struct telemetry_table *table, const void *row)
{
    int64_t time_s;
    memcpy(&time_s, row, sizeof time_s);
    int failed = sqlite3_bind_int64(s, 1, time_s) != SQLITE_OK;
    for (int32_t i = 0; i < table->count; i++) {
        const struct telemetry_column *c = &table->column[i];
        double value;
        memcpy(&value, (const char *)row + c->offset, sizeof value);
        failed |= put_number(s, i + 2, value, c->whole) != SQLITE_OK;
    }
    return failed || sqlite3_step(s) != SQLITE_DONE;
}

static int put_event(sqlite3_stmt *s, const struct telemetry_event *e)
{
    int failed = (e->time_s == INT64_MIN ? sqlite3_bind_null(s, 1)
                                         : sqlite3_bind_int64(s, 1, e->time_s)) != SQLITE_OK;
    failed |= sqlite3_bind_int(s, 2, e->code) != SQLITE_OK;
    failed |= sqlite3_bind_int(s, 3, e->subject) != SQLITE_OK;
    failed |= sqlite3_bind_text(s, 4, e->text, -1, SQLITE_TRANSIENT) != SQLITE_OK;
    return failed || sqlite3_step(s) != SQLITE_DONE;
}

static int put_item(struct telemetry_database *d, const struct telemetry_item *item)
{
    sqlite3_stmt *s = item->kind == TELEMETRY_EVENT      ? d->event
                      : item->kind == TELEMETRY_FORECAST ? d->forecast
                                                         : d->minute;
    int failed = item->kind == TELEMETRY_EVENT ? put_event(s, &item->of.event)
                 : item->kind == TELEMETRY_FORECAST
                     ? put_row(s, &telemetry_forecasts, &item->of.forecast)
                     : put_row(s, &telemetry_minutes, &item->of.minute);
    return failed || sqlite3_reset(s) != SQLITE_OK;
}

int telemetry_database_write(struct telemetry_database *d, const struct telemetry_item *item,
                             int32_t count, char *message, size_t capacity)
{
    int failed = d->handle == NULL || run(d, "BEGIN IMMEDIATE");
    if (failed) {
        return say(d, message, capacity);
    }
    for (int32_t i = 0; i < count && !failed; i++) {
        failed = put_item(d, &item[i]);
    }
    if (failed || run(d, "COMMIT")) {
        int code = sqlite3_errcode(d->handle);
        d->broken = code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
        say(d, message, capacity);
        (void)sqlite3_reset(d->event);
        (void)sqlite3_reset(d->minute);
        (void)sqlite3_reset(d->forecast);
        (void)run(d, "ROLLBACK");
        return -1;
    }
    return 0;
}

static int64_t ask_number(struct telemetry_database *d, const char *text)
{
    sqlite3_stmt *s = NULL;
    int64_t value = -1;
    if (sqlite3_prepare_v2(d->handle, text, -1, &s, NULL) == SQLITE_OK &&
        sqlite3_step(s) == SQLITE_ROW) {
        value = sqlite3_column_int64(s, 0);
    }
    (void)sqlite3_finalize(s);
    return value;
}

/* Rows of a table leave in portions, so that not every minute is paid for with a removal. */
static int prune_table(struct telemetry_database *d, const char *table, int32_t nearly_full)
{
    char text[160];
    snprintf(text, sizeof text, "SELECT min(number) FROM %s", table);
    int64_t first = ask_number(d, text);
    snprintf(text, sizeof text, "SELECT max(number) FROM %s", table);
    int64_t rows = ask_number(d, text) - first + 1;
    int64_t portion = rows / 16 > 0 ? rows / 16 : 1;
    if (rows < 2 || (!nearly_full && rows <= (int64_t)d->setup->keep_rows + portion)) {
        return 0;
    }
    snprintf(text, sizeof text, "DELETE FROM %s WHERE number < %lld", table,
             (long long)(first + portion));
    return run(d, text);
}

int telemetry_database_prune(struct telemetry_database *d, char *message, size_t capacity)
{
    const int64_t most = d->setup->most_bytes / PAGE;
    if (d->handle == NULL) {
        return say(d, message, capacity);
    }
    for (int portion = 0; portion < 64; portion++) {
        /* Freed pages are used again, so the file itself need not shrink. */
        int64_t pages = ask_number(d, "PRAGMA page_count");
        int64_t free_pages = pages >= 0 ? ask_number(d, "PRAGMA freelist_count") : -1;
        int32_t nearly_full = (pages - free_pages) * 10 >= most * 9;
        if (free_pages < 0) { /* a lock that was not given back stays until the file is opened anew */
            return say(d, message, capacity);
        }
        if (prune_table(d, "minute", nearly_full) || prune_table(d, "event", nearly_full) ||
            prune_table(d, "forecast", nearly_full)) {
            return say(d, message, capacity);
        }
        if (!nearly_full) {
            break;
        }
    }
    return 0;
}

void telemetry_database_close(struct telemetry_database *d)
{
    (void)sqlite3_finalize(d->minute);
    (void)sqlite3_finalize(d->event);
    (void)sqlite3_finalize(d->forecast);
    (void)sqlite3_close(d->handle);
    d->minute = d->event = d->forecast = NULL;
    d->handle = NULL;
}
