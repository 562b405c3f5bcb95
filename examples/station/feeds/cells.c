/* A line of a CSV as people export it: see cells.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cells.h"

#include <string.h>

void cells_split(const char *from, const char *end, struct cells *cells)
{
    cells->count = 0;
    for (;;) {
        const char *next = memchr(from, ';', (size_t)(end - from));
        const char *last = next != NULL ? next : end;
        const char *first = from;
        while (first < last && (*first == ' ' || *first == '"' || *first == '\t')) {
            first++;
        }
        while (last > first &&
               (last[-1] == ' ' || last[-1] == '"' || last[-1] == '\t' || last[-1] == '\r')) {
            last--;
        }
        if (cells->count < CELLS_MOST) {
            cells->at[cells->count] = first;
            cells->length[cells->count++] = (int)(last - first);
        }
        if (next == NULL) {
            return;
        }
        from = next + 1;
    }
}

static char lower(char c) { return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c); }

int cells_hold(const struct cells *cells, int i, const char *word)
{
    int length = (int)strlen(word);
    for (int at = 0; at + length <= cells->length[i]; at++) {
        int same = 0;
        while (same < length && lower(cells->at[i][at + same]) == word[same]) {
            same++;
        }
        if (same == length) {
            return 1;
        }
    }
    return 0;
}

int cells_word(const struct cells *cells, int i, const char *word)
{
    int length = (int)strlen(word);
    const char *text = cells->at[i];
    for (int at = 0; at + length <= cells->length[i]; at++) {
        struct cells part = {.at = {text + at}, .length = {length}, .count = 1};
        int begins = at == 0 || text[at - 1] == ' ';
        int ends = at + length == cells->length[i] || strchr(" [(", text[at + length]) != NULL;
        if (begins && ends && cells_hold(&part, 0, word)) {
            return 1;
        }
    }
    return 0;
}

int32_t cells_digits(const char **at, const char *end)
{
    int32_t value = 0;
    const char *from = *at;
    while (*at < end && **at >= '0' && **at <= '9' && *at - from < 5) {
        value = value * 10 + (*(*at)++ - '0');
    }
    return *at > from && *at - from < 5 ? value : -1;
}

int cells_day(const struct cells *cells, int i, ostrov_civil *day)
{
    const char *at = cells->at[i];
    const char *end = at + cells->length[i];
    int32_t part[3] = {0};
    for (int k = 0; k < 3; k++) {
        while (at < end && (*at == '.' || *at == '-' || *at == ' ' || *at == '/')) {
            at++;
        }
        part[k] = cells_digits(&at, end);
    }
    int year_first = part[0] > 31;
    *day = (ostrov_civil){.year = year_first ? part[0] : part[2],
                          .month = part[1],
                          .day = year_first ? part[2] : part[0],
                          .hour = 12};
    int64_t noon_s = 0;
    return at == end && ostrov_utc_from_civil(day, &noon_s) == OSTROV_OK ? 0 : -1;
}

/* "00:15" or "00:15:00". */
static int read_clock(const char *at, const char *end, ostrov_civil *moment)
{
    moment->hour = cells_digits(&at, end);
    int colon = at < end && *at == ':';
    at += colon;
    moment->minute = colon ? cells_digits(&at, end) : -1;
    if (at < end && *at == ':') {
        at++;
        moment->second = cells_digits(&at, end);
    }
    int last = moment->hour == 24 && moment->minute == 0 && moment->second == 0;
    return at == end && moment->hour >= 0 && (moment->hour < 24 || last) && moment->minute >= 0 &&
                   moment->minute < 60 && moment->second >= 0 && moment->second < 60
               ? 0
               : -1;
}

int cells_moment(const struct cells *cells, int day, int clock, ostrov_civil *moment)
{
    const char *from = cells->at[clock];
    const char *end = from + cells->length[clock];
    const char *colon = memchr(from, ':', (size_t)cells->length[clock]);
    const char *at = colon != NULL ? colon : end;
    while (at > from && at[-1] >= '0' && at[-1] <= '9') {
        at--;
    }
    struct cells both = {.at = {from}, .length = {(int)(at - from)}, .count = 1};
    if (at > from && (at[-1] == ' ' || at[-1] == 'T')) { /* the day stands before it */
        both.length[0]--;
        cells = &both;
        day = 0;
    } else if (at > from) {
        return -1;
    }
    return day < 0 || cells_day(cells, day, moment) != 0 ? -1 : read_clock(at, end, moment);
}

int cells_empty(const struct cells *cells)
{
    int length = 0;
    for (int i = 0; i < cells->count; i++) {
        length += cells->length[i];
    }
    return length == 0;
}

const char *cells_row_end(const char *from, const char *stop, int32_t *lines)
{
    int quoted = 0;
    char before = ';';
    *lines = 1;
    for (const char *at = from; at < stop; at++) {
        if (*at == '"') {
            quoted = quoted ? 0 : before == ';';
        } else if (*at == '\n' && !quoted) {
            return at;
        }
        *lines += *at == '\n';
        before = *at == ' ' ? before : *at;
    }
    return quoted ? NULL : stop;
}
