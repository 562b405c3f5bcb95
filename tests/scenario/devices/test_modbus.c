/* The same drivers over Modbus TCP, against simulators in processes of their own and against peers
 * that misbehave.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _GNU_SOURCE
#include "rig.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/clock.h"
#include "devices/serve.h"

static struct rig rig;
static struct rig other;

/* Two seconds: a loaded test machine may keep a process off its core for long. */
static void open_modbus(struct rig *one)
{
    one->setup.simulator = SIMULATOR;
    one->setup.timeout_s = 2.0;
    int opened = hardware_open_modbus(&one->hardware, &one->setup);
    ck_assert_msg(opened == 0, "%s", hardware_error(&one->hardware));
}

static void stir(struct rig *one, uint64_t draw)
{
    one->world.pcc_w = (double)(int64_t)(draw % 200000) - 1e5;
    one->world.pcc_var = (double)(int64_t)(draw / 7 % 20000) - 1e4;
    one->world.ambient_c = (double)(int64_t)(draw / 3 % 40) - 5.0;
    one->world.grid_hz = 50.0 + (double)(draw % 100) * 1e-3 - 0.05;
    one->world.bus_hz = one->world.grid_hz;
    one->world.bus_v[0] = 230.0 + (double)(draw % 13) - 6.0;
    one->world.demand_w = (double)(int64_t)(draw / 5 % 150000) - 5e4;
    one->world.breaker_closed = draw % 97 < 80;
    one->world.pcs_mode_request = draw % 97 < 80 ? OSTROV_PCS_FOLLOW : OSTROV_PCS_FORM;
    one->command.battery_w = (double)(int64_t)(draw / 11 % 220000) - 1.1e5;
    one->command.pcs_request = draw % 61 == 0 ? OSTROV_PCS_STOP : OSTROV_PCS_FOLLOW;
}

/* One seed, one course of things: twin and process agree to the bit. */
START_TEST(twin_and_process_agree_to_the_bit)
{
    uint64_t state = 99;
    rig_defaults(&rig);
    rig_defaults(&other);
    rig.setup.seed = other.setup.seed = 4711;
    rig.setup.capacity_wh = other.setup.capacity_wh =
        30e3 + 1.0 / 3.0; /* the SoC travels its window */
    rig.setup.battery_sign = other.setup.battery_sign = -1;
    rig_open_twin(&rig);
    open_modbus(&other);
    for (int i = 0; i < 1000; i++) {
        uint64_t draw = rig_random(&state) >> 8;
        double dt_s = draw % 10 == 0 ? 0.01 : draw % 10 == 1 ? 2.5 : 1.0;
        stir(&rig, draw);
        stir(&other, draw);
        rig_step(&rig, dt_s, 1);
        rig_step(&other, dt_s, 1);
        ck_assert_msg(memcmp(&rig.measurement, &other.measurement, sizeof rig.measurement) == 0,
                      "step %d", i);
        ck_assert_msg(memcmp(&rig.truth, &other.truth, sizeof rig.truth) == 0, "step %d", i);
        ck_assert_int_eq(rig.measured, other.measured);
        ck_assert_int_eq(rig.actuated, other.actuated);
        ck_assert_int_eq(rig.hardware.pcs.set_point.stage, other.hardware.pcs.set_point.stage);
    }
    ck_assert_int_eq(
        (int)(rig.hardware.pcs.link.counters.requests - other.hardware.pcs.link.counters.requests),
        0);
    ck_assert_int_eq((int)other.hardware.pcs.link.counters.failures, 0);
    hardware_close(&rig.hardware);
    hardware_close(&other.hardware);
}
END_TEST

/* A device that dies in the middle: ages grow, nothing becomes zero; it is found again by itself.
 */
