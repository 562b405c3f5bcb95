/* The default of a charge point: what it gives whom nobody has told it of.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ocpp_rig.h"

static const char *limit_of(const char *text, const char *purpose)
{
    const char *limit = strstr(text, purpose) != NULL ? strstr(text, "\"limit\":") : NULL;
    return limit != NULL ? limit + strlen("\"limit\":") : "no such profile";
}

/* In an island nobody may draw without having been told: the default goes, behind the limit that
 * cuts what is drawn now, and comes back with the grid. */
START_TEST(the_default_goes_with_the_grid)
{
    ostrov_measurement m;
    ck_assert_int_eq(ostrov_measurement_defaults(&m, sizeof m), OSTROV_OK);
    call(); /* the first limit */
    answer("Accepted");
    ocpp_point_default(&point, 11e3);
    ck_assert_int_eq(strncmp(limit_of(call(), "TxDefaultProfile"), "15.9,", 5), 0);
    answer("Accepted");
    want(20e3);
    call();
    answer("Accepted");
    ck_assert_str_eq(call(), ""); /* said again it is no news */
    ocpp_point_default(&point, 11e3);
    ck_assert_str_eq(call(), "");
    ocpp_point_default(&point, 0.0);
    want(0.0);
    ck_assert_int_eq(strncmp(limit_of(call(), "TxProfile"), "0.0,", 4), 0);
    answer("Accepted");
    want(5e3); /* limits that change each second do not keep the default waiting */
    ck_assert_int_eq(strncmp(limit_of(call(), "TxDefaultProfile"), "0.0,", 4), 0);
    ocpp_points_fill(&point, 1, now_us, &m);
    ck_assert_double_eq_tol(m.charger_default_w[0], 15.9 * 690.0, 1e-6); /* not before the answer */
    answer("Accepted");
    ocpp_points_fill(&point, 1, now_us, &m);
    ck_assert_double_eq(m.charger_default_w[0], 0.0);
    call();
    answer("Accepted");
    ocpp_point_default(&point, 11e3);
    call();
    ocpp_point_default(&point, 0.0); /* the grid went again while the call was under way */
    answer("Accepted");
    ck_assert_int_eq(strncmp(limit_of(call(), "TxDefaultProfile"), "0.0,", 4), 0);
    answer("Rejected");
    ocpp_points_fill(&point, 1, now_us, &m);
    ck_assert_double_gt(m.charger_default_w[0], 10e3); /* what it took last stands */
    ck_assert_str_eq(call(), "");
    pass(31.0);
    ck_assert_ptr_nonnull(strstr(call(), "TxDefaultProfile"));
}
END_TEST

/* One that takes no default at all gives what it can. */
START_TEST(a_refused_default_is_no_default)
{
    ostrov_measurement m;
    ck_assert_int_eq(ostrov_measurement_defaults(&m, sizeof m), OSTROV_OK);
    want(0.0);
    ocpp_points_fill(&point, 1, now_us, &m);
    ck_assert(isnan(m.charger_default_w[0]));
    ck_assert_ptr_nonnull(strstr(call(), "TxDefaultProfile"));
    answer("Rejected");
    ocpp_points_fill(&point, 1, now_us, &m);
    ck_assert_double_eq(m.charger_default_w[0], 44e3);
}
END_TEST

/* Back on the grid: the default is given, and its answer is lost. The charge point may have it. */
START_TEST(a_default_whose_answer_is_lost_may_stand)
{
    ostrov_measurement m;
    ck_assert_int_eq(ostrov_measurement_defaults(&m, sizeof m), OSTROV_OK);
    for (int cut = 0; cut < 3; cut++) {
        begin();
        want(0.0);
        call();
        answer("Accepted"); /* 0 W stands */
        for (int i = 0; i < 3 && call()[0] != '\0'; i++) {
            answer("Accepted");
        }
        ocpp_points_fill(&point, 1, now_us, &m);
        ck_assert_double_eq(m.charger_default_w[0], 0.0);
        ocpp_point_default(&point, 11e3);
        ck_assert_ptr_nonnull(strstr(call(), "TxDefaultProfile"));
        if (cut == 0) {
            pass(31.0);
            call();
        } else if (cut == 1) {
            ocpp_point_close(&point, now_us);
        } else {
            ocpp_point_open(&point, now_us);
        }
        ocpp_points_fill(&point, 1, now_us, &m);
        ck_assert_double_gt(m.charger_default_w[0], 10e3);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("OCPP default");
    TCase *fresh = tcase_create("fresh"), *charging = tcase_create("charging");
    tcase_add_checked_fixture(fresh, begin, NULL);
    tcase_add_checked_fixture(charging, begin_charging, NULL);
    tcase_add_test(charging, the_default_goes_with_the_grid);
    tcase_add_test(fresh, a_refused_default_is_no_default);
    tcase_add_test(fresh, a_default_whose_answer_is_lost_may_stand);
    suite_add_tcase(suite, fresh);
    suite_add_tcase(suite, charging);
    return unit_run(suite);
}
