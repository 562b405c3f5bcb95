/* Modbus TCP server of one simulated device.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_DEVICES_SERVE_H
#define STATION_DEVICES_SERVE_H

#include <stddef.h>
#include <stdint.h>

#include "devices/liar.h"
#include "drivers/sunspec/port.h"

#define SERVE_MOST_BYTES 260 /* of a Modbus TCP frame */

/* Answers one request frame (MBAP header and PDU) of count bytes. Serves functions 3, 16 and 23;
 * any other gets exception 1. Returns the bytes of the answer, at most SERVE_MOST_BYTES, or 0 =
 * none. */
size_t serve_frame(const struct register_port *port, const uint8_t *request, size_t count,
                   uint8_t *answer);

struct serve_setup {
    struct register_port port; /* the registers to serve */
    const struct liar *liar;   /* who strikes the wire; NULL = nobody */
    int tcp_port;              /* 0 = the system chooses */
    int announce;              /* descriptor that is told "port N\n"; -1 = none */
    int lifeline;              /* descriptor whose end ends the server; -1 = none */
};

/* Listens on 127.0.0.1 and serves any number of clients up to 16. Returns 0; -1 when it could not
 * listen. */
int serve_loop(const struct serve_setup *setup);

#endif
