/* Public holidays: Easter, fixed days, lunar days, rows of one's own, faults.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/holiday.h>

#include "unit.h"

static int32_t is(const char *country, int32_t year, int32_t month, int32_t day)
{
    ostrov_holidays h;
    int32_t found = -1;
    ck_assert_int_eq(ostrov_holidays_of(country, &h), OSTROV_OK);
    ck_assert_int_eq(ostrov_holiday_is(&h, year, month, day, &found), OSTROV_OK);
    return found;
}

START_TEST(easter_moves)
{
    /* Easter Mondays from the tables of the Astronomical Almanac. */
    const int32_t monday[][3] = {{2019, 4, 22}, {2024, 4, 1},  {2025, 4, 21}, {2026, 4, 6},
                                 {2038, 4, 26}, {2008, 3, 24}, {2049, 4, 19}, {2076, 4, 20}};
    for (int i = 0; i < 8; i++) {
        ck_assert(is("CZ", monday[i][0], monday[i][1], monday[i][2]));
    }
    ck_assert(is("CZ", 2026, 4, 3) && !is("CZ", 2026, 4, 4)); /* Good Friday, not Saturday */
    ck_assert(!is("CZ", 2015, 4, 3));                         /* … since 2016 */
}
END_TEST

START_TEST(a_czech_year_has_thirteen)
{
    static const int32_t length[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int32_t count = 0;
    for (int32_t m = 1; m <= 12; m++) {
        for (int32_t d = 1; d <= length[m - 1]; d++) {
            count += is("CZ", 2026, m, d);
        }
    }
    ck_assert_int_eq(count, 13);
    ck_assert(is("CZ", 2026, 12, 26) && !is("CZ", 2026, 12, 27) && is("CZ", 2026, 7, 6));
}
END_TEST

START_TEST(the_lunar_year_comes_when_it_comes)
{
    ck_assert(is("TW", 2024, 2, 9) && is("TW", 2024, 2, 12) && !is("TW", 2024, 2, 13));
    ck_assert(is("TW", 2026, 2, 15) && is("TW", 2026, 2, 19) && !is("TW", 2026, 2, 20));
    ck_assert(is("TW", 2026, 9, 25) && is("TW", 2026, 6, 19) && is("TW", 2026, 4, 5));
    ck_assert(is("TW", 2026, 10, 25) && !is("TW", 2024, 10, 25)); /* since 2025 */
    ck_assert(is("TW", 2026, 2, 28) && !is("TW", 2026, 12, 24));
}
END_TEST

START_TEST(rows_of_ones_own_and_faults)
{
    ostrov_holiday row = {OSTROV_HOLIDAY_FIXED, 12, 31, 2, 2000, 9999}; /* over the year's end */
    ostrov_holidays h = {&row, 1, 0};
    int32_t found = -1;
    ck_assert_int_eq(ostrov_holiday_is(&h, 2026, 12, 31, &found), OSTROV_OK);
    ck_assert_int_eq(found, 1);
    ck_assert_int_eq(ostrov_holiday_is(&h, 2027, 1, 1, &found), OSTROV_OK);
    ck_assert_int_eq(found, 1);
    ck_assert_int_eq(ostrov_holiday_is(&h, 2000, 1, 1, &found), OSTROV_OK);
    ck_assert_int_eq(found, 0); /* its first year begins with nothing before it */
    row = (ostrov_holiday){OSTROV_HOLIDAY_EASTER, 0, -90, 1, 2000, 9999};
    ck_assert_int_eq(ostrov_holiday_is(&h, 2007, 12, 24, &found),
                     OSTROV_OK); /* Easter 2008-03-23 */
    ck_assert_int_eq(found, 1);
    row = (ostrov_holiday){OSTROV_HOLIDAY_FIXED, 2, 29, 1, 2000, 9999};
    ck_assert_int_eq(ostrov_holiday_is(&h, 2028, 2, 29, &found), OSTROV_OK);
    ck_assert_int_eq(found, 1);
    ck_assert_int_eq(ostrov_holiday_is(&h, 2026, 3, 1, &found), OSTROV_OK);
    ck_assert_int_eq(found, 0);
    row.day = 30; /* in no year */
    ck_assert_int_eq(ostrov_holiday_is(&h, 2026, 3, 2, &found), OSTROV_E_RANGE);
    row.day = 29;
    ck_assert_int_eq(ostrov_holiday_is(&h, 2026, 2, 29, &found), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_holiday_is(&h, 1000, 2, 2, &found), OSTROV_E_RANGE);
    row.rule = 9;
    ck_assert_int_eq(ostrov_holiday_is(&h, 2026, 2, 2, &found), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_holiday_is(NULL, 2026, 2, 2, &found), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_holidays_of("XX", &h), OSTROV_E_UNSUPPORTED);
    ck_assert_int_eq(ostrov_holidays_of("C", &h), OSTROV_E_UNSUPPORTED);
    ck_assert_int_eq(ostrov_holidays_of("", &h), OSTROV_E_UNSUPPORTED);
    ck_assert_int_eq(ostrov_holidays_of(NULL, &h), OSTROV_E_ARGUMENT);
    const ostrov_holidays none = {NULL, 0, 0};
    ck_assert_int_eq(ostrov_holiday_is(&none, 2026, 1, 1, &found), OSTROV_OK);
    ck_assert_int_eq(found, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("holidays");
    TCase *tc = tcase_create("holidays");
    tcase_add_test(tc, easter_moves);
    tcase_add_test(tc, a_czech_year_has_thirteen);
    tcase_add_test(tc, the_lunar_year_comes_when_it_comes);
    tcase_add_test(tc, rows_of_ones_own_and_faults);
    suite_add_tcase(suite, tc);
    return unit_run(suite);
}
