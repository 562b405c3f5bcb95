/* Head and tail of a snapshot: see codec.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "codec.h"

#define AT_VERSION 8
#define AT_LENGTH 12
#define AT_CONFIG 16

void ostrov_i_codec_begin(ostrov_i_codec *c, const ostrov_i_codec_kind *kind, uint32_t config_crc)
{
    memcpy(c->bytes, kind->magic, sizeof kind->magic);
    c->at = sizeof kind->magic;
    (void)ostrov_i_codec_pass(c, kind->version, 4);
    (void)ostrov_i_codec_pass(c, kind->bytes, 4);
    (void)ostrov_i_codec_pass(c, config_crc, 4);
    (void)ostrov_i_codec_pass(c, 0, 4);
}

void ostrov_i_codec_seal(ostrov_i_codec *c)
{
    (void)ostrov_i_codec_pass(c, ostrov_crc32(0, c->bytes, c->at), 4);
}

ostrov_status ostrov_i_codec_open(ostrov_i_codec *c, const ostrov_i_codec_kind *kind,
                                  const void *bytes, size_t count, uint32_t config_crc)
{
    c->mode = OSTROV_I_CODEC_CHECK;
    c->bad = 0;
    c->bytes = (unsigned char *)bytes; /* checking and loading read only */
    c->at = OSTROV_I_CODEC_HEAD;
    if (count < OSTROV_I_CODEC_HEAD + OSTROV_I_CODEC_TAIL ||
        memcmp(bytes, kind->magic, sizeof kind->magic) != 0 ||
        ostrov_i_codec_get(c, AT_LENGTH, 4) != count ||
        ostrov_i_codec_get(c, count - OSTROV_I_CODEC_TAIL, 4) !=
            ostrov_crc32(0, bytes, count - OSTROV_I_CODEC_TAIL)) {
        return OSTROV_E_CORRUPT;
    }
    if (ostrov_i_codec_get(c, AT_VERSION, 4) != kind->version) {
        return OSTROV_E_UNSUPPORTED;
    }
    if (count != kind->bytes) {
        return OSTROV_E_CORRUPT;
    }
    return ostrov_i_codec_get(c, AT_CONFIG, 4) == config_crc ? OSTROV_OK : OSTROV_E_STATE;
}

uint32_t ostrov_i_codec_crc_words(uint32_t crc, const void *words, size_t size)
{
    for (size_t at = 0; at + 8 <= size; at += 8) {
        uint64_t word = 0;
        unsigned char little[8];
        memcpy(&word, (const unsigned char *)words + at, 8);
        for (int32_t i = 0; i < 8; i++) {
            little[i] = (unsigned char)(word >> (8 * i));
        }
        crc = ostrov_crc32(crc, little, sizeof little);
    }
    return crc;
}

static double as_number(const ostrov_field *f, const void *object, uint32_t index)
{
    const unsigned char *at = (const unsigned char *)object + f->offset;
    double x = 0.0;
    int32_t i = 0;
    if (f->type == OSTROV_TYPE_F64) {
        memcpy(&x, at + 8 * index, sizeof x);
        return x;
    }
    memcpy(&i, at + 4 * index, sizeof i);
    return (double)i;
}

uint32_t ostrov_i_codec_crc_fields(const ostrov_structure *s, const void *object)
{
    uint32_t crc = 0;
    for (uint32_t i = 0; i < s->field_count; i++) {
        const ostrov_field *f = &s->fields[i];
        for (uint32_t n = 0; n < f->count && (f->flags & OSTROV_FIELD_RESERVED) == 0; n++) {
            const double x = as_number(f, object, n);
            crc = ostrov_i_codec_crc_words(crc, &x, sizeof x);
        }
    }
    return crc;
}

static size_t size_of(uint32_t type)
{
    switch (type) {
    case OSTROV_I_MEMBER_I32:
    case OSTROV_I_MEMBER_U32:
        return 4;
    case OSTROV_I_MEMBER_U16:
        return 2;
    case OSTROV_I_MEMBER_BYTE:
        return 1;
    default:
        return 8;
    }
}

static void small(ostrov_i_codec *c, unsigned char *at, int32_t size)
{
    uint16_t x = 0;
    if (size == 1) {
        x = *at;
    } else {
        memcpy(&x, at, sizeof x);
    }
    x = (uint16_t)ostrov_i_codec_pass(c, x, size);
    if (c->mode != OSTROV_I_CODEC_LOAD) {
        return;
    }
    if (size == 1) {
        *at = (unsigned char)x;
    } else {
        memcpy(at, &x, sizeof x);
    }
}

static void large(ostrov_i_codec *c, const ostrov_i_member *m, void *at)
{
    switch (m->type) {
    case OSTROV_I_MEMBER_I64:
        ostrov_i_codec_i64(c, at, m->least, m->most);
        break;
    case OSTROV_I_MEMBER_WHOLE:
        ostrov_i_codec_whole(c, at, m->least, m->most);
        break;
    case OSTROV_I_MEMBER_I32:
        (void)ostrov_i_codec_i32(c, at, (int32_t)m->least, (int32_t)m->most);
        break;
    case OSTROV_I_MEMBER_U32:
        ostrov_i_codec_u32(c, at);
        break;
    case OSTROV_I_MEMBER_NUMBER:
        ostrov_i_codec_number(c, at, (double)m->least, (double)m->most);
        break;
    default: /* MAYBE */
        ostrov_i_codec_maybe(c, at, (double)m->least, (double)m->most);
        break;
    }
}

void ostrov_i_codec_walk(ostrov_i_codec *c, void *structure, const ostrov_i_member *members,
                         size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const ostrov_i_member *m = &members[i];
        const size_t size = size_of(m->type);
        unsigned char *at = (unsigned char *)structure + m->offset;
        for (uint32_t n = 0; n < m->count; n++, at += size) {
            if (size < 4) {
                small(c, at, (int32_t)size);
            } else {
                large(c, m, at);
            }
        }
    }
}

size_t ostrov_i_codec_bytes(const ostrov_i_member *members, size_t count)
{
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++) {
        bytes += size_of(members[i].type) * members[i].count;
    }
    return bytes;
}
