/* What a SunSpec device holds and where: found once after each connect by walking its models.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_SUNSPEC_WALK_H
#define STATION_SUNSPEC_WALK_H

#include <stdint.h>

#include "drivers/sunspec/codec.h"
#include "drivers/sunspec/link.h"

#define SUNSPEC_MOST_MODELS 64

struct sunspec_entry {
    uint16_t id;
    uint16_t address; /* of the ID register */
    uint16_t length;  /* L as the device tells it: registers after L */
    uint16_t reserved;
};

struct sunspec_map {
    uint16_t base; /* of "SunS" */
    int count;
    struct sunspec_entry entries[SUNSPEC_MOST_MODELS];
};

enum sunspec_found {
    SUNSPEC_FOUND = 0,
    SUNSPEC_NOT_FOUND = 1, /* it answers, but not as a SunSpec device */
    SUNSPEC_BROKEN = 2,    /* the chain of models runs out of the address space or never ends */
    SUNSPEC_NO_LINK = 3
};

/* Looks for "SunS" at 40000, 50000 and 0, then walks ID and L to 0xFFFF. The device's L is trusted,
 * whatever the definition says. map holds what the former walk found, or zeros: a model that was there
 * must be there again. It is untouched unless SUNSPEC_FOUND. */
enum sunspec_found sunspec_walk(struct link *link, struct sunspec_map *map, int64_t now_us);

/* The first entry of a model, or NULL. */
const struct sunspec_entry *sunspec_entry_find(const struct sunspec_map *map, uint16_t id);

/* Registers of one model as last read. */
struct sunspec_block {
    const struct sunspec_model *model; /* NULL = not to be scaled (vendor model) */
    uint16_t id;
    uint16_t address;
    uint16_t length; /* L told in the walk */
    int count;       /* registers read, ID and L included; 0 = the device has no such model */
    int valid;       /* 1 = read at read_us */
    int64_t read_us;
    uint16_t registers[LINK_MOST_REGISTERS];
};

/* Binds a block to where the device holds the model. wanted registers are read, 0 = as many as the
 * definition has; never more than the device tells or one request carries. A model with curves goes
 * on behind its definition: LINK_MOST_REGISTERS. Returns 1 when the device has it. */
int sunspec_bind(struct sunspec_block *block, const struct sunspec_map *map, uint16_t id,
                 int wanted);

struct sunspec_view sunspec_view_of(const struct sunspec_block *block);

/* Reads blocks, neighbours together in one request; write (may be NULL) goes out with the first.
 * A block whose ID or L is no longer what the walk found fails the link: the device is another one.
 * Blocks are untouched unless they were read. */
enum link_result sunspec_read(struct link *link, struct sunspec_block *const *blocks, int count,
                              const struct link_write *write, int64_t now_us);

#endif
