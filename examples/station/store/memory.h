/* What the station remembers across a restart: sections, each with a tag and its length, in a
 * snapshot on disk.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_STORE_MEMORY_H
#define STATION_STORE_MEMORY_H

#include "snapshot.h"

enum memory_tag {
    MEMORY_STATION = 1, /* ostrov_station_save */
    MEMORY_FORECAST_PV =
        2, /* the learner's bytes, as the three below with a checksum before them */
    MEMORY_FORECAST_LOAD = 3,
    MEMORY_METERING = 4,  /* struct metering */
    MEMORY_VEHICLES = 5,  /* what is believed of each vehicle */
    MEMORY_CHARGERS = 6,  /* transactions of each charge point, by its name */
    MEMORY_GRID = 7,      /* ostrov_grid_save */
    MEMORY_ERRORS_PV = 8, /* how forecasts of PV and load erred */
    MEMORY_ERRORS_LOAD = 9,
    MEMORY_TELEMETRY = 10, /* ostrov_telemetry_save */
    MEMORY_SOC_START = 11, /* where the estimator began */
    MEMORY_SOC = 12,       /* ostrov_soc_save */
    MEMORY_SITE = 13,      /* which site all this is of */
    MEMORY_DSO = 14        /* the DSO's orders, and when they were kept */
};

struct memory {
    uint8_t *bytes; /* SNAPSHOT_MOST_BYTES of them */
    size_t used;
    int32_t full; /* 1 = a section did not fit */
};

int memory_begin(struct memory *memory); /* 0; -1 = no memory */
void memory_end(struct memory *memory);

/* Empties it, and adds a section. */
void memory_clear(struct memory *memory);
void memory_put(struct memory *memory, uint32_t tag, const void *bytes, size_t count);

/* A section, or NULL; its bytes are aligned to 8. */
const void *memory_find(const struct memory *memory, uint32_t tag, size_t *count);

#endif
