/* Lies of the wire over real TCP: whatever becomes of the bytes, a driver reads what is true now,
 * or nothing; and it comes back by itself.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "devices/chaos.h"
#include "devices/meter_device.h"
#include "devices/serve.h"
#include "drivers/meter.h"

#include "unit.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TIMEOUT_S 0.2

static pid_t child;
static struct meter meter;
static int64_t begun_us;

static int64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* A meter in a process of its own, which lies from its second 3 to its second 7. */
static void begin(int32_t kind)
{
    int ends[2];
    char line[32] = "";
    ck_assert_int_eq(pipe(ends), 0);
    child = fork();
    if (child == 0) {
        static struct meter_device device;
        static struct liar liar;
        struct meter_device_setup setup;
        struct lies lies = {.count = 1};
        lies.lie[0] = (struct lie){3000000, 7000000, 7, kind, 0};
        meter_device_defaults(&setup);
        if (meter_device_init(&device, &setup) != 0) {
            _exit(1);
        }
        struct register_port port = meter_device_port(&device);
        liar_begin(&liar, &port, &lies);
        liar.wire = 1;
        struct register_port told = liar_port(&liar);
        struct serve_setup serve = {0, ends[1], -1, &liar};
        _exit(serve_loop(&told, &serve));
    }
    close(ends[1]);
    ck_assert_int_gt(read(ends[0], line, sizeof line - 1), 5);
    close(ends[0]);
    struct link_setup to = {"127.0.0.1", atoi(line + 5), 1, TIMEOUT_S, 0.01, 1};
    struct meter_setup setup;
    meter_setup_defaults(&setup);
    ck_assert_int_eq(link_init_modbus(&meter.link, &to), 0);
    ck_assert_int_eq(link_init_modbus(&meter.side, &to), 0);
    meter_begin(&meter, &setup);
    begun_us = now_us();
}

static void end(void)
{
    link_close(&meter.link);
    link_close(&meter.side);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

/* Twelve seconds of the device's time: other power each second. Returns how many were read. */
static int live(int *read_while_lying)
{
    struct device_world world = {.dt_s = 1.0, .grid_v = {230.0, 230.0, 230.0}, .grid_hz = 50.0};
    int read = 0;
    *read_while_lying = 0;
    for (int second = 1; second <= 12; second++) {
        struct timespec pause = {0, 60000000}; /* longer than its back-off at the beginning */
        world.pcc_w = 10000.0 + 1000.0 * second;
        meter_advance(&meter, &world, now_us());
        nanosleep(&pause, NULL);
        int64_t at_us = now_us();
        if (meter_poll(&meter, at_us) == 0) {
            ck_assert_msg(fabs(meter.reading.grid_w - world.pcc_w) < 1.0,
                          "second %d: read %g W, true are %g W", second, meter.reading.grid_w,
                          world.pcc_w);
            read++;
            *read_while_lying += second >= 3 && second < 7;
        }
    }
    return read;
}

START_TEST(pieces_are_put_together)
{
    int lying = 0;
    begin(LIE_SPLIT);
    ck_assert_int_eq(live(&lying), 12);
    ck_assert_int_eq(meter.link.counters.failures, 0);
    end();
}
END_TEST

START_TEST(a_bad_wire_gives_the_truth_or_nothing)
{
    static const int32_t kinds[] = {LIE_LATE, LIE_GARBAGE, LIE_DRIP, LIE_SILENT, LIE_BREAK};
    int lying = 0;
    begin(kinds[_i]);
    int read = live(&lying);
    ck_assert_int_ge(read, 4); /* before it, and after it again */
    if (kinds[_i] != LIE_GARBAGE) {
        ck_assert_int_eq(lying, 0);
    }
    ck_assert_int_gt(meter.link.counters.failures, 0);
    ck_assert_int_eq(meter.polled_us > begun_us, 1);
    end();
}
END_TEST

START_TEST(bytes_wait_for_their_time)
{
    static struct chaos c;
    const uint8_t answer[12] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    const struct lie drip = {.kind = LIE_DRIP}, late = {.kind = LIE_LATE};
    chaos_begin(&c, 1);
    ck_assert_int_eq(chaos_wait_ms(&c, 0), -1);
    ck_assert_int_eq(chaos_take(&c, &drip, answer, sizeof answer, 0), 1);
    for (int i = 0; i < 12; i++) {
        int64_t at_us = i * INT64_C(1000000);
        ck_assert_uint_eq(chaos_due(&c, at_us), 1);
        ck_assert_int_eq(c.bytes[0], i + 1);
        chaos_sent(&c, 1, at_us);
        ck_assert_uint_eq(chaos_due(&c, at_us + 999999), 0);
    }
    ck_assert_uint_eq(chaos_due(&c, 99000000), 0);
    ck_assert_int_eq(chaos_take(&c, &late, answer, 5, 0), 1); /* held back … */
    ck_assert_uint_eq(chaos_due(&c, 99000000), 0);
    ck_assert_int_eq(chaos_take(&c, NULL, answer + 5, 7, 99000000), 1); /* … until the next */
    ck_assert_uint_eq(chaos_due(&c, 99000000), 12);
    ck_assert_mem_eq(c.bytes, answer, 12);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("lies of the wire");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 120);
    tcase_add_test(all, pieces_are_put_together);
    tcase_add_loop_test(all, a_bad_wire_gives_the_truth_or_nothing, 0, 5);
    tcase_add_test(all, bytes_wait_for_their_time);
    suite_add_tcase(suite, all);
    return unit_run(suite);
}
