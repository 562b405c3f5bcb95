/* Devices by register maps: the maps of the examples as converter, meter and PV inverter, twins
 * that lie.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include "devices/map_device.h"
#include "drivers/meter.h"
#include "drivers/pcs.h"
#include "drivers/pv_inverter.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static struct register_map map;
static struct map_device device;
static struct map_device_setup setup;
static struct pcs pcs;
static struct meter meter;
static struct pv_inverter pv;
static ostrov_command command;
static int64_t now_us;
static char message[512];

static void load(const char *name)
{
    char path[300];
    snprintf(path, sizeof path, "%s/%s.json", MAPS, name);
    int failed = register_map_load(&map, path, message, sizeof message);
    ck_assert_msg(failed == 0, "%s", message);
    map_device_defaults(&setup);
    memset(&command, 0, sizeof command);
    command.write = 1;
    command.pcs_request = OSTROV_PCS_FOLLOW;
    command.pv_limit_w = (double)INFINITY;
    now_us = 0;
}

static void begin_pcs(const char *name)
{
    struct pcs_setup driver;
    load(name);
    ck_assert_int_eq(map_device_init(&device, &setup, &map), 0);
    map_device_set(&device, MAP_BUS_V_L1, 230.0);
    map_device_set(&device, MAP_CELLS_V, 700.0);
    map_device_set(&device, MAP_CELLS_A, 10.0);
    map_device_set(&device, MAP_CELLS_C, 20.0);
    map_device_set(&device, MAP_BMS_CHARGE_LIMIT_W, 80e3);
    map_device_set(&device, MAP_BMS_DISCHARGE_LIMIT_W, 90e3);
    map_device_set(&device, MAP_BMS_CHARGE_LIMIT_A, 100.0);
    map_device_set(&device, MAP_BMS_DISCHARGE_LIMIT_A, 110.0);
    struct register_tables tables = map_device_tables(&device);
    memset(&pcs, 0, sizeof pcs);
    ck_assert_int_eq(link_init_tables(&pcs.link, &tables, 1.0), 0);
    pcs_setup_defaults(&driver);
    driver.map = &map;
    pcs_begin(&pcs, &driver);
}

static ostrov_status pass(int seconds)
{
    ostrov_status status = OSTROV_OK;
    for (int i = 0; i < seconds; i++) {
        now_us += 1000000;
        map_device_advance(&device, 1.0);
        /* A live bus never stands quite still. */
        map_device_set(&device, MAP_BUS_V_L1, 230.0 + (double)(now_us / 1000000 % 7) * 0.1);
        (void)pcs_poll(&pcs, now_us);
        status = pcs_command(&pcs, &command, now_us);
    }
    return status;
}

static void a_converter_works(const char *name)
{
    ostrov_measurement m;
    begin_pcs(name);
    command.battery_w = 20e3;
    ck_assert_int_eq(pass(3), OSTROV_OK);
    ck_assert_double_eq_tol(pcs.reading.battery_w, 20e3, 1e-6);
    ck_assert_double_eq_tol(device.set_w, 20e3, 1e-6);
    ck_assert_int_eq(pcs.set_point.stage, SET_POINT_OBSERVED);
    ck_assert_int_eq(pcs.reading.mode, OSTROV_PCS_FOLLOW);
    command.battery_w = -33.3e3; /* the register holds tenths of a kilowatt in one of the maps */
    pass(3);
    ck_assert_double_eq_tol(pcs.reading.battery_w, -33.3e3, 1e-6);
    ck_assert_int_eq(pcs.set_point.stage, SET_POINT_OBSERVED);
    ck_assert_int_eq(ostrov_measurement_defaults(&m, sizeof m), OSTROV_OK);
    pcs_fill(&pcs, now_us, &m);
    ck_assert_double_eq_tol(m.battery_v, 700.0, 1e-6);
    ck_assert_double_eq_tol(m.battery_a, 10.0, 1e-6);
    ck_assert_double_eq_tol(m.battery_c, 20.0, 1e-6);
    ck_assert_double_eq_tol(m.bms_soc_ratio, device.value[MAP_SOC_RATIO], 0.001);
    ck_assert_double_eq(m.age_s[OSTROV_SOURCE_BATTERY], 0.0);
    ck_assert_double_eq(m.pcs_charge_limit_w, 100e3); /* none told: as the site says */
    int64_t writes = device.writes;
    pass(10); /* nothing new: only heartbeats */
    ck_assert_int_le((int)(device.writes - writes), 11);
    command.battery_w = 150e3; /* more than the rating: clamped, as told by the limits */
    pass(3);
    ck_assert_double_eq_tol(device.set_w, 100e3, 1e-6);
    command.write = 0; /* nobody commands: no heartbeat, and its reversion runs */
    pass(1);
    writes = device.writes;
    pass(70);
    ck_assert_int_eq((int)(device.writes - writes), 0);
    ck_assert_double_eq(pcs.reading.battery_w, 0.0);
}

