/* IEC 60870-5-104: frames against bytes of the standard's layout, a session through its windows and
 * time-outs.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "iec104_peer.h"

#include <math.h>
#include <string.h>

/* ---- frames ------------------------------------------------------------------------------------
 */

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

/* ---- session -----------------------------------------------------------------------------------
 */

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

/* An answer waits for room in the window, and goes before everything else. */
START_TEST(answers_wait_for_room)
{
    start();
    ask(IEC104_C_IC_NA_1, 6, 7, 0, 20, 0);
    step();
    ck_assert_int_eq(heard_count, 12);
    peer_received = (uint16_t)(peer_received - 12); /* asks without acknowledging */
    ask(IEC104_C_SE_NC_1, 6, 7, 6001, 30.0, 0);
    peer_received = (uint16_t)(peer_received + 12);
    hear();
    ck_assert_int_eq(heard_count, 0);
    acknowledge();
    step();
    ck_assert_int_eq(cause_of(0), IEC104_ACTIVATION_CON);
    ck_assert_int_eq(cause_of(1), IEC104_ACTIVATION_END);
    ck_assert_int_eq(cause_of(2), IEC104_INTERROGATED);
}
END_TEST

/* As many commands as a controlling station may have under way at once: each is confirmed. */
START_TEST(twelve_commands_at_once_are_confirmed)
{
    int confirmed = 0, ended = 0;
    start();
    ask(IEC104_C_IC_NA_1, 6, 7, 0, 20, 0);
    step(); /* the window is full of values */
    const uint16_t known = session.acknowledged;
    const uint16_t told = peer_received;
    for (int i = 0; i < 12; i++) {
        peer_received = known;
        ask(IEC104_C_SE_NC_1, 6, 7, 6001, 10.0 + i, 0);
    }
    peer_received = told;
    ck_assert_double_eq_tol(station.set[0], 0.21, 1e-9);
    for (int i = 0; i < 10; i++) {
        acknowledge();
        step();
        for (int k = 0; k < heard_count; k++) {
            struct iec104_asdu head;
            int is_command = heard[k].asdu_length > 0 &&
                             iec104_asdu_read(heard[k].asdu, heard[k].asdu_length, &head) == 0 &&
                             head.type == IEC104_C_SE_NC_1;
            confirmed += is_command && cause_of(k) == IEC104_ACTIVATION_CON;
            ended += is_command && cause_of(k) == IEC104_ACTIVATION_END;
        }
    }
    ck_assert_int_eq(confirmed, 12);
    ck_assert_int_eq(ended, 12);
    ck_assert_int_eq((int)station.counters.lost_answers, 0);
}
END_TEST

/* Who asks on without acknowledging is not remembered without end, and no command acts that cannot
 * be confirmed: the connection ends. */
START_TEST(no_command_acts_unconfirmed)
{
    start();
    const uint16_t known = session.acknowledged;
    double last = -1.0;
    for (int i = 0; i < 100 && session.state != IEC104_CLOSED; i++) {
        double before = station.set[0];
        peer_received = known;
        ask(IEC104_C_SE_NC_1, 6, 7, 6001, i, 0);
        last = session.state == IEC104_CLOSED ? before : station.set[0];
    }
    ck_assert_int_eq(session.state, IEC104_CLOSED);
    ck_assert_int_eq(session.closing, IEC104_NO_ROOM);
    ck_assert_int_eq((int)station.counters.lost_answers, 1);
    ck_assert_double_eq(station.set[0], last); /* the one that met no room did nothing */
}
END_TEST

/* Eight I frames are acknowledged at once, fewer after t2; with data going the other way not at
 * all. */
START_TEST(window_w_and_t2)
{
    static const uint8_t unknown[7] = {200, 1, 6, 0,
                                       7,   0, 0}; /* answered, so acknowledged by the answer */
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

int main(void)
{
    Suite *suite = suite_create("iec104_session");
    TCase *one = tcase_create("iec104_session");
    tcase_add_checked_fixture(one, begin, NULL);
    tcase_set_timeout(one, 30);
    tcase_add_test(one, frames_as_bytes);
    tcase_add_test(one, times);
    tcase_add_test(one, starts_stops_and_tests);
    tcase_add_test(one, stopping_waits_for_acknowledgement);
    tcase_add_test(one, window_k_is_kept);
    tcase_add_test(one, answers_wait_for_room);
    tcase_add_test(one, twelve_commands_at_once_are_confirmed);
    tcase_add_test(one, no_command_acts_unconfirmed);
    tcase_add_test(one, window_w_and_t2);
    tcase_add_test(one, t1_and_t3);
    tcase_add_test(one, wrong_sequences_close);
    tcase_add_test(one, sequences_run_round);
    suite_add_tcase(suite, one);
    return unit_run(suite);
}
