/* What a step proves: sign, scale, delay and phase of a measured channel, out of samples around it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_RESPONSE_H
#define STATION_RESPONSE_H

#include <stdint.h>

enum { RESPONSE_SAMPLES = 4096 };

enum response_verdict {
    RESPONSE_UNKNOWN = 0,
    RESPONSE_PROVED = 1,
    RESPONSE_NOT_SEEN = 2,   /* nothing moved, though it should have */
    RESPONSE_NOISE = 3,      /* it moves so much by itself that the step proves nothing */
    RESPONSE_NOT_READ = 4,   /* no value came */
    RESPONSE_SIGN = 5,       /* the other way */
    RESPONSE_SCALE = 6,      /* not so much as asked */
    RESPONSE_SLOW = 7,       /* later than allowed */
    RESPONSE_REVERSED = 8,   /* phases: one current transformer is turned round */
    RESPONSE_EXCHANGED = 9,  /* phases: two currents are exchanged */
    RESPONSE_ROTATED = 10,   /* phases: all three currents are one phase on */
    RESPONSE_PHASE_AWAY = 11 /* phases: one does not take part */
};

/* A step: what was asked, and when. */
struct response_step {
    double begin_s;  /* when the new value was asked for */
    double end_s;    /* until when it was held */
    double before_s; /* from when the value before it was held */
    double change_w; /* the change that the channel should show */
};

/* One channel over a step. */
struct response {
    int32_t verdict; /* enum response_verdict */
    int32_t
        phase; /* of REVERSED and PHASE_AWAY: which; of EXCHANGED the one that is right; else −1 */
    double before_w, after_w;
    double gain;    /* seen over asked */
    double delay_s; /* until 63 % of the change; NaN = not told */
    double noise_w; /* standard deviation while nothing was asked */
};

/* Judges a channel. time_s and value_w: n samples in order, NaN = not read. tolerance_ratio: how
 * far the gain may be from 1; most_delay_s: how late it may come. */
void response_judge(const struct response_step *step, const double *time_s, const double *value_w,
                    int32_t n, double tolerance_ratio, double most_delay_s,
                    struct response *response);

/* Judges the three phases of a device that shares its power evenly: each should show a third. A
 * current transformer on another phase than its voltage shows −1/2 of that (cos 120°), one turned
 * round −1. */
void response_judge_phases(const struct response_step *step, const double *time_s,
                           const double *const phase_w[3], int32_t n, struct response *response);

/* A verdict in words. */
const char *response_text(int32_t verdict);

#endif
