/* The clocks of a program that runs in real time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_COMMON_CLOCK_H
#define STATION_COMMON_CLOCK_H

#include <stdint.h>
#include <time.h>

/* Microseconds of the system's monotonic clock. */
static inline int64_t clock_monotonic_us(void)
{
    struct timespec now = {0, 0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* A moment of it as pthread_cond_timedwait and clock_nanosleep want it. */
static inline struct timespec clock_moment(int64_t us)
{
    struct timespec moment = {(time_t)(us / 1000000), (long)(us % 1000000 * 1000)};
    return moment;
}

#endif
