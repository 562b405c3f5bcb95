/* One charge point by OCPP 1.6, without sockets: what it is told, and what it is found out at.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ocpp_rig.h"

START_TEST(it_boots_and_is_told_what_holds_without_us)
{
    const char *reply = hear("[2,\"b\",\"BootNotification\",{\"chargePointVendor\":\"V\","
                             "\"chargePointModel\":\"M\"}]");
    ck_assert_str_eq(reply, "[3,\"b\",{\"status\":\"Accepted\",\"currentTime\":"
                            "\"2027-01-15T08:00:00Z\",\"interval\":60}]");
    ck_assert_int_eq(ocpp_point_plugged(&point), -1); /* not known is not "nobody" */
    ck_assert_str_eq(call(), ""); /* who only observes writes no setting either */
    want(20e3);
    const char *profile = call();
    ck_assert_ptr_nonnull(strstr(profile, "\"chargingProfilePurpose\":\"TxDefaultProfile\""));
    ck_assert_ptr_nonnull(strstr(profile, "\"limit\":0.0"));
    ck_assert_ptr_null(strstr(profile, "duration")); /* it holds for ever */
    ck_assert_ptr_null(strstr(profile, "transactionId"));
    ck_assert_str_eq(call(), ""); /* one call at a time */
    answer("Accepted");
    ck_assert_ptr_nonnull(strstr(call(), "\"MeterValueSampleInterval\",\"value\":\"5\""));
    answer("NotSupported");
    /* Which values it sends: a list that is refused is asked for without what not all have. */
    ck_assert_ptr_nonnull(strstr(call(), "Current.Import"));
    answer("Rejected");
    const char *less = call();
    ck_assert_ptr_nonnull(
        strstr(less, "\"value\":\"Power.Active.Import,Energy.Active.Import.Register\""));
    answer("Rejected");
    ck_assert_str_eq(call(), ""); /* no TxProfile without a transaction */
}
END_TEST

START_TEST(watts_become_amperes_never_rounded_up)
{
    static const struct {
        double watts;
        const char *limit;
    } rows[] = {{22e3, "\"limit\":31.8,"},    {4140.0, "\"limit\":6.0,"},
                {4100.0, "\"limit\":0.0,"},   {0.0, "\"limit\":0.0,"},
                {-5.0, "\"limit\":0.0,"},     {1e9, "\"limit\":63.7,"},
                {INFINITY, "\"limit\":63.7,"}};
    ck_assert_int_eq(ocpp_point_plugged(&point), 1);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        want(rows[i].watts);
        const char *text = call();
        if (text[0] != '\0') {
            ck_assert_msg(strstr(text, rows[i].limit) != NULL, "%g: %s", rows[i].watts, text);
            ck_assert_ptr_nonnull(strstr(text, "\"chargingRateUnit\":\"A\""));
            ck_assert_ptr_nonnull(strstr(text, "\"transactionId\":1"));
            ck_assert_ptr_nonnull(strstr(text, "\"numberPhases\":3"));
            answer("Accepted");
        } else {
            ck_assert_msg(i > 0 && strcmp(rows[i].limit, rows[i - 1].limit) == 0, "%g",
                          rows[i].watts);
        }
    }
    want(NAN); /* not known: nothing may be drawn */
    ck_assert_ptr_nonnull(strstr(call(), "\"limit\":0.0,"));
}
END_TEST

START_TEST(accepted_is_not_done)
{
    want(20.01e3);
    call();
    answer("Accepted");
    ck_assert_int_eq(point.limit.stage, SET_POINT_ACKNOWLEDGED);
    meter(19.5e3);
    ck_assert_double_eq_tol(point.reading.power_w, 19.5e3, 0.5);
    ck_assert_double_eq(point.reading.energy_wh, 1000.5);
    call();
    ck_assert_int_eq(point.limit.stage, SET_POINT_OBSERVED);
    for (int i = 0; i < 8; i++) { /* it draws more than it may, for longer than the patience */
        pass(5.0);
        meter(43e3);
        if (strstr(call(), "SetChargingProfile") != NULL) {
            answer("Accepted");
        }
    }
    ck_assert_int_eq(point.limit.stage, SET_POINT_REFUSED);
    ck_assert_int_eq(point.limit.refusal, SET_POINT_NOT_OBSERVED);
    pass(31.0);
    ck_assert_ptr_nonnull(strstr(call(), "TxProfile")); /* tried again, not each second */
}
END_TEST

