/* What becomes of an answer on its way through a bad wire.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "devices/chaos.h"

#include <string.h>

#include "common/random.h"

#define SPLIT_US 1000
#define DRIP_US 1000000

void chaos_begin(struct chaos *chaos, uint64_t seed)
{
    memset(chaos, 0, sizeof *chaos);
    chaos->random = seed;
}

/* Lost when there is no room: a peer that does not read gets no more. */
static void put(struct chaos *c, const uint8_t *bytes, size_t count)
{
    if (count <= CHAOS_BYTES - c->have - c->held) {
        memmove(c->bytes + c->have + count, c->bytes + c->have, c->held);
        memcpy(c->bytes + c->have, bytes, count);
        c->have += count;
    }
}

/* The frame with a bit turned, cut short, or with strange bytes before it. */
static void put_garbled(struct chaos *c, const uint8_t *answer, size_t count)
{
    uint8_t bad[300];
    uint64_t chance = random_next(&c->random);
    if (count > sizeof bad - 8) {
        return;
    }
    memcpy(bad, answer, count);
    switch (chance % 4) {
    case 0: /* in the header: another transaction, protocol, length or unit */
        bad[chance >> 8 & 7] ^= (uint8_t)(1U << (chance >> 16 & 7));
        put(c, bad, count);
        break;
    case 1:
        put(c, bad, 1 + (size_t)(chance >> 8) % count);
        break;
    case 2:
        memcpy(bad, &chance, 8);
        memcpy(bad + 8, answer, count);
        put(c, bad, count + 8);
        break;
    default:
        for (size_t i = 0; i < count; i++) {
            bad[i] = (uint8_t)random_next(&c->random);
        }
        put(c, bad, count);
    }
}

int chaos_take(struct chaos *c, const struct lie *lie, const uint8_t *answer, size_t count,
               int64_t now_us)
{
    int32_t kind = lie != NULL ? lie->kind : LIE_NONE;
    if (kind == LIE_BREAK) {
        return 0;
    }
    c->have += c->held; /* what was held back comes now, before the answer to this request */
    c->held = 0;
    if (c->have == 0) {
        c->due_us = now_us;
    }
    c->piece = kind == LIE_SPLIT  ? 5 + (size_t)(random_next(&c->random) % 40)
               : kind == LIE_DRIP ? 1
                                  : CHAOS_BYTES;
    c->gap_us = kind == LIE_SPLIT ? SPLIT_US : kind == LIE_DRIP ? DRIP_US : 0;
    if (kind == LIE_GARBAGE) {
        put_garbled(c, answer, count);
    } else if (kind == LIE_LATE) {
        size_t before = c->have;
        put(c, answer, count);
        c->held = c->have - before;
        c->have = before;
    } else if (kind != LIE_SILENT) {
        put(c, answer, count);
    }
    return 1;
}

size_t chaos_due(const struct chaos *c, int64_t now_us)
{
    return now_us < c->due_us ? 0 : c->have < c->piece ? c->have : c->piece;
}

void chaos_sent(struct chaos *c, size_t count, int64_t now_us)
{
    memmove(c->bytes, c->bytes + count, c->have + c->held - count);
    c->have -= count;
    c->due_us = now_us + c->gap_us;
}

int chaos_wait_ms(const struct chaos *c, int64_t now_us)
{
    if (c->have == 0) {
        return -1;
    }
    return c->due_us <= now_us ? 0 : (int)((c->due_us - now_us + 999) / 1000);
}
