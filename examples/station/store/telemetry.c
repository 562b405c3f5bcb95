/* The queue and its writer: see telemetry.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "telemetry_database.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BATCH = 256 };

struct telemetry {
    struct telemetry_setup setup;
    struct telemetry_database database;
    pthread_t writer;
    pthread_mutex_t lock; /* of all below */
    pthread_cond_t wake;
    struct telemetry_item *queue; /* a ring of setup.queue items */
    int32_t first, waiting;
    struct telemetry_item batch[BATCH]; /* out of the ring, being written; the writer's own */
    int32_t batched;
    int32_t ending;
    struct telemetry_health health;
};

void telemetry_defaults(struct telemetry_setup *setup)
{
    /* A row is about 150 bytes: 256 MiB hold three years of minutes; 20 000 rows wait out two weeks
     * without a disk in under 6 MB. */
    *setup = (struct telemetry_setup){.most_bytes = (int64_t)256 << 20,
                                      .keep_rows = 1600000,
                                      .queue = 20000,
                                      .commit_s = 1.0,
                                      .retry_s = 10.0};
}

static void after(struct timespec *until, double seconds)
{
    clock_gettime(CLOCK_MONOTONIC, until);
    int64_t ns = until->tv_nsec + (int64_t)(seconds * 1e9);
    until->tv_sec += (time_t)(ns / 1000000000);
    until->tv_nsec = (long)(ns % 1000000000);
}

/* Waits until there is something to write (then a little, so that rows go together), or the end.
 * Holds the lock. */
static void wait_for_work(struct telemetry *t)
{
    struct timespec until;
    while (t->waiting + t->batched == 0 && !t->ending) {
        pthread_cond_wait(&t->wake, &t->lock);
    }
    after(&until, t->health.failing ? t->setup.retry_s : t->setup.commit_s);
    while (!t->ending && pthread_cond_timedwait(&t->wake, &t->lock, &until) == 0) {
        /* another item: it goes with this batch */
    }
}

/* Takes up to BATCH items out of the ring, unless those of a failed attempt are still to be
 * written. */
static void take_batch(struct telemetry *t)
{
    while (t->batched < BATCH && t->waiting > 0) {
        t->batch[t->batched++] = t->queue[t->first];
        t->first = (t->first + 1) % t->setup.queue;
        t->waiting--;
    }
}

static int32_t count_forecasts(const struct telemetry *t)
{
    int32_t count = 0;
    for (int32_t i = 0; i < t->batched; i++) {
        count += t->batch[i].kind == TELEMETRY_FORECAST;
    }
    return count;
}

/* Writes a batch. Holds the lock but not while it writes. Returns 0; -1. */
static int write_batch(struct telemetry *t)
{
    char error[sizeof t->health.error] = "";
    take_batch(t);
    pthread_mutex_unlock(&t->lock);
    int failed = t->database.handle == NULL &&
                 telemetry_database_open(&t->database, error, sizeof error) != 0;
    failed = failed || telemetry_database_prune(&t->database, error, sizeof error) ||
             telemetry_database_write(&t->database, t->batch, t->batched, error, sizeof error);
    if (failed) {
        telemetry_database_close(&t->database); /* a failed disk is tried from the file up */
    }
    pthread_mutex_lock(&t->lock);
    if (failed) {
        t->health.failures++;
        memcpy(t->health.error, error, sizeof error);
    } else {
        t->health.committed += t->batched;
        t->health.foreseen += count_forecasts(t);
        t->batched = 0;
    }
    t->health.failing = failed;
    return failed ? -1 : 0;
}

static void *write_loop(void *context)
{
    struct telemetry *t = context;
    pthread_mutex_lock(&t->lock);
    for (;;) {
        wait_for_work(t);
        if (t->waiting + t->batched == 0 && t->ending) {
            break;
        }
        while (t->waiting + t->batched > 0 && write_batch(t) == 0) {
        }
        if (t->health.failing && t->ending) {
            break; /* closing: the disk had its last chance */
        }
    }
    pthread_mutex_unlock(&t->lock);
    telemetry_database_close(&t->database);
    return NULL;
}

