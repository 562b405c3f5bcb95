/* The devices that a site file names, as the hardware's setup.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_SITE_DEVICES_H
#define STATION_SITE_DEVICES_H

#include "drivers/hardware.h"
#include "drivers/map/site_maps.h"
#include "drivers/ocpp/chargers.h"

/* Real devices on the system's clock, whose other controllers are listened for first; setup points into
 * the site and its maps. */
void hardware_setup_site(const struct site *site, struct register_map *const maps[SITE_MAPS],
                         struct hardware_setup *setup);

/* The charge points that a site file names; kept and password are the caller's. setup points into
 * the site. */
void chargers_setup_site(const struct site *site, struct chargers_setup *setup);

#endif
