/* The reduction of the logarithm, for log, log1p and pow.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_ELEMENTARY_LOG_H
#define OSTROV_ELEMENTARY_LOG_H

#include "elementary_internal.h"

/* The logarithm is base_high + base_low + log1p(r + r_low); |r| <= 2^-8, |r_low| <= 2^-61.
 * base_high is 0 or |base_high| > |r|. */
struct log_parts {
    double base_high;
    double base_low;
    double r;
    double r_low;
};

/* Takes (x + tail) * 2^shift apart; x > 0 normal, |tail| at most half an ulp of x and 0 where
 * x >= 2^60.
 *
 * x = 2^k z with z in about [0.686, 1.371); z times an inverse near 1/z is 1 + r, after P. T. P.
 * Tang, "Table-driven implementation of the logarithm function in IEEE floating-point arithmetic",
 * ACM TOMS 16 (1990). The inverse has 16 bits, so its products with halves of z are exact. Around
 * z = 1 it is 1 and its logarithm 0, so that nothing cancels there. */
static inline struct log_parts log_in_parts(double x, double tail, int32_t shift)
{
    /* Index 0 begins half an interval below 0.6875, which puts 1 into the middle of one. */
    uint64_t offset = UINT64_C(0x3fe5f00000000000);
    uint64_t bits = bits_of(x);
    uint64_t above = bits - offset;
    uint32_t i = (uint32_t)(above >> 45) & 127U;
    int32_t k = (int32_t)((above >> 52) ^ 0x800U) - 0x800; /* signed, without a signed shift */
    double z = from_bits(bits - (above & UINT64_C(0xfff0000000000000)));
    double z_high = from_bits(bits_of(z) & UINT64_C(0xffffffffe0000000)); /* 24 bits */

    double inverse = ostrov_i_log_table[i][0];
    if (tail != 0.0)
        tail *= power_of_two(-k);
    double r_first = z_high * inverse - 1.0;
    double r_second = ((z - z_high) + tail) * inverse;
    struct pair r = fast_two_sum(r_first, r_second);

    double exponent = (double)(k + shift);
    double base_high = exponent * OSTROV_I_LN2_HI + ostrov_i_log_table[i][1]; /* exact */
    double base_low = exponent * OSTROV_I_LN2_LO + ostrov_i_log_table[i][2];
    return (struct log_parts){base_high, base_low, r.high, r.low};
}

#endif
