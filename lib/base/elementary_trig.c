/* sin, cos, tan, for every finite double.
 *
 * x = n pi/64 + d with |d| <= pi/128; sin(n pi/64) and cos(n pi/64) come from one table, the rest
 * from short polynomials. So no octant needs code of its own, and the last addition is of a small
 * correction to an exact leading part.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "elementary_internal.h"

/* x = n pi/64 + (d + d_low) modulo 2 pi. */
struct reduced {
    uint32_t n;
    double d;
    double d_low;
};

/* The fraction of a turn that x is, from a product of integers: M. H. Payne and R. N. Hanek,
 * "Radian reduction for trigonometric functions", ACM SIGNUM Newsletter 18 (1983). Finite
 * |x| >= 2^-6. No double of any size comes nearer to a multiple of pi/2 than about 2^-62 of it;
 * the product is good to 2^-140 of a turn. */
static struct reduced reduce_exactly(double x)
{
    uint64_t bits = bits_of(x) & UINT64_C(0x7fffffffffffffff);
    uint64_t significand = (bits & UINT64_C(0x000fffffffffffff)) | UINT64_C(0x0010000000000000);
    /* |x| = significand * 2^(exponent - 64), and the table holds 2^-64 / (2 pi). */
    uint32_t exponent = (uint32_t)(bits >> 52) - 1075U + 64U;
    uint32_t word = exponent / 32;  /* words before this one give whole turns only */
    uint32_t shift = exponent % 32; /* moves into the significand: three words */
    uint64_t low_part = (significand & UINT32_MAX) << shift;
    uint64_t high_part = ((significand >> 32) << shift) + (low_part >> 32);
    uint64_t factor[3] = {low_part & UINT32_MAX, high_part & UINT32_MAX, high_part >> 32};

    /* Seven words of the product modulo one turn, the lowest first. */
    uint32_t turn[7];
    uint64_t carry = 0;
    for (uint32_t i = 0; i < 7; i++) {
        uint64_t sum_low = carry & UINT32_MAX;
        uint64_t sum_high = carry >> 32;
        for (uint32_t j = 0; j < 3 && j <= i; j++) {
            uint64_t product = factor[j] * ostrov_i_inverse_two_pi[word + 6 - (i - j)];
            sum_low += product & UINT32_MAX;
            sum_high += product >> 32;
        }
        turn[i] = (uint32_t)sum_low;
        carry = sum_high + (sum_low >> 32);
    }

    /* n is the nearest multiple of 1/128 turn, the rest is signed; ~ negates it but for 2^-224. */
    uint32_t n = (turn[6] + (UINT32_C(1) << 24)) >> 25;
    turn[6] -= n << 25;
    int negative = (turn[6] >> 31) != 0;
    if (negative) {
        for (uint32_t i = 0; i < 7; i++)
            turn[i] = ~turn[i];
    }

    /* The leading 106 bits, in two doubles of 53. */
    int32_t scale = 0;
    while (turn[6] == 0 && scale > -96) {
        for (uint32_t i = 6; i > 0; i--)
            turn[i] = turn[i - 1];
        turn[0] = 0;
        scale -= 32;
    }
    uint64_t first = ((uint64_t)turn[6] << 32) | turn[5];
    uint64_t second = ((uint64_t)turn[4] << 32) | turn[3];
    while ((first >> 63) == 0 && scale > -160) {
        first = (first << 1) | (second >> 63);
        second <<= 1;
        scale--;
    }
    double high = (double)(first >> 11) * power_of_two(scale - 53);
    double low = (double)(((first & 0x7ffU) << 42) | (second >> 22)) * power_of_two(scale - 106);

    struct pair d = two_product(high, OSTROV_I_TWO_PI_HI);
    d.low += high * OSTROV_I_TWO_PI_LO + low * OSTROV_I_TWO_PI_HI;
    d = fast_two_sum(d.high, d.low);
    if (negative != is_negative(x)) {
        d.high = -d.high;
        d.low = -d.low;
    }
    if (is_negative(x))
        n = 0U - n;
    return (struct reduced){n, d.high, d.low};
}

