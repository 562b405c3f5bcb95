/* The country of a site reaches the forecast of its load.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "site_text.h"

#include "../../../examples/station/simulate/planner.h"

#include <string.h>

enum { STEPS = 96 };

/* What the load of a day is expected to be, after the fortnight before it. */
static void expect(const char *date, const char *country, double *median_w)
{
    static struct site site;
    static struct planner planner;
    struct inputs inputs;
    char message[MESSAGE] = "";
    const struct inputs_request request = {
        .scenario = "calm", .outage = "none", .date = date, .days = 1};
    depot_accepted("\"country\": \"CZ\",", country, &site);
    ck_assert_msg(inputs_make(&site, &request, &inputs, message, sizeof message) == 0, "%s",
                  message);
    ck_assert_msg(planner_init(&planner, &site, &inputs, PLANNER_QUICK, message, sizeof message) ==
                      0,
                  "%s", message);
    ck_assert_int_eq(outlook_warm_up(&planner.outlook, message, sizeof message), 0);
    ck_assert_int_ge(
        ostrov_forecast_predict(planner.outlook.load, inputs.start_s, STEPS, NULL, 0.5, median_w),
        OSTROV_OK);
    planner_free(&planner);
    inputs_free(&inputs);
}

static const char *const none = " ";
static const char *const czech = "\"country\": \"CZ\",";

START_TEST(a_holiday_is_no_working_day)
{
    double without_w[STEPS];
    double with_w[STEPS];
    double without_sum = 0.0;
    double with_sum = 0.0;
    expect("2026-05-08", none, without_w); /* a Friday */
    expect("2026-05-08", czech, with_w);
    for (int i = 0; i < STEPS; i++) {
        without_sum += without_w[i];
        with_sum += with_w[i];
    }
    ck_assert_double_lt(with_sum, 0.97 * without_sum); /* the model's weekends have 15 % less */
}
END_TEST

START_TEST(where_there_is_none_nothing_changes)
{
    double without_w[STEPS];
    double with_w[STEPS];
    expect("2026-06-17", none, without_w);
    expect("2026-06-17", czech, with_w);
    ck_assert_mem_eq(without_w, with_w, sizeof with_w);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("scenario.site.holidays");
    TCase *tc = tcase_create("holidays");
    tcase_set_timeout(tc, 60); /* years of inputs, under sanitizers too */
    tcase_add_test(tc, a_holiday_is_no_working_day);
    tcase_add_test(tc, where_there_is_none_nothing_changes);
    suite_add_tcase(suite, tc);
    return unit_run(suite);
}
