/* How structures come in and go out by their field tables, across versions: version 1 and 2 of an
 * invented config and sample meet each other in every combination.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include "base/fields.h"

#include <math.h>
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

static config_2 defaults_2(void)
{
    config_2 c;
    memset(&c, 0xA5, sizeof c);
    ck_assert_int_eq(ostrov_i_defaults(&version_2, &c, sizeof c), OSTROV_OK);
    return c;
}

/* A copy of just size bytes on the heap, so that a sanitizer sees any byte read beyond them. */
static void *exactly(const void *bytes, size_t size)
{
    void *copy = malloc(size);
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, bytes, size);
    return copy;
}

START_TEST(defaults_fill_and_stamp)
{
    const config_2 c = defaults_2();
    ck_assert_uint_eq(c.struct_size, sizeof c);
    ck_assert_int_eq(c.kind, KIND_FIRST);
    ck_assert_double_eq(c.power_w, 100.0);
    ck_assert(isnan(c.given_w));
    ck_assert_double_eq(c.legs_w[0] + c.legs_w[1] + c.legs_w[2], 3.0);
    ck_assert_int_eq(c.steps, 5);
    ck_assert_int_eq(c.flag, 1);
    ck_assert_double_eq(c.late_w[1], 2.5);
    ck_assert_int_eq(c.from_s, INT64_MIN); /* a time that is not given */
    ck_assert_uint_eq(c.most, 4000000000u);
    ck_assert_uint_eq(c.reserved_, 0);
    ck_assert_ptr_null(c.reference);
}
END_TEST

START_TEST(defaults_know_both_ends)
{
    unsigned char bytes[sizeof(config_2) + 4200];
    /* an older caller's structure: what is beyond it stays as it was */
    memset(bytes, 0xA5, sizeof bytes);
    ck_assert_int_eq(ostrov_i_defaults(&version_2, bytes, sizeof(config_1)), OSTROV_OK);
    config_1 older;
    memcpy(&older, bytes, sizeof older);
    ck_assert_uint_eq(older.struct_size, sizeof(config_1));
    ck_assert_double_eq(older.legs_w[2], 1.0);
    ck_assert_uint_eq(bytes[sizeof(config_1)], 0xA5);
    /* a newer caller's: its unknown tail is zero, so that init will take it */
    ck_assert_int_eq(ostrov_i_defaults(&version_2, bytes, sizeof(config_2) + 40), OSTROV_OK);
    config_2 newer;
    memcpy(&newer, bytes, sizeof newer);
    ck_assert_uint_eq(newer.struct_size, sizeof(config_2) + 40);
    for (size_t i = sizeof(config_2); i < sizeof(config_2) + 40; i++) {
        ck_assert_uint_eq(bytes[i], 0);
    }
    ck_assert_uint_eq(bytes[sizeof(config_2) + 40], 0xA5);
    /* a size through the middle of a member: it counts as missing and stays zero */
    memset(bytes, 0xA5, sizeof bytes);
    ck_assert_int_eq(ostrov_i_defaults(&version_2, bytes, offsetof(config_2, late_w) + 12),
                     OSTROV_OK);
    for (size_t i = offsetof(config_2, late_w); i < offsetof(config_2, late_w) + 12; i++) {
        ck_assert_uint_eq(bytes[i], 0);
    }
    ck_assert_uint_eq(bytes[offsetof(config_2, late_w) + 12], 0xA5);
    /* garbage: nothing is written */
    static const size_t garbage[] = {
        0, 1, 4, sizeof(void *), sizeof(config_1) - 1, sizeof(config_2) + 4097, SIZE_MAX};
    for (size_t i = 0; i < COUNT(garbage); i++) {
        memset(bytes, 0xA5, sizeof bytes);
        ck_assert_int_eq(ostrov_i_defaults(&version_2, bytes, garbage[i]), OSTROV_E_ARGUMENT);
        ck_assert_uint_eq(bytes[0], 0xA5);
    }
    ck_assert_int_eq(ostrov_i_defaults(&version_2, NULL, sizeof(config_2)), OSTROV_E_ARGUMENT);
}
END_TEST

