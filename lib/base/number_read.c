/* Decimal text to double, correctly rounded for any text, whatever the locale.
 *
 * A text is digits·10^exponent. With few digits and a small exponent both are doubles and one
 * operation rounds once (Clinger, "How to read floating point numbers accurately", PLDI 1990).
 * Otherwise the quotient of two exact whole numbers gives 63 bits and a note whether anything was
 * left, which is all that rounding needs.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "big.h"

#include <ostrov/base.h>

#include <float.h>
#include <string.h>

/* 1 widens float alone (gcc on s390x); 2 is the x87, where -mfpmath=sse helps. */
_Static_assert(FLT_EVAL_METHOD == 0 || FLT_EVAL_METHOD == 1, "double must be evaluated as double");

/* No halfway point between doubles has more than 767 significant digits: what follows after 800 can
 * only say "a little more". */
#define DIGITS_KEPT 800
#define EXPONENT_CAP INT64_C(100000000000000000)

typedef struct decimal {
    ostrov_i_big digits; /* the first 800 significant ones, below 2^2658 */
    int64_t exponent;    /* power of ten of the last digit kept */
    int32_t significant; /* digits kept */
    int32_t sticky;      /* a digit that was not kept is not 0 */
    int32_t negative;
} decimal;

static int32_t is_digit(char c) { return c >= '0' && c <= '9'; }

/* Digits with at most one point. Gives the bytes read, 0 when there is no digit. */
static size_t scan_digits(const char *text, size_t length, decimal *d)
{
    uint32_t chunk = 0;
    uint32_t scale = 1;
    int32_t point = 0;
    int32_t seen = 0;
    size_t i = 0;
    for (; i < length; i++) {
        const uint32_t digit = (uint32_t)(unsigned char)text[i] - '0';
        if (text[i] == '.' && !point) {
            point = 1;
            continue;
        }
        if (!is_digit(text[i])) {
            break;
        }
        seen = 1;
        if (d->significant == DIGITS_KEPT) {
            d->sticky |= digit != 0;
            d->exponent += point ? 0 : 1;
            continue;
        }
        d->exponent -= point ? 1 : 0;
        if (d->significant == 0 && digit == 0) {
            continue;
        }
        d->significant++;
        chunk = 10u * chunk + digit;
        scale *= 10u;
        if (scale == 1000000000u) {
            ostrov_i_big_scale(&d->digits, scale, chunk);
            chunk = 0;
            scale = 1;
        }
    }
    ostrov_i_big_scale(&d->digits, scale, chunk);
    return seen ? i : 0;
}

/* "e", a sign and digits. Gives the bytes read, 0 when there is no whole exponent. */
static size_t scan_exponent(const char *text, size_t length, decimal *d)
{
    int64_t sum = 0;
    int32_t negative = 0;
    size_t i = 1;
    size_t first = 0;
    if (length < 2 || (text[0] != 'e' && text[0] != 'E')) {
        return 0;
    }
    if (text[1] == '-' || text[1] == '+') {
        negative = text[1] == '-';
        i++;
    }
    first = i;
    for (; i < length && is_digit(text[i]); i++) {
        if (sum < EXPONENT_CAP) { /* far beyond any text's length: more cannot matter */
            sum = 10 * sum + (text[i] - '0');
        }
    }
    if (i == first) {
        return 0;
    }
    d->exponent += negative ? -sum : sum;
    return i;
}

static size_t scan(const char *text, size_t length, decimal *d)
{
    size_t i = 0;
    size_t digits = 0;
    d->digits.count = 0;
    d->exponent = 0;
    d->significant = 0;
    d->sticky = 0;
    d->negative = length > 0 && text[0] == '-';
    if (length > 0 && (text[0] == '-' || text[0] == '+')) {
        i++;
    }
    digits = scan_digits(text + i, length - i, d);
    if (digits == 0) {
        return 0;
    }
    i += digits;
    return i + scan_exponent(text + i, length - i, d);
}

/* When both parts are doubles without rounding, one operation gives the nearest. */
static int32_t read_short(const decimal *d, double *value)
{
    static const double tens[23] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    uint64_t whole = 0;
    if (d->significant > 15 || d->exponent < -22 || d->exponent > 22) {
        return 0;
    }
    for (int32_t i = d->digits.count - 1; i >= 0; i--) {
        whole = (whole << 32) | d->digits.limb[i];
    }
    *value =
        d->exponent < 0 ? (double)whole / tens[-d->exponent] : (double)whole * tens[d->exponent];
    return 1;
}

