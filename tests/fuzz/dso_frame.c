/* Fuzz entry on what comes over a line of IEC 60870-5-104: the bytes are the control centre's, cut
 * into pieces, with time going by. Whatever they are, the station answers in whole frames, keeps
 * its windows, and asks nothing of the site that is no share of a limit.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fuzz.h"

#include "drivers/iec104/outstation.h"

static struct iec104_session session;
static struct iec104_station station;

static void check_out(void)
{
    for (size_t at = 0; at < session.out_count;) {
        struct iec104_frame frame;
        int length = iec104_frame_length(session.out + at, session.out_count - at);
        fuzz_must(length > 0);
        fuzz_must(iec104_frame_read(session.out + at, (size_t)length, &frame) == 0);
        at += (size_t)length;
    }
}

static int32_t share(double value) { return isnan(value) || (value >= 0.0 && value <= 1.0); }

static void check_orders(int64_t now_us)
{
    struct iec104_orders orders;
    iec104_station_orders(&station, now_us, &orders);
    fuzz_must(share(orders.export_ratio) && share(orders.import_ratio));
    fuzz_must(orders.permit_return >= -1 && orders.permit_return <= 1);
    fuzz_must(orders.connection == -1 || orders.connection == IEC104_OFF ||
              orders.connection == IEC104_ON);
    fuzz_must(iec104_session_waiting(&session) <= session.with.k || session.state == IEC104_CLOSED);
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t count)
{
    struct iec104_config config;
    struct iec104_value values[IEC104_POINTS];
    feed f = {bytes, count};
    int64_t now_us = 0;
    iec104_config_defaults(&config);
    config.mode[IEC104_CONNECTION] = feed_byte(&f) % 3;
    fuzz_must(iec104_session_begin(&session, &config.with, now_us) == 0);
    fuzz_must(iec104_station_begin(&station, &config, now_us) == 0);
    if (feed_byte(&f) % 2 == 0) { /* started already: more of the bytes are data */
        session.state = IEC104_STARTED;
    }
    for (int i = 0; i < IEC104_POINTS; i++) {
        values[i] = (struct iec104_value){(double)i, 0.0};
    }
    while (f.count > 0 && session.state != IEC104_CLOSED) {
        uint8_t piece[64], asdu[IEC104_MOST_ASDU];
        size_t length = feed_byte(&f) % sizeof piece;
        length = length < f.count ? length : f.count;
        feed_take(&f, piece, length);
        for (size_t at = 0; at < length;) {
            size_t used = 0;
            int got = iec104_session_take(&session, piece + at, length - at, &used, asdu, now_us);
            at += used;
            if (got < 0) {
                break;
            }
            if (got > 0) {
                iec104_station_take(&station, &session, asdu, (size_t)got, 1800000000000, now_us);
            }
        }
        now_us += (int64_t)feed_byte(&f) * 100000;
        values[IEC104_ISLANDED].value = (double)(now_us / 100000 % 2);
        iec104_station_update(&station, values, 1800000000000);
        iec104_session_tick(&session, now_us);
        iec104_station_step(&station, &session, now_us);
        check_orders(now_us);
        check_out();
        iec104_session_sent(&session, session.out_count);
    }
    iec104_station_left(&station, now_us);
    check_orders(now_us + 1000000000);
    return 0;
}
