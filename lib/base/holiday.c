/* Public holidays as data.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/holiday.h>

#include "calendar.h"

enum { F = OSTROV_HOLIDAY_FIXED, E = OSTROV_HOLIDAY_EASTER, D = OSTROV_HOLIDAY_DATED, ON = 9999 };

/* Act 245/2000 Coll. on public holidays, as amended: Good Friday since 2016. */
static const ostrov_holiday czech[] = {
    {F, 1, 1, 1, 1994, ON},   {E, 0, -2, 1, 2016, ON},  {E, 0, 1, 1, 1994, ON},
    {F, 5, 1, 1, 1994, ON},   {F, 5, 8, 1, 1994, ON},   {F, 7, 5, 2, 1994, ON},
    {F, 9, 28, 1, 2000, ON},  {F, 10, 28, 1, 1994, ON}, {F, 11, 17, 1, 2000, ON},
    {F, 12, 24, 3, 1994, ON},
};

/* clang-format off: one year a line */
/* Founding day, peace memorial, children's day, national day; from 2025/2026 by the act on
 * commemorative days and holidays (promulgated 2025-05-28): teachers' day, retrocession,
 * constitution, labour day for all, and the day before the eve of the lunar year. By year: the
 * lunar year from its eve (from 2026 the day before), Qingming, dragon boats, mid-autumn, from the
 * almanac of the Central Weather Administration. */
static const ostrov_holiday taiwan[] = {
    {F, 1, 1, 1, 1998, ON},    {F, 2, 28, 1, 1998, ON},   {F, 4, 4, 1, 2011, ON},
    {F, 10, 10, 1, 1998, ON},  {F, 9, 28, 1, 2025, ON},   {F, 10, 25, 1, 2025, ON},
    {F, 12, 25, 1, 2025, ON},  {F, 5, 1, 1, 2026, ON},    {D, 1, 24, 4, 2020, 2020},
    {D, 4, 4, 1, 2020, 2020},  {D, 6, 25, 1, 2020, 2020}, {D, 10, 1, 1, 2020, 2020},
    {D, 2, 11, 4, 2021, 2021}, {D, 4, 4, 1, 2021, 2021},  {D, 6, 14, 1, 2021, 2021},
    {D, 9, 21, 1, 2021, 2021}, {D, 1, 31, 4, 2022, 2022}, {D, 4, 5, 1, 2022, 2022},
    {D, 6, 3, 1, 2022, 2022},  {D, 9, 10, 1, 2022, 2022}, {D, 1, 21, 4, 2023, 2023},
    {D, 4, 5, 1, 2023, 2023},  {D, 6, 22, 1, 2023, 2023}, {D, 9, 29, 1, 2023, 2023},
    {D, 2, 9, 4, 2024, 2024},  {D, 4, 4, 1, 2024, 2024},  {D, 6, 10, 1, 2024, 2024},
    {D, 9, 17, 1, 2024, 2024}, {D, 1, 28, 4, 2025, 2025}, {D, 4, 4, 1, 2025, 2025},
    {D, 5, 31, 1, 2025, 2025}, {D, 10, 6, 1, 2025, 2025}, {D, 2, 15, 5, 2026, 2026},
    {D, 4, 5, 1, 2026, 2026},  {D, 6, 19, 1, 2026, 2026}, {D, 9, 25, 1, 2026, 2026},
    {D, 2, 4, 5, 2027, 2027},  {D, 4, 5, 1, 2027, 2027},  {D, 6, 9, 1, 2027, 2027},
    {D, 9, 15, 1, 2027, 2027}, {D, 1, 24, 5, 2028, 2028}, {D, 4, 4, 1, 2028, 2028},
    {D, 5, 28, 1, 2028, 2028}, {D, 10, 3, 1, 2028, 2028}, {D, 2, 11, 5, 2029, 2029},
    {D, 4, 4, 1, 2029, 2029},  {D, 6, 16, 1, 2029, 2029}, {D, 9, 22, 1, 2029, 2029},
    {D, 2, 1, 5, 2030, 2030},  {D, 4, 5, 1, 2030, 2030},  {D, 6, 5, 1, 2030, 2030},
    {D, 9, 12, 1, 2030, 2030}, {D, 1, 21, 5, 2031, 2031}, {D, 4, 5, 1, 2031, 2031},
    {D, 6, 24, 1, 2031, 2031}, {D, 10, 1, 1, 2031, 2031}, {D, 2, 9, 5, 2032, 2032},
    {D, 4, 4, 1, 2032, 2032},  {D, 6, 12, 1, 2032, 2032}, {D, 9, 19, 1, 2032, 2032},
    {D, 1, 29, 5, 2033, 2033}, {D, 4, 4, 1, 2033, 2033},  {D, 6, 1, 1, 2033, 2033},
    {D, 9, 8, 1, 2033, 2033},  {D, 2, 17, 5, 2034, 2034}, {D, 4, 5, 1, 2034, 2034},
    {D, 6, 20, 1, 2034, 2034}, {D, 9, 27, 1, 2034, 2034}, {D, 2, 6, 5, 2035, 2035},
    {D, 4, 5, 1, 2035, 2035},  {D, 6, 10, 1, 2035, 2035}, {D, 9, 16, 1, 2035, 2035},
    {D, 1, 26, 5, 2036, 2036}, {D, 4, 4, 1, 2036, 2036},  {D, 5, 30, 1, 2036, 2036},
    {D, 10, 4, 1, 2036, 2036}, {D, 2, 13, 5, 2037, 2037}, {D, 4, 4, 1, 2037, 2037},
    {D, 6, 18, 1, 2037, 2037}, {D, 9, 24, 1, 2037, 2037}, {D, 2, 2, 5, 2038, 2038},
    {D, 4, 5, 1, 2038, 2038},  {D, 6, 7, 1, 2038, 2038},  {D, 9, 13, 1, 2038, 2038},
    {D, 1, 22, 5, 2039, 2039}, {D, 4, 5, 1, 2039, 2039},  {D, 5, 27, 1, 2039, 2039},
    {D, 10, 2, 1, 2039, 2039}, {D, 2, 10, 5, 2040, 2040}, {D, 4, 4, 1, 2040, 2040},
    {D, 6, 14, 1, 2040, 2040}, {D, 9, 20, 1, 2040, 2040},
};
/* clang-format on */

