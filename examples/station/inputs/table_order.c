/* Rows of a file brought into order, their step, and what they cover.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct row {
    int64_t time_s;
    double value;
    int32_t line;
    int32_t reserved;
};

static int compare(const void *a, const void *b)
{
    const struct row *left = a;
    const struct row *right = b;
    if (left->time_s != right->time_s) {
        return left->time_s < right->time_s ? -1 : 1;
    }
    return left->line < right->line ? -1 : left->line > right->line;
}

static int sort_rows(struct table *table)
{
    struct row *rows = malloc((size_t)table->count * sizeof *rows);
    if (rows == NULL) {
        return -1;
    }
    for (int32_t i = 0; i < table->count; i++) {
        rows[i] = (struct row){table->time_s[i], table->value[i], table->line[i], 0};
    }
    qsort(rows, (size_t)table->count, sizeof *rows, compare);
    for (int32_t i = 0; i < table->count; i++) {
        table->time_s[i] = rows[i].time_s;
        table->value[i] = rows[i].value;
        table->line[i] = rows[i].line;
    }
    free(rows);
    return 0;
}

/* Drops rows given twice. A known value wins over "not known"; two different values are refused. */
static int join_doubles(struct table *table, char *message, size_t capacity)
{
    int32_t kept = 0;
    for (int32_t i = 0; i < table->count; i++) {
        if (kept == 0 || table->time_s[i] != table->time_s[kept - 1]) {
            table->time_s[kept] = table->time_s[i];
            table->value[kept] = table->value[i];
            table->line[kept] = table->line[i];
            kept++;
            continue;
        }
        double first = table->value[kept - 1];
        double second = table->value[i];
        if (first != second && first == first && second == second) {
            char a[40];
            char b[40];
            (void)ostrov_number_write(first, -1, a, sizeof a);
            (void)ostrov_number_write(second, -1, b, sizeof b);
            (void)snprintf(
                message, capacity,
                "%s:%d: utc_start given twice with different values, %s in line %d and %s",
                table->path, (int)table->line[i], a, (int)table->line[kept - 1], b);
            return -1;
        }
        table->value[kept - 1] = first == first ? first : second;
        table->repeated++;
    }
    table->count = kept;
    return 0;
}

/* The most frequent distance of neighbours, up to an hour; an hour when there is only one row. */
static int32_t usual_step(const struct table *table)
{
    int32_t seen[HOUR_S / MINUTE_S + 1] = {0};
    int32_t best = HOUR_S / MINUTE_S;
    for (int32_t i = 1; i < table->count; i++) {
        int64_t step_s = table->time_s[i] - table->time_s[i - 1];
        if (step_s % MINUTE_S == 0 && step_s <= HOUR_S) {
            seen[step_s / MINUTE_S]++;
        }
    }
    for (int32_t i = HOUR_S / MINUTE_S; i > 0; i--) {
        best = seen[i] > seen[best] ? i : best;
    }
    return best * MINUTE_S;
}

int table_sort(struct table *table, const char *column, int32_t least_step_s, char *message,
               size_t capacity)
{
    for (int32_t i = 1; i < table->count; i++) {
        table->unordered += table->time_s[i] < table->time_s[i - 1];
    }
    if (table->unordered > 0 && sort_rows(table) != 0) {
        (void)snprintf(message, capacity, "%s: no memory", table->path);
        return -1;
    }
    if (join_doubles(table, message, capacity) != 0) {
        return -1;
    }
    table->step_s = usual_step(table);
    if (DAY_S % table->step_s != 0 || table->step_s % least_step_s != 0) {
        (void)snprintf(message, capacity,
                       "%s: %s comes each %d s, a step that divides the hour is wanted",
                       table->path, column, (int)table->step_s);
        return -1;
    }
    return 0;
}

int table_first_day(const struct table *table, const struct site *site, int64_t *day_s,
                    char *message, size_t capacity)
{
    int64_t start_s = 0;
    int64_t end_s = 0;
    int32_t i = 0;
    int64_t from_s = table->time_s[0];
    while (i < table->count &&
           ostrov_zone_day(&site->zone, from_s, &start_s, &end_s) == OSTROV_OK) {
        int64_t reached_s = start_s;
        while (i < table->count && table->time_s[i] < start_s) {
            i++;
        }
        while (i < table->count && table->time_s[i] <= reached_s && reached_s < end_s) {
            reached_s = table->time_s[i++] + table->step_s;
        }
        if (reached_s >= end_s) {
            *day_s = start_s;
            return 0;
        }
        while (i < table->count && table->time_s[i] < end_s) {
            i++;
        }
        from_s = end_s;
    }
    (void)snprintf(message, capacity, "%s: no local day is there in full; choose one by --date",
                   table->path);
    return -1;
}

void table_spread(const struct table *table, int64_t from_s, int64_t until_s, int32_t step_s,
                  double *values)
{
    int64_t count = (until_s - from_s) / step_s;
    for (int64_t k = 0; k < count; k++) {
        values[k] = __builtin_nan("");
    }
    for (int32_t i = 0; i < table->count; i++) {
        if (table->time_s[i] >= until_s) {
            return;
        }
        /* Where the next row comes earlier it overwrites the rest. */
        int64_t end_s = table->time_s[i] + table->step_s;
        for (int64_t t = table->time_s[i]; t < end_s && t < until_s; t += step_s) {
            if (t >= from_s) {
                values[(t - from_s) / step_s] = table->value[i];
            }
        }
    }
}