START_TEST(a_limit_lives_and_is_renewed)
{
    int sent = 0;
    want(20e3);
    for (int i = 0; i < 240; i++) { /* two lives of 120 s */
        if (strstr(call(), "TxProfile") != NULL) {
            ck_assert_ptr_nonnull(strstr(out, "\"duration\":120"));
            answer("Accepted");
            sent++;
        }
        pass(1.0);
    }
    ck_assert_int_eq(sent, 4);                   /* at half of each life */
    ck_assert_int_eq(point.limits.requested, 2); /* that of before, and this one once */
}
END_TEST

/* The answer to a limit of one transaction says nothing about the next one. */
START_TEST(the_next_transaction_has_a_limit_of_its_own)
{
    want(20e3);
    ck_assert_ptr_nonnull(strstr(call(), "\"transactionId\":1"));
    hear("[2,\"e\",\"StopTransaction\",{\"transactionId\":1,\"meterStop\":1100,\"timestamp\":"
         "\"2027-01-15T08:00:00Z\"}]");
    hear("[2,\"t\",\"StartTransaction\",{\"connectorId\":1,\"idTag\":\"bus-2\",\"meterStart\":1100,"
         "\"timestamp\":\"2027-01-15T08:00:00Z\"}]");
    answer("Accepted");
    ck_assert_ptr_nonnull(strstr(call(), "\"transactionId\":2"));
}
END_TEST

/* A break in the middle of a call: the limit goes out with the new link, not half a minute later.
 */
START_TEST(a_limit_that_no_link_carried_is_sent_with_the_next)
{
    want(20e3);
    ck_assert_ptr_nonnull(strstr(call(), "TxProfile"));
    ocpp_point_close(&point, now_us);
    pass(2.0);
    ocpp_point_open(&point, now_us);
    ck_assert_ptr_nonnull(strstr(call(), "TxDefaultProfile"));
    answer("Accepted");
    ck_assert_ptr_nonnull(strstr(call(), "\"chargingProfilePurpose\":\"TxProfile\""));
    answer("Accepted");
    ck_assert_ptr_nonnull(strstr(call(), "MeterValueSampleInterval")); /* what nobody waits for */
    answer("Accepted");
    ck_assert_ptr_nonnull(strstr(call(), "MeterValuesSampledData"));
}
END_TEST

/* A charge point that missed our answer tells the same start again: it is the same transaction. */
START_TEST(a_start_told_twice_is_one_transaction)
{
    hear(
        "[2,\"t2\",\"StartTransaction\",{\"connectorId\":1,\"idTag\":\"bus-1\",\"meterStart\":1000,"
        "\"timestamp\":\"2027-01-15T08:00:00Z\"}]");
    ck_assert_ptr_nonnull(strstr(out, "\"transactionId\":1,"));
    ck_assert_int_eq(point.transaction, 1);
    hear(
        "[2,\"t3\",\"StartTransaction\",{\"connectorId\":1,\"idTag\":\"bus-1\",\"meterStart\":1000,"
        "\"timestamp\":\"2027-01-15T08:00:09Z\"}]");
    ck_assert_int_eq(point.transaction, 2); /* another moment: another transaction */
}
END_TEST

/* A transaction that is taken up does not lead back to numbers that were given already. */
START_TEST(no_number_is_given_twice)
{
    point.next_transaction = 100;
    point.transaction = 0;
    hear("[2,\"m\",\"MeterValues\",{\"connectorId\":1,\"transactionId\":7,\"meterValue\":["
         "{\"timestamp\":\"2027-01-15T08:00:00Z\",\"sampledValue\":[{\"value\":\"1\"}]}]}]");
    ck_assert_int_eq(point.transaction, 7);
    hear("[2,\"t\",\"StartTransaction\",{\"connectorId\":1,\"idTag\":\"bus-2\",\"meterStart\":1,"
         "\"timestamp\":\"2027-01-15T08:00:00Z\"}]");
    ck_assert_int_eq(point.transaction, 100);
}
END_TEST

/* The sockets have a thread of their own: it must not keep alive what control no longer says. */
START_TEST(what_nobody_wants_any_more_runs_out)
{
    want(20e3);
    call();
    answer("Accepted");
    no_wish = 1;
    for (int i = 0; i < 240; i++) {
        ck_assert_str_eq(call(), "");
        pass(1.0);
    }
    want(20e3); /* it is back */
    ck_assert_ptr_nonnull(strstr(call(), "TxProfile"));
}
END_TEST

