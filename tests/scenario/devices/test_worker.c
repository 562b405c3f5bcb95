/* One device in a thread of its own: what it takes too late, and what it is never told.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "unit.h"

#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "common/clock.h"
#include "drivers/sunspec/link.h"
#include "drivers/worker.h"

struct toy {
    struct link link;
    int32_t polls, glances, commands, last, silenced;
    int64_t write_until_us;
};

static struct toy toy;
static atomic_int poll_ms, command_ms;

static void pause_ms(int ms)
{
    struct timespec pause = {ms / 1000, (long)(ms % 1000) * 1000000};
    nanosleep(&pause, NULL);
}

static int poll_toy(void *device, int64_t now_us)
{
    struct toy *t = device;
    (void)now_us;
    pause_ms(atomic_load(&poll_ms));
    t->polls++;
    return 0;
}

static int glance_toy(void *device, int64_t now_us)
{
    (void)now_us;
    ((struct toy *)device)->glances++;
    return 0;
}

static ostrov_status command_toy(void *device, const void *command, int64_t now_us)
{
    struct toy *t = device;
    (void)now_us;
    if (command == NULL) {
        t->silenced++;
        return OSTROV_OK;
    }
    pause_ms(atomic_load(&command_ms));
    t->commands++;
    memcpy(&t->last, command, sizeof t->last);
    t->write_until_us = t->link.write_until_us;
    return OSTROV_OK;
}

static struct worker *begin(double period_s)
{
    const struct worker_driver driver = {.device = &toy,
                                         .size = sizeof toy,
                                         .command_size = sizeof(int32_t),
                                         .link = &toy.link,
                                         .poll = poll_toy,
                                         .glance = glance_toy,
                                         .command = command_toy};
    memset(&toy, 0, sizeof toy);
    toy.link.write_until_us = INT64_MAX;
    struct worker *worker = worker_open(&driver, period_s);
    ck_assert_ptr_nonnull(worker);
    return worker;
}

static void ask(struct worker *worker, int32_t number, double lifetime_s)
{
    worker_ask(worker, &number, lifetime_s);
}

static struct toy see(struct worker *worker, struct worker_counters *counters)
{
    struct toy copy;
    worker_see(worker, &copy, counters);
    return copy;
}

START_TEST(what_waited_too_long_is_never_written)
{
    struct worker_counters counters;
    atomic_store(&poll_ms, 300); /* a slow device */
    struct worker *worker = begin(10.0);
    pause_ms(50); /* it is in its first poll */
    ask(worker, 7, 0.1);
    ck_assert_int_eq(worker_settled(worker, 2.0), 1);
    pause_ms(100);
    struct toy seen = see(worker, &counters);
    ck_assert_int_eq(seen.commands, 0);
    ck_assert_int_eq((int)counters.expired, 1);
    worker_close(worker);
}
END_TEST

START_TEST(only_the_newest_command_is_written_and_it_knows_its_lifetime)
{
    struct worker_counters counters;
    atomic_store(&poll_ms, 200);
    struct worker *worker = begin(10.0);
    pause_ms(50);
    int64_t before_us = clock_monotonic_us();
    for (int32_t i = 1; i <= 5; i++) {
        ask(worker, i, 5.0);
    }
    int64_t asked_us = clock_monotonic_us() - before_us;
    ck_assert_int_lt(asked_us, 50000); /* nobody waited for the device */
    ck_assert_int_eq(worker_settled(worker, 2.0), 1);
    pause_ms(100);
    struct toy seen = see(worker, &counters);
    ck_assert_int_eq(seen.commands, 1);
    ck_assert_int_eq(seen.last, 5);
    ck_assert_int_eq((int)counters.expired, 4);
    ck_assert(seen.write_until_us >= before_us + 5000000 &&
              seen.write_until_us <= before_us + 5100000);
    worker_close(worker);
    ck_assert(toy.link.write_until_us == INT64_MAX); /* given back as it was */
}
END_TEST

START_TEST(when_nobody_commands_any_more_the_driver_is_told)
{
    atomic_store(&poll_ms, 0);
    atomic_store(&command_ms, 0);
    struct worker *worker = begin(0.05);
    ask(worker, 1, 0.2);
    pause_ms(100);
    ck_assert_int_eq(see(worker, NULL).silenced, 0);
    pause_ms(300);
    struct toy seen = see(worker, NULL);
    ck_assert_int_eq(seen.commands, 1);
    ck_assert_int_eq(seen.silenced, 1); /* once */
    worker_close(worker);
}
END_TEST

START_TEST(the_pace_changes_at_once_and_the_end_comes_soon)
{
    atomic_store(&poll_ms, 0);
    struct worker *worker = begin(60.0);
    ck_assert_int_eq(worker_settled(worker, 2.0), 1);
    worker_pace(worker, 60.0, 0.01);
    pause_ms(300);
    struct toy seen = see(worker, NULL);
    ck_assert_int_eq(seen.polls, 1);
    ck_assert_int_ge(seen.glances, 5); /* 30 on a free core */
    int64_t before_us = clock_monotonic_us();
    worker_close(worker);
    ck_assert_int_lt(clock_monotonic_us() - before_us, 500000);
    worker_close(NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("worker");
    TCase *one = tcase_create("all");
    tcase_add_test(one, what_waited_too_long_is_never_written);
    tcase_add_test(one, only_the_newest_command_is_written_and_it_knows_its_lifetime);
    tcase_add_test(one, when_nobody_commands_any_more_the_driver_is_told);
    tcase_add_test(one, the_pace_changes_at_once_and_the_end_comes_soon);
    suite_add_tcase(suite, one);
    return unit_run(suite);
}
