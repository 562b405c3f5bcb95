/* Plans in a thread of their own: see planning.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "planning.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { QUARTERS = 96, SAVE_EACH = 4, FORETOLD = 4 * OUTLOOK_DAY };

struct planning {
    struct planner *planner;
    planning_make make;
    struct fleet fleet; /* the thread's own while busy */
    struct planner_view view;
    struct memory memory; /* the thread's own, as the two below */
    struct snapshot snapshot;
    int32_t kept, unsaved; /* 1 = there is a folder; quarter hours learned since the last save */
    pthread_t thread;
    pthread_mutex_t lock; /* of all below */
    pthread_cond_t wake;
    char trouble[256]; /* empty = none */
    struct outlook_score score;
    struct outlook_quarter quarter[QUARTERS];
    int32_t quarters;
    struct telemetry_forecast foretold[FORETOLD];
    int32_t foretold_count;
    int32_t asked, answered, working, ending;
    ostrov_status status;
    ostrov_fault why;
};

/* One quarter hour out of the queue; 0 = none. Holds the lock. */
static int next_quarter(struct planning *p, struct outlook_quarter *quarter)
{
    if (p->quarters == 0) {
        return 0;
    }
    *quarter = p->quarter[0];
    p->quarters--;
    memmove(p->quarter, p->quarter + 1, (size_t)p->quarters * sizeof p->quarter[0]);
    return 1;
}

/* Keeps what was learned. Does not hold the lock. */
static void save(struct planning *p)
{
    char message[sizeof p->trouble] = "";
    int32_t failed_before = p->snapshot.failing;
    memory_clear(&p->memory);
    outlook_save(&p->planner->outlook, &p->memory);
    int failed =
        snapshot_save(&p->snapshot, p->memory.bytes, p->memory.used, message, sizeof message) != 0;
    p->unsaved = 0;
    if (failed && !failed_before) { /* once, not each hour */
        pthread_mutex_lock(&p->lock);
        memcpy(p->trouble, message, sizeof message);
        pthread_mutex_unlock(&p->lock);
    }
}

/* Keeps rows for whoever writes them. Holds the lock. */
static void put_foretold(struct planning *p, const struct telemetry_forecast *row, int32_t count)
{
    int32_t over = p->foretold_count + count - FORETOLD;
    if (over > 0) {
        p->foretold_count -= over;
        memmove(p->foretold, p->foretold + over, (size_t)p->foretold_count * sizeof *row);
    }
    memcpy(p->foretold + p->foretold_count, row, (size_t)count * sizeof *row);
    p->foretold_count += count;
}

/* Learns a quarter hour; what was forecast with it goes into row. Does not hold the lock. Returns
 * rows. */
static int32_t learn_one(struct planning *p, const struct outlook_quarter *quarter,
                         struct telemetry_forecast row[OUTLOOK_DAY + 1])
{
    struct outlook *o = &p->planner->outlook;
    const int64_t before_s = o->learned_s, day_s = o->load_day.start_s, sun_s = o->pv_day.start_s;
    int32_t count = 0;
    outlook_learn(o, quarter);
    if (o->load_day.start_s != day_s || o->pv_day.start_s != sun_s) {
        count = foretell_day(o, row);
    }
    if (o->learned_s != before_s) {
        count += foretell_hour(o, row + count);
    }
    return count;
}

/* Learns what waits. Holds the lock, and gives it away meanwhile. */
static void learn(struct planning *p)
{
    struct outlook_quarter quarter;
    struct telemetry_forecast row[OUTLOOK_DAY + 1];
    while (next_quarter(p, &quarter)) {
        pthread_mutex_unlock(&p->lock);
        int32_t rows = learn_one(p, &quarter, row);
        p->unsaved++;
        if (p->kept && p->unsaved >= SAVE_EACH) {
            save(p);
        }
        struct outlook_score score = outlook_score_of(&p->planner->outlook);
        pthread_mutex_lock(&p->lock);
        p->score = score;
        put_foretold(p, row, rows);
    }
}

/* Holds the lock, and gives it away meanwhile. */
static void plan(struct planning *p)
{
    ostrov_fault why = {0};
    pthread_mutex_unlock(&p->lock);
    ostrov_status status = p->make(p->planner, &p->view, &p->fleet, &why);
    pthread_mutex_lock(&p->lock);
    p->asked = 0;
    p->answered = 1;
    p->status = status;
    p->why = why;
}