ostrov_status ostrov_holidays_of(const char *country, ostrov_holidays *holidays)
{
    if (country == NULL || holidays == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    const int32_t two = country[0] != '\0' && country[1] != '\0' && country[2] == '\0';
    if (two && country[0] == 'C' && country[1] == 'Z') {
        *holidays = (ostrov_holidays){czech, (int32_t)(sizeof czech / sizeof czech[0]), 0};
        return OSTROV_OK;
    }
    if (two && country[0] == 'T' && country[1] == 'W') {
        *holidays = (ostrov_holidays){taiwan, (int32_t)(sizeof taiwan / sizeof taiwan[0]), 0};
        return OSTROV_OK;
    }
    return OSTROV_E_UNSUPPORTED;
}

/* Easter Sunday as days since 1970 (Meeus, Jones and Butcher; Meeus 1998, Astronomical Algorithms,
 * ch. 8). */
static int64_t easter(int32_t year)
{
    const int32_t a = year % 19;
    const int32_t b = year / 100;
    const int32_t c = year % 100;
    const int32_t d = b / 4;
    const int32_t e = b % 4;
    const int32_t g = (8 * b + 13) / 25;
    const int32_t h = (19 * a + b - d - g + 15) % 30;
    const int32_t k = c % 4;
    const int32_t l = (32 + 2 * e + 2 * (c / 4) - h - k) % 7;
    const int32_t m = (a + 11 * h + 19 * l) / 433;
    const int32_t month = (h + l - 7 * m + 90) / 25;
    return ostrov_i_days(year, month, (h + l - 7 * m + 33 * month + 19) % 32);
}

static int32_t row_good(const ostrov_holiday *r)
{
    const int32_t easter_day = r->rule == E && r->day >= -90 && r->day <= 90;
    const int32_t date = (r->rule == F || r->rule == D) && r->month >= 1 && r->month <= 12 &&
                         r->day >= 1 && r->day <= ostrov_i_month_days(2000, r->month);
    return (easter_day || date) && r->days >= 1 && r->days <= 10;
}

/* Whether the holiday of a year covers a date; a common year has no 29 February. */
static int32_t covers(const ostrov_holiday *r, int32_t year, int64_t date)
{
    const int32_t last = r->rule == D ? r->first_year : r->last_year;
    if (year < r->first_year || year > last ||
        (r->rule != E && r->day > ostrov_i_month_days(year, r->month))) {
        return 0;
    }
    const int64_t from =
        r->rule == E ? easter(year) + r->day : ostrov_i_days(year, r->month, r->day);
    return date >= from && date < from + r->days;
}

ostrov_status ostrov_holiday_is(const ostrov_holidays *holidays, int32_t year, int32_t month,
                                int32_t day, int32_t *is_holiday)
{
    if (holidays == NULL || is_holiday == NULL || (holidays->rows == NULL && holidays->count > 0)) {
        return OSTROV_E_ARGUMENT;
    }
    if (year < 1583 || year > 9999 || month < 1 || month > 12 || day < 1 ||
        day > ostrov_i_month_days(year, month) || holidays->count < 0 || holidays->count > 1000) {
        return OSTROV_E_RANGE;
    }
    const int64_t date = ostrov_i_days(year, month, day);
    int32_t found = 0;
    for (int32_t i = 0; i < holidays->count; i++) {
        const ostrov_holiday *r = &holidays->rows[i];
        if (!row_good(r)) {
            return OSTROV_E_RANGE;
        }
        for (int32_t of = year - 1; of <= year + 1; of++) { /* some reach over New Year */
            found |= covers(r, of, date);
        }
    }
    *is_holiday = found;
    return OSTROV_OK;
}
