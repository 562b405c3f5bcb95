/* A CSV file of times and values, plain or gzip: strict about what it is, patient about what is
 * missing.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "parts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { FILE_BYTES = 64 << 20, COLUMNS = 32, SHOWN = 40 };

/* A line split at its commas. */
struct line {
    const char *cell[COLUMNS];
    int length[COLUMNS];
    int cells;
    int ended; /* 1 = a line end follows, 0 = the file ends here */
};

static int say(const struct table *table, int line, const char *what, char *message,
               size_t capacity)
{
    (void)snprintf(message, capacity, "%s:%d: %s", table->path, line, what);
    return -1;
}

char *table_bytes(const char *path, size_t *count, char *message, size_t capacity)
{
    errno = 0;
    gzFile file = gzopen(path, "rbe"); /* passes a file that is not gzip through as it is */
    if (file == NULL) {
        (void)snprintf(message, capacity, "%s: cannot be opened: %s", path,
                       errno != 0 ? strerror(errno) : "no memory");
        return NULL;
    }
    size_t room = 1 << 16;
    size_t used = 0;
    char *bytes = malloc(room + 1);
    int got = 0;
    while (bytes != NULL && used <= FILE_BYTES &&
           (got = gzread(file, bytes + used, (unsigned)(room - used))) > 0) {
        used += (size_t)got;
        if (used == room) {
            room *= 2;
            char *more = realloc(bytes, room + 1);
            if (more == NULL) {
                free(bytes);
            }
            bytes = more;
        }
    }
    int failed = got < 0 && gzdirect(file) && errno != 0 ? errno : 0; /* a folder, for one */
    int damaged = got < 0;
    damaged |= gzclose(file) != Z_OK; /* a gzip stream that ends early shows only here */
    const char *what = bytes == NULL ? "no memory"
                       : failed      ? strerror(failed)
                       : damaged     ? "cannot be read: damaged or truncated gzip file, or no file"
                       : used > FILE_BYTES ? "larger than 64 MiB"
                       : used == 0         ? "the file is empty"
                                           : NULL;
    if (what != NULL) {
        (void)snprintf(message, capacity, "%s: %s%s", path, failed ? "cannot be read: " : "",
                       what);
        free(bytes);
        return NULL;
    }
    bytes[used] = '\0';
    *count = used;
    return bytes;
}

/* Splits the line at *at and moves *at behind it. Blanks around cells and a CR are not part of
 * them. */
static void split(const char *bytes, size_t count, size_t *at, struct line *line)
{
    const char *p = bytes + *at;
    const char *end = memchr(p, '\n', count - *at);
    line->ended = end != NULL;
    end = end != NULL ? end : bytes + count;
    *at = (size_t)(end - bytes) + (size_t)line->ended;
    line->cells = 0;
    for (;;) {
        const char *comma = memchr(p, ',', (size_t)(end - p));
        const char *stop = comma != NULL ? comma : end;
        const char *from = p;
        const char *last = stop;
        while (from < last && (*from == ' ' || *from == '\t')) {
            from++;
        }
        while (last > from && (last[-1] == ' ' || last[-1] == '\t' || last[-1] == '\r')) {
            last--;
        }
        if (line->cells < COLUMNS) {
            line->cell[line->cells] = from;
            line->length[line->cells] = (int)(last - from);
        }
        line->cells++;
        if (comma == NULL) {
            return;
        }
        p = comma + 1;
    }
}

static int is_word(const struct line *line, int cell, const char *word)
{
    return (size_t)line->length[cell] == strlen(word) &&
           memcmp(line->cell[cell], word, strlen(word)) == 0;
}

static int find_column(const struct line *header, const char *name)
{
    for (int i = 0; i < header->cells && i < COLUMNS; i++) {
        if (is_word(header, i, name)) {
            return i;
        }
    }
    return -1;
}

/* Digits of a fixed place in a time; −1 when they are none. */
static int32_t digits(const char *at, int count)
{
    int32_t value = 0;
    for (int i = 0; i < count; i++) {
        if (at[i] < '0' || at[i] > '9') {
            return -1;
        }
        value = value * 10 + (at[i] - '0');
    }
    return value;
}

/* "2025-09-30T22:00Z", with or without seconds, "+00:00" for Z, a blank for T. */
static int read_time(const char *text, int length, int64_t *time_s)
{
    ostrov_civil civil = {0};
    int at = 16;
    if (length < 17 || text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != ' ') ||
        text[13] != ':') {
        return -1;
    }
    civil.year = digits(text, 4);
    civil.month = digits(text + 5, 2);
    civil.day = digits(text + 8, 2);
    civil.hour = digits(text + 11, 2);
    civil.minute = digits(text + 14, 2);
    if (text[16] == ':' && length >= 20) {
        civil.second = digits(text + 17, 2);
        at = 19;
    }
    int zulu = (length == at + 1 && text[at] == 'Z') ||
               (length == at + 6 && memcmp(text + at, "+00:00", 6) == 0);
    return zulu && ostrov_utc_from_civil(&civil, time_s) == OSTROV_OK ? 0 : -1;
}

/* Marks of "not known" as they are met: empty, OTE's SN ("without a price"), and the usual words.
 */
