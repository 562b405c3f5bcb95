/* IEC 60870-5-104: orders over a restart of the station, and commands that are a test.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "iec104_peer.h"

#include <math.h>

/* A restart of ours: what was set goes on, and so does the time for which nobody has been there. */
START_TEST(orders_outlive_a_restart)
{
    struct iec104_kept kept;
    struct iec104_orders orders;
    start();
    ask(IEC104_C_SE_NC_1, 6, 7, 6001, 30.0, 0);
    ask(IEC104_C_SC_NA_1, 6, 7, 6102, 1.0, 1);
    ask(IEC104_C_SC_NA_1, 6, 7, 6102, 1.0, 0);
    ask(IEC104_C_SC_NA_1, 6, 7, 6101, 1.0, 0); /* cease */
    hear();
    orders_are(0.0, 0);
    iec104_station_keep(&station, now_us, &kept);
    ck_assert_double_eq(kept.alone_s, 0.0);
    now_us = 5 * S; /* another boot, another monotonic clock */
    ck_assert_int_eq(iec104_station_begin(&station, &config, now_us), 0);
    ck_assert_int_eq(iec104_station_recall(&station, &kept, 20.0, now_us), 0);
    iec104_station_step(&station, NULL, now_us);
    orders_are(0.0, 0);
    iec104_station_orders(&station, now_us, &orders);
    ck_assert_int_eq(orders.permit_return, -1); /* a permission is asked for anew */
    now_us += 39 * S;
    orders_are(0.0, 0);
    iec104_station_keep(&station, now_us, &kept); /* killed again, and back at once */
    ck_assert_int_eq(iec104_station_begin(&station, &config, now_us), 0);
    ck_assert_int_eq(iec104_station_recall(&station, &kept, 0.0, now_us), 0);
    orders_are(0.0, 0);
    now_us += 2 * S; /* 61 s alone: no row of restarts puts the declared fallback off */
    iec104_station_step(&station, NULL, now_us);
    orders_are(0.6, 1);
    ck_assert_int_eq(iec104_station_begin(&station, &config, now_us), 0);
    kept.alone_s = 0.0;
    ck_assert_int_eq(iec104_station_recall(&station, &kept, 20.0, now_us), 0);
    ck_assert_int_eq(iec104_session_begin(&session, &config.with, now_us), 0);
    peer_sent = peer_received = 0;
    start();
    now_us += 1000 * S;
    step();
    orders_are(0.0, 0); /* it came back: what it had asked stands, until it takes it back */
    ask(IEC104_C_SC_NA_1, 6, 7, 6101, 0.0, 0);
    orders_are(0.3, 0);
}
END_TEST

START_TEST(what_makes_no_sense_is_not_recalled)
{
    struct iec104_kept good, bad;
    iec104_station_keep(&station, now_us, &good);
    good.set[0] = 0.5;
    for (int i = 0; i < 9; i++) {
        bad = good;
        bad.set[0] = i == 0 ? 1.5 : i == 1 ? -0.1 : bad.set[0];
        bad.set[1] = i == 2 ? (double)INFINITY : bad.set[1];
        bad.alone_s = i == 3 ? (double)NAN : i == 4 ? -1.0 : bad.alone_s;
        bad.cease = i == 5 ? 2 : bad.cease;
        bad.permit = i == 6 ? 1 : bad.permit;
        bad.connection = i == 7 ? 3 : bad.connection;
        bad.fallen = i == 8 ? 4 : bad.fallen;
        ck_assert_int_eq(iec104_station_recall(&station, &bad, 0.0, now_us), -1);
        ck_assert_double_nan(station.set[0]);
    }
    ck_assert_int_eq(iec104_station_recall(&station, &good, (double)NAN, now_us), 0);
    ck_assert_double_eq(station.set[0], 0.5);
}
END_TEST

/* Bit T of the cause: confirmed with it, and nothing moves: no value, no selection, no clock. */
START_TEST(a_test_never_acts)
{
    enum { T = 0x80 };
    start();
    ask(IEC104_C_SE_NC_1, 6, 7, 6001, 30.0, 0);
    ask(IEC104_C_SC_NA_1, 6, 7, 6102, 1.0, 1); /* selected */
    hear();
    acknowledge();
    heard_count = 0;
    const struct iec104_station before = station;
    ask(IEC104_C_SE_NC_1, 6 | T, 7, 6001, 80.0, 0);
    hear();
    ck_assert_int_eq(cause_of(0), IEC104_ACTIVATION_CON + T);
    ck_assert_int_eq(cause_of(1), IEC104_ACTIVATION_END + T);
    acknowledge();
    ask(IEC104_C_SE_NC_1, 6 | T, 7, 6001, 180.0, 0); /* as the real one would be answered */
    hear();
    ck_assert_int_eq(cause_of(0), IEC104_ACTIVATION_CON + T + 64);
    acknowledge();
    ask(IEC104_C_SC_NA_1, 6 | T, 7, 6101, 1.0, 0);
    ask(IEC104_C_SC_NA_1, 8 | T, 7, 6102, 1.0, 0); /* takes no selection back */
    hear();
    acknowledge();
    ask(IEC104_C_IC_NA_1, 6 | T, 7, 0, 20, 0);
    step();
    ck_assert_int_eq(cause_of(0), IEC104_ACTIVATION_CON + T);
    ck_assert_int_eq(cause_of(1), IEC104_ACTIVATION_END + T);
    ck_assert_int_eq(heard_count, 2);
    acknowledge();
    ck_assert_double_eq(station.set[0], before.set[0]);
    ck_assert_int_eq(station.cease, before.cease);
    ck_assert_int_eq((int)station.selected_us[IEC104_PERMIT],
                     (int)before.selected_us[IEC104_PERMIT]);
    ck_assert_int_eq(station.interrogating, before.interrogating);
    ck_assert_int_eq((int)station.counters.commands, (int)before.counters.commands);
    ask(IEC104_C_SC_NA_1, 6, 7, 6102, 1.0, 0); /* the selection still waits */
    ck_assert_int_eq(station.permit, 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("iec104_orders");
    TCase *one = tcase_create("orders");
    tcase_add_checked_fixture(one, begin, NULL);
    tcase_add_test(one, orders_outlive_a_restart);
    tcase_add_test(one, what_makes_no_sense_is_not_recalled);
    tcase_add_test(one, a_test_never_acts);
    suite_add_tcase(suite, one);
    return unit_run(suite);
}
