/* A simulated device that serves any register map: values by name, writes into what the map lists,
 * and a battery or a PV plant behind them that does what it is told.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_DEVICES_MAP_DEVICE_H
#define STATION_DEVICES_MAP_DEVICE_H

#include "drivers/map/register_map.h"

enum { MAP_DEVICE_CELLS = 2048 };

/* Faults to order: bits. */
enum map_fault {
    MAP_FAULT_SILENT = 1 << 0,   /* no answer */
    MAP_FAULT_BUSY = 1 << 1,     /* exception 6 to every request */
    MAP_FAULT_FREEZE = 1 << 2,   /* registers stand still, heartbeat too */
    MAP_FAULT_CACHE = 1 << 3,    /* registers stand still, the heartbeat goes on */
    MAP_FAULT_FORGET = 1 << 4,   /* writes are answered well, but not kept */
    MAP_FAULT_DEAF = 1 << 5,     /* writes are kept, but not done */
    MAP_FAULT_ABSENT = 1 << 6,   /* every point says "not there" where the map has a code for it */
    MAP_FAULT_STRANGER = 1 << 7, /* the identity is another one */
    MAP_FAULT_SWAPPED = 1 << 8   /* low and high words of every value have changed places */
};

struct map_device_setup {
    double rating_w;
    double capacity_wh;
    double soc_ratio;
    double reversion_s; /* s without a write until power falls back to default_w; 0 = never */
    double default_w;
    double sun_w;
};

/* One register or bit that the map names. */
struct map_cell {
    int32_t space, address;
    uint16_t value;
    uint16_t writable;
};

struct map_device {
    const struct register_map *map;
    struct map_device_setup setup;
    double value[MAP_QUANTITIES]; /* what its registers are made from; NaN = not there */
    double set_w;                 /* power it was told; limit of a PV plant: INFINITY = none */
    double limit_w;
    int64_t now_us, written_us;
    int64_t writes;
    uint32_t faults;
    int32_t cells;
    struct map_cell cell[MAP_DEVICE_CELLS];
};

void map_device_defaults(struct map_device_setup *setup);

/* Returns 0; -1 when the map names more registers than there is room for. map must outlive it. */
int map_device_init(struct map_device *device, const struct map_device_setup *setup,
                    const struct register_map *map);

/* Sets what it measures, and shows it. */
void map_device_set(struct map_device *device, int32_t quantity, double value);

/* Moves on: the battery follows its set-point, the plant its limit, the heartbeat counts. */
void map_device_advance(struct map_device *device, double dt_s);

/* Its tables. Valid as long as the device stays where it is. */
struct register_tables map_device_tables(struct map_device *device);

#endif
