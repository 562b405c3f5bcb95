/* IEC 60870-5-104: frames against bytes of the standard's layout, a session through its windows and
 * time-outs, a station through interrogation, commands and the loss of its line. Time is a number here.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "drivers/iec104/outstation.h"

#define S 1000000LL

static struct iec104_session session;
static struct iec104_station station;
static struct iec104_config config;
static struct iec104_value values[IEC104_POINTS];
static uint16_t peer_sent, peer_received;
static int64_t now_us;

/* What the station has sent, as frames. */
static struct iec104_frame heard[200];
static uint8_t bytes_heard[IEC104_OUT_BYTES];
static int heard_count;

static void begin(void)
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
static void hear(void)
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
static void give(const uint8_t *bytes, size_t count)
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

static void give_frame(const struct iec104_frame *frame)
{
    uint8_t bytes[IEC104_MOST_FRAME];
    size_t length = iec104_frame_write(frame, bytes);
    for (size_t i = 0; i < length; i++) { /* byte by byte: frames are cut anywhere on a line */
        give(bytes + i, 1);
    }
}

static void give_function(int32_t function)
{
    const struct iec104_frame frame = {.format = IEC104_U, .function = function};
    give_frame(&frame);
}

static void acknowledge(void)
{
    const struct iec104_frame frame = {.format = IEC104_S, .received = peer_received};
    give_frame(&frame);
}

static void give_raw(const uint8_t *asdu, size_t length)
{
    const struct iec104_frame frame = {.format = IEC104_I,
                                       .sent = peer_sent,
                                       .received = peer_received,
                                       .asdu = asdu,
                                       .asdu_length = length};
    peer_sent = (uint16_t)((peer_sent + 1) % IEC104_SEQUENCES);
    give_frame(&frame);
}

static void ask(int32_t type, int32_t cause, int32_t common, uint32_t address, double value,
                int32_t select)
{
    uint8_t asdu[IEC104_MOST_ASDU];
    const struct iec104_asdu head = {
        .type = type, .cause = cause, .originator = 3, .common = common, .count = 1};
    const struct iec104_object o = {
        .address = address, .value = value, .select = select, .time_ms = 1800000005000};
    give_raw(asdu, iec104_asdu_write(&head, &o, asdu));
}

/* Cause of the frame heard at index, with 64 when negative. */
static int cause_of(int index)
{
    struct iec104_asdu head;
    ck_assert_int_lt(index, heard_count);
    ck_assert_int_eq(heard[index].format, IEC104_I);
    ck_assert_int_eq(iec104_asdu_read(heard[index].asdu, heard[index].asdu_length, &head), 0);
    return head.cause + 64 * head.negative;
}

static void step(void)
{
    iec104_session_tick(&session, now_us);
    iec104_station_step(&station, session.state == IEC104_CLOSED ? NULL : &session, now_us);
    hear();
}

/* Started, and what the station says by itself at the start heard and acknowledged. */
static void start(void)
{
    give_function(IEC104_STARTDT_ACT);
    iec104_station_update(&station, values, 1800000000000);
    step();
    acknowledge();
}

/* ---- frames ------------------------------------------------------------------------------------ */

