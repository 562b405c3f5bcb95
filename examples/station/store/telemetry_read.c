/* Reading and export of stored telemetry: see telemetry.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "telemetry_database.h"

#include <ostrov/base.h>

#include <stdio.h>
#include <string.h>

enum { TEXT = 2048 };

struct reading {
    sqlite3 *handle;
    sqlite3_stmt *rows;
};

static int begin(struct reading *r, const char *path, const char *text, int64_t from_s,
                 int64_t until_s, char *message, size_t capacity)
{
    memset(r, 0, sizeof *r);
    if (sqlite3_open_v2(path, &r->handle, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
        sqlite3_busy_timeout(r->handle, 2000) != SQLITE_OK ||
        sqlite3_prepare_v2(r->handle, text, -1, &r->rows, NULL) != SQLITE_OK ||
        sqlite3_bind_int64(r->rows, 1, from_s) != SQLITE_OK ||
        sqlite3_bind_int64(r->rows, 2, until_s) != SQLITE_OK) {
        int none = sqlite3_errcode(r->handle) == SQLITE_CANTOPEN;
        snprintf(message, capacity, "%s: %s%s", path, sqlite3_errmsg(r->handle),
                 none ? ": has a station run in this folder?" : "");
        (void)sqlite3_finalize(r->rows);
        (void)sqlite3_close(r->handle);
        return -1;
    }
    return 0;
}

/* code is what the last sqlite3_step returned. */
static int64_t end(struct reading *r, const char *path, int code, int64_t given, char *message,
                   size_t capacity)
{
    if (code != SQLITE_DONE && code != SQLITE_ROW) {
        snprintf(message, capacity, "%s: %s", path, sqlite3_errmsg(r->handle));
        given = -1;
    }
    (void)sqlite3_finalize(r->rows);
    (void)sqlite3_close(r->handle);
    return given;
}

/* row: as the table's list describes it. */
static void take_row(sqlite3_stmt *s, const struct telemetry_table *table, void *row)
{
    int64_t time_s = sqlite3_column_int64(s, 0);
    memcpy(row, &time_s, sizeof time_s);
    for (int32_t i = 0; i < table->count; i++) {
        double value = sqlite3_column_type(s, i + 1) == SQLITE_NULL
                           ? __builtin_nan("")
                           : sqlite3_column_double(s, i + 1);
        memcpy((char *)row + table->column[i].offset, &value, sizeof value);
    }
}

int64_t telemetry_each(const char *path, int64_t from_s, int64_t until_s, telemetry_row row,
                       void *context, char *message, size_t capacity)
{
    char text[TEXT];
    struct reading r;
    struct telemetry_minute minute = {0};
    int64_t given = 0;
    int code;
    if (telemetry_select_text(&telemetry_minutes, text, sizeof text) ||
        begin(&r, path, text, from_s, until_s, message, capacity)) {
        return -1;
    }
    while ((code = sqlite3_step(r.rows)) == SQLITE_ROW) {
        take_row(r.rows, &telemetry_minutes, &minute);
        given++;
        if (row(context, &minute) != 0) {
            break;
        }
    }
    return end(&r, path, code, given, message, capacity);
}

/* 0 for a file of an older program; 1 too when it cannot be told: reading says why. */
static int has_forecasts(const char *path)
{
    sqlite3 *handle = NULL;
    int code = sqlite3_open_v2(path, &handle, SQLITE_OPEN_READONLY, NULL);
    if (code == SQLITE_OK) {
        (void)sqlite3_busy_timeout(handle, 2000);
        code = sqlite3_table_column_metadata(handle, NULL, telemetry_forecasts.name, NULL, NULL,
                                             NULL, NULL, NULL, NULL);
        code = code == SQLITE_ERROR ? SQLITE_NOTFOUND : code;
    }
    (void)sqlite3_close(handle);
    return code != SQLITE_NOTFOUND;
}