START_TEST(older_config_takes_the_defaults)
{
    config_1 older;
    config_2 full;
    ck_assert_int_eq(ostrov_i_defaults(&version_1, &older, sizeof older), OSTROV_OK);
    older.power_w = -7.0;
    older.kind = KIND_SECOND;
    void *caller = exactly(&older, sizeof older);
    memset(&full, 0xA5, sizeof full);
    ck_assert_int_eq(ostrov_i_take_config(&version_2, caller, &full, NULL), OSTROV_OK);
    free(caller);
    ck_assert_uint_eq(full.struct_size, sizeof full); /* ours from here on */
    ck_assert_double_eq(full.power_w, -7.0);
    ck_assert_int_eq(full.kind, KIND_SECOND);
    ck_assert_int_eq(full.steps, 5);
    ck_assert_int_eq(full.flag, 1);
    ck_assert_double_eq(full.late_w[0] + full.late_w[1], 5.0);
    ck_assert_int_eq(full.from_s, INT64_MIN);
    ck_assert_uint_eq(full.most, 4000000000u);
    ck_assert_ptr_null(full.reference);
}
END_TEST

/* Every size from version 1 to version 2, also those that cut through a member: whole members are
 * the caller's, all others the default, and not a byte beyond is read. */
START_TEST(any_size_between_is_taken)
{
    config_2 wanted = defaults_2();
    const double target = 1.0;
    wanted.steps = 9;
    wanted.flag = 0;
    wanted.late_w[0] = 3.0;
    wanted.late_w[1] = 4.0;
    wanted.from_s = 77;
    wanted.most = 1;
    wanted.reference = &target;
    for (uint32_t size = sizeof(config_1); size <= sizeof(config_2); size++) {
        config_2 full;
        wanted.struct_size = size;
        void *caller = exactly(&wanted, size);
        ck_assert_int_eq(ostrov_i_take_config(&version_2, caller, &full, NULL), OSTROV_OK);
        free(caller);
        ck_assert_int_eq(full.steps, size >= offsetof(config_2, steps) + 4 ? 9 : 5);
        ck_assert_int_eq(full.flag, size >= offsetof(config_2, flag) + 4 ? 0 : 1);
        const int late = size >= offsetof(config_2, late_w) + 16; /* an array is one member */
        ck_assert_double_eq(full.late_w[0], late ? 3.0 : 2.5);
        ck_assert_double_eq(full.late_w[1], late ? 4.0 : 2.5);
        ck_assert_int_eq(full.from_s, size >= offsetof(config_2, from_s) + 8 ? 77 : INT64_MIN);
        ck_assert_uint_eq(full.most, size >= offsetof(config_2, most) + 4 ? 1u : 4000000000u);
        ck_assert_ptr_eq(full.reference, size == sizeof(config_2) ? &target : NULL);
    }
}
END_TEST

START_TEST(newer_config_with_zero_tail_is_taken)
{
    config_2 newer = defaults_2();
    config_1 full;
    unsigned char bytes[sizeof(config_2)];
    /* a version-2 caller who set nothing new but zeros */
    memset(bytes, 0, sizeof bytes);
    memcpy(bytes, &newer, sizeof(config_1));
    void *caller = exactly(bytes, sizeof bytes);
    ck_assert_int_eq(ostrov_i_take_config(&version_1, caller, &full, NULL), OSTROV_OK);
    ck_assert_uint_eq(full.struct_size, sizeof full);
    ck_assert_double_eq(full.power_w, 100.0);
    free(caller);
}
END_TEST

START_TEST(newer_config_with_any_unknown_byte_is_refused)
{
    config_2 newer = defaults_2();
    config_1 before;
    memset(&before, 0x33, sizeof before);
    for (size_t i = sizeof(config_1); i < sizeof(config_2); i++) {
        unsigned char bytes[sizeof(config_2)] = {0};
        config_1 full = before;
        ostrov_fault why;
        memcpy(bytes, &newer, sizeof(config_1));
        bytes[i] = 1;
        ck_assert_int_eq(ostrov_i_take_config(&version_1, bytes, &full, &why),
                         OSTROV_E_UNSUPPORTED);
        ck_assert_mem_eq(&full, &before, sizeof full);
        ck_assert_str_eq(why.structure, "config_1");
        ck_assert_str_eq(why.field, "struct_size");
        ck_assert_double_eq(why.value, sizeof(config_2));
    }
}
END_TEST

