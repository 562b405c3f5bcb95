/* The hardware of a station: its devices are found, or simulated, and the drivers begin.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "drivers/hardware_threads.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

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
    device->series = setup->series;
    device->ramp_w_per_s = 2.0 * setup->rating_w;
    device->default_w = setup->default_w;
    device->nominal_hz = setup->nominal_hz;
    device->battery_sign = setup->battery_sign;
    device->seed = setup->seed;
    device->lies = setup->lies;
}

static void meter_device_from(const struct hardware_setup *setup, struct meter_device_setup *device)
{
    meter_device_defaults(device);
    device->sign = setup->meter_sign;
    device->seed = setup->seed + 1;
    device->lies = setup->lies != 0 ? setup->lies + 1 : 0;
}

static void pv_device_from(const struct hardware_setup *setup, struct pv_device_setup *device)
{
    pv_device_defaults(device);
    device->rating_w = setup->pv_rating_w;
    device->ramp_w_per_s = 0.5 * setup->pv_rating_w;
    device->wake_s = setup->pv_wake_s;
    device->seed = setup->seed + 2;
    device->lies = setup->lies != 0 ? setup->lies + 2 : 0;
}

static int begin(struct hardware *hardware, const struct hardware_setup *setup)
{
    memset(hardware, 0, sizeof *hardware);
    hardware->setup = *setup;
    hardware->started = 1;
    hardware_read_clock(hardware);
    const struct {
        const char *name;
        int good;
    } rules[] = {{"rating_w", setup->rating_w > 0.0},
                 {"discharge_efficiency_ratio", setup->discharge_efficiency_ratio > 0.1 &&
                                                    setup->discharge_efficiency_ratio <= 1.0},
                 {"reversion_s", setup->reversion_s > 0.0 && setup->reversion_s < 1e6},
                 {"default_w", fabs(setup->default_w) <= setup->rating_w},
                 {"battery_sign", setup->battery_sign == 1 || setup->battery_sign == -1},
                 {"pv_rating_w", setup->pv_rating_w >= 0.0 && setup->pv_rating_w < 1e8},
                 {"meter_sign", setup->meter_sign == 1 || setup->meter_sign == -1},
                 {"poll_s", !setup->threads || (setup->poll_s >= 0.01 && setup->poll_s <= 60.0)}};
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (!rules[i].good) {
            snprintf(hardware->error, sizeof hardware->error, "%s is out of range", rules[i].name);
            return -1;
        }
    }
    return 0;
}

/* Looks for the devices, one after the other. */
static int look(struct hardware *hardware)
{
    int pv_silent = hardware_with_pv(hardware) && pv_poll(&hardware->pv, hardware->now_us) != 0;
    int pcs_silent = pcs_poll(&hardware->pcs, hardware->now_us) != 0;
    int meter_silent = meter_poll(&hardware->meter, hardware->now_us) != 0;
    if (pcs_silent || meter_silent || pv_silent) {
        return fail(hardware, 1,
                    pcs_silent     ? "the PCS does not answer as it should yet"
                    : meter_silent ? "the meter does not answer as it should yet"
                                   : "the PV inverter does not answer as it should yet");
    }
    return 0;
}

/* The same side by side, and for ever after. */
static int look_with_threads(struct hardware *hardware)
{
    int started = hardware_threads_start(hardware);
    hardware_threads_see(hardware);
    return started == 0 ? 0
                        : fail(hardware, started,
                               started > 0 ? "a device has not answered yet"
                                           : "there is no memory, or no thread to be had");
}

/* Starts the drivers on links that are ready to open, and looks for the devices. */
static int begin_drivers(struct hardware *hardware)
{
    struct pcs_setup pcs;
    struct meter_setup meter;
    struct pv_setup pv;
    const struct hardware_setup *setup = &hardware->setup;
    pcs_setup_defaults(&pcs);
    pcs.rating_w = setup->rating_w;
    pcs.reversion_s = setup->reversion_s;
    pcs.default_w = setup->default_w;
    pcs.battery_sign = setup->battery_sign;
    pcs.frozen_s = setup->pcs_frozen_s;
    pcs.listen_s = setup->listen_s;
    pcs.nonce = setup->nonce;
    pcs.cells_c_in_701 = setup->cells_c_in_701 || setup->pcs_host == NULL;
    pcs.discharge_efficiency_ratio = setup->discharge_efficiency_ratio;
    meter_setup_defaults(&meter);
    meter.sign = setup->meter_sign;
    meter.frozen_s = setup->meter_frozen_s;
    pcs.map = setup->pcs_map;
    pcs.bms_map = setup->bms_map;
    meter.map = setup->meter_map;
    pcs_begin(&hardware->pcs, &pcs);
    meter_begin(&hardware->meter, &meter);
    if (hardware_with_pv(hardware)) {
        pv_setup_defaults(&pv);
        pv.rating_w = setup->pv_rating_w;
        pv.reversion_s = setup->reversion_s;
        pv.listen_s = setup->listen_s;
        pv.map = setup->pv_map;
        pv_begin(&hardware->pv, &pv);
    }
    return setup->threads ? look_with_threads(hardware) : look(hardware);
}

