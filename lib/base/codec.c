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
