/* The clocks of a program that runs in real time: the system's, or one that it shares with a
 * simulated site, which may go faster.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_COMMON_CLOCK_H
#define STATION_COMMON_CLOCK_H

#include <stdint.h>
#include <time.h>

/* Microseconds of the monotonic clock. */
int64_t clock_monotonic_us(void);

/* UTC seconds; INT64_MIN = the clock is not to be trusted: nobody has set it. */
int64_t clock_utc_s(void);

/* A moment of the monotonic clock as pthread_cond_timedwait and clock_nanosleep want it. With a
 * shared clock the wait may end early, as its pace may change: look again. */
struct timespec clock_moment(int64_t us);

/* From now on this program goes by the clock in a file: made by who leads it, from utc_s on; found
 * by who follows. Before any thread. Return 0, or -1. */
int clock_lead(const char *path, int64_t utc_s);
int clock_follow(const char *path);

/* Who leads: this many seconds a second from now on. Nothing happens without a shared clock. */
void clock_pace(double speed);

/* Seconds a second; 1 without a shared clock. */
double clock_speed(void);

#endif
