/* Tariffs: time-of-use windows against the rate book's own table, and what booked capacity costs.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "inputs.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

static struct site site;
static char message[600];

static void load(const char *name)
{
    char path[400];
    (void)snprintf(path, sizeof path, SITES_DIR "/%s.json", name);
    ck_assert_msg(site_load(path, &site, message, sizeof message) == 0, "%s", message);
}

static double price_at(int32_t month, int32_t day, int32_t hour, int32_t minute)
{
    ostrov_civil c = {.year = 2026, .month = month, .day = day, .hour = hour, .minute = minute};
    int64_t time_s = 0;
    double buy = 0.0, sell = 0.0;
    ck_assert_int_eq(ostrov_zone_utc(&site.zone, &c, OSTROV_FOLD_FIRST, &time_s), OSTROV_OK);
    site_prices(&site, time_s, 1e6, &buy, &sell); /* no spot price reaches this tariff */
    ck_assert_double_eq(sell, 0.0);
    return buy;
}

/* Taipower, high voltage, three sections, rates of 2024-10-16, moment by moment. 2026-06-15 is a
 * Monday, 2026-06-19 the Dragon Boat Festival, a Friday. */
START_TEST(taipower_three_sections)
{
    static const struct {
        int32_t month, day, hour, minute;
        double price;
    } rows[] = {
        {6, 15, 0, 0, 2.53},   {6, 15, 8, 59, 2.53},  {6, 15, 9, 0, 5.85},   {6, 15, 15, 59, 5.85},
        {6, 15, 16, 0, 9.39},  {6, 15, 21, 59, 9.39}, {6, 15, 22, 0, 5.85},  {6, 15, 23, 59, 5.85},
        {6, 20, 8, 59, 2.53},  {6, 20, 9, 0, 2.60},   {6, 20, 23, 59, 2.60}, {6, 21, 17, 0, 2.53},
        {6, 19, 17, 0, 2.53},  {5, 15, 17, 0, 5.47},  {5, 18, 17, 0, 9.39},  {10, 15, 17, 0, 9.39},
        {10, 16, 17, 0, 5.47}, {1, 5, 5, 59, 2.32},   {1, 5, 6, 0, 5.47},    {1, 5, 11, 0, 2.32},
        {1, 5, 14, 0, 5.47},   {1, 10, 12, 0, 2.32},  {1, 10, 15, 0, 2.41},  {1, 11, 15, 0, 2.32},
        {1, 1, 15, 0, 2.32},
    };
    load("taipei");
    ck_assert_int_eq(site_bands_whole(&site), 1);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double got = price_at(rows[i].month, rows[i].day, rows[i].hour, rows[i].minute);
        ck_assert_msg(got == rows[i].price, "%d-%d %d:%02d: %g, not %g", (int)rows[i].month,
                      (int)rows[i].day, (int)rows[i].hour, (int)rows[i].minute, got, rows[i].price);
    }
}
END_TEST

START_TEST(a_gap_between_bands_is_seen)
{
    load("taipei");
    for (int32_t i = 0; i < site.bands; i++) {
        const struct site_band kept = site.band[i];
        site.band[i].until_minute -= 1;
        ck_assert_int_eq(site_bands_whole(&site), 0);
        site.band[i] = kept;
    }
    ck_assert_int_eq(site_bands_whole(&site), 1);
}
END_TEST

