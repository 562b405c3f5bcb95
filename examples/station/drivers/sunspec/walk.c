/* What a SunSpec device holds and where.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "drivers/sunspec/walk.h"

#include <stddef.h>
#include <string.h>

#define END_OF_MODELS 0xFFFFU

static enum sunspec_found find_base(struct link *link, uint16_t *base, int64_t now_us)
{
    static const uint16_t bases[] = {40000, 50000, 0};
    for (size_t i = 0; i < sizeof bases / sizeof bases[0]; i++) {
        uint16_t mark[2] = {0, 0};
        enum link_result result = link_exchange(link, NULL, bases[i], 2, mark, now_us);
        if (result == LINK_OK && mark[0] == 0x5375U && mark[1] == 0x6E53U) {
            *base = bases[i];
            return SUNSPEC_FOUND;
        }
        if (result == LINK_FAILED || result == LINK_DOWN) {
            return SUNSPEC_NO_LINK;
        }
    }
    return SUNSPEC_NOT_FOUND;
}

/* Whether every model of a former walk is there again. */
static int holds(const struct sunspec_map *former, const struct sunspec_map *found)
{
    for (int i = 0; i < former->count; i++) {
        if (sunspec_entry_find(found, former->entries[i].id) == NULL) {
            return 0;
        }
    }
    return 1;
}

enum sunspec_found sunspec_walk(struct link *link, struct sunspec_map *map, int64_t now_us)
{
    struct sunspec_map found;
    memset(&found, 0, sizeof found);
    enum sunspec_found status = find_base(link, &found.base, now_us);
    if (status != SUNSPEC_FOUND) {
        return status;
    }
    int32_t address = found.base + 2;
    while (found.count < SUNSPEC_MOST_MODELS && address <= 0xFFFE) {
        uint16_t head[2] = {0, 0};
        enum link_result result = link_exchange(link, NULL, (uint16_t)address, 2, head, now_us);
        if (result != LINK_OK) {
            return result == LINK_REFUSED ? SUNSPEC_BROKEN : SUNSPEC_NO_LINK;
        }
        if (head[0] == END_OF_MODELS) {
            if (!holds(map, &found)) {
                return SUNSPEC_BROKEN; /* an end misread half way: half a device is none */
            }
            *map = found;
            return SUNSPEC_FOUND;
        }
        if (address + 2 + head[1] > 0xFFFF) {
            return SUNSPEC_BROKEN;
        }
        struct sunspec_entry *entry = &found.entries[found.count++];
        entry->id = head[0];
        entry->address = (uint16_t)address;
        entry->length = head[1];
        address += 2 + head[1];
    }
    return SUNSPEC_BROKEN;
}

const struct sunspec_entry *sunspec_entry_find(const struct sunspec_map *map, uint16_t id)
{
    for (int i = 0; i < map->count; i++) {
        if (map->entries[i].id == id) {
            return &map->entries[i];
        }
    }
    return NULL;
}

int sunspec_bind(struct sunspec_block *block, const struct sunspec_map *map, uint16_t id,
                 int wanted)
{
    const struct sunspec_entry *entry = sunspec_entry_find(map, id);
    memset(block, 0, sizeof *block);
    block->id = id;
    block->model = sunspec_model_find(id);
    if (entry == NULL) {
        return 0;
    }
    int most = wanted;
    if (wanted <= 0) {
        most = block->model != NULL ? block->model->registers : LINK_MOST_REGISTERS;
    }
    if (most > LINK_MOST_REGISTERS) {
        most = LINK_MOST_REGISTERS;
    }
    block->address = entry->address;
    block->length = entry->length;
    block->count = entry->length + 2 < most ? entry->length + 2 : most;
    return 1;
}

struct sunspec_view sunspec_view_of(const struct sunspec_block *block)
{
    struct sunspec_view view = {block->model, block->registers, block->valid ? block->count : 0};
    return view;
}

/* Hands a read out to its blocks. Returns 0 when one is not the model it was. */
static int hand_out(struct sunspec_block *const *blocks, int count, const uint16_t *registers,
                    int64_t now_us)
{
    const uint16_t *at = registers;
    for (int i = 0; i < count; i++) {
        if (at[0] != blocks[i]->id || at[1] != blocks[i]->length) {
            return 0;
        }
        at += blocks[i]->count;
    }
    at = registers;
    for (int i = 0; i < count; i++) {
        memcpy(blocks[i]->registers, at, (size_t)blocks[i]->count * sizeof *at);
        blocks[i]->valid = 1;
        blocks[i]->read_us = now_us;
        at += blocks[i]->count;
    }
    return 1;
}

enum link_result sunspec_read(struct link *link, struct sunspec_block *const *blocks, int count,
                              const struct link_write *write, int64_t now_us)
{
    uint16_t registers[LINK_MOST_REGISTERS];
    struct sunspec_block *held[16];
    int have = 0;
    for (int i = 0; i < count && have < 16; i++) {
        if (blocks[i]->count > 0) {
            held[have++] = blocks[i];
        }
    }
    if (have == 0 && write != NULL) {
        return link_exchange(link, write, 0, 0, NULL, now_us);
    }
    for (int first = 0; first < have;) {
        int next = first + 1;
        int total = held[first]->count;
        while (next < have && held[next]->address == held[first]->address + total &&
               total + held[next]->count <= LINK_MOST_REGISTERS) {
            total += held[next++]->count;
        }
        enum link_result result =
            link_exchange(link, write, held[first]->address, total, registers, now_us);
        if (result != LINK_OK) {
            return result;
        }
        write = NULL;
        if (!hand_out(held + first, next - first, registers, now_us)) {
            link_drop(link, now_us);
            return LINK_FAILED;
        }
        first = next;
    }
    return LINK_OK;
}
