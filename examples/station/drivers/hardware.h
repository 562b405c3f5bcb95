/* The hardware of a station: storage converter with battery, the meter at the PCC and, where the setup
 * says so, a PV inverter, by SunSpec.
 *
 * The devices are real ones behind Modbus TCP, simulated ones in processes of their own behind
 * Modbus TCP, or simulated ones in this process (twins). The station sees no difference: same
 * drivers, same registers, same bits.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_DRIVERS_HARDWARE_H
#define STATION_DRIVERS_HARDWARE_H

#include <ostrov/station.h>

#include "devices/device.h"
#include "devices/meter_device.h"
#include "devices/pcs_device.h"
#include "devices/sim_process.h"
#include "drivers/meter.h"
#include "drivers/pcs.h"
#include "drivers/pv_inverter.h"
#include "drivers/worker.h"

enum hardware_clock {
    HARDWARE_CLOCK_VIRTUAL = 0,  /* moves by hardware_advance: simulation */
    HARDWARE_CLOCK_MONOTONIC = 1 /* the system's: real devices */
};

enum hardware_device {
    HARDWARE_PCS = 0,
    HARDWARE_METER = 1,
    HARDWARE_PV = 2,
    HARDWARE_DEVICES = 3
};

struct hardware_own;

struct hardware_setup {
    /* Of the simulated devices, and what the drivers judge by. */
    double rating_w;    /* W, PCS, both directions */
    double capacity_wh; /* Wh of the battery */
    double soc_start_ratio;
    double soc_min_ratio; /* usable window */
    double soc_max_ratio;
    double charge_efficiency_ratio;    /* one way */
    double discharge_efficiency_ratio; /* one way */
    double charge_limit_w;             /* W at the AC side, battery */
    double discharge_limit_w;          /* W at the AC side, battery */
    double cells_c;                    /* °C at the start */
    int32_t series;                    /* cells in series; 0 = a straight line for their voltage */
    double pv_rating_w;                /* W, AC; 0 = no PV inverter to speak to */
    double pv_wake_s;                  /* s of its own grid watch */
    double nominal_hz;
    uint64_t seed;
    uint64_t lies; /* of simulated devices in processes of their own; 0 = none */
    /* Of the drivers. */
    double reversion_s;    /* s without a new command until the PCS falls back … */
    double default_w;      /* … to this, discharge positive */
    double listen_s;       /* see pcs_setup, as nonce */
    uint32_t nonce;
    double meter_frozen_s; /* see meter_setup and pcs_setup */
    double pcs_frozen_s;
    int32_t battery_sign;   /* model 802: 1 = discharge positive, -1 = charge positive */
    int32_t meter_sign;     /* 1 = import positive, -1 = export positive */
    int32_t clock;          /* enum hardware_clock */
    int32_t cells_c_in_701; /* 1 = TmpOt of 701 is the battery's temperature (simulators: always) */
    /* Of the connections (hardware_open_modbus). */
    int32_t unit;          /* unit identifier of both */
    double timeout_s;      /* s for an answer, wall time; real devices need up to 1 s */
    double back_off_s;     /* s after the first failure */
    double poll_s;         /* s between polls of a device, with threads */
    int32_t threads;       /* 1 = a thread for each device: none holds up the others */
    const char *simulator; /* path of ostrov-sim-device: started for a host that is NULL */
    const char *pcs_host;  /* IPv4 address, or a serial line such as /dev/ttyS1 */
    const char *meter_host;
    const char *pv_host;
    const char *bms_host;  /* NULL = the converter tells what the battery says; with pcs_map only */
    int32_t pcs_port; /* with a simulator: 0 = any that is free */
    int32_t meter_port;
    int32_t pv_port;
    int32_t bms_port;
    int32_t pcs_unit; /* 0 = unit */
    int32_t meter_unit;
    int32_t pv_unit;
    int32_t bms_unit;
    int32_t baud; /* of serial lines */
    int32_t stop_bits;
    char parity; /* 'N', 'E' or 'O' */
    /* Register maps, which must outlive the hardware; NULL = SunSpec. */
    const struct register_map *pcs_map;
    const struct register_map *meter_map;
    const struct register_map *pv_map;
    const struct register_map *bms_map;
};

struct hardware {
    struct hardware_setup setup;
    struct pcs pcs;
    struct meter meter;
    struct pv_inverter pv;
    struct pcs_device pcs_twin;
    struct meter_device meter_twin;
    struct pv_device pv_twin;
    struct sim_process pcs_process;
    struct sim_process meter_process;
    struct sim_process pv_process;
    int32_t started;   /* 1 = there is something to close */
    int32_t processes; /* bits by enum hardware_device */
    struct hardware_own *own; /* with threads: the drivers; pcs, meter and pv are copies then */
    struct worker *worker[HARDWARE_DEVICES];
    struct worker_counters turns[HARDWARE_DEVICES];
    int32_t grid_alive; /* the converter sees the grid alive through a closed breaker */
    int32_t bus_alive;  /* power flows through the PCC, by the meter: the bus behind it is alive */
    int64_t now_us;
    char error[160];
};

void hardware_setup_defaults(struct hardware_setup *setup);

/* Open. Return 0; 1 when a device has not answered yet (it will be tried again: every call below
 * works); -1 for a setup that makes no sense or a simulator that did not start. hardware_error says
 * why. In each case hardware_close ends it. The structure must stay where it is. */
int hardware_open_twin(struct hardware *hardware, const struct hardware_setup *setup);
int hardware_open_modbus(struct hardware *hardware, const struct hardware_setup *setup);
const char *hardware_error(const struct hardware *hardware);

/* Simulation only: moves the devices and the clock on by dt_s (world->dt_s is not read). */
void hardware_advance(struct hardware *hardware, const struct device_world *world, double dt_s);

/* Simulation only: what is true in the battery, whatever the drivers read. */
void hardware_truth(struct hardware *hardware, struct device_truth *truth);

/* Simulation only: orders faults (enum device_fault bits). Returns 0, or -1. */
int hardware_order_faults(struct hardware *hardware, enum hardware_device device, uint32_t faults);

/* Fills its part of a measurement (battery, PCC and PV, with ages), and leaves the rest alone. With
 * threads it never waits for a device: what each said last is given with its age.
 * Returns OK; DEGRADED when a device did not answer (its values are old and their age says so; NaN
 * when it never answered); E_DRIVER when none did; E_ARGUMENT. */
ostrov_status hardware_measure(struct hardware *hardware, ostrov_measurement *measurement);

/* Writes a command whose write is 1; others write nothing. With threads it is handed over, for
 * command->hold_s at most, and what becomes of it stands in the drivers' set-points.
 * Returns OK; E_DRIVER when a device could not be reached or refused; E_NOT_FINITE; E_ARGUMENT. */
ostrov_status hardware_actuate(struct hardware *hardware, const ostrov_command *command);

/* With threads, for whoever steps faster than the station: what PCS and meter said last, and how
 * often they are looked at from now on (the PCS: its measurement alone, between whole polls). */
void hardware_look(struct hardware *hardware, struct pcs *pcs, struct meter *meter);
void hardware_hurry(struct hardware *hardware, double period_s);

/* What the devices were asked and how they answered, for the report. Defined in simulate/record.h.
 */
struct record_device;
int32_t hardware_report(const struct hardware *hardware, struct record_device *rows, int32_t most);

/* Closes links and ends simulators. Safe on zeroed memory and twice. */
void hardware_close(struct hardware *hardware);

#endif
