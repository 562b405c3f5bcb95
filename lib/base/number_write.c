/* Double to decimal text: the shortest that reads back, or a given number of decimals, both exact.
 *
 * Shortest: Steele and White, "How to print floating-point numbers accurately", PLDI 1990, in the
 * form of Burger and Dybvig, "Printing floating-point numbers quickly and accurately", PLDI 1996:
 * digits are made until what is left is within half the distance to the neighbouring doubles.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "big.h"
#include "text.h"

#include <string.h>

#define DECIMALS_MAX 20
/* A double has up to 309 digits before the point. */
#define DIGITS_MAX (309 + DECIMALS_MAX + 1)

/* |value| = whole·2^exponent */
typedef struct binary {
    uint64_t whole;
    int32_t exponent;
    int32_t negative;
    int32_t lower_is_closer; /* a power of two: the double below is at half the distance */
} binary;

static binary take_apart(double value)
{
    binary b;
    uint64_t bits = 0;
    uint64_t fraction = 0;
    int32_t biased = 0;
    memcpy(&bits, &value, sizeof bits);
    fraction = bits & UINT64_C(0xFFFFFFFFFFFFF);
    biased = (int32_t)((bits >> 52) & 0x7FFu);
    b.negative = (bits >> 63) != 0;
    b.whole = biased > 0 ? fraction | UINT64_C(0x10000000000000) : fraction;
    b.exponent = (biased > 0 ? biased : 1) - 1075;
    b.lower_is_closer = fraction == 0 && biased > 1;
    return b;
}

/* The four numbers of Burger and Dybvig: value = rest/unit, the distances to halfway points
 * above/unit and below/unit; all times a common factor. */
typedef struct scaled {
    ostrov_i_big rest;
    ostrov_i_big unit;
    ostrov_i_big above;
    ostrov_i_big below;
    int32_t even; /* reading rounds ties to even: halfway points belong to an even whole */
} scaled;

static void times_10(scaled *s)
{
    ostrov_i_big_scale(&s->rest, 10u, 0);
    ostrov_i_big_scale(&s->above, 10u, 0);
    ostrov_i_big_scale(&s->below, 10u, 0);
}

/* floor(log10(2^n)) for |n| < 1650: 78913/2^18 is log10(2) from below to 10^-6. */
static int32_t tens_of_twos(int32_t n)
{
    const int32_t product = n * 78913;
    return product >= 0 ? product / 262144 : -((-product + 262143) / 262144);
}

/* 1 when rest + above reaches unit: rounding up the digits so far is near enough. */
static int32_t reaches_above(const scaled *s)
{
    const int32_t order = ostrov_i_big_compare_sum(&s->rest, &s->above, &s->unit);
    return order > 0 || (order == 0 && s->even);
}

/* Sets s so that the first digit comes from 10·rest/unit, and gives the place of the point: value =
 * 0.d1d2… · 10^place. All numbers stay below 2^1135. */
static int32_t begin_digits(const binary *b, scaled *s)
{
    const int32_t extra = b->lower_is_closer ? 2 : 1;
    int32_t top = b->exponent;
    int32_t place = 0;
    ostrov_i_big_set(&s->rest, b->whole);
    ostrov_i_big_set(&s->unit, 1);
    ostrov_i_big_set(&s->above, b->lower_is_closer ? 2 : 1);
    ostrov_i_big_set(&s->below, 1);
    s->even = (b->whole & 1u) == 0;
    top += ostrov_i_big_bits(&s->rest) - 1;
    ostrov_i_big_shift(&s->rest, extra);
    ostrov_i_big_shift(&s->unit, extra);
    if (b->exponent >= 0) {
        ostrov_i_big_shift(&s->rest, b->exponent);
        ostrov_i_big_shift(&s->above, b->exponent);
        ostrov_i_big_shift(&s->below, b->exponent);
    } else {
        ostrov_i_big_shift(&s->unit, -b->exponent);
    }
    place = tens_of_twos(top) + 1; /* right, or one too low */
    if (place >= 0) {
        ostrov_i_big_times_10(&s->unit, place);
    } else {
        ostrov_i_big_times_10(&s->rest, -place);
        ostrov_i_big_times_10(&s->above, -place);
        ostrov_i_big_times_10(&s->below, -place);
    }
    if (reaches_above(s)) {
        ostrov_i_big_scale(&s->unit, 10u, 0);
        place++;
    }
    return place;
}

/* Shortest digits of a finite value that is not 0; at most 17. Gives how many. */
static int32_t shortest_digits(const binary *b, char *digits, int32_t *place)
{
    scaled s;
    int32_t count = 0;
    int32_t shift = 0;
    *place = begin_digits(b, &s);
    shift = ostrov_i_big_normal_shift(&s.unit);
    ostrov_i_big_shift(&s.rest, shift);
    ostrov_i_big_shift(&s.unit, shift);
    ostrov_i_big_shift(&s.above, shift);
    ostrov_i_big_shift(&s.below, shift);
    while (count < 17) {
        uint32_t digit = 0;
        int32_t low = 0;
        int32_t high = 0;
        times_10(&s);
        digit = ostrov_i_big_digit(&s.rest, &s.unit);
        low = ostrov_i_big_compare(&s.rest, &s.below);
        low = low < 0 || (low == 0 && s.even);
        high = reaches_above(&s);
        if (low && high) { /* both ends are near enough: the nearer one, of two the even digit */
            const int32_t order = ostrov_i_big_compare_sum(&s.rest, &s.rest, &s.unit);
            high = order > 0 || (order == 0 && (digit & 1u) != 0);
        }
        digits[count] = (char)('0' + digit + (high ? 1u : 0u));
        count++;
        if (low || high) {
            break;
        }
    }
    return count;
}

