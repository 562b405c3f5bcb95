/* Inside the hardware: what its files share; a thread for each device.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_DRIVERS_HARDWARE_THREADS_H
#define STATION_DRIVERS_HARDWARE_THREADS_H

#include "common/clock.h"
#include "drivers/hardware.h"

static inline int hardware_with_pv(const struct hardware *hardware)
{
    return hardware->setup.pv_rating_w > 0.0;
}

static inline void hardware_read_clock(struct hardware *hardware)
{
    if (hardware->setup.clock == HARDWARE_CLOCK_MONOTONIC) {
        hardware->now_us = clock_monotonic_us();
    }
}

/* Takes the drivers over. Returns 0; 1 when one has not ended its first turn within a time-out; -1
 * when there is no memory or no thread. */
int hardware_threads_start(struct hardware *hardware);

/* Renews hardware->pcs, meter and pv. */
void hardware_threads_see(struct hardware *hardware);

void hardware_threads_ask(struct hardware *hardware, const ostrov_command *command);

/* Gives the drivers back. Safe when nothing was started. */
void hardware_threads_stop(struct hardware *hardware);

#endif
