/* Sections of the station's memory: see memory.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "memory.h"

#include <stdlib.h>
#include <string.h>

/* Before each section, so that the bytes behind it stay aligned. */
struct head {
    uint32_t tag;
    uint32_t reserved;
    uint64_t count;
};

int memory_begin(struct memory *memory)
{
    memset(memory, 0, sizeof *memory);
    memory->bytes = calloc(1, SNAPSHOT_MOST_BYTES);
    return memory->bytes != NULL ? 0 : -1;
}

void memory_end(struct memory *memory)
{
    free(memory->bytes);
    memory->bytes = NULL;
}

void memory_clear(struct memory *memory)
{
    memory->used = 0;
    memory->full = 0;
}

static size_t rounded(size_t count) { return (count + 7) / 8 * 8; }

void memory_put(struct memory *memory, uint32_t tag, const void *bytes, size_t count)
{
    struct head head = {tag, 0, count};
    size_t needs = sizeof head + rounded(count);
    if (needs > SNAPSHOT_MOST_BYTES - memory->used) {
        memory->full = 1;
        return;
    }
    memcpy(memory->bytes + memory->used, &head, sizeof head);
    memset(memory->bytes + memory->used + sizeof head, 0, rounded(count));
    memcpy(memory->bytes + memory->used + sizeof head, bytes, count);
    memory->used += needs;
}

const void *memory_find(const struct memory *memory, uint32_t tag, size_t *count)
{
    size_t at = 0;
    struct head head;
    while (at + sizeof head <= memory->used) {
        memcpy(&head, memory->bytes + at, sizeof head);
        if (head.count > memory->used - at - sizeof head) {
            return NULL;
        }
        if (head.tag == tag) {
            *count = (size_t)head.count;
            return memory->bytes + at + sizeof head;
        }
        at += sizeof head + rounded((size_t)head.count);
    }
    return NULL;
}
