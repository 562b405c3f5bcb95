/* Defaults, faults and outputs by field table: see fields.h for the rules, fields_take.c for what
 * comes in.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fields_internal.h"

#include <string.h>

ostrov_status ostrov_i_fault(ostrov_fault *why, ostrov_status status, const char *structure,
                             const char *field, int32_t index, double value, double min, double max)
{
    if (why != NULL) {
        why->structure = structure;
        why->field = field;
        why->index = index;
        why->slot = -1;
        why->value = value;
        why->min = min;
        why->max = max;
    }
    return status;
}

/* Writes the default of one member. Whole numbers are stored as double in the table; NaN in an
 * integer's default means "not known", which is 0 for an enum, -1 for a bool and INT64_MIN for a
 * time. */
static void write_default(const ostrov_field *field, unsigned char *at)
{
    for (uint32_t i = 0; i < field->count; i++) {
        double standard = field->standard;
        switch (field->type) {
        case OSTROV_TYPE_F64:
            memcpy(at + 8 * (size_t)i, &standard, 8);
            break;
        case OSTROV_TYPE_I64: {
            int64_t value = ostrov_i_nan(standard) ? INT64_MIN : (int64_t)standard;
            memcpy(at + 8 * (size_t)i, &value, 8);
            break;
        }
        case OSTROV_TYPE_BOOL: {
            int32_t value = ostrov_i_nan(standard) ? -1 : (int32_t)standard;
            memcpy(at + 4 * (size_t)i, &value, 4);
            break;
        }
        case OSTROV_TYPE_I32:
        case OSTROV_TYPE_ENUM: {
            int32_t value = ostrov_i_nan(standard) ? 0 : (int32_t)standard;
            memcpy(at + 4 * (size_t)i, &value, 4);
            break;
        }
        case OSTROV_TYPE_U32: {
            uint32_t value = ostrov_i_nan(standard) ? 0 : (uint32_t)standard;
            memcpy(at + 4 * (size_t)i, &value, 4);
            break;
        }
        default: /* pointers, series and columns stay NULL */
            break;
        }
    }
}

/* Defaults of the members that end within size. */
void ostrov_i_write_defaults(const ostrov_structure *s, unsigned char *object, size_t size)
{
    for (uint32_t i = 0; i < s->field_count; i++) {
        const ostrov_field *field = &s->fields[i];
        if (!ostrov_i_is_reserved(field) && ostrov_i_field_end(field) <= size) {
            write_default(field, object + field->offset);
        }
    }
}

ostrov_status ostrov_i_defaults(const ostrov_structure *s, void *object, size_t size)
{
    /* A size shorter than the first version's is a mistake, such as the size of a pointer: better
     * said here than by the init that follows. */
    if (object == NULL || !ostrov_i_is_size_known(s, size)) {
        return OSTROV_E_ARGUMENT;
    }
    memset(object, 0, size);
    ostrov_i_write_defaults(s, object, size);
    if (ostrov_i_has_struct_size(s)) {
        uint32_t stamp = (uint32_t)size;
        memcpy(object, &stamp, sizeof stamp);
    }
    return OSTROV_OK;
}

ostrov_status ostrov_i_give(const ostrov_structure *s, const void *full, void *to, size_t size)
{
    const size_t known = size < s->struct_size ? size : s->struct_size;
    const uint32_t stamp = (uint32_t)size;
    if (to == NULL || !ostrov_i_is_size_known(s, size)) {
        return OSTROV_E_ARGUMENT;
    }
    memset(to, 0, size);
    for (uint32_t i = 0; i < s->field_count; i++) { /* whole members only, and no padding */
        const ostrov_field *field = &s->fields[i];
        if (ostrov_i_field_end(field) <= known) {
            memcpy((unsigned char *)to + field->offset, (const unsigned char *)full + field->offset,
                   ostrov_i_field_end(field) - field->offset);
        }
    }
    if (ostrov_i_has_struct_size(s)) {
        memcpy(to, &stamp, sizeof stamp);
    }
    return OSTROV_OK;
}
