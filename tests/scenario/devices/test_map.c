/* Devices by register maps: the maps of the examples as converter, meter and PV inverter, twins that
 * lie, and maps that are wrong.
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

START_TEST(another_device_gets_nothing)
{
    begin_pcs("example-pcs");
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
}
END_TEST

/* ---- maps that are wrong ----------------------------------------------------------------------- */

static const struct {
    const char *from, *to, *says;
} wrong[] = {
    {"\"scale\": 0.1, \"unit\": \"kvar\"", "\"scael\": 0.1, \"unit\": \"kvar\"",
     "map.json:12: points.battery_var.scael = 0.1: unknown key, did you mean \"scale\"?"},
    {"\"battery_w\": {\"space\": \"input\"", "\"batery_w\": {\"space\": \"input\"",
     "map.json:11: points.batery_w = "},
    {"\"type\": \"f32\"", "\"type\": \"f23\"", "did you mean \"f32\"?"},
    {"\"unit\": \"kvar\"", "\"unit\": \"kW\"", "not a unit of this value, allowed var kvar"},
    {"\"space\": \"input\", \"address\": 103", "\"space\": \"inputs\", \"address\": 103",
     "did you mean \"input\"?"},
    {"\"address\": 103", "\"address\": 70000", "outside its range, allowed 0 … 65535"},
    {"\"address\": 103, \"type\"", "\"type\"", "points.bus_v_l1.address: must be given"},
    {"\"sign\": -1},", "\"sign\": 0.5},", "a whole number is wanted"},
    {"[65535, 255]", "[65535, -1]", "a whole number from 0, or text such as"},
    {"[65535, 255]", "[1, 2, 3, 4, 5]", "more than four codes"},
    {"{\"stop\": [0, 1], \"follow\"", "{\"halt\": [0, 1], \"follow\"", "not a word that is known here"},
    {"\"value\": \"beat\"", "\"value\": \"battery_w\"", "\"battery_w\" has no place in this list"},
    {"\"value\": \"battery_w\"", "\"value\": \"batery_w\"", "did you mean \"battery_w\"?"},
    {"\"value\": \"battery_w\"", "\"value\": \"default_w\"", "no row gives power"},
    {"\"space\": \"coil\"", "\"space\": \"discrete\"", "this table cannot be written"},
    {"\"register_map\": 1", "\"register_map\": 2", "outside its range, allowed 1 … 1"},
    {"\"most_registers\": 60", "\"most_registers\": 0", "allowed 1 … 125"},
    {"\"equals\": \"0x0100\"", "\"note\": \"x\"", "identity[1].equals: must be given"},
    {"\"address\": 106, ", "\"address\": 106, \"address\": 107, ", "given twice"},
    {"\"identity\"", "\"note\": \"\", \"points_\"", "unknown key"},
};

START_TEST(wrong_maps_are_refused_with_place_and_word)
{
    static char text[20000], path[300];
    snprintf(path, sizeof path, "%s/example-pcs.json", MAPS);
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    size_t count = fread(text, 1, sizeof text - 200, file);
    (void)fclose(file);
    text[count] = '\0';
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        static char changed[20000];
        const char *at = strstr(text, wrong[i].from);
        ck_assert_msg(at != NULL, "%s", wrong[i].from);
        snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - text), text, wrong[i].to,
                 at + strlen(wrong[i].from));
        message[0] = '\0';
        int failed = register_map_read(&map, "map.json", changed, strlen(changed), message,
                                       sizeof message);
        ck_assert_msg(failed == -1 && strstr(message, wrong[i].says) != NULL, "%zu: \"%s\" for \"%s\"",
                      i, message, wrong[i].says);
    }
    ck_assert_int_eq(register_map_load(&map, "/nowhere.json", message, sizeof message), -1);
    ck_assert_ptr_nonnull(strstr(message, "/nowhere.json:1: "));
}
END_TEST

/* Number → registers → number for every type, both word orders, with scales that are no powers of two. */
START_TEST(values_go_there_and_back)
{
    static const double scales[] = {1.0, 0.1, 0.01, 10.0, 1.0 / 3.0};
    uint64_t seed = 7;
    for (int32_t type = MAP_U16; type <= MAP_S64; type++) {
        for (int i = 0; i < 2000; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            struct map_row row = {.type = type,
                                  .registers = 4,
                                  .low_first = (int32_t)(seed >> 40 & 1U),
                                  .exponent = -1,
                                  .scale = scales[seed >> 50 & 3U],
                                  .offset = (double)(seed >> 60) - 8.0,
                                  .factor = seed >> 41 & 1U ? -1000.0 : 1.0,
                                  .least = -1e18,
                                  .most = 1e18};
            uint16_t words[4] = {0};
            int negative = type == MAP_S16 || type == MAP_S32 || type == MAP_S64 || type == MAP_F32;
            double raw = (double)(seed >> 44 & 0x7FFFU) * (negative && (seed >> 42 & 1U) ? -1.0 : 1.0);
            double number = row.factor * (raw * row.scale + row.offset);
            ck_assert_int_eq(map_encode(&row, number, 0, words), 0);
            /* A float register holds 24 bits. */
            ck_assert_double_eq_tol(map_number(&row, words, 0), number,
                                    fabs(number) * (type == MAP_F32 ? 1e-6 : 1e-12) + 1e-6);
        }
    }
    struct map_row row = {.type = MAP_S16, .exponent = -1, .scale = 1.0, .factor = 1.0,
                          .least = -1e9,   .most = 1e9};
    uint16_t words[4] = {0xAAAA};
    ck_assert_int_eq(map_encode(&row, 32768.0, 0, words), -1); /* refused, not wrapped */
    ck_assert_int_eq(map_encode(&row, (double)NAN, 0, words), -1);
    ck_assert_int_eq(map_encode(&row, (double)INFINITY, 0, words), -1);
    ck_assert_uint_eq(words[0], 0xAAAA);
    row.exponent = 5;
    ck_assert_double_nan(map_number(&row, words, 0x8000)); /* a scale factor that is not there */
    ck_assert_int_eq(map_encode(&row, 5.0, 0x8000, words), -1);
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
    tcase_add_test(one, a_battery_of_its_own_map);
    tcase_add_test(one, a_meter);
    tcase_add_test(one, a_pv_inverter);
    tcase_add_test(one, wrong_maps_are_refused_with_place_and_word);
    tcase_add_test(one, values_go_there_and_back);
    suite_add_tcase(suite, one);
    return unit_run(suite);
}
