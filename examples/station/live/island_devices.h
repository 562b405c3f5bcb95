/* The devices of the connection to the grid, each with a thread: the wires at the PCC breaker and
 * the synchroniser, as the site file sets them up.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_LIVE_ISLAND_DEVICES_H
#define STATION_LIVE_ISLAND_DEVICES_H

#include "../drivers/io/io.h"
#include "../drivers/synchroniser/synchroniser.h"
#include "../drivers/worker.h"
#include "../site/site.h"

/* What is asked of the wires. */
struct island_wires {
    int32_t breaker, bond; /* enum ostrov_breaker_command, ostrov_bond_command */
    uint32_t tiers_on;     /* bit i = load tier i may be on */
    int32_t tiers_told;    /* 0 = load tiers stay as they are */
};

/* What the DSO's relays allowed before a restart; NaN = nothing. */
struct island_relays {
    double ratio, age_s;
};

/* Each returns NULL with a message. io and sync are their worker's own from then on. */
struct worker *island_open_io(struct io *io, const struct site *site,
                              const struct island_relays *told, char *message, size_t capacity);
struct worker *island_open_sync(struct synchroniser *sync, const struct site *site, char *message,
                                size_t capacity);

#endif