static int is_unknown(const struct line *line, int cell)
{
    static const char *const words[] = {"", "SN", "NaN", "nan", "NAN", "NA", "N/A", "null", "-"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (is_word(line, cell, words[i])) {
            return 1;
        }
    }
    return 0;
}

static int refuse_cell(const struct table *table, int line, const char *column,
                       const struct line *row, int cell, const char *what, char *message,
                       size_t capacity)
{
    (void)snprintf(message, capacity, "%s:%d: %s = \"%.*s\": %s", table->path, line, column,
                   row->length[cell] < SHOWN ? row->length[cell] : SHOWN, row->cell[cell], what);
    return -1;
}

/* What a row must be like. */
struct format {
    const char *column;
    int time_cell, value_cell, cells;
    double min, max;
    int32_t least_step_s;
};

static int take_row(struct table *table, const struct format *format, const struct line *row,
                    int line, char *message, size_t capacity)
{
    double value = __builtin_nan("");
    int64_t time_s = 0;
    if (row->cells != format->cells) {
        char what[120];
        (void)snprintf(what, sizeof what,
                       "%d columns are wanted as in the first line, %d are there%s", format->cells,
                       row->cells,
                       row->ended ? "" : ": the file is truncated in the middle of this row");
        return say(table, line, what, message, capacity);
    }
    if (read_time(row->cell[format->time_cell], row->length[format->time_cell], &time_s) != 0) {
        return refuse_cell(table, line, "utc_start", row, format->time_cell,
                           "a UTC time is wanted, such as 2025-09-30T22:00Z", message, capacity);
    }
    if (time_s % format->least_step_s != 0) {
        return refuse_cell(table, line, "utc_start", row, format->time_cell,
                           format->least_step_s == QUARTER_S ? "not on a quarter hour"
                                                             : "not on a whole minute",
                           message, capacity);
    }
    if (is_unknown(row, format->value_cell)) {
        table->unknown++;
    } else if (ostrov_number_read(row->cell[format->value_cell],
                                  (size_t)row->length[format->value_cell], &value,
                                  NULL) == OSTROV_E_TEXT) {
        return refuse_cell(table, line, format->column, row, format->value_cell,
                           "not a number; what is not known stays empty", message, capacity);
    } else if (!(value >= format->min && value <= format->max)) {
        table->refused++; /* also a number too large for a double: value is still NaN */
        value = __builtin_nan("");
    }
    table->time_s[table->count] = time_s;
    table->value[table->count] = value;
    table->line[table->count] = line;
    table->count++;
    return 0;
}

static int read_header(const struct table *table, const struct line *header, struct format *format,
                       char *message, size_t capacity)
{
    format->time_cell = find_column(header, "utc_start");
    format->value_cell = find_column(header, format->column);
    format->cells = header->cells;
    if (format->time_cell < 0 || format->value_cell < 0 || header->cells > COLUMNS) {
        char what[160];
        (void)snprintf(
            what, sizeof what, "wrong header \"%.*s\": the columns utc_start and %s are wanted",
            header->length[0] < SHOWN ? header->length[0] : SHOWN, header->cell[0], format->column);
        return say(table, 1, what, message, capacity);
    }
    return 0;
}

static int read_rows(struct table *table, const char *bytes, size_t count, struct format *format,
                     char *message, size_t capacity)
{
    struct line row;
    size_t at = count >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    int line = 1;
    split(bytes, count, &at, &row);
    if (read_header(table, &row, format, message, capacity) != 0) {
        return -1;
    }
    while (at < count) {
        split(bytes, count, &at, &row);
        line++;
        if ((row.cells > 1 || row.length[0] > 0) &&
            take_row(table, format, &row, line, message, capacity) != 0) {
            return -1;
        }
    }
    return table->count > 0 ? 0 : say(table, line, "there are no rows", message, capacity);
}

static int allocate(struct table *table, const char *bytes, size_t count)
{
    size_t rows = 1;
    for (size_t i = 0; i < count; i++) {
        rows += bytes[i] == '\n';
    }
    table->time_s = malloc(rows * sizeof *table->time_s);
    table->value = malloc(rows * sizeof *table->value);
    table->line = malloc(rows * sizeof *table->line);
    return table->time_s != NULL && table->value != NULL && table->line != NULL ? 0 : -1;
}

int table_read(struct table *table, const char *path, const char *column, double min, double max,
               int32_t least_step_s, char *message, size_t capacity)
{
    struct format format = {.column = column, .min = min, .max = max, .least_step_s = least_step_s};
    size_t count = 0;
    *table = (struct table){.count = 0};
    (void)snprintf(table->path, sizeof table->path, "%s", path);
    char *bytes = table_bytes(path, &count, message, capacity);
    if (bytes == NULL) {
        return -1;
    }
    int result = allocate(table, bytes, count) != 0
                     ? say(table, 1, "no memory", message, capacity)
                     : read_rows(table, bytes, count, &format, message, capacity);
    free(bytes);
    return result != 0 ? -1 : table_sort(table, column, least_step_s, message, capacity);
}

void table_free(struct table *table)
{
    free(table->time_s);
    free(table->value);
    free(table->line);
    *table = (struct table){.count = 0};
}
