/* Driver of a three-phase meter at the PCC by SunSpec model 203, or by a register map.
 *
 * Sign: SunSpec meters count import positive, as we do. A meter mounted or set the other way is
 * turned here, once, by its setting.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_DRIVERS_METER_H
#define STATION_DRIVERS_METER_H

#include <ostrov/station.h>

#include "devices/device.h"
#include "drivers/identity.h"
#include "drivers/map/mapped.h"
#include "drivers/sunspec/walk.h"

struct meter_setup {
    double most_w;   /* W, anything beyond is implausible */
    double frozen_s; /* s with identical registers on a live grid after which values count as
                        frozen; 0 = never */
    int32_t sign;    /* 1 = import positive, -1 = export positive */
    int32_t reserved;
    const char *manufacturer; /* model 1 must say so; NULL = any, but the same for ever after */
    const char *model;
    const struct register_map *map; /* NULL = SunSpec */
};

/* What the meter says, in our units and signs. NaN = not told. */
struct meter_reading {
    double grid_w; /* import positive */
    double grid_var;
    double phase_w[3];
    double phase_v[3];
    double phase_a[3]; /* magnitude */
    double hz;
    double import_wh;
    double export_wh;
};

struct meter_counters {
    int64_t polls;
    int64_t failed_polls;
    int64_t implausible;
    int64_t identity_refused;
};

struct meter {
    struct meter_setup setup;
    struct link link;
    struct link side; /* simulation only */
    struct meter_counters counters;
    struct meter_reading reading;
    struct identity identity;
    struct sunspec_map map;
    struct sunspec_block common, measured, vendor;
    uint32_t epoch;
    uint32_t measured_crc;
    uint32_t sequence;
    int32_t simulated;
    int32_t aside;     /* simulation only, as in struct pcs */
    int32_t seen_live; /* 1 = another device sees the grid alive: this one's zeros are no good faith */
    int64_t polled_us; /* INT64_MIN = never */
    int64_t changed_us;
    struct mapped mapped;
};

void meter_setup_defaults(struct meter_setup *setup);

/* Starts a driver; its links must have been initialised. */
void meter_begin(struct meter *meter, const struct meter_setup *setup);

/* Reads the meter, unless it was read at this very time. Returns 0; -1 when it did not answer as it
 * should: the reading then stays as it was and ages. */
int meter_poll(struct meter *meter, int64_t now_us);

/* Fills its part of a measurement, age included. */
void meter_fill(const struct meter *meter, int64_t now_us, ostrov_measurement *measurement);

/* s since the values in the reading were true; NaN = never read. */
double meter_age_s(const struct meter *meter, int64_t now_us);

/* Simulation only: as pcs_advance and pcs_order_faults. */
void meter_advance(struct meter *meter, const struct device_world *world, int64_t now_us);
int meter_order_faults(struct meter *meter, uint32_t faults, int64_t now_us);

#endif
