/* Modbus TCP and RTU client behind a link, by libmodbus (LGPL-2.1, linked dynamically).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_SUNSPEC_LINK_MODBUS_H
#define STATION_SUNSPEC_LINK_MODBUS_H

#include <stdint.h>

#include "drivers/sunspec/link.h"

/* A client that is not connected yet, or NULL. */
void *link_modbus_new(const struct link_setup *setup, double timeout_s);
void *link_modbus_serial(const struct link_serial *setup, double timeout_s);

/* Return 0; less than 0 when it cannot be reached. */
int link_modbus_connect(void *modbus);

/* Returns 0, the exception code the device answered with, or less than 0. */
int link_modbus_exchange(void *modbus, const struct link_write *write, uint16_t address, int count,
                         uint16_t *registers);

/* One table, any of the four; values of bits are 0 or 1. Return as above. */
int link_modbus_read(void *modbus, enum register_space space, uint16_t address, int count,
                     uint16_t *values);
int link_modbus_write(void *modbus, enum register_space space, uint16_t address, int count,
                      const uint16_t *values, int single);

/* Keeps a serial line for one request (1), and gives it back (0). */
void link_modbus_hold(void *modbus, int take);

/* Throws away what has come and was not asked for. */
void link_modbus_flush(void *modbus);

/* Closes the connection; failed = 1 resets it, so that nothing of it is delivered any more. */
void link_modbus_shut(void *modbus, int failed);
void link_modbus_free(void *modbus);

#endif
