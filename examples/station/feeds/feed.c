/* Rows of a price feed, whatever it was read from: see feed.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double price_most = 4000.0; /* EUR/MWh: the cap of the European auction */

int feed_refuse(const char *path, int32_t line, const char *what, char *message, size_t capacity)
{
    char number[16] = "";
    if (line > 0) {
        (void)snprintf(number, sizeof number, ":%d", (int)line);
    }
    (void)snprintf(message, capacity, "%s%s: %s", path, number, what);
    return -1;
}

int32_t feed_kind_of(const char *bytes, size_t count)
{
    size_t at = count >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (at < count &&
           (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\r' || bytes[at] == '\n')) {
        at++;
    }
    if (at == count) {
        return FEED_UNKNOWN;
    }
    if (bytes[at] == '<') {
        return FEED_ENTSOE;
    }
    if (bytes[at] == '{') {
        return FEED_JSON;
    }
    /* OTE's files may begin with a title, so more than the first line is looked at. */
    size_t look = count - at < 1000 ? count - at : 1000;
    return memchr(bytes + at, ';', look) != NULL ? FEED_OTE : FEED_PLAIN;
}

static int add_row(struct price_feed *feed, const struct feed_row *row)
{
    if (feed->count == feed->room) {
        int32_t room = feed->room > 0 ? feed->room * 2 : 256;
        struct feed_row *more =
            room <= FEED_ROWS_MOST ? realloc(feed->row, (size_t)room * sizeof *more) : NULL;
        if (more == NULL) {
            return -1;
        }
        feed->row = more;
        feed->room = room;
    }
    feed->row[feed->count++] = *row;
    return 0;
}

int feed_add(struct price_feed *feed, int64_t time_s, int32_t step_s, double value, int32_t line,
             int32_t rank)
{
    struct feed_row row = {time_s, value, line, rank};
    if (value != value) {
        feed->unknown += step_s / FEED_QUARTER_S;
    } else if (!(value >= -feed->most && value <= feed->most)) {
        feed->refused += step_s / FEED_QUARTER_S;
        row.value = __builtin_nan("");
    }
    for (int32_t done_s = 0; done_s < step_s; done_s += FEED_QUARTER_S) {
        if (add_row(feed, &row) != 0) {
            return -1;
        }
        row.time_s += FEED_QUARTER_S;
    }
    return 0;
}

static int compare(const void *a, const void *b)
{
    const struct feed_row *left = a;
    const struct feed_row *right = b;
    if (left->time_s != right->time_s) {
        return left->time_s < right->time_s ? -1 : 1;
    }
    if (left->rank != right->rank) {
        return left->rank < right->rank ? -1 : 1;
    }
    return left->line < right->line ? -1 : left->line > right->line;
}

/* A second row of a quarter hour: of a greater rank it gives way, of the same it must agree. */
static int join(struct price_feed *feed, struct feed_row *kept, const struct feed_row *row,
                const char *path, char *message, size_t capacity)
{
    if (row->rank != kept->rank) {
        feed->replaced++;
        return 0;
    }
    if (row->value == row->value && kept->value == kept->value && row->value != kept->value) {
        char a[40], b[40], what[160];
        (void)ostrov_number_write(kept->value, -1, a, sizeof a);
        (void)ostrov_number_write(row->value, -1, b, sizeof b);
        (void)snprintf(what, sizeof what,
                       "a quarter hour is given twice with different values, %s in line %d and %s",
                       a, (int)kept->line, b);
        return feed_refuse(path, row->line, what, message, capacity);
    }
    kept->value = kept->value == kept->value ? kept->value : row->value;
    feed->repeated++;
    return 0;
}

int feed_order(struct price_feed *feed, const char *path, char *message, size_t capacity)
{
    int32_t kept = 0;
    if (feed->count == 0) {
        return feed_refuse(path, 0, "there are no values", message, capacity);
    }
    qsort(feed->row, (size_t)feed->count, sizeof *feed->row, compare);
    for (int32_t i = 0; i < feed->count; i++) {
        if (kept == 0 || feed->row[i].time_s != feed->row[kept - 1].time_s) {
            feed->row[kept++] = feed->row[i];
        } else if (join(feed, &feed->row[kept - 1], &feed->row[i], path, message, capacity) != 0) {
            return -1;
        }
    }
    feed->count = kept;
    return 0;
}

int feed_prices(struct price_feed *feed, const char *path, const ostrov_zone *zone,
                const char *bytes, size_t count, char *message, size_t capacity)
{
    int32_t kind = feed_kind_of(bytes, count);
    *feed = (struct price_feed){.most = price_most};
    int result =
        kind == FEED_ENTSOE ? feed_entsoe(feed, path, bytes, count, message, capacity)
        : kind == FEED_OTE
            ? feed_ote(feed, path, zone, bytes, count, message, capacity)
            : feed_refuse(path, 0,
                          "not a price feed: ENTSO-E XML, OTE CSV (;) or CSV with utc_start and "
                          "price_eur_mwh is wanted",
                          message, capacity);
    return result != 0 ? -1 : feed_order(feed, path, message, capacity);
}

void feed_free(struct price_feed *feed)
{
    free(feed->row);
    *feed = (struct price_feed){0};
}
