/* The UTC calendar against a day counter that knows nothing but month lengths, and against the C
 * library.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "unit.h"

#include <ostrov/base.h>

#include <limits.h>
#include <string.h>
#include <time.h>

#define FIRST_S INT64_C(-11676096000) /* 1600-01-01T00:00:00Z, as Python's datetime has it */
#define LAST_S INT64_C(253402300799)  /* 9999-12-31T23:59:59Z */

/* Every day of 8400 years, one after the other: 1 January 1600 was a Saturday. */
START_TEST(counts_every_day)
{
    static const int32_t lengths[2][12] = {{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31},
                                           {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}};
    int64_t time_s = FIRST_S;
    int32_t weekday = 6;
    for (int32_t year = 1600; year <= 9999; year++) {
        const int leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        int32_t yearday = 1;
        for (int32_t month = 1; month <= 12; month++) {
            for (int32_t day = 1; day <= lengths[leap][month - 1]; day++) {
                const ostrov_civil expected = {.year = year,
                                               .month = month,
                                               .day = day,
                                               .hour = 23,
                                               .minute = 59,
                                               .second = 59,
                                               .weekday = weekday,
                                               .yearday = yearday};
                ostrov_civil civil;
                int64_t back = 0;
                ostrov_status status = ostrov_civil_from_utc(time_s + 86399, &civil);
                if (status != OSTROV_OK || memcmp(&civil, &expected, sizeof civil) != 0) {
                    ck_abort_msg("%d-%d-%d: wrong", year, month, day);
                }
                status = ostrov_utc_from_civil(&expected, &back);
                if (status != OSTROV_OK || back != time_s + 86399) {
                    ck_abort_msg("%d-%d-%d: wrong way back", year, month, day);
                }
                time_s += 86400;
                weekday = weekday % 7 + 1;
                yearday++;
            }
        }
    }
    ck_assert_int_eq(time_s, LAST_S + 1);
}
END_TEST

START_TEST(agrees_with_the_c_library)
{
    uint64_t random = 7;
    for (int i = 0; i < 200000; i++) {
        random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        const int64_t time_s = FIRST_S + (int64_t)((random >> 16) % (uint64_t)(LAST_S - FIRST_S));
        const time_t t = (time_t)time_s;
        struct tm tm;
        ostrov_civil c;
        if (gmtime_r(&t, &tm) == NULL || ostrov_civil_from_utc(time_s, &c) != OSTROV_OK ||
            c.year != tm.tm_year + 1900 || c.month != tm.tm_mon + 1 || c.day != tm.tm_mday ||
            c.hour != tm.tm_hour || c.minute != tm.tm_min || c.second != tm.tm_sec ||
            c.weekday % 7 != tm.tm_wday || c.yearday != tm.tm_yday + 1) {
            ck_abort_msg("%lld", (long long)time_s);
        }
    }
}
END_TEST

START_TEST(stops_at_its_ends)
{
    static const int64_t outside[] = {FIRST_S - 1, LAST_S + 1, INT64_MIN, INT64_MAX};
    for (size_t i = 0; i < sizeof outside / sizeof outside[0]; i++) {
        ostrov_civil civil = {.year = 42};
        ck_assert_int_eq(ostrov_civil_from_utc(outside[i], &civil), OSTROV_E_TIME);
        ck_assert_int_eq(civil.year, 42);
    }
    ostrov_civil civil;
    ck_assert_int_eq(ostrov_civil_from_utc(FIRST_S, &civil), OSTROV_OK);
    ck_assert_int_eq(civil.year, 1600);
    ck_assert_int_eq(ostrov_civil_from_utc(LAST_S, &civil), OSTROV_OK);
    ck_assert_int_eq(civil.year, 9999);
    int64_t time_s = 0;
    ck_assert_int_eq(ostrov_civil_from_utc(0, NULL), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_utc_from_civil(NULL, &time_s), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_utc_from_civil(&civil, NULL), OSTROV_E_ARGUMENT);
}
END_TEST

START_TEST(refuses_dates_that_do_not_exist)
{
    static const ostrov_civil wrong[] = {
        {2023, 2, 29, 0, 0, 0, 0, 0, 0, 0},      {1900, 2, 29, 0, 0, 0, 0, 0, 0, 0},
        {2024, 4, 31, 0, 0, 0, 0, 0, 0, 0},      {2024, 0, 1, 0, 0, 0, 0, 0, 0, 0},
        {2024, 13, 1, 0, 0, 0, 0, 0, 0, 0},      {2024, 1, 0, 0, 0, 0, 0, 0, 0, 0},
        {2024, 1, 32, 0, 0, 0, 0, 0, 0, 0},      {2024, 1, 1, 24, 0, 0, 0, 0, 0, 0},
        {2024, 1, 1, -1, 0, 0, 0, 0, 0, 0},      {2024, 1, 1, 0, 60, 0, 0, 0, 0, 0},
        {2024, 1, 1, 0, -1, 0, 0, 0, 0, 0},      {2024, 1, 1, 0, 0, 60, 0, 0, 0, 0},
        {2024, 1, 1, 0, 0, -1, 0, 0, 0, 0},      {1599, 12, 31, 0, 0, 0, 0, 0, 0, 0},
        {10000, 1, 1, 0, 0, 0, 0, 0, 0, 0},      {INT_MIN, 1, 1, 0, 0, 0, 0, 0, 0, 0},
        {2024, INT_MAX, 1, 0, 0, 0, 0, 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        int64_t time_s = 42;
        ck_assert_int_eq(ostrov_utc_from_civil(&wrong[i], &time_s), OSTROV_E_RANGE);
        ck_assert_int_eq(time_s, 42);
    }
    int64_t time_s = 0;
    const ostrov_civil leap = {2000, 2, 29, 12, 0, 0, 99, 99, 3600, 1}; /* the rest is not read */
    ck_assert_int_eq(ostrov_utc_from_civil(&leap, &time_s), OSTROV_OK);
    ck_assert_int_eq(time_s, 951825600); /* date -u -d 2000-02-29T12:00 +%s */
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base/calendar");
    TCase *tcase = tcase_create("calendar");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, counts_every_day);
    tcase_add_test(tcase, agrees_with_the_c_library);
    tcase_add_test(tcase, stops_at_its_ends);
    tcase_add_test(tcase, refuses_dates_that_do_not_exist);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
