/* What the meter of a charge point says of each phase.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include "drivers/ocpp/point.h"

#include <math.h>
#include <string.h>

static struct ocpp_point point;

static void hear(const char *text)
{
    char out[OCPP_MOST_BYTES];
    size_t n = ocpp_point_receive(&point, text, strlen(text), 1000000, 1800000000, out, sizeof out);
    out[n] = '\0';
    ck_assert_str_eq(out, "[3,\"m\",{}]");
}

START_TEST(currents_of_phases_are_kept)
{
    struct ocpp_setup setup;
    ocpp_setup_defaults(&setup);
    ocpp_point_begin(&point, &setup);
    hear("[2,\"m\",\"MeterValues\",{\"connectorId\":1,\"meterValue\":[{\"sampledValue\":["
         "{\"value\":\"16.1\",\"measurand\":\"Current.Import\",\"phase\":\"L1\",\"unit\":\"A\"},"
         "{\"value\":\"0\",\"measurand\":\"Current.Import\",\"phase\":\"L2-N\",\"unit\":\"A\"},"
         "{\"value\":\"9\",\"measurand\":\"Current.Import\",\"phase\":\"L1-L2\",\"unit\":\"A\"},"
         "{\"value\":\"3703\",\"measurand\":\"Power.Active.Import\",\"unit\":\"W\"}]}]}]");
    ck_assert_double_eq(point.reading.power_w, 3703.0);
    ck_assert_double_eq(point.reading.phase_a[0], 16.1);
    ck_assert_double_eq(point.reading.phase_a[1], 0.0);
    ck_assert(isnan(point.reading.phase_a[2])); /* not told */
    hear("[2,\"m\",\"MeterValues\",{\"connectorId\":1,\"meterValue\":[{\"sampledValue\":["
         "{\"value\":\"2300\",\"measurand\":\"Power.Active.Import\",\"phase\":\"L1\"},"
         "{\"value\":\"2300\",\"measurand\":\"Power.Active.Import\",\"phase\":\"L2\"},"
         "{\"value\":\"1150\",\"measurand\":\"Power.Active.Import\",\"phase\":\"L3\"}]}]}]");
    ck_assert_double_eq(point.reading.power_w, 5750.0);
    ck_assert_double_eq_tol(point.reading.phase_a[2], 5.0, 1e-9);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("OCPP meter values");
    TCase *all = tcase_create("all");
    tcase_add_test(all, currents_of_phases_are_kept);
    suite_add_tcase(suite, all);
    return unit_run(suite);
}
