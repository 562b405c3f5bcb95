/* Holding registers of a device inside this process: what a simulator offers to a twin link and to
 * the Modbus server alike, so that both see the same bits.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_SUNSPEC_PORT_H
#define STATION_SUNSPEC_PORT_H

#include <stdint.h>

/* Both calls return 0, a Modbus exception code (1 … 11), or REGISTER_PORT_SILENT for no answer. */
#define REGISTER_PORT_SILENT (-1)

struct register_port {
    void *device;
    int (*read)(void *device, uint16_t address, int count, uint16_t *registers);
    int (*write)(void *device, uint16_t address, int count, const uint16_t *registers);
};

/* The four tables of a Modbus device (Modbus Application Protocol V1.1b3, 4.3), for devices that have
 * more than holding registers. Values of coils and discrete inputs are 0 or 1. Both calls return as
 * above. */
enum register_space {
    REGISTER_HOLDING = 0,
    REGISTER_INPUT = 1,
    REGISTER_COIL = 2,
    REGISTER_DISCRETE = 3
};

struct register_tables {
    void *device;
    int (*read)(void *device, enum register_space space, uint16_t address, int count,
                uint16_t *values);
    int (*write)(void *device, enum register_space space, uint16_t address, int count,
                 const uint16_t *values);
};

#endif