int64_t telemetry_each_forecast(const char *path, int64_t from_s, int64_t until_s,
                                telemetry_foreseen row, void *context, char *message,
                                size_t capacity)
{
    char text[TEXT];
    struct reading r;
    struct telemetry_forecast forecast = {0};
    int64_t given = 0;
    int code;
    if (!has_forecasts(path)) {
        return 0;
    }
    if (telemetry_select_text(&telemetry_forecasts, text, sizeof text) ||
        begin(&r, path, text, from_s, until_s, message, capacity)) {
        return -1;
    }
    while ((code = sqlite3_step(r.rows)) == SQLITE_ROW) {
        take_row(r.rows, &telemetry_forecasts, &forecast);
        given++;
        if (row(context, &forecast) != 0) {
            break;
        }
    }
    return end(&r, path, code, given, message, capacity);
}

/* Those that condition lets through; it has both ends of the time, ?1 and ?2. */
static int64_t each_event(const char *path, const char *condition, int64_t from_s, int64_t until_s,
                          telemetry_occurrence row, void *context, char *message, size_t capacity)
{
    char select[TEXT];
    struct reading r;
    struct telemetry_event event;
    int64_t given = 0;
    int code;
    snprintf(select, sizeof select,
             "SELECT time_s, code, subject, text FROM event WHERE %s ORDER BY number", condition);
    if (begin(&r, path, select, from_s, until_s, message, capacity)) {
        return -1;
    }
    while ((code = sqlite3_step(r.rows)) == SQLITE_ROW) {
        const unsigned char *text = sqlite3_column_text(r.rows, 3);
        event.time_s = sqlite3_column_type(r.rows, 0) == SQLITE_NULL
                           ? INT64_MIN
                           : sqlite3_column_int64(r.rows, 0);
        event.code = sqlite3_column_int(r.rows, 1);
        event.subject = sqlite3_column_int(r.rows, 2);
        snprintf(event.text, sizeof event.text, "%s", text != NULL ? (const char *)text : "");
        given++;
        if (row(context, &event) != 0) {
            break;
        }
    }
    return end(&r, path, code, given, message, capacity);
}

int64_t telemetry_each_event(const char *path, int64_t from_s, int64_t until_s,
                             telemetry_occurrence row, void *context, char *message,
                             size_t capacity)
{
    return each_event(path, "time_s >= ?1 AND time_s < ?2", from_s, until_s, row, context, message,
                      capacity);
}

int64_t telemetry_each_undated(const char *path, telemetry_occurrence row, void *context,
                               char *message, size_t capacity)
{
    return each_event(path, "time_s IS NULL AND ?1 < ?2", 0, 1, row, context, message, capacity);
}

/* ---- export ------------------------------------------------------------------------------------
 */

struct exporting {
    FILE *out;
    const char *site;
    const struct telemetry_table *table;
    const char *measurement;
};

static double value_at(const struct exporting *x, const void *row, int32_t column)
{
    double value;
    memcpy(&value, (const char *)row + x->table->column[column].offset, sizeof value);
    return value;
}

static int csv_row(struct exporting *x, int64_t time_s, const void *row)
{
    char number[64];
    ostrov_civil c;
    if (ostrov_civil_from_utc(time_s, &c) != OSTROV_OK) {
        return 0;
    }
    fprintf(x->out, "%04d-%02d-%02dT%02d:%02d:%02dZ", (int)c.year, (int)c.month, (int)c.day,
            (int)c.hour, (int)c.minute, (int)c.second);
    for (int32_t i = 0; i < x->table->count; i++) {
        double value = value_at(x, row, i);
        number[0] = '\0';
        if (value == value) {
            (void)ostrov_number_write(value, -1, number, sizeof number);
        }
        fprintf(x->out, ",%s", number);
    }
    fputc('\n', x->out);
    return ferror(x->out);
}

static int csv_minute(void *context, const struct telemetry_minute *m)
{
    return csv_row(context, m->time_s, m);
}

static int csv_forecast(void *context, const struct telemetry_forecast *f)
{
    return csv_row(context, f->time_s, f);
}

