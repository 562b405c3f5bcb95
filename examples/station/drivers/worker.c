/* One device in a thread of its own: see worker.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "drivers/worker.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "drivers/sunspec/link.h"

struct worker {
    struct worker_driver driver;
    pthread_t thread;
    pthread_mutex_t lock; /* of all below */
    pthread_cond_t wake;  /* something to do, or a turn is over */
    void *shown;          /* the driver after its last turn */
    struct worker_counters counters;
    void *command, *doing; /* what waits, and what the thread took out */
    int64_t until_us;      /* the waiting command may be written until then */
    int64_t polled_us;     /* when the last whole poll began; INT64_MIN = never */
    int64_t glanced_us;    /* when the last poll of either kind began */
    int64_t period_us, glance_us;
    int32_t waiting; /* 1 = a command waits */
    _Atomic int32_t ending;
};

static int64_t microseconds(double seconds) { return (int64_t)(seconds * 1e6); }

static int64_t earlier(int64_t a, int64_t b) { return a < b ? a : b; }

/* When the thread has something to do, whatever comes. */
static int64_t due_us(const struct worker *w)
{
    if (w->polled_us == INT64_MIN) {
        return INT64_MIN;
    }
    int64_t due = w->polled_us + w->period_us;
    return w->glance_us > 0 ? earlier(due, w->glanced_us + w->glance_us) : due;
}

/* The command that waits, while it may still be written. The lock is held on entry and on return,
 * and let go while the device is spoken to. */
static void do_command(struct worker *w, int64_t *commanded_until_us)
{
    int64_t until_us = w->until_us, now_us = clock_monotonic_us();
    w->waiting = 0;
    if (now_us > until_us) {
        w->counters.expired++;
        return;
    }
    w->counters.commands++;
    *commanded_until_us = until_us;
    memcpy(w->doing, w->command, w->driver.command_size);
    pthread_mutex_unlock(&w->lock);
    w->driver.link->write_until_us = until_us;
    (void)w->driver.command(w->driver.device, w->doing, now_us);
    pthread_mutex_lock(&w->lock);
}

static void do_poll(struct worker *w)
{
    int64_t now_us = clock_monotonic_us();
    int whole = w->polled_us == INT64_MIN || now_us >= w->polled_us + w->period_us;
    w->glanced_us = now_us;
    if (whole) {
        w->polled_us = now_us;
    }
    pthread_mutex_unlock(&w->lock);
    if (whole || w->driver.glance == NULL) {
        (void)w->driver.poll(w->driver.device, now_us);
    } else {
        (void)w->driver.glance(w->driver.device, now_us);
    }
    pthread_mutex_lock(&w->lock);
    w->counters.turns++;
}

static void *serve(void *context)
{
    struct worker *w = context;
    int64_t commanded_until_us = INT64_MAX; /* of what the device is being told; MAX = nothing */
    pthread_mutex_lock(&w->lock);
    while (!w->ending) {
        int64_t now_us = clock_monotonic_us(), due = due_us(w);
        if (!w->waiting && now_us < due) {
            struct timespec until = clock_moment(due);
            (void)pthread_cond_timedwait(&w->wake, &w->lock, &until);
            continue;
        }
        if (w->waiting) {
            do_command(w, &commanded_until_us);
        }
        if (clock_monotonic_us() > commanded_until_us) {
            /* Nobody commands any more: no sign of life may keep the device from falling back. */
            (void)w->driver.command(w->driver.device, NULL, commanded_until_us);
            commanded_until_us = INT64_MAX;
        }
        if (!w->ending && clock_monotonic_us() >= due_us(w)) {
            do_poll(w);
        }
        memcpy(w->shown, w->driver.device, w->driver.size);
        pthread_cond_broadcast(&w->wake);
    }
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

static void release(struct worker *w)
{
    free(w->shown);
    free(w->command);
    free(w->doing);
    free(w);
}

struct worker *worker_open(const struct worker_driver *driver, double period_s)
{
    struct worker *w = calloc(1, sizeof *w);
    pthread_condattr_t monotonic;
    if (w == NULL) {
        return NULL;
    }
    w->shown = malloc(driver->size);
    w->command = malloc(driver->command_size + 1);
    w->doing = malloc(driver->command_size + 1);
    if (w->shown == NULL || w->command == NULL || w->doing == NULL) {
        release(w);
        return NULL;
    }
    w->driver = *driver;
    w->polled_us = w->glanced_us = INT64_MIN;
    w->period_us = microseconds(period_s);
    memcpy(w->shown, driver->device, driver->size);
    driver->link->stop = &w->ending;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (pthread_create(&w->thread, NULL, serve, w) != 0) {
        pthread_mutex_destroy(&w->lock);
        pthread_cond_destroy(&w->wake);
        driver->link->stop = NULL;
        release(w);
        return NULL;
    }
    return w;
}

void worker_pace(struct worker *w, double period_s, double glance_s)
{
    pthread_mutex_lock(&w->lock);
    if (w->period_us != microseconds(period_s) || w->glance_us != microseconds(glance_s)) {
        w->period_us = microseconds(period_s);
        w->glance_us = microseconds(glance_s);
        pthread_cond_broadcast(&w->wake);
    }
    pthread_mutex_unlock(&w->lock);
}

void worker_see(struct worker *w, void *copy, struct worker_counters *counters)
{
    pthread_mutex_lock(&w->lock);
    memcpy(copy, w->shown, w->driver.size);
    if (counters != NULL) {
        *counters = w->counters;
    }
    pthread_mutex_unlock(&w->lock);
}

void worker_ask(struct worker *w, const void *command, double lifetime_s)
{
    pthread_mutex_lock(&w->lock);
    w->counters.expired += w->waiting; /* it never found the time: the newer one takes its place */
    memcpy(w->command, command, w->driver.command_size);
    w->until_us = clock_monotonic_us() + microseconds(lifetime_s);
    w->waiting = 1;
    pthread_cond_broadcast(&w->wake);
    pthread_mutex_unlock(&w->lock);
}

int worker_settled(struct worker *w, double patience_s)
{
    struct timespec until = clock_moment(clock_monotonic_us() + microseconds(patience_s));
    int waited = 0;
    pthread_mutex_lock(&w->lock);
    while (w->counters.turns == 0 && waited == 0) {
        waited = pthread_cond_timedwait(&w->wake, &w->lock, &until);
    }
    int settled = w->counters.turns > 0;
    pthread_mutex_unlock(&w->lock);
    return settled;
}

void worker_close(struct worker *w)
{
    if (w == NULL) {
        return;
    }
    pthread_mutex_lock(&w->lock);
    w->ending = 1;
    pthread_cond_broadcast(&w->wake);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    pthread_mutex_destroy(&w->lock);
    pthread_cond_destroy(&w->wake);
    w->driver.link->stop = NULL;
    w->driver.link->write_until_us = INT64_MAX;
    release(w);
}
