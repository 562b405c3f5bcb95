/* The headline tells the truth, whatever happened.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "day.h"
#include "report/actions.h"
#include "report/report.h"
#include "report/sentence.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

#define SPACE "\xc2\xa0"
#define THIN "\xe2\x80\xaf"

static struct day *day;
static struct view view;
static char text[SENTENCE];

static void setup(void)
{
    day = day_make("day");
    view_init(&view, &day->record, "");
}

static void teardown(void) { day_free(day); }

START_TEST(all_on_time)
{
    sentence_departures(&view, text, sizeof text);
    ck_assert_str_eq(text, "All 21 departures left on time.");
}
END_TEST

START_TEST(some_lacked_energy)
{
    day->record.departure[3].on_time = 0;
    day->record.departure[3].margin_wh = -6200.0;
    sentence_departures(&view, text, sizeof text);
    ck_assert_str_eq(text,
                     "20 of the 21 departures left on time and charged; 1 lacked 6" SPACE "kWh.");
    day->record.departure[5].on_time = 0;
    day->record.departure[5].margin_wh = -50400.0;
    sentence_departures(&view, text, sizeof text);
    ck_assert_str_eq(
        text, "19 of the 21 departures left on time and charged; 2 lacked up to 50" SPACE "kWh.");
}
END_TEST

START_TEST(a_full_record_claims_no_more_than_it_holds)
{
    for (int32_t i = 21; i < RECORD_DEPARTURES; i++) {
        day->record.departure[i] = day->record.departure[0];
    }
    day->record.departures = RECORD_DEPARTURES;
    const int32_t policies = day->record.policies;
    day->record.policies = 0;
    sentence_departures(&view, text, sizeof text);
    ck_assert_str_eq(text, "The first 256 departures left on time.");
    day->record.policies = policies; /* the account knows of all of the run */
    day->record.policy[0].departures = 7665;
    day->record.policy[0].late = 0;
    sentence_departures(&view, text, sizeof text);
    ck_assert_str_eq(text, "All 7665 departures left on time.");
    day->record.policy[0].late = 3;
    day->record.policy[0].least_margin_wh = -6200.0;
    sentence_departures(&view, text, sizeof text);
    ck_assert_str_eq(text,
                     "7662 of the 7665 departures left on time and charged; 3 lacked up to 6" SPACE
                     "kWh.");
}
END_TEST

START_TEST(no_departures)
{
    day->record.departures = 0;
    sentence_departures(&view, text, sizeof text);
    ck_assert_str_eq(text, "No vehicle departed.");
    day->site.duties = 0;
    sentence_departures(&view, text, sizeof text);
    ck_assert_str_eq(text, "");
}
END_TEST

START_TEST(supply_failed_and_the_island_held)
{
    sentence_supply(&view, text, sizeof text);
    ck_assert_str_eq(text,
                     "Supply failed 18:00–20:00; lighting, information and dispatch kept running "
                     "(gap 0.28" SPACE "s), charging paused 74" SPACE "min.");
}
END_TEST

START_TEST(supply_failed_and_the_island_did_not_hold)
{
    day->record.outage[0].gap_s = 3600.0;
    day->record.outage[0].shed_critical_wh = 6750.0;
    day->record.outage[0].shed_wh = 15000.0;
    day->record.outage[0].ended_connected = 0;
    sentence_supply(&view, text, sizeof text);
    ck_assert_ptr_null(strstr(text, "kept running"));
    ck_assert_ptr_nonnull(strstr(text, "did not keep running: 60" SPACE
                                       "min without supply, 6.8" SPACE "kWh not served"));
    ck_assert_ptr_nonnull(strstr(text, "8" SPACE "kWh of other load went without"));
    ck_assert_ptr_nonnull(strstr(text, "The grid connection was not restored."));
}
END_TEST

START_TEST(critical_load_shed_without_a_long_gap_is_told)
{
    day->record.outage[0].shed_critical_wh = 500.0;
    sentence_supply(&view, text, sizeof text);
    ck_assert_ptr_null(strstr(text, "kept running"));
}
END_TEST

START_TEST(several_outages_and_none)
{
    day->record.outage[1] = day->record.outage[0];
    day->record.outages = 2;
    sentence_supply(&view, text, sizeof text);
    ck_assert_ptr_nonnull(strstr(text, "Supply failed 2 times, 4" SPACE "h in all; "));
    ck_assert_ptr_nonnull(strstr(text, "gap 0.56" SPACE "s"));
    day->record.outages = 0;
    sentence_supply(&view, text, sizeof text);
    ck_assert_str_eq(text, "Supply did not fail.");
}
END_TEST

START_TEST(cost_is_less_the_same_or_more)
{
    sentence_cost(&view, text, sizeof text);
    ck_assert_str_eq(text, "Electricity cost 4" THIN "120" SPACE "Kč instead of 4" THIN "890" SPACE
                           "Kč with simple staggered charging.");
    day->record.policy[0].total = 4890.2;
    sentence_cost(&view, text, sizeof text);
    ck_assert_ptr_nonnull(strstr(text, "the same as with simple staggered charging"));
    day->record.policy[0].total = 14305.0;
    day->record.policy[0].peak_cost = 5890.0;
    sentence_cost(&view, text, sizeof text);
    ck_assert_ptr_nonnull(strstr(text, "(5" THIN "890" SPACE "Kč of it the month's charge"));
    ck_assert_ptr_nonnull(strstr(text, "more than the 4" THIN "890" SPACE "Kč with simple"));
    ck_assert_ptr_null(strstr(text, "instead of"));
}
END_TEST

