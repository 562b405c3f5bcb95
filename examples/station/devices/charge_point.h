/* A simulated charge point of OCPP 1.6J with the vehicle in front of it. No sockets and no clock:
 * frames in, frames out, time handed in. It runs inside a test, or behind a WebSocket in
 * ostrov-sim-chargers; both ways give the same frames.
 *
 * It obeys charging profiles as the specification has them: a TxProfile of its own transaction
 * above a TxDefaultProfile, each valid from startSchedule for its duration by the charge point's
 * own clock. Its frames are written by hand, not by the code of the other end.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_DEVICES_CHARGE_POINT_H
#define STATION_DEVICES_CHARGE_POINT_H

#include <stddef.h>
#include <stdint.h>

#include "devices/lies.h"

enum { CHARGE_POINT_KEPT = 64, CHARGE_POINT_FRAME = 2048 };

struct charge_point_setup {
    double limit_w;   /* W, most it gives */
    double accepts_w; /* W, most the vehicle takes */
    double phase_v;   /* V, phase to neutral */
    int32_t phases;   /* 1 or 3 */
    int32_t meter_s;  /* s between meter values until told otherwise */
    double ramp_w_per_s;
};

/* A charging profile in force. */
struct charge_point_profile {
    double ampere;     /* for each phase; NaN = there is none */
    int64_t start_s;   /* UTC, startSchedule */
    double duration_s; /* 0 = for ever */
};

/* A meter value that waits to be told. */
struct charge_point_sample {
    int64_t utc_s;
    double watts, energy_wh;
    int32_t transaction;
    int32_t reserved;
};

struct charge_point {
    struct charge_point_setup setup;
    struct lies lies;
    const struct lie *now; /* NULL = it behaves */
    int64_t time_us;       /* since it began */
    int64_t utc_s;         /* the time of the world */
    double draws_w, energy_wh, wants_wh;
    struct charge_point_profile default_profile, profile;
    int32_t plugged, transaction; /* transaction: 0 = none, -1 = asked for */
    int32_t connected, booted, told_status;
    int32_t interval_s; /* of meter values */
    int64_t metered_us, beaten_us;
    int64_t boot_us; /* not said before */
    /* One call at a time, and the answers that wait. */
    int32_t asked; /* enum of charge_point_frames.c; 0 = none */
    uint32_t calls;
    int64_t asked_us;
    char answer[CHARGE_POINT_FRAME];
    size_t answer_length;
    struct charge_point_sample kept[CHARGE_POINT_KEPT];
    int32_t kept_first, kept_count;
    int64_t profiles_taken, profiles_refused;
};

void charge_point_defaults(struct charge_point_setup *setup);
void charge_point_begin(struct charge_point *point, const struct charge_point_setup *setup,
                        const struct lies *lies);

/* A vehicle that wants so much is plugged in; 0 = it leaves. */
void charge_point_plug(struct charge_point *point, double wants_wh);

/* Moves on. live = its supply is there. Returns the W it draws. */
double charge_point_step(struct charge_point *point, int64_t utc_s, double dt_s, int32_t live);

/* The W its profiles allow now. */
double charge_point_allowed_w(const struct charge_point *point);

/* Whether it wants a connection; and that one opened or closed. */
int charge_point_wants_connection(const struct charge_point *point);
void charge_point_open(struct charge_point *point);
void charge_point_close(struct charge_point *point);

/* charge_point_frames.c: a frame that came; the next one it sends, or 0. */
void charge_point_receive(struct charge_point *point, const char *text, size_t length);
size_t charge_point_next(struct charge_point *point, char *text, size_t capacity);

/* What its own clock says. */
int64_t charge_point_clock_s(const struct charge_point *point);

#endif
