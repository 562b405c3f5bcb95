/* Devices by register maps: another controller of a PV inverter's limit, and powers of ten that
 * move under a number that was written.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include "devices/map_device.h"
#include "drivers/pcs.h"
#include "drivers/pv_inverter.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static struct register_map map;
static struct map_device device;
static struct pcs pcs;
static struct pv_inverter pv;
static ostrov_command command;
static int64_t now_us;
static char message[512];

/* ---- the limit of a PV inverter -------------------------------------------------------------- */

static void begin_pv(double listen_s)
{
    struct pv_setup driver;
    struct map_device_setup setup;
    char path[300];
    snprintf(path, sizeof path, "%s/example-pv.json", MAPS);
    ck_assert_int_eq(register_map_load(&map, path, message, sizeof message), 0);
    map_device_defaults(&setup);
    setup.rating_w = 60e3;
    setup.sun_w = 55e3;
    ck_assert_int_eq(map_device_init(&device, &setup, &map), 0);
    struct register_tables tables = map_device_tables(&device);
    memset(&pv, 0, sizeof pv);
    ck_assert_int_eq(link_init_tables(&pv.link, &tables, 1.0), 0);
    pv_setup_defaults(&driver);
    driver.rating_w = 60e3;
    driver.map = &map;
    driver.listen_s = listen_s;
    pv_begin(&pv, &driver);
    memset(&command, 0, sizeof command);
    command.write = 1;
    command.pv_limit_w = 20e3;
    now_us = 0;
}

static ostrov_status pass_pv(int seconds)
{
    ostrov_status status = OSTROV_OK;
    for (int i = 0; i < seconds; i++) {
        now_us += 1000000;
        map_device_advance(&device, 1.0);
        (void)pv_poll(&pv, now_us);
        status = pv_command(&pv, &command, now_us);
    }
    return status;
}

static void write_as_another(uint16_t limited, uint16_t thousandths)
{
    struct register_tables tables = map_device_tables(&device);
    const uint16_t words[2] = {limited, thousandths};
    ck_assert_int_eq(tables.write(tables.device, REGISTER_HOLDING, 200, 2, words), 0);
}

START_TEST(a_foreign_limit_is_not_fought)
{
    static const uint16_t theirs[][2] = {{1, 500}, {1, 100}, {0, 1000}};
    for (size_t i = 0; i < sizeof theirs / sizeof theirs[0]; i++) {
        begin_pv(0.0);
        pass_pv(20);
        ck_assert_int_eq(pv.limit.stage, SET_POINT_OBSERVED);
        ck_assert_int_eq((int)pv.counters.foreign, 0);
        write_as_another(theirs[i][0], theirs[i][1]);
        ck_assert_int_eq(pass_pv(1), OSTROV_E_DRIVER);
        ck_assert_int_eq((int)pv.counters.foreign, 1);
        ck_assert_int_eq(pv.limit.refusal, SET_POINT_FOREIGN);
        int64_t writes = device.writes;
        command.pv_limit_w = 10e3;
        pass_pv(50);
        ck_assert_int_eq((int)(device.writes - writes), 0);
        pass_pv(20); /* it may be gone */
        ck_assert_double_eq_tol(pv.reading.pv_w, 10e3, 60.0);
        ck_assert_int_eq((int)pv.counters.foreign, 1);
    }
}
END_TEST

START_TEST(a_limit_set_while_we_listen_is_anothers)
{
    begin_pv(3.0);
    pass_pv(2);
    ck_assert_int_eq((int)device.writes, 0);
    write_as_another(1, 500);
    pass_pv(10);
    ck_assert_int_eq((int)pv.counters.foreign, 1);
    ck_assert_double_eq_tol(pv.reading.pv_w, 30e3, 60.0);
}
END_TEST

/* ---- powers of ten ----------------------------------------------------------------------------
 */

/* A converter of registers alone, whose power of ten can move between any two requests. */
static struct {
    uint16_t word[40];
    int32_t writes;
    int32_t move_at; /* the write after which word[SCALE] is that of moved; 0 = none */
    uint16_t moved;
    int32_t converts; /* 1 = the number is converted along */
} plain;

enum { NAME = 0, POWER = 10, SET = 20, SCALE = 30 };

static int read_plain(void *own, enum register_space space, uint16_t address, int count,
                      uint16_t *values)
{
    (void)own;
    if (space != REGISTER_HOLDING || address + count > 40) {
        return 2;
    }
    memcpy(values, plain.word + address, (size_t)count * sizeof *values);
    return 0;
}