START_TEST(frames_as_bytes)
{
    static const struct {
        uint8_t bytes[20];
        size_t count;
        struct iec104_frame frame;
    } cases[] = {
        {{0x68, 4, 0x07, 0, 0, 0}, 6, {.format = IEC104_U, .function = IEC104_STARTDT_ACT}},
        {{0x68, 4, 0x83, 0, 0, 0}, 6, {.format = IEC104_U, .function = IEC104_TESTFR_CON}},
        {{0x68, 4, 1, 0, 0xFE, 0xFF}, 6, {.format = IEC104_S, .received = 32767}},
        {{0x68, 14, 0x02, 0x01, 0x06, 0, 100, 1, 6, 0, 7, 0, 0, 0, 0, 20},
         16,
         {.format = IEC104_I, .sent = 129, .received = 3, .asdu_length = 10}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct iec104_frame frame;
        uint8_t bytes[IEC104_MOST_FRAME];
        ck_assert_int_eq(iec104_frame_read(cases[i].bytes, cases[i].count, &frame), 0);
        ck_assert_int_eq(frame.format, cases[i].frame.format);
        ck_assert_int_eq(frame.function, cases[i].frame.function);
        ck_assert_uint_eq(frame.sent, cases[i].frame.sent);
        ck_assert_uint_eq(frame.received, cases[i].frame.received);
        ck_assert_uint_eq(frame.asdu_length, cases[i].frame.asdu_length);
        ck_assert_uint_eq(iec104_frame_write(&frame, bytes), cases[i].count);
        ck_assert_mem_eq(bytes, cases[i].bytes, cases[i].count);
    }
    static const uint8_t wrong[][8] = {{0x68, 4, 0x0F, 0, 0, 0}, /* two functions at once */
                                       {0x68, 4, 0x07, 0, 1, 0},
                                       {0x68, 4, 0x00, 0, 0, 0}, /* data without data */
                                       {0x68, 4, 0x05, 0, 0, 0},
                                       {0x68, 4, 0x01, 0, 1, 0}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct iec104_frame frame;
        ck_assert_int_eq(iec104_frame_read(wrong[i], 6, &frame), -1);
    }
    ck_assert_int_eq(iec104_frame_length((const uint8_t *)"\x69", 1), -1);
    ck_assert_int_eq(iec104_frame_length((const uint8_t *)"\x68\x03", 2), -1);
    ck_assert_int_eq(iec104_frame_length((const uint8_t *)"\x68\xFE", 2), -1);
    ck_assert_int_eq(iec104_frame_length((const uint8_t *)"\x68\x04\x07", 3), 0);
}
END_TEST

/* 2026-11-26 04:05:06.789 is a Thursday. */
START_TEST(times)
{
    static const uint8_t stamp[7] = {0x85, 0x1A, 5, 4, 26 | 4 << 5, 11, 26};
    uint8_t bytes[7];
    int64_t time_ms = 1795665906789;
    iec104_time_write(time_ms, bytes);
    ck_assert_mem_eq(bytes, stamp, 7);
    ck_assert_int_eq(iec104_time_read(bytes), time_ms);
    for (int64_t t = 0; t < 3124223999999; t += 86399999 * 17LL) { /* to 2068 */
        iec104_time_write(t, bytes);
        ck_assert_int_eq(iec104_time_read(bytes), t);
    }
    iec104_time_write(INT64_MIN, bytes);
    ck_assert_int_eq(bytes[2], 0x80); /* marked invalid */
    ck_assert_int_eq(iec104_time_read(bytes), INT64_MIN);
    static const uint8_t wrong[][7] = {{0x60, 0xEA, 5, 4, 26, 11, 26}, {0, 0, 60, 4, 26, 11, 26},
                                       {0, 0, 5, 24, 26, 11, 26},      {0, 0, 5, 4, 0, 11, 26},
                                       {0, 0, 5, 4, 31, 11, 26},       {0, 0, 5, 4, 26, 13, 26},
                                       {0, 0, 5, 4, 29, 2, 26}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        ck_assert_int_eq(iec104_time_read(wrong[i]), INT64_MIN);
    }
}
END_TEST

/* ---- session ----------------------------------------------------------------------------------- */

START_TEST(starts_stops_and_tests)
{
    give_function(IEC104_TESTFR_ACT);
    give_function(IEC104_STARTDT_ACT);
    hear();
    ck_assert_int_eq(heard_count, 2);
    ck_assert_int_eq(heard[0].function, IEC104_TESTFR_CON);
    ck_assert_int_eq(heard[1].function, IEC104_STARTDT_CON);
    start();
    give_function(IEC104_STOPDT_ACT);
    hear();
    ck_assert_int_eq(heard[heard_count - 1].function, IEC104_STOPDT_CON);
    ck_assert_int_eq(session.state, IEC104_STOPPED);
    ask(IEC104_C_IC_NA_1, 6, 7, 0, 20, 0); /* data while stopped */
    ck_assert_int_eq(session.state, IEC104_CLOSED);
    ck_assert_int_eq(session.closing, IEC104_NOT_STARTED);
}
END_TEST

/* Stopping waits for what is on its way. */
START_TEST(stopping_waits_for_acknowledgement)
{
    give_function(IEC104_STARTDT_ACT);
    ask(IEC104_C_IC_NA_1, 6, 7, 0, 20, 0);
    step();
    give_function(IEC104_STOPDT_ACT);
    hear();
    ck_assert_int_eq(session.state, IEC104_STOPPING);
    acknowledge();
    hear();
    ck_assert_int_eq(heard[0].function, IEC104_STOPDT_CON);
    ck_assert_int_eq(session.state, IEC104_STOPPED);
}
END_TEST

START_TEST(window_k_is_kept)
{
    give_function(IEC104_STARTDT_ACT);
    iec104_station_update(&station, values, 1800000000000);
    ask(IEC104_C_IC_NA_1, 6, 7, 0, 20, 0);
    step();
    ck_assert_int_eq(iec104_session_waiting(&session), 12);
    ck_assert_int_eq(heard_count, 13); /* STARTDT con and twelve */
    step();
    ck_assert_int_eq(heard_count, 0);
    acknowledge();
    step();
    ck_assert_int_eq(iec104_session_waiting(&session), 20 + 1 - 12); /* con, 18 points, end, EI */
    acknowledge();
    ck_assert_int_eq(iec104_session_waiting(&session), 0);
}
END_TEST

/* Eight I frames are acknowledged at once, fewer after t2; with data going the other way not at all. */
START_TEST(window_w_and_t2)
{
    static const uint8_t unknown[7] = {200, 1, 6, 0, 7, 0, 0}; /* answered, so acknowledged by the answer */
    start();
    give_raw(unknown, sizeof unknown);
    hear();
    ck_assert_int_eq(heard_count, 1);
    ck_assert_uint_eq(heard[0].received, 1);
    acknowledge();
    for (int i = 0; i < 8; i++) { /* too short for a head: nothing answers it */
        give_raw(unknown, 3);
        hear();
        ck_assert_int_eq(heard_count, i == 7);
    }
    ck_assert_int_eq(heard[0].format, IEC104_S);
    ck_assert_uint_eq(heard[0].received, 9);
    give_raw(unknown, 3);
    now_us += 9 * S;
    iec104_session_tick(&session, now_us);
    hear();
    ck_assert_int_eq(heard_count, 0);
    now_us += 1 * S;
    iec104_session_tick(&session, now_us);
    hear();
    ck_assert_int_eq(heard_count, 1);
    ck_assert_uint_eq(heard[0].received, 10);
}
END_TEST

START_TEST(t1_and_t3)
{
    start();
    now_us += 20 * S;
    iec104_session_tick(&session, now_us);
    hear();
    ck_assert_int_eq(heard[0].function, IEC104_TESTFR_ACT);
    give_function(IEC104_TESTFR_CON);
    now_us += 20 * S;
    iec104_session_tick(&session, now_us);
    hear();
    ck_assert_int_eq(heard[0].function, IEC104_TESTFR_ACT);
    now_us += 15 * S; /* not answered */
    iec104_session_tick(&session, now_us);
    ck_assert_int_eq(session.closing, IEC104_T1);
    begin();
    start();
    values[IEC104_ISLANDED].value = 1.0;
    iec104_station_update(&station, values, 1800000000000);
    step();
    ck_assert_int_eq(heard_count, 1);
    now_us += 15 * S; /* not acknowledged */
    iec104_session_tick(&session, now_us);
    ck_assert_int_eq(session.closing, IEC104_T1);
}
END_TEST

START_TEST(wrong_sequences_close)
{
    const struct iec104_frame ahead = {.format = IEC104_S, .received = 5};
    const struct iec104_frame con = {.format = IEC104_U, .function = IEC104_STARTDT_CON};
    start();
    give_frame(&ahead);
    ck_assert_int_eq(session.closing, IEC104_WRONG_SEQUENCE);
    begin();
    start();
    peer_sent = 3;
    ask(IEC104_C_IC_NA_1, 6, 7, 0, 20, 0);
    ck_assert_int_eq(session.closing, IEC104_WRONG_SEQUENCE);
    begin();
    give_frame(&con);
    ck_assert_int_eq(session.closing, IEC104_UNASKED);
    begin();
    give((const uint8_t *)"GET / HTTP/1.0\r\n", 16);
    ck_assert_int_eq(session.closing, IEC104_NO_FRAME);
}
END_TEST

/* Numbers run round at 32 768. */
START_TEST(sequences_run_round)
{
    start();
    for (int i = 0; i < 70000; i++) {
        values[IEC104_ISLANDED].value = i % 2 == 0;
        iec104_station_update(&station, values, 1800000000000);
        step();
        ck_assert_int_eq(heard_count, 1);
        if (i % 5 == 0) {
            acknowledge();
        }
    }
    ck_assert_int_eq(session.state, IEC104_STARTED);
}
END_TEST

/* ---- station ----------------------------------------------------------------------------------- */

START_TEST(an_interrogation_tells_everything)
{
    struct iec104_asdu head;
    struct iec104_object o;
    int told = 0;
    start();
    ask(IEC104_C_IC_NA_1, 6, 7, 0, 20, 0);
    step();
    ck_assert_int_eq(cause_of(0), IEC104_ACTIVATION_CON);
    for (int i = 1; i < heard_count; i++, told++) {
        (void)iec104_asdu_read(heard[i].asdu, heard[i].asdu_length, &head);
        ck_assert_int_eq(head.cause, IEC104_INTERROGATED);
        ck_assert_int_eq(head.common, 7);
        ck_assert_int_eq(head.originator, 3);
        ck_assert_int_eq(iec104_object_read(heard[i].asdu, heard[i].asdu_length, &head, 0, &o), 0);
        if (o.address == 1001) {
            ck_assert_double_eq_tol(o.value, 12.345, 1e-5);
            ck_assert_int_eq(o.quality, 0);
        } else if (o.address == 1002) {
            ck_assert_int_eq(o.quality, IEC104_INVALID); /* not known is not zero */
        } else if (o.address == 1007) {
            ck_assert_int_eq(o.quality, IEC104_NOT_TOPICAL);
        }
    }
    acknowledge();
    step();
    ck_assert_int_eq(told + heard_count - 1, IEC104_POINTS);
    ck_assert_int_eq(cause_of(heard_count - 1), IEC104_ACTIVATION_END);
    acknowledge();
    ask(IEC104_C_IC_NA_1, 6, 7, 0, 21, 0); /* a group: there is none */
    hear();
    ck_assert_int_eq(cause_of(0), IEC104_ACTIVATION_CON + 64);
    ask(IEC104_C_IC_NA_1, 6, 0xFFFF, 0, 20, 0); /* everybody */
    step();
    ck_assert_int_eq(cause_of(0), IEC104_ACTIVATION_CON);
}
END_TEST

START_TEST(what_is_not_understood_comes_back)
{
    static const struct {
        int32_t type, cause, common;
        uint32_t address;
        int answer;
    } cases[] = {
        {IEC104_M_SP_NA_1, 6, 7, 1, IEC104_UNKNOWN_TYPE},
        {IEC104_C_SE_NC_1, 3, 7, 6001, IEC104_UNKNOWN_CAUSE},
        {IEC104_C_CS_NA_1, 8, 7, 0, IEC104_UNKNOWN_CAUSE},
        {IEC104_C_SE_NC_1, 6, 8, 6001, IEC104_UNKNOWN_COMMON},
        {IEC104_C_SE_NC_1, 6, 0xFFFF, 6001, IEC104_UNKNOWN_COMMON}, /* never to everybody */
        {IEC104_C_SE_NC_1, 6, 7, 6003, IEC104_UNKNOWN_OBJECT},
        {IEC104_C_SC_NA_1, 6, 7, 6001, IEC104_UNKNOWN_OBJECT}, /* there, but of another type */
        {IEC104_C_IC_NA_1, 6, 7, 5, IEC104_UNKNOWN_OBJECT},
    };
    start();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ask(cases[i].type, cases[i].cause, cases[i].common, cases[i].address, 1.0, 0);
        hear();
        ck_assert_int_eq(heard_count, 1);
        ck_assert_msg(cause_of(0) == cases[i].answer + 64, "case %zu: %d", i, cause_of(0));
        acknowledge();
    }
    uint8_t two[] = {50, 2, 6, 0, 7, 0, 0x71, 0x17, 0, 0, 0, 0, 0, 0, 0x72, 0x17, 0, 0, 0, 0, 0, 0};
    give_raw(two, sizeof two); /* two objects in one command: neither */
    hear();
    ck_assert_int_eq(cause_of(0), IEC104_ACTIVATION_CON + 64);
    ck_assert_double_nan(station.set[0]);
}
END_TEST

