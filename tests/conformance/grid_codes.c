/* Suite grid: grid_codes.csv against the library's rows of grid codes.
 *
 * A row of the file is found by code, profile, function, stage and its numbers; then its adjustable
 * ranges, times and certainty must be the library's. Rows of codes the library has not are named.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid.h"

#include <ostrov/grid_code.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#define NUMBERS 8

/* People's units in the file, SI in the library. */
static double in_si(const char *unit, double value)
{
    static const struct {
        const char *unit;
        double factor;
    } units[] = {{"%", 0.01}, {"%/min", 0.01 / 60.0}, {"kW", 1e3}, {"MW", 1e6}};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strcmp(units[i].unit, unit) == 0) {
            return value * units[i].factor;
        }
    }
    return value;
}

/* The numbers of a cell such as "0.7+4*(V-0.70)", "47.5-48.5" or "0.92/0.98"; a word has none. A
 * cell that begins with a digit but holds a word ("3-stage") is a word. */
static int32_t numbers_of(const char *text, double *to)
{
    int32_t count = 0;
    for (const char *p = text; *p != '\0'; p++) {
        if (((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z')) && *p != 'V') {
            return 0;
        }
    }
    while (*text != '\0' && count < NUMBERS) {
        size_t used = 0;
        if (*text >= '0' && *text <= '9' &&
            ostrov_number_read(text, strlen(text), &to[count], &used) == OSTROV_OK) {
            count++;
            text += used;
        } else {
            text++;
        }
    }
    return count;
}

static int32_t equal(double a, double b)
{
    return (isnan(a) && isnan(b)) || a == b || fabs(a - b) <= 1e-9 * fmax(fabs(a), fabs(b));
}

static int32_t same_key(const csv *t, int32_t row, const ostrov_grid_rule *r)
{
    return strcmp(csv_word(t, row, "code"), r->code) == 0 &&
           strcmp(csv_word(t, row, "profile"), r->profile) == 0 &&
           strcmp(csv_word(t, row, "function"), r->function) == 0 &&
           strcmp(csv_word(t, row, "stage"), r->stage) == 0;
}

static int32_t same_values(const csv *t, int32_t row, const ostrov_grid_rule *r)
{
    double n[NUMBERS];
    int32_t count = numbers_of(csv_word(t, row, "value"), n);
    int32_t same = count == r->value_count;
    for (int32_t i = 0; same && i < count; i++) {
        same = equal(in_si(csv_word(t, row, "unit"), n[i]), r->value[i]);
    }
    return same;
}

/* "inf", a number, or "a+b*(V-c)" with c the lower end of the range. */
static int32_t same_time(const csv *t, int32_t row, const ostrov_grid_rule *r)
{
    const char *text = csv_word(t, row, "time_s");
    double n[NUMBERS];
    int32_t count = strcmp(text, "inf") == 0 ? -1 : numbers_of(text, n);
    if (count == 3) {
        return equal(n[0], r->time_s) && equal(n[1], r->time_slope_s) &&
               equal(n[2], r->value[0]);
    }
    return equal(count < 0 ? (double)INFINITY : (count == 1 ? n[0] : (double)NAN), r->time_s) &&
           r->time_slope_s == 0.0;
}

static int32_t same_certainty(const csv *t, int32_t row, const ostrov_grid_rule *r)
{
    static const char *const words[] = {"unknown", "memory", "conflict",
                                        "vendor",  "seen1",  "agree2"};
    return r->certainty >= 0 && r->certainty <= OSTROV_GRID_CERTAINTY_AGREE2 &&
           strcmp(words[r->certainty], csv_word(t, row, "certainty")) == 0;
}

/* NULL when the row is as the file says, else what differs. */
static const char *difference(const csv *t, int32_t row, const ostrov_grid_rule *r)
{
    const char *unit = csv_word(t, row, "unit");
    if (!equal(in_si(unit, csv_value(t, row, "range_lo")), r->min) ||
        !equal(in_si(unit, csv_value(t, row, "range_hi")), r->max)) {
        return "range";
    }
    if (!same_time(t, row, r)) {
        return "time";
    }
    if (!equal(csv_value(t, row, "time_lo_s"), r->time_min_s) ||
        !equal(csv_value(t, row, "time_hi_s"), r->time_max_s)) {
        return "time range";
    }
    return same_certainty(t, row, r) ? NULL : "certainty";
}

static int32_t has_code(const char *code)
{
    const ostrov_grid_rule *r = NULL;
    for (size_t i = 0; (r = ostrov_grid_rule_at(i)) != NULL; i++) {
        if (strcmp(r->code, code) == 0) {
            return 1;
        }
    }
    return 0;
}

/* Looks a row up; the words tell what differs in the row that came nearest. */
static int32_t found(const csv *t, int32_t row, const char **words)
{
    const ostrov_grid_rule *r = NULL;
    *words = "no such row";
    for (size_t i = 0; (r = ostrov_grid_rule_at(i)) != NULL; i++) {
        if (!same_key(t, row, r)) {
            continue;
        }
        if (!same_values(t, row, r)) {
            *words = strcmp(*words, "no such row") == 0 ? "value" : *words;
            continue;
        }
        *words = difference(t, row, r);
        if (*words == NULL) {
            return 1;
        }
    }
    return 0;
}

void grid_codes(tally *t, const char *folder, const char *file)
{
    csv table;
    int32_t held = 0;
    int32_t wrong = 0;
    if (!csv_read(&table, folder, file)) {
        report(t, REPORT_JUDGE, 0, file, "rows", "not readable");
        return;
    }
    for (int32_t row = 0; row < table.rows; row++) {
        const char *code = csv_word(&table, row, "code");
        const char *words = NULL;
        if (!has_code(code)) {
            report(t, REPORT_INFO, 1, file, code, "row=%d %s %s: not a code of the library",
                   (int)row + 1, csv_word(&table, row, "function"), csv_word(&table, row, "stage"));
        } else if (found(&table, row, &words)) {
            held++;
        } else {
            wrong++;
            printf("     row %d %s %s %s %s: %s\n", (int)row + 1, code,
                   csv_word(&table, row, "profile"), csv_word(&table, row, "function"),
                   csv_word(&table, row, "stage"), words);
        }
    }
    report(t, REPORT_JUDGE, wrong == 0 && held > 0, file, "rows", "n=%d differ=%d limit=0",
           (int)(held + wrong), (int)wrong);
    csv_free(&table);
}
