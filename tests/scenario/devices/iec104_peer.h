/* The other end of an IEC 60870-5-104 station in memory: what it sends and hears. Time is a number
 * here.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef IEC104_PEER_H
#define IEC104_PEER_H

#include "unit.h"

#include "drivers/iec104/outstation.h"

#define S 1000000LL

extern struct iec104_session session;
extern struct iec104_station station;
extern struct iec104_config config;
extern struct iec104_value values[IEC104_POINTS];
extern uint16_t peer_sent, peer_received;
extern int64_t now_us;
/* What the station has sent, as frames. */
extern struct iec104_frame heard[200];
extern int heard_count;

void begin(void);
void hear(void);
void give(const uint8_t *bytes, size_t count);
void give_frame(const struct iec104_frame *frame);
void give_function(int32_t function);
void acknowledge(void);
void give_raw(const uint8_t *asdu, size_t length);
/* cause: with 0x80 it is a test. */
void ask(int32_t type, int32_t cause, int32_t common, uint32_t address, double value,
         int32_t select);
int cause_of(int index);
void orders_are(double export_ratio, int32_t fallback);
void step(void);
void start(void);

#endif
