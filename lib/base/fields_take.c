/* How a caller's config, row or sample comes in by its field table: see fields.h for the rules.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fields_internal.h"

#include <string.h>

static int32_t is_choice(const ostrov_field *field, int32_t value)
{
    for (uint32_t i = 0; i < field->choice_count; i++) {
        if (field->choices[i].value == value) {
            return 1;
        }
    }
    return 0;
}

static int32_t outside(const ostrov_field *field, double value)
{
    return value < field->min || value > field->max; /* a NaN bound compares false: no bound */
}

/* One element of a config member against its table row. */
static ostrov_status check_element(const ostrov_structure *s, const ostrov_field *field,
                                   const unsigned char *at, int32_t index, ostrov_fault *why)
{
    double value = 0.0;
    int32_t i32 = 0;
    int64_t i64 = 0;
    uint32_t u32 = 0;
    switch (field->type) {
    case OSTROV_TYPE_F64:
        memcpy(&value, at, 8);
        if (ostrov_i_nan(value) && (field->flags & OSTROV_FIELD_OPTIONAL) != 0) {
            return OSTROV_OK;
        }
        if (!ostrov_i_finite(value)) {
            return ostrov_i_fault(why, OSTROV_E_NOT_FINITE, s->name, field->name, index, value,
                                  field->min, field->max);
        }
        break;
    case OSTROV_TYPE_I32:
        memcpy(&i32, at, 4);
        value = (double)i32;
        break;
    case OSTROV_TYPE_BOOL:
        memcpy(&i32, at, 4);
        value = (double)i32;
        break;
    case OSTROV_TYPE_ENUM:
        memcpy(&i32, at, 4);
        if (is_choice(field, i32) || (i32 == 0 && (field->flags & OSTROV_FIELD_OPTIONAL) != 0)) {
            return OSTROV_OK;
        }
        return ostrov_i_fault(why, OSTROV_E_RANGE, s->name, field->name, index, (double)i32,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    case OSTROV_TYPE_U32:
        memcpy(&u32, at, 4);
        value = (double)u32;
        break;
    case OSTROV_TYPE_I64:
        memcpy(&i64, at, 8);
        if (i64 == INT64_MIN) {
            if ((field->flags & OSTROV_FIELD_OPTIONAL) != 0) {
                return OSTROV_OK;
            }
            return ostrov_i_fault(why, OSTROV_E_NOT_FINITE, s->name, field->name, index,
                                  OSTROV_I_NAN, field->min, field->max);
        }
        value = (double)i64;
        break;
    case OSTROV_TYPE_REFERENCE:
    case OSTROV_TYPE_TEXT: {
        const void *pointer = NULL;
        memcpy(&pointer, at, sizeof pointer);
        if (pointer == NULL && (field->flags & OSTROV_FIELD_OPTIONAL) == 0) {
            return ostrov_i_fault(why, OSTROV_E_ARGUMENT, s->name, field->name, index, OSTROV_I_NAN,
                                  OSTROV_I_NAN, OSTROV_I_NAN);
        }
        return OSTROV_OK;
    }
    default: /* series, rows and columns are checked by whoever walks them */
        return OSTROV_OK;
    }
    if (outside(field, value)) {
        return ostrov_i_fault(why, OSTROV_E_RANGE, s->name, field->name, index, value, field->min,
                              field->max);
    }
    return OSTROV_OK;
}

/* What is reserved today is a member of some later version: a caller who sets it asks for something
 * we do not know. struct_size itself is the one reserved member with a meaning. */
static ostrov_status check_reserved(const ostrov_structure *s, const ostrov_field *field,
                                    const unsigned char *full, int32_t row, ostrov_fault *why)
{
    if (ostrov_i_has_struct_size(s) && field->offset == 0) {
        return OSTROV_OK;
    }
    for (size_t i = field->offset; i < ostrov_i_field_end(field); i++) {
        if (full[i] != 0) {
            return ostrov_i_fault(why, OSTROV_E_UNSUPPORTED, s->name, field->name, row,
                                  OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN);
        }
    }
    return OSTROV_OK;
}

static ostrov_status check_config(const ostrov_structure *s, const unsigned char *full, int32_t row,
                                  ostrov_fault *why)
{
    for (uint32_t i = 0; i < s->field_count; i++) {
        const ostrov_field *field = &s->fields[i];
        if (ostrov_i_is_reserved(field)) {
            ostrov_status status = check_reserved(s, field, full, row, why);
            if (status != OSTROV_OK) {
                return status;
            }
            continue;
        }
        for (uint32_t k = 0; k < field->count; k++) {
            int32_t index = row >= 0 ? row : (field->count > 1 ? (int32_t)k : -1);
            ostrov_status status = check_element(
                s, field, full + field->offset + (size_t)k * ostrov_i_element_bytes(field->type),
                index, why);
            if (status != OSTROV_OK) {
                return status;
            }
        }
    }
    return OSTROV_OK;
}

/* Copies what the caller has, defaults for the rest, and refuses an unknown tail that is not zero.
 * A member that the caller's size cuts through counts as missing. */
static ostrov_status copy_in(const ostrov_structure *s, const unsigned char *from, size_t size,
                             unsigned char *full, int32_t refuse_tail)
{
    size_t known = size < s->struct_size ? size : s->struct_size;
    if (refuse_tail) {
        for (size_t i = s->struct_size; i < size; i++) {
            if (from[i] != 0) {
                return OSTROV_E_UNSUPPORTED;
            }
        }
    }
    memset(full, 0, s->struct_size);
    if (known < s->struct_size) {
        ostrov_i_write_defaults(s, full, s->struct_size);
    }
    for (uint32_t i = 0; i < s->field_count; i++) {
        const ostrov_field *field = &s->fields[i];
        if (ostrov_i_field_end(field) <= known) {
            memcpy(full + field->offset, from + field->offset,
                   ostrov_i_field_end(field) - field->offset);
        }
    }
    return OSTROV_OK;
}

static ostrov_status read_struct_size(const ostrov_structure *s, const void *from, size_t *size,
                                      ostrov_fault *why)
{
    uint32_t stamp = 0;
    if (from == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, s->name, NULL, -1, OSTROV_I_NAN, OSTROV_I_NAN,
                              OSTROV_I_NAN);
    }
    memcpy(&stamp, from, sizeof stamp);
    /* A structure that nobody passed through _defaults has a struct_size of 0 or of garbage. */
    if (!ostrov_i_is_size_known(s, stamp)) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, s->name, "struct_size", -1, (double)stamp,
                              (double)s->first_size,
                              (double)s->struct_size + OSTROV_I_GROWTH_BYTES);
    }
    *size = stamp;
    return OSTROV_OK;
}

