/* The devices that a site file names, as the hardware's setup.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_SITE_DEVICES_H
#define STATION_SITE_DEVICES_H

#include "drivers/hardware.h"
#include "site/site.h"

/* Real devices on the system's clock, whose other controllers are listened for first; setup points into
 * the site. */
void hardware_setup_site(const struct site *site, struct hardware_setup *setup);

#endif
