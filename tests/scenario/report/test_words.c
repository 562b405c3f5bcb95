/* Numbers, times and escaped text of the report.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "day.h"
#include "report/svg.h"
#include "report/words.h"
#include "unit.h"

#include <locale.h>
#include <string.h>

#define THIN "\xe2\x80\xaf"
#define SPACE "\xc2\xa0"

static const double nan_value = __builtin_nan(""), infinite = __builtin_inf();

START_TEST(numbers_are_grouped_and_signed)
{
    ck_assert_str_eq(words_number(4120.0, 0).text, "4" THIN "120");
    ck_assert_str_eq(words_number(1234567.891, 2).text, "1" THIN "234" THIN "567.89");
    ck_assert_str_eq(words_number(999.0, 0).text, "999");
    ck_assert_str_eq(words_number(-1234.5, 1).text, "−1" THIN "234.5");
    ck_assert_str_eq(words_number(-0.4, 0).text, "0"); /* never −0 */
    ck_assert_str_eq(words_number(-0.04, 1).text, "0.0");
    ck_assert_str_eq(words_kw(83400.0, 1).text, "83.4" SPACE "kW");
    ck_assert_str_eq(words_percent(0.345, 1).text, "34.5" SPACE "%");
}
END_TEST

START_TEST(what_is_not_known_is_called_so)
{
    const double bad[] = {nan_value, infinite, -infinite, 1e300};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ck_assert_str_eq(words_number(bad[i], 2).text, "not known");
        ck_assert_str_eq(words_kwh(bad[i], 2).text, "not known");
        ck_assert_str_eq(words_percent(bad[i], 2).text, "not known");
        ck_assert_str_eq(words_duration(bad[i]).text, "not known");
    }
}
END_TEST

START_TEST(durations_as_people_say_them)
{
    ck_assert_str_eq(words_duration(0.28).text, "0.28" SPACE "s");
    ck_assert_str_eq(words_duration(0.0).text, "0" SPACE "s");
    ck_assert_str_eq(words_duration(69.5).text, "70" SPACE "s");
    ck_assert_str_eq(words_duration(74 * 60).text, "74" SPACE "min");
    ck_assert_str_eq(words_duration(7199.0).text, "2" SPACE "h");
    ck_assert_str_eq(words_duration(8040.0).text, "2" SPACE "h 14" SPACE "min");
    ck_assert_str_eq(words_duration(20 * 86400.0).text, "20" SPACE "days");
}
END_TEST

START_TEST(local_time_with_daylight_saving)
{
    struct site site = {.currency = "CZK"};
    ck_assert_int_eq(ostrov_zone_read("Europe/Prague", &site.zone), OSTROV_OK);
    int64_t t = 1776355200; /* 2026-04-16T16:00:00Z */
    ck_assert_str_eq(words_clock(&site, t).text, "18:00");
    ck_assert_str_eq(words_iso(&site, t).text, "2026-04-16T18:00:00+02:00");
    ck_assert_str_eq(words_date(&site, t).text, "Thursday 16" SPACE "April 2026");
    ck_assert_str_eq(words_iso(&site, t - 91 * 86400).text, "2026-01-15T17:00:00+01:00");
    ck_assert_str_eq(words_clock(&site, INT64_MAX).text, "not known");
}
END_TEST

START_TEST(fields_carry_the_unit_of_their_name)
{
    struct site site = {.currency = "CZK"};
    static const struct {
        const char *path;
        double value;
        const char *text;
    } row[] = {{"station.import_limit_w", 250000.0, "250" SPACE "kW"},
               {"battery.capacity_wh", 154800.0, "154.8" SPACE "kWh"},
               {"tariff.co2_g_per_kwh", 400.0, "400" SPACE "g/kWh"},
               {"tariff.supply_per_kwh", 0.7, "0.70" SPACE "Kč/kWh"},
               {"tariff.peak_price_per_kw", 250.0, "250" SPACE "Kč/kW"},
               {"station.reserve_ratio", 0.35, "35" SPACE "%"},
               {"pv.azimuth_deg", 180.0, "180" SPACE "°"},
               {"grid.return_by_itself", 1.0, "1"},
               {"site.zone", __builtin_nan(""), ""}};
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        ck_assert_str_eq(words_field(&site, row[i].path, row[i].value).text, row[i].text);
    }
}
END_TEST

START_TEST(no_locale_gets_in)
{
    if (setlocale(LC_ALL, "cs_CZ.UTF-8") == NULL && setlocale(LC_ALL, "cs_CZ.utf8") == NULL) {
        printf("SKIP no_locale_gets_in: locale cs_CZ is not there\n");
        return;
    }
    ck_assert_str_eq(localeconv()->decimal_point, ",");
    ck_assert_str_eq(words_number(3.25, 2).text, "3.25");
    setlocale(LC_ALL, "C");
}
END_TEST

/* ---- escaping -----------------------------------------------------------------------------------
 */

