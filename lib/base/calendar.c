/* The UTC calendar.
 *
 * Days are counted in years that begin on 1 March, so that the leap day is a year's last; the count
 * is the one of Richards, "Calendars", in: Explanatory Supplement to the Astronomical Almanac, 3rd
 * ed., section 15.11, in Hinnant's form ("chrono-compatible low-level date algorithms").
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "calendar.h"

/* Days from 0000-03-01 to 1970-01-01, and days in 400 years. */
#define EPOCH_DAYS INT64_C(719468)
#define ERA_DAYS INT64_C(146097)

int32_t ostrov_i_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int32_t ostrov_i_month_days(int64_t year, int32_t month)
{
    static const int32_t days[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && ostrov_i_leap(year) ? 29 : days[month];
}

int64_t ostrov_i_days(int64_t year, int32_t month, int32_t day)
{
    const int64_t y = month > 2 ? year : year - 1;
    const int64_t m = month > 2 ? month - 3 : month + 9; /* March = 0 */
    const int64_t yearday =
        (153 * m + 2) / 5 + day - 1; /* 153 days in each five months from March */
    return 365 * y + y / 4 - y / 100 + y / 400 + yearday - EPOCH_DAYS;
}

int32_t ostrov_i_weekday(int64_t days)
{
    /* The count begins on 0000-03-01, a Wednesday (3), so that the remainder is never negative. */
    return (int32_t)((days + EPOCH_DAYS + 2) % 7) + 1;
}

void ostrov_i_civil(int64_t seconds, ostrov_civil *civil)
{
    /* All positive from here on: the least time is after 0000-03-01. */
    const int64_t shifted = seconds + EPOCH_DAYS * OSTROV_I_DAY_S;
    const int64_t days = shifted / OSTROV_I_DAY_S;
    const int32_t second = (int32_t)(shifted % OSTROV_I_DAY_S);
    const int64_t era = days / ERA_DAYS;
    const int64_t in_era = days % ERA_DAYS;
    const int64_t era_year =
        (in_era - in_era / 1460 + in_era / 36524 - in_era / (ERA_DAYS - 1)) / 365;
    const int64_t yearday = in_era - (365 * era_year + era_year / 4 - era_year / 100);
    const int32_t m = (int32_t)((5 * yearday + 2) / 153);
    const int64_t year = 400 * era + era_year + (m >= 10 ? 1 : 0);
    civil->year = (int32_t)year;
    civil->month = m < 10 ? m + 3 : m - 9;
    civil->day = (int32_t)yearday - (153 * m + 2) / 5 + 1;
    civil->hour = second / 3600;
    civil->minute = second / 60 % 60;
    civil->second = second % 60;
    civil->weekday = ostrov_i_weekday(days - EPOCH_DAYS);
    civil->yearday = (int32_t)(days - EPOCH_DAYS - ostrov_i_days(year, 1, 1)) + 1;
    civil->utc_offset_s = 0;
    civil->daylight = 0;
}

ostrov_status ostrov_i_seconds(const ostrov_civil *civil, int64_t *seconds)
{
    if (civil->year < 1600 || civil->year > 9999 || civil->month < 1 || civil->month > 12 ||
        civil->day < 1 || civil->day > ostrov_i_month_days(civil->year, civil->month) ||
        civil->hour < 0 || civil->hour > 23 || civil->minute < 0 || civil->minute > 59 ||
        civil->second < 0 || civil->second > 59) {
        return OSTROV_E_RANGE;
    }
    *seconds = ostrov_i_days(civil->year, civil->month, civil->day) * OSTROV_I_DAY_S +
               civil->hour * 3600 + civil->minute * 60 + civil->second;
    return OSTROV_OK;
}

ostrov_status ostrov_civil_from_utc(int64_t time_s, ostrov_civil *civil)
{
    if (civil == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (time_s < OSTROV_I_TIME_MIN || time_s > OSTROV_I_TIME_MAX) {
        return OSTROV_E_TIME;
    }
    ostrov_i_civil(time_s, civil);
    return OSTROV_OK;
}

ostrov_status ostrov_utc_from_civil(const ostrov_civil *civil, int64_t *time_s)
{
    if (civil == NULL || time_s == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    return ostrov_i_seconds(civil, time_s);
}
