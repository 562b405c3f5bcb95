/* One IEC 60870-5-104 connection as the controlled station sees it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "drivers/iec104/session.h"

#include <string.h>

static int since(int64_t then_us, int64_t now_us, double seconds)
{
    return (double)(now_us - then_us) >= seconds * 1e6;
}

/* From a to b on the circle of sequence numbers. */
static int distance(uint16_t a, uint16_t b)
{
    return (b - a + IEC104_SEQUENCES) % IEC104_SEQUENCES;
}

void iec104_parameters_defaults(struct iec104_parameters *with)
{
    with->t1_s = 15.0;
    with->t2_s = 10.0;
    with->t3_s = 20.0;
    with->k = 12;
    with->w = 8;
}

int iec104_session_begin(struct iec104_session *session, const struct iec104_parameters *with,
                         int64_t now_us)
{
    memset(session, 0, sizeof *session);
    session->state = IEC104_CLOSED;
    if (!(with->t1_s >= 1.0 && with->t1_s <= 255.0) ||
        !(with->t2_s >= 0.1 && with->t2_s < with->t1_s) ||
        !(with->t3_s >= 1.0 && with->t3_s <= 172800.0) || with->k < 1 || with->k > IEC104_MOST_K ||
        with->w < 1 || with->w > with->k) {
        return -1;
    }
    session->with = *with;
    session->state = IEC104_STOPPED;
    session->heard_us = now_us;
    return 0;
}

static void close_it(struct iec104_session *s, int32_t why)
{
    if (s->state != IEC104_CLOSED) {
        s->state = IEC104_CLOSED;
        s->closing = why;
    }
}

void iec104_session_close(struct iec104_session *session, int32_t why) { close_it(session, why); }

static void put_frame(struct iec104_session *s, const struct iec104_frame *frame)
{
    uint8_t bytes[IEC104_MOST_FRAME];
    size_t length = iec104_frame_write(frame, bytes);
    if (s->out_count + length > sizeof s->out) {
        close_it(s, IEC104_NO_ROOM);
        return;
    }
    memcpy(s->out + s->out_count, bytes, length);
    s->out_count += length;
    s->frames_out++;
}

static void put_function(struct iec104_session *s, int32_t function)
{
    const struct iec104_frame frame = {.format = IEC104_U, .function = function};
    put_frame(s, &frame);
}

static void tell_received(struct iec104_session *s)
{
    const struct iec104_frame frame = {.format = IEC104_S, .received = s->received};
    put_frame(s, &frame);
    s->told = s->received;
}

int iec104_session_waiting(const struct iec104_session *session)
{
    return distance(session->acknowledged, session->sent);
}

/* N(R): all before it have arrived there. */
static void acknowledge(struct iec104_session *s, uint16_t received)
{
    if (distance(s->acknowledged, received) > iec104_session_waiting(s)) {
        close_it(s, IEC104_WRONG_SEQUENCE);
        return;
    }
    s->acknowledged = received;
    if (s->state == IEC104_STOPPING && iec104_session_waiting(s) == 0) {
        s->state = IEC104_STOPPED;
        put_function(s, IEC104_STOPDT_CON);
    }
}

static void stop(struct iec104_session *s)
{
    if (s->told != s->received) {
        tell_received(s);
    }
    s->state = IEC104_STOPPING;
    acknowledge(s, s->acknowledged); /* nothing to wait for: stopped at once */
}

static void take_function(struct iec104_session *s, int32_t function)
{
    switch (function) {
    case IEC104_STARTDT_ACT:
        s->state = IEC104_STARTED;
        put_function(s, IEC104_STARTDT_CON);
        break;
    case IEC104_STOPDT_ACT:
        stop(s);
        break;
    case IEC104_TESTFR_ACT:
        put_function(s, IEC104_TESTFR_CON);
        break;
    case IEC104_TESTFR_CON:
        if (!s->testing) {
            close_it(s, IEC104_UNASKED);
        }
        s->testing = 0;
        break;
    default: /* confirmations of what only the controlling station asks */
        close_it(s, IEC104_UNASKED);
        break;
    }
}

