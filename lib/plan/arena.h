/* Hands out parts of a caller's workspace.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_PLAN_ARENA_H
#define OSTROV_LIB_PLAN_ARENA_H

#include <stddef.h>
#include <stdint.h>

/* With memory NULL it only counts. */
typedef struct ostrov_i_arena {
    unsigned char *memory;
    size_t used;
} ostrov_i_arena;

static inline void *ostrov_i_take(ostrov_i_arena *a, int64_t count, size_t size)
{
    void *at = a->memory != NULL ? a->memory + a->used : NULL;
    a->used += ((size_t)(count > 0 ? count : 0) * size + 7u) / 8u * 8u;
    return at;
}

#endif