static void written(const char *text, char *result, size_t capacity)
{
    struct html out = {.file = tmpfile()};
    ck_assert_ptr_nonnull(out.file);
    html_format(&out, "%s", text);
    rewind(out.file);
    result[fread(result, 1, capacity - 1, out.file)] = '\0';
    fclose(out.file);
}

START_TEST(text_of_anybody_is_escaped)
{
    static const struct {
        const char *text, *html;
    } row[] = {{"<script>alert('x')</script>", "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"},
               {"a \" b & c", "a &quot; b &amp; c"},
               {"Písek → 20 °C", "Písek → 20 °C"},
               {"bell \a, line\nend", "bell  , line end"},
               {"cut \xc3", "cut \xef\xbf\xbd"},
               {"overlong \xc0\xbc", "overlong \xef\xbf\xbd\xef\xbf\xbd"},
               {"surrogate \xed\xa0\x80", "surrogate \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"}};
    char result[256];
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        written(row[i].text, result, sizeof result);
        ck_assert_str_eq(result, row[i].html);
    }
}
END_TEST

/* ---- curves -------------------------------------------------------------------------------------
 */

/* Where the path of straight strokes is at x, from "M0 1L2 3…" in the units of the viewBox. */
static double path_at(const char *d, double x)
{
    double x0 = 0.0, y0 = 0.0, x1 = 0.0, y1 = 0.0;
    int first = 1;
    while (*d == 'M' || *d == 'L') {
        size_t used;
        ck_assert_int_eq(ostrov_number_read(d + 1, strlen(d + 1), &x1, &used), OSTROV_OK);
        d += 1 + used;
        ck_assert_int_eq(ostrov_number_read(d + 1, strlen(d + 1), &y1, &used), OSTROV_OK);
        d += 1 + used;
        if (!first && x <= x1 + 1e-9) {
            return x1 > x0 ? y0 + (y1 - y0) * (x - x0) / (x1 - x0) : y1;
        }
        x0 = x1;
        y0 = y1;
        first = 0;
    }
    return y1;
}

START_TEST(a_path_keeps_to_its_points_and_is_short)
{
    static char text[200000];
    static struct curve curve;
    struct html out = {.file = tmpfile()};
    struct plot plot = {.out = &out, .height = 200, .x_to = 1439.0, .y_to = 100.0};
    uint32_t random = 7;
    for (int i = 0; i < 1440; i++) { /* calm, then noise, then a jump */
        random = random * 1664525u + 1013904223u;
        double noise = i > 500 && i < 700 ? (double)(random >> 16) / 65536.0 * 20.0 : 0.0;
        curve_add(&curve, i, 40.0 + 30.0 * ostrov_sin(i / 200.0) + noise + (i > 1000 ? 5.0 : 0.0));
    }
    plot_line(&plot, &curve, "line");
    rewind(out.file);
    size_t length = fread(text, 1, sizeof text - 1, out.file);
    text[length] = '\0';
    fclose(out.file);
    const char *d = strstr(text, "d=\"") + 3;
    for (int i = 0; i < 1440; i++) {
        double y = (100.0 - curve.y[i]) * 2.0, x = i / 1439.0 * 1000.0;
        double off = path_at(d, x) - y;
        /* 0.35 px allowed by the strokes, 0.05 px by one decimal in y; where it is steep, 0.05 of x
         * shifts y by the slope, at most 40 px a unit here: noise and jump are exempt from that. */
        double slope = i > 499 && i < 701 ? 3.0 : (i > 998 && i < 1003 ? 1.0 : 0.0);
        ck_assert_msg(off < 0.45 + slope && off > -0.45 - slope, "point %d is %f px off", i, off);
    }
    ck_assert_uint_lt(length, 6000); /* 1440 points written out would be 15 kB */
}
END_TEST

START_TEST(ticks_are_numbers_people_count_in)
{
    ck_assert_double_eq_tol(plot_nice_step(100.0, 5), 20.0, 1e-9);
    ck_assert_double_eq_tol(plot_nice_step(97.0, 4), 50.0, 1e-9);
    ck_assert_double_eq_tol(plot_nice_step(0.1, 5), 0.02, 1e-12);
    ck_assert(plot_nice_step(0.0, 5) == 1.0);
    ck_assert(plot_nice_step(__builtin_nan(""), 5) == 1.0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("report words");
    TCase *test = tcase_create("words");
    tcase_add_test(test, numbers_are_grouped_and_signed);
    tcase_add_test(test, what_is_not_known_is_called_so);
    tcase_add_test(test, durations_as_people_say_them);
    tcase_add_test(test, local_time_with_daylight_saving);
    tcase_add_test(test, fields_carry_the_unit_of_their_name);
    tcase_add_test(test, no_locale_gets_in);
    tcase_add_test(test, text_of_anybody_is_escaped);
    tcase_add_test(test, a_path_keeps_to_its_points_and_is_short);
    tcase_add_test(test, ticks_are_numbers_people_count_in);
    suite_add_tcase(suite, test);
    return unit_run(suite);
}