START_TEST(reserved_members_must_be_zero)
{
    config_2 config = defaults_2();
    config_2 full;
    ostrov_fault why;
    config.reserved_ = 1;
    ck_assert_int_eq(ostrov_i_take_config(&version_2, &config, &full, &why), OSTROV_E_UNSUPPORTED);
    ck_assert_str_eq(why.field, "reserved_");
    config.reserved_ = 0;
    ck_assert_int_eq(ostrov_i_take_config(&version_2, &config, &full, &why), OSTROV_OK);
}
END_TEST

START_TEST(garbage_sizes_are_refused_unread)
{
    static const uint32_t garbage[] = {
        0, 1, 4, sizeof(config_1) - 1, sizeof(config_2) + 4097, 0x5A5A5A5A, UINT32_MAX};
    for (size_t i = 0; i < COUNT(garbage); i++) {
        unsigned char *caller = malloc(sizeof(config_1)); /* not a byte more may be read */
        config_2 full;
        ostrov_fault why = {0};
        int32_t refused = 42;
        ck_assert_ptr_nonnull(caller);
        memset(caller, 0xFF, sizeof(config_1));
        memcpy(caller, &garbage[i], 4);
        memset(&full, 0x33, sizeof full);
        const config_2 before = full;
        ck_assert_int_eq(ostrov_i_take_config(&version_2, caller, &full, &why), OSTROV_E_ARGUMENT);
        ck_assert_str_eq(why.field, "struct_size");
        ck_assert_double_eq(why.value, (double)garbage[i]);
        ck_assert_int_eq(ostrov_i_take_sample(&sample_2, caller, &full, &refused, &why),
                         OSTROV_E_ARGUMENT);
        ck_assert_int_eq(ostrov_i_take_row(&version_2, caller, garbage[i], 0, &full, &why),
                         OSTROV_E_ARGUMENT);
        ck_assert_str_eq(why.field, "stride");
        ck_assert_int_eq(refused, 42);
        ck_assert_mem_eq(&full, &before, sizeof full);
        free(caller);
    }
    config_2 full;
    ostrov_fault why;
    ck_assert_int_eq(ostrov_i_take_config(&version_2, NULL, &full, &why), OSTROV_E_ARGUMENT);
    ck_assert_str_eq(why.structure, "config_2");
    ck_assert_ptr_null(why.field);
    ck_assert_int_eq(ostrov_i_take_sample(&sample_2, NULL, &full, NULL, NULL), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_i_take_row(&version_2, NULL, sizeof full, 0, &full, NULL),
                     OSTROV_E_ARGUMENT);
}
END_TEST

static void config_refused(const config_2 *config, ostrov_status expected, const char *field,
                           int32_t index)
{
    config_2 full;
    config_2 before;
    ostrov_fault why = {0};
    memset(&full, 0x33, sizeof full);
    before = full;
    ck_assert_int_eq(ostrov_i_take_config(&version_2, config, &full, NULL), expected);
    ck_assert_int_eq(ostrov_i_take_config(&version_2, config, &full, &why), expected);
    ck_assert_mem_eq(&full, &before, sizeof full);
    ck_assert_str_eq(why.structure, "config_2");
    ck_assert_str_eq(why.field, field);
    ck_assert_int_eq(why.index, index);
    ck_assert_int_eq(why.slot, -1);
}