static int write_plain(void *own, enum register_space space, uint16_t address, int count,
                       const uint16_t *values)
{
    (void)own;
    if (space != REGISTER_HOLDING || address != SET || count != 1) {
        return 2;
    }
    plain.word[SET] = values[0];
    plain.word[POWER] = values[0];
    if (++plain.writes == plain.move_at) {
        plain.word[SCALE] = plain.moved;
    }
    return 0;
}

static void begin_plain(void)
{
    static const char text[] =
        "{\"register_map\": 1, \"name\": \"x\", \"source\": \"test\", \"identity\": [{\"address\": "
        "0, \"type\": \"u16\", \"equals\": 7}], \"points\": {\"battery_w\": {\"address\": 10, "
        "\"type\": \"s16\", \"exponent_address\": 30}}, \"set_point\": [{\"value\": \"battery_w\", "
        "\"address\": 20, \"type\": \"s16\", \"exponent_address\": 30}]}";
    static int device_of_registers;
    const struct register_tables tables = {
        .device = &device_of_registers, .read = read_plain, .write = write_plain};
    struct pcs_setup driver;
    memset(&plain, 0, sizeof plain);
    plain.word[NAME] = 7;
    plain.word[SCALE] = 1;
    ck_assert_int_eq(register_map_read(&map, "x.json", text, strlen(text), message, sizeof message),
                     0);
    memset(&pcs, 0, sizeof pcs);
    ck_assert_int_eq(link_init_tables(&pcs.link, &tables, 1.0), 0);
    pcs_setup_defaults(&driver);
    driver.map = &map;
    pcs_begin(&pcs, &driver);
    memset(&command, 0, sizeof command);
    command.write = 1;
    command.battery_w = 20e3;
    now_us = 0;
}

static ostrov_status pass_plain(int seconds)
{
    ostrov_status status = OSTROV_OK;
    for (int i = 0; i < seconds; i++) {
        now_us += 1000000;
        (void)pcs_poll(&pcs, now_us);
        status = pcs_command(&pcs, &command, now_us);
    }
    return status;
}

static double set_w(void)
{
    double scale = plain.word[SCALE] == 0 ? 1.0 : plain.word[SCALE] == 1 ? 10.0 : 100.0;
    return (double)(int16_t)plain.word[SET] * scale;
}

/* It moves between our reading it and our writing the number: seen at once, written again. */
START_TEST(a_power_of_ten_that_moves_in_a_write)
{
    begin_plain();
    plain.move_at = 1;
    plain.moved = 2;
    ck_assert_int_eq(pass_plain(3), OSTROV_OK);
    ck_assert_int_eq(plain.writes, 2);
    ck_assert_double_eq(set_w(), 20e3);
    ck_assert_double_eq(pcs.reading.battery_w, 20e3);
    ck_assert_int_eq((int)pcs.counters.rescaled, 1);
}
END_TEST

/* It moves later, with and without the number: seen at the next look, written again, and nobody
 * else's work. */
START_TEST(a_power_of_ten_that_moves_after_a_write)
{
    for (int converts = 0; converts <= 1; converts++) {
        begin_plain();
        pass_plain(5);
        ck_assert_double_eq(set_w(), 20e3);
        plain.word[SCALE] = 2;
        if (converts) {
            plain.word[SET] = (uint16_t)(plain.word[SET] / 10);
        }
        ck_assert_int_eq(pass_plain(1), OSTROV_OK);
        ck_assert_double_eq(set_w(), 20e3);
        ck_assert_int_eq((int)pcs.counters.rescaled, 1);
        ck_assert_int_eq((int)pcs.counters.foreign, 0);
        pass_plain(20);
        ck_assert_int_eq((int)pcs.counters.rescaled, 1);
    }
}
END_TEST

/* One that never stands still takes no set-point: refused, twice written at most. */
START_TEST(a_power_of_ten_that_never_stands_still)
{
    begin_plain();
    for (int i = 0; i < 5; i++) {
        plain.move_at = plain.writes + 1 + i % 2;
        plain.moved = (uint16_t)(plain.word[SCALE] == 1 ? 2 : 1);
        int32_t writes = plain.writes;
        (void)pass_plain(1);
        ck_assert_int_le(plain.writes - writes, 2);
    }
    ck_assert_int_eq((int)pcs.counters.foreign, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("map lease");
    TCase *one = tcase_create("map lease");
    tcase_add_test(one, a_foreign_limit_is_not_fought);
    tcase_add_test(one, a_limit_set_while_we_listen_is_anothers);
    tcase_add_test(one, a_power_of_ten_that_moves_in_a_write);
    tcase_add_test(one, a_power_of_ten_that_moves_after_a_write);
    tcase_add_test(one, a_power_of_ten_that_never_stands_still);
    suite_add_tcase(suite, one);
    return unit_run(suite);
}