START_TEST(a_killed_device_comes_back)
{
    rig_defaults(&rig);
    open_modbus(&rig);
    rig.command.battery_w = 30000.0;
    rig.world.pcc_w = 20000.0;
    rig_run(&rig, 20, 1);
    ck_assert_double_eq(rig.measurement.battery_w, 30000.0);
    double soc = rig.measurement.bms_soc_ratio;
    int port = rig.hardware.pcs_process.port;
    sim_process_kill(&rig.hardware.pcs_process);
    for (int i = 1; i <= 50; i++) {
        rig_step(&rig, 1.0, 1);
        ck_assert_int_eq(rig.measured, OSTROV_DEGRADED);
        ck_assert_int_eq(rig.actuated, OSTROV_E_DRIVER);
        ck_assert_double_eq(rig.measurement.battery_w, 30000.0);
        ck_assert_double_eq(rig.measurement.bms_soc_ratio, soc);
        ck_assert_double_eq_tol(rig.measurement.age_s[OSTROV_SOURCE_BATTERY], (double)i, 1e-9);
        ck_assert_double_eq(rig.measurement.age_s[OSTROV_SOURCE_PCC], 0.0); /* the other goes on */
        ck_assert_double_eq(rig.measurement.grid_w, 20000.0);
    }
    struct pcs_device_setup device;
    pcs_device_defaults(&device);
    ck_assert_int_eq(sim_process_pcs(&rig.hardware.pcs_process, SIMULATOR, port, &device), 0);
    rig_run(&rig, 20, 0); /* within the longest back-off; nobody commands */
    ck_assert_int_eq(rig.measured, OSTROV_OK);
    ck_assert_double_eq(rig.measurement.age_s[OSTROV_SOURCE_BATTERY], 0.0);
    ck_assert_double_eq(rig.measurement.battery_w, 0.0); /* no old set-point reached it */
    rig_run(&rig, 10, 1);
    ck_assert_double_eq(rig.measurement.battery_w, 30000.0);
    hardware_close(&rig.hardware);
}
END_TEST

/* Both dead: E_DRIVER, and still no zero. */
START_TEST(both_dead_is_an_error)
{
    rig_defaults(&rig);
    open_modbus(&rig);
    rig.world.pcc_w = 5000.0;
    rig_run(&rig, 3, 1);
    sim_process_kill(&rig.hardware.pcs_process);
    sim_process_kill(&rig.hardware.meter_process);
    rig_run(&rig, 5, 1);
    ck_assert_int_eq(rig.measured, OSTROV_E_DRIVER);
    ck_assert_double_eq(rig.measurement.grid_w, 5000.0);
    ck_assert_double_eq(rig.measurement.age_s[OSTROV_SOURCE_PCC], 5.0);
    hardware_close(&rig.hardware);
}
END_TEST

/* A simulated silence over TCP: the request times out, the simulation goes on aside. */
START_TEST(silence_over_tcp)
{
    rig_defaults(&rig);
    rig.setup.timeout_s = 0.2;
    rig.setup.reversion_s = 10.0;
    rig.setup.default_w = -3000.0;
    rig.setup.simulator = SIMULATOR;
    ck_assert_int_eq(hardware_open_modbus(&rig.hardware, &rig.setup), 0);
    rig.command.battery_w = 30000.0;
    rig_run(&rig, 10, 1);
    ck_assert_int_eq(hardware_order_faults(&rig.hardware, HARDWARE_PCS, DEVICE_FAULT_SILENT), 0);
    rig_run(&rig, 30, 0);
    ck_assert_double_eq_tol(rig.measurement.battery_w, 30000.0, 0.1);
    ck_assert_double_eq_tol(rig.truth.battery_w, -3000.0, 1.0);
    ck_assert_int_eq((int)(rig.truth.time_us / 1000000), 40); /* each step once, none twice */
    hardware_order_faults(&rig.hardware, HARDWARE_PCS, 0);
    rig_run(&rig, 20, 0);
    ck_assert_double_eq_tol(rig.measurement.battery_w, -3000.0, 5.0);
    hardware_close(&rig.hardware);
}
END_TEST

