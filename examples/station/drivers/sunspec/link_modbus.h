/* Modbus TCP client behind a link, by libmodbus (LGPL-2.1, linked dynamically).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_SUNSPEC_LINK_MODBUS_H
#define STATION_SUNSPEC_LINK_MODBUS_H

#include <stdint.h>

#include "drivers/sunspec/link.h"

/* A client that is not connected yet, or NULL. */
void *link_modbus_new(const struct link_setup *setup, double timeout_s);

/* Return 0; less than 0 when it cannot be reached. */
int link_modbus_connect(void *modbus);

/* Returns 0, the exception code the device answered with, or less than 0. */
int link_modbus_exchange(void *modbus, const struct link_write *write, uint16_t address, int count,
                         uint16_t *registers);

/* Closes the connection; failed = 1 resets it, so that nothing of it is delivered any more. */
void link_modbus_shut(void *modbus, int failed);
void link_modbus_free(void *modbus);

#endif
