/* check: judges a site file.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "command.h"

#include "drivers/map/site_maps.h"
#include "inputs/inputs.h"

#include <stdio.h>

enum { FINDINGS = 8192 };

int command_check(const struct call *call)
{
    char text[FINDINGS];
    int warnings = 0;
    int errors = site_check(call->site, text, sizeof text, &warnings);
    struct register_map *maps[SITE_MAPS];
    char wrong[512], feeds[2 * sizeof wrong];
    if (site_maps_load(call->site, maps, wrong, sizeof wrong) != 0) {
        printf("%s\n", wrong);
        errors++;
    }
    site_maps_free(maps);
    errors += inputs_check_feeds(call->site, feeds, sizeof feeds, &warnings);
    printf("%s", feeds);
    printf("%s%s%s: %d errors, %d warnings\n", text, text[0] != '\0' ? "\n" : "", call->site->path,
           errors, warnings);
    return errors > 0 ? 1 : 0;
}
