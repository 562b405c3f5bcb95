/* Register maps that a site file names.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "drivers/map/site_maps.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Beside the site file, unless the name begins at the root. */
static int load(const struct site *site, const char *name, struct register_map *map, char *message,
                size_t capacity)
{
    char path[2 * SITE_TEXT];
    const char *slash = strrchr(site->path, '/');
    int folder = slash != NULL && name[0] != '/' ? (int)(slash - site->path) + 1 : 0;
    snprintf(path, sizeof path, "%.*s%s", folder, site->path, name);
    return register_map_load(map, path, message, capacity);
}

int site_maps_load(const struct site *site, struct register_map *maps[SITE_MAPS], char *message,
                   size_t capacity)
{
    const struct site_devices *at = &site->devices;
    const char *const names[SITE_MAPS] = {at->pcs_map, at->meter_map, at->pv_map, at->bms_map};
    const struct {
        int32_t quantity, list;
        const char *what;
    } needs[SITE_MAPS] = {
        {MAP_BATTERY_W, MAP_SET_POINT, "pcs_map: it has no points.battery_w, or no set_point"},
        {MAP_GRID_W, -1, "meter_map: it has no points.grid_w"},
        {MAP_PV_W, -1, "pv_map: it has no points.pv_w"},
        {MAP_SOC_RATIO, -1, "bms_map: it has no points.soc_ratio"}};
    for (int i = 0; i < SITE_MAPS; i++) {
        maps[i] = NULL;
    }
    for (int i = 0; i < SITE_MAPS; i++) {
        if (names[i][0] == '\0') {
            continue;
        }
        maps[i] = malloc(sizeof *maps[i]);
        if (maps[i] == NULL) {
            snprintf(message, capacity, "out of memory");
            return -1;
        }
        if (load(site, names[i], maps[i], message, capacity) != 0) {
            return -1;
        }
        if (register_map_point(maps[i], needs[i].quantity) == NULL ||
            (needs[i].list >= 0 && maps[i]->writes[needs[i].list] == 0)) {
            snprintf(message, capacity, "%s: devices.%s", site->path, needs[i].what);
            return -1;
        }
    }
    return 0;
}

void site_maps_free(struct register_map *maps[SITE_MAPS])
{
    for (int i = 0; i < SITE_MAPS; i++) {
        free(maps[i]);
        maps[i] = NULL;
    }
}
