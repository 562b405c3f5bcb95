/* What reading and writing by field table share.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_BASE_FIELDS_INTERNAL_H
#define OSTROV_LIB_BASE_FIELDS_INTERNAL_H

#include "fields.h"

/* How much longer than ours a newer caller's structure may be. The bound keeps a garbage size from
 * sending the tail check, or an output's zeros, through foreign memory. */
#define OSTROV_I_GROWTH_BYTES 4096u

/* Bytes of one element of a member. */
static inline uint32_t ostrov_i_element_bytes(uint16_t type)
{
    switch (type) {
    case OSTROV_TYPE_F64:
    case OSTROV_TYPE_I64:
    case OSTROV_TYPE_U64:
        return 8;
    case OSTROV_TYPE_I32:
    case OSTROV_TYPE_U32:
    case OSTROV_TYPE_ENUM:
    case OSTROV_TYPE_BOOL:
        return 4;
    case OSTROV_TYPE_U16:
        return 2;
    case OSTROV_TYPE_SERIES:
        return (uint32_t)sizeof(ostrov_series);
    default: /* references, rows, columns and text are pointers */
        return (uint32_t)sizeof(void *);
    }
}

static inline size_t ostrov_i_field_end(const ostrov_field *field)
{
    return (size_t)field->offset + (size_t)field->count * ostrov_i_element_bytes(field->type);
}

static inline int32_t ostrov_i_is_reserved(const ostrov_field *field)
{
    return (field->flags & OSTROV_FIELD_RESERVED) != 0;
}

static inline int32_t ostrov_i_has_struct_size(const ostrov_structure *s)
{
    return s->kind == OSTROV_KIND_CONFIG || s->kind == OSTROV_KIND_SAMPLE ||
           s->kind == OSTROV_KIND_OUTPUT;
}

static inline int32_t ostrov_i_is_size_known(const ostrov_structure *s, size_t size)
{
    return size >= s->first_size && size <= (size_t)s->struct_size + OSTROV_I_GROWTH_BYTES;
}

/* Writes the defaults of the members that end within size. */
void ostrov_i_write_defaults(const ostrov_structure *s, unsigned char *object, size_t size);

#endif
