/* Prices of a published feed as a table of quarter hours.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "parts.h"

#include "../feeds/feed.h"

#include <stdio.h>
#include <stdlib.h>

static int take(struct table *table, const struct price_feed *feed, char *message, size_t capacity)
{
    size_t rows = (size_t)feed->count;
    table->time_s = malloc(rows * sizeof *table->time_s);
    table->value = malloc(rows * sizeof *table->value);
    table->line = malloc(rows * sizeof *table->line);
    if (table->time_s == NULL || table->value == NULL || table->line == NULL) {
        return feed_refuse(table->path, 1, "no memory", message, capacity);
    }
    for (int32_t i = 0; i < feed->count; i++) {
        table->time_s[i] = feed->row[i].time_s;
        table->value[i] = feed->row[i].value;
        table->line[i] = feed->row[i].line;
    }
    table->count = feed->count;
    table->unknown = feed->unknown;
    table->refused = feed->refused;
    table->repeated = feed->repeated;
    return table_sort(table, "price", QUARTER_S, message, capacity);
}

int table_read_prices(struct table *table, const char *path, const struct site *site, double most,
                      char *message, size_t capacity)
{
    struct price_feed feed;
    size_t count = 0;
    *table = (struct table){.count = 0};
    (void)snprintf(table->path, sizeof table->path, "%s", path);
    char *bytes = table_bytes(path, &count, message, capacity);
    if (bytes == NULL) {
        return -1;
    }
    int32_t kind = feed_kind_of(bytes, count);
    if (kind != FEED_ENTSOE && kind != FEED_OTE) {
        free(bytes);
        return table_read(table, path, "price_eur_mwh", -most, most, QUARTER_S, message, capacity);
    }
    int result = feed_prices(&feed, path, &site->zone, bytes, count, message, capacity);
    free(bytes);
    result = result != 0 ? -1 : take(table, &feed, message, capacity);
    feed_free(&feed);
    return result;
}