START_TEST(the_worked_example)
{
    a_converter_works("example-pcs");
    ck_assert_double_eq_tol(pcs.reading.bms_charge_limit_w, 80e3, 1e-6);
}
END_TEST

START_TEST(the_template)
{
    a_converter_works("template");
    ck_assert_double_eq_tol(pcs.reading.bms_discharge_limit_w, 110.0 * 700.0, 1e-6);
}
END_TEST

START_TEST(lies_are_found_out)
{
    command.write = 1;
    begin_pcs("example-pcs");
    command.battery_w = 10e3;
    pass(3);
    device.faults = MAP_FAULT_FORGET;
    command.battery_w = 12e3;
    ck_assert_int_eq(pass(1), OSTROV_E_DRIVER);
    ck_assert_int_eq(pcs.set_point.refusal, SET_POINT_READ_BACK);
    begin_pcs("example-pcs");
    device.faults = MAP_FAULT_DEAF;
    command.battery_w = 12e3;
    pass(30);
    ck_assert_int_eq(pcs.set_point.refusal, SET_POINT_NOT_OBSERVED);
    begin_pcs("example-pcs");
    pass(3);
    device.faults = MAP_FAULT_CACHE; /* the heartbeat runs, the values are old */
    for (int i = 0; i < 40; i++) {
        now_us += 1000000;
        map_device_advance(&device, 1.0);
        (void)pcs_poll(&pcs, now_us);
    }
    ck_assert_double_gt(pcs_age_s(&pcs, now_us), 30.0);
    begin_pcs("example-pcs");
    pass(3);
    device.faults = MAP_FAULT_FREEZE;
    pass(5);
    ck_assert_double_gt(pcs_age_s(&pcs, now_us), 3.9);
    begin_pcs("example-pcs");
    pass(3);
    device.faults = MAP_FAULT_ABSENT;
    pass(2);
    ck_assert_double_nan(pcs.reading.battery_w);
    ck_assert_double_nan(pcs.reading.soc_ratio);
    ck_assert_int_eq(pcs.reading.mode, OSTROV_PCS_UNKNOWN);
    begin_pcs("example-pcs");
    pass(3);
    device.faults = MAP_FAULT_SWAPPED; /* 700 000 mV with its words exchanged is impossible */
    pass(2);
    ck_assert_double_nan(pcs.reading.cells_v);
    ck_assert_int_gt((int)pcs.counters.implausible, 0);
}
END_TEST

static void a_stranger_gets_nothing(const char *name)
{
    begin_pcs(name);
    command.battery_w = 10e3;
    pass(3);
    int64_t writes = device.writes;
    device.faults = MAP_FAULT_SILENT;
    pass(1);
    device.faults = MAP_FAULT_STRANGER;
    command.battery_w = 20e3;
    map_device_advance(&device, 0.0);
    ck_assert_int_eq(pass(60), OSTROV_E_DRIVER);
    ck_assert_int_eq((int)(device.writes - writes), 0);
    ck_assert_int_gt((int)pcs.counters.identity_refused, 0);
    ck_assert_double_eq(pcs.reading.battery_w, 10e3); /* as it was, and its age says so */
    ck_assert_double_gt(pcs_age_s(&pcs, now_us), 60.0);
}

/* Known by text and number in the one map, by text alone in the other. */
START_TEST(another_device_gets_nothing)
{
    a_stranger_gets_nothing("example-pcs");
    a_stranger_gets_nothing("template");
}
END_TEST

