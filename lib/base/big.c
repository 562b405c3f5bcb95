/* Whole numbers on the stack: see big.h. Bounds are the callers' to keep (each says why it does); a
 * carry past the last limb is dropped rather than written.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "big.h"

#include <string.h>

static void trim(ostrov_i_big *x)
{
    while (x->count > 0 && x->limb[x->count - 1] == 0) {
        x->count--;
    }
}

static void append(ostrov_i_big *x, uint32_t limb)
{
    if (limb != 0 && x->count < OSTROV_I_BIG_LIMBS) {
        x->limb[x->count] = limb;
        x->count++;
    }
}

void ostrov_i_big_set(ostrov_i_big *x, uint64_t value)
{
    x->limb[0] = (uint32_t)value;
    x->limb[1] = (uint32_t)(value >> 32);
    x->count = 2;
    trim(x);
}

void ostrov_i_big_scale(ostrov_i_big *x, uint32_t factor, uint32_t term)
{
    uint64_t carry = term;
    for (int32_t i = 0; i < x->count; i++) {
        carry += (uint64_t)x->limb[i] * factor;
        x->limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    append(x, (uint32_t)carry);
}

void ostrov_i_big_times_5(ostrov_i_big *x, int32_t n)
{
    for (; n >= 13; n -= 13) {
        ostrov_i_big_scale(x, 1220703125u, 0); /* 5^13 is the greatest power in 32 bits */
    }
    for (; n > 0; n--) {
        ostrov_i_big_scale(x, 5u, 0);
    }
}

void ostrov_i_big_times_10(ostrov_i_big *x, int32_t n)
{
    ostrov_i_big_times_5(x, n);
    ostrov_i_big_shift(x, n);
}

void ostrov_i_big_shift(ostrov_i_big *x, int32_t bits)
{
    const int32_t limbs = bits / 32;
    const int32_t rest = bits % 32;
    if (x->count == 0) {
        return;
    }
    if (rest != 0) {
        uint32_t carry = 0;
        for (int32_t i = 0; i < x->count; i++) {
            const uint32_t limb = x->limb[i];
            x->limb[i] = (limb << rest) | carry;
            carry = limb >> (32 - rest);
        }
        append(x, carry);
    }
    if (limbs > 0 && x->count + limbs <= OSTROV_I_BIG_LIMBS) {
        memmove(x->limb + limbs, x->limb, (size_t)x->count * sizeof x->limb[0]);
        memset(x->limb, 0, (size_t)limbs * sizeof x->limb[0]);
        x->count += limbs;
    }
}

int32_t ostrov_i_big_bits(const ostrov_i_big *x)
{
    int32_t bits = 32 * x->count;
    if (x->count > 0) {
        for (uint32_t top = x->limb[x->count - 1]; (top & 0x80000000u) == 0; top <<= 1) {
            bits--;
        }
    }
    return bits;
}

int32_t ostrov_i_big_normal_shift(const ostrov_i_big *x)
{
    return 32 * x->count - ostrov_i_big_bits(x);
}

uint32_t ostrov_i_big_bit(const ostrov_i_big *x, int32_t i)
{
    return i < 32 * x->count ? (x->limb[i / 32] >> (i % 32)) & 1u : 0u;
}

int32_t ostrov_i_big_any(const ostrov_i_big *x, int32_t bits)
{
    int32_t limbs = bits / 32;
    if (limbs >= x->count) {
        return x->count > 0;
    }
    for (int32_t i = 0; i < limbs; i++) {
        if (x->limb[i] != 0) {
            return 1;
        }
    }
    return (x->limb[limbs] & ((UINT32_C(1) << (bits % 32)) - 1u)) != 0;
}

void ostrov_i_big_cut(ostrov_i_big *x, int32_t bits)
{
    const int32_t limbs = bits / 32;
    const int32_t rest = bits % 32;
    if (limbs >= x->count) {
        x->count = 0;
        return;
    }
    x->count -= limbs;
    memmove(x->limb, x->limb + limbs, (size_t)x->count * sizeof x->limb[0]);
    if (rest != 0) {
        for (int32_t i = 0; i < x->count; i++) {
            const uint32_t next = i + 1 < x->count ? x->limb[i + 1] : 0u;
            x->limb[i] = (x->limb[i] >> rest) | (next << (32 - rest));
        }
    }
    trim(x);
}

int32_t ostrov_i_big_compare(const ostrov_i_big *a, const ostrov_i_big *b)
{
    if (a->count != b->count) {
        return a->count < b->count ? -1 : 1;
    }
    for (int32_t i = a->count - 1; i >= 0; i--) {
        if (a->limb[i] != b->limb[i]) {
            return a->limb[i] < b->limb[i] ? -1 : 1;
        }
    }
    return 0;
}

int32_t ostrov_i_big_compare_sum(const ostrov_i_big *a, const ostrov_i_big *b,
                                 const ostrov_i_big *c)
{
    ostrov_i_big sum = *a;
    uint64_t carry = 0;
    while (sum.count < b->count) {
        sum.limb[sum.count] = 0;
        sum.count++;
    }
    for (int32_t i = 0; i < sum.count; i++) {
        carry += (uint64_t)sum.limb[i] + (i < b->count ? b->limb[i] : 0u);
        sum.limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    append(&sum, (uint32_t)carry);
    return ostrov_i_big_compare(&sum, c);
}

/* a = a - b·factor; the result must not be negative. */
static void subtract(ostrov_i_big *a, const ostrov_i_big *b, uint32_t factor)
{
    uint64_t carry = 0;
    uint64_t borrow = 0;
    for (int32_t i = 0; i < a->count; i++) {
        uint64_t rest = 0;
        carry += i < b->count ? (uint64_t)b->limb[i] * factor : 0u;
        rest = (uint64_t)a->limb[i] - (uint32_t)carry - borrow;
        a->limb[i] = (uint32_t)rest;
        borrow = rest >> 63;
        carry >>= 32;
    }
    trim(a);
}

uint32_t ostrov_i_big_digit(ostrov_i_big *a, const ostrov_i_big *b)
{
    uint32_t digit = 0;
    if (a->count >= b->count) {
        /* From the top limbs, rounded down (Knuth, TAOCP 2, 4.3.1, with b normalised): never too
         * much, and at most three too few. */
        const uint64_t high = a->count > b->count ? a->limb[b->count] : 0u;
        const uint64_t top = (high << 32) | a->limb[b->count - 1];
        digit = (uint32_t)(top / ((uint64_t)b->limb[b->count - 1] + 1u));
        subtract(a, b, digit);
    }
    while (ostrov_i_big_compare(a, b) >= 0) {
        subtract(a, b, 1);
        digit++;
    }
    return digit;
}

uint32_t ostrov_i_big_divide(ostrov_i_big *x, uint32_t divisor)
{
    uint64_t rest = 0;
    for (int32_t i = x->count - 1; i >= 0; i--) {
        rest = (rest << 32) | x->limb[i];
        x->limb[i] = (uint32_t)(rest / divisor);
        rest %= divisor;
    }
    trim(x);
    return (uint32_t)rest;
}
