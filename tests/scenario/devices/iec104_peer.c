/* See iec104_peer.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "iec104_peer.h"

#include <math.h>
#include <string.h>

struct iec104_session session;
struct iec104_station station;
struct iec104_config config;
struct iec104_value values[IEC104_POINTS];
uint16_t peer_sent, peer_received;
int64_t now_us;

/* What the station has sent, as frames. */
struct iec104_frame heard[200];
static uint8_t bytes_heard[IEC104_OUT_BYTES];
int heard_count;

void begin(void)
{
    iec104_config_defaults(&config);
    config.common = 7;
    config.lifetime_s = 60.0;
    config.fallback_export_ratio = 0.6;
    now_us = 100 * S;
    peer_sent = peer_received = 0;
    ck_assert_int_eq(iec104_session_begin(&session, &config.with, now_us), 0);
    ck_assert_int_eq(iec104_station_begin(&station, &config, now_us), 0);
    for (int i = 0; i < IEC104_POINTS; i++) {
        values[i] = (struct iec104_value){(double)NAN, (double)NAN};
    }
    values[IEC104_GRID_W] = (struct iec104_value){12345.0, 0.0};
    values[IEC104_BREAKER] = (struct iec104_value){IEC104_ON, 0.0};
    values[IEC104_ISLANDED] = (struct iec104_value){0.0, 0.0};
    values[IEC104_PV_W] = (struct iec104_value){5000.0, 100.0}; /* not topical */
}

/* Everything that waits in out, taken away and read. */
void hear(void)
{
    size_t count = session.out_count, at = 0;
    memcpy(bytes_heard, session.out, count);
    iec104_session_sent(&session, count);
    heard_count = 0;
    while (at < count) {
        int length = iec104_frame_length(bytes_heard + at, count - at);
        ck_assert_int_gt(length, 0);
        struct iec104_frame *f = &heard[heard_count++];
        ck_assert_int_eq(iec104_frame_read(bytes_heard + at, (size_t)length, f), 0);
        if (f->format == IEC104_I) {
            ck_assert_uint_eq(f->sent, peer_received);
            peer_received = (uint16_t)((peer_received + 1) % IEC104_SEQUENCES);
        }
        at += (size_t)length;
    }
}

/* Bytes into the session; what it makes of them goes to the station. */
void give(const uint8_t *bytes, size_t count)
{
    uint8_t asdu[IEC104_MOST_ASDU];
    for (size_t at = 0; at < count && session.state != IEC104_CLOSED;) {
        size_t used = 0;
        int length = iec104_session_take(&session, bytes + at, count - at, &used, asdu, now_us);
        at += used;
        if (length > 0) {
            iec104_station_take(&station, &session, asdu, (size_t)length, 1800000000000, now_us);
        }
    }
}

void give_frame(const struct iec104_frame *frame)
{
    uint8_t bytes[IEC104_MOST_FRAME];
    size_t length = iec104_frame_write(frame, bytes);
    for (size_t i = 0; i < length; i++) { /* byte by byte: frames are cut anywhere on a line */
        give(bytes + i, 1);
    }
}

void give_function(int32_t function)
{
    const struct iec104_frame frame = {.format = IEC104_U, .function = function};
    give_frame(&frame);
}

void acknowledge(void)
{
    const struct iec104_frame frame = {.format = IEC104_S, .received = peer_received};
    give_frame(&frame);
}

void give_raw(const uint8_t *asdu, size_t length)
{
    const struct iec104_frame frame = {.format = IEC104_I,
                                       .sent = peer_sent,
                                       .received = peer_received,
                                       .asdu = asdu,
                                       .asdu_length = length};
    peer_sent = (uint16_t)((peer_sent + 1) % IEC104_SEQUENCES);
    give_frame(&frame);
}

void ask(int32_t type, int32_t cause, int32_t common, uint32_t address, double value,
         int32_t select)
{
    uint8_t asdu[IEC104_MOST_ASDU];
    const struct iec104_asdu head = {.type = type,
                                     .cause = cause & 0x3F,
                                     .test = cause >> 7,
                                     .originator = 3,
                                     .common = common,
                                     .count = 1};
    const struct iec104_object o = {
        .address = address, .value = value, .select = select, .time_ms = 1800000005000};
    give_raw(asdu, iec104_asdu_write(&head, &o, asdu));
}

/* Cause of the frame heard at index, with 64 when negative and 128 for a test. */
int cause_of(int index)
{
    struct iec104_asdu head;
    ck_assert_int_lt(index, heard_count);
    ck_assert_int_eq(heard[index].format, IEC104_I);
    ck_assert_int_eq(iec104_asdu_read(heard[index].asdu, heard[index].asdu_length, &head), 0);
    return head.cause + 64 * head.negative + 128 * head.test;
}

void step(void)
{
    iec104_session_tick(&session, now_us);
    iec104_station_step(&station, session.state == IEC104_CLOSED ? NULL : &session, now_us);
    hear();
}

/* Started, and what the station says by itself at the start heard and acknowledged. */
void start(void)
{
    give_function(IEC104_STARTDT_ACT);
    iec104_station_update(&station, values, 1800000000000);
    step();
    acknowledge();
}

void orders_are(double export_ratio, int32_t fallback)
{
    struct iec104_orders orders;
    iec104_station_orders(&station, now_us, &orders);
    if (isnan(export_ratio)) {
        ck_assert_double_nan(orders.export_ratio);
    } else {
        ck_assert_double_eq_tol(orders.export_ratio, export_ratio, 1e-9);
    }
    ck_assert_int_eq(orders.fallback, fallback);
}