START_TEST(config_values_are_checked)
{
    static const double wrong[] = {-1000.0000001, 1000.5, 1e300};
    static const double unknown[] = {NAN, -NAN, INFINITY, -INFINITY};
    config_2 c;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        c = defaults_2();
        c.power_w = wrong[i];
        config_refused(&c, OSTROV_E_RANGE, "power_w", -1);
    }
    for (size_t i = 0; i < COUNT(unknown); i++) {
        c = defaults_2();
        c.power_w = unknown[i];
        config_refused(&c, OSTROV_E_NOT_FINITE, "power_w", -1);
        for (int32_t k = 0; k < 3; k++) {
            c = defaults_2();
            c.legs_w[k] = unknown[i];
            config_refused(&c, OSTROV_E_NOT_FINITE, "legs_w", k);
        }
    }
    c = defaults_2();
    c.given_w = INFINITY; /* not given is NaN; infinite is no number */
    config_refused(&c, OSTROV_E_NOT_FINITE, "given_w", -1);
    c.given_w = -1.0;
    config_refused(&c, OSTROV_E_RANGE, "given_w", -1);
    c = defaults_2();
    c.kind = KIND_NONE;
    config_refused(&c, OSTROV_E_RANGE, "kind", -1);
    c.kind = 4;
    config_refused(&c, OSTROV_E_RANGE, "kind", -1);
    c = defaults_2();
    c.steps = 10;
    config_refused(&c, OSTROV_E_RANGE, "steps", -1);
    c.steps = INT32_MIN;
    config_refused(&c, OSTROV_E_RANGE, "steps", -1);
    c = defaults_2();
    c.flag = 2;
    config_refused(&c, OSTROV_E_RANGE, "flag", -1);
    c.flag = -1; /* "not known" is for samples */
    config_refused(&c, OSTROV_E_RANGE, "flag", -1);
    c = defaults_2();
    c.power_w = -1000.0; /* both ends belong to the range */
    c.given_w = 1e300;   /* no upper bound */
    c.steps = 1;
    c.from_s = INT64_MAX;
    c.most = UINT32_MAX;
    config_2 full;
    ck_assert_int_eq(ostrov_i_take_config(&version_2, &c, &full, NULL), OSTROV_OK);
    ck_assert_mem_eq(&full, &c, sizeof full);
}
END_TEST

START_TEST(required_members_must_be_given)
{
    static const ostrov_field fields[] = {
        OSTROV_I_STRUCT_SIZE(config_2),
        OSTROV_I_I64(config_2, from_s, "s", "time", 0, OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN),
        OSTROV_I_REFERENCE(config_2, reference, "nothing", "pointer", 0),
    };
    static const ostrov_structure strict =
        OSTROV_I_STRUCTURE(config_2, "c", fields, OSTROV_KIND_CONFIG);
    config_2 c;
    config_2 full;
    ostrov_fault why;
    ck_assert_int_eq(ostrov_i_defaults(&strict, &c, sizeof c), OSTROV_OK);
    ck_assert_int_eq(ostrov_i_take_config(&strict, &c, &full, &why), OSTROV_E_NOT_FINITE);
    ck_assert_str_eq(why.field, "from_s");
    c.from_s = 0;
    ck_assert_int_eq(ostrov_i_take_config(&strict, &c, &full, &why), OSTROV_E_ARGUMENT);
    ck_assert_str_eq(why.field, "reference");
    c.reference = &full.power_w;
    ck_assert_int_eq(ostrov_i_take_config(&strict, &c, &full, &why), OSTROV_OK);
}
END_TEST

/* Rows have no struct_size: the stride tells how much the caller knows. */
typedef struct row_1 {
    double power_w;
} row_1;

typedef struct row_2 {
    double power_w;
    double more_w[2];
} row_2;

static const ostrov_field row_fields[] = {
    OSTROV_I_F64(row_2, power_w, "W", "power", 0, 1.0, 0.0, 10.0),
    OSTROV_I_F64(row_2, more_w, "W", "more", 0, 2.0, 0.0, 10.0),
};
static const ostrov_structure row_structure = {
    "row_2", "r", row_fields, COUNT(row_fields), sizeof(row_2), sizeof(row_1), OSTROV_KIND_ROW};

START_TEST(rows_grow_by_stride)
{
    const row_1 older[3] = {{3.0}, {4.0}, {11.0}};
    row_2 full = {0};
    ostrov_fault why;
    void *caller = exactly(older, sizeof older);
    ck_assert_int_eq(ostrov_i_take_row(&row_structure, caller, sizeof(row_1), 1, &full, &why),
                     OSTROV_OK);
    ck_assert_double_eq(full.power_w, 4.0);
    ck_assert_double_eq(full.more_w[0] + full.more_w[1], 4.0);
    ck_assert_int_eq(ostrov_i_take_row(&row_structure, caller, sizeof(row_1), 2, &full, &why),
                     OSTROV_E_RANGE);
    ck_assert_int_eq(why.index, 2); /* which row */
    ck_assert_str_eq(why.field, "power_w");
    ck_assert_double_eq(why.value, 11.0);
    ck_assert_double_eq(full.power_w, 4.0);
    const row_1 wrong = {-1.0};
    ck_assert_int_eq(ostrov_i_take_row(&row_structure, &wrong, sizeof wrong, 0, &full, &why),
                     OSTROV_E_RANGE);
    ck_assert_int_eq(why.index, 0);
    ck_assert_int_eq(ostrov_i_take_row(&row_structure, caller, sizeof(row_1), -1, &full, &why),
                     OSTROV_E_ARGUMENT);
    free(caller);

    double newer[2][4] = {{5.0, 6.0, 7.0, 0.0}, {5.0, 6.0, 7.0, 8.0}};
    ck_assert_int_eq(ostrov_i_take_row(&row_structure, newer, sizeof newer[0], 0, &full, &why),
                     OSTROV_OK);
    ck_assert_double_eq(full.power_w + full.more_w[0] + full.more_w[1], 18.0);
    ck_assert_int_eq(ostrov_i_take_row(&row_structure, newer, sizeof newer[0], 1, &full, &why),
                     OSTROV_E_UNSUPPORTED);
    ck_assert_int_eq(why.index, 1);
}
END_TEST

