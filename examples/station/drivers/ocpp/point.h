/* One charge point as the central system of OCPP 1.6 sees it: what it said, what it was told, and
 * whether it does it. No sockets and no clock: messages in, messages out.
 *
 * A limit becomes a charging profile in amperes for all phases. Two stand in the charge point: a
 * TxDefaultProfile that holds for a vehicle nobody has told of yet and when we are gone (the site
 * file's charger_default_w; 0 in an island, which could not carry it), and above it a TxProfile of
 * the running transaction that expires unless it is renewed. It is renewed as long as
 * it is wanted. Accepted is not done: only the meter values prove that a limit is kept.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_OCPP_POINT_H
#define STATION_OCPP_POINT_H

#include <ostrov/station.h>

#include "drivers/ocpp/message.h"
#include "drivers/set_point.h"

enum { OCPP_MOST_TRANSACTIONS = 2000000000 }; /* numbers begin at 1 again behind it */

enum ocpp_status {
    OCPP_STATUS_UNKNOWN = 0,
    OCPP_AVAILABLE = 1,
    OCPP_PREPARING = 2,
    OCPP_CHARGING = 3,
    OCPP_SUSPENDED_EVSE = 4,
    OCPP_SUSPENDED_EV = 5,
    OCPP_FINISHING = 6,
    OCPP_RESERVED = 7,
    OCPP_UNAVAILABLE = 8,
    OCPP_FAULTED = 9
};

/* What the one call under way asks for. */
enum ocpp_asked {
    OCPP_ASKED_NOTHING = 0,
    OCPP_ASKED_CONFIGURE = 1,
    OCPP_ASKED_DEFAULT = 2,
    OCPP_ASKED_LIMIT = 3,
    OCPP_ASKED_SAMPLED = 4
};

/* How far it was asked which values to send. */
enum ocpp_sampled {
    OCPP_SAMPLED_NOT = 0,
    OCPP_SAMPLED_LESS = 1, /* the whole list was refused: the shorter one is next */
    OCPP_SAMPLED_DONE = 2
};

struct ocpp_setup {
    double limit_w;         /* W, most the charge point gives; hard */
    double min_w;           /* W, least when charging at all; below it the limit is 0 */
    double default_w;       /* W it falls back to when we are gone, until another is wanted */
    double phase_v;         /* V, phase to neutral, to turn W into A */
    int32_t phases;         /* 1 or 3 */
    int32_t meter_s;        /* s between meter values that are asked for */
    double lifetime_s;      /* s a limit lives in the charge point; renewed at half of it */
    double patience_s;      /* s for an answer; and s it may draw more than allowed */
    double retry_s;         /* s before a refused limit is sent again */
    double heed_s;          /* s a wanted limit is renewed without being wanted again */
    double tolerance_ratio; /* of limit_w: drawn above the limit by less counts as kept */
};

/* What its meter says; NaN = not told. */
struct ocpp_reading {
    double power_w;    /* drawn by the vehicle */
    double phase_a[3]; /* drawn of each phase */
    double energy_wh;  /* register of the charge point */
    double offered_a;
    double soc_ratio; /* of the vehicle, where it is told (DC) */
    int64_t read_us;  /* INT64_MIN = never */
};

struct ocpp_counters {
    int64_t messages, refused, errors, timeouts;
};

