/* The facts as a Prometheus text endpoint, http://ADDRESS:PORT/metrics, by libmicrohttpd.
 *
 * Read only. A bounded number of connections, each with a time limit and bounded memory, in threads
 * of their own: whoever asks, control goes on.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_LIVE_METRICS_H
#define STATION_LIVE_METRICS_H

#include "facts.h"

struct metrics;

/* Listens on an IPv4 address. Returns NULL with a message when it cannot. */
struct metrics *metrics_open(const char *address, int32_t port, char *message, size_t capacity);

/* Takes the facts over. NULL metrics is allowed. */
void metrics_publish(struct metrics *metrics, const struct facts *facts);

void metrics_close(struct metrics *metrics);

/* The exposition text (Prometheus text format 0.0.4) into text; returns its length, cut at
 * capacity. What is not known is left out: a gap, not a zero. */
size_t metrics_text(const struct facts *facts, char *text, size_t capacity);

#endif