/* Another controller writes to the registers that are ours: hands off, not a fight. */
START_TEST(another_controller_is_not_fought)
{
    const uint16_t other = 77;
    begin_pcs("example-pcs");
    struct register_tables tables = map_device_tables(&device);
    command.battery_w = 10e3;
    pass(5);
    ck_assert_int_eq(pcs.set_point.stage, SET_POINT_OBSERVED);
    ck_assert_int_eq((int)pcs.counters.foreign, 0);
    ck_assert_int_eq(tables.write(tables.device, REGISTER_HOLDING, 301, 1, &other), 0);
    pass(1);
    ck_assert_int_eq((int)pcs.counters.foreign, 1);
    ck_assert_int_eq(pcs.set_point.refusal, SET_POINT_FOREIGN);
    pass(30);
    ck_assert_double_eq_tol(device.set_w, -7.7e3, 1e-6); /* what the other one asked */
    begin_pcs("example-pcs");
    pcs.setup.listen_s = 5.0;
    tables = map_device_tables(&device);
    pass(2);
    ck_assert_int_eq(pcs.set_point.stage, SET_POINT_NONE); /* listens first */
    ck_assert_int_eq(tables.write(tables.device, REGISTER_HOLDING, 301, 1, &other), 0);
    pass(2);
    ck_assert_int_eq((int)pcs.counters.foreign, 1);
}
END_TEST

START_TEST(a_battery_of_its_own_map)
{
    static const char text[] =
        "{\"register_map\": 1, \"name\": \"bms\", \"source\": \"test\", \"points\": {"
        "\"soc_ratio\": {\"address\": 7, \"type\": \"u16\", \"unit\": \"%\", \"scale\": 0.1}}}";
    static struct register_map battery;
    static struct map_device cells;
    struct pcs_setup driver;
    ck_assert_int_eq(
        register_map_read(&battery, "bms.json", text, strlen(text), message, sizeof message), 0);
    begin_pcs("example-pcs");
    setup.soc_ratio = 0.871;
    ck_assert_int_eq(map_device_init(&cells, &setup, &battery), 0);
    struct register_tables tables = map_device_tables(&cells);
    ck_assert_int_eq(link_init_tables(&pcs.bms_link, &tables, 1.0), 0);
    driver = pcs.setup;
    driver.bms_map = &battery;
    pcs_begin(&pcs, &driver);
    pass(2);
    ck_assert_double_eq_tol(pcs.reading.soc_ratio, 0.871, 1e-9);
    ck_assert_double_eq_tol(pcs.reading.cells_v, 700.0, 1e-9); /* what it does not tell stays */
    cells.faults = MAP_FAULT_SILENT;
    pass(10);
    ck_assert_double_gt(pcs_age_s(&pcs, now_us), 9.0); /* the older of the two */
}
END_TEST

static int read_own_address(void *own, enum register_space space, uint16_t address, int count,
                            uint16_t *values)
{
    (void)own;
    (void)space;
    for (int i = 0; i < count; i++) {
        values[i] = (uint16_t)(address + i);
    }
    return 0;
}

static int write_nothing(void *own, enum register_space space, uint16_t address, int count,
                         const uint16_t *values)
{
    (void)own;
    (void)space;
    (void)address;
    (void)values;
    return count < 0;
}

/* Two rows on one register, at the end of what one request reaches. */
START_TEST(rows_that_overlap)
{
    static const char text[] =
        "{\"register_map\": 1, \"name\": \"x\", \"source\": \"test\", \"most_registers\": 10, "
        "\"points\": {\"grid_w\": {\"address\": 0, \"type\": \"u16\"}, \"phase_v_l1\": "
        "{\"address\": "
        "9, \"type\": \"u16\"}, \"import_wh\": {\"address\": 9, \"type\": \"u32\"}}}";
    static struct mapped mapped;
    struct link link;
    const struct register_tables tables = {
        .device = &link, .read = read_own_address, .write = write_nothing};
    ck_assert_int_eq(register_map_read(&map, "x.json", text, strlen(text), message, sizeof message),
                     0);
    ck_assert_int_eq(link_init_tables(&link, &tables, 1.0), 0);
    mapped_begin(&mapped, &map);
    ck_assert_int_eq(mapped_read(&mapped, &link, 1), 0);
    ck_assert_double_eq(mapped.value[MAP_PHASE_V_L1], 9.0);
    ck_assert_double_eq(mapped.value[MAP_IMPORT_WH], 9.0 * 65536.0 + 10.0);
}
END_TEST

