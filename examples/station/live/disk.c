/* The snapshot and now.txt in a thread of their own: see disk.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "disk.h"

#include "common/clock.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* So long a wish holds that nobody could look for again: longer than a disk stalls, and no longer than
 * whoever takes the file away should wait for the grid. */
#define WISH_LIVES_S 60.0

struct disk {
    struct snapshot snapshot; /* the thread's own, as now and writing */
    struct now now;
    uint8_t *writing;
    struct facts telling;
    char island[512];
    pthread_t thread;
    pthread_mutex_t lock; /* of all below */
    pthread_cond_t wake;
    uint8_t *waiting;
    size_t count; /* bytes that wait; 0 = none */
    struct facts facts;
    int32_t facts_wait, ending, trouble, wants_island, lapsed;
    int64_t looked_us; /* when for the file "island" last */
    char message[256];
};

/* Takes out what waits. Holds the lock. Returns the bytes of the snapshot. */
static size_t take(struct disk *d, int32_t *facts)
{
    size_t count = d->count;
    uint8_t *bytes = d->waiting;
    d->waiting = d->writing;
    d->writing = bytes;
    d->count = 0;
    *facts = d->facts_wait;
    if (d->facts_wait) {
        d->telling = d->facts;
    }
    d->facts_wait = 0;
    return count;
}

static void *write_loop(void *context)
{
    struct disk *d = context;
    char message[sizeof d->message];
    pthread_mutex_lock(&d->lock);
    for (;;) {
        int32_t facts, failed_before = d->snapshot.failing;
        while (d->count == 0 && !d->facts_wait && !d->ending) {
            pthread_cond_wait(&d->wake, &d->lock);
        }
        if (d->count == 0 && !d->facts_wait) {
            break;
        }
        size_t count = take(d, &facts);
        pthread_mutex_unlock(&d->lock);
        if (facts) {
            now_write(&d->now, &d->telling);
        }
        int32_t wants_island = access(d->island, F_OK) == 0;
        int64_t looked_us = clock_monotonic_us();
        int failed = count > 0 &&
                     snapshot_save(&d->snapshot, d->writing, count, message, sizeof message) != 0;
        pthread_mutex_lock(&d->lock);
        d->wants_island = wants_island;
        d->looked_us = looked_us;
        if (failed && !failed_before) { /* once, not each minute */
            d->trouble = 1;
            memcpy(d->message, message, sizeof message);
        }
    }
    pthread_mutex_unlock(&d->lock);
    return NULL;
}

struct disk *disk_open(const struct snapshot *snapshot, const struct now *now, const char *folder)
{
    struct disk *d = calloc(1, sizeof *d);
    int n = d != NULL ? snprintf(d->island, sizeof d->island, "%s/island", folder) : -1;
    if (n < 0 || (size_t)n >= sizeof d->island) {
        free(d);
        return NULL;
    }
    d->wants_island = access(d->island, F_OK) == 0;
    d->looked_us = clock_monotonic_us();
    d->snapshot = *snapshot;
    d->now = *now;
    d->waiting = malloc(SNAPSHOT_MOST_BYTES);
    d->writing = malloc(SNAPSHOT_MOST_BYTES);
    pthread_mutex_init(&d->lock, NULL);
    pthread_cond_init(&d->wake, NULL);
    if (d->waiting == NULL || d->writing == NULL ||
        pthread_create(&d->thread, NULL, write_loop, d) != 0) {
        pthread_mutex_destroy(&d->lock);
        pthread_cond_destroy(&d->wake);
        free(d->waiting);
        free(d->writing);
        free(d);
        return NULL;
    }
    return d;
}

void disk_save(struct disk *d, const void *bytes, size_t count)
{
    pthread_mutex_lock(&d->lock);
    if (count > 0 && count <= SNAPSHOT_MOST_BYTES) {
        memcpy(d->waiting, bytes, count);
        d->count = count;
        pthread_cond_signal(&d->wake);
    }
    pthread_mutex_unlock(&d->lock);
}

void disk_tell(struct disk *d, const struct facts *facts)
{
    pthread_mutex_lock(&d->lock);
    d->facts = *facts;
    d->facts_wait = 1;
    pthread_cond_signal(&d->wake);
    pthread_mutex_unlock(&d->lock);
}

int32_t disk_wants_island(struct disk *d, int64_t now_us)
{
    pthread_mutex_lock(&d->lock);
    int32_t lapsed = d->wants_island && (double)(now_us - d->looked_us) > WISH_LIVES_S * 1e6;
    int32_t wants_island = d->wants_island && !lapsed;
    if (lapsed && !d->lapsed) {
        d->trouble = 1;
        snprintf(d->message, sizeof d->message,
                 "the disk has not answered for a minute: the wish to stay away from the grid has lapsed");
    }
    d->lapsed = lapsed;
    pthread_mutex_unlock(&d->lock);
    return wants_island;
}

int disk_trouble(struct disk *d, char *message, size_t capacity)
{
    pthread_mutex_lock(&d->lock);
    int32_t trouble = d->trouble;
    if (trouble) {
        snprintf(message, capacity, "%s", d->message);
    }
    d->trouble = 0;
    pthread_mutex_unlock(&d->lock);
    return trouble;
}

void disk_close(struct disk *d)
{
    if (d == NULL) {
        return;
    }
    pthread_mutex_lock(&d->lock);
    d->ending = 1;
    pthread_cond_signal(&d->wake);
    pthread_mutex_unlock(&d->lock);
    pthread_join(d->thread, NULL);
    pthread_mutex_destroy(&d->lock);
    pthread_cond_destroy(&d->wake);
    free(d->waiting);
    free(d->writing);
    free(d);
}
