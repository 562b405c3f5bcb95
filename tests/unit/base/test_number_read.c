/* Text into numbers, against the C library's strtod (in the C locale).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "doubles.h"
#include "unit.h"

#include <ostrov/base.h>

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Our reading must be strtod's, bit by bit; where strtod overflows, ours says E_RANGE. */
static void same_as_strtod(const char *text)
{
    const double expected = strtod(text, NULL);
    double value = 42.0;
    const ostrov_status status = ostrov_number_read(text, strlen(text), &value, NULL);
    const int same = isinf(expected) ? status == OSTROV_E_RANGE && value == 42.0
                                     : status == OSTROV_OK && to_bits(value) == to_bits(expected);
    if (!same) { /* an assertion in a million rounds would take most of the time */
        ck_abort_msg("%s: status %d, %a, not %a", text, status, value, expected);
    }
}

START_TEST(reads_hard_cases)
{
    static const char *const cases[] = {
        "0",
        "-0",
        "0.0e5",
        "-0e-999999999999999999999",
        "0e999999999999999999999",
        "1",
        "+1",
        ".5",
        "5.",
        "1e0",
        "1E+2",
        "1e-2",
        "123456789012345678901234567890",
        "9007199254740993",
        "9007199254740992.99999999999999999999",
        "9007199254740993.00000000000000000001",
        "1e22",
        "1e23",
        "8.5e22",
        "123456789012345e22",
        "123456789012345e23",
        "5e-324",
        "2.5e-324",
        "2.4703282292062327208e-324",
        "2.4703282292062328e-324",
        "1e-324",
        "1e-323",
        "9.9e-324",
        "2.2250738585072011e-308",
        "2.2250738585072012e-308",
        "2.2250738585072014e-308",
        "1.7976931348623157e308",
        "1.7976931348623158e308",
        "1.7976931348623159e308",
        "17976931348623157e292",
        "1e308",
        "1e309",
        "1e310",
        "-1e309",
        "1e400",
        "1e2147483648",
        "1e-2147483649",
        "1e99999999999999999999",
        "1e-99999999999999999999",
        "6.02214076e23",
        "1.448997445238699",
        "0.000000000000000000000000000000000000000000000000000000000001e60",
        /* halfway between 2^53 and its successor, on the spot and a hair beside it */
        "9007199254740993e0",
        "90071992547409930000000000000000000000000000000000000000000001e-46",
        /* Clinger's and Paxson's trying ones */
        "5e125",
        "69e267",
        "999e-26",
        "7861e-34",
        "75569e-254",
        "928609e-261",
        "9210917e80",
        "84863171e114",
        "653777767e273",
        "5232604057e-298",
        "27235667517e-109",
        "653532977297e-123",
        "3142213164987e-294",
        "46202199371337e-72",
        "231010996856685e-73",
        "9324754620109615e212",
        "78459735791271921e49",
        "272104041512242479e200",
        "6802601037806061975e198",
        "20505426358836677347e-221",
        "836168422905420598437e-234",
        "4891559871276714924261e222",
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        same_as_strtod(cases[i]);
    }
}
END_TEST

/* The least double's half, and the greatest double's upper half, digit by digit: 2^-1075 has 751
 * significant digits. One more digit at place 900 decides. */
START_TEST(reads_very_long_text)
{
    static char text[4096];
    static char exact[1200];
    int length = snprintf(exact, sizeof exact, "%.1100f", 0x1p-1074);
    ck_assert_int_eq(length, 1102);
    /* 2^-1075 = 2^-1074 / 2: halve the decimal text */
    int rest = 0;
    for (int i = 0; i < length; i++) {
        if (exact[i] != '.') {
            const int digit = 10 * rest + (exact[i] - '0');
            exact[i] = (char)('0' + digit / 2);
            rest = digit % 2;
        }
    }
    ck_assert_int_eq(rest, 0);
    for (int zeros = 0; zeros < 900; zeros += 90) {
        double value = 42.0;
        snprintf(text, sizeof text, "%s%0*d", exact, zeros + 1, 0);
        same_as_strtod(text);
        ck_assert_int_eq(ostrov_number_read(text, strlen(text), &value, NULL), OSTROV_OK);
        ck_assert_double_eq(value, 0.0); /* a tie goes to the even one, 0 */
        snprintf(text, sizeof text, "%s%0*d", exact, zeros + 1, 1);
        same_as_strtod(text);
        ck_assert_int_eq(ostrov_number_read(text, strlen(text), &value, NULL), OSTROV_OK);
        ck_assert_double_eq(value, 0x1p-1074);
    }
    /* DBL_MAX + half an ulp = 2^1024 - 2^970 overflows; a hair less does not. */
    const char *half = "17976931348623158079372897140530341507993413271003782693617377898044496829"
                       "27647509466490179775872070963302864166928879109465555478519404026306574886"
                       "71505820681908902000708383676273854845817711531764475730270069855571366959"
                       "62284291481986083493647529271907416844436551070434271155969950809304288017"
                       "7904174497792";
    ck_assert_uint_eq(strlen(half), 309);
    snprintf(text, sizeof text, "%s", half);
    same_as_strtod(text);
    text[307]--;
    same_as_strtod(text);
    double value = 0.0;
    ck_assert_int_eq(ostrov_number_read(text, strlen(text), &value, NULL), OSTROV_OK);
    ck_assert_double_eq(value, DBL_MAX);
}
END_TEST

