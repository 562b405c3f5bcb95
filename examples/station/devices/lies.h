/* When a simulated device lies, and how: a schedule that follows from a seed alone, so that any run
 * can be repeated. Every simulated device has the same one; what a lie does to registers is in
 * liar.h, to a TCP connection in chaos.h, to a charge point in charge_point.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_DEVICES_LIES_H
#define STATION_DEVICES_LIES_H

#include <stddef.h>
#include <stdint.h>

enum lie_kind {
    LIE_NONE = 0,
    LIE_DEAF,      /* takes set-points, shows them, does not act */
    LIE_FORGET,    /* answers writes well, keeps nothing */
    LIE_FREEZE,    /* registers stand still, heartbeats too */
    LIE_CACHE,     /* registers stand still, heartbeats go on: a caching gateway */
    LIE_ABSENT,    /* every measured point says "not implemented" */
    LIE_SENTINEL,  /* 0x8000 and 0xFFFF in single registers, whatever their type */
    LIE_SCALE,     /* scale factors move with power */
    LIE_WORDS,     /* low word first in every point longer than a register, both ways */
    LIE_DELAY,     /* registers are renewed each 5 s */
    LIE_EXCEPTION, /* exception codes 1 … 11 instead of answers */
    LIE_LATE,      /* answers with what the former request asked for */
    LIE_REBOOT,    /* away, then back without its set-points */
    LIE_SILENT,    /* half-open: takes requests, answers nothing */
    LIE_GARBAGE,   /* answers that are no frames */
    LIE_SPLIT,     /* answers in pieces: good ones, nobody should notice */
    LIE_DRIP,      /* answers byte by byte, one a second */
    LIE_BREAK,     /* ends each connection */
    LIE_IGNORE,    /* charge point: accepts a profile, charges as before */
    LIE_REFUSE,    /* charge point: refuses profiles */
    LIE_CLOCK,     /* charge point: its clock says 1970 */
    LIE_OFFLINE,   /* charge point: away, then tells its old meter values */
    LIE_KINDS
};

/* Sets of kinds, bit by enum lie_kind: what a device behind Modbus can do to us (DEAF to BREAK),
 * and a charge point. */
#define LIES_OF_REGISTERS ((UINT32_C(1) << LIE_IGNORE) - 2U)
#define LIES_OF_CHARGERS                                                                           \
    (UINT32_C(15) << LIE_IGNORE | UINT32_C(3) << LIE_REBOOT | UINT32_C(1) << LIE_GARBAGE |         \
     UINT32_C(1) << LIE_BREAK)

#define LIES_MOST 64

struct lie {
    int64_t begin_us; /* of the device's own time */
    int64_t end_us;
    uint64_t detail; /* what it leaves to chance */
    int32_t kind;    /* enum lie_kind */
    int32_t reserved;
};

struct lies {
    struct lie lie[LIES_MOST]; /* in order, one at a time */
    int32_t count;
    int32_t reserved;
};

/* A schedule for length_s: 1 to 60 s of lies of the kinds allowed, 20 to 200 s of truth
 * between them, each length as likely short as long (log-uniform). None after quiet_s. */
void lies_make(struct lies *lies, uint64_t seed, uint32_t kinds, double quiet_s);

/* The lie at a time, or NULL. */
const struct lie *lies_at(const struct lies *lies, int64_t time_us);

const char *lie_name(int32_t kind);

/* One line of a schedule, "12.5 s to 40.0 s words"; returns its length as snprintf would. */
int lie_text(const struct lie *lie, char *text, size_t capacity);

#endif
