/* How structures come in and go out by their field tables, across versions: version 1 and 2 meet
 * each other in every combination.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fields_versions.h"

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

int main(void)
{
    Suite *suite = suite_create("base/fields_versions");
    TCase *tcase = tcase_create("fields");
    tcase_add_test(tcase, defaults_fill_and_stamp);
    tcase_add_test(tcase, defaults_know_both_ends);
    tcase_add_test(tcase, older_config_takes_the_defaults);
    tcase_add_test(tcase, any_size_between_is_taken);
    tcase_add_test(tcase, newer_config_with_zero_tail_is_taken);
    tcase_add_test(tcase, newer_config_with_any_unknown_byte_is_refused);
    tcase_add_test(tcase, reserved_members_must_be_zero);
    tcase_add_test(tcase, garbage_sizes_are_refused_unread);
    tcase_add_test(tcase, rows_grow_by_stride);
    tcase_add_test(tcase, samples_of_other_versions);
    tcase_add_test(tcase, outputs_go_to_any_version);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