START_TEST(sample_refuses_values_not_the_whole)
{
    config_2 sample;
    config_2 full;
    int32_t refused = -1;
    ostrov_fault why = {0};
    ck_assert_int_eq(ostrov_i_defaults(&sample_2, &sample, sizeof sample), OSTROV_OK);
    ck_assert_int_eq(ostrov_i_take_sample(&sample_2, &sample, &full, &refused, &why), OSTROV_OK);
    ck_assert_int_eq(refused, 0);
    ck_assert_ptr_null(why.field);
    sample.power_w = INFINITY;
    sample.legs_w[1] = 10.5;
    sample.legs_w[2] = NAN; /* not measured is no fault */
    sample.kind = 99;
    sample.flag = 5;
    ck_assert_int_eq(ostrov_i_take_sample(&sample_2, &sample, &full, &refused, &why), OSTROV_OK);
    ck_assert_int_eq(refused, 4);
    ck_assert_str_eq(why.field, "kind"); /* the first in order of the table */
    ck_assert_double_eq(why.value, 99.0);
    ck_assert(isnan(full.power_w));
    ck_assert_double_eq(full.legs_w[0], 1.0);
    ck_assert(isnan(full.legs_w[1]));
    ck_assert(isnan(full.legs_w[2]));
    ck_assert_int_eq(full.kind, 0);
    ck_assert_int_eq(full.flag, -1);
    ck_assert_double_eq(full.late_w[0], 2.5);
    sample.kind = 0; /* unknown and not known are words of a sample */
    sample.flag = -1;
    sample.power_w = -1000.0;
    sample.legs_w[1] = 10.0;
    ck_assert_int_eq(ostrov_i_take_sample(&sample_2, &sample, &full, &refused, NULL), OSTROV_OK);
    ck_assert_int_eq(refused, 0);
    ck_assert_int_eq(ostrov_i_take_sample(&sample_2, &sample, &full, NULL, NULL), OSTROV_OK);
}
END_TEST

START_TEST(samples_of_other_versions)
{
    config_1 older;
    config_2 full;
    ck_assert_int_eq(ostrov_i_defaults(&sample_1, &older, sizeof older), OSTROV_OK);
    void *caller = exactly(&older, sizeof older);
    ck_assert_int_eq(ostrov_i_take_sample(&sample_2, caller, &full, NULL, NULL), OSTROV_OK);
    free(caller);
    ck_assert_uint_eq(full.struct_size, sizeof full); /* full is ours, whatever came in */
    ck_assert_double_eq(full.power_w, 100.0);
    ck_assert_double_eq(full.late_w[0], 2.5); /* its default; real samples have NaN there */
    /* a newer sample's tail is ignored, whatever it says */
    config_2 newer = defaults_2();
    config_1 known;
    memset(&newer.steps, 0xFF, sizeof newer - offsetof(config_2, steps));
    ck_assert_int_eq(ostrov_i_take_sample(&sample_1, &newer, &known, NULL, NULL), OSTROV_OK);
    ck_assert_uint_eq(known.struct_size, sizeof known);
    ck_assert_double_eq(known.power_w, 100.0);
}
END_TEST