/* A write that has outlived its lifetime is not sent; reading goes on. */
START_TEST(what_is_too_old_is_not_written)
{
    rig_defaults(&rig);
    open_modbus(&rig);
    struct link *link = &rig.hardware.pcs.link;
    const struct sunspec_point *row = &sunspec_model_find(715)->points[SUNSPEC_715_ControllerHb];
    uint16_t there[2] = {0, 0}, beat[2] = {0, 77};
    uint16_t address = (uint16_t)(rig.hardware.pcs.heartbeat.address + row->offset);
    struct link_write write = {address, 2, beat};
    link->write_until_us = clock_monotonic_us() - 1;
    ck_assert_int_eq(link_exchange(link, &write, 0, 0, NULL, 1), LINK_TOO_LATE);
    ck_assert_int_eq(link_exchange(link, &write, address, 2, there, 1), LINK_TOO_LATE);
    ck_assert_int_eq(link_exchange(link, NULL, address, 2, there, 1), LINK_OK);
    ck_assert_int_ne(there[1], 77);
    ck_assert_int_eq((int)link->counters.too_late, 2);
    link->write_until_us = clock_monotonic_us() + 10000000;
    ck_assert_int_eq(link_exchange(link, &write, address, 2, there, 1), LINK_OK);
    ck_assert_int_eq(there[1], 77);
    hardware_close(&rig.hardware);
}
END_TEST

/* A server that answers every request with what a test gives it, then hangs up when told. */
static pid_t start_liar(int *port, const uint8_t *answer, size_t count, int keep_ids, int hang_up)
{
    struct sockaddr_in name;
    socklen_t size = sizeof name;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    memset(&name, 0, sizeof name);
    name.sin_family = AF_INET;
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ck_assert_int_eq(bind(listener, (struct sockaddr *)&name, sizeof name), 0);
    ck_assert_int_eq(listen(listener, 4), 0);
    ck_assert_int_eq(getsockname(listener, (struct sockaddr *)&name, &size), 0);
    *port = ntohs(name.sin_port);
    pid_t child = fork();
    if (child != 0) {
        close(listener);
        return child;
    }
    alarm(60);
    for (;;) {
        uint8_t request[300];
        uint8_t reply[300];
        int client = accept(listener, NULL, NULL);
        while (client >= 0 && recv(client, request, sizeof request, 0) > 0) {
            memcpy(reply, answer, count);
            if (keep_ids) {
                memcpy(reply, request, 2);
                reply[6] = request[6];
            }
            (void)!send(client, reply, count, MSG_NOSIGNAL);
            if (hang_up) {
                break;
            }
        }
        close(client);
    }
}

/* Garbage, wrong ids, cut frames, another function, too much, nothing: never a value, never a hang.
 */
START_TEST(liars_give_no_values)
{
    static const struct {
        const char *what;
        uint8_t bytes[40];
        size_t count;
        int keep_ids, hang_up;
    } lies[] = {
        {"garbage", {0xDE, 0xAD, 0xBE, 0xEF, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13}, 17, 0, 0},
        {"another transaction",
         {0x7F, 0x7F, 0, 0, 0, 7, 1, 3, 4, 0x53, 0x75, 0x6E, 0x53},
         13,
         0,
         0},
        {"cut, then hangs up", {0, 0, 0, 0, 0, 7, 1, 3, 4, 0x53}, 10, 1, 1},
        {"cut, then waits", {0, 0, 0, 0, 0, 7, 1, 3, 4, 0x53}, 10, 1, 0},
        {"another function", {0, 0, 0, 0, 0, 7, 1, 4, 4, 0x53, 0x75, 0x6E, 0x53}, 13, 1, 0},
        {"too many registers", {0, 0, 0, 0, 0, 9, 1, 3, 6, 0x53, 0x75, 0x6E, 0x53, 1, 1}, 15, 1, 0},
        {"too few registers", {0, 0, 0, 0, 0, 5, 1, 3, 2, 0x53, 0x75}, 11, 1, 0},
        {"hangs up", {0}, 0, 0, 1},
    };
    for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
        int port = 0;
        struct link link;
        uint16_t words[2] = {0xAAAA, 0xBBBB};
        pid_t liar =
            start_liar(&port, lies[i].bytes, lies[i].count, lies[i].keep_ids, lies[i].hang_up);
        struct link_setup setup = {"127.0.0.1", port, 1, 0.2, 1.0, 1};
        ck_assert_int_eq(link_init_modbus(&link, &setup), 0);
        struct timespec before, after;
        clock_gettime(CLOCK_MONOTONIC, &before);
        enum link_result result = link_exchange(&link, NULL, 40000, 2, words, 0);
        clock_gettime(CLOCK_MONOTONIC, &after);
        ck_assert_msg(result == LINK_FAILED, "%s: %d", lies[i].what, (int)result);
        ck_assert_uint_eq(words[0], 0xAAAA);
        ck_assert_uint_eq(words[1], 0xBBBB);
        ck_assert_int_eq(link.is_open, 0);
        /* 0.2 s and what a busy machine adds. */
        ck_assert_int_le((int)(after.tv_sec - before.tv_sec), 2);
        link_close(&link);
        kill(liar, SIGKILL);
        waitpid(liar, NULL, 0);
    }
}
END_TEST

