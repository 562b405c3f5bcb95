/* A price feed from a text that a test puts together.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_SCENARIO_FEEDS_PRICE_TEXT_H
#define OSTROV_TESTS_SCENARIO_FEEDS_PRICE_TEXT_H

#include "feed.h"
#include "unit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { TEXT = 1 << 18 };

static char text[TEXT], message[600];
static struct price_feed feed;
static ostrov_zone prague;

static inline void setup(void)
{
    ck_assert_int_eq(ostrov_zone_read("Europe/Prague", &prague), OSTROV_OK);
    feed = (struct price_feed){0};
    message[0] = text[0] = '\0';
}

static inline void teardown(void) { feed_free(&feed); }

static inline void add(const char *piece)
{
    size_t used = strlen(text);
    ck_assert_uint_lt(used + strlen(piece), sizeof text);
    memcpy(text + used, piece, strlen(piece) + 1);
}

static inline int read_text(void)
{
    feed_free(&feed);
    return feed_prices(&feed, "feed", &prague, text, strlen(text), message, sizeof message);
}

static inline void accepted(void) { ck_assert_msg(read_text() == 0, "%s", message); }

static inline void refused(const char *piece)
{
    ck_assert_int_eq(read_text(), -1);
    ck_assert_msg(strstr(message, piece) != NULL, "\"%s\" is missing in: %s", piece, message);
    ck_assert_msg(strncmp(message, "feed:", 5) == 0, "no place in: %s", message);
}

#endif
