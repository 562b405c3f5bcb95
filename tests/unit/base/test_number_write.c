/* Numbers into text, against the C library's printf and Python's repr (in the C locale), and both
 * ways under a locale with a decimal comma.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "doubles.h"
#include "unit.h"

#include <ostrov/base.h>

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static void writes(double value, int32_t decimals, const char *expected)
{
    char text[512];
    const size_t length = ostrov_number_write(value, decimals, text, sizeof text);
    ck_assert_str_eq(text, expected);
    ck_assert_uint_eq(length, strlen(expected));
}

START_TEST(writes_the_agreed_form)
{
    writes(0.0, -1, "0");
    writes(-0.0, -1, "-0");
    writes(1.0, -1, "1");
    writes(-3.0, -1, "-3");
    writes(0.1, -1, "0.1");
    writes(0.1 + 0.2, -1, "0.30000000000000004");
    writes(1e6, -1, "1000000");
    writes(1e7, -1, "1e7");
    writes(1e9, -1, "1e9");
    writes(1750000000.0, -1, "1750000000");
    writes(123456.789, -1, "123456.789");
    writes(1e-3, -1, "0.001");
    writes(1e-6, -1, "0.000001");
    writes(1e-7, -1, "1e-7");
    writes(1.5e-10, -1, "1.5e-10");
    writes(5e-324, -1, "5e-324");
    writes(DBL_MAX, -1, "1.7976931348623157e308");
    writes(DBL_MIN, -1, "2.2250738585072014e-308");
    writes(9007199254740992.0, -1, "9007199254740992");
    writes(1e21, -1, "1e21");
    writes(1e23, -1, "1e23");     /* 1e23 is a tie: an even double owns its ends */
    writes(9.5e-3, -2, "0.0095"); /* anything below 0 is -1 */
    writes(NAN, -1, "nan");
    writes(-NAN, 3, "nan");
    writes(INFINITY, -1, "inf");
    writes(-INFINITY, 2, "-inf");
}
END_TEST

START_TEST(writes_fixed_decimals)
{
    writes(0.5, 0, "0");
    writes(1.5, 0, "2");
    writes(2.5, 0, "2");
    writes(0.125, 2, "0.12");
    writes(0.375, 2, "0.38");
    writes(-0.001, 2, "-0.00");
    writes(999.9996, 3, "1000.000");
    writes(1.005, 2, "1.00"); /* the double is below 1.005 */
    writes(0.0, 3, "0.000");
    writes(5e-324, 20, "0.00000000000000000000");
    writes(1.0, 25, "1.00000000000000000000"); /* more than 20 count as 20 */
}
END_TEST

START_TEST(writes_fixed_as_printf)
{
    char expected[512];
    char text[512];
    seed = 424242;
    for (int i = 0; i < 200000; i++) {
        const int decimals = (int)(next_random() % 21);
        double value = random_finite();
        if (i % 4 == 1) { /* around what meters say */
            value = ((double)(int64_t)next_random()) / 9.3e12;
        } else if (i % 4 == 2) { /* many ties */
            value = (double)((int64_t)next_random() >> 40) / 1024.0;
        } else if (i % 4 == 3) { /* around the last decimal */
            value = (double)((int64_t)next_random() >> 32) * 1e-12;
        }
        const int length = snprintf(expected, sizeof expected, "%.*f", decimals, value);
        if (ostrov_number_write(value, decimals, text, sizeof text) != (size_t)length ||
            strcmp(text, expected) != 0) {
            ck_abort_msg("%s, not %s", text, expected);
        }
    }
}
END_TEST

/* Reading back gives the same bits; one digit less would not (the nearest number with a digit less,
 * as printf finds it, reads back to another double). */
static void check_shortest(double value)
{
    char text[64];
    char nearest[64];
    double back = 0.0;
    int digits = 0;
    const size_t length = ostrov_number_write(value, -1, text, sizeof text);
    if (length != strlen(text) || length > 26 ||
        ostrov_number_read(text, length, &back, NULL) != OSTROV_OK ||
        to_bits(back) != to_bits(value)) {
        ck_abort_msg("%s is not %a", text, value);
    }
    for (const char *c = text; *c != '\0' && *c != 'e'; c++) {
        digits += (*c >= '1' && *c <= '9') || (*c == '0' && digits > 0);
    }
    for (const char *c = strchr(text, 'e') != NULL ? "" : text + length; c > text && c[-1] == '0';
         c--) {
        digits--; /* zeros that only fill up to the point */
    }
    if (digits > 17) {
        ck_abort_msg("%s has %d digits", text, digits);
    }
    if (digits > 1) {
        snprintf(nearest, sizeof nearest, "%.*e", digits - 2, value);
        if (strtod(nearest, NULL) == value) {
            ck_abort_msg("%s is longer than %s", text, nearest);
        }
    }
}