struct ocpp_point {
    struct ocpp_setup setup;
    struct ocpp_counters counters;
    struct ocpp_reading reading;
    struct set_point limit;
    struct set_point_counters limits;
    char vendor[OCPP_WORD], model[OCPP_WORD];
    char tag[OCPP_WORD]; /* who started the transaction */
    int32_t connected;   /* 1 = a socket is open */
    int32_t booted;      /* 1 = BootNotification was accepted */
    int32_t status;      /* enum ocpp_status of connector 1 */
    int32_t transaction; /* 0 = none */
    int32_t ended;       /* the last that is over: values kept of it do not bring it back */
    int32_t next_transaction;
    double start_wh;         /* register when the transaction began */
    char started[OCPP_WORD]; /* when it did, as it was told */
    int64_t seen_us;         /* last message; INT64_MIN = never */
    /* What is under way: one call at a time (4.1.1). */
    int32_t asked; /* enum ocpp_asked */
    char asked_id[OCPP_ID];
    int64_t asked_us;
    double asked_w; /* the limit or default in it */
    uint32_t calls;
    int32_t configured, defaulted; /* done since the boot */
    int32_t sampled;               /* enum ocpp_sampled, likewise */
    int32_t turn;                  /* enum ocpp_asked: which of limit and default was asked last */
    double default_w, stands_w;    /* wanted; last acknowledged, NaN = not known */
    int64_t renewed_us;            /* when the limit last lived anew; INT64_MIN = never */
    int32_t asked_transaction, renewed_transaction; /* whose limit is asked for, and stands */
    int64_t tried_us;                               /* last time the configuration was refused */
    int64_t wanted_us; /* last time a limit was wanted; INT64_MIN = never */
};

/* What must outlive a restart of ours: a number given twice would mix up two transactions in the
 * charge point, and who stands there is told once. */
struct ocpp_kept {
    char tag[OCPP_WORD];
    double start_wh;
    int32_t transaction, next_transaction;
};

void ocpp_setup_defaults(struct ocpp_setup *setup);
void ocpp_point_begin(struct ocpp_point *point, const struct ocpp_setup *setup);

/* Restoring leaves out some numbers: the last ones before the end may not have been kept. */
void ocpp_point_keep(const struct ocpp_point *point, struct ocpp_kept *kept);
void ocpp_point_restore(struct ocpp_point *point, const struct ocpp_kept *kept);

/* A socket opened or closed. What was under way is forgotten: nothing is sent twice. */
void ocpp_point_open(struct ocpp_point *point, int64_t now_us);
void ocpp_point_close(struct ocpp_point *point, int64_t now_us);

/* A frame that arrived. Writes the answer into reply and returns its length, or 0 for none.
 * utc_s INT64_MIN = the clock is not known: what must be answered with a time is answered by an
 * error, and asked again. */
size_t ocpp_point_receive(struct ocpp_point *point, const char *text, size_t length, int64_t now_us,
                          int64_t utc_s, char *reply, size_t capacity);

/* The limit that is wanted now, W. To be said again and again: what nobody wants any more is not
 * renewed. Until it is said first, nothing at all is sent. */
void ocpp_point_want(struct ocpp_point *point, double limit_w, int64_t now_us);

/* What it shall fall back to from now on, W. */
void ocpp_point_default(struct ocpp_point *point, double default_w);

/* profile.c: the answer to it, and that none will come. */
void ocpp_point_take_default(struct ocpp_point *point, int32_t good, int64_t now_us);
void ocpp_point_doubt_default(struct ocpp_point *point);

/* The next call to send, when one is due. Returns its length, or 0. While the clock is not known
 * the default alone is set, without a time. */
size_t ocpp_point_next(struct ocpp_point *point, int64_t now_us, int64_t utc_s, char *text,
                       size_t capacity);

/* 1 = a vehicle is plugged in, 0 = none, -1 = not known. */
int32_t ocpp_point_plugged(const struct ocpp_point *point);

/* s since the meter spoke; NaN = never. */
double ocpp_point_age_s(const struct ocpp_point *point, int64_t now_us);

/* fill.c: the part of a measurement that charge points know: what is plugged in, what it draws,
 * what it may accept. One that is silent is not known by itself; the age is the oldest of those
 * that are. */
void ocpp_points_fill(const struct ocpp_point *points, int32_t count, int64_t now_us,
                      ostrov_measurement *measurement);

const char *ocpp_status_text(int32_t status);

/* ---- inside ---- */

/* Numbers of transactions only grow, until they would not fit. */
static inline int32_t ocpp_transaction_after(int32_t number)
{
    return number < OCPP_MOST_TRANSACTIONS ? number + 1 : 1;
}

/* meter_values.c: the payload of MeterValues, of connector 1 alone. */
void ocpp_point_take_meter(struct ocpp_point *point, const cJSON *payload, int64_t now_us,
                           int64_t utc_s);

#endif
