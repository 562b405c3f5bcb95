/* The devices that a site file names: see site_devices.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "site_devices.h"

#include "common/clock.h"

#include <unistd.h>

void hardware_setup_site(const struct site *site, struct register_map *const maps[SITE_MAPS],
                         struct hardware_setup *setup)
{
    const struct site_devices *at = &site->devices;
    hardware_setup_defaults(setup);
    setup->clock = HARDWARE_CLOCK_MONOTONIC;
    setup->listen_s = 2.0; /* a controller's heart beats once a second */
    setup->nonce = (uint32_t)clock_monotonic_us() ^ (uint32_t)getpid() << 8;
    setup->rating_w = site->battery.discharge_limit_w;
    setup->discharge_efficiency_ratio = site->battery.discharge_efficiency_ratio;
    setup->default_w = site->station.battery_default_w;
    setup->pv_rating_w = at->pv_host[0] != '\0' ? site->pv.inverter_w : 0.0;
    setup->reversion_s = at->reversion_s;
    setup->battery_sign = at->battery_sign;
    setup->meter_sign = at->meter_sign;
    setup->unit = at->unit;
    setup->cells_c_in_701 = at->cells_c_in_701;
    setup->timeout_s = at->timeout_s;
    setup->pcs_host = at->pcs_host;
    setup->meter_host = at->meter_host;
    setup->pv_host = at->pv_host;
    setup->pcs_port = at->pcs_port;
    setup->meter_port = at->meter_port;
    setup->pv_port = at->pv_port;
    setup->bms_host = at->bms_host[0] != '\0' ? at->bms_host : NULL;
    setup->bms_port = at->bms_port;
    setup->pcs_unit = at->pcs_unit;
    setup->meter_unit = at->meter_unit;
    setup->pv_unit = at->pv_unit;
    setup->bms_unit = at->bms_unit;
    setup->baud = at->baud;
    setup->stop_bits = at->stop_bits;
    setup->parity = at->parity[0] != '\0' ? at->parity[0] : 'E';
    setup->pcs_map = maps[SITE_MAP_PCS];
    setup->meter_map = maps[SITE_MAP_METER];
    setup->pv_map = maps[SITE_MAP_PV];
    setup->bms_map = maps[SITE_MAP_BMS];
}

void chargers_setup_site(const struct site *site, struct chargers_setup *setup)
{
    const struct site_chargers *at = &site->chargers;
    *setup = (struct chargers_setup){
        .address = at->address, .port = at->port, .count = site->charge_points};
    for (int32_t p = 0; p < site->charge_points; p++) {
        ocpp_setup_defaults(&setup->point[p]);
        setup->name[p] = site->charge_point[p].name;
        setup->point[p].limit_w = site->charge_point[p].limit_w;
        setup->point[p].min_w = site->charge_point[p].min_w;
        setup->point[p].default_w = site->station.charger_default_w;
        setup->point[p].phase_v = site->grid.nominal_v;
        setup->point[p].phases = at->phases;
        setup->point[p].lifetime_s = at->lifetime_s;
    }
}