/* Returns the length of an ASDU for the caller, or 0. */
static int take_data(struct iec104_session *s, const struct iec104_frame *frame, uint8_t *asdu,
                     int64_t now_us)
{
    if (s->state == IEC104_STOPPED) {
        close_it(s, IEC104_NOT_STARTED);
        return 0;
    }
    if (frame->sent != s->received) {
        close_it(s, IEC104_WRONG_SEQUENCE);
        return 0;
    }
    if (s->told == s->received) {
        s->owed_us = now_us;
    }
    s->received = (uint16_t)((s->received + 1) % IEC104_SEQUENCES);
    acknowledge(s, frame->received);
    if (s->state != IEC104_CLOSED && distance(s->told, s->received) >= s->with.w) {
        tell_received(s);
    }
    if (s->state != IEC104_STARTED) {
        return 0; /* stopping: no longer acted upon */
    }
    memcpy(asdu, frame->asdu, frame->asdu_length);
    return (int)frame->asdu_length;
}

int iec104_session_take(struct iec104_session *session, const uint8_t *bytes, size_t count,
                        size_t *used, uint8_t *asdu, int64_t now_us)
{
    struct iec104_session *s = session;
    *used = 0;
    while (s->state != IEC104_CLOSED) {
        int length = iec104_frame_length(s->in, s->in_count);
        if (length < 0) {
            close_it(s, IEC104_NO_FRAME);
            break;
        }
        if (length == 0) {
            if (*used >= count) {
                return 0;
            }
            s->in[s->in_count++] = bytes[(*used)++];
            continue;
        }
        struct iec104_frame frame;
        int bad = iec104_frame_read(s->in, (size_t)length, &frame) != 0;
        s->in_count = 0; /* taken byte by byte: a buffer never holds more than one frame */
        s->heard_us = now_us;
        s->frames_in++;
        if (bad) {
            close_it(s, IEC104_NO_FRAME);
        } else if (frame.format == IEC104_U) {
            take_function(s, frame.function);
        } else if (frame.format == IEC104_S) {
            acknowledge(s, frame.received);
        } else {
            int data = take_data(s, &frame, asdu, now_us);
            if (data > 0 && s->state != IEC104_CLOSED) {
                return data;
            }
        }
    }
    return -1;
}

int iec104_session_may_send(const struct iec104_session *session)
{
    return session->state == IEC104_STARTED && iec104_session_waiting(session) < session->with.k &&
           session->out_count + 2 * IEC104_MOST_FRAME <= sizeof session->out;
}

int iec104_session_send(struct iec104_session *session, const uint8_t *asdu, size_t length,
                        int64_t now_us)
{
    struct iec104_session *s = session;
    if (!iec104_session_may_send(s) || length < 1 || length > IEC104_MOST_ASDU) {
        return -1;
    }
    const struct iec104_frame frame = {.format = IEC104_I,
                                       .sent = s->sent,
                                       .received = s->received,
                                       .asdu_length = length,
                                       .asdu = asdu};
    int number = s->sent;
    put_frame(s, &frame);
    s->sent_us[number % IEC104_MOST_K] = now_us;
    s->sent = (uint16_t)((s->sent + 1) % IEC104_SEQUENCES);
    s->told = s->received;
    return number;
}

void iec104_session_tick(struct iec104_session *session, int64_t now_us)
{
    struct iec104_session *s = session;
    if (s->state == IEC104_CLOSED) {
        return;
    }
    if ((iec104_session_waiting(s) > 0 &&
         since(s->sent_us[s->acknowledged % IEC104_MOST_K], now_us, s->with.t1_s)) ||
        (s->testing && since(s->tested_us, now_us, s->with.t1_s))) {
        close_it(s, IEC104_T1);
        return;
    }
    if (s->told != s->received && since(s->owed_us, now_us, s->with.t2_s)) {
        tell_received(s);
    }
    if (!s->testing && since(s->heard_us, now_us, s->with.t3_s)) {
        put_function(s, IEC104_TESTFR_ACT);
        s->testing = 1;
        s->tested_us = now_us;
    }
}

void iec104_session_sent(struct iec104_session *session, size_t count)
{
    count = count < session->out_count ? count : session->out_count;
    session->out_count -= count;
    memmove(session->out, session->out + count, session->out_count);
}

const char *iec104_closing_text(int32_t closing)
{
    static const char *const texts[] = {"not closing",
                                        "bytes that are no frame",
                                        "sequence numbers out of order",
                                        "data before it was started",
                                        "not acknowledged in time",
                                        "a confirmation that nobody asked for",
                                        "the peer does not read"};
    return closing >= 0 && closing <= IEC104_NO_ROOM ? texts[closing] : "unknown";
}
