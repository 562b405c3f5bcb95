/* Whole numbers of up to 3 072 bits on the stack, for exact decimal text.
 *
 * Every double is a whole number times a power of two, and what a decimal text means is a whole
 * number times a power of ten: with these, reading and writing need no rounding until the last
 * step.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_BASE_BIG_H
#define OSTROV_LIB_BASE_BIG_H

#include <stdint.h>

#define OSTROV_I_BIG_LIMBS 96

/* Value is the sum of limb[i]·2^(32·i) for i < count; the highest limb is never 0. */
typedef struct ostrov_i_big {
    int32_t count;
    uint32_t limb[OSTROV_I_BIG_LIMBS];
} ostrov_i_big;

void ostrov_i_big_set(ostrov_i_big *x, uint64_t value);

/* x = x·factor + term */
void ostrov_i_big_scale(ostrov_i_big *x, uint32_t factor, uint32_t term);

/* x = x·5^n and x = x·10^n */
void ostrov_i_big_times_5(ostrov_i_big *x, int32_t n);
void ostrov_i_big_times_10(ostrov_i_big *x, int32_t n);

/* x = x·2^bits */
void ostrov_i_big_shift(ostrov_i_big *x, int32_t bits);

/* Number of bits, 0 for 0. */
int32_t ostrov_i_big_bits(const ostrov_i_big *x);

/* Bit number i, from 0. */
uint32_t ostrov_i_big_bit(const ostrov_i_big *x, int32_t i);

/* 1 when any of the lowest bits is set. */
int32_t ostrov_i_big_any(const ostrov_i_big *x, int32_t bits);

/* x = floor(x / 2^bits) */
void ostrov_i_big_cut(ostrov_i_big *x, int32_t bits);

/* -1, 0 or 1 as a < b, a = b, a > b */
int32_t ostrov_i_big_compare(const ostrov_i_big *a, const ostrov_i_big *b);

/* The same for a + b against c. */
int32_t ostrov_i_big_compare_sum(const ostrov_i_big *a, const ostrov_i_big *b,
                                 const ostrov_i_big *c);

/* Gives floor(a / b) and leaves the remainder in a. The quotient must be below 2^32, and the
 * highest bit of b's highest limb set (ostrov_i_big_normal_shift). */
uint32_t ostrov_i_big_digit(ostrov_i_big *a, const ostrov_i_big *b);

/* By how many bits x must be shifted for its highest limb to have its highest bit set. */
int32_t ostrov_i_big_normal_shift(const ostrov_i_big *x);

/* x = floor(x / divisor), gives the remainder. */
uint32_t ostrov_i_big_divide(ostrov_i_big *x, uint32_t divisor);

#endif
