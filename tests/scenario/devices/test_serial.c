/* Modbus RTU over a pseudo-terminal and Modbus TCP, against simulators in processes of their own:
 * the same drivers as on twins.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _GNU_SOURCE
#include "spawn.h"

#include <fcntl.h>
#include <math.h>
#include <sys/file.h>
#include <time.h>

#include "devices/modbus_pdu.h"
#include "devices/serve.h"
#include "drivers/hardware.h"
#include "drivers/io/io.h"

#define START(s, ...)                                                                              \
    do {                                                                                           \
        char *const list_[] = {SIM_MODBUS, __VA_ARGS__, "--until_eof", NULL};                      \
        spawn(s, list_);                                                                           \
    } while (0)

static struct register_map map;
static char message[512];

static int64_t wall_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* Until both contacts prove it, 5 s at most. */
static void await(struct io *io, int32_t breaker, int32_t position)
{
    int64_t end_us = wall_us() + 5000000;
    while (io_position(io, wall_us()) != position && wall_us() < end_us) {
        (void)io_poll(io, wall_us());
        (void)!io_command(io, breaker, OSTROV_BOND_HOLD, wall_us());
        usleep(2000);
    }
    ck_assert_int_eq(io_position(io, wall_us()), position);
}

static void a_breaker_switches(struct io_setup *setup)
{
    struct io io;
    for (int i = 0; i < IO_INPUTS; i++) {
        setup->input[i] = i;
    }
    for (int i = 0; i < IO_OUTPUTS; i++) {
        setup->output[i] = i;
    }
    setup->timeout_s = 1.0;
    ck_assert_int_eq(io_open(&io, setup, message, sizeof message), 0);
    await(&io, OSTROV_BREAKER_HOLD, IO_POSITION_CLOSED);
    await(&io, OSTROV_BREAKER_OPEN, IO_POSITION_OPEN);
    await(&io, OSTROV_BREAKER_CLOSE, IO_POSITION_CLOSED);
    ck_assert_int_eq((int)io.link.counters.failures, 0);
    ck_assert_int_eq((int)io.link.counters.exceptions, 0);
    io_close(&io);
}

START_TEST(a_breaker_over_tcp)
{
    struct spawned sim;
    struct io_setup setup;
    START(&sim, "io", "--port", "0");
    io_setup_defaults(&setup);
    setup.host = "127.0.0.1";
    setup.port = sim.port;
    a_breaker_switches(&setup);
    setup.single = 0; /* function 15 */
    a_breaker_switches(&setup);
    spawn_end(&sim);
}
END_TEST

START_TEST(a_breaker_over_a_line)
{
    struct spawned sim;
    struct io_setup setup;
    START(&sim, "io", "--line", "--unit", "17");
    io_setup_defaults(&setup);
    setup.serial.device = sim.line;
    setup.unit = 17;
    a_breaker_switches(&setup);
    spawn_end(&sim);
}
END_TEST

/* Of a unit that is not there nothing is believed, and it is given up within the time-out. */
START_TEST(another_unit_is_silent)
{
    struct spawned sim;
    struct link link;
    uint16_t value = 0xAAAA;
    START(&sim, "io", "--line", "--unit", "17");
    const struct link_serial setup = {sim.line, 115200, 'N', 1, 18, 0.1, 1.0};
    ck_assert_int_eq(link_init_serial(&link, &setup), 0);
    int64_t before_us = wall_us();
    ck_assert_int_eq(link_read(&link, REGISTER_DISCRETE, 0, 1, &value, 0), LINK_FAILED);
    ck_assert_int_lt((int)(wall_us() - before_us), 2000000);
    ck_assert_uint_eq(value, 0xAAAA);
    link_close(&link);
    const struct link_serial bad[] = {
        {"ttyS0", 9600, 'N', 1, 1, 0.1, 1.0},      {"/dev/ttyS0", 1, 'N', 1, 1, 0.1, 1.0},
        {"/dev/ttyS0", 9600, 'X', 1, 1, 0.1, 1.0}, {"/dev/ttyS0", 9600, 'N', 3, 1, 0.1, 1.0},
        {"/dev/ttyS0", 9600, 'N', 1, 0, 0.1, 1.0}, {NULL, 9600, 'N', 1, 1, 0.1, 1.0}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ck_assert_int_eq(link_init_serial(&link, &bad[i]), -1);
    }
    spawn_end(&sim);
}
END_TEST

/* A SunSpec device on a line: walked, read, and the words of its neighbours on the line left alone.
 */