static void orders_are(double export_ratio, int32_t fallback)
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

START_TEST(a_limit_is_taken)
{
    start();
    orders_are((double)NAN, 0);
    ask(IEC104_C_SE_NC_1, 6, 7, 6001, 30.0, 0);
    hear();
    ck_assert_int_eq(cause_of(0), IEC104_ACTIVATION_CON);
    ck_assert_int_eq(cause_of(1), IEC104_ACTIVATION_END);
    acknowledge();
    orders_are(0.3, 0);
    static const double wrong[] = {-1.0, 100.5, (double)NAN, (double)INFINITY};
    for (size_t i = 0; i < 4; i++) { /* refused, and what was told stands */
        ask(IEC104_C_SE_NC_1, 6, 7, 6001, wrong[i], 0);
        hear();
        ck_assert_int_eq(cause_of(0), IEC104_ACTIVATION_CON + 64);
        acknowledge();
        orders_are(0.3, 0);
    }
    ask(IEC104_C_SC_NA_1, 6, 7, 6101, 1.0, 0); /* cease */
    orders_are(0.0, 0);
    ask(IEC104_C_SC_NA_1, 6, 7, 6101, 0.0, 0);
    orders_are(0.3, 0);
}
END_TEST

START_TEST(a_limit_outlives_its_line_for_its_lifetime)
{
    start();
    ask(IEC104_C_SE_NC_1, 6, 7, 6001, 30.0, 0);
    hear();
    acknowledge();
    now_us += 1000 * S;
    step();
    orders_are(0.3, 0); /* while the line lives it stands */
    iec104_station_left(&station, now_us);
    now_us += 59 * S;
    orders_are(0.3, 0);
    now_us += 1 * S;
    orders_are(0.6, 1); /* as declared */
    ck_assert_int_eq(iec104_session_begin(&session, &config.with, now_us), 0);
    peer_sent = peer_received = 0;
    start();
    orders_are(0.3, 0); /* the line is back: what was set last holds again */
}
END_TEST