START_TEST(outputs_go_to_any_version)
{
    static const ostrov_structure output = {
        "config_2",        "o", fields_2, COUNT(fields_2), sizeof(config_2), sizeof(config_1),
        OSTROV_KIND_OUTPUT};
    config_2 full = defaults_2();
    unsigned char bytes[sizeof(config_2) + 64];
    for (size_t size = sizeof(config_1); size <= sizeof(config_2) + 32; size++) {
        config_2 got = {0};
        memset(bytes, 0xA5, sizeof bytes);
        ck_assert_int_eq(ostrov_i_give(&output, &full, bytes, size), OSTROV_OK);
        ck_assert_uint_eq(bytes[size], 0xA5); /* not a byte beyond */
        memcpy(&got, bytes, size < sizeof got ? size : sizeof got);
        ck_assert_uint_eq(got.struct_size, size);
        ck_assert_double_eq(got.legs_w[2], 1.0);
        ck_assert_int_eq(got.steps, size >= offsetof(config_2, steps) + 4 ? 5 : 0);
        ck_assert_double_eq(got.late_w[0], size >= offsetof(config_2, late_w) + 16 ? 2.5 : 0.0);
        for (size_t i = sizeof(config_2); i < size; i++) {
            ck_assert_uint_eq(bytes[i], 0);
        }
    }
    static const size_t garbage[] = {0, 8, sizeof(config_1) - 1, sizeof(config_2) + 4097, SIZE_MAX};
    for (size_t i = 0; i < COUNT(garbage); i++) {
        memset(bytes, 0xA5, sizeof bytes);
        ck_assert_int_eq(ostrov_i_give(&output, &full, bytes, garbage[i]), OSTROV_E_ARGUMENT);
        ck_assert_uint_eq(bytes[0], 0xA5);
    }
    ck_assert_int_eq(ostrov_i_give(&output, &full, NULL, sizeof full), OSTROV_E_ARGUMENT);
}
END_TEST

/* Random bytes after a valid size: taken or refused, never half taken, and what a sample lets
 * through lies in its range. */
START_TEST(random_bytes_never_pass_unseen)
{
    uint64_t random = 11;
    for (int round = 0; round < 20000; round++) {
        unsigned char bytes[sizeof(config_2)];
        const uint32_t size = sizeof(config_2);
        config_2 full;
        config_2 before;
        for (size_t i = 0; i < sizeof bytes; i++) {
            random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            bytes[i] = (unsigned char)(random >> 56);
        }
        memcpy(bytes, &size, 4);
        memset(&full, 0x33, sizeof full);
        before = full;
        if (ostrov_i_take_config(&version_2, bytes, &full, NULL) != OSTROV_OK) {
            if (memcmp(&full, &before, sizeof full) != 0) {
                ck_abort_msg("round %d: touched", round);
            }
        } else {
            ck_abort_msg("round %d: random bytes passed", round);
        }
        if (ostrov_i_take_sample(&sample_2, bytes, &full, NULL, NULL) != OSTROV_OK ||
            full.power_w < -1000.0 || full.power_w > 1000.0 || isinf(full.given_w) ||
            full.legs_w[2] < 0.0 || full.legs_w[2] > 10.0 || full.flag < -1 || full.flag > 1 ||
            (full.kind != 0 && full.kind != KIND_FIRST && full.kind != KIND_SECOND)) {
            ck_abort_msg("round %d: a sample let garbage through", round);
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base/fields");
    TCase *tcase = tcase_create("fields");
    tcase_add_test(tcase, defaults_fill_and_stamp);
    tcase_add_test(tcase, defaults_know_both_ends);
    tcase_add_test(tcase, older_config_takes_the_defaults);
    tcase_add_test(tcase, any_size_between_is_taken);
    tcase_add_test(tcase, newer_config_with_zero_tail_is_taken);
    tcase_add_test(tcase, newer_config_with_any_unknown_byte_is_refused);
    tcase_add_test(tcase, reserved_members_must_be_zero);
    tcase_add_test(tcase, garbage_sizes_are_refused_unread);
    tcase_add_test(tcase, config_values_are_checked);
    tcase_add_test(tcase, required_members_must_be_given);
    tcase_add_test(tcase, rows_grow_by_stride);
    tcase_add_test(tcase, sample_refuses_values_not_the_whole);
    tcase_add_test(tcase, samples_of_other_versions);
    tcase_add_test(tcase, outputs_go_to_any_version);
    tcase_add_test(tcase, random_bytes_never_pass_unseen);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
