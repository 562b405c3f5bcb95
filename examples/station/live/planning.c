/* Plans in a thread of their own: see planning.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "planning.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { QUARTERS = 96 };

struct planning {
    struct planner *planner;
    planning_make make;
    struct fleet fleet;        /* the thread's own while busy */
    struct planner_view view;
    struct memory fresh;       /* the thread's own */
    pthread_t thread;
    pthread_mutex_t lock; /* of all below */
    pthread_cond_t wake;
    struct memory kept;   /* what planning_save gives */
    struct outlook_quarter quarter[QUARTERS];
    int32_t quarters;
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

/* Learns what waits, and keeps the memory of it. Holds the lock, and gives it away meanwhile. */
static void learn(struct planning *p)
{
    struct outlook_quarter quarter;
    int learned = 0;
    while (next_quarter(p, &quarter)) {
        pthread_mutex_unlock(&p->lock);
        outlook_learn(&p->planner->outlook, &quarter);
        learned = 1;
        pthread_mutex_lock(&p->lock);
    }
    if (!learned) {
        return;
    }
    pthread_mutex_unlock(&p->lock);
    memory_clear(&p->fresh);
    outlook_save(&p->planner->outlook, &p->fresh);
    pthread_mutex_lock(&p->lock);
    struct memory before = p->kept;
    p->kept = p->fresh;
    p->fresh = before;
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
    p->working = 0;
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

struct planning *planning_open(struct planner *planner, planning_make make)
{
    struct planning *p = calloc(1, sizeof *p);
    if (p == NULL) {
        return NULL;
    }
    p->planner = planner;
    p->make = make;
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->wake, NULL);
    int ready = memory_begin(&p->fresh) == 0 && memory_begin(&p->kept) == 0;
    if (ready) {
        outlook_save(&planner->outlook, &p->kept);
        ready = pthread_create(&p->thread, NULL, work, p) == 0;
    }
    if (!ready) {
        pthread_mutex_destroy(&p->lock);
        pthread_cond_destroy(&p->wake);
        memory_end(&p->fresh);
        memory_end(&p->kept);
        free(p);
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
    p->planner->stop = 1;
    pthread_cond_signal(&p->wake);
    pthread_mutex_unlock(&p->lock);
    pthread_join(p->thread, NULL);
    pthread_mutex_destroy(&p->lock);
    pthread_cond_destroy(&p->wake);
    memory_end(&p->fresh);
    memory_end(&p->kept);
    free(p);
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

void planning_save(struct planning *p, struct memory *memory)
{
    pthread_mutex_lock(&p->lock);
    memory_join(memory, &p->kept);
    pthread_mutex_unlock(&p->lock);
}