/* Nobody ever came: the declared fallback, after the lifetime. */
START_TEST(nobody_comes)
{
    now_us += 59 * S;
    iec104_station_step(&station, NULL, now_us);
    orders_are((double)NAN, 0);
    now_us += 2 * S;
    orders_are(0.6, 1);
}
END_TEST

START_TEST(select_before_operate)
{
    start();
    ask(IEC104_C_SC_NA_1, 6, 7, 6102, 1.0, 0); /* not selected */
    hear();
    ck_assert_int_eq(cause_of(0), IEC104_ACTIVATION_CON + 64);
    ck_assert_int_eq(station.permit, -1);
    acknowledge();
    ask(IEC104_C_SC_NA_1, 6, 7, 6102, 1.0, 1);
    ask(IEC104_C_SC_NA_1, 6, 7, 6102, 0.0, 0); /* selected for another value */
    hear();
    ck_assert_int_eq(cause_of(0), IEC104_ACTIVATION_CON);
    ck_assert_int_eq(cause_of(1), IEC104_ACTIVATION_CON + 64);
    acknowledge();
    ask(IEC104_C_SC_NA_1, 6, 7, 6102, 1.0, 1);
    now_us += 11 * S; /* too late */
    ask(IEC104_C_SC_NA_1, 6, 7, 6102, 1.0, 0);
    hear();
    ck_assert_int_eq(cause_of(1), IEC104_ACTIVATION_CON + 64);
    acknowledge();
    ask(IEC104_C_SC_NA_1, 6, 7, 6102, 1.0, 1);
    ask(IEC104_C_SC_NA_1, 8, 7, 6102, 1.0, 0); /* taken back */
    ask(IEC104_C_SC_NA_1, 6, 7, 6102, 1.0, 0);
    hear();
    ck_assert_int_eq(cause_of(1), IEC104_DEACTIVATION_CON);
    ck_assert_int_eq(cause_of(2), IEC104_ACTIVATION_CON + 64);
    acknowledge();
    ask(IEC104_C_SC_NA_1, 6, 7, 6102, 1.0, 1);
    ask(IEC104_C_SC_NA_1, 6, 7, 6102, 1.0, 0);
    hear();
    ck_assert_int_eq(cause_of(1), IEC104_ACTIVATION_CON);
    ck_assert_int_eq(cause_of(2), IEC104_ACTIVATION_END);
    ck_assert_int_eq(station.permit, 1);
    ask(IEC104_C_DC_NA_1, 6, 7, 6201, 1.0, 1); /* refused by the site's settings */
    hear();
    ck_assert_int_eq(cause_of(0), IEC104_ACTIVATION_CON + 64);
}
END_TEST

