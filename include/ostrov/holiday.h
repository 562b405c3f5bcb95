/**
 * @file holiday.h
 * @brief Public holidays as data: fixed days, days by Easter, days by a dated table.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_HOLIDAY_H
#define OSTROV_HOLIDAY_H

#include <ostrov/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How a holiday's day is found. */
enum ostrov_holiday_rule {
    OSTROV_HOLIDAY_UNKNOWN = 0, /**< not known, or not set */
    OSTROV_HOLIDAY_FIXED = 1,   /**< month and day of each year */
    OSTROV_HOLIDAY_EASTER = 2,  /**< day days after Easter Sunday (Gregorian), before it when negative */
    OSTROV_HOLIDAY_DATED = 3    /**< month and day of first_year alone, as lunar calendars need */
};

/** A public holiday. Frozen. */
typedef struct ostrov_holiday {
    int32_t rule;       /**< enum ostrov_holiday_rule */
    int32_t month;      /**< 1 … 12; of no account for EASTER */
    int32_t day;        /**< 1 … 31, as the month has; for EASTER −90 … 90 */
    int32_t days;       /**< how many days from there on, 1 … 10, over New Year too */
    int32_t first_year; /**< it holds from this year on … */
    int32_t last_year;  /**< … to this one; 9999 = until further notice */
} ostrov_holiday;

/** Public holidays of a country. A borrowed view. Frozen. */
typedef struct ostrov_holidays {
    const ostrov_holiday *rows; /**< count rows */
    int32_t count;              /**< 0 … 1000 */
    int32_t reserved_;          /**< 0 */
} ostrov_holidays;

/** Public holidays that the library knows: "CZ" (act 245/2000 Coll.) and "TW" (regulations of the Ministry of the
 *  Interior, from 2026 the act on commemorative days and holidays of 2025; lunar days and Qingming dated from 2020 to
 *  2040). Days off in place of weekends, and days to make up for them, are decided year by year and are not in it.
 *  @param country two letters, ISO 3166-1 @param holidays receives the view
 *  @return OK; E_ARGUMENT; E_UNSUPPORTED for another country @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_holidays_of(const char *country,
                                                              ostrov_holidays *holidays);

/** Whether a date is a public holiday. @param holidays rows, one's own or from ostrov_holidays_of
 *  @param year 1583 … 9999 @param month 1 … 12 @param day 1 … 31 @param is_holiday receives 0 or 1
 *  @return OK; E_ARGUMENT; E_RANGE for the date or a row that cannot be @rt @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_holiday_is(const ostrov_holidays *holidays,
                                                             int32_t year, int32_t month,
                                                             int32_t day, int32_t *is_holiday);

#ifdef __cplusplus
}
#endif

#endif
