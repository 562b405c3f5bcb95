/* The driver of wires on a simulated module with a breaker, stepped by 10 ms.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TEST_DEVICES_IO_RIG_H
#define TEST_DEVICES_IO_RIG_H

#include "unit.h"

#include "devices/io_device.h"
#include "drivers/io/io.h"

#include <math.h>
#include <string.h>

struct rig {
    struct io_device device;
    struct io_setup setup;
    struct io io;
    int64_t now_us;
    int32_t breaker, bond; /* what is asked */
    ostrov_status status;
    char error[160];
};

static struct rig rig;

static inline void wire(struct io_setup *setup)
{
    io_setup_defaults(setup);
    for (int i = 0; i < IO_INPUTS; i++) {
        setup->input[i] = i;
    }
    for (int i = 0; i < IO_OUTPUTS; i++) {
        setup->output[i] = i;
    }
}

static inline void begin(void)
{
    struct io_device_setup device;
    memset(&rig, 0, sizeof rig);
    io_device_defaults(&device);
    ck_assert_int_eq(io_device_init(&rig.device, &device), 0);
    wire(&rig.setup);
    struct register_tables tables = io_device_tables(&rig.device);
    ck_assert_int_eq(io_open_twin(&rig.io, &rig.setup, &tables, rig.error, sizeof rig.error), 0);
}

/* Steps of 10 ms: poll, then command. */
static inline void pass(int steps)
{
    for (int i = 0; i < steps; i++) {
        rig.now_us += 10000;
        io_device_advance(&rig.device, 0.01);
        (void)io_poll(&rig.io, rig.now_us);
        rig.status = io_command(&rig.io, rig.breaker, rig.bond, rig.now_us);
    }
}

static inline void lie(uint32_t faults)
{
    struct register_tables tables = io_device_tables(&rig.device);
    const uint16_t words[2] = {(uint16_t)(faults >> 16), (uint16_t)faults};
    ck_assert_int_eq(tables.write(&rig.device, REGISTER_HOLDING, 2, 2, words), 0);
}

/* Sets the wires that people and the DSO hold: by input, 3 … 13. */
static inline void set_wires(uint32_t wires)
{
    struct register_tables tables = io_device_tables(&rig.device);
    const uint16_t words[2] = {(uint16_t)(wires >> 16), (uint16_t)wires};
    ck_assert_int_eq(tables.write(&rig.device, REGISTER_HOLDING, 0, 2, words), 0);
}

#define REST (1U << 6 | 1U << 7 | 1U << 8)
#define FULL (1U << 13)

static inline void be_open(void)
{
    pass(2);
    rig.breaker = OSTROV_BREAKER_OPEN;
    pass(20);
    rig.breaker = OSTROV_BREAKER_HOLD;
    pass(2);
    ck_assert_int_eq(rig.device.closed, 0);
}

#endif
