/* A simulated PV inverter as a SunSpec device: models 1, 103, 120, 123 and the vendor model.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_DEVICES_PV_DEVICE_H
#define STATION_DEVICES_PV_DEVICE_H

#include "devices/device.h"

struct pv_device_setup {
    double rating_w;     /* W, AC */
    double ramp_w_per_s; /* how fast it follows the sun and its limit */
    double wake_s;       /* s after the bus came alive until it gives power (its own grid watch) */
    uint64_t seed;
    uint64_t lies; /* seed of a schedule of lies, in a process of its own; 0 = none */
};

/* One inverter; may be copied. */
struct pv_device {
    struct pv_device_setup setup;
    struct device_world world;
    struct device_image image;
    int at_103, at_120, at_123, at_vendor;
    uint32_t faults;
    uint32_t sequence;
    int64_t time_us;
    int64_t live_us;    /* since when the bus is alive; INT64_MIN = it is not */
    int64_t limited_us; /* when the reversion timer of the limit was last started */
    int64_t shown_us;
    double pv_w; /* what it gives */
    double energy_wh;
};

void pv_device_defaults(struct pv_device_setup *setup);

/* Returns 0; -1 for a setup that makes no sense. */
int pv_device_init(struct pv_device *device, const struct pv_device_setup *setup);

/* Moves on by world->dt_s. */
void pv_device_advance(struct pv_device *device, const struct device_world *world);

/* Its registers. The port is valid as long as the device stays where it is. */
struct register_port pv_device_port(struct pv_device *device);

#endif
