/* Version, status text and fault text.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include <ostrov/base.h>

#include <limits.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

START_TEST(version_is_the_headers)
{
    char text[32];
    snprintf(text, sizeof text, "%d.%d.%d", OSTROV_VERSION_MAJOR, OSTROV_VERSION_MINOR,
             OSTROV_VERSION_PATCH);
    ck_assert_str_eq(ostrov_version_text(), text);
    ck_assert_uint_eq(ostrov_version(), OSTROV_VERSION_MAJOR * 1000000 +
                                            OSTROV_VERSION_MINOR * 1000 + OSTROV_VERSION_PATCH);
}
END_TEST

/* Written out here once more: a changed value breaks every caller that was compiled before. */
START_TEST(status_values_are_pinned)
{
    static const struct {
        int32_t status;
        int32_t value;
    } pinned[] = {
        {OSTROV_OK, 0},
        {OSTROV_EMPTY, 1},
        {OSTROV_DEGRADED, 2},
        {OSTROV_LIMITED, 3},
        {OSTROV_E_ARGUMENT, -1},
        {OSTROV_E_RANGE, -2},
        {OSTROV_E_NOT_FINITE, -3},
        {OSTROV_E_TIME, -4},
        {OSTROV_E_SPACE, -5},
        {OSTROV_E_STATE, -6},
        {OSTROV_E_INFEASIBLE, -7},
        {OSTROV_E_DEADLINE, -8},
        {OSTROV_E_SOLVER, -9},
        {OSTROV_E_CORRUPT, -10},
        {OSTROV_E_UNSUPPORTED, -11},
        {OSTROV_E_DRIVER, -12},
        {OSTROV_E_TEXT, -13},
    };
    for (size_t i = 0; i < sizeof pinned / sizeof pinned[0]; i++) {
        ck_assert_int_eq(pinned[i].status, pinned[i].value);
        for (size_t k = 0; k < i; k++) {
            ck_assert_str_ne(ostrov_status_text(pinned[i].status),
                             ostrov_status_text(pinned[k].status));
        }
    }
    ck_assert_str_eq(ostrov_status_text(OSTROV_OK), "done");
    ck_assert_str_eq(ostrov_status_text(OSTROV_E_RANGE), "a value is outside its range");
    ck_assert_str_eq(ostrov_status_text(4), "unknown status");
    ck_assert_str_eq(ostrov_status_text(-14), "unknown status");
    ck_assert_str_eq(ostrov_status_text(INT32_MIN), "unknown status");
}
END_TEST

static void says(ostrov_status status, ostrov_fault why, const char *expected)
{
    char text[256];
    ck_assert_uint_eq(ostrov_fault_text(&why, status, text, sizeof text), strlen(expected));
    ck_assert_str_eq(text, expected);
}

#define NONE NAN

START_TEST(fault_says_what_is_wrong)
{
    says(OSTROV_E_RANGE,
         (ostrov_fault){"ostrov_battery_config", "capacity_wh", -1, -1, -3.0, 1.0, 1e9},
         "ostrov_battery_config.capacity_wh = -3 is outside 1 … 1e9: a value is outside its range");
    says(OSTROV_E_RANGE, (ostrov_fault){"ostrov_plan_vehicle", "arrive_wh", 2, -1, 0.1, 0.25, NONE},
         "ostrov_plan_vehicle.arrive_wh[2] = 0.1 is below 0.25: a value is outside its range");
    says(OSTROV_E_RANGE, (ostrov_fault){"ostrov_problem", "load_w", -1, 17, 5e9, NONE, 1e9},
         "ostrov_problem.load_w in slot 17 = 5e9 is above 1e9: a value is outside its range");
    says(OSTROV_E_NOT_FINITE, (ostrov_fault){"ostrov_problem", "pv_w", 1, 0, NAN, 0.0, 1e9},
         "ostrov_problem.pv_w[1] in slot 0 is not known (NaN): "
         "a value is NaN or infinite where a number is needed");
    says(OSTROV_E_NOT_FINITE, (ostrov_fault){"s", "f", -1, -1, INFINITY, 0.0, 1e9},
         "s.f is infinite: a value is NaN or infinite where a number is needed");
    says(OSTROV_E_NOT_FINITE, (ostrov_fault){"s", "f", -1, -1, -INFINITY, NONE, NONE},
         "s.f is minus infinite: a value is NaN or infinite where a number is needed");
}
END_TEST