START_TEST(cheaper_with_fewer_departures_served_is_told)
{
    day->record.policy[0].late = 2;
    sentence_cost(&view, text, sizeof text);
    ck_assert_ptr_nonnull(strstr(text, ", with which every departure had its energy."));
    day->record.policy[0].late = 0;
    day->record.policy[1].late = 3;
    sentence_cost(&view, text, sizeof text);
    ck_assert_ptr_nonnull(strstr(text, ", which left 3 departures short of energy."));
    day->record.policy[1].late = 1;
    sentence_cost(&view, text, sizeof text);
    ck_assert_ptr_nonnull(strstr(text, ", which left 1 departure short of energy."));
}
END_TEST

START_TEST(the_summary_counts_one_and_many)
{
    char whole[8192];
    day->record.policy[1].departures = 21;
    day->record.policy[1].late = 1;
    day->record.policy[2].departures = 21;
    day->record.policy[2].late = 2;
    day->record.policy[3].departures = 1;
    day->record.policy[3].late = 1;
    report_summary(&day->record, whole, sizeof whole);
    ck_assert_ptr_nonnull(strstr(whole, "; 1 of 21 departures lacks energy\n"));
    ck_assert_ptr_nonnull(strstr(whole, "; 2 of 21 departures lack energy\n"));
    ck_assert_ptr_nonnull(strstr(whole, "; 1 of 1 departure lacks energy\n"));
}
END_TEST

START_TEST(no_comparison_no_claim)
{
    day->record.policies = 1;
    sentence_cost(&view, text, sizeof text);
    ck_assert_str_eq(text, "Electricity cost 4" THIN "120" SPACE "Kč.");
    day->record.policies = 0;
    sentence_cost(&view, text, sizeof text);
    ck_assert_str_eq(text, "");
}
END_TEST

START_TEST(worst_autonomy_is_that_of_the_night)
{
    double now_s, worst_s;
    int64_t at_s;
    day->record.minute[12 * 60].autonomy_s = 1.0; /* noon does not count */
    day->record.minute[2 * 60 + 30].autonomy_s = 9e3;
    sentence_autonomy(&view, &now_s, &worst_s, &at_s);
    ck_assert(worst_s == 9e3);
    ck_assert_int_eq(at_s, day->record.minute[150].time_s);
    day_forget_numbers(day);
    sentence_autonomy(&view, &now_s, &worst_s, &at_s);
    ck_assert(now_s != now_s && worst_s != worst_s);
}
END_TEST

START_TEST(summary_fits_and_is_cut_whole)
{
    char whole[8192], small[40];
    size_t length = report_summary(&day->record, whole, sizeof whole);
    ck_assert_uint_eq(length, strlen(whole));
    ck_assert_ptr_nonnull(strstr(whole, "All 21 departures left on time."));
    ck_assert_ptr_nonnull(strstr(whole, "least margin 8.0" SPACE "kWh"));
    ck_assert_ptr_nonnull(strstr(whole, "770" SPACE "Kč dearer than ostrov"));
    ck_assert_ptr_nonnull(strstr(whole, "315" SPACE "Kč cheaper than ostrov"));
    ck_assert_ptr_null(strstr(whole, "lack"));
    ck_assert_uint_eq(report_summary(&day->record, small, sizeof small), length);
    ck_assert_uint_eq(strlen(small), sizeof small - 1);
    ck_assert_uint_eq(report_summary(&day->record, NULL, 0), length);
    day_forget_numbers(day);
    report_summary(&day->record, whole, sizeof whole);
    ck_assert_ptr_null(strstr(whole, "nan"));
    ck_assert_ptr_nonnull(strstr(whole, "not known"));
}
END_TEST

/* What cold cells do is not what a doubtful estimate does. */
START_TEST(a_warning_is_answered_by_what_it_says)
{
    const int32_t code = OSTROV_EVENT_BATTERY_WARNING;
    const char *doubt = action_find(code, OSTROV_BATTERY_SOC_DISAGREES, 0)->consequence;
    const char *cold = action_find(code, OSTROV_BATTERY_COLD, 0)->consequence;
    ck_assert_ptr_nonnull(strstr(doubt, "estimate"));
    ck_assert_ptr_nonnull(strstr(cold, "gives or takes less"));
    ck_assert_ptr_nonnull(strstr(action_find(code, OSTROV_BATTERY_FULL, 0)->consequence, "no more"));
    ck_assert_str_eq(action_find(code, OSTROV_BATTERY_COLD | OSTROV_BATTERY_FULL, 0)->consequence, cold);
    ck_assert_str_eq(action_find(code, OSTROV_BATTERY_COLD | OSTROV_BATTERY_STALE, 0)->consequence,
                     doubt);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("report sentences");
    TCase *test = tcase_create("sentences");
    tcase_add_checked_fixture(test, setup, teardown);
    tcase_add_test(test, all_on_time);
    tcase_add_test(test, some_lacked_energy);
    tcase_add_test(test, a_full_record_claims_no_more_than_it_holds);
    tcase_add_test(test, no_departures);
    tcase_add_test(test, supply_failed_and_the_island_held);
    tcase_add_test(test, supply_failed_and_the_island_did_not_hold);
    tcase_add_test(test, critical_load_shed_without_a_long_gap_is_told);
    tcase_add_test(test, several_outages_and_none);
    tcase_add_test(test, cost_is_less_the_same_or_more);
    tcase_add_test(test, cheaper_with_fewer_departures_served_is_told);
    tcase_add_test(test, the_summary_counts_one_and_many);
    tcase_add_test(test, no_comparison_no_claim);
    tcase_add_test(test, worst_autonomy_is_that_of_the_night);
    tcase_add_test(test, summary_fits_and_is_cut_whole);
    tcase_add_test(test, a_warning_is_answered_by_what_it_says);
    suite_add_tcase(suite, test);
    return unit_run(suite);
}
