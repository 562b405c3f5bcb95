/* The live run: its memory across a restart; see live_parts.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "live_parts.h"

#include <stdio.h>
#include <string.h>

/* What is believed of the vehicles, and the site file whose vehicles, duties and charge points its numbers
 * count: another file is another depot. */
struct believed {
    uint32_t site_crc;
    uint32_t reserved;
    struct vehicle vehicle[SITE_VEHICLES];
};

void live_save(struct live *live)
{
    static struct believed believed;
    static uint8_t bytes[sizeof(ostrov_station)];
    size_t used = 0;
    memory_clear(&live->memory);
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

void live_remember(struct live *live)
{
    char message[256] = "";
    int64_t n = snapshot_load(&live->snapshot, live->memory.bytes, SNAPSHOT_MOST_BYTES, message,
                              sizeof message);
    if (n < 0) {
        live_note(live, 0, 0, message);
    }
    live->memory.used = n > 0 ? (size_t)n : 0;
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
        memcpy(&live->metering, metering, count);
    }
    gauge_recall(&live->gauge, &live->memory);
    const struct believed *believed = memory_find(&live->memory, MEMORY_VEHICLES, &count);
    if (believed != NULL && count == sizeof *believed && believed->site_crc == live->site->crc) {
        memcpy(live->fleet.vehicle, believed->vehicle, sizeof believed->vehicle);
    }
}