static void *work(void *context)
{
    struct planning *p = context;
    pthread_mutex_lock(&p->lock);
    while (!p->ending) {
        if (p->quarters == 0 && !p->asked) {
            p->working = 0;
            pthread_cond_wait(&p->wake, &p->lock);
            continue;
        }
        p->working = 1;
        learn(p); /* first: a plan begins where learning ended */
        if (p->asked && !p->ending) {
            plan(p);
        }
    }
    learn(p); /* what still waits is worth its minute */
    p->working = 0;
    pthread_mutex_unlock(&p->lock);
    if (p->kept && p->unsaved > 0) {
        save(p);
    }
    return NULL;
}

/* What was learned before. */
static void recall(struct planning *p, const char *folder)
{
    p->kept = snapshot_begin(&p->snapshot, folder, OUTLOOK_MEMORY) == 0;
    int64_t count = p->kept ? snapshot_load(&p->snapshot, p->memory.bytes, SNAPSHOT_MOST_BYTES,
                                            p->trouble, sizeof p->trouble)
                            : 0;
    if (count > 0) {
        p->memory.used = (size_t)count;
        outlook_recall(&p->planner->outlook, &p->memory);
        p->trouble[0] = '\0';
    }
}

static void release(struct planning *p)
{
    pthread_mutex_destroy(&p->lock);
    pthread_cond_destroy(&p->wake);
    memory_end(&p->memory);
    free(p);
}

struct planning *planning_open(struct planner *planner, planning_make make, const char *folder)
{
    struct planning *p = calloc(1, sizeof *p);
    if (p == NULL) {
        return NULL;
    }
    p->planner = planner;
    p->make = make;
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->wake, NULL);
    int ready = memory_begin(&p->memory) == 0;
    if (ready && folder != NULL) {
        recall(p, folder);
    }
    p->score = outlook_score_of(&planner->outlook);
    if (!ready || pthread_create(&p->thread, NULL, work, p) != 0) {
        release(p);
        return NULL;
    }
    return p;
}

void planning_close(struct planning *p)
{
    if (p == NULL) {
        return;
    }
    pthread_mutex_lock(&p->lock);
    p->ending = 1;
    __atomic_store_n(&p->planner->stop, 1, __ATOMIC_RELAXED);
    pthread_cond_signal(&p->wake);
    pthread_mutex_unlock(&p->lock);
    pthread_join(p->thread, NULL);
    release(p);
}

int planning_busy(struct planning *p)
{
    pthread_mutex_lock(&p->lock);
    int busy = p->working || p->asked || p->quarters > 0;
    pthread_mutex_unlock(&p->lock);
    return busy;
}

void planning_learn(struct planning *p, const struct outlook_quarter *quarter)
{
    pthread_mutex_lock(&p->lock);
    if (p->quarters == QUARTERS) {
        struct outlook_quarter oldest;
        (void)next_quarter(p, &oldest);
    }
    p->quarter[p->quarters++] = *quarter;
    pthread_cond_signal(&p->wake);
    pthread_mutex_unlock(&p->lock);
}

int planning_ask(struct planning *p, const struct planner_view *view, const struct fleet *fleet)
{
    pthread_mutex_lock(&p->lock);
    int busy = p->asked || p->answered;
    if (!busy) {
        p->view = *view;
        p->fleet = *fleet;
        p->asked = 1;
        pthread_cond_signal(&p->wake);
    }
    pthread_mutex_unlock(&p->lock);
    return busy ? -1 : 0;
}

int planning_take(struct planning *p, ostrov_status *status, ostrov_fault *why)
{
    pthread_mutex_lock(&p->lock);
    int answered = p->answered;
    if (answered) {
        *status = p->status;
        *why = p->why;
        p->answered = 0;
    }
    pthread_mutex_unlock(&p->lock);
    return answered;
}

struct outlook_score planning_score(struct planning *p)
{
    pthread_mutex_lock(&p->lock);
    struct outlook_score score = p->score;
    pthread_mutex_unlock(&p->lock);
    return score;
}

int32_t planning_foretold(struct planning *p, struct telemetry_forecast *row, int32_t capacity)
{
    pthread_mutex_lock(&p->lock);
    int32_t count = p->foretold_count < capacity ? p->foretold_count : capacity;
    memcpy(row, p->foretold, (size_t)count * sizeof *row);
    p->foretold_count -= count;
    memmove(p->foretold, p->foretold + count, (size_t)p->foretold_count * sizeof *row);
    pthread_mutex_unlock(&p->lock);
    return count;
}

int planning_trouble(struct planning *p, char *message, size_t capacity)
{
    pthread_mutex_lock(&p->lock);
    int trouble = p->trouble[0] != '\0';
    if (trouble) {
        snprintf(message, capacity, "%s", p->trouble);
        p->trouble[0] = '\0';
    }
    pthread_mutex_unlock(&p->lock);
    return trouble;
}