/* A device in the way that is no SunSpec device: known as such, no values, no harm. */
START_TEST(a_stranger_is_not_read)
{
    static const uint8_t answer[] = {0, 0, 0, 0, 0, 7, 1, 3, 4, 0x12, 0x34, 0x56, 0x78};
    int port = 0;
    pid_t liar = start_liar(&port, answer, sizeof answer, 1, 0);
    rig_defaults(&rig);
    rig.setup.pcs_host = "127.0.0.1";
    rig.setup.pcs_port = port;
    rig.setup.meter_host = "127.0.0.1";
    rig.setup.meter_port = port;
    rig.setup.timeout_s = 0.5;
    ck_assert_int_eq(hardware_open_modbus(&rig.hardware, &rig.setup), 1); /* not there yet */
    ck_assert_int_eq(ostrov_measurement_defaults(&rig.measurement, sizeof rig.measurement),
                     OSTROV_OK);
    ck_assert_int_eq(hardware_measure(&rig.hardware, &rig.measurement), OSTROV_E_DRIVER);
    ck_assert(isnan(rig.measurement.battery_w));
    ck_assert(isnan(rig.measurement.grid_w));
    ck_assert(isnan(rig.measurement.age_s[OSTROV_SOURCE_PCC]));
    ck_assert_int_eq(hardware_actuate(&rig.hardware, &rig.command), OSTROV_E_DRIVER);
    hardware_close(&rig.hardware);
    kill(liar, SIGKILL);
    waitpid(liar, NULL, 0);
}
END_TEST

/* Real devices are asked with functions 3 and 16 only, on the system's clock. */
START_TEST(plain_requests_and_the_systems_clock)
{
    struct sim_process pcs, meter;
    struct pcs_device_setup pcs_setup;
    struct meter_device_setup meter_setup;
    pcs_device_defaults(&pcs_setup);
    meter_device_defaults(&meter_setup);
    ck_assert_int_eq(sim_process_pcs(&pcs, SIMULATOR, 0, &pcs_setup), 0);
    ck_assert_int_eq(sim_process_meter(&meter, SIMULATOR, 0, &meter_setup), 0);
    rig_defaults(&rig);
    rig.setup.clock = HARDWARE_CLOCK_MONOTONIC;
    rig.setup.pcs_host = rig.setup.meter_host = "127.0.0.1";
    rig.setup.pcs_port = pcs.port;
    rig.setup.meter_port = meter.port;
    ck_assert_int_eq(hardware_open_modbus(&rig.hardware, &rig.setup), 0);
    rig.command.battery_w = 7000.0;
    for (int i = 0; i < 5; i++) {
        rig_step(&rig, 1.0, 1);
        ck_assert_int_eq(rig.measured, OSTROV_OK);
        ck_assert_int_eq(rig.actuated, OSTROV_OK);
    }
    ck_assert_double_eq(rig.measurement.battery_w, 7000.0);
    ck_assert_int_eq(rig.hardware.pcs.link.combined, 0);
    hardware_close(&rig.hardware);
    sim_process_stop(&pcs);
    sim_process_stop(&meter);
}
END_TEST