START_TEST(writes_the_shortest)
{
    seed = 99;
    for (int i = 0; i < 100000; i++) {
        check_shortest(random_finite());
        check_shortest((double)(int64_t)(next_random() % 2000000000) / 1000.0);
    }
    for (int e = -1074; e <= 1023; e++) {
        check_shortest(ldexp(1.0, e));
        check_shortest(nextafter(ldexp(1.0, e), 0.0) + 0.0);
    }
}
END_TEST

/* The checksum of digits and exponents of many doubles, against the one that Python 3.11 makes of
 * repr (David Gay's shortest, nearest digits): generate with tests/unit/base/shortest.py. */
static uint32_t digits_crc(uint32_t crc, double value)
{
    char text[64];
    char digits[64];
    int count = 0;
    int place = 0; /* 0.digits · 10^place */
    int exponent = 0;
    int point = 0;
    (void)ostrov_number_write(value, -1, text, sizeof text);
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == 'e') {
            exponent = atoi(c + 1);
            break;
        }
        if (*c == '.') {
            point = 1;
        } else if (*c != '-') {
            if (count > 0 || *c != '0') {
                digits[count++] = *c;
                place += !point;
            } else {
                place -= point;
            }
        }
    }
    while (count > 0 && digits[count - 1] == '0') {
        count--;
    }
    count += snprintf(digits + count, sizeof digits - (size_t)count, "E%d;", place + exponent);
    return ostrov_crc32(crc, digits, (size_t)count);
}

START_TEST(writes_the_digits_of_python)
{
    uint32_t crc = 0;
    for (int e = -1074; e <= 1023; e++) { /* powers of two: neighbours at unequal distances */
        crc = digits_crc(crc, ldexp(1.0, e));
    }
    ck_assert_uint_eq(crc, 0x14525080u);
    seed = 20200229;
    crc = 0;
    for (int i = 0; i < 100000; i++) {
        crc = digits_crc(crc, random_finite());
    }
    ck_assert_uint_eq(crc, 0xAD515931u);
}
END_TEST

START_TEST(counts_as_snprintf_does)
{
    char text[8] = "xxxxxxx";
    ck_assert_uint_eq(ostrov_number_write(3.14159, -1, NULL, 0), 7);
    ck_assert_uint_eq(ostrov_number_write(3.14159, -1, text, 0), 7);
    ck_assert_str_eq(text, "xxxxxxx");
    ck_assert_uint_eq(ostrov_number_write(3.14159, -1, text, 1), 7);
    ck_assert_str_eq(text, "");
    ck_assert_uint_eq(ostrov_number_write(3.14159, -1, text, 5), 7);
    ck_assert_str_eq(text, "3.14");
    ck_assert_uint_eq(ostrov_number_write(3.14159, -1, text, 8), 7);
    ck_assert_str_eq(text, "3.14159");
    ck_assert_uint_eq(ostrov_number_write(-DBL_MAX, 20, NULL, 0), 331);
}
END_TEST

START_TEST(no_locale_matters)
{
    static const char *const locales[] = {"", "cs_CZ.UTF-8", "de_DE.UTF-8"};
    int commas = 0;
    for (size_t i = 0; i < sizeof locales / sizeof locales[0]; i++) {
        char text[32];
        double value = 0.0;
        if (setlocale(LC_ALL, locales[i]) == NULL) {
            continue;
        }
        snprintf(text, sizeof text, "%.1f", 1.5);
        commas += strcmp(text, "1,5") == 0;
        writes(1234567.5, -1, "1234567.5");
        writes(1234567.5, 2, "1234567.50");
        ck_assert_int_eq(ostrov_number_read("1.5", 3, &value, NULL), OSTROV_OK);
        ck_assert_double_eq(value, 1.5);
        ck_assert_int_eq(ostrov_number_read("1,5", 3, &value, NULL), OSTROV_E_TEXT);
    }
    (void)setlocale(LC_ALL, "C");
    if (commas == 0) {
        puts("SKIP decimal comma: no locale with a decimal comma is installed");
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base/number_write");
    TCase *tcase = tcase_create("number");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, writes_the_agreed_form);
    tcase_add_test(tcase, writes_fixed_decimals);
    tcase_add_test(tcase, writes_fixed_as_printf);
    tcase_add_test(tcase, writes_the_shortest);
    tcase_add_test(tcase, writes_the_digits_of_python);
    tcase_add_test(tcase, counts_as_snprintf_does);
    tcase_add_test(tcase, no_locale_matters);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
