/* The driver's cycle: measure, step, actuate; what happens when either fails.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/driver.h>

#include <string.h>

#include "unit.h"

#define BEGIN_S 1767225600

typedef struct rig {
    ostrov_status measured; /* what measure returns */
    ostrov_status actuated; /* what actuate returns */
    uint32_t inhibits;
    int32_t writes;
    int32_t reads;
    int32_t was_empty; /* measure was handed "not measured" */
    ostrov_command last;
} rig;

static ostrov_station station;
static rig hardware;
static ostrov_driver driver;
static ostrov_command command;

static ostrov_status measure(void *context, ostrov_measurement *out)
{
    rig *r = context;
    r->reads++;
    r->was_empty = out->grid_w != out->grid_w && out->grid == NULL && out->time_s == INT64_MIN &&
                   out->struct_size == sizeof *out;
    out->inhibits = r->inhibits;
    out->grid_w = 12e3;
    return r->measured;
}

static ostrov_status actuate(void *context, const ostrov_command *in)
{
    rig *r = context;
    r->writes++;
    r->last = *in;
    return r->actuated;
}

static void start(void)
{
    ostrov_station_config config;
    ostrov_fault why;
    ck_assert_int_eq(ostrov_station_defaults(&config, sizeof config), OSTROV_OK);
    config.import_limit_w = 100e3;
    config.export_limit_w = 100e3;
    config.load_max_w = 50e3;
    ck_assert_int_eq(ostrov_station_init(&station, &config, &why), OSTROV_OK);
    memset(&hardware, 0, sizeof hardware);
    ck_assert_int_eq(ostrov_driver_defaults(&driver), OSTROV_OK);
    driver.context = &hardware;
    driver.measure = measure;
    driver.actuate = actuate;
}

static ostrov_status cycle(int64_t time_s)
{
    return ostrov_driver_cycle(&driver, &station, time_s, 1.0, &command);
}

START_TEST(test_measures_steps_and_writes)
{
    start();
    ck_assert_int_eq(cycle(BEGIN_S), OSTROV_OK);
    ck_assert_int_eq(hardware.reads, 1);
    ck_assert_int_eq(hardware.was_empty, 1);
    ck_assert_int_eq(hardware.writes, 1);
    ck_assert_int_eq(memcmp(&hardware.last, &command, sizeof command), 0);
    ck_assert_int_eq(command.rung, OSTROV_RUNG_RULES);
    ck_assert(command.time_s == BEGIN_S);
}
END_TEST

START_TEST(test_failed_read_is_no_measurement)
{
    start();
    hardware.measured = OSTROV_E_DRIVER;
    for (int32_t t = 0; t < 12; t++) {
        ck_assert_int_eq(cycle(BEGIN_S + t), OSTROV_E_DRIVER);
    }
    /* The 12 kW it left behind were not used, and the safe command was written. */
    ostrov_station_state state;
    ck_assert_int_eq(ostrov_station_read(&station, &state, sizeof state), OSTROV_OK);
    ck_assert(state.import_wh == 0.0);
    ck_assert_int_eq(command.rung, OSTROV_RUNG_SAFE);
    ck_assert_int_eq(hardware.writes, 12);
}
END_TEST

START_TEST(test_failed_write_is_told)
{
    start();
    hardware.actuated = OSTROV_E_DRIVER;
    ck_assert_int_eq(cycle(BEGIN_S), OSTROV_E_DRIVER);
    ck_assert_int_eq(hardware.writes, 1);
}
END_TEST

START_TEST(test_nothing_is_written_while_inhibited)
{
    start();
    hardware.inhibits = OSTROV_INHIBIT_LOCAL;
    ck_assert_int_eq(cycle(BEGIN_S), OSTROV_OK);
    ck_assert_int_eq(hardware.writes, 0);
    ck_assert_int_eq(command.write, 0);
}
END_TEST

START_TEST(test_bad_time_writes_the_safe_command)
{
    start();
    ck_assert_int_eq(cycle(BEGIN_S), OSTROV_OK);
    ck_assert_int_eq(ostrov_driver_cycle(&driver, &station, BEGIN_S, -1.0, &command),
                     OSTROV_E_TIME);
    ck_assert_int_eq(hardware.writes, 2);
    ck_assert_int_eq(hardware.last.rung, OSTROV_RUNG_SAFE);
}
END_TEST

START_TEST(test_arguments)
{
    start();
    ck_assert_int_eq(ostrov_driver_defaults(NULL), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_driver_cycle(NULL, &station, 0, 1.0, &command), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_driver_cycle(&driver, &station, 0, 1.0, NULL), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_driver_cycle(&driver, NULL, 0, 1.0, &command), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(hardware.writes, 0);
    driver.measure = NULL;
    ck_assert_int_eq(cycle(BEGIN_S), OSTROV_E_ARGUMENT);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("driver cycle");
    TCase *tcase = tcase_create("cycle");
    tcase_add_test(tcase, test_measures_steps_and_writes);
    tcase_add_test(tcase, test_failed_read_is_no_measurement);
    tcase_add_test(tcase, test_failed_write_is_told);
    tcase_add_test(tcase, test_nothing_is_written_while_inhibited);
    tcase_add_test(tcase, test_bad_time_writes_the_safe_command);
    tcase_add_test(tcase, test_arguments);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
