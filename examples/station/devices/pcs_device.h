/* A simulated storage converter (PCS) with its battery and BMS, as a SunSpec device: models 1, 701,
 * 702, 704, 713, 715, 802 and the vendor model.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_DEVICES_PCS_DEVICE_H
#define STATION_DEVICES_PCS_DEVICE_H

#include "devices/device.h"

#include <ostrov/battery.h>
#include <ostrov/battery_cell.h>

/* What it is like. pcs_device_defaults fills every member. */
struct pcs_device_setup {
    double rating_w;      /* W, PCS, both directions, > 0 */
    double capacity_wh;   /* Wh between SoC 0 and 1, > 0 */
    double soc_min_ratio; /* usable window */
    double soc_max_ratio;
    double soc_start_ratio;
    double charge_efficiency;    /* AC to cells, one way, 0 … 1 */
    double discharge_efficiency; /* cells to AC, one way */
    double standby_w;            /* W drawn from the cells, always */
    double charge_limit_w;       /* W at the cells, BMS */
    double discharge_limit_w;    /* W at the cells, BMS */
    double cells_c;              /* °C at the start */
    double nominal_v;            /* V of the battery */
    double lag_s;                /* s, first-order answer of the power control */
    double ramp_w_per_s;         /* W/s */
    double default_w;     /* W after reversion or loss of the controller, discharge positive */
    double comm_loss_s;   /* s without a change of ControllerHb until default_w, once one was
                             seen; 0 = never */
    double form_start_s;  /* s from the wire to a formed bus */
    double overload_s;    /* s of overload until it trips */
    double nominal_hz;    /* Hz */
    int32_t battery_sign; /* model 802: 1 = discharge positive, -1 = charge positive */
    int32_t series;       /* LFP cells in series, whose voltage it then has; 0 = a straight line about nominal_v */
    uint64_t seed;
    uint64_t lies; /* seed of a schedule of lies, in a process of its own; 0 = none */
};

/* One device; may be copied. */
struct pcs_device {
    struct pcs_device_setup setup;
    struct device_world world;
    struct device_image image;
    int at_701, at_702, at_704, at_713, at_715, at_802, at_vendor;
    uint32_t faults;
    uint32_t sequence;
    uint64_t noise;
    int64_t time_us;
    int64_t boot_us;     /* when it last started: its heartbeats count from there */
    int64_t shown_us;    /* when the registers were renewed */
    int64_t revert_us;   /* time at which the set-point reverts; INT64_MAX = never */
    int64_t heard_us;    /* last change of ControllerHb; INT64_MIN = never seen */
    int64_t form_us;     /* time at which the bus is formed; INT64_MAX = not forming */
    int64_t overload_us; /* overload since; INT64_MAX = none */
    ostrov_cell cell;              /* with series */
    ostrov_cell_state cells;
    double cells_v, cells_a;
    double soc;
    double cells_c;
    double power_w; /* AC, discharge positive */
    double ramped_w;
    double cells_w;
    double set_w;    /* what the set-point registers stand for */
    double lag_dt_s; /* step for which lag_keep holds */
    double lag_keep; /* exp(-dt/lag) */
    double injected_wh;
    double absorbed_wh;
    int32_t set_enabled;
    int32_t stopped;   /* 715 OpCtl */
    int32_t wire_mode; /* enum ostrov_pcs_mode asked by wire */
    int32_t mode;      /* enum ostrov_pcs_mode it runs in */
    int32_t overload;
    int32_t tripped;
    int32_t trips;
    int32_t power_scale; /* exponents fixed by the rating */
    int32_t energy_scale;
};

void pcs_device_defaults(struct pcs_device_setup *setup);

/* Returns 0; -1 for a setup that makes no sense. */
int pcs_device_init(struct pcs_device *device, const struct pcs_device_setup *setup);

/* Moves on by world->dt_s. */
void pcs_device_advance(struct pcs_device *device, const struct device_world *world);

/* As after its control power was away: set-points and timers are gone; the cells, the energy counters
 * and the wires keep what they have. */
void pcs_device_boot(struct pcs_device *device);

void pcs_device_truth(const struct pcs_device *device, struct device_truth *truth);

/* Limits of the BMS now, W at the cells, >= 0. */
void pcs_device_limits(const struct pcs_device *device, double *charge_w, double *discharge_w);

/* Its registers. The port is valid as long as the device stays where it is. */
struct register_port pcs_device_port(struct pcs_device *device);

/* Used between pcs_device.c, pcs_registers.c and pcs_port.c. */
void pcs_registers_restore(struct pcs_device *device);
void pcs_registers_begin(struct pcs_device *device);
void pcs_registers_show(struct pcs_device *device);
void pcs_registers_truth(struct pcs_device *device);

#endif
