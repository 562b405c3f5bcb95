/* A device that is read and written by a register map: what pcs.h, meter.h and pv_inverter.h stand
 * on when a map is given instead of SunSpec models.
 *
 * Only what stands in the map's write lists is ever written. After each connect the identity is
 * checked before anything else.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_MAP_MAPPED_H
#define STATION_MAP_MAPPED_H

#include "drivers/map/register_map.h"
#include "drivers/set_point.h"
#include "drivers/sunspec/link.h"

struct mapped {
    const struct register_map *map; /* NULL = not a mapped device */
    double value[MAP_QUANTITIES];   /* in our units and signs; NaN = not told */
    int64_t read_us;                /* last complete reading; INT64_MIN = never */
    int64_t beat_us;                /* when its heartbeat last changed; without one, last reading */
    int64_t changed_us;             /* when anything in the registers last changed */
    int64_t implausible;
    int64_t wrote_beat_us;
    double beat;
    uint32_t our_beat;
    uint32_t crc;
    uint32_t stood_crc;   /* set-point registers as they read back last … */
    uint32_t written_crc; /* … and as they were written */
    int32_t stood;        /* 1 = stood_crc holds something */
    int32_t moved;        /* 1 = a power of ten is not what it was when they were written */
    uint16_t written_exponent[MAP_WRITES];
    int64_t rescaled;     /* lists written again because a power of ten had moved */
    uint32_t epoch;       /* of the link when its identity was checked */
    int32_t known;
    int64_t strangers; /* times another device answered */
    uint16_t words[MAP_WORDS];
};

/* map must outlive it. */
void mapped_begin(struct mapped *mapped, const struct register_map *map);

/* Link open, and the right device at its end? Returns 1, or 0. */
int mapped_ready(struct mapped *mapped, struct link *link, int64_t now_us);

/* Reads all points. Returns 0; -1 when one could not be read: values then stay and age. */
int mapped_read(struct mapped *mapped, struct link *link, int64_t now_us);

/* Writes one list, reads back what reads back. Nothing is written unless every number fits. Where a
 * power of ten moved meanwhile it is written once again. written (may be NULL) receives the power
 * as the registers hold it. Returns enum set_point_refusal. */
int32_t mapped_write(struct mapped *mapped, struct link *link, int32_t list,
                     const double wishes[MAP_WISHES], double *written, int64_t now_us);

/* Reads what the rows of a list (MAP_SET_POINT or MAP_LIMIT) read back, into stood_crc, and whether
 * its powers of ten have moved. Returns 0; -1 when it could not be read; 1 when no row reads back.
 */
int mapped_look(struct mapped *mapped, struct link *link, int32_t list, int64_t now_us);

/* Writes the heartbeat list when its time has come. */
void mapped_heartbeat(struct mapped *mapped, struct link *link, int64_t now_us);

/* s since the values were true, by reading, heartbeat and, on a live bus, by change; frozen_s 0 =
 * a still register is no sign of death. NaN = never read. */
double mapped_age_s(const struct mapped *mapped, int live, double beat_s, double frozen_s,
                    int64_t now_us);

#endif
