/* What a breaker's closing teaches: it follows a breaker that changed, and no contact, however
 * broken, takes it beyond its bounds.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include "grid/contacts.h"

#define CLOSE_US 80000

static ostrov_i_grid_settings settings(void)
{
    ostrov_i_grid_settings set;
    memset(&set, 0, sizeof set);
    set.close_us = CLOSE_US;
    return set;
}

START_TEST(it_follows_a_breaker_that_became_slower)
{
    ostrov_i_grid_settings set = settings();
    ostrov_i_closing c;
    ostrov_i_closing_reset(&set, &c);
    ck_assert_int_eq(c.mean_us, CLOSE_US);
    for (int i = 0; i < 40; i++) {
        ostrov_i_closing_learn(&set, &c, 130000);
    }
    ck_assert_int_le(c.mean_us, 130000);
    ck_assert_int_ge(c.mean_us, 129000);
    ck_assert_int_le(c.spread_us, 1000);
}
END_TEST

START_TEST(one_odd_closing_moves_it_by_a_sixteenth)
{
    ostrov_i_grid_settings set = settings();
    ostrov_i_closing c;
    ostrov_i_closing_reset(&set, &c);
    ostrov_i_closing_learn(&set, &c, 9000000);
    ck_assert_int_eq(c.mean_us, CLOSE_US + CLOSE_US / 16);
    ostrov_i_closing_reset(&set, &c);
    ostrov_i_closing_learn(&set, &c, 0);
    ck_assert_int_eq(c.mean_us, CLOSE_US - CLOSE_US / 16);
}
END_TEST

START_TEST(nonsense_stays_within_a_quarter_and_four_times)
{
    static const int64_t nonsense[] = {0, 20000000, -5, (int64_t)1 << 40, -((int64_t)1 << 40)};
    ostrov_i_grid_settings set = settings();
    for (int k = 0; k < 5; k++) {
        ostrov_i_closing c;
        ostrov_i_closing_reset(&set, &c);
        for (int i = 0; i < 500; i++) {
            ostrov_i_closing_learn(&set, &c, nonsense[k]);
            ck_assert_int_ge(c.mean_us, CLOSE_US / 4);
            ck_assert_int_le(c.mean_us, CLOSE_US * 4);
            ck_assert_int_ge(c.spread_us, 0);
            ck_assert_int_le(ostrov_i_closing_bound(&set, &c), 8 * CLOSE_US + 100000);
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("grid closing time");
    TCase *tests = tcase_create("learning");
    tcase_add_test(tests, it_follows_a_breaker_that_became_slower);
    tcase_add_test(tests, one_odd_closing_moves_it_by_a_sixteenth);
    tcase_add_test(tests, nonsense_stays_within_a_quarter_and_four_times);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