static void csv_head(const struct exporting *x)
{
    fprintf(x->out, "utc_start");
    for (int32_t i = 0; i < x->table->count; i++) {
        fprintf(x->out, ",%s", x->table->column[i].name);
    }
    fputc('\n', x->out);
}

/* rows, or -1 where they did not get out. */
static int64_t finish(FILE *out, int64_t rows, char *message, size_t capacity)
{
    if (rows >= 0 && (fflush(out) != 0 || ferror(out))) {
        snprintf(message, capacity, "the export could not be written");
        return -1;
    }
    return rows;
}

int64_t telemetry_export_csv(const char *path, int64_t from_s, int64_t until_s, FILE *out,
                             char *message, size_t capacity)
{
    struct exporting x = {.out = out, .table = &telemetry_minutes};
    if (telemetry_each(path, 1, 0, NULL, NULL, message, capacity) < 0) {
        return -1; /* no such database: no table begins */
    }
    csv_head(&x);
    int64_t rows = telemetry_each(path, from_s, until_s, csv_minute, &x, message, capacity);
    return finish(out, rows, message, capacity);
}

int64_t telemetry_export_forecast_csv(const char *path, int64_t from_s, int64_t until_s, FILE *out,
                                      char *message, size_t capacity)
{
    struct exporting x = {.out = out, .table = &telemetry_forecasts};
    if (telemetry_each_forecast(path, 1, 0, csv_forecast, &x, message, capacity) < 0) {
        return -1;
    }
    csv_head(&x);
    int64_t rows =
        telemetry_each_forecast(path, from_s, until_s, csv_forecast, &x, message, capacity);
    return finish(out, rows, message, capacity);
}

/* InfluxDB line protocol: a field that is not known is left out; a row of nothing is no line. */
static int influx_row(struct exporting *x, int64_t time_s, const void *row)
{
    char number[64];
    const char *before = " ";
    for (int32_t i = 0; i < x->table->count; i++) {
        const struct telemetry_column *column = &x->table->column[i];
        double value = value_at(x, row, i);
        if (value != value) {
            continue;
        }
        if (before[0] == ' ') {
            fprintf(x->out, "%s,site=%s", x->measurement, x->site);
        }
        (void)ostrov_number_write(value, column->whole ? 0 : -1, number, sizeof number);
        fprintf(x->out, "%s%s=%s%s", before, column->name, number, column->whole ? "i" : "");
        before = ",";
    }
    if (before[0] == ',') {
        fprintf(x->out, " %lld000000000\n", (long long)time_s);
    }
    return ferror(x->out);
}

static int influx_minute(void *context, const struct telemetry_minute *m)
{
    return influx_row(context, m->time_s, m);
}

static int influx_forecast(void *context, const struct telemetry_forecast *f)
{
    return influx_row(context, f->time_s, f);
}

/* Commas, blanks and equal signs in a tag are escaped (InfluxDB, line protocol reference). */
static void escape_tag(const char *text, char *to, size_t capacity)
{
    size_t used = 0;
    for (; *text != '\0' && used + 3 < capacity; text++) {
        if (*text == ',' || *text == ' ' || *text == '=') {
            to[used++] = '\\';
        }
        to[used++] = *text == '\n' || *text == '\r' ? '_' : *text;
    }
    to[used] = '\0';
}

int64_t telemetry_export_influx(const char *path, const char *site, int64_t from_s, int64_t until_s,
                                FILE *out, char *message, size_t capacity)
{
    char tag[256];
    struct exporting x = {
        .out = out, .site = tag, .table = &telemetry_minutes, .measurement = "station"};
    escape_tag(site[0] != '\0' ? site : "unnamed", tag, sizeof tag);
    int64_t rows = telemetry_each(path, from_s, until_s, influx_minute, &x, message, capacity);
    x.table = &telemetry_forecasts;
    x.measurement = "forecast";
    int64_t more = rows < 0 ? -1
                            : telemetry_each_forecast(path, from_s, until_s, influx_forecast, &x,
                                                      message, capacity);
    return finish(out, more < 0 ? -1 : rows + more, message, capacity);
}
