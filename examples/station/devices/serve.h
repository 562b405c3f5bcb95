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

/* Answers one request frame (MBAP header and PDU) of count bytes: see modbus_pdu.h. Returns the
 * bytes of the answer, at most SERVE_MOST_BYTES, or 0 = none. */
size_t serve_frame(const struct register_port *port, const uint8_t *request, size_t count,
                   uint8_t *answer);

struct serve_setup {
    int tcp_port;            /* 0 = the system chooses */
    int announce;            /* descriptor that is told "port N\n"; -1 = none */
    int lifeline;            /* descriptor whose end ends the server; -1 = none */
    const struct liar *liar; /* who strikes the wire; NULL = nobody */
};

/* Listens on 127.0.0.1 and serves holding registers to any number of clients up to 16. Returns 0;
 * -1 when it could not listen. */
int serve_loop(const struct register_port *port, const struct serve_setup *setup);

/* The same for a device with four tables. */
int serve_tables(const struct register_tables *tables, const struct serve_setup *setup);

/* Modbus RTU on one end of a new pseudo-terminal, for unit; others are not answered. Writes
 * "line PATH\n", the other end, to announce. Ends and returns as serve_loop. */
int serve_line(const struct register_tables *tables, int unit, int announce, int lifeline);

#endif
