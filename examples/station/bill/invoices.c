/* Invoices as a table of months, lines and amounts: see bill.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bill.h"

#include <stdio.h>
#include <string.h>

/* "25 000,00" or "25000.00" as whole hundredths; −1 when it is none, or has more than two decimals.
 */
static int read_cents(const char *from, size_t length, int64_t *cents)
{
    int64_t value = 0;
    int32_t decimals = -1, digits = 0;
    int negative = length > 0 && *from == '-';
    for (size_t i = negative ? 1 : 0; i < length; i++) {
        unsigned char c = (unsigned char)from[i];
        if (c == ' ' || c == 0xC2 || c == 0xA0) {
            continue;
        }
        if ((c == ',' || c == '.') && decimals < 0) {
            decimals = 0;
        } else if (c >= '0' && c <= '9' && decimals < 2 && digits < 15) {
            value = value * 10 + (c - '0');
            digits++;
            decimals += decimals >= 0;
        } else {
            return -1;
        }
    }
    for (int32_t k = decimals < 0 ? 0 : decimals; k < 2; k++) {
        value *= 10;
    }
    *cents = negative ? -value : value;
    return digits > 0 ? 0 : -1;
}

static int read_row(const char *line, size_t length, struct invoice_line *row)
{
    const char *first = memchr(line, ';', length);
    const char *second =
        first != NULL ? memchr(first + 1, ';', length - (size_t)(first + 1 - line)) : NULL;
    int used = 0;
    char month[16];
    if (second == NULL || first - line > 12) {
        return -1;
    }
    (void)snprintf(month, sizeof month, "%.*s", (int)(first - line), line);
    size_t name = (size_t)(second - first - 1);
    if (sscanf(month, "%4d-%2d%n", &row->year, &row->month, &used) != 2 || month[used] != '\0' ||
        row->month < 1 || row->month > 12 || name == 0 || name >= sizeof row->name) {
        return -1;
    }
    memcpy(row->name, first + 1, name);
    row->name[name] = '\0';
    return read_cents(second + 1, length - (size_t)(second + 1 - line), &row->cents);
}

/* One line of a month has one amount: a second one would be compared with nothing. */
static int refuse_double(const struct invoice_line *rows, int32_t used, const char *path,
                         int32_t number, char *message, size_t capacity)
{
    char what[BILL_NAME + 80];
    for (int32_t i = 0; i < used; i++) {
        if (rows[i].year == rows[used].year && rows[i].month == rows[used].month &&
            strcmp(rows[i].name, rows[used].name) == 0) {
            (void)snprintf(what, sizeof what,
                           "\"%s\" of that month is given twice, before in line %d",
                           rows[used].name, (int)rows[i].line_number);
            return feed_refuse(path, number, what, message, capacity);
        }
    }
    return 0;
}

int32_t invoices_read(const char *path, const char *bytes, size_t count, struct invoice_line *rows,
                      int32_t most, char *message, size_t capacity)
{
    int32_t used = 0, number = 0;
    const char *at = bytes;
    const char *stop = bytes + count;
    while (at < stop) {
        const char *end = memchr(at, '\n', (size_t)(stop - at));
        size_t length = (size_t)((end != NULL ? end : stop) - at);
        const char *line = at;
        at = end != NULL ? end + 1 : stop;
        length -= length > 0 && line[length - 1] == '\r';
        if (++number == 1 && (used == most || read_row(line, length, &rows[used]) != 0)) {
            continue; /* the header line */
        }
        if (length == 0) {
            continue;
        }
        if (used == most) {
            return feed_refuse(path, number, "more invoiced lines than are read", message,
                               capacity);
        }
        if (read_row(line, length, &rows[used]) != 0) {
            return feed_refuse(path, number,
                               "month;line;amount is wanted, such as 2026-01;booking;25000,00",
                               message, capacity);
        }
        if (refuse_double(rows, used, path, number, message, capacity) != 0) {
            return -1;
        }
        rows[used++].line_number = number;
    }
    return used > 0 ? used : feed_refuse(path, 1, "there are no invoices", message, capacity);
}
