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
        snprintf(message, capacity, "%s: %s", path, sqlite3_errmsg(r->handle));
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

static void take_minute(sqlite3_stmt *s, struct telemetry_minute *m)
{
    memset(m, 0, sizeof *m);
    m->time_s = sqlite3_column_int64(s, 0);
    for (int32_t i = 0; i < telemetry_column_count; i++) {
        double value = sqlite3_column_type(s, i + 1) == SQLITE_NULL
                           ? __builtin_nan("")
                           : sqlite3_column_double(s, i + 1);
        memcpy((char *)m + telemetry_columns[i].offset, &value, sizeof value);
    }
}

int64_t telemetry_each(const char *path, int64_t from_s, int64_t until_s, telemetry_row row,
                       void *context, char *message, size_t capacity)
{
    char text[TEXT];
    struct reading r;
    struct telemetry_minute minute;
    int64_t given = 0;
    int code;
    if (telemetry_select_text(text, sizeof text) ||
        begin(&r, path, text, from_s, until_s, message, capacity)) {
        return -1;
    }
    while ((code = sqlite3_step(r.rows)) == SQLITE_ROW) {
        take_minute(r.rows, &minute);
        given++;
        if (row(context, &minute) != 0) {
            break;
        }
    }
    return end(&r, path, code, given, message, capacity);
}

int64_t telemetry_each_event(const char *path, int64_t from_s, int64_t until_s,
                             telemetry_occurrence row, void *context, char *message,
                             size_t capacity)
{
    struct reading r;
    struct telemetry_event event;
    int64_t given = 0;
    int code;
    if (begin(&r, path,
              "SELECT time_s, code, subject, text FROM event "
              "WHERE coalesce(time_s, ?1) >= ?1 AND coalesce(time_s, ?1) < ?2 ORDER BY number",
              from_s, until_s, message, capacity)) {
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

/* ---- export ------------------------------------------------------------------------------------
 */

struct exporting {
    FILE *out;
    const char *site;
};

static double value_at(const struct telemetry_minute *m, int32_t column)
{
    double value;
    memcpy(&value, (const char *)m + telemetry_columns[column].offset, sizeof value);
    return value;
}

static int csv_row(void *context, const struct telemetry_minute *m)
{
    struct exporting *x = context;
    char number[64];
    ostrov_civil c;
    if (ostrov_civil_from_utc(m->time_s, &c) != OSTROV_OK) {
        return 0;
    }
    fprintf(x->out, "%04d-%02d-%02dT%02d:%02d:%02dZ", (int)c.year, (int)c.month, (int)c.day,
            (int)c.hour, (int)c.minute, (int)c.second);
    for (int32_t i = 0; i < telemetry_column_count; i++) {
        double value = value_at(m, i);
        number[0] = '\0';
        if (value == value) {
            (void)ostrov_number_write(value, -1, number, sizeof number);
        }
        fprintf(x->out, ",%s", number);
    }
    fputc('\n', x->out);
    return ferror(x->out);
}

int64_t telemetry_export_csv(const char *path, int64_t from_s, int64_t until_s, FILE *out,
                             char *message, size_t capacity)
{
    struct exporting x = {.out = out};
    if (telemetry_each(path, 1, 0, csv_row, &x, message, capacity) < 0) {
        return -1; /* no such database: no table begins */
    }
    fprintf(out, "utc_start");
    for (int32_t i = 0; i < telemetry_column_count; i++) {
        fprintf(out, ",%s", telemetry_columns[i].name);
    }
    fputc('\n', out);
    int64_t rows = telemetry_each(path, from_s, until_s, csv_row, &x, message, capacity);
    if (rows >= 0 && (fflush(out) != 0 || ferror(out))) {
        snprintf(message, capacity, "the export could not be written");
        return -1;
    }
    return rows;
}

/* InfluxDB line protocol: a field that is not known is left out; a row of nothing is no line. */
static int influx_row(void *context, const struct telemetry_minute *m)
{
    struct exporting *x = context;
    char number[64];
    const char *before = " ";
    for (int32_t i = 0; i < telemetry_column_count; i++) {
        double value = value_at(m, i);
        if (value != value) {
            continue;
        }
        if (before[0] == ' ') {
            fprintf(x->out, "station,site=%s", x->site);
        }
        (void)ostrov_number_write(value, telemetry_columns[i].whole ? 0 : -1, number,
                                  sizeof number);
        fprintf(x->out, "%s%s=%s%s", before, telemetry_columns[i].name, number,
                telemetry_columns[i].whole ? "i" : "");
        before = ",";
    }
    if (before[0] == ',') {
        fprintf(x->out, " %lld000000000\n", (long long)m->time_s);
    }
    return ferror(x->out);
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
    struct exporting x = {.out = out, .site = tag};
    escape_tag(site[0] != '\0' ? site : "unnamed", tag, sizeof tag);
    int64_t rows = telemetry_each(path, from_s, until_s, influx_row, &x, message, capacity);
    if (rows >= 0 && (fflush(out) != 0 || ferror(out))) {
        snprintf(message, capacity, "the export could not be written");
        return -1;
    }
    return rows;
}
