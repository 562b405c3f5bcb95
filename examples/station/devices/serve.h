/* Modbus TCP server of one simulated device.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_DEVICES_SERVE_H
#define STATION_DEVICES_SERVE_H

#include <stddef.h>
#include <stdint.h>

#include "drivers/sunspec/port.h"

#define SERVE_MOST_BYTES 260 /* of a Modbus TCP frame */

/* Answers one request frame (MBAP header and PDU) of count bytes: see modbus_pdu.h. Returns the bytes of the answer, at most SERVE_MOST_BYTES, or 0 =
 * none. */
size_t serve_frame(const struct register_port *port, const uint8_t *request, size_t count,
                   uint8_t *answer);

/* Listens on 127.0.0.1. port 0 lets the system choose. Writes "port N\n" to the descriptor announce
 * (-1 = nowhere), then serves any number of clients up to 16. Ends when the descriptor lifeline (-1
 * = none) reaches its end. Returns 0; -1 when it could not listen. */
int serve_loop(const struct register_port *port, int tcp_port, int announce, int lifeline);

/* The same for a device with four tables. */
int serve_tables(const struct register_tables *tables, int tcp_port, int announce, int lifeline);

/* Modbus RTU on one end of a new pseudo-terminal, for unit; others are not answered. Writes
 * "line PATH\n", the other end, to announce. Ends and returns as serve_loop. */
int serve_line(const struct register_tables *tables, int unit, int announce, int lifeline);

#endif