static int setup_ok(const struct telemetry_setup *s, char *message, size_t capacity)
{
    const char *wrong = s->most_bytes < 1 << 20              ? "most_bytes: at least 1048576"
                        : s->keep_rows < 1                   ? "keep_rows: at least 1"
                        : s->queue < 16 || s->queue > 100000 ? "queue: 16 to 100000"
                        : !(s->commit_s >= 0.0 && s->commit_s <= 60.0) ? "commit_s: 0 to 60"
                        : !(s->retry_s > 0.0 && s->retry_s <= 3600.0)  ? "retry_s: above 0, to 3600"
                                                                       : NULL;
    if (wrong != NULL) {
        snprintf(message, capacity, "telemetry: %s", wrong);
    }
    return wrong == NULL;
}

struct telemetry *telemetry_open(const char *path, const struct telemetry_setup *setup,
                                 char *message, size_t capacity)
{
    struct telemetry *t = setup_ok(setup, message, capacity) ? calloc(1, sizeof *t) : NULL;
    pthread_condattr_t monotonic;
    if (t == NULL) {
        return NULL;
    }
    t->setup = *setup;
    t->database.setup = &t->setup;
    t->queue = calloc((size_t)setup->queue, sizeof *t->queue);
    int n = snprintf(t->database.path, sizeof t->database.path, "%s", path);
    if (t->queue == NULL || n < 0 || (size_t)n >= sizeof t->database.path) {
        snprintf(message, capacity, "telemetry: %s",
                 t->queue == NULL ? "out of memory" : "path is too long");
        free(t->queue);
        free(t);
        return NULL;
    }
    pthread_mutex_init(&t->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC); /* the wall clock may jump */
    pthread_cond_init(&t->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (pthread_create(&t->writer, NULL, write_loop, t) != 0) {
        snprintf(message, capacity, "telemetry: the writer could not be started");
        free(t->queue);
        free(t);
        return NULL;
    }
    return t;
}

/* Into the ring. When it is full the oldest gives way: what happened last is worth more. */
static void put_item(struct telemetry *t, const struct telemetry_item *item)
{
    pthread_mutex_lock(&t->lock);
    t->health.queued++;
    if (t->waiting == t->setup.queue) {
        t->first = (t->first + 1) % t->setup.queue;
        t->waiting--;
        t->health.dropped++;
    }
    t->queue[(t->first + t->waiting) % t->setup.queue] = *item;
    t->waiting++;
    pthread_cond_signal(&t->wake);
    pthread_mutex_unlock(&t->lock);
}

void telemetry_add(struct telemetry *t, const struct telemetry_minute *minute)
{
    struct telemetry_item item = {.kind = TELEMETRY_MINUTE};
    item.of.minute = *minute;
    put_item(t, &item);
}

void telemetry_note(struct telemetry *t, const struct telemetry_event *event)
{
    struct telemetry_item item = {.kind = TELEMETRY_EVENT};
    item.of.event = *event;
    item.of.event.text[TELEMETRY_TEXT - 1] = '\0';
    put_item(t, &item);
}

void telemetry_foresee(struct telemetry *t, const struct telemetry_forecast *forecast)
{
    struct telemetry_item item = {.kind = TELEMETRY_FORECAST};
    item.of.forecast = *forecast;
    put_item(t, &item);
}

void telemetry_read_health(struct telemetry *t, struct telemetry_health *health)
{
    pthread_mutex_lock(&t->lock);
    *health = t->health;
    health->waiting = t->waiting + t->batched;
    pthread_mutex_unlock(&t->lock);
}

void telemetry_close(struct telemetry *t, double patience_s)
{
    struct timespec pause = {0, 5000000};
    if (t == NULL) {
        return;
    }
    for (double waited = 0.0; waited < patience_s; waited += 0.005) {
        struct telemetry_health health;
        telemetry_read_health(t, &health);
        if (health.waiting == 0 || health.failing) {
            break;
        }
        nanosleep(&pause, NULL);
    }
    pthread_mutex_lock(&t->lock);
    t->ending = 1;
    pthread_cond_signal(&t->wake);
    pthread_mutex_unlock(&t->lock);
    pthread_join(t->writer, NULL);
    pthread_mutex_destroy(&t->lock);
    pthread_cond_destroy(&t->wake);
    free(t->queue);
    free(t);
}