/* The biggest structure the library takes in; a compile-time bound so that the scratch copy below
 * lives on the stack. tests/unit/base holds every table against it. */
#define SCRATCH_BYTES 4096

ostrov_status ostrov_i_take_config(const ostrov_structure *s, const void *from, void *full,
                                   ostrov_fault *why)
{
    uint64_t scratch[SCRATCH_BYTES / 8];
    size_t size = 0;
    ostrov_status status = read_struct_size(s, from, &size, why);
    if (status != OSTROV_OK) {
        return status;
    }
    if (s->struct_size > sizeof scratch) {
        return OSTROV_E_SPACE;
    }
    status = copy_in(s, from, size, (unsigned char *)scratch, 1);
    if (status != OSTROV_OK) {
        return ostrov_i_fault(why, status, s->name, "struct_size", -1, (double)size,
                              (double)s->first_size, (double)s->struct_size);
    }
    status = check_config(s, (const unsigned char *)scratch, -1, why);
    if (status == OSTROV_OK) {
        uint32_t stamp = s->struct_size;
        memcpy(scratch, &stamp, sizeof stamp);
        memcpy(full, scratch, s->struct_size);
    }
    return status;
}

ostrov_status ostrov_i_take_row(const ostrov_structure *s, const void *rows, uint32_t stride,
                                int32_t index, void *full, ostrov_fault *why)
{
    uint64_t scratch[SCRATCH_BYTES / 8];
    ostrov_status status;
    if (rows == NULL || index < 0) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, s->name, NULL, index, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    if (!ostrov_i_is_size_known(s, stride)) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, s->name, "stride", index, (double)stride,
                              (double)s->first_size,
                              (double)s->struct_size + OSTROV_I_GROWTH_BYTES);
    }
    if (s->struct_size > sizeof scratch) {
        return OSTROV_E_SPACE;
    }
    status = copy_in(s, (const unsigned char *)rows + (size_t)index * stride, stride,
                     (unsigned char *)scratch, 1);
    if (status != OSTROV_OK) {
        return ostrov_i_fault(why, status, s->name, "stride", index, (double)stride,
                              (double)s->first_size, (double)s->struct_size);
    }
    status = check_config(s, (const unsigned char *)scratch, index, why);
    if (status == OSTROV_OK) {
        memcpy(full, scratch, s->struct_size);
    }
    return status;
}

