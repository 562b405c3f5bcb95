/* A simulated meter at the PCC as a SunSpec device: models 1, 203 and the vendor model.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_DEVICES_METER_DEVICE_H
#define STATION_DEVICES_METER_DEVICE_H

#include "devices/device.h"

struct meter_device_setup {
    double refresh_s; /* s between renewals of its registers, 0 = with each step */
    double import_wh; /* energy registers at the start */
    double export_wh;
    int32_t sign; /* 1 = import positive (as SunSpec meters), -1 = export positive */
    int32_t reserved;
    uint64_t seed;
    uint64_t lies; /* seed of a schedule of lies, in a process of its own; 0 = none */
};

/* One meter; may be copied. */
struct meter_device {
    struct meter_device_setup setup;
    struct device_world world;
    struct device_image image;
    int at_203, at_vendor;
    uint32_t faults;
    uint32_t sequence;
    uint64_t noise;
    int64_t time_us;
    int64_t shown_us;
    double import_wh;
    double export_wh;
};

void meter_device_defaults(struct meter_device_setup *setup);

/* Returns 0; -1 for a setup that makes no sense. */
int meter_device_init(struct meter_device *device, const struct meter_device_setup *setup);

/* Moves on by world->dt_s. */
void meter_device_advance(struct meter_device *device, const struct device_world *world);

/* Its registers. The port is valid as long as the device stays where it is. */
struct register_port meter_device_port(struct meter_device *device);

#endif
