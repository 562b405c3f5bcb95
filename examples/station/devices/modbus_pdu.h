/* Answers of a simulated Modbus device, apart from any framing: functions 1 … 6, 15, 16 and 23 over
 * its four tables (Modbus Application Protocol V1.1b3, section 6).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_DEVICES_MODBUS_PDU_H
#define STATION_DEVICES_MODBUS_PDU_H

#include <stddef.h>
#include <stdint.h>

#include "drivers/sunspec/port.h"

#define MODBUS_PDU_MOST 253 /* bytes */

/* Answers one request; any other function gets exception 1. answer holds MODBUS_PDU_MOST bytes.
 * Returns its length, 0 = silent. */
size_t modbus_pdu_serve(const struct register_tables *tables, const uint8_t *pdu, size_t count,
                        uint8_t *answer);

/* The tables of a device that has holding registers alone. port must outlive them. */
struct register_tables modbus_pdu_tables(const struct register_port *port);

#endif
