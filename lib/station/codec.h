/* The numbers of a snapshot, one by one: written, checked, or read, by the same walk. A bound is
 * there to keep damage out of arithmetic, not to judge the site.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_STATION_CODEC_H
#define OSTROV_LIB_STATION_CODEC_H

#include "internal.h"

#include <string.h>

#define POWER_MAX 1e9
#define LONG_S 1e10
#define EVER 1e300
#define TIME_LEAST (-(int64_t)1e11)
#define TIME_MOST ((int64_t)3e11)

enum mode { SAVE, CHECK, LOAD };

typedef struct codec {
    enum mode mode;
    int32_t bad;
    unsigned char *bytes; /* not written to unless saving */
    size_t at;
} codec;

static inline uint64_t get_bytes(codec *c, int32_t count)
{
    uint64_t value = 0;
    for (int32_t i = 0; i < count; i++) {
        value |= (uint64_t)c->bytes[c->at + (size_t)i] << (8 * i);
    }
    return value;
}

/* One number of count bytes: written, or read. */
static inline uint64_t pass(codec *c, uint64_t value, int32_t count)
{
    if (c->mode == SAVE) {
        for (int32_t i = 0; i < count; i++) {
            c->bytes[c->at + (size_t)i] = (unsigned char)(value >> (8 * i));
        }
    } else {
        value = get_bytes(c, count);
    }
    c->at += (size_t)count;
    return value;
}

static inline void walk_i64(codec *c, int64_t *x, int64_t least, int64_t most)
{
    const int64_t value = (int64_t)pass(c, (uint64_t)*x, 8);
    c->bad |= value != INT64_MIN && (value < least || value > most);
    if (c->mode == LOAD) {
        *x = value;
    }
}

/* A whole number that has no "not known". */
static inline void walk_whole(codec *c, int64_t *x, int64_t least, int64_t most)
{
    const int64_t value = (int64_t)pass(c, (uint64_t)*x, 8);
    c->bad |= value < least || value > most;
    if (c->mode == LOAD) {
        *x = value;
    }
}

static inline int32_t walk_i32(codec *c, int32_t *x, int32_t least, int32_t most)
{
    const int32_t value = (int32_t)(uint32_t)pass(c, (uint32_t)*x, 4);
    c->bad |= value < least || value > most;
    if (c->mode == LOAD) {
        *x = value;
    }
    return value;
}

static inline void walk_u32(codec *c, uint32_t *x)
{
    const uint32_t value = (uint32_t)pass(c, *x, 4);
    if (c->mode == LOAD) {
        *x = value;
    }
}

static inline double walk_double(codec *c, double *x)
{
    uint64_t bits = 0;
    double value = 0.0;
    memcpy(&bits, x, sizeof bits);
    bits = pass(c, bits, 8);
    memcpy(&value, &bits, sizeof value);
    if (c->mode == LOAD) {
        memcpy(x, &bits, sizeof bits);
    }
    return value;
}

/* A number between least and most. */
static inline void number(codec *c, double *x, double least, double most)
{
    const double value = walk_double(c, x);
    c->bad |= !(value >= least && value <= most);
}

/* The same, or not known. */
static inline void maybe(codec *c, double *x, double least, double most)
{
    const double value = walk_double(c, x);
    c->bad |= value < least || value > most;
}

static inline void anything(codec *c, double *x) { (void)walk_double(c, x); }

/* snapshot_battery.c */
enum { OSTROV_I_CODEC_BATTERY = 33 * 8 + 4 };
void ostrov_i_station_walk_battery(codec *c, ostrov_i_station *s);

#endif
