/* A simulated I/O module with the PCC breaker behind it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "devices/io_device.h"

#include <string.h>

enum { ILLEGAL_FUNCTION = 1, ILLEGAL_ADDRESS = 2, BUSY = 6 };
enum { COIL_OPEN, COIL_CLOSE, COIL_UPSTREAM, COIL_BOND };
enum { WIRES = 0, FAULTS = 2, STEP = 4 };

/* Both stop circuits whole, return allowed, the relay for 100 % on. */
#define WIRES_AT_REST (1U << 6 | 1U << 7 | 1U << 8 | 1U << 13)

static uint32_t long_at(const uint16_t *words) { return (uint32_t)words[0] << 16 | words[1]; }

void io_device_defaults(struct io_device_setup *setup)
{
    memset(setup, 0, sizeof *setup);
    setup->open_s = 0.05;
    setup->close_s = 0.07;
    setup->bond_s = 0.04;
    setup->watchdog_s = 10.0;
    setup->closed = 1;
}

static int span(double value) { return value >= 0.0 && value <= 3600.0; }

int io_device_init(struct io_device *device, const struct io_device_setup *setup)
{
    memset(device, 0, sizeof *device);
    if (!span(setup->open_s) || !span(setup->close_s) || !span(setup->bond_s) ||
        !span(setup->watchdog_s) || (setup->closed != 0 && setup->closed != 1)) {
        return -1;
    }
    device->setup = *setup;
    device->closed = device->target = setup->closed;
    device->contact_a = setup->closed;
    device->contact_b = !setup->closed;
    device->moves_us = device->bond_moves_us = INT64_MAX;
    device->wires = WIRES_AT_REST;
    return 0;
}

/* The coils as they drive now. Opening wins: an anti-pumping relay. */
static void drive(struct io_device *d)
{
    int deaf = (d->faults & IO_FAULT_DEAF) != 0;
    int opens = (!deaf && d->coil[COIL_OPEN]) || (d->faults & IO_FAULT_TRIPPED);
    int closes = !deaf && d->coil[COIL_CLOSE] && !opens;
    int target = opens ? 0 : closes ? 1 : d->target;
    double slow = d->faults & IO_FAULT_SLOW ? 10e6 : 1e6;
    if (target != d->target && !(d->faults & IO_FAULT_STUCK)) {
        d->target = target;
        d->moves_us = d->now_us + (int64_t)(slow * (target ? d->setup.close_s : d->setup.open_s));
    }
    int bond = deaf ? d->bond_target : d->coil[COIL_BOND];
    if (bond != d->bond_target && !(d->faults & IO_FAULT_BOND_STUCK)) {
        d->bond_target = bond;
        d->bond_moves_us = d->now_us + (int64_t)(1e6 * d->setup.bond_s);
    }
}

static void show(struct io_device *d)
{
    int moving = d->moves_us != INT64_MAX;
    if (!(d->faults & IO_FAULT_CONTACT_A)) {
        d->contact_a = !moving && d->closed;
    }
    if (!(d->faults & IO_FAULT_CONTACT_B)) {
        d->contact_b = !moving && !d->closed;
    }
}

/* Everything that happens at this time. */
static void settle(struct io_device *d)
{
    if (d->setup.watchdog_s > 0.0 &&
        (double)(d->now_us - d->asked_us) > d->setup.watchdog_s * 1e6) {
        memset(d->coil, 0, sizeof d->coil);
    }
    drive(d);
    if (d->now_us >= d->moves_us) {
        d->closed = d->target;
        d->moves_us = INT64_MAX;
        d->operations++;
    }
    if (d->now_us >= d->bond_moves_us) {
        d->bond = d->bond_target;
        d->bond_moves_us = INT64_MAX;
    }
    show(d);
}

void io_device_advance(struct io_device *device, double dt_s)
{
    if (dt_s > 0.0 && dt_s <= 86400.0) {
        device->now_us += (int64_t)(dt_s * 1e6 + 0.5);
    }
    settle(device);
}

