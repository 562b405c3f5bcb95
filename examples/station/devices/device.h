/* What a simulated device is told of the world around it, what is true inside it, and how both pass
 * through registers, so that a device in this process and one in a process of its own behave alike.
 *
 * Signs as in the library: positive = power into the site bus.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_DEVICES_DEVICE_H
#define STATION_DEVICES_DEVICE_H

#include <stdint.h>

#include "drivers/sunspec/codec.h"
#include "drivers/sunspec/port.h"

/* The world around a device during the next dt_s. */
struct device_world {
    double dt_s;      /* s to move on, 0 … 3600; 0 = only look at the wires */
    double grid_v[3]; /* V, phase to neutral, grid side of the PCC breaker */
    double bus_v[3];  /* V, phase to neutral, site bus */
    double grid_hz;   /* Hz */
    double bus_hz;    /* Hz */
    double demand_w;  /* W the site bus wants from a PCS that forms it, into the bus positive */
    double pcc_w;     /* W through the PCC, import positive */
    double pcc_var;   /* var through the PCC */
    double ambient_c; /* °C */
    double sun_w;     /* W the PV plant could give now, AC */
    int32_t bus_live; /* 1 = something else than this PCS keeps the site bus alive */
    int32_t breaker_closed;   /* auxiliary contact of the PCC breaker, wired to the PCS */
    int32_t pcs_mode_request; /* enum ostrov_pcs_mode, by wire; 0 = as before */
};

/* What is true inside, whatever the registers say. */
struct device_truth {
    double battery_w;   /* W at the AC side, discharge positive */
    double battery_var; /* var */
    double soc_ratio;
    double cells_c;   /* °C */
    double form_hz;   /* Hz the PCS forms: above nominal when it must take more than it can */
    int64_t time_us;  /* device time since its start */
    int32_t forming;  /* 1 = forms the site bus now */
    int32_t mode;     /* enum ostrov_pcs_mode it runs in */
    int32_t overload; /* 1 = demand is beyond what it can do now */
    int32_t trips;    /* overload trips since start */
};

/* Faults to order: bits. */
enum device_fault {
    DEVICE_FAULT_DEAF = 1 << 0,    /* set-points are taken and shown, but not done */
    DEVICE_FAULT_FORGET = 1 << 1,  /* writes are answered well, but not kept */
    DEVICE_FAULT_FREEZE = 1 << 2,  /* registers stand still, heartbeats too */
    DEVICE_FAULT_CACHE = 1 << 3,   /* registers stand still, heartbeats go on (a caching gateway) */
    DEVICE_FAULT_ABSENT = 1 << 4,  /* every measured point says "not implemented" */
    DEVICE_FAULT_SCALE = 1 << 5,   /* scale factors move with power */
    DEVICE_FAULT_DELAY = 1 << 6,   /* registers are renewed each 5 s only */
    DEVICE_FAULT_SILENT = 1 << 7,  /* no answer */
    DEVICE_FAULT_BUSY = 1 << 8,    /* exception 6 to every request */
    DEVICE_FAULT_BMS_ONLY = 1 << 9, /* freeze and absent strike the battery's model alone */
    DEVICE_FAULT_BOOT = 1 << 10     /* starts anew when it is ordered: set-points and timers go */
};

/* The vendor model: the simulation's way in, which no fault strikes. Registers from its ID. */
#define DEVICE_PCS_MODEL 64901
#define DEVICE_METER_MODEL 64902
#define DEVICE_PV_MODEL 64903

enum device_vendor {
    DEVICE_TRUTH = 2, /* 5 float64, int64, 4 int32 */
    DEVICE_TRUTH_END = 34,
    DEVICE_WORLD = 34, /* 14 float64, 3 int32, uint32 sequence: writing it moves time on */
    DEVICE_WORLD_END = 98,
    DEVICE_FAULTS = 98, /* uint32 */
    DEVICE_VENDOR_REGISTERS = 100
};

#define DEVICE_WORLD_REGISTERS (DEVICE_WORLD_END - DEVICE_WORLD)
#define DEVICE_TRUTH_REGISTERS (DEVICE_TRUTH_END - DEVICE_TRUTH)

/* A world with its sequence in registers. A device moves on once for each new sequence, so that a
 * request whose answer was lost can be sent again. */
void device_world_pack(const struct device_world *world, uint32_t sequence, uint16_t *registers);
uint32_t device_world_unpack(const uint16_t *registers, struct device_world *world);

void device_truth_pack(const struct device_truth *truth, uint16_t *registers);
void device_truth_unpack(const uint16_t *registers, struct device_truth *truth);

uint32_t device_get_u32(const uint16_t *registers);
void device_put_u32(uint16_t *registers, uint32_t value);

/* Time of a step in microseconds: 0 for what is not a number, at most an hour. */
int64_t device_step_us(double dt_s);

/* ---- register image
 * ------------------------------------------------------------------------------ */

#define DEVICE_BASE 40000
#define DEVICE_IMAGE_REGISTERS 544

/* All registers of a device, "SunS" first. */
struct device_image {
    int count;
    uint16_t registers[DEVICE_IMAGE_REGISTERS];
};

/* Start an image, add a model behind the last one (its registers all "not implemented"), end it.
 * device_image_add returns the index of the model's ID register. L = registers - 2. */
void device_image_begin(struct device_image *image);
int device_image_add(struct device_image *image, uint16_t id, int registers);
void device_image_end(struct device_image *image);

/* Fills in model 1. */
void device_image_identity(struct device_image *image, int at, const char *model,
                           const char *serial);

/* Reads registers; returns 0 or exception 2 (illegal data address). */
int device_image_read(const struct device_image *image, uint16_t address, int count,
                      uint16_t *registers);

#endif
