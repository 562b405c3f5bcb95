/* The numbers of a snapshot, one by one: written, checked, or read, by the same walk, least byte
 * first. A bound is there to keep damage out of arithmetic, not to judge the site.
 *
 * A snapshot is: eight bytes of magic, version, length, CRC of the settings, zero, the numbers, and
 * a CRC-32 of all before it. Checking comes before loading, so that a damaged one changes nothing.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_BASE_CODEC_H
#define OSTROV_LIB_BASE_CODEC_H

#include <ostrov/base.h>

#include <string.h>

/* Bytes before and after the numbers. */
#define OSTROV_I_CODEC_HEAD 24
#define OSTROV_I_CODEC_TAIL 4

enum ostrov_i_codec_mode { OSTROV_I_CODEC_SAVE, OSTROV_I_CODEC_CHECK, OSTROV_I_CODEC_LOAD };

typedef struct ostrov_i_codec {
    enum ostrov_i_codec_mode mode;
    int32_t bad;
    unsigned char *bytes; /* not written to unless saving */
    size_t at;
} ostrov_i_codec;

/* What a kind of snapshot is known by. */
typedef struct ostrov_i_codec_kind {
    unsigned char magic[8];
    uint32_t version;
    uint32_t bytes; /* of the whole snapshot */
} ostrov_i_codec_kind;

/* Writes the head; the numbers follow. */
void ostrov_i_codec_begin(ostrov_i_codec *c, const ostrov_i_codec_kind *kind, uint32_t config_crc);

/* Writes the CRC-32 behind the numbers. */
void ostrov_i_codec_seal(ostrov_i_codec *c);

/* Judges head, length and CRC-32 and leaves c at the first number, checking.
 * OK; E_CORRUPT; E_UNSUPPORTED for another version; E_STATE for other settings. */
ostrov_status ostrov_i_codec_open(ostrov_i_codec *c, const ostrov_i_codec_kind *kind,
                                  const void *bytes, size_t count, uint32_t config_crc);

/* CRC-32 of size bytes of eight-byte words (numbers), the same on every target. */
uint32_t ostrov_i_codec_crc_words(uint32_t crc, const void *words, size_t size);

/* CRC-32 of a config, member by member as numbers; doubles and 32-bit whole numbers only. */
uint32_t ostrov_i_codec_crc_fields(const ostrov_structure *s, const void *object);

static inline uint64_t ostrov_i_codec_get(const ostrov_i_codec *c, size_t at, int32_t count)
{
    uint64_t value = 0;
    for (int32_t i = 0; i < count; i++) {
        value |= (uint64_t)c->bytes[at + (size_t)i] << (8 * i);
    }
    return value;
}

/* One number of count bytes: written, or read. */
static inline uint64_t ostrov_i_codec_pass(ostrov_i_codec *c, uint64_t value, int32_t count)
{
    if (c->mode == OSTROV_I_CODEC_SAVE) {
        for (int32_t i = 0; i < count; i++) {
            c->bytes[c->at + (size_t)i] = (unsigned char)(value >> (8 * i));
        }
    } else {
        value = ostrov_i_codec_get(c, c->at, count);
    }
    c->at += (size_t)count;
    return value;
}

/* A whole number, or INT64_MIN for "not known". */
static inline void ostrov_i_codec_i64(ostrov_i_codec *c, int64_t *x, int64_t least, int64_t most)
{
    const int64_t value = (int64_t)ostrov_i_codec_pass(c, (uint64_t)*x, 8);
    c->bad |= value != INT64_MIN && (value < least || value > most);
    if (c->mode == OSTROV_I_CODEC_LOAD) {
        *x = value;
    }
}

/* A whole number that has no "not known". */
static inline void ostrov_i_codec_whole(ostrov_i_codec *c, int64_t *x, int64_t least, int64_t most)
{
    const int64_t value = (int64_t)ostrov_i_codec_pass(c, (uint64_t)*x, 8);
    c->bad |= value < least || value > most;
    if (c->mode == OSTROV_I_CODEC_LOAD) {
        *x = value;
    }
}

static inline int32_t ostrov_i_codec_i32(ostrov_i_codec *c, int32_t *x, int32_t least, int32_t most)
{
    const int32_t value = (int32_t)(uint32_t)ostrov_i_codec_pass(c, (uint32_t)*x, 4);
    c->bad |= value < least || value > most;
    if (c->mode == OSTROV_I_CODEC_LOAD) {
        *x = value;
    }
    return value;
}

static inline void ostrov_i_codec_u32(ostrov_i_codec *c, uint32_t *x)
{
    const uint32_t value = (uint32_t)ostrov_i_codec_pass(c, *x, 4);
    if (c->mode == OSTROV_I_CODEC_LOAD) {
        *x = value;
    }
}

/* Any number, bit by bit. */
static inline double ostrov_i_codec_any(ostrov_i_codec *c, double *x)
{
    uint64_t bits = 0;
    double value = 0.0;
    memcpy(&bits, x, sizeof bits);
    bits = ostrov_i_codec_pass(c, bits, 8);
    memcpy(&value, &bits, sizeof value);
    if (c->mode == OSTROV_I_CODEC_LOAD) {
        memcpy(x, &bits, sizeof bits);
    }
    return value;
}

/* A number between least and most. */
static inline void ostrov_i_codec_number(ostrov_i_codec *c, double *x, double least, double most)
{
    const double value = ostrov_i_codec_any(c, x);
    c->bad |= !(value >= least && value <= most);
}

/* The same, or not known. */
static inline void ostrov_i_codec_maybe(ostrov_i_codec *c, double *x, double least, double most)
{
    const double value = ostrov_i_codec_any(c, x);
    c->bad |= value < least || value > most;
}

/* ---- structures as tables of members ---- */

enum ostrov_i_member_type {
    OSTROV_I_MEMBER_I64 = 0,    /* or INT64_MIN for "not known" */
    OSTROV_I_MEMBER_WHOLE = 1,  /* an int64_t that is always known */
    OSTROV_I_MEMBER_I32 = 2,    /* */
    OSTROV_I_MEMBER_U32 = 3,    /* any */
    OSTROV_I_MEMBER_U16 = 4,    /* any */
    OSTROV_I_MEMBER_BYTE = 5,   /* any */
    OSTROV_I_MEMBER_NUMBER = 6, /* a double */
    OSTROV_I_MEMBER_MAYBE = 7   /* a double or NaN */
};

/* One member, or a run of neighbours of one type that share their bounds. */
typedef struct ostrov_i_member {
    uint16_t offset;
    uint16_t type; /* enum ostrov_i_member_type */
    uint32_t count;
    int64_t least;
    int64_t most;
} ostrov_i_member;

/* Rows of such a table: the members from first to last, each size bytes long. */
#define OSTROV_I_MEMBERS(S, first, last, size, type, least, most)                                  \
    {                                                                                              \
        (uint16_t) offsetof(S, first), type,                                                       \
            (uint32_t)((offsetof(S, last) - offsetof(S, first)) / (size)) + 1u, least, most        \
    }

/* The walk over a structure. */
void ostrov_i_codec_walk(ostrov_i_codec *c, void *structure, const ostrov_i_member *members,
                         size_t count);

/* Bytes that the walk takes: those of the structure, if no member was forgotten. */
size_t ostrov_i_codec_bytes(const ostrov_i_member *members, size_t count);

#endif
