/* A small seeded generator, the same on every machine: splitmix64 (Steele, Lea and Flood 2014).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_RANDOM_H
#define STATION_RANDOM_H

#include <stdint.h>

static inline uint64_t random_next(uint64_t *state)
{
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

/* Uniform in [0, 1). */
static inline double random_unit(uint64_t *state)
{
    return (double)(random_next(state) >> 11) * (1.0 / 9007199254740992.0);
}

/* Mean 0, standard deviation 1, within ±6: the sum of twelve uniform numbers. */
static inline double random_normal(uint64_t *state)
{
    double sum = -6.0;
    for (int i = 0; i < 12; i++) {
        sum += random_unit(state);
    }
    return sum;
}

#endif