/* The simulator ends with whoever started it, even when that one is killed. */
START_TEST(simulators_die_with_their_parent)
{
    int told[2];
    ck_assert_int_eq(pipe(told), 0);
    pid_t parent = fork();
    if (parent == 0) {
        struct sim_process process;
        struct meter_device_setup setup;
        meter_device_defaults(&setup);
        long pid = sim_process_meter(&process, SIMULATOR, 0, &setup) == 0 ? process.pid : -1;
        (void)!write(told[1], &pid, sizeof pid);
        pause();
        _exit(0);
    }
    long pid = -1;
    ck_assert_int_eq((int)read(told[0], &pid, sizeof pid), (int)sizeof pid);
    ck_assert_int_gt((int)pid, 1);
    kill(parent, SIGKILL);
    waitpid(parent, NULL, 0);
    int alive = 1;
    for (int i = 0; i < 500 && alive; i++) { /* up to 5 s: a busy machine */
        struct timespec wait = {0, 10000000};
        char path[64];
        nanosleep(&wait, NULL);
        snprintf(path, sizeof path, "/proc/%ld/stat", pid);
        FILE *file = fopen(path, "r");
        char state = 'Z';
        if (file != NULL) {
            if (fscanf(file, "%*d (%*[^)]) %c", &state) != 1) {
                state = 'Z';
            }
            fclose(file);
        }
        alive = state != 'Z' && state != 'X'; /* a zombie is dead; its new parent buries it */
    }
    ck_assert_int_eq(alive, 0);
    close(told[0]);
    close(told[1]);
}
END_TEST

/* Several clients at once, one of which stops in the middle of a frame. */
START_TEST(a_slow_client_holds_up_nobody)
{
    rig_defaults(&rig);
    open_modbus(&rig);
    struct sockaddr_in name;
    memset(&name, 0, sizeof name);
    name.sin_family = AF_INET;
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    name.sin_port = htons((uint16_t)rig.hardware.pcs_process.port);
    int slow = socket(AF_INET, SOCK_STREAM, 0);
    ck_assert_int_eq(connect(slow, (struct sockaddr *)&name, sizeof name), 0);
    ck_assert_int_eq((int)send(slow, "\0\1\0", 3, MSG_NOSIGNAL), 3);
    rig.command.battery_w = 9000.0;
    rig_run(&rig, 20, 1);
    ck_assert_int_eq((int)rig.hardware.pcs.link.counters.failures, 0);
    ck_assert_double_eq(rig.measurement.battery_w, 9000.0);
    close(slow);
    hardware_close(&rig.hardware);
}
END_TEST

/* World and truth pass through registers bit for bit, whatever they hold. */
START_TEST(worlds_pass_unchanged)
{
    uint64_t state = 12;
    for (int i = 0; i < 1000; i++) {
        struct device_world world, world_back;
        struct device_truth truth, truth_back;
        uint16_t registers[DEVICE_WORLD_REGISTERS];
        uint64_t words[20];
        for (int w = 0; w < 20; w++) {
            words[w] = rig_random(&state);
        }
        memset(&world, 0, sizeof world);
        memset(&truth, 0, sizeof truth);
        memset(&world_back, 0, sizeof world_back);
        memset(&truth_back, 0, sizeof truth_back);
        memcpy(&world, words,
               offsetof(struct device_world, pcs_mode_request) + sizeof world.pcs_mode_request);
        memcpy(&truth, words, sizeof truth);
        device_world_pack(&world, (uint32_t)words[19], registers);
        ck_assert_uint_eq(device_world_unpack(registers, &world_back), (uint32_t)words[19]);
        ck_assert(memcmp(&world, &world_back, sizeof world) == 0);
        device_truth_pack(&truth, registers);
        device_truth_unpack(registers, &truth_back);
        ck_assert(memcmp(&truth, &truth_back, sizeof truth) == 0);
    }
}
END_TEST

static int any_read(void *device, uint16_t address, int count, uint16_t *registers)
{
    (void)device;
    for (int i = 0; i < count; i++) {
        registers[i] = (uint16_t)(address + i);
    }
    return 0;
}

static int any_write(void *device, uint16_t address, int count, const uint16_t *registers)
{
    (void)address;
    *(uint32_t *)device +=
        (uint32_t)registers[count - 1]; /* touches the last word it was promised */
    return 0;
}

/* The server's frame parser with any bytes: bounded answers, exceptions for what it does not serve.
 */