/* Nearest double of (whole + a little, when sticky)·2^exponent, ties to even, as bits without sign;
 * whole is at least 2^62. Overflow gives the bits of infinity or more. */
static uint64_t round_bits(uint64_t whole, int32_t exponent, int32_t sticky)
{
    int32_t biased = 0;
    int32_t drop = 11; /* of 64 bits 53 stay */
    uint64_t kept = 0;
    uint64_t half = 0;
    int32_t more = sticky;
    if ((whole >> 63) == 0) {
        whole <<= 1;
        exponent--;
    }
    biased = exponent + 63 + 1023;
    if (biased < 1) { /* subnormal: the weight of the last bit is fixed */
        drop += 1 - biased;
        biased = 1;
    }
    if (drop > 64) {
        return 0;
    }
    if (biased > 2047) {
        biased = 2047;
    }
    kept = drop < 64 ? whole >> drop : 0;
    half = (whole >> (drop - 1)) & 1u;
    more |= (whole & ((UINT64_C(1) << (drop - 1)) - 1u)) != 0;
    if (half && (more || (kept & 1u))) {
        kept++;
    }
    /* The leading bit of kept, where there is one, adds 1 to the exponent; so does a carry. */
    return ((uint64_t)(biased - 1) << 52) + kept;
}

/* Nearest double by exact division. The digits' place is −323 … 309, so that digits·10^exponent is
 * below 2^1027 or digits and 10^-exponent are below 2^2658 and 5^1123 < 2^2608: with 63 bits more
 * and whole limbs all fits 3 072 bits. */
static uint64_t read_long(decimal *d)
{
    ostrov_i_big below;
    ostrov_i_big high;
    uint64_t quotient = 0;
    int32_t exponent = 0;
    int32_t shift = 0;
    ostrov_i_big_set(&below, 1);
    if (d->exponent >= 0) {
        ostrov_i_big_times_10(&d->digits, (int32_t)d->exponent);
    } else {
        ostrov_i_big_times_5(&below, (int32_t)-d->exponent);
        exponent = (int32_t)d->exponent;
    }
    shift = ostrov_i_big_normal_shift(&below);
    while (ostrov_i_big_bits(&below) + shift + 63 < ostrov_i_big_bits(&d->digits)) {
        shift += 32;
    }
    ostrov_i_big_shift(&below, shift);
    exponent += shift;
    /* 63 bits more above than below: the quotient has 63 or 64. */
    shift = ostrov_i_big_bits(&below) + 63 - ostrov_i_big_bits(&d->digits);
    ostrov_i_big_shift(&d->digits, shift);
    exponent -= shift;
    high = below;
    ostrov_i_big_shift(&high, 32);
    quotient = (uint64_t)ostrov_i_big_digit(&d->digits, &high) << 32;
    quotient |= ostrov_i_big_digit(&d->digits, &below);
    return round_bits(quotient, exponent, d->sticky || d->digits.count > 0);
}

ostrov_status ostrov_number_read(const char *text, size_t length, double *value, size_t *used)
{
    decimal d;
    double result = 0.0;
    size_t bytes = 0;
    if (text == NULL || value == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    bytes = scan(text, length, &d);
    if (bytes == 0 || (used == NULL && bytes != length)) {
        return OSTROV_E_TEXT;
    }
    /* The number is in 10^(place-1) … 10^place. */
    if (d.significant > 0 && d.exponent + d.significant > 309) {
        return OSTROV_E_RANGE;
    }
    /* Less than 10^-324 is nearer to 0 than to the least double, 4.9·10^-324. */
    if (d.significant > 0 && d.exponent + d.significant >= -323 && !read_short(&d, &result)) {
        const uint64_t bits = read_long(&d);
        if (bits >= UINT64_C(0x7FF0000000000000)) {
            return OSTROV_E_RANGE;
        }
        memcpy(&result, &bits, sizeof result);
    }
    *value = d.negative ? -result : result;
    if (used != NULL) {
        *used = bytes;
    }
    return OSTROV_OK;
}
