/* Which requests fetch the points of a register map.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "drivers/map/register_map.h"

/* An interval of one table that must be read. */
struct want {
    int32_t space, first, last;
};

enum { MOST_WANTS = 2 * MAP_POINTS };

static int is_before(const struct want *a, const struct want *b)
{
    return a->space != b->space ? a->space < b->space : a->first < b->first;
}

static void insert(struct want *wants, int *count, struct want one)
{
    int at = (*count)++;
    for (; at > 0 && is_before(&one, &wants[at - 1]); at--) {
        wants[at] = wants[at - 1];
    }
    wants[at] = one;
}

/* A point and the exponent that scales it come from one request where one request reaches both. */
static int collect(const struct register_map *map, struct want *wants)
{
    int count = 0;
    for (int32_t i = 0; i < map->points; i++) {
        const struct map_row *row = &map->point[i];
        struct want one = {row->space, row->address, row->address + row->registers - 1};
        int32_t e = row->exponent;
        if (e >= 0) {
            int32_t first = e < one.first ? e : one.first, last = e > one.last ? e : one.last;
            if (last - first < map->most_registers) {
                one.first = first;
                one.last = last;
            } else {
                insert(wants, &count, (struct want){row->space, e, e});
            }
        }
        insert(wants, &count, one);
    }
    return count;
}

/* Registers that lie near each other share a request. */
static int join(struct register_map *map, const struct want *wants, int count)
{
    for (int i = 0; i < count; i++) {
        struct map_span *span = map->spans > 0 ? &map->span[map->spans - 1] : NULL;
        int32_t end = span != NULL ? span->address + span->count : 0;
        if (span == NULL || span->space != wants[i].space || wants[i].first - end > map->gap ||
            wants[i].last - span->address >= map->most_registers) {
            if (map->spans >= MAP_SPANS) {
                return -1;
            }
            span = &map->span[map->spans++];
            *span = (struct map_span){wants[i].space, wants[i].first, 0, 0};
        }
        int32_t need = wants[i].last - span->address + 1;
        span->count = need > span->count ? need : span->count;
    }
    return 0;
}

int register_map_plan(struct register_map *map)
{
    struct want wants[MOST_WANTS];
    int32_t used = 0;
    map->spans = 0;
    if (join(map, wants, collect(map, wants)) != 0) {
        return -1;
    }
    for (int32_t i = 0; i < map->spans; i++) {
        map->span[i].at = used;
        used += map->span[i].count;
    }
    return used <= MAP_WORDS ? 0 : -1;
}