START_TEST(a_meter)
{
    struct meter_setup driver;
    load("example-meter");
    ck_assert_int_eq(map_device_init(&device, &setup, &map), 0);
    struct register_tables tables = map_device_tables(&device);
    memset(&meter, 0, sizeof meter);
    ck_assert_int_eq(link_init_tables(&meter.link, &tables, 1.0), 0);
    meter_setup_defaults(&driver);
    driver.map = &map;
    driver.sign = -1;
    meter_begin(&meter, &driver);
    map_device_set(&device, MAP_GRID_W, 12345.0);
    map_device_set(&device, MAP_GRID_HZ, 50.02);
    map_device_set(&device, MAP_PHASE_V_L2, 231.5);
    map_device_set(&device, MAP_IMPORT_WH, 5e6);
    map_device_set(&device, MAP_EXPORT_WH, 7e6);
    ck_assert_int_eq(meter_poll(&meter, 1000000), 0);
    ck_assert_double_eq_tol(meter.reading.grid_w, -12345.0, 1e-3);
    ck_assert_double_eq_tol(meter.reading.hz, 50.02, 1e-5);
    ck_assert_double_eq_tol(meter.reading.phase_v[1], 231.5, 1e-4);
    ck_assert_double_nan(meter.reading.phase_v[0]); /* not told is not zero */
    ck_assert_double_eq_tol(meter.reading.import_wh, 7e6, 1.0);
    ck_assert_int_eq(map.spans, 2); /* 0 … 17 and 52 … 75 */
    device.faults = MAP_FAULT_SILENT;
    ck_assert_int_eq(meter_poll(&meter, 2000000), -1);
    ck_assert_double_eq_tol(meter.reading.grid_w, -12345.0, 1e-3);
    ck_assert_double_eq(meter_age_s(&meter, 3000000), 2.0);
}
END_TEST

START_TEST(a_pv_inverter)
{
    struct pv_setup driver;
    load("example-pv");
    setup.rating_w = 60e3;
    setup.sun_w = 41e3;
    ck_assert_int_eq(map_device_init(&device, &setup, &map), 0);
    struct register_tables tables = map_device_tables(&device);
    memset(&pv, 0, sizeof pv);
    ck_assert_int_eq(link_init_tables(&pv.link, &tables, 1.0), 0);
    pv_setup_defaults(&driver);
    driver.rating_w = 60e3;
    driver.map = &map;
    pv_begin(&pv, &driver);
    for (int i = 1; i < 20; i++) {
        now_us += 1000000;
        map_device_advance(&device, 1.0);
        ck_assert_int_eq(pv_poll(&pv, now_us), 0);
        ck_assert_int_eq(pv_command(&pv, &command, now_us), OSTROV_OK);
        if (i == 5) {
            ck_assert_double_eq(pv.reading.pv_w, 41e3);
            ck_assert_int_eq((int)device.writes, 0); /* nothing to lift */
            command.pv_limit_w = 15e3;
        } else if (i == 10) {
            ck_assert_double_eq(pv.reading.pv_w, 15e3);
            ck_assert_int_eq(pv.limit.stage, SET_POINT_OBSERVED);
            command.pv_limit_w = (double)INFINITY;
        }
    }
    ck_assert_double_eq(pv.reading.pv_w, 41e3);
    /* Commanded before it was ever read: a limit, not "not limited". */
    pv_begin(&pv, &driver);
    command.pv_limit_w = 15e3;
    ck_assert_int_eq(pv_command(&pv, &command, now_us), OSTROV_OK);
    map_device_advance(&device, 5.0);
    ck_assert_int_eq(pv_poll(&pv, now_us + 1000000), 0);
    ck_assert_double_eq(pv.reading.pv_w, 15e3);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("map");
    TCase *one = tcase_create("map");
    tcase_add_test(one, the_worked_example);
    tcase_add_test(one, the_template);
    tcase_add_test(one, lies_are_found_out);
    tcase_add_test(one, another_device_gets_nothing);
    tcase_add_test(one, another_controller_is_not_fought);
    tcase_add_test(one, a_battery_of_its_own_map);
    tcase_add_test(one, rows_that_overlap);
    tcase_add_test(one, a_meter);
    tcase_add_test(one, a_pv_inverter);
    suite_add_tcase(suite, one);
    return unit_run(suite);
}
