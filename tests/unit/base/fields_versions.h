/* Version 1 and 2 of an invented config and sample, with their field tables.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_UNIT_BASE_FIELDS_VERSIONS_H
#define OSTROV_TESTS_UNIT_BASE_FIELDS_VERSIONS_H

#include "unit.h"

#include "base/fields.h"

#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum { KIND_NONE = 0, KIND_FIRST = 3, KIND_SECOND = -7 };

static const ostrov_choice kinds[] = {{"first", KIND_FIRST, 0}, {"second", KIND_SECOND, 0}};

typedef struct config_1 {
    uint32_t struct_size;
    int32_t kind;
    double power_w;
    double given_w;
    double legs_w[3];
} config_1;

typedef struct config_2 {
    uint32_t struct_size;
    int32_t kind;
    double power_w;
    double given_w;
    double legs_w[3];
    /* version 2 */
    int32_t steps;
    int32_t flag;
    double late_w[2];
    int64_t from_s;
    uint32_t most;
    uint32_t reserved_;
    const double *reference;
} config_2;

#define ROWS_OF_VERSION_1(S)                                                                       \
    OSTROV_I_STRUCT_SIZE(S), OSTROV_I_ENUM(S, kind, "kind", kinds, 0, KIND_FIRST),                 \
        OSTROV_I_F64(S, power_w, "W", "power", 0, 100.0, -1000.0, 1000.0),                         \
        OSTROV_I_F64(S, given_w, "W", "may be not given", OSTROV_FIELD_OPTIONAL, OSTROV_I_NAN,     \
                     0.0, OSTROV_I_NAN),                                                           \
        OSTROV_I_F64(S, legs_w, "W", "three of them", 0, 1.0, 0.0, 10.0)

static const ostrov_field fields_1[] = {ROWS_OF_VERSION_1(config_1)};

static const ostrov_field fields_2[] = {
    ROWS_OF_VERSION_1(config_2),
    OSTROV_I_I32(config_2, steps, "", "steps", 0, 5, 1, 9),
    OSTROV_I_BOOL(config_2, flag, "flag", 0, 1),
    OSTROV_I_F64(config_2, late_w, "W", "late", 0, 2.5, 0.0, 5.0),
    OSTROV_I_I64(config_2, from_s, "s", "time", OSTROV_FIELD_OPTIONAL, OSTROV_I_NAN, OSTROV_I_NAN,
                 OSTROV_I_NAN),
    OSTROV_I_U32(config_2, most, "", "most", 0, 4000000000.0, 0, 4294967295.0),
    OSTROV_I_RESERVED(config_2),
    OSTROV_I_REFERENCE(config_2, reference, "nothing", "pointer", OSTROV_FIELD_OPTIONAL),
};

static const ostrov_structure version_1 =
    OSTROV_I_STRUCTURE(config_1, "c", fields_1, OSTROV_KIND_CONFIG);
static const ostrov_structure version_2 = {
    "config_2",        "c", fields_2, COUNT(fields_2), sizeof(config_2), sizeof(config_1),
    OSTROV_KIND_CONFIG};
static const ostrov_structure sample_1 =
    OSTROV_I_STRUCTURE(config_1, "s", fields_1, OSTROV_KIND_SAMPLE);
static const ostrov_structure sample_2 = {
    "config_2",        "s", fields_2, COUNT(fields_2), sizeof(config_2), sizeof(config_1),
    OSTROV_KIND_SAMPLE};

static inline config_2 defaults_2(void)
{
    config_2 c;
    memset(&c, 0xA5, sizeof c);
    ck_assert_int_eq(ostrov_i_defaults(&version_2, &c, sizeof c), OSTROV_OK);
    return c;
}

/* A copy of just size bytes on the heap, so that a sanitizer sees any byte read beyond them. */
static inline void *exactly(const void *bytes, size_t size)
{
    void *copy = malloc(size);
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, bytes, size);
    return copy;
}

#endif
