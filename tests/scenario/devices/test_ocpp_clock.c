/* A charge point by OCPP 1.6 while our own clock is not set: no time is told, and what holds is the
 * default.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include "drivers/ocpp/point.h"

#include <stdio.h>
#include <string.h>

static struct ocpp_point point;
static int64_t now_us, utc_s;
static char out[OCPP_MOST_BYTES];

static const char *hear(const char *text)
{
    size_t n = ocpp_point_receive(&point, text, strlen(text), now_us, utc_s, out, sizeof out);
    out[n] = '\0';
    return out;
}

static const char *call(void)
{
    ocpp_point_want(&point, 15e3, now_us);
    size_t n = ocpp_point_next(&point, now_us, utc_s, out, sizeof out);
    out[n] = '\0';
    return out;
}

static void accept(void)
{
    char text[128];
    snprintf(text, sizeof text, "[3,\"%s\",{\"status\":\"Accepted\"}]", point.asked_id);
    ck_assert_str_eq(hear(text), "");
}

static void begin(void)
{
    struct ocpp_setup setup;
    ocpp_setup_defaults(&setup);
    setup.default_w = 4.2e3;
    now_us = 1000000;
    utc_s = INT64_MIN;
    ocpp_point_begin(&point, &setup);
    ocpp_point_open(&point, now_us);
}

START_TEST(no_time_is_told_that_is_not_known)
{
    ck_assert_str_eq(hear("[2,\"a\",\"BootNotification\",{\"chargePointVendor\":\"v\","
                          "\"chargePointModel\":\"m\"}]"),
                     "[4,\"a\",\"InternalError\",\"the clock is not set yet\",{}]");
    ck_assert_int_eq(point.booted, 0);
    ck_assert_str_eq(point.vendor, "v");
    ck_assert_str_eq(hear("[2,\"b\",\"Heartbeat\",{}]"),
                     "[4,\"b\",\"InternalError\",\"the clock is not set yet\",{}]");
    ck_assert_str_eq(hear("[2,\"c\",\"StatusNotification\",{\"connectorId\":1,\"errorCode\":"
                          "\"NoError\",\"status\":\"Charging\"}]"),
                     "[3,\"c\",{}]"); /* what needs no time is answered as ever */
    utc_s = 1800000000;
    ck_assert_str_eq(hear("[2,\"d\",\"BootNotification\",{\"chargePointVendor\":\"v\","
                          "\"chargePointModel\":\"m\"}]"),
                     "[3,\"d\",{\"status\":\"Accepted\",\"currentTime\":\"2027-01-15T08:00:00Z\","
                     "\"interval\":60}]");
    ck_assert_str_eq(hear("[2,\"e\",\"Heartbeat\",{}]"),
                     "[3,\"e\",{\"currentTime\":\"2027-01-15T08:00:00Z\"}]");
}
END_TEST

/* The default, which must hold when we are gone, needs no time; a limit that expires does. */
START_TEST(until_then_the_default_holds)
{
    (void)hear("[2,\"a\",\"StartTransaction\",{\"connectorId\":1,\"idTag\":\"t\",\"meterStart\":0,"
               "\"timestamp\":\"1970-01-01T00:00:10Z\"}]");
    ck_assert_int_ne(point.transaction, 0);
    ck_assert_ptr_nonnull(strstr(call(), "TxDefaultProfile"));
    ck_assert_ptr_nonnull(strstr(out, "\"chargingProfileKind\":\"Relative\""));
    ck_assert_ptr_null(strstr(out, "startSchedule"));
    ck_assert_ptr_null(strstr(out, "duration"));
    ck_assert_ptr_nonnull(strstr(out, "\"limit\":6"));
    accept();
    ck_assert_ptr_nonnull(strstr(call(), "MeterValueSampleInterval"));
    accept();
    ck_assert_ptr_nonnull(strstr(call(), "MeterValuesSampledData"));
    accept();
    for (int i = 0; i < 200; i++) {
        now_us += 1000000;
        ck_assert_str_eq(call(), "");
    }
    utc_s = 1800000000;
    ck_assert_ptr_nonnull(strstr(call(), "\"TxProfile\""));
    ck_assert_ptr_nonnull(strstr(out, "\"startSchedule\":\"2027-01-15T08:00:00Z\""));
    ck_assert_ptr_null(strstr(out, "1970"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ocpp clock");
    TCase *one = tcase_create("ocpp clock");
    tcase_add_checked_fixture(one, begin, NULL);
    tcase_add_test(one, no_time_is_told_that_is_not_known);
    tcase_add_test(one, until_then_the_default_holds);
    suite_add_tcase(suite, one);
    return unit_run(suite);
}
