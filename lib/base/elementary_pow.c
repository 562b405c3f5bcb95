/* pow.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "elementary_exp.h"
#include "elementary_log.h"

/* Whether y is an integer, and an odd one. */
enum integer_kind { NOT_INTEGER, EVEN, ODD };

static enum integer_kind integer_kind(double y)
{
    uint64_t bits = bits_of(y) & UINT64_C(0x7fffffffffffffff);
    uint32_t exponent = (uint32_t)(bits >> 52);
    if (exponent < 1023)
        return bits == 0 ? EVEN : NOT_INTEGER;
    if (exponent > 1023 + 52)
        return EVEN;
    uint64_t one = UINT64_C(1) << (1023 + 52 - exponent);
    if ((bits & (one - 1)) != 0)
        return NOT_INTEGER;
    /* For exponent 1023 the bit is the lowest of the exponent field, which is set as well. */
    return (bits & one) != 0 ? ODD : EVEN;
}

/* ln x, 0 < x finite: 26 bits, and the rest to a relative error of about 2^-69 of the whole. */
static inline struct pair log_pair(double x)
{
    struct log_parts l = x < DBL_MIN ? log_in_parts(x * 0x1p54, 0.0, -54) : log_in_parts(x, 0.0, 0);
    double r = l.r;
    double r2 = r * r;
    double cubic =
        (OSTROV_I_POW_0 + r * OSTROV_I_POW_1) +
        r2 * ((OSTROV_I_POW_2 + r * OSTROV_I_POW_3) + r2 * (OSTROV_I_POW_4 + r * OSTROV_I_POW_5));
    /* r^2/2 in two parts, the first one exact. */
    double r_upper = upper(r);
    double r_lower = r - r_upper;
    double half_square = 0.5 * r_upper * r_upper;
    double half_square_low = r_lower * (r_upper + 0.5 * r_lower);
    struct pair linear = fast_two_sum(l.base_high, r);
    struct pair square = fast_two_sum(linear.high, -half_square);
    double low = (linear.low + square.low) + (l.base_low + (l.r_low - r * l.r_low)) +
                 (r * r2 * cubic - half_square_low);
    double high = upper(square.high + low);
    return (struct pair){high, (square.high - high) + low};
}

/* x^y = e^(y ln x), 0 < x finite, 2^-66 < |y| < 2^65. The product reaches 745, so the logarithm
 * needs ten bits more than the result has, and a few to spare. */
static inline double power(double x, double y)
{
    struct pair l = log_pair(x);
    double y_high = upper(y);
    double e = y_high * l.high; /* exact */
    double e_low = (y - y_high) * l.high + y * l.low;
    if (e > -708.0 && e < 709.0) {
        struct exp_parts parts = exp_in_parts(e, e_low);
        return (parts.high + parts.low) * power_of_two(parts.exponent);
    }
    if (e > 710.0)
        return infinity();
    if (e < -746.0)
        return 0.0;
    return exp_at_the_ends(exp_in_parts(e, e_low));
}

/* The special values are those of C11 F.10.4.4. */
double ostrov_pow(double x, double y)
{
    if (y == 0.0 || x == 1.0)
        return 1.0; /* whatever the other is, even NaN */
    if (x != x || y != y)
        return the_nan();

    double base = magnitude(x);
    double size = magnitude(y);
    int grows = (base > 1.0) == (y > 0.0); /* for base != 1 */
    if (size >= 0x1p64) { /* infinity, or |y ln x| > 2^10 for any base but 1; such y are even */
        if (base == 1.0)
            return 1.0;
        return grows ? infinity() : 0.0;
    }
    enum integer_kind kind = integer_kind(y);
    double sign = is_negative(x) && kind == ODD ? -1.0 : 1.0;
    if (base == 0.0 || base > DBL_MAX)
        return grows ? sign * infinity() : sign * 0.0;
    if (x < 0.0 && kind == NOT_INTEGER)
        return the_nan();
    if (size < 0x1p-65)
        return 1.0; /* |y ln x| < 2^-55 */
    return sign * power(base, y);
}
