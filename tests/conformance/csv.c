/* CSV files of reference vectors: see csv.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "csv.h"

#include "runner.h"

#include <ostrov/base.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *end_of_line(char *p)
{
    while (*p != '\0' && *p != '\n') {
        p++;
    }
    return p;
}

/* Cuts one cell off in place. Returns where the next begins; *last says that the line ended. */
static char *cut(char *p, char **cell, int32_t *last)
{
    char *to = p;
    int32_t quoted = *p == '"';
    *cell = p;
    p += quoted;
    while (*p != '\0' && (quoted || (*p != ',' && *p != '\n'))) {
        if (quoted && *p == '"') {
            if (p[1] != '"') {
                quoted = 0;
                p++;
                continue;
            }
            p++;
        }
        if (*p != '\r') {
            *to++ = *p;
        }
        p++;
    }
    *last = *p != ',';
    p += *p != '\0';
    *to = '\0';
    return p;
}

static int32_t count_columns(char *line)
{
    int32_t columns = 1;
    int32_t quoted = 0;
    for (; *line != '\0' && (quoted || *line != '\n'); line++) {
        quoted ^= *line == '"';
        columns += *line == ',' && !quoted;
    }
    return columns;
}

static int32_t count_lines(char *text)
{
    int32_t lines = 0;
    while (*text != '\0') {
        lines += *text != '#' && *text != '\n';
        text = end_of_line(text);
        text += *text == '\n';
    }
    return lines;
}

static int32_t fill(csv *table, const char *file)
{
    char *p = table->text;
    int32_t row = 0;
    for (int32_t line = 1; *p != '\0'; line++) {
        int32_t last = 0;
        int32_t column = 0;
        if (*p == '#' || *p == '\n') {
            p = end_of_line(p);
            p += *p == '\n';
            continue;
        }
        while (!last) {
            char *cell = NULL;
            p = cut(p, &cell, &last);
            if (column < table->columns) {
                table->cells[row * table->columns + column] = cell;
            }
            column++;
        }
        if (column != table->columns) {
            fprintf(stderr, "%s:%d: %d cells, the header has %d\n", file, (int)line, (int)column,
                    (int)table->columns);
            return 0;
        }
        row++;
    }
    table->rows = row - 1;
    return 1;
}

int32_t csv_read(csv *table, const char *folder, const char *file)
{
    size_t length = 0;
    char *header = NULL;
    int32_t lines = 0;
    memset(table, 0, sizeof *table);
    table->text = read_text(folder, file, &length);
    if (table->text == NULL) {
        return 0;
    }
    header = table->text;
    while (*header == '#' || *header == '\n') {
        header = end_of_line(header);
        header += *header == '\n';
    }
    lines = count_lines(table->text);
    table->columns = count_columns(header);
    table->cells = calloc((size_t)(lines + 1) * (size_t)table->columns, sizeof *table->cells);
    if (lines == 0 || table->cells == NULL || !fill(table, file)) {
        csv_free(table);
        return 0;
    }
    return 1;
}

void csv_free(csv *table)
{
    free(table->text);
    free(table->cells);
    memset(table, 0, sizeof *table);
}

int32_t csv_column(const csv *table, const char *name)
{
    for (int32_t i = 0; i < table->columns; i++) {
        if (strcmp(table->cells[i], name) == 0) {
            return i;
        }
    }
    return -1;
}

const char *csv_text(const csv *table, int32_t row, int32_t column)
{
    return column < 0 ? "" : table->cells[(row + 1) * table->columns + column];
}

double csv_number(const csv *table, int32_t row, int32_t column)
{
    const char *text = csv_text(table, row, column);
    double value = 0.0;
    size_t used = 0;
    if (strcmp(text, "inf") == 0) {
        return (double)INFINITY;
    }
    if (ostrov_number_read(text, strlen(text), &value, &used) != OSTROV_OK ||
        used != strlen(text)) {
        return (double)NAN;
    }
    return value;
}

const char *csv_word(const csv *table, int32_t row, const char *name)
{
    return csv_text(table, row, csv_column(table, name));
}

double csv_value(const csv *table, int32_t row, const char *name)
{
    return csv_number(table, row, csv_column(table, name));
}

int32_t csv_find(const csv *table, int32_t row, int32_t column, const char *text)
{
    while (row < table->rows && strcmp(csv_text(table, row, column), text) != 0) {
        row++;
    }
    return row;
}
