/* The connection to the grid in a live run: the library's grid layer in a thread of its own, fed by
 * the wires at the PCC breaker and the synchroniser, each of which has a thread too.
 *
 * It steps each calm_s, and each fast_s around a transition, whatever the station or a device does.
 * Every switching step goes by what is observed; after a start nothing is written until the mode it
 * wakes in is known. Not armed, nothing is written at all.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_LIVE_ISLAND_H
#define STATION_LIVE_ISLAND_H

#include <ostrov/grid_explain.h>
#include <ostrov/station.h>

#include "../drivers/hardware.h"
#include "../site/site.h"

struct island;

struct island_setup {
    const struct site *site;
    struct hardware *hardware; /* meter and PCS stand in for a synchroniser; must outlive this */
    const void *kept;          /* island_keep's bytes from before a restart; NULL = none */
    size_t kept_count;
    double relay_ratio, relay_age_s; /* what the DSO's relays allowed then; NaN = nothing */
    int32_t armed;
};

/* What only the station knows. Said each second; older than a few seconds it is not known: the wish
 * to be away and the permission to return lapse, a return that was forbidden stays so. */
struct island_told {
    double soc_low_ratio; /* safe SoC; NaN = not known */
    double energy_wh;     /* down to SoC 0 */
    double headroom_w;
    int32_t want_island;  /* 1 = leave and stay away */
    int32_t return_order; /* of the DSO's control centre: 1 = allowed, -1 = not; 0 = none */
    uint32_t tiers_on;    /* bit i = load tier i may be on */
    int32_t tiers_told;   /* 0 = tiers are not ours to switch now: they stay */
};

/* Returns NULL with a message. */
struct island *island_open(const struct island_setup *setup, char *message, size_t capacity);

void island_tell(struct island *island, const struct island_told *told);

/* What the grid layer is in now; and inhibits and DSO limit by wire into a measurement. */
void island_read(struct island *island, ostrov_grid_state *state, ostrov_measurement *measurement);

/* The next record of the grid layer's log that was not yet taken. Returns 1, or 0 for none. */
int island_record(struct island *island, ostrov_grid_record *record);

/* Counted since the start. */
struct island_counters {
    int64_t steps, late; /* late: more than twice its time after the one before */
    double slowest_s;    /* longest step around a transition */
    int64_t refused;     /* switching commands that were refused or not done */
    int64_t foreign;     /* times another controller wrote to the synchroniser */
    double io_age_s, sync_age_s;
    int32_t io_position; /* enum io_position */
    int32_t reserved;
};
void island_count(struct island *island, struct island_counters *counters);

/* What the DSO's relays allowed last, for the next start; NaN = nothing yet. */
void island_keep_relays(struct island *island, double *ratio, double *age_s);

/* Bytes for the next start. Returns how many; 0 = they did not fit. */
size_t island_keep(struct island *island, void *bytes, size_t capacity);

/* Ends the threads; the last word of every device stands. NULL is allowed. */
void island_close(struct island *island);

#endif
