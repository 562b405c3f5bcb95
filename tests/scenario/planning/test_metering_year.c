/* The highest quarter hour of the local month over more than a year: both changes of the clock, the
 * end of the year, and the first quarter hour of each month, of which nothing is reached yet.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "live/metering.h"

#include "unit.h"

enum { QUARTER_S = 900, STEP_S = 5, MONTHS = 14 };

/* 00:00 of the first of January 2026 to March 2027 in Prague (zoneinfo of Python). */
static const int64_t edge_s[MONTHS + 1] = {
    1767222000, 1769900400, 1772319600, 1774994400, 1777586400, 1780264800, 1782856800, 1785535200,
    1788213600, 1790805600, 1793487600, 1796079600, 1798758000, 1801436400, 1803855600};

static struct site site;

static void begin(double incurred_w)
{
    char message[512] = "";
    ck_assert_msg(site_load(SITES_DIR "/pisek.json", &site, message, sizeof message) == 0, "%s",
                  message);
    site.tariff.peak_incurred_w = incurred_w;
}

/* Reproducible import of a quarter hour, W. */
static double import_w(int64_t start_s)
{
    uint64_t x = (uint64_t)(start_s / QUARTER_S) * 0x9E3779B97F4A7C15u;
    return (double)(x >> 40) / (double)(1 << 24) * 100e3;
}

START_TEST(each_month_of_a_year_has_its_own_highest_quarter)
{
    struct metering m;
    struct metering_quarter ended;
    begin(0.0);
    metering_begin(&m);
    for (int month = 0; month < MONTHS; month++) {
        double highest_w = 0.0;
        for (int64_t t = edge_s[month]; t < edge_s[month + 1]; t += QUARTER_S) {
            for (int64_t now_s = t + STEP_S; now_s <= t + QUARTER_S; now_s += STEP_S) {
                (void)metering_step(&m, &site, now_s, STEP_S, import_w(t), 0.0, 0.0, &ended);
                if (now_s % QUARTER_S == STEP_S || now_s % QUARTER_S == QUARTER_S - STEP_S) {
                    ck_assert_double_eq_tol(metering_peak_w(&m, &site, now_s), highest_w, 1e-6);
                }
            }
            highest_w = import_w(t) > highest_w ? import_w(t) : highest_w;
        }
        ck_assert_double_gt(highest_w, 99e3);
    }
}
END_TEST

/* A load until a moment, by steps. */
static void pass(struct metering *m, int64_t *now_s, int64_t until_s, double load_w)
{
    struct metering_quarter ended;
    for (; *now_s < until_s; *now_s += STEP_S) {
        (void)metering_step(m, &site, *now_s + STEP_S, STEP_S, load_w, 0.0, load_w, &ended);
    }
}

START_TEST(at_midnight_of_the_new_year_nothing_is_reached_but_what_the_site_says)
{
    struct metering m, kept;
    const int64_t new_year_s = edge_s[12];
    int64_t now_s = new_year_s - 9000;
    begin(12e3);
    metering_begin(&m);
    pass(&m, &now_s, new_year_s, 90e3);
    ck_assert_double_eq_tol(metering_peak_w(&m, &site, new_year_s - 1), 90e3, 1e-6);
    ck_assert_double_eq(metering_peak_w(&m, &site, new_year_s), 12e3);
    metering_recall(&kept, &m); /* a restart in that night: the old month does not come back */
    pass(&kept, &now_s, new_year_s + 900, 30e3);
    ck_assert_double_eq(metering_peak_w(&m, &site, new_year_s + 1), 12e3);
    pass(&kept, &now_s, new_year_s + 4500, 30e3);
    ck_assert_double_eq_tol(metering_peak_w(&kept, &site, now_s), 30e3, 1e-6);
    /* The same month of another year is another one. */
    ck_assert_double_eq(metering_peak_w(&kept, &site, new_year_s + 366 * 86400), 12e3);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("metering_year");
    TCase *all = tcase_create("all");
    tcase_add_test(all, each_month_of_a_year_has_its_own_highest_quarter);
    tcase_add_test(all, at_midnight_of_the_new_year_nothing_is_reached_but_what_the_site_says);
    suite_add_tcase(suite, all);
    return unit_run(suite);
}