START_TEST(any_frame)
{
    uint64_t state = 5;
    uint32_t sum = 0;
    struct register_port port = {&sum, any_read, any_write};
    for (int i = 0; i < 200000; i++) {
        uint8_t *frame = NULL;
        uint8_t answer[SERVE_MOST_BYTES];
        size_t count = rig_random(&state) % 261;
        frame = malloc(count + 1); /* exact size: a sanitizer sees any byte read beyond */
        ck_assert_ptr_nonnull(frame);
        for (size_t b = 0; b < count; b++) {
            frame[b] = (uint8_t)(rig_random(&state) % (b > 8 && b < 18 ? 40 : 256));
        }
        if (count >= 8 && i % 4 != 0) { /* mostly with a true header */
            static const uint8_t functions[] = {3, 16, 23, 6};
            frame[2] = frame[3] = 0;
            frame[4] = (uint8_t)((count - 6) >> 8);
            frame[5] = (uint8_t)((count - 6) & 0xFF);
            frame[7] = functions[i % 3 + (i % 40 == 1)];
        }
        size_t length = serve_frame(&port, frame, count, answer);
        ck_assert_uint_le(length, SERVE_MOST_BYTES);
        if (length > 0) {
            ck_assert_uint_eq((size_t)(answer[4] << 8 | answer[5]) + 6, length);
            ck_assert_int_eq(answer[7] & 0x7F, frame[7] & 0x7F);
        }
        free(frame);
    }
    const uint8_t read_two[] = {0x12, 0x34, 0, 0, 0, 6, 7, 3, 0x9C, 0x40, 0, 2};
    const uint8_t expected[] = {0x12, 0x34, 0, 0, 0, 7, 7, 3, 4, 0x9C, 0x40, 0x9C, 0x41};
    uint8_t answer[SERVE_MOST_BYTES];
    ck_assert_uint_eq(serve_frame(&port, read_two, sizeof read_two, answer), sizeof expected);
    ck_assert(memcmp(answer, expected, sizeof expected) == 0);
    const uint8_t coils[] = {0, 1, 0, 0, 0, 6, 1, 1, 0, 0, 0, 1};
    ck_assert_uint_eq(serve_frame(&port, coils, sizeof coils, answer), 9);
    ck_assert_uint_eq(answer[7], 0x81);
    ck_assert_uint_eq(answer[8], 1);
}
END_TEST

START_TEST(bad_addresses_are_refused)
{
    rig_defaults(&rig);
    ck_assert_int_eq(hardware_open_modbus(&rig.hardware, &rig.setup),
                     -1); /* neither host nor simulator */
    hardware_close(&rig.hardware);
    rig.setup.simulator = "/nonexistent/ostrov-sim-device";
    ck_assert_int_eq(hardware_open_modbus(&rig.hardware, &rig.setup), -1);
    hardware_close(&rig.hardware);
    rig.setup.pcs_host = rig.setup.meter_host = "127.0.0.1";
    ck_assert_int_eq(hardware_open_modbus(&rig.hardware, &rig.setup), -1); /* port 0 */
    ck_assert_ptr_nonnull(strstr(hardware_error(&rig.hardware), "PCS: "));
    hardware_close(&rig.hardware);
    rig.setup.pcs_port = 1502; /* which of them is wrong is said */
    ck_assert_int_eq(hardware_open_modbus(&rig.hardware, &rig.setup), -1);
    ck_assert_ptr_nonnull(strstr(hardware_error(&rig.hardware), "meter: "));
    hardware_close(&rig.hardware);
    rig.setup.meter_sign = 0;
    ck_assert_int_eq(hardware_open_modbus(&rig.hardware, &rig.setup), -1);
    ck_assert_str_eq(hardware_error(&rig.hardware), "meter_sign is out of range");
    hardware_close(&rig.hardware);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("devices over Modbus TCP");
    TCase *one = tcase_create("all");
    tcase_set_timeout(one, 120.0);
    tcase_add_test(one, twin_and_process_agree_to_the_bit);
    tcase_add_test(one, a_killed_device_comes_back);
    tcase_add_test(one, both_dead_is_an_error);
    tcase_add_test(one, silence_over_tcp);
    tcase_add_test(one, liars_give_no_values);
    tcase_add_test(one, a_stranger_is_not_read);
    tcase_add_test(one, plain_requests_and_the_systems_clock);
    tcase_add_test(one, simulators_die_with_their_parent);
    tcase_add_test(one, a_slow_client_holds_up_nobody);
    tcase_add_test(one, what_is_too_old_is_not_written);
    tcase_add_test(one, worlds_pass_unchanged);
    tcase_add_test(one, any_frame);
    tcase_add_test(one, bad_addresses_are_refused);
    suite_add_tcase(suite, one);
    return unit_run(suite);
}