/* Contract 60 kW in summer at 223.60: to 66 kW twice the price, beyond three times. */
START_TEST(taipower_contract_and_what_is_over)
{
    double booking = 0.0, over = 0.0;
    load("taipei");
    site_capacity_cost(&site.capacity, 1, 60e3, &booking, &over);
    ck_assert_double_eq_tol(booking, 60 * 223.6, 1e-9);
    ck_assert_double_eq(over, 0.0);
    site_capacity_cost(&site.capacity, 1, 70e3, &booking, &over);
    ck_assert_double_eq_tol(over, 223.6 * (6 * 2 + 4 * 3), 1e-9);
    site_capacity_cost(&site.capacity, 0, 66e3, &booking, &over);
    ck_assert_double_eq_tol(over, 166.9 * 12, 1e-9);
    ck_assert_double_eq(site.tariff.peak_incurred_w, 60e3); /* what a plan may use without paying */
    ck_assert_double_eq_tol(site.tariff.peak_price_per_kw, 2 * 223.6, 1e-9);
    ck_assert_int_eq(site_summer(&site, 1781085600), 1); /* 2026-06-10 */
    ck_assert_int_eq(site_summer(&site, 1768431600), 0); /* 2026-01-14 */
}
END_TEST

/* Year and month booked, surcharge on the month's price: 1.5 times, whatever the excess. */
START_TEST(czech_reserved_capacity)
{
    const struct site_capacity c = {.year_w = 100e3,
                                    .month_w = 20e3,
                                    .year_price_per_kw = 200.0,
                                    .month_price_per_kw = 230.0,
                                    .over_ratio = 1.5,
                                    .summer_price_per_kw = __builtin_nan(""),
                                    .over_near_ratio = __builtin_nan("")};
    double booking = 0.0, over = 0.0;
    site_capacity_cost(&c, 0, 150e3, &booking, &over);
    ck_assert_double_eq_tol(booking, 100 * 200.0 + 20 * 230.0, 1e-9);
    ck_assert_double_eq_tol(over, 30 * 230.0 * 1.5, 1e-9);
}
END_TEST

/* The two bands of the Czech distribution go by the local clock on the days on which it changes
 * too. */
START_TEST(two_bands_on_the_days_of_change)
{
    load("pisek-depot");
    for (int hour = 0; hour < 24; hour++) {
        site.tariff.low_band_hours[hour] = hour < 4 ? 1.0 : 0.0;
    }
    const struct {
        int64_t midnight_s;
        int quarters;
    } days[] = {{1774738800, 12}, {1761429600, 20}, {1768431600, 16}}; /* short, long, plain */
    for (size_t d = 0; d < 3; d++) {
        int low = 0;
        for (int q = 0; q < 40; q++) {
            double buy = 0.0, sell = 0.0;
            site_prices(&site, days[d].midnight_s + q * 900, 0.0, &buy, &sell);
            low += buy == site.tariff.supply_per_kwh + site.tariff.distribution_low_per_kwh;
        }
        ck_assert_int_eq(low, site.tariff.distribution_low_per_kwh ==
                                      site.tariff.distribution_high_per_kwh
                                  ? 40
                                  : days[d].quarters);
    }
}
END_TEST

START_TEST(a_feed_is_named_beside_its_site)
{
    char text[600];
    struct inputs_request request = {.days = 1};
    load("pisek");
    ck_assert_ptr_null(site_feed_path(&site, site.feeds.prices, text, sizeof text));
    (void)snprintf(site.feeds.prices, sizeof site.feeds.prices, "prices.xml");
    ck_assert_str_eq(site_feed_path(&site, site.feeds.prices, text, sizeof text),
                     SITES_DIR "/prices.xml");
    ck_assert_str_eq(site_feed_path(&site, "/a/b", text, sizeof text), "/a/b");
    uint64_t away = inputs_stamp(&site, &request);
    (void)snprintf(site.feeds.prices, sizeof site.feeds.prices, "pisek.json");
    ck_assert(inputs_stamp(&site, &request) != away);
    ck_assert(inputs_stamp(&site, &request) == inputs_stamp(&site, &request));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tariffs");
    TCase *tcase = tcase_create("all");
    tcase_add_test(tcase, taipower_three_sections);
    tcase_add_test(tcase, a_gap_between_bands_is_seen);
    tcase_add_test(tcase, taipower_contract_and_what_is_over);
    tcase_add_test(tcase, czech_reserved_capacity);
    tcase_add_test(tcase, two_bands_on_the_days_of_change);
    tcase_add_test(tcase, a_feed_is_named_beside_its_site);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
