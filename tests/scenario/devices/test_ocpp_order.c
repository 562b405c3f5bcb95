/* In which order a charge point is asked, and that neither a boot, a setting nor another vehicle's refusal lets a
 * limit wait.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ocpp_rig.h"

/* What a charge point is asked before it has booted it may never answer: the boot asks anew, at once. */
START_TEST(a_boot_does_not_wait_for_what_was_asked_before_it)
{
    begin();
    want(20e3);
    ck_assert_ptr_nonnull(strstr(call(), "TxDefaultProfile"));
    pass(1.0);
    ck_assert_str_eq(call(), "");
    hear("[2,\"b\",\"BootNotification\",{\"chargePointVendor\":\"V\",\"chargePointModel\":\"M\"}]");
    ck_assert_ptr_nonnull(strstr(call(), "TxDefaultProfile"));
    ck_assert(isnan(point.stands_w)); /* the one before may have been taken, or not */
    answer("Rejected");
    ck_assert_ptr_nonnull(strstr(call(), "ChangeConfiguration")); /* not the default again at once */
    hear("[2,\"b\",\"BootNotification\",{\"chargePointVendor\":\"V\",\"chargePointModel\":\"M\"}]");
    ck_assert_ptr_nonnull(strstr(call(), "TxDefaultProfile")); /* a refusal of before counts no more */
}
END_TEST

START_TEST(a_boot_in_the_middle_of_a_limit_has_it_sent_again)
{
    want(20e3);
    ck_assert_ptr_nonnull(strstr(call(), "TxProfile"));
    hear("[2,\"b\",\"BootNotification\",{\"chargePointVendor\":\"V\",\"chargePointModel\":\"M\"}]");
    ck_assert_ptr_nonnull(strstr(call(), "TxDefaultProfile"));
    answer("Accepted");
    ck_assert_ptr_nonnull(strstr(call(), "\"chargingProfilePurpose\":\"TxProfile\""));
    answer("Accepted");
    ck_assert_int_eq(point.limit.stage, SET_POINT_ACKNOWLEDGED);
}
END_TEST

/* A setting that is never answered stands behind the limits, not before them. */
START_TEST(a_setting_without_an_answer_holds_up_no_limit)
{
    begin();
    hear("[2,\"b\",\"BootNotification\",{\"chargePointVendor\":\"V\",\"chargePointModel\":\"M\"}]");
    hear("[2,\"t\",\"StartTransaction\",{\"connectorId\":1,\"idTag\":\"bus-1\",\"meterStart\":1000,"
         "\"timestamp\":\"2027-01-15T08:00:00Z\"}]");
    want(20e3);
    ck_assert_ptr_nonnull(strstr(call(), "TxDefaultProfile"));
    answer("Accepted");
    ck_assert_ptr_nonnull(strstr(call(), "\"chargingProfilePurpose\":\"TxProfile\""));
    answer("Accepted");
    ck_assert_ptr_nonnull(strstr(call(), "MeterValueSampleInterval"));
}
END_TEST

/* What one vehicle's limit was refused for is no reason to let the next one wait half a minute. */
START_TEST(a_refusal_is_not_carried_over_to_the_next_transaction)
{
    want(20e3);
    call();
    answer("Rejected");
    pass(5.0);
    ck_assert_str_eq(call(), "");
    hear("[2,\"e\",\"StopTransaction\",{\"transactionId\":1,\"meterStop\":1100,\"timestamp\":"
         "\"2027-01-15T08:00:00Z\"}]");
    hear("[2,\"t\",\"StartTransaction\",{\"connectorId\":1,\"idTag\":\"bus-2\",\"meterStart\":1100,"
         "\"timestamp\":\"2027-01-15T08:00:00Z\"}]");
    ck_assert_ptr_nonnull(strstr(call(), "\"transactionId\":2"));
    answer("Rejected");
    pass(5.0);
    ck_assert_str_eq(call(), ""); /* its own holds for it */
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("OCPP order");
    TCase *fresh = tcase_create("fresh"), *charging = tcase_create("charging");
    tcase_add_checked_fixture(fresh, begin, NULL);
    tcase_add_checked_fixture(charging, begin_charging, NULL);
    tcase_add_test(fresh, a_boot_does_not_wait_for_what_was_asked_before_it);
    tcase_add_test(charging, a_boot_in_the_middle_of_a_limit_has_it_sent_again);
    tcase_add_test(fresh, a_setting_without_an_answer_holds_up_no_limit);
    tcase_add_test(charging, a_refusal_is_not_carried_over_to_the_next_transaction);
    suite_add_tcase(suite, fresh);
    suite_add_tcase(suite, charging);
    return unit_run(suite);
}
