/* Noise as a function of place: the same moment gives the same value whenever it is asked for.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "parts.h"

#include "common/random.h"

double noise_at(uint64_t seed, int32_t stream, int64_t index)
{
    uint64_t state = seed;
    state = random_next(&state) ^ (uint64_t)stream;
    state = random_next(&state) ^ (uint64_t)index;
    return random_signed(&state);
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