START_TEST(another_connector_is_not_the_sites)
{
    meter(7e3);
    const char *reply = hear(
        "[2,\"t\",\"StartTransaction\",{\"connectorId\":2,\"idTag\":\"bus-2\",\"meterStart\":0,"
        "\"timestamp\":\"2027-01-15T08:00:00Z\"}]");
    ck_assert_ptr_nonnull(strstr(reply, "\"status\":\"Blocked\""));
    ck_assert_int_eq(point.transaction, 1);
    ck_assert_str_eq(point.tag, "bus-1");
    hear("[2,\"m\",\"MeterValues\",{\"connectorId\":2,\"transactionId\":2,\"meterValue\":[{"
         "\"sampledValue\":[{\"value\":\"9000\",\"measurand\":\"Power.Active.Import\"}]}]}]");
    ck_assert_double_eq(point.reading.power_w, 7e3);
}
END_TEST

START_TEST(late_and_foreign_answers_are_dropped)
{
    char late[96];
    want(20e3);
    call();
    snprintf(late, sizeof late, "[3,\"%s\",{\"status\":\"Accepted\"}]", point.asked_id);
    hear("[3,\"somebody-else\",{\"status\":\"Accepted\"}]");
    ck_assert_int_eq(point.limit.stage, SET_POINT_REQUESTED);
    pass(31.0);
    call(); /* given up */
    ck_assert_int_eq(point.limit.stage, SET_POINT_REFUSED);
    ck_assert_int_eq(point.limit.refusal, SET_POINT_NO_LINK);
    hear(late);
    ck_assert_int_eq(point.limit.stage, SET_POINT_REFUSED);
    ck_assert_int_eq(point.counters.timeouts, 1);
    pass(30.0);
    call();
    want(10e3); /* changed while the answer is under way */
    answer("Accepted");
    ck_assert_int_eq(point.limit.stage, SET_POINT_REQUESTED);
    ck_assert_ptr_nonnull(strstr(call(), "\"limit\":14.4"));
    answer("Rejected");
    ck_assert_int_eq(point.limit.refusal, SET_POINT_EXCEPTION);
}
END_TEST

START_TEST(a_break_forgets_what_was_under_way)
{
    want(20e3);
    call();
    ocpp_point_close(&point, now_us);
    ck_assert_int_eq(point.limit.refusal, SET_POINT_NO_LINK);
    ck_assert_str_eq(call(), "");
    pass(100.0);
    ocpp_point_open(&point, now_us);
    ck_assert_ptr_nonnull(strstr(call(), "TxDefaultProfile")); /* it may be a renewed one */
    answer("Accepted");
    ck_assert_ptr_nonnull(strstr(call(), "\"transactionId\":1"));
    answer("Accepted");
    ck_assert_ptr_nonnull(strstr(call(), "MeterValueSampleInterval"));
    answer("Accepted");
    ck_assert_ptr_nonnull(strstr(call(), "MeterValuesSampledData"));
}
END_TEST

/* After a restart of ours the charge point goes on with a transaction we do not know. */
START_TEST(a_transaction_is_taken_up_from_meter_values)
{
    begin();
    point.configured = point.defaulted = 1;
    point.sampled = OCPP_SAMPLED_DONE;
    want(20e3);
    hear("[2,\"m\",\"MeterValues\",{\"connectorId\":1,\"transactionId\":77,\"meterValue\":[]}]");
    ck_assert_int_eq(ocpp_point_plugged(&point), 1);
    ck_assert_ptr_nonnull(strstr(call(), "\"transactionId\":77"));
    hear("[2,\"x\",\"StopTransaction\",{\"transactionId\":77,\"meterStop\":5,\"timestamp\":"
         "\"2027-01-15T08:00:00Z\"}]");
    ck_assert_int_eq(point.transaction, 0);
    ck_assert_str_eq(hear("[2,\"u\",\"Unheard\",{}]"),
                     "[4,\"u\",\"NotImplemented\",\"Unheard\",{}]");
}
END_TEST