/* W. J. Cody and W. Waite, "Software Manual for the Elementary Functions" (1980): pi/64 in three
 * parts, the first two short enough that their products with n are exact. The error is below
 * 2^-96, so where x is within 2^-36 of a multiple the long way is taken. */
static inline struct reduced reduce(double x)
{
    if (magnitude(x) < 0x1p17) {
        double shifted = x * OSTROV_I_64_BY_PI + OSTROV_I_TO_INTEGER;
        double n = shifted - OSTROV_I_TO_INTEGER;
        struct pair d = two_sum(x - n * OSTROV_I_PI_64_HI, -(n * OSTROV_I_PI_64_MID));
        d = fast_two_sum(d.high, d.low - n * OSTROV_I_PI_64_LO);
        if (magnitude(d.high) > 0x1p-36 || n == 0.0)
            return (struct reduced){(uint32_t)bits_of(shifted), d.high, d.low};
    }
    return reduce_exactly(x);
}

/* sin(a + d), where s = sin a and c = cos a as pairs of 26 + 53 bits. */
static inline struct pair sin_of_sum(struct pair s, struct pair c, struct reduced x)
{
    double z = x.d * x.d;
    double sin_less_d = x.d * z * (OSTROV_I_SIN_0 + z * (OSTROV_I_SIN_1 + z * OSTROV_I_SIN_2));
    double cos_less_1 = z * (OSTROV_I_COS_0 + z * (OSTROV_I_COS_1 + z * OSTROV_I_COS_2));
    double d_upper = upper(x.d);
    /* s is 0 or larger than c d, and the product of the short parts is exact. */
    struct pair lead = fast_two_sum(s.high, c.high * d_upper);
    double rest = c.high * ((x.d - d_upper) + x.d_low) + (s.low + c.low * x.d);
    double curve = (s.high + s.low) * cos_less_1 + (c.high + c.low) * sin_less_d;
    return (struct pair){lead.high, lead.low + (rest + curve)};
}

static inline struct pair table_sin(uint32_t n)
{
    return (struct pair){ostrov_i_sin_table[n][0], ostrov_i_sin_table[n][1]};
}

/* sin(n pi/64 + d); half a turn only changes the sign. */
static inline double sin_reduced(struct reduced x)
{
    uint32_t n = x.n & 63U;
    struct pair sum = sin_of_sum(table_sin(n), table_sin(n + 32U), x);
    double value = sum.high + sum.low;
    return (x.n & 64U) != 0 ? -value : value;
}

double ostrov_sin(double x)
{
    if (!(magnitude(x) <= DBL_MAX))
        return the_nan();
    if (magnitude(x) < 0x1p-27)
        return x; /* x - x^3/6; also keeps the sign of zero */
    return sin_reduced(reduce(x));
}

double ostrov_cos(double x)
{
    if (!(magnitude(x) <= DBL_MAX))
        return the_nan();
    struct reduced r = reduce(x);
    r.n += 32U;
    return sin_reduced(r);
}

double ostrov_tan(double x)
{
    if (!(magnitude(x) <= DBL_MAX))
        return the_nan();
    if (magnitude(x) < 0x1p-27)
        return x; /* x + x^3/3 */
    struct reduced r = reduce(x);
    uint32_t n = r.n & 63U;
    struct pair s = table_sin(n);
    struct pair c = table_sin(n + 32U);
    struct pair numerator = sin_of_sum(s, c, r);
    struct pair denominator = sin_of_sum(c, (struct pair){-s.high, -s.low}, r);
    numerator = fast_two_sum(numerator.high, numerator.low);
    denominator = fast_two_sum(denominator.high, denominator.low);
    struct pair q = quotient(numerator, denominator);
    return q.high + q.low;
}
