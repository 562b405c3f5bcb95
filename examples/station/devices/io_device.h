/* A simulated I/O module with the PCC breaker behind it: coils, discrete inputs, and a few holding
 * registers as the simulation's way in.
 *
 * Coils: 0 open, 1 close, 2 trip upstream, 3 bond contactor, 4 alive. Discrete inputs: 0 closed
 * (52a), 1 open (52b), 2 bond closed, 3 local, 4 manual, 5 maintenance, 6 fire stop circuit whole,
 * 7 emergency stop circuit whole, 8 permit return, 9 reset, 10 … 13 limiting relays. Holding
 * registers, which no fault strikes, high word first:
 *   0 … 1  wires (bits by discrete input, 3 … 13; stops by "whole"), 2 … 3 faults,
 *   4 … 5  time to move on in ms, 6 … 7 sequence (writing 4 … 7 moves time on once for each new
 * one), 8 truth: 1 = the breaker's main contact is closed, 9 = the bond's, 10 operations, 11
 * upstream trips.
 *
 * The module drops its pulses by itself when nobody writes to it for watchdog_s.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_DEVICES_IO_DEVICE_H
#define STATION_DEVICES_IO_DEVICE_H

#include "drivers/sunspec/port.h"

enum { IO_DEVICE_INPUTS = 14, IO_DEVICE_COILS = 8, IO_DEVICE_REGISTERS = 12 };

/* Faults to order: bits. */
enum io_fault {
    IO_FAULT_STUCK = 1 << 0,       /* the breaker stays where it is, whatever it is told */
    IO_FAULT_DEAF = 1 << 1,        /* coils read back as written, but drive nothing */
    IO_FAULT_FORGET = 1 << 2,      /* writes are answered well, coils keep what they were */
    IO_FAULT_CONTACT_A = 1 << 3,   /* 52a stands as it is */
    IO_FAULT_CONTACT_B = 1 << 4,   /* 52b stands as it is */
    IO_FAULT_BOTH = 1 << 5,        /* both contacts say yes */
    IO_FAULT_NEITHER = 1 << 6,     /* both contacts say no */
    IO_FAULT_SILENT = 1 << 7,      /* no answer */
    IO_FAULT_BUSY = 1 << 8,        /* exception 6 to every request */
    IO_FAULT_SLOW = 1 << 9,        /* the breaker takes ten times as long */
    IO_FAULT_BOND_STUCK = 1 << 10, /* the bond contactor stays where it is */
    IO_FAULT_TRIPPED = 1 << 11     /* its own protection opens it, and keeps it open */
};

struct io_device_setup {
    double open_s; /* s from coil to contact */
    double close_s;
    double bond_s;
    double watchdog_s; /* s without a request until it drops its coils; 0 = never */
    int32_t closed;    /* 1 = the breaker is closed at the start */
    int32_t reserved;
};

struct io_device {
    struct io_device_setup setup;
    int64_t now_us, asked_us; /* asked: when the last request came */
    int64_t moves_us;         /* when the breaker's contact gets there; INT64_MAX = rests */
    int64_t bond_moves_us;
    int32_t closed, target; /* main contact, and where it goes */
    int32_t bond, bond_target;
    int32_t contact_a, contact_b; /* as shown */
    uint32_t wires, faults, sequence;
    uint16_t coil[IO_DEVICE_COILS];
    uint16_t operations, trips;
};

void io_device_defaults(struct io_device_setup *setup);

/* Returns 0; -1 for a setup that makes no sense. */
int io_device_init(struct io_device *device, const struct io_device_setup *setup);

/* Moves time on. */
void io_device_advance(struct io_device *device, double dt_s);

/* Its tables. Valid as long as the device stays where it is. */
struct register_tables io_device_tables(struct io_device *device);

#endif