START_TEST(a_clock_is_reported_and_not_adopted)
{
    struct iec104_asdu head;
    struct iec104_object o;
    struct iec104_orders orders;
    start();
    ask(IEC104_C_CS_NA_1, 6, 7, 0, 0.0, 0);
    hear();
    ck_assert_int_eq(cause_of(0), IEC104_ACTIVATION_CON);
    (void)iec104_asdu_read(heard[0].asdu, heard[0].asdu_length, &head);
    ck_assert_int_eq(iec104_object_read(heard[0].asdu, heard[0].asdu_length, &head, 0, &o), 0);
    ck_assert_int_eq(o.time_ms, 1800000000000); /* ours */
    iec104_station_orders(&station, now_us, &orders);
    ck_assert_int_eq(orders.clock_ms, 5000);
}
END_TEST

/* Events that were not acknowledged are told again to whoever comes next, in order, none twice. */
START_TEST(events_survive_a_lost_line)
{
    start();
    for (int i = 0; i < 6; i++) {
        values[IEC104_ISLANDED].value = i % 2 == 0;
        iec104_station_update(&station, values, 1800000000000 + i);
    }
    step();
    ck_assert_int_eq(heard_count, 6);
    peer_received = 1 + 3; /* of the first four frames (EI and three events) it knows */
    acknowledge();
    step();
    iec104_station_left(&station, now_us);
    ck_assert_int_eq(station.events, 3);
    ck_assert_int_eq(iec104_session_begin(&session, &config.with, now_us), 0);
    peer_sent = peer_received = 0;
    give_function(IEC104_STARTDT_ACT);
    step();
    ck_assert_int_eq(heard_count, 1 + 3);
    struct iec104_asdu head;
    struct iec104_object o;
    (void)iec104_asdu_read(heard[1].asdu, heard[1].asdu_length, &head);
    (void)iec104_object_read(heard[1].asdu, heard[1].asdu_length, &head, 0, &o);
    ck_assert_int_eq(head.type, IEC104_M_SP_TB_1);
    ck_assert_int_eq(o.time_ms, 1800000000003);
    for (int i = 0; i < 1000; i++) { /* a flood: bounded, the newest are kept */
        values[IEC104_ISLANDED].value = i % 2 == 0;
        iec104_station_update(&station, values, 1800000000000 + i);
    }
    ck_assert_int_eq(station.events, IEC104_EVENTS);
    ck_assert_int_gt((int)station.counters.lost_events, 0);
}
END_TEST

