/* What becomes of an answer on its way through a bad wire: cut in pieces, dripping, garbled, held
 * back until the next request, or lost. The bytes wait here until they are due; nobody sleeps.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_DEVICES_CHAOS_H
#define STATION_DEVICES_CHAOS_H

#include <stddef.h>
#include <stdint.h>

#include "devices/lies.h"

enum { CHAOS_BYTES = 4096 };

struct chaos {
    int64_t due_us; /* when the next piece goes out */
    int64_t gap_us; /* between pieces */
    uint64_t random;
    size_t have, piece; /* bytes that wait; at most so many at once */
    size_t held;        /* bytes of an answer that waits for the next request, behind those */
    uint8_t bytes[CHAOS_BYTES];
};

void chaos_begin(struct chaos *chaos, uint64_t seed);

/* Takes an answer in, as the lie has it (NULL = none). Returns 0 when the connection is to end. */
int chaos_take(struct chaos *chaos, const struct lie *lie, const uint8_t *answer, size_t count,
               int64_t now_us);

/* Bytes that are due, to be sent from the start of chaos->bytes; chaos_sent takes them off. */
size_t chaos_due(const struct chaos *chaos, int64_t now_us);
void chaos_sent(struct chaos *chaos, size_t count, int64_t now_us);

/* ms until something is due; -1 = nothing waits. */
int chaos_wait_ms(const struct chaos *chaos, int64_t now_us);

#endif
