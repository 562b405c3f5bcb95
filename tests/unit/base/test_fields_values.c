/* What a field table lets in: ranges, what must be given, and random bytes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fields_versions.h"

#include <math.h>

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
    Suite *suite = suite_create("base/fields_values");
    TCase *tcase = tcase_create("fields");
    tcase_add_test(tcase, config_values_are_checked);
    tcase_add_test(tcase, required_members_must_be_given);
    tcase_add_test(tcase, sample_refuses_values_not_the_whole);
    tcase_add_test(tcase, random_bytes_never_pass_unseen);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