static void add_zeros(ostrov_i_text *out, int32_t count)
{
    for (int32_t i = 0; i < count; i++) {
        ostrov_i_text_char(out, '0');
    }
}

static void add_digits(ostrov_i_text *out, const char *digits, int32_t from, int32_t until)
{
    for (int32_t i = from; i < until; i++) {
        ostrov_i_text_char(out, digits[i]);
    }
}

static int32_t decimal_length(int32_t value) { return value < 10 ? 1 : (value < 100 ? 2 : 3); }

/* Characters of a number with and without an exponent: people read 1000000 more easily than 1e6, so
 * an exponent must save five characters. */
static int32_t exponent_is_clearer(int32_t count, int32_t place)
{
    const int32_t e = place - 1;
    const int32_t with =
        count + (count > 1 ? 1 : 0) + 1 + (e < 0 ? 1 : 0) + decimal_length(e < 0 ? -e : e);
    int32_t without = place;
    if (place <= 0) {
        without = 2 - place + count; /* "0.", zeros, digits */
    } else if (place < count) {
        without = count + 1;
    }
    return without - with >= 5;
}

static void add_shortest(ostrov_i_text *out, const binary *b)
{
    char digits[17];
    int32_t place = 0;
    const int32_t count = shortest_digits(b, digits, &place);
    if (exponent_is_clearer(count, place)) {
        add_digits(out, digits, 0, 1);
        if (count > 1) {
            ostrov_i_text_char(out, '.');
            add_digits(out, digits, 1, count);
        }
        ostrov_i_text_char(out, 'e');
        ostrov_i_text_integer(out, place - 1);
        return;
    }
    if (place <= 0) {
        ostrov_i_text_add(out, "0.");
        add_zeros(out, -place);
        add_digits(out, digits, 0, count);
    } else if (place < count) {
        add_digits(out, digits, 0, place);
        ostrov_i_text_char(out, '.');
        add_digits(out, digits, place, count);
    } else {
        add_digits(out, digits, 0, count);
        add_zeros(out, place - count);
    }
}

/* value·10^decimals as a whole number, half to even. Below 2^(53 + 67 + 971). */
static void scale_and_round(const binary *b, int32_t decimals, ostrov_i_big *whole)
{
    const int32_t drop = -b->exponent;
    uint32_t half = 0;
    int32_t more = 0;
    ostrov_i_big_set(whole, b->whole);
    ostrov_i_big_times_10(whole, decimals);
    if (drop <= 0) {
        ostrov_i_big_shift(whole, -drop);
        return;
    }
    half = ostrov_i_big_bit(whole, drop - 1);
    more = ostrov_i_big_any(whole, drop - 1);
    ostrov_i_big_cut(whole, drop);
    if (half && (more || ostrov_i_big_bit(whole, 0))) {
        ostrov_i_big_scale(whole, 1u, 1u);
    }
}

static void add_fixed(ostrov_i_text *out, const binary *b, int32_t decimals)
{
    ostrov_i_big whole;
    char digits[DIGITS_MAX];
    int32_t at = DIGITS_MAX; /* digits are made from the last one on */
    scale_and_round(b, decimals, &whole);
    while (whole.count > 0) {
        uint32_t chunk = ostrov_i_big_divide(&whole, 1000000000u);
        for (int32_t i = 0; i < 9 && at > 0 && (whole.count > 0 || chunk != 0); i++) {
            at--;
            digits[at] = (char)('0' + chunk % 10u);
            chunk /= 10u;
        }
    }
    while (at > DIGITS_MAX - 1 - decimals) {
        at--;
        digits[at] = '0';
    }
    add_digits(out, digits, at, DIGITS_MAX - decimals);
    if (decimals > 0) {
        ostrov_i_text_char(out, '.');
        add_digits(out, digits, DIGITS_MAX - decimals, DIGITS_MAX);
    }
}

size_t ostrov_number_write(double value, int32_t decimals, char *text, size_t capacity)
{
    ostrov_i_text out;
    const binary b = take_apart(value);
    ostrov_i_text_begin(&out, text, capacity);
    if (value != value) {
        ostrov_i_text_add(&out, "nan");
        return ostrov_i_text_end(&out);
    }
    if (b.negative) {
        ostrov_i_text_char(&out, '-');
    }
    if (value - value != 0.0) {
        ostrov_i_text_add(&out, "inf");
    } else if (decimals >= 0) {
        add_fixed(&out, &b, decimals < DECIMALS_MAX ? decimals : DECIMALS_MAX);
    } else if (b.whole == 0) {
        ostrov_i_text_char(&out, '0');
    } else {
        add_shortest(&out, &b);
    }
    return ostrov_i_text_end(&out);
}
