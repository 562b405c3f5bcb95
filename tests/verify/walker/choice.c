/* Inputs chosen on first read: see choice.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "choice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static choices *running;
static int8_t by_offset[sizeof(world)]; /* input that sits there, -1 = none */

void choices_start(choices *c, const input *inputs, int32_t count, const trim *trims)
{
    memset(c, 0, sizeof *c);
    memset(by_offset, -1, sizeof by_offset);
    c->inputs = inputs;
    c->count = count;
    for (int32_t i = 0; i < count; i++) {
        c->width[i] = inputs[i].count;
        for (const trim *t = trims; t->name != NULL; t++) {
            c->width[i] = strcmp(t->name, inputs[i].name) == 0 ? t->count : c->width[i];
        }
        by_offset[inputs[i].offset] = (int8_t)i;
        if (inputs[i].offset2 != 0) {
            by_offset[inputs[i].offset2] = (int8_t)i;
        }
    }
    c->at.in.view = &c->at.view;
    running = c;
}

static void put(world *w, size_t offset, size_t size, int64_t value)
{
    int32_t small = (int32_t)value;
    memcpy((char *)w + offset, size == 8 ? (void *)&value : (void *)&small, size);
}

static void set(choices *c, int32_t i, int32_t value)
{
    const input *in = &c->inputs[i];
    put(&c->at, in->offset, in->size, in->values[value]);
    if (in->offset2 != 0) {
        put(&c->at, in->offset2, in->size, in->values2[value]);
    }
}

void choices_begin(choices *c, int32_t mode)
{
    c->mode = mode;
    memset(c->picked, -1, sizeof c->picked);
    c->depth = 0;
    c->active = 1;
}

int32_t choices_next(choices *c)
{
    c->planned = c->depth;
    while (c->planned > 0) {
        int32_t last = c->planned - 1;
        if (++c->path[last] < c->width[c->order[last]]) {
            return 1;
        }
        c->planned = last;
    }
    return 0;
}

void choices_fill(choices *c, uint64_t *seed)
{
    for (int32_t i = 0; i < c->count; i++) {
        if (c->picked[i] < 0) {
            *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            set(c, i, (int32_t)((*seed >> 33) % (uint64_t)c->width[i]));
        }
    }
}

static void read_member(choices *c, size_t offset)
{
    int32_t i = by_offset[offset];
    uint32_t modes = c->inputs[i].modes;
    if (c->picked[i] >= 0 || (modes != 0 && (modes >> c->mode & 1) == 0)) {
        return;
    }
    if (c->depth >= c->planned) {
        c->path[c->depth] = 0;
    }
    c->order[c->depth] = i;
    c->picked[i] = c->path[c->depth];
    c->depth++;
    set(c, i, c->picked[i]);
}

/* Every member that begins inside the load; a load of nothing known must be the pointer. */
static __attribute__((noinline)) void about_to_read(choices *c, size_t offset, size_t bytes)
{
    int32_t known = 0;
    if (!c->active) {
        return;
    }
    for (size_t i = offset; i < offset + bytes; i++) {
        if (by_offset[i] >= 0) {
            read_member(c, i);
            known = 1;
        }
    }
    if (!known && offset != IN(view)) {
        fprintf(stderr, "The switch reads byte %zu of its input, which has no alphabet.\n", offset);
        exit(2);
    }
}

/* Most loads are of something else. */
static inline void load(const void *address, size_t bytes)
{
    choices *c = running;
    size_t offset = (size_t)((const char *)address - (const char *)&c->at);
    if (offset < sizeof(world)) {
        about_to_read(c, offset, bytes);
    }
}

void __sanitizer_cov_load1(uint8_t *address);
void __sanitizer_cov_load2(uint16_t *address);
void __sanitizer_cov_load4(uint32_t *address);
void __sanitizer_cov_load8(uint64_t *address);
void __sanitizer_cov_load16(void *address);
void __sanitizer_cov_load1(uint8_t *address) { load(address, 1); }
void __sanitizer_cov_load2(uint16_t *address) { load(address, 2); }
void __sanitizer_cov_load4(uint32_t *address) { load(address, 4); }
void __sanitizer_cov_load8(uint64_t *address) { load(address, 8); }
void __sanitizer_cov_load16(void *address) { load(address, 16); }

int32_t was_read(const choices *c, size_t offset) { return c->picked[by_offset[offset]] >= 0; }

int64_t value_of(const choices *c, size_t offset)
{
    int32_t i = by_offset[offset];
    return offset == c->inputs[i].offset ? c->inputs[i].values[c->picked[i]]
                                         : c->inputs[i].values2[c->picked[i]];
}

int32_t must_be(const choices *c, size_t offset, int64_t value)
{
    return was_read(c, offset) && value_of(c, offset) == value;
}

int32_t could_be(const choices *c, size_t offset, int64_t value)
{
    return !was_read(c, offset) || value_of(c, offset) == value;
}

void choices_print(const choices *c)
{
    for (int32_t i = 0; i < c->depth; i++) {
        const input *in = &c->inputs[c->order[i]];
        printf(" %s=%lld", in->name, (long long)in->values[c->path[i]]);
        if (in->offset2 != 0) {
            printf("/%lld", (long long)in->values2[c->path[i]]);
        }
    }
    printf("\n");
}

double choices_weight(const choices *c)
{
    double weight = 1.0;
    for (int32_t i = 0; i < c->count; i++) {
        weight *= c->picked[i] < 0 ? (double)c->width[i] : 1.0;
    }
    return weight;
}
