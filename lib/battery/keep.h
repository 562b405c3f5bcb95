/* Snapshots of objects that one table of members describes whole.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_BATTERY_KEEP_H
#define OSTROV_LIB_BATTERY_KEEP_H

#include "base/codec.h"

/* A double that may be anything: its bits, since a sum has no bound that would find damage. */
#define OSTROV_I_MEMBER_BITS OSTROV_I_MEMBER_I64

typedef struct ostrov_i_keep {
    unsigned char magic[8];
    const ostrov_i_member *members;
    size_t count;
} ostrov_i_keep;

size_t ostrov_i_keep_size(const ostrov_i_keep *k);
ostrov_status ostrov_i_keep_save(const ostrov_i_keep *k, const void *object, uint32_t config_crc,
                                 void *bytes, size_t capacity, size_t *used);
/* The object is untouched unless OK. */
ostrov_status ostrov_i_keep_load(const ostrov_i_keep *k, void *object, uint32_t config_crc,
                                 const void *bytes, size_t count);

#endif
