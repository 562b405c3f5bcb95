/* The hardware of a station.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "drivers/hardware.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

void hardware_setup_defaults(struct hardware_setup *setup)
{
    struct pcs_device_setup device;
    struct pcs_setup driver;
    memset(setup, 0, sizeof *setup);
    pcs_device_defaults(&device);
    pcs_setup_defaults(&driver);
    setup->rating_w = device.rating_w;
    setup->capacity_wh = device.capacity_wh;
    setup->soc_start_ratio = device.soc_start_ratio;
    setup->soc_min_ratio = device.soc_min_ratio;
    setup->soc_max_ratio = device.soc_max_ratio;
    setup->charge_efficiency_ratio = device.charge_efficiency;
    setup->discharge_efficiency_ratio = device.discharge_efficiency;
    setup->charge_limit_w = device.charge_limit_w;
    setup->discharge_limit_w = device.discharge_limit_w;
    setup->cells_c = device.cells_c;
    setup->nominal_hz = device.nominal_hz;
    setup->seed = device.seed;
    setup->reversion_s = driver.reversion_s;
    setup->meter_frozen_s = 30.0;
    setup->pcs_frozen_s = driver.frozen_s;
    setup->battery_sign = 1;
    setup->meter_sign = 1;
    setup->unit = 1;
    setup->timeout_s = 1.0;
    setup->back_off_s = 1.0;
}

static int fail(struct hardware *hardware, int result, const char *text)
{
    snprintf(hardware->error, sizeof hardware->error, "%s", text);
    return result;
}

static void pcs_device_from(const struct hardware_setup *setup, struct pcs_device_setup *device)
{
    pcs_device_defaults(device);
    device->rating_w = setup->rating_w;
    device->capacity_wh = setup->capacity_wh;
    device->soc_start_ratio = setup->soc_start_ratio;
    device->soc_min_ratio = setup->soc_min_ratio;
    device->soc_max_ratio = setup->soc_max_ratio;
    device->charge_efficiency = setup->charge_efficiency_ratio;
    device->discharge_efficiency = setup->discharge_efficiency_ratio;
    /* At the cells: what gives the wanted power at the AC side. */
    device->charge_limit_w = setup->charge_limit_w;
    device->discharge_limit_w = setup->discharge_limit_w / setup->discharge_efficiency_ratio;
    device->cells_c = setup->cells_c;
    device->ramp_w_per_s = 2.0 * setup->rating_w;
    device->default_w = setup->default_w;
    device->nominal_hz = setup->nominal_hz;
    device->battery_sign = setup->battery_sign;
    device->seed = setup->seed;
}

static void meter_device_from(const struct hardware_setup *setup, struct meter_device_setup *device)
{
    meter_device_defaults(device);
    device->sign = setup->meter_sign;
    device->seed = setup->seed + 1;
}

static void read_clock(struct hardware *hardware)
{
    if (hardware->setup.clock == HARDWARE_CLOCK_MONOTONIC) {
        struct timespec now = {0, 0};
        clock_gettime(CLOCK_MONOTONIC, &now);
        hardware->now_us = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
    }
}

static int begin(struct hardware *hardware, const struct hardware_setup *setup)
{
    memset(hardware, 0, sizeof *hardware);
    hardware->setup = *setup;
    hardware->started = 1;
    read_clock(hardware);
    if (!(setup->rating_w > 0.0) ||
        !(setup->discharge_efficiency_ratio > 0.1 && setup->discharge_efficiency_ratio <= 1.0) ||
        !(setup->reversion_s > 0.0 && setup->reversion_s < 1e6) ||
        !(fabs(setup->default_w) <= setup->rating_w) ||
        (setup->battery_sign != 1 && setup->battery_sign != -1) ||
        (setup->meter_sign != 1 && setup->meter_sign != -1)) {
        return fail(hardware, -1,
                    "rating, efficiency, reversion, default power or a sign is out of range");
    }
    return 0;
}

