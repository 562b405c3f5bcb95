/* Days of the proleptic Gregorian calendar, shared by the UTC calendar and the local-time rules.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_BASE_CALENDAR_H
#define OSTROV_LIB_BASE_CALENDAR_H

#include <ostrov/base.h>

#define OSTROV_I_DAY_S INT64_C(86400)

/* First second of 1600-01-01 and last second of 9999-12-31, UTC. */
#define OSTROV_I_TIME_MIN INT64_C(-11676096000)
#define OSTROV_I_TIME_MAX INT64_C(253402300799)

/* Days since 1970-01-01 of a date; any year from 1 to 20000, month 1 … 12, day as given. */
int64_t ostrov_i_days(int64_t year, int32_t month, int32_t day);

/* Days in a month. */
int32_t ostrov_i_month_days(int64_t year, int32_t month);

/* 1 in a leap year. */
int32_t ostrov_i_leap(int64_t year);

/* ISO weekday (1 = Monday … 7 = Sunday) of a day since 1970-01-01, from year 1 on. */
int32_t ostrov_i_weekday(int64_t days);

/* Date, time, weekday and yearday of seconds since 1970 within OSTROV_I_TIME_MIN … MAX. */
void ostrov_i_civil(int64_t seconds, ostrov_civil *civil);

/* Seconds since 1970 of a civil time; E_RANGE when it does not exist. */
ostrov_status ostrov_i_seconds(const ostrov_civil *civil, int64_t *seconds);

#endif
