/* Prices and weather of the days that are planned, in a thread of their own: a file that does not
 * answer, as on a network that is down, holds up neither control nor plans.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_LIVE_FEEDS_H
#define STATION_LIVE_FEEDS_H

#include "../inputs/inputs.h"

struct feeds;

/* Inputs of the day of a moment (clock not set: any day), without reading a file: prices by the
 * illustrative formula, and no weather. Returns 0; -1 with a message. */
int feeds_begin(const struct site *site, int64_t now_s, struct inputs *inputs, char *message,
                size_t capacity);

/* Begins to read: the files that are named, else the site's feeds; first: what is planned with
 * until then. They are looked at each second second, and read again when they were written anew and
 * when another day begins. One that cannot be read is told with its line; plans go on with what was
 * read of it before, or without it. NULL = no memory or no thread. */
struct feeds *feeds_open(const struct site *site, const char *prices, const char *weather,
                         const struct inputs *first);

/* Waits two seconds for a file that does not answer, and leaves its thread alone then. NULL is
 * allowed. */
void feeds_close(struct feeds *feeds);

/* New inputs, once: 1, and they are the caller's to free. *anew: 1 = plans made of the former ones
 * are out of date. 0 = none. */
int feeds_take(struct feeds *feeds, struct inputs *inputs, int32_t *anew);

/* 1 = the day of a moment is made and taken, or has had its time: a plan need not wait for it. */
int feeds_settled(struct feeds *feeds, int64_t now_s);

/* 1 with what is to be said of the files, each once. */
int feeds_word(struct feeds *feeds, char *message, size_t capacity);

#endif