/* Starts the drivers on links that are ready to open, and looks for the devices. */
static int begin_drivers(struct hardware *hardware)
{
    struct pcs_setup pcs;
    struct meter_setup meter;
    const struct hardware_setup *setup = &hardware->setup;
    pcs_setup_defaults(&pcs);
    pcs.rating_w = setup->rating_w;
    pcs.reversion_s = setup->reversion_s;
    pcs.default_w = setup->default_w;
    pcs.battery_sign = setup->battery_sign;
    pcs.frozen_s = setup->pcs_frozen_s;
    pcs.cells_c_in_701 = setup->cells_c_in_701 || setup->pcs_host == NULL;
    pcs.discharge_efficiency_ratio = setup->discharge_efficiency_ratio;
    meter_setup_defaults(&meter);
    meter.sign = setup->meter_sign;
    meter.frozen_s = setup->meter_frozen_s;
    pcs_begin(&hardware->pcs, &pcs);
    meter_begin(&hardware->meter, &meter);
    int pcs_silent = pcs_poll(&hardware->pcs, hardware->now_us) != 0;
    int meter_silent = meter_poll(&hardware->meter, hardware->now_us) != 0;
    if (pcs_silent || meter_silent) {
        return fail(hardware, 1,
                    pcs_silent ? "the PCS does not answer as a SunSpec device yet"
                               : "the meter does not answer as a SunSpec device yet");
    }
    return 0;
}

int hardware_open_twin(struct hardware *hardware, const struct hardware_setup *setup)
{
    struct pcs_device_setup pcs;
    struct meter_device_setup meter;
    if (begin(hardware, setup) != 0) {
        return -1;
    }
    pcs_device_from(setup, &pcs);
    meter_device_from(setup, &meter);
    if (pcs_device_init(&hardware->pcs_twin, &pcs) != 0 ||
        meter_device_init(&hardware->meter_twin, &meter) != 0) {
        return fail(hardware, -1, "the settings of the simulated devices make no sense together");
    }
    struct register_port pcs_port = pcs_device_port(&hardware->pcs_twin);
    struct register_port meter_port = meter_device_port(&hardware->meter_twin);
    if (link_init_twin(&hardware->pcs.link, &pcs_port, setup->back_off_s) != 0 ||
        link_init_twin(&hardware->pcs.side, &pcs_port, setup->back_off_s) != 0 ||
        link_init_twin(&hardware->meter.link, &meter_port, setup->back_off_s) != 0 ||
        link_init_twin(&hardware->meter.side, &meter_port, setup->back_off_s) != 0) {
        return fail(hardware, -1, "a twin has no registers");
    }
    return begin_drivers(hardware);
}

static int start_simulators(struct hardware *hardware)
{
    const struct hardware_setup *setup = &hardware->setup;
    if (setup->pcs_host == NULL) {
        struct pcs_device_setup device;
        pcs_device_from(setup, &device);
        if (setup->simulator == NULL || sim_process_pcs(&hardware->pcs_process, setup->simulator,
                                                        setup->pcs_port, &device) != 0) {
            return fail(hardware, -1,
                        "the simulated PCS did not start (is ostrov-sim-device there?)");
        }
        hardware->processes |= 1 << HARDWARE_PCS;
    }
    if (setup->meter_host == NULL) {
        struct meter_device_setup device;
        meter_device_from(setup, &device);
        if (setup->simulator == NULL ||
            sim_process_meter(&hardware->meter_process, setup->simulator, setup->meter_port,
                              &device) != 0) {
            return fail(hardware, -1,
                        "the simulated meter did not start (is ostrov-sim-device there?)");
        }
        hardware->processes |= 1 << HARDWARE_METER;
    }
    return 0;
}

