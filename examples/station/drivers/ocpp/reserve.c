/* A reserve of memory for libwebsockets: see reserve.h.
 *
 * libwebsockets 4.1 walks on through a connection whose memory it did not get, and ends the process
 * with it (lws_dll2_add_head on a list that is not there). What the system refuses comes out of
 * blocks that are ours already; who uses it sees that and gives memory back.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "reserve.h"

#include <libwebsockets.h>

#include <malloc.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCKS = 64, BLOCK_BYTES = 8192 }; /* its largest requests are a page and a little */

static _Alignas(max_align_t) unsigned char block[BLOCKS][BLOCK_BYTES];
static atomic_flag taken[BLOCKS];
static atomic_int used; /* blocks */

/* Which block that is; -1 = none of ours. */
static int index_of(const void *memory)
{
    const uintptr_t from = (uintptr_t)block, at = (uintptr_t)memory;
    return at >= from && at < from + sizeof block ? (int)((at - from) / BLOCK_BYTES) : -1;
}

static void *take_block(size_t size)
{
    for (int i = 0; i < BLOCKS && size <= BLOCK_BYTES; i++) {
        if (!atomic_flag_test_and_set(&taken[i])) {
            atomic_fetch_add(&used, 1);
            return block[i];
        }
    }
    return NULL;
}

static void give_back(void *memory)
{
    const int i = index_of(memory);
    if (i >= 0) {
        atomic_flag_clear(&taken[i]);
        atomic_fetch_sub(&used, 1);
    } else {
        free(memory);
    }
}

/* As libwebsockets wants it: realloc, and free where size is 0. */
static void *reserve_realloc(void *old, size_t size, const char *reason)
{
    (void)reason;
    if (size == 0) {
        give_back(old);
        return NULL;
    }
    const int ours = index_of(old) >= 0;
    if (ours && size <= BLOCK_BYTES) {
        return old;
    }
    void *fresh = ours ? malloc(size) : realloc(old, size);
    if (fresh != NULL && !ours) {
        return fresh;
    }
    fresh = fresh != NULL || ours ? fresh : take_block(size);
    if (fresh != NULL && old != NULL) { /* it moved: between the system's memory and ours */
        const size_t had = ours ? BLOCK_BYTES : malloc_usable_size(old);
        memcpy(fresh, old, had < size ? had : size);
        give_back(old);
    }
    return fresh;
}

void reserve_begin(void) { lws_set_allocator(reserve_realloc); }

int32_t reserve_low(void) { return atomic_load(&used) > BLOCKS / 2; }