/* One element of a sample: what cannot be true becomes "not known". Returns 1 when refused. */
static int32_t clean_element(const ostrov_field *field, unsigned char *at, double *seen)
{
    const double unknown = OSTROV_I_NAN;
    double value = 0.0;
    int32_t i32 = 0;
    switch (field->type) {
    case OSTROV_TYPE_F64:
        memcpy(&value, at, 8);
        if (ostrov_i_nan(value) || (ostrov_i_finite(value) && !outside(field, value))) {
            return 0;
        }
        *seen = value;
        memcpy(at, &unknown, 8);
        return 1;
    case OSTROV_TYPE_ENUM:
        memcpy(&i32, at, 4);
        if (i32 == 0 || is_choice(field, i32)) {
            return 0;
        }
        *seen = (double)i32;
        i32 = 0;
        memcpy(at, &i32, 4);
        return 1;
    case OSTROV_TYPE_BOOL:
        memcpy(&i32, at, 4);
        if (i32 >= -1 && i32 <= 1) {
            return 0;
        }
        *seen = (double)i32;
        i32 = -1;
        memcpy(at, &i32, 4);
        return 1;
    default: /* counters, times and pointers are judged by the module that knows them */
        return 0;
    }
}

ostrov_status ostrov_i_take_sample(const ostrov_structure *s, const void *from, void *full,
                                   int32_t *refused, ostrov_fault *why)
{
    unsigned char *to = full;
    const uint32_t stamp = s->struct_size;
    int32_t count = 0;
    size_t size = 0;
    ostrov_status status = read_struct_size(s, from, &size, why);
    if (status != OSTROV_OK) {
        return status;
    }
    (void)copy_in(s, from, size, to, 0); /* refuses nothing but a tail, which a sample may have */
    memcpy(to, &stamp, sizeof stamp);
    for (uint32_t i = 0; i < s->field_count; i++) {
        const ostrov_field *field = &s->fields[i];
        if (ostrov_i_is_reserved(field)) {
            continue;
        }
        for (uint32_t k = 0; k < field->count; k++) {
            double seen = 0.0;
            if (clean_element(field,
                              to + field->offset + (size_t)k * ostrov_i_element_bytes(field->type),
                              &seen)) {
                if (count == 0) {
                    (void)ostrov_i_fault(why, OSTROV_E_RANGE, s->name, field->name,
                                         field->count > 1 ? (int32_t)k : -1, seen, field->min,
                                         field->max);
                }
                count++;
            }
        }
    }
    if (refused != NULL) {
        *refused = count;
    }
    return OSTROV_OK;
}
