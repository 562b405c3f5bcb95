/* What the elementary functions share: bit casts, double-double steps, tables.
 *
 * Everything is built from + - * / and sqrt in the order written, so a compiler that neither
 * contracts (a*b + c) nor reorders gives the same bits on every target with IEEE 754 doubles.
 *
 * T. J. Dekker, "A floating-point technique for extending the available precision", Numerische
 * Mathematik 18 (1971); D. E. Knuth, The Art of Computer Programming 2, 4.2.2.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_ELEMENTARY_INTERNAL_H
#define OSTROV_ELEMENTARY_INTERNAL_H

#include <float.h>
#include <stdint.h>
#include <string.h>

#include <ostrov/base.h>

#include "elementary_constants.h"

#ifdef __FAST_MATH__
#error "the elementary functions need the order of operations as written: no -ffast-math"
#endif

/* 0: as written. 1: float as double, which some compilers for s390x say; double stays double. */
_Static_assert(FLT_EVAL_METHOD == 0 || FLT_EVAL_METHOD == 1, "double must be evaluated as double");
_Static_assert(sizeof(double) == 8 && DBL_MANT_DIG == 53, "double must be IEEE 754 binary64");

/* 2^(j/128) as high + low. */
extern const double ostrov_i_exp_table[128][2];

/* inverse (16 bits, near 1/centre of interval i), -ln(inverse) as high (grid 2^-42) + low. */
extern const double ostrov_i_log_table[128][3];

/* sin(n pi/64) as high (26 bits) + low. */
extern const double ostrov_i_sin_table[96][2];

/* atan(j/64) as high + low. */
extern const double ostrov_i_atan_table[65][2];

/* 1/(2 pi) in words of 32 bits after the binary point, with 64 zero bits in front. */
extern const uint32_t ostrov_i_inverse_two_pi[39];

/* The unevaluated sum high + low. */
struct pair {
    double high;
    double low;
};

static inline uint64_t bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline double from_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* One NaN for all: sign and payload of a computed NaN differ between processors. */
static inline double the_nan(void) { return from_bits(UINT64_C(0x7ff8000000000000)); }

static inline double infinity(void) { return from_bits(UINT64_C(0x7ff0000000000000)); }

static inline double magnitude(double x)
{
    return from_bits(bits_of(x) & UINT64_C(0x7fffffffffffffff));
}

/* |x| with the sign bit of s. */
static inline double with_sign(double x, double s)
{
    uint64_t sign = UINT64_C(0x8000000000000000);
    return from_bits((bits_of(x) & ~sign) | (bits_of(s) & sign));
}

static inline int is_negative(double x) { return (bits_of(x) >> 63) != 0; }

/* 2^exponent, -1022 <= exponent <= 1023. */
static inline double power_of_two(int32_t exponent)
{
    return from_bits((uint64_t)(exponent + 1023) << 52);
}

/* The leading 26 bits of x; x - upper(x) is exact and has 27. */
static inline double upper(double x)
{
    return from_bits(bits_of(x) & UINT64_C(0xfffffffff8000000));
}

/* a + b exactly, |a| >= |b| or a = 0 (Dekker). */
static inline struct pair fast_two_sum(double a, double b)
{
    double sum = a + b;
    return (struct pair){sum, (a - sum) + b};
}

/* a + b exactly (Knuth). */
static inline struct pair two_sum(double a, double b)
{
    double sum = a + b;
    double part = sum - a;
    return (struct pair){sum, (a - (sum - part)) + (b - part)};
}

/* a * b to about 107 bits: Dekker's product on halves cut by bits. Where neither operand's
 * exponent is extreme; no fused multiply-add, since not every target has one. */
static inline struct pair two_product(double a, double b)
{
    double a_high = upper(a);
    double b_high = upper(b);
    double a_low = a - a_high;
    double b_low = b - b_high;
    double product = a * b;
    double error = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low;
    return (struct pair){product, error};
}

/* n / d, both normalised: 26 bits exactly, and the rest to an error of about 2^-76 of the whole.
 * One division: the first bits leave an exact remainder, which the same reciprocal divides. */
static inline struct pair quotient(struct pair n, struct pair d)
{
    double reciprocal = 1.0 / d.high;
    double q = upper(n.high * reciprocal);
    double d_upper = upper(d.high);
    double remainder = ((n.high - q * d_upper) - q * (d.high - d_upper)) + (n.low - q * d.low);
    return (struct pair){q, remainder * reciprocal};
}

/* Adding this to |x| < 2^31 rounds x to the nearest integer, which then stands in the low bits. */
static const double OSTROV_I_TO_INTEGER = 0x1.8p52;

#endif
