/* asin, acos, atan, atan2.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "elementary_internal.h"

/* atan(y/x) as a pair, 0 < y <= x, neither extreme, q = y/x rounded.
 *
 * atan(y/x) = atan(c) + atan(t), t = (y - c x)/(x + c y), with c = j/64 nearest to q, so that
 * |t| <= 1/128. The products with c, of 7 bits, are exact on halves of x and y. A tie goes to even
 * j, so where j > 0 the ratio of y and c x lies within [1/2, 2] and their difference is exact
 * (P. H. Sterbenz, Floating-Point Computation, 1974). */
static inline struct pair atan_of_ratio(double y, double x, double q)
{
    double shifted = q * 64.0 + OSTROV_I_TO_INTEGER;
    uint32_t j = (uint32_t)bits_of(shifted);
    double c = (shifted - OSTROV_I_TO_INTEGER) * 0x1p-6;
    double x_high = upper(x);
    double y_high = upper(y);

    struct pair n = fast_two_sum(y - c * x_high, -(c * (x - x_high)));
    double d_high = x + c * y;
    double d_low = ((x - d_high) + c * y_high) + c * (y - y_high);
    struct pair t = quotient(n, (struct pair){d_high, d_low});

    double t_whole = t.high + t.low;
    double z = t_whole * t_whole;
    double curve = t_whole * z * (OSTROV_I_ATAN_0 + z * (OSTROV_I_ATAN_1 + z * OSTROV_I_ATAN_2));
    struct pair sum = fast_two_sum(ostrov_i_atan_table[j][0], t.high);
    return (struct pair){sum.high, sum.low + (ostrov_i_atan_table[j][1] + (t.low + curve))};
}

/* pi/2 - a */
static inline struct pair complement(struct pair a)
{
    struct pair sum = fast_two_sum(OSTROV_I_HALF_PI_HI, -a.high);
    return (struct pair){sum.high, sum.low + (OSTROV_I_HALF_PI_LO - a.low)};
}

/* pi - a */
static inline struct pair supplement(struct pair a)
{
    struct pair sum = fast_two_sum(OSTROV_I_PI_HI, -a.high);
    return (struct pair){sum.high, sum.low + (OSTROV_I_PI_LO - a.low)};
}

double ostrov_atan(double x)
{
    if (x != x)
        return the_nan();
    double size = magnitude(x);
    if (size < 0x1p-27)
        return x; /* x - x^3/3 */
    if (size > 0x1p60)
        return with_sign(OSTROV_I_HALF_PI_HI, x);
    struct pair angle = size <= 1.0 ? atan_of_ratio(size, 1.0, size)
                                    : complement(atan_of_ratio(1.0, size, 1.0 / size));
    return with_sign(angle.high + angle.low, x);
}

/* The magnitude of the angle where the larger of |x|, |y| is infinite or 2^60 times the smaller,
 * or either is zero; C11 F.10.1.4. */
static double atan2_on_axis(double y, double x)
{
    double up = magnitude(y);
    double across = magnitude(x);
    if (up > DBL_MAX && across > DBL_MAX) {
        /* One or three quarters of pi; the second rounds the same way as 3 (pi/4) does. */
        return is_negative(x) ? 3.0 * (0.5 * OSTROV_I_HALF_PI_HI) : 0.5 * OSTROV_I_HALF_PI_HI;
    }
    if (up != 0.0 && up >= across)
        return OSTROV_I_HALF_PI_HI;
    if (is_negative(x))
        return OSTROV_I_PI_HI;
    return up == 0.0 ? 0.0 : up / across;
}

double ostrov_atan2(double y, double x)
{
    if (x != x || y != y)
        return the_nan();
    double up = magnitude(y);
    double across = magnitude(x);
    double small = up <= across ? up : across;
    double big = up <= across ? across : up;
    uint64_t apart = (bits_of(big) >> 52) - (bits_of(small) >> 52);
    if (small == 0.0 || big > DBL_MAX || apart > 60)
        return with_sign(atan2_on_axis(y, x), y);

    /* Keep every product and its low part away from overflow and underflow. */
    double scale = 1.0;
    if (big > 0x1p900)
        scale = 0x1p-200;
    else if (big < 0x1p-500)
        scale = 0x1p600;
    small *= scale;
    big *= scale;
    struct pair angle = atan_of_ratio(small, big, small / big);
    if (up > across) {
        if (is_negative(x)) {
            angle.high = -angle.high;
            angle.low = -angle.low;
        }
        angle = complement(angle);
    } else if (is_negative(x)) {
        angle = supplement(angle);
    }
    return with_sign(angle.high + angle.low, y);
}

/* (asin(x) - x) / x in z = x^2, z <= 1/4; in groups (Estrin 1960), since in one long chain each
 * product would wait for the last. */
static inline double asin_curve(double z)
{
    double z2 = z * z;
    double z4 = z2 * z2;
    double a =
        (OSTROV_I_ASIN_0 + z * OSTROV_I_ASIN_1) + z2 * (OSTROV_I_ASIN_2 + z * OSTROV_I_ASIN_3);
    double b =
        (OSTROV_I_ASIN_4 + z * OSTROV_I_ASIN_5) + z2 * (OSTROV_I_ASIN_6 + z * OSTROV_I_ASIN_7);
    double c =
        (OSTROV_I_ASIN_8 + z * OSTROV_I_ASIN_9) + z2 * (OSTROV_I_ASIN_10 + z * OSTROV_I_ASIN_11);
    double d = OSTROV_I_ASIN_12 + z * OSTROV_I_ASIN_13;
    return z * (a + z4 * (b + z4 * (c + z4 * d)));
}

/* acos(size) = 2 asin(sqrt((1 - size)/2)), 1/2 <= size < 1. */
static inline struct pair acos_near_one(double size)
{
    double z = 0.5 * (1.0 - size); /* exact */
    double root = __builtin_sqrt(z);
    struct pair square = two_product(root, root);
    double root_low = ((z - square.high) - square.low) / (2.0 * root);
    return (struct pair){2.0 * root, 2.0 * (root_low + root * asin_curve(z))};
}

double ostrov_asin(double x)
{
    double size = magnitude(x);
    if (size < 0x1p-27)
        return x; /* x + x^3/6 */
    if (size < 0.5)
        return x + x * asin_curve(x * x);
    if (size < 1.0) {
        struct pair angle = complement(acos_near_one(size));
        return with_sign(angle.high + angle.low, x);
    }
    return size == 1.0 ? with_sign(OSTROV_I_HALF_PI_HI, x) : the_nan();
}

double ostrov_acos(double x)
{
    double size = magnitude(x);
    if (size < 0.5) {
        struct pair angle = complement((struct pair){x, x * asin_curve(x * x)});
        return angle.high + angle.low;
    }
    if (size < 1.0) {
        struct pair angle = acos_near_one(size);
        if (x < 0.0)
            angle = supplement(angle);
        return angle.high + angle.low;
    }
    if (size == 1.0)
        return x > 0.0 ? 0.0 : OSTROV_I_PI_HI;
    return the_nan();
}
