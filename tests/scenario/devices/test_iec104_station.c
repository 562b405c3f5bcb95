/* IEC 60870-5-104: a station through interrogation, commands and the loss of its line.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "iec104_peer.h"

#include <math.h>
#include <string.h>

/* ---- station -----------------------------------------------------------------------------------
 */

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
    orders_are(0.6, 1); /* the line is back: what was outlived is not, until it is set again */
    ask(IEC104_C_SE_NC_1, 6, 7, 6001, 30.0, 0);
    hear();
    orders_are(0.3, 0);
}
END_TEST

/* A permission of long ago is none, and a set-point in the first breath of a new line counts. */
START_TEST(what_was_outlived_does_not_come_back)
{
    struct iec104_orders orders;
    start();
    ask(IEC104_C_SC_NA_1, 6, 7, 6102, 1.0, 1);
    ask(IEC104_C_SC_NA_1, 6, 7, 6102, 1.0, 0);
    ask(IEC104_C_SC_NA_1, 6, 7, 6101, 1.0, 0); /* cease */
    hear();
    acknowledge();
    ck_assert_int_eq(station.permit, 1);
    iec104_station_left(&station, now_us);
    now_us += 3600 * S;
    ck_assert_int_eq(iec104_session_begin(&session, &config.with, now_us), 0);
    peer_sent = peer_received = 0;
    give_function(IEC104_STARTDT_ACT);
    ask(IEC104_C_SE_NC_1, 6, 7, 6001, 40.0, 0);
    step();
    orders_are(0.4, 0);
    iec104_station_orders(&station, now_us, &orders);
    ck_assert_int_eq(orders.permit_return, -1);
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
    hear();
    acknowledge();
    ask(IEC104_C_SE_NC_1, 6, 7, 6001, 150.0, 1); /* what cannot be executed cannot be selected */
    hear();
    ck_assert_int_eq(cause_of(0), IEC104_ACTIVATION_CON + 64);
    acknowledge();
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
    Suite *suite = suite_create("iec104_station");
    TCase *one = tcase_create("iec104_station");
    tcase_add_checked_fixture(one, begin, NULL);
    tcase_set_timeout(one, 30);
    tcase_add_test(one, an_interrogation_tells_everything);
    tcase_add_test(one, what_is_not_understood_comes_back);
    tcase_add_test(one, a_limit_is_taken);
    tcase_add_test(one, a_limit_outlives_its_line_for_its_lifetime);
    tcase_add_test(one, what_was_outlived_does_not_come_back);
    tcase_add_test(one, nobody_comes);
    tcase_add_test(one, select_before_operate);
    tcase_add_test(one, a_clock_is_reported_and_not_adopted);
    tcase_add_test(one, events_survive_a_lost_line);
    tcase_add_test(one, wrong_settings);
    suite_add_tcase(suite, one);
    return unit_run(suite);
}
