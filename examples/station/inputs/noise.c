/* Noise as a function of place: the same moment gives the same value whenever it is asked for.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "parts.h"

/* splitmix64's finisher (Steele, Lea and Flood 2014). */
static uint64_t mix(uint64_t z)
{
    z += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

double noise_at(uint64_t seed, int32_t stream, int64_t index)
{
    uint64_t bits = mix(mix(mix(seed) ^ (uint64_t)stream) ^ (uint64_t)index);
    return (double)(bits >> 11) * (2.0 / 9007199254740992.0) - 1.0; /* 53 bits */
}

double noise_smooth(uint64_t seed, int32_t stream, int64_t time_us, int64_t period_us)
{
    int64_t index = time_us / period_us - (time_us % period_us < 0);
    double x = (double)(time_us - index * period_us) / (double)period_us;
    double ease =
        x * x * x * (x * (x * 6.0 - 15.0) + 10.0); /* quintic: first two derivatives join */
    double a = noise_at(seed, stream, index);
    double b = noise_at(seed, stream, index + 1);
    return a + (b - a) * ease;
}
