/* CSV files of reference vectors: a table of cells, columns by name.
 *
 * Lines that begin with # are comments; the first other line is the header. A cell may be quoted.
 * A missing column or a cell that is no number is said by the reader's return value, never guessed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CONFORMANCE_CSV_H
#define OSTROV_TESTS_CONFORMANCE_CSV_H

#include <stddef.h>
#include <stdint.h>

typedef struct csv {
    char *text;         /* owned; cells point into it */
    const char **cells; /* owned; (rows + 1) × columns, the header first */
    int32_t rows;
    int32_t columns;
} csv;

/* Reads a file (gzip too). 1 = read; 0 = not readable, no header, or a row with another count of
 * cells (said on stderr with its line). */
int32_t csv_read(csv *table, const char *folder, const char *file);
void csv_free(csv *table);

/* Index of a column, -1 when there is none. */
int32_t csv_column(const csv *table, const char *name);

/* Text of a cell; "" when the column is -1. */
const char *csv_text(const csv *table, int32_t row, int32_t column);

/* Number of a cell; NaN when it is empty, "nan" or no number. "inf" is infinite. */
double csv_number(const csv *table, int32_t row, int32_t column);

/* The same by the column's name. */
const char *csv_word(const csv *table, int32_t row, const char *name);
double csv_value(const csv *table, int32_t row, const char *name);

/* First row from row on in which column holds text; rows when there is none. */
int32_t csv_find(const csv *table, int32_t row, int32_t column, const char *text);

#endif
