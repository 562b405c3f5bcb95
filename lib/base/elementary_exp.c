/* exp, expm1, tanh.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "elementary_exp.h"

/* Beyond these e^x rounds to infinity and to zero: 1024 ln2 and -1075 ln2, a little outwards. */
static const double EXP_LARGEST = 709.79;
static const double EXP_SMALLEST = -745.14;

double ostrov_exp(double x)
{
    if (x > -708.0 && x < 709.0) {
        struct exp_parts e = exp_in_parts(x, 0.0);
        return (e.high + e.low) * power_of_two(e.exponent);
    }
    if (x != x)
        return the_nan();
    if (x > EXP_LARGEST)
        return infinity();
    if (x < EXP_SMALLEST)
        return 0.0;
    return exp_at_the_ends(exp_in_parts(x, 0.0));
}

/* e^x - 1, normalised, |x| < 64. */
static inline struct pair expm1_pair(double x)
{
    if (magnitude(x) < 0x1p-4) {
        /* Here the table would cancel; the series' second term is at most 1/32 of the first. */
        double x2 = x * x;
        double even = OSTROV_I_EXPM1_0 + x2 * (OSTROV_I_EXPM1_2 + x2 * OSTROV_I_EXPM1_4);
        double odd = OSTROV_I_EXPM1_1 + x2 * (OSTROV_I_EXPM1_3 + x2 * OSTROV_I_EXPM1_5);
        double cubic = even + x * odd + (x2 * x2) * (x2 * OSTROV_I_EXPM1_6);
        return fast_two_sum(x, 0.5 * x2 + x * x2 * cubic);
    }
    struct exp_parts e = exp_in_parts(x, 0.0);
    double scale = power_of_two(e.exponent);
    struct pair sum = two_sum(scale * e.high, -1.0);
    return two_sum(sum.high, sum.low + scale * e.low);
}

double ostrov_expm1(double x)
{
    double size = magnitude(x);
    if (size < 0x1p-54)
        return x; /* also keeps the sign of zero */
    if (size < 64.0) {
        struct pair e = expm1_pair(x);
        return e.high + e.low;
    }
    if (x != x)
        return the_nan();
    /* The 1 is far below half an ulp on one side, e^x on the other. */
    return x > 0.0 ? ostrov_exp(x) : -1.0;
}

double ostrov_tanh(double x)
{
    if (x != x)
        return the_nan();
    double size = magnitude(x);
    if (size < 0x1p-28)
        return x; /* x - x^3/3 */
    if (size > 20.0)
        return with_sign(1.0, x); /* 1 - 2 e^-40 */
    /* tanh x = (e^2x - 1) / (e^2x + 1) */
    struct pair n = expm1_pair(2.0 * size);
    struct pair d = two_sum(2.0, n.high);
    d = fast_two_sum(d.high, d.low + n.low);
    struct pair q = quotient(n, d);
    return with_sign(q.high + q.low, x);
}
