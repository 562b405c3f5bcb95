/* Register maps that a site file names.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_MAP_SITE_MAPS_H
#define STATION_MAP_SITE_MAPS_H

#include "drivers/map/register_map.h"
#include "site/site.h"

enum site_map {
    SITE_MAP_PCS = 0,
    SITE_MAP_METER = 1,
    SITE_MAP_PV = 2,
    SITE_MAP_BMS = 3,
    SITE_MAPS = 4
};

/* Reads those that are named (the others stay NULL), and looks whether each tells what its device
 * is there for. Returns 0, or -1 with a message. site_maps_free serves both. */
int site_maps_load(const struct site *site, struct register_map *maps[SITE_MAPS], char *message,
                   size_t capacity);

void site_maps_free(struct register_map *maps[SITE_MAPS]);

#endif