START_TEST(a_sunspec_meter_on_a_line)
{
    static struct meter_device device;
    static struct meter meter;
    struct meter_device_setup setup;
    struct meter_setup driver;
    int announce[2], lifeline[2], status = 0;
    char line[100];
    ck_assert_int_eq(pipe(announce), 0);
    ck_assert_int_eq(pipe(lifeline), 0);
    meter_device_defaults(&setup);
    ck_assert_int_eq(meter_device_init(&device, &setup), 0);
    const struct device_world world = {
        .dt_s = 1.0, .grid_v = {230.0, 231.0, 232.0}, .grid_hz = 50.0, .pcc_w = 12300.0};
    meter_device_advance(&device, &world);
    pid_t child = fork();
    if (child == 0) {
        const struct register_port port = meter_device_port(&device);
        const struct register_tables tables = modbus_pdu_tables(&port);
        close(lifeline[1]);
        _exit(serve_line(&tables, 5, announce[1], lifeline[0]));
    }
    close(lifeline[0]);
    ssize_t got = read(announce[0], line, sizeof line - 1);
    ck_assert_int_gt((int)got, 6);
    line[got - 1] = '\0'; /* "line PATH\n" */
    const struct link_serial to = {line + 5, 38400, 'N', 2, 5, 2.0, 1.0};
    ck_assert_int_eq(link_init_serial(&meter.link, &to), 0);
    meter_setup_defaults(&driver);
    meter_begin(&meter, &driver);
    ck_assert_int_eq(meter_poll(&meter, 1000000), 0);
    ck_assert_double_eq_tol(meter.reading.grid_w, 12300.0, 5.0);
    ck_assert_double_eq_tol(meter.reading.phase_v[2], 232.0, 0.2);
    ck_assert_str_eq(meter.identity.model, "simulated meter");
    /* Somebody else's turn on the line may outlast the life of a write. */
    const uint16_t word = 1;
    int other = open(line + 5, O_RDWR | O_NOCTTY);
    ck_assert_int_eq(flock(other, LOCK_EX), 0);
    pid_t holder = fork();
    if (holder == 0) {
        usleep(400000);
        _exit(0);
    }
    close(other);
    meter.link.write_until_us = wall_us() + 100000;
    ck_assert_int_eq(link_write(&meter.link, REGISTER_HOLDING, 0, 1, &word, 0, 2000000),
                     LINK_TOO_LATE);
    const struct link_write both = {0, 1, &word};
    ck_assert_int_eq(link_exchange(&meter.link, &both, 0, 0, NULL, 2000000), LINK_TOO_LATE);
    ck_assert_int_eq(meter_poll(&meter, 3000000), 0); /* the line is free, and reading goes on */
    waitpid(holder, NULL, 0);
    link_close(&meter.link);
    close(lifeline[1]);
    waitpid(child, &status, 0);
    ck_assert_int_eq(status, 0);
}
END_TEST

/* Converter, meter: one by map over a line, the other a SunSpec device over TCP. */
START_TEST(hardware_with_a_map_on_a_line)
{
    static struct hardware hardware;
    struct hardware_setup setup;
    struct spawned sim;
    ostrov_measurement m;
    ostrov_command command;
    char path[300];
    snprintf(path, sizeof path, "%s/example-pcs.json", MAPS);
    ck_assert_msg(register_map_load(&map, path, message, sizeof message) == 0, "%s", message);
    START(&sim, "map", path, "--line", "--cells_v", "700", "--bus_v_l1", "230");
    hardware_setup_defaults(&setup);
    setup.clock = HARDWARE_CLOCK_MONOTONIC;
    setup.simulator = SIMULATOR;
    setup.pcs_host = sim.line;
    setup.pcs_map = &map;
    int opened = hardware_open_modbus(&hardware, &setup);
    ck_assert_msg(opened == 0, "%s", hardware_error(&hardware));
    memset(&command, 0, sizeof command);
    command.write = 1;
    command.battery_w = 12.3e3;
    command.pcs_request = OSTROV_PCS_FOLLOW;
    command.pv_limit_w = (double)INFINITY;
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(ostrov_measurement_defaults(&m, sizeof m), OSTROV_OK);
        ck_assert_int_eq(hardware_measure(&hardware, &m), OSTROV_OK);
        ck_assert_int_eq(hardware_actuate(&hardware, &command), OSTROV_OK);
    }
    ck_assert_double_eq_tol(m.battery_w, 12.3e3, 1e-6);
    ck_assert_double_eq_tol(m.battery_v, 700.0, 1e-6);
    ck_assert_str_eq(hardware.pcs.identity.model, "Example PCS 100");
    ck_assert_str_eq(hardware.meter.identity.model, "simulated meter");
    hardware_close(&hardware);
    spawn_end(&sim);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("serial");
    TCase *one = tcase_create("serial");
    tcase_set_timeout(one, 60);
    tcase_add_test(one, a_breaker_over_tcp);
    tcase_add_test(one, a_breaker_over_a_line);
    tcase_add_test(one, another_unit_is_silent);
    tcase_add_test(one, a_sunspec_meter_on_a_line);
    tcase_add_test(one, hardware_with_a_map_on_a_line);
    suite_add_tcase(suite, one);
    return unit_run(suite);
}