static int32_t input(const struct io_device *d, int at)
{
    uint32_t f = d->faults;
    switch (at) {
    case 0:
        return f & IO_FAULT_BOTH ? 1 : f & IO_FAULT_NEITHER ? 0 : d->contact_a;
    case 1:
        return f & IO_FAULT_BOTH ? 1 : f & IO_FAULT_NEITHER ? 0 : d->contact_b;
    case 2:
        return d->bond;
    default:
        return (int32_t)(d->wires >> at & 1U);
    }
}

static uint16_t holding(const struct io_device *d, int at)
{
    const uint16_t words[IO_DEVICE_REGISTERS] = {(uint16_t)(d->wires >> 16),
                                                 (uint16_t)d->wires,
                                                 (uint16_t)(d->faults >> 16),
                                                 (uint16_t)d->faults,
                                                 0,
                                                 0,
                                                 (uint16_t)(d->sequence >> 16),
                                                 (uint16_t)d->sequence,
                                                 (uint16_t)d->closed,
                                                 (uint16_t)d->bond,
                                                 d->operations,
                                                 d->trips};
    return words[at];
}

/* Faults of the line; 0 = none. */
static int struck(const struct io_device *d)
{
    return d->faults & IO_FAULT_SILENT ? REGISTER_PORT_SILENT
           : d->faults & IO_FAULT_BUSY ? BUSY
                                       : 0;
}

static int read_tables(void *context, enum register_space space, uint16_t address, int count,
                       uint16_t *values)
{
    struct io_device *d = context;
    int most = space == REGISTER_HOLDING    ? IO_DEVICE_REGISTERS
               : space == REGISTER_COIL     ? IO_DEVICE_COILS
               : space == REGISTER_DISCRETE ? IO_DEVICE_INPUTS
                                            : 0;
    if (space != REGISTER_HOLDING && struck(d) != 0) {
        return struck(d);
    }
    if (most == 0 || count < 1 || address + count > most) {
        return most == 0 ? ILLEGAL_FUNCTION : ILLEGAL_ADDRESS;
    }
    d->asked_us = space != REGISTER_HOLDING ? d->now_us : d->asked_us;
    for (int i = 0; i < count; i++) {
        int at = address + i;
        values[i] = space == REGISTER_HOLDING ? holding(d, at)
                    : space == REGISTER_COIL  ? d->coil[at]
                                              : (uint16_t)input(d, at);
    }
    return 0;
}

static int write_holding(struct io_device *d, int address, int count, const uint16_t *values)
{
    if (address == WIRES && count == 2) {
        d->wires = long_at(values);
    } else if (address == FAULTS && count == 2) {
        d->faults = long_at(values);
    } else if (address == STEP && count == 4) {
        if (long_at(values + 2) != d->sequence) {
            d->sequence = long_at(values + 2);
            d->now_us += (int64_t)long_at(values) * 1000;
        }
    } else {
        return ILLEGAL_ADDRESS;
    }
    settle(d);
    return 0;
}

static int write_tables(void *context, enum register_space space, uint16_t address, int count,
                        const uint16_t *values)
{
    struct io_device *d = context;
    if (space == REGISTER_HOLDING) {
        return write_holding(d, address, count, values);
    }
    if (struck(d) != 0) {
        return struck(d);
    }
    if (space != REGISTER_COIL || count < 1 || address + count > IO_DEVICE_COILS) {
        return space != REGISTER_COIL ? ILLEGAL_FUNCTION : ILLEGAL_ADDRESS;
    }
    d->asked_us = d->now_us;
    for (int i = 0; i < count && !(d->faults & IO_FAULT_FORGET); i++) {
        d->trips = (uint16_t)(d->trips + (address + i == COIL_UPSTREAM && values[i] &&
                                          !d->coil[COIL_UPSTREAM]));
        d->coil[address + i] = values[i] != 0;
    }
    settle(d);
    return 0;
}

struct register_tables io_device_tables(struct io_device *device)
{
    struct register_tables tables = {device, read_tables, write_tables};
    return tables;
}