int hardware_open_modbus(struct hardware *hardware, const struct hardware_setup *setup)
{
    if (begin(hardware, setup) != 0 || start_simulators(hardware) != 0) {
        return -1;
    }
    struct link_setup pcs = {setup->pcs_host,  setup->pcs_port,   setup->unit,
                             setup->timeout_s, setup->back_off_s, 0};
    struct link_setup meter = {setup->meter_host, setup->meter_port, setup->unit,
                               setup->timeout_s,  setup->back_off_s, 0};
    /* Function 23 is optional in SunSpec: of real devices only 3 and 16 are asked. */
    if (setup->pcs_host == NULL) {
        pcs.host = "127.0.0.1";
        pcs.port = hardware->pcs_process.port;
        pcs.combined = 1;
    }
    if (setup->meter_host == NULL) {
        meter.host = "127.0.0.1";
        meter.port = hardware->meter_process.port;
        meter.combined = 1;
    }
    if (link_init_modbus(&hardware->pcs.link, &pcs) != 0 ||
        link_init_modbus(&hardware->pcs.side, &pcs) != 0 ||
        link_init_modbus(&hardware->meter.link, &meter) != 0 ||
        link_init_modbus(&hardware->meter.side, &meter) != 0) {
        return fail(hardware, -1, "an address, a port or a unit identifier is wrong");
    }
    return begin_drivers(hardware);
}

const char *hardware_error(const struct hardware *hardware) { return hardware->error; }

void hardware_advance(struct hardware *hardware, const struct device_world *world, double dt_s)
{
    struct device_world now = *world;
    now.dt_s = dt_s;
    if (hardware->setup.clock == HARDWARE_CLOCK_VIRTUAL) {
        hardware->now_us += device_step_us(dt_s);
    }
    read_clock(hardware);
    pcs_advance(&hardware->pcs, &now, hardware->now_us);
    meter_advance(&hardware->meter, &now, hardware->now_us);
}

void hardware_truth(struct hardware *hardware, struct device_truth *truth)
{
    *truth = hardware->pcs.truth;
}

int hardware_order_faults(struct hardware *hardware, enum hardware_device device, uint32_t faults)
{
    return device == HARDWARE_PCS ? pcs_order_faults(&hardware->pcs, faults, hardware->now_us)
                                  : meter_order_faults(&hardware->meter, faults, hardware->now_us);
}

ostrov_status hardware_measure(struct hardware *hardware, ostrov_measurement *measurement)
{
    if (hardware == NULL || measurement == NULL || !hardware->started) {
        return OSTROV_E_ARGUMENT;
    }
    read_clock(hardware);
    int silent = pcs_poll(&hardware->pcs, hardware->now_us) != 0;
    silent += meter_poll(&hardware->meter, hardware->now_us) != 0;
    pcs_fill(&hardware->pcs, hardware->now_us, measurement);
    meter_fill(&hardware->meter, hardware->now_us, measurement);
    return silent == 0 ? OSTROV_OK : silent == 1 ? OSTROV_DEGRADED : OSTROV_E_DRIVER;
}

ostrov_status hardware_actuate(struct hardware *hardware, const ostrov_command *command)
{
    if (hardware == NULL || command == NULL || !hardware->started) {
        return OSTROV_E_ARGUMENT;
    }
    read_clock(hardware);
    return pcs_command(&hardware->pcs, command, hardware->now_us);
}

void hardware_close(struct hardware *hardware)
{
    if (!hardware->started) {
        return;
    }
    link_close(&hardware->pcs.link);
    link_close(&hardware->pcs.side);
    link_close(&hardware->meter.link);
    link_close(&hardware->meter.side);
    if (hardware->processes & 1 << HARDWARE_PCS) {
        sim_process_stop(&hardware->pcs_process);
    }
    if (hardware->processes & 1 << HARDWARE_METER) {
        sim_process_stop(&hardware->meter_process);
    }
    hardware->processes = 0;
    hardware->started = 0;
}
