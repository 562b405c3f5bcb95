/* The feeds that a site names, read as a plan would read them, and nothing made of them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "parts.h"

#include "../feeds/weather_feed.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int wrong_prices(const struct site *site, const char *path, char *message, size_t capacity)
{
    struct table table = {.count = 0};
    int result = table_read_prices(&table, path, site, PRICE_MOST, message, capacity);
    table_free(&table);
    return result != 0;
}

static int wrong_weather(const char *path, char *message, size_t capacity)
{
    struct weather_feed feed = {.count = 0};
    int result = weather_file(path, &feed, message, capacity);
    weather_feed_free(&feed);
    return result != 0;
}

int inputs_check_feeds(const struct site *site, char *text, size_t capacity, int *warnings)
{
    char path[2][2 * SITE_TEXT], message[512];
    const char *const feed[] = {site_feed_path(site, site->feeds.prices, path[0], sizeof path[0]),
                                site_feed_path(site, site->feeds.weather, path[1], sizeof path[1])};
    size_t used = 0;
    int errors = 0;
    text[0] = '\0';
    for (int i = 0; i < 2; i++) {
        const int away = feed[i] != NULL && access(feed[i], F_OK) != 0;
        if (feed[i] == NULL) {
            continue;
        }
        if (away) {
            snprintf(message, sizeof message, "feeds: %s: %s: plans go on without it", feed[i],
                     strerror(errno));
        } else if (!(i == 0 ? wrong_prices(site, feed[i], message, sizeof message)
                            : wrong_weather(feed[i], message, sizeof message))) {
            continue;
        }
        int n =
            snprintf(text + used, capacity - used, "%s: %s\n", away ? "warning" : "error", message);
        used += n > 0 && (size_t)n < capacity - used ? (size_t)n : 0;
        errors += !away;
        *warnings += away;
    }
    return errors;
}
