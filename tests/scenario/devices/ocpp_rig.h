/* One charge point by OCPP 1.6 without sockets, and the central system's side of the talk with it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TEST_DEVICES_OCPP_RIG_H
#define TEST_DEVICES_OCPP_RIG_H

#include "unit.h"

#include "drivers/ocpp/point.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static struct ocpp_point point;
static int64_t now_us;
static char out[OCPP_MOST_BYTES];
static const int64_t utc = 1800000000;

/* A frame comes; the answer, or "". */
static inline const char *hear(const char *text)
{
    size_t n = ocpp_point_receive(&point, text, strlen(text), now_us, utc, out, sizeof out);
    out[n] = '\0';
    return out;
}

/* The next call, or "". */
static inline const char *call(void)
{
    size_t n = ocpp_point_next(&point, now_us, utc, out, sizeof out);
    out[n] = '\0';
    return out;
}

static inline void answer(const char *status)
{
    char text[128];
    snprintf(text, sizeof text, "[3,\"%s\",{\"status\":\"%s\"}]", point.asked_id, status);
    ck_assert_str_eq(hear(text), "");
}

static double wish; /* what control says again whenever time passes, unless no_wish */
static int no_wish;

static inline void want(double watts)
{
    wish = watts;
    no_wish = 0;
    ocpp_point_want(&point, watts, now_us);
}

static inline void pass(double seconds)
{
    now_us += (int64_t)(seconds * 1e6);
    if (!no_wish) {
        ocpp_point_want(&point, wish, now_us);
    }
}

static inline void meter(double watts)
{
    char text[512];
    snprintf(text, sizeof text,
             "[2,\"m\",\"MeterValues\",{\"connectorId\":1,\"transactionId\":%d,\"meterValue\":[{"
             "\"timestamp\":\"2027-01-15T08:00:00Z\",\"sampledValue\":[{\"value\":\"%d.5\"},"
             "{\"value\":\"%.3f\",\"measurand\":\"Power.Active.Import\",\"unit\":\"kW\"}]}]}]",
             (int)point.transaction, 1000, watts / 1000.0);
    ck_assert_str_eq(hear(text), "[3,\"m\",{}]");
}

static inline void begin(void)
{
    struct ocpp_setup setup;
    now_us = 1000000;
    no_wish = 1;
    ocpp_setup_defaults(&setup);
    setup.limit_w = 44e3;
    ocpp_point_begin(&point, &setup);
    ocpp_point_open(&point, now_us);
}

/* Booted, configured, defaulted, plugged in, charging. */
static inline void begin_charging(void)
{
    begin();
    hear("[2,\"b\",\"BootNotification\",{\"chargePointVendor\":\"V\",\"chargePointModel\":\"M\"}]");
    want(0.0);
    ck_assert_ptr_nonnull(strstr(call(), "TxDefaultProfile"));
    answer("Accepted");
    ck_assert_ptr_nonnull(strstr(call(), "MeterValueSampleInterval"));
    answer("Accepted");
    ck_assert_ptr_nonnull(strstr(call(), "MeterValuesSampledData"));
    answer("Accepted");
    hear("[2,\"s\",\"StatusNotification\",{\"connectorId\":1,\"errorCode\":\"NoError\",\"status\":"
         "\"Preparing\"}]");
    hear("[2,\"t\",\"StartTransaction\",{\"connectorId\":1,\"idTag\":\"bus-1\",\"meterStart\":1000,"
         "\"timestamp\":\"2027-01-15T08:00:00Z\"}]");
    hear("[2,\"s\",\"StatusNotification\",{\"connectorId\":1,\"errorCode\":\"NoError\",\"status\":"
         "\"Charging\"}]");
}

#endif
