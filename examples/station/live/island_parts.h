/* Inside the connection's thread: what island.c and island_devices.c share.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_LIVE_ISLAND_PARTS_H
#define STATION_LIVE_ISLAND_PARTS_H

#include "island.h"

#include "drivers/io/io.h"
#include "drivers/synchroniser/synchroniser.h"

#include <pthread.h>
#include <stdatomic.h>

struct wires {
    int32_t breaker, bond; /* enum ostrov_breaker_command, ostrov_bond_command */
};

struct island {
    const struct site *site;
    struct hardware *hardware;
    struct io io;                           /* its worker's own */
    struct synchroniser sync;               /* likewise */
    struct worker *io_worker, *sync_worker; /* sync: NULL = none */
    pthread_t thread;
    int32_t running, armed;
    atomic_int ending;
    /* Of the thread alone: copies. */
    struct io io_seen;
    struct synchroniser sync_seen;
    struct pcs pcs_seen;
    struct meter meter_seen;
    pthread_mutex_t lock; /* of all below */
    ostrov_grid grid;
    ostrov_grid_state state;
    struct io wired; /* as of the last step */
    struct island_told told;
    int64_t told_us;
    int64_t taken; /* sequence of the last record that was taken */
    struct island_counters counters;
};

/* Open the devices and start their threads. Return 0; -1, with a message where a setting is wrong.
 */
int island_open_io(struct island *island, const struct island_setup *with, char *message,
                   size_t capacity);
int island_open_sync(struct island *island, char *message, size_t capacity);

#endif
