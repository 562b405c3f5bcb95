/* check: judges a site file.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "command.h"

#include "drivers/map/site_maps.h"
#include "inputs/inputs.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { FINDINGS = 8192 };

/* A file that the site file names must be there: what is missing is found now, not at night.
 * Returns 1 with a line on stdout when it is not. */
static int is_missing(const struct site *site, const char *key, const char *path)
{
    FILE *file = path != NULL && path[0] != '\0' ? fopen(path, "rb") : NULL;
    if (path == NULL || path[0] == '\0') {
        return 0;
    }
    if (file != NULL) {
        fclose(file);
        return 0;
    }
    printf("error: %s: %s: %s cannot be read: %s\n", site->path, key, path, strerror(errno));
    return 1;
}

static int missing_files(const struct site *site)
{
    return is_missing(site, "chargers.password_file", site->chargers.password_file) +
           is_missing(site, "mqtt.password_file", site->mqtt.password_file);
}

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
    errors += missing_files(call->site);
    errors += inputs_check_feeds(call->site, feeds, sizeof feeds, &warnings);
    printf("%s", feeds);
    printf("%s%s%s: %d errors, %d warnings\n", text, text[0] != '\0' ? "\n" : "", call->site->path,
           errors, warnings);
    return errors > 0 ? 1 : 0;
}
