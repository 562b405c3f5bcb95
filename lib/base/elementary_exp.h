/* The exponential before its last rounding, for exp, expm1, tanh and pow.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_ELEMENTARY_EXP_H
#define OSTROV_ELEMENTARY_EXP_H

#include "elementary_internal.h"

/* (high + low) * 2^exponent with 1 <= high < 2 and |low| < 2^-8. */
struct exp_parts {
    double high;
    double low;
    int32_t exponent;
};

/* e^(x + tail), |x| < 1100 and |tail| < 2^-14, to about 2^-61.
 *
 * x = k ln2/128 + r, e^x = 2^(k div 128) T[k mod 128] e^r: P. T. P. Tang, "Table-driven
 * implementation of the exponential function in IEEE floating-point arithmetic", ACM TOMS 15
 * (1989). With |r| <= ln2/256 the rounding errors of e^r - 1 weigh 2^-8.5 of an ulp each. */
static inline struct exp_parts exp_in_parts(double x, double tail)
{
    double shifted = x * OSTROV_I_128_BY_LN2 + OSTROV_I_TO_INTEGER;
    double k = shifted - OSTROV_I_TO_INTEGER;
    uint32_t k_bits = (uint32_t)bits_of(shifted);
    uint32_t j = k_bits & 127U;

    /* The first difference is exact (Cody & Waite 1980). */
    double r = ((x - k * OSTROV_I_LN2_128_HI) - k * OSTROV_I_LN2_128_LO) + tail;
    double r2 = r * r;
    double cubic = OSTROV_I_EXP_0 + r * OSTROV_I_EXP_1 + r2 * OSTROV_I_EXP_2;
    double less_one = r + (0.5 * r2 + r * r2 * cubic);

    double high = ostrov_i_exp_table[j][0];
    double low = ostrov_i_exp_table[j][1] + high * less_one;
    /* Shifts of negative numbers are not portable: add 2^13 * 128 first, take 2^13 away after. */
    int32_t exponent = (int32_t)((k_bits + (UINT32_C(1) << 20)) >> 7) - (1 << 13);
    return (struct exp_parts){high, low, exponent};
}

/* The value of the parts where it may be subnormal or overflow, rounded once.
 * -1080 < exponent < -1000 or 1000 < exponent < 1100. */
static inline double exp_at_the_ends(struct exp_parts e)
{
    if (e.exponent > 0)
        return (e.high + e.low) * 0x1p1000 * power_of_two(e.exponent - 1000);
    if (e.exponent >= -1022 && e.high + e.low >= 1.0)
        return (e.high + e.low) * power_of_two(e.exponent);
    /* The last bit of big is worth 2^-1074 after scaling, so that the sum rounds where the result
     * will end, and the scaling is exact. */
    double big = power_of_two(-1022 - e.exponent);
    struct pair sum = fast_two_sum(big, e.high);
    double rounded = sum.high + (sum.low + e.low);
    return (rounded - big) * power_of_two(e.exponent + 128) * 0x1p-128;
}

#endif
