/* One set-point on its way: requested, acknowledged, observed, or refused, with the times of each.
 *
 * Acknowledged is not done: the device's read-back proves that it took the number, only the
 * measured power proves that it acts on it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_DRIVERS_SET_POINT_H
#define STATION_DRIVERS_SET_POINT_H

#include <stdint.h>

enum set_point_stage {
    SET_POINT_NONE = 0,
    SET_POINT_REQUESTED = 1,    /* to be written */
    SET_POINT_ACKNOWLEDGED = 2, /* written, and read back as written */
    SET_POINT_OBSERVED = 3,     /* measured power is there */
    SET_POINT_REFUSED = 4
};

enum set_point_refusal {
    SET_POINT_NOT_REFUSED = 0,
    SET_POINT_NO_LINK = 1,      /* not delivered, and thrown away */
    SET_POINT_EXCEPTION = 2,    /* the device answered with an exception */
    SET_POINT_NOT_OFFERED = 3,  /* the device has no such point, or the number does not fit */
    SET_POINT_READ_BACK = 4,    /* answered well, but another number stands there */
    SET_POINT_NOT_OBSERVED = 5, /* shown, but not done */
    SET_POINT_LOCAL = 6,        /* the device is in local control */
    SET_POINT_UNOBSERVED = 7,   /* not asked: the state it would start from is not known */
    SET_POINT_INHIBITED = 8,    /* not asked: an inhibit or an interlock stands against it */
    SET_POINT_FOREIGN = 9       /* not asked: another controller commands the device */
};

struct set_point {
    double wanted_w;  /* as the station asked */
    double written_w; /* as the device's scale factor holds it */
    int32_t stage;    /* enum set_point_stage */
    int32_t refusal;  /* enum set_point_refusal */
    int64_t requested_us;
    int64_t acknowledged_us;
    int64_t waited_us; /* could not show before this time: the bus was formed, or dead */
    int64_t observed_us;
    int64_t refused_us;
    int64_t astray_us; /* measured power is away from what was asked since; INT64_MAX = is not */
};

struct set_point_counters {
    int64_t requested;
    int64_t acknowledged;
    int64_t observed;
    int64_t refused;
    double ack_ms_sum; /* wall time of writing and reading back */
    double ack_ms_max;
    double observe_s_sum; /* from request to measured power, without waits, caller's time */
    double observe_s_max;
};

/* A word for a stage and for a refusal, English. */
const char *set_point_stage_text(int32_t stage);
const char *set_point_refusal_text(int32_t refusal);

void set_point_begin(struct set_point *set_point);

/* A new number is wanted. */
void set_point_request(struct set_point *set_point, struct set_point_counters *counters,
                       double watts, int64_t now_us);

/* The device shows it. ack_ms is what writing and reading back took. */
void set_point_acknowledge(struct set_point *set_point, struct set_point_counters *counters,
                           double written_w, double ack_ms, int64_t now_us);

void set_point_refuse(struct set_point *set_point, struct set_point_counters *counters,
                      int32_t refusal, int64_t now_us);

/* Measured power can say nothing now: neither patience nor the time to observe runs. */
void set_point_wait(struct set_point *set_point, int64_t now_us);

/* Judges measured power: within tolerance_w of expected_w (what was written, within the limits the
 * device tells) it is observed; away for patience_s, it is refused. New requests do not restart the
 * patience: a device that never follows a moving set-point is found out all the same. */
void set_point_judge(struct set_point *set_point, struct set_point_counters *counters,
                     double measured_w, double expected_w, double tolerance_w, double patience_s,
                     int64_t now_us);

#endif