START_TEST(reads_random_text_as_strtod)
{
    char text[128];
    seed = 88172645463325252u;
    for (int i = 0; i < 400000; i++) { /* what programs write */
        snprintf(text, sizeof text, "%.*e", (int)(next_random() % 18), random_finite());
        same_as_strtod(text);
    }
    for (int i = 0; i < 400000; i++) { /* any digits, any exponent */
        const int digits = 1 + (int)(next_random() % 40);
        const int point = (int)(next_random() % (uint64_t)(digits + 1));
        int at = 0;
        for (int k = 0; k < digits; k++) {
            if (k == point) {
                text[at++] = '.';
            }
            text[at++] = (char)('0' + next_random() % 10);
        }
        snprintf(text + at, sizeof text - (size_t)at, "e%d", (int)(next_random() % 700) - 350);
        same_as_strtod(text);
    }
    for (int i = 0; i < 200000; i++) { /* what people write */
        snprintf(text, sizeof text, "%s%llu.%0*llu", (i & 1) ? "-" : "",
                 (unsigned long long)(next_random() % 100000000), 1 + (int)(next_random() % 9),
                 (unsigned long long)(next_random() % 10));
        same_as_strtod(text);
    }
}
END_TEST

/* Exact halfway points between neighbours, and a hair to either side. A long double with 64 bits
 * holds them exactly. */
START_TEST(reads_halfway_points)
{
#if LDBL_MANT_DIG >= 64
    static char text[1400];
    seed = 1234567;
    for (int i = 0; i < 20000; i++) {
        const uint64_t bits = next_random() & INT64_MAX;
        const double low = from_bits(bits);
        const double high = from_bits(bits + 1);
        if (!isfinite(low) || !isfinite(high)) {
            continue;
        }
        const long double middle = ((long double)low + (long double)high) / 2;
        snprintf(text, sizeof text, "%.800Le", middle);
        char *e = strchr(text, 'e');
        ck_assert_ptr_nonnull(e);
        same_as_strtod(text);
        e[-1] = '1'; /* digit 800 was a 0 */
        same_as_strtod(text);
        double value = 0.0;
        ck_assert_int_eq(ostrov_number_read(text, strlen(text), &value, NULL), OSTROV_OK);
        ck_assert_double_eq(value, high);
    }
#else
    puts("skipped: long double is too short to hold halfway points");
#endif
}
END_TEST

START_TEST(reads_only_numbers)
{
    static const char *const wrong[] = {
        "",
        " 1",
        "1 ",
        "nan",
        "NaN",
        "inf",
        "-inf",
        "Infinity",
        "0x10",
        "1e",
        "1e+",
        "e5",
        ".",
        "-",
        "+",
        "--1",
        "1.2.3",
        "1,5",
        "1e5.0",
        "-.",
        ".e1",
        "1_000",
        "1d5",
        "\302\2401",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        double value = 42.0;
        ck_assert_msg(ostrov_number_read(wrong[i], strlen(wrong[i]), &value, NULL) == OSTROV_E_TEXT,
                      "'%s' was read", wrong[i]);
        ck_assert_double_eq(value, 42.0);
    }
    double value = 42.0;
    size_t used = 7;
    ck_assert_int_eq(ostrov_number_read(NULL, 1, &value, NULL), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_number_read("1", 1, NULL, NULL), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_number_read("x", 1, &value, &used), OSTROV_E_TEXT);
    ck_assert_uint_eq(used, 7);
    ck_assert_int_eq(ostrov_number_read("1e999,", 6, &value, &used), OSTROV_E_RANGE);
    ck_assert_uint_eq(used, 7);
    ck_assert_double_eq(value, 42.0);
}
END_TEST

START_TEST(reads_as_far_as_the_number_goes)
{
    static const struct {
        const char *text;
        size_t used;
        double value;
    } cases[] = {
        {"1.5,2", 3, 1.5}, {"1e", 1, 1.0},         {"1e+", 1, 1.0},   {"12 W", 2, 12.0},
        {"1.e5x", 4, 1e5}, {"0x10", 1, 0.0},       {"1.2.3", 3, 1.2}, {"-3]", 2, -3.0},
        {"7", 1, 7.0},     {"2.5e-3}", 6, 2.5e-3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double value = 42.0;
        size_t used = 0;
        ck_assert_int_eq(ostrov_number_read(cases[i].text, strlen(cases[i].text), &value, &used),
                         OSTROV_OK);
        ck_assert_uint_eq(used, cases[i].used);
        ck_assert_double_eq(value, cases[i].value);
    }
    /* length ends the text, not a NUL */
    double value = 42.0;
    ck_assert_int_eq(ostrov_number_read("123456", 3, &value, NULL), OSTROV_OK);
    ck_assert_double_eq(value, 123.0);
    ck_assert_int_eq(ostrov_number_read("1e5", 2, &value, NULL), OSTROV_E_TEXT);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base/number_read");
    TCase *tcase = tcase_create("number");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, reads_hard_cases);
    tcase_add_test(tcase, reads_very_long_text);
    tcase_add_test(tcase, reads_random_text_as_strtod);
    tcase_add_test(tcase, reads_halfway_points);
    tcase_add_test(tcase, reads_only_numbers);
    tcase_add_test(tcase, reads_as_far_as_the_number_goes);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
