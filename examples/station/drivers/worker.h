/* One device in a thread of its own, so that a device that is slow, half dead or gone holds up
 * nobody but itself.
 *
 * The thread owns the driver. Others see a copy of it as it was after its last complete turn, and
 * hand over commands: there is one place for a command, and a newer one takes it. A command has a
 * lifetime; what is older is never written, however late the device finds time for it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_DRIVERS_WORKER_H
#define STATION_DRIVERS_WORKER_H

#include <ostrov/base.h>

#include <stddef.h>
#include <stdint.h>

struct link;

/* What a driver is to its thread. Calls may block as long as the device's time-outs let them. */
struct worker_driver {
    void *device;        /* the driver, the thread's own until worker_close */
    size_t size;         /* bytes of it */
    size_t command_size; /* bytes of a command; 0 = takes none */
    struct link *link;   /* its link, inside device: told how long a write may still go out */
    int (*poll)(void *device, int64_t now_us);
    int (*glance)(void *device, int64_t now_us); /* the short poll of a fast pace; NULL = poll */
    /* command NULL: the last one has outlived its lifetime, nothing is commanded any more. */
    ostrov_status (*command)(void *device, const void *command, int64_t now_us);
};

struct worker_counters {
    int64_t turns;    /* polls that ended, well or not */
    int64_t commands; /* handed to the driver */
    int64_t expired;  /* thrown away: too old, or overtaken by a newer one */
};

struct worker;

/* Starts the thread, which polls at once and then each period_s. NULL = no memory or no thread. */
struct worker *worker_open(const struct worker_driver *driver, double period_s);

/* From now on: a whole poll each period_s, and a short one each glance_s between (0 = none). */
void worker_pace(struct worker *worker, double period_s, double glance_s);

/* Copies the driver as it was after its last turn. Never waits for the device. */
void worker_see(struct worker *worker, void *copy, struct worker_counters *counters);

/* Hands a command over that may be written for the next lifetime_s. Never waits for the device. */
void worker_ask(struct worker *worker, const void *command, double lifetime_s);

/* Waits until the first turn is over, patience_s at most. Returns 1 when it is. */
int worker_settled(struct worker *worker, double patience_s);

/* Ends the thread after what it is waiting for (one time-out at most), and gives the driver back.
 * NULL is allowed. */
void worker_close(struct worker *worker);

#endif