START_TEST(wrong_settings)
{
    struct iec104_config c = config;
    c.common = 0;
    ck_assert_int_eq(iec104_station_begin(&station, &c, 0), -1);
    c = config;
    c.fallback_export_ratio = 1.5;
    ck_assert_int_eq(iec104_station_begin(&station, &c, 0), -1);
    c = config;
    c.with.w = 13;
    ck_assert_int_eq(iec104_station_begin(&station, &c, 0), -1);
    c = config;
    c.with.t2_s = 15.0;
    ck_assert_int_eq(iec104_station_begin(&station, &c, 0), -1);
    c = config;
    c.full = (double)NAN;
    ck_assert_int_eq(iec104_station_begin(&station, &c, 0), -1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("iec104");
    TCase *one = tcase_create("iec104");
    tcase_add_checked_fixture(one, begin, NULL);
    tcase_set_timeout(one, 30);
    tcase_add_test(one, frames_as_bytes);
    tcase_add_test(one, times);
    tcase_add_test(one, starts_stops_and_tests);
    tcase_add_test(one, stopping_waits_for_acknowledgement);
    tcase_add_test(one, window_k_is_kept);
    tcase_add_test(one, window_w_and_t2);
    tcase_add_test(one, t1_and_t3);
    tcase_add_test(one, wrong_sequences_close);
    tcase_add_test(one, sequences_run_round);
    tcase_add_test(one, an_interrogation_tells_everything);
    tcase_add_test(one, what_is_not_understood_comes_back);
    tcase_add_test(one, a_limit_is_taken);
    tcase_add_test(one, a_limit_outlives_its_line_for_its_lifetime);
    tcase_add_test(one, nobody_comes);
    tcase_add_test(one, select_before_operate);
    tcase_add_test(one, a_clock_is_reported_and_not_adopted);
    tcase_add_test(one, events_survive_a_lost_line);
    tcase_add_test(one, wrong_settings);
    suite_add_tcase(suite, one);
    return unit_run(suite);
}
