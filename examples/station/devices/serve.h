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

/* Answers one request frame (MBAP header and PDU) of count bytes. Serves functions 3, 16 and 23;
 * any other gets exception 1. Returns the bytes of the answer, at most SERVE_MOST_BYTES, or 0 =
 * none. */
size_t serve_frame(const struct register_port *port, const uint8_t *request, size_t count,
                   uint8_t *answer);

/* Listens on 127.0.0.1. port 0 lets the system choose. Writes "port N\n" to the descriptor announce
 * (-1 = nowhere), then serves any number of clients up to 16. Ends when the descriptor lifeline (-1
 * = none) reaches its end. Returns 0; -1 when it could not listen. */
int serve_loop(const struct register_port *port, int tcp_port, int announce, int lifeline);

#endif