int hardware_open_twin(struct hardware *hardware, const struct hardware_setup *setup)
{
    struct pcs_device_setup pcs;
    struct meter_device_setup meter;
    struct pv_device_setup pv;
    if (begin(hardware, setup) != 0) {
        return -1;
    }
    pcs_device_from(setup, &pcs);
    meter_device_from(setup, &meter);
    pv_device_from(setup, &pv);
    if (pcs_device_init(&hardware->pcs_twin, &pcs) != 0 ||
        meter_device_init(&hardware->meter_twin, &meter) != 0 ||
        (hardware_with_pv(hardware) && pv_device_init(&hardware->pv_twin, &pv) != 0)) {
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
    if (hardware_with_pv(hardware)) {
        struct register_port pv_port = pv_device_port(&hardware->pv_twin);
        if (link_init_twin(&hardware->pv.link, &pv_port, setup->back_off_s) != 0 ||
            link_init_twin(&hardware->pv.side, &pv_port, setup->back_off_s) != 0) {
            return fail(hardware, -1, "a twin has no registers");
        }
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
    if (hardware_with_pv(hardware) && setup->pv_host == NULL) {
        struct pv_device_setup device;
        pv_device_from(setup, &device);
        if (setup->simulator == NULL ||
            sim_process_pv(&hardware->pv_process, setup->simulator, setup->pv_port, &device) != 0) {
            return fail(hardware, -1,
                        "the simulated PV inverter did not start (is ostrov-sim-device there?)");
        }
        hardware->processes |= 1 << HARDWARE_PV;
    }
    return 0;
}

/* The link of one device and its side entrance. Function 23 is optional in SunSpec: of real devices
 * only 3 and 16 are asked. */
static int open_links(const struct hardware_setup *setup, const char *host, int32_t port,
                      int32_t unit, const struct sim_process *process, struct link *link,
                      struct link *side)
{
    int32_t own = unit > 0 ? unit : setup->unit;
    struct link_setup to = {host, port, own, setup->timeout_s, setup->back_off_s, 0};
    if (host != NULL && host[0] == '/') {
        const struct link_serial line = {host, setup->baud,      setup->parity,    setup->stop_bits,
                                         own,  setup->timeout_s, setup->back_off_s};
        return link_init_serial(link, &line); /* a real device: nothing to be simulated aside */
    }
    if (host == NULL) {
        to.host = "127.0.0.1";
        to.port = process->port;
        to.combined = 1;
    }
    return link_init_modbus(link, &to) != 0 || (side != NULL && link_init_modbus(side, &to) != 0);
}

int hardware_open_modbus(struct hardware *hardware, const struct hardware_setup *setup)
{
    if (begin(hardware, setup) != 0 || start_simulators(hardware) != 0) {
        return -1;
    }
    if (setup->bms_map != NULL && (setup->pcs_map == NULL || setup->bms_host == NULL)) {
        return fail(hardware, -1, "a BMS of its own needs an address, and a converter with a map");
    }
    const char *wrong =
        open_links(setup, setup->pcs_host, setup->pcs_port, setup->pcs_unit, &hardware->pcs_process,
                   &hardware->pcs.link, &hardware->pcs.side)
            ? "PCS"
        : setup->bms_map != NULL && open_links(setup, setup->bms_host, setup->bms_port,
                                               setup->bms_unit, NULL, &hardware->pcs.bms_link, NULL)
            ? "BMS"
        : open_links(setup, setup->meter_host, setup->meter_port, setup->meter_unit,
                     &hardware->meter_process, &hardware->meter.link, &hardware->meter.side)
            ? "meter"
        : hardware_with_pv(hardware) &&
                open_links(setup, setup->pv_host, setup->pv_port, setup->pv_unit,
                           &hardware->pv_process, &hardware->pv.link, &hardware->pv.side)
            ? "PV inverter"
            : NULL;
    if (wrong != NULL) {
        snprintf(hardware->error, sizeof hardware->error,
                 "%s: an address, a port, a serial line or a unit identifier is wrong", wrong);
        return -1;
    }
    return begin_drivers(hardware);
}