START_TEST(impossible_values_are_not_measured)
{
    meter(20e3);
    meter(1e6);
    ck_assert_double_eq(point.reading.power_w, 20e3);
    hear(
        "[2,\"m\",\"MeterValues\",{\"connectorId\":1,\"meterValue\":[{\"sampledValue\":[{\"value\":"
        "\"NaN\",\"measurand\":\"Power.Active.Import\"},{\"value\":\"1,5\",\"measurand\":\"SoC\"},"
        "{\"value\":\"250\",\"measurand\":\"SoC\"},7,null,{}]},5]}]");
    ck_assert_double_eq(point.reading.power_w, 20e3);
    ck_assert(isnan(point.reading.soc_ratio));
    hear("[2,\"m\",\"MeterValues\",{\"connectorId\":1,\"meterValue\":[{\"sampledValue\":["
         "{\"value\":\"5000\",\"measurand\":\"Power.Active.Import\",\"phase\":\"L1\"},"
         "{\"value\":\"6000\",\"measurand\":\"Power.Active.Import\",\"phase\":\"L2\"},"
         "{\"value\":\"7000\",\"measurand\":\"Power.Active.Import\",\"phase\":\"L3\"},"
         "{\"value\":\"55\",\"measurand\":\"SoC\",\"unit\":\"Percent\"}]}]}]");
    ck_assert_double_eq(point.reading.power_w, 18e3);
    ck_assert_double_eq(point.reading.soc_ratio, 0.55);
}
END_TEST

START_TEST(garbage_does_no_harm)
{
    static const char *const frames[] = {
        "",
        "[",
        "[]",
        "{}",
        "[2]",
        "[2,\"\",\"Heartbeat\",{}]",
        "[2,1,\"Heartbeat\",{}]",
        "[2,\"a\",\"Heartbeat\",[]]",
        "[2,\"a\",\"Heartbeat\"]",
        "[9,\"a\",\"b\",{}]",
        "[3,\"a\",5]",
        "[4,\"a\",\"b\",\"c\"]",
        "[2.5,\"a\",\"b\",{}]",
        "null",
        "\"x\"",
        "[2,\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\"Heartbeat\",{}]"};
    int64_t refused = point.counters.refused;
    for (size_t i = 0; i < sizeof frames / sizeof frames[0]; i++) {
        ck_assert_str_eq(hear(frames[i]), "");
    }
    ck_assert_int_eq(point.counters.refused - refused, sizeof frames / sizeof frames[0]);
    char deep[200];
    memset(deep, '[', sizeof deep);
    deep[199] = '\0';
    ck_assert_str_eq(hear(deep), "");
    uint64_t random = 88172645463325252u;
    char text[64];
    for (int i = 0; i < 20000; i++) { /* cut and stirred frames */
        const char *from = "[2,\"t\",\"StartTransaction\",{\"connectorId\":1,\"idTag\":\"b\"}]";
        snprintf(text, sizeof text, "%s", from);
        for (int k = 0; k < 3; k++) {
            random ^= random << 13, random ^= random >> 7, random ^= random << 17;
            text[random % strlen(from)] = (char)(random >> 32);
        }
        (void)ocpp_point_receive(&point, text, random >> 48 & 63, now_us, utc, out, sizeof out);
    }
    ck_assert_ptr_nonnull(strstr(hear("[2,\"h\",\"Heartbeat\",{}]"), "2027-01-15T08:00:00Z"));
}
END_TEST

START_TEST(times_read_and_write)
{
    int64_t t = 0;
    char text[32];
    ck_assert_int_eq(ocpp_time_read("2027-01-15T08:00:00Z", &t), 0);
    ck_assert_int_eq(t, utc);
    ck_assert_int_eq(ocpp_time_read("2027-01-15T09:00:00.123+01:00", &t), 0);
    ck_assert_int_eq(t, utc);
    ck_assert_int_eq(ocpp_time_read("2027-13-15T09:00:00Z", &t), -1);
    ck_assert_int_eq(ocpp_time_read("2027-01-15 09:00", &t), -1);
    ck_assert_int_eq(ocpp_time_read("2027-01-15T09:00:00+1", &t), -1);
    ocpp_time_write(utc, text);
    ck_assert_str_eq(text, "2027-01-15T08:00:00Z");
}
END_TEST

/* A charge point that comes again while hands are to be off is looked at, and told nothing. */
START_TEST(nothing_is_set_while_nobody_wants_anything)
{
    begin();
    want(11e3);
    ck_assert_ptr_nonnull(strstr(call(), "TxDefaultProfile"));
    no_wish = 1;
    pass(11.0); /* heed_s and a second */
    ocpp_point_close(&point, now_us);
    ocpp_point_open(&point, now_us);
    ck_assert_str_eq(call(), "");
    want(11e3);
    ck_assert_ptr_nonnull(strstr(call(), "TxDefaultProfile"));
}
END_TEST

