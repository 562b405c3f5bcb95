/* The hardware of a station.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "drivers/hardware_threads.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "common/clock.h"

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
    setup->pv_wake_s = 60.0;
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
    setup->baud = 19200;
    setup->parity = 'E';
    setup->stop_bits = 1;
    setup->poll_s = 1.0;
}

const char *hardware_error(const struct hardware *hardware) { return hardware->error; }

void hardware_advance(struct hardware *hardware, const struct device_world *world, double dt_s)
{
    struct device_world now = *world;
    now.dt_s = dt_s;
    if (hardware->setup.clock == HARDWARE_CLOCK_VIRTUAL) {
        hardware->now_us += device_step_us(dt_s);
    }
    hardware_read_clock(hardware);
    /* Where devices lie, the simulation moves them on through the side entrance alone. */
    hardware->pcs.aside = hardware->meter.aside = hardware->pv.aside = hardware->setup.lies != 0;
    pcs_advance(&hardware->pcs, &now, hardware->now_us);
    meter_advance(&hardware->meter, &now, hardware->now_us);
    if (hardware_with_pv(hardware)) {
        pv_advance(&hardware->pv, &now, hardware->now_us);
    }
}

void hardware_truth(struct hardware *hardware, struct device_truth *truth)
{
    *truth = hardware->pcs.truth;
}

int hardware_order_faults(struct hardware *hardware, enum hardware_device device, uint32_t faults)
{
    return device == HARDWARE_PCS  ? pcs_order_faults(&hardware->pcs, faults, hardware->now_us)
           : device == HARDWARE_PV ? pv_order_faults(&hardware->pv, faults, hardware->now_us)
                                   : meter_order_faults(&hardware->meter, faults, hardware->now_us);
}

/* With threads: whose last good answer is older than three polls. */
static int count_silent(const struct hardware *hardware)
{
    int64_t since_us = hardware->now_us - (int64_t)(3e6 * hardware->setup.poll_s);
    return (hardware->pcs.polled_us < since_us) + (hardware->meter.polled_us < since_us) +
           (hardware_with_pv(hardware) && hardware->pv.polled_us < since_us);
}

/* Behind a closed PCC breaker converter and meter see the same volts: where one of them stands
 * still at zeros and the other sees them alive, the zeros are no good faith. The last word of
 * either stands. */
static void compare_volts(struct hardware *hardware)
{
    const struct pcs_reading *pcs = &hardware->pcs.reading;
    const struct meter_reading *meter = &hardware->meter.reading;
    if (pcs_age_s(&hardware->pcs, hardware->now_us) < 5.0 && isfinite(pcs->bus_v[0])) {
        hardware->grid_alive = pcs->connected == 1 && pcs->bus_v[0] > 100.0;
    }
    if (meter_age_s(&hardware->meter, hardware->now_us) < 5.0 &&
        isfinite(meter->phase_v[0] + meter->grid_w)) {
        hardware->bus_alive = meter->phase_v[0] > 100.0 && fabs(meter->grid_w) > 1000.0;
    }
    hardware->meter.seen_live = hardware->grid_alive;
    hardware->pcs.seen_live = hardware->bus_alive;
}

ostrov_status hardware_measure(struct hardware *hardware, ostrov_measurement *measurement)
{
    if (hardware == NULL || measurement == NULL || !hardware->started) {
        return OSTROV_E_ARGUMENT;
    }
    int silent = 0;
    hardware_read_clock(hardware);
    if (hardware->own != NULL) {
        hardware_threads_see(hardware);
        hardware_read_clock(
            hardware); /* after the looks: what was read meanwhile is not of the future */
        silent = count_silent(hardware);
    } else {
        silent = pcs_poll(&hardware->pcs, hardware->now_us) != 0;
        silent += meter_poll(&hardware->meter, hardware->now_us) != 0;
        silent += hardware_with_pv(hardware) && pv_poll(&hardware->pv, hardware->now_us) != 0;
    }
    if (hardware_with_pv(hardware)) {
        pv_fill(&hardware->pv, hardware->now_us, measurement);
    }
    compare_volts(hardware);
    pcs_fill(&hardware->pcs, hardware->now_us, measurement);
    meter_fill(&hardware->meter, hardware->now_us, measurement);
    return silent == 0                                     ? OSTROV_OK
           : silent < (hardware_with_pv(hardware) ? 3 : 2) ? OSTROV_DEGRADED
                                                           : OSTROV_E_DRIVER;
}

ostrov_status hardware_actuate(struct hardware *hardware, const ostrov_command *command)
{
    if (hardware == NULL || command == NULL || !hardware->started) {
        return OSTROV_E_ARGUMENT;
    }
    hardware_read_clock(hardware);
    if (hardware->own != NULL) {
        hardware_threads_ask(hardware, command);
        return OSTROV_OK;
    }
    ostrov_status status = pcs_command(&hardware->pcs, command, hardware->now_us);
    ostrov_status pv = hardware_with_pv(hardware)
                           ? pv_command(&hardware->pv, command, hardware->now_us)
                           : OSTROV_OK;
    return status < OSTROV_OK ? status : pv;
}

void hardware_close(struct hardware *hardware)
{
    if (!hardware->started) {
        return;
    }
    hardware_threads_stop(hardware);
    link_close(&hardware->pcs.link);
    link_close(&hardware->pcs.side);
    link_close(&hardware->pcs.bms_link);
    link_close(&hardware->meter.link);
    link_close(&hardware->meter.side);
    link_close(&hardware->pv.link);
    link_close(&hardware->pv.side);
    if (hardware->processes & 1 << HARDWARE_PCS) {
        sim_process_stop(&hardware->pcs_process);
    }
    if (hardware->processes & 1 << HARDWARE_METER) {
        sim_process_stop(&hardware->meter_process);
    }
    if (hardware->processes & 1 << HARDWARE_PV) {
        sim_process_stop(&hardware->pv_process);
    }
    hardware->processes = 0;
    hardware->started = 0;
}
