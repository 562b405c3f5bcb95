/* The live run: its memory across a restart; see live_parts.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "live_parts.h"

#include "common/clock.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* What is believed of the vehicles, and the site file whose vehicles, duties and charge points its numbers
 * count: another file is another depot. */
struct believed {
    uint32_t site_crc;
    uint32_t reserved;
    struct vehicle vehicle[SITE_VEHICLES];
};

/* Whose memory it is. */
struct of_site {
    uint32_t identity;
    uint32_t reserved;
    char name[SITE_NAME];
};

/* The DSO's orders, by control centre and by wire. */
struct kept_orders {
    int64_t time_s; /* UTC; INT64_MIN = the clock was not known */
    struct iec104_kept centre;
    double relay_ratio, relay_age_s;
    int32_t with_centre; /* 1 = centre holds something */
    int32_t reserved;
};

static void put_site(struct live *live)
{
    struct of_site of;
    memset(&of, 0, sizeof of);
    of.identity = site_identity(live->site);
    snprintf(of.name, sizeof of.name, "%s", live->site->name);
    memory_put(&live->memory, MEMORY_SITE, &of, sizeof of);
}

static void put_orders(struct live *live)
{
    struct kept_orders kept;
    memset(&kept, 0, sizeof kept);
    kept.time_s = clock_utc_s();
    kept.relay_ratio = kept.relay_age_s = (double)NAN;
    if (live->island != NULL) {
        island_keep_relays(live->island, &kept.relay_ratio, &kept.relay_age_s);
    }
    if (live->dso != NULL) {
        iec104_server_keep(live->dso, &kept.centre);
        kept.with_centre = 1;
    }
    memory_put(&live->memory, MEMORY_DSO, &kept, sizeof kept);
}

void live_recall_orders(const struct live *live, struct live_orders *orders)
{
    size_t count = 0;
    const struct kept_orders *kept = memory_find(&live->memory, MEMORY_DSO, &count);
    int64_t now_s = clock_utc_s();
    orders->centre = NULL;
    orders->away_s = 0.0;
    orders->relay_ratio = orders->relay_age_s = (double)NAN;
    if (kept == NULL || count != sizeof *kept) {
        return;
    }
    /* Without a clock nobody knows for how long we were away: the deadline then counts from now. */
    if (now_s != INT64_MIN && kept->time_s != INT64_MIN && now_s > kept->time_s) {
        orders->away_s = (double)(now_s - kept->time_s);
    }
    orders->centre = kept->with_centre ? &kept->centre : NULL;
    orders->relay_ratio = kept->relay_ratio;
    orders->relay_age_s = kept->relay_age_s + orders->away_s;
}

void live_save(struct live *live)
{
    static struct believed believed;
    static uint8_t bytes[sizeof(ostrov_station)];
    size_t used = 0;
    memory_clear(&live->memory);
    put_site(live);
    put_orders(live);
    if (ostrov_station_save(&live->station, bytes, sizeof bytes, &used) == OSTROV_OK) {
        memory_put(&live->memory, MEMORY_STATION, bytes, used);
    }
    memory_put(&live->memory, MEMORY_METERING, &live->metering, sizeof live->metering);
    believed.site_crc = live->site->crc;
    memcpy(believed.vehicle, live->fleet.vehicle, sizeof believed.vehicle);
    memory_put(&live->memory, MEMORY_VEHICLES, &believed, sizeof believed);
    gauge_save(&live->gauge, &live->memory);
    live_keep_chargers(live);
    live_keep_connection(live);
    disk_save(live->disk, live->memory.bytes, live->memory.used);
    live->saved_s = live->steps;
}

/* A state folder that another site has used: what that one has reached and been told is not ours.
 */
static void leave_another_sites(struct live *live)
{
    size_t count = 0;
    char message[256];
    const struct of_site *of = memory_find(&live->memory, MEMORY_SITE, &count);
    if (of != NULL && count == sizeof *of && of->identity == site_identity(live->site)) {
        return;
    }
    int known = of != NULL && count == sizeof *of;
    snprintf(message, sizeof message,
             "the snapshot is of another site (%.63s): nothing of it is taken over%s",
             known ? of->name : "it does not say which",
             snapshot_set_aside(&live->snapshot) == 0 ? ", it is kept as snapshot.*.other" : "");
    live->memory.used = 0;
    live_note(live, 0, 0, message);
}

void live_save_soon(struct live *live) { live->saved_s = live->steps - LIVE_SAVE_EACH_S; }

void live_remember(struct live *live)
{
    char message[256] = "";
    int64_t n = snapshot_load(&live->snapshot, live->memory.bytes, SNAPSHOT_MOST_BYTES, message,
                              sizeof message);
    if (n < 0) {
        live_note(live, 0, 0, message);
    }
    live->memory.used = n > 0 ? (size_t)n : 0;
    if (n > 0) {
        leave_another_sites(live);
    }
}

void live_recall(struct live *live)
{
    char message[256] = "";
    size_t count = 0;
    const void *station = memory_find(&live->memory, MEMORY_STATION, &count);
    if (station != NULL) {
        ostrov_status status = ostrov_station_load(&live->station, station, count);
        if (status < OSTROV_OK) {
            snprintf(message, sizeof message, "the snapshot is not of this site as it is now: %s",
                     ostrov_status_text(status));
            live_note(live, 0, 0, message);
        }
    }
    const void *metering = memory_find(&live->memory, MEMORY_METERING, &count);
    if (metering != NULL && count == sizeof live->metering) {
        metering_recall(&live->metering, metering);
    }
    gauge_recall(&live->gauge, &live->memory);
    const struct believed *believed = memory_find(&live->memory, MEMORY_VEHICLES, &count);
    if (believed != NULL && count == sizeof *believed && believed->site_crc == live->site->crc) {
        memcpy(live->fleet.vehicle, believed->vehicle, sizeof believed->vehicle);
    }
}
