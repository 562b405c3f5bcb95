/* Series out of files: what is missing is repaired by ostrov_problem_repair's rules, and said.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LOOK_BACK_DAYS = 7 }; /* how far before the run a repair may look for the day before */

/* A file on an even grid that begins up to a week before the run. */
struct grid {
    int64_t from_s;
    int64_t until_s;
    int32_t step_s;
    int32_t count;
    double *value;
    uint8_t *flag;
};

static void grid_free(struct grid *grid)
{
    free(grid->value);
    free(grid->flag);
}

static int refuse_coverage(const struct table *table, const struct span *span, char *message,
                           size_t capacity)
{
    ostrov_civil day = {0};
    ostrov_civil first = {0};
    ostrov_civil last = {0};
    if (ostrov_civil_from_utc(span->start_s, &day) != OSTROV_OK ||
        ostrov_civil_from_utc(table->time_s[0], &first) != OSTROV_OK ||
        ostrov_civil_from_utc(table->time_s[table->count - 1], &last) != OSTROV_OK) {
        return -1;
    }
    (void)snprintf(
        message, capacity,
        "%s: no known value in the day that begins %04d-%02d-%02dT%02d:%02dZ; rows reach from "
        "%04d-%02d-%02dT%02d:%02dZ to %04d-%02d-%02dT%02d:%02dZ",
        table->path, (int)day.year, (int)day.month, (int)day.day, (int)day.hour, (int)day.minute,
        (int)first.year, (int)first.month, (int)first.day, (int)first.hour, (int)first.minute,
        (int)last.year, (int)last.month, (int)last.day, (int)last.hour, (int)last.minute);
    return -1;
}

/* Spreads the file onto its grid and repairs it. Without one known value in the first day it is the
 * wrong file or the wrong date: that is not repaired but refused. */
static int grid_make(const struct table *table, const struct span *span, int32_t step_s, double min,
                     double max, double fallback, struct grid *grid, char *message, size_t capacity)
{
    int64_t earliest_s = span->start_s - (int64_t)LOOK_BACK_DAYS * DAY_S;
    int64_t from_s = table->time_s[0] > earliest_s ? table->time_s[0] : earliest_s;
    int32_t known = 0;
    int32_t repaired = 0;
    if (from_s > span->start_s) {
        from_s = span->start_s;
    }
    *grid = (struct grid){.from_s = from_s, .until_s = span->end_s, .step_s = step_s};
    grid->count = (int32_t)((span->end_s - from_s + step_s - 1) / step_s);
    grid->until_s = from_s + (int64_t)grid->count * step_s;
    grid->value = malloc((size_t)grid->count * sizeof *grid->value);
    grid->flag = calloc((size_t)grid->count, 1);
    if (grid->value == NULL || grid->flag == NULL) {
        (void)snprintf(message, capacity, "%s: no memory", table->path);
        return -1;
    }
    table_spread(table, from_s, grid->until_s, step_s, grid->value);
    for (int32_t i = 0; i < grid->count; i++) {
        int64_t time_s = from_s + (int64_t)i * step_s;
        known += time_s >= span->start_s && time_s < span->first_end_s &&
                 grid->value[i] == grid->value[i];
    }
    if (known == 0) {
        return refuse_coverage(table, span, message, capacity);
    }
    ostrov_status status = ostrov_problem_repair(grid->value, grid->count, DAY_S / step_s, min, max,
                                                 fallback, grid->flag, &repaired);
    if (status < OSTROV_OK) {
        (void)snprintf(message, capacity, "%s: %s", table->path, ostrov_status_text(status));
        return -1;
    }
    return 0;
}

/* Mean of what is known: the fallback that favours no hour. */
static double mean_known(const struct table *table)
{
    double sum = 0.0;
    int32_t count = 0;
    for (int32_t i = 0; i < table->count; i++) {
        if (table->value[i] == table->value[i]) {
            sum += table->value[i];
            count++;
        }
    }
    return count > 0 ? sum / count : 0.0;
}

int file_prices(const struct table *table, const struct span *span, struct inputs *inputs,
                char *message, size_t capacity)
{
    struct grid grid = {0};
    int result =
        grid_make(table, span, QUARTER_S, -1e9, 1e9, mean_known(table), &grid, message, capacity);
    inputs->spot_repaired = 0;
    for (int32_t q = 0; result == 0 && q < inputs->quarters; q++) {
        int64_t at = (span->start_s - grid.from_s) / QUARTER_S + q;
        inputs->spot_eur_per_mwh[q] = grid.value[at];
        inputs->spot_flags[q] = grid.flag[at];
        inputs->spot_repaired += grid.flag[at] != OSTROV_REPAIR_NONE;
    }
    grid_free(&grid);
    return result;
}

int file_minutes(const struct table *table, const struct span *span, double max, double fallback,
                 double *minutes, int32_t *repaired, char *message, size_t capacity)
{
    struct grid grid = {0};
    int result = grid_make(table, span, MINUTE_S, 0.0, max, fallback, &grid, message, capacity);
    int64_t first_s = span->start_s - DAY_S;
    int64_t count = (span->end_s - first_s) / MINUTE_S;
    *repaired = 0;
    for (int64_t i = 0; result == 0 && i < count; i++) {
        int64_t time_s = first_s + i * MINUTE_S;
        int64_t at = (time_s - grid.from_s) / MINUTE_S;
        if (time_s < grid.from_s) {
            minutes[i] = __builtin_nan("");
            continue;
        }
        minutes[i] = grid.value[at];
        *repaired += time_s >= span->start_s && grid.flag[at] != OSTROV_REPAIR_NONE;
    }
    grid_free(&grid);
    return result;
}

void file_source(const struct table *table, const char *what, int32_t repaired, int32_t total,
                 const char *unit, char *text, size_t capacity)
{
    const char *slash = strrchr(table->path, '/');
    int used = snprintf(text, capacity,
                        "%s from %s, each %d s: %d of %d %s were not known or not believed "
                        "and were repaired",
                        what, slash != NULL ? slash + 1 : table->path, (int)table->step_s,
                        (int)repaired, (int)total, unit);
    if (used > 0 && (size_t)used < capacity && table->unordered + table->repeated > 0) {
        (void)snprintf(text + used, capacity - (size_t)used,
                       "; %d rows out of order, %d given twice", (int)table->unordered,
                       (int)table->repeated);
    }
}
