/* Snapshots of objects that one table of members describes whole: see keep.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "keep.h"

static ostrov_i_codec_kind kind(const ostrov_i_keep *k)
{
    ostrov_i_codec_kind out = {{0}, 1, (uint32_t)ostrov_i_keep_size(k)};
    memcpy(out.magic, k->magic, sizeof out.magic);
    return out;
}

size_t ostrov_i_keep_size(const ostrov_i_keep *k)
{
    return OSTROV_I_CODEC_HEAD + OSTROV_I_CODEC_TAIL + ostrov_i_codec_bytes(k->members, k->count);
}

ostrov_status ostrov_i_keep_save(const ostrov_i_keep *k, const void *object, uint32_t config_crc,
                                 void *bytes, size_t capacity, size_t *used)
{
    const ostrov_i_codec_kind head = kind(k);
    ostrov_i_codec c = {OSTROV_I_CODEC_SAVE, 0, bytes, 0};
    if (object == NULL || bytes == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (capacity < head.bytes) {
        return OSTROV_E_SPACE;
    }
    ostrov_i_codec_begin(&c, &head, config_crc);
    ostrov_i_codec_walk(&c, (void *)object, k->members, k->count); /* saving reads only */
    ostrov_i_codec_seal(&c);
    if (used != NULL) {
        *used = c.at;
    }
    return OSTROV_OK;
}

ostrov_status ostrov_i_keep_load(const ostrov_i_keep *k, void *object, uint32_t config_crc,
                                 const void *bytes, size_t count)
{
    const ostrov_i_codec_kind head = kind(k);
    ostrov_i_codec c;
    ostrov_status status = OSTROV_OK;
    if (object == NULL || bytes == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    status = ostrov_i_codec_open(&c, &head, bytes, count, config_crc);
    if (status != OSTROV_OK) {
        return status;
    }
    ostrov_i_codec_walk(&c, object, k->members, k->count);
    if (c.bad) {
        return OSTROV_E_CORRUPT;
    }
    c.at = OSTROV_I_CODEC_HEAD;
    c.mode = OSTROV_I_CODEC_LOAD;
    ostrov_i_codec_walk(&c, object, k->members, k->count);
    return OSTROV_OK;
}
