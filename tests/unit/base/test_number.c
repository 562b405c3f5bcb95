/* Numbers as text: reading against the C library's strtod, writing against its printf and against
 * Python's repr (all of them in the C locale), and both under a locale with a decimal comma.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include <ostrov/base.h>

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static uint64_t seed = 0;

/* xorshift64* (Vigna, ACM TOMS 42, 2016), so that Python can make the same numbers. */
static uint64_t next_random(void)
{
    seed ^= seed >> 12;
    seed ^= seed << 25;
    seed ^= seed >> 27;
    return seed * UINT64_C(2685821657736338717);
}

static double from_bits(uint64_t bits)
{
    double value = 0.0;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static uint64_t to_bits(double value)
{
    uint64_t bits = 0;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static double random_finite(void)
{
    for (;;) {
        const double value = from_bits(next_random());
        if (isfinite(value)) {
            return value;
        }
    }
}

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
        puts("skipped: no locale with a decimal comma is installed");
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base/number");
    TCase *tcase = tcase_create("number");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, reads_hard_cases);
    tcase_add_test(tcase, reads_very_long_text);
    tcase_add_test(tcase, reads_random_text_as_strtod);
    tcase_add_test(tcase, reads_halfway_points);
    tcase_add_test(tcase, reads_only_numbers);
    tcase_add_test(tcase, reads_as_far_as_the_number_goes);
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