START_TEST(fault_never_claims_more_than_it_knows)
{
    /* an enum has no range */
    says(OSTROV_E_RANGE,
         (ostrov_fault){"ostrov_battery_config", "chemistry", -1, -1, 17, NONE, NONE},
         "ostrov_battery_config.chemistry = 17 is not an allowed value: "
         "a value is outside its range");
    /* a rule across fields: the value lies inside its own range */
    says(OSTROV_E_RANGE, (ostrov_fault){"s", "soc_min_ratio", -1, -1, 0.9, 0.0, 1.0},
         "s.soc_min_ratio = 0.9 is not an allowed value of 0 … 1: a value is outside its range");
    says(OSTROV_E_INFEASIBLE, (ostrov_fault){"s", "f", -1, 3, 0.5, 0.0, 1.0},
         "s.f in slot 3 = 0.5: the hard limits contradict each other");
    /* a pointer that is NULL has no value */
    says(OSTROV_E_ARGUMENT, (ostrov_fault){"ostrov_problem", "battery", -1, -1, NONE, NONE, NONE},
         "ostrov_problem.battery: an argument is NULL or an object was never initialised");
    says(OSTROV_E_ARGUMENT, (ostrov_fault){"s", NULL, -1, -1, NONE, NONE, NONE},
         "s: an argument is NULL or an object was never initialised");
    says(OSTROV_E_RANGE, (ostrov_fault){NULL, "f", -1, -1, 2.0, 0.0, 1.0},
         "f = 2 is outside 0 … 1: a value is outside its range");
    says(OSTROV_E_RANGE, (ostrov_fault){0}, "a value is outside its range");
    says(77, (ostrov_fault){"s", "f", INT32_MAX, INT32_MAX, 1.0, NONE, NONE},
         "s.f[2147483647] in slot 2147483647 = 1: unknown status");
}
END_TEST

START_TEST(fault_without_why_is_the_status)
{
    char text[64];
    ck_assert_uint_eq(ostrov_fault_text(NULL, OSTROV_E_SPACE, text, sizeof text), 29);
    ck_assert_str_eq(text, "the memory given is too small");
    ck_assert_uint_eq(ostrov_fault_text(NULL, OSTROV_E_SPACE, NULL, 0), 29);
    ck_assert_uint_eq(ostrov_fault_text(NULL, OSTROV_E_SPACE, NULL, 5), 29);
}
END_TEST

/* Cut at every length: terminated, a prefix of the whole, never beyond capacity, and never half of
 * the three bytes of "…". */
START_TEST(fault_is_cut_cleanly)
{
    const ostrov_fault why = {"s", "f", -1, -1, 2.0, 0.0, 1.0};
    const char *whole = "s.f = 2 is outside 0 … 1: a value is outside its range";
    for (size_t capacity = 0; capacity < 80; capacity++) {
        char text[96];
        memset(text, '#', sizeof text);
        ck_assert_uint_eq(ostrov_fault_text(&why, OSTROV_E_RANGE, text, capacity), strlen(whole));
        ck_assert_int_eq(text[capacity], '#');
        if (capacity > 0) {
            const size_t length = strlen(text);
            ck_assert_uint_lt(length, capacity);
            ck_assert_int_eq(memcmp(text, whole, length), 0);
            ck_assert_uint_ne((unsigned char)whole[length] & 0xC0u, 0x80u);
        }
    }
}
END_TEST

START_TEST(fault_is_free_of_locale)
{
    static const char *const locales[] = {"", "cs_CZ.UTF-8", "de_DE.UTF-8"};
    for (size_t i = 0; i < sizeof locales / sizeof locales[0]; i++) {
        if (setlocale(LC_ALL, locales[i]) != NULL) {
            says(OSTROV_E_RANGE, (ostrov_fault){"s", "f", -1, -1, 1234.5, 0.25, 0.75},
                 "s.f = 1234.5 is outside 0.25 … 0.75: a value is outside its range");
        }
    }
    (void)setlocale(LC_ALL, "C");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base/status");
    TCase *tcase = tcase_create("status");
    tcase_add_test(tcase, version_is_the_headers);
    tcase_add_test(tcase, status_values_are_pinned);
    tcase_add_test(tcase, fault_says_what_is_wrong);
    tcase_add_test(tcase, fault_never_claims_more_than_it_knows);
    tcase_add_test(tcase, fault_without_why_is_the_status);
    tcase_add_test(tcase, fault_is_cut_cleanly);
    tcase_add_test(tcase, fault_is_free_of_locale);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