/* A charge point that was cut off sends what it kept: true then, not now. */
START_TEST(values_that_were_kept_count_when_they_were_measured)
{
    begin_charging();
    meter(10e3);
    ck_assert_double_eq_tol(ocpp_point_age_s(&point, now_us), 0.0, 1e-9);
    pass(600.0);
    hear("[2,\"m\",\"MeterValues\",{\"connectorId\":1,\"meterValue\":["
         "{\"timestamp\":\"2027-01-15T07:55:00Z\",\"sampledValue\":[{\"value\":\"5000\","
         "\"measurand\":\"Power.Active.Import\"}]},"
         "{\"timestamp\":\"2027-01-15T07:54:00.5Z\",\"sampledValue\":[{\"value\":\"4000\","
         "\"measurand\":\"Power.Active.Import\"}]}]}]");
    ck_assert_double_eq(point.reading.power_w, 5000.0); /* the newer of them, whatever the order */
    ck_assert_double_eq_tol(ocpp_point_age_s(&point, now_us), 300.0, 1e-9);
    meter(7e3);
    hear("[2,\"m\",\"MeterValues\",{\"connectorId\":1,\"meterValue\":["
         "{\"timestamp\":\"2027-01-15T07:59:00Z\",\"sampledValue\":[{\"value\":\"1\","
         "\"measurand\":\"Power.Active.Import\"}]}]}]");
    ck_assert_double_eq(point.reading.power_w, 7e3);
    ck_assert_double_eq_tol(ocpp_point_age_s(&point, now_us), 0.0, 1e-9);
    pass(5.0);
    hear("[2,\"m\",\"MeterValues\",{\"connectorId\":1,\"meterValue\":["
         "{\"timestamp\":\"2027-01-15T09:00:00Z\",\"sampledValue\":[{\"value\":\"2000\","
         "\"measurand\":\"Power.Active.Import\"}]}]}]"); /* its clock is an hour on: now */
    ck_assert_double_eq(point.reading.power_w, 2e3);
    ck_assert_double_eq_tol(ocpp_point_age_s(&point, now_us), 0.0, 1e-9);
    hear("[2,\"m\",\"MeterValues\",{\"connectorId\":1,\"meterValue\":["
         "{\"timestamp\":\"1970-01-01T00:00:00Z\",\"sampledValue\":[{\"value\":\"9\","
         "\"measurand\":\"Power.Active.Import\"}]}]}]");
    ck_assert_double_eq(point.reading.power_w, 2e3); /* and one that has none proves nothing */
}
END_TEST

/* One that is silent is not known; it does not take the others with it. */
START_TEST(silence_is_of_one_charge_point)
{
    static struct ocpp_point points[3];
    ostrov_measurement m;
    begin_charging();
    meter(9e3);
    points[0] = points[1] = points[2] = point;
    points[1].status = OCPP_AVAILABLE; /* nobody stands there; its heartbeat is a minute old */
    points[1].seen_us = now_us - 50000000;
    points[2].reading.read_us = now_us - 60000000;
    ck_assert_int_eq(ostrov_measurement_defaults(&m, sizeof m), OSTROV_OK);
    ocpp_points_fill(points, 3, now_us + 4000000, &m);
    ck_assert_double_eq_tol(m.age_s[OSTROV_SOURCE_CHARGERS], 4.0, 1e-9);
    ck_assert_int_eq(m.vehicle_connected[0], 1);
    ck_assert_double_eq(m.vehicle_w[0], 9e3);
    ck_assert_int_eq(m.vehicle_connected[1], 0);
    ck_assert_double_eq(m.vehicle_w[1], 0.0);
    ck_assert_int_eq(m.vehicle_connected[2], 1);
    ck_assert(isnan(m.vehicle_w[2]));
    points[1].connected = 0; /* whether somebody came is not known then */
    ocpp_points_fill(points, 3, now_us + 60000000, &m);
    ck_assert_int_eq(m.vehicle_connected[1], -1);
    ck_assert(isnan(m.vehicle_w[1]));
    ck_assert_double_eq_tol(m.age_s[OSTROV_SOURCE_CHARGERS], 60.0, 1e-9);
}
END_TEST

