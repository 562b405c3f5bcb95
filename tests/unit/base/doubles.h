/* Doubles drawn by their bits, for the tests of numbers as text.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_UNIT_BASE_DOUBLES_H
#define OSTROV_TESTS_UNIT_BASE_DOUBLES_H

#include <math.h>
#include <stdint.h>
#include <string.h>

static uint64_t seed = 0;

/* xorshift64* (Vigna, ACM TOMS 42, 2016), so that Python can make the same numbers. */
static inline uint64_t next_random(void)
{
    seed ^= seed >> 12;
    seed ^= seed << 25;
    seed ^= seed >> 27;
    return seed * UINT64_C(2685821657736338717);
}

static inline double from_bits(uint64_t bits)
{
    double value = 0.0;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static inline uint64_t to_bits(double value)
{
    uint64_t bits = 0;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static inline double random_finite(void)
{
    for (;;) {
        const double value = from_bits(next_random());
        if (isfinite(value)) {
            return value;
        }
    }
}

#endif
