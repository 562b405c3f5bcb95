/* One IEC 60870-5-104 connection as the controlled station sees it: start and stop, sequence
 * numbers, windows k and w, time-outs t1, t2, t3. Bytes come in and go out through buffers; time is
 * given. No socket and no memory but its own.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_IEC104_SESSION_H
#define STATION_IEC104_SESSION_H

#include "drivers/iec104/codec.h"

enum { IEC104_MOST_K = 32, IEC104_OUT_BYTES = 16384 };

struct iec104_parameters {
    double t1_s; /* until what was sent must be acknowledged: else the connection is closed */
    double t2_s; /* until what was received is acknowledged, less than t1_s */
    double t3_s; /* idle, until the line is tested */
    int32_t k;   /* I frames sent and not acknowledged, at most: 1 … 32 */
    int32_t w;   /* I frames received until they are acknowledged at once: 1 … k */
};

enum iec104_state {
    IEC104_STOPPED = 0,
    IEC104_STARTED = 1,
    IEC104_STOPPING = 2, /* asked to stop: waits for its frames to be acknowledged */
    IEC104_CLOSED = 3    /* broken or timed out: to be closed */
};

enum iec104_closing {
    IEC104_NOT_CLOSING = 0,
    IEC104_NO_FRAME = 1,       /* bytes that are no frame */
    IEC104_WRONG_SEQUENCE = 2, /* N(S) or N(R) out of order */
    IEC104_NOT_STARTED = 3,    /* an I frame before STARTDT */
    IEC104_T1 = 4,             /* not acknowledged, or test not answered, in time */
    IEC104_UNASKED = 5,        /* a confirmation of something that was not asked */
    IEC104_NO_ROOM = 6         /* the peer does not read what we send */
};

struct iec104_session {
    struct iec104_parameters with;
    int32_t state;                        /* enum iec104_state */
    int32_t closing;                      /* enum iec104_closing */
    uint16_t sent;                        /* V(S) */
    uint16_t received;                    /* V(R) */
    uint16_t acknowledged;                /* of ours: the next N(R) awaited is behind it */
    uint16_t told;                        /* of theirs: last N(R) we told */
    int32_t testing;                      /* 1 = a test is not answered yet */
    int64_t sent_us[IEC104_MOST_K];       /* when each frame in the window went out */
    int64_t tested_us, heard_us, owed_us; /* owed: when the oldest frame not acknowledged came */
    int64_t frames_in, frames_out;
    size_t in_count, out_count;
    uint8_t in[IEC104_MOST_FRAME];
    uint8_t out[IEC104_OUT_BYTES]; /* to be sent: the caller takes from its front */
};

/* 15 s, 10 s, 20 s, k 12, w 8 (IEC 60870-5-104, 9.6 and its defaults). */
void iec104_parameters_defaults(struct iec104_parameters *with);

/* Returns 0; -1 for parameters outside their ranges. */
int iec104_session_begin(struct iec104_session *session, const struct iec104_parameters *with,
                         int64_t now_us);

/* Takes bytes until an ASDU is complete. *used receives how many were taken. Returns the length of
 * the ASDU, which was copied to asdu (IEC104_MOST_ASDU bytes); 0 = none is complete; -1 = closed.
 * Call it again with the rest. */
int iec104_session_take(struct iec104_session *session, const uint8_t *bytes, size_t count,
                        size_t *used, uint8_t *asdu, int64_t now_us);

/* 1 when an ASDU may be sent now: started, window open, room for it. */
int iec104_session_may_send(const struct iec104_session *session);

/* Sends an ASDU. Returns its N(S); -1 when it may not be sent now. */
int iec104_session_send(struct iec104_session *session, const uint8_t *asdu, size_t length,
                        int64_t now_us);

/* Acknowledges, tests and closes when it is time. */
void iec104_session_tick(struct iec104_session *session, int64_t now_us);

/* Ends it from above: why is enum iec104_closing. */
void iec104_session_close(struct iec104_session *session, int32_t why);

/* Takes count bytes from the front of out: they were sent. */
void iec104_session_sent(struct iec104_session *session, size_t count);

/* I frames sent and not yet acknowledged. */
int iec104_session_waiting(const struct iec104_session *session);

const char *iec104_closing_text(int32_t closing);

#endif
