/* A station's hardware in a world that a test sets: shared by the tests of devices and drivers.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TEST_DEVICES_RIG_H
#define TEST_DEVICES_RIG_H

#include <math.h>
#include <ostrov/station.h>
#include <stdint.h>
#include <string.h>

#include "drivers/hardware.h"
#include "unit.h"

struct rig {
    struct hardware hardware;
    struct hardware_setup setup;
    struct device_world world;
    struct device_truth truth;
    ostrov_measurement measurement;
    ostrov_command command;
    ostrov_status measured;
    ostrov_status actuated;
};

/* Grid there, PCC breaker closed, PCS following, 20 °C. */
static inline void rig_defaults(struct rig *rig)
{
    memset(rig, 0, sizeof *rig);
    hardware_setup_defaults(&rig->setup);
    for (int i = 0; i < 3; i++) {
        rig->world.grid_v[i] = 230.0;
        rig->world.bus_v[i] = 230.0;
    }
    rig->world.grid_hz = 50.0;
    rig->world.bus_hz = 50.0;
    rig->world.ambient_c = 20.0;
    rig->world.bus_live = 1;
    rig->world.breaker_closed = 1;
    rig->world.pcs_mode_request = OSTROV_PCS_FOLLOW;
    rig->command.struct_size = (uint32_t)sizeof rig->command;
    rig->command.write = 1;
    rig->command.pcs_request = OSTROV_PCS_FOLLOW;
}

/* Advance, measure into a measurement that is empty before, and actuate when asked. */
static inline void rig_step(struct rig *rig, double dt_s, int actuate)
{
    hardware_advance(&rig->hardware, &rig->world, dt_s);
    hardware_truth(&rig->hardware, &rig->truth);
    ck_assert_int_eq(ostrov_measurement_defaults(&rig->measurement, sizeof rig->measurement),
                     OSTROV_OK);
    rig->measured = hardware_measure(&rig->hardware, &rig->measurement);
    if (actuate) {
        rig->actuated = hardware_actuate(&rig->hardware, &rig->command);
    }
}

static inline void rig_run(struct rig *rig, int seconds, int actuate)
{
    for (int i = 0; i < seconds; i++) {
        rig_step(rig, 1.0, actuate);
    }
}

static inline void rig_open_twin(struct rig *rig)
{
    ck_assert_int_eq(hardware_open_twin(&rig->hardware, &rig->setup), 0);
}

/* splitmix64: the tests' own generator, seeded by each test. */
static inline uint64_t rig_random(uint64_t *state)
{
    *state += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t z = *state;
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

#endif