START_TEST(values_kept_of_an_ended_transaction_do_not_bring_it_back)
{
    begin_charging();
    int32_t number = point.transaction;
    char text[256];
    hear("[2,\"s\",\"StatusNotification\",{\"connectorId\":1,\"errorCode\":\"NoError\",\"status\":"
         "\"Available\"}]");
    ck_assert_int_eq(point.transaction, 0);
    for (int i = 0; i < 2; i++) {
        snprintf(text, sizeof text,
                 "[2,\"m\",\"MeterValues\",{\"connectorId\":1,\"transactionId\":%d,\"meterValue\":["
                 "{\"timestamp\":\"2027-01-15T07:59:58Z\",\"sampledValue\":[{\"value\":\"1\"}]}]}]",
                 (int)number + i);
        hear(text);
        ck_assert_int_eq(point.transaction, i == 0 ? 0 : number + 1); /* another one is taken up */
    }
}
END_TEST

START_TEST(an_old_transaction_is_not_taken_up_again)
{
    begin();
    hear("[2,\"m\",\"MeterValues\",{\"connectorId\":1,\"transactionId\":7,\"meterValue\":["
         "{\"timestamp\":\"2027-01-15T07:00:00Z\",\"sampledValue\":[{\"value\":\"1\"}]}]}]");
    ck_assert_int_eq(point.transaction, 0);
    hear("[2,\"m\",\"MeterValues\",{\"connectorId\":1,\"transactionId\":8,\"meterValue\":["
         "{\"timestamp\":\"2027-01-15T07:59:58Z\",\"sampledValue\":[{\"value\":\"1\"}]}]}]");
    ck_assert_int_eq(point.transaction, 8);
}
END_TEST

START_TEST(numbers_go_on_after_a_restart)
{
    struct ocpp_kept kept;
    begin_charging();
    int32_t before = point.transaction;
    ocpp_point_keep(&point, &kept);
    begin();
    ocpp_point_restore(&point, &kept);
    ck_assert_int_eq(point.transaction, before);
    ck_assert_str_eq(point.tag, "bus-1");
    hear("[2,\"t\",\"StartTransaction\",{\"connectorId\":1,\"idTag\":\"bus-2\",\"meterStart\":1,"
         "\"timestamp\":\"2027-01-15T08:00:00Z\"}]");
    /* One that was answered in the last moment, and not kept, had before + 1. */
    ck_assert_int_gt(point.transaction, before + 1);
    kept.next_transaction = -5; /* what makes no sense is not taken */
    begin();
    ocpp_point_restore(&point, &kept);
    ck_assert_int_eq(point.next_transaction, 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("OCPP point");
    TCase *fresh = tcase_create("fresh"), *charging = tcase_create("charging");
    tcase_add_checked_fixture(fresh, begin, NULL);
    tcase_add_checked_fixture(charging, begin_charging, NULL);
    tcase_add_test(fresh, it_boots_and_is_told_what_holds_without_us);
    tcase_add_test(charging, watts_become_amperes_never_rounded_up);
    tcase_add_test(charging, accepted_is_not_done);
    tcase_add_test(charging, a_limit_lives_and_is_renewed);
    tcase_add_test(charging, the_next_transaction_has_a_limit_of_its_own);
    tcase_add_test(charging, a_limit_that_no_link_carried_is_sent_with_the_next);
    tcase_add_test(charging, a_start_told_twice_is_one_transaction);
    tcase_add_test(charging, no_number_is_given_twice);
    tcase_add_test(charging, what_nobody_wants_any_more_runs_out);
    tcase_add_test(charging, another_connector_is_not_the_sites);
    tcase_add_test(charging, late_and_foreign_answers_are_dropped);
    tcase_add_test(charging, a_break_forgets_what_was_under_way);
    tcase_add_test(charging, a_transaction_is_taken_up_from_meter_values);
    tcase_add_test(charging, impossible_values_are_not_measured);
    tcase_add_test(charging, garbage_does_no_harm);
    tcase_add_test(fresh, times_read_and_write);
    tcase_add_test(fresh, nothing_is_set_while_nobody_wants_anything);
    tcase_add_test(charging, values_that_were_kept_count_when_they_were_measured);
    tcase_add_test(charging, silence_is_of_one_charge_point);
    tcase_add_test(charging, values_kept_of_an_ended_transaction_do_not_bring_it_back);
    tcase_add_test(fresh, an_old_transaction_is_not_taken_up_again);
    tcase_add_test(charging, numbers_go_on_after_a_restart);
    suite_add_tcase(suite, fresh);
    suite_add_tcase(suite, charging);
    return unit_run(suite);
}
